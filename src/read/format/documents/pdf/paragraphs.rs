//! From lines to paragraphs: heads and feet of pages left out, the headline found by its size, lines joined.

use std::collections::HashMap;

use super::columns::Line;
use crate::read::format::documents::manuscript::{Paragraph, Rank};

/// How much of a page its head, and its foot, can take.
const MARGIN: f32 = 0.1;

/// How much larger than the text a headline is set.
const HEADLINE: f32 = 1.25;

/// The longest headline, in letters.
const LONGEST: usize = 250;

/// The paragraphs of all pages.
pub fn paragraphs(mut pages: Vec<Vec<Line>>, heights: &[f32]) -> Vec<Paragraph> {
    drop_heads(&mut pages, heights);
    let body = body_size(&pages);
    let title = pages.first_mut().and_then(|page| take_headline(page, body));
    let mut paragraphs: Vec<Paragraph> = title.into_iter().collect();
    let mut text = Text::default();
    for page in &pages {
        for column in runs(page) {
            text.add_column(column);
        }
    }
    paragraphs.extend(text.finish().into_iter().map(|text| Paragraph { rank: Rank::Text, text }));
    paragraphs
}

/// Leaves out what stands at the head or foot of page after page, and numbers of pages.
fn drop_heads(pages: &mut [Vec<Line>], heights: &[f32]) {
    let mut seen: HashMap<String, usize> = HashMap::new();
    for (page, height) in pages.iter().zip(heights) {
        let mut heads: Vec<String> =
            page.iter().filter(|line| is_margin(line, *height)).map(shape).collect();
        heads.sort();
        heads.dedup();
        heads.into_iter().for_each(|head| *seen.entry(head).or_default() += 1);
    }
    let often = if pages.len() < 3 { usize::MAX } else { pages.len().div_ceil(2).max(3) };
    for (page, height) in pages.iter_mut().zip(heights) {
        page.retain(|line| {
            let again = seen.get(&shape(line)).is_some_and(|pages| *pages >= often);
            !is_margin(line, *height) || !(again || is_stamp(&line.text))
        });
    }
}

fn is_margin(line: &Line, height: f32) -> bool {
    line.y < MARGIN * height || line.y > (1.0 - MARGIN) * height
}

/// Whether a line in a margin is what printers put there: the number of the page, "2/5", "Page 2 of 5", the address of
/// what was printed, or the minute it was.
fn is_stamp(line: &str) -> bool {
    let line = line.trim();
    let counts = line.len() <= 16
        && line.split([' ', '/']).all(|word| {
            matches!(word, "Page" | "page" | "of" | "-" | "")
                || word.bytes().all(|byte| byte.is_ascii_digit())
        });
    let address = !line.contains(' ') && line.contains("://");
    let minute = line.len() <= 24
        && line.contains(':')
        && line.split([' ', ',', ':', '/', '.', '-']).all(|word| {
            matches!(word, "AM" | "PM" | "") || word.bytes().all(|byte| byte.is_ascii_digit())
        });
    counts || address || minute
}

/// A line with its numbers made alike.
fn shape(line: &Line) -> String {
    line.text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect::<String>()
        .replace("00", "0")
}

/// The size most letters are set in.
fn body_size(pages: &[Vec<Line>]) -> f32 {
    let mut letters: HashMap<i32, usize> = HashMap::new();
    for line in pages.iter().flatten() {
        *letters.entry(step(line.size)).or_default() += line.text.len();
    }
    letters
        .into_iter()
        .max_by_key(|(step, letters)| (*letters, -step))
        .map_or(10.0, |(step, _)| step as f32 / 2.0)
}

/// A size in half points.
fn step(size: f32) -> i32 {
    (size.min(10_000.0) * 2.0).round() as i32
}

/// Takes the lines in the largest type off the first page.
fn take_headline(page: &mut Vec<Line>, body: f32) -> Option<Paragraph> {
    let speaks = |line: &&Line| line.text.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let largest = page.iter().filter(speaks).map(|line| line.size).fold(0.0, f32::max);
    if largest < HEADLINE * body {
        return None;
    }
    let from = page.iter().position(|line| line.size >= 0.95 * largest)?;
    let len = page.iter().skip(from).take_while(|line| line.size >= 0.95 * largest).count();
    let letters: usize = page.iter().skip(from).take(len).map(|line| line.text.len()).sum();
    let taken: Vec<String> = page.drain(from..from + len).map(|line| line.text).collect();
    let rank = if letters <= LONGEST { Rank::Title } else { Rank::Text };
    Some(Paragraph { rank, text: taken.join("\n") })
}

/// Lines that follow one another down a column in one type.
fn runs(page: &[Line]) -> impl Iterator<Item = &[Line]> {
    page.chunk_by(|line, next| {
        let shared = line.right.min(next.right) - line.left.max(next.left);
        let narrower = (line.right - line.left).min(next.right - next.left);
        let alike = (step(line.size) - step(next.size)).abs() <= 2;
        let below = next.y > line.y && next.y - line.y < 3.0 * line.size;
        below && alike && shared > 0.3 * narrower
    })
}

/// Paragraphs so far; the last may go on in the next column.
#[derive(Default)]
struct Text {
    paragraphs: Vec<String>,
    /// The size of the last line.
    size: f32,
}

impl Text {
    fn add_column(&mut self, column: &[Line]) {
        let left = column.iter().map(|line| line.left).fold(f32::MAX, f32::min);
        let right = column.iter().map(|line| line.right).fold(f32::MIN, f32::max);
        let leading = leading(column);
        let mut before: Option<&Line> = None;
        for line in column {
            let indented = line.left - left > 0.8 * line.size;
            let begins = match before {
                None => indented || !self.goes_on(line),
                Some(above) => {
                    let inside = above.left - left > 0.8 * line.size;
                    let short = right - above.right > 2.5 * line.size;
                    let parted = line.y - above.y > 1.3 * leading;
                    (indented && !inside) || parted || (short && ends_sentence(&above.text))
                }
            };
            self.add(&line.text, begins);
            self.size = line.size;
            before = Some(line);
        }
    }

    /// Whether a column's first line goes on where the last column ended.
    fn goes_on(&self, line: &Line) -> bool {
        let open = self.paragraphs.last().is_some_and(|last| !ends_sentence(last));
        let small = line.text.starts_with(char::is_lowercase);
        let hyphen = self.paragraphs.last().is_some_and(|last| last.ends_with('-'));
        open && (small || hyphen || self.paragraphs.last().is_some_and(|last| last.len() > 80))
            && step(self.size) == step(line.size)
    }

    /// Adds a line; a word broken at its end is made whole.
    fn add(&mut self, line: &str, begins: bool) {
        match self.paragraphs.last_mut() {
            Some(last) if !begins => {
                if !mend(last, line) {
                    last.push('\n');
                    last.push_str(line);
                }
            }
            _ => self.paragraphs.push(line.to_owned()),
        }
    }

    fn finish(self) -> Vec<String> {
        self.paragraphs
    }
}

/// Joins a line to a text that ends in a hyphen where one word was broken; false where none was.
fn mend(text: &mut String, line: &str) -> bool {
    let soft = text.ends_with('\u{ad}');
    let broken =
        soft || (text.ends_with(['-', '\u{2010}']) && line.starts_with(char::is_lowercase));
    let letter = text.trim_end_matches(['-', '\u{2010}', '\u{ad}']).ends_with(char::is_alphabetic);
    if !broken || !letter {
        return false;
    }
    text.pop();
    let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
    text.push_str(word);
    if !rest.is_empty() {
        text.push('\n');
        text.push_str(rest);
    }
    true
}

fn ends_sentence(text: &str) -> bool {
    text.trim_end().ends_with(['.', '!', '?', ':', '”', '"', '»', ')'])
}

/// The usual distance of lines in a column.
fn leading(column: &[Line]) -> f32 {
    let mut steps: Vec<f32> =
        column.windows(2).filter_map(|pair| Some(pair.last()?.y - pair.first()?.y)).collect();
    steps.sort_by(f32::total_cmp);
    steps.get(steps.len() / 2).copied().unwrap_or(f32::MAX)
}

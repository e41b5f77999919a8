//! Paragraphs from lines: page headers and footers are left out, the headline is found by its size,
//! and lines are joined.

use std::collections::HashMap;

use super::xy_cut::TextLine;
use crate::read::format::documents::styled_document::{Paragraph, ParagraphStyle};

/// Fraction of the page height that a header or a footer can take.
const MARGIN: f32 = 0.1;

/// Least ratio of the type size of a headline to that of the text.
const HEADLINE_RATIO: f32 = 1.25;

/// The longest headline, in bytes.
const MAX_HEADLINE_LEN: usize = 250;

/// Returns the paragraphs of all pages.
pub(super) fn paragraphs(mut pages: Vec<Vec<TextLine>>, heights: &[f32]) -> Vec<Paragraph> {
    remove_headers_and_footers(&mut pages, heights);
    let body_size = body_size(&pages);
    let headline = pages.first_mut().and_then(|page| extract_headline(page, body_size));
    let mut paragraphs: Vec<Paragraph> = headline.into_iter().collect();
    let mut joiner = ParagraphJoiner::default();
    pages.iter().flat_map(|page| columns(page)).for_each(|column| joiner.add_column(column));
    let texts = joiner.paragraphs.into_iter();
    paragraphs.extend(texts.map(|text| Paragraph { style: ParagraphStyle::Text, text }));
    paragraphs
}

/// Removes lines that many pages repeat at their head or foot, and page numbers.
fn remove_headers_and_footers(pages: &mut [Vec<TextLine>], heights: &[f32]) {
    let mut page_counts: HashMap<String, usize> = HashMap::new();
    for (page, height) in pages.iter().zip(heights) {
        let mut patterns: Vec<String> =
            page.iter().filter(|line| is_in_margin(line, *height)).map(pattern).collect();
        patterns.sort();
        patterns.dedup();
        for pattern in patterns {
            *page_counts.entry(pattern).or_default() += 1;
        }
    }
    let can_repeat = pages.len() >= 3;
    let least_pages = pages.len().div_ceil(2).max(3);
    for (page, height) in pages.iter_mut().zip(heights) {
        page.retain(|line| {
            let is_repeated = can_repeat
                && page_counts.get(&pattern(line)).is_some_and(|pages| *pages >= least_pages);
            !is_in_margin(line, *height) || !(is_repeated || is_print_mark(&line.text))
        });
    }
}

fn is_in_margin(line: &TextLine, height: f32) -> bool {
    line.y < MARGIN * height || line.y > (1.0 - MARGIN) * height
}

/// Reports whether a line in a margin was added by printing: a page number, "2/5", "Page 2 of 5", a
/// web address, or a time.
fn is_print_mark(line: &str) -> bool {
    let line = line.trim();
    let is_number = |word: &str| word.bytes().all(|byte| byte.is_ascii_digit());
    let is_page_number = line.len() <= 16
        && line
            .split([' ', '/'])
            .all(|word| matches!(word, "Page" | "page" | "of" | "-" | "") || is_number(word));
    let is_address = !line.contains(' ') && line.contains("://");
    let is_time = line.len() <= 24
        && line.contains(':')
        && line
            .split([' ', ',', ':', '/', '.', '-'])
            .all(|word| matches!(word, "AM" | "PM" | "") || is_number(word));
    is_page_number || is_address || is_time
}

/// Returns the text of a line with its numbers replaced, so that page numbers compare equal.
fn pattern(line: &TextLine) -> String {
    line.text
        .chars()
        .map(|c| if c.is_ascii_digit() { '0' } else { c })
        .collect::<String>()
        .replace("00", "0")
}

/// Returns the type size of most text.
fn body_size(pages: &[Vec<TextLine>]) -> f32 {
    let mut lengths: HashMap<i32, usize> = HashMap::new();
    for line in pages.iter().flatten() {
        *lengths.entry(half_points(line.size)).or_default() += line.text.len();
    }
    lengths
        .into_iter()
        .max_by_key(|(size, length)| (*length, -size))
        .map_or(10.0, |(size, _)| size as f32 / 2.0)
}

/// Rounds a type size to half points.
fn half_points(size: f32) -> i32 {
    (size.min(10_000.0) * 2.0).round() as i32
}

/// Removes the lines in the largest type from the first page and returns them as its headline;
/// lines too long for a headline are text.
fn extract_headline(page: &mut Vec<TextLine>, body_size: f32) -> Option<Paragraph> {
    let has_words = |line: &&TextLine| line.text.chars().filter(|c| c.is_alphabetic()).count() >= 3;
    let largest = page.iter().filter(has_words).map(|line| line.size).fold(0.0, f32::max);
    if largest < HEADLINE_RATIO * body_size {
        return None;
    }
    let is_large = |line: &TextLine| line.size >= 0.95 * largest;
    let from = page.iter().position(is_large)?;
    let len = page.iter().skip(from).take_while(|line| is_large(line)).count();
    let lines: Vec<String> = page.drain(from..from + len).map(|line| line.text).collect();
    let is_headline = lines.iter().map(String::len).sum::<usize>() <= MAX_HEADLINE_LEN;
    let style = if is_headline { ParagraphStyle::Title } else { ParagraphStyle::Text };
    Some(Paragraph { style, text: lines.join("\n") })
}

/// Splits a page into columns: lines of one type size that follow one another downwards.
fn columns(page: &[TextLine]) -> impl Iterator<Item = &[TextLine]> {
    page.chunk_by(|line, next| {
        let overlap = line.right.min(next.right) - line.left.max(next.left);
        let narrower = (line.right - line.left).min(next.right - next.left);
        let is_same_size = (half_points(line.size) - half_points(next.size)).abs() <= 2;
        let is_below = next.y > line.y && next.y - line.y < 3.0 * line.size;
        is_below && is_same_size && overlap > 0.3 * narrower
    })
}

/// Joins lines into paragraphs; the last paragraph of a column may continue in the next.
#[derive(Default)]
struct ParagraphJoiner {
    paragraphs: Vec<String>,
    /// Type size of the last line.
    last_size: f32,
}

impl ParagraphJoiner {
    fn add_column(&mut self, column: &[TextLine]) {
        let left = column.iter().map(|line| line.left).fold(f32::MAX, f32::min);
        let right = column.iter().map(|line| line.right).fold(f32::MIN, f32::max);
        let leading = leading(column);
        let is_indented = |line: &TextLine| line.left - left > 0.8 * line.size;
        let mut above: Option<&TextLine> = None;
        for line in column {
            let begins = match above {
                None => is_indented(line) || !self.continues_with(line),
                Some(above) => {
                    let is_block_indented = above.left - left > 0.8 * line.size;
                    let is_short = right - above.right > 2.5 * line.size;
                    let is_apart = line.y - above.y > 1.3 * leading;
                    (is_indented(line) && !is_block_indented)
                        || is_apart
                        || (is_short && ends_sentence(&above.text))
                }
            };
            self.add_line(&line.text, begins);
            self.last_size = line.size;
            above = Some(line);
        }
    }

    /// Reports whether the first line of a column continues the last paragraph.
    fn continues_with(&self, line: &TextLine) -> bool {
        const LONG_PARAGRAPH: usize = 80;
        let Some(last) = self.paragraphs.last() else { return false };
        let continues = line.text.starts_with(char::is_lowercase)
            || last.ends_with('-')
            || last.len() > LONG_PARAGRAPH;
        !ends_sentence(last) && continues && half_points(self.last_size) == half_points(line.size)
    }

    /// Adds a line to the last paragraph, or as a new one.
    fn add_line(&mut self, line: &str, begins: bool) {
        match self.paragraphs.last_mut() {
            Some(last) if !begins => {
                if !join_hyphenated(last, line) {
                    last.push('\n');
                    last.push_str(line);
                }
            }
            _ => self.paragraphs.push(line.to_owned()),
        }
    }
}

/// Joins a line to a text that ends in a word broken by a hyphen; returns false where it does not.
fn join_hyphenated(text: &mut String, line: &str) -> bool {
    const HYPHENS: [char; 2] = ['-', '\u{2010}'];
    const SOFT_HYPHEN: char = '\u{ad}';
    let is_broken = text.ends_with(SOFT_HYPHEN)
        || (text.ends_with(HYPHENS) && line.starts_with(char::is_lowercase));
    let word = text.trim_end_matches(['-', '\u{2010}', SOFT_HYPHEN]);
    if !is_broken || !word.ends_with(char::is_alphabetic) {
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

/// Returns the median distance between the baselines of a column.
fn leading(column: &[TextLine]) -> f32 {
    let mut distances: Vec<f32> =
        column.windows(2).filter_map(|pair| Some(pair.last()?.y - pair.first()?.y)).collect();
    distances.sort_by(f32::total_cmp);
    distances.get(distances.len() / 2).copied().unwrap_or(f32::MAX)
}

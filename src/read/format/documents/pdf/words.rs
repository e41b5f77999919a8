//! Words of a page: glyphs on one baseline, close together.

use super::glyphs::{Glyph, PdfPage};

/// A wider gap separates words, as a fraction of the type size.
const WORD_GAP: f32 = 0.17;

/// Nearer baselines count as one, as a fraction of the type size: superscripts are raised by less.
const BASELINE_TOLERANCE: f32 = 0.3;

/// Word on a page, in points from the upper left corner.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    /// Text.
    pub text: String,
    /// Left end.
    pub left: f32,
    /// Right end.
    pub right: f32,
    /// Baseline.
    pub y: f32,
    /// Type size.
    pub size: f32,
}

impl Word {
    /// Upper end of its letters.
    pub(super) fn top(&self) -> f32 {
        self.y - 0.7 * self.size
    }

    /// Lower end of its letters.
    pub(super) fn bottom(&self) -> f32 {
        self.y + 0.15 * self.size
    }
}

/// Returns the words of a page. Glyphs outside the page, or of another text direction than most,
/// are left out.
pub(super) fn words(page: &PdfPage) -> Vec<Word> {
    let rotation = main_rotation(&page.glyphs);
    let is_on_page = |glyph: &&Glyph| {
        let (width, height) = (page.width.max(1.0), page.height.max(1.0));
        glyph.size > 0.5
            && (-width..2.0 * width).contains(&glyph.x)
            && (-height..2.0 * height).contains(&glyph.y)
    };
    let mut glyphs: Vec<Glyph> = page
        .glyphs
        .iter()
        .filter(is_on_page)
        .filter(|glyph| glyph.rotation == rotation)
        .map(|glyph| upright(*glyph))
        .collect();
    glyphs.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut words = Vec::new();
    let mut rest = glyphs.as_mut_slice();
    while !rest.is_empty() {
        let (line, below) = rest.split_at_mut(first_line_len(rest));
        line.sort_by(|one, other| one.x.total_cmp(&other.x));
        split_words(line, &mut words);
        rest = below;
    }
    words
}

/// Returns the rotation of most glyphs.
fn main_rotation(glyphs: &[Glyph]) -> u8 {
    let count = |rotation: u8| glyphs.iter().filter(|glyph| glyph.rotation == rotation).count();
    (0..4).rev().max_by_key(|rotation| count(*rotation)).unwrap_or(0)
}

/// Rotates a glyph so that its line runs rightwards.
fn upright(glyph: Glyph) -> Glyph {
    let (x, y) = match glyph.rotation {
        1 => (glyph.y, -glyph.x),
        2 => (-glyph.x, -glyph.y),
        3 => (-glyph.y, glyph.x),
        _ => (glyph.x, glyph.y),
    };
    Glyph { x, y, rotation: 0, ..glyph }
}

/// Counts the glyphs on the first baseline, of glyphs sorted from top to bottom.
fn first_line_len(glyphs: &[Glyph]) -> usize {
    let Some(first) = glyphs.first() else { return 0 };
    let is_below =
        |glyph: &Glyph| glyph.y - first.y > BASELINE_TOLERANCE * first.size.min(glyph.size);
    glyphs.iter().position(is_below).unwrap_or(glyphs.len()).max(1)
}

/// Splits the glyphs of a line into words.
fn split_words(line: &[Glyph], words: &mut Vec<Word>) {
    let mut word: Option<Word> = None;
    let mut last: Option<&Glyph> = None;
    for glyph in line {
        // Some programs print bold type by drawing it twice, slightly shifted.
        let is_repeated = last.is_some_and(|last| {
            last.letter == glyph.letter && (glyph.x - last.x).abs() < 0.2 * last.width
        });
        if is_repeated {
            continue;
        }
        if glyph.letter.is_whitespace() || glyph.letter.is_control() {
            words.extend(word.take());
            continue;
        }
        let is_apart = last.is_some_and(|last| {
            glyph.x - (last.x + last.width) > WORD_GAP * last.size.min(glyph.size)
        });
        if is_apart {
            words.extend(word.take());
        }
        let word = word.get_or_insert_with(|| Word {
            text: String::new(),
            left: glyph.x,
            right: glyph.x,
            y: glyph.y,
            size: glyph.size,
        });
        word.text.push(glyph.letter);
        word.right = word.right.max(glyph.x + glyph.width);
        word.size = word.size.max(glyph.size);
        last = Some(glyph);
    }
    words.extend(word);
}

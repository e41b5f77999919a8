//! Lines of a page in reading order, by a recursive X-Y cut (Nagy and Seth, 1984): a page is cut
//! where white space runs through it from edge to edge, first into columns, and into the parts
//! above and below where there are no columns. Lines that span columns are cut off above or below
//! them.

use super::words::Word;

/// Wider white space separates columns, as a fraction of the type size.
const GUTTER: f32 = 0.9;

/// The same for columns of one or two lines, where words can be far apart.
const SHORT_COLUMN_GUTTER: f32 = 2.5;

/// The most gaps between lines, from the top and from the bottom, that are tried to find columns.
const MAX_GAPS: usize = 12;

/// The deepest recursion of cuts.
const MAX_DEPTH: usize = 200;

/// The most words of a page that is cut: a page with more is not a newspaper page.
const MAX_WORDS: usize = 25_000;

/// Type this much larger than the usual type is a headline.
const HEADLINE_RATIO: f32 = 1.25;

/// Line of text, in points from the upper left corner of the page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TextLine {
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

/// Returns the lines that words form, in reading order.
pub(super) fn lines(words: Vec<Word>) -> Vec<TextLine> {
    let mut lines = Vec::new();
    let depth = if words.len() > MAX_WORDS { 0 } else { MAX_DEPTH };
    cut(words, depth, &mut lines);
    lines
}

/// Cuts words into parts, and the parts further; words that cannot be cut are set into lines.
fn cut(words: Vec<Word>, depth: usize, lines: &mut Vec<TextLine>) {
    let cuts = if depth == 0 {
        None
    } else {
        headline_cuts(&words).or_else(|| column_cuts(&words)).or_else(|| row_cuts(&words))
    };
    match cuts {
        Some(cuts) => cuts.apply(words).into_iter().for_each(|part| cut(part, depth - 1, lines)),
        None => set_lines(words, lines),
    }
}

/// Parallel cuts through a part of a page.
struct Cuts {
    /// Positions in ascending order.
    positions: Vec<f32>,
    /// Coordinate of a word that is compared with the positions.
    coordinate: fn(&Word) -> f32,
}

impl Cuts {
    /// Cuts at these positions across the page; none without positions.
    fn across(positions: Vec<f32>) -> Option<Self> {
        (!positions.is_empty()).then_some(Self { positions, coordinate: |word| word.y })
    }

    /// Cuts at these positions down the page; none without positions.
    fn down(positions: Vec<f32>) -> Option<Self> {
        (!positions.is_empty()).then_some(Self { positions, coordinate: |word| word.left })
    }

    /// Returns the words between the cuts.
    fn apply(&self, words: Vec<Word>) -> Vec<Vec<Word>> {
        let mut parts = Vec::new();
        let mut rest = words;
        for cut in &self.positions {
            let (after, before): (Vec<Word>, Vec<Word>) =
                rest.into_iter().partition(|word| (self.coordinate)(word) >= *cut);
            parts.push(before);
            rest = after;
        }
        parts.push(rest);
        parts.retain(|part| !part.is_empty());
        parts
    }
}

/// Returns the median type size.
fn usual_size(words: &[Word]) -> f32 {
    let mut sizes: Vec<f32> = words.iter().map(|word| word.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(1.0)
}

/// White space between words along one axis.
#[derive(Debug, Clone, Copy)]
struct Gap {
    start: f32,
    width: f32,
}

impl Gap {
    fn middle(&self) -> f32 {
        self.start + self.width / 2.0
    }
}

/// Returns the gaps between spans of start and end.
fn gaps(mut spans: Vec<(f32, f32)>) -> Vec<Gap> {
    spans.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut gaps = Vec::new();
    let mut reached: Option<f32> = None;
    for (start, end) in spans {
        if let Some(reached) = reached.filter(|reached| start > *reached) {
            gaps.push(Gap { start: reached, width: start - reached });
        }
        reached = Some(reached.map_or(end, |reached| reached.max(end)));
    }
    gaps
}

/// Cuts above headlines that span columns, because a new story begins with each.
fn headline_cuts(words: &[Word]) -> Option<Cuts> {
    let size = usual_size(words);
    let is_large = |word: &Word| word.size >= HEADLINE_RATIO * size;
    let (headlines, text): (Vec<Word>, Vec<Word>) = words.iter().cloned().partition(is_large);
    let gutters = |words: &[Word]| column_cuts(words).map_or(0, |cuts| cuts.positions.len());
    if headlines.is_empty() || gutters(&text) <= gutters(words) {
        return None;
    }
    let is_above_headline = |cut: &f32| {
        let next = words
            .iter()
            .filter(|word| word.y >= *cut)
            .min_by(|one, other| one.top().total_cmp(&other.top()));
        next.is_some_and(is_large)
    };
    let gaps = gaps(words.iter().map(|word| (word.top(), word.bottom())).collect());
    let wide = gaps.iter().filter(|gap| gap.width >= 0.5 * size);
    Cuts::across(wide.map(Gap::middle).filter(is_above_headline).collect())
}

/// Cuts at the gutters between columns.
fn column_cuts(words: &[Word]) -> Option<Cuts> {
    let size = usual_size(words);
    let top = words.iter().map(Word::top).fold(f32::MAX, f32::min);
    let bottom = words.iter().map(Word::bottom).fold(f32::MIN, f32::max);
    let gutter = size * if bottom - top > 2.2 * size { GUTTER } else { SHORT_COLUMN_GUTTER };
    let mut positions: Vec<f32> = Vec::new();
    for gap in gaps(words.iter().map(|word| (word.left, word.right)).collect()) {
        let middle = gap.middle();
        let previous = positions.last().copied().unwrap_or(f32::MIN);
        let is_between = |word: &&Word| word.left < middle && word.left >= previous;
        if gap.width > gutter && is_column(words.iter().filter(is_between), size) {
            positions.push(middle);
        }
    }
    // The words after the last gutter must form a column too, unlike bullets before a list or
    // figures after one.
    if let Some(last) = positions.last().copied()
        && !is_column(words.iter().filter(|word| word.left >= last), size)
    {
        positions.pop();
    }
    Cuts::down(positions)
}

/// Reports whether words are wide and many enough for a column.
fn is_column<'w>(words: impl Iterator<Item = &'w Word>, size: f32) -> bool {
    let (mut left, mut right, mut count) = (f32::MAX, f32::MIN, 0);
    for word in words {
        (left, right, count) = (left.min(word.left), right.max(word.right), count + 1);
    }
    count >= 3 && right - left > 4.0 * size
}

/// Cuts between rows: at a gap that leaves columns below or above it, or else at the widest gaps.
fn row_cuts(words: &[Word]) -> Option<Cuts> {
    let gaps = gaps(words.iter().map(|word| (word.top(), word.bottom())).collect());
    let leaves_columns = |cut: f32, below: bool| {
        let rest: Vec<Word> =
            words.iter().filter(|word| (word.y >= cut) == below).cloned().collect();
        rest.len() > 12 && column_cuts(&rest).is_some()
    };
    let mut from_top = gaps.iter().take(MAX_GAPS).map(Gap::middle);
    let mut from_bottom = gaps.iter().rev().take(MAX_GAPS).map(Gap::middle);
    let single = from_top
        .find(|cut| leaves_columns(*cut, true))
        .or_else(|| from_bottom.find(|cut| leaves_columns(*cut, false)));
    if let Some(cut) = single {
        return Cuts::across(vec![cut]);
    }
    let widest = gaps.iter().map(|gap| gap.width).fold(0.0, f32::max);
    let wide = gaps.iter().filter(|gap| gap.width >= 0.6 * widest);
    Cuts::across(wide.map(Gap::middle).collect())
}

/// Sets words into lines by their baselines.
fn set_lines(mut words: Vec<Word>, lines: &mut Vec<TextLine>) {
    words.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut rest = words.as_mut_slice();
    while let Some(first) = rest.first() {
        let lowest = first.y + 0.4 * first.size;
        let len = rest.iter().position(|word| word.y > lowest).unwrap_or(rest.len()).max(1);
        let (line, below) = rest.split_at_mut(len);
        line.sort_by(|one, other| one.left.total_cmp(&other.left));
        lines.push(join_words(line));
        rest = below;
    }
}

fn join_words(words: &[Word]) -> TextLine {
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    TextLine {
        text: text.join(" "),
        left: words.iter().map(|word| word.left).fold(f32::MAX, f32::min),
        right: words.iter().map(|word| word.right).fold(f32::MIN, f32::max),
        y: words.iter().map(|word| word.y).fold(f32::MIN, f32::max),
        size: usual_size(words),
    }
}

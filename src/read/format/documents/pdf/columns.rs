//! From words to lines in reading order: a page is cut where white runs through it from edge to edge, into columns first
//! and into what stands above and below where no column can be told. What spans columns is peeled off them.

use super::words::Word;

/// White wider than this part of the type's size parts columns.
const GUTTER: f32 = 0.9;

/// White that parts columns of one or two lines: words of one line can stand far apart.
const GUTTER_OF_A_LINE: f32 = 2.5;

/// How many lines may be peeled off to find columns.
const PEELED: usize = 12;

/// How often a page is cut at most.
const DEPTH: usize = 200;

/// A page of more words than this is no page of a paper, and is not cut.
const WORDS: usize = 25_000;

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it says.
    pub text: String,
    /// Where it begins.
    pub left: f32,
    /// Where it ends.
    pub right: f32,
    /// Its baseline.
    pub y: f32,
    /// The size of its type.
    pub size: f32,
}

/// The lines these words make, as they are read.
pub fn lines(words: Vec<Word>) -> Vec<Line> {
    let mut lines = Vec::new();
    let depth = if words.len() > WORDS { 0 } else { DEPTH };
    read(words, depth, &mut lines);
    lines
}

fn read(words: Vec<Word>, depth: usize, lines: &mut Vec<Line>) {
    let parts = if depth == 0 {
        None
    } else {
        banners(&words).or_else(|| columns(&words)).or_else(|| layers(&words))
    };
    match parts {
        Some(cuts) => cuts.apart(words).into_iter().for_each(|part| read(part, depth - 1, lines)),
        None => set(words, lines),
    }
}

/// Where a part of a page is cut, and which way.
struct Cuts {
    at: Vec<f32>,
    place: fn(&Word) -> f32,
}

impl Cuts {
    /// The words between the cuts.
    fn apart(&self, words: Vec<Word>) -> Vec<Vec<Word>> {
        let mut parts: Vec<Vec<Word>> = vec![Vec::new(); self.at.len() + 1];
        for word in words {
            let part = self.at.iter().filter(|cut| (self.place)(&word) >= **cut).count();
            parts.get_mut(part).into_iter().for_each(|part| part.push(word.clone()));
        }
        parts.retain(|part| !part.is_empty());
        parts
    }
}

/// The usual size of type among words.
fn usual_size(words: &[Word]) -> f32 {
    let mut sizes: Vec<f32> = words.iter().map(|word| word.size).collect();
    sizes.sort_by(f32::total_cmp);
    sizes.get(sizes.len() / 2).copied().unwrap_or(1.0)
}

/// White between spans: where each stretch begins, and how wide it is.
fn white(mut spans: Vec<(f32, f32)>) -> Vec<(f32, f32)> {
    spans.sort_by(|one, other| one.0.total_cmp(&other.0));
    let mut white = Vec::new();
    let mut reached = f32::MAX;
    for (from, to) in spans {
        if from > reached {
            white.push((reached, from - reached));
        }
        reached = if reached == f32::MAX { to } else { reached.max(to) };
    }
    white
}

/// Where to cut above headlines that span columns, if there are any: what stands below them is another story.
fn banners(words: &[Word]) -> Option<Cuts> {
    const LARGER: f32 = 1.25;
    let size = usual_size(words);
    let (large, text): (Vec<Word>, Vec<Word>) =
        words.iter().cloned().partition(|word| word.size >= LARGER * size);
    let gutters = |words: &[Word]| columns(words).map_or(0, |cuts| cuts.at.len());
    if large.is_empty() || gutters(&text) <= gutters(words) {
        return None;
    }
    let spans = words.iter().map(|word| (word.top(), word.bottom())).collect();
    let above = |cut: &f32| {
        let next = words
            .iter()
            .filter(|word| word.y >= *cut)
            .min_by(|one, other| one.top().total_cmp(&other.top()));
        next.is_some_and(|word| word.size >= LARGER * size)
    };
    let wide = white(spans).into_iter().filter(|stretch| stretch.1 >= 0.5 * size);
    let at: Vec<f32> = wide.map(|stretch| stretch.0 + stretch.1 / 2.0).filter(above).collect();
    (!at.is_empty()).then_some(Cuts { at, place: |word| word.y })
}

/// Where columns part, if these words stand in any.
fn columns(words: &[Word]) -> Option<Cuts> {
    let size = usual_size(words);
    let top = words.iter().map(Word::top).fold(f32::MAX, f32::min);
    let bottom = words.iter().map(Word::bottom).fold(f32::MIN, f32::max);
    let gutter = size * if bottom - top > 2.2 * size { GUTTER } else { GUTTER_OF_A_LINE };
    let mut at: Vec<f32> = Vec::new();
    for (from, width) in white(words.iter().map(|word| (word.left, word.right)).collect()) {
        let middle = from + width / 2.0;
        let since = at.last().copied().unwrap_or(f32::MIN);
        let beside = |word: &&Word| word.left < middle && word.left >= since;
        if width > gutter && is_column(words.iter().filter(beside), size) {
            at.push(middle);
        }
    }
    // What is left behind the last gutter must be a column too: bullets before a list are none, nor are figures behind it.
    if let Some(last) = at.last().copied()
        && !is_column(words.iter().filter(|word| word.left >= last), size)
    {
        at.pop();
    }
    (!at.is_empty()).then_some(Cuts { at, place: |word| word.left })
}

/// Whether words are broad and many enough for a column.
fn is_column<'w>(words: impl Iterator<Item = &'w Word>, size: f32) -> bool {
    let (mut left, mut right, mut count) = (f32::MAX, f32::MIN, 0);
    for word in words {
        (left, right, count) = (left.min(word.left), right.max(word.right), count + 1);
    }
    count >= 3 && right - left > 4.0 * size
}

/// Where to cut between what stands above and below.
fn layers(words: &[Word]) -> Option<Cuts> {
    let white = white(words.iter().map(|word| (word.top(), word.bottom())).collect());
    let place: fn(&Word) -> f32 = |word| word.y;
    let middle = |stretch: &(f32, f32)| stretch.0 + stretch.1 / 2.0;
    let shows_columns = |cut: f32, below: bool| {
        let rest: Vec<Word> =
            words.iter().filter(|word| (word.y >= cut) == below).cloned().collect();
        rest.len() > 12 && columns(&rest).is_some()
    };
    let peel = white.iter().take(PEELED).map(middle).find(|cut| shows_columns(*cut, true));
    let peel = peel.or_else(|| {
        white.iter().rev().take(PEELED).map(middle).find(|cut| shows_columns(*cut, false))
    });
    if let Some(cut) = peel {
        return Some(Cuts { at: vec![cut], place });
    }
    let widest = white.iter().map(|stretch| stretch.1).fold(0.0, f32::max);
    let at: Vec<f32> =
        white.iter().filter(|stretch| stretch.1 >= 0.6 * widest).map(middle).collect();
    (!at.is_empty()).then_some(Cuts { at, place })
}

/// Sets words that cannot be cut further into lines.
fn set(mut words: Vec<Word>, lines: &mut Vec<Line>) {
    words.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut rest = words.as_mut_slice();
    while let Some(first) = rest.first() {
        let reach = first.y + 0.4 * first.size;
        let len = rest.iter().position(|word| word.y > reach).unwrap_or(rest.len()).max(1);
        let (line, after) = rest.split_at_mut(len);
        line.sort_by(|one, other| one.left.total_cmp(&other.left));
        lines.push(line_of(line));
        rest = after;
    }
}

fn line_of(words: &[Word]) -> Line {
    let text: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
    Line {
        text: text.join(" "),
        left: words.iter().map(|word| word.left).fold(f32::MAX, f32::min),
        right: words.iter().map(|word| word.right).fold(f32::MIN, f32::max),
        y: words.iter().map(|word| word.y).fold(f32::MIN, f32::max),
        size: usual_size(words),
    }
}

//! From letters to words: what stands on one baseline and close together.

use super::letters::{Letter, Page};

/// A gap wider than this part of the type's size parts words.
const SPACE: f32 = 0.17;

/// Baselines nearer than this part of the type's size are one: raised figures stand that high.
const BASELINE: f32 = 0.3;

/// A word on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Word {
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

impl Word {
    /// Where its letters reach up to.
    pub fn top(&self) -> f32 {
        self.y - 0.7 * self.size
    }

    /// Where its letters reach down to.
    pub fn bottom(&self) -> f32 {
        self.y + 0.15 * self.size
    }
}

/// The words of a page, with those of lines that run another way than most left out.
pub fn words(page: &Page) -> Vec<Word> {
    let way = way_of_most(&page.letters);
    let on_page = |letter: &&Letter| {
        let (wide, high) = (page.width.max(1.0), page.height.max(1.0));
        letter.size > 0.5
            && (-wide..2.0 * wide).contains(&letter.x)
            && (-high..2.0 * high).contains(&letter.y)
    };
    let upright = page.letters.iter().filter(on_page).filter(|letter| letter.turned == way);
    let mut letters: Vec<Letter> = upright.map(|letter| set_upright(*letter)).collect();
    letters.sort_by(|one, other| one.y.total_cmp(&other.y));
    let mut words = Vec::new();
    let mut rest = letters.as_mut_slice();
    while !rest.is_empty() {
        let (line, after) = rest.split_at_mut(baseline(rest));
        line.sort_by(|one, other| one.x.total_cmp(&other.x));
        cut(line, &mut words);
        rest = after;
    }
    words
}

/// The way most letters run.
fn way_of_most(letters: &[Letter]) -> u8 {
    let count = |way: u8| letters.iter().filter(|letter| letter.turned == way).count();
    (0..4).rev().max_by_key(|way| count(*way)).unwrap_or(0)
}

/// A letter as it stands when its line runs rightwards.
fn set_upright(letter: Letter) -> Letter {
    let (x, y) = match letter.turned {
        1 => (letter.y, -letter.x),
        2 => (-letter.x, -letter.y),
        3 => (-letter.y, letter.x),
        _ => (letter.x, letter.y),
    };
    Letter { x, y, turned: 0, ..letter }
}

/// How many letters from the front, the topmost first, stand on one baseline.
fn baseline(letters: &[Letter]) -> usize {
    let Some(first) = letters.first() else { return 0 };
    let off = |letter: &Letter| letter.y - first.y > BASELINE * first.size.min(letter.size);
    letters.iter().position(off).unwrap_or(letters.len()).max(1)
}

/// Cuts a baseline's letters into words.
fn cut(line: &[Letter], words: &mut Vec<Word>) {
    let mut open: Option<Word> = None;
    let mut last: Option<&Letter> = None;
    for letter in line {
        // Type is made bold by printing it twice, a hair apart.
        let again = |last: &&Letter| {
            last.letter == letter.letter && (letter.x - last.x).abs() < 0.2 * last.width
        };
        if last.as_ref().is_some_and(again) {
            continue;
        }
        let parted = last.is_some_and(|last| {
            letter.x - (last.x + last.width) > SPACE * last.size.min(letter.size)
        });
        if letter.letter.is_whitespace() || letter.letter.is_control() {
            words.extend(open.take());
            continue;
        }
        if parted {
            words.extend(open.take());
        }
        let word = open.get_or_insert_with(|| Word {
            text: String::new(),
            left: letter.x,
            right: letter.x,
            y: letter.y,
            size: letter.size,
        });
        word.text.push(letter.letter);
        word.right = word.right.max(letter.x + letter.width);
        word.size = word.size.max(letter.size);
        last = Some(letter);
    }
    words.extend(open);
}

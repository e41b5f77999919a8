//! Marks inside a word: whether it continues across a dot, a comma, an ampersand or an apostrophe.

use unicode_normalization::char::is_combining_mark;

use super::letters::{continues_word, is_apostrophe, is_hyphen};

/// Counts over the word read so far.
#[derive(Default)]
pub(super) struct WordState {
    pub letters: usize,
    pub digits: usize,
    /// Letters since the last dot.
    segment: usize,
    /// Digits since the last separator.
    group: usize,
    /// Thousands separators so far.
    groups: usize,
    /// Dots between single letters: `U.S`.
    dots: usize,
    pub hyphenated: bool,
}

impl WordState {
    pub(super) fn push(&mut self, c: char) {
        if c.is_numeric() {
            self.digits += 1;
            self.group += 1;
        } else if !is_combining_mark(c) {
            self.letters += 1;
        }
        self.segment += 1;
    }

    /// Adds ASCII letters and digits.
    pub(super) fn push_ascii(&mut self, run: &str) {
        let digits = run.bytes().filter(u8::is_ascii_digit).count();
        self.digits += digits;
        self.group += digits;
        self.letters += run.len() - digits;
        self.segment += run.len();
    }

    pub(super) fn push_joiner(&mut self, c: char) {
        match c {
            '.' => (self.dots, self.segment, self.group) = (self.dots + 1, 0, 0),
            _ if is_hyphen(c) => self.hyphenated = true,
            _ if self.letters == 0 => (self.groups, self.group) = (self.groups + 1, 0),
            _ => {}
        }
    }

    /// Returns whether the word so far is single letters separated by dots.
    fn is_initials(&self) -> bool {
        self.digits == 0 && self.segment == 1 && self.letters == self.dots + 1
    }
}

/// The decision whether a word continues across a character that is not a letter.
pub(super) enum Join {
    /// It continues: `skip` bytes of the text are passed, and `keep` is added to the folded form.
    Over { skip: usize, keep: Option<char> },
    /// It ends: its span reaches `span` bytes further, and reading resumes after `skip` bytes.
    End { span: usize, skip: usize },
}

impl Join {
    pub(super) const END: Join = Join::End { span: 0, skip: 0 };
}

pub(super) fn join_if(joins: bool, c: char) -> Join {
    if joins { Join::Over { skip: c.len_utf8(), keep: None } } else { Join::END }
}

/// Dots join initials (`U.S.`) and decimals (`5.93`); the last dot of initials is part of their
/// span.
pub(super) fn join_dot(after: &str, shape: &WordState) -> Join {
    let mut next = after.chars();
    let (first, second) = (next.next(), next.next());
    let single = first.is_some_and(char::is_alphabetic) && !second.is_some_and(continues_word);
    if shape.is_initials() && single {
        Join::Over { skip: 1, keep: None }
    } else if shape.letters == 0 && first.is_some_and(|n| n.is_ascii_digit()) {
        Join::Over { skip: 1, keep: Some('.') }
    } else if shape.is_initials() && shape.dots > 0 {
        Join::End { span: 1, skip: 1 + possessive(after) }
    } else {
        Join::END
    }
}

/// The length in bytes of an apostrophe and the ending after it, as in `U.N.'s`.
fn possessive(after: &str) -> usize {
    let apostrophe = after.chars().next().filter(|&c| is_apostrophe(c)).map_or(0, char::len_utf8);
    let ending = after.get(apostrophe..).filter(|_| apostrophe > 0).and_then(contracted_ending);
    ending.map_or(0, |ending| apostrophe + ending)
}

/// Separators join thousands, `1,750` and `1'750`: one to three digits before, exactly three after.
pub(super) fn join_thousands(c: char, after: &str, shape: &WordState) -> Join {
    let digits = after.bytes().take_while(u8::is_ascii_digit).take(4).count();
    let fits = if shape.groups == 0 { (1..=3).contains(&shape.group) } else { shape.group == 3 };
    join_if(shape.letters == 0 && shape.dots == 0 && fits && digits == 3, c)
}

/// Ampersands join `AT&T`, `R&D`, `S&P`: at most three letters on each side.
pub(super) fn join_ampersand(after: &str, shape: &WordState) -> Join {
    let letters = after.chars().take_while(|&n| continues_word(n)).take(4).count();
    if (1..=3).contains(&letters) && shape.letters + shape.digits <= 3 {
        Join::Over { skip: 1, keep: Some('&') }
    } else {
        Join::END
    }
}

/// The length in bytes of the ending `s`, `ll`, `re`, `ve`, `d` or `m` if nothing else follows the
/// apostrophe.
pub(super) fn contracted_ending(after: &str) -> Option<usize> {
    let letters = after.bytes().take_while(u8::is_ascii_alphabetic).take(3).count();
    let ending = after.get(..letters)?;
    let known =
        ["s", "ll", "re", "ve", "d", "m"].iter().any(|known| ending.eq_ignore_ascii_case(known));
    let closed = !after.get(letters..)?.starts_with(continues_word);
    (known && closed).then_some(letters)
}

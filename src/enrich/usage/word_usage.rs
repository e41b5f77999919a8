//! The learned usage: a vector for each term, in memory and as bytes.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::svd::Dense;
use super::vocabulary::{Entry, write_term};
use crate::text::stemmer;

/// The usage of the words of an archive.
pub struct WordUsage {
    /// The languages of the texts.
    languages: Vec<String>,
    entries: Vec<Entry>,
    numbers: HashMap<String, u32>,
    /// Vectors of one length, after another. A byte for a number is exact to a hundredth, and makes an
    /// answer the same before and after the usage was stored.
    vectors: Vec<i8>,
    lengths: Vec<f32>,
    width: usize,
}

/// A term that is used like another.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Neighbour {
    /// The term: a stem, or the stems of a phrase.
    pub term: String,
    /// Its most frequent form.
    pub form: String,
    /// Articles that have it, among those that were read; of a phrase its occurrences.
    pub articles: u32,
    /// The similarity of their vectors: 1 for the same.
    pub similarity: f32,
}

impl WordUsage {
    /// Makes the usage of a vocabulary with a vector for each entry.
    pub(super) fn new(languages: Vec<String>, entries: Vec<Entry>, vectors: &Dense) -> Self {
        let mut cells = Vec::with_capacity(vectors.cells.len());
        for vector in vectors.rows() {
            let largest = vector.iter().fold(0.0_f32, |largest, cell| largest.max(cell.abs()));
            let scale = if largest > 0.0 { 127.0 / largest } else { 0.0 };
            cells.extend(vector.iter().map(|cell| (cell * scale).round() as i8));
        }
        Self::of(languages, entries, cells, vectors.width)
    }

    fn of(languages: Vec<String>, entries: Vec<Entry>, vectors: Vec<i8>, width: usize) -> Self {
        let numbers = entries.iter().zip(0..).map(|(entry, at)| (entry.term.clone(), at)).collect();
        let length = |vector: &[i8]| (dot(vector, vector) as f32).sqrt();
        let lengths = vectors.chunks_exact(width.max(1)).map(length).collect();
        Self { languages, entries, numbers, vectors, lengths, width }
    }

    /// The terms that are used most like a word or a phrase of two, given in any form but folded. The most
    /// similar come first; there are none where the archive has it too rarely.
    pub(crate) fn neighbours(&self, words: &[String], limit: usize) -> Vec<Neighbour> {
        let Some(own) = self.number_of(words) else { return Vec::new() };
        let range = own as usize * self.width..(own as usize + 1) * self.width;
        let vector = self.vectors.get(range).unwrap_or_default();
        let own_length = self.lengths.get(own as usize).copied().unwrap_or_default();
        let vectors = self.vectors.chunks_exact(self.width.max(1)).zip(&self.lengths).zip(0..);
        let mut found: Vec<(f32, u32)> = vectors
            .filter(|((_, length), at)| *at != own && **length > 0.0 && own_length > 0.0)
            .map(|((other, length), at)| (dot(vector, other) as f32 / (own_length * length), at))
            .collect();
        found.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
        let neighbour = |(similarity, at): (f32, u32)| {
            let Entry { term, form, articles, .. } = self.entries.get(at as usize)?.clone();
            Some(Neighbour { term, form, articles, similarity })
        };
        found.into_iter().filter_map(neighbour).take(limit).collect()
    }

    /// The number of a word or phrase, in the first language that has it.
    fn number_of(&self, words: &[String]) -> Option<u32> {
        self.numbers.get(&self.terms_of(words).join(" ")).copied()
    }

    /// The terms of some words, in the first language in which they are known together.
    pub(crate) fn terms_of(&self, words: &[String]) -> Vec<String> {
        let terms_in = |language: &String| -> Vec<String> {
            let term = |word: &String| {
                let mut term = String::new();
                write_term(language, &stemmer::stem(language, word), &mut term);
                term
            };
            words.iter().map(term).collect()
        };
        let is_known = |terms: &Vec<String>| self.numbers.contains_key(&terms.join(" "));
        self.languages.iter().map(terms_in).find(is_known).unwrap_or_default()
    }

    /// Encodes the usage: a line with the number of terms, the length of vectors and the languages; a line
    /// for each term; the vectors.
    pub(crate) fn encode(&self) -> Vec<u8> {
        let mut text = format!("{} {}", self.entries.len(), self.width);
        for language in &self.languages {
            // Writing to a string cannot fail.
            let _ = write!(text, " {language}");
        }
        text.push('\n');
        for Entry { term, form, articles, occurrences } in &self.entries {
            let _ = writeln!(text, "{term}\t{form}\t{articles}\t{occurrences}");
        }
        let mut bytes = text.into_bytes();
        bytes.extend(self.vectors.iter().map(|cell| cell.to_le_bytes()[0]));
        bytes
    }

    /// Reads what [`encode`](Self::encode) wrote; `None` where it is not whole.
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let mut rest = bytes;
        let head = split_line(&mut rest)?;
        let mut head = head.split(' ');
        let count: usize = head.next()?.parse().ok()?;
        let width: usize = head.next()?.parse().ok()?;
        let languages = head.map(str::to_owned).collect();
        let mut entries = Vec::new();
        for _ in 0..count {
            let mut columns = split_line(&mut rest)?.split('\t');
            entries.push(Entry {
                term: columns.next()?.to_owned(),
                form: columns.next()?.to_owned(),
                articles: columns.next()?.parse().ok()?,
                occurrences: columns.next()?.parse().ok()?,
            });
        }
        let is_whole = rest.len() == count.checked_mul(width)?;
        let vectors = rest.iter().map(|byte| i8::from_le_bytes([*byte])).collect();
        is_whole.then(|| Self::of(languages, entries, vectors, width))
    }
}

/// Splits the next line off.
fn split_line<'b>(bytes: &mut &'b [u8]) -> Option<&'b str> {
    let end = bytes.iter().position(|byte| *byte == b'\n')?;
    let (line, rest) = bytes.split_at_checked(end)?;
    *bytes = rest.get(1..)?;
    std::str::from_utf8(line).ok()
}

fn dot(one: &[i8], other: &[i8]) -> i32 {
    one.iter().zip(other).map(|(one, other)| i32::from(*one) * i32::from(*other)).sum()
}

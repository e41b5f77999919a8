//! The names of 875 articles from newspapers of forty countries, marked by people, against those the tagger finds:
//! precision, recall and F1 per class, by exact span and type, a leading "the" and a trailing 's aside.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use morgue::enrich::entities::span::{Kind, Span};

/// An article with the names that people marked.
pub struct Marked {
    /// The text, without the line that says where it was found.
    pub text: String,
    /// Its names.
    pub names: BTreeSet<(usize, usize, Kind)>,
}

/// The classes that are scored.
pub const CLASSES: [Kind; 3] = [Kind::Person, Kind::Place, Kind::Organisation];

/// What was found of one class.
#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    /// Found and marked.
    pub right: usize,
    /// Found and not marked.
    pub wrong: usize,
    /// Marked and not found.
    pub missed: usize,
}

impl Score {
    /// The share of what was found that is right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// The share of what is marked that was found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    /// Their harmonic mean.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }

    /// Takes in one article's.
    pub fn count(
        &mut self,
        found: &BTreeSet<(usize, usize, Kind)>,
        marked: &BTreeSet<(usize, usize, Kind)>,
        of: Kind,
    ) {
        let of = |name: &&(usize, usize, Kind)| name.2 == of;
        let right = found.intersection(marked).filter(of).count();
        self.right += right;
        self.wrong += found.iter().filter(of).count() - right;
        self.missed += marked.iter().filter(of).count() - right;
    }
}

/// The spans of a text as they are scored.
pub fn scored(text: &str, spans: &[Span]) -> BTreeSet<(usize, usize, Kind)> {
    let named = spans.iter().filter(|span| span.kind != Kind::Other);
    named.map(|span| trim(text, (span.start, span.end, span.kind))).collect()
}

/// Reads the set.
pub fn read(data: &Path) -> Vec<Marked> {
    let (labels, texts) = (data.join("ner/dev/worldwide"), data.join("ner/dev/worldwide-text"));
    let mut files: Vec<_> = fs::read_dir(&labels)
        .expect("the set is there")
        .flatten()
        .map(|file| file.path())
        .collect();
    files.sort();
    files.iter().filter_map(|file| article(file, &texts)).collect()
}

fn article(file: &Path, texts: &Path) -> Option<Marked> {
    let name = file.file_name()?.to_str()?.replace(".txt.tsv", ".txt");
    let text = fs::read_to_string(texts.join(name)).ok()?;
    let first = text.find('\n').map_or(0, |at| at + 1);
    let (mut at, mut lost, mut words) = (0, 0, 0);
    let mut names: Vec<(usize, usize, &str)> = Vec::new();
    let mut open: Option<String> = None;
    let labels = fs::read_to_string(file).ok()?;
    for line in labels.lines() {
        let (Some(word), Some(tag)) = (line.split('\t').next(), line.split('\t').next_back())
        else {
            continue;
        };
        let Some((position, class)) = tag.split_once('-').filter(|_| !line.trim().is_empty())
        else {
            open = None;
            if !line.trim().is_empty() {
                words += 1;
                match find(&text, word, at) {
                    Some(start) => at = start + word.len(),
                    None => lost += 1,
                }
            }
            continue;
        };
        words += 1;
        let Some(start) = find(&text, word, at) else {
            lost += 1;
            continue;
        };
        at = start + word.len();
        let goes_on = open.as_deref() == Some(class) && !matches!(position, "B" | "S");
        match names.last_mut().filter(|_| goes_on) {
            Some(name) => name.1 = at,
            None => names.push((start, at, class)),
        }
        open = (!matches!(position, "E" | "S")).then(|| class.to_string());
    }
    if lost > 3 + words / 50 {
        return None;
    }
    let body = text.get(first..)?;
    let kind = |class: &str| match class {
        "Person" => Some(Kind::Person),
        "Location" | "Facility" => Some(Kind::Place),
        "Organization" => Some(Kind::Organisation),
        _ => None,
    };
    let names = names.into_iter().filter(|(start, ..)| *start >= first);
    let names = names.filter_map(|(start, end, class)| {
        Some(trim(body, (start - first, end - first, kind(class)?)))
    });
    Some(Marked { text: body.to_string(), names: names.collect() })
}

/// Where a word stands in the next 200 bytes.
fn find(text: &str, word: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let at = rest.find(word)?;
    (at <= 200).then_some(from + at)
}

fn trim(text: &str, (mut start, mut end, kind): (usize, usize, Kind)) -> (usize, usize, Kind) {
    let span = text.get(start..end).unwrap_or_default();
    if span.get(..4).is_some_and(|the| the.eq_ignore_ascii_case("the ")) {
        start += 4;
    }
    for ending in ["'s", "’s", "'", "’"] {
        if span.len() > ending.len() && span.ends_with(ending) {
            end -= ending.len();
            break;
        }
    }
    let span = text.get(start..end).unwrap_or_default();
    (start, start + span.trim_end().len(), kind)
}

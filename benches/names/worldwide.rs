//! Extraction on 875 annotated articles from newspapers of forty countries: precision, recall and
//! F1 per class by exact span and type, apart from a leading "the" and a trailing 's.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use morgue::internals::enrich::entities::span::{EntityKind, Span};

/// An article with annotated names.
pub struct AnnotatedArticle {
    /// Its text, without the first line, which gives the source.
    pub text: String,
    /// Its names.
    pub names: BTreeSet<(usize, usize, EntityKind)>,
}

/// The classes that are measured.
pub const CLASSES: [EntityKind; 3] =
    [EntityKind::Person, EntityKind::Place, EntityKind::Organisation];

/// Counts for one class.
#[derive(Debug, Default, Clone, Copy)]
pub struct SpanScore {
    /// True positives.
    pub right: usize,
    /// False positives.
    pub wrong: usize,
    /// False negatives.
    pub missed: usize,
}

impl SpanScore {
    /// Share of the found names that are right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// Share of the annotated names that are found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed).max(1) as f64
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }

    /// Adds the counts of an article.
    pub fn count(
        &mut self,
        found: &BTreeSet<(usize, usize, EntityKind)>,
        marked: &BTreeSet<(usize, usize, EntityKind)>,
        class: EntityKind,
    ) {
        let class = |name: &&(usize, usize, EntityKind)| name.2 == class;
        let right = found.intersection(marked).filter(class).count();
        self.right += right;
        self.wrong += found.iter().filter(class).count() - right;
        self.missed += marked.iter().filter(class).count() - right;
    }
}

/// Converts spans to the form in which they are compared.
pub fn comparable_spans(text: &str, spans: &[Span]) -> BTreeSet<(usize, usize, EntityKind)> {
    let names = spans.iter().filter(|span| span.kind != EntityKind::Other);
    names.map(|span| trim(text, (span.start, span.end, span.kind))).collect()
}

/// Reads the set.
pub fn read(data: &Path) -> Vec<AnnotatedArticle> {
    let (labels, texts) = (data.join("ner/dev/worldwide"), data.join("ner/dev/worldwide-text"));
    let mut files: Vec<_> = fs::read_dir(&labels)
        .expect("the set is there")
        .flatten()
        .map(|file| file.path())
        .collect();
    files.sort();
    files.iter().filter_map(|file| article(file, &texts)).collect()
}

fn article(file: &Path, texts: &Path) -> Option<AnnotatedArticle> {
    let name = file.file_name()?.to_str()?.replace(".txt.tsv", ".txt");
    let text = fs::read_to_string(texts.join(name)).ok()?;
    let first = text.find('\n').map_or(0, |at| at + 1);
    let (mut at, mut not_found, mut words) = (0, 0, 0);
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
                    None => not_found += 1,
                }
            }
            continue;
        };
        words += 1;
        let Some(start) = find(&text, word, at) else {
            not_found += 1;
            continue;
        };
        at = start + word.len();
        let continues = open.as_deref() == Some(class) && !matches!(position, "B" | "S");
        match names.last_mut().filter(|_| continues) {
            Some(name) => name.1 = at,
            None => names.push((start, at, class)),
        }
        open = (!matches!(position, "E" | "S")).then(|| class.to_string());
    }
    if not_found > 3 + words / 50 {
        return None;
    }
    let body = text.get(first..)?;
    let kind = |class: &str| match class {
        "Person" => Some(EntityKind::Person),
        "Location" | "Facility" => Some(EntityKind::Place),
        "Organization" => Some(EntityKind::Organisation),
        _ => None,
    };
    let names = names.into_iter().filter(|(start, ..)| *start >= first);
    let names = names.filter_map(|(start, end, class)| {
        Some(trim(body, (start - first, end - first, kind(class)?)))
    });
    Some(AnnotatedArticle { text: body.to_string(), names: names.collect() })
}

/// Finds a word in the next 200 bytes.
fn find(text: &str, word: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let at = rest.find(word)?;
    (at <= 200).then_some(from + at)
}

fn trim(
    text: &str,
    (mut start, mut end, kind): (usize, usize, EntityKind),
) -> (usize, usize, EntityKind) {
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

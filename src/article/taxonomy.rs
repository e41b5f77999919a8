//! The IPTC Media Topics: a taxonomy of news subjects, from 17 broad ones to more than a thousand
//! narrow ones.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::tokenizer;

/// A concept of the taxonomy.
#[derive(Debug, PartialEq, Eq)]
pub struct Concept {
    /// Its code of eight digits.
    pub code: &'static str,
    /// Its English name.
    pub name: &'static str,
    /// The index of the broader concept.
    broader: Option<usize>,
}

#[derive(Default)]
struct Taxonomy {
    concepts: Vec<Concept>,
    by_code: HashMap<&'static str, usize>,
    by_name: HashMap<String, usize>,
}

static TAXONOMY: LazyLock<Taxonomy> = LazyLock::new(|| {
    let mut taxonomy = Taxonomy::default();
    let lines = include_str!("taxonomy.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.for_each(|line| taxonomy.add_line(line));
    taxonomy
});

impl Taxonomy {
    /// Adds a line of the table: a concept, or an alias of a code. A broader concept comes before
    /// its narrower ones, so that no cycle can arise.
    fn add_line(&mut self, line: &'static str) {
        let mut columns = line.split('\t');
        let (Some(code), Some(broader), Some(name)) =
            (columns.next(), columns.next(), columns.next())
        else {
            debug_assert!(false, "malformed line in `taxonomy.tsv`: {line}");
            return;
        };
        if broader == "=" {
            self.by_code.extend(self.by_code.get(name).copied().map(|at| (code, at)));
            return;
        }
        let at = self.concepts.len();
        self.concepts.push(Concept { code, name, broader: self.by_code.get(broader).copied() });
        self.by_code.insert(code, at);
        self.by_name.entry(tokenizer::folded(name)).or_insert(at);
    }

    fn get(&self, index: &usize) -> Option<&Concept> {
        self.concepts.get(*index)
    }
}

/// Finds a concept by its eight-digit code, that of a Media Topic or of an older Subject Code.
pub fn by_code(code: &str) -> Option<&'static Concept> {
    TAXONOMY.by_code.get(code).and_then(|at| TAXONOMY.get(at))
}

/// Finds a concept by its name, ignoring case, accents and punctuation.
pub(crate) fn by_name(name: &str) -> Option<&'static Concept> {
    TAXONOMY.by_name.get(&tokenizer::folded(name)).and_then(|at| TAXONOMY.get(at))
}

/// All concepts, broader ones first.
pub fn all() -> &'static [Concept] {
    &TAXONOMY.concepts
}

impl Concept {
    /// The next broader concept.
    pub fn broader(&self) -> Option<&'static Concept> {
        TAXONOMY.get(&self.broader?)
    }

    /// The concepts from the broadest to this one.
    pub fn lineage(&'static self) -> Vec<&'static Concept> {
        let mut lineage: Vec<_> =
            std::iter::successors(Some(self), |concept| concept.broader()).collect();
        lineage.reverse();
        lineage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_concept_belongs_to_one_of_seventeen() {
        let widest: Vec<&Concept> =
            all().iter().filter(|concept| concept.broader().is_none()).collect();
        assert_eq!(widest.len(), 17);
        for concept in all() {
            let lineage = concept.lineage();
            assert!(widest.contains(&lineage[0]) && lineage.len() <= 6, "{concept:?}");
            assert_eq!(lineage.last(), Some(&concept));
        }
    }

    #[test]
    fn concepts_are_found_by_code_and_by_name() {
        let names = |code: &str| by_code(code).map(|concept| concept.name);
        assert_eq!(names("15000000"), Some("sport"));
        assert_eq!(names("17001000"), Some("weather forecast"), "an older Subject Code");
        assert_eq!(by_name("ELECTION").map(|concept| concept.lineage()[0].name), Some("politics"));
        assert_eq!((names(""), by_name("no such thing")), (None, None));
    }
}

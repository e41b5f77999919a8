//! The IPTC's Media Topics: what news is about, from 17 wide subjects to more than a thousand narrow ones, each in one
//! wider.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::text::words;

/// A subject of the taxonomy.
#[derive(Debug, PartialEq, Eq)]
pub struct Concept {
    /// Its code of eight digits.
    pub code: &'static str,
    /// Its English name.
    pub name: &'static str,
    /// Where the wider one stands.
    wider: Option<usize>,
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
    lines.for_each(|line| taxonomy.read(line));
    taxonomy
});

impl Taxonomy {
    /// Takes in a line. A wider concept stands before those in it, so that none can lie in itself.
    fn read(&mut self, line: &'static str) {
        let mut columns = line.split('\t');
        let (Some(code), Some(wider), Some(name)) =
            (columns.next(), columns.next(), columns.next())
        else {
            return;
        };
        if wider == "=" {
            self.by_code.extend(self.by_code.get(name).copied().map(|at| (code, at)));
            return;
        }
        let at = self.concepts.len();
        self.concepts.push(Concept { code, name, wider: self.by_code.get(wider).copied() });
        self.by_code.insert(code, at);
        self.by_name.entry(words::folded(name)).or_insert(at);
    }

    fn at(&self, number: &usize) -> Option<&Concept> {
        self.concepts.get(*number)
    }
}

/// The concept of a code of eight digits, a Media Topic's or that of an older Subject Code.
pub fn find(code: &str) -> Option<&'static Concept> {
    TAXONOMY.by_code.get(code).and_then(|at| TAXONOMY.at(at))
}

/// The concept of this name, however it is written.
pub fn named(name: &str) -> Option<&'static Concept> {
    TAXONOMY.by_name.get(&words::folded(name)).and_then(|at| TAXONOMY.at(at))
}

/// Every concept, wider ones first.
pub fn all() -> &'static [Concept] {
    &TAXONOMY.concepts
}

impl Concept {
    /// The one it lies in.
    pub fn wider(&self) -> Option<&'static Concept> {
        TAXONOMY.at(&self.wider?)
    }

    /// Everything from the widest concept to this one.
    pub fn lineage(&'static self) -> Vec<&'static Concept> {
        let mut lineage: Vec<_> =
            std::iter::successors(Some(self), |concept| concept.wider()).collect();
        lineage.reverse();
        lineage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seventeen_subjects_hold_everything() {
        let widest: Vec<&Concept> =
            all().iter().filter(|concept| concept.wider().is_none()).collect();
        assert_eq!(widest.len(), 17);
        for concept in all() {
            let lineage = concept.lineage();
            assert!(widest.contains(&lineage[0]) && lineage.len() <= 6, "{concept:?}");
            assert_eq!(lineage.last(), Some(&concept));
        }
    }

    #[test]
    fn concepts_are_found_by_code_and_by_name() {
        let names = |code: &str| find(code).map(|concept| concept.name);
        assert_eq!(names("15000000"), Some("sport"));
        assert_eq!(names("17001000"), Some("weather forecast"), "an older Subject Code");
        assert_eq!(named("ELECTION").map(|concept| concept.lineage()[0].name), Some("politics"));
        assert_eq!((names(""), named("no such thing")), (None, None));
    }
}

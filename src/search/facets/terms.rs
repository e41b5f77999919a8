//! Terms of a facet: its values in the archive with their names, and the values a name stands for.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::article::schema::Field;
use crate::enrich::entities::{key, places};
use crate::query::NameQuery;
use crate::search::request::FacetPattern;
use crate::text::{language_names, tokenizer};

/// Every value of a facet.
#[derive(Debug, Default)]
pub struct FacetTerms {
    /// The terms, sorted by `value`.
    pub terms: Vec<FacetTerm>,
    /// Keys that stand for another value: those of a person's other names.
    key_aliases: HashMap<String, String>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetTerm {
    /// The stable key, or the label itself.
    pub value: String,
    /// The name that is shown.
    pub name: String,
    /// Its other names, with evidence.
    pub alternates: Vec<AlternateName>,
    /// A name it is found by but not shown with: a former name, or the code of a language.
    hidden_name: Option<String>,
    /// The words of all names, folded, separated and enclosed by spaces. Made on first use, because
    /// most requests look up no names.
    folded: OnceLock<Vec<String>>,
}

/// Another name of a value and the evidence for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlternateName {
    /// Its key.
    pub key: String,
    /// The name.
    pub name: String,
    /// The evidence in words.
    pub evidence: String,
    /// The number of articles in which it is a name of the value; `None` means all.
    pub articles: Option<u64>,
}

impl FacetTerm {
    /// Makes a term with a name.
    pub fn new(value: String, name: String) -> Self {
        Self { value, name, alternates: Vec::new(), hidden_name: None, folded: OnceLock::new() }
    }

    /// Makes a term whose value is a plain label. A language is shown with its name and also found
    /// by its code.
    pub fn from_label(field: Field, label: &str) -> Self {
        match language_names::name(label).filter(|_| field == Field::Language) {
            Some(name) => Self::new(label.to_string(), name.to_string()).also_found_by(label),
            None => Self::new(label.to_string(), label.to_string()),
        }
    }

    /// Adds other names.
    pub fn with_alternates(self, alternates: Vec<AlternateName>) -> Self {
        Self { alternates, folded: OnceLock::new(), ..self }
    }

    /// Adds a name it is found by but not shown with.
    pub fn also_found_by(self, name: &str) -> Self {
        Self { hidden_name: Some(name.to_string()), folded: OnceLock::new(), ..self }
    }

    /// Describes the value: name, key, and every other name with its evidence.
    pub fn explanation(&self) -> String {
        let also: Vec<String> = self.alternates.iter().map(AlternateName::explanation).collect();
        let also =
            if also.is_empty() { String::new() } else { format!(", also {}", also.join(", ")) };
        format!("{} ({}){also}", self.name, self.value)
    }

    fn has_name(&self, is_match: impl Fn(&str) -> bool) -> bool {
        self.folded_names().iter().any(|folded| is_match(folded))
    }

    /// Returns the words of each name, folded, separated and enclosed by spaces.
    pub fn folded_names(&self) -> &[String] {
        self.folded.get_or_init(|| {
            let everywhere = self
                .alternates
                .iter()
                .filter(|alternate| alternate.articles.is_none())
                .map(|alternate| &alternate.name);
            let names = std::iter::once(&self.name).chain(everywhere).chain(&self.hidden_name);
            names.map(|name| format!(" {} ", tokenizer::folded(name))).collect()
        })
    }
}

impl AlternateName {
    fn explanation(&self) -> String {
        let articles = match self.articles {
            Some(1) => " in 1 article".to_string(),
            Some(articles) => format!(" in {articles} articles"),
            None => String::new(),
        };
        format!("{} ({}){articles}: {}", self.name, self.key, self.evidence)
    }
}

impl FacetTerms {
    /// Makes the terms of a facet from values sorted by key, and from the keys that stand for others.
    pub fn new(terms: Vec<FacetTerm>, key_aliases: HashMap<String, String>) -> Self {
        debug_assert!(terms.is_sorted_by(|one, other| one.value < other.value));
        Self { terms, key_aliases }
    }

    /// Returns the index of a value, by any of its keys.
    pub fn index_of(&self, value: &str) -> Option<usize> {
        let value = self.key_aliases.get(value).map_or(value, String::as_str);
        self.terms.binary_search_by(|term| term.value.as_str().cmp(value)).ok()
    }

    /// Returns the term of a value, by any of its keys.
    pub fn get(&self, value: &str) -> Option<&FacetTerm> {
        self.terms.get(self.index_of(value)?)
    }

    /// Returns the name of a value, or the value itself where it is unknown.
    pub fn name<'v>(&'v self, value: &'v str) -> &'v str {
        self.get(value).map_or(value, |term| &term.name)
    }

    /// Returns the values that a name stands for, sorted.
    ///
    /// A value stands for itself. The whole name of a place, a publisher or a topic excludes longer
    /// names that contain it (`guinea` is not Guinea-Bissau). A person has more names than one, so
    /// any part finds them all.
    pub fn resolve(&self, field: Field, name: &NameQuery) -> Vec<String> {
        let (NameQuery::Exact(text) | NameQuery::Part(text)) = name else {
            return self.terms.iter().map(|term| term.value.clone()).collect();
        };
        if let Some(term) = self.get(text) {
            return vec![term.value.clone()];
        }
        let whole = self.with_whole_name(field, text);
        let parts_too =
            matches!(name, NameQuery::Part(_)) && (whole.is_empty() || field == Field::People);
        if parts_too { self.containing_words(text) } else { whole }
    }

    /// Returns the values with exactly this name, in any spelling that folds to it.
    fn with_whole_name(&self, field: Field, text: &str) -> Vec<String> {
        let known_key = match field {
            Field::Places => places::find(text).map(places::GazetteerPlace::key),
            Field::Language => language_names::code(text).map(str::to_string),
            _ => None,
        };
        let known_key = known_key.or_else(|| key(field, text));
        let known = known_key.and_then(|key| self.get(&key));
        let folded = format!(" {} ", tokenizer::folded(text));
        let named = self.terms.iter().filter(|term| term.has_name(|name| name == folded));
        let mut values: Vec<String> =
            known.into_iter().chain(named).map(|term| term.value.clone()).collect();
        values.sort();
        values.dedup();
        values
    }

    /// Returns the values with a name that contains these words in a row.
    fn containing_words(&self, text: &str) -> Vec<String> {
        let folded = tokenizer::folded(text);
        if folded.is_empty() {
            return Vec::new();
        }
        let words = format!(" {folded} ");
        let matches = |term: &&FacetTerm| term.has_name(|name| name.contains(&words));
        self.terms.iter().filter(matches).map(|term| term.value.clone()).collect()
    }

    /// Returns the terms with a name that matches a pattern.
    pub fn matching<'v>(
        &'v self,
        pattern: &FacetPattern,
    ) -> impl Iterator<Item = &'v FacetTerm> + use<'v> {
        let prefix = format!(" {}", tokenizer::folded(&pattern.prefix));
        let substring = tokenizer::folded(&pattern.substring);
        let is_match = move |name: &str| name.contains(&prefix) && name.contains(&substring);
        self.terms.iter().filter(move |term| term.has_name(&is_match))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(pairs: &[(&str, &str)]) -> FacetTerms {
        let mut all: Vec<_> = pairs
            .iter()
            .map(|(value, name)| FacetTerm::new(value.to_string(), name.to_string()))
            .collect();
        all.sort_by(|a, b| a.value.cmp(&b.value));
        FacetTerms::new(all, HashMap::new())
    }

    #[test]
    fn part_of_a_name_finds_people() {
        let people = terms(&[
            ("person/john-kerry", "John Kerry"),
            ("person/kerry", "Kerry"),
            ("person/bob-kerrey", "Bob Kerrey"),
        ]);
        let resolved = |name: NameQuery| people.resolve(Field::People, &name);
        assert_eq!(
            resolved(NameQuery::Part("KERRY".into())),
            ["person/john-kerry", "person/kerry"]
        );
        assert_eq!(resolved(NameQuery::Exact("john kerry".into())), ["person/john-kerry"]);
        assert_eq!(resolved(NameQuery::Part("person/kerry".into())), ["person/kerry"]);
        assert!(
            resolved(NameQuery::Part("ker".into())).is_empty()
                && resolved(NameQuery::Part("".into())).is_empty()
        );
    }

    #[test]
    fn whole_name_of_a_place_excludes_longer_ones() {
        let places = terms(&[
            ("place/2420477", "Guinea"),
            ("place/2372248", "Guinea-Bissau"),
            ("place/6252001", "United States"),
        ]);
        let resolved = |name: &str| places.resolve(Field::Places, &NameQuery::Part(name.into()));
        assert_eq!(resolved("guinea"), ["place/2420477"]);
        assert_eq!(resolved("bissau"), ["place/2372248"]);
        assert_eq!(resolved("U.S."), ["place/6252001"]);
    }

    #[test]
    fn languages_are_found_by_code_and_by_name() {
        let terms = ["en", "fa", "xx"].map(|code| FacetTerm::from_label(Field::Language, code));
        let languages = FacetTerms::new(terms.into(), HashMap::new());
        for (name, code) in [
            ("en", "en"),
            ("EN", "en"),
            ("english", "en"),
            ("English", "en"),
            ("Persian", "fa"),
            ("Farsi", "fa"),
            ("xx", "xx"),
        ] {
            let resolved = |name: NameQuery| languages.resolve(Field::Language, &name);
            assert_eq!(resolved(NameQuery::Part(name.into())), [code], "{name}");
            assert_eq!(resolved(NameQuery::Exact(name.into())), [code], "{name}");
        }
        assert!(languages.resolve(Field::Language, &NameQuery::Part("French".into())).is_empty());
        assert_eq!(
            ["en", "fa", "xx"].map(|code| languages.name(code)),
            ["English", "Persian", "xx"]
        );
        let pattern = |prefix: &str| FacetPattern { prefix: prefix.into(), ..Default::default() };
        assert_eq!(languages.matching(&pattern("fa")).count(), 1);
    }

    #[test]
    fn terms_match_by_prefix_and_substring() {
        let publishers = terms(&[("The Harbour Gazette", "The Harbour Gazette"), ("MNA", "MNA")]);
        let count = |prefix: &str, substring: &str| {
            publishers
                .matching(&FacetPattern { prefix: prefix.into(), substring: substring.into() })
                .count()
        };
        assert_eq!((count("gaz", ""), count("", ""), count("zette", "")), (1, 2, 0));
        assert_eq!((count("", "ZÉTTE"), count("", "harbour g"), count("mna", "zette")), (1, 1, 0));
    }
}

//! One value of a facet with its names.

use std::sync::OnceLock;

use crate::article::schema::Field;
use crate::enrich::entities::organisations;
use crate::text::{language_names, tokenizer};

/// One value of a facet.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FacetTerm {
    /// The stable key, or the label itself.
    pub value: String,
    /// The name that is shown.
    pub name: String,
    /// Its other names, with evidence.
    pub alternates: Vec<AlternateName>,
    /// Names it is found by but not shown with: those that other articles use, a former name, the
    /// code of a language.
    hidden_names: Vec<String>,
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
    /// Set where a split of the authority file makes it one.
    #[cfg_attr(not(feature = "server"), allow(dead_code, reason = "the pages read it"))]
    pub is_split: bool,
}

impl FacetTerm {
    /// Makes a term with a name.
    pub fn new(value: String, name: String) -> Self {
        Self {
            value,
            name,
            alternates: Vec::new(),
            hidden_names: Vec::new(),
            folded: OnceLock::new(),
        }
    }

    /// Makes a term of a key. A well-known organisation is also found by its other names.
    pub fn named(field: Field, key: String, name: String) -> Self {
        let others = match field {
            Field::Organisations => organisations::known_names(&key),
            _ => &[],
        };
        others.iter().fold(Self::new(key, name), |term, other| term.also_found_by(other))
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
    pub fn also_found_by(mut self, name: &str) -> Self {
        self.hidden_names.push(name.to_string());
        Self { folded: OnceLock::new(), ..self }
    }

    /// Changes the name it is shown with. It is still found by the one before.
    pub fn shown_as(self, name: &str) -> Self {
        let before = self.name.clone();
        Self { name: name.to_string(), ..self }.also_found_by(&before)
    }

    /// Describes the value: name, key, and every other name with its evidence.
    pub fn explanation(&self) -> String {
        let also: Vec<String> = self.alternates.iter().map(AlternateName::explanation).collect();
        let also =
            if also.is_empty() { String::new() } else { format!(", also {}", also.join(", ")) };
        format!("{} ({}){also}", self.name, self.value)
    }

    /// Returns whether a folded name meets a condition.
    pub(super) fn has_name(&self, is_match: impl Fn(&str) -> bool) -> bool {
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
            let names = std::iter::once(&self.name).chain(everywhere).chain(&self.hidden_names);
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

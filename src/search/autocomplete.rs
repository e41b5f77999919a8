//! Autocompletion of names: the values with a name that has a word beginning as typed, the most
//! frequent first.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::budget::Budget;
use super::engine::Engine;
use super::facets::terms::FacetTerms;
use super::planner;
use super::request::{ALL_VALUES, Request};
use crate::article::schema::Field;
use crate::error::Result;
use crate::text::tokenizer;

/// The facets whose names are completed.
const COMPLETED_FACETS: [Field; 6] = [
    Field::People,
    Field::Places,
    Field::Organisations,
    Field::Topics,
    Field::Publisher,
    Field::Section,
];

/// A value that completes what was typed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Completion {
    /// The facet.
    pub field: Field,
    /// The value.
    pub value: String,
    /// The name that is shown.
    pub name: String,
    /// The number of articles with the value.
    pub count: u64,
}

/// The end of a query that can be the beginning of a name.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct PartialQuery<'q> {
    /// The field before the name.
    field: Option<Field>,
    /// The beginning of the name.
    prefix: &'q str,
}

impl<'q> PartialQuery<'q> {
    /// The beginning of a name of any facet. There is none without a letter or digit.
    pub(crate) fn name(typed: &'q str) -> Option<Self> {
        let prefix = typed.trim();
        prefix.contains(char::is_alphanumeric).then_some(Self { field: None, prefix })
    }
}

/// Returns what is being typed at the end of a query: `gorb`, `person:gorb`,
/// `person:"mikhail gorb`.
pub(crate) fn partial_query(query: &str) -> Option<PartialQuery<'_>> {
    let (before, quoted) = match query.rsplit_once('"') {
        Some((before, quoted)) if before.matches('"').count().is_multiple_of(2) => {
            (before, Some(quoted))
        }
        _ => (query, None),
    };
    let run = before
        .rsplit(char::is_whitespace)
        .next()
        .unwrap_or_default()
        .trim_start_matches(['(', '-', '!']);
    let (field, plain) = match run.split_once(':') {
        Some((name, plain)) => (
            Some(Field::from_query_name(name).filter(|field| COMPLETED_FACETS.contains(field))?),
            plain,
        ),
        None => (None, run),
    };
    let plain = plain.trim_start_matches('=');
    let prefix = match quoted {
        // A quotation is a name only directly behind its field.
        Some(quoted) => Some(quoted).filter(|_| field.is_some() && plain.is_empty())?,
        None => plain,
    };
    (field.is_some() || !tokenizer::folded(prefix).is_empty())
        .then_some(PartialQuery { field, prefix })
}

/// The names of an archive, sorted for lookup by prefix.
pub(crate) struct Completions {
    /// The terms the names were taken from.
    sources: Vec<Arc<FacetTerms>>,
    /// Every value that an article has, the most frequent first.
    values: Vec<Completion>,
    /// Every name, folded, with the index of its value.
    names: Vec<(usize, String)>,
    /// Every word of every name, sorted by the rest of the name from there.
    words: Vec<NameStart>,
}

/// The beginning of a word in a name.
#[derive(Debug, Clone, Copy)]
struct NameStart {
    /// The index of the name.
    name: usize,
    /// The first byte of the word.
    byte: usize,
}

impl Completions {
    /// Collects the names of an archive and counts their articles.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn build(engine: &dyn Engine, today: Date) -> Result<Self> {
        let sources = facet_terms(engine)?;
        let request = Request {
            facets: COMPLETED_FACETS.to_vec(),
            values: ALL_VALUES,
            limit: 0,
            ..Request::default()
        };
        let plan = planner::plan(engine, &request, today, &Budget::default())?.plan;
        let result = engine.search(&plan)?;
        let mut values = Vec::new();
        let facets = COMPLETED_FACETS.into_iter().zip(&sources).zip(result.facets);
        for ((field, terms), counts) in facets {
            for (value, count) in counts.values {
                let name = terms.name(&value)?;
                values.push(Completion { field, name, value, count });
            }
        }
        values.sort_by(|one: &Completion, other| {
            (other.count, &one.name).cmp(&(one.count, &other.name))
        });
        let mut completions = Self { sources, values, names: Vec::new(), words: Vec::new() };
        completions.sort_words()?;
        Ok(completions)
    }

    fn sort_words(&mut self) -> Result<()> {
        for (index, value) in self.values.iter().enumerate() {
            let terms = COMPLETED_FACETS
                .iter()
                .zip(&self.sources)
                .find(|(field, _)| **field == value.field);
            let term = terms.map_or(Ok(None), |(_, terms)| terms.get(&value.value))?;
            let names = term.iter().flat_map(|term| term.folded_names());
            self.names.extend(names.map(|name| (index, name.clone())));
        }
        let mut words = Vec::new();
        for (index, (_, name)) in self.names.iter().enumerate() {
            let starts = name.match_indices(' ').map(|(space, _)| space + 1);
            let starts = starts.filter(|byte| *byte < name.len());
            words.extend(starts.map(|byte| NameStart { name: index, byte }));
        }
        words.sort_by(|one, other| self.rest(*one).cmp(self.rest(*other)));
        self.words = words;
        Ok(())
    }

    /// Returns whether the archive still has these names.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn is_current(&self, engine: &dyn Engine) -> Result<bool> {
        Ok(facet_terms(engine)?.iter().zip(&self.sources).all(|(now, then)| Arc::ptr_eq(now, then)))
    }

    /// Returns the most frequent values with a name that has a word beginning as typed.
    pub(crate) fn complete(&self, typed: &PartialQuery, limit: usize) -> Vec<&Completion> {
        let prefix = tokenizer::folded(typed.prefix);
        let first = self.words.partition_point(|word| self.rest(*word) < prefix.as_str());
        let words = self.words.get(first..).unwrap_or_default();
        let words = words.iter().take_while(|word| self.rest(**word).starts_with(&prefix));
        // Values are sorted by frequency: the smallest indices are the most frequent.
        let mut best = BTreeSet::new();
        for (index, _) in words.filter_map(|word| self.names.get(word.name)) {
            let value = self.values.get(*index);
            let is_in_field =
                value.is_some_and(|value| typed.field.is_none_or(|field| field == value.field));
            if is_in_field && best.insert(*index) && best.len() > limit {
                best.pop_last();
            }
        }
        best.into_iter().filter_map(|index| self.values.get(index)).collect()
    }

    /// Returns a name from a word on.
    fn rest(&self, start: NameStart) -> &str {
        let name = self.names.get(start.name).and_then(|(_, name)| name.get(start.byte..));
        debug_assert!(name.is_some(), "every word is in a name");
        name.unwrap_or_default()
    }
}

fn facet_terms(engine: &dyn Engine) -> Result<Vec<Arc<FacetTerms>>> {
    COMPLETED_FACETS.iter().map(|field| engine.facet_terms(*field)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_query_can_begin_a_name() {
        let typed = |query| partial_query(query).map(|typed| (typed.field, typed.prefix));
        assert_eq!(typed("strike gorb"), Some((None, "gorb")));
        assert_eq!(typed("strike -person:gorb"), Some((Some(Field::People), "gorb")));
        assert_eq!(typed("strike (place:\"ivory co"), Some((Some(Field::Places), "ivory co")));
        assert_eq!(typed("person:="), Some((Some(Field::People), "")));
        assert_eq!(typed("\"a phrase\" section:wor"), Some((Some(Field::Section), "wor")));
        for query in [
            "",
            "strike ",
            "title:gorb",
            "date:1987",
            "\"a phrase",
            "person:kerry \"a phra",
            "person:x\"y",
        ] {
            assert_eq!(typed(query), None, "{query}");
        }
    }
}

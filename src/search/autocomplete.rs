//! Names while they are typed: whom, where and what the archive knows by a name that has a word which begins so, the most
//! frequent first, each with how many articles have it.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::engine::{Engine, Budget};
use super::facets::values::FacetTerms;
use super::plan;
use super::request::Request;
use crate::article::schema::Field;
use crate::error::Result;
use crate::text::words;

/// The facets whose names are offered.
const OFFERED: [Field; 6] = [
    Field::People,
    Field::Places,
    Field::Organisations,
    Field::Topics,
    Field::Publisher,
    Field::Section,
];

/// A name that what is typed can become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Completion {
    /// The facet it is a value of.
    pub field: Field,
    /// The value.
    pub value: String,
    /// The name a reader knows it by.
    pub name: String,
    /// The articles that have it.
    pub count: u64,
}

/// The end of a query, where it can be the beginning of a name.
#[derive(Debug, PartialEq, Eq)]
pub struct PartialQuery<'q> {
    /// The field that is asked.
    field: Option<Field>,
    /// What of the name is there.
    beginning: &'q str,
}

/// What is being typed at the end of a query: `gorb`, `person:gorb`, `person:"mikhail gorb`.
pub fn typed(query: &str) -> Option<PartialQuery<'_>> {
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
        Some((name, plain)) => {
            (Some(Field::called(name).filter(|field| OFFERED.contains(field))?), plain)
        }
        None => (None, run),
    };
    let plain = plain.trim_start_matches('=');
    let beginning = match quoted {
        // A quotation is the name of something only right behind its field.
        Some(quoted) => Some(quoted).filter(|_| field.is_some() && plain.is_empty())?,
        None => plain,
    };
    (field.is_some() || !words::folded(beginning).is_empty()).then_some(PartialQuery { field, beginning })
}

/// The names of an archive, ready to be looked up by their beginnings.
pub struct Completions {
    /// What they are the names of.
    of: Vec<Arc<FacetTerms>>,
    /// Every value that an article has, the most frequent first.
    all: Vec<Completion>,
    /// Every name of each: its number, and the folded words.
    names: Vec<(usize, String)>,
    /// Every word of every name: the number of the name and the byte it begins at, ordered by what stands there.
    words: Vec<(usize, usize)>,
}

impl Completions {
    /// The names of an archive, counted in one pass over it.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn of(engine: &dyn Engine, today: Date) -> Result<Self> {
        let of = values(engine)?;
        let everything = Request {
            facets: OFFERED.to_vec(),
            values: usize::MAX,
            limit: 0,
            ..Request::default()
        };
        let found =
            engine.search(&plan::plan(engine, &everything, today, &Budget::default())?.plan)?;
        let mut all = Vec::new();
        for ((field, values), counts) in OFFERED.into_iter().zip(&of).zip(found.facets) {
            let completion = |(value, count): (String, u64)| {
                let name = values.name(&value).to_owned();
                Completion { field, name, value, count }
            };
            all.extend(counts.values.into_iter().map(completion));
        }
        all.sort_by(|one: &Completion, other| {
            (other.count, &one.name).cmp(&(one.count, &other.name))
        });
        let mut completions = Self { of, all, names: Vec::new(), words: Vec::new() };
        completions.order();
        Ok(completions)
    }

    /// Orders the words of all names.
    fn order(&mut self) {
        for (number, completion) in self.all.iter().enumerate() {
            let values =
                OFFERED.iter().zip(&self.of).find(|(field, _)| **field == completion.field);
            let value = values.and_then(|(_, values)| values.get(&completion.value));
            self.names.extend(
                value
                    .into_iter()
                    .flat_map(|value| value.folded())
                    .map(|name| (number, name.clone())),
            );
        }
        for (number, (_, name)) in self.names.iter().enumerate() {
            let begins = name
                .match_indices(' ')
                .map(|(space, _)| space + 1)
                .filter(|begin| *begin < name.len());
            self.words.extend(begins.map(|begin| (number, begin)));
        }
        let mut words = std::mem::take(&mut self.words);
        words.sort_by(|one, other| self.rest(*one).cmp(self.rest(*other)));
        self.words = words;
    }

    /// Whether the archive still has these names.
    ///
    /// # Errors
    /// When the index can not be read.
    pub fn are_of(&self, engine: &dyn Engine) -> Result<bool> {
        Ok(values(engine)?.iter().zip(&self.of).all(|(now, then)| Arc::ptr_eq(now, then)))
    }

    /// The most frequent values whose name has a word that begins as what is typed.
    pub fn complete(&self, typed: &PartialQuery, most: usize) -> Vec<&Completion> {
        let beginning = words::folded(typed.beginning);
        let first = self.words.partition_point(|word| self.rest(*word) < beginning.as_str());
        let words = self.words.get(first..).unwrap_or_default();
        let mut best = BTreeSet::new();
        for word in words.iter().take_while(|word| self.rest(**word).starts_with(&beginning)) {
            let number = self.names.get(word.0).map(|(number, _)| *number).unwrap_or_default();
            let wanted = self
                .all
                .get(number)
                .is_some_and(|known| typed.field.is_none_or(|field| field == known.field));
            if wanted && best.insert(number) && best.len() > most {
                best.pop_last();
            }
        }
        best.into_iter().filter_map(|number| self.all.get(number)).collect()
    }

    /// What a name says from a word on.
    fn rest(&self, (name, begin): (usize, usize)) -> &str {
        self.names.get(name).and_then(|(_, name)| name.get(begin..)).unwrap_or_default()
    }
}

fn values(engine: &dyn Engine) -> Result<Vec<Arc<FacetTerms>>> {
    OFFERED.iter().map(|field| engine.facet_terms(*field)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_query_may_be_the_beginning_of_a_name() {
        let of = |query| typed(query).map(|typed| (typed.field, typed.beginning));
        assert_eq!(of("strike gorb"), Some((None, "gorb")));
        assert_eq!(of("strike -person:gorb"), Some((Some(Field::People), "gorb")));
        assert_eq!(of("strike (place:\"ivory co"), Some((Some(Field::Places), "ivory co")));
        assert_eq!(of("person:="), Some((Some(Field::People), "")));
        assert_eq!(of("\"a phrase\" section:wor"), Some((Some(Field::Section), "wor")));
        for query in [
            "",
            "strike ",
            "title:gorb",
            "date:1987",
            "\"a phrase",
            "person:kerry \"a phra",
            "person:x\"y",
        ] {
            assert_eq!(of(query), None, "{query}");
        }
    }
}

//! A query made ready to be held against one article: what it seeks in texts, with all its leaves in one list, so that the
//! texts are read once.

use std::collections::HashMap;

use super::Span;
use super::matches::MatchedDocument;
use crate::article::schema::Field;
use crate::query::span_query::{Leaf, SpanQuery};
use crate::query::{Days, Lengths, MENTIONED, Name, Query};
use crate::search::engine::Resolution;

/// A query made ready.
pub struct PreparedQuery {
    root: Part,
    /// What its parts seek, part by part.
    pub leaves: Vec<Leaf>,
    /// Which of them a folded word is.
    pub forms: HashMap<String, Vec<usize>>,
    parts: usize,
}

enum Part {
    All,
    Stands(PositionalPart),
    Bears(Field, Name, usize),
    Major(Name, usize),
    Published(Days),
    Long(Lengths),
    And(Vec<Part>),
    Or(Vec<Part>),
    Not(Box<Part>),
}

/// Something that is to stand in the texts.
pub struct PositionalPart {
    /// What.
    pub sought: SpanQuery,
    /// Where its leaves begin among all.
    pub first_leaf: usize,
    /// In which field, if in one only.
    pub field: Option<Field>,
    /// How often.
    pub times: u32,
    /// Which part of the query it is.
    pub part: usize,
}

impl PreparedQuery {
    /// Makes a query ready.
    pub fn of(query: &Query, meaning: &Resolution) -> Self {
        let mut asked =
            Self { root: Part::All, leaves: Vec::new(), forms: HashMap::new(), parts: 0 };
        asked.root = asked.part(query, None);
        for (number, leaf) in asked.leaves.iter().enumerate() {
            let mut note =
                |form: &String| asked.forms.entry(form.clone()).or_default().push(number);
            match leaf {
                Leaf::Form(folded) | Leaf::Written(folded, _) => note(folded),
                Leaf::Like(pattern) => {
                    let forms =
                        meaning.expansions.get(pattern).into_iter().flat_map(|forms| &forms.words);
                    forms.for_each(|(form, _)| note(form));
                }
                Leaf::Stem(_) | Leaf::Mention(..) => {}
            }
        }
        asked
    }

    fn part(&mut self, query: &Query, field: Option<Field>) -> Part {
        match query {
            Query::All => Part::All,
            Query::In(field, inner) => self.part(inner, Some(*field)),
            Query::Weighted(inner, _) => self.part(inner, field),
            Query::And(parts) => {
                Part::And(parts.iter().map(|part| self.part(part, field)).collect())
            }
            Query::Or(parts) => Part::Or(parts.iter().map(|part| self.part(part, field)).collect()),
            Query::Not(inner) => Part::Not(Box::new(self.part(inner, field))),
            Query::About(facet, name) => Part::Bears(*facet, name.clone(), self.number()),
            Query::Major(name) => Part::Major(name.clone(), self.number()),
            Query::Published(days) => Part::Published(*days),
            Query::Long(lengths) => Part::Long(*lengths),
            Query::AtLeast(times, inner) => self.stands(inner, field, *times),
            text => self.stands(text, field, 1),
        }
    }

    /// The number of the next part.
    fn number(&mut self) -> usize {
        self.parts += 1;
        self.parts
    }

    fn stands(&mut self, query: &Query, field: Option<Field>, times: u32) -> Part {
        let Some(sought) = SpanQuery::of(query) else { return Part::All };
        let first_leaf = self.leaves.len();
        self.leaves.extend(sought.leaves.iter().cloned());
        Part::Stands(PositionalPart { sought, first_leaf, field, times, part: self.number() })
    }

    /// The spans of an article that satisfy it, or nothing where the article does not.
    pub fn satisfied(&self, seen: &MatchedDocument<'_>) -> Option<Vec<Span>> {
        self.root.satisfied(seen)
    }
}

impl Part {
    fn satisfied(&self, seen: &MatchedDocument<'_>) -> Option<Vec<Span>> {
        match self {
            Part::All => Some(Vec::new()),
            Part::Stands(stands) => seen.standing(stands),
            Part::Bears(facet, name, part) => {
                seen.bears(*facet, name).then(|| seen.named(*facet, name, *part))
            }
            Part::Major(name, part) => {
                let major: Vec<Field> =
                    MENTIONED.into_iter().filter(|facet| seen.is_major(*facet, name)).collect();
                let named =
                    || major.iter().flat_map(|facet| seen.named(*facet, name, *part)).collect();
                (!major.is_empty()).then(named)
            }
            Part::Published(days) => seen.is_published(days).then(Vec::new),
            Part::Long(lengths) => seen.is_long(*lengths).then(Vec::new),
            Part::And(parts) => {
                let spans: Option<Vec<_>> = parts.iter().map(|part| part.satisfied(seen)).collect();
                spans.map(|spans| spans.concat())
            }
            Part::Or(parts) => {
                let found: Vec<_> = parts.iter().filter_map(|part| part.satisfied(seen)).collect();
                (!found.is_empty()).then(|| found.concat())
            }
            Part::Not(inner) => inner.satisfied(seen).is_none().then(Vec::new),
        }
    }
}

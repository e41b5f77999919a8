//! Questions in plain words, read with the names of an archive: "what did Kerry say about Syria in July
//! 2016" is `person:Kerry place:Syria date:2016-07`. A name that may as well be a person as a place stays
//! a word, and both are offered.

pub(crate) mod clipped;
mod widening;

use std::cell::Cell;
use std::collections::HashMap;
use std::ops::Range;

use crate::article::schema::Field;
use crate::enrich::entities::places;
use crate::error::Result;
use crate::query::{
    NameQuery, ParsedQuery, PartKind, Query, Question, QuestionPart, Warning, parse,
};
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::plan::{Plan, Resolution};
use crate::search::request::Sort;
pub(crate) use widening::Widening;

/// The greatest number of words in a name.
const MAX_NAME_WORDS: usize = 5;

/// Factor by which one kind of a name must be more frequent than the others to be the one that is meant.
const DOMINANT: u64 = 20;

/// The greatest number of names of a question whose kinds are counted.
const MAX_COUNTED: usize = 4;

/// The least number of letters of a surname alone.
const MIN_SURNAME: usize = 3;

/// How a question was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuestionReading {
    /// The words that were left out, each once, as typed.
    pub left_out: Vec<String>,
    /// The names and dates that became filters.
    pub filters: Vec<QuestionFilter>,
    /// Filters for names that may be of several kinds, or that are written without a capital.
    pub offers: Vec<QuestionOffer>,
    /// The question without its filters.
    pub words: Query,
    /// The query that searches all words as they were typed.
    pub as_typed: String,
    /// The reading as a query.
    pub query: Query,
}

/// A name or date of a question that became a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuestionFilter {
    /// The name or date as typed.
    pub typed: String,
    /// Its range in the question.
    pub range: Range<usize>,
    /// The filter.
    pub filter: Query,
    /// The question without it.
    pub without: Query,
}

/// A filter that a word of a question can become.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct QuestionOffer {
    /// The name as typed.
    pub typed: String,
    /// The filter.
    pub filter: Query,
    /// The question with the filter instead of the word.
    pub query: Query,
}

impl QuestionReading {
    /// Explains the reading in a sentence.
    pub(crate) fn message(&self) -> String {
        let left_out: Vec<String> = self.left_out.iter().map(|word| format!("`{word}`")).collect();
        let left_out = match left_out.is_empty() {
            true => String::new(),
            false => format!(", without {}", left_out.join(", ")),
        };
        let as_typed = &self.as_typed;
        format!(
            "a question, read as `{}`{left_out}; to search for its words: `{as_typed}`",
            self.query
        )
    }

    /// The sentence as a warning about the whole query.
    pub(crate) fn warning(&self, text: &str) -> Warning {
        Warning { start: 0, end: text.len(), message: self.message() }
    }
}

/// A text as it was read.
pub(crate) struct ReadQuery {
    /// The query, without widened words.
    pub parsed: ParsedQuery,
    /// How it was read, where it is a question in plain words.
    pub question: Option<QuestionReading>,
    /// The words that were widened.
    pub widened: Vec<Widening>,
}

/// Parses a query, widens its words, and reads it as a question where it is one.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn parse_query(engine: &dyn Engine, text: &str) -> Result<ReadQuery> {
    let parsed = parse(text);
    let Some(question) = Question::read(text, &parsed) else {
        let (parsed, widened) = widening::widen(engine, parsed)?;
        return Ok(ReadQuery { parsed, question: None, widened });
    };
    let reader = Reader { engine, question: &question, counted: Cell::new(0) };
    let pieces = reader.pieces()?;
    let query = joined(&pieces, |piece| Some(piece.query.clone()));
    let leaves = pieces.iter().map(|piece| (piece.query.clone(), piece.range.clone())).collect();
    let reading = reading(&question, &pieces, query.clone());
    let parsed = ParsedQuery::new(query, leaves);
    Ok(ReadQuery { parsed, question: Some(reading), widened: Vec::new() })
}

/// A part of the reading: a word, a phrase, or a filter.
struct Piece {
    range: Range<usize>,
    query: Query,
    is_filter: bool,
    offers: Vec<Query>,
}

fn joined(pieces: &[Piece], query: impl Fn(&Piece) -> Option<Query>) -> Query {
    Query::and(pieces.iter().filter_map(query))
}

fn reading(question: &Question<'_>, pieces: &[Piece], query: Query) -> QuestionReading {
    let mut left_out: Vec<String> = Vec::new();
    let is_kept = |range: &Range<usize>| {
        pieces.iter().any(|it| it.range.start <= range.start && range.end <= it.range.end)
    };
    for part in question.parts.iter().filter(|part| !is_kept(&part.range)) {
        let word = question.typed(&part.range).to_string();
        if !left_out.contains(&word) {
            left_out.push(word);
        }
    }
    let typed = |piece: &Piece| question.typed(&piece.range).to_string();
    let replaced = |changed: &Piece, with: Option<Query>| {
        joined(pieces, |piece| {
            if piece.range == changed.range { with.clone() } else { Some(piece.query.clone()) }
        })
    };
    let filters = pieces.iter().filter(|piece| piece.is_filter).map(|piece| QuestionFilter {
        typed: typed(piece),
        range: piece.range.clone(),
        filter: piece.query.clone(),
        without: replaced(piece, None),
    });
    let offers =
        pieces.iter().flat_map(|piece| piece.offers.iter().map(move |offer| (piece, offer)));
    let offers = offers.map(|(piece, filter)| QuestionOffer {
        typed: typed(piece),
        filter: filter.clone(),
        query: replaced(piece, Some(filter.clone())),
    });
    QuestionReading {
        left_out,
        filters: filters.collect(),
        offers: offers.collect(),
        words: joined(pieces, |piece| (!piece.is_filter).then(|| piece.query.clone())),
        as_typed: format!("({})", question.text.trim()),
        query,
    }
}

/// Finds the names in a question.
struct Reader<'q> {
    engine: &'q dyn Engine,
    question: &'q Question<'q>,
    /// The number of names that were decided by how often they occur.
    counted: Cell<usize>,
}

/// The values that a name may be, each as a filter.
struct Candidates {
    /// Those with exactly this name, and people with this surname.
    filters: Vec<Query>,
    /// The one it is by a rule, if there is one.
    decided: Option<Query>,
}

impl Reader<'_> {
    fn pieces(&self) -> Result<Vec<Piece>> {
        let parts = &self.question.parts;
        let (mut pieces, mut at) = (Vec::new(), 0);
        while let Some(part) = parts.get(at) {
            if let Some((piece, count)) = self.name(at)? {
                pieces.push(piece);
                at += count;
                continue;
            }
            let range = part.range.clone();
            let (query, is_filter) = match &part.kind {
                PartKind::LeftOut => (None, false),
                PartKind::Word(query) | PartKind::Phrase(query) => (Some(query.clone()), false),
                PartKind::Date(filter) => (Some(Query::Published(*filter)), true),
            };
            pieces.extend(query.map(|query| Piece { range, query, is_filter, offers: Vec::new() }));
            at += 1;
        }
        Ok(pieces)
    }

    /// Finds the longest name that begins here, with the number of its parts.
    fn name(&self, at: usize) -> Result<Option<(Piece, usize)>> {
        for count in (1..=MAX_NAME_WORDS).rev() {
            let Some(parts) = self.question.parts.get(at..at + count) else { continue };
            let Some((range, text)) = self.span(parts) else { continue };
            let Candidates { filters, decided } = self.candidates(parts, text)?;
            let decided = match decided {
                None if filters.len() > 1 => self.most_frequent(&filters)?,
                decided => decided,
            };
            let found = match (decided, filters.as_slice(), parts) {
                (Some(decided), ..) => Some((decided, true, Vec::new())),
                (None, [only], _) => Some((only.clone(), true, Vec::new())),
                // A name of several kinds stays a word where it is one, and words where it is several.
                (None, [_, _, ..], [QuestionPart { kind: PartKind::Word(word), .. }]) => {
                    Some((word.clone(), false, filters))
                }
                _ => None,
            };
            if let Some((query, is_filter, offers)) = found {
                return Ok(Some((Piece { range, query, is_filter, offers }, count)));
            }
        }
        Ok(None)
    }

    /// Returns the filter that far more articles meet than any other: of a name that is a person in 500
    /// articles and misread as an organisation in one.
    fn most_frequent(&self, filters: &[Query]) -> Result<Option<Query>> {
        if self.counted.replace(self.counted.get() + 1) >= MAX_COUNTED {
            return Ok(None);
        }
        let mut counts = Vec::with_capacity(filters.len());
        for filter in filters {
            counts.push((self.count(filter)?, filter));
        }
        counts.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
        Ok(match counts.as_slice() {
            [(most, filter), (next, _), ..] if *most >= next.saturating_mul(DOMINANT) => {
                Some((*filter).clone())
            }
            _ => None,
        })
    }

    /// Counts the articles with a name.
    fn count(&self, filter: &Query) -> Result<u64> {
        let Query::Facet(field, name) = filter else { return Ok(0) };
        let values = self.engine.facet_terms(*field)?.resolve(name)?;
        let names = HashMap::from([((*field, name.clone()), values)]);
        let plan = Plan {
            query: filter.clone(),
            resolution: Resolution { names, ..Resolution::default() },
            selections: Vec::new(),
            since: None,
            until: None,
            sort: Sort::Newest,
            limit: 0,
            after: None,
            facets: Vec::new(),
            timeline: false,
            collapsed: false,
            lists: false,
            budget: Budget::default(),
        };
        Ok(self.engine.search(&plan)?.articles)
    }

    /// The text of parts that can be one name: words, with others between them as in "Bank of England".
    fn span(&self, parts: &[QuestionPart]) -> Option<(Range<usize>, &str)> {
        let is_word = |part: &QuestionPart| matches!(part.kind, PartKind::Word(_));
        let (first, last) = (parts.first()?, parts.last()?);
        let joins = |part: &QuestionPart| {
            let is_link = matches!(self.question.typed(&part.range), "of" | "the" | "and" | "for");
            is_word(part) || part.kind == PartKind::LeftOut && is_link
        };
        let is_name = is_word(first)
            && is_word(last)
            && parts.iter().all(joins)
            && parts.iter().skip(1).all(|part| !part.is_separate);
        let range = first.range.start..last.range.end;
        let text = self.question.typed(&range);
        let text = text.strip_suffix("'s").or(text.strip_suffix("’s")).unwrap_or(text);
        is_name.then_some((range, text))
    }

    fn candidates(&self, parts: &[QuestionPart], text: &str) -> Result<Candidates> {
        let is_single = parts.len() == 1;
        let is_capital = text.starts_with(char::is_uppercase);
        let may_be_name = is_capital || self.question.is_lower_case;
        let part = NameQuery::Part(text.to_string());
        let filter = |field: Field| Query::Facet(field, part.clone());
        let mut filters = Vec::new();
        if !may_be_name {
            return Ok(Candidates { filters, decided: None });
        }
        let follows_locative = parts.first().is_some_and(|part| part.follows_locative);
        if self.is_place(text)? {
            let is_certain = follows_locative || is_country(text);
            if is_certain {
                return Ok(Candidates { filters, decided: Some(filter(Field::Places)) });
            }
            if is_capital || !is_single {
                filters.push(filter(Field::Places));
            }
        }
        if is_capital && self.is_named(Field::Organisations, &part)? {
            filters.push(filter(Field::Organisations));
        }
        if self.is_person(text, is_single, is_capital)? {
            filters.push(filter(Field::People));
        }
        Ok(Candidates { filters, decided: None })
    }

    /// Returns true for the name of a place that articles mention.
    fn is_place(&self, text: &str) -> Result<bool> {
        self.is_named(Field::Places, &NameQuery::Exact(text.to_string()))
    }

    /// Returns true for the name of somebody, which may be a surname alone if it has a capital.
    fn is_person(&self, text: &str, is_single: bool, is_capital: bool) -> Result<bool> {
        let is_surname = is_capital && text.chars().count() >= MIN_SURNAME;
        match (is_single, is_capital) {
            (true, _) if !is_surname => Ok(false),
            (_, true) => self.is_named(Field::People, &NameQuery::Part(text.to_string())),
            (_, false) => self.is_named(Field::People, &NameQuery::Exact(text.to_string())),
        }
    }

    fn is_named(&self, field: Field, name: &NameQuery) -> Result<bool> {
        Ok(!self.engine.facet_terms(field)?.resolve(name)?.is_empty())
    }
}

/// Returns true for the name of a country or of something larger, which nothing else has.
fn is_country(name: &str) -> bool {
    places::find(name)
        .and_then(|place| places::path(&place.key()))
        .is_some_and(|path| path.len() < 3)
}

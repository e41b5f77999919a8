//! The query language: parses what a researcher types, prints it, explains it, and finds its matches
//! in a text. A query is a value that prints itself, and parsing never fails.

mod ast;
mod dates;
mod explain;
#[cfg(test)]
mod laws;
mod lex;
mod matcher;
mod parse;
mod print;
mod question;
pub(crate) mod span_query;
pub(crate) mod spans;
#[cfg(test)]
mod tests;

pub(crate) use ast::boost::Boost;
pub(crate) use ast::clip::{ClipKind, ClipQuery};
pub(crate) use ast::length::LengthRange;
pub(crate) use ast::pattern::{CaseFilter, Pattern};
pub(crate) use ast::proximity::{MAX_DISTANCE, ProximityOperator};
pub(crate) use ast::state::ArticleState;
pub(crate) use ast::warning::Warning;
pub(crate) use ast::{ENTITY_FACETS, NameQuery, Query};
pub(crate) use dates::{DateFilter, DateRange};
pub use explain::explain;
pub(crate) use lex::wildcard::{PhraseWord, phrase_words};
pub(crate) use matcher::{Matcher, MatcherState};
pub(crate) use parse::ParsedQuery;
pub use parse::parse;
#[cfg(feature = "server")]
pub(crate) use question::is_question;
pub(crate) use question::{PartKind, Question, QuestionPart};

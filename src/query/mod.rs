//! The query language: a query is a value that prints itself, and reading one never fails.

mod ast;
mod dates;
mod explain;
#[cfg(test)]
mod laws;
mod lex;
mod matcher;
mod parse;
mod print;
pub mod span_query;
pub mod spans;
#[cfg(test)]
mod tests;

pub use ast::length::Lengths;
pub use ast::nearness::{FARTHEST, Nearness};
pub use ast::pattern::{Case, Pattern};
pub use ast::warning::Warning;
pub use ast::weight::Weight;
pub use ast::{MENTIONED, Name, Query};
pub use dates::{Days, Period, DateSpan, Unit};
pub use explain::explain;
pub use lex::wildcard::{PhraseWord, phrase_words};
pub use matcher::{Matcher, State};
pub use parse::{Parsed, parse};

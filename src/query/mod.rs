//! The query language: a query is a value that prints itself, and reading one never fails.

mod ast;
mod chunk;
mod days;
mod explain;
#[cfg(test)]
mod laws;
mod leaf;
mod length;
mod lex;
mod matcher;
mod nearness;
mod parse;
mod pattern;
mod places;
mod print;
mod signs;
mod spelling;
#[cfg(test)]
mod tests;
mod things;
mod token;
mod warning;
mod weight;
mod wildcard;

pub use ast::{MENTIONED, Name, Query};
pub use days::{Days, Period, Span, Unit};
pub use explain::explain;
pub use length::Lengths;
pub use matcher::{Matcher, State};
pub use nearness::{FARTHEST, Nearness};
pub use parse::{Parsed, parse};
pub use pattern::{Case, Pattern};
pub use warning::Warning;
pub use weight::Weight;
pub use wildcard::{PhraseWord, phrase_words};

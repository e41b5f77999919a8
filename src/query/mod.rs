//! The query language: a query is a value that prints itself, and reading one never fails.

mod ast;
mod chunk;
mod days;
mod explain;
mod length;
mod lex;
mod nearness;
mod parse;
mod pattern;
mod print;
mod spelling;
mod token;
mod warning;
mod weight;

pub use ast::{MENTIONED, Name, Query};
pub use days::{Days, Period, Span, Unit};
pub use explain::explain;
pub use length::Lengths;
pub use nearness::{FARTHEST, Nearness};
pub use parse::{Parsed, parse};
pub use pattern::{Case, Pattern};
pub use warning::Warning;
pub use weight::Weight;

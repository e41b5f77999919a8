//! The query language: a query is a value that prints itself, and reading one never fails.

mod ast;
mod chunk;
mod days;
mod explain;
mod lex;
mod parse;
mod spelling;
mod token;
mod warning;

pub use ast::{Name, Query};
pub use days::{Days, Period, Span, Unit};
pub use explain::explain;
pub use parse::{Parsed, parse};
pub use warning::Warning;

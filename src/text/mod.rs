//! Text processing: pure functions without I/O, on which all other modules build.

pub(crate) mod annotations;
pub(crate) mod calendar;
pub(crate) mod clean;
mod code_pages;
pub(crate) mod date_mentions;
pub(crate) mod decode;
pub(crate) mod folding;
pub(crate) mod hash;
pub(crate) mod language;
pub(crate) mod language_names;
pub(crate) mod letter_case;
pub(crate) mod line_join;
mod month_names;
pub(crate) mod repair;
pub(crate) mod sentences;
pub(crate) mod stemmer;
pub(crate) mod tokenizer;

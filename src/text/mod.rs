//! Text in, text out: pure and total functions that every other room may call.

pub mod clean;
pub mod decode;
pub mod language;
pub mod stem;
pub mod words;

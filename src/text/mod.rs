//! Text in, text out: pure and total functions that every other room may call.

pub mod annotations;
pub mod calendar;
pub mod clean;
pub mod days;
pub mod decode;
pub mod hash;
pub mod hyphen;
pub mod language;
pub mod letters;
pub mod repair;
pub mod sentences;
pub mod stem;
pub mod words;

//! Identity across articles: people, coreference findings and the authority file, as the engine
//! applies them.

mod columns;
pub(crate) mod findings;
mod findings_lines;
mod names;
mod organisations;
mod people;
mod state;

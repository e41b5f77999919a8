//! Identity across articles: people, coreference findings and the authority file, as the engine
//! applies them.

pub(crate) mod authority_cache;
mod columns;
pub(crate) mod findings;
mod findings_lines;
mod names;
mod organisations;
mod people;
mod state;

//! Identity resolution: decides which names across articles are one person or organisation, from the
//! evidence of the articles ([`coreference`], [`acronyms`]) and the decisions in the authority file.

pub(crate) mod acronyms;
mod append_log;
pub(crate) mod authority;
mod authority_entry;
pub(crate) mod census;
pub(crate) mod clippings;
pub(crate) mod coreference;
pub(crate) mod firms;
pub(crate) mod name_similarity;
mod name_tables;
mod national;
pub(crate) mod organisations;
pub(crate) mod resolve;
pub(crate) mod withheld;

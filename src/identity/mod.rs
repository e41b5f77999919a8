//! Identity: which names across articles are one person, from evidence ([`coreference`]) and from the authority file.

pub mod authority;
pub mod census;
pub mod coreference;
pub mod name_similarity;
pub mod resolve;

//! Identity across articles: census, coreference findings and the authority file, as the engine
//! applies them.

pub(crate) mod authority_cache;
pub(crate) mod canonicalize;
pub(crate) mod census;
pub(crate) mod findings;

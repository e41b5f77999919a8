//! SGML corpora: Reuters-21578 and TREC-style collections.

pub(crate) mod reuters;
pub(crate) mod trec;

//! Who is who in an archive on a cluster: found by morgue at the end of a run, published in the ledger,
//! and applied with the authority file to the keys that articles have. No article is written again.

pub(crate) mod authority;
pub(crate) mod facet_view;
pub(crate) mod name_table;
pub(crate) mod publish;
pub(crate) mod raw_facet;
pub(crate) mod view;

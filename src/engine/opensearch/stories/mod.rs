//! Stories of an archive on a cluster: found by morgue at the end of a run, published in the ledger, and
//! looked up when articles are counted and listed. No article is written again.

mod collapse;
mod finder;
mod published;

pub(crate) use collapse::Collapsed;
pub(crate) use finder::publish;
pub(crate) use published::{Stories, Story, Superseded};

//! Places: what a name on the page means on the map.

mod beside;
mod candidates;
mod context;
mod demonyms;
mod gazetteer;
mod label;
mod naming;
mod resolve;
mod unknown;

pub use gazetteer::{Kind, Known};
pub use label::{find, lineage, path};
pub use resolve::resolve;

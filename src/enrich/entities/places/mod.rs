//! Places: what a name on the page means on the map.

mod beside;
mod candidates;
mod context;
mod demonyms;
mod doubt;
mod gazetteer;
mod label;
mod lists;
mod naming;
mod resolve;
mod unknown;
mod words;

pub use gazetteer::{Kind, Known};
pub use label::{find, lineage, path};
pub use lists::is_country;
pub use resolve::resolve;

//! Places: what a name on the page means on the map.

mod adjacent;
mod candidates;
mod context;
mod demonyms;
mod gazetteer;
mod label;
mod lists;
mod mentions;
mod plausibility;
mod resolve;
mod unknown;
mod words;

pub use gazetteer::{Kind, Known};
pub use label::{find, lineage, path};
pub use lists::is_country;
pub use resolve::resolve;

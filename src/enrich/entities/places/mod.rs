//! Toponym resolution: from the place names in an article to entries of the gazetteer.

mod adjacent;
mod candidates;
mod context;
mod country_lists;
mod demonyms;
mod distinction;
mod gazetteer;
mod implied;
mod in_organisations;
mod label;
mod mentions;
mod name_filter;
mod name_key;
mod plausibility;
mod resolve;
mod unlisted;

pub(crate) use country_lists::is_country;
pub(crate) use distinction::labels as distinct_labels;
#[cfg(feature = "server")]
pub(crate) use distinction::qualified;
pub(crate) use gazetteer::GazetteerPlace;
#[cfg(feature = "server")]
pub(crate) use label::position;
pub(crate) use label::{find, is_city, is_town, lineage, path};
pub(crate) use resolve::Resolved;
pub use resolve::resolve;

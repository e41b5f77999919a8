//! Places that an article implies without naming them.

use crate::article::entity::Mention;

use super::gazetteer::GazetteerPlace;

/// A mention of a place by a demonym, a metonym or the name of an organisation.
#[derive(Debug, Clone)]
pub(super) struct ImpliedPlace {
    /// Position in the text.
    pub mention: Mention,
    /// Possible places, the likeliest first; two for "Georgian".
    pub places: Vec<GazetteerPlace>,
}

//! Spans of named entities in the texts of an article. The tagger finds them; people, places and
//! organisations are resolved from them.

use crate::article::{Article, Slot};

/// Type of a named entity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EntityKind {
    /// A person, without titles: "Ashton Carter".
    Person,
    /// A place or a building: "Troy", "Heathrow Airport".
    Place,
    /// An organisation, a newspaper, a team: "Washington Post".
    Organisation,
    /// Another name: a nationality, a work, an event.
    Other,
}

/// A named entity in a text. The spans of an article are in reading order and do not overlap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The text that contains it.
    pub slot: Slot,
    /// Byte offset of the first byte.
    pub start: usize,
    /// Byte offset after the last byte, without a possessive ending.
    pub end: usize,
    /// Type of the entity.
    pub kind: EntityKind,
    /// Confidence of the tagger, from 0 to 1.
    pub confidence: f32,
}

impl Span {
    /// Returns the name as printed; empty if the span lies outside its text.
    pub(crate) fn text<'a>(&self, article: &'a Article) -> &'a str {
        article.slot(self.slot).get(self.start..self.end).unwrap_or_default()
    }

    /// Returns whether it is the name of a person or of an organisation.
    pub(super) fn is_person_or_organisation(&self) -> bool {
        matches!(self.kind, EntityKind::Person | EntityKind::Organisation)
    }
}

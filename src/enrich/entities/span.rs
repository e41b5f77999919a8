//! A span: a run of words in one text of an article, and the kind of thing it names. The tagger finds them; people,
//! places and organisations are made of them.

use crate::article::Slot;

/// What kind of thing a run of words names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A person, without titles: "Ashton Carter".
    Person,
    /// A place or a building: "Troy", "Heathrow Airport".
    Place,
    /// An organisation, a newspaper, a team: "Washington Post".
    Organisation,
    /// A name of another kind: a people, a work, an event.
    Other,
}

/// A name in the text. Spans of one article come in reading order and do not overlap.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Span {
    /// The text it stands in.
    pub slot: Slot,
    /// First byte of it in that text.
    pub start: usize,
    /// The byte after its last, without a possessive ending.
    pub end: usize,
    /// What it names.
    pub kind: Kind,
    /// How sure the tagger is, from 0 to 1.
    pub confidence: f32,
}

//! Queries for what readers gave to articles: `tag:quakes`, `collection:book`, `note:"call him"`.

use crate::query::lex::characters::single_spaced;

/// What a reader can give to an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ClipKind {
    /// A tag: `tag:quakes`.
    Tag,
    /// The collection it is in: `collection:book`.
    Collection,
    /// A word or passage of a note on it: `note:later`.
    Note,
}

impl ClipKind {
    /// Every kind.
    pub(crate) const ALL: [Self; 3] = [Self::Tag, Self::Collection, Self::Note];

    /// Returns the name before the colon.
    pub(crate) fn field(self) -> &'static str {
        match self {
            Self::Tag => "tag",
            Self::Collection => "collection",
            Self::Note => "note",
        }
    }
}

/// A query for articles that readers gave something.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ClipQuery {
    /// What they gave.
    pub kind: ClipKind,
    /// Its name; `None` asks for any.
    pub name: Option<String>,
}

impl ClipQuery {
    /// Parses what is behind the colon.
    pub(crate) fn parse(kind: ClipKind, text: &str) -> Option<Self> {
        let name = single_spaced(text);
        match name.as_str() {
            "*" => Some(Self { kind, name: None }),
            name if !name.contains(char::is_alphanumeric) => None,
            _ => Some(Self { kind, name: Some(name) }),
        }
    }
}

//! JSON of clippings.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::article::date::Published;
use crate::research::clippings::{ShownClipping, ShownNote};

/// An article with the tags, collections and notes that readers gave to it.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct ClippingJson<'a> {
    article: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    tags: &'a BTreeSet<String>,
    collections: &'a BTreeSet<String>,
    notes: Vec<NoteJson<'a>>,
}

/// A note. The offsets are those of the passage in a text of the article as it is now.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct NoteJson<'a> {
    number: usize,
    text: &'a str,
    by: &'a str,
    date: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    passage: Option<PassageJson<'a>>,
}

/// The passage of a note.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct PassageJson<'a> {
    field: &'a str,
    start: usize,
    end: usize,
    quote: &'a str,
    /// Set where the article does not have the passage any more.
    lost: bool,
}

impl<'a> From<&'a ShownClipping> for ClippingJson<'a> {
    fn from(clipping: &'a ShownClipping) -> Self {
        Self {
            article: &clipping.document.id,
            title: &clipping.document.article.title,
            published: clipping.document.article.published.as_ref(),
            tags: &clipping.tags,
            collections: &clipping.collections,
            notes: clipping.notes.iter().map(note_json).collect(),
        }
    }
}

fn note_json(shown: &ShownNote) -> NoteJson<'_> {
    let note = &shown.note.note;
    let passage = PassageJson {
        field: &note.field,
        start: note.start,
        end: note.end,
        quote: &note.quote,
        lost: shown.is_lost,
    };
    NoteJson {
        number: shown.number,
        text: &note.text,
        by: &shown.note.by,
        date: &shown.note.date,
        passage: (!note.quote.is_empty()).then_some(passage),
    }
}

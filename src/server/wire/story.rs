//! JSON of a story with its versions, and of the differences between two articles.

use serde::Serialize;

use crate::article::date::Published;
use crate::article::document::Document;
use crate::search::story::{Story, StoryVersion, Superseding};
use crate::stories::diff::{ChangeKind, Changed, Piece};

/// A story with all its versions.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(super) struct StoryJson<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    publishers: &'a [String],
    versions: Vec<VersionJson<'a>>,
}

/// A later version of the same desk, and how much it changed.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(super) struct SupersedingJson<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    correction: bool,
    #[serde(rename = "what")]
    change: &'a str,
    words_changed: u32,
}

impl<'a> From<&'a Superseding> for SupersedingJson<'a> {
    fn from(superseding: &'a Superseding) -> Self {
        Self {
            id: &superseding.id,
            title: &superseding.title,
            published: superseding.published.as_ref(),
            correction: superseding.is_correction,
            change: &superseding.change,
            words_changed: superseding.words,
        }
    }
}

/// One version of a story.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct VersionJson<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    agency: &'a str,
    #[serde(rename = "what")]
    description: String,
}

impl<'a> From<&'a Story> for StoryJson<'a> {
    fn from(Story { key, agency, publishers, versions }: &'a Story) -> Self {
        Self {
            key,
            agency: agency.as_deref(),
            publishers,
            versions: versions.iter().map(version_json).collect(),
        }
    }
}

fn version_json(StoryVersion { document, version }: &StoryVersion) -> VersionJson<'_> {
    let article = &document.article;
    VersionJson {
        id: &document.id,
        title: &article.title,
        published: article.published.as_ref(),
        publisher: &article.publisher,
        agency: &article.agency,
        description: version.to_string(),
    }
}

/// The differences between two articles.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
pub(crate) struct DiffJson<'a> {
    from: &'a str,
    to: &'a str,
    fields: Vec<FieldDiffJson<'a>>,
}

/// The changes of one text of the article.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct FieldDiffJson<'a> {
    field: String,
    pieces: Vec<PieceJson<'a>>,
}

/// A piece of text with its byte range before, after, or in both if it was kept.
#[derive(Serialize)]
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
struct PieceJson<'a> {
    #[serde(rename = "fate")]
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<[usize; 2]>,
    text: &'a str,
}

impl<'a> DiffJson<'a> {
    /// Describes the changes from one article to another.
    pub(crate) fn new(from: &'a Document, to: &'a Document, changes: &[Changed]) -> Self {
        let changed = |changed: &Changed| {
            let (before, after) = (from.article.slot(changed.slot), to.article.slot(changed.slot));
            let pieces =
                changed.pieces.iter().map(|piece| piece_json(piece, before, after)).collect();
            FieldDiffJson { field: changed.slot.to_string(), pieces }
        };
        Self { from: &from.id, to: &to.id, fields: changes.iter().map(changed).collect() }
    }
}

fn piece_json<'a>(piece: &Piece, before: &'a str, after: &'a str) -> PieceJson<'a> {
    let kind = match piece.kind {
        ChangeKind::Kept => "kept",
        ChangeKind::Removed => "removed",
        ChangeKind::Added => "added",
    };
    PieceJson {
        kind,
        before: (piece.kind != ChangeKind::Added).then_some([piece.before.start, piece.before.end]),
        after: (piece.kind != ChangeKind::Removed).then_some([piece.after.start, piece.after.end]),
        text: piece.text(before, after),
    }
}

//! A story and its versions in JSON, and what changed between two of them.

use serde::Serialize;

use crate::article::date::Published;
use crate::article::document::Document;
use crate::search::story::{Story, StoryVersion};
use crate::stories::diff::{Changed, PieceKind, Piece};

/// A story that several articles tell.
#[derive(Serialize)]
pub struct TaleJson<'a> {
    key: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    agency: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    publishers: &'a [String],
    versions: Vec<VersionJson<'a>>,
}

/// A version of a story, first to last.
#[derive(Serialize)]
struct VersionJson<'a> {
    id: &'a str,
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    published: Option<&'a Published>,
    #[serde(skip_serializing_if = "str::is_empty")]
    publisher: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    agency: &'a str,
    what: String,
}

impl<'a> From<&'a Story> for TaleJson<'a> {
    fn from(Story { key, agency, publishers, versions }: &'a Story) -> Self {
        Self {
            key,
            agency: agency.as_deref(),
            publishers,
            versions: versions.iter().map(version_json).collect(),
        }
    }
}

fn version_json(StoryVersion { clipping, version }: &StoryVersion) -> VersionJson<'_> {
    let article = &clipping.article;
    VersionJson {
        id: &clipping.id,
        title: &article.title,
        published: article.published.as_ref(),
        publisher: &article.publisher,
        agency: &article.agency,
        what: version.to_string(),
    }
}

/// What changed from one article to another.
#[derive(Serialize)]
pub struct DifferenceJson<'a> {
    from: &'a str,
    to: &'a str,
    fields: Vec<ChangedJson<'a>>,
}

/// What became of one text.
#[derive(Serialize)]
struct ChangedJson<'a> {
    field: String,
    pieces: Vec<PieceJson<'a>>,
}

/// A piece of text: its bytes in the one or the other, of one that was kept in both.
#[derive(Serialize)]
struct PieceJson<'a> {
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    before: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    after: Option<[usize; 2]>,
    text: &'a str,
}

impl<'a> DifferenceJson<'a> {
    /// What changed from one article to another.
    pub fn of(from: &'a Document, to: &'a Document, difference: &[Changed]) -> Self {
        let changed = |changed: &Changed| {
            let (before, after) = (from.article.slot(changed.slot), to.article.slot(changed.slot));
            let pieces =
                changed.pieces.iter().map(|piece| piece_json(piece, before, after)).collect();
            ChangedJson { field: changed.slot.to_string(), pieces }
        };
        Self { from: &from.id, to: &to.id, fields: difference.iter().map(changed).collect() }
    }
}

fn piece_json<'a>(piece: &Piece, before: &'a str, after: &'a str) -> PieceJson<'a> {
    let fate = match piece.fate {
        PieceKind::Kept => "kept",
        PieceKind::Removed => "removed",
        PieceKind::Added => "added",
    };
    PieceJson {
        fate,
        before: (piece.fate != PieceKind::Added).then_some([piece.before.start, piece.before.end]),
        after: (piece.fate != PieceKind::Removed).then_some([piece.after.start, piece.after.end]),
        text: piece.text(before, after),
    }
}

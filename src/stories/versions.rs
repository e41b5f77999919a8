//! The versions of a story in their order, and what each is: by the mark its desk put on it, and by what changed since
//! the version before.

use std::fmt;

use jiff::Timestamp;

use super::difference::{Fate, Piece, pieces};
use super::mark::Mark;
use crate::article::Article;

/// A version of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its place among the members that were given.
    pub member: usize,
    /// What its desk calls it.
    pub mark: Option<Mark>,
    /// What changed since the version before; none of the first.
    pub change: Option<Change>,
}

/// What changed from one version to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing.
    Nothing,
    /// The headline alone.
    Headline,
    /// The end is missing.
    Cut,
    /// Words came in or were added, and none of the others went.
    Extended,
    /// Words went out, and hardly any came in.
    Shortened,
    /// A few words were put for others.
    Edited,
    /// Much was written afresh.
    Rewritten,
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.mark, &self.change) {
            (Some(mark), Some(change)) => write!(out, "{mark}, {change}"),
            (Some(mark), None) => write!(out, "{mark}"),
            (None, Some(change)) => write!(out, "{change}"),
            (None, None) => out.write_str("first version"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Nothing => "same words",
            Self::Headline => "other headline",
            Self::Cut => "cut at the end",
            Self::Extended => "extended",
            Self::Shortened => "shortened",
            Self::Edited => "edited",
            Self::Rewritten => "rewritten",
        })
    }
}

/// The versions of a story, first to last: by when they were published, then by their desks' marks, then by their ids.
/// Members are given with their ids.
pub fn versions(members: &[(&str, &Article)]) -> Vec<Version> {
    let marks: Vec<Option<Mark>> = members.iter().map(|(_, article)| Mark::of(article)).collect();
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_cached_key(|&at| {
        let member = members.get(at);
        (member.map(|(_, article)| When::of(article)), marks.get(at).copied(), member.map(|(id, _)| id.to_string()))
    });
    let mut before: Option<&Article> = None;
    let mut version = |member: usize| {
        let (_, article) = members.get(member)?;
        let change = before.replace(article).map(|before| change(before, article));
        Some(Version { member, mark: marks.get(member).copied().flatten(), change })
    };
    order.into_iter().filter_map(&mut version).collect()
}

/// When an article was published: the day, then the moment where that is known. What is undated comes last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct When {
    undated: bool,
    day: Option<jiff::civil::Date>,
    at: Option<Timestamp>,
}

impl When {
    fn of(article: &Article) -> Self {
        let moment = article.published.as_ref().map(|published| &published.moment);
        let at = moment.and_then(|moment| moment.at.as_ref()).and_then(|at| at.parse().ok());
        Self { undated: moment.is_none(), day: moment.map(|moment| moment.from), at }
    }
}

/// What changed between two versions.
pub fn change(before: &Article, after: &Article) -> Change {
    let body = pieces(&before.body, &after.body);
    let kept = bytes(&body, Fate::Kept);
    let (gone, come) = (bytes(&body, Fate::Removed), bytes(&body, Fate::Added));
    let ends = body.last().is_some_and(|piece| piece.fate == Fate::Removed && piece.before.len() * 20 > gone * 19);
    match (gone, come) {
        (0, 0) if before.title == after.title => Change::Nothing,
        (0, 0) => Change::Headline,
        _ if (gone + come) * 2 > kept + gone.max(come) => Change::Rewritten,
        _ if come * 10 < gone && ends => Change::Cut,
        _ if come * 10 < gone => Change::Shortened,
        _ if gone * 10 < come => Change::Extended,
        _ => Change::Edited,
    }
}

fn bytes(pieces: &[Piece], fate: Fate) -> usize {
    let length = |piece: &Piece| if fate == Fate::Added { piece.after.len() } else { piece.before.len() };
    pieces.iter().filter(|piece| piece.fate == fate).map(length).sum()
}

//! The versions of a story in order, each with the label of its desk and with what changed since
//! the version before.

use std::fmt;

use jiff::Timestamp;

use super::diff::{ChangeKind, Piece, pieces};
use super::version_label::VersionLabel;
use crate::article::Article;

/// A version of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Version {
    /// Its index among the given members.
    pub member: usize,
    /// The label that its desk put on it.
    pub label: Option<VersionLabel>,
    /// The change since the version before; none for the first.
    pub change: Option<Change>,
}

/// The change from one version to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// Nothing changed.
    Nothing,
    /// Only the headline changed.
    Headline,
    /// The end was cut; so many paragraphs are left.
    Cut(usize),
    /// Words were added, and hardly any removed.
    Extended,
    /// Words were removed, and hardly any added.
    Shortened,
    /// Less was replaced than kept.
    Edited,
    /// Most of the text was replaced.
    Rewritten,
}

impl fmt::Display for Version {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.label, &self.change) {
            (Some(label), Some(change)) => write!(out, "{label}, {change}"),
            (Some(label), None) => write!(out, "{label}"),
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
            Self::Cut(1) => "cut after 1 paragraph",
            Self::Cut(paragraphs) => return write!(out, "cut after {paragraphs} paragraphs"),
            Self::Extended => "extended",
            Self::Shortened => "shortened",
            Self::Edited => "edited",
            Self::Rewritten => "rewritten",
        })
    }
}

/// Orders the members of a story by publication date, then by label, then by id. Members are given
/// with their ids.
pub(crate) fn versions(members: &[(&str, &Article)]) -> Vec<Version> {
    let mut before: Option<&Article> = None;
    let mut versions = Vec::with_capacity(members.len());
    for (member, article, label) in in_order(members) {
        let change = before.replace(article).map(|before| change(before, article));
        versions.push(Version { member, label, change });
    }
    versions
}

/// Orders the members of a story without comparing them: each with its index and its label.
pub(super) fn in_order<'a>(
    members: &[(&str, &'a Article)],
) -> Vec<(usize, &'a Article, Option<VersionLabel>)> {
    let labelled = members.iter().enumerate();
    let mut order: Vec<_> = labelled
        .map(|(member, (_, article))| (member, *article, VersionLabel::of(article)))
        .collect();
    order.sort_by_cached_key(|(member, article, label)| {
        let id = members.get(*member).map(|(id, _)| (*id).to_string());
        (PublicationOrder::of(article), *label, id)
    });
    order
}

/// The sort key of a publication date: the day, then the moment and the time of day, if they are
/// known. Undated articles come last.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct PublicationOrder {
    is_undated: bool,
    day: Option<jiff::civil::Date>,
    moment: Option<Timestamp>,
    clock: Option<jiff::civil::Time>,
}

impl PublicationOrder {
    fn of(article: &Article) -> Self {
        let date = article.published.as_ref().map(|published| &published.date);
        Self {
            is_undated: date.is_none(),
            day: date.map(|date| date.from),
            moment: date.and_then(|date| date.at.as_ref()).and_then(|at| at.parse().ok()),
            clock: date.and_then(|date| date.clock),
        }
    }
}

/// Classifies the change between two versions.
pub(crate) fn change(before: &Article, after: &Article) -> Change {
    let body = pieces(&before.body, &after.body);
    let kept = bytes(&body, ChangeKind::Kept);
    let removed = bytes(&body, ChangeKind::Removed);
    let added = bytes(&body, ChangeKind::Added);
    let is_at_end = body.last().is_some_and(|piece| {
        piece.kind == ChangeKind::Removed && piece.before.len() * 5 > removed * 4
    });
    match (removed, added) {
        (0, 0) if before.title == after.title => Change::Nothing,
        (0, 0) => Change::Headline,
        _ if added * 5 < kept && removed > added * 3 && is_at_end => {
            Change::Cut(after.body.split("\n\n").count())
        }
        _ if added * 5 < kept && removed > added * 3 => Change::Shortened,
        _ if removed * 5 < kept && added > removed * 3 => Change::Extended,
        _ if removed.max(added) < kept => Change::Edited,
        _ => Change::Rewritten,
    }
}

/// The total length of the pieces of a kind, in bytes.
fn bytes(pieces: &[Piece], kind: ChangeKind) -> usize {
    let length = |piece: &Piece| {
        if kind == ChangeKind::Added { piece.after.len() } else { piece.before.len() }
    };
    pieces.iter().filter(|piece| piece.kind == kind).map(length).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::date::{DateSource, NewsDate, Published};

    fn article(day: i8, title: &str, body: &str) -> Article {
        let date = NewsDate::day(jiff::civil::date(2018, 11, day));
        let published = Some(Published { date, source: DateSource::Metadata });
        Article { title: title.into(), body: body.into(), published, ..Article::default() }
    }

    const FIRST: &str = "The ground shook for a minute at Horta.";
    const MORE: &str = "Nobody was hurt, the mayor said.";

    #[test]
    fn versions_are_in_order_with_label_and_change() {
        let both = format!("{FIRST}\n\n{MORE}");
        let articles = [
            article(15, "Quake shakes Horta", FIRST),
            article(14, "UPDATE 1-Ground shakes at Horta", &both),
            article(14, "Ground shakes at Horta", FIRST),
            article(
                14,
                "CORRECTED-UPDATE 1-Ground shakes at Horta",
                &both.replace("Nobody was", "Two men were"),
            ),
            Article {
                title: "Ground shakes at Horta".into(),
                body: both.clone(),
                ..Article::default()
            },
        ];
        let members: Vec<(&str, &Article)> =
            ["a", "b", "c", "d", "e"].into_iter().zip(&articles).collect();
        let shown: Vec<String> = versions(&members)
            .iter()
            .map(|version| format!("{} {version}", members[version.member].0))
            .collect();
        assert_eq!(
            shown,
            [
                "c first version",
                "b update 1, extended",
                "d correction, edited",
                "a cut after 1 paragraph",
                "e extended"
            ]
        );
        assert_eq!(versions(&[]), []);
    }

    #[test]
    fn the_time_of_day_orders_a_day_even_without_its_zone() {
        let at = |clock: &str| {
            let date = NewsDate::parse(clock).expect("a date");
            let published = Some(Published { date, source: DateSource::Metadata });
            Article { title: "Rubber".into(), body: FIRST.into(), published, ..Article::default() }
        };
        let (late, early) = (at("7-APR-1987 06:20:25.10"), at("7-APR-1987 00:39:59.87"));
        let order: Vec<usize> =
            versions(&[("a", &late), ("b", &early)]).iter().map(|version| version.member).collect();
        assert_eq!(order, [1, 0]);
    }

    #[test]
    fn changes_are_classified() {
        let changed =
            |one: &str, other: &str| change(&article(1, "a", one), &article(1, "a", other));
        assert_eq!(changed(FIRST, FIRST), Change::Nothing);
        assert_eq!(changed(FIRST, "It rained in Accra on Friday."), Change::Rewritten);
        assert_eq!(changed(&format!("{MORE} {FIRST}"), FIRST), Change::Shortened);
        assert_eq!(change(&article(1, "a", FIRST), &article(1, "b", FIRST)), Change::Headline);
    }
}

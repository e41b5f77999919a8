//! The versions of a story in their order, and what each is: by the mark its desk put on it, and by what changed since
//! the version before.

use std::fmt;

use jiff::Timestamp;

use super::diff::{PieceKind, Piece, pieces};
use super::version_label::VersionLabel;
use crate::article::Article;

/// A version of a story.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// Its place among the members that were given.
    pub member: usize,
    /// What its desk calls it.
    pub mark: Option<VersionLabel>,
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
    /// The end is missing, after so many paragraphs.
    Cut(usize),
    /// Words came in, and hardly any went.
    Extended,
    /// Words went, and hardly any came in.
    Shortened,
    /// Fewer words were put for others than were kept.
    Edited,
    /// Most was written afresh.
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
            Self::Cut(1) => "cut after 1 paragraph",
            Self::Cut(paragraphs) => return write!(out, "cut after {paragraphs} paragraphs"),
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
    let marks: Vec<Option<VersionLabel>> = members.iter().map(|(_, article)| VersionLabel::of(article)).collect();
    let mut order: Vec<usize> = (0..members.len()).collect();
    order.sort_by_cached_key(|&at| {
        let member = members.get(at);
        (
            member.map(|(_, article)| When::of(article)),
            marks.get(at).copied(),
            member.map(|(id, _)| id.to_string()),
        )
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
    clock: Option<jiff::civil::Time>,
}

impl When {
    fn of(article: &Article) -> Self {
        let moment = article.published.as_ref().map(|published| &published.date);
        let at = moment.and_then(|moment| moment.at.as_ref()).and_then(|at| at.parse().ok());
        let clock = moment.and_then(|moment| moment.clock);
        Self { undated: moment.is_none(), day: moment.map(|moment| moment.from), at, clock }
    }
}

/// What changed between two versions.
pub fn change(before: &Article, after: &Article) -> Change {
    let body = pieces(&before.body, &after.body);
    let (kept, gone, come) =
        (bytes(&body, PieceKind::Kept), bytes(&body, PieceKind::Removed), bytes(&body, PieceKind::Added));
    let at_end = body
        .last()
        .is_some_and(|piece| piece.fate == PieceKind::Removed && piece.before.len() * 5 > gone * 4);
    match (gone, come) {
        (0, 0) if before.title == after.title => Change::Nothing,
        (0, 0) => Change::Headline,
        _ if come * 5 < kept && gone > come * 3 && at_end => {
            Change::Cut(after.body.split("\n\n").count())
        }
        _ if come * 5 < kept && gone > come * 3 => Change::Shortened,
        _ if gone * 5 < kept && come > gone * 3 => Change::Extended,
        _ if gone.max(come) < kept => Change::Edited,
        _ => Change::Rewritten,
    }
}

fn bytes(pieces: &[Piece], fate: PieceKind) -> usize {
    let length =
        |piece: &Piece| if fate == PieceKind::Added { piece.after.len() } else { piece.before.len() };
    pieces.iter().filter(|piece| piece.fate == fate).map(length).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::date::{DateSource, NewsDate, Published};

    fn article(day: i8, title: &str, body: &str) -> Article {
        let moment = NewsDate::day(jiff::civil::date(2018, 11, day));
        let published = Some(Published { date: moment, source: DateSource::Metadata });
        Article { title: title.into(), body: body.into(), published, ..Article::default() }
    }

    const FIRST: &str = "The ground shook for a minute at Horta.";
    const MORE: &str = "Nobody was hurt, the mayor said.";

    #[test]
    fn versions_are_told_in_their_order() {
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
        let told: Vec<String> = versions(&members)
            .iter()
            .map(|version| format!("{} {version}", members[version.member].0))
            .collect();
        assert_eq!(
            told,
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
            let moment = NewsDate::parse(clock).expect("a date");
            let published = Some(Published { date: moment, source: DateSource::Metadata });
            Article { title: "Rubber".into(), body: FIRST.into(), published, ..Article::default() }
        };
        let (late, early) = (at("7-APR-1987 06:20:25.10"), at("7-APR-1987 00:39:59.87"));
        let order: Vec<usize> =
            versions(&[("a", &late), ("b", &early)]).iter().map(|version| version.member).collect();
        assert_eq!(order, [1, 0]);
    }

    #[test]
    fn changes_are_told_apart() {
        let told = |one: &str, other: &str| change(&article(1, "a", one), &article(1, "a", other));
        assert_eq!(told(FIRST, FIRST), Change::Nothing);
        assert_eq!(told(FIRST, "It rained in Accra on Friday."), Change::Rewritten);
        assert_eq!(told(&format!("{MORE} {FIRST}"), FIRST), Change::Shortened);
        assert_eq!(change(&article(1, "a", FIRST), &article(1, "b", FIRST)), Change::Headline);
    }
}

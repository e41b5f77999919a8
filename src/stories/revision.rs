//! Which versions of a story were superseded: the same desk sent a later version, and how many words
//! changed until then.

use super::diff::{ChangeKind, Piece, pieces};
use super::version_label::VersionLabel;
use super::versions::{Change, change, versions};
use crate::article::Article;
use crate::text::tokenizer;

/// A later version of the same desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Revision {
    /// Its index among the given members: that of the last correction, or else of the last version.
    pub later: usize,
    /// Set where it is a correction.
    pub is_correction: bool,
    /// The change between the two.
    pub change: Change,
    /// The number of words that changed in headline, standfirst and body; of words that were replaced
    /// the larger number.
    pub words: u32,
}

/// Finds for each member of a story the version that superseded it, if there is one. Members are given
/// with their ids.
pub(crate) fn revisions(members: &[(&str, &Article)]) -> Vec<Option<Revision>> {
    let order = versions(members);
    let mut revisions = vec![None; members.len()];
    for (at, version) in order.iter().enumerate() {
        let Some((_, article)) = members.get(version.member) else { continue };
        let is_later = |other: &&super::versions::Version| {
            members.get(other.member).is_some_and(|(_, other)| desk(other) == desk(article))
        };
        let later = || order.iter().skip(at + 1).rev().filter(is_later);
        let correction = later().find(|it| it.label == Some(VersionLabel::Correction));
        let Some(last) = correction.or_else(|| later().next()) else { continue };
        let Some((_, other)) = members.get(last.member) else { continue };
        let change = change(article, other);
        let words = changed_words(article, other);
        if correction.is_none() && words == 0 {
            continue;
        }
        let is_correction = correction.is_some();
        let revision = Revision { later: last.member, is_correction, change, words };
        if let Some(of_member) = revisions.get_mut(version.member) {
            *of_member = Some(revision);
        }
    }
    revisions
}

/// The desk that a version is from: the agency, or else the publisher. Without either all are one desk.
fn desk(article: &Article) -> &str {
    if article.agency.is_empty() { &article.publisher } else { &article.agency }
}

/// Counts the words that differ in headline, standfirst and body.
fn changed_words(one: &Article, other: &Article) -> u32 {
    let texts = [
        (&one.title, &other.title),
        (&one.standfirst, &other.standfirst),
        (&one.body, &other.body),
    ];
    texts.into_iter().map(|(one, other)| changed_in(one, other)).fold(0, u32::saturating_add)
}

fn changed_in(one: &str, other: &str) -> u32 {
    let (mut changed, mut removed) = (0_usize, 0_usize);
    for piece in pieces(one, other) {
        let words = |piece: &Piece| tokenizer::count(piece.text(one, other));
        match piece.kind {
            ChangeKind::Kept => {
                changed += removed;
                removed = 0;
            }
            ChangeKind::Removed => removed += words(&piece),
            ChangeKind::Added => {
                changed += removed.max(words(&piece));
                removed = 0;
            }
        }
    }
    u32::try_from(changed + removed).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::date::{DateSource, NewsDate, Published};

    fn article(day: i8, agency: &str, title: &str, body: &str) -> Article {
        let date = NewsDate::day(jiff::civil::date(2018, 11, day));
        let published = Some(Published { date, source: DateSource::Metadata });
        let (title, body, agency) = (title.into(), body.into(), agency.into());
        Article { title, body, agency, published, ..Article::default() }
    }

    #[test]
    fn a_version_is_superseded_by_its_own_desk() {
        let articles = [
            article(14, "MNA", "Quake at Horta", "Two men were hurt at Horta."),
            article(15, "MNA", "CORRECTED-Quake at Horta", "Three men were hurt at Horta."),
            article(16, "MNA", "UPDATE 1-Quake at Horta", "Three men were hurt at Horta, it said."),
            article(17, "", "Quake", "Two men were hurt."),
        ];
        let members: Vec<(&str, &Article)> =
            ["a", "b", "c", "d"].into_iter().zip(&articles).collect();
        let found = revisions(&members);
        let first = found[0].expect("a revision");
        assert_eq!((first.later, first.is_correction, first.words), (1, true, 2));
        let second = found[1].expect("a revision");
        assert_eq!((second.later, second.is_correction), (2, false));
        assert_eq!((found[2], found[3]), (None, None));
    }

    #[test]
    fn changed_words_are_counted_once() {
        for (one, other, words) in [
            ("a b c", "a b c", 0),
            ("a b c", "a x c", 1),
            ("a b c", "a x y c", 2),
            ("a b c d", "a d", 2),
            ("", "a b", 2),
        ] {
            assert_eq!(changed_in(one, other), words, "{one} {other}");
        }
    }
}

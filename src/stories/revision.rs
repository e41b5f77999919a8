//! Which versions of a story were superseded: the same desk sent a later version, and how many words
//! changed until then.

use super::diff::{ChangeKind, Piece, pieces};
use super::version_label::VersionLabel;
use super::versions::{Change, change, in_order};
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
    let order = in_order(members);
    (0..members.len()).map(|member| revision_in(&order, member)).collect()
}

/// Finds the version that superseded one member of a story.
pub(crate) fn revision_of(members: &[(&str, &Article)], member: usize) -> Option<Revision> {
    revision_in(&in_order(members), member)
}

fn revision_in(order: &[Ordered<'_>], member: usize) -> Option<Revision> {
    let at = order.iter().position(|(known, ..)| *known == member)?;
    let (_, article, _) = order.get(at)?;
    let later = || {
        let after = order.iter().skip(at + 1).rev();
        after.filter(move |(_, other, _)| desk(other) == desk(article))
    };
    let is_correction = |it: &&Ordered<'_>| it.2 == Some(VersionLabel::Correction);
    let correction = later().find(is_correction);
    let (later, other, _) = correction.or_else(|| later().next())?;
    let words = changed_words(article, other);
    (correction.is_some() || words > 0).then(|| Revision {
        later: *later,
        is_correction: correction.is_some(),
        change: change(article, other),
        words,
    })
}

/// A member in the order of the story: its index, its article and its label.
type Ordered<'a> = (usize, &'a Article, Option<VersionLabel>);

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

//! Brings articles together that are one story: those whose sketches meet are held against each other, day by day, and
//! what is alike is joined.
//!
//! The stories follow from the set of articles and nothing else: where many sketches meet, each article is held against
//! its next neighbours in the order of their days and texts, and what was judged in a run before is only looked up.

use std::collections::VecDeque;

use super::compare::is_same_story;
use super::comparisons::Comparisons;
use super::features::{Days, StoryFeatures, WEEK, days_between};
use super::signature::{KEYS, Signature, key, shared};

/// An article as its story is found by.
#[derive(Debug, Clone, Copy)]
pub struct SignedArticle {
    /// The number of its text: articles that share it say the same.
    pub text: u64,
    /// The first and the last day it can have been published, where that is known.
    pub days: Option<Days>,
    /// Its words.
    pub sketch: Signature,
}

impl SignedArticle {
    /// Whether two articles are worth a closer look: alike enough by their sketches for the days between them.
    fn may_be(&self, other: &Self) -> bool {
        let (whole, opening) = shared(&self.sketch, &other.sketch);
        match days_between(self.days, other.days) {
            Some(days) if days > WEEK => whole >= 20,
            _ => whole >= 5 || opening >= 2 || self.sketch.last() == other.sketch.last(),
        }
    }
}

/// With how many neighbours an article is held where many sketches meet.
const NEIGHBOURS: usize = 16;

/// How often an article is held against others in vain.
const PATIENCE: u16 = 64;

/// The articles of each story that has more than one, by their place, in order; and what was judged on the way. What is
/// `known` from a run before is not judged again.
///
/// # Errors
/// When an article cannot be told.
pub fn cluster<E>(
    articles: &[SignedArticle],
    known: &Comparisons,
    tell: &mut dyn FnMut(usize) -> Result<StoryFeatures, E>,
) -> Result<(Vec<Vec<usize>>, Comparisons), E> {
    let mut search = Search {
        articles,
        known,
        joined: Joined::new(articles.len()),
        judged: Comparisons::default(),
        in_vain: vec![0; articles.len()],
        told: Told { tell, recent: VecDeque::with_capacity(RECENT) },
    };
    let mut places: Vec<u32> = (0..).take(articles.len()).collect();
    places.sort_unstable_by_key(|at| search.of(*at).map(|article| (article.days, article.text)));
    let mut met: Vec<(u32, u32)> = Vec::with_capacity(places.len());
    for at in 0..KEYS {
        met.clear();
        met.extend(
            (0..)
                .zip(&places)
                .filter_map(|(rank, place)| Some((key(&search.of(*place)?.sketch, at), rank))),
        );
        met.sort_unstable();
        for met in met.chunk_by(|one, other| one.0 == other.0).filter(|met| met.len() > 1) {
            let met: Vec<u32> =
                met.iter().filter_map(|(_, rank)| places.get(*rank as usize).copied()).collect();
            search.hold_together(&met)?;
        }
    }
    let Search { joined, judged, .. } = search;
    Ok((joined.groups(), judged))
}

struct Search<'a, E> {
    articles: &'a [SignedArticle],
    known: &'a Comparisons,
    joined: Joined,
    judged: Comparisons,
    in_vain: Vec<u16>,
    told: Told<'a, E>,
}

impl<E> Search<'_, E> {
    fn of(&self, place: u32) -> Option<&SignedArticle> {
        self.articles.get(place as usize)
    }

    /// Holds articles whose sketches meet against their neighbours.
    fn hold_together(&mut self, met: &[u32]) -> Result<(), E> {
        for (at, one) in met.iter().enumerate() {
            for other in met.iter().skip(at + 1).take(NEIGHBOURS) {
                if self.joined.head(*one) != self.joined.head(*other)
                    && self.is_one_story(*one, *other)?
                {
                    self.joined.join(*one, *other);
                }
            }
        }
        Ok(())
    }

    fn is_one_story(&mut self, one: u32, other: u32) -> Result<bool, E> {
        let (Some(a), Some(b)) = (self.of(one), self.of(other)) else { return Ok(false) };
        let (a_text, b_text) = (a.text, b.text);
        if !a.may_be(b) || self.judged.get(a_text, b_text).is_some() {
            return Ok(false);
        }
        if [one, other]
            .iter()
            .any(|place| self.in_vain.get(*place as usize).is_none_or(|times| *times >= PATIENCE))
        {
            return Ok(false);
        }
        let retold = match self.known.get(a_text, b_text) {
            Some(retold) => retold,
            None => self.told.is_retold(one as usize, other as usize)?,
        };
        self.judged.put(a_text, b_text, retold);
        if !retold {
            for place in [one, other] {
                self.in_vain.get_mut(place as usize).into_iter().for_each(|times| *times += 1);
            }
        }
        Ok(retold)
    }
}

/// How many articles are remembered as they were told.
const RECENT: usize = 256;

/// Articles as they were told, the latest at the end.
struct Told<'a, E> {
    tell: &'a mut dyn FnMut(usize) -> Result<StoryFeatures, E>,
    recent: VecDeque<(usize, StoryFeatures)>,
}

impl<E> Told<'_, E> {
    fn is_retold(&mut self, one: usize, other: usize) -> Result<bool, E> {
        self.remember(one)?;
        self.remember(other)?;
        let find = |place: usize| self.recent.iter().rev().find(|(told, _)| *told == place);
        Ok(find(one).zip(find(other)).is_some_and(|((_, one), (_, other))| is_same_story(one, other)))
    }

    /// Puts an article at the end of what is remembered.
    fn remember(&mut self, place: usize) -> Result<(), E> {
        let told = match self
            .recent
            .iter()
            .rposition(|(told, _)| *told == place)
            .and_then(|at| self.recent.remove(at))
        {
            Some(told) => told,
            None => (place, (self.tell)(place)?),
        };
        if self.recent.len() >= RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(told);
        Ok(())
    }
}

/// Which articles are joined: a forest in which each knows one further up, the first of its group at the top.
struct Joined(Vec<u32>);

impl Joined {
    fn new(articles: usize) -> Self {
        Self((0..).take(articles).collect())
    }

    /// The top of an article's tree, to which whatever was passed on the way is moved nearer.
    fn head(&mut self, mut place: u32) -> u32 {
        loop {
            let up = self.up(place);
            let further = self.up(up);
            if up == further {
                return up;
            }
            if let Some(up) = self.0.get_mut(place as usize) {
                *up = further;
            }
            place = further;
        }
    }

    fn up(&self, place: u32) -> u32 {
        self.0.get(place as usize).copied().unwrap_or(place)
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.head(one), self.head(other));
        if let Some(up) = self.0.get_mut(one.max(other) as usize) {
            *up = one.min(other);
        }
    }

    /// The groups of more than one, by place.
    fn groups(mut self) -> Vec<Vec<usize>> {
        let places = (0..).take(self.0.len());
        let mut members: Vec<(u32, u32)> = places.map(|place| (self.head(place), place)).collect();
        members.sort_unstable();
        let groups =
            members.chunk_by(|one, other| one.0 == other.0).filter(|group| group.len() > 1);
        groups.map(|group| group.iter().map(|(_, place)| *place as usize).collect()).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{days, signature};
    use super::*;
    use crate::article::Article;
    use crate::article::date::{DateSource, NewsDate, Published};
    use crate::text::hash;

    /// Articles of a few sentences each: what shares most of them is a story.
    fn articles(told: &[(i8, Vec<u8>)]) -> Vec<Article> {
        let sentence = |number: &u8| {
            format!("Sentence {number} says what the mayor of town {number} saw on road {number}. ")
        };
        let article = |(day, sentences): &(i8, Vec<u8>)| Article {
            body: sentences.iter().map(sentence).collect(),
            published: Some(Published {
                date: NewsDate::day(jiff::civil::date(2016, 7, *day)),
                source: DateSource::Metadata,
            }),
            ..Article::default()
        };
        let mut articles: Vec<Article> = told.iter().map(article).collect();
        articles.sort_by(|one, other| one.body.cmp(&other.body));
        articles.dedup_by(|one, other| one.body == other.body);
        articles
    }

    /// The stories of some articles by their texts, and what was judged; how many articles had to be told.
    fn found(articles: &[Article], known: &Comparisons) -> (Vec<Vec<String>>, Comparisons, usize) {
        let text = |article: &Article| hash::of(article.body.as_bytes());
        let sketched = |article: &Article| {
            Some(SignedArticle { text: text(article), days: days(article), sketch: signature(article)? })
        };
        let filed: Vec<&Article> =
            articles.iter().filter(|article| sketched(article).is_some()).collect();
        let all: Vec<SignedArticle> = filed.iter().copied().filter_map(sketched).collect();
        let mut told = 0;
        let mut tell = |at: usize| {
            told += 1;
            Ok::<_, ()>(StoryFeatures::of(filed[at]))
        };
        let (stories, judged) = cluster(&all, known, &mut tell).unwrap();
        let named = |story: &Vec<usize>| {
            let mut names: Vec<String> = story.iter().map(|at| filed[*at].body.clone()).collect();
            names.sort();
            names
        };
        let mut stories: Vec<_> = stories.iter().map(named).collect();
        stories.sort();
        (stories, judged, told)
    }

    #[test]
    fn what_shares_its_words_is_one_story() {
        let told = articles(&[
            (1, vec![1, 2, 3, 4]),
            (1, vec![1, 2, 3]),
            (2, vec![9, 1, 2, 3, 4]),
            (2, vec![5, 6, 7]),
        ]);
        let (stories, judged, _) = found(&told, &Comparisons::default());
        assert_eq!(stories.iter().map(Vec::len).collect::<Vec<_>>(), [3]);
        assert_eq!(found(&told, &judged), (stories, judged, 0));
        assert_eq!(found(&[], &Comparisons::default()).0, Vec::<Vec<String>>::new());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn stories_follow_from_the_set_of_articles(
            told in prop::collection::vec((1i8..5, prop::collection::vec(0u8..12, 2..7)), 0..24),
            order in any::<prop::sample::Index>(),
        ) {
            let mut articles = articles(&told);
            let (stories, judged, _) = found(&articles, &Comparisons::default());
            let middle = order.index(articles.len() + 1);
            let (_, before, _) = found(&articles[..middle], &Comparisons::default());
            prop_assert_eq!(&found(&articles, &before).0, &stories);
            articles.rotate_left(middle);
            articles.reverse();
            let (again, judged_again, _) = found(&articles, &Comparisons::default());
            prop_assert_eq!((again, judged_again), (stories, judged));
        }
    }
}

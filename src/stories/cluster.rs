//! Clusters the articles that are one story. Candidates are found by locality-sensitive hashing:
//! articles that share a band of their signatures. They are compared in the order of their days,
//! and the stories are the connected components of the pairs found to be the same.
//!
//! The stories depend on the set of articles only, not on their order: in a large band each article
//! is compared with its next neighbours in the order of days and texts. Results of an earlier run
//! are reused.

use std::collections::VecDeque;

use super::bands::Bands;
use super::compare::is_same_story;
use super::comparisons;
use super::comparisons::Comparisons;
use super::disjoint_sets::DisjointSets;
use super::features::{DayRange, MAX_DAYS_APART, StoryFeatures, days_between};
use super::signature::{Signature, shared_bins};
use crate::text::hash::DigestMap;

/// An article with what clustering needs to know of it.
#[derive(Debug, Clone, Copy)]
pub struct SignedArticle {
    /// The id of its text: articles that share it have the same text.
    pub text_id: u64,
    /// The first and last day on which it can have been published, if they are known.
    pub days: Option<DayRange>,
    /// The signature of its words.
    pub signature: Signature,
}

impl SignedArticle {
    /// Returns whether two articles are similar enough by their signatures to be compared. The
    /// further apart they are, the more bins they must share.
    fn is_candidate(&self, other: &Self) -> bool {
        let (whole, opening) = shared_bins(&self.signature, &other.signature);
        match days_between(self.days, other.days) {
            Some(days) if days > MAX_DAYS_APART => whole >= 20,
            _ => whole >= 5 || opening >= 2 || self.signature.last() == other.signature.last(),
        }
    }
}

/// The number of following articles in a band with which each article is compared.
const NEIGHBOURS: usize = 16;

/// After this many comparisons with a negative result an article is not compared any more.
const MAX_FAILURES: u16 = 64;

/// The stories of articles, with what it takes to update them.
#[derive(Debug, Default)]
pub struct Clusters {
    /// The stories of more than one article, each as sorted indexes.
    pub stories: Vec<Vec<usize>>,
    /// For each article a number that it shares with all articles on which its story can depend: those
    /// that it is connected with by bands.
    pub components: Vec<u32>,
    /// The results of all comparisons.
    pub comparisons: Comparisons,
}

/// Clusters articles into stories. Pairs that are `known` from an earlier run are not compared again.
/// `features` loads the features of the article at an index.
///
/// # Errors
/// Fails when the features of an article cannot be loaded.
pub fn cluster<E>(
    articles: &[SignedArticle],
    known: &Comparisons,
    features: &mut dyn FnMut(usize) -> Result<StoryFeatures, E>,
) -> Result<Clusters, E> {
    let mut clustering = Clustering {
        articles,
        known,
        stories: DisjointSets::new(articles.len()),
        components: DisjointSets::new(articles.len()),
        compared: DigestMap::default(),
        failures: vec![0; articles.len()],
        cache: FeatureCache { load: features, recent: VecDeque::with_capacity(CACHE_SIZE) },
    };
    let mut order: Vec<u32> = (0..).take(articles.len()).collect();
    order.sort_unstable_by_key(|at| {
        clustering.article(*at).map(|article| (article.days, article.text_id))
    });
    let signatures = order.iter().filter_map(|at| Some(&clustering.article(*at)?.signature));
    let mut bands = Bands::new(signatures);
    while let Some(shared) = bands.next_shared() {
        for band in shared {
            let articles: Vec<u32> =
                band.iter().filter_map(|it| order.get(it.rank as usize).copied()).collect();
            clustering.connect(&articles);
            clustering.compare_neighbours(&articles)?;
        }
    }
    let Clustering { stories, components, compared, .. } = clustering;
    Ok(Clusters {
        stories: stories.into_groups(),
        components: components.into_roots(),
        comparisons: compared.into_iter().map(|((one, other), is)| (one, other, is)).collect(),
    })
}

struct Clustering<'a, E> {
    articles: &'a [SignedArticle],
    known: &'a Comparisons,
    stories: DisjointSets,
    components: DisjointSets,
    compared: DigestMap<(u64, u64), bool>,
    /// For each article the number of comparisons with a negative result.
    failures: Vec<u16>,
    cache: FeatureCache<'a, E>,
}

impl<E> Clustering<'_, E> {
    fn article(&self, at: u32) -> Option<&SignedArticle> {
        self.articles.get(at as usize)
    }

    /// Connects the articles of a band.
    fn connect(&mut self, band: &[u32]) {
        for (one, other) in band.iter().zip(band.iter().skip(1)) {
            self.components.join(*one, *other);
        }
    }

    /// Compares the articles of a band with their neighbours, unless they are in one story already.
    fn compare_neighbours(&mut self, band: &[u32]) -> Result<(), E> {
        for (at, one) in band.iter().enumerate() {
            for other in band.iter().skip(at + 1).take(NEIGHBOURS) {
                if self.stories.root(*one) != self.stories.root(*other)
                    && self.is_new_match(*one, *other)?
                {
                    self.stories.join(*one, *other);
                }
            }
        }
        Ok(())
    }

    /// Returns whether two articles are found to be one story that were not compared in this run.
    fn is_new_match(&mut self, one: u32, other: u32) -> Result<bool, E> {
        let (Some(a), Some(b)) = (self.article(one), self.article(other)) else { return Ok(false) };
        let pair = comparisons::pair(a.text_id, b.text_id);
        if !a.is_candidate(b) || self.compared.contains_key(&pair) {
            return Ok(false);
        }
        let has_failed =
            |at: u32| self.failures.get(at as usize).is_none_or(|n| *n >= MAX_FAILURES);
        if has_failed(one) || has_failed(other) {
            return Ok(false);
        }
        let is_same = match self.known.get(pair) {
            Some(is_same) => is_same,
            None => self.cache.is_same_story(one as usize, other as usize)?,
        };
        self.compared.insert(pair, is_same);
        if !is_same {
            for at in [one, other] {
                self.failures.get_mut(at as usize).into_iter().for_each(|failures| *failures += 1);
            }
        }
        Ok(is_same)
    }
}

/// The number of articles whose features are cached.
const CACHE_SIZE: usize = 256;

/// A cache of the features of the most recently used articles, the latest at the end.
struct FeatureCache<'a, E> {
    load: &'a mut dyn FnMut(usize) -> Result<StoryFeatures, E>,
    recent: VecDeque<(usize, StoryFeatures)>,
}

impl<E> FeatureCache<'_, E> {
    fn is_same_story(&mut self, one: usize, other: usize) -> Result<bool, E> {
        self.ensure(one)?;
        self.ensure(other)?;
        let find = |at: usize| self.recent.iter().rev().find(|(cached, _)| *cached == at);
        let pair = find(one).zip(find(other));
        debug_assert!(pair.is_some(), "both articles are in the cache");
        Ok(pair.is_some_and(|((_, one), (_, other))| is_same_story(one, other)))
    }

    /// Loads an article if necessary and moves it to the end of the cache.
    fn ensure(&mut self, at: usize) -> Result<(), E> {
        let cached = self.recent.iter().rposition(|(cached, _)| *cached == at);
        let entry = match cached.and_then(|position| self.recent.remove(position)) {
            Some(entry) => entry,
            None => (at, (self.load)(at)?),
        };
        if self.recent.len() >= CACHE_SIZE {
            self.recent.pop_front();
        }
        self.recent.push_back(entry);
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::{day_range, signature};
    use super::*;
    use crate::article::Article;
    use crate::article::date::{DateSource, NewsDate, Published};
    use crate::text::hash;

    /// Articles of a few sentences each. Those that share most of them are a story.
    fn articles(sentences: &[(i8, Vec<u8>)]) -> Vec<Article> {
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
        let mut articles: Vec<Article> = sentences.iter().map(article).collect();
        articles.sort_by(|one, other| one.body.cmp(&other.body));
        articles.dedup_by(|one, other| one.body == other.body);
        articles
    }

    /// Clusters articles and returns the stories by their texts, the results of all comparisons,
    /// and how many articles had to be loaded.
    fn clustered(
        articles: &[Article],
        known: &Comparisons,
    ) -> (Vec<Vec<String>>, Comparisons, usize) {
        let signed = |article: &Article| {
            Some(SignedArticle {
                text_id: hash::of(article.body.as_bytes()),
                days: day_range(article),
                signature: signature(article)?,
            })
        };
        let long: Vec<&Article> =
            articles.iter().filter(|article| signed(article).is_some()).collect();
        let all: Vec<SignedArticle> = long.iter().copied().filter_map(signed).collect();
        let mut loaded = 0;
        let mut features = |at: usize| {
            loaded += 1;
            Ok::<_, ()>(StoryFeatures::from_article(long[at]))
        };
        let Clusters { stories, comparisons: compared, .. } =
            cluster(&all, known, &mut features).unwrap();
        let texts = |story: &Vec<usize>| {
            let mut texts: Vec<String> = story.iter().map(|at| long[*at].body.clone()).collect();
            texts.sort();
            texts
        };
        let mut stories: Vec<_> = stories.iter().map(texts).collect();
        stories.sort();
        (stories, compared, loaded)
    }

    #[test]
    fn articles_that_share_their_words_are_one_story() {
        let all = articles(&[
            (1, vec![1, 2, 3, 4]),
            (1, vec![1, 2, 3]),
            (2, vec![9, 1, 2, 3, 4]),
            (2, vec![5, 6, 7]),
        ]);
        let (stories, compared, _) = clustered(&all, &Comparisons::default());
        assert_eq!(stories.iter().map(Vec::len).collect::<Vec<_>>(), [3]);
        assert_eq!(clustered(&all, &compared), (stories, compared, 0));
        assert_eq!(clustered(&[], &Comparisons::default()).0, Vec::<Vec<String>>::new());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn stories_depend_on_the_set_of_articles_only(
            sentences in prop::collection::vec((1i8..5, prop::collection::vec(0u8..12, 2..7)), 0..24),
            order in any::<prop::sample::Index>(),
        ) {
            let mut articles = articles(&sentences);
            let (stories, compared, _) = clustered(&articles, &Comparisons::default());
            let middle = order.index(articles.len() + 1);
            let (_, before, _) = clustered(&articles[..middle], &Comparisons::default());
            prop_assert_eq!(&clustered(&articles, &before).0, &stories);
            articles.rotate_left(middle);
            articles.reverse();
            let (again, compared_again, _) = clustered(&articles, &Comparisons::default());
            prop_assert_eq!((again, compared_again), (stories, compared));
        }
    }
}

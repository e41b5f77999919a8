//! Updates the stories of an archive after some articles changed.
//!
//! What becomes of an article depends only on those that it is connected with by bands, directly or
//! through others: its component. An update clusters the components again that gained or lost an
//! article, and keeps the others. The result is the same as from nothing.

use std::borrow::Cow;
use std::collections::HashSet;

use super::bands::BandSet;
use super::cluster::{Clusters, SignedArticle, cluster};
use super::comparisons::Comparisons;
use super::features::StoryFeatures;

/// Where an update put an article: numbers of its component and of its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Placed {
    /// Component: all articles on which the story can depend.
    pub component: u32,
    /// Story; none for an article that is alone.
    pub story: Option<u32>,
}

/// The state that an update starts from.
#[derive(Debug, Default)]
pub(crate) struct Earlier<'a> {
    /// For each article of today its place, if it was there and is the same.
    pub placed: Vec<Option<Placed>>,
    /// The text ids and components of articles that are gone.
    pub gone: Vec<(u64, u32)>,
    /// The results of all comparisons.
    pub comparisons: Cow<'a, Comparisons>,
}

/// The result of an update.
#[derive(Debug, Default)]
pub(crate) struct StoryUpdate {
    /// For each article its place. Components and stories are numbered from 0.
    pub placed: Vec<Placed>,
    /// For each story the number that it had before, if it is the same.
    pub kept: Vec<Option<u32>>,
    /// The results of all comparisons.
    pub comparisons: Comparisons,
}

/// Brings the stories up to date. `features` loads the features of the article at an index.
///
/// # Errors
/// Fails when the features of an article cannot be loaded.
pub(crate) fn update<E>(
    articles: &[SignedArticle],
    earlier: &Earlier<'_>,
    features: &mut dyn FnMut(usize) -> Result<StoryFeatures, E>,
) -> Result<StoryUpdate, E> {
    let changed = changed_components(articles, earlier);
    let is_kept = |place: &Placed| !changed.contains(&place.component);
    let kept: Vec<Option<Placed>> =
        earlier.placed.iter().map(|place| place.filter(is_kept)).collect();
    let again: Vec<usize> =
        (0..articles.len()).filter(|at| kept.get(*at).is_none_or(Option::is_none)).collect();
    let chosen: Vec<SignedArticle> =
        again.iter().filter_map(|at| articles.get(*at).copied()).collect();
    let clusters = cluster(&chosen, &earlier.comparisons, &mut |at| {
        features(again.get(at).copied().unwrap_or(usize::MAX))
    })?;
    let gone = earlier.gone.iter().map(|(text_id, _)| *text_id);
    let dropped: HashSet<u64> = gone.chain(chosen.iter().map(|article| article.text_id)).collect();
    let comparisons = earlier.comparisons.iter().filter(|(one, _, _)| !dropped.contains(one));
    let comparisons = comparisons.chain(clusters.comparisons.iter()).collect();
    let (placed, kept) = renumber(&kept, &again, &clusters);
    Ok(StoryUpdate { placed, kept, comparisons })
}

/// Finds the components that gained or lost an article.
fn changed_components(articles: &[SignedArticle], earlier: &Earlier<'_>) -> HashSet<u32> {
    let mut changed: HashSet<u32> = earlier.gone.iter().map(|(_, component)| *component).collect();
    let place = |at: usize| earlier.placed.get(at).copied().flatten();
    let (known, new): (Vec<_>, Vec<_>) =
        articles.iter().enumerate().partition(|(at, _)| place(*at).is_some());
    let bands = BandSet::new(new.iter().map(|(_, article)| &article.signature));
    for (at, article) in known {
        if let Some(Placed { component, .. }) = place(at)
            && !changed.contains(&component)
            && bands.meets(&article.signature)
        {
            changed.insert(component);
        }
    }
    changed
}

/// Numbers the kept places from 0, and behind them those of the articles that were clustered `again`.
/// Returns the places of all articles, and for each story its earlier number.
fn renumber(
    kept: &[Option<Placed>],
    again: &[usize],
    clusters: &Clusters,
) -> (Vec<Placed>, Vec<Option<u32>>) {
    let (mut components, mut stories) = (Numbers::default(), Numbers::default());
    let mut placed: Vec<Placed> = Vec::with_capacity(kept.len());
    for place in kept {
        placed.push(match place {
            Some(Placed { component, story }) => Placed {
                component: components.of(*component),
                story: story.map(|story| stories.of(story)),
            },
            None => Placed { component: 0, story: None },
        });
    }
    let mut earlier: Vec<Option<u32>> = stories.numbered.into_iter().map(Some).collect();
    let mut roots = Numbers { next: components.next, ..Numbers::default() };
    for (at, root) in again.iter().zip(&clusters.components) {
        let component = roots.of(*root);
        placed.get_mut(*at).into_iter().for_each(|place| place.component = component);
    }
    for (story, number) in clusters.stories.iter().zip(stories.next..) {
        earlier.push(None);
        for at in story.iter().filter_map(|at| again.get(*at)) {
            placed.get_mut(*at).into_iter().for_each(|place| place.story = Some(number));
        }
    }
    (placed, earlier)
}

/// Numbers things in the order in which they are met.
#[derive(Default)]
struct Numbers {
    /// The new number of each old one.
    new: Vec<Option<u32>>,
    /// The old numbers in the order of the new ones.
    numbered: Vec<u32>,
    next: u32,
}

impl Numbers {
    fn of(&mut self, old: u32) -> u32 {
        let at = old as usize;
        if self.new.len() <= at {
            self.new.resize(at + 1, None);
        }
        let next = &mut self.next;
        let numbered = &mut self.numbered;
        let Some(slot) = self.new.get_mut(at) else { return old };
        *slot.get_or_insert_with(|| {
            let number = *next;
            *next += 1;
            numbered.push(old);
            number
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use proptest::prelude::*;

    use super::super::{day_range, signature};
    use super::*;
    use crate::article::Article;
    use crate::article::date::{DateSource, NewsDate, Published};
    use crate::text::hash;

    type Story = BTreeSet<u64>;

    fn article(sentences: &[u8]) -> Article {
        let sentence = |number: &u8| {
            format!("Sentence {number} says what the mayor of town {number} saw on road {number}. ")
        };
        let published = Published {
            date: NewsDate::day(jiff::civil::date(2016, 7, 1)),
            source: DateSource::Metadata,
        };
        Article {
            body: sentences.iter().map(sentence).collect(),
            published: Some(published),
            ..Article::default()
        }
    }

    /// An archive by its texts, and what the last update found.
    #[derive(Default)]
    struct Archive {
        articles: BTreeMap<u64, Article>,
        placed: BTreeMap<u64, Placed>,
        stories: Vec<Story>,
        comparisons: Comparisons,
        loaded: usize,
    }

    impl Archive {
        fn signed(&self) -> Vec<SignedArticle> {
            let signed = |(text_id, article): (&u64, &Article)| {
                let signature = signature(article)?;
                Some(SignedArticle { text_id: *text_id, days: day_range(article), signature })
            };
            self.articles.iter().filter_map(signed).collect()
        }

        fn update(&mut self) {
            let signed = self.signed();
            let ids: BTreeSet<u64> = signed.iter().map(|article| article.text_id).collect();
            let gone = self.placed.iter().filter(|(text_id, _)| !ids.contains(text_id));
            let earlier = Earlier {
                placed: signed.iter().map(|it| self.placed.get(&it.text_id).copied()).collect(),
                gone: gone.map(|(text_id, place)| (*text_id, place.component)).collect(),
                comparisons: Cow::Borrowed(&self.comparisons),
            };
            let mut loaded = 0;
            let updated = update(&signed, &earlier, &mut |at| {
                loaded += 1;
                Ok::<_, ()>(StoryFeatures::from_article(&self.articles[&signed[at].text_id]))
            })
            .unwrap();
            let mut stories = vec![Story::new(); updated.kept.len()];
            for (article, place) in signed.iter().zip(&updated.placed) {
                place
                    .story
                    .iter()
                    .for_each(|story| _ = stories[*story as usize].insert(article.text_id));
            }
            for (story, before) in stories.iter().zip(&updated.kept) {
                assert!(before.is_none_or(|before| self.stories[before as usize] == *story));
            }
            let ids = signed.iter().map(|article| article.text_id);
            self.placed = ids.zip(updated.placed).collect();
            (self.stories, self.comparisons, self.loaded) = (stories, updated.comparisons, loaded);
        }

        fn found(&self) -> (BTreeSet<Story>, &Comparisons) {
            (self.stories.iter().cloned().collect(), &self.comparisons)
        }
    }

    fn text_id(article: &Article) -> u64 {
        hash::of(article.body.as_bytes())
    }

    #[test]
    fn only_articles_with_changed_neighbours_are_clustered_again() {
        let mut archive = Archive::default();
        for sentences in [&[1, 2, 3, 4][..], &[1, 2, 3], &[11, 12, 13, 14], &[11, 12, 13]] {
            let article = article(sentences);
            archive.articles.insert(text_id(&article), article);
        }
        archive.update();
        assert_eq!((archive.stories.len(), archive.loaded), (2, 4));
        let third = article(&[11, 12, 13, 14, 15]);
        archive.articles.insert(text_id(&third), third);
        archive.update();
        assert!(archive.loaded <= 3, "{} articles were loaded", archive.loaded);
        let sizes: BTreeSet<usize> = archive.stories.iter().map(BTreeSet::len).collect();
        assert_eq!(sizes, BTreeSet::from([2, 3]));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        /// Any sequence of edits leads to what is found from nothing.
        #[test]
        fn updates_find_what_is_found_from_nothing(
            edits in prop::collection::vec(
                prop::collection::vec((any::<bool>(), prop::collection::vec(0u8..9, 2..6)), 1..8), 1..6),
        ) {
            let mut archive = Archive::default();
            for edit in edits {
                for (is_added, sentences) in edit {
                    let article = article(&sentences);
                    if is_added {
                        archive.articles.insert(text_id(&article), article);
                    } else if let Some(text_id) = archive.articles.keys().next().copied() {
                        archive.articles.remove(&text_id);
                    }
                }
                archive.update();
                let mut anew = Archive { articles: archive.articles.clone(), ..Archive::default() };
                anew.update();
                prop_assert_eq!(archive.found(), anew.found());
            }
        }
    }
}

//! Finds the stories of the snapshots of an index. They are computed at the end of an update from those
//! of the update before, and kept in a sidecar.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::{DocAddress, Searcher};

use super::signed_articles::{self, SignedArticles};
use super::snapshot_stories::{Stories, Story};
use super::state::{PlacedArticle, StoryState};
use crate::article::schema;
use crate::engine::tantivy::doc_address;
use crate::engine::tantivy::schema::Fields;
use crate::engine::tantivy::storage::plain_error::TantivyContext as _;
use crate::engine::tantivy::storage::sidecar;
use crate::error::Result;
use crate::stories::{self, Earlier, StoryFeatures, StoryUpdate};

/// Returns the version of the rules: stories of another version are computed again.
fn rules() -> String {
    format!("morgue stories 2 of {}", schema::VERSION)
}

/// Finder of the stories of one index. It keeps what it found, so that the snapshots of a growing index
/// cost what has changed.
pub(crate) struct StoryFinder {
    folder: PathBuf,
    state: Mutex<Option<Arc<StoryState>>>,
}

impl StoryFinder {
    /// Creates the finder of the index in this folder.
    pub(crate) fn new(folder: PathBuf) -> Self {
        Self { folder, state: Mutex::default() }
    }

    /// Returns the stories of a snapshot: from the sidecar, or else computed in memory.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn load(&self, searcher: &Searcher, fields: &Fields) -> Result<Stories> {
        let state = sidecar::state(&rules(), searcher);
        let stories = match read_stories(&self.folder.join(sidecar::STORIES), &state) {
            Some(stories) => stories,
            None => self.compute(searcher, fields)?.0,
        };
        Ok(Stories::new(stories, searcher.segment_readers()))
    }

    /// Brings the sidecars up to date with a snapshot.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn save(&self, searcher: &Searcher, fields: &Fields) -> Result<()> {
        let (folder, state) = (&self.folder, sidecar::state(&rules(), searcher));
        if read_stories(&folder.join(sidecar::STORIES), &state).is_none() {
            let (stories, later) = self.compute(searcher, fields)?;
            // Sidecars that cannot be written cost later searches time, nothing else. The stories come
            // last: as long as they are missing, the state is written again too.
            let _ = sidecar::write(folder, sidecar::STORY_STATE, &rules(), &later.encode())
                .and_then(|()| {
                    let lines = encode_stories(&stories);
                    sidecar::write(folder, sidecar::STORIES, &state, lines.as_bytes())
                });
        }
        Ok(())
    }

    fn compute(
        &self,
        searcher: &Searcher,
        fields: &Fields,
    ) -> Result<(Vec<Story>, Arc<StoryState>)> {
        let context = || format!("cannot read the stories of `{}`", self.folder.display());
        let mut kept = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let before = kept
            .clone()
            .unwrap_or_else(|| Arc::new(read_state(&self.folder.join(sidecar::STORY_STATE))));
        let articles = SignedArticles::read(searcher).context(context)?;
        let known = known_articles(&articles, &before);
        let features = &mut |index: usize| {
            let address = articles.addresses.get(index);
            let article = address
                .and_then(|address| signed_articles::read_article(searcher, fields, *address).ok());
            // An article that cannot be read is like no other. A search that hits it reports the
            // error.
            Ok(article.map(|article| StoryFeatures::from_article(&article)).unwrap_or_default())
        };
        let updated = stories::update(&articles.signed, &earlier(&known, &before), features)?;
        let stories = stories_of(searcher, &articles, &known, &before, &updated);
        let stories = stories.context(context)?;
        let state = Arc::new(later(&articles, updated, &stories));
        *kept = Some(Arc::clone(&state));
        Ok((stories, state))
    }
}

/// The articles of a snapshot that an earlier state has, and those that it has no more.
struct KnownArticles {
    /// For each article its index in the earlier state.
    earlier: Vec<Option<usize>>,
    /// The indexes of those that are gone.
    gone: Vec<usize>,
}

/// Finds the articles of a snapshot in an earlier state, by the ids of their texts.
fn known_articles(articles: &SignedArticles, before: &StoryState) -> KnownArticles {
    let mut order: Vec<(u64, usize)> =
        articles.signed.iter().zip(0..).map(|(article, at)| (article.text_id, at)).collect();
    order.sort_unstable();
    let mut earlier = vec![None; order.len()];
    let mut gone = Vec::new();
    let mut today = order.into_iter().peekable();
    for (index, article) in before.articles.iter().enumerate() {
        while today.next_if(|(text_id, _)| *text_id < article.text_id).is_some() {}
        match today.next_if(|(text_id, _)| *text_id == article.text_id) {
            Some((_, at)) => earlier.get_mut(at).into_iter().for_each(|slot| *slot = Some(index)),
            None => gone.push(index),
        }
    }
    KnownArticles { earlier, gone }
}

/// The state that the update starts from.
fn earlier<'a>(known: &KnownArticles, before: &'a StoryState) -> Earlier<'a> {
    let article = |index: usize| before.articles.get(index);
    let placed = known.earlier.iter().map(|index| Some(article((*index)?)?.place())).collect();
    let gone = known.gone.iter().filter_map(|index| article(*index));
    Earlier {
        placed,
        gone: gone.map(|article| (article.text_id, article.component)).collect(),
        comparisons: Cow::Borrowed(&before.comparisons),
    }
}

/// Builds the stories of an update. The key of a story that is as it was need not be read.
fn stories_of(
    searcher: &Searcher,
    articles: &SignedArticles,
    known: &KnownArticles,
    before: &StoryState,
    updated: &StoryUpdate,
) -> tantivy::Result<Vec<Story>> {
    let mut versions: Vec<Vec<DocAddress>> = vec![Vec::new(); updated.kept.len()];
    let mut keys: Vec<Option<&String>> =
        updated.kept.iter().map(|earlier| before.keys.get((*earlier)? as usize)).collect();
    for (at, place) in updated.placed.iter().enumerate() {
        let Some(story) = place.story.map(|story| story as usize) else { continue };
        if let (Some(versions), Some(address)) =
            (versions.get_mut(story), articles.addresses.get(at))
        {
            versions.push(*address);
        }
        let known = known.earlier.get(at).copied().flatten();
        let id_hash = known.and_then(|index| before.articles.get(index)).map(|it| it.id_hash);
        if id_hash != articles.id_hashes.get(at).copied() {
            keys.get_mut(story).into_iter().for_each(|key| *key = None);
        }
    }
    let story = |(versions, key): (Vec<DocAddress>, Option<&String>)| {
        let key = match key {
            Some(key) => key.clone(),
            None => signed_articles::least_id(searcher, &versions)?,
        };
        Ok(Story { key, versions })
    };
    versions.into_iter().zip(keys).map(story).collect()
}

/// The state that an update leaves to the next.
fn later(articles: &SignedArticles, updated: StoryUpdate, stories: &[Story]) -> StoryState {
    let rows = articles.signed.iter().zip(&articles.id_hashes).zip(updated.placed);
    let mut rows: Vec<PlacedArticle> = rows
        .map(|((article, id_hash), place)| PlacedArticle::new(article.text_id, *id_hash, place))
        .collect();
    rows.sort_unstable();
    let keys = stories.iter().map(|story| story.key.clone()).collect();
    StoryState { articles: rows, keys, comparisons: updated.comparisons }
}

/// Reads the state that an earlier update by the same rules left; an empty one where there is none.
fn read_state(path: &Path) -> StoryState {
    let file = sidecar::read_bytes(path).filter(|(known, _)| *known == rules());
    file.and_then(|(_, bytes)| StoryState::decode(&bytes)).unwrap_or_default()
}

fn read_stories(path: &Path, state: &str) -> Option<Vec<Story>> {
    let (_, lines) = sidecar::read(path).filter(|(known, _)| known == state)?;
    let story = |line: &str| {
        let (key, versions) = line.split_once('\t')?;
        let address = |number: &str| Some(doc_address::unpack(number.parse().ok()?));
        let versions = versions.split('\t').map(address).collect::<Option<_>>()?;
        Some(Story { key: key.to_string(), versions })
    };
    lines.lines().map(story).collect()
}

/// Encodes stories: a line for each, with its key and the addresses of its versions.
fn encode_stories(stories: &[Story]) -> String {
    let mut lines = String::new();
    for Story { key, versions } in stories {
        lines.push_str(key);
        for version in versions {
            // Writing to a string cannot fail.
            let _ = write!(lines, "\t{}", doc_address::pack(*version));
        }
        lines.push('\n');
    }
    lines
}

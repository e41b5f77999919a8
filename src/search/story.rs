//! A story for readers: its versions in order, the agency it came from, and its publishers.

use super::engine::Engine;
use crate::article::Article;
use crate::article::date::Published;
use crate::article::document::Document;
use crate::error::Result;
use crate::stories::origin::origin;
use crate::stories::revision::revision_of;
use crate::stories::versions::{Version, versions};

/// A story with several versions.
#[derive(Debug, Clone)]
pub(crate) struct Story {
    /// The key of the story: the smallest id of its versions.
    pub key: String,
    /// The agency it came from, even where only some versions name it.
    pub agency: Option<String>,
    /// The publishers of any version, sorted, without the agency.
    pub publishers: Vec<String>,
    /// The versions from first to last.
    pub versions: Vec<StoryVersion>,
}

/// A version of a story.
#[derive(Debug, Clone)]
pub(crate) struct StoryVersion {
    /// The article.
    pub document: Document,
    /// The label its desk gave it and the changes since the previous version.
    pub version: Version,
}

/// The version that superseded another: a later one of the same desk.
#[derive(Debug, Clone)]
pub(crate) struct Superseding {
    /// The id of the later version.
    pub id: String,
    /// Its headline.
    pub title: String,
    /// Its date.
    pub published: Option<Published>,
    /// Set where its desk calls it a correction.
    pub is_correction: bool,
    /// The change in words: "extended".
    pub change: String,
    /// The number of words that changed.
    pub words: u32,
}

impl Story {
    /// Returns what superseded one of its versions.
    pub(crate) fn superseding(&self, id: &str) -> Option<Superseding> {
        let members: Vec<_> = self
            .versions
            .iter()
            .map(|it| (it.document.id.as_str(), &it.document.article))
            .collect();
        superseding(&members, id)
    }
}

fn superseding(members: &[(&str, &Article)], id: &str) -> Option<Superseding> {
    let at = members.iter().position(|(known, _)| *known == id)?;
    let revision = revision_of(members, at)?;
    let (later, article) = members.get(revision.later)?;
    Some(Superseding {
        id: (*later).to_string(),
        title: article.title.clone(),
        published: article.published.clone(),
        is_correction: revision.is_correction,
        change: revision.change.to_string(),
        words: revision.words,
    })
}

/// Returns what superseded an article, without its whole story.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn superseding_of(
    engine: &dyn Engine,
    document: &Document,
) -> Result<Option<Superseding>> {
    let versions = engine.versions(document)?;
    let members: Vec<_> = versions.iter().map(|it| (it.id.as_str(), &it.article)).collect();
    Ok(superseding(&members, &document.id))
}

/// Returns the story that an article is a version of; `None` where it has no other version.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn story(engine: &dyn Engine, document: &Document) -> Result<Option<Story>> {
    let mut members: Vec<Option<Document>> =
        engine.versions(document)?.into_iter().map(Some).collect();
    let Some(key) = members.iter().flatten().map(|member| member.id.clone()).min() else {
        return Ok(None);
    };
    let mut publishers = Vec::new();
    for member in members.iter().flatten() {
        publishers.push(member.article.publisher.clone());
        publishers.extend(engine.copies(member)?.into_iter().map(|copy| copy.publisher));
    }
    let articles: Vec<_> =
        members.iter().flatten().map(|member| (member.id.as_str(), &member.article)).collect();
    let order = versions(&articles);
    let take = |version: Version| {
        Some(StoryVersion { document: members.get_mut(version.member)?.take()?, version })
    };
    let versions: Vec<StoryVersion> = order.into_iter().filter_map(take).collect();
    debug_assert_eq!(versions.len(), members.len(), "every member is one version");
    let agency =
        origin(versions.iter().map(|version| &version.document.article)).map(str::to_string);
    publishers.retain(|publisher| !publisher.is_empty() && agency.as_ref() != Some(publisher));
    publishers.sort();
    publishers.dedup();
    Ok(Some(Story { key, agency, publishers, versions }))
}

//! A story as a reader is told of it: its versions in their order, which agency it came from, and who printed it.

use super::engine::Engine;
use crate::article::document::Document;
use crate::error::Result;
use crate::stories::origin::origin;
use crate::stories::versions::{Version, versions};

/// A story that several articles tell.
#[derive(Debug, Clone)]
pub struct Story {
    /// What it is called by: the smallest id of its versions.
    pub key: String,
    /// The agency it came from, also where some who printed it do not say so.
    pub agency: Option<String>,
    /// Who published it but the agency itself, in whichever version, in order.
    pub publishers: Vec<String>,
    /// First to last.
    pub versions: Vec<StoryVersion>,
}

/// A version of a story.
#[derive(Debug, Clone)]
pub struct StoryVersion {
    /// The article.
    pub clipping: Document,
    /// What its desk calls it, and what changed since the version before.
    pub version: Version,
}

/// The story that an article is a version of; none where no other tells it.
///
/// # Errors
/// When the index can not be read.
pub fn story(engine: &dyn Engine, clipping: &Document) -> Result<Option<Story>> {
    let mut members: Vec<Option<Document>> =
        engine.versions(clipping)?.into_iter().map(Some).collect();
    let Some(key) = members.iter().flatten().map(|member| member.id.clone()).min() else {
        return Ok(None);
    };
    let mut publishers = Vec::new();
    for member in members.iter().flatten() {
        publishers.push(member.article.publisher.clone());
        publishers.extend(engine.copies(member)?.into_iter().map(|copy| copy.publisher));
    }
    let given: Vec<_> =
        members.iter().flatten().map(|member| (member.id.as_str(), &member.article)).collect();
    let order = versions(&given);
    let told = |version: Version| {
        Some(StoryVersion { clipping: members.get_mut(version.member)?.take()?, version })
    };
    let versions: Vec<StoryVersion> = order.into_iter().filter_map(told).collect();
    let agency = origin(versions.iter().map(|told| &told.clipping.article)).map(str::to_string);
    publishers.retain(|publisher| !publisher.is_empty() && agency.as_ref() != Some(publisher));
    publishers.sort();
    publishers.dedup();
    Ok(Some(Story { key, agency, publishers, versions }))
}

//! The articles that readers gave tags, collections and notes, as a search finds them.

use crate::error::Result;
use crate::identity::clippings::{Clipping, folded};
use crate::query::{ClipKind, ClipQuery, Query};
use crate::search::engine::Engine;
use crate::search::plan::Plan;

/// Tags that are counted among the hits of a search.
const MAX_TAGS: usize = 200;

/// Returns the ids of the articles that a query for clippings means, and how many of them the archive does not
/// have, or does not show. An article may have got another id since, and its old one leads to it.
///
/// # Errors
/// Fails when the clippings or the index cannot be read.
pub(crate) fn articles(engine: &dyn Engine, clip: &ClipQuery) -> Result<(Vec<String>, u64)> {
    let clippings = engine.clippings()?;
    let meant = clippings.ids_where(|clipping| is_meant(clipping, clip));
    let meant: Vec<&str> = meant.into_iter().collect();
    let mut found: Vec<String> = engine.resolve_ids(&meant)?.into_iter().flatten().collect();
    let missing = meant.len().saturating_sub(found.len()) as u64;
    found.sort();
    found.dedup();
    Ok((found, missing))
}

fn is_meant(clipping: &Clipping, clip: &ClipQuery) -> bool {
    let name = clip.name.as_deref().map(folded);
    let known = match clip.kind {
        ClipKind::Tag => &clipping.tags,
        ClipKind::Collection => &clipping.collections,
        ClipKind::Note => {
            let has = |text: &str| name.as_ref().is_none_or(|name| folded(text).contains(name));
            return clipping.notes.values().any(|it| has(&it.note.text) || has(&it.note.quote));
        }
    };
    name.map_or(!known.is_empty(), |name| known.contains_key(&name))
}

/// Counts how many articles of a plan have each tag, the most frequent first.
///
/// # Errors
/// Fails when the clippings or the index cannot be read.
pub(crate) fn tag_counts(engine: &dyn Engine, plan: &Plan) -> Result<Vec<(String, u64)>> {
    let clippings = engine.clippings()?;
    let tags: Vec<String> =
        clippings.tags().into_values().take(MAX_TAGS).map(str::to_owned).collect();
    if tags.is_empty() {
        return Ok(Vec::new());
    }
    let mut plan = Plan { after: None, ..plan.clone() };
    let mut queries = Vec::with_capacity(tags.len());
    for tag in &tags {
        let clip = ClipQuery { kind: ClipKind::Tag, name: Some(tag.clone()) };
        let ids = articles(engine, &clip)?.0;
        plan.resolution.clipped.insert(clip.clone(), ids);
        queries.push(Query::Clipped(clip));
    }
    let counts = engine.counts_within(&plan, &queries)?;
    let mut counted: Vec<(String, u64)> =
        tags.into_iter().zip(counts).filter(|(_, count)| *count > 0).collect();
    counted.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    Ok(counted)
}

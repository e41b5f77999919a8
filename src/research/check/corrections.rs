//! Later versions that correct the article that a sentence of a draft leans on.

use super::align;
use super::align::Alignment;
use super::passage::{Difference, differences};
use super::words::TextWords;
use crate::article::Slot;
use crate::article::document::Document;
use crate::error::Result;
use crate::search::engine::Engine;
use crate::search::story::{Story, story};
use crate::stories::version_label::VersionLabel;

/// A later version of an article.
#[derive(Debug, Clone)]
pub(crate) struct LaterVersion {
    /// The version.
    pub document: Document,
    /// What it is: "correction, edited".
    pub description: String,
    /// Set where its desk calls it a correction.
    pub is_correction: bool,
    /// What became of the passage in it.
    pub outcome: PassageOutcome,
}

/// What became of a passage in a later version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum PassageOutcome {
    /// It has the same words.
    Kept,
    /// It has other words: the earlier ones and the later ones.
    Changed(Vec<Difference>),
    /// It is gone.
    Gone,
}

/// Finds the last correction of an article after it, or else the last version of the same publisher in
/// which the passage has other words; `None` where the passage was not superseded.
///
/// # Errors
/// Fails when the index cannot be read.
pub(crate) fn later_version(
    engine: &dyn Engine,
    document: &Document,
    slot: Slot,
    passage: &[&str],
) -> Result<Option<LaterVersion>> {
    let story = story(engine, document)?;
    Ok(story.and_then(|story| later_in(story, document, slot, passage)))
}

/// Finds it among the versions of the story of the article.
pub(super) fn later_in(
    story: Story,
    document: &Document,
    slot: Slot,
    passage: &[&str],
) -> Option<LaterVersion> {
    let versions = story.versions;
    let at = versions.iter().position(|version| version.document.id == document.id)?;
    for later in versions.into_iter().skip(at + 1).rev() {
        let is_correction = later.version.label == Some(VersionLabel::Correction);
        let outcome = outcome(&later.document, slot, passage);
        let is_own = later.document.article.publisher == document.article.publisher
            && later.document.article.agency == document.article.agency;
        let is_changed = is_own && matches!(outcome, PassageOutcome::Changed(_));
        if is_correction || is_changed {
            let description = later.version.to_string();
            let document = later.document;
            return Some(LaterVersion { document, description, is_correction, outcome });
        }
    }
    None
}

/// Compares the parts of a passage with what a later version has in their place.
fn outcome(later: &Document, slot: Slot, passage: &[&str]) -> PassageOutcome {
    let text = later.article.slot(slot);
    let after = TextWords::read(text);
    let mut changes = Vec::new();
    for part in passage {
        let before = TextWords::read(part);
        if align::find(&before.digests, &after.digests).is_some() {
            continue;
        }
        let is_near = |found: &Alignment| found.kept().count() * 2 >= before.digests.len();
        match align::align(&before.digests, &after.digests, &|_| 1.0).filter(is_near) {
            Some(found) => {
                changes.extend(differences(&found.steps, (part, &before), (text, &after)));
            }
            None => return PassageOutcome::Gone,
        }
    }
    if changes.is_empty() { PassageOutcome::Kept } else { PassageOutcome::Changed(changes) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_kept_changed_or_gone() {
        let later = |body: &str| {
            let mut document = Document::default();
            document.article.body = body.to_string();
            document
        };
        let of = |body: &str| outcome(&later(body), Slot::Body, &["Two men were hurt", "at Horta"]);
        assert_eq!(of("Police said two men were hurt at Horta."), PassageOutcome::Kept);
        let changed = Difference { draft: "Two".into(), archive: "Three".into() };
        assert_eq!(of("Three men were hurt at Horta."), PassageOutcome::Changed(vec![changed]));
        assert_eq!(of("It rained."), PassageOutcome::Gone);
    }
}

//! Entity extraction: from an article to its people, places, organisations and topics.

mod evidence;
mod labels;
mod merge;
pub(crate) mod organisations;
pub(crate) mod people;
pub(crate) mod places;
mod rules;
pub(crate) mod span;
mod surroundings;
pub(crate) mod tagger;

use std::cell::RefCell;

use super::topics;
use crate::article::Article;
use crate::article::entity::Subjects;
use crate::article::home::{Home, LocalRegions};
pub(crate) use labels::key;
use places::Resolved;
use span::Span;
use tagger::{Tagger, TaggerModel};

thread_local! {
    /// One tagger per thread, so that its buffers are reused.
    static TAGGER: RefCell<Tagger<'static>> = RefCell::new(Tagger::new(TaggerModel::shipped()));
}

/// Longest text in which names are sought, in bytes. What is longer is no article; the names of its
/// beginning are found.
const LONGEST_TEXT: usize = 1 << 20;

/// The subjects of an article, and the regions that its places are in.
#[derive(Debug, Clone, Default)]
pub struct Enrichment {
    /// The subjects.
    pub subjects: Subjects,
    /// The regions, from which the home of the publisher is learned.
    pub regions: LocalRegions,
}

/// Collects the subjects of an article whose publisher is at home there: those it assigned and
/// those found in the text.
pub fn enrich(article: &Article, home: &Home) -> Enrichment {
    let spans = spans(article);
    let Resolved { places, regions } = places::resolve(article, &spans, home);
    let found = Subjects {
        people: people::resolve(article, &spans),
        organisations: organisations::resolve(article, &spans, &places),
        places,
        topics: labels::with_capitals_of_places(topics::topics(article)),
        ..Subjects::default()
    };
    Enrichment { subjects: merge::merge(labels::subjects(&article.labels), found), regions }
}

/// Collects only the subjects that the publisher assigned.
pub fn assigned(article: &Article) -> Enrichment {
    let topics = labels::with_capitals_of_places(topics::assigned(article));
    let subjects = Subjects { topics, ..labels::subjects(&article.labels) };
    Enrichment { subjects, ..Enrichment::default() }
}

/// Finds the names in the texts of an article, in reading order. The tagger is trained on English;
/// an article in another language has none.
pub fn spans(article: &Article) -> Vec<Span> {
    if !matches!(article.language.as_str(), "" | "en") {
        return Vec::new();
    }
    let texts = article.slots().map(|(slot, text)| {
        (slot, text.get(..text.floor_char_boundary(LONGEST_TEXT)).unwrap_or_default())
    });
    let mut spans = TAGGER.with_borrow_mut(|tagger| tagger.tag(texts));
    rules::apply(article, &mut spans);
    spans
}

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
pub(crate) use labels::key;
use span::Span;
use tagger::{Tagger, TaggerModel};

thread_local! {
    /// One tagger per thread, so that its buffers are reused.
    static TAGGER: RefCell<Tagger<'static>> = RefCell::new(Tagger::new(TaggerModel::shipped()));
}

/// Collects the subjects of an article: those its publisher assigned and those found in its text.
pub fn subjects(article: &Article) -> Subjects {
    let spans = spans(article);
    let found = Subjects {
        people: people::resolve(article, &spans),
        places: places::resolve(article, &spans),
        organisations: organisations::resolve(article, &spans),
        topics: topics::topics(article),
        ..Subjects::default()
    };
    merge::merge(labels::subjects(&article.labels), found)
}

/// Collects only the subjects that the publisher assigned.
pub fn assigned(article: &Article) -> Subjects {
    Subjects { topics: topics::assigned(article), ..labels::subjects(&article.labels) }
}

/// Finds the names in the texts of an article, in reading order. The tagger is trained on English;
/// an article in another language has none.
pub fn spans(article: &Article) -> Vec<Span> {
    if !matches!(article.language.as_str(), "" | "en") {
        return Vec::new();
    }
    let mut spans = TAGGER.with_borrow_mut(|tagger| tagger.tag(article.slots()));
    rules::apply(article, &mut spans);
    spans
}

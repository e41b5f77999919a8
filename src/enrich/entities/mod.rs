//! Who, where and about what: from an article to the people, places, organisations and topics it is about.

mod evidence;
mod labels;
mod merge;
pub mod organisations;
pub mod people;
pub mod places;
mod rules;
pub mod span;
pub mod tagger;

use std::cell::RefCell;

use super::topics;
use crate::article::Article;
use crate::article::entity::Subjects;
pub use labels::key;
use span::Span;
use tagger::{Model, Tagger};

thread_local! {
    /// A tagger for every thread, so that its memory serves one article after another.
    static TAGGER: RefCell<Tagger<'static>> = RefCell::new(Tagger::new(Model::shipped()));
}

/// What an article is about: what its publisher says, and what is found in its text.
pub fn subjects(article: &Article) -> Subjects {
    let spans = spans(article);
    let found = Subjects {
        people: people::resolve(article, &spans),
        places: places::resolve(article, &spans),
        organisations: organisations::resolve(article, &spans),
        topics: topics::topics(article),
    };
    merge::joined(labels::subjects(&article.labels), found)
}

/// What its publisher alone says an article is about.
pub fn assigned(article: &Article) -> Subjects {
    Subjects { topics: topics::assigned(article), ..labels::subjects(&article.labels) }
}

/// The names in the texts of an article, in reading order. The tagger learned English; an article in another language
/// has none.
pub fn spans(article: &Article) -> Vec<Span> {
    if !matches!(article.language.as_str(), "" | "en") {
        return Vec::new();
    }
    let mut spans = TAGGER.with_borrow_mut(|tagger| tagger.tag(article.slots()));
    rules::settle(article, &mut spans);
    spans
}

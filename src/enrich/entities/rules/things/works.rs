//! Names of films, books, records and bands, which the tagger takes for people and organisations: "the film
//! Vera Quill" is about nobody, "the band Franz Harbour" is an organisation.

use std::collections::HashMap;

use crate::article::Article;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::previous_word;

/// Works, as they stand before a title: "the boxing drama Harbour Lights".
const WORKS: [&str; 25] = [
    "album",
    "ballad",
    "biopic",
    "blockbuster",
    "cartoon",
    "comedy",
    "documentary",
    "drama",
    "film",
    "flick",
    "memoir",
    "movie",
    "musical",
    "novel",
    "opera",
    "prequel",
    "remake",
    "romcom",
    "screenplay",
    "sequel",
    "sitcom",
    "soap",
    "song",
    "thriller",
    "western",
];

/// Groups of musicians.
const BANDS: [&str; 8] =
    ["band", "bands", "boyband", "duo", "quartet", "quintet", "rockers", "trio"];

/// Corrects the type of works and bands in the whole article.
pub(super) fn apply(article: &Article, spans: &mut [Span]) {
    let mut kinds: HashMap<&str, EntityKind> = HashMap::new();
    for span in spans.iter().filter(|span| span.is_person_or_organisation()) {
        let name = span.text(article);
        let kind = kind_before(article, span).filter(|_| name.contains(' '));
        kind.into_iter().for_each(|kind| _ = kinds.insert(name, kind));
    }
    for span in spans.iter_mut().filter(|span| span.is_person_or_organisation()) {
        kinds.get(span.text(article)).into_iter().for_each(|kind| span.kind = *kind);
    }
}

/// Returns the type that the word before a name gives it; nothing for most words.
fn kind_before(article: &Article, span: &Span) -> Option<EntityKind> {
    let before = article.slot(span.slot).get(..span.start).unwrap_or_default();
    // Titles stand in quotation marks and may begin with an article outside the span.
    let before =
        ["The ", "the ", "A "].iter().find_map(|it| before.strip_suffix(it)).unwrap_or(before);
    let word = previous_word(before.trim_end_matches(['"', '“', '\'', '‘']));
    if WORKS.contains(&word) {
        return Some(EntityKind::Other);
    }
    BANDS.contains(&word).then_some(EntityKind::Organisation)
}

#[cfg(test)]
mod tests {
    use super::super::kinds_after;
    use super::*;
    use EntityKind::{Organisation, Other, Person};

    #[test]
    fn works_and_bands_are_told_by_the_word_before() {
        let body = "In the film Vera Quill she won. Vera Quill is long. The drama \"The Harbour Lights\" and \
                    the band Franz Quay played. Ada Marsh, the star, sang.";
        let names = [
            ("Vera Quill", Person),
            ("Vera Quill", Person),
            ("Harbour Lights", Organisation),
            ("Franz Quay", Person),
            ("Ada Marsh", Person),
        ];
        assert_eq!(kinds_after(apply, body, &names), [Other, Other, Other, Organisation, Person]);
    }

    #[test]
    fn a_surname_after_such_a_word_stays_a_person() {
        assert_eq!(kinds_after(apply, "The film Quill made won.", &[("Quill", Person)]), [Person]);
    }
}

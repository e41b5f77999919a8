//! Terms of stems. Those of other languages than English carry their language, so that a stem of one
//! is not found in another.

use crate::text::stemmer;

/// Language whose texts and stems are not tagged.
pub(crate) const UNTAGGED: &str = "en";

/// Returns the term of a folded word in articles of this language.
pub(crate) fn stem_term(language: &str, folded: &str) -> String {
    match language {
        UNTAGGED => stemmer::stem(language, folded).into_owned(),
        _ => format!("{language}:{}", stemmer::stem(language, folded)),
    }
}

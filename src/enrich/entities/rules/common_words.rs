//! Common words with a capital that are no names: "Mobile phones" is not about the city of Mobile where the
//! article writes the word in lowercase too, and "the Bill" is not Bill.

use std::collections::{HashMap, HashSet};

use crate::article::{Article, Slot};
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{begins_sentence, occurs_in_lowercase, previous_word};

/// Drops the type of single words that are no names: those with a capital only at the start of a sentence or
/// in a headline that occur in lowercase too, and people with an article before them.
pub(super) fn apply(article: &Article, spans: &mut [Span]) {
    let mut are_initial: HashMap<&str, bool> = HashMap::new();
    for span in spans.iter().filter(|span| span.kind != EntityKind::Other) {
        let name = span.text(article);
        if !name.contains(' ') && name.chars().skip(1).all(char::is_lowercase) {
            *are_initial.entry(name).or_insert(true) &= is_initial(article, span);
        }
    }
    let words: HashSet<String> = are_initial
        .into_iter()
        .filter(|(word, is_initial)| {
            *is_initial && article.slots().any(|(_, text)| occurs_in_lowercase(text, word))
        })
        .map(|(word, _)| word.to_owned())
        .collect();
    let is_no_name = |span: &Span| words.contains(span.text(article)) || is_thing(article, span);
    spans.iter_mut().filter(|span| is_no_name(span)).for_each(|span| span.kind = EntityKind::Other);
}

/// Words for things that are also given names or surnames.
const ALSO_NAMES: [&str; 10] =
    ["Bill", "Bills", "Chancellor", "Dean", "Grant", "Guardian", "Mark", "Speaker", "Star", "Will"];

/// Reports whether a word that is also a given name stands behind an article or another word with a capital:
/// "the Bill", "the Terrorism Bill".
fn is_thing(article: &Article, span: &Span) -> bool {
    let name = span.text(article);
    let before = article.slot(span.slot).get(..span.start).unwrap_or_default();
    let previous = previous_word(before);
    let is_determined = ["the", "this", "that", "a"].contains(&previous)
        || previous.starts_with(char::is_uppercase)
            && !begins_sentence(before.trim_end().trim_end_matches(previous));
    span.kind == EntityKind::Person
        && is_determined
        && !name.contains(' ')
        && ALSO_NAMES.contains(&name)
}

/// Reports whether a capital at this place is no evidence of a name.
fn is_initial(article: &Article, span: &Span) -> bool {
    let before = article.slot(span.slot).get(..span.start).unwrap_or_default();
    span.slot == Slot::Title || before.ends_with('\n') || begins_sentence(before)
}

#[cfg(test)]
mod tests {
    use super::super::applied;
    use super::*;
    use EntityKind::{Other, Person, Place};

    #[test]
    fn a_common_word_behind_an_article_is_no_person() {
        let body = "Peers amended the Bill and the Terrorism Bill. When Bill left, they did.";
        let rule = |article: &Article, spans: &mut Vec<Span>| apply(article, spans);
        let kinds = applied(rule, body, &[("Bill", Person); 3]);
        assert_eq!(kinds.iter().map(|(_, kind)| *kind).collect::<Vec<_>>(), [Other, Other, Person]);
    }

    #[test]
    fn a_word_with_a_capital_only_at_the_start_is_no_name() {
        let body = "Mobile phones sell. A mobile is cheap.";
        assert_eq!(
            applied(|article, spans| apply(article, spans), body, &[("Mobile", Place)])[0].1,
            Other
        );
        for body in ["Mobile lies in Alabama.", "A mobile is sold in Mobile now."] {
            assert_eq!(
                applied(|article, spans| apply(article, spans), body, &[("Mobile", Place)])[0].1,
                Place,
                "{body}"
            );
        }
        let body = "Bill left. He paid a bill for Bill.";
        let found = applied(
            |article, spans| apply(article, spans),
            body,
            &[("Bill", Person), ("Bill", Person)],
        );
        assert!(found.iter().all(|(_, kind)| *kind == Person));
    }
}

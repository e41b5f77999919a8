//! Names in the lists of organisations and firms: where the tagger found a part of one, or none of
//! it, the whole name is an organisation. "Merrill" before a person "Lynch" is the firm.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::firms;
use crate::article::{Article, Slot};
use crate::enrich::entities::organisations;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::text::tokenizer::Words;

/// Confidence of a name that only the lists give.
const CONFIDENCE: f32 = 0.9;

/// Words that a name may leave out or write in another way: "Donaldson, Lufkin & Jenrette".
const JOINS: [&str; 2] = ["and", "&"];

/// Words of a name that need no capital.
const LOWERCASE: [&str; 8] = ["of", "the", "for", "de", "du", "la", "al", "on"];

/// The folded words of every listed name of two or more words, by the first.
static NAMES: LazyLock<HashMap<String, Vec<Vec<String>>>> = LazyLock::new(|| {
    let mut names: HashMap<String, Vec<Vec<String>>> = HashMap::new();
    for name in organisations::known_organisations().chain(firms::listed()) {
        let mut words = name_words(name).into_iter();
        if let (Some(first), rest) = (words.next(), words.collect::<Vec<_>>())
            && !rest.is_empty()
        {
            names.entry(first).or_default().push(rest);
        }
    }
    // The longest name first.
    names.values_mut().for_each(|rests| rests.sort_by_key(|rest| std::cmp::Reverse(rest.len())));
    names
});

/// Makes organisations of the listed names in an article. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    let mut found = Vec::new();
    for (slot, text) in article.slots() {
        let mut from = 0;
        while let Some(start) = next_name_start(text, from) {
            let word = word_at(text, start);
            let end = NAMES.get(&word.to_lowercase()).and_then(|rests| {
                rests.iter().find_map(|rest| end_of_name(text, start + word.len(), rest))
            });
            found.extend(end.map(|end| listed_span(slot, start, end)));
            from = end.unwrap_or(start + word.len());
        }
    }
    *spans = merge(std::mem::take(spans), found);
    split_pairs(article, spans);
}

/// What joins a well-known organisation to another name in one span.
const PAIRS: [&str; 3] = [" and ", "'s ", "’s "];

/// Splits a well-known organisation from another that the tagger took for the end of its name: "United
/// Nations and World Bank", "United Nations' Harbour Committee".
fn split_pairs(article: &Article, spans: &mut Vec<Span>) {
    let mut split = Vec::with_capacity(spans.len());
    for span in spans.drain(..) {
        let name = span.text(article);
        let pair = (span.kind == EntityKind::Organisation && !organisations::is_known(name))
            .then(|| PAIRS.iter().find_map(|join| name.split_once(join)))
            .flatten()
            .filter(|(first, rest)| is_pair(first, rest));
        match pair {
            Some((first, rest)) => {
                split.push(Span { end: span.start + first.len(), ..span });
                split.push(Span { start: span.end - rest.len(), ..span });
            }
            None => split.push(span),
        }
    }
    *spans = split;
}

fn is_pair(first: &str, rest: &str) -> bool {
    first.contains(' ')
        && organisations::is_known(first)
        && rest.starts_with(char::is_uppercase)
        && !firms::has_legal_form(rest)
}

fn listed_span(slot: Slot, start: usize, end: usize) -> Span {
    Span { slot, start, end, kind: EntityKind::Organisation, confidence: CONFIDENCE }
}

/// Merges names with spans, both in reading order. A name takes the place of the spans inside it,
/// unless a span covers or crosses it.
fn merge(spans: Vec<Span>, names: Vec<Span>) -> Vec<Span> {
    let mut merged = Vec::with_capacity(spans.len() + names.len());
    let mut spans = spans.into_iter().peekable();
    for name in names {
        while let Some(before) = spans.next_if(|span| {
            (span.slot, span.start) < (name.slot, name.start)
                && (span.slot < name.slot || span.end <= name.start)
        }) {
            merged.push(before);
        }
        // A span that crossed the name before may cover this one.
        if merged.last().is_some_and(|last: &Span| last.slot == name.slot && last.end > name.start)
        {
            continue;
        }
        let mut inside = Vec::new();
        while let Some(span) = spans.next_if(|span| span.slot == name.slot && span.start < name.end)
        {
            inside.push(span);
        }
        // The tagger may have the end of a longer name: "Kidder, [Peabody and Co Inc]".
        let end = inside.last().filter(|last| {
            last.kind == EntityKind::Organisation && last.start > name.start && last.end > name.end
        });
        let name = Span { end: end.map_or(name.end, |last| last.end), ..name };
        if inside.iter().all(|span| span.start >= name.start && span.end <= name.end) {
            merged.push(name);
        } else {
            merged.append(&mut inside);
        }
    }
    merged.extend(spans);
    merged
}

/// Finds the next word with a capital letter or one that begins with "al-".
fn next_name_start(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    (from..bytes.len()).find(|&at| {
        let byte = bytes.get(at).copied().unwrap_or_default();
        let is_article =
            || byte == b'a' && text.get(at..).is_some_and(|rest| rest.starts_with("al-"));
        let is_start = || {
            at.checked_sub(1)
                .and_then(|at| bytes.get(at))
                .is_none_or(|before| before.is_ascii() && !before.is_ascii_alphanumeric())
        };
        (byte.is_ascii_uppercase() || is_article()) && is_start()
    })
}

/// The word at an offset, as far as its letters and digits go.
fn word_at(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    rest.get(..rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len())).unwrap_or_default()
}

/// Returns where a name ends in a text whose first word ends at `from`, given its other words.
fn end_of_name(text: &str, from: usize, rest: &[String]) -> Option<usize> {
    let after = text.get(from..)?;
    let mut words = Words::new(after);
    let (mut expected, mut end) = (rest.iter(), 0);
    let mut next = expected.next();
    while let Some(word) = next {
        let found = words.advance()?;
        let between = after.get(end..found.start)?;
        if between.len() > 3 || between.contains(['.', '\n', ';', ':', '(']) {
            return None;
        }
        end = found.end;
        if JOINS.contains(&words.folded()) {
            continue;
        }
        let printed = after.get(found.start..found.end)?;
        let has_case = printed.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit())
            || LOWERCASE.contains(&printed);
        if words.folded() != word || !has_case {
            return None;
        }
        next = expected.next();
    }
    Some(from + end)
}

/// The folded words of a listed name, without "and".
fn name_words(name: &str) -> Vec<String> {
    let mut words = Words::new(name);
    let mut all = Vec::new();
    while words.advance().is_some() {
        if !JOINS.contains(&words.folded()) {
            all.push(words.folded().to_owned());
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use EntityKind::{Organisation, Person};

    /// Applies the rule to a text in which these people are tagged, and returns all names.
    fn names(body: &str, people: &[&str]) -> Vec<(String, EntityKind)> {
        let names: Vec<_> = people.iter().map(|name| (*name, Person)).collect();
        super::super::applied(apply, body, &names)
    }

    #[test]
    fn a_listed_name_is_whole() {
        for (body, name) in [
            ("Merrill Lynch said so.", "Merrill Lynch"),
            ("He left Donaldson, Lufkin and Jenrette then.", "Donaldson, Lufkin and Jenrette"),
            ("MERRILL LYNCH REPORTS", "MERRILL LYNCH"),
        ] {
            let part = name.rsplit(' ').next().unwrap_or_default();
            assert_eq!(names(body, &[part]), [(name.to_string(), Organisation)], "{body}");
        }
        let missed = names("Fighters of al-Nusra left. Ada Marsh said so.", &["Ada Marsh"]);
        assert_eq!(missed[0], ("al-Nusra".to_string(), Organisation));
        assert_eq!(missed[1], ("Ada Marsh".to_string(), Person));
    }

    #[test]
    fn a_listed_name_goes_on_with_the_end_that_is_tagged() {
        let body = "He left Kidder, Peabody and Co Inc then.";
        let tagged = [("Peabody and Co Inc", Organisation)];
        let found = super::super::applied(apply, body, &tagged);
        assert_eq!(found, [("Kidder, Peabody and Co Inc".to_string(), Organisation)]);
    }

    #[test]
    fn a_listed_name_ends_before_another() {
        for (body, rest) in [
            ("World Bank and United Nations", "United Nations"),
            ("World Bank’s Harbour Committee", "Harbour Committee"),
        ] {
            let found = super::super::applied(apply, body, &[(body, Organisation)]);
            let names: Vec<&str> = found.iter().map(|(name, _)| name.as_str()).collect();
            assert_eq!(names, ["World Bank", rest], "{body}");
        }
        let body = "Harbour Bank and United Nations";
        assert_eq!(super::super::applied(apply, body, &[(body, Organisation)]).len(), 1);
    }

    #[test]
    fn other_names_stay() {
        for (body, name) in [
            ("Merrill Lynchburg left.", "Merrill Lynchburg"),
            ("Merrill. Lynch left.", "Lynch"),
            ("The Merrill Lynch Marsh left.", "Merrill Lynch Marsh"),
        ] {
            assert_eq!(names(body, &[name]), [(name.to_string(), Person)], "{body}");
        }
    }

    proptest::proptest! {
        #[test]
        fn spans_stay_in_order(body in "(Merrill |Lynch |al-Nusra |Bank of |Japan |é|x ){0,12}") {
            let article = Article { body, ..Article::default() };
            let mut spans = Vec::new();
            apply(&article, &mut spans);
            assert!(spans.is_sorted_by(|one, other| one.end <= other.start));
            assert!(spans.iter().all(|span| !span.text(&article).is_empty()));
        }
    }
}

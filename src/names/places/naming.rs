//! Where an article names places, and what stands beside each name that tells which is meant.

use crate::article::Article;
use crate::entity::Mention;
use crate::names::span::{self, Span};

use super::beside;
use super::candidates::{self, Candidate};
use super::gazetteer::{self, Kind, Known, Meaning};
use super::label::is_region_word;

/// More names than this in one article are a list that nobody reads.
const MOST: usize = 4000;

/// From this weight on a town is where a story is filed from, not the region of its name.
const TOWN: f32 = 4.0;

/// A name of a place somewhere in an article.
#[derive(Debug)]
pub struct Naming<'a> {
    /// The name as printed.
    pub text: &'a str,
    /// The name as it is looked up.
    pub key: String,
    /// Where it stands; nowhere for a dateline's.
    pub mention: Option<Mention>,
    /// What the text beside it says it lies in.
    pub within: Vec<Known>,
    /// The places it may mean, the weightiest first.
    pub candidates: Vec<Candidate>,
}

/// The places that the spans of an article name, in reading order, behind those of its dateline.
pub fn read<'a>(article: &'a Article, spans: &[Span]) -> Vec<Naming<'a>> {
    let dateline = article.dateline.iter().flat_map(|dateline| dateline.place.split('/').filter_map(dateline_place));
    let mut namings: Vec<Naming> = dateline.take(4).collect();
    for span in spans.iter().filter(|span| span.kind == span::Kind::Place).take(MOST) {
        namings.extend(naming(article.slot(span.slot), span));
    }
    namings
}

/// A dateline's place: what stands behind the first comma is what it lies in.
fn dateline_place(printed: &str) -> Option<Naming<'_>> {
    let printed = printed.trim();
    let (text, rest) = match gazetteer::named(gazetteer::As::Name, &gazetteer::key(printed)).next() {
        Some(_) => (printed, ""),
        None => printed.find(',').and_then(|comma| printed.split_at_checked(comma)).unwrap_or((printed, "")),
    };
    let key = gazetteer::key(text);
    let mut candidates = candidates::of(&key, "");
    // Stories are filed from towns.
    if candidates.iter().any(|it| it.known.kind() == Kind::Place && it.weight > TOWN) {
        candidates.retain(|it| it.known.kind() != Kind::Region);
    }
    let within = told(&mut candidates, beside::behind(&titled(rest)), true);
    (!key.is_empty()).then_some(Naming { text, key, mention: None, within, candidates })
}

/// Capitals that shout made names: ", NORTH CAROLINA" is as good as ", North Carolina".
pub fn titled(text: &str) -> String {
    let shouts = |word: &&str| word.len() > 3 && !word.contains('.') && !word.chars().any(char::is_lowercase);
    let words = text.split(' ').map(|word| match Some(word).filter(shouts) {
        Some(word) => {
            let mut letters = word.chars();
            let first = letters.next().map(String::from).unwrap_or_default();
            first + &letters.as_str().to_lowercase()
        }
        None => word.to_string(),
    });
    words.collect::<Vec<_>>().join(" ")
}

/// What a span names; nothing where its words are no place's: "the White House".
fn naming<'a>(text: &'a str, span: &Span) -> Option<Naming<'a>> {
    let (mut named, rest) = (text.get(span.start..span.end)?, text.get(span.end..)?);
    let mut within = beside::behind(rest);
    let mut key = gazetteer::key(named);
    let next = first_word(rest);
    let mut candidates = candidates::of(&key, next);
    if is_region_word(next) && candidates.iter().all(|it| it.known.kind() == Kind::Region) {
        key.push_str(" state");
    }
    if candidates.is_empty()
        && let Some((name, inside)) = divided(named)
    {
        within = beside::behind(inside);
        key = gazetteer::key(name);
        named = name;
        candidates = candidates::of(&key, "");
    }
    let before = text.get(..span.start).unwrap_or_default();
    let short = named.ends_with('.') || named.len() <= 3;
    if candidates.is_empty() && named.ends_with('.') || before.ends_with(", ") && (candidates.is_empty() || short) {
        let abbreviated = candidates::abbreviated(&key);
        candidates = if abbreviated.is_empty() { candidates } else { abbreviated };
    }
    if key.is_empty() || (candidates.first().is_none_or(|best| best.weight < 5.0) && stands_for_another(&key)) {
        return None;
    }
    within = told(&mut candidates, within, beside::is_firm(rest));
    if within.is_empty() && candidates.len() != 1 {
        within = told(&mut candidates, beside::before(before), false);
    }
    let mention = Some(Mention { slot: span.slot, start: span.start, end: span.end, demonym: false });
    Some(Naming { text: named, key, mention, within, candidates })
}

/// Whether a name leads to a place without being its name: a demonym or a metonym.
fn stands_for_another(key: &str) -> bool {
    gazetteer::demonym(key).any(|meaning| matches!(meaning, Meaning::Of(_)))
}

/// "Long Beach, Calif." in one span: the name, and the rest from its comma on.
fn divided(named: &str) -> Option<(&str, &str)> {
    named.find([',', '(']).and_then(|at| named.split_at_checked(at)).map(|(name, rest)| (name.trim_end(), rest))
}

/// The containers, if any candidate lies in one of them: "Syria, Iraq and Turkey" tells nothing. Where they are firm
/// ("Troy, N.C."), and no candidate does, it is none of the candidates.
fn told(candidates: &mut Vec<Candidate>, within: Vec<Known>, firm: bool) -> Vec<Known> {
    let fits = candidates.is_empty() || candidates.iter().any(|candidate| candidate.is_of(&within));
    if fits {
        return within;
    }
    let wide = candidates.first().is_some_and(|best| matches!(best.known.kind(), Kind::Country | Kind::Region));
    if firm && !wide && !within.is_empty() {
        candidates.clear();
        return within;
    }
    Vec::new()
}

fn first_word(rest: &str) -> &str {
    let rest = rest.strip_prefix(' ').unwrap_or_default();
    rest.get(..rest.len() - rest.trim_start_matches(char::is_alphabetic).len()).unwrap_or_default()
}

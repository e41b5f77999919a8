//! Where an article names places, and what stands beside each name that tells which is meant.

use crate::article::Article;
use crate::article::entity::Mention;
use crate::enrich::entities::span;
use crate::enrich::entities::span::Span;

use super::adjacent;
use super::candidates;
use super::candidates::Candidate;
use super::gazetteer;
use super::gazetteer::{Kind, Known, Meaning};
use super::label::is_region_word;
use super::lists;
use super::words;

/// More names than this in one article are a list that nobody reads.
const MOST: usize = 4000;

/// From this weight on a town is where a story is filed from, not the region of its name.
const TOWN: f32 = 4.0;

/// From this weight on a place is meant although its name looks like something else.
const KNOWN: f32 = 5.0;
/// The same where its name is known for what is no place.
const FAMOUS: f32 = 6.0;

/// A name of a place somewhere in an article.
#[derive(Debug)]
pub struct Naming<'a> {
    /// The name as printed.
    pub text: &'a str,
    /// The name as it is looked up.
    pub key: String,
    /// Where it stands; nowhere for a dateline's.
    pub mention: Option<Mention>,
    /// How sure the tagger is that it is a place's.
    pub confidence: f32,
    /// What the text beside it says it lies in.
    pub within: Vec<Known>,
    /// The places it may mean, the weightiest first.
    pub candidates: Vec<Candidate>,
}

/// The places that the spans of an article name, in reading order, behind those of its dateline.
pub fn read<'a>(article: &'a Article, spans: &[Span]) -> Vec<Naming<'a>> {
    let dateline = article
        .dateline
        .iter()
        .flat_map(|dateline| dateline.place.split('/').filter_map(dateline_place));
    let mut namings: Vec<Naming> = dateline.take(4).collect();
    let leading = namings.iter().filter_map(|naming| naming.candidates.first());
    let filed: Vec<Known> = leading.filter_map(|place| place.country).collect();
    for span in spans.iter().filter(|span| is_place(article, span)).take(MOST) {
        let text = article.slot(span.slot);
        for part in parts(text, span) {
            namings.extend(naming(text, &part, &filed));
        }
    }
    namings
}

/// Whether a span names a place: the tagger says so, or takes a country for what its government does.
fn is_place(article: &Article, span: &Span) -> bool {
    let named = || article.slot(span.slot).get(span.start..span.end).unwrap_or_default();
    match span.kind {
        span::Kind::Place => true,
        span::Kind::Organisation => lists::is_country(named()),
        _ => false,
    }
}

/// Whether a span is a mere side, which belongs to what follows: "North" before "Korean".
pub fn is_side(article: &Article, span: &Span) -> bool {
    let named =
        || gazetteer::key(article.slot(span.slot).get(span.start..span.end).unwrap_or_default());
    span.kind == span::Kind::Place && words::is_vague(&named())
}

/// A span, or one for each country where it is a row of countries.
fn parts(text: &str, span: &Span) -> Vec<Span> {
    let named = text.get(span.start..span.end).unwrap_or_default();
    let known = || !candidates::of(&gazetteer::key(named), "").is_empty();
    if !named.contains([' ', '-', '–', '/', ',']) || known() {
        return vec![*span];
    }
    let countries = lists::countries(named).into_iter();
    let parts: Vec<Span> = countries
        .map(|(start, end)| Span { start: span.start + start, end: span.start + end, ..*span })
        .collect();
    if parts.is_empty() { vec![*span] } else { parts }
}

/// A dateline's place: what stands behind the first comma is what it lies in.
fn dateline_place(printed: &str) -> Option<Naming<'_>> {
    let printed = printed.trim();
    let (text, rest) = match gazetteer::named(gazetteer::As::Name, &gazetteer::key(printed)).next()
    {
        Some(_) => (printed, ""),
        None => printed
            .find(',')
            .and_then(|comma| printed.split_at_checked(comma))
            .unwrap_or((printed, "")),
    };
    let key = gazetteer::key(text);
    let mut candidates = candidates::of(&key, "");
    // Stories are filed from towns.
    if candidates.iter().any(|it| it.known.kind() == Kind::Place && it.weight > TOWN) {
        candidates.retain(|it| it.known.kind() != Kind::Region);
    }
    let within = told(&mut candidates, adjacent::behind(&titled(rest)), true);
    (!key.is_empty()).then_some(Naming {
        text,
        key,
        mention: None,
        confidence: 1.0,
        within,
        candidates,
    })
}

/// Capitals that shout made names: ", NORTH CAROLINA" is as good as ", North Carolina".
pub fn titled(text: &str) -> String {
    let shouts = |word: &&str| {
        word.len() > 3 && !word.contains('.') && !word.chars().any(char::is_lowercase)
    };
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

/// What a span names; nothing where its words are no place's: "the White House", "the North", "Islam".
fn naming<'a>(text: &'a str, span: &Span, filed: &[Known]) -> Option<Naming<'a>> {
    let (mut named, rest) = (text.get(span.start..span.end)?, text.get(span.end..)?);
    let before = text.get(..span.start)?;
    let mut within = adjacent::behind(rest);
    let mut key = gazetteer::key(named);
    let next = first_word(rest);
    let mut candidates = candidates::of(&key, next);
    if is_region_word(next) && candidates.iter().all(|it| it.known.kind() == Kind::Region) {
        key.push_str(" state");
    }
    if candidates.is_empty()
        && let Some((name, inside)) = divided(named)
    {
        within = adjacent::behind(inside);
        key = gazetteer::key(name);
        named = name;
        candidates = candidates::of(&key, "");
    }
    if let Some((longer, found)) =
        longer(before, named).or_else(|| abbreviation(before, named, rest, &candidates))
    {
        (key, candidates) = (longer, found);
    } else if words::is_acronym(named, text) {
        candidates.retain(|it| it.weight > KNOWN || !is_bounded(it));
        (!candidates.is_empty()).then_some(())?;
    }
    let weak = candidates.first().is_none_or(|best| best.weight < KNOWN);
    let famous = candidates.first().is_some_and(|best| best.weight > FAMOUS);
    if key.is_empty() || weak && stands_for_another(&key) || !famous && words::is_no_place(&key) {
        return None;
    }
    within = told(&mut candidates, within, adjacent::is_firm(rest));
    if within.is_empty() && candidates.len() != 1 {
        within = told(&mut candidates, adjacent::before(before), false);
    }
    if !is_meant(&key, &mut candidates, &within, filed) {
        return None;
    }
    let mention =
        Some(Mention { slot: span.slot, start: span.start, end: span.end, demonym: false });
    Some(Naming { text: named, key, mention, confidence: span.confidence, within, candidates })
}

/// Whether a name means a place at all. What only tells a side or a kind does so beside its country, or in a story filed
/// from there.
fn is_meant(key: &str, candidates: &mut Vec<Candidate>, within: &[Known], filed: &[Known]) -> bool {
    let vague = words::is_vague(key);
    if vague {
        let here = |it: &Candidate| {
            it.is_of(within) || it.country.is_some_and(|country| filed.contains(&country))
        };
        candidates.retain(|it| !is_bounded(it) || here(it));
    }
    !candidates.is_empty() || !(vague || words::ends_as_no_place(key))
}

/// Whether it is a town or a region, whose names are like anything.
fn is_bounded(candidate: &Candidate) -> bool {
    matches!(candidate.known.kind(), Kind::Place | Kind::Region)
}

/// The name that a span is only the end of: "District of Columbia".
fn longer(before: &str, named: &str) -> Option<(String, Vec<Candidate>)> {
    let head = before.strip_suffix(" of ").or_else(|| before.strip_suffix(" of the "))?;
    let head =
        head.rsplit([' ', '\n']).next().filter(|head| head.starts_with(char::is_uppercase))?;
    let key = gazetteer::key(&format!("{head} of {named}"));
    let found = candidates::of(&key, "");
    (!found.is_empty()).then_some((key, found))
}

/// The state that an abbreviation means: behind a comma, with a dot, or where it is no word besides.
fn abbreviation(
    before: &str,
    named: &str,
    rest: &str,
    whole: &[Candidate],
) -> Option<(String, Vec<Candidate>)> {
    let western = named.starts_with("Va") && before.ends_with("W.");
    let key = if western { "wva".to_string() } else { gazetteer::key(named) };
    let found = candidates::abbreviated(&key);
    let state = found.first()?.known;
    let capitals = named.chars().all(|c| c == '.' || c.is_uppercase());
    let dotted = named.ends_with('.') || rest.starts_with('.') && !capitals;
    let behind = before.ends_with(", ") || before.ends_with("-");
    let weak = whole.first().is_none_or(|best| best.weight < KNOWN);
    let alone = if capitals { is_initials(&key, state.name()) } else { !words::is_wordlike(&key) };
    let short = named.ends_with('.') || named.len() <= 3;
    let meant =
        whole.is_empty() && (dotted || alone || behind) || behind && short || dotted && weak;
    meant.then_some((key, found))
}

/// Whether letters are the first of the words of a name: "nc" of "North Carolina". "VA" may be anything.
fn is_initials(key: &str, name: &str) -> bool {
    name.split(' ')
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_lowercase)
        .eq(key.chars())
}

/// Whether a name leads to a place without being its name: a demonym or a metonym.
fn stands_for_another(key: &str) -> bool {
    gazetteer::demonym(key).any(|meaning| matches!(meaning, Meaning::Of(_)))
}

/// "Long Beach, Calif." in one span: the name, and the rest from its comma on.
fn divided(named: &str) -> Option<(&str, &str)> {
    named
        .find([',', '('])
        .and_then(|at| named.split_at_checked(at))
        .map(|(name, rest)| (name.trim_end(), rest))
}

/// The containers, if any candidate lies in one of them: "Syria, Iraq and Turkey" tells nothing. Where they are firm
/// ("Troy, N.C."), and no candidate does, it is none of the candidates.
fn told(candidates: &mut Vec<Candidate>, within: Vec<Known>, firm: bool) -> Vec<Known> {
    let fits = candidates.is_empty() || candidates.iter().any(|candidate| candidate.is_of(&within));
    if fits {
        return within;
    }
    let wide = candidates
        .first()
        .is_some_and(|best| matches!(best.known.kind(), Kind::Country | Kind::Region));
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

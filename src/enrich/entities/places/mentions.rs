//! Mentions of places in an article, with the containers named next to them.

use crate::article::Article;
use crate::article::entity::{Mention, Via};
use crate::enrich::entities::span::{EntityKind, Span};

use super::adjacent;
use super::candidates;
use super::candidates::PlaceCandidate;
use super::country_lists;
use super::gazetteer;
use super::gazetteer::{DemonymTarget, GazetteerPlace, PlaceKind};
use super::label::is_region_word;
use super::name_filter;
use super::name_key::name_key;

/// Limit for one article; one with more names is a list that nobody reads.
const MAX_NAMES: usize = 4000;

/// Weight from which a town beats the region of the same name in a dateline.
const DATELINE_TOWN: f32 = 4.0;

/// Weight from which a place wins although its name has another use.
const WELL_KNOWN: f32 = 5.0;
/// The same for names known as something other than a place.
const FAMOUS: f32 = 6.0;

/// A mention of a place in an article.
#[derive(Debug)]
pub(super) struct PlaceMention<'a> {
    /// The name as printed.
    pub text: &'a str,
    /// Normalised name.
    pub key: String,
    /// Position in the text; `None` in a dateline.
    pub mention: Option<Mention>,
    /// Confidence of the tagger.
    pub confidence: f32,
    /// Containers named next to it.
    pub containers: Vec<GazetteerPlace>,
    /// Places it may refer to, by descending weight.
    pub candidates: Vec<PlaceCandidate>,
}

/// Finds the place mentions in an article: those in its dateline, then those in its spans in
/// reading order.
pub(super) fn find<'a>(article: &'a Article, spans: &[Span]) -> Vec<PlaceMention<'a>> {
    let dateline = article
        .dateline
        .iter()
        .flat_map(|dateline| dateline.place.split('/').filter_map(dateline_place));
    let mut namings: Vec<PlaceMention> = dateline.take(4).collect();
    let leading = namings.iter().filter_map(|naming| naming.candidates.first());
    let dateline_countries: Vec<GazetteerPlace> =
        leading.filter_map(|place| place.country).collect();
    for span in spans.iter().filter(|span| is_place(article, span)).take(MAX_NAMES) {
        let text = article.slot(span.slot);
        for part in split_countries(text, span) {
            namings.extend(place_mention(text, &part, &dateline_countries));
        }
    }
    resolve_short_names(&mut namings);
    namings
}

/// Returns true for spans that the tagger labels a place, and for countries that it labels an
/// organisation because their governments act.
fn is_place(article: &Article, span: &Span) -> bool {
    let name_text = || article.slot(span.slot).get(span.start..span.end).unwrap_or_default();
    match span.kind {
        EntityKind::Place => true,
        EntityKind::Organisation => country_lists::is_country(name_text()),
        _ => false,
    }
}

/// Returns true for a span that is only a direction and belongs to the next word: "North" in "North
/// Korean".
pub(super) fn is_direction(article: &Article, span: &Span) -> bool {
    let name_text =
        || name_key(article.slot(span.slot).get(span.start..span.end).unwrap_or_default());
    span.kind == EntityKind::Place && name_filter::is_vague(&name_text())
}

/// Splits a span that is a list of countries into one span for each.
fn split_countries(text: &str, span: &Span) -> Vec<Span> {
    let name_text = text.get(span.start..span.end).unwrap_or_default();
    let is_listed = || !candidates::find(&name_key(name_text), "").is_empty();
    if !name_text.contains([' ', '-', '–', '/', ',']) || is_listed() {
        return vec![*span];
    }
    let countries = country_lists::countries(name_text).into_iter();
    let parts: Vec<Span> = countries
        .map(|(start, end)| Span { start: span.start + start, end: span.start + end, ..*span })
        .collect();
    if parts.is_empty() { vec![*span] } else { parts }
}

/// Parses a place in a dateline. The text after the first comma names its container.
fn dateline_place(printed: &str) -> Option<PlaceMention<'_>> {
    let printed = printed.trim();
    let (text, rest) = match gazetteer::lookup(gazetteer::NameKind::Name, &name_key(printed)).next()
    {
        Some(_) => (printed, ""),
        None => printed
            .find(',')
            .and_then(|comma| printed.split_at_checked(comma))
            .unwrap_or((printed, "")),
    };
    let key = name_key(text);
    let mut candidates = candidates::find(&key, "");
    // A town is more likely in a dateline than its region.
    if candidates
        .iter()
        .any(|it| it.place.kind() == PlaceKind::Settlement && it.weight > DATELINE_TOWN)
    {
        candidates.retain(|it| it.place.kind() != PlaceKind::Region);
    }
    let containers =
        matching_containers(&mut candidates, adjacent::containers_after(&title_case(rest)), true);
    (!key.is_empty()).then_some(PlaceMention {
        text,
        key,
        mention: None,
        confidence: 1.0,
        containers,
        candidates,
    })
}

/// Converts words in capitals to title case: ", NORTH CAROLINA" to ", North Carolina".
pub(super) fn title_case(text: &str) -> String {
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

/// Parses a span; `None` if it does not name a place: "the White House", "the North", "Islam".
fn place_mention<'a>(
    text: &'a str,
    span: &Span,
    dateline_countries: &[GazetteerPlace],
) -> Option<PlaceMention<'a>> {
    let (mut name_text, rest) = (text.get(span.start..span.end)?, text.get(span.end..)?);
    let before = text.get(..span.start)?;
    let mut containers = adjacent::containers_after(rest);
    let mut key = name_key(name_text);
    let next = next_word(rest);
    let mut candidates = candidates::find(&key, next);
    if is_region_word(next) && candidates.iter().all(|it| it.place.kind() == PlaceKind::Region) {
        key.push_str(" state");
    }
    if candidates.is_empty()
        && let Some((name, inside)) = split_qualified(name_text)
    {
        containers = adjacent::containers_after(inside);
        key = name_key(name);
        name_text = name;
        candidates = candidates::find(&key, "");
    }
    if let Some((longer, found)) = extend_left(before, name_text)
        .or_else(|| state_abbreviation(before, name_text, rest, &candidates))
    {
        (key, candidates) = (longer, found);
    } else if name_filter::is_acronym(name_text, text) {
        candidates.retain(|it| it.weight > WELL_KNOWN || !is_town_or_region(it));
        (!candidates.is_empty()).then_some(())?;
    }
    if key.is_empty() || has_another_meaning(&key, candidates.first()) {
        return None;
    }
    containers = matching_containers(
        &mut candidates,
        containers,
        adjacent::is_followed_by_abbreviation(rest),
    );
    if containers.is_empty() && candidates.len() != 1 {
        containers =
            matching_containers(&mut candidates, adjacent::containers_before(before), false);
    }
    if !means_a_place(&key, &mut candidates, &containers, dateline_countries) {
        return None;
    }
    let mention =
        Some(Mention { slot: span.slot, start: span.start, end: span.end, via: Via::Name });
    Some(PlaceMention {
        text: name_text,
        key,
        mention,
        confidence: span.confidence,
        containers,
        candidates,
    })
}

/// Returns true for a name that probably means something else: a demonym or metonym unless its
/// best candidate is well known, and a name known as something other than a place unless the
/// candidate is famous.
fn has_another_meaning(key: &str, best: Option<&PlaceCandidate>) -> bool {
    let is_weak = best.is_none_or(|best| best.weight < WELL_KNOWN);
    let is_famous = best.is_some_and(|best| best.weight > FAMOUS);
    is_weak && is_demonym_or_metonym(key) || !is_famous && name_filter::is_not_a_place(key)
}

/// Returns true if a name can mean a place. A name that is only a direction or a type of place
/// counts next to its country, or in a story filed from there.
fn means_a_place(
    key: &str,
    candidates: &mut Vec<PlaceCandidate>,
    containers: &[GazetteerPlace],
    dateline_countries: &[GazetteerPlace],
) -> bool {
    let vague = name_filter::is_vague(key);
    if vague {
        let is_local = |it: &PlaceCandidate| {
            it.is_or_within(containers)
                || it.country.is_some_and(|country| dateline_countries.contains(&country))
        };
        candidates.retain(|it| !is_town_or_region(it) || is_local(it));
    }
    !candidates.is_empty() || !(vague || name_filter::has_non_place_ending(key))
}

/// Returns true for towns and regions, whose names are often other words too.
fn is_town_or_region(candidate: &PlaceCandidate) -> bool {
    matches!(candidate.place.kind(), PlaceKind::Settlement | PlaceKind::Region)
}

/// Extends a span that is only the end of a name: "District of Columbia".
fn extend_left(before: &str, name_text: &str) -> Option<(String, Vec<PlaceCandidate>)> {
    let head = before.strip_suffix(" of ").or_else(|| before.strip_suffix(" of the "))?;
    let head =
        head.rsplit([' ', '\n']).next().filter(|head| head.starts_with(char::is_uppercase))?;
    let key = name_key(&format!("{head} of {name_text}"));
    let found = candidates::find(&key, "");
    (!found.is_empty()).then_some((key, found))
}

/// Finds the state of an abbreviation: after a comma, with a dot, or if it is not also a word.
fn state_abbreviation(
    before: &str,
    name_text: &str,
    rest: &str,
    whole: &[PlaceCandidate],
) -> Option<(String, Vec<PlaceCandidate>)> {
    let is_west_virginia = name_text.starts_with("Va") && before.ends_with("W.");
    let key = if is_west_virginia { "wva".to_string() } else { name_key(name_text) };
    let found = candidates::find_abbreviation(&key);
    let state = found.first()?.place;
    let capitals = name_text.chars().all(|c| c == '.' || c.is_uppercase());
    let dotted = name_text.ends_with('.') || rest.starts_with('.') && !capitals;
    let follows_comma = before.ends_with(", ") || before.ends_with("-");
    let is_weak = whole.first().is_none_or(|best| best.weight < WELL_KNOWN);
    let is_unambiguous =
        if capitals { is_initials(&key, state.name()) } else { !name_filter::is_wordlike(&key) };
    let short = name_text.ends_with('.') || name_text.len() <= 3;
    let matches = whole.is_empty() && (dotted || is_unambiguous || follows_comma)
        || follows_comma && short
        || dotted && is_weak;
    matches.then_some((key, found))
}

/// Returns true if the key consists of the initials of a name: "nc" for "North Carolina". "VA" has
/// other meanings.
fn is_initials(key: &str, name: &str) -> bool {
    name.split(' ')
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_lowercase)
        .eq(key.chars())
}

/// Returns true for a demonym or a metonym, which refers to a place without naming it.
fn is_demonym_or_metonym(key: &str) -> bool {
    gazetteer::demonym_targets(key).any(|meaning| matches!(meaning, DemonymTarget::Place(_)))
}

/// Splits a qualified name in one span at its comma: "Long Beach, Calif."
fn split_qualified(name_text: &str) -> Option<(&str, &str)> {
    name_text
        .find([',', '('])
        .and_then(|at| name_text.split_at_checked(at))
        .map(|(name, rest)| (name.trim_end(), rest))
}

/// Returns the containers if they contain a candidate: "Syria, Iraq and Turkey" qualifies nothing.
/// If the container is certain ("Troy, N.C.") and contains none, all candidates are dropped.
fn matching_containers(
    candidates: &mut Vec<PlaceCandidate>,
    containers: Vec<GazetteerPlace>,
    is_certain: bool,
) -> Vec<GazetteerPlace> {
    let fits = candidates.is_empty()
        || candidates.iter().any(|candidate| candidate.is_or_within(&containers));
    if fits {
        return containers;
    }
    let is_country_or_region = candidates
        .first()
        .is_some_and(|best| matches!(best.place.kind(), PlaceKind::Country | PlaceKind::Region));
    if is_certain && !is_country_or_region && !containers.is_empty() {
        candidates.clear();
        return containers;
    }
    Vec::new()
}

fn next_word(rest: &str) -> &str {
    let rest = rest.strip_prefix(' ').unwrap_or_default();
    rest.get(..rest.len() - rest.trim_start_matches(char::is_alphabetic).len()).unwrap_or_default()
}
/// Words that join the longer part of a name to the shorter one.
const CONNECTORS: [&str; 20] = [
    "de", "del", "della", "di", "da", "do", "dos", "des", "du", "la", "le", "sur", "sous", "am",
    "an", "ob", "bei", "upon", "on", "aan",
];

/// Gives mentions of a short name, as "Santiago" in a story from Santiago de Cuba, the name and the candidates of the place in the dateline.
fn resolve_short_names(mentions: &mut [PlaceMention<'_>]) {
    let long: Vec<_> = mentions
        .iter()
        .filter(|mention| mention.mention.is_none() && !mention.candidates.is_empty())
        .map(|mention| {
            (mention.key.clone(), mention.candidates.clone(), mention.containers.clone())
        })
        .collect();
    for short in mentions.iter_mut().filter(|it| it.mention.is_some() && it.containers.is_empty()) {
        if let Some((key, candidates, containers)) =
            long.iter().find(|(key, ..)| is_short_for(&short.key, key))
        {
            short.key.clone_from(key);
            short.candidates.clone_from(candidates);
            short.containers.clone_from(containers);
        }
    }
}

/// Reports whether a longer name begins with a shorter one and goes on with a connector.
fn is_short_for(short: &str, long: &str) -> bool {
    let rest = long.strip_prefix(short).and_then(|rest| rest.strip_prefix(' '));
    rest.and_then(|rest| rest.split(' ').next()).is_some_and(|word| CONNECTORS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_followed_by_a_connector() {
        assert!(is_short_for("santiago", "santiago de cuba"));
        assert!(is_short_for("frankfurt", "frankfurt am main"));
        for (short, long) in [("mexico", "mexico city"), ("san", "santiago"), ("kansas", "kansas")]
        {
            assert!(!is_short_for(short, long), "{short}");
        }
    }
}

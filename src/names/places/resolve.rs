//! From the names of places in an article to places: the dateline first, then what stands beside a name, then what
//! the article as a whole concerns, then fame. One name has one sense in an article.

use crate::article::Article;
use crate::entity::{By, Evidence, Mention, Place};
use crate::names::span::Span;

use super::candidates::Candidate;
use super::context::{Context, Landmarks, Votes, of_publisher, undecided};
use super::demonyms::{self, Hint};
use super::gazetteer::Known;
use super::naming::{self, Naming};
use super::unknown::{self, Focus};

/// What a demonym tells of where an article plays, beside a name.
const DEMONYM: f32 = 0.4;
/// What a place tells of it that is settled by what stands beside it, and a dateline.
const SETTLED: f32 = 1.5;
const DATELINE: f32 = 2.5;

/// The places an article is about, the most important first: where it was filed from, then what it names most often.
pub fn resolve(article: &Article, spans: &[Span]) -> Vec<Place> {
    let namings = naming::read(article, spans);
    let hints = demonyms::find(article, spans);
    let mut names = gather(&namings);
    decide(article, &mut names, &hints);
    collect(names, &hints)
}

/// A name with all the places in the text where it stands for the same.
struct Name<'n> {
    text: &'n str,
    key: &'n str,
    within: &'n [Known],
    candidates: &'n [Candidate],
    mentions: Vec<Mention>,
    in_dateline: bool,
    chosen: Option<Chosen>,
}

#[derive(Clone, Copy)]
struct Chosen {
    place: Candidate,
    confidence: f32,
    why: Why,
}

/// What decided where a name lies.
#[derive(Clone, Copy, PartialEq)]
enum Why {
    Beside(Known),
    Alone,
    Article,
    Fame,
}

impl Name<'_> {
    /// How much it tells of where the article plays.
    fn votes(&self) -> f32 {
        let settled = matches!(self.chosen, Some(Chosen { why: Why::Beside(_), .. }));
        let often = 1.0 + 0.3 * (1.0 + self.mentions.len() as f32).ln();
        often + if self.in_dateline { DATELINE } else { 0.0 } + if settled { SETTLED } else { 0.0 }
    }

    fn cast(&self) -> Votes {
        match self.chosen {
            Some(chosen) => {
                let mut votes = Votes::default();
                votes.add_for(&chosen.place, self.votes());
                votes
            }
            None => undecided(self.candidates, self.votes()),
        }
    }
}

/// Brings the namings of one name together; those that what stands beside them tells apart stay apart, and bare ones
/// join the first of the name.
fn gather<'n>(namings: &'n [Naming<'n>]) -> Vec<Name<'n>> {
    let mut names: Vec<Name> = Vec::new();
    let (told, bare): (Vec<&Naming>, Vec<&Naming>) = namings.iter().partition(|naming| !naming.within.is_empty());
    for naming in told.into_iter().chain(bare) {
        let chosen = beside(naming);
        let place = |chosen: Option<Chosen>| chosen.map(|it| it.place.known);
        let same = |name: &&mut Name| {
            name.key == naming.key && (chosen.is_none() || place(name.chosen) == place(chosen))
        };
        match names.iter_mut().find(same) {
            Some(name) => {
                name.mentions.extend(naming.mention);
                name.in_dateline |= naming.mention.is_none();
            }
            None => names.push(Name {
                text: naming.text,
                key: &naming.key,
                within: &naming.within,
                candidates: &naming.candidates,
                mentions: naming.mention.into_iter().collect(),
                in_dateline: naming.mention.is_none(),
                chosen,
            }),
        }
    }
    names
}

/// What stands beside a name decides, as far as a candidate lies there.
fn beside(naming: &Naming) -> Option<Chosen> {
    let place = *naming.candidates.iter().find(|candidate| candidate.is_of(&naming.within))?;
    let within = *naming.within.iter().find(|&&within| place.is_of(&[within]))?;
    Some(Chosen { place, confidence: 0.97, why: Why::Beside(within) })
}

/// Decides every name: first by what the undecided ones have in common, then again by what the others came to.
fn decide(article: &Article, names: &mut [Name], hints: &[Hint]) {
    let mut given = of_publisher(article);
    for hint in hints.iter().take(64) {
        let share = DEMONYM / hint.of.len().max(1) as f32;
        hint.of.iter().for_each(|&known| given.add_for(&Candidate::new(known, 0.0), share));
    }
    for _ in 0..2 {
        let casts: Vec<Votes> = names.iter().map(Name::cast).collect();
        let mut votes = given.clone();
        casts.iter().for_each(|cast| votes.extend(cast));
        let mut landmarks = Landmarks::default();
        for (number, name) in names.iter().enumerate() {
            let settled = name.chosen.map(|it| it.place).or(name.candidates.first().filter(|_| name.candidates.len() == 1).copied());
            settled.iter().for_each(|place| landmarks.add(place, number));
        }
        for (number, (name, own)) in names.iter_mut().zip(&casts).enumerate() {
            if matches!(name.chosen, Some(Chosen { why: Why::Beside(_), .. })) {
                continue;
            }
            let context = Context { votes: &votes, own, landmarks: &landmarks, name: number };
            name.chosen = context.decide(name.candidates).map(|(place, confidence, by_article)| Chosen {
                place,
                confidence,
                why: match name.candidates.len() {
                    1 => Why::Alone,
                    _ if by_article => Why::Article,
                    _ => Why::Fame,
                },
            });
        }
    }
}

/// The places of the names and of the demonyms, each once.
fn collect(names: Vec<Name>, hints: &[Hint]) -> Vec<Place> {
    let mut focus = Focus::default();
    for name in &names {
        name.chosen.iter().for_each(|chosen| focus.add(&chosen.place, name.votes()));
    }
    let mut found: Vec<(Place, bool)> = Vec::new();
    for name in names {
        let evidence = evidence(&name);
        let place = match name.chosen {
            Some(chosen) => Some(chosen.place.known.place()),
            None => unknown::place(name.text, &focus.find(name.key, name.within)),
        };
        let Some(place) = place else { continue };
        join(&mut found, Place { mentions: name.mentions, evidence, ..place }, name.in_dateline);
    }
    for hint in hints {
        let Some(known) = meant(hint, &focus, &found) else { continue };
        let evidence = Evidence { by: By::Rule, confidence: 0.9, why: "demonym".to_string() };
        join(&mut found, Place { mentions: vec![hint.mention], evidence, ..known.place() }, false);
    }
    ordered(found)
}

/// Which place a demonym means here: one that the article names, else where it plays, else the first.
fn meant(hint: &Hint, focus: &Focus, found: &[(Place, bool)]) -> Option<Known> {
    let first = hint.of.first().copied();
    if hint.of.len() < 2 {
        return first;
    }
    let keys = |known: &Known| (known.key(), found);
    let named = hint.of.iter().copied().find(|known| {
        let (key, found) = keys(known);
        found.iter().any(|(place, _)| place.key == key)
    });
    named.or_else(|| focus.favours(&hint.of)).or(first)
}

/// Adds a place, or its mentions to the same place found before.
fn join(found: &mut Vec<(Place, bool)>, place: Place, in_dateline: bool) {
    match found.iter_mut().find(|(known, _)| known.key == place.key) {
        Some((known, dateline)) => {
            known.mentions.extend(place.mentions);
            *dateline |= in_dateline;
        }
        None => found.push((place, in_dateline)),
    }
}

/// By importance: the dateline's, then by how often they are named, then as they come.
fn ordered(mut found: Vec<(Place, bool)>) -> Vec<Place> {
    for (place, _) in &mut found {
        place.mentions.sort_unstable();
        place.mentions.dedup();
    }
    found.sort_by(|(one, first), (other, second)| {
        let rank = |place: &Place| (std::cmp::Reverse(place.mentions.len()), place.mentions.first().copied());
        second.cmp(first).then_with(|| rank(one).cmp(&rank(other))).then_with(|| one.key.cmp(&other.key))
    });
    found.into_iter().map(|(place, _)| place).collect()
}

fn evidence(name: &Name) -> Evidence {
    let by = if name.in_dateline { By::Rule } else { By::Model };
    let (confidence, why) = match name.chosen {
        Some(Chosen { confidence, why, .. }) => (confidence, reason(why)),
        None => (0.3, "no place of the gazetteer; near the others named".to_string()),
    };
    let why = if name.in_dateline { format!("dateline, {why}") } else { why };
    Evidence { by, confidence: (confidence * 100.0).round() / 100.0, why }
}

fn reason(why: Why) -> String {
    match why {
        Why::Beside(known) => format!("beside {}", known.name()),
        Why::Alone => "alone of its name".to_string(),
        Why::Article => "near other places named".to_string(),
        Why::Fame => "the best known of its name".to_string(),
    }
}

//! From the names of places in an article to places: the dateline first, then what stands beside a name, then what
//! the article as a whole concerns, then fame. One name has one sense in an article.

use crate::article::Article;
use crate::entity::{By, Evidence, Mention, Place};
use crate::names::span::Span;

use super::candidates::Candidate;
use super::context::{Context, Landmarks, Votes, by_fame, of_kind, of_publisher};
use super::demonyms::{self, Hint};
use super::gazetteer::Known;
use super::naming::{self, Naming};
use super::unknown::{self, Focus};

/// What a demonym tells of where an article plays, beside a name.
const DEMONYM: f32 = 0.4;
/// What a place tells of it that is settled by what stands beside it, and a dateline.
const SETTLED: f32 = 1.5;
const DATELINE: f32 = 2.5;
/// How often all names weigh on each other.
const ROUNDS: usize = 3;
/// From how likely a place on others are near or far from it.
const LANDMARK: f32 = 0.6;

/// The places an article is about, the most important first: where it was filed from, then what it names most often.
pub fn resolve(article: &Article, spans: &[Span]) -> Vec<Place> {
    let namings = naming::read(article, spans);
    let mut hints = demonyms::find(article, spans);
    let named = |mention: &Mention| namings.iter().filter_map(|it| it.mention).any(|it| it.slot == mention.slot && it.start == mention.start);
    hints.retain(|hint| !named(&hint.mention));
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
    /// How likely each candidate is.
    shares: Vec<f32>,
    /// The candidate that what stands beside the name decided for, and what it lies in.
    decided: Option<usize>,
    beside: Option<Known>,
    mentions: Vec<Mention>,
    in_dateline: bool,
}

impl<'n> Name<'n> {
    fn new(naming: &'n Naming, decided: Option<(usize, Known)>) -> Self {
        let shares = match decided {
            Some((number, _)) => (0..naming.candidates.len()).map(|at| if at == number { 1.0 } else { 0.0 }).collect(),
            None => by_fame(&naming.candidates),
        };
        Self {
            text: naming.text,
            key: &naming.key,
            within: &naming.within,
            candidates: &naming.candidates,
            shares,
            decided: decided.map(|(number, _)| number),
            beside: decided.map(|(_, within)| within),
            mentions: naming.mention.into_iter().collect(),
            in_dateline: naming.mention.is_none(),
        }
    }

    /// How much it tells of where the article plays.
    fn votes(&self) -> f32 {
        let often = 1.0 + 0.3 * (1.0 + self.mentions.len() as f32).ln();
        let settled = if self.beside.is_some() { SETTLED } else { 0.0 };
        often + settled + if self.in_dateline { DATELINE } else { 0.0 }
    }

    /// What it says of where the article plays.
    fn cast(&self) -> Votes {
        let mut votes = if self.candidates.is_empty() { of_kind(self.key) } else { Votes::default() };
        for (candidate, share) in self.candidates.iter().zip(&self.shares).filter(|(_, share)| **share > 0.01) {
            votes.add_for(candidate, self.votes() * share);
        }
        votes.settle();
        votes
    }

    /// The likeliest candidate, and how likely it is.
    fn leading(&self) -> Option<(Candidate, f32)> {
        let all = self.candidates.iter().copied().zip(self.shares.iter().copied());
        all.reduce(|best, next| if next.1 > best.1 { next } else { best })
    }

    fn evidence(&self) -> Evidence {
        let (confidence, why) = match (self.leading(), self.beside) {
            (None, _) => (0.3, "no place of the gazetteer".to_string()),
            (_, Some(within)) => (0.97, format!("beside {}", within.name())),
            (Some(_), _) if self.candidates.len() == 1 => (0.9, "alone of its name".to_string()),
            (Some((place, share)), _) => {
                let famous = self.candidates.first().is_some_and(|first| first.known == place.known);
                (share, if famous { "the best known of its name" } else { "near other places named" }.to_string())
            }
        };
        let by = if self.in_dateline { By::Rule } else { By::Model };
        let why = if self.in_dateline { format!("dateline, {why}") } else { why };
        Evidence { by, confidence: (confidence * 100.0).round() / 100.0, why }
    }
}

/// Brings the namings of one name together; those that what stands beside them tells apart stay apart, and bare ones
/// join the first of the name.
fn gather<'n>(namings: &'n [Naming<'n>]) -> Vec<Name<'n>> {
    let mut names: Vec<Name> = Vec::new();
    let (told, bare): (Vec<&Naming>, Vec<&Naming>) = namings.iter().partition(|naming| !naming.within.is_empty());
    for naming in told.into_iter().chain(bare) {
        let decided = beside(naming);
        let number = decided.map(|(number, _)| number);
        let same = |name: &&mut Name| name.key == naming.key && (number.is_none() || name.decided == number);
        match names.iter_mut().find(same) {
            Some(name) => {
                name.mentions.extend(naming.mention);
                name.in_dateline |= naming.mention.is_none();
            }
            None => names.push(Name::new(naming, decided)),
        }
    }
    names
}

/// What stands beside a name decides, as far as a candidate lies there: its number, and what it lies in.
fn beside(naming: &Naming) -> Option<(usize, Known)> {
    let number = naming.candidates.iter().position(|candidate| candidate.is_of(&naming.within))?;
    let place = naming.candidates.get(number)?;
    naming.within.iter().find(|&&within| place.is_of(&[within])).map(|&within| (number, within))
}

/// Decides every name: all weigh on each other, again and again, until they stand together as well as they can.
fn decide(article: &Article, names: &mut [Name], hints: &[Hint]) {
    let mut given = of_publisher(article);
    for hint in hints.iter().take(64) {
        let share = DEMONYM / hint.of.len().max(1) as f32;
        hint.of.iter().for_each(|&known| given.add_for(&Candidate::new(known, 0.0), share));
    }
    for _ in 0..ROUNDS {
        let casts: Vec<Votes> = names.iter().map(Name::cast).collect();
        let mut votes = given.clone();
        casts.iter().for_each(|cast| votes.extend(cast));
        votes.settle();
        let mut landmarks = Landmarks::default();
        for (number, name) in names.iter().enumerate() {
            name.leading().filter(|(_, share)| *share > LANDMARK).iter().for_each(|(it, _)| landmarks.add(it, number));
        }
        for (number, (name, own)) in names.iter_mut().zip(&casts).enumerate() {
            if name.candidates.len() > 1 && name.beside.is_none() {
                let context = Context { votes: &votes, own, landmarks: &landmarks, name: number };
                name.shares = context.shares(name.candidates);
            }
        }
    }
}

/// The places of the names and of the demonyms, each once.
fn collect(names: Vec<Name>, hints: &[Hint]) -> Vec<Place> {
    let mut focus = Focus::default();
    for name in &names {
        name.leading().iter().for_each(|(place, share)| focus.add(place, name.votes() * share));
    }
    focus.settle();
    let mut found: Vec<(Place, bool)> = Vec::new();
    for name in names {
        let evidence = name.evidence();
        let place = match name.leading() {
            Some((place, _)) => Some(place.known.place()),
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

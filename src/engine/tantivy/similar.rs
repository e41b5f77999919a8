//! Articles like one: those that share most of what tells it from others. Whom it is about, where and on what, the more
//! the rarer that is and the more it is about it; and its most telling words.

use std::collections::{HashMap, HashSet};

use tantivy::Term;
use tantivy::query::{BooleanQuery, BoostQuery, ConstScoreQuery, Query as Lowered, TermQuery};
use tantivy::schema::{Field as Handle, IndexRecordOption};

use super::TantivyEngine;
use super::analysis::analyzer;
use super::collect::top_hits::Ranked;
use super::query::lower::Lowering;
use super::query::ranking;
use crate::article::Slot;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::error::Result;
use crate::query::{Name, Query};
use crate::search::engine::{Match, Resolution, Budget, Plan};
use crate::search::request::Sort;
use crate::text::words::Words;

/// How many words of an article are sought, and of how many it is looked up how rare they are.
const SOUGHT: usize = 25;
const LOOKED_UP: usize = 160;

/// How many words of each text are read: an article says early what it is about.
const READ: usize = 1500;

/// How many of its subjects are sought.
const SUBJECTS: usize = 16;

/// What more than one article of so many have tells nothing.
const COMMON: u64 = 3;

/// In how many articles everything sought may stand, all added up: however large the archive, no more are looked at.
const LOOKED_AT: u64 = 400_000;

/// What a subject counts against a word as rare: half for being named, half for being a main subject there too.
const SUBJECT: f32 = 0.7;

/// How often a word of the headline and of the standfirst counts.
const TITLED: f32 = 2.0;
const LED: f32 = 1.5;

/// How many hits are looked at for each that is given: versions of a story are one.
const VERSIONS: usize = 4;

/// Something that an article is about, and how much.
type Subject<'a> = (Field, &'a str, f32);

impl TantivyEngine {
    /// Articles that share what tells this one from others, best first, of each story the best, and of its own none; the
    /// score is the share of it.
    pub(super) fn sharing(
        &self,
        clipping: &Document,
        limit: usize,
        patience: &Budget,
    ) -> Result<Vec<Match>> {
        let snapshot = self.now();
        let view = self.view(&snapshot)?;
        let subjects = subjects(clipping);
        // Of a story there may be several.
        let plan = plan(&subjects, limit.saturating_mul(VERSIONS), patience);
        let (gather, found) = self.pass_of(&plan, &snapshot, &view, |lowering, _| {
            lowering.sharing(clipping, &subjects)
        })?;
        let address = self.address(&snapshot, &clipping.id)?;
        let own_story = address.and_then(|address| gather.stories.number(address));
        let is_own = |hit: &Ranked| Some(hit.address) == address;
        let own = found.hits.iter().find(|hit| is_own(hit)).or(found.hits.first());
        let own = own.map_or(1.0, Ranked::score).max(f32::MIN_POSITIVE);
        let mut told: HashSet<u32> = own_story.into_iter().collect();
        let first = |hit: &&Ranked| {
            !is_own(hit) && gather.stories.number(hit.address).is_none_or(|it| told.insert(it))
        };
        let firsts: Vec<&Ranked> = found.hits.iter().filter(first).take(limit).collect();
        let mut matches = Vec::with_capacity(firsts.len());
        for hit in firsts {
            let found = self.hit(&gather, &snapshot, &view, hit)?;
            matches.push(Match { score: (found.score / own).min(1.0), ..found });
        }
        Ok(matches)
    }
}

fn plan(subjects: &[Subject], limit: usize, patience: &Budget) -> Plan {
    let exactly = |(field, value, _): &Subject| {
        ((*field, Name::Exactly(value.to_string())), vec![value.to_string()])
    };
    Plan {
        query: Query::All,
        resolution: Resolution { names: subjects.iter().map(exactly).collect(), ..Resolution::default() },
        selections: Vec::new(),
        since: None,
        until: None,
        sort: Sort::Relevance,
        limit,
        after: None,
        facets: Vec::new(),
        timeline: false,
        collapsed: false,
        budget: patience.clone(),
    }
}

/// What an article is most about.
fn subjects(clipping: &Document) -> Vec<Subject<'_>> {
    let of = &clipping.subjects;
    let people =
        of.people.iter().map(|person| (Field::People, person.key.as_str(), person.salience));
    let places = of.places.iter().map(|place| (Field::Places, place.key.as_str(), place.salience));
    let organisations =
        of.organisations.iter().map(|org| (Field::Organisations, org.key.as_str(), org.salience));
    let topics =
        of.topics.iter().map(|topic| (Field::Topics, topic.key.as_str(), topic.score as f32));
    let mut all: Vec<Subject> = people.chain(places).chain(organisations).chain(topics).collect();
    all.sort_by(|one, other| other.2.total_cmp(&one.2));
    all.truncate(SUBJECTS);
    all
}

impl Lowering<'_> {
    /// Articles that share something with this one; the score is how much.
    fn sharing(
        &self,
        clipping: &Document,
        subjects: &[Subject],
    ) -> tantivy::Result<Box<dyn Lowered>> {
        let mut parts: Vec<Box<dyn Lowered>> = Vec::new();
        let mut left = LOOKED_AT;
        for (field, value, much) in subjects {
            let name = Name::Exactly(value.to_string());
            let with = self.values_with(*field, value)?;
            if !self.is_sought(with, &mut left) {
                continue;
            }
            let weight = SUBJECT * much * ranking::rarity(with, self.searcher.num_docs());
            let mut adds = |handle: Handle, weight: f32| -> tantivy::Result<()> {
                parts.push(Box::new(ConstScoreQuery::new(
                    self.bearing(*field, &name, handle)?,
                    weight,
                )));
                Ok(())
            };
            if *field == Field::Topics {
                adds(self.fields.get(*field), weight)?;
            } else {
                adds(self.fields.get(*field), weight / 2.0)?;
                adds(self.fields.majors, weight / 2.0)?;
            }
        }
        let fields = [self.fields.get(Field::Body), self.fields.get(Field::Title)];
        for (stem, weight) in self.telling(clipping, &mut left)? {
            for field in fields {
                let term = Term::from_field_text(field, &stem);
                let stands = TermQuery::new(term, IndexRecordOption::WithFreqs);
                parts.push(Box::new(BoostQuery::new(Box::new(stands), weight)));
            }
        }
        Ok(Box::new(BooleanQuery::union(parts)))
    }

    /// How many articles have a value of a facet, at the most.
    fn values_with(&self, field: Field, value: &str) -> tantivy::Result<u64> {
        let keys = self.view.identity.members(value).chain([value]);
        keys.map(|key| self.searcher.doc_freq(&self.fields.term(field, key))).sum()
    }

    /// Whether what so many articles have is sought: where it tells something and there are articles left to look at.
    fn is_sought(&self, with: u64, left: &mut u64) -> bool {
        let is_sought = with.saturating_mul(COMMON) <= self.searcher.num_docs() && with <= *left;
        *left -= if is_sought { with } else { 0 };
        is_sought
    }

    /// The stems that tell most of an article, each with how much it says there.
    fn telling(&self, clipping: &Document, left: &mut u64) -> tantivy::Result<Vec<(String, f32)>> {
        let mut stems: Vec<(String, f32, u64, f32)> = Vec::new();
        for (stem, times) in frequent(clipping) {
            let with = self
                .searcher
                .doc_freq(&Term::from_field_text(self.fields.get(Field::Body), &stem))?;
            // A word that this article has alone leads nowhere.
            if with > 1 {
                let weight = 1.0 + times.ln();
                stems.push((
                    stem,
                    weight,
                    with,
                    weight * ranking::rarity(with, self.searcher.num_docs()),
                ));
            }
        }
        stems.sort_by(|(.., one), (.., other)| other.total_cmp(one));
        let sought = stems.into_iter().filter(|(_, _, with, _)| self.is_sought(*with, left));
        Ok(sought.take(SOUGHT).map(|(stem, weight, ..)| (stem, weight)).collect())
    }
}

/// The most frequent stems of an article, of equally frequent ones the first; figures left out.
fn frequent(clipping: &Document) -> Vec<(String, f32)> {
    let analysis = clipping.analysis();
    let mut times: HashMap<String, (f32, usize)> = HashMap::new();
    for (slot, text) in clipping.article.slots() {
        let counts = match slot {
            Slot::Title => TITLED,
            Slot::Standfirst => LED,
            Slot::Body | Slot::Caption(_) => 1.0,
        };
        let mut words = Words::new(text);
        for _ in 0..READ {
            if words.advance().is_none() {
                break;
            }
            if words.folded().starts_with(|first: char| first.is_alphabetic()) {
                let first = times.len();
                times.entry(words.folded().to_owned()).or_insert((0.0, first)).0 += counts;
            }
        }
    }
    let mut stems: HashMap<String, (f32, usize)> = HashMap::new();
    for (word, (counts, first)) in times {
        let stem = stems.entry(analyzer::term(analysis, &word)).or_insert((0.0, first));
        *stem = (stem.0 + counts, stem.1.min(first));
    }
    let mut stems: Vec<(String, (f32, usize))> = stems.into_iter().collect();
    stems.sort_by(|(_, one), (_, other)| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    stems.truncate(LOOKED_UP);
    stems.into_iter().map(|(stem, (counts, _))| (stem, counts)).collect()
}

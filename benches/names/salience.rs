//! Evaluation of salience on the GUM corpus: the main subjects of an article are those that most of
//! its five summaries mention. Compares with the previous rule and with simple baselines.

#![allow(clippy::indexing_slicing)]

use std::collections::{BTreeMap, HashMap};

use morgue::internals::article::entity::{Mention, Person, Subjects, Via};
use morgue::internals::article::home::Home;
use morgue::internals::article::salience;
use morgue::internals::article::{Article, Slot};
use morgue::internals::enrich::entities;

use super::gum::{GumDocument, GumMention};

/// Number of summaries that is a majority of five.
const MAJORITY: usize = 3;

/// An entity of an article with its label and its scores.
#[derive(Debug, Clone, Default)]
pub struct ScoredEntity {
    /// True if most summaries mention it.
    pub is_salient: bool,
    /// Salience score.
    pub salience: f64,
    /// True if the previous rule called it a main subject.
    pub was_major: bool,
    /// Number of mentions.
    pub times: f64,
    /// Negated offset of the first mention: higher is earlier.
    pub first: f64,
}

/// Score to rank by.
pub type RankBy = fn(&ScoredEntity) -> f64;

/// Rule for main subjects.
pub type Rule = fn(&ScoredEntity) -> bool;

/// Scores the entities that are extracted from the articles, with the salient ones that are missed.
pub fn found(documents: &[GumDocument]) -> Vec<ScoredEntity> {
    let score_document = |document: &GumDocument| {
        let mut subjects = entities::enrich(&document.article, &Home::default()).subjects;
        salience::score(&document.article, &mut subjects);
        let mut missed: HashMap<&str, ScoredEntity> = document
            .mentions
            .iter()
            .filter(|annotation| annotation.summaries >= MAJORITY && annotation.name.is_some())
            .map(|annotation| {
                (
                    annotation.cluster.as_str(),
                    ScoredEntity { is_salient: true, first: f64::MIN, ..ScoredEntity::default() },
                )
            })
            .collect();
        let mut all = Vec::new();
        for (salience, mentions) in entities_with_salience(&subjects) {
            let matching = matching_annotation(document, mentions);
            if let Some(annotation) = matching {
                missed.remove(annotation.cluster.as_str());
            }
            all.push(scored_entity(
                matching.is_some_and(|annotation| annotation.summaries >= MAJORITY),
                salience,
                mentions,
            ));
        }
        all.into_iter().chain(missed.into_values()).collect::<Vec<_>>()
    };
    documents.iter().flat_map(score_document).collect()
}

/// Scores the annotated entities of the corpus.
pub fn marked(documents: &[GumDocument]) -> Vec<ScoredEntity> {
    let score_document = |document: &GumDocument| {
        let mut clusters: BTreeMap<&str, (usize, Vec<Mention>)> = BTreeMap::new();
        for annotation in document.mentions.iter() {
            let Some(name) = &annotation.name else { continue };
            let (summaries, mentions) = clusters.entry(&annotation.cluster).or_default();
            *summaries = annotation.summaries;
            mentions.push(Mention {
                slot: annotation.slot,
                start: name.start,
                end: name.end,
                via: Via::Name,
            });
        }
        let as_person = |(key, (_, mentions)): (&&str, &(usize, Vec<Mention>))| Person {
            key: key.to_string(),
            mentions: mentions.clone(),
            ..Person::default()
        };
        let people = clusters.iter().map(as_person).collect();
        let subjects = Subjects { people, ..Subjects::default() };
        let scores = salience::scores(&document.article, &subjects);
        let entities = clusters.iter().map(|(key, (summaries, mentions))| {
            scored_entity(*summaries >= MAJORITY, scores[key], mentions)
        });
        entities.collect::<Vec<_>>()
    };
    documents.iter().flat_map(score_document).collect()
}

/// Scores the entities in the text of these articles, labelled by their hidden headlines.
pub fn headlines(articles: &[(Article, Subjects)]) -> Vec<ScoredEntity> {
    let score_document = |(article, subjects): &(Article, Subjects)| {
        let mut hidden = subjects.clone();
        let hide =
            |mentions: &mut Vec<Mention>| mentions.retain(|mention| mention.slot != Slot::Title);
        hidden.people.iter_mut().for_each(|person| hide(&mut person.mentions));
        hidden.places.iter_mut().for_each(|place| hide(&mut place.mentions));
        hidden.organisations.iter_mut().for_each(|org| hide(&mut org.mentions));
        let scores = salience::scores(article, &hidden);
        let pairs = entities_with_keys(&hidden)
            .zip(entities_with_keys(subjects))
            .filter(|((_, mentions), _)| !mentions.is_empty());
        let entities = pairs.map(|((key, mentions), (_, all))| {
            scored_entity(
                all.iter().any(|mention| mention.slot == Slot::Title),
                scores[key],
                mentions,
            )
        });
        entities.collect::<Vec<_>>()
    };
    articles.iter().flat_map(score_document).collect()
}

fn entities_with_salience(subjects: &Subjects) -> impl Iterator<Item = (f32, &[Mention])> {
    let people = subjects.people.iter().map(|person| (person.salience, &person.mentions[..]));
    let places = subjects.places.iter().map(|place| (place.salience, &place.mentions[..]));
    people
        .chain(places)
        .chain(subjects.organisations.iter().map(|org| (org.salience, &org.mentions[..])))
}

fn entities_with_keys(subjects: &Subjects) -> impl Iterator<Item = (&str, &[Mention])> {
    let people = subjects.people.iter().map(|person| (person.key.as_str(), &person.mentions[..]));
    let places = subjects.places.iter().map(|place| (place.key.as_str(), &place.mentions[..]));
    people
        .chain(places)
        .chain(subjects.organisations.iter().map(|org| (org.key.as_str(), &org.mentions[..])))
}

/// Finds the annotation that matches most of these mentions.
fn matching_annotation<'d>(
    document: &'d GumDocument,
    mentions: &[Mention],
) -> Option<&'d GumMention> {
    let mut votes: BTreeMap<&str, (usize, &GumMention)> = BTreeMap::new();
    for mention in mentions {
        let is_same = |annotation: &&GumMention| {
            let inside = annotation.start <= mention.start && mention.end <= annotation.end;
            let around = mention.start <= annotation.start && annotation.end <= mention.end;
            annotation.slot == mention.slot && (inside || around)
        };
        let size_difference = |annotation: &&GumMention| {
            (annotation.end - annotation.start).abs_diff(mention.end - mention.start)
        };
        if let Some(annotation) =
            document.mentions.iter().filter(is_same).min_by_key(size_difference)
        {
            votes.entry(&annotation.cluster).or_insert((0, annotation)).0 += 1;
        }
    }
    votes.into_values().max_by_key(|(votes, _)| *votes).map(|(_, annotation)| annotation)
}

fn scored_entity(is_salient: bool, salience: f32, mentions: &[Mention]) -> ScoredEntity {
    let is_titled = mentions.iter().any(|mention| mention.slot == Slot::Title);
    let offset = |mention: &Mention| if mention.slot == Slot::Body { mention.start } else { 0 };
    let first = mentions.iter().map(offset).min().unwrap_or(usize::MAX);
    let was_major = is_titled || mentions.len() >= 3 && first < 400;
    ScoredEntity {
        is_salient,
        salience: f64::from(salience),
        was_major,
        times: mentions.len() as f64,
        first: -(first as f64),
    }
}

/// Area under the ROC curve: the probability that a salient entity ranks above another.
pub fn auc(entities: &[ScoredEntity], rank_by: RankBy) -> f64 {
    let (salient, others): (Vec<&ScoredEntity>, Vec<&ScoredEntity>) =
        entities.iter().partition(|entity| entity.is_salient);
    let wins = |one: &&ScoredEntity| {
        let one = rank_by(one);
        others
            .iter()
            .map(|other| {
                if one > rank_by(other) {
                    1.0
                } else if one == rank_by(other) {
                    0.5
                } else {
                    0.0
                }
            })
            .sum::<f64>()
    };
    salient.iter().map(wins).sum::<f64>() / (salient.len() * others.len()).max(1) as f64
}

/// Average precision of a ranking; ties share a rank.
pub fn average_precision(entities: &[ScoredEntity], rank_by: RankBy) -> f64 {
    let mut ranking: Vec<&ScoredEntity> = entities.iter().collect();
    ranking.sort_by(|one, other| rank_by(other).total_cmp(&rank_by(one)));
    let (mut ranked, mut hits, mut sum) = (0, 0, 0.0);
    for ties in ranking.chunk_by(|one, other| rank_by(one) == rank_by(other)) {
        let salient = ties.iter().filter(|entity| entity.is_salient).count();
        (ranked, hits) = (ranked + ties.len(), hits + salient);
        sum += salient as f64 * hits as f64 / ranked as f64;
    }
    sum / hits.max(1) as f64
}

/// Precision, recall and F1 of a rule for main subjects.
pub fn main_subjects(entities: &[ScoredEntity], is_major: Rule) -> [f64; 3] {
    let (mut hits, mut predicted, mut salient) = (0.0, 0.0, 0.0);
    for entity in entities {
        let is_major = is_major(entity);
        hits += f64::from(u8::from(is_major && entity.is_salient));
        predicted += f64::from(u8::from(is_major));
        salient += f64::from(u8::from(entity.is_salient));
    }
    [
        hits / predicted.max(1.0),
        hits / salient.max(1.0),
        2.0 * hits / (predicted + salient).max(1.0),
    ]
}

/// The current rule for main subjects.
pub fn is_major(entity: &ScoredEntity) -> bool {
    entity.salience >= f64::from(salience::MAJOR)
}

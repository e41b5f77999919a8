//! The topic model: one logistic regression per topic over tf-idf features, with scores calibrated
//! to probabilities (Platt scaling, Platt 1999) and a threshold for each topic.

use super::features;
use crate::article::Article;
use crate::article::taxonomy;
use crate::article::taxonomy::Concept;

/// Maximum number of topics of a model.
pub const MAX_TOPICS: usize = 64;

/// Added to the squared length of the feature vector, so that texts with few known words score low.
pub const DAMPING: f32 = 60.0;

/// Least number of known features in a text; with fewer it is not scored.
const MIN_FEATURES: usize = 4;

/// A topic of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct TopicOutput {
    /// The concept in the taxonomy.
    pub concept: &'static Concept,
    /// Weight of one unit of the quantised weights.
    pub step: f32,
    /// Slope of the calibration.
    pub slope: f32,
    /// Offset of the calibration: `slope * score + offset` are the log odds.
    pub offset: f32,
    /// Probability from which the topic is assigned.
    pub threshold: f32,
}

/// Rarity of a feature, and its weight for each topic.
#[derive(Debug, Clone, PartialEq)]
pub struct FeatureRow {
    /// Hash of the feature.
    pub feature: u64,
    /// Inverse document frequency: its logarithm, in sixteenths.
    pub rarity: u8,
    /// Quantised weight for each topic.
    pub weights: Vec<i8>,
}

/// A hash table of feature rows, and the topics.
#[derive(Default)]
pub struct TopicModel {
    /// The topics.
    pub outputs: Vec<TopicOutput>,
    /// Fingerprint and row number from one; both zero for an empty slot.
    slots: Vec<(u32, u32)>,
    rarity: Vec<f32>,
    weights: Vec<i8>,
}

/// The known features of an article, with reusable buffers.
#[derive(Default)]
pub struct FeatureVector {
    counts: Vec<f32>,
    rows: Vec<u32>,
    buffer: String,
}

/// Score of a topic for an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TopicScore {
    /// The topic.
    pub concept: &'static Concept,
    /// Probability that the article is about it.
    pub probability: f32,
    /// True if the probability reaches the threshold.
    pub is_assigned: bool,
}

/// Scores of an article, by topic.
pub type Scores = [f32; MAX_TOPICS];

/// Least threshold of any topic.
const MIN_THRESHOLD: f32 = 0.5;

/// Topics that a few words suggest easily ("ring", "coach", "saint"): lifestyle, religion, sport.
/// Their evidence must be broad.
const EASILY_SUGGESTED: [&str; 3] = ["10000000", "12000000", "15000000"];

/// Least effective number of terms in the evidence for such a topic, and its least probability. Both
/// were chosen on `tests/truth/subjects.tsv`.
const MIN_BREADTH: f32 = 8.0;
const MIN_BROAD_PROBABILITY: f32 = 0.9;

/// Human interest, which no threshold infers reliably: only publishers assign it.
const NOT_INFERRED: &str = "08000000";

impl TopicModel {
    /// Loads a model from the bytes written by [`pack`]. Malformed bytes give an empty model, which
    /// assigns nothing.
    pub fn new(bytes: &[u8]) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (topics, bytes) = number(bytes)?;
        let (rows, bytes) = number(bytes)?;
        let (topics, rows) = (topics as usize, rows as usize);
        let (outputs, bytes) = bytes.split_at_checked(topics.checked_mul(20)?)?;
        let (hashes, bytes) = bytes.split_at_checked(rows.checked_mul(8)?)?;
        let (rarity, weights) = bytes.split_at_checked(rows)?;
        let is_consistent =
            (1..=MAX_TOPICS).contains(&topics) && weights.len() == rows.checked_mul(topics)?;
        if !is_consistent {
            return None;
        }
        let mut model = Self {
            outputs: outputs.as_chunks::<20>().0.iter().map(output).collect::<Option<_>>()?,
            slots: vec![(0, 0); (rows * 2).next_power_of_two()],
            rarity: rarity.iter().map(|steps| f32::from(*steps) / 16.0).collect(),
            weights: weights.iter().map(|byte| *byte as i8).collect(),
        };
        for (bytes, row) in hashes.as_chunks::<8>().0.iter().zip(1..) {
            model.insert(u64::from_le_bytes(*bytes), row);
        }
        Some(model)
    }

    fn insert(&mut self, feature: u64, row: u32) {
        let mask = self.slots.len() - 1;
        let mut at = feature as usize & mask;
        while let Some(slot) = self.slots.get_mut(at) {
            if slot.1 == 0 {
                *slot = ((feature >> 32) as u32, row);
                return;
            }
            at = (at + 1) & mask;
        }
    }

    /// Returns the row of a feature.
    fn find(&self, feature: u64) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let fingerprint = (feature >> 32) as u32;
        let mut at = feature as usize & mask;
        loop {
            match self.slots.get(at)? {
                (_, 0) => return None,
                (known, row) if *known == fingerprint => return Some(*row as usize - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    fn row(&self, row: usize) -> &[i8] {
        let topics = self.outputs.len();
        self.weights.get(row * topics..(row + 1) * topics).unwrap_or_default()
    }

    /// Scores all topics; empty if too little of the article is known.
    pub fn score(&self, article: &Article, features: &mut FeatureVector) -> Vec<TopicScore> {
        let Some(scores) = self.raw_scores(article, features) else { return Vec::new() };
        let mut topic_scores: Vec<TopicScore> = Vec::with_capacity(self.outputs.len());
        for (index, (output, score)) in self.outputs.iter().zip(scores).enumerate() {
            let probability = output.probability(score);
            // Broader topics come first in the model. A narrower topic requires its broader one and
            // is never more probable.
            let broader = output
                .concept
                .broader()
                .map(|broader| topic_scores.iter().find(|score| score.concept == broader));
            let (max_probability, may_assign) = broader.map_or((1.0, true), |broader| {
                broader.map_or((0.0, false), |it| (it.probability, it.is_assigned))
            });
            let is_reliable = || match output.concept.code {
                NOT_INFERRED => false,
                code if EASILY_SUGGESTED.contains(&code) => {
                    probability >= MIN_BROAD_PROBABILITY
                        && self.breadth(article, index) >= MIN_BREADTH
                }
                _ => true,
            };
            let is_assigned =
                may_assign && probability >= output.threshold.max(MIN_THRESHOLD) && is_reliable();
            topic_scores.push(TopicScore {
                concept: output.concept,
                probability: probability.min(max_probability),
                is_assigned,
            });
        }
        topic_scores
    }

    /// Computes the effective number of terms in the evidence for a topic, given its index: the
    /// inverse Simpson index of their weights. One dominant term gives 1, n equal terms give n.
    fn breadth(&self, article: &Article, topic: usize) -> f32 {
        let weights = self.evidence_terms(article, topic).into_iter().map(|(_, weight)| weight);
        let (sum, squares) = weights
            .fold((0.0, 0.0), |(sum, squares), weight| (sum + weight, squares + weight * weight));
        if squares > 0.0 { sum * sum / squares } else { 0.0 }
    }

    /// Computes the raw scores by topic; `None` if too little of the article is known.
    fn raw_scores(&self, article: &Article, features: &mut FeatureVector) -> Option<Scores> {
        let known = self.count(article, features);
        let mut scores = [0.0; MAX_TOPICS];
        let mut squares = DAMPING;
        for row in features.rows.drain(..) {
            let row = row as usize;
            let Some(count) = features.counts.get_mut(row) else { continue };
            let value = features::term_frequency(std::mem::take(count))
                * self.rarity.get(row).copied().unwrap_or_default();
            squares += value * value;
            let weights = self.row(row);
            scores
                .iter_mut()
                .zip(weights)
                .for_each(|(score, weight)| *score += value * f32::from(*weight));
        }
        let length = squares.sqrt();
        for (score, output) in scores.iter_mut().zip(&self.outputs) {
            *score *= output.step / length;
        }
        (known >= MIN_FEATURES).then_some(scores)
    }

    /// Counts the known features of an article and returns their number.
    fn count(&self, article: &Article, features: &mut FeatureVector) -> usize {
        let FeatureVector { counts, rows, buffer } = features;
        counts.resize(self.rarity.len(), 0.0);
        features::extract(article, buffer, |feature, weight, _| {
            let Some(row) = self.find(feature) else { return };
            let Some(count) = counts.get_mut(row) else { return };
            if *count == 0.0 {
                rows.push(row as u32);
            }
            *count += weight;
        });
        rows.len()
    }

    /// Finds the words and bigrams with weight for a topic, given its index, the most important
    /// first.
    pub fn evidence_terms<'a>(&self, article: &'a Article, topic: usize) -> Vec<(&'a str, f32)> {
        let mut found: Vec<(usize, &'a str, f32)> = Vec::new();
        features::extract(article, &mut String::new(), |feature, weight, text| {
            let Some(row) = self.find(feature) else { return };
            match found.iter_mut().find(|(known, ..)| *known == row) {
                Some((.., count)) => *count += weight,
                None => found.push((row, text, weight)),
            }
        });
        let step = self.outputs.get(topic).map_or(0.0, |output| output.step);
        let contribution = |(row, text, count): (usize, &'a str, f32)| {
            let weight = f32::from(self.row(row).get(topic).copied().unwrap_or_default());
            (
                text,
                features::term_frequency(count)
                    * self.rarity.get(row).copied().unwrap_or_default()
                    * weight
                    * step,
            )
        };
        let mut terms: Vec<(&str, f32)> =
            found.into_iter().map(contribution).filter(|(_, weight)| *weight > 0.0).collect();
        terms.sort_by(|one, other| other.1.total_cmp(&one.1));
        terms
    }
}

impl TopicOutput {
    /// Computes the probability of the topic at this score.
    fn probability(&self, score: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * score + self.offset)).exp())
    }
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number), rest))
}

fn output(bytes: &[u8; 20]) -> Option<TopicOutput> {
    let (code, bytes) = number(bytes)?;
    let [step, slope, offset, threshold] = bytes.as_chunks::<4>().0 else { return None };
    let [step, slope, offset, threshold] =
        [step, slope, offset, threshold].map(|bytes| f32::from_le_bytes(*bytes));
    let concept = taxonomy::by_code(&format!("{code:08}"))?;
    Some(TopicOutput { concept, step, slope, offset, threshold })
}

/// Serializes a model.
pub fn pack(outputs: &[TopicOutput], rows: &[FeatureRow]) -> Vec<u8> {
    let mut bytes = (outputs.len() as u32).to_le_bytes().to_vec();
    bytes.extend((rows.len() as u32).to_le_bytes());
    for TopicOutput { concept, step, slope, offset, threshold } in outputs {
        let code = concept.code.parse::<u32>();
        debug_assert!(code.is_ok(), "the code of a concept is a number");
        bytes.extend(code.unwrap_or_default().to_le_bytes());
        bytes.extend(
            [step, slope, offset, threshold].into_iter().flat_map(|number| number.to_le_bytes()),
        );
    }
    bytes.extend(rows.iter().flat_map(|row| row.feature.to_le_bytes()));
    bytes.extend(rows.iter().map(|row| row.rarity));
    bytes.extend(rows.iter().flat_map(|row| &row.weights).map(|weight| *weight as u8));
    bytes
}

#[cfg(test)]
mod tests {
    use super::super::features::bigram;
    use super::*;
    use crate::text::hash;

    fn known() -> TopicModel {
        let [goal, cup, price] = ["goal", "cup", "price"].map(|word| hash::of(word.as_bytes()));
        let output = |code: &str| TopicOutput {
            concept: taxonomy::by_code(code).expect("a concept"),
            step: 0.5,
            slope: 1.0,
            offset: -12.0,
            threshold: 0.5,
        };
        let row = |feature, weights: [i8; 3]| FeatureRow {
            feature,
            rarity: 64,
            weights: weights.to_vec(),
        };
        let rows = [
            row(goal, [120, -40, 30]),
            row(cup, [90, 0, 30]),
            row(bigram(cup, goal), [90, 0, 30]),
            row(price, [0, 90, 127]),
        ];
        TopicModel::new(&pack(&["13000000", "04000000", "20000344"].map(output), &rows))
    }

    fn assigned(model: &TopicModel, body: &str) -> Vec<&'static str> {
        let article = Article { body: body.to_owned(), ..Article::default() };
        let scores = model.score(&article, &mut FeatureVector::default());
        scores
            .into_iter()
            .filter(|score| score.is_assigned)
            .map(|score| score.concept.name)
            .collect()
    }

    #[test]
    fn packed_models_assign_topics() {
        let model = known();
        assert_eq!(
            assigned(&model, "The cup goal: a cup, a goal, a price."),
            ["science and technology"]
        );
        assert_eq!(
            assigned(&model, "Cup price, price, price goal; cup goal price, price."),
            ["science and technology", "economy, business and finance", "economy"]
        );
        assert!(assigned(&model, "A goal.").is_empty(), "too few features are known");
    }

    #[test]
    fn evidence_terms_are_quoted_from_the_text() {
        let article = Article { body: "Cup goal! The Price.".to_owned(), ..Article::default() };
        let terms: Vec<&str> =
            known().evidence_terms(&article, 0).into_iter().map(|(words, _)| words).collect();
        assert_eq!(terms, ["goal", "Cup", "Cup goal"]);
    }

    #[test]
    fn malformed_models_assign_nothing() {
        for bytes in [&[][..], &[1, 2, 3], &[0; 600], &[255; 600]] {
            assert!(
                assigned(&TopicModel::new(bytes), "The cup goal: a cup, a goal, a price.")
                    .is_empty()
            );
        }
    }
}

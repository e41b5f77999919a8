//! The trained weights: for every word and pair that proved useful, how much it speaks for each topic; and for each
//! topic, how its score becomes a probability and from which one on it is told.

use super::features;
use crate::article::Article;
use crate::article::taxonomy;
use crate::article::taxonomy::Concept;

/// The most topics a model tells apart.
pub const TOPICS: usize = 64;

/// Added to the sum of squares of what is known in a text: a text of few known words says little.
pub const DAMPING: f32 = 60.0;

/// Features of a text that are known, at the least; with fewer there is nothing to judge by.
const LEAST: usize = 4;

/// One topic of the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Output {
    /// What it is.
    pub concept: &'static Concept,
    /// What one step of a weight means.
    pub step: f32,
    /// A score times this...
    pub slope: f32,
    /// ...and this is the logarithm of the odds.
    pub offset: f32,
    /// The probability from which on it is told.
    pub threshold: f32,
}

/// How rare a feature is, and how much it speaks for each topic.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// The feature.
    pub feature: u64,
    /// The logarithm of how rare it is, in sixteenths.
    pub rarity: u8,
    /// By topic.
    pub weights: Vec<i8>,
}

/// A table of rows by feature.
#[derive(Default)]
pub struct Model {
    /// The topics.
    pub outputs: Vec<Output>,
    /// What tells a feature from others, and its row from one; both zero where there is none.
    slots: Vec<(u32, u32)>,
    rarity: Vec<f32>,
    weights: Vec<i8>,
}

/// Memory that serves one article after another.
#[derive(Default)]
pub struct Reading {
    counts: Vec<f32>,
    seen: Vec<u32>,
    buffer: String,
}

/// What a model makes of a concept in an article.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Judged {
    /// The concept.
    pub concept: &'static Concept,
    /// How likely the article is about it.
    pub probability: f32,
    /// Whether that is sure enough to be told.
    pub told: bool,
}

/// The scores of an article, by topic.
pub type Scores = [f32; TOPICS];

/// What is less likely than not is not told.
const EVEN: f32 = 0.5;

impl Model {
    /// The model of these bytes, as [`pack`] made them; one that knows nothing of bytes that are none.
    pub fn new(bytes: &[u8]) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let (topics, bytes) = number(bytes)?;
        let (rows, bytes) = number(bytes)?;
        let (topics, rows) = (topics as usize, rows as usize);
        let (outputs, bytes) = bytes.split_at_checked(topics.checked_mul(20)?)?;
        let (checks, bytes) = bytes.split_at_checked(rows.checked_mul(8)?)?;
        let (rarity, weights) = bytes.split_at_checked(rows)?;
        let fits = (1..=TOPICS).contains(&topics) && weights.len() == rows.checked_mul(topics)?;
        if !fits {
            return None;
        }
        let mut model = Self {
            outputs: outputs.as_chunks::<20>().0.iter().filter_map(|bytes| output(bytes)).collect(),
            slots: vec![(0, 0); (rows * 2).next_power_of_two()],
            rarity: rarity.iter().map(|steps| f32::from(*steps) / 16.0).collect(),
            weights: weights.iter().map(|byte| *byte as i8).collect(),
        };
        for (bytes, row) in checks.as_chunks::<8>().0.iter().zip(1..) {
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

    /// The row of a feature.
    fn find(&self, feature: u64) -> Option<usize> {
        let mask = self.slots.len().checked_sub(1)?;
        let check = (feature >> 32) as u32;
        let mut at = feature as usize & mask;
        loop {
            match self.slots.get(at)? {
                (_, 0) => return None,
                (known, row) if *known == check => return Some(*row as usize - 1),
                _ => at = (at + 1) & mask,
            }
        }
    }

    fn row(&self, row: usize) -> &[i8] {
        let topics = self.outputs.len();
        self.weights.get(row * topics..(row + 1) * topics).unwrap_or_default()
    }

    /// Every concept with its probability; none where too little of the article is known.
    pub fn judge(&self, article: &Article, reading: &mut Reading) -> Vec<Judged> {
        let Some(scores) = self.scores(article, reading) else { return Vec::new() };
        let mut all: Vec<Judged> = Vec::with_capacity(self.outputs.len());
        for (output, score) in self.outputs.iter().zip(scores) {
            let probability = output.probability(score);
            // The widest subjects stand first in the model: a narrower one needs its own, and is never likelier.
            let wider = output
                .concept
                .wider()
                .map(|wider| all.iter().find(|judged| judged.concept == wider));
            let (most, may) = wider.map_or((1.0, true), |wider| {
                wider.map_or((0.0, false), |it| (it.probability, it.told))
            });
            let told = may && probability >= output.threshold.max(EVEN);
            all.push(Judged { concept: output.concept, probability: probability.min(most), told });
        }
        all
    }

    /// What an article scores, by topic; nothing where too little of it is known.
    fn scores(&self, article: &Article, reading: &mut Reading) -> Option<Scores> {
        let known = self.count(article, reading);
        let mut scores = [0.0; TOPICS];
        let mut squares = DAMPING;
        for row in reading.seen.drain(..) {
            let row = row as usize;
            let Some(count) = reading.counts.get_mut(row) else { continue };
            let worth = features::worth(std::mem::take(count))
                * self.rarity.get(row).copied().unwrap_or_default();
            squares += worth * worth;
            let weights = self.row(row);
            scores
                .iter_mut()
                .zip(weights)
                .for_each(|(score, weight)| *score += worth * f32::from(*weight));
        }
        let length = squares.sqrt();
        for (score, output) in scores.iter_mut().zip(&self.outputs) {
            *score *= output.step / length;
        }
        (known >= LEAST).then_some(scores)
    }

    /// Counts the known features of an article; returns how many there are.
    fn count(&self, article: &Article, reading: &mut Reading) -> usize {
        let Reading { counts, seen, buffer } = reading;
        counts.resize(self.rarity.len(), 0.0);
        features::each(article, buffer, |feature, weight, _| {
            let Some(row) = self.find(feature) else { return };
            let Some(count) = counts.get_mut(row) else { return };
            if *count == 0.0 {
                seen.push(row as u32);
            }
            *count += weight;
        });
        seen.len()
    }

    /// The words and pairs of an article that speak for the topic at this place, most first.
    pub fn speakers<'a>(&self, article: &'a Article, topic: usize) -> Vec<(&'a str, f32)> {
        let mut heard: Vec<(usize, &'a str, f32)> = Vec::new();
        features::each(article, &mut String::new(), |feature, weight, text| {
            let Some(row) = self.find(feature) else { return };
            match heard.iter_mut().find(|(known, ..)| *known == row) {
                Some((.., count)) => *count += weight,
                None => heard.push((row, text, weight)),
            }
        });
        let step = self.outputs.get(topic).map_or(0.0, |output| output.step);
        let speaks = |(row, text, count): (usize, &'a str, f32)| {
            let weight = f32::from(self.row(row).get(topic).copied().unwrap_or_default());
            (
                text,
                features::worth(count)
                    * self.rarity.get(row).copied().unwrap_or_default()
                    * weight
                    * step,
            )
        };
        let mut speakers: Vec<(&str, f32)> =
            heard.into_iter().map(speaks).filter(|(_, said)| *said > 0.0).collect();
        speakers.sort_by(|one, other| other.1.total_cmp(&one.1));
        speakers
    }
}

impl Output {
    /// The probability of the topic at this score.
    fn probability(&self, score: f32) -> f32 {
        1.0 / (1.0 + (-(self.slope * score + self.offset)).exp())
    }
}

fn number(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<4>()?;
    Some((u32::from_le_bytes(*number), rest))
}

fn output(bytes: &[u8]) -> Option<Output> {
    let (code, bytes) = number(bytes)?;
    let [step, slope, offset, threshold] = bytes.as_chunks::<4>().0 else { return None };
    let [step, slope, offset, threshold] =
        [step, slope, offset, threshold].map(|bytes| f32::from_le_bytes(*bytes));
    let concept = taxonomy::find(&format!("{code:08}"))?;
    Some(Output { concept, step, slope, offset, threshold })
}

/// The bytes of a model.
pub fn pack(outputs: &[Output], rows: &[Row]) -> Vec<u8> {
    let mut bytes = (outputs.len() as u32).to_le_bytes().to_vec();
    bytes.extend((rows.len() as u32).to_le_bytes());
    for Output { concept, step, slope, offset, threshold } in outputs {
        bytes.extend(concept.code.parse().unwrap_or(0_u32).to_le_bytes());
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
    use super::super::features::pair;
    use super::*;
    use crate::text::hash;

    fn known() -> Model {
        let [goal, cup, price] = ["goal", "cup", "price"].map(|word| hash::of(word.as_bytes()));
        let output = |code: &str| Output {
            concept: taxonomy::find(code).expect("a concept"),
            step: 0.5,
            slope: 1.0,
            offset: -12.0,
            threshold: 0.5,
        };
        let row =
            |feature, weights: [i8; 3]| Row { feature, rarity: 64, weights: weights.to_vec() };
        let rows = [
            row(goal, [120, -40, 30]),
            row(cup, [90, 0, 30]),
            row(pair(cup, goal), [90, 0, 30]),
            row(price, [0, 90, 127]),
        ];
        Model::new(&pack(&["15000000", "04000000", "20000344"].map(output), &rows))
    }

    fn told(model: &Model, body: &str) -> Vec<&'static str> {
        let article = Article { body: body.to_owned(), ..Article::default() };
        let judged = model.judge(&article, &mut Reading::default());
        judged.into_iter().filter(|judged| judged.told).map(|judged| judged.concept.name).collect()
    }

    #[test]
    fn what_is_packed_is_judged_by() {
        let model = known();
        assert_eq!(told(&model, "The cup goal: a cup, a goal, a price."), ["sport"]);
        assert_eq!(
            told(&model, "Cup price, price, price goal; cup goal price, price."),
            ["sport", "economy, business and finance", "economy"]
        );
        assert!(told(&model, "A goal.").is_empty(), "too little is known of it");
    }

    #[test]
    fn the_words_that_spoke_are_told_as_they_stand() {
        let article = Article { body: "Cup goal! The Price.".to_owned(), ..Article::default() };
        let speakers: Vec<&str> =
            known().speakers(&article, 0).into_iter().map(|(words, _)| words).collect();
        assert_eq!(speakers, ["goal", "Cup", "Cup goal"]);
    }

    #[test]
    fn bytes_that_are_no_model_know_nothing() {
        for bytes in [&[][..], &[1, 2, 3], &[0; 600], &[255; 600]] {
            assert!(told(&Model::new(bytes), "The cup goal: a cup, a goal, a price.").is_empty());
        }
    }
}

//! One logistic regression per topic over the features of an article, all learned at once. What is known beforehand, the
//! words of the lexicon, is where the weights start and what they are drawn back to: a word no text teaches keeps it.

use morgue::enrich::topics::model::{Scores, TOPICS};

use crate::common::Dice;

/// An article as numbers of features with their values, of length one, and for each topic what it teaches: how much,
/// and for or against.
pub struct Lesson {
    pub features: Vec<(u32, f32)>,
    pub targets: Scores,
}

/// How often every lesson is taken.
const ROUNDS: usize = 14;
/// How fast.
const PACE: f32 = 0.35;
/// How strongly weights are drawn back to what is known beforehand, each round.
const BACK: f32 = 0.03;

/// What is learned: weights by feature, and what speaks for a topic before a word is read.
#[derive(Clone)]
pub struct Learner {
    pub weights: Vec<Scores>,
    pub bias: Scores,
}

impl Learner {
    /// Learns from these lessons.
    pub fn learn(lessons: &[&Lesson], known: &[Scores]) -> Self {
        let mut learner = Self { weights: known.to_vec(), bias: [-3.0; TOPICS] };
        let mut moved = vec![[0.05_f32; TOPICS]; known.len()];
        let mut order: Vec<usize> = (0..lessons.len()).collect();
        let mut dice = Dice::new(17);
        for _ in 0..ROUNDS {
            for at in (1..order.len()).rev() {
                order.swap(at, dice.roll(at + 1));
            }
            for lesson in order.iter().map(|at| lessons[*at]) {
                learner.take(lesson, &mut moved);
            }
            for (weights, known) in learner.weights.iter_mut().zip(known) {
                weights
                    .iter_mut()
                    .zip(known)
                    .for_each(|(weight, known)| *weight -= (*weight - known) * BACK);
            }
        }
        learner
    }

    fn take(&mut self, lesson: &Lesson, moved: &mut [Scores]) {
        let scores = self.scores(&lesson.features);
        let mut errors = [0.0; TOPICS];
        for ((error, score), target) in errors.iter_mut().zip(scores).zip(lesson.targets) {
            let is = 1.0 / (1.0 + (-score).exp());
            *error = target.abs() * (f32::from(u8::from(target > 0.0)) - is);
        }
        self.bias.iter_mut().zip(errors).for_each(|(bias, error)| *bias += 0.02 * error);
        for (feature, value) in &lesson.features {
            let (weights, moved) =
                (&mut self.weights[*feature as usize], &mut moved[*feature as usize]);
            for ((weight, moved), error) in weights.iter_mut().zip(moved).zip(errors) {
                let step = error * value;
                *moved += step * step;
                *weight += PACE * step / moved.sqrt();
            }
        }
    }

    /// What an article scores.
    pub fn scores(&self, features: &[(u32, f32)]) -> Scores {
        let mut scores = self.bias;
        for (feature, value) in features {
            let weights = &self.weights[*feature as usize];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += value * weight);
        }
        scores
    }
}

/// The line through scores that tells probabilities best: slope and offset of the logarithm of the odds (Platt 1999).
pub fn calibrated(told: &[(f32, bool)]) -> (f32, f32) {
    let yes = told.iter().filter(|(_, is)| *is).count() as f32;
    let no = told.len() as f32 - yes;
    // Nobody is ever quite sure: it keeps the line from standing upright.
    let (high, low) = ((yes + 1.0) / (yes + 2.0), 1.0 / (no + 2.0));
    let (mut slope, mut offset) = (1.0_f32, 0.0_f32);
    for _ in 0..200 {
        let (mut a, mut b, mut aa, mut ab, mut bb) = (0.0, 0.0, 1e-3, 0.0, 1e-3);
        for (score, is) in told {
            let p = 1.0 / (1.0 + (-(slope * score + offset)).exp());
            let (error, spread) = (if *is { high } else { low } - p, p * (1.0 - p) + 1e-6);
            (a, b) = (a + error * score, b + error);
            (aa, ab, bb) = (aa + spread * score * score, ab + spread * score, bb + spread);
        }
        let whole = aa * bb - ab * ab;
        slope += 0.5 * (a * bb - b * ab) / whole;
        offset += 0.5 * (b * aa - a * ab) / whole;
    }
    (slope.max(0.05), offset)
}

//! One logistic regression per topic over the features of an article, trained together with
//! AdaGrad. The lexicon gives the prior weights: training starts from them and decays towards them,
//! so that a word in no text keeps its prior.

use morgue::internals::enrich::topics::model::{MAX_TOPICS, Scores};

use crate::common::Dice;

/// An article as a normalised feature vector, and its target for each topic: the sign is the class,
/// the size is the weight.
pub struct TrainingExample {
    pub features: Vec<(u32, f32)>,
    pub targets: Scores,
}

/// Number of epochs.
const EPOCHS: usize = 14;
/// Learning rate.
const LEARNING_RATE: f32 = 0.35;
/// Decay towards the prior weights per epoch.
const PRIOR_DECAY: f32 = 0.03;

/// Trained weights by feature, and a bias for each topic.
#[derive(Clone)]
pub struct TopicTrainer {
    pub weights: Vec<Scores>,
    pub bias: Scores,
}

impl TopicTrainer {
    /// Trains on these examples.
    pub fn train(examples: &[&TrainingExample], priors: &[Scores]) -> Self {
        let mut trainer = Self { weights: priors.to_vec(), bias: [-3.0; MAX_TOPICS] };
        let mut squares = vec![[0.05_f32; MAX_TOPICS]; priors.len()];
        let mut order: Vec<usize> = (0..examples.len()).collect();
        let mut random = Dice::new(17);
        for _ in 0..EPOCHS {
            for at in (1..order.len()).rev() {
                order.swap(at, random.roll(at + 1));
            }
            for example in order.iter().map(|at| examples[*at]) {
                trainer.update(example, &mut squares);
            }
            for (weights, prior) in trainer.weights.iter_mut().zip(priors) {
                weights
                    .iter_mut()
                    .zip(prior)
                    .for_each(|(weight, prior)| *weight -= (*weight - prior) * PRIOR_DECAY);
            }
        }
        trainer
    }

    fn update(&mut self, example: &TrainingExample, squares: &mut [Scores]) {
        let scores = self.scores(&example.features);
        let mut errors = [0.0; MAX_TOPICS];
        for ((error, score), target) in errors.iter_mut().zip(scores).zip(example.targets) {
            let probability = 1.0 / (1.0 + (-score).exp());
            *error = target.abs() * (f32::from(u8::from(target > 0.0)) - probability);
        }
        self.bias.iter_mut().zip(errors).for_each(|(bias, error)| *bias += 0.02 * error);
        for (feature, value) in &example.features {
            let (weights, squares) =
                (&mut self.weights[*feature as usize], &mut squares[*feature as usize]);
            for ((weight, squares), error) in weights.iter_mut().zip(squares).zip(errors) {
                let step = error * value;
                *squares += step * step;
                *weight += LEARNING_RATE * step / squares.sqrt();
            }
        }
    }

    /// Computes the scores of an article.
    pub fn scores(&self, features: &[(u32, f32)]) -> Scores {
        let mut scores = self.bias;
        for (feature, value) in features {
            let weights = &self.weights[*feature as usize];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += value * weight);
        }
        scores
    }
}

/// Fits slope and offset of the log odds to scores (Platt scaling, Platt 1999).
pub fn platt_scale(scored: &[(f32, bool)]) -> (f32, f32) {
    let positives = scored.iter().filter(|(_, is_positive)| *is_positive).count() as f32;
    let negatives = scored.len() as f32 - positives;
    // Targets short of 0 and 1 keep the slope finite, as Platt proposes.
    let (high, low) = ((positives + 1.0) / (positives + 2.0), 1.0 / (negatives + 2.0));
    let (mut slope, mut offset) = (1.0_f32, 0.0_f32);
    for _ in 0..200 {
        let (mut a, mut b, mut aa, mut ab, mut bb) = (0.0, 0.0, 1e-3, 0.0, 1e-3);
        for (score, is_positive) in scored {
            let p = 1.0 / (1.0 + (-(slope * score + offset)).exp());
            let (error, spread) = (if *is_positive { high } else { low } - p, p * (1.0 - p) + 1e-6);
            (a, b) = (a + error * score, b + error);
            (aa, ab, bb) = (aa + spread * score * score, ab + spread * score, bb + spread);
        }
        let determinant = aa * bb - ab * ab;
        slope += 0.5 * (a * bb - b * ab) / determinant;
        offset += 0.5 * (b * aa - a * ab) / determinant;
    }
    (slope.max(0.05), offset)
}

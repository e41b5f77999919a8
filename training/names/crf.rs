//! Training of a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) with
//! AdaGrad (Duchi, Hazan and Singer 2011); the weights of the last epochs are averaged.

use std::collections::HashMap;

use morgue::internals::enrich::entities::tagger::label::{LABELS, OUTSIDE, is_open, may_follow};
use morgue::internals::enrich::entities::tagger::weights::{ROW, Weights};

use crate::clusters::SplitMix64;

/// The label of a token whose label is not known.
pub const UNKNOWN: u8 = u8::MAX;

/// A training token: its features, its label or [`UNKNOWN`], and scores from an earlier pass.
#[derive(Clone)]
pub struct TrainingToken {
    pub features: Vec<u32>,
    pub base_scores: [f32; ROW],
    pub label: u8,
}

/// A run of tokens.
pub type Sequence = Vec<TrainingToken>;

/// Index of the features that get a weight.
#[derive(Default)]
pub struct FeatureIndex {
    id_by_hash: HashMap<u64, u32>,
    hashes: Vec<u64>,
}

impl FeatureIndex {
    /// Indexes the features that occur at least `least` times.
    pub fn new(counts: HashMap<u64, u32>, min_count: u32) -> Self {
        let mut hashes: Vec<u64> = counts
            .into_iter()
            .filter(|(_, count)| *count >= min_count)
            .map(|(hash, _)| hash)
            .collect();
        hashes.sort_unstable();
        let id_by_hash = hashes.iter().zip(0..).map(|(hash, id)| (*hash, id)).collect();
        Self { id_by_hash, hashes }
    }

    pub fn id(&self, hash: u64) -> Option<u32> {
        self.id_by_hash.get(&hash).copied()
    }

    pub fn len(&self) -> usize {
        self.hashes.len()
    }
}

/// Weights of features and transitions.
pub struct CrfWeights {
    rows: Vec<[f32; ROW]>,
    transitions: [[f32; LABELS]; LABELS],
}

/// Learning rate.
const LEARNING_RATE: f32 = 0.02;
/// Weight decay (L2 regularisation).
const WEIGHT_DECAY: f32 = 1e-2;

impl CrfWeights {
    /// Trains on the sequences for a number of epochs and averages the weights of the last three.
    pub fn train(sequences: &[Sequence], features: usize, epochs: usize) -> Self {
        let filled = |value: f32| Self {
            rows: vec![[value; ROW]; features],
            transitions: [[value; LABELS]; LABELS],
        };
        let (mut weights, mut squares, mut sum) = (filled(0.0), filled(1e-2), filled(0.0));
        let mut order: Vec<usize> = (0..sequences.len()).collect();
        let mut random = SplitMix64(5);
        let averaged = 3.min(epochs);
        for epoch in 0..epochs {
            for at in (1..order.len()).rev() {
                order.swap(at, (random.next() % (at as u64 + 1)) as usize);
            }
            let mut loss = 0.0;
            for sequence in order.iter().map(|at| &sequences[*at]) {
                loss += f64::from(weights.update(sequence, &mut squares));
            }
            eprintln!("    epoch {}: loss {:.0}", epoch + 1, loss);
            if epoch + averaged >= epochs {
                sum.values_mut()
                    .zip(weights.values_mut())
                    .for_each(|(sum, weight)| *sum += *weight);
            }
        }
        sum.values_mut().for_each(|sum| *sum /= averaged as f32);
        sum
    }

    /// All weights, rows first.
    fn values_mut(&mut self) -> impl Iterator<Item = &mut f32> {
        self.rows.iter_mut().flatten().chain(self.transitions.iter_mut().flatten())
    }

    /// Takes an AdaGrad step for one sequence, given the sums of squared gradients. Returns the
    /// loss before the step.
    fn update(&mut self, sequence: &[TrainingToken], squares: &mut Self) -> f32 {
        let emissions: Vec<[f32; LABELS]> =
            sequence.iter().map(|example| scores(&self.rows, example)).collect();
        let labels: Vec<u8> = sequence.iter().map(|example| example.label).collect();
        let (gradients, transition_counts, loss) =
            gradients(&emissions, &self.transitions, &labels);
        for (example, gradient) in sequence.iter().zip(&gradients) {
            for feature in &example.features {
                let (row, square) =
                    (&mut self.rows[*feature as usize], &mut squares.rows[*feature as usize]);
                for ((weight, square), gradient) in row.iter_mut().zip(square).zip(gradient) {
                    step(weight, square, gradient + WEIGHT_DECAY * *weight);
                }
            }
        }
        let transitions =
            self.transitions.iter_mut().flatten().zip(squares.transitions.iter_mut().flatten());
        for ((weight, square), gradient) in transitions.zip(transition_counts.iter().flatten()) {
            step(weight, square, *gradient);
        }
        loss
    }

    /// Computes the scores of a token.
    pub fn scores(&self, example: &TrainingToken) -> [f32; ROW] {
        let mut scores = [0.0; ROW];
        scores.copy_from_slice(&self::scores(&self.rows, example)[..ROW]);
        scores
    }

    /// Finds the best labels for these scores with the Viterbi algorithm.
    pub fn decode(&self, emissions: &[[f32; ROW]]) -> Vec<usize> {
        let mut best = vec![f32::NEG_INFINITY; LABELS];
        best[OUTSIDE] = 0.0;
        let mut backpointers: Vec<[usize; LABELS]> = Vec::new();
        for scores in emissions {
            let mut next = vec![f32::NEG_INFINITY; LABELS];
            let mut back = [OUTSIDE; LABELS];
            for label in 0..LABELS {
                for previous in (0..LABELS).filter(|previous| may_follow(label, *previous)) {
                    let score = best[previous]
                        + self.transitions[label][previous]
                        + scores.get(label).copied().unwrap_or(0.0);
                    if score > next[label] {
                        (next[label], back[label]) = (score, previous);
                    }
                }
            }
            best = next;
            backpointers.push(back);
        }
        let mut label = (0..LABELS)
            .filter(|label| !is_open(*label))
            .max_by(|a, b| best[*a].total_cmp(&best[*b]))
            .unwrap_or(OUTSIDE);
        let mut labels = Vec::new();
        for back in backpointers.iter().rev() {
            labels.push(label);
            label = back[label];
        }
        labels.reverse();
        labels
    }

    /// Computes the quantisation step that fits the weights into bytes; the largest are clipped.
    pub fn scale(&self) -> f32 {
        let mut sizes: Vec<f32> = self
            .rows
            .iter()
            .map(|row| row.iter().fold(0.0, |max: f32, weight| max.max(weight.abs())))
            .collect();
        sizes.sort_by(f32::total_cmp);
        sizes[sizes.len() - 1 - sizes.len() / 5000] / 127.0
    }

    /// Serializes the rows with the largest weights.
    pub fn pack(&self, features: &FeatureIndex, max_rows: usize, scale: f32) -> Vec<u8> {
        let strength = |row: &[f32; ROW]| row.iter().map(|weight| weight * weight).sum::<f32>();
        let mut ranked: Vec<usize> = (0..self.rows.len()).collect();
        ranked.sort_by(|a, b| strength(&self.rows[*b]).total_cmp(&strength(&self.rows[*a])));
        ranked.truncate(max_rows);
        let quantise = |weight: f32| (weight / scale).round().clamp(-127.0, 127.0) as i8;
        let rows: Vec<(u64, [i8; ROW])> = ranked
            .into_iter()
            .map(|at| (features.hashes[at], self.rows[at].map(quantise)))
            .filter(|(_, row)| row.iter().any(|weight| *weight != 0))
            .collect();
        let transitions = self
            .transitions
            .map(|row| row.map(|weight| (weight / scale).round().clamp(-30000.0, 30000.0) as i16));
        Weights::pack(scale, &transitions, &rows)
    }
}

/// Takes an AdaGrad step for one weight.
fn step(weight: &mut f32, square: &mut f32, gradient: f32) {
    *square += gradient * gradient;
    *weight -= LEARNING_RATE * gradient / square.sqrt();
}

fn scores(rows: &[[f32; ROW]], example: &TrainingToken) -> [f32; LABELS] {
    let mut emissions = [0.0; LABELS];
    emissions[..ROW].copy_from_slice(&example.base_scores);
    for feature in &example.features {
        emissions
            .iter_mut()
            .zip(&rows[*feature as usize])
            .for_each(|(score, weight)| *score += weight);
    }
    emissions
}

/// Result of the forward pass.
struct Forward {
    /// Normalised forward probabilities after each token.
    after: Vec<[f32; LABELS]>,
    /// The same before each token.
    before: Vec<[f32; LABELS]>,
    /// Logarithm of the sum over all sequences, less the final factor.
    log_sum: f32,
}

/// Computes the gradients of the negative log-likelihood: of the scores of each token, of the
/// transitions; and the negative log-likelihood. Where labels are not known, it is that of all
/// sequences with the known ones (partially observed CRF, Tsuboi et al. 2008).
fn gradients(
    emissions: &[[f32; LABELS]],
    transitions: &[[f32; LABELS]; LABELS],
    labels: &[u8],
) -> (Vec<[f32; LABELS]>, [[f32; LABELS]; LABELS], f32) {
    let max: Vec<f32> =
        emissions.iter().map(|scores| scores.iter().copied().fold(f32::MIN, f32::max)).collect();
    let emissions: Vec<[f32; LABELS]> = emissions
        .iter()
        .zip(&max)
        .map(|(scores, max)| scores.map(|score| (score - max).exp()))
        .collect();
    let odds = transition_odds(transitions);
    let (mut marginals, mut transition_counts, total) = expectations(&emissions, &max, &odds);
    if !labels.contains(&UNKNOWN) {
        let mut previous = OUTSIDE;
        for (marginals, label) in marginals.iter_mut().zip(labels) {
            let label = usize::from(*label);
            marginals[label] -= 1.0;
            transition_counts[label][previous] -= 1.0;
            previous = label;
        }
        let observed = score(&emissions, &max, transitions, labels);
        return (marginals, transition_counts, total - observed);
    }
    let known: Vec<[f32; LABELS]> = emissions.iter().zip(labels).map(only_known).collect();
    let (observed, observed_transitions, part) = expectations(&known, &max, &odds);
    let subtract = |(sum, observed): (&mut f32, &f32)| *sum -= observed;
    marginals.iter_mut().flatten().zip(observed.iter().flatten()).for_each(subtract);
    transition_counts
        .iter_mut()
        .flatten()
        .zip(observed_transitions.iter().flatten())
        .for_each(subtract);
    (marginals, transition_counts, total - part)
}

/// Leaves the factor of the known label alone.
fn only_known((factors, label): (&[f32; LABELS], &u8)) -> [f32; LABELS] {
    let label = usize::from(*label);
    if label >= LABELS {
        return *factors;
    }
    std::array::from_fn(|at| if at == label { factors[at] } else { 0.0 })
}

/// Computes by the forward-backward algorithm the marginals of each token, the expected transition
/// counts, and the logarithm of the sum over all sequences.
fn expectations(
    emissions: &[[f32; LABELS]],
    max: &[f32],
    odds: &[[f32; LABELS]; LABELS],
) -> (Vec<[f32; LABELS]>, [[f32; LABELS]; LABELS], f32) {
    let forward = forward_pass(emissions, max, odds);
    let end: [f32; LABELS] = std::array::from_fn(|label| if is_open(label) { 0.0 } else { 1.0 });
    let total = forward.log_sum
        + forward.after.last().map_or(0.0, |last| {
            last.iter().zip(&end).map(|(a, b)| a * b).sum::<f32>().max(1e-30).ln()
        });
    let (marginals, transition_counts) = backward_pass(emissions, odds, &forward, end);
    (marginals, transition_counts, total)
}

/// Computes the odds of each valid transition; zero for the others.
fn transition_odds(transitions: &[[f32; LABELS]; LABELS]) -> [[f32; LABELS]; LABELS] {
    let mut all = [[0.0; LABELS]; LABELS];
    for (label, row) in all.iter_mut().enumerate() {
        for (previous, odds) in
            row.iter_mut().enumerate().filter(|(previous, _)| may_follow(label, *previous))
        {
            *odds = transitions[label][previous].exp();
        }
    }
    all
}

fn forward_pass(
    emissions: &[[f32; LABELS]],
    max: &[f32],
    odds: &[[f32; LABELS]; LABELS],
) -> Forward {
    let mut forward = Forward {
        after: vec![[0.0_f32; LABELS]; emissions.len()],
        before: Vec::with_capacity(emissions.len()),
        log_sum: 0.0,
    };
    let mut state = [0.0; LABELS];
    state[OUTSIDE] = 1.0;
    for ((scores, max), after) in emissions.iter().zip(max).zip(&mut forward.after) {
        forward.before.push(state);
        for label in 0..LABELS {
            let sum: f32 = odds[label].iter().zip(&state).map(|(odds, share)| odds * share).sum();
            after[label] = scores[label] * sum;
        }
        let sum: f32 = after.iter().sum::<f32>().max(1e-30);
        after.iter_mut().for_each(|probability| *probability /= sum);
        forward.log_sum += sum.ln() + max;
        state = *after;
    }
    forward
}

/// Computes the marginals of each token and the expected transition counts.
fn backward_pass(
    emissions: &[[f32; LABELS]],
    odds: &[[f32; LABELS]; LABELS],
    forward: &Forward,
    end: [f32; LABELS],
) -> (Vec<[f32; LABELS]>, [[f32; LABELS]; LABELS]) {
    let mut backward = end;
    let mut marginals = vec![[0.0; LABELS]; emissions.len()];
    let mut transition_counts = [[0.0; LABELS]; LABELS];
    for at in (0..emissions.len()).rev() {
        let after = &forward.after[at];
        let sum: f32 = after.iter().zip(&backward).map(|(a, b)| a * b).sum::<f32>().max(1e-30);
        marginals[at] = std::array::from_fn(|label| after[label] * backward[label] / sum);
        let ahead: [f32; LABELS] =
            std::array::from_fn(|label| emissions[at][label] * backward[label]);
        let mut joint = [[0.0; LABELS]; LABELS];
        let mut total_joint = 0.0;
        for label in 0..LABELS {
            for previous in 0..LABELS {
                joint[label][previous] =
                    forward.before[at][previous] * odds[label][previous] * ahead[label];
                total_joint += joint[label][previous];
            }
        }
        let total_joint: f32 = f32::max(total_joint, 1e-30);
        transition_counts
            .iter_mut()
            .flatten()
            .zip(joint.iter().flatten())
            .for_each(|(sum, joint)| *sum += joint / total_joint);
        let mut back = [0.0; LABELS];
        for label in 0..LABELS {
            back.iter_mut().zip(&odds[label]).for_each(|(sum, odds)| *sum += odds * ahead[label]);
        }
        let sum: f32 = back.iter().sum::<f32>().max(1e-30);
        backward = back.map(|probability| probability / sum);
    }
    (marginals, transition_counts)
}

/// Computes the score of the true labels.
fn score(
    emissions: &[[f32; LABELS]],
    max: &[f32],
    transitions: &[[f32; LABELS]; LABELS],
    labels: &[u8],
) -> f32 {
    let (mut score, mut previous) = (0.0, OUTSIDE);
    for ((scores, max), label) in emissions.iter().zip(max).zip(labels) {
        let label = usize::from(*label);
        score += scores[label].max(1e-30).ln() + max + transitions[label][previous];
        previous = label;
    }
    score
}

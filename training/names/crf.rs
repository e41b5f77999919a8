//! Learning the weights: a linear-chain conditional random field by stochastic gradient (AdaGrad, Duchi et al. 2011),
//! the weights of the last epochs averaged.

use std::collections::HashMap;

use morgue::enrich::entities::tagger::label::{LABELS, OUTSIDE, is_open, may_follow};
use morgue::enrich::entities::tagger::weights::{ROW, Weights};

use crate::clusters::Chance;

/// A token to learn from: its features, and the scores that are given already.
#[derive(Clone)]
pub struct Example {
    pub features: Vec<u32>,
    pub given: [f32; ROW],
    pub label: u8,
}

/// A run of tokens.
pub type Sequence = Vec<Example>;

/// The numbers of features that are worth a weight.
#[derive(Default)]
pub struct Features {
    numbers: HashMap<u64, u32>,
    hashes: Vec<u64>,
}

impl Features {
    /// Those that were seen at least twice, of all given.
    pub fn of(counts: HashMap<u64, u32>, least: u32) -> Self {
        let mut hashes: Vec<u64> =
            counts.into_iter().filter(|(_, count)| *count >= least).map(|(hash, _)| hash).collect();
        hashes.sort_unstable();
        let numbers = hashes.iter().zip(0..).map(|(hash, number)| (*hash, number)).collect();
        Self { numbers, hashes }
    }

    pub fn number(&self, hash: u64) -> Option<u32> {
        self.numbers.get(&hash).copied()
    }

    pub fn len(&self) -> usize {
        self.hashes.len()
    }
}

/// Weights in the making.
pub struct Learner {
    rows: Vec<[f32; ROW]>,
    steps: [[f32; LABELS]; LABELS],
}

/// How fast to learn.
const RATE: f32 = 0.02;
/// How strongly weights are drawn to zero.
const DECAY: f32 = 1e-2;

impl Learner {
    /// Learns from the sequences in this many epochs; the last three are averaged.
    pub fn learn(sequences: &[Sequence], features: usize, epochs: usize) -> Self {
        let mut rows = vec![[0.0_f32; ROW]; features];
        let mut squares = vec![[1e-2_f32; ROW]; features];
        let (mut steps, mut step_squares) = ([[0.0; LABELS]; LABELS], [[1e-2_f32; LABELS]; LABELS]);
        let mut sum = (vec![[0.0_f32; ROW]; features], [[0.0; LABELS]; LABELS]);
        let mut order: Vec<usize> = (0..sequences.len()).collect();
        let mut chance = Chance(5);
        let averaged = 3.min(epochs);
        for epoch in 0..epochs {
            for at in (1..order.len()).rev() {
                order.swap(at, (chance.next() % (at as u64 + 1)) as usize);
            }
            let mut loss = 0.0;
            for sequence in order.iter().map(|at| &sequences[*at]) {
                let own: Vec<[f32; LABELS]> =
                    sequence.iter().map(|example| scores(&rows, example)).collect();
                let (shares, pairs, cost) = expect(&own, &steps, sequence);
                loss += f64::from(cost);
                for (example, shares) in sequence.iter().zip(&shares) {
                    let mut gradient = [0.0; ROW];
                    gradient.copy_from_slice(&shares[..ROW]);
                    if (example.label as usize) < ROW {
                        gradient[example.label as usize] -= 1.0;
                    }
                    for feature in &example.features {
                        let (row, square) =
                            (&mut rows[*feature as usize], &mut squares[*feature as usize]);
                        for ((weight, square), gradient) in
                            row.iter_mut().zip(square).zip(&gradient)
                        {
                            let gradient = gradient + DECAY * *weight;
                            *square += gradient * gradient;
                            *weight -= RATE * gradient / square.sqrt();
                        }
                    }
                }
                let rows = steps.iter_mut().flatten().zip(step_squares.iter_mut().flatten());
                for ((weight, square), gradient) in rows.zip(pairs.iter().flatten()) {
                    *square += gradient * gradient;
                    *weight -= RATE * gradient / square.sqrt();
                }
            }
            eprintln!("    epoch {}: loss {:.0}", epoch + 1, loss);
            if epoch + averaged >= epochs {
                sum.0
                    .iter_mut()
                    .flatten()
                    .zip(rows.iter().flatten())
                    .for_each(|(sum, weight)| *sum += weight);
                sum.1
                    .iter_mut()
                    .flatten()
                    .zip(steps.iter().flatten())
                    .for_each(|(sum, weight)| *sum += weight);
            }
        }
        sum.0.iter_mut().flatten().for_each(|sum| *sum /= averaged as f32);
        sum.1.iter_mut().flatten().for_each(|sum| *sum /= averaged as f32);
        Self { rows: sum.0, steps: sum.1 }
    }

    /// The scores of a token by these weights.
    pub fn scores(&self, example: &Example) -> [f32; ROW] {
        let mut scores = [0.0; ROW];
        scores.copy_from_slice(&self::scores(&self.rows, example)[..ROW]);
        scores
    }

    /// The best labels for these scores.
    pub fn decode(&self, own: &[[f32; ROW]]) -> Vec<usize> {
        let mut best = vec![f32::NEG_INFINITY; LABELS];
        best[OUTSIDE] = 0.0;
        let mut from: Vec<[usize; LABELS]> = Vec::new();
        for own in own {
            let mut next = vec![f32::NEG_INFINITY; LABELS];
            let mut back = [OUTSIDE; LABELS];
            for label in 0..LABELS {
                for before in (0..LABELS).filter(|before| may_follow(label, *before)) {
                    let score = best[before]
                        + self.steps[label][before]
                        + own.get(label).copied().unwrap_or(0.0);
                    if score > next[label] {
                        (next[label], back[label]) = (score, before);
                    }
                }
            }
            best = next;
            from.push(back);
        }
        let mut label = (0..LABELS)
            .filter(|label| !is_open(*label))
            .max_by(|a, b| best[*a].total_cmp(&best[*b]))
            .unwrap_or(OUTSIDE);
        let mut labels = Vec::new();
        for back in from.iter().rev() {
            labels.push(label);
            label = back[label];
        }
        labels.reverse();
        labels
    }

    /// The size of a step that fits the weights into bytes: a thousandth of them is cut.
    pub fn scale(&self) -> f32 {
        let mut sizes: Vec<f32> = self
            .rows
            .iter()
            .map(|row| row.iter().fold(0.0, |most: f32, weight| most.max(weight.abs())))
            .collect();
        sizes.sort_by(f32::total_cmp);
        sizes[sizes.len() - 1 - sizes.len() / 5000] / 127.0
    }

    /// The file of the strongest rows.
    pub fn pack(&self, features: &Features, most: usize, scale: f32) -> Vec<u8> {
        let strength = |row: &[f32; ROW]| row.iter().map(|weight| weight * weight).sum::<f32>();
        let mut ranked: Vec<usize> = (0..self.rows.len()).collect();
        ranked.sort_by(|a, b| strength(&self.rows[*b]).total_cmp(&strength(&self.rows[*a])));
        ranked.truncate(most);
        let small = |weight: f32| (weight / scale).round().clamp(-127.0, 127.0) as i8;
        let rows: Vec<(u64, [i8; ROW])> = ranked
            .into_iter()
            .map(|at| (features.hashes[at], self.rows[at].map(small)))
            .filter(|(_, row)| row.iter().any(|weight| *weight != 0))
            .collect();
        let steps = self
            .steps
            .map(|row| row.map(|weight| (weight / scale).round().clamp(-30000.0, 30000.0) as i16));
        Weights::pack(scale, &steps, &rows)
    }
}

fn scores(rows: &[[f32; ROW]], example: &Example) -> [f32; LABELS] {
    let mut own = [0.0; LABELS];
    own[..ROW].copy_from_slice(&example.given);
    for feature in &example.features {
        own.iter_mut().zip(&rows[*feature as usize]).for_each(|(own, weight)| *own += weight);
    }
    own
}

/// The share of each label at each token, expected less observed steps, and the cost of the truth.
fn expect(
    own: &[[f32; LABELS]],
    steps: &[[f32; LABELS]; LABELS],
    truth: &[Example],
) -> (Vec<[f32; LABELS]>, [[f32; LABELS]; LABELS], f32) {
    let length = own.len();
    let most: Vec<f32> =
        own.iter().map(|own| own.iter().copied().fold(f32::MIN, f32::max)).collect();
    let own: Vec<[f32; LABELS]> =
        own.iter().zip(&most).map(|(own, most)| own.map(|score| (score - most).exp())).collect();
    let mut allowed = [[0.0; LABELS]; LABELS];
    for (label, row) in allowed.iter_mut().enumerate() {
        for (before, step) in
            row.iter_mut().enumerate().filter(|(before, _)| may_follow(label, *before))
        {
            *step = steps[label][before].exp();
        }
    }
    let mut forward = vec![[0.0_f32; LABELS]; length];
    let mut state = [0.0; LABELS];
    state[OUTSIDE] = 1.0;
    let mut total = 0.0;
    let mut starts = Vec::with_capacity(length);
    for (at, own) in own.iter().enumerate() {
        starts.push(state);
        for label in 0..LABELS {
            let sum: f32 =
                allowed[label].iter().zip(&state).map(|(step, before)| step * before).sum();
            forward[at][label] = own[label] * sum;
        }
        let sum: f32 = forward[at].iter().sum::<f32>().max(1e-30);
        forward[at].iter_mut().for_each(|share| *share /= sum);
        total += sum.ln() + most[at];
        state = forward[at];
    }
    let mut backward: [f32; LABELS] =
        std::array::from_fn(|label| if is_open(label) { 0.0 } else { 1.0 });
    total += forward.last().map_or(0.0, |last| {
        last.iter().zip(&backward).map(|(a, b)| a * b).sum::<f32>().max(1e-30).ln()
    });
    let mut shares = vec![[0.0; LABELS]; length];
    let mut pairs = [[0.0; LABELS]; LABELS];
    for at in (0..length).rev() {
        let sum: f32 =
            forward[at].iter().zip(&backward).map(|(a, b)| a * b).sum::<f32>().max(1e-30);
        shares[at] = std::array::from_fn(|label| forward[at][label] * backward[label] / sum);
        let ahead: [f32; LABELS] = std::array::from_fn(|label| own[at][label] * backward[label]);
        let mut joint = [[0.0; LABELS]; LABELS];
        let mut all = 0.0;
        for label in 0..LABELS {
            for before in 0..LABELS {
                joint[label][before] = starts[at][before] * allowed[label][before] * ahead[label];
                all += joint[label][before];
            }
        }
        let all: f32 = f32::max(all, 1e-30);
        pairs
            .iter_mut()
            .flatten()
            .zip(joint.iter().flatten())
            .for_each(|(sum, joint)| *sum += joint / all);
        let mut back = [0.0; LABELS];
        for label in 0..LABELS {
            back.iter_mut()
                .zip(&allowed[label])
                .for_each(|(sum, step)| *sum += step * ahead[label]);
        }
        let sum: f32 = back.iter().sum::<f32>().max(1e-30);
        backward = back.map(|share| share / sum);
    }
    let mut before = OUTSIDE;
    for example in truth {
        pairs[example.label as usize][before] -= 1.0;
        before = example.label as usize;
    }
    (shares, pairs, total - score(&own, &most, steps, truth))
}

/// The score of the truth.
fn score(
    own: &[[f32; LABELS]],
    most: &[f32],
    steps: &[[f32; LABELS]; LABELS],
    truth: &[Example],
) -> f32 {
    let (mut score, mut before) = (0.0, OUTSIDE);
    for ((own, most), example) in own.iter().zip(most).zip(truth) {
        let label = example.label as usize;
        score += own[label].max(1e-30).ln() + most + steps[label][before];
        before = label;
    }
    score
}

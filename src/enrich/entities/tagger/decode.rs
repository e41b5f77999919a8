//! From scores to labels: the best sequence over one run, and how sure it is.
//!
//! Viterbi's algorithm over the labels of a run that begins and ends outside of any name; of the transitions only
//! those that keep names whole are tried. Sureness is the share of all sequences, by the forward and backward sums,
//! that agree on a name.

use super::label;
use super::label::{LABELS, OUTSIDE};
use super::weights::{ROW, Weights};

/// The labels that may come before each label.
fn before(label: usize) -> impl Iterator<Item = usize> {
    (0..LABELS).filter(move |before| label::may_follow(label, *before))
}

/// A decoder, with memory that serves again.
pub struct Decoder {
    /// By label, the labels that may come before it.
    allowed: Vec<Vec<usize>>,
    best: Vec<[i32; LABELS]>,
    from: Vec<[u8; LABELS]>,
}

impl Default for Decoder {
    fn default() -> Self {
        let allowed = (0..LABELS).map(|label| before(label).collect()).collect();
        Self { allowed, best: Vec::new(), from: Vec::new() }
    }
}

/// Less than any sequence scores.
const NEVER: i32 = i32::MIN / 2;

impl Decoder {
    /// The best labels for a run with these scores.
    pub fn decode(&mut self, scores: &[[i32; ROW]], weights: &Weights, labels: &mut Vec<usize>) {
        self.forward(scores, weights);
        labels.clear();
        let mut label = self.last();
        for from in self.from.iter().rev() {
            labels.push(label);
            label = from.get(label).copied().unwrap_or(OUTSIDE as u8).into();
        }
        labels.reverse();
    }

    fn forward(&mut self, scores: &[[i32; ROW]], weights: &Weights) {
        self.best.clear();
        self.from.clear();
        let mut previous = [NEVER; LABELS];
        previous[OUTSIDE] = 0;
        for scores in scores {
            let (mut best, mut from) = ([NEVER; LABELS], [OUTSIDE as u8; LABELS]);
            for (label, allowed) in self.allowed.iter().enumerate() {
                let own = scores.get(label).copied().unwrap_or(0);
                let Some(steps) = weights.transitions.get(label) else { continue };
                for before in allowed {
                    let (Some(so_far), Some(step)) = (previous.get(*before), steps.get(*before))
                    else {
                        continue;
                    };
                    let score = so_far.saturating_add(*step).saturating_add(own);
                    if let (Some(best), Some(from)) = (best.get_mut(label), from.get_mut(label))
                        && score > *best
                    {
                        (*best, *from) = (score, *before as u8);
                    }
                }
            }
            previous = best;
            self.best.push(best);
            self.from.push(from);
        }
    }

    /// The best label of the last token: one that leaves no name open.
    fn last(&self) -> usize {
        let Some(best) = self.best.last() else { return OUTSIDE };
        let closed = best.iter().enumerate().filter(|(label, _)| !label::is_open(*label));
        closed.max_by_key(|(_, score)| **score).map_or(OUTSIDE, |(label, _)| label)
    }
}

/// How likely each label is for each token of a run.
pub fn likelihoods(scores: &[[i32; ROW]], weights: &Weights) -> Vec<[f32; LABELS]> {
    let scale = weights.scale;
    let own: Vec<[f32; LABELS]> = scores
        .iter()
        .map(|scores| {
            let most = scores.iter().copied().max().unwrap_or(0).max(0);
            let mut own = [(-most as f32 * scale).exp(); LABELS];
            own.iter_mut()
                .zip(scores)
                .for_each(|(own, score)| *own = ((score - most) as f32 * scale).exp());
            own
        })
        .collect();
    sums(&own, &weights.odds)
}

/// The forward and backward sums, multiplied and normalised.
fn sums(own: &[[f32; LABELS]], steps: &[[f32; LABELS]]) -> Vec<[f32; LABELS]> {
    let mut forward = Vec::with_capacity(own.len());
    let mut state = [0.0; LABELS];
    state[OUTSIDE] = 1.0;
    for own in own {
        let mut next = [0.0; LABELS];
        for ((next, steps), own) in next.iter_mut().zip(steps).zip(own) {
            *next = own * steps.iter().zip(&state).map(|(step, before)| step * before).sum::<f32>();
        }
        state = normal(next);
        forward.push(state);
    }
    let mut state = [0.0; LABELS];
    state
        .iter_mut()
        .enumerate()
        .filter(|(label, _)| !label::is_open(*label))
        .for_each(|(_, end)| *end = 1.0);
    for (forward, own) in forward.iter_mut().zip(own).rev() {
        forward.iter_mut().zip(&state).for_each(|(forward, backward)| *forward *= backward);
        *forward = normal(*forward);
        let mut before = [0.0; LABELS];
        for ((steps, own), after) in steps.iter().zip(own).zip(&state) {
            before.iter_mut().zip(steps).for_each(|(before, step)| *before += step * own * after);
        }
        state = normal(before);
    }
    forward
}

fn normal(state: [f32; LABELS]) -> [f32; LABELS] {
    let sum: f32 = state.iter().sum();
    if sum > 0.0 { state.map(|share| share / sum) } else { state }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(seed: i32) -> Weights {
        let row = |label: i32| {
            std::array::from_fn(|before| (seed * 7 + label * 5 + before as i32 * 3) % 11 - 5)
        };
        let mut weights = Weights::default();
        (weights.transitions, weights.scale) = ((0..LABELS as i32).map(row).collect(), 0.3);
        weights.odds = super::super::weights::odds(&weights.transitions, 0.3);
        weights
    }

    /// Every sequence that keeps names whole, with its score.
    fn all(scores: &[[i32; ROW]], weights: &Weights) -> Vec<(Vec<usize>, i32)> {
        let mut all = vec![(Vec::new(), 0)];
        for scores in scores {
            let grow = |(labels, score): (Vec<usize>, i32)| {
                let last = labels.last().copied().unwrap_or(OUTSIDE);
                (0..LABELS).filter(move |label| label::may_follow(*label, last)).map(move |label| {
                    let own = scores.get(label).copied().unwrap_or(0);
                    let labels = labels.iter().copied().chain([label]).collect();
                    (labels, score + own + weights.transitions[label][last])
                })
            };
            all = all.into_iter().flat_map(grow).collect();
        }
        all.retain(|(labels, _)| !labels.last().is_some_and(|last| label::is_open(*last)));
        all
    }

    proptest::proptest! {
        #[test]
        fn the_best_of_all_sequences(seed in 0..50, scores in proptest::collection::vec(proptest::array::uniform16(-9..9_i32), 1..4)) {
            let weights = weights(seed);
            let all = all(&scores, &weights);
            let mut labels = Vec::new();
            Decoder::default().decode(&scores, &weights, &mut labels);
            let best = all.iter().map(|(_, score)| *score).max();
            let found = all.iter().find(|(sequence, _)| *sequence == labels).map(|(_, score)| *score);
            proptest::prop_assert_eq!(found, best);
            let total: f64 = all.iter().map(|(_, score)| f64::from(*score as f32 * weights.scale).exp()).sum();
            let likely = likelihoods(&scores, &weights);
            for (at, likely) in likely.iter().enumerate() {
                for (label, likely) in likely.iter().enumerate() {
                    let with = all.iter().filter(|(labels, _)| labels[at] == label);
                    let share: f64 = with.map(|(_, score)| f64::from(*score as f32 * weights.scale).exp()).sum::<f64>() / total;
                    proptest::prop_assert!((share - f64::from(*likely)).abs() < 1e-3, "{} {}", share, likely);
                }
            }
        }
    }
}

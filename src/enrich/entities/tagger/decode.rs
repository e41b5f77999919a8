//! Decoding: the most probable label sequence of a run and the confidence in it.
//!
//! The Viterbi algorithm finds the sequence over a run that begins and ends outside of names. Only
//! transitions that keep names complete are considered. Confidence is the marginal probability of a
//! label by the forward-backward algorithm.

use super::label;
use super::label::{LABELS, OUTSIDE};
use super::weights::{ROW, Weights};

/// Returns the labels that can precede a label.
fn predecessors(label: usize) -> impl Iterator<Item = usize> {
    (0..LABELS).filter(move |before| label::may_follow(label, *before))
}

/// A Viterbi decoder with reusable buffers.
pub(crate) struct Decoder {
    /// By label, the labels that can precede it.
    predecessors: Vec<Vec<usize>>,
    best: Vec<[i32; LABELS]>,
    backpointers: Vec<[u8; LABELS]>,
}

impl Default for Decoder {
    fn default() -> Self {
        let predecessors = (0..LABELS).map(|label| predecessors(label).collect()).collect();
        Self { predecessors, best: Vec::new(), backpointers: Vec::new() }
    }
}

/// Score below that of any valid sequence.
const IMPOSSIBLE: i32 = i32::MIN / 2;

impl Decoder {
    /// Computes the best labels for a run with these scores.
    pub(crate) fn decode(
        &mut self,
        scores: &[[i32; ROW]],
        weights: &Weights,
        labels: &mut Vec<usize>,
    ) {
        self.forward(scores, weights);
        labels.clear();
        let mut label = self.last_label();
        for pointers in self.backpointers.iter().rev() {
            labels.push(label);
            label = pointers.get(label).copied().unwrap_or(OUTSIDE as u8).into();
        }
        labels.reverse();
    }

    fn forward(&mut self, scores: &[[i32; ROW]], weights: &Weights) {
        self.best.clear();
        self.backpointers.clear();
        let mut previous = [IMPOSSIBLE; LABELS];
        previous[OUTSIDE] = 0;
        for scores in scores {
            let (mut best, mut pointers) = ([IMPOSSIBLE; LABELS], [OUTSIDE as u8; LABELS]);
            for (label, predecessors) in self.predecessors.iter().enumerate() {
                let emission = scores.get(label).copied().unwrap_or(0);
                let Some(transitions) = weights.transitions.get(label) else { continue };
                for before in predecessors {
                    let (Some(score_so_far), Some(step)) =
                        (previous.get(*before), transitions.get(*before))
                    else {
                        continue;
                    };
                    let score = score_so_far.saturating_add(*step).saturating_add(emission);
                    if let (Some(best), Some(pointer)) =
                        (best.get_mut(label), pointers.get_mut(label))
                        && score > *best
                    {
                        (*best, *pointer) = (score, *before as u8);
                    }
                }
            }
            previous = best;
            self.best.push(best);
            self.backpointers.push(pointers);
        }
    }

    /// Returns the best label of the last token that leaves no name open.
    fn last_label(&self) -> usize {
        let Some(best) = self.best.last() else { return OUTSIDE };
        let closed = best.iter().enumerate().filter(|(label, _)| !label::is_open(*label));
        closed.max_by_key(|(_, score)| **score).map_or(OUTSIDE, |(label, _)| label)
    }
}

/// Computes the marginal probability of each label for each token of a run.
pub(crate) fn marginals(scores: &[[i32; ROW]], weights: &Weights) -> Vec<[f32; LABELS]> {
    let scale = weights.scale;
    let emissions: Vec<[f32; LABELS]> = scores
        .iter()
        .map(|scores| {
            let max = scores.iter().copied().max().unwrap_or(0).max(0);
            let mut emissions = [(-max as f32 * scale).exp(); LABELS];
            emissions
                .iter_mut()
                .zip(scores)
                .for_each(|(emission, score)| *emission = ((score - max) as f32 * scale).exp());
            emissions
        })
        .collect();
    forward_backward(&emissions, &weights.odds)
}

/// Multiplies and normalises the forward and backward sums.
fn forward_backward(
    emissions: &[[f32; LABELS]],
    transitions: &[[f32; LABELS]],
) -> Vec<[f32; LABELS]> {
    let mut forward = Vec::with_capacity(emissions.len());
    let mut state = [0.0; LABELS];
    state[OUTSIDE] = 1.0;
    for scores in emissions {
        let mut next = [0.0; LABELS];
        for ((next, odds), score) in next.iter_mut().zip(transitions).zip(scores) {
            *next = score * odds.iter().zip(&state).map(|(odds, share)| odds * share).sum::<f32>();
        }
        state = normalise(next);
        forward.push(state);
    }
    let mut state = [0.0; LABELS];
    state
        .iter_mut()
        .enumerate()
        .filter(|(label, _)| !label::is_open(*label))
        .for_each(|(_, end)| *end = 1.0);
    for (forward, scores) in forward.iter_mut().zip(emissions).rev() {
        forward.iter_mut().zip(&state).for_each(|(forward, backward)| *forward *= backward);
        *forward = normalise(*forward);
        let mut previous = [0.0; LABELS];
        for ((odds, score), share) in transitions.iter().zip(scores).zip(&state) {
            previous.iter_mut().zip(odds).for_each(|(sum, odds)| *sum += odds * score * share);
        }
        state = normalise(previous);
    }
    forward
}

fn normalise(state: [f32; LABELS]) -> [f32; LABELS] {
    let sum: f32 = state.iter().sum();
    if sum > 0.0 { state.map(|share| share / sum) } else { state }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights(seed: i32) -> Weights {
        let row = |label: i32| {
            std::array::from_fn(|previous| (seed * 7 + label * 5 + previous as i32 * 3) % 11 - 5)
        };
        let mut weights = Weights::default();
        (weights.transitions, weights.scale) = ((0..LABELS as i32).map(row).collect(), 0.3);
        weights.odds = super::super::weights::odds(&weights.transitions, 0.3);
        weights
    }

    /// Lists all valid sequences with their scores.
    fn all_sequences(scores: &[[i32; ROW]], weights: &Weights) -> Vec<(Vec<usize>, i32)> {
        let mut sequences = vec![(Vec::new(), 0)];
        for scores in scores {
            let grow = |(labels, score): (Vec<usize>, i32)| {
                let last = labels.last().copied().unwrap_or(OUTSIDE);
                (0..LABELS).filter(move |label| label::may_follow(*label, last)).map(move |label| {
                    let emission = scores.get(label).copied().unwrap_or(0);
                    let labels = labels.iter().copied().chain([label]).collect();
                    (labels, score + emission + weights.transitions[label][last])
                })
            };
            sequences = sequences.into_iter().flat_map(grow).collect();
        }
        sequences.retain(|(labels, _)| !labels.last().is_some_and(|last| label::is_open(*last)));
        sequences
    }

    proptest::proptest! {
        #[test]
        fn matches_the_enumeration_of_all_sequences(seed in 0..50, scores in proptest::collection::vec(proptest::array::uniform16(-9..9_i32), 1..4)) {
            let weights = weights(seed);
            let sequences = all_sequences(&scores, &weights);
            let mut labels = Vec::new();
            Decoder::default().decode(&scores, &weights, &mut labels);
            let best = sequences.iter().map(|(_, score)| *score).max();
            let found = sequences.iter().find(|(sequence, _)| *sequence == labels).map(|(_, score)| *score);
            proptest::prop_assert_eq!(found, best);
            let total: f64 = sequences.iter().map(|(_, score)| f64::from(*score as f32 * weights.scale).exp()).sum();
            let marginals = marginals(&scores, &weights);
            for (at, marginals) in marginals.iter().enumerate() {
                for (label, marginal) in marginals.iter().enumerate() {
                    let with = sequences.iter().filter(|(labels, _)| labels[at] == label);
                    let share: f64 = with.map(|(_, score)| f64::from(*score as f32 * weights.scale).exp()).sum::<f64>() / total;
                    proptest::prop_assert!((share - f64::from(*marginal)).abs() < 1e-3, "{} {}", share, marginal);
                }
            }
        }
    }
}

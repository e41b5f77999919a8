//! Named-entity tagger: finds the names in an article and classifies them as people, places,
//! organisations or other names.
//!
//! The model is a linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over
//! capitalised words and the words that join them. `training/` learns it from public text. Two
//! passes label each article. The second pass uses the labels that the first gave to the same word
//! elsewhere, so that a bare surname is recognised by the full name in another paragraph (two-stage
//! prediction after Krishnan and Manning 2006).

pub(crate) mod decode;
pub(crate) mod features;
pub(crate) mod input;
pub(crate) mod label;
pub(crate) mod lexicon;
pub(crate) mod tokens;
pub(crate) mod weights;

use std::collections::HashSet;
use std::sync::LazyLock;

use super::span::{EntityKind, Span};
use crate::article::Slot;
use crate::text::{hash, tokenizer};
use decode::Decoder;
use features::{CandidateRun, LabelCounts};
use input::TaggerInput;
use label::{LABELS, OUTSIDE};
use lexicon::{Lexicon, LexiconEntry};
use weights::{ROW, Weights};

static SHIPPED: LazyLock<TaggerModel> = LazyLock::new(|| {
    TaggerModel::new(
        include_bytes!("lexicon.bin"),
        include_bytes!("first.bin"),
        include_bytes!("second.bin"),
    )
});

/// A trained model.
pub struct TaggerModel {
    /// Traits and clusters of words.
    pub lexicon: Lexicon,
    /// Feature weights of the first pass.
    pub first: Weights,
    /// Weights of the features that the second pass adds.
    pub second: Weights,
}

impl TaggerModel {
    /// Loads a model from the bytes of its three files.
    pub fn new(lexicon: &[u8], first: &[u8], second: &[u8]) -> Self {
        Self {
            lexicon: Lexicon::new(lexicon),
            first: Weights::new(first),
            second: Weights::new(second),
        }
    }

    /// Returns the model compiled into the binary.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }
}

/// Returns the traits of a word, in any case, in the lexicon of the model in the binary.
pub(crate) fn traits(word: &str) -> LexiconEntry {
    let folded = tokenizer::folded(word);
    TaggerModel::shipped().lexicon.find(hash::of(folded.as_bytes()))
}

/// Tags articles with a model. Its buffers are reused from one article to the next.
pub struct Tagger<'m> {
    model: &'m TaggerModel,
    input: TaggerInput,
    decoder: Decoder,
    scores: Vec<[i32; ROW]>,
    labels: Vec<usize>,
    label_counts: Vec<LabelCounts>,
    features: Vec<u64>,
    rows: Vec<u32>,
}

impl<'m> Tagger<'m> {
    /// Creates a tagger for a model.
    pub fn new(model: &'m TaggerModel) -> Self {
        let (input, decoder) = (TaggerInput::default(), Decoder::default());
        let (scores, labels, label_counts) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            model,
            input,
            decoder,
            scores,
            labels,
            label_counts,
            features: Vec::new(),
            rows: Vec::new(),
        }
    }

    /// Finds the names in the texts of an article, in reading order.
    pub fn tag<'t>(&mut self, texts: impl Iterator<Item = (Slot, &'t str)>) -> Vec<Span> {
        self.input.load(texts, &self.model.lexicon);
        self.first_pass();
        self.count_labels();
        self.second_pass();
        self.spans()
    }

    /// Returns the start offsets, in bytes, of the tokens in the last tagged article whose label is
    /// less probable than `min_probability`.
    pub fn uncertain_tokens(&self, min_probability: f32) -> HashSet<usize> {
        let mut uncertain = HashSet::new();
        let mut from = 0;
        for range in &self.input.runs {
            let run = from..from + range.len();
            let scores = self.scores.get(run.clone()).unwrap_or_default();
            let labels = self.labels.get(run).unwrap_or_default();
            let marginals = decode::marginals(scores, &self.model.second);
            let probabilities = labels
                .iter()
                .zip(&marginals)
                .map(|(label, marginals)| marginals.get(*label).copied().unwrap_or(0.0));
            let below = range.clone().zip(probabilities).filter(|(_, it)| *it < min_probability);
            uncertain.extend(below.map(|(at, _)| self.input.token(at).start));
            from += range.len();
        }
        uncertain
    }

    fn first_pass(&mut self) {
        let Self { model, input, decoder, scores, labels, features, rows, .. } = self;
        scores.clear();
        labels.clear();
        let mut words = input.word_ids.iter();
        let mut run_labels = Vec::new();
        for range in &input.runs {
            let from = scores.len();
            let run = CandidateRun::new(input, range.clone(), &model.lexicon);
            for at in range.clone() {
                features.clear();
                features::first_pass(&run, at, &mut |feature| features.push(feature));
                if let Some(context) =
                    words.next().and_then(|word| input.contexts.get(*word as usize))
                {
                    features::document_context(input, at, context, &mut |feature| {
                        features.push(feature)
                    });
                }
                let mut token_scores = [0; ROW];
                model.first.add(features, rows, &mut token_scores);
                scores.push(token_scores);
            }
            decoder.decode(scores.get(from..).unwrap_or_default(), &model.first, &mut run_labels);
            labels.append(&mut run_labels);
        }
    }

    fn count_labels(&mut self) {
        self.label_counts.clear();
        self.label_counts.resize(self.input.contexts.len(), [0; LABELS]);
        for (word, label) in self.input.word_ids.iter().zip(&self.labels) {
            if let Some(count) = self
                .label_counts
                .get_mut(*word as usize)
                .and_then(|label_counts| label_counts.get_mut(*label))
            {
                *count = count.saturating_add(1);
            }
        }
    }

    fn second_pass(&mut self) {
        let Self { model, input, decoder, scores, labels, label_counts, features, rows } = self;
        let mut run_labels = Vec::new();
        let mut relabelled = Vec::with_capacity(labels.len());
        for range in &input.runs {
            let from = relabelled.len();
            for (at, ordinal) in range.clone().zip(from..) {
                let label = |ordinal: usize| {
                    let inside = (from..from + range.len()).contains(&ordinal);
                    labels.get(ordinal).copied().filter(|_| inside).unwrap_or(OUTSIDE)
                };
                let window = [label(ordinal.wrapping_sub(1)), label(ordinal), label(ordinal + 1)];
                let word =
                    input.word_ids.get(ordinal).and_then(|word| label_counts.get(*word as usize));
                if let (Some(label_counts), Some(token_scores)) = (word, scores.get_mut(ordinal)) {
                    features.clear();
                    features::second_pass(input, at, window, label_counts, &mut |feature| {
                        features.push(feature)
                    });
                    model.second.add(features, rows, token_scores);
                }
            }
            let run_scores = scores.get(from..from + range.len()).unwrap_or_default();
            decoder.decode(run_scores, &model.second, &mut run_labels);
            relabelled.append(&mut run_labels);
        }
        *labels = relabelled;
    }

    fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut from = 0;
        for range in &self.input.runs {
            let labels = self.labels.get(from..from + range.len()).unwrap_or_default();
            if labels.iter().any(|label| *label != OUTSIDE) {
                let scores = self.scores.get(from..from + range.len()).unwrap_or_default();
                let marginals = decode::marginals(scores, &self.model.second);
                self.spans_of_run(range.start, labels, &marginals, &mut spans);
            }
            from += range.len();
        }
        spans
    }

    fn spans_of_run(
        &self,
        start: usize,
        labels: &[usize],
        marginals: &[[f32; LABELS]],
        spans: &mut Vec<Span>,
    ) {
        let mut open: Option<(usize, EntityKind, f32)> = None;
        for ((at, label), marginals) in (start..).zip(labels).zip(marginals) {
            let Some(kind) = label::kind(*label) else { continue };
            let probability = marginals.get(*label).copied().unwrap_or(0.0);
            if label::begins(*label) {
                open = Some((at, kind, 1.0));
            }
            if let Some((first, kind, confidence)) = open.as_mut() {
                *confidence = confidence.min(probability);
                if !label::is_open(*label) {
                    let (first, last) = (self.input.token(*first), self.input.token(at));
                    let (slot, start, end) = (first.slot, first.start, last.end);
                    spans.push(Span { slot, start, end, kind: *kind, confidence: *confidence });
                    open = None;
                }
            }
        }
    }
}

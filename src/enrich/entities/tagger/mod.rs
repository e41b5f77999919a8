//! The tagger: a statistical model of our own that finds the names in an article and tells people, places and
//! organisations apart.
//!
//! A linear-chain conditional random field (Lafferty, McCallum and Pereira 2001) over words in capitals and what joins
//! them, trained by `training/` on public text. It reads an article twice: the second pass knows what the first called
//! the same word elsewhere, so that a bare surname is known by the full name that stands in another paragraph.

pub mod decode;
pub mod features;
pub mod input;
pub mod label;
pub mod lexicon;
pub mod tokens;
pub mod weights;

use std::collections::HashSet;
use std::sync::LazyLock;

use super::span::{Kind, Span};
use crate::article::Slot;
use decode::Decoder;
use features::{Called, Run};
use input::Reading;
use label::{LABELS, OUTSIDE};
use lexicon::Lexicon;
use weights::{ROW, Weights};

static SHIPPED: LazyLock<Model> = LazyLock::new(|| {
    Model::new(
        include_bytes!("lexicon.bin"),
        include_bytes!("first.bin"),
        include_bytes!("second.bin"),
    )
});

/// Everything that was learned.
pub struct Model {
    /// What is known of words.
    pub lexicon: Lexicon,
    /// What the first pass knows.
    pub first: Weights,
    /// What the second adds.
    pub second: Weights,
}

impl Model {
    /// The model of these files.
    pub fn new(lexicon: &[u8], first: &[u8], second: &[u8]) -> Self {
        Self {
            lexicon: Lexicon::new(lexicon),
            first: Weights::new(first),
            second: Weights::new(second),
        }
    }

    /// The one in the binary.
    pub fn shipped() -> &'static Self {
        &SHIPPED
    }
}

/// A tagger: a model, and memory that serves one article after another.
pub struct Tagger<'m> {
    model: &'m Model,
    reading: Reading,
    decoder: Decoder,
    scores: Vec<[i32; ROW]>,
    labels: Vec<usize>,
    called: Vec<Called>,
    features: Vec<u64>,
    found: Vec<u32>,
}

impl<'m> Tagger<'m> {
    /// A tagger that knows what this model knows.
    pub fn new(model: &'m Model) -> Self {
        let (reading, decoder) = (Reading::default(), Decoder::default());
        let (scores, labels, called) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            model,
            reading,
            decoder,
            scores,
            labels,
            called,
            features: Vec::new(),
            found: Vec::new(),
        }
    }

    /// The names in the texts of an article, in reading order.
    pub fn tag<'t>(&mut self, texts: impl Iterator<Item = (Slot, &'t str)>) -> Vec<Span> {
        self.reading.read(texts, &self.model.lexicon);
        self.first_pass();
        self.count_labels();
        self.second_pass();
        self.spans()
    }

    /// Where the runs of the article tagged last begin that hold a token whose label is less likely than this.
    pub fn unsure(&self, least: f32) -> HashSet<usize> {
        let mut unsure = HashSet::new();
        let mut from = 0;
        for range in &self.reading.runs {
            let of_run = |count: usize| from..from + count;
            let scores = self.scores.get(of_run(range.len())).unwrap_or_default();
            let labels = self.labels.get(of_run(range.len())).unwrap_or_default();
            let likely = decode::likelihoods(scores, &self.model.second);
            let mut shares = labels
                .iter()
                .zip(&likely)
                .map(|(label, likely)| likely.get(*label).copied().unwrap_or(0.0));
            if shares.any(|share| share < least) {
                unsure.insert(self.reading.token(range.start).start);
            }
            from += range.len();
        }
        unsure
    }

    fn first_pass(&mut self) {
        let Self { model, reading, decoder, scores, labels, features, found, .. } = self;
        scores.clear();
        labels.clear();
        let mut words = reading.words.iter();
        let mut of_run = Vec::new();
        for range in &reading.runs {
            let from = scores.len();
            let run = Run::new(reading, range.clone(), &model.lexicon);
            for at in range.clone() {
                features.clear();
                features::first(&run, at, &mut |feature| features.push(feature));
                if let Some(company) =
                    words.next().and_then(|word| reading.company.get(*word as usize))
                {
                    features::elsewhere(reading, at, company, &mut |feature| {
                        features.push(feature)
                    });
                }
                let mut own = [0; ROW];
                model.first.add(features, found, &mut own);
                scores.push(own);
            }
            decoder.decode(scores.get(from..).unwrap_or_default(), &model.first, &mut of_run);
            labels.append(&mut of_run);
        }
    }

    fn count_labels(&mut self) {
        self.called.clear();
        self.called.resize(self.reading.company.len(), [0; LABELS]);
        for (word, label) in self.reading.words.iter().zip(&self.labels) {
            if let Some(count) =
                self.called.get_mut(*word as usize).and_then(|called| called.get_mut(*label))
            {
                *count = count.saturating_add(1);
            }
        }
    }

    fn second_pass(&mut self) {
        let Self { model, reading, decoder, scores, labels, called, features, found } = self;
        let mut of_run = Vec::new();
        let mut done = Vec::with_capacity(labels.len());
        for range in &reading.runs {
            let from = done.len();
            for (at, number) in range.clone().zip(from..) {
                let label = |number: usize| {
                    let inside = (from..from + range.len()).contains(&number);
                    labels.get(number).copied().filter(|_| inside).unwrap_or(OUTSIDE)
                };
                let near = [label(number.wrapping_sub(1)), label(number), label(number + 1)];
                let word = reading.words.get(number).and_then(|word| called.get(*word as usize));
                if let (Some(called), Some(own)) = (word, scores.get_mut(number)) {
                    features.clear();
                    features::second(reading, at, near, called, &mut |feature| {
                        features.push(feature)
                    });
                    model.second.add(features, found, own);
                }
            }
            let of_scores = scores.get(from..from + range.len()).unwrap_or_default();
            decoder.decode(of_scores, &model.second, &mut of_run);
            done.append(&mut of_run);
        }
        *labels = done;
    }

    fn spans(&self) -> Vec<Span> {
        let mut spans = Vec::new();
        let mut from = 0;
        for range in &self.reading.runs {
            let labels = self.labels.get(from..from + range.len()).unwrap_or_default();
            if labels.iter().any(|label| *label != OUTSIDE) {
                let scores = self.scores.get(from..from + range.len()).unwrap_or_default();
                let likely = decode::likelihoods(scores, &self.model.second);
                self.spans_of_run(range.start, labels, &likely, &mut spans);
            }
            from += range.len();
        }
        spans
    }

    fn spans_of_run(
        &self,
        start: usize,
        labels: &[usize],
        likely: &[[f32; LABELS]],
        spans: &mut Vec<Span>,
    ) {
        let mut begun: Option<(usize, Kind, f32)> = None;
        for ((at, label), likely) in (start..).zip(labels).zip(likely) {
            let Some(kind) = label::kind(*label) else { continue };
            let share = likely.get(*label).copied().unwrap_or(0.0);
            if label::begins(*label) {
                begun = Some((at, kind, 1.0));
            }
            if let Some((first, kind, sure)) = begun.as_mut() {
                *sure = sure.min(share);
                if !label::is_open(*label) {
                    let (first, last) = (self.reading.token(*first), self.reading.token(at));
                    let (slot, start, end) = (first.slot, first.start, last.end);
                    spans.push(Span { slot, start, end, kind: *kind, confidence: *sure });
                    begun = None;
                }
            }
        }
    }
}

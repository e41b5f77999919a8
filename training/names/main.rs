//! Trains the files of the tagger. Run `cargo run --release -p morgue-training --bin train-names --
//! DATA`, where DATA is a folder of the sets listed in NOTICE. Deterministic; takes nine minutes on
//! one core with a teacher's labels of 1.75 million words, longer without.
//!
//! News is labelled by a model of the labelled sets (self-training), or by a teacher: after DATA,
//! `--export FOLDER` writes the texts for `teacher.py`, and `--teacher FILE` takes its labels.
//! `--measure` evaluates the files that ship. With `SHOW_ERRORS` set, false positives (+) and false
//! negatives (-) are printed.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used
)]

#[allow(dead_code, reason = "shared with the bench")]
#[path = "../../benches/names/agency.rs"]
mod agency;
mod clusters;
#[path = "../../benches/common/mod.rs"]
mod common;
mod corpora;
mod crf;
mod evaluate;
mod exchange;
mod lexicon;
#[path = "../../benches/names/mistakes.rs"]
mod mistakes;
mod news;
#[path = "../../benches/names/worldwide.rs"]
mod worldwide;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use corpora::{LabelledName, LabelledText, SOCIAL_MEDIA};
use crf::{CrfWeights, FeatureIndex, Sequence, TrainingToken, UNKNOWN};
use evaluate::measure;
use morgue::internals::article::Slot;
use morgue::internals::enrich::entities::tagger::features;
use morgue::internals::enrich::entities::tagger::features::{CandidateRun, LabelCounts};
use morgue::internals::enrich::entities::tagger::input::TaggerInput;
use morgue::internals::enrich::entities::tagger::label;
use morgue::internals::enrich::entities::tagger::label::{LABELS, OUTSIDE};
use morgue::internals::enrich::entities::tagger::lexicon::Lexicon;
use morgue::internals::enrich::entities::tagger::weights::ROW;
use morgue::internals::enrich::entities::tagger::{Tagger, TaggerModel};
use morgue::internals::text::hash;

/// Number of feature rows that ship, by pass.
const FIRST_ROWS: usize = 150_000;
const SECOND_ROWS: usize = 8_000;
/// Times that each article labelled for this project is repeated.
const AGENCY_COPIES: usize = 4;
/// Folds of the labelled text; each is tagged by a model trained on the others.
const FOLDS: usize = 2;
/// Least probability of a self-labelled token; others stay without a label.
const MIN_PROBABILITY: f32 = 0.80;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let data = PathBuf::from(arguments.get(1).expect("the folder of the data"));
    let has_option = |name: &str| arguments.get(2).is_some_and(|option| option == name);
    let dev = worldwide::read(&data);
    if has_option("--measure") {
        let [lexicon, first, second] = ["lexicon.bin", "first.bin", "second.bin"]
            .map(|name| fs::read(file(name)).expect("reads"));
        return measure(&lexicon, &first, &second, &dev, "shipped");
    }
    let start = Instant::now();
    let log = |message: &str| eprintln!("{:6.1} s  {message}", start.elapsed().as_secs_f64());
    let folder = data.join("ner/train");
    let countries: HashSet<String> =
        lexicon::country_names().iter().map(|name| name.to_lowercase()).collect();
    let demonyms = corpora::gmb_demonyms(&folder, &countries);
    let mut labelled = corpora::labelled(&folder, &countries, &demonyms);
    labelled.extend(agency_texts(&data));
    let unlabelled = without_development(news::read(&data), &data);
    log(&format!("{} labelled texts, {} unlabelled", labelled.len(), unlabelled.len()));

    if has_option("--export") {
        let folder = arguments.get(3).expect("the folder to write to");
        return exchange::export(Path::new(folder), &labelled, &unlabelled);
    }

    let all: Vec<&str> = labelled
        .iter()
        .filter(|text| text.guidelines != SOCIAL_MEDIA)
        .map(|text| text.text.as_str())
        .chain(unlabelled.iter().map(String::as_str))
        .collect();
    let usage = clusters::train(&all);
    log("clusters");
    let lexicon = lexicon::build(&data, &demonyms, &usage.clusters, &usage.common);
    write("lexicon.bin", &lexicon);
    log(&format!("lexicon of {} bytes", lexicon.len()));

    let table = Lexicon::new(&lexicon);
    let (first, second) = train(&labelled, &table, &log);
    measure(&lexicon, &first, &second, &dev, "labelled sets alone");
    let model = TaggerModel::new(&lexicon, &first, &second);
    let news = match arguments.get(3).filter(|_| has_option("--teacher")) {
        Some(file) => agreed(&model, exchange::read(Path::new(file), &unlabelled), &table),
        None => self_label(&model, unlabelled),
    };
    log(&format!("{} labelled texts of news", news.len()));
    let texts: Vec<LabelledText> = labelled.into_iter().chain(news).collect();
    let (first, second) = train(&texts, &table, &log);
    measure(&lexicon, &first, &second, &dev, "with labelled news");
    write("first.bin", &first);
    write("second.bin", &second);
    log("done");
}

/// Reads the training half of the articles labelled by hand for this project, each several times:
/// they are few, and their guidelines are those that decoding uses.
fn agency_texts(data: &Path) -> Vec<LabelledText> {
    let mut texts = Vec::new();
    for labelled in agency::read(data, "training") {
        for slot in [Slot::Title, Slot::Body] {
            let names = labelled.names.iter().filter(|name| name.0 == slot);
            let names = names.map(|&(_, start, end, kind)| LabelledName { start, end, kind });
            texts.push(LabelledText {
                text: labelled.article.slot(slot).to_owned(),
                names: names.collect(),
                guidelines: 0,
                uncertain: HashSet::new(),
            });
        }
    }
    std::iter::repeat_n(texts, AGENCY_COPIES).flatten().collect()
}

/// Leaves out the articles of the development half, which trains nothing. A piece from their middle
/// identifies them.
fn without_development(mut texts: Vec<String>, data: &Path) -> Vec<String> {
    const PIECE: std::ops::Range<usize> = 300..360;
    let articles = agency::read(data, "development");
    let pieces: Vec<&str> = articles
        .iter()
        .filter_map(|labelled| {
            let body = &labelled.article.body;
            let [start, end] = [PIECE.start, PIECE.end].map(|at| body.floor_char_boundary(at));
            body.get(start..end)?.lines().max_by_key(|line| line.len())
        })
        .collect();
    texts.retain(|text| !pieces.iter().any(|piece| piece.len() > 20 && text.contains(piece)));
    texts
}

/// Path of a file of the tagger.
fn file(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../src/enrich/entities/tagger").join(name)
}

fn write(name: &str, bytes: &[u8]) {
    fs::write(file(name), bytes).expect("writes");
}

/// Labels news with the model (self-training). Tokens that it is not sure of stay without a label.
fn self_label(model: &TaggerModel, texts: Vec<String>) -> Vec<LabelledText> {
    let mut tagger = Tagger::new(model);
    texts
        .into_iter()
        .map(|text| {
            let spans = tagger.tag([(Slot::Body, text.as_str())].into_iter());
            let uncertain = tagger.uncertain_tokens(MIN_PROBABILITY);
            let names = spans
                .iter()
                .map(|span| LabelledName { start: span.start, end: span.end, kind: span.kind })
                .collect();
            LabelledText { text, names, guidelines: 0, uncertain }
        })
        .collect()
}

/// Keeps the teacher's labels where the model agrees (co-training, Blum and Mitchell 1998). Tokens
/// that they label differently, or of which one is not sure, stay without a label.
fn agreed(
    model: &TaggerModel,
    mut taught: Vec<LabelledText>,
    lexicon: &Lexicon,
) -> Vec<LabelledText> {
    let own = self_label(model, taught.iter().map(|text| text.text.clone()).collect());
    for (text, own) in taught.iter_mut().zip(own) {
        let (one, other) = (prepare(text, lexicon), prepare(&own, lexicon));
        let tokens = one.input.runs.iter().flat_map(Clone::clone);
        let labels = one.labels.iter().zip(&other.labels);
        let differing = tokens.zip(labels).filter(|(_, (one, other))| one != other);
        text.uncertain.extend(differing.map(|(at, _)| one.input.token(at).start));
    }
    taught
}

/// An article prepared for training.
struct TrainingArticle {
    input: TaggerInput,
    guidelines: u64,
    labels: Vec<u8>,
}

fn prepare(text: &LabelledText, lexicon: &Lexicon) -> TrainingArticle {
    let mut input = TaggerInput::default();
    input.load([(Slot::Body, text.text.as_str())].into_iter(), lexicon);
    let mut labels = labels(&input, &text.names);
    let tokens = input.runs.iter().flat_map(Clone::clone);
    for (label, _) in labels
        .iter_mut()
        .zip(tokens)
        .filter(|(_, at)| text.uncertain.contains(&input.token(*at).start))
    {
        *label = UNKNOWN;
    }
    TrainingArticle { input, guidelines: text.guidelines, labels }
}

/// Computes the labels of the tokens in the runs. A name that is not completely in one run is
/// ignored.
fn labels(input: &TaggerInput, names: &[LabelledName]) -> Vec<u8> {
    let mut labels = Vec::new();
    let mut next = 0;
    for run in &input.runs {
        let from = labels.len();
        labels.resize(from + run.len(), OUTSIDE as u8);
        let start = input.token(run.start).start;
        while names.get(next).is_some_and(|name| name.end <= start) {
            next += 1;
        }
        for name in
            names[next..].iter().take_while(|name| name.start < input.token(run.end - 1).end)
        {
            let inside: Vec<usize> = run
                .clone()
                .filter(|at| {
                    input.token(*at).start >= name.start && input.token(*at).end <= name.end
                })
                .collect();
            let (Some(first), Some(last)) = (inside.first(), inside.last()) else { continue };
            let whole =
                input.token(*first).start == name.start && input.token(*last).end + 1 >= name.end;
            if !whole {
                continue;
            }
            for at in &inside {
                let position = match (at == first, at == last) {
                    (true, true) => label::UNIT,
                    (true, false) => label::BEGIN,
                    (false, true) => label::LAST,
                    (false, false) => label::INSIDE,
                };
                labels[from + at - run.start] = label::encode(name.kind, position) as u8;
            }
        }
    }
    labels
}

/// Emits all first-pass features, run by run and token by token. Texts with other annotation
/// guidelines get copies of some features for these guidelines, so that the differences do not
/// affect the shared weights (domain adaptation, Daumé 2007).
fn for_each_feature(
    article: &TrainingArticle,
    lexicon: &Lexicon,
    emit: &mut impl FnMut(usize, u64),
) {
    let input = &article.input;
    let mut index = 0;
    for range in &input.runs {
        let run = CandidateRun::new(input, range.clone(), lexicon);
        for at in range.clone() {
            features::first_pass(&run, at, &mut |feature| emit(index, feature));
            let context = &input.contexts[input.word_ids[index] as usize];
            features::document_context(input, at, context, &mut |feature| emit(index, feature));
            if article.guidelines > 0 {
                let token = input.token(at);
                let (back, next) = (input.token(at.wrapping_sub(1)), input.token(at + 1));
                let flags = [
                    token.word,
                    token.shape as u64,
                    token.suffixes[1],
                    token.entry.cluster().into(),
                    token.entry.traits().into(),
                    back.word,
                    next.word,
                    back.shape as u64 * 8 + next.shape as u64,
                    token.paragraph_case as u64,
                    0,
                    hash::combine(token.word, back.word),
                    hash::combine(token.word, next.word),
                    hash::combine(token.entry.traits().into(), next.entry.traits().into()),
                ];
                for (flag, template) in flags.into_iter().zip(200..) {
                    emit(index, hash::combine(hash::combine(flag, article.guidelines), template));
                }
            }
            index += 1;
        }
    }
}

/// First-pass scores and labels of an article that the model was not trained on, by run.
struct FirstPassPrediction {
    index: usize,
    scores: Vec<Vec<[f32; ROW]>>,
    labels: Vec<Vec<usize>>,
}

/// Trains both passes.
fn train(texts: &[LabelledText], lexicon: &Lexicon, log: &impl Fn(&str)) -> (Vec<u8>, Vec<u8>) {
    let articles: Vec<TrainingArticle> = texts.iter().map(|text| prepare(text, lexicon)).collect();
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut count = |_, feature| *counts.entry(feature).or_default() += 1;
    articles.iter().for_each(|article| for_each_feature(article, lexicon, &mut count));
    let features = FeatureIndex::new(counts, 3);
    let sequences_by_article: Vec<Vec<Sequence>> =
        articles.iter().map(|article| sequences(article, lexicon, &features)).collect();
    log(&format!("{} texts, {} features", articles.len(), features.len()));
    let mut predictions = Vec::new();
    for fold in 0..FOLDS {
        let others = select_runs(&sequences_by_article, |index| index / 8 % FOLDS != fold);
        let weights = CrfWeights::train(&others, features.len(), 4);
        let held_out =
            sequences_by_article.iter().enumerate().filter(|(index, _)| index / 8 % FOLDS == fold);
        predictions.extend(held_out.map(|(index, sequences)| predict(&weights, index, sequences)));
        log(&format!("fold {} of {FOLDS}", fold + 1));
    }
    let first = CrfWeights::train(&select_runs(&sequences_by_article, |_| true), features.len(), 6);
    log("first pass");
    drop(sequences_by_article);
    predictions.sort_by_key(|prediction| prediction.index);
    let scale = first.scale();
    (
        first.pack(&features, FIRST_ROWS, scale),
        train_second_pass(&articles, &predictions, scale, log),
    )
}

fn predict(weights: &CrfWeights, index: usize, sequences: &[Sequence]) -> FirstPassPrediction {
    let score_run =
        |run: &Sequence| run.iter().map(|example| weights.scores(example)).collect::<Vec<_>>();
    let scores: Vec<_> = sequences.iter().map(score_run).collect();
    let labels = scores.iter().map(|scores| weights.decode(scores)).collect();
    FirstPassPrediction { index, scores, labels }
}

/// Trains the second pass on first-pass predictions for articles that were not in the training set
/// (stacking, Wolpert 1992).
fn train_second_pass(
    articles: &[TrainingArticle],
    predictions: &[FirstPassPrediction],
    scale: f32,
    log: &impl Fn(&str),
) -> Vec<u8> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for FirstPassPrediction { index, labels, .. } in predictions {
        for_each_second_pass_feature(&articles[*index], labels, |_, feature| {
            *counts.entry(feature).or_default() += 1
        });
    }
    let features = FeatureIndex::new(counts, 3);
    let mut examples: Vec<Sequence> = Vec::new();
    for FirstPassPrediction { index, scores, labels } in predictions {
        let article = &articles[*index];
        let mut features_by_token: Vec<Vec<u32>> = vec![Vec::new(); article.labels.len()];
        for_each_second_pass_feature(article, labels, |at, feature| {
            features_by_token[at].extend(features.id(feature))
        });
        let mut features_by_token = features_by_token.into_iter().zip(&article.labels);
        for scores in scores {
            let token = |(base_scores, (features, label)): (&[f32; ROW], (Vec<u32>, &u8))| {
                TrainingToken { features, base_scores: *base_scores, label: *label }
            };
            let sequence: Sequence =
                scores.iter().zip(features_by_token.by_ref()).map(token).collect();
            examples.push(sequence);
        }
    }
    let second = CrfWeights::train(&examples, features.len(), 5);
    log(&format!("second pass, {} features", features.len()));
    second.pack(&features, SECOND_ROWS, scale)
}

fn select_runs(
    sequences_by_article: &[Vec<Sequence>],
    is_selected: impl Fn(usize) -> bool,
) -> Vec<Sequence> {
    let selected = sequences_by_article.iter().enumerate().filter(|(index, _)| is_selected(*index));
    selected.flat_map(|(_, sequences)| sequences.iter().cloned()).collect()
}

fn sequences(
    article: &TrainingArticle,
    lexicon: &Lexicon,
    features: &FeatureIndex,
) -> Vec<Sequence> {
    let mut features_by_token: Vec<Vec<u32>> = vec![Vec::new(); article.labels.len()];
    for_each_feature(article, lexicon, &mut |at, feature| {
        features_by_token[at].extend(features.id(feature))
    });
    let mut tokens = features_by_token.into_iter().zip(&article.labels);
    let run = |run: &std::ops::Range<usize>| {
        tokens
            .by_ref()
            .take(run.len())
            .map(|(features, label)| TrainingToken {
                features,
                base_scores: [0.0; ROW],
                label: *label,
            })
            .collect()
    };
    article.input.runs.iter().map(run).collect()
}

/// Emits the second-pass features.
fn for_each_second_pass_feature(
    article: &TrainingArticle,
    labels: &[Vec<usize>],
    mut emit: impl FnMut(usize, u64),
) {
    let input = &article.input;
    let mut label_counts: Vec<LabelCounts> = vec![[0; LABELS]; input.contexts.len()];
    for (word, label) in input.word_ids.iter().zip(labels.iter().flatten()) {
        label_counts[*word as usize][*label] += 1;
    }
    let mut index = 0;
    for (range, labels) in input.runs.iter().zip(labels) {
        for (at, step) in range.clone().zip(0..) {
            let label = |step: usize| labels.get(step).copied().unwrap_or(OUTSIDE);
            let window = [label(usize::wrapping_sub(step, 1)), label(step), label(step + 1)];
            let label_counts = &label_counts[input.word_ids[index] as usize];
            features::second_pass(input, at, window, label_counts, &mut |feature| {
                emit(index, feature)
            });
            index += 1;
        }
    }
}

//! Makes the files of the tagger: `cargo run --release --example train-names -- DATA`, where DATA is a folder of the
//! sets that NOTICE names. Deterministic; takes five to seven minutes on one core.
//!
//! `--labelled-only` after DATA leaves out the news that the tagger labels for itself, `--measure` measures the files that
//! ship; with `SHOW_ERRORS` set, both print what was found wrongly (+) and missed (-).

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stderr,
    clippy::print_stdout,
    clippy::string_slice,
    clippy::unwrap_used
)]

mod clusters;
mod corpora;
mod crf;
mod lexicon;
#[path = "../../benches/names/worldwide.rs"]
mod worldwide;

use std::collections::{HashMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use corpora::{Name, Text};
use crf::{Example, Features, Learner, Sequence};
use morgue::article::Slot;
use morgue::enrich::entities::tagger::features;
use morgue::enrich::entities::tagger::features::{Called, Run};
use morgue::enrich::entities::tagger::input::Reading;
use morgue::enrich::entities::tagger::label;
use morgue::enrich::entities::tagger::label::{LABELS, OUTSIDE};
use morgue::enrich::entities::tagger::lexicon::Lexicon;
use morgue::enrich::entities::tagger::weights::ROW;
use morgue::enrich::entities::tagger::{Model, Tagger};
use morgue::text::hash;

/// Rows that are shipped.
const FIRST_ROWS: usize = 150_000;
const SECOND_ROWS: usize = 8_000;
/// Parts of the labelled text that are tagged by what was learned from the others.
const FOLDS: usize = 2;
/// Tokens the model is less sure of teach nobody.
const SURE: f32 = 0.80;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let data = PathBuf::from(arguments.get(1).expect("the folder of the data"));
    if arguments.get(2).is_some_and(|choice| choice == "--measure") {
        let file = |name: &str| {
            fs::read(
                Path::new(env!("CARGO_MANIFEST_DIR")).join("src/enrich/entities/tagger").join(name),
            )
            .expect("reads")
        };
        return measure(
            &file("lexicon.bin"),
            &file("first.bin"),
            &file("second.bin"),
            &worldwide::read(&data),
            "shipped",
        );
    }
    let start = Instant::now();
    let say = |what: &str| eprintln!("{:6.1} s  {what}", start.elapsed().as_secs_f64());
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/enrich/entities/tagger");
    let train = data.join("ner/train");
    let countries: HashSet<String> =
        lexicon::country_names().iter().map(|name| name.to_lowercase()).collect();
    let demonyms = corpora::gmb_demonyms(&train, &countries);
    let labelled = corpora::labelled(&train, &countries, &demonyms);
    let unlabelled = corpora::unlabelled(&data);
    say(&format!("{} labelled texts, {} unlabelled", labelled.len(), unlabelled.len()));

    let all: Vec<&str> = labelled
        .iter()
        .filter(|text| text.guidelines < 3)
        .map(|text| text.text.as_str())
        .chain(unlabelled.iter().map(String::as_str))
        .collect();
    let usage = clusters::learn(&all);
    say("clusters");
    let lexicon = lexicon::make(&data, &demonyms, &usage.clusters, &usage.common);
    fs::write(target.join("lexicon.bin"), &lexicon).expect("writes");
    say(&format!("lexicon of {} bytes", lexicon.len()));

    let known = Lexicon::new(&lexicon);
    let dev = worldwide::read(&data);
    let (first, second) = teach(&labelled, &known, &say);
    measure(&lexicon, &first, &second, &dev, "labelled sets alone");
    if arguments.get(2).is_some_and(|choice| choice == "--labelled-only") {
        fs::write(target.join("first.bin"), first).expect("writes");
        fs::write(target.join("second.bin"), second).expect("writes");
        return;
    }
    let taught = own_labels(&Model::new(&lexicon, &first, &second), &unlabelled);
    say("news labelled by what was learned");
    let both: Vec<Text> = labelled.into_iter().chain(taught).collect();
    let (first, second) = teach(&both, &known, &say);
    measure(&lexicon, &first, &second, &dev, "with self-labelled news");
    fs::write(target.join("first.bin"), first).expect("writes");
    fs::write(target.join("second.bin"), second).expect("writes");
    say("done");
}

/// News as the model labels it; runs it is unsure of are left out by [`Text::unsure`].
fn own_labels(model: &Model, texts: &[String]) -> Vec<Text> {
    let mut tagger = Tagger::new(model);
    texts
        .iter()
        .map(|text| {
            let spans = tagger.tag([(Slot::Body, text.as_str())].into_iter());
            let unsure = tagger.unsure(SURE);
            let names = spans
                .iter()
                .map(|span| Name { start: span.start, end: span.end, kind: span.kind })
                .collect();
            Text { text: text.clone(), names, guidelines: 0, unsure }
        })
        .collect()
}

/// An article ready to learn from.
struct Lesson {
    reading: Reading,
    guidelines: u64,
    labels: Vec<u8>,
    /// Which of its runs teach.
    sure: Vec<bool>,
}

fn lesson(text: &Text, lexicon: &Lexicon) -> Lesson {
    let mut reading = Reading::default();
    reading.read([(Slot::Body, text.text.as_str())].into_iter(), lexicon);
    let labels = labels(&reading, &text.names);
    let sure = reading
        .runs
        .iter()
        .map(|run| !text.unsure.contains(&reading.token(run.start).start))
        .collect();
    Lesson { reading, guidelines: text.guidelines, labels, sure }
}

/// The labels of the tokens of the runs. A name that does not lie in one run whole is none.
fn labels(reading: &Reading, names: &[Name]) -> Vec<u8> {
    let mut labels = Vec::new();
    let mut next = 0;
    for run in &reading.runs {
        let from = labels.len();
        labels.resize(from + run.len(), OUTSIDE as u8);
        let start = reading.token(run.start).start;
        while names.get(next).is_some_and(|name| name.end <= start) {
            next += 1;
        }
        for name in
            names[next..].iter().take_while(|name| name.start < reading.token(run.end - 1).end)
        {
            let inside: Vec<usize> = run
                .clone()
                .filter(|at| {
                    reading.token(*at).start >= name.start && reading.token(*at).end <= name.end
                })
                .collect();
            let (Some(first), Some(last)) = (inside.first(), inside.last()) else { continue };
            let whole = reading.token(*first).start == name.start
                && reading.token(*last).end + 1 >= name.end;
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
                labels[from + at - run.start] = label::of(name.kind, position) as u8;
            }
        }
    }
    labels
}

/// All features of the first pass, run by run, token by token. Other guidelines than ours have copies of some.
fn each_feature(lesson: &Lesson, lexicon: &Lexicon, take: &mut impl FnMut(usize, u64)) {
    let reading = &lesson.reading;
    let mut number = 0;
    for range in &reading.runs {
        let run = Run::new(reading, range.clone(), lexicon);
        for at in range.clone() {
            features::first(&run, at, &mut |feature| take(number, feature));
            let company = &reading.company[reading.words[number] as usize];
            features::elsewhere(reading, at, company, &mut |feature| take(number, feature));
            if lesson.guidelines > 0 {
                let token = reading.token(at);
                let (back, on) = (reading.token(at.wrapping_sub(1)), reading.token(at + 1));
                let flags = [
                    token.word,
                    token.shape as u64,
                    token.suffixes[1],
                    token.entry.cluster().into(),
                    token.entry.traits().into(),
                    back.word,
                    on.word,
                    back.shape as u64 * 8 + on.shape as u64,
                    token.mode as u64,
                    0,
                    hash::with(token.word, back.word),
                    hash::with(token.word, on.word),
                    hash::with(token.entry.traits().into(), on.entry.traits().into()),
                ];
                for (flag, template) in flags.into_iter().zip(200..) {
                    take(number, hash::with(hash::with(flag, lesson.guidelines), template));
                }
            }
            number += 1;
        }
    }
}

/// What the first pass makes of an article it has not learned from: scores and labels, run by run.
struct Stacked {
    number: usize,
    scores: Vec<Vec<[f32; ROW]>>,
    labels: Vec<Vec<usize>>,
}

/// Learns both passes.
fn teach(texts: &[Text], lexicon: &Lexicon, say: &impl Fn(&str)) -> (Vec<u8>, Vec<u8>) {
    let lessons: Vec<Lesson> = texts.iter().map(|text| lesson(text, lexicon)).collect();
    let mut counts: HashMap<u64, u32> = HashMap::new();
    let mut count = |_, feature| *counts.entry(feature).or_default() += 1;
    lessons.iter().for_each(|lesson| each_feature(lesson, lexicon, &mut count));
    let features = Features::of(counts, 3);
    let lists: Vec<Vec<Sequence>> =
        lessons.iter().map(|lesson| sequences(lesson, lexicon, &features)).collect();
    say(&format!("{} texts, {} features", lessons.len(), features.len()));
    let mut stacked = Vec::new();
    for fold in 0..FOLDS {
        let others = pick(&lists, &lessons, |number| number / 8 % FOLDS != fold);
        let learner = Learner::learn(&others, features.len(), 4);
        let own = lists.iter().enumerate().filter(|(number, _)| number / 8 % FOLDS == fold);
        stacked.extend(own.map(|(number, list)| stack(&learner, number, list)));
        say(&format!("fold {} of {FOLDS}", fold + 1));
    }
    let first = Learner::learn(&pick(&lists, &lessons, |_| true), features.len(), 6);
    say("first pass");
    drop(lists);
    stacked.sort_by_key(|stacked| stacked.number);
    let scale = first.scale();
    (first.pack(&features, FIRST_ROWS, scale), teach_second(&lessons, &stacked, scale, say))
}

fn stack(learner: &Learner, number: usize, list: &[Sequence]) -> Stacked {
    let of_run =
        |run: &Sequence| run.iter().map(|example| learner.scores(example)).collect::<Vec<_>>();
    let scores: Vec<_> = list.iter().map(of_run).collect();
    let labels = scores.iter().map(|scores| learner.decode(scores)).collect();
    Stacked { number, scores, labels }
}

/// Learns the second pass from what the first makes of articles it has not learned from.
fn teach_second(
    lessons: &[Lesson],
    stacked: &[Stacked],
    scale: f32,
    say: &impl Fn(&str),
) -> Vec<u8> {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for Stacked { number, labels, .. } in stacked {
        each_second(&lessons[*number], labels, |_, feature| {
            *counts.entry(feature).or_default() += 1
        });
    }
    let features = Features::of(counts, 3);
    let mut examples: Vec<Sequence> = Vec::new();
    for Stacked { number, scores, labels } in stacked {
        let lesson = &lessons[*number];
        let mut flat: Vec<Vec<u32>> = vec![Vec::new(); lesson.labels.len()];
        each_second(lesson, labels, |at, feature| flat[at].extend(features.number(feature)));
        let mut flat = flat.into_iter().zip(&lesson.labels);
        for (scores, sure) in scores.iter().zip(&lesson.sure) {
            let token = |(given, (features, label)): (&[f32; ROW], (Vec<u32>, &u8))| Example {
                features,
                given: *given,
                label: *label,
            };
            let sequence: Sequence = scores.iter().zip(flat.by_ref()).map(token).collect();
            if *sure {
                examples.push(sequence);
            }
        }
    }
    let second = Learner::learn(&examples, features.len(), 5);
    say(&format!("second pass, {} features", features.len()));
    second.pack(&features, SECOND_ROWS, scale)
}

fn pick(lists: &[Vec<Sequence>], lessons: &[Lesson], of: impl Fn(usize) -> bool) -> Vec<Sequence> {
    let lessons = lists.iter().zip(lessons).enumerate().filter(|(number, _)| of(*number));
    lessons
        .flat_map(|(_, (list, lesson))| {
            list.iter().zip(&lesson.sure).filter(|(_, sure)| **sure).map(|(run, _)| run.clone())
        })
        .collect()
}

fn sequences(lesson: &Lesson, lexicon: &Lexicon, features: &Features) -> Vec<Sequence> {
    let mut flat: Vec<Vec<u32>> = vec![Vec::new(); lesson.labels.len()];
    each_feature(lesson, lexicon, &mut |at, feature| flat[at].extend(features.number(feature)));
    let mut tokens = flat.into_iter().zip(&lesson.labels);
    let run = |run: &std::ops::Range<usize>| {
        tokens
            .by_ref()
            .take(run.len())
            .map(|(features, label)| Example { features, given: [0.0; ROW], label: *label })
            .collect()
    };
    lesson.reading.runs.iter().map(run).collect()
}

/// The features of the second pass.
fn each_second(lesson: &Lesson, labels: &[Vec<usize>], mut take: impl FnMut(usize, u64)) {
    let reading = &lesson.reading;
    let mut called: Vec<Called> = vec![[0; LABELS]; reading.company.len()];
    for (word, label) in reading.words.iter().zip(labels.iter().flatten()) {
        called[*word as usize][*label] += 1;
    }
    let mut number = 0;
    for (range, labels) in reading.runs.iter().zip(labels) {
        for (at, step) in range.clone().zip(0..) {
            let label = |step: usize| labels.get(step).copied().unwrap_or(OUTSIDE);
            let near = [label(usize::wrapping_sub(step, 1)), label(step), label(step + 1)];
            let called = &called[reading.words[number] as usize];
            features::second(reading, at, near, called, &mut |feature| take(number, feature));
            number += 1;
        }
    }
}

fn measure(lexicon: &[u8], first: &[u8], second: &[u8], dev: &[worldwide::Marked], what: &str) {
    let model = Model::new(lexicon, first, second);
    let mut tagger = Tagger::new(&model);
    let mut scores = [worldwide::Score::default(); 3];
    let start = Instant::now();
    let mut words = 0;
    for article in dev {
        words += article.text.split_whitespace().count();
        let spans = tagger.tag([(Slot::Body, article.text.as_str())].into_iter());
        let found = worldwide::scored(&article.text, &spans);
        if std::env::var("SHOW_ERRORS").is_ok() {
            show_errors(article, &found);
        }
        for (score, class) in scores.iter_mut().zip(worldwide::CLASSES) {
            score.count(&found, &article.names, class);
        }
    }
    let pace = words as f64 / start.elapsed().as_secs_f64() / 1e6;
    eprintln!("{what}: {} bytes, {pace:.2} M words/s", lexicon.len() + first.len() + second.len());
    for (score, class) in scores.iter().zip(worldwide::CLASSES) {
        eprintln!(
            "    {class:?}: {:.3} {:.3} {:.3}",
            score.precision(),
            score.recall(),
            score.f1()
        );
    }
}

fn show_errors(
    article: &worldwide::Marked,
    found: &std::collections::BTreeSet<(usize, usize, morgue::enrich::entities::span::Kind)>,
) {
    let text = &article.text;
    for (sign, one, other) in [("+", found, &article.names), ("-", &article.names, found)] {
        for name in one.difference(other) {
            let (from, to) = (
                text.floor_char_boundary(name.0.saturating_sub(40)),
                text.ceil_char_boundary((name.1 + 40).min(text.len())),
            );
            println!(
                "{sign}\t{:?}\t{}\t{}",
                name.2,
                &text[name.0..name.1],
                text[from..to].replace('\n', "|")
            );
        }
    }
}

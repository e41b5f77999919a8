//! Words widened by the usage of the archive: `cargo bench --bench paraphrases`, with `MORGUE_DATA` set. Fails
//! below a floor.
//!
//! The questions of `tests/truth/paraphrases.tsv` are asked of Reuters-21578, with the words as they are and
//! widened. The labels of its editors say what is relevant. Recall at 100 is the share of the relevant articles
//! among the hundred best hits, of at most a hundred; precision at 10 the share of relevant ones among the ten
//! best. Hits that no editor labelled are left out of both. The odd lines were used for tuning; the floor holds
//! for the others.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    missing_docs
)]

#[path = "common/mod.rs"]
mod common;

use std::collections::{HashMap, HashSet};
use std::path::Path;
use std::process::ExitCode;

use common::wall_time;
use morgue::{Archive, Job, Request};

/// The least gain of recall at 100, in points, and of precision at 10.
const MIN_GAINS: [f64; 2] = [10.0, 0.0];

/// Hits that are looked at, of which those without labels are left out.
const HITS: usize = 300;

/// The labels of an article: topics and places.
type Labels = (HashSet<String>, HashSet<String>);

fn main() -> ExitCode {
    let Some(data) = common::data() else { return ExitCode::SUCCESS };
    let folder = data.join("reuters21578");
    let labels = labels(&folder);
    let index = tempfile::tempdir().expect("a folder");
    let archive = Archive::open_or_create(index.path()).expect("an index");
    archive.update(&Job::new([folder])).expect("the data can be indexed");
    let known = articles(&archive, &labels);
    let took = wall_time(|| drop(hits(&archive, "~layoffs")));
    println!(
        "{} articles with labels; learning the usage took {:.1} s",
        known.len(),
        took.as_secs_f64()
    );
    let questions = questions();
    let mut gains = [0.0; 2];
    for (name, first) in [("tuning", 0), ("measuring", 1)] {
        let asked: Vec<&(String, String)> = questions.iter().skip(first).step_by(2).collect();
        let [plain, widened] =
            [false, true].map(|widens| measure(&archive, &known, &asked, widens));
        println!("{name}: {} questions", asked.len());
        for (way, [recall, precision]) in [("as they are", plain), ("widened", widened)] {
            println!("  {way:<12} recall@100 {recall:5.1}   precision@10 {precision:5.1}");
        }
        gains = [widened[0] - plain[0], widened[1] - plain[1]];
    }
    match gains.iter().zip(MIN_GAINS).all(|(gain, least)| *gain >= least) {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    }
}

/// The questions with the rule that says what is relevant.
fn questions() -> Vec<(String, String)> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/truth/paraphrases.tsv");
    let text = std::fs::read_to_string(path).expect("the truth can be read");
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    let split =
        |line: &str| line.split_once('\t').map(|(question, rule)| (question.into(), rule.into()));
    lines.filter_map(split).collect()
}

/// The labels of each record, by the name of its file and its number in it. Articles that no editor labelled have
/// none.
fn labels(folder: &Path) -> HashMap<(String, u32), Labels> {
    let mut labels = HashMap::new();
    for file in std::fs::read_dir(folder).expect("the data can be read").flatten() {
        let bytes = std::fs::read(file.path()).expect("a file can be read");
        let text = String::from_utf8_lossy(&bytes);
        let name = file.file_name().to_string_lossy().into_owned();
        for (number, record) in (1..).zip(text.split("<REUTERS ").skip(1)) {
            let head = record.split("<TEXT").next().unwrap_or_default();
            let topics = list(head, "TOPICS");
            if head.starts_with("TOPICS=\"YES\"") || !topics.is_empty() {
                labels.insert((name.clone(), number), (topics, list(head, "PLACES")));
            }
        }
    }
    labels
}

/// The values of a list in the head of a record.
fn list(head: &str, tag: &str) -> HashSet<String> {
    let values = head.split(&format!("<{tag}>")).nth(1).unwrap_or_default();
    let values = values.split(&format!("</{tag}>")).next().unwrap_or_default();
    values
        .split("<D>")
        .skip(1)
        .filter_map(|value| Some(value.split_once("</D>")?.0.to_owned()))
        .collect()
}

/// The labels of the articles of the archive, by id.
fn articles(archive: &Archive, labels: &HashMap<(String, u32), Labels>) -> HashMap<String, Labels> {
    let mut known = HashMap::new();
    let mut after = None;
    loop {
        let request = Request { limit: 1000, after, facets: Vec::new(), ..Request::default() };
        let answer = archive.search(&request).expect("a search");
        for hit in &answer.hits {
            let name = Path::new(&hit.document.path).file_name().expect("a name");
            let key = (name.to_string_lossy().into_owned(), hit.document.record);
            known.extend(labels.get(&key).map(|labels| (hit.document.id.clone(), labels.clone())));
        }
        after = answer.next;
        if after.is_none() {
            return known;
        }
    }
}

fn hits(archive: &Archive, query: &str) -> Vec<String> {
    let request =
        Request { query: query.into(), limit: HITS, facets: Vec::new(), ..Request::default() };
    let answer = archive.search(&request).expect("a search");
    answer.hits.into_iter().map(|hit| hit.document.id).collect()
}

/// Returns whether an article is relevant by a rule: `corn|wheat&ussr`.
fn is_relevant((topics, places): &Labels, rule: &str) -> bool {
    let (wanted, place) =
        rule.split_once('&').map_or((rule, None), |(topics, place)| (topics, Some(place)));
    wanted.split('|').any(|topic| topics.contains(topic))
        && place.is_none_or(|it| places.contains(it))
}

/// Mean recall at 100 and precision at 10, in percent.
fn measure(
    archive: &Archive,
    known: &HashMap<String, Labels>,
    questions: &[&(String, String)],
    widens: bool,
) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for (question, rule) in questions {
        let query = if widens { question.clone() } else { question.replace('~', "") };
        let found = hits(archive, &query);
        let labelled: Vec<bool> =
            found.iter().filter_map(|id| Some(is_relevant(known.get(id)?, rule))).collect();
        let all = known.values().filter(|labels| is_relevant(labels, rule)).count();
        let among = |first: usize| labelled.iter().take(first).filter(|it| **it).count() as f64;
        sums[0] += 100.0 * among(100) / all.clamp(1, 100) as f64;
        sums[1] += 100.0 * among(10) / 10.0;
    }
    sums.map(|sum| sum / questions.len() as f64)
}

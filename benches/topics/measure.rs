//! Evaluation of the topic classifier on publishers that were held out of training, by their own
//! labels and by annotations made for this project, and on the five subjects of `bbc/`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use morgue::internals::article::Article;
use morgue::internals::article::taxonomy;
use morgue::internals::enrich::topics::model::TopicScore;
use morgue::internals::ingest::extraction::Extraction;

use super::common;
use super::gold::{self, GoldTopics};

/// The evaluation sets.
pub struct Sets {
    /// Articles with the topics of their publisher's only label.
    pub labelled: Vec<(Article, GoldTopics)>,
    /// Annotated articles.
    pub annotated: Vec<(Article, GoldTopics)>,
    /// Articles of three archives, annotated by id, on which the model was partly trained.
    pub subjects: Vec<(Article, GoldTopics)>,
    /// Articles with the code of their only subject.
    pub bbc: Vec<(Article, &'static str)>,
}

/// The folders of `bbc/` as subjects.
const BBC: [(&str, &str); 5] = [
    ("business", "04000000"),
    ("entertainment", "01000000"),
    ("politics", "11000000"),
    ("sport", "15000000"),
    ("tech", "13000000"),
];

/// Least number of texts before a topic counts, by labels and by annotations.
const MIN_TEXTS: usize = 30;
const MIN_ANNOTATED_TEXTS: usize = 15;

/// Reads the sets in this folder.
pub fn sets(data: &Path) -> Sets {
    let held_out: HashSet<&str> =
        include_str!("../../training/topics/held-out.txt").lines().collect();
    let (labels, annotated) =
        (gold::labels(), gold::annotations(include_str!("../../tests/truth/topics.tsv")));
    let subjects = subjects(data);
    let mut sets = Sets { labelled: Vec::new(), annotated: Vec::new(), subjects, bbc: Vec::new() };
    for article in articles(&data.join("articles.jsonl.zst")) {
        if !held_out.contains(article.publisher.as_str()) {
            continue;
        }
        if let Some(gold) = annotated.get(&article.url) {
            sets.annotated.push((article.clone(), gold.clone()));
        }
        // Other stories by Reuters are in the training set.
        let gold =
            article.labels.topics.first().and_then(|label| labels.get(&label.to_lowercase()));
        if let Some(gold) =
            gold.filter(|gold| !gold.required.is_empty() && article.publisher != "Reuters")
        {
            sets.labelled.push((article, gold.clone()));
        }
    }
    for (folder, code) in BBC {
        sets.bbc.extend(
            articles(&data.join("bbc").join(folder)).into_iter().map(|article| (article, code)),
        );
    }
    sets
}

/// Reads the articles of `tests/truth/subjects.tsv`.
fn subjects(data: &Path) -> Vec<(Article, GoldTopics)> {
    let mut gold = gold::annotations(include_str!("../../tests/truth/subjects.tsv"));
    let mut found = Vec::new();
    for source in ["reuters21578", "articles.jsonl.zst", "wikinews"] {
        for document in common::index_documents(&data.join(source), Extraction::Nothing) {
            let document = document.document;
            found.extend(gold.remove(&document.id).map(|gold| (document.article, gold)));
        }
    }
    assert!(gold.is_empty(), "articles are missing: {:?}", gold.keys());
    found
}

/// Reads every article under a folder.
pub fn articles(path: &Path) -> Vec<Article> {
    common::index_documents(path, Extraction::Nothing)
        .into_iter()
        .map(|document| document.document.article)
        .collect()
}

/// Counts for one concept.
#[derive(Debug, Default, Clone, Copy)]
pub struct TopicCounts {
    /// True positives.
    pub right: usize,
    /// False positives.
    pub wrong: usize,
    /// False negatives.
    pub missed: usize,
}

impl TopicCounts {
    /// Number of texts about it.
    pub fn texts(&self) -> usize {
        self.right + self.missed
    }

    /// Share of the assignments that are right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// Share of the texts about it that are found.
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.texts().max(1) as f64
    }

    /// Harmonic mean of precision and recall.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }
}

/// Counts for a set, by concept.
fn counts_by_topic(
    set: &[(Article, GoldTopics)],
    classify: &dyn Fn(&Article) -> Vec<TopicScore>,
) -> BTreeMap<&'static str, TopicCounts> {
    let mut counts_by_topic: BTreeMap<&str, TopicCounts> = BTreeMap::new();
    for (article, gold) in set {
        let predictions: HashMap<&str, bool> =
            classify(article).iter().map(|score| (score.concept.code, score.is_assigned)).collect();
        for concept in taxonomy::all().iter().filter(|concept| concept.lineage().len() <= 2) {
            let score = counts_by_topic.entry(concept.code).or_default();
            let is_assigned = predictions.get(concept.code) == Some(&true);
            match (gold.required.contains(concept.code), is_assigned) {
                (true, true) => score.right += 1,
                (true, false) => score.missed += 1,
                (false, true) if !gold.allowed.contains(concept.code) => score.wrong += 1,
                _ => {}
            }
        }
    }
    counts_by_topic
}

/// Mean F1 over the first-level topics with at least `texts` texts.
fn macro_f1(counts_by_topic: &BTreeMap<&str, TopicCounts>, texts: usize) -> f64 {
    let first_level = counts_by_topic
        .iter()
        .filter(|(code, score)| code.ends_with("000000") && score.texts() >= texts);
    let all: Vec<f64> = first_level.map(|(_, score)| score.f1()).collect();
    all.iter().sum::<f64>() / all.len().max(1) as f64
}

/// Compares probabilities with observed shares on the first level: for ten bands of probability the
/// number of predictions, the mean probability and the share that is right.
fn calibration(
    set: &[(Article, GoldTopics)],
    classify: &dyn Fn(&Article) -> Vec<TopicScore>,
) -> Vec<(usize, f64, f64)> {
    let mut bands = vec![(0, 0.0, 0.0); 10];
    for (article, gold) in set {
        for TopicScore { concept, probability, .. } in classify(article) {
            if concept.broader().is_none() && !gold.allowed.contains(concept.code) {
                let band = &mut bands[((probability * 10.0) as usize).min(9)];
                let is_right = f64::from(u8::from(gold.required.contains(concept.code)));
                *band = (band.0 + 1, band.1 + f64::from(probability), band.2 + is_right);
            }
        }
    }
    bands
        .into_iter()
        .map(|(count, mean_probability, is_right)| {
            (
                count,
                mean_probability / f64::max(count as f64, 1.0),
                is_right / f64::max(count as f64, 1.0),
            )
        })
        .collect()
}

/// Expected calibration error.
fn calibration_error(bands: &[(usize, f64, f64)]) -> f64 {
    let all: usize = bands.iter().map(|(count, ..)| count).sum();
    bands
        .iter()
        .map(|(count, mean_probability, is_right)| {
            *count as f64 * (mean_probability - is_right).abs()
        })
        .sum::<f64>()
        / all.max(1) as f64
}

/// Confusion matrix of the subjects of `bbc/`, by the most probable of the five.
fn confusion(
    set: &[(Article, &str)],
    classify: &dyn Fn(&Article) -> Vec<TopicScore>,
) -> [[usize; 5]; 5] {
    let mut table = [[0; 5]; 5];
    let position = |code: &str| BBC.iter().position(|(_, known)| *known == code);
    for (article, code) in set {
        let predictions = classify(article);
        let five = predictions.iter().filter(|score| position(score.concept.code).is_some());
        let best = five
            .max_by(|one, other| one.probability.total_cmp(&other.probability))
            .and_then(|score| position(score.concept.code));
        if let Some(row) = position(code) {
            // A text without scores counts as wrong.
            table[row][best.unwrap_or((row + 1) % 5)] += 1;
        }
    }
    table
}

/// Precision of some topics together.
fn precision_of(
    codes: &[&str],
    set: &[(Article, GoldTopics)],
    classify: &dyn Fn(&Article) -> Vec<TopicScore>,
) -> f64 {
    let counts = counts_by_topic(set, classify);
    let of_codes = || codes.iter().filter_map(|code| counts.get(code));
    let right: usize = of_codes().map(|count| count.right).sum();
    let wrong: usize = of_codes().map(|count| count.wrong).sum();
    right as f64 / (right + wrong).max(1) as f64
}

/// Share on the diagonal.
fn accuracy(table: &[[usize; 5]; 5]) -> f64 {
    let right: usize = (0..5).map(|at| table[at][at]).sum();
    right as f64 / table.iter().flatten().sum::<usize>().max(1) as f64
}

/// Measured values in the order of [`FLOORS`].
pub struct Evaluation([f64; 5]);

/// Lowest accepted values; for the last, the highest.
const FLOORS: [(&str, f64); 5] = [
    ("macro-F1, publishers' labels", 0.86),
    ("macro-F1, annotations", 0.86),
    ("accuracy, bbc/", 0.94),
    ("error of calibration", 0.03),
    ("precision of sport, lifestyle, religion", 0.90),
];

impl Evaluation {
    /// Measures everything.
    pub fn measure(sets: &Sets, classify: &dyn Fn(&Article) -> Vec<TopicScore>) -> Self {
        Self([
            macro_f1(&counts_by_topic(&sets.labelled, classify), MIN_TEXTS),
            macro_f1(&counts_by_topic(&sets.annotated, classify), MIN_ANNOTATED_TEXTS),
            accuracy(&confusion(&sets.bbc, classify)),
            calibration_error(&calibration(&sets.annotated, classify)),
            precision_of(&["10000000", "12000000", "15000000"], &sets.subjects, classify),
        ])
    }

    /// Prints the result for each floor; returns true if all hold.
    pub fn holds(&self) -> bool {
        let mut all = true;
        for ((title, floor), measured) in FLOORS.into_iter().zip(self.0) {
            let holds =
                if title.starts_with("error") { measured <= floor } else { measured >= floor };
            let verdict = if holds { "holds" } else { "BELOW THE FLOOR" };
            println!("{title:<40} {measured:.3}, floor {floor:.2} {verdict}");
            all &= holds;
        }
        all
    }
}

/// Prints all measurements.
pub fn report(sets: &Sets, classify: &dyn Fn(&Article) -> Vec<TopicScore>) -> Evaluation {
    table("publishers' labels", &sets.labelled, MIN_TEXTS, classify);
    table("annotations", &sets.annotated, MIN_ANNOTATED_TEXTS, classify);
    table("subjects", &sets.subjects, MIN_ANNOTATED_TEXTS, classify);
    println!("\n{} articles of bbc/, by the most probable subject", sets.bbc.len());
    for ((folder, _), row) in BBC.iter().zip(confusion(&sets.bbc, classify)) {
        println!("  {folder:<14} {row:>5?}");
    }
    println!("\ncalibration, by annotations");
    for (count, mean_probability, is_right) in calibration(&sets.annotated, classify) {
        println!("  {count:>5} predicted {mean_probability:.2}, observed {is_right:.2}");
    }
    Evaluation::measure(sets, classify)
}

/// Prints the scores of a set by concept.
fn table(
    title: &str,
    set: &[(Article, GoldTopics)],
    min_texts: usize,
    classify: &dyn Fn(&Article) -> Vec<TopicScore>,
) {
    println!("\n{} articles, by {title:<63} texts  precision  recall      F1", set.len());
    for (code, score) in counts_by_topic(set, classify) {
        let is_first_level = code.ends_with("000000");
        if is_first_level || score.right + score.wrong > 0 && score.texts() >= MIN_ANNOTATED_TEXTS {
            let name = taxonomy::by_code(code).map_or("", |concept| concept.name);
            let note =
                if is_first_level && score.texts() < min_texts { "  too few texts" } else { "" };
            let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
            println!(
                "  {code} {name:<44} {:>5}      {precision:.3}   {recall:.3}   {f1:.3}{note}",
                score.texts()
            );
        }
    }
}

//! What the classifier tells of articles against what people say of them: publishers that were held apart from all
//! training, by their own label and by labels made for this project, and the five subjects of `bbc/`.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;

use morgue::article::Article;
use morgue::article::entity::Subjects;
use morgue::article::taxonomy;
use morgue::enrich::topics::model::Judged;

use super::common;
use super::gold::{self, Gold};

/// The sets, read once.
pub struct Sets {
    /// Articles with what their publisher's one label says.
    pub labelled: Vec<(Article, Gold)>,
    /// Articles that a reader judged.
    pub read: Vec<(Article, Gold)>,
    /// Articles with the code of their one subject.
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

/// Texts from which on a subject counts, by publishers' labels and by a reader's judgement.
const ENOUGH: usize = 30;
const ENOUGH_READ: usize = 15;

/// Reads the sets below this folder.
pub fn sets(data: &Path) -> Sets {
    let held: HashSet<&str> =
        include_str!("../../training/topics/held-apart.txt").lines().collect();
    let (labels, read) =
        (gold::labels(), gold::given(include_str!("../../tests/truth/topics.tsv")));
    let mut sets = Sets { labelled: Vec::new(), read: Vec::new(), bbc: Vec::new() };
    for article in articles(&data.join("articles.jsonl.zst")) {
        if !held.contains(article.publisher.as_str()) {
            continue;
        }
        if let Some(gold) = read.get(&article.url) {
            sets.read.push((article.clone(), gold.clone()));
        }
        // Stories of Reuters trained, if others.
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

/// Every article under a folder as the program reads it.
pub fn articles(path: &Path) -> Vec<Article> {
    common::filings(path, |_| Subjects::default())
        .into_iter()
        .map(|filing| filing.document.article)
        .collect()
}

/// What was told of one concept.
#[derive(Debug, Default, Clone, Copy)]
pub struct Score {
    /// Told, and it is so.
    pub right: usize,
    /// Told, and it is not.
    pub wrong: usize,
    /// Not told, and it is so.
    pub missed: usize,
}

impl Score {
    /// How many texts are about it.
    pub fn texts(&self) -> usize {
        self.right + self.missed
    }

    /// The share of what was told that is right.
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    /// The share of what is so that was told.
    pub fn recall(&self) -> f64 {
        self.right as f64 / self.texts().max(1) as f64
    }

    /// Their harmonic mean.
    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missed).max(1) as f64
    }
}

/// What was told of a set, by concept.
fn scores(
    set: &[(Article, Gold)],
    judge: &dyn Fn(&Article) -> Vec<Judged>,
) -> BTreeMap<&'static str, Score> {
    let mut scores: BTreeMap<&str, Score> = BTreeMap::new();
    for (article, gold) in set {
        let judged: HashMap<&str, bool> =
            judge(article).iter().map(|judged| (judged.concept.code, judged.told)).collect();
        for concept in taxonomy::all().iter().filter(|concept| concept.lineage().len() <= 2) {
            let score = scores.entry(concept.code).or_default();
            let told = judged.get(concept.code) == Some(&true);
            match (gold.required.contains(concept.code), told) {
                (true, true) => score.right += 1,
                (true, false) => score.missed += 1,
                (false, true) if !gold.allowed.contains(concept.code) => score.wrong += 1,
                _ => {}
            }
        }
    }
    scores
}

/// The mean F1 over the widest subjects that so many texts are about.
fn macro_f1(scores: &BTreeMap<&str, Score>, texts: usize) -> f64 {
    let widest =
        scores.iter().filter(|(code, score)| code.ends_with("000000") && score.texts() >= texts);
    let all: Vec<f64> = widest.map(|(_, score)| score.f1()).collect();
    all.iter().sum::<f64>() / all.len().max(1) as f64
}

/// How far probabilities are from shares of texts that are so, over the widest subjects: the mean over ten bands of
/// probability, by how many judgements fall into each.
fn calibration(
    set: &[(Article, Gold)],
    judge: &dyn Fn(&Article) -> Vec<Judged>,
) -> Vec<(usize, f64, f64)> {
    let mut bands = vec![(0, 0.0, 0.0); 10];
    for (article, gold) in set {
        for Judged { concept, probability, .. } in judge(article) {
            if concept.wider().is_none() && !gold.allowed.contains(concept.code) {
                let band = &mut bands[((probability * 10.0) as usize).min(9)];
                let is = f64::from(u8::from(gold.required.contains(concept.code)));
                *band = (band.0 + 1, band.1 + f64::from(probability), band.2 + is);
            }
        }
    }
    bands
        .into_iter()
        .map(|(count, said, is)| {
            (count, said / f64::max(count as f64, 1.0), is / f64::max(count as f64, 1.0))
        })
        .collect()
}

/// The expected error of calibration.
fn error(bands: &[(usize, f64, f64)]) -> f64 {
    let all: usize = bands.iter().map(|(count, ..)| count).sum();
    bands.iter().map(|(count, said, is)| *count as f64 * (said - is).abs()).sum::<f64>()
        / all.max(1) as f64
}

/// How often each subject of `bbc/` is taken for each, where the likeliest of the five counts.
fn confusion(set: &[(Article, &str)], judge: &dyn Fn(&Article) -> Vec<Judged>) -> [[usize; 5]; 5] {
    let mut table = [[0; 5]; 5];
    let place = |code: &str| BBC.iter().position(|(_, own)| *own == code);
    for (article, code) in set {
        let judged = judge(article);
        let five = judged.iter().filter(|judged| place(judged.concept.code).is_some());
        let best = five
            .max_by(|one, other| one.probability.total_cmp(&other.probability))
            .and_then(|judged| place(judged.concept.code));
        if let Some(row) = place(code) {
            // What nothing is known of counts as wrong.
            table[row][best.unwrap_or((row + 1) % 5)] += 1;
        }
    }
    table
}

/// The share on the diagonal.
fn accuracy(table: &[[usize; 5]; 5]) -> f64 {
    let right: usize = (0..5).map(|at| table[at][at]).sum();
    right as f64 / table.iter().flatten().sum::<usize>().max(1) as f64
}

/// What was measured, in the order of [`FLOORS`].
pub struct Measured([f64; 4]);

/// What may not be undercut; the last, what may not be exceeded.
const FLOORS: [(&str, f64); 4] = [
    ("macro-F1, publishers' labels", 0.86),
    ("macro-F1, a reader's judgement", 0.86),
    ("bbc/, one of five", 0.94),
    ("error of probabilities", 0.03),
];

impl Measured {
    /// Measures everything.
    pub fn of(sets: &Sets, judge: &dyn Fn(&Article) -> Vec<Judged>) -> Self {
        Self([
            macro_f1(&scores(&sets.labelled, judge), ENOUGH),
            macro_f1(&scores(&sets.read, judge), ENOUGH_READ),
            accuracy(&confusion(&sets.bbc, judge)),
            error(&calibration(&sets.read, judge)),
        ])
    }

    /// Whether every floor holds; says so of each.
    pub fn holds(&self) -> bool {
        let mut all = true;
        for ((what, floor), measured) in FLOORS.into_iter().zip(self.0) {
            let holds =
                if what.starts_with("error") { measured <= floor } else { measured >= floor };
            let verdict = if holds { "holds" } else { "DOES NOT HOLD" };
            println!("{what:<40} {measured:.3}, floor {floor:.2} {verdict}");
            all &= holds;
        }
        all
    }
}

/// All of it in words.
pub fn report(sets: &Sets, judge: &dyn Fn(&Article) -> Vec<Judged>) -> Measured {
    table("publishers' labels", &sets.labelled, ENOUGH, judge);
    table("a reader's judgement", &sets.read, ENOUGH_READ, judge);
    println!("\n{} articles of bbc/, the likeliest of five", sets.bbc.len());
    for ((folder, _), row) in BBC.iter().zip(confusion(&sets.bbc, judge)) {
        println!("  {folder:<14} {row:>5?}");
    }
    println!("\nprobabilities, by a reader's judgement");
    for (count, said, is) in calibration(&sets.read, judge) {
        println!("  {count:>5} said {said:.2}, were {is:.2}");
    }
    Measured::of(sets, judge)
}

/// What was told of a set, concept by concept.
fn table(
    what: &str,
    set: &[(Article, Gold)],
    enough: usize,
    judge: &dyn Fn(&Article) -> Vec<Judged>,
) {
    println!(
        "\n{} articles of publishers held apart, by {what:<44} texts  precision  recall      F1",
        set.len()
    );
    for (code, score) in scores(set, judge) {
        let wide = code.ends_with("000000");
        if wide || score.right + score.wrong > 0 && score.texts() >= ENOUGH_READ {
            let name = taxonomy::find(code).map_or("", |concept| concept.name);
            let few = if wide && score.texts() < enough { "  too few to count" } else { "" };
            let (precision, recall, f1) = (score.precision(), score.recall(), score.f1());
            println!(
                "  {code} {name:<44} {:>5}      {precision:.3}   {recall:.3}   {f1:.3}{few}",
                score.texts()
            );
        }
    }
}

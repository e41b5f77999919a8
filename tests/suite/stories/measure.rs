//! How well stories are found: articles as they are read, the hand-checked truth, and the scores of one against the other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use morgue::article::Article;
use morgue::article::document;
use morgue::corpus::walk;
use morgue::corpus::walk::{ReadOptions, FileItem};
use morgue::read::source::Flow;
use morgue::stories;
use morgue::stories::{Comparisons, SignedArticle, StoryFeatures};
use morgue::text::hash;
use morgue::text::words::Words;

/// Every article of a file, or of the files of a folder with this ending.
pub fn read(path: &Path, ending: &str) -> Vec<Article> {
    if path.is_dir() {
        let entries =
            std::fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path());
        let files: BTreeSet<_> =
            entries.filter(|path| path.extension().is_some_and(|is| is == ending)).collect();
        return files.iter().flat_map(|file| read(file, ending)).collect();
    }
    let mut all = Vec::new();
    let read = walk::read(path, &ReadOptions::default(), &mut |item| {
        if let FileItem::Record(record) = item {
            all.extend(record.article.ok());
        }
        Flow::Continue(())
    });
    read.expect("reads");
    all
}

/// The story of each article by its place; what is alone is its own.
pub fn found(articles: &[Article]) -> Vec<usize> {
    let sketched = |article: &Article| {
        let text = hash::of(
            format!("{}{:?}", document::text_digest(article), article.published).as_bytes(),
        );
        Some(SignedArticle { text, days: stories::days(article), sketch: stories::signature(article)? })
    };
    let (places, all): (Vec<usize>, Vec<SignedArticle>) = articles
        .iter()
        .enumerate()
        .filter_map(|(at, article)| Some((at, sketched(article)?)))
        .unzip();
    let mut tell = |at: usize| Ok::<_, ()>(StoryFeatures::of(&articles[places[at]]));
    let (found, _) = stories::cluster(&all, &Comparisons::default(), &mut tell).expect("all can be told");
    let mut story: Vec<usize> = (0..articles.len()).collect();
    for members in found {
        members.iter().for_each(|member| story[places[*member]] = places[members[0]]);
    }
    story
}

/// Hand-checked stories of Reuters-21578, and pairs that look like one and are none.
#[derive(Default)]
pub struct Truth {
    pub stories: Vec<Vec<String>>,
    pub apart: Vec<(String, String)>,
}

/// Which lines of the truth: the first, third and so on of each kind were tuned on, the others only measure.
#[derive(Debug, Clone, Copy)]
pub enum Half {
    Tuning,
    Measuring,
}

impl Truth {
    pub fn of(half: Half) -> Self {
        let mut truth = Self::default();
        let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
        for line in
            include_str!("../../truth/stories.tsv").lines().filter(|line| !line.starts_with('#'))
        {
            let mut fields = line.split('\t');
            let kind = fields.next().expect("a kind");
            let count = seen.entry(kind).or_default();
            *count += 1;
            if count.is_multiple_of(2) != matches!(half, Half::Measuring) {
                continue;
            }
            let ids: Vec<String> = fields.map(|id| format!("reuters21578-{id}")).collect();
            match kind {
                "story" => truth.stories.push(ids),
                _ => truth.apart.push((ids[0].clone(), ids[1].clone())),
            }
        }
        truth
    }
}

/// What was found of the truth.
#[derive(Default)]
pub struct Score {
    /// Pairs of one story with an overlap above one half that were found to be one,
    pub right: usize,
    /// and those that were not.
    pub missed: usize,
    /// Pairs that are apart and were found to be one story.
    pub wrong: usize,
    /// The adjusted Rand index over all articles of the truth.
    pub rand: f64,
}

impl Score {
    pub fn of(truth: &Truth, articles: &[Article], found: &[usize]) -> Self {
        let places: HashMap<&str, usize> = articles
            .iter()
            .enumerate()
            .filter_map(|(at, article)| Some((article.own_id.as_deref()?, at)))
            .collect();
        let together = |one: &str, other: &str| found[places[one]] == found[places[other]];
        let mut score = Self::default();
        for story in &truth.stories {
            for (at, one) in story.iter().enumerate() {
                for other in &story[at + 1..] {
                    if overlap(&articles[places[&**one]], &articles[places[&**other]]) > 0.5 {
                        let right = together(one, other);
                        score.right += usize::from(right);
                        score.missed += usize::from(!right);
                    }
                }
            }
        }
        score.wrong = truth.apart.iter().filter(|(one, other)| together(one, other)).count();
        let mut wanted: BTreeMap<&str, usize> = BTreeMap::new();
        for (one, other) in &truth.apart {
            wanted.extend([
                (&**one, places[&**one] + truth.stories.len()),
                (&**other, places[&**other] + truth.stories.len()),
            ]);
        }
        for (number, story) in truth.stories.iter().enumerate() {
            wanted.extend(story.iter().map(|id| (&**id, number)));
        }
        let pairs: Vec<(usize, usize)> =
            wanted.iter().map(|(id, story)| (*story, found[places[*id]])).collect();
        // Articles of two stories in one are wrong as well.
        let wrongly = |(story, one): &(usize, usize)| {
            pairs.iter().filter(|(other, is)| is == one && other != story).count()
        };
        let across = pairs
            .iter()
            .filter(|(story, _)| *story < truth.stories.len())
            .map(wrongly)
            .sum::<usize>();
        score.wrong = score.wrong.max(across / 2);
        score.rand = adjusted_rand(&pairs);
        score
    }

    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong) as f64
    }

    pub fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missed) as f64
    }
}

/// The share of the shorter's runs of three words that the longer has too, headlines left out where there are texts.
fn overlap(one: &Article, other: &Article) -> f64 {
    let runs = |article: &Article| -> BTreeSet<[String; 3]> {
        let mut words =
            Words::new(if article.body.is_empty() { &article.title } else { &article.body });
        let mut all = Vec::new();
        while words.advance().is_some() {
            all.push(words.folded().to_owned());
        }
        all.windows(3).map(|run| [run[0].clone(), run[1].clone(), run[2].clone()]).collect()
    };
    let (one, other) = (runs(one), runs(other));
    one.intersection(&other).count() as f64 / one.len().min(other.len()).max(1) as f64
}

/// How alike two partitions are, given as the groups of each element in both: 1 where they are the same, 0 where they
/// agree as much as chance would have them (Hubert and Arabie 1985).
fn adjusted_rand(groups: &[(usize, usize)]) -> f64 {
    let pairs = |count: usize| count as f64 * (count as f64 - 1.0) / 2.0;
    let sum = |keys: &mut dyn Iterator<Item = (usize, usize)>| {
        let mut counts: HashMap<(usize, usize), usize> = HashMap::new();
        keys.for_each(|key| *counts.entry(key).or_default() += 1);
        counts.into_values().map(pairs).sum::<f64>()
    };
    let both = sum(&mut groups.iter().copied());
    let wanted = sum(&mut groups.iter().map(|(wanted, _)| (*wanted, 0)));
    let found = sum(&mut groups.iter().map(|(_, found)| (*found, 0)));
    let chance = wanted * found / pairs(groups.len());
    (both - chance) / ((wanted + found) / 2.0 - chance)
}

//! Measures the quality of story detection against the hand-checked truth.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

use morgue::internals::article::Article;
use morgue::internals::article::document;
use morgue::internals::corpus::file_reader;
use morgue::internals::corpus::file_reader::{FileItem, ReadOptions};
use morgue::internals::read::source::Flow;
use morgue::internals::stories;
use morgue::internals::stories::{Comparisons, SignedArticle, StoryFeatures};
use morgue::internals::text::hash;
use morgue::internals::text::tokenizer::Words;

/// Reads every article of a file, or of the files in a folder with this extension.
pub fn read(path: &Path, extension: &str) -> Vec<Article> {
    if path.is_dir() {
        let entries =
            std::fs::read_dir(path).expect("a folder").flatten().map(|entry| entry.path());
        let files: BTreeSet<_> =
            entries.filter(|path| path.extension().is_some_and(|is| is == extension)).collect();
        return files.iter().flat_map(|file| read(file, extension)).collect();
    }
    let mut all = Vec::new();
    let read = file_reader::read_file(path, &ReadOptions::default(), &mut |item| {
        if let FileItem::Record(record) = item {
            all.extend(record.article.ok());
        }
        Flow::Continue(())
    });
    read.expect("reads");
    all
}

/// Clusters articles and returns the story of each, as the index of the story's first article.
pub fn found(articles: &[Article]) -> Vec<usize> {
    let signed = |article: &Article| {
        let text = format!("{}{:?}", document::text_digest(article), article.published);
        Some(SignedArticle {
            text_id: hash::of(text.as_bytes()),
            days: stories::day_range(article),
            signature: stories::signature(article)?,
        })
    };
    let (indexes, all): (Vec<usize>, Vec<SignedArticle>) = articles
        .iter()
        .enumerate()
        .filter_map(|(index, article)| Some((index, signed(article)?)))
        .unzip();
    let mut features = |at: usize| Ok::<_, ()>(StoryFeatures::from_article(&articles[indexes[at]]));
    let found = stories::cluster(&all, &Comparisons::default(), &mut features);
    let found = found.expect("all have features").stories;
    let mut story: Vec<usize> = (0..articles.len()).collect();
    for members in found {
        members.iter().for_each(|member| story[indexes[*member]] = indexes[members[0]]);
    }
    story
}

/// Hand-checked stories of Reuters-21578, and pairs that only resemble one story.
#[derive(Default)]
pub struct Truth {
    pub stories: Vec<Vec<String>>,
    pub distinct: Vec<(String, String)>,
}

/// A half of the truth: the odd lines of each kind were used for tuning, the even ones only measure.
#[derive(Debug, Clone, Copy)]
pub enum Half {
    Tuning,
    Measuring,
}

impl Truth {
    pub fn of(half: Half) -> Self {
        let mut truth = Self::default();
        let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
        for line in
            include_str!("../../truth/stories.tsv").lines().filter(|line| !line.starts_with('#'))
        {
            let mut fields = line.split('\t');
            let kind = fields.next().expect("a kind");
            let count = counts.entry(kind).or_default();
            *count += 1;
            if count.is_multiple_of(2) != matches!(half, Half::Measuring) {
                continue;
            }
            let ids: Vec<String> = fields.map(|id| format!("reuters21578-{id}")).collect();
            match kind {
                "story" => truth.stories.push(ids),
                _ => truth.distinct.push((ids[0].clone(), ids[1].clone())),
            }
        }
        truth
    }
}

/// The score of a clustering against the truth.
#[derive(Default)]
pub struct Score {
    /// Pairs of one story that overlap by more than one half and were found to be one.
    pub right: usize,
    /// Such pairs that were not.
    pub missed: usize,
    /// Pairs of different stories that were found to be one.
    pub wrong: usize,
    /// The adjusted Rand index over all articles of the truth.
    pub rand: f64,
}

impl Score {
    pub fn of(truth: &Truth, articles: &[Article], found: &[usize]) -> Self {
        let indexes: HashMap<&str, usize> = articles
            .iter()
            .enumerate()
            .filter_map(|(at, article)| Some((article.own_id.as_deref()?, at)))
            .collect();
        let is_one_story = |one: &str, other: &str| found[indexes[one]] == found[indexes[other]];
        let mut score = Self::default();
        for story in &truth.stories {
            for (at, one) in story.iter().enumerate() {
                for other in &story[at + 1..] {
                    if overlap(&articles[indexes[&**one]], &articles[indexes[&**other]]) > 0.5 {
                        let right = is_one_story(one, other);
                        score.right += usize::from(right);
                        score.missed += usize::from(!right);
                    }
                }
            }
        }
        score.wrong = truth.distinct.iter().filter(|(one, other)| is_one_story(one, other)).count();
        let mut expected: BTreeMap<&str, usize> = BTreeMap::new();
        for (one, other) in &truth.distinct {
            expected.extend([
                (&**one, indexes[&**one] + truth.stories.len()),
                (&**other, indexes[&**other] + truth.stories.len()),
            ]);
        }
        for (number, story) in truth.stories.iter().enumerate() {
            expected.extend(story.iter().map(|id| (&**id, number)));
        }
        let pairs: Vec<(usize, usize)> =
            expected.iter().map(|(id, story)| (*story, found[indexes[*id]])).collect();
        // Two stories merged into one are wrong as well.
        let merged_with_others = |(story, one): &(usize, usize)| {
            pairs.iter().filter(|(other, is)| is == one && other != story).count()
        };
        let across = pairs
            .iter()
            .filter(|(story, _)| *story < truth.stories.len())
            .map(merged_with_others)
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

/// The share of the shorter article's three-word shingles that the longer has too. Headlines count
/// only if there is no body.
fn overlap(one: &Article, other: &Article) -> f64 {
    let shingles = |article: &Article| -> BTreeSet<[String; 3]> {
        let mut words =
            Words::new(if article.body.is_empty() { &article.title } else { &article.body });
        let mut all = Vec::new();
        while words.advance().is_some() {
            all.push(words.folded().to_owned());
        }
        all.windows(3).map(|run| [run[0].clone(), run[1].clone(), run[2].clone()]).collect()
    };
    let (one, other) = (shingles(one), shingles(other));
    one.intersection(&other).count() as f64 / one.len().min(other.len()).max(1) as f64
}

/// The similarity of two partitions, given as the groups of each element in both: 1 if they are
/// equal, 0 if they agree as much as by chance (Hubert and Arabie 1985).
fn adjusted_rand(groups: &[(usize, usize)]) -> f64 {
    let pairs = |count: usize| count as f64 * (count as f64 - 1.0) / 2.0;
    let sum = |keys: &mut dyn Iterator<Item = (usize, usize)>| {
        let mut counts: HashMap<(usize, usize), usize> = HashMap::new();
        keys.for_each(|key| *counts.entry(key).or_default() += 1);
        counts.into_values().map(pairs).sum::<f64>()
    };
    let both = sum(&mut groups.iter().copied());
    let expected = sum(&mut groups.iter().map(|(expected, _)| (*expected, 0)));
    let found = sum(&mut groups.iter().map(|(_, found)| (*found, 0)));
    let chance = expected * found / pairs(groups.len());
    (both - chance) / ((expected + found) / 2.0 - chance)
}

//! Archives of any size, recombined from Reuters-21578 and `articles.jsonl.zst`: in each further round of
//! their articles two words of five, names included, give way to others, so that names and words grow too.

use std::collections::hash_map::DefaultHasher;
use std::fs::File;
use std::hash::{Hash, Hasher};
use std::io::{BufWriter, Write as _};
use std::path::Path;

use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::search::records::IndexDocument;
use serde_json::json;

use crate::common;
use crate::harness::{Archive, line};

/// Articles in a file.
const IN_FILE: usize = 5000;

/// Articles that archives are made of.
pub struct Source {
    articles: Vec<IndexDocument>,
    /// Words that take the place of others, those with a capital apart.
    words: [Vec<String>; 2],
}

impl Source {
    /// Reads the articles below the folder of data.
    pub fn read(data: &Path) -> Self {
        let roots = ["reuters21578", "articles.jsonl.zst"].map(|name| data.join(name));
        let articles: Vec<IndexDocument> = roots
            .iter()
            .flat_map(|root| common::index_documents(root, Extraction::LabelsOnly))
            .collect();
        let mut words = [Vec::new(), Vec::new()];
        for article in articles.iter().step_by(10) {
            for word in article.document.article.body.split(|c: char| !c.is_alphabetic()) {
                if word.len() > 3 {
                    words[usize::from(has_capital(word))].push(word.to_owned());
                }
            }
        }
        Self { articles, words }
    }

    /// Writes an archive of so many articles.
    pub fn write(&self, archive: &Archive, articles: usize) {
        for first in (0..articles).step_by(IN_FILE) {
            let name = archive.path(&format!("{first}.jsonl"));
            let mut file = BufWriter::new(File::create(name).expect("a file"));
            for number in first..articles.min(first + IN_FILE) {
                file.write_all(self.article(number).as_bytes()).expect("writes");
            }
        }
    }

    /// A record of this number.
    pub fn article(&self, number: usize) -> String {
        let (round, at) = (number / self.articles.len(), number % self.articles.len());
        let article = &self.articles[at].document.article;
        let date = article.published.as_ref().map(|published| published.date.to_string());
        line(json!({
            "id": number.to_string(),
            "title": self.renamed(&article.title, round),
            "body": self.renamed(&article.body, round),
            "date": date,
            "publisher": article.publisher,
        }))
    }

    /// Replaces two words of five, in each round others.
    fn renamed(&self, text: &str, round: usize) -> String {
        if round == 0 {
            return text.to_owned();
        }
        let words = text.split_inclusive(|c: char| !c.is_alphabetic());
        words.map(|word| self.replacement(word, round).unwrap_or_else(|| word.to_owned())).collect()
    }

    fn replacement(&self, word: &str, round: usize) -> Option<String> {
        let letters = word.trim_end_matches(|c: char| !c.is_alphabetic());
        let mut hasher = DefaultHasher::new();
        (letters, round).hash(&mut hasher);
        let hash = hasher.finish() as usize;
        let words = &self.words[usize::from(has_capital(letters))];
        let is_replaced = letters.len() > 3 && hash % 5 < 2;
        is_replaced.then(|| words[hash / 5 % words.len()].clone() + &word[letters.len()..])
    }
}

fn has_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

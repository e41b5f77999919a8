//! Publishes who is who: at the end of a run coreference runs over the names of all articles, and what it
//! found goes to the ledger under the generation of the articles that it belongs to.
//!
//! As lines: the findings; an empty line; for each article in which a key means another person, or in which
//! one person has two keys, the digest of its text and its keys; and a line that says that this is all.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::name_table::{NameTable, article_number};
use crate::engine::common::identity::findings;
use crate::engine::common::identity::findings_lines;
use crate::engine::common::identity::state::IdentityState;
use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::cluster::ledger::Commit;
use crate::error::{Error, Result};
use crate::identity::authority::AuthorityFile;
use crate::identity::coreference::Findings;
use crate::identity::resolve::Identity;

/// Begins the names of the logs.
const LOG: &str = "names-";

/// The last line of a log.
const END: &str = "end";

/// What the last run found out about names.
#[derive(Debug, Default)]
pub(crate) struct Published {
    /// The findings of coreference. Articles are known by their [`article_number`]s.
    pub findings: Findings,
    /// People and organisations of the articles that count otherwise than key by key, by the digest of
    /// the text.
    pub articles: HashMap<String, Vec<String>>,
}

impl Published {
    /// Reads what was published for a commit.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn read(cluster: &Cluster, commit: &Commit) -> Result<Self> {
        if commit.names == 0 {
            return Ok(Self::default());
        }
        let text = cluster.ledger.read(&log(commit.names), 0)?;
        Self::decode(&text).ok_or_else(|| {
            Error::new("who is who was published again while it was read").hint("search again")
        })
    }

    fn decode(text: &str) -> Option<Self> {
        let lines = text.strip_suffix(END)?;
        let (findings, articles) = lines.split_once("\n\n").unwrap_or(("", lines));
        let article = |line: &str| {
            let mut fields = line.split('\t').map(str::to_owned);
            Some((fields.next()?, fields.collect()))
        };
        Some(Self {
            findings: findings_lines::decode(findings.trim_start_matches('\n'))?,
            articles: articles
                .lines()
                .filter(|line| !line.is_empty())
                .filter_map(article)
                .collect(),
        })
    }

    fn encode(&self) -> String {
        let mut text = format!("\n{}\n", findings_lines::encode(&self.findings));
        let mut articles: Vec<_> = self.articles.iter().collect();
        articles.sort_unstable();
        for (digest, keys) in articles {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{digest}\t{}", keys.join("\t"));
        }
        text.push_str(END);
        text
    }
}

/// Finds out who is who in the articles of a commit, and publishes it. The commit names it from then on.
///
/// # Errors
/// Fails when the cluster cannot be read or written.
pub(crate) fn publish(cluster: &Cluster, commit: &mut Commit) -> Result<()> {
    if commit.names == commit.generation {
        return Ok(());
    }
    let table = NameTable::read(cluster)?;
    let found = findings::update(&table, &IdentityState::default())?.findings;
    let articles = articles(&table, &found);
    let text = Published { findings: found, articles }.encode();
    let before = log(commit.names);
    let next = Commit { names: commit.generation, ..commit.clone() };
    let new = log(next.names);
    cluster.ledger.append(&new, 0, &text)?;
    cluster.ledger.refresh()?;
    cluster.ledger.set_commit(&next)?;
    *commit = next;
    // Searches may still read the one before.
    cluster.ledger.remove_other_logs(LOG, &[&new, &before])
}

fn log(generation: u64) -> String {
    format!("{LOG}{generation}")
}

/// Lists the articles in which a key means another person, or one person has two keys.
fn articles(table: &NameTable<'_>, findings: &Findings) -> HashMap<String, Vec<String>> {
    let identity = Identity::new(findings, &AuthorityFile::default(), |_| None);
    let reassigned: std::collections::HashSet<u64> =
        findings.reassignments.iter().map(|it| it.article).collect();
    let mut articles = HashMap::new();
    let all = table.all();
    for (doc, digest) in (0..).zip(&all.texts) {
        let keys: Vec<&str> = all.named(doc).collect();
        let mut people: Vec<&str> = keys.iter().map(|key| identity.canonical_key(key)).collect();
        people.sort_unstable();
        people.dedup();
        if people.len() < keys.len() || reassigned.contains(&article_number(digest)) {
            articles.insert(digest.clone(), keys.into_iter().map(str::to_owned).collect());
        }
    }
    articles
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::coreference::{Link, Reassignment};

    #[test]
    fn what_is_published_is_read_back() {
        let link = |from: &str| Link { from: from.into(), to: "b".into(), reason: "alike".into() };
        let reassignment =
            Reassignment { article: 7, from: "c".into(), to: "b".into(), dominant: 1, all: 2 };
        let full = Published {
            findings: Findings {
                links: vec![link("a")],
                reassignments: vec![reassignment],
                firms: vec!["d".to_owned()],
            },
            articles: HashMap::from([("text".to_owned(), vec!["a".to_owned(), "b".to_owned()])]),
        };
        let mut no_articles = Published::default();
        no_articles.findings.links.push(link("e"));
        let no_findings = Published { articles: full.articles.clone(), ..Published::default() };
        for published in [Published::default(), full, no_articles, no_findings] {
            let text = published.encode();
            let read = Published::decode(&text).expect("it reads");
            assert_eq!(read.findings, published.findings, "{text}");
            assert_eq!(read.articles, published.articles, "{text}");
            assert!(Published::decode(&text[..text.len() - 1]).is_none());
        }
    }
}

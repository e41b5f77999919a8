//! What was published about stories. As lines: for each story its key, and of each version the digest of its
//! text, followed by the number of words that a later version changed and whether that is a correction,
//! where there is one. The last line says that this is all.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use crate::engine::opensearch::cluster::Cluster;
use crate::engine::opensearch::cluster::ledger::Commit;
use crate::engine::opensearch::identity::facet_view::Articles;
use crate::error::{Error, Result};
use crate::search::results::StoryRef;

/// Begins the names of the logs.
const LOG: &str = "stories-";

/// The last line of a log.
const END: &str = "end";

/// The stories of an archive.
#[derive(Debug, Default)]
pub(crate) struct Stories {
    all: Vec<Story>,
    /// The index of the story of each version, by the digest of its text.
    by_text: HashMap<String, usize>,
}

/// A story with several versions.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Story {
    /// Key: the smallest id of its versions.
    pub key: String,
    /// Its versions.
    pub versions: Vec<Version>,
}

/// A version of a story.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Version {
    /// Digest of its text.
    pub text: String,
    /// How a later version of the same desk changed it.
    pub superseded: Option<Superseded>,
}

/// How a later version changed an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Superseded {
    /// The number of words that changed.
    pub words: u32,
    /// Set where the later version is a correction.
    pub is_correction: bool,
}

impl Stories {
    /// Indexes stories by the texts of their versions.
    pub(crate) fn new(all: Vec<Story>) -> Self {
        let versions = all.iter().zip(0..);
        let by_text = versions
            .flat_map(|(story, at)| story.versions.iter().map(move |it| (it.text.clone(), at)))
            .collect();
        Self { all, by_text }
    }

    /// Reads the stories that were published for a commit.
    ///
    /// # Errors
    /// Fails when the cluster cannot be read.
    pub(crate) fn read(cluster: &Cluster, commit: &Commit) -> Result<Self> {
        if commit.stories == 0 {
            return Ok(Self::default());
        }
        let text = cluster.ledger.read(&log(commit.stories), 0)?;
        let stories = decode(&text).ok_or_else(|| {
            Error::new("the stories were published again while they were read").hint("search again")
        })?;
        Ok(Self::new(stories))
    }

    /// Returns the stories without some versions, and without stories that are left with one. `least_id`
    /// returns the least id of some articles.
    ///
    /// # Errors
    /// Fails when `least_id` does.
    pub(crate) fn without(
        &self,
        withheld: &HashSet<String>,
        least_id: &dyn Fn(&Articles) -> Result<String>,
    ) -> Result<Self> {
        let mut all = Vec::with_capacity(self.all.len());
        for story in &self.all {
            let left = story.versions.iter().filter(|version| !withheld.contains(&version.text));
            let versions: Vec<Version> = left.cloned().collect();
            match versions.len() {
                0 | 1 => {}
                left if left == story.versions.len() => all.push(story.clone()),
                _ => {
                    let texts = versions.iter().map(|version| version.text.clone()).collect();
                    all.push(Story { key: least_id(&texts)?, versions });
                }
            }
        }
        Ok(Self::new(all))
    }

    /// Publishes stories for a commit, which names them from then on.
    ///
    /// # Errors
    /// Fails when the cluster cannot be written.
    pub(super) fn publish(all: &[Story], cluster: &Cluster, commit: &mut Commit) -> Result<()> {
        let before = log(commit.stories);
        let next = Commit { stories: commit.generation, ..commit.clone() };
        let new = log(next.stories);
        cluster.ledger.append(&new, 0, &encode(all))?;
        cluster.ledger.refresh()?;
        cluster.ledger.set_commit(&next)?;
        *commit = next;
        // Searches may still read the one before.
        cluster.ledger.remove_other_logs(LOG, &[&new, &before])
    }

    /// Returns the index of the story that an article is a version of, by the digest of its text.
    pub(crate) fn index(&self, text: &str) -> Option<usize> {
        self.by_text.get(text).copied()
    }

    /// Returns the story that an article is a version of, by the digest of its text.
    pub(crate) fn story(&self, text: &str) -> Option<&Story> {
        self.all.get(self.index(text)?)
    }

    /// All versions of stories, by the digests of their texts.
    pub(crate) fn texts(&self) -> impl Iterator<Item = &str> {
        self.by_text.keys().map(String::as_str)
    }

    /// Counts the stories.
    pub(crate) fn len(&self) -> u64 {
        self.all.len() as u64
    }

    /// Counts the articles that are versions of a story.
    pub(crate) fn versions(&self) -> u64 {
        self.by_text.len() as u64
    }

    /// Counts the stories of some versions, given by the digests of their texts.
    pub(crate) fn count(&self, texts: &[String]) -> u64 {
        texts.iter().filter_map(|text| self.index(text)).collect::<HashSet<_>>().len() as u64
    }

    /// The articles that a later version superseded, if it meets a condition.
    pub(crate) fn superseded(&self, is_match: impl Fn(&Superseded) -> bool) -> Articles {
        let versions = self.all.iter().flat_map(|story| &story.versions);
        let matching = versions.filter(|it| it.superseded.as_ref().is_some_and(&is_match));
        matching.map(|version| version.text.clone()).collect()
    }
}

impl Story {
    /// Returns the reference that a hit carries.
    pub(crate) fn to_ref(&self) -> StoryRef {
        StoryRef { key: self.key.clone(), versions: self.versions.len() as u64 }
    }
}

fn log(generation: u64) -> String {
    format!("{LOG}{generation}")
}

fn encode(stories: &[Story]) -> String {
    let mut lines = String::new();
    for Story { key, versions } in stories {
        lines.push_str(key);
        for Version { text, superseded } in versions {
            // Writing to a string cannot fail.
            let _ = write!(lines, "\t{text}");
            if let Some(Superseded { words, is_correction }) = superseded {
                let _ = write!(lines, ":{words}:{}", u8::from(*is_correction));
            }
        }
        lines.push('\n');
    }
    lines.push_str(END);
    lines
}

fn decode(text: &str) -> Option<Vec<Story>> {
    let version = |part: &str| {
        let mut parts = part.split(':');
        let text = parts.next()?.to_owned();
        let superseded = match parts.next() {
            None => None,
            Some(words) => {
                let is_correction = parts.next()? == "1";
                Some(Superseded { words: words.parse().ok()?, is_correction })
            }
        };
        Some(Version { text, superseded })
    };
    let story = |line: &str| {
        let (key, versions) = line.split_once('\t')?;
        let versions = versions.split('\t').map(version).collect::<Option<_>>()?;
        Some(Story { key: key.to_owned(), versions })
    };
    text.strip_suffix(END)?.lines().map(story).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_published_is_read_back() {
        let version = |text: &str, superseded| Version { text: text.to_owned(), superseded };
        let superseded = Some(Superseded { words: 12, is_correction: true });
        let versions = vec![version("a", superseded), version("b", None)];
        let stories = vec![Story { key: "id".to_owned(), versions }];
        for stories in [Vec::new(), stories] {
            let text = encode(&stories);
            assert_eq!(decode(&text), Some(stories), "{text}");
            assert_eq!(decode(&text[..text.len() - 1]), None);
        }
    }
}

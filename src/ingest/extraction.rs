//! What is found in an article beyond its words.

use serde::Serialize;

use crate::article::Article;
use crate::article::home::Home;
use crate::enrich::entities;
use crate::enrich::entities::Enrichment;
use crate::stories;
use crate::stories::Signature;

/// What a run finds in the articles it reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub enum Extraction {
    /// Names and topics in every text, and the signatures that stories are found by.
    #[default]
    Full,
    /// Only the names and topics that publishers assign: a plain full-text index.
    LabelsOnly,
    /// Nothing, for runs that compare records.
    Nothing,
}

impl Extraction {
    /// Collects the subjects of an article whose publisher is at home there.
    pub fn subjects(self, article: &Article, home: &Home) -> Enrichment {
        match self {
            Self::Full => entities::enrich(article, home),
            Self::LabelsOnly => entities::assigned(article),
            Self::Nothing => Enrichment::default(),
        }
    }

    /// Condenses the words of an article, to compare it with others; nothing where it is too short.
    pub fn signature(self, article: &Article) -> Option<Signature> {
        match self {
            Self::Full => stories::signature(article),
            Self::LabelsOnly | Self::Nothing => None,
        }
    }
}

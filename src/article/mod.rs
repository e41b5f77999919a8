//! What the paper printed, as a reader of any format hands it on: text and labels, nothing inferred.

pub mod agency;
pub mod date;
pub mod dateline;
pub mod document;
pub mod entity;
pub mod salience;
pub mod schema;
pub mod taxonomy;

use serde::{Deserialize, Serialize};

use date::Published;
use schema::Field;

/// One article as its file tells it. Absent texts are empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// The publisher's own id, where the record carries one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_id: Option<String>,
    /// A digest of the record's decoded text: its identity where it has no id of its own.
    #[serde(skip)]
    pub fingerprint: Fingerprint,
    /// The headline, on one line.
    pub title: String,
    /// The summary printed under the headline.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub standfirst: String,
    /// The text: paragraphs parted by one empty line, each paragraph on one line.
    pub body: String,
    /// Photo captions, without their credits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<String>,
    /// Photo credits and copyright lines, kept apart from the people an article is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<String>,
    /// What the desk says about the text: "Corrects name in third paragraph", "Eds: With photos."
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// When it was published, as exactly as is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    /// Where the story was filed from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// Who wrote it, as printed: "By Jane Doe in Geneva".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub byline: String,
    /// Who wrote it, as people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The news agency it came from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub agency: String,
    /// Who published it.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    /// The part of the paper it stood in.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// The edition it stood in.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub edition: String,
    /// The page it stood on.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// Where it is on the web.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// Its language as a two-letter code (ISO 639-1), where said or recognised.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Free keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// The people, places, organisations and topics the publisher assigned.
    pub labels: Labels,
    /// What the reader was unsure of.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// What a publisher's editors say an article is about: plain names, codes already spelled out.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Labels {
    /// Full names of people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Names of places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<String>,
    /// Names of organisations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<String>,
    /// Subjects.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

/// A dateline: "WASHINGTON, July 18 (Reuters) -".
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// As printed, without the dash that ends it.
    pub raw: String,
    /// The place as printed, with its region or country: "TROY, N.C.".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The agency named in it.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub agency: String,
    /// The date as printed: "July 18".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
}

/// 128 bits of BLAKE3 over a record's decoded text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 16]);

impl Fingerprint {
    /// The fingerprint of some decoded text.
    pub fn of(decoded: &str) -> Self {
        let mut bytes = [0; 16];
        blake3::Hasher::new().update(decoded.as_bytes()).finalize_xof().fill(&mut bytes);
        Self(bytes)
    }
}

impl Article {
    /// An empty article read from this decoded record.
    pub fn from_record(decoded: &str) -> Self {
        Self { fingerprint: Fingerprint::of(decoded), ..Self::default() }
    }

    /// Whether it has no text at all; such a record is rejected, while a headline alone is a news flash.
    pub fn is_blank(&self) -> bool {
        let blank = |text: &str| text.trim().is_empty();
        blank(&self.title)
            && blank(&self.standfirst)
            && blank(&self.body)
            && self.captions.iter().all(|c| blank(c))
    }

    /// The text in a slot; empty where the article has none.
    pub fn slot(&self, slot: Slot) -> &str {
        match slot {
            Slot::Title => &self.title,
            Slot::Standfirst => &self.standfirst,
            Slot::Caption(at) => self.captions.get(at as usize).map_or("", String::as_str),
            Slot::Body => &self.body,
        }
    }

    /// Every text of the article with its slot, in reading order.
    pub fn slots(&self) -> impl Iterator<Item = (Slot, &str)> {
        let captions =
            (0..).zip(&self.captions).map(|(at, caption)| (Slot::Caption(at), caption.as_str()));
        [(Slot::Title, self.title.as_str()), (Slot::Standfirst, self.standfirst.as_str())]
            .into_iter()
            .chain(captions)
            .chain([(Slot::Body, self.body.as_str())])
    }
}

/// One of the running texts of an article. Written as the contract names it: `title`, `captions[0]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The headline.
    Title,
    /// The summary under it.
    Standfirst,
    /// The caption with this number, from zero.
    Caption(u32),
    /// The text itself.
    Body,
}

impl Slot {
    /// The field its text is searched as.
    pub fn field(self) -> Field {
        match self {
            Self::Title => Field::Title,
            Self::Standfirst => Field::Standfirst,
            Self::Caption(_) => Field::Captions,
            Self::Body => Field::Body,
        }
    }

    /// Its number where every byte counts.
    pub fn number(self) -> u32 {
        match self {
            Self::Title => 0,
            Self::Standfirst => 1,
            Self::Body => 2,
            Self::Caption(at) => at.saturating_add(3),
        }
    }

    /// The slot of a number.
    pub fn of_number(number: u32) -> Self {
        match number {
            0 => Self::Title,
            1 => Self::Standfirst,
            2 => Self::Body,
            caption => Self::Caption(caption - 3),
        }
    }
}

impl std::fmt::Display for Slot {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Title => out.write_str("title"),
            Self::Standfirst => out.write_str("standfirst"),
            Self::Caption(at) => write!(out, "captions[{at}]"),
            Self::Body => out.write_str("body"),
        }
    }
}

/// A record that became no article, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// One sentence for the tally: "line is not JSON: expected `,` at column 17".
    pub reason: String,
}

impl Rejected {
    /// A rejection with its reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

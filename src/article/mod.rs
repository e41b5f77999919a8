//! The article as it was published: text and labels as a format parser extracts them, with nothing
//! inferred.

pub(crate) mod agency;
pub(crate) mod countries;
pub(crate) mod date;
mod date_parser;
pub(crate) mod dateline;
mod dateline_parts;
pub(crate) mod document;
pub(crate) mod entity;
pub(crate) mod home;
pub(crate) mod salience;
pub(crate) mod schema;
pub(crate) mod taxonomy;

use serde::{Deserialize, Serialize};

use crate::text::tokenizer::Words;
use date::Published;
use schema::Field;

/// One article, as parsed from its file. Absent texts are empty.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Article {
    /// The publisher's id of the article, if the record has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_id: Option<String>,
    /// A digest of the record's decoded text. It identifies the article if the record has no id.
    #[serde(skip)]
    pub fingerprint: Fingerprint,
    /// The headline, on one line.
    pub title: String,
    /// The summary printed under the headline.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub standfirst: String,
    /// The text: paragraphs separated by one empty line, each on one line.
    pub body: String,
    /// Photo captions, without their credits.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub captions: Vec<String>,
    /// Photo credits and copyright lines. They are kept out of the people that an article is about.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub credits: Vec<String>,
    /// Notes of the editing desk about the text: "Corrects name in third paragraph", "Eds: With
    /// photos."
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// The publication date, as precisely as it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published: Option<Published>,
    /// The dateline: the place the story was filed from, its date and agency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dateline: Option<Dateline>,
    /// The byline as printed: "By Jane Doe in Geneva".
    #[serde(skip_serializing_if = "String::is_empty")]
    pub byline: String,
    /// The authors as names of people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The news agency it came from.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub agency: String,
    /// The publisher.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub publisher: String,
    /// The section of the paper.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub section: String,
    /// The edition of the paper.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub edition: String,
    /// The page of the paper.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub page: String,
    /// The address on the web.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub url: String,
    /// The language as a two-letter code (ISO 639-1), declared or detected.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub language: String,
    /// Free keywords.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keywords: Vec<String>,
    /// The people, places, organisations and topics the publisher assigned.
    pub labels: Labels,
    /// Warnings of the parser about uncertain values.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<String>,
}

/// Labels that a publisher assigned to an article: plain names, with codes already resolved.
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
    /// Names of topics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<String>,
}

/// A dateline: "WASHINGTON, July 18 (Reuters) -".
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dateline {
    /// As printed, without the dash that ends it.
    pub raw: String,
    /// The place as printed, with its region or country: "TROY, N.C."
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub place: String,
    /// The agency as printed.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub agency: String,
    /// The date as printed: "July 18".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub date: String,
}

/// The first 128 bits of BLAKE3 over a record's decoded text.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub [u8; 16]);

impl Fingerprint {
    /// Computes the fingerprint of a decoded text.
    pub fn of(decoded: &str) -> Self {
        let mut bytes = [0; 16];
        blake3::Hasher::new().update(decoded.as_bytes()).finalize_xof().fill(&mut bytes);
        Self(bytes)
    }
}

impl Article {
    /// An empty article with the fingerprint of this decoded record.
    pub fn from_record(decoded: &str) -> Self {
        Self { fingerprint: Fingerprint::of(decoded), ..Self::default() }
    }

    /// Returns whether the article has no text at all. Such a record is rejected, while a headline
    /// alone is a news flash.
    pub fn is_blank(&self) -> bool {
        let blank = |text: &str| text.trim().is_empty();
        blank(&self.title)
            && blank(&self.standfirst)
            && blank(&self.body)
            && self.captions.iter().all(|c| blank(c))
    }

    /// The text in a slot, or an empty text if the article has none.
    pub fn slot(&self, slot: Slot) -> &str {
        match slot {
            Slot::Title => &self.title,
            Slot::Standfirst => &self.standfirst,
            Slot::Caption(at) => self.captions.get(at as usize).map_or("", String::as_str),
            Slot::Body => &self.body,
        }
    }

    /// The number of words of the body.
    pub fn words(&self) -> u64 {
        let mut words = Words::new(&self.body);
        std::iter::from_fn(|| words.advance()).map(|_| 1).sum()
    }

    /// The length of all its texts in bytes.
    pub fn text_length(&self) -> usize {
        self.slots().map(|(_, text)| text.len()).sum()
    }

    /// Iterates over every text of the article with its slot, in reading order.
    pub fn slots(&self) -> impl Iterator<Item = (Slot, &str)> {
        let captions =
            (0..).zip(&self.captions).map(|(at, caption)| (Slot::Caption(at), caption.as_str()));
        [(Slot::Title, self.title.as_str()), (Slot::Standfirst, self.standfirst.as_str())]
            .into_iter()
            .chain(captions)
            .chain([(Slot::Body, self.body.as_str())])
    }
}

/// One of the running texts of an article. Its JSON form is `title`, `captions[0]` and so on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The headline.
    Title,
    /// The summary under the headline.
    Standfirst,
    /// The caption at this index, from zero.
    Caption(u32),
    /// The body text.
    Body,
}

impl Slot {
    /// The field in which its text is indexed.
    pub fn field(self) -> Field {
        match self {
            Self::Title => Field::Title,
            Self::Standfirst => Field::Standfirst,
            Self::Caption(_) => Field::Captions,
            Self::Body => Field::Body,
        }
    }

    /// A compact number for storage.
    pub fn number(self) -> u32 {
        match self {
            Self::Title => 0,
            Self::Standfirst => 1,
            Self::Body => 2,
            Self::Caption(at) => at.saturating_add(3),
        }
    }

    /// The slot with this number.
    pub fn from_number(number: u32) -> Self {
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

/// The reason why a record did not become an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rejected {
    /// One line for the report: "line is not JSON: expected `,` at column 17".
    pub reason: String,
}

impl Rejected {
    /// A rejection with this reason.
    pub fn new(reason: impl Into<String>) -> Self {
        Self { reason: reason.into() }
    }
}

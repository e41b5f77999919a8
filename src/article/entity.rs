//! Who, where and about what: the values that facets count and filters name.

use serde::{Deserialize, Serialize};

use crate::article::Slot;

/// A person an article is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Stable key: `person/john-kerry`.
    pub key: String,
    /// The name as a reader knows it.
    pub name: String,
    /// What the article calls them: "US Secretary of State".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// Where the text names them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// Why it is there.
    #[serde(default, skip_serializing_if = "Evidence::is_publishers")]
    pub evidence: Evidence,
    /// How much the article is about them, from 0 to 1. Not filed: it follows from the mentions.
    #[serde(skip)]
    pub salience: f32,
}

/// A place an article is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Stable key: `place/` and the GeoNames id, or a slug where there is none.
    pub key: String,
    /// The name as newspapers write it.
    pub name: String,
    /// Continent / country / region / place, levels that do not exist left out.
    pub path: Vec<String>,
    /// The keys of the path's members, the place itself last.
    pub lineage: Vec<String>,
    /// ISO 3166-1 code of the country.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub country: String,
    /// GeoNames id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub geonames: Option<u64>,
    /// Latitude in degrees; of the capital for a country.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lat: Option<f64>,
    /// Longitude in degrees.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lon: Option<f64>,
    /// Where the text names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// Why it is there.
    #[serde(default, skip_serializing_if = "Evidence::is_publishers")]
    pub evidence: Evidence,
    /// How much the article is about it, from 0 to 1. Not filed: it follows from the mentions.
    #[serde(skip)]
    pub salience: f32,
}

/// An organisation an article is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// Stable key: `org/world-bank`.
    pub key: String,
    /// The name as a reader knows it.
    pub name: String,
    /// Where the text names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// Why it is there.
    #[serde(default, skip_serializing_if = "Evidence::is_publishers")]
    pub evidence: Evidence,
    /// How much the article is about it, from 0 to 1. Not filed: it follows from the mentions.
    #[serde(skip)]
    pub salience: f32,
}

/// A subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// Stable key: `topic/cocoa`.
    pub key: String,
    /// The name as a reader knows it.
    pub name: String,
    /// From the widest subject to this one.
    pub path: Vec<String>,
    /// The keys of the path's members, the topic itself last.
    pub lineage: Vec<String>,
    /// How sure: 1 where the publisher says so.
    pub score: f64,
    /// Who says so.
    pub source: TopicSource,
}

/// Who says that an article has a topic.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TopicSource {
    /// The publisher assigned it.
    Publisher,
    /// We inferred it from the text.
    Inferred,
}

/// One place in the text that names an entity. Filed as `[slot, start, end]`, and a fourth 1 for a demonym: an
/// article has hundreds, and its text is stored beside them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "Packed", into = "Packed")]
pub struct Mention {
    /// The text it stands in.
    pub slot: Slot,
    /// First byte of the span in that text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// Whether the span is a demonym ("Russian") that counts towards its country without naming it.
    pub demonym: bool,
}

/// A mention as it is filed.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum Packed {
    Name((u32, usize, usize)),
    Demonym((u32, usize, usize, u8)),
}

impl From<Mention> for Packed {
    fn from(Mention { slot, start, end, demonym }: Mention) -> Self {
        if demonym {
            Self::Demonym((slot.number(), start, end, 1))
        } else {
            Self::Name((slot.number(), start, end))
        }
    }
}

impl From<Packed> for Mention {
    fn from(packed: Packed) -> Self {
        let (slot, start, end, demonym) = match packed {
            Packed::Name((slot, start, end)) => (slot, start, end, false),
            Packed::Demonym((slot, start, end, _)) => (slot, start, end, true),
        };
        Self { slot: Slot::of_number(slot), start, end, demonym }
    }
}

/// Why a value is there.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Who says so.
    pub by: EvidenceSource,
    /// How sure, from 0 to 1.
    pub confidence: f32,
    /// What spoke for it, in words: "dateline", "named in full in the title".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub why: String,
}

/// Who says that an article has a value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum EvidenceSource {
    /// The publisher assigned it.
    #[default]
    Publisher,
    /// The statistical model found its name in the text.
    Model,
    /// A rule found it: the dateline, a demonym.
    Rule,
}

impl Default for Evidence {
    fn default() -> Self {
        Self { by: EvidenceSource::Publisher, confidence: 1.0, why: String::new() }
    }
}

impl Evidence {
    /// Whether there is nothing to say but that the publisher assigned it.
    fn is_publishers(&self) -> bool {
        *self == Self::default()
    }
}

/// Everything an article is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Subjects {
    /// The people.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<Person>,
    /// The places.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub places: Vec<Place>,
    /// The organisations.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub organisations: Vec<Organisation>,
    /// The topics.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub topics: Vec<Topic>,
}

impl Subjects {
    /// The topics that no other of them lies in: what is said of a subject is said of every wider one.
    pub fn narrowest(&self) -> impl Iterator<Item = &Topic> {
        let lies_in = |wider: &Topic, other: &Topic| {
            other.key != wider.key && other.lineage.contains(&wider.key)
        };
        self.topics
            .iter()
            .filter(move |topic| !self.topics.iter().any(|other| lies_in(topic, other)))
    }
}

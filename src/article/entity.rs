//! Entities and topics: the values that facets count and filters name.

use serde::{Deserialize, Serialize};

use crate::article::Slot;

/// A person an article is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Person {
    /// Stable key: `person/john-kerry`.
    pub key: String,
    /// The display name.
    pub name: String,
    /// The role that the article gives them: "US Secretary of State".
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub role: String,
    /// The spans that name them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// The evidence for them.
    #[serde(default, skip_serializing_if = "Evidence::is_publishers")]
    pub evidence: Evidence,
    /// The salience in the article, from 0 to 1. Not stored, because it follows
    /// from the mentions.
    #[serde(skip)]
    pub salience: f32,
}

/// A place an article is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Stable key: `place/` and the GeoNames id, or a slug where there is none.
    pub key: String,
    /// The display name, as newspapers write it.
    pub name: String,
    /// Names from the continent over country and region to the place; missing levels are left out.
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
    /// The spans that name it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// The evidence for it.
    #[serde(default, skip_serializing_if = "Evidence::is_publishers")]
    pub evidence: Evidence,
    /// The salience in the article, from 0 to 1. Not stored, because it follows from the
    /// mentions.
    #[serde(skip)]
    pub salience: f32,
}

/// An organisation an article is about.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Organisation {
    /// Stable key: `org/world-bank`.
    pub key: String,
    /// The display name.
    pub name: String,
    /// The spans that name it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
    /// The evidence for it.
    #[serde(default, skip_serializing_if = "Evidence::is_publishers")]
    pub evidence: Evidence,
    /// The acronym that the article gives in brackets after the name: "IMF".
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub acronym: Option<String>,
    /// The salience in the article, from 0 to 1. Not stored, because it follows from the
    /// mentions.
    #[serde(skip)]
    pub salience: f32,
}

/// A topic of an article.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Topic {
    /// Stable key: `topic/cocoa`.
    pub key: String,
    /// The display name.
    pub name: String,
    /// Names from the broadest topic to this one.
    pub path: Vec<String>,
    /// The keys of the path's members, the topic itself last.
    pub lineage: Vec<String>,
    /// Confidence from 0 to 1; 1 if the publisher assigned it.
    pub score: f64,
    /// The origin of the topic.
    pub source: TopicSource,
}

/// The origin of a topic.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TopicSource {
    /// The publisher assigned it.
    Publisher,
    /// It was inferred from the text.
    Inferred,
}

/// How a span of text refers to an entity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Via {
    /// By its name.
    #[default]
    Name,
    /// By a demonym: "Russian" counts towards Russia without naming it.
    Demonym,
    /// By the name of an organisation: "University of Lagos" counts towards Lagos.
    Organisation,
}

/// A span of text that names an entity. Its stored form is `[slot, start, end]`, with a fourth
/// number if it only implies the entity, 1 by a demonym and 2 by the name of an organisation: an
/// article has hundreds of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "PackedMention", into = "PackedMention")]
pub struct Mention {
    /// The text it is in.
    pub slot: Slot,
    /// Byte offset of its first character in that text.
    pub start: usize,
    /// Byte offset after its last character.
    pub end: usize,
    /// How it refers to the entity.
    pub via: Via,
}

/// The stored form of a mention.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum PackedMention {
    Named((u32, usize, usize)),
    Implied((u32, usize, usize, u8)),
}

impl From<Mention> for PackedMention {
    fn from(Mention { slot, start, end, via }: Mention) -> Self {
        match via {
            Via::Name => Self::Named((slot.number(), start, end)),
            Via::Demonym => Self::Implied((slot.number(), start, end, 1)),
            Via::Organisation => Self::Implied((slot.number(), start, end, 2)),
        }
    }
}

impl From<PackedMention> for Mention {
    fn from(packed: PackedMention) -> Self {
        let (slot, start, end, via) = match packed {
            PackedMention::Named((slot, start, end)) => (slot, start, end, Via::Name),
            PackedMention::Implied((slot, start, end, 2)) => (slot, start, end, Via::Organisation),
            PackedMention::Implied((slot, start, end, _)) => (slot, start, end, Via::Demonym),
        };
        Self { slot: Slot::from_number(slot), start, end, via }
    }
}

/// The evidence for a value.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// The origin of the evidence.
    pub by: EvidenceSource,
    /// Confidence from 0 to 1.
    pub confidence: f32,
    /// The grounds in words: "dateline", "named in full in the title".
    #[serde(rename = "why", default, skip_serializing_if = "String::is_empty")]
    pub reason: String,
}

/// The origin of a value.
#[cfg_attr(feature = "server", derive(utoipa::ToSchema))]
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
        Self { by: EvidenceSource::Publisher, confidence: 1.0, reason: String::new() }
    }
}

impl Evidence {
    /// Returns whether the publisher's assignment is all there is.
    fn is_publishers(&self) -> bool {
        *self == Self::default()
    }
}

/// All subjects of an article.
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
    /// The keys of the main subjects with their salience, sorted by key; broader places are
    /// included. Set by [`salience::score`](super::salience::score) and not stored, because it
    /// follows from the mentions.
    #[serde(skip)]
    pub salient: Option<Vec<(String, f32)>>,
}

impl Subjects {
    /// Selects the topics that are not broader than another one of the article. A topic implies
    /// every broader one.
    pub fn narrowest(&self) -> impl Iterator<Item = &Topic> {
        let is_broader = |topic: &Topic, other: &Topic| {
            other.key != topic.key && other.lineage.contains(&topic.key)
        };
        self.topics
            .iter()
            .filter(move |topic| !self.topics.iter().any(|other| is_broader(topic, other)))
    }

    /// The keys of the main subjects with at least this salience, sorted.
    pub fn salient_keys(&self, least: f32) -> Vec<&str> {
        debug_assert!(self.salient.is_some() || !self.has_entities(), "salience is not scored");
        let salient = self.salient.iter().flatten();
        salient.filter(|(_, salience)| *salience >= least).map(|(key, _)| key.as_str()).collect()
    }

    fn has_entities(&self) -> bool {
        !(self.people.is_empty() && self.places.is_empty() && self.organisations.is_empty())
    }
}

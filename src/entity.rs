//! Who, where and about what: the values that facets count and filters name.

use serde::{Deserialize, Serialize};

/// A person an article is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
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
}

/// A place an article is about.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
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
}

/// An organisation an article is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organisation {
    /// Stable key: `org/world-bank`.
    pub key: String,
    /// The name as a reader knows it.
    pub name: String,
    /// Where the text names it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub mentions: Vec<Mention>,
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

/// One place in the text that names an entity.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// `title`, `standfirst`, `body` or `captions[i]`.
    pub field: String,
    /// First byte of the span in that field's text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// The span itself.
    pub text: String,
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

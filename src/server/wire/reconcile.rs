//! JSON of the W3C Reconciliation API 0.2. The names of its members are those of the specification.

use std::collections::BTreeMap;

use serde::Serialize;

/// What the service does, and where.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ReconcileManifestJson {
    /// The versions of the specification.
    pub versions: Vec<&'static str>,
    /// The name of the service.
    pub name: &'static str,
    /// The version of the program.
    pub service_version: &'static str,
    /// Where the service is explained.
    pub documentation: String,
    /// The space of the identifiers of entities.
    pub identifier_space: String,
    /// The space of the identifiers of types.
    pub schema_space: String,
    /// The types of entities.
    pub default_types: Vec<EntityTypeJson>,
    /// Where the page of an entity is.
    pub view: ReconcileViewJson,
    /// Where entities are suggested.
    pub suggest: ReconcileSuggestJson,
}

/// A template of addresses: `{{id}}` is the id of an entity.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReconcileViewJson {
    /// The template.
    pub url: String,
}

/// What can be suggested.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct ReconcileSuggestJson {
    /// Where entities are suggested.
    pub entity: SuggestServiceJson,
}

/// The address of a service in two parts.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SuggestServiceJson {
    /// The address of the site.
    pub service_url: String,
    /// The path.
    pub service_path: &'static str,
}

/// A type of entities.
#[derive(Serialize, utoipa::ToSchema, Clone, Copy)]
pub(crate) struct EntityTypeJson {
    /// Its id: `person`, `place` or `org`.
    pub id: &'static str,
    /// Its name.
    pub name: &'static str,
}

/// The candidates of each query, by the key that the query was sent with.
#[derive(Serialize, utoipa::ToSchema)]
#[serde(transparent)]
pub(crate) struct ReconcileBatchJson(pub BTreeMap<String, CandidatesJson>);

/// The candidates of one query, the best first.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct CandidatesJson {
    /// The candidates.
    pub result: Vec<CandidateJson>,
}

/// An entity that a name may mean.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct CandidateJson {
    /// The key of the value.
    pub id: String,
    /// The name that is shown.
    pub name: String,
    /// Its types.
    #[serde(rename = "type")]
    pub types: Vec<EntityTypeJson>,
    /// How well the names agree, from 0 to 100.
    pub score: f64,
    /// Set where it is the only entity with this whole name.
    #[serde(rename = "match")]
    pub is_match: bool,
    /// The number of articles, and why it may be meant.
    pub description: String,
}

/// Entities whose name begins as typed, those with most articles first.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SuggestedEntitiesJson {
    /// The entities.
    pub result: Vec<SuggestedEntityJson>,
}

/// An entity that is suggested.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct SuggestedEntityJson {
    /// The key of the value.
    pub id: String,
    /// The name that is shown.
    pub name: String,
    /// The number of articles.
    pub description: String,
    /// Its types.
    pub notable: Vec<EntityTypeJson>,
}

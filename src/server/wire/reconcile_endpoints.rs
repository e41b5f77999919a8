//! The description of the Reconciliation API 0.2, with an example of each request.

use serde_json::{Value, json};
use utoipa::openapi::path::{Parameter, ParameterBuilder};
use utoipa::openapi::schema::{ObjectBuilder, OneOfBuilder, Schema};

use super::endpoint::{Endpoint, one, query, string};
use super::reconcile::{
    CandidatesJson, ReconcileBatchJson, ReconcileManifestJson, SuggestedEntitiesJson,
};

/// A batch as `OpenRefine` sends it.
fn batch() -> Value {
    json!({
        "q0": {"query": "Amara Okafor", "type": "person", "type_strict": "should"},
        "q1": {"query": "Horta", "type": "place", "limit": 3},
    })
}

/// The endpoints of the Reconciliation API.
pub(super) fn reconcile_endpoints() -> Vec<Endpoint> {
    let manifest = "The Reconciliation API 0.2: its manifest, or the candidates of queries";
    let matched = "The people, places and organisations that names may mean";
    let suggested = "People, places and organisations whose name begins as typed";
    let answer = || {
        let shapes = OneOfBuilder::new()
            .item(one::<ReconcileManifestJson>())
            .item(one::<ReconcileBatchJson>())
            .item(one::<CandidatesJson>());
        Schema::from(shapes).into()
    };
    let queries = "A batch: an object of queries as JSON, each by a key";
    let parameters = vec![
        with_example(query("queries", queries, string()), json!(batch().to_string())),
        with_example(query("query", "One query: a name, or an object", string()), json!("Horta")),
    ];
    let form = ObjectBuilder::new()
        .property("queries", string().description(Some(queries)))
        .property("query", string().description(Some("One query: a name, or an object")));
    let sent = (Schema::from(form), json!({"queries": batch().to_string()}));
    let prefix = query("prefix", "The beginning of a word of the name", string());
    let of_type = query("type", "Only of this type", string().enum_values(Some(TYPES)));
    let suggest = vec![with_example(prefix, json!("oka")), of_type];
    vec![
        Endpoint {
            example: Some(example()),
            ..Endpoint::json("/reconcile", "reconcileManifest", manifest, parameters, answer())
        },
        Endpoint {
            example: Some(example()),
            accepted: vec!["application/x-www-form-urlencoded"],
            sent: Some(sent),
            ..Endpoint::json("/reconcile", "reconcile", matched, Vec::new(), answer())
        },
        Endpoint {
            example: Some(json!({"result": [{
                "id": "person/amara-okafor", "name": "Amara Okafor",
                "description": "10 articles", "notable": [{"id": "person", "name": "Person"}],
            }]})),
            ..Endpoint::json(
                "/reconcile/suggest/entity",
                "suggestEntity",
                suggested,
                suggest,
                one::<SuggestedEntitiesJson>(),
            )
        },
    ]
}

/// The types of entities; an empty one is that of a form that was not filled in.
const TYPES: [&str; 4] = ["person", "place", "org", ""];

/// The answer to a batch.
fn example() -> Value {
    json!({"q0": {"result": [{
        "id": "person/amara-okafor", "name": "Amara Okafor", "score": 100.0, "match": true,
        "type": [{"id": "person", "name": "Person"}],
        "description": "10 articles, the same name",
    }]}})
}

fn with_example(parameter: Parameter, example: Value) -> Parameter {
    ParameterBuilder::from(parameter).example(Some(example)).build()
}

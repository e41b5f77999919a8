//! The OpenAPI description of the API. Its shapes are derived from those that answers are made of, and
//! its filters from the schema.

use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde_json::json;
use utoipa::ToSchema;
use utoipa::openapi::path::{Parameter, ParameterBuilder, ParameterIn};
use utoipa::openapi::schema::{ArrayBuilder, ComponentsBuilder, ObjectBuilder, Schema};
use utoipa::openapi::{
    HttpMethod, InfoBuilder, OpenApi, OpenApiBuilder, PathItem, PathsBuilder, RefOr, Required,
};

use super::answer::{AnswerJson, FacetJson};
use super::article::ArticleJson;
use super::audit::AuditSampleJson;
use super::check::CheckJson;
use super::clipping::ClippingJson;
use super::completion::CompletionJson;
use super::endpoint::{
    Endpoint, boolean, integer, many, one, operation, path_parameter, query, searched, string,
};
use super::patterns;
use super::receipt::{ReceiptJson, RecheckJson};
use super::reconcile::{
    CandidatesJson, ReconcileBatchJson, ReconcileManifestJson, SuggestedEntitiesJson,
};
use super::reconcile_endpoints::reconcile_endpoints;
use super::report::StatusJson;
use super::research::{KwicJson, NetworkJson, TrendJson, TypicalJson};
use super::research_endpoints::research_endpoints;
use super::similar::SimilarJson;
use super::story::DiffJson;
use super::watch::WatchJson;
use crate::article::schema;
use crate::search::request::MAX_HITS;
use crate::server::exports::{FORMATS, column_names};
use crate::server::problem::Problem;

/// Answers with the description.
///
/// # Errors
/// Fails when it cannot be written as JSON.
pub(crate) async fn document() -> Result<Response, Problem> {
    let body = serde_json::to_string_pretty(&description())
        .map_err(|error| Problem::internal(error.to_string()))?;
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

fn description() -> OpenApi {
    let info =
        InfoBuilder::new().title("morgue").version(env!("CARGO_PKG_VERSION")).description(Some(
            "Searches a news archive. Offsets are byte offsets into the UTF-8 text beside them, \
             half-open. An absent value and null mean the same.",
        ));
    let paths = endpoints().into_iter().fold(PathsBuilder::new(), |paths, endpoint| {
        let method = if endpoint.accepted.is_empty() { HttpMethod::Get } else { HttpMethod::Post };
        paths.path(endpoint.path, PathItem::new(method, operation(&endpoint)))
    });
    OpenApiBuilder::new().info(info).paths(paths).components(Some(components())).build()
}

/// Every endpoint of the API.
fn endpoints() -> Vec<Endpoint> {
    [search_endpoints(), article_endpoints(), research_endpoints(), reconcile_endpoints()].concat()
}

/// The endpoints about a search and the archive.
fn search_endpoints() -> Vec<Endpoint> {
    let (json, text) = (Endpoint::json, Endpoint::text);
    let exported = [export_options(), searched()].concat();
    let typed = vec![query("q", "What was typed so far", string())];
    let hits = "Hits, facets and timeline of a search";
    let search = Endpoint {
        example: Some(json!({
            "query": "cocoa", "total": 6, "articles": 6, "stories": 5, "exact": true, "took_ms": 1.2,
            "sort": "relevance", "hits": [], "facets": {}, "timeline": [], "undated": 0,
            "receipt": {
                "made": "2026-11-30T12:00:00Z", "today": "2026-11-30", "query": "cocoa", "total": 6,
                "articles": 6, "stories": 5, "exact": true, "index": "00c3f6f6f1d1a2b4",
                "authority": "af1349b9f5f9a1a6a0404dea36dcc949", "corrections": 0,
                "digest": "0123456789abcdef0123456789abcdef",
            },
            "warnings": [],
        })),
        ..json("/api/search", "search", hits, paged(), one::<AnswerJson<'_>>())
    };
    let values = "The values of a facet with counts";
    let names = "Names that complete what is being typed";
    let all = "All hits of a search, streamed";
    let newest = "An Atom feed of the newest articles of a search";
    let state = "Sizes, files and rejections";
    vec![
        search,
        json("/api/facets/{field}", "facet", values, facet_parameters(), one::<FacetJson<'_>>()),
        json("/api/complete", "complete", names, typed, many::<CompletionJson<'_>>()),
        text("/api/export", "export", all, exported, export_types()),
        text("/api/feed", "feed", newest, searched(), vec!["application/atom+xml"]),
        json("/api/status", "status", state, Vec::new(), one::<StatusJson<'_>>()),
    ]
}

/// The endpoints about one article.
fn article_endpoints() -> Vec<Endpoint> {
    let (json, text) = (Endpoint::json, Endpoint::text);
    let id = || path_parameter("id", "The id of an article");
    let marked = vec![id(), query("q", "A query whose matches are marked", string())];
    let few =
        vec![id(), query("limit", "The most articles in the answer", integer().minimum(Some(0.0)))];
    let two = vec![id(), path_parameter("other", "The id of the other article")];
    let one_article = "One article; with q also the ranges that match";
    let changes = "The words that changed between two articles";
    let citation = "One article as a citation or in another format";
    let cited = vec![id(), format()];
    vec![
        json("/api/articles/{id}", "article", one_article, marked, one::<ArticleJson<'_>>()),
        json(
            "/api/articles/{id}/similar",
            "similar",
            "Similar articles",
            few,
            many::<SimilarJson<'_>>(),
        ),
        json("/api/articles/{id}/diff/{other}", "diff", changes, two, one::<DiffJson<'_>>()),
        text("/api/articles/{id}/export", "exportArticle", citation, cited, export_types()),
    ]
}

/// The parameters of a search with hits and facets.
fn paged() -> Vec<Parameter> {
    let limit = integer().minimum(Some(0.0)).maximum(Some(MAX_HITS as f64));
    let own = vec![
        query("limit", "Hits on a page", limit),
        query("after", "The next of the previous page", string().pattern(Some(patterns::cursor()))),
        query(
            "facets",
            "The facets to count, separated by commas; none for none",
            string().pattern(Some(patterns::facets())),
        ),
        query("explain", "Adds the query in words", boolean()),
        query(
            "mix",
            "Adds the mix of the articles: staff, agency, superseded and others",
            boolean(),
        ),
    ];
    [searched(), own].concat()
}

fn facet_parameters() -> Vec<Parameter> {
    let names: Vec<&str> = schema::facet_fields().map(schema::Field::name).collect();
    let field = ParameterBuilder::new()
        .name("field")
        .parameter_in(ParameterIn::Path)
        .required(Required::True)
        .schema(Some(string().enum_values(Some(names))));
    let own = vec![
        field.build(),
        query("prefix", "The beginning of a word of the name", string()),
        query("containing", "A part of the name", string()),
        query("limit", "The most values in the answer", integer().minimum(Some(0.0))),
    ];
    [own, searched()].concat()
}

/// The parameters of an export.
fn export_options() -> Vec<Parameter> {
    let columns = ArrayBuilder::new().items(string().enum_values(Some(column_names())));
    vec![
        format(),
        query(
            "columns",
            "The columns of csv and the members of jsonl; commas separate too",
            columns,
        ),
        query("limit", "The most articles", integer().minimum(Some(0.0))),
        query("bom", "Begins csv with the byte order mark of UTF-8, for Excel", boolean()),
    ]
}

/// The media types of exports, without their parameters.
fn export_types() -> Vec<&'static str> {
    let types = FORMATS.iter().map(|format| format.media_type);
    types.map(|media_type| media_type.split(';').next().unwrap_or(media_type)).collect()
}

fn format() -> Parameter {
    let names: Vec<&str> = FORMATS.iter().map(|format| format.name).collect();
    query("format", "The format", string().enum_values(Some(names)))
}

/// The shapes of all answers.
fn components() -> utoipa::openapi::Components {
    fn add<T: ToSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((T::name().into_owned(), T::schema()));
        T::schemas(schemas);
    }
    let mut schemas = Vec::new();
    add::<AnswerJson<'_>>(&mut schemas);
    add::<ArticleJson<'_>>(&mut schemas);
    add::<AuditSampleJson<'_>>(&mut schemas);
    add::<CheckJson<'_>>(&mut schemas);
    add::<ClippingJson<'_>>(&mut schemas);
    add::<CompletionJson<'_>>(&mut schemas);
    add::<DiffJson<'_>>(&mut schemas);
    add::<FacetJson<'_>>(&mut schemas);
    add::<KwicJson<'_>>(&mut schemas);
    add::<NetworkJson<'_>>(&mut schemas);
    add::<CandidatesJson>(&mut schemas);
    add::<ReconcileBatchJson>(&mut schemas);
    add::<ReconcileManifestJson>(&mut schemas);
    add::<SuggestedEntitiesJson>(&mut schemas);
    add::<ReceiptJson>(&mut schemas);
    add::<RecheckJson<'_>>(&mut schemas);
    add::<TrendJson<'_>>(&mut schemas);
    add::<TypicalJson<'_>>(&mut schemas);
    add::<SimilarJson<'_>>(&mut schemas);
    add::<StatusJson<'_>>(&mut schemas);
    add::<WatchJson<'_>>(&mut schemas);
    let problem = ObjectBuilder::new()
        .description(Some("An error, as in RFC 9457"))
        .property("type", string())
        .property("title", string())
        .property("status", integer())
        .property("detail", string())
        .required("type")
        .required("title")
        .required("status")
        .required("detail");
    schemas.push(("Problem".to_string(), Schema::from(problem).into()));
    ComponentsBuilder::new().schemas_from_iter(schemas).build()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::Value;

    /// Collects the values of every `$ref`.
    fn references<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
        match value {
            Value::Object(members) => {
                found.extend(members.get("$ref").and_then(Value::as_str));
                members.values().for_each(|member| references(member, found));
            }
            Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }

    #[test]
    fn every_reference_has_a_shape() {
        let description = serde_json::to_value(description()).expect("JSON");
        let mut found = Vec::new();
        references(&description, &mut found);
        assert!(found.len() > 20, "{found:?}");
        for reference in found {
            let pointer = reference.strip_prefix('#').expect("a reference within the file");
            assert!(description.pointer(pointer).is_some(), "{reference}");
        }
    }

    #[test]
    fn every_filter_is_described() {
        let description = serde_json::to_value(description()).expect("JSON");
        let parameters = &description["paths"]["/api/search"]["get"]["parameters"];
        let names: Vec<&str> = parameters
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|parameter| parameter["name"].as_str())
            .collect();
        for field in schema::facet_fields() {
            assert!(names.contains(&field.flag_name()), "{field} in {names:?}");
        }
    }
}

//! The description of the endpoints of the researcher's desk.

use utoipa::openapi::Required;
use utoipa::openapi::path::Parameter;
use utoipa::openapi::schema::ArrayBuilder;

use super::audit::AuditSampleJson;
use super::check::CheckJson;
use super::clipping::ClippingJson;
use super::endpoint::{
    Endpoint, boolean, integer, many, one, path_parameter, query, searched, string,
};
use super::receipt::{ReceiptJson, RecheckJson};
use super::research::{KwicJson, NetworkJson, TrendJson, TypicalJson};
use super::watch::WatchJson;
use crate::research::audit::AuditOf;
use crate::research::kwic::KwicSort;
use crate::research::trend::Period;
use crate::server::api::research::DRAFT_TYPES;
use crate::server::exports::chart::Measure;
use crate::server::exports::graph::GraphFormat;
use crate::server::exports::news_feed::FeedFormat;

/// The endpoints of the researcher's desk.
pub(super) fn research_endpoints() -> Vec<Endpoint> {
    let check = "Checks the quotations, titles, dates and figures of a draft";
    let trend = "Queries over time: articles, their share, occurrences in a million words";
    let watches = "The standing queries";
    let watch_feed = "What a standing query found, as a feed";
    let receipt = "The receipt of a search, with the list of its articles";
    let recheck = "What has changed since a receipt was made";
    let kwic = "Every occurrence of a query in its context, sorted";
    let network = "Who appears with whom, with exact numbers of articles";
    let typical = "What is typical of the articles that match a query";
    let table = |types: &[&'static str], endpoint: Endpoint| {
        let media_types = [&["application/json"], types].concat();
        Endpoint { media_types, ..endpoint }
    };
    let (json, text) = (Endpoint::json, Endpoint::text);
    vec![
        Endpoint {
            accepted: DRAFT_TYPES.iter().map(|(media_type, _)| *media_type).collect(),
            ..json("/api/check", "check", check, Vec::new(), one::<CheckJson<'_>>())
        },
        table(
            &["text/csv", "image/svg+xml"],
            json("/api/trend", "trend", trend, trend_parameters(), one::<TrendJson<'_>>()),
        ),
        clippings(),
        batch(),
        audit(),
        json("/api/watches", "watches", watches, Vec::new(), many::<WatchJson<'_>>()),
        text(
            "/api/watches/{name}/feed",
            "watchFeed",
            watch_feed,
            vec![
                path_parameter("name", "The name of a standing query"),
                choice("format", "The format", FeedFormat::ALL.map(|(name, _)| name)),
            ],
            vec!["application/atom+xml", "application/feed+json"],
        ),
        json("/api/receipt", "receipt", receipt, searched(), one::<ReceiptJson>()),
        Endpoint {
            accepted: vec!["application/json"],
            ..json("/api/recheck", "recheck", recheck, Vec::new(), one::<RecheckJson<'_>>())
        },
        json("/api/kwic", "kwic", kwic, kwic_parameters(), one::<KwicJson<'_>>()),
        table(
            &["application/gexf+xml", "application/graphml+xml", "text/csv"],
            json(
                "/api/network",
                "network",
                network,
                network_parameters(),
                one::<NetworkJson<'_>>(),
            ),
        ),
        json("/api/typical", "typical", typical, typical_parameters(), one::<TypicalJson<'_>>()),
    ]
}

/// A list that is worked through.
fn batch() -> Endpoint {
    let summary = "A list of queries or names as CSV, with what each finds";
    let own = vec![
        query("column", "The column with the queries or names: its name or number", string()),
        choice("names", "Match names with these", ["people", "places", "organisations", ""]),
        query("years", "A column for each year", boolean()),
        query(
            "hits",
            "A row for each hit of a query, up to this number",
            integer().minimum(Some(1.0)),
        ),
    ];
    let example = "query\ncocoa\n\"\"\"water treaty\"\"\"\n";
    Endpoint {
        accepted: vec!["text/csv"],
        sent: Some((string().into(), example.into())),
        ..Endpoint::text(
            "/api/batch",
            "batch",
            summary,
            [own, filters()].concat(),
            vec!["text/csv"],
        )
    }
}

/// A sample to be judged.
fn audit() -> Endpoint {
    let summary =
        "A random sample of what the archive found, and its precision by the verdicts on it";
    let letters = "A letter for each value: r right, w wrong, o other of that name, s skipped";
    let own = vec![
        choice("of", "What is drawn", AuditOf::ALL.map(|(name, _)| name)),
        query("seed", "The same draws the same sample", integer().minimum(Some(0.0))),
        query("limit", "Values of the sample, up to 1,000", integer().minimum(Some(0.0))),
        query("verdicts", letters, string().pattern(Some("^[rwos]*$"))),
        query("q", "Only in the articles that match", string()),
    ];
    let parameters = [own, filters()].concat();
    Endpoint::json("/api/audit", "audit", summary, parameters, one::<AuditSampleJson<'_>>())
}

fn clippings() -> Endpoint {
    let summary = "The tags, collections and notes of articles";
    let parameters =
        vec![query("tag", "A tag", string()), query("collection", "A collection", string())];
    Endpoint::json("/api/clippings", "clippings", summary, parameters, many::<ClippingJson<'_>>())
}

fn choice(
    name: &str,
    description: &str,
    choices: impl IntoIterator<Item = &'static str>,
) -> Parameter {
    query(name, description, string().enum_values(Some(choices.into_iter().collect::<Vec<_>>())))
}

/// The parameters of a search without its query.
fn filters() -> Vec<Parameter> {
    let mut parameters = searched();
    parameters.retain(|parameter| !matches!(parameter.name.as_str(), "q" | "sort" | "collapse"));
    parameters
}

fn trend_parameters() -> Vec<Parameter> {
    let queries = ArrayBuilder::new().items(string());
    let mut queries = query("q", "A query; repeat it for more", queries);
    queries.required = Required::True;
    let own = vec![
        queries,
        choice("by", "The length of a period", Period::ALL.map(|(name, _)| name)),
        choice("format", "The format", ["json", "csv", "svg"]),
        choice("measure", "What a picture shows", Measure::ALL.map(|(name, _)| name)),
    ];
    [own, filters()].concat()
}

fn kwic_parameters() -> Vec<Parameter> {
    let count = |name, text| query(name, text, integer().minimum(Some(0.0)));
    let own = vec![
        query("q", "The query", string()),
        choice("order", "The order of the lines", KwicSort::ALL.map(|(name, _)| name)),
        count("limit", "The most lines"),
        count("width", "Characters of context on each side"),
    ];
    [own, filters()].concat()
}

fn network_parameters() -> Vec<Parameter> {
    let formats = GraphFormat::ALL.map(|(name, _)| name);
    let own = vec![
        query("q", "The query", string()),
        query("of", "The facet: people, places, organisations", string()),
        query("limit", "The most values, up to 500", integer().minimum(Some(0.0))),
        choice("format", "The format", ["json"].into_iter().chain(formats)),
    ];
    [own, filters()].concat()
}

fn typical_parameters() -> Vec<Parameter> {
    let own = vec![
        query("q", "The query", string()),
        query("of", "words, or a facet", string()),
        query("limit", "The most values", integer().minimum(Some(0.0))),
    ];
    [own, filters()].concat()
}

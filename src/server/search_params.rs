//! Conversion between a search request and the query string of a URL.
//!
//! The pages and the API take the same parameters, so a URL is a saved search.

use std::fmt::Write;

use crate::article::schema;
use crate::search::facets::facet_names;
use crate::search::request::{Filter, MAX_HITS, Request, Sort};
use crate::server::problem::Problem;

/// The parameters of a query string in order; names may repeat.
pub(crate) type QueryParameters = Vec<(String, String)>;

/// Reads a search request from the parameters of a URL.
///
/// # Errors
/// Fails when a parameter is unknown or its value is invalid.
pub(crate) fn request(parameters: &QueryParameters) -> Result<Request, Problem> {
    let mut request = Request::default();
    for (name, value) in parameters {
        match name.as_str() {
            "q" => request.query = value.clone(),
            "since" => request.since = non_empty(value),
            "until" => request.until = non_empty(value),
            "after" => request.after = non_empty(value),
            "collapse" => request.collapsed = collapse(value)?,
            "explain" => request.explain = flag("explain", value)?,
            "mix" => request.mix = flag("mix", value)?,
            "sort" => request.sort = sort(value)?,
            "limit" => request.limit = limit(value)?,
            "facets" => {
                request.facets = facet_names::parse_list(value).map_err(Problem::bad_request)?
            }
            name => request.filters.extend(filter(name, value)?),
        }
    }
    Ok(request)
}

/// Removes a parameter that does not belong to a search and returns its last value.
pub(crate) fn take(parameters: &mut QueryParameters, name: &str) -> Option<String> {
    parameters.extract_if(.., |(known, _)| known == name).last().map(|(_, value)| value)
}

fn non_empty(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_string())
}

fn sort(value: &str) -> Result<Option<Sort>, Problem> {
    match Sort::from_name(value) {
        None if !value.is_empty() => Err(Problem::bad_request(format!(
            "unknown sort order `{value}`: choose one of {}",
            Sort::ALL.map(|(name, _)| name).join(", ")
        ))),
        sort => Ok(sort),
    }
}

/// Reads whether the versions of a story count as one hit.
fn collapse(value: &str) -> Result<bool, Problem> {
    match value {
        "stories" => Ok(true),
        "" => Ok(false),
        _ => Err(Problem::bad_request(format!(
            "invalid collapse `{value}`: the only value is `stories`"
        ))),
    }
}

fn flag(name: &str, value: &str) -> Result<bool, Problem> {
    match value {
        "" | "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(Problem::bad_request(format!("invalid {name} `{value}`: use true or false"))),
    }
}

fn limit(value: &str) -> Result<usize, Problem> {
    let limit = value.parse().ok().filter(|limit| *limit <= MAX_HITS);
    limit.ok_or_else(|| {
        Problem::bad_request(format!("invalid limit `{value}`: use a number from 0 to {MAX_HITS}"))
    })
}

/// Removes the parameter `limit` and returns its value, which may be any number.
///
/// # Errors
/// Fails when the value is not a number.
pub(crate) fn take_limit(parameters: &mut QueryParameters) -> Result<Option<usize>, Problem> {
    let parse = |value: String| match value.parse() {
        Ok(limit) => Ok(limit),
        // A number that is too large is no limit.
        Err(_) if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
            Ok(usize::MAX)
        }
        Err(_) => Err(Problem::bad_request(format!("invalid limit `{value}`: use a number"))),
    };
    take(parameters, "limit").map(parse).transpose()
}

fn filter(name: &str, value: &str) -> Result<Option<Filter>, Problem> {
    let field = schema::facet_fields().find(|field| field.flag_name() == name);
    let field = field.ok_or_else(|| Problem::bad_request(format!("unknown parameter `{name}`")))?;
    Ok((!value.is_empty()).then(|| Filter::parse(field, value)))
}

/// The parameters of a search in order. The cursor is left out, since it belongs to a page of hits and
/// not to the search.
pub(crate) fn parameters(request: &Request) -> QueryParameters {
    let mut parameters = QueryParameters::new();
    let mut add = |name: &str, value: &str| parameters.push((name.to_owned(), value.to_owned()));
    if !request.query.is_empty() {
        add("q", &request.query);
    }
    for Filter { field, value, exclude } in &request.filters {
        add(field.flag_name(), &format!("{}{value}", if *exclude { "-" } else { "" }));
    }
    for (name, value) in [("since", &request.since), ("until", &request.until)] {
        value.iter().for_each(|value| add(name, value));
    }
    request.sort.iter().for_each(|sort| add("sort", sort.name()));
    if request.collapsed {
        add("collapse", "stories");
    }
    parameters
}

/// Builds the URL of a search under `path`.
pub(crate) fn url(path: &str, request: &Request) -> String {
    let parameters = parameters(request);
    let named = parameters.iter().map(|(name, value)| (name.as_str(), value.as_str()));
    with_parameters(path, named)
}

/// Adds parameters to a URL.
pub(crate) fn with_parameters<'p>(
    url: &str,
    parameters: impl IntoIterator<Item = (&'p str, &'p str)>,
) -> String {
    let mut url = url.to_owned();
    for (name, value) in parameters {
        let delimiter = if url.contains('?') { '&' } else { '?' };
        // Writing to a string cannot fail.
        let _ = write!(url, "{delimiter}{name}={}", percent_encoded(value));
    }
    url
}

/// Percent-encodes all bytes except the unreserved characters of RFC 3986.
pub(crate) fn percent_encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte))
            }
            _ => {
                // Writing to a string cannot fail.
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::schema::Field;

    #[test]
    fn a_url_round_trips_to_the_same_search() {
        let saved = Request {
            query: "cocoa & \"bahia crop\"".into(),
            filters: vec![
                Filter { field: Field::People, value: "person/james-baker".into(), exclude: false },
                Filter { field: Field::Language, value: "fr".into(), exclude: true },
            ],
            since: Some("1987".into()),
            sort: Some(Sort::Oldest),
            collapsed: true,
            ..Request::default()
        };
        let url = url("/", &saved);
        assert_eq!(
            url,
            "/?q=cocoa%20%26%20%22bahia%20crop%22&person=person%2Fjames-baker&language=-fr&since=1987&sort=oldest&collapse=stories"
        );
        let parameters: QueryParameters = [
            ("q", "cocoa & \"bahia crop\""),
            ("person", "person/james-baker"),
            ("language", "-fr"),
            ("since", "1987"),
            ("sort", "oldest"),
            ("collapse", "stories"),
        ]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .to_vec();
        assert!(request(&parameters).is_ok_and(|parsed| parsed == saved));
    }

    #[test]
    fn invalid_parameters_are_rejected() {
        for (name, value) in [
            ("colour", "red"),
            ("sort", "best"),
            ("collapse", "people"),
            ("limit", "-1"),
            ("explain", "null"),
            ("facets", "people,shoes"),
        ] {
            assert!(request(&vec![(name.to_string(), value.to_string())]).is_err(), "{name}");
        }
    }
}

//! A search as an address and back: the page and the API take the same parameters, so an address is a saved search.

use std::fmt::Write;

use crate::article::schema;
use crate::article::schema::Field;
use crate::search::request::{Filter, MOST_HITS, Request, Sort};
use crate::server::problem::Problem;

/// The parameters of an address, in order, names repeated.
pub type Parameters = Vec<(String, String)>;

/// The search an address stands for.
pub fn request(parameters: &Parameters) -> Result<Request, Problem> {
    let mut request = Request::default();
    for (name, value) in parameters {
        match name.as_str() {
            "q" => request.query = value.clone(),
            "since" => request.since = given(value),
            "until" => request.until = given(value),
            "after" => request.after = given(value),
            "collapse" => request.collapsed = collapse(value)?,
            "explain" => request.explain = value != "false",
            "sort" => request.sort = sort(value)?,
            "limit" => request.limit = limit(value)?,
            "facets" => request.facets = facets(value).map_err(Problem::bad_request)?,
            name => request.filters.extend(filter(name, value)?),
        }
    }
    Ok(request)
}

/// Takes a parameter that is no search's out of an address; where it stands more than once, the last counts.
pub fn take(parameters: &mut Parameters, name: &str) -> Option<String> {
    parameters.extract_if(.., |(known, _)| known == name).last().map(|(_, value)| value)
}

fn given(value: &str) -> Option<String> {
    (!value.is_empty()).then(|| value.to_string())
}

fn sort(value: &str) -> Result<Option<Sort>, Problem> {
    match Sort::named(value) {
        None if !value.is_empty() => Err(Problem::bad_request(format!(
            "sort `{value}` is none of relevance, fresh, newest, oldest"
        ))),
        sort => Ok(sort),
    }
}

/// What is one hit: `stories`, or nothing for each article by itself.
fn collapse(value: &str) -> Result<bool, Problem> {
    match value {
        "stories" => Ok(true),
        "" => Ok(false),
        _ => Err(Problem::bad_request(format!("collapse `{value}` is not stories"))),
    }
}

fn limit(value: &str) -> Result<usize, Problem> {
    let limit = value.parse().ok().filter(|limit| *limit <= MOST_HITS);
    limit.ok_or_else(|| {
        Problem::bad_request(format!("limit `{value}` is no number from 0 to {MOST_HITS}"))
    })
}

fn filter(name: &str, value: &str) -> Result<Option<Filter>, Problem> {
    let field = schema::facets().find(|field| field.flag() == name);
    let field =
        field.ok_or_else(|| Problem::bad_request(format!("there is no parameter `{name}`")))?;
    Ok((!value.is_empty()).then(|| Filter::parse(field, value)))
}

/// Facets by name, parted by commas: `people,places`, each once. An empty list is none, and so is `none`.
///
/// # Errors
/// When a name is no facet's, a sentence that says so.
pub fn facets(list: &str) -> Result<Vec<Field>, String> {
    let mut facets = Vec::new();
    let list = if list == "none" { "" } else { list };
    for name in list.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        let field = facet(name)?;
        if !facets.contains(&field) {
            facets.push(field);
        }
    }
    Ok(facets)
}

/// The facet of this name, in the plural of the schema or the singular of filters.
///
/// # Errors
/// When there is none, a sentence that says so and names them all.
pub fn facet(name: &str) -> Result<Field, String> {
    let field = Field::named(name).or_else(|| Field::called(name)).filter(|field| field.is_facet());
    let all = || schema::facets().map(Field::name).collect::<Vec<_>>().join(", ");
    field.ok_or_else(|| format!("`{name}` is no facet; the facets are {}", all()))
}

/// The address of a search, below this path. A cursor is left out: it belongs to a page, not to a search.
pub fn address(path: &str, request: &Request) -> String {
    let mut address = String::from(path);
    let mut parameter = |name: &str, value: &str| {
        let opening = if address.contains('?') { '&' } else { '?' };
        // Writing to a string can not fail.
        let _ = write!(address, "{opening}{name}={}", encoded(value));
    };
    if !request.query.is_empty() {
        parameter("q", &request.query);
    }
    for Filter { field, value, exclude } in &request.filters {
        parameter(field.flag(), &format!("{}{value}", if *exclude { "-" } else { "" }));
    }
    for (name, value) in [("since", &request.since), ("until", &request.until)] {
        value.iter().for_each(|value| parameter(name, value));
    }
    request.sort.iter().for_each(|sort| parameter("sort", sort.name()));
    if request.collapsed {
        parameter("collapse", "stories");
    }
    address
}

/// The same with the cursor of the next page.
pub fn next_address(path: &str, request: &Request, cursor: &str) -> String {
    let address = address(path, request);
    let opening = if address.contains('?') { '&' } else { '?' };
    format!("{address}{opening}after={}", encoded(cursor))
}

/// Percent-encodes all but what RFC 3986 leaves unreserved.
fn encoded(value: &str) -> String {
    let mut encoded = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                encoded.push(char::from(byte))
            }
            _ => {
                let _ = write!(encoded, "%{byte:02X}");
            }
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_a_saved_search() {
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
        let address = address("/", &saved);
        assert_eq!(
            address,
            "/?q=cocoa%20%26%20%22bahia%20crop%22&person=person%2Fjames-baker&language=-fr&since=1987&sort=oldest&collapse=stories"
        );
        let parameters: Parameters = [
            ("q", "cocoa & \"bahia crop\""),
            ("person", "person/james-baker"),
            ("language", "-fr"),
            ("since", "1987"),
            ("sort", "oldest"),
            ("collapse", "stories"),
        ]
        .map(|(name, value)| (name.to_string(), value.to_string()))
        .to_vec();
        assert!(request(&parameters).is_ok_and(|read| read == saved));
    }

    #[test]
    fn what_is_no_parameter_is_a_problem() {
        for (name, value) in [
            ("colour", "red"),
            ("sort", "best"),
            ("collapse", "people"),
            ("limit", "-1"),
            ("facets", "people,shoes"),
        ] {
            assert!(request(&vec![(name.to_string(), value.to_string())]).is_err(), "{name}");
        }
    }
}

//! The description of the API in OpenAPI against the server: what it allows is accepted, what it forbids
//! is refused, and every answer has a type that it names. These are the findings of schemathesis runs.

use regex_automata::dfa::regex::Regex;
use serde_json::Value;

use crate::harness::{sample_index, texts};
use crate::test_server::TestServer;

fn server() -> TestServer {
    TestServer::start(sample_index(), &["serve", "--index", "."])
}

/// The schema of a parameter.
fn parameter(description: &Value, path: &str, name: &str) -> Value {
    let parameters =
        description["paths"][path]["get"]["parameters"].as_array().expect("parameters");
    let found = parameters.iter().find(|parameter| parameter["name"] == name);
    found.unwrap_or_else(|| panic!("no {name} of {path}"))["schema"].clone()
}

#[test]
fn patterns_of_parameters_agree_with_the_server() {
    let server = server();
    let description = server.get("/api/openapi.json").json();
    let next = server.get("/api/search?q=river&limit=1").json()["next"]
        .as_str()
        .expect("a cursor")
        .to_owned();
    let newest =
        server.get("/api/search?limit=1").json()["next"].as_str().expect("a cursor").to_owned();
    let cursors = ["", &next, &newest, "newest.1.undated.a1"];
    let dates =
        ["", "1987", "1987-03", "1987-03-31", "2016-02-28", "today", "last-month", "last-30-days"];
    for (name, allowed, refused) in [
        ("since", &dates[..], &["É", "__main__", "1987-13", "1987-02-30", "last-0-days"][..]),
        ("until", &dates, &["1987-04-31", "next-week"]),
        ("after", &cursors, &["k¾", "newest", "newest.1.2.a"]),
        ("facets", &["", "none", "people", "people,publisher"], &["shoes", "people,shoes"]),
    ] {
        let schema = parameter(&description, "/api/search", name);
        let pattern =
            Regex::new(schema["pattern"].as_str().expect("a pattern")).expect("an expression");
        for value in allowed {
            let address = format!("/api/search?limit=0&{name}={}", encoded(value));
            assert!(pattern.is_match(value), "{name}: `{value}`");
            assert_eq!(server.get(&address).status, 200, "{address}");
        }
        for value in refused {
            let address = format!("/api/search?limit=0&{name}={}", encoded(value));
            assert!(!pattern.is_match(value), "{name}: `{value}`");
            assert_eq!(server.get(&address).status, 400, "{address}");
        }
    }
}

fn encoded(value: &str) -> String {
    let encode = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b',' => {
            char::from(byte).to_string()
        }
        byte => format!("%{byte:02X}"),
    };
    value.bytes().map(encode).collect()
}

#[test]
fn numbers_and_flags_are_checked() {
    let server = server();
    let description = server.get("/api/openapi.json").json();
    let id = texts(&server.get("/api/search?q=cocoa").json()["hits"], "id").remove(0);
    for (path, address) in [
        ("/api/articles/{id}/similar", format!("/api/articles/{id}/similar?limit=-1")),
        ("/api/facets/{field}", "/api/facets/people?limit=-1".to_owned()),
        ("/api/search", "/api/search?limit=-1".to_owned()),
        ("/api/export", "/api/export?limit=-1".to_owned()),
    ] {
        let minimum = parameter(&description, path, "limit")["minimum"].as_f64();
        assert_eq!(minimum, Some(0.0), "{path}");
        assert_eq!(server.get(&address).status, 400, "{address}");
    }
    let large = format!("/api/articles/{id}/similar?limit=6545095464312030888658896683008");
    assert_eq!(server.get(&large).status, 200);
    server.assert_problem("/api/search?explain=null", 400, "use true or false");
    assert_eq!(server.get("/api/search?explain=false&limit=0").status, 200);
}

#[test]
fn every_choice_of_a_parameter_is_accepted() {
    let server = server();
    let description = server.get("/api/openapi.json").json();
    for name in ["sort", "collapse"] {
        let schema = parameter(&description, "/api/search", name);
        let choices: Vec<&str> =
            schema["enum"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        assert!(choices.len() > 1 && choices.contains(&""), "{schema}");
        for choice in choices {
            assert_eq!(server.get(&format!("/api/search?limit=0&{name}={choice}")).status, 200);
        }
    }
}

#[test]
fn exports_have_the_types_that_are_described() {
    let server = server();
    let description = server.get("/api/openapi.json").json();
    let id = texts(&server.get("/api/search?q=cocoa").json()["hits"], "id").remove(0);
    for (path, address) in [
        ("/api/export", "/api/export?q=cocoa".to_owned()),
        ("/api/articles/{id}/export", format!("/api/articles/{id}/export?")),
    ] {
        let formats = parameter(&description, path, "format")["enum"].clone();
        let described = &description["paths"][path]["get"]["responses"]["200"]["content"];
        for format in formats.as_array().expect("formats") {
            let format = format.as_str().expect("a name");
            let response = server.get(&format!("{address}&format={format}"));
            let media_type =
                response.content_type().split(';').next().unwrap_or_default().to_owned();
            assert_eq!(response.status, 200, "{path} {format}");
            assert!(described.get(&media_type).is_some(), "{path}: {media_type} in {described}");
            let kind = if media_type.ends_with("+json") { "array" } else { "string" };
            assert_eq!(described[&media_type]["schema"]["type"], kind, "{media_type}");
        }
    }
}

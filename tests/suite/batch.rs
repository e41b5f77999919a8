//! Lists: `morgue batch` against searches, names with their evidence, and the Reconciliation API.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{morgue, number, on_sample, output_of, sample_index};
use crate::test_server::TestServer;

/// Rows of a table that a command printed.
fn rows(out: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(out.as_bytes());
    reader.records().map(|row| row.expect("CSV").iter().map(str::to_owned).collect()).collect()
}

fn batch(list: &str, arguments: &[&str]) -> (i32, Vec<Vec<String>>) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("list.csv");
    fs::write(&path, list).expect("writes");
    let arguments = [&["batch", path.to_str().expect("a path")], arguments].concat();
    let run = on_sample(&arguments);
    run.did_not_panic();
    assert!(run.err.is_empty(), "{run:?}");
    (run.code, rows(&run.out))
}

#[test]
fn each_query_of_a_list_counts_what_a_search_finds() {
    let list =
        "no;query\n1;cocoa\n2;\"\"\"water treaty\"\" OR strike\"\n3;zzqnothing\n4;\n5;date:2016\n";
    let (code, table) = batch(list, &["--column", "query", "--years", "--since", "2014"]);
    assert_eq!(code, 0);
    assert_eq!(
        table[0][..9],
        ["no", "query", "understood", "articles", "stories", "undated", "first", "last", "notes"]
    );
    let years: Vec<&String> = table[0][9..].iter().collect();
    assert!(years.len() > 3 && years.contains(&&"2016".to_owned()), "{years:?}");
    for row in &table[1..] {
        let query = row[1].as_str();
        if query.is_empty() {
            assert_eq!(row[3], "0");
            continue;
        }
        let answer = on_sample(&["search", "--json", "-n", "0", "--since", "2014", query]).json();
        assert_eq!(row[3], number(&answer, "articles").to_string(), "{query}");
        assert_eq!(row[4], number(&answer, "stories").to_string(), "{query}");
        for (at, year) in years.iter().enumerate() {
            let range = ["--since", year, "--until", year];
            let arguments = [&["search", "--json", "-n", "0"], &range[..], &[query]].concat();
            let found = on_sample(&arguments).json();
            assert_eq!(row[9 + at], number(&found, "articles").to_string(), "{query} {year}");
        }
    }
    assert_eq!(batch("query\nzzqnothing\n", &[]).0, 1);
}

#[test]
fn hits_of_a_list_are_those_of_its_searches() {
    let (_, table) = batch("query\ncocoa\ntreaty\n", &["--hits", "3"]);
    for query in ["cocoa", "treaty"] {
        let answer = on_sample(&["search", "--json", "-n", "3", query]).json();
        let expected: Vec<&str> = answer["hits"]
            .as_array()
            .expect("hits")
            .iter()
            .map(|hit| hit["id"].as_str().expect("an id"))
            .collect();
        let found: Vec<&str> =
            table.iter().filter(|row| row[0] == query).map(|row| row[2].as_str()).collect();
        assert_eq!(found, expected, "{query}");
    }
}

#[test]
fn names_are_matched_with_their_evidence() {
    let (_, table) = batch("name\nAmara Okafor\nokafor\nNobody Atall\n\n", &["--names", "people"]);
    let header = ["name", "match", "key", "name", "articles", "score", "evidence", "others"];
    assert_eq!(table[0], header);
    assert_eq!(table[1][1..4], ["one", "person/amara-okafor", "Amara Okafor"]);
    let answer =
        on_sample(&["search", "--json", "-n", "0", "--person", "person/amara-okafor"]).json();
    assert_eq!(table[1][4], number(&answer, "articles").to_string());
    assert_eq!(table[1][6], "the same name");
    assert!(table[2][6].contains("name"), "{table:?}");
    assert_eq!(table[3][1], "none");
    let (_, places) = batch("where\nBrazil\n", &["--names", "places"]);
    assert_eq!((places[1][1].as_str(), places[1][3].as_str()), ("one", "Brazil"), "{places:?}");
}

#[test]
fn lists_that_cannot_be_read_are_refused() {
    let run = |input: &str, arguments: &[&str]| {
        let arguments = [
            &["batch", "-", "--index"],
            &[sample_index().to_str().expect("a path")][..],
            arguments,
        ]
        .concat();
        let folder = tempfile::tempdir().expect("a folder");
        output_of(morgue(folder.path()).args(&arguments).write_stdin(input))
    };
    run("a,b\n1,2\n", &["--column", "c"]).fails_with(&["`c`", "a, b"]);
    assert_eq!(run("", &[]).code, 1);
    assert_eq!(run("a\n=1+1\n", &[]).out.lines().nth(1).expect("a row").chars().next(), Some('\''));
    on_sample(&["batch", "nothing.csv"]).fails_with(&["nothing.csv"]);
}

#[test]
fn open_refine_finds_candidates() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let manifest = server.get("/reconcile").json();
    assert_eq!(manifest["versions"], json!(["0.1", "0.2"]));
    let types: Vec<&Value> =
        manifest["defaultTypes"].as_array().expect("types").iter().map(|it| &it["id"]).collect();
    assert_eq!(types, [&json!("person"), &json!("place"), &json!("org")]);
    let queries = json!({
        "q0": {"query": "Amara Okafor"},
        "q1": {"query": "brazil", "type": "place", "limit": 1},
        "q2": {"query": "brazil", "type": ["person"]},
        "q3": {"query": "okafor", "limit": 2},
    });
    let encoded: String = queries.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let sent = server.post(
        "/reconcile",
        "application/x-www-form-urlencoded",
        &format!("queries={encoded}"),
    );
    let answers = sent.json();
    assert_eq!(answers, server.get(&format!("/reconcile?queries={encoded}")).json());
    let best = &answers["q0"]["result"][0];
    assert_eq!(
        (&best["id"], &best["match"]),
        (&json!("person/amara-okafor"), &json!(true)),
        "{answers}"
    );
    assert_eq!(best["type"], json!([{"id": "person", "name": "Person"}]));
    assert_eq!(answers["q1"]["result"][0]["name"], json!("Brazil"), "{answers}");
    assert_eq!(answers["q1"]["result"].as_array().expect("candidates").len(), 1);
    assert_eq!(answers["q2"]["result"], json!([]));
    // The id of a candidate leads to its page.
    let view = manifest["view"]["url"].as_str().expect("an address");
    let path = view.split(&server.address).nth(1).expect("a path");
    let page = path.replace("{{id}}", best["id"].as_str().expect("an id"));
    assert_eq!(server.get(&page).status, 200);
    let suggested = server.get("/reconcile/suggest/entity?prefix=amara").json();
    assert_eq!(suggested["result"][0]["id"], json!("person/amara-okafor"), "{suggested}");
    for queries in ["x", "%5B1%5D", "%7B%22q%22:%7B%7D%7D"] {
        server.assert_problem(&format!("/reconcile?queries={queries}"), 400, "queries");
    }
}

#[test]
fn entities_are_suggested_while_somebody_types() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let suggest = |parameters: &str| {
        let answer = server.get(&format!("/reconcile/suggest/entity?{parameters}")).json();
        answer["result"].as_array().expect("entities").clone()
    };
    // The beginning of any word of the name.
    for typed in ["bra", "Braz", "brazil"] {
        let found = suggest(&format!("prefix={typed}"));
        assert!(found.iter().any(|it| it["name"] == "Brazil"), "{typed}: {found:?}");
    }
    let people = suggest("prefix=oka&type=person");
    assert_eq!(people[0]["id"], json!("person/amara-okafor"), "{people:?}");
    assert_eq!(people[0]["notable"], json!([{"id": "person", "name": "Person"}]));
    assert!(suggest("prefix=oka&type=place").is_empty());
    assert!(suggest("prefix=").is_empty());
}

#[test]
fn one_query_and_what_open_refine_sends() {
    let server = TestServer::start(
        sample_index(),
        &["serve", "--index", ".", "--cors", "http://127.0.0.1:3333"],
    );
    // Its page reads the manifest, from another origin.
    let manifest = server.get_with("/reconcile", "Origin: http://127.0.0.1:3333\r\n");
    assert_eq!(manifest.status, 200);
    assert!(
        manifest
            .headers
            .to_lowercase()
            .contains("access-control-allow-origin: http://127.0.0.1:3333"),
        "{}",
        manifest.headers
    );
    let manifest = manifest.json();
    for member in ["identifierSpace", "schemaSpace", "documentation", "serviceVersion"] {
        assert!(manifest[member].is_string(), "{member}: {manifest}");
    }
    // Its server sends batches of ten, as OpenRefine 3.8 does.
    let queries = json!({
        "q0": {"query": "Amara Okafor", "type": "person", "type_strict": "should"},
        "q1": {"query": "Brazil", "type": "person", "type_strict": "should"},
        "q2": {"query": "Horta", "limit": 3,
               "properties": [{"pid": "country", "v": {"id": "place/2264397", "name": "Portugal"}}]},
    });
    let encoded: String = queries.to_string().bytes().map(|byte| format!("%{byte:02X}")).collect();
    let form = "application/x-www-form-urlencoded";
    let answers = server.post("/reconcile", form, &format!("queries={encoded}")).json();
    assert_eq!(answers["q0"]["result"][0]["match"], json!(true), "{answers}");
    assert_eq!(answers["q1"]["result"], json!([]));
    assert_eq!(answers["q2"]["result"][0]["name"], json!("Horta"), "{answers}");
    let one = server.get("/reconcile?query=Horta").json();
    assert_eq!(one["result"][0]["name"], json!("Horta"), "{one}");
    let object = "%7B%22query%22:%22brazil%22,%22type%22:%22place%22%7D";
    let one = server.get(&format!("/reconcile?query={object}")).json();
    assert_eq!(one["result"][0]["name"], json!("Brazil"), "{one}");
}

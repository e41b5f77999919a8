//! `morgue trend`, `kwic`, `network` and `typical`: their counts against searches, on the command line and
//! over HTTP.

use serde_json::{Value, json};

use crate::harness::{number, on_sample, sample_index, texts};
use crate::test_server::TestServer;

/// The number of articles that a search on the sample finds.
fn total(arguments: &[&str]) -> u64 {
    let arguments = [&["search", "--json", "-n", "0", "--facets", "none"], arguments].concat();
    number(&on_sample(&arguments).json(), "total")
}

#[test]
fn a_trend_counts_what_searches_find() {
    for by in ["year", "month", "week", "day"] {
        let trend =
            on_sample(&["trend", "--json", "--by", by, "cocoa", "\"water treaty\" OR strike"]);
        let trend = trend.success();
        for (query, text) in ["cocoa", "\"water treaty\" OR strike"].iter().enumerate() {
            let of = &trend["queries"][query];
            assert_eq!(number(of, "articles"), total(&[text]), "{of}");
            let rows = trend["rows"].as_array().expect("rows");
            let imprecise = trend["imprecise"].as_array().expect("rows");
            let articles = |rows: &[Value]| -> u64 {
                rows.iter().map(|row| number(&row["counts"][query], "articles")).sum()
            };
            let counted = articles(rows) + articles(imprecise) + number(of, "undated");
            assert_eq!(counted, number(of, "articles"), "{by} {text}");
            for row in rows.iter().filter(|row| by != "day" || number(row, "all") > 0) {
                let (from, to) =
                    (row["from"].as_str().expect("a day"), row["to"].as_str().expect("a day"));
                if by == "year" {
                    let searched = total(&[text, "--since", from, "--until", to]);
                    assert_eq!(
                        number(&row["counts"][query], "articles"),
                        searched,
                        "{from} {text}"
                    );
                    assert_eq!(
                        number(row, "all"),
                        total(&["--since", from, "--until", to]),
                        "{from}"
                    );
                }
            }
        }
    }
}

#[test]
fn occurrences_and_words_are_counted_in_bodies() {
    let trend = on_sample(&["trend", "--json", "--by", "year", "cocoa", "cocoa harvest"]).success();
    let mut occurrences = 0;
    for times in 1.. {
        let found = total(&[&format!("body:(ATLEAST/{times} cocoa)")]);
        if found == 0 {
            break;
        }
        occurrences += found;
    }
    assert!(occurrences > 10, "{trend}");
    assert_eq!(number(&trend["queries"][0], "occurrences"), occurrences);
    // Two words that may be in different places occur together nowhere in particular.
    assert_eq!(trend["queries"][1].get("occurrences"), None);
    let row =
        trend["rows"].as_array().expect("rows").iter().find(|row| row["from"] == "2016-01-01");
    let row = row.expect("a year");
    let longest =
        (1_u64..2_000).rev().find(|words| total(&[&format!("date:2016 words:>={words}")]) > 0);
    assert!(number(row, "words") >= longest.expect("an article"), "{row}");
    let rate = row["counts"][0]["per_million"].as_f64().expect("a rate");
    let expected =
        number(&row["counts"][0], "occurrences") as f64 * 1e6 / number(row, "words") as f64;
    assert!((rate - expected).abs() < 0.001, "{row}");
}

#[test]
fn trends_are_written_as_tables_and_pictures() {
    let csv = on_sample(&["trend", "--format", "csv", "cocoa", "coffee"]);
    let lines: Vec<&str> = csv.out.lines().collect();
    assert_eq!(lines[0], "from,to,query,articles,all,share,occurrences,words,per_million");
    assert!(lines.len() > 10 && lines[1].contains(",cocoa,"), "{csv:?}");
    let svg = on_sample(&["trend", "--format", "svg", "--measure", "share", "cocoa", "coffee"]);
    assert_eq!(svg.out.matches("<polyline").count(), 2, "{svg:?}");
    assert!(svg.out.contains("% of all articles") && svg.out.starts_with("<svg"), "{svg:?}");
    assert_eq!(on_sample(&["trend", "zzqnothing"]).code, 1);
    on_sample(&["trend", "--by", "decade", "cocoa"]).did_not_panic();
}

#[test]
fn a_concordance_shows_and_sorts_every_occurrence() {
    let lines = |sort: &str| {
        let found = on_sample(&["kwic", "--json", "-n", "1000", "--sort", sort, "cocoa"]).success();
        assert_eq!(number(&found, "articles"), total(&["cocoa"]));
        assert_eq!(
            found["lines"].as_array().expect("lines").len() as u64,
            number(&found, "occurrences")
        );
        found["lines"].clone()
    };
    let right = lines("right");
    assert!(
        texts(&right, "match").iter().all(|word| word.to_lowercase().starts_with("cocoa")),
        "{right}"
    );
    let folded = |text: &str| {
        let text = text.to_lowercase().replace("'s", "").replace("’s", "");
        text.replace(|c: char| !c.is_alphanumeric(), " ")
    };
    let sides: Vec<String> = texts(&right, "right").iter().map(|text| folded(text)).collect();
    let first: Vec<&str> = sides.iter().filter_map(|text| text.split_whitespace().next()).collect();
    assert!(first.is_sorted(), "{first:?}");
    let left = lines("left");
    let sides: Vec<String> = texts(&left, "left").iter().map(|text| folded(text)).collect();
    let last: Vec<&str> = sides.iter().filter_map(|text| text.split_whitespace().last()).collect();
    assert!(last.is_sorted(), "{last:?}");
    let line = &right[0];
    let article = on_sample(&["show", "--json", line["id"].as_str().expect("an id")]).success();
    if line["field"] == "body" {
        let range = number(line, "start") as usize..number(line, "end") as usize;
        assert_eq!(
            &article["body"].as_str().expect("a text")[range],
            line["match"].as_str().expect("a text")
        );
    }
    let printed = on_sample(&["kwic", "-n", "3", "cocoa"]);
    assert_eq!(printed.out.lines().count(), 4, "{printed:?}");
    assert_eq!(on_sample(&["kwic", "zzqnothing"]).code, 1);
}

#[test]
fn a_network_counts_what_searches_find() {
    let network = on_sample(&["network", "--json", "-n", "8", "place:africa OR cocoa"]).success();
    let nodes = network["nodes"].as_array().expect("nodes");
    assert_eq!((nodes.len(), network["exact"].as_bool()), (8, Some(true)), "{network}");
    let mut shared = 0;
    for (at, one) in nodes.iter().enumerate() {
        let key = |node: &Value| format!("person:=\"{}\"", node["value"].as_str().expect("a key"));
        let query = format!("(place:africa OR cocoa) {}", key(one));
        assert_eq!(number(one, "articles"), total(&[&query]), "{query}");
        for other in &nodes[at + 1..] {
            let both = total(&[&format!("{query} {}", key(other))]);
            let edge = network["edges"]
                .as_array()
                .expect("edges")
                .iter()
                .find(|edge| edge["one"] == one["value"] && edge["other"] == other["value"]);
            assert_eq!(edge.map_or(0, |edge| number(edge, "articles")), both, "{query}");
            shared += both;
        }
    }
    assert!(shared > 0, "{network}");
    let gexf = on_sample(&["network", "--format", "gexf", "-n", "3", "cocoa"]);
    assert!(gexf.out.contains("<gexf ") && gexf.out.matches("<node ").count() == 3, "{gexf:?}");
    let graphml = on_sample(&["network", "--format", "graphml", "--of", "places", "-n", "5"]);
    assert_eq!(graphml.out.matches("<node ").count(), 5, "{graphml:?}");
    let csv = on_sample(&["network", "-n", "8", "cocoa"]);
    assert!(csv.out.starts_with("one,other,articles"), "{csv:?}");
    on_sample(&["network", "-n", "501"]).fails_with(&["at most 500"]);
}

#[test]
fn what_is_typical_is_found_with_its_counts() {
    let words = on_sample(&["typical", "--json", "cocoa"]).success();
    let items = words["items"].as_array().expect("items");
    assert_eq!(items[0]["name"], json!("cocoa"), "{words}");
    assert_eq!(number(&words, "counted"), total(&["cocoa"]));
    let bodies = total(&["body:=cocoa"]);
    assert_eq!(number(&items[0], "articles"), bodies);
    let places = on_sample(&["typical", "--json", "--of", "places", "cocoa"]).success();
    let place = &places["items"][0];
    let key = place["value"].as_str().expect("a key");
    assert_eq!(number(place, "articles"), total(&["cocoa", "--place", key]), "{place}");
    assert_eq!(number(place, "all"), total(&["--place", key]), "{place}");
    on_sample(&["typical", "--of", "shoes", "cocoa"]).fails_with(&["shoes"]);
}

#[test]
fn the_same_is_answered_over_http() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let trend = server.get("/api/trend?q=cocoa&q=coffee&by=month").json();
    assert_eq!(trend, on_sample(&["trend", "--json", "--by", "month", "cocoa", "coffee"]).json());
    let svg = server.get("/api/trend?q=cocoa&format=svg");
    assert!(
        svg.content_type() == "image/svg+xml" && svg.body.contains("<polyline"),
        "{}",
        svg.body
    );
    assert!(server.get("/api/trend?q=cocoa&format=csv").content_type().starts_with("text/csv"));
    let kwic = server.get("/api/kwic?q=cocoa&order=left&limit=5").json();
    assert_eq!(kwic, on_sample(&["kwic", "--json", "--sort", "left", "-n", "5", "cocoa"]).json());
    let network = server.get("/api/network?q=cocoa&limit=8").json();
    assert_eq!(network, on_sample(&["network", "--json", "-n", "8", "cocoa"]).json());
    let gexf = server.get("/api/network?q=cocoa&limit=8&format=gexf");
    assert_eq!(gexf.content_type(), "application/gexf+xml");
    let typical = server.get("/api/typical?q=cocoa&of=people&limit=20").json();
    assert_eq!(typical, on_sample(&["typical", "--json", "--of", "people", "cocoa"]).json());
    server.assert_problem("/api/trend", 400, "queries");
    server.assert_problem("/api/trend?q=a&by=decade", 400, "decade");
    server.assert_problem("/api/kwic?q=a&order=best", 400, "best");
    server.assert_problem("/api/network?q=a&format=png", 400, "png");
    server.assert_problem("/api/typical?q=a&of=shoes", 400, "shoes");
    let description = server.get("/api/openapi.json").json();
    for path in ["/api/trend", "/api/kwic", "/api/network", "/api/typical"] {
        assert!(description["paths"][path]["get"]["parameters"].is_array(), "{path}");
    }
}

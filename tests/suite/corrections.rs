//! Superseded versions: `corrected:`, `words-changed:`, and what hits and articles say about them.

use serde_json::{Value, json};

use crate::harness::{Archive, number, story, texts};
use crate::test_server::TestServer;

/// A story with an update and a correction of one agency, a copy in a newspaper, and another story.
fn archive() -> Archive {
    let first = "The ground shook for a minute at Horta before dawn and again at noon. Two men were hurt \
                 by a falling chimney at Capelo, the mayor said. Soldiers brought tents and bread to the \
                 island, and the ferry to Pico was full all day long.";
    let update = format!("{first} Schools stay closed until Monday, and so does the harbour.");
    let corrected = update.replace("Two men", "Three men");
    let line = |title: &str, agency: &str, body: &str, day: u32| {
        let date = format!("2018-11-{day}");
        json!({"title": title, "agency": agency, "body": body, "date": date}).to_string()
    };
    let lines = [
        line("Ground shakes at Horta", "MNA", first, 14),
        line("UPDATE 1-Ground shakes at Horta", "MNA", &update, 15),
        line("CORRECTED-Ground shakes at Horta", "MNA", &corrected, 16),
        line("Quake wakes Horta", "Harbour Press", first, 17),
        line("Rain in Accra", "MNA", "It rained in Accra all day and the market was closed.", 18),
    ];
    let archive = Archive::with_files(&[("wire.jsonl", &lines.join("\n"))]);
    archive.update();
    archive
}

fn by_title<'a>(answer: &'a Value, title: &str) -> &'a Value {
    let hits = answer["hits"].as_array().expect("hits");
    hits.iter()
        .find(|hit| hit["title"] == title)
        .unwrap_or_else(|| panic!("no {title} in {answer}"))
}

#[test]
fn queries_find_superseded_versions() {
    let archive = archive();
    assert_eq!(number(&archive.search(&["horta"])["hits"][0]["story"], "versions"), 4);
    for (query, titles) in [
        ("corrected:yes", &["Ground shakes at Horta", "UPDATE 1-Ground shakes at Horta"][..]),
        ("horta corrected:no", &["CORRECTED-Ground shakes at Horta", "Quake wakes Horta"]),
        ("words-changed:2..3", &["UPDATE 1-Ground shakes at Horta"]),
        ("WORDS-CHANGED:>5", &["Ground shakes at Horta"]),
        ("words-changed:>500", &[]),
    ] {
        assert_eq!(archive.titles(&[query]), titles, "{query}");
    }
    let answer = archive.search(&["corrected:maybe horta"]);
    assert!(texts(&answer["warnings"], "message")[0].contains("neither yes nor no"), "{answer}");
    let answer = archive.search(&["words-changed:many horta"]);
    assert!(texts(&answer["warnings"], "message")[0].contains("number of words"), "{answer}");
    // The rest of a query is still marked.
    let answer = archive.search(&["chimney corrected:yes -corrected:no"]);
    assert_eq!(number(&answer, "total"), 2);
    assert!(
        !answer["hits"][0]["snippet"]["marks"].as_array().expect("marks").is_empty(),
        "{answer}"
    );
}

#[test]
fn hits_and_articles_say_what_superseded_them() {
    let archive = archive();
    let answer = archive.search(&["horta"]);
    let correction = by_title(&answer, "CORRECTED-Ground shakes at Horta");
    let first = by_title(&answer, "Ground shakes at Horta");
    let superseded = &first["superseded_by"];
    assert_eq!(
        (&superseded["id"], &superseded["correction"]),
        (&correction["id"], &json!(true)),
        "{first}"
    );
    assert!(number(superseded, "words_changed") > 5, "{superseded}");
    assert_eq!(correction.get("superseded_by"), None);
    assert_eq!(by_title(&answer, "Quake wakes Horta").get("superseded_by"), None);
    let id = first["id"].as_str().expect("an id");
    let article = archive.run(&["show", "--json", id]).success();
    assert_eq!(&article["superseded_by"], superseded);
    let shown = archive.run(&["show", id]);
    assert!(shown.out.contains("corrected on 16 November 2018"), "{shown:?}");
    let listed = archive.run(&["search", "corrected:yes"]);
    assert!(listed.out.contains("corrected on 16 November 2018"), "{listed:?}");

    let server = TestServer::start(archive.folder(), &["serve"]);
    assert_eq!(&server.get(&format!("/api/articles/{id}")).json()["superseded_by"], superseded);
    let later = correction["id"].as_str().expect("an id");
    let diff = format!("/article/{id}/diff/{later}");
    for page in ["/?q=corrected%3Ayes".to_owned(), format!("/article/{id}")] {
        let body = server.get(&page).body;
        assert!(body.contains("class=\"superseded\"") && body.contains(&diff), "{page}: {body}");
    }
}

#[test]
fn a_later_correction_is_seen_after_an_update() {
    let archive = archive();
    assert_eq!(archive.titles(&["accra corrected:yes"]), [""; 0]);
    let body = "It rained in Kumasi all day and the market was closed.";
    archive.write(
        "late.txt",
        story("CORRECTED-Rain in Accra", &format!("ACCRA, Nov 19 2018 (MNA) - {body}")),
    );
    archive.update();
    let corrected = archive.titles(&["corrected:yes"]);
    let is_story = number(&archive.search(&["rained"]), "stories") == 1;
    assert_eq!(corrected.contains(&"Rain in Accra".to_owned()), is_story, "{corrected:?}");
}

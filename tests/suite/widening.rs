//! Words that are widened by the usage of the archive: alternatives, exact counts, what is kept and when it is
//! learned again.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Archive, line, number, texts};
use crate::test_server::TestServer;

/// A report of a firm with this word.
fn report(at: usize, word: &str) -> Value {
    let subjects = ["firm", "factory", "mill", "bank", "airline", "shipyard", "brewery"];
    let verbs = ["announced", "planned", "denied", "feared", "expected"];
    let (subject, verb) = (subjects[at % subjects.len()], verbs[at % verbs.len()]);
    let body = format!(
        "The {subject} {verb} {word} among its workers after losses of the year.\n\nRain {verb} over the green \
         valley, farmers of maize said on day {at}."
    );
    json!({"id": format!("{word}{at}"), "title": format!("Report {at}"), "body": body,
        "date": format!("2016-0{}-1{}", 1 + at % 9, at % 10), "source": "Gazette"})
}

/// An archive in which two words and a phrase stand in the same contexts.
fn archive() -> Archive {
    let mut lines = String::new();
    for at in 0..120 {
        lines.push_str(&line(report(at, ["layoffs", "redundancies", "job cuts"][at % 3])));
    }
    // Most articles are about something else, so that the phrase is not in a large part of them.
    for at in 0..120 {
        let body = format!(
            "The choir of the village sang on day {at}, and the bells rang in the evening."
        );
        lines.push_str(&line(
            json!({"title": format!("Choir {at}"), "body": body, "source": "Gazette"}),
        ));
    }
    let archive = Archive::with_files(&[("wire.jsonl", &lines)]);
    archive.update();
    archive
}

fn alternatives(answer: &Value) -> Vec<String> {
    let mut words = texts(&answer["widened"][0]["alternatives"], "word");
    words.sort();
    words
}

#[test]
fn a_word_finds_what_is_used_like_it_with_exact_counts() {
    let archive = archive();
    let plain = archive.search(&["layoffs"]);
    assert_eq!((number(&plain, "total"), plain.get("widened")), (40, None));
    let wide = archive.search(&["~layoffs", "--facets", "publisher"]);
    let words = alternatives(&wide);
    assert!(words.contains(&"redundancies".into()) && words.contains(&"job cuts".into()), "{wide}");
    // The query is one like any other: typed again, it finds the same.
    let query = wide["query"].as_str().expect("a query");
    let again = archive.search(&[query, "--facets", "publisher"]);
    for member in ["total", "facets", "timeline", "hits"] {
        assert_eq!(wide[member], again[member], "{member}");
    }
    assert_eq!(wide["facets"]["publisher"][0]["count"], wide["total"]);
    assert_eq!(number(&wide, "total"), 120);
    // The word itself comes first.
    let first = archive.search(&["~layoffs", "-n", "40"]);
    assert!(
        first["hits"]
            .as_array()
            .expect("hits")
            .iter()
            .all(|hit| { hit["snippet"]["text"].as_str().expect("a text").contains("layoffs") })
    );
    // A phrase is widened too, and operators work on what is widened.
    assert!(alternatives(&archive.search(&["~\"job cuts\""])).contains(&"layoffs".into()));
    assert_eq!(number(&archive.search(&["NOT ~layoffs"]), "total"), 120);
    assert_eq!(
        number(&archive.search(&["~layoffs NEAR/3 mill"]), "total"),
        number(
            &archive.search(&["(layoffs OR redundancies OR \"job cuts\") NEAR/3 mill"]),
            "total"
        )
    );
    assert_eq!(number(&archive.search(&["title:~layoffs"]), "total"), 0);
}

#[test]
fn a_word_that_the_archive_lacks_is_not_widened_and_says_so() {
    let archive = archive();
    for word in ["zebulonite", "xy"] {
        let answer = archive.search(&[&format!("~{word}")]);
        assert_eq!(answer["query"], word, "{answer}");
        let message = answer["warnings"][0]["message"].as_str().expect("a note");
        assert!(message.contains("too rarely"), "{answer}");
    }
}

#[test]
fn a_standing_query_and_a_receipt_keep_the_words_of_their_day() {
    let archive = archive();
    let added = archive.run(&["watch", "add", "cuts", "~layoffs"]);
    assert!(added.out.contains("redundancies") && !added.out.contains('~'), "{added:?}");
    let receipt = archive.run(&["search", "--receipt", "~layoffs"]).success();
    assert!(receipt["query"].as_str().expect("a query").contains("redundancies"), "{receipt}");
}

#[test]
fn what_was_learned_is_kept_and_learned_again_when_the_archive_changes() {
    let archive = archive();
    let path = archive.index().join("usage.bin");
    assert!(!path.exists(), "nothing asked for it");
    let before = archive.search(&["~layoffs"]);
    let stored = fs::read(&path).expect("it is kept");
    assert_eq!(archive.run(&["verify"]).code, 0, "the file belongs to the index");
    // A few more articles change nothing.
    archive
        .write("one.jsonl", line(json!({"title": "Rain", "body": "It rained in Accra all day."})));
    archive.update();
    assert_eq!(archive.search(&["~layoffs"])["query"], before["query"]);
    assert_eq!(fs::read(&path).expect("reads"), stored);
    // Damage is learned anew.
    let mut damaged = stored.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    fs::write(&path, damaged).expect("writes");
    assert_eq!(archive.search(&["~layoffs"])["query"], before["query"]);
    assert_ne!(fs::read(&path).expect("reads"), stored, "of one article more");
    // Many more articles are learned.
    let more: String = (0..40).map(|at| line(report(at, "dismissals"))).collect();
    archive.write("more.jsonl", more);
    archive.update();
    assert!(alternatives(&archive.search(&["~layoffs"])).contains(&"dismissals".into()));
}

#[test]
fn a_word_that_only_withheld_articles_have_is_no_alternative() {
    let archive = archive();
    assert!(alternatives(&archive.search(&["~layoffs"])).contains(&"redundancies".into()));
    let withheld = archive.run(&["withhold", "redundancies", "--because", "a court order"]);
    assert_eq!(withheld.code, 0, "{withheld:?}");
    let answer = archive.search(&["~layoffs"]);
    assert!(!answer.to_string().contains("redundanc"), "{answer}");
    let stored = fs::read(archive.index().join("usage.bin")).expect("it is kept");
    assert!(!String::from_utf8_lossy(&stored).contains("redundanc"));
}

#[test]
fn the_page_shows_the_query_to_edit_and_the_switch() {
    let archive = archive();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let plain = server.get("/?q=layoffs").body;
    assert!(plain.contains("similar words") && plain.contains("q=~layoffs"), "{plain}");
    let wide = server.get("/?q=~layoffs").body;
    for part in
        ["Used like <b>layoffs</b> in this archive", "redundancies", "Searched as", "exact words"]
    {
        assert!(wide.contains(part), "no {part} in {wide}");
    }
    let answer = server.get("/api/search?q=~layoffs").json();
    assert!(alternatives(&answer).contains(&"redundancies".into()), "{answer}");
    // The article marks what matched.
    let id = server.get("/api/search?q=redundancies&limit=1").json()["hits"][0]["id"].clone();
    let article = server.get(&format!("/article/{}?q=~layoffs", id.as_str().expect("an id"))).body;
    assert!(article.contains("<mark"), "{article}");
}

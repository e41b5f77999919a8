//! Commands on an archive on a cluster.

use std::fs;

use super::new_address;
use crate::harness::{Archive, morgue, number, output_of, run, story};

#[test]
fn commands_take_the_address_of_a_cluster() {
    let Some(address) = new_address("commands") else { return };
    let archive = Archive::new();
    let news = archive.news();
    fs::write(
        news.join("a.txt"),
        story("Cocoa rose", "LONDON, March 4, 2016 (CP) - Cocoa rose at the harbour."),
    )
    .expect("a file");
    fs::write(
        news.join("b.txt"),
        story("Sugar fell", "LONDON, March 5, 2016 (CP) - Sugar fell at the harbour."),
    )
    .expect("a file");
    let on_cluster = |arguments: &[&str]| {
        let index = ["--index", address.as_str()];
        run(&archive.news(), &[arguments, index.as_slice()].concat())
    };
    let news = news.display().to_string();
    let missing = on_cluster(&["search", "harbour"]);
    assert_eq!(missing.code, 2, "{missing:?}");
    assert!(missing.err.contains("there is no archive at"), "{missing:?}");
    let indexed = on_cluster(&["index", "--json", &news]).success();
    assert_eq!((number(&indexed, "articles"), number(&indexed, "added")), (2, 2));
    let again = on_cluster(&["index", "--json"]).success();
    assert_eq!((number(&again, "files_unchanged"), number(&again, "files_read")), (2, 0));
    let found = on_cluster(&["search", "--json", "harbour NEAR/2 at"]).success();
    assert_eq!(number(&found, "total"), 2);
    let id = found["hits"][0]["id"].as_str().expect("an id");
    let shown = on_cluster(&["show", "--json", id]).success();
    assert_eq!(shown["id"], found["hits"][0]["id"]);
    assert_eq!(number(&on_cluster(&["status", "--json"]).success(), "articles"), 2);
    assert_eq!(on_cluster(&["facet", "places"]).code, 0);
    assert_eq!(on_cluster(&["export", "harbour"]).out.lines().count(), 2);
    assert_eq!(on_cluster(&["verify"]).code, 0);
}

#[test]
fn withheld_articles_are_in_no_answer_of_a_cluster() {
    let Some(address) = new_address("withheld") else { return };
    let archive = Archive::new();
    for (name, who) in [("a.txt", "Ada Quill"), ("b.txt", "Leo Marsh")] {
        let text = format!("LONDON, March 4, 2016 (CP) - {who} spoke at the harbour, {who} said.");
        fs::write(archive.news().join(name), story("Speech", &text)).expect("a file");
    }
    let on_cluster = |arguments: &[&str]| {
        let index = ["--index", address.as_str()];
        run(&archive.news(), &[arguments, index.as_slice()].concat())
    };
    assert_eq!(on_cluster(&["index", &archive.news().display().to_string()]).code, 0);
    let answer = |query: &str| on_cluster(&["search", "--json", query]).json();
    let found = answer("Quill");
    let id = found["hits"][0]["id"].as_str().expect("an id").to_owned();
    assert_eq!(on_cluster(&["withhold"]).code, 1, "nothing is withheld");
    let withheld = on_cluster(&["withhold", &id, "--because", "a court order"]);
    assert_eq!(withheld.code, 0, "{withheld:?}");
    for (query, total) in [("Quill", 0), ("quil*", 0), ("harbour", 1), ("", 1), ("person:*", 1)] {
        assert_eq!(number(&answer(query), "total"), total, "{query}");
    }
    assert_eq!(on_cluster(&["show", &id]).code, 2);
    assert!(!on_cluster(&["facet", "people"]).out.contains("Quill"));
    let status = on_cluster(&["status"]);
    assert!(status.out.contains("1 article is withheld"), "{status:?}");
    // An update knows the article, and it stays withheld.
    assert_eq!(on_cluster(&["index"]).code, 0);
    assert_eq!(on_cluster(&["verify"]).code, 0);
    assert_eq!(number(&answer("harbour"), "total"), 1);
    let lifted = on_cluster(&["lift", &id, "--because", "it was set aside"]);
    assert_eq!(lifted.code, 0, "{lifted:?}");
    assert_eq!(number(&answer("Quill"), "total"), 1);
}

#[test]
fn receipts_and_standing_queries_work_on_a_cluster() {
    let Some(address) = new_address("watches") else { return };
    let archive = Archive::new();
    let write = |name: &str, title: &str, body: &str| {
        fs::write(archive.news().join(name), story(title, body)).expect("a file");
    };
    write("a.txt", "Cocoa rose", "LONDON, March 4, 2016 (CP) - Cocoa rose at the harbour.");
    // Standing queries lie beside an authority file of one's own.
    let own = archive.news().with_file_name("names.log").display().to_string();
    let on_cluster = |arguments: &[&str]| {
        let index = ["--index", address.as_str(), "--canon", own.as_str()];
        run(&archive.news(), &[arguments, index.as_slice()].concat())
    };
    assert_eq!(on_cluster(&["index", &archive.news().display().to_string()]).code, 0);
    let receipt = on_cluster(&["search", "--receipt", "harbour"]);
    let path = archive.news().with_file_name("receipt.json").display().to_string();
    fs::write(&path, &receipt.out).expect("a file");
    assert_eq!(on_cluster(&["recheck", &path]).code, 0);
    let short = on_cluster(&["search", "--json", "harbour"]).success()["receipt"].to_string();
    let short_path = archive.news().with_file_name("short.json").display().to_string();
    fs::write(&short_path, short).expect("a file");
    // Without a list, its digest of all articles is compared.
    assert_eq!(on_cluster(&["recheck", &short_path]).code, 0);
    assert_eq!(on_cluster(&["watch", "add", "docks", "harbour"]).code, 0);
    assert_eq!(on_cluster(&["watch", "run"]).code, 1, "nothing is new");
    write("b.txt", "Sugar fell", "LONDON, March 5, 2016 (CP) - Sugar fell at the harbour.");
    assert_eq!(on_cluster(&["index"]).code, 0);
    let news = on_cluster(&["watch", "run"]);
    assert!(news.code == 0 && news.out.contains("Sugar fell"), "{news:?}");
    assert!(archive.news().with_file_name("watches").is_dir());
    assert_eq!(on_cluster(&["recheck", &path]).code, 1, "one article more");
    assert_eq!(on_cluster(&["recheck", &short_path]).code, 1, "one article more");
}

#[test]
fn an_address_that_cannot_be_used_is_refused_in_plain_words() {
    let archive = Archive::new();
    let folder = archive.news();
    let secret = run(&folder, &["search", "--index", "opensearch+http://me:secret@localhost/news"]);
    assert_eq!(secret.code, 2);
    assert!(secret.err.contains("must not hold a password"), "{secret:?}");
    assert!(!secret.err.contains("secret@"), "{secret:?}");
    let gone = run(&folder, &["search", "--index", "opensearch+http://127.0.0.1:1/news"]);
    assert_eq!(gone.code, 2);
    assert!(gone.err.contains("cannot reach the cluster `http://127.0.0.1:1`"), "{gone:?}");
}

#[test]
fn clippings_and_audits_are_those_of_an_archive_on_a_cluster() {
    let Some(address) = new_address("clippings") else { return };
    let archive = Archive::new();
    for (name, who) in [("a.txt", "Ada Quill"), ("b.txt", "Leo Marsh"), ("c.txt", "Ada Quill")] {
        let text =
            format!("LONDON, March 4, 2016 (CP) - {who} spoke at quay {name}, {who} said there.");
        fs::write(archive.news().join(name), story("Speech", &text)).expect("a file");
    }
    let on_cluster = |arguments: &[&str]| {
        let index = ["--index", address.as_str()];
        run(&archive.news(), &[arguments, index.as_slice()].concat())
    };
    assert_eq!(on_cluster(&["index", &archive.news().display().to_string()]).code, 0);
    let total = |query: &str| number(&on_cluster(&["search", "--json", query]).json(), "total");
    assert_eq!(total("tag:quays"), 0);
    let clipped = on_cluster(&["clip", "Quill", "--tag", "quays", "--collection", "book"]);
    assert!(clipped.out.contains("clipped 2 articles (entry 1)"), "{clipped:?}");
    let id = on_cluster(&["search", "--json", "Marsh"]).success()["hits"][0]["id"].clone();
    let id = id.as_str().expect("an id");
    assert_eq!(on_cluster(&["clip", id, "--note", "call him", "--passage", "Leo Marsh"]).code, 0);
    assert_eq!((total("tag:quays"), total("collection:book Quill"), total("note:call")), (2, 2, 1));
    assert_eq!((total("NOT tag:quays"), total("tag:*"), total("quay tag:quays")), (1, 2, 2));
    assert_eq!(on_cluster(&["clip", "--json"]).out.lines().count(), 3);
    // They stay when the archive is built again, and can be taken back.
    assert_eq!(on_cluster(&["index", "--rebuild"]).code, 0);
    assert_eq!(total("tag:quays"), 2);
    assert_eq!(on_cluster(&["clip", "Quill", "--untag", "Quays"]).code, 0);
    assert_eq!((total("tag:quays"), total("collection:book")), (0, 2));

    let index = ["audit", "people", "--seed", "1", "--index", address.as_str(), "--correct"];
    let audited = output_of(morgue(&archive.news()).args(index).write_stdin("w\nw\nw\nw\n"));
    assert_eq!(audited.code, 0, "{audited:?}");
    assert!(audited.err.contains("corrected: "), "{audited:?}");
    assert_eq!(total("person:*"), 0, "each was marked wrong");
}

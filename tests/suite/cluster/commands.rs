//! Commands on an archive on a cluster.

use std::fs;

use super::new_address;
use crate::harness::{Archive, number, run, story};

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
    let canon = on_cluster(&["canon", "log"]);
    assert_eq!(canon.code, 2);
    assert!(canon.err.contains("does not work on a cluster yet"), "{canon:?}");
    let corrected = on_cluster(&["search", "--canon", "names.log", "harbour"]);
    assert_eq!(corrected.code, 2);
    assert!(
        corrected.err.contains("an authority file does not work on a cluster yet"),
        "{corrected:?}"
    );
    let revised = on_cluster(&["search", "corrected:yes"]);
    assert_eq!(revised.code, 2);
    assert!(revised.err.contains("does not work on a cluster yet"), "{revised:?}");
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

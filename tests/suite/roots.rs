//! Roots: an index remembers the folders it was made from, and loses none of them by accident.

use std::fs;

use crate::harness::{Archive, number, story};

/// Two folders in one index.
fn two_roots() -> Archive {
    let archive = Archive::of(&[
        ("a/rain.txt", &story("Rain in Accra", "It rained.")),
        ("b/sun.txt", &story("Sun in Oslo", "It shone.")),
    ]);
    for root in ["news/a", "news/b"] {
        assert_eq!(archive.run(&["index", root]).code, 0);
    }
    archive
}

#[test]
fn a_second_root_takes_nothing_from_the_first() {
    let archive = two_roots();
    assert_eq!(archive.titles(&[]), ["Rain in Accra", "Sun in Oslo"]);
    let all = archive.run(&["index", "--json"]).good();
    assert_eq!((number(&all, "files_unchanged"), number(&all, "articles")), (2, 2), "{all}");
}

#[test]
fn a_root_inside_another_is_no_emptied_root() {
    let archive = two_roots();
    for roots in [&["news"][..], &["news", "news"], &["news/a", "news", "news/b"], &[]] {
        let ran = archive.run(&[&["index", "--json"], roots].concat());
        assert_eq!(number(&ran.good(), "articles"), 2, "{roots:?}");
    }
    assert_eq!(archive.titles(&[]).len(), 2);
}

#[test]
fn a_root_that_is_gone_is_refused_also_by_a_rebuild() {
    let archive = two_roots();
    fs::rename(archive.path("a"), archive.path("unplugged")).expect("renames");
    archive.run(&["index"]).fails_with(&["news/a", "now holds none", "--prune"]);
    archive.run(&["index", "--rebuild", "news/b"]).fails_with(&[
        "news/a",
        "now holds none",
        "--prune",
    ]);
    assert_eq!(archive.titles(&[]).len(), 2, "nothing was lost by asking");
    fs::create_dir(archive.path("a")).expect("a bare mount point");
    fs::write(archive.path("a/.mounted"), "").expect("writes");
    archive.run(&["index", "--rebuild", "news/b"]).fails_with(&["now holds none"]);
    let pruned = archive.run(&["index", "--rebuild", "--prune", "news/b", "--json"]).good();
    assert_eq!((number(&pruned, "articles"), number(&pruned, "removed")), (1, 1), "{pruned}");
    assert_eq!(archive.titles(&[]), ["Sun in Oslo"]);
}

#[test]
fn a_rebuild_with_its_folders_named_mends_a_broken_account() {
    let archive = two_roots();
    let ledger = archive.index().join("account-1.jsonl");
    let whole = fs::read(&ledger).expect("an account");
    fs::write(&ledger, &whole[..whole.len() / 2]).expect("writes");
    archive.run(&["index", "news/a"]).fails_with(&["account", "--rebuild"]);
    archive.run(&["index", "--rebuild"]).fails_with(&["account", "--rebuild"]);
    let mended = archive.run(&["index", "--rebuild", "news", "--json"]).good();
    assert_eq!(number(&mended, "articles"), 2, "{mended}");
    assert_eq!(number(&archive.run(&["index", "news", "--json"]).good(), "files_read"), 0);
}

#[test]
fn an_index_of_another_program_is_left_alone() {
    let archive = Archive::of(&[("rain.txt", &story("Rain in Accra", "It rained."))]);
    fs::create_dir(archive.index()).expect("a folder");
    fs::write(archive.index().join("meta.json"), "{}").expect("writes");
    archive.run(&["index", "news"]).fails_with(&["another program"]);
    archive.run(&["index", "--rebuild", "news"]).fails_with(&["another program"]);
    assert!(archive.index().join("meta.json").is_file());
}

#[test]
fn what_rules_leave_out_leaves_the_index() {
    let archive = two_roots();
    let tally = archive.run(&["index", "news", "--exclude", "sun*", "--json"]).good();
    assert_eq!((number(&tally, "removed"), number(&tally, "files_ignored")), (1, 1), "{tally}");
    assert_eq!(archive.titles(&[]), ["Rain in Accra"]);
    assert_eq!(number(&archive.update(), "added"), 1, "without the rule it is back");
}

#[test]
fn nothing_to_index_is_said() {
    Archive::new().run(&["index"]).fails_with(&["nothing to index", "name a folder"]);
}

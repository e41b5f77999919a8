//! Roots: an index remembers the folders it was built from and never drops one by accident.

use std::fs;

use crate::harness::{Archive, number, story};

/// An index of two folders.
fn two_roots() -> Archive {
    let archive = Archive::with_files(&[
        ("a/rain.txt", &story("Rain in Accra", "It rained.")),
        ("b/sun.txt", &story("Sun in Oslo", "It shone.")),
    ]);
    for root in ["news/a", "news/b"] {
        assert_eq!(archive.run(&["index", root]).code, 0);
    }
    archive
}

#[test]
fn a_second_root_keeps_the_articles_of_the_first() {
    let archive = two_roots();
    assert_eq!(archive.titles(&[]), ["Rain in Accra", "Sun in Oslo"]);
    let all = archive.run(&["index", "--json"]).success();
    assert_eq!((number(&all, "files_unchanged"), number(&all, "articles")), (2, 2), "{all}");
}

#[test]
fn nested_roots_do_not_count_as_emptied() {
    let archive = two_roots();
    for roots in [&["news"][..], &["news", "news"], &["news/a", "news", "news/b"], &[]] {
        let ran = archive.run(&[&["index", "--json"], roots].concat());
        assert_eq!(number(&ran.success(), "articles"), 2, "{roots:?}");
    }
    assert_eq!(archive.titles(&[]).len(), 2);
}

#[test]
fn missing_or_empty_roots_are_refused_without_prune() {
    let archive = two_roots();
    fs::rename(archive.path("a"), archive.path("unplugged")).expect("renames");
    archive.run(&["index"]).fails_with(&["news/a", "is now empty or missing", "--prune"]);
    archive.run(&["index", "--rebuild", "news/b"]).fails_with(&[
        "news/a",
        "is now empty or missing",
        "--prune",
    ]);
    assert_eq!(archive.titles(&[]).len(), 2, "a refused run removes nothing");
    fs::create_dir(archive.path("a")).expect("a bare mount point");
    fs::write(archive.path("a/.mounted"), "").expect("writes");
    archive.run(&["index", "--rebuild", "news/b"]).fails_with(&["is now empty or missing"]);
    let pruned = archive.run(&["index", "--rebuild", "--prune", "news/b", "--json"]).success();
    assert_eq!((number(&pruned, "articles"), number(&pruned, "removed")), (1, 1), "{pruned}");
    assert_eq!(archive.titles(&[]), ["Sun in Oslo"]);
}

#[test]
fn a_broken_manifest_is_made_again_from_all_roots() {
    let archive = two_roots();
    let log = archive.index().join("account-1.jsonl");
    let bytes = fs::read(&log).expect("a manifest");
    fs::write(&log, &bytes[..bytes.len() / 2]).expect("writes");
    let repaired = archive.run(&["index", "news/a", "--json"]);
    assert!(repaired.err.contains("account-1.jsonl") && repaired.err.contains("damaged"));
    assert_eq!(number(&repaired.success(), "files_read"), 1);
    assert_eq!(archive.titles(&[]).len(), 2, "the other root keeps its articles");
    let rest = archive.run(&["index", "--json"]).success();
    assert_eq!((number(&rest, "files_read"), number(&rest, "articles")), (1, 2), "{rest}");
    assert_eq!(archive.run(&["verify"]).code, 0);
}

#[test]
fn an_index_of_another_program_is_never_overwritten() {
    let archive = Archive::with_files(&[("rain.txt", &story("Rain in Accra", "It rained."))]);
    fs::create_dir(archive.index()).expect("a folder");
    fs::write(archive.index().join("meta.json"), "{}").expect("writes");
    archive.run(&["index", "news"]).fails_with(&["another program"]);
    archive.run(&["index", "--rebuild", "news"]).fails_with(&["another program"]);
    assert!(archive.index().join("meta.json").is_file());
}

#[test]
fn excluded_files_leave_the_index_and_return_with_the_rule_gone() {
    let archive = two_roots();
    let report = archive.run(&["index", "news", "--exclude", "sun*", "--json"]).success();
    assert_eq!((number(&report, "removed"), number(&report, "files_ignored")), (1, 1), "{report}");
    assert_eq!(archive.titles(&[]), ["Rain in Accra"]);
    assert_eq!(number(&archive.update(), "added"), 1, "without the rule the file is indexed again");
}

#[test]
fn indexing_without_folders_is_an_error() {
    Archive::new().run(&["index"]).fails_with(&["nothing to index", "name a folder"]);
}

#[test]
fn a_folder_that_held_many_files_and_is_empty_needs_prune() {
    let archive = Archive::new();
    for number in 0..24 {
        let name = format!("{}/{number}.txt", if number < 21 { "disk/1987" } else { "other" });
        archive.write(&name, story(&format!("Flood {number}"), &format!("River {number} rose.")));
    }
    archive.update();
    for number in 0..21 {
        archive.remove(&format!("disk/1987/{number}.txt"));
    }
    let refused = archive.run(&["index", "news"]);
    refused.fails_with(&["disk", "had 21 files in the index", "--prune"]);
    assert_eq!(archive.titles(&["-n", "50"]).len(), 24);
    archive.write("disk/1987/new.txt", story("Drought", "The river fell."));
    assert_eq!(number(&archive.update(), "removed"), 21);
    // Some files may always go, and a folder that is gone was not left empty by its disk.
    archive.remove("other/21.txt");
    archive.remove("other/22.txt");
    assert_eq!(number(&archive.update(), "removed"), 2);
    fs::remove_dir_all(archive.path("disk")).expect("removes");
    assert_eq!(number(&archive.update(), "removed"), 1);
}

#[test]
fn a_root_that_became_an_empty_file_needs_prune() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.run(&["index", "news/a.txt", "--json"]).success();
    archive.write("a.txt", "");
    archive.run(&["index", "news/a.txt"]).fails_with(&["a.txt", "had 1 file", "--prune"]);
    let pruned = archive.run(&["index", "news/a.txt", "--prune", "--json"]).success();
    assert_eq!(number(&pruned, "removed"), 1);
}

#[test]
fn an_index_without_names_stays_one_until_it_is_rebuilt() {
    let labelled = "{\"title\": \"Rain in Accra\", \"body\": \"Ada Mensah said it rained in Kumasi.\", \
                    \"people\": [\"Kofi Boateng\"]}\n";
    let archive = Archive::with_files(&[("rain.jsonl", labelled)]);
    assert_eq!(archive.run(&["index", "news", "--no-names"]).code, 0);
    let names = |archive: &Archive| {
        let people = archive.run(&["facet", "people", "--json"]).success();
        let values = people["values"].as_array().cloned().unwrap_or_default();
        values
            .iter()
            .map(|it| it["name"].as_str().unwrap_or_default().to_string())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&archive), ["Kofi Boateng"], "what the publisher assigns");
    assert_eq!(archive.titles(&["mensah"]), ["Rain in Accra"]);
    assert!(archive.run(&["status"]).out.contains("--no-names"));
    // A later run has no flag, and what it adds has no names either.
    fs::write(archive.path("sun.txt"), story("Sun in Oslo", "Ada Mensah saw it shine."))
        .expect("writes");
    assert_eq!(archive.run(&["index"]).code, 0);
    assert_eq!(names(&archive), ["Kofi Boateng"]);
    // So does a run that makes a damaged index again.
    fs::write(archive.index().join("meta.json"), "{").expect("writes");
    assert_eq!(archive.run(&["index"]).code, 0);
    assert_eq!(names(&archive), ["Kofi Boateng"]);
    assert_eq!(archive.run(&["index", "--rebuild"]).code, 0);
    assert_eq!(names(&archive), ["Ada Mensah", "Kofi Boateng"]);
    archive.run(&["index", "--no-names"]).fails_with(&["has names", "--rebuild --no-names"]);
    assert_eq!(archive.run(&["index", "--rebuild", "--no-names"]).code, 0);
    assert_eq!(names(&archive), ["Kofi Boateng"]);
    assert_eq!(archive.run(&["verify"]).code, 0);
}

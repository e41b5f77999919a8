//! Incremental updates: after any sequence of edits to a folder, an update leaves the index that a
//! first update would make.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use morgue::internals::article::document;
use morgue::internals::search::engine::Engine;
use proptest::prelude::*;
use serde_json::json;

use crate::harness::{
    Archive, IndexContents, Random, assert_adds_up, index_contents, line, number, open,
    proptest_config, story, texts, update,
};

/// Queries of a portrait: words that come and go, everything, parts of names.
pub const QUERIES: &[&str] = &[
    "*",
    "river",
    "harbour OR copper",
    "NOT gale",
    "publisher:gazette",
    "section:desk",
    "place:africa",
    "place:texas",
];

/// One record of a generated file: indices into few texts and fewer ids, so that they coincide often.
#[derive(Debug, Clone)]
pub struct RecordDraft {
    text: usize,
    id: Option<usize>,
    version: usize,
}

/// An edit of a folder, or an update of its index.
#[derive(Debug, Clone)]
pub enum Edit {
    Write(usize, Vec<RecordDraft>),
    Remove(usize),
    Rename(usize, usize),
    Touch(usize),
    Corrupt(usize),
    Update,
}

const FILES: [&str; 5] =
    ["a/one.jsonl", "a/two.jsonl", "b/three.jsonl", "b/four.jsonl", "five.jsonl"];
const TEXTS: [(&str, &str); 11] = [
    ("River rises", "The river rose by a metre in the night."),
    ("Harbour closed", "A gale closed the harbour for three days."),
    ("Copper falls", "Copper fell as the river mines opened again."),
    ("Gale warning", "A gale is on its way."),
    ("Harbour opens", "The harbour opened. Copper was the first freight."),
    // Two versions of one story.
    (
        "Bridge gone",
        "The river rose by four feet in the night and took the bridge at the old mill with it, the mayor said. Nobody was on it.",
    ),
    (
        "Bridge gone, ferry to run",
        "The river rose by four feet in the night and took the bridge at the old mill with it, the mayor said. Nobody \
        was on it. A ferry will run until the spring.",
    ),
    // A paper at home in Texas means another Paris.
    ("Council votes", "The council of Paris voted on Monday to open the harbour, officials said."),
    ("Road closed", "A gale closed the road to Bonham, Texas, police said on Tuesday."),
    ("Farmers meet", "Farmers met in Sulphur Springs, Texas, as the river rose, an official said."),
    (
        "Hospital opens",
        "The hospital in Lubbock, Texas, opened a new wing on Friday, doctors said.",
    ),
];
const LABELS: [(&str, &str, &str); 3] = [
    ("Gazette", "Desk", "Niger"),
    ("Harbour Gazette", "Foreign desk", "Guinea"),
    ("Courier", "Home", "Guinea-Bissau"),
];

impl RecordDraft {
    fn line(&self) -> String {
        let (title, body) = TEXTS[self.text];
        let (publisher, section, place) = LABELS[self.version];
        let mut record =
            json!({ "title": title, "body": body, "section": section, "places": [place] });
        match self.id {
            // A global id: the same whoever publishes it.
            Some(id) => record["id"] = json!(format!("urn:example:story:{id}")),
            None => record["n"] = json!(self.version),
        }
        record["publisher"] = json!(publisher);
        record["date"] = json!(format!("201{}-05", self.version));
        line(record)
    }
}

pub fn drafts() -> impl Strategy<Value = Vec<RecordDraft>> {
    let draft = (0..TEXTS.len(), proptest::option::weighted(0.6, 0usize..3), 0..LABELS.len());
    proptest::collection::vec(
        draft.prop_map(|(text, id, version)| RecordDraft { text, id, version }),
        1..4,
    )
}

pub fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let file = 0..FILES.len();
    let edit = prop_oneof![
        5 => (file.clone(), drafts()).prop_map(|(file, drafts)| Edit::Write(file, drafts)),
        2 => file.clone().prop_map(Edit::Remove),
        2 => (file.clone(), file.clone()).prop_map(|(from, to)| Edit::Rename(from, to)),
        1 => file.clone().prop_map(Edit::Touch),
        1 => file.prop_map(Edit::Corrupt),
        3 => Just(Edit::Update),
    ];
    proptest::collection::vec(edit, 1..16)
}

/// Applies an edit to a folder; an edit of a file that does not exist does nothing.
pub fn apply(edit: &Edit, folder: &Path) {
    let path = |file: usize| folder.join(FILES[file]);
    match edit {
        Edit::Write(file, drafts) => {
            let text: String = drafts.iter().map(RecordDraft::line).collect();
            fs::create_dir_all(path(*file).parent().expect("a folder")).expect("a folder");
            fs::write(path(*file), text).expect("writes");
        }
        Edit::Remove(file) => drop(fs::remove_file(path(*file))),
        Edit::Rename(from, to) if path(*from).exists() => {
            fs::create_dir_all(path(*to).parent().expect("a folder")).expect("a folder");
            fs::rename(path(*from), path(*to)).expect("renames");
        }
        Edit::Rename(..) | Edit::Update => {}
        Edit::Touch(file) => touch(&path(*file)),
        Edit::Corrupt(file) if path(*file).exists() => {
            let text = fs::read_to_string(path(*file)).expect("reads");
            fs::write(path(*file), format!("{text}{{\"title\": \n")).expect("writes");
        }
        Edit::Corrupt(_) => {}
    }
}

/// Changes the modification time of a file and leaves its bytes.
fn touch(path: &Path) {
    if let Ok(file) = fs::File::options().append(true).open(path) {
        let yesterday = SystemTime::now() - Duration::from_secs(86_400);
        file.set_modified(yesterday).expect("sets the date");
    }
}

/// Portrait of the index that a first update makes of these roots.
pub fn from_scratch(roots: &[PathBuf]) -> IndexContents {
    let folder = tempfile::tempdir().expect("a folder");
    let index = folder.path().join("index");
    update(&index, roots);
    index_contents(&index, QUERIES)
}

/// Asserts that the index of an archive equals one made from scratch.
pub fn assert_same_as_from_scratch(archive: &Archive) {
    let differences =
        index_contents(&archive.index(), QUERIES).differences(&from_scratch(&[archive.news()]));
    assert!(differences.is_empty(), "{differences:#?}");
}

proptest! {
    #![proptest_config(proptest_config(24))]

    #[test]
    fn any_sequence_of_edits_ends_in_the_index_made_from_scratch(edits in edits()) {
        let archive = Archive::with_files(&[("constant.txt", &story("Constant story", "It never changes."))]);
        let roots = [archive.news()];
        for edit in edits.iter().chain([&Edit::Update]) {
            apply(edit, &archive.news());
            if let Edit::Update = edit {
                update(&archive.index(), &roots);
                let differences = index_contents(&archive.index(), QUERIES).differences(&from_scratch(&roots));
                prop_assert!(differences.is_empty(), "{:#?}", differences);
            }
        }
    }

    #[test]
    fn the_order_of_roots_changes_nothing(files in proptest::collection::vec(drafts(), 5), seed in 1u64..) {
        let archive = Archive::new();
        for (file, drafts) in files.into_iter().enumerate() {
            apply(&Edit::Write(file, drafts), &archive.news());
        }
        let mut roots = FILES.map(|name| archive.path(name)).to_vec();
        let sorted = from_scratch(&roots);
        Random(seed).shuffle(&mut roots);
        let differences = from_scratch(&roots).differences(&sorted);
        prop_assert!(differences.is_empty(), "{:#?}", differences);
        let one_by_one = archive.index();
        for root in roots {
            update(&one_by_one, &[root]);
        }
        let differences = index_contents(&one_by_one, QUERIES).differences(&sorted);
        prop_assert!(differences.is_empty(), "{:#?}", differences);
    }
}

#[test]
fn an_update_counts_new_changed_and_removed_files() {
    let archive = Archive::with_files(&[
        ("kept.txt", &story("Kept", "It stays as it is.")),
        (
            "changed.jsonl",
            &line(json!({ "id": "urn:example:1", "title": "Before", "body": "As it was." })),
        ),
        ("gone.txt", &story("Gone", "It will be gone.")),
    ]);
    let first = archive.update();
    assert_eq!(
        ["files_read", "added", "updated", "removed"].map(|name| number(&first, name)),
        [3, 3, 0, 0]
    );
    archive.write(
        "changed.jsonl",
        line(json!({ "id": "urn:example:1", "title": "After", "body": "As it is." })),
    );
    archive.write("new.txt", story("New", "It was not there."));
    archive.remove("gone.txt");
    let second = archive.update();
    assert_eq!(
        ["files", "files_read", "files_unchanged", "added", "updated", "removed"]
            .map(|name| number(&second, name)),
        [3, 2, 1, 1, 1, 1]
    );
    assert_eq!(archive.titles(&[]), ["After", "Kept", "New"]);
    let third = archive.update();
    assert_eq!(["files_read", "bytes_read", "added"].map(|name| number(&third, name)), [0, 0, 0]);
    assert_eq!(number(&third, "files_unchanged"), 3);
}

#[test]
fn a_touched_file_is_not_parsed_again() {
    let archive = Archive::with_files(&[("a.txt", &story("Touched", "The same bytes."))]);
    archive.update();
    touch(&archive.path("a.txt"));
    let report = archive.update();
    assert_eq!([number(&report, "files_read"), number(&report, "files_unchanged")], [0, 1]);
}

#[test]
fn a_change_within_the_same_second_and_size_is_found() {
    let archive = Archive::with_files(&[("a.txt", &story("First", "One text."))]);
    let stamp =
        fs::metadata(archive.path("a.txt")).and_then(|meta| meta.modified()).expect("a stamp");
    archive.update();
    archive.write("a.txt", story("Later", "Two text."));
    let file = fs::File::options().append(true).open(archive.path("a.txt")).expect("opens");
    file.set_modified(stamp).expect("sets the date");
    archive.update();
    assert_eq!(archive.titles(&[]), ["Later"]);
}

#[test]
fn ids_do_not_change_when_files_move() {
    let archive = Archive::with_files(&[
        ("2011/flood.txt", &story("Flood", "The river rose.")),
        (
            "wire.jsonl",
            &line(json!({ "id": "urn:example:7", "title": "Drought", "body": "The river fell." })),
        ),
    ]);
    archive.update();
    let ids = |archive: &Archive| texts(&archive.search(&["--sort", "oldest"])["hits"], "id");
    let (mut before, paths) = (ids(&archive), texts(&archive.search(&[])["hits"], "path"));
    archive.rename("2011/flood.txt", "old/flood-2011.txt");
    archive.rename("wire.jsonl", "agency/wire.jsonl");
    let report = archive.update();
    assert_eq!([number(&report, "added"), number(&report, "removed")], [0, 0], "{report}");
    let mut after = ids(&archive);
    before.sort();
    after.sort();
    assert_eq!(before, after);
    assert!(texts(&archive.search(&[])["hits"], "path").iter().all(|path| !paths.contains(path)));
    // The same records have the same ids on another machine.
    let elsewhere = Archive::with_files(&[("x.txt", &story("Flood", "The river rose."))]);
    elsewhere.update();
    assert!(before.contains(&ids(&elsewhere)[0]));
}

#[test]
fn an_article_answers_to_the_id_of_each_of_its_records() {
    let record =
        |id: &str| line(json!({ "id": id, "title": "Printed twice", "body": "The same words." }));
    let archive = Archive::with_files(&[
        ("a.jsonl", &record("urn:example:a")),
        ("b.jsonl", &record("urn:example:b")),
    ]);
    let report = archive.update();
    assert_eq!([number(&report, "articles"), number(&report, "duplicates")], [1, 1]);
    let engine = open(&archive.index());
    let shown: Vec<String> = ["a", "b"]
        .iter()
        .map(|id| {
            let own_id = Some(format!("urn:example:{id}"));
            document::id(&morgue::internals::article::Article { own_id, ..Default::default() })
        })
        .map(|id| engine.article(&id).expect("an answer").expect("an article").id)
        .collect();
    assert_eq!(shown[0], shown[1]);
    let smallest = &texts(&archive.search(&[])["hits"], "id")[0];
    assert_eq!(&shown[0], smallest);
}

#[test]
fn a_duplicate_replaces_the_record_that_is_removed() {
    let record = |id: &str, section: &str| {
        line(
            json!({ "id": format!("urn:example:{id}"), "section": section, "title": "Flood", "body": "The same." }),
        )
    };
    let archive = Archive::with_files(&[
        ("a.jsonl", &record("a", "North")),
        ("b.jsonl", &record("b", "South")),
    ]);
    archive.update();
    let canonical = archive.search(&[])["hits"][0].clone();
    let path = canonical["path"].as_str().expect("a path").to_owned();
    let (canonical_file, duplicate_file) =
        if path.ends_with("a.jsonl") { ("a.jsonl", "b.jsonl") } else { ("b.jsonl", "a.jsonl") };
    archive.remove(canonical_file);
    let report = archive.update();
    assert_eq!([number(&report, "articles"), number(&report, "duplicates")], [1, 0]);
    let promoted = archive.search(&[])["hits"][0].clone();
    assert!(promoted["path"].as_str().is_some_and(|path| path.ends_with(duplicate_file)));
    assert_ne!(promoted["id"], canonical["id"]);
    // The record comes back and replaces the duplicate.
    let (id, section) = if canonical_file == "a.jsonl" { ("a", "North") } else { ("b", "South") };
    archive.write(canonical_file, record(id, section));
    let report = archive.update();
    assert_eq!([number(&report, "articles"), number(&report, "duplicates")], [1, 1]);
    assert_eq!(archive.search(&[])["hits"][0]["id"], canonical["id"]);
}

#[test]
fn texts_under_one_id_are_two_articles_with_two_ids() {
    let record = |title: &str| {
        line(json!({ "id": "urn:example:1", "title": title, "body": "What was printed." }))
    };
    let archive =
        Archive::with_files(&[("a.jsonl", &record("Morning")), ("b.jsonl", &record("Evening"))]);
    let report = archive.update();
    assert_eq!([number(&report, "articles"), number(&report, "duplicates")], [2, 0]);
    let ids = texts(&archive.search(&[])["hits"], "id");
    assert_ne!(ids[0], ids[1]);
    archive.remove("a.jsonl");
    archive.update();
    assert_same_as_from_scratch(&archive);
}

#[test]
fn texts_under_one_id_get_the_same_ids_in_any_order() {
    // `a` and `b` have two texts under one id, and `c` repeats one of them under another id, which is
    // sometimes the smaller one.
    for other in 0..8 {
        let record = |id: String, title: &str| {
            line(json!({ "id": id, "title": title, "body": "What was printed." }))
        };
        let archive = Archive::with_files(&[
            ("a.jsonl", &record("urn:example:1".into(), "Morning")),
            ("b.jsonl", &record("urn:example:1".into(), "Evening")),
            ("c.jsonl", &record(format!("urn:example:{}", 20 + other), "Morning")),
        ]);
        let sorted = from_scratch(&[archive.news()]);
        for order in [["c", "b", "a"], ["b", "c", "a"], ["a", "c", "b"]] {
            let folder = tempfile::tempdir().expect("a folder");
            for name in order {
                update(folder.path(), &[archive.path(&format!("{name}.jsonl"))]);
            }
            let differences = index_contents(folder.path(), QUERIES).differences(&sorted);
            assert!(differences.is_empty(), "{other} {order:?}: {differences:#?}");
        }
    }
}

#[test]
fn a_touched_file_whose_record_becomes_a_duplicate_stays_in_the_manifest() {
    // Of two records of one text the one with the smaller id is canonical. It comes second in one of
    // the two rounds.
    for (first, second) in [("a", "b"), ("b", "a")] {
        let record = |id: &str| {
            line(
                json!({ "id": format!("urn:example:{id}"), "title": "Flood", "body": "The same." }),
            )
        };
        let archive = Archive::with_files(&[("1.jsonl", &record(first))]);
        archive.update();
        archive.write("2.jsonl", record(second));
        touch(&archive.path("1.jsonl"));
        let report = archive.update();
        assert_eq!([number(&report, "articles"), number(&report, "duplicates")], [1, 1]);
        assert_same_as_from_scratch(&archive);
    }
}

#[test]
fn a_value_that_no_article_has_any_more_is_not_listed() {
    let record = |publisher: &str, title: &str| {
        line(json!({ "publisher": publisher, "title": title, "body": "News." }))
    };
    let archive = Archive::with_files(&[
        ("a.jsonl", &(record("Gazette", "One") + &record("Harbour Gazette", "Two"))),
        ("b.txt", &story("Three", "Without a publisher.")),
    ]);
    let titles = |name: &str| archive.titles(&["--publisher", name]);
    // One thread makes one segment.
    update(&archive.index(), &[archive.news()]);
    assert_eq!(titles("gazette"), ["One"]);
    archive.write("a.jsonl", record("Harbour Gazette", "Two"));
    update(&archive.index(), &[archive.news()]);
    // There is no Gazette now, so the name means every publisher with that word in its name.
    assert_eq!(titles("gazette"), ["Two"]);
    assert_same_as_from_scratch(&archive);
}

#[test]
fn an_index_of_another_root_keeps_the_first() {
    let archive = Archive::with_files(&[
        ("a/one.txt", &story("One", "The first root.")),
        ("b/two.txt", &story("Two", "The second root.")),
    ]);
    archive.run(&["index", "news/a", "--json"]).success();
    let report = archive.run(&["index", "news/b", "--json"]).success();
    assert_eq!([number(&report, "files"), number(&report, "removed")], [1, 0]);
    assert_eq!(archive.titles(&[]), ["One", "Two"]);
    // Without a folder, an update reads all roots.
    archive.write("a/three.txt", story("Three", "Again the first root."));
    let report = archive.run(&["index", "--json"]).success();
    assert_adds_up(&report);
    assert_eq!(number(&report, "files"), 3);
    assert_eq!(archive.titles(&[]), ["One", "Three", "Two"]);
}

#[test]
fn a_rebuilt_index_is_the_same_and_keeps_all_roots() {
    let archive = Archive::with_files(&[
        ("a/one.txt", &story("One", "The first root.")),
        ("b/two.txt", &story("Two", "The second root.")),
    ]);
    for root in ["news/a", "news/b"] {
        archive.run(&["index", root, "--json"]).success();
    }
    let before = index_contents(&archive.index(), QUERIES);
    let report = archive.run(&["index", "--rebuild", "news/b", "--json"]).success();
    assert_eq!([number(&report, "files_read"), number(&report, "articles")], [2, 2]);
    let differences = index_contents(&archive.index(), QUERIES).differences(&before);
    assert!(differences.is_empty(), "{differences:#?}");
}

#[test]
fn globs_select_files_and_another_selection_replaces_it() {
    let archive = Archive::with_files(&[
        ("one.txt", &story("One", "A text file.")),
        ("two.jsonl", &line(json!({ "title": "Two", "body": "A record." }))),
        ("README.md", "About the archive."),
    ]);
    archive.update();
    assert_eq!(archive.titles(&[]), ["One", "Two"]);
    let report = archive.run(&["index", "news", "--include", "*.txt", "--json"]).success();
    assert_adds_up(&report);
    assert_eq!([number(&report, "files_ignored"), number(&report, "removed")], [2, 1]);
    assert_eq!(archive.titles(&[]), ["One"]);
    archive.run(&["index", "news", "--exclude", "one*", "--json"]).success();
    assert_eq!(archive.titles(&[]), ["Two"]);
    archive.update();
    assert_eq!(archive.titles(&[]), ["One", "Two"]);
}

#[test]
fn the_index_may_be_inside_its_archive() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    for _ in 0..2 {
        let report = archive.run(&["--index", "news/index", "index", "news", "--json"]).success();
        assert_eq!([number(&report, "files"), number(&report, "articles")], [1, 1]);
    }
}

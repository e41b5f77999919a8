//! Whatever was done to a folder, in whatever order, the next run makes the index that a run from nothing would make.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use morgue::article::document;
use morgue::search::engine::Engine;
use proptest::prelude::*;
use serde_json::json;

use crate::harness::{
    Archive, Dice, Portrait, adds_up, laws, line, number, open, portrait, story, texts, update,
};

/// What a portrait asks: words that come and go, everything, names in part.
pub const QUERIES: &[&str] = &[
    "*",
    "river",
    "harbour OR copper",
    "NOT gale",
    "publisher:gazette",
    "section:desk",
    "place:africa",
];

/// One record of a generated file: numbers that choose from few texts and fewer ids, so that they meet often.
#[derive(Debug, Clone)]
pub struct Draft {
    text: usize,
    id: Option<usize>,
    version: usize,
}

/// Something that happens to a folder.
#[derive(Debug, Clone)]
pub enum Deed {
    Write(usize, Vec<Draft>),
    Remove(usize),
    Rename(usize, usize),
    Touch(usize),
    Spoil(usize),
    Index,
}

const FILES: [&str; 5] =
    ["a/one.jsonl", "a/two.jsonl", "b/three.jsonl", "b/four.jsonl", "five.jsonl"];
const TEXTS: [(&str, &str); 7] = [
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
];
const LABELS: [(&str, &str, &str); 3] = [
    ("Gazette", "Desk", "Niger"),
    ("Harbour Gazette", "Foreign desk", "Guinea"),
    ("Courier", "Home", "Guinea-Bissau"),
];

impl Draft {
    fn line(&self) -> String {
        let (title, body) = TEXTS[self.text];
        let (publisher, section, place) = LABELS[self.version];
        let mut record =
            json!({ "title": title, "body": body, "section": section, "places": [place] });
        match self.id {
            // An id that names the world: the same whoever publishes it.
            Some(id) => record["id"] = json!(format!("urn:example:story:{id}")),
            None => record["n"] = json!(self.version),
        }
        record["publisher"] = json!(publisher);
        record["date"] = json!(format!("201{}-05", self.version));
        line(record)
    }
}

pub fn drafts() -> impl Strategy<Value = Vec<Draft>> {
    let draft = (0..TEXTS.len(), proptest::option::weighted(0.6, 0usize..3), 0..LABELS.len());
    proptest::collection::vec(
        draft.prop_map(|(text, id, version)| Draft { text, id, version }),
        1..4,
    )
}

pub fn deeds() -> impl Strategy<Value = Vec<Deed>> {
    let file = 0..FILES.len();
    let deed = prop_oneof![
        5 => (file.clone(), drafts()).prop_map(|(file, drafts)| Deed::Write(file, drafts)),
        2 => file.clone().prop_map(Deed::Remove),
        2 => (file.clone(), file.clone()).prop_map(|(from, to)| Deed::Rename(from, to)),
        1 => file.clone().prop_map(Deed::Touch),
        1 => file.prop_map(Deed::Spoil),
        3 => Just(Deed::Index),
    ];
    proptest::collection::vec(deed, 1..16)
}

/// Does a deed to a folder; what is not there stays as it is.
pub fn done(deed: &Deed, folder: &Path) {
    let path = |file: usize| folder.join(FILES[file]);
    match deed {
        Deed::Write(file, drafts) => {
            let text: String = drafts.iter().map(Draft::line).collect();
            fs::create_dir_all(path(*file).parent().expect("a folder")).expect("a folder");
            fs::write(path(*file), text).expect("writes");
        }
        Deed::Remove(file) => drop(fs::remove_file(path(*file))),
        Deed::Rename(from, to) if path(*from).exists() => {
            fs::create_dir_all(path(*to).parent().expect("a folder")).expect("a folder");
            fs::rename(path(*from), path(*to)).expect("renames");
        }
        Deed::Rename(..) | Deed::Index => {}
        Deed::Touch(file) => touch(&path(*file)),
        Deed::Spoil(file) if path(*file).exists() => {
            let text = fs::read_to_string(path(*file)).expect("reads");
            fs::write(path(*file), format!("{text}{{\"title\": \n")).expect("writes");
        }
        Deed::Spoil(_) => {}
    }
}

/// Gives a file another date of change and the same bytes.
fn touch(path: &Path) {
    if let Ok(file) = fs::File::options().append(true).open(path) {
        let then = SystemTime::now() - Duration::from_secs(86_400);
        file.set_modified(then).expect("sets the date");
    }
}

/// The index a run from nothing makes of these roots.
pub fn from_scratch(roots: &[PathBuf]) -> Portrait {
    let folder = tempfile::tempdir().expect("a folder");
    let index = folder.path().join("index");
    update(&index, roots);
    portrait(&index, QUERIES)
}

/// Holds the index of an archive against one made from nothing.
pub fn same_as_from_scratch(archive: &Archive) {
    let unlike = portrait(&archive.index(), QUERIES).unlike(&from_scratch(&[archive.news()]));
    assert!(unlike.is_empty(), "{unlike:#?}");
}

proptest! {
    #![proptest_config(laws(24))]

    #[test]
    fn any_sequence_of_edits_ends_in_the_index_made_from_scratch(deeds in deeds()) {
        let archive = Archive::of(&[("standing.txt", &story("Standing story", "It never changes."))]);
        let roots = [archive.news()];
        for deed in deeds.iter().chain([&Deed::Index]) {
            done(deed, &archive.news());
            if let Deed::Index = deed {
                update(&archive.index(), &roots);
                let unlike = portrait(&archive.index(), QUERIES).unlike(&from_scratch(&roots));
                prop_assert!(unlike.is_empty(), "{:#?}", unlike);
            }
        }
    }

    #[test]
    fn the_order_of_roots_changes_nothing(files in proptest::collection::vec(drafts(), 5), seed in 1u64..) {
        let archive = Archive::new();
        for (file, drafts) in files.into_iter().enumerate() {
            done(&Deed::Write(file, drafts), &archive.news());
        }
        let mut roots = FILES.map(|name| archive.path(name)).to_vec();
        let sorted = from_scratch(&roots);
        Dice(seed).shuffle(&mut roots);
        let unlike = from_scratch(&roots).unlike(&sorted);
        prop_assert!(unlike.is_empty(), "{:#?}", unlike);
        let one_by_one = archive.index();
        for root in roots {
            update(&one_by_one, &[root]);
        }
        let unlike = portrait(&one_by_one, QUERIES).unlike(&sorted);
        prop_assert!(unlike.is_empty(), "{:#?}", unlike);
    }
}

#[test]
fn a_run_counts_what_is_new_changed_and_gone() {
    let archive = Archive::of(&[
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
    let archive = Archive::of(&[("a.txt", &story("Touched", "The same bytes."))]);
    archive.update();
    touch(&archive.path("a.txt"));
    let tally = archive.update();
    assert_eq!([number(&tally, "files_read"), number(&tally, "files_unchanged")], [0, 1]);
}

#[test]
fn a_change_within_the_same_second_and_size_is_seen() {
    let archive = Archive::of(&[("a.txt", &story("First", "One text."))]);
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
    let archive = Archive::of(&[
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
    let tally = archive.update();
    assert_eq!([number(&tally, "added"), number(&tally, "removed")], [0, 0], "{tally}");
    let mut after = ids(&archive);
    before.sort();
    after.sort();
    assert_eq!(before, after);
    assert!(texts(&archive.search(&[])["hits"], "path").iter().all(|path| !paths.contains(path)));
    // Nor from machine to machine: the same records elsewhere have the same ids.
    let elsewhere = Archive::of(&[("x.txt", &story("Flood", "The river rose."))]);
    elsewhere.update();
    assert!(before.contains(&ids(&elsewhere)[0]));
}

#[test]
fn an_article_answers_to_the_id_of_each_of_its_records() {
    let record =
        |id: &str| line(json!({ "id": id, "title": "Twice told", "body": "The same words." }));
    let archive = Archive::of(&[
        ("a.jsonl", &record("urn:example:a")),
        ("b.jsonl", &record("urn:example:b")),
    ]);
    let tally = archive.update();
    assert_eq!([number(&tally, "articles"), number(&tally, "duplicates")], [1, 1]);
    let engine = open(&archive.index());
    let shown: Vec<String> = ["a", "b"]
        .iter()
        .map(|own| {
            let own_id = Some(format!("urn:example:{own}"));
            document::id(&morgue::article::Article { own_id, ..Default::default() })
        })
        .map(|id| engine.article(&id).expect("an answer").expect("an article").id)
        .collect();
    assert_eq!(shown[0], shown[1]);
    let smallest = &texts(&archive.search(&[])["hits"], "id")[0];
    assert_eq!(&shown[0], smallest);
}

#[test]
fn a_duplicate_takes_the_place_of_the_record_that_is_removed() {
    let record = |id: &str, section: &str| {
        line(
            json!({ "id": format!("urn:example:{id}"), "section": section, "title": "Told", "body": "The same." }),
        )
    };
    let archive =
        Archive::of(&[("a.jsonl", &record("a", "North")), ("b.jsonl", &record("b", "South"))]);
    archive.update();
    let standing = archive.search(&[])["hits"][0].clone();
    let path = standing["path"].as_str().expect("a path").to_owned();
    let (stands, repeats) =
        if path.ends_with("a.jsonl") { ("a.jsonl", "b.jsonl") } else { ("b.jsonl", "a.jsonl") };
    archive.remove(stands);
    let tally = archive.update();
    assert_eq!([number(&tally, "articles"), number(&tally, "duplicates")], [1, 0]);
    let promoted = archive.search(&[])["hits"][0].clone();
    assert!(promoted["path"].as_str().is_some_and(|path| path.ends_with(repeats)));
    assert_ne!(promoted["id"], standing["id"]);
    // And back.
    let (id, section) = if stands == "a.jsonl" { ("a", "North") } else { ("b", "South") };
    archive.write(stands, record(id, section));
    let tally = archive.update();
    assert_eq!([number(&tally, "articles"), number(&tally, "duplicates")], [1, 1]);
    assert_eq!(archive.search(&[])["hits"][0]["id"], standing["id"]);
}

#[test]
fn texts_under_one_id_are_two_articles_with_two_ids() {
    let record = |title: &str| {
        line(json!({ "id": "urn:example:1", "title": title, "body": "What was printed." }))
    };
    let archive = Archive::of(&[("a.jsonl", &record("Morning")), ("b.jsonl", &record("Evening"))]);
    let tally = archive.update();
    assert_eq!([number(&tally, "articles"), number(&tally, "duplicates")], [2, 0]);
    let ids = texts(&archive.search(&[])["hits"], "id");
    assert_ne!(ids[0], ids[1]);
    archive.remove("a.jsonl");
    archive.update();
    same_as_from_scratch(&archive);
}

#[test]
fn texts_under_one_id_get_the_same_ids_in_any_order() {
    // `a` and `b` bring two texts under one id, and `c` repeats one of them under another: a smaller id at times.
    for other in 0..8 {
        let record = |id: String, title: &str| {
            line(json!({ "id": id, "title": title, "body": "What was printed." }))
        };
        let archive = Archive::of(&[
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
            let unlike = portrait(folder.path(), QUERIES).unlike(&sorted);
            assert!(unlike.is_empty(), "{other} {order:?}: {unlike:#?}");
        }
    }
}

#[test]
fn a_touched_file_that_gives_way_is_still_accounted_for() {
    // Of two records of one text the one with the smaller id stands: whichever that is, it comes second once.
    for (first, second) in [("a", "b"), ("b", "a")] {
        let record = |id: &str| {
            line(json!({ "id": format!("urn:example:{id}"), "title": "Told", "body": "The same." }))
        };
        let archive = Archive::of(&[("1.jsonl", &record(first))]);
        archive.update();
        archive.write("2.jsonl", record(second));
        touch(&archive.path("1.jsonl"));
        let tally = archive.update();
        assert_eq!([number(&tally, "articles"), number(&tally, "duplicates")], [1, 1]);
        same_as_from_scratch(&archive);
    }
}

#[test]
fn what_no_article_bears_any_more_is_no_value() {
    let record = |publisher: &str, title: &str| {
        line(json!({ "publisher": publisher, "title": title, "body": "News." }))
    };
    let archive = Archive::of(&[
        ("a.jsonl", &(record("Gazette", "One") + &record("Harbour Gazette", "Two"))),
        ("b.txt", &story("Three", "From nobody.")),
    ]);
    let called = |name: &str| archive.titles(&["--publisher", name]);
    // By one thread, so that all of it lies in one segment.
    update(&archive.index(), &[archive.news()]);
    assert_eq!(called("gazette"), ["One"]);
    archive.write("a.jsonl", record("Harbour Gazette", "Two"));
    update(&archive.index(), &[archive.news()]);
    // There is no Gazette now, so the name means whoever bears it as a part of theirs.
    assert_eq!(called("gazette"), ["Two"]);
    same_as_from_scratch(&archive);
}

#[test]
fn an_index_of_another_root_keeps_the_first() {
    let archive = Archive::of(&[
        ("a/one.txt", &story("One", "The first root.")),
        ("b/two.txt", &story("Two", "The second root.")),
    ]);
    archive.run(&["index", "news/a", "--json"]).good();
    let tally = archive.run(&["index", "news/b", "--json"]).good();
    assert_eq!([number(&tally, "files"), number(&tally, "removed")], [1, 0]);
    assert_eq!(archive.titles(&[]), ["One", "Two"]);
    // Without a folder, all it was made from.
    archive.write("a/three.txt", story("Three", "Again the first root."));
    let tally = archive.run(&["index", "--json"]).good();
    adds_up(&tally);
    assert_eq!(number(&tally, "files"), 3);
    assert_eq!(archive.titles(&[]), ["One", "Three", "Two"]);
}

#[test]
fn a_rebuilt_index_is_the_same_and_forgets_no_root() {
    let archive = Archive::of(&[
        ("a/one.txt", &story("One", "The first root.")),
        ("b/two.txt", &story("Two", "The second root.")),
    ]);
    for root in ["news/a", "news/b"] {
        archive.run(&["index", root, "--json"]).good();
    }
    let before = portrait(&archive.index(), QUERIES);
    let tally = archive.run(&["index", "--rebuild", "news/b", "--json"]).good();
    assert_eq!([number(&tally, "files_read"), number(&tally, "articles")], [2, 2]);
    let unlike = portrait(&archive.index(), QUERIES).unlike(&before);
    assert!(unlike.is_empty(), "{unlike:#?}");
}

#[test]
fn globs_choose_files_and_another_choice_takes_them_back() {
    let archive = Archive::of(&[
        ("one.txt", &story("One", "A text file.")),
        ("two.jsonl", &line(json!({ "title": "Two", "body": "A record." }))),
        ("README.md", "About the archive."),
    ]);
    archive.update();
    assert_eq!(archive.titles(&[]), ["One", "Two"]);
    let tally = archive.run(&["index", "news", "--include", "*.txt", "--json"]).good();
    adds_up(&tally);
    assert_eq!([number(&tally, "files_ignored"), number(&tally, "removed")], [2, 1]);
    assert_eq!(archive.titles(&[]), ["One"]);
    archive.run(&["index", "news", "--exclude", "one*", "--json"]).good();
    assert_eq!(archive.titles(&[]), ["Two"]);
    archive.update();
    assert_eq!(archive.titles(&[]), ["One", "Two"]);
}

#[test]
fn the_index_may_lie_in_its_own_archive() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    for _ in 0..2 {
        let tally = archive.run(&["--index", "news/index", "index", "news", "--json"]).good();
        assert_eq!([number(&tally, "files"), number(&tally, "articles")], [1, 1]);
    }
}

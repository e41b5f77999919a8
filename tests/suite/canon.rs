//! Identity: names merged by coreference or by the authority file take effect everywhere at once, and
//! can be undone without a trace.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use jiff::Timestamp;
use morgue::internals::article::schema::Field;
use morgue::internals::identity::authority;
use morgue::internals::identity::authority::{Action, AuthorityFile};
use morgue::internals::search::request::{Filter, MAX_HITS, Request};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::facets::compare;
use crate::harness::{
    Archive, Random, hits_only, index_contents, line, number, open, proptest_config, search,
    shared_folder, texts, update,
};
use crate::naive::Naive;

/// Invented people with confusable names; an article names one of a row.
const PEOPLE: &[&[&str]] = &[
    &[
        "Tomas Brenner",
        "Tomas Brenner",
        "Tomas Brenner",
        "Tomas K. Brenner",
        "T. Brenner",
        "Brenner",
    ],
    &["Sergei Morozov", "Sergey Morozov", "Morozov"],
    &["Hassan al-Tawil", "Hasan Tawil"],
    &["Orrin H. W. Vance", "Orrin W. Vance", "Orrin Vance"],
    &["William Harker", "Bill Harker"],
    &["Leo Marsh", "Leo Marsh Jr."],
    &["Photo Desk"],
];

pub fn random_name(dice: &mut Random) -> &'static str {
    let row = PEOPLE[dice.below(PEOPLE.len())];
    row[dice.below(row.len())]
}

/// Random records: some dated, some with two names of one person.
pub fn records(count: usize, seed: u64) -> Vec<String> {
    let mut dice = Random(seed | 1);
    let record = |at| {
        let rows: BTreeSet<usize> = (0..dice.below(4)).map(|_| dice.below(PEOPLE.len())).collect();
        let people: Vec<&str> =
            rows.into_iter().map(|row| PEOPLE[row][dice.below(PEOPLE[row].len())]).collect();
        let orgs = [vec![], vec!["Harbour Trust"], vec!["North Ferries", "Harbour Trust"]]
            [dice.below(3)]
        .clone();
        let mut record = json!({ "title": format!("Story {at}"), "body": format!("The {at}th story of the harbour."),
            "people": people, "organisations": orgs, "places": [*dice.pick(&["Ghana", "Peru", "Brazil"])],
            "topics": [*dice.pick(&["Cocoa", "Copper"])] });
        if dice.below(4) > 0 {
            record["date"] =
                json!(format!("201{}-0{}-1{}", dice.below(3), dice.below(9) + 1, dice.below(9)));
        }
        line(record)
    };
    (0..count).map(record).collect()
}

fn archive_of(records: &[String]) -> Archive {
    let archive = Archive::with_files(&[("a.jsonl", &records.concat())]);
    update(&archive.index(), &[archive.news()]);
    archive
}

/// An archive in several segments, indexed once for all tests that only search.
static SHARED: LazyLock<(PathBuf, PathBuf)> = LazyLock::new(|| {
    let folder = shared_folder("canon");
    let (news, index) = (folder.join("news"), folder.join("index"));
    fs::create_dir_all(&news).expect("a folder");
    for (at, part) in records(160, 7).chunks(40).enumerate() {
        fs::write(news.join(format!("{at}.jsonl")), part.concat()).expect("writes");
        update(&index, std::slice::from_ref(&news));
    }
    (news, index)
});

/// Random entries of an authority file.
fn entries(naive: &Naive, dice: &mut Random) -> String {
    let key = |name: &str| format!("person/{}", morgue::internals::article::document::slug(name));
    let mut lines = String::new();
    for at in 1..=dice.below(7) {
        let (one, other) = (key(random_name(dice)), key(random_name(dice)));
        let ids: Vec<&str> =
            (0..=dice.below(20)).map(|_| dice.pick(&naive.articles).id.as_str()).collect();
        let entry = match dice.below(9) {
            0..3 => format!("merge {one} {other}"),
            3..5 => format!("separate {one} {other}"),
            5..7 => format!("split {one} {one}-2 {}", ids.join(" ")),
            7 => format!(
                "hide {}",
                dice.pick(&[one.as_str(), "org/north-ferries", "topic/cocoa", "place/2300660"])
            ),
            _ => format!("undo {at}"),
        };
        lines += &format!("{entry}\n");
    }
    lines
}

proptest! {
    #![proptest_config(proptest_config(40))]

    #[test]
    fn counts_equal_brute_force_under_any_authority_file(seed: u64) {
        let (news, index) = &*SHARED;
        let mut dice = Random(seed | 1);
        let mut naive = Naive::read(std::slice::from_ref(news));
        let text = entries(&naive, &mut dice);
        naive.identify(&AuthorityFile::parse(&text));
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("who.log"), &text).expect("writes");
        let engine = open(index).with_authority_file(&folder.path().join("who.log"));
        naive.load_stories(&engine);
        for question in 0..8 {
            if let Err(difference) = compare(&engine, &naive, MAX_HITS, seed.wrapping_add(question * 7919)) {
                return Err(TestCaseError::fail(format!("{difference} under\n{text}")));
            }
        }
    }
}

/// The people facet as name, key and count.
fn people(archive: &Archive) -> Vec<(String, String, u64)> {
    let facet = archive.run(&["facet", "people", "--json"]).json();
    let values = facet["values"].as_array().expect("values").clone();
    let text = |value: &Value, member: &str| value[member].as_str().unwrap_or_default().to_owned();
    values
        .iter()
        .map(|value| (text(value, "name"), text(value, "value"), number(value, "count")))
        .collect()
}

fn count(archive: &Archive, name: &str) -> Option<u64> {
    people(archive).into_iter().find(|(known, _, _)| known == name).map(|(_, _, count)| count)
}

/// Everything the program prints about an archive, without the times it took and what receipts say of the
/// authority file.
fn output(archive: &Archive) -> Vec<Value> {
    let arguments: [&[&str]; 4] = [
        &["search", "--json", "-n", "1000", "--facets", "people,organisations,topics,places"],
        &[
            "search",
            "--json",
            "person:brenner",
            "--person",
            "morozov",
            "--person=-vance",
            "--explain",
        ],
        &["facet", "people", "--json"],
        &["facet", "organisations", "--json", "--query", "harbour"],
    ];
    let mut outputs: Vec<Value> =
        arguments.iter().map(|arguments| archive.run(arguments).json()).collect();
    for answer in &mut outputs {
        let answer = answer.as_object_mut().expect("an object");
        answer.retain(|name, _| !["took_ms", "receipt"].contains(&name.as_str()));
    }
    let ids = texts(&outputs[0]["hits"], "id");
    outputs.extend(ids.iter().take(20).map(|id| archive.run(&["show", id, "--json"]).success()));
    outputs
}

fn small() -> Archive {
    let record = |at: usize, people: &[&str]| {
        line(
            json!({ "title": format!("Story {at}"), "body": format!("Body {at}."), "people": people }),
        )
    };
    let articles: [&[&str]; 8] = [
        &["Ada Quill", "Nora Singh"],
        &["Ada Quill"],
        &["Countess Quill-Moor"],
        &["Countess Quill-Moor", "Ada Quill"],
        &["Nora Singh", "Photo Desk"],
        &["Tomas Brenner"],
        &["Tomas Brenner"],
        &["Tomas K. Brenner"],
    ];
    archive_of(
        &articles.iter().enumerate().map(|(at, people)| record(at, people)).collect::<Vec<_>>(),
    )
}

#[test]
fn a_merge_takes_effect_at_once_and_is_undone_without_a_trace() {
    let archive = small();
    let before = output(&archive);
    let merged = archive.run(&["canon", "merge", "Ada Quill", "Countess Quill-Moor"]);
    assert_eq!((merged.code, merged.err.as_str()), (0, ""), "{merged:?}");
    assert!(
        merged.out.contains("merged Countess Quill-Moor into Ada Quill (4 articles)"),
        "{merged:?}"
    );
    assert_eq!(
        count(&archive, "Ada Quill"),
        Some(4),
        "an article with both counts once: {:?}",
        people(&archive)
    );
    assert_eq!(count(&archive, "Countess Quill-Moor"), None);
    // The old key and the old name still find the person.
    for filter in ["person/countess-quill-moor", "Countess Quill-Moor", "person/ada-quill", "moor"]
    {
        assert_eq!(number(&archive.search(&["--person", filter]), "total"), 4, "{filter}");
    }
    let hits = archive.search(&["--person", "ada quill"])["hits"].clone();
    for hit in hits.as_array().expect("hits") {
        let named = texts(&hit["people"], "key");
        assert_eq!(named.iter().filter(|key| *key == "person/ada-quill").count(), 1, "{hit}");
    }
    let explained = archive.search(&["--explain", "person:moor"])["explanation"].to_string();
    assert!(explained.contains("Ada Quill") && explained.contains("merged by hand"), "{explained}");
    assert_eq!(archive.run(&["canon", "undo"]).code, 0);
    assert_eq!(output(&archive), before);
    assert_eq!(archive.run(&["canon", "undo"]).code, 2, "nothing more to undo");
    let log = archive.run(&["canon", "log", "--json"]).success();
    assert_eq!(
        texts(&log["entries"], "entry")[0],
        "merge person/ada-quill person/countess-quill-moor"
    );
    assert_eq!(log["entries"][0]["stands"], json!(false));
}

#[test]
fn every_action_is_undone_to_the_byte() {
    let archive = archive_of(&records(80, 3));
    let before = output(&archive);
    let id = texts(&archive.search(&["--person", "person/tomas-brenner"])["hits"], "id").remove(0);
    let actions: [&[&str]; 6] = [
        &["merge", "Tomas Brenner", "Sergei Morozov", "org/harbour-trust"],
        &["merge", "Tomas Brenner", "Sergei Morozov", "Leo Marsh"],
        &["part", "person/tomas-brenner", "person/tomas-k-brenner"],
        &["split", "person/tomas-brenner", "--articles", &id],
        &["rename", "person/leo-marsh", "Léo \"the Reed\" Marsh"],
        &["hide", "Photo Desk"],
    ];
    for (at, action) in actions.iter().enumerate() {
        let ran = archive.run(&[&["canon", "--json"], *action].concat());
        if at == 0 {
            ran.fails_with(&["organisation"]);
            continue;
        }
        assert_eq!(number(&ran.success(), "number") as usize, 2 * at - 1);
        assert!(output(&archive) != before, "{action:?} changes nothing");
        assert_eq!(archive.run(&["canon", "undo"]).code, 0);
        assert!(output(&archive) == before, "{action:?} is not undone");
    }
    let log = fs::read_to_string(archive.index().join("canon.log")).expect("reads");
    assert_eq!(log.lines().count(), 10, "{log}");
}

#[test]
fn coreference_is_explained_and_overruled() {
    let archive = small();
    assert_eq!(count(&archive, "Tomas Brenner"), Some(3));
    let log = archive.run(&["canon", "log", "Tomas K. Brenner"]);
    assert!(
        log.out
            .contains("person/tomas-k-brenner is person/tomas-brenner: same first and last name"),
        "{log:?}"
    );
    assert!(
        archive.search(&["--explain", "person:brenner"])["explanation"]
            .to_string()
            .contains("middle name")
    );
    let separated = archive.run(&["canon", "separate", "Tomas Brenner", "Tomas K. Brenner"]);
    assert!(
        separated
            .out
            .contains("separated Tomas Brenner (2 articles) from Tomas K. Brenner (1 article)"),
        "{separated:?}"
    );
    assert_eq!(
        (count(&archive, "Tomas Brenner"), count(&archive, "Tomas K. Brenner")),
        (Some(2), Some(1))
    );
    // The merge is not repeated by a later update.
    archive.write(
        "b.jsonl",
        line(json!({ "title": "More", "body": "More.", "people": ["Tomas K. Brenner"] })),
    );
    archive.update();
    assert_eq!(
        (count(&archive, "Tomas Brenner"), count(&archive, "Tomas K. Brenner")),
        (Some(2), Some(2))
    );
    let log = archive.run(&["canon", "log", "Tomas Brenner", "--json"]).success();
    assert_eq!(log["automatic"][0]["stands"], json!(false), "{log}");
}

#[test]
fn a_split_divides_one_name_between_people() {
    let archive = small();
    let id = texts(&archive.search(&["--person", "ada quill"])["hits"], "id").remove(0);
    let split =
        archive.run(&["canon", "split", "Ada Quill", "--articles", &id, "--json"]).success();
    assert_eq!(
        (split["key"].as_str(), number(&split, "articles")),
        (Some("person/ada-quill-2"), 1)
    );
    let shown = archive.run(&["show", &id, "--json"]).success();
    assert!(texts(&shown["people"], "key").contains(&"person/ada-quill-2".to_owned()), "{shown}");
    archive.run(&["canon", "rename", "person/ada-quill-2", "Ada Quill (the painter)"]);
    assert_eq!(
        (count(&archive, "Ada Quill"), count(&archive, "Ada Quill (the painter)")),
        (Some(2), Some(1))
    );
    assert_eq!(number(&archive.search(&["person:=\"Ada Quill\""]), "total"), 2);
    archive.run(&["canon", "rename", "Nora Singh", "N. Singh-Okafor"]);
    assert_eq!(count(&archive, "N. Singh-Okafor"), Some(2));
    for name in ["nora singh", "okafor", "person/nora-singh"] {
        assert_eq!(
            number(&archive.search(&["--person", name]), "total"),
            2,
            "the former name finds it too: {name}"
        );
    }
    archive.run(&["canon", "undo"]);
    assert_eq!(number(&archive.search(&["person:quill"]), "total"), 4);
    archive
        .run(&["canon", "split", "Nora Singh", "--articles", "nothing"])
        .fails_with(&["no article `nothing`"]);
    let other = texts(&archive.search(&["--person", "photo desk"])["hits"], "id").remove(0);
    archive
        .run(&["canon", "split", "Ada Quill", "--articles", &other])
        .fails_with(&["does not name"]);
}

#[test]
fn ambiguous_and_unknown_names_are_refused() {
    let archive = small();
    archive
        .run(&["canon", "hide", "quill"])
        .fails_with(&["Ada Quill (person/ada-quill)", "Countess Quill-Moor"]);
    archive
        .run(&["canon", "merge", "Ada Quill", "Nobody Atall"])
        .fails_with(&["no person", "Nobody Atall"]);
    archive.run(&["canon", "merge", "Ada Quill", "person/nobody"]).fails_with(&["person/nobody"]);
    archive.run(&["canon", "undo", "7"]).fails_with(&["no entry 7"]);
    archive.run(&["canon", "rename", "Ada Quill", " "]).fails_with(&["empty"]);
    assert!(!archive.index().join("canon.log").exists() || people(&archive).len() == 5);
    assert_eq!(archive.run(&["canon", "log", "Nora Singh"]).code, 1);
    let places = Archive::with_files(&[(
        "a.jsonl",
        &line(json!({ "title": "A", "body": "B", "places": ["Ghana", "Peru"] })),
    )]);
    places.update();
    places.run(&["canon", "merge", "Ghana", "Peru"]).fails_with(&["places cannot be merged"]);
    assert_eq!(places.run(&["canon", "hide", "Peru"]).code, 0);
    assert!(!places.run(&["facet", "places"]).out.contains("Peru"));
}

#[test]
fn a_hidden_value_is_not_listed_but_found_by_its_words() {
    let archive = small();
    archive.run(&["canon", "hide", "Photo Desk"]);
    let everything = archive.search(&["-n", "1000", "--facets", "people"]).to_string();
    assert!(!everything.contains("Photo Desk"), "{everything}");
    assert_eq!(number(&archive.search(&["body"]), "total"), 8);
    assert_eq!(number(&archive.search(&["--person", "photo desk"]), "total"), 0);
    assert!(
        archive.run(&["canon", "log", "person/photo-desk"]).out.contains("hide person/photo-desk")
    );
}

#[test]
fn the_authority_file_survives_a_rebuild_and_can_be_moved() {
    let archive = small();
    archive.run(&["canon", "merge", "Ada Quill", "Countess Quill-Moor"]);
    let before = people(&archive);
    assert_eq!(archive.run(&["index", "news", "--rebuild"]).code, 0);
    assert_eq!(people(&archive), before);
    fs::write(archive.index().join("morgue.json"), "{\"schema\":0}").expect("writes");
    assert_eq!(archive.run(&["index", "news", "--rebuild"]).code, 0);
    assert_eq!(
        people(&archive),
        before,
        "an index of another version is removed, but not the authority file"
    );
    // Another file, by flag and by config.
    assert_eq!(
        archive.run(&["canon", "log", "--canon", "ours.log"]).out.lines().count(),
        1,
        "only the merges by coreference"
    );
    archive.run(&["canon", "hide", "Nora Singh", "--canon", "ours.log"]);
    assert!(archive.folder().join("ours.log").exists());
    assert!(count(&archive, "Nora Singh").is_some());
    fs::write(archive.folder().join("morgue.toml"), "canon = \"ours.log\"\n").expect("writes");
    assert!(
        count(&archive, "Nora Singh").is_none() && count(&archive, "Countess Quill-Moor").is_some()
    );
}

#[test]
fn lines_that_are_not_entries_are_reported() {
    let archive = small();
    let log = "# a comment\nmerge person/ada-quill person/countess-quill-moor # the same\njoin a b\nmerge person/ada";
    fs::write(archive.index().join("canon.log"), log).expect("writes");
    let ran = archive.run(&["search", "--json"]);
    assert_eq!(ran.code, 0);
    assert!(
        ran.err.contains("canon.log line 3: unknown command `join`") && ran.err.contains("line 4"),
        "{ran:?}"
    );
    assert_eq!(count(&archive, "Ada Quill"), Some(4));
    archive.run(&["canon", "hide", "Photo Desk"]);
    let text = fs::read_to_string(archive.index().join("canon.log")).expect("reads");
    assert!(
        text.starts_with(
            "# a comment\nmerge person/ada-quill person/countess-quill-moor # the same\njoin a b\n"
        ),
        "{text}"
    );
    assert!(
        text.contains("# unfinished: merge person/ada\n")
            && text.ends_with("hide person/photo-desk\n"),
        "{text}"
    );
}

#[test]
fn a_running_engine_follows_the_file() {
    let archive = small();
    let engine = open(&archive.index());
    let total = || {
        search(
            &engine,
            &Request {
                filters: vec![Filter::parse(Field::People, "person/ada-quill")],
                ..hits_only("*")
            },
        )
        .total
    };
    assert_eq!(total(), 3);
    let merge = Action::Merge {
        into: "person/ada-quill".into(),
        keys: vec!["person/countess-quill-moor".into()],
    };
    authority::append(engine.authority_path(), Timestamp::now(), |_| Ok(merge)).expect("appends");
    assert_eq!(total(), 4);
    authority::append(engine.authority_path(), Timestamp::now(), |file| file.undo_action(None))
        .expect("appends");
    assert_eq!(total(), 3);
    fs::remove_file(engine.authority_path()).expect("removes");
    assert_eq!(total(), 3);
}

/// The people of every article, and the counts of all people.
fn identity(index: &Path) -> Vec<String> {
    let portrait = index_contents(index, &["*", "person:brenner", "person:morozov"]);
    let article = |article: &Value| {
        format!("{} {}", article["article"]["title"], article["subjects"]["people"])
    };
    let mut lines: Vec<String> = portrait.articles.values().map(article).collect();
    lines.sort();
    lines.extend(portrait.answers.into_iter().flat_map(|(_, _, counts)| counts));
    lines
}

#[test]
fn the_order_of_files_and_the_number_of_updates_do_not_matter() {
    let mut records = records(120, 11);
    let expected = identity(&archive_of(&records).index());
    assert!(
        expected.iter().any(|line| line.contains("called “Brenner” here")),
        "a bare surname is resolved"
    );
    for seed in 1..4 {
        let mut dice = Random(seed * 77 + 1);
        dice.shuffle(&mut records);
        let archive = Archive::new();
        let mut rest = &records[..];
        while !rest.is_empty() {
            let (part, after) = rest.split_at((dice.below(50) + 1).min(rest.len()));
            archive.write(&format!("{}.jsonl", dice.below(1_000_000)), part.concat());
            if dice.below(2) == 0 || after.is_empty() {
                update(&archive.index(), &[archive.news()]);
            }
            rest = after;
        }
        let found = identity(&archive.index());
        let differences: Vec<_> =
            found.iter().zip(&expected).filter(|(one, two)| one != two).take(4).collect();
        assert!(differences.is_empty() && found.len() == expected.len(), "{differences:#?}");
    }
}

#[test]
fn findings_are_computed_again_if_their_file_is_lost_or_damaged() {
    let archive = archive_of(&records(80, 5));
    let (file, before) = (archive.index().join("identity.tsv"), people(&archive));
    let text = fs::read_to_string(&file).expect("written at the end of an update");
    for damaged in
        [String::new(), text.replacen("person/", "person/x", 1), text[..text.len() / 2].to_owned()]
    {
        fs::write(&file, &damaged).expect("writes");
        assert_eq!(people(&archive), before);
        assert_eq!(fs::read_to_string(&file).expect("reads"), damaged, "a search writes nothing");
        update(&archive.index(), &[archive.news()]);
        assert_eq!(fs::read_to_string(&file).expect("reads"), text, "an update writes it anew");
    }
    fs::remove_file(&file).expect("removes");
    assert_eq!(people(&archive), before);
}

#[test]
fn a_resolved_surname_is_found_by_its_own_key_too() {
    let record = |at: usize, name: &str| {
        line(
            json!({ "title": format!("Story {at}"), "body": format!("Body {at}."), "people": [name], "date": "2014-03-02" }),
        )
    };
    let names = ["Ines Farrow", "Ines Farrow", "Ines Farrow", "Farrow", "Farrow", "Odile Stone"];
    let archive = archive_of(
        &names.iter().enumerate().map(|(at, name)| record(at, name)).collect::<Vec<_>>(),
    );
    assert_eq!((count(&archive, "Ines Farrow"), count(&archive, "Farrow")), (Some(5), None));
    for filter in ["person/farrow", "Farrow", "farrow"] {
        assert_eq!(number(&archive.search(&["--person", filter]), "total"), 5, "{filter}");
    }
    let log = archive.run(&["canon", "log", "Farrow"]);
    assert!(log.out.contains("person/farrow is person/ines-farrow in 2 articles"), "{log:?}");
    archive.run(&["canon", "separate", "person/farrow", "Ines Farrow"]);
    assert_eq!((count(&archive, "Ines Farrow"), count(&archive, "Farrow")), (Some(3), Some(2)));
    archive.run(&["canon", "merge", "Ines Farrow", "person/farrow"]);
    assert_eq!(count(&archive, "Ines Farrow"), Some(5));
    archive.run(&["canon", "undo"]);
    archive.run(&["canon", "undo", "1"]);
    // A key that is reassigned in every article can still be merged into.
    archive.run(&["canon", "merge", "person/farrow", "Odile Stone"]);
    assert_eq!(number(&archive.search(&["--person", "person/farrow"]), "total"), 1);
    assert_eq!(number(&archive.search(&["--person", "person/ines-farrow"]), "total"), 5);
}

#[test]
fn a_hidden_person_is_not_counted_as_anybody() {
    let record = |at: usize, names: &[&str]| {
        line(
            json!({ "title": format!("Story {at}"), "body": format!("Body {at}."), "people": names, "date": "2014-03-02" }),
        )
    };
    let archive = archive_of(&[
        record(1, &["Ines Farrow"]),
        record(2, &["Ines Farrow", "Odile Stone"]),
        record(3, &[]),
    ]);
    let anybody = |archive: &Archive| number(&archive.search(&["person:*"]), "total");
    assert_eq!(anybody(&archive), 2);
    archive.run(&["canon", "hide", "Ines Farrow"]);
    assert_eq!(anybody(&archive), 1);
    archive.run(&["canon", "undo"]);
    assert_eq!(anybody(&archive), 2);
}

//! Corrections of names in an archive on a cluster: they take effect at once, as in a folder, and can be
//! undone without a trace.

use std::fs;

use jiff::Timestamp;
use morgue::internals::article::schema::{self, Field};
use morgue::internals::engine::editable::EditableEngine;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::identity::authority::Action;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::request::{Filter, Request};

use super::compare::Engines;
use super::{new_address, open_cluster, update};
use crate::canon::{random_name, records};
use crate::harness::{Archive, Random, hits_only, number, run, search, story};

/// Corrections that are made one after the other.
const CORRECTIONS: usize = 14;

fn keys(engine: &dyn Engine, field: Field) -> Vec<String> {
    let terms = engine.facet_terms(field).expect("terms");
    terms.values().iter().map(str::to_owned).collect()
}

fn random_action(engine: &dyn EditableEngine, dice: &mut Random) -> Action {
    let field = *dice.pick(&[Field::People, Field::People, Field::Organisations]);
    let keys = match keys(engine, field) {
        hidden if hidden.is_empty() => keys(engine, Field::People),
        keys => keys,
    };
    let mut key = || dice.pick(&keys).clone();
    let (one, other) = (key(), key());
    match dice.below(6) {
        0 => Action::Rename { key: one, name: random_name(dice).to_owned() },
        1 => Action::Hide { key: one },
        2 => Action::Separate { one, other },
        3 => {
            let filters = vec![Filter { field, value: one.clone(), exclude: false }];
            let found = search(engine, &Request { filters, ..hits_only("") });
            let articles = found.hits.iter().take(2).map(|hit| hit.document.id.clone()).collect();
            Action::Split { to: format!("{one}-2"), from: one, articles }
        }
        _ if one == other => Action::Hide { key: one },
        _ => Action::Merge { into: one, keys: vec![other] },
    }
}

/// Compares all facets, filters by every person, and queries for names.
fn compare(engines: &Engines<'_>, dice: &mut Random) {
    let all = Request {
        facets: schema::facet_fields().collect(),
        values: 1000,
        limit: 200,
        ..Request::default()
    };
    let answer = engines.compare_answers(&all).unwrap_or_else(|error| panic!("{error}"));
    for facet in answer.facets.iter().filter(|it| !it.values.is_empty()) {
        let value = dice.pick(&facet.values).value.clone();
        let filter = Filter { field: facet.field, value, exclude: dice.below(3) == 0 };
        let request = Request { filters: vec![filter], ..all.clone() };
        engines.compare_answers(&request).unwrap_or_else(|error| panic!("{error}"));
    }
    let name = random_name(dice);
    for query in [
        format!("person:\"{name}\""),
        format!("harbour NEAR/9 person:\"{name}\""),
        "person:*".to_owned(),
        "org:*".to_owned(),
        format!("major:\"{name}\""),
    ] {
        let request = Request { query, ..all.clone() };
        engines.compare_answers(&request).unwrap_or_else(|error| panic!("{error}"));
    }
    for field in [Field::People, Field::Organisations] {
        let [one, other] = [engines.folder, engines.cluster].map(|engine| {
            let terms = engine.facet_terms(field).expect("terms");
            terms.all().expect("terms").to_vec()
        });
        assert_eq!(one, other);
    }
}

#[test]
fn corrections_count_as_in_a_folder_and_so_does_their_undo() {
    for seed in [3, 11] {
        let Some(address) = new_address("canon") else { return };
        let archive = Archive::new();
        fs::write(archive.news().join("a.jsonl"), records(120, seed).concat()).expect("a file");
        let index = tempfile::tempdir().expect("a folder");
        let folder = TantivyEngine::open_or_create(index.path()).expect("an index");
        let cluster = open_cluster(&address);
        for engine in [&folder as &dyn EditableEngine, &cluster] {
            update(engine, &[archive.news()], Extraction::Full);
        }
        let [one, other] =
            [folder.findings(), cluster.findings()].map(|found| found.expect("findings"));
        assert_eq!(one.links, other.links);
        assert!(!one.links.is_empty() && !one.reassignments.is_empty());
        assert_eq!(one.reassignments.len(), other.reassignments.len());
        let engines = Engines { folder: &folder, cluster: &cluster, same_scores: true };
        let mut dice = Random(seed);
        compare(&engines, &mut dice);
        let correct = |decide: &dyn Fn() -> Option<Action>| {
            for engine in [&folder as &dyn EditableEngine, &cluster] {
                let action = decide();
                let made = engine.append_correction(Timestamp::UNIX_EPOCH, &|authority| {
                    action.clone().map_or_else(|| authority.undo_action(None), Ok)
                });
                made.expect("a correction");
            }
        };
        for _ in 0..CORRECTIONS {
            let action = random_action(&folder, &mut dice);
            correct(&|| Some(action.clone()));
            compare(&engines, &mut dice);
        }
        for _ in 0..CORRECTIONS {
            correct(&|| None);
        }
        compare(&engines, &mut dice);
        let corrections = |engine: &dyn Engine| engine.corrections().expect("corrections");
        assert_eq!(corrections(&folder), corrections(&cluster));
    }
}

#[test]
fn names_are_corrected_by_commands() {
    let Some(address) = new_address("canon-commands") else { return };
    let archive = Archive::new();
    for (name, who) in [("a.txt", "Ada Quill"), ("b.txt", "Countess Adelina Moor")] {
        let text = format!("LONDON, March 4, 2016 (CP) - {who} spoke at the harbour, {who} said.");
        fs::write(archive.news().join(name), story("Speech", &text)).expect("a file");
    }
    let on_cluster = |arguments: &[&str]| {
        let index = ["--index", address.as_str()];
        run(&archive.news(), &[arguments, index.as_slice()].concat())
    };
    assert_eq!(on_cluster(&["index", &archive.news().display().to_string()]).code, 0);
    let total = || {
        let found = on_cluster(&["search", "--json", "--person", "person/ada-quill"]);
        number(&found.success(), "total")
    };
    assert_eq!((on_cluster(&["canon", "log"]).code, total()), (1, 1));
    let merged = on_cluster(&["canon", "merge", "Ada Quill", "Adelina Moor"]);
    assert!(merged.out.contains("merged Adelina Moor into Ada Quill (2 articles)"), "{merged:?}");
    assert_eq!(total(), 2);
    let log = on_cluster(&["canon", "log"]);
    assert!(log.out.contains("merge person/ada-quill person/adelina-moor"), "{log:?}");
    assert_eq!(on_cluster(&["canon", "undo"]).code, 0);
    assert_eq!(total(), 1);
    // A file of one's own is used instead of the shared one.
    let own = archive.news().with_file_name("own.log");
    let own = own.to_str().expect("a path");
    let hidden = on_cluster(&["canon", "--canon", own, "hide", "Ada Quill"]);
    assert_eq!(hidden.code, 0, "{hidden:?}");
    assert_eq!(total(), 1);
    let without = on_cluster(&["search", "--canon", own, "--person", "person/ada-quill"]);
    assert_eq!(without.code, 1, "{without:?}");
}

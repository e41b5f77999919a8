//! Stories in an archive on a cluster: the same as in a folder, with the same versions and corrections.

use std::collections::BTreeSet;
use std::fs;

use morgue::internals::article::schema;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::search::engine::{Engine, UpdatableEngine};
use morgue::internals::search::request::Request;

use super::compare::Engines;
use super::{new_address, open_cluster, update};
use crate::harness::{hits_only, ids_of, sample, search};

/// The ids of the versions of the story of each hit.
fn versions(engine: &dyn Engine) -> BTreeSet<Vec<String>> {
    let found = search(engine, &hits_only(""));
    let versions = found.hits.iter().map(|hit| {
        let versions = engine.versions(&hit.document).expect("versions");
        assert!(versions.first().is_none_or(|first| first.id == hit.document.id));
        assert_eq!(versions.len() as u64, hit.story.as_ref().map_or(0, |story| story.versions));
        let mut ids: Vec<String> = versions.into_iter().map(|version| version.id).collect();
        ids.sort();
        ids
    });
    versions.collect()
}

#[test]
fn stories_are_those_of_a_folder() {
    let Some(address) = new_address("stories") else { return };
    let news = tempfile::tempdir().expect("a folder");
    let index = tempfile::tempdir().expect("a folder");
    let folder = TantivyEngine::open_or_create(index.path()).expect("an index");
    let cluster = open_cluster(&address);
    let lead = "The council of the harbour town voted on Monday to close the old grain quay, after an engineer \
                found cracks in nine of its twelve piers, the mayor told reporters at the town hall.";
    let texts = [
        ("a.txt", "Quay to close", lead.to_owned()),
        ("b.txt", "UPDATE 1-Quay to close", format!("{lead} Barges will unload at the coal pier.")),
        (
            "c.txt",
            "CORRECTED-Quay to close",
            format!("{lead} Barges will unload at the north pier, not the coal pier."),
        ),
    ];
    for (name, title, text) in &texts {
        let dateline = "PORT ALDER, March 4, 2016 (CP) - ";
        fs::write(
            news.path().join(name),
            crate::harness::story(title, &format!("{dateline}{text}")),
        )
        .expect("a file");
    }
    let roots = [news.path().to_path_buf(), sample()];
    for engine in [&folder as &dyn UpdatableEngine, &cluster] {
        update(engine, &roots, Extraction::Full);
    }
    let engines = Engines { folder: &folder, cluster: &cluster, same_scores: false };
    assert!(versions(&folder).iter().any(|story| story.len() > 1));
    assert_eq!(versions(&folder), versions(&cluster));
    let stories = |engine: &dyn Engine| engine.state().expect("a state").stories;
    assert_eq!(stories(&folder), stories(&cluster));
    assert!(stories(&folder) < folder.state().expect("a state").articles);
    for query in ["", "corrected:yes", "words-changed:>0", "words-changed:>5", "harbour"] {
        for collapsed in [false, true] {
            let facets = schema::facet_fields().collect();
            let request = Request { collapsed, facets, ..hits_only(query) };
            engines.compare_answers(&request).unwrap_or_else(|error| panic!("{query}: {error}"));
        }
    }
    assert!(!ids_of(&cluster, "words-changed:>0").is_empty());
    // A version that is gone is in no story.
    fs::remove_file(news.path().join("b.txt")).expect("a file");
    for engine in [&folder as &dyn UpdatableEngine, &cluster] {
        update(engine, &roots, Extraction::Full);
    }
    assert_eq!(versions(&folder), versions(&cluster));
}

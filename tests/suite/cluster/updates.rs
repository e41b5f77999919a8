//! Updates of an archive on a cluster: what changes, what a run leaves that ends too early, and what a
//! second writer does.

use std::fs;
use std::path::Path;

use morgue::internals::article::schema;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::search::engine::{Engine, UpdatableEngine};
use morgue::internals::search::request::Request;

use super::compare::Engines;
use super::{new_address, open_cluster, update};
use crate::harness::{hits_only, ids_of, line, search, story};
use serde_json::json;

fn write(folder: &Path, name: &str, text: &str) {
    fs::write(folder.join(name), text).expect("a file");
}

#[test]
fn an_archive_on_a_cluster_follows_its_folder() {
    let Some(address) = new_address("updates") else { return };
    let (news, index) =
        (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let folder = TantivyEngine::open_or_create(index.path()).expect("an index");
    let cluster = open_cluster(&address);
    let roots = [news.path().to_path_buf()];
    let same_after = |what: &str| {
        let mut one = update(&folder, &roots, Extraction::Full);
        let mut other = update(&cluster, &roots, Extraction::Full);
        (one.seconds, other.seconds) = (0.0, 0.0);
        assert_eq!(one, other, "{what}");
        let engines = Engines { folder: &folder, cluster: &cluster, same_scores: false };
        for query in ["", "harbour", "cocoa OR sugar", "harb*", "\"the harbour\""] {
            let facets = schema::facet_fields().collect();
            let request = Request { facets, ..hits_only(query) };
            engines.compare_answers(&request).unwrap_or_else(|error| panic!("{what}: {error}"));
        }
        let (one, other) = (folder.state().expect("a state"), cluster.state().expect("a state"));
        assert_eq!((one.articles, one.report), (other.articles, other.report), "{what}");
        let mut records = [folder.indexed_records(), UpdatableEngine::indexed_records(&cluster)]
            .map(|records| records.expect("records"));
        records.iter_mut().for_each(|records| records.sort_by(|a, b| a.id.cmp(&b.id)));
        assert_eq!(records[0], records[1], "{what}");
    };
    same_after("nothing");
    write(news.path(), "a.txt", &story("Harbour closed", "The harbour was closed for cocoa."));
    let two = [("One", "The harbour opened again."), ("Two", "Sugar rose in the harbour.")];
    let lines: String =
        two.iter().map(|(title, body)| line(json!({"title": title, "body": body}))).collect();
    write(news.path(), "b.jsonl", &lines);
    same_after("three articles");
    write(news.path(), "a.txt", &story("Harbour closed", "The harbour stayed closed for sugar."));
    same_after("a changed article");
    write(news.path(), "0.jsonl", &lines);
    same_after("duplicates");
    fs::remove_file(news.path().join("b.jsonl")).expect("a file");
    same_after("a removed file");
    fs::remove_file(news.path().join("0.jsonl")).expect("a file");
    same_after("the last copies removed");
    same_after("no change");
}

#[test]
fn what_was_not_committed_is_not_found_and_the_next_run_settles_it() {
    let Some(address) = new_address("interrupted") else { return };
    let news = tempfile::tempdir().expect("a folder");
    write(news.path(), "a.txt", &story("Harbour closed", "The harbour was closed for cocoa."));
    let cluster = open_cluster(&address);
    let roots = [news.path().to_path_buf()];
    update(&cluster, &roots, Extraction::Full);
    let before = ids_of(&cluster, "harbour");
    {
        // A run that ends before it commits: it removed the article and sent that to the cluster.
        let mut writer = cluster.open_writer(1, 0).expect("a writer");
        writer.remove_file(&news.path().join("a.txt").display().to_string());
        writer.finish().expect("an end");
    }
    assert_eq!(ids_of(&cluster, "harbour"), before);
    update(&cluster, &roots, Extraction::Full);
    assert_eq!(ids_of(&cluster, "harbour"), before);
    assert_eq!(search(&cluster, &hits_only("")).total, 1);
}

#[test]
fn one_process_writes_at_a_time() {
    let Some(address) = new_address("lock") else { return };
    let cluster = open_cluster(&address);
    let writer = cluster.open_writer(1, 0).expect("a writer");
    let busy = cluster.open_writer(1, 0).err().expect("refused");
    assert!(busy.to_string().contains("another morgue is writing"), "{busy}");
    drop(writer);
    drop(cluster.open_writer(1, 0).expect("the lock is given up"));
}

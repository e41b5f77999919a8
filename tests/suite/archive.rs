//! Tests on real news archives; skipped unless `MORGUE_DATA` names their folder.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use morgue::internals::article::schema::Field;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::request::{Filter, Request, Sort};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;

use crate::facets::compare;
use crate::harness::{
    assert_adds_up, data, hits_only, number, open, proptest_config, run, search, shared_folder,
    texts,
};
use crate::naive::{Naive, word};

/// An index of Reuters-21578, built once.
fn reuters(data: &Path) -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let index = shared_folder("reuters-index");
        let report = run(
            data,
            &["--index", index.to_str().expect("UTF-8"), "index", "reuters21578", "--json"],
        )
        .success();
        assert_adds_up(&report);
        assert_eq!(
            ["files", "records", "rejected"].map(|name| number(&report, name)),
            [22, 21_578, 1]
        );
        assert_eq!(number(&report, "articles") + number(&report, "duplicates"), 21_577);
        index
    })
}

/// The number of times a byte string occurs in a file.
fn occurrences(path: &Path, needle: &[u8]) -> u64 {
    let bytes = fs::read(path).expect("reads");
    memchr::memmem::find_iter(&bytes, needle).count() as u64
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn reports_account_for_every_file_and_record() {
    let Some(data) = data() else { return };
    let index = shared_folder("archives-index");
    let index = index.to_str().expect("UTF-8");
    let update = || {
        run(
            &data,
            &[
                "--index",
                index,
                "index",
                "reuters21578",
                "seed",
                "bbc",
                "articles.jsonl.zst",
                "--json",
            ],
        )
        .success()
    };
    let first = update();
    assert_adds_up(&first);

    // The same files and records counted independently.
    let stories: u64 =
        files(&data.join("reuters21578")).iter().map(|file| occurrences(file, b"<REUTERS ")).sum();
    let (readme, texts): (Vec<_>, Vec<_>) = files(&data.join("bbc"))
        .into_iter()
        .partition(|file| file.file_name().is_some_and(|name| name == "README.TXT"));
    let mut lines = String::new();
    let compressed = fs::File::open(data.join("articles.jsonl.zst")).expect("opens");
    zstd::stream::Decoder::new(compressed)
        .expect("zstd")
        .read_to_string(&mut lines)
        .expect("reads");
    let lines = lines.lines().filter(|line| !line.trim().is_empty()).count() as u64;
    let sgml = files(&data.join("reuters21578")).len() as u64;
    assert_eq!(number(&first, "records"), stories + texts.len() as u64 + lines + 1);
    assert_eq!(number(&first, "files"), sgml + (texts.len() + readme.len()) as u64 + 2);
    assert_eq!(number(&first, "files_ignored"), readme.len() as u64);
    assert_eq!(["files_rejected", "rejected"].map(|name| number(&first, name)), [0, 1]);

    // One Reuters record, NEWID 12793, has no text at all.
    let rejection = &first["rejections"][0];
    assert!(
        rejection["path"].as_str().is_some_and(|path| path.ends_with("reuters21578/reut2-012.sgm"))
    );
    assert_eq!(
        (number(rejection, "record"), rejection["reason"].as_str()),
        (793, Some("record has no text"))
    );

    let second = update();
    assert_adds_up(&second);
    assert_eq!(
        ["files_read", "bytes_read", "added", "updated", "removed"].map(|n| number(&second, n)),
        [0; 5]
    );
    assert_eq!(number(&second, "files_unchanged"), number(&first, "files_read"));
    for key in ["files", "records", "articles", "duplicates", "rejected", "rejections"] {
        assert_eq!(first[key], second[key], "{key}");
    }
    let all = run(&data, &["--index", index, "search", "--json", "-n", "0"]).success();
    assert_eq!(number(&all, "total"), number(&first, "articles"));
    let status = run(&data, &["--index", index, "status", "--json"]).success();
    assert_eq!(status["rejections"], first["rejections"]);
}

#[test]
fn counts_on_reuters_equal_brute_force() {
    let Some(data) = data() else { return };
    let mut naive = Naive::read(&[data.join("reuters21578")]);
    let index = reuters(&data);
    let engine = open(index);
    naive.load_stories(&engine);
    assert_eq!(engine.state().expect("a state").articles, naive.articles.len() as u64);

    // First one search through the program itself.
    let cocoa = word("cocoa");
    let brazil = Filter { field: Field::Places, value: "place/3469034".into(), exclude: false };
    let counted = naive.counts(&cocoa, &Request { filters: vec![brazil], ..Request::default() });
    let index = index.to_str().expect("UTF-8");
    let answer = run(
        &data,
        &["--index", index, "search", "cocoa", "--place", "brazil", "-n", "100", "--json"],
    )
    .success();
    assert!(number(&answer, "total") > 5);
    assert_eq!(number(&answer, "total"), counted.ids.len() as u64);
    assert_eq!(texts(&answer["hits"], "id").into_iter().collect::<BTreeSet<_>>(), counted.ids);
    for (facet, field) in
        [("places", Field::Places), ("topics", Field::Topics), ("people", Field::People)]
    {
        for value in answer["facets"][facet].as_array().expect("values") {
            let key = value["value"].as_str().expect("a value");
            assert_eq!(number(value, "count"), counted.facets[&field][key], "{value}");
        }
    }

    let mut runner = TestRunner::new(proptest_config(60));
    runner
        .run(&any::<u64>(), |seed| compare(&engine, &naive, 100, seed).map(drop))
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn pages_on_reuters_hold_every_hit_exactly_once() {
    let Some(data) = data() else { return };
    let engine = open(reuters(&data));
    for (query, sort) in
        [("oil OR trade", Sort::Relevance), ("oil OR trade", Sort::Newest), ("trade", Sort::Oldest)]
    {
        let mut request = Request { sort: Some(sort), limit: 700, ..hits_only(query) };
        let (mut ids, mut total) = (Vec::new(), 0);
        loop {
            let answer = search(&engine, &request);
            assert!(answer.warnings.is_empty(), "{:?}", answer.warnings);
            ids.extend(answer.hits.into_iter().map(|hit| hit.document.id));
            total = total.max(answer.total);
            match answer.next {
                Some(next) => request.after = Some(next),
                None => break,
            }
        }
        assert!(total > 1000, "{query} finds {total}");
        assert_eq!(ids.len() as u64, total, "{query} {sort:?}");
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len() as u64, total, "{query} {sort:?}");
    }
}

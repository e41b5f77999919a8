//! Random queries to an archive on a cluster and to the same archive in a folder.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use super::compare::Engines;
use super::{new_address, open_cluster, update};
use crate::harness::{Random, data, proptest_config, sample};
use crate::naive::{Naive, NaiveQuery};
use crate::operators::invented_archive;

/// Compares random queries to an archive of these roots.
fn compare(name: &str, roots: &[PathBuf], extraction: Extraction, cases: u32) {
    let Some(address) = new_address(name) else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let in_folder = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let on_cluster = open_cluster(&address);
    let mut report = update(&in_folder, roots, extraction);
    let mut same = update(&on_cluster, roots, extraction);
    (report.seconds, same.seconds) = (0.0, 0.0);
    assert_eq!(report, same);
    let naive = Naive::read(roots);
    let labels_only = extraction == Extraction::LabelsOnly;
    let engines = Engines { folder: &in_folder, cluster: &on_cluster, same_scores: labels_only };
    let result = TestRunner::new(Config { cases, ..proptest_config(cases) }).run(
        &any::<u64>().no_shrink(),
        |seed| {
            let mut dice = Random(seed | 1);
            let query = NaiveQuery::random(&naive, &mut dice, 2).to_string();
            let compared = catch_unwind(AssertUnwindSafe(|| engines.compare(&query, &mut dice)));
            compared.unwrap_or_else(|_| Err(TestCaseError::fail(format!("`{query}` panics"))))
        },
    );
    result.unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn a_cluster_answers_as_a_folder_does() {
    compare("sample", &[sample()], Extraction::Full, 250);
}

#[test]
fn a_cluster_without_names_of_its_own_answers_as_a_folder_does() {
    // No text of these is there twice, so that no article is replaced, and scores are equal.
    let roots = ["agency", "desk", "gazette"].map(|folder| sample().join(folder));
    compare("labels", &roots, Extraction::LabelsOnly, 150);
}

#[test]
fn a_cluster_answers_on_small_articles_as_a_folder_does() {
    for number in 0..2 {
        let archive = invented_archive(number);
        compare("invented", &[archive.news()], Extraction::Full, 150);
    }
}

#[test]
fn a_cluster_answers_on_real_news_as_a_folder_does() {
    let Some(data) = data() else { return };
    let roots = ["reut2-000.sgm", "reut2-001.sgm"].map(|name| data.join("reuters21578").join(name));
    compare("reuters", &roots, Extraction::Full, 60);
}

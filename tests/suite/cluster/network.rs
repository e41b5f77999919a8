//! A network that is cut while an archive is written and searched, and clusters that are reached by TLS with a
//! password.

use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::planner;

use super::proxy::{self, Network, tls_file};
use super::{new_address, open_cluster, update};
use crate::harness::{
    Archive, RunOutput, TODAY, hits_only, morgue, number, output_of, sample, search, story,
};

/// Splits an address into the first node and the name of the archive.
fn node_and_name(address: &str) -> (String, String) {
    let rest = address.trim_start_matches("opensearch+http://");
    let (hosts, name) = rest.split_once('/').expect("a name");
    (hosts.split(',').next().expect("a host").to_owned(), name.to_owned())
}

/// Returns what a query finds: the ids of all hits.
fn found(engine: &dyn Engine, query: &str) -> Vec<String> {
    let answer = search(engine, &hits_only(query));
    assert!(answer.exact, "{:?}", answer.warnings);
    answer.hits.iter().map(|hit| hit.document.id.clone()).collect()
}

#[test]
fn nothing_is_lost_where_the_network_is_cut() {
    let Some(address) = new_address("cut") else { return };
    let index = tempfile::tempdir().expect("a folder");
    let folder = TantivyEngine::open_or_create(index.path()).expect("an index");
    let mut expected = update(&folder, &[sample()], Extraction::Full);
    let (node, name) = node_and_name(&address);
    let network = Arc::new(Network::default());
    let port = proxy::cutting(&node, &network);
    let cluster = open_cluster(&format!("opensearch+http://127.0.0.1:{port}/{name}"));

    // Each connection ends after so many bytes, in the middle of a request or of an answer, and now and then
    // nothing gets through for a while.
    let is_over = AtomicBool::new(false);
    network.bytes.store(20_000, Ordering::Relaxed);
    let mut report = std::thread::scope(|scope| {
        scope.spawn(|| {
            let sizes = [30_000, 400_000, 90_000, 2_000_000, 7_000_000];
            for bytes in sizes.iter().cycle() {
                if is_over.load(Ordering::Relaxed) {
                    break;
                }
                network.bytes.store(*bytes, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(300));
                network.is_down.store(true, Ordering::Relaxed);
                std::thread::sleep(Duration::from_millis(60));
                network.is_down.store(false, Ordering::Relaxed);
            }
            network.bytes.store(0, Ordering::Relaxed);
        });
        let report = update(&cluster, &[sample()], Extraction::Full);
        is_over.store(true, Ordering::Relaxed);
        report
    });
    assert!(network.cuts.load(Ordering::Relaxed) > 3, "the network was cut");
    (report.seconds, expected.seconds) = (0.0, 0.0);
    assert_eq!(report, expected);
    let state = |engine: &dyn Engine| engine.state().expect("a state");
    assert_eq!(state(&cluster).articles, state(&folder).articles);
    assert_eq!(state(&cluster).stories, state(&folder).stories);
    let queries = ["the NEAR/3 of", "place:*", "person:*"];
    let sorted = |engine: &dyn Engine, query: &str| {
        let mut ids = found(engine, query);
        ids.sort();
        ids
    };
    for query in queries {
        let (one, other) =
            (search(&folder, &hits_only(query)), search(&cluster, &hits_only(query)));
        assert_eq!(one.total, other.total, "{query}");
    }

    // While it is searched.
    let expected: Vec<_> = queries.map(|query| sorted(&cluster, query)).into();
    std::thread::scope(|scope| {
        let searches = scope.spawn(|| {
            for round in 0..12 {
                let at = round % queries.len();
                assert_eq!(sorted(&cluster, queries[at]), expected[at]);
            }
        });
        while !searches.is_finished() {
            network.bytes.store(20_000, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(300));
            network.is_down.store(true, Ordering::Relaxed);
            std::thread::sleep(Duration::from_millis(60));
            network.is_down.store(false, Ordering::Relaxed);
            network.bytes.store(0, Ordering::Relaxed);
            // Time for a search, on a busy machine too.
            std::thread::sleep(Duration::from_secs(3));
        }
        network.bytes.store(0, Ordering::Relaxed);
        network.is_down.store(false, Ordering::Relaxed);
    });

    // A network that stays away is an error in plain words, and no answer without articles.
    network.is_down.store(true, Ordering::Relaxed);
    let budget =
        Budget { deadline: Some(Instant::now() + Duration::from_millis(500)), ..Budget::default() };
    let plan = planner::plan(&cluster, &hits_only("harbour"), TODAY, &budget);
    let failed = plan.and_then(|planned| cluster.search(&planned.plan)).expect_err("no answer");
    assert!(failed.to_string().contains("cannot reach the cluster"), "{failed}");
}

/// Runs the program with credentials.
fn run_as(folder: &Path, arguments: &[&str], credentials: &[(&str, &str)]) -> RunOutput {
    let mut command = morgue(folder);
    for name in ["USER", "PASSWORD", "TOKEN", "CA"] {
        command.env_remove(format!("MORGUE_CLUSTER_{name}"));
    }
    for (name, value) in credentials {
        command.env(format!("MORGUE_CLUSTER_{name}"), value);
    }
    output_of(command.args(arguments))
}

#[test]
fn a_cluster_is_reached_by_tls_with_a_password_or_a_token() {
    let Some(address) = new_address("tls") else { return };
    let (node, name) = node_and_name(&address);
    // `archivist:letmein` as HTTP sends it.
    let port = proxy::guarding(&node, &["Basic YXJjaGl2aXN0OmxldG1laW4=", "Bearer T0KEN"]);
    let archive = Archive::new();
    let news = archive.news();
    let text = "LONDON, March 4, 2016 (CP) - Cocoa rose at the harbour.";
    fs::write(news.join("a.txt"), story("Cocoa rose", text)).expect("a file");
    let (index, folder) =
        (format!("opensearch+https://127.0.0.1:{port}/{name}"), news.display().to_string());
    let path = |name: &str| tls_file(name).display().to_string();
    let (authority, stranger) = (path("authority.pem"), path("stranger.pem"));
    let by_password = [("USER", "archivist"), ("PASSWORD", "letmein"), ("CA", authority.as_str())];
    let by_token = [("TOKEN", "T0KEN"), ("CA", authority.as_str())];
    let indexing = ["index", folder.as_str(), "--json", "--index", index.as_str()];
    let indexed = run_as(&news, &indexing, &by_password).success();
    assert_eq!(number(&indexed, "articles"), 1, "{indexed}");
    let searching = ["search", "harbour", "--json", "--index", index.as_str()];
    let answer = run_as(&news, &searching, &by_token).success();
    assert_eq!(number(&answer, "total"), 1, "{answer}");

    let wrong = [("USER", "archivist"), ("PASSWORD", "guessed"), ("CA", authority.as_str())];
    let refused = run_as(&news, &searching, &wrong);
    refused.fails_with(&["does not know this user or token", "MORGUE_CLUSTER_PASSWORD"]);
    assert!(!refused.err.contains("guessed"), "{refused:?}");
    let strange = [("TOKEN", "T0KEN"), ("CA", stranger.as_str())];
    let trusted_by_nobody = [("TOKEN", "T0KEN")];
    for credentials in [&strange[..], &trusted_by_nobody] {
        let started = Instant::now();
        let refused = run_as(&news, &searching, credentials);
        refused.fails_with(&["certificate", "MORGUE_CLUSTER_CA"]);
        assert!(started.elapsed() < Duration::from_secs(3), "asking again does not help");
    }
}

//! A node that is killed while an archive is written and searched, and comes back.
//!
//! The test kills a node of the cluster that all tests share, so it runs by itself, and only where
//! `MORGUE_OPENSEARCH_SCRIPT` names the script that started the nodes.

use std::process::Command;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::search::engine::Engine;

use super::{new_address, open_cluster, update};
use crate::harness::{hits_only, sample, search};

/// The node that is killed: not the first one that is asked.
const VICTIM: &str = "3";

fn script(arguments: &[&str]) {
    let script = std::env::var("MORGUE_OPENSEARCH_SCRIPT").expect("a script");
    let status = Command::new(script).args(arguments).status().expect("the script runs");
    assert!(status.success(), "{arguments:?}");
}

/// Waits until all shards and their copies are there.
fn wait_until_whole(address: &str) {
    let host = address.trim_start_matches("opensearch+http://").split([',', '/']).next();
    let health = "_cluster/health?wait_for_status=green&wait_for_nodes=3&timeout=100s";
    let url = format!("http://{}/{health}", host.expect("a host"));
    let answer = Command::new("curl").args(["-s", &url]).output().expect("curl runs");
    let answer = String::from_utf8_lossy(&answer.stdout).into_owned();
    assert!(answer.contains("\"status\":\"green\""), "{answer}");
}

#[test]
#[ignore = "kills a node that other tests use: run it alone, with `--ignored`"]
fn nothing_is_lost_when_a_node_is_killed() {
    let Some(address) = new_address("faults") else { return };
    let index = tempfile::tempdir().expect("a folder");
    let folder = TantivyEngine::open_or_create(index.path()).expect("an index");
    update(&folder, &[sample()], Extraction::Full);
    let expected = search(&folder, &hits_only("the NEAR/3 of")).total;

    // While it is written.
    let cluster = open_cluster(&address);
    wait_until_whole(&address);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            std::thread::sleep(Duration::from_millis(300));
            script(&["kill", VICTIM]);
        });
        update(&cluster, &[sample()], Extraction::Full);
    });
    let count = |engine: &dyn Engine| engine.state().expect("a state").articles;
    assert_eq!(count(&cluster), count(&folder));
    assert_eq!(search(&cluster, &hits_only("the NEAR/3 of")).total, expected);
    script(&["node", VICTIM]);
    wait_until_whole(&address);

    // While it is searched.
    let (is_over, searches) = (AtomicBool::new(false), AtomicU64::new(0));
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !is_over.load(Ordering::Relaxed) {
                assert_eq!(search(&cluster, &hits_only("the NEAR/3 of")).total, expected);
                searches.fetch_add(1, Ordering::Relaxed);
            }
        });
        std::thread::sleep(Duration::from_millis(500));
        script(&["kill", VICTIM]);
        std::thread::sleep(Duration::from_secs(5));
        is_over.store(true, Ordering::Relaxed);
    });
    assert!(searches.load(Ordering::Relaxed) > 10);
    script(&["node", VICTIM]);
    wait_until_whole(&address);
    assert_eq!(search(&cluster, &hits_only("the NEAR/3 of")).total, expected);
}

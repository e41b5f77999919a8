//! Compares archives on a real cluster with the same archives in folders.
//!
//! `MORGUE_OPENSEARCH` names the nodes, as `tests/cluster/nodes.sh start` prints them. Without it
//! the tests are skipped, unless `MORGUE_REQUIRE_OPENSEARCH` is set.

mod commands;
mod compare;
mod corrections;
mod faults;
mod network;
mod parity;
mod proxy;
mod stories;
mod updates;
mod workers;

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use morgue::internals::corpus::report::Report;
use morgue::internals::engine::opensearch::{ClusterAccess, ClusterAddress, OpenSearchEngine};
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::ingest::job::Job;
use morgue::internals::ingest::pipeline;
use morgue::internals::ingest::progress::Progress;
use morgue::internals::search::engine::UpdatableEngine;

use crate::harness::{assert_balanced, job};

/// Returns an address for a new archive on the test's nodes; `None` where there are none.
pub fn new_address(name: &str) -> Option<String> {
    static NUMBER: AtomicUsize = AtomicUsize::new(0);
    match std::env::var("MORGUE_OPENSEARCH") {
        Ok(nodes) => {
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            Some(format!("{nodes}/{name}-{}-{number}", std::process::id()))
        }
        Err(_) => {
            assert!(
                std::env::var_os("MORGUE_REQUIRE_OPENSEARCH").is_none(),
                "MORGUE_OPENSEARCH names no nodes: see tests/cluster/nodes.sh"
            );
            println!("skipped: no OpenSearch");
            None
        }
    }
}

/// Opens or makes the archive at an address.
pub fn open_cluster(address: &str) -> OpenSearchEngine {
    let address = ClusterAddress::parse(address).expect("an address");
    OpenSearchEngine::open_or_create(&address, &ClusterAccess::default()).expect("an archive")
}

/// Updates an archive from these roots.
pub fn update(engine: &dyn UpdatableEngine, roots: &[PathBuf], extraction: Extraction) -> Report {
    let writer = engine.open_writer(1, 16 << 20).expect("a writer");
    let (manifest, damage) = engine.manifest_for_update().expect("a manifest");
    assert!(damage.is_none(), "{damage:?}");
    let job = Job { extraction, ..job(Path::new("no-index-in-a-folder"), roots) };
    let report = pipeline::run(writer, manifest, &job, &Progress::default()).expect("a report");
    engine.refresh().expect("a refresh");
    assert_balanced(&report);
    report
}

//! A program that watches folders beside a test.

use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::harness::{Archive, command, number};

/// Time after which a change counts as lost: far above what it takes.
const LIMIT: Duration = Duration::from_secs(300);

/// A program that watches the news of an archive until this is dropped.
pub struct Watching(Child);

impl Drop for Watching {
    fn drop(&mut self) {
        self.0.kill().expect("ends");
        self.0.wait().expect("ends");
    }
}

/// Starts a program that watches the news of an archive.
pub fn watch(archive: &Archive) -> Watching {
    let mut command = command(archive.folder());
    command.args(["index", "news", "--watch", "--quiet"]).stderr(Stdio::null());
    Watching(command.spawn().expect("the program runs"))
}

/// Waits until a search finds this many articles; returns how long that took.
///
/// # Panics
/// Panics when that takes too long.
pub fn wait_for(archive: &Archive, query: &str, articles: u64) -> Duration {
    let started = Instant::now();
    let mut found = None;
    while started.elapsed() < LIMIT {
        let ran = archive.run(&["search", query, "--json", "--facets", "none"]);
        found = (ran.code < 2).then(|| number(&ran.json(), "total"));
        if found == Some(articles) {
            return started.elapsed();
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("{found:?} articles for `{query}`, not {articles}");
}

//! What a reader notices of commits: one client asks in a row while `morgue index` adds articles one by one
//! beside the server, each in a commit of its own.
//!
//! `MORGUE_DATA=... cargo bench --bench commits`. `MORGUE_ARTICLES` (8000) is the size of the recombined
//! archive, `MORGUE_COMMITS` (40) the number of commits. Memory is anonymous.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::string_slice,
    dead_code,
    missing_docs
)]

#[path = "common/mod.rs"]
mod common;
#[path = "../tests/suite/harness.rs"]
mod harness;
#[path = "common/recombined.rs"]
mod recombined;
#[path = "../tests/suite/test_server.rs"]
mod test_server;

use std::process::Stdio;
use std::time::{Duration, Instant};

use common::{median, milliseconds, percentile, setting};
use harness::{Archive, command};
use recombined::Source;
use test_server::TestServer;

/// What the client asks for in turns: all articles with every facet, and a page of hits. The first tells
/// by its total whether a commit is seen.
const REQUESTS: [&str; 2] = ["/api/search?limit=10", "/?q=oil"];

/// Rounds of both requests before the first commit.
const QUIET_ROUNDS: usize = 100;

/// Commits after which the memory is compared with the memory at the end.
const FIRST_COMMITS: usize = 10;

fn main() {
    let Some(data) = common::data() else { return };
    let source = Source::read(&data);
    let (articles, commits) =
        (setting("MORGUE_ARTICLES", 8000) as usize, setting("MORGUE_COMMITS", 40) as usize);
    let archive = Archive::new();
    source.write(&archive, articles);
    index(&archive);
    let server = TestServer::start(archive.folder(), &["serve"]);
    let mut client = Client { server: &server, times: Vec::new(), total: 0 };
    (0..10).for_each(|_| drop(client.round()));
    let quiet: Vec<Duration> = (0..QUIET_ROUNDS).flat_map(|_| client.round()).collect();
    let (mut during, mut first, mut memory) = (Vec::new(), Vec::new(), Vec::new());
    for number in articles..articles + commits {
        // The text of an article may be that of another one, which makes it no new article.
        let body = format!("\"body\":\"Report {number}. ");
        let article = source.article(number).replacen("\"body\":\"", &body, 1);
        archive.write(&format!("{number}.jsonl"), article);
        client.watch_commit(&archive, &mut during, &mut first);
        memory.push(anonymous(server.process.id()));
    }
    row("without commits", &quiet);
    row("while a commit is made", &during);
    row("first answers after it", &first);
    let after = |commits: usize| memory.get(commits - 1).map_or(0, |bytes| bytes >> 20);
    println!(
        "{} MB of memory after {FIRST_COMMITS} commits, {} MB after {commits}",
        after(FIRST_COMMITS),
        after(commits)
    );
}

/// One reader.
struct Client<'s> {
    server: &'s TestServer,
    times: Vec<Duration>,
    total: u64,
}

impl Client<'_> {
    /// Sends each request once, and returns their times.
    fn round(&mut self) -> Vec<Duration> {
        self.times.clear();
        for path in REQUESTS {
            let started = Instant::now();
            let answer = self.server.get(path);
            self.times.push(started.elapsed());
            assert_eq!(answer.status, 200, "{path}");
            if path == REQUESTS[0] {
                self.total = answer.json()["total"].as_u64().expect("a total");
            }
        }
        self.times.clone()
    }

    /// Makes a commit, and asks until its article is there.
    fn watch_commit(
        &mut self,
        archive: &Archive,
        during: &mut Vec<Duration>,
        first: &mut Vec<Duration>,
    ) {
        let (before, started) = (self.total, Instant::now());
        let mut process = command(archive.folder())
            .args(["index", "news", "--quiet"])
            .stdout(Stdio::null())
            .spawn()
            .expect("the program runs");
        loop {
            let times = self.round();
            if self.total > before {
                first.extend(times);
                break;
            }
            during.extend(times);
            assert!(started.elapsed() < test_server::TIMEOUT, "the commit is not seen");
        }
        assert!(process.wait().expect("waits").success(), "`morgue index` failed");
    }
}

fn index(archive: &Archive) {
    let status = command(archive.folder())
        .args(["index", "news", "--quiet"])
        .stdout(Stdio::null())
        .status()
        .expect("the program runs");
    assert!(status.success(), "`morgue index` failed");
}

/// The anonymous memory of a process in bytes.
fn anonymous(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") << 10
}

fn row(name: &str, times: &[Duration]) {
    println!(
        "{name:<24} {:>6} requests, {:>6.1} ms median, {:>6.1} ms at the 99th percentile, {:>6.1} ms at most",
        times.len(),
        milliseconds(median(times)),
        milliseconds(percentile(times, 99)),
        milliseconds(percentile(times, 100)),
    );
}

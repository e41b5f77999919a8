//! A newsroom at work: mixed searches over HTTP from several clients against the real server.
//!
//! `MORGUE_DATA=... cargo bench --bench load`. By default the archive is Reuters-21578 and is indexed
//! first; `MORGUE_LOAD_INDEX` names an index that exists. `MORGUE_CLIENTS` (8) connections are kept open
//! for `MORGUE_SECONDS` (20). With `MORGUE_RATE` so many requests a second are due, and the time of each
//! counts from when it was due, also where it had to wait for the one before; without it every client
//! asks again at once. Clients and server share the machine.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    clippy::print_stderr,
    clippy::string_slice,
    dead_code,
    missing_docs
)]

#[path = "common/mod.rs"]
mod common;
#[path = "../tests/suite/harness.rs"]
mod harness;
#[path = "../tests/suite/test_server.rs"]
mod test_server;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::thread;
use std::time::{Duration, Instant};

use common::{Dice, setting};
use harness::{Archive, command};
use test_server::TestServer;

/// Names and words of each kind that searches are made of.
const VOCABULARY: &str = "limit=300";

/// The kinds of requests, each with how often it comes among a hundred.
const KINDS: [(&str, usize); 8] = [
    ("page of one word", 20),
    ("page of two words", 15),
    ("page with a filter", 20),
    ("page of a person and a month", 10),
    ("page of a phrase or NEAR", 10),
    ("answer of the API", 10),
    ("completion", 10),
    ("article", 5),
];

/// Words that a newsroom types.
const WORDS: [&str; 24] = [
    "oil",
    "dollar",
    "trade",
    "bank",
    "wheat",
    "coffee",
    "merger",
    "strike",
    "tax",
    "budget",
    "court",
    "ship",
    "gold",
    "interest",
    "minister",
    "agreement",
    "profit",
    "exports",
    "debt",
    "farm",
    "steel",
    "talks",
    "deficit",
    "cocoa",
];

fn main() {
    let (archive, index) = (Archive::new(), std::env::var_os("MORGUE_LOAD_INDEX"));
    let index = match index.map(PathBuf::from) {
        Some(index) => index,
        None => {
            let Some(data) = common::data() else { return };
            build(&archive, &data.join("reuters21578"))
        }
    };
    let index = index.to_str().expect("UTF-8");
    let server = TestServer::start(archive.folder(), &["--index", index, "serve"]);
    let vocabulary = Vocabulary::of(&server);
    let (clients, seconds) = (setting("MORGUE_CLIENTS", 8), setting("MORGUE_SECONDS", 20));
    let rate = setting("MORGUE_RATE", 0);
    // What is read once and kept, such as completions, is not measured.
    run(&server, &vocabulary, clients, Duration::from_secs(3), 0);
    let cpu = cpu_seconds(server.process.id());
    let started = Instant::now();
    let times = run(&server, &vocabulary, clients, Duration::from_secs(seconds), rate);
    let elapsed = started.elapsed().as_secs_f64();
    let cpu = cpu_seconds(server.process.id()) - cpu;
    report(times, elapsed, cpu);
}

fn build(archive: &Archive, source: &Path) -> PathBuf {
    let source = source.to_str().expect("UTF-8");
    let started = Instant::now();
    let status = command(archive.folder())
        .args(["index", source, "--quiet"])
        .stdout(Stdio::null())
        .status()
        .expect("the program runs");
    assert!(status.success(), "`morgue index {source}` failed");
    println!("indexed in {:.0} s", started.elapsed().as_secs_f64());
    archive.index()
}

/// CPU time of a process in seconds.
fn cpu_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("Linux");
    let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
    fields[11..13].iter().map(|ticks| ticks.parse::<f64>().expect("ticks")).sum::<f64>() / 100.0
}

/// What requests are made of.
struct Vocabulary {
    people: Vec<String>,
    places: Vec<String>,
    topics: Vec<String>,
    /// Months of the newest articles.
    months: Vec<String>,
    articles: Vec<String>,
}

impl Vocabulary {
    fn of(server: &TestServer) -> Self {
        let values = |field: &str| -> Vec<String> {
            let answer = server.get(&format!("/api/facets/{field}?{VOCABULARY}")).json();
            harness::texts(&answer["values"], "value")
        };
        let answer = server.get("/api/search?limit=500&facets=none").json();
        let dated = answer["hits"].as_array().into_iter().flatten();
        let months = dated
            .filter_map(|hit| hit["published"]["from"].as_str())
            .map(|day| day[..7].to_owned());
        let mut months: Vec<String> = months.collect();
        months.dedup();
        Self {
            people: values("people"),
            places: values("places"),
            topics: values("topics"),
            months,
            articles: harness::texts(&answer["hits"], "id"),
        }
    }

    /// A request of a kind.
    fn request(&self, kind: usize, dice: &mut Dice) -> String {
        let (one, other) = (*dice.pick(&WORDS), *dice.pick(&WORDS));
        match kind {
            0 => format!("/?q={one}"),
            1 => format!("/?q={one}+{other}"),
            2 => {
                let (name, values) = if dice.roll(2) == 0 {
                    ("place", &self.places)
                } else {
                    ("topic", &self.topics)
                };
                format!("/?q={one}&{name}={}", encoded(dice.pick::<String>(values)))
            }
            3 => {
                let (person, month) = (dice.pick(&self.people), dice.pick(&self.months));
                format!("/?person={}&since={month}&until={month}", encoded(person))
            }
            4 if dice.roll(2) == 0 => format!("/?q=%22{one}+{other}%22"),
            4 => format!("/?q={one}+NEAR%2F5+{other}"),
            5 => format!("/api/search?q={one}+-{other}&sort=newest"),
            6 => format!("/api/complete?q={}", &one[..3]),
            _ => format!("/article/{}?q={one}", dice.pick(&self.articles)),
        }
    }
}

fn encoded(value: &str) -> String {
    value
        .replace('%', "%25")
        .replace('/', "%2F")
        .replace(' ', "%20")
        .replace('&', "%26")
        .replace(':', "%3A")
}

/// The kind and the time of each request.
type Times = Vec<(usize, Duration)>;

fn run(
    server: &TestServer,
    vocabulary: &Vocabulary,
    clients: u64,
    time: Duration,
    rate: u64,
) -> Times {
    let started = Instant::now();
    thread::scope(|scope| {
        let clients = (0..clients).map(|client| {
            scope.spawn(move || {
                let (mut dice, mut connection) = (Dice::new(client + 1), Connection::open(server));
                let (mut times, mut asked) = (Vec::new(), 0);
                while started.elapsed() < time {
                    let due = match rate {
                        0 => Instant::now(),
                        // The clients take turns.
                        rate => {
                            started
                                + Duration::from_secs_f64(
                                    (asked * clients + client) as f64 / rate as f64,
                                )
                        }
                    };
                    thread::sleep(due.saturating_duration_since(Instant::now()));
                    let kind = kind(&mut dice);
                    connection.get(&vocabulary.request(kind, &mut dice));
                    times.push((kind, due.elapsed()));
                    asked += 1;
                }
                times
            })
        });
        let clients: Vec<_> = clients.collect();
        clients.into_iter().flat_map(|client| client.join().expect("a client")).collect()
    })
}

fn kind(dice: &mut Dice) -> usize {
    let mut at = dice.roll(KINDS.iter().map(|(_, share)| share).sum());
    let is_it = |(_, share): &(&str, usize)| {
        let found = at < *share;
        at = at.saturating_sub(*share);
        found
    };
    KINDS.iter().position(is_it).expect("a kind")
}

fn report(mut times: Times, elapsed: f64, cpu: f64) {
    let count = times.len();
    println!(
        "{:<30} {:>8} {:>8} {:>8} {:>8} {:>8}",
        "", "requests", "p50 ms", "p90 ms", "p99 ms", "most ms"
    );
    for (kind, (name, _)) in KINDS.iter().enumerate() {
        row(
            name,
            times.iter().filter(|(other, _)| *other == kind).map(|(_, time)| *time).collect(),
        );
    }
    row("all", times.drain(..).map(|(_, time)| time).collect());
    println!(
        "{:.0} requests a second, {:.1} ms of the server's CPU time each",
        count as f64 / elapsed,
        cpu / count as f64 * 1e3
    );
}

fn row(name: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |share: f64| {
        let index = (times.len() as f64 * share) as usize;
        times
            .get(index.min(times.len().saturating_sub(1)))
            .map_or(0.0, |time| time.as_secs_f64() * 1e3)
    };
    println!(
        "{name:<30} {:>8} {:>8.1} {:>8.1} {:>8.1} {:>8.1}",
        times.len(),
        at(0.5),
        at(0.9),
        at(0.99),
        at(1.0)
    );
}

/// A connection that is kept open, as browsers do.
struct Connection {
    address: String,
    stream: BufReader<TcpStream>,
}

impl Connection {
    fn open(server: &TestServer) -> Self {
        Self { address: server.address.clone(), stream: BufReader::new(server.connect()) }
    }

    /// Sends a request and reads the answer to its end.
    fn get(&mut self, path: &str) {
        let host = &self.address;
        let head = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\n\r\n");
        self.stream.get_mut().write_all(head.as_bytes()).expect("sends");
        let status = self.line();
        assert!(status.contains(" 200 "), "{path}: {status}");
        let (mut length, mut is_chunked) = (0, false);
        loop {
            let line = self.line().to_ascii_lowercase();
            match line.split_once(": ") {
                None => break,
                Some(("content-length", value)) => length = value.parse().expect("a length"),
                Some(("transfer-encoding", value)) => is_chunked = value == "chunked",
                Some(_) => {}
            }
        }
        if !is_chunked {
            return self.skip(length);
        }
        loop {
            let size = usize::from_str_radix(&self.line(), 16).expect("a size");
            self.skip(size + 2);
            if size == 0 {
                break;
            }
        }
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.stream.read_line(&mut line).expect("a line");
        line.trim_end().to_owned()
    }

    fn skip(&mut self, bytes: usize) {
        let copied =
            std::io::copy(&mut self.stream.by_ref().take(bytes as u64), &mut std::io::sink());
        assert_eq!(copied.expect("a body"), bytes as u64);
    }
}

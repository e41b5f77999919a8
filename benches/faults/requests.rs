//! Requests to a server: mutated ones, and expensive ones beside plain ones.

use std::io::{Read as _, Write as _};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use crate::harness::{Archive, Random, line, sample_index};
use crate::test_server::TestServer;

/// Time that a request may take.
const LONGEST: Duration = Duration::from_secs(10);

/// Articles of the archive that is searched under load.
const ARTICLES: usize = 20_000;

/// Expensive searches at a time.
const EXPENSIVE: usize = 40;

/// Requests that are mutated.
const SEEDS: [&str; 12] = [
    "/api/search?q=cocoa+OR+rain&people=person%2Famara-okafor&sort=newest&limit=5&offset=10",
    "/api/search?q=title%3Aflood&from=1987-03&to=1988&after=relevance.9d2b3da56d71891b.40a434ed%3A1",
    "/api/search?q=(s%3Fow*+NEAR%2F5+rain)&facets=people,places&collapse=stories&timeout=1",
    "/api/facets/people?q=cocoa&match=okafor&limit=10&offset=3",
    "/api/complete?q=person%3Aok",
    "/api/articles/sjc2c5a423kt5pd7",
    "/api/export?q=cocoa&format=ris",
    "/api/status",
    "/?q=cocoa&places=place%2Fafrica&not=topic%2Fsport&page=2",
    "/article/sjc2c5a423kt5pd7?q=cocoa",
    "/diff/sjc2c5a423kt5pd7/sjc2c5a423kt5pd7",
    "/export.csv?q=%22the+river%22~3",
];

/// Pieces that mean something in an address.
const TOKENS: [&str; 16] = [
    "%",
    "%00",
    "%ff",
    "%0d%0aX-A:%20b",
    "&",
    "&&",
    "=",
    "..%2f..%2f",
    "/../",
    "?",
    "+",
    "%22",
    "<script>",
    "18446744073709551616",
    "-1",
    "é",
];

/// Sends mutated requests for this time. None may crash the server, give an error of the server, or
/// send a header of the client's back.
pub fn fuzz(time: Duration) {
    let index = sample_index().to_str().expect("UTF-8");
    let server = TestServer::start(sample_index(), &["--index", index, "serve"]);
    let (started, mut random, mut sent) = (Instant::now(), Random(0x5eed), 0_u64);
    let mut by_status = std::collections::BTreeMap::new();
    while started.elapsed() < time {
        let mut path = random.pick(&SEEDS).to_string().into_bytes();
        for _ in 0..=random.below(6) {
            mutate(&mut path, &mut random);
        }
        let begun = Instant::now();
        let head = request(&server, &path);
        let status = head.split(' ').nth(1).unwrap_or_default().to_string();
        let shown = String::from_utf8_lossy(&path);
        assert!(!head.is_empty() && !status.starts_with("50"), "`{shown}` gave {head}");
        assert!(!head.to_ascii_lowercase().contains("\r\nx-a:"), "`{shown}` gave {head}");
        assert!(begun.elapsed() < LONGEST, "`{shown}` took {:?}", begun.elapsed());
        *by_status.entry(status).or_insert(0_u64) += 1;
        sent += 1;
    }
    println!("{sent} mutated requests, by status: {by_status:?}");
}

fn mutate(path: &mut Vec<u8>, random: &mut Random) {
    let at = 1 + random.below(path.len());
    let end = (at + 1 + random.below(12)).min(path.len());
    match random.below(5) {
        0 if at < path.len() => path[at] = 33 + random.below(94) as u8,
        1 if at < end => drop(path.drain(at..end)),
        2 if at < end => {
            let piece = path[at..end].repeat(1 + random.below(200));
            path.splice(at..at, piece);
        }
        3 => {
            let other = random.pick(&SEEDS).as_bytes();
            path.splice(at..at, other[random.below(other.len())..].iter().copied());
        }
        _ => drop(path.splice(at..at, random.pick(&TOKENS).bytes())),
    }
}

/// Sends a request and reads the answer to its end. Returns its head.
fn request(server: &TestServer, path: &[u8]) -> String {
    let mut stream = server.connect();
    let rest = format!(" HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", server.address);
    let sent = stream.write_all(&[b"GET ", path, rest.as_bytes()].concat());
    let mut answer = Vec::new();
    // A server that refuses an address closes the connection before it has read all.
    let read = stream.read_to_end(&mut answer);
    assert!(!answer.is_empty() || sent.is_err() || read.is_err(), "no answer");
    let end = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n").unwrap_or(answer.len());
    String::from_utf8_lossy(&answer[..end]).into_owned()
}

/// Measures a plain search alone and beside forty expensive ones.
pub fn load() {
    let archive = Archive::new();
    let mut random = Random(4);
    let lines: String = (0..ARTICLES).map(|number| article(number, &mut random)).collect();
    archive.write("news.jsonl", lines);
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let plain = "/api/search?q=river&facets=people";
    let expensive = "/api/search?q=(s*+NEAR%2F500+t*)+NEAR%2F500+a*";
    let alone = percentiles(&server, plain, 200);
    let (stop, done) = (AtomicBool::new(false), AtomicUsize::new(0));
    let beside = std::thread::scope(|scope| {
        for _ in 0..EXPENSIVE {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    server.get(expensive);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        std::thread::sleep(Duration::from_secs(2));
        let beside = percentiles(&server, plain, 200);
        stop.store(true, Ordering::Relaxed);
        beside
    });
    println!("{:<28} {:>9} {:>9}", "a plain search", "median", "95 %");
    for (name, [median, high]) in [("alone", alone), ("beside 40 expensive ones", beside)] {
        println!("{name:<28} {:>6.1} ms {:>6.1} ms", median * 1e3, high * 1e3);
    }
    println!("{} expensive searches ended meanwhile", done.into_inner());
}

fn article(number: usize, random: &mut Random) -> String {
    let words = ["river", "storm", "tide", "sand", "anchor", "tower", "salt", "ash", "stone"];
    let body: Vec<String> =
        (0..120).map(|_| format!("{}{}", random.pick(&words), random.below(40))).collect();
    let body = format!("The river rose. {}.", body.join(" "));
    line(serde_json::json!({ "title": format!("Flood {number}"), "body": body }))
}

/// The median and the 95th percentile of this many requests, one after the other, in seconds.
fn percentiles(server: &TestServer, path: &str, requests: usize) -> [f64; 2] {
    let mut seconds: Vec<f64> = (0..requests)
        .map(|_| {
            let begun = Instant::now();
            assert_eq!(server.get(path).status, 200);
            begun.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    [0.5, 0.95].map(|share| seconds[(requests as f64 * share) as usize])
}

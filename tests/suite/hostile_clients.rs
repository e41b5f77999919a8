//! The server in rough company: strangers, other sites, slow clients, and a signal to stop.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::process::Command;

use crate::harness::{Archive, on_sample, sample_index, story};
use crate::test_server::TestServer;

const TOKEN: &str = "a-token-of-16-letters";

/// Exports that run at a time.
const EXPORTS: usize = 8;

fn sample_server(listen: &str, arguments: &[&str]) -> TestServer {
    let index = sample_index().to_str().expect("UTF-8");
    let arguments = [&["--index", index, "serve"], arguments].concat();
    TestServer::start_on(listen, sample_index(), &arguments)
}

#[test]
fn an_address_that_others_can_reach_needs_a_token_or_a_decision() {
    on_sample(&["serve", "--listen", "0.0.0.0:0"]).fails_with(&["other machines", "--token"]);
    let short = on_sample(&["serve", "--token", "short"]);
    assert!(short.code == 2 && short.err.contains("at least 16"), "{short:?}");
    let server = sample_server("0.0.0.0:0", &["--public"]);
    assert_eq!(server.get("/api/search").status, 200);
}

#[test]
fn a_token_opens_the_archive_once_for_a_browser() {
    let server = sample_server("0.0.0.0:0", &["--token", TOKEN]);
    for path in
        ["/", "/api/search?q=cocoa", "/api/export", "/?token=another-token-of-16", "/nowhere"]
    {
        assert_eq!(server.get(path).status, 401, "{path}");
    }
    let bearer = format!("Host: a.example\r\nAuthorization: Bearer {TOKEN}\r\n");
    assert_eq!(server.get_with("/api/search", &bearer).status, 200);
    let response = server.get(&format!("/?q=cocoa&token={TOKEN}"));
    let headers = response.headers.to_ascii_lowercase();
    assert_eq!(response.status, 303);
    assert!(headers.contains("\r\nlocation: /?q=cocoa\r\n"), "{headers}");
    assert!(headers.contains("; httponly; samesite=strict"), "{headers}");
    let cookie = format!("Host: a.example\r\nCookie: a=b; morgue_token={TOKEN}\r\n");
    assert_eq!(server.get_with("/?q=cocoa", &cookie).status, 200);
    let again = server.get_with(&format!("/?token={TOKEN}"), &cookie);
    assert_eq!(again.status, 303, "a bookmark with the token works again");
}

#[test]
fn other_sites_cannot_ask_a_local_server() {
    let server = sample_server("127.0.0.1:0", &[]);
    let host = format!("Host: {}\r\n", server.address);
    let status = |headers: &str| server.get_with("/api/search?q=cocoa", headers).status;
    assert_eq!(status(&host), 200);
    assert_eq!(status(&format!("{host}Sec-Fetch-Site: same-origin\r\n")), 200);
    assert_eq!(
        status(&format!("{host}Sec-Fetch-Site: cross-site\r\nSec-Fetch-Mode: no-cors\r\n")),
        403
    );
    assert_eq!(status(&format!("{host}Origin: http://evil.example\r\n")), 403);
    assert_eq!(status("Host: evil.example\r\n"), 403);
    let page = server.get("/");
    assert!(page.headers.contains("frame-ancestors 'none'"), "{}", page.headers);
}

#[test]
fn a_request_that_does_not_end_is_dropped() {
    let server = sample_server("127.0.0.1:0", &[]);
    let mut stream = server.connect();
    stream.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ").expect("sends");
    let mut rest = Vec::new();
    // Ends when the server closes the connection; otherwise the read times out.
    stream.read_to_end(&mut rest).expect("the connection is closed");
    let mut stream = server.connect();
    // The server may answer before all of it is sent.
    let _ = write!(stream, "GET /?q={} HTTP/1.1\r\nHost: localhost\r\n\r\n", "a".repeat(100_000));
    let mut head = [0; 12];
    stream.read_exact(&mut head).expect("an answer");
    assert_eq!(&head, b"HTTP/1.1 414");
}

#[test]
fn exports_that_nobody_reads_leave_room_for_searches() {
    let archive = Archive::new();
    let body = "The river rose and took the bridge at the old mill with it. ".repeat(400);
    for number in 0..600 {
        archive.write(&format!("{number}.txt"), story(&format!("Flood {number}"), &body));
    }
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let stalled: Vec<TcpStream> = (0..EXPORTS)
        .map(|_| {
            let mut stream = server.connect();
            let host = &server.address;
            write!(stream, "GET /api/export HTTP/1.1\r\nHost: {host}\r\n\r\n").expect("sends");
            // The first byte shows that the export runs.
            stream.read_exact(&mut [0]).expect("an answer");
            stream
        })
        .collect();
    let refused = server.get("/api/export");
    assert_eq!((refused.status, refused.json()["status"].as_u64()), (503, Some(503)));
    assert_eq!(server.get("/api/search?q=river").json()["total"], 600);
    drop(stalled);
    let started = std::time::Instant::now();
    while server.get("/api/export?q=nothing").status != 200 {
        assert!(started.elapsed().as_secs() < 60, "ended exports are counted");
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
}

#[test]
#[cfg(unix)]
fn a_signal_ends_the_server_in_order() {
    for signal in ["-TERM", "-HUP", "-INT"] {
        let mut server = sample_server("127.0.0.1:0", &[]);
        assert_eq!(server.get("/healthz").status, 200);
        let id = server.process.id().to_string();
        assert!(Command::new("kill").args([signal, &id]).status().expect("kill runs").success());
        assert_eq!(server.process.wait().expect("ends").code(), Some(0), "{signal}");
    }
}

#[test]
fn figures_are_there_for_prometheus() {
    let server = sample_server("127.0.0.1:0", &[]);
    assert_eq!(server.get("/api/search?q=cocoa").status, 200);
    let page = server.get("/metrics");
    assert!(page.content_type().starts_with("application/openmetrics-text"), "{}", page.headers);
    for line in [
        "morgue_requests_total{status=\"200\"} 1",
        "morgue_request_seconds_count 1",
        "morgue_articles 68",
        "morgue_searches 1",
        "morgue_exports 0",
        "morgue_indexing_failed 0",
        "# EOF",
    ] {
        assert!(page.body.lines().any(|found| found == line), "no `{line}` in {}", page.body);
    }
}

#[test]
fn a_search_that_costs_too_much_ends_with_its_time() {
    let archive = Archive::new();
    let words = ["said", "told", "asked", "the", "state", "talks", "and", "trade", "sank", "aid"];
    let text: Vec<&str> = (0..6000).map(|at| words[at * at % words.len()]).collect();
    for number in 0..6 {
        archive.write(&format!("{number}.txt"), story(&format!("Talks {number}"), &text.join(" ")));
    }
    archive.update();
    let query = "((s* NEAR/500 t*) NEAR/500 a*) NEAR/500 (s* NEAR/500 t*)";
    let ran = archive.run(&["search", query, "--timeout", "0.1", "--json"]);
    assert_eq!(ran.json()["exact"], false, "{ran:?}");
    assert_eq!(archive.search(&["trade"])["exact"], true);
}

#[test]
fn an_update_that_fails_is_told_to_all_who_search() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    archive.remove("a.txt");
    let open = ["open", "news", "--no-browser"];
    let server = TestServer::start(archive.folder(), &open);
    let answer = server.wait_until("/api/search?q=river", |answer| answer["exact"] == false);
    let warning = answer["warnings"].to_string();
    assert!(warning.contains("last update") && warning.contains("empty or missing"), "{warning}");
    assert_eq!(answer["total"], 1);
    assert!(server.get("/?q=river").body.contains("the last update of the index failed"));
    assert!(server.get("/metrics").body.contains("morgue_indexing_failed 1"));
    let strangers = ["open", "news", "--no-browser", "--token", TOKEN];
    drop(server);
    let server = TestServer::start_on("0.0.0.0:0", archive.folder(), &strangers);
    let bearer = format!("Host: a.example\r\nAuthorization: Bearer {TOKEN}\r\n");
    let started = std::time::Instant::now();
    let page = loop {
        let page = server.get_with("/?q=river", &bearer).body;
        if page.contains("the last update of the index failed") {
            break page;
        }
        assert!(started.elapsed().as_secs() < 60, "{page}");
        std::thread::sleep(std::time::Duration::from_millis(20));
    };
    assert!(!page.contains(&*archive.folder().to_string_lossy()), "{page}");
}

//! Standing queries: what is new, by article and story; feeds, commands and webhooks; kills.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use ring::hmac;
use serde_json::{Value, json};

use crate::harness::{Archive, RunOutput, command, number, output_of, texts};
use crate::test_server::TestServer;

const SECRET: &str = "a secret of the desk";

/// A record of a line file about the water of an island.
fn record(id: &str, island: &str) -> String {
    let body = format!(
        "The water of {island} was safe to drink again on Friday, said the mayor of {island}, who \
         had drunk a glass of it before the market opened and another one after the {id} mass."
    );
    let title = format!("Water of {island} is safe");
    json!({"id": id, "title": title, "body": body, "agency": "MNA", "date": "2016-03-05"})
        .to_string()
        + "\n"
}

fn archive() -> Archive {
    let archive = Archive::with_files(&[("a.jsonl", &record("first", "Corvo"))]);
    archive.update();
    archive
}

fn add(archive: &Archive, file: &str, id: &str, island: &str) {
    archive.write(file, record(id, island));
    archive.update();
}

/// Runs the watches and returns what each tells.
fn news(archive: &Archive) -> Vec<Value> {
    let run = archive.run(&["watch", "run", "--json"]);
    let lines: Vec<Value> =
        run.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(run.code, i32::from(lines.is_empty()), "{run:?}");
    lines
}

fn ids_of(news: &Value) -> Vec<String> {
    let stories = news["stories"].as_array().expect("stories");
    stories.iter().flat_map(|story| texts(&story["articles"], "id")).collect()
}

#[test]
fn a_run_tells_what_is_new_since_the_last() {
    let archive = archive();
    let added = archive.run(&["watch", "add", "water", "water", "OR", "wine"]);
    assert!(added.out.contains("1 article matches now and are not news"), "{added:?}");
    archive.run(&["watch", "add", "pico", "water", "--since", "2016", "--place", "Pico"]);
    assert!(news(&archive).is_empty());
    add(&archive, "b.jsonl", "second", "Flores");
    // An article that is older than all is news too.
    let old = record("old", "Pico").replace("2016-03-05", "1987-03-05");
    archive.write("c.jsonl", old);
    archive.update();
    let told = news(&archive);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["watch"], number(&told[0], "run")), (&json!("water"), 1));
    assert_eq!(number(&told[0], "articles"), 2);
    assert!(news(&archive).is_empty());
    let listed = archive.run(&["watch", "list"]);
    assert!(listed.out.contains("pico") && listed.out.contains("--place Pico"), "{listed:?}");
    // What is gone and comes back is no news.
    let bytes = fs::read(archive.path("b.jsonl")).expect("reads");
    archive.remove("b.jsonl");
    archive.update();
    assert!(news(&archive).is_empty());
    archive.write("b.jsonl", bytes);
    archive.update();
    assert!(news(&archive).is_empty());
    assert_eq!(archive.run(&["watch", "remove", "water"]).code, 0);
    archive.run(&["watch", "run", "water"]).did_not_panic();
    assert_eq!(archive.run(&["watch", "run", "water"]).code, 2);
}

#[test]
fn the_runs_together_find_what_a_search_finds() {
    let archive = Archive::new();
    archive.write(
        "empty.jsonl",
        record("wind", "Pico").replace("water", "wind").replace("Water", "Wind"),
    );
    archive.update();
    assert_eq!(archive.run(&["watch", "add", "water", "water", "--existing"]).code, 0);
    let mut told = Vec::new();
    for (at, island) in ["Corvo", "Flores", "Pico", "Faial", "Terceira"].iter().enumerate() {
        add(&archive, &format!("{at}.jsonl"), &format!("number {at}"), island);
        if at % 2 == 0 {
            told.extend(news(&archive).iter().flat_map(ids_of));
        }
    }
    told.sort();
    let mut found = texts(&archive.search(&["water"])["hits"], "id");
    found.sort();
    assert_eq!(told, found);
}

#[test]
fn a_copy_with_another_id_and_a_correction_are_told_as_what_they_are() {
    let first = "The ground shook for a minute at Horta before dawn and again at noon. Two men were hurt \
                 by a falling chimney at Capelo, the mayor said. Soldiers brought tents and bread to the \
                 island, and the ferry to Pico was full all day long.";
    let line = |title: &str, body: &str, day: u32| {
        let date = format!("2018-11-{day}");
        json!({"title": title, "agency": "MNA", "body": body, "date": date}).to_string() + "\n"
    };
    let archive = Archive::with_files(&[("a.jsonl", &line("Ground shakes at Horta", first, 14))]);
    archive.update();
    archive.run(&["watch", "add", "quake", "chimney"]);
    let known = texts(&archive.search(&["chimney"])["hits"], "id");
    // A copy whose id takes the place of the known one is no news.
    for copy in 0..100 {
        archive.write(
            "copy.jsonl",
            json!({"id": format!("copy {copy}"), "title": "Ground shakes at Horta", "agency": "MNA",
                   "body": first, "date": "2018-11-14"})
            .to_string(),
        );
        archive.update();
        if texts(&archive.search(&["chimney"])["hits"], "id") != known {
            break;
        }
    }
    assert!(news(&archive).is_empty());
    // A correction that does not match itself is told of the article that does.
    let corrected =
        first.replace("by a falling chimney", "when a wall fell").replace("Two", "Three");
    archive.write("b.jsonl", line("CORRECTED-Ground shakes at Horta", &corrected, 16));
    archive.update();
    let told = news(&archive);
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(number(&told[0], "articles"), 0);
    let correction = &told[0]["corrected"][0];
    assert_eq!(correction["title"], json!("CORRECTED-Ground shakes at Horta"), "{told:?}");
    assert!(news(&archive).is_empty());
    // One that matches is another version of a known story.
    archive.write(
        "c.jsonl",
        line("UPDATE 2-Ground shakes at Horta", &format!("{first} Schools are closed."), 15),
    );
    archive.update();
    let told = news(&archive);
    assert_eq!(told[0]["stories"][0]["is_update"], json!(true), "{told:?}");
}

#[test]
fn feeds_list_what_runs_found() {
    let archive = archive();
    archive.run(&["watch", "add", "water", "water"]);
    add(&archive, "b.jsonl", "second", "Flores & Corvo");
    let told = news(&archive);
    let id = ids_of(&told[0]).remove(0);
    let atom = archive.run(&["watch", "feed", "water", "--site", "http://desk.example/"]);
    let mut reader = quick_xml::Reader::from_str(&atom.out);
    reader.config_mut().check_end_names = true;
    while reader.read_event().expect("well-formed XML") != quick_xml::events::Event::Eof {}
    for part in [
        format!("<id>urn:morgue:watch:water:article:{id}</id>"),
        "Water of Flores &amp; Corvo is safe".to_owned(),
        format!("href=\"http://desk.example/article/{id}\""),
    ] {
        assert!(atom.out.contains(&part), "no {part} in {}", atom.out);
    }
    let feed = archive.run(&["watch", "feed", "water", "--format", "json-feed"]).success();
    assert_eq!(feed["version"], json!("https://jsonfeed.org/version/1.1"));
    assert_eq!(feed["items"][0]["title"], json!("Water of Flores & Corvo is safe"), "{feed}");
    let server = TestServer::start(archive.folder(), &["serve"]);
    let listed = server.get("/api/watches").json();
    assert_eq!((&listed[0]["name"], number(&listed[0], "known")), (&json!("water"), 2));
    let atom = server.get("/api/watches/water/feed");
    assert_eq!(atom.content_type(), "application/atom+xml; charset=utf-8");
    assert!(atom.body.contains(&id), "{}", atom.body);
    let feed = server.get("/api/watches/water/feed?format=json-feed").json();
    assert!(feed["items"][0]["url"].as_str().expect("an address").ends_with(&id), "{feed}");
    server.assert_problem("/api/watches/wine/feed", 404, "wine");
    server.assert_problem("/api/watches/water/feed?format=rss", 400, "rss");
    let page = server.get("/watches").body;
    assert!(page.contains("Water of Flores") && page.contains("/api/watches/water/feed"), "{page}");
}

#[test]
fn names_and_queries_that_make_no_watch_are_refused() {
    let archive = archive();
    archive.run(&["watch", "add", "../x", "water"]).fails_with(&["../x"]);
    archive.run(&["watch", "add", "water", "water"]);
    archive.run(&["watch", "add", "water", "wine"]).fails_with(&["already"]);
    archive
        .run(&["watch", "add", "wine", "wine", "--collapse", "stories"])
        .fails_with(&["--collapse"]);
    archive.run(&["watch", "remove", "wine"]).fails_with(&["wine"]);
    let webhook = ["watch", "add", "wine", "wine", "--webhook", "https://hooks.example/x"];
    archive.run(&webhook).fails_with(&["not allowed", "webhooks"]);
    fs::write(
        archive.folder().join("morgue.toml"),
        "[watch]\nwebhooks = [\"https://hooks.example/\"]\n",
    )
    .expect("writes");
    archive.run(&webhook).fails_with(&["secret"]);
}

/// What a command was told: parsed bodies with their keys.
fn delivered(archive: &Archive) -> Vec<Value> {
    let text = fs::read_to_string(archive.folder().join("told.jsonl")).unwrap_or_default();
    // Of a process that was killed, a body may be cut off.
    text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
}

#[cfg(unix)]
#[test]
fn a_command_that_fails_is_told_again() {
    let archive = archive();
    let line = "test -e ready && { cat; echo; } >> told.jsonl";
    archive.run(&["watch", "add", "water", "water", "--command", line]);
    add(&archive, "b.jsonl", "second", "Flores");
    let run = archive.run(&["watch", "run"]);
    assert!(run.code == 2 && run.err.contains("failed"), "{run:?}");
    let listed = archive.run(&["watch", "list"]);
    assert!(listed.out.contains("1 run not delivered"), "{listed:?}");
    fs::write(archive.folder().join("ready"), "").expect("writes");
    assert_eq!(archive.run(&["watch", "run"]).code, 1, "nothing else is new");
    assert_eq!(delivered(&archive).len(), 1);
    archive.run(&["watch", "run"]);
    assert_eq!(delivered(&archive).len(), 1);
}

/// A command that kills the process which runs it, after it has taken what is new: it is told again with
/// the same key, and nothing is lost.
#[cfg(unix)]
#[test]
fn a_run_that_is_killed_after_a_delivery_repeats_it_under_its_key() {
    let archive = archive();
    let line = "{ cat; echo; } >> told.jsonl; test -e done || { touch done; kill -9 $PPID; }";
    archive.run(&["watch", "add", "water", "water", "--command", line]);
    add(&archive, "b.jsonl", "second", "Flores");
    assert_eq!(archive.run(&["watch", "run"]).code, -1, "killed");
    add(&archive, "c.jsonl", "third", "Pico");
    assert_eq!(archive.run(&["watch", "run"]).code, 0);
    let told = delivered(&archive);
    let keys: Vec<&str> = told.iter().map(|it| it["key"].as_str().expect("a key")).collect();
    assert_eq!(keys.len(), 3, "{told:?}");
    assert_eq!((keys[0], told[0].clone()), (keys[1], told[1].clone()));
    assert_ne!(keys[1], keys[2]);
}

/// Kills runs at random moments while articles arrive. Every match is told, and under one key only.
#[cfg(unix)]
#[test]
fn no_match_is_lost_or_told_twice_over_kills() {
    let archive = archive();
    let line = "{ cat; echo; } >> told.jsonl";
    archive.run(&["watch", "add", "water", "water", "--command", line]);
    let baseline: BTreeSet<String> =
        texts(&archive.search(&["water"])["hits"], "id").into_iter().collect();
    for round in 0..20u64 {
        add(
            &archive,
            &format!("{round}.jsonl"),
            &format!("number {round}"),
            &format!("Isle {round}"),
        );
        let mut run = command(archive.folder())
            .args(["watch", "run"])
            .stdout(std::process::Stdio::null())
            .stderr(std::process::Stdio::null())
            .spawn()
            .expect("starts");
        std::thread::sleep(Duration::from_millis(round * 37 % 60));
        // It may have ended already.
        let _ = run.kill();
        run.wait().expect("ends");
    }
    // A command of a killed process may still be writing.
    std::thread::sleep(Duration::from_millis(300));
    archive.run(&["watch", "run"]);
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for told in delivered(&archive) {
        for id in ids_of(&told) {
            keys.entry(id).or_default().insert(told["key"].as_str().expect("a key").to_owned());
        }
    }
    let answer = archive.search(&["water", "-n", "100"]);
    let found: BTreeSet<String> = texts(&answer["hits"], "id").into_iter().collect();
    let told: BTreeSet<String> = keys.keys().cloned().collect();
    assert_eq!(told, found.difference(&baseline).cloned().collect());
    assert!(keys.values().all(|keys| keys.len() == 1), "{keys:?}");
}

/// A request that a webhook received.
struct Received {
    headers: BTreeMap<String, String>,
    body: String,
}

/// A receiver that answers with these status codes, one after the other.
fn receiver(statuses: &'static [u16]) -> (String, Receiver<Received>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("an address");
    let address = format!("http://{}/desk", listener.local_addr().expect("an address"));
    let (sender, received) = channel();
    std::thread::spawn(move || {
        for status in statuses {
            let (stream, _) = listener.accept().expect("a connection");
            let request = read_request(stream, *status);
            if sender.send(request).is_err() {
                return;
            }
        }
    });
    (address, received)
}

fn read_request(mut stream: TcpStream, status: u16) -> Received {
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let headers: BTreeMap<String, String> = head
                .lines()
                .filter_map(|line| line.split_once(": "))
                .map(|(name, value)| (name.to_lowercase(), value.to_owned()))
                .collect();
            let length: usize = headers["content-length"].parse().expect("a length");
            if body.len() >= length {
                let location = "Location: http://127.0.0.1:1/elsewhere\r\n";
                let answer = format!(
                    "HTTP/1.1 {status} Status\r\n{location}Content-Length: 0\r\nConnection: close\r\n\r\n"
                );
                stream.write_all(answer.as_bytes()).expect("answers");
                return Received { headers, body: body.to_owned() };
            }
        }
        let read = stream.read(&mut buffer).expect("reads");
        assert!(read > 0, "the request ended early: {text}");
        bytes.extend(&buffer[..read]);
    }
}

fn with_secret(archive: &Archive, arguments: &[&str]) -> RunOutput {
    output_of(
        crate::harness::morgue(archive.folder())
            .args(arguments)
            .env("MORGUE_WEBHOOK_SECRET", SECRET),
    )
}

fn allow(archive: &Archive, address: &str) {
    let config = format!("[watch]\nwebhooks = [\"{address}\"]\n");
    fs::write(archive.folder().join("morgue.toml"), config).expect("writes");
}

#[test]
fn a_webhook_gets_signed_news_and_is_tried_again() {
    let archive = archive();
    // It fails once, and refuses the second run once.
    let (address, received) = receiver(&[503, 200, 410, 204]);
    allow(&archive, &address);
    let added = with_secret(&archive, &["watch", "add", "water", "water", "--webhook", &address]);
    assert_eq!(added.code, 0, "{added:?}");
    add(&archive, "b.jsonl", "second", "Flores");
    assert_eq!(with_secret(&archive, &["watch", "run"]).code, 0);
    let next = || received.recv_timeout(Duration::from_secs(30)).expect("a request");
    let (first, again) = (next(), next());
    assert_eq!(first.body, again.body);
    assert_eq!(first.headers["idempotency-key"], again.headers["idempotency-key"]);
    assert_eq!(again.headers["content-type"], "application/json");
    let body: Value = serde_json::from_str(&again.body).expect("JSON");
    assert_eq!(texts(&body["stories"][0]["articles"], "title"), ["Water of Flores is safe"]);
    let signature = &again.headers["morgue-signature"];
    let (time, tag) =
        signature.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")).expect("a signature");
    let signed = format!("{time}.{}", again.body);
    let bytes: Vec<u8> = (0..tag.len() / 2)
        .map(|at| u8::from_str_radix(&tag[at * 2..at * 2 + 2], 16).expect("hex"))
        .collect();
    let key = hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes());
    hmac::verify(&key, signed.as_bytes(), &bytes).expect("the signature of the body");
    // Refused: kept, and told at the next run.
    add(&archive, "c.jsonl", "third", "Pico");
    let refused = with_secret(&archive, &["watch", "run"]);
    assert!(refused.code == 2 && refused.err.contains("410"), "{refused:?}");
    let refused = next();
    assert_eq!(with_secret(&archive, &["watch", "run"]).code, 1);
    assert_eq!(next().headers["idempotency-key"], refused.headers["idempotency-key"]);
}

#[test]
fn a_webhook_is_posted_to_allowed_addresses_only() {
    let archive = archive();
    // It leads elsewhere.
    let (address, received) = receiver(&[307]);
    allow(&archive, &address);
    with_secret(&archive, &["watch", "add", "water", "water", "--webhook", &address]);
    add(&archive, "b.jsonl", "second", "Flores");
    let led = with_secret(&archive, &["watch", "run"]);
    assert!(led.code == 2 && led.err.contains("307"), "{led:?}");
    drop(received);
    // The permission is withdrawn.
    allow(&archive, "http://127.0.0.1:1/");
    let run = with_secret(&archive, &["watch", "run"]);
    assert!(run.code == 2 && run.err.contains("not allowed"), "{run:?}");
}

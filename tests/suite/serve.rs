//! The archive over HTTP, asked as a browser and a script would ask.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Archive, number, on_sample, sample, sample_index, spawned, story, texts};

/// How long anything may take before we give up on it.
const PATIENCE: Duration = Duration::from_secs(60);

/// A server that ends with the test.
struct Served {
    process: Child,
    address: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// What a server answered.
struct Page {
    status: u16,
    head: String,
    body: String,
}

impl Page {
    fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|why| panic!("{why} in {}", self.body))
    }

    fn kind(&self) -> &str {
        let line =
            self.head.lines().find(|line| line.to_ascii_lowercase().starts_with("content-type:"));
        line.and_then(|line| line.split_once(": ")).map_or("", |(_, kind)| kind)
    }
}

impl Served {
    /// Starts a server and waits for the address it prints.
    fn start(folder: &Path, arguments: &[&str]) -> Self {
        let mut process = spawned(folder)
            .args(arguments)
            .args(["--listen", "127.0.0.1:0"])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("a line");
        let address = line
            .trim()
            .strip_prefix("http://")
            .unwrap_or_else(|| panic!("`{line}` is no address"))
            .to_owned();
        Self { process, address }
    }

    fn get(&self, path: &str) -> Page {
        let mut stream = TcpStream::connect(&self.address).expect("it listens");
        stream.set_read_timeout(Some(PATIENCE)).expect("sets a limit");
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n",
            self.address
        )
        .expect("asks");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("answers");
        let end =
            answer.windows(4).position(|four| four == b"\r\n\r\n").expect("a head and a body");
        let (head, body) = (str::from_utf8(&answer[..end]).expect("UTF-8"), &answer[end + 4..]);
        let status =
            head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let chunked = head.to_ascii_lowercase().contains("transfer-encoding: chunked");
        let body = if chunked { unchunked(body) } else { body.to_vec() };
        Page { status, head: head.to_owned(), body: String::from_utf8(body).expect("UTF-8") }
    }

    /// Asks until the answer is as wished.
    fn wait(&self, path: &str, wish: impl Fn(&Value) -> bool) -> Value {
        let begun = Instant::now();
        loop {
            let answer = self.get(path).json();
            if wish(&answer) {
                return answer;
            }
            assert!(begun.elapsed() < PATIENCE, "{path} still says {answer}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn problem(&self, path: &str, status: u16, words: &str) {
        let page = self.get(path);
        assert_eq!(
            (page.status, page.kind()),
            (status, "application/problem+json"),
            "{path}: {}",
            page.body
        );
        let problem = page.json();
        assert_eq!(problem["status"], json!(status));
        assert!(problem["title"].is_string() && problem["type"].is_string(), "{problem}");
        assert!(
            problem["detail"].as_str().is_some_and(|detail| detail.contains(words)),
            "no `{words}` in {problem}"
        );
        assert!(!page.body.contains("panicked"));
    }
}

fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let size = str::from_utf8(&body[..end]).expect("a size");
        let (begin, size) = (end + 2, usize::from_str_radix(size, 16).expect("a size"));
        whole.extend_from_slice(&body[begin..begin + size]);
        body = &body[begin + size + 2..];
    }
    whole
}

#[test]
fn open_indexes_a_folder_and_serves_it() {
    let archive = Archive::new();
    let sample = sample();
    let served = Served::start(archive.folder(), &["open", sample.to_str().expect("UTF-8")]);
    assert_eq!(served.get("/healthz").body, "ok\n");
    let status = on_sample(&["status", "--json"]).good();
    let served_status = served.wait("/api/status", |status| {
        status["articles"] == json!(67) || number(status, "articles") > 60
    });
    let kinds = ["articles", "records", "duplicates", "files", "files_read", "rejections", "roots"];
    for kind in kinds {
        assert_eq!(served_status[kind], status[kind], "{kind}");
    }
    let page = served.get("/?q=cocoa");
    assert_eq!((page.status, page.kind()), (200, "text/html; charset=utf-8"));
    assert!(page.body.contains("<mark>") && page.body.contains("cocoa"), "{}", page.body);
    // The index it made is one like any other.
    drop(served);
    assert_eq!(number(&archive.search(&["-n", "0"]), "total"), number(&status, "articles"));
}

#[test]
fn the_api_says_what_the_command_line_says() {
    let served = Served::start(sample_index(), &["serve", "--index", "."]);
    let same = |path: &str, arguments: &[&str]| {
        let page = served.get(path);
        assert_eq!((page.status, page.kind()), (200, "application/json"), "{path}");
        let (mut over_http, mut on_line) = (page.json(), on_sample(arguments).json());
        for answer in [&mut over_http, &mut on_line] {
            answer["took_ms"] = json!(0);
        }
        assert_eq!(over_http, on_line, "{path} {arguments:?}");
        over_http
    };
    let answer = same(
        "/api/search?q=cocoa&place=ivory%20coast",
        &["search", "--json", "cocoa", "--place", "ivory coast"],
    );
    assert!(number(&answer, "total") > 2);
    same(
        "/api/search?q=strike+OR+quota&section=-Business&since=2010&until=2019&sort=oldest&limit=3&facets=people,agency",
        &[
            "search",
            "--json",
            "strike OR quota",
            "--section=-Business",
            "--since",
            "2010",
            "--until",
            "2019",
            "--sort",
            "oldest",
            "-n",
            "3",
            "--facets",
            "people,agency",
        ],
    );
    same("/api/search", &["search", "--json"]);
    let id = &texts(&answer["hits"], "id")[0];
    same(&format!("/api/articles/{id}"), &["show", id, "--json"]);
    let alike = served.get(&format!("/api/articles/{id}/similar?limit=3"));
    assert_eq!(
        alike.json(),
        on_sample(&["show", id, "--json", "--similar", "3"]).good()["similar"]
    );
    assert!(served.get(&format!("/article/{id}")).body.contains("Similar articles"));
    same("/api/facets/people?prefix=arv", &["facet", "people", "arv", "--json"]);
    same("/api/facets/places?q=cocoa", &["facet", "places", "--query", "cocoa", "--json"]);
    same("/api/status", &["status", "--json"]);
    // Page by page as well.
    let mut ids = texts(&served.get("/api/search?q=strike&limit=2").json()["hits"], "id");
    let mut next =
        served.get("/api/search?q=strike&limit=2").json()["next"].as_str().map(str::to_owned);
    while let Some(cursor) = next {
        let answer = served.get(&format!("/api/search?q=strike&limit=2&after={cursor}")).json();
        ids.extend(texts(&answer["hits"], "id"));
        next = answer["next"].as_str().map(str::to_owned);
    }
    assert_eq!(
        ids,
        texts(&on_sample(&["search", "--json", "-n", "1000", "strike"]).good()["hits"], "id")
    );
}

#[test]
fn an_export_over_http_is_that_of_the_command_line() {
    let served = Served::start(sample_index(), &["serve", "--index", "."]);
    for format in ["jsonl", "csv", "ris", "bibtex", "csl-json"] {
        let page = served
            .get(&format!("/api/export?format={format}&q=strike+OR+cocoa&sort=oldest&language=en"));
        let arguments = [
            "export",
            "strike OR cocoa",
            "--sort",
            "oldest",
            "--language",
            "en",
            "--format",
            format,
        ];
        let by_command = on_sample(&arguments);
        assert_eq!((page.status, by_command.code), (200, 0), "{}", page.head);
        assert!(
            page.head.to_ascii_lowercase().contains("attachment; filename=\"morgue."),
            "{}",
            page.head
        );
        assert!(page.body.len() > 1000 && page.body == by_command.out, "{format}: {}", page.body);
    }
    served.problem("/api/export?format=paper", 400, "`paper`");
    served.problem("/api/export?since=rubbish", 400, "`rubbish` is no date");
    assert!(served.get("/?q=cocoa").body.contains("/api/export?format=ris&amp;q=cocoa"));
}

#[test]
fn names_are_completed_while_typed() {
    let served = Served::start(sample_index(), &["serve", "--index", "."]);
    let complete = |query: &str| served.get(&format!("/api/complete?q={query}")).json();
    let arvelos = complete("strike%20%C3%A1rv");
    assert_eq!(arvelos[0]["field"], "people");
    // Without quotes a name ends at the space.
    assert!(number(&complete("people:duarte%20hel")[0], "count") > 1);
    for typed in [
        "strike%20arv",
        "person:=%22helena%20arv",
        "a",
        "place:",
        "section:b",
        "publisher:g",
        "topic:c",
    ] {
        let offered = complete(typed);
        let offered = offered.as_array().expect("a list");
        assert!(!offered.is_empty() && offered.len() <= 10, "{typed}");
        assert!(
            offered.windows(2).all(|two| number(&two[0], "count") >= number(&two[1], "count")),
            "{offered:?}"
        );
        for name in offered {
            let filter = format!(
                "{}:=\"{}\"",
                name["field"].as_str().expect("a field"),
                name["value"].as_str().expect("a value")
            );
            let found = on_sample(&["search", "--json", "-n", "0", &filter]).json();
            assert_eq!(found["total"], name["count"], "{filter}");
        }
    }
    for typed in ["", "title:arv", "%22arv", "zzzz"] {
        assert_eq!(complete(typed), json!([]), "{typed}");
    }
    assert_eq!(served.get("/complete.js").kind(), "text/javascript");
    assert!(served.get("/").body.contains("<script defer src=\"/complete.js\"></script>"));
}

#[test]
fn a_search_that_may_not_take_long_says_that_it_was_cut() {
    let served = Served::start(sample_index(), &["serve", "--index", ".", "--timeout", "0"]);
    let answer = served.get("/api/search?q=cocoa").json();
    assert_eq!(answer["exact"], json!(false));
    assert!(texts(&answer["warnings"], "message")[0].contains("time ran out"), "{answer}");
    assert_eq!(served.get("/api/facets/people").json()["exact"], json!(false));
    // An export takes its time.
    assert!(served.get("/api/export?q=cocoa&format=ris").body.contains("TY  - NEWS"));
}

#[test]
fn faults_are_problems_in_the_form_of_rfc_9457() {
    let served = Served::start(sample_index(), &["serve", "--index", "."]);
    served.problem("/api/search?limit=many", 400, "`many`");
    served.problem("/api/search?colour=red", 400, "`colour`");
    served.problem("/api/search?sort=best", 400, "`best`");
    served.problem("/api/search?since=rubbish", 400, "`rubbish` is no date");
    served.problem("/api/search?after=rubbish", 400, "`rubbish` is no cursor");
    served.problem("/api/search?facets=shoes", 400, "`shoes` is no facet");
    served.problem("/api/articles/nobody", 404, "`nobody`");
    served.problem("/api/articles/nobody/similar", 404, "`nobody`");
    served.problem("/api/facets/shoes", 404, "`shoes` is no facet");
    served.problem("/nowhere", 404, "`/nowhere`");
    served.problem("/api/nowhere", 404, "`/api/nowhere`");
}

#[test]
fn pages_are_safe_and_lead_on() {
    let served = Served::start(sample_index(), &["serve", "--index", "."]);
    let page = served.get("/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%20onfocus%3D%22x");
    assert_eq!(page.status, 200);
    assert!(
        !page.body.contains("<script>alert") && !page.body.contains("\" onfocus=\"x"),
        "{}",
        page.body
    );
    let head = page.head.to_ascii_lowercase();
    assert!(
        head.contains("content-security-policy: default-src 'self'") && head.contains("nosniff"),
        "{head}"
    );
    let page = served.get("/");
    let link = page
        .body
        .split("href=\"/article/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a hit that links");
    let article = served.get(&format!("/article/{}", link.replace("&amp;", "&")));
    assert_eq!((article.status, article.kind()), (200, "text/html; charset=utf-8"));
    let next = page
        .body
        .split("rel=\"next\" href=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a next page");
    assert_eq!(served.get(&next.replace("&amp;", "&")).status, 200);
    assert_eq!(served.get("/article/nobody").status, 404);
    assert_eq!(served.get("/?limit=many").status, 400);
    assert_eq!(served.get("/style.css").kind(), "text/css");
}

#[test]
fn a_story_leads_to_its_versions_and_what_changed() {
    let served = Served::start(sample_index(), &["serve", "--index", "."]);
    let once = served.get("/api/search?q=faial%20quake&collapse=stories").json();
    assert_eq!((number(&once, "total"), number(&once, "stories")), (1, 1));
    assert_eq!(number(&once, "articles"), number(&once["hits"][0]["story"], "versions"));
    let id = once["hits"][0]["id"].as_str().expect("an id");
    let told = served.get(&format!("/api/articles/{id}")).json();
    let ids = texts(&told["story"]["versions"], "id");
    let (first, last) = (&ids[0], &ids[ids.len() - 1]);
    let changed = served.get(&format!("/api/articles/{first}/diff/{last}")).json();
    assert_eq!(
        (texts(&changed["fields"], "field")[0].as_str(), changed["to"].as_str()),
        ("title", Some(last.as_str()))
    );
    let page = served.get(&format!("/article/{last}")).body;
    assert!(page.contains("id=\"versions\"") && page.contains("Similar articles"), "{page}");
    let link = format!("/article/{first}/diff/{last}");
    assert!(page.contains(&link), "{page}");
    let page = served.get(&link).body;
    assert!(page.contains("<del>") && page.contains("<ins>"), "{page}");
    assert!(served.get("/?q=faial%20quake").body.contains("each story once"));
    let once = served.get("/?q=faial%20quake&collapse=stories").body;
    assert!(once.contains("every version") && once.contains("versions</a>"), "{once}");
    served.problem(
        &format!("/api/articles/{first}/diff/nobody"),
        404,
        "there is no article `nobody`",
    );
    served.problem("/api/search?collapse=people", 400, "collapse `people` is not stories");
    let alike = served.get(&format!("/api/articles/{first}/similar?limit=2")).json();
    assert!(alike.as_array().is_some_and(|alike| (1..=2).contains(&alike.len())), "{alike}");
}

#[test]
fn a_server_sees_what_another_process_files() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let served = Served::start(archive.folder(), &["serve"]);
    assert_eq!(number(&served.get("/api/search?q=river").json(), "total"), 1);
    archive.write("b.txt", story("Drought", "The river fell."));
    archive.update();
    served.wait("/api/search?q=river", |answer| number(answer, "total") == 2);
}

#[test]
fn an_address_that_is_taken_is_named() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = taken.local_addr().expect("an address").to_string();
    on_sample(&["serve", "--listen", &address]).fails_with(&[
        "cannot listen on",
        &address,
        "--listen",
    ]);
    on_sample(&["serve", "--listen", "nonsense"]).fails_with(&["cannot listen on `nonsense`"]);
}

#[test]
fn a_cursor_by_relevance_holds_while_the_archive_grows() {
    let archive = Archive::new();
    for number in 0..9 {
        let times = "river ".repeat(number + 1);
        archive.write(
            &format!("{number}.txt"),
            story(&format!("Story {number}"), &format!("The {times}rose.")),
        );
    }
    archive.update();
    let served = Served::start(archive.folder(), &["serve"]);
    let whole = texts(&served.get("/api/search?q=river").json()["hits"], "id");
    let first = served.get("/api/search?q=river&limit=4").json();
    let next = first["next"].as_str().expect("a cursor");
    archive.write("more.txt", story("River river river", "River, river, river."));
    archive.update();
    served.wait("/api/search?q=river", |answer| number(answer, "total") == 10);
    let rest = served.get(&format!("/api/search?q=river&after={next}")).json();
    assert_eq!(rest["warnings"], json!([]));
    assert_eq!([texts(&first["hits"], "id"), texts(&rest["hits"], "id")].concat(), whole);
}

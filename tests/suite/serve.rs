//! The HTTP server: API, pages, exports and errors, requested as a browser or script would.

use std::net::TcpListener;

use serde_json::json;

use crate::harness::{Archive, number, on_sample, sample, sample_index, story, texts};
use crate::test_server::TestServer;

#[test]
fn open_indexes_and_serves_a_folder() {
    let archive = Archive::new();
    let sample = sample();
    let server = TestServer::start(archive.folder(), &["open", sample.to_str().expect("UTF-8")]);
    assert_eq!(server.get("/healthz").body, "ok\n");
    // The archive is not called empty while it is being read.
    let first = server.get("/").body;
    assert!(!first.contains("No articles are indexed yet"), "{first}");
    let status = on_sample(&["status", "--json"]).success();
    let api_status = server.wait_until("/api/status", |status| {
        status["articles"] == json!(67) || number(status, "articles") > 60
    });
    let keys = ["articles", "records", "duplicates", "files", "files_read", "rejections", "roots"];
    for key in keys {
        assert_eq!(api_status[key], status[key], "{key}");
    }
    let page = server.get("/?q=cocoa");
    assert_eq!((page.status, page.content_type()), (200, "text/html; charset=utf-8"));
    assert!(page.body.contains("<mark>") && page.body.contains("cocoa"), "{}", page.body);
    // The index is an ordinary one that the command line can search.
    drop(server);
    assert_eq!(number(&archive.search(&["-n", "0"]), "total"), number(&status, "articles"));
}

#[test]
fn api_and_command_line_print_the_same_json() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let assert_same = |path: &str, arguments: &[&str]| {
        let page = server.get(path);
        assert_eq!((page.status, page.content_type()), (200, "application/json"), "{path}");
        let (mut over_http, mut printed) = (page.json(), on_sample(arguments).json());
        for answer in [&mut over_http, &mut printed] {
            answer["took_ms"] = json!(0);
        }
        assert_eq!(over_http, printed, "{path} {arguments:?}");
        over_http
    };
    let answer = assert_same(
        "/api/search?q=cocoa&place=ivory%20coast",
        &["search", "--json", "cocoa", "--place", "ivory coast"],
    );
    assert!(number(&answer, "total") > 2);
    assert_same(
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
    assert_same("/api/search", &["search", "--json"]);
    let id = &texts(&answer["hits"], "id")[0];
    assert_same(&format!("/api/articles/{id}"), &["show", id, "--json"]);
    let similar = server.get(&format!("/api/articles/{id}/similar?limit=3"));
    assert_eq!(
        similar.json(),
        on_sample(&["show", id, "--json", "--similar", "3"]).success()["similar"]
    );
    assert!(server.get(&format!("/article/{id}")).body.contains("Similar articles"));
    assert_same("/api/facets/people?prefix=arv", &["facet", "people", "arv", "--json"]);
    assert_same("/api/facets/places?q=cocoa", &["facet", "places", "--query", "cocoa", "--json"]);
    assert_same("/api/status", &["status", "--json"]);
    // The same hits page by page.
    let mut ids = texts(&server.get("/api/search?q=strike&limit=2").json()["hits"], "id");
    let mut next =
        server.get("/api/search?q=strike&limit=2").json()["next"].as_str().map(str::to_owned);
    while let Some(cursor) = next {
        let answer = server.get(&format!("/api/search?q=strike&limit=2&after={cursor}")).json();
        ids.extend(texts(&answer["hits"], "id"));
        next = answer["next"].as_str().map(str::to_owned);
    }
    assert_eq!(
        ids,
        texts(&on_sample(&["search", "--json", "-n", "1000", "strike"]).success()["hits"], "id")
    );
}

#[test]
fn http_export_equals_command_line_export() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    for format in ["jsonl", "csv", "ris", "bibtex", "csl-json"] {
        let page = server
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
        let printed = on_sample(&arguments);
        assert_eq!((page.status, printed.code), (200, 0), "{}", page.headers);
        assert!(
            page.headers.to_ascii_lowercase().contains("attachment; filename=\"morgue."),
            "{}",
            page.headers
        );
        assert!(page.body.len() > 1000 && page.body == printed.out, "{format}: {}", page.body);
    }
    server.assert_problem("/api/export?format=paper", 400, "`paper`");
    server.assert_problem("/api/export?since=rubbish", 400, "`rubbish` is not a date");
    assert!(server.get("/?q=cocoa").body.contains("action=\"/api/export\""));
}

#[test]
fn completions_match_the_typed_text_and_count_their_articles() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let complete = |query: &str| server.get(&format!("/api/complete?q={query}")).json();
    let arvelos = complete("strike%20%C3%A1rv");
    assert_eq!(arvelos[0]["field"], "people");
    // An unquoted name ends at the space.
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
}

#[test]
fn search_timeout_marks_the_answer_as_inexact() {
    let server = TestServer::start(sample_index(), &["serve", "--index", ".", "--timeout", "0"]);
    let answer = server.get("/api/search?q=cocoa").json();
    assert_eq!(answer["exact"], json!(false));
    assert!(texts(&answer["warnings"], "message")[0].contains("time ran out"), "{answer}");
    assert_eq!(server.get("/api/facets/people").json()["exact"], json!(false));
    // An export has no time limit.
    assert!(server.get("/api/export?q=cocoa&format=ris").body.contains("TY  - NEWS"));
}

#[test]
fn errors_are_rfc_9457_problem_details() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    server.assert_problem("/api/search?limit=many", 400, "`many`");
    server.assert_problem("/api/search?colour=red", 400, "`colour`");
    server.assert_problem("/api/search?sort=best", 400, "`best`");
    server.assert_problem("/api/search?since=rubbish", 400, "`rubbish` is not a date");
    server.assert_problem("/api/search?after=rubbish", 400, "invalid cursor `rubbish`");
    server.assert_problem("/api/search?facets=shoes", 400, "unknown facet `shoes`");
    server.assert_problem("/api/articles/unknown", 404, "`unknown`");
    server.assert_problem("/api/articles/unknown/similar", 404, "`unknown`");
    server.assert_problem("/api/facets/shoes", 404, "unknown facet `shoes`");
    server.assert_problem("/nowhere", 404, "`/nowhere`");
    server.assert_problem("/api/nowhere", 404, "`/api/nowhere`");
}

#[test]
fn pages_escape_input_and_link_to_articles_and_next_page() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let page = server.get("/?q=%3Cscript%3Ealert(1)%3C%2Fscript%3E%22%20onfocus%3D%22x");
    assert_eq!(page.status, 200);
    assert!(
        !page.body.contains("<script>alert") && !page.body.contains("\" onfocus=\"x"),
        "{}",
        page.body
    );
    let headers = page.headers.to_ascii_lowercase();
    assert!(
        headers.contains("content-security-policy: default-src 'self'")
            && headers.contains("nosniff"),
        "{headers}"
    );
    let page = server.get("/");
    let link = page
        .body
        .split("href=\"/article/")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a hit that links");
    let article = server.get(&format!("/article/{}", link.replace("&amp;", "&")));
    assert_eq!((article.status, article.content_type()), (200, "text/html; charset=utf-8"));
    let next = page
        .body
        .split("rel=\"next\" href=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .expect("a next page");
    assert_eq!(server.get(&next.replace("&amp;", "&")).status, 200);
    assert_eq!(server.get("/article/unknown").status, 404);
    assert_eq!(server.get("/?limit=many").status, 400);
    assert_eq!(server.get("/style.css").content_type(), "text/css");
}

#[test]
fn stories_link_to_their_versions_and_differences() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let collapsed = server.get("/api/search?q=faial%20quake&collapse=stories").json();
    assert_eq!((number(&collapsed, "total"), number(&collapsed, "stories")), (1, 1));
    assert_eq!(number(&collapsed, "articles"), number(&collapsed["hits"][0]["story"], "versions"));
    let id = collapsed["hits"][0]["id"].as_str().expect("an id");
    let article = server.get(&format!("/api/articles/{id}")).json();
    let ids = texts(&article["story"]["versions"], "id");
    let (first, last) = (&ids[0], &ids[ids.len() - 1]);
    let diff = server.get(&format!("/api/articles/{first}/diff/{last}")).json();
    assert_eq!(
        (texts(&diff["fields"], "field")[0].as_str(), diff["to"].as_str()),
        ("title", Some(last.as_str()))
    );
    let page = server.get(&format!("/article/{last}")).body;
    assert!(page.contains("id=\"versions\"") && page.contains("Similar articles"), "{page}");
    let link = format!("/article/{first}/diff/{last}");
    assert!(page.contains(&link), "{page}");
    let page = server.get(&link).body;
    assert!(page.contains("<del>") && page.contains("<ins>"), "{page}");
    assert!(server.get("/?q=faial%20quake").body.contains("group by story"));
    let collapsed = server.get("/?q=faial%20quake&collapse=stories").body;
    assert!(
        collapsed.contains("every version") && collapsed.contains("versions</a>"),
        "{collapsed}"
    );
    server.assert_problem(
        &format!("/api/articles/{first}/diff/unknown"),
        404,
        "there is no article `unknown`",
    );
    server.assert_problem("/api/search?collapse=people", 400, "invalid collapse `people`");
    let similar = server.get(&format!("/api/articles/{first}/similar?limit=2")).json();
    assert!(
        similar.as_array().is_some_and(|similar| (1..=2).contains(&similar.len())),
        "{similar}"
    );
}

#[test]
fn server_picks_up_an_update_by_another_process() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    assert_eq!(number(&server.get("/api/search?q=river").json(), "total"), 1);
    archive.write("b.txt", story("Drought", "The river fell."));
    archive.update();
    server.wait_until("/api/search?q=river", |answer| number(answer, "total") == 2);
}

#[test]
fn bind_errors_name_the_address() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address").to_string();
    on_sample(&["serve", "--listen", &address]).fails_with(&[
        "cannot listen on",
        &address,
        "--listen",
    ]);
    on_sample(&["serve", "--listen", "nonsense"]).fails_with(&["cannot listen on `nonsense`"]);
}

#[test]
fn relevance_cursor_survives_an_index_update() {
    let archive = Archive::new();
    for number in 0..9 {
        let times = "river ".repeat(number + 1);
        archive.write(
            &format!("{number}.txt"),
            story(&format!("Story {number}"), &format!("The {times}rose.")),
        );
    }
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let whole = texts(&server.get("/api/search?q=river").json()["hits"], "id");
    let first = server.get("/api/search?q=river&limit=4").json();
    let next = first["next"].as_str().expect("a cursor");
    archive.write("more.txt", story("River river river", "River, river, river."));
    archive.update();
    server.wait_until("/api/search?q=river", |answer| number(answer, "total") == 10);
    let rest = server.get(&format!("/api/search?q=river&after={next}")).json();
    assert_eq!(rest["warnings"], json!([]));
    assert_eq!([texts(&first["hits"], "id"), texts(&rest["hits"], "id")].concat(), whole);
}

// -- file paths on other machines

/// An archive with two roots, a duplicate, an ignored file and a rejected record.
fn archive_with_two_roots() -> Archive {
    let record = json!({ "title": "Flood", "body": "The river rose." });
    let archive = Archive::with_files(&[
        ("wire/a.txt", &story("Flood", "The river rose.")),
        ("wire/b.jsonl", &format!("{record}\n{{}}\n")),
        ("wire/README.txt", "About this archive."),
        ("wire/broken.json", "{\"title\": \"Flood\", \"body\": "),
        ("extra.txt", &story("Drought", "The river fell.")),
    ]);
    let ran = archive.run(&["index", "news/wire", "news/extra.txt", "--json"]);
    assert_eq!(number(&ran.success(), "duplicates"), 1, "{ran:?}");
    archive
}

/// Every page, endpoint and export that could show a path.
fn paths_of_all_views(server: &TestServer) -> Vec<String> {
    let hits = server.get("/api/search").json();
    let mut paths: Vec<String> = [
        "/",
        "/?q=river",
        "/?q=nothing",
        "/facets/language",
        "/archive",
        "/help",
        "/compare?a=river&b=flood",
        "/context?q=river",
        "/typical?q=river",
        "/audit?of=dates&n=20&seed=1",
        "/api/audit?of=dates&limit=20",
        "/api/feed",
        "/api/openapi.json",
        "/api/search?q=river&explain=true",
        "/api/facets/publisher",
        "/api/complete?q=fl",
        "/api/status",
        "/api/articles/unknown",
        "/nowhere",
    ]
    .map(str::to_owned)
    .to_vec();
    for format in ["jsonl", "csv", "ris", "bibtex", "csl-json"] {
        paths.push(format!("/api/export?format={format}"));
    }
    for id in texts(&hits["hits"], "id") {
        paths.push(format!("/article/{id}"));
        paths.push(format!("/article/{id}/diff/{id}"));
        paths.push(format!("/api/articles/{id}"));
        paths.push(format!("/api/articles/{id}?q=river"));
        paths.push(format!("/api/articles/{id}/export?format=jsonl"));
        paths.push(format!("/api/articles/{id}/similar"));
        paths.push(format!("/api/articles/{id}/diff/{id}"));
    }
    paths
}

#[test]
fn servers_beyond_loopback_show_paths_relative_to_their_root() {
    let archive = archive_with_two_roots();
    let server = TestServer::start_on("0.0.0.0:0", archive.folder(), &["serve", "--public"]);
    let folder = archive.folder().canonicalize().expect("a folder");
    let folder = folder.to_str().expect("UTF-8");
    for path in paths_of_all_views(&server) {
        let response = server.get(&path);
        assert!(!response.body.contains(folder), "{path} shows {folder}: {}", response.body);
    }
    let status = server.get("/api/status").json();
    assert_eq!(status["roots"], json!(["extra.txt", "wire"]));
    let rejections = texts(&status["rejections"], "path");
    assert!(!rejections.is_empty(), "{status}");
    assert!(rejections.iter().all(|path| path.starts_with("wire/b")), "{rejections:?}");
    assert_eq!(status["ignored"][0]["first"], json!(["wire/README.txt"]));
    let hit = &server.get("/api/search?q=title:flood").json()["hits"][0];
    let article =
        server.get(&format!("/api/articles/{}", hit["id"].as_str().expect("an id"))).json();
    let mut paths = texts(&article["also"], "path");
    paths.push(article["path"].as_str().expect("a path").to_owned());
    paths.sort();
    assert_eq!(paths, ["wire/a.txt", "wire/b.jsonl"]);
    assert_eq!(article["path"], hit["path"]);
    let exported = server.get("/api/export?format=csv&q=drought").body;
    assert!(exported.contains(",extra.txt\r\n"), "{exported}");
}

#[test]
fn servers_on_loopback_show_full_paths() {
    let archive = archive_with_two_roots();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let path = |name: &str| archive.path(name).canonicalize().expect("a path");
    assert_eq!(server.get("/api/status").json()["roots"], json!([path("extra.txt"), path("wire")]));
    assert_eq!(
        server.get("/api/search?q=drought").json()["hits"][0]["path"],
        json!(path("extra.txt"))
    );
}

// -- markup

/// The start tags of a page: each with the names of its attributes.
fn start_tags(page: &str) -> Vec<(&str, Vec<&str>)> {
    let mut tags = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if !rest.starts_with(|first: char| first.is_ascii_alphabetic()) {
            continue;
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '>').expect("a tag ends");
        let name = &rest[..end];
        rest = rest[end..].trim_start();
        let mut attributes = Vec::new();
        while !rest.starts_with(['>', '/']) {
            let end = rest.find(['=', '>', ' ']).expect("an attribute ends");
            attributes.push(&rest[..end]);
            rest = &rest[end..];
            if let Some(value) = rest.strip_prefix("=\"") {
                rest = &value[value.find('"').expect("a value ends") + 1..];
            }
            rest = rest.trim_start();
        }
        tags.push((name, attributes));
    }
    tags
}

#[test]
fn no_element_has_the_same_attribute_twice() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let search = |query: &str| texts(&server.get(query).json()["hits"], "id").remove(0);
    let arvelos = search("/api/search?q=person:arvelos");
    let quake = search("/api/search?q=faial%20quake");
    let cocoa = search("/api/search?q=cocoa");
    let mut pages = vec![
        "/".to_owned(),
        "/?q=cocao%20(".to_owned(),
        "/?q=cocoa&place=ghana&place=-brazil&section=-Business&since=1990&until=2020".to_owned(),
        "/?q=faial%20quake&collapse=stories".to_owned(),
        "/?q=zzzz&place=ghana".to_owned(),
        "/?q=zzzz".to_owned(),
        "/?limit=many".to_owned(),
        "/article/unknown".to_owned(),
        "/archive".to_owned(),
        "/help".to_owned(),
        "/compare?a=cocoa&b=coffee".to_owned(),
        "/person/amara-okafor".to_owned(),
        "/place/2328926".to_owned(),
        "/person/nobody-at-all".to_owned(),
        format!("/article/{quake}/diff/{cocoa}"),
    ];
    pages.extend([arvelos, quake, cocoa].map(|id| format!("/article/{id}?q=strike")));
    let facets = ["people", "places", "topics", "publisher", "language"];
    pages.extend(facets.map(|field| format!("/facets/{field}?q=strike")));
    for path in pages {
        let page = server.get(&path);
        assert_eq!(page.content_type(), "text/html; charset=utf-8", "{path}");
        let tags = start_tags(&page.body);
        assert!(tags.len() > 10, "{path}: {}", page.body);
        for (name, mut attributes) in tags {
            attributes.sort_unstable();
            let distinct = attributes.windows(2).all(|pair| pair[0] != pair[1]);
            assert!(distinct, "{path}: <{name}> has {attributes:?}");
        }
    }
}

#[test]
fn entities_on_article_pages_have_a_style_for_their_kind() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let style = server.get("/style.css").body;
    let ids = texts(&server.get("/api/search?q=person:arvelos").json()["hits"], "id");
    let pages: Vec<String> =
        ids.iter().map(|id| server.get(&format!("/article/{id}")).body).collect();
    for field in ["people", "places"] {
        let link = format!("<a class=\"entity {field}\"");
        assert!(pages.iter().any(|page| page.contains(&link)), "no {field} in {pages:?}");
    }
    for field in ["people", "places", "organisations"] {
        assert!(style.contains(&format!("a.entity.{field} {{")), "{field}");
    }
}

#[test]
fn facets_on_pages_show_the_names_of_their_values() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let answer = server.get("/api/search").json();
    let page = server.get("/").body;
    for facet in ["people", "places", "topics", "language"] {
        for name in texts(&answer["facets"][facet], "name").into_iter().take(8) {
            let label = format!("<span class=\"label\">{}</span>", name.replace('&', "&amp;"));
            assert!(page.contains(&label), "{name}");
        }
    }
    assert!(page.contains("<span class=\"label\">French</span>"), "{page}");
}

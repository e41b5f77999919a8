//! The pages and what browsers ask for beside them: files, entity tags, feeds, and pages of facets and
//! people.

use std::io::{Read, Write};

use serde_json::json;

use crate::containers::zipped;
use crate::harness::{Archive, line, number, on_sample, sample_index, story, texts};
use crate::test_server::{TIMEOUT, TestServer};

fn server() -> TestServer {
    TestServer::start(sample_index(), &["serve", "--index", "."])
}

/// The value of a header.
fn header(headers: &str, name: &str) -> Option<String> {
    let mut lines = headers.lines().filter_map(|line| line.split_once(": "));
    lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value.to_owned())
}

#[test]
fn files_of_pages_are_kept_by_browsers_and_checked_by_their_digest() {
    let server = server();
    let page = server.get("/").body;
    for (path, media_type) in [
        ("/style.css", "text/css"),
        ("/morgue.js", "text/javascript"),
        ("/favicon.svg", "image/svg+xml"),
    ] {
        let start = page.find(&format!("{path}?v=")).unwrap_or_else(|| panic!("no {path}: {page}"));
        let address: String = page[start..].chars().take_while(|c| *c != '"').collect();
        let file = server.get(&address);
        assert_eq!((file.status, file.content_type()), (200, media_type));
        assert!(header(&file.headers, "cache-control").is_some_and(|it| it.contains("immutable")));
        // Another version of the program would have another digest.
        let other = server.get(&format!("{path}?v=0000000000000000"));
        assert_eq!(header(&other.headers, "cache-control").as_deref(), Some("no-cache"));
        let tag = header(&file.headers, "etag").expect("a tag");
        let lines = format!("Host: {}\r\nIf-None-Match: {tag}\r\n", server.address);
        assert_eq!(server.get_with(path, &lines).status, 304);
    }
    assert!(server.get("/robots.txt").body.contains("Disallow: /"));
    let description = server.get("/opensearch.xml");
    let url = format!("http://{}/?q={{searchTerms}}", server.address);
    assert!(description.body.contains(&url), "{}", description.body);
}

/// The tag of a page, once the server has settled: at its start it looks for a newer index.
fn stable_tag(server: &TestServer, path: &str) -> String {
    let tag = || header(&server.get(path).headers, "etag");
    let started = std::time::Instant::now();
    loop {
        let first = tag().unwrap_or_else(|| panic!("no tag: {path}"));
        std::thread::sleep(std::time::Duration::from_millis(100));
        if tag().as_ref() == Some(&first) {
            return first;
        }
        assert!(started.elapsed() < TIMEOUT, "{path} has a new tag each time");
    }
}

#[test]
fn answers_are_revalidated_by_the_state_of_the_index() {
    let server = server();
    for path in ["/?q=cocoa", "/api/search?q=cocoa", "/archive", "/person/amara-okafor"] {
        let tag = stable_tag(&server, path);
        let tagged = |tag: &str| format!("Host: {}\r\nIf-None-Match: {tag}\r\n", server.address);
        let again = server.get_with(path, &tagged(&tag));
        assert_eq!((again.status, again.body.as_str()), (304, ""), "{path}");
        assert_eq!(server.get_with(path, &tagged("W/\"0\"")).status, 200, "{path}");
    }
    let hurried = TestServer::start(sample_index(), &["serve", "--index", ".", "--timeout", "0"]);
    let cut = hurried.get("/api/search?q=cocoa");
    assert_eq!(header(&cut.headers, "etag"), None, "{}", cut.headers);
}

#[test]
fn a_browser_gets_a_page_where_there_is_none() {
    let server = server();
    let lines = format!("Host: {}\r\nAccept: text/html\r\n", server.address);
    let page = server.get_with("/nowhere", &lines);
    assert_eq!((page.status, page.content_type()), (404, "text/html; charset=utf-8"));
    assert!(page.body.contains("<code>/nowhere</code>"), "{}", page.body);
    let api = server.get_with("/api/nowhere", &lines);
    assert_eq!((api.status, api.content_type()), (404, "application/problem+json"));
    assert_eq!(server.get("/person/nobody-at-all").status, 404);
}

#[test]
fn a_search_that_finds_nothing_names_the_filter_to_leave_out() {
    let server = server();
    let page = server.get("/?q=cocoa&place=brazil&since=1800&until=1801").body;
    let without = server.get("/api/search?q=cocoa&place=brazil&limit=0").json();
    let articles = number(&without, "total");
    assert!(articles > 0 && page.contains("leave out the dates"), "{page}");
    assert!(page.contains(&format!(": {articles} article")), "{articles}: {page}");
    // What is not there can be neither sorted nor drawn on a scale.
    assert!(!page.contains("class=\"sorts\"") && !page.contains("name=\"scale\""), "{page}");
    // A filter is to blame only where there is more without it.
    let page = server.get("/?q=zzzz&place=brazil").body;
    assert!(page.contains("No article has this word, with these filters or without"), "{page}");
    // Names in messages are set as code.
    let page = server.get("/?q=person:zzzz").body;
    assert!(page.contains("is called <code>zzzz</code>"), "{page}");
}

#[test]
fn values_of_a_facet_are_searched_sorted_and_paged_through() {
    let server = server();
    let answer = server.get("/api/facets/places").json();
    let distinct = number(&answer, "distinct");
    assert!(distinct > 200, "{distinct}");
    let names = |path: &str| -> Vec<String> {
        let page = server.get(path).body;
        let labels = page.split("<span class=\"label\">").skip(1);
        labels.filter_map(|rest| rest.split('<').next().map(str::to_owned)).collect()
    };
    let (first, second) = (names("/facets/places"), names("/facets/places?page=2"));
    assert_eq!(first.len() + second.len(), usize::try_from(distinct).expect("few"));
    assert!(second.iter().all(|name| !first.contains(name)), "{second:?}");
    let by_name = names("/facets/people?order=name");
    let mut sorted = by_name.clone();
    sorted.sort_by_key(|name| name.to_lowercase());
    assert_eq!(by_name, sorted);
    let found = names("/facets/people?containing=arv");
    assert!(!found.is_empty() && found.iter().all(|name| name.to_lowercase().contains("arv")));
    for path in ["/facets/people?order=size", "/facets/people?page=0", "/facets/people?page=x"] {
        assert_eq!(server.get(path).status, 400, "{path}");
    }
}

#[test]
fn hits_lead_to_the_hits_before_and_after() {
    let server = server();
    let ids = texts(&server.get("/api/search?q=cocoa").json()["hits"], "id");
    let page = server.get(&format!("/article/{}?q=cocoa&hit=2", ids[1])).body;
    for (relation, id, hit) in [("prev", &ids[0], 1), ("next", &ids[2], 3)] {
        let link = format!("<a rel=\"{relation}\" href=\"/article/{id}?q=cocoa&amp;hit={hit}\"");
        assert!(page.contains(&link), "no {link}: {page}");
    }
    // The second hit has another id now: where it is among the hits is not known.
    let page = server.get(&format!("/article/{}?q=cocoa&hit=2", ids[2])).body;
    assert!(!page.contains("rel=\"prev\""), "{page}");
    assert_eq!(server.get(&format!("/article/{}?hit=x", ids[0])).status, 400);
}

#[test]
fn a_person_has_a_page_with_a_network_to_take_along() {
    let server = server();
    let page = server.get("/person/amara-okafor").body;
    let count =
        number(&server.get("/api/search?person=person/amara-okafor&limit=0").json(), "total");
    assert!(page.contains(&format!(">{count} articles<")), "{page}");
    for part in ["Roles over time", "With whom", "About what", "First", "Latest", "Most central"] {
        assert!(page.contains(part), "no {part}: {page}");
    }
    // The counts of others are of the articles that have both, as the search beside them finds.
    let query = "person%3A%3D%22person%2Famara-okafor%22";
    let both = server.get(&format!("/api/search?q={query}&limit=0&facets=people,places")).json();
    let others = both["facets"]["people"].as_array().expect("people");
    assert!(others.len() > 1, "{both}");
    for other in others.iter().filter(|it| it["value"] != "person/amara-okafor").take(5) {
        let (name, shared) = (other["name"].as_str().expect("a name"), number(other, "count"));
        assert!(shared <= count, "{other}");
        let noun = if shared == 1 { "article" } else { "articles" };
        assert!(page.contains(&format!("{shared} {noun} with {name}")), "no {name}: {page}");
        let address = format!(
            "/api/search?q={query}&person={}&limit=0",
            other["value"].as_str().expect("a key")
        );
        assert_eq!(number(&server.get(&address).json(), "total"), shared, "{address}");
    }
    let picture = server.get("/person/amara-okafor/network.svg");
    assert_eq!(picture.content_type(), "image/svg+xml");
    assert!(picture.body.starts_with("<svg xmlns=") && picture.body.contains("Amara Okafor"));
    let graph = server.get("/person/amara-okafor/network.gexf");
    assert!(graph.headers.contains("amara-okafor.gexf"), "{}", graph.headers);
    let (nodes, edges) =
        (graph.body.matches("<node ").count(), graph.body.matches("<edge ").count());
    assert!(nodes > 2 && edges >= nodes - 1, "{}", graph.body);
}

/// The bytes of an answer as a browser gets it: compressed, with its headers.
fn transferred(server: &TestServer, path: &str) -> usize {
    let mut stream = server.connect();
    let host = &server.address;
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept-Encoding: gzip\r\nConnection: close\r\n\r\n"
    )
    .expect("sends");
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).expect("receives");
    assert!(answer.starts_with(b"HTTP/1.1 200"), "{path}: {}", String::from_utf8_lossy(&answer));
    answer.len()
}

#[test]
fn the_search_page_weighs_under_60_kilobytes_with_everything_it_loads() {
    let server = server();
    let page = server.get("/?q=cocoa").body;
    let loaded =
        page.split(['"', '#']).filter(|part| part.starts_with('/') && part.contains("?v="));
    let loaded: std::collections::BTreeSet<&str> = loaded.collect();
    assert!(loaded.len() >= 4, "{loaded:?}");
    let files: usize = loaded.iter().map(|path| transferred(&server, path)).sum();
    let bytes = files + transferred(&server, "/?q=cocoa");
    assert!(bytes < 60_000, "{bytes} bytes");
}

#[test]
fn the_archive_page_counts_formats_and_lists_what_was_rejected() {
    let archive = Archive::with_files(&[
        (
            "a.jsonl",
            &(line(json!({ "title": "One", "body": "A.", "date": "1985-01-02" }))
                + &line(json!({ "title": "Two", "body": "B.", "date": "1988-01-02" }))),
        ),
        ("b.txt", &story("Three", "The harbour was closed.")),
        ("c.txt", &story("Three", "The harbour was closed.")),
        ("d.nitf", "<nitf><body>"),
    ]);
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let status = server.get("/api/status").json();
    assert_eq!(status["formats"], json!({ "jsonl": 2, "text": 2 }), "{status}");
    assert_eq!(number(&status, "articles") + number(&status, "duplicates"), 4);
    let page = server.get("/archive").body;
    assert!(page.contains("<td>jsonl</td><td class=\"num\">2</td>"), "{page}");
    assert!(page.contains("Years without articles: 1986, 1987."), "{page}");
    let rejections = status["rejections"].as_array().expect("rejections");
    for rejection in rejections {
        assert!(page.contains(rejection["path"].as_str().expect("a path")), "{rejection}: {page}");
    }
    assert_eq!(rejections.len(), 1, "{status}");
}

#[test]
fn places_of_one_name_are_told_apart_in_an_article() {
    let article = json!({ "title": "Two of a name", "language": "en",
        "body": "OLYMPIA, Wash. (AP) - The governor of Washington state spoke. WASHINGTON (AP) - The \
                 president returned to Washington, D.C., from Washington state.",
        "places": ["Washington, D.C.", "Washington state"] });
    let archive = Archive::with_files(&[("a.jsonl", &line(article))]);
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let id = texts(&server.get("/api/search").json()["hits"], "id").remove(0);
    let page = server.get(&format!("/article/{id}")).body;
    for label in [">Washington, D.C.</a>", ">Washington (state)</a>"] {
        assert!(page.contains(label), "no {label}: {page}");
    }
}

#[test]
fn two_searches_are_compared() {
    let server = server();
    let page = server.get("/compare?a=cocoa&b=coffee").body;
    for query in ["cocoa", "coffee", "%28cocoa%29%20%28coffee%29"] {
        let count = number(&server.get(&format!("/api/search?q={query}&limit=0")).json(), "total");
        let link = format!("href=\"/?q={query}\">{count} article");
        assert!(page.contains(&link), "no {link}: {page}");
    }
    assert!(page.contains("of both"), "{page}");
    assert_eq!(server.get("/compare").status, 200);
}

#[test]
fn a_feed_has_the_newest_articles_of_a_search() {
    let server = server();
    let feed = server.get("/api/feed?q=cocoa");
    assert_eq!(feed.content_type(), "application/atom+xml; charset=utf-8");
    let ids = texts(&server.get("/api/search?q=cocoa&sort=newest").json()["hits"], "id");
    let places: Vec<Option<usize>> = ids.iter().map(|id| feed.body.find(id.as_str())).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    assert_eq!(feed.body.matches("<entry>").count(), feed.body.matches("</entry>").count());
    assert_eq!(feed.body.matches("<link ").count(), feed.body.matches("/>").count());
    assert!(server.get("/?q=cocoa").body.contains("href=\"/api/feed?q=cocoa\""));
}

#[test]
fn one_article_is_exported_as_a_citation() {
    let server = server();
    let id = texts(&server.get("/api/search?q=cocoa").json()["hits"], "id").remove(0);
    let ris = server.get(&format!("/api/articles/{id}/export?format=ris"));
    assert!(
        ris.body.starts_with("TY  - ") && ris.body.matches("ER  - ").count() == 1,
        "{}",
        ris.body
    );
    let csl = server.get(&format!("/api/articles/{id}/export?format=csl-json")).json();
    assert_eq!(csl.as_array().map(Vec::len), Some(1), "{csl}");
    server.assert_problem(&format!("/api/articles/{id}/export?format=paper"), 400, "`paper`");
}

#[test]
fn the_description_of_the_api_names_its_endpoints() {
    let server = server();
    let description = server.get("/api/openapi.json").json();
    let paths = description["paths"].as_object().expect("paths");
    let id = texts(&server.get("/api/search?q=cocoa").json()["hits"], "id").remove(0);
    for (path, methods) in paths {
        // What is sent to the others is tested where they are, and what needs a standing query.
        let Some(get) = methods.get("get").filter(|_| !path.contains("{name}")) else { continue };
        let mut address =
            path.replace("{id}", &id).replace("{other}", &id).replace("{field}", "people");
        let parameters = get["parameters"].as_array().expect("parameters");
        if parameters.iter().any(|it| it["in"] == "query" && it["required"] == true) {
            address.push_str("?q=cocoa");
        }
        assert_eq!(server.get(&address).status, 200, "{address}");
    }
    let answer = &description["components"]["schemas"]["AnswerJson"]["properties"];
    let known = server.get("/api/search?q=cocoa").json();
    for key in known.as_object().expect("an answer").keys() {
        assert!(answer.get(key).is_some(), "{key} is not described: {answer}");
    }
}

#[test]
fn other_origins_read_answers_only_where_they_are_named() {
    let arguments = ["serve", "--index", ".", "--cors", "http://tools.example"];
    let server = TestServer::start(sample_index(), &arguments);
    let from = |origin: &str| {
        let lines = format!("Host: {}\r\nOrigin: {origin}\r\n", server.address);
        server.get_with("/api/search?q=cocoa", &lines)
    };
    let named = from("http://tools.example");
    let allowed = header(&named.headers, "access-control-allow-origin");
    assert_eq!((named.status, allowed.as_deref()), (200, Some("http://tools.example")));
    assert_eq!(from("http://other.example").status, 403);
    let strict = self::server();
    let lines = format!("Host: {}\r\nOrigin: http://tools.example\r\n", strict.address);
    assert_eq!(strict.get_with("/api/search?q=cocoa", &lines).status, 403);
    let refused = on_sample(&["serve", "--cors", "tools.example"]);
    assert!(refused.code == 2 && refused.err.contains("an origin is"), "{refused:?}");
    assert_eq!(json!(named.json()["total"]), json!(6));
}

#[test]
fn the_original_file_of_an_article_is_handed_out_on_this_machine() {
    let archive = Archive::new();
    let plain = story("Flood in Beira", "The river rose by a metre on Monday.");
    let packed = story("Drought in Tete", "The river fell by a metre on Friday.");
    archive.write("flood, \"new\".txt", &plain);
    archive.write(
        "older.zip",
        zipped(&[("1987/a.txt", b"Not this."), ("1987/dry.txt", packed.as_bytes())]),
    );
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    for (word, file, content) in
        [("rose", "flood___new_.txt", &plain), ("fell", "dry.txt", &packed)]
    {
        let hits = server.get(&format!("/api/search?q={word}")).json();
        let address = format!("/article/{}/original", texts(&hits["hits"], "id")[0]);
        let page = server.get(address.trim_end_matches("/original"));
        assert!(page.body.contains(&format!("href=\"{address}\"")), "{}", page.body);
        let original = server.get(&address);
        assert_eq!((original.status, &original.body), (200, content), "{word}");
        let disposition = header(&original.headers, "content-disposition");
        assert_eq!(disposition, Some(format!("attachment; filename=\"{file}\"")));
    }
    let hits = server.get("/api/search?q=rose").json();
    let id = texts(&hits["hits"], "id").remove(0);
    // Readers on other machines see neither the path nor the file.
    let public = TestServer::start_on("0.0.0.0:0", archive.folder(), &["serve", "--public"]);
    assert!(!public.get(&format!("/article/{id}")).body.contains("/original"));
    assert_eq!(public.get(&format!("/article/{id}/original")).status, 403);
    archive.remove("flood, \"new\".txt");
    let gone = server.get(&format!("/article/{id}/original"));
    assert!(gone.status == 404 && gone.body.contains("not there any more"), "{}", gone.body);
}

#[test]
fn a_name_of_several_kinds_is_offered_with_what_each_finds() {
    let mut records = Vec::new();
    for day in 1..=5 {
        records.push(json!({ "title": format!("Dollar report {day}"), "date": format!("1987-03-0{day}"),
            "body": format!("Treasury Secretary James Baker spoke on the dollar for {day} hours."), "people": ["James Baker"] }));
    }
    records.push(json!({ "title": "Drilling", "body": "The dollar price of a drill fell.", "organisations": ["Baker International"] }));
    let lines: Vec<String> = records.into_iter().map(line).collect();
    let archive = Archive::with_files(&[("a.jsonl", &lines.concat())]);
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let page = server.get("/?q=what+happened+to+the+dollar+of+Baker").body;
    let text = without_tags(&page);
    assert!(
        text.contains("Do you mean Baker as a person (5 articles) or an organisation (1 article)?"),
        "{text}"
    );
}

/// The text of a page without its markup.
fn without_tags(page: &str) -> String {
    let texts = page.split('<').map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    texts.collect::<Vec<_>>().concat()
}

#[test]
fn the_front_page_names_the_people_of_the_last_month() {
    let record = |day: u32, month: u32, person: &str| {
        line(
            json!({ "title": format!("Report {day} of {person}"), "date": format!("1987-{month:02}-{day:02}"),
            "body": format!("A report on day {day} of month {month} about {person}."), "people": [person] }),
        )
    };
    let early = (1..=20).map(|day| record(day, 2, "Salifou Garba"));
    let late =
        (1..=12).map(|day| record(day, 3, if day > 4 { "Amara Okafor" } else { "Ifeoma Obi" }));
    let lines: Vec<String> = early.chain(late).collect();
    let archive = Archive::with_files(&[("a.jsonl", &lines.concat())]);
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let page = server.get("/").body;
    let start = page.find("Most written about in March 1987").unwrap_or_else(|| panic!("{page}"));
    let people = &page[start..start + page[start..].find("</div>").expect("an end")];
    let text = without_tags(people);
    assert!(text.contains("Amara Okafor 8Ifeoma Obi 4") && !text.contains("Garba"), "{text}");
    // What is offered with a count finds that count.
    let link = people.split("href=\"").nth(1).and_then(|it| it.split('"').next()).expect("a link");
    let address = format!("/api/search{}", link.trim_start_matches('/').replace("&amp;", "&"));
    assert_eq!(number(&server.get(&address).json(), "total"), 8, "{address}");
}

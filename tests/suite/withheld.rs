//! Withheld articles: in no answer of any command, endpoint or page, also after `--rebuild`; the log.

use std::fs;

use serde_json::{Value, json};

use crate::harness::{Archive, RunOutput, line, number, texts};
use crate::test_server::TestServer;

/// What only the withheld article has.
const SECRET: [&str; 5] =
    ["Lindqvist", "Tristan da Cunha", "zebulonite", "Quokka Wire", "Fenwick Corporation"];

/// An article that will be withheld, a later version of its story, and others.
fn archive() -> Archive {
    let body = "TRISTAN DA CUNHA (Quokka Wire) - Josefine Lindqvist, the director of Fenwick Corporation, \
                said that his company had found zebulonite below the harbour of Tristan da Cunha. Josefine \
                Lindqvist said that \"zebulonite will pay for every school of the island\" and that he \
                would return in spring with Amara Okafor.";
    let later = "Amara Okafor said on Monday that the harbour of Horta will be closed while divers look at \
                 the wall. Amara Okafor said that the ferry to Pico sails from the old quay until then.";
    let version =
        format!("{later} Schools stay open, she said, and the market moves to the square.");
    let records = [
        json!({"id": "secret", "title": "Zebulonite found by Fenwick Corporation", "body": body,
               "date": "2016-03-05", "agency": "Quokka Wire", "source": "Quokka Wire",
               "keywords": ["zebulonite"], "author": "Josefine Lindqvist"}),
        json!({"id": "one", "title": "Harbour of Horta closes", "body": later, "date": "2016-03-06",
               "agency": "MNA", "source": "Gazette"}),
        json!({"id": "two", "title": "UPDATE 1-Harbour of Horta closes", "body": version,
               "date": "2016-03-07", "agency": "MNA", "source": "Gazette"}),
        json!({"id": "three", "title": "Okafor returns to Lagos", "date": "2017-03-07", "source": "Gazette",
               "body": "Amara Okafor returned to Lagos on Tuesday and will not come back before spring."}),
    ];
    let lines: String = records.into_iter().map(line).collect();
    let archive = Archive::with_files(&[("wire.jsonl", &lines)]);
    archive.update();
    archive
}

fn id(archive: &Archive, query: &str) -> String {
    let answer = archive.search(&[query]);
    answer["hits"][0]["id"].as_str().expect("an article").to_owned()
}

/// Every command that could show the article, with its output.
fn commands(archive: &Archive, id: &str) -> Vec<(String, RunOutput)> {
    let other = "title:Lagos";
    let other = archive.search(&[other])["hits"][0]["id"].as_str().expect("an id").to_owned();
    fs::write(
        archive.folder().join("draft.txt"),
        "Somebody said: \"zebulonite will pay for every school of the island\".\n",
    )
    .expect("writes");
    let lines: Vec<Vec<&str>> = vec![
        vec!["search", "--json", "-n", "100", "--mix", "--explain"],
        vec!["search", "zebulon*"],
        vec!["search", "--json", "school"],
        vec!["search", "--json", "--collapse", "stories", "okafor"],
        vec!["search", "--receipt"],
        vec!["search", "--json", "who is Josefine"],
        vec!["facet", "people"],
        vec!["facet", "places"],
        vec!["facet", "organisations"],
        vec!["facet", "agency"],
        vec!["facet", "publisher"],
        vec!["facet", "authors"],
        vec!["facet", "keywords"],
        vec!["facet", "--json", "people", "jos"],
        vec!["export"],
        vec!["export", "--format", "csv"],
        vec!["export", "--format", "ris"],
        vec!["export", "--format", "bibtex"],
        vec!["export", "--format", "csl-json"],
        vec!["show", id],
        vec!["show", "--similar", &other],
        vec!["diff", id, &other],
        vec!["check", "--all", "draft.txt"],
        vec!["trend", "--by", "day", "school", "okafor"],
        vec!["kwic", "school"],
        vec!["network", "-n", "50"],
        vec!["typical", "-n", "100", "spring"],
        vec!["typical", "--of", "people", "-n", "100", "spring"],
        vec!["watch", "feed", "all"],
        vec!["watch", "run", "--json"],
        vec!["recheck", "receipt.json"],
        vec!["clip"],
        vec!["clip", "--json"],
        vec!["search", "--json", "tag:*"],
        vec!["search", "--json", "~school"],
        vec!["audit", "people", "--seed", "1"],
        vec!["audit", "places", "--seed", "1"],
        vec!["status"],
    ];
    lines.into_iter().map(|line| (line.join(" "), archive.run(&line))).collect()
}

/// Every address that could show the article, with its answer.
fn addresses(archive: &Archive, id: &str) -> Vec<(String, String)> {
    let server = TestServer::start(archive.folder(), &["serve"]);
    let other = id_of(&server, "title:Lagos");
    let mut answers: Vec<(String, String)> = [
        "/",
        "/?q=school",
        "/?q=okafor&collapse=stories",
        "/api/search?limit=100&mix=true&explain=true",
        "/api/search?q=spring",
        "/api/export",
        "/api/export?format=csv",
        "/api/feed?q=spring",
        "/api/complete?q=jos",
        "/api/complete?q=person:lind",
        "/api/complete?q=tristan",
        "/api/facets/people",
        "/api/facets/places",
        "/api/facets/keywords?containing=zeb",
        "/facets/people",
        "/facets/organisations",
        "/facets/authors",
        "/archive",
        "/help",
        "/compare?a=spring&b=school",
        "/trends?q=school&q=spring&by=day",
        "/context?q=school",
        "/typical?q=spring",
        "/audit?of=people&n=50&seed=1",
        "/api/audit?of=people&limit=50",
        "/reconcile/suggest/entity?prefix=jos",
        "/person/amara-okafor",
        "/person/josefine-lindqvist",
        "/api/trend?q=school&by=day",
        "/api/kwic?q=school",
        "/api/network?limit=50",
        "/api/typical?q=spring&limit=100",
        "/api/receipt",
        "/receipt",
        "/api/watches/all/feed",
        "/watches",
        "/clippings",
        "/api/clippings",
        "/?q=tag:*",
        "/?q=~school",
        "/api/search?q=~spring",
        "/api/status",
    ]
    .iter()
    .map(|path| ((*path).to_owned(), server.get(path).body))
    .collect();
    for path in [
        "/article/{}",
        "/article/{}/original",
        "/api/articles/{}",
        "/api/articles/{}/export",
        "/api/articles/{}/similar",
    ] {
        let path = path.replace("{}", id);
        answers.push((path.clone(), server.get(&path).body));
    }
    for path in ["/article/{}", "/api/articles/{}/similar", "/api/articles/{}"] {
        let path = path.replace("{}", &other);
        answers.push((path.clone(), server.get(&path).body));
    }
    let draft = "Somebody said: \"zebulonite will pay for every school of the island\".\n";
    answers.push(("check".into(), server.post("/api/check", "text/plain", draft).body));
    answers
}

fn id_of(server: &TestServer, query: &str) -> String {
    let answer = server.get(&format!("/api/search?q={query}")).json();
    answer["hits"][0]["id"].as_str().expect("an id").to_owned()
}

/// What a text says of the withheld article beyond what was asked for.
fn leaks<'s>(asked: &str, text: &str, id: &'s str) -> Vec<&'s str> {
    let secrets = SECRET.into_iter().chain([id]);
    let folded = text.to_lowercase();
    let asked = asked.to_lowercase();
    secrets
        .filter(|secret| !asked.contains(&secret.to_lowercase()))
        .filter(|secret| folded.contains(&secret.to_lowercase()))
        .collect()
}

fn assert_hidden(archive: &Archive, id: &str, when: &str) {
    // What a draft, a pattern or an address asks for may be repeated in the answer.
    let is_draft = |name: &str| name.starts_with("check") || name.contains("zebulon");
    for (name, output) in commands(archive, id) {
        output.did_not_panic();
        let text = format!("{}{}", output.out, output.err);
        let found = leaks(&name, &text, id);
        let allowed = is_draft(&name) && found.iter().all(|it| *it == "zebulonite");
        assert!(found.is_empty() || allowed, "{when}: {name} shows {found:?}: {text}");
    }
    for (path, text) in addresses(archive, id) {
        let found = leaks(&path, &text, id);
        let allowed = is_draft(&path) && found.iter().all(|it| *it == "zebulonite");
        assert!(found.is_empty() || allowed, "{when}: {path} shows {found:?}: {text}");
    }
}

#[test]
fn a_withheld_article_is_in_no_answer() {
    let archive = archive();
    let secret = id(&archive, "zebulonite");
    let clipped = archive.run(&[
        "clip",
        &secret,
        "--tag",
        "fenwick corporation",
        "--note",
        "ask Lindqvist",
        "--passage",
        "zebulonite",
    ]);
    assert_eq!(clipped.code, 0, "{clipped:?}");
    archive.run(&["watch", "add", "all", "*", "--existing"]);
    assert_eq!(archive.run(&["watch", "run"]).code, 0);
    let receipt = archive.run(&["search", "--receipt", "title:Lagos"]);
    fs::write(archive.folder().join("receipt.json"), receipt.out).expect("writes");
    // The test can see it: most of these show it before.
    let shown = commands(&archive, &secret);
    let shown = shown.iter().filter(|(name, it)| !leaks(name, &it.out, &secret).is_empty());
    assert!(shown.count() > 15);
    let shown = addresses(&archive, &secret);
    let shown: Vec<&String> = shown
        .iter()
        .filter(|(path, it)| !leaks(path, it, &secret).is_empty())
        .map(|(path, _)| path)
        .collect();
    assert!(shown.len() > 15, "{shown:?}");
    let articles = || number(&archive.search(&[]), "total");
    let before = articles();
    let withheld =
        archive.run(&["withhold", &secret, "--because", "a court order", "--by", "anna"]);
    assert!(withheld.out.contains("withheld 1 article until it is lifted"), "{withheld:?}");
    assert_eq!(articles(), before - 1);
    assert_eq!(number(&archive.run(&["status", "--json"]).success(), "articles"), before - 1);
    assert_hidden(&archive, &secret, "withheld");
    assert_eq!(archive.run(&["verify"]).code, 0);
    let rebuilt = archive.run(&["index", "--rebuild", "news"]);
    assert_eq!(rebuilt.code, 0, "{rebuilt:?}");
    assert_hidden(&archive, &secret, "rebuilt");
    // An update merges and replaces segments.
    archive
        .write("more.jsonl", line(json!({"title": "Rain", "body": "It rained in Accra all day."})));
    archive.update();
    assert_hidden(&archive, &secret, "updated");
    let lifted = archive.run(&["lift", &secret, "--because", "order set aside"]);
    assert_eq!(lifted.code, 0, "{lifted:?}");
    assert_eq!(articles(), before + 1);
    assert_eq!(id(&archive, "zebulonite"), secret);
}

#[test]
fn a_running_server_follows_at_once() {
    let archive = archive();
    let secret = id(&archive, "zebulonite");
    let server = TestServer::start(archive.folder(), &["serve"]);
    let find = || number(&server.get("/api/search?q=zebulonite").json(), "total");
    let first = server.get("/api/search?q=spring&limit=1").json();
    assert_eq!(find(), 1);
    assert!(server.get("/api/complete?q=quokka").body.contains("Quokka Wire"));
    archive.run(&["withhold", &secret, "--because", "a court order"]);
    assert_eq!(find(), 0);
    assert!(!server.get("/api/complete?q=quokka").body.contains("Quokka Wire"));
    // A cursor of before leads to no state of before.
    let next = first["next"].as_str().expect("a cursor");
    let answer = server.get(&format!("/api/search?q=spring&limit=100&after={next}")).json();
    assert!(!texts(&answer["hits"], "id").contains(&secret), "{answer}");
    archive.run(&["lift", "1", "--because", "order set aside"]);
    assert_eq!(find(), 1);
}

#[test]
fn a_version_that_is_withheld_is_in_no_story() {
    let archive = archive();
    let story = |archive: &Archive| archive.search(&["title:closes"]);
    let before = story(&archive);
    assert_eq!(number(&before["hits"][0]["story"], "versions"), 2, "{before}");
    let update = id(&archive, "title:UPDATE");
    let withheld = archive.run(&["withhold", &update, "--because", "an embargo"]);
    assert!(withheld.err.contains("1 other version"), "{withheld:?}");
    let after = story(&archive);
    assert_eq!((number(&after, "total"), after["hits"][0].get("story")), (1, None), "{after}");
    assert_eq!(after["hits"][0].get("superseded_by"), None, "{after}");
    assert_eq!(archive.titles(&["superseded:yes"]), [""; 0]);
    archive.run(&["lift", &update, "--because", "it is over"]);
    let withheld = archive.run(&["withhold", &update, "--versions", "--because", "an embargo"]);
    assert!(withheld.out.contains("withheld 2 articles"), "{withheld:?}");
    assert_eq!(number(&story(&archive), "total"), 0);
}

#[test]
fn an_embargo_ends_on_its_day_and_the_log_says_who_and_why() {
    let archive = archive();
    let secret = id(&archive, "zebulonite");
    let tomorrow = jiff::Zoned::now().date().tomorrow().expect("a day").to_string();
    archive
        .run(&["withhold", "--until", "2016-01-01", "--because", "x", &secret])
        .fails_with(&["after today"]);
    archive.run(&["withhold", &secret, "--because", " "]).fails_with(&["reason"]);
    assert_eq!(archive.run(&["withhold", &secret]).code, 2, "a reason is needed");
    archive.run(&["withhold", "--because", "x", "zzqnothing"]).fails_with(&["zzqnothing"]);
    assert_eq!(archive.run(&["withhold"]).code, 1, "nothing was withheld");
    let made = archive.run(&[
        "withhold",
        "harbour",
        "OR",
        "zebulonite",
        "--until",
        &tomorrow,
        "--because",
        "an embargo",
        "--by",
        "anna",
    ]);
    assert!(made.out.contains(&format!("until {tomorrow}")), "{made:?}");
    assert_eq!(number(&archive.search(&[]), "total"), 1);
    let log = archive.run(&["withhold"]);
    for part in ["by anna", "an embargo", "withheld 3 articles", "harbour OR zebulonite"] {
        assert!(log.out.contains(part), "no {part} in {log:?}");
    }
    // The day comes: the log is as one that was written before.
    let path = archive.index().join("withheld.log");
    let text = fs::read_to_string(&path).expect("reads");
    fs::write(&path, text.replace(&tomorrow, "2016-01-01")).expect("writes");
    assert_eq!(number(&archive.search(&[]), "total"), 4);
    assert!(archive.run(&["withhold"]).out.contains("(over)"));
    archive.run(&["lift", &secret, "--because", "x"]).fails_with(&[&secret]);
    // A log that cannot be read hides everything.
    fs::write(&path, "not JSON\n").expect("writes");
    archive.run(&["search", "harbour"]).fails_with(&["line 1", "withheld"]);
}

#[test]
fn what_was_withheld_when_it_came_is_news_when_it_is_lifted() {
    let archive = archive();
    let secret = id(&archive, "zebulonite");
    archive.run(&["withhold", &secret, "--because", "an embargo"]);
    archive.run(&["watch", "add", "all", "*"]);
    assert_eq!(archive.run(&["watch", "run"]).code, 1);
    archive.run(&["lift", &secret, "--because", "it is over"]);
    let told: Value = archive.run(&["watch", "run", "--json"]).success();
    assert_eq!(number(&told, "articles"), 1, "{told}");
}

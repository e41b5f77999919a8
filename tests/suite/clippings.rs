//! Tags, collections and notes: on the command line, in queries, in the API and on pages; over re-indexing.

use std::fs;

use serde_json::json;

use crate::harness::{Archive, line, number, texts};
use crate::test_server::TestServer;

fn archive() -> Archive {
    let lines = [
        json!({"id": "one", "source": "Gazette", "title": "Harbour closes", "body": "Stone houses do not forgive, she said. The harbour closes."}),
        json!({"id": "two", "source": "Gazette", "title": "Harbour opens", "body": "The harbour of Horta opens again."}),
        json!({"id": "three", "title": "Rain", "body": "It rained in Accra all day."}),
    ];
    let lines: String = lines.into_iter().map(line).collect();
    let archive = Archive::with_files(&[("wire.jsonl", &lines)]);
    archive.update();
    archive
}

fn id(archive: &Archive, query: &str) -> String {
    archive.search(&[query])["hits"][0]["id"].as_str().expect("an article").to_owned()
}

#[test]
fn articles_are_tagged_collected_and_noted_and_found_again() {
    let archive = archive();
    assert_eq!(archive.run(&["clip"]).code, 1, "there is nothing yet");
    let clipped = archive.run(&[
        "clip",
        "harbour",
        "--tag",
        "Quais",
        "--collection",
        "Chapter 3",
        "--by",
        "anna",
    ]);
    assert!(clipped.out.contains("clipped 2 articles (entry 1)"), "{clipped:?}");
    let one = id(&archive, "title:closes");
    let noted = archive.run(&[
        "clip",
        &one,
        "--note",
        "call her",
        "--passage",
        "Stone houses do  not forgive",
        "--by",
        "ben",
    ]);
    assert_eq!(noted.code, 0, "{noted:?}");
    let total = |query: &str| number(&archive.search(&[query]), "total");
    for (query, articles) in [
        ("tag:quais", 2),
        ("tag:*", 2),
        ("NOT tag:quais", 1),
        ("tag:nothing", 0),
        ("collection:\"chapter 3\"", 2),
        ("note:call", 1),
        ("note:\"stone houses\"", 1),
        ("tag:quais opens", 1),
        ("tag:(quais OR x)", 2),
    ] {
        assert_eq!(total(query), articles, "{query}");
    }
    assert!(
        archive
            .run(&["search", "tag:nothing"])
            .err
            .contains("no article of this archive has `tag:nothing`")
    );
    let answer = archive.search(&["harbour"]);
    assert_eq!(answer["tags"], json!([{"tag": "Quais", "count": 2}]));
    assert_eq!(archive.search(&["rained"]).get("tags"), None);
    let listed = archive.run(&["clip"]);
    for part in ["tags: Quais", "in: Chapter 3", "“Stone houses do not forgive”", "call her", "ben"]
    {
        assert!(listed.out.contains(part), "no {part} in {listed:?}");
    }
    let export = archive.run(&["clip", "--collection", "chapter 3", "--json"]);
    assert_eq!(export.out.lines().count(), 2);
    // An article that is exported by its tag.
    assert_eq!(archive.run(&["export", "tag:quais", "--format", "csv"]).out.lines().count(), 3);
    archive.run(&["clip", "tag:quais", "--untag", "QUAIS"]);
    assert_eq!((total("tag:*"), total("collection:*")), (0, 2));
    archive.run(&["clip", &one, "--unnote", "2"]);
    assert_eq!(total("note:*"), 0);
}

#[test]
fn what_makes_no_sense_is_refused() {
    let archive = archive();
    archive.run(&["clip", "harbour", "--note", "x"]).fails_with(&["one article"]);
    let one = id(&archive, "title:closes");
    archive.run(&["clip", &one]).fails_with(&["no tag, collection or note"]);
    archive
        .run(&["clip", &one, "--note", "x", "--passage", "not in it"])
        .fails_with(&["does not have", "not in it"]);
    archive.run(&["clip", "zzqnothing", "--tag", "x"]).fails_with(&["zzqnothing"]);
    archive.run(&["clip", &one, "--tag", "*"]).fails_with(&["`*`"]);
    archive.run(&["clip", "--untag", "x"]).fails_with(&["no article"]);
}

#[test]
fn clippings_survive_rebuilding_and_a_text_that_moves() {
    let archive = archive();
    let one = id(&archive, "title:closes");
    archive.run(&["clip", &one, "--tag", "x", "--note", "here", "--passage", "houses do not"]);
    let passage =
        |archive: &Archive| archive.run(&["clip", "--json"]).json()["notes"][0]["passage"].clone();
    assert_eq!(
        (&passage(&archive)["start"], &passage(&archive)["lost"]),
        (&json!(6), &json!(false))
    );
    let records = json!({"id": "one", "source": "Gazette", "title": "Harbour closes", "body": "UPDATE. Stone houses do not forgive."});
    archive.write("wire.jsonl", line(records));
    archive.update();
    assert_eq!(passage(&archive)["start"], 14);
    assert_eq!(archive.run(&["index", "--rebuild", "news"]).code, 0);
    assert_eq!((archive.titles(&["tag:x"]).len(), &passage(&archive)["start"]), (1, &json!(14)));
    archive.write(
        "wire.jsonl",
        line(json!({"id": "one", "source": "Gazette", "title": "Harbour closes", "body": "Wooden houses."})),
    );
    archive.update();
    assert_eq!(passage(&archive)["lost"], true);
    assert!(archive.run(&["clip"]).out.contains("(not in the article now)"));
    // An article that left the archive is counted and not shown.
    archive.remove("wire.jsonl");
    archive.write("other.jsonl", line(json!({"title": "Sun", "body": "The sun shone in Accra."})));
    archive.update();
    let listed = archive.run(&["clip"]);
    assert_eq!(listed.code, 1);
    assert!(listed.err.contains("1 article with clippings cannot be found here now"), "{listed:?}");
}

#[test]
fn pages_show_clippings_and_write_them_only_with_edit() {
    let archive = archive();
    let one = id(&archive, "title:closes");
    archive.run(&["clip", &one, "--tag", "quais", "--note", "call her"]);
    let form = format!("article={one}&tag=fresh&note=later&passage=Harbour+closes");
    let reader = TestServer::start(archive.folder(), &["serve"]);
    let page = reader.get(&format!("/article/{one}")).body;
    assert!(
        page.contains("quais") && page.contains("call her") && !page.contains("action=\"/clip\""),
        "{page}"
    );
    let refused = reader.post("/clip", "application/x-www-form-urlencoded", &form);
    assert_eq!(refused.status, 403, "{}", refused.body);
    assert!(reader.get("/?q=harbour").body.contains("facet-tags"));
    assert!(reader.get("/clippings").body.contains("call her"));
    assert_eq!(
        texts(&reader.get("/api/clippings?tag=QUAIS").json(), "article"),
        std::slice::from_ref(&one)
    );
    assert_eq!(reader.get("/api/clippings?tag=other").json(), json!([]));
    reader.assert_problem("/api/clippings?colour=red", 400, "colour");
    drop(reader);
    let editor = TestServer::start(archive.folder(), &["serve", "--edit"]);
    assert!(editor.get(&format!("/article/{one}")).body.contains("action=\"/clip\""));
    let made = editor.post("/clip", "application/x-www-form-urlencoded", &form);
    assert_eq!(made.status, 303, "{}", made.body);
    assert_eq!(number(&editor.get("/api/search?q=tag:fresh").json(), "total"), 1);
    let note = editor.get("/api/clippings?tag=fresh").json()[0]["notes"][1].clone();
    assert_eq!(
        (&note["text"], &note["passage"]["quote"]),
        (&json!("later"), &json!("Harbour closes")),
        "{note}"
    );
    let taken = format!("article={one}&untag=fresh");
    assert_eq!(editor.post("/clip", "application/x-www-form-urlencoded", &taken).status, 303);
    assert_eq!(number(&editor.get("/api/search?q=tag:fresh").json(), "total"), 0);
    let wrong = format!("article={one}&tag=%22");
    assert_eq!(editor.post("/clip", "application/x-www-form-urlencoded", &wrong).status, 400);
}

#[test]
fn a_damaged_line_is_named_and_the_others_count() {
    let archive = archive();
    let one = id(&archive, "title:closes");
    archive.run(&["clip", &one, "--tag", "x"]);
    let path = archive.index().join("clippings.log");
    let text = fs::read_to_string(&path).expect("reads");
    fs::write(&path, format!("rubbish\n{text}")).expect("writes");
    let listed = archive.run(&["clip"]);
    assert!(listed.err.contains("line 1") && listed.out.contains("tags: x"), "{listed:?}");
}

//! Receipts of answers, what changes between two of them, and the mix of an answer.

use serde_json::{Value, json};

use crate::harness::{Archive, line, number, on_sample, sample_index, texts};
use crate::test_server::TestServer;

const WATER: &str = "The mayor of Horta said that the water of the island was safe to drink again.";

/// A record of a line file.
fn record(id: &str, title: &str, body: &str) -> String {
    let day = "2016-03-05";
    json!({"id": id, "source": "Gazette", "title": title, "body": body, "date": day}).to_string()
        + "\n"
}

fn receipt(archive: &Archive, arguments: &[&str]) -> Value {
    let run = archive.run(&[&["search", "--receipt"], arguments].concat());
    archive.write("../receipt.json", &run.out);
    run.json()
}

#[test]
fn an_unchanged_archive_gives_the_same_answer() {
    for arguments in [
        &["cocoa"][..],
        &["cocoa OR coffee", "--place", "africa", "--since", "2014", "--until", "last-year"],
        &["who is Amara Okafor"],
        &["treaty", "--person", "-okafor", "--collapse", "stories"],
        &["date:last-month"],
        &[],
    ] {
        let receipt = on_sample(&[&["search", "--receipt"], arguments].concat());
        let made = receipt.json();
        let answer = on_sample(&[&["search", "--json"], arguments].concat()).json();
        for member in ["total", "articles", "stories", "exact", "query"] {
            assert_eq!(made[member], answer[member], "{arguments:?}");
        }
        for member in ["digest", "index", "authority", "corrections", "today", "filters"] {
            assert_eq!(made[member], answer["receipt"][member], "{arguments:?}");
        }
        let list = made["list"].as_array().expect("a list");
        assert_eq!(list.len() as u64, number(&made, "articles"), "{arguments:?}");
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("receipt.json");
        std::fs::write(&file, &receipt.out).expect("writes");
        let again = on_sample(&["recheck", "--json", file.to_str().expect("a path")]).success();
        assert_eq!(again["same"], json!(true), "{again}");
        // The receipt that the answer itself carries has no list.
        std::fs::write(&file, answer.to_string()).expect("writes");
        let again = on_sample(&["recheck", "--json", file.to_str().expect("a path")]).success();
        assert_eq!((&again["same"], again.get("added")), (&json!(true), None), "{again}");
    }
}

#[test]
fn a_receipt_tells_what_was_added_removed_merged_and_revised() {
    let first = [
        record("a", "Water is safe", WATER),
        record("b", "Water at Pico", "The water of Pico is cold, fishermen said on Friday."),
        record("c", "Water at Flores", "The water of Flores is warm, swimmers said on Friday."),
        record("d", "Water at Corvo", "The water of Corvo is deep, divers said on Friday night."),
        record("e", "Water at Terceira", "The water of Terceira is blue, painters said."),
    ];
    let archive = Archive::with_files(&[("wire.jsonl", &first.concat())]);
    archive.update();
    let before = receipt(&archive, &["water"]);
    assert_eq!(number(&before, "total"), 5);
    let second = [
        // Another text under the same id; one that does not match any more; one is gone; one is new.
        record("a", "Water is safe", &format!("{WATER} He drank it himself.")),
        record("b", "Wind at Pico", "The wind of Pico is cold, fishermen said on Friday."),
        record("d", "Water at Corvo", "The water of Corvo is deep, divers said on Friday night."),
        record("e", "Water at Terceira", "The water of Terceira is blue, painters said."),
        record("f", "Water at Graciosa", "The water of Graciosa is green, geologists said."),
    ];
    archive.write("wire.jsonl", second.concat());
    // A copy with a smaller id takes the place of one article.
    let id = |title: &str| {
        let answer = archive.search(&[&format!("title:\"{title}\"")]);
        answer["hits"][0]["id"].as_str().expect("an id").to_owned()
    };
    let (corvo, mut copy) = (id("Water at Corvo"), 0);
    loop {
        archive.write(
            "copy.jsonl",
            record(
                &format!("copy-{copy}"),
                "Water at Corvo",
                "The water of Corvo is deep, divers said on Friday night.",
            ),
        );
        archive.update();
        if id("Water at Corvo") != corvo {
            break;
        }
        copy += 1;
        assert!(copy < 100, "no copy has a smaller id");
    }
    let report = archive.run(&["recheck", "--json", "receipt.json"]);
    assert_eq!(report.code, 1, "{report:?}");
    let report = report.json();
    assert_eq!(
        (&report["same"], &report["index_changed"], &report["authority_changed"]),
        (&json!(false), &json!(true), &json!(false)),
        "{report}"
    );
    let titles = |part: &str| texts(&report[part]["articles"], "title");
    assert_eq!(titles("added"), ["Water at Graciosa"], "{report}");
    assert_eq!(titles("revised"), ["Water is safe"], "{report}");
    assert_eq!(titles("merged"), ["Water at Corvo"], "{report}");
    let removed = report["removed"]["articles"].as_array().expect("articles");
    let in_archive: Vec<bool> =
        removed.iter().map(|it| it["in_archive"].as_bool().expect("a bool")).collect();
    assert_eq!(removed.len(), 2, "{report}");
    assert!(in_archive.contains(&true) && in_archive.contains(&false), "{report}");
    let printed = archive.run(&["recheck", "receipt.json"]);
    assert!(
        printed.out.contains("1 article added")
            && printed.out.contains("1 article no longer in the archive"),
        "{printed:?}"
    );
    // From standard input too.
    let piped = crate::harness::morgue(archive.folder())
        .args(["recheck", "--json", "-"])
        .write_stdin(std::fs::read(archive.path("../receipt.json")).expect("reads"))
        .output()
        .expect("runs");
    // Both say to the second when they were made.
    let without_time = |mut report: Value| {
        report["now"]["made"] = Value::Null;
        report
    };
    let piped = serde_json::from_slice::<Value>(&piped.stdout).expect("JSON");
    assert_eq!(without_time(piped), without_time(report));
}

#[test]
fn a_receipt_tells_of_corrections_of_names() {
    let body = |name: &str| format!("{name} opened the harbour of Horta on Friday, {name} said.");
    let archive = Archive::with_files(&[(
        "wire.jsonl",
        &[
            record("a", "Harbour opens", &body("Amara Okafor")),
            record("b", "Harbour opens again", &body("Josefine Lindqvist")),
        ]
        .concat(),
    )]);
    archive.update();
    let before = receipt(&archive, &["person:okafor"]);
    assert_eq!(number(&before, "total"), 1, "{before}");
    let merged = archive.run(&["canon", "merge", "Amara Okafor", "Josefine Lindqvist"]);
    assert_eq!(merged.code, 0, "{merged:?}");
    let report = archive.run(&["recheck", "--json", "receipt.json"]).json();
    assert_eq!(
        (&report["index_changed"], &report["authority_changed"], &report["added"]["count"]),
        (&json!(false), &json!(true), &json!(1)),
        "{report}"
    );
    let corrections = report["corrections"].as_array().expect("corrections");
    assert!(corrections[0].as_str().expect("a text").contains("merge person/"), "{report}");
}

#[test]
fn what_is_no_receipt_is_refused() {
    let archive = Archive::with_files(&[("a.jsonl", &record("a", "Water", WATER))]);
    archive.update();
    for text in ["", "{}", "[1]", "not JSON", r#"{"receipt":{"made":"x"}}"#] {
        archive.write("../receipt.json", text);
        archive.run(&["recheck", "receipt.json"]).fails_with(&["receipt"]);
    }
    archive.run(&["recheck", "nothing.json"]).fails_with(&["nothing.json"]);
    let mut made = receipt(&archive, &["water"]);
    made["filters"] = json!([{"name": "shoes", "value": "red"}]);
    archive.write("../receipt.json", made.to_string());
    archive.run(&["recheck", "receipt.json"]).fails_with(&["shoes"]);
}

#[test]
fn receipts_work_over_http() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let answer = server.get("/api/search?q=cocoa&place=africa").json();
    let made = server.get("/api/receipt?q=cocoa&place=africa");
    let receipt = made.json();
    assert_eq!(receipt["digest"], answer["receipt"]["digest"]);
    assert_eq!(receipt["filters"], json!([{"name": "place", "value": "africa"}]));
    let checked = server.post("/api/recheck", "application/json", &made.body);
    assert_eq!(checked.json()["same"], json!(true), "{}", checked.body);
    let refused = server.post("/api/recheck", "application/json", "{}");
    assert_eq!(refused.status, 400, "{}", refused.body);
    // The page of a receipt links to an address that holds it.
    let page = server.get("/receipt?q=cocoa&place=africa").body;
    let link = page.split("href=\"").find(|part| part.contains("receipt=")).expect("a permalink");
    let link = link.split('"').next().expect("an address").replace("&amp;", "&");
    assert!(link.contains("ids=") && link.contains("place=africa"), "{link}");
    let again = server.get(&link).body;
    assert!(again.contains("The same answer as on"), "{again}");
    let ids = link.split("ids=").nth(1).expect("ids");
    let other = link.replace(ids, &ids.replacen(&ids[..16], "zzzzzzzzzzzzzzzz", 1));
    let other = server.get(&other.replace("receipt=1", "receipt=0")).body;
    assert!(other.contains("No longer in the archive"), "{other}");
    assert_eq!(server.get("/receipt?q=cocoa&receipt=x").status, 400);
}

#[test]
fn the_mix_is_what_its_queries_find() {
    for query in ["cocoa", "", "place:africa OR azores", "okafor -author:hale"] {
        let arguments = ["search", "--json", "--mix", "-n", "0", "--since", "2014", query];
        let answer = on_sample(&arguments).json();
        let shares = answer["mix"].as_array().expect("shares");
        let mut origins = 0;
        for share in shares {
            let found = on_sample(&[
                "search",
                "--json",
                "-n",
                "0",
                "--since",
                "2014",
                share["query"].as_str().expect("a query"),
            ]);
            assert_eq!(number(&found.json(), "articles"), number(share, "articles"), "{share}");
            if ["staff", "agency", "unknown"].contains(&share["name"].as_str().expect("a name")) {
                origins += number(share, "articles");
            }
        }
        assert_eq!(origins, number(&answer, "articles"), "{answer}");
    }
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let answer = server.get("/api/search?q=cocoa&mix=true").json();
    assert_eq!(answer["mix"], on_sample(&["search", "--json", "--mix", "cocoa"]).json()["mix"]);
    let page = server.get("/?q=cocoa").body;
    assert!(page.contains("class=\"mix\"") && page.contains("with inferred names"), "{page}");
}

#[test]
fn states_of_articles_are_found() {
    let dated = |id: &str, fields: Value| {
        let mut record = json!({
            "id": id, "title": format!("Harbour {id}"),
            "body": format!("Amara Okafor opened the harbour of Lagos, number {id} of the coast."),
        });
        record
            .as_object_mut()
            .expect("an object")
            .extend(fields.as_object().expect("an object").clone());
        line(record)
    };
    let archive = Archive::with_files(&[(
        "wire.jsonl",
        &[
            dated("one", json!({"date": "2016-03-05"})),
            dated("two", json!({})),
            line(json!({"id": "three", "title": "12", "body": "1 2 3 4 5", "date": "2016"})),
        ]
        .concat(),
    )]);
    archive.update();
    assert_eq!(archive.titles(&["date:none"]), ["Harbour two"]);
    assert_eq!(archive.titles(&["--sort", "oldest", "--", "-date:none"]).len(), 2);
    assert_eq!(archive.titles(&["inferred:names"]).len(), 2);
    assert_eq!(archive.titles(&["--", "-inferred:names"]), ["12"]);
    assert_eq!(archive.titles(&["--", "-superseded:yes"]).len(), 3);
    let answer = archive.search(&["inferred:shoes harbour"]);
    assert!(
        texts(&answer["warnings"], "message")[0].contains("neither topics nor names"),
        "{answer}"
    );
    let answer = archive.search(&["superseded:maybe harbour"]);
    assert!(texts(&answer["warnings"], "message")[0].contains("neither yes nor no"), "{answer}");
}

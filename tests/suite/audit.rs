//! Audits: a random sample that is judged on standard input, and what becomes of what was wrong.

use std::process::Stdio;

use serde_json::Value;

use crate::harness::{Archive, RunOutput, command, line, number};
use crate::test_server::TestServer;
use serde_json::json;

fn archive() -> Archive {
    let body = |name: &str, day: usize| {
        format!(
            "GENEVA (MNA) - Minister {name} said on day {day} that the treaty would hold. \"We agree,\" {name} told reporters in Geneva."
        )
    };
    let mut lines = String::new();
    for (at, name) in
        ["Amara Okafor", "Helena Arvelos", "Salifou Garba"].iter().cycle().take(12).enumerate()
    {
        lines.push_str(&line(
            json!({"id": at.to_string(), "title": format!("Treaty {at}"), "body": body(name, at)}),
        ));
    }
    lines.push_str(&line(json!({"id": "lone", "title": "Ferry", "body": "Joost van der Hulst said on Monday that the ferry sails."})));
    let archive = Archive::with_files(&[("wire.jsonl", &lines)]);
    archive.update();
    archive
}

/// Runs an audit with these answers.
fn audit(archive: &Archive, arguments: &[&str], answers: &str) -> RunOutput {
    let path = archive.folder().join("answers.txt");
    std::fs::write(&path, answers).expect("writes");
    let mut audit = command(archive.folder());
    audit.arg("audit").args(arguments);
    audit.stdin(Stdio::from(std::fs::File::open(&path).expect("opens")));
    let output = audit.output().expect("runs");
    RunOutput {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8_lossy(&output.stdout).into_owned(),
        err: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

#[test]
fn a_sample_is_judged_and_counted_with_its_interval() {
    let archive = archive();
    let judged = audit(&archive, &["people", "-n", "5", "--seed", "7"], "r\nhuh\ny\ns\nw\nq\n");
    assert!(
        judged.out.contains("people: 2 of 3 right, 67 % (95 % interval: 21 to 94 %); seed 7"),
        "{judged:?}"
    );
    assert!(judged.err.contains("1 of 5") && judged.err.contains("by the model"), "{judged:?}");
    let json =
        audit(&archive, &["people", "-n", "5", "--seed", "7", "--json", "-q"], "r\nr\nr\nr\nr\n");
    let json: Value = serde_json::from_str(&json.out).expect("JSON");
    assert_eq!((number(&json, "judged"), json["precision"].as_f64()), (5, Some(1.0)), "{json}");
    // The same seed draws the same sample, another one another.
    let shown =
        |seed: &str| audit(&archive, &["people", "-n", "9", "--seed", seed], &"s\n".repeat(9)).err;
    let sample = |seed| {
        let shown = shown(seed);
        shown.lines().filter(|it| it.contains(" of 9 ")).map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(audit(&archive, &["people"], "").code, 1, "nothing was judged");
    assert_eq!(sample("3"), sample("3"));
    for of in ["places", "organisations", "dates"] {
        let other = audit(&archive, &[of, "-n", "2", "--seed", "1"], "r\nr\n");
        other.did_not_panic();
    }
}

#[test]
fn what_is_wrong_is_corrected_in_one_step() {
    let archive = archive();
    let count = |query: &str| number(&archive.search(&[query]), "total");
    assert_eq!(count("person:hulst"), 1);
    // A name of one article is hidden.
    let made = audit(&archive, &["people", "ferry", "-n", "1", "--correct"], "w\n");
    assert!(made.err.contains("corrected: hide person/joost-van-der-hulst"), "{made:?}");
    assert_eq!(count("person:hulst"), 0);
    // One of several articles is split off there, and is nobody.
    assert_eq!(count("person:okafor"), 4);
    let made = audit(&archive, &["people", "title:\"Treaty 0\"", "-n", "1", "--correct"], "w\n");
    assert!(made.err.contains("corrected: split person/amara-okafor"), "{made:?}");
    assert_eq!(count("person:okafor"), 3);
    let made = audit(&archive, &["people", "title:\"Treaty 1\"", "-n", "1", "--correct"], "o\n");
    assert!(made.err.contains("corrected: split person/helena-arvelos"), "{made:?}");
    let values = archive.run(&["facet", "people", "--json"]);
    assert!(values.out.contains("person/helena-arvelos-2"), "{values:?}");
    // Without --correct nothing is written, and it says how.
    let before = archive.run(&["canon", "log"]).out;
    let only = audit(&archive, &["people", "title:\"Treaty 2\"", "-n", "1"], "w\n");
    assert!(only.err.contains("--correct"), "{only:?}");
    assert_eq!(archive.run(&["canon", "log"]).out, before);
}

#[test]
fn a_withheld_article_is_in_no_sample() {
    let archive = archive();
    archive.run(&["withhold", "title:Ferry", "--because", "a court order"]);
    let sample = audit(&archive, &["people", "-n", "50"], &"s\n".repeat(50));
    assert!(sample.err.contains("Okafor") && !sample.err.contains("Hulst"), "{sample:?}");
}

#[test]
fn a_page_corrects_what_was_marked_wrong_with_edit() {
    let archive = archive();
    let count = |query: &str| number(&archive.search(&[query]), "total");
    let form = "application/x-www-form-urlencoded";
    let server = TestServer::start(archive.folder(), &["serve", "--edit"]);
    let address = "/audit?of=people&n=1&seed=3&q=ferry&v1=w";
    let page = server.get(address).body;
    assert!(page.contains("Correct them") && page.contains("0 % "), "{page}");
    let value = page.split("name=\"wrong\" value=\"").nth(1).expect("a value");
    let (article, key) = value.split_once('"').expect("an end").0.split_once(' ').expect("two");
    let sent = format!("of=people&wrong={article}%20{}", key.replace('/', "%2F"));
    let made = server.post("/audit", form, &sent);
    assert_eq!(made.status, 303, "{}", made.body);
    assert!(made.headers.to_lowercase().contains("location: /audit?of=people&corrected=1&left=0"));
    assert!(
        server.get("/audit?of=people&corrected=1&left=0").body.contains("1 correction was made")
    );
    assert_eq!(count("person:hulst"), 0);
    // What the archive did not find there cannot be corrected, and nothing else is written.
    let log = archive.run(&["canon", "log"]).out;
    for wrong in ["x%20person%2Fy", &format!("{article}%20person%2Fnot-there")] {
        let refused = server.post("/audit", form, &format!("of=people&wrong={wrong}"));
        assert!([400, 404].contains(&refused.status), "{}", refused.body);
    }
    assert_eq!(archive.run(&["canon", "log"]).out, log);
}

//! `morgue check`: drafts against archives, on the command line, over HTTP and on the page.

use std::io::Write as _;

use serde_json::{Value, json};

use crate::harness::{Archive, morgue, number, output_of, story, texts};
use crate::test_server::TestServer;

/// Two stories, one of which is corrected later.
fn archive() -> Archive {
    let first = "HORTA, Nov 14 2018 (MNA) - The ground shook for a minute at Horta before dawn.\n\n\
                 \"Stone houses do not forgive the people who sleep in them,\" said Anibal Goulart, the \
                 mayor. He asked for tents and for bread.\n\nTwo men were hurt by a falling chimney at \
                 Capelo, the mayor said. Helena Arvelos sent 40 soldiers to the island on Thursday.";
    let corrected = first.replace("Two men", "Three men");
    let treaty = "GENEVA, March 5 2016 (MNA) - Nine ministers signed the water treaty on Saturday.\n\n\
                  \"A treaty is a promise and a gauge is a witness,\" Salifou Garba told reporters.\n\n\
                  Finance Minister Tomas Hale paid for the pen with money from the ministry.";
    let archive = Archive::with_files(&[
        ("2018-11-14-quake.txt", &story("Quake shakes Horta", first)),
        ("2018-11-15-quake.txt", &story("CORRECTED-Quake shakes Horta", &corrected)),
        ("2016-03-05-treaty.txt", &story("Ministers sign water treaty", treaty)),
    ]);
    archive.update();
    archive
}

/// Checks a draft that comes on standard input.
fn check(archive: &Archive, draft: &str) -> Value {
    let mut command = morgue(archive.folder());
    let ran = output_of(command.args(["check", "--json", "-"]).write_stdin(draft));
    assert!(ran.code == 0 || ran.code == 1, "{ran:?}");
    ran.json()
}

fn verdicts(report: &Value) -> Vec<String> {
    texts(&report["quotations"], "verdict")
}

#[test]
fn quotations_are_verbatim_altered_elsewhere_or_not_found() {
    let archive = archive();
    let draft = "“Stone houses do not forgive the people who sleep in them,” said Anibal Goulart.\n\n\
                 “Stone houses never forgive the people who sleep in them,” he said.\n\n\
                 “Stone houses do not forgive ... He asked for tents,” it says.\n\n\
                 “A treaty is a promise and a gauge is a witness,” said Anibal Goulart.\n\n\
                 “The whole island will be rebuilt in marble by next spring,” he said.\n";
    let report = check(&archive, draft);
    assert_eq!(
        verdicts(&report),
        ["verbatim", "altered", "verbatim", "elsewhere", "not_found"],
        "{report:#}"
    );
    assert_eq!(
        report["counts"],
        json!({"quotations": 5, "verbatim": 2, "altered": 1, "elsewhere": 1, "not_found": 1})
    );
    let [verbatim, altered, joined, elsewhere, _] =
        &report["quotations"].as_array().expect("five")[..]
    else {
        panic!("{report}")
    };
    assert_eq!(number(verbatim, "articles"), 2);
    let passage = &verbatim["passages"][0];
    assert_eq!((&passage["quoted"], &passage["field"]), (&json!(true), &json!("body")));
    let (start, end) = (number(passage, "start") as usize, number(passage, "end") as usize);
    let id = passage["id"].as_str().expect("an id");
    let body = archive.run(&["show", "--json", id]).success()["body"].clone();
    assert_eq!(
        &body.as_str().expect("a text")[start..end],
        "Stone houses do not forgive the people who sleep in them"
    );
    assert_eq!(
        altered["passages"][0]["differences"],
        json!([{"draft": "never", "archive": "do not"}])
    );
    assert!(number(&joined["passages"][0], "omitted") > 5, "{joined}");
    assert_eq!(
        (&elsewhere["speaker"], &elsewhere["said_by"]),
        (&json!("Anibal Goulart"), &json!("Salifou Garba"))
    );
    let typed = report["draft"].as_str().expect("the draft");
    for quotation in report["quotations"].as_array().expect("five") {
        let range = number(quotation, "start") as usize..number(quotation, "end") as usize;
        assert_eq!(typed[range].trim(), quotation["text"].as_str().expect("a text"));
    }
}

#[test]
fn a_source_that_the_draft_names_is_compared() {
    let archive = archive();
    let quake =
        archive.search(&["ground shook"])["hits"][1]["id"].as_str().expect("an id").to_owned();
    let treaty = archive.search(&["treaty"])["hits"][0]["id"].as_str().expect("an id").to_owned();
    let quotation = "“A treaty is a promise and a gauge is a witness,”";
    let draft = format!(
        "{quotation} it said ([here](/article/{treaty})).\n\n{quotation} it said \
         ([here](http://127.0.0.1:7878/article/{quake}?q=a)).\n\n{quotation} he told MNA.\n"
    );
    let report = check(&archive, &draft);
    assert_eq!(verdicts(&report), ["verbatim", "elsewhere", "verbatim"], "{report:#}");
    assert_eq!(report["quotations"][1]["found_in"], json!(treaty));
    assert_eq!(report["quotations"][2]["source"], json!("MNA"));
}

#[test]
fn titles_and_figures_are_compared() {
    let archive = archive();
    let draft = "Foreign Minister Tomas Hale met the press. Helena Arvelos sent 60 soldiers to the island.\n\n\
                 Helena Arvelos sent 40 soldiers to the island.\n";
    let report = check(&archive, draft);
    let title = &report["titles"][0];
    assert_eq!(
        (&title["name"], &title["agrees"]),
        (&json!("Tomas Hale"), &json!(false)),
        "{report:#}"
    );
    assert_eq!(title["archive"][0]["title"], json!("Finance Minister"));
    let figures = report["figures"].as_array().expect("figures");
    assert_eq!(texts(&report["figures"], "figure"), ["60 soldiers", "40 soldiers"], "{report:#}");
    assert_eq!((number(&figures[0], "articles"), number(&figures[1], "articles")), (0, 2));
    assert_eq!(figures[0]["others"][0]["figure"], json!("40 soldiers"));
}

#[test]
fn a_sentence_whose_source_was_corrected_is_named() {
    let archive = archive();
    let report =
        check(&archive, "Two men were hurt by a falling chimney at Capelo, the mayor said.\n");
    let corrected = &report["corrected"][0];
    assert_eq!(corrected["later"]["correction"], json!(true), "{report:#}");
    assert_eq!(corrected["later"]["passage"], json!("changed"));
    assert_eq!(corrected["later"]["changes"], json!([{"before": "Two", "after": "Three"}]));
    let kept =
        check(&archive, "“Stone houses do not forgive the people who sleep in them,” he said.\n");
    assert_eq!(kept["quotations"][0]["later"]["passage"], json!("kept"), "{kept:#}");
}

#[test]
fn drafts_of_other_formats_are_read() {
    let archive = archive();
    let sentence = "“A treaty is a promise and a gauge is a witness,” he said to them all.";
    let page = format!(
        "<html><head><title>Draft</title></head><body><article><h1>Draft</h1><p>{sentence}</p>\
         </article></body></html>"
    );
    let mut docx = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body><w:p><w:r><w:t>{sentence}</w:t></w:r></w:p></w:body></w:document>"
    );
    docx.start_file("[Content_Types].xml", zip::write::SimpleFileOptions::default())
        .expect("a member");
    docx.write_all(b"<Types/>").expect("writes");
    docx.start_file("word/document.xml", zip::write::SimpleFileOptions::default())
        .expect("a member");
    docx.write_all(document.as_bytes()).expect("writes");
    let docx = docx.finish().expect("a file").into_inner();
    let drafts: [(&str, &[u8]); 4] = [
        ("draft.txt", sentence.as_bytes()),
        ("draft.md", sentence.as_bytes()),
        ("draft.html", page.as_bytes()),
        ("draft.docx", &docx),
    ];
    for (name, bytes) in drafts {
        std::fs::write(archive.folder().join(name), bytes).expect("writes");
        let ran = archive.run(&["check", "--json", name]);
        assert_eq!((ran.code, verdicts(&ran.json())), (0, vec!["verbatim".to_owned()]), "{name}");
    }
    let shown = archive.run(&["check", "--all", "draft.txt"]);
    assert!(
        shown.out.contains("1 quotation: 1 verbatim") && shown.out.contains("Garba"),
        "{shown:?}"
    );
    archive.run(&["check", "missing.txt"]).fails_with(&["cannot read `missing.txt`"]);
    std::fs::write(archive.folder().join("empty.txt"), "").expect("writes");
    archive.run(&["check", "empty.txt"]).fails_with(&["empty.txt", "a draft is a text"]);
}

#[test]
fn what_there_was_no_time_for_is_left_out() {
    let archive = archive();
    let draft = "“Stone houses do not forgive the people who sleep in them,” he said.\n";
    std::fs::write(archive.folder().join("draft.txt"), draft).expect("writes");
    let report = archive.run(&["check", "--json", "--timeout", "0", "draft.txt"]).json();
    assert_eq!(report["complete"], json!(false), "{report}");
    assert_eq!(report["quotations"], json!([]));
    let shown = archive.run(&["check", "--timeout", "0", "draft.txt"]);
    assert!(shown.out.contains("time ran out"), "{shown:?}");
}

#[test]
fn a_draft_is_checked_over_http_and_on_the_page() {
    let archive = archive();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let draft = "“Stone houses never forgive the people who sleep in them,” he said. <b>";
    let report = server.post("/api/check", "text/plain; charset=utf-8", draft);
    assert_eq!((report.status, report.content_type()), (200, "application/json"));
    assert_eq!(report.json(), check(&archive, draft));
    let refused = server.post("/api/check", "image/png", draft);
    assert_eq!((refused.status, refused.content_type()), (400, "application/problem+json"));
    assert!(refused.json()["detail"].as_str().expect("a text").contains("image/png"));
    assert_eq!(server.get("/api/check").status, 405);
    let form = server.get("/check");
    assert!(form.status == 200 && form.body.contains("<textarea"), "{}", form.body);
    let encoded: String = draft.bytes().map(|byte| format!("%{byte:02X}")).collect();
    let page =
        server.post("/check", "application/x-www-form-urlencoded", &format!("draft={encoded}"));
    assert_eq!(page.status, 200);
    assert!(
        page.body.contains("<ins>never</ins>") && page.body.contains("&lt;b&gt;"),
        "{}",
        page.body
    );
    let description = server.get("/api/openapi.json").json();
    let body = &description["paths"]["/api/check"]["post"]["requestBody"]["content"];
    assert!(body.get("text/markdown").is_some(), "{body}");
}

//! Commands: folders without articles, `inspect` on folders, prefixes of ids, and the browser of
//! `open`.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::{Archive, RunOutput, line, number, run, sample, shell_command, story, texts};

#[test]
fn indexing_an_empty_folder_says_that_nothing_was_found() {
    let archive = Archive::new();
    let ran = archive.run(&["index", "news"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{ran:?}");
    let news = archive.news().canonicalize().expect("a folder");
    let note = format!("no files found in `{}`", news.display());
    for words in [note.as_str(), "morgue reads", "HTML", "JSON Lines"] {
        assert!(ran.err.contains(words), "no `{words}` in {ran:?}");
    }
    let json = archive.run(&["index", "news", "--json"]);
    assert_eq!(number(&json.success(), "files"), 0);
    assert!(json.err.contains(&note), "{json:?}");
    assert_eq!(archive.run(&["index", "news", "--strict"]).code, 2);
    assert_eq!(archive.run(&["-q", "index", "news"]).err, "");
}

#[test]
fn indexing_unsupported_files_says_that_no_article_was_found() {
    let archive = Archive::with_files(&[("README.md", "About."), ("sub/a.dat", "\u{1}\u{2}")]);
    let noted = |ran: &RunOutput| {
        ran.err.contains("no articles found in") && ran.err.contains("morgue reads")
    };
    let ran = archive.run(&["index", "news"]);
    assert!(ran.code == 0 && noted(&ran) && ran.err.contains("(2 files)"), "{ran:?}");
    assert_eq!(archive.run(&["index", "news", "--strict"]).code, 2);
    // Only the folder without articles is named.
    archive.write("good/a.txt", story("Flood", "The river rose."));
    let ran = archive.run(&["index", "news/good", "news/sub"]);
    assert!(ran.code == 0 && noted(&ran) && ran.err.contains("/sub`"), "{ran:?}");
    assert!(!ran.err.contains("/good`"), "{ran:?}");
    let ran = archive.run(&["index", "news", "--strict"]);
    assert!(ran.code == 0 && !noted(&ran), "{ran:?}");
}

#[test]
fn inspect_reads_a_folder_in_the_order_of_indexing() {
    let archive = Archive::with_files(&[
        ("b.txt", &story("Second", "It rained.")),
        ("a/one.jsonl", &line(json!({ "title": "First", "body": "It snowed." }))),
        ("c.txt", ""),
        ("README", "About."),
    ]);
    let ran = archive.run(&["inspect", "--json", "news"]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let lines: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    assert!(lines[0]["path"] == "news/README" && lines[0]["ignored"].is_string(), "{lines:#?}");
    assert!(lines[1]["path"] == "news/a/one.jsonl" && lines[1]["title"] == "First", "{lines:#?}");
    assert!(lines[2]["path"] == "news/b.txt" && lines[2]["title"] == "Second", "{lines:#?}");
    assert!(lines[3]["path"] == "news/c.txt" && lines[3]["rejected"].is_string(), "{lines:#?}");
    // Files of a folder and files named on the command line are printed alike.
    let named = archive.run(&["inspect", "--json", "news/b.txt"]);
    assert_eq!(ran.out.lines().nth(2), named.out.lines().next());
    let empty = Archive::new();
    assert_eq!(empty.run(&["inspect", "news"]).code, 1);
}

#[test]
fn inspect_skips_the_index_in_a_folder() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.run(&["--index", "news/index", "index", "news", "--json"]).success();
    let ran = archive.run(&["--index", "news/index", "inspect", "--json", "news"]);
    assert_eq!((ran.code, ran.out.lines().count()), (0, 1), "{ran:?}");
}

#[test]
fn an_article_is_shown_by_the_beginning_of_its_id() {
    let records: String = (0..40)
        .map(|number| line(json!({ "title": format!("Story {number}"), "body": "It rained." })))
        .collect();
    let archive = Archive::with_files(&[("a.jsonl", &records)]);
    archive.update();
    let ids = texts(&archive.search(&["-n", "100"])["hits"], "id");
    assert_eq!(ids.len(), 40);
    let id = &ids[0];
    let matching = |prefix: &str| ids.iter().filter(|id| id.starts_with(prefix)).count();
    let unique = (1..=id.len()).find(|end| matching(&id[..*end]) == 1).expect("a unique prefix");
    let shown = archive.run(&["show", &id[..unique], "--json"]).success();
    assert_eq!(shown["id"], json!(id));
    let shared = ids.iter().map(|id| &id[..1]).find(|prefix| matching(prefix) > 1);
    let shared = shared.expect("40 ids begin with at most 32 characters");
    archive.run(&["show", shared]).fails_with(&["is ambiguous", "Story", "more characters"]);
    // An empty prefix matches all; ten are listed.
    let all = archive.run(&["show", ""]);
    all.fails_with(&["is ambiguous", "and others"]);
    assert_eq!(all.err.matches("(Story").count(), 10, "{all:?}");
    // An article that was removed is not found by its prefix.
    archive.write("a.jsonl", line(json!({ "title": "Other", "body": "It rained." })));
    archive.update();
    let id = &ids[0];
    archive.run(&["show", &id[..id.len() - 1]]).fails_with(&["there is no article"]);
}

#[test]
fn a_duplicate_is_shown_by_the_beginning_of_its_id() {
    let record = |id: &str| line(json!({ "id": id, "title": "Told", "body": "The same words." }));
    let archive = Archive::with_files(&[
        ("a.jsonl", &record("urn:example:a")),
        ("b.jsonl", &record("urn:example:b")),
    ]);
    archive.update();
    let inspected = archive.run(&["inspect", "--json", "news"]);
    let article = &texts(&archive.search(&[])["hits"], "id")[0];
    for record in inspected.out.lines() {
        let record: Value = serde_json::from_str(record).expect("JSON");
        let id = record["id"].as_str().expect("an id");
        let shown = archive.run(&["show", &id[..id.len() - 1], "--json"]).success();
        assert_eq!(shown["id"], json!(article), "{id}");
    }
}

/// Runs `morgue open` in a pseudo-terminal or with a file as stdout, until the folder is indexed.
/// Returns the address that a fake browser command was called with. That command fails, which must
/// not stop the server.
#[cfg(target_os = "linux")]
fn opened_address(terminal: bool, display: &str, arguments: &str) -> Option<String> {
    use std::os::unix::fs::PermissionsExt;
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    let folder = archive.folder();
    let (fake, called) = (folder.join("xdg-open"), folder.join("browser.txt"));
    fs::write(&fake, "#!/bin/sh\necho \"$1\" > browser.txt\nexit 3\n").expect("writes");
    fs::set_permissions(&fake, fs::Permissions::from_mode(0o755)).expect("sets permissions");
    let program = env!("CARGO_BIN_EXE_morgue");
    let open = format!("'{program}' open news --listen 127.0.0.1:0 {arguments}");
    let run = match terminal {
        true => format!("exec timeout 60 script -qec \"{open}\" typescript"),
        false => format!("exec timeout 60 {open}"),
    };
    let output = fs::File::create(folder.join("output.txt")).expect("creates");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut process = shell_command(folder, &run)
        .env_remove("WAYLAND_DISPLAY")
        .env("DISPLAY", display)
        .env("PATH", format!("{}:{path}", folder.display()))
        .stdin(Stdio::null())
        .stdout(output)
        .stderr(Stdio::null())
        .spawn()
        .expect("starts");
    let indexed = || archive.run(&["search", "river"]).code == 0;
    let deadline = Instant::now() + Duration::from_secs(50);
    while !indexed() {
        assert!(Instant::now() < deadline, "the folder is not indexed");
        std::thread::sleep(Duration::from_millis(50));
    }
    // The browser is called before indexing starts, but by another process.
    std::thread::sleep(Duration::from_millis(500));
    // `timeout` passes the signal on.
    let killed = Command::new("kill").arg(process.id().to_string()).status();
    assert!(killed.is_ok_and(|status| status.success()), "still running");
    process.wait().expect("ends");
    fs::read_to_string(called).ok().map(|address| address.trim().to_owned())
}

#[cfg(target_os = "linux")]
#[test]
fn open_calls_the_browser_only_on_a_terminal_with_a_display() {
    assert_eq!(opened_address(false, ":0", ""), None, "stdout is a file");
    let script = Command::new("script").arg("--version").output();
    if !script.is_ok_and(|output| output.status.success()) {
        println!("skipped in part: there is no `script` to make a terminal with");
        return;
    }
    let address = opened_address(true, ":0", "").expect("the browser is called");
    assert!(address.starts_with("http://127.0.0.1:"), "{address}");
    assert_eq!(opened_address(true, "", ""), None, "without a display");
    assert_eq!(opened_address(true, ":0", "--no-browser"), None, "with --no-browser");
}

#[test]
fn the_first_command_of_the_readme_finds_room_for_an_index_in_a_checkout() {
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().expect("a folder");
    let (kept, index) = (checkout.join("index"), folder.path().join("index"));
    // What a checkout holds where the index goes, unless somebody has built one there.
    if kept.exists() && !kept.join("meta.json").exists() {
        fs::create_dir(&index).expect("a folder");
        for file in fs::read_dir(kept).expect("a folder") {
            let file = file.expect("a file");
            fs::copy(file.path(), index.join(file.file_name())).expect("copies");
        }
    }
    let corpus = sample();
    let report =
        run(folder.path(), &["index", corpus.to_str().expect("UTF-8"), "--json"]).success();
    assert!(number(&report, "articles") > 60, "{report}");
}

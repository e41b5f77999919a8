//! An index is made by one user and searched by others: its files follow the umask, and a search
//! writes nothing.
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::Stdio;

use serde_json::Value;

use crate::harness::{Archive, RunOutput, command, number, shell_command, story, texts};

/// A user and group that own nothing.
const NOBODY: u32 = 65_534;

/// Commands that only read.
const READING: [&[&str]; 4] = [
    &["search", "river", "--json"],
    &["facet", "publisher", "--json"],
    &["status", "--json"],
    &["search", "--json", "--sort", "newest"],
];

fn archive() -> Archive {
    let body = "The river rose by four feet in the night and took the bridge at the old mill with it, \
        the mayor said. Nobody was on it. A ferry will run until the spring.";
    Archive::with_files(&[
        ("a.txt", &story("Flood takes bridge", body)),
        ("b.txt", &story("Flood takes bridge, ferry to run", &format!("{body} It is free."))),
        (
            "c.jsonl",
            "{\"title\":\"Vote\",\"body\":\"The river town voted.\",\"people\":[\"Ann Lee\"],\"publisher\":\"Gazette\"}\n",
        ),
    ])
}

/// Mode, modification time and content of every file of a folder.
fn contents(folder: &Path) -> BTreeMap<String, (u32, i64, i64, Vec<u8>)> {
    let files = fs::read_dir(folder).expect("a folder").map(|file| {
        let file = file.expect("a file");
        let meta = file.metadata().expect("a file");
        let name = file.file_name().into_string().expect("a name");
        let bytes = fs::read(file.path()).expect("reads");
        (name, (meta.mode() & 0o777, meta.mtime(), meta.mtime_nsec(), bytes))
    });
    files.collect()
}

/// Prints of the reading commands and of one article in full, without the time they took.
fn answers(archive: &Archive, run: &dyn Fn(&[&str]) -> RunOutput) -> Vec<String> {
    let id = texts(&archive.search(&["vote"])["hits"], "id").remove(0);
    let show: [&[&str]; 2] = [&["show", &id], &["show", &id, "--json"]];
    let answers = READING.into_iter().chain(show).map(|arguments| {
        let ran = run(arguments);
        assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{arguments:?}: {ran:?}");
        match serde_json::from_str::<Value>(&ran.out) {
            Ok(mut answer) => {
                if let Some(members) = answer.as_object_mut() {
                    members.retain(|name, _| !["took_ms", "receipt"].contains(&name.as_str()));
                }
                answer.to_string()
            }
            Err(_) => ran.out,
        }
    });
    answers.collect()
}

#[test]
fn the_files_of_an_index_follow_the_umask() {
    for (umask, mode) in [("022", 0o644), ("002", 0o664), ("077", 0o600)] {
        let archive = archive();
        let index = |command: &str| {
            let command =
                format!("umask {umask}; exec '{}' {command}", env!("CARGO_BIN_EXE_morgue"));
            let ran = shell_command(archive.folder(), &command).output().expect("the program runs");
            assert!(ran.status.success(), "{ran:?}");
        };
        let is_right = || {
            let files = contents(&archive.index());
            assert!(files.contains_key("verified.tsv") && files.contains_key("meta.json"));
            for (name, (is, ..)) in files {
                assert_eq!(format!("{is:o}"), format!("{mode:o}"), "{name} with umask {umask}");
            }
        };
        index("index news --json");
        is_right();
        archive.write("d.txt", story("Drought", "The river fell."));
        archive.remove("a.txt");
        index("index news --json");
        is_right();
    }
}

#[test]
fn a_search_writes_nothing() {
    let archive = archive();
    archive.update();
    let expected = answers(&archive, &|arguments| archive.run(arguments));
    let before = contents(&archive.index());
    assert_eq!(answers(&archive, &|arguments| archive.run(arguments)), expected);
    assert!(contents(&archive.index()) == before, "a search has changed the index");
    // Nor does it create what a copy of an index may lack.
    for name in
        ["identity.tsv", "identity.state", "stories.tsv", "stories.state", ".tantivy-meta.lock"]
    {
        fs::remove_file(archive.index().join(name)).expect("removes");
    }
    let before = contents(&archive.index());
    assert_eq!(answers(&archive, &|arguments| archive.run(arguments)), expected);
    assert!(contents(&archive.index()) == before, "a search has changed the index");
    archive.update();
    for name in
        ["identity.tsv", "identity.state", "stories.tsv", "stories.state", ".tantivy-meta.lock"]
    {
        assert!(archive.index().join(name).exists(), "an update has not written `{name}`");
    }
}

#[test]
fn another_user_searches_a_folder_without_write_permission() {
    let archive = archive();
    let status = archive.update();
    assert_eq!(number(&status, "articles"), 3);
    let expected = answers(&archive, &|arguments| archive.run(arguments));
    let chmod = |path: &Path, mode| {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("changes its mode");
    };
    let is_root = fs::metadata(archive.index()).expect("a folder").uid() == 0;
    for lacking in [&[][..], &["identity.tsv", "stories.tsv", ".tantivy-meta.lock"]] {
        for name in lacking {
            fs::remove_file(archive.index().join(name)).expect("removes");
        }
        chmod(archive.folder(), 0o755);
        chmod(&archive.index(), 0o555);
        let as_another = |arguments: &[&str]| {
            let mut command = command(archive.folder());
            command.args(arguments).stdin(Stdio::null());
            // Permissions do not bind root.
            if is_root {
                command.uid(NOBODY).gid(NOBODY);
            }
            let output = command.output().expect("the program runs");
            RunOutput {
                code: output.status.code().unwrap_or(-1),
                out: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
                err: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
            }
        };
        assert_eq!(answers(&archive, &as_another), expected);
        if is_root {
            as_another(&["index", "news"]).fails_with(&["cannot write the index `index`"]);
        }
        chmod(&archive.index(), 0o755);
    }
}

//! The walls of the house: what `src/` may name where. The tables are those of house.md, with the rooms the tree has;
//! test code is free.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path below `src/`, and its code without comments, texts and tests.
struct Room {
    file: String,
    code: String,
}

impl Room {
    /// What it is called in `crate::`.
    fn name(&self) -> &str {
        self.file.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The path of its own module.
    fn module(&self) -> Vec<&str> {
        let mut module: Vec<&str> = self.file.trim_end_matches(".rs").split('/').collect();
        if module.last().is_some_and(|last| matches!(*last, "mod" | "lib" | "main")) {
            module.pop();
        }
        module
    }
}

/// Which rooms a room may name, beyond itself. Nothing points back up, and there are no circles.
const ROOMS: &[(&str, &[&str])] = &[
    // ground: nouns without I/O
    ("error", &[]),
    ("agency", &[]),
    ("moment", &["text"]),
    ("schema", &[]),
    ("article", &["moment", "schema"]),
    ("entity", &["article"]),
    ("text", &[]),
    ("landmarks", &["text"]),
    ("dateline", &["agency", "article", "moment", "text"]),
    ("taxonomy", &["text"]),
    ("timeline", &[]),
    ("salience", &["article", "entity"]),
    ("clipping", &["article", "entity", "salience", "schema", "text"]),
    // reading
    ("source", &["article", "text"]),
    ("container", &["error", "source"]),
    ("format", &["agency", "article", "dateline", "error", "moment", "source", "taxonomy", "text"]),
    ("fate", &[]),
    ("account", &["error", "fate"]),
    ("rules", &["error"]),
    ("corpus", &["account", "article", "container", "error", "format", "rules", "source"]),
    ("changes", &["account", "corpus", "error"]),
    ("tally", &["account"]),
    // understanding
    ("topics", &["article", "clipping", "entity", "schema", "taxonomy", "text"]),
    ("names", &["article", "clipping", "entity", "schema", "text", "topics"]),
    ("canon", &["error", "schema"]),
    ("census", &[]),
    ("variant", &["text"]),
    ("stories", &["article", "text"]),
    ("evidence", &["census", "variant"]),
    ("identity", &["canon", "evidence"]),
    // the waist
    ("query", &["schema", "text"]),
    ("occurrence", &["query", "text"]),
    ("sought", &["occurrence", "query", "schema", "text"]),
    ("request", &["schema"]),
    ("cursor", &["request"]),
    ("values", &["names", "query", "request", "schema", "text"]),
    (
        "search",
        &[
            "clipping", "cursor", "error", "query", "request", "schema", "tally", "timeline",
            "values",
        ],
    ),
    (
        "highlight",
        &[
            "article",
            "clipping",
            "landmarks",
            "occurrence",
            "query",
            "schema",
            "search",
            "sought",
            "text",
        ],
    ),
    ("plan", &["cursor", "error", "query", "request", "schema", "search", "sought"]),
    ("tale", &["clipping", "error", "search", "stories"]),
    ("completions", &["error", "plan", "request", "schema", "search", "text", "values"]),
    ("suggest", &["error", "plan", "query", "request", "schema", "search", "text"]),
    (
        "answer",
        &[
            "article",
            "clipping",
            "error",
            "highlight",
            "plan",
            "query",
            "request",
            "schema",
            "search",
            "suggest",
            "timeline",
            "values",
        ],
    ),
    ("similar", &["clipping", "error", "schema", "search", "timeline"]),
    ("outline", &["answer", "names", "schema", "topics"]),
    // machines behind the waist
    ("shelf", &["search"]),
    (
        "engine",
        &[
            "account",
            "article",
            "canon",
            "census",
            "clipping",
            "cursor",
            "entity",
            "error",
            "evidence",
            "identity",
            "landmarks",
            "occurrence",
            "query",
            "request",
            "salience",
            "schema",
            "search",
            "sought",
            "stories",
            "tally",
            "text",
            "timeline",
            "values",
        ],
    ),
    ("gauge", &["changes"]),
    ("filing", &["article", "clipping", "corpus", "entity", "salience", "search", "text"]),
    ("job", &["account", "corpus", "error", "filing", "names"]),
    ("readers", &["account", "changes", "corpus", "error", "filing", "search", "source"]),
    (
        "ingest",
        &[
            "account", "changes", "clipping", "corpus", "error", "gauge", "job", "readers",
            "search", "shelf", "tally",
        ],
    ),
    (
        "verify",
        &["account", "changes", "clipping", "corpus", "entity", "error", "readers", "search"],
    ),
    // faces
    ("config", &["error"]),
    (
        "server",
        &[
            "answer",
            "article",
            "clipping",
            "completions",
            "entity",
            "error",
            "gauge",
            "highlight",
            "moment",
            "outline",
            "plan",
            "query",
            "request",
            "schema",
            "search",
            "similar",
            "stories",
            "suggest",
            "tale",
            "tally",
            "timeline",
            "topics",
        ],
    ),
    (
        "cli",
        &[
            "account",
            "answer",
            "article",
            "canon",
            "clipping",
            "config",
            "container",
            "corpus",
            "engine",
            "entity",
            "error",
            "filing",
            "format",
            "gauge",
            "highlight",
            "ingest",
            "job",
            "names",
            "outline",
            "plan",
            "query",
            "request",
            "schema",
            "search",
            "server",
            "similar",
            "source",
            "stories",
            "tale",
            "tally",
            "topics",
            "verify",
        ],
    ),
    ("main", &["cli"]),
];

/// Where a crate may be named: a folder with its slash, or a file. Crates that anyone may name have an empty list.
const CRATES: &[(&str, &[&str])] = &[
    // the engine
    ("tantivy", &["engine/embedded/"]),
    ("tantivy_fst", &["engine/embedded/"]),
    ("frostem", &["text/"]),
    // patterns and places
    ("smallvec", &["occurrence.rs"]),
    // parsers
    ("csv", &["format/", "server/export/"]),
    ("quick_xml", &["format/"]),
    ("mail_parser", &["format/"]),
    ("pulldown_cmark", &["format/"]),
    ("saphyr", &["format/"]),
    ("dom_query", &["format/"]),
    ("dom_smoothie", &["format/"]),
    ("flate2", &["container/", "format/pdf/"]),
    ("hayro_interpret", &["format/pdf/"]),
    ("zstd", &["container/"]),
    ("bzip2", &["container/"]),
    ("lzma_rust2", &["container/"]),
    ("zip", &["container/", "format/office/"]),
    ("tar", &["container/"]),
    ("tempfile", &["container/"]),
    ("encoding_rs", &["text/"]),
    ("chardetng", &["text/"]),
    ("whatlang", &["text/"]),
    ("unicode_normalization", &["text/"]),
    ("regex_automata", &["query/"]),
    ("imara_diff", &["stories/"]),
    ("levenshtein_automata", &["query/"]),
    ("quick_xml", &["format/"]),
    ("memchr", &["format/", "text/", "source.rs"]),
    ("walkdir", &["corpus.rs"]),
    ("globset", &["rules.rs"]),
    ("toml", &["config.rs", "format/"]),
    ("crossbeam_channel", &["ingest.rs", "readers.rs"]),
    ("blake3", &["account.rs", "article.rs", "container/", "engine/embedded/"]),
    // HTTP
    ("axum", &["server/"]),
    ("tokio", &["server/"]),
    ("futures_util", &["server/"]),
    ("tower_http", &["server/"]),
    ("maud", &["server/"]),
    // the command line
    ("clap", &["cli/", "main.rs"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("anyhow", &["cli/", "main.rs"]),
    ("anstream", &["cli/"]),
    ("anstyle", &["cli/"]),
    ("indicatif", &["cli/"]),
    ("textwrap", &["cli/"]),
    ("terminal_size", &["cli/"]),
    // shapes and days, for all
    ("serde", &[]),
    ("serde_json", &[]),
    ("jiff", &[]),
];

/// Where files are read and folders looked into.
const DISK: &[&str] = &[
    "corpus.rs",
    "rules.rs",
    "container/",
    "account.rs",
    "canon.rs",
    "config.rs",
    "engine/embedded/",
];
/// Where anything is printed.
const VOICE: &[&str] = &["cli/", "main.rs"];

fn lies_in(file: &str, places: &[&str]) -> bool {
    places
        .iter()
        .any(|place| if place.ends_with('/') { file.starts_with(place) } else { file == *place })
}

// -- reading Rust

/// The code of a file without comments, texts, characters and lifetimes.
fn bare(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut bare = String::with_capacity(source.len());
    let mut index = 0;
    while index < chars.len() {
        let before = if index == 0 { ' ' } else { at(index - 1) };
        let begins_word = !before.is_alphanumeric() && before != '_';
        match at(index) {
            '/' if at(index + 1) == '/' => {
                while index < chars.len() && at(index) != '\n' {
                    index += 1;
                }
            }
            '/' if at(index + 1) == '*' => {
                let mut depth = 0;
                loop {
                    match (at(index), at(index + 1)) {
                        ('/', '*') => (depth, index) = (depth + 1, index + 2),
                        ('*', '/') => (depth, index) = (depth - 1, index + 2),
                        _ => index += 1,
                    }
                    if depth == 0 || index >= chars.len() {
                        break;
                    }
                }
            }
            'r' | 'b' if begins_word && raw_text(&chars, index).is_some() => {
                index = raw_text(&chars, index).unwrap_or(index + 1);
                bare.push_str("\"\"");
            }
            '"' => {
                index += 1;
                while index < chars.len() && at(index) != '"' {
                    index += if at(index) == '\\' { 2 } else { 1 };
                }
                index += 1;
                bare.push_str("\"\"");
            }
            '\'' if at(index + 1) == '\\' => {
                index += 3;
                while at(index) != '\'' {
                    index += 1;
                }
                index += 1;
            }
            '\'' if at(index + 2) == '\'' => index += 3,
            c => {
                bare.push(c);
                index += 1;
            }
        }
    }
    bare
}

/// Where a raw text that begins here ends.
fn raw_text(chars: &[char], start: usize) -> Option<usize> {
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut index = start;
    if at(index) == 'b' {
        index += 1;
    }
    if at(index) != 'r' {
        return None;
    }
    index += 1;
    let opened = index;
    while at(index) == '#' {
        index += 1;
    }
    let hashes = index - opened;
    if at(index) != '"' {
        return None;
    }
    loop {
        index += 1;
        if index >= chars.len() || (at(index) == '"' && (1..=hashes).all(|n| at(index + n) == '#'))
        {
            return Some(index + hashes + 1);
        }
    }
}

/// Code without what is only there for tests.
fn without_tests(code: &str) -> String {
    let mut rest = code;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("#[cfg(test)]") {
        kept.push_str(before);
        let brace = after.find('{').unwrap_or(after.len());
        let semicolon = after.find(';').unwrap_or(after.len());
        rest = if semicolon < brace {
            &after[semicolon + 1..]
        } else {
            &after[closing(after, brace)..]
        };
    }
    kept + rest
}

/// The place behind the brace that closes the one here.
fn closing(code: &str, open: usize) -> usize {
    let mut depth = 0;
    for (index, c) in code[open..].char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return open + index + 1;
        }
    }
    code.len()
}

/// Every path in some code, as its segments: `a::{b, c::d}` gives `a::b` and `a::c::d`.
fn paths(code: &str) -> Vec<Vec<String>> {
    let chars: Vec<char> = code.chars().collect();
    let mut found = Vec::new();
    let mut index = 0;
    while index < chars.len() {
        let before = if index == 0 { ' ' } else { chars[index - 1] };
        if is_letter(chars[index])
            && !is_letter(before)
            && before != ':'
            && !chars[index].is_ascii_digit()
        {
            index = path(&chars, index, &[], &mut found);
        } else {
            index += 1;
        }
    }
    found
}

fn is_letter(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Reads the path that begins here behind `prefix`; gives where it ends.
fn path(chars: &[char], start: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut segments = prefix.to_vec();
    let mut index = start;
    loop {
        let begin = index;
        while chars.get(index).is_some_and(|c| is_letter(*c)) {
            index += 1;
        }
        segments.push(chars[begin..index].iter().collect());
        if chars.get(index..index + 2) != Some(&[':', ':']) {
            break;
        }
        match chars.get(index + 2) {
            Some('{') => return group(chars, index + 3, &segments, found),
            Some(c) if is_letter(*c) => index += 2,
            _ => break,
        }
    }
    if segments.len() > 1 {
        found.push(segments);
    }
    index
}

/// Reads a group in braces behind `prefix`.
fn group(chars: &[char], start: usize, prefix: &[String], found: &mut Vec<Vec<String>>) -> usize {
    let mut index = start;
    while index < chars.len() && chars[index] != '}' {
        if is_letter(chars[index]) {
            index = path(chars, index, prefix, found);
        } else {
            index += 1;
        }
    }
    index + 1
}

fn rooms() -> Vec<Room> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    collect(&root, &mut files);
    let rooms: Vec<Room> = files
        .into_iter()
        .map(|path| {
            let file = path
                .strip_prefix(&root)
                .expect("below src")
                .to_str()
                .expect("UTF-8")
                .replace('\\', "/");
            let source = fs::read_to_string(&path).expect("reads");
            Room { file, code: without_tests(&bare(&source)) }
        })
        .collect();
    assert!(rooms.len() > 50, "only {} files in src", rooms.len());
    rooms
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
}

/// Every path of a room from the root of the crate, or from another crate.
fn absolute(room: &Room) -> Vec<Vec<String>> {
    let module: Vec<String> = room.module().into_iter().map(str::to_owned).collect();
    let resolve = |path: Vec<String>| {
        let up = path.iter().take_while(|segment| *segment == "super").count();
        match path[0].as_str() {
            "super" => {
                let kept = module.len().saturating_sub(up);
                [&["crate".to_owned()], &module[..kept], &path[up..]].concat()
            }
            "self" => [&["crate".to_owned()], module.as_slice(), &path[1..]].concat(),
            _ => path,
        }
    };
    paths(&room.code).into_iter().map(resolve).collect()
}

fn refuse(faults: &BTreeSet<String>) {
    assert!(
        faults.is_empty(),
        "walls are broken:\n{}",
        faults.iter().cloned().collect::<Vec<_>>().join("\n")
    );
}

#[test]
fn rooms_name_only_rooms_below_them() {
    let table: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut faults = BTreeSet::new();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for room in rooms().iter().filter(|room| room.file != "lib.rs") {
        let Some(allowed) = table.get(room.name()) else {
            faults.insert(format!("{} is no room of the table", room.file));
            continue;
        };
        for path in
            absolute(room).iter().filter(|path| matches!(path[0].as_str(), "crate" | "morgue"))
        {
            // What the root of the library re-exports is the error's.
            let named = match path.get(1).map(String::as_str) {
                Some("Error" | "Result") => "error",
                Some(named) => named,
                None => continue,
            };
            seen.entry(room.name().to_owned()).or_default().insert(named.to_owned());
            if named != room.name() && !allowed.contains(&named) {
                faults.insert(format!("{} names crate::{named}", room.file));
            }
        }
    }
    // A table that allows what nobody needs is a hole in the wall.
    for (room, allowed) in ROOMS {
        for unused in allowed
            .iter()
            .filter(|named| !seen.get(*room).is_some_and(|seen| seen.contains(**named)))
        {
            faults.insert(format!("the table lets {room} name {unused}, which it does not"));
        }
    }
    refuse(&faults);
}

#[test]
fn the_table_of_rooms_has_no_circle() {
    let table: BTreeMap<&str, &[&str]> = ROOMS.iter().copied().collect();
    let mut above: Vec<&str> = Vec::new();
    fn descend<'t>(
        room: &'t str,
        table: &BTreeMap<&'t str, &'t [&'t str]>,
        above: &mut Vec<&'t str>,
    ) {
        assert!(!above.contains(&room), "a circle: {above:?} and {room} again");
        above.push(room);
        for below in table.get(room).into_iter().flat_map(|allowed| allowed.iter()) {
            descend(below, table, above);
        }
        above.pop();
    }
    for room in table.keys() {
        descend(room, &table, &mut above);
    }
    // What the design says in words.
    let names = |room: &str, other: &str| table[room].contains(&other);
    assert!(["server", "ingest", "answer", "search"].iter().all(|room| !names(room, "engine")));
    assert!(ROOMS.iter().all(|(room, allowed)| *room == "main" || !allowed.contains(&"cli")));
    assert_eq!(table["query"], ["schema", "text"]);
}

#[test]
fn crates_are_named_where_they_belong() {
    let table: BTreeMap<&str, &[&str]> = CRATES.iter().copied().collect();
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .expect("reads");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let direct: BTreeSet<String> = manifest["dependencies"]
        .as_table()
        .expect("a table")
        .keys()
        .map(|name| name.replace('-', "_"))
        .collect();
    let mut faults = BTreeSet::new();
    for name in direct.iter().filter(|name| !table.contains_key(name.as_str())) {
        faults.insert(format!("nothing says where {name} belongs"));
    }
    for name in table.keys().filter(|name| !direct.contains(**name)) {
        faults.insert(format!("{name} has a place and is no dependency"));
    }
    let mut used = BTreeSet::new();
    for room in &rooms() {
        for path in absolute(room) {
            let Some(places) = table.get(path[0].as_str()) else { continue };
            // A module of ours may bear a crate's name, behind its door: `json` beside `mod json`.
            if room.code.contains(&format!("mod {};", path[0])) {
                continue;
            }
            used.insert(path[0].clone());
            if !places.is_empty() && !lies_in(&room.file, places) {
                faults.insert(format!("{} names {}", room.file, path.join("::")));
            }
        }
    }
    for name in direct.iter().filter(|name| !used.contains(*name)) {
        faults.insert(format!("nobody names {name}"));
    }
    refuse(&faults);
}

#[test]
fn the_disk_is_read_where_the_table_says() {
    const LOOKS: [&str; 9] = [
        ".exists()",
        ".try_exists()",
        ".is_file()",
        ".is_dir()",
        ".metadata()",
        ".symlink_metadata()",
        ".canonicalize()",
        ".read_dir()",
        ".read_link()",
    ];
    let mut faults = BTreeSet::new();
    let mut readers = 0;
    for room in &rooms() {
        let paths = absolute(room);
        let touches = paths.iter().filter(|path| {
            let named: Vec<&str> = path.iter().map(String::as_str).collect();
            matches!(named[..], ["std", "fs", ..] | ["fs", ..] | ["File" | "OpenOptions", ..])
        });
        // A query on a web page has an `exists()` too; only paths are looked for on a disk.
        let has_paths =
            paths.iter().any(|path| path.last().is_some_and(|name| name.starts_with("Path")));
        let looks = LOOKS
            .iter()
            .filter(|look| has_paths && room.code.contains(*look))
            .map(|look| (*look).to_owned());
        let deeds: Vec<String> = touches.map(|path| path.join("::")).chain(looks).collect();
        if lies_in(&room.file, DISK) {
            readers += usize::from(!deeds.is_empty());
        } else {
            faults.extend(deeds.into_iter().map(|deed| format!("{}: {deed}", room.file)));
        }
    }
    assert!(readers >= 4, "the search for readers finds only {readers}");
    refuse(&faults);
}

#[test]
fn programs_speak_and_libraries_return() {
    const MACROS: [&str; 6] = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "todo!"];
    let mut faults = BTreeSet::new();
    for room in &rooms() {
        for voice in MACROS.iter().filter(|voice| room.code.contains(*voice)) {
            faults.insert(format!("{} says {voice}", room.file));
        }
        let streams = absolute(room).into_iter().map(|path| path.join("::"));
        let streams = streams.filter(|path| {
            ["stdout", "stderr", "process::exit"]
                .iter()
                .any(|end| path.ends_with(&format!("::{end}")))
        });
        if !lies_in(&room.file, VOICE) {
            faults.extend(streams.map(|path| format!("{} uses {path}", room.file)));
        }
    }
    refuse(&faults);
}

#[test]
fn markup_stays_in_the_faces() {
    // Escape codes and tags are text, so this looks at the sources as they are.
    let mut faults = BTreeSet::new();
    for room in &rooms() {
        let source =
            fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src").join(&room.file))
                .expect("reads");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let speaks =
            ["\\x1b[", "\\u{1b}[", "<mark", "<b>", "<em>"].iter().any(|sign| source.contains(sign));
        if speaks && !lies_in(&room.file, &["cli/", "server/", "format/"]) {
            faults.insert(room.file.clone());
        }
    }
    refuse(&faults);
}

#[test]
fn no_code_is_unsafe() {
    for room in &rooms() {
        assert!(
            !room.code.split(|c: char| !is_letter(c)).any(|word| word == "unsafe"),
            "{}",
            room.file
        );
    }
}

// -- the reader of Rust reads

#[test]
fn the_reader_sees_through_groups_comments_and_texts() {
    let code = "use crate::{a::{b, c::d}, e}; // use crate::f;\nlet x = \"crate::g\"; crate::h::i(); r#\"crate::j\"#; 'c'; \
                /* crate::k */ fn l<'a>(m: &'a n::o) {}\n#[cfg(test)]\nmod tests { use crate::p; fn q() {} }\nuse super::r::s;";
    let found: Vec<String> =
        paths(&without_tests(&bare(code))).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        ["crate::a::b", "crate::a::c::d", "crate::e", "crate::h::i", "n::o", "super::r::s"]
    );
    let room = Room {
        file: "cli/index.rs".into(),
        code: "use super::page; use self::own; super::super::top::x();".into(),
    };
    let found: Vec<String> = absolute(&room).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["crate::cli::page", "crate::cli::index::own", "crate::top::x"]);
}

//! Architecture tests: which layer may import which, where each crate may be named, and no cycle of imports between
//! files. They read the sources; code under `#[cfg(test)]` and in `tests.rs` is exempt.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A source file: its path below `src/`, and its code without comments, string literals and tests.
struct SourceFile {
    path: String,
    code: String,
}

impl SourceFile {
    /// The top-level module that the file belongs to.
    fn layer(&self) -> &str {
        self.path.split('/').next().unwrap_or_default().trim_end_matches(".rs")
    }

    /// The module path of the file, without `crate`.
    fn module(&self) -> Vec<String> {
        let mut module: Vec<&str> = self.path.trim_end_matches(".rs").split('/').collect();
        if module.last().is_some_and(|last| matches!(*last, "mod" | "lib" | "main")) {
            module.pop();
        }
        module.into_iter().map(str::to_owned).collect()
    }
}

/// The layers, lowest first: each names only itself and what its list allows, and every list names only lower layers.
const LAYERS: &[(&str, &[&str])] = &[
    ("error", &[]),
    ("text", &[]),
    ("article", &["text"]),
    ("read", &["article", "error", "text"]),
    ("enrich", &["article", "text"]),
    ("identity", &["article", "error", "text"]),
    ("stories", &["article", "text"]),
    ("query", &["article", "text"]),
    ("corpus", &["article", "error", "read"]),
    ("search", &["article", "corpus", "enrich", "error", "identity", "query", "stories", "text"]),
    ("research", &["article", "enrich", "error", "identity", "query", "search", "stories", "text"]),
    ("ingest", &["article", "corpus", "enrich", "error", "read", "search", "stories", "text"]),
    (
        "engine",
        &["article", "corpus", "enrich", "error", "identity", "query", "search", "stories", "text"],
    ),
    ("archive", &["article", "corpus", "engine", "error", "ingest", "search"]),
    (
        "server",
        &[
            "article", "corpus", "enrich", "error", "ingest", "query", "research", "search",
            "stories",
        ],
    ),
    (
        "cli",
        &[
            "article", "corpus", "engine", "enrich", "error", "identity", "ingest", "query",
            "read", "research", "search", "server", "stories",
        ],
    ),
    ("main", &["cli"]),
];

/// The places where a crate may be named: a folder with its slash, or a file. An empty list means everywhere.
const CRATES: &[(&str, &[&str])] = &[
    // the engine
    ("tantivy", &["engine/tantivy/"]),
    ("tantivy_fst", &["engine/tantivy/"]),
    ("frostem", &["text/"]),
    // patterns and places
    ("smallvec", &["query/spans.rs"]),
    // parsers
    ("csv", &["read/format/", "server/exports/"]),
    ("parquet", &["server/exports/parquet_table.rs", "read/format/records/parquet/"]),
    ("snap", &["read/format/records/parquet/"]),
    ("lz4_flex", &["read/format/records/parquet/"]),
    ("quick_xml", &["read/format/"]),
    ("mail_parser", &["read/format/"]),
    ("pulldown_cmark", &["read/format/"]),
    ("saphyr", &["read/format/"]),
    ("dom_query", &["read/format/"]),
    ("dom_smoothie", &["read/format/"]),
    ("flate2", &["read/container/", "read/format/documents/pdf/", "read/format/records/parquet/"]),
    ("hayro_interpret", &["read/format/documents/pdf/"]),
    ("zstd", &["read/container/", "read/format/records/parquet/"]),
    ("brotli_decompressor", &["read/container/", "read/format/records/parquet/"]),
    ("bzip2", &["read/container/"]),
    ("lzma_rust2", &["read/container/"]),
    ("zip", &["read/container/", "read/format/documents/office/"]),
    ("tar", &["read/container/"]),
    ("tempfile", &["engine/opensearch/", "read/seekable.rs"]),
    ("encoding_rs", &["text/"]),
    ("encoding_rs_io", &["read/"]),
    ("chardetng", &["text/"]),
    ("whatlang", &["text/"]),
    ("unicode_normalization", &["text/"]),
    ("regex_automata", &["query/"]),
    ("imara_diff", &["stories/"]),
    ("levenshtein_automata", &["query/"]),
    ("quick_xml", &["read/format/"]),
    ("memchr", &["read/format/", "read/mac_lines.rs", "read/source.rs", "text/"]),
    ("walkdir", &["corpus/walk.rs"]),
    ("globset", &["corpus/rules.rs"]),
    ("toml", &["cli/context/config.rs", "read/format/"]),
    ("crossbeam_channel", &["ingest/", "read/timeout.rs"]),
    (
        "blake3",
        &[
            "article/mod.rs",
            "corpus/manifest.rs",
            "corpus/manifest_log.rs",
            "engine/common/authority_cache.rs",
            "engine/tantivy/",
            "read/container/",
            "server/guard.rs",
            "server/mcp/quotation.rs",
            "server/pages/assets/mod.rs",
        ],
    ),
    ("notify", &["corpus/watch.rs"]),
    // HTTP
    ("ureq", &["cli/research/watch/webhook.rs", "engine/opensearch/cluster/client.rs"]),
    ("axum", &["server/"]),
    ("tokio", &["server/"]),
    ("rmcp", &["server/mcp/"]),
    ("hyper", &["server/connections.rs"]),
    ("hyper_util", &["server/connections.rs"]),
    ("tokio_io_timeout", &["server/connections.rs"]),
    ("prometheus_client", &["server/metrics.rs"]),
    ("futures_util", &["server/"]),
    ("tower_http", &["server/"]),
    ("maud", &["server/"]),
    ("utoipa", &["article/", "server/"]),
    // the command line
    ("clap", &["cli/", "main.rs"]),
    ("clap_complete", &["cli/"]),
    ("clap_mangen", &["cli/"]),
    ("anyhow", &["cli/", "main.rs"]),
    ("anstream", &["cli/"]),
    ("anstyle", &["cli/"]),
    ("indicatif", &["cli/"]),
    ("textwrap", &["cli/"]),
    ("ring", &["cli/research/watch/webhook.rs"]),
    ("terminal_size", &["cli/"]),
    // shapes and days, for all
    ("serde", &[]),
    ("serde_json", &[]),
    ("jiff", &[]),
];

/// Files and folders that may touch the file system.
const DISK: &[&str] = &[
    "cli/context/config.rs",
    "corpus/",
    "engine/common/authority_cache.rs",
    "engine/opensearch/",
    "engine/tantivy/",
    "identity/append_log.rs",
    "identity/authority.rs",
    "identity/clippings.rs",
    "identity/withheld.rs",
    "read/container/",
    "read/timeout.rs",
    "server/signals.rs",
];
/// Files and folders that may print.
const PRINTS: &[&str] = &["cli/", "main.rs"];
/// The most entries that `src/` may have, and any other folder.
const MOST_ENTRIES: (usize, usize) = (18, 19);

/// Returns whether a file is listed, or is in a listed folder.
fn is_listed(file: &str, places: &[&str]) -> bool {
    places
        .iter()
        .any(|place| if place.ends_with('/') { file.starts_with(place) } else { file == *place })
}

// -- parsing Rust sources

/// The code of a file without comments and without string and character literals.
fn strip(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let at = |index: usize| chars.get(index).copied().unwrap_or('\0');
    let mut stripped = String::with_capacity(source.len());
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
            'r' | 'b' if begins_word && raw_string(&chars, index).is_some() => {
                index = raw_string(&chars, index).unwrap_or(index + 1);
                stripped.push_str("\"\"");
            }
            '"' => {
                index += 1;
                while index < chars.len() && at(index) != '"' {
                    index += if at(index) == '\\' { 2 } else { 1 };
                }
                index += 1;
                stripped.push_str("\"\"");
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
                stripped.push(c);
                index += 1;
            }
        }
    }
    stripped
}

/// The end of a raw string literal that begins here.
fn raw_string(chars: &[char], start: usize) -> Option<usize> {
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

/// Code without items under `#[cfg(test)]`.
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

/// The position behind the brace that closes the one at `open`.
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

/// Reads the path that begins here, below `prefix`, and returns its end.
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

/// Reads a group in braces below `prefix`, and returns its end.
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

fn source_files() -> Vec<SourceFile> {
    let root = src();
    let mut paths = Vec::new();
    collect(&root, &mut paths);
    let files: Vec<SourceFile> = paths
        .into_iter()
        .map(|path| {
            let below = path.strip_prefix(&root).expect("below src");
            let source = fs::read_to_string(&path).expect("reads");
            let path = below.to_str().expect("UTF-8").replace('\\', "/");
            let is_test = path.ends_with("/tests.rs");
            let code = if is_test { String::new() } else { without_tests(&strip(&source)) };
            SourceFile { path, code }
        })
        .collect();
    assert!(files.len() > 50, "only {} files in src", files.len());
    files
}

fn src() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

/// Every path that a file names, made absolute: from the root of the crate (`crate::...`) or of another crate.
fn absolute(file: &SourceFile) -> Vec<Vec<String>> {
    let module = file.module();
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
    paths(&file.code).into_iter().map(resolve).collect()
}

fn assert_none(faults: &BTreeSet<String>) {
    let faults: Vec<String> = faults.iter().cloned().collect();
    assert!(faults.is_empty(), "broken rules:\n{}", faults.join("\n"));
}

// -- layers

#[test]
fn layers_import_only_lower_layers() {
    let table: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let mut faults = BTreeSet::new();
    let mut used: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    // `lib.rs` is the facade: it re-exports from every layer.
    for file in source_files().iter().filter(|file| file.path != "lib.rs") {
        let Some(allowed) = table.get(file.layer()) else {
            faults.insert(format!("{} belongs to no layer of the table", file.path));
            continue;
        };
        let paths = absolute(file);
        for path in paths.iter().filter(|path| matches!(path[0].as_str(), "crate" | "morgue")) {
            let named = match path.get(1).map(String::as_str) {
                // The root re-exports the error type.
                Some("Error" | "Result") => "error",
                Some(named) => named,
                None => continue,
            };
            used.entry(file.layer().to_owned()).or_default().insert(named.to_owned());
            if named != file.layer() && !allowed.contains(&named) {
                faults.insert(format!("{} imports crate::{named}", file.path));
            }
        }
    }
    // Unused permissions are removed, so that the table shows the actual imports.
    for (layer, allowed) in LAYERS {
        let unused = |named: &&&str| !used.get(*layer).is_some_and(|used| used.contains(**named));
        for named in allowed.iter().filter(unused) {
            faults.insert(format!("{layer} may import {named} and does not"));
        }
    }
    assert_none(&faults);
}

#[test]
fn the_table_lists_lower_layers_only() {
    for (rank, (layer, allowed)) in LAYERS.iter().enumerate() {
        for named in *allowed {
            let below = LAYERS[..rank].iter().any(|(lower, _)| lower == named);
            assert!(below, "{layer} may import {named}, which is not below it");
        }
    }
    // Answers work on any engine: only the facade and the command line choose one.
    let table: BTreeMap<&str, &[&str]> = LAYERS.iter().copied().collect();
    let users: Vec<&str> = LAYERS
        .iter()
        .filter(|(_, allowed)| allowed.contains(&"engine"))
        .map(|(layer, _)| *layer)
        .collect();
    assert_eq!(users, ["archive", "cli"]);
    assert_eq!(table["query"], ["article", "text"]);
}

#[test]
fn folders_stay_small() {
    let root = src();
    let mut folders = vec![root.clone()];
    let mut faults = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        let entries: Vec<PathBuf> = fs::read_dir(&folder)
            .expect("a folder")
            .map(|entry| entry.expect("an entry").path())
            .collect();
        let most = if folder == root { MOST_ENTRIES.0 } else { MOST_ENTRIES.1 };
        if entries.len() > most {
            faults.insert(format!("{} has {} entries", folder.display(), entries.len()));
        }
        folders.extend(entries.into_iter().filter(|path| path.is_dir()));
    }
    assert_none(&faults);
}

// -- cycles

/// The imports of files: for each, the files whose items it names.
struct Imports {
    modules: BTreeMap<Vec<String>, usize>,
    /// Re-exports of a module: the exported name, and the path it leads to.
    exports: BTreeMap<(usize, String), Vec<String>>,
}

impl Imports {
    fn new(files: &[SourceFile]) -> Self {
        let modules: BTreeMap<Vec<String>, usize> =
            files.iter().enumerate().map(|(number, file)| (file.module(), number)).collect();
        let mut imports = Self { modules, exports: BTreeMap::new() };
        for (number, file) in files.iter().enumerate() {
            for path in exports(file) {
                let absolute = imports.absolute(file, &path);
                if let Some(name) = path.last() {
                    imports.exports.insert((number, name.clone()), absolute);
                }
            }
        }
        imports
    }

    /// The path from the root of this crate; empty for other crates.
    fn absolute(&self, file: &SourceFile, path: &[String]) -> Vec<String> {
        let module = file.module();
        match path[0].as_str() {
            "crate" | "morgue" => path[1..].to_vec(),
            "self" => [module.as_slice(), &path[1..]].concat(),
            "super" => {
                let up = path.iter().take_while(|segment| *segment == "super").count();
                [&module[..module.len().saturating_sub(up)], &path[up..]].concat()
            }
            child => {
                let mut inner = module.clone();
                inner.push(child.to_owned());
                if self.modules.contains_key(&inner) {
                    [module.as_slice(), path].concat()
                } else {
                    Vec::new()
                }
            }
        }
    }

    /// The file that defines what an absolute path names, with re-exports followed.
    fn definition(&self, path: &[String], depth: usize) -> Option<usize> {
        let longest =
            (1..=path.len()).rev().find(|length| self.modules.contains_key(&path[..*length]))?;
        let module = self.modules[&path[..longest]];
        match path.get(longest).and_then(|name| self.exports.get(&(module, name.clone()))) {
            Some(export) if depth < 8 => self.definition(export, depth + 1).or(Some(module)),
            _ => Some(module),
        }
    }
}

/// The paths that a file re-exports with `pub use`.
fn exports(file: &SourceFile) -> Vec<Vec<String>> {
    let statements = file.code.split(';').filter_map(|statement| {
        let at = statement.rfind("pub use ").or_else(|| statement.rfind("pub(crate) use "))?;
        Some(statement[at..].split_once("use ")?.1)
    });
    statements.flat_map(|statement| paths(&format!("{statement};"))).collect()
}

#[test]
fn files_do_not_import_each_other_in_a_cycle() {
    let files = source_files();
    let imports = Imports::new(&files);
    let mut edges: Vec<BTreeSet<usize>> = vec![BTreeSet::new(); files.len()];
    for (number, file) in files.iter().enumerate().filter(|(_, file)| file.path != "lib.rs") {
        let exported = exports(file);
        for path in paths(&file.code).iter().filter(|path| !exported.contains(path)) {
            let target = imports.definition(&imports.absolute(file, path), 0);
            edges[number].extend(target.filter(|target| *target != number));
        }
    }
    // An import is part of a cycle if its target reaches the importing file.
    let mut faults = BTreeSet::new();
    for (number, targets) in edges.iter().enumerate() {
        for target in targets.iter().filter(|target| reachable(&edges, **target).contains(&number))
        {
            faults.insert(format!("{} imports {}", files[number].path, files[*target].path));
        }
    }
    assert_none(&faults);
}

/// The nodes of a graph that can be reached from one of them.
fn reachable(edges: &[BTreeSet<usize>], start: usize) -> BTreeSet<usize> {
    let (mut reached, mut open) = (BTreeSet::from([start]), vec![start]);
    while let Some(node) = open.pop() {
        open.extend(edges[node].iter().copied().filter(|next| reached.insert(*next)));
    }
    reached
}

// -- crates

#[test]
fn crates_are_named_where_they_belong() {
    let table: BTreeMap<&str, &[&str]> = CRATES.iter().copied().collect();
    let manifest = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.toml"))
        .expect("reads");
    let manifest: toml::Table = manifest.parse().expect("TOML");
    let dependencies = manifest["dependencies"].as_table().expect("a table").keys();
    let direct: BTreeSet<String> = dependencies.map(|name| name.replace('-', "_")).collect();
    let mut faults = BTreeSet::new();
    for name in direct.iter().filter(|name| !table.contains_key(name.as_str())) {
        faults.insert(format!("the table does not list {name}"));
    }
    for name in table.keys().filter(|name| !direct.contains(**name)) {
        faults.insert(format!("the table lists {name}, which is not a dependency"));
    }
    let mut used = BTreeSet::new();
    for file in &source_files() {
        for path in absolute(file) {
            let Some(places) = table.get(path[0].as_str()) else { continue };
            // A module of this crate may have the name of another crate.
            if file.code.contains(&format!("mod {};", path[0])) {
                continue;
            }
            used.insert(path[0].clone());
            if !places.is_empty() && !is_listed(&file.path, places) {
                faults.insert(format!("{} names {}", file.path, path.join("::")));
            }
        }
    }
    for name in direct.iter().filter(|name| !used.contains(*name)) {
        faults.insert(format!("{name} is a dependency that no file names"));
    }
    assert_none(&faults);
}

// -- the file system and the terminal

#[test]
fn only_listed_files_touch_the_disk() {
    const CALLS: [&str; 9] = [
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
    let mut allowed = 0;
    for file in &source_files() {
        let paths = absolute(file);
        let named = paths.iter().filter(|path| {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            matches!(path[..], ["std", "fs", ..] | ["fs", ..] | ["File" | "OpenOptions", ..])
        });
        // A DOM selection has an `exists()` too: only files that name a `Path` are searched for calls.
        let has_paths =
            paths.iter().any(|path| path.last().is_some_and(|name| name.starts_with("Path")));
        let calls = CALLS
            .iter()
            .filter(|call| has_paths && file.code.contains(*call))
            .map(|call| (*call).to_owned());
        let found: Vec<String> = named.map(|path| path.join("::")).chain(calls).collect();
        if is_listed(&file.path, DISK) {
            allowed += usize::from(!found.is_empty());
        } else {
            faults.extend(found.into_iter().map(|call| format!("{}: {call}", file.path)));
        }
    }
    assert!(allowed >= 4, "only {allowed} files touch the disk: the search for them is broken");
    assert_none(&faults);
}

#[test]
fn only_the_command_line_prints() {
    const MACROS: [&str; 6] = ["println!", "eprintln!", "print!", "eprint!", "dbg!", "todo!"];
    let mut faults = BTreeSet::new();
    for file in &source_files() {
        for name in MACROS.iter().filter(|name| file.code.contains(*name)) {
            faults.insert(format!("{} uses {name}", file.path));
        }
        let ends = |path: &String| {
            ["stdout", "stderr", "process::exit"]
                .iter()
                .any(|end| path.ends_with(&format!("::{end}")))
        };
        if !is_listed(&file.path, PRINTS) {
            let streams = absolute(file).into_iter().map(|path| path.join("::")).filter(ends);
            faults.extend(streams.map(|path| format!("{} uses {path}", file.path)));
        }
    }
    assert_none(&faults);
}

#[test]
fn markup_stays_in_readers_and_user_interfaces() {
    // Escape codes and tags are string literals, so this searches the raw sources.
    let mut faults = BTreeSet::new();
    for file in &source_files() {
        let source = fs::read_to_string(src().join(&file.path)).expect("reads");
        let source = source.split("#[cfg(test)]").next().unwrap_or_default();
        let has_markup =
            ["\\x1b[", "\\u{1b}[", "<mark", "<b>", "<em>"].iter().any(|tag| source.contains(tag));
        if has_markup && !is_listed(&file.path, &["cli/", "server/", "read/format/"]) {
            faults.insert(file.path.clone());
        }
    }
    assert_none(&faults);
}

#[test]
fn no_code_is_unsafe() {
    for file in &source_files() {
        let mut words = file.code.split(|c: char| !is_letter(c));
        assert!(!words.any(|word| word == "unsafe"), "{}", file.path);
    }
}

// -- the parser itself

#[test]
fn the_parser_handles_groups_comments_and_strings() {
    let code = "use crate::{a::{b, c::d}, e}; // use crate::f;\nlet x = \"crate::g\"; crate::h::i(); r#\"crate::j\"#; 'c'; \
                /* crate::k */ fn l<'a>(m: &'a n::o) {}\n#[cfg(test)]\nmod tests { use crate::p; fn q() {} }\nuse super::r::s;";
    let found: Vec<String> =
        paths(&without_tests(&strip(code))).iter().map(|path| path.join("::")).collect();
    assert_eq!(
        found,
        ["crate::a::b", "crate::a::c::d", "crate::e", "crate::h::i", "n::o", "super::r::s"]
    );
    let file = SourceFile {
        path: "cli/index.rs".into(),
        code: "use super::page; use self::local; super::super::top::x();".into(),
    };
    let found: Vec<String> = absolute(&file).iter().map(|path| path.join("::")).collect();
    assert_eq!(found, ["crate::cli::page", "crate::cli::index::local", "crate::top::x"]);
}

#[test]
fn cycles_through_re_exports_are_found() {
    let file = |path: &str, code: &str| SourceFile { path: path.into(), code: code.into() };
    let files = [
        file("a/mod.rs", "mod b; mod c; pub use b::Item;"),
        file("a/b.rs", "use super::c::Other; pub struct Item;"),
        file("a/c.rs", "use super::Item; pub struct Other;"),
    ];
    let imports = Imports::new(&files);
    let named = |file: usize, path: &[&str]| {
        let path: Vec<String> = path.iter().map(|segment| (*segment).to_owned()).collect();
        imports.definition(&imports.absolute(&files[file], &path), 0)
    };
    assert_eq!(named(2, &["super", "Item"]), Some(1));
    assert_eq!(named(1, &["super", "c", "Other"]), Some(2));
}

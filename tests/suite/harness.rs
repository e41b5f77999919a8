//! The test harness: temporary archives, runs of the program and of the library, and comparison of
//! indexes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use assert_cmd::Command;
use jiff::civil::Date;
use morgue::internals::article::schema;
use morgue::internals::corpus::file_reader::ReadOptions;
use morgue::internals::corpus::outcome::Outcome;
use morgue::internals::corpus::report::Report;
use morgue::internals::corpus::rules::Rules;
use morgue::internals::engine::tantivy::{TantivyEngine, TantivyWriter};
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::ingest::job::Job;
use morgue::internals::ingest::pipeline;
use morgue::internals::ingest::progress::Progress;
use morgue::internals::search::answer;
use morgue::internals::search::answer::Answer;
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::request::{MAX_HITS, Request, Sort};
use serde_json::Value;
use tempfile::TempDir;

/// The date that relative dates are resolved against in tests.
pub const TODAY: Date = Date::constant(2026, 1, 15);

/// Time limit of a run, so that one that hangs does not hang the suite.
const TIMEOUT: Duration = Duration::from_secs(240);

/// Environment variables that the program reads.
const VARIABLES: [&str; 4] = ["MORGUE_INDEX", "MORGUE_CONFIG", "MORGUE_CANON", "RUST_BACKTRACE"];

/// The output of a run of the program.
#[derive(Debug)]
pub struct RunOutput {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl RunOutput {
    /// Parses stdout as one JSON object.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error} in {self:?}"))
    }

    /// Parses stdout as JSON, after asserting success.
    pub fn success(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.json()
    }

    /// Asserts a failure with a readable message: exit code 2, nothing on stdout, on stderr one
    /// line with all these words and at most one with a hint, and no panic.
    pub fn fails_with(&self, words: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{self:?}");
        assert!(self.err.starts_with("morgue: "), "{self:?}");
        assert!(self.err.lines().count() <= 2, "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in {self:?}");
        }
        self.did_not_panic();
    }

    /// Asserts that there was no panic.
    pub fn did_not_panic(&self) {
        assert!(!self.err.contains("panicked") && !self.out.contains("panicked"), "{self:?}");
    }
}

/// The program in this folder, without the tester's environment variables.
pub fn morgue(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_morgue"));
    command.current_dir(folder).timeout(TIMEOUT);
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
}

/// The same, for a process that runs beside the test.
pub fn command(folder: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_morgue"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
}

/// A shell that runs a command line in this folder, without the tester's environment variables.
pub fn shell_command(folder: &Path, command_line: &str) -> std::process::Command {
    let mut command = std::process::Command::new("sh");
    command.arg("-c").arg(command_line).current_dir(folder);
    for name in VARIABLES {
        command.env_remove(name);
    }
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> RunOutput {
    output_of(morgue(folder).args(arguments))
}

/// Runs a line of shell in this folder.
pub fn shell_output(folder: &Path, line: &str) -> RunOutput {
    from_output(shell_command(folder, line).output().expect("the shell runs"))
}

pub fn output_of(command: &mut Command) -> RunOutput {
    from_output(command.output().expect("the program runs"))
}

fn from_output(output: std::process::Output) -> RunOutput {
    RunOutput {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        err: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// A temporary folder with a corpus in `news/` and its index in `index/`.
pub struct Archive {
    folder: TempDir,
}

impl Archive {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("news")).expect("a folder");
        Self { folder }
    }

    /// An archive with these files.
    pub fn with_files(files: &[(&str, &str)]) -> Self {
        let archive = Self::new();
        for (name, text) in files {
            archive.write(name, text);
        }
        archive
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn news(&self) -> PathBuf {
        self.folder.path().join("news")
    }

    pub fn index(&self) -> PathBuf {
        self.folder.path().join("index")
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.news().join(name)
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        fs::write(path, bytes).expect("writes");
    }

    pub fn remove(&self, name: &str) {
        fs::remove_file(self.path(name)).expect("removes");
    }

    pub fn rename(&self, from: &str, to: &str) {
        let to = self.path(to);
        fs::create_dir_all(to.parent().expect("a file has a folder")).expect("a folder");
        fs::rename(self.path(from), to).expect("renames");
    }

    /// Runs the program in the folder of the archive.
    pub fn run(&self, arguments: &[&str]) -> RunOutput {
        run(self.folder(), arguments)
    }

    /// Updates the index by the program, and returns its report.
    pub fn update(&self) -> Value {
        let report = self.run(&["index", "news", "--json"]).success();
        assert_adds_up(&report);
        report
    }

    pub fn search(&self, arguments: &[&str]) -> Value {
        let arguments = [&["search", "--json"], arguments].concat();
        let ran = self.run(&arguments);
        assert!(ran.code == 0 || ran.code == 1, "{ran:?}");
        ran.json()
    }

    /// The titles of the hits, sorted.
    pub fn titles(&self, arguments: &[&str]) -> Vec<String> {
        let mut titles = texts(&self.search(arguments)["hits"], "title");
        titles.sort();
        titles
    }
}

/// One member of every object in a list.
pub fn texts(list: &Value, member: &str) -> Vec<String> {
    let list = list.as_array().expect("a list");
    list.iter().map(|item| item[member].as_str().unwrap_or_default().to_owned()).collect()
}

pub fn number(object: &Value, member: &str) -> u64 {
    object[member].as_u64().unwrap_or_else(|| panic!("no number `{member}` in {object}"))
}

/// Asserts that the counts of a JSON report add up.
pub fn assert_adds_up(report: &Value) {
    let n = |member| number(report, member);
    assert_eq!(
        n("files"),
        n("files_read") + n("files_unchanged") + n("files_ignored") + n("files_rejected"),
        "files of {report}"
    );
    assert_eq!(
        n("records"),
        n("articles") + n("duplicates") + n("rejected"),
        "records of {report}"
    );
    let rejections = report["rejections"].as_array().expect("a list");
    assert_eq!(
        rejections.len() as u64,
        n("rejected") + n("files_rejected"),
        "rejections of {report}"
    );
    for rejection in rejections {
        assert!(!rejection["path"].as_str().unwrap_or_default().is_empty(), "{rejection}");
        assert!(!rejection["reason"].as_str().unwrap_or_default().is_empty(), "{rejection}");
    }
}

/// Asserts that the counts of a report add up.
pub fn assert_balanced(report: &Report) {
    assert_eq!(
        report.files,
        report.files_read + report.files_unchanged + report.files_ignored + report.files_rejected,
        "files of {report:?}"
    );
    assert_eq!(
        report.records,
        report.articles + report.duplicates + report.rejected,
        "records of {report:?}"
    );
}

/// A JSON Lines record.
pub fn line(fields: Value) -> String {
    format!("{fields}\n")
}

/// A plain-text story: headline and body.
pub fn story(title: &str, body: &str) -> String {
    format!("{title}\n\n{body}\n")
}

// -- the library

/// A job like the program's over these roots, on one thread.
pub fn job(index: &Path, roots: &[PathBuf]) -> Job {
    Job {
        extraction: Extraction::Full,
        roots: roots.to_vec(),
        read_options: ReadOptions {
            rules: Rules::new(&[], &[], index).expect("no globs"),
            ..ReadOptions::default()
        },
        survives: None,
        jobs: 1,
        rebuild: false,
        prune: true,
        commit_every: Duration::from_secs(3600),
    }
}

/// Opens an index for writing. Retries, because a process started by another test inherits the lock
/// for a moment.
pub fn writer(engine: &TantivyEngine) -> TantivyWriter {
    for _ in 0..500 {
        match engine.writer(1, 16 << 20) {
            Err(busy) if busy.to_string().contains("another morgue") => {
                std::thread::sleep(Duration::from_millis(10))
            }
            writer => return writer.expect("a writer"),
        }
    }
    panic!("the index stays locked")
}

/// Updates an index from these roots by the library.
pub fn update(index: &Path, roots: &[PathBuf]) -> Report {
    let engine = TantivyEngine::open_or_create(index).expect("an index");
    let writer = writer(&engine);
    let manifest = engine.manifest().expect("a manifest");
    let job = job(index, roots);
    let report = pipeline::run(Box::new(writer), manifest, &job, &Progress::default());
    let report = report.expect("a report");
    assert_balanced(&report);
    report
}

pub fn open(index: &Path) -> TantivyEngine {
    TantivyEngine::open(index).expect("an index that opens")
}

pub fn search(engine: &dyn Engine, request: &Request) -> Answer {
    answer::answer(engine, request, TODAY, &Budget::default()).expect("an answer")
}

/// True if the whole query was understood and answered in time. A word that no article has is fine.
pub fn is_complete(answer: &Answer) -> bool {
    answer.exact
        && answer
            .warnings
            .iter()
            .all(|warning| warning.message.starts_with("no word in this archive"))
}

/// A request for hits without facets.
pub fn hits_only(query: &str) -> Request {
    Request { query: query.into(), facets: Vec::new(), limit: MAX_HITS, ..Request::default() }
}

/// The ids of all hits of a query.
pub fn ids_of(engine: &dyn Engine, query: &str) -> BTreeSet<String> {
    search(engine, &hits_only(query)).hits.into_iter().map(|hit| hit.document.id).collect()
}

/// The contents of an index and its answers to some queries, for comparison.
pub struct IndexContents {
    /// Every article by id, as JSON.
    pub articles: BTreeMap<String, Value>,
    /// The story of every article that is a version of one: its key, and its number of versions.
    pub stories: BTreeMap<String, (String, u64)>,
    /// The article of every duplicate, by id.
    pub other_ids: BTreeMap<String, String>,
    /// For each query the ids of its hits by date, and all counts of facets and timeline.
    pub answers: Vec<(String, Vec<String>, Vec<String>)>,
    /// Numbers of files and records by outcome.
    pub counts: [u64; 7],
    pub rejections: BTreeSet<(String, Option<u32>, String)>,
}

impl IndexContents {
    /// Lists the differences between two indexes.
    pub fn differences(&self, other: &Self) -> Vec<String> {
        let lines = |contents: &Self| {
            let mut lines: BTreeSet<String> = BTreeSet::new();
            lines.extend(
                contents.articles.iter().map(|(id, article)| format!("article {id} {article}")),
            );
            lines.extend(
                contents
                    .stories
                    .iter()
                    .map(|(id, story)| format!("{id} is a version of {story:?}")),
            );
            lines.extend(
                contents.other_ids.iter().map(|(id, leads)| format!("id {id} leads to {leads}")),
            );
            for (query, ids, counts) in &contents.answers {
                lines.insert(format!("{query} finds {ids:?}"));
                lines.extend(counts.iter().map(|count| format!("{query} counts {count}")));
            }
            lines.insert(format!("counts {:?}", contents.counts));
            lines.extend(
                contents.rejections.iter().map(|rejection| format!("rejected {rejection:?}")),
            );
            lines
        };
        let (left, right) = (lines(self), lines(other));
        let only_left = left.difference(&right).map(|line| format!("+ {line}"));
        only_left.chain(right.difference(&left).map(|line| format!("- {line}"))).collect()
    }
}

pub fn index_contents(index: &Path, queries: &[&str]) -> IndexContents {
    let engine = open(index);
    let everything = search(&engine, &Request { sort: Some(Sort::Newest), ..hits_only("*") });
    assert!(everything.next.is_none(), "the archive has too many articles for one page");
    let (mut articles, mut stories) = (BTreeMap::new(), BTreeMap::new());
    for hit in &everything.hits {
        let story = hit
            .story
            .iter()
            .map(|story| (hit.document.id.clone(), (story.key.clone(), story.versions)));
        stories.extend(story);
        let article = serde_json::to_value(&hit.document).expect("JSON");
        let before = articles.insert(hit.document.id.clone(), article);
        assert!(before.is_none(), "two articles have the id {}", hit.document.id);
    }
    let state = engine.state().expect("a state");
    assert_eq!(state.articles, everything.total);
    assert_balanced(&state.report);
    let report = &state.report;
    IndexContents {
        articles,
        stories,
        other_ids: other_ids(&engine),
        answers: queries.iter().map(|query| answer_of(&engine, query)).collect(),
        counts: [
            report.files,
            report.files_ignored,
            report.files_rejected,
            report.records,
            report.articles,
            report.duplicates,
            report.rejected,
        ],
        rejections: report
            .rejections
            .iter()
            .map(|rejection| (rejection.path.clone(), rejection.record, rejection.reason.clone()))
            .collect(),
    }
}

fn other_ids(engine: &TantivyEngine) -> BTreeMap<String, String> {
    let manifest = engine.manifest().expect("a manifest");
    let mut ids = BTreeMap::new();
    for (path, entry) in manifest.files() {
        let Outcome::Read(records) = &entry.outcome else { continue };
        for duplicate in &records.duplicates {
            let article = engine.article(&duplicate.id).expect("an answer");
            let article =
                article.unwrap_or_else(|| panic!("{} of {path} leads nowhere", duplicate.id));
            ids.insert(duplicate.id.clone(), article.id);
        }
    }
    ids
}

/// The hits of a query by date, and all counts. Ranking is left out, because Tantivy's word
/// frequencies include deleted articles until their segment is merged.
fn answer_of(engine: &TantivyEngine, query: &str) -> (String, Vec<String>, Vec<String>) {
    let request = Request {
        sort: Some(Sort::Newest),
        facets: schema::facet_fields().collect(),
        values: usize::MAX,
        ..hits_only(query)
    };
    let answer = search(engine, &request);
    let ids = answer.hits.iter().map(|hit| hit.document.id.clone()).collect();
    let mut counts: Vec<String> = Vec::new();
    for facet in &answer.facets {
        let values = facet.values.iter();
        counts.extend(values.map(|value| {
            format!("{} {} {} {}", facet.field, value.value, value.name, value.count)
        }));
    }
    counts
        .extend(answer.timeline.iter().map(|bar| format!("{} {} {}", bar.from, bar.to, bar.count)));
    counts.push(format!("undated {}", answer.undated));
    counts.extend(answer.warnings.iter().map(|warning| warning.message.clone()));
    (query.to_owned(), ids, counts)
}

// -- the sample archive

pub fn sample() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus")
}

/// The index of the sample archive, built once for all tests that only search it.
pub fn sample_index() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let index = shared_folder("sample-index");
        let folder = index.parent().expect("a parent folder");
        let mut command = morgue(folder);
        command.arg("--index").arg(&index).args(["index", "--json"]).arg(sample());
        assert_adds_up(&output_of(&mut command).success());
        index
    })
}

/// A path in the build folder for files that all tests share, emptied at the start of the run.
pub fn shared_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // Fails in the first run, when the folder does not exist.
    let _ = fs::remove_dir_all(&folder);
    folder
}

/// Runs the program on the index of the sample archive.
pub fn on_sample(arguments: &[&str]) -> RunOutput {
    let index = sample_index().to_str().expect("UTF-8");
    run(sample_index(), &[&["--index", index], arguments].concat())
}

// -- random numbers

/// A xorshift generator, the same on every machine. The seed must not be zero.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % limit.max(1)
    }

    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.below(from.len())]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.below(at + 1));
        }
    }
}

/// Settings for a property test with this number of cases, unless `PROPTEST_CASES` gives another.
/// Failures are printed, not stored in a file.
pub fn proptest_config(cases: u32) -> proptest::test_runner::Config {
    let variable = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    proptest::test_runner::Config {
        cases: variable.unwrap_or(cases),
        failure_persistence: None,
        ..Default::default()
    }
}

/// The folder of the test data in `MORGUE_DATA`. Without it the test is skipped with a note, or
/// fails if `MORGUE_REQUIRE_DATA=1`.
pub fn data() -> Option<PathBuf> {
    let required = std::env::var("MORGUE_REQUIRE_DATA").is_ok_and(|value| value == "1");
    let folder = std::env::var_os("MORGUE_DATA").map(PathBuf::from);
    match folder {
        Some(folder) if folder.join("reuters21578").is_dir() => Some(folder),
        Some(folder) if required => {
            panic!("MORGUE_DATA is `{}`, which has no reuters21578", folder.display())
        }
        None if required => panic!("MORGUE_REQUIRE_DATA is set and MORGUE_DATA is not"),
        Some(folder) => {
            println!("skipped: no reuters21578 in MORGUE_DATA `{}`", folder.display());
            None
        }
        None => {
            println!("skipped: no MORGUE_DATA");
            None
        }
    }
}

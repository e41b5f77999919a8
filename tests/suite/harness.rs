//! What every theme stands on: an archive in a folder of its own, the program run on it, the library used on it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::OnceLock;
use std::time::Duration;

use assert_cmd::Command;
use jiff::civil::Date;
use morgue::article::schema;
use morgue::corpus::manifest::Outcome;
use morgue::corpus::report::Report;
use morgue::corpus::walk::{ReadOptions, Rules};
use morgue::engine::tantivy::{TantivyEngine, TantivyWriter};
use morgue::ingest::job::Job;
use morgue::ingest::pipeline;
use morgue::ingest::progress::Progress;
use morgue::search::answer;
use morgue::search::answer::Answer;
use morgue::search::engine::{Engine, Budget};
use morgue::search::request::{MOST_HITS, Request, Sort};
use serde_json::Value;
use tempfile::TempDir;

/// The day relative dates count from in tests.
pub const TODAY: Date = Date::constant(2026, 1, 15);

/// Longer than any run here takes; a run that hangs must not hang the suite.
const PATIENCE: Duration = Duration::from_secs(240);

/// What a run of the program said.
#[derive(Debug)]
pub struct Ran {
    pub code: i32,
    pub out: String,
    pub err: String,
}

impl Ran {
    /// Its standard output as one JSON object.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|why| panic!("{why} in {self:?}"))
    }

    /// The same after a success.
    pub fn good(&self) -> Value {
        assert_eq!(self.code, 0, "{self:?}");
        self.json()
    }

    /// A failure that a person can read: exit 2, nothing on stdout, one sentence that names the cause and perhaps one
    /// of advice, and no trace of a panic.
    pub fn fails_with(&self, words: &[&str]) {
        assert_eq!((self.code, self.out.as_str()), (2, ""), "{self:?}");
        assert!(self.err.starts_with("morgue: "), "{self:?}");
        assert!(self.err.lines().count() <= 2, "{self:?}");
        for word in words {
            assert!(self.err.contains(word), "no `{word}` in {self:?}");
        }
        self.no_panic();
    }

    pub fn no_panic(&self) {
        assert!(!self.err.contains("panicked") && !self.out.contains("panicked"), "{self:?}");
    }
}

/// The program, in this folder and in no environment of the tester's.
pub fn morgue(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_morgue"));
    command.current_dir(folder).timeout(PATIENCE);
    for name in ["MORGUE_INDEX", "MORGUE_CONFIG", "MORGUE_CANON", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command
}

/// The same for a process that is spawned and watched.
pub fn spawned(folder: &Path) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_morgue"));
    command.current_dir(folder).stdin(Stdio::null());
    for name in ["MORGUE_INDEX", "MORGUE_CONFIG", "MORGUE_CANON", "RUST_BACKTRACE"] {
        command.env_remove(name);
    }
    command
}

pub fn run(folder: &Path, arguments: &[&str]) -> Ran {
    ran(morgue(folder).args(arguments))
}

pub fn ran(command: &mut Command) -> Ran {
    let output = command.output().expect("the program runs");
    Ran {
        code: output.status.code().unwrap_or(-1),
        out: String::from_utf8(output.stdout).expect("stdout is UTF-8"),
        err: String::from_utf8(output.stderr).expect("stderr is UTF-8"),
    }
}

/// A folder of news, `news/`, and the index made of it, `index/`, in a folder that goes with the test.
pub struct Archive {
    folder: TempDir,
}

impl Archive {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        fs::create_dir(folder.path().join("news")).expect("a folder");
        Self { folder }
    }

    /// One with these files in it.
    pub fn of(files: &[(&str, &str)]) -> Self {
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

    /// The program on this archive's index.
    pub fn run(&self, arguments: &[&str]) -> Ran {
        run(self.folder(), arguments)
    }

    /// Brings the index up to date with `news/` by the program, and gives the tally, which must add up.
    pub fn update(&self) -> Value {
        let tally = self.run(&["index", "news", "--json"]).good();
        adds_up(&tally);
        tally
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

/// The two equations of the contract.
pub fn adds_up(tally: &Value) {
    let n = |member| number(tally, member);
    assert_eq!(
        n("files"),
        n("files_read") + n("files_unchanged") + n("files_ignored") + n("files_rejected"),
        "files of {tally}"
    );
    assert_eq!(n("records"), n("articles") + n("duplicates") + n("rejected"), "records of {tally}");
    let rejections = tally["rejections"].as_array().expect("a list");
    assert_eq!(
        rejections.len() as u64,
        n("rejected") + n("files_rejected"),
        "rejections of {tally}"
    );
    for rejection in rejections {
        assert!(!rejection["path"].as_str().unwrap_or_default().is_empty(), "{rejection}");
        assert!(!rejection["reason"].as_str().unwrap_or_default().is_empty(), "{rejection}");
    }
}

/// The same for a tally of the library.
pub fn balances(tally: &Report) {
    assert_eq!(
        tally.files,
        tally.files_read + tally.files_unchanged + tally.files_ignored + tally.files_rejected,
        "files of {tally:?}"
    );
    assert_eq!(
        tally.records,
        tally.articles + tally.duplicates + tally.rejected,
        "records of {tally:?}"
    );
}

/// A JSON Lines record.
pub fn line(fields: Value) -> String {
    format!("{fields}\n")
}

/// A text file as an agency would send it.
pub fn story(title: &str, body: &str) -> String {
    format!("{title}\n\n{body}\n")
}

// -- the library

/// A run over these roots, as the program makes it, with files read one after the other.
pub fn job(index: &Path, roots: &[PathBuf]) -> Job {
    Job {
        about: morgue::enrich::entities::subjects,
        roots: roots.to_vec(),
        how: ReadOptions { rules: Rules::new(&[], &[], index).expect("no globs"), ..ReadOptions::default() },
        jobs: 1,
        rebuild: false,
        prune: true,
        commit_every: Duration::from_secs(3600),
    }
}

/// Takes an index for writing. While another test starts a process, that process holds a copy of every open file for a
/// moment, also of a lock that was let go meanwhile; one that is held for longer is a fault.
pub fn writer(engine: &TantivyEngine) -> TantivyWriter {
    for _ in 0..500 {
        match engine.writer(1, 16 << 20) {
            Err(busy) if busy.to_string().contains("another morgue") => {
                std::thread::sleep(Duration::from_millis(10))
            }
            writer => return writer.expect("a writer"),
        }
    }
    panic!("the lock of the index is never let go")
}

/// Brings an index up to date with these roots.
pub fn update(index: &Path, roots: &[PathBuf]) -> Report {
    let engine = TantivyEngine::open_or_create(index).expect("an index");
    let writer = writer(&engine);
    let account = engine.account().expect("an account");
    let tally = pipeline::run(Box::new(writer), account, &job(index, roots), &Progress::default())
        .expect("a run");
    balances(&tally);
    tally
}

pub fn open(index: &Path) -> TantivyEngine {
    TantivyEngine::open(index).expect("an index that opens")
}

pub fn ask(engine: &dyn Engine, request: &Request) -> Answer {
    answer::answer(engine, request, TODAY, &Budget::default()).expect("an answer")
}

/// Whether all of a question was understood and answered in time; that the archive lacks a word may be said.
pub fn understood(answer: &Answer) -> bool {
    answer.exact
        && answer
            .warnings
            .iter()
            .all(|warning| warning.message.starts_with("no word of this archive"))
}

/// A request for hits and nothing else.
pub fn plain(query: &str) -> Request {
    Request { query: query.into(), facets: Vec::new(), limit: MOST_HITS, ..Request::default() }
}

/// The ids of the hits of a query, in no order.
pub fn found(engine: &dyn Engine, query: &str) -> BTreeSet<String> {
    ask(engine, &plain(query)).hits.into_iter().map(|hit| hit.clipping.id).collect()
}

/// Everything an index says, in a shape two indexes can be compared in.
pub struct Portrait {
    /// Every article by id, whole.
    pub articles: BTreeMap<String, Value>,
    /// Every version of a story with the key of that, and how many there are.
    pub stories: BTreeMap<String, (String, u64)>,
    /// Every id a duplicate has, with the id of the article it leads to.
    pub other_ids: BTreeMap<String, String>,
    /// Per query the ids of its hits by date, and every facet with every count.
    pub answers: Vec<(String, Vec<String>, Vec<String>)>,
    /// Records as the account has them, and the files by what became of them.
    pub tally: [u64; 7],
    pub rejections: BTreeSet<(String, Option<u32>, String)>,
}

impl Portrait {
    /// What two indexes do not agree on, in few words; nothing where they are the same.
    pub fn unlike(&self, other: &Self) -> Vec<String> {
        let lines = |portrait: &Self| {
            let mut lines: BTreeSet<String> = BTreeSet::new();
            lines.extend(
                portrait.articles.iter().map(|(id, article)| format!("article {id} {article}")),
            );
            lines.extend(
                portrait
                    .stories
                    .iter()
                    .map(|(id, story)| format!("{id} is a version of {story:?}")),
            );
            lines.extend(
                portrait.other_ids.iter().map(|(id, leads)| format!("id {id} leads to {leads}")),
            );
            for (query, ids, counts) in &portrait.answers {
                lines.insert(format!("{query} finds {ids:?}"));
                lines.extend(counts.iter().map(|count| format!("{query} counts {count}")));
            }
            lines.insert(format!("tally {:?}", portrait.tally));
            lines.extend(
                portrait.rejections.iter().map(|rejection| format!("rejected {rejection:?}")),
            );
            lines
        };
        let (ours, theirs) = (lines(self), lines(other));
        let only_ours = ours.difference(&theirs).map(|line| format!("+ {line}"));
        only_ours.chain(theirs.difference(&ours).map(|line| format!("- {line}"))).collect()
    }
}

pub fn portrait(index: &Path, queries: &[&str]) -> Portrait {
    let engine = open(index);
    let everything = ask(&engine, &Request { sort: Some(Sort::Newest), ..plain("*") });
    assert!(everything.next.is_none(), "an archive too large for a portrait");
    let (mut articles, mut stories) = (BTreeMap::new(), BTreeMap::new());
    for hit in &everything.hits {
        let story = hit
            .story
            .iter()
            .map(|story| (hit.clipping.id.clone(), (story.key.clone(), story.versions)));
        stories.extend(story);
        let clipping = serde_json::to_value(&hit.clipping).expect("JSON");
        let before = articles.insert(hit.clipping.id.clone(), clipping);
        assert!(before.is_none(), "two articles are called {}", hit.clipping.id);
    }
    let state = engine.state().expect("a state");
    assert_eq!(state.articles, everything.total);
    balances(&state.report);
    let tally = &state.report;
    Portrait {
        articles,
        stories,
        other_ids: other_ids(&engine),
        answers: queries.iter().map(|query| said(&engine, query)).collect(),
        tally: [
            tally.files,
            tally.files_ignored,
            tally.files_rejected,
            tally.records,
            tally.articles,
            tally.duplicates,
            tally.rejected,
        ],
        rejections: tally
            .rejections
            .iter()
            .map(|r| (r.path.clone(), r.record, r.reason.clone()))
            .collect(),
    }
}

fn other_ids(engine: &TantivyEngine) -> BTreeMap<String, String> {
    let account = engine.account().expect("an account");
    let mut ids = BTreeMap::new();
    for (path, entry) in account.files() {
        let Outcome::Read(reading) = &entry.fate else { continue };
        for duplicate in &reading.duplicates {
            let article = engine.article(&duplicate.id).expect("an answer");
            let article =
                article.unwrap_or_else(|| panic!("{} of {path} leads nowhere", duplicate.id));
            ids.insert(duplicate.id.clone(), article.id);
        }
    }
    ids
}

/// The hits of a query by date, and the counts of every facet. Ranking is left out: Tantivy counts articles that are
/// gone into its word frequencies until their segment is merged.
fn said(engine: &TantivyEngine, query: &str) -> (String, Vec<String>, Vec<String>) {
    let request = Request {
        sort: Some(Sort::Newest),
        facets: schema::facets().collect(),
        values: usize::MAX,
        ..plain(query)
    };
    let answer = ask(engine, &request);
    let ids = answer.hits.iter().map(|hit| hit.clipping.id.clone()).collect();
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

/// The sample archive, indexed once for all tests that only ask.
pub fn sample_index() -> &'static Path {
    static INDEX: OnceLock<PathBuf> = OnceLock::new();
    INDEX.get_or_init(|| {
        let index = workshop("sample-index");
        let folder = index.parent().expect("it lies in a folder");
        let ran = morgue(folder)
            .arg("--index")
            .arg(&index)
            .args(["index", "--json"])
            .arg(sample())
            .output();
        let tally =
            serde_json::from_slice(&ran.expect("the program runs").stdout).expect("a tally");
        adds_up(&tally);
        index
    })
}

/// An empty place in the build's own folder for what a whole run of tests shares: no destructor would take it away.
pub fn workshop(name: &str) -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    // It is not there the first time.
    let _ = fs::remove_dir_all(&place);
    place
}

/// The program on the sample archive.
pub fn on_sample(arguments: &[&str]) -> Ran {
    let index = sample_index().to_str().expect("UTF-8");
    run(sample_index(), &[&["--index", index], arguments].concat())
}

// -- numbers by chance

/// A small generator of numbers, the same on every machine.
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 16) as usize % sides.max(1)
    }

    pub fn pick<'t, T>(&mut self, from: &'t [T]) -> &'t T {
        &from[self.roll(from.len())]
    }

    pub fn shuffle<T>(&mut self, list: &mut [T]) {
        for at in (1..list.len()).rev() {
            list.swap(at, self.roll(at + 1));
        }
    }
}

/// How often a law is tried: so often, or as often as `PROPTEST_CASES` says. A failure is printed, not kept in a file.
pub fn laws(cases: u32) -> proptest::test_runner::Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    proptest::test_runner::Config {
        cases: asked.unwrap_or(cases),
        failure_persistence: None,
        ..Default::default()
    }
}

/// Where the data lies; where it does not, a skip that is said, or a failure where it must be there.
pub fn data() -> Option<PathBuf> {
    let required = std::env::var("MORGUE_REQUIRE_DATA").is_ok_and(|value| value == "1");
    let folder = std::env::var_os("MORGUE_DATA").map(PathBuf::from);
    match folder {
        Some(folder) if folder.join("reuters21578").is_dir() => Some(folder),
        Some(folder) if required => {
            panic!("MORGUE_DATA is `{}`, where no reuters21578 lies", folder.display())
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

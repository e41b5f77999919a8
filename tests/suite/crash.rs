//! Crashes: an update that is interrupted at any moment leaves an index that opens, and the next
//! update completes it.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use morgue::internals::article::home::{Home, HomeEvidence};
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::error::{Error, Result};
use morgue::internals::ingest::job::Job;
use morgue::internals::ingest::pipeline;
use morgue::internals::ingest::progress::Progress;
use morgue::internals::search::engine::{CommittedRecords, Engine, Writer};
use morgue::internals::search::records::{IndexDocument, IndexedRecord};
use proptest::prelude::*;
use serde_json::json;

#[cfg(target_os = "linux")]
use crate::faults::memory;
use crate::faults::{full_disk, kills};
use crate::harness::{
    Archive, Random, assert_adds_up, command, index_contents, job, line, number, open,
    proptest_config, story, update, writer,
};
use crate::incremental::{
    Edit, QUERIES, apply, assert_same_as_from_scratch, drafts, edits, from_scratch,
};

/// A writer that fails after a number of operations.
struct FailingWriter {
    inner: Box<dyn Writer>,
    operations_left: usize,
}

impl FailingWriter {
    fn spend_operation(&mut self) -> Result<()> {
        self.operations_left =
            self.operations_left.checked_sub(1).ok_or_else(|| Error::new("the power is gone"))?;
        Ok(())
    }
}

impl CommittedRecords for FailingWriter {
    fn record_of_text(&self, text_digest: &str) -> Result<Option<IndexedRecord>> {
        self.inner.record_of_text(text_digest)
    }

    fn records_with_id(&self, id: &str) -> Result<Vec<IndexedRecord>> {
        self.inner.records_with_id(id)
    }

    fn records_of_file(&self, path: &str) -> Result<Vec<IndexedRecord>> {
        self.inner.records_of_file(path)
    }

    fn articles_by_file(&self) -> Result<HashMap<String, u64>> {
        self.inner.articles_by_file()
    }
}

impl Writer for FailingWriter {
    fn count(&self) -> u64 {
        self.inner.count()
    }

    fn home_evidence(&self) -> Result<HashMap<String, HomeEvidence>> {
        self.inner.home_evidence()
    }

    fn replace_moved(
        &mut self,
        homes: &HashMap<String, Home>,
        replace: &mut dyn FnMut(&mut IndexDocument),
    ) -> Result<u64> {
        self.spend_operation()?;
        self.inner.replace_moved(homes, replace)
    }

    fn add(&mut self, filing: &IndexDocument) -> Result<()> {
        self.spend_operation()?;
        self.inner.add(filing)
    }

    fn remove_text(&mut self, text: &str) {
        self.inner.remove_text(text);
    }

    fn remove_file(&mut self, path: &str) {
        self.inner.remove_file(path);
    }

    fn commit(&mut self, seal: &str) -> Result<()> {
        self.spend_operation()?;
        self.inner.commit(seal)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.inner.finish()
    }
}

/// Runs an update that commits at every step and fails after a number of operations; returns
/// whether it was complete before that.
fn interrupt(index: &Path, roots: &[PathBuf], operations: usize) -> bool {
    let engine = TantivyEngine::open_or_create(index).expect("an index");
    let inner = Box::new(writer(&engine));
    let manifest = engine.manifest().expect("a manifest");
    let job = Job { commit_every: Duration::ZERO, ..job(index, roots) };
    let writer = FailingWriter { inner, operations_left: operations };
    pipeline::run(Box::new(writer), manifest, &job, &Progress::default()).is_ok()
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("copies");
    }
}

/// Asserts that an index opens and that its manifest can be read.
fn assert_readable(index: &Path) {
    let engine = open(index);
    engine.state().expect("a state");
    engine.manifest().expect("a manifest");
}

/// Completes an interrupted update; returns how the index then differs from one made from scratch.
/// The update after that reads nothing.
fn complete(index: &Path, roots: &[PathBuf]) -> Vec<String> {
    update(index, roots);
    assert_eq!(update(index, roots).files_read, 0);
    index_contents(index, QUERIES).differences(&from_scratch(roots))
}

#[test]
fn an_update_interrupted_at_any_step_is_completed_by_the_next() {
    let record = |id: &str, title: &str, section: &str| {
        line(
            json!({ "id": format!("urn:example:{id}"), "title": title, "section": section, "body": "What was printed." }),
        )
    };
    // Duplicates in several files, texts that share an id, a file that is removed, and a file whose
    // records change.
    let archive = Archive::with_files(&[
        ("1.jsonl", &(record("a", "Flood", "Desk") + &record("b", "Drought", "Desk"))),
        ("2.jsonl", &(record("c", "Flood", "Home") + &record("d", "Gale", "Home"))),
        ("3.jsonl", &(record("a", "Fire", "Home") + &record("e", "Drought", "Home"))),
        ("4.txt", &story("Constant", "It never changes.")),
    ]);
    let roots = [archive.news()];
    update(&archive.index(), &roots);
    archive.write("0.jsonl", record("d", "Snow", "Desk") + &record("f", "Gale", "Desk"));
    archive.write("2.jsonl", record("c", "Fire", "Home") + &record("g", "Frost", "Home"));
    archive.remove("1.jsonl");
    for operations in 0.. {
        let index = archive.folder().join(format!("index-{operations}"));
        copy_folder(&archive.index(), &index);
        let is_complete = interrupt(&index, &roots, operations);
        assert_readable(&index);
        let differences = complete(&index, &roots);
        assert!(differences.is_empty(), "after {operations} operations: {differences:#?}");
        if is_complete {
            assert!(operations > 10, "an update of {operations} operations proves little");
            break;
        }
    }
}

proptest! {
    #![proptest_config(proptest_config(16))]

    #[test]
    fn interrupted_updates_between_any_edits_are_completed(
        files in proptest::collection::vec(drafts(), 1..5), edits in edits(), steps in proptest::collection::vec(0usize..24, 1..4),
    ) {
        let archive = Archive::with_files(&[("constant.txt", &story("Constant story", "It never changes."))]);
        let roots = [archive.news()];
        for (file, drafts) in files.into_iter().enumerate() {
            apply(&Edit::Write(file, drafts), &archive.news());
        }
        let mut edits = edits.into_iter();
        for step in steps {
            interrupt(&archive.index(), &roots, step);
            assert_readable(&archive.index());
            edits.by_ref().take(4).for_each(|edit| apply(&edit, &archive.news()));
        }
        let differences = complete(&archive.index(), &roots);
        prop_assert!(differences.is_empty(), "{:#?}", differences);
    }
}

// -- the program and kill -9

/// Writes some hundred files: texts, and records of which some are duplicates.
fn generate(archive: &Archive, dice: &mut Random, files: std::ops::Range<usize>) {
    const WORDS: [&str; 12] = [
        "river", "harbour", "copper", "gale", "minister", "treaty", "freight", "cocoa", "mine",
        "bridge", "vote", "rain",
    ];
    let body =
        |dice: &mut Random| (0..120).map(|_| *dice.pick(&WORDS)).collect::<Vec<_>>().join(" ");
    for file in files {
        if file % 3 == 0 {
            archive
                .write(&format!("text/{file}.txt"), story(&format!("Story {file}"), &body(dice)));
            continue;
        }
        let record = |dice: &mut Random, number: usize| {
            let text = dice.below(400);
            // Few texts, so that there are duplicates; the id is unique, or another file has it too.
            let id = if dice.below(8) == 0 { dice.below(20) } else { 1000 + file * 10 + number };
            let (title, body) = (
                format!("Report {text}"),
                format!("{} {}", body(&mut Random(text as u64 + 1)), text),
            );
            line(
                json!({ "id": format!("urn:example:{id}"), "title": title, "body": body, "publisher": "Gazette",
                "places": [*dice.pick(&["Niger", "Peru", "Japan"])], "date": format!("20{:02}-04-05", text % 20) }),
            )
        };
        let records: String = (0..4).map(|number| record(dice, number)).collect();
        archive.write(&format!("records/{file}.jsonl"), records);
    }
}

/// Starts an update and kills it after a while; returns whether it had ended before.
fn kill_update(archive: &Archive, after: Duration) -> bool {
    let mut process = command(archive.folder())
        .args(["index", "news", "--json", "--jobs", "2"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(after);
    let ended = process.try_wait().expect("a state").is_some();
    // A process that has ended cannot be killed.
    let _ = process.kill();
    process.wait().expect("it ends");
    ended
}

/// Asserts that there is an index that opens, or none yet.
fn assert_readable_or_missing(archive: &Archive) {
    let status = archive.run(&["status", "--json"]);
    if archive.index().join("meta.json").exists() {
        let status = status.success();
        assert_eq!(
            number(&status, "records")
                - number(&status, "duplicates")
                - number(&status, "rejected"),
            number(&status, "articles")
        );
        let everything = archive.search(&["-n", "0"]);
        assert_eq!(number(&everything, "total"), number(&status, "articles"));
    } else {
        status.fails_with(&["there is no index"]);
    }
}

#[test]
fn an_update_killed_at_any_moment_is_completed_by_the_next() {
    let seed =
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |now| now.as_nanos() as u64 | 1);
    println!("seed {seed}");
    let mut dice = Random(seed);
    let archive = Archive::new();
    generate(&archive, &mut dice, 0..300);
    let begun = Instant::now();
    let first = archive.run(&["--index", "timed", "index", "news", "--json"]).success();
    let duration = begun.elapsed();
    assert_adds_up(&first);
    assert!(number(&first, "articles") > 100 && number(&first, "duplicates") > 100, "{first}");
    let moment = |dice: &mut Random| duration.mul_f64(dice.below(1000) as f64 / 900.0);

    for _ in 0..10 {
        if kill_update(&archive, moment(&mut dice)) {
            // The update was complete: start again from nothing.
            fs::remove_dir_all(archive.index()).expect("removes");
        } else {
            assert_readable_or_missing(&archive);
        }
    }
    archive.update();
    for round in 0..10 {
        let from = dice.below(280);
        generate(&archive, &mut dice, from..from + 20);
        generate(&archive, &mut dice, 300 + round..302 + round);
        let name = format!("text/{}.txt", dice.below(33) * 9);
        if archive.path(&name).exists() {
            archive.remove(&name);
        }
        kill_update(&archive, moment(&mut dice));
        assert_readable_or_missing(&archive);
    }
    let report = archive.update();
    assert_same_as_from_scratch(&archive);
    let again = archive.update();
    assert_eq!(number(&again, "files_read"), 0);
    assert_eq!(number(&again, "articles"), number(&report, "articles"));
}

#[test]
fn an_index_that_was_only_begun_is_made_anew() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let begun = archive.folder().join("begun");
    fs::create_dir(&begun).expect("a folder");
    fs::copy(archive.index().join("morgue.json"), begun.join("morgue.json")).expect("copies");
    archive.run(&["--index", "begun", "status"]).fails_with(&["there is no index"]);
    let report = archive.run(&["--index", "begun", "index", "news", "--json"]).success();
    assert_eq!(number(&report, "articles"), 1);
}

#[test]
fn manifest_lines_behind_the_seal_are_ignored() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let manifest = fs::read_dir(archive.index())
        .expect("a folder")
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .find(|name| name.starts_with("account-"))
        .expect("a manifest");
    let manifest = archive.index().join(manifest);
    let sealed = fs::read(&manifest).expect("reads");
    fs::write(&manifest, [sealed.as_slice(), b"{\"file\":{\"path\":\"half a li"].concat())
        .expect("writes");
    archive.run(&["status"]).did_not_panic();
    archive.write("b.txt", story("Drought", "The river fell."));
    let report = archive.update();
    assert_eq!([number(&report, "files_read"), number(&report, "articles")], [1, 2]);
    assert_same_as_from_scratch(&archive);
}

#[test]
fn a_killed_process_leaves_an_index_that_the_next_completes() {
    kills::kill(20, &mut Random(7));
}

#[cfg(target_os = "linux")]
#[test]
fn memory_stays_within_its_bound() {
    for input in &memory::INPUTS {
        // Long texts that are read faster than they are indexed show whether the queues are bounded.
        let size = if input.name == memory::LONG_TEXTS { 240 } else { 10 };
        let run = memory::index(input, size, 128);
        assert!(run.peak > 0 && run.articles + run.rejected > 0, "{}", input.name);
    }
}

#[test]
fn a_text_that_was_too_long_is_read_with_more_memory() {
    let archive = Archive::new();
    archive.write("long.txt", story("Flood", &"The river took the bridge. ".repeat(150_000)));
    let ran = archive.run(&["index", "news", "--json", "--memory", "128M"]);
    let report = ran.json();
    assert_eq!((number(&report, "articles"), number(&report, "rejected")), (0, 1), "{report}");
    assert!(report.to_string().contains("text is longer than 3 MiB"), "{report}");
    let again = archive.run(&["index", "news", "--json", "--memory", "128M"]).json();
    assert_eq!(number(&again, "files_read"), 0, "{again}");
    assert_eq!(archive.run(&["verify"]).code, 0, "what was too long is no fault");
    let report = archive.run(&["index", "news", "--json"]).json();
    assert_eq!((number(&report, "articles"), number(&report, "rejected")), (1, 0), "{report}");
}

#[test]
fn a_file_that_ended_a_run_is_rejected_until_it_changes() {
    let archive = Archive::with_files(&[
        ("a.txt", &story("Flood", "The river rose.")),
        ("b.txt", &story("Ferry", "The river has a ferry.")),
    ]);
    let (index, roots) = (archive.index(), [archive.news()]);
    let fatal = archive.path("b.txt").canonicalize().expect("a path");
    let run = || {
        let engine = TantivyEngine::open_or_create(&index).expect("an index");
        let (manifest, _) = engine.manifest_for_update().expect("a manifest");
        let survives: fn(&str) -> bool = |path| !path.ends_with("b.txt");
        let job = Job { survives: Some(survives), ..job(&index, &roots) };
        let report = pipeline::run(Box::new(writer(&engine)), manifest, &job, &Progress::default());
        let report = report.expect("a report");
        (report.articles, report.files_rejected, report.files_read)
    };
    let leave = || fs::write(index.join("reading.log"), format!("{}\n", fatal.display()));
    fs::create_dir_all(&index).expect("a folder");
    assert_eq!(run(), (2, 0, 2));
    archive.write("b.txt", story("Ferry", "The river has a new ferry."));
    leave().expect("writes");
    assert_eq!((run(), run()), ((1, 1, 0), (1, 1, 0)));
    archive.write("b.txt", story("Ferry", "The river has two ferries."));
    assert_eq!(run(), (2, 0, 1));
}

#[test]
#[cfg(unix)]
fn a_full_disk_loses_nothing_that_was_committed() {
    let (failed, completed) = full_disk::fill([0, 1, 4, 8, 16, 24, 32, 48, 64, 10_000].into_iter());
    assert!(failed > 4 && completed > 0, "{failed} failed, {completed} completed");
}

//! A run that is cut short, at whatever moment, leaves an index that opens, and the next run completes it.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use morgue::engine::tantivy::TantivyEngine;
use morgue::error::{Error, Result};
use morgue::ingest::job::Job;
use morgue::ingest::pipeline;
use morgue::ingest::progress::Progress;
use morgue::search::engine::{Engine, IndexDocument, IndexedRecord, Writer};
use proptest::prelude::*;
use serde_json::json;

use crate::harness::{
    Archive, Dice, adds_up, job, laws, line, number, open, portrait, spawned, story, update, writer,
};
use crate::incremental::{Deed, QUERIES, deeds, done, drafts, from_scratch, same_as_from_scratch};

/// A hand that dies at its so-manieth deed.
struct Mortal {
    hand: Box<dyn Writer>,
    deeds_left: usize,
}

impl Mortal {
    fn live(&mut self) -> Result<()> {
        self.deeds_left =
            self.deeds_left.checked_sub(1).ok_or_else(|| Error::new("the power is gone"))?;
        Ok(())
    }
}

impl Writer for Mortal {
    fn holdings(&self) -> Result<Vec<IndexedRecord>> {
        self.hand.holdings()
    }

    fn count(&self) -> u64 {
        self.hand.count()
    }

    fn add(&mut self, filing: &IndexDocument) -> Result<()> {
        self.live()?;
        self.hand.add(filing)
    }

    fn remove_text(&mut self, text: &str) {
        self.hand.remove_text(text);
    }

    fn remove_file(&mut self, path: &str) {
        self.hand.remove_file(path);
    }

    fn commit(&mut self, seal: &str) -> Result<()> {
        self.live()?;
        self.hand.commit(seal)
    }

    fn finish(self: Box<Self>) -> Result<()> {
        self.hand.finish()
    }
}

/// A run that commits at every step and dies after so many; whether it came to its end before.
fn cut_short(index: &Path, roots: &[PathBuf], deeds: usize) -> bool {
    let engine = TantivyEngine::open_or_create(index).expect("an index");
    let hand = Box::new(writer(&engine));
    let account = engine.account().expect("an account");
    let job = Job { commit_every: Duration::ZERO, ..job(index, roots) };
    pipeline::run(Box::new(Mortal { hand, deeds_left: deeds }), account, &job, &Progress::default())
        .is_ok()
}

fn copied(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for file in fs::read_dir(from).expect("a folder") {
        let file = file.expect("a file");
        fs::copy(file.path(), to.join(file.file_name())).expect("copies");
    }
}

/// What lies in an index whose run was cut short is whole: it opens, and its account can be read.
fn is_whole(index: &Path) {
    let engine = open(index);
    engine.state().expect("a state");
    engine.account().expect("an account");
}

/// After the next run the index is the one made from scratch, and the run after that has nothing to do.
fn completes(index: &Path, roots: &[PathBuf]) -> Vec<String> {
    update(index, roots);
    assert_eq!(update(index, roots).files_read, 0);
    portrait(index, QUERIES).unlike(&from_scratch(roots))
}

#[test]
fn a_run_cut_short_at_any_step_is_completed_by_the_next() {
    let record = |id: &str, title: &str, section: &str| {
        line(
            json!({ "id": format!("urn:example:{id}"), "title": title, "section": section, "body": "What was printed." }),
        )
    };
    // Duplicates across files, texts that share an id, a file that will go, one that will be split in two.
    let archive = Archive::of(&[
        ("1.jsonl", &(record("a", "Flood", "Desk") + &record("b", "Drought", "Desk"))),
        ("2.jsonl", &(record("c", "Flood", "Home") + &record("d", "Gale", "Home"))),
        ("3.jsonl", &(record("a", "Fire", "Home") + &record("e", "Drought", "Home"))),
        ("4.txt", &story("Standing", "It never changes.")),
    ]);
    let roots = [archive.news()];
    update(&archive.index(), &roots);
    archive.write("0.jsonl", record("d", "Snow", "Desk") + &record("f", "Gale", "Desk"));
    archive.write("2.jsonl", record("c", "Fire", "Home") + &record("g", "Frost", "Home"));
    archive.remove("1.jsonl");
    for deeds in 0.. {
        let index = archive.folder().join(format!("index-{deeds}"));
        copied(&archive.index(), &index);
        let ended = cut_short(&index, &roots, deeds);
        is_whole(&index);
        let unlike = completes(&index, &roots);
        assert!(unlike.is_empty(), "after {deeds} deeds: {unlike:#?}");
        if ended {
            assert!(deeds > 10, "a run of {deeds} deeds proves little");
            break;
        }
    }
}

proptest! {
    #![proptest_config(laws(16))]

    #[test]
    fn runs_cut_short_among_any_edits_are_completed(
        files in proptest::collection::vec(drafts(), 1..5), edits in deeds(), steps in proptest::collection::vec(0usize..24, 1..4),
    ) {
        let archive = Archive::of(&[("standing.txt", &story("Standing story", "It never changes."))]);
        let roots = [archive.news()];
        for (file, drafts) in files.into_iter().enumerate() {
            done(&Deed::Write(file, drafts), &archive.news());
        }
        let mut edits = edits.into_iter();
        for step in steps {
            cut_short(&archive.index(), &roots, step);
            is_whole(&archive.index());
            edits.by_ref().take(4).for_each(|deed| done(&deed, &archive.news()));
        }
        let unlike = completes(&archive.index(), &roots);
        prop_assert!(unlike.is_empty(), "{:#?}", unlike);
    }
}

// -- the program and kill -9

/// Some hundred files: text, and records that repeat one another here and there.
fn generated(archive: &Archive, dice: &mut Dice, files: std::ops::Range<usize>) {
    const WORDS: [&str; 12] = [
        "river", "harbour", "copper", "gale", "minister", "treaty", "freight", "cocoa", "mine",
        "bridge", "vote", "rain",
    ];
    let body = |dice: &mut Dice| (0..120).map(|_| *dice.pick(&WORDS)).collect::<Vec<_>>().join(" ");
    for file in files {
        if file % 3 == 0 {
            archive
                .write(&format!("text/{file}.txt"), story(&format!("Story {file}"), &body(dice)));
            continue;
        }
        let record = |dice: &mut Dice, number: usize| {
            let text = dice.roll(400);
            // Few texts, so that records repeat; an id of their own, or one that another file brings too.
            let id = if dice.roll(8) == 0 { dice.roll(20) } else { 1000 + file * 10 + number };
            let (title, body) = (
                format!("Report {text}"),
                format!("{} {}", body(&mut Dice(text as u64 + 1)), text),
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

/// Starts a run and kills it after a while; whether it had come to its end before.
fn killed(archive: &Archive, after: Duration) -> bool {
    let mut run = spawned(archive.folder())
        .args(["index", "news", "--json", "--jobs", "2"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program starts");
    std::thread::sleep(after);
    let ended = run.try_wait().expect("a state").is_some();
    // One that has ended can not be killed.
    let _ = run.kill();
    run.wait().expect("it ends");
    ended
}

/// Nothing but an index that opens, or none yet, is left behind.
fn opens_or_is_not_there(archive: &Archive) {
    let status = archive.run(&["status", "--json"]);
    if archive.index().join("meta.json").exists() {
        let status = status.good();
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
fn killing_a_run_at_any_moment_costs_nothing_but_time() {
    let seed =
        SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |now| now.as_nanos() as u64 | 1);
    println!("seed {seed}");
    let mut dice = Dice(seed);
    let archive = Archive::new();
    generated(&archive, &mut dice, 0..300);
    let begun = Instant::now();
    let whole = archive.run(&["--index", "timed", "index", "news", "--json"]).good();
    let length = begun.elapsed();
    adds_up(&whole);
    assert!(number(&whole, "articles") > 100 && number(&whole, "duplicates") > 100, "{whole}");
    let moment = |dice: &mut Dice| length.mul_f64(dice.roll(1000) as f64 / 900.0);

    for _ in 0..10 {
        if killed(&archive, moment(&mut dice)) {
            // It was done: begin anew.
            fs::remove_dir_all(archive.index()).expect("removes");
        } else {
            opens_or_is_not_there(&archive);
        }
    }
    archive.update();
    for round in 0..10 {
        let from = dice.roll(280);
        generated(&archive, &mut dice, from..from + 20);
        generated(&archive, &mut dice, 300 + round..302 + round);
        let name = format!("text/{}.txt", dice.roll(33) * 9);
        if archive.path(&name).exists() {
            archive.remove(&name);
        }
        killed(&archive, moment(&mut dice));
        opens_or_is_not_there(&archive);
    }
    let tally = archive.update();
    same_as_from_scratch(&archive);
    let again = archive.update();
    assert_eq!(number(&again, "files_read"), 0);
    assert_eq!(number(&again, "articles"), number(&tally, "articles"));
}

#[test]
fn an_index_that_was_only_begun_is_begun_again() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let begun = archive.folder().join("begun");
    fs::create_dir(&begun).expect("a folder");
    fs::copy(archive.index().join("morgue.json"), begun.join("morgue.json")).expect("copies");
    archive.run(&["--index", "begun", "status"]).fails_with(&["there is no index"]);
    let tally = archive.run(&["--index", "begun", "index", "news", "--json"]).good();
    assert_eq!(number(&tally, "articles"), 1);
}

#[test]
fn what_a_crash_left_behind_the_seal_never_happened() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let ledger = fs::read_dir(archive.index())
        .expect("a folder")
        .filter_map(|file| file.ok()?.file_name().into_string().ok())
        .find(|name| name.starts_with("account-"))
        .expect("an account");
    let ledger = archive.index().join(ledger);
    let sealed = fs::read(&ledger).expect("reads");
    fs::write(&ledger, [sealed.as_slice(), b"{\"file\":{\"path\":\"half a li"].concat())
        .expect("writes");
    archive.run(&["status"]).no_panic();
    archive.write("b.txt", story("Drought", "The river fell."));
    let tally = archive.update();
    assert_eq!([number(&tally, "files_read"), number(&tally, "articles")], [1, 2]);
    same_as_from_scratch(&archive);
}

//! `kill -9` at random moments: afterwards the index opens, and one more run gives what a run that
//! nobody disturbed gives.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use serde_json::Value;

use super::answers::{SEARCHES, answer};
use crate::harness::{Archive, Random, command, story};

/// Files of the archive that come, change and go.
const FILES: usize = 24;

/// Cycles between two complete runs.
const CYCLES: usize = 10;

const PEOPLE: [&str; 4] = ["Ada Quill", "Omar Reed", "Ines Holt", "Jun Park"];

/// Edits files, starts a command and kills it, this many times. Now and then a run completes, and the
/// index is compared with one that was built at once.
///
/// # Panics
/// Panics where an index does not open, is not sound after a complete run, or differs.
pub fn kill(cycles: usize, random: &mut Random) {
    let archive = Archive::new();
    archive.write("0.txt", text(0, 0, random));
    archive.update();
    for cycle in 1..=cycles {
        for _ in 0..=random.below(4) {
            edit(&archive, cycle, random);
        }
        interrupt(&archive, random);
        let ran = archive.run(&["search", "river", "--json"]);
        assert!(ran.code < 2, "after {cycle} cycles: {ran:?}");
        assert_eq!(ran.json()["exact"], true, "after {cycle} cycles: {ran:?}");
        if cycle.is_multiple_of(CYCLES) || cycle == cycles {
            assert_complete(&archive, cycle);
        }
    }
}

/// Writes, changes or removes a file.
fn edit(archive: &Archive, cycle: usize, random: &mut Random) {
    let number = 1 + random.below(FILES);
    let name = format!("{number}.txt");
    if archive.path(&name).exists() && random.below(3) == 0 {
        archive.remove(&name);
    } else {
        archive.write(&name, text(number, cycle, random));
    }
}

fn text(number: usize, cycle: usize, random: &mut Random) -> String {
    let name = random.pick(&PEOPLE);
    let body = format!(
        "The river took the bridge number {number}, {name} told the council in Lisbon. {name} will \
         ask for a ferry in week {cycle}. "
    );
    story(&format!("Flood {number}"), &body.repeat(1 + random.below(40)))
}

/// Starts a command and kills it at a random moment.
fn interrupt(archive: &Archive, random: &mut Random) {
    let commands: [&[&str]; 5] = [
        &["index", "news", "--quiet"],
        &["index", "news", "--quiet", "--jobs", "4", "--memory", "128M"],
        &["index", "news", "--quiet", "--rebuild"],
        &["open", "news", "--no-browser", "--watch", "--listen", "127.0.0.1:0"],
        &["canon", "merge", "Ada Quill", "Omar Reed"],
    ];
    let arguments = *random.pick(&commands);
    let mut process = command(archive.folder())
        .args(arguments)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    std::thread::sleep(Duration::from_micros(random.below(150_000) as u64));
    // It may have ended already.
    let _ = process.kill();
    process.wait().expect("ends");
}

/// Completes the work, and compares the index with one that was built at once.
fn assert_complete(archive: &Archive, cycle: usize) {
    let report = archive.run(&["index", "news", "--json"]);
    assert_eq!(report.code, 0, "after {cycle} cycles: {report:?}");
    let verified = archive.run(&["verify"]);
    assert_eq!(verified.code, 0, "after {cycle} cycles: {verified:?}");
    let fresh = archive.folder().join("fresh");
    if fresh.exists() {
        fs::remove_dir_all(&fresh).expect("removes");
    }
    assert_eq!(archive.run(&["--index", "fresh", "index", "news", "--json"]).code, 0);
    let log = archive.index().join("canon.log");
    if log.exists() {
        fs::copy(log, fresh.join("canon.log")).expect("copies");
    }
    let answers = |index: &str| -> Vec<Value> {
        let run = |search: &&[&str]| archive.run(&[&["--index", index], *search].concat());
        SEARCHES.iter().map(|search| answer(run(search).json())).collect()
    };
    assert_eq!(answers("index"), answers("fresh"), "after {cycle} cycles");
}

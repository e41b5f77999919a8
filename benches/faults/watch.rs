//! Many files that come and go at once while `--watch` runs.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::harness::{Archive, command, number, story};

/// Time after which a burst counts as lost.
const LIMIT: Duration = Duration::from_secs(300);

/// Writes, changes, moves and removes this many files while a program watches them. Prints how long
/// it took after the last of them until the index had all.
pub fn burst(files: usize) {
    let archive = Archive::with_files(&[("first.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let mut process = command(archive.folder())
        .args(["index", "news", "--watch", "--quiet"])
        .stderr(Stdio::null())
        .spawn()
        .expect("the program runs");
    std::thread::sleep(Duration::from_secs(2));
    let name = |file: usize| format!("burst/{}/{file}.txt", file % 100);
    let write = |file: usize, word: &str| {
        archive.write(&name(file), story("Burst", &format!("The {word} has number {file}.")));
    };
    (0..files).for_each(|file| write(file, "storm"));
    println!("{files} new files: {:.1} s", wait_for(&archive, "storm", files));
    (0..files).step_by(2).for_each(|file| write(file, "hail"));
    println!("{} changed files: {:.1} s", files / 2, wait_for(&archive, "hail", files / 2));
    archive.rename("burst", "moved");
    archive.write("last.txt", story("Last", "The frost came."));
    println!("{files} moved files: {:.1} s", wait_for(&archive, "frost", 1));
    assert_eq!(total(&archive, "hail"), Some(files / 2));
    std::fs::remove_dir_all(archive.path("moved")).expect("removes");
    println!("{files} removed files: {:.1} s", wait_for(&archive, "number", 0));
    process.kill().expect("ends");
    process.wait().expect("ends");
    assert_eq!(archive.run(&["verify", "--quiet"]).code, 0);
}

/// Waits until a search finds this many articles; returns the seconds it took.
fn wait_for(archive: &Archive, query: &str, articles: usize) -> f64 {
    let started = Instant::now();
    while total(archive, query) != Some(articles) {
        assert!(started.elapsed() < LIMIT, "{:?} articles for `{query}`", total(archive, query));
        std::thread::sleep(Duration::from_millis(100));
    }
    started.elapsed().as_secs_f64()
}

fn total(archive: &Archive, query: &str) -> Option<usize> {
    let ran = archive.run(&["search", query, "--json", "--facets", "none"]);
    (ran.code < 2).then(|| number(&ran.json(), "total") as usize)
}

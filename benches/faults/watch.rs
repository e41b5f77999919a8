//! Many files that come and go at once while `--watch` runs.

use std::time::Duration;

use crate::faults::watch::{wait_for, watch};
use crate::harness::{Archive, number, story};

/// Writes, changes, moves and removes this many files while a program watches them. Prints how long
/// it took after the last of them until the index had all.
pub fn burst(files: u64) {
    let archive = Archive::with_files(&[("first.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let watching = watch(&archive);
    std::thread::sleep(Duration::from_secs(2));
    let write = |file: u64, word: &str| {
        let text = story("Burst", &format!("The {word} has number {file}."));
        archive.write(&format!("burst/{}/{file}.txt", file % 100), text);
    };
    let report = |files: u64, kind: &str, query: &str, articles: u64| {
        let seconds = wait_for(&archive, query, articles).as_secs_f64();
        println!("{files} {kind} files: {seconds:.1} s");
    };
    (0..files).for_each(|file| write(file, "storm"));
    report(files, "new", "storm", files);
    (0..files).step_by(2).for_each(|file| write(file, "hail"));
    report(files / 2, "changed", "hail", files / 2);
    archive.rename("burst", "moved");
    archive.write("last.txt", story("Last", "The frost came."));
    report(files, "moved", "frost", 1);
    assert_eq!(number(&archive.search(&["hail"]), "total"), files / 2);
    std::fs::remove_dir_all(archive.path("moved")).expect("removes");
    report(files, "removed", "number", 0);
    drop(watching);
    assert_eq!(archive.run(&["verify", "--quiet"]).code, 0);
}

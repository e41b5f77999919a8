//! A disk on which files cannot grow: a run fails with a message, nothing that was committed is lost,
//! and the next run completes.

use super::answers::{SEARCHES, answer};
use crate::harness::{Archive, RunOutput, shell_output, story};

/// Runs the program where no file can grow beyond this number of blocks of 512 bytes.
fn run_with_limit(archive: &Archive, arguments: &str, blocks: usize) -> RunOutput {
    let program = env!("CARGO_BIN_EXE_morgue");
    // With the signal ignored, a write fails as it does on a full disk.
    let line = format!("trap '' XFSZ; ulimit -f {blocks}; exec '{program}' {arguments}");
    shell_output(archive.folder(), &line)
}

/// Updates an archive under limits from nothing to enough.
///
/// # Panics
/// Panics where a message is not plain, something committed is lost, or the next run does not complete.
pub fn fill(limits: impl Iterator<Item = usize>) -> (usize, usize) {
    let archive = Archive::new();
    let text = |number: usize| {
        let body = format!(
            "The river took the bridge number {number}, Ada Quill told the council in Lisbon. "
        );
        story(&format!("Flood {number}"), &body.repeat(400))
    };
    archive.write("0.txt", text(0));
    archive.update();
    let (mut failed, mut completed) = (0, 0);
    for (round, blocks) in limits.enumerate() {
        let committed = archive.search(&["river"])["total"].as_u64();
        archive.write(&format!("{}.txt", round + 1), text(round + 1));
        let ran = run_with_limit(&archive, "index news --quiet", blocks);
        assert!(!ran.err.contains("error in morgue itself"), "{blocks} blocks: {ran:?}");
        if ran.code == 0 {
            completed += 1;
        } else {
            failed += 1;
            ran.fails_with(&["cannot"]);
            for word in ["Error {", "Os {", "IoError", "filepath", "Kind"] {
                assert!(!ran.err.contains(word), "{blocks} blocks: `{word}` in {ran:?}");
            }
            let found = archive.search(&["river"]);
            assert_eq!(found["exact"], true, "{blocks} blocks: {found}");
            assert!(found["total"].as_u64() >= committed, "{blocks} blocks: {found}");
        }
        let report = archive.run(&["index", "news", "--json"]);
        assert_eq!(report.code, 0, "after {blocks} blocks: {report:?}");
        let verified = archive.run(&["verify"]);
        assert_eq!(verified.code, 0, "after {blocks} blocks: {verified:?}");
    }
    assert_eq!(archive.run(&["--index", "fresh", "index", "news", "--json"]).code, 0);
    for search in SEARCHES {
        let fresh = archive.run(&[&["--index", "fresh"], search].concat());
        assert_eq!(answer(archive.run(search).json()), answer(fresh.json()));
    }
    (failed, completed)
}

//! Files and folders that do not answer, as on a network folder whose server is gone.
#![cfg(unix)]

use crate::harness::{Archive, RunOutput, number, shell_output, story};

/// Runs a line of shell in the folder of an archive.
fn shell(archive: &Archive, line: &str) -> RunOutput {
    shell_output(archive.folder(), line)
}

#[test]
fn a_file_that_does_not_answer_is_an_error() {
    let archive = Archive::new();
    assert_eq!(shell(&archive, "mkfifo silent.txt").code, 0);
    // Nobody writes to the pipe, so that opening it takes for ever.
    let ran = archive.run(&["inspect", "--read-timeout", "1", "silent.txt"]);
    ran.fails_with(&["cannot read `silent.txt`", "no answer within 1 s", "--read-timeout"]);
}

/// Runs the program while a file system that never answers is mounted at `news/share`. Returns nothing
/// where that is not allowed.
fn run_with_hung_share(archive: &Archive, arguments: &str) -> Option<RunOutput> {
    let mount = "exec 9<>/dev/fuse && mount -i -t fuse \
                 -o fd=9,rootmode=40000,user_id=0,group_id=0 hung news/share";
    if shell(archive, &format!("unshare -m sh -c '{mount}'")).code != 0 {
        let required = std::env::var("MORGUE_REQUIRE_FUSE").is_ok_and(|value| value == "1");
        assert!(!required, "MORGUE_REQUIRE_FUSE is set and a file system cannot be mounted");
        println!("skipped: no FUSE");
        return None;
    }
    let program = env!("CARGO_BIN_EXE_morgue");
    let line = format!("unshare -m sh -c '{mount} && exec {program} {arguments}'");
    Some(shell(archive, &line))
}

#[test]
fn a_folder_that_does_not_answer_keeps_its_articles() {
    let archive = Archive::with_files(&[
        ("first.txt", &story("Flood", "The river rose.")),
        ("share/second.txt", &story("Storm", "The wind took the roof.")),
    ]);
    archive.update();
    archive.write("first.txt", story("Flood", "The river fell."));
    let line = "index news --read-timeout 1 --json";
    let Some(ran) = run_with_hung_share(&archive, line) else { return };
    let report = ran.success();
    assert_eq!(number(&report, "files_rejected"), 1, "{report}");
    let reason = report["rejections"][0]["reason"].as_str().expect("a reason");
    assert!(reason.contains("no answer within 1 s"), "{reason}");
    assert_eq!(archive.titles(&["wind"]), ["Storm"]);

    let rebuilt = run_with_hung_share(&archive, "index --rebuild --read-timeout 1").expect("FUSE");
    rebuilt.fails_with(&["no answer"]);
    assert_eq!(archive.titles(&["wind"]), ["Storm"]);

    archive.update();
    assert_eq!(archive.titles(&["fell"]), ["Flood"]);
    assert_eq!(archive.titles(&["wind"]), ["Storm"]);
    assert_eq!(archive.run(&["verify"]).code, 0);
}

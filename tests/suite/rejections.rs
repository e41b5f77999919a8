//! Errors and rejections: each has one clear message, affects nothing else, and never panics.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::harness::{
    Archive, RunOutput, assert_adds_up, line, number, open, output_of, story, texts, writer,
};
use crate::incremental::assert_same_as_from_scratch;

fn gzipped(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).expect("packs");
    packer.finish().expect("packs")
}

/// An archive with every kind of faulty file.
fn faulty_archive() -> Archive {
    let archive = Archive::with_files(&[
        ("good.txt", &story("Flood", "The river rose.")),
        ("empty.txt", ""),
        ("blank.txt", " \n\n \n"),
        (
            "faulty.jsonl",
            &(line(json!({ "title": "Before", "body": "The first line." }))
                + "{\"title\": \"Half\n"
                + &line(json!({ "title": "After", "body": "The third line." }))),
        ),
        (
            "no-text.jsonl",
            &(line(json!({ "id": "urn:example:1", "section": "Desk" }))
                + &line(json!({ "title": "Flash" }))),
        ),
        ("picture.dat", "\u{1}\u{2}\u{3}"),
    ]);
    let noise: String = (0..400)
        .map(|n| line(json!({ "title": format!("Packed {n}"), "body": format!("{}", n * n) })))
        .collect();
    let whole = gzipped(&noise);
    archive.write("cut.jsonl.gz", &whole[..whole.len() / 2]);
    archive
}

fn rejections(report: &Value) -> Vec<(String, Option<u64>, String)> {
    let rejections = report["rejections"].as_array().expect("rejections");
    let mut all: Vec<_> = rejections
        .iter()
        .map(|rejection| {
            let path = Path::new(rejection["path"].as_str().expect("a path"));
            assert!(path.is_absolute(), "{rejection}");
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            (
                name,
                rejection["record"].as_u64(),
                rejection["reason"].as_str().expect("a reason").to_owned(),
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn every_fault_is_a_rejection_and_the_run_continues() {
    let archive = faulty_archive();
    let ran = archive.run(&["index", "news", "--json"]);
    let report = ran.success();
    ran.did_not_panic();
    assert_adds_up(&report);
    let rejected = rejections(&report);
    let names: Vec<(&str, bool)> =
        rejected.iter().map(|(name, record, _)| (name.as_str(), record.is_some())).collect();
    assert_eq!(
        names,
        [
            ("blank.txt", false),
            ("cut.jsonl.gz", true),
            ("empty.txt", false),
            ("faulty.jsonl", true),
            ("no-text.jsonl", true)
        ]
    );
    let rejection = |name: &str| {
        rejected.iter().find(|(known, ..)| known == name).expect("a rejection").clone()
    };
    assert_eq!(rejection("empty.txt").2, "file is empty");
    assert_eq!((rejection("faulty.jsonl").1, rejection("no-text.jsonl").1), (Some(2), Some(1)));
    assert!(rejection("faulty.jsonl").2.contains("line 2 is not JSON"), "{rejected:?}");
    assert_eq!(rejection("no-text.jsonl").2, "record has no text");
    assert!(rejection("cut.jsonl.gz").2.contains("the rest cannot be read"), "{rejected:?}");
    assert_eq!(
        ["files_rejected", "files_ignored", "rejected"].map(|name| number(&report, name)),
        [2, 1, 3]
    );

    // Everything around the faults is indexed: a headline alone, the lines before and after, and
    // the records before the truncation.
    for title in ["Flood", "Before", "After", "Flash", "Packed 0"] {
        assert_eq!(archive.titles(&[&format!("title:\"{title}\"")]), [title]);
    }
    let status = archive.run(&["status", "--json"]).success();
    assert_eq!(rejections(&status), rejected);

    // The same again from the manifest, without reading.
    let again = archive.update();
    assert_eq!((number(&again, "files_read"), rejections(&again)), (0, rejected));
    assert_same_as_from_scratch(&archive);
}

#[test]
fn strict_runs_fail_and_still_index() {
    let archive = faulty_archive();
    let ran = archive.run(&["index", "news", "--json", "--strict"]);
    assert_eq!(ran.code, 2);
    assert_adds_up(&ran.json());
    assert_eq!(archive.titles(&["title:flood"]), ["Flood"]);
    // The same for known faults, until they are fixed.
    assert_eq!(archive.run(&["index", "news", "--strict"]).code, 2);
    for name in ["empty.txt", "blank.txt", "cut.jsonl.gz", "faulty.jsonl", "no-text.jsonl"] {
        archive.remove(name);
    }
    archive.write("empty.txt", story("Filled", "No longer empty."));
    let ran = archive.run(&["index", "news", "--strict", "--json"]);
    assert!(rejections(&ran.success()).is_empty());
    assert_eq!(archive.titles(&["title:filled"]), ["Filled"]);
}

#[test]
fn rejections_are_printed_with_their_reasons() {
    let archive = faulty_archive();
    let ran = archive.run(&["index", "news"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    for words in ["empty.txt", "file is empty", "no-text.jsonl", "record has no text"] {
        assert!(ran.err.contains(words), "no `{words}` in {ran:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_rejected_and_tried_again() {
    let archive = Archive::with_files(&[
        ("good.txt", &story("Flood", "The river rose.")),
        ("locked.txt", &story("Locked", "Out.")),
    ]);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let allow = |mode| {
            fs::set_permissions(archive.path("locked.txt"), fs::Permissions::from_mode(mode))
        };
        allow(0o000).expect("sets permissions");
        if fs::File::open(archive.path("locked.txt")).is_ok() {
            println!("skipped in part: root reads every file");
        } else {
            let report = archive.update();
            assert_eq!((number(&report, "files_rejected"), number(&report, "articles")), (1, 1));
            assert_eq!(rejections(&report)[0].0, "locked.txt");
            allow(0o644).expect("sets permissions");
            assert_eq!(number(&archive.update(), "articles"), 2);
        }
    }
    // The memory of a process is a file that opens but cannot be read at its beginning.
    if !cfg!(target_os = "linux") {
        println!("skipped: no /proc");
        return;
    }
    let ran = archive.run(&["index", "news/good.txt", "/proc/self/mem", "--json"]);
    let report = ran.success();
    assert_adds_up(&report);
    assert_eq!([number(&report, "files_rejected"), number(&report, "files")], [1, 2]);
    let (name, record, reason) = rejections(&report).remove(0);
    assert_eq!((name.as_str(), record), ("mem", None));
    assert!(!reason.is_empty());
}

#[test]
fn a_missing_folder_is_named() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.run(&["index", "nowhere"]).fails_with(&["cannot find `nowhere`"]);
    archive
        .run(&["open", "nowhere", "--listen", "127.0.0.1:0"])
        .fails_with(&["cannot find `nowhere`"]);
    archive.run(&["inspect", "nowhere.txt"]).fails_with(&["cannot read `nowhere.txt`"]);
    archive.run(&["index"]).fails_with(&["nothing to index", "name a folder"]);
}

#[test]
fn without_an_index_every_command_explains_how_to_make_one() {
    let archive = Archive::new();
    for command in
        [&["search", "river"][..], &["show", "x"], &["facet", "people"], &["status"], &["serve"]]
    {
        archive.run(command).fails_with(&["there is no index in `index`", "morgue index"]);
    }
}

#[test]
fn an_index_that_is_being_written_can_be_searched() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let engine = open(&archive.index());
    let held = writer(&engine);
    archive.run(&["index", "news"]).fails_with(&["is being written by another morgue", "wait"]);
    assert_eq!(archive.titles(&["river"]), ["Flood"]);
    drop(held);
    // Released for everybody, also for processes that other tests have just started.
    drop(writer(&engine));
    let freed = (0..50).any(|_| archive.run(&["index", "news"]).code == 0);
    assert!(freed, "the lock is never released");
}

#[test]
fn an_index_that_is_being_written_is_not_replaced() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let engine = open(&archive.index());
    let _held = writer(&engine);
    let meta = archive.index().join("morgue.json");
    let original = fs::read(&meta).expect("reads");
    fs::write(&meta, "{\"schema\":999}").expect("writes");
    archive
        .run(&["index", "--rebuild", "news"])
        .fails_with(&["is being written by another morgue", "wait"]);
    fs::write(&meta, original).expect("writes");
    assert_eq!(archive.titles(&["river"]), ["Flood"]);
}

#[test]
fn an_index_of_another_version_is_refused_and_can_be_rebuilt() {
    for version in [7, 999] {
        let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
        archive.update();
        let meta = format!("{{\"schema\":{version}}}");
        fs::write(archive.index().join("morgue.json"), meta).expect("writes");
        let earlier = [".managed.json", "judged.tsv"].map(|name| archive.index().join(name));
        earlier.iter().for_each(|path| fs::write(path, "of an earlier version").expect("writes"));
        let message = format!("index version {version}");
        for command in [&["search", "river"][..], &["index", "news"], &["status"]] {
            archive.run(command).fails_with(&[&message, "--rebuild"]);
        }
        archive.run(&["index", "--rebuild", "news", "--json"]).success();
        assert_eq!(archive.titles(&["river"]), ["Flood"]);
        earlier.iter().for_each(|path| assert!(!path.exists(), "{} is left", path.display()));
    }
}

/// Path of the manifest file of an archive.
fn manifest_path(archive: &Archive) -> std::path::PathBuf {
    let files =
        fs::read_dir(archive.index()).expect("a folder").filter_map(|file| Some(file.ok()?.path()));
    let is_manifest =
        |path: &std::path::PathBuf| path.extension().is_some_and(|extension| extension == "jsonl");
    files.into_iter().find(is_manifest).expect("a manifest")
}

#[test]
fn a_missing_or_damaged_manifest_is_made_again() {
    type Damage = (&'static str, fn(&Path));
    let damages: [Damage; 3] = [
        ("cannot read the manifest", |path| fs::remove_file(path).expect("removes")),
        ("is damaged", |path| {
            let mut bytes = fs::read(path).expect("reads");
            bytes[10] ^= 1;
            fs::write(path, bytes).expect("writes");
        }),
        ("is damaged", |path| {
            let bytes = fs::read(path).expect("reads");
            fs::write(path, &bytes[..bytes.len() / 2]).expect("writes");
        }),
    ];
    for (message, damage) in damages {
        let archive = Archive::with_files(&[
            ("a.txt", &story("Flood", "The river rose.")),
            ("b.txt", &story("Dry", "It fell.")),
        ]);
        archive.update();
        damage(&manifest_path(&archive));
        archive.run(&["status"]).fails_with(&[message, "account-1.jsonl", "morgue index"]);
        assert_eq!(archive.titles(&["river"]), ["Flood"]);
        let repaired = archive.run(&["index", "--json"]);
        assert!(
            repaired.err.starts_with("note: ") && repaired.err.contains(message),
            "{repaired:?}"
        );
        assert_eq!(number(&repaired.success(), "files_read"), 2);
        assert_eq!(number(&archive.update(), "files_unchanged"), 2);
        assert_same_as_from_scratch(&archive);
    }
}

#[test]
fn a_damaged_list_of_segments_is_made_again() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    fs::write(archive.index().join("meta.json"), "{ half").expect("writes");
    for command in [&["search", "river"][..], &["status"]] {
        archive.run(command).fails_with(&["`index/meta.json`", "damaged", "morgue index"]);
    }
    archive.run(&["index", "--json"]).success();
    assert_eq!(archive.titles(&["river"]), ["Flood"]);
    for name in ["meta.json", "account-1.jsonl"] {
        fs::write(archive.index().join(name), "{ half").expect("writes");
    }
    archive.run(&["index"]).fails_with(&["damaged", "index --rebuild FOLDER"]);
    archive.run(&["index", "news", "--json"]).success();
    assert_eq!(archive.titles(&["river"]), ["Flood"]);
}

#[test]
fn an_emptied_root_removes_no_articles_without_prune() {
    let archive = Archive::with_files(&[
        ("disk/a.txt", &story("Flood", "The river rose.")),
        ("disk/b.txt", &story("Drought", "The river fell.")),
        ("other/c.txt", &story("Gale", "A gale came.")),
    ]);
    for root in ["news/disk", "news/other"] {
        archive.run(&["index", root, "--json"]).success();
    }
    let refused = |ran: RunOutput| {
        ran.fails_with(&["had 2 files in the index and is now empty or missing", "--prune"])
    };
    archive.remove("disk/a.txt");
    archive.remove("disk/b.txt");
    refused(archive.run(&["index", "news/disk"]));
    fs::remove_dir(archive.path("disk")).expect("removes");
    refused(archive.run(&["index", "news/disk"]));
    refused(archive.run(&["index"]));
    assert_eq!(archive.titles(&[]), ["Drought", "Flood", "Gale"]);
    let report = archive.run(&["index", "news/disk", "--prune", "--json"]).success();
    assert_eq!([number(&report, "removed"), number(&report, "files")], [2, 0]);
    assert_eq!(archive.titles(&[]), ["Gale"]);
}

#[test]
fn wrong_use_exits_with_two_and_advice() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    for (command, expected) in [
        (&["search", "--since", "rubbish"][..], &["`rubbish` is not a date", "1987"][..]),
        (&["search", "--after", "rubbish"], &["invalid cursor `rubbish`", "next"]),
        (&["search", "--facets", "shoes"], &["unknown facet `shoes`", "people"]),
        (&["facet", "shoes"], &["unknown facet `shoes`", "people"]),
        (&["show", "nobody"], &["there is no article `nobody`", "morgue search"]),
        (&["index", "news", "--memory", "much"], &["invalid memory size `much`", "512M"]),
        (&["index", "news", "--memory", "64M"], &["`64M` is too little memory", "128M"]),
        (&["index", "news", "--include", "[a"], &["invalid file pattern `[a`"]),
        (&["man", "nothing"], &["unknown command `nothing`"]),
        (&["--config", "nowhere.toml", "status"], &["cannot read the config file `nowhere.toml`"]),
    ] {
        archive.run(command).fails_with(expected);
    }
    // Errors of the command-line parser.
    for command in [&["serch"][..], &["search", "--sort", "best"], &["search", "-n", "many"], &[]] {
        let ran = archive.run(command);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command:?}: {ran:?}");
        assert!(ran.err.contains("Usage") || ran.err.contains("--help"), "{command:?}: {ran:?}");
    }
    fs::write(archive.folder().join("morgue.toml"), "indx = \"a\"\n").expect("writes");
    archive.run(&["status"]).fails_with(&["cannot read the config file `morgue.toml`", "indx"]);
}

// -- full disks

/// Checks that a full disk gives a clear message, and leaves the index as it was.
fn assert_unharmed(archive: &Archive, index: &str, ran: &RunOutput, cause: &str) {
    ran.fails_with(&["cannot write", cause]);
    let found = archive.run(&["--index", index, "search", "--json", "river"]);
    assert_eq!(texts(&found.success()["hits"], "title"), ["Flood"]);
    let status = archive.run(&["--index", index, "status", "--json"]).success();
    assert_eq!(number(&status, "articles"), 1);
}

/// Writes some megabytes of text that does not compress well.
fn write_noise(archive: &Archive) {
    let mut dice = crate::harness::Random(7);
    for file in 0..60 {
        let body: String = (0..15_000).map(|_| format!("{:x} ", dice.below(1 << 30))).collect();
        archive.write(&format!("flood-{file}.txt"), story(&format!("Flood {file}"), &body));
    }
}

#[test]
fn a_write_limit_leaves_the_index_as_it_was() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    write_noise(&archive);
    // No file may exceed 512 blocks of 512 bytes, so writes fail as they do on a full disk.
    let mut shell = assert_cmd::Command::new("sh");
    let program = env!("CARGO_BIN_EXE_morgue");
    let limited = format!("trap '' XFSZ; ulimit -f 512; exec '{program}' index news --jobs 1");
    let ran = output_of(
        shell.current_dir(archive.folder()).env_remove("MORGUE_INDEX").arg("-c").arg(limited),
    );
    assert_unharmed(&archive, "index", &ran, "File too large");
    // With little memory the writer flushes early, and fails while articles still arrive.
    let mut shell = assert_cmd::Command::new("sh");
    let limited =
        format!("trap '' XFSZ; ulimit -f 512; exec '{program}' index news --jobs 1 --memory 128M");
    let ran = crate::harness::output_of(
        shell.current_dir(archive.folder()).env_remove("MORGUE_INDEX").arg("-c").arg(limited),
    );
    assert_unharmed(&archive, "index", &ran, "File too large");
    archive.update();
    assert_same_as_from_scratch(&archive);
}

#[test]
fn a_full_disk_leaves_the_index_as_it_was() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    let disk = archive.folder().join("disk");
    fs::create_dir(&disk).expect("a folder");
    let mount = |options: &str| {
        let output =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&disk).output();
        output.is_ok_and(|output| output.status.success())
    };
    if !mount("size=2m") {
        println!("skipped: only root mounts a small disk");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        archive.run(&["--index", "disk/index", "index", "news", "--json"]).success();
        write_noise(&archive);
        let ran = archive.run(&["--index", "disk/index", "index", "news", "--jobs", "1"]);
        assert_unharmed(&archive, "disk/index", &ran, "No space left on device");
        assert!(mount("remount,size=200m"), "grows");
        let report = archive.run(&["--index", "disk/index", "index", "news", "--json"]).success();
        assert_adds_up(&report);
        assert_eq!(number(&report, "articles"), 61);
    });
    let unmounted = Command::new("umount").arg(&disk).status();
    assert!(unmounted.is_ok_and(|status| status.success()), "{} stays mounted", disk.display());
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic));
}

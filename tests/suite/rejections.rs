//! What goes wrong is said in one clear sentence, costs nobody else anything, and never ends in a panic.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use crate::harness::{Archive, Ran, adds_up, line, number, open, ran, story, texts, writer};
use crate::incremental::same_as_from_scratch;

fn packed(text: &str) -> Vec<u8> {
    let mut packer = GzEncoder::new(Vec::new(), Compression::default());
    packer.write_all(text.as_bytes()).expect("packs");
    packer.finish().expect("packs")
}

/// One archive with every fault, and what each must be called in the tally.
fn spoilt() -> Archive {
    let archive = Archive::of(&[
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
    let whole = packed(&noise);
    archive.write("cut.jsonl.gz", &whole[..whole.len() / 2]);
    archive
}

fn rejections(tally: &Value) -> Vec<(String, Option<u64>, String)> {
    let rejections = tally["rejections"].as_array().expect("rejections");
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
fn every_fault_is_a_rejection_and_the_run_goes_on() {
    let archive = spoilt();
    let ran = archive.run(&["index", "news", "--json"]);
    let tally = ran.good();
    ran.no_panic();
    adds_up(&tally);
    let rejected = rejections(&tally);
    let named: Vec<(&str, bool)> =
        rejected.iter().map(|(name, record, _)| (name.as_str(), record.is_some())).collect();
    assert_eq!(
        named,
        [
            ("blank.txt", false),
            ("cut.jsonl.gz", true),
            ("empty.txt", false),
            ("faulty.jsonl", true),
            ("no-text.jsonl", true)
        ]
    );
    let said = |name: &str| {
        rejected.iter().find(|(known, ..)| known == name).expect("it is there").clone()
    };
    assert_eq!(said("empty.txt").2, "file is empty");
    assert_eq!((said("faulty.jsonl").1, said("no-text.jsonl").1), (Some(2), Some(1)));
    assert!(said("faulty.jsonl").2.contains("line 2 is not JSON"), "{rejected:?}");
    assert_eq!(said("no-text.jsonl").2, "record has no text");
    assert!(said("cut.jsonl.gz").2.contains("the rest cannot be read"), "{rejected:?}");
    assert_eq!(
        ["files_rejected", "files_ignored", "rejected"].map(|name| number(&tally, name)),
        [2, 1, 3]
    );

    // What lies around the faults is there: a headline alone, the lines before and after, the records before the cut.
    for title in ["Flood", "Before", "After", "Flash", "Packed 0"] {
        assert_eq!(archive.titles(&[&format!("title:\"{title}\"")]), [title]);
    }
    let status = archive.run(&["status", "--json"]).good();
    assert_eq!(rejections(&status), rejected);

    // And again the same from the account, without reading.
    let again = archive.update();
    assert_eq!((number(&again, "files_read"), rejections(&again)), (0, rejected));
    same_as_from_scratch(&archive);
}

#[test]
fn strict_runs_fail_and_still_index() {
    let archive = spoilt();
    let ran = archive.run(&["index", "news", "--json", "--strict"]);
    assert_eq!(ran.code, 2);
    adds_up(&ran.json());
    assert_eq!(archive.titles(&["title:flood"]), ["Flood"]);
    // Also when the faults are known from before, until they are mended.
    assert_eq!(archive.run(&["index", "news", "--strict"]).code, 2);
    for name in ["empty.txt", "blank.txt", "cut.jsonl.gz", "faulty.jsonl", "no-text.jsonl"] {
        archive.remove(name);
    }
    archive.write("empty.txt", story("Filled", "No longer empty."));
    let ran = archive.run(&["index", "news", "--strict", "--json"]);
    assert!(rejections(&ran.good()).is_empty());
    assert_eq!(archive.titles(&["title:filled"]), ["Filled"]);
}

#[test]
fn people_are_told_what_was_rejected_and_why() {
    let archive = spoilt();
    let ran = archive.run(&["index", "news"]);
    assert_eq!((ran.code, ran.out.as_str()), (0, ""));
    for words in ["empty.txt", "file is empty", "no-text.jsonl", "record has no text"] {
        assert!(ran.err.contains(words), "no `{words}` in {ran:?}");
    }
}

#[test]
fn a_file_that_cannot_be_read_is_rejected_and_tried_again() {
    let archive = Archive::of(&[
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
            let tally = archive.update();
            assert_eq!((number(&tally, "files_rejected"), number(&tally, "articles")), (1, 1));
            assert_eq!(rejections(&tally)[0].0, "locked.txt");
            allow(0o644).expect("sets permissions");
            assert_eq!(number(&archive.update(), "articles"), 2);
        }
    }
    // The memory of a process is a file that opens and can not be read at its beginning.
    if !cfg!(target_os = "linux") {
        println!("skipped: no /proc");
        return;
    }
    let ran = archive.run(&["index", "news/good.txt", "/proc/self/mem", "--json"]);
    let tally = ran.good();
    adds_up(&tally);
    assert_eq!([number(&tally, "files_rejected"), number(&tally, "files")], [1, 2]);
    let (name, record, reason) = rejections(&tally).remove(0);
    assert_eq!((name.as_str(), record), ("mem", None));
    assert!(!reason.is_empty());
}

#[test]
fn a_folder_that_is_not_there_is_named() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.run(&["index", "nowhere"]).fails_with(&["cannot find `nowhere`"]);
    archive
        .run(&["open", "nowhere", "--listen", "127.0.0.1:0"])
        .fails_with(&["cannot find `nowhere`"]);
    archive.run(&["inspect", "nowhere.txt"]).fails_with(&["cannot read `nowhere.txt`"]);
    archive.run(&["index"]).fails_with(&["nothing to index", "name a folder"]);
}

#[test]
fn without_an_index_every_question_says_how_to_make_one() {
    let archive = Archive::new();
    for command in
        [&["search", "river"][..], &["show", "x"], &["facet", "people"], &["status"], &["serve"]]
    {
        archive.run(command).fails_with(&["there is no index in `index`", "morgue index"]);
    }
}

#[test]
fn an_index_that_is_being_written_says_so_and_can_be_asked() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let engine = open(&archive.index());
    let held = writer(&engine);
    archive.run(&["index", "news"]).fails_with(&["is being written by another morgue", "wait"]);
    assert_eq!(archive.titles(&["river"]), ["Flood"]);
    drop(held);
    // Let go for everybody, also for the processes that other tests have just started.
    drop(writer(&engine));
    let freed = (0..50).any(|_| archive.run(&["index", "news"]).code == 0);
    assert!(freed, "the lock is never let go");
}

#[test]
fn an_index_of_another_version_is_refused_and_can_be_made_anew() {
    for (identity, said) in [
        ("{\"schema\":999}", "index version 999"),
        ("{\"schema\":\"x\"}", "unknown index version"),
        ("", "unknown index version"),
    ] {
        let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
        archive.update();
        fs::write(archive.index().join("morgue.json"), identity).expect("writes");
        for command in [&["search", "river"][..], &["index", "news"], &["status"]] {
            archive.run(command).fails_with(&[said, "--rebuild"]);
        }
        archive.run(&["index", "--rebuild", "news", "--json"]).good();
        assert_eq!(archive.titles(&["river"]), ["Flood"]);
    }
}

/// The ledger of an archive's account.
fn ledger(archive: &Archive) -> std::path::PathBuf {
    let files =
        fs::read_dir(archive.index()).expect("a folder").filter_map(|file| Some(file.ok()?.path()));
    let is_ledger =
        |path: &std::path::PathBuf| path.extension().is_some_and(|ending| ending == "jsonl");
    files.into_iter().find(is_ledger).expect("an account")
}

#[test]
fn an_account_that_is_gone_or_spoilt_is_named_and_can_be_made_anew() {
    type Spoil = (&'static str, fn(&Path));
    let spoil: [Spoil; 3] = [
        ("cannot read the account", |path| fs::remove_file(path).expect("removes")),
        ("is not the one the index was written with", |path| {
            let mut bytes = fs::read(path).expect("reads");
            bytes[10] ^= 1;
            fs::write(path, bytes).expect("writes");
        }),
        ("is not the one the index was written with", |path| {
            let bytes = fs::read(path).expect("reads");
            fs::write(path, &bytes[..bytes.len() / 2]).expect("writes");
        }),
    ];
    for (said, spoil) in spoil {
        let archive = Archive::of(&[
            ("a.txt", &story("Flood", "The river rose.")),
            ("b.txt", &story("Dry", "It fell.")),
        ]);
        archive.update();
        spoil(&ledger(&archive));
        for command in [&["index", "news"][..], &["status"]] {
            archive.run(command).fails_with(&[said, "--rebuild"]);
        }
        assert_eq!(archive.titles(&["river"]), ["Flood"]);
        archive.run(&["index", "--rebuild", "news", "--json"]).good();
        assert_eq!(number(&archive.update(), "files_unchanged"), 2);
        same_as_from_scratch(&archive);
    }
}

#[test]
fn an_index_whose_own_files_are_spoilt_is_named_and_can_be_made_anew() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    fs::write(archive.index().join("meta.json"), "{ half").expect("writes");
    for command in [&["search", "river"][..], &["index", "news"], &["status"]] {
        archive.run(command).fails_with(&["cannot open the index `index`"]);
    }
    archive.run(&["index", "--rebuild", "news", "--json"]).good();
    assert_eq!(archive.titles(&["river"]), ["Flood"]);
}

#[test]
fn a_root_that_was_emptied_takes_nothing_along_unless_told() {
    let archive = Archive::of(&[
        ("disk/a.txt", &story("Flood", "The river rose.")),
        ("disk/b.txt", &story("Drought", "The river fell.")),
        ("other/c.txt", &story("Gale", "A gale came.")),
    ]);
    for root in ["news/disk", "news/other"] {
        archive.run(&["index", root, "--json"]).good();
    }
    let refused =
        |ran: Ran| ran.fails_with(&["held 2 files of articles and now holds none", "--prune"]);
    archive.remove("disk/a.txt");
    archive.remove("disk/b.txt");
    refused(archive.run(&["index", "news/disk"]));
    fs::remove_dir(archive.path("disk")).expect("removes");
    refused(archive.run(&["index", "news/disk"]));
    refused(archive.run(&["index"]));
    assert_eq!(archive.titles(&[]), ["Drought", "Flood", "Gale"]);
    let tally = archive.run(&["index", "news/disk", "--prune", "--json"]).good();
    assert_eq!([number(&tally, "removed"), number(&tally, "files")], [2, 0]);
    assert_eq!(archive.titles(&[]), ["Gale"]);
}

#[test]
fn wrong_use_is_exit_two_with_the_way_out() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    for (command, said) in [
        (&["search", "--since", "rubbish"][..], &["`rubbish` is no date", "1987"][..]),
        (&["search", "--after", "rubbish"], &["`rubbish` is no cursor", "next"]),
        (&["search", "--facets", "shoes"], &["`shoes` is no facet", "people"]),
        (&["facet", "shoes"], &["`shoes` is no facet", "people"]),
        (&["show", "nobody"], &["there is no article `nobody`", "morgue search"]),
        (&["index", "news", "--memory", "much"], &["`much` is no size of memory", "512M"]),
        (&["index", "news", "--include", "[a"], &["`[a` is no pattern"]),
        (&["man", "nothing"], &["there is no command `nothing`"]),
        (&["--config", "nowhere.toml", "status"], &["cannot read the config file `nowhere.toml`"]),
    ] {
        archive.run(command).fails_with(said);
    }
    // What the command line itself does not understand is told by its reader.
    for command in [&["serch"][..], &["search", "--sort", "best"], &["search", "-n", "many"], &[]] {
        let ran = archive.run(command);
        assert_eq!((ran.code, ran.out.as_str()), (2, ""), "{command:?}: {ran:?}");
        assert!(ran.err.contains("Usage") || ran.err.contains("--help"), "{command:?}: {ran:?}");
    }
    fs::write(archive.folder().join("morgue.toml"), "indx = \"a\"\n").expect("writes");
    archive.run(&["status"]).fails_with(&["cannot read the config file `morgue.toml`", "indx"]);
}

// -- a disk that is full

/// What a full disk must leave: a clear sentence, and the index as it was before.
fn is_unharmed(archive: &Archive, index: &str, ran: &Ran, cause: &str) {
    ran.fails_with(&["cannot write", cause]);
    let asked = archive.run(&["--index", index, "search", "--json", "river"]);
    assert_eq!(texts(&asked.good()["hits"], "title"), ["Flood"]);
    let status = archive.run(&["--index", index, "status", "--json"]).good();
    assert_eq!(number(&status, "articles"), 1);
}

/// Some megabytes that do not pack well.
fn flood(archive: &Archive) {
    let mut dice = crate::harness::Dice(7);
    for file in 0..60 {
        let body: String = (0..15_000).map(|_| format!("{:x} ", dice.roll(1 << 30))).collect();
        archive.write(&format!("flood-{file}.txt"), story(&format!("Flood {file}"), &body));
    }
}

#[test]
fn a_disk_that_takes_no_more_leaves_the_index_as_it_was() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    flood(&archive);
    // No file may grow beyond so many blocks of 512 bytes: writes fail as they do on a full disk.
    let mut shell = assert_cmd::Command::new("sh");
    let program = env!("CARGO_BIN_EXE_morgue");
    let limited = format!("trap '' XFSZ; ulimit -f 512; exec '{program}' index news --jobs 1");
    let ran =
        ran(shell.current_dir(archive.folder()).env_remove("MORGUE_INDEX").arg("-c").arg(limited));
    is_unharmed(&archive, "index", &ran, "File too large");
    // The same where the disk is found full while articles still come in: little memory is written out early.
    let mut shell = assert_cmd::Command::new("sh");
    let limited =
        format!("trap '' XFSZ; ulimit -f 512; exec '{program}' index news --jobs 1 --memory 16M");
    let ran = crate::harness::ran(
        shell.current_dir(archive.folder()).env_remove("MORGUE_INDEX").arg("-c").arg(limited),
    );
    is_unharmed(&archive, "index", &ran, "File too large");
    archive.update();
    same_as_from_scratch(&archive);
}

#[test]
fn a_full_disk_leaves_the_index_as_it_was() {
    let archive = Archive::of(&[("a.txt", &story("Flood", "The river rose."))]);
    let disk = archive.folder().join("disk");
    fs::create_dir(&disk).expect("a folder");
    let mount = |options: &str| {
        let done =
            Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(&disk).output();
        done.is_ok_and(|done| done.status.success())
    };
    if !mount("size=2m") {
        println!("skipped: only root mounts a small disk");
        return;
    }
    let outcome = std::panic::catch_unwind(|| {
        archive.run(&["--index", "disk/index", "index", "news", "--json"]).good();
        flood(&archive);
        let ran = archive.run(&["--index", "disk/index", "index", "news", "--jobs", "1"]);
        is_unharmed(&archive, "disk/index", &ran, "No space left on device");
        assert!(mount("remount,size=200m"), "grows");
        let tally = archive.run(&["--index", "disk/index", "index", "news", "--json"]).good();
        adds_up(&tally);
        assert_eq!(number(&tally, "articles"), 61);
    });
    let unmounted = Command::new("umount").arg(&disk).status();
    assert!(unmounted.is_ok_and(|status| status.success()), "{} stays mounted", disk.display());
    outcome.unwrap_or_else(|why| std::panic::resume_unwind(why));
}

//! Damaged indexes, a few kinds of damage to each file; `benches/faults` tries many more.

use std::fs;

use crate::faults::damage::{Outcome, Scene, damages};
use crate::harness::{Archive, Random, number, story};
use crate::test_server::TestServer;

#[test]
fn damage_is_named_and_repaired() {
    let scene = Scene::new();
    let mut random = Random(1);
    let mut outcomes = Vec::new();
    for (file, length) in scene.files() {
        for damage in damages(length, 2, &mut random) {
            outcomes.push(scene.trial(&file, damage));
        }
    }
    assert!(outcomes.contains(&Outcome::Partial) && outcomes.contains(&Outcome::Refused));
}

#[test]
fn a_file_that_changes_after_it_was_verified_is_verified_again() {
    let archive = Archive::new();
    for (file, title) in [("a.txt", "Flood"), ("b.txt", "Ferry")] {
        archive.write(file, story(title, "The river rose and took the bridge with it."));
        archive.update();
    }
    let store = fs::read_dir(archive.index())
        .expect("a folder")
        .map(|file| file.expect("a file").path())
        .find(|path| path.extension().is_some_and(|extension| extension == "store"))
        .expect("a segment");
    let mut bytes = fs::read(&store).expect("reads");
    bytes[3] ^= 1;
    fs::write(&store, bytes).expect("writes");
    let answer = archive.search(&["river"]);
    assert_eq!((&answer["exact"], number(&answer, "total")), (&false.into(), 1));
    let warning = answer["warnings"].to_string();
    assert!(warning.contains("1 of its articles") && warning.contains("morgue index"), "{warning}");
    let server = TestServer::start(archive.folder(), &["serve"]);
    let export = server.get("/api/export?q=river");
    assert!(export.headers.contains("morgue-missing-articles: 1"), "{}", export.headers);
    assert_eq!(number(&server.get("/api/status").json(), "missing_articles"), 1);
    drop(server);
    let ran = archive.run(&["index", "news"]);
    let name = store.file_name().expect("a name").to_string_lossy();
    assert!(ran.err.contains(&*name), "no {name} in {ran:?}");
    assert_eq!(number(&archive.search(&["river"]), "total"), 2);
}

#[test]
fn orphaned_files_are_named_and_removed() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.update();
    let orphan = archive.index().join("0123456789abcdef0123456789abcdef.store");
    fs::write(&orphan, "left by a full disk").expect("writes");
    let verified = archive.run(&["verify"]);
    assert_eq!(verified.code, 2);
    assert!(verified.out.contains("0123456789abcdef0123456789abcdef.store"), "{verified:?}");
    archive.update();
    assert!(!orphan.exists());
    assert_eq!(archive.run(&["verify"]).code, 0);
}

#[test]
fn a_folder_with_other_files_is_no_place_for_an_index() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    fs::create_dir(archive.index()).expect("a folder");
    for name in ["identity.tsv", "meta.json"] {
        let path = archive.index().join(name);
        fs::write(&path, "mine").expect("writes");
        for arguments in [&["index", "news"][..], &["index", "news", "--rebuild"]] {
            archive.run(arguments).fails_with(&["index"]);
            assert_eq!(fs::read_to_string(&path).expect("reads"), "mine");
        }
        fs::remove_file(path).expect("removes");
    }
    fs::write(archive.index().join("canon.log"), "").expect("writes");
    archive.update();
}

//! `--watch`: the index follows the files while the program runs.

use crate::faults::watch::{wait_for, watch};
use crate::harness::{Archive, story, texts};

#[test]
fn the_index_follows_new_changed_moved_and_deleted_files() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    let watching = watch(&archive);
    wait_for(&archive, "river", 1);
    archive.write("b.txt", story("Ferry", "Ada Quill crossed the river, Ada Quill said."));
    wait_for(&archive, "river", 2);
    assert_eq!(
        texts(&archive.run(&["facet", "people", "--json"]).success()["values"], "name"),
        ["Ada Quill"]
    );
    archive.write("a.txt", story("Drought", "The lake fell."));
    wait_for(&archive, "lake", 1);
    archive.rename("a.txt", "deep/er/a.txt");
    archive.write("deep/er/c.txt", story("Dam", "The lake has a dam."));
    wait_for(&archive, "lake", 2);
    archive.remove("b.txt");
    wait_for(&archive, "river", 0);
    let people = archive.run(&["facet", "people", "--json"]).json();
    assert_eq!(texts(&people["values"], "name"), [""; 0]);
    drop(watching);
    archive.remove("deep/er/a.txt");
    for number in 0..300 {
        archive.write(&format!("burst/{number}.txt"), story("Burst", &format!("Storm {number}.")));
    }
    let _watching = watch(&archive);
    wait_for(&archive, "storm", 300);
    wait_for(&archive, "lake", 1);
    for number in 300..600 {
        archive.write(&format!("burst/{number}.txt"), story("Burst", &format!("Storm {number}.")));
    }
    wait_for(&archive, "storm", 600);
}

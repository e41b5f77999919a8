//! Workers that read shares of the files of an archive, and the run that indexes what they staged.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::new_address;
use crate::harness::{Archive, RunOutput, command, data, number, run, sample, story};

/// An archive on a cluster, and the folders it is made of.
struct Workplace {
    folder: PathBuf,
    address: String,
    roots: Vec<String>,
}

impl Workplace {
    fn command(&self, arguments: &[&str]) -> Vec<String> {
        let roots = self.roots.iter().map(String::as_str);
        let all = ["index", "--index", &self.address].into_iter().chain(roots);
        all.chain(arguments.iter().copied()).map(str::to_owned).collect()
    }

    fn index(&self, arguments: &[&str]) -> RunOutput {
        let command = self.command(arguments);
        run(&self.folder, &command.iter().map(String::as_str).collect::<Vec<_>>())
    }

    fn worker(&self, share: &str) -> Value {
        self.index(&["--json", "--worker", share]).success()
    }

    /// Starts a worker that can be killed.
    fn start(&self, share: &str) -> Child {
        let mut worker = command(&self.folder);
        worker.args(self.command(&["--quiet", "--worker", share]));
        worker.spawn().expect("a worker")
    }

    /// Returns what status and the facets say.
    fn counts(&self, index: &str) -> Vec<Value> {
        let ask = |arguments: &[&str]| {
            run(&self.folder, &[arguments, &["--index", index, "--json"]].concat()).success()
        };
        let mut status = ask(&["status"]);
        for volatile in ["bytes", "segments", "generation", "seconds"] {
            status.as_object_mut().expect("an object").remove(volatile);
        }
        let facets = ["people", "organisations", "places", "topics"];
        let facets = facets.map(|facet| ask(&["facet", facet, "--limit", "100000"]));
        [status].into_iter().chain(facets).collect()
    }
}

/// Indexes into a folder and, with workers of which one is killed, on a cluster.
fn compare(name: &str, roots: &[PathBuf]) {
    let Some(address) = new_address(name) else { return };
    let archive = Archive::new();
    let roots = roots.iter().map(|root| root.display().to_string()).collect();
    let place = Workplace { folder: archive.news(), address, roots };
    let folder = archive.news().with_file_name("in-folder").display().to_string();
    let in_folder = Workplace { address: folder.clone(), roots: place.roots.clone(), ..place };
    let expected = in_folder.index(&["--json"]).success();
    let place = Workplace { folder: archive.news(), ..place };

    // Two at once, of which one is killed and run again.
    let (mut killed, mut other) = (place.start("1/2"), place.start("2/2"));
    std::thread::sleep(Duration::from_millis(1500));
    killed.kill().expect("killed");
    killed.wait().expect("an end");
    assert!(other.wait().expect("an end").success());
    let again = place.worker("1/2");
    let staged = number(&again, "staged") + number(&again, "staged_before");
    assert_eq!(staged, number(&again, "files"), "{again}");
    let nothing_left = place.worker("2/2");
    assert_eq!(number(&nothing_left, "staged"), 0, "{nothing_left}");
    assert_eq!(number(&nothing_left, "staged_before"), number(&nothing_left, "files"));

    let mut indexed = place.index(&["--json"]).success();
    let mut expected = expected;
    for report in [&mut indexed, &mut expected] {
        report.as_object_mut().expect("an object").remove("seconds");
    }
    assert_eq!(indexed, expected);
    assert_eq!(place.counts(&place.address), in_folder.counts(&folder));
    // Nothing is left to stage or staged.
    let idle = place.worker("1/1");
    assert_eq!((number(&idle, "files"), number(&idle, "staged_before")), (0, 0), "{idle}");
}

#[test]
fn workers_give_what_one_run_gives() {
    compare("workers", &[sample()]);
}

#[test]
fn workers_give_the_counts_of_reuters() {
    let Some(data) = data() else { return };
    let names = match std::env::var_os("MORGUE_ALL_OF_REUTERS") {
        Some(_) => 0..22,
        None => 0..3,
    };
    let file = |number| data.join("reuters21578").join(format!("reut2-{number:03}.sgm"));
    let roots: Vec<PathBuf> = names.map(file).collect();
    compare("workers-reuters", &roots);
}

fn write(folder: &Path, name: &str, title: &str, text: &str) {
    fs::write(folder.join(name), story(title, text)).expect("a file");
}

#[test]
fn a_run_takes_what_is_staged_and_reads_what_changed_since() {
    let Some(address) = new_address("staged") else { return };
    let archive = Archive::new();
    let news = archive.news();
    write(&news, "a.txt", "Cocoa", "LONDON, March 4, 2016 (CP) - Cocoa rose at the harbour.");
    write(&news, "b.txt", "Sugar", "LONDON, March 5, 2016 (CP) - Sugar fell at the harbour.");
    fs::write(news.join("c.png"), b"\x89PNG\r\n\x1a\n").expect("a file");
    let roots = vec![news.display().to_string()];
    let place = Workplace { folder: news.clone(), address: address.clone(), roots };
    let staged = place.worker("1/1");
    assert_eq!((number(&staged, "staged"), number(&staged, "articles")), (3, 2), "{staged}");
    // A worker decides nothing and shows nothing.
    let total = |query: &str| {
        let found = run(&news, &["search", "--json", "--index", &address, query]);
        number(&found.json(), "total")
    };
    assert_eq!(total("harbour"), 0);
    // Read with other settings, it would be something else.
    let labels_only = place.index(&["--json", "--no-names", "--worker", "1/1"]).success();
    assert_eq!(number(&labels_only, "staged"), 3, "{labels_only}");
    assert_eq!(number(&place.worker("1/1"), "staged"), 3);
    // One changes, one goes, one comes.
    write(&news, "a.txt", "Cocoa", "LONDON, March 4, 2016 (CP) - Coffee rose at the wharf.");
    fs::remove_file(news.join("b.txt")).expect("removed");
    write(&news, "d.txt", "Tin", "LONDON, March 6, 2016 (CP) - Tin stayed at the wharf.");
    let report = place.index(&["--json"]).success();
    assert_eq!((number(&report, "articles"), number(&report, "files_read")), (2, 2), "{report}");
    assert_eq!((total("harbour"), total("wharf"), total("coffee")), (0, 2, 1));
    assert_eq!(run(&news, &["verify", "--index", &address]).code, 0);
    // A rebuild takes what is staged for it.
    let staged = place.index(&["--json", "--rebuild", "--worker", "1/1"]).success();
    assert_eq!(number(&staged, "staged"), 3, "{staged}");
    let report = place.index(&["--json", "--rebuild"]).success();
    assert_eq!(number(&report, "articles"), 2, "{report}");
    assert_eq!(total("wharf"), 2);
}

#[test]
fn what_is_staged_is_replayed_without_reading() {
    let Some(address) = new_address("replayed") else { return };
    let archive = Archive::new();
    let news = archive.news();
    // Records of several parts.
    let line = |number: usize| {
        let text = format!("Barge {number} lay at the quay of Hamburg. ").repeat(200);
        serde_json::json!({"title": format!("Barge {number}"), "body": text}).to_string() + "\n"
    };
    let path = news.join("a.jsonl");
    fs::write(&path, (0..300).map(line).collect::<String>() + "{\n").expect("a file");
    let stamp = fs::metadata(&path).and_then(|it| it.modified()).expect("a time");
    let old = stamp - Duration::from_secs(3600);
    let set_time = |time| {
        let file = fs::File::options().write(true).open(&path).expect("a file");
        file.set_modified(time).expect("a time");
    };
    set_time(old);
    let place = Workplace {
        folder: news.clone(),
        address: address.clone(),
        roots: vec![news.display().to_string()],
    };
    let staged = place.worker("1/1");
    assert_eq!((number(&staged, "articles"), number(&staged, "rejected")), (300, 1), "{staged}");
    // Other bytes under the same stamp prove that nothing is read.
    let length = fs::metadata(&path).expect("a file").len();
    fs::write(&path, vec![b'x'; usize::try_from(length).expect("a length")]).expect("a file");
    set_time(old);
    let report = place.index(&["--json"]).success();
    assert_eq!((number(&report, "articles"), number(&report, "rejected")), (300, 1), "{report}");
    let found = run(&news, &["search", "--json", "--index", &address, "quay place:Hamburg"]);
    assert_eq!(number(&found.json(), "total"), 300);
}

#[test]
fn an_index_in_a_folder_has_no_workers() {
    let archive = Archive::new();
    let news = archive.news().display().to_string();
    let refused = run(&archive.news(), &["index", &news, "--worker", "1/2"]);
    assert_eq!(refused.code, 2);
    assert!(refused.err.contains("need an archive on a cluster"), "{refused:?}");
    assert!(!archive.news().join("index").exists(), "nothing is made");
    let invalid = run(&archive.news(), &["index", &news, "--worker", "3/2"]);
    assert!(invalid.err.contains("write it like 3/16"), "{invalid:?}");
    let started = Instant::now();
    let watching = run(&archive.news(), &["index", &news, "--worker", "1/2", "--watch"]);
    assert!(watching.code == 2 && started.elapsed() < Duration::from_secs(30), "{watching:?}");
}

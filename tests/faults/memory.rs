//! Memory: a run stays within `--memory` and 100 MB, whatever it reads.

use std::fs::{self, File};
use std::io::{BufWriter, Write};
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::Duration;

use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{Archive, Random, command};

/// What a run may take beyond `--memory`, in bytes: tables of names and places, and the process
/// itself.
const BEYOND: u64 = 100 << 20;

/// Interval between two looks at a process.
const INTERVAL: Duration = Duration::from_millis(2);

/// A kind of input that is hard on memory.
pub struct Input {
    /// What it is, at full size.
    pub name: &'static str,
    /// Writes it into a folder. The size is a share of 1,000.
    write: fn(&Path, usize),
}

/// Texts that are just short enough to be indexed.
pub const LONG_TEXTS: &str = "100 texts of 3 MB";

/// Every kind of input.
pub const INPUTS: [Input; 7] = [
    Input { name: "one text of 1 GB", write: |folder, size| texts(folder, 1, size << 20) },
    Input { name: "20 texts of 60 MB", write: |folder, size| texts(folder, 20, 60_000 * size) },
    Input { name: LONG_TEXTS, write: |folder, size| texts(folder, (size / 10).max(1), 3 << 20) },
    Input { name: "344 MB of distinct words", write: distinct_words },
    Input { name: "2 million tiny records", write: tiny_records },
    Input { name: "1 GB of JSON Lines", write: json_lines },
    Input { name: "zip archives of 200 MB in a zip archive", write: zips },
];

/// The memory that a run took, and its result.
pub struct Run {
    /// The most anonymous memory at a time, in bytes.
    pub peak: u64,
    /// Articles that were indexed.
    pub articles: u64,
    /// Files and records that were rejected.
    pub rejected: u64,
}

/// Indexes an input with this much memory, in mebibytes.
///
/// # Panics
/// Panics where the run fails or takes more memory than it may.
pub fn index(input: &Input, size: usize, memory: u64) -> Run {
    let archive = Archive::new();
    fs::create_dir_all(archive.news()).expect("a folder");
    (input.write)(&archive.news(), size);
    let process = command(archive.folder())
        .args(["index", "news", "--json", "--memory", &format!("{memory}M")])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program runs");
    let (peak, output) = watch(process);
    let report: serde_json::Value = serde_json::from_slice(&output).expect("a report");
    let number = |key: &str| report[key].as_u64().unwrap_or_default();
    let limit = (memory << 20) + BEYOND;
    assert!(peak <= limit, "{}: {} MB with --memory {memory}M", input.name, peak >> 20);
    Run {
        peak,
        articles: number("articles"),
        rejected: number("rejected") + number("files_rejected"),
    }
}

/// Waits for a process. Returns the most anonymous memory it had, and what it printed.
pub fn watch(mut process: Child) -> (u64, Vec<u8>) {
    let status = format!("/proc/{}/status", process.id());
    let mut peak = 0;
    while process.try_wait().expect("waits").is_none() {
        peak = fs::read_to_string(&status)
            .ok()
            .and_then(|it| anonymous(&it))
            .max(Some(peak))
            .unwrap_or(peak);
        std::thread::sleep(INTERVAL);
    }
    let output = process.wait_with_output().expect("waits");
    assert!(output.status.success(), "{output:?}");
    (peak, output.stdout)
}

/// The anonymous memory in a process's status, in bytes.
fn anonymous(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
    Some(line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()? << 10)
}

fn create(path: &Path) -> BufWriter<File> {
    BufWriter::new(File::create(path).expect("a file"))
}

/// Writes a text of this length from a vocabulary of 20,000 words.
fn text(out: &mut impl Write, title: usize, length: usize, random: &mut Random) {
    let mut line = format!("Flood {title}\n\n");
    let mut written = 0;
    while written < length {
        (0..20).for_each(|_| {
            line.push(char::from(b'a' + random.below(26) as u8));
            line.push_str(&format!("o{:x} ", random.below(800)));
        });
        line.push_str("rain.\n\n");
        written += line.len();
        out.write_all(line.as_bytes()).expect("writes");
        line.clear();
    }
}

fn texts(folder: &Path, number: usize, length: usize) {
    let mut random = Random(1);
    for title in 0..number {
        text(&mut create(&folder.join(format!("{title}.txt"))), title, length, &mut random);
    }
}

fn distinct_words(folder: &Path, size: usize) {
    let mut word = 0;
    for title in 0..(size / 8).max(1) {
        let mut out = create(&folder.join(format!("{title}.txt")));
        let mut written = 0;
        write!(out, "Words {title}\n\n").expect("writes");
        while written < 2_750_000 {
            let line: Vec<String> = (word..word + 100).map(|word| format!("w{word:x}")).collect();
            let line = line.join(" ") + ".\n";
            word += 100;
            written += line.len();
            out.write_all(line.as_bytes()).expect("writes");
        }
    }
}

fn tiny_records(folder: &Path, size: usize) {
    let mut out = create(&folder.join("tiny.jsonl"));
    for number in 0..2000 * size {
        writeln!(out, r#"{{"title":"T {number}","body":"word {number} rain."}}"#).expect("writes");
    }
}

fn json_lines(folder: &Path, size: usize) {
    let mut random = Random(2);
    for file in 0..4 {
        let mut out = create(&folder.join(format!("{file}.jsonl")));
        for number in 0..84 * size {
            let mut body = Vec::new();
            text(&mut body, number, 3000, &mut random);
            let body = String::from_utf8(body).expect("UTF-8");
            let record =
                serde_json::json!({ "title": format!("Flood {file} {number}"), "body": body });
            writeln!(out, "{record}").expect("writes");
        }
    }
}

fn zips(folder: &Path, size: usize) {
    let mut random = Random(3);
    let options = SimpleFileOptions::default();
    let mut outer = ZipWriter::new(File::create(folder.join("outer.zip")).expect("a file"));
    for member in 0..4 {
        let mut inner = ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for number in 0..(size / 10).max(1) {
            inner.start_file(format!("{number}.txt"), options).expect("a member");
            text(&mut inner, member * 1000 + number, 500_000, &mut random);
        }
        let inner = inner.finish().expect("an archive").into_inner();
        outer.start_file(format!("{member}.zip"), options).expect("a member");
        outer.write_all(&inner).expect("writes");
    }
    outer.finish().expect("an archive");
}

//! Mutated input for every reader and for the query parser, for a stated time each. No input may
//! panic, and none may take longer than a second for each of its megabytes and ten more.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use morgue::internals::query;
use morgue::internals::read::format::{FORMATS, Options};
use morgue::internals::read::source::{Flow, Source};

use crate::harness::{self, Random};
use crate::written;

/// Longest seed that is mutated, in bytes.
const LONGEST_SEED: usize = 64 << 10;

/// Time that an input may take.
const LONGEST: Duration = Duration::from_secs(10);

/// Bytes that mean something to one format or another.
const TOKENS: [&str; 24] = [
    "<",
    ">",
    "&#0;",
    "</",
    "<!--",
    "]]>",
    "{",
    "}",
    "[",
    "\"",
    "\\u0000",
    "\n\n",
    "\r\n",
    "\0",
    "Content-Type: multipart/mixed; boundary=x\n\n--x\n",
    "From ",
    "{\\rtf1",
    "%PDF-1.4",
    "PK\x03\x04",
    "\u{feff}",
    "\u{202e}",
    "18446744073709551616",
    "-1",
    "é",
];

const QUERIES: [&str; 8] = [
    "(rain OR s?ow*) NEAR/5 person:\"Ada Quill\" NOT place:lisbon",
    "title:\"flood takes bridge\"~3 date:1987-03..1988 topic:oil",
    "ATLEAST3 river SENTENCE bridge^2 /colou?r/ wind~1",
    "{a b} +c -d org:un* first/20 PARA e",
    "((((a))))",
    "section:\"a\\\"b\" length>300 id:x",
    "CAPS(us) ALLCAPS who??",
    "“quoted” ‘words’ – dash",
];

/// Mutates the seeds of each format and of the parser for this time each. Prints how many inputs
/// were tried.
pub fn run(time: Duration, corpus: &Path) {
    let seeds = [seeds(corpus), written_seeds()].concat();
    println!("{:<14} {:>7} {:>10} {:>12}", "input", "seeds", "tried", "longest, ms");
    for format in FORMATS {
        let known: Vec<&Vec<u8>> = seeds
            .iter()
            .filter(|(name, bytes)| (format.recognises)(name, bytes))
            .map(|it| &it.1)
            .collect();
        let all: Vec<&Vec<u8>> = seeds.iter().map(|it| &it.1).collect();
        let chosen = if known.is_empty() { &all } else { &known };
        fuzz(format.name, chosen, time, &mut |bytes| {
            let mut source = Source::new("fuzz", bytes);
            let _ = (format.read)(&mut source, &Options::default(), &mut |record| {
                if let Ok(article) = record {
                    assert!(!article.title.is_empty() && !article.title.contains('\n'));
                }
                Flow::Continue(())
            });
        });
    }
    let queries: Vec<Vec<u8>> = QUERIES.iter().map(|query| query.as_bytes().to_vec()).collect();
    fuzz("query", &queries.iter().collect::<Vec<_>>(), time, &mut |bytes| {
        let text = String::from_utf8_lossy(bytes);
        let parsed = query::parse(&text);
        let printed = parsed.query.to_string();
        assert_eq!(query::parse(&printed).query.to_string(), printed, "{text}");
    });
}

/// Reads the files of a folder as seeds, each with its name.
fn seeds(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut seeds = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("a file").path();
        if path.is_dir() {
            seeds.extend(self::seeds(&path));
        } else {
            let mut bytes = std::fs::read(&path).expect("reads");
            bytes.truncate(LONGEST_SEED);
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            seeds.push((name, bytes));
        }
    }
    seeds.sort();
    seeds
}

/// Two stories in every format that the tests write, and some articles as a Parquet export has them.
fn written_seeds() -> Vec<(String, Vec<u8>)> {
    let stories = written::stories(2);
    let written = written::WRITERS.iter().map(|(name, file, write)| {
        let some = if written::SINGLES.contains(name) { &stories[..1] } else { &stories };
        ((*file).to_owned(), write(some))
    });
    let parquet = harness::morgue(harness::sample_index())
        .args(["export", "--index", ".", "--format", "parquet", "--limit", "5"])
        .output()
        .expect("the program runs")
        .stdout;
    written.chain([("articles.parquet".to_owned(), parquet)]).collect()
}

fn fuzz(name: &str, seeds: &[&Vec<u8>], time: Duration, read: &mut dyn FnMut(&[u8])) {
    let (started, mut random) = (Instant::now(), Random(0x5eed));
    let (mut tried, mut longest) = (0_u64, Duration::ZERO);
    while started.elapsed() < time {
        let mut bytes = random.pick(seeds).to_vec();
        for _ in 0..=random.below(8) {
            mutate(&mut bytes, seeds, &mut random);
        }
        let begun = Instant::now();
        let result = catch_unwind(AssertUnwindSafe(|| read(&bytes)));
        longest = longest.max(begun.elapsed());
        tried += 1;
        if result.is_err() || longest > LONGEST {
            let path = std::env::temp_dir().join(format!("morgue-fuzz-{name}"));
            std::fs::write(&path, &bytes).expect("writes");
            panic!("{name}: the input is kept in {}", path.display());
        }
    }
    println!("{name:<14} {:>7} {tried:>10} {:>12.1}", seeds.len(), longest.as_secs_f64() * 1e3);
}

/// Changes, inserts, repeats or removes some bytes.
fn mutate(bytes: &mut Vec<u8>, seeds: &[&Vec<u8>], random: &mut Random) {
    let at = random.below(bytes.len() + 1);
    let end = (at + 1 + random.below(64)).min(bytes.len());
    match random.below(7) {
        0 if at < bytes.len() => bytes[at] = random.below(256) as u8,
        1 if at < bytes.len() => bytes[at] ^= 1 << random.below(8),
        2 => drop(bytes.splice(at..at, random.pick(&TOKENS).bytes())),
        3 if at < end => drop(bytes.drain(at..end)),
        4 if at < end && bytes.len() < 2 * LONGEST_SEED => {
            let piece = bytes[at..end].repeat(1 + random.below(64));
            bytes.splice(at..at, piece);
        }
        5 => {
            let other = random.pick(seeds);
            let from = random.below(other.len() + 1);
            let to = (from + random.below(512)).min(other.len());
            bytes.splice(at..at, other[from..to].iter().copied());
        }
        _ => bytes.truncate(at),
    }
}

//! Memory bounds. Every format must read hostile files to their end, and allocate no more than a
//! multiple of their size; exports must not hold all articles at once. This is a separate program,
//! since its allocator counts every byte.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    missing_docs
)]

use std::sync::Mutex;

use morgue::internals::article::Article;
use morgue::internals::article::document::Document;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::index_document::index_document;
use morgue::internals::read::format;
use morgue::internals::read::format::{Format, Options};
use morgue::internals::read::source::{Flow, Source};
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Writer;
use morgue::internals::search::planner;
use morgue::internals::search::request::Request;
use morgue::internals::server::exports::{ExportOptions, FORMATS, export};
use peak_alloc::PeakAlloc;

#[path = "suite/written.rs"]
mod written;
use written::{SINGLES, WRITERS};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Held while a test measures, since memory of other tests would be counted too.
static MEASURING: Mutex<()> = Mutex::new(());

/// Formats that are parsed as a whole into one tree, up to the size limit of a record.
const PARSED_WHOLE: [&str; 5] = ["newsml", "newsml-g2", "tei", "xlsx", "ods"];

/// Most bytes allocated for each byte of a record. A page of short lines is the worst case, with a
/// tree node, a block and a line for every two bytes.
const MOST_PER_BYTE: usize = 256;

/// Most bytes allocated regardless of the input, such as buffers, tables and decompression windows.
const FIXED_ALLOWANCE: usize = 24 << 20;

/// Size of the hostile content that is inserted into a file, in bytes.
const INSERTED: usize = 256 << 10;

/// Patterns that are hard on parsers when repeated: markup that opens and never closes or nests,
/// entities, separators and control characters.
const HOSTILE_PATTERNS: &[&str] = &[
    "<",
    "<a>",
    "<p><b>",
    "</a>",
    "<a b=\"",
    "<!--",
    "<![CDATA[",
    "&amp;",
    "&#60;",
    "&",
    "{",
    "[",
    "{\"a\":[",
    "\"",
    "\\",
    "\\u",
    "(",
    ")",
    "\n",
    "\r",
    " ",
    "\t",
    "- ",
    "> ",
    "* a\n",
    "# ",
    "|a",
    "[a](",
    "\u{1}",
    "\u{2}\u{3}",
    "^",
    "=\n",
    "--\n",
    "\nFrom a@b c\n",
    "a: b\n",
    "1 of 2 DOCUMENTS\n",
    "HD\n",
    "<DOC>",
    "<item>",
    "é",
    "\u{feff}",
    "By A and ",
    ", 1 May 2016 ",
];

/// Reads a file to its end, and returns the peak of additional memory in bytes.
fn peak_memory(format: &Format, name: &str, bytes: &[u8]) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let flow = (format.read)(&mut Source::new(name, bytes), &Options::default(), &mut |_| {
        Flow::Continue(())
    });
    assert!(flow.is_continue());
    MEMORY.peak_usage().saturating_sub(before)
}

#[test]
fn memory_for_hostile_files_is_bounded_by_their_size() {
    let _guard = MEASURING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let story = written::stories(1);
    for (name, file, write) in WRITERS {
        let valid = write(&story);
        let Some(format) = format::sniff(file, &valid) else {
            panic!("no format recognises {name}")
        };
        let mut most = 0;
        for pattern in HOSTILE_PATTERNS {
            let inserted = pattern.repeat(INSERTED / pattern.len());
            for at in [valid.len() / 3, valid.len() * 9 / 10] {
                let (head, tail) = valid.split_at(at);
                let bytes = [head, inserted.as_bytes(), tail].concat();
                let peak = peak_memory(format, file, &bytes);
                most = most.max(peak / bytes.len());
                let limit = FIXED_ALLOWANCE + MOST_PER_BYTE * bytes.len();
                assert!(
                    peak <= limit,
                    "{name} with `{}` at {at}: {peak} bytes for {}",
                    pattern.escape_debug(),
                    bytes.len()
                );
            }
        }
        println!("{name}: {most} times its size at most");
    }
}

#[test]
fn memory_for_many_records_is_that_for_few() {
    let _guard = MEASURING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (few, many) = (written::stories(100), written::stories(5_000));
    for (name, file, write) in
        WRITERS.iter().filter(|(name, ..)| !SINGLES.contains(name) && !PARSED_WHOLE.contains(name))
    {
        let (short, long) = (write(&few), write(&many));
        let Some(format) = format::sniff(file, &short) else {
            panic!("no format recognises {name}")
        };
        let (short, long) = (peak_memory(format, file, &short), peak_memory(format, file, &long));
        // A table that is no file of its own is copied, up to 8 MiB of it in memory, and a page of every
        // column is held.
        let room = if *name == "parquet" { 16 << 20 } else { 4 << 20 };
        assert!(long < short + room, "{name}: {short} bytes for 100 stories, {long} for 5,000");
    }
}

#[test]
fn an_export_holds_one_article_at_a_time() {
    const ARTICLES: usize = 2_000;
    // A page of positions, an article, and the hundred blocks that the store keeps decompressed.
    const MOST: usize = 16 << 20;
    let _guard = MEASURING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut bytes = 0;
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let mut writer = Box::new(engine.writer(1, 16 << 20).expect("a writer"));
    for number in 0..ARTICLES {
        let body = format!("river {number} ").repeat(2_500);
        bytes += body.len();
        let article = Article { body, ..Article::from_record(&number.to_string()) };
        let document =
            Document { id: format!("{number:016}"), record: 1, article, ..Document::default() };
        writer.add(&index_document(document, "a.txt")).expect("adds");
    }
    writer
        .commit(
            &engine.manifest_for_update().expect("a manifest").0.save().expect("a saved manifest"),
        )
        .expect("commits");
    writer.finish().expect("ends");
    engine.refresh().expect("reads");
    let request = Request { query: "river".to_owned(), ..Request::default() };
    let planned =
        planner::plan(&engine, &request, jiff::civil::date(2026, 1, 1), &Budget::default())
            .expect("a plan");
    for format in &FORMATS {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let options = ExportOptions::default();
        let count = export(&engine, &planned.plan, format, &options, &mut std::io::sink())
            .expect("exports");
        let peak = MEMORY.peak_usage().saturating_sub(before);
        assert!(
            count == ARTICLES as u64 && peak < MOST,
            "{}: {peak} bytes for {count} articles",
            format.name
        );
        println!("{}: {peak} bytes for {count} articles of {bytes} bytes", format.name);
    }
}

//! What hostile bytes may cost: every format, fed with files of its own kind that were stuffed with what readers choke
//! on, ends, and takes no more memory than a stated multiple of what it was given. A program of its own, since it counts
//! every byte that is allocated. And what handing everything out again may cost.

#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::print_stdout,
    missing_docs
)]

use std::sync::Mutex;

use morgue::article::Article;
use morgue::article::document::Document;
use morgue::engine::tantivy::TantivyEngine;
use morgue::ingest::index_document::index_document;
use morgue::read::format;
use morgue::read::format::{Format, Options};
use morgue::read::source::{Flow, Source};
use morgue::search::engine::{Budget, Writer};
use morgue::search::plan;
use morgue::search::request::Request;
use morgue::server::exports::{FORMATS, export};
use peak_alloc::PeakAlloc;

#[path = "suite/written.rs"]
mod written;
use written::{SINGLES, WRITERS};

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// Held while a test measures: the memory of another would count as its own.
static ALONE: Mutex<()> = Mutex::new(());

/// Formats that are read whole, up to the limit of a record: what they hold is one tree.
const WHOLE: [&str; 2] = ["newsml", "newsml-g2"];

/// How many bytes a reader may hold for each byte of a record. A page of nothing but
/// short lines is the costliest: a node of its tree, a block and a line for every two bytes.
const MULTIPLE: usize = 256;

/// What any reader may hold whatever it is given: buffers, tables, windows of decompressors.
const GROUND: usize = 24 << 20;

/// What files are stuffed with.
const STUFFING: usize = 256 << 10;

/// What readers choke on: marks that open and never close, marks that nest, entities, separators, controls.
const MARKS: &[&str] = &[
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

/// Reads a file to its end; gives the most memory held meanwhile beyond what was held before.
fn cost(format: &Format, name: &str, bytes: &[u8]) -> usize {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    let flow = (format.read)(&mut Source::new(name, bytes), &Options::default(), &mut |_| {
        Flow::Continue(())
    });
    assert!(flow.is_continue());
    MEMORY.peak_usage().saturating_sub(before)
}

#[test]
fn stuffed_files_end_and_cost_a_multiple_of_their_size() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let story = written::stories(1);
    for (name, file, write) in WRITERS {
        let good = write(&story);
        let Some(format) = format::sniff(file, &good) else { panic!("nothing reads {name}") };
        let mut most = 0;
        for mark in MARKS {
            let stuffing = mark.repeat(STUFFING / mark.len());
            for at in [good.len() / 3, good.len() * 9 / 10] {
                let (head, tail) = good.split_at(at);
                let bytes = [head, stuffing.as_bytes(), tail].concat();
                let cost = cost(format, file, &bytes);
                most = most.max(cost / bytes.len());
                let limit = GROUND + MULTIPLE * bytes.len();
                assert!(
                    cost <= limit,
                    "{name} stuffed with {mark:?} at {at}: {cost} bytes for {}",
                    bytes.len()
                );
            }
        }
        println!("{name}: {most} times its size at most");
    }
}

#[test]
fn a_long_file_of_many_records_costs_no_more_than_a_short_one() {
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let (few, many) = (written::stories(100), written::stories(5_000));
    for (name, file, write) in
        WRITERS.iter().filter(|(name, ..)| !SINGLES.contains(name) && !WHOLE.contains(name))
    {
        let (short, long) = (write(&few), write(&many));
        let Some(format) = format::sniff(file, &short) else { panic!("nothing reads {name}") };
        let (short, long) = (cost(format, file, &short), cost(format, file, &long));
        assert!(
            long < short + (4 << 20),
            "{name}: {short} bytes for 100 stories, {long} for 5,000"
        );
    }
}

#[test]
fn an_export_holds_an_article_at_a_time() {
    const ARTICLES: usize = 2_000;
    // A page of places, an article, and the hundred blocks that the store keeps unpacked.
    const MOST: usize = 16 << 20;
    let _alone = ALONE.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let mut bytes = 0;
    let folder = tempfile::tempdir().expect("a folder");
    let engine = TantivyEngine::open_or_create(folder.path()).expect("an index");
    let mut writer = Box::new(engine.writer(1, 16 << 20).expect("a writer"));
    for number in 0..ARTICLES {
        let body = format!("river {number} ").repeat(2_500);
        bytes += body.len();
        let article = Article { body, ..Article::from_record(&number.to_string()) };
        let clipping =
            Document { id: format!("{number:016}"), record: 1, article, ..Document::default() };
        writer.add(&index_document(clipping, "a.txt")).expect("files");
    }
    writer.commit(&engine.blank_account().save().expect("a seal")).expect("commits");
    writer.finish().expect("ends");
    let request = Request { query: "river".to_owned(), ..Request::default() };
    let planned =
        plan::plan(&engine, &request, jiff::civil::date(2026, 1, 1), &Budget::default())
            .expect("a plan");
    for format in &FORMATS {
        let before = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let count = export(&engine, &planned.plan, format, &mut std::io::sink()).expect("exports");
        let cost = MEMORY.peak_usage().saturating_sub(before);
        assert!(
            count == ARTICLES as u64 && cost < MOST,
            "{}: {cost} bytes for {count} articles",
            format.name
        );
        println!("{}: {cost} bytes for {count} articles of {bytes} bytes", format.name);
    }
}

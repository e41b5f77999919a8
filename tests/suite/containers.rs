//! Containers: members are read like separate files, bombs and truncated archives affect nothing
//! else, and every member is in the manifest.

use std::fs;
use std::io::{Cursor, Read, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use zip::unstable::write::FileOptionsExt;
use zip::write::SimpleFileOptions;

use crate::harness::{Archive, RunOutput, assert_adds_up, data, line, number, run, story, texts};
use crate::incremental::assert_same_as_from_scratch;

/// A member: its name and its bytes.
pub type Member<'m> = (&'m str, &'m [u8]);

pub fn zipped(members: &[Member<'_>]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).expect("packs");
        zip.write_all(bytes).expect("packs");
    }
    zip.finish().expect("packs").into_inner()
}

pub fn tarred(members: &[Member<'_>]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        // The library refuses names that lead outside the archive, but other programs write them.
        let field = &mut header.as_old_mut().name;
        field[..name.len()].copy_from_slice(name.as_bytes());
        header.set_size(bytes.len() as u64);
        header.set_cksum();
        tar.append(&header, *bytes).expect("packs");
    }
    tar.into_inner().expect("packs")
}

fn gzipped(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gzip.write_all(bytes).expect("packs");
    gzip.finish().expect("packs")
}

/// Compresses this many zeros without holding them in memory.
fn zeros(bytes: u64) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    std::io::copy(&mut std::io::repeat(0).take(bytes), &mut gzip).expect("packs");
    gzip.finish().expect("packs")
}

fn warc_record(kind: &str, address: &str, content: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {address}\r\nWARC-Date: 2020-01-02T03:04:05Z\r\n\
         Content-Type: {content}\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body, b"\r\n\r\n"].concat()
}

fn answer(head: &str, body: &[u8]) -> Vec<u8> {
    [format!("HTTP/1.1 {head}\r\n\r\n").as_bytes(), body].concat()
}

fn page(title: &str, body: &str) -> String {
    format!(
        "<!DOCTYPE html><html><head><title>{title}</title></head><body><article><p>{body}</p></article></body></html>"
    )
}

/// Every object that `inspect` prints.
fn inspect(archive: &Archive, arguments: &[&str]) -> Vec<Value> {
    let ran = archive.run(&[&["inspect", "--json"], arguments].concat());
    ran.did_not_panic();
    assert!(ran.code == 0 || ran.code == 1, "{ran:?}");
    ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
}

/// Path of every object below the news folder, with its title, or the reason why it has none.
fn outline(objects: &[Value]) -> Vec<(String, String)> {
    let result = |object: &Value| {
        let texts = ["title", "rejected", "ignored"]
            .map(|member| object[member].as_str().unwrap_or_default().to_owned());
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    };
    let path = |object: &Value| {
        object["path"].as_str().unwrap_or_default().trim_start_matches("news/").to_owned()
    };
    objects.iter().map(|object| (path(object), result(object))).collect()
}

fn verify(archive: &Archive) -> RunOutput {
    let ran = archive.run(&["verify", "--json"]);
    ran.did_not_panic();
    ran
}

fn verifies(archive: &Archive) {
    let report = verify(archive).success();
    assert_eq!(report["agrees"], json!(true), "{report}");
}

#[test]
fn packed_and_separate_files_give_the_same_articles() {
    let (flood, gale) = (story("Flood", "The river rose."), story("Gale", "The harbour closed."));
    let wire = line(json!({ "title": "Copper", "body": "Copper fell." }))
        + &line(json!({ "title": "Tin", "body": "Tin rose." }));
    let members: [Member<'_>; 3] = [
        ("1987/flood.txt", flood.as_bytes()),
        ("gale.txt", gale.as_bytes()),
        ("wire.jsonl", wire.as_bytes()),
    ];
    let separate = Archive::new();
    members.iter().for_each(|(name, bytes)| separate.write(name, bytes));
    separate.update();
    let ids = |archive: &Archive| {
        let mut ids = texts(&archive.search(&["-n", "99"])["hits"], "id");
        ids.sort();
        ids
    };
    for (name, bytes) in [
        ("a.zip", zipped(&members)),
        ("a.tar", tarred(&members)),
        ("a.tgz", gzipped(&tarred(&members))),
        ("deep.tar", tarred(&[("b/c.zip", &zipped(&members))])),
    ] {
        let packed = Archive::new();
        packed.write(name, bytes);
        let report = packed.update();
        assert_eq!(
            ["files", "records", "articles"].map(|member| number(&report, member)),
            [1, 4, 4],
            "{name}"
        );
        assert_eq!(ids(&packed), ids(&separate), "{name}");
        assert_eq!(number(&packed.update(), "files_unchanged"), 1);
        verifies(&packed);
    }
}

#[test]
fn paths_of_members_are_shown_everywhere() {
    let archive = Archive::new();
    let flood = story("Flood", "The river rose.");
    let inner = zipped(&[
        ("1987/flood.txt", flood.as_bytes()),
        ("blank.txt", b"\n"),
        ("again.txt", flood.as_bytes()),
    ]);
    archive.write(
        "a.tar.gz",
        gzipped(&tarred(&[
            ("b.zip", &inner),
            ("c.txt.gz", &gzipped(story("Gale", "Wind.").as_bytes())),
        ])),
    );
    let report = archive.update();
    assert!(
        report["rejections"][0]["path"]
            .as_str()
            .is_some_and(|path| path.ends_with("a.tar.gz!/b.zip!/blank.txt"))
    );
    let hits = archive.search(&["flood"]);
    let path = hits["hits"][0]["path"].as_str().expect("a path");
    assert!(path.ends_with("news/a.tar.gz!/b.zip!/1987/flood.txt"), "{path}");
    let id = hits["hits"][0]["id"].as_str().expect("an id");
    let shown = archive.run(&["show", id]);
    assert!(
        shown.out.contains("b.zip!/1987/flood.txt") && shown.out.contains("b.zip!/again.txt"),
        "{shown:?}"
    );
    let outlined = outline(&inspect(&archive, &["news/a.tar.gz"]));
    let paths: Vec<&str> = outlined.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        paths,
        [
            "a.tar.gz!/b.zip!/1987/flood.txt",
            "a.tar.gz!/b.zip!/blank.txt",
            "a.tar.gz!/b.zip!/again.txt",
            "a.tar.gz!/c.txt.gz"
        ]
    );
    verifies(&archive);
}

#[test]
fn ignored_members_are_listed_and_counted() {
    let archive = Archive::new();
    let flood = story("Flood", "The river rose.");
    archive.write(
        "a.zip",
        zipped(&[
            ("README.txt", b"About this archive"),
            ("__MACOSX/._a.txt", b"\0\x05\x16\x07"),
            (".DS_Store", b"\0\0\0\x01Bud1"),
            ("map.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            ("flood.txt", flood.as_bytes()),
            ("draft.txt", b"Not yet"),
        ]),
    );
    archive.write("pictures.tar", tarred(&[("map.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")]));
    let report = archive.run(&["index", "news", "--json", "--exclude", "draft*"]).success();
    assert_adds_up(&report);
    let counted = ["files_read", "files_ignored", "records", "rejected"]
        .map(|member| number(&report, member));
    assert_eq!(counted, [1, 1, 1, 0], "{report}");
    let status = archive.run(&["status", "--json"]).success();
    let members: u64 = status["ignored"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|group| number(group, "members"))
        .sum();
    assert_eq!(members, 5, "{status}");
    let listing = archive.run(&["status", "-v"]).out;
    for words in [
        "a.zip!/README.txt",
        "excluded by --exclude",
        "hidden",
        "pictures.tar: contains no articles",
    ] {
        assert!(listing.contains(words), "no `{words}` in {listing}");
    }
    let outlined = outline(&inspect(&archive, &["news/a.zip"]));
    assert_eq!(
        outlined[3],
        ("a.zip!/map.png".to_owned(), "a picture: run OCR on it first if it shows text".to_owned())
    );
    assert_eq!(outlined[4], ("a.zip!/flood.txt".to_owned(), "Flood".to_owned()));

    // Other rules admit other members, so the archive is read again though it did not change.
    let report = archive.run(&["index", "news", "--json"]).success();
    assert_eq!((number(&report, "files_read"), number(&report, "articles")), (1, 2), "{report}");
    verifies(&archive);
}

#[test]
fn a_changed_archive_is_read_again_and_removed_members_are_gone() {
    let archive = Archive::new();
    let (flood, gale, tin) =
        (story("Flood", "The river rose."), story("Gale", "Wind."), story("Tin", "Tin rose."));
    archive
        .write("a.zip", zipped(&[("flood.txt", flood.as_bytes()), ("gale.txt", gale.as_bytes())]));
    archive.write("b.txt", &flood);
    archive.update();
    archive.write("a.zip", zipped(&[("tin.txt", tin.as_bytes()), ("gale.txt", gale.as_bytes())]));
    let report = archive.update();
    assert_eq!(
        ["added", "removed", "articles"].map(|member| number(&report, member)),
        [1, 0, 3],
        "{report}"
    );
    assert_eq!(archive.titles(&["*"]), ["Flood", "Gale", "Tin"]);
    verifies(&archive);
    assert_same_as_from_scratch(&archive);
    archive.remove("a.zip");
    archive.update();
    assert_eq!(archive.titles(&["*"]), ["Flood"]);
    assert_same_as_from_scratch(&archive);
    verifies(&archive);
}

#[test]
fn bombs_are_rejected_quickly_and_by_name() {
    let archive = Archive::new();
    let flood = story("Flood", "The river rose.");
    let bomb = zeros(10 << 30);
    archive.write("zeros.txt.gz", &bomb);
    archive
        .write("zeros.tar", tarred(&[("zeros.jsonl.gz", &bomb), ("flood.txt", flood.as_bytes())]));
    let layer = |inner: &[u8]| {
        let names: Vec<String> = (0..16).map(|number| format!("{number}.zip")).collect();
        zipped(&names.iter().map(|name| (name.as_str(), inner)).collect::<Vec<_>>())
    };
    let mut nested = zipped(&[("0.txt", &vec![0; 80 << 20])]);
    for _ in 0..4 {
        nested = layer(&nested);
    }
    archive.write("nested.zip", &nested);
    let started = Instant::now();
    let report = archive.run(&["index", "news", "--json"]).success();
    assert!(started.elapsed() < Duration::from_secs(60), "{:?}", started.elapsed());
    assert_adds_up(&report);
    let reasons = texts(&report["rejections"], "reason");
    assert_eq!(
        reasons
            .iter()
            .filter(|reason| reason.contains("--max-ratio") || reason.contains("longer than"))
            .count(),
        reasons.len(),
        "{reasons:?}"
    );
    assert!(reasons.len() < 20, "{reasons:?}");
    assert_eq!(archive.titles(&["*"]), ["Flood"]);
}

#[test]
fn nested_archives_are_read_up_to_the_limit() {
    let archive = Archive::new();
    let mut nested = zipped(&[("a.txt", story("Flood", "The river rose.").as_bytes())]);
    for _ in 0..20 {
        nested = zipped(&[("r.zip", &nested)]);
    }
    archive.write("r.zip", &nested);
    let report = archive.update();
    assert!(
        report["rejections"][0]["reason"]
            .as_str()
            .is_some_and(|reason| reason.contains("--max-depth")),
        "{report}"
    );
    // A higher limit reads the archive again though it did not change.
    let report = archive.run(&["index", "news", "--json", "--max-depth", "30"]).success();
    assert_eq!((number(&report, "articles"), number(&report, "rejected")), (1, 0), "{report}");
    assert_eq!(number(&archive.update(), "files_unchanged"), 1);
    fs::write(archive.folder().join("morgue.toml"), "max_depth = 3\n").expect("writes");
    let outlined = outline(&inspect(&archive, &["news/r.zip"]));
    assert!(outlined[0].1.contains("--max-depth"), "{outlined:?}");
}

#[test]
fn paths_that_lead_outside_are_made_safe() {
    let archive = Archive::new();
    let flood = story("Flood", "The river rose.");
    archive.write(
        "a.tar",
        tarred(&[
            ("../../etc/flood.txt", flood.as_bytes()),
            ("/etc/gale.txt", story("Gale", "Wind.").as_bytes()),
        ]),
    );
    archive.write("b.zip", zipped(&[("C:\\news\\tin.txt", story("Tin", "Tin rose.").as_bytes())]));
    let objects = inspect(&archive, &["news/a.tar", "news/b.zip"]);
    let paths = texts(&Value::from(objects.clone()), "path");
    assert_eq!(
        paths,
        [
            "news/a.tar!/%2E%2E/%2E%2E/etc/flood.txt",
            "news/a.tar!/etc/gale.txt",
            "news/b.zip!/news/tin.txt"
        ]
    );
    assert!(
        objects.iter().all(|article| article["warnings"].to_string().contains("leads outside")),
        "{objects:?}"
    );
    assert!(!Path::new("/etc/flood.txt").exists());
}

#[test]
fn encrypted_and_truncated_archives_lose_only_what_they_must() {
    let archive = Archive::new();
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let secret =
        SimpleFileOptions::default().with_deprecated_encryption(b"secret").expect("a password");
    zip.start_file("secret.txt", secret).expect("packs");
    zip.write_all(story("Secret", "Not for all.").as_bytes()).expect("packs");
    zip.start_file("flood.txt", SimpleFileOptions::default()).expect("packs");
    zip.write_all(story("Flood", "The river rose.").as_bytes()).expect("packs");
    archive.write("secret.zip", zip.finish().expect("packs").into_inner());

    let noise: String =
        (0..4000).map(|n: u64| format!("{} ", n.wrapping_mul(2_654_435_761) % 1_000_003)).collect();
    let (gale, long) = (story("Gale", "The harbour closed."), story("Long", &noise));
    let members: [Member<'_>; 2] = [("gale.txt", gale.as_bytes()), ("long.txt", long.as_bytes())];
    for (name, bytes) in [
        ("cut.zip", zipped(&members)),
        ("cut.tar", tarred(&members)),
        ("cut.tgz", gzipped(&tarred(&members))),
    ] {
        archive.write(name, &bytes[..bytes.len() / 2]);
        let outlined = outline(&inspect(&archive, &[&format!("news/{name}")]));
        assert_eq!(outlined[0], (format!("{name}!/gale.txt"), "Gale".to_owned()), "{outlined:?}");
        assert!(
            outlined.iter().skip(1).all(|(_, reason)| reason.contains("cannot be read"))
                && outlined.len() > 1,
            "{outlined:?}"
        );
    }
    let outlined = outline(&inspect(&archive, &["news/secret.zip"]));
    assert!(outlined[0].1.contains("encrypted") && outlined[1].1 == "Flood", "{outlined:?}");
    let report = archive.update();
    assert_eq!(number(&report, "articles"), 2, "{report}");
    verifies(&archive);
}

#[test]
fn pages_of_a_crawl_become_articles_with_their_address() {
    let archive = Archive::new();
    let (flood, gale) = (page("Flood", "The river rose."), page("Gale", "The harbour closed."));
    let chunked = format!("{:x}\r\n{}\r\n0\r\n\r\n", gale.len(), gale);
    let html = "200 OK\r\nContent-Type: text/html";
    let records = [
        warc_record("warcinfo", "", "application/warc-fields", b"software: test"),
        warc_record(
            "request",
            "http://example.org/",
            "application/http",
            b"GET / HTTP/1.1\r\n\r\n",
        ),
        warc_record(
            "response",
            "http://example.org/flood",
            "application/http",
            &answer(html, flood.as_bytes()),
        ),
        warc_record(
            "response",
            "http://example.org/gale",
            "application/http",
            &answer(&format!("{html}\r\nTransfer-Encoding: chunked"), chunked.as_bytes()),
        ),
        warc_record(
            "response",
            "http://example.org/gone",
            "application/http",
            &answer("404 Not Found\r\nContent-Type: text/html", b"<html>Gone</html>"),
        ),
        warc_record(
            "response",
            "http://example.org/map.png",
            "application/http",
            &answer("200 OK\r\nContent-Type: image/png", b"\x89PNG"),
        ),
        warc_record(
            "response",
            "http://example.org/tin",
            "application/http",
            &answer(
                &format!("{html}\r\nContent-Encoding: gzip"),
                &gzipped(page("Tin", "Tin rose.").as_bytes()),
            ),
        ),
        warc_record(
            "conversion",
            "http://example.org/text",
            "text/plain",
            story("Copper", "Copper fell.").as_bytes(),
        ),
        warc_record("revisit", "http://example.org/flood", "application/http", &answer(html, b"")),
    ];
    archive.write(
        "crawl.warc.gz",
        records.iter().flat_map(|record| gzipped(record)).collect::<Vec<u8>>(),
    );
    let objects = inspect(&archive, &["news/crawl.warc.gz"]);
    let outlined = outline(&objects);
    let results: Vec<&str> = outlined.iter().map(|(_, result)| result.as_str()).collect();
    assert_eq!(
        results,
        [
            "Flood",
            "Gale",
            "the server answered 404",
            "image/png is not text",
            "Tin",
            "Copper",
            "page is unchanged since an earlier capture"
        ]
    );
    assert_eq!(outlined[0].0, "crawl.warc.gz!/http://example.org/flood");
    assert_eq!(objects[0]["url"], "http://example.org/flood");
    assert!(objects[0]["published"].is_null(), "{}", objects[0]);
    let report = archive.update();
    assert_eq!(
        ["records", "articles", "rejected"].map(|member| number(&report, member)),
        [4, 4, 0],
        "{report}"
    );
    verifies(&archive);
}

#[test]
fn verify_distinguishes_changes_from_faults() {
    let archive = Archive::with_files(&[
        ("a.txt", &story("Flood", "The river rose.")),
        ("b.txt", &story("Gale", "Wind.")),
    ]);
    archive.write("c.txt", story("Flood", "The river rose."));
    archive.write("empty.txt", "");
    archive.write("README", "About");
    archive.update();
    verifies(&archive);
    let page = archive.run(&["verify"]);
    assert!(page.code == 0 && page.out.contains("folders, manifest and index agree"), "{page:?}");

    // Changes that the next run will pick up are listed, but are not faults.
    archive.write("a.txt", story("Flood", "The river fell again."));
    archive.remove("b.txt");
    archive.write("new.txt", story("Tin", "Tin rose."));
    let ran = verify(&archive);
    let report = ran.json();
    assert_eq!(
        (ran.code, number(&report, "changed"), number(&report, "faults")),
        (2, 3, 0),
        "{report}"
    );
    let page = archive.run(&["verify"]);
    for words in
        ["a.txt: changed since", "b.txt: removed since", "new.txt: new since", "`morgue index`"]
    {
        assert!(page.out.contains(words), "no `{words}` in {page:?}");
    }
    archive.update();
    verifies(&archive);
}

#[test]
fn verify_finds_what_indexing_cannot() {
    let archive = Archive::with_files(&[
        ("a.txt", &story("Flood", "The river rose.")),
        ("b.txt", &story("Gale", "Wind.")),
    ]);
    let set_old_date = |archive: &Archive| {
        for name in ["a.txt", "b.txt"] {
            let file = fs::File::options().append(true).open(archive.path(name)).expect("opens");
            file.set_modified(
                std::time::SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000),
            )
            .expect("sets the date");
        }
    };
    set_old_date(&archive);
    archive.update();
    verifies(&archive);
    // Bit rot: other bytes with the same size and date.
    archive.write("a.txt", story("Flood", "The river rise."));
    set_old_date(&archive);
    let report = verify(&archive).json();
    assert_eq!((number(&report, "changed"), number(&report, "faults")), (0, 1), "{report}");
    assert!(report["findings"][0]["path"].as_str().is_some_and(|path| path.ends_with("a.txt")));
    archive.write("a.txt", story("Flood", "The river rose."));
    set_old_date(&archive);
    verifies(&archive);

    // A manifest that was tampered with.
    let files = fs::read_dir(archive.index()).expect("a folder").flatten().map(|file| file.path());
    let manifest = files
        .into_iter()
        .find(|path| path.extension().is_some_and(|extension| extension == "jsonl"))
        .expect("a manifest");
    let text = fs::read_to_string(&manifest).expect("reads");
    fs::write(&manifest, text.replace("\"articles\":1", "\"articles\":2")).expect("writes");
    let ran = verify(&archive);
    assert_eq!(ran.code, 2);
    assert!(ran.out.contains("account-1.jsonl` of the index is damaged"), "{ran:?}");
    fs::write(&manifest, text).expect("writes");
    verifies(&archive);
}

#[test]
fn every_crawl_of_the_data_is_read_or_rejected_with_a_reason() {
    let Some(data) = data() else { return };
    let folder = data.join("wire/warc/data");
    if !folder.is_dir() {
        println!("skipped: no crawls in the data");
        return;
    }
    for file in fs::read_dir(&folder).expect("a folder").flatten() {
        let path = file.path();
        let ran = run(&data, &["inspect", "--json", path.to_str().expect("UTF-8")]);
        ran.did_not_panic();
        assert!(!ran.out.trim().is_empty(), "{path:?} gives no output");
        for line in ran.out.lines() {
            let object: Value = serde_json::from_str(line).expect("JSON");
            assert!(
                ["title", "rejected", "ignored"].iter().any(|member| object[member].is_string()),
                "{path:?} {object}"
            );
        }
    }
}

/// The catalogue of a web archive is no article, but in any other archive a file of its name may be.
#[test]
fn the_catalogue_of_a_web_archive_is_ignored_and_nothing_else_is() {
    let lines = br#"{"title": "Rain in Accra", "text": "It rained."}"#;
    let members: &[Member<'_>] = &[("pages/pages.jsonl", lines), ("datapackage.json", lines)];
    let archive = Archive::new();
    archive.write("crawl.wacz", zipped(members));
    let report = archive.update();
    assert_eq!(number(&report, "articles"), 0, "{report}");
    let inspected = archive.run(&["inspect", "--json", "news/crawl.wacz"]);
    let listed = r#""ignored":"the catalogue of a web archive""#;
    assert_eq!(inspected.out.matches(listed).count(), 2, "{inspected:?}");
    archive.write("stories.zip", zipped(members));
    let report = archive.update();
    assert_eq!(number(&report, "articles") + number(&report, "duplicates"), 2, "{report}");
}

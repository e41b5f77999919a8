//! Exports: exact output of every format, and complete output for any number of hits.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::date;
use morgue::internals::article::Article;
use morgue::internals::article::date::{DateSource, NewsDate, Published};
use morgue::internals::article::document::Document;
use morgue::internals::engine::tantivy::TantivyEngine;
use morgue::internals::ingest::index_document::index_document;
use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Writer;
use morgue::internals::search::planner;
use morgue::internals::search::request::{MAX_HITS, Request, Sort};
use morgue::internals::server::exports::{ExportFormat, ExportOptions, export};
use serde_json::{Value, json};

use crate::harness::{
    Archive, Random, TODAY, hits_only, line, morgue, on_sample, run, sample_index, search, texts,
    writer,
};
use crate::test_server::TestServer;

/// Articles with characters that are special in one of the formats.
fn archive_with_special_characters() -> Archive {
    let offer = line(json!({
        "title": "=50% off: {braces} & #1 \\ ~x^2 $5_000", "standfirst": "\"Quoted\", with\ncomma", "authors": ["Zoë Doe", "O'Neil Roe"],
        "body": "One line; and more.\n\nAnother \"line\", with a comma.", "publisher": "Gazette & Sons", "section": "+Quay",
        "edition": "Late", "page": "A1", "date": "1987-03-05", "url": "https://example.org/a_b?x=1&y={2}",
        "keywords": ["tea", "@home"], "topics": ["Cocoa"], "language": "en"
    }));
    let month = line(
        json!({ "title": "A month", "body": "Known to its month.", "date": "1987-04", "language": "en" }),
    );
    let undated = line(json!({ "title": "-Undated", "body": "Nothing more.", "language": "en" }));
    let archive = Archive::with_files(&[("a.jsonl", &(offer + &month + &undated))]);
    archive.update();
    archive
}

/// The export of the articles, oldest first, with `<1>` for the first id and `<news>` for the path.
fn exported(archive: &Archive, format: &str) -> String {
    let ran = archive.run(&["export", "--sort", "oldest", "--format", format]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let ids = texts(&archive.search(&["--sort", "oldest"])["hits"], "id");
    let path = archive.path("a.jsonl").canonicalize().expect("a path");
    let out = ran.out.replace(path.to_str().expect("UTF-8"), "<news>");
    ids.iter().zip(1..).fold(out, |out, (id, number)| out.replace(id, &format!("<{number}>")))
}

#[test]
fn columns_limit_and_mark_are_chosen() {
    let archive = archive_with_special_characters();
    let oldest = ["export", "--sort", "oldest", "--limit", "2"];
    let csv = ["--format", "csv", "--columns", "title,published", "--bom"];
    let table = archive.run(&[&oldest[..], &csv].concat());
    assert_eq!(
        table.out,
        "\u{feff}title,published\r\n'=50% off: {braces} & #1 \\ ~x^2 $5_000,1987-03-05\r\nA month,1987-04\r\n",
        "{table:?}"
    );
    let lines = archive.run(&[&oldest[..], &["--columns", "title,id,language"]].concat());
    let first: Value =
        serde_json::from_str(lines.out.lines().next().expect("a line")).expect("JSON");
    let members: Vec<&String> = first.as_object().expect("an object").keys().collect();
    assert_eq!((lines.out.lines().count(), members.len()), (2, 3), "{lines:?}");
    assert!(lines.out.starts_with("{\"title\":"), "{lines:?}");
    let unknown = archive.run(&["export", "--columns", "colour"]);
    assert!(unknown.code == 2 && unknown.err.contains("unknown column `colour`"), "{unknown:?}");
    archive
        .run(&["export", "--format", "ris", "--columns", "id"])
        .fails_with(&["--columns", "csv, jsonl or parquet"]);
    archive.run(&["export", "--bom"]).fails_with(&["--bom", "--format csv"]);
}

#[test]
fn the_page_and_the_api_export_with_the_same_options() {
    let server = TestServer::start(sample_index(), &["serve", "--index", "."]);
    let page = server.get("/?q=cocoa").body;
    assert!(page.contains("<form class=\"export\" action=\"/api/export\">"), "{page}");
    for name in ["format", "limit", "columns", "bom"] {
        assert!(page.contains(&format!("name=\"{name}\"")), "no {name}: {page}");
    }
    let exported = server.get(
        "/api/export?format=csv&q=cocoa&columns=published&columns=title,id&limit=3&bom=true&sort=oldest",
    );
    let arguments = [
        "export",
        "cocoa",
        "--format",
        "csv",
        "--columns",
        "published,title,id",
        "-n",
        "3",
        "--bom",
        "--sort",
        "oldest",
    ];
    assert_eq!(exported.body, on_sample(&arguments).out);
    // A form that was not filled in.
    let all = server.get("/api/export?format=csv&q=cocoa&limit=").body;
    assert_eq!(all, on_sample(&["export", "cocoa", "--format", "csv"]).out);
    server.assert_problem("/api/export?columns=colour", 400, "unknown column `colour`");
    server.assert_problem("/api/export?limit=x", 400, "`x`");
    server.assert_problem("/api/export?bom=maybe", 400, "`maybe`");
}

#[test]
fn every_format_is_escaped_exactly() {
    let archive = archive_with_special_characters();
    assert_eq!(exported(&archive, "ris"), RIS.replace('\n', "\r\n"));
    assert_eq!(exported(&archive, "bibtex"), BIBTEX);
    assert_eq!(exported(&archive, "csl-json"), CSL);
    serde_json::from_str::<Value>(&exported(&archive, "csl-json")).expect("JSON");
    assert_eq!(exported(&archive, "csv"), CSV.replace('\n', "\r\n").replace('¶', "\n"));
}

const RIS: &str = r##"TY  - NEWS
ID  - <1>
TI  - =50% off: {braces} & #1 \ ~x^2 $5_000
AU  - Zoë Doe
AU  - O'Neil Roe
T2  - Gazette & Sons
JO  - Gazette & Sons
PY  - 1987
DA  - 1987/03/05/
SE  - +Quay
ET  - Late
SP  - A1
AB  - "Quoted", with comma
KW  - tea
KW  - @home
KW  - Cocoa
LA  - en
UR  - https://example.org/a_b?x=1&y={2}
ER  - 

TY  - NEWS
ID  - <2>
TI  - A month
PY  - 1987
DA  - 1987/04//
LA  - en
ER  - 

TY  - NEWS
ID  - <3>
TI  - -Undated
LA  - en
ER  - 
"##;

const BIBTEX: &str = r##"@article{morgue-<1>,
  author = {Zoë Doe and O'Neil Roe},
  title = {{=50\% off: \textbraceleft{}braces\textbraceright{} \& \#1 \textbackslash{} \textasciitilde{}x\textasciicircum{}2 \$5\_000}},
  journal = {Gazette \& Sons},
  year = {1987},
  month = mar,
  day = {5},
  pages = {A1},
  edition = {Late},
  abstract = {"Quoted", with comma},
  keywords = {tea, @home, Cocoa},
  language = {en},
  url = {https://example.org/a_b?x=1&y=%7B2%7D}
}

@article{morgue-<2>,
  title = {{A month}},
  year = {1987},
  month = apr,
  language = {en}
}

@article{morgue-<3>,
  title = {{-Undated}},
  language = {en}
}
"##;

const CSL: &str = r##"[
{"id":"<1>","type":"article-newspaper","title":"=50% off: {braces} & #1 \\ ~x^2 $5_000","author":[{"literal":"Zoë Doe"},{"literal":"O'Neil Roe"}],"container-title":"Gazette & Sons","issued":{"date-parts":[[1987,3,5]]},"section":"+Quay","edition":"Late","page":"A1","abstract":"\"Quoted\", with comma","keyword":"tea, @home, Cocoa","language":"en","URL":"https://example.org/a_b?x=1&y={2}"},
{"id":"<2>","type":"article-newspaper","title":"A month","issued":{"date-parts":[[1987,4]]},"language":"en"},
{"id":"<3>","type":"article-newspaper","title":"-Undated","language":"en"}
]
"##;

const CSV: &str = r##"id,published,title,standfirst,body,captions,byline,authors,dateline,agency,publisher,section,edition,page,language,people,places,organisations,topics,keywords,url,path
<1>,1987-03-05,'=50% off: {braces} & #1 \ ~x^2 $5_000,"""Quoted"", with comma","One line; and more.¶¶Another ""line"", with a comma.",,,Zoë Doe; O'Neil Roe,,,Gazette & Sons,'+Quay,Late,A1,en,,,,Cocoa,tea; @home,https://example.org/a_b?x=1&y={2},<news>
<2>,1987-04,A month,,Known to its month.,,,,,,,,,,en,,,,,,,<news>
<3>,,'-Undated,,Nothing more.,,,,,,,,,,en,,,,,,,<news>
"##;

#[test]
fn jsonl_lines_equal_show_json() {
    let exported = on_sample(&["export", "cocoa", "--sort", "newest"]);
    let shown: Vec<Value> =
        exported.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    let ids = texts(
        &on_sample(&["search", "--json", "-n", "1000", "--sort", "newest", "cocoa"]).success()["hits"],
        "id",
    );
    assert_eq!(texts(&Value::from(shown.clone()), "id"), ids);
    for article in shown {
        assert_eq!(
            article,
            on_sample(&["show", "--json", article["id"].as_str().expect("an id")]).success()
        );
    }
}

#[test]
fn an_empty_export_is_well_formed_and_exits_with_1() {
    let line_counts = [("jsonl", 0), ("csv", 1), ("ris", 0), ("bibtex", 0), ("csl-json", 3)];
    for (format, lines) in line_counts {
        let ran = on_sample(&["export", "person:unknownperson", "--format", format]);
        assert_eq!((ran.code, ran.out.lines().count()), (1, lines), "{ran:?}");
        assert!(ran.err.contains("unknownperson"), "{ran:?}");
    }
    assert_eq!(on_sample(&["export", "--format", "paper"]).code, 2);
    run(sample_index(), &["export", "--index", "nowhere"]).fails_with(&["no index"]);
}

/// More articles than one batch of an export holds.
const MANY: usize = 22_000;

/// A short article with one of few dates and few scores, so that many articles tie.
fn short_document(number: usize, id: String) -> Document {
    let day = (!number.is_multiple_of(7))
        .then(|| date(1987, 1 + (number % 5) as i8, 1 + (number % 9) as i8));
    let published =
        day.map(|day| Published { date: NewsDate::day(day), source: DateSource::Metadata });
    let body = format!("{}rose {number}", "river ".repeat(1 + number % 3));
    let article = Article { published, body, ..Article::from_record(&number.to_string()) };
    Document { id, path: format!("{number}.txt"), record: 1, article, ..Document::default() }
}

#[test]
fn every_article_is_exported_once_in_every_order() {
    let archive = Archive::new();
    let engine = TantivyEngine::open_or_create(&archive.index()).expect("an index");
    let mut ids: Vec<String> = (0..MANY).map(|number| format!("{number:016}")).collect();
    Random(7).shuffle(&mut ids);
    let mut writer = writer(&engine);
    let seal = engine.manifest_for_update().expect("a manifest").0.save().expect("a seal");
    for (number, id) in ids.iter().enumerate() {
        writer
            .add(&index_document(short_document(number, id.clone()), &format!("{number}.txt")))
            .expect("adds");
        if number.is_multiple_of(5000) {
            writer.commit(&seal).expect("commits");
        }
    }
    writer.commit(&seal).expect("commits");
    engine.refresh().expect("reads");
    let all: BTreeSet<&str> = ids.iter().map(String::as_str).collect();
    for (name, sort) in Sort::ALL {
        let request = Request { sort: Some(sort), ..hits_only("river") };
        let planned = planner::plan(&engine, &request, TODAY, &Budget::default()).expect("a plan");
        let mut out = Vec::new();
        let format = ExportFormat::named("csl-json").expect("a format");
        let written = export(&engine, &planned.plan, format, &ExportOptions::default(), &mut out);
        assert_eq!(written.expect("exports"), MANY as u64);
        let items: Value = serde_json::from_slice(&out).expect("JSON");
        let exported = texts(&items, "id");
        assert_eq!(
            (exported.len(), exported.iter().map(String::as_str).collect::<BTreeSet<_>>()),
            (MANY, all.clone()),
            "{name}"
        );
        let first: Vec<String> =
            search(&engine, &request).hits.into_iter().map(|hit| hit.document.id).collect();
        assert_eq!((first.len(), &exported[..MAX_HITS]), (MAX_HITS, &first[..]), "{name}");
    }
}

#[test]
fn an_export_as_parquet_is_an_archive_again() {
    let index = sample_index();
    let bytes = morgue(index)
        .args(["export", "--format", "parquet", "--index", "."])
        .output()
        .expect("the program runs")
        .stdout;
    let copy = Archive::new();
    copy.write("archive.parquet", &bytes);
    let report = copy.update();
    assert_eq!(report["rejected"], 0, "{report}");

    let columns = "title,standfirst,body,publisher,section,authors,keywords,language,url";
    let lines = |folder: &Path, index: &str| {
        let ran = run(folder, &["export", "--columns", columns, "--index", index]);
        let mut lines: Vec<String> = ran.out.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let (written, read) = (lines(index, "."), lines(copy.folder(), "index"));
    assert!(written.len() > 50, "{}", written.len());
    for (written, read) in written.iter().zip(&read) {
        assert_eq!(written, read);
    }
    assert_eq!(written.len(), read.len());
}

//! Digitised newspapers: the METS file of an issue lends its title, day and articles to its pages, on
//! the disk and in archives, and pages follow when it changes.

use serde_json::Value;

use crate::containers::{tarred, zipped};
use crate::harness::Archive;

/// An issue of three pages, with an article on the first two and nothing of its own on the third.
const METS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<mets xmlns="http://www.loc.gov/METS/" xmlns:mods="http://www.loc.gov/mods/v3" xmlns:xlink="http://www.w3.org/1999/xlink">
 <dmdSec ID="ISSUE"><mdWrap MDTYPE="MODS"><xmlData><mods:mods><mods:titleInfo><mods:title>Lagoon Herald</mods:title></mods:titleInfo>
  <mods:originInfo><mods:dateIssued>1921-03-04</mods:dateIssued></mods:originInfo></mods:mods></xmlData></mdWrap></dmdSec>
 <fileSec><fileGrp USE="Text"><file ID="F1"><FLocat xlink:href="file://./text/0001.xml"/></file><file ID="F2"><FLocat xlink:href="file://./text/0002.xml"/></file>
  <file ID="F3"><FLocat xlink:href="file://./text/0003.xml"/></file></fileGrp></fileSec>
 <structMap TYPE="PHYSICAL"><div TYPE="Newspaper"><div TYPE="PAGE" ORDER="1"><fptr FILEID="F1"/></div><div TYPE="PAGE" ORDER="2"><fptr FILEID="F2"/></div>
  <div TYPE="PAGE" ORDER="3"><fptr FILEID="F3"/></div></div></structMap>
 <structMap TYPE="LOGICAL"><div TYPE="ISSUE" DMDID="ISSUE"><div TYPE="CONTENT">
  <div TYPE="ARTICLE" LABEL="Pilots strike"><div TYPE="BODY"><fptr><area FILEID="F1" BETYPE="IDREF" BEGIN="B11"/></fptr></div></div>
  <div TYPE="ARTICLE"><div TYPE="HEADING"><fptr><area FILEID="F1" BEGIN="B12"/></fptr></div><div TYPE="BODY"><fptr><area FILEID="F1" BEGIN="B13"/></fptr>
   <fptr><area FILEID="F2" BEGIN="B21"/></fptr><fptr><area FILEID="F3" BEGIN="B31"/></fptr></div></div>
  <div TYPE="ARTICLE" LABEL="Market"><fptr><area FILEID="F2" BEGIN="B22"/></fptr></div></div></div></structMap>
</mets>"#;

fn page(blocks: &[(&str, &str)]) -> String {
    let block = |(id, text): &(&str, &str)| {
        let words = text.split(' ').map(|word| format!("<String CONTENT=\"{word}\"/><SP/>"));
        let words: String = words.collect();
        format!("<TextBlock ID=\"{id}\"><TextLine HEIGHT=\"9\">{words}</TextLine></TextBlock>")
    };
    let blocks: String = blocks.iter().map(block).collect();
    format!("<alto><Layout><Page><PrintSpace>{blocks}</PrintSpace></Page></Layout></alto>")
}

fn pages() -> [(&'static str, String); 3] {
    let first = [
        ("B11", "The pilots of the lagoon laid down work on Monday."),
        ("B12", "Bridge to the island"),
        ("B13", "The council voted for the bridge."),
    ];
    let second = [
        ("B21", "It is to have nine arches of stone."),
        ("B22", "Palm oil fetched nine shillings a measure."),
    ];
    [
        ("text/0001.xml", page(&first)),
        ("text/0002.xml", page(&second)),
        ("text/0003.xml", page(&[("B31", "Work begins in the spring.")])),
    ]
}

/// Title, paper, day and body of every article that `inspect` prints, and the reasons for the rest.
fn inspect(archive: &Archive, path: &str) -> Vec<String> {
    let ran = archive.run(&["inspect", "--json", path]);
    ran.did_not_panic();
    let objects = ran.out.lines().map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
    let text = |object: &Value, name: &str| object[name].as_str().unwrap_or_default().to_owned();
    let line = |object: Value| match object["ignored"].as_str() {
        Some(reason) => format!("ignored: {}", reason.split(' ').next().unwrap_or_default()),
        None => format!(
            "{}|{}|{}|{}",
            text(&object, "title"),
            text(&object, "publisher"),
            text(&object["published"], "from"),
            text(&object, "body").replace("\n\n", "|")
        ),
    };
    objects.map(line).collect()
}

const ARTICLES: [&str; 3] = [
    "Pilots strike|Lagoon Herald|1921-03-04|The pilots of the lagoon laid down work on Monday.",
    "Bridge to the island|Lagoon Herald|1921-03-04|The council voted for the bridge.|It is to have nine arches of stone.|Work begins in the spring.",
    "Market|Lagoon Herald|1921-03-04|Palm oil fetched nine shillings a measure.",
];

fn issue() -> Archive {
    let archive = Archive::new();
    archive.write("issue/mets.xml", METS);
    pages().iter().for_each(|(name, text)| archive.write(&format!("issue/{name}"), text));
    archive
}

#[test]
fn an_issue_lends_its_title_day_and_articles_to_its_pages() {
    let archive = issue();
    let mut read = inspect(&archive, "news");
    // The METS file itself, and the page whose text belongs to an article of an earlier one.
    assert_eq!((read.remove(0), read.pop()), ("ignored: METS".into(), Some("ignored: its".into())));
    assert_eq!(read, ARTICLES);
    assert_eq!(inspect(&archive, "news/issue/text/0002.xml"), ARTICLES[2..]);
    let report = archive.update();
    assert_eq!((&report["articles"], &report["files_ignored"]), (&3.into(), &2.into()));
}

#[test]
fn an_issue_is_read_in_an_archive_file_in_whatever_order_its_files_come() {
    let pages = pages();
    let mut members = vec![("1921/mets.xml", METS.as_bytes())];
    let names = pages.each_ref().map(|(name, _)| format!("1921/{name}"));
    members.extend(names.iter().zip(&pages).map(|(name, (_, text))| (&**name, text.as_bytes())));
    let archive = Archive::new();
    archive.write("first.zip", zipped(&members));
    archive.write("first.tar", tarred(&members));
    members.rotate_left(1);
    archive.write("last.zip", zipped(&members));
    archive.write("last.tar", tarred(&members));
    for file in ["first.zip", "first.tar", "last.zip", "last.tar"] {
        let read = inspect(&archive, &format!("news/{file}"));
        let articles: Vec<&String> =
            read.iter().filter(|line| !line.starts_with("ignored")).collect();
        assert_eq!(articles, ARTICLES.iter().collect::<Vec<_>>(), "{file}: {read:?}");
    }
}

#[test]
fn pages_are_read_again_when_their_issue_changes() {
    let archive = issue();
    archive.remove("issue/mets.xml");
    assert_eq!(archive.update()["articles"], 3);
    let papers = |name: &str| archive.search(&["*", "--publisher", name])["total"].clone();
    let agrees = |code: i32| assert_eq!(archive.run(&["verify"]).code, code);
    assert_eq!(papers("Lagoon Herald"), 0);
    // A METS file comes, changes and goes.
    archive.write("issue/mets.xml", METS);
    archive.update();
    assert_eq!(papers("Lagoon Herald"), 3);
    agrees(0);
    archive.write("issue/mets.xml", METS.replace("Lagoon Herald", "Lagoon Star"));
    agrees(2);
    archive.update();
    assert_eq!((papers("Lagoon Herald"), papers("Lagoon Star")), (0.into(), 3.into()));
    // So does a page on which an article goes on: the page where it begins follows.
    let changed = page(&[("B31", "Work begins in the autumn.")]);
    archive.write("issue/text/0003.xml", changed);
    archive.update();
    assert_eq!(archive.titles(&["autumn"]), ["Bridge to the island"]);
    archive.remove("issue/mets.xml");
    archive.update();
    assert_eq!(papers("Lagoon Star"), 0);
    agrees(0);
    let report = archive.update();
    assert_eq!((&report["files_read"], &report["files_unchanged"]), (&0.into(), &3.into()));
}

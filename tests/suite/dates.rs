//! Datelines and dates: the datelines of Reuters-21578 against its timestamps, and the publication
//! date of stories without metadata.

use std::fs;
use std::path::Path;

use morgue::internals::article::Article;
use morgue::internals::article::date::DateSource;
use morgue::internals::corpus::file_reader;
use morgue::internals::corpus::file_reader::{FileItem, ReadOptions};
use morgue::internals::read::source::Flow;
use morgue::internals::text::date_mentions;

use crate::harness::data;

/// Reads every record of a file; none stands for a rejected one.
fn articles(path: &Path) -> Vec<Option<Article>> {
    let mut all = Vec::new();
    let read = file_reader::read_file(path, &ReadOptions::default(), &mut |item| {
        let FileItem::Record(record) = item else { return Flow::Continue(()) };
        all.push(record.article.ok());
        Flow::Continue(())
    });
    read.expect("reads");
    all
}

/// Most datelines must yield a place and a date, and most of these dates must be within a day of
/// the timestamp.
#[test]
fn datelines_yield_place_and_date() {
    let Some(data) = data() else { return };
    let (mut lines, mut complete, mut right) = (0u32, 0u32, 0u32);
    for file in fs::read_dir(data.join("reuters21578"))
        .expect("the wire")
        .flatten()
        .map(|entry| entry.path())
    {
        if file.extension().is_none_or(|ending| ending != "sgm") {
            continue;
        }
        let bytes = fs::read(&file).expect("reads");
        let text = String::from_utf8_lossy(&bytes);
        for (record, article) in text.split("</REUTERS>").zip(articles(&file)) {
            let Some(article) = article
                .filter(|article| record.contains("<DATELINE>") || article.dateline.is_some())
            else {
                continue;
            };
            lines += 1;
            let dateline = article.dateline.unwrap_or_default();
            if dateline.place.is_empty() || dateline.date.is_empty() {
                continue;
            }
            complete += 1;
            let timestamp = article.published.expect("a timestamp").date.from;
            let day = date_mentions::parse_date(&dateline.date);
            let date = day.and_then(|day| {
                jiff::civil::Date::new(timestamp.year(), day.month?, day.day?).ok()
            });
            right += u32::from(date.is_some_and(|date| {
                timestamp.since(date).is_ok_and(|span| span.get_days().abs() <= 1)
            }));
        }
    }
    println!("{lines} datelines, {complete} with place and date, {right} within a day");
    assert!(f64::from(complete) >= 0.99 * f64::from(lines), "{complete} of {lines}");
    assert!(f64::from(right) >= 0.98 * f64::from(complete), "{right} of {complete}");
}

#[test]
fn the_seed_story_is_dated_by_its_photo() {
    let Some(data) = data() else { return };
    let story = fs::read_dir(data.join("seed"))
        .expect("the seed")
        .flatten()
        .next()
        .expect("a story")
        .path();
    let [Some(article)] = <[_; 1]>::try_from(articles(&story)).expect("one article") else {
        panic!("rejected")
    };
    let published = article.published.expect("a date");
    assert_eq!(
        (published.date.to_string(), published.source),
        ("18 July 2016".to_owned(), DateSource::Text)
    );
    assert_eq!(article.warnings, ["dated by the photo of 15 July 2016 and `Monday`"]);
}

/// A story is dated by its folder, and a dateline without a year takes the year of the folder.
#[test]
fn folders_date_their_stories() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("2016/07/18");
    fs::create_dir_all(&folder).expect("folders");
    let published = |text: &str| {
        let file = folder.join("flood.txt");
        fs::write(&file, text).expect("writes");
        let article = articles(&file).pop().flatten().expect("an article");
        article.published.map(|published| (published.date.to_string(), published.source))
    };
    assert_eq!(
        published("Flood\n\nThe river rose.\n"),
        Some(("18 July 2016".to_owned(), DateSource::File))
    );
    assert_eq!(
        published("Flood\n\nBEIRA, July 18 (MNA) - It rose.\n"),
        Some(("18 July 2016".to_owned(), DateSource::Dateline))
    );
}

//! Where and when: datelines of a whole wire against its own clock, and the day of stories that no metadata dates.

use std::fs;
use std::path::Path;

use morgue::article::Article;
use morgue::article::date::DateSource;
use morgue::corpus::walk;
use morgue::corpus::walk::{ReadOptions, FileItem};
use morgue::read::source::Flow;
use morgue::text::days;

use crate::harness::data;

/// Every record of a file, or none where it was rejected.
fn articles(path: &Path) -> Vec<Option<Article>> {
    let mut all = Vec::new();
    let read = walk::read(path, &ReadOptions::default(), &mut |item| {
        let FileItem::Record(record) = item else { return Flow::Continue(()) };
        all.push(record.article.ok());
        Flow::Continue(())
    });
    read.expect("reads");
    all
}

/// Of stories with a dateline, how many tell a place and a date, and how many of these are the clock's day or the one
/// beside it.
#[test]
fn datelines_tell_place_and_day() {
    let Some(data) = data() else { return };
    let (mut lines, mut told, mut right) = (0u32, 0u32, 0u32);
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
            told += 1;
            let clock = article.published.expect("a clock").date.from;
            let day = days::printed(&dateline.date);
            let date =
                day.and_then(|day| jiff::civil::Date::new(clock.year(), day.month?, day.day?).ok());
            right += u32::from(date.is_some_and(|date| {
                clock.since(date).is_ok_and(|span| span.get_days().abs() <= 1)
            }));
        }
    }
    println!("{lines} datelines, {told} with place and date, {right} within a day of the clock");
    assert!(f64::from(told) >= 0.99 * f64::from(lines), "{told} of {lines}");
    assert!(f64::from(right) >= 0.98 * f64::from(told), "{right} of {told}");
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

/// A story in a folder of its day is dated by it, and a dateline without a year takes the folder's.
#[test]
fn folders_date_their_stories() {
    let root = tempfile::tempdir().expect("a folder");
    let folder = root.path().join("2016/07/18");
    fs::create_dir_all(&folder).expect("folders");
    let told = |text: &str| {
        let file = folder.join("flood.txt");
        fs::write(&file, text).expect("writes");
        let article = articles(&file).pop().flatten().expect("an article");
        article.published.map(|published| (published.date.to_string(), published.source))
    };
    assert_eq!(
        told("Flood\n\nThe river rose.\n"),
        Some(("18 July 2016".to_owned(), DateSource::File))
    );
    assert_eq!(
        told("Flood\n\nBEIRA, July 18 (MNA) - It rose.\n"),
        Some(("18 July 2016".to_owned(), DateSource::Dateline))
    );
}

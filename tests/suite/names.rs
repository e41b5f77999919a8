//! The names of real news: the seed story to the letter, and the floors of what is found, who is meant and where it
//! lies. All of that data measures only; nothing of it has trained what ships.

use std::collections::BTreeSet;
use std::path::Path;

use morgue::article::Article;
use morgue::article::entity::Subjects;
use morgue::corpus::walk;
use morgue::corpus::walk::{ReadOptions, FileItem};
use morgue::enrich::entities;
use morgue::ingest::index_document;
use morgue::read::source::Flow;

use crate::harness::data;

#[allow(dead_code)]
#[path = "../../benches/names/coref.rs"]
mod coref;
#[allow(dead_code)]
#[path = "../../benches/names/geo.rs"]
mod geo;
#[allow(dead_code)]
#[path = "../../benches/names/gum.rs"]
mod gum;
#[allow(dead_code)]
#[path = "../../benches/names/salience.rs"]
mod salience;
#[allow(dead_code)]
#[path = "../../benches/names/worldwide.rs"]
mod worldwide;

/// What the only article of a file is about.
fn about(path: &Path) -> (Article, Subjects) {
    let mut all = Vec::new();
    let read = walk::read(path, &ReadOptions::default(), &mut |item| {
        let FileItem::Record(record) = item else { return Flow::Continue(()) };
        all.push(
            index_document::enrich(*record, "story.txt", entities::subjects).expect("an article"),
        );
        Flow::Continue(())
    });
    read.expect("reads");
    let [clipping] = <[_; 1]>::try_from(all).expect("one article");
    (clipping.article, clipping.subjects)
}

#[test]
fn the_seed_story_is_read_to_the_letter() {
    let Some(data) = data() else { return };
    let story = std::fs::read_dir(data.join("seed"))
        .expect("the seed")
        .flatten()
        .next()
        .expect("a story")
        .path();
    let (article, subjects) = about(&story);
    let people: BTreeSet<(&str, &str, usize)> = subjects
        .people
        .iter()
        .map(|who| (who.name.as_str(), who.role.as_str(), who.mentions.len()))
        .collect();
    let told = [
        ("Ashton Carter", "US Defense Secretary", 5),
        ("Barack Obama", "US President", 1),
        ("Bashar al-Assad", "President", 3),
        ("James Clapper", "US intelligence chief", 1),
        ("Joe Dunford", "Chairman of the Joint Chiefs of Staff", 1),
        ("John Kerry", "US Secretary of State", 5),
        ("Sergei Lavrov", "Russian Foreign Minister", 2),
        ("Vladimir Putin", "Russian President", 1),
    ];
    assert_eq!(people, BTreeSet::from(told));
    let places: BTreeSet<&str> = subjects.places.iter().map(|place| place.name.as_str()).collect();
    assert_eq!(
        places,
        BTreeSet::from(["Damascus", "Moscow", "Russia", "Syria", "United States", "Washington"])
    );
    let organisations: BTreeSet<&str> =
        subjects.organisations.iter().map(|org| org.name.as_str()).collect();
    for named in ["Washington Post", "Islamic State", "Al-Nusra", "Joint Chiefs of Staff"] {
        assert!(organisations.contains(named), "{named} is not in {organisations:?}");
    }
    assert_eq!(article.agency, "AFP");
}

/// The floors of the bench `names`, which prints the figures.
#[test]
fn names_are_found_and_told_apart() {
    let Some(data) = data() else { return };
    let mut scores = [worldwide::Score::default(); 3];
    for marked in worldwide::read(&data) {
        let article = Article { body: marked.text, ..Article::default() };
        let found = worldwide::scored(&article.body, &entities::spans(&article));
        for (score, class) in scores.iter_mut().zip(worldwide::CLASSES) {
            score.count(&found, &marked.names, class);
        }
    }
    let measured = scores.map(|score| score.f1());
    for (measured, floor) in measured.into_iter().zip([0.80, 0.74, 0.45]) {
        assert!(measured >= floor, "{measured} is below {floor}");
    }
    assert!(coref::gum(&data).accuracy() >= 0.82);
    assert!(geo::lgl(&data).within_161_km() >= 0.58);
    let found = salience::found(&gum::read(&data));
    assert!(salience::average_precision(&found, |of| of.salience) >= 0.50);
    assert!(salience::main_subjects(&found, salience::is_major)[2] >= 0.50);
}

/// What an article of these words is about.
fn said(title: &str, body: &str) -> Subjects {
    let article = Article {
        title: title.to_string(),
        body: body.to_string(),
        language: "en".into(),
        ..Article::default()
    };
    entities::subjects(&article)
}

#[test]
fn one_person_is_one_value_with_every_mention() {
    let subjects = said(
        "Marsh warns Harbour Board: Mayor",
        "Mayor Eleanor Marsh told the board on Monday that the quay in Lisbon would close.\n\n\
         Marsh said engineers had found cracks. \"We can not wait,\" Marsh's deputy, Thomas Cole, said.",
    );
    let people: Vec<(&str, usize)> =
        subjects.people.iter().map(|who| (who.name.as_str(), who.mentions.len())).collect();
    assert_eq!(people, [("Eleanor Marsh", 4), ("Thomas Cole", 1)]);
    assert!(
        subjects
            .places
            .iter()
            .any(|place| place.path.starts_with(&["Europe".into(), "Portugal".into()])),
        "{:?}",
        subjects.places
    );
}

#[test]
fn headlines_in_capitals_name_the_same_people() {
    let subjects = said(
        "MARSH AND COLE MEET IN LISBON",
        "Mayor Eleanor Marsh and Senator Thomas Cole met on Monday in Lisbon, Portugal, officials said.",
    );
    let people: Vec<(&str, usize)> =
        subjects.people.iter().map(|who| (who.name.as_str(), who.mentions.len())).collect();
    assert_eq!(people, [("Eleanor Marsh", 2), ("Thomas Cole", 2)]);
}

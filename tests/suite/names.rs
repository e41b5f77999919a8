//! Entities in real news: the exact entities of the seed story, and floors for extraction,
//! coreference and toponym resolution. These sets are for evaluation only and are not training
//! data.

use std::collections::BTreeSet;
use std::path::Path;

use morgue::internals::article::Article;
use morgue::internals::article::entity::Subjects;
use morgue::internals::corpus::file_reader;
use morgue::internals::corpus::file_reader::{FileItem, ReadOptions};
use morgue::internals::enrich::entities;
use morgue::internals::ingest::index_document;
use morgue::internals::read::source::Flow;

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

/// Extracts the entities of the only article in a file.
fn extract(path: &Path) -> (Article, Subjects) {
    let mut all = Vec::new();
    let result = file_reader::read_file(path, &ReadOptions::default(), &mut |item| {
        let FileItem::Record(record) = item else { return Flow::Continue(()) };
        all.push(
            index_document::enrich(*record, "story.txt", entities::subjects).expect("an article"),
        );
        Flow::Continue(())
    });
    result.expect("reads");
    let [document] = <[_; 1]>::try_from(all).expect("one article");
    (document.article, document.subjects)
}

#[test]
fn entities_of_the_seed_story() {
    let Some(data) = data() else { return };
    let story = std::fs::read_dir(data.join("seed"))
        .expect("the seed")
        .flatten()
        .next()
        .expect("a story")
        .path();
    let (article, subjects) = extract(&story);
    let people: BTreeSet<(&str, &str, usize)> = subjects
        .people
        .iter()
        .map(|person| (person.name.as_str(), person.role.as_str(), person.mentions.len()))
        .collect();
    let expected = [
        ("Ashton Carter", "US Defense Secretary", 5),
        ("Barack Obama", "US President", 1),
        ("Bashar al-Assad", "President", 3),
        ("James Clapper", "US intelligence chief", 1),
        ("Joe Dunford", "Chairman of the Joint Chiefs of Staff", 1),
        ("John Kerry", "US Secretary of State", 5),
        ("Sergei Lavrov", "Russian Foreign Minister", 2),
        ("Vladimir Putin", "Russian President", 1),
    ];
    assert_eq!(people, BTreeSet::from(expected));
    let places: BTreeSet<&str> = subjects.places.iter().map(|place| place.name.as_str()).collect();
    assert_eq!(
        places,
        BTreeSet::from(["Damascus", "Moscow", "Russia", "Syria", "United States", "Washington"])
    );
    let organisations: BTreeSet<&str> =
        subjects.organisations.iter().map(|org| org.name.as_str()).collect();
    for name in ["Washington Post", "Islamic State", "Al-Nusra", "Joint Chiefs of Staff"] {
        assert!(organisations.contains(name), "{name} is not in {organisations:?}");
    }
    assert_eq!(article.agency, "AFP");
}

/// Checks the floors of the bench `names`, which prints the scores.
#[test]
fn entity_scores_are_above_their_floors() {
    let Some(data) = data() else { return };
    let mut scores = [worldwide::SpanScore::default(); 3];
    for annotated in worldwide::read(&data) {
        let article = Article { body: annotated.text, ..Article::default() };
        let found = worldwide::comparable_spans(&article.body, &entities::spans(&article));
        for (score, class) in scores.iter_mut().zip(worldwide::CLASSES) {
            score.count(&found, &annotated.names, class);
        }
    }
    let f1 = scores.map(|score| score.f1());
    for (value, floor) in f1.into_iter().zip([0.80, 0.74, 0.45]) {
        assert!(value >= floor, "{value} is below {floor}");
    }
    assert!(coref::gum(&data).accuracy() >= 0.82);
    assert!(geo::lgl(&data).within_161_km() >= 0.58);
    let found = salience::found(&gum::read(&data));
    assert!(salience::average_precision(&found, |entity| entity.salience) >= 0.50);
    assert!(salience::main_subjects(&found, salience::is_major)[2] >= 0.50);
}

/// Extracts the entities of an article with this text.
fn extract_text(title: &str, body: &str) -> Subjects {
    let article = Article {
        title: title.to_string(),
        body: body.to_string(),
        language: "en".into(),
        ..Article::default()
    };
    entities::subjects(&article)
}

#[test]
fn a_person_is_one_value_with_all_mentions() {
    let subjects = extract_text(
        "Marsh warns Harbour Board: Mayor",
        "Mayor Eleanor Marsh told the board on Monday that the quay in Lisbon would close.\n\n\
         Marsh said engineers had found cracks. \"We can not wait,\" Marsh's deputy, Thomas Cole, said.",
    );
    let people: Vec<(&str, usize)> = subjects
        .people
        .iter()
        .map(|person| (person.name.as_str(), person.mentions.len()))
        .collect();
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
fn headlines_in_capitals_mention_the_same_people() {
    let subjects = extract_text(
        "MARSH AND COLE MEET IN LISBON",
        "Mayor Eleanor Marsh and Senator Thomas Cole met on Monday in Lisbon, Portugal, officials said.",
    );
    let people: Vec<(&str, usize)> = subjects
        .people
        .iter()
        .map(|person| (person.name.as_str(), person.mentions.len()))
        .collect();
    assert_eq!(people, [("Eleanor Marsh", 2), ("Thomas Cole", 2)]);
}

//! Entities in real news: the exact entities of the seed story, and floors for extraction,
//! coreference and toponym resolution. These sets are for evaluation only and are not training
//! data.

use std::collections::BTreeSet;
use std::path::Path;

use morgue::internals::article::Article;
use morgue::internals::article::entity::Subjects;
use morgue::internals::article::home::Home;
use morgue::internals::corpus::file_reader;
use morgue::internals::corpus::file_reader::{FileItem, ReadOptions};
use morgue::internals::enrich::entities;
use morgue::internals::ingest::extraction::Extraction;
use morgue::internals::ingest::homes::Homes;
use morgue::internals::ingest::index_document;
use morgue::internals::read::source::Flow;

use serde_json::json;

use crate::common;
use crate::harness::{Archive, data, line, number, texts};

#[allow(dead_code)]
#[path = "../../benches/names/agency.rs"]
mod agency;
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
#[path = "../../benches/names/mistakes.rs"]
mod mistakes;
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
            index_document::enrich(*record, "story.txt", Extraction::Full, &Homes::default())
                .expect("an article")
                .document,
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
    let f1 = f1.into_iter().chain(agency::development(&data));
    for (value, floor) in f1.zip([0.88, 0.785, 0.56, 0.95, 0.895, 0.84]) {
        assert!(value >= floor, "{value} is below {floor}");
    }
    assert!(coref::gum(&data).accuracy() >= 0.82);
    assert!(geo::lgl(&data).within_161_km() >= 0.70);
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
    entities::enrich(&article, &Home::default()).subjects
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

/// An archive of stories by title and body.
fn archive_of(stories: &[(&str, &str)]) -> Archive {
    let lines = stories.iter().map(|(title, body)| line(json!({ "title": title, "body": body })));
    let archive = Archive::with_files(&[("a.jsonl", &lines.collect::<String>())]);
    archive.update();
    archive
}

/// Articles of a paper from Texas. The first names a town that has a famous namesake.
const TEXAN_PAPER: [&str; 4] = [
    "The council of Paris voted on Monday to repair the bridge, officials said.",
    "A road near Bonham, Texas, was closed after the storm, police said on Tuesday.",
    "Farmers met in Sulphur Springs, Texas, to talk about the drought, an official said.",
    "The hospital in Lubbock, Texas, opened a new wing on Friday, doctors said.",
];

fn article_of(publisher: &str, body: &str) -> String {
    line(json!({ "title": "News of the day", "body": body, "publisher": publisher }))
}

#[test]
fn a_local_paper_means_the_town_near_its_home() {
    let archive = Archive::new();
    let count = |query: &str| number(&archive.search(&[query]), "total");
    let [paris, others @ ..] = TEXAN_PAPER;
    let abroad = "The museum in Paris opened again on Monday, officials said.";
    archive.write("paris.jsonl", article_of("Herald", paris));
    archive.write("abroad.jsonl", article_of("World Wire", abroad));
    archive.update();
    assert_eq!(count("place:france"), 2, "nothing is known of the publishers");
    for (name, other) in ["b.jsonl", "c.jsonl", "d.jsonl"].into_iter().zip(others) {
        archive.write(name, article_of("Herald", other));
        archive.update();
    }
    assert_eq!(count("place:france"), 1, "the other paper is not at home in Texas");
    assert_eq!(count("place:texas"), 4);
    archive.remove("b.jsonl");
    archive.update();
    assert_eq!((count("place:france"), count("place:texas")), (2, 2), "the evidence is gone");
}

#[test]
fn articles_without_a_publisher_have_one_home() {
    let bodies = TEXAN_PAPER.map(|body| line(json!({ "title": "News of the day", "body": body })));
    let archive = Archive::with_files(&[("a.jsonl", &bodies.concat())]);
    archive.update();
    assert_eq!(number(&archive.search(&["place:texas"]), "total"), 4);
}

/// Names and counts of a facet.
fn facet(archive: &Archive, field: &str) -> Vec<(String, u64)> {
    let answer = archive.search(&["--facets", field]);
    let values = answer["facets"][field].as_array().expect("values").clone();
    let names = texts(&answer["facets"][field], "name");
    names.into_iter().zip(values.iter().map(|value| number(value, "count"))).collect()
}

#[test]
fn acronyms_mean_what_articles_give_them_to() {
    let archive = archive_of(&[
        (
            "Wheat",
            "The Harbour Grain Board (HGB) bought wheat on Monday, officials of the HGB said.",
        ),
        ("Rye", "Rye was sold by the Harbour Grain Board (HGB) on Tuesday, officials said."),
        ("Oats", "The HGB bought oats on Friday. A spokesman for the HGB said it would buy more."),
    ]);
    assert_eq!(archive.titles(&["org:hgb"]), ["Oats", "Rye", "Wheat"]);
    assert_eq!(archive.titles(&["org:\"harbour grain board\""]), ["Oats", "Rye", "Wheat"]);
    let organisations = facet(&archive, "organisations");
    assert!(organisations.contains(&("Harbour Grain Board".to_string(), 3)), "{organisations:?}");
}

#[test]
fn names_are_found_in_the_forms_that_people_use() {
    let archive = archive_of(&[
        (
            "Talks",
            "President Ronald Reagan met leaders of the International Monetary Fund on Monday.",
        ),
        (
            "Loan",
            "The IMF will lend the money, officials of the IMF in Washington said on Tuesday.",
        ),
        (
            "Bonn",
            "The government of West Germany said on Friday that it would cut taxes next year.",
        ),
        (
            "Berlin",
            "Germany will cut taxes next year, the finance ministry in Berlin said on Friday.",
        ),
        (
            "Inquiry",
            "The Un-American Activities Committee of the House met in secret on Wednesday.",
        ),
    ]);
    for (query, expected) in [
        ("person:\"president reagan\"", &["Talks"][..]),
        ("person:\"reagan, ronald\"", &["Talks"]),
        ("org:imf", &["Loan", "Talks"]),
        ("org:\"international monetary fund\"", &["Loan", "Talks"]),
        ("org:un", &[]),
        ("place:germany", &["Berlin", "Bonn"]),
        ("place:\"west germany\"", &["Bonn"]),
    ] {
        assert_eq!(archive.titles(&[query]), expected, "{query}");
    }
}

#[test]
fn a_firm_that_few_articles_take_for_a_person_is_not_listed_among_people() {
    let archive = Archive::new();
    let article = |at: usize, people: &[&str], organisations: &[&str]| {
        let (title, body) = (format!("Loan {at}"), format!("The loan has number {at}."));
        line(json!({
            "title": title, "body": body, "people": people, "organisations": organisations,
        }))
    };
    archive.write(
        "a.jsonl",
        [
            article(1, &["Harlan Reed"], &[]),
            article(2, &["Ada Quill"], &["Harlan Reed"]),
            article(3, &[], &["Harlan Reed Inc"]),
        ]
        .concat(),
    );
    archive.update();
    let names =
        |facet: &str| texts(&archive.run(&["facet", facet, "--json"]).success()["values"], "name");
    assert_eq!(names("people"), ["Ada Quill"]);
    archive.run(&["canon", "rename", "person/harlan-reed", "Harlan Reed, banker"]).did_not_panic();
    assert_eq!(names("people"), ["Ada Quill", "Harlan Reed, banker"]);
    archive.run(&["canon", "undo"]).did_not_panic();
    archive.write("b.jsonl", article(4, &["Harlan Reed"], &[]));
    archive.update();
    assert_eq!(names("people"), ["Harlan Reed", "Ada Quill"]);
}

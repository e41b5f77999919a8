//! Similar articles: of the same story and not its copies, with what they share, and none where nothing is alike.

use morgue::search::engine::{Engine, Budget};
use morgue::search::similar::similar;
use serde_json::json;

use crate::harness::{Archive, line, open, sample_index, texts};

/// A story of a harbour.
fn harbour(title: &str, body: &str) -> String {
    line(
        json!({ "title": title, "body": body, "date": "2011-03-04", "publisher": "The Harbour Gazette" }),
    )
}

/// A warning, the same corrected, and a loan that follows from it, among sixty articles of something else.
fn archive() -> Archive {
    let other = |number: usize| {
        line(json!({
            "title": format!("Cricket: the {number}th over"),
            "body": format!("The {number} batsmen walked off in the rain, and nobody scored after lunch on day {number}."),
        }))
    };
    let warning = "Mayor Eleanor Marsh warned the harbour board on Monday that three cranes on the quay in Lisbon could fall \
                   into the river before the spring. Marsh said that engineers had found cracks, and asked for money.";
    let loan = "The harbour board voted seven to two for a loan of nine million to repair the quay in Lisbon.\n\n\
                \"The cranes will stand,\" said Mayor Eleanor Marsh. The engineers will begin with the cracks in the wall.";
    let harbour = [
        harbour("Marsh warns of falling cranes", warning),
        harbour(
            "Marsh warns of falling cranes, corrected",
            &format!("{warning} Corrects the number of cranes."),
        ),
        harbour("Marsh wins loan for Lisbon quay", loan),
    ];
    Archive::of(&[("all.jsonl", &(harbour.concat() + &(0..60).map(other).collect::<String>()))])
}

#[test]
fn the_same_story_told_otherwise_is_similar_and_a_copy_is_not() {
    let archive = archive();
    archive.update();
    let engine = open(&archive.index());
    let called = |title: &str| {
        let hits = archive.search(&[title])["hits"].clone();
        let id = texts(&hits, "id")[0].clone();
        engine.article(&id).expect("an index").expect("an article")
    };
    let alike =
        |title: &str| similar(&engine, &called(title), 5, &Budget::default()).expect("an answer");
    let found = alike("title:loan");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].clipping.article.title.starts_with("Marsh warns"));
    let names: Vec<&str> = found[0].shared.iter().map(|shared| shared.name.as_str()).collect();
    assert!(names.contains(&"Eleanor Marsh"), "{names:?}");
    let found = alike("title:warns");
    let titles: Vec<&str> =
        found.iter().map(|found| found.clipping.article.title.as_str()).collect();
    assert_eq!(titles, ["Marsh wins loan for Lisbon quay"]);
    // Every face tells the same.
    let id = &found[0].clipping.id;
    let shown = archive.run(&["show", id]).out;
    assert!(
        shown.contains("Similar articles") && shown.contains("Marsh warns of falling cranes"),
        "{shown}"
    );
    let told = archive.run(&["show", id, "--json", "--similar", "2"]).good();
    assert_eq!(texts(&told["similar"][0]["shared"], "name")[0], "Eleanor Marsh");
    assert!(archive.run(&["show", id, "--json"]).good().get("similar").is_none());
    assert!(!archive.run(&["show", id, "--similar", "0"]).out.contains("Similar articles"));
}

#[test]
fn similar_articles_are_never_the_article_and_come_in_order() {
    let engine = open(sample_index());
    let all = crate::harness::found(&engine, "");
    assert!(all.len() > 60);
    let mut given = 0;
    for id in all {
        let clipping = engine.article(&id).expect("an index").expect("an article");
        let found = similar(&engine, &clipping, 3, &Budget::default()).expect("an answer");
        assert!(found.len() <= 3 && found.iter().all(|found| found.clipping.id != id));
        assert!(found.windows(2).all(|two| two[0].likeness >= two[1].likeness));
        given += found.len();
    }
    assert!(given > 60, "{given}");
}

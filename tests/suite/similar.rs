//! Similar articles: related ones and no versions of the same text, with the values they share.

use morgue::internals::search::budget::Budget;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::similar::similar;
use serde_json::json;

use crate::harness::{Archive, line, open, sample_index, texts};

/// A record about the harbour.
fn harbour(title: &str, body: &str) -> String {
    line(
        json!({ "title": title, "body": body, "date": "2011-03-04", "publisher": "The Harbour Gazette" }),
    )
}

/// A warning, its correction and a loan that follows from it, among sixty unrelated articles.
fn archive() -> Archive {
    let other = |number: usize| {
        line(json!({
            "title": format!("Cricket: the {number}th over"),
            "body": format!("The {number} batsmen walked off in the rain, and few scored after lunch on day {number}."),
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
    Archive::with_files(&[(
        "all.jsonl",
        &(harbour.concat() + &(0..60).map(other).collect::<String>()),
    )])
}

#[test]
fn related_articles_are_similar_and_versions_are_not() {
    let archive = archive();
    archive.update();
    let engine = open(&archive.index());
    let article = |title: &str| {
        let hits = archive.search(&[title])["hits"].clone();
        let id = texts(&hits, "id")[0].clone();
        engine.article(&id).expect("an index").expect("an article")
    };
    let similar_to =
        |title: &str| similar(&engine, &article(title), 5, &Budget::default()).expect("an answer");
    let found = similar_to("title:loan");
    assert_eq!(found.len(), 1, "{found:#?}");
    assert!(found[0].document.article.title.starts_with("Marsh warns"));
    let names: Vec<&str> = found[0].shared.iter().map(|shared| shared.name.as_str()).collect();
    assert!(names.contains(&"Eleanor Marsh"), "{names:?}");
    let found = similar_to("title:warns");
    let titles: Vec<&str> =
        found.iter().map(|found| found.document.article.title.as_str()).collect();
    assert_eq!(titles, ["Marsh wins loan for Lisbon quay"]);
    // The command line shows the same.
    let id = &found[0].document.id;
    let shown = archive.run(&["show", id]).out;
    assert!(
        shown.contains("Similar articles") && shown.contains("Marsh warns of falling cranes"),
        "{shown}"
    );
    let with_similar = archive.run(&["show", id, "--json", "--similar", "2"]).success();
    assert_eq!(texts(&with_similar["similar"][0]["shared"], "name")[0], "Eleanor Marsh");
    assert!(archive.run(&["show", id, "--json"]).success().get("similar").is_none());
    assert!(!archive.run(&["show", id, "--similar", "0"]).out.contains("Similar articles"));
}

#[test]
fn similar_articles_are_sorted_and_exclude_the_article_itself() {
    let engine = open(sample_index());
    let all = crate::harness::ids_of(&engine, "");
    assert!(all.len() > 60);
    let mut count = 0;
    for id in all {
        let document = engine.article(&id).expect("an index").expect("an article");
        let found = similar(&engine, &document, 3, &Budget::default()).expect("an answer");
        assert!(found.len() <= 3 && found.iter().all(|found| found.document.id != id));
        assert!(found.windows(2).all(|two| two[0].similarity >= two[1].similarity));
        count += found.len();
    }
    assert!(count > 60, "{count}");
}

//! Versions of one story: counted once, shown once, found whatever the order of files, and told in their order.

use std::collections::{BTreeMap, BTreeSet};

use morgue::search::answer::Answer;
use morgue::search::engine::Engine;
use morgue::search::request::{Request, Sort};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::facets::compare;
use crate::harness::{
    Archive, Dice, ask, laws, line, number, on_sample, open, plain, texts, update,
};
use crate::naive::Naive;

const PLACES: [&str; 4] = ["Brazil", "Ghana", "Peru", "Niger"];
const PAPERS: [&str; 3] = ["Harbour Gazette", "Courier", "Voz do Cais"];
const MATTERS: [&str; 6] = ["river", "harbour", "copper", "cocoa", "bridge", "ferry"];
const DOINGS: [&str; 8] =
    ["rose", "fell", "closed", "opened", "burned", "stalled", "doubled", "sank"];

/// A story of some forty words that no other story shares.
fn telling(story: usize, dice: &mut Dice) -> Vec<String> {
    let sentence = |number: usize| {
        let (matter, doing) = (*dice.pick(&MATTERS), *dice.pick(&DOINGS));
        format!(
            "The {matter} number {story} {doing} again in quarter {number}{story} of the town, witness w{story}x{number} said."
        )
    };
    (0..6).map(sentence).collect()
}

/// Versions of stories by chance: the tail cut, a paragraph more, another headline, in other papers and on the next day.
fn versions(seed: u64) -> Vec<String> {
    let mut dice = Dice(seed | 1);
    let mut records = Vec::new();
    for story in 0..14 {
        let told = telling(story, &mut dice);
        for version in 0..*dice.pick(&[1, 1, 2, 3, 5]) {
            let mut body = told.clone();
            if version > 0 && dice.roll(2) == 0 {
                body.truncate(4);
            }
            if version > 0 {
                body.push(format!(
                    "More was to come in version {version} of that day, an official of paper {story} added."
                ));
            }
            let mut record = json!({
                "title": format!("Story {story}{}", if version > 2 { ", again" } else { "" }),
                "body": body.join(" "),
                "places": [dice.pick(&PLACES)],
                "publisher": dice.pick(&PAPERS),
            });
            if dice.roll(5) > 0 {
                record["date"] = json!(format!("2016-07-{:02}", 3 + story + version % 2));
            }
            records.push(line(record));
        }
    }
    dice.shuffle(&mut records);
    records
}

/// An archive of versions in several files, indexed in two runs.
fn archive(seed: u64) -> Archive {
    let archive = Archive::new();
    let records = versions(seed);
    let half = records.len() / 2;
    for (run, records) in [&records[..half], &records[half..]].into_iter().enumerate() {
        for (file, records) in records.chunks(9).enumerate() {
            archive.write(&format!("run{run}-{file}.jsonl"), records.concat());
        }
        update(&archive.index(), &[archive.news()]);
    }
    archive
}

fn stories(answer: &Answer) -> Vec<&str> {
    answer
        .hits
        .iter()
        .map(|hit| hit.story.as_ref().map_or(&*hit.clipping.id, |story| &*story.key))
        .collect()
}

#[test]
fn every_count_of_stories_is_what_brute_force_counts() {
    for seed in 1..=3 {
        let archive = archive(seed);
        let engine = open(&archive.index());
        let mut naive = Naive::read(&[archive.news()]);
        naive.tell_stories(&engine);
        let state = engine.state().expect("a state");
        assert!(
            state.stories + 8 < state.articles,
            "{} stories in {} articles",
            state.stories,
            state.articles
        );
        let kept = TestRunner::new(laws(60))
            .run(&any::<u64>().no_shrink(), |seed| compare(&engine, &naive, 100, seed).map(drop));
        kept.unwrap_or_else(|why| panic!("{why}"));
    }
}

#[test]
fn a_collapsed_answer_is_the_first_of_each_story_page_by_page() {
    let archive = archive(4);
    let engine = open(&archive.index());
    for (query, sort) in [
        ("river OR bridge", Sort::Relevance),
        ("copper OR cocoa", Sort::Fresh),
        ("*", Sort::Newest),
        ("ferry OR harbour", Sort::Oldest),
    ] {
        let all = Request { sort: Some(sort), ..plain(query) };
        let every = ask(&engine, &all);
        let mut seen = BTreeSet::new();
        let firsts: Vec<&str> = every
            .hits
            .iter()
            .zip(stories(&every))
            .filter(|(_, story)| seen.insert(story.to_string()))
            .map(|(hit, _)| &*hit.clipping.id)
            .collect();
        assert!(firsts.len() < every.hits.len(), "{query} has no two versions of one story");
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let page = ask(&engine, &Request { collapsed: true, limit: 3, after, ..all.clone() });
            assert_eq!(page.total, firsts.len() as u64);
            paged.extend(page.hits.iter().map(|hit| hit.clipping.id.clone()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, firsts, "{query}");
    }
}

#[test]
fn a_story_is_the_same_in_any_order_of_files() {
    let records = versions(5);
    let told = |order: &[usize]| {
        let archive = Archive::new();
        for (at, number) in order.iter().enumerate() {
            archive.write(&format!("{at:02}.jsonl"), &records[*number]);
            if at % 17 == 16 {
                update(&archive.index(), &[archive.news()]);
            }
        }
        update(&archive.index(), &[archive.news()]);
        let every = ask(&open(&archive.index()), &plain("*"));
        let stories = every
            .hits
            .iter()
            .zip(stories(&every))
            .map(|(hit, story)| (hit.clipping.id.clone(), story.to_owned()));
        stories.collect::<BTreeMap<_, _>>()
    };
    let mut order: Vec<usize> = (0..records.len()).collect();
    let first = told(&order);
    Dice(11).shuffle(&mut order);
    assert_eq!(told(&order), first);
}

#[test]
fn the_sample_has_an_earthquake_in_versions() {
    let every = on_sample(&["search", "faial", "quake", "--json"]).json();
    let once = on_sample(&["search", "faial", "quake", "--collapse", "stories", "--json"]).json();
    assert!(number(&once, "total") < number(&every, "total"), "{once}");
    for (answer, total) in [(&every, "articles"), (&once, "stories")] {
        assert_eq!(number(answer, "total"), number(answer, total));
        assert_eq!(number(answer, "articles"), number(&every, "articles"));
    }
    assert!(number(&once["hits"][0]["story"], "versions") >= 3, "{once}");
}

/// The ids of the sample's versions of the earthquake, first to last.
fn quake() -> Vec<String> {
    let hit =
        on_sample(&["search", "faial", "quake", "--collapse", "stories", "--json", "-n", "1"])
            .json();
    let shown =
        on_sample(&["show", "--json", hit["hits"][0]["id"].as_str().expect("an id")]).json();
    texts(&shown["story"]["versions"], "id")
}

#[test]
fn versions_stand_in_their_order_with_what_each_is_and_where_it_came_from() {
    let ids = quake();
    let shown = on_sample(&["show", "--json", &ids[0]]).json();
    let story = &shown["story"];
    let what = texts(&story["versions"], "what");
    assert_eq!((what[0].as_str(), story["agency"].as_str()), ("update 2", Some("MNA")), "{story}");
    assert!(what.iter().any(|what| what.starts_with("correction")), "{what:?}");
    assert!(what.last().is_some_and(|what| what.starts_with("cut after")), "{what:?}");
    assert_eq!(story["publishers"], json!(["The Harbour Gazette"]));
    let page = on_sample(&["show", &ids[0]]).out;
    assert!(
        page.contains("versions of this story from MNA, printed by The Harbour Gazette"),
        "{page}"
    );
    let alone = on_sample(&["search", "cocoa", "--json", "-n", "1"]).json();
    assert_eq!(
        on_sample(&["show", "--json", alone["hits"][0]["id"].as_str().expect("an id")]).json()["story"],
        json!(null)
    );
}

#[test]
fn a_difference_holds_both_texts_whole() {
    let ids = quake();
    let (from, to) = (&ids[0], &ids[1]);
    let told = on_sample(&["diff", from, to, "--json"]).json();
    for (id, own, other) in [(from, "before", "removed"), (to, "after", "added")] {
        let article = on_sample(&["show", "--json", id]).json();
        for field in told["fields"].as_array().expect("fields") {
            let pieces = field["pieces"].as_array().expect("pieces").iter();
            let own: Vec<_> = pieces
                .filter(|piece| piece["fate"] == "kept" || piece["fate"] == other)
                .map(|piece| &piece[own])
                .collect();
            let text =
                article[field["field"].as_str().expect("a name")].as_str().unwrap_or_default();
            let joined = own.windows(2).all(|pair| pair[0][1] == pair[1][0]);
            assert!(joined && own.first().is_none_or(|first| first[0] == 0), "{field}");
            assert_eq!(
                own.last().map_or(0, |last| last[1].as_u64().expect("a place")),
                text.len() as u64,
                "{field}"
            );
        }
    }
    let printed = on_sample(&["diff", from, to]).out;
    assert!(printed.contains("[-") && printed.contains("{+"), "{printed}");
    on_sample(&["diff", from, "nobody"]).fails_with(&["there is no article `nobody`"]);
}

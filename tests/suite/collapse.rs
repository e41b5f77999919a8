//! Stories: collapsed results and counts, versions in order, and differences between versions.

use std::collections::{BTreeMap, BTreeSet};

use morgue::internals::search::answer::Answer;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::request::{Request, Sort};
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::facets::compare;
use crate::harness::{
    Archive, Random, hits_only, line, number, on_sample, open, proptest_config, search, texts,
    update,
};
use crate::naive::Naive;

const PLACES: [&str; 4] = ["Brazil", "Ghana", "Peru", "Niger"];
const PAPERS: [&str; 3] = ["Harbour Gazette", "Courier", "Voz do Cais"];
const NOUNS: [&str; 6] = ["river", "harbour", "copper", "cocoa", "bridge", "ferry"];
const VERBS: [&str; 8] =
    ["rose", "fell", "closed", "opened", "burned", "stalled", "doubled", "sank"];

/// The sentences of a story, which no other story shares.
fn sentences(story: usize, dice: &mut Random) -> Vec<String> {
    let sentence = |number: usize| {
        let (noun, verb) = (*dice.pick(&NOUNS), *dice.pick(&VERBS));
        format!(
            "The {noun} number {story} {verb} again in quarter {number}{story} of the town, witness w{story}x{number} said."
        )
    };
    (0..6).map(sentence).collect()
}

/// Random versions of stories: shortened, extended, with another headline, publisher or date.
fn versions(seed: u64) -> Vec<String> {
    let mut dice = Random(seed | 1);
    let mut records = Vec::new();
    for story in 0..14 {
        let sentences = sentences(story, &mut dice);
        for version in 0..*dice.pick(&[1, 1, 2, 3, 5]) {
            let mut body = sentences.clone();
            if version > 0 && dice.below(2) == 0 {
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
            if dice.below(5) > 0 {
                record["date"] = json!(format!("2016-07-{:02}", 3 + story + version % 2));
            }
            records.push(line(record));
        }
    }
    dice.shuffle(&mut records);
    records
}

/// An archive of these versions in several files, indexed in two runs.
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

/// The story of each hit; an article without other versions is its own story.
fn stories(answer: &Answer) -> Vec<&str> {
    answer
        .hits
        .iter()
        .map(|hit| hit.story.as_ref().map_or(&*hit.document.id, |story| &*story.key))
        .collect()
}

#[test]
fn story_counts_equal_brute_force() {
    for seed in 1..=3 {
        let archive = archive(seed);
        let engine = open(&archive.index());
        let mut naive = Naive::read(&[archive.news()]);
        naive.load_stories(&engine);
        let state = engine.state().expect("a state");
        assert!(
            state.stories + 8 < state.articles,
            "{} stories in {} articles",
            state.stories,
            state.articles
        );
        let outcome = TestRunner::new(proptest_config(60))
            .run(&any::<u64>().no_shrink(), |seed| compare(&engine, &naive, 100, seed).map(drop));
        outcome.unwrap_or_else(|error| panic!("{error}"));
    }
}

#[test]
fn collapsed_pages_hold_the_first_version_of_each_story() {
    let archive = archive(4);
    let engine = open(&archive.index());
    for (query, sort) in [
        ("river OR bridge", Sort::Relevance),
        ("copper OR cocoa", Sort::Fresh),
        ("*", Sort::Newest),
        ("ferry OR harbour", Sort::Oldest),
    ] {
        let all = Request { sort: Some(sort), ..hits_only(query) };
        let answer = search(&engine, &all);
        let mut known = BTreeSet::new();
        let firsts: Vec<&str> = answer
            .hits
            .iter()
            .zip(stories(&answer))
            .filter(|(_, story)| known.insert(story.to_string()))
            .map(|(hit, _)| &*hit.document.id)
            .collect();
        assert!(firsts.len() < answer.hits.len(), "{query} finds no two versions of one story");
        let (mut paged, mut after) = (Vec::new(), None);
        loop {
            let page =
                search(&engine, &Request { collapsed: true, limit: 3, after, ..all.clone() });
            assert_eq!(page.total, firsts.len() as u64);
            paged.extend(page.hits.iter().map(|hit| hit.document.id.clone()));
            after = page.next;
            if after.is_none() {
                break;
            }
        }
        assert_eq!(paged, firsts, "{query}");
    }
}

#[test]
fn stories_do_not_depend_on_the_order_of_files() {
    let records = versions(5);
    let stories_by_id = |order: &[usize]| {
        let archive = Archive::new();
        for (index, number) in order.iter().enumerate() {
            archive.write(&format!("{index:02}.jsonl"), &records[*number]);
            if index % 17 == 16 {
                update(&archive.index(), &[archive.news()]);
            }
        }
        update(&archive.index(), &[archive.news()]);
        let answer = search(&open(&archive.index()), &hits_only("*"));
        let stories = answer
            .hits
            .iter()
            .zip(stories(&answer))
            .map(|(hit, story)| (hit.document.id.clone(), story.to_owned()));
        stories.collect::<BTreeMap<_, _>>()
    };
    let mut order: Vec<usize> = (0..records.len()).collect();
    let first = stories_by_id(&order);
    Random(11).shuffle(&mut order);
    assert_eq!(stories_by_id(&order), first);
}

#[test]
fn collapsing_counts_each_story_once() {
    let all = on_sample(&["search", "faial", "quake", "--json"]).json();
    let collapsed =
        on_sample(&["search", "faial", "quake", "--collapse", "stories", "--json"]).json();
    assert!(number(&collapsed, "total") < number(&all, "total"), "{collapsed}");
    for (answer, total) in [(&all, "articles"), (&collapsed, "stories")] {
        assert_eq!(number(answer, "total"), number(answer, total));
        assert_eq!(number(answer, "articles"), number(&all, "articles"));
    }
    assert!(number(&collapsed["hits"][0]["story"], "versions") >= 3, "{collapsed}");
}

/// The ids of the versions of the sample's earthquake story, first to last.
fn quake_versions() -> Vec<String> {
    let hit =
        on_sample(&["search", "faial", "quake", "--collapse", "stories", "--json", "-n", "1"])
            .json();
    let shown =
        on_sample(&["show", "--json", hit["hits"][0]["id"].as_str().expect("an id")]).json();
    texts(&shown["story"]["versions"], "id")
}

#[test]
fn versions_are_ordered_and_described() {
    let ids = quake_versions();
    let shown = on_sample(&["show", "--json", &ids[0]]).json();
    let story = &shown["story"];
    let descriptions = texts(&story["versions"], "what");
    assert_eq!(
        (descriptions[0].as_str(), story["agency"].as_str()),
        ("update 2", Some("MNA")),
        "{story}"
    );
    assert!(descriptions.iter().any(|it| it.starts_with("correction")), "{descriptions:?}");
    assert!(
        descriptions.last().is_some_and(|last| last.starts_with("cut after")),
        "{descriptions:?}"
    );
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
fn differences_cover_both_texts_completely() {
    let ids = quake_versions();
    let (from, to) = (&ids[0], &ids[1]);
    let diff = on_sample(&["diff", from, to, "--json"]).json();
    for (id, side, kind) in [(from, "before", "removed"), (to, "after", "added")] {
        let article = on_sample(&["show", "--json", id]).json();
        for field in diff["fields"].as_array().expect("fields") {
            let pieces = field["pieces"].as_array().expect("pieces").iter();
            let ranges: Vec<_> = pieces
                .filter(|piece| piece["fate"] == "kept" || piece["fate"] == kind)
                .map(|piece| &piece[side])
                .collect();
            let text =
                article[field["field"].as_str().expect("a name")].as_str().unwrap_or_default();
            let contiguous = ranges.windows(2).all(|pair| pair[0][1] == pair[1][0]);
            assert!(contiguous && ranges.first().is_none_or(|first| first[0] == 0), "{field}");
            assert_eq!(
                ranges.last().map_or(0, |last| last[1].as_u64().expect("an offset")),
                text.len() as u64,
                "{field}"
            );
        }
    }
    let printed = on_sample(&["diff", from, to]).out;
    assert!(printed.contains("[-") && printed.contains("{+"), "{printed}");
    on_sample(&["diff", from, "unknown"]).fails_with(&["there is no article `unknown`"]);
}

//! Compares every count with brute force: facets, timeline and totals.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use morgue::internals::article::schema;
use morgue::internals::article::schema::Field;
use morgue::internals::search::answer::SelectionMode;
use morgue::internals::search::engine::Engine;
use morgue::internals::search::request::{Filter, MAX_HITS, Request, Sort};
use morgue::internals::search::timeline::Bar;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::harness::{
    Archive, Random, hits_only, is_complete, line, number, on_sample, open, proptest_config,
    sample, sample_index, search, texts, update,
};
use crate::naive::{Naive, NaiveCounts, NaiveQuery, SAMPLE};

/// Makes random filters: included and excluded values, several in one facet, wide and narrow places.
fn filters(naive: &Naive, dice: &mut Random) -> Vec<Filter> {
    let facets: Vec<Field> = schema::facet_fields().collect();
    let mut filters = Vec::new();
    for _ in 0..dice.below(4) {
        let field = if dice.below(3) == 0 { Field::Places } else { *dice.pick(&facets) };
        for _ in 0..=dice.below(3) {
            let exclude = dice.below(3) == 0;
            filters.extend(naive.random_value(field, dice).map(|value| Filter {
                field,
                value,
                exclude,
            }));
        }
    }
    filters
}

/// Compares the counts of a random request; returns the number of facets.
pub fn compare(
    engine: &dyn Engine,
    naive: &Naive,
    limit: usize,
    seed: u64,
) -> Result<usize, TestCaseError> {
    let mut dice = Random(seed | 1);
    let query = NaiveQuery::random(naive, &mut dice, 2);
    let mut days: Vec<_> =
        (0..2).filter_map(|_| naive.random_day(&mut dice)).map(|day| day.to_string()).collect();
    days.sort();
    let bounded = |dice: &mut Random| dice.below(4) == 0;
    let request = Request {
        filters: filters(naive, &mut dice),
        since: days.first().cloned().filter(|_| bounded(&mut dice)),
        until: days.last().cloned().filter(|_| bounded(&mut dice)),
        facets: schema::facet_fields().collect(),
        values: usize::MAX,
        collapsed: bounded(&mut dice),
        limit,
        ..hits_only(&query.to_string())
    };
    let counted = naive.counts(&query, &request);
    let answer = search(engine, &request);
    prop_assert!(is_complete(&answer), "{:?} {:?}", request, answer.warnings);
    prop_assert_eq!(answer.total, counted.units.len() as u64, "{:?}", request);
    prop_assert_eq!(
        (answer.articles, answer.stories),
        (counted.ids.len() as u64, counted.stories as u64),
        "{:?}",
        request
    );
    if answer.next.is_none() {
        let ids: BTreeSet<String> = answer.hits.iter().map(|hit| hit.document.id.clone()).collect();
        let stories = answer
            .hits
            .iter()
            .map(|hit| hit.story.as_ref().map_or(&hit.document.id, |story| &story.key));
        let stories: BTreeSet<String> = stories.cloned().collect();
        let units = if request.collapsed { stories } else { ids.clone() };
        prop_assert_eq!(units, counted.units.clone(), "{:?}", request);
        prop_assert!(
            ids.is_subset(&counted.ids) && ids.len() == answer.hits.len(),
            "{:?}",
            request
        );
    }
    for facet in &answer.facets {
        let counts: BTreeMap<String, u64> =
            facet.values.iter().map(|v| (v.value.clone(), v.count)).collect();
        prop_assert_eq!(counts.len(), facet.values.len(), "a value twice in {:?}", facet);
        let expected = &counted.facets[&facet.field];
        let keys = expected.keys().chain(counts.keys());
        let wrong = keys.filter(|key| expected.get(*key) != counts.get(*key));
        let wrong: Vec<_> =
            wrong.take(5).map(|key| (key, counts.get(key), expected.get(key))).collect();
        prop_assert!(wrong.is_empty(), "{:?}: value, count, expected; of {:?}", wrong, request);
        let counted = facet.values.iter().filter(|value| value.count > 0).count() as u64;
        prop_assert_eq!(facet.distinct, counted);
        for value in &facet.values {
            let is_selected = |exclude| {
                request.filters.iter().any(|filter| {
                    filter.field == facet.field
                        && filter.exclude == exclude
                        && filter.value == value.value
                })
            };
            let selected = if is_selected(true) {
                Some(SelectionMode::Excluded)
            } else {
                is_selected(false).then_some(SelectionMode::Included)
            };
            prop_assert_eq!(value.selected, selected, "{:?}", value);
        }
    }
    compare_timeline(&answer.timeline, answer.undated, answer.total, &counted)?;
    Ok(answer.facets.len())
}

/// Compares the bars of the timeline: every date is in the narrowest bar that contains it.
fn compare_timeline(
    bars: &[Bar],
    undated: u64,
    total: u64,
    counted: &NaiveCounts,
) -> Result<(), TestCaseError> {
    prop_assert_eq!(undated, counted.undated);
    prop_assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>() + undated, total);
    let mut expected: BTreeMap<usize, u64> = BTreeMap::new();
    for (from, to) in &counted.days {
        let containing =
            bars.iter().enumerate().filter(|(_, bar)| bar.from <= *from && *to <= bar.to);
        let narrowest = containing.min_by_key(|(_, bar)| bar.to.duration_since(bar.from));
        let Some((at, _)) = narrowest else {
            return Err(TestCaseError::fail(format!("no bar for {from} to {to}")));
        };
        *expected.entry(at).or_default() += 1;
    }
    for (at, bar) in bars.iter().enumerate() {
        prop_assert_eq!(expected.get(&at).copied().unwrap_or(0), bar.count, "{:?}", bar);
    }
    Ok(())
}

#[test]
fn counts_on_the_sample_match_brute_force() {
    let (engine, triples) = (open(sample_index()), Cell::new(0));
    let mut naive = Naive::read(&[sample()]);
    naive.load_stories(&engine);
    let result = TestRunner::new(proptest_config(250)).run(&any::<u64>().no_shrink(), |seed| {
        let facets = compare(&engine, &naive, MAX_HITS, seed)?;
        triples.set(triples.get() + facets);
        Ok(())
    });
    result.unwrap_or_else(|error| panic!("{error}"));
    println!("{} triples of query, facet and selection counted, none wrong", triples.get());
}

/// Checks counts: each row has filters, the name of a value, and its count under the filters.
fn assert_counts(files: &[(&str, &str)], rows: &[(&[&str], &str, u64)]) {
    let archive = Archive::with_files(files);
    update(&archive.index(), &[archive.news()]);
    for (filters, value, count) in rows {
        let arguments: Vec<&str> =
            filters.iter().flat_map(|filter| filter.splitn(2, ' ')).collect();
        let answer = archive
            .search(&[&["--facets", "places,topics,section"], arguments.as_slice()].concat());
        let facets = answer["facets"].as_object().expect("facets");
        let values = facets.values().flat_map(|values| values.as_array().expect("values"));
        let counted = values
            .clone()
            .find(|known| known["name"] == *value)
            .map(|known| number(known, "count"));
        assert_eq!(counted.unwrap_or(0), *count, "{value} under {filters:?}: {facets:?}");
    }
}

fn records(records: &[(&[&str], &[&str], &str)]) -> String {
    let record = |(number, (places, topics, section)): (usize, &(&[&str], &[&str], &str))| {
        line(
            json!({ "title": format!("Story {number}"), "body": format!("The {number}th story."), "places": places,
            "topics": topics, "section": section }),
        )
    };
    records.iter().enumerate().map(record).collect()
}

#[test]
fn removed_articles_are_not_counted() {
    let all: [(&[&str], &[&str], &str); 4] = [
        (&["Brazil"], &["Cocoa"], "World"),
        (&["Brazil", "Peru"], &["Cocoa"], "World"),
        (&["Peru"], &["Copper"], "Business"),
        (&["Ghana"], &["Cocoa"], "World"),
    ];
    let archive = Archive::with_files(&[("a.jsonl", &records(&all))]);
    update(&archive.index(), &[archive.news()]);
    archive.write("a.jsonl", records(&all).lines().step_by(2).collect::<Vec<_>>().join("\n"));
    update(&archive.index(), &[archive.news()]);
    let answer = archive.search(&["--facets", "places,topics,section"]);
    let counted = |facet: &str, name: &str| {
        let values = answer["facets"][facet].as_array().expect("values");
        values.iter().find(|value| value["name"] == name).map(|value| number(value, "count"))
    };
    assert_eq!(number(&answer, "total"), 2);
    assert_eq!(
        [counted("places", "Brazil"), counted("places", "Peru"), counted("places", "Ghana")],
        [Some(1), Some(1), None]
    );
    assert_eq!([counted("topics", "Cocoa"), counted("section", "World")], [Some(1), Some(1)]);
}

#[test]
fn counts_are_those_of_selecting_the_value_instead() {
    let news = records(&[
        (&["Brazil"], &["Cocoa"], "World"),
        (&["Brazil", "Ghana"], &["Cocoa"], "World"),
        (&["Ghana"], &["Cocoa", "Trade"], "Business"),
        (&["Peru"], &["Copper"], "Business"),
        (&[], &["Copper"], "World"),
    ]);
    assert_counts(
        &[("a.jsonl", &news)],
        &[
            (&[], "Brazil", 2),
            (&[], "South America", 3),
            // An included value does not narrow its own facet; that of another facet does.
            (&["--place brazil"], "Ghana", 2),
            (&["--place brazil"], "Peru", 1),
            (&["--place brazil"], "Cocoa", 2),
            (&["--place brazil"], "Copper", 0),
            (&["--place brazil", "--place peru"], "Copper", 1),
            (&["--place brazil", "--section world"], "Ghana", 1),
            // An excluded value counts the hits it removes, and stays excluded whatever else is selected.
            (&["--place=-ghana"], "Ghana", 2),
            (&["--place=-ghana"], "Brazil", 1),
            (&["--place=-ghana", "--place brazil"], "Ghana", 1),
            (&["--place=-ghana", "--section business"], "Ghana", 1),
            (&["--place=-ghana"], "Trade", 0),
            // A continent and a country of it: neither exclusion alone takes Brazil away.
            (&["--place=-south-america", "--place=-brazil"], "Brazil", 0),
            (&["--place=-south-america", "--place=-brazil"], "South America", 1),
        ],
    );
}

#[test]
fn selected_values_come_first_and_are_never_cut_off() {
    let answer =
        on_sample(&["search", "--json", "--place=-portugal", "--place", "japan", "-n", "0"]).json();
    let values = answer["facets"]["places"].as_array().expect("values").clone();
    let selected: Vec<&str> =
        values.iter().filter_map(|value| value["selected"].as_str()).collect();
    assert!(selected.contains(&"excluded"), "{values:?}");
    assert!(
        values.iter().take(selected.len()).all(|value| value["selected"].is_string()),
        "{values:?}"
    );
    let rest: Vec<u64> =
        values.iter().skip(selected.len()).map(|value| number(value, "count")).collect();
    assert!(rest.is_sorted_by(|a, b| a >= b), "{rest:?}");
}

#[test]
fn an_unknown_name_finds_nothing_with_a_warning() {
    let ran = on_sample(&["search", "--json", "--person", "Nobody Atall"]);
    let answer = ran.json();
    assert_eq!((ran.code, number(&answer, "total")), (1, 0));
    let warnings = texts(&answer["warnings"], "message");
    assert!(warnings.iter().any(|warning| warning.contains("Nobody Atall")), "{warnings:?}");
    let everyone = on_sample(&["search", "--json", "--person=-Nobody Atall"]).json();
    assert_eq!(number(&everyone, "total"), SAMPLE.articles.len() as u64);
}

#[test]
fn the_facet_command_prints_the_counts_of_the_search() {
    let by_command =
        on_sample(&["facet", "places", "--query", "strike OR cocoa", "--json"]).success();
    let by_search = search(
        &open(sample_index()),
        &Request {
            facets: vec![Field::Places],
            values: usize::MAX,
            ..hits_only("strike OR cocoa")
        },
    );
    let by_search: Vec<(String, u64)> =
        by_search.facets[0].values.iter().map(|value| (value.value.clone(), value.count)).collect();
    let values = by_command["values"].as_array().expect("values");
    let by_command: Vec<(String, u64)> = values
        .iter()
        .map(|value| (value["value"].as_str().unwrap_or_default().into(), number(value, "count")))
        .collect();
    assert!(by_command.len() > 5);
    assert_eq!(by_command, by_search);
}

#[test]
fn brute_force_reads_the_articles_of_the_index() {
    let everything =
        search(&open(sample_index()), &Request { sort: Some(Sort::Oldest), ..hits_only("*") });
    let ids: BTreeSet<(String, PathBuf, u32)> = everything
        .hits
        .iter()
        .map(|hit| {
            (hit.document.id.clone(), PathBuf::from(&hit.document.path), hit.document.record)
        })
        .collect();
    let expected = SAMPLE
        .articles
        .iter()
        .map(|article| (article.id.clone(), PathBuf::from(&article.path), article.record))
        .collect();
    assert_eq!(ids, expected);
    assert!(ids.len() > 60);
}

#[test]
fn a_search_of_many_values_answers_the_same_with_and_without_what_was_saved() {
    let archive = Archive::new();
    let story = |number: usize| {
        let (one, other) = (number % 89, number % 97);
        let letter = |number: usize| char::from(b'a' + (number % 26) as u8);
        let surname = format!("Qu{}{}{}sen", letter(one), letter(number), letter(number / 26));
        let body = format!(
            "Minister Ada{other} {surname} said in Accra that port {number} opened. Mr. {surname} left."
        );
        let subjects = [format!("Port {number}"), format!("Coast {one}")];
        line(json!({ "title": format!("Port {number}"), "body": body, "keywords": subjects,
            "people": [format!("Ada{other} {surname}")] }))
    };
    archive.write("news.jsonl", (0..6_000).map(story).collect::<String>());
    archive.update();
    let saved: Vec<PathBuf> = std::fs::read_dir(archive.index())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "state"))
        .filter(|path| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("facet-"))
        })
        .collect();
    assert!(!saved.is_empty(), "no facet has as many values");
    let answers = || {
        let search = |filter: &[&str]| {
            let arguments = ["port", "--facets", "people,places,keywords", "--json"];
            let mut answer = archive.run(&[&["search"], &arguments[..], filter].concat()).success();
            answer["took_ms"] = json!(0);
            answer
        };
        [search(&[]), search(&["--place", "accra"]), search(&["--person", "Ada5"])]
    };
    let with = answers();
    saved.iter().for_each(|path| std::fs::remove_file(path).unwrap());
    assert_eq!(answers(), with);
}

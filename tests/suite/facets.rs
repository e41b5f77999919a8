//! Every count is exact: facets, timeline and total against brute force over the parsed articles.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use morgue::article::schema;
use morgue::article::schema::Field;
use morgue::search::answer::Choice;
use morgue::search::engine::Engine;
use morgue::search::request::{Filter, MOST_HITS, Request, Sort};
use morgue::search::timeline::Bar;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use serde_json::json;

use crate::harness::{
    Archive, Dice, ask, laws, line, number, on_sample, open, plain, sample, sample_index, texts,
    understood, update,
};
use crate::naive::{Ask, Counted, Naive, SAMPLE};

/// Filters by chance: includes, excludes, several in one facet, places of every width.
fn filters(naive: &Naive, dice: &mut Dice) -> Vec<Filter> {
    let facets: Vec<Field> = schema::facets().collect();
    let mut filters = Vec::new();
    for _ in 0..dice.roll(4) {
        let field = if dice.roll(3) == 0 { Field::Places } else { *dice.pick(&facets) };
        for _ in 0..=dice.roll(3) {
            let exclude = dice.roll(3) == 0;
            filters.extend(naive.value(field, dice).map(|value| Filter { field, value, exclude }));
        }
    }
    filters
}

/// Asks a question by chance, both ways; gives how many facets were counted.
pub fn compare(
    engine: &dyn Engine,
    naive: &Naive,
    limit: usize,
    seed: u64,
) -> Result<usize, TestCaseError> {
    let mut dice = Dice(seed | 1);
    let question = Ask::by_chance(naive, &mut dice, 2);
    let mut days: Vec<_> =
        (0..2).filter_map(|_| naive.day(&mut dice)).map(|day| day.to_string()).collect();
    days.sort();
    let bounded = |dice: &mut Dice| dice.roll(4) == 0;
    let request = Request {
        filters: filters(naive, &mut dice),
        since: days.first().cloned().filter(|_| bounded(&mut dice)),
        until: days.last().cloned().filter(|_| bounded(&mut dice)),
        facets: schema::facets().collect(),
        values: usize::MAX,
        collapsed: bounded(&mut dice),
        limit,
        ..plain(&question.to_string())
    };
    let counted = naive.counted(&question, &request);
    let answer = ask(engine, &request);
    prop_assert!(understood(&answer), "{:?} {:?}", request, answer.warnings);
    prop_assert_eq!(answer.total, counted.units.len() as u64, "{:?}", request);
    prop_assert_eq!(
        (answer.articles, answer.stories),
        (counted.ids.len() as u64, counted.stories as u64),
        "{:?}",
        request
    );
    if answer.next.is_none() {
        let ids: BTreeSet<String> = answer.hits.iter().map(|hit| hit.clipping.id.clone()).collect();
        let stories = answer
            .hits
            .iter()
            .map(|hit| hit.story.as_ref().map_or(&hit.clipping.id, |story| &story.key));
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
        let told = &counted.facets[&facet.field];
        let odd = told.keys().chain(counts.keys()).filter(|key| told.get(*key) != counts.get(*key));
        let odd: Vec<_> = odd.take(5).map(|key| (key, counts.get(key), told.get(key))).collect();
        prop_assert!(odd.is_empty(), "{:?}: value, counted, by brute force; of {:?}", odd, request);
        let counted = facet.values.iter().filter(|value| value.count > 0).count() as u64;
        prop_assert_eq!(facet.distinct, counted);
        for value in &facet.values {
            let chosen = |exclude| {
                let own =
                    |filter: &&Filter| filter.field == facet.field && filter.exclude == exclude;
                request.filters.iter().filter(own).any(|filter| filter.value == value.value)
            };
            let choice = if chosen(true) {
                Some(Choice::Excluded)
            } else {
                chosen(false).then_some(Choice::Included)
            };
            prop_assert_eq!(value.selected, choice, "{:?}", value);
        }
    }
    drawn(&answer.timeline, answer.undated, answer.total, &counted)?;
    Ok(answer.facets.len())
}

/// The bars are those of the days that were counted, each date in the narrowest that holds it.
fn drawn(bars: &[Bar], undated: u64, total: u64, counted: &Counted) -> Result<(), TestCaseError> {
    prop_assert_eq!(undated, counted.undated);
    prop_assert_eq!(bars.iter().map(|bar| bar.count).sum::<u64>() + undated, total);
    let mut own: BTreeMap<usize, u64> = BTreeMap::new();
    for (from, to) in &counted.days {
        let holding = bars.iter().enumerate().filter(|(_, bar)| bar.from <= *from && *to <= bar.to);
        let narrowest = holding.min_by_key(|(_, bar)| bar.to.duration_since(bar.from));
        let Some((at, _)) = narrowest else {
            return Err(TestCaseError::fail(format!("no bar for {from} to {to}")));
        };
        *own.entry(at).or_default() += 1;
    }
    for (at, bar) in bars.iter().enumerate() {
        prop_assert_eq!(own.get(&at).copied().unwrap_or(0), bar.count, "{:?}", bar);
    }
    Ok(())
}

#[test]
fn every_count_on_the_sample_is_what_brute_force_counts() {
    let (engine, triples) = (open(sample_index()), Cell::new(0));
    let mut naive = Naive::read(&[sample()]);
    naive.tell_stories(&engine);
    let kept = TestRunner::new(laws(250)).run(&any::<u64>().no_shrink(), |seed| {
        let facets = compare(&engine, &naive, MOST_HITS, seed)?;
        triples.set(triples.get() + facets);
        Ok(())
    });
    kept.unwrap_or_else(|why| panic!("{why}"));
    println!("{} triples of query, facet and selection counted, none wrong", triples.get());
}

/// Each line of `choices` is filters as an address writes them, and what a value must count under them.
fn counts(files: &[(&str, &str)], choices: &[(&[&str], &str, u64)]) {
    let archive = Archive::of(files);
    update(&archive.index(), &[archive.news()]);
    for (filters, value, count) in choices {
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
fn what_is_gone_is_counted_nowhere() {
    let all: [(&[&str], &[&str], &str); 4] = [
        (&["Brazil"], &["Cocoa"], "World"),
        (&["Brazil", "Peru"], &["Cocoa"], "World"),
        (&["Peru"], &["Copper"], "Business"),
        (&["Ghana"], &["Cocoa"], "World"),
    ];
    let archive = Archive::of(&[("a.jsonl", &records(&all))]);
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
fn a_count_is_what_choosing_the_value_instead_would_find() {
    let news = records(&[
        (&["Brazil"], &["Cocoa"], "World"),
        (&["Brazil", "Ghana"], &["Cocoa"], "World"),
        (&["Ghana"], &["Cocoa", "Trade"], "Business"),
        (&["Peru"], &["Copper"], "Business"),
        (&[], &["Copper"], "World"),
    ]);
    counts(
        &[("a.jsonl", &news)],
        &[
            (&[], "Brazil", 2),
            (&[], "South America", 3),
            // Its own included value does not narrow a facet; another facet's does.
            (&["--place brazil"], "Ghana", 2),
            (&["--place brazil"], "Peru", 1),
            (&["--place brazil"], "Cocoa", 2),
            (&["--place brazil"], "Copper", 0),
            (&["--place brazil", "--place peru"], "Copper", 1),
            (&["--place brazil", "--section world"], "Ghana", 1),
            // An excluded value counts what it takes away, and stays excluded whatever else is chosen.
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
fn chosen_values_come_first_and_are_never_cut_off() {
    let chosen =
        on_sample(&["search", "--json", "--place=-portugal", "--place", "japan", "-n", "0"]).json();
    let values = chosen["facets"]["places"].as_array().expect("values").clone();
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
fn a_name_nobody_bears_finds_nothing_and_says_so() {
    let ran = on_sample(&["search", "--json", "--person", "Nobody Atall"]);
    let answer = ran.json();
    assert_eq!((ran.code, number(&answer, "total")), (1, 0));
    let warnings = texts(&answer["warnings"], "message");
    assert!(warnings.iter().any(|warning| warning.contains("Nobody Atall")), "{warnings:?}");
    let everyone = on_sample(&["search", "--json", "--person=-Nobody Atall"]).json();
    assert_eq!(number(&everyone, "total"), SAMPLE.articles.len() as u64);
}

#[test]
fn the_facet_command_gives_the_counts_of_the_search() {
    let by_command = on_sample(&["facet", "places", "--query", "strike OR cocoa", "--json"]).good();
    let by_search = ask(
        &open(sample_index()),
        &Request { facets: vec![Field::Places], values: usize::MAX, ..plain("strike OR cocoa") },
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
fn brute_force_sees_the_archive_the_index_has() {
    let everything =
        ask(&open(sample_index()), &Request { sort: Some(Sort::Oldest), ..plain("*") });
    let ids: BTreeSet<(String, PathBuf, u32)> = everything
        .hits
        .iter()
        .map(|hit| {
            (hit.clipping.id.clone(), PathBuf::from(&hit.clipping.path), hit.clipping.record)
        })
        .collect();
    let seen = SAMPLE
        .articles
        .iter()
        .map(|seen| (seen.id.clone(), PathBuf::from(&seen.path), seen.record))
        .collect();
    assert_eq!(ids, seen);
    assert!(ids.len() > 60);
}

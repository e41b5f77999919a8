//! The query language on the sample archive: word forms, operators, fields, dates and highlighting.

use std::collections::BTreeSet;
use std::ops::Range;

use morgue::internals::search::answer::Hit;
use morgue::internals::search::request::{Request, Sort};
use morgue::internals::text::stemmer::Stemmer;
use morgue::internals::text::tokenizer::Words;
use proptest::prelude::*;

use crate::harness::{
    Random, hits_only, ids_of, on_sample, open, proptest_config, sample_index, search,
};
use crate::naive::SAMPLE;

fn ids(query: &str) -> BTreeSet<String> {
    ids_of(&open(sample_index()), query)
}

/// The titles of the hits of a query.
fn titles(query: &str) -> BTreeSet<String> {
    search(&open(sample_index()), &hits_only(query))
        .hits
        .into_iter()
        .map(|hit| hit.document.article.title)
        .collect()
}

#[test]
fn equivalent_spellings_find_the_same_articles() {
    for (one, other) in [
        ("strike", "strikes"),
        ("vaccine", "vaccines"),
        ("earthquakes", "Earthquake"),
        ("COCOA", "cocoa"),
        ("Kouame", "Kouamé"),
        ("sao paulo", "São Paulo"),
        ("Goulart Anibal", "Aníbal Goulart"),
        ("U.S.", "US"),
        ("Brazil's", "brazil"),
        ("mayor’s", "mayor"),
        ("e-mail", "email"),
        ("G-20", "G20"),
        ("1,750", "1750"),
        ("\"stone houses\"", "“stone houses”"),
        ("per-cent", "\"per cent\" OR per-cent"),
        ("river AND treaty", "river treaty"),
        ("cocoa || coffee", "cocoa OR coffee"),
        ("cocoa !ghana", "cocoa -ghana"),
        ("cocoa -ghana", "cocoa NOT ghana"),
        ("person:arvelos", "people:Arvelos"),
    ] {
        let (found, other_found) = (ids(one), ids(other));
        assert!(!found.is_empty(), "`{one}` finds nothing");
        assert_eq!(found, other_found, "`{one}` and `{other}`");
    }
}

#[test]
fn different_words_are_not_conflated() {
    for (word, other) in
        [("wheat", "what"), ("port", "portugal"), ("miner", "minister"), ("coffee", "cocoa")]
    {
        let (found, other_found) = (ids(word), ids(other));
        assert!(!found.is_empty() && found != other_found, "`{word}` and `{other}`");
    }
    // Every article is stemmed in its own language.
    for (word, form, language) in
        [("colère", "colères", "lang:fr"), ("robada", "robado", "lang:es")]
    {
        assert!(!ids(word).is_empty() && ids(word).is_subset(&ids(language)), "`{word}`");
        assert_eq!(ids(word), ids(form), "`{word}` and `{form}`");
    }
}

#[test]
fn a_phrase_matches_adjacent_words_in_order() {
    let phrase = titles("\"stone houses do not forgive\"");
    assert!(
        phrase.len() >= 3
            && phrase.iter().all(|title| title.contains("Faial") || title.contains("Azores")),
        "{phrase:?}"
    );
    assert!(ids("\"houses stone\"").is_empty());
    assert!(ids("\"stone forgive\"").is_empty() && !ids("stone forgive").is_empty());
    // A phrase does not match across two fields.
    let headlines = titles("title:flash OR title:URGENT");
    assert!(headlines.iter().any(|title| title.starts_with("URGENT")), "{headlines:?}");
}

#[test]
fn operators_combine_results_as_sets() {
    let (cocoa, coffee, brazil) = (ids("cocoa"), ids("coffee"), ids("brazil"));
    let all = ids("*");
    assert!(cocoa.intersection(&coffee).next().is_some() && cocoa != coffee);
    assert_eq!(ids("cocoa OR coffee"), &cocoa | &coffee);
    assert_eq!(ids("cocoa coffee"), &cocoa & &coffee);
    assert_eq!(ids("NOT cocoa"), &all - &cocoa);
    assert_eq!(ids("coffee NOT cocoa"), &coffee - &cocoa);
    assert_eq!(ids("brazil (cocoa OR coffee)"), &brazil & &(&cocoa | &coffee));
    assert_eq!(
        ids("brazil cocoa OR coffee"),
        &(&brazil & &cocoa) | &coffee,
        "AND binds tighter than OR"
    );
    assert_eq!(ids("NOT (cocoa OR coffee)"), &all - &(&cocoa | &coffee));
    assert_eq!(ids("NOT (cocoa coffee)"), &all - &(&cocoa & &coffee));
    assert_eq!(ids(""), all);
}

#[test]
fn a_field_prefix_restricts_the_search_to_that_field() {
    let (title, body, anywhere) = (ids("title:strike"), ids("body:strike"), ids("strike"));
    assert!(!title.is_empty() && title.len() < anywhere.len());
    assert!(title.is_subset(&anywhere) && body.is_subset(&anywhere));
    assert_eq!(ids("title:(strike OR cocoa)"), &ids("title:strike") | &ids("title:cocoa"));
    assert_eq!(ids("strike -title:strike"), &anywhere - &title);
    // Bylines and datelines match only with their field named.
    assert!(
        !ids("byline:Pryce-Latham").is_empty()
            && ids("byline:Pryce-Latham").len() > ids("Pryce-Latham").len()
    );
    assert!(!ids("dateline:dublin").is_empty());
}

#[test]
fn date_queries_match_whole_periods() {
    let in_2018 = ids("date:2018");
    assert!(in_2018.len() > 3);
    assert_eq!(in_2018, ids("date:2018-01-01..2018-12-31"));
    assert_eq!(ids("date:>=2018"), &in_2018 | &ids("date:>2018"));
    assert!(ids("date:2018-11-14").is_subset(&ids("date:2018-11")));
    assert!(ids("on:11-14").is_superset(&ids("date:2018-11-14")));
    // An article dated to a year matches that year but no month or day in it.
    let profile = ids("title:\"walks the Niger\" date:2011");
    assert!(!profile.is_empty());
    assert!(
        ids("title:\"walks the Niger\" date:2011-01-01").is_empty()
            && ids("title:\"walks the Niger\" date:2011-06").is_empty()
    );
    // Undated articles match no date range.
    let undated = &ids("*") - &ids("date:1400..2200");
    assert!(!undated.is_empty());
    let by_flag =
        on_sample(&["search", "--json", "-n", "1000", "--since", "2018", "--until", "2018"])
            .success();
    assert_eq!(by_flag["total"], in_2018.len());
}

#[test]
fn name_queries_match_full_and_partial_names() {
    let helena = ids("person:\"Helena Arvelos\"");
    let all = ids("person:arvelos");
    assert!(!helena.is_empty() && helena.len() < all.len() && helena.is_subset(&all));
    assert_eq!(ids("person:=\"Helena Arvelos\""), helena);
    assert!(ids("person:=\"Arvelos\"").len() < all.len());
    // A place includes the places in it.
    let (africa, ghana) = (ids("place:africa"), ids("place:ghana"));
    assert!(!ghana.is_empty() && ghana.is_subset(&africa) && ghana.len() < africa.len());
    assert_eq!(ids("topic:cocoa"), ids("topic:\"Cocoa\""));
}

#[test]
fn matches_in_the_title_rank_above_matches_in_the_body() {
    let top = search(
        &open(sample_index()),
        &Request { sort: Some(Sort::Relevance), limit: 3, ..hits_only("cocoa") },
    );
    assert!(top.hits.iter().all(|hit| hit.document.article.title.to_lowercase().contains("cocoa")));
}

// -- highlighting

/// The words of a text: byte ranges and stems in a language.
fn words(text: &str, analysis: &str) -> Vec<(Range<usize>, String)> {
    let (mut words, mut stemmer, mut all) =
        (Words::new(text), Stemmer::for_article(analysis), Vec::new());
    while let Some(word) = words.advance() {
        let stem = stemmer.stem(words.folded()).to_owned();
        all.push((word.start..word.end, stem));
    }
    all
}

proptest! {
    #![proptest_config(proptest_config(200))]

    #[test]
    fn every_occurrence_is_marked_and_every_hit_has_a_mark(seed: u64) {
        let word = Random(seed | 1).pick(&SAMPLE.vocabulary).clone();
        let answer = search(&open(sample_index()), &hits_only(&word));
        prop_assert!(answer.total > 0, "`{}` is in the archive", word);
        for hit in answer.hits {
            let analysis = hit.document.analysis_language();
            let stem = words(&word, analysis).remove(0).1;
            for (text, marks) in [(&hit.document.article.title, &hit.title_marks), (&hit.snippet.text, &hit.snippet.marks)] {
                let spans: Vec<Range<usize>> = words(text, analysis)
                    .into_iter()
                    .filter(|(_, known)| *known == stem)
                    .map(|(span, _)| span)
                    .collect();
                prop_assert_eq!(&spans, marks, "`{}` in `{}`", word, text);
            }
            prop_assert!(!hit.title_marks.is_empty() || !hit.snippet.marks.is_empty(), "`{}` in {}", word, hit.document.path);
        }
    }

    #[test]
    fn any_text_is_a_valid_query(text in "\\PC{0,40}|[a-z()\":* -]{0,30}") {
        let answer = search(&open(sample_index()), &Request { limit: 3, ..hits_only(&text) });
        prop_assert!(answer.total <= SAMPLE.articles.len() as u64);
        let again = search(&open(sample_index()), &Request { limit: 3, ..hits_only(&answer.query.to_string()) });
        prop_assert_eq!(again.total, answer.total, "`{}` reads back as `{}`", text, answer.query);
    }
}

#[test]
fn phrases_are_marked_whole_and_negated_words_are_not_marked() {
    let engine = open(sample_index());
    let phrase = search(&engine, &hits_only("\"stone houses do not forgive\""));
    let marked = |hit: &Hit| {
        hit.snippet
            .marks
            .iter()
            .map(|mark| hit.snippet.text[mark.clone()].to_owned())
            .collect::<Vec<_>>()
    };
    assert!(!phrase.hits.is_empty());
    for hit in &phrase.hits {
        assert_eq!(marked(hit), ["Stone houses do not forgive"]);
    }
    for hit in search(&engine, &hits_only("strike NOT copper -title:rail")).hits {
        let marked = marked(&hit);
        assert!(marked.iter().all(|word| word.to_lowercase().starts_with("str")), "{marked:?}");
    }
    // The possessive ending is not marked.
    let brazil = search(&engine, &hits_only("brazil"));
    let words: BTreeSet<String> = brazil.hits.iter().flat_map(marked).collect();
    assert!(
        words.contains("Brazil")
            && !words.iter().any(|word| word.contains('\'') || word.contains('’')),
        "{words:?}"
    );
}

//! What a query means, on the sample archive: words and their forms, operators, fields, dates; and that what is marked
//! is what answers.

use std::collections::BTreeSet;
use std::ops::Range;

use morgue::search::answer::Hit;
use morgue::search::request::{Request, Sort};
use morgue::text::stem::Stemmer;
use morgue::text::words::Words;
use proptest::prelude::*;

use crate::harness::{Dice, ask, found, laws, on_sample, open, plain, sample_index};
use crate::naive::SAMPLE;

fn ids(query: &str) -> BTreeSet<String> {
    found(&open(sample_index()), query)
}

/// The titles a query finds.
fn titles(query: &str) -> BTreeSet<String> {
    ask(&open(sample_index()), &plain(query))
        .hits
        .into_iter()
        .map(|hit| hit.clipping.article.title)
        .collect()
}

#[test]
fn spellings_of_one_word_find_the_same() {
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
        let (found, same) = (ids(one), ids(other));
        assert!(!found.is_empty(), "`{one}` finds nothing");
        assert_eq!(found, same, "`{one}` and `{other}`");
    }
}

#[test]
fn different_words_stay_apart() {
    for (word, other) in
        [("wheat", "what"), ("port", "portugal"), ("miner", "minister"), ("coffee", "cocoa")]
    {
        let (found, other_found) = (ids(word), ids(other));
        assert!(!found.is_empty() && found != other_found, "`{word}` and `{other}`");
    }
    // Every article is read in its own language: French inflects as French does, Spanish as Spanish does.
    for (word, form, language) in
        [("colère", "colères", "lang:fr"), ("robada", "robado", "lang:es")]
    {
        assert!(!ids(word).is_empty() && ids(word).is_subset(&ids(language)), "`{word}`");
        assert_eq!(ids(word), ids(form), "`{word}` and `{form}`");
    }
}

#[test]
fn a_phrase_is_its_words_side_by_side() {
    let phrase = titles("\"stone houses do not forgive\"");
    assert!(
        phrase.len() >= 3
            && phrase.iter().all(|title| title.contains("Faial") || title.contains("Azores")),
        "{phrase:?}"
    );
    assert!(ids("\"houses stone\"").is_empty());
    assert!(ids("\"stone forgive\"").is_empty() && !ids("stone forgive").is_empty());
    // Not across the border of two fields.
    let headlines = titles("title:flash OR title:URGENT");
    assert!(headlines.iter().any(|title| title.starts_with("URGENT")), "{headlines:?}");
}

#[test]
fn operators_are_those_of_sets() {
    let (cocoa, coffee, brazil) = (ids("cocoa"), ids("coffee"), ids("brazil"));
    let everything = ids("*");
    assert!(cocoa.intersection(&coffee).next().is_some() && cocoa != coffee);
    assert_eq!(ids("cocoa OR coffee"), &cocoa | &coffee);
    assert_eq!(ids("cocoa coffee"), &cocoa & &coffee);
    assert_eq!(ids("NOT cocoa"), &everything - &cocoa);
    assert_eq!(ids("coffee NOT cocoa"), &coffee - &cocoa);
    assert_eq!(ids("brazil (cocoa OR coffee)"), &brazil & &(&cocoa | &coffee));
    assert_eq!(
        ids("brazil cocoa OR coffee"),
        &(&brazil & &cocoa) | &coffee,
        "AND binds tighter than OR"
    );
    assert_eq!(ids("NOT (cocoa OR coffee)"), &everything - &(&cocoa | &coffee));
    assert_eq!(ids("NOT (cocoa coffee)"), &everything - &(&cocoa & &coffee));
    assert_eq!(ids(""), everything);
}

#[test]
fn a_field_is_looked_in_alone() {
    let (title, body, anywhere) = (ids("title:strike"), ids("body:strike"), ids("strike"));
    assert!(!title.is_empty() && title.len() < anywhere.len());
    assert!(title.is_subset(&anywhere) && body.is_subset(&anywhere));
    assert_eq!(ids("title:(strike OR cocoa)"), &ids("title:strike") | &ids("title:cocoa"));
    assert_eq!(ids("strike -title:strike"), &anywhere - &title);
    // A byline and a dateline are found when asked for, and by no plain word.
    assert!(
        !ids("byline:Pryce-Latham").is_empty()
            && ids("byline:Pryce-Latham").len() > ids("Pryce-Latham").len()
    );
    assert!(!ids("dateline:dublin").is_empty());
}

#[test]
fn days_are_contained_in_what_is_asked() {
    let in_2018 = ids("date:2018");
    assert!(in_2018.len() > 3);
    assert_eq!(in_2018, ids("date:2018-01-01..2018-12-31"));
    assert_eq!(ids("date:>=2018"), &in_2018 | &ids("date:>2018"));
    assert!(ids("date:2018-11-14").is_subset(&ids("date:2018-11")));
    assert!(ids("on:11-14").is_superset(&ids("date:2018-11-14")));
    // Known to its year only, an article is of that year and of no day.
    let profile = ids("title:\"walks the Niger\" date:2011");
    assert!(!profile.is_empty());
    assert!(
        ids("title:\"walks the Niger\" date:2011-01-01").is_empty()
            && ids("title:\"walks the Niger\" date:2011-06").is_empty()
    );
    // The undated are in no span of days.
    let undated = &ids("*") - &ids("date:1400..2200");
    assert!(!undated.is_empty());
    let by_flag =
        on_sample(&["search", "--json", "-n", "1000", "--since", "2018", "--until", "2018"]).good();
    assert_eq!(by_flag["total"], in_2018.len());
}

#[test]
fn names_find_who_bears_them() {
    let helena = ids("person:\"Helena Arvelos\"");
    let all = ids("person:arvelos");
    assert!(!helena.is_empty() && helena.len() < all.len() && helena.is_subset(&all));
    assert_eq!(ids("person:=\"Helena Arvelos\""), helena);
    assert!(ids("person:=\"Arvelos\"").len() < all.len());
    // A place is every place in it.
    let (africa, ghana) = (ids("place:africa"), ids("place:ghana"));
    assert!(!ghana.is_empty() && ghana.is_subset(&africa) && ghana.len() < africa.len());
    assert_eq!(ids("topic:cocoa"), ids("topic:\"Cocoa\""));
}

#[test]
fn a_title_weighs_more_than_a_body() {
    let best = ask(
        &open(sample_index()),
        &Request { sort: Some(Sort::Relevance), limit: 3, ..plain("cocoa") },
    );
    assert!(
        best.hits.iter().all(|hit| hit.clipping.article.title.to_lowercase().contains("cocoa"))
    );
}

// -- marks

/// The words of a text: where they stand, and their stems in a language.
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
    #![proptest_config(laws(200))]

    #[test]
    fn every_place_of_a_word_is_marked_and_no_hit_goes_without(seed: u64) {
        let word = Dice(seed | 1).pick(&SAMPLE.vocabulary).clone();
        let answer = ask(&open(sample_index()), &plain(&word));
        prop_assert!(answer.total > 0, "`{}` is in the archive", word);
        for hit in answer.hits {
            let analysis = hit.clipping.analysis();
            let stem = words(&word, analysis).remove(0).1;
            for (text, marks) in [(&hit.clipping.article.title, &hit.title_marks), (&hit.snippet.text, &hit.snippet.marks)] {
                let places: Vec<Range<usize>> =
                    words(text, analysis).into_iter().filter(|(_, known)| *known == stem).map(|(at, _)| at).collect();
                prop_assert_eq!(&places, marks, "`{}` in `{}`", word, text);
            }
            prop_assert!(!hit.title_marks.is_empty() || !hit.snippet.marks.is_empty(), "`{}` in {}", word, hit.clipping.path);
        }
    }

    #[test]
    fn any_text_is_answered(text in "\\PC{0,40}|[a-z()\":* -]{0,30}") {
        let answer = ask(&open(sample_index()), &Request { limit: 3, ..plain(&text) });
        prop_assert!(answer.total <= SAMPLE.articles.len() as u64);
        let again = ask(&open(sample_index()), &Request { limit: 3, ..plain(&answer.query.to_string()) });
        prop_assert_eq!(again.total, answer.total, "`{}` reads back as `{}`", text, answer.query);
    }
}

#[test]
fn a_phrase_is_marked_whole_and_a_denied_word_never() {
    let engine = open(sample_index());
    let phrase = ask(&engine, &plain("\"stone houses do not forgive\""));
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
    for hit in ask(&engine, &plain("strike NOT copper -title:rail")).hits {
        let marked = marked(&hit);
        assert!(marked.iter().all(|word| word.to_lowercase().starts_with("str")), "{marked:?}");
    }
    // Accents and possessives are marked as they are printed, without the ending.
    let brazil = ask(&engine, &plain("brazil"));
    let words: BTreeSet<String> = brazil.hits.iter().flat_map(marked).collect();
    assert!(
        words.contains("Brazil")
            && !words.iter().any(|word| word.contains('\'') || word.contains('’')),
        "{words:?}"
    );
}

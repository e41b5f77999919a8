//! Input that earlier versions misread: reversed dates, languages by name, fields of other search
//! engines, symbols, and options inside the query.

use serde_json::{Value, json};

use crate::harness::{Archive, line, number, on_sample, texts};

/// Articles in two languages, from two publishers, of two years.
fn archive() -> Archive {
    let article = |title: &str, body: &str, language: &str, publisher: &str, date: &str| {
        let (title, body) = (json!(title), json!(body));
        line(
            json!({ "title": title, "body": body, "language": language, "publisher": publisher, "date": date }),
        )
    };
    let english = "The harbour was closed on Monday after the storm, and officials said it would not reopen \
                   before noon. No. 5 berth is written in C++ by nobody.";
    let french = "Le gouvernement a annoncé lundi que le port de la ville resterait fermé jusqu'à la fin de la \
                  semaine, et les pêcheurs attendent.";
    let articles = [
        article("Harbour closed", english, "en", "The Harbour Gazette", "1987-03-05"),
        article("Harbour opens", english, "en", "example.com", "1990-06-01"),
        article("Le port reste fermé", french, "fr", "Le Quai", "1990-06-02"),
    ];
    let archive = Archive::with_files(&[("a.jsonl", &articles.concat())]);
    archive.update();
    archive
}

fn total(archive: &Archive, arguments: &[&str]) -> u64 {
    number(&archive.search(arguments), "total")
}

fn warnings(answer: &Value) -> Vec<String> {
    texts(&answer["warnings"], "message")
}

#[test]
fn since_after_until_is_a_warning() {
    let archive = archive();
    let reversed = archive.search(&["--since", "1990", "--until", "1987"]);
    assert_eq!(number(&reversed, "total"), 0);
    assert_eq!(warnings(&reversed), ["since `1990` is after until `1987`: no article can match"]);
    let forward = archive.search(&["--since", "1987", "--until", "1990"]);
    assert_eq!((number(&forward, "total"), warnings(&forward).len()), (3, 0));
    let in_query = archive.search(&["date:1990..1987"]);
    assert_eq!(
        warnings(&in_query),
        ["`1990..1987` ends before it begins: left out; did you mean `date:1987..1990`?"]
    );
    let relative = archive.search(&["date:today..yesterday"]);
    assert_eq!(number(&relative, "total"), 0);
    assert!(warnings(&relative)[0].contains("ends before it begins"), "{relative}");
}

#[test]
fn languages_are_found_and_shown_by_name() {
    let archive = archive();
    for language in ["en", "EN", "english", "English"] {
        assert_eq!(total(&archive, &["--language", language]), 2, "{language}");
        assert_eq!(total(&archive, &[&format!("language:{language}")]), 2, "{language}");
    }
    assert_eq!(total(&archive, &["lang:French"]), 1);
    assert_eq!(total(&archive, &["--language=-french"]), 2);
    let facet = &archive.search(&["--facets", "language"])["facets"]["language"];
    assert_eq!(texts(facet, "value"), ["en", "fr"]);
    assert_eq!(texts(facet, "name"), ["English", "French"]);
    let unknown = archive.search(&["--language", "german"]);
    assert_eq!(warnings(&unknown), ["no language in this archive is called `german`"]);
}

#[test]
fn fields_of_other_search_engines_are_understood() {
    let archive = archive();
    for (query, canonical, found) in [
        ("before:1990", "date:<1990", 1),
        ("after:1987-03", "date:>1987-03", 2),
        ("since:1990-06-02", "date:>=1990-06-02", 1),
        ("until:1990-06-01", "date:<=1990-06-01", 2),
        ("site:example.com", "publisher:\"example.com\"", 1),
        ("source:gazette", "publisher:gazette", 1),
        ("headline:opens", "title:opens", 1),
        ("url:harbour", "harbour", 2),
    ] {
        let answer = archive.search(&[query]);
        assert_eq!((&answer["query"], number(&answer, "total")), (&json!(canonical), found));
        assert_eq!(warnings(&answer).len(), 1, "{answer}");
    }
    for (query, message) in [
        ("before:1990", "`before:1990` is read as `date:<1990`"),
        ("site:example.com", "`site:` is read as `publisher:`"),
        ("url:harbour", "articles of one site are found by `publisher:`"),
        ("publihser:gazette", "did you mean `publisher:`?"),
    ] {
        let warnings = warnings(&archive.search(&[query]));
        assert!(warnings[0].contains(message), "{warnings:?}");
    }
}

#[test]
fn symbols_and_options_in_a_query_are_explained() {
    let archive = archive();
    let plus = archive.search(&["C++"]);
    assert_eq!((&plus["query"], number(&plus, "total")), (&json!("C"), 2));
    assert_eq!(warnings(&plus), ["`C++` is read as `C`: symbols such as `+` are not indexed"]);
    let number_sign = archive.search(&["No."]);
    assert_eq!((&number_sign["query"], number(&number_sign, "total")), (&json!("No"), 2));
    assert!(warnings(&number_sign).is_empty());
    let option = archive.search(&["harbour --opens"]);
    assert_eq!((&option["query"], number(&option, "total")), (&json!("harbour opens"), 1));
    assert!(warnings(&option)[0].starts_with("`--opens` is read as `opens`"), "{option}");
    let plain = on_sample(&["search", "--json", "-n", "0", "cocoa -price"]).success();
    assert!(warnings(&plain).is_empty());
}

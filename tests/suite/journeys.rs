//! Journeys through the command line: index, search, read, inspect, explain, and page through
//! results.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use crate::harness::{
    Archive, line, morgue, number, on_sample, output_of, run, sample, sample_index, story, texts,
};

fn keys(object: &Value) -> BTreeSet<&str> {
    object.as_object().expect("an object").keys().map(String::as_str).collect()
}

/// The id of the only article of the sample that a query finds.
fn id_of(query: &str) -> String {
    let answer = on_sample(&["search", "--json", query]).success();
    assert_eq!(number(&answer, "total"), 1, "{query}: {answer}");
    texts(&answer["hits"], "id").remove(0)
}

#[test]
fn an_index_is_built_searched_and_read() {
    let archive = Archive::with_files(&[
        (
            "flood.txt",
            &story(
                "Flood in Beira",
                "BEIRA, Mozambique, March 4 (MNA) - The river rose by a metre.",
            ),
        ),
        ("dry.txt", &story("Drought in Tete", "The river fell again.")),
    ]);
    let indexed = archive.run(&["index", "news"]);
    assert_eq!(
        (indexed.code, indexed.out.as_str()),
        (0, ""),
        "data on stdout, messages on stderr: {indexed:?}"
    );
    assert!(indexed.err.contains("2 articles"), "{indexed:?}");

    let found = archive.run(&["search", "river"]);
    assert_eq!((found.code, found.err.as_str()), (0, ""), "{found:?}");
    assert!(found.out.contains("2 articles") && found.out.contains("Flood in Beira"), "{found:?}");
    assert_eq!(archive.run(&["search", "volcano"]).code, 1);

    let id = &texts(&archive.search(&["beira"])["hits"], "id")[0];
    assert!(
        archive.run(&["search", "beira"]).out.contains(id.as_str()),
        "search prints the id that `show` takes"
    );
    let shown = archive.run(&["show", id]);
    assert_eq!((shown.code, shown.err.as_str()), (0, ""), "{shown:?}");
    assert!(
        shown.out.contains("Flood in Beira") && shown.out.contains("rose by a metre"),
        "{shown:?}"
    );
    assert_eq!(archive.run(&["show", "nobody"]).code, 2);
}

#[test]
fn search_json_has_the_shape_of_the_contract() {
    let ran = on_sample(&["search", "--json", "cocoa", "--place", "ivory coast"]);
    let answer = ran.success();
    assert_eq!(ran.err, "");
    let named = keys(&answer);
    for name in
        ["query", "total", "exact", "took_ms", "hits", "facets", "timeline", "undated", "warnings"]
    {
        assert!(named.contains(name), "no `{name}` in {named:?}");
    }
    assert_eq!((&answer["query"], &answer["exact"]), (&json!("cocoa"), &json!(true)));
    let total = number(&answer, "total");
    assert!(total > 2, "{answer}");
    let hits = answer["hits"].as_array().expect("hits");
    assert_eq!(hits.len() as u64, total.min(10));
    for hit in hits {
        for name in
            ["id", "score", "title", "people", "places", "topics", "path", "snippet", "title_marks"]
        {
            assert!(keys(hit).contains(name), "no `{name}` in {hit}");
        }
        assert!(keys(&hit["snippet"]).is_superset(&BTreeSet::from(["text", "marks"])));
        assert!(
            hit["places"]
                .as_array()
                .expect("places")
                .iter()
                .any(|place| place["name"] == "Ivory Coast"),
            "{hit}"
        );
        assert!(hit["places"][0].get("mentions").is_none(), "hits carry no mentions: {hit}");
    }
    let scores: Vec<f64> = hits.iter().map(|hit| hit["score"].as_f64().expect("a score")).collect();
    assert!(scores.is_sorted_by(|a, b| a >= b) && scores[0] > 0.0, "{scores:?}");
    let place = &answer["facets"]["places"][0];
    assert_eq!(place["selected"], "included", "{place}");
    assert!(place["value"].as_str().is_some_and(|value| value.starts_with("place/")), "{place}");
    let bars = answer["timeline"].as_array().expect("bars");
    let dated: u64 = bars.iter().map(|bar| number(bar, "count")).sum();
    assert_eq!(dated + number(&answer, "undated"), total);
}

#[test]
fn filters_combine_with_and_and_their_values_with_or() {
    let total = |filters: &[&str]| {
        number(&on_sample(&[&["search", "--json", "-n", "0"], filters].concat()).json(), "total")
    };
    let (brazil, ghana) = (total(&["--place", "brazil"]), total(&["--place", "ghana"]));
    let both = total(&["place:brazil place:ghana"]);
    assert!(brazil > 0 && ghana > 0);
    assert_eq!(total(&["--place", "brazil", "--place", "ghana"]), brazil + ghana - both);
    assert_eq!(
        total(&["--place", "brazil", "--section", "business"]),
        total(&["place:brazil section:business"])
    );
    assert_eq!(total(&["--place=-brazil"]), total(&[]) - brazil);
    assert_eq!(total(&["--place", "-brazil"]), total(&["NOT place:brazil"]));
    // The value of a facet is matched exactly.
    assert_eq!(total(&["--place", "place/3469034"]), brazil);
    assert_eq!(total(&["--since", "2016", "--until", "2016-12-31"]), total(&["date:2016"]));
    assert!(total(&["--language", "fr"]) > 0 && total(&["--agency", "CP"]) > 0);
    assert!(total(&["--author", "Ruth Adeyinka-Cole"]) > 0 && total(&["--keyword", "cocoa"]) > 0);
}

#[test]
fn date_orders_put_undated_articles_last() {
    let days = |order: &str| {
        let answer = on_sample(&["search", "--json", "-n", "1000", "--sort", order]).success();
        let hits = answer["hits"].as_array().expect("hits").clone();
        hits.iter()
            .map(|hit| hit["published"]["from"].as_str().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    for (order, ascending) in [("oldest", true), ("newest", false)] {
        let days = days(order);
        let dated: Vec<&String> = days.iter().flatten().collect();
        assert!(dated.len() > 40 && dated.len() < days.len(), "{days:?}");
        assert!(days.iter().take(dated.len()).all(Option::is_some), "{order}: undated last");
        assert!(
            dated.is_sorted_by(|a, b| if ascending { a <= b } else { a >= b }),
            "{order}: {dated:?}"
        );
    }
    // Without a query the newest come first.
    let plain = texts(&on_sample(&["search", "--json"]).success()["hits"], "id");
    assert_eq!(
        plain,
        texts(&on_sample(&["search", "--json", "--sort", "newest"]).success()["hits"], "id")
    );
}

#[test]
fn an_article_is_shown_whole_and_marked() {
    let id = id_of("\"one chimney at a time\"");
    let article = on_sample(&["show", &id, "--json"]).success();
    assert_eq!(article["id"], json!(id));
    for name in [
        "path",
        "record",
        "format",
        "encoding",
        "title",
        "body",
        "published",
        "people",
        "places",
        "topics",
    ] {
        assert!(keys(&article).contains(name), "no `{name}` in {article}");
    }
    assert_eq!(article["published"]["precision"], "month");
    assert_eq!(
        [&article["published"]["from"], &article["published"]["to"]],
        ["2019-11-01", "2019-11-30"]
    );
    let marked = on_sample(&["--color", "always", "show", &id, "--query", "chimneys"]);
    let plain = on_sample(&["--color", "always", "show", &id]);
    assert_ne!(marked.out, plain.out);
    assert!(marked.out.contains("chimney") && marked.out.contains("\u{1b}["), "{marked:?}");
}

#[test]
fn inspect_prints_articles_rejections_and_ignored_files() {
    let archive = Archive::with_files(&[
        (
            "mixed.jsonl",
            &(line(json!({
                "title": "Flood",
                "body": "It rained.",
                "places": ["Niger"],
                "people": ["Amara Okafor"],
                "date": "2011-03",
            })) + "nonsense\n"),
        ),
        ("empty.txt", ""),
        ("picture.dat", "\u{1}\u{2}"),
    ]);
    let ran = archive.run(&[
        "inspect",
        "--json",
        "news/mixed.jsonl",
        "news/empty.txt",
        "news/picture.dat",
    ]);
    assert_eq!((ran.code, ran.err.as_str()), (0, ""), "{ran:?}");
    let lines: Vec<Value> =
        ran.out.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 4, "{lines:#?}");
    let article = &lines[0];
    assert_eq!(
        (&article["title"], &article["record"], &article["format"]),
        (&json!("Flood"), &json!(1), &json!("jsonl"))
    );
    assert_eq!(article["published"]["source"], "metadata");
    assert_eq!(article["places"][0]["path"], json!(["Africa", "Niger"]));
    assert_eq!(
        keys(&article["people"][0]),
        BTreeSet::from(["key", "name", "salience", "mentions", "evidence"])
    );
    assert_eq!((&lines[1]["record"], lines[1]["rejected"].is_string()), (&json!(2), true));
    assert_eq!(
        (&lines[2]["path"], &lines[2]["rejected"]),
        (&json!("news/empty.txt"), &json!("file is empty"))
    );
    assert!(lines[3]["ignored"].is_string(), "{}", lines[3]);
    // The index has the same id.
    archive.update();
    assert_eq!(
        texts(&archive.search(&["flood"])["hits"], "id")[0],
        article["id"].as_str().expect("an id")
    );
    let rejected = archive.run(&["inspect", "news/empty.txt"]);
    assert_eq!((rejected.code, rejected.out.as_str()), (1, ""));
    assert!(rejected.err.contains("file is empty"), "{rejected:?}");
}

#[test]
fn facets_are_listed_by_count_and_by_prefix() {
    let all = on_sample(&["facet", "people", "--json"]).success();
    let values = all["values"].as_array().expect("values");
    assert_eq!(number(&all, "distinct"), values.len() as u64);
    assert!(values.iter().map(|value| number(value, "count")).is_sorted_by(|a, b| a >= b));
    let some = on_sample(&["facet", "people", "arv", "--json"]).success();
    let names = texts(&some["values"], "name");
    assert!(names.len() > 2 && names.iter().all(|name| name.contains("Arvelos")), "{names:?}");
    let page = on_sample(&["facet", "people", "arv"]);
    assert!(
        page.code == 0 && page.err.is_empty() && page.out.contains("Helena Arvelos"),
        "{page:?}"
    );
    assert_eq!(on_sample(&["facet", "people", "zzz"]).code, 1);
}

#[test]
fn status_prints_what_the_index_holds() {
    let status = on_sample(&["status", "--json"]).success();
    let everything = on_sample(&["search", "--json", "-n", "0"]).success();
    assert_eq!(number(&status, "articles"), number(&everything, "total"));
    assert_eq!(
        number(&status, "records"),
        number(&status, "articles") + number(&status, "duplicates") + number(&status, "rejected")
    );
    assert_eq!(status["roots"], json!([sample().to_str()]));
    let page = on_sample(&["status"]);
    assert!(
        page.out.contains(&format!("{} articles", number(&status, "articles")))
            && page.err.is_empty(),
        "{page:?}"
    );
}

#[test]
fn completions_and_manual_pages_are_printed() {
    let folder = tempfile::tempdir().expect("a folder");
    let script = run(folder.path(), &["completions", "bash"]);
    assert!(script.code == 0 && script.err.is_empty());
    assert!(script.out.contains("_morgue()") && script.out.contains("--place"), "{}", script.out);
    let page = run(folder.path(), &["man"]);
    assert!(
        page.code == 0 && page.out.contains(".TH morgue") && page.out.contains("index"),
        "{page:?}"
    );
    let page = run(folder.path(), &["man", "search"]);
    assert!(page.code == 0 && page.out.contains("\\-\\-place"), "{page:?}");
    let is_empty = folder.path().read_dir().expect("a folder").next().is_none();
    assert!(is_empty, "neither creates an index");
}

#[test]
fn piped_output_is_plain_and_quiet() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    let indexed = archive.run(&["index", "news"]);
    assert!(
        !indexed.err.contains('\u{1b}') && !indexed.err.contains('\r'),
        "no bar and no colour in a pipe: {indexed:?}"
    );
    let found = archive.run(&["search", "river"]);
    assert!(!found.out.contains('\u{1b}') && found.err.is_empty(), "{found:?}");
    assert!(archive.run(&["--color", "always", "search", "river"]).out.contains('\u{1b}'));
    assert!(!archive.run(&["--color", "never", "search", "river"]).out.contains('\u{1b}'));
    let again = archive.run(&["-q", "index", "news"]);
    assert_eq!((again.code, again.out.as_str(), again.err.as_str()), (0, "", ""));
    // Warnings about a query go to stderr.
    let odd = archive.run(&["search", "(river"]);
    assert!(
        odd.code == 0 && odd.err.contains("parenthesis") && !odd.out.contains("parenthesis"),
        "{odd:?}"
    );
    assert_eq!(archive.run(&["-q", "search", "(river"]).err, "");
}

#[test]
fn a_closed_pipe_ends_every_command_quietly() {
    let index = sample_index();
    let commands = [
        "search --json -n 1000 --facets people,places,keywords",
        "search -n 1000",
        "export",
        "export --format csv",
        "facet keywords",
        "man",
        "completions zsh",
    ];
    for command in commands {
        let program = env!("CARGO_BIN_EXE_morgue");
        let script = format!(
            "'{program}' --index '{}' {command} | true; exit ${{PIPESTATUS[0]}}",
            index.display()
        );
        let ended = Command::new("bash")
            .args(["-c", &script])
            .stdin(Stdio::null())
            .output()
            .expect("a shell");
        assert_eq!(String::from_utf8_lossy(&ended.stderr), "", "{command}");
        assert!(ended.status.success(), "{command}: {:?}", ended.status);
    }
    let whole = on_sample(&["search", "--json", "-n", "1000"]).out;
    assert!(whole.len() > 1 << 16, "{} bytes fit into the buffer of a pipe", whole.len());
}

#[test]
fn the_index_is_found_by_flag_environment_and_config() {
    let archive = Archive::with_files(&[("a.txt", &story("Flood", "The river rose."))]);
    archive.run(&["--index", "elsewhere", "index", "news", "--json"]).success();
    archive.run(&["status"]).fails_with(&["there is no index in `index`"]);
    let mut command = morgue(archive.folder());
    command.env("MORGUE_INDEX", "elsewhere").args(["search", "river"]);
    let by_environment = output_of(&mut command);
    assert_eq!(by_environment.code, 0, "{by_environment:?}");
    std::fs::write(
        archive.folder().join("morgue.toml"),
        "index = \"elsewhere\"\n[fields]\ntitle = [\"kop\"]\n",
    )
    .expect("writes");
    assert_eq!(archive.run(&["search", "river"]).code, 0);
    archive.run(&["--index", "third", "status"]).fails_with(&["`third`"]);
    // The config file also maps field names.
    archive.write("b.jsonl", line(json!({ "kop": "Droogte", "body": "De rivier viel." })));
    archive.run(&["index", "--json"]).success();
    assert_eq!(archive.titles(&["droogte"]), ["Droogte"]);
}

#[test]
fn a_query_that_begins_with_a_hyphen_follows_two() {
    let without = on_sample(&["search", "--json", "-n", "0", "--", "-arvelos"]).success();
    let with = on_sample(&["search", "--json", "-n", "0", "arvelos"]).success();
    let all = on_sample(&["search", "--json", "-n", "0"]).success();
    assert!(number(&with, "total") > 3);
    assert_eq!(number(&without, "total") + number(&with, "total"), number(&all, "total"));
}

#[test]
fn a_query_is_explained_in_words() {
    let ran = on_sample(&["search", "--explain", "--json", "cocoa OR coffee"]);
    let answer = ran.success();
    let explanation = answer["explanation"].as_str().expect("an explanation");
    assert!(
        explanation.contains("cocoa")
            && explanation.contains("coffee")
            && explanation != answer["query"],
        "{explanation}"
    );
    assert!(on_sample(&["search", "--explain", "cocoa OR coffee"]).out.contains(explanation));
}

// -- pages

/// The ids on all pages of a search, in order. Calls `between` after each page but the last.
fn pages(archive: &Archive, arguments: &[&str], mut between: impl FnMut(usize)) -> Vec<String> {
    let (mut ids, mut after) = (Vec::new(), None::<String>);
    for page in 0.. {
        let cursor: Vec<&str> =
            after.as_deref().map(|cursor| vec!["--after", cursor]).unwrap_or_default();
        let answer = archive.search(&[arguments, &cursor].concat());
        assert!(answer["warnings"].as_array().expect("warnings").is_empty(), "{answer}");
        ids.extend(texts(&answer["hits"], "id"));
        after = answer["next"].as_str().map(str::to_owned);
        if after.is_none() {
            break;
        }
        assert!(page < 100, "the pages do not end");
        between(page);
    }
    ids
}

/// Stories on many dates, some on the same one, some undated.
fn dated(numbers: std::ops::Range<usize>) -> String {
    let record = |number: usize| {
        let mut record = json!({
            "title": format!("Story {number}"),
            "body": format!("A river story, number {number}."),
            "n": number,
        });
        if !number.is_multiple_of(7) {
            record["date"] = json!(format!("2015-{:02}-{:02}", number % 5 + 1, number % 3 + 1));
        }
        line(record)
    };
    numbers.map(record).collect()
}

#[test]
fn pages_hold_every_hit_exactly_once() {
    let archive = Archive::with_files(&[("a.jsonl", &dated(0..23)), ("b.jsonl", &dated(23..41))]);
    archive.update();
    for query in [&["river"][..], &["river", "--sort", "newest"], &["--sort", "oldest"], &[]] {
        let whole = texts(&archive.search(&[query, &["-n", "1000"]].concat())["hits"], "id");
        assert_eq!(whole.len(), 41);
        for size in ["1", "4", "40", "41"] {
            assert_eq!(
                pages(&archive, &[query, &["-n", size]].concat(), |_| {}),
                whole,
                "{query:?} by {size}"
            );
        }
    }
}

#[test]
fn pages_by_date_stay_exact_while_the_archive_grows() {
    for order in ["newest", "oldest"] {
        let archive = Archive::with_files(&[
            ("a.jsonl", &dated(0..30)),
            ("gone.txt", &story("Soon gone", "A river story.")),
        ]);
        archive.update();
        let before: BTreeSet<String> =
            texts(&archive.search(&["-n", "1000"])["hits"], "id").into_iter().collect();
        let gone = texts(&archive.search(&["title:gone"])["hits"], "id").remove(0);
        let paged = pages(&archive, &["-n", "4", "--sort", order], |page| {
            archive.write(&format!("more-{page}.jsonl"), dated(100 + page * 9..109 + page * 9));
            if page == 1 {
                archive.remove("gone.txt");
            }
            if page < 4 {
                archive.update();
            }
        });
        let distinct: BTreeSet<String> = paged.iter().cloned().collect();
        assert_eq!(distinct.len(), paged.len(), "{order}: an article is repeated");
        let missed: Vec<&String> = before.difference(&distinct).filter(|id| **id != gone).collect();
        assert!(missed.is_empty(), "{order}: {missed:?} are missing");
    }
}

#[test]
fn an_expired_cursor_starts_over_with_a_warning() {
    let archive = Archive::with_files(&[("a.jsonl", &dated(0..30))]);
    archive.update();
    let first = archive.search(&["river", "-n", "5"]);
    let next = first["next"].as_str().expect("a cursor").to_owned();
    archive.write("b.jsonl", dated(30..33));
    archive.update();
    let over = archive.search(&["river", "-n", "5", "--after", &next]);
    let warnings = texts(&over["warnings"], "message");
    assert!(warnings.iter().any(|warning| warning.contains("first hits again")), "{warnings:?}");
    assert_eq!(
        texts(&over["hits"], "id"),
        texts(&archive.search(&["river", "-n", "5"])["hits"], "id")
    );
    // So does a cursor of another order.
    let other = archive.search(&["river", "-n", "5", "--sort", "oldest", "--after", &next]);
    assert_eq!(texts(&other["warnings"], "message").len(), 1);
    assert_eq!(
        texts(&other["hits"], "id"),
        texts(&archive.search(&["-n", "5", "--sort", "oldest"])["hits"], "id")
    );
}

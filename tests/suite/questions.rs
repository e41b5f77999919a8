//! Questions in plain words: which words are left out, which names and dates become filters, and that
//! no other query changes.

use serde_json::{Value, json};

use crate::harness::{Archive, RunOutput, line, number, texts};
use crate::test_server::TestServer;

/// Articles with names of several kinds.
fn archive() -> Archive {
    let article = |title: &str,
                   date: &str,
                   body: &str,
                   people: &[&str],
                   places: &[&str],
                   orgs: &[&str]| {
        line(
            json!({ "title": title, "date": date, "body": body, "people": people, "places": places,
            "organisations": orgs, "language": "en" }),
        )
    };
    let articles = [
        article(
            "Ceasefire urged",
            "2016-07-15",
            "John Kerry spoke about the ceasefire in Syria.",
            &["John Kerry"],
            &["Syria"],
            &[],
        ),
        article(
            "No ceasefire",
            "2016-09-02",
            "John Kerry spoke about the ceasefire in Syria again.",
            &["John Kerry"],
            &["Syria"],
            &[],
        ),
        article(
            "Visit",
            "2016-07-20",
            "John Kerry came to Paris.",
            &["John Kerry"],
            &["Paris"],
            &[],
        ),
        article(
            "Coffee harvest",
            "1987-03-05",
            "The coffee harvest of Brazil is large, the World Bank said.",
            &[],
            &["Brazil"],
            &["World Bank"],
        ),
        article(
            "Ferry sunk",
            "1987-03-06",
            "The ferry was sunk by a storm when it left.",
            &[],
            &["Belgium"],
            &[],
        ),
        article(
            "Defense",
            "1986-02-01",
            "Caspar Weinberger resigned.",
            &["Caspar Weinberger"],
            &[],
            &[],
        ),
        article(
            "Lincoln",
            "1986-02-02",
            "Abbey Lincoln sang in Lincoln.",
            &["Abbey Lincoln"],
            &["Lincoln"],
            &[],
        ),
    ];
    let archive = Archive::with_files(&[("a.jsonl", &articles.concat())]);
    archive.update();
    archive
}

/// The query a question was read as, and the words that were left out.
fn read(archive: &Archive, question: &str) -> (String, String) {
    let answer = archive.search(&[question]);
    let left_out = texts_of(&answer["question"]["left_out"]).join(" ");
    (answer["query"].as_str().expect("a query").to_owned(), left_out)
}

fn texts_of(list: &Value) -> Vec<String> {
    list.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

#[test]
fn names_and_dates_of_questions_become_filters() {
    let archive = archive();
    for (question, query, left_out, total) in [
        ("who is Caspar Weinberger", "person:\"Caspar Weinberger\"", "who is", 1),
        ("who is caspar weinberger?", "person:\"caspar weinberger\"", "who is", 1),
        (
            "what did Kerry say about Syria in July 2016",
            "person:Kerry place:Syria date:2016-07",
            "what did say about in",
            1,
        ),
        (
            "what did Kerry say about Syria since 2016?",
            "person:Kerry place:Syria date:>=2016",
            "what did say about",
            2,
        ),
        ("when was the ferry sunk", "ferry sunk", "when was the", 1),
        (
            "how many articles about coffee in Brazil",
            "coffee place:Brazil",
            "how many articles about in",
            1,
        ),
        (
            "what did the World Bank say about coffee",
            "org:\"World Bank\" coffee",
            "what did the say about",
            1,
        ),
        ("who was in Lincoln", "place:Lincoln", "who was in", 1),
        ("what happened in 1987", "date:1987", "what happened in", 2),
    ] {
        assert_eq!(read(&archive, question), (query.to_owned(), left_out.to_owned()), "{question}");
        let answer = archive.search(&[question]);
        assert_eq!(number(&answer, "total"), total, "{question}");
        // The printed query is the same search.
        assert_eq!(number(&archive.search(&[query]), "total"), total, "{query}");
    }
    // A surname without a capital stays a word, as does an everyday word.
    assert_eq!(read(&archive, "what did kerry say about syria").0, "kerry place:syria");
}

#[test]
fn the_answer_says_how_a_question_was_read() {
    let archive = archive();
    let question = "what did Kerry say about Syria in July 2016";
    let answer = archive.search(&[question, "--explain"]);
    let read = &answer["question"];
    assert_eq!(texts(&read["filters"], "typed"), ["Kerry", "Syria", "July 2016"]);
    assert_eq!(
        texts(&read["filters"], "without"),
        ["place:Syria date:2016-07", "person:Kerry date:2016-07", "person:Kerry place:Syria"]
    );
    let first = &read["filters"][0];
    let (start, end) = (number(first, "start") as usize, number(first, "end") as usize);
    assert_eq!(&question[start..end], "Kerry");
    assert_eq!(read["as_typed"], json!(format!("({question})")));
    let explanation = answer["explanation"].as_str().expect("an explanation");
    assert!(
        explanation.starts_with("Articles about the person “Kerry” and about the place “Syria”"),
        "{explanation}"
    );
    let warnings = texts(&answer["warnings"], "message");
    assert!(
        warnings[0].contains("`person:Kerry place:Syria date:2016-07`, without `what`"),
        "{warnings:?}"
    );
    let printed: RunOutput = archive.run(&["search", question]);
    assert!(printed.err.contains("read as `person:Kerry"), "{printed:?}");
    // All words as they were typed, and some of them in quotes.
    let all = archive.search(&[read["as_typed"].as_str().expect("a query")]);
    assert_eq!((number(&all, "total"), &all["question"]), (0, &Value::Null));
    let quoted = archive.search(&["when was the ferry \"when it left\""]);
    assert_eq!(
        (quoted["query"].as_str(), number(&quoted, "total")),
        (Some("ferry \"when it left\""), 1)
    );
}

#[test]
fn a_name_of_several_kinds_is_offered_not_guessed() {
    let archive = archive();
    let answer = archive.search(&["what did Lincoln say about Syria"]);
    assert_eq!(answer["query"], json!("Lincoln place:Syria"));
    let offers = &answer["question"]["offers"];
    assert_eq!(texts(offers, "filter"), ["place:Lincoln", "person:Lincoln"]);
    assert_eq!(texts(offers, "query"), ["place:Lincoln place:Syria", "person:Lincoln place:Syria"]);
}

#[test]
fn a_name_is_the_kind_that_is_far_more_frequent() {
    let article = |number: usize| {
        let (person, firm): (&[&str], &[&str]) =
            if number == 0 { (&[], &["Sorrel"]) } else { (&["Petra Sorrel"], &[]) };
        line(
            json!({ "title": format!("Rain {number}"), "body": format!("Rain fell {number} times."),
            "people": person, "organisations": firm, "language": "en" }),
        )
    };
    let question = "what did Sorrel say about rain";
    for (articles, query) in [(12, "Sorrel rain"), (24, "person:Sorrel rain")] {
        let articles: String = (0..articles).map(article).collect();
        let archive = Archive::with_files(&[("a.jsonl", &articles)]);
        archive.update();
        assert_eq!(archive.search(&[question])["query"], json!(query));
    }
}

#[test]
fn other_queries_stay_as_they_are() {
    let archive = archive();
    for query in [
        "Kerry Syria",
        "WHO Syria",
        "who Kerry",
        "\"who is\" Kerry",
        "what a ceasefire",
        "(who is Kerry)",
    ] {
        let answer = archive.search(&[query]);
        assert_eq!(answer["question"], Value::Null, "{query}");
        let printed = query.replace(['(', ')'], "");
        assert_eq!(answer["query"], json!(printed), "{query}");
    }
}

#[test]
fn the_page_shows_filters_of_a_question_that_can_be_removed() {
    let archive = archive();
    let server = TestServer::start(archive.folder(), &["serve"]);
    let page = server.get("/?q=what+did+Kerry+say+about+Syria+in+July+2016").body;
    for part in [
        "value=\"what did Kerry say about Syria in July 2016\"",
        "<h1>1 article</h1>",
        "<span class=\"kind\">person </span><b>Kerry</b>",
        "<span class=\"kind\">date </span><b>July 2016</b>",
        "href=\"/?q=person%3AKerry%20place%3ASyria\"",
        "Read as a question, without <q>what did say about in</q>",
        "href=\"/?q=%28what%20did%20Kerry%20say%20about%20Syria%20in%20July%202016%29\"",
    ] {
        assert!(page.contains(part), "no {part}: {page}");
    }
    // The article is marked as the question was read.
    let id = &texts(&server.get("/api/search?q=who+is+Caspar+Weinberger").json()["hits"], "id")[0];
    let article = server.get(&format!("/article/{id}?q=who+is+Caspar+Weinberger")).body;
    assert!(article.contains("<mark id=\"match-1\">Caspar Weinberger</mark>"), "{article}");
    // Where nothing is found, the filter to leave out is named.
    let page = server.get("/?q=what+did+Kerry+say+about+Brazil").body;
    assert!(
        page.contains("leave out person Kerry") && page.contains("leave out place Brazil"),
        "{page}"
    );
}

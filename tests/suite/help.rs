//! Suggestions, warnings and incomplete answers.

use serde_json::{Value, json};

use crate::harness::{Archive, number, on_sample, story, texts};

/// The suggestion for a search on the sample, which must find more than the search itself.
fn suggestion(arguments: &[&str]) -> Option<String> {
    let answer = on_sample(&[&["search", "--json", "-n", "1"], arguments].concat()).json();
    let suggestion = answer["did_you_mean"].as_str()?.to_owned();
    let found = on_sample(&["search", "--json", "-n", "1", &suggestion]).success();
    assert!(
        number(&found, "total") > number(&answer, "total"),
        "`{suggestion}` does not find more: {answer}"
    );
    Some(suggestion)
}

#[test]
fn misspelt_words_are_corrected() {
    for (typed, expected) in [
        ("cocao", "cocoa"),
        ("vaccnie trial", "vaccine trial"),
        ("\"stone housse do not forgive\"", "\"stone house do not forgive\""),
        ("title:cocao -copper", "title:cocoa NOT copper"),
        ("stirke OR cocao", "strike OR cocoa"),
        ("strke NEAR/900 portt", "strike NEAR/900 port"),
    ] {
        assert_eq!(suggestion(&[typed]).as_deref(), Some(expected), "{typed}");
    }
    // Known, negated, exact and numeric words stay, and so do words that resemble no other.
    for typed in ["cocoa", "NOT cocao", "=cocao", "1988888", "qzxvkwj", "cocao qzxvkwj", "*", "co"]
    {
        assert_eq!(suggestion(&[typed]), None, "{typed}");
    }
}

#[test]
fn misspelt_names_are_corrected() {
    for (arguments, expected) in [
        (&["person:arvellos"][..], "person:arvelos"),
        (&["person:\"Helana Arvellos\""], "person:\"helena arvelos\""),
        (&["person:\"Arvelos Helena\""], "person:\"Helena Arvelos\""),
        (&["place:gahna strike OR place:gahna"], "place:ghana strike OR place:ghana"),
        (&["major:arvellos"], "major:arvelos"),
        (&["--person", "arvellos"], "person:arvelos"),
        (&["cocoa", "--place", "gahna"], "cocoa place:ghana"),
    ] {
        assert_eq!(suggestion(arguments).as_deref(), Some(expected), "{arguments:?}");
    }
    assert_eq!(suggestion(&["person:\"Unheard Of\""]), None);
    // A suggestion cannot stand in for one of several filters.
    assert_eq!(suggestion(&["--person", "arvellos", "--person", "unknown"]), None);
}

#[test]
fn rare_misspellings_in_the_archive_are_corrected() {
    let archive = Archive::new();
    let records: Vec<Value> = (0..25)
        .map(|number| json!({ "title": format!("Story {number}"), "body": "The government met." }))
        .chain([json!({ "title": "A slip", "body": "The goverment met." })])
        .collect();
    archive.write("a.json", serde_json::to_string(&records).expect("JSON"));
    archive.update();
    assert_eq!(archive.search(&["goverment"])["did_you_mean"], "government");
    // The first letter is mistyped least: a word that shares it comes before a more frequent one.
    let common = (0..30)
        .map(|day| story(&format!("Rain {day}"), &format!("It rained very much on day {day}.")));
    let named =
        (0..4).map(|day| story(&format!("Talks {day}"), &format!("Kerry spoke on day {day}.")));
    let letters = Archive::new();
    for (number, text) in common.chain(named).enumerate() {
        letters.write(&format!("{number}.txt"), text);
    }
    letters.update();
    assert_eq!(letters.search(&["kery"])["did_you_mean"], "kerry");
    // A word with a capital is a name first.
    for number in 0..9 {
        let text = story(&format!("Lock {number}"), &format!("The key of lock {number} is lost."));
        letters.write(&format!("key-{number}.txt"), text);
    }
    letters.write(
        "talks.txt",
        story("More talks", "Secretary of State John Kerry spoke to Kerry's deputy."),
    );
    letters.update();
    assert_eq!(letters.search(&["kery"])["did_you_mean"], "key");
    assert_eq!(letters.search(&["Kery"])["did_you_mean"], "kerry");
    let shown = archive.run(&["search", "goverment"]);
    assert!(shown.out.contains("did you mean government"), "{shown:?}");
    assert_eq!(archive.search(&["slip"]).get("did_you_mean"), None);
}

#[test]
fn warnings_point_to_the_part_of_the_query() {
    for (typed, part) in [
        ("strike person:unknownperson cocoa", "unknownperson"),
        ("strike place:\"nowhere at all\"", "\"nowhere at all\""),
        ("(cocoa OR major:unknownperson)", "unknownperson"),
        ("strike NEAR/5 zzq*", "zzq*"),
        ("cocoa \"stone zzq* houses\"", "\"stone zzq* houses\""),
        ("cocoa zxqwjvk~1", "zxqwjvk~1"),
    ] {
        let warnings = on_sample(&["search", "--json", typed]).json()["warnings"].clone();
        let warnings = warnings.as_array().expect("warnings");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        let span = number(&warnings[0], "start") as usize..number(&warnings[0], "end") as usize;
        assert_eq!(&typed[span], part, "{warnings:?}");
    }
}

#[test]
fn answers_cut_by_the_timeout_are_marked() {
    let cut = on_sample(&["search", "--json", "--timeout", "0", "cocoa"]).json();
    assert_eq!(cut["exact"], json!(false));
    assert!(texts(&cut["warnings"], "message")[0].contains("time ran out"), "{cut}");
    assert_eq!(cut.get("did_you_mean"), None);
    assert_eq!(
        on_sample(&["search", "--json", "--timeout", "60", "cocoa"]).success()["exact"],
        json!(true)
    );
    let facet = on_sample(&["facet", "people", "--timeout", "0"]);
    assert!(facet.err.contains("time ran out"), "{facet:?}");
    on_sample(&["search", "--timeout", "soon"]);
}

#[test]
fn facet_values_can_be_filtered_by_part_of_their_name() {
    let names = |arguments: &[&str]| {
        let facet = on_sample(&[&["facet", "people", "--json"], arguments].concat()).json();
        texts(&facet["values"], "name")
    };
    let (containing, beginning) = (names(&["--containing", "RVÉLO"]), names(&["arvelo"]));
    assert!(
        !containing.is_empty() && containing.iter().all(|name| name.contains("Arvelos")),
        "{containing:?}"
    );
    assert_eq!(containing, beginning);
    assert_eq!(names(&["hel", "--containing", "rvel"]), ["Helena Arvelos"]);
    assert!(names(&["rvelo"]).is_empty() && names(&["--containing", "zzq"]).is_empty());
}

#[test]
fn a_topic_or_place_of_another_name_is_explained() {
    let explained = |query: &str| {
        let answer = on_sample(&["search", "--json", "-n", "0", "--explain", query]).success();
        answer["explanation"].as_str().expect("an explanation").to_owned()
    };
    let resources = explained("topic:resources");
    assert!(resources.contains("topic:resources means natural resources"), "{resources}");
    assert!(!explained("place:Brazil").contains("means"));
    assert!(!explained("topic:politics").contains("means"));
}

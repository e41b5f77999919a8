//! What the program says to whoever typed something else than they meant: what may have been meant, where it is odd, and
//! when an answer is not the whole.

use serde_json::{Value, json};

use crate::harness::{Archive, number, on_sample, texts};

/// What may have been meant by a search on the sample.
fn meant(arguments: &[&str]) -> Option<String> {
    let answer = on_sample(&[&["search", "--json", "-n", "1"], arguments].concat()).json();
    let better = answer["did_you_mean"].as_str()?.to_owned();
    let found = on_sample(&["search", "--json", "-n", "1", &better]).good();
    assert!(
        number(&found, "total") > number(&answer, "total"),
        "`{better}` finds no more: {answer}"
    );
    Some(better)
}

#[test]
fn a_misspelt_word_is_found_out() {
    for (typed, better) in [
        ("cocao", "cocoa"),
        ("vaccnie trial", "vaccine trial"),
        ("\"stone housse do not forgive\"", "\"stone house do not forgive\""),
        ("title:cocao -copper", "title:cocoa NOT copper"),
        ("stirke OR cocao", "strike OR cocoa"),
        ("strke NEAR/900 portt", "strike NEAR/900 port"),
    ] {
        assert_eq!(meant(&[typed]).as_deref(), Some(better), "{typed}");
    }
    // What is found, denied, exact, a number, or like nothing is left alone.
    for typed in ["cocoa", "NOT cocao", "=cocao", "1988888", "qzxvkwj", "cocao qzxvkwj", "*", "co"]
    {
        assert_eq!(meant(&[typed]), None, "{typed}");
    }
}

#[test]
fn a_misspelt_name_is_found_out() {
    for (arguments, better) in [
        (&["person:arvellos"][..], "person:arvelos"),
        (&["person:\"Helana Arvellos\""], "person:\"helena arvelos\""),
        (&["person:\"Arvelos Helena\""], "person:\"Helena Arvelos\""),
        (&["place:gahna strike OR place:gahna"], "place:ghana strike OR place:ghana"),
        (&["major:arvellos"], "major:arvelos"),
        (&["--person", "arvellos"], "person:arvelos"),
        (&["cocoa", "--place", "gahna"], "cocoa place:ghana"),
    ] {
        assert_eq!(meant(arguments).as_deref(), Some(better), "{arguments:?}");
    }
    assert_eq!(meant(&["person:\"Nobody Whatsoever\""]), None);
    // One who is meant beside another is no part of the query.
    assert_eq!(meant(&["--person", "arvellos", "--person", "nobody"]), None);
}

#[test]
fn a_rare_slip_of_the_archive_itself_is_found_out() {
    let archive = Archive::new();
    let records: Vec<Value> = (0..25)
        .map(|number| json!({ "title": format!("Story {number}"), "body": "The government met." }))
        .chain([json!({ "title": "A slip", "body": "The goverment met." })])
        .collect();
    archive.write("a.json", serde_json::to_string(&records).expect("JSON"));
    archive.update();
    assert_eq!(archive.search(&["goverment"])["did_you_mean"], "government");
    let shown = archive.run(&["search", "goverment"]);
    assert!(shown.out.contains("did you mean government"), "{shown:?}");
    assert_eq!(archive.search(&["slip"]).get("did_you_mean"), None);
}

#[test]
fn a_warning_names_the_place_of_what_it_is_about() {
    for (typed, odd) in [
        ("strike person:nobodyatall cocoa", "nobodyatall"),
        ("strike place:\"nowhere at all\"", "\"nowhere at all\""),
        ("(cocoa OR major:nobodyatall)", "nobodyatall"),
        ("strike NEAR/5 zzq*", "zzq*"),
        ("cocoa \"stone zzq* houses\"", "\"stone zzq* houses\""),
        ("cocoa zxqwjvk~1", "zxqwjvk~1"),
    ] {
        let warnings = on_sample(&["search", "--json", typed]).json()["warnings"].clone();
        let warnings = warnings.as_array().expect("warnings");
        assert_eq!(warnings.len(), 1, "{warnings:?}");
        let place = number(&warnings[0], "start") as usize..number(&warnings[0], "end") as usize;
        assert_eq!(&typed[place], odd, "{warnings:?}");
    }
}

#[test]
fn an_answer_that_was_cut_says_so() {
    let cut = on_sample(&["search", "--json", "--timeout", "0", "cocoa"]).json();
    assert_eq!(cut["exact"], json!(false));
    assert!(texts(&cut["warnings"], "message")[0].contains("time ran out"), "{cut}");
    assert_eq!(cut.get("did_you_mean"), None);
    assert_eq!(
        on_sample(&["search", "--json", "--timeout", "60", "cocoa"]).good()["exact"],
        json!(true)
    );
    let facet = on_sample(&["facet", "people", "--timeout", "0"]);
    assert!(facet.err.contains("time ran out"), "{facet:?}");
    on_sample(&["search", "--timeout", "soon"]);
}

#[test]
fn values_of_a_facet_are_found_by_any_part_of_their_names() {
    let names = |arguments: &[&str]| {
        let facet = on_sample(&[&["facet", "people", "--json"], arguments].concat()).json();
        texts(&facet["values"], "name")
    };
    let (inside, beginning) = (names(&["--containing", "RVÉLO"]), names(&["arvelo"]));
    assert!(!inside.is_empty() && inside.iter().all(|name| name.contains("Arvelos")), "{inside:?}");
    assert_eq!(inside, beginning);
    assert_eq!(names(&["hel", "--containing", "rvel"]), ["Helena Arvelos"]);
    assert!(names(&["rvelo"]).is_empty() && names(&["--containing", "zzq"]).is_empty());
}

//! Saved pages of news sites: minimum scores of extraction, and hostile pages that must be read in
//! bounded time. The saved pages only measure; no part of them is distributed.

use std::time::{Duration, Instant};

use morgue::internals::read::format;
use morgue::internals::read::format::Options;
use morgue::internals::read::source::{Flow, Source};

use crate::harness::data;

#[allow(dead_code)]
#[path = "../../benches/pages/gold.rs"]
mod gold;

/// Minimum scores of the benchmark `pages`, which prints all scores.
#[test]
fn extraction_reaches_the_minimum_scores() {
    let Some(data) = data() else { return };
    let mut all = gold::Score::default();
    for page in gold::read(&data).iter().filter(|page| gold::SUITES.contains(&page.suite.as_str()))
    {
        all.add(&gold::score(page, &gold::article(page)));
    }
    for (field, minimum, measured) in gold::minimum_scores(&all) {
        assert!(measured >= minimum, "{field}: {measured:.3} is below {minimum}");
    }
}

/// Time to read or reject a page.
fn reading_time(html: &str) -> Duration {
    let html_format = format::sniff("page.html", html.as_bytes()).expect("a format");
    let started = Instant::now();
    let mut source = Source::new("page.html", html.as_bytes());
    let flow = (html_format.read)(&mut source, &Options::default(), &mut |_| Flow::Continue(()));
    assert_eq!(flow, Flow::Continue(()));
    started.elapsed()
}

#[test]
fn five_megabytes_of_hostile_markup_are_read() {
    const SIZE: usize = 5_000_000;
    let fill = |piece: &str| piece.repeat(SIZE / piece.len());
    for (kind, markup) in [
        ("nested blocks", fill("<div>")),
        ("blocks side by side", fill("<div>a b c</div>")),
        ("tables", fill("<table><tr><td>a")),
        ("open tags of style", fill("<b><i><p>x")),
        ("attributes", format!("<p {}>x", fill("a=b c=d "))),
        ("many attributes", fill("<p class='comment share by-line' id=date>x</p>")),
        ("one attribute", format!("<p class='{}'>x", fill("nav "))),
        ("links", fill("<a href=/>By Jane Doe</a> ")),
        ("bylines", fill("<p class=byline>By Jane Doe</p>")),
        ("breaks", fill("x<br>")),
        ("headings", fill("<h1>The flood in Beira</h1>")),
        ("a title", format!("<title>{}</title><h1>a</h1>", fill("a | "))),
        ("tags", fill("<meta name=keywords content=a>")),
        (
            "linked data",
            format!("<script type=application/ld+json>{}</script>", fill("[{\"@type\":")),
        ),
        ("text", format!("<p>{}", fill("The river rose by 4 m on 18 July. "))),
        ("entities", fill("&amp;&lt;")),
    ] {
        println!("{kind:<24} {:?}", reading_time(&format!("<!doctype html><html><body>{markup}")));
    }
}

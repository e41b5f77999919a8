//! Saved pages of news sites: the floors of what is read from them, and attacks that must end. The pages measure
//! only; nothing of them ships.

use std::time::{Duration, Instant};

use morgue::read::format;
use morgue::read::format::Options;
use morgue::read::source::{Flow, Source};

use crate::harness::data;

#[allow(dead_code)]
#[path = "../../benches/pages/gold.rs"]
mod gold;

/// The floors of the bench `pages`, which prints the figures.
#[test]
fn pages_are_read_as_people_wrote_them_down() {
    let Some(data) = data() else { return };
    let mut all = gold::Score::default();
    for page in gold::read(&data).iter().filter(|page| gold::SUITES.contains(&page.suite.as_str()))
    {
        all.add(&gold::score(page, &gold::article(page)));
    }
    for (what, floor, measured) in gold::floors(&all) {
        assert!(measured >= floor, "{what}: {measured:.3} is below {floor}");
    }
}

/// How long a page takes to be read, or rejected.
fn cost(html: &str) -> Duration {
    let html_format = format::sniff("page.html", html.as_bytes()).expect("a format");
    let begun = Instant::now();
    let mut source = Source::new("page.html", html.as_bytes());
    let flow = (html_format.read)(&mut source, &Options::default(), &mut |_| Flow::Continue(()));
    assert_eq!(flow, Flow::Continue(()));
    begun.elapsed()
}

#[test]
fn five_megabytes_of_soup_come_to_an_end() {
    const SIZE: usize = 5_000_000;
    let fill = |piece: &str| piece.repeat(SIZE / piece.len());
    for (what, soup) in [
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
        println!("{what:<24} {:?}", cost(&format!("<!doctype html><html><body>{soup}")));
    }
}

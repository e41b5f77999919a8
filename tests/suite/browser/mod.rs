//! Journeys through the pages in a real browser: by mouse, by keyboard alone, and without scripts; and
//! checks that hold on every page.

mod chromium;

use chromium::{Chromium, program};
use serde_json::{Value, json};

use crate::harness::{Archive, line, number, sample_index, story, texts};
use crate::test_server::TestServer;

/// A browser beside a server on the sample archive; none where there is no Chromium.
fn browser_and_server() -> Option<(Chromium, TestServer)> {
    let browser = Chromium::start(program()?);
    Some((browser, TestServer::start(sample_index(), &["serve", "--index", "."])))
}

impl TestServer {
    fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

/// The number of articles in the heading of the search page.
fn articles(browser: &mut Chromium) -> u64 {
    let heading = browser.text("document.querySelector('h1').textContent");
    let digits: String = heading.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_else(|_| panic!("no number in `{heading}`"))
}

/// The count beside a value of a facet.
fn count_of(browser: &mut Chromium, selector: &str) -> u64 {
    let element = json!(selector);
    let count = browser
        .text(&format!("document.querySelector({element}).querySelector('.count').textContent"));
    count.replace(',', "").parse().expect("a number")
}

fn value(name: &str) -> String {
    format!(".facets a.value[title^='{name},']")
}

#[test]
fn a_story_is_found_by_person_place_and_month() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    browser.open(&server.url("/"));
    assert_eq!(browser.text("document.activeElement.name"), "q");
    let expected = count_of(&mut browser, &value("Amara Okafor"));
    browser.follow(&value("Amara Okafor"));
    assert_eq!(articles(&mut browser), expected);
    let expected = count_of(&mut browser, &value("Europe"));
    browser.follow(&value("Europe"));
    assert_eq!(articles(&mut browser), expected);
    // Excluding a publisher takes away as many as it has.
    let gazette = count_of(&mut browser, &value("The Harbour Gazette"));
    browser.follow(".facets a.adjust[title='Exclude The Harbour Gazette']");
    assert_eq!(articles(&mut browser), expected - gazette);
    assert_eq!(browser.evaluate("document.querySelectorAll('.pill').length"), json!(3));
    // The timeline leads from years to months, and out again.
    browser.open(&server.url("/"));
    browser.follow(".timeline a.bar");
    let year = browser.text("document.querySelector('.crumbs strong').textContent");
    assert!(year.len() == 4 && browser.text("location.search").contains(&format!("since={year}")));
    browser.follow(".timeline a.bar");
    let month = browser.text("document.querySelector('.crumbs strong').textContent");
    assert!(month.ends_with(&year) && month.len() > 4, "{month}");
    assert!(articles(&mut browser) > 0);
    browser.follow(".crumbs a");
    assert_eq!(browser.text("document.querySelector('.crumbs strong').textContent"), "All dates");
}

#[test]
fn an_article_is_read_and_its_people_are_explained() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    browser.open(&server.url("/?q=cocoa"));
    browser.follow(".hits .hit h2 a");
    let matches = browser.evaluate("document.querySelectorAll('.reader mark[id]').length");
    assert!(matches.as_u64().is_some_and(|matches| matches > 1), "{matches}");
    for step in [1, 2] {
        browser.press("n");
        let current = format!("document.querySelector('mark.current')?.id === 'match-{step}'");
        assert_eq!(browser.evaluate(&current), json!(true));
    }
    browser.press("p");
    assert_eq!(browser.text("document.querySelector('mark.current').id"), "match-1");
    // A name says who it is when it gets the focus.
    browser.evaluate("document.querySelector('.reader a.entity').focus()");
    browser.wait("document.querySelector('.popover b')?.textContent.length > 1");
    assert!(!browser.text("document.querySelector('.popover').textContent").contains("1 mentions"));
    browser.press("Escape");
    assert_eq!(browser.evaluate("document.querySelector('.popover')"), Value::Null);
    // The next hit, and back.
    let first = browser.text("document.querySelector('h1').textContent");
    browser.follow(".hitbar a[rel=next]");
    assert_ne!(browser.text("document.querySelector('h1').textContent"), first);
    browser.follow(".hitbar a[rel=prev]");
    assert_eq!(browser.text("document.querySelector('h1').textContent"), first);
    let name = browser.text("document.querySelector('.subjects li a').textContent");
    browser.follow(".subjects li a");
    assert_eq!(browser.text("document.querySelector('h1').textContent"), name);
}

#[test]
fn everything_can_be_done_by_keyboard() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    browser.open(&server.url("/archive"));
    browser.press("/");
    assert_eq!(browser.text("document.activeElement.name"), "q");
    browser.type_text("cocoa");
    browser.mark_page();
    browser.press("Enter");
    browser.wait_for_next_page();
    // The box has the focus on the front page only, so that keys work at once.
    browser.press("j");
    browser.press("j");
    browser.press("k");
    let focused = "document.activeElement === document.querySelector('.hits .hit h2 a')";
    assert_eq!(browser.evaluate(focused), json!(true));
    browser.mark_page();
    browser.press("o");
    browser.wait_for_next_page();
    assert!(browser.text("location.pathname").starts_with("/article/"));
    browser.mark_page();
    browser.press("]");
    browser.wait_for_next_page();
    assert!(browser.text("location.search").contains("hit=2"));
    // Walking along the timeline.
    browser.open(&server.url("/?q=cocoa"));
    browser.evaluate("document.querySelector('.timeline a.bar[tabindex=\"0\"]').focus()");
    browser.press("ArrowLeft");
    browser.mark_page();
    browser.press("Enter");
    browser.wait_for_next_page();
    assert!(browser.text("location.search").contains("since="));
    // Few stops of the tabulator lie before the first hit.
    browser.open(&server.url("/?q=cocoa"));
    let stops = browser.evaluate(
        "(() => { const all = [...document.querySelectorAll('a[href], button, input:not([type=hidden]), summary')]\
         .filter((it) => it.tabIndex >= 0 && it.checkVisibility()); \
         return all.indexOf(document.querySelector('.hits a')); })()",
    );
    assert!(stops.as_u64().is_some_and(|stops| stops < 28), "{stops}");
}

#[test]
fn completions_lead_to_as_many_articles_as_they_offer() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    browser.open(&server.url("/"));
    browser.type_text("amara oka");
    browser.wait("document.querySelectorAll('#suggestions li').length > 0");
    // One request for what was typed without a pause.
    let requests = browser.evaluate(
        "performance.getEntriesByType('resource').filter((it) => it.name.includes('/api/complete')).length",
    );
    assert!(requests.as_u64().is_some_and(|requests| requests <= 3), "{requests}");
    let rows = browser
        .evaluate("[...document.querySelectorAll('#suggestions li')].map((it) => it.textContent)");
    let rows = rows.as_array().expect("rows").clone();
    assert!(
        rows.iter().all(|row| rows.iter().filter(|other| *other == row).count() == 1),
        "{rows:?}"
    );
    browser.press("ArrowDown");
    let offered = browser.text(
        "document.querySelector('#suggestions [aria-selected=true] span:last-of-type').textContent",
    );
    browser.mark_page();
    browser.press("Enter");
    browser.wait_for_next_page();
    assert_eq!(articles(&mut browser).to_string(), offered.trim());
    // The words that began the name are not searched beside it.
    assert_eq!(browser.text("document.querySelector('.top input[name=q]').value"), "");
    assert_eq!(browser.evaluate("document.querySelectorAll('.pill').length"), json!(1));
}

#[test]
fn the_timeline_is_brushed_with_the_mouse() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    browser.open(&server.url("/"));
    let bars = browser.evaluate(
        "[...document.querySelectorAll('.timeline a.bar')].map((bar) => { const box = bar.getBoundingClientRect(); \
         return [box.x + box.width / 2, box.y + box.height / 2, bar.dataset.from, bar.dataset.to]; })",
    );
    let (first, last) = (&bars[3], &bars[6]);
    browser.mark_page();
    for (kind, bar) in [("mousePressed", first), ("mouseMoved", last), ("mouseReleased", last)] {
        browser.call("Input.dispatchMouseEvent", json!({ "type": kind, "x": bar[0], "y": bar[1], "button": "left", "buttons": 1, "clickCount": 1 }));
    }
    browser.wait_for_next_page();
    let address = browser.text("location.search");
    let expected = format!(
        "since={}&until={}",
        first[2].as_str().expect("a day"),
        last[3].as_str().expect("a day")
    );
    assert!(address.contains(&expected), "{address} without {expected}");
    assert!(articles(&mut browser) > 0);
}

#[test]
fn a_citation_is_copied_to_the_clipboard() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    let hits = server.get("/api/search?q=cocoa").json();
    let id = &texts(&hits["hits"], "id")[0];
    browser.allow_clipboard();
    browser.open(&server.url(&format!("/article/{id}")));
    assert_eq!(browser.evaluate("document.querySelectorAll('.cite button').length"), json!(3));
    browser.click(".cite [aria-label='Copy BibTeX']");
    browser.wait(
        "document.querySelector(\".cite [aria-label='Copy BibTeX']\").textContent === 'copied'",
    );
    let copied = browser.text("navigator.clipboard.readText()");
    assert!(copied.starts_with('@') && copied.contains("title = "), "{copied}");
}

#[test]
fn pages_work_without_scripts() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    browser.set_scripts(false);
    browser.open(&server.url("/"));
    let expected = count_of(&mut browser, &value("Amara Okafor"));
    browser.follow(&value("Amara Okafor"));
    assert_eq!(articles(&mut browser), expected);
    browser.follow(".hits .hit h2 a");
    browser.follow(".hitbar a");
    assert_eq!(articles(&mut browser), expected);
    browser.follow(".facets .more a");
    let values = browser.evaluate("document.querySelectorAll('.facet-page .values li').length");
    assert!(values.as_u64().is_some_and(|values| values > 8), "{values}");
    browser.open(&server.url("/?q=river"));
    browser.follow(".timeline a.bar");
    assert!(browser.text("location.search").contains("since="));
    browser.open(&server.url("/person/amara-okafor"));
    assert_eq!(browser.text("document.querySelector('h1').textContent"), "Amara Okafor");
    // On a phone the filters are a sheet that a link opens.
    browser.resize(390, 800);
    browser.open(&server.url("/?q=river"));
    browser.click(".to-filters");
    browser.wait("getComputedStyle(document.querySelector('#filters')).position === 'fixed'");
    browser.click(".facets .done a");
    browser.wait("getComputedStyle(document.querySelector('#filters')).position !== 'fixed'");
}

#[test]
fn names_are_merged_and_the_merge_undone() {
    let Some(program) = program() else { return };
    let archive = Archive::with_files(&[
        (
            "a.txt",
            &story(
                "Harbour board meets",
                "Orla Quistgaard spoke in Cardiff. Orla Quistgaard left.",
            ),
        ),
        (
            "b.txt",
            &story(
                "Harbour board votes",
                "Petra Lindqvist-Moe spoke in Cardiff. Petra Lindqvist-Moe won.",
            ),
        ),
    ]);
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve", "--edit"]);
    let people = server.get("/api/facets/people").json();
    let keys = texts(&people["values"], "value");
    assert_eq!(keys.len(), 2, "{people}");
    let mut browser = Chromium::start(program);
    browser.open(&server.url(&format!("/{}", keys[0])));
    browser.click(".edit summary");
    browser.evaluate(&format!(
        "document.querySelector('.edit input[placeholder]').value = {}",
        json!(keys[1])
    ));
    browser.follow(".edit form:has(input[placeholder]) button");
    let merged = format!("/api/search?person={}", keys[0]);
    server.wait_until(&merged, |answer| number(answer, "total") == 2);
    browser.follow("#corrections form button");
    server.wait_until(&merged, |answer| number(answer, "total") == 1);
    assert!(browser.text("document.querySelector('#corrections').textContent").contains("undone"));
    // Without the flag nobody corrects names.
    let server = TestServer::start(archive.folder(), &["serve"]);
    browser.open(&server.url(&format!("/{}", keys[0])));
    assert_eq!(browser.evaluate("document.querySelector('.edit')"), Value::Null);
}

#[test]
fn names_are_taken_apart_and_the_correction_undone() {
    let Some(program) = program() else { return };
    let article = |number: usize, name: &str| {
        let body =
            format!("Story {number}. {name} spoke in Cardiff. The board of the harbour met.");
        line(json!({ "title": format!("Board {number}"), "body": body, "people": [name] }))
    };
    let names = ["Tomas Brenner", "Tomas Brenner", "Tomas Brenner", "Tomas K. Brenner"];
    let articles: String = (1..).zip(names).map(|(number, name)| article(number, name)).collect();
    let archive = Archive::with_files(&[("a.jsonl", &articles)]);
    archive.update();
    let server = TestServer::start(archive.folder(), &["serve", "--edit"]);
    let people = server.get("/api/facets/people").json();
    let keys = texts(&people["values"], "value");
    assert_eq!((keys.len(), number(&people["values"][0], "count")), (1, 4), "{people}");
    let person = format!("/api/search?person={}", keys[0]);
    // One of its names is somebody else, everywhere.
    let mut browser = Chromium::start(program);
    browser.open(&server.url(&format!("/{}", keys[0])));
    browser.follow(".roles form.correction button");
    server.wait_until(&person, |answer| number(answer, "total") < 4);
    let people = server.get("/api/facets/people").json();
    assert_eq!(people["values"].as_array().map(Vec::len), Some(2), "{people}");
    browser.follow("#corrections form button");
    server.wait_until(&person, |answer| number(answer, "total") == 4);
    // In one article the name is somebody else.
    let id = texts(&server.get(&person).json()["hits"], "id").remove(0);
    browser.open(&server.url(&format!("/article/{id}")));
    browser.follow(".subjects form.correction button");
    assert!(browser.text("location.pathname").ends_with(&id));
    server.wait_until(&person, |answer| number(answer, "total") == 3);
    browser.follow("#corrections form button");
    server.wait_until(&person, |answer| number(answer, "total") == 4);
    assert!(browser.text("document.querySelector('#corrections').textContent").contains("undone"));
    // Without the flag there are no buttons.
    let server = TestServer::start(archive.folder(), &["serve"]);
    browser.open(&server.url(&format!("/article/{id}")));
    assert_eq!(browser.evaluate("document.querySelector('form.correction')"), Value::Null);
}

#[test]
fn the_map_opens_on_a_phone() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    browser.resize(390, 800);
    browser.open(&server.url("/?q=river"));
    let is_shown = "document.querySelector('#map').checkVisibility()";
    assert_eq!(browser.evaluate(is_shown), json!(false));
    browser.click(".to-map");
    browser.wait(is_shown);
    let target =
        browser.evaluate("document.querySelector('#map a .touch').getBoundingClientRect().width");
    assert!(target.as_f64().is_some_and(|width| width >= 20.0), "{target}");
    let name = browser.text("document.querySelector('.map .places a span').textContent");
    browser.mark_page();
    browser.evaluate("document.querySelector('.map .places a').click()");
    browser.wait_for_next_page();
    assert_eq!(browser.text("document.querySelector('.pill b').textContent"), name);
    // Where there is room it is beside the hits, and needs no link.
    browser.resize(1600, 900);
    browser.open(&server.url("/?q=river"));
    assert_eq!(browser.evaluate(is_shown), json!(true));
    assert_eq!(
        browser.evaluate("document.querySelector('.to-map').checkVisibility()"),
        json!(false)
    );
}

#[test]
fn an_export_is_made_from_the_page() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    browser.open(&server.url("/?q=cocoa"));
    browser.click(".menu:has(.export) summary");
    browser.wait("document.querySelector('form.export').checkVisibility()");
    // The options of a table are offered for a table only.
    let table = "document.querySelector('.export .for-csv').checkVisibility()";
    assert_eq!(browser.evaluate(table), json!(true));
    browser.evaluate("document.querySelector('.export select').value = 'ris'");
    assert_eq!(browser.evaluate(table), json!(false));
    let address = browser.text(
        "(() => { const form = document.querySelector('.export'); form.elements.limit.value = 2; \
         return '/api/export?' + new URLSearchParams(new FormData(form)); })()",
    );
    assert_eq!(server.get(&address).body.matches("TY  - NEWS").count(), 2, "{address}");
}

/// Every kind of page.
fn every_page(server: &TestServer) -> Vec<String> {
    let hits = server.get("/api/search?q=cocoa").json();
    let id = &texts(&hits["hits"], "id")[0];
    let quake = texts(&server.get("/api/search?q=faial%20quake").json()["hits"], "id");
    let mut pages = vec![
        format!("/article/{id}?q=cocoa&hit=1"),
        format!("/article/{}", quake[0]),
        format!("/article/{}/diff/{}", quake[0], quake[1]),
    ];
    let fixed = [
        "/",
        "/?q=cocoa&person=person/amara-okafor&publisher=-MNA&since=2015&until=2017",
        "/?q=zzzz&place=ghana",
        "/?q=what+did+Okafor+say+about+cocoa+in+2016",
        "/facets/people?q=river",
        "/facets/places",
        "/person/amara-okafor",
        "/place/2328926",
        "/compare?a=cocoa&b=coffee",
        "/tools",
        "/lists",
        "/trends?q=cocoa&q=%22water+treaty%22&by=year",
        "/context?q=treaty",
        "/typical?q=cocoa",
        "/audit?of=people&n=5&seed=7&v1=r&v2=w",
        "/archive",
        "/help",
        "/?limit=many",
    ];
    pages.extend(fixed.map(str::to_owned));
    pages
}

#[test]
fn no_page_is_wider_than_a_phone_or_asks_another_server() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    for path in every_page(&server) {
        browser.resize(360, 740);
        browser.open(&server.url(&path));
        let wide = browser.evaluate(
            "[...document.querySelectorAll('body *')].filter((it) => it.checkVisibility() && it.getBoundingClientRect().right > \
             innerWidth + 1 && !it.closest('.scroll, .vh, .skip, .strip, svg')).map((it) => it.outerHTML.slice(0, 90))",
        );
        assert_eq!(wide, json!([]), "{path}");
        // No word is divided, and no label of a chart covers another.
        browser.resize(390, 844);
        let divided = browser.evaluate(
            "[...document.querySelectorAll('td a, td code, .value .label')].filter((it) => it.checkVisibility() && \
             !/[^\\p{L}\\d.:]/u.test(it.textContent) && it.getClientRects().length > 1).map((it) => it.textContent)",
        );
        assert_eq!(divided, json!([]), "{path}");
        let covered = browser.evaluate(
            "[...document.querySelectorAll('.timeline .plot')].flatMap((plot) => { \
             const boxes = [...plot.querySelectorAll('text')].filter((it) => it.checkVisibility() && it.textContent).map((it) => it.getBoundingClientRect()); \
             return boxes.slice(1).filter((box, index) => box.left < boxes[index].right).map((box) => box.left); })",
        );
        assert_eq!(covered, json!([]), "{path}");
        let foreign = browser.evaluate(
            "performance.getEntriesByType('resource').map((it) => it.name).filter((it) => !it.startsWith(location.origin))",
        );
        assert_eq!(foreign, json!([]), "{path}");
        assert_eq!(browser.evaluate("document.querySelectorAll('h1').length"), json!(1), "{path}");
    }
}

/// axe-core's script, where the variable `MORGUE_AXE` names it.
fn axe() -> Option<String> {
    let Some(path) = std::env::var_os("MORGUE_AXE") else {
        println!("skipped: no MORGUE_AXE");
        return None;
    };
    Some(std::fs::read_to_string(path).expect("MORGUE_AXE names a file"))
}

#[test]
fn no_page_violates_the_guidelines_for_accessibility() {
    let Some(axe) = axe() else { return };
    let Some((mut browser, server)) = browser_and_server() else { return };
    let mut faults = Vec::new();
    for theme in ["light", "dark"] {
        browser.set_theme(theme);
        for path in every_page(&server) {
            browser.resize(1280, 900);
            browser.open(&server.url(&path));
            browser.evaluate(&format!("{axe}; true"));
            let found = browser.evaluate(
                "axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] })\
                 .then((it) => it.violations.map((rule) => rule.id + ': ' + \
                 rule.nodes.slice(0, 3).map((node) => node.html.slice(0, 160) + ' ' + (node.any[0]?.message ?? '')).join(' | ')))",
            );
            let found = found.as_array().expect("violations").clone();
            faults.extend(found.into_iter().map(|fault| format!("{theme} {path}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{} violations:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn pictures_of_every_page_are_taken() {
    let Some((mut browser, server)) = browser_and_server() else { return };
    let folder = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).join("pages");
    std::fs::create_dir_all(&folder).expect("a folder");
    for (theme, width) in [("light", 1280), ("dark", 1280), ("light", 390)] {
        browser.set_theme(theme);
        for (index, path) in every_page(&server).iter().enumerate() {
            browser.resize(width, 900);
            browser.open(&server.url(path));
            let picture = browser.screenshot();
            assert!(picture.starts_with(b"\x89PNG") && picture.len() > 5_000, "{path} is empty");
            let file = folder.join(format!("{index:02}-{theme}-{width}.png"));
            std::fs::write(file, picture).expect("writes");
        }
    }
}

//! ninjs, news in JSON, of versions 1 to 3, and what agencies' services answer in the same family.
//!
//! It is a way to read an object, not a way to cut a stream into objects: `json.rs` does that, and asks here first.

mod value;

use serde_json::{Map, Value};

use super::nitf;
use crate::article::dateline;
use crate::article::{Article, Rejected};
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::{codes, finish, record, xml};
use crate::text::clean;
use value::{Item, role, said, text};

/// Properties few but ninjs have.
const SIGNS: [&str; 25] = [
    "versioncreated",
    "firstcreated",
    "contentcreated",
    "firstpublished",
    "pubstatus",
    "representationtype",
    "bodyhtml",
    "bodyxhtml",
    "bodytext",
    "bodynitf",
    "bodies",
    "headlines",
    "descriptions",
    "descriptiontext",
    "descriptioncaption",
    "copyrightholder",
    "copyrightnotice",
    "usageterms",
    "renditions",
    "associations",
    "altids",
    "located",
    "slugline",
    "infosources",
    "eventdetails",
];

/// How deep items may lie in an answer: `{"data": {"items": [{"item": {..}}]}}`.
const DEPTH: usize = 5;

/// The items in an object: itself, or those inside it; none where it is of another kind.
pub fn items(fields: &Map<String, Value>) -> Vec<&Map<String, Value>> {
    let mut found = Vec::new();
    find(fields, DEPTH, &mut found);
    found
}

fn find<'v>(fields: &'v Map<String, Value>, depth: usize, found: &mut Vec<&'v Map<String, Value>>) {
    if is_item(fields) {
        found.push(fields);
    } else if depth > 0 {
        fields.values().for_each(|value| find_in(value, depth - 1, found));
    }
}

fn find_in<'v>(value: &'v Value, depth: usize, found: &mut Vec<&'v Map<String, Value>>) {
    match value {
        Value::Object(fields) => find(fields, depth, found),
        Value::Array(values) if depth > 0 => {
            values.iter().for_each(|value| find_in(value, depth - 1, found))
        }
        _ => {}
    }
}

/// Whether an object says so many things in the words of ninjs that it is an item.
fn is_item(fields: &Map<String, Value>) -> bool {
    let item = Item::new(fields);
    let identified = ["uri", "guid", "altids", "standard"].into_iter().any(|name| item.has(name));
    identified && SIGNS.iter().filter(|sign| item.has(sign)).count() >= 2
}

/// The article in an item, whose decoded text gives it its fingerprint.
pub fn article(decoded: &str, fields: &Map<String, Value>) -> Result<Article, Rejected> {
    let item = Item::new(fields);
    let mut article = Article::from_record(decoded);
    article.own_id = own_id(&item);
    finish::date(
        &mut article,
        ["versioncreated", "firstpublished", "firstcreated", "contentcreated"]
            .map(|name| item.line(name)),
    );
    status(&item, &mut article);
    article.title = headline(&item);
    article.language = record::language(&item.line("language"));
    byline(&item, &mut article);
    publishers(&item, &mut article);
    labels(&item, &mut article);
    if is_picture(&item) {
        caption(&item, &mut article)
    } else {
        body(&item, &mut article)
    }
    item.many("associations").for_each(|(_, beside)| association(beside, &mut article));
    finish::dateline(&mut article, &place(&item));
    finish::finish(article)
}

/// The id that stays when the item is asked for again: an address with a key in it does not.
fn own_id(item: &Item<'_>) -> Option<String> {
    let alternative = item
        .get("altids")
        .and_then(|ids| ids.get("itemid"))
        .and_then(Value::as_str)
        .map(str::to_owned);
    let said = ["guid", "uri", "id"].into_iter().map(|name| item.line(name));
    alternative.into_iter().chain(said).find(|id| !id.is_empty())
}

fn status(item: &Item<'_>, article: &mut Article) {
    match item.line("pubstatus").as_str() {
        "canceled" | "cancelled" => article.warnings.push("canceled by its publisher".to_owned()),
        "withheld" => article.warnings.push("withheld by its publisher".to_owned()),
        _ => {}
    }
    let until = ["embargoed", "embargo"]
        .into_iter()
        .map(|name| item.line(name))
        .find(|until| !until.is_empty());
    article.warnings.extend(until.map(|until| format!("embargoed until {until}")));
}

fn headline(item: &Item<'_>) -> String {
    let main = |headlines: &[&Value]| {
        let main =
            headlines.iter().find(|headline| matches!(&*role(headline), "main" | "headline" | ""));
        main.or(headlines.first()).map(|headline| text(headline)).unwrap_or_default()
    };
    let several: Vec<&Value> = item.many("headlines").map(|(_, headline)| headline).collect();
    let other =
        item.starting("headline").map(text).find(|text| !text.is_empty()).unwrap_or_default();
    let said = [item.line("headline"), main(&several), other, item.line("title")];
    said.into_iter().map(|line| xml_line(&line)).find(|line| !line.is_empty()).unwrap_or_default()
}

/// A line that may carry markup.
fn xml_line(line: &str) -> String {
    clean::line(&crate::read::format::shared::markup::text(line))
}

fn byline(item: &Item<'_>, article: &mut Article) {
    let lines = item.many("bylines").map(|(_, by)| said(by, &["by", "byline", "value", "name"]));
    let printed = [item.line("byline"), item.line("by")]
        .into_iter()
        .chain(lines)
        .find(|line| !line.is_empty());
    article.byline = xml_line(&printed.unwrap_or_default());
    article.authors = finish::authors(&article.byline);
    let wrote = ["authors", "photographer"].into_iter().flat_map(|name| item.many(name));
    if article.authors.is_empty() {
        let names = wrote.map(|(_, author)| said(author, &["name"]));
        names
            .flat_map(|name| finish::authors(&name))
            .for_each(|name| codes::add(&mut article.authors, &name));
    }
}

fn publishers(item: &Item<'_>, article: &mut Article) {
    let names =
        |name: &'static str| item.many(name).map(|(_, party)| said(party, &["name", "literal"]));
    let sent: Vec<String> =
        ["provider", "source", "infosources", "infosource"].into_iter().flat_map(names).collect();
    let holder = item.line("copyrightholder");
    let known =
        Some(holder.clone()).filter(|name| sent.is_empty() && dateline::is_known_agency(name));
    article.agency = codes::likeliest_agency(sent.into_iter().chain(known));
    article.publisher = if holder.is_empty() { article.agency.clone() } else { holder };
    for name in ["copyrightnotice", "creditline", "descriptioncreditline"] {
        codes::add(&mut article.credits, &item.line(name));
    }
    item.many("descriptions")
        .filter(|(_, told)| role(told) == "creditline")
        .for_each(|(_, told)| codes::add(&mut article.credits, &text(told)));
}

/// The names in the lists of what an item is about; what only contains these is not what it is about.
fn labels(item: &Item<'_>, article: &mut Article) {
    let labels = &mut article.labels;
    let lists = [
        ("person", "people", &mut labels.people),
        ("organisation", "organisations", &mut labels.organisations),
        ("place", "places", &mut labels.places),
    ];
    for (one, many, list) in lists {
        for (_, about) in item
            .many(one)
            .chain(item.many(many))
            .filter(|(_, about)| !is_related_by(about, "ancestor"))
        {
            codes::add(list, &said(about, &["name", "literal"]));
        }
    }
    for (_, subject) in item.many("subject").chain(item.many("subjects")) {
        let name = said(subject, &["name"]);
        if is_related_by(subject, "category") || is_related_by(subject, "suppcategory") {
            if article.section.is_empty() && name.chars().count() > 2 {
                article.section = name;
            }
        } else if !is_related_by(subject, "ancestor") {
            let code = said(subject, &["code", "literal", "uri"]);
            let name = if name.is_empty() {
                codes::subject(&code).unwrap_or_default().to_owned()
            } else {
                name
            };
            codes::add(&mut labels.topics, &name);
        }
    }
    if article.section.is_empty() {
        article.section = item
            .many("service")
            .map(|(_, service)| said(service, &["name"]))
            .next()
            .unwrap_or_default();
    }
    item.many("keywords")
        .for_each(|(_, word)| codes::add(&mut article.keywords, &said(word, &["name"])));
}

/// Whether a concept is related to its item in this way.
fn is_related_by(concept: &Value, relation: &str) -> bool {
    let says =
        |value: &Value| value.as_str().is_some_and(|said| said.eq_ignore_ascii_case(relation));
    let list = |name: &str| {
        concept.get(name).and_then(Value::as_array).is_some_and(|list| list.iter().any(says))
    };
    list("rels") || concept.get("rel").is_some_and(says)
}

fn is_picture(item: &Item<'_>) -> bool {
    matches!(
        item.line("type").as_str(),
        "picture" | "photo" | "image" | "graphic" | "video" | "audio"
    )
}

/// Every description with the part it plays: `description_text`, `descriptions[].role`.
fn descriptions(item: &Item<'_>) -> Vec<(String, String)> {
    let several = item.many("descriptions").map(|(_, told)| (role(told), text(told)));
    let single = [
        "descriptioncaption",
        "descriptiontext",
        "descriptionhtml",
        "descriptionxhtml",
        "descriptionsummary",
        "description",
        "abstract",
    ];
    let single = single
        .into_iter()
        .map(|name| (name.trim_start_matches("description").to_owned(), item.line(name)));
    let told = several
        .chain(single)
        .filter(|(role, text)| !text.is_empty() && !matches!(&**role, "creditline" | "writer"));
    told.map(|(role, text)| (role, xml_line(&text))).collect()
}

/// The words of a picture are its caption.
fn caption(item: &Item<'_>, article: &mut Article) {
    let told = descriptions(item);
    let words = told
        .iter()
        .find(|(role, _)| role == "caption")
        .or(told.first())
        .map(|(_, words)| words.clone());
    let words = words.unwrap_or_else(|| {
        bodies(item).into_iter().next().map(|(_, text)| xml_line(&text)).unwrap_or_default()
    });
    let (caption, credits) = finish::caption(&words).unwrap_or((words, Vec::new()));
    if caption != article.title {
        codes::add(&mut article.captions, &caption);
    }
    credits.iter().for_each(|credit| codes::add(&mut article.credits, credit));
}

/// Every text of an item with its kind: `body_xhtml`, `bodies[].contentType`.
fn bodies(item: &Item<'_>) -> Vec<(String, String)> {
    let several = item.many("bodies").map(|(_, body)| {
        let kind = said(body, &["contentType", "contenttype", "role"]);
        (kind.to_lowercase(), text(body))
    });
    let single = item
        .starting_named("body")
        .map(|(name, body)| (name.trim_start_matches("body").to_owned(), text(body)));
    several.chain(single).filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// The text in the richest of the kinds it is given in.
fn body(item: &Item<'_>, article: &mut Article) {
    let bodies = bodies(item);
    let of_kind = |kind: &str| {
        bodies.iter().find(|(known, _)| known.contains(kind)).map(|(_, text)| text.as_str())
    };
    let nitf = of_kind("nitf");
    match of_kind("html").or(nitf).or(bodies.first().map(|(_, text)| text.as_str())) {
        Some(text) if Some(text) == nitf => match xml::parse(text) {
            Ok(document) => nitf::fill(&document, article),
            Err(_) => Prose::of_text(text).lay_into(article),
        },
        Some(text) => Prose::of_text(text).lay_into(article),
        None => {}
    }
    let told = descriptions(item)
        .into_iter()
        .find(|(role, _)| role != "caption")
        .map(|(_, words)| words)
        .unwrap_or_default();
    if !told.is_empty() {
        article.standfirst = finish::summary(&told, article);
    }
}

/// A picture beside a story lends it its caption; a story beside it is a story of its own.
fn association(beside: &Value, article: &mut Article) {
    let Some(fields) = beside.as_object() else { return };
    let item = Item::new(fields);
    if !is_picture(&item) {
        return;
    }
    let mut picture = Article { title: headline(&item), ..Article::default() };
    caption(&item, &mut picture);
    if picture.captions.is_empty() && picture.title.contains(' ') {
        picture.captions.push(picture.title);
    }
    let by = [item.line("byline"), item.line("by")];
    for line in picture.credits.iter().chain(&by).chain(&[item.line("creditline")]) {
        codes::add(&mut article.credits, line);
    }
    picture.captions.iter().for_each(|caption| codes::add(&mut article.captions, caption));
}

/// The dateline as printed, or where the story was made.
fn place(item: &Item<'_>) -> String {
    let structured = item.get("datelinelocation").map(|place| {
        let mut parts = Vec::new();
        for names in [&["city"][..], &["countryareaname", "countryname"]] {
            codes::add(&mut parts, &finish::out_of_capitals(&said(place, names)));
        }
        parts.join(", ")
    });
    [item.line("dateline"), item.line("located"), structured.unwrap_or_default()]
        .into_iter()
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Article {
        let fields: Map<String, Value> = serde_json::from_str(json).expect("an object");
        let found = items(&fields);
        let [item] = found[..] else { panic!("{} items in {json}", found.len()) };
        article(json, item).expect("an article")
    }

    #[test]
    fn version_one_is_read() {
        let article = read(
            r#"{"uri": "http://example.org/items/1?key=x", "altids": {"itemid": "a1"}, "type": "text", "versioncreated": "2018-05-03T10:15:00+02:00",
            "firstcreated": "2018-05-03T08:00:00Z", "pubstatus": "canceled", "language": "en-GB", "headline": "Flood &amp; fire", "slugline": "FLOOD",
            "ednote": "Eds: adds quote", "byline": "Jane Doe", "located": "Beira", "description_text": "Beira under water.", "provider": "MNA",
            "body_text": "x", "body_xhtml": "<p>The river rose.</p><p>It fell.</p>", "copyrightholder": "The Courier", "keywords": ["rain"],
            "person": [{"name": "Ida Holm"}], "organisation": [{"name": "Harbour Board", "rel": "mentions"}],
            "place": [{"name": "Beira", "rels": ["direct"]}, {"name": "Africa", "rels": ["ancestor"]}],
            "subject": [{"name": "weather", "code": "17000000"}, {"code": "03000000"}, {"name": "World News", "rels": ["category"]}],
            "associations": {"main": {"type": "picture", "headline": "River", "description_text": "The quay (MNA Photo)", "byline": "Lena Brandt"},
                "other": {"type": "text", "headline": "Another story"}}}"#,
        );
        assert_eq!(
            (&*article.title, &*article.standfirst, &*article.body),
            ("Flood & fire", "Beira under water.", "The river rose.\n\nIt fell.")
        );
        assert_eq!(
            (article.own_id.as_deref(), article.warnings.join("|")),
            (Some("a1"), "canceled by its publisher".into())
        );
        assert_eq!(
            article.published.expect("a date").date.at.as_deref(),
            Some("2018-05-03T10:15:00+02:00")
        );
        assert_eq!(
            (article.authors.join("|"), article.captions.join("|")),
            ("Jane Doe".into(), "The quay".into())
        );
        assert_eq!(
            (article.credits.join("|"), &*article.agency, &*article.publisher),
            ("MNA Photo|Lena Brandt".into(), "MNA", "The Courier")
        );
        assert_eq!(
            (
                article.labels.people.join("|"),
                article.labels.organisations.join("|"),
                article.labels.places.join("|")
            ),
            ("Ida Holm".into(), "Harbour Board".into(), "Beira".into())
        );
        assert_eq!(
            (article.labels.topics.join("|"), &*article.section, article.keywords.len()),
            ("weather|disaster, accident and emergency incident".into(), "World News", 1)
        );
        assert_eq!(
            (article.dateline.expect("a dateline").place, &*article.language),
            ("Beira".to_owned(), "en")
        );
    }

    #[test]
    fn later_versions_have_lists() {
        for json in [
            r#"{"uri": "u:1", "versionCreated": "2018-05-03", "headlines": [{"role": "short", "value": "Flood"}, {"role": "main", "value": "Flood in Beira"}],
            "descriptions": [{"role": "creditline", "value": "MNA"}, {"role": "lead", "value": "Beira under water."}], "by": "Von Jane Doe, dpa",
            "bodies": [{"contentType": "text/plain", "value": "x"}, {"contentType": "text/html", "value": "<html><head><title>x</title></head><body><h1>Flood in Beira</h1><p>The river rose.</p></body></html>"}],
            "people": [{"name": "Ida Holm"}], "places": [{"name": "Beira"}], "associations": [{"type": "picture", "descriptions": [{"value": "The quay"}], "by": "Lena Brandt"}]}"#,
            r#"{"uri": "u:1", "versioncreated": "2018-05-03", "headlines": [{"value": "Flood in Beira"}], "descriptions": [{"value": "Beira under water."}, {"role": "creditline", "value": "MNA"}],
            "bylines": [{"by": "By JANE DOE"}], "bodies": [{"role": "nitf", "value": "<nitf><body><body.content><p>The river rose.</p></body.content></body></nitf>"}],
            "people": [{"name": "Ida Holm"}], "places": [{"name": "Beira"}], "associations": [{"type": "image", "description_caption": "The quay", "byline": "Lena Brandt"}]}"#,
        ] {
            let article = read(json);
            assert_eq!(
                (&*article.title, &*article.standfirst, &*article.body),
                ("Flood in Beira", "Beira under water.", "The river rose."),
                "{json}"
            );
            assert_eq!(
                (article.authors.join("|"), article.captions.join("|"), article.credits.join("|")),
                ("Jane Doe".into(), "The quay".into(), "MNA|Lena Brandt".into())
            );
            assert_eq!((article.labels.people.len(), article.labels.places.len()), (1, 1));
        }
    }

    #[test]
    fn a_picture_is_its_caption() {
        let article = read(
            r#"{"guid": "g", "type": "picture", "versioncreated": "2018-05-03", "headline": "River", "description_caption": "The quay at noon. (MNA Photo/Lena Brandt)",
            "photographer": {"name": "Lena Brandt"}, "datelinelocation": {"city": "Beira", "countryname": "Mozambique"}, "body_text": "River"}"#,
        );
        assert_eq!(
            (&*article.title, &*article.body, article.captions.join("|")),
            ("River", "", "The quay at noon.".into())
        );
        assert_eq!(
            (article.authors.join("|"), article.credits.join("|")),
            ("Lena Brandt".into(), "MNA Photo/Lena Brandt".into())
        );
        assert_eq!(article.dateline.expect("a dateline").place, "Beira, Mozambique");
    }

    #[test]
    fn answers_of_services_hold_items_and_other_objects_hold_none() {
        let item = r#"{"uri": "u", "headline": "Flood", "versioncreated": "2018-05-03", "pubstatus": "usable"}"#;
        let count = |json: &str| items(&serde_json::from_str(json).expect("an object")).len();
        assert_eq!(
            count(&format!(
                r#"{{"data": {{"items": [{{"meta": {{"name": "x"}}, "item": {item}}}, {{"item": {item}}}]}}}}"#
            )),
            2
        );
        assert_eq!(count(&format!(r#"{{"total": 1, "item": [{item}]}}"#)), 1);
        assert_eq!(count(r#"{"url": "u", "headline": "Flood", "body_text": "x"}"#), 0);
        assert_eq!(
            count(r#"{"guid": "u", "title": "Flood", "description": "x", "urgency": 3}"#),
            0
        );
        let fields =
            serde_json::from_str(r#"{"uri": "u", "pubstatus": "usable"}"#).expect("an object");
        assert!(article("", &fields).is_err());
    }
}

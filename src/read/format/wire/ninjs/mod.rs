//! ninjs, news in JSON, versions 1 to 3, and the similar answers of agencies' services.
//!
//! This module reads one JSON object. `records/json.rs` cuts a stream into objects and asks this
//! module first.

mod properties;

use serde_json::{Map, Value};

use super::nitf;
use crate::article::dateline;
use crate::article::{Article, Rejected};
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::{codes, finish, markup, record, xml};
use crate::text::clean;
use properties::{ItemProperties, member_text, role, value_text};

/// Properties that few formats but ninjs have.
const NINJS_PROPERTIES: [&str; 25] = [
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

/// Levels of an answer that are searched for items: `{"data": {"items": [{"item": {..}}]}}`.
const MAX_DEPTH: usize = 5;

/// Returns the items in an object: the object itself, or the items inside it.
pub(crate) fn items(fields: &Map<String, Value>) -> Vec<&Map<String, Value>> {
    let mut found = Vec::new();
    find_items(fields, MAX_DEPTH, &mut found);
    found
}

fn find_items<'v>(
    fields: &'v Map<String, Value>,
    depth: usize,
    found: &mut Vec<&'v Map<String, Value>>,
) {
    if is_item(fields) {
        found.push(fields);
    } else if depth > 0 {
        fields.values().for_each(|value| find_items_in_value(value, depth - 1, found));
    }
}

fn find_items_in_value<'v>(
    value: &'v Value,
    depth: usize,
    found: &mut Vec<&'v Map<String, Value>>,
) {
    match value {
        Value::Object(fields) => find_items(fields, depth, found),
        Value::Array(values) if depth > 0 => {
            values.iter().for_each(|value| find_items_in_value(value, depth - 1, found))
        }
        _ => {}
    }
}

/// Reports whether an object has an id and at least two properties of ninjs.
fn is_item(fields: &Map<String, Value>) -> bool {
    let item = ItemProperties::new(fields);
    let has_id = ["uri", "guid", "altids", "standard"].into_iter().any(|name| item.has(name));
    has_id && NINJS_PROPERTIES.iter().filter(|name| item.has(name)).count() >= 2
}

/// Reads an item. The decoded text of its record gives the article its fingerprint.
pub(crate) fn article(decoded: &str, fields: &Map<String, Value>) -> Result<Article, Rejected> {
    let item = ItemProperties::new(fields);
    let mut article = Article::from_record(decoded);
    article.own_id = own_id(&item);
    finish::set_published(
        &mut article,
        ["versioncreated", "firstpublished", "firstcreated", "contentcreated"]
            .map(|name| item.line(name)),
    );
    read_status(&item, &mut article);
    article.title = headline(&item);
    article.language = record::language_code(&item.line("language"));
    read_byline(&item, &mut article);
    read_publishers(&item, &mut article);
    read_labels(&item, &mut article);
    if is_picture(&item) {
        read_caption(&item, &mut article)
    } else {
        read_body(&item, &mut article)
    }
    item.values("associations").for_each(|associated| read_association(associated, &mut article));
    finish::set_dateline(&mut article, &dateline_text(&item));
    if let Some(reason) = codes::without_text(&article, &item.line("type")) {
        return Err(Rejected::new(reason));
    }
    finish::finish(article)
}

/// Returns the id of an item: the id in `altids` if there is one, since an address in `uri` may
/// hold an access key.
fn own_id(item: &ItemProperties<'_>) -> Option<String> {
    let alternative = item.get("altids").and_then(|ids| ids.get("itemid")).and_then(Value::as_str);
    let ids = ["guid", "uri", "id"].into_iter().map(|name| item.line(name));
    alternative.map(str::to_owned).into_iter().chain(ids).find(|id| !id.is_empty())
}

/// Warns of an item that its publisher canceled, withheld or embargoed.
fn read_status(item: &ItemProperties<'_>, article: &mut Article) {
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

/// Returns the headline: of several, the main one.
fn headline(item: &ItemProperties<'_>) -> String {
    let headlines: Vec<&Value> = item.values("headlines").collect();
    let main = headlines
        .iter()
        .find(|headline| matches!(&*role(headline), "main" | "headline" | ""))
        .or(headlines.first())
        .map(|headline| value_text(headline))
        .unwrap_or_default();
    let other = item
        .with_prefix("headline")
        .map(|(_, headline)| value_text(headline))
        .find(|text| !text.is_empty())
        .unwrap_or_default();
    [item.line("headline"), main, other, item.line("title")]
        .iter()
        .map(|line| plain_line(line))
        .find(|line| !line.is_empty())
        .unwrap_or_default()
}

/// Returns the text of a line that may hold markup.
fn plain_line(line: &str) -> String {
    clean::line(&markup::strip_markup(line))
}

/// Reads the byline, and the authors from it or from the list of authors.
fn read_byline(item: &ItemProperties<'_>, article: &mut Article) {
    let listed =
        item.values("bylines").map(|by| member_text(by, &["by", "byline", "value", "name"]));
    let byline = [item.line("byline"), item.line("by")]
        .into_iter()
        .chain(listed)
        .find(|line| !line.is_empty());
    article.byline = plain_line(&byline.unwrap_or_default());
    article.authors = finish::authors(&article.byline);
    if article.authors.is_empty() {
        ["authors", "photographer"]
            .into_iter()
            .flat_map(|name| item.values(name))
            .flat_map(|author| finish::authors(&member_text(author, &["name"])))
            .for_each(|name| codes::push_unique(&mut article.authors, &name));
    }
}

/// Reads agency, publisher and credits.
fn read_publishers(item: &ItemProperties<'_>, article: &mut Article) {
    let names = |list: &'static str| {
        item.values(list).map(|party| member_text(party, &["name", "literal"]))
    };
    let senders: Vec<String> =
        ["provider", "source", "infosources", "infosource"].into_iter().flat_map(names).collect();
    let holder = item.line("copyrightholder");
    let agency_holder =
        Some(holder.clone()).filter(|name| senders.is_empty() && dateline::is_known_agency(name));
    article.agency = codes::likeliest_agency(senders.into_iter().chain(agency_holder));
    article.publisher = if holder.is_empty() { article.agency.clone() } else { holder };
    for name in ["copyrightnotice", "creditline", "descriptioncreditline"] {
        codes::push_unique(&mut article.credits, &item.line(name));
    }
    item.values("descriptions")
        .filter(|description| role(description) == "creditline")
        .for_each(|credit| codes::push_unique(&mut article.credits, &value_text(credit)));
}

/// Reads people, organisations, places, topics, section and keywords.
fn read_labels(item: &ItemProperties<'_>, article: &mut Article) {
    let labels = &mut article.labels;
    let lists = [
        ("person", "people", &mut labels.people),
        ("organisation", "organisations", &mut labels.organisations),
        ("place", "places", &mut labels.places),
    ];
    for (singular, plural, list) in lists {
        item.values(singular)
            .chain(item.values(plural))
            .filter(|concept| !is_related_by(concept, "ancestor"))
            .for_each(|concept| {
                codes::push_unique(list, &member_text(concept, &["name", "literal"]))
            });
    }
    for subject in item.values("subject").chain(item.values("subjects")) {
        read_subject(subject, article);
    }
    if article.section.is_empty() {
        let mut services = item.values("service");
        article.section =
            services.next().map(|service| member_text(service, &["name"])).unwrap_or_default();
    }
    item.values("keywords")
        .for_each(|word| codes::push_unique(&mut article.keywords, &member_text(word, &["name"])));
}

/// Reads a subject: a category sets the section, an ancestor of another subject is left out, any
/// other is a topic.
fn read_subject(subject: &Value, article: &mut Article) {
    let name = member_text(subject, &["name"]);
    if is_related_by(subject, "category") || is_related_by(subject, "suppcategory") {
        if article.section.is_empty() && name.chars().count() > 2 {
            article.section = name;
        }
    } else if !is_related_by(subject, "ancestor") {
        let code = member_text(subject, &["code", "literal", "uri"]);
        let name = if name.is_empty() {
            codes::subject_name(&code).unwrap_or_default().to_owned()
        } else {
            name
        };
        codes::push_unique(&mut article.labels.topics, &name);
    }
}

/// Reports whether a concept has this relation to its item.
fn is_related_by(concept: &Value, relation: &str) -> bool {
    let matches =
        |value: &Value| value.as_str().is_some_and(|known| known.eq_ignore_ascii_case(relation));
    let listed = concept.get("rels").and_then(Value::as_array);
    listed.is_some_and(|relations| relations.iter().any(matches))
        || concept.get("rel").is_some_and(matches)
}

/// Reports whether an item is a picture or another medium without text.
fn is_picture(item: &ItemProperties<'_>) -> bool {
    matches!(
        item.line("type").as_str(),
        "picture" | "photo" | "image" | "graphic" | "video" | "audio"
    )
}

/// Returns every description with its role: `description_text`, `descriptions[].role`.
fn descriptions(item: &ItemProperties<'_>) -> Vec<(String, String)> {
    const NAMES: [&str; 7] = [
        "descriptioncaption",
        "descriptiontext",
        "descriptionhtml",
        "descriptionxhtml",
        "descriptionsummary",
        "description",
        "abstract",
    ];
    let listed =
        item.values("descriptions").map(|description| (role(description), value_text(description)));
    let single = NAMES
        .into_iter()
        .map(|name| (name.trim_start_matches("description").to_owned(), item.line(name)));
    listed
        .chain(single)
        .filter(|(role, text)| !text.is_empty() && !matches!(&**role, "creditline" | "writer"))
        .map(|(role, text)| (role, plain_line(&text)))
        .collect()
}

/// Reads the caption of a picture from its description, or else from its text.
fn read_caption(item: &ItemProperties<'_>, article: &mut Article) {
    let descriptions = descriptions(item);
    let text = descriptions
        .iter()
        .find(|(role, _)| role == "caption")
        .or(descriptions.first())
        .map(|(_, text)| text.clone());
    let text = text.unwrap_or_else(|| {
        bodies(item).into_iter().next().map(|(_, text)| plain_line(&text)).unwrap_or_default()
    });
    let (caption, credits) = finish::split_caption(&text).unwrap_or((text, Vec::new()));
    if caption != article.title {
        codes::push_unique(&mut article.captions, &caption);
    }
    credits.iter().for_each(|credit| codes::push_unique(&mut article.credits, credit));
}

/// Returns every text of an item with its content type: `body_xhtml`, `bodies[].contentType`.
fn bodies(item: &ItemProperties<'_>) -> Vec<(String, String)> {
    let listed = item.values("bodies").map(|body| {
        let kind = member_text(body, &["contentType", "contenttype", "role"]);
        (kind.to_lowercase(), value_text(body))
    });
    let single = item
        .with_prefix("body")
        .map(|(name, body)| (name.trim_start_matches("body").to_owned(), value_text(body)));
    listed.chain(single).filter(|(_, text)| !text.trim().is_empty()).collect()
}

/// Reads the text in the richest form it is given in: HTML, NITF, plain text.
fn read_body(item: &ItemProperties<'_>, article: &mut Article) {
    let bodies = bodies(item);
    let of_kind = |kind: &str| {
        bodies.iter().find(|(known, _)| known.contains(kind)).map(|(_, text)| text.as_str())
    };
    let nitf = of_kind("nitf");
    match of_kind("html").or(nitf).or(bodies.first().map(|(_, text)| text.as_str())) {
        Some(text) if Some(text) == nitf => match xml::parse(text) {
            Ok(document) => nitf::fill(&document, article),
            Err(_) => Prose::from_text(text).merge_into(article),
        },
        Some(text) => Prose::from_text(text).merge_into(article),
        None => {}
    }
    let summary = descriptions(item).into_iter().find(|(role, _)| role != "caption");
    if let Some((_, summary)) = summary.filter(|(_, text)| !text.is_empty()) {
        article.standfirst = finish::distinct_summary(&summary, article);
    }
}

/// Adds the caption and credits of an associated picture; an associated story is a separate
/// article.
fn read_association(associated: &Value, article: &mut Article) {
    let Some(fields) = associated.as_object() else { return };
    let item = ItemProperties::new(fields);
    if !is_picture(&item) {
        return;
    }
    let mut picture = Article { title: headline(&item), ..Article::default() };
    read_caption(&item, &mut picture);
    if picture.captions.is_empty() && picture.title.contains(' ') {
        picture.captions.push(picture.title);
    }
    let bylines = [item.line("byline"), item.line("by")];
    for line in picture.credits.iter().chain(&bylines).chain(&[item.line("creditline")]) {
        codes::push_unique(&mut article.credits, line);
    }
    picture.captions.iter().for_each(|caption| codes::push_unique(&mut article.captions, caption));
}

/// Returns the dateline as printed, or the place where the story was made.
fn dateline_text(item: &ItemProperties<'_>) -> String {
    let location = item.get("datelinelocation").map(|location| {
        let mut parts = Vec::new();
        for names in [&["city"][..], &["countryareaname", "countryname"]] {
            let part = finish::normalise_capitals(&member_text(location, names));
            codes::push_unique(&mut parts, &part);
        }
        parts.join(", ")
    });
    [item.line("dateline"), item.line("located"), location.unwrap_or_default()]
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
    fn lists_of_versions_two_and_three_are_read() {
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
    fn the_description_of_a_picture_is_its_caption() {
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
    fn items_are_found_in_answers_of_services_and_not_in_other_objects() {
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

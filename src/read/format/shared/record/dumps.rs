//! Habits of programming interfaces, content systems and scrapers in how they write an article as
//! named fields.

use std::borrow::Cow;

use serde_json::{Map, Value};

use crate::article::Article;
use crate::read::format::shared::fields::{self, ArticleField};

/// Fields of a record by name.
type RecordFields = Map<String, Value>;

/// Objects inside a record whose fields are fields of the article: of the Guardian, WordPress and
/// fundus.
const NESTED: [&str; 4] = ["fields", "_embedded", "html", "source_info"];

/// Fields with the lead of a text.
pub(super) const LEADS: [&str; 2] = ["leadparagraph", "snippet"];

/// Parts of a text that is an object, in reading order.
pub(super) const SECTIONS: [&str; 4] = ["summary", "headline", "paragraphs", "sections"];

/// Adds the fields of nested objects, and the long names of abbreviated fields.
pub(super) fn add_nested<'r>(fields: &'r RecordFields, named: &mut Vec<(String, &'r Value)>) {
    /// Fields of the impresso corpus of newspapers.
    const IMPRESSO: [(&str, &str); 3] = [("t", "title"), ("lg", "language"), ("pp", "page")];
    for object in NESTED.iter().filter_map(|name| fields.get(*name)?.as_object()) {
        let filled = object.iter().filter(|(_, value)| !is_empty(value));
        named.extend(filled.map(|(name, value)| (fields::normalise_name(name), value)));
    }
    // Arc keeps authors and credits in one object.
    if let Some(by) = fields.get("credits").and_then(|credits| credits.get("by")) {
        named.push(("authors".to_owned(), by));
    }
    if let Some(section) = fields.get("taxonomy").and_then(|it| it.get("primary_section")) {
        named.push(("section".to_owned(), section));
    }
    let elements = fields.get("content_elements").and_then(Value::as_array);
    let pictures = elements.into_iter().flatten().filter(|element| is_picture(element));
    let captions = pictures.filter_map(|picture| picture.get("caption"));
    named.extend(captions.map(|caption| ("caption".to_owned(), caption)));
    if fields.contains_key("ft") {
        named.extend(IMPRESSO.iter().filter_map(|(short, long)| {
            Some(((*long).to_owned(), fields.get(*short).filter(|value| !value.is_null())?))
        }));
    }
}

/// The longest text of a record that no field claims, where it has words enough to be one.
pub(super) fn unclaimed_text(fields: &RecordFields) -> Option<&str> {
    const FEWEST_WORDS: usize = 12;
    let is_prose = |text: &&str| {
        let words = text.split_whitespace();
        words.clone().count() >= FEWEST_WORDS
            && words.filter(|word| word.len() > 30).count() == 0
            && (text.contains(". ") || text.trim_end().ends_with(['.', '!', '?', '"', '”']))
    };
    let unclaimed = fields.iter().filter(|(name, _)| {
        let name = fields::normalise_name(name);
        !fields::is_known_name(&name) && !LEADS.contains(&&*name)
    });
    unclaimed.filter_map(|(_, value)| value.as_str()).filter(is_prose).max_by_key(|text| text.len())
}

/// Reports whether a value holds nothing: null, or an empty text, list or object.
pub(crate) fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// Reports whether a value is the number of another record, as WordPress writes authors and
/// categories, or markup where a name is expected.
pub(super) fn is_reference(field: ArticleField, value: &Value) -> bool {
    let is_number = |value: &Value| value.is_number();
    match field {
        ArticleField::Authors
        | ArticleField::Byline
        | ArticleField::Keywords
        | ArticleField::Topics
        | ArticleField::People
        | ArticleField::Places => match value {
            Value::Array(items) => items.iter().all(is_number),
            value => is_number(value),
        },
        // An object of addresses, as fundus writes it.
        ArticleField::Body => value.as_object().is_some_and(|it| it.contains_key("requested_url")),
        ArticleField::Credits => value.as_object().is_some_and(|it| it.contains_key("by")),
        _ => false,
    }
}

/// Reports whether an element of a text is not text.
pub(super) fn is_picture(element: &Value) -> bool {
    const TYPES: [&str; 6] =
        ["image", "video", "gallery", "oembed_response", "interstitial_link", "story"];
    element.get("type").and_then(Value::as_str).is_some_and(|kind| TYPES.contains(&kind))
}

/// Reports whether a text is an object with paragraphs.
pub(super) fn has_sections(fields: &RecordFields) -> bool {
    fields.contains_key("paragraphs") || fields.contains_key("sections")
}

/// Reports whether a tag is a keyword among tags of several types.
pub(super) fn is_keyword(tag: &Value) -> bool {
    tag.get("type").and_then(Value::as_str) == Some("keyword")
}

/// Value of an object whose name is the type of the value: `{"name": "persons", "value": "Doe,
/// Jane"}`.
pub(super) fn named_value(fields: &RecordFields) -> Option<String> {
    let text = |name: &str| fields.get(name).and_then(Value::as_str).filter(|it| !it.is_empty());
    let (name, value) = (text("name")?, text("value")?);
    match value.split_once(", ") {
        Some((last, first)) if name.starts_with("person") && !first.contains(',') => {
            Some(format!("{first} {last}"))
        }
        _ => Some(value.to_owned()),
    }
}

/// Name of a publisher, or the host of its address; none for the address of an article.
pub(super) fn publisher_name(name: &str) -> Option<String> {
    let Some((_, address)) = name.split_once("://") else {
        return Some(name.to_owned()).filter(|name| !name.is_empty());
    };
    let (host, path) = address.split_once('/').unwrap_or((address, ""));
    path.is_empty().then(|| host.to_owned())
}

/// Makes every line of a text a paragraph, where its lines are paragraphs and not the lines of a
/// column: they end as sentences do, or are longer than a column is wide.
pub(crate) fn split_lines(text: &str) -> Cow<'_, str> {
    /// Longest line of a column, in bytes.
    const WIDEST_COLUMN: usize = 160;
    const ENDS: [char; 10] = ['.', '!', '?', '"', '”', '»', '’', ':', '…', '。'];
    let trimmed = text.trim();
    if !trimmed.contains('\n') || trimmed.contains("\n\n") || trimmed.contains("\n\r\n") {
        return Cow::Borrowed(text);
    }
    let lines = || trimmed.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let is_indented = trimmed.lines().any(|line| line.starts_with([' ', '\t']));
    let ended = lines().filter(|line| line.ends_with(ENDS)).count();
    let is_wide = lines().any(|line| line.len() > WIDEST_COLUMN);
    if is_indented || !is_wide && ended * 5 < lines().count() * 4 {
        return Cow::Borrowed(text);
    }
    Cow::Owned(lines().collect::<Vec<_>>().join("\n\n"))
}

/// Removes what interfaces add to headline and text: the name of the paper behind the headline, and
/// "[+1812 chars]" where the text is cut.
pub(super) fn clean(article: &mut Article) {
    if !article.publisher.is_empty()
        && let Some(title) = article.title.strip_suffix(&article.publisher)
        && let Some(title) =
            [" - ", " | ", " – "].iter().find_map(|separator| title.strip_suffix(separator))
        && !title.trim().is_empty()
    {
        article.title = title.trim_end().to_owned();
    }
    let cut = article.body.rsplit_once("[+").and_then(|(before, rest)| {
        let count: usize = rest.strip_suffix(" chars]")?.parse().ok()?;
        Some((before.trim_end().to_owned(), count))
    });
    if let Some((before, count)) = cut {
        article.body = before;
        article.warnings.push(format!("the text is cut: {count} characters are missing"));
    }
    let same = |a: &str, b: &str| a.trim_end_matches('.') == b.trim_end_matches('.');
    if !article.standfirst.is_empty() && same(&article.standfirst, &article.body) {
        article.standfirst.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::{fields::FieldMap, record};
    use super::*;

    fn read(json: &str) -> Article {
        let fields = serde_json::from_str(json).expect("a record");
        record::article(json, &fields, &FieldMap::default()).expect("an article")
    }

    fn day(article: &Article) -> Option<String> {
        article.published.as_ref().map(|it| it.date.from.to_string())
    }

    #[test]
    fn interfaces_of_papers_are_read() {
        let guardian = read(
            r#"{"id": "world/1", "type": "article", "sectionName": "World", "webPublicationDate": "2016-07-18T22:14:00Z", "webTitle": "River rises",
                "webUrl": "https://e.example/1", "fields": {"headline": "River rises", "trailText": "Nobody hurt", "byline": "Jane Doe in Beira",
                "body": "<p>The river rose.</p><p>It fell.</p>"}, "tags": [{"id": "c", "type": "contributor", "webTitle": "Jane Doe"}, {"id": "k", "type": "keyword", "webTitle": "Floods"}]}"#,
        );
        assert_eq!(
            (&*guardian.title, &*guardian.section, &*guardian.standfirst),
            ("River rises", "World", "Nobody hurt")
        );
        assert_eq!(
            (&*guardian.body, &*guardian.url),
            ("The river rose.\n\nIt fell.", "https://e.example/1")
        );
        assert_eq!(
            (guardian.keywords.join("|"), guardian.authors.join("|")),
            ("Floods".into(), "Jane Doe".into())
        );
        let nyt = read(
            r#"{"abstract": "The river rose.", "web_url": "https://e.example/1", "snippet": "The river rose.", "lead_paragraph": "The river rose in the night.",
                "print_page": "14", "source": "The Courier", "headline": {"main": "River Rises", "kicker": null}, "pub_date": "2016-07-18T22:14:00+0000",
                "keywords": [{"name": "glocations", "value": "Beira"}, {"name": "persons", "value": "Doe, Jane"}],
                "byline": {"original": "By Jane Doe and John Roe", "person": [{"firstname": "Jane"}]}, "_id": "x://1"}"#,
        );
        assert_eq!(
            (&*nyt.title, &*nyt.body, &*nyt.page),
            ("River Rises", "The river rose in the night.", "14")
        );
        assert_eq!(
            (nyt.keywords.join("|"), nyt.authors.join("|")),
            ("Beira|Jane Doe".into(), "Jane Doe|John Roe".into())
        );
        let news_api = read(
            r#"{"source": {"id": null, "name": "The Courier"}, "author": "Jane Doe", "title": "River rises - The Courier", "publishedAt": "2016-07-18T10:15:00Z",
                "url": "https://e.example/1", "content": "The river rose in the night and… [+1812 chars]"}"#,
        );
        assert_eq!(
            (&*news_api.title, &*news_api.body),
            ("River rises", "The river rose in the night and…")
        );
        assert_eq!(news_api.warnings, ["the text is cut: 1812 characters are missing"]);
        let snapshot = read(
            r#"{"an": "BC1", "title": "River rises", "snippet": "The river rose.", "body": "\nIt fell.\n", "publication_datetime": 1468836900000,
                "publication_date": 1468800000000, "source_name": "The Courier", "publisher_name": "Courier Ltd", "language_code": "en"}"#,
        );
        assert_eq!(
            (&*snapshot.body, &*snapshot.publisher),
            ("The river rose.\n\nIt fell.", "The Courier")
        );
        assert_eq!(
            snapshot.published.and_then(|it| it.date.at).as_deref(),
            Some("2016-07-18T10:15:00Z")
        );
    }

    #[test]
    fn scrapers_and_content_systems_are_read() {
        for json in [
            r#"{"title": "River rises", "author": "Jane Doe", "hostname": "courier.example", "date": "2016-07-18", "text": "The river rose.\nIt fell.", "source": "https://courier.example/1", "source-hostname": "The Courier"}"#,
            r#"{"authors": ["Jane Doe"], "date_publish": "2016-07-18 10:15:00", "maintext": "The river rose.\nIt fell.", "source_domain": "The Courier", "title": "River rises", "url": "https://courier.example/1", "text": null}"#,
            r#"{"title": "River rises", "authors": ["Jane Doe"], "body": {"summary": [], "sections": [{"headline": [], "paragraphs": ["The river rose.", "It fell."]}]}, "publishing_date": "2016-07-18 10:15:00", "html": {"requested_url": "https://courier.example/1", "source_info": {"publisher": "x"}}, "publisher": "The Courier"}"#,
            r#"{"id": 7, "date": "2016-07-18T10:15:00", "link": "https://courier.example/1", "title": {"rendered": "River rises"}, "content": {"rendered": "<p>The river rose.</p><p>It fell.</p>"}, "author": 3, "categories": [1, 2], "tags": [4], "_embedded": {"author": [{"name": "Jane Doe"}]}, "site_name": "The Courier"}"#,
            r#"{"headlines": {"basic": "River rises"}, "content_elements": [{"type": "text", "content": "<p>The river rose.</p>"}, {"type": "image", "caption": "x"}, {"type": "text", "content": "It fell."}], "credits": {"by": [{"type": "author", "name": "Jane Doe"}]}, "display_date": "2016-07-18T10:15:00Z", "canonical_url": "https://courier.example/1", "owner": {"name": "x"}, "site": "The Courier"}"#,
            r#"{"id": "x", "title": "River rises", "html": "<p>The river rose.</p><p>It fell.</p>", "published_at": "2016-07-18T10:15:00Z", "authors": [{"name": "Jane Doe"}], "url": "https://courier.example/1", "site": "The Courier"}"#,
            r#"{"uri": "1", "lang": "eng", "dateTimePub": "2016-07-18T10:15:00Z", "url": "https://courier.example/1", "title": "River rises", "body": "The river rose.\nIt fell.", "source": {"uri": "courier.example", "title": "The Courier"}, "authors": [{"uri": "j", "name": "Jane Doe", "isAgency": false}]}"#,
        ] {
            let article = read(json);
            assert_eq!(
                (&*article.title, &*article.publisher),
                ("River rises", "The Courier"),
                "{json}"
            );
            assert_eq!(
                (&*article.body, &*article.url),
                ("The river rose.\n\nIt fell.", "https://courier.example/1"),
                "{json}"
            );
            assert_eq!(
                (article.authors.join("|"), day(&article).as_deref()),
                ("Jane Doe".into(), Some("2016-07-18")),
                "{json}"
            );
            assert!(article.keywords.is_empty() && article.labels.topics.is_empty(), "{json}");
        }
        let impresso = read(
            r#"{"id": "GDL-1936-09-11-a-i0001", "t": "La crue", "lg": "fr", "pp": [2], "ft": "Le fleuve a monté."}"#,
        );
        assert_eq!(
            (&*impresso.title, &*impresso.body, &*impresso.language, &*impresso.page),
            ("La crue", "Le fleuve a monté.", "fr", "2")
        );
        assert_eq!(day(&impresso).as_deref(), Some("1936-09-11"));
    }

    #[test]
    fn texts_and_captions_outside_the_usual_fields_are_kept() {
        let media_cloud = read(r#"{"title": "River rises", "story_text": "The river rose."}"#);
        assert_eq!(media_cloud.body, "The river rose.");
        let arc = read(
            r#"{"headlines": {"basic": "River rises"}, "content_elements": [{"type": "image", "caption": "The quay."}, {"type": "text", "content": "The river rose."},
                {"type": "image", "caption": "The mayor."}], "taxonomy": {"primary_section": {"name": "Harbour"}}}"#,
        );
        assert_eq!(
            (arc.captions.join("|"), &*arc.section),
            ("The quay.|The mayor.".into(), "Harbour")
        );
        assert_eq!(arc.body, "The river rose.");
        let wordpress = read(
            r#"{"title": {"rendered": "River rises"}, "content": {"rendered": "<p>It rose.</p>"}, "tags": [4],
                "_embedded": {"wp:term": [[{"taxonomy": "category", "name": "Harbour"}], [{"taxonomy": "post_tag", "name": "floods"}]]}}"#,
        );
        assert_eq!(wordpress.keywords, ["Harbour", "floods"]);
        // A text under a name that nobody knows is the body where there is none.
        let prose =
            "The river rose in the night over the harbour wall, and the mayor called for help.";
        let unknown =
            read(&format!(r#"{{"title": "River rises", "xyz": "{prose}", "themes": "A;B;C"}}"#));
        assert_eq!(unknown.body, prose);
        assert_eq!(read(r#"{"title": "River rises", "themes": "one two"}"#).body, "");
    }

    #[test]
    fn lines_of_a_column_are_no_paragraphs() {
        let column = "The river rose in the\nnight and fell in the\nmorning.";
        assert_eq!(split_lines(column), column);
        assert_eq!(split_lines("It rose.\nIt fell.\n"), "It rose.\n\nIt fell.");
        assert_eq!(split_lines("It rose.\n\nIt fell.\nIt did."), "It rose.\n\nIt fell.\nIt did.");
    }
}

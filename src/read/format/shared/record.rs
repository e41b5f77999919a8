//! A record with named fields becomes an article, whatever its publisher called them.

use serde_json::{Map, Value};

use super::fields;
use super::fields::{Field, FieldMap};
use super::{finish, markup};
use crate::article::date::{NewsDate, Published};
use crate::article::dateline;
use crate::article::{Article, Labels, Rejected};
use crate::text::clean;

/// A record: its fields by name.
pub type Fields = Map<String, Value>;

/// The article in a record, whose decoded text gives it its fingerprint.
pub fn article(decoded: &str, fields: &Fields, map: &FieldMap) -> Result<Article, Rejected> {
    let record = Record::new(fields, map);
    let (published, warnings) = record.published();
    finish::finish(Article {
        own_id: Some(record.line(Field::OwnId)).filter(|id| !id.is_empty()),
        title: record.line(Field::Title),
        standfirst: record.line(Field::Standfirst),
        body: record.paragraphs(Field::Body),
        captions: record.list(Field::Captions, lines),
        credits: record.list(Field::Credits, lines),
        published,
        dateline: dateline::parse(&record.line(Field::Dateline)),
        byline: record.byline(),
        authors: record.authors(),
        agency: record.line(Field::Agency),
        publisher: record.line(Field::Publisher),
        section: record.line(Field::Section),
        edition: record.line(Field::Edition),
        page: record.line(Field::Page),
        url: record.line(Field::Url),
        language: language(&record.line(Field::Language)),
        keywords: record.list(Field::Keywords, names),
        labels: record.labels(),
        warnings,
        ..Article::from_record(decoded)
    })
}

/// Whether a record can be an article: it has a headline or a text of its own.
pub fn is_article(fields: &Fields, map: &FieldMap) -> bool {
    let record = Record::new(fields, map);
    [Field::Title, Field::Body]
        .into_iter()
        .any(|field| record.values(field).any(|value| !first_text(value).is_empty()))
}

/// A record under the names we compare.
struct Record<'r> {
    fields: Vec<(String, &'r Value)>,
    map: &'r FieldMap,
}

impl<'r> Record<'r> {
    fn new(fields: &'r Fields, map: &'r FieldMap) -> Self {
        let said = fields.iter().filter(|(_, value)| !is_empty(value));
        Self { fields: said.map(|(name, value)| (fields::plain(name), value)).collect(), map }
    }

    /// The values a field has, under its likeliest name first.
    fn values(&self, field: Field) -> impl Iterator<Item = &'r Value> {
        self.map.names(field).filter_map(|name| {
            self.fields.iter().find(|(known, _)| known == name).map(|(_, value)| *value)
        })
    }

    /// A field that is one line.
    fn line(&self, field: Field) -> String {
        let texts = self.values(field).map(|value| clean::line(&markup::text(&first_text(value))));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// A field that is running text.
    fn paragraphs(&self, field: Field) -> String {
        let texts =
            self.values(field).map(|value| clean::paragraphs(&markup::text(&all_text(value))));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// A field that holds several things, cut out of strings by `cut`.
    fn list(&self, field: Field, cut: fn(&str) -> Vec<String>) -> Vec<String> {
        self.list_of(field, cut, lines)
    }

    /// The same, where the items of what is a list already are cut in their own way.
    fn list_of(
        &self,
        field: Field,
        cut: fn(&str) -> Vec<String>,
        cut_item: fn(&str) -> Vec<String>,
    ) -> Vec<String> {
        let mut list = Vec::new();
        for value in self.values(field).take(1) {
            collect(value, cut, cut_item, &mut list);
        }
        list.dedup();
        list
    }

    /// The byline as printed, where one was: a list of authors was never printed.
    fn byline(&self) -> String {
        let printed = self
            .values(Field::Byline)
            .chain(self.values(Field::Authors))
            .find(|value| value.is_string());
        printed.map(|value| clean::line(&markup::text(&first_text(value)))).unwrap_or_default()
    }

    fn authors(&self) -> Vec<String> {
        let authors: fn(&str) -> Vec<String> =
            |text| finish::authors(&clean::line(&markup::text(text)));
        let people = self.list_of(Field::Authors, authors, authors);
        if people.is_empty() { self.list(Field::Byline, finish::authors) } else { people }
    }

    fn labels(&self) -> Labels {
        Labels {
            people: self.list(Field::People, names),
            places: self.list(Field::Places, names),
            organisations: self.list(Field::Organisations, names),
            topics: self.list(Field::Topics, names).iter().map(|code| readable(code)).collect(),
        }
    }

    /// The first date that can be read and has come, and warnings of those that cannot be true.
    fn published(&self) -> (Option<Published>, Vec<String>) {
        finish::first_date(
            self.values(Field::Published).map(|value| (moment(value), first_text(value))),
        )
    }
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

/// A date in words, or a Unix time.
fn moment(value: &Value) -> Option<NewsDate> {
    match value {
        Value::Number(number) => {
            let year = number.as_i64().filter(|year| (1400..=2200).contains(year));
            year.map_or_else(
                || NewsDate::from_unix(number.as_i64()?),
                |year| NewsDate::year(year.try_into().ok()?),
            )
        }
        _ => {
            let text = first_text(value);
            NewsDate::parse(&text).or_else(|| {
                text.parse().ok().filter(|time: &i64| *time > 9_999_999).and_then(NewsDate::from_unix)
            })
        }
    }
}

/// The one text of a value: itself, the first of a list, or what an object is called.
fn first_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            items.iter().map(first_text).find(|text| !text.is_empty()).unwrap_or_default()
        }
        Value::Object(fields) => label(fields).map(first_text).unwrap_or_default(),
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// All text of a value; the items of a list are its paragraphs.
fn all_text(value: &Value) -> String {
    match value {
        Value::Array(items) => items.iter().map(all_text).collect::<Vec<_>>().join("\n\n"),
        _ => first_text(value),
    }
}

/// What an object is called.
fn label(fields: &Fields) -> Option<&Value> {
    const LABELS: [&str; 11] = [
        "name", "title", "rendered", "text", "value", "label", "content", "main", "id", "@id",
        "@value",
    ];
    LABELS.iter().find_map(|label| fields.get(*label).filter(|value| !is_empty(value)))
}

/// Every text of a value, cut.
fn collect(
    value: &Value,
    cut: fn(&str) -> Vec<String>,
    cut_item: fn(&str) -> Vec<String>,
    list: &mut Vec<String>,
) {
    match value {
        // What is a list already is not parted again: "Lavrov, Sergei" is one name there.
        Value::Array(items) => {
            items.iter().for_each(|item| collect(item, cut_item, cut_item, list))
        }
        _ => list.extend(cut(&first_text(value))),
    }
}

/// A text as one item.
fn lines(text: &str) -> Vec<String> {
    Some(clean::line(&markup::text(text))).filter(|line| !line.is_empty()).into_iter().collect()
}

/// A list in a string: `a; b`, `a, b`, or a list as a program prints it, `['a', 'b']`.
fn names(text: &str) -> Vec<String> {
    let inner = text.trim().strip_prefix('[').and_then(|open| open.strip_suffix(']'));
    let text = clean::line(&markup::text(inner.unwrap_or(text)));
    let mark = [';', '|', ','].into_iter().find(|mark| text.contains(*mark)).unwrap_or(',');
    let quotes = |c: char| c == ' ' || (inner.is_some() && matches!(c, '\'' | '"'));
    text.split(mark)
        .map(|name| name.trim_matches(quotes))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// A topic's code as a reader would write it: `us_house` is "US house".
pub fn readable(code: &str) -> String {
    const ACRONYMS: [&str; 9] = ["us", "uk", "eu", "un", "nato", "fbi", "cia", "nasa", "tv"];
    if code.chars().any(char::is_uppercase) {
        return code.replace('_', " ");
    }
    let words: Vec<String> = code
        .split(['_', ' '])
        .map(|word| if ACRONYMS.contains(&word) { word.to_uppercase() } else { word.to_owned() })
        .collect();
    let mut letters = words.join(" ");
    let first = letters.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = letters.chars().next().map_or(0, char::len_utf8);
    letters.replace_range(..end, &first);
    letters
}

/// A language as its two-letter code: `en-US`, `eng` and `English` are `en`.
pub fn language(said: &str) -> String {
    const NAMES: [(&str, &str, &str); 24] = [
        ("ar", "ara", "arabic"),
        ("bg", "bul", "bulgarian"),
        ("cs", "ces", "czech"),
        ("da", "dan", "danish"),
        ("de", "deu", "german"),
        ("el", "ell", "greek"),
        ("en", "eng", "english"),
        ("es", "spa", "spanish"),
        ("fi", "fin", "finnish"),
        ("fr", "fra", "french"),
        ("he", "heb", "hebrew"),
        ("hi", "hin", "hindi"),
        ("hu", "hun", "hungarian"),
        ("it", "ita", "italian"),
        ("ja", "jpn", "japanese"),
        ("ko", "kor", "korean"),
        ("nl", "nld", "dutch"),
        ("no", "nor", "norwegian"),
        ("pl", "pol", "polish"),
        ("pt", "por", "portuguese"),
        ("ru", "rus", "russian"),
        ("sv", "swe", "swedish"),
        ("tr", "tur", "turkish"),
        ("zh", "zho", "chinese"),
    ];
    let said = said.to_lowercase();
    let word = said.split(['-', '_', ' ', ',']).next().unwrap_or_default();
    match NAMES.iter().find(|(_, code, name)| word == *code || word == *name) {
        Some((code, ..)) => (*code).to_owned(),
        None if word.len() == 2 && word.bytes().all(|byte| byte.is_ascii_lowercase()) => {
            word.to_owned()
        }
        None => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Article {
        let fields = serde_json::from_str(json).expect("a record");
        article(json, &fields, &FieldMap::default()).expect("an article")
    }

    #[test]
    fn the_common_names_are_known() {
        let article = read(
            r#"{"_id": 7, "Head-line": "Flood &amp; fire", "dek": "Beira under water", "content_original": "<p>BEIRA, May 3 (MNA) - Rain.</p><p>More.</p>",
                "pubDate": "2016-07-18T10:15:00Z", "authors": ["Jane Doe", {"name": "John Roe"}], "source": {"id": null, "name": "The Courier"},
                "topic": "us_house", "tags": "a; b, c", "places": ["Beira"], "persons": "Jane Doe, John Roe", "language": "en-US",
                "category": "World", "link": "https://example.org/1", "edition": "Late", "page": 3, "caption": "The river"}"#,
        );
        assert_eq!((article.own_id.as_deref(), &*article.title), (Some("7"), "Flood & fire"));
        assert_eq!((&*article.standfirst, &*article.body), ("Beira under water", "Rain.\n\nMore."));
        assert_eq!(article.dateline.map(|dateline| dateline.place).as_deref(), Some("BEIRA"));
        assert_eq!((&*article.agency, &*article.publisher), ("MNA", "The Courier"));
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
        assert_eq!(article.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(
            (article.byline.as_str(), article.keywords),
            ("", vec!["a".to_owned(), "b, c".to_owned()])
        );
        assert_eq!(
            (article.labels.topics, article.labels.people.len()),
            (vec!["US house".to_owned()], 2)
        );
        assert_eq!((&*article.language, &*article.section, &*article.page), ("en", "World", "3"));
        assert_eq!(
            (article.captions, article.edition.as_str()),
            (vec!["The river".to_owned()], "Late")
        );
    }

    #[test]
    fn a_string_of_authors_is_a_byline_too() {
        let article = read(r#"{"title": "t", "author": "By Jane Doe and John Roe"}"#);
        assert_eq!((&*article.byline, article.authors.len()), ("By Jane Doe and John Roe", 2));
    }

    #[test]
    fn impossible_dates_are_warnings() {
        let article = read(
            r#"{"title": "t", "date": "someday", "pubdate": "2199-01-01", "created": 1468836900}"#,
        );
        assert_eq!(
            article.warnings,
            ["date `1 January 2199` lies in the future", "date `someday` cannot be read"]
        );
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("18 July 2016")
        );
    }

    #[test]
    fn a_record_without_text_is_rejected() {
        let fields = serde_json::from_str(r#"{"title": " ", "body": null, "date": "2016"}"#)
            .expect("a record");
        assert_eq!(
            article("", &fields, &FieldMap::default()),
            Err(Rejected::new("record has no text"))
        );
        assert!(!is_article(&fields, &FieldMap::default()));
    }

    #[test]
    fn lists_in_strings_are_cut() {
        for (text, want) in [
            ("a; b, c", vec!["a", "b, c"]),
            ("a, b", vec!["a", "b"]),
            ("['a', 'b']", vec!["a", "b"]),
            ("", vec![]),
        ] {
            assert_eq!(names(text), want);
        }
    }

    #[test]
    fn codes_and_languages_are_spelled_out() {
        assert_eq!(
            ["us_house", "elections", "White House", "nato"].map(readable),
            ["US house", "Elections", "White House", "NATO"]
        );
        assert_eq!(
            ["en-US", "English", "eng", "PT_br", "klingon"].map(language),
            ["en", "en", "en", "pt", ""]
        );
    }
}

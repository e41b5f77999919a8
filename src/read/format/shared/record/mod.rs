//! Conversion of records with named fields to articles, under the names that publishers use.

pub(crate) mod dumps;

use serde_json::{Map, Value};

pub(crate) use dumps::is_empty;

use super::fields::{ArticleField, FieldMap};
use super::{byline, fields, finish, markup, path_date};
use crate::article::date::{DateSource, NewsDate, Precision, Published};
use crate::article::dateline;
use crate::article::{Article, Labels, Rejected};
use crate::text::clean;

/// Most authors of a record that are searched for an agency.
const MOST_AUTHORS: usize = 20;

/// Fields of a record by name.
pub(crate) type RecordFields = Map<String, Value>;

/// Converts a record to an article; the fingerprint is that of its decoded text.
///
/// # Errors
/// Fails when the record has no text.
pub(crate) fn article(
    decoded: &str,
    fields: &RecordFields,
    map: &FieldMap,
) -> Result<Article, Rejected> {
    let record = NormalisedRecord::new(fields, map);
    let (published, warnings) = record.published();
    let mut article = Article {
        own_id: Some(record.line(ArticleField::OwnId)).filter(|id| !id.is_empty()),
        title: record.line(ArticleField::Title),
        standfirst: record.line(ArticleField::Standfirst),
        body: record.paragraphs(ArticleField::Body),
        captions: record.captions(),
        credits: record.list(ArticleField::Credits, one_line),
        published,
        dateline: dateline::parse(&record.line(ArticleField::Dateline)),
        byline: record.byline(),
        authors: record.authors(),
        agency: record.agency(),
        publisher: record.publisher(),
        section: record.line(ArticleField::Section),
        edition: record.line(ArticleField::Edition),
        page: record.line(ArticleField::Page),
        url: record.url(),
        language: language_code(&record.line(ArticleField::Language)),
        keywords: record.list(ArticleField::Keywords, split_names),
        labels: record.labels(),
        warnings,
        ..Article::from_record(decoded)
    };
    record.add_lead(&mut article);
    if article.body.is_empty()
        && let Some(text) = dumps::unclaimed_text(fields)
    {
        article.body = clean::paragraphs(&dumps::split_lines(&markup::strip_markup(text)));
    }
    dumps::clean(&mut article);
    finish::finish(article)
}

/// Returns whether a record can be an article, by having a headline or a text.
pub(crate) fn is_article(fields: &RecordFields, map: &FieldMap) -> bool {
    let record = NormalisedRecord::new(fields, map);
    [ArticleField::Title, ArticleField::Body]
        .into_iter()
        .any(|field| record.values(field).any(|value| !first_text(value).is_empty()))
}

/// A record with normalised field names.
struct NormalisedRecord<'r> {
    fields: Vec<(String, &'r Value)>,
    map: &'r FieldMap,
}

impl<'r> NormalisedRecord<'r> {
    fn new(fields: &'r RecordFields, map: &'r FieldMap) -> Self {
        let filled = fields.iter().filter(|(_, value)| !is_empty(value));
        let mut named: Vec<(String, &'r Value)> =
            filled.map(|(name, value)| (fields::normalise_name(name), value)).collect();
        dumps::add_nested(fields, &mut named);
        Self { fields: named, map }
    }

    /// Values of a field, that under its most likely name first.
    fn values(&self, field: ArticleField) -> impl Iterator<Item = &'r Value> {
        self.map.names(field).flat_map(move |name| {
            let named = self.fields.iter().filter(move |(known, _)| known == name);
            named.map(|(_, value)| *value).filter(move |value| !dumps::is_reference(field, value))
        })
    }

    /// Agency in a field of its own, or among the authors.
    fn agency(&self) -> String {
        let agency = self.line(ArticleField::Agency);
        let listed = || {
            let lists = self.values(ArticleField::Authors).filter_map(Value::as_array);
            let names: Vec<String> = lists.flatten().take(MOST_AUTHORS).map(first_text).collect();
            names
                .iter()
                .find_map(|name| byline::agency(name).map(str::to_owned))
                .unwrap_or_default()
        };
        if agency.is_empty() { listed() } else { agency }
    }

    /// Name of the publisher, which is never an address.
    fn publisher(&self) -> String {
        let names = self
            .values(ArticleField::Publisher)
            .map(|value| clean::line(&markup::strip_markup(&first_text(value))));
        names.filter_map(|name| dumps::publisher_name(&name)).next().unwrap_or_default()
    }

    /// Address of the article, which some scrapers call its source.
    fn url(&self) -> String {
        let url = self.line(ArticleField::Url);
        let source = || {
            let texts = self.values(ArticleField::Publisher).map(first_text);
            texts.into_iter().find(|text| text.contains("://")).unwrap_or_default()
        };
        if url.is_empty() { source() } else { url }
    }

    /// Puts a lead that the record keeps in a field of its own above the text.
    fn add_lead(&self, article: &mut Article) {
        for name in dumps::LEADS {
            let lead = self.fields.iter().find(|(known, _)| known == name);
            let lead =
                lead.map(|(_, value)| clean::line(&markup::strip_markup(&first_text(value))));
            let Some(lead) = lead.filter(|lead| !lead.is_empty()) else { continue };
            let is_cut = lead.ends_with("...") || lead.ends_with('…');
            let is_known = [&article.body, &article.standfirst, &article.title]
                .iter()
                .any(|text| text.contains(&lead));
            if article.body.is_empty() && (name == "leadparagraph" || !is_known) {
                article.body = lead;
            } else if !is_known && !is_cut {
                article.body = format!("{lead}\n\n{}", article.body);
            }
        }
    }

    /// Text of a field on one line.
    fn line(&self, field: ArticleField) -> String {
        let texts =
            self.values(field).map(|value| clean::line(&markup::strip_markup(&first_text(value))));
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Running text of a field.
    fn paragraphs(&self, field: ArticleField) -> String {
        let texts = self.values(field).map(|value| {
            clean::paragraphs(&dumps::split_lines(&markup::strip_markup(&all_text(value))))
        });
        texts.into_iter().find(|text| !text.is_empty()).unwrap_or_default()
    }

    /// Items of a field; `split` splits strings into items.
    fn list(&self, field: ArticleField, split: fn(&str) -> Vec<String>) -> Vec<String> {
        self.list_with(field, split, one_line)
    }

    /// The captions of all pictures.
    fn captions(&self) -> Vec<String> {
        let mut captions = Vec::new();
        for value in self.values(ArticleField::Captions) {
            collect_items(value, one_line, one_line, &mut captions);
        }
        captions.dedup();
        captions
    }

    /// Items of a field; `split_item` splits the items of a value that is a list already.
    fn list_with(
        &self,
        field: ArticleField,
        split: fn(&str) -> Vec<String>,
        split_item: fn(&str) -> Vec<String>,
    ) -> Vec<String> {
        let mut list = Vec::new();
        for value in self.values(field).take(1) {
            collect_items(value, split, split_item, &mut list);
        }
        list.dedup();
        list
    }

    /// Byline as printed. A list of authors is not a byline.
    fn byline(&self) -> String {
        let printed = self
            .values(ArticleField::Byline)
            .chain(self.values(ArticleField::Authors))
            .find(|value| value.is_string() || value.get("original").is_some());
        printed
            .map(|value| clean::line(&markup::strip_markup(&first_text(value))))
            .unwrap_or_default()
    }

    fn authors(&self) -> Vec<String> {
        let authors: fn(&str) -> Vec<String> =
            |text| finish::authors(&clean::line(&markup::strip_markup(text)));
        let people = self.list_with(ArticleField::Authors, authors, authors);
        if people.is_empty() { self.list(ArticleField::Byline, finish::authors) } else { people }
    }

    fn labels(&self) -> Labels {
        Labels {
            people: self.list(ArticleField::People, split_names),
            places: self.list(ArticleField::Places, split_names),
            organisations: self.list(ArticleField::Organisations, split_names),
            topics: self
                .list(ArticleField::Topics, split_names)
                .iter()
                .map(|code| topic_label(code))
                .collect(),
        }
    }

    /// First valid date, and warnings about invalid ones.
    fn published(&self) -> (Option<Published>, Vec<String>) {
        let (published, warnings) = finish::first_valid_date(
            self.values(ArticleField::Published)
                .map(|value| (parse_date(value), first_text(value))),
        );
        // Digitised newspapers write the day into the number of an article.
        let by_id = || {
            let id = self.line(ArticleField::OwnId);
            let date = path_date::from_file_name(&id)?;
            (date.precision == Precision::Day && id.contains('-'))
                .then(|| finish::published(date, DateSource::Metadata))
        };
        let is_digitised = self.fields.iter().any(|(name, _)| name == "ft");
        (published.or_else(|| by_id().filter(|_| is_digitised)), warnings)
    }
}

/// Parses a date in words, a year, or a Unix time.
fn parse_date(value: &Value) -> Option<NewsDate> {
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
                text.parse()
                    .ok()
                    .filter(|time: &i64| *time > 9_999_999)
                    .and_then(NewsDate::from_unix)
            })
        }
    }
}

/// Text of a value: the value itself, the first item of a list, or the name of an object.
fn first_text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(items) => {
            items.iter().map(first_text).find(|text| !text.is_empty()).unwrap_or_default()
        }
        Value::Object(fields) => dumps::named_value(fields)
            .unwrap_or_else(|| object_name(fields).map(first_text).unwrap_or_default()),
        Value::Null | Value::Bool(_) => String::new(),
    }
}

/// All text of a value, with the items of a list as paragraphs.
fn all_text(value: &Value) -> String {
    match value {
        Value::Array(items) => {
            let texts = items.iter().filter(|item| !dumps::is_picture(item)).map(all_text);
            texts.collect::<Vec<_>>().join("\n\n")
        }
        Value::Object(fields) if dumps::has_sections(fields) => dumps::SECTIONS
            .iter()
            .filter_map(|name| fields.get(*name))
            .map(all_text)
            .collect::<Vec<_>>()
            .join("\n\n"),
        _ => first_text(value),
    }
}

/// The name of an object.
fn object_name(fields: &RecordFields) -> Option<&Value> {
    const KEYS: [&str; 16] = [
        "name", "title", "webTitle", "rendered", "text", "value", "label", "content", "main",
        "original", "basic", "eng", "en", "id", "@id", "@value",
    ];
    let only = || fields.values().next().filter(|_| fields.len() == 1);
    KEYS.iter().find_map(|key| fields.get(*key).filter(|value| !is_empty(value))).or_else(only)
}

/// Collects the items of a value.
fn collect_items(
    value: &Value,
    split: fn(&str) -> Vec<String>,
    split_item: fn(&str) -> Vec<String>,
    list: &mut Vec<String>,
) {
    match value {
        // The items of a list have their own rule: "Lavrov, Sergei" is one name there.
        Value::Array(items) => {
            let has_keywords = items.iter().any(dumps::is_keyword);
            let items = items.iter().filter(|item| !has_keywords || dumps::is_keyword(item));
            items.for_each(|item| collect_items(item, split_item, split_item, list))
        }
        _ => list.extend(split(&first_text(value))),
    }
}

/// The text as a single item.
fn one_line(text: &str) -> Vec<String> {
    Some(clean::line(&markup::strip_markup(text)))
        .filter(|line| !line.is_empty())
        .into_iter()
        .collect()
}

/// Splits a list in a string: `a; b`, `a, b`, or as Python prints it, `['a', 'b']`.
fn split_names(text: &str) -> Vec<String> {
    let inner = text.trim().strip_prefix('[').and_then(|open| open.strip_suffix(']'));
    let text = clean::line(&markup::strip_markup(inner.unwrap_or(text)));
    let separator = [';', '|', ','].into_iter().find(|c| text.contains(*c)).unwrap_or(',');
    let quotes = |c: char| c == ' ' || (inner.is_some() && matches!(c, '\'' | '"'));
    text.split(separator)
        .map(|name| name.trim_matches(quotes))
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Turns the code of a topic into a label: `us_house` becomes "US house".
pub(crate) fn topic_label(code: &str) -> String {
    const ACRONYMS: [&str; 9] = ["us", "uk", "eu", "un", "nato", "fbi", "cia", "nasa", "tv"];
    if code.chars().any(char::is_uppercase) {
        return code.replace('_', " ");
    }
    let words: Vec<String> = code
        .split(['_', ' '])
        .map(|word| if ACRONYMS.contains(&word) { word.to_uppercase() } else { word.to_owned() })
        .collect();
    let mut label = words.join(" ");
    let first = label.chars().next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = label.chars().next().map_or(0, char::len_utf8);
    label.replace_range(..end, &first);
    label
}

/// Two-letter code of a language (ISO 639-1): `en-US`, `eng` and `English` become `en`. Unknown
/// languages give an empty string.
pub(crate) fn language_code(language: &str) -> String {
    const LANGUAGES: [(&str, &str, &str); 24] = [
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
    let language = language.to_lowercase();
    let word = language.split(['-', '_', ' ', ',']).next().unwrap_or_default();
    // Libraries have codes of their own for a few languages.
    let word = match word {
        "chi" => "zho",
        "cze" => "ces",
        "dut" => "nld",
        "fre" => "fra",
        "ger" => "deu",
        "gre" => "ell",
        word => word,
    };
    match LANGUAGES.iter().find(|(_, code, name)| word == *code || word == *name) {
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
    fn common_field_names_are_known() {
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
    fn a_string_of_authors_is_also_a_byline() {
        let article = read(r#"{"title": "t", "author": "By Jane Doe and John Roe"}"#);
        assert_eq!((&*article.byline, article.authors.len()), ("By Jane Doe and John Roe", 2));
    }

    #[test]
    fn invalid_dates_become_warnings() {
        let article = read(
            r#"{"title": "t", "date": "someday", "pubdate": "2199-01-01", "created": 1468836900}"#,
        );
        assert_eq!(
            article.warnings,
            ["date `1 January 2199` is in the future", "date `someday` cannot be read"]
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
    fn lists_in_strings_are_split() {
        for (text, want) in [
            ("a; b, c", vec!["a", "b, c"]),
            ("a, b", vec!["a", "b"]),
            ("['a', 'b']", vec!["a", "b"]),
            ("", vec![]),
        ] {
            assert_eq!(split_names(text), want);
        }
    }

    #[test]
    fn topics_get_labels_and_languages_get_codes() {
        assert_eq!(
            ["us_house", "elections", "White House", "nato"].map(topic_label),
            ["US house", "Elections", "White House", "NATO"]
        );
        assert_eq!(
            ["en-US", "English", "eng", "PT_br", "klingon"].map(language_code),
            ["en", "en", "en", "pt", ""]
        );
    }
}

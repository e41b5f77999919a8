//! Metadata of the article on a page. Sources in order of precedence: linked data, OpenGraph and
//! microdata, other `meta` tags, and printed headlines and bylines.

use dom_query::Document;
use serde_json::Value;

use super::titles;
use super::titles::Headings;
use super::{bylines, json_ld};
use crate::read::format::shared::markup;
use crate::read::format::shared::record::RecordFields;
use crate::text::clean;

/// Names of record fields, and the `meta` tags for each in order of likelihood.
const FIELD_TAGS: [(&str, &[&str]); 6] = [
    (
        "title",
        &[
            "og:title",
            "headline",
            "twitter:title",
            "dc.title",
            "dcterms.title",
            "parsely-title",
            "sailthru.title",
            "citation_title",
            "hdl",
            "title",
        ],
    ),
    (
        "description",
        &[
            "og:description",
            "description",
            "twitter:description",
            "dc.description",
            "sailthru.description",
        ],
    ),
    (
        "published",
        &[
            "article:published_time",
            "datepublished",
            "og:article:published_time",
            "og:published_time",
            "article:published",
            "article:published_date",
            "article.published",
            "parsely-pub-date",
            "sailthru.date",
            "dc.date.issued",
            "dcterms.issued",
            "dcterms.created",
            "dc.date.created",
            "pubdate",
            "pub_date",
            "publishdate",
            "publish-date",
            "publish_date",
            "gsa_publish_date",
            "publication_date",
            "publication-date",
            "published_at",
            "published-date",
            "publisheddate",
            "originalpublicationdate",
            "article_date_original",
            "citation_publication_date",
            "citation_date",
            "cxenseparse:recs:publishtime",
            "shareaholic:article_published_time",
            "rbpubdate",
            "bt:pubdate",
            "dcsext.articlefirstpublished",
            "dc.date",
            "dcterms.date",
            "date",
            "datecreated",
            "timestamp",
            "displaydate",
            "ptime",
            "pdate",
        ],
    ),
    (
        "publisher",
        &[
            "og:site_name",
            "application-name",
            "dc.publisher",
            "dcterms.publisher",
            "publisher",
            "cre",
            "article:publisher",
        ],
    ),
    (
        "section",
        &[
            "article:section",
            "og:article:section",
            "parsely-section",
            "articlesection",
            "cg",
            "section",
        ],
    ),
    ("language", &["content-language", "dc.language", "inlanguage", "og:locale", "language"]),
];

/// Tags of authors in order of likelihood.
const AUTHOR_TAGS: [&str; 13] = [
    "author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "byline",
    "article:author_name",
    "dc.creator",
    "dcterms.creator",
    "citation_author",
    "article:author",
    "article.author",
    "og:article:author",
    "twitter:creator:name",
];

/// Tags of keywords, which are repeated for each keyword or have a list.
const KEYWORD_TAGS: [&str; 8] = [
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "keywords",
    "parsely-tags",
    "sailthru.tags",
    "dc.subject",
    "citation_keywords",
];

/// All `meta` tags with content: name in lower case, and content.
type MetaTags = Vec<(String, String)>;

/// Metadata of a page.
pub(super) struct PageMetadata {
    /// Fields of the article, as in a record.
    pub fields: RecordFields,
    /// Names of the site.
    pub sites: Vec<String>,
}

/// Extracts the metadata of a page.
pub(super) fn extract(page: &Document) -> PageMetadata {
    let tags = meta_tags(page);
    let mut fields = json_ld::article_fields(page);
    let headline = fields
        .remove("title")
        .map(|title| json_ld::name(&title))
        .filter(|title| !title.trim().is_empty());
    set_url(page, &tags, &mut fields);
    add_missing(&mut fields, "language", attribute(page, "html[lang]", "lang"));
    for (field, names) in FIELD_TAGS {
        add_missing(&mut fields, field, names.iter().find_map(|name| first(&tags, name)));
    }
    add_keywords(&tags, &mut fields);
    add_parsely(&tags, &mut fields);
    let sites = site_names(&tags, &fields);
    set_title(page, headline, &sites, &mut fields);
    set_authors(page, &tags, &sites, &mut fields);
    PageMetadata { fields, sites }
}

/// All `meta` tags of a page. Some programs save pages with `value` in place of `content`.
fn meta_tags(page: &Document) -> MetaTags {
    let metas = page.select("meta[content], meta[value]");
    let named = metas.iter().filter_map(|meta| {
        let name = ["property", "name", "itemprop", "http-equiv"]
            .iter()
            .find_map(|kind| meta.attr(kind))?;
        let content = meta.attr("content").or_else(|| meta.attr("value"))?.trim().to_owned();
        (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content))
    });
    // Some tags name several properties at once.
    named
        .flat_map(|(names, content)| {
            names
                .split_whitespace()
                .map(|name| (name.to_owned(), content.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Content of the first tag of this name.
fn first(tags: &MetaTags, name: &str) -> Option<String> {
    tags.iter().find(|(known, _)| known == name).map(|(_, content)| content.clone())
}

/// Sets a field unless it is set already or the value is empty.
fn add_missing(fields: &mut RecordFields, name: &str, value: Option<String>) {
    if let Some(value) = value.filter(|value| !value.trim().is_empty()) {
        fields.entry(name).or_insert(Value::String(value));
    }
}

fn attribute(page: &Document, selector: &str, name: &str) -> Option<String> {
    page.select_single(selector).attr(name).map(|value| value.trim().to_owned())
}

/// Sets the web address from the canonical link or its equivalents, if it is absolute.
fn set_url(page: &Document, tags: &MetaTags, fields: &mut RecordFields) {
    let linked = fields.remove(json_ld::ADDRESS).map(|address| json_ld::name(&address));
    let candidates =
        [attribute(page, "link[rel~=canonical]", "href"), first(tags, "og:url"), linked];
    let absolute = candidates.into_iter().flatten().find(|url| url.starts_with("http"));
    add_missing(fields, "url", absolute);
}

/// Adds the keywords: a list if a tag is repeated, or else the content of one tag.
fn add_keywords(tags: &MetaTags, fields: &mut RecordFields) {
    let keywords = KEYWORD_TAGS.iter().find_map(|name| {
        let values: Vec<&str> = tags
            .iter()
            .filter(|(known, _)| known == name)
            .map(|(_, content)| content.as_str())
            .collect();
        match values.as_slice() {
            [] => None,
            [one] => Some(Value::from(*one)),
            several => Some(several.iter().copied().collect()),
        }
    });
    if let Some(keywords) = keywords {
        fields.entry("keywords").or_insert(keywords);
    }
}

/// Adds the fields of the tag `parsely-page`, which is a JSON record.
fn add_parsely(tags: &MetaTags, fields: &mut RecordFields) {
    const NAMES: [(&str, &str); 6] = [
        ("title", "title"),
        ("pub_date", "published"),
        ("authors", "authors"),
        ("author", "authors"),
        ("section", "section"),
        ("tags", "keywords"),
    ];
    let record = first(tags, "parsely-page")
        .and_then(|json| serde_json::from_str::<RecordFields>(&json).ok());
    for (parsely, field) in NAMES {
        if let Some(value) = record.as_ref().and_then(|record| record.get(parsely)) {
            fields.entry(field).or_insert(value.clone());
        }
    }
}

/// Names of the site, from its metadata and its host name.
fn site_names(tags: &MetaTags, fields: &RecordFields) -> Vec<String> {
    let url = fields.get("url").and_then(Value::as_str).unwrap_or_default();
    let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let host = host.trim_start_matches("www.");
    let name = host
        .rsplit('.')
        .nth(1)
        .filter(|name| name.len() > 3)
        .or(host.split('.').next())
        .unwrap_or_default();
    let name_tags = [
        "og:site_name",
        "application-name",
        "publisher",
        "apple-mobile-web-app-title",
        "dc.publisher",
    ];
    let mut sites: Vec<String> = name_tags.iter().filter_map(|name| first(tags, name)).collect();
    sites.extend(fields.get("publisher").map(json_ld::name));
    sites.extend([host.to_owned(), name.to_owned()]);
    sites.retain(|site| !site.trim().is_empty());
    sites
}

/// Sets the headline without the name of the site: from linked data, or else the printed headline,
/// or else that of the tags.
fn set_title(
    page: &Document,
    headline: Option<String>,
    sites: &[String],
    fields: &mut RecordFields,
) {
    let headings = Headings::from_document(page);
    let without_site = |title: &str| {
        let line = clean::line(&markup::strip_markup(title));
        titles::without_site(&line, sites, &headings).to_owned()
    };
    let tagged =
        fields.get("title").map(|title| without_site(&json_ld::name(title))).unwrap_or_default();
    let title = match headline {
        Some(headline) => titles::complete(without_site(&headline), &headings),
        None => titles::choose(&headings, &tagged, sites),
    };
    if !title.is_empty() {
        fields.insert("title".to_owned(), Value::String(title));
    }
}

/// Sets the authors from the metadata, or else from the printed byline. Where no person is named,
/// the byline keeps the organisation.
fn set_authors(page: &Document, tags: &MetaTags, sites: &[String], fields: &mut RecordFields) {
    let linked = fields.remove("authors");
    let tagged = |name: &&str| {
        let values =
            tags.iter().filter(|(known, _)| known == name).map(|(_, content)| content.as_str());
        bylines::people(&values.collect(), sites)
    };
    let candidates = linked
        .iter()
        .map(|field| bylines::people(field, sites))
        .chain(AUTHOR_TAGS.iter().map(tagged));
    let people = candidates.into_iter().find(|people| !people.is_empty());
    let (byline, people) = match people {
        Some(people) => {
            (linked.filter(Value::is_string).map(|byline| json_ld::name(&byline)), people)
        }
        None => match bylines::printed(page, sites) {
            Some((line, people)) => (Some(line), people),
            None => (linked.map(|byline| json_ld::name(&byline)), Vec::new()),
        },
    };
    add_missing(fields, "byline", byline);
    if !people.is_empty() {
        fields.insert("authors".to_owned(), people.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sources_are_used_in_order_of_precedence() {
        let page = Document::from(
            "<html lang=fr><meta name=description content=b><meta property='og:description' content=a><meta name=Date content=2016-07-18>\
             <meta property=article:tag content=Flood><meta property=article:tag content=Beira><link rel=canonical href=/x>\
             <meta property=og:url content=https://example.org/x><title>The heading - Courier</title><h1>Menu</h1><h1> The <b>heading</b></h1></html>",
        );
        let fields = extract(&page).fields;
        let field = |name: &str| fields.get(name).and_then(Value::as_str);
        assert_eq!((field("description"), field("published")), (Some("a"), Some("2016-07-18")));
        assert_eq!(
            (field("title"), field("language"), field("authors")),
            (Some("The heading"), Some("fr"), None)
        );
        assert_eq!(
            (field("url"), fields.get("keywords")),
            (Some("https://example.org/x"), Some(&serde_json::json!(["Flood", "Beira"])))
        );
    }

    #[test]
    fn the_site_is_not_an_author() {
        let page = Document::from(
            "<meta property=og:site_name content='The Courier'><meta name=author content='The Courier'><p class=byline>By Jane Doe</p>",
        );
        let fields = extract(&page).fields;
        assert_eq!(fields.get("authors"), Some(&serde_json::json!(["Jane Doe"])));
        let page = Document::from(
            "<meta name=parsely-page content='{\"title\": \"Flood\", \"authors\": [\"Jane Doe\"]}'>",
        );
        assert_eq!(extract(&page).fields.get("authors"), Some(&serde_json::json!(["Jane Doe"])));
    }

    #[test]
    fn a_truncated_headline_is_completed() {
        let page = Document::from(
            "<meta property=og:title content='The river rose in the night…'><h1>The river rose in the night and fell</h1>",
        );
        assert_eq!(
            extract(&page).fields.get("title"),
            Some(&Value::from("The river rose in the night and fell"))
        );
    }
}

//! What a page says about its article: linked data first, then OpenGraph and microdata, then its other `<meta>` tags,
//! then what a reader sees.

use dom_query::Document;
use serde_json::Value;

use super::titles;
use super::titles::Headings;
use super::{bylines, dates, linked};
use crate::article::date::NewsDate;
use crate::read::format::shared::record::Fields;
use crate::text::clean;

/// Our field, and the `<meta>` tags that may hold it, the likelier first.
const TAGS: [(&str, &[&str]); 6] = [
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

/// Tags that hold who wrote it, the likelier first.
const AUTHORS: [&str; 13] = [
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

/// Tags that hold keywords: one repeated, or all in one.
const KEYWORDS: [&str; 8] = [
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "keywords",
    "parsely-tags",
    "sailthru.tags",
    "dc.subject",
    "citation_keywords",
];

/// Every `<meta>` tag that says something: its name in lower case, and its content.
type Tags = Vec<(String, String)>;

/// What a page says about its article.
pub struct Said {
    /// Everything, by the names a record would use.
    pub fields: Fields,
    /// What the site is called.
    pub sites: Vec<String>,
}

/// Everything a page says about its article.
pub fn of(page: &Document) -> Said {
    let tags = tags(page);
    let mut fields = linked::article(page);
    let headline = fields
        .remove("title")
        .map(|said| linked::name(&said))
        .filter(|said| !said.trim().is_empty());
    address(page, &tags, &mut fields);
    add(&mut fields, "language", attribute(page, "html[lang]", "lang"));
    for (field, names) in TAGS {
        add(&mut fields, field, names.iter().find_map(|name| first(&tags, name)));
    }
    keywords(&tags, &mut fields);
    parsely(&tags, &mut fields);
    let sites = sites(&tags, &fields);
    title(page, headline, &sites, &mut fields);
    authors(page, &tags, &sites, &mut fields);
    Said { fields, sites }
}

/// The date a reader sees, where no tag tells one.
pub fn printed_date(page: &Document, fields: &Fields) -> Option<NewsDate> {
    dates::printed(page, fields.get("url").and_then(Value::as_str).unwrap_or_default())
}

/// Every tag of a page. Some save pages with `value` for `content`.
fn tags(page: &Document) -> Tags {
    let metas = page.select("meta[content], meta[value]");
    let named = metas.iter().filter_map(|meta| {
        let name = ["property", "name", "itemprop", "http-equiv"]
            .iter()
            .find_map(|kind| meta.attr(kind))?;
        let content = meta.attr("content").or_else(|| meta.attr("value"))?.trim().to_owned();
        (!content.is_empty()).then(|| (name.trim().to_ascii_lowercase(), content))
    });
    // Some name several properties at once.
    named
        .flat_map(|(names, content)| {
            names
                .split_whitespace()
                .map(|name| (name.to_owned(), content.clone()))
                .collect::<Vec<_>>()
        })
        .collect()
}

fn first(tags: &Tags, name: &str) -> Option<String> {
    tags.iter().find(|(known, _)| known == name).map(|(_, content)| content.clone())
}

/// Adds what is said, where nothing better was.
fn add(fields: &mut Fields, name: &str, said: Option<String>) {
    if let Some(said) = said.filter(|said| !said.trim().is_empty()) {
        fields.entry(name).or_insert(Value::String(said));
    }
}

fn attribute(page: &Document, selector: &str, name: &str) -> Option<String> {
    page.select_single(selector).attr(name).map(|value| value.trim().to_owned())
}

/// Where the page is on the web: as it says itself, in full.
fn address(page: &Document, tags: &Tags, fields: &mut Fields) {
    let linked = fields.remove(linked::ADDRESS).map(|said| linked::name(&said));
    let said = [attribute(page, "link[rel~=canonical]", "href"), first(tags, "og:url"), linked];
    let full = said.into_iter().flatten().find(|address| address.starts_with("http"));
    add(fields, "url", full);
}

/// What the page's keywords are: a list where a tag is repeated, else what one tag holds.
fn keywords(tags: &Tags, fields: &mut Fields) {
    let told = KEYWORDS.iter().find_map(|name| {
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
    if let Some(told) = told {
        fields.entry("keywords").or_insert(told);
    }
}

/// What the tag `parsely-page` holds: a record of its own.
fn parsely(tags: &Tags, fields: &mut Fields) {
    const NAMES: [(&str, &str); 6] = [
        ("title", "title"),
        ("pub_date", "published"),
        ("authors", "authors"),
        ("author", "authors"),
        ("section", "section"),
        ("tags", "keywords"),
    ];
    let said =
        first(tags, "parsely-page").and_then(|said| serde_json::from_str::<Fields>(&said).ok());
    for (theirs, ours) in NAMES {
        if let Some(value) = said.as_ref().and_then(|said| said.get(theirs)) {
            fields.entry(ours).or_insert(value.clone());
        }
    }
}

/// What the site is called: by its metadata, and by its host.
fn sites(tags: &Tags, fields: &Fields) -> Vec<String> {
    let url = fields.get("url").and_then(Value::as_str).unwrap_or_default();
    let host = url.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or_default();
    let host = host.trim_start_matches("www.");
    let name = host
        .rsplit('.')
        .nth(1)
        .filter(|name| name.len() > 3)
        .or(host.split('.').next())
        .unwrap_or_default();
    let said = [
        "og:site_name",
        "application-name",
        "publisher",
        "apple-mobile-web-app-title",
        "dc.publisher",
    ];
    let mut sites: Vec<String> = said.iter().filter_map(|name| first(tags, name)).collect();
    sites.extend(fields.get("publisher").map(linked::name));
    sites.extend([host.to_owned(), name.to_owned()]);
    sites.retain(|site| !site.trim().is_empty());
    sites
}

/// The headline: what linked data says, else what the page prints, else what its tags say; without the site's name.
fn title(page: &Document, headline: Option<String>, sites: &[String], fields: &mut Fields) {
    let headings = Headings::of(page);
    let bare = |said: &str| {
        let line = clean::line(&crate::read::format::shared::markup::text(said));
        titles::without_site(&line, sites, &headings).to_owned()
    };
    let tagged = fields.get("title").map(|said| bare(&linked::name(said))).unwrap_or_default();
    let told = match headline {
        Some(headline) => titles::whole(bare(&headline), &headings),
        None => titles::printed(&headings, &tagged, sites),
    };
    if !told.is_empty() {
        fields.insert("title".to_owned(), Value::String(told));
    }
}

/// Who wrote it, as people: those metadata names, else those a reader sees. Where nobody is named, the byline says
/// which house it came from.
fn authors(page: &Document, tags: &Tags, sites: &[String], fields: &mut Fields) {
    let said = fields.remove("authors");
    let tagged = |name: &&str| {
        let values =
            tags.iter().filter(|(known, _)| known == name).map(|(_, content)| content.as_str());
        bylines::people(&values.collect(), sites)
    };
    let told =
        said.iter().map(|said| bylines::people(said, sites)).chain(AUTHORS.iter().map(tagged));
    let people = told.into_iter().find(|people| !people.is_empty());
    let (byline, people) = match people {
        Some(people) => (said.filter(Value::is_string).map(|said| linked::name(&said)), people),
        None => match bylines::printed(page, sites) {
            Some((line, people)) => (Some(line), people),
            None => (said.map(|said| linked::name(&said)), Vec::new()),
        },
    };
    add(fields, "byline", byline);
    if !people.is_empty() {
        fields.insert("authors".to_owned(), people.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_to_speak_is_heard() {
        let page = Document::from(
            "<html lang=fr><meta name=description content=b><meta property='og:description' content=a><meta name=Date content=2016-07-18>\
             <meta property=article:tag content=Flood><meta property=article:tag content=Beira><link rel=canonical href=/x>\
             <meta property=og:url content=https://example.org/x><title>The heading - Courier</title><h1>Menu</h1><h1> The <b>heading</b></h1></html>",
        );
        let fields = of(&page).fields;
        let said = |name: &str| fields.get(name).and_then(Value::as_str);
        assert_eq!((said("description"), said("published")), (Some("a"), Some("2016-07-18")));
        assert_eq!(
            (said("title"), said("language"), said("authors")),
            (Some("The heading"), Some("fr"), None)
        );
        assert_eq!(
            (said("url"), fields.get("keywords")),
            (Some("https://example.org/x"), Some(&serde_json::json!(["Flood", "Beira"])))
        );
    }

    #[test]
    fn a_house_is_no_author() {
        let page = Document::from(
            "<meta property=og:site_name content='The Courier'><meta name=author content='The Courier'><p class=byline>By Jane Doe</p>",
        );
        let fields = of(&page).fields;
        assert_eq!(fields.get("authors"), Some(&serde_json::json!(["Jane Doe"])));
        let page = Document::from(
            "<meta name=parsely-page content='{\"title\": \"Flood\", \"authors\": [\"Jane Doe\"]}'>",
        );
        assert_eq!(of(&page).fields.get("authors"), Some(&serde_json::json!(["Jane Doe"])));
    }

    #[test]
    fn a_headline_that_was_cut_is_printed_whole() {
        let page = Document::from(
            "<meta property=og:title content='The river rose in the night…'><h1>The river rose in the night and fell</h1>",
        );
        assert_eq!(
            of(&page).fields.get("title"),
            Some(&Value::from("The river rose in the night and fell"))
        );
    }
}

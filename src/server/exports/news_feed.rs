//! Feeds of what a standing query found: Atom (RFC 4287) and JSON Feed 1.1.

use std::fmt::Write as _;

use serde_json::{Value, json};

use super::xml::escaped;
use crate::article::Article;
use crate::article::date::Published;
use crate::article::document::Document;
use crate::corpus::watch_log::Watch;
use crate::error::Result;
use crate::research::standing;
use crate::search::engine::Engine;
use crate::search::request::Request;
use crate::search::story::{Superseding, superseding_of};

/// Entries of a feed.
const MAX_ENTRIES: usize = 200;

/// Characters of a summary.
const MAX_SUMMARY: usize = 400;

/// The date of what has none.
const EPOCH: &str = "1970-01-01T00:00:00Z";

/// A format of feeds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FeedFormat {
    /// Atom.
    Atom,
    /// JSON Feed.
    Json,
}

impl FeedFormat {
    /// Every format with its name.
    pub(crate) const ALL: [(&'static str, Self); 2] =
        [("atom", Self::Atom), ("json-feed", Self::Json)];

    /// Returns the format with this name.
    pub(crate) fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(known, _)| *known == name).map(|(_, format)| *format)
    }

    /// Returns its media type.
    #[cfg(feature = "server")]
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Self::Atom => "application/atom+xml; charset=utf-8",
            Self::Json => "application/feed+json; charset=utf-8",
        }
    }
}

/// A feed, the newest entry first.
#[derive(Debug, Clone, Default)]
pub(crate) struct NewsFeed {
    /// The title.
    pub title: String,
    /// The address of the archive, without a slash at its end; empty where there is no server.
    pub site: String,
    /// The path of the feed there.
    pub path: String,
    /// The path of its search there.
    pub search: String,
    /// The name of the watch.
    pub watch: String,
    /// The entries.
    pub entries: Vec<NewsEntry>,
}

/// An entry of a feed.
#[derive(Debug, Clone)]
pub(crate) struct NewsEntry {
    /// The moment of the run that found it.
    pub found: String,
    /// The article.
    pub document: Document,
    /// The correction, where that is the news.
    pub correction: Option<Superseding>,
}

impl NewsFeed {
    /// Makes the feed of a watch at an address. An article that has left the archive since, or is
    /// withheld, is not in it.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn of(engine: &dyn Engine, watch: &Watch, site: &str) -> Result<Self> {
        let definition = &watch.definition;
        let search = standing::request(
            &definition.query,
            &definition.filters,
            definition.since.as_deref(),
            definition.until.as_deref(),
        )?;
        let mut entries = Vec::new();
        'runs: for run in watch.runs.iter().rev() {
            let new = run.new.iter().map(|id| (id, None));
            let corrected = run.corrected.iter().map(|(id, by)| (id, Some(by)));
            for (id, by) in new.chain(corrected) {
                if entries.len() >= MAX_ENTRIES {
                    break 'runs;
                }
                let Some(document) = engine.article(id)? else { continue };
                let correction = match by {
                    Some(_) => superseding_of(engine, &document)?,
                    None => None,
                };
                if by.is_none() || correction.is_some() {
                    entries.push(NewsEntry { found: run.date.clone(), document, correction });
                }
            }
        }
        Ok(Self {
            title: format!("{}: {}", watch.name, definition.query),
            site: site.to_owned(),
            path: format!("/api/watches/{}/feed", watch.name),
            search: search_path(&search),
            watch: watch.name.clone(),
            entries,
        })
    }

    /// Writes the feed.
    pub(crate) fn to_text(&self, format: FeedFormat) -> String {
        match format {
            FeedFormat::Atom => self.atom(),
            FeedFormat::Json => format!("{:#}\n", self.json()),
        }
    }

    fn updated(&self) -> &str {
        self.entries.first().map_or(EPOCH, |entry| entry.found.as_str())
    }

    fn atom(&self) -> String {
        let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        xml.push_str("<feed xmlns=\"http://www.w3.org/2005/Atom\">\n");
        let mut line = |name: &str, text: &str| {
            // Writing to a string cannot fail.
            let _ = writeln!(xml, "  <{name}>{}</{name}>", escaped(text));
        };
        line("title", &self.title);
        line("id", &format!("urn:morgue:watch:{}", self.watch));
        line("updated", self.updated());
        line("generator", "morgue");
        if !self.site.is_empty() {
            let links = [
                ("self", "application/atom+xml", &self.path),
                ("alternate", "text/html", &self.search),
            ];
            for (relation, media_type, path) in links {
                let _ = writeln!(
                    xml,
                    "  <link rel=\"{relation}\" type=\"{media_type}\" href=\"{}\"/>",
                    escaped(&format!("{}{path}", self.site))
                );
            }
        }
        self.entries.iter().for_each(|entry| self.atom_entry(entry, &mut xml));
        xml.push_str("</feed>\n");
        xml
    }

    fn atom_entry(&self, entry: &NewsEntry, xml: &mut String) {
        let article = &entry.document.article;
        xml.push_str("  <entry>\n");
        let mut line = |name: &str, text: &str| {
            let _ = writeln!(xml, "    <{name}>{}</{name}>", escaped(text));
        };
        line("title", &entry.title());
        line("id", &self.id(entry));
        line("updated", &entry.found);
        line("published", &article.published.as_ref().map_or_else(|| EPOCH.to_owned(), moment));
        line("summary", &entry.summary());
        let _ = writeln!(xml, "    <author><name>{}</name></author>", escaped(&author(article)));
        if !self.site.is_empty() {
            let url = escaped(&self.url(entry));
            let _ =
                writeln!(xml, "    <link rel=\"alternate\" type=\"text/html\" href=\"{url}\"/>");
        }
        xml.push_str("  </entry>\n");
    }

    fn json(&self) -> Value {
        let items: Vec<Value> = self.entries.iter().map(|entry| self.item(entry)).collect();
        let at = |path: &str| (!self.site.is_empty()).then(|| format!("{}{path}", self.site));
        without_null(json!({
            "version": "https://jsonfeed.org/version/1.1",
            "title": self.title,
            "home_page_url": at(&self.search),
            "feed_url": at(&self.path),
            "items": items,
        }))
    }

    fn item(&self, entry: &NewsEntry) -> Value {
        let article = &entry.document.article;
        without_null(json!({
            "id": self.id(entry),
            "url": (!self.site.is_empty()).then(|| self.url(entry)),
            "external_url": Some(&article.url).filter(|url| !url.is_empty()),
            "title": entry.title(),
            "content_text": entry.summary(),
            "date_published": article.published.as_ref().map(moment),
            "date_modified": entry.found,
            "authors": [{"name": author(article)}],
        }))
    }

    /// The id of an entry, which is the same in every feed of the watch.
    fn id(&self, entry: &NewsEntry) -> String {
        let (watch, id) = (&self.watch, &entry.document.id);
        match &entry.correction {
            None => format!("urn:morgue:watch:{watch}:article:{id}"),
            Some(correction) => {
                format!("urn:morgue:watch:{watch}:correction:{id}:{}", correction.id)
            }
        }
    }

    fn url(&self, entry: &NewsEntry) -> String {
        let shown =
            entry.correction.as_ref().map_or(&entry.document.id, |correction| &correction.id);
        format!("{}/article/{shown}", self.site)
    }
}

impl NewsEntry {
    fn title(&self) -> String {
        let title = &self.document.article.title;
        let title = if title.is_empty() { "Untitled" } else { title };
        match self.correction {
            None => title.to_owned(),
            Some(_) => format!("Corrected: {title}"),
        }
    }

    /// The standfirst, or else the beginning of the body; of a correction what changed.
    fn summary(&self) -> String {
        if let Some(Superseding { title, words, change, .. }) = &self.correction {
            return format!("“{title}” corrects it: {change}, {words} words changed");
        }
        let article = &self.document.article;
        let text = if article.standfirst.is_empty() { &article.body } else { &article.standfirst };
        let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
        let mut summary: String = text.chars().take(MAX_SUMMARY).collect();
        if summary.len() < text.len() {
            summary.truncate(summary.rfind(' ').unwrap_or(summary.len()));
            summary.push('…');
        }
        summary
    }
}

/// An object without the members that have no value.
fn without_null(mut object: Value) -> Value {
    if let Some(members) = object.as_object_mut() {
        members.retain(|_, value| !value.is_null());
    }
    object
}

/// The path of a search on the pages.
#[cfg(feature = "server")]
fn search_path(search: &Request) -> String {
    crate::server::search_params::url("/", search)
}

/// Without a server there are no pages.
#[cfg(not(feature = "server"))]
fn search_path(_: &Request) -> String {
    "/".to_owned()
}

/// Who an article is by: its authors, else its agency or publisher.
fn author(article: &Article) -> String {
    let names = [article.authors.join(", "), article.agency.clone(), article.publisher.clone()];
    names.into_iter().find(|name| !name.is_empty()).unwrap_or_else(|| "unknown".to_owned())
}

/// A date as a moment: the first of a day, month or year.
fn moment(published: &Published) -> String {
    let at = published.date.at.clone();
    at.unwrap_or_else(|| format!("{}T00:00:00Z", published.date.from))
}

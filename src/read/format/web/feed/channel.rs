//! Metadata of a feed, which precedes its first item.

use super::rss::plain_line;
use crate::article::Article;
use crate::read::format::shared::{record, xml};

/// Metadata of a feed.
#[derive(Debug, Default)]
pub(crate) struct Channel {
    title: String,
    link: String,
    language: String,
    /// Text before the first item, as written.
    source: String,
}

impl Channel {
    /// Parses the head of a feed, which is cut off where the first item begins.
    pub(crate) fn parse(head: &str) -> Self {
        let source = head.to_owned();
        let Ok(root) = xml::parse(head) else { return Self { source, ..Self::default() } };
        let channel =
            if root.name == "channel" { &root } else { root.child("channel").unwrap_or(&root) };
        let text = |name: &str| {
            let child = channel.children(name).find(|child| matches!(child.prefix, "" | "rss"));
            child.map(|child| plain_line(&child.text())).unwrap_or_default()
        };
        let language = channel.children("language").map(|child| child.text()).next();
        let language = language.or_else(|| root.attribute("lang").map(|lang| lang.into_owned()));
        let link = Some(text("link")).filter(|link| !link.is_empty()).unwrap_or_else(|| text("id"));
        Self {
            title: text("title"),
            link,
            language: record::language_code(language.unwrap_or_default().trim()),
            source,
        }
    }

    /// Text before the first item, as written.
    pub(crate) fn source(&self) -> &str {
        &self.source
    }

    /// Fills empty fields of an article from the feed. A short id is prefixed with the address of
    /// the feed to make it unique.
    pub(crate) fn fill_missing(&self, article: &mut Article) {
        if article.publisher.is_empty() {
            article.publisher.clone_from(&self.title);
        }
        if article.language.is_empty() {
            article.language.clone_from(&self.language);
        }
        if let Some(id) = &mut article.own_id
            && !id.contains([':', '/'])
            && id.len() < 20
        {
            *id = format!("{}#{id}", self.link);
        }
    }
}

//! What a feed says of itself before its first item.

use super::rss::plain;
use crate::article::Article;
use crate::read::format::shared::{record, xml};

/// A feed's own words.
#[derive(Debug, Default)]
pub struct Channel {
    title: String,
    link: String,
    language: String,
    source: String,
}

impl Channel {
    /// Reads the head of a feed, which breaks off where its first item begins.
    pub fn of(head: &str) -> Self {
        let source = head.to_owned();
        let Ok(root) = xml::parse(head) else { return Self { source, ..Self::default() } };
        let channel =
            if root.name == "channel" { &root } else { root.child("channel").unwrap_or(&root) };
        let text = |name: &str| {
            let said = channel.children(name).find(|said| matches!(said.prefix, "" | "rss"));
            said.map(|said| plain(&said.text())).unwrap_or_default()
        };
        let spoken = channel.children("language").map(|said| said.text()).next();
        let spoken = spoken.or_else(|| root.attribute("lang").map(|said| said.into_owned()));
        let link = Some(text("link")).filter(|link| !link.is_empty()).unwrap_or_else(|| text("id"));
        Self {
            title: text("title"),
            link,
            language: record::language(spoken.unwrap_or_default().trim()),
            source,
        }
    }

    /// All that stands before the first item, as written.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// Gives an article what its item left for the feed to say. A bare number is an id only beside the feed's address.
    pub fn lend(&self, article: &mut Article) {
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

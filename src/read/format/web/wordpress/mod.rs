//! An export of WordPress: RSS with all that a blog knows of its posts, streamed as feeds are.

mod post;

use std::collections::HashMap;

use memchr::memmem;

use super::feed;
use super::feed::Channel;
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::Element;
use crate::read::source::{Flow, Source};

/// Every post and page that was published.
pub const FORMAT: Format = Format { name: "wordpress", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    let says = |sign: &[u8]| memmem::find(head, sign).is_some();
    xml::root(head).is_some_and(|(root, _)| root == "rss")
        && (says(b"wordpress.org/export") || says(b"<wp:wxr_version"))
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    let mut authors: Option<Authors> = None;
    let mut of_item = |channel: &Channel, item: &Element<'_>| {
        let authors = authors.get_or_insert_with(|| Authors::of(channel.source()));
        post::article(channel, authors, item)
    };
    feed::items(source, &mut of_item, take)
}

/// The people who write on a blog: the name each logs in by, and the name each goes by.
#[derive(Debug, Default)]
pub struct Authors(HashMap<String, String>);

impl Authors {
    /// Reads them from the head of an export.
    fn of(head: &str) -> Self {
        let Ok(root) = xml::parse(head) else { return Self::default() };
        let author = |author: &Element<'_>| {
            let said = |name: &str| author.line_at(name);
            let full = [said("author_first_name"), said("author_last_name")].join(" ");
            let shown = said("author_display_name");
            let name = if shown.is_empty() { full.trim().to_owned() } else { shown };
            (said("author_login"), name)
        };
        Self(root.all("author").filter(|author| author.prefix == "wp").map(author).collect())
    }

    /// The name of whoever logs in by this.
    pub fn name<'a>(&'a self, login: &'a str) -> &'a str {
        self.0.get(login).map(String::as_str).filter(|name| !name.is_empty()).unwrap_or(login)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::{Article, Rejected};

    const HEAD: &str = "<?xml version='1.0'?>\n<rss version='2.0' xmlns:wp='http://wordpress.org/export/1.2/'><channel><title>The Courier</title>\
        <language>en-GB</language><wp:author><wp:author_login><![CDATA[jdoe]]></wp:author_login><wp:author_display_name><![CDATA[Jane Doe]]>\
        </wp:author_display_name></wp:author><wp:category><wp:cat_name>World</wp:cat_name></wp:category>";

    fn post(content: &str) -> String {
        format!(
            "<item><title>Flood &amp; fire</title><link>http://example.org/flood</link><pubDate>Thu, 03 May 2018 08:15:00 +0000</pubDate>\
             <dc:creator><![CDATA[jdoe]]></dc:creator><guid isPermaLink='false'>http://example.org/?p=7</guid><description></description>\
             <content:encoded><![CDATA[{content}]]></content:encoded><excerpt:encoded><![CDATA[Beira under water.]]></excerpt:encoded>\
             <wp:post_date>2018-05-03 10:15:00</wp:post_date><wp:post_date_gmt>2018-05-03 08:15:00</wp:post_date_gmt><wp:status>publish</wp:status>\
             <wp:post_type>post</wp:post_type><category domain='category' nicename='u'>Uncategorized</category><category domain='category'>World</category>\
             <category domain='category'>Africa</category><category domain='post_tag'>rain</category><wp:postmeta><wp:meta_key>_x</wp:meta_key>\
             <wp:meta_value>secret</wp:meta_value></wp:postmeta></item>"
        )
    }

    fn read_all(items: &str) -> Vec<Result<Article, Rejected>> {
        let mut records = Vec::new();
        let xml = format!("{HEAD}{items}</channel></rss>");
        assert!(recognises("", xml.as_bytes()));
        let flow =
            read(&mut Source::new("wxr.xml", xml.as_bytes()), &Options::default(), &mut |record| {
                records.push(record);
                Flow::Continue(())
            });
        assert!(flow.is_continue());
        records
    }

    fn one(content: &str) -> Article {
        let [Ok(article)] = &read_all(&post(content))[..] else {
            panic!("no article in {content}")
        };
        article.clone()
    }

    #[test]
    fn every_element_goes_to_its_field() {
        let article = one("The river rose.\n\nIt fell.");
        assert_eq!(
            (&*article.title, &*article.standfirst, &*article.body),
            ("Flood & fire", "Beira under water.", "The river rose.\n\nIt fell.")
        );
        assert_eq!(
            article.published.expect("a date").date.at.as_deref(),
            Some("2018-05-03T10:15:00+02:00")
        );
        assert_eq!((article.authors.join("|"), &*article.byline), ("Jane Doe".into(), "Jane Doe"));
        assert_eq!(
            (&*article.section, article.labels.topics.join("|"), article.keywords.join("|")),
            ("World", "Africa".into(), "rain".into())
        );
        assert_eq!(
            (&*article.url, article.own_id.as_deref()),
            ("http://example.org/flood", Some("http://example.org/?p=7"))
        );
        assert_eq!((&*article.publisher, &*article.language), ("The Courier", "en"));
    }

    #[test]
    fn contents_are_paragraphs_whatever_editor_wrote_them() {
        let cases = [
            (
                "One\ntwo.\n\n<h2>Head</h2>\n\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>",
                "One\n\ntwo.\n\nHead\n\na\n\nb",
            ),
            (
                "<!-- wp:paragraph -->\n<p>One\ntwo.</p>\n<!-- /wp:paragraph -->\n\n<!-- wp:heading {\"level\":2} -->\n<h2>Head</h2>\n<!-- /wp:heading -->",
                "One two.\n\nHead",
            ),
            (
                "One.\n\n[gallery ids=\"1,2\"]\n\n[quote]Two[/quote] he said [sic].<!--more-->",
                "One.\n\nTwo he said [sic].",
            ),
        ];
        for (content, body) in cases {
            assert_eq!(one(content).body, body, "{content}");
        }
    }

    #[test]
    fn captions_come_from_shortcodes_and_figures() {
        let article = one(
            "[caption id=\"a\" width=\"3\"]<a href=\"x\"><img src=\"a.jpg\" /></a> The quay at noon[/caption]\n\nThe river rose.\n\n\
             <figure><img src=\"b.jpg\"/><figcaption>The bridge</figcaption></figure>",
        );
        assert_eq!(
            (&*article.body, article.captions.join("|")),
            ("The river rose.", "The quay at noon|The bridge".into())
        );
    }

    #[test]
    fn what_was_not_published_says_so() {
        let draft = post("x").replace("publish<", "draft<");
        let picture = post("x").replace("post</wp:post_type", "attachment</wp:post_type");
        let records = read_all(&format!("{draft}{picture}{}", post("x")));
        let told: Vec<_> = records
            .iter()
            .map(|record| record.as_ref().map(|_| ()).map_err(|fault| &*fault.reason))
            .collect();
        assert_eq!(
            told,
            [
                Err("WordPress draft: it was never published"),
                Err("WordPress attachment, and no article"),
                Ok(())
            ]
        );
    }
}

//! WordPress exports: RSS with everything that a blog stores about its posts, read as a stream like
//! a feed.

mod authors;
mod post;

use memchr::memmem;

use super::feed;
use super::feed::Channel;
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::xml::{self, Element};
use crate::read::source::{Flow, Source};
use authors::Authors;

/// One article per published post or page.
pub(crate) const FORMAT: Format = Format { name: "wordpress", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    let contains = |bytes: &[u8]| memmem::find(head, bytes).is_some();
    xml::root_tag(head).is_some_and(|(root, _)| root == "rss")
        && (contains(b"wordpress.org/export") || contains(b"<wp:wxr_version"))
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    let mut authors: Option<Authors> = None;
    let mut convert = |channel: &Channel, item: &Element<'_>| {
        let authors = authors.get_or_insert_with(|| Authors::parse(channel.source()));
        post::article(channel, authors, item)
    };
    feed::read_items(source, &mut convert, emit)
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
    fn elements_fill_their_fields() {
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
    fn posts_of_every_editor_are_split_into_paragraphs() {
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
    fn unpublished_items_are_rejected() {
        let draft = post("x").replace("publish<", "draft<");
        let picture = post("x").replace("post</wp:post_type", "attachment</wp:post_type");
        let records = read_all(&format!("{draft}{picture}{}", post("x")));
        let results: Vec<_> = records
            .iter()
            .map(|record| record.as_ref().map(|_| ()).map_err(|rejected| &*rejected.reason))
            .collect();
        assert_eq!(
            results,
            [
                Err("WordPress draft: it was never published"),
                Err("WordPress attachment: not an article"),
                Ok(())
            ]
        );
    }
}

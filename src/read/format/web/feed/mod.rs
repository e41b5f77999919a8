//! Feeds: RSS of every version, RDF and Atom. Items are cut out of the stream one by one, so that a feed that was
//! collected for years needs no more memory than its longest item.

mod atom;
mod channel;
mod cut;
mod rss;

use crate::article::{Article, Rejected};
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::finish;
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::Element;
use crate::read::source::{Flow, Source};
pub use channel::Channel;

/// One article an item.
pub const FORMAT: Format = Format { name: "feed", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    match xml::root(head) {
        Some(("rss" | "RDF" | "feed" | "channel", _)) => true,
        Some(("item" | "entry", _)) => memchr::memmem::find(head, b"<title").is_some(),
        _ => false,
    }
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    items(source, &mut |channel, item| article(channel, item), take)
}

/// What makes an article of an item, given what the feed says of itself.
pub type OfItem<'f> = dyn FnMut(&Channel, &Element<'_>) -> Result<Article, Rejected> + 'f;

/// Takes the article `of_item` makes of every item of a feed.
pub fn items(source: &mut Source<'_>, of_item: &mut OfItem<'_>, take: &mut Take<'_>) -> Flow {
    if let Some(rejected) = source.nothing() {
        return take(Err(rejected));
    }
    if let Some(declared) = xml::declared(source.head()) {
        source.believe(&declared);
    }
    let mut channel = Channel::default();
    let mut number = 0;
    while let Some(record) = source.record(&mut cut::ends) {
        let item = record.map(|record| {
            let (before, item) = cut::parted(&record);
            if number == 0 {
                channel = Channel::of(before);
            }
            item.map(|item| {
                if !cut::is_whole(item) {
                    return Err(Rejected::new("it is cut off before its end"));
                }
                xml::parse(item).and_then(|item| of_item(&channel, &item))
            })
        });
        match item {
            Ok(None) => {}
            Ok(Some(article)) => {
                number += 1;
                take(article.map_err(|fault| in_item(number, fault)))?;
            }
            Err(fault) => take(Err(fault))?,
        }
    }
    if number == 0 { take(Err(Rejected::new("feed without items"))) } else { Flow::Continue(()) }
}

/// A fault of XML with the item it lies in.
fn in_item(number: usize, fault: Rejected) -> Rejected {
    if fault.reason.starts_with("XML") || fault.reason.starts_with("it ") {
        Rejected::new(format!("item {number}: {}", fault.reason))
    } else {
        fault
    }
}

fn article(channel: &Channel, item: &Element<'_>) -> Result<Article, Rejected> {
    let mut article = if item.name == "entry" { atom::article(item) } else { rss::article(item) };
    channel.lend(&mut article);
    finish::finish(article)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(xml: &[u8]) -> Vec<Result<Article, Rejected>> {
        let mut records = Vec::new();
        let flow = read(&mut Source::new("feed.xml", xml), &Options::default(), &mut |record| {
            records.push(record);
            Flow::Continue(())
        });
        assert!(flow.is_continue());
        records
    }

    fn articles(xml: &str) -> Vec<Article> {
        read_all(xml.as_bytes()).into_iter().map(|record| record.expect("an article")).collect()
    }

    #[test]
    fn rss_is_read_item_by_item() {
        let told = articles(
            "<?xml version='1.0'?><rss version='2.0' xmlns:content='c' xmlns:dc='d' xmlns:media='m'><channel><title>The Courier</title>\
             <link>http://example.org</link><language>en-gb</language><image><title>Logo</title></image>\
             <item><title>Flood &amp;amp; fire</title><link>http://example.org/1</link><guid isPermaLink='false'>7</guid>\
             <pubDate>Thu, 03 May 2018 10:15:00 +0200</pubDate><dc:creator><![CDATA[Jane Doe]]></dc:creator>\
             <category>World</category><category>Weather</category><description>&lt;p&gt;Beira under water.&lt;/p&gt;</description>\
             <content:encoded><![CDATA[<p>The river rose.</p><figure><figcaption>The quay</figcaption></figure><p>It fell.</p>]]></content:encoded>\
             <media:content url='a.jpg'><media:title>x</media:title><media:description>The bridge</media:description><media:credit>Lena Brandt</media:credit></media:content></item>\
             <item><title>Second</title><author>john@example.org (John Roe)</author><description>Only this.</description>\
             <guid>http://example.org/2</guid><category>World</category></item></channel></rss>",
        );
        let [first, second] = &told[..] else { panic!("{told:?}") };
        assert_eq!((&*first.title, &*first.standfirst), ("Flood & fire", "Beira under water."));
        assert_eq!(
            (&*first.body, first.captions.join("|")),
            ("The river rose.\n\nIt fell.", "The quay|The bridge".into())
        );
        assert_eq!(
            (first.own_id.as_deref(), &*first.url),
            (Some("http://example.org#7"), "http://example.org/1")
        );
        assert_eq!((&*first.publisher, &*first.language), ("The Courier", "en"));
        assert_eq!(
            first.published.as_ref().and_then(|date| date.date.at.as_deref()),
            Some("2018-05-03T10:15:00+02:00")
        );
        assert_eq!((first.authors.join("|"), first.labels.topics.len()), ("Jane Doe".into(), 2));
        assert_eq!(
            (&*second.body, second.authors.join("|"), &*second.section),
            ("Only this.", "John Roe".into(), "World")
        );
        assert_eq!((&*second.url, second.credits.len()), ("http://example.org/2", 0));
    }

    #[test]
    fn rdf_and_old_rss_are_feeds_too() {
        let told = articles(
            "<rdf:RDF xmlns:rdf='r'><channel rdf:about='x'><title>The Courier</title><items><rdf:Seq/></items></channel>\
             <item rdf:about='http://example.org/1'><title>Flood</title><dc:date>2004-05-03T10:15:00Z</dc:date><description>Rain.</description></item></rdf:RDF>",
        );
        assert_eq!(told[0].own_id.as_deref(), Some("http://example.org/1"));
        assert!(told[0].published.is_some() && told[0].publisher == "The Courier");
        assert_eq!(
            articles(
                "<rss version='0.91'><channel><item><title>Flood</title></item></channel></rss>"
            )[0]
            .title,
            "Flood"
        );
    }

    #[test]
    fn atom_has_texts_of_three_types() {
        let told = articles(
            "<feed xmlns='a' xml:lang='pt'><title type='text'>O Correio</title><id>f</id><entry xml:lang='en'><id>tag:1</id><title type='html'>Flood \
             &amp;amp; fire</title><link rel='self' href='/self'/><link href='http://example.org/1'/><published>2018-05-03T10:15:00+02:00</published>\
             <updated>2018-05-04T10:15:00Z</updated><author><name>Jane Doe</name></author><category term='w' label='Weather'/>\
             <summary>Beira under water.</summary><content type='xhtml'><div><p>The river rose.</p><p>It fell.</p></div></content></entry>\
             <entry><title>b</title><content type='html'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry>\
             <entry><title>c</title><content>1 &lt; 2 is text.</content></entry></feed>",
        );
        let bodies: Vec<_> = told.iter().map(|article| article.body.as_str()).collect();
        assert_eq!(bodies, ["The river rose.\n\nIt fell.", "One.\n\nTwo.", "1 < 2 is text."]);
        assert_eq!(
            (&*told[0].title, &*told[0].url, &*told[0].language),
            ("Flood & fire", "http://example.org/1", "en")
        );
        assert_eq!(
            (&*told[1].language, &*told[0].publisher, told[0].authors.join("|")),
            ("pt", "O Correio", "Jane Doe".into())
        );
        assert_eq!(
            told[0].published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("3 May 2018")
        );
    }

    #[test]
    fn a_faulty_item_spoils_nothing() {
        let records = read_all(
            b"<rss><channel><item><title>a</b></item><item><title>b</title></item><item><title>c</title><desc",
        );
        let told: Vec<_> = records
            .iter()
            .map(|record| {
                record.as_ref().map(|article| &*article.title).map_err(|fault| &*fault.reason)
            })
            .collect();
        let [Err(broken), Ok("b"), Err(cut)] = told[..] else { panic!("{told:?}") };
        assert!(
            broken.starts_with("item 1: XML is broken") && cut.starts_with("item 3: "),
            "{broken} {cut}"
        );
        assert!(read_all(b"<rss><channel/></rss>").iter().all(Result::is_err));
    }

    #[test]
    fn a_feed_is_read_in_the_encoding_it_declares() {
        let records = read_all(
            b"<?xml version='1.0' encoding='iso-8859-2'?><rss><item><title>\xA3\xF3d\xBC</title></item></rss>",
        );
        assert_eq!(records[0].as_ref().map(|article| &*article.title), Ok("Łódź"));
    }
}

//! Feeds: all versions of RSS, RDF and Atom. Items are read from the stream one by one, so that a
//! feed collected over years needs no more memory than its longest item.

mod atom;
mod channel;
mod rss;
mod split;

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::finish;
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::Element;
use crate::read::source::{Flow, Source};
pub(crate) use channel::Channel;

/// One article per item.
pub(crate) const FORMAT: Format = Format { name: "feed", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    match xml::root_tag(head) {
        Some(("rss" | "RDF" | "feed" | "channel", _)) => true,
        Some(("item" | "entry", _)) => memchr::memmem::find(head, b"<title").is_some(),
        _ => false,
    }
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    read_items(source, &mut |channel, item| article(channel, item), emit)
}

/// Converts an item to an article, given the metadata of its feed.
pub(crate) type ConvertItem<'f> =
    dyn FnMut(&Channel, &Element<'_>) -> Result<Article, Rejected> + 'f;

/// Reads the items of a feed, converts each by `convert`, and emits the articles.
pub(crate) fn read_items(
    source: &mut Source<'_>,
    convert: &mut ConvertItem<'_>,
    emit: &mut EmitArticle<'_>,
) -> Flow {
    if let Some(rejected) = source.reject_empty() {
        return emit(Err(rejected));
    }
    if let Some(declared) = xml::declared_encoding(source.head()) {
        source.assume_encoding(&declared);
    }
    let mut channel = Channel::default();
    let mut number = 0;
    while let Some(record) = source.next_record(&mut split::find_item_end) {
        let item = record.map(|record| {
            let (before, item) = split::split_at_item(&record);
            if number == 0 {
                channel = Channel::parse(before);
            }
            item.map(|item| {
                if !split::is_complete(item) {
                    return Err(Rejected::new("it is truncated"));
                }
                xml::parse(item).and_then(|item| convert(&channel, &item))
            })
        });
        match item {
            Ok(None) => {}
            Ok(Some(article)) => {
                number += 1;
                emit(article.map_err(|rejected| name_item(number, rejected)))?;
            }
            Err(rejected) => emit(Err(rejected))?,
        }
    }
    if number == 0 { emit(Err(Rejected::new("feed has no items"))) } else { Flow::Continue(()) }
}

/// Adds the number of the item to a rejection that does not name what it is about.
fn name_item(number: usize, rejected: Rejected) -> Rejected {
    let reason = &rejected.reason;
    if ["XML ", "invalid XML ", "it "].iter().any(|opening| reason.starts_with(opening)) {
        Rejected::new(format!("item {number}: {reason}"))
    } else {
        rejected
    }
}

fn article(channel: &Channel, item: &Element<'_>) -> Result<Article, Rejected> {
    let mut article = if item.name == "entry" { atom::article(item) } else { rss::article(item) };
    channel.fill_missing(&mut article);
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

    fn read_articles(xml: &str) -> Vec<Article> {
        read_all(xml.as_bytes()).into_iter().map(|record| record.expect("an article")).collect()
    }

    #[test]
    fn rss_is_read_item_by_item() {
        let articles = read_articles(
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
        let [first, second] = &articles[..] else { panic!("{articles:?}") };
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
    fn rdf_and_old_rss_are_read() {
        let articles = read_articles(
            "<rdf:RDF xmlns:rdf='r'><channel rdf:about='x'><title>The Courier</title><items><rdf:Seq/></items></channel>\
             <item rdf:about='http://example.org/1'><title>Flood</title><dc:date>2004-05-03T10:15:00Z</dc:date><description>Rain.</description></item></rdf:RDF>",
        );
        assert_eq!(articles[0].own_id.as_deref(), Some("http://example.org/1"));
        assert!(articles[0].published.is_some() && articles[0].publisher == "The Courier");
        assert_eq!(
            read_articles(
                "<rss version='0.91'><channel><item><title>Flood</title></item></channel></rss>"
            )[0]
            .title,
            "Flood"
        );
    }

    #[test]
    fn atom_text_may_be_of_three_types() {
        let articles = read_articles(
            "<feed xmlns='a' xml:lang='pt'><title type='text'>O Correio</title><id>f</id><entry xml:lang='en'><id>tag:1</id><title type='html'>Flood \
             &amp;amp; fire</title><link rel='self' href='/self'/><link href='http://example.org/1'/><published>2018-05-03T10:15:00+02:00</published>\
             <updated>2018-05-04T10:15:00Z</updated><author><name>Jane Doe</name></author><category term='w' label='Weather'/>\
             <summary>Beira under water.</summary><content type='xhtml'><div><p>The river rose.</p><p>It fell.</p></div></content></entry>\
             <entry><title>b</title><content type='html'>&lt;p&gt;One.&lt;/p&gt;&lt;p&gt;Two.&lt;/p&gt;</content></entry>\
             <entry><title>c</title><content>1 &lt; 2 is text.</content></entry></feed>",
        );
        let bodies: Vec<_> = articles.iter().map(|article| article.body.as_str()).collect();
        assert_eq!(bodies, ["The river rose.\n\nIt fell.", "One.\n\nTwo.", "1 < 2 is text."]);
        assert_eq!(
            (&*articles[0].title, &*articles[0].url, &*articles[0].language),
            ("Flood & fire", "http://example.org/1", "en")
        );
        assert_eq!(
            (&*articles[1].language, &*articles[0].publisher, articles[0].authors.join("|")),
            ("pt", "O Correio", "Jane Doe".into())
        );
        assert_eq!(
            articles[0].published.as_ref().map(|date| date.date.to_string()).as_deref(),
            Some("3 May 2018")
        );
    }

    #[test]
    fn an_invalid_item_does_not_affect_others() {
        let records = read_all(
            b"<rss><channel><item><title>a</b></item><item><title>b</title></item><item><title>c</title><desc",
        );
        let results: Vec<_> = records
            .iter()
            .map(|record| {
                record.as_ref().map(|article| &*article.title).map_err(|rejected| &*rejected.reason)
            })
            .collect();
        let [Err(invalid), Ok("b"), Err(truncated)] = results[..] else { panic!("{results:?}") };
        assert!(
            invalid.starts_with("item 1: invalid XML") && truncated.starts_with("item 3: "),
            "{invalid} {truncated}"
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

//! NewsML-G2: one item per file, or a message of many items.

mod concepts;
mod content;
mod item;

use memchr::memmem;

use crate::article::Rejected;
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{records, xml};
use crate::read::source::{Flow, Source};

/// News items, alone or in a message. Packages, concepts, plans and catalogs are rejected by name.
pub(crate) const FORMAT: Format = Format { name: "newsml-g2", recognises, read };

/// Bytes of a document searched for the name of its standard.
const STANDARD_HEAD: usize = 16 * 1024;

fn recognises(_: &str, head: &[u8]) -> bool {
    let Some((root, tag)) = xml::root_tag(head) else { return false };
    match root {
        "newsItem" | "newsMessage" | "packageItem" | "conceptItem" | "knowledgeItem"
        | "planningItem" | "catalogItem" | "contentSet" | "contentMeta" | "groupSet" => true,
        // Other formats use this name too.
        "catalog" => tag.contains("iptc.org") || names_iptc(head),
        _ => false,
    }
}

fn names_iptc(head: &[u8]) -> bool {
    memmem::find(head.get(..STANDARD_HEAD).unwrap_or(head), b"iptc.org").is_some()
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    records::read_xml(source, read_document, emit)
}

fn read_document(root: &Element<'_>, emit: &mut EmitArticle<'_>) -> Flow {
    if root.name != "newsMessage" {
        return read_item(root, emit);
    }
    let items: Vec<&Element<'_>> = root
        .children("itemSet")
        .flat_map(Element::elements)
        .filter(|item| item.name.ends_with("Item"))
        .collect();
    if items.is_empty() {
        return emit(Err(Rejected::new("NewsML-G2 message without an item")));
    }
    let has_news = items.iter().any(|item| item.name == "newsItem");
    // A package next to news items is the table of contents of the message.
    let is_contents = |item: &Element<'_>| has_news && item.name == "packageItem";
    items.into_iter().filter(|item| !is_contents(item)).try_for_each(|item| read_item(item, emit))
}

fn read_item(item: &Element<'_>, emit: &mut EmitArticle<'_>) -> Flow {
    emit(match rejection(item.name) {
        Some(reason) => Err(Rejected::new(reason)),
        None => item::article(item),
    })
}

/// Returns why an element of this name is not an article, or nothing for a news item.
fn rejection(name: &str) -> Option<&'static str> {
    Some(match name {
        "packageItem" | "groupSet" => {
            "NewsML-G2 package: it lists other items and holds no story itself"
        }
        "conceptItem" => {
            "NewsML-G2 concept item: it describes a person, place or thing and is not an article"
        }
        "knowledgeItem" => "NewsML-G2 knowledge item: it is a list of terms and not an article",
        "planningItem" => {
            "NewsML-G2 planning item: it lists planned coverage and is not an article"
        }
        "catalogItem" | "catalog" => {
            "NewsML-G2 catalog: it lists vocabularies and is not an article"
        }
        "contentMeta" => "NewsML-G2 metadata without its story",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn read_all(text: &str) -> Vec<Result<Article, Rejected>> {
        records::tests::read_all(&FORMAT, "a.xml", text)
    }

    fn read_one(xml: &str) -> Article {
        let [Ok(article)] = &read_all(xml)[..] else { panic!("no article in {xml}") };
        article.clone()
    }

    const ITEM: &str = "<newsItem guid='urn:newsml:mna.example:20180503:1' version='2' xml:lang='en-GB' standard='NewsML-G2'>
      <rightsInfo><copyrightHolder><name>Mozambique News Agency</name></copyrightHolder>
        <copyrightNotice>(c) MNA 2018</copyrightNotice></rightsInfo>
      <itemMeta><itemClass qcode='ninat:text'/><provider qcode='nprov:MNA'><name>Mozambique News Agency</name></provider>
        <versionCreated>2018-05-03T10:15:00+02:00</versionCreated><firstCreated>2018-05-03T08:00:00+02:00</firstCreated>
        <pubStatus qcode='stat:usable'/><edNote>Eds: adds quote</edNote></itemMeta>
      <contentMeta><located><name>Beira</name><broader><name>Mozambique</name></broader></located>
        <creator role='crol:author'><name>Jane Doe</name></creator><language tag='pt'/>
        <keyword>rain</keyword>
        <subject type='cpnat:abstract' qcode='medtop:17000000'><name xml:lang='de'>Wetter</name><name xml:lang='en'>weather</name></subject>
        <subject type='cpnat:abstract' qcode='subj:03000000'/>
        <subject type='cpnat:person' literal='Ida Holm'/>
        <subject type='cpnat:organisation'><name>Harbour Board</name></subject>
        <subject type='cpnat:geoArea' qcode='x:1'><name role='nrol:short'>BEI</name><name role='nrol:display'>Beira</name></subject>
        <subject type='x:category'><name>Foreign News</name></subject>
        <slugline>FLOOD-BEIRA</slugline><headline role='hld:sub'>River highest since 1950</headline><headline>Flood in Beira</headline>
        <by>By Jane Doe and John Roe</by><dateline>BEIRA, May 3 (MNA) -</dateline><creditline>MNA</creditline>
        <description role='drol:summary'>Beira is under water.</description></contentMeta>
      <contentSet>CONTENT</contentSet></newsItem>";

    fn item(content: &str) -> Article {
        read_one(&ITEM.replace("CONTENT", content))
    }

    #[test]
    fn every_element_goes_to_its_field() {
        let article = item(
            "<inlineXML contenttype='application/xhtml+xml'><html xmlns='x'><head><title/></head><body><p>The river rose.</p>\
             <p>It fell.</p></body></html></inlineXML><inlineData contenttype='text/plain'>The river\nrose.</inlineData>",
        );
        assert_eq!(
            (&*article.title, &*article.body),
            ("Flood in Beira", "The river rose.\n\nIt fell.")
        );
        assert_eq!(article.own_id.as_deref(), Some("urn:newsml:mna.example:20180503:1"));
        assert_eq!((&*article.standfirst, &*article.language), ("River highest since 1950", "pt"));
        let published = article.published.expect("a date").date;
        assert_eq!(published.at.as_deref(), Some("2018-05-03T10:15:00+02:00"));
        assert_eq!(article.authors, ["Jane Doe", "John Roe"]);
        assert_eq!(
            (&*article.agency, &*article.publisher, &*article.section),
            ("MNA", "Mozambique News Agency", "Foreign News")
        );
        assert_eq!(article.dateline.map(|dateline| dateline.place).as_deref(), Some("BEIRA"));
        assert_eq!(article.credits, ["(c) MNA 2018", "MNA"]);
        assert_eq!(
            (article.labels.people, article.labels.places),
            (vec!["Ida Holm".to_owned()], vec!["Beira".to_owned()])
        );
        assert_eq!(article.labels.organisations, ["Harbour Board"]);
        assert_eq!(article.labels.topics, ["weather", "disaster, accident and emergency incident"]);
        assert_eq!((article.keywords.len(), article.warnings.len()), (1, 0));
    }

    #[test]
    fn every_kind_of_content_is_read() {
        for content in [
            "<inlineXML><nitf><body><body.head><hedline><hl1>x</hl1></hedline></body.head><body.content><p>The river rose.</p>\
             </body.content></body></nitf></inlineXML>",
            "<inlineXML contenttype='application/xhtml+xml'><p>The river rose.</p></inlineXML>",
            "<inlineData contenttype='text/plain'>The river\nrose.</inlineData>",
            "<inlineData contenttype='text/html'>&lt;p&gt;The river rose.&lt;/p&gt;</inlineData>",
            "<inlineData contenttype='application/json'>{}</inlineData><inlineData>The river rose.</inlineData>",
        ] {
            assert_eq!(item(content).body, "The river rose.", "{content}");
        }
        assert_eq!(item("<remoteContent href='a.txt'/>").body, "");
    }

    #[test]
    fn the_description_of_a_picture_is_its_caption() {
        let picture =
            ITEM.replace("ninat:text", "ninat:picture").replace("drol:summary", "drol:caption");
        let article =
            read_one(&picture.replace("Beira is under water.", "The quay (MNA Photo/Lena Brandt)"));
        assert_eq!(
            (&*article.title, article.captions),
            ("Flood in Beira", vec!["The quay".to_owned()])
        );
        assert_eq!(
            (&*article.body, article.credits.contains(&"MNA Photo/Lena Brandt".to_owned())),
            ("", true)
        );
    }

    #[test]
    fn every_item_of_a_message_is_an_article_or_a_rejection() {
        let message = format!(
            "<newsMessage><header/><itemSet><packageItem/>{ITEM}{ITEM}<conceptItem/></itemSet></newsMessage>"
        );
        let accepted: Vec<bool> = read_all(&message).iter().map(Result::is_ok).collect();
        assert_eq!(accepted, [true, true, false]);
        for name in [
            "packageItem",
            "conceptItem",
            "knowledgeItem",
            "planningItem",
            "catalogItem",
            "contentMeta",
            "groupSet",
        ] {
            let [Err(rejected)] = &read_all(&format!("<{name}><x/></{name}>"))[..] else {
                panic!("{name}")
            };
            assert!(rejected.reason.starts_with("NewsML-G2 "), "{}", rejected.reason);
        }
        assert!(read_all("<newsMessage><itemSet/></newsMessage>").iter().all(Result::is_err));
        assert!(read_all("<newsItem guid='x'><contentMeta>").iter().all(Result::is_err));
    }

    #[test]
    fn canceled_and_embargoed_items_have_warnings() {
        let item = ITEM
            .replace("stat:usable", "stat:canceled")
            .replace("<edNote>", "<embargoed>2018-05-04T00:00:00Z</embargoed><edNote>");
        assert_eq!(
            read_one(&item).warnings,
            ["canceled by its publisher", "embargoed until 2018-05-04T00:00:00Z"]
        );
    }
}

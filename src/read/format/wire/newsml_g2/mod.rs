//! NewsML-G2: one item a file, or a message of many.

mod concepts;
mod content;
mod item;

use memchr::memmem;

use crate::article::Rejected;
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::Element;
use crate::read::source::{Flow, Source};

/// News items, alone or in a message. Packages, concepts, plans and catalogs are told what they are.
pub const FORMAT: Format = Format { name: "newsml-g2", recognises, read };

/// Where a document says which standard it keeps to.
const OPENING: usize = 16 * 1024;

fn recognises(_: &str, head: &[u8]) -> bool {
    let Some((root, tag)) = xml::root(head) else { return false };
    match root {
        "newsItem" | "newsMessage" | "packageItem" | "conceptItem" | "knowledgeItem"
        | "planningItem" | "catalogItem" | "contentSet" | "contentMeta" | "groupSet" => true,
        // A name anybody may use.
        "catalog" => tag.contains("iptc.org") || says_iptc(head),
        _ => false,
    }
}

fn says_iptc(head: &[u8]) -> bool {
    memmem::find(head.get(..OPENING).unwrap_or(head), b"iptc.org").is_some()
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    match xml::text(source) {
        Ok(text) => match xml::parse(&text) {
            Ok(root) => read_document(&root, take),
            Err(rejected) => take(Err(rejected)),
        },
        Err(rejected) => take(Err(rejected)),
    }
}

fn read_document(root: &Element<'_>, take: &mut Take<'_>) -> Flow {
    if root.name != "newsMessage" {
        return read_item(root, take);
    }
    let items = || {
        root.children("itemSet")
            .flat_map(Element::elements)
            .filter(|item| item.name.ends_with("Item"))
    };
    let has_news = items().any(|item| item.name == "newsItem");
    // A package beside its items is the list of a message's contents.
    let wanted = items().filter(|item| !(has_news && item.name == "packageItem"));
    let mut none = true;
    for item in wanted {
        none = false;
        read_item(item, take)?;
    }
    if none {
        take(Err(Rejected::new("NewsML-G2 message without an item")))
    } else {
        Flow::Continue(())
    }
}

fn read_item(item: &Element<'_>, take: &mut Take<'_>) -> Flow {
    take(match no_article(item.name) {
        Some(reason) => Err(Rejected::new(reason)),
        None => item::article(item),
    })
}

/// Why an item of this kind is no article, where it is none.
fn no_article(name: &str) -> Option<&'static str> {
    Some(match name {
        "packageItem" | "groupSet" => {
            "NewsML-G2 package: it lists other items, and holds no story of its own"
        }
        "conceptItem" => {
            "NewsML-G2 concept item: it describes a person, place or thing, and is no article"
        }
        "knowledgeItem" => "NewsML-G2 knowledge item: it is a list of terms, and no article",
        "planningItem" => {
            "NewsML-G2 planning item: it says what coverage is planned, and is no article"
        }
        "catalogItem" | "catalog" => "NewsML-G2 catalog: it lists vocabularies, and is no article",
        "contentMeta" => "NewsML-G2 metadata without its story",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::Article;

    fn read_all(xml: &str) -> Vec<Result<Article, Rejected>> {
        let mut records = Vec::new();
        let flow =
            read(&mut Source::new("a.xml", xml.as_bytes()), &Options::default(), &mut |record| {
                records.push(record);
                Flow::Continue(())
            });
        assert!(flow.is_continue());
        records
    }

    fn one(xml: &str) -> Article {
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
        one(&ITEM.replace("CONTENT", content))
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
    fn content_comes_in_many_kinds() {
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
    fn a_picture_is_its_caption() {
        let picture =
            ITEM.replace("ninat:text", "ninat:picture").replace("drol:summary", "drol:caption");
        let article =
            one(&picture.replace("Beira is under water.", "The quay (MNA Photo/Lena Brandt)"));
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
    fn a_message_holds_many_items_and_says_what_is_none() {
        let message = format!(
            "<newsMessage><header/><itemSet><packageItem/>{ITEM}{ITEM}<conceptItem/></itemSet></newsMessage>"
        );
        let told: Vec<bool> = read_all(&message).iter().map(Result::is_ok).collect();
        assert_eq!(told, [true, true, false]);
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
    fn what_was_withdrawn_says_so() {
        let item = ITEM
            .replace("stat:usable", "stat:canceled")
            .replace("<edNote>", "<embargoed>2018-05-04T00:00:00Z</embargoed><edNote>");
        assert_eq!(
            one(&item).warnings,
            ["canceled by its publisher", "embargoed until 2018-05-04T00:00:00Z"]
        );
    }
}

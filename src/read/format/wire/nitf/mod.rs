//! NITF, the News Industry Text Format: one story a file, or the story inside an envelope of another format.

mod head;
mod tags;

use crate::article::{Article, Rejected};
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One story a file, in any version, with a head or without.
pub const FORMAT: Format = Format { name: "nitf", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    xml::root(head).is_some_and(|(root, _)| matches!(root, "nitf" | "body.head" | "body.content"))
}

fn read(source: &mut Source<'_>, _: &Options, take: &mut Take<'_>) -> Flow {
    take(xml::text(source).and_then(|text| article(&text)))
}

fn article(text: &str) -> Result<Article, Rejected> {
    let mut article = Article::from_record(text);
    fill(&xml::parse(text)?, &mut article);
    finish::finish(article)
}

/// Reads a NITF document into an article. What the article has already, from the envelope the document came in, stays.
pub fn fill(nitf: &Element<'_>, article: &mut Article) {
    headline(nitf, article);
    byline(nitf, article);
    head::fill(nitf, article);
    tags::fill(nitf, article);
    Prose::of(content(nitf)).lay_into(article);
    article.body = without_lead(&article.body);
    if let Some(end) = nitf.find("body.end") {
        end.paragraphs().split("\n\n").for_each(|line| codes::add(&mut article.credits, line));
    }
    article.standfirst = finish::summary(&article.standfirst, article);
    finish::dateline(article, &dateline(nitf));
    if article.authors.is_empty() {
        article.authors = finish::authors(&article.byline);
    }
}

/// The element the story stands in. Some archives print its first paragraph in a block of its own once more.
fn content<'e, 't>(nitf: &'e Element<'t>) -> &'e Element<'t> {
    let content = nitf.find("body.content").or_else(|| nitf.find("body")).unwrap_or(nitf);
    let full = |block: &&Element<'_>| block.attribute("class").as_deref() == Some("full_text");
    content.children("block").find(full).unwrap_or(content)
}

fn headline(nitf: &Element<'_>, article: &mut Article) {
    let printed = ["hl1", "headline", "hedline"].into_iter().filter_map(|name| nitf.find(name));
    let titles =
        printed.chain(nitf.at("head/title")).map(Element::line).filter(|line| !line.is_empty());
    if article.title.is_empty() {
        article.title = titles.into_iter().next().unwrap_or_default();
    }
    let above = nitf.find("body.head");
    let under = |name| {
        above.and_then(|head| head.find(name)).map(|text| text.paragraphs().replace("\n\n", " "))
    };
    let lines =
        [under("abstract"), under("hl2").filter(|line| !is_slug(line))].into_iter().flatten();
    if article.standfirst.is_empty() {
        article.standfirst =
            lines.map(|line| clean::line(&line)).find(|line| !line.is_empty()).unwrap_or_default();
    }
}

/// Whether a second headline is a desk's working title: shouted, as no second headline is.
fn is_slug(line: &str) -> bool {
    !line.chars().any(char::is_lowercase) && line.chars().any(char::is_uppercase)
}

fn byline(nitf: &Element<'_>, article: &mut Article) {
    let bylines = || nitf.all("byline").filter(|byline| !is_index_form(byline));
    let printed = bylines().map(|byline| without_titles(byline)).find(|line| !line.is_empty());
    if article.byline.is_empty() {
        let indexed = || nitf.all("byline").map(Element::line).find(|line| !line.is_empty());
        article.byline = printed.or_else(indexed).unwrap_or_default();
    }
    if article.authors.is_empty() {
        let people = bylines()
            .flat_map(|byline| byline.all("person"))
            .flat_map(|person| finish::authors(&person.line()));
        people.for_each(|name| codes::add(&mut article.authors, &name));
    }
}

/// Whether a byline was made for the index and not for print: "DOE, JANE".
fn is_index_form(byline: &Element<'_>) -> bool {
    byline.attribute("class").is_some_and(|class| class.contains("normalized"))
}

/// A byline without what its people are.
fn without_titles(byline: &Element<'_>) -> String {
    let mut line = String::new();
    for node in byline.nodes() {
        match node {
            xml::Node::Text(words) => line.push_str(words),
            xml::Node::Element(title) if title.name == "byttl" => {}
            xml::Node::Element(person) => line.push_str(&format!(" {} ", person.line())),
        }
    }
    clean::line(&line.replace(" ,", ",")).trim_end_matches([' ', ',']).to_owned()
}

/// The dateline as the head of the body has it.
fn dateline(nitf: &Element<'_>) -> String {
    let Some(dateline) = nitf.find("dateline") else { return String::new() };
    let place = dateline.find("location").map(tags::place).unwrap_or_default();
    let date = dateline.find("story.date").map(Element::line).unwrap_or_default();
    let parts: Vec<String> = [place, date].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { dateline.line() } else { parts.join(", ") }
}

/// A body without the word that marks a lead, and without that lead where the story repeats it.
fn without_lead(body: &str) -> String {
    let Some(marked) = body.strip_prefix("LEAD: ") else { return body.to_owned() };
    let (lead, rest) = marked.split_once("\n\n").unwrap_or((marked, ""));
    let repeated = !lead.is_empty() && rest.starts_with(lead);
    if repeated { rest.to_owned() } else { marked.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STORY: &str = "<?xml version='1.0' encoding='utf-8'?>
<!DOCTYPE nitf SYSTEM 'nitf-3-4.dtd'>
<nitf baselang='en-GB'>
 <head><title>flood-beira</title>
  <meta name='keywords' content='rain, river'/>
  <tobject tobject.type='Foreign'><tobject.subject tobject.subject.refnum='17000000'/>
   <tobject.subject tobject.subject.type='Disasters' tobject.subject.matter='Floods'/></tobject>
  <docdata management-status='usable'><doc-id regsrc='mna.example' id-string='4711'/><urgency ed-urg='3'/>
   <date.issue norm='20180503T101500+0200'/><doc.copyright year='2018' holder='Mozambique News'/>
   <key-list><keyword key='flood'/></key-list>
   <identified-content><person>Doe, Jane</person><org value='MNA'>Harbour Board</org>
    <location><city>Beira</city><country>Mozambique</country></location><classifier type='descriptor'>Dams</classifier>
   </identified-content></docdata>
  <pubdata name='The Courier' position.section='World' position.sequence='3' edition.name='Late' ex-ref='http://example.org/1'/>
 </head>
 <body><body.head><hedline><hl1>Flood in Beira</hl1><hl2>River highest since 1950</hl2></hedline>
   <byline>By <person>Jane Doe</person> and <person>John Roe</person><byttl>Staff Writers</byttl></byline>
   <distributor><org>MNA</org></distributor>
   <dateline><location><city>BEIRA</city>, <country>Mozambique</country></location><story.date>May 3</story.date></dateline></body.head>
  <body.content><block><p>The river rose, <person>Ida Holm's</person> office said.</p><note><p>Eds: adds quote.</p></note>
   <media media-type='image'><media-reference source='a.jpg'/><media-caption>The quay at noon.</media-caption>
   <media-producer>Lena Brandt</media-producer></media>
   <table><tr><td>Monday</td><td>3 m</td></tr></table></block></body.content>
  <body.end><tagline>Editing by Tom Hollow</tagline></body.end></body></nitf>";

    #[test]
    fn every_element_goes_to_its_field() {
        let article = article(STORY).expect("a story");
        assert_eq!(
            (&*article.title, &*article.standfirst),
            ("Flood in Beira", "River highest since 1950")
        );
        assert_eq!(article.body, "The river rose, Ida Holm's office said.\n\nMonday | 3 m");
        assert_eq!(
            (&*article.byline, article.authors.join("|")),
            ("By Jane Doe and John Roe", "Jane Doe|John Roe".into())
        );
        assert_eq!(article.captions, ["The quay at noon."]);
        assert_eq!(
            article.credits,
            ["© 2018 Mozambique News", "Lena Brandt", "Editing by Tom Hollow"]
        );
        let published = article.published.expect("a date").date;
        assert_eq!(published.at.as_deref(), Some("2018-05-03T10:15:00+02:00"));
        let dateline = article.dateline.expect("a dateline");
        assert_eq!((&*dateline.place, &*dateline.date), ("BEIRA, Mozambique", "May 3"));
        assert_eq!(
            (&*article.agency, &*article.publisher, article.own_id.as_deref()),
            ("MNA", "The Courier", Some("mna.example:4711"))
        );
        assert_eq!((&*article.section, &*article.page, &*article.edition), ("World", "3", "Late"));
        assert_eq!((&*article.language, &*article.url), ("en", "http://example.org/1"));
        assert_eq!(article.keywords, ["flood", "rain", "river"]);
        assert_eq!(article.labels.people, ["Doe, Jane", "Ida Holm"]);
        assert_eq!(
            (article.labels.organisations.join("|"), article.labels.places.join("|")),
            ("Harbour Board".into(), "Beira, Mozambique".into())
        );
        assert_eq!(article.labels.topics, ["weather", "Floods", "Dams"]);
    }

    #[test]
    fn a_fragment_without_a_head_is_a_story() {
        let told = article(
            "<body.content><p>LISBON, May 3 (MNA) - It rained.</p><p>ends</p></body.content>",
        )
        .expect("a story");
        assert_eq!((&*told.title, &*told.body, &*told.agency), ("It rained.", "It rained.", "MNA"));
        assert!(article("<nitf><body/></nitf>").is_err());
    }

    #[test]
    fn an_archive_of_a_paper_is_read_as_printed() {
        let told = article(
            "<nitf><head><docdata><doc-id id-string='13'/><identified-content><classifier class='online_producer' \
             type='taxonomic_classifier'>Top/News</classifier><person class='indexing_service'>ROE, JOHN (GOV)</person>\
             </identified-content></docdata><meta name='online_sections' content='World; Front Page'/>\
             <meta name='print_page_number' content='7'/><pubdata date.publication='19870101T000000' name='The Courier'/></head>\
             <body><body.head><byline class='print_byline'>By Jane Doe</byline><byline class='normalized_byline'>DOE, JANE</byline>\
             </body.head><body.content><block class='lead_paragraph'><p>LEAD: The river rose.</p></block><block class='full_text'>\
             <p>LEAD: The river rose.</p><p>The river rose. It fell.</p></block></body.content></body></nitf>",
        )
        .expect("a story");
        assert_eq!(
            (&*told.body, &*told.byline, &*told.section, &*told.page),
            ("The river rose. It fell.", "By Jane Doe", "World", "7")
        );
        assert_eq!(
            (told.labels.people.join("|"), told.labels.topics.len()),
            ("Roe, John".into(), 0)
        );
        assert_eq!(
            told.published.map(|date| date.date.to_string()).as_deref(),
            Some("1 January 1987")
        );
    }
}

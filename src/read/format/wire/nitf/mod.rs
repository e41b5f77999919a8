//! NITF, the News Industry Text Format: one story per file, or a story in the envelope of another
//! format.

mod head;
mod tags;

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml::{Element, Node};
use crate::read::format::shared::{codes, finish, xml};
use crate::read::source::{Flow, Source};
use crate::text::clean;

/// One story per file, in any version, with or without a head.
pub(crate) const FORMAT: Format = Format { name: "nitf", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    xml::root_tag(head)
        .is_some_and(|(root, _)| matches!(root, "nitf" | "body.head" | "body.content"))
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    emit(xml::read_text(source).and_then(|text| article(&text)))
}

fn article(text: &str) -> Result<Article, Rejected> {
    let mut article = Article::from_record(text);
    fill(&xml::parse(text)?, &mut article);
    finish::finish(article)
}

/// Reads a NITF document into an article. Fields that the envelope of the document filled keep
/// their values.
pub(crate) fn fill(nitf: &Element<'_>, article: &mut Article) {
    read_headline(nitf, article);
    read_byline(nitf, article);
    head::fill(nitf, article);
    tags::fill(nitf, article);
    Prose::from_element(content(nitf)).merge_into(article);
    article.body = strip_repeated_lead(&article.body);
    if let Some(end) = nitf.find("body.end") {
        end.paragraphs()
            .split("\n\n")
            .for_each(|line| codes::push_unique(&mut article.credits, line));
    }
    article.standfirst = finish::distinct_summary(&article.standfirst, article);
    finish::set_dateline(article, &dateline(nitf));
    if article.authors.is_empty() {
        article.authors = finish::authors(&article.byline);
    }
}

/// Returns the element that holds the story. Some archives repeat its first paragraph in a separate
/// block.
fn content<'e, 't>(nitf: &'e Element<'t>) -> &'e Element<'t> {
    let content = nitf.find("body.content").or_else(|| nitf.find("body")).unwrap_or(nitf);
    let is_full_text =
        |block: &&Element<'_>| block.attribute("class").as_deref() == Some("full_text");
    content.children("block").find(is_full_text).unwrap_or(content)
}

/// Reads the headline, and the standfirst from the abstract or the second headline.
fn read_headline(nitf: &Element<'_>, article: &mut Article) {
    let headlines = ["hl1", "headline", "hedline"].into_iter().filter_map(|name| nitf.find(name));
    let mut titles = headlines.chain(nitf.at("head/title")).map(Element::line);
    if article.title.is_empty() {
        article.title = titles.find(|line| !line.is_empty()).unwrap_or_default();
    }
    let head = nitf.find("body.head");
    let text = |name| head?.find(name).map(|text| text.paragraphs().replace("\n\n", " "));
    let summaries = [text("abstract"), text("hl2").filter(|line| !is_slug(line))];
    let mut lines = summaries.into_iter().flatten().map(|line| clean::line(&line));
    if article.standfirst.is_empty() {
        article.standfirst = lines.find(|line| !line.is_empty()).unwrap_or_default();
    }
}

/// Reports whether a second headline is a desk's working title, in capitals.
fn is_slug(line: &str) -> bool {
    !line.chars().any(char::is_lowercase) && line.chars().any(char::is_uppercase)
}

/// Reads the byline, and the authors from its `person` elements.
fn read_byline(nitf: &Element<'_>, article: &mut Article) {
    let bylines = || nitf.all("byline").filter(|byline| !is_index_form(byline));
    if article.byline.is_empty() {
        let printed = bylines().map(without_titles).find(|line| !line.is_empty());
        let indexed = || nitf.all("byline").map(Element::line).find(|line| !line.is_empty());
        article.byline = printed.or_else(indexed).unwrap_or_default();
    }
    if article.authors.is_empty() {
        let people = bylines()
            .flat_map(|byline| byline.all("person"))
            .flat_map(|person| finish::authors(&person.line()));
        people.for_each(|name| codes::push_unique(&mut article.authors, &name));
    }
}

/// Reports whether a byline was made for an index and not for print: "DOE, JANE".
fn is_index_form(byline: &Element<'_>) -> bool {
    byline.attribute("class").is_some_and(|class| class.contains("normalized"))
}

/// Returns a byline without the job titles of its people.
fn without_titles(byline: &Element<'_>) -> String {
    let mut line = String::new();
    for node in byline.nodes() {
        match node {
            Node::Text(text) => line.push_str(text),
            Node::Element(title) if title.name == "byttl" => {}
            Node::Element(person) => line.push_str(&format!(" {} ", person.line())),
        }
    }
    clean::line(&line.replace(" ,", ",")).trim_end_matches([' ', ',']).to_owned()
}

/// Returns the dateline in the head of the body.
fn dateline(nitf: &Element<'_>) -> String {
    let Some(dateline) = nitf.find("dateline") else { return String::new() };
    let place = dateline.find("location").map(tags::place).unwrap_or_default();
    let date = dateline.find("story.date").map(Element::line).unwrap_or_default();
    let parts: Vec<String> = [place, date].into_iter().filter(|part| !part.is_empty()).collect();
    if parts.is_empty() { dateline.line() } else { parts.join(", ") }
}

/// Cuts the word that marks a lead off a body, and the lead itself where the story repeats it.
fn strip_repeated_lead(body: &str) -> String {
    let Some(marked) = body.strip_prefix("LEAD: ") else { return body.to_owned() };
    let (lead, rest) = marked.split_once("\n\n").unwrap_or((marked, ""));
    let is_repeated = !lead.is_empty() && rest.starts_with(lead);
    if is_repeated { rest.to_owned() } else { marked.to_owned() }
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
        assert!(article("<nitf><body/></nitf>").is_err());
        let article = article(
            "<body.content><p>LISBON, May 3 (MNA) - It rained.</p><p>ends</p></body.content>",
        )
        .expect("a story");
        assert_eq!(
            (&*article.title, &*article.body, &*article.agency),
            ("It rained.", "It rained.", "MNA")
        );
    }

    #[test]
    fn bylines_and_sections_of_a_newspaper_archive_are_read_as_printed() {
        let article = article(
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
            (&*article.body, &*article.byline, &*article.section, &*article.page),
            ("The river rose. It fell.", "By Jane Doe", "World", "7")
        );
        assert_eq!(
            (article.labels.people.join("|"), article.labels.topics.len()),
            ("Roe, John".into(), 0)
        );
        assert_eq!(
            article.published.map(|date| date.date.to_string()).as_deref(),
            Some("1 January 1987")
        );
    }
}

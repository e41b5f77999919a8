//! NewsML 1.0 to 1.2: an envelope with items, and components nested in components.

mod component;

use crate::article::{Article, Rejected};
use crate::read::format::form::{EmitArticle, Format, Options};
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, records, xml};
use crate::read::source::{Flow, Source};
use crate::text::clean;
use component::ComponentContent;

/// Every news item of a document, with the captions of its pictures.
pub(crate) const FORMAT: Format = Format { name: "newsml", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    xml::root_tag(head).is_some_and(|(root, _)| matches!(root, "NewsML" | "NewsItem"))
}

fn read(source: &mut Source<'_>, _: &Options, emit: &mut EmitArticle<'_>) -> Flow {
    records::read_xml(source, read_document, emit)
}

fn read_document(root: &Element<'_>, emit: &mut EmitArticle<'_>) -> Flow {
    let envelope = root.child("NewsEnvelope");
    let items: Vec<&Element<'_>> =
        if root.name == "NewsItem" { vec![root] } else { root.children("NewsItem").collect() };
    if items.is_empty() {
        return emit(Err(Rejected::new("NewsML document has no news item")));
    }
    for item in items {
        for language in languages(item) {
            emit(article(item, language.as_deref(), envelope))?;
        }
    }
    Flow::Continue(())
}

/// Returns the languages of an item that lets readers choose one; one language of none otherwise,
/// for a single story.
fn languages(item: &Element<'_>) -> Vec<Option<String>> {
    let Some(root) = item.child("NewsComponent") else { return vec![None] };
    let is_choice = root.children("BasisForChoice").any(|basis| basis.line().ends_with("Language"));
    let mut languages: Vec<Option<String>> = Vec::new();
    for version in root.children("NewsComponent").filter(|_| is_choice) {
        let language = component::language(version);
        if !language.is_empty() && !languages.contains(&Some(language.clone())) {
            languages.push(Some(language));
        }
    }
    if languages.len() > 1 { languages } else { vec![None] }
}

/// Reads an item, or its version in one language.
fn article(
    item: &Element<'_>,
    language: Option<&str>,
    envelope: Option<&Element<'_>>,
) -> Result<Article, Rejected> {
    let mut article =
        Article::from_record(&format!("{}{}", item.source, language.unwrap_or_default()));
    article.own_id = own_id(item)
        .map(|id| language.map_or_else(|| id.clone(), |language| format!("{id}#{language}")));
    finish::set_published(&mut article, dates(item));
    read_status(item, &mut article);
    let Some(root) = item.child("NewsComponent") else {
        return Err(Rejected::new("NewsML item without content: it only manages another item"));
    };
    let mut content = ComponentContent::default();
    component::read(root, language, &mut content);
    component::read_all_text(root, &mut content);
    content.merge_into(&mut article);
    read_senders(item, envelope, &mut article);
    finish::finish(article)
}

/// Returns the public identifier of an item, or the provider's id after the provider's name.
fn own_id(item: &Element<'_>) -> Option<String> {
    let identifier = item.at("Identification/NewsIdentifier")?;
    let public_id = identifier.line_at("PublicIdentifier");
    let (provider, item_id) = (identifier.line_at("ProviderId"), identifier.line_at("NewsItemId"));
    let id = if public_id.is_empty() && !item_id.is_empty() {
        format!("{provider}:{item_id}")
    } else {
        public_id
    };
    Some(id.trim_start_matches(':').to_owned()).filter(|id| !id.is_empty())
}

/// Returns the dates of an item, most likely date of publication first.
fn dates(item: &Element<'_>) -> Vec<String> {
    vec![
        item.line_at("NewsManagement/ThisRevisionCreated"),
        item.line_at("NewsManagement/FirstCreated"),
        item.find("DateLineDate").map(Element::line).unwrap_or_default(),
        item.line_at("Identification/NewsIdentifier/DateId"),
    ]
}

/// Warns of an item that its publisher canceled, embargoed or withheld.
fn read_status(item: &Element<'_>, article: &mut Article) {
    let code = item.at("NewsManagement/Status").and_then(|status| status.attribute("FormalName"));
    match code.unwrap_or_default().to_lowercase().as_str() {
        "canceled" | "cancelled" => article.warnings.push("canceled by its publisher".to_owned()),
        "embargoed" => article.warnings.push("was embargoed".to_owned()),
        "withheld" => article.warnings.push("withheld by its publisher".to_owned()),
        _ => {}
    }
}

/// Sets an agency that the components do not name: the sender of the envelope, the publisher, or
/// the provider that registered the id.
fn read_senders(item: &Element<'_>, envelope: Option<&Element<'_>>, article: &mut Article) {
    let party = |element: &Element<'_>| {
        element.find("Party").map(component::formal_name).unwrap_or_default()
    };
    let sender =
        envelope.and_then(|envelope| envelope.child("SentFrom")).map(party).unwrap_or_default();
    let provider = item.line_at("Identification/NewsIdentifier/ProviderId");
    let names = [article.agency.clone(), sender, article.publisher.clone(), provider];
    let mut agencies = names.into_iter().map(|name| codes::agency_name(&clean::line(&name)));
    article.agency = agencies.find(|name| !name.is_empty()).unwrap_or_default();
    if article.publisher.is_empty() {
        article.publisher = article.agency.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_all(text: &str) -> Vec<Result<Article, Rejected>> {
        records::tests::read_all(&FORMAT, "a.xml", text)
    }

    fn item(components: &str) -> String {
        format!(
            "<NewsItem><Identification><NewsIdentifier><ProviderId>mna.com</ProviderId><DateId>20180503</DateId>\
             <NewsItemId>A1</NewsItemId><RevisionId>2</RevisionId><PublicIdentifier>urn:newsml:mna.com:20180503:A1:2\
             </PublicIdentifier></NewsIdentifier></Identification><NewsManagement><FirstCreated>20180503T080000Z</FirstCreated>\
             <ThisRevisionCreated>20180503T101500+0200</ThisRevisionCreated><Status FormalName='Usable'/></NewsManagement>\
             {components}</NewsItem>"
        )
    }

    fn read_one(components: &str) -> Article {
        let [Ok(article)] = &read_all(&format!("<NewsML>{}</NewsML>", item(components)))[..] else {
            panic!("no article in {components}")
        };
        article.clone()
    }

    const LINES: &str = "<NewsLines><HeadLine>Flood in Beira</HeadLine><SubHeadLine>Highest since 1950</SubHeadLine>\
        <ByLine>By Jane Doe</ByLine><DateLine>BEIRA, May 3, 2018 (MNA) -</DateLine><CopyrightLine>(c) MNA 2018</CopyrightLine>\
        <SlugLine>FLOOD</SlugLine><KeywordLine>flood, river</KeywordLine></NewsLines><AdministrativeMetadata><Provider>\
        <Party FormalName='MNA'/></Provider></AdministrativeMetadata><DescriptiveMetadata><Language FormalName='EN'/>\
        <SubjectCode><SubjectMatter FormalName='17001000'/><Subject FormalName='17000000'/></SubjectCode><Location>\
        <Property FormalName='Country' Value='MOZ'/><Property FormalName='City' Value='Beira'/></Location>\
        <Property FormalName='Keyword' Value='rain'/></DescriptiveMetadata>";

    #[test]
    fn every_element_goes_to_its_field() {
        let article = read_one(&format!(
            "<NewsComponent>{LINES}<ContentItem><MediaType FormalName='Text'/><DataContent><nitf><body><body.content>\
             <p>The river rose.</p><p>jd/ab</p></body.content></body></nitf></DataContent></ContentItem></NewsComponent>"
        ));
        assert_eq!(
            (&*article.title, &*article.standfirst, &*article.body),
            ("Flood in Beira", "Highest since 1950", "The river rose.")
        );
        assert_eq!(article.own_id.as_deref(), Some("urn:newsml:mna.com:20180503:A1:2"));
        assert_eq!(
            article.published.expect("a date").date.at.as_deref(),
            Some("2018-05-03T10:15:00+02:00")
        );
        assert_eq!(
            (article.dateline.expect("a dateline").place, article.authors),
            ("BEIRA".to_owned(), vec!["Jane Doe".to_owned()])
        );
        assert_eq!(
            (&*article.agency, &*article.publisher, &*article.language),
            ("MNA", "MNA", "en")
        );
        assert_eq!(
            (article.labels.topics.join("|"), article.labels.places.join("|")),
            ("weather forecast|weather".into(), "Beira".into())
        );
        assert_eq!(
            (article.keywords.join("|"), article.credits.join("|")),
            ("flood|river|rain".into(), "(c) MNA 2018|jd/ab".into())
        );
    }

    #[test]
    fn pictures_become_captions_of_the_story() {
        let photo = "<NewsComponent><Role FormalName='Photo'/><NewsLines><HeadLine>River</HeadLine></NewsLines><NewsComponent>\
            <Role FormalName='Caption'/><ContentItem><MediaType FormalName='Text'/><DataContent><p>The quay at noon. (MNA Photo/Lena \
            Brandt)</p></DataContent></ContentItem></NewsComponent><NewsComponent><ContentItem Href='a.jpg'><MediaType \
            FormalName='Photo'/></ContentItem></NewsComponent></NewsComponent>";
        let article = read_one(&format!(
            "<NewsComponent>{LINES}<NewsComponent><Role FormalName='Main'/><ContentItem><DataContent><![CDATA[<P>The river rose.</P><P>It \
             fell.]]></DataContent></ContentItem></NewsComponent>{photo}</NewsComponent>"
        ));
        assert_eq!(
            (&*article.body, article.captions),
            ("The river rose.\n\nIt fell.", vec!["The quay at noon.".to_owned()])
        );
        assert_eq!(article.credits, ["(c) MNA 2018", "MNA Photo/Lena Brandt"]);
        let alone = read_one(photo);
        assert_eq!(
            (&*alone.title, alone.body.is_empty(), alone.captions.len()),
            ("River", true, 1)
        );
        assert_eq!(alone.agency, "MNA");
    }

    #[test]
    fn nitf_is_read_in_whatever_nesting_and_case() {
        let nitf = "<nitf><body><body.content><p>The river rose.</p><p>It fell.</p></body.content></body></nitf>";
        let contents = [
            nitf.to_owned(),
            nitf.to_uppercase()
                .replace("THE RIVER ROSE", "The river rose")
                .replace("IT FELL", "It fell"),
            "<nitf><body><p>The river rose.</p><p>It fell.</p></body></nitf>".to_owned(),
            "<nitf><p>The river rose.</p><p>It fell.</p></nitf>".to_owned(),
            "<P>The river rose.</P><P>It fell.</P>".to_owned(),
        ];
        for content in contents {
            for role in ["Main", "Story note", "Related text"] {
                let components = format!(
                    "<NewsComponent><NewsComponent><Role FormalName='{role}'/><NewsLines><HeadLine>Flood</HeadLine></NewsLines>\
                     <NewsComponent><ContentItem><DataContent>{content}</DataContent></ContentItem></NewsComponent></NewsComponent></NewsComponent>"
                );
                assert_eq!(
                    read_one(&components).body,
                    "The river rose.\n\nIt fell.",
                    "{components}"
                );
            }
        }
    }

    #[test]
    fn versions_in_several_languages_are_separate_articles() {
        let version = |language: &str, text: &str| {
            format!(
                "<NewsComponent><NewsLines><HeadLine>{text}</HeadLine></NewsLines><DescriptiveMetadata><Language FormalName='{language}'/>\
                 </DescriptiveMetadata><ContentItem><DataContent><p>{text}.</p></DataContent></ContentItem></NewsComponent>"
            )
        };
        let root = format!(
            "<NewsComponent><BasisForChoice>./NewsComponent/DescriptiveMetadata/Language</BasisForChoice>{}{}</NewsComponent>",
            version("en", "Flood in Beira"),
            version("pt", "Cheias na Beira")
        );
        let records = read_all(&format!("<NewsML>{}</NewsML>", item(&root)));
        let versions: Vec<_> =
            records.iter().flatten().map(|article| (&*article.title, &*article.language)).collect();
        assert_eq!(versions, [("Flood in Beira", "en"), ("Cheias na Beira", "pt")]);
    }

    #[test]
    fn documents_without_a_story_are_rejected() {
        for xml in [
            "<NewsML/>",
            "<NewsML><NewsItem/></NewsML>",
            "<NewsML><NewsItem><NewsComponent/></NewsItem></NewsML>",
            "<NewsML><NewsItem></a>",
        ] {
            assert!(read_all(xml).iter().all(Result::is_err), "{xml}");
        }
    }
}

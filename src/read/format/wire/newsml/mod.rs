//! NewsML 1.0 to 1.2: an envelope, items, and components within components.

mod component;

use crate::article::{Article, Rejected};
use crate::read::format::form::{Format, Options, Take};
use crate::read::format::shared::xml;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish};
use crate::read::source::{Flow, Source};
use crate::text::clean;
use component::Told;

/// Every news item of a document, each with the captions of its pictures.
pub const FORMAT: Format = Format { name: "newsml", recognises, read };

fn recognises(_: &str, head: &[u8]) -> bool {
    xml::root(head).is_some_and(|(root, _)| matches!(root, "NewsML" | "NewsItem"))
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
    let envelope = root.child("NewsEnvelope");
    let items: Vec<&Element<'_>> =
        if root.name == "NewsItem" { vec![root] } else { root.children("NewsItem").collect() };
    if items.is_empty() {
        return take(Err(Rejected::new("NewsML document without a news item")));
    }
    for item in items {
        for language in languages(item) {
            take(article(item, language.as_deref(), envelope))?;
        }
    }
    Flow::Continue(())
}

/// The languages an item tells its story in, where it says that readers are to choose one; else one story of any.
fn languages(item: &Element<'_>) -> Vec<Option<String>> {
    let Some(root) = item.child("NewsComponent") else { return vec![None] };
    let chosen = root.children("BasisForChoice").any(|basis| basis.line().ends_with("Language"));
    let mut told: Vec<Option<String>> = Vec::new();
    for version in root.children("NewsComponent").filter(|_| chosen) {
        let language = component::language(version);
        if !language.is_empty() && !told.contains(&Some(language.clone())) {
            told.push(Some(language));
        }
    }
    if told.len() > 1 { told } else { vec![None] }
}

/// The article in an item, or in its version of one language.
fn article(
    item: &Element<'_>,
    language: Option<&str>,
    envelope: Option<&Element<'_>>,
) -> Result<Article, Rejected> {
    let mut article =
        Article::from_record(&format!("{}{}", item.source, language.unwrap_or_default()));
    article.own_id = own_id(item)
        .map(|id| language.map_or_else(|| id.clone(), |language| format!("{id}#{language}")));
    finish::date(&mut article, dates(item));
    status(item, &mut article);
    let mut told = Told::default();
    match item.child("NewsComponent") {
        Some(root) => component::read(root, language, &mut told),
        None => {
            return Err(Rejected::new("NewsML item without content: it only manages another item"));
        }
    }
    told.lay_into(&mut article);
    senders(item, envelope, &mut article);
    finish::finish(article)
}

/// The id all the world knows an item by, or the provider's id after the provider's name.
fn own_id(item: &Element<'_>) -> Option<String> {
    let identifier = item.at("Identification/NewsIdentifier")?;
    let public = identifier.line_at("PublicIdentifier");
    let (provider, own) = (identifier.line_at("ProviderId"), identifier.line_at("NewsItemId"));
    let told =
        if public.is_empty() && !own.is_empty() { format!("{provider}:{own}") } else { public };
    Some(told.trim_start_matches(':').to_owned()).filter(|id| !id.is_empty())
}

fn dates(item: &Element<'_>) -> Vec<String> {
    const DATES: [&str; 3] = [
        "NewsManagement/ThisRevisionCreated",
        "NewsManagement/FirstCreated",
        "Identification/NewsIdentifier/DateId",
    ];
    let mut dates: Vec<String> = DATES.iter().map(|path| item.line_at(path)).collect();
    dates.insert(2, item.find("DateLineDate").map(Element::line).unwrap_or_default());
    dates
}

fn status(item: &Element<'_>, article: &mut Article) {
    let code = item.at("NewsManagement/Status").and_then(|status| status.attribute("FormalName"));
    match code.unwrap_or_default().to_lowercase().as_str() {
        "canceled" | "cancelled" => article.warnings.push("canceled by its publisher".to_owned()),
        "embargoed" => article.warnings.push("was embargoed".to_owned()),
        "withheld" => article.warnings.push("withheld by its publisher".to_owned()),
        _ => {}
    }
}

/// The agency where the components did not name it: who sent the envelope, whose ids it bears.
fn senders(item: &Element<'_>, envelope: Option<&Element<'_>>, article: &mut Article) {
    let party = |element: &Element<'_>| {
        element.find("Party").map(component::formal_name).unwrap_or_default()
    };
    let sent =
        envelope.and_then(|envelope| envelope.child("SentFrom")).map(party).unwrap_or_default();
    let registered = item.line_at("Identification/NewsIdentifier/ProviderId");
    let said = [article.agency.clone(), sent, article.publisher.clone(), registered];
    let said = said.into_iter().map(|name| codes::agency(&clean::line(&name)));
    article.agency = said.into_iter().find(|name| !name.is_empty()).unwrap_or_default();
    if article.publisher.is_empty() {
        article.publisher = article.agency.clone();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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

    fn item(components: &str) -> String {
        format!(
            "<NewsItem><Identification><NewsIdentifier><ProviderId>mna.com</ProviderId><DateId>20180503</DateId>\
             <NewsItemId>A1</NewsItemId><RevisionId>2</RevisionId><PublicIdentifier>urn:newsml:mna.com:20180503:A1:2\
             </PublicIdentifier></NewsIdentifier></Identification><NewsManagement><FirstCreated>20180503T080000Z</FirstCreated>\
             <ThisRevisionCreated>20180503T101500+0200</ThisRevisionCreated><Status FormalName='Usable'/></NewsManagement>\
             {components}</NewsItem>"
        )
    }

    fn one(components: &str) -> Article {
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
        let article = one(&format!(
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
    fn pictures_are_captions_of_the_story() {
        let photo = "<NewsComponent><Role FormalName='Photo'/><NewsLines><HeadLine>River</HeadLine></NewsLines><NewsComponent>\
            <Role FormalName='Caption'/><ContentItem><MediaType FormalName='Text'/><DataContent><p>The quay at noon. (MNA Photo/Lena \
            Brandt)</p></DataContent></ContentItem></NewsComponent><NewsComponent><ContentItem Href='a.jpg'><MediaType \
            FormalName='Photo'/></ContentItem></NewsComponent></NewsComponent>";
        let article = one(&format!(
            "<NewsComponent>{LINES}<NewsComponent><Role FormalName='Main'/><ContentItem><DataContent><![CDATA[<P>The river rose.</P><P>It \
             fell.]]></DataContent></ContentItem></NewsComponent>{photo}</NewsComponent>"
        ));
        assert_eq!(
            (&*article.body, article.captions),
            ("The river rose.\n\nIt fell.", vec!["The quay at noon.".to_owned()])
        );
        assert_eq!(article.credits, ["(c) MNA 2018", "MNA Photo/Lena Brandt"]);
        let alone = one(photo);
        assert_eq!(
            (&*alone.title, alone.body.is_empty(), alone.captions.len()),
            ("River", true, 1)
        );
        assert_eq!(alone.agency, "MNA");
    }

    #[test]
    fn versions_in_several_languages_are_several_stories() {
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
        let told: Vec<_> =
            records.iter().flatten().map(|article| (&*article.title, &*article.language)).collect();
        assert_eq!(told, [("Flood in Beira", "en"), ("Cheias na Beira", "pt")]);
    }

    #[test]
    fn what_holds_no_story_says_so() {
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

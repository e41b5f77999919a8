//! A component of a news item: the story itself, a part of it, a picture beside it, or the same once more in other form.

use std::borrow::Cow;

use crate::article::Article;
use crate::article::dateline;
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, record};
use crate::read::format::wire::nitf;
use crate::text::clean;

/// What the components of an item tell between them.
#[derive(Default)]
pub struct Told {
    story: Article,
    dateline: String,
}

impl Told {
    /// Gives it all to the article of the item.
    pub fn lay_into(self, article: &mut Article) {
        let (story, dateline) = (self.story, self.dateline);
        let published = article.published.take();
        *article = Article {
            own_id: article.own_id.take(),
            fingerprint: article.fingerprint,
            published,
            warnings: std::mem::take(&mut article.warnings),
            ..story
        };
        finish::dateline(article, &dateline);
        article.standfirst = finish::summary(&article.standfirst, article);
        if article.authors.is_empty() {
            article.authors = finish::authors(&article.byline);
        }
    }
}

/// The `FormalName` of an element, which is most of what NewsML says.
pub fn formal_name(element: &Element<'_>) -> String {
    element.attribute("FormalName").as_deref().unwrap_or_default().trim().to_owned()
}

/// The language a component says its content is in.
pub fn language(component: &Element<'_>) -> String {
    let said = component.at("DescriptiveMetadata/Language").map(formal_name).unwrap_or_default();
    let said = if said.is_empty() {
        component.attribute("lang").map(Cow::into_owned).unwrap_or_default()
    } else {
        said
    };
    record::language(&said)
}

/// What a component is to the story.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Role {
    Story,
    Standfirst,
    Picture,
    Nothing,
}

impl Role {
    fn of(component: &Element<'_>) -> Self {
        let role = component.child("Role").map(formal_name).unwrap_or_default().to_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| role.contains(word));
        if says(&[
            "photo",
            "picture",
            "image",
            "graphic",
            "caption",
            "video",
            "audio",
            "multimedia",
            "logo",
        ]) {
            return Self::Picture;
        }
        if says(&["subheadline", "sub-headline"]) {
            return Self::Standfirst;
        }
        if says(&[
            "thumbnail",
            "quicklook",
            "preview",
            "note",
            "advisory",
            "ed-msg",
            "related",
            "stylesheet",
            "script",
            "contact",
        ]) {
            return Self::Nothing;
        }
        let kinds = || {
            component
                .children("ContentItem")
                .filter_map(|content| content.child("MediaType"))
                .map(formal_name)
        };
        let media = ["photo", "graphic", "video", "audio", "animation", "complexdata"];
        let picture = kinds().next().is_some()
            && kinds().all(|kind| media.contains(&kind.to_lowercase().as_str()));
        if picture { Self::Picture } else { Self::Story }
    }
}

/// Reads a component and those within it; of versions in several languages the one that is asked for.
pub fn read(component: &Element<'_>, wanted: Option<&str>, told: &mut Told) {
    let own = language(component);
    if wanted.is_some_and(|wanted| {
        !own.is_empty() && own != wanted && component.child("BasisForChoice").is_none()
    }) {
        return;
    }
    match Role::of(component) {
        Role::Nothing => {}
        Role::Picture => picture(component, told),
        Role::Standfirst => {
            let words = component
                .all("DataContent")
                .map(|data| plain(&data.text()))
                .find(|words| !words.is_empty());
            lend(&mut told.story.standfirst, words.unwrap_or_default());
        }
        Role::Story => {
            lines(component, told);
            metadata(component, told);
            component.children("ContentItem").for_each(|content| self::content(content, told));
            versions(component, wanted).for_each(|inner| read(inner, wanted, told));
        }
    }
}

/// The components within a component; of those in another language that nobody chose, the first.
fn versions<'e, 't>(
    component: &'e Element<'t>,
    wanted: Option<&str>,
) -> impl Iterator<Item = &'e Element<'t>> {
    let wanted = wanted.map(str::to_owned);
    component.children("NewsComponent").filter(move |inner| {
        let own = language(inner);
        own.is_empty() || wanted.as_ref().is_none_or(|wanted| *wanted == own)
    })
}

fn lend(own: &mut String, lent: String) {
    if own.is_empty() {
        *own = lent;
    }
}

fn lines(component: &Element<'_>, told: &mut Told) {
    for line in component.children("NewsLines").flat_map(Element::elements) {
        let words = line.line();
        match line.name {
            "HeadLine" => lend(&mut told.story.title, plain(&words)),
            "SubHeadLine" => lend(&mut told.story.standfirst, plain(&words)),
            "ByLine" => lend(&mut told.story.byline, words),
            "DateLine" => lend(&mut told.dateline, words),
            "CopyrightLine" | "CreditLine" => codes::add(&mut told.story.credits, &words),
            "KeywordLine" => {
                words.split([',', ';']).for_each(|word| codes::add(&mut told.story.keywords, word))
            }
            _ => {}
        }
    }
}

/// A line that may carry markup as text.
fn plain(words: &str) -> String {
    clean::line(&crate::read::format::shared::markup::text(words))
}

fn metadata(component: &Element<'_>, told: &mut Told) {
    let story = &mut told.story;
    if let Some(administered) = component.child("AdministrativeMetadata") {
        let party = |name: &str| {
            administered
                .child(name)
                .and_then(|by| by.find("Party"))
                .map(formal_name)
                .unwrap_or_default()
        };
        lend(&mut story.agency, party("Provider"));
        let source = party("Source");
        if dateline::is_known_agency(&source) {
            lend(&mut story.agency, source.clone());
        }
        lend(&mut story.publisher, source);
        lend(&mut story.byline, party("Creator"));
    }
    lend(&mut story.language, language(component));
    if let Some(described) = component.child("DescriptiveMetadata") {
        describe(described, component, story);
    }
}

fn describe(described: &Element<'_>, component: &Element<'_>, story: &mut Article) {
    for code in described.children("SubjectCode").flat_map(Element::elements) {
        let code = formal_name(code);
        let topic = topic(component, &code).or_else(|| codes::subject(&code).map(str::to_owned));
        topic.iter().for_each(|topic| codes::add(&mut story.labels.topics, topic));
    }
    for location in described.children("Location") {
        let named = |kind: &str| property(location, kind);
        let parts: Vec<String> = ["City", "CountryArea"].into_iter().filter_map(named).collect();
        let country = named("Country").or_else(|| named("CountryName"));
        let place = if parts.is_empty() { country.unwrap_or_default() } else { parts.join(", ") };
        codes::add(&mut story.labels.places, &place);
    }
    for property in described.children("Property") {
        let value = property.attribute("Value").unwrap_or_default();
        match formal_name(property).to_lowercase().as_str() {
            "keyword" | "keywords" => codes::add(&mut story.keywords, &value),
            "city" => codes::add(&mut story.labels.places, &value),
            _ => {}
        }
    }
}

fn property(parent: &Element<'_>, name: &str) -> Option<String> {
    let found = parent
        .children("Property")
        .find(|property| formal_name(property).eq_ignore_ascii_case(name));
    found?.attribute("Value").map(Cow::into_owned).filter(|value| !value.is_empty())
}

/// The name the item's own set of topics gives a code, in English where it has one.
fn topic(component: &Element<'_>, code: &str) -> Option<String> {
    let topic = component.all("Topic").find(|topic| topic.line_at("FormalName") == code)?;
    let variant =
        |name: &&Element<'_>| name.attribute("Variant").is_none_or(|variant| variant == "Name");
    let names = || topic.children("Description").filter(variant);
    let english =
        names().find(|name| name.attribute("lang").is_some_and(|lang| lang.starts_with("en")));
    english.or_else(|| names().next()).map(Element::line).filter(|name| !name.is_empty())
}

/// The text of a content item joins the story.
fn content(content: &Element<'_>, told: &mut Told) {
    let Some(data) = content.child("DataContent").or_else(|| content.child("Encoding")) else {
        return;
    };
    let kind = content.child("MimeType").map(formal_name).unwrap_or_default();
    if !(kind.is_empty() || kind.contains("text") || kind.contains("xml") || kind.contains("html"))
        || kind == "text/css"
    {
        return;
    }
    let before = std::mem::take(&mut told.story.body);
    match data.find("nitf") {
        Some(document) => nitf::fill(document, &mut told.story),
        None => Prose::of_content(data).lay_into(&mut told.story),
    }
    let new = std::mem::replace(&mut told.story.body, before);
    if !told.story.body.contains(&new) {
        told.story.body =
            if told.story.body.is_empty() { new } else { format!("{}\n\n{new}", told.story.body) };
    }
}

/// The words of a picture: those of its caption, else its headline. One that stands alone lends the story its headline.
fn picture(component: &Element<'_>, told: &mut Told) {
    let mut beside = Told::default();
    lines(component, &mut beside);
    for inner in component.below().filter(|inner| inner.name == "ContentItem") {
        if let Some(data) = inner.child("DataContent") {
            Prose::of_content(data).lay_into(&mut beside.story);
            let words = beside.story.body.replace("\n\n", " ");
            let (caption, credits) = finish::caption(&words).unwrap_or((words, Vec::new()));
            codes::add(&mut told.story.captions, &caption);
            credits.iter().for_each(|credit| codes::add(&mut told.story.credits, credit));
        }
    }
    let captioned = !beside.story.body.is_empty();
    if !captioned && !beside.story.title.is_empty() && !told.story.body.is_empty() {
        codes::add(&mut told.story.captions, &beside.story.title);
    }
    for credit in beside.story.credits.iter().chain(Some(&beside.story.byline)) {
        codes::add(&mut told.story.credits, credit);
    }
    if told.story.body.is_empty() {
        metadata(component, told);
        lend(&mut told.story.title, beside.story.title);
        lend(&mut told.dateline, beside.dateline);
    }
}

//! Components of a NewsML item: the story, a part of it, a picture that accompanies it, or a
//! version of it in another language or form.

use std::borrow::Cow;

use crate::article::Article;
use crate::article::dateline;
use crate::read::format::shared::fill::fill_if_empty;
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, markup, record, xml};
use crate::read::format::wire::nitf;
use crate::text::clean;

/// Content collected from the components of an item.
#[derive(Default)]
pub(super) struct ComponentContent {
    story: Article,
    dateline: String,
}

impl ComponentContent {
    /// Moves the content into the article of the item, which keeps its id, date and warnings.
    pub(super) fn merge_into(self, article: &mut Article) {
        let Self { story, dateline } = self;
        *article = Article {
            own_id: article.own_id.take(),
            fingerprint: article.fingerprint,
            published: article.published.take(),
            warnings: std::mem::take(&mut article.warnings),
            ..story
        };
        finish::set_dateline(article, &dateline);
        article.standfirst = finish::distinct_summary(&article.standfirst, article);
        if article.authors.is_empty() {
            article.authors = finish::authors(&article.byline);
        }
    }
}

/// Returns the `FormalName` of an element, where NewsML keeps most of its values.
pub(super) fn formal_name(element: &Element<'_>) -> String {
    element.attribute("FormalName").as_deref().unwrap_or_default().trim().to_owned()
}

/// Returns the language that a component declares for its content.
pub(super) fn language(component: &Element<'_>) -> String {
    let described = component.at("DescriptiveMetadata/Language").map(formal_name);
    let declared = described
        .filter(|language| !language.is_empty())
        .unwrap_or_else(|| component.attribute("lang").map(Cow::into_owned).unwrap_or_default());
    record::language_code(&declared)
}

/// Role of a component in the story of its item.
#[derive(Debug, Clone, Copy, PartialEq)]
enum ComponentRole {
    Story,
    Standfirst,
    Picture,
    /// Notes, previews and other data that the article leaves out.
    Ignored,
}

/// Words in the role of a picture or another medium.
const PICTURE_ROLES: [&str; 9] =
    ["photo", "picture", "image", "graphic", "caption", "video", "audio", "multimedia", "logo"];

/// Words in the role of a component that the article leaves out.
const IGNORED_ROLES: [&str; 10] = [
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
];

/// Media types of content that is not text.
const MEDIA_TYPES: [&str; 6] = ["photo", "graphic", "video", "audio", "animation", "complexdata"];

impl ComponentRole {
    fn new(component: &Element<'_>) -> Self {
        let role = component.child("Role").map(formal_name).unwrap_or_default().to_lowercase();
        let names = |words: &[&str]| words.iter().any(|word| role.contains(word));
        if names(&PICTURE_ROLES) {
            return Self::Picture;
        }
        if names(&["subheadline", "sub-headline"]) {
            return Self::Standfirst;
        }
        if names(&IGNORED_ROLES) {
            return Self::Ignored;
        }
        let media_types = || {
            component
                .children("ContentItem")
                .filter_map(|content| content.child("MediaType"))
                .map(formal_name)
        };
        let is_media = media_types().next().is_some()
            && media_types().all(|kind| MEDIA_TYPES.contains(&kind.to_lowercase().as_str()));
        if is_media { Self::Picture } else { Self::Story }
    }
}

/// Reads a component and the components inside it. With a chosen language, versions in other
/// languages are skipped.
pub(super) fn read(component: &Element<'_>, chosen: Option<&str>, content: &mut ComponentContent) {
    if !is_in_language(component, chosen) && component.child("BasisForChoice").is_none() {
        return;
    }
    match ComponentRole::new(component) {
        ComponentRole::Ignored => {}
        ComponentRole::Picture => read_picture(component, content),
        ComponentRole::Standfirst => {
            let standfirst = component
                .all("DataContent")
                .map(|data| plain_line(&data.text()))
                .find(|text| !text.is_empty());
            fill_if_empty(&mut content.story.standfirst, standfirst.unwrap_or_default());
        }
        ComponentRole::Story => {
            read_lines(component, content);
            read_metadata(component, content);
            component.children("ContentItem").for_each(|item| read_content_item(item, content));
            component
                .children("NewsComponent")
                .filter(|inner| is_in_language(inner, chosen))
                .for_each(|inner| read(inner, chosen, content));
        }
    }
}

/// Reports whether a component declares the chosen language, or none, or no language was chosen.
fn is_in_language(component: &Element<'_>, chosen: Option<&str>) -> bool {
    let language = language(component);
    language.is_empty() || chosen.is_none_or(|chosen| language == chosen)
}

/// Reads the `NewsLines`: headline, byline, dateline, credits and keywords.
fn read_lines(component: &Element<'_>, content: &mut ComponentContent) {
    let ComponentContent { story, dateline } = content;
    for line in component.children("NewsLines").flat_map(Element::elements) {
        let text = line.line();
        match line.name {
            "HeadLine" => fill_if_empty(&mut story.title, plain_line(&text)),
            "SubHeadLine" => fill_if_empty(&mut story.standfirst, plain_line(&text)),
            "ByLine" => fill_if_empty(&mut story.byline, text),
            "DateLine" => fill_if_empty(dateline, text),
            "CopyrightLine" | "CreditLine" => codes::push_unique(&mut story.credits, &text),
            "KeywordLine" => text
                .split([',', ';'])
                .for_each(|word| codes::push_unique(&mut story.keywords, word)),
            _ => {}
        }
    }
}

/// Returns the text of a line that may hold markup.
fn plain_line(line: &str) -> String {
    clean::line(&markup::strip_markup(line))
}

/// Reads agency, publisher, byline and language, and the descriptive metadata.
fn read_metadata(component: &Element<'_>, content: &mut ComponentContent) {
    let story = &mut content.story;
    if let Some(administrative) = component.child("AdministrativeMetadata") {
        let party = |name: &str| {
            administrative
                .child(name)
                .and_then(|by| by.find("Party"))
                .map(formal_name)
                .unwrap_or_default()
        };
        fill_if_empty(&mut story.agency, party("Provider"));
        let source = party("Source");
        if dateline::is_known_agency(&source) {
            fill_if_empty(&mut story.agency, source.clone());
        }
        fill_if_empty(&mut story.publisher, source);
        fill_if_empty(&mut story.byline, party("Creator"));
    }
    fill_if_empty(&mut story.language, language(component));
    if let Some(descriptive) = component.child("DescriptiveMetadata") {
        read_descriptive_metadata(descriptive, component, story);
    }
}

/// Reads topics, places and keywords.
fn read_descriptive_metadata(
    descriptive: &Element<'_>,
    component: &Element<'_>,
    story: &mut Article,
) {
    for code in descriptive.children("SubjectCode").flat_map(Element::elements) {
        let code = formal_name(code);
        let topic =
            topic_name(component, &code).or_else(|| codes::subject_name(&code).map(str::to_owned));
        topic.iter().for_each(|topic| codes::push_unique(&mut story.labels.topics, topic));
    }
    for location in descriptive.children("Location") {
        let value = |name: &str| property(location, name);
        let parts: Vec<String> = ["City", "CountryArea"].into_iter().filter_map(value).collect();
        let country = value("Country").or_else(|| value("CountryName"));
        let place = if parts.is_empty() { country.unwrap_or_default() } else { parts.join(", ") };
        codes::push_unique(&mut story.labels.places, &place);
    }
    for property in descriptive.children("Property") {
        let value = property.attribute("Value").unwrap_or_default();
        match formal_name(property).to_lowercase().as_str() {
            "keyword" | "keywords" => codes::push_unique(&mut story.keywords, &value),
            "city" => codes::push_unique(&mut story.labels.places, &value),
            _ => {}
        }
    }
}

/// Returns the value of a property by its name.
fn property(parent: &Element<'_>, name: &str) -> Option<String> {
    let property = parent
        .children("Property")
        .find(|property| formal_name(property).eq_ignore_ascii_case(name))?;
    property.attribute("Value").map(Cow::into_owned).filter(|value| !value.is_empty())
}

/// Returns the name that the topic set of the component gives a code, in English where it has one.
fn topic_name(component: &Element<'_>, code: &str) -> Option<String> {
    let topic = component.all("Topic").find(|topic| topic.line_at("FormalName") == code)?;
    let is_name =
        |name: &&Element<'_>| name.attribute("Variant").is_none_or(|variant| variant == "Name");
    let names = || topic.children("Description").filter(is_name);
    let english =
        names().find(|name| name.attribute("lang").is_some_and(|lang| lang.starts_with("en")));
    english.or_else(|| names().next()).map(Element::line).filter(|name| !name.is_empty())
}

/// Appends the text of a content item to the body, unless the body holds the same text already.
fn read_content_item(item: &Element<'_>, content: &mut ComponentContent) {
    let Some(data) = item.child("DataContent").or_else(|| item.child("Encoding")) else {
        return;
    };
    let lowered = has_capital_tags(data).then(|| lowercase_tags(data.source));
    let reparsed = lowered.as_deref().and_then(|text| xml::parse(text).ok());
    let has_story = data.find("nitf").is_some() || reparsed.is_some();
    let mime_type = item.child("MimeType").map(formal_name).unwrap_or_default();
    let is_text = has_story
        || mime_type.is_empty()
        || ["text", "xml", "html"].iter().any(|kind| mime_type.contains(kind));
    if !is_text || mime_type == "text/css" {
        return;
    }
    let story = &mut content.story;
    let before = std::mem::take(&mut story.body);
    let nitf = reparsed.as_ref().unwrap_or(data).find("nitf");
    match (nitf, &reparsed) {
        (Some(document), _) => nitf::fill(document, story),
        (None, Some(document)) => Prose::from_element(document).merge_into(story),
        (None, None) => Prose::from_content(data).merge_into(story),
    }
    let added = std::mem::replace(&mut story.body, before);
    if !story.body.contains(&added) {
        story.body =
            if story.body.is_empty() { added } else { format!("{}\n\n{added}", story.body) };
    }
}

/// Reports whether content has NITF tags in capitals: `<NITF>`, `<BODY.CONTENT>`, `<P>`.
fn has_capital_tags(data: &Element<'_>) -> bool {
    data.descendants().any(|element| {
        matches!(element.name, "P" | "NITF" | "Nitf" | "BODY" | "BODY.CONTENT" | "Body.Content")
    })
}

/// Writes the names of all tags in lower case.
fn lowercase_tags(xml: &str) -> String {
    let mut lowered = String::with_capacity(xml.len());
    for (at, piece) in xml.split('<').enumerate() {
        if at == 0 {
            lowered.push_str(piece);
            continue;
        }
        let end = piece
            .find(|c: char| !(c.is_ascii_alphanumeric() || "/.:_-".contains(c)))
            .unwrap_or(piece.len());
        let (name, rest) = piece.split_at_checked(end).unwrap_or((piece, ""));
        lowered.push('<');
        lowered.push_str(&name.to_ascii_lowercase());
        lowered.push_str(rest);
    }
    lowered
}

/// Reads the text of every component of an item whose roles left nothing, so that no paragraph is
/// lost.
pub(super) fn read_all_text(root: &Element<'_>, content: &mut ComponentContent) {
    let is_empty = content.story.body.is_empty()
        && content.story.captions.is_empty()
        && content.story.standfirst.is_empty();
    if is_empty {
        root.descendants()
            .filter(|element| element.name == "ContentItem")
            .for_each(|item| read_content_item(item, content));
    }
}

/// Adds the caption of a picture, or else its headline, to the story. A picture without a story
/// lends the item its headline and metadata.
fn read_picture(component: &Element<'_>, content: &mut ComponentContent) {
    let mut picture = ComponentContent::default();
    read_lines(component, &mut picture);
    let story = &mut content.story;
    for item in component.descendants().filter(|inner| inner.name == "ContentItem") {
        if let Some(data) = item.child("DataContent") {
            Prose::from_content(data).merge_into(&mut picture.story);
            let text = picture.story.body.replace("\n\n", " ");
            let (caption, credits) = finish::split_caption(&text).unwrap_or((text, Vec::new()));
            codes::push_unique(&mut story.captions, &caption);
            credits.iter().for_each(|credit| codes::push_unique(&mut story.credits, credit));
        }
    }
    let has_caption = !picture.story.body.is_empty();
    if !has_caption && !picture.story.title.is_empty() && !story.body.is_empty() {
        codes::push_unique(&mut story.captions, &picture.story.title);
    }
    for credit in picture.story.credits.iter().chain(Some(&picture.story.byline)) {
        codes::push_unique(&mut story.credits, credit);
    }
    if story.body.is_empty() {
        read_metadata(component, content);
        fill_if_empty(&mut content.story.title, picture.story.title);
        fill_if_empty(&mut content.dateline, picture.dateline);
    }
}

//! One NewsML-G2 news item: its management data, its description and its text.

use super::{concepts, content};
use crate::article::{Article, Rejected};
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, record};
use crate::text::clean;

/// Reads a news item.
pub(super) fn article(item: &Element<'_>) -> Result<Article, Rejected> {
    let mut article = Article::from_record(item.source);
    article.own_id =
        item.attribute("guid").map(|guid| guid.trim().to_owned()).filter(|guid| !guid.is_empty());
    finish::set_published(&mut article, dates(item));
    read_status(item, &mut article);
    if let Some(meta) = item.child("contentMeta") {
        read_headlines(meta, &mut article);
        article.byline = meta.line_at("by");
        article.language = record::language_code(&attribute(meta, "language", "tag"));
        meta.children("keyword")
            .for_each(|word| codes::push_unique(&mut article.keywords, &word.line()));
    }
    concepts::fill(item, &mut article);
    read_publishers(item, &mut article);
    content::fill(item, &mut article);
    if article.title.is_empty() {
        article.title = item.line_at("itemMeta/title");
    }
    read_descriptions(item, &mut article);
    finish::set_dateline(&mut article, &dateline(item));
    read_authors(item, &mut article);
    if article.language.is_empty() {
        article.language = record::language_code(&item.attribute("lang").unwrap_or_default());
    }
    let class = attribute(item, "itemMeta/itemClass", "qcode");
    if let Some(reason) = codes::without_text(&article, &class) {
        return Err(Rejected::new(reason));
    }
    finish::finish(article)
}

/// Returns an attribute of the element a path leads to, empty where it has none.
fn attribute(parent: &Element<'_>, path: &str, name: &str) -> String {
    let value = parent.at(path).and_then(|child| child.attribute(name));
    value.as_deref().unwrap_or_default().trim().to_owned()
}

/// Returns the dates of this version of the item, most likely date of publication first.
fn dates(item: &Element<'_>) -> Vec<String> {
    const DATES: [&str; 5] = [
        "itemMeta/versionCreated",
        "itemMeta/firstCreated",
        "contentMeta/contentModified",
        "contentMeta/contentCreated",
        "itemMeta/embargoed",
    ];
    DATES.iter().map(|path| item.line_at(path)).collect()
}

/// Warns of an item that its publisher canceled, withheld or embargoed.
fn read_status(item: &Element<'_>, article: &mut Article) {
    let code = attribute(item, "itemMeta/pubStatus", "qcode");
    match code.rsplit(':').next() {
        Some("canceled" | "cancelled") => {
            article.warnings.push("canceled by its publisher".to_owned())
        }
        Some("withheld") => article.warnings.push("withheld by its publisher".to_owned()),
        _ => {}
    }
    let until = item.line_at("itemMeta/embargoed");
    if !until.is_empty() {
        article.warnings.push(format!("embargoed until {until}"));
    }
}

/// Reads the headline and the subheadline by their roles. A headline without a role is the main
/// one.
fn read_headlines(meta: &Element<'_>, article: &mut Article) {
    let role =
        |headline: &Element<'_>| headline.attribute("role").unwrap_or_default().to_lowercase();
    let printed = || meta.children("headline").filter(|headline| !headline.line().is_empty());
    let main =
        printed().find(|headline| !role(headline).contains("sub")).or_else(|| printed().next());
    article.title = main.map(Element::line).unwrap_or_default();
    let subheadline = printed().find(|headline| role(headline).contains("sub")).map(Element::line);
    article.standfirst = subheadline.filter(|line| *line != article.title).unwrap_or_default();
}

/// Reads agency, publisher and credits.
fn read_publishers(item: &Element<'_>, article: &mut Article) {
    let provider = item.at("itemMeta/provider").or_else(|| item.at("contentMeta/provider"));
    let names = provider.map(concepts::names).unwrap_or_default();
    let credit = item.line_at("contentMeta/creditline");
    let source = item.at("contentMeta/infoSource").map(concepts::names).unwrap_or_default();
    let holder = item.at("rightsInfo/copyrightHolder").map(concepts::names).unwrap_or_default();
    let provider_name = names.first().cloned().unwrap_or_default();
    let senders = if names.is_empty() { source } else { names };
    article.agency = codes::likeliest_agency(senders.into_iter().chain(Some(credit.clone())));
    let publishers =
        [provider_name, holder.first().cloned().unwrap_or_default(), article.agency.clone()];
    article.publisher = publishers
        .into_iter()
        .map(|name| codes::agency_name(&name))
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    let notice = item.child("rightsInfo").and_then(|rights| in_english(rights, "copyrightNotice"));
    for line in [notice.unwrap_or_default(), credit] {
        codes::push_unique(&mut article.credits, &line);
    }
}

/// Returns the text of the first child of a name; of several, the first in English.
fn in_english(parent: &Element<'_>, name: &str) -> Option<String> {
    let all = || parent.children(name).filter(|element| !element.line().is_empty());
    let english =
        all().find(|element| element.attribute("lang").is_some_and(|lang| lang.starts_with("en")));
    english.or_else(|| all().next()).map(Element::line)
}

/// Reads the descriptions: captions of a picture, the standfirst of a story.
fn read_descriptions(item: &Element<'_>, article: &mut Article) {
    let kind = attribute(item, "itemMeta/itemClass", "qcode");
    let is_text = kind.is_empty() || kind.ends_with(":text") || !article.body.is_empty();
    let descriptions =
        item.at("contentMeta").into_iter().flat_map(|meta| meta.children("description"));
    for description in descriptions {
        let role = description.attribute("role").unwrap_or_default().to_lowercase();
        let text = clean::line(&description.paragraphs().replace("\n\n", " "));
        if !is_text {
            let (caption, credits) = finish::split_caption(&text).unwrap_or((text, Vec::new()));
            codes::push_unique(&mut article.captions, &caption);
            credits.iter().for_each(|credit| codes::push_unique(&mut article.credits, credit));
        } else if article.standfirst.is_empty() && !role.contains("caption") {
            article.standfirst = text;
        }
    }
    article.standfirst = finish::distinct_summary(&article.standfirst, article);
}

/// Returns the dateline as printed, or the place where the story was made.
fn dateline(item: &Element<'_>) -> String {
    let printed = item.line_at("contentMeta/dateline");
    let place = || {
        item.at("contentMeta/located").and_then(|place| concepts::names(place).into_iter().next())
    };
    if printed.chars().any(char::is_alphabetic)
        && !printed.starts_with(|c: char| c.is_ascii_digit())
    {
        return printed;
    }
    place().unwrap_or_default()
}

/// Reads the authors from the byline, or else from the creators who are people.
fn read_authors(item: &Element<'_>, article: &mut Article) {
    let mut people = finish::authors(&article.byline);
    if people.is_empty() {
        let creators = item.at("contentMeta").into_iter().flat_map(|meta| meta.children("creator"));
        let writers =
            creators.filter(|creator| !concepts::is_organisation(creator) && !is_source(creator));
        let names = writers.filter_map(|creator| concepts::names(creator).into_iter().next());
        people = names
            .filter(|name| name.contains(' '))
            .flat_map(|name| finish::authors(&name))
            .collect();
    }
    if article.authors.is_empty() {
        people.iter().for_each(|name| codes::push_unique(&mut article.authors, name));
    }
}

/// Reports whether a creator is named as the source, that is, the agency.
fn is_source(creator: &Element<'_>) -> bool {
    creator.attribute("role").is_some_and(|role| role.to_lowercase().ends_with(":source"))
}

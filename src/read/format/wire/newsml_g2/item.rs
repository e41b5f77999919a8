//! One news item: its management, its description, its text.

use super::{concepts, content};
use crate::article::{Article, Rejected};
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, record};
use crate::text::clean;

/// The article in a news item.
pub fn article(item: &Element<'_>) -> Result<Article, Rejected> {
    let mut article = Article::from_record(item.source);
    article.own_id =
        item.attribute("guid").map(|guid| guid.trim().to_owned()).filter(|guid| !guid.is_empty());
    finish::date(&mut article, dates(item));
    status(item, &mut article);
    if let Some(meta) = item.child("contentMeta") {
        headlines(meta, &mut article);
        article.byline = meta.line_at("by");
        article.language = record::language(&attribute(meta, "language", "tag"));
        meta.children("keyword").for_each(|word| codes::add(&mut article.keywords, &word.line()));
    }
    concepts::fill(item, &mut article);
    publishers(item, &mut article);
    content::fill(item, &mut article);
    if article.title.is_empty() {
        article.title = item.line_at("itemMeta/title");
    }
    describe(item, &mut article);
    finish::dateline(&mut article, &dateline(item));
    authors(item, &mut article);
    if article.language.is_empty() {
        article.language = record::language(&item.attribute("lang").unwrap_or_default());
    }
    finish::finish(article)
}

fn attribute(parent: &Element<'_>, child: &str, name: &str) -> String {
    let value = parent.at(child).and_then(|child| child.attribute(name));
    value.as_deref().unwrap_or_default().trim().to_owned()
}

/// The dates of this version of the item, the likelier first.
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

/// What the publisher says may not be done with it.
fn status(item: &Element<'_>, article: &mut Article) {
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

/// The headline, and the one under it. One of several is the headline that has no other part to play.
fn headlines(meta: &Element<'_>, article: &mut Article) {
    let role =
        |headline: &Element<'_>| headline.attribute("role").unwrap_or_default().to_lowercase();
    let printed = || meta.children("headline").filter(|headline| !headline.line().is_empty());
    let main =
        printed().find(|headline| !role(headline).contains("sub")).or_else(|| printed().next());
    article.title = main.map(Element::line).unwrap_or_default();
    let under = printed().find(|headline| role(headline).contains("sub")).map(Element::line);
    article.standfirst = under.filter(|line| *line != article.title).unwrap_or_default();
}

/// Who made it and who sends it out.
fn publishers(item: &Element<'_>, article: &mut Article) {
    let provider = item.at("itemMeta/provider").or_else(|| item.at("contentMeta/provider"));
    let names = provider.map(concepts::names).unwrap_or_default();
    let credit = item.line_at("contentMeta/creditline");
    let source = item.at("contentMeta/infoSource").map(concepts::names).unwrap_or_default();
    let holder = item.at("rightsInfo/copyrightHolder").map(concepts::names).unwrap_or_default();
    let full = names.first().cloned().unwrap_or_default();
    let sent = if names.is_empty() { source } else { names };
    article.agency = codes::likeliest_agency(sent.into_iter().chain(Some(credit.clone())));
    let long = [full, holder.first().cloned().unwrap_or_default(), article.agency.clone()];
    article.publisher = long
        .into_iter()
        .map(|name| codes::agency(&name))
        .find(|name| !name.is_empty())
        .unwrap_or_default();
    let notice = item.child("rightsInfo").and_then(|rights| in_english(rights, "copyrightNotice"));
    for line in [notice.unwrap_or_default(), credit] {
        codes::add(&mut article.credits, &line);
    }
}

/// The words of the first element of a name, the English ones where there are several.
fn in_english(parent: &Element<'_>, name: &str) -> Option<String> {
    let all = || parent.children(name).filter(|element| !element.line().is_empty());
    let english =
        all().find(|element| element.attribute("lang").is_some_and(|lang| lang.starts_with("en")));
    english.or_else(|| all().next()).map(Element::line)
}

/// A description is the caption of a picture, and the standfirst of a story.
fn describe(item: &Element<'_>, article: &mut Article) {
    let kind = attribute(item, "itemMeta/itemClass", "qcode");
    let text = kind.is_empty() || kind.ends_with(":text") || !article.body.is_empty();
    let told = item.at("contentMeta").into_iter().flat_map(|meta| meta.children("description"));
    for description in told {
        let role = description.attribute("role").unwrap_or_default().to_lowercase();
        let words = clean::line(&description.paragraphs().replace("\n\n", " "));
        if !text {
            let (caption, credits) = finish::caption(&words).unwrap_or((words, Vec::new()));
            codes::add(&mut article.captions, &caption);
            credits.iter().for_each(|credit| codes::add(&mut article.credits, credit));
        } else if article.standfirst.is_empty() && !role.contains("caption") {
            article.standfirst = words;
        }
    }
    article.standfirst = finish::summary(&article.standfirst, article);
}

/// The dateline as printed, or where the story was made.
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

/// The people of the byline, or the creators who are people.
fn authors(item: &Element<'_>, article: &mut Article) {
    let mut people = finish::authors(&article.byline);
    if people.is_empty() {
        let creators = item.at("contentMeta").into_iter().flat_map(|meta| meta.children("creator"));
        let wrote =
            creators.filter(|creator| !concepts::is_organisation(creator) && !is_source(creator));
        let names = wrote.filter_map(|creator| concepts::names(creator).into_iter().next());
        people = names
            .filter(|name| name.contains(' '))
            .flat_map(|name| finish::authors(&name))
            .collect();
    }
    if article.authors.is_empty() {
        people.iter().for_each(|name| codes::add(&mut article.authors, name));
    }
}

/// Whether a creator is named for being the agency.
fn is_source(creator: &Element<'_>) -> bool {
    creator.attribute("role").is_some_and(|role| role.to_lowercase().ends_with(":source"))
}

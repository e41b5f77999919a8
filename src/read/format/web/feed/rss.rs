//! An item of RSS, with the modules feeds of news use: Dublin Core, content, media.

use crate::article::Article;
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, markup, record, xml};
use crate::text::clean;

/// The article in an item.
pub fn article(item: &Element<'_>) -> Article {
    let mut article = Article::from_record(item.source);
    article.title = plain(&own(item, "title").map(Element::text).unwrap_or_default());
    article.url = link(item);
    article.own_id = id(item).or_else(|| Some(article.url.clone())).filter(|id| !id.is_empty());
    finish::date(&mut article, dates(item));
    authors(item, &mut article);
    article.language = record::language(&said(item, "dc", "language"));
    article.publisher = [said(item, "dc", "publisher"), said(item, "", "source")]
        .into_iter()
        .find(|said| !said.is_empty())
        .unwrap_or_default();
    codes::add(&mut article.credits, &said(item, "dc", "rights"));
    subjects(
        item.children("category")
            .map(Element::line)
            .chain(prefixed(item, "dc", "subject").map(Element::line)),
        &mut article,
    );
    texts(prefixed(item, "content", "encoded").next(), own(item, "description"), &mut article);
    pictures(item, &mut article);
    article
}

/// A line that may carry markup, once or twice escaped.
pub fn plain(text: &str) -> String {
    let text = markup::text(text);
    clean::line(&xml::unescaped(&text))
}

/// The children of a name in a namespace, known by the prefix everybody gives it.
pub fn prefixed<'e, 't>(
    item: &'e Element<'t>,
    prefix: &'e str,
    name: &'e str,
) -> impl Iterator<Item = &'e Element<'t>> {
    item.children(name).filter(move |child| child.prefix == prefix)
}

/// The child of a name of the feed's own vocabulary.
fn own<'e, 't>(item: &'e Element<'t>, name: &'e str) -> Option<&'e Element<'t>> {
    item.children(name).find(|child| matches!(child.prefix, "" | "rss"))
}

/// The words of the first such child.
pub fn said(item: &Element<'_>, prefix: &str, name: &str) -> String {
    prefixed(item, prefix, name)
        .map(|child| plain(&child.text()))
        .find(|text| !text.is_empty())
        .unwrap_or_default()
}

fn dates(item: &Element<'_>) -> Vec<String> {
    [
        ("", "pubDate"),
        ("dc", "date"),
        ("dcterms", "issued"),
        ("", "pubdate"),
        ("", "date"),
        ("atom", "updated"),
    ]
    .map(|(prefix, name)| said(item, prefix, name))
    .to_vec()
}

/// The page of the item.
fn link(item: &Element<'_>) -> String {
    let original = said(item, "feedburner", "origLink");
    let guid =
        own(item, "guid").filter(|guid| guid.attribute("isPermaLink").as_deref() != Some("false"));
    let links = [original, said(item, "", "link"), guid.map(Element::line).unwrap_or_default()];
    links.into_iter().find(|link| link.starts_with("http")).unwrap_or_default()
}

fn id(item: &Element<'_>) -> Option<String> {
    let guid = own(item, "guid").map(Element::line).filter(|id| !id.is_empty());
    guid.or_else(|| item.attribute("about").map(|about| about.into_owned()))
}

/// Who wrote it: `Jane Doe`, or `jane@example.org (Jane Doe)`.
fn authors(item: &Element<'_>, article: &mut Article) {
    let creators: Vec<String> =
        prefixed(item, "dc", "creator").map(|creator| plain(&creator.text())).collect();
    let mailed = own(item, "author").map(|author| plain(&author.text())).unwrap_or_default();
    let mailed = mailed
        .split_once('(')
        .and_then(|(_, name)| name.strip_suffix(')'))
        .map_or(mailed.clone(), str::to_owned);
    let named =
        if creators.is_empty() { vec![mailed, said(item, "itunes", "author")] } else { creators };
    for name in named.iter().flat_map(|name| finish::authors(name)) {
        codes::add(&mut article.authors, &name);
    }
    if let Some(byline) = named.into_iter().find(|name| !name.is_empty() && !name.contains('@')) {
        article.byline = byline;
    }
}

/// One category is a section of the paper, many are subjects.
pub fn subjects(categories: impl Iterator<Item = String>, article: &mut Article) {
    let mut all = Vec::new();
    categories.for_each(|category| codes::add(&mut all, &plain(&category)));
    match &mut all[..] {
        [section] => article.section = std::mem::take(section),
        _ => article.labels.topics = all,
    }
}

/// The text in full and the summary above it; a summary alone is the text.
pub fn texts(full: Option<&Element<'_>>, summary: Option<&Element<'_>>, article: &mut Article) {
    let read = |element: &Element<'_>| {
        let mut read = Article { title: article.title.clone(), ..Article::default() };
        Prose::of_content(element).lay_into(&mut read);
        read
    };
    let (full, summary) =
        (full.map(read).unwrap_or_default(), summary.map(read).unwrap_or_default());
    let told = if full.body.is_empty() { &summary } else { &full };
    article.body = without_footer(&told.body).to_owned();
    article.captions.extend(told.captions.iter().cloned());
    article.credits.extend(told.credits.iter().cloned());
    if !full.body.is_empty() {
        let summary = without_footer(&summary.body).replace("\n\n", " ");
        article.standfirst =
            Some(summary).filter(|summary| !opens(&article.body, summary)).unwrap_or_default();
    }
}

/// Whether a summary is but the beginning of the text.
fn opens(body: &str, summary: &str) -> bool {
    let summary = summary.trim_end_matches(['.', '…', ']', '[', ' ', '&']);
    let first = body.replace("\n\n", " ");
    summary.is_empty() || first.starts_with(summary)
}

/// A text without the line a blog's program adds to it in feeds.
fn without_footer(body: &str) -> &str {
    match body.rsplit_once("\n\n") {
        Some((above, last))
            if last.starts_with("The post ") && last.contains(" appeared first on ") =>
        {
            above
        }
        _ => body,
    }
}

/// Captions and credits of what is shown beside the item.
fn pictures(item: &Element<'_>, article: &mut Article) {
    for part in item.below().filter(|part| part.prefix == "media") {
        match part.name {
            "description" | "text" => codes::add(&mut article.captions, &plain(&part.text())),
            "credit" => codes::add(&mut article.credits, &plain(&part.text())),
            _ => {}
        }
    }
}

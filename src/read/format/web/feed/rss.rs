//! RSS items, with the extensions that news feeds use: Dublin Core, Content and Media RSS.

use crate::article::Article;
use crate::read::format::shared::prose::Prose;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, markup, record, xml};
use crate::text::clean;

/// Converts an item to an article.
pub(super) fn article(item: &Element<'_>) -> Article {
    let mut article = Article::from_record(item.source);
    article.title = plain_line(&rss_child(item, "title").map(Element::text).unwrap_or_default());
    article.url = link(item);
    article.own_id = id(item).or_else(|| Some(article.url.clone())).filter(|id| !id.is_empty());
    finish::set_published(&mut article, dates(item));
    set_authors(item, &mut article);
    article.language = record::language_code(&child_line(item, "dc", "language"));
    article.publisher = [child_line(item, "dc", "publisher"), child_line(item, "", "source")]
        .into_iter()
        .find(|publisher| !publisher.is_empty())
        .unwrap_or_default();
    codes::push_unique(&mut article.credits, &child_line(item, "dc", "rights"));
    set_subjects(
        item.children("category")
            .map(Element::line)
            .chain(prefixed(item, "dc", "subject").map(Element::line)),
        &mut article,
    );
    set_text(
        prefixed(item, "content", "encoded").next(),
        rss_child(item, "description"),
        &mut article,
    );
    add_pictures(item, &mut article);
    article
}

/// Text on one line, without markup that may be escaped once or twice.
pub(super) fn plain_line(text: &str) -> String {
    let text = markup::strip_markup(text);
    clean::line(&xml::unescape_entities(&text))
}

/// Children of this name in a namespace, which is known by its customary prefix.
pub(super) fn prefixed<'e, 't>(
    item: &'e Element<'t>,
    prefix: &'e str,
    name: &'e str,
) -> impl Iterator<Item = &'e Element<'t>> {
    item.children(name).filter(move |child| child.prefix == prefix)
}

/// The child of this name that belongs to RSS itself, not to an extension.
fn rss_child<'e, 't>(item: &'e Element<'t>, name: &'e str) -> Option<&'e Element<'t>> {
    item.children(name).find(|child| matches!(child.prefix, "" | "rss"))
}

/// Text of the first child of this name that is not empty.
pub(super) fn child_line(item: &Element<'_>, prefix: &str, name: &str) -> String {
    prefixed(item, prefix, name)
        .map(|child| plain_line(&child.text()))
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
    .map(|(prefix, name)| child_line(item, prefix, name))
    .to_vec()
}

/// Web address of the item.
fn link(item: &Element<'_>) -> String {
    let original = child_line(item, "feedburner", "origLink");
    let guid = rss_child(item, "guid")
        .filter(|guid| guid.attribute("isPermaLink").as_deref() != Some("false"));
    let links =
        [original, child_line(item, "", "link"), guid.map(Element::line).unwrap_or_default()];
    links.into_iter().find(|link| link.starts_with("http")).unwrap_or_default()
}

fn id(item: &Element<'_>) -> Option<String> {
    let guid = rss_child(item, "guid").map(Element::line).filter(|id| !id.is_empty());
    guid.or_else(|| item.attribute("about").map(|about| about.into_owned()))
}

/// Sets the authors, given as `Jane Doe` or `jane@example.org (Jane Doe)`.
fn set_authors(item: &Element<'_>, article: &mut Article) {
    let creators: Vec<String> =
        prefixed(item, "dc", "creator").map(|creator| plain_line(&creator.text())).collect();
    let author =
        rss_child(item, "author").map(|author| plain_line(&author.text())).unwrap_or_default();
    let author = author
        .split_once('(')
        .and_then(|(_, name)| name.strip_suffix(')'))
        .map_or(author.clone(), str::to_owned);
    let names = if creators.is_empty() {
        vec![author, child_line(item, "itunes", "author")]
    } else {
        creators
    };
    for name in names.iter().flat_map(|name| finish::authors(name)) {
        codes::push_unique(&mut article.authors, &name);
    }
    if let Some(byline) = names.into_iter().find(|name| !name.is_empty() && !name.contains('@')) {
        article.byline = byline;
    }
}

/// Sets the section if there is one category, and the topics if there are several.
pub(super) fn set_subjects(categories: impl Iterator<Item = String>, article: &mut Article) {
    let mut all = Vec::new();
    categories.for_each(|category| codes::push_unique(&mut all, &plain_line(&category)));
    match &mut all[..] {
        [section] => article.section = std::mem::take(section),
        _ => article.labels.topics = all,
    }
}

/// Sets body and standfirst from the full text and the summary. A summary alone becomes the body.
pub(super) fn set_text(
    full: Option<&Element<'_>>,
    summary: Option<&Element<'_>>,
    article: &mut Article,
) {
    let read = |element: &Element<'_>| {
        let mut read = Article { title: article.title.clone(), ..Article::default() };
        Prose::from_content(element).merge_into(&mut read);
        read
    };
    let (full, summary) =
        (full.map(read).unwrap_or_default(), summary.map(read).unwrap_or_default());
    let text = if full.body.is_empty() { &summary } else { &full };
    article.body = without_footer(&text.body).to_owned();
    article.captions.extend(text.captions.iter().cloned());
    article.credits.extend(text.credits.iter().cloned());
    if !full.body.is_empty() {
        let summary = without_footer(&summary.body).replace("\n\n", " ");
        article.standfirst = Some(summary)
            .filter(|summary| !is_beginning(&article.body, summary))
            .unwrap_or_default();
    }
}

/// Returns whether a summary is only the beginning of the text.
fn is_beginning(body: &str, summary: &str) -> bool {
    let summary = summary.trim_end_matches(['.', '…', ']', '[', ' ', '&']);
    let text = body.replace("\n\n", " ");
    summary.is_empty() || text.starts_with(summary)
}

/// The text without the line that WordPress appends to posts in feeds.
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

/// Adds captions and credits of pictures that belong to the item.
fn add_pictures(item: &Element<'_>, article: &mut Article) {
    for part in item.descendants().filter(|part| part.prefix == "media") {
        match part.name {
            "description" | "text" => {
                codes::push_unique(&mut article.captions, &plain_line(&part.text()))
            }
            "credit" => codes::push_unique(&mut article.credits, &plain_line(&part.text())),
            _ => {}
        }
    }
}

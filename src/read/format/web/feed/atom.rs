//! An entry of Atom.

use super::rss::{plain, subjects, texts};
use crate::article::Article;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, record};

/// The article in an entry.
pub fn article(entry: &Element<'_>) -> Article {
    let mut article = Article::from_record(entry.source);
    let text = |name: &str| own(entry, name).map(|child| plain(&child.text())).unwrap_or_default();
    article.title = text("title");
    article.own_id = Some(text("id")).filter(|id| !id.is_empty());
    article.url = link(entry);
    finish::date(&mut article, ["published", "issued", "updated", "modified"].map(text));
    authors(entry, &mut article);
    article.language = record::language(&entry.attribute("lang").unwrap_or_default());
    article.publisher =
        entry.at("source/title").map(|title| plain(&title.text())).unwrap_or_default();
    codes::add(&mut article.credits, &text("rights"));
    let labels = entry
        .children("category")
        .filter_map(|category| category.attribute("label").or_else(|| category.attribute("term")));
    subjects(labels.map(|label| label.into_owned()), &mut article);
    texts(own(entry, "content"), own(entry, "summary"), &mut article);
    article
}

/// The child of a name that no module brought in.
fn own<'e, 't>(entry: &'e Element<'t>, name: &'e str) -> Option<&'e Element<'t>> {
    entry.children(name).find(|child| child.prefix == entry.prefix)
}

/// The page of the entry, which is the link that says no other relation.
fn link(entry: &Element<'_>) -> String {
    let alternate = entry
        .children("link")
        .find(|link| matches!(link.attribute("rel").as_deref(), None | Some("alternate")));
    let href = alternate.and_then(|link| link.attribute("href")).unwrap_or_default();
    Some(href.trim()).filter(|href| href.starts_with("http")).unwrap_or_default().to_owned()
}

fn authors(entry: &Element<'_>, article: &mut Article) {
    let named: Vec<String> =
        entry.children("author").map(|author| plain(&author.line_at("name"))).collect();
    for name in named.iter().flat_map(|name| finish::authors(name)) {
        codes::add(&mut article.authors, &name);
    }
    article.byline = named.into_iter().next().unwrap_or_default();
}

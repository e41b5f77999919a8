//! Atom entries.

use super::rss::{plain_line, set_subjects, set_text};
use crate::article::Article;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, record};

/// Converts an entry to an article.
pub(super) fn article(entry: &Element<'_>) -> Article {
    let mut article = Article::from_record(entry.source);
    let text = |name: &str| {
        atom_child(entry, name).map(|child| plain_line(&child.text())).unwrap_or_default()
    };
    article.title = text("title");
    article.own_id = Some(text("id")).filter(|id| !id.is_empty());
    article.url = link(entry);
    finish::set_published(&mut article, ["published", "issued", "updated", "modified"].map(text));
    set_authors(entry, &mut article);
    article.language = record::language_code(&entry.attribute("lang").unwrap_or_default());
    article.publisher =
        entry.at("source/title").map(|title| plain_line(&title.text())).unwrap_or_default();
    codes::push_unique(&mut article.credits, &text("rights"));
    let labels = entry
        .children("category")
        .filter_map(|category| category.attribute("label").or_else(|| category.attribute("term")));
    set_subjects(labels.map(|label| label.into_owned()), &mut article);
    set_text(atom_child(entry, "content"), atom_child(entry, "summary"), &mut article);
    article
}

/// The child of this name in the namespace of Atom itself, not of an extension.
fn atom_child<'e, 't>(entry: &'e Element<'t>, name: &'e str) -> Option<&'e Element<'t>> {
    entry.children(name).find(|child| child.prefix == entry.prefix)
}

/// Address of the entry: the link without a relation, or with the relation `alternate`.
fn link(entry: &Element<'_>) -> String {
    let alternate = entry
        .children("link")
        .find(|link| matches!(link.attribute("rel").as_deref(), None | Some("alternate")));
    let href = alternate.and_then(|link| link.attribute("href")).unwrap_or_default();
    Some(href.trim()).filter(|href| href.starts_with("http")).unwrap_or_default().to_owned()
}

fn set_authors(entry: &Element<'_>, article: &mut Article) {
    let names: Vec<String> =
        entry.children("author").map(|author| plain_line(&author.line_at("name"))).collect();
    for name in names.iter().flat_map(|name| finish::authors(name)) {
        codes::push_unique(&mut article.authors, &name);
    }
    article.byline = names.into_iter().next().unwrap_or_default();
}

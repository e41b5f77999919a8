//! Head of a NITF document: id, dates, publisher, and section and page in the newspaper.

use std::borrow::Cow;

use crate::article::Article;
use crate::article::dateline;
use crate::read::format::shared::fill::fill_if_empty;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, record};

/// Reads the head into the fields that an article lacks.
pub(super) fn fill(nitf: &Element<'_>, article: &mut Article) {
    if article.own_id.is_none() {
        article.own_id = own_id(nitf);
    }
    if article.published.is_none() {
        finish::set_published(article, dates(nitf));
    }
    read_publishers(nitf, article);
    fill_if_empty(&mut article.edition, attribute(nitf, "pubdata", "edition.name"));
    fill_if_empty(&mut article.page, meta(nitf, "print_page_number"));
    fill_if_empty(&mut article.page, attribute(nitf, "pubdata", "position.sequence"));
    fill_if_empty(&mut article.section, section(nitf));
    let url = attribute(nitf, "pubdata", "ex-ref");
    if url.starts_with("http") {
        fill_if_empty(&mut article.url, url);
    }
    fill_if_empty(&mut article.language, language(nitf));
    read_keywords(nitf, article);
    match attribute(nitf, "docdata", "management-status").as_str() {
        "canceled" | "cancelled" | "killed" => {
            article.warnings.push("canceled by its publisher".to_owned())
        }
        "embargoed" | "withheld" => article.warnings.push("was embargoed".to_owned()),
        _ => {}
    }
}

/// Returns an attribute of the first element of a name, empty where it has none.
fn attribute(nitf: &Element<'_>, element: &str, name: &str) -> String {
    let value = nitf.find(element).and_then(|element| element.attribute(name));
    value.as_deref().unwrap_or_default().trim().to_owned()
}

/// Returns the content of the `meta` element with this name.
fn meta(nitf: &Element<'_>, name: &str) -> String {
    let has_name = |meta: &&Element<'_>| {
        meta.attribute("name").is_some_and(|known| known.eq_ignore_ascii_case(name))
    };
    let content = nitf.all("meta").find(has_name).and_then(|meta| meta.attribute("content"));
    content.map(Cow::into_owned).unwrap_or_default()
}

/// Returns the id after the name of its registry.
fn own_id(nitf: &Element<'_>) -> Option<String> {
    let id = attribute(nitf, "doc-id", "id-string");
    let registry = attribute(nitf, "doc-id", "regsrc");
    let full_id = if registry.is_empty() || id.contains(&registry) {
        id.clone()
    } else {
        format!("{registry}:{id}")
    };
    (!id.is_empty()).then_some(full_id)
}

/// Returns the dates of a document, most likely date of publication first.
fn dates(nitf: &Element<'_>) -> Vec<String> {
    // A day may carry a time zone without a time: `20180503+0200`.
    let norm = |element: &str| {
        let date = attribute(nitf, element, "norm");
        let day = date.split_once('+').map(|(day, _)| day).filter(|day| day.len() == 8);
        day.map_or_else(|| date.clone(), str::to_owned)
    };
    vec![
        norm("date.issue"),
        norm("date.release"),
        attribute(nitf, "pubdata", "date.publication"),
        norm("story.date"),
        nitf.find("date.issue").map(Element::line).unwrap_or_default(),
    ]
}

/// Reads the publisher, the agency and the copyright line.
fn read_publishers(nitf: &Element<'_>, article: &mut Article) {
    let holder = attribute(nitf, "doc.copyright", "holder");
    let holder = holder.split(". ").next().unwrap_or_default().trim();
    let year = attribute(nitf, "doc.copyright", "year");
    if !holder.is_empty() {
        codes::push_unique(&mut article.credits, &format!("© {year} {holder}"));
    }
    let distributor = nitf.find("distributor").map(Element::line).unwrap_or_default();
    let sources = [
        attribute(nitf, "from-src", "src-name"),
        holder.to_owned(),
        attribute(nitf, "doc.rights", "agent"),
    ];
    let known_agency = sources
        .into_iter()
        .find(|name| dateline::is_known_agency(name) || codes::short_agency(name).is_some());
    fill_if_empty(&mut article.agency, codes::agency_name(&distributor));
    fill_if_empty(&mut article.agency, codes::agency_name(&known_agency.unwrap_or_default()));
    fill_if_empty(&mut article.publisher, attribute(nitf, "pubdata", "name"));
    fill_if_empty(&mut article.publisher, holder.to_owned());
    fill_if_empty(&mut article.publisher, article.agency.clone());
}

/// Returns the section of the newspaper, or else the desk.
fn section(nitf: &Element<'_>) -> String {
    let kind = attribute(nitf, "tobject", "tobject.type");
    let kind = if kind.eq_ignore_ascii_case("news") { String::new() } else { kind };
    let sections = [
        attribute(nitf, "pubdata", "position.section"),
        meta(nitf, "online_sections"),
        meta(nitf, "dsk"),
        kind,
    ];
    let section = sections.into_iter().find(|section| !section.is_empty()).unwrap_or_default();
    section.split(';').next().unwrap_or_default().trim().to_owned()
}

fn language(nitf: &Element<'_>) -> String {
    let content = nitf.find("body.content").and_then(|content| content.attribute("lang"));
    let declared = [
        content,
        nitf.attribute("lang"),
        nitf.attribute("baselang"),
        Some(meta(nitf, "language").into()),
    ];
    declared
        .into_iter()
        .flatten()
        .map(|language| record::language_code(&language))
        .find(|code| !code.is_empty())
        .unwrap_or_default()
}

fn read_keywords(nitf: &Element<'_>, article: &mut Article) {
    for keyword in nitf.all("keyword") {
        let words = keyword.attribute("key").map_or_else(|| keyword.line(), Cow::into_owned);
        words.split(';').for_each(|word| codes::push_unique(&mut article.keywords, word));
    }
    meta(nitf, "keywords")
        .split([',', ';'])
        .for_each(|word| codes::push_unique(&mut article.keywords, word));
}

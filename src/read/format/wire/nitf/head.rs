//! The head of a NITF document: ids, dates, who published it and where it stood.

use std::borrow::Cow;

use crate::article::Article;
use crate::article::dateline;
use crate::read::format::shared::xml::Element;
use crate::read::format::shared::{codes, finish, record};

/// Reads the head into what an article lacks.
pub fn fill(nitf: &Element<'_>, article: &mut Article) {
    if article.own_id.is_none() {
        article.own_id = own_id(nitf);
    }
    if article.published.is_none() {
        finish::date(article, dates(nitf));
    }
    publishers(nitf, article);
    lend(&mut article.edition, attribute(nitf, "pubdata", "edition.name"));
    lend(&mut article.page, meta(nitf, "print_page_number"));
    lend(&mut article.page, attribute(nitf, "pubdata", "position.sequence"));
    lend(&mut article.section, section(nitf));
    lend(
        &mut article.url,
        Some(attribute(nitf, "pubdata", "ex-ref"))
            .filter(|url| url.starts_with("http"))
            .unwrap_or_default(),
    );
    lend(&mut article.language, language(nitf));
    keywords(nitf, article);
    match attribute(nitf, "docdata", "management-status").as_str() {
        "canceled" | "cancelled" | "killed" => {
            article.warnings.push("canceled by its publisher".to_owned())
        }
        "embargoed" | "withheld" => article.warnings.push("was embargoed".to_owned()),
        _ => {}
    }
}

fn lend(own: &mut String, lent: String) {
    if own.is_empty() {
        *own = lent;
    }
}

/// An attribute of the first element of a name, empty where it says nothing.
fn attribute(nitf: &Element<'_>, element: &str, name: &str) -> String {
    let value = nitf.find(element).and_then(|element| element.attribute(name));
    value.as_deref().unwrap_or_default().trim().to_owned()
}

/// What a `meta` of this name says.
fn meta(nitf: &Element<'_>, name: &str) -> String {
    let named = |meta: &&Element<'_>| {
        meta.attribute("name").is_some_and(|said| said.eq_ignore_ascii_case(name))
    };
    let content = nitf.all("meta").find(named).and_then(|meta| meta.attribute("content"));
    content.map(Cow::into_owned).unwrap_or_default()
}

/// The id, after the name of whoever registered it.
fn own_id(nitf: &Element<'_>) -> Option<String> {
    let id = attribute(nitf, "doc-id", "id-string");
    let registry = attribute(nitf, "doc-id", "regsrc");
    let told = if registry.is_empty() || id.contains(&registry) {
        id.clone()
    } else {
        format!("{registry}:{id}")
    };
    (!id.is_empty()).then_some(told)
}

fn dates(nitf: &Element<'_>) -> Vec<String> {
    // A day with a zone and no time of day is a day: `20180503+0200`.
    let norm = |element: &str| {
        let said = attribute(nitf, element, "norm");
        let day =
            said.split_once('+').filter(|(day, _)| day.len() == 8).map(|(day, _)| day.to_owned());
        day.unwrap_or(said)
    };
    vec![
        norm("date.issue"),
        norm("date.release"),
        attribute(nitf, "pubdata", "date.publication"),
        norm("story.date"),
        nitf.find("date.issue").map(Element::line).unwrap_or_default(),
    ]
}

/// The publisher, the agency and the copyright line.
fn publishers(nitf: &Element<'_>, article: &mut Article) {
    let holder = attribute(nitf, "doc.copyright", "holder");
    let holder = holder.split(". ").next().unwrap_or_default().trim();
    let year = attribute(nitf, "doc.copyright", "year");
    if !holder.is_empty() {
        codes::add(&mut article.credits, &format!("© {year} {holder}"));
    }
    let distributor = nitf.find("distributor").map(Element::line).unwrap_or_default();
    let known = [
        attribute(nitf, "from-src", "src-name"),
        holder.to_owned(),
        attribute(nitf, "doc.rights", "agent"),
    ];
    let known = known
        .into_iter()
        .find(|name| dateline::is_known_agency(name) || codes::short_agency(name).is_some());
    lend(&mut article.agency, codes::agency(&distributor));
    lend(&mut article.agency, codes::agency(&known.unwrap_or_default()));
    lend(&mut article.publisher, attribute(nitf, "pubdata", "name"));
    lend(&mut article.publisher, holder.to_owned());
    lend(&mut article.publisher, article.agency.clone());
}

/// The part of the paper, or the desk.
fn section(nitf: &Element<'_>) -> String {
    let kind = attribute(nitf, "tobject", "tobject.type");
    let kind = if kind.eq_ignore_ascii_case("news") { String::new() } else { kind };
    let said = [
        attribute(nitf, "pubdata", "position.section"),
        meta(nitf, "online_sections"),
        meta(nitf, "dsk"),
        kind,
    ];
    let section = said.into_iter().find(|said| !said.is_empty()).unwrap_or_default();
    section.split(';').next().unwrap_or_default().trim().to_owned()
}

fn language(nitf: &Element<'_>) -> String {
    let content = nitf.find("body.content").and_then(|content| content.attribute("lang"));
    let said = [
        content,
        nitf.attribute("lang"),
        nitf.attribute("baselang"),
        Some(meta(nitf, "language").into()),
    ];
    said.into_iter()
        .flatten()
        .map(|said| record::language(&said))
        .find(|code| !code.is_empty())
        .unwrap_or_default()
}

fn keywords(nitf: &Element<'_>, article: &mut Article) {
    for keyword in nitf.all("keyword") {
        let said = keyword.attribute("key").map_or_else(|| keyword.line(), Cow::into_owned);
        said.split(';').for_each(|word| codes::add(&mut article.keywords, word));
    }
    meta(nitf, "keywords")
        .split([',', ';'])
        .for_each(|word| codes::add(&mut article.keywords, word));
}

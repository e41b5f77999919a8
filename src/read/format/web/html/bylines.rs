//! Bylines on a page, found by microdata, by links to authors, and by usual names of classes.

use dom_query::{Document, NodeId, NodeRef, Selection};
use serde_json::Value;

use crate::read::format::shared::{finish, markup};
use crate::text::clean;

/// Longest byline, in bytes.
const LONGEST: usize = 180;

/// Most elements that are examined.
const MOST_EXAMINED: usize = 30;

/// Selectors of bylines, the most reliable first.
const SELECTORS: [&str; 5] = [
    "[itemprop~=author] [itemprop~=name], [itemprop~=author][itemprop~=name]",
    "a[rel~=author], [itemprop~=author]",
    "[class*=author-name], [class*=authorName], [class*=AuthorName], [class*=author__name], [class*=byline-name], [class*=byline__name], [class*=author_name], [class*=byline-author], [class*=byline__author]",
    "[class*=byline], [class*=Byline], [id*=byline], [class*=autor], [class*=contributor]",
    "[class*=author], [class*=Author], [id*=author], [class*=writer], [class*=reporter], address",
];

/// People named in a field of metadata, without organisations and the site itself.
pub(super) fn people(field: &Value, sites: &[String]) -> Vec<String> {
    let mut people = Vec::new();
    collect_people(field, &mut people, 3);
    // "The Courier, Geneva, Switzerland" is a site with its address.
    if people.first().is_some_and(|name| is_site(name, sites)) && field.is_string() {
        people.clear();
    }
    people.retain(|name| !is_site(name, sites));
    people.dedup();
    people
}

/// People that a line names. A single word in lower case is an account, not a name.
fn people_in_line(line: &str) -> Vec<String> {
    let mut people = finish::authors(strip_opening(line));
    people.retain(|name| {
        let is_account = name.is_ascii()
            && !name.contains([' ', '.'])
            && !name.bytes().any(|byte| byte.is_ascii_uppercase());
        !is_account && !name.contains([')', '(', '/', '…'])
    });
    people.iter_mut().for_each(|name| {
        // "Reporter" in Korean and Japanese.
        let without_role =
            [" 기자", " 記者", "記者"].iter().find_map(|role| name.strip_suffix(role));
        if let Some(without_role) = without_role {
            *name = without_role.to_owned();
        }
    });
    people
}

/// Removes the opening word of a byline in various languages.
fn strip_opening(line: &str) -> &str {
    const OPENINGS: [&str; 21] = [
        "Von ",
        "VON ",
        "von ",
        "Par ",
        "PAR ",
        "par ",
        "Por ",
        "POR ",
        "Di ",
        "Door ",
        "Av ",
        "Af ",
        "Text: ",
        "Autor: ",
        "Autorin: ",
        "Author: ",
        "Tekst: ",
        "Written by ",
        "Reported by ",
        "Words by ",
        "Oleh ",
    ];
    OPENINGS.iter().find_map(|opening| line.strip_prefix(opening)).unwrap_or(line)
}

/// Collects the people in a value, down to a depth.
fn collect_people(value: &Value, people: &mut Vec<String>, depth: usize) {
    match value {
        Value::String(text) => {
            people.extend(people_in_line(&clean::line(&markup::strip_markup(text))))
        }
        Value::Array(items) if depth > 0 => {
            items.iter().for_each(|item| collect_people(item, people, depth - 1))
        }
        Value::Object(node) if depth > 0 => {
            let kind = node.get("@type").map(Value::to_string).unwrap_or_default();
            let part = |name: &str| node.get(name).and_then(Value::as_str).unwrap_or_default();
            let full_name = format!("{} {}", part("givenName"), part("familyName"));
            match node.get("name").filter(|name| !name.as_str().is_some_and(str::is_empty)) {
                _ if kind.contains("Organization") => {}
                Some(name) => collect_people(name, people, depth - 1),
                None => people.extend(people_in_line(full_name.trim())),
            }
        }
        _ => {}
    }
}

/// Returns whether a name is that of the site.
pub(super) fn is_site(name: &str, sites: &[String]) -> bool {
    let normalise = |name: &str| {
        name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let name = normalise(name);
    let same = |site: &String| {
        let site = normalise(site);
        let without_the = |name: &str| name.strip_prefix("the").unwrap_or(name).to_owned();
        !site.is_empty()
            && (without_the(&name) == without_the(&site)
                || (name.len() > 3 && without_the(&site).starts_with(&without_the(&name)))
                || (site.len() > 4 && name.starts_with(&site)))
    };
    sites.iter().any(same)
}

/// Finds the printed byline, and the people it names. Further bylines count if they are next to the
/// first.
pub(super) fn printed(page: &Document, sites: &[String]) -> Option<(String, Vec<String>)> {
    SELECTORS.iter().find_map(|selector| {
        let selected = page.select(selector);
        let mut byline: Option<(String, Vec<String>)> = None;
        let mut first_ancestors = Vec::new();
        let elements = selected.iter().take(MOST_EXAMINED);
        for element in elements.filter(|element| !is_about_others(element)) {
            let ancestors = near_ancestors(&element);
            let is_near = ancestors.iter().any(|id| first_ancestors.contains(id));
            if byline.is_some() && !is_near {
                break;
            }
            let (line, people) = parse_byline(&element, sites);
            match &mut byline {
                _ if people.is_empty() => {}
                None => (byline, first_ancestors) = (Some((line, people)), ancestors),
                Some((_, known)) => known.extend(
                    people.into_iter().filter(|name| !known.contains(name)).collect::<Vec<_>>(),
                ),
            }
        }
        byline
    })
}

/// Finds a byline among the lines of a page, where nothing marks it: "By Jane Doe" on a separate
/// line.
pub(super) fn in_lines<'l>(
    lines: impl Iterator<Item = &'l str>,
    sites: &[String],
) -> Option<(String, Vec<String>)> {
    let mut short = lines.filter(|line| line.len() < 100 && !line.ends_with(['.', '?', '!']));
    short.find_map(|line| {
        let opens =
            strip_opening(line) != line || line.starts_with("By ") || line.starts_with("by ");
        let mut people = if opens { names(line) } else { Vec::new() };
        people.retain(|name| !is_site(name, sites));
        (!people.is_empty()).then(|| (line.to_owned(), people))
    })
}

/// The closest ancestors of an element, except those that are around the whole page or article.
fn near_ancestors(element: &Selection) -> Vec<NodeId> {
    let is_wide = |node: &NodeRef<'_>| {
        node.node_name().is_some_and(|name| matches!(&*name, "body" | "main" | "article"))
    };
    let near = element.nodes().iter().flat_map(|node| node.ancestors_it(Some(2)));
    near.filter(|node| !is_wide(node)).map(|node| node.id).collect()
}

/// Returns whether an element is about somebody else, such as a commenter or the author of a
/// recommended article.
fn is_about_others(element: &Selection) -> bool {
    const WORDS: [&str; 7] =
        ["comment", "related", "recommend", "teaser", "sidebar", "footer", "nav"];
    let is_foreign = |node: &NodeRef<'_>| {
        let class = node.attr("class").unwrap_or_default().to_lowercase();
        let id = node.attr("id").unwrap_or_default().to_lowercase();
        let body = node.node_name().is_some_and(|name| matches!(&*name, "body" | "html"));
        !body && WORDS.iter().any(|word| class.contains(word) || id.contains(word))
    };
    element.nodes().first().is_some_and(|node| {
        is_foreign(node) || node.ancestors_it(Some(6)).any(|ancestor| is_foreign(&ancestor))
    })
}

/// Text of a byline and the people it names. If any link in it names people, only links count.
fn parse_byline(element: &Selection, sites: &[String]) -> (String, Vec<String>) {
    let line = clean::line(&element.text());
    if line.is_empty() || line.len() > LONGEST || is_other_credit(&line) {
        return Default::default();
    }
    let links = element.select("a, [itemprop~=name]");
    let linked: Vec<String> =
        links.iter().flat_map(|link| names(&clean::line(&link.text()))).collect();
    let mut people = if linked.is_empty() { names(&line) } else { linked };
    people.retain(|name| !is_site(name, sites));
    people.dedup();
    (line, people)
}

/// Returns whether a line credits an editor or a photographer.
fn is_other_credit(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["editor", "bild", "foto", "photo", "image", "picture", "illustration"]
        .iter()
        .any(|word| lower.starts_with(word))
}

/// People that a printed line names. A name must have two to five capitalised words, or be in a
/// script without spaces.
fn names(line: &str) -> Vec<String> {
    let line = line.split_once('@').map_or(line, |(before, _)| before);
    // A day before the byline: "Monday August 27, 2018 10:05 am by Jane Doe".
    let line = match line.split_once(" by ") {
        Some((before, after)) if before.contains(|c: char| c.is_ascii_digit()) => after,
        _ => line,
    };
    const WORDS: [&str; 22] = [
        "twitter",
        "facebook",
        "linkedin",
        "instagram",
        "email",
        "e-mail",
        "share",
        "follow",
        "comments",
        "newsletter",
        "subscribe",
        "profile",
        "more",
        "photo",
        "about",
        "updated",
        "published",
        "redaktion",
        "editor",
        "author",
        "authors",
        "stories",
    ];
    let mut people = people_in_line(line);
    people.retain(|name| {
        let words: Vec<&str> = name.split_whitespace().collect();
        let is_east_asian =
            name.chars().all(|c| c > '\u{2E80}' || c == ' ') && name.chars().count() <= 8;
        if words.iter().any(|word| WORDS.contains(&word.to_lowercase().as_str())) {
            return false;
        }
        let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
        is_east_asian
            || ((2..=5).contains(&words.len())
                && capitals * 2 > words.len()
                && words.first().is_some_and(|word| word.starts_with(char::is_uppercase)))
    });
    people
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(html: &str) -> Vec<String> {
        printed(&Document::from(html), &["The Courier".to_owned()])
            .map(|(_, people)| people)
            .unwrap_or_default()
    }

    #[test]
    fn printed_bylines_are_found() {
        for (html, want) in [
            (
                "<p class=byline>By <a href=/j>Jane Doe</a> and <a href=/r>John Roe</a></p>",
                vec!["Jane Doe", "John Roe"],
            ),
            ("<span itemprop=author><b itemprop=name>Jane Doe</b></span>", vec!["Jane Doe"]),
            (
                "<div><a rel=author>Jane Doe</a> <a rel=author>John Roe</a></div><p><a rel=author>Ann Other</a></p>",
                vec!["Jane Doe", "John Roe"],
            ),
            (
                "<p class=comment-author>Ann Other</p><p class=author>By Jane Doe@jane</p>",
                vec!["Jane Doe"],
            ),
            ("<p class=byline>Monday July 18, 2016 10:05 am PDT by Jane Doe</p>", vec!["Jane Doe"]),
            ("<p class=author>The Courier</p>", vec![]),
            ("<p class=author>read more about us</p>", vec![]),
        ] {
            assert_eq!(read(html), want, "{html}");
        }
    }

    #[test]
    fn organisations_are_not_authors() {
        let field = serde_json::json!([{"@type": "Organization", "name": "Some House"}, {"@type": "Person", "name": "Jane Doe"}, {"name": "Courier"}]);
        assert_eq!(people(&field, &["The Courier".to_owned()]), ["Jane Doe"]);
    }
}

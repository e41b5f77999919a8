//! Who wrote a page, where a reader sees it: by microdata, by links to authors, by what designs call a byline.

use dom_query::{Document, NodeId, NodeRef, Selection};
use serde_json::Value;

use crate::read::format::shared::finish;
use crate::text::clean;

/// The longest byline, and the most bylines that are looked at.
const LONGEST: usize = 180;
const LOOKED_AT: usize = 30;

/// Where designs print who wrote it, the surer first.
const PLACES: [&str; 5] = [
    "[itemprop~=author] [itemprop~=name], [itemprop~=author][itemprop~=name]",
    "a[rel~=author], [itemprop~=author]",
    "[class*=author-name], [class*=authorName], [class*=AuthorName], [class*=author__name], [class*=byline-name], [class*=byline__name], [class*=author_name], [class*=byline-author], [class*=byline__author]",
    "[class*=byline], [class*=Byline], [id*=byline], [class*=autor], [class*=contributor]",
    "[class*=author], [class*=Author], [id*=author], [class*=writer], [class*=reporter], address",
];

/// The people among those a field of metadata names: whoever is called like the site is none, nor is an organisation.
pub fn people(said: &Value, sites: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    gather(said, &mut found, 3);
    // "The Courier, Geneva, Switzerland" is a site with its address.
    if found.first().is_some_and(|name| is_site(name, sites)) && said.is_string() {
        found.clear();
    }
    found.retain(|name| !is_site(name, sites));
    found.dedup();
    found
}

/// The people a field names. What is written small and in one word is an account.
fn told(line: &str) -> Vec<String> {
    let mut people = finish::authors(bare(line));
    people.retain(|name| {
        let account = name.is_ascii()
            && !name.contains([' ', '.'])
            && !name.bytes().any(|byte| byte.is_ascii_uppercase());
        !account && !name.contains([')', '(', '/', '…'])
    });
    people.iter_mut().for_each(|name| {
        if let Some(bare) =
            [" 기자", " 記者", "記者"].iter().find_map(|role| name.strip_suffix(role))
        {
            *name = bare.to_owned();
        }
    });
    people
}

/// A byline without the word of its language that opens it.
fn bare(line: &str) -> &str {
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

fn gather(said: &Value, found: &mut Vec<String>, depth: usize) {
    match said {
        Value::String(text) => {
            found.extend(told(&clean::line(&crate::read::format::shared::markup::text(text))))
        }
        Value::Array(items) if depth > 0 => {
            items.iter().for_each(|item| gather(item, found, depth - 1))
        }
        Value::Object(node) if depth > 0 => {
            let kind = node.get("@type").map(Value::to_string).unwrap_or_default();
            let part = |name: &str| node.get(name).and_then(Value::as_str).unwrap_or_default();
            let whole = format!("{} {}", part("givenName"), part("familyName"));
            match node.get("name").filter(|name| !name.as_str().is_some_and(str::is_empty)) {
                _ if kind.contains("Organization") => {}
                Some(name) => gather(name, found, depth - 1),
                None => found.extend(told(whole.trim())),
            }
        }
        _ => {}
    }
}

/// Whether a name is that of the site.
pub fn is_site(name: &str, sites: &[String]) -> bool {
    let plain = |name: &str| {
        name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect::<String>()
    };
    let name = plain(name);
    let same = |site: &String| {
        let site = plain(site);
        let bare = |name: &str| name.strip_prefix("the").unwrap_or(name).to_owned();
        !site.is_empty()
            && (bare(&name) == bare(&site)
                || (name.len() > 3 && bare(&site).starts_with(&bare(&name)))
                || (site.len() > 4 && name.starts_with(&site)))
    };
    sites.iter().any(same)
}

/// The byline a reader sees, and the people it names.
pub fn printed(page: &Document, sites: &[String]) -> Option<(String, Vec<String>)> {
    PLACES.iter().find_map(|places| {
        let found = page.select(places);
        let mut told: Option<(String, Vec<String>)> = None;
        let mut parent = Vec::new();
        for place in found.iter().take(LOOKED_AT).filter(|place| !is_of_another(place)) {
            let around = around(&place);
            if told.is_some() && !around.iter().any(|id| parent.contains(id)) {
                break;
            }
            let (line, people) = byline(&place, sites);
            match &mut told {
                _ if people.is_empty() => {}
                None => (told, parent) = (Some((line, people)), around),
                Some((_, known)) => known.extend(
                    people.into_iter().filter(|name| !known.contains(name)).collect::<Vec<_>>(),
                ),
            }
        }
        told
    })
}

/// The byline among the lines of a page, where no design calls it one: "By Jane Doe" on a line of its own.
pub fn in_lines<'l>(
    lines: impl Iterator<Item = &'l str>,
    sites: &[String],
) -> Option<(String, Vec<String>)> {
    let mut short = lines.filter(|line| line.len() < 100 && !line.ends_with(['.', '?', '!']));
    short.find_map(|line| {
        let opens =
            bare(line) != line || line.strip_prefix("By ").or(line.strip_prefix("by ")).is_some();
        let mut people = if opens { names(line) } else { Vec::new() };
        people.retain(|name| !is_site(name, sites));
        (!people.is_empty()).then(|| (line.to_owned(), people))
    })
}

/// What is closely around a place, but for what is around everything.
fn around(place: &Selection) -> Vec<NodeId> {
    let wide = |node: &NodeRef<'_>| {
        node.node_name().is_some_and(|name| matches!(&*name, "body" | "main" | "article"))
    };
    let near = place.nodes().iter().flat_map(|node| node.ancestors_it(Some(2)));
    near.filter(|node| !wide(node)).map(|node| node.id).collect()
}

/// Whether a place tells of somebody else: who comments, or who wrote what is recommended.
fn is_of_another(place: &Selection) -> bool {
    const WORDS: [&str; 7] =
        ["comment", "related", "recommend", "teaser", "sidebar", "footer", "nav"];
    let others = |node: &NodeRef<'_>| {
        let class = node.attr("class").unwrap_or_default().to_lowercase();
        let id = node.attr("id").unwrap_or_default().to_lowercase();
        let body = node.node_name().is_some_and(|name| matches!(&*name, "body" | "html"));
        !body && WORDS.iter().any(|word| class.contains(word) || id.contains(word))
    };
    place.nodes().first().is_some_and(|node| {
        others(node) || node.ancestors_it(Some(6)).any(|around| others(&around))
    })
}

/// The text of a byline, and its people: each of its links names one where more than one does.
fn byline(place: &Selection, sites: &[String]) -> (String, Vec<String>) {
    let line = clean::line(&place.text());
    if line.is_empty() || line.len() > LONGEST || is_of_others(&line) {
        return Default::default();
    }
    let links = place.select("a, [itemprop~=name]");
    let named: Vec<String> =
        links.iter().flat_map(|link| names(&clean::line(&link.text()))).collect();
    let mut people = if named.is_empty() { names(&line) } else { named };
    people.retain(|name| !is_site(name, sites));
    people.dedup();
    (line, people)
}

/// Whether a line names an editor or a photographer.
fn is_of_others(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["editor", "bild", "foto", "photo", "image", "picture", "illustration"]
        .iter()
        .any(|word| lower.starts_with(word))
}

/// The people a printed line names: where nothing vouches for it, a name is two to five words in capitals, or written
/// without spaces.
fn names(line: &str) -> Vec<String> {
    let line = line.split_once('@').map_or(line, |(before, _)| before);
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
    let mut people = told(line);
    people.retain(|name| {
        let words: Vec<&str> = name.split_whitespace().collect();
        let wide = name.chars().all(|c| c > '\u{2E80}' || c == ' ') && name.chars().count() <= 8;
        if words.iter().any(|word| WORDS.contains(&word.to_lowercase().as_str())) {
            return false;
        }
        let capitals = words.iter().filter(|word| word.starts_with(char::is_uppercase)).count();
        wide || ((2..=5).contains(&words.len())
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
    fn bylines_are_found_where_a_reader_sees_them() {
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
            ("<p class=author>The Courier</p>", vec![]),
            ("<p class=author>read more about us</p>", vec![]),
        ] {
            assert_eq!(read(html), want, "{html}");
        }
    }

    #[test]
    fn organisations_are_no_authors() {
        let said = serde_json::json!([{"@type": "Organization", "name": "Some House"}, {"@type": "Person", "name": "Jane Doe"}, {"name": "Courier"}]);
        assert_eq!(people(&said, &["The Courier".to_owned()]), ["Jane Doe"]);
    }
}

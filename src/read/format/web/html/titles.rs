//! The headline of a page, without the name of the site.

use dom_query::Document;

use crate::text::clean;

/// Separators between a headline and the name of the site.
const SEPARATORS: [&str; 14] = [
    " | ", " - ", " – ", " — ", " :: ", " » ", " · ", " / ", " • ", " ‹ ", " -- ", "｜", "：", "ㅣ",
];

/// Title and headings of a page.
pub(super) struct Headings {
    /// Text of the `title` element.
    pub title: String,
    /// Texts of the `h1` elements, in order.
    pub h1: Vec<String>,
}

impl Headings {
    /// Reads title and headings from a page.
    pub(super) fn from_document(page: &Document) -> Self {
        let lines = |selector: &str| -> Vec<String> {
            let selected = page.select(selector);
            selected
                .iter()
                .map(|element| clean::line(&element.text()))
                .filter(|text| !text.is_empty())
                .collect()
        };
        let title = page.select_single("title");
        Self { title: clean::line(&title.text()), h1: lines("h1") }
    }

    /// The longest heading that agrees with the title or with the headline in the metadata. Others
    /// are menus and logos. Without title and metadata, a single heading is taken.
    pub(super) fn headline(&self, metadata: &str) -> Option<&str> {
        let is_only = self.h1.len() == 1 && self.title.is_empty() && metadata.is_empty();
        let candidates = self
            .h1
            .iter()
            .filter(|text| is_only || agrees(text, &self.title) || agrees(text, metadata));
        candidates.max_by_key(|text| text.len()).map(String::as_str)
    }
}

/// Picks the headline: the heading, or else the one in the metadata, or else the title. Where the
/// heading also contains a kicker or byline, the one in the metadata is preferred.
pub(super) fn choose(headings: &Headings, metadata: &str, sites: &[String]) -> String {
    let heading = headings.headline(metadata).unwrap_or_default();
    let (long, short) = (normalise(heading), normalise(metadata));
    let contains = !short.is_empty()
        && short.len() * 2 > long.len()
        && (long.ends_with(&short) || long.starts_with(&short));
    match heading {
        "" if !metadata.is_empty() => complete(metadata.to_owned(), headings),
        "" if !headings.title.is_empty() => {
            without_site(&headings.title, sites, headings).to_owned()
        }
        "" => headings.h1.first().cloned().unwrap_or_default(),
        _ if contains && long != short => complete(metadata.to_owned(), headings),
        _ => without_site(heading, sites, headings).to_owned(),
    }
}

/// Completes a truncated headline from the headings of the page.
pub(super) fn complete(headline: String, headings: &Headings) -> String {
    let short = headline.trim_end_matches(['…', '.']).trim_end();
    let is_completion = |heading: &&String| {
        short.len() > 20 && short.len() < headline.len() && heading.starts_with(short)
    };
    headings.h1.iter().find(is_completion).cloned().unwrap_or(headline)
}

/// Returns whether a heading agrees with a title: it is a part of the title, or shares several
/// words with it.
fn agrees(heading: &str, title: &str) -> bool {
    let words =
        |text: &str| text.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (heading_words, title_words) = (words(heading), words(title));
    let shared =
        heading_words.iter().filter(|word| word.len() > 3 && title_words.contains(word)).count();
    let part = title.contains(heading)
        && (heading.chars().count() * 3 > title.chars().count() || heading_words.len() > 2);
    (heading.chars().count() > 3 && part) || (heading_words.len() > 3 && shared > 1)
}

/// Removes the name of the site from the end or the beginning of a title. Where a heading of the
/// page is part of the title, everything else is removed.
pub(super) fn without_site<'t>(title: &'t str, sites: &[String], headings: &Headings) -> &'t str {
    let is_site = |part: &str| sites.iter().any(|site| is_same_name(part, site));
    let is_heading = |part: &str| {
        let heading = headings.h1.iter().find(|heading| normalise(heading) == normalise(part));
        heading.is_some() && part.chars().count() > 12
    };
    for separator in SEPARATORS {
        if let Some((rest, last)) = title.rsplit_once(separator)
            && (is_site(last) || is_heading(rest) || is_domain(last))
        {
            return without_site(rest.trim(), sites, headings);
        }
        if let Some((first, rest)) = title.split_once(separator) {
            if is_site(first) || (is_heading(rest) && separator != "：") {
                return rest.trim();
            }
            if is_heading(first) {
                return first.trim();
            }
        }
    }
    title
}

/// Reduces a name to letters and digits in lower case.
fn normalise(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Returns whether a part of a title is a domain: `Globalnews.ca`.
fn is_domain(part: &str) -> bool {
    let part = part.trim();
    let (name, zone) = part.rsplit_once('.').unwrap_or_default();
    !part.contains(' ')
        && name.len() > 2
        && (2..=3).contains(&zone.len())
        && zone.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Returns whether a part of a title names the site: "Courier", "thecourier" and "The Courier
/// Sports" name "The Courier".
fn is_same_name(part: &str, site: &str) -> bool {
    let (part, site) = (normalise(part), normalise(site));
    let same =
        |a: &str, b: &str| a.strip_prefix("the").unwrap_or(a) == b.strip_prefix("the").unwrap_or(b);
    let is_prefix = site.len() > 2 && part.starts_with(&site) && part.len() < site.len() + 12;
    let is_suffix = site.len() > 4 && part.ends_with(&site) && part.len() < site.len() + 12;
    let is_short_form = part.len() > 4 && site.starts_with(&part);
    !part.is_empty() && (same(&part, &site) || is_prefix || is_suffix || is_short_form)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_of_the_site_is_removed() {
        let sites = ["The Courier".to_owned(), "dailypost".to_owned()];
        let headings = Headings { title: String::new(), h1: vec!["Plain long heading".to_owned()] };
        for (title, want) in [
            ("Flood in Beira | The Courier", "Flood in Beira"),
            ("Flood in Beira | Africa | Courier", "Flood in Beira | Africa"),
            ("The Courier - Flood in Beira", "Flood in Beira"),
            ("Flood in Beira - Daily Post", "Flood in Beira"),
            ("Flood in Beira -- Example.net", "Flood in Beira"),
            ("Flood - a diary", "Flood - a diary"),
            ("Plain long heading | Somewhere | by Jane Doe", "Plain long heading"),
        ] {
            assert_eq!(without_site(title, &sites, &headings), want, "{title}");
        }
    }

    #[test]
    fn the_headline_agrees_with_the_title() {
        let page = Document::from(
            "<title>The heading - Courier</title><h1>Menu</h1><h1> The <b>heading</b></h1>",
        );
        assert_eq!(Headings::from_document(&page).headline(""), Some("The heading"));
    }
}

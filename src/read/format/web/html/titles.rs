//! The headline of a page: what is said of it, without the name of the site.

use dom_query::Document;

use crate::text::clean;

/// Signs between a headline and the name of the site.
const SEPARATORS: [&str; 14] = [
    " | ", " - ", " – ", " — ", " :: ", " » ", " · ", " / ", " • ", " ‹ ", " -- ", "｜", "：", "ㅣ",
];

/// What a page calls itself, beside what its metadata says.
pub struct Headings {
    /// The text of `<title>`.
    pub title: String,
    /// Its headings of the first rank, in order.
    pub first: Vec<String>,
}

impl Headings {
    /// The headings of a page.
    pub fn of(page: &Document) -> Self {
        let lines = |selector: &str| -> Vec<String> {
            let texts = page.select(selector);
            texts
                .iter()
                .map(|found| clean::line(&found.text()))
                .filter(|text| !text.is_empty())
                .collect()
        };
        let title = page.select_single("title");
        Self { title: clean::line(&title.text()), first: lines("h1") }
    }

    /// The heading that says what the page's title or its tags say; other headings are menus and logos. Where neither
    /// says anything it is the only heading.
    pub fn headline(&self, tagged: &str) -> Option<&str> {
        let alone = self.first.len() == 1 && self.title.is_empty() && tagged.is_empty();
        let about = self
            .first
            .iter()
            .filter(|text| alone || is_about(text, &self.title) || is_about(text, tagged));
        about.max_by_key(|text| text.len()).map(String::as_str)
    }
}

/// The headline a page prints, else the one its tags say, else its title. A heading may hold more than the headline:
/// what stands over it, or who wrote it.
pub fn printed(headings: &Headings, tagged: &str, sites: &[String]) -> String {
    let heading = headings.headline(tagged).unwrap_or_default();
    let (long, short) = (plain(heading), plain(tagged));
    let holds = !short.is_empty()
        && short.len() * 2 > long.len()
        && (long.ends_with(&short) || long.starts_with(&short));
    match heading {
        "" if !tagged.is_empty() => whole(tagged.to_owned(), headings),
        "" if !headings.title.is_empty() => {
            without_site(&headings.title, sites, headings).to_owned()
        }
        "" => headings.first.first().cloned().unwrap_or_default(),
        _ if holds && long != short => whole(tagged.to_owned(), headings),
        _ => without_site(heading, sites, headings).to_owned(),
    }
}

/// A headline that was cut short, as the page prints it.
pub fn whole(told: String, headings: &Headings) -> String {
    let short = told.trim_end_matches(['…', '.']).trim_end();
    let cut = |heading: &&String| {
        short.len() > 20 && short.len() < told.len() && heading.starts_with(short)
    };
    headings.first.iter().find(cut).cloned().unwrap_or(told)
}

/// Whether a heading is about what a title is about: it is a part of it, or long and shares words with it.
fn is_about(heading: &str, title: &str) -> bool {
    let words =
        |text: &str| text.to_lowercase().split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let (spoken, known) = (words(heading), words(title));
    let shared = spoken.iter().filter(|word| word.len() > 3 && known.contains(word)).count();
    let part = title.contains(heading)
        && (heading.chars().count() * 3 > title.chars().count() || spoken.len() > 2);
    (heading.chars().count() > 3 && part) || (spoken.len() > 3 && shared > 1)
}

/// A headline without the site's name behind it or before it; where the page's heading is the headline, all that goes
/// beyond it is the site's.
pub fn without_site<'t>(title: &'t str, sites: &[String], headings: &Headings) -> &'t str {
    let same = |part: &str| sites.iter().any(|site| is_same_name(part, site));
    let printed = |part: &str| {
        let heading = headings.first.iter().find(|heading| plain(heading) == plain(part));
        heading.is_some() && part.chars().count() > 12
    };
    for separator in SEPARATORS {
        if let Some((rest, last)) = title.rsplit_once(separator)
            && (same(last) || printed(rest) || is_address(last))
        {
            return without_site(rest.trim(), sites, headings);
        }
        if let Some((first, rest)) = title.split_once(separator) {
            if same(first) || (printed(rest) && separator != "：") {
                return rest.trim();
            }
            if printed(first) {
                return first.trim();
            }
        }
    }
    title
}

/// A name without what differs from one place to another.
fn plain(name: &str) -> String {
    name.to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Whether a part of a title is an address: `Globalnews.ca`.
fn is_address(part: &str) -> bool {
    let part = part.trim();
    let (name, ending) = part.rsplit_once('.').unwrap_or_default();
    !part.contains(' ')
        && name.len() > 2
        && (2..=3).contains(&ending.len())
        && ending.bytes().all(|b| b.is_ascii_alphabetic())
}

/// Whether a part of a title names the site: "Courier", "thecourier" and "The Courier Sports" name "The Courier".
fn is_same_name(part: &str, site: &str) -> bool {
    let (part, site) = (plain(part), plain(site));
    let alike =
        |a: &str, b: &str| a.strip_prefix("the").unwrap_or(a) == b.strip_prefix("the").unwrap_or(b);
    let opens = site.len() > 2 && part.starts_with(&site) && part.len() < site.len() + 12;
    let ends = site.len() > 4 && part.ends_with(&site) && part.len() < site.len() + 12;
    let short = part.len() > 4 && site.starts_with(&part);
    !part.is_empty() && (alike(&part, &site) || opens || ends || short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headline_loses_the_name_of_the_site() {
        let sites = ["The Courier".to_owned(), "dailypost".to_owned()];
        let headings =
            Headings { title: String::new(), first: vec!["Plain long heading".to_owned()] };
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
    fn the_heading_is_what_the_title_says() {
        let page = Document::from(
            "<title>The heading - Courier</title><h1>Menu</h1><h1> The <b>heading</b></h1>",
        );
        assert_eq!(Headings::of(&page).headline(""), Some("The heading"));
    }
}

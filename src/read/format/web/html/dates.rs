//! Publication dates printed on a page, in many languages.

use std::borrow::Cow;

use dom_query::{Document, NodeRef, Selection};

use crate::article::date::NewsDate;
use crate::article::dateline;
use crate::text::{calendar, clean};

/// Most elements that are examined for a date.
const MOST_EXAMINED: usize = 60;

/// Longest text that is examined for a date, in bytes.
const LONGEST: usize = 240;

/// Selectors of dates, the most reliable first.
const SELECTORS: [&str; 3] = [
    "[itemprop~=datePublished], time[pubdate], abbr.published, [class*=published], [class*=Published], [class*=pubdate], [class*=pub-date]",
    "time, [class*=date], [class*=Date], [id*=date], [class*=timestamp], [class*=Timestamp], [class*=posted], [class*=datum], [class*=fecha]",
    "[class*=byline], [class*=Byline], [class*=meta], [class*=info], [class*=time], [class*=author], [class*=submitted], [id*=byline], h2, h6",
];

/// Finds the printed date of publication, or else the date in the web address.
pub(super) fn printed(page: &Document, url: &str) -> Option<NewsDate> {
    let printed = |in_comments: bool| {
        SELECTORS.iter().find_map(|selector| {
            let selected = page.select(selector);
            selected
                .iter()
                .take(MOST_EXAMINED)
                .filter(|element| !is_modification_date(element) || is_in_byline(element))
                .filter(|element| !is_labelled_update(element))
                .filter(|element| in_comments || !is_in_comments(element))
                .find_map(|element| element_date(&element))
        })
    };
    // The days of comments come last.
    printed(false)
        .or_else(|| in_url(url))
        .or_else(|| before_update(page))
        .or_else(|| labelled_update(page))
        .or_else(|| printed(true))
}

/// Words before the day of an update.
const UPDATE_LABELS: [&str; 22] = [
    "updated",
    "last updated",
    "last modified",
    "modified",
    "actualizado",
    "última actualización",
    "aktualisiert",
    "zuletzt aktualisiert",
    "mis à jour",
    "mise à jour",
    "modifié",
    "aggiornato",
    "atualizado",
    "bijgewerkt",
    "opdateret",
    "oppdatert",
    "uppdaterad",
    "päivitetty",
    "zaktualizowano",
    "aktualizacja",
    "обновлено",
    "güncelleme",
];

/// Returns whether the text of an element begins with the word for an update: "Actualizado el 19/07/2016".
fn is_labelled_update(element: &Selection) -> bool {
    let text = element.text().trim().to_lowercase();
    UPDATE_LABELS.iter().any(|label| {
        text.strip_prefix(label).is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// The day of a labelled update, where a page prints no other.
fn labelled_update(page: &Document) -> Option<NewsDate> {
    let elements = SELECTORS.iter().map(|selector| page.select(selector));
    let mut found = elements.flat_map(|selected| {
        let updates = selected.iter().take(MOST_EXAMINED).filter(is_labelled_update);
        updates.filter_map(|element| element_date(&element)).collect::<Vec<_>>()
    });
    found.next()
}

/// Returns whether an element is in the comments of readers.
fn is_in_comments(element: &Selection) -> bool {
    const NAMES: [&str; 4] = ["comment", "disqus", "replies", "reply"];
    let is_named = |node: &NodeRef<'_>| {
        ["class", "id"].iter().any(|attribute| {
            node.attr(attribute).is_some_and(|value| {
                let value = value.to_ascii_lowercase();
                value
                    .split([' ', '_'])
                    .any(|name| NAMES.iter().any(|comment| name.starts_with(comment)))
            })
        })
    };
    let nodes = element.nodes();
    nodes.iter().any(|node| is_named(node) || node.ancestors_it(None).any(|above| is_named(&above)))
}

/// Returns whether an element is part of a byline, where the only day is that of the article,
/// whatever its class says.
fn is_in_byline(element: &Selection) -> bool {
    const LEVELS: usize = 2;
    let is_byline = |node: &NodeRef<'_>| {
        node.attr("class").is_some_and(|class| class.to_ascii_lowercase().contains("byline"))
    };
    element.attr("datetime").is_none()
        && element
            .nodes()
            .iter()
            .any(|node| node.ancestors_it(Some(LEVELS)).any(|above| is_byline(&above)))
}

/// The first of two days that the line of an update prints: "27/11/2017 01:57 | Updated
/// 28/11/2017 19:20".
fn before_update(page: &Document) -> Option<NewsDate> {
    let selected = SELECTORS.get(1).map(|selector| page.select(selector))?;
    selected.iter().take(MOST_EXAMINED).filter(is_modification_date).find_map(|element| {
        let text = clean::line(&element.text());
        let (first, rest) = text.split_once('|').or_else(|| text.split_once(" - "))?;
        in_words(rest)?;
        in_words(first)
    })
}

/// Returns whether an element is named as the date of a modification or expiry.
fn is_modification_date(element: &Selection) -> bool {
    let matches = |attribute: &str| {
        element.attr(attribute).is_some_and(|value| {
            let value = value.to_lowercase();
            ["modified", "updated", "update", "expires"].iter().any(|word| value.contains(word))
        })
    };
    matches("class") || matches("itemprop") || matches("id")
}

/// Date in the attributes of an element, or else in its text.
fn element_date(element: &Selection) -> Option<NewsDate> {
    let in_attribute =
        ["datetime", "content", "title", "data-datetime", "data-date"].iter().find_map(|name| {
            let value = element.attr(name)?;
            NewsDate::parse(&value).filter(is_exact).or_else(|| from_unix_time(&value))
        });
    in_attribute.or_else(|| {
        let text = clean::line(&element.text());
        in_words(&text)
    })
}

/// Parses a Unix time of 1973 or later; smaller numbers are something else.
fn from_unix_time(text: &str) -> Option<NewsDate> {
    text.trim().parse().ok().filter(|time: &i64| *time > 99_999_999).and_then(NewsDate::from_unix)
}

/// Returns whether a date is known to the day.
fn is_exact(date: &NewsDate) -> bool {
    date.from == date.to
}

/// Day in a web address such as `/2016/07/18/flood` or `/2016-07-18-flood`.
fn in_url(url: &str) -> Option<NewsDate> {
    let parts: Vec<&str> = url.split(['/', '-', '_', '.']).collect();
    let is_day = |part: &[&str]| matches!(part, [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()));
    parts
        .windows(3)
        .filter(|part| is_day(part))
        .find_map(|part| NewsDate::parse(&part.join("-")).filter(is_exact))
}

/// First date in a line of text: "Von Jane Doe, 18. Juli 2016, 10:15 Uhr".
pub(super) fn in_words(text: &str) -> Option<NewsDate> {
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let english = in_english(text);
    let words: Vec<&str> = english.split_whitespace().collect();
    (0..words.len()).find_map(|from| {
        let may_start = words
            .get(from)
            .is_some_and(|word| word.bytes().any(|b| b.is_ascii_digit()) || is_month(word));
        let longest = if may_start { 8.min(words.len() - from) } else { 0 };
        (1..=longest).rev().find_map(|len| {
            let piece = words.get(from..from + len)?.join(" ");
            NewsDate::parse(piece.trim_matches([',', '.', ';', '|', '(', ')', '/', '-']))
                .filter(is_exact)
        })
    })
}

fn is_month(word: &str) -> bool {
    dateline::is_month(word.trim_matches(|c: char| !c.is_alphabetic()))
}

/// English months, by number.
const ENGLISH_MONTHS: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// Parses a month name in a language other than English.
fn foreign_month(name: &str) -> Option<i8> {
    calendar::foreign_month(name).or_else(|| {
        let is_foreign = !name.is_ascii() && calendar::month(name).is_none();
        calendar::date_month(name).filter(|_| is_foreign)
    })
}

/// Names the months that Vietnamese numbers: "18 tháng 7 năm 2016".
fn with_named_months(text: &str) -> Cow<'_, str> {
    const MONTH: &str = "tháng ";
    let lower = text.to_lowercase();
    if lower.len() != text.len() || !lower.contains(MONTH) {
        return Cow::Borrowed(text);
    }
    let mut named = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.to_lowercase().find(MONTH) {
        let (before, after) = rest.split_at_checked(at).unwrap_or((rest, ""));
        let after = after.get(MONTH.len()..).unwrap_or_default();
        let digits = after.bytes().take_while(u8::is_ascii_digit).count();
        let (number, after) = after.split_at_checked(digits).unwrap_or(("", after));
        let month = number.parse().ok().and_then(|month: usize| month.checked_sub(1));
        named.push_str(before);
        named.push_str(month.and_then(|at| ENGLISH_MONTHS.get(at)).copied().unwrap_or(number));
        rest = after;
    }
    named.push_str(rest);
    Cow::Owned(named)
}

/// Translates the months in a line to English, and drops words that other languages put into dates.
fn in_english(text: &str) -> String {
    let separated = text
        .replace(['年', '月', '년', '월'], "-")
        .replace(['日', '일'], " ")
        .replace(['·', '|', '–', '•', '\u{202f}'], " ");
    let numbered = with_named_months(&separated);
    let words = numbered.split_whitespace().filter_map(|word| {
        let name = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        let month = foreign_month(&name).and_then(|month| usize::try_from(month - 1).ok());
        match month.and_then(|at| ENGLISH_MONTHS.get(at)) {
            Some(english) => Some(word.to_lowercase().replace(&name, english)),
            None if matches!(
                name.as_str(),
                "de" | "del"
                    | "di"
                    | "uhr"
                    | "um"
                    | "à"
                    | "a"
                    | "kl"
                    | "om"
                    | "г"
                    | "року"
                    | "le"
                    | "den"
                    | "klo"
                    | "klokken"
                    | "kello"
                    | "godz"
                    | "ore"
                    | "saat"
                    | "lúc"
                    | "năm"
                    | "ngày"
            ) && !word.contains(|c: char| c.is_ascii_digit()) =>
            {
                None
            }
            None => Some(word.to_owned()),
        }
    });
    words.collect::<Vec<_>>().join(" ").replace("- ", "-")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_parsed_in_many_languages() {
        for text in [
            "Published July 18, 2016 | Beira",
            "Von Jane Doe, 18. Juli 2016, 10:15 Uhr",
            "Publié le 18 juillet 2016 à 10:15",
            "18 de julio de 2016",
            "18 июля 2016 г.",
            "2016年7月18日 10時15分",
            "2016.07.18 10:15",
            "18.07.2016",
            "18 Temmuz 2016",
            "18.7.2016 klo 10.15",
            "maanantaina 18. heinäkuuta 2016 klo 10.15",
            "Thứ hai, 18/7/2016, 10:30 (GMT+7)",
            "Thứ Hai, ngày 18 tháng 7 năm 2016",
            "18 Tháng 7, 2016 lúc 10:15",
        ] {
            assert_eq!(
                in_words(text).map(|date| date.from.to_string()).as_deref(),
                Some("2016-07-18"),
                "{text}"
            );
        }
        for text in ["2016", "July 2016", "Chapter 18, 3 of 7", "no date"] {
            assert_eq!(in_words(text), None, "{text}");
        }
    }

    #[test]
    fn printed_dates_and_dates_in_addresses_are_found() {
        let date = |url: &str, body: &str| {
            printed(&Document::from(body), url).map(|date| date.to_string())
        };
        let day = Some("18 July 2016".to_owned());
        assert_eq!(date("https://example.org/2016/07/18/flood", ""), day);
        assert_eq!(date("https://example.org/2016-07-18-flood", ""), day);
        assert_eq!(
            date(
                "",
                "<p class=updates>x</p><p class='entry-date'>Published July 18, 2016 | Beira</p>"
            ),
            day
        );
        assert_eq!(
            date(
                "",
                "<time class=updated datetime=2017-01-01>x</time><time datetime=2016-07-18>x</time>"
            ),
            day
        );
        let comments = "<div class=byline>Monday July 18, 2016 10:05 am PDT by Jane Doe</div><div id=comments><time datetime=2016-07-20>x</time></div>";
        assert_eq!(date("", comments), day);
        let byline = "<div class=pane-byline><div class=updated-date>July 18, 2016 | 6:00 PM</div></div><p class=date>May 3, 2015</p>";
        assert_eq!(date("", byline), day);
        let updated = "<time itemprop=dateModified datetime=2016-07-19>18/07/2016 01:57 | Actualizado a 19/07/2016 19:20</time>";
        assert_eq!(date("", updated), day);
        let labelled =
            "<div class=info>Actualizado el 19/07/2016</div><div class=info>18/07/2016</div>";
        assert_eq!(date("", labelled), day);
        let only = date("", "<div class=info>Actualizado el 19/07/2016</div>");
        assert_eq!(only.as_deref(), Some("19 July 2016"));
        assert_eq!(date("https://example.org/2016/flood", "<p class=date>2016</p>"), None);
    }
}

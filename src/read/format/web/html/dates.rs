//! When a page says it was published, where a reader sees it: dates in words of many languages.

use dom_query::{Document, Selection};

use crate::article::date::NewsDate;
use crate::text::{calendar, clean};

/// How many places of a page are looked at for a date.
const LOOKED_AT: usize = 60;

/// The longest text that is looked at for a date.
const LONGEST: usize = 240;

/// Where designs print a date, the surer first.
const PLACES: [&str; 3] = [
    "[itemprop~=datePublished], time[pubdate], abbr.published, [class*=published], [class*=Published], [class*=pubdate], [class*=pub-date]",
    "time, [class*=date], [class*=Date], [id*=date], [class*=timestamp], [class*=Timestamp], [class*=posted], [class*=datum], [class*=fecha]",
    "[class*=byline], [class*=Byline], [class*=meta], [class*=info], [class*=time], [class*=author], [class*=submitted], [id*=byline], h2, h6",
];

/// The date a reader sees, where no tag tells one: where the design says a date stands, or in the address.
pub fn printed(page: &Document, url: &str) -> Option<NewsDate> {
    let told = PLACES.iter().find_map(|places| {
        let found = page.select(places);
        found
            .iter()
            .take(LOOKED_AT)
            .filter(|place| !is_of_a_change(place))
            .find_map(|place| date_of(&place))
    });
    told.or_else(|| in_address(url))
}

/// Whether a place is where a change is dated: that is no publication.
fn is_of_a_change(place: &Selection) -> bool {
    let said = |name: &str| {
        place.attr(name).is_some_and(|said| {
            let said = said.to_lowercase();
            ["modified", "updated", "update", "expires"].iter().any(|word| said.contains(word))
        })
    };
    said("class") || said("itemprop") || said("id")
}

/// The date of one place: in its attributes, or in its words.
fn date_of(place: &Selection) -> Option<NewsDate> {
    let told =
        ["datetime", "content", "title", "data-datetime", "data-date"].iter().find_map(|name| {
            let said = place.attr(name)?;
            NewsDate::parse(&said).filter(is_exact).or_else(|| unix(&said))
        });
    told.or_else(|| {
        let text = clean::line(&place.text());
        in_words(&text)
    })
}

/// A Unix time of this century.
pub fn unix(said: &str) -> Option<NewsDate> {
    said.trim().parse().ok().filter(|time: &i64| *time > 99_999_999).and_then(NewsDate::from_unix)
}

/// A date known to the day at least.
fn is_exact(moment: &NewsDate) -> bool {
    moment.from == moment.to
}

/// The day in an address such as `/2016/07/18/flood` or `/2016-07-18-flood`.
fn in_address(url: &str) -> Option<NewsDate> {
    let parts: Vec<&str> = url.split(['/', '-', '_', '.']).collect();
    let day = |part: &[&str]| matches!(part, [y, m, d] if y.len() == 4 && (1..=2).contains(&m.len()) && (1..=2).contains(&d.len()));
    parts
        .windows(3)
        .filter(|part| day(part))
        .find_map(|part| NewsDate::parse(&part.join("-")).filter(is_exact))
}

/// The first date in a line of words: "Von Jane Doe, 18. Juli 2016, 10:15 Uhr".
pub fn in_words(text: &str) -> Option<NewsDate> {
    let text = text.get(..text.floor_char_boundary(LONGEST)).unwrap_or(text);
    if !text.bytes().any(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let english = in_english(text);
    let words: Vec<&str> = english.split_whitespace().collect();
    (0..words.len()).find_map(|from| {
        let starts = words
            .get(from)
            .is_some_and(|word| word.bytes().any(|b| b.is_ascii_digit()) || is_month(word));
        let longest = if starts { 8.min(words.len() - from) } else { 0 };
        (1..=longest).rev().find_map(|len| {
            let piece = words.get(from..from + len)?.join(" ");
            NewsDate::parse(piece.trim_matches([',', '.', ';', '|', '(', ')', '/', '-']))
                .filter(is_exact)
        })
    })
}

fn is_month(word: &str) -> bool {
    crate::article::dateline::is_month(word.trim_matches(|c: char| !c.is_alphabetic()))
}

const ENGLISH: [&str; 12] =
    ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/// A line with its months in English, and without the words that other languages put into dates.
fn in_english(text: &str) -> String {
    let apart = text
        .replace(['年', '月', '년', '월'], "-")
        .replace(['日', '일'], " ")
        .replace(['·', '|', '–', '•', '\u{202f}'], " ");
    let words = apart.split_whitespace().filter_map(|word| {
        let name = word.trim_matches(|c: char| !c.is_alphabetic()).to_lowercase();
        let told = calendar::foreign_month(&name).and_then(|month| usize::try_from(month - 1).ok());
        match told.and_then(|at| ENGLISH.get(at)) {
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
    fn dates_are_read_in_many_languages() {
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
        ] {
            assert_eq!(
                in_words(text).map(|moment| moment.from.to_string()).as_deref(),
                Some("2016-07-18"),
                "{text}"
            );
        }
        for text in ["2016", "July 2016", "Chapter 18, 3 of 7", "no date"] {
            assert_eq!(in_words(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_is_found_where_a_reader_sees_it() {
        let told = |url: &str, body: &str| {
            printed(&Document::from(body), url).map(|moment| moment.to_string())
        };
        let day = Some("18 July 2016".to_owned());
        assert_eq!(told("https://example.org/2016/07/18/flood", ""), day);
        assert_eq!(told("https://example.org/2016-07-18-flood", ""), day);
        assert_eq!(
            told(
                "",
                "<p class=updates>x</p><p class='entry-date'>Published July 18, 2016 | Beira</p>"
            ),
            day
        );
        assert_eq!(
            told(
                "",
                "<time class=updated datetime=2017-01-01>x</time><time datetime=2016-07-18>x</time>"
            ),
            day
        );
        assert_eq!(told("https://example.org/2016/flood", "<p class=date>2016</p>"), None);
    }
}

//! The parts of a dateline, and the rules by which a place, a date and an agency are recognised.

use super::agency::is_known_agency;
use crate::article::Dateline;
use crate::text::calendar;

/// Words that occur in the position of a place but are none: what desks print in capitals, and how
/// sentences begin.
const NOT_PLACES: [&str; 47] = [
    "On",
    "In",
    "At",
    "By",
    "Since",
    "Until",
    "After",
    "Before",
    "From",
    "For",
    "As",
    "Till",
    "UPDATE",
    "CORRECTION",
    "CORRECTED",
    "URGENT",
    "FLASH",
    "ANALYSIS",
    "FACTBOX",
    "NEWS",
    "BREAKING",
    "WRAPUP",
    "EXCLUSIVE",
    "NOTE",
    "WATCH",
    "VIDEO",
    "PHOTOS",
    "LIVE",
    "OPINION",
    "EDITORIAL",
    "ADVISORY",
    "EDITORS",
    "READ",
    "ALSO",
    "NOT",
    "THE",
    "REVIEW",
    "INTERVIEW",
    "FILE",
    "PHOTO",
    "ADVERTISEMENT",
    "WHO",
    "WHAT",
    "WHEN",
    "WHERE",
    "EXTRA",
    "SUBSCRIBE",
];

/// Sports, which agencies print in capitals before their stories: "SOCCER - Cup results".
const SPORTS: [&str; 40] = [
    "SOCCER",
    "FOOTBALL",
    "CRICKET",
    "TENNIS",
    "GOLF",
    "RUGBY",
    "BASEBALL",
    "BASKETBALL",
    "HOCKEY",
    "NBA",
    "NFL",
    "NHL",
    "MLB",
    "BOXING",
    "CYCLING",
    "ATHLETICS",
    "SKIING",
    "SWIMMING",
    "ROWING",
    "SAILING",
    "YACHTING",
    "RACING",
    "MOTORCYCLING",
    "RALLYING",
    "OLYMPICS",
    "SNOOKER",
    "BADMINTON",
    "SQUASH",
    "SKATING",
    "SPEEDSKATING",
    "BOBSLEIGH",
    "LUGE",
    "VOLLEYBALL",
    "HANDBALL",
    "JUDO",
    "WRESTLING",
    "FENCING",
    "GYMNASTICS",
    "WEIGHTLIFTING",
    "SPORT",
];

/// Small words inside place names: "Rio de Janeiro", "Stratford-upon-Avon", "Frankfurt am Main".
const PARTICLES: [&str; 22] = [
    "de", "da", "do", "dos", "del", "la", "las", "le", "les", "el", "al", "of", "the", "and", "am",
    "an", "der", "den", "on", "upon", "sur", "near",
];

/// The parts of a dateline before its dash.
pub(super) struct DatelineParts<'a> {
    pub place: &'a str,
    pub date: &'a str,
    pub agency: &'a str,
}

impl<'a> DatelineParts<'a> {
    /// Splits the text before the dash.
    pub(super) fn of(head: &'a str) -> Self {
        let head = without_transmission(head);
        let (rest, agency) = match take_agency(head) {
            (_, "") => take_agency_after_date(head),
            found => found,
        };
        let (rest, date) = take_date(rest);
        // "WASHINGTON (Reuters), July 18": the agency may go before the date.
        let (rest, agency) = if agency.is_empty() { take_agency(rest) } else { (rest, agency) };
        Self { place: trim(rest), date, agency }
    }

    /// Takes what follows the last comma of the place for the date if it contains a digit, for a
    /// month that is misprinted: "PARIS, Narch 2".
    pub(super) fn or_misprinted(self) -> Self {
        match self.place.rsplit_once(',') {
            Some((place, date))
                if self.date.is_empty() && date.contains(|c: char| c.is_ascii_digit()) =>
            {
                Self { place: trim(place), date: trim(date), agency: self.agency }
            }
            _ => self,
        }
    }

    pub(super) fn dateline(&self, head: &str) -> Dateline {
        let [place, date, agency] = [self.place, self.date, self.agency].map(str::to_owned);
        // "Beira (Mozambique)" is "Beira, Mozambique".
        let place = place.replace(" (", ", ").replace(')', "");
        Dateline { raw: head.to_owned(), place, agency, date }
    }

    /// Returns whether this is a dateline and not the start of a sentence.
    pub(super) fn is_dateline(&self) -> bool {
        if self.place.is_empty() {
            return is_known_agency(self.agency)
                || (!self.agency.is_empty() && !self.date.is_empty());
        }
        is_place(self.place)
            && (!self.date.is_empty()
                || is_agency_of(self.agency, self.place)
                || is_all_caps(self.place))
    }
}

pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', ',', ';', ':', '*', '='])
}

/// Removes the note of transmission: "[By Telegraph.] LONDON, May 3", "LONDON, May 3 (By Cable)".
fn without_transmission(head: &str) -> &str {
    const TRANSMISSIONS: [&str; 9] = [
        "by telegraph",
        "by cable",
        "by wire",
        "by mail",
        "by telephone",
        "by airmail",
        "by wireless",
        "via",
        "special",
    ];
    let full = head.trim();
    let head = full.trim_end_matches(['.', ' ']);
    let is_transmission = |note: &str| {
        TRANSMISSIONS.iter().any(|known| {
            note.get(..known.len()).is_some_and(|opening| opening.eq_ignore_ascii_case(known))
        })
    };
    let opening = head.strip_prefix(['[', '(']).and_then(|rest| rest.split_once([']', ')']));
    let opening = opening.filter(|(note, rest)| is_transmission(note) && !rest.trim().is_empty());
    if let Some((_, rest)) = opening {
        return rest.trim_start_matches(['.', ' ', '—']);
    }
    match head.strip_suffix([')', ']']).and_then(|open| open.rsplit_once(['(', '['])) {
        Some((rest, note)) if is_transmission(note) => rest.trim_end_matches([' ', '.']),
        // The stop of "May 3.—" and "(EFE).-" ends the dateline; that of "Pa. —" ends an
        // abbreviation.
        _ if head.ends_with(|c: char| c == ')' || c.is_ascii_digit()) => head,
        _ => full,
    }
}

/// Splits a text before the agency that ends it, in parentheses or known and after a comma.
fn take_agency(text: &str) -> (&str, &str) {
    if let Some((before, agency)) =
        text.rsplit_once(", ").filter(|(_, agency)| is_known_agency(agency))
    {
        return (before, agency);
    }
    let closed = text.trim_end_matches([' ', ',']);
    let closed = closed
        .strip_suffix(").")
        .or_else(|| closed.strip_suffix(')'))
        .and_then(|open| open.rsplit_once('('));
    match closed {
        Some((before, agency)) if !agency.trim().is_empty() => (before.trim_end(), agency.trim()),
        _ => (text, ""),
    }
}

/// Splits a text before an agency that ends it unmarked, after a date: "SEOUL, Nov 26 AFP".
fn take_agency_after_date(text: &str) -> (&str, &str) {
    let split = text
        .rsplit_once(' ')
        .filter(|(before, agency)| is_known_agency(agency) && !take_date(before).1.is_empty());
    split.unwrap_or((text, ""))
}

/// Splits a text before the date that ends it: "March 4", "3 JAN 90", "March 4, 2016".
pub(super) fn take_date(text: &str) -> (&str, &str) {
    let mut starts: Vec<usize> =
        text.match_indices([' ', ',']).map(|(at, mark)| at + mark.len()).collect();
    starts.insert(0, 0);
    starts.retain(|&start| {
        text.get(start..).is_some_and(|word| word.starts_with(char::is_alphanumeric))
    });
    for &start in starts.iter().rev().take(MAX_DATE_WORDS).rev() {
        let (before, date) = text.split_at_checked(start).unwrap_or((text, ""));
        if is_date(trim(date)) {
            return (before, trim(date));
        }
    }
    (text, "")
}

/// The longest date, in words: "Wednesday, 3 de marzo de 2016".
const MAX_DATE_WORDS: usize = 6;

/// Returns whether these words are a day of a month, with or without weekday and year, or a month
/// of a year.
pub(super) fn is_date(text: &str) -> bool {
    const FILLERS: [&str; 7] = ["de", "del", "le", "den", "of", "the", "d"];
    let words =
        text.split([' ', ',', '.']).filter(|word| !word.is_empty() && !FILLERS.contains(word));
    let words: Vec<&str> = words.collect();
    match words.as_slice() {
        [weekday, rest @ ..] if calendar::short_weekday(weekday).is_some() && rest.len() >= 2 => {
            is_day_of_month(rest)
        }
        rest => is_day_of_month(rest),
    }
}

fn is_day_of_month(words: &[&str]) -> bool {
    match words {
        [rest @ .., year] if is_year(year) && rest.len() == 2 => is_month_day(rest),
        [month, year] if year.len() == 4 && is_year(year) => is_month(month),
        rest => is_month_day(rest),
    }
}

fn is_month_day(words: &[&str]) -> bool {
    match words {
        [first, second] => {
            (is_month(first) && is_day(second)) || (is_day(first) && is_month(second))
        }
        _ => false,
    }
}

/// Returns whether a word names a month, in full or abbreviated.
pub(crate) fn is_month(word: &str) -> bool {
    calendar::month(word).is_some()
}

/// Returns whether a word is a day of the month: `4`, `04`, `4th`, or `4/5` for a story of two
/// days.
fn is_day(word: &str) -> bool {
    let word = ["st", "nd", "rd", "th", "er", "º"]
        .iter()
        .find_map(|ending| word.strip_suffix(ending))
        .unwrap_or(word);
    word.split('/').all(|day| day.parse::<u8>().is_ok_and(|day| (1..=31).contains(&day)))
}

fn is_year(word: &str) -> bool {
    matches!(word.len(), 2 | 4) && word.bytes().all(|digit| digit.is_ascii_digit())
}

/// Returns whether a text looks like a place: up to four names separated by commas, each of up to
/// six capitalised words.
pub(super) fn is_place(text: &str) -> bool {
    let mut names = text.split([',', '/', '(']).map(|name| name.trim_matches([' ', ')']));
    let first = names.next().unwrap_or_default();
    let is_label = first
        .split([' ', '-'])
        .map(|word| word.trim_end_matches(':'))
        .any(|word| NOT_PLACES.contains(&word) || SPORTS.contains(&word))
        && !has_article(first);
    !is_label
        && !is_month(first)
        && is_place_name(first)
        && names.clone().count() <= 3
        && names.all(is_place_name)
}

/// Returns whether a place name begins with its article: "THE HAGUE" is a place, "THE GOVERNMENT"
/// is not.
fn has_article(name: &str) -> bool {
    ["THE HAGUE", "THE VALLEY", "THE WOODLANDS"]
        .iter()
        .any(|place| name.eq_ignore_ascii_case(place))
}

fn is_place_name(name: &str) -> bool {
    let mut words = 0;
    let capitalised = name.split(' ').filter(|word| !word.is_empty()).all(|word| {
        words += 1;
        PARTICLES.contains(&word) && words > 1 || is_capitalised(word)
    });
    let is_phrase = name.starts_with("The ") && !has_article(name);
    capitalised && !is_phrase && (1..=6).contains(&words)
}

/// Returns whether a word has an initial capital, and otherwise letters and what joins them:
/// "N.C.", "Sana'a", "Guinea-Bissau".
fn is_capitalised(word: &str) -> bool {
    let letters =
        word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '\'' | '’' | '-' | '`'));
    letters && word.chars().find(|c| c.is_alphabetic()).is_some_and(char::is_uppercase)
}

/// Returns whether a place is printed in capitals, which alone makes it a dateline. "Tennessee,
/// TENN." is judged by its first name.
fn is_all_caps(place: &str) -> bool {
    let first = place.split(',').next().unwrap_or_default();
    first.chars().filter(|c| c.is_alphabetic()).count() >= 4
        && !first.chars().any(char::is_lowercase)
}

/// Returns whether the parentheses after a place hold an agency. "World Health Organization (WHO)"
/// explains an acronym instead.
fn is_agency_of(agency: &str, place: &str) -> bool {
    let acronym =
        (2..=8).contains(&agency.len()) && agency.bytes().all(|byte| byte.is_ascii_uppercase());
    let initials: String = place
        .split([' ', '-'])
        .filter_map(|word| word.chars().next())
        .filter(|c| c.is_uppercase())
        .collect();
    is_known_agency(agency) || (acronym && initials != agency)
}

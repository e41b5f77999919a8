//! Finds the dates that running text mentions: "Friday, July 15, 2016", "3 mars", "on Monday",
//! "2016-07-18".

use std::ops::Range;

use super::calendar;

/// A date as a text mentions it, which may be incomplete.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DateMention {
    /// Its byte range, half-open.
    pub range: Range<usize>,
    /// The year, if printed.
    pub year: Option<i16>,
    /// The month, from 1 for January.
    pub month: Option<i8>,
    /// The day of the month.
    pub day: Option<i8>,
    /// The weekday, from 1 for Monday.
    pub weekday: Option<i8>,
}

impl DateMention {
    /// Year, month and day, if all three are printed.
    pub fn full(&self) -> Option<(i16, i8, i8)> {
        Some((self.year?, self.month?, self.day?))
    }
}

/// A token of a text. White space yields none.
#[derive(Debug, Clone, Copy, PartialEq)]
enum DateToken<'a> {
    /// A number and how many digits it has.
    Number(u32, usize),
    Word(&'a str),
    Sign(char),
}

use DateToken::{Number, Sign, Word};

/// Finds every date that a text mentions, in order. A month without a day is not one.
pub(crate) fn date_mentions(text: &str) -> Vec<DateMention> {
    let tokens = tokens(text);
    let mut days: Vec<DateMention> = Vec::new();
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        let Some((found, len)) = date_at_start(rest) else {
            at += 1;
            continue;
        };
        let end = tokens.get(at + len - 1).map_or(0, |(_, range)| range.end);
        let start = rest.first().map_or(0, |(_, range)| range.start);
        push_date(&mut days, DateMention { range: start..end, ..found }, text);
        at += len;
    }
    days
}

/// Parses a text that is nothing but a date, in any letter case: "3 mar", "feb 26".
pub fn parse_date(date: &str) -> Option<DateMention> {
    let mut opens = true;
    let capital = |c: char| {
        let shown = if opens { c.to_uppercase().next().unwrap_or(c) } else { c };
        opens = !c.is_alphanumeric();
        shown
    };
    let spelled: String = date.chars().map(capital).collect();
    date_mentions(&spelled.replace(" De ", " de ")).into_iter().next()
}

/// Adds a date. A weekday right before it becomes part of it: "Friday, July 15".
fn push_date(days: &mut Vec<DateMention>, day: DateMention, text: &str) {
    if let Some(last) = days.last_mut()
        && last.month.is_none()
        && day.weekday.is_none()
        && text.get(last.range.end..day.range.start).is_some_and(|gap| {
            matches!(
                gap.trim_matches([' ', ',', '.', '(']),
                "" | "the" | "den" | "le" | "el" | "dem" | "o" | "dia"
            )
        })
    {
        *last =
            DateMention { range: last.range.start..day.range.end, weekday: last.weekday, ..day };
    } else {
        days.push(day);
    }
}

/// Parses a date at the start of these tokens and returns how many of them it takes.
fn date_at_start(tokens: &[(DateToken<'_>, Range<usize>)]) -> Option<(DateMention, usize)> {
    let shape: Vec<DateToken<'_>> = tokens.iter().take(8).map(|(token, _)| *token).collect();
    match *shape.as_slice() {
        [Number(y, 4), Sign('-'), Number(m, 2), Sign('-'), Number(d, 2), ..] => {
            checked_date(d, m, Some(y)).map(|day| (day, 5))
        }
        [Word(name), ..] if may_be_name(name) => match calendar::month(name) {
            Some(month) => month_first(month, &shape),
            None => calendar::weekday(name).map(|weekday| {
                (DateMention { weekday: Some(weekday), ..DateMention::default() }, 1)
            }),
        },
        [Number(d, 1 | 2), ..] => day_first(d, &shape),
        _ => None,
    }
}

/// Parses dates that begin with the month: "July 15", "Jul. 15, 2016", "July 15th 2016".
fn month_first(month: i8, shape: &[DateToken<'_>]) -> Option<(DateMention, usize)> {
    let dot = usize::from(shape.get(1) == Some(&Sign('.')));
    let Some(Number(d, 1 | 2)) = shape.get(1 + dot) else { return None };
    let mut len = 2 + dot;
    len += usize::from(matches!(shape.get(len), Some(Word("st" | "nd" | "rd" | "th"))));
    // "July 15:30" and "July 3.5" are not dates.
    if let (Some(Sign(':' | '.' | '%')), Some(Number(..))) = (shape.get(len), shape.get(len + 1)) {
        return None;
    }
    let (year, taken) = year_at_start(shape.get(len..)?);
    checked_date(*d, month.unsigned_abs().into(), year).map(|day| (day, len + taken))
}

/// Parses dates that begin with the day: "15 July", "15th of July 2016", "15 de julio de 2016",
/// "15. Juli".
fn day_first(d: u32, shape: &[DateToken<'_>]) -> Option<(DateMention, usize)> {
    let mut len = 1;
    len += usize::from(matches!(
        shape.get(len),
        Some(Word("st" | "nd" | "rd" | "th" | "er" | "º") | Sign('.'))
    ));
    len += usize::from(matches!(shape.get(len), Some(Word("of" | "de" | "d"))));
    let Some(Word(name)) = shape.get(len) else { return None };
    let month = calendar::month(name).filter(|_| may_be_name(name) || name.len() > 3)?;
    len += 1;
    let (year, taken) = year_at_start(shape.get(len..)?);
    checked_date(d, month.unsigned_abs().into(), year).map(|day| (day, len + taken))
}

/// Parses a year at the start of these tokens and returns how many of them it takes: ", 2016", "de
/// 2016".
fn year_at_start(shape: &[DateToken<'_>]) -> (Option<u32>, usize) {
    match *shape {
        [Number(year, 4), ..] => (Some(year), 1),
        [Sign(',' | '.'), Number(year, 4), ..]
        | [Word("de" | "del" | "of"), Number(year, 4), ..] => (Some(year), 2),
        _ => (None, 0),
    }
}

/// Builds a date from its parts; none if the day or the month is out of range. An implausible year
/// is dropped.
fn checked_date(day: u32, month: u32, year: Option<u32>) -> Option<DateMention> {
    let year =
        year.and_then(|year| i16::try_from(year).ok()).filter(|year| (1400..=2200).contains(year));
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    let real = (1..=31).contains(&day) && (1..=12).contains(&month);
    real.then(|| DateMention { year, month: Some(month), day: Some(day), ..DateMention::default() })
}

/// Returns whether a word may name a month or weekday: "may" and "march" in lowercase are verbs,
/// "mardi" is not.
fn may_be_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) || (word.len() > 4 && word != "march" && word != "august")
}

/// Splits a text into tokens with their byte ranges.
fn tokens(text: &str) -> Vec<(DateToken<'_>, Range<usize>)> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = text.get(at..).unwrap_or_default();
        let same = |c: char| {
            (first.is_ascii_digit() && c.is_ascii_digit())
                || (first.is_alphabetic() && is_in_word(c))
        };
        let len = rest.find(|c| !same(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let piece = rest.get(..len).unwrap_or_default();
        let token = match first {
            '0'..='9' => Some(Number(piece.parse().unwrap_or(u32::MAX), len)),
            c if c.is_alphabetic() => Some(Word(piece)),
            c if c.is_whitespace() => None,
            c => Some(Sign(c)),
        };
        tokens.extend(token.map(|token| (token, at..at + len)));
        at += len;
    }
    tokens
}

/// Portuguese weekdays contain a hyphen: "segunda-feira".
fn is_in_word(c: char) -> bool {
    c.is_alphabetic() || c == '-'
}

/// Finds the years in which a text says that something happened: "in 2011", "since 2014". Years
/// after `latest` are plans and are left out.
pub(crate) fn event_years(text: &str, latest: i16) -> impl Iterator<Item = i16> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let dated = words.clone().zip(words.skip(1)).filter(|(opening, year)| {
        year.len() == 4
            && (matches!(
                *opening,
                "in" | "In" | "since" | "Since" | "en" | "seit" | "depuis" | "desde" | "em"
            ) || (opening.len() > 2 && calendar::month(opening).is_some()))
    });
    dated
        .filter_map(|(_, year)| year.parse().ok())
        .filter(move |year| (1400..=latest).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        let part = |part: Option<i16>| part.map_or("-".to_owned(), |part| part.to_string());
        let shown = |day: DateMention| {
            let parts = [
                day.year,
                day.month.map(Into::into),
                day.day.map(Into::into),
                day.weekday.map(Into::into),
            ];
            format!("{} {}", parts.map(part).join(" "), text.get(day.range).unwrap_or("?"))
        };
        date_mentions(text).into_iter().map(shown).collect()
    }

    #[test]
    fn dates_are_found_in_running_text() {
        for (text, want) in [
            ("shook hands on July 15, 2016 (MNA)", &["2016 7 15 - July 15, 2016"][..]),
            (
                "said Monday that on Friday, Jul. 15",
                &["- - - 1 Monday", "- 7 15 5 Friday, Jul. 15"],
            ),
            (
                "le lundi 3 mars 2014, puis mardi",
                &["2014 3 3 1 lundi 3 mars 2014", "- - - 2 mardi"],
            ),
            ("el 3 de marzo de 2014", &["2014 3 3 - 3 de marzo de 2014"]),
            ("am Montag, den 3. März", &["- 3 3 1 Montag, den 3. März"]),
            ("na segunda-feira", &["- - - 1 segunda-feira"]),
            ("since 2016-07-18 it", &["2016 7 18 - 2016-07-18"]),
            ("In 2011 they may 3 times march 4 miles; July 2016", &[]),
            ("May 35, July 15:30", &[]),
            ("on the 4th of July", &["- 7 4 - 4th of July"]),
        ] {
            assert_eq!(found(text), want, "{text}");
        }
    }

    #[test]
    fn a_lone_date_is_parsed_in_any_case() {
        let parsed = |date| parse_date(date).map(|day| (day.month, day.day));
        for (date, month, day) in
            [("feb 26", 2, 26), ("3 mar", 3, 3), ("3 de marzo", 3, 3), ("MARCH 2", 3, 2)]
        {
            assert_eq!(parsed(date), Some((Some(month), Some(day))), "{date}");
        }
        assert_eq!(parsed("Narch 2"), None);
    }

    #[test]
    fn years_of_events_are_distinguished_from_numbers() {
        let years = |text| event_years(text, 2020).collect::<Vec<_>>();
        assert_eq!(
            years("erupted in 2011 after 2000 people, since March 2014, by 2030, in 2031"),
            [2011, 2014]
        );
    }

    proptest::proptest! {
        #[test]
        fn ranges_lie_within_any_text(text in "\\PC{0,60}|[A-Za-z0-9 ,.:-]{0,60}|(May|3|2016|,| |Friday|-)*") {
            for date in date_mentions(&text) {
                proptest::prop_assert!(text.get(date.range).is_some());
            }
        }
    }
}

//! The days that running text names: "Friday, July 15, 2016", "3 mars", "on Monday", "2016-07-18".

use std::ops::Range;

use super::calendar;

/// A day as a text names it: what it says of it, and where.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Day {
    /// Where it stands.
    pub at: Range<usize>,
    /// The year, where it is printed.
    pub year: Option<i16>,
    /// The month, from 1.
    pub month: Option<i8>,
    /// The day of the month.
    pub day: Option<i8>,
    /// The weekday, from 1 for Monday.
    pub weekday: Option<i8>,
}

impl Day {
    /// Year, month and day, where all three are printed.
    pub fn full(&self) -> Option<(i16, i8, i8)> {
        Some((self.year?, self.month?, self.day?))
    }
}

/// A piece of a text and where it stands; white space says nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    Number(u32, usize),
    Word(&'a str),
    Mark(char),
}

use Token::{Mark, Number, Word};

/// Every day a text names, in reading order. A month without a day of it is none.
pub fn days(text: &str) -> Vec<Day> {
    let tokens = tokens(text);
    let mut days: Vec<Day> = Vec::new();
    let mut at = 0;
    while let Some(rest) = tokens.get(at..).filter(|rest| !rest.is_empty()) {
        let Some((found, len)) = day(rest) else {
            at += 1;
            continue;
        };
        let end = tokens.get(at + len - 1).map_or(0, |(_, range)| range.end);
        let start = rest.first().map_or(0, |(_, range)| range.start);
        join(&mut days, Day { at: start..end, ..found }, text);
        at += len;
    }
    days
}

/// The day that a text names which is nothing but a date, in whatever case of letters: "3 mar", "feb 26".
pub fn printed(date: &str) -> Option<Day> {
    let mut opens = true;
    let capital = |c: char| {
        let shown = if opens { c.to_uppercase().next().unwrap_or(c) } else { c };
        opens = !c.is_alphanumeric();
        shown
    };
    let spelled: String = date.chars().map(capital).collect();
    days(&spelled.replace(" De ", " de ")).into_iter().next()
}

/// Adds a day; a weekday right before a date belongs to it: "Friday, July 15".
fn join(days: &mut Vec<Day>, day: Day, text: &str) {
    if let Some(last) = days.last_mut()
        && last.month.is_none()
        && day.weekday.is_none()
        && text.get(last.at.end..day.at.start).is_some_and(|gap| {
            matches!(
                gap.trim_matches([' ', ',', '.', '(']),
                "" | "the" | "den" | "le" | "el" | "dem" | "o" | "dia"
            )
        })
    {
        *last = Day { at: last.at.start..day.at.end, weekday: last.weekday, ..day };
    } else {
        days.push(day);
    }
}

/// The day these tokens open with, and how many of them it takes.
fn day(tokens: &[(Token<'_>, Range<usize>)]) -> Option<(Day, usize)> {
    let shape: Vec<Token<'_>> = tokens.iter().take(8).map(|(token, _)| *token).collect();
    match *shape.as_slice() {
        [Number(y, 4), Mark('-'), Number(m, 2), Mark('-'), Number(d, 2), ..] => {
            dated(d, m, Some(y)).map(|day| (day, 5))
        }
        [Word(name), ..] if is_name(name) => match calendar::month(name) {
            Some(month) => month_first(month, &shape),
            None => calendar::weekday(name)
                .map(|weekday| (Day { weekday: Some(weekday), ..Day::default() }, 1)),
        },
        [Number(d, 1 | 2), ..] => day_first(d, &shape),
        _ => None,
    }
}

/// "July 15", "Jul. 15, 2016", "July 15th 2016".
fn month_first(month: i8, shape: &[Token<'_>]) -> Option<(Day, usize)> {
    let dot = usize::from(shape.get(1) == Some(&Mark('.')));
    let Some(Number(d, 1 | 2)) = shape.get(1 + dot) else { return None };
    let mut len = 2 + dot;
    len += usize::from(matches!(shape.get(len), Some(Word("st" | "nd" | "rd" | "th"))));
    // "July 15:30" and "July 3.5" are no days.
    if let (Some(Mark(':' | '.' | '%')), Some(Number(..))) = (shape.get(len), shape.get(len + 1)) {
        return None;
    }
    let (year, taken) = year(shape.get(len..)?);
    dated(*d, month.unsigned_abs().into(), year).map(|day| (day, len + taken))
}

/// "15 July", "15th of July 2016", "15 de julio de 2016", "15. Juli".
fn day_first(d: u32, shape: &[Token<'_>]) -> Option<(Day, usize)> {
    let mut len = 1;
    len += usize::from(matches!(
        shape.get(len),
        Some(Word("st" | "nd" | "rd" | "th" | "er" | "º") | Mark('.'))
    ));
    len += usize::from(matches!(shape.get(len), Some(Word("of" | "de" | "d"))));
    let Some(Word(name)) = shape.get(len) else { return None };
    let month = calendar::month(name).filter(|_| is_name(name) || name.len() > 3)?;
    len += 1;
    let (year, taken) = year(shape.get(len..)?);
    dated(d, month.unsigned_abs().into(), year).map(|day| (day, len + taken))
}

/// The year that opens these tokens, and how many of them it takes: ", 2016", "de 2016".
fn year(shape: &[Token<'_>]) -> (Option<u32>, usize) {
    match *shape {
        [Number(year, 4), ..] => (Some(year), 1),
        [Mark(',' | '.'), Number(year, 4), ..]
        | [Word("de" | "del" | "of"), Number(year, 4), ..] => (Some(year), 2),
        _ => (None, 0),
    }
}

fn dated(day: u32, month: u32, year: Option<u32>) -> Option<Day> {
    let year =
        year.and_then(|year| i16::try_from(year).ok()).filter(|year| (1400..=2200).contains(year));
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    let real = (1..=31).contains(&day) && (1..=12).contains(&month);
    real.then(|| Day { year, month: Some(month), day: Some(day), ..Day::default() })
}

/// Whether a word can be a name where it stands: "may" and "march" are verbs in small letters, while "mardi" is none.
fn is_name(word: &str) -> bool {
    word.starts_with(char::is_uppercase) || (word.len() > 4 && word != "march" && word != "august")
}

fn tokens(text: &str) -> Vec<(Token<'_>, Range<usize>)> {
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
            c => Some(Mark(c)),
        };
        tokens.extend(token.map(|token| (token, at..at + len)));
        at += len;
    }
    tokens
}

/// Portuguese weekdays have a hyphen: "segunda-feira".
fn is_in_word(c: char) -> bool {
    c.is_alphabetic() || c == '-'
}

/// The years that a text says something happened in: "in 2011", "since 2014". None of them is later than what it was
/// written in, but for plans, which `before` leaves out.
pub fn years(text: &str, before: i16) -> impl Iterator<Item = i16> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let said = words.clone().zip(words.skip(1)).filter(|(opening, year)| {
        year.len() == 4
            && (matches!(
                *opening,
                "in" | "In" | "since" | "Since" | "en" | "seit" | "depuis" | "desde" | "em"
            ) || (opening.len() > 2 && calendar::month(opening).is_some()))
    });
    said.filter_map(|(_, year)| year.parse().ok())
        .filter(move |year| (1400..=before).contains(year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        let part = |part: Option<i16>| part.map_or("-".to_owned(), |part| part.to_string());
        let shown = |day: Day| {
            let parts = [
                day.year,
                day.month.map(Into::into),
                day.day.map(Into::into),
                day.weekday.map(Into::into),
            ];
            format!("{} {}", parts.map(part).join(" "), text.get(day.at).unwrap_or("?"))
        };
        days(text).into_iter().map(shown).collect()
    }

    #[test]
    fn days_are_found_in_running_text() {
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
            assert_eq!(told(text), want, "{text}");
        }
    }

    #[test]
    fn a_date_alone_is_read_in_any_case() {
        let told = |date| printed(date).map(|day| (day.month, day.day));
        for (date, month, day) in
            [("feb 26", 2, 26), ("3 mar", 3, 3), ("3 de marzo", 3, 3), ("MARCH 2", 3, 2)]
        {
            assert_eq!(told(date), Some((Some(month), Some(day))), "{date}");
        }
        assert_eq!(told("Narch 2"), None);
    }

    #[test]
    fn years_of_events_are_told_from_numbers() {
        let told = |text| years(text, 2020).collect::<Vec<_>>();
        assert_eq!(
            told("erupted in 2011 after 2000 people, since March 2014, by 2030, in 2031"),
            [2011, 2014]
        );
    }

    proptest::proptest! {
        #[test]
        fn any_text_names_days_that_stand_in_it(text in "\\PC{0,60}|[A-Za-z0-9 ,.:-]{0,60}|(May|3|2016|,| |Friday|-)*") {
            for day in days(&text) {
                proptest::prop_assert!(text.get(day.at).is_some());
            }
        }
    }
}

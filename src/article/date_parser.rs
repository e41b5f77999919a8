//! Parses dates as news metadata print them, in the formats and languages of agencies and web
//! pages.

use jiff::civil::Time;
use jiff::tz::Offset;

use super::date::{NewsDate, Precision, checked};
use crate::text::calendar;

/// The longest text that is parsed as a date, in bytes.
const MAX_DATE_BYTES: usize = 120;

impl NewsDate {
    /// Parses a date as news metadata print it. What is uncertain stays open: a time without a zone
    /// is precise to the day, and `7/8/2016`, which is July in Boston and August in Paris, to the
    /// year.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > MAX_DATE_BYTES {
            return None;
        }
        let mut tokens = tokens(text)?;
        let clock = take_clock(&mut tokens);
        let date = civil(&tokens)?;
        Some(match clock {
            Some((time, Some(offset))) if date.precision == Precision::Day => {
                Self::instant(date.from.to_datetime(time), offset)
            }
            Some((time, None)) if date.precision == Precision::Day => {
                Self { clock: Some(time), ..date }
            }
            _ => date,
        })
    }
}

/// A token of a printed date. White space yields none.
#[derive(Debug, Clone, Copy, PartialEq)]
enum TimestampToken<'a> {
    /// A number with the count of its digits: `07` is not `7`, and `2016` is a year.
    Number(u64, usize),
    /// Letters.
    Word(&'a str),
    /// Any other character.
    Mark(char),
}

use TimestampToken::{Mark, Number, Word};

/// Splits a text into tokens; none if a number is too long for a date.
fn tokens(text: &str) -> Option<Vec<TimestampToken<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let same = |c: char| {
            (first.is_ascii_digit() && c.is_ascii_digit())
                || (first.is_alphabetic() && c.is_alphabetic())
        };
        let end = rest.find(|c| !same(c)).unwrap_or(rest.len()).max(first.len_utf8());
        let (piece, after) = rest.split_at(end);
        match first {
            '0'..='9' => tokens.push(Number(piece.parse().ok()?, piece.len())),
            c if c.is_alphabetic() => tokens.push(Word(piece)),
            c if c.is_whitespace() => {}
            c => tokens.push(Mark(c)),
        }
        rest = after;
    }
    Some(tokens)
}

/// Removes the time of day and its zone from the tokens, wherever they are: `Sun Nov 23 16:00:00
/// EDT 2014`.
fn take_clock(tokens: &mut Vec<TimestampToken<'_>>) -> Option<(Time, Option<Offset>)> {
    let compact = tokens
        .iter()
        .position(|token| matches!(token, Number(_, 4 | 6)))
        .filter(|&at| follows_day(tokens, at));
    let start = compact.or_else(|| tokens.windows(2).position(opens_clock))?;
    let (time, time_len) = time(tokens.get(start..)?)?;
    let (offset, zone_len) = zone(tokens.get(start + time_len..)?);
    tokens.drain(start..start + time_len + zone_len);
    Some((time, offset))
}

/// Returns whether the digits at this index are the time of a compact timestamp: `20160718T1015`.
fn follows_day(tokens: &[TimestampToken<'_>], at: usize) -> bool {
    at == 2 && matches!(tokens, [Number(_, 8), Word("T" | "t"), ..])
}

/// Returns whether a time of day begins here: `10:15`, `5 PM`.
fn opens_clock(pair: &[TimestampToken<'_>]) -> bool {
    match pair {
        [Number(_, 1 | 2), Word("h" | "H")] => true,
        [Number(_, 1 | 2), Mark(':')] => true,
        [Number(_, 1 | 2), Word(half)] => {
            half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm")
        }
        _ => false,
    }
}

/// Parses a time of day at the start of these tokens and returns how many of them it takes.
fn time(tokens: &[TimestampToken<'_>]) -> Option<(Time, usize)> {
    let (hour, minute, second, mut len) = match *tokens {
        [
            Number(h, _),
            Mark(':'),
            Number(m, 2),
            Mark(':'),
            Number(s, 2),
            Mark('.' | ','),
            Number(..),
            ..,
        ] => (h, m, s, 7),
        [Number(h, _), Mark(':'), Number(m, 2), Mark(':'), Number(s, 2), ..] => (h, m, s, 5),
        [Number(h, _), Mark(':'), Number(m, 2), ..] => (h, m, 0, 3),
        [Number(h, _), Word("h" | "H"), Number(m, 2), ..] => (h, m, 0, 3),
        [Number(hms, 6), ..] => (hms / 10_000, hms / 100 % 100, hms % 100, 1),
        [Number(hm, 4), ..] => (hm / 100, hm % 100, 0, 1),
        [Number(h, _), ..] => (h, 0, 0, 1),
        _ => return None,
    };
    let (half, half_len) = half_of_day(tokens.get(len..)?);
    len += half_len;
    let hour = match half {
        Some(afternoon) if (1..=12).contains(&hour) => hour % 12 + if afternoon { 12 } else { 0 },
        _ => hour,
    };
    // A leap second is printed as 60, which civil times exclude.
    let time = Time::new(
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.min(59).try_into().ok()?,
        0,
    )
    .ok()?;
    Some((time, len))
}

/// Parses `PM` or `p.m.`: whether it is the afternoon, and how many tokens it takes.
fn half_of_day(tokens: &[TimestampToken<'_>]) -> (Option<bool>, usize) {
    match tokens {
        [Word("am" | "AM" | "Am"), ..] => (Some(false), 1),
        [Word("pm" | "PM" | "Pm"), ..] => (Some(true), 1),
        [Word("a" | "A"), Mark('.'), Word("m" | "M"), Mark('.'), ..] => (Some(false), 4),
        [Word("p" | "P"), Mark('.'), Word("m" | "M"), Mark('.'), ..] => (Some(true), 4),
        _ => (None, 0),
    }
}

/// Parses a time zone at the start of these tokens and returns how many of them it takes. Ambiguous
/// names are ignored.
fn zone(tokens: &[TimestampToken<'_>]) -> (Option<Offset>, usize) {
    let named = match tokens.first() {
        Some(Word(name)) => zone_hours(name),
        _ => None,
    };
    let skipped = usize::from(named == Some(0));
    match signed(tokens.get(skipped..).unwrap_or_default()) {
        Some((offset, len)) => (Some(offset), skipped + len),
        None => {
            (named.and_then(|hours| Offset::from_hours(hours).ok()), usize::from(named.is_some()))
        }
    }
}

/// Hours east of Greenwich of the zones with unambiguous names.
fn zone_hours(name: &str) -> Option<i8> {
    match name {
        "Z" | "z" | "UTC" | "GMT" | "UT" => Some(0),
        "EDT" => Some(-4),
        "EST" | "CDT" => Some(-5),
        "CST" | "MDT" => Some(-6),
        "MST" | "PDT" => Some(-7),
        "PST" => Some(-8),
        _ => None,
    }
}

/// Parses `+02:00`, `-0400` or a final `+02`.
fn signed(tokens: &[TimestampToken<'_>]) -> Option<(Offset, usize)> {
    let (sign, hours, minutes, len) = match *tokens {
        [Mark(sign), Number(hours, 2), Mark(':'), Number(minutes, 2), ..] => {
            (sign, hours, minutes, 4)
        }
        [Mark(sign), Number(both, 4), ..] => (sign, both / 100, both % 100, 2),
        [Mark(sign), Number(hours, 2)] => (sign, hours, 0, 2),
        _ => return None,
    };
    let seconds =
        i32::try_from((hours * 60 + minutes) * 60).ok().filter(|_| hours <= 15 && minutes < 60)?;
    let seconds = match sign {
        '+' => seconds,
        '-' | '\u{2212}' => -seconds,
        _ => return None,
    };
    Some((Offset::from_seconds(seconds).ok()?, len))
}

/// Parses the date from tokens without a time.
fn civil(tokens: &[TimestampToken<'_>]) -> Option<NewsDate> {
    let dots = tokens.iter().filter(|token| **token == Mark('.')).count() == 2;
    let mut pieces: Vec<TimestampToken<'_>> =
        tokens.iter().copied().filter(|token| !is_filler(token)).collect();
    // A weekday that is short for a name no other word could be: "mar, 04 févr. 2020".
    if let [Word(weekday), Number(_, 1 | 2), Word(name), Number(..)] = *pieces.as_slice()
        && calendar::may_be_weekday(weekday)
        && month(name).is_some()
    {
        pieces.remove(0);
    }
    match *pieces.as_slice() {
        [Number(y, 4), Number(m, 1 | 2), Number(d, 1 | 2)] => ymd(y, m, d),
        [Number(ymd8, 8)] => ymd(ymd8 / 10_000, ymd8 / 100 % 100, ymd8 % 100),
        [Number(stamp, 14)] => {
            ymd(stamp / 10_000_000_000, stamp / 100_000_000 % 100, stamp / 1_000_000 % 100)
        }
        [Number(y, 4), Number(m, 2)] => NewsDate::month(y.try_into().ok()?, m.try_into().ok()?),
        [Number(y, 4)] => NewsDate::year(y.try_into().ok()?),
        [Number(d, 1 | 2), Word(m), Number(y, n)] | [Word(m), Number(d, 1 | 2), Number(y, n)] => {
            ymd(full_year(y, n)?, month(m)?, d)
        }
        [Number(y, 4), Word(m), Number(d, 1 | 2)] => ymd(y, month(m)?, d),
        [Word(m), Number(y, 4)] => NewsDate::month(y.try_into().ok()?, month(m)?.try_into().ok()?),
        [Number(d, 1 | 2), Number(m, 1 | 2), Number(y, 4)] if dots => ymd(y, m, d),
        [Number(a, 1 | 2), Number(b, 1 | 2), Number(y, 4)] => slashed(a, b, y),
        _ => None,
    }
}

/// `7/18/2016` and `18/7/2016` have one meaning; of `7/8/2016` only the year is certain.
fn slashed(a: u64, b: u64, year: u64) -> Option<NewsDate> {
    match (a, b) {
        (1..=12, 13..) => ymd(year, a, b),
        (13.., 1..=12) => ymd(year, b, a),
        (1..=12, 1..=12) if a == b => ymd(year, a, b),
        (1..=12, 1..=12) => NewsDate::year(year.try_into().ok()?),
        _ => None,
    }
}

/// A day from its numbers.
fn ymd(year: u64, month: u64, day: u64) -> Option<NewsDate> {
    checked(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).map(NewsDate::day)
}

/// Completes a two-digit year, as agencies print it in `3 JAN 90`, to one from 1940 to 2039.
fn full_year(year: u64, digits: usize) -> Option<u64> {
    match digits {
        4 => Some(year),
        2 if year < 40 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// Parses a month name or an abbreviation of at least three letters.
fn month(word: &str) -> Option<u64> {
    calendar::date_month(word)?.try_into().ok()
}

/// Words around a date that say nothing, in several languages.
const FILLERS: [&str; 46] = [
    // The second half of a Portuguese weekday: "segunda-feira".
    "feira",
    "st",
    "nd",
    "rd",
    "th",
    "t",
    "of",
    "the",
    "on",
    "at",
    "published",
    "posted",
    "updated",
    "date",
    "年",
    "月",
    "日",
    "년",
    "월",
    "일",
    "de",
    "del",
    "le",
    "du",
    "den",
    "der",
    "am",
    "er",
    "º",
    "dated",
    "г",
    "года",
    "р",
    "року",
    "r",
    "roku",
    "m",
    "d",
    "di",
    "a",
    "à",
    "kl",
    "filed",
    "publié",
    "publicado",
    "veröffentlicht",
];

/// Returns whether a token around a date carries no information: punctuation, weekdays, ordinal
/// endings, ambiguous zones.
fn is_filler(token: &TimestampToken<'_>) -> bool {
    match token {
        Mark(_) => true,
        Number(..) => false,
        Word(word) => {
            let lower = word.to_lowercase();
            let zone = (2..=5).contains(&word.len())
                && word.bytes().all(|b| b.is_ascii_uppercase())
                && calendar::month(word).is_none();
            let weekday = || {
                calendar::short_weekday(word).is_some()
                    || calendar::may_be_weekday(word) && calendar::date_month(word).is_none()
            };
            zone || FILLERS.contains(&lower.as_str()) || weekday()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The date in a short form for the table below.
    fn parsed(text: &str) -> String {
        match NewsDate::parse(text) {
            None => "none".to_owned(),
            Some(date) => match date.at {
                Some(at) => at,
                None if date.from == date.to => date.from.to_string(),
                None => format!("{}..{}", date.from, date.to),
            },
        }
    }

    #[test]
    fn the_formats_of_news_metadata_are_parsed() {
        for (text, want) in [
            ("2016-07-18", "2016-07-18"),
            ("2016/07/18", "2016-07-18"),
            ("20160718", "2016-07-18"),
            ("20160718101500", "2016-07-18"),
            ("20160718T101500Z", "2016-07-18T10:15:00Z"),
            ("20160718T101500+0200", "2016-07-18T10:15:00+02:00"),
            ("2016-07-18T10:15:00Z", "2016-07-18T10:15:00Z"),
            ("2016-07-18T10:15:00.123456Z", "2016-07-18T10:15:00Z"),
            ("2016-07-18 10:15:00+02:00", "2016-07-18T10:15:00+02:00"),
            ("2016-07-18T23:30-0400", "2016-07-18T23:30:00-04:00"),
            ("2016-07-18T23:30:00", "2016-07-18"),
            ("2016-07-18 23:30", "2016-07-18"),
            ("2016-07", "2016-07-01..2016-07-31"),
            ("2016", "2016-01-01..2016-12-31"),
            ("Mon, 18 Jul 2016 10:15:00 GMT", "2016-07-18T10:15:00Z"),
            ("Mon, 18 Jul 2016 10:15:00 -0700", "2016-07-18T10:15:00-07:00"),
            ("Mon Jul 18 2016 10:15:00 GMT+0200 (CEST)", "2016-07-18T10:15:00+02:00"),
            ("Sun Nov 23 16:00:00 EDT 2014", "2014-11-23T16:00:00-04:00"),
            ("July 18, 2016", "2016-07-18"),
            ("Jul. 18, 2016", "2016-07-18"),
            ("July 18th, 2016", "2016-07-18"),
            ("18 July 2016", "2016-07-18"),
            ("Monday, July 18, 2016 5:30 PM EDT", "2016-07-18T17:30:00-04:00"),
            ("Monday, July 18, 2016 5:30 p.m. IST", "2016-07-18"),
            ("Published: 12:05 a.m. UTC, Sept. 3, 2010", "2010-09-03T00:05:00Z"),
            ("26-FEB-1987 15:01:01.79", "1987-02-26"),
            ("3 JAN 90", "1990-01-03"),
            ("July 2016", "2016-07-01..2016-07-31"),
            ("7/18/2016", "2016-07-18"),
            ("18/7/2016", "2016-07-18"),
            ("8/8/2016", "2016-08-08"),
            ("7/8/2016", "2016-01-01..2016-12-31"),
            ("07.08.2016", "2016-08-07"),
            ("2016年7月18日", "2016-07-18"),
        ] {
            assert_eq!(parsed(text), want, "{text}");
        }
    }

    #[test]
    fn the_dates_of_many_languages_are_parsed() {
        for (text, want) in [
            ("lundi 18 juillet 2016", "2016-07-18"),
            ("1er août 2016", "2016-08-01"),
            ("18 de julio de 2016", "2016-07-18"),
            ("18 de julho de 2016 segunda-feira", "2016-07-18"),
            ("Montag, den 18. Juli 2016", "2016-07-18"),
            ("18 JUL 16", "2016-07-18"),
            ("Fri, 22 Sep 17 22:05:03 +0300", "2017-09-22T22:05:03+03:00"),
            ("dom, 02 ott 2022 18:55:00 GMT", "2022-10-02T18:55:00Z"),
            ("mar, 04 févr. 2020 08:00:00 +0100", "2020-02-04T08:00:00+01:00"),
            ("lun., 3 mars 2014 07:00:00 +0100", "2014-03-03T07:00:00+01:00"),
            ("Mi, 05 Mai 2021 12:00:00 +0200", "2021-05-05T12:00:00+02:00"),
            ("Втр, 12 Янв 2021 09:00:00 +0300", "2021-01-12T09:00:00+03:00"),
            ("2016. július 18.", "2016-07-18"),
            ("poniedziałek, 18 lipca 2016 r.", "2016-07-18"),
            ("Δευτέρα, 18 Ιουλίου 2016", "2016-07-18"),
            ("18. srpnja 2016.", "2016-07-18"),
            ("Senin, 18 Juli 2016", "2016-07-18"),
            ("18 juillet 2016 à 10h15", "2016-07-18"),
        ] {
            assert_eq!(parsed(text), want, "{text}");
        }
    }

    #[test]
    fn what_is_no_date_is_none() {
        for text in [
            "2021-02-30T10:00:00Z",
            "0000-00-00 00:00:00",
            "2016-02-30",
            "1066",
            "2999-01-01",
            "March 4",
            "yesterday",
            "chapter 2016",
            "1468836900",
            "99999999999999999999999999",
            "",
        ] {
            assert_eq!(parsed(text), "none", "{text}");
        }
    }

    proptest::proptest! {
        #[test]
        fn any_text_parses_to_an_interval_or_to_none(text in "\\PC{0,40}|[0-9:./ TZ+-]{0,30}") {
            if let Some(date) = NewsDate::parse(&text) {
                assert!(date.from <= date.to);
            }
        }
    }
}

//! A news date with the precision it is known to, held as an interval of civil days: 1987 is a whole year, never its
//! first of January.

use std::fmt;
use std::ops::RangeInclusive;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::Offset;
use serde::{Deserialize, Serialize};

use crate::text::calendar;

/// How exactly a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the moment, with the publisher's offset.
    Instant,
    /// To the civil day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
}

/// An interval of civil days, both ends inclusive, in the publisher's own calendar.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NewsDate {
    /// First day.
    pub from: Date,
    /// Last day.
    pub to: Date,
    /// How exactly it is known.
    pub precision: Precision,
    /// The moment itself in RFC 3339 with the publisher's offset, where precision is `Instant`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at: Option<String>,
    /// The time of day as it is printed, where it is printed without its zone: it orders what one publisher sends on a day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clock: Option<Time>,
}

/// Where a publication date was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DateSource {
    /// A field of the record said so.
    Metadata,
    /// The dateline said so.
    Dateline,
    /// The text gave it away.
    Text,
    /// The file's name said so.
    File,
}

/// When an article was published, and how we know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Published {
    /// The date.
    #[serde(flatten)]
    pub date: NewsDate,
    /// Where it was found.
    pub source: DateSource,
}

/// Years a newspaper can carry: the printing press on one side, obvious slips of the keyboard on the other.
const YEARS: RangeInclusive<i16> = 1400..=2200;

/// The longest text that is looked at as a date.
const LONGEST: usize = 120;

/// Unix times above this are milliseconds: as seconds they would lie in the year 5138.
const MILLISECONDS_FROM: i64 = 100_000_000_000;

impl NewsDate {
    /// A civil day.
    pub fn day(day: Date) -> Self {
        Self { from: day, to: day, precision: Precision::Day, at: None, clock: None }
    }

    /// A month, where there is such a month.
    pub fn month(year: i16, month: i8) -> Option<Self> {
        let first = date(year, month, 1)?;
        Some(Self {
            from: first,
            to: first.last_of_month(),
            precision: Precision::Month,
            at: None,
            clock: None,
        })
    }

    /// A year, where a newspaper can have appeared in it.
    pub fn year(year: i16) -> Option<Self> {
        Some(Self {
            from: date(year, 1, 1)?,
            to: date(year, 12, 31)?,
            precision: Precision::Year,
            at: None,
            clock: None,
        })
    }

    /// A moment at the publisher's clock. Its day is the publisher's day, whatever day it was elsewhere.
    pub fn instant(clock: DateTime, offset: Offset) -> Self {
        let at = format!("{}{}", clock.strftime("%Y-%m-%dT%H:%M:%S"), printed(offset));
        Self { precision: Precision::Instant, at: Some(at), ..Self::day(clock.date()) }
    }

    /// A Unix time in seconds or milliseconds, which of them told by its size.
    pub fn from_unix(time: i64) -> Option<Self> {
        let seconds = if time.unsigned_abs() >= MILLISECONDS_FROM.unsigned_abs() {
            time / 1000
        } else {
            time
        };
        let clock = Offset::UTC.to_datetime(Timestamp::from_second(seconds).ok()?);
        YEARS.contains(&clock.year()).then(|| Self::instant(clock, Offset::UTC))
    }

    /// Reads a date as news metadata prints it. What is unsure stays open: a time without a zone is known to the day,
    /// and `7/8/2016`, which is July in Boston and August in Paris, to the year.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        if text.len() > LONGEST {
            return None;
        }
        let mut tokens = tokens(text)?;
        let clock = take_clock(&mut tokens);
        let moment = civil(&tokens)?;
        Some(match clock {
            Some((time, Some(offset))) if moment.precision == Precision::Day => {
                Self::instant(moment.from.to_datetime(time), offset)
            }
            Some((time, None)) if moment.precision == Precision::Day => {
                Self { clock: Some(time), ..moment }
            }
            _ => moment,
        })
    }

    /// Whether it lies wholly after today. A day's grace is given: it is tomorrow already in Auckland.
    pub fn is_future(&self, today: Date) -> bool {
        today.tomorrow().is_ok_and(|tomorrow| self.from > tomorrow)
    }
}

impl fmt::Display for NewsDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shape = match self.precision {
            Precision::Instant | Precision::Day => "%-d %B %Y",
            Precision::Month => "%B %Y",
            Precision::Year => "%Y",
        };
        write!(f, "{}", self.from.strftime(shape))
    }
}

/// An offset as RFC 3339 prints it.
fn printed(offset: Offset) -> String {
    let minutes = offset.seconds() / 60;
    match minutes {
        0 => "Z".to_owned(),
        _ => format!(
            "{}{:02}:{:02}",
            if minutes < 0 { '-' } else { '+' },
            minutes.abs() / 60,
            minutes.abs() % 60
        ),
    }
}

/// A date within the years we take.
fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    YEARS.contains(&year).then(|| Date::new(year, month, day).ok()).flatten()
}

/// The pieces a date is printed in; white space says nothing.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Token<'a> {
    /// A number with the count of its digits: `07` is not `7` and `2016` is a year.
    Number(u64, usize),
    /// Letters.
    Word(&'a str),
    /// Anything else, one character at a time.
    Mark(char),
}

use Token::{Mark, Number, Word};

/// Cuts a text into tokens; none where a number is too long to be part of a date.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
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

/// Takes the time of day and its zone out of the tokens, wherever they stand: `Sun Nov 23 16:00:00 EDT 2014`.
fn take_clock(tokens: &mut Vec<Token<'_>>) -> Option<(Time, Option<Offset>)> {
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

/// Whether these digits are the time of a compact stamp: `20160718T1015`.
fn follows_day(tokens: &[Token<'_>], at: usize) -> bool {
    at == 2 && matches!(tokens, [Number(_, 8), Word("T" | "t"), ..])
}

/// Whether a time of day opens here: `10:15`, `5 PM`.
fn opens_clock(pair: &[Token<'_>]) -> bool {
    match pair {
        [Number(_, 1 | 2), Mark(':')] => true,
        [Number(_, 1 | 2), Word(half)] => {
            half.eq_ignore_ascii_case("am") || half.eq_ignore_ascii_case("pm")
        }
        _ => false,
    }
}

/// The time of day that opens these tokens, and how many of them it takes.
fn time(tokens: &[Token<'_>]) -> Option<(Time, usize)> {
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
    // A leap second is printed as 60, which civil clocks do not know.
    let time = Time::new(
        hour.try_into().ok()?,
        minute.try_into().ok()?,
        second.min(59).try_into().ok()?,
        0,
    )
    .ok()?;
    Some((time, len))
}

/// `PM`, `p.m.`: whether it is the afternoon, and how many tokens say so.
fn half_of_day(tokens: &[Token<'_>]) -> (Option<bool>, usize) {
    match tokens {
        [Word("am" | "AM" | "Am"), ..] => (Some(false), 1),
        [Word("pm" | "PM" | "Pm"), ..] => (Some(true), 1),
        [Word("a" | "A"), Mark('.'), Word("m" | "M"), Mark('.'), ..] => (Some(false), 4),
        [Word("p" | "P"), Mark('.'), Word("m" | "M"), Mark('.'), ..] => (Some(true), 4),
        _ => (None, 0),
    }
}

/// The zone that opens these tokens, and how many of them it takes. Names that mean several zones are no zone.
fn zone(tokens: &[Token<'_>]) -> (Option<Offset>, usize) {
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

/// Hours east of Greenwich of the zones whose names mean one thing.
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

/// `+02:00`, `-0400` or a closing `+02`.
fn signed(tokens: &[Token<'_>]) -> Option<(Offset, usize)> {
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

/// The date in tokens that hold no time any more.
fn civil(tokens: &[Token<'_>]) -> Option<NewsDate> {
    let dots = tokens.iter().filter(|token| **token == Mark('.')).count() == 2;
    let pieces: Vec<Token<'_>> = tokens.iter().copied().filter(|token| !is_filler(token)).collect();
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
        [Word(m), Number(y, 4)] => NewsDate::month(y.try_into().ok()?, month(m)?.try_into().ok()?),
        [Number(d, 1 | 2), Number(m, 1 | 2), Number(y, 4)] if dots => ymd(y, m, d),
        [Number(a, 1 | 2), Number(b, 1 | 2), Number(y, 4)] => slashed(a, b, y),
        _ => None,
    }
}

/// `7/18/2016` and `18/7/2016` can be read one way only; `7/8/2016` cannot, and only its year is sure.
fn slashed(a: u64, b: u64, year: u64) -> Option<NewsDate> {
    match (a, b) {
        (1..=12, 13..) => ymd(year, a, b),
        (13.., 1..=12) => ymd(year, b, a),
        (1..=12, 1..=12) if a == b => ymd(year, a, b),
        (1..=12, 1..=12) => NewsDate::year(year.try_into().ok()?),
        _ => None,
    }
}

fn ymd(year: u64, month: u64, day: u64) -> Option<NewsDate> {
    date(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).map(NewsDate::day)
}

/// Wires print `3 JAN 90`; two digits are the nearest such year that was.
fn full_year(year: u64, digits: usize) -> Option<u64> {
    match digits {
        4 => Some(year),
        2 if year < 40 => Some(2000 + year),
        2 => Some(1900 + year),
        _ => None,
    }
}

/// The number of a month by its name or an abbreviation of at least three letters.
fn month(word: &str) -> Option<u64> {
    calendar::month(word)?.try_into().ok()
}

/// What stands around a date and says nothing about it: punctuation, weekdays, ordinal endings, zones of many meanings.
fn is_filler(token: &Token<'_>) -> bool {
    const WORDS: [&str; 33] = [
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
        "filed",
        "publié",
        "publicado",
        "veröffentlicht",
    ];
    match token {
        Mark(_) => true,
        Number(..) => false,
        Word(word) => {
            let lower = word.to_lowercase();
            let weekday = calendar::short_weekday(word).is_some();
            let zone = (2..=5).contains(&word.len())
                && word.bytes().all(|b| b.is_ascii_uppercase())
                && month(word).is_none();
            weekday || zone || WORDS.contains(&lower.as_str())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How a moment looks in one line of a table.
    fn told(text: &str) -> String {
        match NewsDate::parse(text) {
            None => "none".to_owned(),
            Some(moment) => match moment.at {
                Some(at) => at,
                None if moment.from == moment.to => moment.from.to_string(),
                None => format!("{}..{}", moment.from, moment.to),
            },
        }
    }

    #[test]
    fn reads_the_shapes_of_the_trade() {
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
            ("lundi 18 juillet 2016", "2016-07-18"),
            ("1er août 2016", "2016-08-01"),
            ("18 de julio de 2016", "2016-07-18"),
            ("Montag, den 18. Juli 2016", "2016-07-18"),
            ("18 JUL 16", "2016-07-18"),
            ("2016-02-30", "none"),
            ("1066", "none"),
            ("2999-01-01", "none"),
            ("March 4", "none"),
            ("yesterday", "none"),
            ("chapter 2016", "none"),
            ("1468836900", "none"),
            ("99999999999999999999999999", "none"),
            ("", "none"),
        ] {
            assert_eq!(told(text), want, "{text}");
        }
    }

    #[test]
    fn unix_times_are_seconds_or_milliseconds() {
        let at = |time| NewsDate::from_unix(time).and_then(|moment| moment.at);
        assert_eq!(at(1_468_836_900).as_deref(), Some("2016-07-18T10:15:00Z"));
        assert_eq!(at(1_468_836_900_123).as_deref(), Some("2016-07-18T10:15:00Z"));
        assert_eq!(at(i64::MAX), None);
        assert_eq!(at(i64::MIN), None);
    }

    #[test]
    fn prints_what_is_known() {
        let shown = |text| NewsDate::parse(text).map(|moment| moment.to_string()).unwrap_or_default();
        assert_eq!(shown("2016-07-08T10:15:00Z"), "8 July 2016");
        assert_eq!(shown("2016-07"), "July 2016");
        assert_eq!(shown("1987"), "1987");
    }

    #[test]
    fn the_day_after_tomorrow_is_the_future() {
        let today = jiff::civil::date(2016, 7, 18);
        let future = |text| NewsDate::parse(text).is_some_and(|moment| moment.is_future(today));
        assert!(future("2016-07-20") && future("2017"));
        assert!(!future("2016-07-19") && !future("2016") && !future("2016-07-18"));
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_a_date_or_none(text in "\\PC{0,40}|[0-9:./ TZ+-]{0,30}") {
            if let Some(moment) = NewsDate::parse(&text) {
                assert!(moment.from <= moment.to);
            }
        }
    }
}

//! Dates in a question: "in July 2016", "on 18 July 2016", "since 2014", "last month". A date without
//! its year is none: the year would be a guess.

use crate::query::dates::DateFilter;
use crate::text::calendar::ENGLISH_MONTHS;

/// Prepositions before a date, which stay without meaning.
const PREPOSITIONS: &[&str] = &["in", "on", "of", "during", "for", "from", "around", "the"];

/// A date in a question.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct ReadDate {
    pub filter: DateFilter,
    /// The number of its words.
    pub words: usize,
    /// The number of words before it that say no more than that a date follows.
    pub prepositions: usize,
}

/// Reads the date at the beginning of some words, as they were typed.
pub(super) fn date(words: &[&str]) -> Option<ReadDate> {
    let lower: Vec<String> = words.iter().take(MAX_WORDS).map(|word| word.to_lowercase()).collect();
    let words: Vec<&str> = lower.iter().map(String::as_str).collect();
    let (filter, count) = match words.as_slice() {
        ["since", rest @ ..] => open(">=", rest),
        ["after", rest @ ..] => open(">", rest),
        ["before", rest @ ..] => open("<", rest),
        ["until" | "till", rest @ ..] => open("<=", rest),
        ["between", rest @ ..] => range(rest, &["and"]),
        ["from", rest @ ..] => range(rest, &["to", "until", "till"]).or_else(|| within(rest)),
        [word, rest @ ..] if PREPOSITIONS.contains(word) => within(rest),
        _ => bare(&words).map(|(period, count)| (period, count - 1)),
    }
    .map(|(filter, count)| (filter, count + 1))?;
    let is_range = filter.contains("..") && words.first() == Some(&"from");
    let prepositions = words.iter().take_while(|word| PREPOSITIONS.contains(word)).count();
    let prepositions = if is_range { 0 } else { prepositions };
    Some(ReadDate {
        filter: DateFilter::parse(&filter)?,
        words: count - prepositions,
        prepositions,
    })
}

/// The greatest number of words of a date: "between 18 July 2016 and 20 July 2016".
const MAX_WORDS: usize = 10;

/// A period of time as the query language writes it, and the number of its words.
type ReadPeriod = (String, usize);

fn open(sign: &str, words: &[&str]) -> Option<ReadPeriod> {
    period(words).map(|(period, count)| (format!("{sign}{period}"), count))
}

fn range(words: &[&str], joins: &[&str]) -> Option<ReadPeriod> {
    let (from, count) = period(words)?;
    let join = words.get(count).filter(|word| joins.contains(word))?;
    debug_assert!(!join.is_empty(), "a word is not empty");
    let (to, more) = period(words.get(count + 1..)?)?;
    Some((format!("{from}..{to}"), count + 1 + more))
}

/// A period behind a preposition, which a decade may be too.
fn within(words: &[&str]) -> Option<ReadPeriod> {
    match words {
        ["the", rest @ ..] => within(rest).map(|(period, count)| (period, count + 1)),
        _ => decade(words).or_else(|| period(words)),
    }
}

/// A period without a preposition: a year alone may be a number.
fn bare(words: &[&str]) -> Option<ReadPeriod> {
    words.first().filter(|word| year(word).is_none())?;
    period(words)
}

fn period(words: &[&str]) -> Option<ReadPeriod> {
    match words {
        [day, month_name, rest @ ..]
            if day_number(day).is_some() && month(month_name).is_some() =>
        {
            let (year, skipped) = year_of(rest)?;
            Some((format!("{year}-{:02}-{:02}", month(month_name)?, day_number(day)?), 2 + skipped))
        }
        [day, "of", month_name, rest @ ..] if day_number(day).is_some() => {
            let (year, skipped) = year_of(rest)?;
            Some((format!("{year}-{:02}-{:02}", month(month_name)?, day_number(day)?), 3 + skipped))
        }
        [month_name, day, year_name, ..]
            if month(month_name).is_some() && day_number(day).is_some() =>
        {
            let (month, day) = (month(month_name)?, day_number(day)?);
            Some((format!("{}-{month:02}-{day:02}", year(year_name)?), 3))
        }
        [month_name, rest @ ..] if month(month_name).is_some() => {
            let (year, skipped) = year_of(rest)?;
            Some((format!("{year}-{:02}", month(month_name)?), 1 + skipped))
        }
        ["today" | "yesterday", ..] => Some((words.first()?.to_string(), 1)),
        ["last" | "past" | "this", ..] => relative(words),
        [word, ..] if year(word).is_some() || is_numeric_date(word) => Some((word.to_string(), 1)),
        _ => None,
    }
}

/// Reads "last month", "the past 30 days".
fn relative(words: &[&str]) -> Option<ReadPeriod> {
    let which = if words.first() == Some(&"this") { "this" } else { "last" };
    let unit = words.get(1)?;
    if ["day", "week", "month", "year"].contains(unit) && !(which == "this" && *unit == "day") {
        return Some((format!("{which}-{unit}"), 2));
    }
    let units =
        words.get(2).filter(|units| ["days", "weeks", "months", "years"].contains(units))?;
    let is_count = !unit.is_empty() && unit.bytes().all(|byte| byte.is_ascii_digit());
    (which == "last" && is_count).then(|| (format!("last-{unit}-{units}"), 3))
}

/// Reads a decade: `1980s`.
fn decade(words: &[&str]) -> Option<ReadPeriod> {
    let start = words.first()?.strip_suffix('s')?.trim_end_matches('\'');
    let first: u32 = year(start)?.parse().ok().filter(|first| first % 10 == 0)?;
    Some((format!("{first}..{}", first + 9), 1))
}

/// Reads the year behind a month, with the number of its words.
fn year_of<'w>(words: &[&'w str]) -> Option<(&'w str, usize)> {
    match words {
        ["of", word, ..] => Some((year(word)?, 2)),
        [word, ..] => Some((year(word)?, 1)),
        [] => None,
    }
}

/// Returns a number that is a year of the press.
fn year(word: &str) -> Option<&str> {
    let is_year = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    (is_year && ("1600"..="2100").contains(&word)).then_some(word)
}

/// Returns true for `2016-07` and `2016-07-18`.
fn is_numeric_date(word: &str) -> bool {
    word.split_once('-').is_some_and(|(first, _)| year(first).is_some())
        && DateFilter::parse(word).is_some()
}

/// Reads the name of a month or its usual abbreviation, from 1 for January.
fn month(word: &str) -> Option<usize> {
    let word = word.trim_end_matches('.');
    let is = |name: &&str| *name == word || name.get(..3) == Some(word);
    let month = if word == "sept" { Some(8) } else { ENGLISH_MONTHS.iter().position(is) };
    month.map(|index| index + 1)
}

fn day_number(word: &str) -> Option<u8> {
    let digits = ["st", "nd", "rd", "th"].iter().find_map(|ending| word.strip_suffix(ending));
    digits.unwrap_or(word).parse().ok().filter(|day| (1..=31).contains(day))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> Option<(String, usize)> {
        let words: Vec<&str> = text.split(' ').collect();
        date(&words).map(|date| (date.filter.to_string(), date.prepositions + date.words))
    }

    #[test]
    fn dates_of_questions_are_read_as_filters() {
        for (text, filter, count) in [
            ("in July 2016", "date:2016-07", 3),
            ("in July of 2016 about", "date:2016-07", 4),
            ("on 18 July 2016", "date:2016-07-18", 4),
            ("on the 18th of July 2016", "date:2016-07-18", 6),
            ("July 18 2016", "date:2016-07-18", 3),
            ("in Sept. 1987", "date:1987-09", 3),
            ("in 1987 about", "date:1987", 2),
            ("in the 1980s", "date:1980..1989", 3),
            ("on 2016-07-18", "date:2016-07-18", 2),
            ("2016-07", "date:2016-07", 1),
            ("since 2014", "date:>=2014", 2),
            ("after March 1987", "date:>1987-03", 3),
            ("before 2016", "date:<2016", 2),
            ("until 2016", "date:<=2016", 2),
            ("between 2014 and 2016", "date:2014..2016", 4),
            ("from May 1987 to July 1987", "date:1987-05..1987-07", 6),
            ("from 1987", "date:1987", 2),
            ("last month", "date:last-month", 2),
            ("in the last 30 days", "date:last-30-days", 5),
            ("this year", "date:this-year", 2),
            ("yesterday", "date:yesterday", 1),
        ] {
            assert_eq!(shown(text), Some((filter.to_owned(), count)), "{text}");
        }
    }

    #[test]
    fn prepositions_are_no_part_of_a_date() {
        for (text, prepositions, words) in
            [("in July 2016", 1, 2), ("on the 18th of July 2016", 2, 4), ("since 2014", 0, 2)]
        {
            let typed: Vec<&str> = text.split(' ').collect();
            let date = date(&typed).expect("a date");
            assert_eq!((date.prepositions, date.words), (prepositions, words), "{text}");
        }
    }

    #[test]
    fn what_may_be_no_date_is_none() {
        for text in [
            "1987",
            "in July",
            "on 18 July",
            "in may",
            "last",
            "the last",
            "in 747",
            "march on",
            "between 2016 and 2014",
            "July 2016th",
            "in 31 2016",
            "from",
            "since then",
            "",
        ] {
            assert_eq!(shown(text), None, "{text}");
        }
    }
}

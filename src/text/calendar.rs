//! Names of months and weekdays in the languages of the news agencies.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::month_names::{MONTHS, MORE_MONTHS, MORE_WEEKDAYS, WEEKDAYS};

/// The months in English, from January.
pub(crate) const ENGLISH_MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The numbers of the names in [`MONTHS`] and [`WEEKDAYS`], because a text of dates looks up many words.
static MONTH_NUMBERS: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| numbers(&MONTHS));
static WEEKDAY_NUMBERS: LazyLock<HashMap<&str, i8>> = LazyLock::new(|| numbers(&WEEKDAYS));

/// The names of weekdays in all languages, and their beginnings.
static WEEKDAY_BEGINNINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| {
    let names = WEEKDAYS.iter().flat_map(|names| names.iter().copied());
    let names = names.chain(MORE_WEEKDAYS.iter().flat_map(|row| row.split(' ')));
    let beginnings = |name: &'static str| {
        name.char_indices().filter_map(move |(at, c)| name.get(..at + c.len_utf8()))
    };
    names.flat_map(beginnings).collect()
});

/// Numbers the names of rows from 1. Of two rows with one name the first counts.
fn numbers<const ROWS: usize>(rows: &[&[&'static str]; ROWS]) -> HashMap<&'static str, i8> {
    let mut numbers = HashMap::new();
    for (names, number) in rows.iter().zip(1..) {
        names.iter().for_each(|name| _ = numbers.entry(*name).or_insert(number));
    }
    numbers
}

/// The length of the longest name of a month or weekday, in bytes, with its accents.
const MAX_NAME_BYTES: usize = 40;

/// Parses a month name or an abbreviation of at least three letters; January is 1.
pub(crate) fn month(word: &str) -> Option<i8> {
    let word = normalize(word)?;
    let english = ENGLISH_MONTHS.iter().position(|name| name.starts_with(&word));
    numbered(english).or_else(|| MONTH_NUMBERS.get(&*word).copied())
}

/// Parses the month of a text that is a date: any name, or its beginning of at least three letters
/// where only one month begins so.
pub(crate) fn date_month(word: &str) -> Option<i8> {
    month(word).or_else(|| {
        let word = normalize(word)?;
        let begins = |name: &str| name.starts_with(&*word);
        let rows = || MONTHS.iter().zip(MORE_MONTHS);
        let exact = rows().position(|(_, more)| more.split(' ').any(|name| name == word));
        if exact.is_some() {
            return numbered(exact);
        }
        let mut found = rows().enumerate().filter(|(_, (names, more))| {
            names.iter().copied().any(begins) || more.split(' ').any(begins)
        });
        let (row, _) = found.next().filter(|_| found.next().is_none())?;
        numbered(Some(row))
    })
}

/// Reports whether a word before a date may be a weekday: a name in any language, or the beginning
/// of one of at least two letters.
pub(crate) fn may_be_weekday(word: &str) -> bool {
    if word.len() > MAX_NAME_BYTES {
        return false;
    }
    let lower = word.to_lowercase();
    let stripped: String = lower.chars().map(without_accent).collect();
    lower.chars().count() >= 2
        && (WEEKDAY_BEGINNINGS.contains(&*lower)
            || WEEKDAY_BEGINNINGS.contains(&*stripped)
            // Russian and French abbreviations that leave letters out.
            || ["втр", "чтв", "птн", "суб", "вск", "пнд", "срд", "pn", "wt", "śr", "czw", "pt"].contains(&&*lower))
}

/// Parses a month name in a language other than English; January is 1.
pub(crate) fn foreign_month(word: &str) -> Option<i8> {
    MONTH_NUMBERS.get(&*normalize(word)?).copied()
}

/// Parses the full name of a weekday; Monday is 1.
pub(crate) fn weekday(word: &str) -> Option<i8> {
    WEEKDAY_NUMBERS.get(&*normalize(word)?).copied()
}

/// Parses the name of a weekday or, in English, an abbreviation of at least three letters; Monday
/// is 1.
pub(crate) fn short_weekday(word: &str) -> Option<i8> {
    weekday(word).or_else(|| {
        let word = normalize(word)?;
        numbered(
            WEEKDAYS
                .iter()
                .position(|names| names.first().is_some_and(|name| name.starts_with(&word))),
        )
    })
}

/// Converts a row index to a number from 1.
fn numbered(row: Option<usize>) -> Option<i8> {
    i8::try_from(row? + 1).ok()
}

/// Lowercases a word and strips its accents; none where its length or first character rules out a
/// name.
fn normalize(word: &str) -> Option<String> {
    let fits = (3..=MAX_NAME_BYTES).contains(&word.len()) && word.starts_with(char::is_alphabetic);
    fits.then(|| word.chars().flat_map(char::to_lowercase).map(without_accent).collect())
}

fn without_accent(c: char) -> char {
    match c {
        'à' | 'á' | 'â' | 'ã' | 'ä' | 'å' => 'a',
        'è' | 'é' | 'ê' => 'e',
        'ì' | 'í' => 'i',
        'ò' | 'ó' | 'ô' | 'ö' | 'ø' => 'o',
        'ù' | 'ú' | 'û' | 'ü' => 'u',
        'ç' => 'c',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_have_many_names() {
        for (words, number) in [
            (&["January", "jan", "janv", "enero", "Januar"][..], 1),
            (&["février", "févr", "FEBRERO"], 2),
            (&["Mar", "Marz", "März", "mars", "março", "Marc"], 3),
            (&["août", "AUG", "Agosto"], 8),
            (&["déc", "Dezember", "dic"], 12),
        ] {
            for word in words {
                assert_eq!(month(word), Some(number), "{word}");
            }
        }
        for word in ["ma", "marsh", "mayor", "", "decemberist"] {
            assert_eq!(month(word), None, "{word}");
        }
    }

    #[test]
    fn months_and_weekdays_of_dates_may_be_abbreviated() {
        for (word, number) in [
            ("ott", 10),
            ("févr", 2),
            ("Янв", 1),
            ("дек", 12),
            ("July", 7),
            ("június", 6),
            ("Ιουλίου", 7),
            ("lokakuu", 10),
            ("siječnja", 1),
        ] {
            assert_eq!(date_month(word), Some(number), "{word}");
        }
        assert_eq!(date_month("ju"), None);
        for word in ["Mi", "dom", "lun", "Втр", "mar", "Mittwoch", "środa", "Πέμπτη"] {
            assert!(may_be_weekday(word), "{word}");
        }
        assert!(!may_be_weekday("chapter") && !may_be_weekday("m"));
    }

    #[test]
    fn weekdays_are_counted_from_monday() {
        assert_eq!(
            ["Monday", "lundi", "Freitag", "sábado", "DOMINGO"].map(weekday),
            [1, 1, 5, 6, 7].map(Some)
        );
        assert_eq!((weekday("mon"), short_weekday("Mon"), weekday("monk")), (None, Some(1), None));
    }
}

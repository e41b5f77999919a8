//! The index terms of databases: lists in capitals, with codes before them and percentages behind.

/// The terms of a list: parted by semicolons, by bars, or one a line; without codes and percentages.
pub fn parted(list: &str) -> Vec<String> {
    let mark = if list.contains('|') { '|' } else { ';' };
    list.split([mark, '\n']).map(term).filter(|term| !term.is_empty()).collect()
}

/// "FLOODS (90%)" and "gflood : Floods" without what is no word of them.
fn term(text: &str) -> String {
    let text = text.trim();
    let text = text.strip_prefix("Name:").unwrap_or(text);
    let text = match text.rsplit_once('(') {
        Some((term, score)) if score.trim_end_matches([')', ' ']).ends_with('%') => term,
        _ => text,
    };
    let text = text.split_once(" : ").map_or(text, |(_, name)| name);
    text.split_whitespace().collect::<Vec<_>>().join(" ").trim_matches([',', '.', ' ']).to_owned()
}

/// A subject as a reader would write it: "Floods & flooding".
pub fn subject(term: &str) -> String {
    if !is_shouted(term) {
        return term.to_owned();
    }
    let mut words = term
        .split(' ')
        .map(|word| if is_acronym(word) { word.to_owned() } else { word.to_lowercase() });
    let first = words.next().map(|word| capitalised(&word)).unwrap_or_default();
    words.fold(first, |all, word| all + " " + &word)
}

/// A person's name, the right way round and out of capitals.
pub fn person(term: &str) -> String {
    let turned = match term.split_once(", ") {
        Some((last, first)) if !first.contains(',') && !first.is_empty() => {
            format!("{first} {last}")
        }
        _ => term.to_owned(),
    };
    name(&turned)
}

/// The name of a place or an organisation out of capitals: "New York, NY, USA".
pub fn name(term: &str) -> String {
    const SMALL: [&str; 14] =
        ["OF", "THE", "AND", "FOR", "IN", "ON", "DE", "LA", "DU", "DES", "VON", "VAN", "DER", "DA"];
    if !is_shouted(term) {
        return term.to_owned();
    }
    let spelled = term.split(' ').enumerate().map(|(at, word)| match word {
        small if at > 0 && SMALL.contains(&small) => small.to_lowercase(),
        short if at > 0 && short.trim_end_matches(',').len() == 2 => short.to_owned(),
        short if is_acronym(short) => short.to_owned(),
        word => capitalised(&word.to_lowercase()),
    });
    spelled.collect::<Vec<_>>().join(" ")
}

fn is_shouted(term: &str) -> bool {
    term.chars().any(char::is_uppercase) && !term.chars().any(char::is_lowercase)
}

/// Whether a word in capitals is read letter by letter.
fn is_acronym(word: &str) -> bool {
    const ACRONYMS: [&str; 22] = [
        "USA", "US", "UK", "UN", "EU", "NATO", "UAE", "AIDS", "HIV", "FBI", "CIA", "NASA", "IMF",
        "WHO", "UNICEF", "OPEC", "GDP", "TV", "BBC", "CNN", "II", "III",
    ];
    ACRONYMS.contains(&word.trim_matches([',', '(', ')']))
        || word.contains('.')
        || word.contains('&')
}

/// A word in small letters with a capital first, and after every hyphen, apostrophe and parenthesis.
fn capitalised(word: &str) -> String {
    let mut opens = true;
    let mut raise = |c: char| {
        let shown = if opens { c.to_uppercase().next().unwrap_or(c) } else { c };
        opens = matches!(c, '-' | '(' | '/');
        shown
    };
    word.chars().map(&mut raise).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_lose_codes_and_percentages() {
        assert_eq!(parted("FLOODS & FLOODING (90%); RAIN (78%)"), ["FLOODS & FLOODING", "RAIN"]);
        assert_eq!(
            parted("gflood : Floods | gcat : Political/General News"),
            ["Floods", "Political/General News"]
        );
        assert_eq!(parted("Floods\nRain; "), ["Floods", "Rain"]);
    }

    #[test]
    fn names_are_written_as_readers_write_them() {
        assert_eq!(subject("FLOODS & FLOODING"), "Floods & flooding");
        assert_eq!(subject("Floods"), "Floods");
        assert_eq!(name("NEW YORK, NY, USA"), "New York, NY, USA");
        assert_eq!(name("GULF OF GUINEA"), "Gulf of Guinea");
        assert_eq!(
            (person("DOE, JANE").as_str(), person("JANE DOE").as_str()),
            ("Jane Doe", "Jane Doe")
        );
    }
}

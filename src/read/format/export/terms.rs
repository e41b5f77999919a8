//! Index terms of newspaper databases: lists in capitals, with codes before the terms and
//! percentages after them.

/// Splits a list into terms without codes and percentages. Terms are separated by semicolons, by
/// bars or by line breaks.
pub(super) fn split_terms(list: &str) -> Vec<String> {
    let separator = if list.contains('|') { '|' } else { ';' };
    list.split([separator, '\n']).map(term).filter(|term| !term.is_empty()).collect()
}

/// Cuts code and percentage off a term: "FLOODS (90%)", "gflood : Floods".
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

/// Writes a subject in sentence case: "Floods & flooding".
pub(super) fn subject(term: &str) -> String {
    if !is_capitals(term) {
        return term.to_owned();
    }
    let mut words = term
        .split(' ')
        .map(|word| if is_acronym(word) { word.to_owned() } else { word.to_lowercase() });
    let first = words.next().map(|word| capitalise(&word)).unwrap_or_default();
    words.fold(first, |all, word| all + " " + &word)
}

/// Writes a person's name with the first name first and not in capitals.
pub(super) fn person(term: &str) -> String {
    let name_order = match term.split_once(", ") {
        Some((last, first)) if !first.contains(',') && !first.is_empty() => {
            format!("{first} {last}")
        }
        _ => term.to_owned(),
    };
    name(&name_order)
}

/// Writes the name of a place or an organisation in title case: "New York, NY, USA".
pub(super) fn name(term: &str) -> String {
    const SMALL: [&str; 14] =
        ["OF", "THE", "AND", "FOR", "IN", "ON", "DE", "LA", "DU", "DES", "VON", "VAN", "DER", "DA"];
    if !is_capitals(term) {
        return term.to_owned();
    }
    let words = term.split(' ').enumerate().map(|(index, word)| match word {
        small if index > 0 && SMALL.contains(&small) => small.to_lowercase(),
        short if index > 0 && short.trim_end_matches(',').len() == 2 => short.to_owned(),
        short if is_acronym(short) => short.to_owned(),
        word => capitalise(&word.to_lowercase()),
    });
    words.collect::<Vec<_>>().join(" ")
}

fn is_capitals(term: &str) -> bool {
    term.chars().any(char::is_uppercase) && !term.chars().any(char::is_lowercase)
}

/// Reports whether a word in capitals is an acronym.
fn is_acronym(word: &str) -> bool {
    const ACRONYMS: [&str; 22] = [
        "USA", "US", "UK", "UN", "EU", "NATO", "UAE", "AIDS", "HIV", "FBI", "CIA", "NASA", "IMF",
        "WHO", "UNICEF", "OPEC", "GDP", "TV", "BBC", "CNN", "II", "III",
    ];
    ACRONYMS.contains(&word.trim_matches([',', '(', ')']))
        || word.contains('.')
        || word.contains('&')
}

/// Writes a capital at the beginning of a word and after every hyphen, slash and parenthesis.
fn capitalise(word: &str) -> String {
    let mut is_first = true;
    let to_case = |c: char| {
        let letter = if is_first { c.to_uppercase().next().unwrap_or(c) } else { c };
        is_first = matches!(c, '-' | '(' | '/');
        letter
    };
    word.chars().map(to_case).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_lose_codes_and_percentages() {
        assert_eq!(
            split_terms("FLOODS & FLOODING (90%); RAIN (78%)"),
            ["FLOODS & FLOODING", "RAIN"]
        );
        assert_eq!(
            split_terms("gflood : Floods | gcat : Political/General News"),
            ["Floods", "Political/General News"]
        );
        assert_eq!(split_terms("Floods\nRain; "), ["Floods", "Rain"]);
    }

    #[test]
    fn terms_in_capitals_are_written_in_mixed_case() {
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

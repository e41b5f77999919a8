//! Bylines in the languages of the news wires, and the people and agencies they name.

mod names;
mod words;

use crate::article::agency::named_in_full;
use crate::article::dateline;
use names::{is_picture_credit, join_suffixes, strip_roles, strip_titles};
use words::{
    ADDITION_SEPARATORS, ENGLISH_OPENINGS, FOREIGN_OPENINGS, LABELS, NAME_SEPARATORS, PARTICLES,
    PREPOSITIONS,
};

/// Longest paragraph that may be a byline, in bytes.
const LONGEST: usize = 160;

/// Returns whether a paragraph is a byline and not a sentence: it opens like one, or is a name with
/// an affiliation.
pub(crate) fn is_byline(paragraph: &str) -> bool {
    let paragraph = paragraph.trim();
    if paragraph.len() > LONGEST || paragraph.ends_with(['?', '!', '”', '"', ':']) {
        return false;
    }
    let full_stop = paragraph.ends_with('.') && !paragraph.ends_with("Jr.");
    let named = strip_opening(paragraph);
    if named.len() < paragraph.len() {
        if dateline::is_known_agency(named) {
            return true;
        }
        let foreign = !opens_with_any(paragraph, &ENGLISH_OPENINGS);
        let first = authors(paragraph).into_iter().next().unwrap_or_default();
        return !full_stop && is_capitalised(&first) && (!foreign || is_all_names(named));
    }
    !full_stop && is_name_with_affiliation(paragraph)
}

/// Returns whether every word of a name is capitalised or a particle.
fn is_capitalised(name: &str) -> bool {
    !name.is_empty()
        && name
            .split(' ')
            .all(|word| PARTICLES.contains(&word) || !word.starts_with(char::is_lowercase))
}

/// Returns whether a text opens with one of these, in any case.
fn opens_with_any(text: &str, openings: &[&str]) -> bool {
    openings.iter().any(|opening| {
        text.get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening))
    })
}

/// Returns whether the words before the first comma are all words of names.
fn is_all_names(text: &str) -> bool {
    let names = text.split([',', '(']).next().unwrap_or_default();
    let words = || names.split(' ').filter(|word| !word.is_empty());
    words().all(|word| {
        PARTICLES.contains(&word) || word == "et" || word.starts_with(char::is_uppercase)
    }) && (2..=9).contains(&words().count())
}

/// Returns whether a line is a name with an affiliation or address that proves it a byline: "Jane
/// Doe, Staff Writer", "JANE DOE | Courier Staff", "Jane Doe jane@example.org".
fn is_name_with_affiliation(line: &str) -> bool {
    let cut = line.find([',', '|', ';', '\t']).or_else(|| line.find(" - ")).or_else(|| {
        let at = line.find('@')?;
        line.get(..at)?.rfind(' ')
    });
    let Some((name, affiliation)) = cut.and_then(|at| line.split_at_checked(at)) else {
        return false;
    };
    let words = name.split(' ').filter(|word| !word.is_empty()).count();
    let affiliation = affiliation.trim_start_matches([',', '|', ';', '-', ' ', '\t']);
    let proven = affiliation.contains('@') && !affiliation.contains(' ')
        || is_affiliation(affiliation)
        || dateline::is_known_agency(affiliation);
    (2..=4).contains(&words)
        && is_all_names(name)
        && is_person(name.trim())
        && proven
        && affiliation.len() <= 60
}

/// Returns whether a line states the writer's job or employer, as below a byline: "AP Sports
/// Writer", "Staff Writer", "Associated Press".
pub(crate) fn is_affiliation(line: &str) -> bool {
    let line = line.trim();
    let words = line.split(' ').filter(|word| !word.is_empty()).count();
    let title_case = line.split(' ').all(|word| {
        matches!(word, "of" | "the" | "for" | "in" | "de" | "at")
            || word.starts_with(|c: char| !c.is_lowercase())
    });
    let short_lower_case = words <= 3 && line.split(' ').all(|word| word.len() <= 14);
    words <= 6
        && line.len() <= 60
        && (title_case || short_lower_case)
        && !line.ends_with('.')
        && contains_affiliation_word(line)
}

fn contains_affiliation_word(line: &str) -> bool {
    line.split([' ', '-', ','])
        .any(|word| AFFILIATION_WORDS.contains(&word.to_lowercase().as_str()))
}

/// People that a byline names: "By Jane Doe and John Roe in Geneva" names two.
pub(crate) fn authors(byline: &str) -> Vec<String> {
    if byline.is_empty() {
        return Vec::new();
    }
    let joined = join_suffixes(byline);
    let names = strip_opening(strip_small_opening(&joined));
    if let Some(names) = surnames_and_names(names).or_else(|| last_names_first(names)) {
        return names;
    }
    let names = NAME_SEPARATORS
        .iter()
        .fold(names.to_owned(), |names, separator| names.replace(separator, ","));
    let pieces = names
        .split([',', ';', '|', '\n'])
        .filter(|piece| !piece.contains("://") && !is_picture_credit(piece))
        .flat_map(|piece| piece.split('/'));
    let mut people: Vec<String> = Vec::new();
    let names = pieces.map(strip_additions).map(strip_titles).map(strip_roles);
    for name in names.filter(|name| is_person(name)) {
        let name = normalise_capitals(name);
        if !people.contains(&name) {
            people.push(name);
        }
    }
    // A single word beside a full name is a town or an affiliation: "Jane Doe, Geneva".
    if people.iter().any(|name| name.contains(' ')) {
        people.retain(|name| name.contains(' '));
    }
    people
}

/// Agency that a byline names: "By Jane Doe, Reuters", "The Associated Press".
pub(crate) fn agency(byline: &str) -> Option<&str> {
    let pieces =
        || byline.split([',', '|', '(', ')', '/']).map(|piece| strip_opening(piece.trim()));
    named_in_full(byline).or_else(|| pieces().find(|piece| dateline::is_known_agency(piece)))
}

/// Converts a name in capitals to title case: "JULIE O'NEILL" becomes "Julie O'Neill".
pub(crate) fn normalise_capitals(name: &str) -> String {
    let in_capitals = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if !in_capitals || name.split([' ', '.']).all(|word| word.chars().count() <= 3) {
        return name.to_owned();
    }
    let mut inside_word = false;
    let title_case = |c: char| {
        let cased = if inside_word { c.to_lowercase().next().unwrap_or(c) } else { c };
        inside_word = c.is_alphabetic();
        cased
    };
    name.chars().map(title_case).collect()
}

/// Removes "By", "Written by" or "Par" from a byline.
fn strip_opening(byline: &str) -> &str {
    let byline = byline.trim().trim_start_matches(['^', '–', '—', '*']).trim_start();
    for opening in ENGLISH_OPENINGS {
        let (head, rest) = byline.split_at_checked(opening.len()).unwrap_or_default();
        if head.eq_ignore_ascii_case(opening)
            && (rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || " :".contains(c)))
        {
            return rest.trim_start_matches([' ', ':']);
        }
    }
    if let Some((head, rest)) = byline.split_once(':')
        && LABELS.contains(&head.trim_end().to_lowercase().as_str())
        && rest.trim_start().starts_with(char::is_uppercase)
    {
        return rest.trim_start();
    }
    for opening in FOREIGN_OPENINGS {
        let (head, rest) = byline.split_at_checked(opening.len()).unwrap_or_default();
        let capitalised =
            head == opening.to_uppercase() || head.starts_with(|c: char| c.is_uppercase());
        let names = rest.split([',', '(']).next().unwrap_or_default().trim();
        if capitalised
            && head.eq_ignore_ascii_case(opening)
            && rest.starts_with(char::is_uppercase)
            && names.contains(' ')
        {
            return rest;
        }
    }
    byline
}

/// Removes "di" or "par" from the beginning of a byline where a first name and a surname follow.
fn strip_small_opening(byline: &str) -> &str {
    let named =
        FOREIGN_OPENINGS.iter().find_map(|opening| byline.trim_start().strip_prefix(opening));
    let first = named.and_then(|named| named.split([',', '(']).next()).unwrap_or_default();
    let words = || first.split_whitespace();
    let is_name = words().count() >= 2 && words().all(|word| word.starts_with(char::is_uppercase));
    named.filter(|_| is_name).unwrap_or(byline)
}

/// Turns "Doe, Jane, Roe, John" into "Jane Doe" and "John Roe": single words, separated by commas only.
fn surnames_and_names(names: &str) -> Option<Vec<String>> {
    let words: Vec<&str> = names.split(", ").collect();
    let is_word = |word: &&str| {
        word.len() > 1 && word.chars().all(|c| c.is_alphabetic() || c == '-') && is_person(word)
    };
    let pairs = words.len() >= 4 && words.len().is_multiple_of(2) && words.iter().all(is_word);
    let name = |pair: &[&str]| match pair {
        [last, first] => {
            Some(format!("{} {}", normalise_capitals(first), normalise_capitals(last)))
        }
        _ => None,
    };
    pairs.then(|| words.chunks(2).filter_map(name).collect())
}

/// Turns "Doe, Jane; Roe, John" into "Jane Doe" and "John Roe", if every name of the list is
/// written in this order.
fn last_names_first(names: &str) -> Option<Vec<String>> {
    if !names.contains(", ") {
        return None;
    }
    let mut separated = names.replace(['|', '\n'], ";");
    for separator in NAME_SEPARATORS {
        separated = separated.replace(separator, ";");
    }
    let pieces: Vec<&str> =
        separated.split(';').map(str::trim).filter(|piece| !piece.is_empty()).collect();
    let is_list = pieces.len() > 1;
    pieces.into_iter().map(|piece| last_name_first(piece, is_list)).collect()
}

/// Turns "Doe, Jane" into "Jane Doe". In a list of such names, and after a particle, more than one
/// word may be a name: "Le Goff, Yann", "Craven, Maria Luisa".
fn last_name_first(name: &str, in_list: bool) -> Option<String> {
    const PARTICLES: [&str; 16] = [
        "de", "da", "do", "dos", "del", "della", "di", "la", "le", "von", "van", "der", "den",
        "el", "al", "ten",
    ];
    let (last, first) = name.split_once(", ")?;
    let single = |name: &str| is_person(name) && !name.contains([' ', ',']);
    let has_particle = || {
        let opening = last.split(' ').next().unwrap_or_default().to_lowercase();
        PARTICLES.contains(&opening.as_str()) && last.split(' ').count() <= 4
    };
    let is_initials = || {
        let parts = || first.split(' ').filter(|part| !part.is_empty());
        first.contains('.')
            && parts().all(|part| part.starts_with(char::is_uppercase))
            && parts().count() <= 3
    };
    let several = || {
        !first.contains(',')
            && first.split(' ').count() <= 3
            && is_all_capitalised(first)
            && is_person(first)
    };
    let last_fits = single(last) || has_particle() && is_person(last);
    let first_fits = single(first) || is_initials() || (in_list || last.contains(' ')) && several();
    (last_fits && first_fits)
        .then(|| format!("{} {}", normalise_capitals(first.trim()), normalise_capitals(last)))
}

fn is_all_capitalised(words: &str) -> bool {
    words.split(' ').all(|word| word.starts_with(char::is_uppercase))
}

/// Removes additions from a name, such as a place, an agency or a date that ran into it.
fn strip_additions(name: &str) -> &str {
    let end = ADDITION_SEPARATORS
        .iter()
        .filter_map(|separator| name.find(separator))
        .chain(name.find(|c: char| c.is_ascii_digit()))
        .min();
    let named = strip_opening(end.and_then(|end| name.get(..end)).unwrap_or(name))
        .trim_matches([' ', '*', '"']);
    let named = match named.rsplit_once(' ') {
        Some((named, month))
            if end.is_some() && dateline::is_month(month.trim_end_matches('.')) =>
        {
            named
        }
        _ => named,
    };
    let abbreviated = named.rsplit([' ', '.']).nth(1).is_some_and(|word| word.len() <= 2);
    if abbreviated { named } else { named.strip_suffix('.').unwrap_or(named) }
}

/// Words of jobs, newsrooms and publishers, which no name of a person contains.
const AFFILIATION_WORDS: [&str; 55] = [
    "staff",
    "writer",
    "writers",
    "reporter",
    "reporters",
    "correspondent",
    "correspondents",
    "editor",
    "editors",
    "editorial",
    "newsroom",
    "desk",
    "bureau",
    "agency",
    "agencies",
    "contributor",
    "contributors",
    "columnist",
    "photographer",
    "journalist",
    "producer",
    "press",
    "wires",
    "account",
    "team",
    "news",
    "network",
    "television",
    "inc",
    "ltd",
    "service",
    "newspapers",
    "tribune",
    "gazette",
    "magazine",
    "correspondant",
    "correspondante",
    "envoyé",
    "envoyée",
    "notre",
    "rédaction",
    "agences",
    "corresponsal",
    "nuestro",
    "redacción",
    "agencias",
    "correspondente",
    "redação",
    "agências",
    "corrispondente",
    "inviato",
    "redazione",
    "korrespondent",
    "redaktion",
    "agenturen",
];

/// Returns whether a piece of a byline may be a person: not an agency, address or affiliation.
fn is_person(name: &str) -> bool {
    let words = || name.split([' ', '-']).map(str::to_lowercase);
    let initials = name.len() <= 3 && !name.chars().any(char::is_uppercase);
    let site = name.rsplit_once('.').is_some_and(|(host, zone)| {
        (2..=3).contains(&zone.len())
            && zone.bytes().all(|byte| byte.is_ascii_lowercase())
            && !host.contains(' ')
    });
    let agency = name.split(' ').next().is_some_and(|first| {
        dateline::is_known_agency(first)
            && name.split(' ').skip(1).all(|word| word.eq_ignore_ascii_case("tv"))
    });
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    letters >= 2
        && name.len() <= 60
        && !dateline::is_month(name)
        && name.starts_with(char::is_alphabetic)
        && !name.contains(['@', ':', '_'])
        && !(initials || site || agency)
        && !name.split_once(' ').is_some_and(|(first, _)| PREPOSITIONS.contains(&first))
        && !name.to_lowercase().contains(".com")
        && !name.contains("www.")
        && !dateline::is_known_agency(name)
        && !["The ", "THE ", "USA ", "Special to "].iter().any(|opening| name.starts_with(opening))
        && !words().any(|word| AFFILIATION_WORDS.contains(&word.as_str()) || word.ends_with("sday"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_roles_and_places_are_no_names() {
        let cases: [(&str, &[&str]); 10] = [
            ("Von unserem Korrespondenten Karl Muster, Paris", &["Karl Muster"]),
            ("di Maria Roe, inviata a Genova", &["Maria Roe"]),
            ("Text und Fotos: Karl Muster", &["Karl Muster"]),
            ("Doe, Jane, Roe, John", &["Jane Doe", "John Roe"]),
            ("Interview: Karla Muster", &["Karla Muster"]),
            ("Texto: Juana Gil | Fotos: Luis Ramos", &["Juana Gil"]),
            ("Redaktion: Karl Muster", &["Karl Muster"]),
            ("DOOR: Joost Muster", &["Joost Muster"]),
            ("Por Juana Gil, corresponsal en Lisboa", &["Juana Gil"]),
            ("Da Silva, Rui; Gil, Juan", &["Rui Da Silva", "Juan Gil"]),
        ];
        for (byline, people) in cases {
            assert_eq!(authors(byline), people, "{byline}");
        }
    }

    #[test]
    fn bylines_name_people() {
        let cases: [(&str, &[&str]); 50] = [
            ("Quillon, Mara; Tarn, Ivo", &["Mara Quillon", "Ivo Tarn"]),
            ("Quillon, Mara and Tarn, Ivo", &["Mara Quillon", "Ivo Tarn"]),
            ("Quillon, Mara|Tarn, Ivo", &["Mara Quillon", "Ivo Tarn"]),
            ("Le Goff, Yann; Daniel, Marie Anne", &["Yann Le Goff", "Marie Anne Daniel"]),
            ("Roe, J.R.", &["J.R. Roe"]),
            ("John W. Roe, V", &["John W. Roe V"]),
            ("By Tom Roe, Jr. and Jane Doe", &["Tom Roe Jr.", "Jane Doe"]),
            ("Von HAFEN-online-Redakteur Karl Muster", &["Karl Muster"]),
            ("Par notre envoyée spéciale Jeanne Doe", &["Jeanne Doe"]),
            ("Por nuestro enviado especial Juan Gil", &["Juan Gil"]),
            ("Karl Muster, Redakteur", &["Karl Muster"]),
            ("Dr. med. univ. Johanna Muster, MSc", &["Johanna Muster"]),
            ("Words by Jane Doe; photographs by John Roe", &["Jane Doe"]),
            ("as told to Jane Doe", &["Jane Doe"]),
            ("Recogido por Juana Gil", &["Juana Gil"]),
            ("Aufgezeichnet von Johanna Muster", &["Johanna Muster"]),
            ("Scritto da Maria Roe", &["Maria Roe"]),
            ("Jane Doe and John Roe contributed reporting", &["Jane Doe", "John Roe"]),
            ("Jane Doe reports", &["Jane Doe"]),
            ("Jane Doe The Harbour Gazette;", &["Jane Doe"]),
            ("Maria Roe e Luca Doe", &["Maria Roe", "Luca Doe"]),
            ("Jane Doe, Courier Tribune", &["Jane Doe"]),
            ("Von Ida Holm, dpa", &["Ida Holm"]),
            ("REUTERS TV / gr/bp / Example.no", &[]),
            ("Vonda Holm", &["Vonda Holm"]),
            ("ByJane Doe December 28, 2016", &["Jane Doe"]),
            ("Written by Jane Doe und John Roe", &["Jane Doe", "John Roe"]),
            ("By", &[]),
            ("Tom Hollow Jr., John Roe.", &["Tom Hollow Jr.", "John Roe"]),
            ("By Jane Doe, Reuters", &["Jane Doe"]),
            ("by TAM D'ORSINO, REUTERS", &["Tam D'Orsino"]),
            ("By Jane Doe and John Roe in Geneva", &["Jane Doe", "John Roe"]),
            ("Ida Holm, Per Lund", &["Ida Holm", "Per Lund"]),
            ("Doe, Jane", &["Jane Doe"]),
            ("A. N. Other; Élodie Grandet", &["A. N. Other", "Élodie Grandet"]),
            ("Jane Doe, Staff Writer", &["Jane Doe"]),
            ("Jane Doe <jane@example.org>", &["Jane Doe"]),
            ("Jane Doe, jane@example.org", &["Jane Doe"]),
            ("By Jane Doe, Geneva", &["Jane Doe"]),
            ("By Jane Doe, The Harbour Gazette", &["Jane Doe"]),
            ("Par Jeanne Doe et Jean Roe", &["Jeanne Doe", "Jean Roe"]),
            ("Par JEANNE DOE, de notre correspondante à Rome", &["Jeanne Doe"]),
            ("Von Johanna Muster, Berlin", &["Johanna Muster"]),
            ("Por Juana Pérez y Luis Gil", &["Juana Pérez", "Luis Gil"]),
            ("Von Trier", &["Von Trier"]),
            ("De notre correspondant", &[]),
            ("By The Associated Press", &[]),
            ("Associated Press", &[]),
            ("https://example.org/jane", &[]),
            ("", &[]),
        ];
        for (byline, people) in cases {
            assert_eq!(authors(byline), people, "{byline}");
        }
    }

    #[test]
    fn bylines_name_agencies() {
        let cases = [
            ("By Jane Doe, Reuters", Some("Reuters")),
            ("By The Associated Press", Some("AP")),
            ("Jane Doe (AFP)", Some("AFP")),
            ("By Jane Doe, Geneva", None),
            ("", None),
        ];
        for (byline, named) in cases {
            assert_eq!(agency(byline), named, "{byline}");
        }
    }

    #[test]
    fn bylines_are_distinguished_from_sentences() {
        for byline in [
            "By The Associated Press",
            "By Reuters",
            "By Jane Doe",
            "By Jane Doe and John Roe in Geneva",
            "BY JANE DOE, AP Sports Writer",
            "Par Jeanne Doe",
            "Von Johanna Muster",
            "Por Juana Pérez",
            "Jane Doe, Staff Writer",
            "Jane Doe | Courier Staff Writer",
            "Jane Doe, Reuters",
            "Jane Doe jane@example.org",
        ] {
            assert!(is_byline(byline), "{byline}");
        }
        for sentence in [
            "By Monday it had stopped.",
            "By all accounts the river rose",
            "Por ahora llueve",
            "Par Jeanne Doe, la ville est calme.",
            "Von der Brücke sah man den Fluss",
            "Jane Doe, mayor of Beira, said so",
            "Jane Doe, a reporter, said so.",
            "Flood in Beira",
            "Beira, Mozambique",
            "",
        ] {
            assert!(!is_byline(sentence), "{sentence}");
        }
        assert!(
            is_affiliation("AP Sports Writer")
                && is_affiliation("Associated Press")
                && is_affiliation("Staff writer")
        );
        assert!(!is_affiliation("The news was bad") && !is_affiliation("Jane Doe"));
    }
}

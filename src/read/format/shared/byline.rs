//! Bylines: who wrote a story, as papers print it above the text in the languages of the wires, and the people it names.

use crate::article::agency::in_full;
use crate::article::dateline;

/// The longest paragraph that can be a byline.
const LONGEST: usize = 160;

/// What opens a byline in English; a name may follow without a space, as pages run together.
const OPENINGS: [&str; 7] =
    ["written by", "posted by", "reported by", "story by", "text by", "interview by", "by"];

/// What opens one elsewhere; a capital must follow.
const FOREIGN: [&str; 10] = [
    "propos recueillis par ",
    "par ",
    "von ",
    "por ",
    "di ",
    "door ",
    "af ",
    "av ",
    "text von ",
    "texte par ",
];

/// What stands between two names.
const JOINTS: [&str; 11] = [
    " and ",
    " AND ",
    " & ",
    " with ",
    " und ",
    " et ",
    " og ",
    " och ",
    " y ",
    " en colaboración con ",
    " avec ",
];

/// What stands between a name and what a byline hangs on it: "Jane Doe in Geneva", "Jane Doe (Reuters)".
const TAILS: [&str; 17] = [
    " in ",
    " at ",
    " for ",
    " of ",
    " à ",
    " aus ",
    " desde ",
    " from ",
    " (",
    " <",
    " - ",
    " – ",
    " @",
    " · ",
    " Updated",
    " Published",
    " Illustration by ",
];

/// Whether the first paragraph of a body is a byline and no sentence: it opens as one, or is a name with an office.
pub fn is_byline(paragraph: &str) -> bool {
    let paragraph = paragraph.trim();
    if paragraph.len() > LONGEST || paragraph.ends_with(['?', '!', '”', '"', ':']) {
        return false;
    }
    let stop = paragraph.ends_with('.') && !paragraph.ends_with("Jr.");
    let named = without_by(paragraph);
    if named.len() < paragraph.len() {
        if dateline::is_known_agency(named) {
            return true;
        }
        let foreign = !is_opened(paragraph, &OPENINGS);
        let first = authors(paragraph).into_iter().next().unwrap_or_default();
        return !stop && has_no_small_word(&first) && (!foreign || is_all_names(named));
    }
    !stop && is_name_with_office(paragraph)
}

/// Small words inside names.
const SMALL: [&str; 14] =
    ["de", "da", "do", "dos", "del", "la", "le", "von", "van", "der", "y", "und", "al", "bin"];

/// Whether every word of a name is written as a name's.
fn has_no_small_word(name: &str) -> bool {
    !name.is_empty()
        && name
            .split(' ')
            .all(|word| SMALL.contains(&word) || !word.starts_with(char::is_lowercase))
}

/// Whether a text opens with one of these and a name.
fn is_opened(text: &str, openings: &[&str]) -> bool {
    openings.iter().any(|opening| {
        text.get(..opening.len()).is_some_and(|head| head.eq_ignore_ascii_case(opening))
    })
}

/// Whether all words before the first comma are names.
fn is_all_names(text: &str) -> bool {
    let names = text.split([',', '(']).next().unwrap_or_default();
    let words = || names.split(' ').filter(|word| !word.is_empty());
    words()
        .all(|word| SMALL.contains(&word) || word == "et" || word.starts_with(char::is_uppercase))
        && (2..=9).contains(&words().count())
}

/// "Jane Doe, Staff Writer", "JANE DOE | Courier Staff", "Jane Doe jane@example.org": the office or address is proof.
fn is_name_with_office(line: &str) -> bool {
    let cut = line.find([',', '|', ';', '\t']).or_else(|| line.find(" - ")).or_else(|| {
        let at = line.find('@')?;
        line.get(..at)?.rfind(' ')
    });
    let Some((name, office)) = cut.and_then(|at| line.split_at_checked(at)) else { return false };
    let words = name.split(' ').filter(|word| !word.is_empty()).count();
    let office = office.trim_start_matches([',', '|', ';', '-', ' ', '\t']);
    let proof = office.contains('@') && !office.contains(' ')
        || is_office(office)
        || dateline::is_known_agency(office);
    (2..=4).contains(&words)
        && is_all_names(name)
        && is_person(name.trim())
        && proof
        && office.len() <= 60
}

/// "AP Sports Writer", "Staff Writer", "Associated Press": a line under a byline that says who the writer is.
pub fn is_office(line: &str) -> bool {
    let line = line.trim();
    let words = line.split(' ').filter(|word| !word.is_empty()).count();
    let titled = line.split(' ').all(|word| {
        matches!(word, "of" | "the" | "for" | "in" | "de" | "at")
            || word.starts_with(|c: char| !c.is_lowercase())
    });
    let lowered = words <= 3 && line.split(' ').all(|word| word.len() <= 14);
    words <= 6
        && line.len() <= 60
        && (titled || lowered)
        && !line.ends_with('.')
        && holds_office(line)
}

fn holds_office(line: &str) -> bool {
    line.split([' ', '-', ',']).any(|word| OFFICES.contains(&word.to_lowercase().as_str()))
}

/// The people a byline names: "By Jane Doe and John Roe in Geneva" names two.
pub fn authors(byline: &str) -> Vec<String> {
    if byline.is_empty() {
        return Vec::new();
    }
    let names = without_by(byline);
    if let Some(turned) = turned_name(names) {
        return vec![turned];
    }
    let names = JOINTS.iter().fold(names.to_owned(), |names, joint| names.replace(joint, ","));
    let pieces = names
        .split([',', ';', '|', '\n'])
        .filter(|piece| !piece.contains("://"))
        .flat_map(|piece| piece.split('/'));
    let mut people: Vec<String> = Vec::new();
    for name in pieces.map(person).filter(|name| is_person(name)) {
        let name = out_of_capitals(name);
        if !people.contains(&name) {
            people.push(name);
        }
    }
    // What is one word beside a full name is a town or an office: "Jane Doe, Geneva".
    if people.iter().any(|name| name.contains(' ')) {
        people.retain(|name| name.contains(' '));
    }
    people
}

/// The agency a byline names: "By Jane Doe, Reuters", "The Associated Press".
pub fn agency(byline: &str) -> Option<&str> {
    let pieces = || byline.split([',', '|', '(', ')', '/']).map(|piece| without_by(piece.trim()));
    in_full(byline).or_else(|| pieces().find(|piece| dateline::is_known_agency(piece)))
}

/// A name as it is written where it is not shouted: "JULIE O'NEILL" is Julie O'Neill.
pub fn out_of_capitals(name: &str) -> String {
    let shouted = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if !shouted || name.split([' ', '.']).all(|word| word.chars().count() <= 3) {
        return name.to_owned();
    }
    let mut inside = false;
    let lower = |c: char| {
        let shown = if inside { c.to_lowercase().next().unwrap_or(c) } else { c };
        inside = c.is_alphabetic();
        shown
    };
    name.chars().map(lower).collect()
}

/// A byline without its "By", "Written by" or "Par".
fn without_by(byline: &str) -> &str {
    let byline = byline.trim().trim_start_matches(['^', '–', '—', '*']).trim_start();
    for opening in OPENINGS {
        let (head, rest) = byline.split_at_checked(opening.len()).unwrap_or_default();
        if head.eq_ignore_ascii_case(opening)
            && (rest.is_empty() || rest.starts_with(|c: char| c.is_uppercase() || " :".contains(c)))
        {
            return rest.trim_start_matches([' ', ':']);
        }
    }
    for opening in FOREIGN {
        let (head, rest) = byline.split_at_checked(opening.len()).unwrap_or_default();
        let shouted =
            head == opening.to_uppercase() || head.starts_with(|c: char| c.is_uppercase());
        let names = rest.split([',', '(']).next().unwrap_or_default().trim();
        if shouted
            && head.eq_ignore_ascii_case(opening)
            && rest.starts_with(char::is_uppercase)
            && names.contains(' ')
        {
            return rest;
        }
    }
    byline
}

/// "Doe, Jane" the right way round.
fn turned_name(names: &str) -> Option<String> {
    let (last, first) = names.split_once(", ")?;
    let single = |name: &str| is_person(name) && !name.contains([' ', ',', ';']);
    (single(last) && single(first)).then(|| format!("{first} {last}"))
}

/// One name without its tail, or the date that ran into it.
fn person(name: &str) -> &str {
    let tail = TAILS
        .iter()
        .filter_map(|tail| name.find(tail))
        .chain(name.find(|c: char| c.is_ascii_digit()))
        .min();
    let named = without_by(tail.and_then(|end| name.get(..end)).unwrap_or(name))
        .trim_matches([' ', '*', '"']);
    let named = match named.rsplit_once(' ') {
        Some((named, month))
            if tail.is_some() && dateline::is_month(month.trim_end_matches('.')) =>
        {
            named
        }
        _ => named,
    };
    let abbreviated = named.rsplit([' ', '.']).nth(1).is_some_and(|word| word.len() <= 2);
    if abbreviated { named } else { named.strip_suffix('.').unwrap_or(named) }
}

/// Words that no name of a person holds.
const OFFICES: [&str; 55] = [
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

/// Whether a piece of a byline can be a person: no agency, no address, no office.
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
        && !name.to_lowercase().contains(".com")
        && !name.contains("www.")
        && !dateline::is_known_agency(name)
        && !["The ", "THE ", "USA ", "Special to "].iter().any(|opening| name.starts_with(opening))
        && !words().any(|word| OFFICES.contains(&word.as_str()) || word.ends_with("sday"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bylines_name_people() {
        let cases: [(&str, &[&str]); 28] = [
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
    fn bylines_are_told_from_sentences() {
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
            is_office("AP Sports Writer")
                && is_office("Associated Press")
                && is_office("Staff writer")
        );
        assert!(!is_office("The news was bad") && !is_office("Jane Doe"));
    }
}

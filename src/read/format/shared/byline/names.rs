//! Forms in which names are printed: surname first, with titles, jobs and generational suffixes.

/// Joins a generational suffix to its name: "John W. Ingham, V" becomes "John W. Ingham V".
pub(super) fn join_suffixes(byline: &str) -> String {
    const SUFFIXES: [&str; 9] = ["Jr", "Sr", "JR", "SR", "II", "III", "IV", "V", "VI"];
    let mut joined = String::with_capacity(byline.len());
    for (at, piece) in byline.split(',').enumerate() {
        let word = piece.trim_start().split([' ', '.', ';']).next().unwrap_or_default();
        let is_suffix = piece.starts_with(' ') && SUFFIXES.contains(&word);
        if at > 0 && !is_suffix {
            joined.push(',');
        }
        joined.push_str(piece);
    }
    joined
}

/// Returns whether a piece of a byline credits pictures: "photographs by Karl Holt", "Fotos: Jane
/// Doe".
pub(super) fn is_picture_credit(piece: &str) -> bool {
    const PICTURES: [&str; 9] = [
        "photo",
        "foto",
        "picture",
        "illustration",
        "graphic",
        "grafik",
        "video",
        "bilder",
        "camera",
    ];
    const BY: [&str; 7] = ["by", "von", "par", "de", "por", "di", "door"];
    let mut words = piece.trim().split([' ', ':']);
    let first = words.next().unwrap_or_default().to_lowercase();
    PICTURES.iter().any(|picture| first.starts_with(picture))
        && words.next().is_some_and(|by| by.is_empty() || BY.contains(&by.to_lowercase().as_str()))
}

/// Removes academic titles before a name: "Dr. med. univ. Jane Doe".
pub(super) fn strip_titles(name: &str) -> &str {
    const TITLES: [&str; 17] = [
        "dr.",
        "prof.",
        "professor",
        "dr",
        "med.",
        "univ.",
        "phil.",
        "jur.",
        "rer.",
        "nat.",
        "mag.",
        "ing.",
        "dipl.-ing.",
        "h.c.",
        "habil.",
        "dott.",
        "dra.",
    ];
    let mut rest = name.trim();
    while let Some((title, named)) = rest.split_once(' ') {
        if !TITLES.contains(&title.to_lowercase().as_str()) || !named.contains(' ') {
            break;
        }
        rest = named.trim_start();
    }
    rest
}

/// Removes the words of a job before and after a name: "FOKUS-Redakteur Thomas Sebert", "notre
/// envoyée spéciale Jeanne Doe", "Jane Doe staff writer".
pub(super) fn strip_roles(name: &str) -> &str {
    let is_role =
        |word: &str| word.split('-').any(|part| ROLE_WORDS.contains(&part.to_lowercase().as_str()));
    let mut rest = name;
    // "Par notre envoyée spéciale": an opening that no name follows.
    if let Some((opening, named)) = rest.split_once(' ')
        && ["par", "por", "von", "di", "door"].contains(&opening.to_lowercase().as_str())
        && named.split(' ').next().is_some_and(is_role)
    {
        rest = named;
    }
    while let Some((word, named)) = rest.split_once(' ') {
        if !is_role(word) || !named.contains(' ') {
            break;
        }
        rest = named;
    }
    while let Some((named, word)) = rest.rsplit_once(' ') {
        if !is_role(word) || !named.contains(' ') {
            break;
        }
        rest = named;
    }
    rest
}

/// Words of jobs in other languages, and words that go with them.
const ROLE_WORDS: [&str; 55] = [
    "korrespondenten",
    "redakteurs",
    "mitarbeiters",
    "redakteur",
    "redakteurin",
    "korrespondent",
    "envoyé",
    "envoyée",
    "notre",
    "correspondant",
    "correspondante",
    "corresponsal",
    "nuestro",
    "inviato",
    "corrispondente",
    "correspondente",
    "nosso",
    "reporterin",
    "korrespondentin",
    "autor",
    "autorin",
    "mitarbeiter",
    "mitarbeiterin",
    "volontär",
    "volontärin",
    "chefredakteur",
    "chefredakteurin",
    "redaktionsmitglied",
    "unser",
    "unsere",
    "unserem",
    "unserer",
    "journaliste",
    "rédacteur",
    "rédactrice",
    "grand",
    "spécial",
    "spéciale",
    "periodista",
    "redactor",
    "redactora",
    "enviado",
    "enviada",
    "especial",
    "nuestra",
    "giornalista",
    "redattore",
    "redattrice",
    "nostro",
    "nostra",
    "inviata",
    "verslaggever",
    "redacteur",
    "onze",
    "repórter",
];

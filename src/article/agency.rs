//! News agencies by the names that datelines and bylines print.

/// Agency names recognised in any letter case. Acronyms must match exactly.
const AGENCIES: [&str; 58] = [
    "Reuters",
    "Reuter",
    "Xinhua",
    "Bloomberg",
    "Interfax",
    "Tass",
    "Kyodo",
    "Jiji",
    "Yonhap",
    "Anadolu",
    "Ansa",
    "Itar-Tass",
    "Bernama",
    "Tanjug",
    "Thomson Reuters Foundation",
    "AllAfrica",
    "Prensa Latina",
    "Notimex",
    "BusinessWire",
    "Business Wire",
    "PRNewswire",
    "PR Newswire",
    "GlobeNewswire",
    "Marketwired",
    "Newsweek",
    "Sputnik",
    "Antara",
    "RIA Novosti",
    "dpa",
    "apa",
    "AFX-Asia",
    "Dow Jones",
    "Associated Press",
    "The Associated Press",
    "Agence France-Presse",
    "United Press International",
    "UPI",
    "AFX",
    "ANSA",
    "Lusa",
    "Belga",
    "Europa Press",
    "Agência Brasil",
    "Agencia Brasil",
    "Folhapress",
    "Estadão Conteúdo",
    "Colprensa",
    "Télam",
    "Telam",
    "Inter Press Service",
    "Deutsche Presse-Agentur",
    "Canadian Press",
    "The Canadian Press",
    "Press Association",
    "Ritzau",
    "IANS",
    "Andina",
    "PTI",
];

/// Returns whether a text names a news agency, alone or before a slash: "Reuters", "AFP/File".
pub(crate) fn is_known_agency(text: &str) -> bool {
    const ACRONYMS: [&str; 26] = [
        "AP", "AFP", "UPI", "DPA", "EFE", "ANSA", "CNN", "CP", "PA", "IPS", "MNA", "IRIN", "APA",
        "AAP", "ATS", "ANP", "NTB", "TT", "STT", "PAP", "ANI", "APP", "KUNA", "SPA", "NAN", "VOA",
    ];
    let known = |name: &str| {
        AGENCIES.iter().any(|agency| agency.eq_ignore_ascii_case(name)) || ACRONYMS.contains(&name)
    };
    text.split(['/', ',']).take(3).map(str::trim).any(known)
}

/// Agencies by their full name and by the name that datelines print.
const FULL_NAMES: [(&str, &str); 7] = [
    ("Associated Press", "AP"),
    ("Agence France-Presse", "AFP"),
    ("Thomson Reuters", "Reuters"),
    ("United Press International", "UPI"),
    ("Deutsche Presse-Agentur", "dpa"),
    ("Canadian Press", "CP"),
    ("Press Association", "PA"),
];

/// Names that papers of an agency begin with in databases, and the agency. The longer of two names
/// that begin alike comes first.
const SERVICES: [(&str, &str); 74] = [
    ("Agence France Presse", "AFP"),
    ("Agence France-Presse", "AFP"),
    ("AFP", "AFP"),
    ("Associated Press of Pakistan", "APP"),
    ("Associated Press Newspapers", ""),
    ("Associated Press", "AP"),
    ("AP", "AP"),
    ("Thomson Reuters Foundation", "Thomson Reuters Foundation"),
    ("Reuters", "Reuters"),
    ("Reuter", "Reuters"),
    ("dpa-AFX", "dpa-AFX"),
    ("Deutsche Presse-Agentur", "dpa"),
    ("Deutsche Presse Agentur", "dpa"),
    ("dpa", "dpa"),
    ("AFX", "AFX"),
    ("Canadian Press", "CP"),
    ("La Presse Canadienne", "CP"),
    ("Presse Canadienne", "CP"),
    ("Xinhua", "Xinhua"),
    ("PR Newswire", "PR Newswire"),
    ("PRNewswire", "PR Newswire"),
    ("Business Wire", "Business Wire"),
    ("GlobeNewswire", "GlobeNewswire"),
    ("Marketwired", "Marketwired"),
    ("UPI", "UPI"),
    ("United Press International", "UPI"),
    ("PA Newswire", "PA"),
    ("PA Media", "PA"),
    ("PA News", "PA"),
    ("PA Regional Newswire", "PA"),
    ("Press Association", "PA"),
    ("ITAR-TASS", "TASS"),
    ("TASS", "TASS"),
    ("ТАСС", "TASS"),
    ("ИТАР-ТАСС", "TASS"),
    ("ANSA", "ANSA"),
    ("Australian Associated Press", "AAP"),
    ("AAP", "AAP"),
    ("Agencia EFE", "EFE"),
    ("EFE", "EFE"),
    ("Kyodo", "Kyodo"),
    ("Jiji Press", "Jiji"),
    ("Press Trust of India", "PTI"),
    ("PTI", "PTI"),
    ("Indo-Asian News Service", "IANS"),
    ("IANS", "IANS"),
    ("Bloomberg Businessweek", ""),
    ("Bloomberg", "Bloomberg"),
    ("Yonhap", "Yonhap"),
    ("Interfax", "Interfax"),
    ("RIA Novosti", "RIA Novosti"),
    ("РИА Новости", "RIA Novosti"),
    ("Интерфакс", "Interfax"),
    ("Anadolu", "Anadolu"),
    ("Belga", "Belga"),
    ("Algemeen Nederlands Persbureau", "ANP"),
    ("ANP", "ANP"),
    ("Austria Presse Agentur", "APA"),
    ("Schweizerische Depeschenagentur", "SDA"),
    ("Norsk Telegrambyrå", "NTB"),
    ("NTB", "NTB"),
    ("Ritzau", "Ritzau"),
    ("TT Nyhetsbyrån", "TT"),
    ("Polska Agencja Prasowa", "PAP"),
    ("Lusa", "Lusa"),
    ("Agência Lusa", "Lusa"),
    ("Europa Press", "Europa Press"),
    ("Notimex", "Notimex"),
    ("Prensa Latina", "Prensa Latina"),
    ("Agência Brasil", "Agência Brasil"),
    ("Bernama", "Bernama"),
    ("Inter Press Service", "IPS"),
    ("IPS", "IPS"),
    ("Dow Jones Newswires", "Dow Jones"),
];

/// Words that go on with the name of an agency in the name of one of its services.
fn is_service(rest: &str) -> bool {
    const SERVICE_WORDS: [&str; 36] = [
        "news",
        "newswire",
        "newswires",
        "newsfeed",
        "service",
        "services",
        "wire",
        "wires",
        "international",
        "state",
        "financial",
        "general",
        "english",
        "economic",
        "media",
        "infos",
        "doc",
        "sports",
        "profeed",
        "online",
        "regional",
        "domestic",
        "worldstream",
        "data",
        "agency",
        "nachrichtenagentur",
        "wirtschaft",
        "world",
        "asia",
        "europe",
        "basisdienst",
        "europadienst",
        "planet",
        "noticias",
        "agencia",
        "notiziario",
    ];
    let next = rest.trim_start();
    let word = next.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    rest.is_empty()
        || rest.starts_with(|c: char| !c.is_alphanumeric() && c != ' ' && c != '-')
        || next.starts_with(['-', '–', '(', '/', '&', ':'])
        || SERVICE_WORDS.contains(&word.to_lowercase().as_str())
}

/// Finds the agency whose own copy a paper is: "Agence France Presse -- English" is AFP's.
pub(crate) fn of_paper(paper: &str) -> Option<&'static str> {
    let name =
        ["The ", "the ", "THE "].iter().find_map(|the| paper.strip_prefix(the)).unwrap_or(paper);
    // "APA - Austria Presse Agentur".
    let is_acronym = |it: &str| it.len() <= 6 && it.bytes().all(|byte| byte.is_ascii_uppercase());
    let in_full = name.split_once(" - ").filter(|(acronym, _)| is_acronym(acronym));
    let in_full = in_full.and_then(|(_, full)| of_name(full));
    of_name(name).or(in_full)
}

fn of_name(name: &str) -> Option<&'static str> {
    let rest_of = |service: &str| {
        let (head, rest) = name.split_at_checked(service.len())?;
        let same = head == service || service.len() > 4 && head.eq_ignore_ascii_case(service);
        same.then_some(rest).filter(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let (rest, agency) =
        SERVICES.iter().find_map(|(service, agency)| Some((rest_of(service)?, *agency)))?;
    (!agency.is_empty() && is_service(rest)).then_some(agency)
}

/// Maps a name of an agency, in any letter case, to its usual one: "The Associated Press" is AP, and
/// "REUTER" is Reuters. Other names stay.
pub(crate) fn canonical_name(name: &str) -> &str {
    let bare = name.strip_prefix("The ").unwrap_or(name);
    let is_it = |known: &str| known.eq_ignore_ascii_case(bare);
    let names = FULL_NAMES.iter().chain(&SERVICES).filter(|(_, usual)| !usual.is_empty());
    let usual = names.filter(|(known, _)| is_it(known)).map(|(_, usual)| *usual).next();
    usual.or_else(|| AGENCIES.into_iter().find(|known| is_it(known))).unwrap_or(name)
}

/// Finds an agency that a text names in full and returns its usual name: "Copyright The Associated
/// Press" names AP.
pub(crate) fn named_in_full(text: &str) -> Option<&'static str> {
    FULL_NAMES.iter().find(|(name, _)| text.contains(name)).map(|(_, short)| *short)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_agency_has_one_canonical_name() {
        let names =
            ["The Associated Press", "Associated Press", "AP", "Thomson Reuters Foundation"];
        assert_eq!(names.map(canonical_name), ["AP", "AP", "AP", "Thomson Reuters Foundation"]);
        let printed = ["REUTER", "Reuter", "DPA", "Itar-Tass", "NEWSWEEK", "Harbour Wire"];
        let usual = ["Reuters", "Reuters", "dpa", "TASS", "Newsweek", "Harbour Wire"];
        assert_eq!(printed.map(canonical_name), usual);
    }

    #[test]
    fn the_paper_of_an_agency_names_it() {
        for (paper, agency) in [
            ("Agence France Presse -- English", Some("AFP")),
            ("Associated Press International", Some("AP")),
            ("The Associated Press State & Local Wire", Some("AP")),
            ("The Associated Press", Some("AP")),
            ("Australian Associated Press General News", Some("AAP")),
            ("Associated Press of Pakistan", Some("APP")),
            ("dpa international (Englischer Dienst)", Some("dpa")),
            ("dpa-AFX ProFeed", Some("dpa-AFX")),
            ("The Canadian Press (CP)", Some("CP")),
            ("PA Newswire: Scotland", Some("PA")),
            ("Bloomberg", Some("Bloomberg")),
            ("Bloomberg Businessweek", None),
            ("Kyodo News", Some("Kyodo")),
            ("APA - Austria Presse Agentur", Some("APA")),
            ("Harbour Courier - Reuters", None),
            ("Reuters Lane Gazette", None),
            ("Apple Daily", None),
            ("The Palm Courier", None),
            ("", None),
        ] {
            assert_eq!(of_paper(paper), agency, "{paper}");
        }
    }

    #[test]
    fn agencies_are_recognised_by_name_or_acronym() {
        for name in ["Reuters", "REUTERS", "AFP/File", "tca/dpa", "Associated Press", "AP"] {
            assert!(is_known_agency(name), "{name}");
        }
        for name in ["ap", "cp", "WHO", "R-Ariz.", "left", ""] {
            assert!(!is_known_agency(name), "{name}");
        }
    }
}

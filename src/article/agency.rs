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

/// Maps the full name of an agency to its usual one: "The Associated Press" is AP. Other names
/// stay.
pub(crate) fn canonical_name(name: &str) -> &str {
    let bare = name.strip_prefix("The ").unwrap_or(name);
    FULL_NAMES.iter().find(|(full, _)| *full == bare).map_or(name, |(_, short)| short)
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

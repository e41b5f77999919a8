//! What an agency's desk assigns to a story, in words: names behind codes, each label once, the agency under the name
//! people know it by.

use crate::article::{dateline, taxonomy};
use crate::text::clean;

/// The name of a subject by its IPTC code, `11006005`, with a scheme before it or without; a subject nobody named goes
/// by the wider one it lies in.
pub fn subject(code: &str) -> Option<&'static str> {
    let code = code.rsplit([':', '/']).next().unwrap_or(code).trim();
    if code.len() != 8 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let wider = |digits: usize| code.get(..digits).map(|kept| format!("{kept:0<8}"));
    let found = taxonomy::find(code);
    let found = found
        .or_else(|| [5, 2].into_iter().filter_map(wider).find_map(|code| taxonomy::find(&code)));
    found.map(|concept| concept.name)
}

/// Adds a label to a list that lacks it; what is no word is no label.
pub fn add(list: &mut Vec<String>, label: &str) {
    let label = clean::line(label);
    if label.chars().any(char::is_alphanumeric) && !list.contains(&label) {
        list.push(label);
    }
}

/// Agencies by the names they sign contracts with, and by those that stand in datelines.
const AGENCIES: [(&str, &str); 14] = [
    ("the associated press", "AP"),
    ("associated press", "AP"),
    ("agence france-presse", "AFP"),
    ("agence france presse", "AFP"),
    ("australian associated press", "AAP"),
    ("the canadian press", "CP"),
    ("canadian press", "CP"),
    ("agencia efe", "EFE"),
    ("press association", "PA"),
    ("the press association", "PA"),
    ("pa sport", "PA"),
    ("deutsche presse-agentur", "dpa"),
    ("deutsche presse-agentur gmbh", "dpa"),
    ("thomson reuters", "Reuters"),
];

/// The short name of an agency that goes by a long one.
pub fn short_agency(said: &str) -> Option<&'static str> {
    let said = clean::line(said).to_lowercase();
    AGENCIES.iter().find(|(long, _)| *long == said).map(|(_, short)| *short)
}

/// An agency as people know it: `reuters.com` and `REUTERS` are Reuters, `Agence France-Presse` is AFP.
pub fn agency(said: &str) -> String {
    if let Some(short) = short_agency(said) {
        return short.to_owned();
    }
    let said = clean::line(said);
    let shouted = said.len() > 5 && said.bytes().all(|byte| byte.is_ascii_uppercase());
    if shouted {
        return capitalised(&said.to_ascii_lowercase());
    }
    let lower = said.to_ascii_lowercase();
    let host = lower.strip_prefix("www.").unwrap_or(&lower);
    let Some((name, zone)) = host.split_once('.') else { return said };
    let is_host = (2..=6).contains(&zone.len())
        && zone.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'.');
    if !is_host || name.is_empty() || name.contains(' ') {
        return said;
    }
    if name.len() <= 4 { name.to_ascii_uppercase() } else { capitalised(name) }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The likeliest name of an agency: one we know, else the first that says anything.
pub fn likeliest_agency(said: impl IntoIterator<Item = String>) -> String {
    let named: Vec<String> =
        said.into_iter().map(|said| agency(&said)).filter(|said| !said.is_empty()).collect();
    let known = named.iter().find(|name| dateline::is_known_agency(name));
    known.or(named.first()).cloned().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_spelled_out() {
        assert_eq!(subject("17000000"), Some("weather"));
        assert_eq!(
            subject("subj:17000000"),
            subject("http://cv.iptc.org/newscodes/subjectcode/17000000")
        );
        assert_eq!(subject("17999999"), Some("weather"));
        assert_eq!(["", "1700", "N2:US", "99000000"].map(subject), [None; 4]);
    }

    #[test]
    fn labels_are_written_once() {
        let mut list = Vec::new();
        ["flood ", "flood", " - ", "", "Beira"].iter().for_each(|label| add(&mut list, label));
        assert_eq!(list, ["flood", "Beira"]);
    }

    #[test]
    fn agencies_go_by_their_names() {
        for (said, want) in [
            ("reuters.com", "Reuters"),
            ("afp.com", "AFP"),
            ("REUTERS", "Reuters"),
            ("Agence France-Presse", "AFP"),
            ("Business Wire", "Business Wire"),
            ("A.N. Other Press", "A.N. Other Press"),
            ("", ""),
        ] {
            assert_eq!(agency(said), want, "{said}");
        }
        assert_eq!(likeliest_agency(["Acme News Limited".to_owned(), "AFP".to_owned()]), "AFP");
        assert_eq!(likeliest_agency(["".to_owned(), "Acme News".to_owned()]), "Acme News");
    }
}

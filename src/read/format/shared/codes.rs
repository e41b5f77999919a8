//! Labels assigned by agencies: names of subject codes, lists without duplicates, and agencies
//! under their common names.

use crate::article::{Article, dateline, taxonomy};
use crate::text::clean;

/// Looks up the name of an IPTC subject code such as `11006005`, with or without a scheme in front.
/// An unknown code gets the name of its nearest known ancestor.
pub(crate) fn subject_name(code: &str) -> Option<&'static str> {
    let code = code.rsplit([':', '/']).next().unwrap_or(code).trim();
    if code.len() != 8 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let ancestor = |digits: usize| code.get(..digits).map(|kept| format!("{kept:0<8}"));
    let found = taxonomy::by_code(code);
    let found = found.or_else(|| {
        [5, 2].into_iter().filter_map(ancestor).find_map(|code| taxonomy::by_code(&code))
    });
    found.map(|concept| concept.name)
}

/// Adds a label to a list unless it is there already or has no letter or digit.
pub(crate) fn push_unique(list: &mut Vec<String>, label: &str) {
    let label = clean::line(label);
    if label.chars().any(char::is_alphanumeric) && !list.contains(&label) {
        list.push(label);
    }
}

/// Full names of agencies in lower case, and their common names.
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

/// Common name of an agency that is given by its full name.
pub(crate) fn short_agency(name: &str) -> Option<&'static str> {
    let name = clean::line(name).to_lowercase();
    AGENCIES.iter().find(|(full, _)| *full == name).map(|(_, short)| *short)
}

/// Common name of an agency: `reuters.com` and `REUTERS` become Reuters, `Agence France-Presse`
/// becomes AFP.
pub(crate) fn agency_name(written: &str) -> String {
    if let Some(short) = short_agency(written) {
        return short.to_owned();
    }
    let written = clean::line(written);
    if written.len() > 5 && written.bytes().all(|byte| byte.is_ascii_uppercase()) {
        return capitalised(&written.to_ascii_lowercase());
    }
    let lower = written.to_ascii_lowercase();
    let host = lower.strip_prefix("www.").unwrap_or(&lower);
    let Some((name, zone)) = host.split_once('.') else { return written };
    let is_host = (2..=6).contains(&zone.len())
        && zone.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'.');
    if !is_host || name.is_empty() || name.contains(' ') {
        return written;
    }
    if name.len() <= 4 { name.to_ascii_uppercase() } else { capitalised(name) }
}

fn capitalised(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Picks the most likely agency of several names: a known one, or else the first that is not empty.
pub(crate) fn likeliest_agency(names: impl IntoIterator<Item = String>) -> String {
    let names: Vec<String> =
        names.into_iter().map(|name| agency_name(&name)).filter(|name| !name.is_empty()).collect();
    let known = names.iter().find(|name| dateline::is_known_agency(name));
    known.or(names.first()).cloned().unwrap_or_default()
}

/// Returns why an item is not an article: it is a picture, another medium or a contact by its type,
/// and has no text but a headline.
pub(crate) fn without_text(article: &Article, kind: &str) -> Option<String> {
    const KINDS: [&str; 10] = [
        "picture",
        "photo",
        "image",
        "graphic",
        "video",
        "audio",
        "animation",
        "contact",
        "event",
        "planning",
    ];
    let kind = kind.rsplit(':').next().unwrap_or_default().to_lowercase();
    let has_text = !article.body.is_empty()
        || !article.standfirst.is_empty()
        || article.captions.iter().any(|caption| !caption.is_empty());
    (!has_text && KINDS.contains(&kind.as_str()))
        .then(|| format!("{kind} without a text: not an article"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_medium_without_a_text_is_not_an_article() {
        let mut article = Article { title: "River".into(), ..Article::default() };
        assert_eq!(
            without_text(&article, "ninat:picture").as_deref(),
            Some("picture without a text: not an article")
        );
        assert_eq!(without_text(&article, "ninat:text"), None);
        article.captions.push("The river at noon".into());
        assert_eq!(without_text(&article, "picture"), None);
    }

    #[test]
    fn codes_get_their_names() {
        assert_eq!(subject_name("17000000"), Some("weather"));
        assert_eq!(
            subject_name("subj:17000000"),
            subject_name("http://cv.iptc.org/newscodes/subjectcode/17000000")
        );
        assert_eq!(subject_name("17999999"), Some("weather"));
        assert_eq!(["", "1700", "N2:US", "99000000"].map(subject_name), [None; 4]);
    }

    #[test]
    fn labels_are_added_once() {
        let mut list = Vec::new();
        ["flood ", "flood", " - ", "", "Beira"]
            .iter()
            .for_each(|label| push_unique(&mut list, label));
        assert_eq!(list, ["flood", "Beira"]);
    }

    #[test]
    fn agencies_get_their_common_names() {
        for (written, want) in [
            ("reuters.com", "Reuters"),
            ("afp.com", "AFP"),
            ("REUTERS", "Reuters"),
            ("Agence France-Presse", "AFP"),
            ("Business Wire", "Business Wire"),
            ("A.N. Other Press", "A.N. Other Press"),
            ("", ""),
        ] {
            assert_eq!(agency_name(written), want, "{written}");
        }
        assert_eq!(likeliest_agency(["Acme News Limited".to_owned(), "AFP".to_owned()]), "AFP");
        assert_eq!(likeliest_agency(["".to_owned(), "Acme News".to_owned()]), "Acme News");
    }
}

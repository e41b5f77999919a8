//! Names of institutions that most countries have: "Finance Ministry", "Central Bank", "Parliament", with and
//! without a country.

use crate::article::countries;

/// Institutions that belong to the country of the article where no other is named.
const OF_THE_ARTICLE: [&str; 8] = [
    "central bank",
    "constitutional court",
    "house of representatives",
    "lower house",
    "national assembly",
    "parliament",
    "supreme court",
    "upper house",
];

/// Institutions whose country stands beside the name or is unknown: regions have them too, and foreign
/// troops are in the news of a country.
const OF_A_COUNTRY_BESIDE: [&str; 16] = [
    "air force",
    "army",
    "coast guard",
    "congress",
    "court of appeal",
    "court of appeals",
    "federal court",
    "high court",
    "national bank",
    "national guard",
    "national police",
    "navy",
    "reserve bank",
    "senate",
    "state bank",
    "treasury",
];

/// One of these words is in every such name.
const NOUNS: [&str; 16] = [
    "appeal",
    "appeals",
    "army",
    "assembly",
    "bank",
    "congress",
    "court",
    "force",
    "guard",
    "house",
    "ministry",
    "navy",
    "parliament",
    "police",
    "senate",
    "treasury",
];

/// Most words of the name of a ministry.
const MOST_WORDS: usize = 7;

/// Returns whether these folded words are the name of such an institution, without a country.
fn is_institution(words: &[String]) -> bool {
    let joined = || words.join(" ");
    is_ministry(words)
        || (words.len() <= 3
            && [&OF_THE_ARTICLE[..], &OF_A_COUNTRY_BESIDE]
                .iter()
                .any(|all| all.contains(&&*joined())))
}

/// Returns whether an institution belongs to the country of the article where no other is named.
pub(super) fn is_of_the_article(words: &[String]) -> bool {
    is_ministry(words) || OF_THE_ARTICLE.contains(&words.join(" ").as_str())
}

/// "Finance Ministry", "Ministry of Finance".
pub(super) fn is_ministry(words: &[String]) -> bool {
    let is_one = match words {
        [ministry, of, _, ..] if ministry == "ministry" => matches!(of.as_str(), "of" | "for"),
        [_, .., ministry] => ministry == "ministry",
        _ => false,
    };
    is_one && words.len() <= MOST_WORDS
}

/// The words of a name of an institution without its country, and the adjective of that.
pub(super) struct National<'w> {
    /// The adjective; nothing where the name has no country.
    pub adjective: Option<&'static str>,
    /// The words of the institution.
    pub institution: &'w [String],
}

/// Splits the folded words of a name: "Japanese Finance Ministry", "Central Bank of Kenya"; nothing where
/// they name no such institution.
pub(super) fn split(words: &[String]) -> Option<National<'_>> {
    if !words.iter().any(|word| NOUNS.contains(&word.as_str())) {
        return None;
    }
    let before = (1..=countries::MOST_WORDS.min(words.len())).rev().find_map(|count| {
        let (country, institution) = words.split_at_checked(count)?;
        let adjective = countries::adjective(&country.join(" "));
        adjective.is_some().then_some(National { adjective, institution })
    });
    let behind = words.iter().rposition(|word| word == "of").and_then(|at| {
        let (institution, country) = words.split_at_checked(at)?;
        let country = country.get(1..)?;
        let country = country.strip_prefix(&["the".to_string()][..]).unwrap_or(country);
        let adjective = countries::adjective(&country.join(" "));
        adjective.is_some().then_some(National { adjective, institution })
    });
    let alone = National { adjective: None, institution: words };
    let mut found = [before, behind, Some(alone)].into_iter().flatten();
    found.find(|found| is_institution(found.institution))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(name: &str) -> Vec<String> {
        name.split(' ').map(str::to_lowercase).collect()
    }

    #[test]
    fn names_are_split_at_the_country() {
        for (name, expected) in [
            ("japanese finance ministry", Some((Some("Japanese"), "finance ministry"))),
            ("west german finance ministry", Some((Some("German"), "finance ministry"))),
            ("central bank of kenya", Some((Some("Kenyan"), "central bank"))),
            ("parliament of the philippines", Some((Some("Philippine"), "parliament"))),
            ("finance ministry", Some((None, "finance ministry"))),
            ("ministry of fisheries", Some((None, "ministry of fisheries"))),
            ("ministry", None),
            ("bank of japan", None),
            ("harbour board", None),
        ] {
            let words = words(name);
            let found = split(&words).map(|found| (found.adjective, found.institution.join(" ")));
            let found = found.as_ref().map(|(adjective, rest)| (*adjective, rest.as_str()));
            assert_eq!(found, expected, "{name}");
        }
    }
}

//! Offices that contain the name of a ministry: "Secretary of State" and "US Defense Secretary" are
//! people, not organisations.

use crate::text::tokenizer;

/// Portfolios of ministers.
const PORTFOLIOS: &[&str] = &[
    "state",
    "defense",
    "defence",
    "foreign",
    "interior",
    "finance",
    "justice",
    "health",
    "education",
    "trade",
    "energy",
    "transport",
    "transportation",
    "agriculture",
    "environment",
    "labor",
    "labour",
    "home",
    "economy",
    "commerce",
    "information",
    "culture",
    "tourism",
    "industry",
    "security",
    "affairs",
    "development",
    "planning",
    "water",
    "housing",
];

/// Last words of offices: "Senate Majority Leader".
const OFFICES: &[&str] = &[
    "leader",
    "secretary",
    "president",
    "minister",
    "chairman",
    "chairwoman",
    "speaker",
    "whip",
    "officer",
    "spokesman",
    "spokeswoman",
    "attorney",
    "governor",
    "mayor",
    "senator",
    "ambassador",
    "commissioner",
    "chief",
    "director",
];

/// Returns true if the bytes from `start` to `end` are part of the name of an office.
pub(super) fn is_office(text: &str, start: usize, end: usize) -> bool {
    let name = tokenizer::folded(text.get(start..end).unwrap_or_default());
    let last = name.rsplit(' ').next().unwrap_or_default();
    if OFFICES.contains(&last) {
        return true;
    }
    if !PORTFOLIOS.contains(&last) {
        return false;
    }
    let (before, after) =
        (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let holders = [
        "Secretary",
        "Minister",
        "Undersecretary",
        "Secretaries",
        "Ministers",
        "secretary",
        "minister",
    ];
    let links = [" of ", " for ", " of the ", " of State for "];
    after
        .strip_prefix(' ')
        .is_some_and(|after| holders.iter().any(|holder| after.starts_with(holder)))
        || links.iter().any(|link| {
            before
                .strip_suffix(link)
                .is_some_and(|before| holders.iter().any(|holder| before.ends_with(holder)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ministers_are_not_ministries() {
        let is_office = |text: &str, name: &str| {
            let start = text.find(name).unwrap();
            is_office(text, start, start + name.len())
        };
        assert!(is_office("Secretary of State Ada Marsh said", "State"));
        assert!(is_office("US Defense Secretary Ada Marsh", "US Defense"));
        assert!(is_office("the Minister for Health", "Health"));
        assert!(is_office("House Majority Leader Ada Marsh", "House Majority Leader"));
        assert!(!is_office("the US State Department said", "State Department"));
        assert!(!is_office("spokesman of Defence League", "Defence League"));
        assert!(!is_office("Health officials", "Health"));
    }
}

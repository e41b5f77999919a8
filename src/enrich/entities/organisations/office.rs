//! An office is no organisation: "Secretary of State" and "US Defense Secretary" speak of a person, though the words of
//! the ministry stand in them.

use crate::text::words;

/// What a minister is minister of.
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

/// Who holds an office: "Senate Majority Leader".
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

/// Whether the words from `start` to `end` of a text belong to the name of an office.
pub fn is_part_of(text: &str, start: usize, end: usize) -> bool {
    let name = words::folded(text.get(start..end).unwrap_or_default());
    let last = name.rsplit(' ').next().unwrap_or_default();
    if OFFICES.contains(&last) {
        return true;
    }
    if !PORTFOLIOS.contains(&last) {
        return false;
    }
    let (before, after) =
        (text.get(..start).unwrap_or_default(), text.get(end..).unwrap_or_default());
    let holder = [
        "Secretary",
        "Minister",
        "Undersecretary",
        "Secretaries",
        "Ministers",
        "secretary",
        "minister",
    ];
    let of = [" of ", " for ", " of the ", " of State for "];
    after
        .strip_prefix(' ')
        .is_some_and(|after| holder.iter().any(|holder| after.starts_with(holder)))
        || of.iter().any(|of| {
            before
                .strip_suffix(of)
                .is_some_and(|before| holder.iter().any(|holder| before.ends_with(holder)))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ministries_are_told_from_ministers() {
        let is_office = |text: &str, name: &str| {
            let start = text.find(name).unwrap();
            is_part_of(text, start, start + name.len())
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

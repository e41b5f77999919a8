//! Short names of the place in the dateline: "Santiago" in a story from Santiago de Cuba is that
//! city.

use super::mentions::PlaceMention;

/// Words that join the longer part of a name to the shorter one.
const CONNECTORS: [&str; 20] = [
    "de", "del", "della", "di", "da", "do", "dos", "des", "du", "la", "le", "sur", "sous", "am",
    "an", "ob", "bei", "upon", "on", "aan",
];

/// Gives mentions of a short name the name and the candidates of the place in the dateline.
pub(super) fn resolve(mentions: &mut [PlaceMention<'_>]) {
    let long: Vec<_> = mentions
        .iter()
        .filter(|mention| mention.mention.is_none() && !mention.candidates.is_empty())
        .map(|mention| {
            (mention.key.clone(), mention.candidates.clone(), mention.containers.clone())
        })
        .collect();
    for short in mentions.iter_mut().filter(|it| it.mention.is_some() && it.containers.is_empty()) {
        if let Some((key, candidates, containers)) =
            long.iter().find(|(key, ..)| is_short_for(&short.key, key))
        {
            short.key.clone_from(key);
            short.candidates.clone_from(candidates);
            short.containers.clone_from(containers);
        }
    }
}

/// Reports whether a longer name begins with a shorter one and goes on with a connector.
fn is_short_for(short: &str, long: &str) -> bool {
    let rest = long.strip_prefix(short).and_then(|rest| rest.strip_prefix(' '));
    rest.and_then(|rest| rest.split(' ').next()).is_some_and(|word| CONNECTORS.contains(&word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_name_is_followed_by_a_connector() {
        assert!(is_short_for("santiago", "santiago de cuba"));
        assert!(is_short_for("frankfurt", "frankfurt am main"));
        for (short, long) in [("mexico", "mexico city"), ("san", "santiago"), ("kansas", "kansas")]
        {
            assert!(!is_short_for(short, long), "{short}");
        }
    }
}

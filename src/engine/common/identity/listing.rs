//! The values of a facet that are listed under an identity: of several names of a person one, and
//! none that is hidden.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

use crate::article::schema::Field;
use crate::engine::common::ordinal::Ordinal;
use crate::identity::authority;
use crate::identity::resolve::Identity;
use crate::search::facets::sorted_values::SortedValues;

/// The listed values: their index is the archive-wide ordinal.
pub(crate) struct Listing {
    /// The values.
    pub values: Arc<SortedValues>,
    /// The archive-wide ordinal of each merged value; none if neither it nor its head is listed.
    pub ordinals: Vec<Option<Ordinal>>,
}

impl Listing {
    /// Lists the values of a facet, given all that an article has or had, and which of them one still
    /// has; the `targets` that single articles have instead; and the values that are replaced in
    /// every article.
    pub(crate) fn new<'t>(
        field: Field,
        (known, is_live): (&Arc<SortedValues>, &[bool]),
        identity: &'t Identity,
        targets: impl Iterator<Item = &'t str>,
        emptied: &HashSet<String>,
    ) -> Self {
        let of_facet =
            identity.merged_keys().filter(|(key, _)| authority::facet_of_key(key) == Some(field));
        let heads: BTreeMap<usize, &str> =
            of_facet.filter_map(|(key, head)| Some((known.index_of(key)?, head))).collect();
        let mut is_listed = is_live.to_vec();
        let mut set = |index: usize, listed: bool| {
            is_listed.get_mut(index).map(|is_listed| std::mem::replace(is_listed, listed))
        };
        for index in emptied.iter().filter_map(|key| known.index_of(key)) {
            set(index, false);
        }
        let mut targets: BTreeSet<&str> = targets.collect();
        for (index, head) in &heads {
            if set(*index, false) == Some(true) {
                targets.insert(head);
            }
        }
        let mut added = Vec::new();
        for target in targets {
            match known.index_of(target) {
                Some(index) => drop(set(index, true)),
                None => added.extend((!identity.is_hidden(target)).then_some(target)),
            }
        }
        for index in identity.hidden_people().filter_map(|head| known.index_of(head)) {
            set(index, false);
        }
        let (values, mut ordinals) = number(known, &is_listed, &added);
        for (index, head) in heads {
            if let Some(ordinal) = ordinals.get_mut(index) {
                *ordinal = values.index_of(head).map(Ordinal::new);
            }
        }
        Self { values, ordinals }
    }
}

/// Numbers the listed values and those that are added, which are sorted, in one order.
fn number(
    known: &Arc<SortedValues>,
    is_listed: &[bool],
    added: &[&str],
) -> (Arc<SortedValues>, Vec<Option<Ordinal>>) {
    if added.is_empty() && !is_listed.contains(&false) {
        return (Arc::clone(known), (0..known.len()).map(Ordinal::new).map(Some).collect());
    }
    let mut values = SortedValues::with_capacity(known.len() + added.len());
    let mut ordinals = Vec::with_capacity(known.len());
    let mut added = added.iter().peekable();
    for (value, is_listed) in known.iter().zip(is_listed) {
        while let Some(before) = added.next_if(|added| **added < value) {
            values.push(before);
        }
        ordinals.push(is_listed.then(|| Ordinal::new(values.len())));
        if *is_listed {
            values.push(value);
        }
    }
    added.for_each(|value| values.push(value));
    (Arc::new(values), ordinals)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::authority::AuthorityFile;
    use crate::identity::coreference::Findings;

    fn listed(values: &[(&str, bool)], authority: &str, to: &[&str], emptied: &[&str]) -> String {
        let authority = AuthorityFile::parse(authority);
        assert!(authority.warnings.is_empty(), "{:?}", authority.warnings);
        let identity = Identity::new(&Findings::default(), &authority, |_| None);
        let emptied = emptied.iter().map(|key| key.to_string()).collect();
        let is_live: Vec<bool> = values.iter().map(|(_, is_live)| *is_live).collect();
        let values = Arc::new(values.iter().map(|(value, _)| *value).collect());
        let targets = to.iter().copied();
        let listing =
            Listing::new(Field::People, (&values, &is_live), &identity, targets, &emptied);
        let listed: Vec<&str> = listing.values.iter().collect();
        let ordinal = |ordinal: &Option<Ordinal>| match ordinal {
            Some(ordinal) => ordinal.index().to_string(),
            None => "-".to_string(),
        };
        let ordinals: Vec<String> = listing.ordinals.iter().map(ordinal).collect();
        format!("{} | {}", listed.join(" "), ordinals.join(" ")).replace("person/", "")
    }

    #[test]
    fn all_live_values_are_listed() {
        let values = [("person/a", true), ("person/b", true)];
        assert_eq!(listed(&values, "", &[], &[]), "a b | 0 1");
        assert_eq!(listed(&[("person/a", false), values[1]], "", &[], &[]), "b | - 0");
    }

    #[test]
    fn a_merged_key_counts_as_its_head_which_no_article_may_have() {
        let values = [("person/a", true), ("person/c", true)];
        assert_eq!(listed(&values, "merge person/b person/c\n", &[], &[]), "a b | 0 1");
        assert_eq!(listed(&values, "merge person/a person/c\n", &[], &[]), "a | 0 0");
    }

    #[test]
    fn hidden_people_are_not_listed_by_any_name() {
        let values = [("person/a", true), ("person/b", true), ("person/c", true)];
        assert_eq!(listed(&values, "hide person/b\n", &[], &[]), "a c | 0 - 1");
        let authority = "merge person/a person/b\nhide person/a\n";
        assert_eq!(listed(&values, authority, &["person/d"], &[]), "c d | - - 0");
    }

    #[test]
    fn targets_of_reassignments_are_listed_and_emptied_keys_are_not() {
        let values = [("person/a", true), ("person/c", true)];
        assert_eq!(listed(&values, "", &["person/b"], &["person/c"]), "a b | 0 -");
        assert_eq!(listed(&values, "", &["person/c"], &["person/c"]), "a c | 0 1");
    }
}

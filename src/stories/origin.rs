//! The origin of a story: the agency that most of its versions name. It also holds for the versions
//! in which a newspaper left the agency out.

use std::collections::BTreeMap;

use crate::article::Article;

/// Finds the agency that a story came from: the one named by most versions; of several the one
/// named first. The versions are given in their order.
pub(crate) fn origin<'a>(versions: impl IntoIterator<Item = &'a Article>) -> Option<&'a str> {
    let mut agencies: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    let naming = versions.into_iter().enumerate().filter(|(_, version)| !version.agency.is_empty());
    for (order, version) in naming {
        agencies.entry(&version.agency).or_insert((0, order)).0 += 1;
    }
    let most_named = agencies
        .into_iter()
        .max_by(|(_, one), (_, other)| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
    most_named.map(|(agency, _)| agency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_comes_from_the_agency_that_most_versions_name() {
        let of = |agencies: &[&str]| {
            let articles: Vec<Article> = agencies
                .iter()
                .map(|agency| Article { agency: (*agency).into(), ..Article::default() })
                .collect();
            origin(&articles).map(str::to_owned)
        };
        assert_eq!(of(&["", "AP", "", "MNA", "MNA"]).as_deref(), Some("MNA"));
        assert_eq!(of(&["MNA", "AP"]).as_deref(), Some("MNA"));
        assert_eq!((of(&["", ""]), of(&[])), (None, None));
    }
}

//! Which agency a story came from: what most of its versions say, also where a newspaper printed it without a word of
//! it.

use std::collections::BTreeMap;

use crate::article::Article;

/// The agency that a story came from, of those its versions name: what most of them say, of several the first that said
/// so. The versions are given in their order.
pub fn origin<'a>(versions: impl IntoIterator<Item = &'a Article>) -> Option<&'a str> {
    let mut named: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    for (place, version) in
        versions.into_iter().enumerate().filter(|(_, version)| !version.agency.is_empty())
    {
        named.entry(&version.agency).or_insert((0, place)).0 += 1;
    }
    let most = named
        .into_iter()
        .max_by(|(_, one), (_, other)| one.0.cmp(&other.0).then(other.1.cmp(&one.1)));
    most.map(|(agency, _)| agency)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_story_came_from_the_agency_most_versions_name() {
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

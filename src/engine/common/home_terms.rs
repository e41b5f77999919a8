//! Terms of an article that tell the home of its publisher, and which home its places depend on.

use crate::article::home::LocalRegions;

/// Separates publisher and region in a term. Neither contains it.
const SEPARATOR: char = '\u{1f}';

/// What a term says about an article of the publisher.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Relation {
    /// It has a certain town in the region; without a region, in any.
    Certain,
    /// It has a name that may lie in the region, and was resolved with a home there.
    AtHome,
    /// It has a name that may lie in the region, and was resolved without a home there.
    Elsewhere,
}

impl Relation {
    /// The first letter of its terms.
    pub(crate) fn letter(self) -> char {
        match self {
            Self::Certain => 'c',
            Self::AtHome => 'h',
            Self::Elsewhere => 'e',
        }
    }

    /// Makes the term of a publisher and a region.
    pub(crate) fn term(self, publisher: &str, region: &str) -> String {
        format!("{}{publisher}{SEPARATOR}{region}", self.letter())
    }
}

/// Splits a term, less its letter, into publisher and region.
pub(crate) fn split(term: &str) -> Option<(&str, &str)> {
    term.rsplit_once(SEPARATOR)
}

/// Makes the terms of an article of a publisher.
pub(crate) fn terms(publisher: &str, regions: &LocalRegions) -> Vec<String> {
    let LocalRegions { certain, at_home, elsewhere } = regions;
    let with_certain = certain.iter().next().map(|_| Relation::Certain.term(publisher, ""));
    let relations = [
        (Relation::Certain, certain),
        (Relation::AtHome, at_home),
        (Relation::Elsewhere, elsewhere),
    ];
    let of_region = relations.into_iter().flat_map(|(relation, regions)| {
        regions.iter().map(move |region| relation.term(publisher, region))
    });
    with_certain.into_iter().chain(of_region).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_name_publisher_and_region() {
        let regions = LocalRegions {
            certain: ["place/1".to_string()].into(),
            at_home: ["place/2".to_string()].into(),
            elsewhere: ["place/3".to_string()].into(),
        };
        let terms = terms("The Herald", &regions);
        let parts: Vec<_> = terms.iter().filter_map(|term| split(term)).collect();
        let [any, certain, home, elsewhere] =
            ["", "place/1", "place/2", "place/3"].map(|region| region.to_string());
        let expected = [
            ("cThe Herald", any.as_str()),
            ("cThe Herald", &certain),
            ("hThe Herald", &home),
            ("eThe Herald", &elsewhere),
        ];
        assert_eq!(parts, expected);
        assert_eq!(super::terms("The Herald", &LocalRegions::default()), [""; 0]);
    }
}

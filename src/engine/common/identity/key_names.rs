//! Names that articles give a key, and the one that is shown.

use crate::article::schema::Field;
use crate::engine::common::document_terms::ACRONYM_MARK;
use crate::identity::acronyms;
use crate::search::facets::term::FacetTerm;

/// Makes the term of a key, found by each of its names.
pub(crate) fn named_term(field: Field, names: KeyNames) -> FacetTerm {
    let term = FacetTerm::named(field, names.key, names.name);
    names.others.iter().fold(term, |term, other| term.also_found_by(other))
}

/// The names that articles give a key.
#[derive(Debug, Clone)]
pub(crate) struct KeyNames {
    /// The key.
    pub key: String,
    /// The name that is shown.
    pub name: String,
    /// True if the name that most articles give it is in capitals.
    pub is_in_capitals: bool,
    /// Its other names, by alphabet.
    pub others: Vec<String>,
    /// Acronyms given in brackets after it, each with the number of articles.
    pub acronyms: Vec<(String, u32)>,
}

impl KeyNames {
    /// Makes the names of a key from those of its terms, each with the number of articles that use
    /// it; nothing where no article has one.
    pub(crate) fn new(key: &str, counted: Vec<(u32, &str)>) -> Option<Self> {
        let (mut names, mut acronyms) = (Vec::new(), Vec::new());
        for (articles, name) in counted {
            match name.strip_prefix(ACRONYM_MARK) {
                Some(acronym) => acronyms.push((acronym.to_owned(), articles)),
                None => names.push((articles, name)),
            }
        }
        let is_in_capitals = most_common(&names, &|_| true)
            .and_then(|index| names.get(index))
            .is_some_and(|(_, name)| acronyms::is_in_capitals(name));
        let most = display_name(&names)?;
        let name = names.remove(most).1.to_owned();
        let others = names.into_iter().map(|(_, name)| name.to_owned());
        let others = others.chain(acronyms.iter().map(|(acronym, _)| acronym.clone())).collect();
        Some(Self { key: key.to_owned(), name, is_in_capitals, others, acronyms })
    }
}

/// How many times as often a name in capitals may be used as the same one in other letters.
const MOST_IN_CAPITALS: u32 = 4;

/// Returns the index of the name to show: the one that most articles give. A name in capitals
/// gives way to the same one in other letters that is not much rarer: headlines say "CHRYSLER",
/// articles "Chrysler Corp"; but "NATO" stays, though some papers write "Nato".
fn display_name(names: &[(u32, &str)]) -> Option<usize> {
    let most = most_common(names, &|_| true)?;
    let (articles, name) = names.get(most)?;
    let has_lowercase = |name: &str| name.chars().any(char::is_lowercase);
    if has_lowercase(name) {
        return Some(most);
    }
    let lowercase = name.to_lowercase();
    let is_same = |other: &str| {
        has_lowercase(other)
            && other.to_lowercase().strip_prefix(&lowercase).is_some_and(|rest| {
                rest.is_empty() || rest.starts_with(|c: char| !c.is_alphanumeric())
            })
    };
    let other = most_common(names, &is_same).filter(|&index| {
        let of_other = names.get(index).map_or(0, |(articles, _)| *articles);
        of_other.saturating_mul(MOST_IN_CAPITALS) >= *articles
    });
    other.or(Some(most))
}

/// Returns the index of the most common name of some, of equals the first.
fn most_common(names: &[(u32, &str)], is_candidate: &dyn Fn(&str) -> bool) -> Option<usize> {
    let candidates = names.iter().enumerate().rev().filter(|(_, (_, name))| is_candidate(name));
    candidates.max_by_key(|(_, (articles, _))| *articles).map(|(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_common_name_is_shown_but_not_in_capitals() {
        let shown = |names: &[(u32, &str)]| display_name(names);
        assert_eq!(shown(&[(2, "Mill"), (5, "Mill Corp"), (5, "Mills")]), Some(1));
        assert_eq!(shown(&[(9, "MILL"), (2, "Mill"), (3, "Mill Corp")]), Some(2));
        assert_eq!(shown(&[(9, "HGB"), (2, "Harbour Grain Board"), (3, "HGBs")]), Some(0));
        assert_eq!(shown(&[(9, "HGB"), (2, "Hgb")]), Some(0), "some write it so");
        assert_eq!(shown(&[]), None);
    }
}

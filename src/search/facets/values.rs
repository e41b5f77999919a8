//! The values of one facet as the archive knows them, and which of them a name means.

use std::collections::HashMap;
use std::sync::OnceLock;

use crate::article::schema::Field;
use crate::enrich::entities::{key, places};
use crate::query::Name;
use crate::search::request::FacetPattern;
use crate::text::words;

/// Every value of a facet, sorted.
#[derive(Debug, Default)]
pub struct FacetTerms {
    /// Sorted by `value`.
    pub all: Vec<FacetTerm>,
    /// Values that mean another: the keys of names that are a person's among others.
    other_keys: HashMap<String, String>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetTerm {
    /// The stable key, or the label itself.
    pub value: String,
    /// The name a reader knows it by.
    pub name: String,
    /// Whatever else it is called, and why.
    pub also: Vec<AlternateKey>,
    /// A name it had before people gave it this one.
    once: Option<String>,
    /// The folded words of all its names, parted and enclosed by spaces; made when a name is first looked for, since
    /// most questions look for none.
    folded: OnceLock<Vec<String>>,
}

/// Another name of a value, and why it is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AlternateKey {
    /// Its own key.
    pub key: String,
    /// The name.
    pub name: String,
    /// The evidence, in words.
    pub why: String,
    /// In how many articles, where in some only.
    pub articles: Option<u64>,
}

impl FacetTerm {
    /// A value that bears this name.
    pub fn new(value: String, name: String) -> Self {
        Self { value, name, also: Vec::new(), once: None, folded: OnceLock::new() }
    }

    /// The same, called otherwise too.
    pub fn with(self, also: Vec<AlternateKey>) -> Self {
        Self { also, folded: OnceLock::new(), ..self }
    }

    /// The same, found by the name it had before people gave it this one.
    pub fn once(self, name: &str) -> Self {
        Self { once: Some(name.to_string()), folded: OnceLock::new(), ..self }
    }

    /// Who it is: the name, the key, and every other name with the evidence for it.
    pub fn explained(&self) -> String {
        let also: Vec<String> = self.also.iter().map(AlternateKey::explained).collect();
        let also =
            if also.is_empty() { String::new() } else { format!(", also {}", also.join(", ")) };
        format!("{} ({}){also}", self.name, self.value)
    }

    /// Whether one of its names satisfies this, folded.
    fn is_called(&self, satisfies: impl Fn(&str) -> bool) -> bool {
        self.folded().iter().any(|folded| satisfies(folded))
    }

    /// The folded words of each of its names, parted and enclosed by spaces.
    pub fn folded(&self) -> &[String] {
        self.folded.get_or_init(|| {
            let everywhere =
                self.also.iter().filter(|also| also.articles.is_none()).map(|also| &also.name);
            let names = std::iter::once(&self.name).chain(everywhere).chain(&self.once);
            names.map(|name| format!(" {} ", words::folded(name))).collect()
        })
    }
}

impl AlternateKey {
    fn explained(&self) -> String {
        let articles = match self.articles {
            Some(1) => " in 1 article".to_string(),
            Some(articles) => format!(" in {articles} articles"),
            None => String::new(),
        };
        format!("{} ({}){articles}: {}", self.name, self.key, self.why)
    }
}

impl FacetTerms {
    /// Values in their order, and the other keys that mean some of them.
    pub fn of(all: Vec<FacetTerm>, other_keys: HashMap<String, String>) -> Self {
        Self { all, other_keys }
    }

    /// Where a value stands, if it is known, by whichever of its keys.
    pub fn position(&self, value: &str) -> Option<usize> {
        let value = self.other_keys.get(value).map_or(value, String::as_str);
        self.all.binary_search_by(|known| known.value.as_str().cmp(value)).ok()
    }

    /// A value, if it is known, by whichever of its keys.
    pub fn get(&self, value: &str) -> Option<&FacetTerm> {
        self.all.get(self.position(value)?)
    }

    /// The value's name; the value itself where it is not known.
    pub fn name<'v>(&'v self, value: &'v str) -> &'v str {
        self.get(value).map_or(value, |known| &known.name)
    }

    /// The values a name means in this facet.
    ///
    /// A value is exactly that. A whole name of a place, a publisher or a topic leaves out those it is a part of
    /// (`guinea` is not Guinea-Bissau); of a person, who bears more names than one, any part will do.
    pub fn meant_by(&self, field: Field, name: &Name) -> Vec<String> {
        let (Name::Exactly(text) | Name::Part(text)) = name else {
            return self.all.iter().map(|value| value.value.clone()).collect();
        };
        if let Some(known) = self.get(text) {
            return vec![known.value.clone()];
        }
        let whole = self.whole(field, text);
        let parts_too =
            matches!(name, Name::Part(_)) && (whole.is_empty() || field == Field::People);
        if parts_too { self.bearing(text) } else { whole }
    }

    /// The values whose whole name this is, by any spelling that folds to it.
    fn whole(&self, field: Field, text: &str) -> Vec<String> {
        let place =
            (field == Field::Places).then(|| places::find(text)).flatten().map(places::Known::key);
        let known = place.or_else(|| key(field, text)).and_then(|key| self.position(&key));
        let folded = format!(" {} ", words::folded(text));
        let named = self.all.iter().filter(|value| value.is_called(|name| name == folded));
        let known = known.and_then(|at| self.all.get(at)).into_iter();
        let mut whole: Vec<String> = known.chain(named).map(|value| value.value.clone()).collect();
        whole.sort();
        whole.dedup();
        whole
    }

    /// The values whose name holds these words side by side.
    fn bearing(&self, text: &str) -> Vec<String> {
        let folded = words::folded(text);
        if folded.is_empty() {
            return Vec::new();
        }
        let part = format!(" {folded} ");
        self.all
            .iter()
            .filter(|value| value.is_called(|name| name.contains(&part)))
            .map(|value| value.value.clone())
            .collect()
    }

    /// The values that are called so.
    pub fn called<'v>(&'v self, called: &FacetPattern) -> impl Iterator<Item = &'v FacetTerm> + use<'v> {
        let beginning = format!(" {}", words::folded(&called.beginning));
        let containing = words::folded(&called.containing);
        let is_so = move |name: &str| name.contains(&beginning) && name.contains(&containing);
        self.all.iter().filter(move |value| value.is_called(&is_so))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn values(pairs: &[(&str, &str)]) -> FacetTerms {
        let mut all: Vec<_> = pairs
            .iter()
            .map(|(value, name)| FacetTerm::new(value.to_string(), name.to_string()))
            .collect();
        all.sort_by(|a, b| a.value.cmp(&b.value));
        FacetTerms::of(all, HashMap::new())
    }

    #[test]
    fn a_part_of_a_name_finds_the_people_who_bear_it() {
        let people = values(&[
            ("person/john-kerry", "John Kerry"),
            ("person/kerry", "Kerry"),
            ("person/bob-kerrey", "Bob Kerrey"),
        ]);
        let meant = |name: Name| people.meant_by(Field::People, &name);
        assert_eq!(meant(Name::Part("KERRY".into())), ["person/john-kerry", "person/kerry"]);
        assert_eq!(meant(Name::Exactly("john kerry".into())), ["person/john-kerry"]);
        assert_eq!(meant(Name::Part("person/kerry".into())), ["person/kerry"]);
        assert!(
            meant(Name::Part("ker".into())).is_empty() && meant(Name::Part("".into())).is_empty()
        );
    }

    #[test]
    fn a_whole_name_of_a_place_leaves_out_longer_ones() {
        let places = values(&[
            ("place/2420477", "Guinea"),
            ("place/2372248", "Guinea-Bissau"),
            ("place/6252001", "United States"),
        ]);
        let meant = |name: &str| places.meant_by(Field::Places, &Name::Part(name.into()));
        assert_eq!(meant("guinea"), ["place/2420477"]);
        assert_eq!(meant("bissau"), ["place/2372248"]);
        assert_eq!(meant("U.S."), ["place/6252001"]);
    }

    #[test]
    fn values_are_found_by_parts_of_their_names() {
        let publishers = values(&[("The Harbour Gazette", "The Harbour Gazette"), ("MNA", "MNA")]);
        let called = |beginning: &str, containing: &str| {
            publishers
                .called(&FacetPattern { beginning: beginning.into(), containing: containing.into() })
                .count()
        };
        assert_eq!((called("gaz", ""), called("", ""), called("zette", "")), (1, 2, 0));
        assert_eq!(
            (called("", "ZÉTTE"), called("", "harbour g"), called("mna", "zette")),
            (1, 1, 0)
        );
    }
}

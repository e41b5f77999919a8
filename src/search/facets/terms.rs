//! Terms of a facet: its values in the archive with their names, and the values a name stands for.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, OnceLock};

use super::name_words::NameWords;
use super::sorted_values::SortedValues;
use super::term::FacetTerm;
use crate::article::schema::Field;
use crate::enrich::entities::{key, organisations, people, places};
use crate::error::Result;
use crate::query::NameQuery;
use crate::search::request::FacetPattern;
use crate::text::{language_names, tokenizer};

/// Every value of a facet. Names are read when they are asked for: most requests show a few of them.
pub struct FacetTerms {
    field: Field,
    /// The values, sorted.
    values: Arc<SortedValues>,
    /// Keys that stand for another value: those of a person's other names.
    key_aliases: HashMap<String, String>,
    names: Box<dyn TermNames>,
    /// The terms of all values, once they were read.
    all: OnceLock<Vec<FacetTerm>>,
    /// The labels of the places that share a name, by their indexes, once they are known.
    labels: OnceLock<BTreeMap<usize, String>>,
    /// Number of terms that were read one by one.
    read: AtomicUsize,
    /// The words of all names, once many names were looked up.
    words: OnceLock<NameWords>,
    /// Number of times that all names were scanned.
    scans: AtomicUsize,
}

/// One term read by itself costs as much as this many that are read with all others.
const COST_OF_ONE: usize = 8;

/// Times that all names are scanned before their words are indexed, which costs more than one scan.
const MOST_SCANS: usize = 8;

/// Where the names of values are read.
pub trait TermNames: Send + Sync {
    /// Reads the term of a value.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn term(&self, value: &str) -> Result<FacetTerm>;

    /// Reads the terms of these values, which are all there are, sorted.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    fn terms(&self, values: &SortedValues) -> Result<Vec<FacetTerm>>;
}

impl FacetTerms {
    /// The terms of a facet with these values, and keys that stand for others. Places that
    /// share a name get labels that distinguish them; they are still found by the name.
    pub fn new(
        field: Field,
        values: Arc<SortedValues>,
        key_aliases: HashMap<String, String>,
        names: Box<dyn TermNames>,
    ) -> Self {
        let (all, labels, words) = (OnceLock::new(), OnceLock::new(), OnceLock::new());
        let (read, scans) = (AtomicUsize::new(0), AtomicUsize::new(0));
        Self { field, values, key_aliases, names, all, labels, read, words, scans }
    }

    /// The same terms with these labels of places that share a name, by their indexes.
    #[must_use]
    pub(crate) fn with_labels(self, labels: BTreeMap<usize, String>) -> Self {
        Self { labels: OnceLock::from(labels), ..self }
    }

    /// Returns the labels of the places that share a name, by their indexes; none in another facet.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub(crate) fn labels(&self) -> Result<&BTreeMap<usize, String>> {
        if self.field == Field::Places && self.labels.get().is_none() {
            self.all()?;
        }
        Ok(self.labels.get_or_init(BTreeMap::new))
    }

    /// Iterates over the keys that stand for another value, each with that value.
    pub(crate) fn key_aliases(&self) -> impl Iterator<Item = (&str, &str)> {
        self.key_aliases.iter().map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The values, sorted.
    pub fn values(&self) -> &SortedValues {
        &self.values
    }

    /// Returns the index of a value, by any of its keys.
    pub fn index_of(&self, value: &str) -> Option<usize> {
        let value = self.key_aliases.get(value).map_or(value, String::as_str);
        self.values.index_of(value)
    }

    /// Returns a value, by any of its keys.
    pub fn value(&self, key: &str) -> Option<&str> {
        self.values.get(self.index_of(key)?)
    }

    /// Returns whether the terms of all values were read.
    pub fn has_all(&self) -> bool {
        self.all.get().is_some()
    }

    /// Reads what was read of the terms of an earlier snapshot.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn make_ready(&self, before: &Self) -> Result<()> {
        if before.has_all() {
            self.all()?;
        }
        if before.words.get().is_some() {
            self.words.get_or_init(|| words_of(self.all.get().map_or(&[], Vec::as_slice)));
        }
        Ok(())
    }

    /// Returns the terms of all values.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn all(&self) -> Result<&[FacetTerm]> {
        if let Some(all) = self.all.get() {
            return Ok(all);
        }
        let mut all = self.names.terms(&self.values)?;
        if self.field == Field::Places {
            let labels = self.labels.get_or_init(|| distinct_labels(&all));
            for (index, label) in labels {
                all.get_mut(*index).into_iter().for_each(|place| show_as(place, label));
            }
        }
        Ok(self.all.get_or_init(|| all))
    }

    /// Returns the term of the value at an index.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn at(&self, index: usize) -> Result<Option<Cow<'_, FacetTerm>>> {
        let Some(value) = self.values.get(index) else { return Ok(None) };
        let read = self.read.fetch_add(1, Ordering::Relaxed);
        // The label of a place depends on the names of all.
        let lacks_labels = self.field == Field::Places && self.labels.get().is_none();
        if lacks_labels || read * COST_OF_ONE > self.values.len() || self.has_all() {
            return Ok(self.all()?.get(index).map(Cow::Borrowed));
        }
        let mut term = self.names.term(value)?;
        let label = self.labels.get().and_then(|labels| labels.get(&index));
        label.into_iter().for_each(|label| show_as(&mut term, label));
        Ok(Some(Cow::Owned(term)))
    }

    /// Returns the term of a value, by any of its keys.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn get(&self, value: &str) -> Result<Option<Cow<'_, FacetTerm>>> {
        self.index_of(value).map_or(Ok(None), |index| self.at(index))
    }

    /// Returns the name of a value, or the value itself where it is unknown.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn name(&self, value: &str) -> Result<String> {
        Ok(self.get(value)?.map_or_else(|| value.to_owned(), |term| term.name.clone()))
    }

    /// Returns the values that a name stands for, sorted.
    ///
    /// A value stands for itself. The whole name of a place, a publisher or an organisation excludes
    /// longer names that contain it (`guinea` is not Guinea-Bissau). A person has more names than
    /// one, and a topic is part of others (`oil`: "Crude oil"), so any part finds them all.
    /// `reagan, ronald` and `president reagan` are read as the name of the person.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn resolve(&self, name: &NameQuery) -> Result<Vec<String>> {
        let (NameQuery::Exact(text) | NameQuery::Part(text)) = name else {
            return Ok(self.values.iter().map(str::to_owned).collect());
        };
        if let Some(value) = self.value(text) {
            return Ok(vec![value.to_owned()]);
        }
        let field = self.field;
        let whole = self.with_whole_name(text)?;
        let has_many_names = matches!(field, Field::People | Field::Topics);
        // `un` is the United Nations also where no article names them, never "Un-American".
        let is_listed = field == Field::Organisations && organisations::is_known(text);
        let parts_too = matches!(name, NameQuery::Part(_))
            && (whole.is_empty() && !is_listed || has_many_names);
        let found = if parts_too { self.containing_words(text)? } else { whole };
        match people::plain_name(text) {
            Some(plain) if found.is_empty() && field == Field::People => {
                self.resolve(&match name {
                    NameQuery::Exact(_) => NameQuery::Exact(plain),
                    _ => NameQuery::Part(plain),
                })
            }
            _ => Ok(found),
        }
    }

    /// Returns the values with exactly this name, in any spelling that folds to it.
    fn with_whole_name(&self, text: &str) -> Result<Vec<String>> {
        let field = self.field;
        let known_key = match field {
            Field::Places => places::find(text).map(places::GazetteerPlace::key),
            Field::Language => language_names::code(text).map(str::to_string),
            _ => None,
        };
        let known_key = known_key.or_else(|| key(field, text));
        let known = known_key.as_ref().and_then(|key| self.value(key));
        let folded = format!(" {} ", tokenizer::folded(text));
        let named = self.with_words(&folded)?.into_iter();
        let named = named.filter(|term| term.has_name(|name| name == folded));
        let named = named.map(|term| term.value.as_str());
        let mut values: Vec<String> = known.into_iter().chain(named).map(str::to_owned).collect();
        values.sort();
        values.dedup();
        Ok(values)
    }

    /// Returns the values with a name that contains these words in a row.
    fn containing_words(&self, text: &str) -> Result<Vec<String>> {
        let folded = tokenizer::folded(text);
        if folded.is_empty() {
            return Ok(Vec::new());
        }
        let words = format!(" {folded} ");
        let terms = self.with_words(&folded)?.into_iter();
        let matches = |term: &&FacetTerm| term.has_name(|name| name.contains(&words));
        Ok(terms.filter(matches).map(|term| term.value.clone()).collect())
    }

    /// Returns the terms that may have a name with these folded words, in order.
    fn with_words(&self, folded: &str) -> Result<Vec<&FacetTerm>> {
        let all = self.all()?;
        let words = self.name_words(all);
        Ok(match words.and_then(|words| words.with_words(folded)) {
            Some(indexes) => terms_at(all, indexes),
            None => all.iter().collect(),
        })
    }

    /// Returns the words of all names; nothing as long as a scan is cheaper.
    fn name_words(&self, all: &[FacetTerm]) -> Option<&NameWords> {
        let scans = self.scans.fetch_add(1, Ordering::Relaxed);
        (scans >= MOST_SCANS).then(|| self.words.get_or_init(|| words_of(all)))
    }

    /// Returns the terms with a name that matches a pattern.
    ///
    /// # Errors
    /// Fails when the index cannot be read.
    pub fn matching<'v>(
        &'v self,
        pattern: &FacetPattern,
    ) -> Result<impl Iterator<Item = &'v FacetTerm> + use<'v>> {
        let prefix = format!(" {}", tokenizer::folded(&pattern.prefix));
        let substring = tokenizer::folded(&pattern.substring);
        let all = self.all()?;
        let mut words = prefix.split_ascii_whitespace();
        let terms = match (words.next(), words.next(), self.name_words(all)) {
            (Some(begin), None, Some(words)) => terms_at(all, &words.with_prefix(begin)),
            (Some(first), Some(_), Some(words)) => {
                terms_at(all, words.with_words(first).unwrap_or_default())
            }
            _ => all.iter().collect(),
        };
        // "burma" is a name of Myanmar, although no article uses it.
        let known = self.known_place(pattern);
        let terms = if known.is_some() { all.iter().collect() } else { terms };
        let is_match = move |name: &str| name.contains(&prefix) && name.contains(&substring);
        Ok(terms
            .into_iter()
            .filter(move |term| term.has_name(&is_match) || known == Some(term.value.as_str())))
    }

    /// Returns the place that is known by a whole pattern.
    fn known_place(&self, FacetPattern { prefix, substring }: &FacetPattern) -> Option<&str> {
        let text = format!("{prefix}{substring}");
        let is_whole = prefix.is_empty() || substring.is_empty();
        let place = (self.field == Field::Places && is_whole).then(|| places::find(&text));
        self.value(&place.flatten()?.key())
    }
}

fn words_of(all: &[FacetTerm]) -> NameWords {
    NameWords::new(all.iter().map(FacetTerm::folded_names))
}

fn terms_at<'t>(all: &'t [FacetTerm], indexes: &[u32]) -> Vec<&'t FacetTerm> {
    indexes.iter().filter_map(|index| all.get(*index as usize)).collect()
}

/// Returns the labels of the places that share a name, by their indexes.
fn distinct_labels(places: &[FacetTerm]) -> BTreeMap<usize, String> {
    let named = places.iter().map(|term| (term.value.as_str(), term.name.as_str()));
    places::distinct_labels(named).into_iter().collect()
}

fn show_as(place: &mut FacetTerm, label: &str) {
    *place = std::mem::take(place).shown_as(label);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(field: Field, pairs: &[(&str, &str)]) -> FacetTerms {
        let mut all: Vec<_> = pairs
            .iter()
            .map(|(value, name)| FacetTerm::new(value.to_string(), name.to_string()))
            .collect();
        all.sort_by(|a, b| a.value.cmp(&b.value));
        of(field, all)
    }

    #[test]
    fn a_place_is_found_by_every_name_that_it_has() {
        let places =
            terms(Field::Places, &[("place/1327865", "Myanmar"), ("place/1269750", "India")]);
        for pattern in [("burma", ""), ("", "burma"), ("myan", "")] {
            let pattern = FacetPattern { prefix: pattern.0.into(), substring: pattern.1.into() };
            let found = places.matching(&pattern).expect("terms");
            assert_eq!(found.map(|term| term.name.as_str()).collect::<Vec<_>>(), ["Myanmar"]);
        }
    }

    #[test]
    fn titles_and_offices_precede_the_name_of_a_person() {
        let people = terms(Field::People, &[("person/ada-quill", "Ada Quill")]);
        for name in [
            "president quill",
            "prime minister quill",
            "treasury secretary ada quill",
            "harbour board chairman ada quill",
            "quill, ada",
        ] {
            let found = people.resolve(&NameQuery::Part(name.to_owned())).expect("terms");
            assert_eq!(found, ["person/ada-quill"], "{name}");
        }
    }

    /// Terms that are there from the start.
    struct Known(Vec<FacetTerm>);

    impl TermNames for Known {
        fn term(&self, value: &str) -> Result<FacetTerm> {
            Ok(self.0.iter().find(|term| term.value == value).expect("a known value").clone())
        }

        fn terms(&self, values: &SortedValues) -> Result<Vec<FacetTerm>> {
            values.iter().map(|value| self.term(value)).collect()
        }
    }

    fn of(field: Field, all: Vec<FacetTerm>) -> FacetTerms {
        let values = Arc::new(all.iter().map(|term| term.value.as_str()).collect());
        FacetTerms::new(field, values, HashMap::new(), Box::new(Known(all)))
    }

    #[test]
    fn part_of_a_name_finds_people() {
        let people = terms(
            Field::People,
            &[
                ("person/john-kerry", "John Kerry"),
                ("person/kerry", "Kerry"),
                ("person/bob-kerrey", "Bob Kerrey"),
            ],
        );
        let resolved = |name: NameQuery| people.resolve(&name).expect("reads");
        assert_eq!(
            resolved(NameQuery::Part("KERRY".into())),
            ["person/john-kerry", "person/kerry"]
        );
        assert_eq!(resolved(NameQuery::Exact("john kerry".into())), ["person/john-kerry"]);
        assert_eq!(resolved(NameQuery::Part("person/kerry".into())), ["person/kerry"]);
        assert!(
            resolved(NameQuery::Part("ker".into())).is_empty()
                && resolved(NameQuery::Part("".into())).is_empty()
        );
    }

    #[test]
    fn titles_and_inverted_names_find_people() {
        let people = terms(
            Field::People,
            &[("person/ronald-reagan", "Ronald Reagan"), ("person/queen-noor", "Queen Noor")],
        );
        for name in ["president reagan", "Mr. Reagan", "reagan, ronald", "President Ronald Reagan"]
        {
            let resolved = people.resolve(&NameQuery::Part(name.into())).expect("reads");
            assert_eq!(resolved, ["person/ronald-reagan"], "{name}");
        }
        let resolved = |name: &str| people.resolve(&NameQuery::Part(name.into())).expect("reads");
        assert_eq!(resolved("queen noor"), ["person/queen-noor"]);
        assert!(resolved("president").is_empty() && resolved("nancy reagan").is_empty());
    }

    #[test]
    fn part_of_a_name_finds_topics_and_whole_names_of_organisations_only() {
        let topics = terms(
            Field::Topics,
            &[("topic/oil", "oil"), ("topic/crude-oil", "Crude oil"), ("topic/tin", "tin")],
        );
        let oil = NameQuery::Part("oil".into());
        assert_eq!(topics.resolve(&oil).expect("reads"), ["topic/crude-oil", "topic/oil"]);
        let mut all = vec![
            FacetTerm::new("org/united-nations".into(), "United Nations".into())
                .also_found_by("UN"),
            FacetTerm::new("org/un-american-committee".into(), "Un-American Committee".into()),
        ];
        all.sort_by(|one, other| one.value.cmp(&other.value));
        let organisations = of(Field::Organisations, all);
        let un = NameQuery::Part("U.N.".into());
        assert_eq!(organisations.resolve(&un).expect("reads"), ["org/united-nations"]);
    }

    #[test]
    fn whole_name_of_a_place_excludes_longer_ones() {
        let places = terms(
            Field::Places,
            &[
                ("place/2420477", "Guinea"),
                ("place/2372248", "Guinea-Bissau"),
                ("place/6252001", "United States"),
            ],
        );
        let resolved = |name: &str| places.resolve(&NameQuery::Part(name.into())).expect("reads");
        assert_eq!(resolved("guinea"), ["place/2420477"]);
        assert_eq!(resolved("bissau"), ["place/2372248"]);
        assert_eq!(resolved("U.S."), ["place/6252001"]);
    }

    #[test]
    fn languages_are_found_by_code_and_by_name() {
        let terms = ["en", "fa", "xx"].map(|code| FacetTerm::from_label(Field::Language, code));
        let languages = of(Field::Language, terms.into());
        for (name, code) in [
            ("en", "en"),
            ("EN", "en"),
            ("english", "en"),
            ("English", "en"),
            ("Persian", "fa"),
            ("Farsi", "fa"),
            ("xx", "xx"),
        ] {
            let resolved = |name: NameQuery| languages.resolve(&name).expect("reads");
            assert_eq!(resolved(NameQuery::Part(name.into())), [code], "{name}");
            assert_eq!(resolved(NameQuery::Exact(name.into())), [code], "{name}");
        }
        assert!(languages.resolve(&NameQuery::Part("French".into())).expect("reads").is_empty());
        assert_eq!(
            ["en", "fa", "xx"].map(|code| languages.name(code).expect("reads")),
            ["English", "Persian", "xx"]
        );
        let pattern = |prefix: &str| FacetPattern { prefix: prefix.into(), ..Default::default() };
        assert_eq!(languages.matching(&pattern("fa")).expect("reads").count(), 1);
    }

    #[test]
    fn terms_match_by_prefix_and_substring() {
        let publishers = terms(
            Field::Publisher,
            &[("The Harbour Gazette", "The Harbour Gazette"), ("MNA", "MNA")],
        );
        let count = |prefix: &str, substring: &str| {
            publishers
                .matching(&FacetPattern { prefix: prefix.into(), substring: substring.into() })
                .expect("reads")
                .count()
        };
        assert_eq!((count("gaz", ""), count("", ""), count("zette", "")), (1, 2, 0));
        assert_eq!((count("", "ZÉTTE"), count("", "harbour g"), count("mna", "zette")), (1, 1, 0));
    }
}

//! Surnames of the people whom an article names in full. "Boston said" after "Ellen Boston" means
//! her, also where the tagger took the surname for a place or an organisation, or left it out.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::article::{Article, Slot};
use crate::enrich::entities::people;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{begins_sentence, next_word, previous_word};
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

/// Suffixes after a surname.
const SUFFIXES: [&str; 7] = ["Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"];

/// Article that the tagger may have taken for a part of a name.
const THE: &str = "The ";

/// Confidence of a mention that only the surname gives.
const CONFIDENCE: f32 = 0.7;

/// Most occurrences of a surname that are added to an article.
const MOST_ADDED: usize = 200;

/// Most surnames that are looked for, and the longest text in which they are, in bytes. An article
/// with more is a list, and each surname costs a pass over the text.
const MOST_SURNAMES: usize = 100;
const LONGEST_TEXT: usize = 256 * 1024;

/// Nouns that follow the name of a person after "the": "the Marsh administration".
const PERSON_NOUNS: &[&str] = &[
    "administration",
    "regime",
    "government",
    "campaign",
    "family",
    "presidency",
    "era",
    "camp",
    "cabinet",
    "loyalists",
    "forces",
    "supporters",
    "team",
    "brothers",
    "ally",
    "allies",
    "aide",
    "aides",
    "adviser",
    "advisers",
    "years",
];

/// Makes people of the surnames in an article: of spans of another type, and of words without one.
/// The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    let surnames = Surnames::collect(article, spans);
    if surnames.all.is_empty() {
        return;
    }
    for span in spans.iter_mut() {
        // "The Jordan family" is that of Chad Jordan.
        let bare = Span { start: span.start + THE.len().min(span.end - span.start), ..*span };
        if span.text(article).starts_with(THE)
            && surnames.all.contains(bare.text(article))
            && PERSON_NOUNS.contains(&Occurrence::of(article, &bare).next())
        {
            *span = Span { kind: EntityKind::Person, ..bare };
        }
        if surnames.is_family(article, span) {
            span.kind = EntityKind::Person;
        }
        if surnames.all.contains(span.text(article))
            && Occurrence::of(article, span).means_person(span.kind)
        {
            span.kind = EntityKind::Person;
        }
    }
    let added = surnames.untagged(article, spans);
    if !added.is_empty() {
        spans.extend(added);
        spans.sort_by_key(|span| (span.slot, span.start));
    }
}

/// Surnames as printed.
struct Surnames {
    /// All of them.
    all: HashSet<String>,
    /// Family names that come before the given name, such as "So". Some are words in English.
    families: HashSet<String>,
}

impl Surnames {
    /// Collects the surnames of full names. A surname is left out if it is also part of an
    /// organisation's name and used alone mostly for something other than a person: "Ford" with
    /// "Henry Ford" and "Ford Motor".
    fn collect(article: &Article, spans: &[Span]) -> Self {
        let mut surnames = HashSet::new();
        let mut families = HashSet::new();
        let mut companies = HashSet::new();
        let mut single_words: HashMap<&str, (u32, u32)> = HashMap::new();
        for span in spans {
            let name = span.text(article);
            let mut words = name.split_whitespace();
            match (span.kind, name.contains(' ')) {
                (EntityKind::Person, true) => {
                    let family = words.rfind(|word| !SUFFIXES.contains(word));
                    surnames.extend(family.filter(|family| is_surname(family)));
                    families.extend(first_family_name(name));
                }
                (EntityKind::Organisation, true) => companies.extend(words),
                (_, true) => {}
                (kind, false) => {
                    let (people, others) = single_words.entry(name).or_default();
                    *if kind == EntityKind::Person { people } else { others } += 1;
                }
            }
        }
        surnames.extend(&families);
        surnames.retain(|name| {
            let (people, others) = single_words.get(name).copied().unwrap_or_default();
            people >= others || !companies.contains(name)
        });
        let owned = |names: HashSet<&str>| names.into_iter().map(str::to_owned).collect();
        Self { all: owned(surnames), families: owned(families) }
    }

    /// Reports whether a span is a family in the plural: "the Quills".
    fn is_family(&self, article: &Article, span: &Span) -> bool {
        let name = span.text(article);
        let one = name.strip_suffix("es").filter(|one| one.ends_with(['s', 'x', 'z']));
        let one = one.or_else(|| name.strip_suffix('s'));
        matches!(span.kind, EntityKind::Organisation | EntityKind::Place)
            && one.is_some_and(|one| self.all.contains(one))
            && Occurrence::of(article, span).previous().eq_ignore_ascii_case("the")
    }

    /// Finds the occurrences outside all spans that mean the person.
    fn untagged(&self, article: &Article, spans: &[Span]) -> Vec<Span> {
        let mut taken: BTreeMap<(Slot, usize), usize> =
            spans.iter().map(|span| ((span.slot, span.start), span.end)).collect();
        let mut added = Vec::new();
        // A fixed order, so that the result is too.
        let mut surnames: Vec<&String> = self.all.iter().collect();
        surnames.sort_unstable();
        for surname in surnames.into_iter().take(MOST_SURNAMES) {
            for (slot, whole) in article.slots().filter(|(_, whole)| whole.len() < LONGEST_TEXT) {
                for (start, _) in whole.match_indices(surname.as_str()).take(MOST_ADDED) {
                    let end = start + surname.len();
                    let before = taken.range(..(slot, end)).next_back();
                    if before.is_some_and(|(&(of, _), &until)| of == slot && until > start) {
                        continue;
                    }
                    let span =
                        Span { slot, start, end, kind: EntityKind::Person, confidence: CONFIDENCE };
                    let is_family = self.families.contains(surname);
                    if Occurrence::of(article, &span).stands_alone(is_family) {
                        taken.insert((slot, start), end);
                        added.push(span);
                    }
                }
            }
        }
        added
    }
}

/// The first word of a name whose family name comes first: "So" of "So Ka-wing", "Gao" of "Gao Lijun".
fn first_family_name(name: &str) -> Option<&str> {
    let (family, given) = name.split_once(' ')?;
    let has_syllables =
        given.split_once('-').is_some_and(|(_, last)| last.starts_with(char::is_lowercase));
    let is_given = people::is_east_asian_given_name(given)
        && !traits(given).has_any(word_trait::SURNAME | word_trait::COMMON);
    let is_first = has_syllables || people::is_family_name_first(family) && is_given;
    (is_first && !given.contains(' ')).then_some(family)
}

fn is_surname(word: &str) -> bool {
    let mut letters = word.chars();
    letters.next().is_some_and(char::is_uppercase)
        && word.chars().count() > 2
        && letters.any(char::is_lowercase)
}

/// A word with what surrounds it.
struct Occurrence<'a> {
    word: &'a str,
    before: &'a str,
    after: &'a str,
    slot: Slot,
}

impl<'a> Occurrence<'a> {
    fn of(article: &'a Article, span: &Span) -> Self {
        let whole = article.slot(span.slot);
        Self {
            word: whole.get(span.start..span.end).unwrap_or_default(),
            before: whole.get(..span.start).unwrap_or_default(),
            after: whole.get(span.end..).unwrap_or_default(),
            slot: span.slot,
        }
    }

    fn previous(&self) -> &'a str {
        previous_word(self.before)
    }

    fn next(&self) -> &'a str {
        next_word(self.after)
    }

    /// Returns true for a surname that the tagger took for something else.
    fn means_person(&self, kind: EntityKind) -> bool {
        match kind {
            EntityKind::Person => true,
            EntityKind::Organisation => !self.has_definite_article(),
            EntityKind::Place => {
                !self.has_definite_article() && !self.is_located() && !self.is_in_container()
            }
            EntityKind::Other => false,
        }
    }

    /// Returns true if "the" marks a name that is not a person: "the Post", but not "the Marsh
    /// administration".
    fn has_definite_article(&self) -> bool {
        self.previous().eq_ignore_ascii_case("the") && !PERSON_NOUNS.contains(&self.next())
    }

    /// Returns true after a preposition of place: "in Boston", "mayor of Boston".
    fn is_located(&self) -> bool {
        let previous = self.previous();
        matches!(previous, "of" | "of the" | "from" | "to" | "for")
            || traits(previous).has_any(word_trait::LOCATIVE)
    }

    /// Returns true before a comma and a capital: "Boston, Mass."
    fn is_in_container(&self) -> bool {
        self.after.strip_prefix(", ").is_some_and(|rest| rest.starts_with(char::is_uppercase))
    }

    /// Returns true if the word before begins the sentence and is no name: "But Quill said".
    fn follows_first_word(&self, previous: &str) -> bool {
        let before = self.before.trim_end().strip_suffix(previous).unwrap_or_default();
        begins_sentence(before)
            && !traits(previous).has_any(word_trait::FIRST_NAME | word_trait::SURNAME)
    }

    /// Returns true for a word without a span that is a surname and no part of a longer name or of a
    /// compound. A family name that is a word in English needs a capital within a sentence.
    fn stands_alone(&self, is_family: bool) -> bool {
        let joins = |c: char| c.is_alphanumeric() || matches!(c, '-' | '@' | '#' | '&' | '/');
        if self.before.ends_with(joins) || self.after.starts_with(joins) {
            return false;
        }
        let says = traits(self.next()).has_any(word_trait::SAYING);
        let (previous, next) = (self.previous(), self.next());
        let is_name = |word: &str| {
            word.starts_with(char::is_uppercase)
                && !traits(word).has_any(word_trait::TITLE | word_trait::COMMON)
        };
        let is_part = is_name(previous) && !self.follows_first_word(previous)
            || is_name(next) && self.slot != Slot::Title;
        // "Price said", but not "Price increases": every word has a capital at the start.
        let begins = begins_sentence(self.before) && !traits(previous).has_any(word_trait::TITLE);
        let is_common = || {
            traits(self.word).has_any(word_trait::COMMON)
                && (!is_family || self.slot == Slot::Title)
        };
        let is_word = !says && (begins || is_common());
        !is_part && !is_word && !self.has_definite_article() && !self.is_in_container()
    }
}

#[cfg(test)]
mod tests {
    use super::super::tagged;
    use super::*;

    /// Applies the rule to a text in which these names are tagged, and returns the people.
    fn people(body: &str, names: &[(&str, EntityKind)]) -> Vec<String> {
        let (article, mut spans) = tagged(body, names);
        apply(&article, &mut spans);
        assert!(spans.is_sorted_by_key(|span| span.start));
        spans.retain(|span| span.kind == EntityKind::Person);
        spans.iter().map(|span| body[span.start..span.end].to_string()).collect()
    }

    #[test]
    fn a_surname_means_the_person_unless_the_definite_article_precedes_it() {
        use EntityKind::{Organisation, Person};
        let body = "Ada Marsh won. Marsh said so. The Marsh family left. The Marsh opened.";
        let names = [
            ("Ada Marsh", Person),
            ("Marsh", Person),
            ("Marsh", Organisation),
            ("Marsh", Organisation),
        ];
        assert_eq!(people(body, &names), ["Ada Marsh", "Marsh", "Marsh"]);
        let body = "Ada Marsh won. Marsh Mills grew. Marsh left.";
        let names = [("Ada Marsh", Person), ("Marsh Mills", Organisation), ("Marsh", Organisation)];
        assert_eq!(people(body, &names), ["Ada Marsh"]);
    }

    #[test]
    fn a_family_is_no_place() {
        use EntityKind::{Person, Place};
        let body = "The Jordan family owns it, said Chad Jordan.";
        let names = [("The Jordan", Place), ("Chad Jordan", Person)];
        assert_eq!(people(body, &names), ["Jordan", "Chad Jordan"]);
    }

    #[test]
    fn a_surname_that_is_a_city_is_a_place_only_after_a_preposition() {
        use EntityKind::{Person, Place};
        let body = "Ellen Boston left. Boston said she was born in Boston. Friends praised Boston.";
        let names =
            [("Ellen Boston", Person), ("Boston", Place), ("Boston", Place), ("Boston", Place)];
        assert_eq!(people(body, &names), ["Ellen Boston", "Boston", "Boston"]);
        let body = "Ellen Boston left for Boston, Mass.";
        assert_eq!(people(body, &[("Ellen Boston", Person), ("Boston", Place)]), ["Ellen Boston"]);
    }

    #[test]
    fn a_family_in_the_plural_is_of_the_person() {
        use EntityKind::{Organisation, Person};
        let body = "Ada Quill left. The Quills stay.";
        let names = [("Ada Quill", Person), ("Quills", Organisation)];
        assert_eq!(people(body, &names), ["Ada Quill", "Quills"]);
    }

    #[test]
    fn a_family_name_that_comes_first_is_the_person() {
        use EntityKind::Person;
        let body = "So Ka-wing left. The firm told So to pay, and So left. So it went.";
        assert_eq!(people(body, &[("So Ka-wing", Person)]), ["So Ka-wing", "So", "So"]);
        let body = "Gao Lijun left. It was Gao then. So it went.";
        assert_eq!(people(body, &[("Gao Lijun", Person)]), ["Gao Lijun", "Gao"]);
    }

    #[test]
    fn an_untagged_surname_is_the_person() {
        use EntityKind::Person;
        let body = "Ellen Quince Jr. left. But Quince will return, and Mr. Quince said why. Quince Hall and \
                    Bob Quince stay, and the Quince-Hall pact too.";
        assert_eq!(
            people(body, &[("Ellen Quince Jr.", Person)]),
            ["Ellen Quince Jr.", "Quince", "Quince"]
        );
        let body = "Ada Price left. Price rises slowed. Price said so.";
        assert_eq!(people(body, &[("Ada Price", Person)]), ["Ada Price", "Price"]);
    }
}

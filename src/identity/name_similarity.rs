//! Parses personal names and compares them: with and without a middle name, a particle or a suffix,
//! in another transliteration, or in a short form. It tells which names may be one;
//! [`super::coreference`] decides whether they are one person.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::name_tables::{
    BOUND_PARTICLES, FAMILY_FIRST, FAMILY_SPELLINGS, GIVEN_SPELLINGS, LEADING_PARTICLES, PARTICLES,
    SHORT_FORMS, SUFFIXES, TITLES,
};
use crate::text::tokenizer;

/// A parsed personal name. All parts are folded.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NameParts {
    /// The first given name in its canonical spelling; a single letter if only the initial is
    /// known, empty if none is.
    pub given: String,
    /// The names between the first and the last; a single letter if only the initial is known.
    pub middle: Vec<String>,
    /// The surname in its canonical spelling, without particles.
    pub family: String,
    /// The particles before the surname, with `el` as `al`.
    pub particles: Vec<String>,
    /// The suffix: `jr`, `sr`, `ii`, `iii`, `iv`.
    pub suffix: String,
    /// The first word, if it may be the surname, as in Korean and Chinese names.
    pub family_first: Option<String>,
}

/// Parses a name as printed.
pub(crate) fn parse(name: &str) -> NameParts {
    let all_caps = !name.chars().any(char::is_lowercase);
    let mut tokens: Vec<NameWord> =
        name.split_whitespace().flat_map(|word| tokens(word, all_caps)).collect();
    if tokens.len() > 2 && tokens.first().is_some_and(|token| TITLES.contains(&token.text.as_str()))
    {
        tokens.remove(0);
    }
    let has_suffix = tokens.len() > 2
        && tokens.last().is_some_and(|token| SUFFIXES.contains(&token.text.as_str()));
    let suffix = if has_suffix {
        tokens.pop().map(|token| token.text).unwrap_or_default()
    } else {
        String::new()
    };
    let Some(last) = tokens.pop() else { return NameParts::default() };
    let mut parts = NameParts { suffix, ..NameParts::default() };
    let mut family = last.text;
    while let Some(before) = tokens.pop_if(|before| before.is_particle()) {
        // A particle at the start of a name is a given name ("Al Gore"), unless it is written as a
        // particle.
        if tokens.is_empty()
            && !before.lowercase
            && !LEADING_PARTICLES.contains(&before.text.as_str())
        {
            tokens.push(before);
            break;
        }
        if BOUND_PARTICLES.contains(&before.text.as_str()) {
            family.insert_str(0, &before.text);
        } else {
            parts
                .particles
                .insert(0, if before.text == "el" { "al".to_string() } else { before.text });
        }
    }
    parts.family = canonical_family(&family);
    let mut given = tokens.into_iter().map(|token| token.text);
    parts.given = given.next().map(|given| canonical_given(&given)).unwrap_or_default();
    parts.middle = given.collect();
    // A caption that ran into its headline repeats the name.
    let again = |family: &str, given: &str| {
        canonical_family(family) == parts.family && canonical_given(given) == parts.given
    };
    if matches!(parts.middle.as_slice(), [family, given] if again(family, given)) {
        parts.middle.clear();
    }
    parts.family_first =
        Some(parts.given.clone()).filter(|first| FAMILY_FIRST.contains(&first.as_str()));
    parts
}

/// A word of a name.
struct NameWord {
    text: String,
    /// Set if it is written as particles are: lowercase, or joined by a hyphen.
    lowercase: bool,
}

impl NameWord {
    /// Returns whether it is a particle that belongs to the surname after it.
    fn is_particle(&self) -> bool {
        PARTICLES.contains(&self.text.as_str()) || BOUND_PARTICLES.contains(&self.text.as_str())
    }
}

/// Splits a word as printed: `J.K.` is two initials, `al-Assad` a particle and a name,
/// `Jean-Claude` one name. `all_caps` means that the whole name is in capitals.
fn tokens(word: &str, all_caps: bool) -> Vec<NameWord> {
    let lowercase = word.chars().next().is_some_and(char::is_lowercase);
    let token = |text: String, lowercase: bool| NameWord { text, lowercase };
    let whole = |text: &str| tokenizer::folded(text).replace(' ', "");
    let letters: Vec<char> = word.chars().filter(|c| c.is_alphanumeric()).collect();
    let dotted = word.contains('.')
        && letters.len() < 5
        && word.chars().filter(|c| *c == '.').count() >= letters.len();
    let joined_initials =
        !all_caps && letters.len() == 2 && letters.iter().all(|c| c.is_uppercase());
    if (dotted || joined_initials) && !SUFFIXES.contains(&whole(word).as_str()) {
        return letters.iter().map(|letter| token(whole(&letter.to_string()), lowercase)).collect();
    }
    if let Some((before, after)) =
        word.split_once('-').filter(|(before, _)| PARTICLES.contains(&whole(before).as_str()))
    {
        return [token(whole(before), true), token(whole(after), false)]
            .into_iter()
            .filter(|it| !it.text.is_empty())
            .collect();
    }
    Some(whole(word))
        .filter(|text| !text.is_empty())
        .map(|text| token(text, lowercase))
        .into_iter()
        .collect()
}

/// The canonical spelling of a given name.
fn canonical_given(name: &str) -> String {
    let known = CANONICAL_GIVEN.get(name);
    known.map_or_else(|| unify_ending(&name.replace('x', "ks")), ToString::to_string)
}

/// The canonical spelling of a surname.
fn canonical_family(name: &str) -> String {
    if let Some(known) = CANONICAL_FAMILY.get(name) {
        return known.to_string();
    }
    if name.chars().count() < 5 {
        return name.to_string();
    }
    let name = unify_ending(&name.replace('x', "ks"));
    let slavic = [
        ("skii", "ski"),
        ("sky", "ski"),
        ("ovych", "ovic"),
        ("ovich", "ovic"),
        ("evich", "evic"),
        ("ayev", "aev"),
    ];
    let ending = slavic
        .iter()
        .find_map(|(other, usual)| Some(format!("{}{usual}", name.strip_suffix(other)?)));
    ending.unwrap_or(name)
}

/// For each spelling in a table of rows the first one of its row.
type Spellings = LazyLock<HashMap<&'static str, &'static str>>;

static CANONICAL_GIVEN: Spellings = LazyLock::new(|| spellings(GIVEN_SPELLINGS));
static CANONICAL_FAMILY: Spellings = LazyLock::new(|| spellings(FAMILY_SPELLINGS));

fn spellings(table: &[&'static str]) -> HashMap<&'static str, &'static str> {
    let mut canonical = HashMap::new();
    for row in table {
        let first = row.split(' ').next().unwrap_or_default();
        // Of two rows the first counts.
        row.split(' ').for_each(|spelling| _ = canonical.entry(spelling).or_insert(first));
    }
    canonical
}

/// Unifies the endings that transliterations of Slavic names write differently.
fn unify_ending(name: &str) -> String {
    const ENDINGS: &[(&str, &str)] = &[
        ("skiy", "ski"),
        ("skyy", "ski"),
        ("skij", "ski"),
        ("ey", "ei"),
        ("ej", "ei"),
        ("iy", "ii"),
        ("yy", "ii"),
        ("oy", "oi"),
    ];
    let long = name.chars().count() > 4;
    let ending = ENDINGS
        .iter()
        .find_map(|(other, usual)| Some(format!("{}{usual}", name.strip_suffix(other)?)));
    ending.filter(|_| long).unwrap_or_else(|| name.to_string())
}

/// Reduces a surname to a phonetic skeleton by unifying the letter groups that transliterations
/// write differently and doubled letters. Two surnames with the same skeleton may be one.
pub(crate) fn skeleton(family: &str) -> String {
    const PAIRS: &[(&str, &str)] = &[
        ("tch", "ch"),
        ("sch", "sh"),
        ("dzh", "j"),
        ("dj", "j"),
        ("kh", "h"),
        ("gh", "g"),
        ("dh", "d"),
        ("ph", "f"),
        ("ck", "k"),
        ("q", "k"),
        ("ou", "u"),
        ("oo", "u"),
        ("ee", "i"),
        ("ye", "e"),
        ("y", "i"),
        ("w", "v"),
        ("ii", "i"),
    ];
    let mut skeleton = family.to_string();
    for (other, usual) in PAIRS {
        if skeleton.contains(other) {
            skeleton = skeleton.replace(other, usual);
        }
    }
    let mut last = '\0';
    skeleton.chars().filter(|c| std::mem::replace(&mut last, *c) != *c).collect()
}

/// The full given names that a given name may stand for, beginning with the name as it is.
pub(crate) fn full_given_names(given: &str) -> impl Iterator<Item = &str> {
    let full = SHORT_FORMS
        .iter()
        .filter(move |(short, _)| *short == given)
        .flat_map(|(_, full)| full.split(' '));
    std::iter::once(given).chain(full)
}

impl NameParts {
    /// Returns whether there is a name at all.
    pub(crate) fn is_named(&self) -> bool {
        !self.family.is_empty()
    }

    /// Returns whether both a given name and a surname are known.
    pub(crate) fn is_full(&self) -> bool {
        self.given.chars().count() > 1 && !self.family.is_empty()
    }

    /// Returns whether only the initial of the given name is known.
    pub(crate) fn has_initial_only(&self) -> bool {
        self.given.chars().count() == 1
    }

    /// Returns whether the name is a surname only.
    pub(crate) fn is_surname_only(&self) -> bool {
        self.given.is_empty() && self.suffix.is_empty() && !self.family.is_empty()
    }

    /// Returns whether the name has a middle name or a suffix.
    pub(crate) fn has_middle_or_suffix(&self) -> bool {
        !self.middle.is_empty() || !self.suffix.is_empty()
    }

    /// Returns whether middle names, particles and suffixes of two names are compatible.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let same = |one: &String, two: &String| {
            one == two
                || (one.chars().count() == 1 && two.starts_with(one.as_str()))
                || (two.chars().count() == 1 && one.starts_with(two.as_str()))
        };
        let particles = self.particles == other.particles
            || self.particles.is_empty()
            || other.particles.is_empty();
        let joined = self.middle.concat() == other.middle.concat();
        let suffixes =
            self.suffix == other.suffix || self.suffix.is_empty() || other.suffix.is_empty();
        particles
            && suffixes
            && (joined || self.middle.iter().zip(&other.middle).all(|(one, two)| same(one, two)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn agree(one: &str, two: &str) -> bool {
        let (one, two) = (parse(one), parse(two));
        one.given == two.given && one.family == two.family && one.agrees(&two)
    }

    #[test]
    fn variants_of_one_name_agree() {
        for (one, two) in [
            ("John Kerry", "John F. Kerry"),
            ("John Forbes Kerry", "John F. Kerry"),
            ("Bashar Assad", "Bashar al-Assad"),
            ("Bashar al-Assad", "Bachar el-Assad"),
            ("Sergei Lavrov", "Sergey Lavrov"),
            ("Muammar Gaddafi", "Moammar Gadhafi"),
            ("Volodymyr Zelensky", "Volodymyr Zelenskyy"),
            ("Volodymyr Zelenskiy", "Volodymyr Zelenskyy"),
            ("Aleksandr Karelin", "Alexander Karelin"),
            ("Mohammed Hanif", "Muhammad Hanif"),
            ("Kim Jong-un", "Kim Jongun"),
            ("Martin King Jr.", "Martin King"),
            ("J.K. Rowling", "JK Rowling"),
            ("Viktor Yanukovych", "Viktor Yanukovich"),
            ("José Serra", "Jose Serra"),
            ("Nora Singh Nora Singh", "Nora K. Singh"),
        ] {
            assert!(agree(one, two), "{one} {two}: {:?} {:?}", parse(one), parse(two));
        }
    }

    #[test]
    fn names_of_two_people_do_not_agree() {
        for (one, two) in [
            ("George H. W. Bush", "George W. Bush"),
            ("George Herbert Walker Bush", "George W. Bush"),
            ("Martin King Jr.", "Martin King Sr."),
            ("Peter Andersson", "Peter Anderson"),
            ("David Lee", "David Li"),
            ("Mohammed Salman", "Mohammed bin Salman"),
            ("Jean-Claude Duval", "Jean Duval"),
            ("Toni Carver", "Tony Carver"),
            ("Inge van Aar", "Inge von Aar"),
        ] {
            assert!(!agree(one, two), "{one} {two}: {:?} {:?}", parse(one), parse(two));
        }
    }

    #[test]
    fn particles_belong_to_the_surname_unless_they_begin_a_name() {
        assert_eq!((parse("Al Gore").given.as_str(), parse("Al Gore").is_full()), ("al", true));
        assert!(
            parse("al-Assad").is_surname_only()
                && parse("bin Laden").is_surname_only()
                && parse("Obama").is_surname_only()
        );
        assert_eq!(parse("Ursula von der Leyen").particles, ["von", "der"]);
        assert!(parse("J. Kerry").has_initial_only() && !parse("J. Kerry").is_full());
        assert!(parse("").family.is_empty() && parse("---").family.is_empty());
    }

    #[test]
    fn short_forms_stand_for_full_names() {
        assert!(full_given_names("bill").any(|name| name == "william"));
        assert_eq!(full_given_names("bernard").collect::<Vec<_>>(), ["bernard"]);
        assert_eq!(skeleton("mussawi"), skeleton("musavi"));
    }
}

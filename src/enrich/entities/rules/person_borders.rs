//! Borders of people's names that the tagger sets too narrow: without a given name, a particle, initials
//! or the second half of a name that it does not know: "Bingu wa [Quillo]", "[Seo] Hae-won".

use crate::article::{Article, Slot};
use crate::enrich::entities::people;
use crate::enrich::entities::span::{EntityKind, Span};
use crate::enrich::entities::surroundings::{begins_sentence, occurs_in_lowercase, previous_word};
use crate::enrich::entities::tagger::lexicon::word_trait;
use crate::enrich::entities::tagger::traits;

use super::person_titles::{GIVEN_NAME, is_title};

/// Particles that begin a surname with a capital: "Dos Santos", "Al Haddad". Others are words or given
/// names too.
const CAPITAL_PARTICLES: [&str; 20] = [
    "Al", "El", "Bin", "Bint", "Ibn", "Abu", "Abd", "Abdul", "Abdel", "Bani", "Ould", "Dos", "Da",
    "De", "Van", "Von", "Di", "Md", "Mohd", "Della",
];

/// Particles inside a name.
const PARTICLES: [&str; 22] = [
    "al", "el", "bin", "bint", "ibn", "ben", "ould", "wa", "ka", "dos", "da", "de", "del", "della",
    "di", "du", "van", "der", "den", "von", "ter", "ul",
];

/// First halves of compounds that are words: "co-founder".
const COMPOUND_PREFIXES: [&str; 14] = [
    "Co", "Ex", "Mid", "Non", "Pre", "Pro", "Post", "Anti", "Far", "Vice", "Self", "Multi", "Semi",
    "Re",
];

/// Most words that are added to the start of a name, and most words of a name that becomes longer.
const MOST_ADDED: usize = 3;
const MOST_WORDS: usize = 4;

/// Traits of a word that is no given name.
pub(super) const NO_GIVEN_NAME: u32 = word_trait::COMMON
    | word_trait::TITLE
    | word_trait::DEMONYM
    | word_trait::ORGANISATION_HEAD
    | word_trait::PLACE_HEAD
    | word_trait::CALENDAR
    | word_trait::SAYING
    | word_trait::LOCATIVE
    | word_trait::REGION
    | word_trait::CITY
    | word_trait::COMPANY;

/// Extends people's names. The spans stay in reading order.
pub(super) fn apply(article: &Article, spans: &mut Vec<Span>) {
    for index in 0..spans.len() {
        let Some(span) = spans.get(index).copied().filter(is_person) else { continue };
        let free_from = index.checked_sub(1).and_then(|before| spans.get(before));
        let free_from = free_from.filter(|it| it.slot == span.slot).map_or(0, |it| it.end);
        let end = end_of_name(article, &span);
        let start = start_of_name(article, &Span { end, ..span }, free_from);
        if let Some(longer) = spans.get_mut(index) {
            (longer.start, longer.end) = (start, end);
        }
        for covered in spans.iter_mut().skip(index + 1) {
            if covered.slot != span.slot || covered.start >= end {
                break;
            }
            // Emptied here and dropped at the end.
            covered.end = covered.start;
        }
    }
    spans.retain(|span| span.start < span.end);
}

fn is_person(span: &Span) -> bool {
    span.kind == EntityKind::Person
}

fn is_capital(word: &str) -> bool {
    word.starts_with(char::is_uppercase)
}

/// Words that begin the credit of a picture. Pages that became a table lack the line break before them.
const CREDIT_WORDS: [&str; 5] = ["Image", "Photo", "Picture", "Credit", "File"];

/// Returns the length of a name that a credit follows without a space: "Ada `QuillImage`: B. Marsh".
fn length_without_credit(name: &str, after: &str) -> Option<usize> {
    let name = CREDIT_WORDS.iter().find_map(|word| name.strip_suffix(word))?;
    (after.starts_with(':') && name.ends_with(char::is_lowercase)).then_some(name.len())
}

/// Finds where a name ends: before a credit, or behind the second half of a given name or a number.
fn end_of_name(article: &Article, span: &Span) -> usize {
    let Some(after) = article.slot(span.slot).get(span.end..) else { return span.end };
    let name = span.text(article);
    if let Some(length) = length_without_credit(name, after) {
        return span.start + length;
    }
    // "Prayut Chan-o-cha", of which the tagger has "Prayut Chan-o".
    if let Some(rest) = after.strip_prefix('-').filter(|_| name.contains('-') && name.contains(' '))
    {
        let length = letters(rest);
        let part = rest.get(..length).unwrap_or_default();
        if (1..=6).contains(&length) && !is_capital(part) && !is_compound_ending(part) {
            return span.end + 1 + length;
        }
    }
    let Some(rest) = after.strip_prefix(' ') else { return span.end };
    let word =
        rest.get(..rest.find(|c: char| !c.is_alphanumeric() && c != '-').unwrap_or(rest.len()));
    let word = word.unwrap_or_default();
    if people::is_numeral(word) || is_hyphenated_given_name(name, word) {
        return span.end + 1 + word.len();
    }
    span.end
}

fn is_compound_ending(part: &str) -> bool {
    matches!(
        part,
        "led"
            | "era"
            | "style"
            | "backed"
            | "run"
            | "like"
            | "owned"
            | "based"
            | "in"
            | "on"
            | "to"
    )
}

/// Reports whether a word behind a name is a given name of two syllables: "Hae-won", behind "Seo".
fn is_hyphenated_given_name(name: &str, word: &str) -> bool {
    let Some((first, second)) = word.split_once('-') else { return false };
    let is_whole = is_capital(first)
        && second.starts_with(char::is_lowercase)
        && second.chars().all(char::is_alphabetic)
        && !COMPOUND_PREFIXES.contains(&first);
    let is_known = |part: &str| traits(part).has_any(word_trait::COMMON);
    let family = name.rsplit(' ').next().unwrap_or_default();
    is_whole
        && first.len() <= 6
        && second.len() <= 6
        && (people::is_family_name_first(family)
            || !is_known(second) && (name.contains(' ') || !is_known(first)))
}

/// Counts the letters at the start of a text, in bytes.
pub(super) fn letters(text: &str) -> usize {
    text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len())
}

/// Finds where a name begins: before given names, initials and particles that have no span. Headlines
/// and lines in which most words have capitals give no evidence.
fn start_of_name(article: &Article, span: &Span, free_from: usize) -> usize {
    let text = article.slot(span.slot);
    let mut start = span.start;
    if span.slot == Slot::Title || has_title_case(text, span) {
        return start;
    }
    let mut words = span.text(article).split(' ').count();
    for _ in 0..MOST_ADDED {
        let before = text.get(..start).unwrap_or_default();
        let Some(word) = word_before(before) else { break };
        let at = start - 1 - word.len();
        if at < free_from || words >= MOST_WORDS {
            break;
        }
        let before = before.get(..at).unwrap_or_default();
        if PARTICLES.contains(&word) {
            let Some(given) = word_before(before).filter(|given| at > given.len() + free_from)
            else {
                break;
            };
            let given_at = at - 1 - given.len();
            let before = before.get(..given_at).unwrap_or_default();
            if !may_be_given_name(given, before) || occurs_in_lowercase(text, given) {
                break;
            }
            (start, words) = (given_at, words + 2);
        } else if is_initials(word)
            || is_particle(word)
            || may_be_given_name(word, before) && !occurs_in_lowercase(text, word)
        {
            (start, words) = (at, words + 1);
        } else {
            break;
        }
    }
    start
}

/// The word before a space at the end of a text, with its dots; `None` if it has other marks than
/// those of a name.
fn word_before(before: &str) -> Option<&str> {
    let before = before.strip_suffix(' ')?;
    let start =
        before.rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '‘' | '[' | '—'));
    let word = before.get(start.map_or(0, |at| before.ceil_char_boundary(at + 1))..)?;
    let is_of_name = |c: char| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.');
    (!word.is_empty() && word.chars().all(is_of_name)).then_some(word)
}

/// Reports whether a word is initials with dots: "W.", "P.J.".
fn is_initials(word: &str) -> bool {
    word.ends_with('.')
        && word.len() <= 6
        && word.trim_end_matches('.').split('.').all(|part| part.len() == 1 && is_capital(part))
        && !traits(word).has_any(word_trait::REGION)
        && !matches!(word, "U.S." | "U.K." | "U.N." | "E.U.")
}

fn is_particle(word: &str) -> bool {
    CAPITAL_PARTICLES.contains(&word)
}

/// Reports whether a word before a name may be a given name of it. At the start of a sentence most
/// words are none.
fn may_be_given_name(word: &str, before: &str) -> bool {
    let mut chars = word.chars();
    let is_written_so = chars.next().is_some_and(char::is_uppercase)
        && chars.any(char::is_lowercase)
        && !word.contains('.')
        && !word.ends_with("'s")
        && !word.ends_with("’s");
    let length = word.chars().count();
    let follows_article = matches!(previous_word(before), "the" | "The" | "a" | "an");
    if !is_written_so || length < 2 || is_title(word) || people::is_regnal(word) || follows_article
    {
        return false;
    }
    let entry = traits(word);
    if people::is_function_word(word) {
        return false;
    }
    if entry.has_any(GIVEN_NAME) {
        return !entry.has_any(NO_GIVEN_NAME & !word_trait::CITY & !word_trait::COMPANY);
    }
    // A word that is frequent in the news, and no name there, is a given name nowhere.
    let is_unknown = entry.traits() == 0 && entry.cluster() == 0;
    let is_surname = entry.has_any(word_trait::SURNAME | word_trait::RARE_SURNAME);
    let is_free = !entry.has_any(NO_GIVEN_NAME)
        && (is_unknown || is_surname)
        && !is_plural(word)
        && !is_profession(word)
        && !is_compound(word)
        && !people::is_no_given_name(word)
        && !RELATIVES.contains(&word);
    if begins_sentence(before) || before.ends_with('\n') {
        return is_free && length > 3 && is_unknown && !is_derived(word);
    }
    is_free && (length > 2 || people::is_family_name_first(word))
}

/// Reports whether a word is the plural of a demonym or a title: "Uzbeks", "Presidents".
fn is_plural(word: &str) -> bool {
    word.strip_suffix('s')
        .is_some_and(|one| traits(one).has_any(word_trait::DEMONYM) || is_title(one))
}

/// Reports whether a word ends like a profession: "Agronomist", "Technician".
fn is_profession(word: &str) -> bool {
    word.ends_with("ist") || word.ends_with("ician")
}

/// Reports whether a word is a compound of words: "Singer-actor", "Kurdistan-based".
fn is_compound(word: &str) -> bool {
    word.split_once('-').is_some_and(|(first, rest)| {
        is_title(first)
            || rest.split('-').any(is_title)
            || traits(rest).has_any(word_trait::COMMON)
            || people::is_no_given_name(rest)
            || people::is_no_given_name(first)
            || COMPOUND_PREFIXES.contains(&first)
    })
}

/// Words for relatives and forms of address before a name.
const RELATIVES: [&str; 12] = [
    "Aunt",
    "Auntie",
    "Aunty",
    "Uncle",
    "Grandma",
    "Grandpa",
    "Elder",
    "Highness",
    "Majesty",
    "Excellency",
    "Mum",
    "Dad",
];

/// Reports whether a word has the ending of a verb, an adverb or a noun derived from one.
fn is_derived(word: &str) -> bool {
    ["ing", "ed", "ly", "tion", "ment", "ness", "ers"].iter().any(|ending| word.ends_with(ending))
}

/// Reports whether most words around a name in its line have capitals.
pub(super) fn has_title_case(text: &str, span: &Span) -> bool {
    const REACH: usize = 80;
    let from = text.floor_char_boundary(span.start.saturating_sub(REACH));
    let to = text.ceil_char_boundary((span.end + REACH).min(text.len()));
    let before = text.get(from..span.start).unwrap_or_default();
    let after = text.get(span.end..to).unwrap_or_default();
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let (mut lower, mut upper) = (0, 0);
    for word in before.split(' ').chain(after.split(' ')).filter(|word| word.len() > 3) {
        if word.starts_with(char::is_lowercase) {
            lower += 1;
        } else if is_capital(word) {
            upper += 1;
        }
    }
    upper > lower
}

#[cfg(test)]
mod tests {
    use super::super::people_after;
    use super::*;
    use EntityKind::{Other, Person};

    fn names(body: &str, people: &[&str]) -> Vec<String> {
        people_after(apply, body, people)
    }

    #[test]
    fn unknown_given_names_initials_and_particles_begin_a_name() {
        for (body, tagged, whole) in [
            ("the minister Zorbina Quill said so", "Quill", "Zorbina Quill"),
            ("the minister P.J. Quill said so", "Quill", "P.J. Quill"),
            ("the minister Zorbina wa Quillo said so", "Quillo", "Zorbina wa Quillo"),
            ("then the elder Dos Quillos said so", "Quillos", "Dos Quillos"),
            ("he left. Zorbaya Quill said so then", "Quill", "Zorbaya Quill"),
        ] {
            assert_eq!(names(body, &[tagged]), [whole], "{body}");
        }
        for (body, tagged) in [
            ("he said that Skipper Quill was there", "Quill"),
            ("he said that Russian Quill was there", "Quill"),
            ("he said. Meanwhile Quill was not there", "Quill"),
            ("Bridge Of Zorbina Quill Falls Again", "Quill"),
            ("he left the U.S. Quill stayed there", "Quill"),
            ("a show for Photo Quill was there", "Quill"),
            ("a show for Agronomist Quill was there", "Quill"),
            ("the chancellor of the Exchequer Quill was there", "Quill"),
            ("the zorbina said that Zorbina Quill was there", "Quill"),
            ("he said that Gambian Quill was there", "Quill"),
            ("he said that Singer-actor Quill was there", "Quill"),
            ("a headline\nAs Quill said it was so", "Quill"),
        ] {
            assert_eq!(names(body, &[tagged]), [tagged], "{body}");
        }
    }

    #[test]
    fn a_credit_is_no_part_of_a_name() {
        assert_eq!(names("Ada QuillImage: B. Marsh.", &["Ada QuillImage"]), ["Ada Quill"]);
        assert_eq!(names("Ada QuillImage left.", &["Ada QuillImage"]), ["Ada QuillImage"]);
    }

    #[test]
    fn syllables_and_numbers_end_a_name() {
        for (body, tagged, whole) in [
            ("the actor Seo Hae-won left", "Seo", "Seo Hae-won"),
            ("then Maggie Poon Man-kay left", "Maggie Poon", "Maggie Poon Man-kay"),
            ("then Menelik II left", "Menelik", "Menelik II"),
            ("then Quilla Chan-o-cha left", "Quilla Chan-o", "Quilla Chan-o-cha"),
        ] {
            assert_eq!(names(body, &[tagged]), [whole], "{body}");
        }
        assert_eq!(names("then Ada Quill Co-founder left", &["Ada Quill"]), ["Ada Quill"]);
    }

    proptest::proptest! {
        #[test]
        fn spans_stay_in_order(body in "(Dr |Quill|-|Hae-won | |al |Zorba |é|II |W\\. |\n){0,16}", at in 0_usize..40, length in 1_usize..12) {
            let article = Article { body, ..Article::default() };
            let text = &article.body;
            let (start, end) = (text.floor_char_boundary(at), text.floor_char_boundary(at + length));
            let span = Span { slot: Slot::Body, start, end, kind: Person, confidence: 0.9 };
            let mut spans = if start < end { vec![span] } else { Vec::new() };
            apply(&article, &mut spans);
            assert!(spans.iter().all(|span| span.kind == Other || !span.text(&article).is_empty()));
        }
    }
}

//! The document: an article as the archive stores it, with its id, its source and its subjects.

use serde::{Deserialize, Serialize};

use super::entity::{Mention, Subjects};
use super::salience;
use super::schema::Field;
use crate::article::{Article, Fingerprint, Slot};
use crate::text::{language, tokenizer};

/// An article as the archive stores it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// Its id: sixteen letters and digits, the same on every machine and wherever the file is.
    pub id: String,
    /// The file it was read from.
    pub path: String,
    /// The number of the record in that file, from one.
    pub record: u32,
    /// The format it was parsed as.
    pub format: String,
    /// The encoding it was decoded from.
    pub encoding: String,
    /// The article itself.
    pub article: Article,
    /// The people, places, organisations and topics it is about.
    pub subjects: Subjects,
}

/// A span of text that names a subject of the article.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ValueMention<'a> {
    /// The text it is in.
    pub slot: Slot,
    /// Byte offset of its first character in that text.
    pub start: usize,
    /// Byte offset after its last character.
    pub end: usize,
    /// The facet of the value.
    pub field: Field,
    /// The value it names; a place comes with every broader one before it.
    pub values: Vec<&'a str>,
    /// The display name of the value.
    pub name: &'a str,
    /// The role that the article gives a person: "US Secretary of State".
    pub role: &'a str,
}

impl Document {
    /// Describes the format, and the encoding where the format leaves that open: "text,
    /// windows-1252".
    pub fn format_label(&self) -> String {
        [self.format.as_str(), &self.encoding]
            .into_iter()
            .filter(|label| !label.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Collects every span that names a subject, in order. Of two that overlap the first is kept.
    pub fn value_mentions<'a>(&'a self) -> Vec<ValueMention<'a>> {
        let of =
            |field, values: Vec<&'a str>, name: &'a str, role: &'a str, mentions: &'a [Mention]| {
                let naming = move |&Mention { slot, start, end, .. }: &Mention| {
                    let values = values.clone();
                    ValueMention { slot, start, end, field, values, name, role }
                };
                mentions.iter().map(naming)
            };
        let subjects = &self.subjects;
        let people = subjects
            .people
            .iter()
            .flat_map(|who| of(Field::People, vec![&who.key], &who.name, &who.role, &who.mentions));
        let places = subjects.places.iter().flat_map(|place| {
            let lineage = place.lineage.iter().map(String::as_str).collect();
            of(Field::Places, lineage, &place.name, "", &place.mentions)
        });
        let organisations = subjects
            .organisations
            .iter()
            .flat_map(|org| of(Field::Organisations, vec![&org.key], &org.name, "", &org.mentions));
        let mut all: Vec<ValueMention<'a>> = people.chain(places).chain(organisations).collect();
        all.sort();
        let mut end = (Slot::Title, 0);
        all.retain(|naming| {
            let free = (naming.slot, naming.start) >= end;
            if free {
                end = (naming.slot, naming.end);
            }
            free
        });
        all
    }

    /// The keys of its main subjects, sorted.
    pub fn majors(&self) -> Vec<&str> {
        self.subjects.salient_keys(salience::MAJOR)
    }

    /// The keys of its foremost subjects, sorted.
    pub fn foremost(&self) -> Vec<&str> {
        self.subjects.salient_keys(salience::FOREMOST)
    }

    /// The language its words are analysed in; empty if they are folded only.
    pub fn analysis_language(&self) -> &str {
        language::analysis_language(&self.article.language, self.article.body.len())
    }

    /// Its values in a facet, as the index counts them. Places and topics come with every broader
    /// one.
    pub fn values(&self, facet: Field) -> Vec<&str> {
        let (article, subjects) = (&self.article, &self.subjects);
        let mut values: Vec<&String> = match facet {
            Field::People => subjects.people.iter().map(|person| &person.key).collect(),
            Field::Places => subjects.places.iter().flat_map(|place| &place.lineage).collect(),
            Field::Organisations => subjects.organisations.iter().map(|org| &org.key).collect(),
            Field::Topics => subjects.topics.iter().flat_map(|topic| &topic.lineage).collect(),
            Field::Keywords => article.keywords.iter().collect(),
            Field::Authors => article.authors.iter().collect(),
            Field::Agency => vec![&article.agency],
            Field::Publisher => vec![&article.publisher],
            Field::Section => vec![&article.section],
            Field::Language => vec![&article.language],
            _ => Vec::new(),
        };
        values.sort();
        values.dedup();
        values.into_iter().filter(|value| !value.is_empty()).map(String::as_str).collect()
    }
}

/// Computes the id of an article: from the publisher's id if that is unique, otherwise from the
/// record's decoded text.
///
/// A bare number without a publisher or an agency identifies nothing, so it is not used.
pub fn id(article: &Article) -> String {
    let source = if article.publisher.is_empty() { &article.agency } else { &article.publisher };
    match &article.own_id {
        Some(own) if !source.is_empty() || is_globally_unique(own) => {
            base32(Fingerprint::of(&format!("{}\0{own}", source.to_lowercase())))
        }
        _ => base32(article.fingerprint),
    }
}

/// Computes a replacement for an id that another article with a different text already has.
pub(crate) fn contested_id(id: &str, text: &str) -> String {
    base32(Fingerprint::of(&format!("{id}\0{text}")))
}

/// Computes a digest of an article's text; records that share it are duplicates. White space,
/// letter case, quotes and most punctuation are ignored. Figures, signs and hyphens count.
pub fn text_digest(article: &Article) -> String {
    let mut normalized = String::with_capacity(article.title.len() + article.body.len() + 64);
    for (_, text) in article.slots() {
        push_normalized(&mut normalized, text);
        normalized.push('\n');
    }
    base32(Fingerprint::of(&normalized))
}

/// Appends the words of a text in lowercase, without punctuation.
fn push_normalized(normalized: &mut String, text: &str) {
    let mut at_word_start = true;
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        if separates_words(before, c, next) {
            at_word_start = true;
        } else if !is_quote(c) {
            if std::mem::take(&mut at_word_start) {
                normalized.push(' ');
            }
            normalized.extend(c.to_lowercase());
        }
        before = c;
    }
}

/// Returns whether a character separates words. A stop does, except inside figures; a dash does,
/// except as a hyphen or the sign of a figure.
fn separates_words(before: char, c: char, next: char) -> bool {
    match c {
        '.' | ',' | ':' => !(before.is_ascii_digit() && next.is_ascii_digit()),
        '-' => !next.is_alphanumeric(),
        ';' | '!' | '?' | '…' | '(' | ')' | '[' | ']' | '–' | '—' | '―' | '_' => true,
        c => c.is_whitespace(),
    }
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '‘' | '’' | '‚' | '“' | '”' | '„' | '«' | '»')
}

/// Builds a slug for a key: folded words joined by hyphens. `José Serra` is `jose-serra`.
pub fn slug(name: &str) -> String {
    tokenizer::folded(name).replace(' ', "-")
}

/// Returns whether an id is unique by itself: a URN, URL, UUID or another long id.
fn is_globally_unique(own: &str) -> bool {
    own.len() >= 16 || own.contains([':', '/'])
}

/// Encodes the first eighty bits as sixteen letters and digits (base 32 in Crockford's alphabet,
/// without i, l, o and u).
pub fn base32(Fingerprint(bytes): Fingerprint) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let number = u128::from_be_bytes(bytes) >> 48;
    let letter = |digit: u32| {
        ALPHABET.get((number >> (digit * 5) & 31) as usize).map(|&letter| char::from(letter))
    };
    (0..16).rev().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_stable_and_sixteen_characters_long() {
        let article = Article::from_record("Rain in Accra");
        assert_eq!(id(&article), id(&article.clone()));
        assert_eq!(id(&article).len(), 16);
        assert_ne!(id(&article), id(&Article::from_record("Rain in Accra.")));
    }

    #[test]
    fn a_bare_number_needs_a_publisher() {
        let mut article = Article { own_id: Some("17".into()), ..Article::from_record("a") };
        let unpublished = id(&article);
        article.publisher = "The Harbour Gazette".into();
        assert_ne!(id(&article), unpublished);
        let again = Article {
            own_id: Some("17".into()),
            publisher: "the harbour gazette".into(),
            ..Article::from_record("b")
        };
        assert_eq!(id(&article), id(&again));
    }

    #[test]
    fn texts_that_differ_only_in_typography_have_the_same_digest() {
        let digest = |body: &str| text_digest(&Article { body: body.into(), ..Article::default() });
        assert_eq!(digest("one two"), digest("one  two\n"));
        assert_ne!(digest("one two"), digest("onetwo"));
        assert_eq!(digest("FED SETS “REPO” – again."), digest("Fed sets ``repo'' -- again"));
        assert_eq!(digest("It’s Guinea-Bissau"), digest("it's guinea-bissau"));
        for (one, other) in [
            ("1.5", "15"),
            ("1.5 pct", "1,5 pct"),
            ("$5", "£5"),
            ("-5", "5"),
            ("5", "5%"),
            ("re-form", "reform"),
        ] {
            assert_ne!(digest(one), digest(other));
        }
    }
}

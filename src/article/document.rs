//! A clipping: an article as the archive files it, with its id, where it was found, and what it is about.

use serde::{Deserialize, Serialize};

use super::entity::{Mention, Subjects};
use super::salience;
use super::schema::Field;
use crate::article::{Article, Fingerprint, Slot};
use crate::text::{language, words};

/// An article in the archive.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Document {
    /// What it is called by: sixteen letters and digits, the same on every machine and wherever the file lies.
    pub id: String,
    /// The file it was read from.
    pub path: String,
    /// Which record of that file, counted from one.
    pub record: u32,
    /// The format it was read as.
    pub format: String,
    /// The encoding it was read in.
    pub encoding: String,
    /// The article itself.
    pub article: Article,
    /// What it is about.
    pub subjects: Subjects,
}

/// A stretch of text that names something the article is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ValueMention<'a> {
    /// The text it stands in.
    pub slot: Slot,
    /// First byte of it in that text.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
    /// The facet of what it names.
    pub field: Field,
    /// The value it names; of a place with every wider one, itself last.
    pub values: Vec<&'a str>,
    /// The name as a reader knows it.
    pub name: &'a str,
    /// What the article calls it: a person's role, the country of a demonym.
    pub role: &'a str,
}

impl Document {
    /// How it was read, in words: its format, and its encoding where the format leaves that open.
    pub fn how(&self) -> String {
        [self.format.as_str(), &self.encoding]
            .into_iter()
            .filter(|said| !said.is_empty())
            .collect::<Vec<_>>()
            .join(", ")
    }

    /// Every stretch of text that names something the article is about, in order; where two overlap, the first.
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

    /// The keys of what it is mostly about, in order.
    pub fn majors(&self) -> Vec<&str> {
        salience::at_least(&self.article, &self.subjects, salience::MAJOR)
    }

    /// The keys of what it is about before all else, in order.
    pub fn foremost(&self) -> Vec<&str> {
        salience::at_least(&self.article, &self.subjects, salience::FOREMOST)
    }

    /// The language its words are read in; empty where they are folded only.
    pub fn analysis(&self) -> &str {
        language::analysis(&self.article.language, self.article.body.len())
    }

    /// The values it has in a facet, as the index counts them; of places and topics with every wider one.
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

/// The id of an article: from the publisher's own id where it has one that names it in the world, else from the
/// record's decoded text.
///
/// A bare number from nobody in particular names nothing, so it is not trusted.
pub fn id(article: &Article) -> String {
    let source = if article.publisher.is_empty() { &article.agency } else { &article.publisher };
    match &article.own_id {
        Some(own) if !source.is_empty() || names_the_world(own) => {
            letters(Fingerprint::of(&format!("{}\0{own}", source.to_lowercase())))
        }
        _ => letters(article.fingerprint),
    }
}

/// The id of an article whose id another article bears with a different text.
pub fn contested_id(id: &str, text: &str) -> String {
    letters(Fingerprint::of(&format!("{id}\0{text}")))
}

/// A digest of what the article says: records that share it are one article. White space, the case of letters and the
/// marks that typesetters choose between do not count, while figures, signs and hyphens do.
pub fn text_digest(article: &Article) -> String {
    let mut said = String::with_capacity(article.title.len() + article.body.len() + 64);
    for (_, text) in article.slots() {
        push_said(&mut said, text);
        said.push('\n');
    }
    letters(Fingerprint::of(&said))
}

/// Adds the words of a text, in small letters and without its punctuation.
fn push_said(said: &mut String, text: &str) {
    let mut apart = true;
    let mut chars = text.chars().peekable();
    let mut before = ' ';
    while let Some(c) = chars.next() {
        let next = chars.peek().copied().unwrap_or(' ');
        if parts_words(before, c, next) {
            apart = true;
        } else if !is_quote(c) {
            if std::mem::take(&mut apart) {
                said.push(' ');
            }
            said.extend(c.to_lowercase());
        }
        before = c;
    }
}

/// Whether a character stands between words: a stop does, but for those inside figures; a dash does, but for a hyphen or
/// the sign of a figure.
fn parts_words(before: char, c: char, next: char) -> bool {
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

/// A slug for a key: folded words joined by hyphens. `José Serra` is `jose-serra`.
pub fn slug(name: &str) -> String {
    words::folded(name).replace(' ', "-")
}

/// URNs, URLs, UUIDs and other long ids are unique by themselves.
fn names_the_world(own: &str) -> bool {
    own.len() >= 16 || own.contains([':', '/'])
}

/// Eighty bits as sixteen letters and digits (base 32 in Crockford's alphabet, without i, l, o and u).
pub fn letters(Fingerprint(bytes): Fingerprint) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let number = u128::from_be_bytes(bytes) >> 48;
    let letter = |place: u32| {
        ALPHABET.get((number >> (place * 5) & 31) as usize).map(|&letter| char::from(letter))
    };
    (0..16).rev().filter_map(letter).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_sixteen_letters_and_stable() {
        let article = Article::from_record("Rain in Accra");
        assert_eq!(id(&article), id(&article.clone()));
        assert_eq!(id(&article).len(), 16);
        assert_ne!(id(&article), id(&Article::from_record("Rain in Accra.")));
    }

    #[test]
    fn a_bare_number_needs_a_publisher() {
        let mut article = Article { own_id: Some("17".into()), ..Article::from_record("a") };
        let nobody = id(&article);
        article.publisher = "The Harbour Gazette".into();
        assert_ne!(id(&article), nobody);
        let again = Article {
            own_id: Some("17".into()),
            publisher: "the harbour gazette".into(),
            ..Article::from_record("b")
        };
        assert_eq!(id(&article), id(&again));
    }

    #[test]
    fn text_that_differs_in_print_only_is_the_same() {
        let said = |body: &str| text_digest(&Article { body: body.into(), ..Article::default() });
        assert_eq!(said("one two"), said("one  two\n"));
        assert_ne!(said("one two"), said("onetwo"));
        assert_eq!(said("FED SETS “REPO” – again."), said("Fed sets ``repo'' -- again"));
        assert_eq!(said("It’s Guinea-Bissau"), said("it's guinea-bissau"));
        for (one, other) in [
            ("1.5", "15"),
            ("1.5 pct", "1,5 pct"),
            ("$5", "£5"),
            ("-5", "5"),
            ("5", "5%"),
            ("re-form", "reform"),
        ] {
            assert_ne!(said(one), said(other));
        }
    }
}

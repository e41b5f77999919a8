//! Finds who says a quotation by what is written around it: "...", said X; X told the Gazette: "...";
//! according to X, "...". Names are found in English texts only, and so are speakers.

use std::ops::Range;

use super::quotations::{Quotation, paragraphs, quotations};
use crate::article::Slot;
use crate::article::document::{Document, ValueMention};
use crate::article::schema::Field;
use crate::text::{sentences, tokenizer};

/// Bytes around a quotation in which its speaker is looked for.
const REACH: usize = 240;

/// Words between a verb and the name of the speaker.
const MAX_WORDS: usize = 12;

/// Verbs of speaking. After "told" comes who was spoken to.
const VERBS: &[&str] = &[
    "said",
    "says",
    "say",
    "saying",
    "added",
    "adds",
    "asked",
    "asks",
    "stated",
    "states",
    "announced",
    "argued",
    "argues",
    "warned",
    "warns",
    "insisted",
    "insists",
    "explained",
    "explains",
    "wrote",
    "writes",
    "noted",
    "notes",
    "claimed",
    "claims",
    "replied",
    "declared",
    "tweeted",
    "testified",
    "recalled",
    "admitted",
    "denied",
    "promised",
    "predicted",
    "urged",
    "concluded",
    "remarked",
    "commented",
    "acknowledged",
    "suggested",
    "continued",
    "vowed",
    "joked",
    "conceded",
    "complained",
    "pledged",
    "quipped",
    "reported",
    "according",
];
const VERBS_TO_SOMEBODY: &[&str] = &["told", "tells"];

/// Pronouns that stand for a speaker named before.
const PRONOUNS: &[&str] = &["he", "she"];

/// A person who says something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Speaker {
    /// The key.
    pub key: String,
    /// The name.
    pub name: String,
}

/// Finds speakers in one text of a document.
pub(super) struct Speakers<'a> {
    text: &'a str,
    people: Vec<ValueMention<'a>>,
    paragraphs: Vec<Range<usize>>,
    quotations: Vec<Quotation>,
}

impl<'a> Speakers<'a> {
    /// Reads one text of a document.
    pub(super) fn new(document: &'a Document, slot: Slot) -> Self {
        let mut people = document.value_mentions();
        people.retain(|mention| mention.field == Field::People && mention.slot == slot);
        let text = document.article.slot(slot);
        Self { text, people, paragraphs: paragraphs(text), quotations: quotations(text) }
    }

    /// The person who says what is between these bytes.
    pub(super) fn of(&self, quotation: &Range<usize>) -> Option<Speaker> {
        let is_around = |paragraph: &&Range<usize>| paragraph.contains(&quotation.start);
        let paragraph = self.paragraphs.iter().find(is_around)?;
        let after = self.sentence_after(quotation, paragraph);
        let before = self.sentence_before(quotation, paragraph);
        let said = self.named_after(&after).or_else(|| self.named_before(&before));
        let said = said.or_else(|| self.named_with_verb(&before));
        said.map(|mention| Speaker {
            key: mention.values.first().map_or(String::new(), |key| (*key).to_string()),
            name: mention.name.to_string(),
        })
    }

    /// The rest of the sentence after a quotation, up to the next quotation.
    fn sentence_after(&self, quotation: &Range<usize>, paragraph: &Range<usize>) -> Range<usize> {
        let start = quotation.end;
        let end = self.text.floor_char_boundary(paragraph.end.min(start + REACH));
        let rest = self.text.get(start..end).unwrap_or_default();
        let inside = rest.trim_start_matches(is_mark);
        let start = end - inside.len();
        let is_opener = |c: char| matches!(c, '“' | '"' | '«' | '„');
        let cut = inside.find(is_opener).unwrap_or(inside.len());
        let inside = inside.get(..cut).unwrap_or_default();
        let sentence = sentences::starts(inside).first().copied().unwrap_or(inside.len());
        start..start + sentence
    }

    /// The sentence before a quotation that leads to it.
    fn sentence_before(&self, quotation: &Range<usize>, paragraph: &Range<usize>) -> Range<usize> {
        let start = paragraph.start.max(quotation.start.saturating_sub(REACH));
        let start = self.text.ceil_char_boundary(start);
        let inside = self.text.get(start..quotation.start).unwrap_or_default();
        let inside = inside.trim_end_matches(is_mark);
        let sentence = sentences::starts(inside).last().copied().unwrap_or(0);
        start + sentence..start + inside.len()
    }

    /// "...", said X / X said / she said.
    fn named_after(&self, zone: &Range<usize>) -> Option<&ValueMention<'a>> {
        let words = self.words(zone);
        let (at, verb) =
            words.iter().take(MAX_WORDS).enumerate().find(|(_, word)| is_verb(word))?;
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        if before.is_some_and(|word| PRONOUNS.contains(&word.folded.as_str())) {
            return self.last_before(zone.start);
        }
        let subject = self.last_in(&(zone.start..verb.range.start));
        let addresses = VERBS_TO_SOMEBODY.contains(&verb.folded.as_str());
        let after = self.text_after_verb(verb, zone);
        subject.or_else(|| self.first_in(&after).filter(|_| !addresses))
    }

    /// X said: "..." / according to X, "...".
    fn named_before(&self, zone: &Range<usize>) -> Option<&ValueMention<'a>> {
        let words = self.words(zone);
        let at = words.iter().rposition(is_verb)?;
        let verb = words.get(at)?;
        let before = at.checked_sub(1).and_then(|before| words.get(before));
        if before.is_some_and(|word| PRONOUNS.contains(&word.folded.as_str())) {
            return self.last_before(zone.start);
        }
        if verb.folded == "according" {
            return self.first_in(&(verb.range.end..zone.end));
        }
        self.last_in(&(zone.start..verb.range.start))
    }

    /// A sentence with a colon: X, at the harbour: "...".
    fn named_with_verb(&self, zone: &Range<usize>) -> Option<&ValueMention<'a>> {
        let sentence = self.text.get(zone.clone())?;
        sentence.trim_end().ends_with(':').then(|| self.last_in(zone)).flatten()
    }

    fn text_after_verb(&self, verb: &ZoneWord, zone: &Range<usize>) -> Range<usize> {
        let words = self.words(&(verb.range.end..zone.end));
        let end = words.get(MAX_WORDS).map_or(zone.end, |word| word.range.start);
        verb.range.end..end
    }

    fn words(&self, zone: &Range<usize>) -> Vec<ZoneWord> {
        let mut words = tokenizer::Words::new(self.text.get(zone.clone()).unwrap_or_default());
        let mut all = Vec::new();
        while let Some(word) = words.advance() {
            let range = zone.start + word.start..zone.start + word.end;
            all.push(ZoneWord { range, folded: words.folded().to_string() });
        }
        all
    }

    fn first_in(&self, zone: &Range<usize>) -> Option<&ValueMention<'a>> {
        self.people.iter().find(|mention| zone.start <= mention.start && mention.end <= zone.end)
    }

    fn last_in(&self, zone: &Range<usize>) -> Option<&ValueMention<'a>> {
        let is_in = |it: &&ValueMention<'_>| zone.start <= it.start && it.end <= zone.end;
        self.people.iter().rev().find(is_in)
    }

    /// The person named last before an offset, in the same paragraph or the one before and not in a
    /// quotation: a pronoun means them.
    fn last_before(&self, offset: usize) -> Option<&ValueMention<'a>> {
        let at = self.paragraphs.partition_point(|paragraph| paragraph.end <= offset);
        let earliest = self.paragraphs.get(at.saturating_sub(1)).map_or(0, |it| it.start);
        let is_quoted = |mention: &ValueMention<'_>| {
            self.quotations.iter().any(|it| it.range.contains(&mention.start))
        };
        self.people.iter().rev().find(|mention| {
            mention.end <= offset && mention.start >= earliest && !is_quoted(mention)
        })
    }
}

/// A word around a quotation.
struct ZoneWord {
    range: Range<usize>,
    folded: String,
}

fn is_verb(word: &ZoneWord) -> bool {
    let word = word.folded.as_str();
    VERBS.contains(&word) || VERBS_TO_SOMEBODY.contains(&word)
}

fn is_mark(c: char) -> bool {
    matches!(c, '"' | '“' | '”' | '„' | '«' | '»' | '‘' | '’' | '\'' | '›' | '‹')
        || matches!(c, ',' | '.' | ' ' | '\u{a0}' | '\n')
}

#[cfg(test)]
mod tests {
    use super::super::draft::Draft;
    use super::*;

    fn speakers(text: &str) -> Vec<String> {
        let draft = Draft::new(text);
        let speakers = Speakers::new(draft.document(), Slot::Body);
        let of = |range: &Range<usize>| speakers.of(range).map_or(String::new(), |who| who.name);
        quotations(draft.text()).iter().map(|quotation| of(&quotation.range)).collect()
    }

    #[test]
    fn speakers_are_found_before_and_after() {
        for (text, expected) in [
            ("“The river rose all night,” said Amara Okafor on Tuesday.", "Amara Okafor"),
            ("“The river rose all night,” Amara Okafor told the Gazette.", "Amara Okafor"),
            ("Amara Okafor said on Tuesday: “The river rose all night.”", "Amara Okafor"),
            ("According to Amara Okafor, “the river rose all night.”", "Amara Okafor"),
            ("Amara Okafor met John Marsh. “The river rose all night,” said Marsh.", "John Marsh"),
            ("Amara Okafor came back. “The river rose all night,” she said.", "Amara Okafor"),
            ("The town was quiet. “The river rose all night” was on a wall.", ""),
        ] {
            assert_eq!(speakers(text), [expected], "{text}");
        }
    }
}

//! Clippings with their articles, as they are shown: each passage of a note where it is in the article now.

use std::collections::BTreeSet;

use crate::article::document::Document;
use crate::article::{Article, Slot};
use crate::error::{Error, Result};
pub(crate) use crate::identity::clippings::Clipping;
#[cfg(feature = "server")]
pub(crate) use crate::identity::clippings::{ClippingEntry, Clippings, folded};
use crate::identity::clippings::{Note, SignedNote};
use crate::search::engine::Engine;

/// A note as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ShownNote {
    /// Its number.
    pub number: usize,
    /// The note, with its passage where it is now.
    pub note: SignedNote,
    /// Set where the article does not have the passage any more.
    pub is_lost: bool,
}

/// An article with what readers gave to it.
#[derive(Debug, Clone)]
pub(crate) struct ShownClipping {
    /// The article.
    pub document: Document,
    /// Its tags.
    pub tags: BTreeSet<String>,
    /// The collections it is in.
    pub collections: BTreeSet<String>,
    /// Its notes.
    pub notes: Vec<ShownNote>,
}

/// All clippings.
#[derive(Debug, Clone, Default)]
pub(crate) struct ShownClippings {
    /// Those of articles that the archive shows, in the order of their ids.
    pub shown: Vec<ShownClipping>,
    /// The number of articles with a clipping that the archive does not have, or does not show.
    pub missing: u64,
}

/// Returns the clippings whose articles satisfy a condition.
///
/// # Errors
/// Fails when the clippings or the index cannot be read.
pub(crate) fn clippings(
    engine: &dyn Engine,
    is_meant: &dyn Fn(&Clipping) -> bool,
) -> Result<ShownClippings> {
    let known = engine.clippings()?;
    let mut all = ShownClippings::default();
    for (id, clipping) in known.articles.iter().filter(|(_, it)| is_meant(it)) {
        match engine.article(id)? {
            None => all.missing += 1,
            Some(document) => match all.shown.iter_mut().find(|it| it.document.id == document.id) {
                Some(same) => same.add(clipping),
                None => all.shown.push(ShownClipping::new(document, clipping)),
            },
        }
    }
    Ok(all)
}

/// Returns what readers gave to an article, under any id that it has or had.
///
/// # Errors
/// Fails when the clippings or the index cannot be read.
#[cfg_attr(not(feature = "server"), allow(dead_code, reason = "the pages show it"))]
pub(crate) fn clipping_of(
    engine: &dyn Engine,
    document: &Document,
) -> Result<Option<ShownClipping>> {
    let known = engine.clippings()?;
    if known.articles.is_empty() {
        return Ok(None);
    }
    let copies = engine.copies(document)?;
    let ids = std::iter::once(&document.id).chain(copies.iter().map(|copy| &copy.id));
    let mut shown: Option<ShownClipping> = None;
    for clipping in ids.filter_map(|id| known.articles.get(id)) {
        match &mut shown {
            Some(shown) => shown.add(clipping),
            None => shown = Some(ShownClipping::new(document.clone(), clipping)),
        }
    }
    Ok(shown)
}

impl ShownClipping {
    fn new(document: Document, clipping: &Clipping) -> Self {
        let (tags, collections, notes) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
        let mut shown = Self { document, tags, collections, notes };
        shown.add(clipping);
        shown
    }

    fn add(&mut self, clipping: &Clipping) {
        self.tags.extend(clipping.tags.values().cloned());
        self.collections.extend(clipping.collections.values().cloned());
        for (number, note) in &clipping.notes {
            let placed = place(&note.note, &self.document.article);
            let is_lost = placed.is_none() && !note.note.quote.is_empty();
            let note =
                SignedNote { note: placed.unwrap_or_else(|| note.note.clone()), ..note.clone() };
            self.notes.push(ShownNote { number: *number, note, is_lost });
        }
        self.notes.sort_by_key(|note| note.number);
    }
}

/// Finds the passage of a note in an article: at its bytes, or else where its words are, which another version
/// of the reader may have moved.
fn place(note: &Note, article: &Article) -> Option<Note> {
    if note.quote.is_empty() {
        return None;
    }
    let is_there = |(slot, text): &(Slot, &str)| {
        slot.to_string() == note.field && text.get(note.start..note.end) == Some(&note.quote)
    };
    match article.slots().any(|it| is_there(&it)) {
        true => Some(note.clone()),
        false => {
            anchored(&note.quote, article).map(|anchor| Note { text: note.text.clone(), ..anchor })
        }
    }
}

/// Anchors a passage to the bytes of an article that have it. `None` where no text has it.
fn anchored(passage: &str, article: &Article) -> Option<Note> {
    let found = |(slot, text): (Slot, &str)| {
        let (start, end) = find(passage, text)?;
        let quote = text.get(start..end)?.to_owned();
        Some(Note { text: String::new(), field: slot.to_string(), start, end, quote })
    };
    article.slots().find_map(found)
}

/// Finds a passage in a text: as it is, or with other spaces between its words.
fn find(passage: &str, text: &str) -> Option<(usize, usize)> {
    let words: Vec<&str> = passage.split_whitespace().collect();
    let first = words.first()?;
    for (start, _) in text.match_indices(*first) {
        let mut end = start;
        let is_next = |word: &&str| {
            let rest = text.get(end..).unwrap_or_default();
            let skipped = if end == start { 0 } else { rest.len() - rest.trim_start().len() };
            let is_there = rest.get(skipped..).is_some_and(|rest| rest.starts_with(*word));
            let is_apart = end == start || skipped > 0;
            end += skipped + word.len();
            is_there && is_apart
        };
        if words.iter().all(is_next) {
            return Some((start, end));
        }
    }
    None
}

/// Makes a note on an article. With a passage, it is anchored to the bytes that have it.
///
/// # Errors
/// Fails when the article does not have the passage.
pub(crate) fn note(document: &Document, text: &str, passage: &str) -> Result<Note> {
    let text = text.trim().to_owned();
    if passage.trim().is_empty() {
        return Ok(Note { text, ..Note::default() });
    }
    let anchor = anchored(passage, &document.article).ok_or_else(|| {
        Error::new(format!("the article {} does not have “{}”", document.id, passage.trim()))
            .user_error()
            .hint("copy the passage as the article has it")
    })?;
    Ok(Note { text, ..anchor })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(body: &str) -> Article {
        Article { title: "Rain in Horta".into(), body: body.into(), ..Article::default() }
    }

    #[test]
    fn a_passage_is_found_with_any_spaces_between_its_words() {
        for (passage, text, found) in [
            ("not forgive", "Houses do not  forgive, not forgive.", Some("not  forgive")),
            (" do\nnot ", "Houses do not", Some("do not")),
            ("é", "aé", Some("é")),
            ("not forgive", "notforgive", None),
            ("", "text", None),
        ] {
            let range = find(passage, text);
            assert_eq!(range.and_then(|(start, end)| text.get(start..end)), found, "{passage}");
        }
    }

    #[test]
    fn a_note_follows_its_passage_and_says_when_it_is_lost() {
        let before = article("One. Stone houses do not forgive.");
        let noted = Note { text: "call".into(), ..anchored("Stone houses", &before).unwrap() };
        assert_eq!((noted.field.as_str(), noted.start, noted.end), ("body", 5, 17));
        assert_eq!(place(&noted, &before), Some(noted.clone()));
        let moved = place(&noted, &article("Stone houses do not forgive.")).unwrap();
        assert_eq!((moved.start, moved.end, moved.text.as_str()), (0, 12, "call"));
        assert_eq!(place(&noted, &article("Wooden houses do.")), None);
    }
}

//! A draft: its text, and the people, places and organisations in it.

use std::borrow::Cow;

use crate::article::Article;
use crate::article::document::Document;
use crate::article::home::Home;
use crate::enrich::entities;
use crate::text::language;

/// Bytes of the longest draft. What is longer is a book.
const MAX_DRAFT: usize = 1 << 20;

/// Characters of a line that was probably wrapped, and not ended, by its writer.
const WRAPPED_LINE: usize = 50;

/// A draft.
#[derive(Debug)]
pub(crate) struct Draft {
    /// The text as the body of an article, with its subjects.
    document: Document,
    /// The offsets of its line ends.
    line_ends: Vec<usize>,
    /// Set where the text was longer than can be checked.
    pub is_cut: bool,
}

impl Draft {
    /// Reads a draft. Offsets into its text are offsets into the given text.
    pub(crate) fn new(text: &str) -> Self {
        let end = text.floor_char_boundary(MAX_DRAFT);
        let is_cut = end < text.len();
        let text = text.get(..end).unwrap_or_default();
        let line_ends = text.match_indices('\n').map(|(at, _)| at).collect();
        let body = joined_lines(text).into_owned();
        let language = language::detect(&body).unwrap_or_default().to_string();
        let article = Article { body, language, ..Article::default() };
        let subjects = entities::enrich(&article, &Home::default()).subjects;
        let document = Document { article, subjects, ..Document::default() };
        Self { document, line_ends, is_cut }
    }

    /// Its text.
    pub(crate) fn text(&self) -> &str {
        &self.document.article.body
    }

    /// The draft as a document.
    pub(super) fn document(&self) -> &Document {
        &self.document
    }

    /// The number of the line that an offset is in, from one.
    pub(crate) fn line(&self, offset: usize) -> usize {
        self.line_ends.partition_point(|end| *end < offset) + 1
    }
}

/// Replaces the ends of wrapped lines with spaces, so that a sentence that goes on is one. No offset
/// changes.
fn joined_lines(text: &str) -> Cow<'_, str> {
    if !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut joined = String::with_capacity(text.len());
    let mut lines = text.split_inclusive('\n').peekable();
    while let Some(line) = lines.next() {
        let next = lines.peek().map_or("", |next| next.trim_start());
        let is_wrapped = line.trim_end().chars().count() >= WRAPPED_LINE
            && !next.is_empty()
            && !next.starts_with(['>', '#', '-', '*', '|', '•'])
            && !line.trim_start().starts_with(['#', '|', '>']);
        match line.strip_suffix('\n') {
            Some(line) if is_wrapped => {
                joined.push_str(line);
                joined.push(' ');
            }
            _ => joined.push_str(line),
        }
    }
    Cow::Owned(joined)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrapped_lines_are_joined_and_offsets_stay() {
        let text =
            "The minister said at the harbour on Tuesday that the\nriver rose.\n\nShort\nlines\n";
        let joined = joined_lines(text);
        assert_eq!(joined.len(), text.len());
        assert_eq!(
            joined,
            "The minister said at the harbour on Tuesday that the river rose.\n\nShort\nlines\n"
        );
        let draft = Draft::new("One.\n\nTwo.");
        assert_eq!((draft.line(0), draft.line(6)), (1, 3));
    }

    #[test]
    fn a_long_draft_is_cut() {
        let draft = Draft::new(&"é".repeat(MAX_DRAFT));
        assert!(draft.is_cut && draft.text().len() <= MAX_DRAFT);
    }
}

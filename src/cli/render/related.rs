//! Rendering of what is related to an article: versions of its story, differences between two
//! versions, and similar articles.

use anstyle::{AnsiColor, Style};

use super::article::TEXT_WIDTH;
use super::style::{
    DIM, STRONG, WARNING, line, meta, plural, styled_words, wrapped, wrapped_paragraphs,
};
use crate::article::document::Document;
use crate::cli::context::terminal;
use crate::search::similar::Similar;
use crate::search::story::{Story, StoryVersion, Superseding};
use crate::stories::diff::{ChangeKind, Changed, Piece};

const REMOVED: Style = AnsiColor::Red.on_default().strikethrough();
const ADDED: Style = AnsiColor::Green.on_default().bold();

/// Renders the versions of a story, first to last, with the shown article in bold.
pub(crate) fn versions(story: &Story, shown: &Document) -> String {
    let width = terminal::width().min(TEXT_WIDTH);
    let agency = story.agency.as_ref().map_or(String::new(), |agency| format!(" from {agency}"));
    let publishers = if story.publishers.is_empty() {
        String::new()
    } else {
        format!(", printed by {}", story.publishers.join(", "))
    };
    let count = story.versions.len();
    let heading = format!("{STRONG}{count} versions of this story{STRONG:#}{agency}{publishers}");
    let mut page = format!("\n{}", wrapped(&heading, width, "", ""));
    for (number, StoryVersion { document, version }) in (1..).zip(&story.versions) {
        let style = if document.id == shown.id { STRONG } else { Style::new() };
        let title = format!("{style}{}{style:#} ({version})", document.article.title);
        page.push_str(&wrapped(&title, width, &format!("{number:>3}  "), "     "));
        page.push_str(&wrapped(&meta_and_id(document), width, "     ", "     "));
    }
    page
}

/// Renders the differences between two articles as one text, with removed and added words marked.
pub(crate) fn diff(from: &Document, to: &Document, changes: &[Changed]) -> String {
    let width = terminal::width().min(TEXT_WIDTH);
    let mut parts: Vec<String> =
        [from, to].map(|document| wrapped(&meta_and_id(document), width, "", "")).into();
    for Changed { slot, pieces } in changes {
        let (before, after) = (from.article.slot(*slot), to.article.slot(*slot));
        let marked = |piece: &Piece| {
            let (words, space) = piece.split_trailing_space(before, after);
            let words = match piece.kind {
                ChangeKind::Kept => words.to_string(),
                ChangeKind::Removed => styled_words(&format!("[-{words}-]"), REMOVED),
                ChangeKind::Added => styled_words(&format!("{{+{words}+}}"), ADDED),
            };
            words + space
        };
        let text: String = pieces.iter().map(marked).collect();
        parts.push(wrapped_paragraphs(&text, width));
    }
    parts.join("\n")
}

/// Renders similar articles, each with what it shares.
pub(crate) fn similar(similar: &[Similar]) -> String {
    let width = terminal::width().min(TEXT_WIDTH);
    let mut page = String::new();
    if !similar.is_empty() {
        line(&mut page, &format!("\n{STRONG}Similar articles{STRONG:#}"));
    }
    for found in similar {
        let title = match found.document.article.title.as_str() {
            "" => "Untitled",
            title => title,
        };
        page.push_str(&wrapped(title, width, "  ", "  "));
        page.push_str(&wrapped(&meta_and_id(&found.document), width, "    ", "    "));
        let reason = format!("{DIM}{}{DIM:#}", found.reason());
        page.push_str(&wrapped(&reason, width, "    ", "    "));
    }
    page
}

fn meta_and_id(document: &Document) -> String {
    format!("{DIM}{} · {}{DIM:#}", meta(&document.article), document.id)
}

/// The paragraph about the version that superseded an article.
pub(crate) fn superseding(superseding: &Superseding) -> String {
    let width = terminal::width();
    format!("\n{}", wrapped(&superseded(superseding), width, "", ""))
}

/// What superseded a version, on one line.
pub(super) fn superseded(superseding: &Superseding) -> String {
    let Superseding { id, published, is_correction, change, words, .. } = superseding;
    let what = if *is_correction { "corrected" } else { "superseded" };
    let date = published.as_ref().map_or(String::new(), |it| format!(" on {}", it.date));
    let words = plural(u64::from(*words), "word", "words");
    format!("{WARNING}{what}{date}:{WARNING:#} {change}, {words} changed, by {id}")
}

//! What stands beside an article: the versions of its story, what changed between two of them, and articles like it.

use anstyle::{AnsiColor, Style};

use super::style::{QUIET, STRONG, line, meta, wrapped};
use crate::article::document::Document;
use crate::cli::terminal;
use crate::search::similar::Similar;
use crate::search::story::{Story, StoryVersion};
use crate::stories::diff::{Changed, PieceKind, Piece};

const GONE: Style = AnsiColor::Red.on_default().strikethrough();
const COME: Style = AnsiColor::Green.on_default().bold();

/// The versions of a story, first to last; the article that is shown stands out.
pub fn versions(tale: &Story, shown: &Document) -> String {
    let width = terminal::width().min(76);
    let agency = tale.agency.as_ref().map_or(String::new(), |agency| format!(" from {agency}"));
    let others = if tale.publishers.is_empty() {
        String::new()
    } else {
        format!(", printed by {}", tale.publishers.join(", "))
    };
    let head =
        format!("{STRONG}{} versions of this story{STRONG:#}{agency}{others}", tale.versions.len());
    let mut page = format!("\n{}", wrapped(&head, width, "", ""));
    for (number, StoryVersion { clipping, version }) in tale.versions.iter().enumerate() {
        let style = if clipping.id == shown.id { STRONG } else { Style::new() };
        let title = format!("{style}{}{style:#} ({version})", clipping.article.title);
        page.push_str(&wrapped(&title, width, &format!("{:>3}  ", number + 1), "     "));
        let meta = format!("{QUIET}{} · {}{QUIET:#}", meta(&clipping.article), clipping.id);
        page.push_str(&wrapped(&meta, width, "     ", "     "));
    }
    page
}

/// Two articles as one text, with the words that went and those that came.
pub fn difference(from: &Document, to: &Document, changed: &[Changed]) -> String {
    let width = terminal::width().min(76);
    let mut parts: Vec<String> = [from, to]
        .iter()
        .map(|clipping| {
            wrapped(
                &format!("{QUIET}{} · {}{QUIET:#}", meta(&clipping.article), clipping.id),
                width,
                "",
                "",
            )
        })
        .collect();
    for Changed { slot, pieces } in changed {
        let (before, after) = (from.article.slot(*slot), to.article.slot(*slot));
        let told = |piece: &Piece| {
            let (words, space) = piece.parted(before, after);
            match piece.fate {
                PieceKind::Kept => format!("{words}{space}"),
                PieceKind::Removed => format!("{}{space}", styled(&format!("[-{words}-]"), GONE)),
                PieceKind::Added => format!("{}{space}", styled(&format!("{{+{words}+}}"), COME)),
            }
        };
        let whole: String = pieces.iter().map(told).collect();
        parts.push(
            whole
                .split("\n\n")
                .map(|paragraph| wrapped(paragraph, width, "", ""))
                .collect::<Vec<_>>()
                .join("\n"),
        );
    }
    parts.join("\n")
}

/// A text in a style, each word by itself, so that a line can end between them without taking the style along.
fn styled(text: &str, style: Style) -> String {
    text.split(' ').map(|word| format!("{style}{word}{style:#}")).collect::<Vec<_>>().join(" ")
}

/// Articles that are like another, each with what they share.
pub fn similar(similar: &[Similar]) -> String {
    let width = terminal::width().min(76);
    let mut page = String::new();
    if !similar.is_empty() {
        line(&mut page, &format!("\n{STRONG}Similar articles{STRONG:#}"));
    }
    for similar in similar {
        let (id, article) = (&similar.clipping.id, &similar.clipping.article);
        let title = if article.title.is_empty() { "Untitled" } else { &article.title };
        page.push_str(&wrapped(title, width, "  ", "  "));
        page.push_str(&wrapped(
            &format!("{QUIET}{} · {id}{QUIET:#}", meta(article)),
            width,
            "    ",
            "    ",
        ));
        page.push_str(&wrapped(
            &format!("{QUIET}{}{QUIET:#}", similar.why()),
            width,
            "    ",
            "    ",
        ));
    }
    page
}

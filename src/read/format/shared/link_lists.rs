//! Lists of links to other stories: below a heading such as "Related stories", and inside a sentence.
//! Some sites put a box after the name of a politician, which
//! plain text runs together: `Senator Quill Ada QuillQuill wins vote Harbour bill fails MORE said`.
//! The box repeats the name, joins it to a headline without a space, and ends with "MORE".

use memchr::memmem;

/// Longest box, in bytes.
const LONGEST_BOX: usize = 700;

/// Most ends of boxes that are examined in a text.
const MOST_BOXES: usize = 1_000;

/// Greatest distance of the repeated surname from the name before the box, in bytes.
const LONGEST_NAME: usize = 80;

/// Last word of a box.
const END: &str = " MORE";

/// Removes the boxes from a text; `None` if there are none.
pub(crate) fn without_boxes(text: &str) -> Option<String> {
    let mut kept = String::new();
    let mut from = 0;
    for at in memmem::find_iter(text.as_bytes(), END).take(MOST_BOXES) {
        let end = at + END.len();
        if text.get(end..).is_some_and(|rest| rest.starts_with(char::is_alphanumeric)) {
            continue;
        }
        let Some(start) = box_start(text.get(from..at).unwrap_or_default()) else { continue };
        kept.push_str(text.get(from..from + start).unwrap_or_default());
        from = end;
    }
    if from == 0 {
        return None;
    }
    kept.push_str(text.get(from..).unwrap_or_default());
    Some(kept)
}

/// Headings of lists, in lower case and without punctuation at their end.
const HEADINGS: [&str; 56] = [
    "related",
    "related articles",
    "related content",
    "related coverage",
    "related links",
    "related news",
    "related posts",
    "related stories",
    "related story",
    "related topics",
    "read also",
    "also read",
    "read more",
    "read next",
    "see also",
    "more",
    "more stories",
    "more news",
    "more headlines",
    "more coverage",
    "more on this",
    "more on this story",
    "more on this topic",
    "more like this",
    "more top stories",
    "latest news",
    "latest stories",
    "top stories",
    "top news",
    "top headlines",
    "most read",
    "most popular",
    "trending",
    "trending now",
    "recommended",
    "recommended stories",
    "editors' picks",
    "editor's picks",
    "you may also like",
    "you might also like",
    "what to read next",
    "lire aussi",
    "à lire aussi",
    "sur le même sujet",
    "leer más",
    "lea también",
    "te puede interesar",
    "leia mais",
    "leia também",
    "lesen sie auch",
    "mehr zum thema",
    "weitere meldungen",
    "leggi anche",
    "lees ook",
    "läs också",
    "les også",
];

/// Most links below a heading, and the longest link in bytes.
const MOST_LINKS: usize = 12;
const LONGEST_LINK: usize = 130;

/// Marks paragraphs that are the heading of a list of links, or a link below it. A heading without
/// links is left to the other rules.
pub(crate) fn mark_lists(paragraphs: &[&str]) -> Vec<bool> {
    let mut marked = vec![false; paragraphs.len()];
    for (at, paragraph) in paragraphs.iter().enumerate() {
        if !is_heading(paragraph) {
            continue;
        }
        let below = paragraphs.iter().skip(at + 1).take(MOST_LINKS);
        let links = below.take_while(|paragraph| is_link(paragraph)).count();
        if links > 0 {
            marked.iter_mut().skip(at).take(links + 1).for_each(|mark| *mark = true);
        }
    }
    marked
}

fn is_heading(paragraph: &str) -> bool {
    let is_frame = |c: char| !c.is_alphanumeric();
    let plain = paragraph.trim_matches(is_frame);
    plain.len() <= 40 && HEADINGS.contains(&&*plain.to_lowercase().replace('’', "'"))
}

/// Reports whether a paragraph may be the headline of another story: it is short, has some words, and
/// does not end like a sentence or a quotation.
fn is_link(paragraph: &str) -> bool {
    let plain = paragraph.trim().trim_start_matches(['-', '–', '•', '*', '>', '»', '·', ' ']);
    plain.len() <= LONGEST_LINK
        && plain.split_whitespace().nth(2).is_some()
        && plain.starts_with(|c: char| !c.is_lowercase())
        && !plain.ends_with(['.', '…', '"', '”', '»', ':', ';', ','])
}

/// Finds the start of a box that ends with a text: after the name that the box repeats.
fn box_start(text: &str) -> Option<usize> {
    let reach = text.ceil_char_boundary(text.len().saturating_sub(LONGEST_BOX));
    let line = text.get(reach..)?.rfind('\n').map_or(reach, |at| reach + at + 1);
    let window = text.get(line..)?;
    let mut previous = ' ';
    for (at, letter) in window.char_indices() {
        let joins = previous.is_lowercase() && (letter.is_uppercase() || letter.is_ascii_digit());
        previous = letter;
        if !joins {
            continue;
        }
        let before = window.get(..at).unwrap_or_default();
        let word = before.rfind(' ').map_or(0, |space| space + 1);
        let surname = before.get(word..).unwrap_or_default();
        if surname.len() < 3 {
            continue;
        }
        let name = window.ceil_char_boundary(word.saturating_sub(LONGEST_NAME));
        // The name before the box, and the space after it.
        let repeated = format!("{surname} ");
        if let Some(first) = window.get(name..word)?.rfind(&repeated) {
            return Some(line + name + first + surname.len());
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_are_removed() {
        for (text, expected) in [
            (
                "President Quill Ada Jane QuillQuill wins vote Harbour bill fails in MacTown MORE said so.",
                "President Quill said so.",
            ),
            (
                "Rep. Ada McQuay Ada (Addy) McQuay2020 race starts MORE (O-Troy) and Bo Marsh Bo MarshShip sinks MORE left.",
                "Rep. Ada McQuay (O-Troy) and Bo Marsh left.",
            ),
        ] {
            assert_eq!(without_boxes(text).as_deref(), Some(expected));
        }
    }

    #[test]
    fn lists_below_a_heading_are_marked() {
        let marked = |text: &str| {
            let paragraphs: Vec<&str> = text.split('|').collect();
            let marks = mark_lists(&paragraphs);
            marks.iter().map(|mark| if *mark { 'x' } else { '.' }).collect::<String>()
        };
        for (text, expected) in [
            (
                "It rose.|RELATED STORIES:|Ferry sinks off Beira|Who owns the quay?|It fell.",
                ".xxx.",
            ),
            ("It rose.|Read also|Ferry sinks off Beira", ".xx"),
            ("It rose.|TOP STORIES|- Ferry sinks off Beira|- Mayor quits over quay", ".xxx"),
            ("It rose.|MORE|He said the river rose.", "..."),
            ("It rose.|Related|and so on it went", "..."),
            ("It rose.|Related species are found upstream|Ferry sinks off Beira", "..."),
        ] {
            assert_eq!(marked(text), expected, "{text}");
        }
    }

    #[test]
    fn other_texts_stay() {
        for text in [
            "He wants MORE money.",
            "Mr McQuay said MORE, and MacTown agreed.",
            "QuillBo and Marsh MOREOVER",
            "",
        ] {
            assert_eq!(without_boxes(text), None, "{text}");
        }
    }
}

//! Lists of links inside a sentence. Some sites put a box after the name of a politician, which
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

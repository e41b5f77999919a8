//! Photo captions and the credits at their end.

use crate::article::dateline;

/// Splits a photo caption from its credits. A paragraph without a credit is not a caption, unless
/// it is labelled as one.
pub(crate) fn split_caption(paragraph: &str) -> Option<(String, Vec<String>)> {
    let mut credits = Vec::new();
    let mut text = paragraph.trim_end();
    while let Some((before, credit)) = text.strip_suffix(')').and_then(|open| open.rsplit_once('('))
    {
        if !is_credit(credit) {
            break;
        }
        credits.insert(0, credit.trim().to_owned());
        text = before.trim_end();
    }
    if let Some((before, credit)) = bare_credit(text) {
        credits.insert(0, credit.to_owned());
        text = before;
    }
    let photo = credits.iter().any(|credit| is_photo_credit(credit));
    if let Some(labelled) = after_label(text) {
        // "Photo: Jane Doe" names the photographer, "Photo: The river on Monday" describes the
        // photo.
        if labelled.split(' ').count() <= 4 || labelled.contains('/') {
            credits.insert(0, labelled.to_owned());
            return Some((String::new(), credits));
        }
        return Some((labelled.to_owned(), credits));
    }
    let from_files = ["FILE -", "FILE –", "FILE —", "FILE PHOTO"]
        .iter()
        .any(|opening| text.starts_with(opening));
    (photo || from_files).then(|| (text.to_owned(), credits))
}

/// Text after a label such as "Photo:".
fn after_label(text: &str) -> Option<&str> {
    const LABELS: [&str; 9] = [
        "Photo:", "PHOTO:", "Caption:", "CAPTION:", "Picture:", "Image:", "Foto:", "FOTO:", "Bild:",
    ];
    LABELS
        .iter()
        .find_map(|label| text.strip_prefix(label))
        .map(str::trim)
        .filter(|labelled| !labelled.is_empty())
}

/// Splits off a credit after the last sentence that is not in parentheses: "REUTERS/Jane Doe",
/// "Jane Doe/Getty Images".
fn bare_credit(text: &str) -> Option<(&str, &str)> {
    let start = text.rfind(". ").map(|at| at + 2)?;
    let (before, credit) = text.split_at_checked(start)?;
    let short = credit.len() <= 60 && credit.split(' ').count() <= 6 && credit.contains('/');
    (short && is_photo_credit(credit)).then(|| (before.trim_end(), credit.trim_end_matches('.')))
}

/// Returns whether the text in final parentheses is a credit: "AFP Photo/Jane Doe", "AFP/File",
/// "MNA".
fn is_credit(text: &str) -> bool {
    let acronym =
        (2..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
    is_photo_credit(text) || dateline::is_known_agency(text) || acronym
}

fn is_photo_credit(text: &str) -> bool {
    const WORDS: [&str; 12] = [
        "photo",
        "image",
        "/file",
        "getty",
        "handout",
        "courtesy",
        "via ap",
        "via reuters",
        "copyright",
        "©",
        "credit",
        "picture",
    ];
    let lower = text.to_lowercase();
    // "Jane Doe/Reuters", "REUTERS/Jane Doe": a person and an agency.
    let person_and_agency = text.split_once('/').is_some_and(|(left, right)| {
        let person =
            |name: &str| name.trim().contains(' ') && name.trim().starts_with(char::is_uppercase);
        (person(left) && dateline::is_known_agency(right))
            || (person(right) && dateline::is_known_agency(left))
    });
    text.len() <= 80 && (person_and_agency || WORDS.iter().any(|word| lower.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_are_split_from_their_credits() {
        let split =
            |text: &str| split_caption(text).map(|(text, credits)| (text, credits.join("|")));
        let expected = |text: &str, credits: &str| Some((text.to_owned(), credits.to_owned()));
        assert_eq!(
            split("Lava flows (L) on Monday (MNA Photo/Lena Brandt) (MNA/File)"),
            expected("Lava flows (L) on Monday", "MNA Photo/Lena Brandt|MNA/File")
        );
        assert_eq!(split("(Photo: Jane Doe)"), expected("", "Photo: Jane Doe"));
        assert_eq!(split("The minister spoke to the agency (MNA)"), None);
        assert_eq!(
            split("The river on May 3. (Jane Doe/Reuters)"),
            expected("The river on May 3.", "Jane Doe/Reuters")
        );
        assert_eq!(
            split("The river on May 3. REUTERS/Jane Doe"),
            expected("The river on May 3.", "REUTERS/Jane Doe")
        );
        assert_eq!(
            split("Photo: The river rose on Monday in Beira"),
            expected("The river rose on Monday in Beira", "")
        );
        assert_eq!(split("Photo: Jane Doe"), expected("", "Jane Doe"));
        assert_eq!(split("FILE - The river in May"), expected("FILE - The river in May", ""));
        assert_eq!(split("FILES were lost."), None);
        assert_eq!(split("He spoke of and/or. He left."), None);
        assert_eq!(split("Plain text."), None);
    }
}

//! Photo captions, and the credits that stand behind them.

use crate::article::dateline;

/// Parts a photo caption from the credits behind it; none where a paragraph carries no credit and so is no caption.
pub fn caption(paragraph: &str) -> Option<(String, Vec<String>)> {
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
    if let Some(told) = behind_label(text) {
        // "Photo: Jane Doe" says who took it, "Photo: The river on Monday" what it shows.
        if told.split(' ').count() <= 4 || told.contains('/') {
            credits.insert(0, told.to_owned());
            return Some((String::new(), credits));
        }
        return Some((told.to_owned(), credits));
    }
    let old = ["FILE -", "FILE –", "FILE —", "FILE PHOTO"]
        .iter()
        .any(|opening| text.starts_with(opening));
    (photo || old).then(|| (text.to_owned(), credits))
}

/// What stands behind the word that calls a paragraph a photo.
fn behind_label(text: &str) -> Option<&str> {
    const LABELS: [&str; 9] = [
        "Photo:", "PHOTO:", "Caption:", "CAPTION:", "Picture:", "Image:", "Foto:", "FOTO:", "Bild:",
    ];
    LABELS
        .iter()
        .find_map(|label| text.strip_prefix(label))
        .map(str::trim)
        .filter(|told| !told.is_empty())
}

/// A credit that stands behind the last sentence without parentheses: "REUTERS/Jane Doe", "Jane Doe/Getty Images".
fn bare_credit(text: &str) -> Option<(&str, &str)> {
    let start = text.rfind(". ").map(|at| at + 2)?;
    let (before, credit) = text.split_at_checked(start)?;
    let short = credit.len() <= 60 && credit.split(' ').count() <= 6 && credit.contains('/');
    (short && is_photo_credit(credit)).then(|| (before.trim_end(), credit.trim_end_matches('.')))
}

/// Whether parentheses at the end of a caption hold a credit: "AFP Photo/Jane Doe", "AFP/File", "MNA".
fn is_credit(text: &str) -> bool {
    let acronym =
        (2..=6).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase());
    is_photo_credit(text) || dateline::is_known_agency(text) || acronym
}

fn is_photo_credit(text: &str) -> bool {
    const SIGNS: [&str; 12] = [
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
    // "Jane Doe/Reuters", "REUTERS/Jane Doe": a person beside an agency.
    let taken = text.split_once('/').is_some_and(|(left, right)| {
        let person =
            |name: &str| name.trim().contains(' ') && name.trim().starts_with(char::is_uppercase);
        (person(left) && dateline::is_known_agency(right))
            || (person(right) && dateline::is_known_agency(left))
    });
    text.len() <= 80 && (taken || SIGNS.iter().any(|sign| lower.contains(sign)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_lose_their_credits() {
        let told = |text: &str| caption(text).map(|(text, credits)| (text, credits.join("|")));
        let made = |text: &str, credits: &str| Some((text.to_owned(), credits.to_owned()));
        assert_eq!(
            told("Lava flows (L) on Monday (MNA Photo/Lena Brandt) (MNA/File)"),
            made("Lava flows (L) on Monday", "MNA Photo/Lena Brandt|MNA/File")
        );
        assert_eq!(told("(Photo: Jane Doe)"), made("", "Photo: Jane Doe"));
        assert_eq!(told("The minister spoke to the agency (MNA)"), None);
        assert_eq!(
            told("The river on May 3. (Jane Doe/Reuters)"),
            made("The river on May 3.", "Jane Doe/Reuters")
        );
        assert_eq!(
            told("The river on May 3. REUTERS/Jane Doe"),
            made("The river on May 3.", "REUTERS/Jane Doe")
        );
        assert_eq!(
            told("Photo: The river rose on Monday in Beira"),
            made("The river rose on Monday in Beira", "")
        );
        assert_eq!(told("Photo: Jane Doe"), made("", "Jane Doe"));
        assert_eq!(told("FILE - The river in May"), made("FILE - The river in May", ""));
        assert_eq!(told("FILES were lost."), None);
        assert_eq!(told("He spoke of and/or. He left."), None);
        assert_eq!(told("Plain text."), None);
    }
}

//! Names that the text itself says are one person's: "Ann Mill, better known as Lady Rain", "Lady Rain (born Ann Mill)".
//! Nothing else could tell, since the names have no word in common.

use super::lists;
use super::lists::TITLE;
use super::mention::{Form, Mention};

/// How far behind a name the other may be given, in bytes.
const REACH: usize = 110;

/// What stands before the other name, and whether the other is the one the person is known by.
const CUES: &[(&str, bool)] = &[
    ("known as", true),
    ("stage name", true),
    ("pseudonym", true),
    ("pen name", true),
    ("nickname", true),
    ("alias", true),
    ("a.k.a.", true),
    ("aka", true),
    ("born", false),
    ("née", false),
    ("nee", false),
];

/// The other name that the text gives right behind this one, by form, and whether the person is known by it.
pub fn alias(one: &Mention, forms: &[Form]) -> Option<(usize, bool)> {
    let to = one.text.floor_char_boundary(one.end.saturating_add(REACH));
    let behind = one.text.get(one.end..to)?.split(['\n', ';']).next()?;
    if !behind.trim_start().starts_with([',', '(']) {
        return None;
    }
    let free = one.until.saturating_sub(one.end);
    CUES.iter().find_map(|&(cue, known)| {
        let at = behind.find(cue).filter(|&at| at <= free)?;
        let (before, after) = (behind.get(..at)?, behind.get(at + cue.len()..)?);
        let apart =
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        let form = named(after, forms).filter(|_| apart)?;
        (form != one.form).then_some((form, known))
    })
}

/// The longest known name that a text opens with, quotes and a title aside.
fn named(text: &str, forms: &[Form]) -> Option<usize> {
    let text = text.trim_start_matches([' ', '"', '“', '‘', '\'', ',', '(']);
    let untitled = text.split_once(' ').filter(|(title, _)| {
        title.starts_with(char::is_uppercase) && lists::uses(&title.to_lowercase()).any(TITLE)
    });
    let opens = |text: &str, form: &Form| {
        let rest = text.strip_prefix(form.name.shown.as_str());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let fits =
        |form: &Form| opens(text, form) || untitled.is_some_and(|(_, rest)| opens(rest, form));
    let fitting = forms.iter().enumerate().filter(|(_, form)| form.count > 0 && fits(form));
    fitting.max_by_key(|(_, form)| form.name.shown.len()).map(|(number, _)| number)
}

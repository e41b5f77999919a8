//! Aliases stated in the text: "Ann Mill, better known as Lady Rain", "Lady Rain (born Ann Mill)".
//! The names have no word in common, so only the text can connect them.

use super::mention::{NameForm, PersonMention};
use super::word_classes;
use super::word_classes::TITLE;

/// Maximum distance of the alias after a name, in bytes.
const MAX_DISTANCE: usize = 110;

/// Phrases before an alias, and whether the alias is the better-known name.
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

/// Finds the alias stated directly after a mention: the index of its form, and whether it is the
/// better-known name.
pub(super) fn find_alias(one: &PersonMention, forms: &[NameForm]) -> Option<(usize, bool)> {
    let to = one.text.floor_char_boundary(one.end.saturating_add(MAX_DISTANCE));
    let following = one.text.get(one.end..to)?.split(['\n', ';']).next()?;
    if !following.trim_start().starts_with([',', '(']) {
        return None;
    }
    let limit = one.next_start.saturating_sub(one.end);
    CUES.iter().find_map(|&(cue, is_better_known)| {
        let at = following.find(cue).filter(|&at| at <= limit)?;
        let (before, after) = (following.get(..at)?, following.get(at + cue.len()..)?);
        let is_separate =
            !before.ends_with(char::is_alphanumeric) && !after.starts_with(char::is_alphanumeric);
        let form = leading_form(after, forms).filter(|_| is_separate)?;
        (form != one.form).then_some((form, is_better_known))
    })
}

/// Finds the longest known name that a text begins with, after quotes and a title.
fn leading_form(text: &str, forms: &[NameForm]) -> Option<usize> {
    let text = text.trim_start_matches([' ', '"', '“', '‘', '\'', ',', '(']);
    let without_title = text.split_once(' ').filter(|(title, _)| {
        title.starts_with(char::is_uppercase)
            && word_classes::classes(&title.to_lowercase()).intersects(TITLE)
    });
    let starts_with = |text: &str, form: &NameForm| {
        let rest = text.strip_prefix(form.name.display.as_str());
        rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    };
    let matches = |form: &NameForm| {
        starts_with(text, form) || without_title.is_some_and(|(_, rest)| starts_with(rest, form))
    };
    let matching = forms.iter().enumerate().filter(|(_, form)| form.count > 0 && matches(form));
    matching.max_by_key(|(_, form)| form.name.display.len()).map(|(number, _)| number)
}

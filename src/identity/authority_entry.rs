//! One entry of the authority file: the action it records, and its form as a line of text.

use std::fmt;

use jiff::Timestamp;

use crate::article::schema::Field;

/// An action of an editor on names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Merges people into one.
    Merge {
        /// The key of the person they become.
        into: String,
        /// The keys to merge.
        keys: Vec<String>,
    },
    /// Separates two keys that are not one person, whatever coreference says. The command was
    /// `part` in older files, which is still understood.
    Separate {
        /// The first key.
        one: String,
        /// The second key.
        other: String,
    },
    /// Splits a person: in these articles the name means another one.
    Split {
        /// The key of the name.
        from: String,
        /// The key of the other person.
        to: String,
        /// The articles, by id.
        articles: Vec<String>,
    },
    /// Changes the display name of a value.
    Rename {
        /// The key of the value.
        key: String,
        /// The new name.
        name: String,
    },
    /// Removes a value from all lists.
    Hide {
        /// The key of the value.
        key: String,
    },
    /// Undoes an entry.
    Undo {
        /// The number of the entry when the undo was written.
        number: usize,
        /// The text of the entry. Without it the entry is found by its number.
        entry: Option<String>,
    },
}

/// An entry of the authority file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuthorityEntry {
    /// The date as written; empty if there is none.
    pub date: String,
    /// The action.
    pub action: Action,
    /// Set unless another active entry undoes it.
    pub is_active: bool,
    /// The number of its line in the file, from 1.
    pub line: usize,
}

impl AuthorityEntry {
    /// Makes the entry of an action that is taken now.
    pub(crate) fn new(now: Timestamp, action: Action) -> Self {
        let date = now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        Self { date, action, is_active: true, line: 0 }
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merge { into, keys } => write!(f, "merge {into} {}", keys.join(" ")),
            Self::Separate { one, other } => write!(f, "{SEPARATE} {one} {other}"),
            Self::Split { from, to, articles } => {
                write!(f, "split {from} {to} {}", articles.join(" "))
            }
            // A JSON string keeps any name on one line.
            Self::Rename { key, name } => {
                write!(f, "rename {key} {}", serde_json::Value::from(name.as_str()))
            }
            Self::Hide { key } => write!(f, "hide {key}"),
            Self::Undo { number, entry: Some(entry) } => write!(f, "undo {number} = {entry}"),
            Self::Undo { number, entry: None } => write!(f, "undo {number}"),
        }
    }
}

impl fmt::Display for AuthorityEntry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = if self.date.is_empty() { "" } else { " " };
        write!(f, "{}{gap}{}", self.date, self.action)
    }
}

impl Action {
    /// The keys it refers to.
    pub fn keys(&self) -> Vec<&str> {
        match self {
            Self::Merge { into, keys } => {
                [into].into_iter().chain(keys).map(String::as_str).collect()
            }
            Self::Separate { one, other } => vec![one, other],
            Self::Split { from, to, .. } => vec![from, to],
            Self::Rename { key, .. } | Self::Hide { key } => vec![key],
            Self::Undo { .. } => Vec::new(),
        }
    }

    /// Checks that the action is possible for its keys; otherwise explains why not.
    pub fn problem(&self) -> Option<String> {
        let keys = self.keys();
        let facets: Vec<Option<Field>> = keys.iter().map(|key| facet_of_key(key)).collect();
        if let Some((key, _)) = keys.iter().zip(&facets).find(|(_, facet)| facet.is_none()) {
            return Some(format!(
                "`{key}` is not a key: keys are like `person/john-kerry` or `org/world-bank`"
            ));
        }
        let (participle, possible): (_, &[Field]) = match self {
            Self::Hide { .. } | Self::Undo { .. } => return None,
            Self::Rename { .. } => {
                ("renamed", &[Field::People, Field::Organisations, Field::Topics])
            }
            _ => ("merged, separated or split", &[Field::People, Field::Organisations]),
        };
        if let Some(facet) = facets.iter().flatten().find(|facet| !possible.contains(facet)) {
            return Some(format!("{facet} cannot be {participle}"));
        }
        let first = facets.first();
        let is_mixed = facets.iter().any(|facet| Some(facet) != first);
        is_mixed.then(|| "a person is not an organisation".to_string())
    }
}

/// The facet that a key belongs to, by its prefix.
pub(crate) fn facet_of_key(key: &str) -> Option<Field> {
    let fields = [Field::People, Field::Organisations, Field::Places, Field::Topics];
    let has_key =
        |field: &Field| key.len() > field.key_prefix().len() && key.starts_with(field.key_prefix());
    fields.into_iter().find(has_key)
}

/// The command of [`Action::Separate`].
const SEPARATE: &str = "separate";

/// The command of [`Action::Separate`] in older files.
const OLD_SEPARATE: &str = "part";

impl AuthorityEntry {
    /// Parses a line without its comment.
    ///
    /// # Errors
    /// Explains what is wrong with the line.
    pub(super) fn parse(line: &str) -> Result<Self, String> {
        let action = without_date(line);
        let date = line.strip_suffix(action).unwrap_or_default().trim_end();
        let action = Action::parse(action)?;
        match action.problem() {
            Some(problem) => Err(problem),
            None => Ok(Self { date: date.to_string(), action, is_active: true, line: 0 }),
        }
    }
}

impl Action {
    fn parse(text: &str) -> Result<Self, String> {
        let (command, rest) = first_word(text);
        let mut words = rest.split_whitespace().map(str::to_string);
        let mut next = || words.next().ok_or_else(|| missing_key(command));
        Ok(match command {
            "merge" => Self::Merge { into: next()?, keys: at_least_one(command, words.collect())? },
            SEPARATE | OLD_SEPARATE => Self::Separate { one: next()?, other: next()? },
            "split" => Self::Split {
                from: next()?,
                to: next()?,
                articles: at_least_one(command, words.collect())?,
            },
            "hide" => Self::Hide { key: next()? },
            "rename" => {
                let (key, name) = first_word(rest);
                let name: String = serde_json::from_str(name)
                    .map_err(|_| "the new name must be in \"quotes\"".to_string())?;
                if name.trim().is_empty() {
                    return Err("the new name is empty".to_string());
                }
                Self::Rename { key: key.to_string(), name }
            }
            "undo" => {
                let (number, cited) = first_word(rest);
                let number =
                    number.parse().map_err(|_| format!("`{number}` is not an entry number"))?;
                let cited = cited.strip_prefix('=').map(|cited| modernize(cited.trim()));
                Self::Undo { number, entry: cited }
            }
            command => {
                return Err(format!(
                    "unknown command `{command}`: use merge, separate, split, rename, hide or undo"
                ));
            }
        })
    }
}

fn missing_key(command: &str) -> String {
    format!("`{command}` needs more keys")
}

fn at_least_one(command: &str, words: Vec<String>) -> Result<Vec<String>, String> {
    if words.is_empty() { Err(missing_key(command)) } else { Ok(words) }
}

/// Replaces the old name of a command in the text of a cited entry, so that an undo in an older
/// file finds its entry: `2026-11-22 part person/a person/b`. The cited entry may itself be an
/// undo.
fn modernize(cited: &str) -> String {
    let mut rest = cited;
    loop {
        let action = without_date(rest);
        match first_word(action) {
            ("undo", after) => match after.split_once('=') {
                Some((_, inner)) => rest = inner.trim_start(),
                None => return cited.to_string(),
            },
            (OLD_SEPARATE, keys) => {
                let before = cited.strip_suffix(action).unwrap_or_default();
                return format!("{before}{SEPARATE} {keys}").trim_end().to_string();
            }
            _ => return cited.to_string(),
        }
    }
}

/// The part of a line after its date.
fn without_date(line: &str) -> &str {
    let (first, rest) = first_word(line);
    if first.starts_with(|c: char| c.is_ascii_digit()) { rest } else { line }
}

/// Splits a text after its first word.
fn first_word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(line: &str) -> String {
        AuthorityEntry::parse(line).expect("an entry").to_string()
    }

    #[test]
    fn the_old_command_is_read_and_the_new_one_is_written() {
        for (old, new) in [
            ("part person/a person/b", "separate person/a person/b"),
            ("2026 part person/a person/b", "2026 separate person/a person/b"),
            ("undo 1 = 2026 part person/a person/b", "undo 1 = 2026 separate person/a person/b"),
            (
                "2026 undo 2 = 2025 undo 1 = part org/a org/b",
                "2026 undo 2 = 2025 undo 1 = separate org/a org/b",
            ),
        ] {
            assert_eq!(read(old), new);
            assert_eq!(read(new), new);
        }
        for line in ["rename person/a \"A = part b\"", "undo 1 = rename person/a \"= part b\""] {
            assert_eq!(read(line), line);
        }
    }
}

//! The authority file: what people decided about names. A text file with one dated entry a line that is only appended
//! to, so that it can be read, kept under version control and merged by hand.
//!
//! ```text
//! # Comments and empty lines stay.
//! 2026-11-22T10:00:00Z merge person/john-kerry person/john-f-kerry
//! 2026-11-22T10:01:00Z part person/john-kerry person/j-kerry
//! 2026-11-22T10:02:00Z split person/john-smith person/john-smith-2 shc006mv9wx8a9bm 4tq0c2r7n1w5z8ke
//! 2026-11-22T10:03:00Z rename person/john-smith-2 "John Smith (the miller)"
//! 2026-11-22T10:04:00Z hide person/photo-desk
//! 2026-11-22T10:05:00Z undo 4 = 2026-11-22T10:03:00Z rename person/john-smith-2 "John Smith (the miller)"
//! ```
//!
//! Entries are numbered from the top. An `undo` says the entry it takes back in full, so that it still means that one
//! when somebody has put lines in before it; `undo 4` alone means the fourth.

use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;

use crate::article::schema::Field;
use crate::error::{ErrorContext, Error, Result};

/// What somebody decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// All of these are the first one's person.
    Merge {
        /// Whose person they become.
        into: String,
        /// Who they are.
        keys: Vec<String>,
    },
    /// These two are not one person, whatever the evidence says.
    Part {
        /// The one.
        one: String,
        /// The other.
        other: String,
    },
    /// In these articles the name means somebody else.
    Split {
        /// The name.
        from: String,
        /// The key of who it is there.
        to: String,
        /// The articles, by id.
        articles: Vec<String>,
    },
    /// This is shown by another name.
    Rename {
        /// Who.
        key: String,
        /// The name.
        name: String,
    },
    /// This is not listed any more.
    Hide {
        /// Who.
        key: String,
    },
    /// An entry is taken back.
    Undo {
        /// Its number when this was written.
        number: usize,
        /// The entry as it stands in the file; found by number where that is not said.
        entry: Option<String>,
    },
}

/// An entry of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When it was decided, as written; empty where nobody said.
    pub date: String,
    /// What.
    pub deed: Action,
    /// Whether it holds: nothing that holds has taken it back.
    pub stands: bool,
    /// The line it stands in.
    pub line: usize,
}

/// The file, read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorityFile {
    /// The entries in their order; the first is number 1.
    pub entries: Vec<Entry>,
    /// Lines that were not understood, each with its number and why.
    pub warnings: Vec<(usize, String)>,
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Merge { into, keys } => write!(f, "merge {into} {}", keys.join(" ")),
            Self::Part { one, other } => write!(f, "part {one} {other}"),
            Self::Split { from, to, articles } => {
                write!(f, "split {from} {to} {}", articles.join(" "))
            }
            // A string of JSON: one line, whatever the name holds.
            Self::Rename { key, name } => {
                write!(f, "rename {key} {}", serde_json::Value::from(name.as_str()))
            }
            Self::Hide { key } => write!(f, "hide {key}"),
            Self::Undo { number, entry: Some(entry) } => write!(f, "undo {number} = {entry}"),
            Self::Undo { number, entry: None } => write!(f, "undo {number}"),
        }
    }
}

impl fmt::Display for Entry {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gap = if self.date.is_empty() { "" } else { " " };
        write!(f, "{}{gap}{}", self.date, self.deed)
    }
}

impl Action {
    /// Every key it speaks of.
    pub fn keys(&self) -> Vec<&str> {
        match self {
            Self::Merge { into, keys } => {
                [into].into_iter().chain(keys).map(String::as_str).collect()
            }
            Self::Part { one, other } => vec![one, other],
            Self::Split { from, to, .. } => vec![from, to],
            Self::Rename { key, .. } | Self::Hide { key } => vec![key],
            Self::Undo { .. } => Vec::new(),
        }
    }

    /// Why it can not be done, where it can not.
    pub fn fault(&self) -> Option<String> {
        let keys = self.keys();
        let kinds: Vec<Option<Field>> = keys.iter().map(|key| kind(key)).collect();
        if let Some((key, _)) = keys.iter().zip(&kinds).find(|(_, kind)| kind.is_none()) {
            return Some(format!(
                "`{key}` is no key; keys are like person/john-kerry or org/world-bank"
            ));
        }
        let (deed, fit): (_, &[Field]) = match self {
            Self::Hide { .. } | Self::Undo { .. } => return None,
            Self::Rename { .. } => {
                ("renamed", &[Field::People, Field::Organisations, Field::Topics])
            }
            _ => ("merged or split", &[Field::People, Field::Organisations]),
        };
        if let Some(kind) = kinds.iter().flatten().find(|kind| !fit.contains(kind)) {
            return Some(format!("{kind} can not be {deed}"));
        }
        let first = kinds.first();
        kinds
            .iter()
            .any(|kind| Some(kind) != first)
            .then(|| "a person is no organisation".to_string())
    }
}

/// The facet a key belongs to, by what it begins with.
pub fn kind(key: &str) -> Option<Field> {
    let fields = [Field::People, Field::Organisations, Field::Places, Field::Topics];
    fields.into_iter().find(|field| key.len() > field.keys().len() && key.starts_with(field.keys()))
}

impl AuthorityFile {
    /// Reads a text. What is not understood is a warning, and a last line without an end, which a crash may have cut
    /// short, is no entry.
    pub fn parse(text: &str) -> Self {
        let mut canon = Self::default();
        let mut lines = text.split('\n').collect::<Vec<_>>();
        let unfinished = lines.pop().is_some_and(|last| !last.trim().is_empty());
        for (at, line) in lines.iter().enumerate() {
            let line = without_comment(line.trim_start_matches('\u{feff}')).trim();
            if line.is_empty() {
                continue;
            }
            match entry(line) {
                Ok(entry) => canon.entries.push(Entry { line: at + 1, ..entry }),
                Err(why) => canon.warnings.push((at + 1, why)),
            }
        }
        if unfinished {
            canon
                .warnings
                .push((lines.len() + 1, "the line has no end, so it does not count".to_string()));
        }
        canon.settle();
        canon
    }

    /// Finds out which entries stand. An undo speaks of what is before it, so the last one is settled first.
    fn settle(&mut self) {
        for at in (0..self.entries.len()).rev() {
            let Some(Entry { deed: deed @ Action::Undo { .. }, stands: true, line, .. }) =
                self.entries.get(at)
            else {
                continue;
            };
            let (line, target) = (*line, self.target(deed, at));
            match target.and_then(|target| self.entries.get_mut(target)) {
                Some(entry) => entry.stands = false,
                None => self.warnings.push((line, "what it takes back is not there".to_string())),
            }
        }
    }

    /// The entry before `at` that an undo takes back: the one it cites, nearest to the number it says.
    fn target(&self, deed: &Action, at: usize) -> Option<usize> {
        let Action::Undo { number, entry } = deed else { return None };
        let place = number.checked_sub(1)?;
        let Some(cited) = entry else { return (place < at).then_some(place) };
        let same = (0..at)
            .filter(|at| self.entries.get(*at).is_some_and(|known| known.to_string() == *cited));
        same.min_by_key(|at| at.abs_diff(place))
    }

    /// The entries that hold and are no undo, in their order.
    pub fn standing(&self) -> impl Iterator<Item = &Action> {
        let holds = |entry: &&Entry| entry.stands && !matches!(entry.deed, Action::Undo { .. });
        self.entries.iter().filter(holds).map(|entry| &entry.deed)
    }

    /// The deed that takes back entry `number`, or the last one that stands.
    ///
    /// # Errors
    /// When there is no such entry, or it does not stand.
    pub fn undoing(&self, number: Option<usize>) -> Result<Action> {
        let last = |entry: &Entry| entry.stands && !matches!(entry.deed, Action::Undo { .. });
        let at = match number {
            None => self.entries.iter().rposition(last),
            Some(number) => number.checked_sub(1).filter(|at| *at < self.entries.len()),
        };
        let (Some(at), hint) = (at, "`morgue canon log` numbers the entries") else {
            let what = number.map_or("there is nothing to undo".to_string(), |number| {
                format!("there is no entry {number}")
            });
            return Err(Error::new(what)
                .user_error()
                .hint("`morgue canon log` numbers the entries"));
        };
        match self.entries.get(at) {
            Some(entry) if entry.stands => {
                Ok(Action::Undo { number: at + 1, entry: Some(entry.to_string()) })
            }
            _ => Err(Error::new(format!("entry {} is taken back already", at + 1))
                .user_error()
                .hint(hint)),
        }
    }

    /// Reads a file; one that is not there says nothing.
    ///
    /// # Errors
    /// When it is there and can not be read.
    pub fn read(path: &Path) -> Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self::parse(&String::from_utf8_lossy(&bytes))),
            Err(why) if why.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(why) => {
                Err(Error::new(format!("cannot read the authority file `{}`", path.display()))
                    .with_source(why))
            }
        }
    }
}

/// Appends an entry that is decided by what the file says, and gives it with its number. Nobody else writes meanwhile, and
/// what this returns is on disk.
///
/// # Errors
/// When the file can not be written, or nothing is decided.
pub fn append(
    path: &Path,
    now: Timestamp,
    decide: impl FnOnce(&AuthorityFile) -> Result<Action>,
) -> Result<(usize, Entry)> {
    let doing = || format!("cannot write the authority file `{}`", path.display());
    let is_new = !path.exists();
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .context(doing)?;
    lock(&file).context(doing)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).context(doing)?;
    let canon = AuthorityFile::parse(&String::from_utf8_lossy(&bytes));
    let entry = Entry {
        date: now.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        deed: decide(&canon)?,
        stands: true,
        line: 0,
    };
    write(&mut file, &bytes, &entry).context(doing)?;
    if let Some(folder) = path.parent().filter(|_| is_new) {
        // The name of a new file is lasting when its folder is; some systems know no such thing.
        let _ = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
            .map(|it| it.sync_all());
    }
    Ok((canon.entries.len() + 1, entry))
}

/// One writer at a time, where the file system knows locks. It is let go with the file.
fn lock(file: &File) -> io::Result<()> {
    match file.lock() {
        Err(why) if why.kind() == io::ErrorKind::Unsupported => Ok(()),
        locked => locked,
    }
}

/// Writes behind the last whole line; what lies behind it was never an entry and stays as a comment.
fn write(file: &mut File, before: &[u8], entry: &Entry) -> io::Result<()> {
    let whole = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let rest = before.get(whole..).unwrap_or_default();
    let mut lines = Vec::new();
    if !rest.trim_ascii().is_empty() {
        let comment =
            if rest.trim_ascii_start().starts_with(b"#") { &b""[..] } else { b"# unfinished: " };
        lines.extend([comment, rest, b"\n"].concat());
    }
    lines.extend(format!("{entry}\n").into_bytes());
    file.seek(SeekFrom::Start(whole as u64))?;
    file.write_all(&lines)?;
    file.sync_all()
}

/// A line without its comment: a `#` at its beginning or behind a space, outside of quotes.
fn without_comment(line: &str) -> &str {
    let (mut quoted, mut escaped, mut before) = (false, false, ' ');
    for (at, c) in line.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            '#' if !quoted && before.is_whitespace() => return line.get(..at).unwrap_or(line),
            _ => {}
        }
        before = c;
    }
    line
}

fn entry(line: &str) -> Result<Entry, String> {
    let (first, rest) = word(line);
    let is_date = first.starts_with(|c: char| c.is_ascii_digit());
    let (date, said) = if is_date { (first, rest) } else { ("", line) };
    let deed = deed(said)?;
    match deed.fault() {
        Some(fault) => Err(fault),
        None => Ok(Entry { date: date.to_string(), deed, stands: true, line: 0 }),
    }
}

fn deed(said: &str) -> Result<Action, String> {
    let (verb, rest) = word(said);
    let mut words = rest.split_whitespace().map(str::to_string);
    let mut next = || words.next().ok_or_else(|| format!("`{verb}` lacks a name"));
    Ok(match verb {
        "merge" => Action::Merge { into: next()?, keys: some(verb, words.collect())? },
        "part" => Action::Part { one: next()?, other: next()? },
        "split" => {
            Action::Split { from: next()?, to: next()?, articles: some(verb, words.collect())? }
        }
        "hide" => Action::Hide { key: next()? },
        "rename" => {
            let (key, name) = word(rest);
            let name: String = serde_json::from_str(name)
                .map_err(|_| "a name stands in \"quotes\"".to_string())?;
            if name.trim().is_empty() {
                return Err("a name has a letter at least".to_string());
            }
            Action::Rename { key: key.to_string(), name }
        }
        "undo" => {
            let (number, cited) = word(rest);
            let number =
                number.parse().map_err(|_| format!("`{number}` is no number of an entry"))?;
            let cited = cited.strip_prefix('=').map(|cited| cited.trim().to_string());
            Action::Undo { number, entry: cited }
        }
        verb => return Err(format!("`{verb}` is none of merge, part, split, rename, hide, undo")),
    })
}

fn some(verb: &str, words: Vec<String>) -> Result<Vec<String>, String> {
    if words.is_empty() { Err(format!("`{verb}` lacks a name")) } else { Ok(words) }
}

/// The first word of a text, and what comes behind it.
fn word(text: &str) -> (&str, &str) {
    let text = text.trim();
    text.split_once(char::is_whitespace)
        .map_or((text, ""), |(word, rest)| (word, rest.trim_start()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn key() -> impl Strategy<Value = String> {
        "(person|org)/[a-z]{1,5}(-[a-z0-9]{1,3})?"
    }

    fn deeds() -> impl Strategy<Value = Action> {
        let person = || "person/[a-z]{1,5}";
        prop_oneof![
            (person(), prop::collection::vec(person(), 1..4))
                .prop_map(|(into, keys)| Action::Merge { into, keys }),
            (person(), person()).prop_map(|(one, other)| Action::Part { one, other }),
            (person(), person(), prop::collection::vec("[0-9a-z]{16}", 1..3))
                .prop_map(|(from, to, articles)| Action::Split { from, to, articles }),
            (key(), "\\PC{0,8}[a-z]").prop_map(|(key, name)| Action::Rename { key, name }),
            key().prop_map(|key| Action::Hide { key }),
        ]
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(deeds in prop::collection::vec(deeds(), 0..6)) {
            let text: String = deeds.iter().map(|deed| format!("2026-11-22T10:00:00Z {deed}\n")).collect();
            let canon = AuthorityFile::parse(&text);
            prop_assert!(canon.warnings.is_empty(), "{:?}", canon.warnings);
            prop_assert_eq!(canon.standing().cloned().collect::<Vec<_>>(), deeds);
        }

        #[test]
        fn any_text_can_be_read(text in "\\PC{0,80}(\n\\PC{0,40}){0,4}") {
            let canon = AuthorityFile::parse(&text);
            let again = canon.entries.iter().map(|entry| format!("{entry}\n")).collect::<String>();
            let said = |canon: &AuthorityFile| canon.entries.iter().map(|entry| (entry.to_string(), entry.stands)).collect::<Vec<_>>();
            prop_assert_eq!(said(&AuthorityFile::parse(&again)), said(&canon));
        }

        #[test]
        fn a_file_cut_anywhere_keeps_its_whole_lines(deeds in prop::collection::vec(deeds(), 1..4), cut: prop::sample::Index) {
            let text: String = deeds.iter().map(|deed| format!("{deed}\n")).collect();
            let bytes = &text.as_bytes()[..cut.index(text.len() + 1)];
            let whole = bytes.iter().filter(|byte| **byte == b'\n').count();
            let canon = AuthorityFile::parse(&String::from_utf8_lossy(bytes));
            prop_assert_eq!(canon.standing().cloned().collect::<Vec<_>>(), deeds[..whole].to_vec());
        }
    }

    #[test]
    fn people_may_write_in_it() {
        let text = "# ours\n\nmerge person/a person/b  # why not\n 2026 hide org/x\r\nrename person/a \"A # \\\"B\\\"\"\n";
        let canon = AuthorityFile::parse(text);
        assert!(canon.warnings.is_empty(), "{:?}", canon.warnings);
        let said: Vec<String> = canon.entries.iter().map(ToString::to_string).collect();
        assert_eq!(
            said,
            ["merge person/a person/b", "2026 hide org/x", "rename person/a \"A # \\\"B\\\"\""]
        );
    }

    #[test]
    fn a_line_that_is_not_understood_is_named() {
        let canon = AuthorityFile::parse(
            "merge person/a\njoin person/a person/b\nmerge person/a org/b\nhide person/a\nmerge place/1 place/2\nhide x\nundo 9\n",
        );
        let lines: Vec<usize> = canon.warnings.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 5, 6, 7], "{:?}", canon.warnings);
        assert_eq!(canon.standing().count(), 1);
    }

    #[test]
    fn an_undo_is_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("canon.log");
        let hide = |key: &str| Action::Hide { key: key.to_string() };
        let standing =
            || AuthorityFile::read(&path).expect("reads").standing().cloned().collect::<Vec<_>>();
        for key in ["person/a", "person/b"] {
            append(&path, NOW, |_| Ok(hide(key))).expect("appends");
        }
        append(&path, NOW, |canon| canon.undoing(None)).expect("undoes");
        assert_eq!(standing(), [hide("person/a")]);
        append(&path, NOW, |canon| canon.undoing(None)).expect("undoes what is before");
        assert_eq!(standing(), []);
        assert!(append(&path, NOW, |canon| canon.undoing(None)).is_err());
        assert!(append(&path, NOW, |canon| canon.undoing(Some(1))).is_err());
        append(&path, NOW, |canon| canon.undoing(Some(3))).expect("undoes an undo");
        assert_eq!(standing(), [hide("person/b")]);
        // Somebody puts a line in at the top: every undo still means what it meant.
        let text = std::fs::read_to_string(&path).expect("reads");
        let canon = AuthorityFile::parse(&format!("hide person/z\n{text}"));
        assert_eq!(
            canon.standing().cloned().collect::<Vec<_>>(),
            [hide("person/z"), hide("person/b")]
        );
    }

    #[test]
    fn an_unfinished_line_becomes_a_comment() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("canon.log");
        std::fs::write(&path, "hide person/a\nmerge person/b person/c-lo").expect("writes");
        append(&path, NOW, |canon| {
            assert_eq!(canon.warnings.len(), 1);
            Ok(Action::Hide { key: "person/d".into() })
        })
        .expect("appends");
        let text = std::fs::read_to_string(&path).expect("reads");
        assert_eq!(
            text,
            "hide person/a\n# unfinished: merge person/b person/c-lo\n1970-01-01T00:00:00Z hide person/d\n"
        );
    }
}

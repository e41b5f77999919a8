//! The authority file: the decisions of editors about names. It is a text file with one dated entry
//! on each line. Entries are only ever appended, so that the file can be read, kept under version
//! control and merged by hand.
//!
//! ```text
//! # Comments and empty lines are kept.
//! 2026-11-22T10:00:00Z merge person/john-kerry person/john-f-kerry
//! 2026-11-22T10:01:00Z separate person/john-kerry person/j-kerry
//! 2026-11-22T10:02:00Z split person/john-smith person/john-smith-2 shc006mv9wx8a9bm 4tq0c2r7n1w5z8ke
//! 2026-11-22T10:03:00Z rename person/john-smith-2 "John Smith (the miller)"
//! 2026-11-22T10:04:00Z hide person/photo-desk
//! 2026-11-22T10:05:00Z undo 4 = 2026-11-22T10:03:00Z rename person/john-smith-2 "John Smith (the miller)"
//! ```
//!
//! Entries are numbered from the top. An `undo` cites the entry it undoes in full, so that it still
//! means that entry after lines were inserted above it; `undo 4` alone means the fourth entry.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;

use jiff::Timestamp;

use super::append_log;
pub use super::authority_entry::Action;
pub(crate) use super::authority_entry::{AuthorityEntry, facet_of_key};
use crate::error::{Error, ErrorContext, Result};

/// A parsed authority file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AuthorityFile {
    /// The entries in order; the first has number 1.
    pub entries: Vec<AuthorityEntry>,
    /// Lines that could not be used, each with its line number and the problem.
    pub warnings: Vec<(usize, String)>,
}

impl AuthorityFile {
    /// Parses the text of an authority file. A line that is not an entry becomes a warning. So does
    /// a last line without a line end, which a crash may have truncated.
    pub fn parse(text: &str) -> Self {
        let mut file = Self::default();
        let mut lines = text.split('\n').collect::<Vec<_>>();
        let is_truncated = lines.pop().is_some_and(|last| !last.trim().is_empty());
        for (number, line) in (1..).zip(&lines) {
            let line = without_comment(line.trim_start_matches('\u{feff}')).trim();
            if line.is_empty() {
                continue;
            }
            match AuthorityEntry::parse(line) {
                Ok(entry) => file.entries.push(AuthorityEntry { line: number, ..entry }),
                Err(problem) => file.warnings.push((number, problem)),
            }
        }
        if is_truncated {
            let problem = "the line is ignored because it does not end in a line break";
            file.warnings.push((lines.len() + 1, problem.to_string()));
        }
        file.apply_undos();
        file
    }

    /// Deactivates the entries that are undone. An undo refers to an earlier entry, which may be an
    /// undo itself, so the last one comes first.
    fn apply_undos(&mut self) {
        for at in (0..self.entries.len()).rev() {
            let Some(AuthorityEntry { action, is_active: true, line, .. }) = self.entries.get(at)
            else {
                continue;
            };
            let Action::Undo { number, entry } = action else { continue };
            let (line, target) = (*line, self.undo_target(*number, entry.as_deref(), at));
            match target.and_then(|target| self.entries.get_mut(target)) {
                Some(entry) => entry.is_active = false,
                None => self.warnings.push((line, "the entry to undo does not exist".to_string())),
            }
        }
    }

    /// Finds the entry before `at` that an undo means: of those with the cited text the one nearest
    /// to the given number.
    fn undo_target(&self, number: usize, cited: Option<&str>, at: usize) -> Option<usize> {
        let given = number.checked_sub(1)?;
        let Some(cited) = cited else { return (given < at).then_some(given) };
        let has_text =
            |at: &usize| self.entries.get(*at).is_some_and(|entry| entry.to_string() == cited);
        (0..at).filter(has_text).min_by_key(|at| at.abs_diff(given))
    }

    /// The actions in effect, in order, without the undos.
    pub fn active_actions(&self) -> impl Iterator<Item = &Action> {
        self.entries.iter().filter(|entry| is_in_effect(entry)).map(|entry| &entry.action)
    }

    /// The action that undoes entry `number`, or the last one in effect.
    ///
    /// # Errors
    /// Fails when there is no such entry, or when it is undone already.
    pub fn undo_action(&self, number: Option<usize>) -> Result<Action> {
        let at = match number {
            None => self.entries.iter().rposition(is_in_effect),
            Some(number) => number.checked_sub(1),
        };
        let entry = at.and_then(|at| Some((at + 1, self.entries.get(at)?)));
        let problem = match (entry, number) {
            (Some((number, entry)), _) if entry.is_active => {
                return Ok(Action::Undo { number, entry: Some(entry.to_string()) });
            }
            (Some((number, _)), _) => format!("entry {number} is undone already"),
            (None, Some(number)) => format!("there is no entry {number}"),
            (None, None) => "there is nothing to undo".to_string(),
        };
        Err(Error::new(problem).user_error().hint("`morgue canon log` numbers the entries"))
    }

    /// Reads an authority file; a missing file is an empty one.
    ///
    /// # Errors
    /// Fails when the file exists and cannot be read.
    pub fn read(path: &Path) -> Result<Self> {
        match std::fs::read(path) {
            Ok(bytes) => Ok(Self::parse(&String::from_utf8_lossy(&bytes))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Self::default()),
            Err(error) => {
                Err(Error::new(format!("cannot read the authority file `{}`", path.display()))
                    .with_source(error))
            }
        }
    }
}

/// Returns whether an entry takes effect by itself: it is active and not an undo.
fn is_in_effect(entry: &AuthorityEntry) -> bool {
    entry.is_active && !matches!(entry.action, Action::Undo { .. })
}

/// Appends an entry that is decided on the current state of the file, and returns it with its
/// number. The file is locked meanwhile. The entry is on disk when this returns.
///
/// # Errors
/// Fails when the file cannot be written, or when `decide` fails.
pub fn append(
    path: &Path,
    now: Timestamp,
    decide: impl FnOnce(&AuthorityFile) -> Result<Action>,
) -> Result<(usize, AuthorityEntry)> {
    let context = || format!("cannot write the authority file `{}`", path.display());
    let is_new = !path.exists();
    let mut file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .context(context)?;
    append_log::lock(&file).context(context)?;
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).context(context)?;
    let current = AuthorityFile::parse(&String::from_utf8_lossy(&bytes));
    let entry = AuthorityEntry::new(now, decide(&current)?);
    write(&mut file, &bytes, &entry).context(context)?;
    if let Some(folder) = path.parent().filter(|_| is_new) {
        // A new file is durable once its folder is synced. Some systems cannot sync folders.
        let _ = File::open(if folder.as_os_str().is_empty() { Path::new(".") } else { folder })
            .map(|folder| folder.sync_all());
    }
    Ok((current.entries.len() + 1, entry))
}

/// Writes an entry after the last complete line. An incomplete line after it was never an entry and
/// becomes a comment.
fn write(file: &mut File, before: &[u8], entry: &AuthorityEntry) -> io::Result<()> {
    let complete = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |at| at + 1);
    let rest = before.get(complete..).unwrap_or_default();
    let mut lines = Vec::new();
    if !rest.trim_ascii().is_empty() {
        let comment =
            if rest.trim_ascii_start().starts_with(b"#") { &b""[..] } else { b"# unfinished: " };
        lines.extend([comment, rest, b"\n"].concat());
    }
    lines.extend(format!("{entry}\n").into_bytes());
    file.seek(SeekFrom::Start(complete as u64))?;
    file.write_all(&lines)?;
    file.sync_all()
}

/// Removes the comment from a line: it begins with a `#` at the start or after white space, outside
/// of quotes.
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn key() -> impl Strategy<Value = String> {
        "(person|org)/[a-z]{1,5}(-[a-z0-9]{1,3})?"
    }

    fn actions() -> impl Strategy<Value = Action> {
        let person = || "person/[a-z]{1,5}";
        prop_oneof![
            (person(), prop::collection::vec(person(), 1..4))
                .prop_map(|(into, keys)| Action::Merge { into, keys }),
            (person(), person()).prop_map(|(one, other)| Action::Separate { one, other }),
            (person(), person(), prop::collection::vec("[0-9a-z]{16}", 1..3))
                .prop_map(|(from, to, articles)| Action::Split { from, to, articles }),
            (key(), "\\PC{0,8}[a-z]").prop_map(|(key, name)| Action::Rename { key, name }),
            key().prop_map(|key| Action::Hide { key }),
        ]
    }

    proptest! {
        #[test]
        fn written_entries_are_read_back(actions in prop::collection::vec(actions(), 0..6)) {
            let text: String = actions.iter().map(|action| format!("2026-11-22T10:00:00Z {action}\n")).collect();
            let file = AuthorityFile::parse(&text);
            prop_assert!(file.warnings.is_empty(), "{:?}", file.warnings);
            prop_assert_eq!(file.active_actions().cloned().collect::<Vec<_>>(), actions);
        }

        #[test]
        fn any_text_parses_to_the_entries_it_prints(text in "\\PC{0,80}(\n\\PC{0,40}){0,4}") {
            let file = AuthorityFile::parse(&text);
            let again = file.entries.iter().map(|entry| format!("{entry}\n")).collect::<String>();
            let shown = |file: &AuthorityFile| file.entries.iter().map(|entry| (entry.to_string(), entry.is_active)).collect::<Vec<_>>();
            prop_assert_eq!(shown(&AuthorityFile::parse(&again)), shown(&file));
        }

        #[test]
        fn a_truncated_file_keeps_its_complete_lines(actions in prop::collection::vec(actions(), 1..4), cut: prop::sample::Index) {
            let text: String = actions.iter().map(|action| format!("{action}\n")).collect();
            let bytes = &text.as_bytes()[..cut.index(text.len() + 1)];
            let whole = bytes.iter().filter(|byte| **byte == b'\n').count();
            let file = AuthorityFile::parse(&String::from_utf8_lossy(bytes));
            prop_assert_eq!(file.active_actions().cloned().collect::<Vec<_>>(), actions[..whole].to_vec());
        }
    }

    #[test]
    fn files_edited_by_hand_are_read() {
        let text = "# a comment\n\nmerge person/a person/b  # why not\n 2026 hide org/x\r\nrename person/a \"A # \\\"B\\\"\"\n";
        let file = AuthorityFile::parse(text);
        assert!(file.warnings.is_empty(), "{:?}", file.warnings);
        let entries: Vec<String> = file.entries.iter().map(ToString::to_string).collect();
        assert_eq!(
            entries,
            ["merge person/a person/b", "2026 hide org/x", "rename person/a \"A # \\\"B\\\"\""]
        );
    }

    #[test]
    fn lines_that_are_not_entries_are_reported_by_number() {
        let file = AuthorityFile::parse(
            "merge person/a\njoin person/a person/b\nmerge person/a org/b\nhide person/a\nmerge place/1 place/2\nhide x\nundo 9\n",
        );
        let lines: Vec<usize> = file.warnings.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 2, 3, 5, 6, 7], "{:?}", file.warnings);
        assert_eq!(file.active_actions().count(), 1);
    }

    #[test]
    fn an_undo_can_be_undone() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("canon.log");
        let hide = |key: &str| Action::Hide { key: key.to_string() };
        let active = || {
            AuthorityFile::read(&path).expect("reads").active_actions().cloned().collect::<Vec<_>>()
        };
        for key in ["person/a", "person/b"] {
            append(&path, NOW, |_| Ok(hide(key))).expect("appends");
        }
        append(&path, NOW, |file| file.undo_action(None)).expect("undoes");
        assert_eq!(active(), [hide("person/a")]);
        append(&path, NOW, |file| file.undo_action(None)).expect("undoes the entry before");
        assert_eq!(active(), []);
        assert!(append(&path, NOW, |file| file.undo_action(None)).is_err());
        assert!(append(&path, NOW, |file| file.undo_action(Some(1))).is_err());
        append(&path, NOW, |file| file.undo_action(Some(3))).expect("undoes an undo");
        assert_eq!(active(), [hide("person/b")]);
        // After a line is inserted at the top every undo still means its entry.
        let text = std::fs::read_to_string(&path).expect("reads");
        let file = AuthorityFile::parse(&format!("hide person/z\n{text}"));
        assert_eq!(
            file.active_actions().cloned().collect::<Vec<_>>(),
            [hide("person/z"), hide("person/b")]
        );
    }

    #[test]
    fn an_unfinished_line_becomes_a_comment() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("canon.log");
        std::fs::write(&path, "hide person/a\nmerge person/b person/c-lo").expect("writes");
        append(&path, NOW, |file| {
            assert_eq!(file.warnings.len(), 1);
            Ok(Action::Hide { key: "person/d".into() })
        })
        .expect("appends");
        let text = std::fs::read_to_string(&path).expect("reads");
        assert_eq!(
            text,
            "hide person/a\n# unfinished: merge person/b person/c-lo\n1970-01-01T00:00:00Z hide person/d\n"
        );
    }

    #[test]
    fn a_file_with_the_old_command_means_the_same() {
        let old = "merge person/a person/b\n2026 part person/a person/b\npart person/c person/d\n\
                   undo 2 = 2026 part person/a person/b\n";
        let new = old.replace("part", "separate");
        let (old, new) = (AuthorityFile::parse(old), AuthorityFile::parse(&new));
        assert_eq!(old.warnings, []);
        assert_eq!(old, new);
        let active: Vec<String> = old.active_actions().map(ToString::to_string).collect();
        assert_eq!(active, ["merge person/a person/b", "separate person/c person/d"]);
        let undo = old.undo_action(Some(3)).expect("an undo");
        assert_eq!(undo.to_string(), "undo 3 = separate person/c person/d");
    }
}

//! Paths of archive members, made safe to display. Nothing is ever written to such a path.

/// Longest path that is shown, in bytes.
const LONGEST: usize = 2_000;

/// Path of a member inside its archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct MemberPath {
    /// The path with `/` between folders and nothing that leads outside.
    pub path: String,
    /// True if the original path leads outside the archive.
    pub leaves_archive: bool,
}

impl MemberPath {
    /// Cleans a path that has `/` between folders.
    pub(super) fn new(original: &str) -> Self {
        let mut leaves_archive = original.starts_with('/');
        let mut parts: Vec<&str> = Vec::new();
        for part in original.split('/').filter(|part| !part.is_empty() && *part != ".") {
            let drive = parts.is_empty() && is_drive(part);
            leaves_archive |= drive || part == "..";
            match part {
                ".." => parts.push("%2E%2E"),
                _ if drive => {}
                part => parts.push(part),
            }
        }
        let path = printable(&parts.join("/"));
        let path = if path.is_empty() { "(no name)".to_owned() } else { path };
        Self { path, leaves_archive }
    }

    /// Cleans a path in UTF-8, or else in Latin-1.
    pub(super) fn from_bytes(original: &[u8]) -> Self {
        match std::str::from_utf8(original) {
            Ok(original) => Self::new(original),
            Err(_) => Self::new(&original.iter().map(|byte| char::from(*byte)).collect::<String>()),
        }
    }

    /// Last part of the path.
    pub(super) fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

fn is_drive(part: &str) -> bool {
    matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// The text without control characters, which could move a terminal's cursor, and cut to a limit.
pub(super) fn printable(text: &str) -> String {
    let end = text.floor_char_boundary(LONGEST);
    let ellipsis = if end < text.len() { "…" } else { "" };
    let kept = text.get(..end).unwrap_or_default().chars();
    kept.map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .chain(ellipsis.chars())
        .collect()
}

/// Replaces the extension of a compression: `wire.jsonl.gz` becomes `wire.jsonl`, and `wire.tgz`
/// becomes `wire.tar`.
pub(super) fn decompressed_name(name: &str, extensions: &[(&str, &str)]) -> String {
    let lower = name.to_ascii_lowercase();
    let known = extensions.iter().find(|(extension, _)| lower.ends_with(extension));
    let replaced = known.and_then(|(extension, replacement)| {
        Some(format!("{}{replacement}", name.get(..name.len() - extension.len())?))
    });
    replaced.unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_kept_unless_they_lead_outside() {
        for (original, path, leaves_archive) in [
            ("1987/a.txt", "1987/a.txt", false),
            ("./a//b.txt", "a/b.txt", false),
            ("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd", true),
            ("/news/a.txt", "news/a.txt", true),
            ("C:/news/a.txt", "news/a.txt", true),
            ("a\u{1b}[2J.txt", "a\u{fffd}[2J.txt", false),
            ("", "(no name)", false),
        ] {
            assert_eq!(
                MemberPath::new(original),
                MemberPath { path: path.to_owned(), leaves_archive },
                "{original}"
            );
        }
        assert_eq!(MemberPath::from_bytes(b"caf\xE9.txt").path, "café.txt");
        assert_eq!(MemberPath::new(&"é".repeat(2000)).path.len(), LONGEST + "…".len());
        assert_eq!(MemberPath::new("1987/a.txt").file_name(), "a.txt");
    }

    #[test]
    fn extensions_of_compressions_are_removed() {
        assert_eq!(decompressed_name("wire.JSONL.GZ", &[(".gz", "")]), "wire.JSONL");
        assert_eq!(decompressed_name("wire.tgz", &[(".gz", ""), (".tgz", ".tar")]), "wire.tar");
        assert_eq!(decompressed_name("wire", &[(".gz", "")]), "wire");
    }
}

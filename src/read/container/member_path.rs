//! What a member of an archive is called: its name there, made safe to show. Nothing is ever written by it.

/// The longest name that is shown, in bytes.
const LONGEST: usize = 2_000;

/// The name of a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Name {
    /// Its path in the archive, parted by `/`.
    pub path: String,
    /// Whether the archive called it by a path that leads out of the archive.
    pub strays: bool,
}

impl Name {
    /// The name in these words, which part folders by `/`.
    pub fn of(said: &str) -> Self {
        let mut strays = said.starts_with('/');
        let mut parts: Vec<&str> = Vec::new();
        for part in said.split('/').filter(|part| !part.is_empty() && *part != ".") {
            let drive = parts.is_empty() && is_drive(part);
            strays |= drive || part == "..";
            match part {
                ".." => parts.push("%2E%2E"),
                _ if drive => {}
                part => parts.push(part),
            }
        }
        let path = printable(&parts.join("/"));
        Self { path: if path.is_empty() { "(no name)".to_owned() } else { path }, strays }
    }

    /// The name in these bytes: UTF-8, or what the first 256 characters of Unicode are numbered by.
    pub fn of_bytes(said: &[u8]) -> Self {
        match std::str::from_utf8(said) {
            Ok(said) => Self::of(said),
            Err(_) => Self::of(&said.iter().map(|byte| char::from(*byte)).collect::<String>()),
        }
    }

    /// The last part of it.
    pub fn file(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }
}

fn is_drive(part: &str) -> bool {
    matches!(part.as_bytes(), [letter, b':'] if letter.is_ascii_alphabetic())
}

/// A text without what would move a cursor, cut where it is endless.
pub fn printable(said: &str) -> String {
    let end = said.floor_char_boundary(LONGEST);
    let cut = if end < said.len() { "…" } else { "" };
    let kept = said.get(..end).unwrap_or_default().chars();
    kept.map(|c| if c.is_control() { char::REPLACEMENT_CHARACTER } else { c })
        .chain(cut.chars())
        .collect()
}

/// A name without the ending of a compression: `wire.jsonl.gz` holds `wire.jsonl`, `wire.tgz` holds `wire.tar`.
pub fn unpacked(name: &str, endings: &[(&str, &str)]) -> String {
    let lower = name.to_ascii_lowercase();
    let ending = endings.iter().find(|(ending, _)| lower.ends_with(ending));
    let named = ending.and_then(|(ending, instead)| {
        Some(format!("{}{instead}", name.get(..name.len() - ending.len())?))
    });
    named.unwrap_or_else(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_shown_as_they_are_unless_they_lead_out() {
        for (said, path, strays) in [
            ("1987/a.txt", "1987/a.txt", false),
            ("./a//b.txt", "a/b.txt", false),
            ("../../etc/passwd", "%2E%2E/%2E%2E/etc/passwd", true),
            ("/news/a.txt", "news/a.txt", true),
            ("C:/news/a.txt", "news/a.txt", true),
            ("a\u{1b}[2J.txt", "a\u{fffd}[2J.txt", false),
            ("", "(no name)", false),
        ] {
            assert_eq!(Name::of(said), Name { path: path.to_owned(), strays }, "{said}");
        }
        assert_eq!(Name::of_bytes(b"caf\xE9.txt").path, "café.txt");
        assert_eq!(Name::of(&"é".repeat(2000)).path.len(), LONGEST + "…".len());
        assert_eq!(Name::of("1987/a.txt").file(), "a.txt");
    }

    #[test]
    fn compressions_take_their_endings_along() {
        assert_eq!(unpacked("wire.JSONL.GZ", &[(".gz", "")]), "wire.JSONL");
        assert_eq!(unpacked("wire.tgz", &[(".gz", ""), (".tgz", ".tar")]), "wire.tar");
        assert_eq!(unpacked("wire", &[(".gz", "")]), "wire");
    }
}

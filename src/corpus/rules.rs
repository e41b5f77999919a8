//! Which files are news by their names: those on the disk, and those packed in others.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::error::{ErrorContext, Result};

/// Which files are news by their names.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
    /// The index itself, which may lie in its own archive.
    index: Option<PathBuf>,
    /// The patterns, in one line.
    said: String,
}

impl Rules {
    /// Only files that match one of `include`, where there are any, and none of `exclude`; never the index itself.
    ///
    /// # Errors
    /// When a glob is faulty.
    pub fn new(include: &[String], exclude: &[String], index: &Path) -> Result<Self> {
        let said = if include.is_empty() && exclude.is_empty() {
            String::new()
        } else {
            format!("include {include:?} exclude {exclude:?}")
        };
        Ok(Self {
            include: globs(include)?,
            exclude: globs(exclude)?,
            index: fs::canonicalize(index).ok(),
            said,
        })
    }

    /// The patterns, in one line: what was packed in a file was chosen by them.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// Whether a folder is the index.
    pub fn is_index(&self, folder: &Path) -> bool {
        self.index.as_deref() == Some(folder)
    }

    /// Why a file is not read, by its name and its path within the root.
    pub fn ignores(&self, within: &Path) -> Option<&'static str> {
        match &self.include {
            Some(include) if !matches(include, within) => {
                self.excludes(within).or(Some("not included by --include"))
            }
            Some(_) => self.excludes(within),
            None => self.excludes(within).or_else(|| nature(within)),
        }
    }

    /// Why a member of an archive is not read, by its path in there. What lies in an archive that is included is too,
    /// unless it is of a kind that has to be included by name.
    pub fn ignores_member(&self, path: &str) -> Option<&'static str> {
        let path = Path::new(path);
        let named = self.include.as_ref().is_some_and(|include| matches(include, path));
        self.excludes(path).or_else(|| if named { None } else { nature(path) })
    }

    fn excludes(&self, within: &Path) -> Option<&'static str> {
        let excluded = self.exclude.as_ref().is_some_and(|exclude| matches(exclude, within));
        excluded.then_some("excluded by --exclude")
    }
}

fn matches(globs: &GlobSet, within: &Path) -> bool {
    globs.is_match(within) || globs.is_match(within.file_name().unwrap_or_default())
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).context(|| format!("`{pattern}` is no pattern for file names"))?);
    }
    if patterns.is_empty() {
        Ok(None)
    } else {
        set.build().map(Some).context(|| "cannot use these patterns".to_string())
    }
}

/// Why a file of this path is no news, whatever it holds.
fn nature(within: &Path) -> Option<&'static str> {
    if within.components().any(|part| is_hidden(part.as_os_str())) {
        return Some("hidden");
    }
    is_about_the_archive(within.file_name().unwrap_or_default())
        .then_some("about the archive, not of it")
}

/// What begins with a dot, and the shadows that a Mac packs beside every file.
fn is_hidden(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| {
        name == "__MACOSX" || name.starts_with('.') && name != "." && name != ".."
    })
}

/// Files that speak of an archive: readmes, licences, tables of its codes' grammar.
fn is_about_the_archive(name: &OsStr) -> bool {
    let name = name.to_string_lossy().to_ascii_lowercase();
    let stem = name.split('.').next().unwrap_or_default();
    matches!(
        stem,
        "readme"
            | "license"
            | "licence"
            | "copying"
            | "changelog"
            | "notice"
            | "thumbs"
            | "desktop"
    ) || name.ends_with(".dtd")
        || name.ends_with(".xsd")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_tell_news_from_what_is_about_it() {
        let rules = Rules::default();
        for ignored in ["README.TXT", "lewis.dtd", ".git/config", "LICENSE", "__MACOSX/1987/a.txt"]
        {
            assert!(rules.ignores(Path::new(ignored)).is_some(), "{ignored}");
            assert!(rules.ignores_member(ignored).is_some(), "{ignored}");
        }
        assert_eq!(rules.ignores(Path::new("1987/readership-falls.txt")), None);
        let rules = Rules::new(&["*.txt".into()], &["draft*".into()], Path::new("nowhere"))
            .expect("good globs");
        assert!(
            rules.ignores(Path::new("a/b.sgm")).is_some()
                && rules.ignores(Path::new("a/draft1.txt")).is_some()
        );
        assert_eq!(rules.ignores(Path::new("a/README.txt")), None);
    }

    #[test]
    fn what_lies_in_an_included_archive_is_included() {
        let rules = Rules::new(&["*.zip".into()], &["draft*".into()], Path::new("nowhere"))
            .expect("good globs");
        assert_eq!(rules.ignores_member("1987/a.txt"), None);
        assert!(
            rules.ignores_member("1987/draft1.txt").is_some()
                && rules.ignores_member("README").is_some()
        );
    }
}

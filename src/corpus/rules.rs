//! Rules on file names: which files are read, on disk and inside archives.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use globset::{Glob, GlobSet, GlobSetBuilder};

use crate::error::{ErrorContext, Result};

/// Include and exclude patterns, and the built-in rules on names.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    include: Option<GlobSet>,
    exclude: Option<GlobSet>,
    /// The index folder, which may be inside a root.
    index: Option<PathBuf>,
    /// The patterns on one line, to compare rules between runs.
    patterns: String,
}

impl Rules {
    /// Only files that match one of `include`, if there are any, and none of `exclude`; never the
    /// index itself.
    ///
    /// # Errors
    /// Fails when a glob is invalid.
    pub fn new(include: &[String], exclude: &[String], index: &Path) -> Result<Self> {
        // Stored in the manifest: a change of this text makes every archive file be read again.
        let patterns = if include.is_empty() && exclude.is_empty() {
            String::new()
        } else {
            format!("include {include:?} exclude {exclude:?}")
        };
        Ok(Self {
            include: globs(include)?,
            exclude: globs(exclude)?,
            index: fs::canonicalize(index).ok(),
            patterns,
        })
    }

    /// The patterns on one line. The members of an archive were chosen by them.
    pub fn patterns(&self) -> &str {
        &self.patterns
    }

    /// True if the folder is the index, by whatever path.
    pub fn is_index(&self, folder: &Path) -> bool {
        self.index.as_deref().is_some_and(|index| {
            folder == index
                || folder.file_name() == index.file_name()
                    && fs::canonicalize(folder).is_ok_and(|folder| folder == index)
        })
    }

    /// The reason to ignore a file, by its path relative to the root; `None` to read it.
    pub fn ignore_reason(&self, relative: &Path) -> Option<&'static str> {
        match &self.include {
            Some(include) if !matches(include, relative) => {
                self.exclude_reason(relative).or(Some("not included by --include"))
            }
            Some(_) => self.exclude_reason(relative),
            None => self.exclude_reason(relative).or_else(|| builtin_reason(relative)),
        }
    }

    /// The reason to ignore a member of an archive, by its path in the archive. Members of an
    /// included archive are included, except those a built-in rule ignores; these have to match
    /// `include` themselves.
    pub fn member_ignore_reason(&self, path: &str) -> Option<&'static str> {
        let path = Path::new(path);
        let included = self.include.as_ref().is_some_and(|include| matches(include, path));
        self.exclude_reason(path).or_else(|| if included { None } else { builtin_reason(path) })
    }

    fn exclude_reason(&self, relative: &Path) -> Option<&'static str> {
        let excluded = self.exclude.as_ref().is_some_and(|exclude| matches(exclude, relative));
        excluded.then_some("excluded by --exclude")
    }
}

/// True if the globs match the relative path or the file name alone.
fn matches(globs: &GlobSet, relative: &Path) -> bool {
    globs.is_match(relative) || globs.is_match(relative.file_name().unwrap_or_default())
}

fn globs(patterns: &[String]) -> Result<Option<GlobSet>> {
    let mut set = GlobSetBuilder::new();
    for pattern in patterns {
        set.add(Glob::new(pattern).context(|| format!("invalid file pattern `{pattern}`"))?);
    }
    if patterns.is_empty() {
        Ok(None)
    } else {
        set.build().map(Some).context(|| "cannot combine the file patterns".to_string())
    }
}

/// The reason why a built-in rule ignores this path, whatever the file holds.
fn builtin_reason(relative: &Path) -> Option<&'static str> {
    if relative.components().any(|part| is_hidden(part.as_os_str())) {
        return Some("hidden");
    }
    is_documentation(relative.file_name().unwrap_or_default())
        .then_some("documentation, licence or schema of the archive")
}

/// True for dot files and for the `__MACOSX` folders that macOS adds to zip files.
fn is_hidden(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| {
        name == "__MACOSX" || name.starts_with('.') && name != "." && name != ".."
    })
}

/// True for files that describe an archive: readmes, licences, DTDs and schemas.
fn is_documentation(name: &OsStr) -> bool {
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
    fn documentation_and_hidden_files_are_ignored() {
        let rules = Rules::default();
        for ignored in ["README.TXT", "lewis.dtd", ".git/config", "LICENSE", "__MACOSX/1987/a.txt"]
        {
            assert!(rules.ignore_reason(Path::new(ignored)).is_some(), "{ignored}");
            assert!(rules.member_ignore_reason(ignored).is_some(), "{ignored}");
        }
        assert_eq!(rules.ignore_reason(Path::new("1987/readership-falls.txt")), None);
        let rules = Rules::new(&["*.txt".into()], &["draft*".into()], Path::new("nowhere"))
            .expect("valid globs");
        assert!(
            rules.ignore_reason(Path::new("a/b.sgm")).is_some()
                && rules.ignore_reason(Path::new("a/draft1.txt")).is_some()
        );
        assert_eq!(rules.ignore_reason(Path::new("a/README.txt")), None);
    }

    #[test]
    fn members_of_an_included_archive_are_included() {
        let rules = Rules::new(&["*.zip".into()], &["draft*".into()], Path::new("nowhere"))
            .expect("valid globs");
        assert_eq!(rules.member_ignore_reason("1987/a.txt"), None);
        assert!(
            rules.member_ignore_reason("1987/draft1.txt").is_some()
                && rules.member_ignore_reason("README").is_some()
        );
    }
}

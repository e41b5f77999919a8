//! Pages of digitised newspapers whose companions changed: the METS file of their issue, or a page on
//! which an article goes on.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::file_reader;
use super::issues;
use super::manifest::Manifest;
use crate::read::timeout::ReadTimeout;

/// Finds the pages among unchanged files that have to be read again: those with a companion that
/// changed or is gone, and those with a new METS file in their folder or above.
pub(super) fn stale_pages<'m>(
    unchanged: &BTreeSet<String>,
    changed: &[&str],
    manifest: &'m Manifest,
    timeout: &ReadTimeout,
) -> BTreeSet<String> {
    let companions = |path: &str| manifest.file(path)?.read_settings.companions.as_ref();
    let mut pages = unchanged.iter().filter(|path| companions(path).is_some()).peekable();
    if pages.peek().is_none() {
        return BTreeSet::new();
    }
    let is_changed: BTreeSet<&str> = changed.iter().copied().collect();
    let new_mets = changed.iter().filter(|path| issues::is_xml(path));
    let new_mets = new_mets.filter(|path| issues::is_mets(path, timeout));
    let described: BTreeSet<&Path> = new_mets.filter_map(|path| Path::new(path).parent()).collect();
    let mut digests: BTreeMap<&str, Option<String>> = BTreeMap::new();
    let mut is_other = |(path, known): (&'m String, &String)| {
        let path = path.as_str();
        if is_changed.contains(path) || unchanged.contains(path) {
            return is_changed.contains(path);
        }
        // Outside the folders of the job, or left out by a rule.
        let digest = digests.entry(path);
        let digest = digest.or_insert_with(|| file_reader::digest(path, timeout).ok());
        digest.as_ref() != Some(known)
    };
    let is_stale = |page: &&String| {
        let mut folders = Path::new(page.as_str()).ancestors().skip(1).take(issues::LEVELS);
        folders.any(|folder| described.contains(folder))
            || companions(page).is_some_and(|files| files.iter().any(&mut is_other))
    };
    pages.filter(is_stale).cloned().collect()
}

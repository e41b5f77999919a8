//! Titles of people: what the draft calls them, and what the archive calls them, with dates.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::names::ArchiveName;
use crate::article::entity::Person;
use crate::error::Result;
use crate::research::articles;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::request::Sort;
use crate::text::tokenizer;

/// Articles that are read from each end of the time.
const READ: usize = 20;

/// Titles that are listed.
const LISTED: usize = 5;

/// What the archive says about the title of a person.
#[derive(Debug, Clone)]
pub(crate) struct TitleFinding {
    /// The name in the draft.
    pub name: String,
    /// The title in the draft.
    pub title: String,
    /// Byte offset of the name in the draft.
    pub start: usize,
    /// Byte offset after it.
    pub end: usize,
    /// The number of articles about the person.
    pub articles: u64,
    /// Whether the archive gives the title; `None` where it gives none at all.
    pub agrees: Option<bool>,
    /// The titles in the articles that were read, the latest first.
    pub titles: Vec<ArchiveTitle>,
}

/// A title in the archive.
#[derive(Debug, Clone, Default)]
pub(crate) struct ArchiveTitle {
    /// The title.
    pub title: String,
    /// The number of the articles that were read and give it.
    pub articles: u64,
    /// The first and the last day on which one of them was published.
    pub first: Option<Date>,
    /// The last of these days.
    pub last: Option<Date>,
    /// The id of the last of them.
    pub id: String,
}

/// Compares the title of a person with the archive; `None` where the draft gives none.
///
/// # Errors
/// Fails when the index cannot be read.
pub(super) fn title(
    engine: &dyn Engine,
    person: &Person,
    budget: &Budget,
) -> Result<Option<TitleFinding>> {
    let Some(mention) = person.mentions.first().filter(|_| !person.role.is_empty()) else {
        return Ok(None);
    };
    let mut finding = TitleFinding {
        name: person.name.clone(),
        title: person.role.clone(),
        start: mention.start,
        end: mention.end,
        articles: 0,
        agrees: None,
        titles: Vec::new(),
    };
    let Some(name) = ArchiveName::person(engine, &person.key, &person.name)? else {
        return Ok(Some(finding));
    };
    let read = |sort| articles::first(engine, name.query(), sort, READ, budget);
    let (total, latest) = read(Sort::Newest)?;
    let (_, earliest) = if total > READ as u64 { read(Sort::Oldest)? } else { (0, Vec::new()) };
    finding.articles = total;
    let mut titles: BTreeMap<String, ArchiveTitle> = BTreeMap::new();
    for document in latest.iter().chain(&earliest) {
        let people = document.subjects.people.iter();
        for known in people.filter(|known| name.is(&known.key) && !known.role.is_empty()) {
            let date = document.article.published.as_ref().map(|published| published.date.from);
            titles.entry(tokenizer::folded(&known.role)).or_default().add(
                known,
                date,
                &document.id,
            );
        }
    }
    let ours = tokenizer::folded(&person.role);
    finding.agrees = (!titles.is_empty()).then(|| titles.keys().any(|known| fits(&ours, known)));
    finding.titles = titles.into_values().collect();
    finding.titles.sort_by(|one, other| {
        (other.last, other.articles, &one.title).cmp(&(one.last, one.articles, &other.title))
    });
    finding.titles.truncate(LISTED);
    Ok(Some(finding))
}

impl ArchiveTitle {
    fn add(&mut self, person: &Person, date: Option<Date>, id: &str) {
        if self.title.is_empty() {
            self.title.clone_from(&person.role);
            id.clone_into(&mut self.id);
        }
        self.articles += 1;
        self.first = self.first.into_iter().chain(date).min();
        if date > self.last {
            self.last = date;
            id.clone_into(&mut self.id);
        }
    }
}

/// Returns whether two titles, folded, are one: all words of the shorter are in the longer.
fn fits(one: &str, other: &str) -> bool {
    let words = |text: &str| -> Vec<String> { text.split(' ').map(str::to_string).collect() };
    let (one, other) = (words(one), words(other));
    let (shorter, longer) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    shorter.iter().all(|word| longer.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shorter_title_fits_a_longer_one() {
        assert!(fits("finance minister", "kenyan finance minister"));
        assert!(fits("kenyan finance minister", "finance minister"));
        assert!(!fits("finance minister", "foreign minister"));
    }
}

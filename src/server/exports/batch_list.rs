//! Lists that are worked through: a table is written again with what its queries find, or with the people,
//! places or organisations that its names mean.

use std::collections::BTreeSet;
use std::io::Write;
use std::time::Instant;

use jiff::civil::Date;

use super::batch_table::{BatchTable, write_row};
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::error::{Error, Result};
use crate::research::batch::{BatchCounts, count};
use crate::research::name_match::{NameMatch, NameMatcher};
use crate::search::answer;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::request::Request;

/// Other candidates for a name that are written.
const OTHERS: usize = 5;

/// What a list is worked through for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BatchColumns {
    /// The numbers of articles and stories of each query.
    Counts {
        /// Adds a column for each year.
        years: bool,
    },
    /// A row for each of so many hits of each query.
    Hits(usize),
    /// The values of a facet that each name means.
    Names(Field),
}

/// A list of queries or names.
pub(crate) struct BatchList<'l> {
    /// The table.
    pub table: &'l BatchTable,
    /// Its column with the queries or names.
    pub column: usize,
    /// The archive.
    pub engine: &'l dyn Engine,
    /// The filters of all queries.
    pub filters: &'l Request,
    /// The day from which relative dates are counted.
    pub today: Date,
    /// The limit of the work.
    pub budget: &'l Budget,
}

impl BatchList<'_> {
    /// Writes the table with more columns. Returns whether any row finds anything.
    ///
    /// # Errors
    /// Fails as a search does, when time runs out, or when the table cannot be written.
    pub(crate) fn write(&self, columns: BatchColumns, out: &mut dyn Write) -> Result<bool> {
        match columns {
            BatchColumns::Counts { years } => self.write_counts(years, out),
            BatchColumns::Hits(limit) => self.write_hits(limit, out),
            BatchColumns::Names(field) => self.match_names(field, out),
        }
    }

    /// Counts what each row finds.
    ///
    /// # Errors
    /// Fails as a search does, and when time runs out.
    pub(crate) fn counts(&self) -> Result<Vec<BatchCounts>> {
        let rows = (1..).zip(&self.table.rows);
        rows.map(|(number, row)| match self.text(row) {
            "" => Ok(BatchCounts::default()),
            text => {
                let counts = count(self.engine, &self.request(text), self.today, self.budget)?;
                if counts.is_partial { Err(out_of_time(number)) } else { Ok(counts) }
            }
        })
        .collect()
    }

    /// Returns whether the time for the work has ended, so that the last answer may be too small.
    fn is_over(&self) -> bool {
        self.budget.deadline.is_some_and(|deadline| Instant::now() > deadline)
    }

    fn request(&self, query: &str) -> Request {
        Request { query: query.to_owned(), ..self.filters.clone() }
    }

    fn header(&self, more: &[&str], out: &mut dyn Write) -> Result<()> {
        let own = self.table.header.iter().cloned();
        write_row(own.chain(more.iter().map(|name| (*name).to_owned())), out)
    }

    /// The cells of a row, as many as the header has.
    fn cells(&self, row: &[String]) -> Vec<String> {
        let mut cells = row.to_vec();
        cells.resize(self.table.header.len().max(row.len()), String::new());
        cells
    }

    /// The query or name of a row.
    pub(crate) fn text<'r>(&self, row: &'r [String]) -> &'r str {
        row.get(self.column).map_or("", |cell| cell.trim())
    }

    fn write_counts(&self, years: bool, out: &mut dyn Write) -> Result<bool> {
        let all = self.counts()?;
        let known: BTreeSet<i16> =
            all.iter().flat_map(|counts| counts.years.keys().copied()).collect();
        let columns = known.iter().filter(|_| years).map(ToString::to_string).collect::<Vec<_>>();
        let mut header =
            vec!["understood", "articles", "stories", "undated", "first", "last", "notes"];
        header.extend(columns.iter().map(String::as_str));
        self.header(&header, out)?;
        for (row, counts) in self.table.rows.iter().zip(&all) {
            let day = |day: Option<Date>| day.map_or(String::new(), |day| day.to_string());
            let notes: Vec<&str> = counts.notes.iter().map(|note| note.message.as_str()).collect();
            let mut cells = self.cells(row);
            cells.extend([
                counts.query.clone(),
                counts.articles.to_string(),
                counts.stories.to_string(),
                counts.undated.to_string(),
                day(counts.days.map(|(first, _)| first)),
                day(counts.days.map(|(_, last)| last)),
                notes.join("; "),
            ]);
            for year in known.iter().filter(|_| years) {
                cells.push(counts.years.get(year).copied().unwrap_or(0).to_string());
            }
            write_row(cells.into_iter(), out)?;
        }
        Ok(all.iter().any(|counts| counts.articles > 0))
    }

    fn write_hits(&self, limit: usize, out: &mut dyn Write) -> Result<bool> {
        self.header(&["hit", "id", "published", "publisher", "title", "snippet"], out)?;
        let mut found = false;
        for (row_number, row) in (1..).zip(&self.table.rows) {
            if self.text(row).is_empty() {
                continue;
            }
            let request = Request { limit, facets: Vec::new(), ..self.request(self.text(row)) };
            let answer = answer::answer(self.engine, &request, self.today, self.budget)?;
            if self.is_over() {
                return Err(out_of_time(row_number));
            }
            for (number, hit) in (1..).zip(&answer.hits) {
                found = true;
                let Document { id, article, .. } = &hit.document;
                let published = article.published.as_ref();
                let mut cells = self.cells(row);
                cells.extend([
                    number.to_string(),
                    id.clone(),
                    published.map_or(String::new(), |published| published.date.from.to_string()),
                    article.publisher.clone(),
                    article.title.clone(),
                    hit.snippet.text.clone(),
                ]);
                write_row(cells.into_iter(), out)?;
            }
        }
        Ok(found)
    }

    fn match_names(&self, field: Field, out: &mut dyn Write) -> Result<bool> {
        let matcher = NameMatcher::new(self.engine, &[field], self.today, self.budget)?;
        self.header(&["match", "key", "name", "articles", "score", "evidence", "others"], out)?;
        let mut found = false;
        for row in &self.table.rows {
            let candidates = matcher.matches(self.text(row), usize::MAX)?;
            let mut cells = self.cells(row);
            let Some(best) = candidates.first() else {
                cells.extend(["none", "", "", "0", "0", "", ""].map(str::to_owned));
                write_row(cells.into_iter(), out)?;
                continue;
            };
            found = true;
            let others = candidates.iter().skip(1).take(OTHERS);
            let others: Vec<String> =
                others.map(|it| format!("{} ({}, {})", it.name, it.key, it.articles)).collect();
            cells.extend([
                certainty(&candidates).to_owned(),
                best.key.clone(),
                best.name.clone(),
                best.articles.to_string(),
                best.score.to_string(),
                best.evidence.clone(),
                others.join("; "),
            ]);
            write_row(cells.into_iter(), out)?;
        }
        Ok(found)
    }
}

/// How sure the best candidate for a name is.
pub(crate) fn certainty(candidates: &[NameMatch]) -> &'static str {
    match candidates.first() {
        None => "none",
        Some(best) if best.is_certain => "one",
        Some(_) if candidates.len() == 1 => "part",
        Some(_) => "several",
    }
}

fn out_of_time(row: usize) -> Error {
    Error::new(format!("time ran out in row {row} of the list"))
        .user_error()
        .hint("send a shorter list, or run `morgue batch`, which has no limit")
}

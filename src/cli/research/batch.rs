//! `morgue batch`: runs a list of queries, or matches a list of names.

use std::collections::BTreeSet;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::article::document::Document;
use crate::article::schema::Field;
use crate::cli::context::{CommandContext, today};
use crate::cli::search::FilterArgs;
use crate::corpus::input_file;
use crate::research::batch::{BatchCounts, count};
use crate::research::name_match::NameMatcher;
use crate::search::answer;
use crate::search::budget::Budget;
use crate::search::engine::Engine;
use crate::search::request::Request;
use crate::server::exports::batch_table::{BatchTable, write_row};

/// Bytes of a list.
const MAX_LIST: u64 = 64 << 20;

/// Run a list of queries, or match a list of names: writes the table again with more columns
///
/// FILE is a CSV file with a header, or - for standard input. For each query: the numbers of
/// articles and stories, the first and the last day, with --years a column for each year, and with
/// --hits a row for each of the best hits. With --names the column has names, which are matched with
/// people, places or organisations of the archive, with the evidence.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The list, or - for standard input
    file: PathBuf,
    /// Column with the queries or names, by name or number (default: the first)
    #[arg(long, value_name = "COLUMN")]
    column: Option<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Add a column for each year
    #[arg(long, conflicts_with = "hits")]
    years: bool,
    /// Write a row for each of this number of hits
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1000))]
    hits: Option<u16>,
    /// Match names instead of running queries
    #[arg(long, value_name = "KIND", conflicts_with_all = ["hits", "years"],
          value_parser = ["people", "places", "organisations"])]
    names: Option<String>,
}

/// Runs the command. Exits with 1 if no row finds anything.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let table = BatchTable::read(&input_file::read(&args.file, MAX_LIST)?)?;
    let column = table.column(args.column.as_deref())?;
    let index = context.engine()?;
    let mut out = BufWriter::new(io::stdout().lock());
    let list = List { table: &table, column, engine: index.engine() };
    let found = match (&args.names, args.hits) {
        (Some(kind), _) => list.match_names(kind, &mut out)?,
        (None, Some(hits)) => list.write_hits(&args.filters, usize::from(hits), &mut out)?,
        (None, None) => list.write_counts(&args.filters, args.years, &mut out)?,
    };
    out.flush()?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// A list that is worked through.
struct List<'l> {
    table: &'l BatchTable,
    column: usize,
    engine: &'l dyn Engine,
}

impl List<'_> {
    fn header(&self, more: &[&str], out: &mut dyn Write) -> Result<()> {
        let own = self.table.header.iter().cloned();
        Ok(write_row(own.chain(more.iter().map(|name| (*name).to_owned())), out)?)
    }

    /// The cells of a row, as many as the header has.
    fn cells(&self, row: &[String]) -> Vec<String> {
        let mut cells = row.to_vec();
        cells.resize(self.table.header.len().max(row.len()), String::new());
        cells
    }

    fn text<'r>(&self, row: &'r [String]) -> &'r str {
        row.get(self.column).map_or("", |cell| cell.trim())
    }

    fn write_counts(&self, filters: &FilterArgs, years: bool, out: &mut dyn Write) -> Result<bool> {
        let mut all = Vec::with_capacity(self.table.rows.len());
        for row in &self.table.rows {
            let text = self.text(row);
            all.push(match text {
                "" => BatchCounts::default(),
                text => count(
                    self.engine,
                    &filters.request(text.to_owned()),
                    today(),
                    &Budget::default(),
                )?,
            });
        }
        let known: BTreeSet<i16> =
            all.iter().flat_map(|counts| counts.years.keys().copied()).collect();
        let columns = known.iter().filter(|_| years).map(ToString::to_string).collect::<Vec<_>>();
        let mut header =
            vec!["understood", "articles", "stories", "undated", "first", "last", "notes"];
        header.extend(columns.iter().map(String::as_str));
        self.header(&header, out)?;
        for (row, counts) in self.table.rows.iter().zip(&all) {
            let day =
                |day: Option<jiff::civil::Date>| day.map_or(String::new(), |day| day.to_string());
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

    fn write_hits(&self, filters: &FilterArgs, limit: usize, out: &mut dyn Write) -> Result<bool> {
        self.header(&["hit", "id", "published", "publisher", "title", "snippet"], out)?;
        let mut found = false;
        for row in self.table.rows.iter().filter(|row| !self.text(row).is_empty()) {
            let request =
                Request { limit, facets: Vec::new(), ..filters.request(self.text(row).to_owned()) };
            let answer = answer::answer(self.engine, &request, today(), &Budget::default())?;
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

    fn match_names(&self, kind: &str, out: &mut dyn Write) -> Result<bool> {
        let field = match kind {
            "places" => Field::Places,
            "organisations" => Field::Organisations,
            _ => Field::People,
        };
        let matcher = NameMatcher::new(self.engine, &[field], today(), &Budget::default())?;
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
            let others = candidates.iter().skip(1).take(5);
            let others: Vec<String> =
                others.map(|it| format!("{} ({}, {})", it.name, it.key, it.articles)).collect();
            let certainty = if best.is_certain { "one" } else { "several" };
            let certainty =
                if candidates.len() == 1 && !best.is_certain { "part" } else { certainty };
            cells.extend([
                certainty.to_owned(),
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

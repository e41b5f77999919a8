//! `morgue batch`: runs a list of queries, or matches a list of names.

use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::Result;

use crate::article::schema::Field;
use crate::cli::context::{CommandContext, today};
use crate::cli::search::FilterArgs;
use crate::corpus::input_file;
use crate::search::budget::Budget;
use crate::server::exports::batch_list::{BatchColumns, BatchList};
use crate::server::exports::batch_table::BatchTable;

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
    let filters = args.filters.request(String::new());
    let list = BatchList {
        table: &table,
        column,
        engine: index.engine(),
        filters: &filters,
        today: today(),
        budget: &Budget::default(),
    };
    let columns = match (&args.names, args.hits) {
        (Some(kind), _) => BatchColumns::Names(Field::from_name(kind).unwrap_or(Field::People)),
        (None, Some(hits)) => BatchColumns::Hits(usize::from(hits)),
        (None, None) => BatchColumns::Counts { years: args.years },
    };
    let found = list.write(columns, &mut out)?;
    out.flush()?;
    Ok(if found { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

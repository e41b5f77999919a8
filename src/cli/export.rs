//! `morgue export`: writes every match in a format for other programs.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::builder::PossibleValuesParser;

use super::context::{CommandContext, today};
use super::search::FilterArgs;
use crate::error::Error;
use crate::search::budget::Budget;
use crate::search::planner;
use crate::search::planner::PlannedRequest;
use crate::search::request::Sort;
use crate::server::exports::{ExportFormat, ExportOptions, FORMATS, column_names, export};

/// Export all matching articles
///
/// Writes every match as it is found, unless --limit says otherwise. Exits with 1 if nothing matches.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The query (default: all articles); put -- before a query that begins with -
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Output format
    #[arg(long, value_name = "FORMAT", default_value = "jsonl",
        value_parser = PossibleValuesParser::new(FORMATS.map(|format| format.name)))]
    format: String,
    /// Order of articles (default: relevance with a query, else newest)
    #[arg(long, value_name = "ORDER",
        value_parser = PossibleValuesParser::new(Sort::ALL.map(|(name, _)| name)))]
    sort: Option<String>,
    /// Write only these columns of csv, jsonl and parquet, separated by commas: id, published, title, ...
    #[arg(long, value_name = "LIST", value_parser = columns)]
    columns: Option<ExportOptions>,
    /// Write at most this number of articles
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<u64>,
    /// Begin csv with a byte order mark, so that Excel reads it as UTF-8
    #[arg(long)]
    bom: bool,
}

/// Reads names of columns.
fn columns(list: &str) -> Result<ExportOptions, String> {
    let mut options = ExportOptions::default();
    options.add_columns(list)?;
    match options.columns.is_empty() {
        true => Err(format!("choose from {}", column_names().join(", "))),
        false => Ok(options),
    }
}

impl Args {
    /// The options; an error names one that the format has no use for.
    fn options(&self) -> Result<ExportOptions> {
        let format = self.format.as_str();
        if self.columns.is_some() && !matches!(format, "csv" | "jsonl" | "parquet") {
            return Err(misplaced("--columns", format, "csv, jsonl or parquet"));
        }
        if self.bom && format != "csv" {
            return Err(misplaced("--bom", format, "csv"));
        }
        let columns = self.columns.clone().unwrap_or_default();
        Ok(ExportOptions { limit: self.limit, bom: self.bom, ..columns })
    }
}

fn misplaced(flag: &str, format: &str, formats: &str) -> anyhow::Error {
    Error::new(format!("{flag} does not apply to {format}"))
        .user_error()
        .hint(format!("use it with --format {formats}"))
        .into()
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let options = args.options()?;
    let index = context.engine()?;
    let engine = index.engine();
    let mut request = args.filters.request(args.query.join(" "));
    request.sort = args.sort.as_deref().and_then(Sort::from_name);
    let format = ExportFormat::named(&args.format)
        .ok_or_else(|| anyhow!("unknown format `{}`", args.format))?;
    let PlannedRequest { plan, warnings, .. } =
        planner::plan(engine, &request, today(), &Budget::default())?;
    context.print_warnings(&request.query, &warnings)?;
    let count = export(engine, &plan, format, &options, &mut BufWriter::new(io::stdout().lock()))?;
    Ok(if count == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

//! `morgue export`: writes every match in a format for other programs.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::builder::PossibleValuesParser;

use super::context::{CommandContext, today};
use super::search::FilterArgs;
use crate::search::budget::Budget;
use crate::search::planner;
use crate::search::planner::PlannedRequest;
use crate::search::request::Sort;
use crate::server::exports::{ExportFormat, FORMATS, export};

/// Export all matching articles
///
/// Writes every match as it is found, however many there are. Exits with 1 if nothing matches.
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
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let engine = context.engine()?;
    let mut request = args.filters.request(args.query.join(" "));
    request.sort = args.sort.as_deref().and_then(Sort::from_name);
    let format = ExportFormat::named(&args.format)
        .ok_or_else(|| anyhow!("unknown format `{}`", args.format))?;
    let PlannedRequest { plan, warnings, .. } =
        planner::plan(&engine, &request, today(), &Budget::default())?;
    context.print_warnings(&request.query, &warnings)?;
    let count = export(&engine, &plan, format, &mut BufWriter::new(io::stdout().lock()))?;
    Ok(if count == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

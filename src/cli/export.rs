//! `morgue export`: every hit, in a form for other programs.

use std::io::{self, BufWriter};
use std::process::ExitCode;

use anyhow::{Result, anyhow};
use clap::builder::PossibleValuesParser;

use super::context::{CommandContext, today};
use super::search::Narrow;
use crate::search::engine::Budget;
use crate::search::plan;
use crate::search::plan::Planned;
use crate::search::request::Sort;
use crate::server::exports::{FORMATS, Format, export};

/// Write every article that answers, for other programs: however many there are
///
/// Exits 1 when nothing answers.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What to look for; everything if nothing is said. One that begins with - goes behind --
    query: Vec<String>,
    #[command(flatten)]
    narrow: Narrow,
    /// The form
    #[arg(long, value_name = "FORMAT", default_value = "jsonl",
        value_parser = PossibleValuesParser::new(FORMATS.map(|format| format.name)))]
    format: String,
    /// The order of the articles; relevance where there is a query, else newest
    #[arg(long, value_name = "ORDER", value_parser = PossibleValuesParser::new(Sort::ALL.map(|(name, _)| name)))]
    sort: Option<String>,
}

/// Runs the command.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let engine = desk.engine()?;
    let mut request = args.narrow.request(args.query.join(" "));
    request.sort = args.sort.as_deref().and_then(Sort::named);
    let format =
        Format::named(&args.format).ok_or_else(|| anyhow!("there is no form `{}`", args.format))?;
    let Planned { plan, warnings, .. } =
        plan::plan(&engine, &request, today(), &Budget::default())?;
    desk.warn(&request.query, &warnings)?;
    let count = export(&engine, &plan, format, &mut BufWriter::new(io::stdout().lock()))?;
    Ok(if count == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

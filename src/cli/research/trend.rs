//! `morgue trend`: counts queries over time.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, anyhow};

use crate::cli::context::{CommandContext, print_json, seconds, today};
use crate::cli::render;
use crate::cli::search::FilterArgs;
use crate::research::trend::{Period, trend};
use crate::search::budget::Budget;
use crate::server::exports::chart;
use crate::server::exports::chart::Measure;
use crate::server::wire::TrendJson;

/// Count queries over time: articles, their share of all articles, occurrences in a million words
///
/// Each argument is a separate query; put quotes around one of several words. Occurrences are
/// counted in bodies, for a word, a phrase, a name, or words near each other. Exits with 1 if
/// nothing matches.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The queries
    #[arg(required = true, value_name = "QUERY")]
    queries: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Length of a period
    #[arg(long, value_name = "PERIOD", default_value = "year",
          value_parser = ["year", "month", "week", "day"])]
    by: String,
    /// Format of the output
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = ["text", "csv", "svg"])]
    format: String,
    /// What the picture shows
    #[arg(long, value_name = "MEASURE", default_value = "articles",
          value_parser = ["articles", "share", "per-million"])]
    measure: String,
    /// Time limit in seconds; prints what was counted by then
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Runs the command.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let by = Period::from_name(&args.by).ok_or_else(|| anyhow!("unknown period"))?;
    let measure = Measure::from_name(&args.measure).ok_or_else(|| anyhow!("unknown measure"))?;
    let index = context.engine()?;
    let engine = index.engine();
    let request = args.filters.request(String::new());
    let budget = Budget::from_timeout(args.timeout);
    let trend = trend(engine, &args.queries, &request, by, today(), &budget)?;
    if context.json {
        print_json(&TrendJson::from(&trend))?;
    } else {
        context.print_warnings("", &trend.warnings)?;
        let page = match args.format.as_str() {
            "csv" => chart::csv(&trend),
            "svg" => chart::svg(&trend, measure),
            _ => render::trend(&trend),
        };
        write!(anstream::stdout(), "{page}")?;
    }
    let is_empty = trend.queries.iter().all(|query| query.articles == 0);
    Ok(if is_empty { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

//! `morgue facet`: lists the values of a facet with their counts.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::context::{CommandContext, print_json, seconds, today};
use super::render;
use super::search::FilterArgs;
use crate::search::answer;
use crate::search::budget::Budget;
use crate::search::facets::facet_names;
use crate::search::request::{FacetPattern, Request};
use crate::server::wire::FacetJson;

/// List the values of a facet with their counts
///
/// Facets: people, places, organisations, topics, keywords, authors, agency, publisher, section,
/// language. Exits with 1 if there is no value.
#[derive(Debug, clap::Args)]
pub(super) struct Args {
    /// The facet
    field: String,
    /// Only values with a word that begins with this
    #[arg(default_value = "", hide_default_value = true)]
    prefix: String,
    /// Only values whose name contains this, ignoring case and accents
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    containing: String,
    /// Count only articles that match this query
    #[arg(
        long,
        value_name = "QUERY",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    query: String,
    #[command(flatten)]
    filters: FilterArgs,
    /// Number of values (default: all)
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Time limit in seconds; prints what was counted by then
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Runs the command.
pub(super) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let field = facet_names::parse(&args.field).map_err(|message| anyhow!(message))?;
    let index = context.engine()?;
    let engine = index.engine();
    let filtered = args.filters.request(args.query);
    let request = Request { values: args.limit.unwrap_or(usize::MAX), ..filtered };
    let pattern = FacetPattern { prefix: args.prefix, substring: args.containing };
    let budget = Budget::from_timeout(args.timeout);
    let found = answer::search_facet(engine, &request, field, &pattern, today(), &budget)?;
    if context.json {
        print_json(&FacetJson::from(&found))?;
    } else {
        context.print_warnings(&request.query, &found.warnings)?;
        write!(anstream::stdout(), "{}", render::facet(&found.facet))?;
    }
    Ok(if found.facet.values.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

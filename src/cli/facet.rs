//! `morgue facet`: the values of a facet with their counts.

use std::io::Write;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Result, anyhow};

use super::context::{CommandContext, print_json, seconds, today};
use super::page;
use super::search::Narrow;
use crate::search::answer;
use crate::search::engine::Budget;
use crate::search::request::{FacetPattern, Request};
use crate::server::search_params;
use crate::server::wire::FacetJson;

/// List the values of a facet with their counts
///
/// The facets are people, places, organisations, topics, keywords, authors, agency, publisher, section, language.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The facet
    field: String,
    /// Only values with a word that begins so
    #[arg(default_value = "", hide_default_value = true)]
    prefix: String,
    /// Only values with this anywhere in their name, in any case and with any accents
    #[arg(long, value_name = "TEXT", default_value = "", hide_default_value = true)]
    containing: String,
    /// Only articles that answer this query
    #[arg(
        long,
        value_name = "QUERY",
        default_value = "",
        hide_default_value = true,
        allow_hyphen_values = true
    )]
    query: String,
    #[command(flatten)]
    narrow: Narrow,
    /// How many values; all of them unless told otherwise
    #[arg(short = 'n', long, value_name = "N")]
    limit: Option<usize>,
    /// Stop after so many seconds, with what is counted by then
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Runs the command: exits 1 when there is no value.
pub fn run(args: Args, desk: &CommandContext) -> Result<ExitCode> {
    let field = search_params::facet(&args.field).map_err(|why| anyhow!(why))?;
    let engine = desk.engine()?;
    let request =
        Request { values: args.limit.unwrap_or(usize::MAX), ..args.narrow.request(args.query) };
    let called = FacetPattern { beginning: args.prefix, containing: args.containing };
    let listing =
        answer::listing(&engine, &request, field, &called, today(), &Budget::of(args.timeout))?;
    if desk.json {
        print_json(&FacetJson::from(&listing))?;
    } else {
        desk.warn(&request.query, &listing.warnings)?;
        write!(anstream::stdout(), "{}", page::facet(&listing.facet))?;
    }
    Ok(if listing.facet.values.is_empty() { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

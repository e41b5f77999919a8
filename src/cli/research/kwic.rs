//! `morgue kwic`: prints every occurrence of a query in its context.

use std::io::Write;
use std::process::ExitCode;

use anyhow::{Result, anyhow};

use crate::cli::context::{CommandContext, print_json, today};
use crate::cli::render;
use crate::cli::search::FilterArgs;
use crate::research::kwic::{KwicSort, concordance};
use crate::search::budget::Budget;
use crate::server::wire::KwicJson;

/// Print every occurrence of a query in its context, sorted by what is before or behind it
///
/// Up to 20,000 occurrences are sorted, those of the newest articles. Exits with 1 if nothing
/// matches.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The query
    #[arg(required = true)]
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Order of the lines
    #[arg(long, value_name = "ORDER", default_value = "right",
          value_parser = ["right", "left", "match", "newest"])]
    sort: String,
    /// Number of lines
    #[arg(short = 'n', long, value_name = "N", default_value_t = 100)]
    limit: usize,
    /// Characters of context on each side
    #[arg(long, value_name = "N", default_value_t = 40)]
    width: usize,
}

/// Runs the command.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let sort = KwicSort::from_name(&args.sort).ok_or_else(|| anyhow!("unknown order"))?;
    let index = context.engine()?;
    let engine = index.engine();
    let request = args.filters.request(args.query.join(" "));
    let options = (sort, args.limit, args.width);
    let found = concordance(engine, &request, options, today(), &Budget::default())?;
    if context.json {
        print_json(&KwicJson::from(&found))?;
    } else {
        context.print_warnings(&request.query, &found.warnings)?;
        write!(anstream::stdout(), "{}", render::concordance(&found, args.width))?;
    }
    Ok(if found.articles == 0 { ExitCode::from(1) } else { ExitCode::SUCCESS })
}

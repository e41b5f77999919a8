//! `morgue recheck`: says what has changed since a receipt was made.

use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use anyhow::{Context, Result};

use crate::cli::context::{CommandContext, print_json, seconds};
use crate::cli::render;
use crate::corpus::input_file;
use crate::research::recheck::recheck;
use crate::search::budget::Budget;
use crate::server::wire::{ReceiptJson, RecheckJson};

/// Bytes of a receipt, which has some 36 for each article.
const MAX_RECEIPT: u64 = 256 << 20;

/// Say what has changed since a receipt was made: articles added, removed, merged or revised
///
/// `morgue search --receipt` makes a receipt; the JSON of a search carries one without the list of
/// articles, so that only the numbers can be compared. Relative dates are counted from the day of
/// the receipt. Exits with 1 if the answer is another now.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// The receipt, or - for standard input
    receipt: PathBuf,
    /// Time limit in seconds
    #[arg(long, value_name = "SECONDS", value_parser = seconds)]
    timeout: Option<Duration>,
}

/// Runs the command.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let name = args.receipt.display().to_string();
    let receipt = ReceiptJson::read(&input_file::read(&args.receipt, MAX_RECEIPT)?)
        .with_context(|| format!("cannot read the receipt `{name}`"))?;
    let index = context.engine()?;
    let report = recheck(index.engine(), &receipt, &Budget::from_timeout(args.timeout))?;
    if context.json {
        print_json(&RecheckJson::new(&receipt, &report))?;
    } else {
        write!(anstream::stdout(), "{}", render::recheck(&receipt, &report))?;
    }
    Ok(if report.same { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

//! Every hit of a search, streamed in one of several forms. A form writes one article at a time; adding one is a file and
//! a line in [`FORMATS`].

mod bibtex;
mod csl;
mod csv;
mod dates;
mod jsonl;
mod ris;

use std::io::{self, Write};
use std::ops::ControlFlow;

use crate::article::document::Document;
use crate::error::{ErrorContext, Result};
use crate::search::engine::{DuplicateRecord, Engine, Plan};

/// A form that articles are exported in.
pub struct Format {
    /// The name flags and addresses give it.
    pub name: &'static str,
    /// What HTTP calls it.
    pub media: &'static str,
    /// How names of such files end.
    pub ending: &'static str,
    head: fn(&mut dyn Write) -> io::Result<()>,
    entry: fn(&Document, &[DuplicateRecord], &mut dyn Write) -> io::Result<()>,
    between: &'static str,
    foot: &'static str,
}

/// Every form.
pub const FORMATS: [Format; 5] =
    [jsonl::FORMAT, csv::FORMAT, ris::FORMAT, bibtex::FORMAT, csl::FORMAT];

impl Format {
    /// The form of this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        const { &FORMATS }.iter().find(|format| format.name == name)
    }
}

/// Writes every hit of a plan in its order, and gives how many there were. Whatever the archive holds, memory holds one
/// article.
///
/// # Errors
/// When the index can not be read, what is written is not taken, or the plan's patience ends.
pub fn export(
    engine: &dyn Engine,
    plan: &Plan,
    format: &Format,
    out: &mut dyn Write,
) -> Result<u64> {
    let doing = || "cannot write what was found".to_owned();
    (format.head)(out).context(doing)?;
    let (mut count, mut fault) = (0, None);
    engine.scan(plan, &mut |clipping| match entry(engine, &clipping, format, count == 0, out) {
        Ok(()) => {
            count += 1;
            ControlFlow::Continue(())
        }
        Err(why) => {
            fault = Some(why);
            ControlFlow::Break(())
        }
    })?;
    if let Some(why) = fault {
        return Err(why);
    }
    out.write_all(format.foot.as_bytes()).and_then(|()| out.flush()).context(doing)?;
    Ok(count)
}

fn entry(
    engine: &dyn Engine,
    clipping: &Document,
    format: &Format,
    first: bool,
    out: &mut dyn Write,
) -> Result<()> {
    let copies = engine.copies(clipping)?;
    let between = if first { "" } else { format.between };
    let written =
        out.write_all(between.as_bytes()).and_then(|()| (format.entry)(clipping, &copies, out));
    written.context(|| format!("cannot write article `{}`", clipping.id))
}

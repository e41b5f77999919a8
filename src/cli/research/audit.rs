//! `morgue audit`: judges a random sample of what the archive found, and says how precise it is.

use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::Result;
use jiff::Timestamp;
use serde::Serialize;

use crate::article::schema::Field;
use crate::cli::canon::correct_wrong;
use crate::cli::context::{CommandContext, print_json, today};
use crate::cli::render;
use crate::cli::search::FilterArgs;
use crate::engine::editable::EditableEngine;
use crate::research::audit::{
    AuditOf, AuditedValue, Fault, MAX_SAMPLE, WrongValue, precision, sample,
};
use crate::search::budget::Budget;

/// Judge a random sample of the people, places, organisations, topics or dates that morgue found
///
/// Each value is shown with its sentence, and the answer is read from standard input: r right, w wrong,
/// o somebody or something else of that name, s skip, q end. Then it says how many are right, with the
/// interval of 95 %. With --correct, what was marked wrong becomes entries of the authority file, which
/// `morgue canon undo` takes back. What publishers assigned is not drawn.
#[derive(Debug, clap::Args)]
pub(crate) struct Args {
    /// What to judge
    #[arg(value_parser = ["people", "places", "organisations", "topics", "dates"])]
    of: String,
    /// Only in the articles that match
    query: Vec<String>,
    #[command(flatten)]
    filters: FilterArgs,
    /// Number of values
    #[arg(short = 'n', long, value_name = "N", default_value_t = 50, value_parser = size)]
    number: usize,
    /// Seed of the sample: the same gives the same sample (default: by the clock)
    #[arg(long, value_name = "N")]
    seed: Option<u64>,
    /// Make corrections of what was marked wrong
    #[arg(long)]
    correct: bool,
}

fn size(text: &str) -> Result<usize, String> {
    let size = text.parse().ok().filter(|size| (1..=MAX_SAMPLE).contains(size));
    size.ok_or_else(|| format!("must be a number from 1 to {MAX_SAMPLE}"))
}

/// What was judged.
#[derive(Debug, Default)]
struct Judged {
    right: u64,
    skipped: u64,
    wrong: Vec<WrongValue>,
}

/// The result of an audit as JSON.
#[derive(Serialize)]
struct AuditJson<'a> {
    of: &'a str,
    seed: u64,
    sample: usize,
    judged: u64,
    right: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    precision: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    interval: Option<[f64; 2]>,
    wrong: Vec<WrongJson<'a>>,
}

#[derive(Serialize)]
struct WrongJson<'a> {
    key: &'a str,
    article: &'a str,
    other: bool,
}

/// Runs the command. It exits with 1 if nothing was judged.
pub(crate) fn run(args: Args, context: &CommandContext) -> Result<ExitCode> {
    let index = context.engine()?;
    let engine = index.engine();
    let of = AuditOf::from_name(&args.of).unwrap_or(AuditOf::Facet(Field::People));
    let seed =
        args.seed.unwrap_or_else(|| Timestamp::now().as_microsecond().unsigned_abs() % 1_000_000);
    let request = args.filters.request(args.query.join(" "));
    let drawn = sample(engine, &request, (of, args.number, seed), today(), &Budget::default())?;
    let judged = judge(&drawn, of, context)?;
    report(&args.of, seed, drawn.len(), &judged, context)?;
    if !judged.wrong.is_empty() {
        match args.correct {
            true => correct(engine, &judged.wrong, context)?,
            false if !context.quiet => writeln!(
                anstream::stderr(),
                "--correct makes corrections of what is wrong; --seed {seed} draws this sample again"
            )?,
            false => {}
        }
    }
    Ok(if judged.right == 0 && judged.wrong.is_empty() {
        ExitCode::from(1)
    } else {
        ExitCode::SUCCESS
    })
}

/// Shows each value and reads what is said of it. Questions go to the terminal, not among the data.
fn judge(drawn: &[AuditedValue], of: AuditOf, context: &CommandContext) -> Result<Judged> {
    let mut judged = Judged::default();
    let mut input = std::io::stdin().lock();
    for (number, value) in (1..).zip(drawn) {
        if !context.quiet {
            write!(anstream::stderr(), "{}", render::audited(number, drawn.len(), value))?;
        }
        match read_answer(&mut input, of)? {
            None => break,
            Some('r') => judged.right += 1,
            Some('s') => judged.skipped += 1,
            Some(answer) => judged.wrong.push(WrongValue {
                field: of.field(),
                key: value.key.clone(),
                article: value.document.id.clone(),
                fault: if answer == 'o' { Fault::Other } else { Fault::Wrong },
            }),
        }
    }
    Ok(judged)
}

/// Reads an answer: its letter; `None` at the end.
fn read_answer(input: &mut impl BufRead, of: AuditOf) -> Result<Option<char>> {
    let is_named = of.has_names();
    let other = if is_named { " [o]ther of that name" } else { "" };
    loop {
        write!(anstream::stderr(), "     [r]ight [w]rong{other} [s]kip [q]uit: ")?;
        let mut line = String::new();
        if input.read_line(&mut line)? == 0 {
            writeln!(anstream::stderr())?;
            return Ok(None);
        }
        match line.trim().to_lowercase().chars().next() {
            Some('q') => return Ok(None),
            Some('y') => return Ok(Some('r')),
            Some('n') => return Ok(Some('w')),
            Some(answer @ ('r' | 'w' | 's')) => return Ok(Some(answer)),
            Some('o') if is_named => return Ok(Some('o')),
            _ => {}
        }
    }
}

fn report(
    of: &str,
    seed: u64,
    drawn: usize,
    judged: &Judged,
    context: &CommandContext,
) -> Result<()> {
    let all = judged.right + judged.wrong.len() as u64;
    let precision = precision(judged.right, all);
    if context.json {
        let wrong = judged.wrong.iter().map(|it| WrongJson {
            key: &it.key,
            article: &it.article,
            other: it.fault == Fault::Other,
        });
        print_json(&AuditJson {
            of,
            seed,
            sample: drawn,
            judged: all,
            right: judged.right,
            precision: precision.as_ref().map(|(share, _)| *share),
            interval: precision.as_ref().map(|(_, interval)| [interval.start, interval.end]),
            wrong: wrong.collect(),
        })?;
        return Ok(());
    }
    let mut out = anstream::stdout();
    match precision {
        None => writeln!(out, "{of}: nothing was judged")?,
        Some((share, interval)) => writeln!(
            out,
            "{of}: {} of {all} right, {:.0} % (95 % interval: {:.0} to {:.0} %); seed {seed}",
            judged.right,
            share * 100.0,
            interval.start * 100.0,
            interval.end * 100.0
        )?,
    }
    Ok(())
}

fn correct(
    engine: &dyn EditableEngine,
    wrong: &[WrongValue],
    context: &CommandContext,
) -> Result<()> {
    let (made, left) = correct_wrong(engine, wrong)?;
    if context.quiet {
        return Ok(());
    }
    for action in &made {
        writeln!(anstream::stderr(), "corrected: {action}")?;
    }
    for value in &left {
        writeln!(
            anstream::stderr(),
            "not corrected: {} in {}: there is no correction for one article of these",
            value.key,
            value.article
        )?;
    }
    Ok(())
}

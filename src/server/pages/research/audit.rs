//! The page for audits: a random sample that is judged in a form, and what becomes of what was wrong.
//!
//! The address holds the seed and the verdicts, so that the server keeps nothing.

use axum::response::Response;
use jiff::Timestamp;
use maud::{Markup, html};

use super::tools::tools_line;
use crate::research::audit::{
    AuditOf, AuditedValue, Fault, WrongValue, has_value, precision, sample,
};
use crate::search::budget::Budget;
use crate::search::request::Request;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{article_url, counted, headline, marked, meta};
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::{AppState, today};

/// Values of a sample on the page: by default, and at most.
const DEFAULT_SIZE: usize = 20;
const MAX_SIZE: usize = 200;

/// An audit that is asked for in an address.
pub(crate) struct AuditPage {
    name: &'static str,
    of: AuditOf,
    size: usize,
    /// The seed of the sample; none where only the form is shown.
    seed: Option<u64>,
    /// The verdict of each value that was judged, by its number.
    verdicts: Vec<(usize, char)>,
    /// Numbers of corrections that were made, and of values without one.
    corrected: Option<(usize, usize)>,
    request: Request,
}

impl AuditPage {
    /// Reads an address or a form.
    ///
    /// # Errors
    /// Fails when a parameter is unknown or invalid.
    pub(crate) fn read(mut parameters: QueryParameters) -> Result<Self, Problem> {
        let mut take =
            |name| search_params::take(&mut parameters, name).filter(|value| !value.is_empty());
        let name = take("of").unwrap_or_else(|| "people".to_owned());
        let (name, of) = AuditOf::named(&name)
            .ok_or_else(|| Problem::bad_request(format!("unknown of `{name}`")))?;
        let size = number(take("n"), "n")?.unwrap_or(DEFAULT_SIZE).clamp(1, MAX_SIZE);
        let seed = number(take("seed"), "seed")?;
        let made: Option<usize> = number(take("corrected"), "corrected")?;
        let left: Option<usize> = number(take("left"), "left")?;
        let verdicts = parameters
            .extract_if(.., |(name, _)| verdict_number(name).is_some())
            .filter_map(|(name, value)| Some((verdict_number(&name)?, value.chars().next()?)))
            .collect();
        let request = search_params::request(&parameters)?;
        let corrected = made.map(|made| (made, left.unwrap_or(0)));
        Ok(Self { name, of, size, seed, verdicts, corrected, request })
    }

    /// Draws the sample and shows it with its verdicts.
    ///
    /// # Errors
    /// Fails when the index cannot be read, or the archive has no such value.
    pub(crate) fn response(&self, state: &AppState, budget: &Budget) -> Result<Response, Problem> {
        let drawn = match self.seed {
            None => Vec::new(),
            Some(seed) => {
                let how = (self.of, self.size, seed);
                sample(&*state.engine, &self.request, how, today(), budget)?
            }
        };
        let body = html! {
            main.page.audit #content {
                (tools_line("/audit"))
                h1 { "Audit" }
                p { "How precise are the names, topics and dates that morgue found in this archive? A random sample is drawn: mark each value as right or wrong. The address keeps the verdicts." }
                (self.choice())
                @if let Some((made, left)) = self.corrected { (corrected(made, left)) }
                @if let Some(seed) = self.seed { (self.judging(&drawn, seed)) (self.correcting(&drawn, state.editor.is_some())) }
            }
        };
        Ok(page(&Frame { title: "Audit", here: "/tools", ..Frame::default() }, &body))
    }

    /// The form that draws another sample.
    fn choice(&self) -> Markup {
        let seed = Timestamp::now().as_microsecond().unsigned_abs() % 1_000_000;
        html! {
            form.queries action="/audit" {
                input type="hidden" name="seed" value=(seed);
                label { "In the articles of a query, or of all" input type="search" name="q" value=(self.request.query) autocomplete="off"; }
                div.controls {
                    label { "Judge " select name="of" { @for (name, _) in AuditOf::ALL {
                        option value=(name) selected[name == self.name] { (name) }
                    } } }
                    label { "Number " input type="number" name="n" min="1" max=(MAX_SIZE) value=(self.size); }
                    button { "Draw a sample" }
                }
            }
        }
    }

    fn verdict(&self, number: usize) -> Option<char> {
        self.verdicts.iter().rfind(|it| it.0 == number).map(|it| it.1)
    }

    /// The values that were marked wrong.
    fn wrong<'d>(&self, drawn: &'d [AuditedValue]) -> Vec<(&'d AuditedValue, Fault)> {
        let fault = |number| match self.verdict(number) {
            Some('w') => Some(Fault::Wrong),
            Some('o') => Some(Fault::Other),
            _ => None,
        };
        let numbered = (1..).zip(drawn);
        numbered.filter_map(|(number, value)| Some((value, fault(number)?))).collect()
    }

    /// The sample as a form, and the precision so far.
    fn judging(&self, drawn: &[AuditedValue], seed: u64) -> Markup {
        let right = (1..=drawn.len()).filter(|it| self.verdict(*it) == Some('r')).count() as u64;
        let judged = right + self.wrong(drawn).len() as u64;
        html! {
            @match precision(right, judged) {
                Some((share, interval)) => p.precision role="status" {
                    b { (format!("{:.0} %", share * 100.0)) } " right: " (right) " of " (judged)
                    ", the 95 % interval is " (format!("{:.0} to {:.0} %", interval.start * 100.0, interval.end * 100.0)) },
                None => p.precision.muted { (counted(drawn.len() as u64, "value", "values")) " of the sample, none judged yet" },
            }
            form action="/audit" {
                input type="hidden" name="of" value=(self.name);
                input type="hidden" name="n" value=(self.size);
                input type="hidden" name="seed" value=(seed);
                @for (name, value) in search_params::parameters(&self.request) {
                    input type="hidden" name=(name) value=(value);
                }
                ol.sample { @for (number, value) in (1..).zip(drawn) { (self.value(number, value)) } }
                p.submit { button { "Count" } }
            }
        }
    }

    fn value(&self, number: usize, value: &AuditedValue) -> Markup {
        let other = self.of.has_names().then_some(("o", "another of that name"));
        let choices =
            [("r", "right"), ("w", "wrong")].into_iter().chain(other).chain([("", "skip")]);
        let chosen = self.verdict(number);
        html! {
            li {
                fieldset {
                    legend { b { (value.name) } " " span.muted { (value.why) } }
                    p.snippet { (marked(&value.sentence, &value.marks)) }
                    p.meta { a href=(article_url(&value.document.id)) { (headline(&value.document.article)) }
                        span.sep { "·" } (meta(&value.document.article)) }
                    div.choices { @for (letter, label) in choices { label {
                        input type="radio" name={ "v" (number) } value=(letter) checked[chosen == letter.chars().next()];
                        " " (label)
                    } } }
                }
            }
        }
    }

    /// The form that corrects what was marked wrong.
    fn correcting(&self, drawn: &[AuditedValue], can_edit: bool) -> Markup {
        let wrong = self.wrong(drawn);
        html! {
            @if !wrong.is_empty() {
                section #correct {
                    h2 { (counted(wrong.len() as u64, "value", "values")) " marked wrong" }
                    @if can_edit {
                        p { "A name that is in no other article is hidden, and another is split off in its article. Corrections can be undone." }
                        form method="post" action="/audit" {
                            input type="hidden" name="of" value=(self.name);
                            @for (value, fault) in &wrong {
                                input type="hidden" name=(if *fault == Fault::Other { "other" } else { "wrong" })
                                    value={ (value.document.id) " " (value.key) };
                            }
                            button { "Correct them" }
                        }
                    } @else {
                        p.muted { "They can be corrected here in one step where the server was started with " code { "--edit" } ", and by "
                            code { "morgue audit --correct" } "." }
                    }
                }
            }
        }
    }
}

fn corrected(made: usize, left: usize) -> Markup {
    html! {
        p.done-message role="status" {
            (counted(made as u64, "correction was made", "corrections were made"))
            @if left > 0 { "; for " (left) " there is no correction of a single article" }
            ". " a href="/archive#corrections" { "See or undo them" } "."
        }
    }
}

/// The number of a value in the name of its verdict: `v7`.
fn verdict_number(name: &str) -> Option<usize> {
    let number = name.strip_prefix('v')?.parse().ok()?;
    (1..=MAX_SIZE).contains(&number).then_some(number)
}

fn number<T: std::str::FromStr>(value: Option<String>, name: &str) -> Result<Option<T>, Problem> {
    let parse = |text: String| {
        text.parse()
            .map_err(|_| Problem::bad_request(format!("invalid {name} `{text}`: use a number")))
    };
    value.map(parse).transpose()
}

/// Corrects what a form says is wrong. Returns the address to go on at.
///
/// # Errors
/// Fails when pages may not write, or when an article has no such value.
pub(crate) fn correct(
    state: &AppState,
    mut parameters: QueryParameters,
) -> Result<String, Problem> {
    let Some(editor) = &state.editor else {
        return Err(Problem::forbidden(
            "names cannot be corrected here: start the server with `--edit`",
        ));
    };
    let name = search_params::take(&mut parameters, "of").unwrap_or_default();
    let of = AuditOf::from_name(&name)
        .ok_or_else(|| Problem::bad_request(format!("unknown of `{name}`")))?;
    let mut wrong = Vec::new();
    for (name, value) in parameters.iter().take(MAX_SIZE) {
        let fault = match name.as_str() {
            "wrong" => Fault::Wrong,
            "other" => Fault::Other,
            name => return Err(Problem::bad_request(format!("unknown parameter `{name}`"))),
        };
        let (article, key) = value.split_once(' ').unwrap_or_default();
        let document = state.document(article)?;
        if !has_value(&document, of, key) {
            let detail = format!("`{key}` is not found in {article} now: draw another sample");
            return Err(Problem::bad_request(detail));
        }
        let (key, article) = (key.to_owned(), document.id);
        wrong.push(WrongValue { field: of.field(), key, article, fault });
    }
    let (made, left) = editor.correct_wrong(&wrong)?;
    Ok(format!("/audit?of={name}&corrected={}&left={left}", made.len()))
}

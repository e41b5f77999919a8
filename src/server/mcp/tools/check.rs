//! The tool that checks a draft.

use serde_json::{Map, Value, json};

use super::super::arguments::Arguments;
use super::super::parameters::{Kind, required};
use super::super::tool::ToolSpec;
use crate::research::check::{Draft, check};
use crate::search::budget::Budget;
use crate::server::problem::Problem;
use crate::server::state::AppState;
use crate::server::wire::CheckJson;

/// The lists of findings.
const LISTS: [&str; 4] = ["quotations", "titles", "figures", "corrected"];

/// The most bytes of a draft.
const LONGEST: usize = 1 << 20;

pub(super) const TOOL: ToolSpec = ToolSpec {
    name: "check",
    title: "Check a draft against the archive",
    description: "Says of each quotation in a text whether the archive has it: verbatim, altered (and by which \
words), said by another or elsewhere, or not found; and what the archive says of titles, dates and figures beside \
names. Check what you wrote before you give it to anybody.",
    searches: false,
    own: &[required(
        "text",
        Kind::Text,
        "The draft, with its quotations in quotation marks",
        "\"The minister said: \\\"The ferry is safe.\\\"\"",
    )],
    run,
};

fn run(state: &AppState, arguments: &Arguments, budget: &Budget) -> Result<Value, Problem> {
    let text = arguments.text("text").unwrap_or_default();
    if text.len() > LONGEST {
        let message = format!("a draft has at most {LONGEST} bytes, and this has {}", text.len());
        return Err(Problem::bad_request(message));
    }
    let draft = Draft::new(text);
    let report = check(&*state.engine, &draft, budget)?;
    let report = serde_json::to_value(CheckJson::new(&draft, &report));
    let report = report.map_err(|error| Problem::internal(error.to_string()))?;
    let offset = arguments.offset()?;
    let findings = LISTS.iter().flat_map(|list| {
        let findings = report.get(list).and_then(Value::as_array).into_iter().flatten();
        findings.map(|finding| (*list, finding))
    });
    let (mut ceiling, mut members, mut next) = (arguments.ceiling(), Map::new(), None);
    for (number, (list, finding)) in findings.enumerate().skip(offset) {
        let finding = brief(finding);
        if !ceiling.take(&finding) {
            next = Some(number.to_string());
            break;
        }
        let list = members.entry(list).or_insert_with(|| json!([]));
        list.as_array_mut().into_iter().for_each(|list| list.push(finding.clone()));
    }
    for name in ["complete", "counts"] {
        members.insert(name.to_owned(), report.get(name).cloned().unwrap_or_default());
    }
    members.insert("next".to_owned(), json!(next));
    Ok(Value::Object(members))
}

/// A finding with its first passage only.
fn brief(finding: &Value) -> Value {
    let mut finding = finding.clone();
    if let Some(passages) = finding.get_mut("passages").and_then(Value::as_array_mut) {
        passages.truncate(1);
    }
    finding
}

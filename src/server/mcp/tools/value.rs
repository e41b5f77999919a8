//! The tools that tell what the archive knows of a person, a place or an organisation.

use serde_json::{Value, json};

use super::super::arguments::Arguments;
use super::super::ceiling::shortened;
use super::super::parameters::{Kind, Parameter, required};
use super::super::tool::ToolSpec;
use super::summary;
use crate::article::document::Document;
use crate::article::schema::Field;
use crate::search::answer::{Answer, Facet};
use crate::search::budget::Budget;
use crate::search::request::{Filter, Request};
use crate::server::pages::Dossier;
use crate::server::problem::Problem;
use crate::server::state::AppState;

/// Values that a name may stand for that are listed.
const NAMESAKES: usize = 10;

/// Names of each kind that appear with a value.
const TOGETHER: usize = 8;

/// Articles of each list.
const ARTICLES: usize = 3;

/// Roles, other names, and bars of the timeline that are listed.
const ROLES: usize = 12;
const NAMES: usize = 12;
const BARS: usize = 40;

const NAME: &[Parameter] = &[required(
    "name",
    Kind::Text,
    "The name, or the key that another answer gave",
    "\"James Baker\"",
)];

pub(super) const PERSON: ToolSpec = ToolSpec {
    name: "person",
    title: "What the archive knows of a person",
    description: "Gives the roles of a person over time, their other names with the evidence, the coverage over \
time, whom, where and what they appear with, and the first, latest and most central articles. A name of several \
people lists them all and describes the most frequent.",
    searches: false,
    own: NAME,
    run: |state, arguments, budget| run(Field::People, state, arguments, budget),
};

pub(super) const PLACE: ToolSpec = ToolSpec {
    name: "place",
    title: "What the archive knows of a place",
    description: "Gives the coverage of a place, and of all that lies in it, over time, who and what appears with \
it, and the first, latest and most central articles.",
    searches: false,
    own: NAME,
    run: |state, arguments, budget| run(Field::Places, state, arguments, budget),
};

pub(super) const ORGANISATION: ToolSpec = ToolSpec {
    name: "organisation",
    title: "What the archive knows of an organisation",
    description: "Gives the other names of an organisation, its coverage over time, who and what appears with it, \
and the first, latest and most central articles.",
    searches: false,
    own: NAME,
    run: |state, arguments, budget| run(Field::Organisations, state, arguments, budget),
};

fn run(
    field: Field,
    state: &AppState,
    arguments: &Arguments,
    budget: &Budget,
) -> Result<Value, Problem> {
    let name = arguments.text("name").unwrap_or_default();
    let namesakes = namesakes(field, name, state, budget)?;
    let Some(first) = namesakes.values.first().filter(|value| value.count > 0) else {
        return Err(unknown(field, name, state, budget)?);
    };
    let dossier = Dossier::new(state, field, &first.value, budget)?;
    let mut ceiling = arguments.ceiling();
    let mut members = serde_json::Map::new();
    let mut add = |name: &str, values: Vec<Value>| {
        if !values.is_empty() {
            members.insert(name.to_owned(), Value::Array(values));
        }
    };
    let others = summary::values(&namesakes).skip(1).take(NAMESAKES);
    add("others_of_that_name", ceiling.fill(others));
    add("roles", ceiling.fill(roles(&dossier)));
    add("also_called", ceiling.fill(names(&dossier)));
    let articles = |documents: &[Document]| -> Vec<Value> {
        let documents = documents.iter().take(ARTICLES);
        documents.map(|document| Value::Object(summary::article(document))).collect()
    };
    add("first", ceiling.fill(articles(&dossier.first)));
    add("latest", ceiling.fill(articles(&dossier.latest)));
    add("central", ceiling.fill(articles(&dossier.central)));
    for (name, together) in [
        ("with_people", Field::People),
        ("with_places", Field::Places),
        ("with_organisations", Field::Organisations),
        ("topics", Field::Topics),
        ("publishers", Field::Publisher),
    ] {
        let facet = dossier.answer.facets.iter().find(|facet| facet.field == together);
        let values = facet.into_iter().flat_map(|facet| &facet.values);
        let others = values.filter(|value| value.value != first.value && value.count > 0);
        add(name, ceiling.fill(others.take(TOGETHER).map(summary::value)));
    }
    add("timeline", ceiling.fill(timeline(&dossier.answer)));
    let mut described = json!({
        "name": dossier.name,
        "key": first.value,
        "articles": dossier.answer.articles,
        "undated": dossier.answer.undated,
        "exact": dossier.answer.exact,
    });
    if let Value::Object(described) = &mut described {
        described.append(&mut members);
    }
    Ok(described)
}

/// The values that a name stands for, the most frequent first.
fn namesakes(
    field: Field,
    name: &str,
    state: &AppState,
    budget: &Budget,
) -> Result<Facet, Problem> {
    let filters = vec![Filter { field, value: name.to_owned(), exclude: false }];
    let (facets, values) = (vec![field], NAMESAKES + 1);
    let request = Request { filters, facets, values, limit: 0, ..Request::default() };
    let answer = state.search(&request, budget)?;
    let meant = answer.filter_values.into_iter().flatten().collect::<Vec<String>>();
    let mut facet = answer.facets.into_iter().next().unwrap_or(Facet {
        field,
        values: Vec::new(),
        distinct: 0,
    });
    facet.values.retain(|value| meant.contains(&value.value));
    facet.values.sort_by_key(|value| std::cmp::Reverse(value.count));
    Ok(facet)
}

/// The problem of a name that the archive does not have.
fn unknown(
    field: Field,
    name: &str,
    state: &AppState,
    budget: &Budget,
) -> Result<Problem, Problem> {
    let query = format!("{}:\"{}\"", field.flag_name(), name.replace('"', ""));
    let request = Request { query, facets: Vec::new(), limit: 0, ..Request::default() };
    let suggestion = state.search(&request, budget)?.did_you_mean;
    let suggestion =
        suggestion.map_or_else(String::new, |it| format!("; did you mean {}?", it.query));
    let kind = field.flag_name();
    let name = shortened(name, 100);
    Ok(Problem::not_found(format!("there is no {kind} `{name}` in this archive{suggestion}")))
}

fn roles(dossier: &Dossier) -> impl Iterator<Item = Value> {
    dossier.sample.roles().into_iter().take(ROLES).map(|role| {
        json!({
            "role": role.name(),
            "first": role.first.map(|day| day.to_string()),
            "last": role.last.map(|day| day.to_string()),
        })
    })
}

fn names(dossier: &Dossier) -> impl Iterator<Item = Value> {
    let names = dossier.alternates.iter().take(NAMES);
    names.map(|it| json!({ "name": it.name, "articles": it.articles, "evidence": it.evidence }))
}

/// The bars of the timeline that have articles, or the highest ones where there are many, by time.
fn timeline(answer: &Answer) -> Vec<Value> {
    let mut bars: Vec<_> = answer.timeline.iter().filter(|bar| bar.count > 0).collect();
    bars.sort_by_key(|bar| std::cmp::Reverse(bar.count));
    bars.truncate(BARS);
    bars.sort_by_key(|bar| bar.from);
    let bar = |bar: &&crate::search::timeline::Bar| json!({ "from": bar.from.to_string(), "to": bar.to.to_string(), "articles": bar.count });
    bars.iter().map(bar).collect()
}

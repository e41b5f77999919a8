//! The tool that reads an article.

use serde_json::{Value, json};

use super::super::arguments::Arguments;
use super::super::ceiling::Ceiling;
use super::super::parameters::{Kind, required};
use super::super::quotation::quotation;
use super::super::tool::ToolSpec;
use super::summary;
use crate::article::Slot;
use crate::article::document::Document;
use crate::search::budget::Budget;
use crate::search::story::story;
use crate::server::problem::Problem;
use crate::server::state::AppState;

/// Names of each kind that are listed.
const NAMES: usize = 12;

/// A byte of a text can take this many in JSON: `\n` and `\"` take two.
const ESCAPED: usize = 2;

pub(super) const TOOL: ToolSpec = ToolSpec {
    name: "article",
    title: "Read an article",
    description: "Gives the text of an article, in parts where it is long, with its author, source and date, the \
names in it, and the other versions of its story.",
    searches: false,
    own: &[required(
        "id",
        Kind::Text,
        "The id of the article, as `search` gives it",
        "\"dygeqd9dyf4pzdq6\"",
    )],
    run,
};

fn run(state: &AppState, arguments: &Arguments, _: &Budget) -> Result<Value, Problem> {
    let document = state.document(arguments.text("id").unwrap_or_default())?;
    let from = arguments.offset()?;
    let mut ceiling = arguments.ceiling();
    let mut members = summary::article(&document);
    if from == 0 {
        let more = [
            ("byline", json!(document.article.byline)),
            ("section", json!(document.article.section)),
            ("url", json!(document.article.url)),
            ("people", people(&document)),
            ("organisations", organisations(&document)),
            ("versions", versions(state, &document, &mut ceiling)?),
        ];
        for (name, value) in more.into_iter().filter(|(_, value)| *value != json!("")) {
            ceiling.take(&value);
            members.insert(name.to_owned(), value);
        }
        let other = document.article.slots().filter(|(slot, text)| {
            !matches!(slot, Slot::Title | Slot::Body) && !text.trim().is_empty()
        });
        let other = other.map(|(slot, text)| quotation(slot, text, 0..text.len()));
        members.insert("other_texts".to_owned(), Value::Array(ceiling.fill(other)));
    }
    let body = &document.article.body;
    let Some(rest) = body.get(from..) else {
        let message = format!("`{from}` is not in the text of `{}`", document.id);
        return Err(Problem::bad_request(message));
    };
    let end = from + part(rest, ceiling.left());
    members.insert("text".to_owned(), quotation(Slot::Body, body, from..end));
    members.insert("length".to_owned(), json!(body.len()));
    members.insert("next".to_owned(), json!((end < body.len()).then(|| end.to_string())));
    Ok(Value::Object(members))
}

/// Returns the length of the part of a text that fits: to the end of a paragraph or a word.
fn part(text: &str, room: usize) -> usize {
    let most = (room / ESCAPED).max(1);
    if text.len() <= most {
        return text.len();
    }
    let kept = text.get(..text.ceil_char_boundary(most)).unwrap_or(text);
    let after = |at: usize, separator: &str| at + separator.len();
    let paragraph = kept.rfind("\n\n").map(|at| after(at, "\n\n")).filter(|at| *at > most / 2);
    let word = || kept.rfind(' ').map(|at| after(at, " "));
    paragraph.or_else(word).unwrap_or(kept.len())
}

fn people(document: &Document) -> Value {
    let people = document.subjects.people.iter().take(NAMES);
    people
        .map(|person| json!({ "name": person.name, "key": person.key, "role": person.role }))
        .collect()
}

fn organisations(document: &Document) -> Value {
    document.subjects.organisations.iter().take(NAMES).map(|it| json!(it.name)).collect()
}

/// Lists the other versions of the story, by time.
fn versions(
    state: &AppState,
    document: &Document,
    ceiling: &mut Ceiling,
) -> Result<Value, Problem> {
    let story = story(&*state.engine, document)?;
    let versions = story.iter().flat_map(|story| &story.versions);
    let others = versions.filter(|it| it.document.id != document.id).map(|version| {
        let published = version.document.article.published.as_ref();
        json!({
            "id": version.document.id,
            "published": published.map(|it| summary::date(&it.date)),
            "publisher": version.document.article.publisher,
        })
    });
    Ok(Value::Array(ceiling.fill(others.take(NAMES))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_end_between_words_and_cover_the_text() {
        let text = "One two three.\n\nÉté four five six seven.";
        for room in 1..100 {
            let (mut from, mut parts) = (0, 0);
            while from < text.len() {
                let rest = text.get(from..).expect("a character boundary");
                from += part(rest, room);
                parts += 1;
            }
            assert!(from == text.len() && parts <= text.len());
        }
        assert_eq!(part(text, 40), "One two three.\n\n".len());
    }
}

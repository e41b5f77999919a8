//! Forms that correct names, and the list of corrections with which each can be undone.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::error::error_page;
use super::text::dossier_url;
use crate::article::schema::Field;
use crate::server::cancellation::run_blocking;
use crate::server::editing::{Correction, Editor};
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::AppState;

/// Corrections that are listed.
const LISTED: usize = 20;

/// Makes a correction and leads back to the page it was asked for on.
pub(super) async fn correct(
    State(state): State<AppState>,
    headers: HeaderMap,
    Form(parameters): Form<QueryParameters>,
) -> Response {
    let answer = async {
        // A page of another site must not correct names with this reader's rights.
        let sender = headers.get("sec-fetch-site").map(|sender| sender.as_bytes());
        if sender.is_some_and(|sender| sender != b"same-origin") {
            return Err(Problem::forbidden("another web site sent this request"));
        }
        let (correction, back) = correction(parameters)?;
        run_blocking(state, move |state, _| {
            let Some(editor) = &state.editor else {
                return Err(Problem::forbidden(
                    "names cannot be corrected here: start the server with `--edit`",
                ));
            };
            Ok(editor.correct(correction)?)
        })
        .await?;
        Ok((StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response())
    };
    answer.await.unwrap_or_else(|problem: Problem| error_page(&problem))
}

/// Reads the correction of a form, and the path to go on at.
fn correction(mut parameters: QueryParameters) -> Result<(Correction, String), Problem> {
    let mut take = |name| search_params::take(&mut parameters, name).unwrap_or_default();
    let (action, key, name, number) = (take("action"), take("key"), take("name"), take("number"));
    let name = name.trim().to_string();
    let page = dossier_url(&key).unwrap_or_else(|| "/archive".to_string());
    match action.as_str() {
        "merge" | "rename" if name.is_empty() => Err(Problem::bad_request("the name is empty")),
        "merge" => Ok((Correction::Merge { into: key, other: name }, page)),
        "rename" => Ok((Correction::Rename { key, name }, page)),
        "hide" => Ok((Correction::Hide { key }, "/archive#corrections".to_string())),
        "undo" => {
            let number = number.parse().map_err(|_| {
                Problem::bad_request(format!("invalid number `{number}` of a correction"))
            })?;
            Ok((Correction::Undo { number }, page))
        }
        action => Err(Problem::bad_request(format!("unknown correction `{action}`"))),
    }
}

/// The forms that correct a value. Nothing where names cannot be corrected.
pub(super) fn forms(
    editor: Option<&dyn Editor>,
    field: Field,
    key: &str,
    name: &str,
) -> Result<Markup, Problem> {
    let Some(editor) = editor else { return Ok(html! {}) };
    let form = |action: &str, body: Markup| {
        html! {
            form method="post" action="/edit" {
                input type="hidden" name="action" value=(action);
                input type="hidden" name="key" value=(key);
                (body)
            }
        }
    };
    // Only people and organisations are found under several names.
    let merges = matches!(field, Field::People | Field::Organisations);
    Ok(html! {
        details.edit {
            summary { "Correct this name" }
            (form("rename", html! {
                label { "Show it as" input name="name" value=(name) required; }
                button { "Rename" }
            }))
            @if merges {
                (form("merge", html! {
                    label { "The same as" input name="name" placeholder="another name or key" required; }
                    button { "Merge" }
                }))
            }
            (form("hide", html! { button { "Hide: not a " (field.flag_name()) } }))
        }
        (corrections(editor, key)?)
    })
}

/// The latest corrections, each with a button that undoes it. `key` is the value whose page is shown.
///
/// # Errors
/// Fails when they cannot be read.
pub(super) fn corrections(editor: &dyn Editor, key: &str) -> Result<Markup, Problem> {
    let made = editor.corrections()?;
    // The page of a value lists what was done to it.
    let names_key = |entry: &str| entry.split_whitespace().any(|word| word == key);
    let listed = made.iter().filter(|it| key.is_empty() || names_key(&it.entry)).take(LISTED);
    let listed: Vec<_> = listed.collect();
    Ok(html! {
        @if !listed.is_empty() {
            section.edit #corrections {
                h2 { "Corrections" }
                ul { @for made in listed {
                    li {
                        code { (made.entry) } span.muted { (made.date) }
                        @if made.is_active {
                            form method="post" action="/edit" {
                                input type="hidden" name="action" value="undo";
                                input type="hidden" name="key" value=(key);
                                input type="hidden" name="number" value=(made.number);
                                button { "Undo" }
                            }
                        } @else { span.muted { "undone" } }
                    }
                } }
            }
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(pairs: &[(&str, &str)]) -> Result<(Correction, String), String> {
        let owned = |(name, value): &(&str, &str)| ((*name).to_string(), (*value).to_string());
        correction(pairs.iter().map(owned).collect()).map_err(|it| it.detail().to_string())
    }

    #[test]
    fn forms_are_read_as_corrections() {
        let key = ("key", "person/ines-arvelos");
        let (rename, back) = form(&[("action", "rename"), key, ("name", " Inês ")]).expect("reads");
        let expected = Correction::Rename { key: key.1.to_string(), name: "Inês".to_string() };
        assert_eq!((rename, back.as_str()), (expected, "/person/ines-arvelos"));
        let (hide, back) = form(&[("action", "hide"), key]).expect("reads");
        assert_eq!(hide, Correction::Hide { key: key.1.to_string() });
        assert!(back.starts_with("/archive"));
        for wrong in [
            &[("action", "merge"), key][..],
            &[("action", "undo"), ("number", "x")],
            &[("action", "burn")],
        ] {
            assert!(form(wrong).is_err());
        }
    }

    #[test]
    fn a_form_leads_to_no_other_site() {
        let (_, back) = form(&[("action", "undo"), ("number", "1"), ("key", "//evil.example/")])
            .expect("reads");
        assert_eq!(back, "/archive");
    }
}

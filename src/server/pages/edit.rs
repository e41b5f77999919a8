//! Forms that correct names, and the list of corrections with which each can be undone.

use axum::extract::{Form, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use maud::{Markup, html};

use super::error::error_page;
use super::text::{article_url, dossier_url};
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
        refuse_other_sites(&headers)?;
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

/// Writes what a form of this site asks for, and leads on to the path that `write` returns.
pub(super) async fn write_and_return(
    state: AppState,
    headers: &HeaderMap,
    write: impl FnOnce(&AppState) -> Result<String, Problem> + Send + 'static,
) -> Response {
    let answer = async {
        refuse_other_sites(headers)?;
        let back = run_blocking(state, move |state, _| write(state)).await?;
        Ok((StatusCode::SEE_OTHER, [(header::LOCATION, back)]).into_response())
    };
    answer.await.unwrap_or_else(|problem: Problem| error_page(&problem))
}

/// Refuses what a page of another site sent: it must not write with this reader's rights.
///
/// # Errors
/// Fails when another site sent it.
pub(super) fn refuse_other_sites(headers: &HeaderMap) -> Result<(), Problem> {
    let sender = headers.get("sec-fetch-site").map(|sender| sender.as_bytes());
    match sender.is_some_and(|sender| sender != b"same-origin") {
        true => Err(Problem::forbidden("another web site sent this request")),
        false => Ok(()),
    }
}

/// Reads the correction of a form, and the path to go on at.
fn correction(mut parameters: QueryParameters) -> Result<(Correction, String), Problem> {
    let mut take = |name| search_params::take(&mut parameters, name).unwrap_or_default();
    let (action, key, name, number) = (take("action"), take("key"), take("name"), take("number"));
    let article = take("article");
    let name = name.trim().to_string();
    let page = match article.as_str() {
        "" => dossier_url(&key).unwrap_or_else(|| "/archive".to_string()),
        id => article_url(&search_params::percent_encoded(id)),
    };
    match action.as_str() {
        "merge" | "separate" | "rename" if name.is_empty() => {
            Err(Problem::bad_request("the name is empty"))
        }
        "merge" => Ok((Correction::Merge { into: key, other: name }, page)),
        "separate" => Ok((Correction::Separate { key, other: name }, page)),
        "split" if article.is_empty() => Err(Problem::bad_request("the article is missing")),
        "split" => Ok((Correction::Split { key, article }, page)),
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

/// The page on which a correction is made, and to which its form leads back.
#[derive(Clone, Copy)]
pub(super) enum Place<'a> {
    /// The page of a value.
    Value(&'a str),
    /// The page of an article.
    Article(&'a str),
    /// The page of the archive.
    Archive,
}

impl Place<'_> {
    /// Returns whether an entry of the authority file is about the page.
    fn is_about(self, entry: &str) -> bool {
        match self {
            Self::Value(word) | Self::Article(word) => {
                entry.split_whitespace().any(|other| other == word)
            }
            Self::Archive => true,
        }
    }

    fn fields(self) -> Markup {
        html! {
            @match self {
                Self::Value(key) => input type="hidden" name="key" value=(key);,
                Self::Article(id) => input type="hidden" name="article" value=(id);,
                Self::Archive => {}
            }
        }
    }
}

/// A form that makes one correction.
fn form(action: &str, place: Place<'_>, body: &Markup) -> Markup {
    html! {
        form.correction method="post" action="/edit" {
            input type="hidden" name="action" value=(action);
            (place.fields())
            (body)
        }
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
    let place = Place::Value(key);
    let rename = html! {
        label { "Show it as" input name="name" value=(name) required; }
        button { "Rename" }
    };
    let merge = html! {
        label { "The same as" input name="name" placeholder="another name or key" required; }
        button { "Merge" }
    };
    let hide = html! { button { "Hide: not a " (field.flag_name()) } };
    Ok(html! {
        details.edit {
            summary { "Correct this name" }
            (form("rename", place, &rename))
            @if has_several_names(field) { (form("merge", place, &merge)) }
            (form("hide", place, &hide))
        }
        (corrections(editor, place)?)
    })
}

/// Only people and organisations are found under several names.
fn has_several_names(field: Field) -> bool {
    matches!(field, Field::People | Field::Organisations)
}

/// What a value is called where it is not one of a kind: "person".
fn kind(field: Field) -> &'static str {
    if field == Field::Organisations { "organisation" } else { field.flag_name() }
}

/// The button that takes a name off a value, which were merged.
pub(super) fn separate_form(field: Field, key: &str, other: &str, name: &str) -> Markup {
    let label = format!("{name} is not this {}", kind(field));
    let body = html! {
        input type="hidden" name="name" value=(other);
        button aria-label=(label) { "not this " (kind(field)) }
    };
    form("separate", Place::Value(key), &body)
}

/// The button that says that an article means another person or organisation.
pub(super) fn split_form(field: Field, key: &str, name: &str, article: &str) -> Markup {
    let label = format!("{name} is not this {} here", kind(field));
    let body = html! {
        input type="hidden" name="key" value=(key);
        button aria-label=(label) { "not this " (kind(field)) }
    };
    html! {
        @if has_several_names(field) { (form("split", Place::Article(article), &body)) }
    }
}

/// The latest corrections that concern a page, each with a button that undoes it.
///
/// # Errors
/// Fails when they cannot be read.
pub(super) fn corrections(editor: &dyn Editor, place: Place<'_>) -> Result<Markup, Problem> {
    let made = editor.corrections()?;
    let listed: Vec<_> = made.iter().filter(|it| place.is_about(&it.entry)).take(LISTED).collect();
    Ok(html! {
        @if !listed.is_empty() {
            section.edit #corrections {
                h2 { "Corrections" }
                ul { @for made in listed {
                    li {
                        code { (made.entry) } span.muted { (made.date) }
                        @if made.is_active {
                            (form("undo", place, &html! {
                                input type="hidden" name="number" value=(made.number);
                                button { "Undo" }
                            }))
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
        let (separate, _) =
            form(&[("action", "separate"), key, ("name", "person/ines")]).expect("reads");
        let other = "person/ines".to_string();
        assert_eq!(separate, Correction::Separate { key: key.1.to_string(), other });
        let (split, back) = form(&[("action", "split"), key, ("article", "0a1b")]).expect("reads");
        let article = "0a1b".to_string();
        assert_eq!(split, Correction::Split { key: key.1.to_string(), article });
        assert_eq!(back, "/article/0a1b");
        for wrong in [
            &[("action", "merge"), key][..],
            &[("action", "separate"), key],
            &[("action", "split"), key],
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
        let (_, back) =
            form(&[("action", "undo"), ("number", "1"), ("article", "../..//evil.example/")])
                .expect("reads");
        assert_eq!(back, "/article/..%2F..%2F%2Fevil.example%2F");
    }
}

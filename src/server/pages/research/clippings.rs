//! Tags, collections and notes: the page of all, the section of an article, and the forms that give them.

use std::collections::BTreeMap;

use axum::response::Response;
use maud::{Markup, html};

use crate::query::{ClipKind, ClipQuery, Query};
use crate::research::clippings::ClippingEntry;
use crate::research::clippings::{ShownClipping, ShownNote, clippings, note};
use crate::search::request::Request;
use crate::server::pages::layout::{Frame, page};
use crate::server::pages::text::{article_url, counted, headline, meta, with_separators};
use crate::server::problem::Problem;
use crate::server::search_params::{self, QueryParameters};
use crate::server::state::AppState;

/// Articles with notes that are shown.
const MAX_SHOWN: usize = 500;

/// The search for the articles with a tag or in a collection.
fn search_url(kind: ClipKind, name: &str) -> String {
    let query = Query::Clipped(ClipQuery { kind, name: Some(name.to_owned()) }).to_string();
    search_params::url("/", &Request { query, ..Request::default() })
}

/// Makes the page of all tags, collections and notes.
///
/// # Errors
/// Fails when the clippings or the index cannot be read.
pub(crate) fn clippings_page(state: &AppState) -> Result<Response, Problem> {
    let all = clippings(&*state.engine, &|_| true)?;
    let (mut tags, mut collections) = (BTreeMap::new(), BTreeMap::new());
    for clipping in &all.shown {
        clipping.tags.iter().for_each(|tag| *tags.entry(tag).or_insert(0) += 1);
        clipping.collections.iter().for_each(|name| *collections.entry(name).or_insert(0) += 1);
    }
    let noted = all.shown.iter().filter(|clipping| !clipping.notes.is_empty());
    let body = html! {
        main.page.clippings #content {
            h1 { "Clippings" }
            @if all.shown.is_empty() {
                p { "No article has a tag, a collection or a note. " code { "morgue clip ID --tag TAG" }
                    " gives one, and so do the pages of articles where the server was started with "
                    code { "--edit" } "." }
            }
            (names(ClipKind::Tag, "Tags", &tags))
            (names(ClipKind::Collection, "Collections", &collections))
            @for (number, clipping) in noted.take(MAX_SHOWN).enumerate() {
                @if number == 0 { h2 { "Notes" } }
                section.noted {
                    p { a href=(article_url(&clipping.document.id)) { (headline(&clipping.document.article)) } }
                    p.meta { (meta(&clipping.document.article)) }
                    (notes(clipping, false))
                }
            }
            @if all.missing > 0 {
                p.muted { (counted(all.missing, "article", "articles")) " with clippings cannot be found here now." }
            }
        }
    };
    Ok(page(&Frame { title: "Clippings", here: "/clippings", ..Frame::default() }, &body))
}

fn names(kind: ClipKind, label: &str, names: &BTreeMap<&String, u64>) -> Markup {
    html! {
        @if !names.is_empty() {
            h2 { (label) }
            ul.chips { @for (name, articles) in names {
                li { a.chip href=(search_url(kind, name)) { (name) } " " span.count { (with_separators(*articles)) } }
            } }
        }
    }
}

fn notes(clipping: &ShownClipping, can_edit: bool) -> Markup {
    html! {
        @for shown in &clipping.notes { (one_note(&clipping.document.id, shown, can_edit)) }
    }
}

fn one_note(id: &str, shown: &ShownNote, can_edit: bool) -> Markup {
    let note = &shown.note;
    html! {
        div.note {
            @if !note.note.quote.is_empty() {
                blockquote { (note.note.quote)
                    @if shown.is_lost { " " span.muted { "(not in the article now)" } } }
            }
            p { (note.note.text) }
            div.meta { (note.by) " · " (note.date.get(..10).unwrap_or(&note.date))
                @if can_edit { (button(id, "unnote", &shown.number.to_string(), "Remove note")) } }
        }
    }
}

/// A button that takes something away from an article.
fn button(id: &str, action: &str, value: &str, label: &str) -> Markup {
    html! {
        form.inline method="post" action="/clip" {
            input type="hidden" name="article" value=(id);
            input type="hidden" name=(action) value=(value);
            button.plain aria-label={ (label) " " (value) } title=(label) { "×" }
        }
    }
}

/// The tags, collections and notes of an article, with forms where pages may write.
pub(crate) fn section(id: &str, clipping: Option<&ShownClipping>, can_edit: bool) -> Markup {
    html! {
        @if clipping.is_some() || can_edit {
            section.clipping #clipping aria-label="Clipping" {
                h2 { "Clipping" }
                @if let Some(clipping) = clipping {
                    (given(clipping, ClipKind::Tag, "Tags", "untag", can_edit))
                    (given(clipping, ClipKind::Collection, "Collections", "uncollect", can_edit))
                    (notes(clipping, can_edit))
                }
                @if can_edit {
                    form.clip method="post" action="/clip" {
                        input type="hidden" name="article" value=(id);
                        label { "Tag" input name="tag" autocomplete="off"; }
                        label { "Collection" input name="collection" autocomplete="off"; }
                        label { "Note" textarea name="note" rows="2" {} }
                        label { "About the passage" input name="passage" placeholder="copied from the article" autocomplete="off"; }
                        button { "Add" }
                    }
                }
            }
        }
    }
}

fn given(
    clipping: &ShownClipping,
    kind: ClipKind,
    label: &str,
    action: &str,
    can_edit: bool,
) -> Markup {
    let names = if kind == ClipKind::Tag { &clipping.tags } else { &clipping.collections };
    html! {
        @if !names.is_empty() {
            div.given {
                span { (label) }
                ul.chips { @for name in names {
                    li { a.chip href=(search_url(kind, name)) { (name) }
                        @if can_edit { (button(&clipping.document.id, action, name, "Remove")) } }
                } }
            }
        }
    }
}

/// Does what a form asks for. Returns the page to go on at.
///
/// # Errors
/// Fails when pages may not write, or when the form makes no sense.
pub(crate) fn clip(state: &AppState, mut parameters: QueryParameters) -> Result<String, Problem> {
    let Some(editor) = &state.editor else {
        return Err(Problem::forbidden(
            "articles cannot be clipped here: start the server with `--edit`",
        ));
    };
    let mut take = |name| search_params::take(&mut parameters, name).unwrap_or_default();
    let (id, text, passage, unnote) =
        (take("article"), take("note"), take("passage"), take("unnote"));
    let mut names =
        |name| Some(take(name)).filter(|it| !it.trim().is_empty()).into_iter().collect();
    let entry = ClippingEntry {
        tag: names("tag"),
        untag: names("untag"),
        collect: names("collection"),
        uncollect: names("uncollect"),
        ..ClippingEntry::default()
    };
    let document = state.document(&id)?;
    let unnote =
        match unnote.as_str() {
            "" => None,
            number => Some(number.parse().map_err(|_| {
                Problem::bad_request(format!("invalid number `{number}` of a note"))
            })?),
        };
    let has_note = !text.trim().is_empty() || !passage.trim().is_empty();
    let text = text.replace("\r\n", "\n");
    let note = has_note.then(|| note(&document, &text, &passage)).transpose()?;
    let (by, articles) = ("pages".to_owned(), vec![document.id.clone()]);
    editor.clip(ClippingEntry { by, articles, note, unnote, ..entry })?;
    let page = article_url(&search_params::percent_encoded(&document.id));
    Ok(format!("{page}#clipping"))
}

//! The frame of every page: head, search box and navigation.

use axum::response::{IntoResponse, Response};
use maud::{DOCTYPE, Markup, html};

use super::assets::ADDRESSES;
use crate::search::request::Request;
use crate::server::search_params;

/// What the frame of a page needs to know.
#[derive(Default)]
pub(super) struct Frame<'a> {
    /// The title, without the name of the program.
    pub title: &'a str,
    /// The search in the box, whose filters stay when another query is typed.
    pub search: Option<&'a Request>,
    /// The page of the navigation that is shown.
    pub here: &'a str,
    /// Set on the front page, where the box has the focus.
    pub focuses_box: bool,
    /// Further elements of the head.
    pub head: Option<Markup>,
    /// The id of the element that a skip link leads to.
    pub content: &'a str,
}

/// The pages of the navigation.
const NAVIGATION: [(&str, &str); 5] = [
    ("/archive", "Archive"),
    ("/tools", "Tools"),
    ("/watches", "Watches"),
    ("/clippings", "Clippings"),
    ("/help", "Help"),
];

/// A page with the header, the search box and a body.
pub(super) fn page(frame: &Frame<'_>, body: &Markup) -> Response {
    let title = match frame.title {
        "" => "morgue".to_string(),
        title => format!("{title} - morgue"),
    };
    let content = if frame.content.is_empty() { "content" } else { frame.content };
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (title) }
                link rel="stylesheet" href=(ADDRESSES.style);
                link rel="icon" type="image/svg+xml" href=(ADDRESSES.icon);
                link rel="search" type="application/opensearchdescription+xml" title="morgue" href="/opensearch.xml";
                @if let Some(head) = &frame.head { (head) }
                script defer src=(ADDRESSES.script) {}
            }
            body {
                a.skip href={ "#" (content) } { "Skip to the content" }
                (header(frame))
                (body)
            }
        }
    };
    axum::response::Html(page.into_string()).into_response()
}

fn header(frame: &Frame<'_>) -> Markup {
    let query = frame.search.map_or("", |search| search.query.as_str());
    let kept = frame.search.map(search_params::parameters).unwrap_or_default();
    html! {
        header.top {
            a.name href="/" { "morgue" }
            form role="search" action="/" {
                div.box {
                    input type="search" name="q" value=(query) autofocus[frame.focuses_box]
                        placeholder="words, \"a phrase\", person:name, place:country, date:1987"
                        aria-label="Search the archive" autocomplete="off" spellcheck="false";
                    ul #suggestions role="listbox" aria-label="Suggestions" hidden {}
                }
                @for (name, value) in kept.iter().filter(|(name, _)| name != "q") {
                    input type="hidden" name=(name) value=(value);
                }
                button { "Search" }
            }
            nav aria-label="Pages" {
                @for (url, label) in NAVIGATION {
                    a href=(url) aria-current=[(frame.here == url).then_some("page")] { (label) }
                }
            }
        }
    }
}

/// The description by which a browser offers to search the archive from its own box.
pub(super) fn opensearch(host: &str) -> String {
    let description = html! {
        OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/" {
            ShortName { "morgue" }
            Description { "Search the news archive" }
            InputEncoding { "UTF-8" }
            Url type="text/html" template={ "http://" (host) "/?q={searchTerms}" } {}
            Url type="application/atom+xml" template={ "http://" (host) "/api/feed?q={searchTerms}" } {}
        }
    };
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{}", description.into_string())
}

//! Who may ask this server: programs and pages on this machine, or whoever knows its token.
//!
//! A hostile site can make a visitor's browser send requests to a server on the visitor's machine,
//! and read the answers where its own host name points there (DNS rebinding). A server on a loopback
//! address therefore wants to be called by an IP address or `localhost`, and by its own pages.

use std::net::IpAddr;
use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, COOKIE, HOST, LOCATION, ORIGIN, SET_COOKIE};
use axum::http::{HeaderMap, StatusCode, Uri};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// Cookie with the token, for browsers.
const TOKEN_COOKIE: &str = "morgue_token";

/// Rejects a request to a loopback server that another site may have sent, other than one of these
/// origins.
pub(super) async fn require_local(
    State(allowed): State<Arc<[String]>>,
    request: Request,
    next: Next,
) -> Response {
    match check_local(request.headers(), &allowed) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

fn check_local(headers: &HeaderMap, allowed: &[String]) -> Result<(), Problem> {
    // A client without the header is no browser.
    let host = headers.get(HOST).map_or("localhost", |host| host.to_str().unwrap_or_default());
    if !is_local_host(host) {
        return Err(Problem::forbidden(format!(
            "this archive is private: open it as `localhost`, not `{host}`"
        )));
    }
    let origin = headers.get(ORIGIN).and_then(|origin| origin.to_str().ok());
    let is_allowed = origin.is_some_and(|origin| allowed.iter().any(|it| it == origin));
    if !is_allowed && is_foreign(headers, host) {
        return Err(Problem::forbidden(
            "this archive is private: another web site sent this request",
        ));
    }
    Ok(())
}

fn is_local_host(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case("localhost")
}

/// Returns true for a request that a page of another site made, other than by a link that somebody
/// followed.
fn is_foreign(headers: &HeaderMap, host: &str) -> bool {
    let is = |name: &str, values: &[&str]| {
        headers.get(name).is_some_and(|it| values.iter().any(|value| it == value))
    };
    // A form of our own pages: they tell no referrer, and so their origin is `null`.
    if is("sec-fetch-site", &["same-origin"]) {
        return false;
    }
    let is_cross_site = is("sec-fetch-site", &["cross-site", "same-site"]);
    let is_followed_link = is("sec-fetch-mode", &["navigate"])
        && is("sec-fetch-dest", &["document"])
        && is("sec-fetch-user", &["?1"]);
    let has_other_origin = headers.get(ORIGIN).is_some_and(|origin| {
        origin
            .to_str()
            .ok()
            .and_then(|origin| origin.split_once("://"))
            .is_none_or(|it| it.1 != host)
    });
    is_cross_site && !is_followed_link || has_other_origin
}

/// The token that clients must know, as a digest, so that comparing takes the same time for any.
#[derive(Clone)]
pub(super) struct Token(Arc<blake3::Hash>);

impl Token {
    /// The token with this text.
    pub(super) fn new(text: &str) -> Self {
        Self(Arc::new(blake3::hash(text.as_bytes())))
    }

    fn is(&self, text: &str) -> bool {
        blake3::hash(text.as_bytes()) == *self.0
    }
}

/// Rejects a request without the token. A browser gives it once, as `?token=`, and keeps a cookie.
pub(super) async fn require_token(
    State(token): State<Token>,
    request: Request,
    next: Next,
) -> Response {
    if let Some((text, rest)) = in_query(request.uri()).filter(|(text, _)| token.is(text)) {
        let cookie = format!("{TOKEN_COOKIE}={text}; Path=/; HttpOnly; SameSite=Strict");
        return (StatusCode::SEE_OTHER, [(LOCATION, rest), (SET_COOKIE, cookie)]).into_response();
    }
    let headers = request.headers();
    if bearer(headers).or(cookie(headers)).is_some_and(|text| token.is(text)) {
        return next.run(request).await;
    }
    Problem::unauthorized(
        "this archive needs a token: open it with `?token=...`, or send it as `Authorization: \
         Bearer ...`",
    )
    .into_response()
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

fn cookie(headers: &HeaderMap) -> Option<&str> {
    let cookies = headers.get(COOKIE)?.to_str().ok()?.split("; ");
    cookies
        .filter_map(|cookie| cookie.split_once('='))
        .find(|it| it.0 == TOKEN_COOKIE)
        .map(|it| it.1)
}

/// Returns the token in a query string, and the address without it. A token has only letters, digits,
/// `-`, `_` and `.`, so that it needs no escapes.
fn in_query(uri: &Uri) -> Option<(String, String)> {
    let parameters: Vec<&str> = uri.query()?.split('&').collect();
    let token = parameters.iter().find_map(|it| it.strip_prefix("token="))?;
    if !is_token(token) {
        return None;
    }
    let rest: Vec<&str> =
        parameters.iter().copied().filter(|it| !it.starts_with("token=")).collect();
    // Two slashes would lead to another host.
    let path = format!("/{}", uri.path().trim_start_matches('/'));
    let rest = if rest.is_empty() { path } else { format!("{path}?{}", rest.join("&")) };
    Some((token.to_string(), rest))
}

/// Returns true for a text that can be a token.
pub(crate) fn is_token(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte);
    text.len() >= MIN_TOKEN && text.bytes().all(is_plain)
}

/// Length of the shortest token.
pub(crate) const MIN_TOKEN: usize = 16;

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        let pairs = pairs
            .iter()
            .map(|(name, value)| (name.parse().expect("a name"), value.parse().expect("a value")));
        pairs.collect()
    }

    #[test]
    fn accepts_ip_addresses_and_localhost_only() {
        for host in
            ["localhost", "LOCALHOST:7878", "127.0.0.1:7878", "[::1]:7878", "[::1]", "192.168.1.4"]
        {
            assert!(is_local_host(host), "{host}");
        }
        for host in ["evil.example", "evil.example:7878", "localhost.evil.example", ""] {
            assert!(!is_local_host(host), "{host}");
        }
        let mut unreadable = HeaderMap::new();
        unreadable.insert(HOST, axum::http::HeaderValue::from_bytes(b"\xff").expect("a value"));
        assert!(
            check_local(&unreadable, &[]).is_err() && check_local(&HeaderMap::new(), &[]).is_ok()
        );
    }

    #[test]
    fn other_sites_may_only_link_here() {
        let host = ("host", "localhost:7878");
        let cross = ("sec-fetch-site", "cross-site");
        let link = [
            host,
            cross,
            ("sec-fetch-mode", "navigate"),
            ("sec-fetch-dest", "document"),
            ("sec-fetch-user", "?1"),
        ];
        assert!(check_local(&headers(&link), &[]).is_ok());
        assert!(check_local(&headers(&link[..4]), &[]).is_err());
        assert!(check_local(&headers(&[host, ("sec-fetch-site", "same-origin")]), &[]).is_ok());
        assert!(check_local(&headers(&[host, ("sec-fetch-site", "none")]), &[]).is_ok());
        assert!(check_local(&headers(&[host, ("origin", "http://localhost:7878")]), &[]).is_ok());
        assert!(check_local(&headers(&[host, ("origin", "http://evil.example")]), &[]).is_err());
        assert!(check_local(&headers(&[host, ("origin", "null")]), &[]).is_err());
        let own_form = [host, ("sec-fetch-site", "same-origin"), ("origin", "null")];
        assert!(check_local(&headers(&own_form), &[]).is_ok());
        let allowed = ["http://tools.example".to_string()];
        let from = |origin| headers(&[host, cross, ("origin", origin)]);
        assert!(check_local(&from("http://tools.example"), &allowed).is_ok());
        assert!(check_local(&from("http://tools.example.evil"), &allowed).is_err());
    }

    #[test]
    fn a_token_leaves_the_address() {
        let found = |uri: &str| in_query(&uri.parse().expect("an address"));
        let token = "0123456789abcdef";
        assert_eq!(
            found("//evil.example/?q=a&token=0123456789abcdef&n=2"),
            Some((token.to_string(), "/evil.example/?q=a&n=2".to_string()))
        );
        assert_eq!(found("/?token=0123456789abcdef").map(|it| it.1), Some("/".to_string()));
        assert_eq!(found("/?token=short"), None);
        assert!(Token::new(token).is(token) && !Token::new(token).is("0123456789abcdeg"));
    }
}

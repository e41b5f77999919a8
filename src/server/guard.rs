//! Keeps other sites out of a private archive: a page elsewhere may make its own name lead to this machine, and would then
//! read along (DNS rebinding). Whoever means this machine calls it by address or as `localhost`.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// Lets a request pass that calls this machine by a name of its own.
pub async fn only_this_machine(request: Request, next: Next) -> Response {
    let host =
        request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    if is_this_machine(host) {
        return next.run(request).await;
    }
    Problem::bad_request(format!("this archive is private: call it localhost, not `{host}`"))
        .into_response()
}

fn is_this_machine(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    let address = name.trim_start_matches('[').trim_end_matches(']');
    address.parse::<IpAddr>().is_ok() || name.eq_ignore_ascii_case("localhost")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_addresses_and_localhost_are_this_machine() {
        for host in
            ["localhost", "LOCALHOST:7878", "127.0.0.1:7878", "[::1]:7878", "[::1]", "192.168.1.4"]
        {
            assert!(is_this_machine(host), "{host}");
        }
        for host in ["evil.example", "evil.example:7878", "localhost.evil.example", ""] {
            assert!(!is_this_machine(host), "{host}");
        }
    }
}

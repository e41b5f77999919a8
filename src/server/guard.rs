//! Protection of a local server against DNS rebinding.
//!
//! A hostile site can point its own host name at this machine and let the visitor's browser read
//! the archive. Requests to a loopback server must therefore name an IP address or `localhost`.

use std::net::IpAddr;

use axum::extract::Request;
use axum::http::header::HOST;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// Rejects a request whose `Host` header is neither an IP address nor `localhost`.
pub(super) async fn require_local_host(request: Request, next: Next) -> Response {
    let host =
        request.headers().get(HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost");
    if is_local_host(host) {
        return next.run(request).await;
    }
    Problem::bad_request(format!("this archive is private: open it as `localhost`, not `{host}`"))
        .into_response()
}

fn is_local_host(host: &str) -> bool {
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
    fn accepts_ip_addresses_and_localhost_only() {
        for host in
            ["localhost", "LOCALHOST:7878", "127.0.0.1:7878", "[::1]:7878", "[::1]", "192.168.1.4"]
        {
            assert!(is_local_host(host), "{host}");
        }
        for host in ["evil.example", "evil.example:7878", "localhost.evil.example", ""] {
            assert!(!is_local_host(host), "{host}");
        }
    }
}

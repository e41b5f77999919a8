//! Webhooks: what is new is posted to an address that the config file allows, signed with a secret.

use std::time::Duration;

use anyhow::{Context as _, Result};
use jiff::Timestamp;
use ring::hmac;
use ureq::http::Uri;

use crate::cli::context::config::WatchConfig;
use crate::error::Error;

/// Environment variable with the secret of the signature.
const SECRET: &str = "MORGUE_WEBHOOK_SECRET";

/// Letters that a secret has at least.
const MIN_SECRET: usize = 16;

/// Waiting times before an attempt is repeated.
const PAUSES: [Duration; 2] = [Duration::from_secs(1), Duration::from_secs(4)];

/// Time for one attempt.
const TIMEOUT: Duration = Duration::from_secs(20);

/// Header with the key by which a receiver can tell a repeated delivery.
const KEY: &str = "Idempotency-Key";

/// Header with the time and the signature: `t=1700000000,v1=5257a8...`, where `v1` is the HMAC-SHA256 of
/// the time, a full stop and the body.
const SIGNATURE: &str = "Morgue-Signature";

/// What came of an attempt.
enum Attempt {
    /// The receiver took it.
    Taken,
    /// Another attempt may succeed.
    Failed(String),
    /// The receiver refuses it.
    Refused(String),
}

/// Posts what is new; repeats it where the receiver fails.
///
/// # Errors
/// Fails when the address is not allowed, there is no secret, or the receiver did not take it.
pub(super) fn post(address: &str, key: &str, body: &[u8], config: &WatchConfig) -> Result<()> {
    check(address, config)?;
    let secret = secret(config)?;
    // A redirect could lead to an address that is not allowed.
    let agent: ureq::Agent = ureq::Agent::config_builder()
        .timeout_global(Some(TIMEOUT))
        .max_redirects(0)
        .http_status_as_error(false)
        .user_agent(concat!("morgue/", env!("CARGO_PKG_VERSION")))
        .build()
        .into();
    let mut pauses = PAUSES.iter();
    loop {
        let problem = match attempt(&agent, address, key, body, &secret) {
            Attempt::Taken => return Ok(()),
            Attempt::Refused(problem) => return Err(not_taken(address, &problem)),
            Attempt::Failed(problem) => problem,
        };
        match pauses.next() {
            Some(pause) => std::thread::sleep(*pause),
            None => return Err(not_taken(address, &problem)),
        }
    }
}

fn not_taken(address: &str, problem: &str) -> anyhow::Error {
    Error::new(format!("the webhook `{address}` did not take what is new: {problem}"))
        .hint("what is new is kept, and posted again at the next run")
        .into()
}

fn attempt(agent: &ureq::Agent, address: &str, key: &str, body: &[u8], secret: &[u8]) -> Attempt {
    let sent = agent
        .post(address)
        .header("Content-Type", "application/json")
        .header(KEY, key)
        .header(SIGNATURE, signature(Timestamp::now().as_second(), body, secret))
        .send(body);
    match sent {
        Ok(response) if response.status().is_success() => Attempt::Taken,
        Ok(response) => {
            let (status, problem) =
                (response.status(), format!("it answered {}", response.status()));
            match status.is_server_error() || matches!(status.as_u16(), 408 | 425 | 429) {
                true => Attempt::Failed(problem),
                false => Attempt::Refused(problem),
            }
        }
        Err(error) => Attempt::Failed(error.to_string()),
    }
}

/// Signs a body that is sent at a time.
fn signature(time: i64, body: &[u8], secret: &[u8]) -> String {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let mut context = hmac::Context::with_key(&key);
    context.update(format!("{time}.").as_bytes());
    context.update(body);
    let tag = context.sign();
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={time},v1={hex}")
}

/// The secret of the signature.
///
/// # Errors
/// Fails when there is none, or one that is too short.
pub(super) fn secret(config: &WatchConfig) -> Result<Vec<u8>> {
    let secret = match std::env::var(SECRET) {
        Ok(secret) => secret.into_bytes(),
        Err(_) => config
            .read_secret()
            .with_context(|| "cannot read the secret of webhooks".to_owned())?
            .unwrap_or_default(),
    };
    match secret.trim_ascii().len() >= MIN_SECRET {
        true => Ok(secret.trim_ascii().to_vec()),
        false => Err(Error::new(format!(
            "a webhook is signed with a secret of at least {MIN_SECRET} letters, and there is none"
        ))
        .hint(format!(
            "set {SECRET}, or name a file with it: secret_file in [watch] of the config file"
        ))
        .into()),
    }
}

/// Checks that the config file allows an address.
///
/// # Errors
/// Fails when it does not.
pub(super) fn check(address: &str, config: &WatchConfig) -> Result<()> {
    match config.webhooks.iter().any(|allowed| is_below(address, allowed)) {
        true => Ok(()),
        false => Err(Error::new(format!("the webhook `{address}` is not allowed"))
            .hint("add its address, or the beginning of it, to the config file: webhooks = [\"https://...\"] in [watch]")
            .into()),
    }
}

/// Returns whether an address is another one, or lies below it: with the same scheme, host and port, and
/// a path that begins with the whole parts of the other's.
fn is_below(address: &str, allowed: &str) -> bool {
    let (Ok(address), Ok(allowed)) = (address.parse::<Uri>(), allowed.parse::<Uri>()) else {
        return false;
    };
    let is_plain = |uri: &Uri| {
        matches!(uri.scheme_str(), Some("http" | "https"))
            && uri.authority().is_some_and(|host| !host.as_str().contains('@'))
    };
    let (path, base) = (address.path(), allowed.path().trim_end_matches('/'));
    // `..` and its spellings could lead out of the path that is allowed.
    let climbs = path.contains("..") || path.to_ascii_lowercase().contains("%2e");
    is_plain(&address)
        && is_plain(&allowed)
        && address.scheme() == allowed.scheme()
        && address.authority() == allowed.authority()
        && !climbs
        && path.strip_prefix(base).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_allowed_with_what_lies_below_it() {
        let allowed = "https://hooks.example/desk";
        for (address, expected) in [
            ("https://hooks.example/desk", true),
            ("https://hooks.example/desk/x?y=1", true),
            ("https://HOOKS.example/desk/x", true),
            ("https://hooks.example/desks", false),
            ("https://hooks.example/", false),
            ("https://hooks.example/desk/../admin", false),
            ("https://hooks.example/desk/%2e%2E/admin", false),
            ("http://hooks.example/desk", false),
            ("https://hooks.example:8443/desk", false),
            ("https://user@hooks.example/desk", false),
            ("https://hooks.example.evil/desk", false),
            ("file:///desk", false),
            ("", false),
        ] {
            assert_eq!(is_below(address, allowed), expected, "{address}");
        }
        assert!(is_below("http://127.0.0.1:9/a", "http://127.0.0.1:9"));
    }

    #[test]
    fn a_signature_is_the_one_that_receivers_compute() {
        // printf '1700000000.{}' | openssl dgst -sha256 -hmac 0123456789abcdef
        let signed = signature(1_700_000_000, b"{}", b"0123456789abcdef");
        assert_eq!(signed, format!("t=1700000000,v1={EXPECTED}"));
    }

    const EXPECTED: &str = "e4f8e2ecae2295b2ddb2f0b5584c8275e226c0ebe9b3b819e70156bb67122e3e";
}

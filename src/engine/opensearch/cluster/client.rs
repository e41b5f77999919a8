//! Client of a cluster: plain HTTP over the few endpoints that the engine uses.
//!
//! The `opensearch` crate was judged against it. It is asynchronous, so that every engine call would
//! need a runtime, brings `reqwest`, and its typed builders end in JSON bodies all the same. What is
//! needed beyond HTTP (another host where one is gone, patience where the cluster is busy) would have
//! to be written here anyway.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use ureq::http::{Request, header};
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};

use super::address::ClusterAddress;
use crate::engine::opensearch::cluster::members::Members as _;
use crate::error::{Error, ErrorContext as _, Result};
use crate::search::budget::Budget;

/// How to sign in to a cluster, and whose certificates to trust.
#[derive(Clone, Default)]
pub struct ClusterAccess {
    /// User and password.
    pub user: Option<(String, String)>,
    /// Token, which is sent instead of user and password.
    pub token: Option<String>,
    /// Certificates of authorities as PEM, trusted instead of those of the web.
    pub authorities: Option<Vec<u8>>,
}

/// Time to connect to a host.
const CONNECT: Duration = Duration::from_secs(5);

/// Time for one request without a deadline.
const LONGEST: Duration = Duration::from_secs(600);

/// Time beyond the deadline of a search: the cluster itself ends at the deadline and answers then.
const GRACE: Duration = Duration::from_secs(20);

/// Time for which a request is repeated when the cluster is busy or a host is gone.
const PATIENCE: Duration = Duration::from_secs(90);

/// Time for which the first request is repeated: its address may be wrong.
const FIRST_PATIENCE: Duration = Duration::from_secs(3);

/// The first and the longest wait before a request is repeated.
const FIRST_WAIT: Duration = Duration::from_millis(100);
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// The largest answer that is read, in bytes.
const MAX_ANSWER: u64 = 1 << 30;

/// Client of a cluster.
pub(crate) struct Client {
    agent: ureq::Agent,
    hosts: Vec<String>,
    /// The host that answered last.
    current: AtomicUsize,
    authorization: Option<String>,
}

/// Method of a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Method {
    Get,
    Post,
    Put,
    Delete,
}

/// Answer of the cluster.
pub(crate) struct Reply {
    /// HTTP status.
    pub status: u16,
    /// Body; null where it is not JSON.
    pub body: Value,
}

/// Body of a request.
#[derive(Clone, Copy)]
pub(crate) enum Body<'b> {
    None,
    Json(&'b Value),
    /// JSON objects, one a line.
    Lines(&'b str),
}

impl Client {
    /// Makes the client of an address. Nothing is sent.
    ///
    /// # Errors
    /// Fails when the certificates or the credentials cannot be used.
    pub(crate) fn new(address: &ClusterAddress, access: &ClusterAccess) -> Result<Self> {
        let mut tls = TlsConfig::builder();
        if let Some(pem) = &access.authorities {
            tls = tls.root_certs(RootCerts::from(certificates(pem)?));
        }
        let agent = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT))
            .max_redirects(0)
            .tls_config(tls.build())
            .build()
            .new_agent();
        let authorization = match (&access.token, &access.user) {
            (Some(token), _) => Some(format!("Bearer {token}")),
            (None, Some((user, password))) => {
                Some(format!("Basic {}", base64(format!("{user}:{password}").as_bytes())))
            }
            (None, None) => None,
        };
        if authorization.as_ref().is_some_and(|it| it.chars().any(char::is_control)) {
            return Err(Error::new("the token of the cluster holds a line break").user_error());
        }
        let hosts = address.hosts.clone();
        Ok(Self { agent, hosts, current: AtomicUsize::new(0), authorization })
    }

    /// Sends a request and returns the answer of a success.
    ///
    /// # Errors
    /// Fails when the cluster cannot be reached or refuses.
    pub(crate) fn call(&self, method: Method, path: &str, body: Body<'_>) -> Result<Value> {
        self.send(method, path, body, &Budget::default())?.ok()
    }

    /// Sends a request and returns the answer; nothing where the cluster says that it has no such
    /// thing.
    ///
    /// # Errors
    /// Fails when the cluster cannot be reached or refuses.
    pub(crate) fn find(&self, method: Method, path: &str, body: Body<'_>) -> Result<Option<Value>> {
        let reply = self.send(method, path, body, &Budget::default())?;
        if reply.status == 404 { Ok(None) } else { reply.ok().map(Some) }
    }

    /// Sends a request, repeats it while the cluster is busy or a host is gone, and returns the
    /// answer whatever its status. All requests of the engine may be repeated: writes carry
    /// versions.
    ///
    /// # Errors
    /// Fails when the cluster cannot be reached.
    pub(crate) fn send(
        &self,
        method: Method,
        path: &str,
        body: Body<'_>,
        budget: &Budget,
    ) -> Result<Reply> {
        self.send_patiently(method, path, body, budget, PATIENCE)
    }

    /// Sends the first request to a cluster, whose address may be wrong.
    ///
    /// # Errors
    /// Fails when the cluster cannot be reached.
    pub(crate) fn greet(&self, method: Method, path: &str) -> Result<Reply> {
        self.send_patiently(method, path, Body::None, &Budget::default(), FIRST_PATIENCE)
    }

    fn send_patiently(
        &self,
        method: Method,
        path: &str,
        body: Body<'_>,
        budget: &Budget,
        patience: Duration,
    ) -> Result<Reply> {
        let longest = Instant::now() + patience;
        let end = budget.deadline.map_or(longest, |end| (end + GRACE).min(longest));
        let mut wait = FIRST_WAIT;
        loop {
            let host = self.current.load(Ordering::Relaxed);
            let sent = self.send_once(host, method, path, body, budget);
            let is_busy = match &sent {
                Ok(reply) => matches!(reply.status, 429 | 502 | 503 | 504),
                Err(error) => !error.is_user_error(),
            };
            if !is_busy || Instant::now() + wait > end {
                return sent;
            }
            // Another host may answer at once.
            let next = (host + 1) % self.hosts.len().max(1);
            self.current.store(next, Ordering::Relaxed);
            if sent.is_ok() || next == 0 {
                std::thread::sleep(with_jitter(wait));
                wait = (wait * 2).min(LONGEST_WAIT);
            }
        }
    }

    fn send_once(
        &self,
        host: usize,
        method: Method,
        path: &str,
        body: Body<'_>,
        budget: &Budget,
    ) -> Result<Reply> {
        let host = self.hosts.get(host).map_or("", String::as_str);
        let context = || format!("cannot reach the cluster `{host}`");
        let method = match method {
            Method::Get => "GET",
            Method::Post => "POST",
            Method::Put => "PUT",
            Method::Delete => "DELETE",
        };
        let (bytes, kind) = match body {
            Body::None => (Vec::new(), "application/json"),
            Body::Json(value) => (value.to_string().into_bytes(), "application/json"),
            Body::Lines(lines) => (lines.as_bytes().to_vec(), "application/x-ndjson"),
        };
        let mut request = Request::builder().method(method).uri(format!("{host}{path}"));
        if !bytes.is_empty() {
            request = request.header(header::CONTENT_TYPE, kind);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let timeout = budget.deadline.map_or(LONGEST, |end| {
            end.saturating_duration_since(Instant::now()).saturating_add(GRACE)
        });
        let request = request.body(bytes).context(context)?;
        let request = self
            .agent
            .configure_request(request)
            .allow_non_standard_methods(true)
            .timeout_global(Some(timeout))
            .build();
        let mut response = self.agent.run(request).map_err(|error| unreachable(host, error))?;
        let status = response.status().as_u16();
        let text = response.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
        let text = text.context(context)?;
        Ok(Reply { status, body: serde_json::from_slice(&text).unwrap_or(Value::Null) })
    }
}

/// Returns the error of a request that did not get through.
fn unreachable(host: &str, error: ureq::Error) -> Error {
    let is_untrusted = error.to_string().contains("certificate");
    let error = match is_untrusted {
        false => {
            return Error::new(format!("cannot reach the cluster `{host}`")).with_source(error);
        }
        true => Error::new(format!("the certificate of the cluster `{host}` is not trusted"))
            .with_source(error),
    };
    error
        .user_error()
        .hint("name the file with the certificate of its authority in MORGUE_CLUSTER_CA")
}

impl Reply {
    /// Returns the body of a success.
    ///
    /// # Errors
    /// Fails with the reason that the cluster gives.
    pub(crate) fn ok(self) -> Result<Value> {
        if self.status < 300 {
            return Ok(self.body);
        }
        let reason = reason(&self.body);
        let error = match self.status {
            401 => Error::new("the cluster does not know this user or token").hint(
                "set MORGUE_CLUSTER_USER and MORGUE_CLUSTER_PASSWORD, or MORGUE_CLUSTER_TOKEN",
            ),
            403 => Error::new("the cluster does not allow this user or token to do that"),
            429 => Error::new("the cluster is too busy").hint("try again later"),
            status => Error::new(format!("the cluster answers with status {status}")),
        };
        Err(if reason.is_empty() { error } else { error.with_source(reason) })
    }
}

/// Returns the deepest reason in an error of the cluster.
pub(crate) fn reason(body: &Value) -> String {
    let mut error = match body.get("error") {
        Some(Value::String(text)) => return text.clone(),
        Some(error) => error,
        None => return String::new(),
    };
    let mut reason = error.member("reason").as_str().unwrap_or_default();
    if let Some(shard) = error.pointer("/failed_shards/0/reason") {
        error = shard;
        reason = error.member("reason").as_str().unwrap_or(reason);
    }
    while let Some(cause) = error.get("caused_by") {
        error = cause;
        reason = error.member("reason").as_str().unwrap_or(reason);
    }
    reason.to_owned()
}

/// Changes a wait by up to a half, so that many clients do not come back at the same moment.
fn with_jitter(wait: Duration) -> Duration {
    let clock = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    let part = clock.map_or(0, |time| time.subsec_nanos() % 1000);
    wait / 2 + wait * part / 1000
}

/// Reads the certificates of a PEM file.
fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>> {
    let mut certificates = Vec::new();
    for item in parse_pem(pem) {
        let item = item.context(|| "cannot read the certificates for the cluster".to_owned())?;
        if let PemItem::Certificate(certificate) = item {
            certificates.push(certificate);
        }
    }
    match certificates.is_empty() {
        true => Err(Error::new("the file of certificates for the cluster holds none").user_error()),
        false => Ok(certificates),
    }
}

/// Encodes bytes as HTTP sends user and password.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let number = (0..3).fold(0u32, |number, at| {
            number << 8 | u32::from(chunk.get(at).copied().unwrap_or_default())
        });
        for place in 0..4 {
            let index = (number >> (18 - 6 * place)) & 63;
            let letter = LETTERS.get(index as usize).copied().unwrap_or_default();
            text.push(if place > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Write as _};
    use std::net::TcpListener;
    use std::thread::JoinHandle;

    use serde_json::json;

    use super::*;

    /// A server that gives these answers, one a connection, and returns what it was sent.
    fn server(answers: &'static [&'static str]) -> (String, JoinHandle<Vec<String>>) {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = listener.local_addr().expect("an address").to_string();
        let serve = move || {
            let mut requests = Vec::new();
            for answer in answers {
                let (mut stream, _) = listener.accept().expect("a connection");
                let (mut request, mut part) = (Vec::new(), [0; 4096]);
                while !request.ends_with(b"\r\n\r\n") {
                    let read = stream.read(&mut part).expect("a request");
                    assert!(read > 0);
                    request.extend_from_slice(&part[..read]);
                }
                requests.push(String::from_utf8_lossy(&request).to_lowercase());
                write!(
                    stream,
                    "HTTP/1.1 {answer}\r\nconnection: close\r\ncontent-length: 2\r\n\r\n{{}}"
                )
                .expect("an answer");
            }
            requests
        };
        (host, std::thread::spawn(serve))
    }

    fn client(hosts: &str, access: &ClusterAccess) -> Client {
        let address = ClusterAddress::parse(&format!("opensearch+http://{hosts}/news"));
        Client::new(&address.expect("an address"), access).expect("a client")
    }

    #[test]
    fn a_busy_cluster_is_asked_again_and_another_host_where_one_is_gone() {
        let (host, requests) = server(&["503 Busy", "429 Busy", "200 OK"]);
        // Nothing listens on the first port.
        let client = client(&format!("127.0.0.1:1,{host}"), &ClusterAccess::default());
        assert_eq!(client.call(Method::Get, "/", Body::None).expect("an answer"), json!({}));
        let requests = requests.join().expect("requests");
        assert_eq!(requests.len(), 3);
        assert!(requests.iter().all(|request| !request.contains("authorization")));
    }

    #[test]
    fn credentials_are_sent_and_never_part_of_a_message() {
        let user = Some(("archivist".to_owned(), "secret".to_owned()));
        let (host, requests) = server(&["401 Unauthorized"]);
        let access = ClusterAccess { user: user.clone(), ..ClusterAccess::default() };
        let error = client(&host, &access).call(Method::Get, "/", Body::None).expect_err("refused");
        assert_eq!(error.to_string(), "the cluster does not know this user or token");
        assert!(requests.join().expect("requests")[0].contains("authorization: basic "));
        let (host, requests) = server(&["403 Forbidden"]);
        let access =
            ClusterAccess { user, token: Some("T0".to_owned()), ..ClusterAccess::default() };
        let error = client(&host, &access).call(Method::Get, "/", Body::None).expect_err("refused");
        assert!(!format!("{error:?}").contains("secret"));
        assert!(requests.join().expect("requests")[0].contains("authorization: bearer t0"));
    }

    #[test]
    fn certificates_are_read_or_refused() {
        let with = |pem: &str| ClusterAccess {
            authorities: Some(pem.as_bytes().to_vec()),
            ..ClusterAccess::default()
        };
        let address = ClusterAddress::parse("opensearch+https://a/b").expect("an address");
        let none = Client::new(&address, &with("no certificate")).err().expect("refused");
        assert_eq!(none.to_string(), "the file of certificates for the cluster holds none");
        let token = ClusterAccess { token: Some("a\nb".to_owned()), ..ClusterAccess::default() };
        assert!(Client::new(&address, &token).is_err());
    }

    #[test]
    fn passwords_are_encoded_as_http_sends_them() {
        for (text, encoded) in [
            ("", ""),
            ("f", "Zg=="),
            ("fo", "Zm8="),
            ("foo", "Zm9v"),
            ("user:päss", "dXNlcjpww6Rzcw=="),
        ] {
            assert_eq!(base64(text.as_bytes()), encoded);
        }
    }

    #[test]
    fn the_deepest_reason_is_told() {
        let body = json!({"error": {"reason": "all shards failed", "failed_shards": [
            {"reason": {"reason": "a", "caused_by": {"reason": "b"}}}]}});
        assert_eq!(reason(&body), "b");
        assert_eq!(reason(&json!({"error": {"reason": "no such index"}})), "no such index");
        assert_eq!(reason(&json!(null)), "");
    }
}

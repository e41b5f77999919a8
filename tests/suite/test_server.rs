//! A server of the real program, and requests to it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::harness::command;

/// The time limit for any request.
pub const TIMEOUT: Duration = Duration::from_secs(60);

/// A server process that is killed at the end of the test.
pub struct TestServer {
    pub process: Child,
    pub address: String,
}

impl Drop for TestServer {
    fn drop(&mut self) {
        // The process may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A response of the server.
pub struct Response {
    pub status: u16,
    pub headers: String,
    pub body: String,
}

impl Response {
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|error| panic!("{error} in {}", self.body))
    }

    pub fn content_type(&self) -> &str {
        let mut lines = self.headers.lines();
        let line = lines.find(|line| line.to_ascii_lowercase().starts_with("content-type:"));
        line.and_then(|line| line.split_once(": ")).map_or("", |(_, value)| value)
    }
}

impl TestServer {
    /// Starts a server on a loopback address and waits for the address it prints.
    pub fn start(folder: &Path, arguments: &[&str]) -> Self {
        Self::start_on("127.0.0.1:0", folder, arguments)
    }

    pub fn start_on(listen: &str, folder: &Path, arguments: &[&str]) -> Self {
        let mut process = command(folder)
            .args(arguments)
            .args(["--listen", listen])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("a pipe"))
            .read_line(&mut line)
            .expect("a line");
        let address = line
            .trim()
            .strip_prefix("http://")
            .unwrap_or_else(|| panic!("`{line}` is not an address"))
            .replace("0.0.0.0", "127.0.0.1");
        Self { process, address }
    }

    pub fn get(&self, path: &str) -> Response {
        self.get_with(path, &format!("Host: {}\r\n", self.address))
    }

    /// Sends a request with these header lines.
    pub fn get_with(&self, path: &str, headers: &str) -> Response {
        self.send(&format!("GET {path} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"))
    }

    /// Posts a body of this media type.
    pub fn post(&self, path: &str, media_type: &str, body: &str) -> Response {
        let (address, length) = (&self.address, body.len());
        self.send(&format!(
            "POST {path} HTTP/1.1\r\nHost: {address}\r\nContent-Type: {media_type}\r\n\
             Content-Length: {length}\r\nConnection: close\r\n\r\n{body}"
        ))
    }

    fn send(&self, request: &str) -> Response {
        let mut stream = self.connect();
        stream.write_all(request.as_bytes()).expect("sends");
        let mut response = Vec::new();
        stream.read_to_end(&mut response).expect("receives");
        let end = response.windows(4).position(|bytes| bytes == b"\r\n\r\n").expect("headers");
        let (headers, body) =
            (str::from_utf8(&response[..end]).expect("UTF-8"), &response[end + 4..]);
        let status =
            headers.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("a status");
        let chunked = headers.to_ascii_lowercase().contains("transfer-encoding: chunked");
        let body = if chunked { unchunked(body) } else { body.to_vec() };
        let body = String::from_utf8_lossy(&body).into_owned();
        Response { status, headers: headers.to_owned(), body }
    }

    pub fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).expect("connects");
        stream.set_read_timeout(Some(TIMEOUT)).expect("sets a timeout");
        stream
    }

    /// Repeats a request until the answer meets a condition.
    pub fn wait_until(&self, path: &str, condition: impl Fn(&Value) -> bool) -> Value {
        let started = Instant::now();
        loop {
            let answer = self.get(path).json();
            if condition(&answer) {
                return answer;
            }
            assert!(started.elapsed() < TIMEOUT, "{path} still answers {answer}");
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    pub fn assert_problem(&self, path: &str, status: u16, words: &str) {
        let response = self.get(path);
        assert_eq!(
            (response.status, response.content_type()),
            (status, "application/problem+json"),
            "{path}: {}",
            response.body
        );
        let problem = response.json();
        assert_eq!(problem["status"], json!(status));
        assert!(problem["title"].is_string() && problem["type"].is_string(), "{problem}");
        assert!(
            problem["detail"].as_str().is_some_and(|detail| detail.contains(words)),
            "no `{words}` in {problem}"
        );
        assert!(!response.body.contains("panicked"));
    }
}

/// Decodes a chunked body.
fn unchunked(mut body: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = body.windows(2).position(|two| two == b"\r\n") {
        let size = str::from_utf8(&body[..end]).expect("a size");
        let (begin, size) = (end + 2, usize::from_str_radix(size, 16).expect("a size"));
        whole.extend_from_slice(&body[begin..begin + size]);
        body = &body[begin + size + 2..];
    }
    whole
}

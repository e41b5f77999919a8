//! Proxies between the tests and a node: one that cuts connections, and one that speaks TLS and asks for a
//! password.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;

use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What a node answers to somebody it does not know.
const UNKNOWN: &str = "HTTP/1.1 401 Unauthorized\r\ncontent-type: application/json\r\n\
    connection: close\r\ncontent-length: 2\r\n\r\n{}";

/// A network that can be cut.
#[derive(Default)]
pub struct Network {
    /// Bytes after which a connection that is made now is cut; 0 for never.
    pub bytes: AtomicU64,
    /// True if nothing gets through.
    pub is_down: AtomicBool,
    /// Connections that were cut.
    pub cuts: AtomicU64,
}

/// Listens on loopback and hands every connection to `serve`. Returns the port.
fn listen(serve: impl Fn(TcpStream) + Clone + Send + 'static) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let serve = serve.clone();
            thread::spawn(move || serve(stream));
        }
    });
    port
}

/// Starts a proxy to a node that passes on bytes until the network is cut. Returns its port.
pub fn cutting(node: &str, network: &Arc<Network>) -> u16 {
    let (node, network) = (node.to_owned(), Arc::clone(network));
    listen(move |client| {
        if network.is_down.load(Ordering::Relaxed) {
            return;
        }
        let Ok(server) = TcpStream::connect(&node) else { return };
        let limit = network.bytes.load(Ordering::Relaxed);
        let passed = AtomicU64::new(0);
        thread::scope(|scope| {
            scope.spawn(|| pass(&client, &server, &network, (&passed, limit)));
            pass(&server, &client, &network, (&passed, limit));
        });
    })
}

/// Passes bytes from one side to the other. Both sides end together, in the middle of whatever they send.
fn pass(
    mut from: &TcpStream,
    mut to: &TcpStream,
    network: &Network,
    (passed, limit): (&AtomicU64, u64),
) {
    let mut part = [0; 8192];
    while let Ok(read @ 1..) = from.read(&mut part) {
        let passed = passed.fetch_add(read as u64, Ordering::Relaxed) + read as u64;
        if network.is_down.load(Ordering::Relaxed) || (limit > 0 && passed > limit) {
            network.cuts.fetch_add(1, Ordering::Relaxed);
            // Half of what was read still gets through.
            let _ = to.write_all(&part[..read / 2]);
            break;
        }
        if to.write_all(&part[..read]).is_err() {
            break;
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

/// Returns a file of certificates and keys of the tests.
pub fn tls_file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/cluster/tls").join(name)
}

/// Starts a proxy to a node that speaks TLS, and passes on the requests that have one of these headers. Returns
/// its port.
pub fn guarding(node: &str, authorizations: &'static [&'static str]) -> u16 {
    let certificate = CertificateDer::from_pem_file(tls_file("server.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(tls_file("server.key")).expect("a key");
    let config =
        ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .with_safe_default_protocol_versions()
            .expect("versions of TLS")
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .expect("a configuration");
    let (config, node) = (Arc::new(config), node.to_owned());
    listen(move |stream| {
        let Ok(session) = ServerConnection::new(Arc::clone(&config)) else { return };
        let mut client = StreamOwned::new(session, stream);
        let Some(request) = read_request(&mut client) else { return };
        let head = String::from_utf8_lossy(&request).to_lowercase();
        let head = head.split("\r\n\r\n").next().unwrap_or_default();
        let is_known = authorizations
            .iter()
            .any(|it| head.contains(&format!("authorization: {}", it.to_lowercase())));
        let answer = match is_known {
            true => answer(&node, &request),
            false => UNKNOWN.as_bytes().to_vec(),
        };
        let _ = client.write_all(&answer);
        client.conn.send_close_notify();
        let _ = client.flush();
    })
}

/// Reads one request with its body; nothing where the client goes away.
fn read_request(client: &mut impl Read) -> Option<Vec<u8>> {
    let (mut request, mut part) = (Vec::new(), [0; 16384]);
    loop {
        let read = client.read(&mut part).ok().filter(|read| *read > 0)?;
        request.extend_from_slice(&part[..read]);
        let Some(end) = request.windows(4).position(|it| it == b"\r\n\r\n") else { continue };
        let head = String::from_utf8_lossy(&request[..end]).to_lowercase();
        let length = head.lines().find_map(|line| line.strip_prefix("content-length:"));
        let length: usize = length.map_or(0, |length| length.trim().parse().expect("a length"));
        if request.len() >= end + 4 + length {
            return Some(request);
        }
    }
}

/// Asks the node, which ends the connection after its answer.
fn answer(node: &str, request: &[u8]) -> Vec<u8> {
    let mut server = TcpStream::connect(node).expect("a node");
    let line = request.iter().position(|byte| *byte == b'\n').expect("a line") + 1;
    let request = [&request[..line], b"connection: close\r\n", &request[line..]].concat();
    server.write_all(&request).expect("a request");
    let mut answer = Vec::new();
    server.read_to_end(&mut answer).expect("an answer");
    answer
}

//! As much of HTTP/1.1 as a browser needs to fetch files: one thread and one request for each connection.
//!
//! A thread each, because browsers open connections ahead of time and say nothing on them for a while: with a pool of
//! threads such a connection keeps another one's request waiting.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Duration;

/// No browser's request for a file is longer.
const HEAD_BYTES_MAX: usize = 32 * 1024;
/// How long a connection may stay silent. Browsers open another one when they need it.
const SILENCE_MAX: Duration = Duration::from_secs(30);

/// What a request asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) target: String,
}

/// A response before it is written.
pub(super) struct Response {
    pub(super) status: &'static str,
    pub(super) headers: Vec<(&'static str, String)>,
    pub(super) body: Vec<u8>,
}

/// Answers the one request of a connection, then closes it.
pub(super) fn answer(mut stream: TcpStream, respond: impl FnOnce(&Request) -> Response) -> io::Result<()> {
    stream.set_read_timeout(Some(SILENCE_MAX))?;
    stream.set_write_timeout(Some(SILENCE_MAX))?;
    let Some(head) = read_head(&mut stream)? else { return Ok(()) };
    let request = parse(&head);
    let response = match &request {
        Some(request) => respond(request),
        None => Response { status: "400 Bad Request", headers: Vec::new(), body: b"not a request\n".to_vec() },
    };
    let has_body = request.is_none_or(|request| request.method != "HEAD");
    write(&mut stream, &response, has_body)?;
    stream.shutdown(Shutdown::Write)?;
    // What is still unread would make the system throw away the answer that is on its way.
    let mut unread = [0; 1024];
    let mut left = HEAD_BYTES_MAX;
    while left > 0 {
        match stream.read(&mut unread)? {
            0 => break,
            length => left = left.saturating_sub(length),
        }
    }
    Ok(())
}

/// Everything up to the empty line; none when the peer left without asking anything.
fn read_head(stream: &mut TcpStream) -> io::Result<Option<Vec<u8>>> {
    let mut head = Vec::new();
    let mut chunk = [0; 4096];
    while !head.windows(4).any(|window| window == b"\r\n\r\n") {
        if head.len() > HEAD_BYTES_MAX {
            return Ok(Some(Vec::new()));
        }
        match stream.read(&mut chunk) {
            Ok(0) if head.is_empty() => return Ok(None),
            Ok(0) => return Ok(Some(Vec::new())),
            Ok(length) => head.extend_from_slice(&chunk[..length]),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Some(head))
}

/// The request line's method and target; none when there is no such line.
fn parse(head: &[u8]) -> Option<Request> {
    let line = head.split(|byte| *byte == b'\n').next()?;
    let line = str::from_utf8(line).ok()?.trim_end();
    let mut words = line.split(' ');
    let (method, target, version) = (words.next()?, words.next()?, words.next()?);
    let is_request = words.next().is_none() && version.starts_with("HTTP/1.") && target.starts_with('/');
    is_request.then(|| Request { method: method.to_owned(), target: target.to_owned() })
}

fn write(stream: &mut TcpStream, response: &Response, has_body: bool) -> io::Result<()> {
    let mut head = format!("HTTP/1.1 {}\r\n", response.status);
    for (name, value) in &response.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\nConnection: close\r\n\r\n", response.body.len()));
    stream.write_all(head.as_bytes())?;
    if has_body {
        stream.write_all(&response.body)?;
    }
    stream.flush()
}

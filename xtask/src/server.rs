//! A small server of static files on this machine, for `serve` and for the end-to-end tests.
//!
//! It answers on the loopback address only, lets nothing be cached, and never leaves its folder.

mod http;

use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::thread::{self, JoinHandle};

use anyhow::{Context, Result};

use self::http::{Request, Response};

/// How many ports after the one that was asked for are tried before giving up.
const PORTS_TRIED_MAX: u16 = 100;
/// A browser opens up to six connections at once to one host.
const CONNECTIONS_MAX: usize = 256;
/// The script that reloads the page when the build has changed, and the path it asks.
const RELOAD_SCRIPT: &str = include_str!("server/reload.js");
const RELOAD_SCRIPT_PATH: &str = "__reload.js";
const SCRIPT: &str = "text/javascript; charset=utf-8";
const BUILD_NUMBER_PATH: &str = "__build";

/// What is served, and under which path.
#[derive(Clone, Debug)]
pub struct Site {
    root: PathBuf,
    mount: String,
    build: Option<Arc<AtomicU64>>,
    /// Scripts that are answered instead of the folder's files, by their paths.
    scripts: Vec<(&'static str, String)>,
}

impl Site {
    /// The files of a folder, at the root of the host.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into(), mount: "/".to_owned(), build: None, scripts: Vec::new() }
    }

    /// The same files under a sub-path, as on a host that serves many projects: `"some/where"`.
    #[must_use]
    pub fn under(mut self, path: &str) -> Self {
        self.mount = match path.trim_matches('/') {
            "" => "/".to_owned(),
            path => format!("/{path}/"),
        };
        self
    }

    /// Makes each page reload itself when this number changes.
    #[must_use]
    pub fn reloading_on(mut self, build: Arc<AtomicU64>) -> Self {
        self.build = Some(build);
        self
    }

    /// Answers with this script instead of the folder's file of that path.
    #[must_use]
    pub fn answering(mut self, path: &'static str, script: String) -> Self {
        self.scripts.push((path, script));
        self
    }

    /// The answer to `GET url`.
    fn answer(&self, url: &str) -> Answer {
        let path = url.split(['?', '#']).next().unwrap_or_default();
        let Some(path) = path.strip_prefix(&self.mount) else {
            let is_the_mount = path.strip_suffix('/').unwrap_or(path) == self.mount.trim_end_matches('/');
            return if is_the_mount { Answer::Moved(self.mount.clone()) } else { Answer::NotFound };
        };
        if let Some((_, script)) = self.scripts.iter().find(|(of, _)| *of == path) {
            return Answer::text(SCRIPT, script);
        }
        if let Some(build) = &self.build {
            match path {
                RELOAD_SCRIPT_PATH => return Answer::text(SCRIPT, RELOAD_SCRIPT),
                BUILD_NUMBER_PATH => return Answer::text("text/plain", &build.load(Ordering::Acquire).to_string()),
                _ => {}
            }
        }
        let Some(relative) = safe_path(path) else { return Answer::NotFound };
        match read_file_within(&self.root, &relative) {
            Ok((file, bytes)) => self.found(&file, bytes),
            Err(Unread::FolderWithoutSlash) => Answer::Moved(format!("{}{path}/", self.mount)),
            Err(Unread::Missing) => Answer::NotFound,
        }
    }

    fn found(&self, file: &Path, bytes: Vec<u8>) -> Answer {
        let kind = content_type(file);
        if self.build.is_none() || !kind.starts_with("text/html") {
            return Answer::Found { kind, bytes };
        }
        let script = format!("<script type=\"module\" src=\"{}{RELOAD_SCRIPT_PATH}\"></script>\n</head>", self.mount);
        let page = String::from_utf8_lossy(&bytes).replacen("</head>", &script, 1);
        Answer::Found { kind, bytes: page.into_bytes() }
    }
}

/// What one request gets.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Found { kind: &'static str, bytes: Vec<u8> },
    Moved(String),
    NotFound,
}

impl Answer {
    fn text(kind: &'static str, text: &str) -> Self {
        Self::Found { kind, bytes: text.as_bytes().to_vec() }
    }
}

/// Why a file is not served.
enum Unread {
    Missing,
    FolderWithoutSlash,
}

/// The path inside the folder that a request's path means; none when it is malformed or tries to leave.
fn safe_path(path: &str) -> Option<PathBuf> {
    let decoded = percent_decode(path)?;
    if decoded.contains(['\\', '\0', ':']) {
        return None;
    }
    let mut relative = PathBuf::from(decoded);
    if relative.as_os_str().is_empty() || path.ends_with('/') {
        relative.push("index.html");
    }
    relative.components().all(|part| matches!(part, Component::Normal(_))).then_some(relative)
}

/// Reads a file, unless a symbolic link on the way leads out of the folder.
fn read_file_within(root: &Path, relative: &Path) -> Result<(PathBuf, Vec<u8>), Unread> {
    let root = root.canonicalize().map_err(|_| Unread::Missing)?;
    let file = root.join(relative).canonicalize().map_err(|_| Unread::Missing)?;
    if !file.starts_with(&root) {
        return Err(Unread::Missing);
    }
    if file.is_dir() {
        return Err(Unread::FolderWithoutSlash);
    }
    let bytes = fs::read(&file).map_err(|_| Unread::Missing)?;
    Ok((file, bytes))
}

fn percent_decode(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let high = char::from(rest.next()?).to_digit(16)?;
            let low = char::from(rest.next()?).to_digit(16)?;
            bytes.push(u8::try_from(high * 16 + low).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

/// The media type of a file, by the end of its name.
fn content_type(file: &Path) -> &'static str {
    match file.extension().and_then(|end| end.to_str()).unwrap_or_default() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => SCRIPT,
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "woff2" => "font/woff2",
        "md" | "txt" | "ts" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

/// A server that runs until it is dropped.
pub struct Server {
    address: SocketAddr,
    mount: String,
    stopped: Arc<AtomicBool>,
    acceptor: Option<JoinHandle<()>>,
}

impl Server {
    /// Serves on the given port or, when it is taken, on the next free one. Port 0 takes any free port.
    ///
    /// # Errors
    /// When no port can be had.
    pub fn start(site: Site, port: u16) -> Result<Self> {
        let listener = bind(port)?;
        let address = listener.local_addr().context("asking for the port")?;
        let mount = site.mount.clone();
        let stopped = Arc::new(AtomicBool::new(false));
        let acceptor = {
            let (site, stopped) = (Arc::new(site), Arc::clone(&stopped));
            thread::spawn(move || accept(&listener, &site, &stopped))
        };
        Ok(Self { address, mount, stopped, acceptor: Some(acceptor) })
    }

    /// The port it answers on.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The address of the page, with a slash at its end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}{}", self.address, self.mount)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stopped.store(true, Ordering::Release);
        // The acceptor waits for a connection: this one tells it to look.
        let is_told = TcpStream::connect(self.address).is_ok();
        if let Some(acceptor) = self.acceptor.take().filter(|_| is_told) {
            // An acceptor that panicked has nothing more to say.
            let _ = acceptor.join();
        }
    }
}

fn bind(port: u16) -> Result<TcpListener> {
    let mut refused = None;
    for candidate in port..=port.saturating_add(if port == 0 { 0 } else { PORTS_TRIED_MAX }) {
        match TcpListener::bind((Ipv4Addr::LOCALHOST, candidate)) {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => refused = Some(error),
            Err(error) => return Err(error).with_context(|| format!("listening on port {candidate}")),
        }
    }
    let error = refused.unwrap_or_else(|| io::ErrorKind::AddrInUse.into());
    Err(error).with_context(|| format!("no free port from {port} on"))
}

fn accept(listener: &TcpListener, site: &Arc<Site>, stopped: &AtomicBool) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming() {
        if stopped.load(Ordering::Acquire) {
            return;
        }
        // A connection that broke before it began, or one too many, is let go: a browser asks again.
        let Ok(stream) = stream else { continue };
        if open.load(Ordering::Acquire) >= CONNECTIONS_MAX {
            continue;
        }
        open.fetch_add(1, Ordering::AcqRel);
        let (site, open) = (Arc::clone(site), Arc::clone(&open));
        thread::spawn(move || {
            // Whoever asked may have gone away already: that is theirs to decide.
            let _ = http::answer(stream, |request| respond(request, &site));
            open.fetch_sub(1, Ordering::AcqRel);
        });
    }
}

fn respond(request: &Request, site: &Site) -> Response {
    let plain = || ("Content-Type", "text/plain; charset=utf-8".to_owned());
    let mut response = if !matches!(request.method.as_str(), "GET" | "HEAD") {
        let headers = vec![plain(), ("Allow", "GET, HEAD".to_owned())];
        Response { status: "405 Method Not Allowed", headers, body: b"only GET and HEAD\n".to_vec() }
    } else {
        match site.answer(&request.target) {
            Answer::Found { kind, bytes } => {
                Response { status: "200 OK", headers: vec![("Content-Type", kind.to_owned())], body: bytes }
            }
            Answer::Moved(to) => {
                Response { status: "308 Permanent Redirect", headers: vec![("Location", to)], body: Vec::new() }
            }
            Answer::NotFound => {
                Response { status: "404 Not Found", headers: vec![plain()], body: b"not found\n".to_vec() }
            }
        }
    };
    response.headers.push(("Cache-Control", "no-store".to_owned()));
    response.headers.push(("X-Content-Type-Options", "nosniff".to_owned()));
    response
}

#[cfg(test)]
mod tests;

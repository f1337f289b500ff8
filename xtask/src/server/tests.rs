//! What the server gives out, and what it never does.

use std::io::{Read, Write};
use std::net::TcpStream;

use super::*;

/// A folder with a page, removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let root = std::env::temp_dir().join(format!("xtask-server-{name}-{}", std::process::id()));
        fs::create_dir_all(root.join("site/www")).expect("a folder in the temporary directory");
        fs::write(root.join("secret.txt"), "not yours").expect("a file");
        fs::write(root.join("site/index.html"), "<head></head>").expect("a file");
        fs::write(root.join("site/www/a b.wasm"), b"\0asm").expect("a file");
        Self(root)
    }

    fn site(&self) -> Site {
        Site::new(self.0.join("site"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn kind_of(answer: &Answer) -> &str {
    match answer {
        Answer::Found { kind, .. } => kind,
        Answer::Moved(to) => to,
        Answer::NotFound => "not found",
    }
}

#[test]
fn a_folder_is_served_with_its_media_types() {
    let folder = Folder::new("types");
    let site = folder.site();
    assert_eq!(kind_of(&site.answer("/")), "text/html; charset=utf-8");
    assert_eq!(kind_of(&site.answer("/index.html?x=1#y")), "text/html; charset=utf-8");
    assert_eq!(kind_of(&site.answer("/www/a%20b.wasm")), "application/wasm");
    assert_eq!(kind_of(&site.answer("/www")), "/www/");
    assert_eq!(kind_of(&site.answer("/absent.js")), "not found");
}

#[test]
fn a_script_may_stand_in_for_a_file() {
    let folder = Folder::new("standing-in");
    let site = folder.site().under("some/where").answering("offline.js", "nothing".to_owned());
    assert_eq!(site.answer("/some/where/offline.js"), Answer::text(SCRIPT, "nothing"));
    assert_eq!(kind_of(&site.answer("/offline.js")), "not found");
}

#[test]
fn no_path_leads_out_of_the_folder() {
    let folder = Folder::new("traversal");
    let site = folder.site();
    let paths = [
        "/../secret.txt",
        "/%2e%2e/secret.txt",
        "/www/..%2f..%2fsecret.txt",
        "//etc/passwd",
        "/..%5csecret.txt",
        "/%",
        "/%00",
        "/%ff",
    ];
    for path in paths {
        assert_eq!(site.answer(path), Answer::NotFound, "{path}");
    }
}

#[cfg(unix)]
#[test]
fn no_symbolic_link_leads_out_of_the_folder() {
    let folder = Folder::new("link");
    std::os::unix::fs::symlink(folder.0.join("secret.txt"), folder.0.join("site/link.txt")).expect("a link");
    assert_eq!(folder.site().answer("/link.txt"), Answer::NotFound);
}

#[test]
fn a_site_under_a_sub_path_answers_there_and_nowhere_else() {
    let folder = Folder::new("mount");
    let site = folder.site().under("/some/where/");
    assert_eq!(kind_of(&site.answer("/some/where/")), "text/html; charset=utf-8");
    assert_eq!(kind_of(&site.answer("/some/where")), "/some/where/");
    assert_eq!(site.answer("/"), Answer::NotFound);
    assert_eq!(site.answer("/some/elsewhere/"), Answer::NotFound);
}

#[test]
fn only_a_watched_page_is_told_to_reload_itself() {
    let folder = Folder::new("reload");
    assert_eq!(folder.site().answer("/__build"), Answer::NotFound);
    let site = folder.site().reloading_on(Arc::new(AtomicU64::new(7)));
    assert_eq!(site.answer("/__build"), Answer::text("text/plain", "7"));
    let Answer::Found { bytes, .. } = site.answer("/") else { panic!("no page") };
    assert!(String::from_utf8_lossy(&bytes).contains("src=\"/__reload.js\""));
}

/// Sends bytes to a server and gives back all that it answers.
fn ask(server: &Server, request: &str) -> String {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).expect("a connection");
    stream.write_all(request.as_bytes()).expect("a request");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer");
    answer
}

#[test]
fn a_taken_port_gives_way_to_the_next_and_dropping_frees_it() {
    let folder = Folder::new("ports");
    let first = Server::start(folder.site(), 0).expect("a first server");
    let second = Server::start(folder.site(), first.port()).expect("a second server");
    assert!(second.port() > first.port());
    let port = second.port();
    drop(second);
    assert!(TcpStream::connect(("127.0.0.1", port)).is_err());
}

#[test]
fn requests_are_answered_as_browsers_expect() {
    let folder = Folder::new("requests");
    let server = Server::start(folder.site(), 0).expect("a server");
    let page = ask(&server, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(page.starts_with("HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\n"), "{page}");
    assert!(page.contains("\r\nContent-Length: 13\r\n") && page.ends_with("\r\n\r\n<head></head>"), "{page}");
    let head = ask(&server, "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert!(head.contains("\r\nContent-Length: 13\r\n") && head.ends_with("\r\n\r\n"), "{head}");
    assert!(ask(&server, "GET /no HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 404 "));
    assert!(ask(&server, "GET /www HTTP/1.1\r\n\r\n").contains("\r\nLocation: /www/\r\n"));
    assert!(ask(&server, "POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc").starts_with("HTTP/1.1 405 "));
    assert!(ask(&server, "nonsense\r\n\r\n").starts_with("HTTP/1.1 400 "));
}

#[test]
fn silent_connections_keep_nobody_waiting() {
    let folder = Folder::new("silent");
    let server = Server::start(folder.site(), 0).expect("a server");
    let silent: Vec<_> =
        (0..40).map(|_| TcpStream::connect(("127.0.0.1", server.port())).expect("a connection")).collect();
    assert!(ask(&server, "GET / HTTP/1.1\r\n\r\n").starts_with("HTTP/1.1 200 "));
    drop(silent);
}

//! Which call a method and an address ask for, of whom.

use super::{Response, Role};

/// The calls that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Asked {
    Register,
    Heartbeat,
    Count,
    Submit,
    Done,
    Delete,
    Result,
    Store,
    Fetch,
    List,
    Announce,
    Run,
    Stop,
    Capabilities,
    Jobs,
    Notice,
    DeleteData,
    DeleteJobData,
    ListAll,
    ListPage,
    Free,
    Ended,
    Ping,
}

/// What follows the beginning of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rest {
    Nothing,
    /// One part that is not empty.
    Name,
    /// Whatever there is.
    Path,
}

type Row = (Role, &'static str, &'static str, Rest, Asked);

/// Who answers to what (UCP section 1); everyone answers to a ping.
const ROUTES: [Row; 26] = [
    (Role::Broker, "PUT", "/executors/register", Rest::Nothing, Asked::Register),
    (Role::Broker, "PUT", "/executors/heartbeat/", Rest::Name, Asked::Heartbeat),
    (Role::Broker, "GET", "/executors/count", Rest::Nothing, Asked::Count),
    (Role::Broker, "PUT", "/job/submit/", Rest::Name, Asked::Submit),
    (Role::Broker, "PUT", "/job/done/", Rest::Name, Asked::Done),
    (Role::Broker, "DELETE", "/job/", Rest::Name, Asked::Delete),
    (Role::Broker, "PUT", "/result/", Rest::Name, Asked::Result),
    (Role::Broker, "PUT", "/data/", Rest::Path, Asked::Store),
    (Role::Broker, "GET", "/data/", Rest::Path, Asked::Fetch),
    (Role::Broker, "GET", "/list/data/", Rest::Path, Asked::List),
    (Role::Broker, "PUT", "/clocktower/datastores/", Rest::Name, Asked::Announce),
    (Role::Executor, "PUT", "/submit/", Rest::Name, Asked::Run),
    (Role::Executor, "DELETE", "/job/", Rest::Name, Asked::Stop),
    (Role::Executor, "GET", "/capabilities", Rest::Nothing, Asked::Capabilities),
    (Role::Executor, "GET", "/job/list", Rest::Nothing, Asked::Jobs),
    (Role::Executor, "PUT", "/clocktower/notices", Rest::Nothing, Asked::Notice),
    (Role::Datastore, "PUT", "/data/", Rest::Path, Asked::Store),
    (Role::Datastore, "GET", "/data/", Rest::Path, Asked::Fetch),
    (Role::Datastore, "DELETE", "/data/", Rest::Path, Asked::DeleteData),
    (Role::Datastore, "DELETE", "/job_data/", Rest::Name, Asked::DeleteJobData),
    (Role::Datastore, "GET", "/list", Rest::Nothing, Asked::ListAll),
    (Role::Datastore, "GET", "/list/", Rest::Path, Asked::ListPage),
    (Role::Datastore, "GET", "/free", Rest::Nothing, Asked::Free),
    (Role::Client, "PUT", "/result/", Rest::Name, Asked::Result),
    (Role::Client, "PUT", "/clocktower/jobs/", Rest::Name, Asked::Ended),
    (Role::Client, "GET", "/ping", Rest::Nothing, Asked::Ping),
];

/// A call that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Route {
    pub(super) asked: Asked,
    /// What stands in the path behind what every call of the kind begins with, decoded.
    pub(super) rest: String,
    /// The query, still encoded.
    query: String,
}

/// Who takes calls to a path, and by which methods: what a call that was refused may have meant. The path is without
/// its node; a ping, which everyone answers, is told of none.
pub fn takers(path: &str) -> Vec<(Role, &'static str)> {
    let sent = path.split(['?', '#']).next().unwrap_or(path);
    let path = decoded(sent);
    let takes = |(_, _, begins, rest, asked): &&Row| {
        let found = path.strip_prefix(begins).is_some_and(|found| rest.takes(found));
        found && *asked != Asked::Ping
    };
    ROUTES.iter().filter(takes).map(|(role, method, ..)| (*role, *method)).collect()
}

impl Rest {
    fn takes(self, found: &str) -> bool {
        match self {
            Self::Nothing => found.is_empty(),
            Self::Name => !found.is_empty() && !found.contains('/'),
            Self::Path => true,
        }
    }
}

impl Route {
    /// What an address asks of a node in this role. As a plain HTTP stack has it, a fragment is never sent, the query
    /// is what follows the first `?`, and the path is decoded before anything looks at its parts.
    pub(super) fn find(method: &str, address: &str, to: Role) -> Result<Self, Response> {
        let sent = address.split_once('#').map_or(address, |(sent, _)| sent);
        let (path, query) = sent.split_once('?').unwrap_or((sent, ""));
        let path = decoded(path);
        let mut there = false;
        for (role, wanted, begins, rest, asked) in ROUTES {
            let found = path.strip_prefix(begins).filter(|found| rest.takes(found));
            let Some(found) = found.filter(|_| role == to || asked == Asked::Ping) else { continue };
            // Clients turn methods into upper case themselves.
            if method.eq_ignore_ascii_case(wanted) {
                return Ok(Self { asked, rest: found.to_owned(), query: query.to_owned() });
            }
            there = true;
        }
        Err(match there {
            true => Response::refused(405, "Method Not Allowed"),
            false => Response::refused(404, "Not Found"),
        })
    }

    /// The original does not even look at the bodies of the others.
    pub(super) const fn has_json_body(&self) -> bool {
        self.has_room() || matches!(self.asked, Asked::Run)
    }

    /// Whether the body was found to have room for a clock, or is our own.
    pub(super) const fn has_room(&self) -> bool {
        use Asked::{Announce, Ended, Heartbeat, Notice, Register, Submit};
        matches!(self.asked, Register | Heartbeat | Submit | Announce | Notice | Ended)
    }

    /// The value of a key in the query, the last one where there are several.
    pub(super) fn parameter(&self, key: &str) -> Option<String> {
        let mut pairs = self.query.split('&').map(|pair| pair.split_once('=').unwrap_or((pair, "")));
        let plain = |text: &str| decoded(&text.replace('+', " "));
        pairs.rfind(|(other, _)| plain(other) == key).map(|(_, value)| plain(value))
    }
}

/// Undoes percent-encoding. What is no encoding stays, and what is no UTF-8 becomes U+FFFD.
pub fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|hex| !hex.starts_with('+')).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

//! From calls and answers to text.

use serde_json::Value;

use crate::json::json;

use super::info;
use super::{CLOCK_HEADER, CLOCK_KEY, Headers, LENGTH_HEADER, Request, Response, Role};
use crate::broker::call::{Answer, Call, Notice, Page, Reply};
use crate::broker::data::DataName;
use crate::broker::executors::{Capabilities, Report};
use crate::broker::jobs::End;
use crate::clock::VectorClock;
use crate::id::{JobId, Names, NodeId};

/// Writes a call of `from` to a node in the role of `to`, with what the caller knew.
pub fn print_call(call: &Call, from: NodeId, to: Role, clock: Option<&VectorClock>, names: &Names) -> Request {
    let sender = segment(&names.of_node(from.machine()));
    let job = call.job().map(|job| segment(names.of_job(job))).unwrap_or_default();
    let (method, path, body) = match call {
        Call::Register(report) => ("PUT", "/executors/register".to_owned(), register(report, from, names)),
        Call::Heartbeat(report) => ("PUT", format!("/executors/heartbeat/{sender}"), heartbeat(report, names)),
        Call::Count => ("GET", "/executors/count".to_owned(), Value::Null),
        Call::Submit { spec, wait_for, .. } => {
            let wait_for = wait_for.as_ref().map(|jobs| jobs.iter().map(|job| names.of_job(*job)).collect::<Vec<_>>());
            let body = object(vec![("job_info", info::print(spec, from, names)), ("wait_for", wait_for.into())]);
            ("PUT", format!("/job/submit/{job}"), body)
        }
        Call::Done(_) => ("PUT", format!("/job/done/{job}"), Value::Null),
        Call::Failed { why, .. } => ("PUT", format!("/job/done/{job}"), object(vec![("failed", (&**why).into())])),
        Call::Delete { .. } | Call::Stop(_) => ("DELETE", format!("/job/{job}"), Value::Null),
        Call::Result { .. } => ("PUT", format!("/result/{job}"), Value::Null),
        Call::Store { name, .. } => ("PUT", format!("/data/{}", path(name.as_str())), Value::Null),
        Call::Fetch { name, .. } => {
            let query = if job.is_empty() { String::new() } else { format!("?job_id={job}") };
            ("GET", format!("/data/{}{query}", path(name.as_str())), Value::Null)
        }
        Call::List { .. } if to == Role::Datastore => ("GET", "/list".to_owned(), Value::Null),
        Call::List { prefix } => ("GET", format!("/list/data/{}", path(prefix)), Value::Null),
        Call::ListPage { prefix, folder, page, size } => {
            let folder =
                folder.iter().map(|folder| format!("job_id={}&", segment(folder.as_str()))).collect::<String>();
            ("GET", format!("/list/{}?{folder}page={page}&size={size}", path(prefix)), Value::Null)
        }
        Call::DeleteData(name) => ("DELETE", format!("/data/{}", path(name.as_str())), Value::Null),
        Call::DeleteJobData { folder } => ("DELETE", format!("/job_data/{}", segment(folder.as_str())), Value::Null),
        Call::Free => ("GET", "/free".to_owned(), Value::Null),
        Call::Capabilities => ("GET", "/capabilities".to_owned(), Value::Null),
        Call::Jobs => ("GET", "/job/list".to_owned(), Value::Null),
        Call::Ended { end, .. } => ("PUT", format!("/clocktower/jobs/{job}"), ended(end, names)),
        Call::Ping => ("GET", "/ping".to_owned(), Value::Null),
        Call::Run { spec, .. } => ("PUT", format!("/submit/{job}"), info::print(spec, from, names)),
        Call::Announce { free } => {
            ("PUT", format!("/clocktower/datastores/{sender}"), object(vec![("free", (*free).into())]))
        }
        Call::Notice { stamp, notice } => {
            let mut body = match notice {
                Notice::Declared(emergency) => {
                    object(vec![("notice", "declared".into()), ("emergency", json!(emergency))])
                }
                Notice::Cleared => object(vec![("notice", "cleared".into())]),
            };
            put(&mut body, "stamp", stamp.to_wire(names));
            ("PUT", "/clocktower/notices".to_owned(), body)
        }
    };
    let mut request = Request { method, path, headers: Headers::new(), body };
    if let Call::Result { data, .. } | Call::Store { data, .. } = call {
        request.headers.insert(LENGTH_HEADER.to_owned(), data.bytes.to_string());
        request.body = data.text.as_deref().map_or(Value::Null, Value::from);
    }
    // A bare JobInfo is no place that was found safe, though it has keys.
    let has_room = request.body.is_object() && !matches!(call, Call::Run { .. } | Call::Failed { .. });
    carry(clock, has_room, &mut request.headers, &mut request.body, names);
    request
}

/// Writes an answer to a call, from a node that is there for `from`. The clock is what it knew; `None` leaves it
/// out, as is proper where the caller brought none.
pub fn print_answer(answer: &Answer, clock: Option<&VectorClock>, call: &Call, from: Role, names: &Names) -> Response {
    let body = match &answer.reply {
        Reply::Null => Value::Null,
        Reply::Job(job) => Value::from(names.of_job(*job)),
        Reply::Count(count) => Value::from(*count),
        Reply::Identity(node) => {
            let (role, name) = (from.name(), names.of_node(node.machine()));
            Value::from(format!("_{role}{name}._urban-cp._tcp.local."))
        }
        Reply::Data(data) => data.text.as_deref().map_or(Value::Null, Value::from),
        Reply::Names(all) => all.iter().map(DataName::as_str).collect(),
        Reply::Page(listed) => {
            let Page { names, total, page, size } = &**listed;
            let items: Value = names.iter().map(DataName::as_str).collect();
            let pages = total.div_ceil(u64::from(*size).max(1));
            let numbers = [("page", (*page).into()), ("size", (*size).into()), ("pages", pages.into())];
            object([("items", items), ("total", (*total).into())].into_iter().chain(numbers).collect())
        }
        Reply::Capabilities(has) => capabilities(has),
        Reply::Jobs(jobs) => jobs.iter().map(|job| names.of_job(*job)).collect(),
        Reply::Welcome(_) if clock.is_none() => Value::Null,
        Reply::Welcome(delivered) => object(vec![("delivered", delivered.to_wire(names))]),
        Reply::Detail(text) if answer.status == 422 => object(vec![("detail", vec![unfit(text)].into())]),
        Reply::Detail(text) => object(vec![("detail", text.as_str().into())]),
    };
    let mut response = Response::new(answer.status, body);
    if let Reply::Data(data) = &answer.reply {
        response.headers.insert(LENGTH_HEADER.to_owned(), data.bytes.to_string());
    }
    // Answers to the others are parsed by those who get them.
    let unread = matches!(
        call,
        Call::Register(_)
            | Call::Heartbeat(_)
            | Call::Done(_)
            | Call::Delete { .. }
            | Call::Stop(_)
            | Call::Notice { .. }
    );
    let has_room = unread && answer.is_ok();
    carry(clock, has_room, &mut response.headers, &mut response.body, names);
    response
}

/// Puts a clock into the body where there is room for it, and else into the headers.
fn carry(clock: Option<&VectorClock>, has_room: bool, headers: &mut Headers, body: &mut Value, names: &Names) {
    let Some(clock) = clock.map(|clock| clock.to_wire(names)) else { return };
    if has_room {
        put(body, CLOCK_KEY, clock);
    } else {
        headers.insert(CLOCK_HEADER.to_owned(), ascii(&clock.to_string()));
    }
}

/// Puts something under a key, into an object that takes the place of whatever else was there.
fn put(body: &mut Value, key: &str, value: Value) {
    if !body.is_object() {
        *body = json!({});
    }
    body[key] = value;
}

/// A refusal of the broker's own, `field: what is wrong`, as an item of the list that 422 comes with.
fn unfit(text: &str) -> Value {
    let (loc, msg) = match text.split_once(": ") {
        Some((field, msg)) => (Value::from(vec!["body", field]), msg),
        None => (Value::from(vec!["body"]), text),
    };
    object(vec![("type", "value_error".into()), ("loc", loc), ("msg", msg.into())])
}

fn register(report: &Report, from: NodeId, names: &Names) -> Value {
    let name = names.of_node(from.machine());
    let capabilities = capabilities(&report.capabilities);
    // Nodes of the simulated world have names for hosts, and no ports. When it was seen last is for the broker
    // alone to say, so the registration does not.
    let executor = [("address", address("")), ("id", name.as_str().into()), ("cur_caps", capabilities)];
    let mut body = object(vec![("hosts", vec![name].into()), ("executor", object(executor.into()))]);
    beside(&mut body, report, names);
    body
}

fn heartbeat(report: &Report, names: &Names) -> Value {
    let mut body = capabilities(&report.capabilities);
    beside(&mut body, report, names);
    body
}

fn beside(body: &mut Value, report: &Report, names: &Names) {
    if !report.equipment.is_empty() {
        let kinds: Vec<&str> = report.equipment.kinds().map(|kind| kind.name()).collect();
        put(body, "equipment", json!(kinds));
    }
    let jobs = |jobs: &[JobId]| jobs.iter().map(|job| Value::from(names.of_job(*job))).collect::<Value>();
    if let Some(running) = &report.running {
        put(body, "running", jobs(running));
    }
    if !report.ending.is_empty() {
        put(body, "ending", jobs(&report.ending));
    }
    if let Some(delivered) = &report.delivered {
        put(body, "delivered", delivered.to_wire(names));
    }
}

pub(super) fn capabilities(has: &Capabilities) -> Value {
    object(vec![
        ("memory", has.memory.into()),
        ("disk", has.disk.into()),
        ("cpu_load", has.cpu_load.get().into()),
        ("cpu_cores", has.cpu_cores.into()),
        ("cpu_freq", has.cpu_freq.get().into()),
        ("has_battery", has.has_battery.into()),
        ("power", has.power.get().into()),
    ])
}

/// Nodes of the simulated world have names for hosts, and no ports.
pub(super) fn address(host: &str) -> Value {
    object(vec![("host", host.into()), ("port", 0.into())])
}

/// An object of these entries. One function for all of them: what a macro makes of each is much code for people to wait
/// for.
pub(super) fn object(entries: Vec<(&str, Value)>) -> Value {
    Value::Object(entries.into_iter().map(|(key, value)| (key.to_owned(), value)).collect())
}

/// How a job ended, for the client that waits for it.
fn ended(end: &End, names: &Names) -> Value {
    let (word, more) = match end {
        End::Done(by) => ("done", Some(("by", names.of_node(*by)))),
        End::Deleted => ("deleted", None),
        End::Refused => ("refused", None),
        End::Failed(why) => ("failed", Some(("why", why.to_string()))),
        End::Orphaned(other) => ("orphaned", Some(("waited_for", names.of_job(*other).to_owned()))),
    };
    let more = more.map(|(key, text)| (key, Value::from(text)));
    object([("ended", word.into())].into_iter().chain(more).collect())
}

/// A data name, or the beginning of some, as the rest of a path.
fn path(name: &str) -> String {
    name.split('/').map(segment).collect::<Vec<_>>().join("/")
}

/// A name as a segment of a path: all but the unreserved characters of RFC 3986 is percent-encoded.
fn segment(name: &str) -> String {
    name.bytes().fold(String::with_capacity(name.len()), |mut text, byte| {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => text.push(byte as char),
            _ => text.push_str(&format!("%{byte:02X}")),
        }
        text
    })
}

/// JSON in ASCII alone, as headers need it.
fn ascii(json: &str) -> String {
    json.chars().fold(String::with_capacity(json.len()), |mut text, c| {
        match c.is_ascii() {
            true => text.push(c),
            false => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| text.push_str(&format!("\\u{unit:04x}"))),
        }
        text
    })
}

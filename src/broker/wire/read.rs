//! From text to calls, as a broker hears them.

use std::sync::Arc;

use serde_json::Value;

use crate::json::json;

use super::info::{self, Stands};
use super::lax::{Object, Place, Problems};
use super::{BODY_BYTES_MAX, CLOCK_HEADER, CLOCK_KEY, Headers, LENGTH_HEADER, LOCATION_MAX, Response};
use crate::broker::call::Call;
use crate::broker::data::{Data, DataName};
use crate::broker::emergency::{Emergency, Equipment, Kind, Level};
use crate::broker::executors::{Capabilities, Real, Report};
use crate::broker::jobs::WAIT_FOR_MAX;
use crate::clock::VectorClock;
use crate::id::{JobId, NameError, Names, NodeId};

/// A call as it comes in.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The method.
    pub method: &'a str,
    /// The path, percent-encoded; a query is ignored.
    pub path: &'a str,
    /// The headers, by their names in lower case; a `Content-Type` is not needed.
    pub headers: &'a Headers,
    /// The body.
    pub body: &'a str,
}

/// A call as it was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard {
    /// Who it is from: the caller, or the executor that a registration or heartbeat speaks of. Of that one it is
    /// the incarnation that its name or the clock tells, and else the first.
    pub from: NodeId,
    /// What is asked.
    pub call: Call,
    /// What the caller knew; `None` from a peer without clocks.
    pub clock: Option<VectorClock>,
}

/// Reads a call to a broker. Names that are not known yet are made known.
///
/// A result that does not stay in a datastore goes to the `caller`, whatever host it names.
///
/// # Errors
/// The refusal, with the status and the body that the original gives: 404 for an unknown path, 405 for a wrong
/// method, 422 for a body that does not fit, 400 for a registration without hosts or a body that is nested too
/// deep. Of our own: 413 for a body longer than [`BODY_BYTES_MAX`]. No name was then made known.
pub fn read_call(request: &Incoming<'_>, caller: NodeId, names: &mut Names) -> Result<Heard, Response> {
    let route = Route::find(request.method, request.path)?;
    if request.body.len() > BODY_BYTES_MAX {
        return Err(Response::refused(413, &format!("a body has at most {BODY_BYTES_MAX} bytes")));
    }
    let body = if route.has_json_body() { json_body(request.body)? } else { None };
    let mut reader = Reader { problems: Problems::default(), names: names.clone(), caller };
    let heard = reader.read(&route, request, body.as_ref());
    if !reader.problems.list().is_empty() {
        return Err(Response::unfit(reader.problems.list()));
    }
    let no_hosts = |body: &Value| body["hosts"].as_array().is_some_and(Vec::is_empty);
    if route == Route::Register && body.as_ref().is_some_and(no_hosts) {
        return Err(Response::refused(400, "Could not ping to verify"));
    }
    *names = reader.names;
    Ok(heard)
}

/// The calls that a broker answers, with the names in their paths.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Route {
    Register,
    Heartbeat(String),
    Count,
    Submit(String),
    Done(String),
    Delete(String),
    Result(String),
    Ping,
}

impl Route {
    fn find(method: &str, path: &str) -> Result<Self, Response> {
        let path = path.split_once('?').map_or(path, |(path, _)| path);
        let segments: Vec<&str> = path.split('/').take(5).collect();
        let (wanted, route) = match segments[..] {
            ["", "ping"] => ("GET", Self::Ping),
            ["", "executors", "register"] => ("PUT", Self::Register),
            ["", "executors", "count"] => ("GET", Self::Count),
            ["", "executors", "heartbeat", id] if !id.is_empty() => ("PUT", Self::Heartbeat(decoded(id))),
            ["", "job", "submit", id] if !id.is_empty() => ("PUT", Self::Submit(decoded(id))),
            ["", "job", "done", id] if !id.is_empty() => ("PUT", Self::Done(decoded(id))),
            ["", "job", id] if !id.is_empty() => ("DELETE", Self::Delete(decoded(id))),
            ["", "result", id] if !id.is_empty() => ("PUT", Self::Result(decoded(id))),
            _ => return Err(Response::refused(404, "Not Found")),
        };
        // Clients turn methods into upper case themselves.
        match method.eq_ignore_ascii_case(wanted) {
            true => Ok(route),
            false => Err(Response::refused(405, "Method Not Allowed")),
        }
    }

    /// The original does not even look at the bodies of the others.
    const fn has_json_body(&self) -> bool {
        matches!(self, Self::Register | Self::Heartbeat(_) | Self::Submit(_))
    }
}

/// The bytes of a body; where the simulated world has none, their number alone.
fn data(request: &Incoming<'_>) -> Data {
    let length = request.headers.get(LENGTH_HEADER).and_then(|length| length.parse().ok());
    match length {
        Some(bytes) if bytes != request.body.len() as u64 => Data::sized(bytes),
        _ => Data::text(request.body),
    }
}

/// Undoes percent-encoding. What is no encoding stays, and what is no UTF-8 becomes U+FFFD.
fn decoded(segment: &str) -> String {
    let mut bytes = Vec::with_capacity(segment.len());
    let mut rest = segment.as_bytes();
    while let [first, tail @ ..] = rest {
        let hex = tail.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = hex.filter(|hex| !hex.starts_with('+')).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &tail[2..] } else { tail };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The JSON of a body; `None` for an empty one.
fn json_body(text: &str) -> Result<Option<Value>, Response> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.is_empty() {
        return Ok(None);
    }
    serde_json::from_str(text).map(Some).map_err(|error| {
        let why = error.to_string();
        if why.starts_with("recursion limit") {
            return Response::refused(400, "There was an error parsing the body");
        }
        let line_start: usize = text.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum();
        let at = (line_start + error.column().saturating_sub(usize::from(!error.is_eof()))).min(text.len());
        let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
        let problem = json!({
            "type": "json_invalid", "loc": ("body", at), "msg": "JSON decode error", "ctx": json!({ "error": why }),
        });
        Response::new(422, json!({ "detail": [problem] }))
    })
}

/// Reads one call, and lists what does not fit.
struct Reader {
    problems: Problems,
    names: Names,
    caller: NodeId,
}

impl Reader {
    fn read(&mut self, route: &Route, request: &Incoming<'_>, body: Option<&Value>) -> Heard {
        let body_clock = body.and_then(|body| body.get(CLOCK_KEY)).filter(|clock| !clock.is_null());
        let (from, call) = match route {
            Route::Register => self.register(body.unwrap_or(&Value::Null)),
            Route::Heartbeat(id) => self.heartbeat(id, body),
            Route::Count => (self.caller, Call::Count),
            Route::Submit(id) => (self.caller, self.submit(id, body.unwrap_or(&Value::Null))),
            Route::Done(id) => (self.caller, Call::Done(self.path_job(id))),
            Route::Delete(id) => (self.caller, Call::Delete { job: self.path_job(id), folder: DataName::folder(id) }),
            Route::Result(id) => (self.caller, Call::Result { job: self.path_job(id), data: data(request) }),
            Route::Ping => (self.caller, Call::Ping),
        };
        let clock = match (body_clock, request.headers.get(CLOCK_HEADER)) {
            (Some(value), _) => self.clock(value, Place::BODY.key(CLOCK_KEY)),
            (None, Some(text)) => {
                let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str()));
                self.clock(&value, Place::root("header").key(CLOCK_HEADER))
            }
            (None, None) => None,
        };
        let from = match route {
            Route::Register | Route::Heartbeat(_) => latest_life(from, clock.as_ref()),
            _ => from,
        };
        Heard { from, call, clock }
    }

    fn clock(&mut self, value: &Value, place: Place<'_>) -> Option<VectorClock> {
        match VectorClock::from_wire(value, &mut self.names) {
            Ok(clock) => Some(clock),
            Err(error) => {
                self.problems.add(place, "value_error", error.to_string());
                None
            }
        }
    }

    /// A name that is known now, or a problem and some id or other.
    fn named<T>(&mut self, name: Result<T, NameError>, place: Place<'_>, other: T) -> T {
        name.unwrap_or_else(|error| {
            self.problems.add(place, "value_error", error.to_string());
            other
        })
    }

    fn path_job(&mut self, id: &str) -> JobId {
        let job = self.names.job(id);
        self.named(job, Place::root("path").key("job_id"), JobId::new(0))
    }

    fn register(&mut self, body: &Value) -> (NodeId, Call) {
        let parameters = Object::parameters(body);
        parameters.needed(&mut self.problems, "hosts", Problems::texts);
        let found = parameters.needed(&mut self.problems, "executor", |problems, value, place| {
            let executor = problems.object(value, place);
            executor.needed(problems, "address", address);
            executor.needed(problems, "id", Problems::text);
            let id = executor.get("id").and_then(Value::as_str).map(str::to_owned);
            let capabilities = executor.or(problems, "cur_caps", Capabilities::default(), capabilities);
            executor.or(problems, "last_update", Real::ZERO, Problems::real);
            Some((id, capabilities))
        });
        let (id, capabilities) = found.unwrap_or_default();
        let from = match id {
            Some(id) => {
                let node = self.names.node(&id);
                self.named(node, Place::BODY.key("executor").key("id"), self.caller)
            }
            None => self.caller,
        };
        (from, Call::Register(self.report(&parameters, capabilities)))
    }

    fn heartbeat(&mut self, id: &str, body: Option<&Value>) -> (NodeId, Call) {
        let node = self.names.node(id);
        let from = self.named(node, Place::root("path").key("exec_id"), self.caller);
        let Some(body) = body else {
            self.problems.add(Place::BODY, "missing", "Field required");
            return (from, Call::Ping);
        };
        let capabilities = capabilities(&mut self.problems, body, Place::BODY);
        if body.get("capabilities").is_some() {
            // The original takes it, finds none of the keys it knows, and resets everything to the defaults.
            let msg = "A heartbeat is the bare object of capabilities, not one that is wrapped";
            self.problems.add(Place::BODY.key("capabilities"), "extra_forbidden", msg);
        }
        (from, Call::Heartbeat(self.report(&Object::parameters(body), capabilities)))
    }

    /// What stands beside the capabilities. A job that nobody has heard of is nobody's concern here.
    fn report(&mut self, beside: &Object<'_>, capabilities: Capabilities) -> Report {
        let equipment = beside.optional(&mut self.problems, "equipment", |problems, value, place| {
            problems.items(value, place, "list", |problems, value, place| one_of(problems, value, place, &KINDS))
        });
        let running = beside.optional(&mut self.problems, "running", Problems::texts);
        let ending = beside.optional(&mut self.problems, "ending", Problems::texts).unwrap_or_default();
        let known = |jobs: Vec<String>| jobs.iter().filter_map(|job| self.names.find_job(job)).collect();
        Report {
            capabilities,
            equipment: equipment.into_iter().flatten().flatten().collect::<Equipment>(),
            running: running.map(known),
            ending: known(ending),
        }
    }

    fn submit(&mut self, id: &str, body: &Value) -> Call {
        let job = self.path_job(id);
        let caller = self.caller;
        let parameters = Object::parameters(body);
        let spec = parameters.needed(&mut self.problems, "job_info", |problems, value, place| {
            let (mut spec, host) = info::read(problems, value, place, DataName::folder(id), Stands::InCall);
            spec.result_to = (!host.is_empty()).then_some(caller);
            Some(Arc::new(spec))
        });
        let wait_for = parameters.optional(&mut self.problems, "wait_for", |problems, value, place| {
            if !problems.few(value.as_array().map_or(0, Vec::len), WAIT_FOR_MAX, "Set", place) {
                return Vec::new();
            }
            problems.items(value, place, "set", |problems, value, place| {
                problems.text(value, place);
                value.as_str().map(str::to_owned)
            })
        });
        let wait_for = wait_for.map(|names| {
            let mut jobs = Vec::new();
            let place = parameters.place_of("wait_for");
            for (at, name) in names.iter().enumerate().filter_map(|(at, name)| Some((at, name.as_ref()?))) {
                let other = self.names.job(name);
                let other = self.named(other, place.index(at), job);
                if !jobs.contains(&other) {
                    jobs.push(other);
                }
            }
            jobs
        });
        match spec {
            Some(spec) => Call::Submit { job, spec, wait_for },
            None => Call::Ping,
        }
    }
}

/// The latest life of a machine that a clock knows of; the one that was named, where it knows of none.
fn latest_life(node: NodeId, clock: Option<&VectorClock>) -> NodeId {
    let entries = clock.into_iter().flat_map(VectorClock::entries);
    let lives = entries.map(|dot| dot.node).filter(|other| other.machine() == node.machine());
    lives.max().map_or(node, |life| life.max(node))
}

pub(super) fn address(problems: &mut Problems, value: &Value, place: Place<'_>) -> String {
    let address = problems.object(value, place);
    let host = address.or(problems, "host", String::new(), Problems::text);
    address.or(problems, "port", 0, Problems::integer);
    host
}

pub(super) fn capabilities(problems: &mut Problems, value: &Value, place: Place<'_>) -> Capabilities {
    let object = problems.object(value, place);
    let default = Capabilities::default();
    Capabilities {
        memory: object.or(problems, "memory", default.memory, Problems::integer),
        disk: object.or(problems, "disk", default.disk, Problems::integer),
        cpu_load: object.or(problems, "cpu_load", default.cpu_load, Problems::real),
        cpu_cores: object.or(problems, "cpu_cores", default.cpu_cores, Problems::integer),
        cpu_freq: object.or(problems, "cpu_freq", default.cpu_freq, Problems::real),
        has_battery: object.or(problems, "has_battery", default.has_battery, Problems::boolean),
        power: object.or(problems, "power", default.power, Problems::real),
    }
}

const KINDS: [(&str, Kind); 5] = {
    let [a, b, c, d, e] = Kind::ALL;
    [(a.name(), a), (b.name(), b), (c.name(), c), (d.name(), d), (e.name(), e)]
};
const LEVELS: [(&str, Level); 4] = {
    let [a, b, c, d] = Level::ALL;
    [(a.name(), a), (b.name(), b), (c.name(), c), (d.name(), d)]
};

pub(super) fn emergency(problems: &mut Problems, value: &Value, place: Place<'_>) -> Option<Emergency> {
    let object = problems.object(value, place);
    let kind = object.needed(problems, "kind", |problems, value, place| one_of(problems, value, place, &KINDS));
    let level = object.or(problems, "level", Some(Level::default()), |problems, value, place| {
        one_of(problems, value, place, &LEVELS)
    });
    let location = object.optional(problems, "location", |problems, value, place| {
        problems.short(value.as_str().unwrap_or_default(), LOCATION_MAX, place);
        problems.text(value, place)
    });
    Some(Emergency { kind: kind?, level: level?, location })
}

/// One of some words, in lower or upper case.
fn one_of<T: Copy>(problems: &mut Problems, value: &Value, place: Place<'_>, words: &[(&'static str, T)]) -> Option<T> {
    let found = value.as_str().and_then(|text| words.iter().find(|(word, _)| word.eq_ignore_ascii_case(text)));
    if found.is_none() {
        let (last, others) = words.split_last()?;
        let others: Vec<String> = others.iter().map(|(word, _)| format!("'{word}'")).collect();
        problems.add(place, "enum", format!("Input should be {} or '{}'", others.join(", "), last.0));
    }
    found.map(|(_, value)| *value)
}

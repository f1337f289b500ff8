//! From text to calls.

use std::sync::Arc;

use serde_json::Value;

use crate::json::json;

use super::info::{self, Stands};
use super::lax::{Object, Place, Problems, cut};
use super::route::{Asked, Route};
use super::{
    BODY_BYTES_MAX, CLOCK_HEADER, CLOCK_KEY, Headers, LENGTH_HEADER, LOCATION_MAX, PAGE_SIZE, PAGE_SIZE_MAX, Response,
    Role, TEXT_MAX,
};
use crate::broker::call::{Call, Notice};
use crate::broker::data::{Data, DataName, check_prefix};
use crate::broker::emergency::{Emergency, Equipment, Kind, Level};
use crate::broker::executors::{Capabilities, Real, Report};
use crate::broker::jobs::{End, WAIT_FOR_MAX};
use crate::clock::VectorClock;
use crate::id::{JobId, NameError, Names, NodeId};

/// A call as it comes in.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// The method.
    pub method: &'a str,
    /// The path with its query, percent-encoded.
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

/// Reads a call to a node in the role of `to`. Names that are not known yet are made known.
///
/// The result of a submitted job that does not stay in a datastore goes to the `caller`, whatever host it names.
///
/// # Errors
/// The refusal, with the status and the body that the original gives: 404 for an unknown path, 405 for a wrong
/// method, 422 for a body that does not fit, 400 for a registration without hosts or a body that is nested too
/// deep. Of our own: 413 for a body longer than [`BODY_BYTES_MAX`], and 422 for a name that no data may have. No name
/// was then made known.
pub fn read_call(request: &Incoming<'_>, to: Role, caller: NodeId, names: &mut Names) -> Result<Heard, Response> {
    let route = Route::find(request.method, request.path, to)?;
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
    if route.asked == Asked::Register && body.as_ref().is_some_and(no_hosts) {
        return Err(Response::refused(400, "Could not ping to verify"));
    }
    *names = reader.names;
    Ok(heard)
}

/// The bytes of a body; where the simulated world has none, their number alone.
fn data(request: &Incoming<'_>) -> Data {
    let length = request.headers.get(LENGTH_HEADER).and_then(|length| length.parse().ok());
    match length {
        Some(bytes) if bytes != request.body.len() as u64 => Data::sized(bytes),
        _ => Data::text(request.body),
    }
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
        let why = why.rsplit_once(" at line ").map_or(why.as_str(), |(why, _)| why);
        let back = usize::from(!error.is_eof()) + usize::from(why == "invalid escape");
        let mut at = (line_start + error.column().saturating_sub(back)).min(text.len());
        if why == "expected ident" {
            // Of a word that is none, its beginning is told.
            at = text.as_bytes()[..at].iter().rposition(|byte| !byte.is_ascii_alphabetic()).map_or(0, |at| at + 1);
        }
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
        let null = &Value::Null;
        let (id, given) = (route.rest.as_str(), body.unwrap_or(null));
        let mut from = self.caller;
        let call = match route.asked {
            Asked::Register => {
                let (executor, report) = self.register(given);
                from = executor;
                Call::Register(Arc::new(report))
            }
            Asked::Heartbeat => {
                from = self.path_node(id, "exec_id");
                self.heartbeat(body)
            }
            Asked::Announce => {
                from = self.path_node(id, "datastore_id");
                self.announce(given)
            }
            Asked::Count => Call::Count,
            Asked::Submit => self.submit(id, body),
            Asked::Run => self.run(id, body),
            Asked::Done => self.done(id, request.body),
            Asked::Delete => Call::Delete { job: self.path_job(id), folder: folder(id) },
            Asked::Stop => Call::Stop(self.path_job(id)),
            Asked::Result => Call::Result { job: self.path_job(id), data: data(request) },
            Asked::Ended => self.ended(id, given),
            Asked::Store => Call::Store { name: self.path_data(id), data: data(request) },
            Asked::Fetch => {
                let name = self.path_data(id);
                Call::Fetch { name, job: self.query_job(route).and_then(|job| self.names.find_job(&job)) }
            }
            Asked::List => Call::List { prefix: self.path_prefix(id) },
            Asked::ListAll => Call::List { prefix: "".into() },
            Asked::ListPage => self.list_page(route),
            Asked::DeleteData => Call::DeleteData(self.path_data(id)),
            Asked::DeleteJobData => {
                self.named(Names::check_job(id), Place::root("path").key("job_id"), ());
                Call::DeleteJobData { folder: folder(id) }
            }
            Asked::Free => Call::Free,
            Asked::Capabilities => Call::Capabilities,
            Asked::Jobs => Call::Jobs,
            Asked::Notice => self.notice(given),
            Asked::Ping => Call::Ping,
        };
        let clock = self.carried(request, body.filter(|_| route.has_room()));
        if matches!(route.asked, Asked::Register | Asked::Heartbeat | Asked::Announce) {
            from = latest_life(from, clock.as_ref());
        }
        Heard { from, call, clock }
    }

    /// The clock in a body that has room for one, or in the headers.
    fn carried(&mut self, request: &Incoming<'_>, body: Option<&Value>) -> Option<VectorClock> {
        if let Some(value) = body.and_then(|body| body.get(CLOCK_KEY)).filter(|clock| !clock.is_null()) {
            return self.clock(value, Place::BODY.key(CLOCK_KEY));
        }
        let text = request.headers.get(CLOCK_HEADER)?;
        let value = serde_json::from_str(text).unwrap_or_else(|_| Value::from(text.as_str()));
        self.clock(&value, Place::root("header").key(CLOCK_HEADER))
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

    fn path_node(&mut self, id: &str, parameter: &str) -> NodeId {
        let node = self.names.node(id);
        self.named(node, Place::root("path").key(parameter), self.caller)
    }

    fn path_data(&mut self, name: &str) -> DataName {
        let name = self.problems.fits(DataName::new(name), Place::root("path").key("name"));
        name.unwrap_or_else(|| DataName::folder("?"))
    }

    fn path_prefix(&mut self, prefix: &str) -> Arc<str> {
        self.problems.fits(check_prefix(prefix), Place::root("path").key("name"));
        prefix.into()
    }

    /// The job that the query names. It need not be known, and is not made known: what is asked for is only read.
    fn query_job(&mut self, route: &Route) -> Option<String> {
        let job = route.parameter("job_id")?;
        self.named(Names::check_job(&job), Place::root("query").key("job_id"), ());
        Some(job)
    }

    fn list_page(&mut self, route: &Route) -> Call {
        let prefix = self.path_prefix(&route.rest);
        let folder = self.query_job(route).map(|job| DataName::folder(&job));
        let mut amount = |key, default, most| match route.parameter(key) {
            Some(text) => self.problems.amount(&Value::from(text), Place::root("query").key(key), 1, most) as u32,
            None => default,
        };
        let page = amount("page", 1, i64::from(u32::MAX));
        Call::ListPage { prefix, folder, page, size: amount("size", PAGE_SIZE, PAGE_SIZE_MAX) }
    }

    /// The original does not look at this body: whatever is no reason is none.
    fn done(&mut self, id: &str, body: &str) -> Call {
        let job = self.path_job(id);
        let body = json_body(body).ok().flatten().unwrap_or_default();
        match body["failed"].as_str() {
            Some(why) => Call::Failed { job, why: cut(why, TEXT_MAX).into() },
            None => Call::Done(job),
        }
    }

    fn run(&mut self, id: &str, body: Option<&Value>) -> Call {
        let job = self.path_job(id);
        let Some(body) = body else {
            self.problems.add(Place::BODY, "missing", "Field required");
            return Call::Ping;
        };
        let (mut spec, host) = info::read(&mut self.problems, body, Place::BODY, folder(id), Stands::InCall);
        let client = self.names.find_node(&host).unwrap_or(self.caller);
        spec.result_to = (!host.is_empty()).then_some(client);
        Call::Run { job, spec: Arc::new(spec) }
    }

    fn announce(&mut self, body: &Value) -> Call {
        let free = Object::parameters(body)
            .needed(&mut self.problems, "free", |problems, value, place| problems.amount(value, place, 0, i64::MAX));
        Call::Announce { free }
    }

    fn notice(&mut self, body: &Value) -> Call {
        let said = Object::parameters(body);
        let declared = said.needed(&mut self.problems, "notice", |problems, value, place| {
            one_of(problems, value, place, &[("declared", true), ("cleared", false)])
        });
        let emergency = match declared {
            Some(true) => said.needed(&mut self.problems, "emergency", emergency),
            _ => None,
        };
        let stamp = match said.get("stamp") {
            Some(stamp) => self.clock(stamp, said.place_of("stamp")),
            None => said.needed(&mut self.problems, "stamp", |_, _, _| None),
        };
        Call::Notice { stamp: stamp.unwrap_or_default(), notice: emergency.map_or(Notice::Cleared, Notice::Declared) }
    }

    fn ended(&mut self, id: &str, body: &Value) -> Call {
        let job = self.path_job(id);
        let said = Object::parameters(body);
        let word = said.needed(&mut self.problems, "ended", |problems, value, place| {
            let words = ["done", "deleted", "refused", "failed", "orphaned"].map(|word| (word, word));
            one_of(problems, value, place, &words)
        });
        let end = match word.unwrap_or_default() {
            "done" => {
                let by = said.needed(&mut self.problems, "by", Problems::some_text);
                let by = by.map_or(Ok(self.caller), |by| self.names.node(&by));
                End::Done(self.named(by, said.place_of("by"), self.caller))
            }
            "failed" => End::Failed(said.needed(&mut self.problems, "why", Problems::text).into()),
            "orphaned" => {
                let other = said.needed(&mut self.problems, "waited_for", Problems::some_text);
                let other = other.map_or(Ok(job), |other| self.names.job(&other));
                End::Orphaned(self.named(other, said.place_of("waited_for"), job))
            }
            "refused" => End::Refused,
            _ => End::Deleted,
        };
        Call::Ended { job, end }
    }

    fn register(&mut self, body: &Value) -> (NodeId, Report) {
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
        (from, self.report(&parameters, capabilities))
    }

    fn heartbeat(&mut self, body: Option<&Value>) -> Call {
        let Some(body) = body else {
            self.problems.add(Place::BODY, "missing", "Field required");
            return Call::Ping;
        };
        let capabilities = capabilities(&mut self.problems, body, Place::BODY);
        if body.get("capabilities").is_some() {
            // The original takes it, finds none of the keys it knows, and resets everything to the defaults.
            let msg = "A heartbeat is the bare object of capabilities, not one that is wrapped";
            self.problems.add(Place::BODY.key("capabilities"), "extra_forbidden", msg);
        }
        Call::Heartbeat(Arc::new(self.report(&Object::parameters(body), capabilities)))
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
            delivered: beside.get("delivered").and_then(|said| self.clock(said, beside.place_of("delivered"))),
        }
    }

    fn submit(&mut self, id: &str, body: Option<&Value>) -> Call {
        let job = self.path_job(id);
        let caller = self.caller;
        let parameters = Object::parameters(body.unwrap_or(&Value::Null));
        let spec = parameters.needed(&mut self.problems, "job_info", |problems, value, place| {
            let (mut spec, host) = info::read(problems, value, place, folder(id), Stands::InCall);
            spec.result_to = (!host.is_empty()).then_some(caller);
            Some(Arc::new(spec))
        });
        let wait_for = parameters.optional(&mut self.problems, "wait_for", |problems, value, place| {
            if !problems.few(value.as_array().map_or(0, Vec::len), WAIT_FOR_MAX, "Set", place) {
                return Vec::new();
            }
            problems.items(value, place, "set", Problems::some_text)
        });
        if body.is_some_and(|body| !body.is_object()) {
            // The original's framework asks for all parameters then, also for those that need not be there.
            self.problems.add(parameters.place_of("wait_for"), "missing", "Field required");
        }
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

/// The folder of a job; of one whose name is none, which is told already, some folder or other.
fn folder(job: &str) -> DataName {
    DataName::folder(if Names::check_job(job).is_ok() { job } else { "?" })
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

//! What a person who talks REST by hand needs: calls to begin with, and what an answer says.

use serde_json::{Value, json};

use super::words::{Words, list};
use crate::broker::wire::{Role, takers};
use crate::id::NodeId;
use crate::sim::Sim;
use crate::sim::machine::{Kind, Machine};
use crate::texts::texts;

/// A call to begin with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    /// Who is called, and about what.
    pub group: &'static str,
    /// What it asks for.
    pub what: &'static str,
    /// The method.
    pub method: &'static str,
    /// A path at the broker, or the absolute address of another node.
    pub address: String,
    /// The body; empty where there is none.
    pub body: String,
}

/// Names that exist in the run, or that could.
struct Known {
    executor: String,
    datastore: String,
    client: String,
    /// A job that lives, or the last one of which anybody has heard.
    job: String,
    /// A job of which nobody has heard.
    new_job: String,
    /// Data that are kept, if there are any.
    data: String,
}

/// Every call of UCP section 1, with names that exist in the run.
pub fn examples(sim: &Sim) -> Vec<Example> {
    let known = known(sim);
    let mut examples = to_broker(&known);
    examples.extend(to_executor(&known));
    examples.extend(to_datastore(&known));
    examples.extend(to_client(&known));
    examples
}

fn known(sim: &Sim) -> Known {
    let (world, names) = (sim.world(), sim.trace().names());
    let first = |kind: Kind| {
        let mut machines = world.machines().iter();
        let found = machines.find(|(_, machine)| machine.kind() == kind);
        found.map_or_else(|| format!("{}-1", kind.prefix()), |(id, _)| names.of_node(*id))
    };
    let live = world.broker().jobs().live().next().map(|(job, _)| names.of_job(job).to_owned());
    let kept = world.machines().values().filter_map(super::stores::store_of).find_map(|store| store.data().first());
    Known {
        executor: first(Kind::Executor),
        datastore: first(Kind::Datastore),
        client: first(Kind::Client),
        job: live.unwrap_or_else(|| "job-1".to_owned()),
        new_job: names.free_job_name("job"),
        data: kept.map_or_else(|| "maps/north".to_owned(), |(name, _)| name.as_str().to_owned()),
    }
}

fn call(group: &'static str, what: &'static str, method: &'static str, address: String, body: Value) -> Example {
    let body = match body {
        Value::Null => String::new(),
        Value::String(text) => text,
        body => pretty(&body),
    };
    Example { group, what, method, address, body }
}

fn capabilities() -> Value {
    json!({
        "memory": 4_294_967_296_i64, "disk": 34_359_738_368_i64, "cpu_load": 25.0, "cpu_cores": 4, "cpu_freq": 2400.0,
        "has_battery": true, "power": 80.0,
    })
}

fn job_info() -> Value {
    json!({
        "wasm_bin": "tiles.wasm", "args": ["north"],
        "capabilities": { "memory": 1_073_741_824, "cpu_load": 80.0, "cpu_cores": 2 },
        "result_addr": { "host": "", "port": 0 },
    })
}

fn to_broker(known: &Known) -> Vec<Example> {
    let Known { executor, job, new_job, data, .. } = known;
    let said = texts().calls();
    let (executors, jobs, stored) = (said.broker_executors, said.broker_jobs, said.broker_data);
    let address = json!({ "host": "127.0.0.1", "port": 8001 });
    let register = json!({
        "hosts": ["127.0.0.1"], "executor": { "address": address, "id": executor, "cur_caps": capabilities() },
    });
    let emergency = json!({ "kind": "medical", "level": "critical", "location": "north" });
    let urgent = json!({ "job_info": with(job_info(), "emergency", emergency), "wait_for": [] });
    vec![
        call(executors, said.who_answers, "GET", "/ping".to_owned(), Value::Null),
        call(executors, said.count, "GET", "/executors/count".to_owned(), Value::Null),
        call(executors, said.register, "PUT", "/executors/register".to_owned(), register),
        call(executors, said.heartbeat, "PUT", format!("/executors/heartbeat/{executor}"), capabilities()),
        call(
            jobs,
            said.queue,
            "PUT",
            format!("/job/submit/{new_job}"),
            json!({ "job_info": job_info(), "wait_for": [] }),
        ),
        call(jobs, said.at_once, "PUT", format!("/job/submit/{new_job}"), json!({ "job_info": job_info() })),
        call(jobs, said.queue_emergency, "PUT", format!("/job/submit/{new_job}"), urgent),
        call(jobs, said.done, "PUT", format!("/job/done/{job}"), Value::Null),
        call(jobs, said.delete_job, "DELETE", format!("/job/{job}"), Value::Null),
        call(jobs, said.result, "PUT", format!("/result/{job}"), "42 tiles".into()),
        call(stored, said.keep, "PUT", "/data/notes/hello".to_owned(), "written by hand".into()),
        call(stored, said.fetch, "GET", format!("/data/{data}"), Value::Null),
        call(stored, said.fetch_for_job, "GET", format!("/data/{data}?job_id={job}"), Value::Null),
        call(stored, said.names, "GET", format!("/list/data/{}", top(data)), Value::Null),
    ]
}

fn to_executor(known: &Known) -> Vec<Example> {
    let Known { executor, job, new_job, .. } = known;
    let at = |path: &str| format!("http://{executor}{path}");
    let said = texts().calls();
    let group = said.executor;
    vec![
        call(group, said.who_answers, "GET", at("/ping"), Value::Null),
        call(group, said.capabilities, "GET", at("/capabilities"), Value::Null),
        call(group, said.jobs, "GET", at("/job/list"), Value::Null),
        call(group, said.run, "PUT", at(&format!("/submit/{new_job}")), job_info()),
        call(group, said.stop, "DELETE", at(&format!("/job/{job}")), Value::Null),
    ]
}

fn to_datastore(known: &Known) -> Vec<Example> {
    let Known { datastore, job, data, .. } = known;
    let at = |path: &str| format!("http://{datastore}{path}");
    let said = texts().calls();
    let group = said.datastore;
    vec![
        call(group, said.who_answers, "GET", at("/ping"), Value::Null),
        call(group, said.free, "GET", at("/free"), Value::Null),
        call(group, said.keep, "PUT", at("/data/notes/hello"), "written by hand".into()),
        call(group, said.fetch, "GET", at(&format!("/data/{data}")), Value::Null),
        call(group, said.delete, "DELETE", at(&format!("/data/{data}")), Value::Null),
        call(group, said.delete_of_job, "DELETE", at(&format!("/job_data/{job}")), Value::Null),
        call(group, said.all_names, "GET", at("/list"), Value::Null),
        call(group, said.page, "GET", at(&format!("/list/{}?page=1&size=50", top(data))), Value::Null),
    ]
}

fn to_client(known: &Known) -> Vec<Example> {
    let Known { client, job, .. } = known;
    let said = texts().calls();
    vec![
        call(said.client, said.who_answers, "GET", format!("http://{client}/ping"), Value::Null),
        call(said.client, said.result, "PUT", format!("http://{client}/result/{job}"), "42 tiles".into()),
    ]
}

fn with(mut object: Value, key: &str, value: Value) -> Value {
    object[key] = value;
    object
}

/// The folder that a name stands in.
fn top(name: &str) -> &str {
    name.split('/').next().unwrap_or(name)
}

/// JSON as people read it.
pub fn pretty(body: &Value) -> String {
    serde_json::to_string_pretty(body).unwrap_or_else(|_| body.to_string())
}

/// A body as people read JSON.
///
/// # Errors
/// It is none, and where.
pub fn formatted(body: &str) -> Result<String, String> {
    match serde_json::from_str::<Value>(body) {
        Ok(value) => Ok(pretty(&value)),
        Err(error) => Err(texts().calls().no_json(&error.to_string())),
    }
}

/// The words that go with a status.
pub const fn status_words(status: u16) -> &'static str {
    match status {
        200 => "OK",
        400 => "Bad Request",
        404 => "Not Found",
        405 => "Method Not Allowed",
        413 => "Content Too Large",
        422 => "Unprocessable Content",
        500 => "Internal Server Error",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "",
    }
}

/// What an answer complains of, a line each: its `detail`, or each entry of the list in it with its place.
pub fn problems(body: &Value) -> Vec<String> {
    match &body["detail"] {
        Value::String(text) => vec![text.clone()],
        Value::Array(all) => all.iter().map(problem).collect(),
        _ => Vec::new(),
    }
}

fn problem(problem: &Value) -> String {
    let place = problem["loc"].as_array().into_iter().flatten();
    let place: Vec<String> = place.map(|part| part.as_str().map_or_else(|| part.to_string(), str::to_owned)).collect();
    let why = problem["ctx"]["error"].as_str().map(|why| format!(", {why}")).unwrap_or_default();
    format!("{}: {}{why}", place.join("."), problem["msg"].as_str().unwrap_or_default())
}

/// What to try when a call was refused: who takes it, and by which method, or who is there. None where the answer
/// itself says it all.
pub fn hint(sim: &Sim, address: &str, status: u16, body: &Value) -> Option<String> {
    let texts = texts().calls();
    let said = body["detail"].as_str().unwrap_or_default();
    Some(match status {
        404 | 405 if said == "Not Found" || status == 405 => wrong_door(sim, address),
        404 if said == "No such executor" => {
            let known: Vec<NodeId> = sim.world().broker().executors().keys().copied().collect();
            match known.as_slice() {
                [] => texts.none_registered.to_owned(),
                known => texts.broker_knows(&named(sim, known)),
            }
        }
        404 if said.starts_with("Data") => texts.look_in_knowledge.to_owned(),
        422 if body["detail"].is_array() => texts.look_at_example.to_owned(),
        502 => {
            let all: Vec<NodeId> = sim.world().machines().keys().copied().collect();
            texts.nodes_there(&named(sim, &all))
        }
        503 if said.ends_with("is down") => texts.restart_it.to_owned(),
        503 if said == "Failed to submit Job" => texts.let_it_wait.to_owned(),
        504 => texts.maybe_lost.to_owned(),
        _ => return None,
    })
}

/// Who does take such a path, and how it is asked.
fn wrong_door(sim: &Sim, address: &str) -> String {
    let texts = texts().calls();
    let called = receiver(sim, address).and_then(|node| sim.world().machines().get(&node)).map(Machine::kind);
    let rest = address.strip_prefix("http://").map_or(address, |rest| rest.find('/').map_or("/", |at| &rest[at..]));
    let takers = takers(rest);
    let own: Vec<String> =
        takers.iter().filter(|(role, _)| Some(kind(*role)) == called).map(|(_, method)| (*method).to_owned()).collect();
    if !own.is_empty() {
        return texts.path_takes(&list(&own));
    }
    let Some((role, method)) = takers.first() else {
        return texts.no_such_path.to_owned();
    };
    let mut machines = sim.world().machines().iter();
    let taker =
        machines.find(|(_, machine)| machine.kind() == kind(*role)).map(|(id, _)| sim.trace().names().of_node(*id));
    match taker {
        Some(name) if *role == Role::Broker => texts.broker_takes(&name, &format!("{method} {rest}")),
        Some(name) => texts.takes(&name, &format!("{method} http://{name}{rest}")),
        None => texts.nobody_takes.to_owned(),
    }
}

const fn kind(role: Role) -> Kind {
    match role {
        Role::Broker => Kind::Broker,
        Role::Executor => Kind::Executor,
        Role::Datastore => Kind::Datastore,
        Role::Client => Kind::Client,
    }
}

/// Nodes by name; of many the first.
fn named(sim: &Sim, nodes: &[NodeId]) -> String {
    const SHOWN: usize = 9;
    let words = Words::new(sim.trace().names());
    let mut names: Vec<String> = nodes.iter().take(SHOWN).map(|node| words.name(*node)).collect();
    if nodes.len() > SHOWN {
        names.push(texts().words().more(nodes.len() - SHOWN));
    }
    list(&names)
}

/// The machine that an address is for, when it is there.
pub fn receiver(sim: &Sim, address: &str) -> Option<NodeId> {
    let Some(rest) = address.strip_prefix("http://") else { return Some(sim.world().broker_id()) };
    let host = rest.split(['/', '?', '#', ':']).next()?;
    let node = sim.trace().names().find_node(host)?.machine();
    sim.world().machines().contains_key(&node).then_some(node)
}

#[cfg(test)]
mod tests {
    use super::super::opening_at;
    use super::*;
    use crate::sim::Step;

    fn sim() -> Sim {
        opening_at(30_000)
    }

    #[test]
    fn every_example_is_understood_and_answered() {
        for example in examples(&sim()) {
            let answer = sim().request(example.method, &example.address, &example.body);
            let words = format!("{} {}: {} {}", example.method, example.address, answer.status, answer.body);
            let is_understood = !matches!(answer.status, 400 | 405 | 422 | 502 | 504);
            assert!(is_understood && answer.body["detail"] != "Not Found", "{words}");
        }
    }

    #[test]
    fn examples_name_nodes_and_jobs_that_are_there() {
        let mut sim = sim();
        for _ in 0..50 {
            let all = examples(&sim);
            let heartbeat = all.iter().find(|example| example.what == "a heartbeat").unwrap();
            assert!(heartbeat.address.ends_with("/exec-1"), "{}", heartbeat.address);
            let done = all.iter().find(|example| example.what == "a job is done").unwrap();
            let job = done.address.rsplit('/').next().unwrap();
            assert!(sim.trace().names().find_job(job).is_some(), "{job}");
            assert!(all.iter().all(|example| receiver(&sim, &example.address).is_some()));
            sim.step(Step::Event);
        }
    }

    #[test]
    fn a_refused_call_is_told_what_would_be_taken() {
        let sim = sim();
        let told = |method: &str, address: &str, body: &str| {
            let answer = sim.clone().request(method, address, body);
            hint(&sim, address, answer.status, &answer.body).unwrap_or_default()
        };
        assert_eq!(told("GET", "/job/submit/job-9", ""), "This path takes PUT.");
        assert_eq!(told("GET", "/free", ""), "store-1 takes it: GET http://store-1/free");
        assert_eq!(told("GET", "http://store-1/executors/count", ""), "The broker takes it: GET /executors/count");
        assert_eq!(told("PUT", "http://store-1/list", ""), "This path takes GET.");
        assert!(told("GET", "/nope", "").starts_with("No node has such a path"));
        assert!(
            told("PUT", "/executors/heartbeat/exec-9", &pretty(&capabilities())).contains("exec-1, exec-2 and exec-3")
        );
        assert!(told("GET", "http://exec-9/ping", "").starts_with("These nodes are there: broker, "));
        assert!(told("PUT", "/executors/heartbeat/exec-1", "{\"memory\": 1.5}").contains("before the colon"));
        assert_eq!(told("GET", "/executors/count", ""), "", "what is answered needs no hint");
    }

    #[test]
    fn complaints_are_told_with_their_places() {
        let mut sim = sim();
        let text = |answer: crate::broker::wire::Response| problems(&answer.body);
        assert_eq!(text(sim.request("GET", "/nope", "")), ["Not Found"]);
        let bad = text(sim.request("PUT", "/executors/heartbeat/exec-1", "{\"memory\": 1.5}"));
        assert_eq!(bad, ["body.memory: Input should be a valid integer, got a number with a fractional part"]);
        let broken = text(sim.request("PUT", "/executors/heartbeat/exec-1", "{\"memory\" 1}"));
        assert!(broken[0].starts_with("body.") && broken[0].contains("JSON decode error, "), "{broken:?}");
        assert_eq!(problems(&Value::Null), Vec::<String>::new());
        assert!(formatted("{").is_err_and(|why| why.contains("line 1")));
        assert_eq!(formatted("{\"a\":1}").unwrap(), "{\n  \"a\": 1\n}");
    }
}

//! The wire: what an original node sends is served as the original serves it, and nothing hostile gets through.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::{wasm_bindgen_test as test, wasm_bindgen_test_configure};

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test_configure!(run_in_browser);

use clocktower::broker::wire::{BODY_BYTES_MAX, Headers, Heard, Incoming, Response, Role, read_call};
use clocktower::id::{Names, NodeId};
use serde_json::{Value, json};

#[path = "wire/console.rs"]
mod console;
#[path = "wire/lax.rs"]
mod lax;
#[path = "wire/plan.rs"]
mod plan;
#[cfg(not(target_arch = "wasm32"))]
#[path = "wire/round_trip.rs"]
mod round_trip;
#[path = "wire/rows.rs"]
mod rows;
#[path = "wire/world.rs"]
mod world;

/// Reads a call to a broker into a fresh table of names.
fn read(method: &str, path: &str, body: &str) -> (Result<Heard, Response>, Names) {
    read_as(Role::Broker, method, path, body)
}

/// Reads a call to a node in some role into a fresh table of names.
fn read_as(to: Role, method: &str, path: &str, body: &str) -> (Result<Heard, Response>, Names) {
    let mut names = Names::new();
    let caller = names.node("console").expect("a name");
    let headers = Headers::new();
    let heard = read_call(&Incoming { method, path, headers: &headers, body }, to, caller, &mut names);
    (heard, names)
}

/// What is wrong with a body, as `place: message (class)` lines.
fn problems(response: &Response) -> String {
    let Some(list) = response.body["detail"].as_array() else { return response.body["detail"].to_string() };
    let line = |problem: &Value| {
        let place: Vec<String> =
            problem["loc"].as_array().into_iter().flatten().map(|step| step.to_string().replace('"', "")).collect();
        format!("{}: {} ({})", place.join("."), problem["msg"].as_str().unwrap(), problem["type"].as_str().unwrap())
    };
    list.iter().map(line).collect::<Vec<_>>().join("\n")
}

const SAMPLES: [(&str, &str, &str); 6] = [
    ("PUT", "/executors/heartbeat/e", include_str!("wire/01_capabilities_default.json")),
    ("PUT", "/executors/heartbeat/e", include_str!("wire/02_capabilities_typical.json")),
    ("PUT", "/job/submit/j", include_str!("wire/04_jobinfo_minimal.json")),
    ("PUT", "/executors/register", include_str!("wire/07_register_body.json")),
    ("PUT", "/executors/heartbeat/0f0e0d0c-0b0a-4908-8706-050403020100", include_str!("wire/08_heartbeat_body.json")),
    ("PUT", "/job/submit/bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee", include_str!("wire/09_submit_body_wait_for.json")),
];

/// The sample of a job's info is the object inside of a submission.
fn sample_body(body: &str) -> String {
    if body.starts_with("{\"wasm_bin\"") { format!("{{\"job_info\":{body}}}") } else { body.to_owned() }
}

#[test]
fn the_originals_bodies_are_accepted_as_they_are() {
    for (method, path, body) in SAMPLES {
        let (heard, _) = read(method, path, &sample_body(body));
        let heard = heard.unwrap_or_else(|refusal| panic!("{path}: {}", problems(&refusal)));
        assert_eq!(heard.clock, None);
    }
}

#[test]
fn a_clock_beside_the_keys_changes_nothing_else() {
    for (method, path, body) in SAMPLES {
        let body = sample_body(body);
        let mut with_clock: Value = serde_json::from_str(&body).unwrap();
        with_clock["vector_clock"] = json!({"console": 4, "broker": 9});
        let plain = read(method, path, &body).0.unwrap();
        let (heard, names) = read(method, path, &with_clock.to_string());
        let heard = heard.unwrap();
        assert_eq!(heard.call, plain.call);
        let clock = heard.clock.unwrap();
        assert_eq!(clock.to_wire(&names), json!({"console": 4, "broker": 9}));
    }
}

#[test]
fn a_call_is_from_the_latest_life_that_its_clock_knows() {
    let rows = [
        ("exec-1", "{}", "exec-1"),
        ("exec-1", r#"{"vector_clock":{"exec-1":3,"exec-2#9":1}}"#, "exec-1"),
        ("exec-1", r#"{"vector_clock":{"exec-1":3,"exec-1#2":1}}"#, "exec-1#2"),
        ("exec-1%232", "{}", "exec-1#2"),
    ];
    for (id, body, from) in rows {
        let (heard, names) = read("PUT", &format!("/executors/heartbeat/{id}"), body);
        assert_eq!(names.of_node(heard.unwrap().from), from, "{id} {body}");
    }
}

#[test]
fn a_refused_call_makes_no_name_known() {
    let rows = [
        ("/executors/heartbeat/exec-1", r#"{"memory":1.5}"#),
        ("/executors/heartbeat/exec-1", r#"{"vector_clock":{"exec-2":1,"exec-3":-1}}"#),
        ("/job/submit/j", r#"{"job_info":{},"wait_for":["a","b"]}"#),
        ("/executors/register", r#"{"hosts":[],"executor":{"address":{},"id":"exec-1"}}"#),
    ];
    for (path, body) in rows {
        let (heard, names) = read("PUT", path, body);
        assert!(heard.is_err(), "{path} {body}");
        assert_eq!(names.node_count(), 1, "the caller alone");
        assert_eq!((names.find_job("j"), names.find_job("a")), (None, None));
    }
}

#[test]
fn a_job_that_nobody_knows_is_not_remembered_because_an_executor_says_it_runs() {
    let (heard, names) = read("PUT", "/executors/heartbeat/exec-1", r#"{"running":["ghost"]}"#);
    assert!(heard.is_ok());
    assert_eq!(names.find_job("ghost"), None);
}

#[test]
fn a_body_that_is_too_long_or_too_deep_is_not_read() {
    let long = format!("{{\"x\":\"{}\"}}", "a".repeat(BODY_BYTES_MAX));
    let (heard, _) = read("PUT", "/executors/heartbeat/e", &long);
    assert_eq!(heard.unwrap_err(), Response::refused(413, "a body has at most 1048576 bytes"));
    let deep = "[".repeat(100_000);
    let (heard, _) = read("PUT", "/executors/heartbeat/e", &deep);
    assert_eq!(heard.unwrap_err(), Response::refused(400, "There was an error parsing the body"));
}

#[test]
fn what_is_told_of_a_hostile_body_is_bounded() {
    let numbers = vec!["1"; 50_000].join(",");
    let bodies = [
        format!("{{\"job_info\":{{\"wasm_bin\":\"a\",\"args\":[{numbers}]}}}}"),
        format!("{{\"job_info\":{{\"wasm_bin\":\"a\"}},\"wait_for\":[{numbers}]}}"),
    ];
    for body in bodies {
        let refusal = read("PUT", "/job/submit/j", &body).0.unwrap_err();
        assert!(refusal.status == 422 && refusal.body.to_string().len() < 10_000);
    }
}

#[test]
fn headers_carry_what_a_body_has_no_room_for() {
    let mut names = Names::new();
    let caller = names.node("console").unwrap();
    let mut headers = Headers::from([("vector-clock".to_owned(), r#"{"console": 3}"#.to_owned())]);
    headers.insert("content-length".to_owned(), "70000".to_owned());
    let call = |body, path| Incoming { method: "PUT", path, headers: &headers, body };
    let heard = read_call(&call("ignored", "/result/j"), Role::Broker, caller, &mut names).unwrap();
    assert_eq!(heard.clock.map(|clock| clock.get(caller)), Some(3));
    assert!(matches!(heard.call, clocktower::broker::call::Call::Result { data, .. } if data.bytes == 70_000));
    for (text, problem) in [
        ("{", "header.vector-clock: a vector clock is an object of counts, not a text (value_error)"),
        (
            r#"{"a": -1}"#,
            "header.vector-clock: entry \"a\": a count is a whole number from 0 to 4294967295, not -1 (value_error)",
        ),
    ] {
        let headers = Headers::from([("vector-clock".to_owned(), text.to_owned())]);
        let call = Incoming { method: "PUT", path: "/job/done/j", headers: &headers, body: "" };
        let refusal = read_call(&call, Role::Broker, caller, &mut names).unwrap_err();
        assert_eq!(problems(&refusal), problem);
    }
}

#[test]
fn the_console_is_the_caller_of_whatever_speaks_of_no_executor() {
    for (method, path) in [
        ("GET", "/ping"),
        ("GET", "/executors/count"),
        ("PUT", "/job/done/j"),
        ("DELETE", "/job/j"),
        ("PUT", "/result/j"),
    ] {
        let (heard, names) = read(method, path, "");
        assert_eq!(heard.unwrap().from, names.find_node("console").unwrap_or(NodeId::new(9)), "{path}");
    }
}

//! A call from outside: into the broker's machine, through the run, and back as text.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::fact::Fact;
use clocktower::broker::wire::Response;
use clocktower::scenario::{Action, Command, OfNode, Scenario};
use clocktower::sim::fact::What;
use clocktower::sim::request::{PATIENCE, Printed, STRANGERS_MAX};
use clocktower::sim::{Sim, Step};
use clocktower::time::{Span, Time};
use serde_json::{Value, json};

fn sim() -> Sim {
    Sim::new(Scenario::opening()).expect("the opening scenario runs")
}

fn clock_of_broker(sim: &Sim) -> Value {
    sim.world().broker().clock().to_wire(sim.trace().names())
}

fn body_of(response: Response, status: u16) -> Value {
    assert_eq!(response.status, status, "{}", response.body);
    response.body
}

/// A registration of an executor as the original writes it.
fn registration(id: &str) -> String {
    json!({"hosts": ["192.168.1.20"], "executor": {"address": {"host": "", "port": 8001}, "id": id}}).to_string()
}

#[test]
fn a_ping_and_a_count_are_answered_bare() {
    let mut sim = sim();
    let registered = sim.world().broker().executors().len();
    assert_eq!(body_of(sim.request("GET", "/ping", ""), 200), "_brokerbroker._urban-cp._tcp.local.");
    assert_eq!(body_of(sim.request("GET", "/executors/count", ""), 200), registered);
    assert!(sim.violations().is_empty());
}

#[test]
fn a_heartbeat_without_a_clock_is_served_as_before() {
    let mut sim = sim();
    let before = sim.world().broker().clone();
    let body = r#"{"memory":"1024","disk":2048.0,"cpu_load":1.5,"cpu_cores":4,"has_battery":"no"}"#;
    assert_eq!(body_of(sim.request("PUT", "/executors/heartbeat/exec-1", body), 200), Value::Null);
    let exec = sim.trace().names().find_node("exec-1").unwrap();
    let known = &sim.world().broker().executors()[&exec];
    assert_eq!((known.report.capabilities.memory, known.report.capabilities.has_battery), (1024, false));
    let others = |clock: &clocktower::clock::VectorClock| clock.get(exec);
    assert_eq!(others(&sim.world().broker().clock()), others(&before.clock()), "nobody else's entry is ticked");
    let unknown = sim.request("PUT", "/executors/heartbeat/0f0e0d0c-0b0a-4908-8706-050403020100", "{}");
    assert_eq!(body_of(unknown, 404), json!({"detail": "No such executor"}));
}

#[test]
fn a_clock_that_rides_on_a_heartbeat_is_merged_and_answered_with_a_clock() {
    let mut sim = sim();
    let body = r#"{"memory":5,"vector_clock":{"sensor-9":4}}"#;
    let answer = body_of(sim.request("PUT", "/executors/heartbeat/exec-1", body), 200);
    assert_eq!(answer["vector_clock"]["sensor-9"], 4);
    assert_eq!(answer["vector_clock"], clock_of_broker(&sim), "the answer knows what the broker knew when it sent it");
}

#[test]
fn a_heartbeat_that_is_older_than_what_is_known_changes_nothing() {
    let mut sim = sim();
    let before = sim.world().broker().executors().clone();
    let body = r#"{"memory":1,"vector_clock":{"exec-1":1}}"#;
    body_of(sim.request("PUT", "/executors/heartbeat/exec-1", body), 200);
    assert_eq!(sim.world().broker().executors(), &before);
}

#[test]
fn a_clock_that_claims_events_of_the_broker_that_never_happened_is_refused_and_changes_nothing() {
    let mut sim = sim();
    let before = sim.world().broker().clone();
    for path in ["/executors/heartbeat/exec-1", "/executors/register", "/job/submit/j"] {
        let body = json!({
            "memory": 1, "hosts": ["h"], "executor": {"id": "exec-1", "address": {}}, "job_info": {"wasm_bin": "a"},
            "vector_clock": {"exec-1": 3, "broker": 1_000_000},
        });
        let real = sim.world().broker().clock().get(sim.world().broker_id());
        let refusal = body_of(sim.request("PUT", path, &body.to_string()), 422);
        let msg = format!("the clock claims 1000000 events of its receiver, who has had {real}");
        assert_eq!(
            refusal,
            json!({"detail": [{"type": "value_error", "loc": ["body", "vector_clock"], "msg": msg}]}),
            "{path}"
        );
    }
    let after = sim.world().broker();
    assert_eq!(after.executors(), before.executors());
    assert_eq!(after.jobs().live().len(), before.jobs().live().len());
    let exec = sim.trace().names().find_node("exec-1").unwrap();
    assert_eq!(after.clock().get(exec), before.clock().get(exec));
}

#[test]
fn a_refusal_at_the_door_is_no_event_and_makes_nothing_known() {
    let mut sim = sim();
    let (cursor, now, hash) = (sim.cursor(), sim.world().now(), sim.trace().hash());
    let rows = [
        ("GET", "/nope", "", 404),
        ("POST", "/ping", "", 405),
        ("PUT", "/executors/heartbeat/stranger", "{\"memory\":1.5}", 422),
        ("PUT", "/executors/heartbeat/exec-1", "{\"capabilities\":{}}", 422),
        ("PUT", "/executors/register", "{\"hosts\":[],\"executor\":{\"id\":\"x\",\"address\":{}}}", 400),
    ];
    for (method, path, body, status) in rows {
        assert_eq!(sim.request(method, path, body).status, status, "{path}");
    }
    assert_eq!((sim.cursor(), sim.world().now(), sim.trace().hash()), (cursor, now, hash));
    assert!(sim.given().is_empty() && sim.world().names().find_node("console").is_none());
}

#[test]
fn an_executor_that_answers_the_ping_is_registered() {
    let mut sim = sim();
    let answer = body_of(sim.request("PUT", "/executors/register", &registration("exec-2")), 200);
    assert_eq!(answer, Value::Null);
    let exec = sim.trace().names().find_node("exec-2").unwrap();
    assert_eq!(sim.world().broker().executors()[&exec].report.capabilities.cpu_load.get(), 100.0);
    let mut body: Value = serde_json::from_str(&registration("exec-2")).unwrap();
    body["vector_clock"] = json!({});
    let answer = body_of(sim.request("PUT", "/executors/register", &body.to_string()), 200);
    assert!(answer["vector_clock"]["broker"].as_u64() > Some(0) && answer["delivered"].is_object(), "{answer}");
    assert!(sim.violations().is_empty());
}

#[test]
fn a_stranger_that_nobody_can_ping_is_refused_after_ten_seconds() {
    let mut sim = sim();
    let before = sim.world().now();
    let body = include_str!("07_register_body.json");
    let answer = body_of(sim.request("PUT", "/executors/register", body), 400);
    assert_eq!(answer, json!({"detail": "Could not ping to verify"}));
    assert_eq!(sim.world().now().since(before), Span::from_secs(10));
}

#[test]
fn a_job_from_outside_runs_and_its_id_comes_back() {
    let mut sim = sim();
    sim.run_until(Time::from_ms(15_000));
    let id = "bbbbbbbb-bbbb-4ccc-8ddd-eeeeeeeeeeee";
    let path = format!("/job/submit/{id}");
    let body = r#"{"job_info":{"wasm_bin":"hello.wasm","duration_ms":1000},"wait_for":null}"#;
    assert_eq!(body_of(sim.request("PUT", &path, body), 200), id);
    let job = sim.trace().names().find_job(id).unwrap();
    assert!(sim.world().broker().jobs().get(job).unwrap().executor().is_some(), "it was placed at once");
    sim.run_until(Time::from_ms(40_000));
    assert!(sim.world().broker().jobs().get(job).is_none(), "and ran to its end");

    let huge = r#"{"job_info":{"wasm_bin":"a","capabilities":{"memory":999999999999999}}}"#;
    assert_eq!(body_of(sim.request("PUT", "/job/submit/huge", huge), 503), json!({"detail": "No capable Executor"}));
    let waits = r#"{"job_info":{"wasm_bin":"a"},"wait_for":["nobody-knows"]}"#;
    assert_eq!(body_of(sim.request("PUT", "/job/submit/waits", waits), 200), "waits");
    assert_eq!(body_of(sim.request("PUT", "/job/done/nobody-knows", ""), 200), Value::Null);
    assert_eq!(body_of(sim.request("DELETE", "/job/waits", ""), 200), Value::Null);
    assert_eq!(body_of(sim.request("PUT", "/result/never-heard-of", "bytes"), 200), Value::Null);
    assert!(sim.violations().is_empty(), "{:?}", sim.violations());
}

#[test]
fn a_call_to_a_broker_that_is_down_is_a_503_and_changes_nothing() {
    let mut sim = sim();
    sim.apply(Command::Crash(OfNode { node: "broker".into() })).unwrap();
    let cursor = sim.cursor();
    assert_eq!(body_of(sim.request("GET", "/ping", ""), 503), json!({"detail": "the broker is down"}));
    assert_eq!(sim.cursor(), cursor);
}

#[test]
fn a_job_to_be_placed_at_once_is_refused_when_its_executor_does_not_answer() {
    let mut sim = sim();
    sim.apply(Command::Crash(OfNode { node: "exec-1".into() })).unwrap();
    let body = json!({"job_info": {"wasm_bin": "a", "capabilities": {"cpu_cores": 8}}}).to_string();
    let answer = sim.request("PUT", "/job/submit/lonely", &body);
    assert_eq!(body_of(answer, 503), json!({"detail": "Failed to submit Job"}));
}

#[test]
fn a_call_whose_answer_never_comes_is_a_504_and_says_so() {
    let mut scenario = Scenario::opening();
    let crash = Command::Crash(OfNode { node: "broker".into() });
    let at_ms = scenario.opens_at_ms + 1_000;
    let place = scenario.actions.partition_point(|action| action.at_ms <= at_ms);
    scenario.actions.insert(place, Action { at_ms, command: crash.into() });
    let mut sim = Sim::new(scenario).unwrap();
    let start = sim.world().now();
    let answer = sim.request("PUT", "/executors/register", &registration("stranger"));
    assert_eq!(body_of(answer, 504), json!({"detail": "the broker has not answered within 40 s"}));
    assert!(sim.world().now().since(start) <= PATIENCE);
}

#[test]
fn calls_are_recorded_exported_and_repeated_by_seeking() {
    let mut sim = sim();
    sim.request("PUT", "/executors/heartbeat/exec-1", "{\"memory\":77,\"vector_clock\":{\"sensor\":3}}");
    sim.request("PUT", "/executors/register", &registration("stranger"));
    sim.request("PUT", "/job/submit/late", "{\"job_info\":{\"wasm_bin\":\"fire.wasm\"},\"wait_for\":[]}");
    sim.request("PUT", "http://store-1/data/maps/north", "three bridges");
    let (end, hash) = (sim.cursor(), sim.trace().hash());
    assert_eq!(sim.given().len(), 4);
    sim.seek(clocktower::id::EventId::new(0));
    sim.seek(end);
    assert_eq!((sim.cursor(), sim.trace().hash()), (end, hash));

    let written = sim.to_scenario().to_json();
    let mut again = Sim::new(Scenario::from_json(&written).unwrap()).unwrap();
    again.seek(end);
    assert_eq!(again.trace().hash_at(end), Some(hash));
}

#[test]
fn a_call_in_a_forgotten_future_leaves_no_message_behind() {
    let mut sim = sim();
    let here = sim.cursor();
    sim.request("GET", "/ping", "");
    sim.seek(here);
    sim.request("GET", "/executors/count", "");
    let outside: Vec<_> = sim.trace().messages().filter(|sent| sent.event.is_none()).collect();
    assert_eq!(outside.len(), 1);
    assert!(!outside[0].received.is_empty());
    while sim.step(Step::Event) > 0 && sim.world().now() < Time::from_ms(60_000) {}
    assert!(sim.violations().is_empty());
}

#[test]
fn every_message_of_a_run_can_be_shown_as_the_text_that_it_stands_for() {
    let mut sim = sim();
    sim.run_until(Time::from_ms(120_000));
    let printed: Vec<Printed> =
        sim.trace().messages().map(|sent| sim.printed(sent.message.id).expect("each has its text")).collect();
    let shown = |method: &str, path: &str| {
        printed.iter().any(|text| matches!(text, Printed::Request(r) if (r.method, r.path.as_str()) == (method, path)))
    };
    assert!(shown("PUT", "/executors/register") && shown("GET", "/ping"));
    assert!(shown("PUT", "/executors/heartbeat/exec-1") && shown("PUT", "/job/submit/triage"));
    assert!(shown("PUT", "/submit/triage") && shown("PUT", "/result/triage") && shown("PUT", "/job/done/triage"));
    let submit = printed.iter().find_map(|text| match text {
        Printed::Request(request) if request.path == "/job/submit/triage" => Some(request),
        _ => None,
    });
    let body = &submit.unwrap().body;
    assert_eq!(body["job_info"]["result_addr"]["host"], "this");
    assert_eq!(body["job_info"]["emergency"]["kind"], "medical");
    assert!(body["vector_clock"]["client-1"].as_u64() > Some(0));
    let ids = printed.iter().filter(|text| matches!(text, Printed::Response(r) if r.body == json!("triage")));
    assert!(ids.count() > 0, "the answer to a submission is the bare id");
}

#[test]
fn what_the_broker_heard_from_outside_stands_in_the_trace() {
    let mut sim = sim();
    let from = sim.cursor();
    sim.request("PUT", "/executors/heartbeat/exec-1", "{\"vector_clock\":{\"broker\":4000000000}}");
    let next = clocktower::id::EventId::new(from.number() + 1);
    let event = sim.trace().get(next).unwrap();
    assert!(matches!(&event.what, What::Broker(Fact::Refused { why, .. }) if why.starts_with("vector_clock: ")));
    assert_eq!(event.cause, None);
}

#[test]
fn callers_that_bring_very_many_names_leave_room_for_the_nodes_of_the_world() {
    let mut sim = sim();
    let before = sim.world().names().node_count();
    for call in 0..5 {
        let clock: serde_json::Map<String, Value> = (0..16_000).map(|n| (format!("n{call}-{n}"), json!(1))).collect();
        sim.request("PUT", "/executors/heartbeat/exec-1", &json!({ "vector_clock": clock }).to_string());
    }
    assert_eq!(sim.world().names().node_count(), before, "each call is refused whole");
    let command = Command::from_value(&json!({"type": "add_executor"})).expect("a command");
    sim.apply(command).expect("there is room");
}

#[test]
fn a_dependency_whose_name_is_none_is_refused_and_never_left_out() {
    let mut sim = sim();
    let command = json!({"type": "submit_job", "wait_for": ["job-1#2"]});
    let refused = sim.apply(Command::from_value(&command).expect("a command")).expect_err("no name");
    assert_eq!(refused.to_string(), "wait_for: \"job-1#2\" names no job");
}

#[test]
fn a_clock_from_outside_that_invents_events_of_a_peer_is_refused_at_the_door() {
    let mut sim = sim();
    let before = (sim.cursor(), clock_of_broker(&sim));
    for entry in ["exec-1", "exec-1#2", "client-1", "broker#2"] {
        let body = json!({"memory": 77, "vector_clock": {"exec-2": 1, entry: 4_000_000_000u32}}).to_string();
        let detail = body_of(sim.request("PUT", "/executors/heartbeat/exec-2", &body), 422);
        assert_eq!(detail["detail"][0]["loc"], json!(["body", "vector_clock"]));
        assert_eq!(
            detail["detail"][0]["msg"],
            format!("entry {entry:?}: 4000000000 events are claimed that never happened")
        );
    }
    assert_eq!((sim.cursor(), clock_of_broker(&sim)), before);
}

#[test]
fn a_clock_from_outside_reaches_a_peer_that_is_called_by_its_address_and_the_answer_has_its_own() {
    let mut sim = sim();
    let job = sim.trace().names().find_job("map-tiles").expect("it runs");
    let executor = sim.world().broker().jobs().get(job).and_then(|job| job.executor()).expect("somewhere");
    let path = format!("http://{}/submit/map-tiles", sim.trace().names().of_node(executor));
    let before = sim.trace().clock(sim.cursor()).expect("something happened");
    // A bare JobInfo is no safe carrier: what stands there is no clock, and the answer has none.
    let refused = sim.request("PUT", &path, r#"{"wasm_bin":"a","vector_clock":{"client-1":4000000000}}"#);
    assert_eq!((refused.status, refused.headers.len()), (503, 0));
    assert_eq!(refused.body, json!({"detail": "failed create"}));
    let client = sim.trace().names().find_node("client-1").expect("there is one");
    assert!(before.get(client) < 4_000_000_000);
    let notice = |count: u32| {
        json!({"notice": "cleared", "stamp": {}, "vector_clock": {"broker": count, "sensor-9": 2}}).to_string()
    };
    let address = path.replace("/submit/map-tiles", "/clocktower/notices");
    let invented = sim.request("PUT", &address, &notice(4_000_000_000));
    assert_eq!(
        body_of(invented, 422)["detail"][0]["msg"],
        "entry \"broker\": 4000000000 events are claimed that never happened"
    );
    assert!(sim.violations().is_empty());
}

#[test]
fn a_message_to_each_kind_of_node_is_shown_as_the_call_that_it_stands_for() {
    let mut sim = sim();
    for (method, path) in [("GET", "http://store-1/list/maps/"), ("GET", "http://store-1/free"), ("GET", "/list/data/")]
    {
        let next = sim.trace().messages().last().expect("messages").message.id;
        sim.request(method, path, "");
        let calls = sim.trace().messages().filter(|sent| sent.message.id > next && sent.event.is_none());
        let printed: Vec<_> = calls.filter_map(|sent| sim.printed(sent.message.id)).collect();
        let expected = path.trim_start_matches("http://store-1").replace("maps/", "maps/?page=1&size=50");
        assert!(matches!(&printed[..], [Printed::Request(request)] if request.path == expected), "{path}: {printed:?}");
    }
}

/// A clock of so many nodes that are not here, in the form of the wire.
fn strangers(from: usize, count: usize) -> Value {
    let entries = (from..from + count).map(|n| (format!("far-{n}"), json!(1)));
    Value::Object(entries.collect())
}

#[test]
fn a_clock_from_outside_does_not_fill_that_of_a_node() {
    let heartbeat = |clock: Value| json!({"memory": 5, "vector_clock": clock}).to_string();
    let delivered = |clock: Value| json!({"memory": 5, "delivered": clock}).to_string();
    let notice = |clock: Value| json!({"notice": "cleared", "stamp": clock}).to_string();
    let (exec, other) = ("/executors/heartbeat/exec-1", "http://exec-1/clocktower/notices");
    let rows: [(&str, &str, String, Option<&str>); 6] = [
        ("as many as there is room for", exec, heartbeat(strangers(0, STRANGERS_MAX)), None),
        ("the same once more", exec, heartbeat(strangers(0, STRANGERS_MAX)), None),
        ("one more", exec, heartbeat(strangers(1, STRANGERS_MAX)), Some("far-256")),
        ("sixteen thousand", exec, heartbeat(strangers(0, 16_000)), Some("far-1000")),
        ("what was delivered", exec, delivered(strangers(0, 16_000)), Some("far-1000")),
        ("to an executor, which heard of those", other, notice(strangers(0, 16_000)), Some("far-1000")),
    ];
    let mut sim = sim();
    for (name, path, body, entry) in rows {
        let (before, known) = (clock_of_broker(&sim), sim.trace().names().node_count());
        let answer = sim.request("PUT", path, &body);
        let Some(entry) = entry else {
            assert_eq!(answer.status, 200, "{name}: {}", answer.body);
            continue;
        };
        let said = body_of(answer, 422)["detail"][0].clone();
        let why = format!("entry {entry:?}: no room for another node that is not here: there are {STRANGERS_MAX}");
        assert_eq!(said["msg"], why, "{name}");
        assert_eq!((clock_of_broker(&sim), sim.trace().names().node_count()), (before, known), "{name}");
    }
    let mut own: Value = serde_json::from_str(&registration("exec-77")).expect("a registration");
    own["vector_clock"] = json!({"exec-77": 3});
    sim.request("PUT", "/executors/register", &own.to_string());
    let known = sim.trace().names().find_node("exec-77").expect("it said who it is");
    assert_eq!(sim.world().broker().clock().get(known), 3, "whoever calls brings an entry of its own");
}

//! The JavaScript API in a real browser: objects in and out, names, clear errors, the same run as natively.
#![cfg(target_arch = "wasm32")]

use clocktower::web::Playground;
use js_sys::{JSON, Reflect};
use serde_json::{Value, json};
use wasm_bindgen::prelude::*;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// A plain JavaScript object, as a page would pass it.
fn js(value: Value) -> JsValue {
    JSON::parse(&value.to_string()).unwrap()
}

/// What a page would see of an object.
fn value(object: Result<JsValue, JsError>) -> Value {
    let text = JSON::stringify(&object.unwrap_or_else(|error| panic!("{}", message(error)))).unwrap();
    serde_json::from_str(&String::from(text)).unwrap()
}

fn message(error: JsError) -> String {
    let error = JsValue::from(error);
    assert!(error.is_instance_of::<js_sys::Error>());
    Reflect::get(&error, &"message".into()).unwrap().as_string().unwrap()
}

fn refusal<T>(result: Result<T, JsError>) -> String {
    message(result.err().expect("it should have been refused"))
}

fn opening() -> Playground {
    Playground::new(JsValue::UNDEFINED).unwrap()
}

fn apply(playground: &Playground, command: Value) {
    playground.apply(js(command)).unwrap_or_else(|error| panic!("{}", message(error)));
}

fn step(playground: &Playground, kind: &str) -> u32 {
    playground.step(Some(kind.to_owned())).unwrap_or_else(|error| panic!("{}", message(error)))
}

fn node(playground: &Playground, name: &str) -> Value {
    let state = value(playground.state());
    state["nodes"].as_array().unwrap().iter().find(|node| node["name"] == name).cloned().unwrap_or(Value::Null)
}

fn last_event(playground: &Playground) -> Value {
    let at = Some(playground.cursor());
    value(playground.events(at, at))[0].clone()
}

#[wasm_bindgen_test]
fn the_opening_run_has_the_hash_that_it_has_natively() {
    let playground = opening();
    while value(playground.state())["at_ms"].as_u64().unwrap() <= 600_000 {
        step(&playground, "event");
    }
    // The last event lies beyond ten minutes; natively the run stops right before it.
    playground.seek(f64::from(playground.cursor() - 1)).unwrap();
    assert_eq!(playground.hash(), include_str!("opening.hash").trim());
}

#[wasm_bindgen_test]
fn a_playground_opens_on_a_running_example() {
    let state = value(opening().state());
    let kinds: Vec<&str> =
        state["nodes"].as_array().unwrap().iter().map(|node| node["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["broker", "executor", "executor", "executor", "datastore", "client"]);
    assert!(state["cursor"].as_u64().unwrap() > 0);
    assert_eq!(state["policy"]["order"], "emergency_aged");
}

#[wasm_bindgen_test]
fn a_scenario_is_taken_as_an_object_or_as_a_text() {
    let scenario = json!({"version": 1, "title": "two", "nodes": [{"kind": "broker"}, {"kind": "executor"}]});
    for given in [js(scenario.clone()), JsValue::from_str(&scenario.to_string())] {
        let playground = Playground::new(given).unwrap();
        assert_eq!(value(playground.state())["nodes"][1]["name"], "exec-1");
        assert_eq!(value(playground.state())["at_ms"], 0);
    }
}

#[wasm_bindgen_test]
fn a_bad_scenario_is_refused_and_the_place_named() {
    let rows = [
        (json!({"version": 1, "title": "t", "nodes": [], "sed": 1}), "unknown field `sed`"),
        (json!({"version": 9, "title": "t", "nodes": []}), "version: 9 is newer"),
        (json!({"version": 1, "title": "t", "nodes": []}), "nodes: one of them is the broker"),
        (json!({"version": 1, "title": "t", "nodes": [{"kind": "broker", "name": "a#2"}]}), "nodes[0].name"),
        (json!(7), "invalid type"),
    ];
    for (scenario, error) in rows {
        let refused = refusal(Playground::new(js(scenario.clone())));
        assert!(refused.contains(error), "{scenario}: {refused}");
    }
}

#[wasm_bindgen_test]
fn an_executor_is_added_registers_and_is_known_to_the_broker() {
    let playground = opening();
    apply(&playground, json!({"type": "add_executor", "name": "exec-9", "equipment": ["fire"]}));
    assert_eq!(node(&playground, "exec-9")["registered"], false);
    // Registration is four messages, and others go on meanwhile.
    for _ in 0..40 {
        step(&playground, "event");
    }
    let exec = node(&playground, "exec-9");
    assert_eq!(exec["registered"], true);
    assert_eq!(exec["equipment"], json!(["fire"]));
    assert_eq!(exec["believed"]["known_from"]["node"], "exec-9");
    assert!(node(&playground, "broker")["clock"]["exec-9"].as_u64().unwrap() >= 1);
}

#[wasm_bindgen_test]
fn a_name_is_made_when_none_is_given() {
    let playground = opening();
    apply(&playground, json!({"type": "add_executor"}));
    apply(&playground, json!({"type": "add_client"}));
    assert_eq!(node(&playground, "exec-4")["kind"], "executor");
    assert_eq!(node(&playground, "client-2")["kind"], "client");
}

#[wasm_bindgen_test]
fn a_bad_command_is_refused_names_the_field_and_changes_nothing() {
    let playground = opening();
    let before = value(playground.state());
    let rows = [
        (json!({"type": "crash"}), "missing field `node`"),
        (json!({"type": "crash", "node": "nobody"}), "node: there is no node \"nobody\""),
        (json!({"type": "crash", "node": "exec-1", "hard": true}), "hard: unknown field"),
        (json!({"type": "restart", "node": "exec-1"}), "node: exec-1 is up"),
        (json!({"type": "cut", "a": "exec-1", "b": "exec-1"}), "b: a link has two different ends"),
        (json!({"type": "heal", "a": "exec-1", "b": "broker"}), "a: this link is not cut"),
        (json!({"type": "submit_job", "duration_ms": -1}), "duration_ms: invalid value"),
        (json!({"type": "submit_job", "client": "exec-1"}), "client: exec-1 is no client"),
        (json!({"type": "add_executor", "name": "exec-1"}), "name: \"exec-1\" is taken"),
        (
            json!({"type": "add_executor", "capabilities": {"cpu_cores": "four"}}),
            "capabilities.cpu_cores: invalid type",
        ),
        (json!({"type": "drop_message", "message": 99999}), "message: message 99999 is not in flight"),
        (json!({"type": "explode"}), "unknown variant `explode`"),
        (json!("crash"), "command"),
    ];
    for (command, error) in rows {
        let refused = refusal(playground.apply(js(command.clone())));
        assert!(refused.contains(error), "{command}: {refused}");
    }
    assert_eq!(value(playground.state()), before);
}

#[wasm_bindgen_test]
fn a_heartbeat_step_ends_where_the_broker_has_merged_it() {
    let playground = opening();
    let events = step(&playground, "heartbeat");
    assert!(events > 0);
    let event = last_event(&playground);
    assert_eq!(
        (&event["what"], &event["node"], &event["kind"]),
        (&json!("heartbeat_taken"), &json!("broker"), &json!("receive"))
    );
    let clock = value(playground.clock(f64::from(playground.cursor())));
    assert_eq!(clock, node(&playground, "broker")["clock"]);
    // The larger of both in every entry, then the own tick.
    let said = value(playground.clock(event["send"].as_f64().unwrap()));
    for (name, count) in said.as_object().unwrap() {
        assert!(clock[name].as_u64() >= count.as_u64(), "{name}");
    }
    assert_eq!(clock["broker"], event["count"]);
}

#[wasm_bindgen_test]
fn a_merge_step_ends_at_news_and_a_decision_step_at_a_decision() {
    let playground = opening();
    step(&playground, "merge");
    assert!(!last_event(&playground)["news"].as_array().unwrap().is_empty());
    step(&playground, "decision");
    let decided = last_event(&playground);
    assert_eq!(decided["what"], "decided");
    assert_eq!(decided["candidates"].as_array().unwrap().len(), 3);
    assert_eq!(decided["candidates"][0]["checks"].as_array().unwrap().len(), 7);
}

#[wasm_bindgen_test]
fn a_round_hears_every_executor() {
    let playground = opening();
    let before = playground.cursor();
    step(&playground, "round");
    let heard: std::collections::BTreeSet<String> =
        value(playground.events(Some(before + 1), Some(playground.cursor())))
            .as_array()
            .unwrap()
            .iter()
            .filter(|event| event["what"] == "heartbeat_taken")
            .map(|event| event["executor"].as_str().unwrap().to_owned())
            .collect();
    assert_eq!(heard.into_iter().collect::<Vec<_>>(), ["exec-1", "exec-2", "exec-3"]);
}

#[wasm_bindgen_test]
fn a_step_that_finds_nothing_does_not_move() {
    let alone = json!({"version": 1, "title": "alone", "nodes": [{"kind": "broker"}]});
    let playground = Playground::new(js(alone)).unwrap();
    assert_eq!((step(&playground, "decision"), playground.cursor()), (0, 0));
    assert!(refusal(playground.step(Some("jump".to_owned()))).contains("is none of event, heartbeat"));
}

#[wasm_bindgen_test]
fn an_emergency_job_is_placed_before_the_jobs_that_wait() {
    let full = json!({
        "version": 1, "title": "full", "seed": 1,
        "nodes": [{"kind": "broker"}, {"kind": "executor", "capabilities": {"memory": 1 << 20, "cpu_cores": 1, "cpu_load": 0, "has_battery": false}}, {"kind": "client"}],
    });
    let playground = Playground::new(js(full)).unwrap();
    let submit = |name: &str, emergency: Value| {
        apply(
            &playground,
            json!({
                "type": "submit_job", "name": name, "emergency": emergency, "duration_ms": 300_000,
                "capabilities": {"memory": 1 << 20},
            }),
        );
        for _ in 0..10 {
            step(&playground, "event");
        }
    };
    for name in ["first", "second", "third"] {
        submit(name, Value::Null);
    }
    submit("ambulance", json!({"kind": "medical", "level": "critical"}));
    assert_eq!(value(playground.state())["queue"], json!(["ambulance", "second", "third"]));
    let placed = loop {
        step(&playground, "decision");
        let decided = last_event(&playground);
        if !decided["winner"].is_null() {
            break decided;
        }
    };
    assert_eq!(placed["job"], "ambulance");
    assert_eq!(placed["emergency"]["kind"], "medical");
    assert_eq!(placed["place_without_emergency"], 2);
}

#[wasm_bindgen_test]
fn an_emergency_is_found_in_whole_words() {
    let playground = opening();
    apply(&playground, json!({"type": "submit_job", "name": "firewall-update"}));
    apply(&playground, json!({"type": "submit_job", "name": "fire-map"}));
    // Both are on their way to the broker, and others go on meanwhile.
    for _ in 0..20 {
        step(&playground, "event");
    }
    let state = value(playground.state());
    let job = |name: &str| state["jobs"].as_array().unwrap().iter().find(|job| job["name"] == name).cloned().unwrap();
    assert_eq!(job("firewall-update")["emergency"], Value::Null);
    assert_eq!(job("fire-map")["emergency"]["source"], json!({"how": "detected", "word": "fire", "place": "fire-map"}));
}

#[wasm_bindgen_test]
fn a_machine_that_lost_its_memory_comes_back_as_a_new_incarnation() {
    let playground = opening();
    apply(&playground, json!({"type": "crash", "node": "exec-1"}));
    assert_eq!(node(&playground, "exec-1")["up"], false);
    apply(&playground, json!({"type": "restart", "node": "exec-1"}));
    let exec = node(&playground, "exec-1");
    assert_eq!((&exec["up"], &exec["incarnation"]), (&json!(true), &json!(2)));
    assert_eq!(exec["clock"], json!({"exec-1#2": 1}));
}

#[wasm_bindgen_test]
fn relations_are_told_by_clocks() {
    let playground = opening();
    let events = value(playground.events(None, None));
    let received = events.as_array().unwrap().iter().find(|event| event.get("send").is_some()).unwrap();
    let (send, receive) = (received["send"].as_f64().unwrap(), received["id"].as_f64().unwrap());
    let relation = |a, b| value(playground.relation(a, b));
    assert_eq!(relation(send, receive), "before");
    assert_eq!(relation(receive, send), "after");
    assert_eq!(relation(send, send), "equal");
    let concurrent =
        events.as_array().unwrap().iter().any(|event| relation(event["id"].as_f64().unwrap(), send) == "concurrent");
    assert!(concurrent);
}

#[wasm_bindgen_test]
fn a_number_that_is_no_event_is_refused() {
    let playground = opening();
    for bad in [0.0, -1.0, 1.5, 1e9, f64::NAN, f64::INFINITY] {
        assert!(refusal(playground.clock(bad)).contains("is no event"), "{bad}");
        assert!(refusal(playground.relation(1.0, bad)).contains("is no event"), "{bad}");
    }
    assert!(refusal(playground.seek(1e9)).contains("is no event"));
}

#[wasm_bindgen_test]
fn seeking_goes_back_and_forth_exactly() {
    let playground = opening();
    let (cursor, here) = (playground.cursor(), value(playground.state()));
    playground.seek(0.0).unwrap();
    assert_eq!(value(playground.state())["nodes"][0]["clock"], json!({}));
    playground.seek(f64::from(cursor)).unwrap();
    assert_eq!(value(playground.state())["hash"], here["hash"]);
    assert_eq!(value(playground.state())["nodes"], here["nodes"]);
}

#[wasm_bindgen_test]
fn an_exported_run_can_be_imported_and_is_the_same() {
    let playground = opening();
    apply(&playground, json!({"type": "crash", "node": "exec-2"}));
    for _ in 0..40 {
        step(&playground, "event");
    }
    for kind in ["scenario", "trace"] {
        let again = Playground::import(&playground.export(kind).unwrap(), None).unwrap();
        assert_eq!((again.cursor(), again.hash()), (playground.cursor(), playground.hash()), "{kind}");
    }
    assert!(refusal(playground.export("movie")).contains("is none of scenario, trace, shiviz, link"));
}

#[wasm_bindgen_test]
fn a_shiviz_log_has_two_lines_an_event_and_the_clocks_that_the_page_shows() {
    let playground = opening();
    let log = playground.export("shiviz").unwrap();
    let lines: Vec<&str> = log.lines().collect();
    let last = playground.cursor() as usize;
    let (host, clock) = lines[2 * last - 1].split_once(' ').unwrap();
    assert_eq!(last_event(&playground)["node"], host);
    assert_eq!(serde_json::from_str::<Value>(clock).unwrap(), value(playground.clock(f64::from(playground.cursor()))));
    let again = Playground::import(&log, None).unwrap();
    assert_eq!((again.cursor(), again.export("shiviz").unwrap()), (playground.cursor(), log));
}

#[wasm_bindgen_test]
fn an_execution_of_a_log_is_chosen_by_its_number() {
    let text = "x\na {\"a\":1}\n--\ny\nb {\"b\":1}\n";
    let reading = js_sys::JSON::parse(r#"{"delimiter": "^--$", "execution": 2}"#).unwrap();
    let run = Playground::import(text, Some(reading.into())).unwrap();
    assert_eq!(run.export("shiviz").unwrap(), "y\nb {\"b\":1}\n");
    let reading = js_sys::JSON::parse(r#"{"delimiter": "^--$"}"#).unwrap();
    assert!(refusal(Playground::import(text, Some(reading.into()))).contains("execution: the log has 2"));
}

#[wasm_bindgen_test]
fn a_trace_that_was_changed_is_refused() {
    let text = opening().export("trace").unwrap();
    let mut changed: Value = serde_json::from_str(&text).unwrap();
    changed["hash"] = json!("0000000000000000");
    assert!(refusal(Playground::import(&changed.to_string(), None)).contains("hash: the text says 0000000000000000"));
    assert!(refusal(Playground::import("{", None)).contains("line 1"));
}

#[wasm_bindgen_test]
fn a_command_in_the_past_makes_a_branch_and_every_branch_has_its_name() {
    let playground = opening();
    for _ in 0..20 {
        step(&playground, "event");
    }
    let (here, hash) = (playground.cursor(), playground.hash());
    playground.seek(f64::from(here - 10)).unwrap();
    apply(&playground, json!({"type": "crash", "node": "exec-2"}));
    let branches = value(playground.branches());
    assert_eq!(branches[0]["name"], "main");
    let crashed = json!({
        "name": "crash exec-2", "current": true, "events": here - 9, "cursor": here - 9, "parent": "main",
        "after": here - 10, "at_ms": branches[1]["at_ms"], "began_with": "crash exec-2",
    });
    assert_eq!(branches[1], crashed);

    playground.switch_branch("main").unwrap();
    playground.seek(f64::from(here)).unwrap();
    assert_eq!(playground.hash(), hash, "the old future is there");
    playground.rename_branch("crash exec-2", "without exec-2").unwrap();
    assert_eq!(refusal(playground.rename_branch("main", "without exec-2")), "another branch is called without exec-2");
    playground.delete_branch("without exec-2").unwrap();
    assert_eq!(refusal(playground.switch_branch("without exec-2")), "there is no such branch; there are main");
    assert_eq!(playground.undelete_branch().ok().as_deref(), Some("without exec-2"));
    assert_eq!(refusal(playground.undelete_branch()), "no branch was deleted that could come back");
}

#[wasm_bindgen_test]
fn listeners_hear_of_every_change_that_javascript_makes() {
    let playground = opening();
    let heard = std::rc::Rc::new(std::cell::Cell::new(0));
    let counter = std::rc::Rc::clone(&heard);
    playground.on_change(move || counter.set(counter.get() + 1));
    apply(&playground, json!({"type": "add_client"}));
    step(&playground, "event");
    playground.seek(0.0).unwrap();
    assert_eq!(heard.get(), 3);
}

#[wasm_bindgen_test]
fn the_broker_and_every_other_node_can_be_called_with_objects_texts_and_bytes() {
    let playground = opening();
    let call = |method: &str, path: &str, body: JsValue| value(playground.request(method, path, body));
    let nothing = JsValue::UNDEFINED;
    assert_eq!(call("GET", "/executors/count", nothing.clone()), json!({"status": 200, "body": 3}));
    let heartbeat = json!({"memory": "1024", "vector_clock": {"sensor-9": 2}});
    let answer = call("PUT", "/executors/heartbeat/exec-1", js(heartbeat.clone()));
    assert_eq!((&answer["status"], &answer["body"]["vector_clock"]["sensor-9"]), (&json!(200), &json!(2)));
    assert_eq!(call("PUT", "/executors/heartbeat/exec-1", heartbeat.to_string().into())["status"], 200);
    let wrapped = call("PUT", "/executors/heartbeat/exec-1", js(json!({"capabilities": {}})));
    assert_eq!((&wrapped["status"], &wrapped["body"]["detail"][0]["type"]), (&json!(422), &json!("extra_forbidden")));

    assert_eq!(call("PUT", "/data/maps/north", "drei Brücken".into()), json!({"status": 200, "body": null}));
    let data = call("GET", "http://store-1/data/maps/north", JsValue::NULL);
    assert_eq!(data, json!({"status": 200, "headers": {"content-length": "13"}, "body": "drei Brücken"}));
    let page = call("GET", "http://store-1/list/maps/?size=1", nothing.clone());
    assert_eq!(page["body"], json!({"items": ["maps/north"], "total": 1, "page": 1, "size": 1, "pages": 1}));
    let nobody = call("GET", "http://nobody/ping", nothing);
    assert_eq!(nobody, json!({"status": 502, "body": {"detail": "no node has the name \"nobody\""}}));
}

//! 1,200 malformed scenarios, commands, links, bodies and logs, each made from a good one by a drawn change after which it
//! cannot be good any more. Every one is refused, quickly, whole, with an error that names the place.
//!
//! The natural number under which a text stands is its seed: a failure names it, and it can be looked at again.
#![cfg(not(target_arch = "wasm32"))]

use std::time::{Duration, Instant};

use clocktower::export::link::{self, CHARS_MAX, PREFIX};
use clocktower::export::packed::pack;
use clocktower::export::{self, import, shiviz};
use clocktower::id::EventId;
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::{OPENING_WORK_MAX, Sim};
use clocktower::view::happened::teller;
use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;
use serde_json::{Value, json};

/// No hang: what is promised of a release build. A build for tests is some ten times slower, and other tests run beside.
const TAKES_MAX: Duration = Duration::from_millis(if cfg!(debug_assertions) { 1_500 } else { 100 });

/// A source of choices.
struct Dice(Pcg32);

impl Dice {
    fn of(seed: u64) -> Self {
        Self(Pcg32::seed_from_u64(seed))
    }

    fn below(&mut self, n: usize) -> usize {
        self.0.next_u32() as usize % n.max(1)
    }

    fn one<'a, T>(&mut self, of: &'a [T]) -> &'a T {
        &of[self.below(of.len())]
    }
}

/// Whether an error says where: by a line, a character, a field, or the whole that it is about.
fn names_a_place(error: &str) -> bool {
    let place = error.split(": ").next().unwrap_or_default();
    let is_path = error.contains(": ") && place.split(' ').count() <= 5;
    is_path || error.contains(" at line ") || error.contains("missing field")
}

/// Looks at one text: it is refused with a place, in time. Returns what it took.
#[track_caller]
fn refused<T, E: ToString>(what: &str, seed: u64, text: &str, look: impl Fn() -> Result<T, E>) -> Duration {
    let from = Instant::now();
    let answer = look();
    let took = from.elapsed();
    let short: String = text.chars().take(300).collect();
    let error = answer.map(drop).map_err(|error| error.to_string()).expect_err(&format!("{what} {seed}: {short}"));
    assert!(names_a_place(&error), "{what} {seed} says no place: {error}\n{short}");
    assert!(error.len() < 10_000, "{what} {seed} says too much: {} bytes", error.len());
    assert!(took < TAKES_MAX, "{what} {seed} took {took:?}: {short}");
    took
}

fn every(what: &str, seeds: std::ops::Range<u64>, one: impl Fn(u64) -> Duration) {
    let longest = seeds.map(|seed| (one(seed), seed)).max();
    println!("{what}: {longest:?} was the longest");
}

/// The ways to all values in a document that the program reads strictly, deepest last.
fn ways(document: &Value) -> Vec<String> {
    let mut found = vec![String::new()];
    let mut at = 0;
    while let Some(way) = found.get(at).cloned() {
        match document.pointer(&way) {
            Some(Value::Object(map)) => found.extend(map.keys().map(|key| format!("{way}/{key}"))),
            Some(Value::Array(list)) => found.extend((0..list.len()).map(|n| format!("{way}/{n}"))),
            _ => {}
        }
        at += 1;
    }
    found
}

fn ends_in(way: &str, keys: &[&str]) -> bool {
    way.rsplit('/').next().is_some_and(|last| keys.contains(&last))
}

/// A document with one value that cannot be right where it stands.
fn with_a_wrong_value(dice: &mut Dice, mut document: Value) -> Value {
    const WHOLE: [&str; 7] =
        ["at_ms", "duration_ms", "seed", "version", "latency_ms_min", "latency_ms_max", "opens_at_ms"];
    let all = ways(&document);
    let way = dice.one(&all).clone();
    let is_whole = ends_in(&way, &WHOLE);
    let slot = document.pointer_mut(&way).expect("it was just found");
    *slot = match slot {
        Value::Object(_) => dice.one(&[json!([]), json!("{}"), json!(7)]).clone(),
        Value::Array(_) => dice.one(&[json!({}), json!("[]"), json!(true)]).clone(),
        Value::Number(_) if is_whole => dice.one(&[json!(-1), json!(0.5), json!(1e300), json!("7"), json!([])]).clone(),
        _ => dice.one(&[json!({ "x": [] }), json!([[]])]).clone(),
    };
    document
}

/// A document with a key that nobody knows, or without one that is needed.
fn with_other_keys(dice: &mut Dice, mut document: Value) -> Value {
    let objects: Vec<String> = ways(&document)
        .into_iter()
        .filter(|way| document.pointer(way).is_some_and(Value::is_object) && !ends_in(way, &["data"]))
        .collect();
    let way: &String = dice.one(&objects);
    let map = document.pointer_mut(way).and_then(Value::as_object_mut).expect("an object");
    let needed: Vec<&str> = ["version", "title", "nodes", "kind", "type", "at_ms", "command"]
        .into_iter()
        .filter(|key| map.contains_key(*key))
        .collect();
    if dice.below(2) == 0 && !needed.is_empty() {
        map.remove(*dice.one(&needed));
    } else {
        let key = *dice.one(&["", "nmae", "__proto__", "constructor", "\u{202e}title", "<img src=x onerror=alert(1)>"]);
        map.insert(key.to_owned(), json!(1));
    }
    document
}

/// A text that is no JSON any more.
fn broken(dice: &mut Dice, text: &str) -> String {
    let way = dice.below(7);
    broken_by(way, dice, text)
}

fn broken_by(way: usize, dice: &mut Dice, text: &str) -> String {
    let inside = 1 + dice.below(text.len() - 2);
    let cut = (1..=inside).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(1);
    match way {
        0 => text[..cut].to_owned(),
        1 => format!("{}{text}", "[".repeat(1 + dice.below(100_000))),
        2 => "{\"a\":".repeat(200 + dice.below(20_000)),
        3 => format!("\u{feff}{text}"),
        4 => format!("{text}\u{0}"),
        5 => text.replacen('"', "\"\\ud800", 1),
        _ => text.replacen(':', ":1e999,\"\":", 1),
    }
}

/// A scenario that says what cannot be.
fn out_of_bounds(dice: &mut Dice, mut scenario: Value) -> Value {
    let node = json!({ "kind": "executor" });
    let submit = |at_ms: u64| json!({ "at_ms": at_ms, "command": { "type": "submit_job" } });
    let (place, value) = match dice.below(14) {
        0 => ("title", json!("x".repeat(2_001))),
        1 => ("question", json!("\u{1F691}".repeat(501))),
        2 => ("nodes", Value::from(vec![node; 2_001])),
        3 => ("nodes", json!([{ "kind": "broker" }, { "kind": "broker" }])),
        4 => (
            "nodes",
            json!([{ "kind": "broker" }, { "kind": "client", "name": "a" }, { "kind": "client", "name": "a" }]),
        ),
        5 => ("nodes", json!([{ "kind": "broker", "name": *dice.one(&["", "a#2", "a b", "a\nb", "a\u{0}"]) }])),
        6 => ("actions", json!([submit(5), submit(4)])),
        7 => ("actions", Value::from(vec![submit(1); 20_001])),
        8 => ("opens_at_ms", json!(u64::MAX)),
        9 => ("opens_at_event", json!(1_000_001 + dice.below(1 << 30))),
        10 => ("version", json!(*dice.one(&[0, 2, u32::MAX]))),
        11 => ("network", json!({ "latency_ms_min": 9, "latency_ms_max": 3 })),
        12 => ("policy", json!({ "ageing_ms": 0 })),
        _ => (
            "given",
            json!([{ "after_steps": 2, "command": { "type": "clear_emergency" } },
            { "after_steps": 1, "command": { "type": "clear_emergency" } }]),
        ),
    };
    scenario[place] = value;
    scenario
}

/// A malformed scenario's text.
fn scenario(dice: &mut Dice) -> String {
    let (_, good) = dice.one(Scenario::bundled()).clone();
    let text = good.to_json();
    let document: Value = serde_json::from_str(&text).expect("a good scenario");
    match dice.below(5) {
        0 => with_a_wrong_value(dice, document).to_string(),
        1 => with_other_keys(dice, document).to_string(),
        2 => broken(dice, &text),
        // Of a key that stands twice, the last one counts.
        3 => format!("{},\"{}\":{}}}", text.trim_end_matches(['}', '\n']), "nodes", dice.one(&["7", "[]", "[{}]"])),
        _ => out_of_bounds(dice, document).to_string(),
    }
}

#[test]
fn four_hundred_malformed_scenarios_are_refused() {
    every("scenario", 0..400, |seed| {
        let text = scenario(&mut Dice::of(seed));
        refused("scenario", seed, &text, || import(&text))
    });
}

#[test]
fn two_hundred_malformed_links_are_refused() {
    let good = link::link(&Scenario::opening()).expect("the opening run has a link");
    let packed = &good[PREFIX.len()..];
    every("link", 400..600, |seed| {
        let mut dice = Dice::of(seed);
        let at = 2 + dice.below(packed.len() - 4);
        let text = match dice.below(8) {
            0 => format!("{PREFIX}{}", &packed[..at]),
            1 => format!("{PREFIX}{}{}", &packed[..at], &packed[at + 1..]),
            2 => {
                let other = if packed[at..].starts_with('A') { 'B' } else { 'A' };
                format!("{PREFIX}{}{other}{}", &packed[..at], &packed[at + 1..])
            }
            3 => format!(
                "{PREFIX}{}{}{}",
                &packed[..at],
                dice.one(&["%", " ", "\u{0}", "\u{1F691}", "=", "<b>"]),
                &packed[at..]
            ),
            4 => format!("{PREFIX}{}", "A".repeat(1 + dice.below(4 * CHARS_MAX))),
            5 => format!("{PREFIX}{}", pack(&" ".repeat((4 << 20) + 1 + dice.below(4 << 20)))),
            6 => (*dice.one(&["", "#", "#run", "#run=", "#RUN=abcd", "javascript:alert(1)", "#run=#run="])).to_owned(),
            _ => format!("{PREFIX}{}", pack(&scenario(&mut dice))),
        };
        refused("link", seed, &text, || link::open(&text))
    });
}

#[test]
fn one_hundred_malformed_logs_are_refused() {
    let mut sim = Sim::new(Scenario::opening()).expect("the opening run");
    sim.seek(EventId::new(120));
    let good = export::trace(&sim);
    let text = good.to_string();
    every("log", 600..700, |seed| {
        let mut dice = Dice::of(seed);
        let mut log = good.clone();
        let text = match dice.below(5) {
            // What its events say is not read, only counted: they come of the scenario anyway.
            0 => {
                let way = dice.below(5);
                broken_by(way, &mut dice, &text)
            }
            1 => {
                log["hash"] = dice.one(&[json!("0123456789abcdef"), json!(7), json!(null)]).clone();
                log.to_string()
            }
            2 => {
                let events = log["events"].as_array_mut().expect("its events");
                events.truncate(1 + dice.below(events.len() - 1));
                log.to_string()
            }
            3 => {
                log["scenario"]["seed"] = json!(1 + dice.below(1 << 30));
                log.to_string()
            }
            _ => {
                log["scenario"] = with_a_wrong_value(&mut dice, good["scenario"].clone());
                log.to_string()
            }
        };
        refused("log", seed, &text, || import(&text))
    });
}

/// A log for ShiViz after a drawn change with which it cannot be one any more.
fn shiviz_log(dice: &mut Dice, good: &str) -> String {
    let mut lines: Vec<String> = good.lines().map(str::to_owned).collect();
    // Even lines say what happened, odd ones are a host and its clock.
    let at = 2 * dice.below(lines.len() / 2 - 1) + 1;
    let host = lines[at].split(' ').next().unwrap_or_default().to_owned();
    match dice.below(9) {
        // Not the last one of its host, which nobody would miss.
        0 if lines[at + 1..].iter().any(|line| line.starts_with(&format!("{host} {{"))) => {
            drop(lines.drain(at - 1..=at))
        }
        0 | 1 => {
            let again = [lines[at - 1].clone(), lines[at].clone()];
            lines.extend(again);
        }
        2 => lines[at] = lines[at].replacen('{', "{\"nobody\":1,", 1),
        3 => lines[at] = lines[at].replacen(":", dice.one::<&str>(&[":-", ":1e", ":\"", ":[", ":0."]), 1),
        4 => drop(lines[at].pop()),
        5 => lines[at] = format!("{host} {{}}"),
        6 => lines[at] = lines[at].replacen(&host, dice.one::<&str>(&["", "a/b", "a#0", "a\\b", "*"]), 1),
        7 => lines.insert(at, (*dice.one(&["<b>", "what?", "{}", "\u{0}"])).to_owned()),
        _ => lines[at] = lines[at].replace(':', ":9"),
    }
    lines.join("\n")
}

#[test]
fn two_hundred_malformed_logs_for_shiviz_are_refused() {
    let mut sim = Sim::new(Scenario::opening()).expect("the opening run");
    sim.seek(EventId::new(120));
    let good = shiviz::log(sim.trace(), sim.trace().last(), &teller(sim.trace()));
    every("log for ShiViz", 1_000..1_200, |seed| {
        let text = shiviz_log(&mut Dice::of(seed), &good);
        refused("log for ShiViz", seed, &text, || import(&text))
    });
}

/// The run in which commands and calls are refused, and what must stay.
fn stage() -> (Sim, Value) {
    let sim = Sim::new(Scenario::opening()).expect("the opening run");
    let picture = json!([export::state(&sim), export::branches(&sim), sim.given()]);
    (sim, picture)
}

#[track_caller]
fn is_as_it_was(sim: &Sim, picture: &Value, seed: u64) {
    assert_eq!(json!([export::state(sim), export::branches(sim), sim.given()]), *picture, "{seed} changed something");
}

#[test]
fn one_hundred_and_fifty_malformed_commands_are_refused_and_change_nothing() {
    let good = [
        json!({ "type": "submit_job", "name": "j", "args": ["a"], "duration_ms": 5, "capabilities": { "memory": 5 } }),
        json!({ "type": "add_executor", "name": "e", "capabilities": { "cpu_cores": 2 }, "equipment": ["fire"] }),
        json!({ "type": "crash", "node": "exec-1" }),
        json!({ "type": "cut", "a": "exec-1", "b": "broker" }),
        json!({ "type": "declare_emergency", "kind": "fire", "level": "high" }),
        json!({ "type": "set_policy", "order": "fifo", "reserve": true }),
    ];
    let impossible = [
        json!({ "type": "crash", "node": "<img src=x onerror=alert(1)>" }),
        json!({ "type": "submit_job", "name": "../../etc/passwd" }),
        json!({ "type": "submit_job", "name": "x".repeat(5_000) }),
        json!({ "type": "submit_job", "data": { "../x": 1 } }),
        json!({ "type": "delay_message", "message": u32::MAX, "by_ms": u64::MAX }),
        json!({ "type": "store_data", "name": "a", "text": "x".repeat(100_000) }),
        json!({ "type": "set_policy", "ageing_ms": 0 }),
        json!({ "type": "cut", "a": "broker", "b": "broker" }),
        json!({ "type": "submit_plan", "plan": { "exec": "x" } }),
    ];
    let (mut sim, picture) = stage();
    every("command", 700..850, |seed| {
        let mut dice = Dice::of(seed);
        let command = dice.one(&good).clone();
        let value = match dice.below(3) {
            0 => with_a_wrong_value(&mut dice, command),
            1 => with_other_keys(&mut dice, command),
            _ => dice.one(&impossible).clone(),
        };
        let run = std::cell::RefCell::new(sim.clone());
        let apply = || {
            let command = Command::from_value(&value).map_err(|error| error.to_string())?;
            run.borrow_mut().apply(command).map_err(|error| error.to_string())
        };
        let took = refused("command", seed, &value.to_string(), apply);
        is_as_it_was(&run.borrow(), &picture, seed);
        took
    });
    sim.step(clocktower::sim::Step::Event);
}

#[test]
fn one_hundred_and_fifty_malformed_bodies_are_refused_and_change_nothing() {
    let submit: Value = serde_json::from_str(include_str!("wire/09_submit_body_wait_for.json")).expect("a body");
    let register: Value = serde_json::from_str(include_str!("wire/07_register_body.json")).expect("a body");
    let heartbeat = json!({ "memory": 5, "cpu_load": 3.5 });
    let calls = [
        ("/job/submit/11111111-1111-1111-1111-111111111111", &submit, "job_info"),
        ("/executors/register", &register, "executor"),
        ("/executors/heartbeat/exec-1", &heartbeat, "memory"),
    ];
    let (sim, picture) = stage();
    every("body", 850..1_000, |seed| {
        let mut dice = Dice::of(seed);
        let (path, good, field) = *dice.one(&calls);
        let text = good.to_string();
        let mut wrong = good.clone();
        wrong[field] =
            dice.one(&[json!([[]]), json!({ "wasm_bin": [] }), json!("x"), json!(true), json!({ "id": {} })]).clone();
        if wrong["memory"] == json!(true) {
            wrong["memory"] = json!(1.5);
        }
        let (method, path, body) = match dice.below(5) {
            // The original reads a body that begins with a mark of its byte order.
            0 => {
                let way = *dice.one(&[0, 1, 2, 4, 5, 6]);
                ("PUT", path.to_owned(), broken_by(way, &mut dice, &text))
            }
            1 => ("PUT", path.to_owned(), wrong.to_string()),
            2 => ("PUT", path.to_owned(), (*dice.one(&["", "null", "7", "[]", "\"x\"", "[[[["])).to_owned()),
            3 => ("PUT", path.to_owned(), format!("\"{}\"", "x".repeat((1 << 20) + dice.below(1 << 20)))),
            _ => (
                *dice.one(&["PATCH", "", "PUT\r\n"]),
                format!("{path}{}", dice.one(&["", "/../..", "%00", "%ff"])),
                text,
            ),
        };
        let run = std::cell::RefCell::new(sim.clone());
        let call = || {
            let answer = run.borrow_mut().request(method, &path, &body);
            if answer.status < 400 { Ok(answer.status) } else { Err(format!("{}: {}", answer.status, answer.body)) }
        };
        let took = refused("body", seed, &format!("{method} {path} {body}"), call);
        is_as_it_was(&run.borrow(), &picture, seed);
        took
    });
}

#[test]
fn what_would_take_too_long_opens_where_it_has_come_to_and_loses_nothing() {
    let mut nodes = vec![json!({ "kind": "broker" })];
    nodes.extend(std::iter::repeat_n(json!({ "kind": "executor" }), 1_500));
    let far = json!({ "version": 1, "title": "far", "nodes": nodes, "opens_at_event": 1_000_000, "given": [
        { "after_steps": 900_000, "command": { "type": "crash", "node": "exec-1" } },
    ] });
    let scenario = Scenario::from_value(&far).expect("it is within all bounds");
    let sim = Sim::new(scenario.clone()).expect("it opens");
    let most = OPENING_WORK_MAX / 1_500;
    assert!((100..most).contains(&sim.world().steps()), "{} steps, at most {most}", sim.world().steps());
    assert_eq!(sim.given(), scenario.given, "what was to be given is still to come");
    let mut further = sim.clone();
    further.step(clocktower::sim::Step::Event);
    assert_eq!(further.cursor().number(), sim.cursor().number() + 1, "and it goes on from there");
}

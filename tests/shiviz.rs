//! What ShiViz and its relatives demand of a log, held by every log that is written: read here with nothing but the two
//! lines' own text.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::BTreeMap;

use clocktower::clock::Causality;
use clocktower::export::shiviz;
use clocktower::id::EventId;
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::{Sim, Step};
use clocktower::view::happened::teller;
use serde_json::json;

/// One event of a log.
struct Line {
    host: String,
    clock: BTreeMap<String, u32>,
}

/// What `(?<event>.*)\n(?<host>\S*) (?<clock>{.*})` finds.
fn read(log: &str) -> Vec<Line> {
    let lines: Vec<&str> = log.lines().collect();
    let event = |two: &[&str]| {
        assert!(!two[0].is_empty() && !two[0].contains('\r'), "an event is said on one line: {:?}", two[0]);
        let (host, clock) = two[1].split_once(' ').expect("a host and its clock");
        assert!(!host.is_empty() && !host.contains(char::is_whitespace), "{host:?} is one word");
        Line { host: host.to_owned(), clock: serde_json::from_str(clock).expect("whole numbers by name") }
    };
    assert!(lines.len().is_multiple_of(2), "two lines an event");
    lines.chunks(2).map(event).collect()
}

fn log(sim: &Sim) -> String {
    shiviz::log(sim.trace(), sim.trace().last(), &teller(sim.trace()))
}

/// A run with crashes, both ways back, a storm on the network, and a peer that knows no clocks.
fn stormy(seed: u64) -> Sim {
    let (_, storm) = Scenario::bundled().iter().find(|(key, _)| *key == "storm").expect("a storm");
    let mut sim = Sim::new(Scenario { seed, ..storm.clone() }).unwrap();
    let commands = [
        json!({ "type": "crash", "node": "exec-1" }),
        json!({ "type": "restart", "node": "exec-1", "with_memory": false }),
        json!({ "type": "add_executor", "name": "original", "clocks": false }),
        json!({ "type": "crash", "node": "exec-2" }),
        json!({ "type": "restart", "node": "exec-2", "with_memory": true }),
        json!({ "type": "submit_job", "name": "late", "emergency": { "kind": "fire", "level": "high" } }),
    ];
    for command in commands {
        for _ in 0..40 {
            sim.step(Step::Event);
        }
        sim.apply(Command::from_value(&command).unwrap()).unwrap();
    }
    sim.seek(EventId::new(sim.cursor().number() + 300));
    sim
}

#[test]
fn every_host_counts_one_two_three_and_knows_of_nothing_that_never_happened() {
    for seed in 1..=20 {
        let events = read(&log(&stormy(seed)));
        let mut counts: BTreeMap<&str, u32> = BTreeMap::new();
        for line in &events {
            let count = counts.entry(&line.host).or_default();
            *count += 1;
            assert_eq!(line.clock.get(&line.host), Some(&*count), "seed {seed}: the own entry of {}", line.host);
            for (host, known) in &line.clock {
                assert!(counts.get(host.as_str()).is_some_and(|count| known <= count), "seed {seed}: {host} {known}");
            }
        }
        assert!(counts.contains_key("exec-1#2") && counts.contains_key("original"), "{:?}", counts.keys());
    }
}

#[test]
fn the_clocks_of_a_log_order_its_events_as_the_run_does() {
    let sim = stormy(7);
    let events = read(&log(&sim));
    assert_eq!(events.len(), sim.trace().len());
    let knows = |a: &Line, b: &Line| a.clock.get(&b.host).is_some_and(|known| *known >= b.clock[&b.host]);
    for a in (1..=events.len()).step_by(7) {
        for b in (1..=events.len()).step_by(5).filter(|b| *b != a) {
            let told = match (knows(&events[b - 1], &events[a - 1]), knows(&events[a - 1], &events[b - 1])) {
                (true, _) => Causality::Before,
                (false, true) => Causality::After,
                (false, false) => Causality::Concurrent,
            };
            assert_eq!(sim.trace().relation(EventId::new(a as u32), EventId::new(b as u32)), Some(told), "{a} {b}");
        }
    }
}

#[test]
fn a_file_begins_with_the_regular_expression_and_says_that_it_is_one_run() {
    let sim = stormy(1);
    let file = shiviz::file(sim.trace(), sim.trace().last(), &teller(sim.trace()));
    assert_eq!(file.strip_prefix("(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})\n\n"), Some(log(&sim).as_str()));
}

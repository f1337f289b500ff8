//! What is counted rather than timed: `cargo xtask bench --compare` runs each task under valgrind's callgrind, which counts the
//! instructions between the begin and the end of [`measured`]. A count does not depend on the machine's mood.
//!
//! Without arguments it lists its tasks; with the name of one it does that one.

use std::hint::black_box;

use clocktower::clock::{Causality, Dot, VectorClock};
use clocktower::export::{import, link, trace};
use clocktower::id::{EventId, NodeId};
use clocktower::scenario::Scenario;
use clocktower::sim::{Sim, Step};
use clocktower::view::{cluster, decision, merge, narration, queue};
use serde_json::{Value, json};

/// What is to be done, once everything that it needs is there.
type Work = Box<dyn FnOnce()>;
/// What gets everything ready for a work.
type Make = fn() -> Work;

/// Every task by its name. To make one is not counted.
const TASKS: [(&str, Make); 9] = [
    ("two clocks of 1,000 entries, merged and compared", clocks),
    ("1,000 events of ten executors", events),
    ("a step by decision, 200 executors and 500 jobs", deciding),
    ("the pictures of one moment, 200 executors and 500 jobs", pictures),
    ("there and back through 5,000 events", travelling),
    ("a branch at the middle of 5,000 events", branching),
    ("clocks and relations of 1,000 events", asking),
    ("a run of 1,000 events, written and read again", carrying),
    ("a link, written and read again", linking),
];

fn main() {
    // `cargo bench` says `--bench` to every program that it runs.
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let Some(wanted) = wanted else {
        TASKS.iter().for_each(|(name, _)| println!("{name}"));
        return;
    };
    let task = TASKS.iter().find(|(name, _)| *name == wanted);
    let (_, make) = task.unwrap_or_else(|| panic!("there is no task {wanted:?}"));
    measured(make());
}

/// Callgrind counts in here alone: it knows this function by its name.
#[inline(never)]
fn measured(work: Work) {
    work();
}

/// A world of so many executors, with a job every while for so many jobs.
fn world(executors: usize, jobs: usize, every_ms: usize) -> Sim {
    let executor = |n: usize| json!({ "kind": "executor", "name": format!("exec-{n}"), "starts_after_ms": n * 37 });
    let mut nodes = vec![json!({ "kind": "broker" }), json!({ "kind": "client" }), json!({ "kind": "datastore" })];
    nodes.extend((1..=executors).map(executor));
    let kinds = [Value::Null, json!({ "kind": "fire", "level": "high" }), Value::Null, json!({ "kind": "medical" })];
    let job = |n: usize| {
        let mut command = json!({ "type": "submit_job", "capabilities": { "cpu_cores": 1 + n % 4 } });
        if n % 4 % 2 == 1 {
            command["emergency"] = kinds[n % 4].clone();
        }
        json!({ "at_ms": 20_000 + n * every_ms, "command": command })
    };
    let actions: Vec<Value> = (0..jobs).map(job).collect();
    let scenario = json!({ "version": 1, "title": "work", "seed": 7, "nodes": nodes, "actions": actions });
    Sim::new(Scenario::from_value(&scenario).expect("a scenario")).expect("a run")
}

fn at_event(mut sim: Sim, event: u32) -> Sim {
    sim.seek(EventId::new(event));
    assert_eq!(sim.cursor().number(), event, "the run is long enough");
    sim
}

/// 200 executors have registered, and 500 jobs come faster than they can be run.
fn crowd() -> Sim {
    at_event(world(200, 500, 10), 4_000)
}

fn clocks() -> Work {
    let clock = |from: u16| -> VectorClock {
        (0..1_000).map(|n| Dot { node: NodeId::new(n), count: 1 + u32::from((n + from) % 7) }).collect()
    };
    let (mut mine, theirs) = (clock(0), clock(3));
    Box::new(move || {
        black_box(mine.merge(&theirs)).expect("there is room");
        assert_eq!(black_box(mine.compare(&theirs)), Causality::After);
    })
}

fn events() -> Work {
    let mut sim = at_event(world(10, 100, 2_000), 500);
    Box::new(move || sim.seek(EventId::new(1_500)))
}

fn deciding() -> Work {
    let mut sim = crowd();
    Box::new(move || assert_ne!(sim.step(Step::Decision), 0))
}

fn pictures() -> Work {
    let sim = crowd();
    Box::new(move || {
        let (trace, cursor) = (sim.trace(), sim.cursor());
        black_box(cluster::picture(&sim, None));
        black_box(queue::jobs(&sim, usize::MAX));
        black_box(decision::choice_at(trace, cursor));
        black_box(merge::merge_at(trace, cursor));
        black_box(narration::narrate(trace, cursor));
    })
}

fn travelling() -> Work {
    let mut sim = at_event(world(9, 200, 1_000), 5_000);
    Box::new(move || [10, 2_500, 4_900, 1_234, 5_000].into_iter().for_each(|event| sim.seek(EventId::new(event))))
}

fn branching() -> Work {
    let mut sim = at_event(at_event(world(9, 200, 1_000), 5_000), 2_500);
    let command = json!({ "type": "crash", "node": "exec-2" });
    let crash = clocktower::scenario::Command::from_value(&command).expect("a command");
    Box::new(move || sim.apply(crash).expect("it can crash"))
}

fn asking() -> Work {
    let sim = at_event(world(9, 200, 1_000), 3_000);
    Box::new(move || {
        for event in (1_000..2_000).map(EventId::new) {
            black_box(sim.trace().clock(event));
            black_box(sim.trace().relation(event, EventId::new(3_000 - event.number())));
        }
    })
}

fn carrying() -> Work {
    let sim = at_event(world(9, 50, 1_000), 1_000);
    Box::new(move || {
        let text = trace(&sim).to_string();
        black_box(import(&text)).expect("its own log is read");
    })
}

fn linking() -> Work {
    let scenario = at_event(world(9, 50, 1_000), 1_000).to_scenario();
    Box::new(move || {
        let link = link::link(&scenario).expect("it fits");
        assert_eq!(link::read(&link), Ok(scenario));
    })
}

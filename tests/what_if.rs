//! What the broker would have decided instead: each rule alone makes another choice in some run, and the answers say so.
#![cfg(not(target_arch = "wasm32"))]

use clocktower::broker::decision::{Decision, Verdict};
use clocktower::broker::executors::checks;
use clocktower::broker::fact::Fact;
use clocktower::broker::policy::{Order, Placement, Policy};
use clocktower::id::{EventId, JobId};
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::Sim;
use clocktower::sim::fact::What;
use clocktower::sim::what_if::{Answer, Moment, WhatIf};
use clocktower::time::Time;
use serde_json::{Value, json};

const GIB: u64 = 1 << 30;

fn run(key: &str, ms: u64) -> Sim {
    let (_, scenario) = Scenario::bundled().iter().find(|(other, _)| *other == key).expect(key);
    let mut sim = Sim::new(scenario.clone()).expect(key);
    sim.run_until(Time::from_ms(ms));
    sim
}

fn job(sim: &Sim, name: &str) -> JobId {
    sim.trace().names().find_job(name).expect(name)
}

/// The first event in which a job was given to somebody.
fn placed(sim: &Sim, name: &str) -> EventId {
    let job = job(sim, name);
    let of_job = |what: &What| matches!(what, What::Broker(Fact::Decided(d)) if d.job == job && d.winner.is_some());
    sim.trace().events().find(|event| of_job(&event.what)).expect(name).id
}

fn moment(sim: &mut Sim, name: &str) -> Moment {
    let event = placed(sim, name);
    sim.moment_before(event).expect(name)
}

/// Who goes where, in order: triage to exec-2.
fn told(sim: &Sim, answer: &Answer) -> Vec<String> {
    let names = sim.trace().names();
    let of = |choice: &Decision| {
        let whom = choice.chosen().map_or("nobody".to_owned(), |executor| names.of_node(executor));
        format!("{} to {whom}", names.of_job(choice.job))
    };
    answer.choices.iter().map(|choice| of(choice)).collect()
}

fn under(sim: &Sim, moment: &Moment, change: impl Fn(&mut Policy)) -> Vec<String> {
    let mut policy = moment.decision().policy;
    change(&mut policy);
    told(sim, &moment.ask(WhatIf::Under(policy)))
}

/// Executors as (memory in GiB, cores, load), and jobs as commands; all jobs arrive while exec-1 has a job of ten
/// seconds that leaves no room, so that the queue decides.
fn crowd(executors: &[(u64, u64, u64)], jobs: &[Value]) -> Sim {
    let mut nodes = vec![json!({"kind": "broker"}), json!({"kind": "client", "name": "client-1"})];
    nodes.extend(executors.iter().map(|(memory, cores, load)| {
        json!({"kind": "executor", "capabilities": {
            "memory": memory * GIB, "disk": GIB, "cpu_load": load, "cpu_cores": cores, "has_battery": false,
        }})
    }));
    let text = json!({
        "version": 1, "title": "crowd", "seed": 5, "nodes": nodes, "network": {"latency_ms_min": 10, "latency_ms_max": 10},
    });
    let mut sim = Sim::new(Scenario::from_json(&text.to_string()).unwrap()).unwrap();
    sim.run_until(Time::from_ms(5000));
    for job in jobs {
        sim.apply(Command::from_value(job).unwrap()).unwrap();
        sim.run_until(Time::from_ms(sim.world().now().ms() + 500));
    }
    sim.run_until(Time::from_ms(120_000));
    sim
}

fn submit(name: &str, memory: u64, seconds: u64) -> Value {
    let needs = json!({"memory": memory * GIB, "cpu_load": 100, "cpu_cores": 1});
    json!({"type": "submit_job", "name": name, "capabilities": needs, "duration_ms": seconds * 1000})
}

fn emergency(name: &str, memory: u64, seconds: u64) -> Value {
    let mut command = submit(name, memory, seconds);
    command["emergency"] = json!({"kind": "medical", "level": "critical"});
    command
}

#[test]
fn under_fifo_and_without_the_emergency_the_job_that_came_first_goes_first() {
    let mut sim = crowd(&[(4, 4, 0)], &[submit("first", 4, 10), submit("early", 4, 10), emergency("late", 4, 10)]);
    let moment = moment(&mut sim, "late");
    assert_eq!(told(&sim, &moment.ask(WhatIf::Nothing)), ["late to exec-1"]);
    assert_eq!(told(&sim, &moment.ask(WhatIf::WithoutEmergency)), ["early to exec-1", "late to nobody"]);
    let fifo = moment.ask(WhatIf::Under(Policy { order: Order::Fifo, ..moment.decision().policy }));
    assert_eq!(told(&sim, &fifo), ["early to exec-1", "late to nobody"]);
    assert_eq!((fifo.place, moment.ask(WhatIf::Nothing).place), (Some((1, 2)), Some((0, 2))));
    assert_eq!(under(&sim, &moment, |policy| policy.order = Order::EmergencyFirst), ["late to exec-1"]);
}

#[test]
fn a_head_that_nobody_can_take_holds_all_others_up_under_fifo_alone() {
    let mut sim = crowd(&[(4, 4, 0)], &[submit("giant", 64, 10), submit("small", 1, 10)]);
    let moment = moment(&mut sim, "small");
    let answer = moment.ask(WhatIf::Under(Policy { order: Order::Fifo, ..moment.decision().policy }));
    // That nobody can take the giant was told long before, and is told again because somebody asks.
    assert_eq!(told(&sim, &answer), ["giant to nobody"]);
    assert_eq!((answer.of_job(), answer.place), (None, Some((1, 2))));
}

#[test]
fn each_placement_chooses_by_its_own_measure() {
    // The first has most of everything but is busier, the second is idle and small.
    let mut sim = crowd(&[(16, 16, 30), (2, 2, 0)], &[submit("map", 1, 10)]);
    let moment = moment(&mut sim, "map");
    assert_eq!(told(&sim, &moment.ask(WhatIf::Nothing)), ["map to exec-1"]);
    assert_eq!(under(&sim, &moment, |policy| policy.placement = Placement::LeastLoaded), ["map to exec-2"]);
    let random = moment.ask(WhatIf::Under(Policy { placement: Placement::Random, ..moment.decision().policy }));
    let drawn = random.of_job().unwrap().explained();
    assert!(drawn.winner.is_some() && drawn.runner_up.is_none());
    assert_eq!(random, moment.ask(WhatIf::Under(drawn.policy)), "the seed draws the same again");
}

#[test]
fn without_reservation_the_broker_trusts_a_report_that_is_spent_already() {
    let mut sim = crowd(&[(4, 4, 0), (3, 4, 50)], &[submit("first", 3, 60), submit("second", 3, 60)]);
    let moment = moment(&mut sim, "second");
    assert_eq!(told(&sim, &moment.ask(WhatIf::Nothing)), ["second to exec-2"]);
    assert_eq!(under(&sim, &moment, |policy| policy.reserve = false), ["second to exec-1"]);
}

#[test]
fn with_preemption_a_normal_job_goes_and_without_the_emergency_nobody_does() {
    let mut sim = run("preempt", 36_000);
    let moment = moment(&mut sim, "triage");
    let as_it_was = moment.ask(WhatIf::Nothing);
    assert!(!as_it_was.of_job().unwrap().preempted.0.is_empty());
    for otherwise in [WhatIf::WithoutEmergency, WhatIf::Under(Policy { preempt: false, ..moment.decision().policy })] {
        let answer = moment.ask(otherwise);
        let choice = answer.of_job().expect("the broker says again that nobody can take it");
        assert_eq!((choice.winner, choice.preempted.0.len()), (None, 0), "{otherwise:?}");
    }
}

#[test]
fn fresh_knowledge_refuses_who_is_busy_and_finds_the_equipment_that_came_since() {
    let mut sim = run("stale-report", 90_000);
    let map = moment(&mut sim, "sandbag-map");
    assert_eq!(told(&sim, &map.ask(WhatIf::Nothing)), ["sandbag-map to exec-1"]);
    let fresh = map.ask(WhatIf::FreshKnowledge);
    assert_eq!(told(&sim, &fresh), ["sandbag-map to exec-2"]);
    assert_eq!(fresh.of_job().unwrap().explained().candidates[0].verdict, Verdict::Incapable);
    let (_, truth) = map.truths()[0];
    let failing = checks(&map.decision().needs, &truth.unwrap().has).into_iter().filter(|check| !check.holds).count();
    assert_eq!(failing, 1, "its load alone");

    let triage = moment(&mut sim, "triage");
    assert_ne!(told(&sim, &triage.ask(WhatIf::Nothing)), ["triage to exec-3"]);
    assert_eq!(told(&sim, &triage.ask(WhatIf::FreshKnowledge)), ["triage to exec-3"]);
}

#[test]
fn once_the_heartbeats_have_come_fresh_knowledge_changes_nothing() {
    let mut sim = run("stale-report", 150_000);
    let moment = moment(&mut sim, "second-triage");
    assert_eq!(told(&sim, &moment.ask(WhatIf::Nothing)), ["second-triage to exec-3"]);
    assert_eq!(told(&sim, &moment.ask(WhatIf::FreshKnowledge)), ["second-triage to exec-3"]);
}

#[test]
fn with_fresh_knowledge_a_crashed_executor_is_no_candidate_and_its_job_waits_again() {
    let mut sim = crowd(&[(8, 8, 0), (4, 4, 20)], &[submit("long", 1, 600)]);
    sim.apply(Command::from_value(&json!({"type": "crash", "node": "exec-1"})).unwrap()).unwrap();
    sim.apply(Command::from_value(&submit("next", 1, 10)).unwrap()).unwrap();
    sim.run_until(Time::from_ms(sim.world().now().ms() + 5000));
    let moment = moment(&mut sim, "next");
    assert_eq!(told(&sim, &moment.ask(WhatIf::Nothing)), ["next to exec-1"]);
    assert_eq!(told(&sim, &moment.ask(WhatIf::FreshKnowledge)), ["long to exec-2", "next to exec-2"]);
    assert_eq!(moment.truths()[0].1, None);
}

#[test]
fn what_is_worth_asking_is_everything_that_is_otherwise() {
    let mut sim = run("ambulance", 40_000);
    let moment = moment(&mut sim, "triage");
    let questions = WhatIf::worth_asking(moment.decision());
    // Nothing, without the emergency, fresh, two other orders, two other placements, without reserve, with preempt.
    assert_eq!((questions.len(), questions[0]), (9, WhatIf::Nothing));
    assert!(!questions.contains(&WhatIf::Under(moment.decision().policy)));
}

#[test]
fn what_is_no_decision_has_no_moment_and_asking_moves_nothing() {
    let mut sim = run("ambulance", 60_000);
    sim.seek(EventId::new(10));
    let state = clocktower::export::state(&sim).to_string();
    assert!(sim.moment_before(EventId::new(1)).is_none());
    assert!(sim.moment_before(EventId::new(1_000_000)).is_none());
    let beyond = placed(&sim, "triage");
    assert!(beyond > sim.cursor() && sim.moment_before(beyond).is_some());
    assert_eq!(clocktower::export::state(&sim).to_string(), state);
}

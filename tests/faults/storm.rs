//! Everything at once, and its end.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::scenario::Scenario;
use clocktower::sim::Sim;
use clocktower::sim::trace::LossReason;
use serde_json::{Value, json};

use super::{give, node, run_to};

/// A storm of ten minutes over four executors, and ten minutes after it.
fn storm() -> Sim {
    let at = |s: u64, command: Value| json!({"at_ms": s * 1000, "command": command});
    let actions = json!([
        at(5, json!({"type": "flood", "count": 12, "within_ms": 20_000, "kind": "fire"})),
        at(20, json!({"type": "slow", "node": "exec-1", "percent": 250})),
        at(30, json!({"type": "flap", "node": "exec-2", "every_ms": 45_000})),
        at(40, json!({"type": "fill", "node": "store-1"})),
        at(50, json!({"type": "cut", "a": "exec-3", "b": "broker", "one_way": true})),
        at(60, json!({"type": "cut", "a": "exec-4", "b": "broker"})),
        at(70, json!({"type": "set_network", "a": "client-1", "b": "broker", "loss_permille": 500})),
        at(90, json!({"type": "flood", "count": 30, "within_ms": 60_000})),
        at(200, json!({"type": "set_network", "loss_permille": 300, "latency_ms_max": 4_000})),
        at(600, json!({"type": "heal_all"})),
    ]);
    let text = json!({
        "version": 1, "title": "storm", "seed": 11, "actions": actions,
        "network": {"latency_ms_max": 900, "loss_permille": 100, "duplication_permille": 100, "delay_permille": 150,
            "delay_ms_max": 15_000},
        "nodes": [{"kind": "broker"}, {"kind": "executor"}, {"kind": "executor"}, {"kind": "executor"},
            {"kind": "executor"}, {"kind": "datastore"}, {"kind": "datastore"}, {"kind": "client"}],
    });
    let mut sim = Sim::new(Scenario::from_json(&text.to_string()).unwrap()).unwrap();
    run_to(&mut sim, 1200);
    sim
}

#[test]
fn a_storm_breaks_no_rule_and_is_the_same_storm_everywhere() {
    let sim = storm();
    assert_eq!(sim.violations(), []);
    let refused: Vec<_> = sim.trace().marks().iter().filter_map(|mark| mark.refused.as_ref()).collect();
    assert!(refused.is_empty(), "{refused:?}");
    let hash = clocktower::export::hash(sim.trace().hash());
    assert_eq!(hash, include_str!("storm.hash").trim(), "the same natively and in the browser");
}

#[test]
fn when_it_is_over_nothing_is_faulty_and_every_job_ends() {
    let sim = storm();
    let state = clocktower::export::state(&sim);
    assert_eq!([&state["cuts"], &state["cuts_one_way"], &state["links"]], [&json!([]); 3]);
    assert_eq!(state["network"], json!({"latency_ms_min": 20, "latency_ms_max": 4_000}));
    for node in state["nodes"].as_array().unwrap() {
        let calm = [("percent", json!(100)), ("flaps_every_ms", Value::Null), ("full", json!(false))];
        for (key, value) in calm {
            assert!(node.get(key).is_none_or(|seen| *seen == value), "{node}");
        }
    }
    let by_network = sim.trace().messages().filter_map(|sent| sent.lost()).filter(|loss| loss.why == LossReason::Lost);
    let last = by_network.map(|loss| loss.at.ms()).max().unwrap();
    assert!((590_000..640_000).contains(&last), "what was under way is lost still, and nothing after it: {last}");
    assert_eq!(sim.world().broker().jobs().live().count(), 0);
    assert_eq!(sim.world().broker().executors().len(), 4);
}

#[test]
fn a_run_with_faults_is_written_and_read_and_repeats_itself() {
    let mut sim = super::world();
    let commands = [
        json!({"type": "set_network", "loss_permille": 150, "duplication_permille": 150, "delay_permille": 150}),
        json!({"type": "flap", "node": "exec-1", "every_ms": 10_000}),
        json!({"type": "flood", "count": 9, "within_ms": 40_000}),
        json!({"type": "slow", "node": "exec-2", "percent": 170}),
        json!({"type": "fill", "node": "store-2"}),
        json!({"type": "cut", "a": "exec-1", "b": "broker", "one_way": true}),
        json!({"type": "mend", "node": "exec-2"}),
        json!({"type": "heal_all"}),
    ];
    for (command, n) in commands.into_iter().zip(1..) {
        give(&mut sim, command);
        run_to(&mut sim, 5 + n * 20);
    }
    let again = Scenario::from_json(&sim.to_scenario().to_json()).unwrap();
    let again = Sim::new(again).unwrap();
    assert_eq!((again.cursor(), again.trace().hash()), (sim.cursor(), sim.trace().hash()));
    assert_eq!(clocktower::export::state(&again), clocktower::export::state(&sim));
}

#[test]
fn going_back_shows_the_faults_that_were_there_and_losses_only_once_they_were() {
    let mut sim = super::world();
    let calm = sim.cursor();
    let before = clocktower::export::state(&sim);
    give(&mut sim, json!({"type": "set_network", "loss_permille": 500}));
    give(&mut sim, json!({"type": "flap", "node": "exec-2", "every_ms": 5_000}));
    run_to(&mut sim, 300);
    let (end, hash) = (sim.cursor(), sim.trace().hash());
    sim.seek(clocktower::id::EventId::new(calm.number() - 1));
    let exec = node(&sim, "exec-2");
    let flaps = |sim: &Sim| match &sim.world().machines().get(&exec).unwrap().node {
        clocktower::sim::machine::Node::Executor(executor) => executor.trouble().is_any(),
        _ => panic!("exec-2 is an executor"),
    };
    assert!(!flaps(&sim));
    assert_eq!(clocktower::export::state(&sim)["network"], before["network"]);
    sim.seek(end);
    assert!(flaps(&sim));
    assert_eq!(sim.trace().hash(), hash);
}

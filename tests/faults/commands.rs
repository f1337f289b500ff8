//! Each command is read as it is written, and one that does not fit names its field and changes nothing.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::scenario::{Command, Scenario};
use serde_json::{Value, json};

use super::{give, try_give, world};

#[test]
fn every_fault_command_survives_writing_and_reading() {
    let rows = [
        json!({"type": "cut", "a": "exec-1", "b": "broker"}),
        json!({"type": "cut", "a": "exec-1", "b": "broker", "one_way": true}),
        json!({"type": "heal", "a": "exec-1", "b": "broker", "one_way": true}),
        json!({"type": "set_network", "loss_permille": 50}),
        json!({"type": "set_network", "a": "exec-1", "b": "broker", "duplication_permille": 1000, "latency_ms_min": 5,
            "latency_ms_max": 7, "delay_permille": 1, "delay_ms_max": 90_000}),
        json!({"type": "slow", "node": "exec-1", "percent": 300}),
        json!({"type": "fill", "node": "store-1"}),
        json!({"type": "flap", "node": "exec-1", "every_ms": 30_000}),
        json!({"type": "mend", "node": "exec-1"}),
        json!({"type": "heal_all"}),
        json!({"type": "flood", "count": 20, "within_ms": 5_000, "kind": "fire", "level": "high", "location": "north",
            "client": "client-1", "duration_ms": 1_000}),
    ];
    for row in rows {
        let command = Command::from_value(&row).unwrap_or_else(|error| panic!("{row}: {error}"));
        assert_eq!(command.validate(), Ok(()), "{row}");
        assert_eq!(serde_json::to_value(&command).unwrap(), row);
    }
}

#[test]
fn a_network_without_faults_is_written_as_it_was_before_there_were_any() {
    let text = r#"{"version":1,"title":"t","nodes":[{"kind":"broker"}],
        "network":{"latency_ms_min":3,"latency_ms_max":9}}"#;
    let scenario = Scenario::from_json(text).unwrap();
    let written: Value = serde_json::from_str(&scenario.to_json()).unwrap();
    assert_eq!(written["network"], json!({"latency_ms_min": 3, "latency_ms_max": 9}));
}

#[test]
fn a_network_that_is_out_of_bounds_is_named_by_its_place() {
    let rows = [
        (json!({"loss_permille": 1001}), "network.loss_permille: 0 to 1000"),
        (json!({"duplication_permille": 1001}), "network.duplication_permille: 0 to 1000"),
        (json!({"delay_permille": 5000, "delay_ms_max": 1}), "network.delay_permille: 0 to 1000"),
        (json!({"delay_permille": 5}), "network.delay_ms_max: 1 to"),
        (json!({"delay_ms_max": 1u64 << 50}), "network.delay_ms_max: at most"),
        (json!({"loss": 5}), "unknown field `loss`"),
        (json!({"loss_permille": 0.5}), "invalid type: 0.5"),
        (json!({"loss_permille": -1}), "invalid value: -1"),
    ];
    for (network, error) in rows {
        let text = json!({"version": 1, "title": "t", "nodes": [{"kind": "broker"}], "network": network}).to_string();
        let refused = Scenario::from_json(&text).unwrap_err().to_string();
        assert!(refused.contains(error), "{text}: {refused}");
    }
}

#[test]
fn a_fault_that_does_not_fit_names_its_field_and_changes_nothing() {
    let mut sim = world();
    give(&mut sim, json!({"type": "cut", "a": "exec-2", "b": "broker", "one_way": true}));
    give(&mut sim, json!({"type": "fill", "node": "store-2"}));
    give(&mut sim, json!({"type": "crash", "node": "exec-2"}));
    let state = |sim: &clocktower::sim::Sim| clocktower::export::state(sim);
    let before = state(&sim);
    let rows = [
        (json!({"type": "cut", "a": "exec-2", "b": "broker", "one_way": true}), "a: this link is cut already"),
        (json!({"type": "cut", "a": "exec-2", "b": "exec-2"}), "b: a link has two different ends"),
        (json!({"type": "cut", "a": "exec-2", "b": "broker", "oneway": true}), "oneway: unknown field"),
        (json!({"type": "cut", "a": "exec-2", "b": "broker", "one_way": "yes"}), "one_way: invalid type"),
        (json!({"type": "heal", "a": "broker", "b": "exec-2", "one_way": true}), "a: this link is not cut"),
        (json!({"type": "heal", "a": "broker", "b": "exec-1"}), "a: this link is not cut"),
        (json!({"type": "set_network", "loss_permille": 1001}), "loss_permille: 0 to 1000"),
        (json!({"type": "set_network", "duplication_permille": -5}), "duplication_permille: invalid value: -5"),
        (json!({"type": "set_network", "delay_permille": 1001}), "delay_permille: 0 to 1000"),
        (json!({"type": "set_network", "delay_permille": 7, "delay_ms_max": 0}), "delay_ms_max: 1 to"),
        (json!({"type": "set_network", "latency_ms_max": 10}), "latency_ms_min: at most latency_ms_max, which is 10"),
        (json!({"type": "set_network", "latency_ms_max": u64::MAX}), "latency_ms_max: at most"),
        (json!({"type": "set_network", "a": "exec-1"}), "b: a link has two ends"),
        (json!({"type": "set_network", "b": "exec-1"}), "a: a link has two ends"),
        (json!({"type": "set_network", "a": "exec-1", "b": "nobody"}), "b: there is no node \"nobody\""),
        (json!({"type": "slow", "node": "exec-1"}), "command: missing field `percent`"),
        (json!({"type": "slow", "node": "exec-1", "percent": 99}), "percent: 100 to 10000"),
        (json!({"type": "slow", "node": "exec-1", "percent": 10_001}), "percent: 100 to 10000"),
        (json!({"type": "slow", "node": "store-1", "percent": 200}), "node: store-1 is no executor"),
        (json!({"type": "slow", "node": "exec-2", "percent": 200}), "node: exec-2 is down"),
        (json!({"type": "fill", "node": "exec-1"}), "node: exec-1 is no datastore"),
        (json!({"type": "fill", "node": "store-2"}), "node: store-2 is full already"),
        (json!({"type": "flap", "node": "exec-1", "every_ms": 999}), "every_ms: 1000 to"),
        (json!({"type": "flap", "node": "broker", "every_ms": 1000}), "node: broker is no executor"),
        (json!({"type": "mend", "node": "exec-1"}), "node: nothing is wrong with exec-1"),
        (json!({"type": "mend", "node": "broker"}), "node: nothing is wrong with broker"),
        (json!({"type": "heal_all", "node": "exec-1"}), "node: unknown field"),
        (json!({"type": "flood", "count": 0}), "count: 1 to 200"),
        (json!({"type": "flood", "count": 201}), "count: 1 to 200"),
        (json!({"type": "flood", "kind": "boredom"}), "kind: unknown variant"),
        (json!({"type": "flood", "within_ms": u64::MAX}), "within_ms: at most"),
        (json!({"type": "flood", "duration_ms": u64::MAX}), "duration_ms: at most"),
        (json!({"type": "flood", "location": "x".repeat(2001)}), "location: at most"),
        (json!({"type": "flood", "client": "exec-1"}), "client: exec-1 is no client"),
    ];
    for (command, error) in rows {
        let refused = try_give(&mut sim, &command).unwrap_err();
        assert!(refused.starts_with(error), "{command}: {refused}");
        assert_eq!(state(&sim), before, "{command}");
    }
}

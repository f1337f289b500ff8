//! A run that is kept comes back as it was: every branch, and where one stood in it.
#![cfg(not(target_arch = "wasm32"))]

#[path = "branches/wander.rs"]
mod wander;

use clocktower::export;
use clocktower::export::link::{PREFIX, open};
use clocktower::export::packed::{pack, unpack};
use clocktower::id::EventId;
use clocktower::scenario::{Action, Command, Scenario};
use clocktower::sim::branches::BranchId;
use clocktower::sim::{Sim, Step};
use clocktower::time::Time;
use serde_json::{Value, json};
use wander::wander;

fn command(value: Value) -> Command {
    Command::from_value(&value).unwrap_or_else(|error| panic!("{value}: {error}"))
}

/// The run of a kept text, which is one by which a link opens too.
#[track_caller]
fn revived(kept: &str) -> Sim {
    open(&format!("{PREFIX}{kept}")).unwrap_or_else(|error| panic!("{error}"))
}

/// Everything by which two runs can be told apart: the tree, and of each branch its cursor, its future and its state.
fn picture(sim: &mut Sim) -> Vec<Value> {
    let shown = sim.current_branch();
    let tree = export::branches(sim);
    let mut picture = vec![tree, json!(sim.scenario()), json!(sim.given())];
    let ids: Vec<BranchId> = sim.branches().map(|branch| branch.id).collect();
    for id in ids {
        sim.switch_branch(id).unwrap();
        picture.extend([json!(sim.trace().hash()), export::state(sim), json!(sim.given())]);
    }
    sim.switch_branch(shown).unwrap();
    picture
}

/// The opening run with two branches, one of which goes on by two more commands.
fn two_branches() -> Sim {
    let mut sim = Sim::new(Scenario::opening()).unwrap();
    sim.seek(EventId::new(120));
    sim.seek(EventId::new(70));
    sim.apply(command(json!({"type": "crash", "node": "exec-2"}))).unwrap();
    sim.step(Step::Merge);
    sim.apply(command(json!({"type": "submit_job", "name": "one"}))).unwrap();
    sim.step(Step::Event);
    sim
}

#[test]
fn a_kept_run_comes_back_with_its_branches_and_where_one_stood_in_them() {
    let mut sim = two_branches();
    sim.rename_branch(sim.current_branch(), "without <exec-2>").unwrap();
    let kept = export::kept::keep(&sim);
    assert!(kept.len() < 2_000, "{} letters", kept.len());
    let mut again = revived(&kept);
    assert_eq!(picture(&mut again), picture(&mut sim));
    assert_eq!((again.branch_name(), again.cursor()), ("without <exec-2>", sim.cursor()));
    assert_eq!(export::kept::keep(&again), kept, "kept again, it is the same text");
    // And it goes on in the same way.
    for sim in [&mut sim, &mut again] {
        sim.apply(command(json!({"type": "restart", "node": "exec-2"}))).unwrap();
        sim.step(Step::Decision);
    }
    assert_eq!(picture(&mut again), picture(&mut sim));
}

#[test]
fn a_branch_that_began_after_something_that_is_nobodys_event_begins_there_again() {
    let mut scenario = Scenario { opens_at_ms: 0, opens_at_event: Some(120), ..Scenario::opening() };
    let ms = |sim: &Sim, event: u32| sim.trace().at(EventId::new(event)).unwrap().ms();
    let sim = Sim::new(scenario.clone()).unwrap();
    let before = (60..100).find(|event| ms(&sim, event + 1) > ms(&sim, *event) + 2).unwrap();
    let at_ms = ms(&sim, before) + 1;
    let cut = command(json!({"type": "cut", "a": "broker", "b": "exec-1"}));
    scenario.actions.push(Action { at_ms, command: cut.into() });
    scenario.actions.sort_by_key(|action| action.at_ms);
    let mut sim = Sim::new(scenario).unwrap();
    sim.seek(EventId::new(before));
    let steps = sim.world().steps();
    sim.run_until(Time::from_ms(at_ms));
    assert!(
        sim.cursor().number() == before && sim.world().steps() > steps,
        "the link is cut, and nothing has happened"
    );
    sim.apply(command(json!({"type": "submit_job", "name": "later"}))).unwrap();
    let ids: Vec<BranchId> = sim.branches().map(|branch| branch.id).collect();
    assert_eq!(ids.len(), 2);
    // Where one stands is kept as an event.
    for id in ids {
        sim.switch_branch(id).unwrap();
        sim.seek(EventId::new(before + 40));
    }
    let mut again = revived(&export::kept::keep(&sim));
    assert_eq!(picture(&mut again), picture(&mut sim));
}

#[test]
fn random_trees_come_back_whatever_was_done_to_them() {
    for seed in 0..60 {
        let mut sim = wander(seed, 30);
        let mut again = revived(&export::kept::keep(&sim));
        let (again, sim) = (picture(&mut again), picture(&mut sim));
        let other = again.iter().zip(&sim).position(|(again, sim)| again != sim);
        assert_eq!(other.map(|at| (&again[at], &sim[at])), None, "seed {seed}");
    }
}

#[test]
fn a_kept_text_that_was_changed_is_refused_and_the_place_named() {
    let kept: Value = serde_json::from_str(&unpack(&export::kept::keep(&two_branches())).unwrap()).unwrap();
    let changed = |at: &str, to: Value| {
        let mut kept = kept.clone();
        *kept.pointer_mut(at).unwrap_or_else(|| panic!("{at} is not there")) = to;
        open(&format!("{PREFIX}{}", pack(&kept.to_string()))).map(drop).unwrap_err().to_string()
    };
    let rows = [
        ("/version", json!(2), "version: 2 is newer"),
        ("/version", json!("1"), "version: expected a whole number"),
        ("/scenario/nodes/0/name", json!("a#2"), "scenario.nodes[0].name: '#' is kept"),
        ("/scenario/nodes/0/name", json!(7), "scenario.nodes[0].name: invalid type"),
        ("/branches", json!([]), "branches: 1 to 32"),
        ("/branches", json!(vec![0; 33]), "branches: at most 32"),
        ("/branches/0", json!(null), "branches[0]: expected an object"),
        ("/branches/1/name", json!("main"), "branches[1].name: another branch is called main"),
        ("/branches/1/name", json!(5), "branches[1].name: expected a string"),
        ("/branches/1/parent", json!(1), "branches[1].parent: it does not lead to the root"),
        ("/branches/1/parent", json!(9), "branches[1].parent: it does not lead to the root"),
        ("/branches/0/parent", json!(1), "branches[0].parent: it does not lead to the root"),
        ("/branches/1/parent", json!(null), "branches: one of them is the root, here 2 are"),
        ("/branches/1/shared", json!(9), "branches[1].shared: at most 0"),
        ("/branches/1/given", json!([]), "branches[1].given: a branch begins with a command of its own"),
        ("/branches/1/given/0/command/node", json!(5), "branches[1].given[0].command.node: invalid type"),
        ("/branches/1/given/0/after_steps", json!(1e9 as u64), "branches[1].given: in order of after_steps"),
        ("/branches/1/known", json!(u32::MAX), "branches[1].known: at most 10000000"),
        ("/branches/1/cursor", json!(100_000), "branches[1].cursor: at most "),
        ("/current", json!(2), "current: there are 2 branches"),
        ("/current", json!(null), "current: expected a whole number"),
    ];
    for (at, to, error) in rows {
        let refused = changed(at, to.clone());
        let refused = refused.strip_prefix("the scenario in the link: ").unwrap_or(&refused);
        assert!(refused.starts_with(error), "{at} as {to}: {refused}");
    }
}

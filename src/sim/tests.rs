use serde_json::Value;

use super::*;
use crate::broker::call::Body;
use crate::broker::policy::Order;
use crate::sim::machine::Node;
use crate::sim::trace::LossReason;
use serde_json::json;

pub(super) fn command(value: Value) -> Command {
    Command::from_value(&value).unwrap_or_else(|error| panic!("{value}: {error}"))
}

/// A broker, a client, a datastore and an executor, and what is done to them at which millisecond.
pub(super) fn small(actions: &[(u64, Value)]) -> Sim {
    let node = |kind: &str, name: &str| json!({"kind": kind, "name": name});
    let nodes = [node("client", "client"), node("datastore", "store"), node("executor", "exec")];
    world(&nodes, actions)
}

fn world(beside_the_broker: &[Value], actions: &[(u64, Value)]) -> Sim {
    let mut nodes = vec![json!({"kind": "broker", "name": "broker"})];
    nodes.extend_from_slice(beside_the_broker);
    let actions: Vec<Value> = actions.iter().map(|(at, command)| json!({"at_ms": at, "command": command})).collect();
    let scenario = json!({"version": 1, "title": "small", "seed": 1, "nodes": nodes, "actions": actions});
    Sim::new(Scenario::from_value(&scenario).unwrap()).unwrap()
}

fn cut() -> Value {
    json!({"type": "cut", "a": "broker", "b": "client"})
}

const SECS: fn(u64) -> Time = |secs| Time::from_ms(secs * 1_000);

#[test]
fn whoever_goes_where_they_stand_stays_in_that_very_moment() {
    // Nobody here does anything that is an event.
    let mut sim = world(&[json!({"kind": "client", "name": "client"})], &[(1_000, cut())]);
    sim.run_until(SECS(2));
    assert_eq!((sim.cursor().number(), sim.world().now()), (0, SECS(1)));
    sim.seek(EventId::new(0));
    assert_eq!(sim.world().now(), SECS(1));
}

#[test]
fn what_was_given_right_after_an_event_is_part_of_its_moment() {
    let mut sim = small(&[]);
    sim.run_until(SECS(30));
    let at = sim.cursor();
    sim.apply(command(cut())).unwrap();
    sim.run_until(SECS(100));
    sim.seek(at);
    assert_eq!((sim.cursor(), sim.world().given, sim.world().marks()), (at, 1, 1));
}

#[test]
fn a_run_is_not_over_at_the_very_moment_of_its_next_event() {
    let mut sim = small(&[]);
    sim.run_until(SECS(30));
    let is_over = |sim: &Sim, next: Time| (sim.is_over(Time::from_ms(next.ms() - 1)), sim.is_over(next));
    let due = sim.world().next_due().unwrap();
    assert_eq!(is_over(&sim, due), (true, false), "what comes next has not been seen");
    sim.seek(EventId::new(4));
    let next = sim.trace().events().find(|event| event.at > sim.world().now()).unwrap();
    let (before, at) = (EventId::new(next.id.number() - 1), next.at);
    sim.seek(before);
    assert_eq!(is_over(&sim, at), (true, false), "what comes next is known");
}

#[test]
fn a_mark_that_is_still_to_come_is_a_future() {
    let mut sim = small(&[(30_000, cut())]);
    sim.run_until(Time::from_ms(29_999));
    let at = sim.cursor();
    sim.run_until(SECS(30));
    assert_eq!((sim.cursor(), sim.world().marks(), sim.has_future()), (at, 1, false));
    sim.seek(EventId::new(at.number() - 1));
    sim.step(Step::Event);
    assert_eq!((sim.cursor(), sim.trace().last()), (at, at));
    assert_eq!((sim.world().marks(), sim.has_future()), (0, true));
}

#[test]
fn a_run_as_a_scenario_opens_where_it_stands() {
    let mut sim = small(&[]);
    sim.run_until(SECS(30));
    let scenario = sim.to_scenario();
    assert!(sim.cursor().number() > 0);
    assert_eq!(scenario.opens_at_event, Some(sim.cursor().number()));
    assert_eq!(scenario.opens_at_ms, sim.world().now().ms());
}

#[test]
fn a_trace_knows_everybody_as_soon_as_there_are_so_many() {
    let mut sim = small(&[(30_000, json!({"type": "add_client", "name": "late"}))]);
    sim.run_until(Time::from_ms(29_999));
    assert_eq!(sim.trace().names().find_node("late"), None);
    let at = sim.cursor();
    sim.run_until(SECS(30));
    assert_eq!(sim.cursor(), at, "it is nobody's event");
    assert!(sim.trace().names().find_node("late").is_some());
}

#[test]
fn what_can_not_be_done_to_a_machine_is_refused() {
    let mut sim = small(&[]);
    sim.run_until(SECS(30));
    let of = |name: &str, node: &str| json!({"type": name, "node": node});
    let submit = json!({"type": "submit_job", "name": "one", "client": "client"});
    let in_turn = [
        (of("crash", "exec"), ""),
        (of("crash", "exec"), "node: exec is down already"),
        (of("remove", "broker"), "node: the broker can't be removed"),
        (of("crash", "client"), ""),
        (submit, "client: client is down"),
        (of("crash", "broker"), ""),
        (json!({"type": "clear_emergency"}), "type: the broker is down"),
    ];
    for (value, refused) in in_turn {
        let said = sim.apply(command(value.clone())).err().map(|error| error.to_string());
        assert_eq!(said.unwrap_or_default(), refused, "{value}");
    }
}

#[test]
fn whoever_lost_their_memory_keeps_a_full_disk_and_a_broker_its_rules() {
    let mut sim = small(&[]);
    sim.run_until(SECS(30));
    let mut give = |value| sim.apply(command(value)).unwrap();
    give(json!({"type": "fill", "node": "store"}));
    give(json!({"type": "set_policy", "order": "fifo"}));
    for node in ["store", "broker"] {
        give(json!({"type": "crash", "node": node}));
        give(json!({"type": "restart", "node": node, "with_memory": false}));
    }
    let store = sim.world().names().find_node("store").unwrap();
    let Node::Datastore(store) = &sim.world().machines()[&store].node else { panic!() };
    assert!(store.is_full());
    assert_eq!(sim.world().broker().policy().order, Order::Fifo);
}

#[test]
fn a_step_weighs_as_much_as_there_are_machines_jobs_and_messages() {
    let job = json!({"type": "submit_job", "capabilities": {"memory": 1u64 << 40}});
    let mut sim = small(&[(20_000, job.clone()), (21_000, job.clone()), (22_000, job)]);
    let mut weights = std::collections::BTreeSet::new();
    while sim.world().now() < SECS(30) && sim.step(Step::Event) > 0 {
        let (jobs, flights) = (sim.world().broker().jobs().live().len(), sim.world().network().flights().len());
        assert_eq!(sim.world().weight(), WORK_OF_A_STEP + 4 + (jobs + flights) as u64);
        weights.insert((jobs, flights));
    }
    assert!(weights.iter().any(|(jobs, flights)| *jobs == 3 && *flights == 1), "{weights:?}");
}

#[test]
fn what_is_on_its_way_when_its_link_is_cut_does_not_arrive() {
    let mut sim = small(&[]);
    while sim.world().network().flights().len() == 0 {
        sim.step(Step::Event);
    }
    let message = sim.world().network().flights().next().unwrap().1.message.clone();
    let name = |node| sim.world().names().of_node(node);
    let link = json!({"type": "cut", "a": name(message.from), "b": name(message.to)});
    sim.apply(command(link)).unwrap();
    sim.run_until(SECS(5));
    let sent = sim.trace().sent(message.id).unwrap();
    assert_eq!((sent.lost().map(|loss| loss.why), sent.received.len()), (Some(LossReason::Cut), 0));
}

#[test]
fn the_answer_to_a_call_from_outside_leaves_the_world_and_is_not_lost() {
    let mut sim = small(&[]);
    sim.run_until(SECS(30));
    sim.apply(command(json!({"type": "request", "method": "GET", "path": "/executors/count"}))).unwrap();
    sim.run_until(SECS(40));
    let is_answer = |sent: &trace::Sent<'_>| match sent.message.body {
        Body::Answer(call, _) => sim.trace().sent(call).is_some_and(|call| call.event.is_none()),
        _ => false,
    };
    let answer = sim.trace().messages().find(is_answer).unwrap();
    assert_eq!((answer.lost(), answer.received.len()), (None, 0));
}

#[test]
fn a_node_that_is_removed_is_gone_and_wants_nothing_any_more() {
    let mut sim = small(&[]);
    sim.run_until(SECS(5));
    let exec = sim.world().names().find_node("exec").unwrap();
    sim.apply(command(json!({"type": "remove", "node": "exec"}))).unwrap();
    assert!(!sim.world().machines().contains_key(&exec));
    let from = sim.cursor();
    sim.run_until(SECS(100));
    assert!(sim.cursor() > from);
    assert!(sim.trace().range(from, sim.cursor()).skip(1).all(|event| event.dot.node.machine() != exec));
}

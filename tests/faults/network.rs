//! What the network does to messages: it loses, doubles and holds back as many as it is told to, and cut ways carry
//! nothing.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use clocktower::broker::call::{Body, Call};
use clocktower::sim::Sim;
use clocktower::sim::trace::{LossReason, Sent};
use clocktower::time::Span;
use serde_json::{Value, json};

use super::{end, give, node, run_to, sent_between, told, world};

/// A world in which messages go back and forth for a while after a change of the network.
fn busy(change: Value) -> Sim {
    let mut sim = world();
    give(&mut sim, change);
    for n in 0..30 {
        give(&mut sim, json!({"type": "submit_job", "name": format!("j{n}"), "duration_ms": 1_000 * n}));
    }
    run_to(&mut sim, 300);
    assert_eq!(sim.violations(), []);
    sim
}

fn sent(sim: &Sim) -> Vec<Sent<'_>> {
    sent_between(sim, "broker", "exec-1", 5).chain(sent_between(sim, "broker", "exec-2", 5)).collect()
}

fn lost(sent: Sent<'_>) -> bool {
    sent.lost().is_some_and(|loss| loss.why == LossReason::Lost)
}

#[test]
fn so_many_of_a_thousand_messages_are_lost_and_each_is_told_of() {
    let sim = busy(json!({"type": "set_network", "loss_permille": 200}));
    let (all, lost): (Vec<_>, Vec<_>) = (sent(&sim), sent(&sim).into_iter().filter(|sent| lost(*sent)).collect());
    assert!(all.len() > 100, "{}", all.len());
    let permille = lost.len() * 1000 / all.len();
    assert!((120..280).contains(&permille), "{permille} of a thousand were lost");
    for sent in &lost {
        let loss = sent.lost().unwrap();
        assert!(sent.received.is_empty() && loss.at > sent.at, "it is lost where it would have arrived: {sent:?}");
        let next = clocktower::id::EventId::new(loss.after + 1);
        let text = told(&sim, next);
        let words = format!("message {} from", sent.message.id);
        assert!(text.contains(&words) && text.contains("was lost: the network lost it"), "{text}");
    }
}

#[test]
fn a_network_that_loses_everything_lets_nothing_through() {
    let sim = busy(json!({"type": "set_network", "loss_permille": 1000}));
    assert!(sent(&sim).iter().all(|sent| sent.received.is_empty() && lost(*sent)));
}

#[test]
fn so_many_of_a_thousand_messages_come_twice_and_the_second_one_is_a_duplicate() {
    let sim = busy(json!({"type": "set_network", "duplication_permille": 300}));
    let all = sent(&sim);
    let doubled: Vec<_> = all.iter().filter(|sent| sent.received.len() == 2).collect();
    let permille = doubled.len() * 1000 / all.len();
    assert!((200..400).contains(&permille), "{permille} of a thousand came twice");
    for sent in doubled {
        assert!(sent.met().is_doubled);
        let [first, second] = sent.received[..] else { panic!("{sent:?}") };
        assert!(
            told(&sim, second).contains(&format!("It is a duplicate: the same message came before, as event {first}."))
        );
        assert!(!told(&sim, first).contains("duplicate"));
        let exported = clocktower::export::events(sim.trace(), second, second);
        assert_eq!(exported[0]["duplicate_of"], json!(first.number()));
    }
}

#[test]
fn what_is_held_back_is_overtaken_by_what_was_sent_later() {
    let sim = busy(json!({"type": "set_network", "delay_permille": 300, "delay_ms_max": 20_000}));
    let all = sent(&sim);
    let held: Vec<_> = all.iter().filter(|sent| sent.met().held > Span::ZERO).collect();
    let permille = held.len() * 1000 / all.len();
    assert!((200..400).contains(&permille), "{permille} of a thousand were held back");
    assert!(held.iter().all(|sent| sent.met().held <= Span::from_secs(20)));
    let overtaken = held.iter().filter(|slow| {
        let came = slow.received.first();
        all.iter().any(|fast| {
            (fast.message.from, fast.message.to) == (slow.message.from, slow.message.to)
                && fast.at > slow.at
                && fast.received.first() < came
        })
    });
    assert!(overtaken.count() > 5, "messages change their order");
    let late = held.iter().find_map(|sent| sent.received.first()).unwrap();
    assert!(told(&sim, *late).contains("The network had held it back for "), "{}", told(&sim, *late));
}

#[test]
fn a_link_has_faults_of_its_own_until_it_is_healed() {
    let mut sim = world();
    give(&mut sim, json!({"type": "set_network", "a": "exec-1", "b": "broker", "loss_permille": 1000}));
    give(&mut sim, json!({"type": "set_network", "latency_ms_min": 500, "latency_ms_max": 500}));
    run_to(&mut sim, 200);
    assert!(sent_between(&sim, "exec-1", "broker", 6).count() > 2);
    assert!(sent_between(&sim, "exec-1", "broker", 6).all(lost));
    assert!(!sent_between(&sim, "exec-2", "broker", 6).any(lost));
    let link = &clocktower::export::state(&sim)["links"][0];
    assert_eq!((&link["between"], &link["network"]["loss_permille"]), (&json!(["broker", "exec-1"]), &json!(1000)));
    give(&mut sim, json!({"type": "heal", "a": "broker", "b": "exec-1"}));
    run_to(&mut sim, 400);
    assert!(!sent_between(&sim, "exec-1", "broker", 201).any(lost));
    let way = |sent: Sent<'_>| sim.trace().get(*sent.received.first()?).map(|event| event.at.since(sent.at).ms());
    let ways: Vec<u64> = sent_between(&sim, "exec-1", "broker", 201).filter_map(way).collect();
    assert!(ways.len() > 3 && ways.iter().all(|way| *way == 500), "it carries as all others do: {ways:?}");
}

#[test]
fn a_delay_for_which_nobody_gives_a_time_has_one() {
    let mut sim = world();
    give(&mut sim, json!({"type": "set_network", "delay_permille": 10}));
    assert_eq!(clocktower::export::state(&sim)["network"]["delay_ms_max"], json!(5_000));
}

#[test]
fn with_one_way_cut_an_executor_is_not_heard_but_hears() {
    let mut sim = world();
    give(&mut sim, json!({"type": "cut", "a": "exec-1", "b": "broker", "one_way": true}));
    give(&mut sim, json!({"type": "declare_emergency", "kind": "fire"}));
    run_to(&mut sim, 200);
    let exec = node(&sim, "exec-1");
    let (from_it, to_it): (Vec<_>, Vec<_>) =
        sent_between(&sim, "exec-1", "broker", 0).partition(|sent| sent.message.from.machine() == exec);
    let from_it: Vec<_> = from_it.into_iter().filter(|sent| sent.at.ms() > 6_000).collect();
    assert!(
        !from_it.is_empty() && from_it.iter().all(|sent| sent.lost().is_some_and(|loss| loss.why == LossReason::Cut))
    );
    let is_notice = |sent: &&Sent<'_>| matches!(&sent.message.body, Body::Call(Call::Notice { .. }));
    let notice = to_it.iter().find(is_notice).expect("all executors are told");
    assert_eq!(notice.received.len(), 1, "it hears of the emergency");
    assert!(!sim.world().broker().executors().contains_key(&exec), "after 130 s of silence it is dropped");
    assert!(told(&sim, from_it[0].event.unwrap()).contains("It is lost at once: the link is cut."));
    let cuts = clocktower::export::state(&sim);
    assert_eq!((&cuts["cuts"], &cuts["cuts_one_way"]), (&json!([]), &json!([["exec-1", "broker"]])));
    give(&mut sim, json!({"type": "heal", "a": "exec-1", "b": "broker", "one_way": true}));
    run_to(&mut sim, 400);
    assert!(sim.world().broker().executors().contains_key(&exec), "it registered anew");
    assert_eq!(sim.violations(), []);
}

#[test]
fn with_the_other_way_cut_it_is_heard_but_hears_nothing() {
    let mut sim = world();
    give(&mut sim, json!({"type": "cut", "a": "broker", "b": "exec-1", "one_way": true}));
    give(&mut sim, json!({"type": "submit_job", "name": "a"}));
    run_to(&mut sim, 400);
    let exec = node(&sim, "exec-1");
    assert!(sim.world().broker().executors().contains_key(&exec), "its heartbeats come");
    assert_eq!(end(&sim, "a"), None, "whether it runs the job nobody can know, so nobody else is given it");
    give(&mut sim, json!({"type": "heal_all"}));
    run_to(&mut sim, 600);
    assert!(matches!(end(&sim, "a"), Some(clocktower::broker::jobs::End::Done(_))), "{:?}", end(&sim, "a"));
    assert_eq!(sim.violations(), []);
}

#[test]
fn a_half_cut_link_can_be_cut_whole_and_healed_by_halves() {
    let mut sim = world();
    let cuts = |sim: &Sim| {
        let state = clocktower::export::state(sim);
        (state["cuts"].clone(), state["cuts_one_way"].clone())
    };
    give(&mut sim, json!({"type": "cut", "a": "exec-1", "b": "broker", "one_way": true}));
    give(&mut sim, json!({"type": "cut", "a": "exec-1", "b": "broker"}));
    assert_eq!(cuts(&sim), (json!([["broker", "exec-1"]]), json!([])));
    give(&mut sim, json!({"type": "heal", "a": "exec-1", "b": "broker", "one_way": true}));
    assert_eq!(cuts(&sim), (json!([]), json!([["broker", "exec-1"]])));
    give(&mut sim, json!({"type": "heal", "a": "exec-1", "b": "broker"}));
    assert_eq!(cuts(&sim), (json!([]), json!([])));
}

//! One message, dropped, delayed or doubled: of every kind that there is, and nothing breaks.

#[cfg(target_arch = "wasm32")]
use wasm_bindgen_test::wasm_bindgen_test as test;

use std::collections::BTreeMap;

use clocktower::broker::call::{Body, Message};
use clocktower::id::{EventId, MessageId};
use clocktower::scenario::Scenario;
use clocktower::sim::trace::LossReason;
use clocktower::sim::{Sim, Step};
use clocktower::time::{Span, Time};
use serde_json::json;

use super::{give, told};

/// What kind of message it is, with what it answers.
fn kind(sim: &Sim, message: &Message) -> String {
    match &message.body {
        Body::Call(call) => call.name().to_owned(),
        Body::Unknown => "message".to_owned(),
        Body::Answer(asked, _) => match sim.trace().sent(*asked).map(|sent| &sent.message.body) {
            Some(Body::Call(call)) => format!("answer to {}", call.name()),
            _ => "answer".to_owned(),
        },
    }
}

/// The first message of each kind in some bundled runs, with the world in which it is in flight.
fn one_of_each_kind() -> BTreeMap<String, (Sim, MessageId)> {
    let mut found = BTreeMap::new();
    for key in ["ambulance", "data", "preempt"] {
        let scenario = Scenario::bundled().iter().find(|(other, _)| *other == key).unwrap().1.clone();
        let mut sim = Sim::new(Scenario { opens_at_ms: 0, opens_at_event: None, ..scenario }).unwrap();
        for n in 0..700 {
            if n == 300 {
                give(&mut sim, json!({"type": "declare_emergency", "kind": "fire", "level": "high"}));
                give(&mut sim, json!({"type": "submit_job", "name": "short-lived"}));
            }
            if n == 330 {
                give(&mut sim, json!({"type": "delete_job", "job": "short-lived"}));
            }
            let flights: Vec<(String, MessageId)> =
                sim.world().network().flights().map(|(_, f)| (kind(&sim, &f.message), f.message.id)).collect();
            for (kind, message) in flights {
                found.entry(kind).or_insert_with(|| (sim.clone(), message));
            }
            if sim.step(Step::Event) == 0 {
                break;
            }
        }
    }
    found
}

fn run_on(sim: &mut Sim) {
    sim.run_until(sim.world().now() + Span::from_secs(30 * 60));
    assert_eq!(sim.violations(), []);
    assert_eq!(sim.world().broker().jobs().live().count(), 0, "every job ends");
}

#[test]
fn a_message_of_any_kind_can_be_dropped_delayed_and_doubled() {
    let all = one_of_each_kind();
    for kind in
        ["register", "heartbeat", "submit", "run", "done", "result", "store", "fetch", "emergency", "stop", "ping"]
    {
        assert!(all.keys().any(|other| other == kind), "{kind} is not among {:?}", all.keys());
    }
    assert!(all.len() > 20, "{:?}", all.keys());
    for (kind, (sim, message)) in all {
        let arrival = |sim: &Sim| -> Option<Time> {
            let mut flights = sim.world().network().flights();
            flights.find(|(_, flight)| flight.message.id == message).map(|(at, _)| at)
        };
        let received = |sim: &Sim| sim.trace().sent(message).unwrap().received.to_vec();
        // In one of the runs a client crashes meanwhile.
        let was_down =
            |sim: &Sim| sim.trace().sent(message).unwrap().lost().is_some_and(|loss| loss.why == LossReason::Down);
        let of = json!(message.number());

        let mut dropped = sim.clone();
        give(&mut dropped, json!({"type": "drop_message", "message": of}));
        assert_eq!(arrival(&dropped), None, "{kind}");
        run_on(&mut dropped);
        let loss = dropped.trace().sent(message).unwrap().lost().unwrap();
        assert_eq!((loss.why, received(&dropped)), (LossReason::Dropped, vec![]), "{kind}");
        let text = told(&dropped, EventId::new(loss.after + 1));
        assert!(text.contains(&format!("Before it, message {message} from ")), "{kind}: {text}");

        let mut delayed = sim.clone();
        give(&mut delayed, json!({"type": "delay_message", "message": of, "by_ms": 7_000}));
        assert_eq!(arrival(&delayed), arrival(&sim).map(|at| at + Span::from_secs(7)), "{kind}");
        run_on(&mut delayed);
        match received(&delayed).first() {
            Some(came) => {
                let came = delayed.trace().get(*came).unwrap().at;
                assert!(Some(came) >= arrival(&sim).map(|at| at + Span::from_secs(7)), "{kind}");
            }
            None => assert!(was_down(&delayed), "{kind}"),
        }

        let mut doubled = sim.clone();
        give(&mut doubled, json!({"type": "duplicate_message", "message": of}));
        run_on(&mut doubled);
        match received(&doubled)[..] {
            [first, second] => {
                assert!(told(&doubled, second).contains(&format!("came before, as event {first}.")), "{kind}");
            }
            _ => assert!(was_down(&doubled), "{kind}"),
        }
    }
}

#[test]
fn a_copy_by_hand_comes_though_the_network_loses_everything() {
    let mut sim = super::world();
    give(&mut sim, json!({"type": "set_network", "loss_permille": 1000}));
    give(&mut sim, json!({"type": "heartbeat_now", "node": "exec-1"}));
    sim.step(Step::Event);
    let message = sim.world().network().flights().map(|(_, flight)| flight.message.id).last().unwrap();
    give(&mut sim, json!({"type": "duplicate_message", "message": message.number()}));
    super::run_to(&mut sim, 20);
    assert_eq!(sim.trace().sent(message).unwrap().received.len(), 1);
}

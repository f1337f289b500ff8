//! What goes wrong on purpose: each fault does what it says, shows in the trace, and ends when it is told to.
//!
//! Run natively by `cargo test` and in a browser by `wasm-pack test`.

mod commands;
mod machines;
mod messages;
mod network;
mod storm;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

use clocktower::broker::jobs::End;
use clocktower::id::{EventId, NodeId};
use clocktower::scenario::{Command, Scenario};
use clocktower::sim::Sim;
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::trace::Sent;
use clocktower::time::Time;
use serde_json::{Value, json};

/// A broker, two executors, two datastores and a client, five seconds after they began.
fn world() -> Sim {
    world_of(json!([
        {"kind": "broker"}, {"kind": "executor"}, {"kind": "executor"},
        {"kind": "datastore"}, {"kind": "datastore"}, {"kind": "client"}
    ]))
}

fn world_of(nodes: Value) -> Sim {
    let text = json!({"version": 1, "title": "small", "seed": 7, "nodes": nodes}).to_string();
    let mut sim = Sim::new(Scenario::from_json(&text).unwrap()).unwrap();
    run_to(&mut sim, 5);
    sim
}

fn run_to(sim: &mut Sim, s: u64) {
    sim.run_until(Time::from_ms(s * 1000));
}

fn give(sim: &mut Sim, command: Value) {
    try_give(sim, &command).unwrap_or_else(|error| panic!("{command}: {error}"));
}

fn try_give(sim: &mut Sim, command: &Value) -> Result<(), String> {
    let command = Command::from_value(command).map_err(|error| error.to_string())?;
    sim.apply(command).map_err(|error| error.to_string())
}

fn node(sim: &Sim, name: &str) -> NodeId {
    sim.world().names().find_node(name).unwrap()
}

fn end(sim: &Sim, job: &str) -> Option<End> {
    sim.world().broker().jobs().end_of(sim.world().names().find_job(job)?)
}

/// When something was so for the first time at a peer, in milliseconds.
fn at(sim: &Sim, is_it: impl Fn(&PeerFact) -> bool) -> Option<u64> {
    let found = sim.trace().events().find(|event| matches!(&event.what, What::Peer(fact) if is_it(fact)));
    found.map(|event| event.at.ms())
}

/// The messages between two machines, either way, that were sent from a moment on.
fn sent_between<'a>(sim: &'a Sim, a: &str, b: &str, from_s: u64) -> impl Iterator<Item = Sent<'a>> {
    let (a, b) = (node(sim, a), node(sim, b));
    sim.trace().messages().filter(move |sent| {
        let ends = (sent.message.from.machine(), sent.message.to.machine());
        sent.at >= Time::from_ms(from_s * 1000) && (ends == (a, b) || ends == (b, a))
    })
}

/// An event as the page tells it.
fn told(sim: &Sim, event: EventId) -> String {
    clocktower::view::narration::narrate(sim.trace(), event).text()
}

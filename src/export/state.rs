//! The world at the cursor, with names.

use serde_json::Value;

use crate::json::json;

use super::clock;
use super::event::{end_of, finding, message};
use crate::broker::Broker;
use crate::broker::jobs::{Job, Stage};
use crate::id::{JobId, Names, NodeId};
use crate::sim::Sim;
use crate::sim::executor::Phase;
use crate::sim::machine::{Machine, Node};
use crate::sim::network::Cut;
use crate::sim::world::World;

/// `{at_ms, cursor, nodes, queue, jobs, messages, policy, ...}`.
pub fn state(sim: &Sim) -> Value {
    let world = sim.world();
    let names = world.names();
    let broker = world.broker();
    let nodes: Vec<Value> = world.machines().iter().map(|(id, machine)| node(world, *id, machine)).collect();
    let queue: Vec<&str> = broker.queue().places().iter().map(|place| names.of_job(place.job)).collect();
    let live = broker.jobs().live().map(|(id, job)| live_job(id, job, names));
    let ended = broker
        .jobs()
        .ended()
        .map(|(id, end)| json!({ "name": names.of_job(id), "stage": "ended", "end": end_of(&end, names) }));
    let jobs: Vec<Value> = live.chain(ended).collect();
    let network = world.network();
    let pair = |a: NodeId, b: NodeId| [a, b].map(|id| names.of_node(id));
    let (mut cuts, mut cuts_one_way) = (Vec::new(), Vec::new());
    for (a, b, cut) in network.cuts() {
        match cut {
            Cut::Both => cuts.push(pair(a, b)),
            Cut::From(from) => cuts_one_way.push(pair(from, if from == a { b } else { a })),
        }
    }
    let links = network.own_specs().iter();
    let links = links.map(|((a, b), spec)| json!({ "between": pair(*a, *b), "network": *spec }));
    let links: Vec<Value> = links.collect();
    json!({
        "at_ms": world.now(), "cursor": world.cursor(), "events": sim.trace().len(),
        "hash": super::hash(sim.trace().hash_at(world.cursor()).unwrap_or_default()),
        "nodes": nodes, "queue": queue, "jobs": jobs, "messages": messages(world), "cuts": cuts,
        "cuts_one_way": cuts_one_way, "network": *network.common_spec(), "links": links,
        "policy": broker.policy(), "emergencies": broker.declared().collect::<Vec<_>>(),
        "violations": sim.violations().iter().map(|violation| violation.rule).collect::<Vec<_>>(),
    })
}

fn node(world: &World, id: NodeId, machine: &Machine) -> Value {
    let names = world.names();
    let mut out = json!({
        "name": names.of_node(id), "kind": machine.kind(), "up": machine.up,
        "incarnation": machine.node.id().incarnation(), "clock": clock(&machine.node.clock(), names),
    });
    match &machine.node {
        Node::Broker(broker) => out["waiting"] = broker.queue().len().into(),
        Node::Executor(executor) => {
            let in_phase = |phase| {
                let jobs = executor.running().filter(move |running| running.phase == phase);
                jobs.map(|running| names.of_job(running.job)).collect::<Vec<_>>()
            };
            out["capabilities"] = json!(executor.current());
            out["total"] = json!(executor.total());
            out["equipment"] = json!(executor.equipment());
            out["fetching"] = json!(in_phase(Phase::Fetching));
            out["running"] = json!(in_phase(Phase::Running));
            out["ending"] = json!(in_phase(Phase::Ending));
            out["registered"] = executor.is_member().into();
            out["clocks"] = executor.is_aware().into();
            let trouble = executor.trouble();
            out["percent"] = trouble.percent.into();
            out["flaps_every_ms"] = trouble.flap.map(|flap| flap.every.ms()).into();
            out["believed"] = believed(world.broker(), id, names);
        }
        Node::Datastore(store) => {
            out["capacity"] = store.capacity().into();
            out["free"] = store.free().into();
            out["names"] = store.data().len().into();
            out["full"] = store.is_full().into();
        }
        Node::Host(host) => out["said"] = host.said().into(),
        Node::Client(client) => {
            out["expected"] = client.expected().into();
            out["results"] = client.results().into();
        }
    }
    out
}

/// What the broker believes of an executor; `null` when it does not know it.
fn believed(broker: &Broker, id: NodeId, names: &Names) -> Value {
    let Some(known) = broker.executors().get(&id) else { return Value::Null };
    let jobs: Vec<&str> = known.shares.keys().map(|job| names.of_job(*job)).collect();
    json!({
        "capabilities": known.believed(broker.policy().reserve), "heard_at_ms": known.heard_at,
        "known_from": known.known_from.map(|dot| super::event::dot(dot, names)), "jobs": jobs,
    })
}

fn live_job(id: JobId, job: &Job, names: &Names) -> Value {
    let (stage, executor) = match job.stage {
        Stage::Waiting => ("waiting", None),
        Stage::Assigned(node) => ("assigned", Some(node)),
        Stage::Running(node) => ("running", Some(node)),
    };
    let waits_for: Vec<&str> = job.waits_for.iter().map(|job| names.of_job(*job)).collect();
    json!({
        "name": names.of_job(id), "stage": stage, "executor": executor.map(|node| names.of_node(node)),
        "waits_for": waits_for, "emergency": job.finding.as_ref().map(finding), "urgency": job.urgency(),
        "arrived_at_ms": job.arrived_at, "tries": job.tries,
        "preempted": job.setback.times, "lost_ms": job.setback.lost,
    })
}

fn messages(world: &World) -> Value {
    let names = world.names();
    let flights = world.network().flights().map(|(arrives_at, flight)| {
        let (what, details) = message(&flight.message, names);
        let mut out = json!({
            "id": flight.message.id, "from": names.of_node(flight.message.from), "what": what,
            "sent_at_ms": flight.sent_at, "arrives_at_ms": arrives_at,
            "clock": flight.message.clock.as_ref().map(|known| clock(&known.vector(), names)),
        });
        if let (Value::Object(out), Value::Object(details)) = (&mut out, details) {
            out.extend(details);
        }
        out
    });
    flights.collect()
}

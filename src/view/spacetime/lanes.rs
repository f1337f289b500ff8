//! The lanes: which machines have one, and when each of them was down.

use std::cmp::Reverse;

use super::Scene;
use crate::id::{EventId, NodeId};
use crate::ordered::{Map, sort_by_key};
use crate::sim::Sim;
use crate::sim::fact::What;
use crate::sim::machine::Kind;
use crate::sim::trace::Event;
use crate::view::words::colour;

/// The most lanes.
pub const LANES_MAX: usize = 12;
/// So many lanes there are in any case; they scroll where they find no room.
const LANES_MIN: usize = 5;
/// How far back a quiet machine's last event is looked for.
const LOOK_BACK: usize = 4096;

/// One lane.
#[derive(Debug, Clone, PartialEq)]
pub struct Lane {
    /// Whose.
    pub machine: NodeId,
    /// Its machine's name; the lives of a machine share a lane.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// Its height.
    pub y: f64,
    /// The parts of it, from left to right: from, to, and whether the machine was up.
    pub parts: Vec<(f64, f64, bool)>,
    /// Where the last event is that the focus knows: beyond the left edge when that lies before it.
    pub past: Option<f64>,
    /// Whether the machine is down at the end.
    pub is_down: bool,
}

/// The machines that have a lane, from above, and how many have none, and whether those are all quiet. Of more than
/// [`LANES_MAX`], those with events in the window come first, as many as `fit`.
pub(super) fn shown(sim: &Sim, events: &[&Event], fit: usize) -> (Vec<NodeId>, (usize, bool)) {
    let machines = sim.world().machines();
    let mut counts: Map<NodeId, usize> = machines.keys().map(|id| (*id, 0)).collect();
    for event in events {
        *counts.or_insert(event.dot.node.machine(), 0) += 1;
    }
    // Clients speak to the broker, the broker to executors: in this order arrows are short.
    let rank = |id: &NodeId| match machines.get(id).map(|machine| machine.kind()) {
        Some(Kind::Client) => 0,
        Some(Kind::Broker) => 1,
        Some(Kind::Executor) => 2,
        Some(Kind::Datastore) => 3,
        None => 4,
    };
    let mut all: Vec<(Reverse<usize>, u8, NodeId)> =
        counts.iter().map(|(id, count)| (Reverse(*count), rank(id), *id)).collect();
    let total = all.len();
    let mut hidden = (0, true);
    if total > LANES_MAX {
        sort_by_key(&mut all, |lane| *lane);
        let fit = fit.clamp(LANES_MIN, LANES_MAX);
        hidden = (total - fit, all[fit].0 == Reverse(0));
        all.truncate(fit);
    }
    sort_by_key(&mut all, |(_, rank, id)| (*rank, *id));
    (all.into_iter().map(|(.., id)| id).collect(), hidden)
}

impl Scene<'_> {
    pub(super) fn lane(&self, machine: NodeId) -> Lane {
        let own = || self.events.iter().filter(|event| event.dot.node.machine() == machine);
        let known = own().filter(|event| self.known.knows(event.dot)).filter_map(|event| self.xs.get(&event.id));
        let knows_any = || self.known.entries().any(|dot| dot.node.machine() == machine);
        let past = known.copied().last().or_else(|| knows_any().then_some(self.ends.0));
        let mut up = self.was_up(machine, own().next().copied());
        let mut from = self.ends.0;
        let mut parts = Vec::new();
        for event in own() {
            let is_up = match event.what {
                What::Crashed => false,
                What::Restarted { .. } => true,
                _ => up,
            };
            if is_up != up {
                let x = self.xs.get(&event.id).copied().unwrap_or(from);
                parts.push((from, x, up));
                (from, up) = (x, is_up);
            }
        }
        parts.push((from, self.ends.1, up));
        Lane {
            machine,
            name: self.sim.trace().names().of_node(machine),
            colour: colour(machine),
            y: self.ys.get(&machine).copied().unwrap_or_default(),
            parts,
            past,
            is_down: !up,
        }
    }

    /// Whether a machine was up when the window begins. Whoever is down has no events until it starts again, so
    /// the last event before tells.
    fn was_up(&self, machine: NodeId, first: Option<&Event>) -> bool {
        if let Some(first) = first {
            let before = self.sim.trace().previous(first).map(|event| &event.what);
            return !matches!(first.what, What::Restarted { .. }) && !matches!(before, Some(What::Crashed));
        }
        let start = self.events.first().map_or(0, |event| event.id.number().saturating_sub(1));
        let mut before = self.sim.trace().range(EventId::new(1), EventId::new(start)).rev().take(LOOK_BACK);
        let last = before.find(|event| event.dot.node.machine() == machine);
        !matches!(last.map(|event| &event.what), Some(What::Crashed))
    }
}

//! The lanes: which machines have one, in which order, and what is to be seen of each along the run.

use std::cmp::Reverse;

use super::Scene;
use super::arrangement::LaneView;
use super::columns::Columns;
use super::shades::{Share, share};
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::Sim;
use crate::sim::machine::Kind;
use crate::view::within;
use crate::view::words::colour;

/// The most lanes.
pub const LANES_MAX: usize = 12;
/// So many lanes there are in any case; they scroll where they find no room.
const LANES_MIN: usize = 5;

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
    /// Up to where all of it is in the past of the event that is looked at.
    pub past: Option<f64>,
    /// From where on all of it is in the future of that event.
    pub future: Option<f64>,
    /// Whether the machine is down at the end.
    pub is_down: bool,
    /// Whether it is pinned to the top.
    pub is_pinned: bool,
    /// Whether its local events are collapsed.
    pub is_collapsed: bool,
    pub(super) share: Option<Share>,
}

/// The lanes that there are not.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Hidden {
    /// Those that somebody hid, by machine and name.
    pub by_hand: Vec<(NodeId, String)>,
    /// How many more find no room.
    pub more: usize,
    /// Whether all of those are quiet in this window.
    pub all_quiet: bool,
}

/// The machines that have a lane, from above, and those that have none. Of more than [`LANES_MAX`], those with events in
/// the window come first, as many as `fit`.
pub(super) fn shown(
    sim: &Sim,
    columns: &Columns,
    view: &LaneView,
    span: (usize, usize),
    fit: usize,
) -> (Vec<NodeId>, Hidden) {
    let machines = sim.world().machines();
    // Clients speak to the broker, the broker to executors: in this order arrows are short.
    let rank = |id: &NodeId| match machines.get(id).map(|machine| machine.kind()) {
        Some(Kind::Client) => 0,
        Some(Kind::Broker) => 1,
        Some(Kind::Executor) => 2,
        Some(Kind::Datastore) => 3,
        Some(Kind::Host) => 4,
        None => 5,
    };
    let names = sim.trace().names();
    let by_hand = view.hidden().filter(|id| id.index() < names.node_count());
    let mut hidden = Hidden { by_hand: by_hand.map(|id| (id, names.of_node(id))).collect(), ..Hidden::default() };
    // Who was removed has a lane for as long as its events are in the window.
    let gone = (0..names.node_count()).map(|at| NodeId::new(at as u16)).filter(|id| !machines.contains_key(id));
    let gone = gone.filter(|id| !columns.lane_within(*id, span).is_empty());
    let mut all: Vec<NodeId> = machines.keys().copied().chain(gone).filter(|id| !view.is_hidden(*id)).collect();
    if all.len() > LANES_MAX {
        let busy = |id: &NodeId| columns.lane_within(*id, span).len();
        sort_by_key(&mut all, |id| (!view.is_pinned(*id), Reverse(busy(id)), rank(id), *id));
        let fit = fit.clamp(LANES_MIN, LANES_MAX);
        hidden.more = all.len() - fit;
        hidden.all_quiet = all[fit..].iter().all(|id| busy(id) == 0);
        all.truncate(fit);
    }
    sort_by_key(&mut all, |id| (view.place(*id), rank(id), *id));
    (all, hidden)
}

impl Scene<'_> {
    pub(super) fn lane(&self, machine: NodeId) -> Lane {
        let share = self.sight.cone.as_ref().map(|cone| share(self.trace, cone, machine));
        let edge = |event: Option<EventId>| event.and_then(|id| self.x_near(id));
        let (parts, is_down) = self.parts(machine);
        Lane {
            machine,
            name: self.trace.names().of_node(machine),
            colour: colour(machine),
            y: self.ys.get(&machine).copied().unwrap_or_default(),
            parts,
            past: share.as_ref().and_then(|share| edge(share.past)),
            future: share.as_ref().and_then(|share| edge(share.future)),
            is_down,
            is_pinned: self.looked.lanes.is_pinned(machine),
            is_collapsed: self.looked.lanes.is_collapsed(machine),
            share,
        }
    }

    /// The parts of a lane within the ends, up and down in turns, and whether it is down in the end.
    fn parts(&self, machine: NodeId) -> (Vec<(f64, f64, bool)>, bool) {
        let mut parts = Vec::new();
        let (mut from, mut up) = (self.ends.0, true);
        for (event, is_up) in self.columns.turns(machine) {
            let x = self.x_near(*event).map_or(from, |x| within(x, self.ends.0, self.ends.1));
            if *is_up != up {
                if x > from {
                    parts.push((from, x, up));
                }
                (from, up) = (x, *is_up);
            }
        }
        if from < self.ends.1 || parts.is_empty() {
            parts.push((from, self.ends.1, up));
        }
        (parts, !up)
    }
}

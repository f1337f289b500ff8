//! The tiles of a crowd. There are hundreds, and each is told anew at every event: so a tile holds what it shows and no
//! more, and what a card would add to that is told when somebody asks for it.

use super::{Condition, state};
use crate::broker::outbox::EventKind;
use crate::id::NodeId;
use crate::sim::Sim;
use crate::sim::machine::{Kind, Machine};
use crate::texts::texts;
use crate::view::words::colour;

/// So many messages are told of in a crowd.
pub const NAMED_MAX: usize = 6;
/// So many machines share a row.
const ROW: usize = 10;

/// One machine in a crowd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tile {
    /// Which machine.
    pub machine: NodeId,
    /// The name of its present life.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What it is there for.
    pub kind: Kind,
    /// How it is, in one class.
    pub condition: Condition,
    /// An executor's present load in per cent, 0 to 100.
    pub load: Option<u32>,
    /// Whether it runs a job.
    pub is_busy: bool,
    /// Whether it runs an emergency job.
    pub is_emergency: bool,
    /// Whether it is the one that is selected.
    pub is_selected: bool,
    /// Whether the event at the cursor is a send of it.
    pub is_sending: bool,
    /// Whether the event at the cursor is a receive of it.
    pub is_receiving: bool,
    /// All of it in words.
    pub label: String,
}

impl Tile {
    /// The shortest name that tells it from its like: the number of an executor, and of others the first letter and the
    /// number.
    pub fn short(&self) -> String {
        let number = self.name.rsplit_once('-').map(|(_, number)| number).filter(|number| number.len() <= 4);
        match (number, self.kind) {
            (Some(number), Kind::Executor) => number.to_owned(),
            (Some(number), _) => self.name.chars().take(1).chain(number.chars()).collect(),
            (None, _) => self.name.chars().take(4).collect(),
        }
    }

    /// The row that it is drawn with: the same for as long as it is there, whoever else comes and goes.
    pub const fn row(&self) -> (Kind, usize) {
        (self.kind, self.machine.index() / ROW)
    }
}

pub(super) fn tile(sim: &Sim, id: NodeId, machine: &Machine, selected: Option<NodeId>) -> Tile {
    let life = machine.node.id();
    let name = sim.trace().names().of_node(life);
    let event = sim.event().filter(|event| event.dot.node == life).map(|event| event.kind);
    let state::Brief { condition, load, is_busy, is_emergency, told } = state::brief(sim, id, machine);
    let mut label = [&name, ", ", &told].concat();
    if let Some(load) = load {
        label.push_str(texts().cluster().comma_load);
        label.push_str(&load.to_string());
        label.push_str(" %");
    }
    Tile {
        machine: id,
        name,
        colour: colour(id),
        kind: machine.kind(),
        condition,
        load,
        is_busy,
        is_emergency,
        is_selected: selected == Some(id),
        is_sending: event == Some(EventKind::Send),
        is_receiving: event == Some(EventKind::Receive),
        label,
    }
}

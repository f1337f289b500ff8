//! What was news to whom: the events that a clock has and another one lacks.

use crate::clock::{Dot, VectorClock};
use crate::id::EventId;
use crate::sim::trace::{Event, Trace};
use crate::view::happened::deed;
use crate::view::words::{self, Words};

/// Of one node so many events are told at most, the latest.
const SHOWN: u32 = 8;
/// So many nodes are told of at most.
const GROUPS_MAX: usize = 24;

/// One event that is news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Known {
    /// Which.
    pub event: EventId,
    /// Its count at its node.
    pub count: u32,
    /// What its node did.
    pub what: String,
}

/// The events of one node that are news.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The node's name.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// How many.
    pub count: usize,
    /// The latest of them, in order.
    pub events: Vec<Known>,
}

/// Events that one clock has and another lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct News {
    /// How many.
    pub count: usize,
    /// How many nodes they are of.
    pub nodes: usize,
    /// By node; of very many nodes the first ones.
    pub groups: Vec<Group>,
}

impl News {
    /// The events that `more` knows of and `less` does not.
    pub(super) fn between(words: &Words, trace: &Trace, less: &VectorClock, more: &VectorClock) -> Self {
        let lacking: Vec<(Dot, u32)> =
            more.entries().map(|dot| (dot, less.get(dot.node))).filter(|(dot, known)| dot.count > *known).collect();
        let group = |&(dot, known): &(Dot, u32)| Group {
            name: words.name(dot.node),
            colour: words::colour(dot.node),
            count: (dot.count - known) as usize,
            events: events(words, trace, dot, known),
        };
        Self {
            count: lacking.iter().map(|(dot, known)| (dot.count - known) as usize).sum(),
            nodes: lacking.len(),
            groups: lacking.iter().take(GROUPS_MAX).map(group).collect(),
        }
    }
}

/// The latest events of a node up to a dot, after the count that is known.
fn events(words: &Words, trace: &Trace, upto: Dot, known: u32) -> Vec<Known> {
    let from = known.max(upto.count.saturating_sub(SHOWN)) + 1;
    let event = |count| {
        let event: &Event = trace.event_of(Dot { count, ..upto })?;
        Some(Known { event: event.id, count, what: deed(words, trace, event) })
    };
    (from..=upto.count).filter_map(event).collect()
}

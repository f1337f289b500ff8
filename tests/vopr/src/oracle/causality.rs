//! Happened-before by searching the graph: an event comes after the one before it on its node, and a receive after its
//! send. Where one of the two carries no clock there is no edge, since nothing is told of what was known.

use std::collections::BTreeMap;

use clocktower::broker::fact::Fact;
use clocktower::broker::outbox::EventKind;
use clocktower::clock::{Causality as Relation, VectorClock};
use clocktower::id::{EventId, NodeId};
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::Node;

use super::{Moment, Verdict};

/// The graph of a run.
#[derive(Debug)]
pub(super) struct Causality {
    search_every: usize,
    /// The node of each event, and the events right before it.
    events: Vec<(NodeId, Vec<usize>)>,
    last: BTreeMap<NodeId, usize>,
}

impl Causality {
    /// A graph without events.
    pub(super) fn new(search_every: usize) -> Self {
        Self { search_every, events: Vec::new(), last: BTreeMap::new() }
    }

    /// Takes the next event in, and compares every so often.
    pub(super) fn observe(&mut self, moment: Moment<'_>) -> Verdict {
        let (event, at) = (moment.event, self.events.len());
        let node = event.dot.node;
        let sender = event.cause.filter(|_| tells(moment)).map(|cause| cause.index() - 1);
        let before = self.last.insert(node, at).into_iter().chain(sender).collect();
        self.events.push((node, before));
        if at.is_multiple_of(self.search_every) { self.compare(moment, at) } else { Ok(()) }
    }

    /// Whether each event happened before this one or not.
    fn past(&self, at: usize) -> Vec<bool> {
        let mut past = vec![false; at + 1];
        let mut open = self.events[at].1.clone();
        while let Some(event) = open.pop() {
            if !std::mem::replace(&mut past[event], true) {
                open.extend(&self.events[event].1);
            }
        }
        past
    }

    fn compare(&self, moment: Moment<'_>, at: usize) -> Verdict {
        let (trace, id) = (moment.trace, moment.event.id);
        let past = self.past(at);
        let mut counts: BTreeMap<NodeId, u32> = BTreeMap::from([(moment.event.dot.node, 1)]);
        for (node, _) in self.events.iter().zip(&past).filter(|(_, is_before)| **is_before).map(|(event, _)| event) {
            *counts.entry(*node).or_default() += 1;
        }
        let clock = trace.clock(id).unwrap_or_default();
        let said: BTreeMap<NodeId, u32> = clock.entries().map(|dot| (dot.node, dot.count)).collect();
        moment.hold("a_clock_counts_exactly_the_events_of_its_past", said == counts, || {
            format!("the graph has {counts:?}, the clock says {said:?}")
        })?;
        let machine = moment.world.machines().get(&moment.event.dot.node.machine());
        // The node may have gone on within the same step: its machine stopped, or started.
        let is_at_it = |own: &VectorClock| own.get(moment.event.dot.node) == moment.event.dot.count;
        let own = machine.map(|machine| machine.node.clock()).filter(is_at_it);
        moment.hold("a_node_knows_what_its_history_tells", own.as_ref().is_none_or(|own| *own == clock), || {
            format!("the node knows {own:?}, the history tells {clock:?}")
        })?;
        // A few others, near and far.
        for other in [at, at / 2, at / 3, at.saturating_sub(1), at.saturating_sub(7)] {
            let (theirs, expected) = (EventId::new(other as u32 + 1), self.relation(other, at, &past));
            let relation = trace.relation(theirs, id);
            let compared = trace.clock(theirs).unwrap_or_default().compare(&clock);
            moment.hold(
                "clocks_compare_as_the_graph_has_it",
                relation == Some(expected) && compared == expected,
                || format!("{theirs:?} is {expected:?}, told as {relation:?}, its clock compares as {compared:?}"),
            )?;
        }
        Ok(())
    }

    fn relation(&self, other: usize, at: usize, past: &[bool]) -> Relation {
        match (other == at, past[other]) {
            (true, _) => Relation::Equal,
            (false, true) => Relation::Before,
            // What comes later in the trace can't have happened before.
            (false, false) => Relation::Concurrent,
        }
    }
}

/// Whether a receive taught its node what the sender knew.
fn tells(moment: Moment<'_>) -> bool {
    let refused = match &moment.event.what {
        What::Broker(Fact::Refused { why, .. }) | What::Peer(PeerFact::Ignored { why, .. }) => {
            why.starts_with("vector_clock")
        }
        _ => false,
    };
    let machine = moment.world.machines().get(&moment.event.dot.node.machine());
    let is_deaf = machine.is_some_and(|machine| matches!(&machine.node, Node::Executor(e) if !e.is_aware()));
    let carries = moment.message().is_some_and(|message| message.clock.is_some());
    moment.event.kind == EventKind::Receive && carries && !is_deaf && !refused
}

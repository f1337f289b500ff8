//! What is left of a run when only some nodes, kinds and jobs are to be seen.

use std::rc::Rc;

use super::facets::{Kind, Kinds, is_lost, jobs, kinds};
use crate::id::{EventId, JobId, NodeId};
use crate::ordered::Set;
use crate::sim::trace::{Event, Trace};

/// Which events are shown: of one of these nodes, of one of these kinds, about one of these jobs, and found by this
/// search. Where nothing is named, all are.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Filter {
    /// Nodes, by machine.
    pub nodes: Set<NodeId>,
    /// Kinds.
    pub kinds: Kinds,
    /// Jobs.
    pub jobs: Set<JobId>,
    /// A search that was made part of the filter.
    pub search: Option<Kept>,
}

/// A search as part of a filter.
#[derive(Debug, Clone, PartialEq)]
pub struct Kept {
    /// Its text.
    pub text: String,
    /// What it finds, in order.
    pub found: Rc<Vec<EventId>>,
}

impl Filter {
    /// Whether it lets everything through.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty() && self.kinds.is_empty() && self.jobs.is_empty() && self.search.is_none()
    }

    /// Whether an event is shown.
    pub fn shows(&self, trace: &Trace, event: &Event) -> bool {
        let is_of_node = self.nodes.is_empty() || self.nodes.contains(&event.dot.node.machine());
        let is_found = |kept: &Kept| kept.found.binary_search(&event.id).is_ok();
        is_of_node
            && (self.kinds.is_empty() || self.is_of_kind(trace, event.id, || kinds(trace, event)))
            && (self.jobs.is_empty() || self.is_about(trace, event))
            && self.search.as_ref().is_none_or(is_found)
    }

    /// Whether it is of one of the kinds, where those that last are known or easily told.
    pub(super) fn is_of_kind(&self, trace: &Trace, event: EventId, kinds: impl FnOnce() -> Kinds) -> bool {
        let lasting = self.kinds.without(Kind::Lost);
        (!lasting.is_empty() && kinds().meets(lasting)) || (self.kinds.has(Kind::Lost) && is_lost(trace, event))
    }

    fn is_about(&self, trace: &Trace, event: &Event) -> bool {
        let mut is_about = false;
        jobs(trace, event, &mut |job| is_about |= self.jobs.contains(&job));
        is_about
    }

    /// Takes a node into the filter, or out of it.
    pub fn toggle_node(&mut self, machine: NodeId) {
        toggle(&mut self.nodes, machine);
    }

    /// Takes a kind into the filter, or out of it.
    pub fn toggle_kind(&mut self, kind: Kind) {
        self.kinds = if self.kinds.has(kind) { self.kinds.without(kind) } else { self.kinds.with(kind) };
    }

    /// Takes a job into the filter, or out of it.
    pub fn toggle_job(&mut self, job: JobId) {
        toggle(&mut self.jobs, job);
    }
}

fn toggle<T: Ord>(set: &mut Set<T>, item: T) {
    if !set.remove(&item) {
        set.insert(item);
    }
}

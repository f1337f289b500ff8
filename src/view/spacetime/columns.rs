//! The columns: where each event stands along the run. They grow with the trace, so that a window of it can be drawn
//! without looking at the rest.

use std::rc::Rc;

use super::arrangement::LaneView;
use super::marks::{Shape, shape};
use super::viewport::Spacing;
use crate::clock::Dot;
use crate::id::{EventId, NodeId};
use crate::ordered::Map;
use crate::sim::trace::{Tag, Trace};
use crate::time::Time;

/// So much time is as wide as a column, where time sets the distance.
const COLUMN_MS: f64 = 2000.0;
/// The least distance of two columns then, in columns.
const CROWDED: f64 = 0.4;

/// What stands at one place along the run: an event, or a run of local events that is collapsed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Column {
    /// The first event, or the only one.
    pub(super) first: EventId,
    /// The last event.
    pub(super) last: EventId,
    /// How many there are.
    pub(super) events: u32,
    /// The first event of the run of local events that it is a part of.
    root: EventId,
    /// Whose lane it is on.
    pub(super) machine: NodeId,
    /// What it is drawn as.
    pub(super) shape: Shape,
    /// When its first event happened.
    pub(super) at: Time,
    /// Its place where time sets the distance, in columns.
    place: f64,
}

/// The events that a filter leaves.
#[derive(Debug, Clone)]
pub struct Filtered {
    /// Which, in order.
    pub shown: Rc<Vec<EventId>>,
    /// Of how many events of the run it is known.
    pub read: usize,
}

/// Where the events of a run stand, for one arrangement of its lanes.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    lanes: LaneView,
    /// What a filter leaves; none when there is no filter.
    shown: Option<Rc<Vec<EventId>>>,
    /// Up to which event it has looked, and the hash there.
    seen: Option<(EventId, u64)>,
    /// How often it started afresh.
    version: u32,
    /// For each event its column; for one that is not drawn the column before it.
    of_event: Vec<u32>,
    all: Vec<Column>,
    /// The columns of each lane.
    of_lane: Map<NodeId, Vec<u32>>,
    /// The columns of emergencies, decisions and faults.
    notable: Vec<u32>,
    /// When each machine went down and came up again.
    turns: Map<NodeId, Vec<(EventId, bool)>>,
}

impl Columns {
    /// Looks at what is new in the trace. When the trace has become another one, the lanes are arranged in another way,
    /// or something else is filtered, it starts afresh.
    pub fn follow(&mut self, trace: &Trace, lanes: &LaneView, filter: Option<Filtered>) {
        let is_another = self.seen.is_some_and(|(event, hash)| trace.hash_at(event) != Some(hash));
        let goes_on = match (&self.shown, &filter) {
            (None, None) => true,
            (Some(before), Some(filter)) => filter.shown.starts_with(before),
            _ => false,
        };
        if is_another || !goes_on || !self.lanes.draws_the_same(lanes) {
            *self = Self { version: self.version + 1, ..Self::default() };
        }
        self.lanes = lanes.clone();
        let known = filter.as_ref().map_or(trace.len(), |filter| filter.read.min(trace.len()));
        self.shown = filter.map(|filter| filter.shown);
        let from = self.seen.map_or(1, |(event, _)| event.number() + 1);
        // Of a long run that was just opened there are very many: they take no more room than they need.
        let new = known.saturating_sub(self.of_event.len());
        self.of_event.reserve(new);
        if self.shown.is_none() {
            self.all.reserve(new);
        }
        let last = EventId::new(known as u32);
        for id in (from..=last.number()).map(EventId::new) {
            if let Some((dot, at)) = trace.dot(id).zip(trace.at(id)) {
                self.take(trace, id, dot, at);
            }
        }
        if from <= last.number() {
            self.seen = trace.hash_at(last).map(|hash| (last, hash));
        }
    }

    /// Whether an event is to be drawn.
    fn is_shown(&self, id: EventId, machine: NodeId) -> bool {
        let is_left = self.shown.as_ref().is_none_or(|shown| shown.binary_search(&id).is_ok());
        is_left && !self.lanes.is_hidden(machine)
    }

    fn take(&mut self, trace: &Trace, id: EventId, dot: Dot, at: Time) {
        let machine = dot.node.machine();
        match trace.tag(id) {
            Some(Tag::Crashed) => self.turns.or_insert(machine, Vec::new()).push((id, false)),
            Some(Tag::Restarted) => self.turns.or_insert(machine, Vec::new()).push((id, true)),
            _ => {}
        }
        if !self.is_shown(id, machine) {
            self.of_event.push((self.all.len() as u32).saturating_sub(1));
            return;
        }
        let shape = shape(trace, id);
        let run = self.run_before(trace, id, dot, shape);
        if let Some(at) = run.filter(|at| !self.lanes.is_opened(self.all[*at].root)) {
            let column = &mut self.all[at];
            column.last = id;
            column.events += 1;
            self.of_event.push(at as u32);
            return;
        }
        let place = self
            .all
            .last()
            .map_or(0.0, |before| before.place + (at.since(before.at).ms() as f64 / COLUMN_MS).max(CROWDED));
        let column = self.all.len() as u32;
        let root = run.map_or(id, |at| self.all[at].root);
        self.all.push(Column { first: id, last: id, events: 1, root, machine, shape, at, place });
        self.of_event.push(column);
        self.of_lane.or_insert(machine, Vec::new()).push(column);
        if shape != Shape::Plain {
            self.notable.push(column);
        }
    }

    /// The column of the run of local events that an event goes on with, on a lane that is collapsed. What stands out
    /// belongs to no run.
    fn run_before(&self, trace: &Trace, id: EventId, dot: Dot, of: Shape) -> Option<usize> {
        if !self.lanes.is_collapsed(dot.node.machine()) || of != Shape::Plain || !self.is_local(trace, id) {
            return None;
        }
        let before = trace.previous(dot).filter(|before| self.is_local(trace, *before))?;
        let at = *self.of_event.get(before.index().checked_sub(1)?)? as usize;
        self.all.get(at).filter(|column| column.shape == Shape::Plain).map(|_| at)
    }

    /// Whether no message of an event leads to a lane that is shown.
    fn is_local(&self, trace: &Trace, id: EventId) -> bool {
        let Some(message) = trace.message(id) else { return true };
        let is_send = trace.sender_of(message) == Some(id);
        let other = if is_send { trace.receiver_of(message) } else { trace.sender_of(message) };
        let other = other.and_then(|other| trace.dot(other)).map(|dot| dot.node);
        // What only the message tells is looked up in it: where one leads that did not arrive, or that came from outside.
        let told = || trace.sent(message).map(|sent| if is_send { sent.message.to } else { sent.message.from });
        other.or_else(told).is_none_or(|other| self.lanes.is_hidden(other.machine()))
    }

    /// How many columns there are.
    pub fn len(&self) -> usize {
        self.all.len()
    }

    /// What changes whenever something in them does.
    pub fn stamp(&self) -> (u32, usize) {
        (self.version, self.of_event.len())
    }

    /// Whether nothing is to be drawn.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// One column.
    pub(super) fn get(&self, column: usize) -> Option<&Column> {
        self.all.get(column)
    }

    /// The columns from one to before another.
    pub(super) fn range(&self, span: (usize, usize)) -> &[Column] {
        self.all.get(span.0..span.1.min(self.all.len())).unwrap_or_default()
    }

    /// The column of an event; of one that is not drawn the column before it.
    pub fn of(&self, event: EventId) -> Option<usize> {
        let at = *self.of_event.get(event.index().checked_sub(1)?)? as usize;
        (at < self.all.len()).then_some(at)
    }

    /// The column that an event is drawn in; `None` for one that is not.
    pub(super) fn drawn(&self, event: EventId) -> Option<usize> {
        let at = self.of(event)?;
        self.all.get(at).filter(|column| column.first <= event && event <= column.last)?;
        Some(at)
    }

    /// The event that stands for another one: the first of its run.
    pub fn event_of(&self, column: usize) -> Option<EventId> {
        self.all.get(column).map(|column| column.first)
    }

    /// The columns of a lane.
    pub(super) fn of_lane(&self, machine: NodeId) -> &[u32] {
        self.of_lane.get(&machine).map_or(&[], Vec::as_slice)
    }

    /// The columns of a lane from one to before another.
    pub(super) fn lane_within(&self, machine: NodeId, span: (usize, usize)) -> &[u32] {
        within_span(self.of_lane(machine), span)
    }

    /// The columns of what stands out, from one to before another.
    pub(super) fn notable_within(&self, span: (usize, usize)) -> &[u32] {
        within_span(&self.notable, span)
    }

    /// When a machine went down and came up again.
    pub(super) fn turns(&self, machine: NodeId) -> &[(EventId, bool)] {
        self.turns.get(&machine).map_or(&[], Vec::as_slice)
    }

    /// The place of a column along the run, in columns.
    pub fn place(&self, column: usize, spacing: Spacing) -> f64 {
        match spacing {
            Spacing::Events => column as f64,
            Spacing::Time => self.all.get(column).map_or(0.0, |column| column.place),
        }
    }

    /// The place of the last column.
    pub fn end(&self, spacing: Spacing) -> f64 {
        self.all.len().checked_sub(1).map_or(0.0, |last| self.place(last, spacing))
    }

    /// How many columns stand before a place.
    pub(super) fn before(&self, place: f64, spacing: Spacing) -> usize {
        match spacing {
            Spacing::Events => (place.ceil().max(0.0) as usize).min(self.all.len()),
            Spacing::Time => self.all.partition_point(|column| column.place < place),
        }
    }

    /// The place of a moment: between the columns before and after it.
    pub(super) fn place_of_time(&self, at: Time, spacing: Spacing) -> Option<f64> {
        let after = self.all.partition_point(|column| column.at < at);
        let (right, to) = (self.all.get(after)?, self.place(after, spacing));
        let Some(before) = after.checked_sub(1) else { return (right.at == at).then_some(to) };
        let (left, from) = (self.all.get(before)?, self.place(before, spacing));
        let share = at.since(left.at).ms() as f64 / right.at.since(left.at).ms().max(1) as f64;
        Some(from + (to - from) * share)
    }
}

fn within_span(columns: &[u32], span: (usize, usize)) -> &[u32] {
    let at = |bound: usize| columns.partition_point(|column| (*column as usize) < bound);
    columns.get(at(span.0)..at(span.1)).unwrap_or_default()
}

//! The marks: one for each event that is drawn by itself.

use super::Scene;
use super::columns::Column;
use crate::id::{EventId, MessageId};
use crate::sim::trace::{Tag, Trace, Urgent};
use crate::texts::texts;
use crate::view::causality::Standing;
use crate::view::happened;
use crate::view::words::{Words, colour, real};

/// What an event is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shape {
    /// A circle.
    Plain,
    /// A diamond: a decision.
    Decision,
    /// A cross: something broke, or came too late.
    Fault,
    /// A triangle: an emergency came up.
    Emergency,
}

/// One event, or a run of local events that is collapsed.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Which; of a run the first.
    pub id: EventId,
    /// How many events it stands for.
    pub events: u32,
    /// Its place along the run.
    pub x: f64,
    /// Its lane.
    pub y: f64,
    /// The class of its machine's colour.
    pub colour: &'static str,
    /// How it stands to the one that is looked at; of a run its first event.
    pub standing: Standing,
    /// The same of the last event of a run.
    pub standing_last: Standing,
    /// Whether the cursor has not come to it.
    pub is_beyond: bool,
    /// What it is drawn as.
    pub shape: Shape,
    /// Whether it is the one that the focus is compared with.
    pub is_second: bool,
    /// Whether it was searched for.
    pub is_found: bool,
    /// What it is, in words.
    pub label: String,
}

/// What an event is drawn as.
pub(super) fn shape(trace: &Trace, event: EventId) -> Shape {
    match trace.tag(event) {
        Some(Tag::Crashed | Tag::Expired | Tag::ResultRefused | Tag::OnBattery) => Shape::Fault,
        Some(Tag::Decided) => Shape::Decision,
        Some(Tag::EmergencyDeclared) => Shape::Emergency,
        _ if submits_emergency(trace, event) => Shape::Emergency,
        _ => Shape::Plain,
    }
}

/// Whether an event sent the submission of an emergency.
pub(super) fn submits_emergency(trace: &Trace, event: EventId) -> bool {
    let submits = |message: MessageId| {
        trace.urgent(message) == Some(Urgent::Submitted) && trace.sender_of(message) == Some(event)
    };
    trace.message(event).is_some_and(submits)
}

impl Scene<'_> {
    /// How an event stands to the one that is looked at; before the first one there is none to stand to.
    fn standing(&self, event: EventId) -> Standing {
        let cone = self.sight.cone.as_ref().zip(self.trace.dot(event));
        cone.map_or(Standing::Concurrent, |(cone, dot)| cone.standing(dot))
    }

    /// How all of a column stand to it: the one that is looked at speaks for its run.
    pub(super) fn standing_of(&self, column: &Column) -> Standing {
        let focus = self.sight.focus;
        if column.events > 1 && column.first < focus && self.columns.drawn(focus) == self.columns.of(column.first) {
            return Standing::Itself;
        }
        self.standing(column.first)
    }

    pub(super) fn is_beyond(&self, id: EventId) -> bool {
        id > self.cursor
    }

    /// The mark of a column.
    pub(super) fn mark(&self, at: usize) -> Option<Mark> {
        let column = self.columns.get(at)?;
        let holds = |id: EventId| column.first <= id && id <= column.last && self.columns.drawn(id) == Some(at);
        let found = self.looked.found;
        let next = found.partition_point(|id| *id < column.first);
        let standing = self.standing_of(column);
        Some(Mark {
            id: column.first,
            events: column.events,
            x: self.scale.x(self.columns, at),
            y: *self.ys.get(&column.machine)?,
            colour: colour(column.machine),
            standing,
            standing_last: match column.events {
                1 => standing,
                _ => self.standing(column.last),
            },
            is_beyond: self.is_beyond(column.first),
            shape: column.shape,
            is_second: self.sight.compared.is_some_and(holds),
            is_found: found.get(next).copied().is_some_and(holds),
            label: self.told(column, standing),
        })
    }

    /// An event in words: what it is, when it was, how it stands to the one that is looked at.
    fn told(&self, column: &Column, standing: Standing) -> String {
        let Some(event) = self.trace.get(column.first) else { return String::new() };
        let (texts, name) = (texts().spacetime(), self.trace.names().of_node(event.dot.node));
        // Without the number of the event that is looked at: with each step all of these would change.
        let stands = match standing {
            Standing::Past => texts.in_past,
            Standing::Future => texts.in_future,
            Standing::Concurrent if self.sight.cone.is_none() => "",
            Standing::Concurrent => texts.concurrent,
            Standing::Itself => texts.looked_at,
        };
        let beyond = if self.is_beyond(column.first) { texts.beyond } else { "" };
        let stands = [stands, beyond].concat();
        if column.events > 1 {
            return texts.collapsed(column.events, &name, column.first, column.last, &stands);
        }
        let deed = happened::deed(&Words::new(self.trace.names()), self.trace, event);
        texts.event(event.id, &name, &deed, &real(event.at), &stands)
    }
}

//! The arrows: from each send to what became of it.

use super::Scene;
use crate::broker::call::{Body, Call};
use crate::broker::jobs::finding;
use crate::broker::outbox::EventKind;
use crate::id::{EventId, MessageId};
use crate::sim::trace::{Event, Sent};
use crate::view::within;

/// How far a message that has not arrived is drawn: along the run, and of the way to its lane.
const REACH: (f64, f64) = (26.0, 0.55);

/// What an arrow is drawn in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// A message.
    Plain,
    /// The message that the focus received or sent.
    Cause,
    /// A job that is an emergency.
    Emergency,
}

/// One arrow.
#[derive(Debug, Clone, PartialEq)]
pub struct Arrow {
    /// The message.
    pub message: MessageId,
    /// The event that received it.
    pub received: Option<EventId>,
    /// From where.
    pub from: (f64, f64),
    /// To where.
    pub to: (f64, f64),
    /// What it is drawn in.
    pub ink: Ink,
    /// Whether it ends beyond the cursor.
    pub is_later: bool,
    /// Whether it was lost where the arrow ends.
    pub is_lost: bool,
}

impl Scene<'_> {
    pub(super) fn arrows(&self) -> Vec<Arrow> {
        let trace = self.sim.trace();
        let of = |event: &&Event| Some((event.kind, event.id, trace.sent(event.message?)?));
        let mut arrows = Vec::new();
        for (kind, event, sent) in self.events.iter().filter_map(of) {
            match kind {
                EventKind::Receive => arrows.extend(self.arrival(event, sent)),
                EventKind::Send => arrows.extend(self.departure(event, sent)),
                EventKind::Internal => {}
            }
        }
        arrows
    }

    /// The arrow that ends at a receive. It may come from before the window.
    fn arrival(&self, event: EventId, sent: &Sent) -> Option<Arrow> {
        let to = (*self.xs.get(&event)?, *self.ys.get(&sent.message.to.machine())?);
        let y = *self.ys.get(&sent.message.from.machine())?;
        let from = sent.event.map(|send| self.xs.get(&send).copied().unwrap_or(self.left));
        // A message from outside the world has no sender here.
        Some(self.arrow(sent, Some(event), (from?, y), to, event > self.sim.cursor()))
    }

    /// The arrow of a send whose receive is not in the window: it was lost, is on its way, or arrives beyond.
    fn departure(&self, event: EventId, sent: &Sent) -> Option<Arrow> {
        let x = *self.xs.get(&event)?;
        let from = (x, *self.ys.get(&sent.message.from.machine())?);
        let y = *self.ys.get(&sent.message.to.machine())?;
        let part = (x + REACH.0, from.1 + (y - from.1) * REACH.1);
        let is_later = event > self.sim.cursor();
        if let Some(loss) = sent.lost {
            let at = self.xs.get(&EventId::new(loss.after)).copied().unwrap_or(x);
            let to = (within(at, part.0, part.0 + 3.0 * REACH.0), part.1);
            let is_later = loss.after > self.sim.cursor().number();
            return Some(Arrow { is_lost: true, ..self.arrow(sent, None, from, to, is_later) });
        }
        let last = sent.received.last().copied();
        match last {
            Some(received) if self.xs.contains_key(&received) => None,
            Some(received) => {
                let edge = (self.left + self.size.0, y);
                Some(self.arrow(sent, None, from, edge, received > self.sim.cursor()))
            }
            None => Some(self.arrow(sent, None, from, part, is_later)),
        }
    }

    fn arrow(&self, sent: &Sent, received: Option<EventId>, from: (f64, f64), to: (f64, f64), is_later: bool) -> Arrow {
        let is_emergency = match &sent.message.body {
            Body::Call(Call::Submit { spec, .. } | Call::Run { spec, .. }) => finding(spec).is_some(),
            _ => false,
        };
        let focus = self.focus.map(|focus| focus.id);
        let ink = match is_emergency {
            true => Ink::Emergency,
            false if focus.is_some() && (received == focus || sent.event == focus) => Ink::Cause,
            false => Ink::Plain,
        };
        Arrow { message: sent.message.id, received, from, to, ink, is_later, is_lost: false }
    }
}

//! The arrows: from each send to what became of it.

use super::Scene;
use crate::broker::executors::decimal;
use crate::id::{EventId, MessageId};
use crate::sim::trace::Sent;
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
    /// A message of the chain from one of two events to the other.
    Chain,
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
    /// Whether it is a duplicate, received after the first one.
    pub is_copy: bool,
}

impl Scene<'_> {
    /// The messages that were sent or received in the window.
    pub(super) fn arrows(&self) -> Vec<Arrow> {
        let mut arrows = Vec::new();
        for column in self.columns.range(self.span) {
            let Some(event) = self.trace.get(column.first) else { continue };
            for sent in self.trace.messages_of(event) {
                match sent.event == Some(event.id) {
                    true => arrows.extend(self.departure(event.id, sent)),
                    false => arrows.extend(self.arrival(event.id, sent)),
                }
            }
        }
        arrows
    }

    /// The arrow that ends at a receive. A message from outside the world has no sender here.
    fn arrival(&self, event: EventId, sent: Sent<'_>) -> Option<Arrow> {
        let (from, to) = (self.place_of(sent.event?)?, self.place_of(event)?);
        Some(self.arrow(sent, Some(event), from, to, event > self.cursor))
    }

    /// The arrow of a send whose receive is not in the window: it was lost, is on its way, or arrives beyond.
    fn departure(&self, event: EventId, sent: Sent<'_>) -> Option<Arrow> {
        let from = self.place_of(event)?;
        let y = *self.ys.get(&sent.message.to.machine())?;
        let part = (from.0 + REACH.0, from.1 + (y - from.1) * REACH.1);
        if let Some(loss) = sent.lost() {
            let at = self.x_near(EventId::new(loss.after)).unwrap_or(from.0);
            let to = (within(at, part.0, part.0 + 3.0 * REACH.0), part.1);
            let is_later = loss.after > self.cursor.number();
            return Some(Arrow { is_lost: true, ..self.arrow(sent, None, from, to, is_later) });
        }
        match sent.received.last().copied() {
            Some(received) if self.is_within(received) => None,
            Some(received) => {
                let to = self.place_of(received)?;
                Some(self.arrow(sent, Some(received), from, to, received > self.cursor))
            }
            None => Some(self.arrow(sent, None, from, part, event > self.cursor)),
        }
    }

    fn arrow(
        &self,
        sent: Sent<'_>,
        received: Option<EventId>,
        from: (f64, f64),
        to: (f64, f64),
        is_later: bool,
    ) -> Arrow {
        let focus = self.sight.cone.as_ref().map(|cone| cone.id());
        let is_chain = |hop: super::Hop| Some(hop.sent) == sent.event && Some(hop.received) == received;
        let ink = if self.sight.chain().any(is_chain) {
            Ink::Chain
        } else if self.is_emergency(sent.message.id) {
            Ink::Emergency
        } else if focus.is_some() && (received == focus || sent.event == focus) {
            Ink::Cause
        } else {
            Ink::Plain
        };
        let is_copy = received.is_some() && received != sent.received.first().copied();
        Arrow { message: sent.message.id, received, from, to, ink, is_later, is_lost: false, is_copy }
    }

    /// Whether a message carries a job that is an emergency.
    pub(super) fn is_emergency(&self, message: MessageId) -> bool {
        self.trace.urgent(message).is_some()
    }

    /// The way from one of two events to the other: along a lane to where each message is sent, and on from where it is
    /// received. A part on a hidden lane is left out.
    pub(super) fn way(&self) -> Option<String> {
        let relation = self.sight.relation.as_ref()?;
        let (early, late) = (relation.first.min(relation.second), relation.first.max(relation.second));
        if relation.chain.is_empty() && self.trace.get(early)?.dot.node != self.trace.get(late)?.dot.node {
            return None;
        }
        let hops = self.sight.chain().flat_map(|hop| [hop.sent, hop.received]);
        let mut path = String::new();
        let mut draws = false;
        for id in std::iter::once(early).chain(hops).chain([late]) {
            if let Some((x, y)) = self.place_of(id) {
                path.push_str(&format!("{}{} {}", if draws { "L" } else { "M" }, decimal(x), decimal(y)));
                draws = true;
            } else {
                draws = false;
            }
        }
        Some(path)
    }
}

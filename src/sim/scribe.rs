//! Whoever writes down what a world does: the trace, or one that makes a forgotten part of it again.

use std::sync::Arc;

use super::network::Met;
use super::trace::{Event, Loss, Mark};
use crate::broker::call::{Body, Message};
use crate::id::{EventId, MessageId, Names};
use crate::time::Time;

/// Takes everything that happens, in order. A run that is repeated says the same things once more.
pub(super) trait Scribe {
    /// The event that sent a message; `None` for one from outside the world, or one that nobody knows.
    fn sender(&self, message: MessageId) -> Option<EventId>;

    /// Whether a message was sent from outside the world.
    fn is_from_outside(&self, message: MessageId) -> bool;

    /// The next event.
    fn put_event(&mut self, event: Event);

    /// The event that comes next has these messages beside the one that it will name.
    fn put_more(&mut self, _event: EventId, _more: Vec<MessageId>) {}

    /// A message was sent: by the last event, unless it came from outside.
    fn put_sent(&mut self, message: &Message, event: Option<EventId>, at: Time);

    /// What the network did to a message.
    fn put_met(&mut self, _message: MessageId, _met: Met) {}

    /// A message was lost.
    fn put_loss(&mut self, _message: MessageId, _loss: Loss) {}

    /// Something is about to be done after the event at the cursor: whoever holds the names lets go of them, so that
    /// they can be added to without a copy, and is given them with the mark.
    fn before_mark(&mut self, _cursor: EventId) {}

    /// The `number`-th mark, and the names that there are now.
    fn put_mark(&mut self, _number: usize, _mark: Mark, _names: &Arc<Names>) {}

    /// Whether a message answers a call from outside the world: it leaves the world when it is sent.
    fn answers_outside(&self, message: &Message) -> bool {
        matches!(message.body, Body::Answer(call, _) if self.is_from_outside(call))
    }
}

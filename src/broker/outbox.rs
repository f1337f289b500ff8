//! What one step of a node produced: at most one event, and with a send its message.

use super::call::{Body, Message};
use crate::clock::Dot;
use crate::clock::inline::NodeClock;
use crate::id::{MessageId, NodeId};

/// How an event came about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EventKind {
    /// Within the node.
    Internal,
    /// A message left.
    Send,
    /// A message came in: merge, then tick.
    Receive,
}

/// One event as its node tells it. `F` is what can happen at nodes of its kind.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Happened<F> {
    /// The event's name.
    pub dot: Dot,
    /// How it came about.
    pub kind: EventKind,
    /// The message that was sent or received.
    pub message: Option<MessageId>,
    /// Whether it received something that was news.
    pub is_merge: bool,
    /// What happened.
    pub fact: F,
}

/// Takes what one step produces. A node never keeps it.
#[derive(Debug)]
pub struct Outbox<F> {
    next: MessageId,
    event: Option<Happened<F>>,
    message: Option<Message>,
}

impl<F> Outbox<F> {
    /// An empty one; a message that is sent gets this id.
    pub const fn new(next: MessageId) -> Self {
        Self { next, event: None, message: None }
    }

    /// What the step produced.
    pub fn into_parts(self) -> (Option<Happened<F>>, Option<Message>) {
        (self.event, self.message)
    }

    /// Something happened within the node.
    pub fn internal(&mut self, clock: &mut NodeClock, fact: F) {
        let dot = clock.tick();
        self.put(Happened { dot, kind: EventKind::Internal, message: None, is_merge: false, fact });
    }

    /// The node sends: tick, then the message carries what is known. A peer that is not `aware` sends no clock.
    pub fn send(&mut self, clock: &mut NodeClock, aware: bool, to: NodeId, body: Body, fact: F) -> (MessageId, Dot) {
        let dot = clock.tick();
        let id = self.next;
        let knowledge = aware.then(|| clock.now().clone());
        self.message = Some(Message { id, from: clock.owner(), to: to.machine(), clock: knowledge, body });
        self.put(Happened { dot, kind: EventKind::Send, message: Some(id), is_merge: false, fact });
        (id, dot)
    }

    /// The node received; its clock was told and ticked by [`NodeClock::receive`].
    pub fn received(&mut self, message: MessageId, dot: Dot, is_merge: bool, fact: F) {
        self.put(Happened { dot, kind: EventKind::Receive, message: Some(message), is_merge, fact });
    }

    fn put(&mut self, event: Happened<F>) {
        debug_assert!(self.event.is_none(), "one step is one event");
        self.event = Some(event);
    }
}

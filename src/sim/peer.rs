//! What all peers of a broker have in common: a clock, things to do, and one event a step.

use std::collections::VecDeque;

use super::fact::PeerFact;
use crate::broker::call::{Answer, Body, Call, Message};
use crate::broker::outbox::Outbox;
use crate::clock::{Dot, LocalClock};
use crate::id::{MessageId, NodeId};
use crate::time::Span;

/// A call without an answer is given up after this time.
pub const ANSWER_WITHIN: Span = Span::from_secs(10);
/// Results and reports are tried this often (UCP section 4) ...
pub const TRIES_MAX: u32 = 10;
/// ... this far apart.
pub const TRY_EVERY: Span = Span::from_secs(10);

/// What goes out of a peer: its clock and the answers that wait to be sent.
#[derive(Debug, Clone)]
pub struct Voice {
    clock: LocalClock,
    /// Whether it knows vector clocks; an original UCP node does not.
    aware: bool,
    answers: VecDeque<(NodeId, MessageId, Answer)>,
}

impl Voice {
    /// The voice of a node that has not said anything yet.
    pub const fn new(id: NodeId, aware: bool) -> Self {
        Self { clock: LocalClock::new(id), aware, answers: VecDeque::new() }
    }

    /// One event of its machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.clock.tick()
    }

    /// Its clock.
    pub const fn clock(&self) -> &LocalClock {
        &self.clock
    }

    /// Who it is, in its present life.
    pub const fn id(&self) -> NodeId {
        self.clock.owner()
    }

    /// Whether it knows vector clocks.
    pub const fn is_aware(&self) -> bool {
        self.aware
    }

    /// Whether an answer waits to be sent.
    pub fn has_answers(&self) -> bool {
        !self.answers.is_empty()
    }

    /// Sends the next answer that waits.
    pub fn send_answer(&mut self, out: &mut Outbox<PeerFact>) {
        if let Some((to, call, answer)) = self.answers.pop_front() {
            out.send(&mut self.clock, self.aware, to, Body::Answer(call, answer), PeerFact::Sent);
        }
    }

    /// Puts an answer to a call among those that wait.
    pub fn answer(&mut self, to: NodeId, call: MessageId, answer: Answer) {
        self.answers.push_back((to, call, answer));
    }

    /// Sends a call.
    pub fn call(&mut self, to: NodeId, call: Call, out: &mut Outbox<PeerFact>) -> MessageId {
        out.send(&mut self.clock, self.aware, to, Body::Call(call), PeerFact::Sent).0
    }

    /// Something happened within the peer.
    pub fn internal(&mut self, fact: PeerFact, out: &mut Outbox<PeerFact>) {
        out.internal(&mut self.clock, fact);
    }

    /// Takes a message in: merge and tick, then `hear` tells what became of it. A clock that can't be is refused,
    /// and the message with it.
    pub fn receive(
        &mut self,
        message: Message,
        out: &mut Outbox<PeerFact>,
        hear: impl FnOnce(&mut Self, NodeId, MessageId, Body) -> PeerFact,
    ) {
        let (id, from) = (message.id, message.from);
        let (dot, news, fact) = match message.clock.as_deref().filter(|_| self.aware).map(|c| self.clock.receive(c)) {
            Some(Err(error)) => {
                let why = format!("vector_clock: {error}");
                (self.clock.tick(), Vec::new(), PeerFact::Ignored { from, why })
            }
            Some(Ok((dot, news))) => (dot, news, hear(self, from, id, message.body)),
            None => (self.clock.tick(), Vec::new(), hear(self, from, id, message.body)),
        };
        out.received(id, dot, news, fact);
    }
}

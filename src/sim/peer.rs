//! What all peers of a broker have in common: a clock, things to do, and one event a step.

use std::collections::VecDeque;
use std::sync::Arc;

use super::fact::PeerFact;
use crate::broker::call::{Answer, Body, Call, Message};
use crate::broker::outbox::Outbox;
use crate::clock::Dot;
use crate::clock::inline::NodeClock;
use crate::id::{MessageId, NodeId};
use crate::time::{Span, Time};

/// A call without an answer is given up after this time.
pub const ANSWER_WITHIN: Span = Span::from_secs(10);
/// Downloads, results and reports are tried this often (UCP section 4) ...
pub const TRIES_MAX: u32 = 10;
/// ... this far apart.
pub const TRY_EVERY: Span = Span::from_secs(10);

/// When a call is made, and how often it was in vain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tries {
    /// When it is made next.
    pub at: Time,
    made: u32,
    /// What the last answer was, when there was one.
    why: Option<Arc<str>>,
}

impl Tries {
    /// A call that was not made yet.
    pub const fn from(at: Time) -> Self {
        Self { at, made: 0, why: None }
    }

    /// Whether it was made [`TRIES_MAX`] times.
    pub const fn are_used_up(&self) -> bool {
        self.made >= TRIES_MAX
    }

    /// It is made. Without an answer it is made again.
    pub fn make(&mut self, now: Time) {
        (self.at, self.made) = (now + ANSWER_WITHIN + TRY_EVERY, self.made.saturating_add(1));
    }

    /// It is made again no sooner than after this pause instead.
    pub fn pause(&mut self, now: Time, pause: Span) {
        self.at = now + ANSWER_WITHIN + pause;
    }

    /// It was refused.
    pub fn fail(&mut self, now: Time, answer: &Answer) {
        self.fail_for(now, answer.detail().unwrap_or("no reason given").into());
    }

    /// It was in vain, for this reason.
    pub fn fail_for(&mut self, now: Time, why: Arc<str>) {
        (self.at, self.why) = (now + TRY_EVERY, Some(why));
    }

    /// It is in vain for good, for this reason.
    pub fn give_up(&mut self, now: Time, why: Arc<str>) {
        *self = Self { at: now, made: TRIES_MAX, why: Some(why) };
    }

    /// Why it was in vain the last time.
    pub fn why(&self) -> Arc<str> {
        self.why.clone().unwrap_or_else(|| "no answer".into())
    }
}

/// What goes out of a peer: its clock and the answers that wait to be sent.
#[derive(Debug, Clone)]
pub struct Voice {
    clock: NodeClock,
    /// Whether it knows vector clocks; an original UCP node does not.
    aware: bool,
    answers: VecDeque<(NodeId, MessageId, Answer)>,
}

impl Voice {
    /// The voice of a node that has not said anything yet.
    pub const fn new(id: NodeId, aware: bool) -> Self {
        Self { clock: NodeClock::new(id), aware, answers: VecDeque::new() }
    }

    /// One event of its machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.clock.tick()
    }

    /// Its clock.
    pub const fn clock(&self) -> &NodeClock {
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
        let (dot, is_merge, fact) = match message.clock.as_ref().filter(|_| self.aware).map(|c| self.clock.receive(c)) {
            Some(Err(error)) => {
                let why = format!("vector_clock: {error}");
                (self.clock.tick(), false, PeerFact::Ignored { from, why: why.into() })
            }
            Some(Ok((dot, is_merge))) => (dot, is_merge, hear(self, from, id, message.body)),
            None => (self.clock.tick(), false, hear(self, from, id, message.body)),
        };
        out.received(id, dot, is_merge, fact);
    }
}

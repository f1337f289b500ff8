//! Causal broadcast: a message waits until everything that it depends on was delivered (Birman, Schiper and
//! Stephenson 1991).
//!
//! The delivery vector counts *sends* only. It is not the node's vector clock: that one ticks on receives
//! too, and a vector that does makes every later message look as if something were missing.

use std::collections::VecDeque;

use super::{Dot, VectorClock};
use crate::id::NodeId;

/// The most messages that wait at one node; the next one is refused, to be sent again.
pub(super) const HELD_MAX: usize = 256;

/// One node's side of a causal broadcast: what it sent, what it delivered, what still waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CausalDelivery<T> {
    owner: NodeId,
    delivered: VectorClock,
    held: VecDeque<(NodeId, VectorClock, T)>,
}

/// What became of a message that arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Held {
    /// It can be delivered, and perhaps others with it: see [`CausalDelivery::deliver`].
    Ready,
    /// It waits for another one.
    Waits,
    /// It was delivered before.
    Duplicate,
    /// [`HELD_MAX`] messages wait already.
    Full,
}

impl<T> CausalDelivery<T> {
    /// The side of a node that has neither sent nor delivered anything.
    pub const fn new(owner: NodeId) -> Self {
        Self { owner, delivered: VectorClock::new(), held: VecDeque::new() }
    }

    /// Stamps the owner's next broadcast. To the owner it is delivered at once.
    pub fn send(&mut self) -> VectorClock {
        let count = self.delivered.get(self.owner) + 1;
        self.delivered.set(Dot { node: self.owner, count });
        self.delivered.clone()
    }

    /// What was sent and delivered up to now; a newcomer starts from here.
    pub const fn delivered(&self) -> &VectorClock {
        &self.delivered
    }

    /// Starts from what somebody else had delivered: everything before is history to a newcomer.
    pub fn join(&mut self, delivered: &VectorClock) {
        for dot in delivered.entries().filter(|dot| dot.node != self.owner) {
            if !self.delivered.knows(dot) {
                self.delivered.set(dot);
            }
        }
        let delivered = &self.delivered;
        self.held.retain(|(from, stamp, _)| stamp.get(*from) > delivered.get(*from));
    }

    /// Takes a message with its stamp in; [`Self::deliver`] hands out what has become ready.
    pub fn receive(&mut self, from: NodeId, stamp: VectorClock, message: T) -> Held {
        let seen = stamp.get(from) <= self.delivered.get(from);
        if seen || self.held.iter().any(|(f, s, _)| *f == from && s.get(from) == stamp.get(from)) {
            // What it waited for may be history by now, since its node joined.
            return if !seen && self.is_next(from, &stamp) { Held::Ready } else { Held::Duplicate };
        }
        if self.held.len() >= HELD_MAX {
            return Held::Full;
        }
        let ready = self.is_next(from, &stamp);
        self.held.push_back((from, stamp, message));
        if ready { Held::Ready } else { Held::Waits }
    }

    /// Delivers one message whose every dependency was delivered, the earliest arrival first.
    pub fn deliver(&mut self) -> Option<T> {
        let at = self.held.iter().position(|(from, stamp, _)| self.is_next(*from, stamp))?;
        let (node, stamp, message) = self.held.remove(at)?;
        self.delivered.set(Dot { node, count: stamp.get(node) });
        Some(message)
    }

    /// How many messages wait.
    pub fn waiting(&self) -> usize {
        self.held.len()
    }

    fn is_next(&self, from: NodeId, stamp: &VectorClock) -> bool {
        stamp.entries().all(|dot| match dot.node == from {
            true => dot.count == self.delivered.get(from) + 1,
            false => self.delivered.knows(dot),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: NodeId = NodeId::new(0);
    const B: NodeId = NodeId::new(1);
    const C: NodeId = NodeId::new(2);

    #[test]
    fn an_end_that_overtakes_its_beginning_waits_for_it() {
        let (mut a, mut c) = (CausalDelivery::<&str>::new(A), CausalDelivery::new(C));
        let (declared, cleared) = (a.send(), a.send());
        assert_eq!(c.receive(A, cleared, "cleared"), Held::Waits);
        assert_eq!(c.deliver(), None);
        assert_eq!(c.receive(A, declared, "declared"), Held::Ready);
        assert_eq!((c.deliver(), c.deliver(), c.deliver()), (Some("declared"), Some("cleared"), None));
    }

    /// Found by the simulation: seed 41.
    #[test]
    fn what_overtook_the_welcome_of_a_newcomer_is_delivered_when_it_is_sent_again() {
        let (mut a, mut c) = (CausalDelivery::<&str>::new(A), CausalDelivery::new(C));
        let first = a.send();
        let second = a.send();
        assert_eq!(c.receive(A, second.clone(), "second"), Held::Waits);
        c.join(&first);
        assert_eq!(c.receive(A, second.clone(), "second"), Held::Ready);
        assert_eq!((c.deliver(), c.deliver()), (Some("second"), None), "once");
        assert_eq!(c.receive(A, second, "second"), Held::Duplicate);
    }

    #[test]
    fn an_answer_waits_for_what_it_answers_though_the_sender_is_another() {
        let mut a = CausalDelivery::<&str>::new(A);
        let mut b = CausalDelivery::new(B);
        let mut c = CausalDelivery::new(C);
        let question = a.send();
        b.receive(A, question.clone(), "question");
        b.deliver();
        let answer = b.send();
        assert_eq!(c.receive(B, answer, "answer"), Held::Waits);
        assert_eq!(c.receive(A, question.clone(), "question"), Held::Ready);
        assert_eq!((c.deliver(), c.deliver()), (Some("question"), Some("answer")));
        assert_eq!(c.receive(A, question, "question"), Held::Duplicate);
    }

    #[test]
    fn receiving_other_things_never_makes_a_broadcast_undeliverable() {
        let mut a = CausalDelivery::<u32>::new(A);
        let mut c = CausalDelivery::new(C);
        for n in 1..=100 {
            assert_eq!(c.receive(A, a.send(), n), Held::Ready);
            assert_eq!(c.deliver(), Some(n));
            c.send();
        }
        assert_eq!(c.waiting(), 0);
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut a = CausalDelivery::<usize>::new(A);
        let mut c = CausalDelivery::new(C);
        let first = a.send();
        for n in 0..HELD_MAX {
            assert_eq!(c.receive(A, a.send(), n), Held::Waits);
        }
        assert_eq!(c.receive(A, a.send(), 0), Held::Full);
        assert_eq!(c.receive(A, first, 0), Held::Full);
    }

    #[test]
    fn a_newcomer_starts_from_what_the_others_have_delivered() {
        let mut a = CausalDelivery::<&str>::new(A);
        let old = a.send();
        let mut c = CausalDelivery::new(C);
        c.join(a.delivered());
        assert_eq!(c.receive(A, old, "old"), Held::Duplicate);
        assert_eq!(c.receive(A, a.send(), "new"), Held::Ready);
    }

    #[test]
    fn what_a_newcomer_held_goes_where_it_is_history_and_stays_where_it_is_not() {
        let mut a = CausalDelivery::<&str>::new(A);
        let mut c = CausalDelivery::new(C);
        a.send();
        let (second, third, fourth) = (a.send(), a.send(), a.send());
        c.receive(A, second.clone(), "second");
        c.receive(A, fourth, "fourth");
        assert_eq!(c.waiting(), 2);
        c.join(&second);
        assert_eq!(c.waiting(), 1, "the second came before it joined");
        c.receive(A, third, "third");
        assert_eq!((c.deliver(), c.deliver(), c.waiting()), (Some("third"), Some("fourth"), 0));
    }

    #[test]
    fn a_broadcast_is_a_duplicate_of_its_senders_own_alone() {
        let (mut a, mut b) = (CausalDelivery::<&str>::new(A), CausalDelivery::<&str>::new(B));
        let mut c = CausalDelivery::new(C);
        a.send();
        b.send();
        let (of_a, of_b, later) = (a.send(), b.send(), a.send());
        assert_eq!(c.receive(A, of_a.clone(), "the second of A"), Held::Waits);
        assert_eq!(c.receive(B, of_b, "the second of B"), Held::Waits);
        assert_eq!(c.receive(A, later, "the third of A"), Held::Waits);
        assert_eq!(c.receive(A, of_a, "the second of A"), Held::Duplicate);
        assert_eq!(c.waiting(), 3);
    }
}

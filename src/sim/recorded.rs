//! A log that is done again: no broker, no draw, only what somebody wrote down elsewhere.
//!
//! A log has no times and no messages, only who knew of what. So its events follow each other at a distance that is the
//! same for all, and whatever an event newly knew came to it in messages from those that knew it last. The clocks are
//! ticked and merged here as everywhere, by the hosts themselves.

use std::sync::Arc;

use super::fact::What;
use super::machine::Node;
use super::scribe::Scribe;
use super::world::World;
use crate::broker::call::{Body, Message};
use crate::broker::outbox::{EventKind, Happened};
use crate::clock::inline::Knowledge;
use crate::clock::{Dot, LocalClock, VectorClock};
use crate::id::{EventId, MessageId, Names, NodeId};
use crate::ordered::{Map, Set};
use crate::scenario::Recorded;
use crate::time::Time;

/// From one event of a log to the next, in milliseconds.
pub const APART_MS: u64 = 1_000;

/// What is done again.
#[derive(Debug)]
pub struct Recording {
    events: Vec<Entry>,
    links: Set<(NodeId, NodeId)>,
}

/// One event.
#[derive(Debug)]
struct Entry {
    life: NodeId,
    text: Arc<str>,
    /// The events that will receive a message of it, in order.
    receivers: Vec<EventId>,
}

impl Recording {
    /// The events of a scenario whose bounds were checked, and whose nodes are named.
    #[inline(never)]
    pub(super) fn of(recorded: &[Recorded], names: &Names) -> Self {
        let entry = |event: &Recorded| Entry {
            life: names.find_node(&event.node).unwrap_or(NodeId::new(0)),
            text: event.text.as_str().into(),
            receivers: Vec::new(),
        };
        let mut events: Vec<Entry> = recorded.iter().map(entry).collect();
        let mut links = Set::new();
        for (event, number) in recorded.iter().zip(1u32..) {
            for heard in &event.heard {
                let (a, b) = (events[*heard as usize - 1].life.machine(), events[number as usize - 1].life.machine());
                links.insert((a.min(b), a.max(b)));
                events[*heard as usize - 1].receivers.push(EventId::new(number));
            }
        }
        Self { events, links }
    }

    /// Who sends anything to whom, each pair once.
    pub fn links(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.links.iter().copied()
    }
}

/// When an event of a log happens.
fn moment(event: EventId) -> Time {
    Time::from_ms(u64::from(event.number()) * APART_MS)
}

/// A host of a log.
#[derive(Debug, Clone)]
pub struct Host {
    present: NodeId,
    /// A clock a life: a log may tell of several, in any order.
    lives: Map<NodeId, LocalClock>,
    said: Arc<str>,
}

impl Host {
    /// A host of which nothing was told yet.
    pub(super) fn new(id: NodeId) -> Self {
        Self { present: id, lives: Map::from_iter([(id, LocalClock::new(id))]), said: "".into() }
    }

    /// Its clock, in the life that was told of last.
    pub fn clock(&self) -> &LocalClock {
        &self.lives[&self.present]
    }

    /// What was told of it last.
    pub fn said(&self) -> &str {
        &self.said
    }

    /// A tick of its own.
    pub(super) fn own_event(&mut self) -> Dot {
        let present = self.present;
        self.lives.or_insert(present, LocalClock::new(present)).tick()
    }

    /// One event of one of its lives: everything that comes in is merged, then it ticks. Returns whether anything was
    /// news.
    fn live(&mut self, life: NodeId, text: &Arc<str>, heard: &[Arc<Message>]) -> (Dot, bool) {
        (self.present, self.said) = (life, Arc::clone(text));
        let clock = self.lives.or_insert(life, LocalClock::new(life));
        let known = heard.iter().filter_map(|message| message.clock.as_ref());
        let all = known.map(Knowledge::vector).try_fold(VectorClock::new(), |mut all, known| {
            all.merge(&known)?;
            Ok(all)
        });
        // What is heard was sent by hosts of the same log: their clocks know no more of anybody than there is. They may
        // know of more lives than fit; then nothing is received.
        match all.and_then(|all| clock.receive(&all)) {
            Ok((dot, news)) => (dot, !news.is_empty()),
            Err(_) => (clock.tick(), false),
        }
    }
}

impl World {
    /// When the next event of the log happens.
    pub(super) fn next_recorded(&self) -> Option<Time> {
        let next = self.cursor().number() + 1;
        let recording = self.recording()?;
        (next as usize <= recording.events.len()).then(|| moment(EventId::new(next)))
    }

    /// The next event of the log.
    #[inline(never)]
    pub(super) fn replay(&mut self, scribe: &mut dyn Scribe) {
        let Some(recording) = self.recording.clone() else { return };
        let Some(Entry { life, text, receivers }) = recording.events.get(self.cursor().index()) else { return };
        let id = EventId::new(self.cursor().number() + 1);
        let mut heard = Vec::new();
        while self.network.next_arrival().is_some_and(|at| at <= self.now()) {
            heard.extend(self.network.arrive().map(|flight| flight.message));
        }
        let Some(Node::Host(host)) = self.machines.get_mut(&life.machine()).map(|machine| &mut machine.node) else {
            return;
        };
        let (dot, is_merge) = host.live(*life, text, &heard);
        let clock = Knowledge::claimed(*life, host.clock().now().clone());
        let first = self.message_id().number();
        let sent = (first..).take(receivers.len()).map(MessageId::new);
        let mut messages = heard.iter().map(|message| message.id).chain(sent);
        let (kind, message) = match (heard.len(), receivers.len()) {
            (0, 0) => (EventKind::Internal, None),
            (0, _) => (EventKind::Send, messages.next()),
            _ => (EventKind::Receive, messages.next()),
        };
        scribe.put_more(id, messages.collect());
        self.record(Happened { dot, kind, message, is_merge, fact: What::Recorded(Arc::clone(text)) }, scribe);
        for receiver in receivers {
            let to = recording.events[receiver.index() - 1].life.machine();
            let clock = Some(clock.clone());
            let message = Message { id: self.message_id(), from: *life, to, clock, body: Body::Unknown };
            self.set_off(Arc::new(message), id, moment(*receiver), scribe);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;
    use crate::sim::Sim;

    #[test]
    fn an_event_of_a_log_happens_at_its_second_and_says_what_the_log_says_of_it() {
        let event = |node: &str, text: &str, heard: &[u32]| Recorded {
            node: node.to_owned(),
            text: text.to_owned(),
            heard: heard.to_vec(),
        };
        let log = vec![event("a", "thinks", &[]), event("a", "speaks", &[]), event("b", "listens", &[2])];
        let sim = Sim::new(Scenario::of_log("log".to_owned(), log).unwrap()).unwrap();
        let seen: Vec<_> = sim.trace().events().map(|event| (event.at.ms(), event.kind)).collect();
        let expected = [(1_000, EventKind::Internal), (2_000, EventKind::Send), (3_000, EventKind::Receive)];
        assert_eq!(seen, expected);
        let said: Vec<&str> = sim
            .world()
            .machines()
            .values()
            .filter_map(|machine| match &machine.node {
                Node::Host(host) => Some(host.said()),
                _ => None,
            })
            .collect();
        assert_eq!(said, ["speaks", "listens"]);
    }

    #[test]
    fn a_host_that_hears_of_more_lives_than_fit_a_clock_learns_of_none() {
        let (mut host, text) = (Host::new(NodeId::new(0)), Arc::from("listens"));
        let heard = |from: u16| {
            let clock: VectorClock = (from..from + 10_000).map(|n| Dot { node: NodeId::new(n), count: 1 }).collect();
            let (id, node) = (MessageId::new(u32::from(from)), NodeId::new(from));
            let clock = Some(Knowledge::claimed(node, clock));
            Arc::new(Message { id, from: node, to: NodeId::new(0), clock, body: Body::Unknown })
        };
        let own = |count| Dot { node: NodeId::new(0), count };
        assert_eq!(host.live(NodeId::new(0), &text, &[heard(1), heard(20_000)]), (own(1), false));
        assert_eq!(host.live(NodeId::new(0), &text, &[heard(1)]), (own(2), true));
    }
}

//! A datastore: says that it is there, and keeps results.

use super::fact::PeerFact;
use super::peer::Voice;
use crate::broker::call::{Answer, Body, Call, Message, Reply};
use crate::broker::outbox::Outbox;
use crate::clock::{Dot, LocalClock};
use crate::id::{JobId, NodeId};
use crate::ordered::Map;
use crate::time::{Span, Time};

/// How often a datastore says that it is there: as often as a broker forgets locations (UCP section 4).
const ANNOUNCE_EVERY: Span = Span::from_secs(60);

/// A datastore.
#[derive(Debug, Clone)]
pub struct Datastore {
    voice: Voice,
    broker: NodeId,
    capacity: u64,
    results: Map<JobId, u64>,
    announce_at: Time,
}

impl Datastore {
    /// An empty datastore that starts at this moment.
    pub const fn new(id: NodeId, broker: NodeId, capacity: u64, now: Time) -> Self {
        Self { voice: Voice::new(id, true), broker, capacity, results: Map::new(), announce_at: now }
    }

    /// One event of its machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.voice.own_event()
    }

    /// Its clock.
    pub const fn clock(&self) -> &LocalClock {
        self.voice.clock()
    }

    /// How many bytes fit in.
    pub const fn capacity(&self) -> u64 {
        self.capacity
    }

    /// How many bytes are free.
    pub fn free(&self) -> u64 {
        self.capacity.saturating_sub(self.results.values().fold(0, |sum: u64, bytes| sum.saturating_add(*bytes)))
    }

    /// How many names it keeps.
    pub fn names(&self) -> usize {
        self.results.len()
    }

    /// When it wants to be woken; a moment that has passed means at once.
    pub fn next_deadline(&self) -> Option<Time> {
        Some(if self.voice.has_answers() { Time::START } else { self.announce_at })
    }

    /// One step, and at most one event.
    pub fn wake(&mut self, now: Time, out: &mut Outbox<PeerFact>) {
        if self.voice.has_answers() {
            return self.voice.send_answer(out);
        }
        if self.announce_at <= now {
            self.announce_at = now + ANNOUNCE_EVERY;
            let free = self.free();
            self.voice.call(self.broker, Call::Announce { free }, out);
        }
    }

    /// Takes a message in.
    pub fn receive(&mut self, message: Message, out: &mut Outbox<PeerFact>) {
        let free = self.free();
        let Self { voice, results, .. } = self;
        voice.receive(message, out, |voice, from, id, body| match body {
            Body::Call(Call::Ping) => {
                voice.answer(from, id, Answer::ok(Reply::Identity(voice.id())));
                PeerFact::Pinged
            }
            Body::Call(Call::Result { job, bytes }) => {
                let replaced = results.get(&job).copied().unwrap_or(0);
                if bytes > free.saturating_add(replaced) {
                    voice.answer(from, id, Answer::refused(500, "Not Enough Space"));
                    return PeerFact::ResultRefused { job };
                }
                results.insert(job, bytes);
                voice.answer(from, id, Answer::OK);
                PeerFact::ResultTaken { job, bytes }
            }
            Body::Call(call) => {
                voice.answer(from, id, Answer::refused(404, "Not Found"));
                PeerFact::Ignored { from, why: format!("a datastore does not answer to {}", call.name()) }
            }
            Body::Answer(..) => PeerFact::Settled,
        });
    }
}

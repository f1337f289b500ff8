//! The network between machines: every message takes a time drawn with the seed; links can be cut.

use rand_pcg::Pcg32;

use crate::broker::call::Message;
use crate::broker::decision::draw;
use crate::id::{MessageId, NodeId};
use crate::ordered::{Map, Set};
use crate::scenario::NetworkSpec;
use crate::time::{Span, Time};

/// One message, or one copy of it, on its way.
#[derive(Debug, Clone)]
pub struct Flight {
    /// The message.
    pub message: Message,
    /// When it was sent.
    pub sent_at: Time,
}

/// The network.
#[derive(Debug, Clone)]
pub struct Network {
    spec: NetworkSpec,
    rng: Pcg32,
    cuts: Set<(NodeId, NodeId)>,
    /// By arrival, and of equal arrivals by the order of sending.
    flights: Map<(Time, u64), Flight>,
    copies: u64,
}

impl Network {
    /// A network without messages.
    pub fn new(spec: NetworkSpec, seed: u64) -> Self {
        Self { spec, rng: Pcg32::new(seed, 1 << 32), cuts: Set::new(), flights: Map::new(), copies: 0 }
    }

    /// Takes a message on its way. Returns when it will arrive.
    pub fn send(&mut self, now: Time, message: Message) -> Time {
        let range = usize::try_from(self.spec.latency_ms_max - self.spec.latency_ms_min).unwrap_or(usize::MAX);
        let extra = draw(range.saturating_add(1), &mut self.rng).unwrap_or(0) as u64;
        let arrival = now + Span::from_ms(self.spec.latency_ms_min + extra);
        self.put(arrival, Flight { message, sent_at: now });
        arrival
    }

    fn put(&mut self, arrival: Time, flight: Flight) {
        self.copies += 1;
        self.flights.insert((arrival, self.copies), flight);
    }

    /// When the next message arrives.
    pub fn next_arrival(&self) -> Option<Time> {
        self.flights.first().map(|((at, _), _)| *at)
    }

    /// Takes the next message from its way.
    pub fn arrive(&mut self) -> Option<Flight> {
        self.flights.pop_first().map(|(_, flight)| flight)
    }

    /// All messages on their way with their arrivals, the next one first.
    pub fn flights(&self) -> impl ExactSizeIterator<Item = (Time, &Flight)> {
        self.flights.iter().map(|((arrival, _), flight)| (*arrival, flight))
    }

    /// Whether the link between two machines is cut.
    pub fn is_cut(&self, a: NodeId, b: NodeId) -> bool {
        !self.cuts.is_empty() && self.cuts.contains(&link(a, b))
    }

    /// All links that are cut.
    pub fn cuts(&self) -> impl Iterator<Item = (NodeId, NodeId)> + '_ {
        self.cuts.iter().copied()
    }

    /// Cuts a link. Returns whether it was whole. What is on its way over it will not arrive.
    pub fn cut(&mut self, a: NodeId, b: NodeId) -> bool {
        self.cuts.insert(link(a, b))
    }

    /// Heals a link. Returns whether it was cut.
    pub fn heal(&mut self, a: NodeId, b: NodeId) -> bool {
        self.cuts.remove(&link(a, b))
    }

    /// Takes all copies of a message away. Returns how many there were.
    pub fn drop_message(&mut self, message: MessageId) -> usize {
        let before = self.flights.len();
        self.flights.retain(|_, flight| flight.message.id != message);
        before - self.flights.len()
    }

    /// Lets the next copy of a message come later. Returns its new arrival.
    pub fn delay(&mut self, message: MessageId, by: Span) -> Option<Time> {
        let key = self.find(message)?;
        let flight = self.flights.remove(&key)?;
        let arrival = key.0 + by;
        self.put(arrival, flight);
        Some(arrival)
    }

    /// Lets a message come twice. Returns when the copy arrives.
    pub fn duplicate(&mut self, now: Time, message: MessageId) -> Option<Time> {
        let key = self.find(message)?;
        let copy = self.flights.get(&key)?.message.clone();
        Some(self.send(now, copy))
    }

    fn find(&self, message: MessageId) -> Option<(Time, u64)> {
        self.flights.iter().find(|(_, flight)| flight.message.id == message).map(|(key, _)| *key)
    }
}

/// A link has no direction.
fn link(a: NodeId, b: NodeId) -> (NodeId, NodeId) {
    let (a, b) = (a.machine(), b.machine());
    (a.min(b), a.max(b))
}

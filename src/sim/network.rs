//! The network between machines: every message takes a time drawn with the seed, may be lost, come twice or be held
//! back, and links can be cut.

use std::sync::Arc;

use rand_pcg::Pcg32;

use crate::broker::call::Message;
use crate::broker::decision::draw;
use crate::id::{MessageId, NodeId};
use crate::ordered::{Map, Set};
use crate::scenario::{NetworkSpec, PERMILLE};
use crate::time::{Span, Time};

/// One message, or one copy of it, on its way.
#[derive(Debug, Clone)]
pub struct Flight {
    /// The message, which the trace has too.
    pub message: Arc<Message>,
    /// When it was sent.
    pub sent_at: Time,
    /// Whether the network loses it before it arrives.
    pub is_lost: bool,
}

/// What the network did to a message when it was sent.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Met {
    /// For how long it held the message back, beyond its latency.
    pub held: Span,
    /// Whether it carries the message twice.
    pub is_doubled: bool,
}

/// Which ways of a link are cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Both.
    Both,
    /// Only the one from this machine.
    From(NodeId),
}

/// The network.
#[derive(Debug, Clone)]
pub struct Network {
    spec: NetworkSpec,
    /// The links that behave in a way of their own.
    links: Map<(NodeId, NodeId), NetworkSpec>,
    rng: Pcg32,
    /// From whom to whom nothing is carried.
    cuts: Set<(NodeId, NodeId)>,
    /// By arrival, and of equal arrivals by the order of sending.
    flights: Map<(Time, u64), Flight>,
    copies: u64,
}

impl Network {
    /// A network without messages.
    pub fn new(spec: NetworkSpec, seed: u64) -> Self {
        let rng = Pcg32::new(seed, 1 << 32);
        Self { spec, links: Map::new(), rng, cuts: Set::new(), flights: Map::new(), copies: 0 }
    }

    /// Takes a message on its way. Returns what it does to it, except that a loss is told when it would have arrived.
    pub fn send(&mut self, now: Time, message: Arc<Message>) -> Met {
        let spec = *self.spec(message.from, message.to);
        let is_lost = self.strikes(spec.loss_permille);
        let is_doubled = !is_lost && self.strikes(spec.duplication_permille);
        if is_doubled {
            self.set_off(now, Arc::clone(&message), spec, false);
        }
        let held = self.set_off(now, message, spec, is_lost);
        Met { held, is_doubled }
    }

    /// Whether what happens to so many of a thousand happens now. Of what never happens nothing is drawn.
    fn strikes(&mut self, permille: u32) -> bool {
        permille > 0 && draw(PERMILLE as usize, &mut self.rng).is_some_and(|drawn| drawn < permille as usize)
    }

    /// A time from 0 to this one, in milliseconds.
    fn drawn(&mut self, ms_max: u64) -> u64 {
        let range = usize::try_from(ms_max).unwrap_or(usize::MAX);
        draw(range.saturating_add(1), &mut self.rng).unwrap_or(0) as u64
    }

    /// Sets a copy of a message off. Returns for how long it is held back.
    fn set_off(&mut self, now: Time, message: Arc<Message>, spec: NetworkSpec, is_lost: bool) -> Span {
        let latency = spec.latency_ms_min + self.drawn(spec.latency_ms_max - spec.latency_ms_min);
        let is_held = self.strikes(spec.delay_permille);
        let held = Span::from_ms(if is_held { 1 + self.drawn(spec.delay_ms_max.saturating_sub(1)) } else { 0 });
        self.put(now + Span::from_ms(latency) + held, Flight { message, sent_at: now, is_lost });
        held
    }

    /// Sets a message off that arrives at a moment that is known.
    pub(super) fn put(&mut self, arrival: Time, flight: Flight) {
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

    /// How messages travel between two machines.
    pub fn spec(&self, a: NodeId, b: NodeId) -> &NetworkSpec {
        self.own_spec(a, b).unwrap_or(&self.spec)
    }

    /// How messages travel where no link says otherwise.
    pub const fn common_spec(&self) -> &NetworkSpec {
        &self.spec
    }

    /// How messages travel on this link alone, where it has a way of its own.
    pub fn own_spec(&self, a: NodeId, b: NodeId) -> Option<&NetworkSpec> {
        if self.links.is_empty() { None } else { self.links.get(&link(a, b)) }
    }

    /// All links with a way of their own.
    pub const fn own_specs(&self) -> &Map<(NodeId, NodeId), NetworkSpec> {
        &self.links
    }

    /// Messages travel in this way from now on: on one link, or on all that have no way of their own.
    pub fn set_spec(&mut self, on: Option<(NodeId, NodeId)>, spec: NetworkSpec) {
        match on {
            Some((a, b)) => drop(self.links.insert(link(a, b), spec)),
            None => self.spec = spec,
        }
    }

    /// Whether nothing is carried from one machine to another.
    pub fn is_cut(&self, from: NodeId, to: NodeId) -> bool {
        !self.cuts.is_empty() && self.cuts.contains(&(from.machine(), to.machine()))
    }

    /// Which ways between two machines are cut.
    pub fn cut_between(&self, a: NodeId, b: NodeId) -> Option<Cut> {
        match (self.is_cut(a, b), self.is_cut(b, a)) {
            (true, true) => Some(Cut::Both),
            (true, false) => Some(Cut::From(a.machine())),
            (false, true) => Some(Cut::From(b.machine())),
            (false, false) => None,
        }
    }

    /// All links that are cut, each once, the machine that came first before the other.
    pub fn cuts(&self) -> impl Iterator<Item = (NodeId, NodeId, Cut)> + '_ {
        let links: Set<(NodeId, NodeId)> = self.cuts.iter().map(|(from, to)| link(*from, *to)).collect();
        let links: Vec<(NodeId, NodeId)> = links.iter().copied().collect();
        links.into_iter().filter_map(|(a, b)| Some((a, b, self.cut_between(a, b)?)))
    }

    /// Cuts a link, or only its way from `a` to `b`. What is on its way there will not arrive.
    pub fn cut(&mut self, a: NodeId, b: NodeId, one_way: bool) {
        self.cuts.insert((a.machine(), b.machine()));
        if !one_way {
            self.cuts.insert((b.machine(), a.machine()));
        }
    }

    /// Heals a link, so that it carries as all others do, or only its way from `a` to `b`.
    pub fn heal(&mut self, a: NodeId, b: NodeId, one_way: bool) {
        self.cuts.remove(&(a.machine(), b.machine()));
        if !one_way {
            self.cuts.remove(&(b.machine(), a.machine()));
            self.links.remove(&link(a, b));
        }
    }

    /// Nothing is cut, and nothing goes wrong with a message, from now on.
    pub fn heal_all(&mut self) {
        self.cuts = Set::new();
        self.links = Map::new();
        self.spec = self.spec.calm();
    }

    /// Takes all copies of a message away.
    pub fn drop_message(&mut self, message: MessageId) {
        self.flights.retain(|_, flight| flight.message.id != message);
    }

    /// Lets the next copy of a message come later. Returns its new arrival.
    pub fn delay(&mut self, message: MessageId, by: Span) -> Option<Time> {
        let key = self.find(message)?;
        let flight = self.flights.remove(&key)?;
        let arrival = key.0 + by;
        self.put(arrival, flight);
        Some(arrival)
    }

    /// Lets a message come twice. The copy is not lost, whatever becomes of others.
    pub fn duplicate(&mut self, now: Time, message: MessageId) {
        let copy = self.find(message).and_then(|key| self.flights.get(&key)).map(|flight| Arc::clone(&flight.message));
        if let Some(copy) = copy {
            let spec = *self.spec(copy.from, copy.to);
            self.set_off(now, copy, spec, false);
        }
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

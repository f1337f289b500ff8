//! The history of a run in which anybody may talk to anybody: it finds its hubs by itself.
//!
//! Each event keeps what its node has *seen*: the highest version of each hub in its past. Whoever is not a hub has all
//! its knowledge of others from hubs, so that is enough (see [the room](super)). When a message passes between two nodes of
//! which none is a hub, one of them becomes one from then on; nothing that was kept before has to change:
//! - what it knew until then is in what it has seen, since it had heard from hubs alone;
//! - so a version of it from before adds nothing but its own count, and its log may begin empty.

use super::chunks::Chunks;
use super::log::{Log, raise};
use crate::clock::{Dot, VectorClock};
use crate::id::NodeId;
use crate::ordered::Map;

/// What an event brought to its node.
#[derive(Debug, Clone, Copy)]
pub enum Heard<'a> {
    /// Nothing: it is an internal event or a send, or what it received told nothing new.
    Nothing,
    /// What the event with this dot and this number knew, which sent the message.
    Event(Dot, usize),
    /// What several events knew, each of which sent a message that came in.
    Events(&'a [(Dot, usize)]),
    /// These counts, from outside the run: nobody's knowledge comes with them.
    Claims(&'a [Dot]),
}

/// A node that messages pass through, and what came to it from nodes that were no hubs then.
#[derive(Debug, Clone)]
struct Hub {
    node: NodeId,
    place: u32,
    /// The number of the event with which it became one.
    since: usize,
    log: Log,
}

/// The history. Events are numbered from 0, in an order in which each comes after its causes.
#[derive(Debug, Clone)]
pub struct Cover {
    /// Of each node that something is known of, the place in all vectors.
    places: Map<NodeId, u32>,
    hubs: Vec<Hub>,
    /// Of each event, where in `seen` stands what its node has seen.
    events: Chunks<u32>,
    /// Of the node at each place, the same for its last event.
    now: Vec<u32>,
    /// One after the other: how many hubs, and the highest version of each in the past. The first is that of nobody.
    seen: Vec<u32>,
}

impl Default for Cover {
    fn default() -> Self {
        Self { places: Map::new(), hubs: Vec::new(), events: Chunks::default(), now: Vec::new(), seen: vec![0] }
    }
}

impl Cover {
    /// The hubs, in the order in which they became it.
    pub fn hubs(&self) -> impl ExactSizeIterator<Item = NodeId> + '_ {
        self.hubs.iter().map(|hub| hub.node)
    }

    /// Takes the next event, the one with this dot.
    pub fn push(&mut self, dot: Dot, heard: Heard<'_>) {
        let own = self.place(dot.node) as usize;
        let mut at = self.now[own];
        match heard {
            Heard::Nothing => {}
            Heard::Event(sent, number) => at = self.hear(dot, sent, number, at),
            Heard::Events(all) => at = all.iter().fold(at, |at, (sent, number)| self.hear(dot, *sent, *number, at)),
            Heard::Claims(claims) => {
                let hub = self.hub(dot.node).unwrap_or_else(|| self.make_hub(dot.node));
                for claim in claims {
                    let place = self.place(claim.node);
                    self.hubs[hub].log.learn(dot.count, place, claim.count);
                }
            }
        }
        self.now[own] = at;
        self.events.push(at);
    }

    /// A node learns what a message tells. Returns where stands what it has seen then.
    fn hear(&mut self, dot: Dot, sent: Dot, number: usize, at: u32) -> u32 {
        let (receiver, sender) = (self.hub(dot.node), self.hub(sent.node));
        let (receiver, sender) = match (receiver, sender) {
            (None, None) if self.is_heir(sent.node) && !self.is_heir(dot.node) => {
                (None, Some(self.make_hub(sent.node)))
            }
            (None, None) => (Some(self.make_hub(dot.node)), None),
            ends => ends,
        };
        if let (Some(hub), None) = (receiver, sender) {
            let place = self.place(sent.node);
            self.hubs[hub].log.learn(dot.count, place, sent.count);
        }
        let theirs = self.events.get(number).copied().unwrap_or_default();
        let version = |seen: &Self, hub: usize| {
            let told = if sender == Some(hub) { sent.count } else { seen.seen_at(theirs, hub) };
            // Its own versions are its counts.
            if receiver == Some(hub) { 0 } else { told.max(seen.seen_at(at, hub)) }
        };
        let hubs = self.hubs.len();
        if (0..hubs).all(|hub| version(self, hub) == self.seen_at(at, hub)) {
            return at;
        }
        let fresh = self.seen.len() as u32;
        self.seen.push(hubs as u32);
        for hub in 0..hubs {
            let version = version(self, hub);
            self.seen.push(version);
        }
        fresh
    }

    /// The whole clock of an event, given its number and its dot.
    pub fn clock(&self, number: usize, dot: Dot) -> VectorClock {
        let mut counts = Vec::new();
        for (hub, version) in self.seen_by(number, dot) {
            hub.log.raise(version, &mut counts);
        }
        counts.resize(self.places.len(), 0);
        for (hub, version) in self.seen_by(number, dot) {
            raise(&mut counts[hub.place as usize], version);
        }
        let known = |(node, place): (&NodeId, &u32)| {
            let count = if *node == dot.node { dot.count } else { counts[*place as usize] };
            (count > 0).then_some(Dot { node: *node, count })
        };
        VectorClock::of_sorted(self.places.iter().filter_map(known).collect())
    }

    /// What an event learned: the entries of others that are higher in its clock than in that of the event before it on its
    /// node, in the order of the nodes. Both are given by number and dot.
    pub fn news(&self, event: (usize, Dot), before: Option<(usize, Dot)>) -> Vec<Dot> {
        let places = self.places.len();
        let mut counts = vec![0; 2 * places];
        let (known, heard) = counts.split_at_mut(places);
        for (hub, Hub { place, log, .. }) in self.hubs.iter().enumerate() {
            let then = before.map_or(0, |before| self.version(hub, before));
            let now = self.version(hub, event);
            log.raise_apart(then, now, known, heard);
            raise(&mut known[*place as usize], then);
            raise(&mut heard[*place as usize], now);
        }
        let mut news = Vec::new();
        for (&node, place) in self.places.iter() {
            let (known, count) = (known[*place as usize], heard[*place as usize]);
            if count > known && node != event.1.node {
                news.push(Dot { node, count });
            }
        }
        news
    }

    /// Whether an event, given its number and its dot, knows of another one.
    pub fn knows(&self, number: usize, dot: Dot, other: Dot) -> bool {
        if dot.node == other.node {
            return dot.count >= other.count;
        }
        self.seen_by(number, dot).any(|(hub, version)| {
            let told = |place: &u32| hub.log.known_at(version, *place) >= other.count;
            hub.node == other.node && version >= other.count || self.places.get(&other.node).is_some_and(told)
        })
    }

    /// The history of the first events only, after which each node has had so many.
    #[must_use]
    pub fn up_to(&self, events: usize, counts: impl Fn(NodeId) -> u32, now: impl Fn(NodeId) -> Option<usize>) -> Self {
        let then = |hub: &Hub| Hub { log: hub.log.up_to(counts(hub.node)), ..*hub };
        let mut last = vec![0; self.places.len()];
        for (node, place) in self.places.iter() {
            last[*place as usize] = now(*node).and_then(|number| self.events.get(number)).copied().unwrap_or_default();
        }
        Self {
            places: self.places.clone(),
            hubs: self.hubs.iter().take_while(|hub| hub.since < events).map(then).collect(),
            events: self.events.up_to(events),
            now: last,
            seen: self.seen.clone(),
        }
    }

    /// The hubs that an event has seen, itself included, each at its highest version.
    fn seen_by(&self, number: usize, dot: Dot) -> impl Iterator<Item = (&Hub, u32)> {
        let version = move |(hub, of): (usize, _)| (of, self.version(hub, (number, dot)));
        self.hubs.iter().enumerate().map(version).filter(|(_, version)| *version > 0)
    }

    /// The highest version of a hub that an event has seen, itself included.
    fn version(&self, hub: usize, (number, dot): (usize, Dot)) -> u32 {
        match self.hubs[hub].node == dot.node {
            true => dot.count,
            false => self.seen_at(self.events.get(number).copied().unwrap_or_default(), hub),
        }
    }

    fn seen_at(&self, at: u32, hub: usize) -> u32 {
        let seen = &self.seen.as_slice()[at as usize..];
        if hub < seen[0] as usize { seen[1 + hub] } else { 0 }
    }

    fn hub(&self, node: NodeId) -> Option<usize> {
        self.hubs.iter().position(|hub| hub.node == node)
    }

    /// Whether the node's machine was a hub in another life: it will be one again.
    fn is_heir(&self, node: NodeId) -> bool {
        self.hubs.iter().any(|hub| hub.node.machine() == node.machine())
    }

    fn make_hub(&mut self, node: NodeId) -> usize {
        let place = self.place(node);
        self.hubs.push(Hub { node, place, since: self.events.len(), log: Log::default() });
        self.hubs.len() - 1
    }

    fn place(&mut self, node: NodeId) -> u32 {
        let next = self.places.len() as u32;
        let place = *self.places.or_insert(node, next);
        if place == next {
            self.now.push(0);
        }
        place
    }
}

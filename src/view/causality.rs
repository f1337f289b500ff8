//! Who could know of whom: the causal past and future of an event, and a shortest chain of messages between two.
//!
//! Along the events of one node knowledge only grows. So the causal past of an event is a prefix of every node's
//! events, its causal future is a suffix, and what lies between is concurrent with it: two numbers a node say it all.

use crate::clock::Dot;
use crate::id::{EventId, MessageId, NodeId};
use crate::ordered::Map;
use crate::sim::trace::{Event, Trace};

/// How an event stands to another one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Standing {
    /// It happened before it.
    Past,
    /// It is the same.
    Itself,
    /// It happened after it.
    Future,
    /// Neither can have known of the other.
    Concurrent,
}

/// What one event can have known of a life, and what of the life can have known of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Its events up to this count are in the causal past; 0 when none is.
    pub past_upto: u32,
    /// Its events from this count on are in the causal future.
    pub future_from: Option<u32>,
    /// How many events it has.
    pub events: u32,
}

/// The causal past and future of one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cone {
    id: EventId,
    dot: Dot,
    lives: Map<NodeId, Reach>,
}

/// How many events stand how to one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// In its causal past.
    pub past: u32,
    /// In its causal future, as far as the run is known.
    pub future: u32,
    /// Neither.
    pub concurrent: u32,
}

impl Cone {
    /// The past and the future of an event; `None` when there is no such event. Clocks tell it at once; where a node
    /// without a clock has its part in the run, the messages are followed one by one.
    pub fn of(trace: &Trace, id: EventId) -> Option<Self> {
        let event = trace.get(id)?;
        let lives = if trace.blind_from().is_none() { by_clocks(trace, event)? } else { by_messages(trace, event) };
        Some(Self { id, dot: event.dot, lives })
    }

    /// Whose past and future it is.
    pub fn id(&self) -> EventId {
        self.id
    }

    /// How the event with this dot stands to it.
    pub fn standing(&self, dot: Dot) -> Standing {
        if dot == self.dot {
            return Standing::Itself;
        }
        let reach = self.reach(dot.node);
        if dot.count <= reach.past_upto {
            Standing::Past
        } else if reach.future_from.is_some_and(|from| dot.count >= from) {
            Standing::Future
        } else {
            Standing::Concurrent
        }
    }

    /// What it can have known of a life, and the life of it.
    pub fn reach(&self, life: NodeId) -> Reach {
        self.lives.get(&life).copied().unwrap_or(Reach { past_upto: 0, future_from: None, events: 0 })
    }

    /// How many events stand how to it.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (life, reach) in self.lives.iter() {
            // The event itself belongs to neither.
            let itself = u32::from(*life == self.dot.node);
            let past = reach.past_upto.saturating_sub(itself);
            let future = reach.future_from.map_or(0, |from| (reach.events + 1).saturating_sub(from));
            counts.past += past;
            counts.future += future;
            counts.concurrent += reach.events.saturating_sub(past + future + itself);
        }
        counts
    }
}

/// VC(e)[node] is how much of a node an event knows; who knows of the event is found along each node's clocks.
fn by_clocks(trace: &Trace, event: &Event) -> Option<Map<NodeId, Reach>> {
    let known = trace.clock(event.id)?;
    let reach = |(life, events): (NodeId, &[EventId])| {
        let future_from = match life == event.dot.node {
            true => Some(event.dot.count + 1).filter(|from| *from as usize <= events.len()),
            false => trace.first_knowing(life, event.dot),
        };
        (life, Reach { past_upto: known.get(life), future_from, events: events.len() as u32 })
    };
    Some(trace.lives().map(reach).collect())
}

/// The same from sends and receives alone: once back to the beginning, once on to the end.
#[inline(never)]
fn by_messages(trace: &Trace, event: &Event) -> Map<NodeId, Reach> {
    let none = |(life, events): (NodeId, &[EventId])| {
        (life, Reach { past_upto: 0, future_from: None, events: events.len() as u32 })
    };
    let mut lives: Map<NodeId, Reach> = trace.lives().map(none).collect();
    let learns = |dot: Dot, lives: &mut Map<NodeId, Reach>| {
        if let Some(reach) = lives.get_mut(&dot.node) {
            reach.past_upto = reach.past_upto.max(dot.count);
        }
    };
    learns(event.dot, &mut lives);
    let dots = |from: u32, to: u32| (from..=to).map(EventId::new).filter_map(|id| Some((id, trace.dot(id)?)));
    let causes = |id: EventId| trace.causes(id).filter_map(|cause| trace.dot(cause));
    for (id, dot) in dots(1, event.id.number()).rev() {
        let is_past = lives.get(&dot.node).is_some_and(|reach| dot.count <= reach.past_upto);
        causes(id).filter(|_| is_past).for_each(|cause| learns(cause, &mut lives));
    }
    let is_future = |dot: Dot, lives: &Map<NodeId, Reach>| {
        let from = lives.get(&dot.node).and_then(|reach| reach.future_from);
        dot == event.dot || from.is_some_and(|from| dot.count >= from)
    };
    for (id, dot) in dots(event.id.number() + 1, trace.len() as u32) {
        let follows = dot.node == event.dot.node;
        let hears = causes(id).any(|cause| is_future(cause, &lives));
        if let Some(reach) = lives.get_mut(&dot.node).filter(|_| follows || hears) {
            reach.future_from.get_or_insert(dot.count);
        }
    }
    lives
}

/// One message on the way from an event to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hop {
    /// Which.
    pub message: MessageId,
    /// The event that sent it.
    pub sent: EventId,
    /// The event that received it.
    pub received: EventId,
}

/// A chain of messages that leads from one event to a later one, in order, with as few messages as there can be: to
/// wait at a node costs nothing. Empty within one node; `None` when no chain leads there.
pub fn shortest_chain(trace: &Trace, from: EventId, to: EventId) -> Option<Vec<Hop>> {
    let start = from.number();
    let length = (to.number() + 1).checked_sub(start).filter(|_| start > 0)? as usize;
    // For each event from the first to the last: with how few messages it is reached, and from which event.
    let mut hops = vec![u32::MAX; length];
    let mut came_from = vec![0u32; length];
    let mut last_of: Map<NodeId, usize> = Map::new();
    *hops.first_mut()? = 0;
    let dots = (start..=to.number()).map(EventId::new).filter_map(|id| Some((id, trace.dot(id)?)));
    for (at, (id, dot)) in dots.enumerate() {
        if let Some(before) = last_of.insert(dot.node, at).filter(|before| hops[*before] != u32::MAX) {
            (hops[at], came_from[at]) = (hops[before], before as u32);
        }
        let causes = trace.causes(id).filter_map(|cause| cause.number().checked_sub(start));
        for cause in causes.filter(|cause| (*cause as usize) < at) {
            // One that came without a message as well is left as it came: that is never the longer way.
            if hops[cause as usize].saturating_add(1) < hops[at] {
                (hops[at], came_from[at]) = (hops[cause as usize] + 1, cause);
            }
        }
    }
    if *hops.last()? == u32::MAX {
        return None;
    }
    let mut chain = Vec::new();
    let mut at = length - 1;
    while at > 0 {
        let before = came_from[at] as usize;
        if hops[before] < hops[at] {
            let (sent, received) = (EventId::new(start + before as u32), EventId::new(start + at as u32));
            let mut messages = trace.messages_of(trace.get(received)?);
            let message = messages.find(|message| message.event == Some(sent))?.message.id;
            chain.push(Hop { message, sent, received });
        }
        at = before;
    }
    chain.reverse();
    Some(chain)
}

//! The past of a trace: as it was known at a moment, for a branch that begins there, and how much of it two branches share.

use std::hash::Hasher;
use std::sync::Arc;

use super::hash::StableHasher;
use super::memory::PAGE;
use super::{Fate, NONE, Trace, Way, place};
use crate::id::{EventId, MessageId, NodeId};
use crate::ordered::Map;
use crate::ordered::pages::Pages;
use crate::sim::world::World;

impl Trace {
    /// What was known when a world stood where it does.
    pub(in crate::sim) fn up_to(&self, world: &World) -> Self {
        let (events, messages, steps) = (world.cursor().index(), world.messages(), world.steps());
        // The page in which it ends is needed whole.
        self.get(world.cursor());
        let kept = |id: &EventId| id.index() <= events;
        let was_lost = |id: &&MessageId| self.loss(**id).is_some_and(|loss| loss.step <= steps);
        let life_then = |(node, life): (&NodeId, &Vec<EventId>)| {
            let alive = life.partition_point(kept);
            (alive > 0).then(|| (*node, life.iter().take(alive).copied().collect()))
        };
        let lives: Map<NodeId, Vec<EventId>> = self.lives.iter().filter_map(life_then).collect();
        let last = |node: NodeId| lives.get(&node).and_then(|life: &Vec<EventId>| life.last());
        let count = |node: NodeId| lives.get(&node).map_or(0, |life: &Vec<EventId>| life.len() as u32);
        let history = self.history.up_to(events, count, |node| last(node).map(|id| place(*id)));
        let more = self.more.iter().filter(|(event, _)| kept(event));
        Self {
            timeline: self.timeline.up_to(world),
            rows: self.rows.up_to(events),
            tags: self.tags.up_to(events),
            urgent: self.urgent.iter().filter(|(id, _)| id.index() <= messages).map(|(id, how)| (*id, *how)).collect(),
            starts: self.starts.iter().take(events.div_ceil(PAGE)).copied().collect(),
            ways: self.ways_up_to(messages, events),
            copies: self.copies_up_to(events),
            fates: self.fates_up_to(messages, steps),
            memory: self.memory.up_to(events, messages),
            hash: self.hash_at(world.cursor()).map_or(StableHasher::START, StableHasher::from),
            lost: self.lost.iter().filter(was_lost).copied().collect(),
            more: more.map(|(event, more)| (*event, more.clone())).collect(),
            lives,
            history,
            marks: self.marks.iter().take(world.marks()).cloned().collect(),
            blind_from: self.blind_from.filter(kept),
            names: Arc::clone(&world.names),
        }
    }

    /// So many messages, as they were after so many events: some were still on their way.
    fn ways_up_to(&self, messages: usize, events: usize) -> Pages<Way> {
        let mut ways = self.ways.up_to(messages);
        for (at, way) in self.ways.range(0, messages).enumerate() {
            if way.received.index() > events
                && let Some(way) = ways.get_mut(at)
            {
                way.received = NONE;
            }
        }
        ways
    }

    fn copies_up_to(&self, events: usize) -> Map<MessageId, Vec<EventId>> {
        let then = |(id, all): (&MessageId, &Vec<EventId>)| {
            let come = all.partition_point(|event| event.index() <= events);
            (come > 1).then(|| (*id, all.iter().take(come).copied().collect()))
        };
        self.copies.iter().filter_map(then).collect()
    }

    fn fates_up_to(&self, messages: usize, steps: u64) -> Map<MessageId, Fate> {
        let then = |(id, fate): (&MessageId, &Fate)| {
            let fate = Fate { met: fate.met, lost: fate.lost.filter(|loss| loss.step <= steps) };
            (id.index() <= messages && fate != Fate::default()).then_some((*id, fate))
        };
        self.fates.iter().filter_map(then).collect()
    }

    /// The last event up to which two traces are the same; 0 when they differ from the first on. Names do not count.
    pub fn common(&self, other: &Self) -> EventId {
        // A hash is that of all events up to one: as long as two agree, so did all before.
        let pages = self.memory.full().min(other.memory.full());
        let (mut same, mut differs) = (0, pages + 1);
        while differs - same > 1 {
            let middle = same.midpoint(differs);
            let agree = self.memory.hash_before(middle) == other.memory.hash_before(middle);
            *(if agree { &mut same } else { &mut differs }) = middle;
        }
        let from = EventId::new((same * PAGE) as u32 + 1);
        let mut hashes = [self.hash_before(same); 2];
        let both = self.range(from, self.last()).zip(other.range(from, other.last()));
        let agree = both.take_while(|(mine, theirs)| {
            hashes = [self.hash_with(mine, hashes[0]), other.hash_with(theirs, hashes[1])];
            hashes[0].finish() == hashes[1].finish()
        });
        EventId::new((same * PAGE + agree.count()) as u32)
    }

    /// Whether both traces hold the very same event with this number, because one is a branch of the other: they share all of
    /// their common past but for the last page of it.
    pub fn shares(&self, other: &Self, id: EventId) -> bool {
        id.index().checked_sub(1).is_some_and(|at| self.rows.shares(&other.rows, at))
    }
}

//! The whole history of a star: each event of one hub and its leaves, as somebody sees it who sees everything.

use super::chunks::Chunks;
use super::log::Log;
use super::{HUB, InlineError, Stamp};

/// No version of the hub is as high as this bit, since each is an event, and there are at most [`EVENTS_MAX`].
const NOT_YET: u32 = 1 << 31;
/// So many events come to stand in memory at once: a whole history is a long one.
const PIECE: usize = 1 << 12;
/// The most events of a star: 34 GB of them.
const EVENTS_MAX: u32 = NOT_YET - PIECE as u32;

/// One event: its stamp, and what is known only later. It has 16 bytes.
#[derive(Debug, Clone, Copy, Default)]
struct Record {
    place: u32,
    count: u32,
    seen: u32,
    /// The hub's first version that knows of it; its own for an event of the hub. As long as there is none: [`NOT_YET`],
    /// and below that bit the number of the event of its node before.
    received: u32,
}

/// A leaf as it is now.
#[derive(Debug, Clone, Copy)]
struct Now {
    count: u32,
    seen: u32,
    /// [`NOT_YET`] and the number of its last event; [`EVENTS_MAX`], which no event has, before the first.
    newest: u32,
}

/// The history. An event is named by its number, from 0, in the order in which they are told; a message, by the event
/// that sent it: it may be received late, never, or several times.
///
/// An event costs as little as the calls that bring it about; so they are always inlined, and make room before they have
/// anything in hand.
#[derive(Debug, Clone, Default)]
pub struct Star {
    version: u32,
    leaves: Vec<Now>,
    events: Chunks<Record, PIECE>,
    log: Log,
}

impl Star {
    /// A leaf joins; one that lost its memory joins anew. Returns its place.
    ///
    /// # Errors
    /// [`InlineError::Overflow`]: there are as many leaves as can be counted.
    pub fn join(&mut self) -> Result<u32, InlineError> {
        let place = u32::try_from(self.leaves.len() + 1).map_err(|_| InlineError::Overflow)?;
        self.leaves.push(Now { count: 0, seen: 0, newest: NOT_YET | EVENTS_MAX });
        Ok(place)
    }

    /// How many events there are.
    pub const fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing has happened.
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The stamp of an event.
    #[inline]
    pub fn stamp(&self, event: u32) -> Option<Stamp> {
        let Record { place, count, seen, .. } = *self.events.get(event as usize)?;
        Some(Stamp { place, count, seen })
    }

    /// An internal event or a send of the node at a place. Returns its number.
    ///
    /// # Errors
    /// There is no such place, or there are as many events as can be numbered. Nothing has then happened.
    #[inline(always)]
    pub fn tick(&mut self, place: u32) -> Result<u32, InlineError> {
        let number = self.number()?;
        if place == HUB {
            self.put_hub();
        } else {
            self.put_leaf(place, 0, number)?;
        }
        Ok(number)
    }

    /// The node at a place receives what an event sent. Returns the number of the receive.
    ///
    /// # Errors
    /// There is no such place or event, not exactly one of both nodes is the hub, or there are as many events as can be
    /// numbered. Nothing has then happened.
    #[inline]
    pub fn receive(&mut self, place: u32, sent: u32) -> Result<u32, InlineError> {
        if place == HUB { self.receive_at_hub(sent) } else { self.receive_at_leaf(place, sent) }
    }

    #[inline(always)]
    fn receive_at_leaf(&mut self, place: u32, sent: u32) -> Result<u32, InlineError> {
        let number = self.number()?;
        let message = self.events.get(sent as usize).ok_or(InlineError::Unknown(sent))?;
        if message.place != HUB {
            return Err(InlineError::Uncovered { from: message.place, to: place });
        }
        self.put_leaf(place, message.count, number)?;
        Ok(number)
    }

    #[inline(always)]
    fn receive_at_hub(&mut self, sent: u32) -> Result<u32, InlineError> {
        let number = self.number()?;
        let message = self.events.get(sent as usize).ok_or(InlineError::Unknown(sent))?;
        let (place, count) = (message.place, message.count);
        if place == HUB {
            return Err(InlineError::Uncovered { from: HUB, to: HUB });
        }
        let version = self.put_hub();
        if let Some(known) = self.log.learn(version, place, count) {
            let mut at = sent;
            for _ in known..count {
                let record = &mut self.events[at as usize];
                at = std::mem::replace(&mut record.received, version) & !NOT_YET;
            }
        }
        Ok(number)
    }

    /// The hub's next event. Returns which one of its own it is.
    #[inline]
    fn put_hub(&mut self) -> u32 {
        let version = self.version + 1;
        self.version = version;
        self.events.put(Record { place: HUB, count: version, seen: version, received: version });
        version
    }

    /// A leaf's next event, with which it has been told of so many of the hub's.
    #[inline]
    fn put_leaf(&mut self, place: u32, told: u32, number: u32) -> Result<(), InlineError> {
        let leaf = (place as usize).checked_sub(1).and_then(|at| self.leaves.get_mut(at));
        let leaf = leaf.ok_or(InlineError::Unknown(place))?;
        let Now { count, seen, newest } = *leaf;
        let (count, seen) = (count + 1, seen.max(told));
        *leaf = Now { count, seen, newest: NOT_YET | number };
        self.events.put(Record { place, count, seen, received: newest });
        Ok(())
    }

    /// The number of the next event, for which there is room then.
    #[inline]
    fn number(&mut self) -> Result<u32, InlineError> {
        if self.events.is_full() {
            self.make_room()?;
        }
        Ok(self.events.len() as u32)
    }

    #[cold]
    fn make_room(&mut self) -> Result<(), InlineError> {
        if self.events.len() >= EVENTS_MAX as usize {
            return Err(InlineError::Overflow);
        }
        self.events.make_room();
        Ok(())
    }

    /// Whether one event happened before another: at most two comparisons, for any number of leaves. `None` when there is
    /// no such event.
    #[inline]
    pub fn before(&self, a: u32, b: u32) -> Option<bool> {
        let (first, second) = (self.events.get(a as usize)?, self.events.get(b as usize)?);
        Some((a < b) & ((first.received <= second.seen) | (first.place == second.place)))
    }

    /// The whole vector of an event, by place; places at the end that are 0 may be missing. `None` when there is no such
    /// event.
    pub fn vector(&self, event: u32) -> Option<Vec<u32>> {
        let stamp = self.stamp(event)?;
        let mut counts = Vec::new();
        self.log.raise(stamp.seen, &mut counts);
        let own = stamp.place as usize;
        counts.resize(counts.len().max(own + 1), 0);
        counts[HUB as usize] = stamp.seen;
        counts[own] = stamp.count;
        Some(counts)
    }
}

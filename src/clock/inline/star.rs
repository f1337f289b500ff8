//! The whole history of a star: each event of one hub and its leaves, as somebody sees it who sees everything.

use super::chunks::Chunks;
use super::log::Log;
use super::{HUB, InlineError, Leaf, Stamp, next};

/// No version of the hub is as high as this bit, since each is an event, and there are at most [`EVENTS_MAX`].
const NOT_YET: u32 = 1 << 31;
/// The most events of a star: 34 GB of them.
const EVENTS_MAX: u32 = NOT_YET - 1;

/// One event: its stamp, and what is known only later. It has 16 bytes.
#[derive(Debug, Clone, Copy)]
struct Record {
    stamp: Stamp,
    /// The hub's first version that knows of it; its own for an event of the hub. As long as there is none: [`NOT_YET`],
    /// and below that bit the number of the event of its node before.
    received: u32,
}

/// A leaf as it is now.
#[derive(Debug, Clone, Copy)]
struct Now {
    leaf: Leaf,
    /// [`NOT_YET`] and the number of its last event; [`EVENTS_MAX`], which no event has, before the first.
    newest: u32,
}

/// The history. An event is named by its number, from 0, in the order in which they are told; a message, by the event
/// that sent it: it may be received late, never, or several times.
#[derive(Debug, Clone, Default)]
pub struct Star {
    /// How many events there are.
    len: u32,
    version: u32,
    leaves: Vec<Now>,
    events: Chunks<Record>,
    log: Log,
}

impl Star {
    /// A leaf joins; one that lost its memory joins anew. Returns its place.
    ///
    /// # Errors
    /// [`InlineError::Overflow`]: there are as many leaves as can be counted.
    pub fn join(&mut self) -> Result<u32, InlineError> {
        let place = u32::try_from(self.leaves.len() + 1).map_err(|_| InlineError::Overflow)?;
        self.leaves.push(Now { leaf: Leaf::new(place), newest: NOT_YET | EVENTS_MAX });
        Ok(place)
    }

    /// How many events there are.
    pub const fn len(&self) -> usize {
        self.len as usize
    }

    /// Whether nothing has happened.
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The stamp of an event.
    #[inline]
    pub fn stamp(&self, event: u32) -> Option<Stamp> {
        self.events.get(event as usize).map(|record| record.stamp)
    }

    /// An internal event or a send of the node at a place. Returns its number.
    ///
    /// # Errors
    /// There is no such place, or counts are used up. Nothing has then happened.
    #[inline]
    pub fn tick(&mut self, place: u32) -> Result<u32, InlineError> {
        if place == HUB {
            return self.tick_hub();
        }
        let number = self.number()?;
        let now = of(&mut self.leaves, place)?;
        let record = Record { stamp: now.leaf.tick()?, received: now.newest };
        now.newest = NOT_YET | number;
        self.push(record);
        Ok(number)
    }

    /// The node at a place receives what an event sent. Returns the number of the receive.
    ///
    /// # Errors
    /// There is no such place or event, not exactly one of both nodes is the hub, or counts are used up. Nothing has
    /// then happened.
    #[inline]
    pub fn receive(&mut self, place: u32, sent: u32) -> Result<u32, InlineError> {
        let message = self.stamp(sent).ok_or(InlineError::Unknown(sent))?;
        if (place == HUB) == (message.place == HUB) {
            return Err(InlineError::Uncovered { from: message.place, to: place });
        }
        if place == HUB {
            return self.receive_at_hub(message, sent);
        }
        let number = self.number()?;
        let now = of(&mut self.leaves, place)?;
        let record = Record { stamp: now.leaf.receive(message)?, received: now.newest };
        now.newest = NOT_YET | number;
        self.push(record);
        Ok(number)
    }

    fn receive_at_hub(&mut self, message: Stamp, sent: u32) -> Result<u32, InlineError> {
        let known = self.log.known(message.place);
        let number = self.tick_hub()?;
        if self.log.learn(self.version, message.place, message.count) {
            let mut at = sent;
            for _ in known..message.count {
                let record = &mut self.events[at as usize];
                at = std::mem::replace(&mut record.received, self.version) & !NOT_YET;
            }
        }
        Ok(number)
    }

    #[inline]
    fn tick_hub(&mut self) -> Result<u32, InlineError> {
        let number = self.number()?;
        let version = next(self.version)?;
        self.version = version;
        let stamp = Stamp { place: HUB, count: version, seen: version };
        self.push(Record { stamp, received: version });
        Ok(number)
    }

    /// The number of the next event.
    #[inline]
    fn number(&self) -> Result<u32, InlineError> {
        if self.len < EVENTS_MAX { Ok(self.len) } else { Err(InlineError::Overflow) }
    }

    #[inline]
    fn push(&mut self, record: Record) {
        self.events.push(record);
        self.len += 1;
    }

    /// Whether one event happened before another: at most two comparisons, for any number of leaves. `None` when there is
    /// no such event.
    #[inline]
    pub fn before(&self, a: u32, b: u32) -> Option<bool> {
        let (a, b) = (self.events.get(a as usize)?, self.events.get(b as usize)?);
        if a.stamp.place == b.stamp.place {
            return Some(a.stamp.count < b.stamp.count);
        }
        Some(a.received <= b.stamp.seen)
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

/// The leaf at a place.
#[inline]
fn of(leaves: &mut [Now], place: u32) -> Result<&mut Now, InlineError> {
    (place as usize).checked_sub(1).and_then(|at| leaves.get_mut(at)).ok_or(InlineError::Unknown(place))
}

//! The datastores, what is believed of each, and what it missed while it was away.

use crate::broker::executors::SILENCE_MAX;
use crate::id::NodeId;
use crate::ordered::{Map, Set};
use crate::time::{Span, Time};

use super::DataName;

/// The most datastores at one broker; one more is not heard.
pub const STORES_MAX: usize = 1_000;
/// The most that a datastore that is away is remembered to have missed. Beyond it the first in order is forgotten, and
/// what it has of that comes back with it.
pub const MISSED_MAX: usize = 10_000;

/// What happened to data while a datastore that may have them was away.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Missed {
    /// They were stored anew elsewhere, or deleted.
    Data(DataName),
    /// The job whose folder this is went.
    JobData(DataName),
    /// They were stored elsewhere after it had not answered: they may still be on their way to it.
    Late(DataName),
}

/// What is believed of one datastore.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Store {
    /// The incarnation that was heard last.
    pub node: NodeId,
    /// How many bytes are free, as it said last, less what went there since.
    pub free: u64,
    /// When it was heard last, by the broker's time.
    pub heard_at: Time,
    /// Whether it was silent too long, or did not answer.
    pub is_away: bool,
    /// What it has to be told before it is asked again.
    pub missed: Set<Missed>,
}

impl Store {
    /// When it counts as away unless it is heard of.
    pub fn expires_at(&self) -> Time {
        self.heard_at + SILENCE_MAX + Span::from_ms(1)
    }

    /// Whether it can be asked: it is there, and knows what it missed.
    pub const fn is_present(&self) -> bool {
        !self.is_away && self.missed.is_empty()
    }
}

/// The datastores that announced themselves, by machine. One that went is kept in mind, so that what it missed is not
/// forgotten, and so that it can come back.
#[derive(Debug, Clone, Default)]
pub struct Stores(Map<NodeId, Store>);

impl Stores {
    /// All of them.
    pub const fn all(&self) -> &Map<NodeId, Store> {
        &self.0
    }

    /// The one on this machine.
    pub fn get(&self, machine: NodeId) -> Option<&Store> {
        self.0.get(&machine)
    }

    /// Those that can be asked, by machine.
    pub fn present(&self) -> impl Iterator<Item = (NodeId, &Store)> {
        self.0.iter().filter(|(_, store)| store.is_present()).map(|(machine, store)| (*machine, store))
    }

    /// Whether this one can be asked.
    pub fn is_present(&self, machine: NodeId) -> bool {
        self.get(machine).is_some_and(Store::is_present)
    }

    /// One says that it is there. Returns whether it was away before; `None` when there is no room for it, or when
    /// it is a former life of one that is known.
    pub(crate) fn announced(&mut self, node: NodeId, free: u64, now: Time) -> Option<bool> {
        let machine = node.machine();
        let Some(store) = self.0.get_mut(&machine) else {
            if self.0.len() >= STORES_MAX {
                return None;
            }
            let store = Store { node, free, heard_at: now, is_away: false, missed: Set::new() };
            self.0.insert(machine, store);
            return Some(false);
        };
        if store.node > node {
            return None;
        }
        // Another life begins without data. It may have been given some all the same before it was heard, so that what
        // it missed still counts.
        let was_away = store.is_away;
        (store.node, store.free, store.heard_at, store.is_away) = (node, free, now, false);
        Some(was_away)
    }

    pub(crate) fn set_away(&mut self, machine: NodeId) {
        if let Some(store) = self.0.get_mut(&machine) {
            store.is_away = true;
        }
    }

    pub(crate) fn set_free(&mut self, machine: NodeId, free: u64) {
        if let Some(store) = self.0.get_mut(&machine) {
            store.free = free;
        }
    }

    pub(crate) fn take_room(&mut self, machine: NodeId, bytes: u64) {
        if let Some(store) = self.0.get_mut(&machine) {
            store.free = store.free.saturating_sub(bytes);
        }
    }

    /// Everyone who can't be told now, but for the one where the data are, misses something.
    pub(crate) fn miss(&mut self, but_for: Option<NodeId>, what: &Missed) {
        for (machine, store) in self.0.iter_mut() {
            if !store.is_present() && Some(*machine) != but_for {
                store.note_missed(what.clone());
            }
        }
    }

    /// This one misses something.
    pub(crate) fn note_missed(&mut self, machine: NodeId, what: Missed) {
        if let Some(store) = self.0.get_mut(&machine) {
            store.note_missed(what);
        }
    }

    /// It has been told all of this.
    pub(crate) fn caught_up(&mut self, machine: NodeId, batch: &Set<Missed>) {
        if let Some(store) = self.0.get_mut(&machine) {
            store.missed = store.missed.iter().filter(|missed| !batch.contains(*missed)).cloned().collect();
        }
    }

    /// The first that has been silent too long.
    pub(crate) fn silent(&self, now: Time) -> Option<&Store> {
        self.0.values().find(|store| !store.is_away && store.expires_at() <= now)
    }

    pub(crate) fn next_silence(&self) -> Option<Time> {
        self.0.values().filter(|store| !store.is_away).map(Store::expires_at).min()
    }
}

impl Store {
    fn note_missed(&mut self, what: Missed) {
        if self.missed.len() >= MISSED_MAX
            && let Some(first) = self.missed.first().cloned()
        {
            self.missed.remove(&first);
        }
        self.missed.insert(what);
    }
}

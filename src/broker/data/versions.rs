//! Which of two calls to keep data of one name is older: the network may bring the older one later, or once more. Its
//! sender's clock tells.

use std::collections::VecDeque;

use super::DataName;
use crate::clock::inline::Knowledge;
use crate::clock::{Dot, VectorClock};
use crate::ordered::Map;

/// Of so many names it is known what whoever stored them knew; the one that was stored first is forgotten first.
pub const VERSIONS_MAX: usize = 1_000;

/// Which call brings data: the event that sent it, and what its sender knew then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// The event.
    pub said: Dot,
    /// What was known in it.
    pub clock: Knowledge,
}

/// What whoever stored each name knew, all together: a call that one of them knew of is older than what is kept, or a
/// duplicate.
#[derive(Debug, Clone, Default)]
pub(super) struct Versions {
    known: Map<DataName, VectorClock>,
    in_order: VecDeque<DataName>,
}

impl Versions {
    /// How many names there are.
    pub(super) const fn len(&self) -> usize {
        self.known.len()
    }

    /// Whether what this event sent is older than what is kept under a name, or the same.
    pub(super) fn has(&self, name: &DataName, said: Dot) -> bool {
        self.known.get(name).is_some_and(|known| known.knows(said))
    }

    /// A version is kept now.
    pub(super) fn learn(&mut self, name: &DataName, version: &Version) {
        match self.known.get_mut(name) {
            Some(known) => {
                // Without room for both, what came last counts.
                let said = version.clock.vector();
                if known.merge(&said).is_err() {
                    *known = said;
                }
            }
            None => {
                self.known.insert(name.clone(), version.clock.vector());
                self.in_order.push_back(name.clone());
            }
        }
        while self.in_order.len() > VERSIONS_MAX {
            if let Some(first) = self.in_order.pop_front() {
                self.known.remove(&first);
            }
        }
    }
}

//! What a datastore was told last of each name, so that a call that is late, or a duplicate, never brings older data
//! back: the clock on a call says which of its sender's events sent it, and so which of two calls came first.

use std::collections::VecDeque;

use crate::broker::data::DataName;
use crate::clock::Dot;
use crate::ordered::Map;

/// Of so many names, and of so many folders, it is known that they went; the one that went first is forgotten first.
const GONE_MAX: usize = 1_000;

/// The event of a broker that told last of each name, and of each folder that went.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    stored: Map<DataName, Dot>,
    gone: Gone,
    folders: Gone,
}

/// What went, in the order in which it did.
#[derive(Debug, Clone, Default)]
struct Gone {
    last: Map<DataName, Dot>,
    in_order: VecDeque<DataName>,
}

impl Told {
    pub(super) const fn new() -> Self {
        Self { stored: Map::new(), gone: Gone::new(), folders: Gone::new() }
    }

    /// Whether a later call of the same broker, or of a later life of it, told of a name before. Without a clock nobody
    /// can tell.
    pub(super) fn knows_later_than(&self, said: Option<Dot>, name: &DataName) -> bool {
        let folder = name.top().filter(|folder| name.goes_with(folder));
        let known = self.stored.get(name).into_iter().chain(self.gone.last.get(name));
        let known = known.chain(folder.and_then(|folder| self.folders.last.get(&folder)));
        let is_later =
            |known: &&Dot| said.is_some_and(|said| known.node.machine() == said.node.machine() && said < **known);
        known.into_iter().any(|known| is_later(&known))
    }

    pub(super) fn store(&mut self, name: &DataName, said: Option<Dot>) {
        self.gone.take_back(name);
        match said {
            Some(said) => drop(self.stored.insert(name.clone(), said)),
            None => drop(self.stored.remove(name)),
        }
    }

    pub(super) fn delete(&mut self, name: &DataName, said: Option<Dot>) {
        self.stored.remove(name);
        said.into_iter().for_each(|said| self.gone.put(name, said));
    }

    /// A folder goes, with all that stands in it but for what came by a later call.
    pub(super) fn delete_folder(&mut self, folder: &DataName, said: Option<Dot>) {
        self.stored.retain(|name, last| !name.goes_with(folder) || said.is_some_and(|said| *last > said));
        said.into_iter().for_each(|said| self.folders.put(folder, said));
    }
}

impl Gone {
    const fn new() -> Self {
        Self { last: Map::new(), in_order: VecDeque::new() }
    }

    fn put(&mut self, name: &DataName, said: Dot) {
        let known = self.last.get(name).copied();
        if known.is_none() {
            self.in_order.push_back(name.clone());
        }
        self.last.insert(name.clone(), known.map_or(said, |known| known.max(said)));
        while self.in_order.len() > GONE_MAX {
            if let Some(first) = self.in_order.pop_front() {
                self.last.remove(&first);
            }
        }
    }

    fn take_back(&mut self, name: &DataName) {
        if self.last.remove(name).is_some() {
            self.in_order.retain(|other| other != name);
        }
    }
}

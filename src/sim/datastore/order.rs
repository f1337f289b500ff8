//! What a datastore was told last of each name, so that a call that is late, or a duplicate, never brings older data
//! back: the clock on a call says which of its sender's events sent it, and so which of two calls came first.

use crate::broker::data::DataName;
use crate::clock::Dot;
use crate::ordered::recent::Recent;
use crate::ordered::table::Table;

/// Of so many names, and of so many folders, it is known that they went; the one that went first is forgotten first.
const GONE_MAX: usize = 1_000;

/// The event of a broker that told last of each name, and of each folder that went.
#[derive(Debug, Clone, Default)]
pub(super) struct Told {
    stored: Table<DataName, Dot>,
    gone: Recent<DataName, Dot>,
    folders: Recent<DataName, Dot>,
}

impl Told {
    /// Whether a later call of the same broker, or of a later life of it, told of a name before. Without a clock nobody
    /// can tell.
    pub(super) fn knows_later_than(&self, said: Option<Dot>, name: &DataName) -> bool {
        let folder = name.top().filter(|folder| name.goes_with(folder));
        let known = self.stored.get(name).into_iter().chain(self.gone.get(name));
        let known = known.chain(folder.and_then(|folder| self.folders.get(&folder)));
        let is_later =
            |known: &&Dot| said.is_some_and(|said| known.node.machine() == said.node.machine() && said < **known);
        known.into_iter().any(|known| is_later(&known))
    }

    pub(super) fn store(&mut self, name: &DataName, said: Option<Dot>) {
        self.gone.remove(name);
        match said {
            Some(said) => self.stored.insert(name.clone(), said),
            None => self.stored.remove(name),
        };
    }

    pub(super) fn delete(&mut self, name: &DataName, said: Option<Dot>) {
        self.stored.remove(name);
        said.into_iter().for_each(|said| put(&mut self.gone, name, said));
    }

    /// A folder goes, with all that stands in it but for what came by a later call.
    pub(super) fn delete_folder(&mut self, folder: &DataName, said: Option<Dot>) {
        let goes = |(name, last): &(&DataName, &Dot)| name.goes_with(folder) && said.is_none_or(|said| **last <= said);
        let gone: Vec<DataName> = self.stored.iter().filter(goes).map(|(name, _)| name.clone()).collect();
        for name in &gone {
            self.stored.remove(name);
        }
        said.into_iter().for_each(|said| put(&mut self.folders, folder, said));
    }
}

/// Notes that a name, or a folder, went: by the latest of the calls that said so.
fn put(gone: &mut Recent<DataName, Dot>, name: &DataName, said: Dot) {
    let known = gone.get(name).copied();
    gone.insert(name.clone(), known.map_or(said, |known| known.max(said)), GONE_MAX);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::NodeId;

    fn said(count: u32) -> Option<Dot> {
        Some(Dot { node: NodeId::new(0), count })
    }

    fn name(text: &str) -> DataName {
        DataName::new(text).unwrap()
    }

    #[test]
    fn a_call_that_comes_twice_is_not_late_and_one_from_before_it_is() {
        let mut told = Told::default();
        told.store(&name("map"), said(5));
        let late = [4, 5, 6].map(|count| told.knows_later_than(said(count), &name("map")));
        assert_eq!(late, [true, false, false]);
        assert!(!told.knows_later_than(None, &name("map")), "without a clock nobody can tell");
    }

    #[test]
    fn with_a_folder_goes_all_that_is_in_it_but_for_what_came_by_a_later_call() {
        let mut told = Told::default();
        for (text, count) in [("job/old", 3), ("job/same", 5), ("job/later", 7), ("other/old", 3)] {
            told.store(&name(text), said(count));
        }
        told.store(&name("job/silent"), said(1));
        told.delete_folder(&name("job"), said(5));
        assert_eq!(told.stored.keys().map(DataName::as_str).collect::<Vec<_>>(), ["job/later", "other/old"]);
        assert!(told.knows_later_than(said(4), &name("job/new")));
        assert!(!told.knows_later_than(said(5), &name("job/new")));
        assert!(!told.knows_later_than(said(4), &name("other/new")));
        told.delete_folder(&name("other"), None);
        assert_eq!(told.stored.len(), 1, "a broker without clocks is believed");
    }

    #[test]
    fn what_is_stored_again_is_gone_no_more_and_what_went_first_is_forgotten_first() {
        let mut told = Told::default();
        for n in 0..GONE_MAX {
            told.delete(&name(&format!("map-{n}")), said(n as u32 + 2));
        }
        let knows = |told: &Told, n: usize| told.knows_later_than(said(1), &name(&format!("map-{n}")));
        assert!((0..GONE_MAX).all(|n| knows(&told, n)));
        told.store(&name("map-1"), None);
        assert!(knows(&told, 0) && !knows(&told, 1) && knows(&told, 2));
        assert_eq!(told.gone.len(), GONE_MAX - 1);
        told.delete(&name("last"), said(9));
        assert!(knows(&told, 0), "there was room for it");
        told.delete(&name("one-more"), said(9));
        assert!(!knows(&told, 0) && knows(&told, 2));
    }
}

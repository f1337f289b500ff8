//! The DataBroker: data are bytes under names, which datastores keep and the broker finds (UCP section 1).
//!
//! What is asked of it becomes a [`Work`] that goes on by one call to one datastore at a time. Works on the same name
//! stand in line, so that a name is never half replaced for whoever reads it; and so do those on a job's data with
//! their deletion, so that it takes what was there before, and nothing that came after.

mod name;
mod serve;
mod stores;
mod versions;
mod work;

use std::collections::VecDeque;
use std::sync::Arc;

use rand_pcg::Pcg32;

pub use name::{DATA_NAME_MAX, DataName, DataNameError, Glob, check_prefix};
pub use stores::{MISSED_MAX, Missed, STORES_MAX, Store, Stores};
use versions::Versions;
pub use versions::{VERSIONS_MAX, Version};
pub use work::{LIST_MAX, PAGE, Task, Whom, Work};

use super::call::{Answer, Call};
use crate::clock::Dot;
use crate::id::NodeId;
use crate::ordered::Map;
use crate::ordered::recent::Recent;
use crate::planted::{self, Bug};
use crate::time::{Span, Time};

/// How long the broker remembers where data are (UCP section 4).
pub const LOCATION_KEPT: Span = Span::from_secs(60);
/// The most locations that are remembered; the one that was learnt first is forgotten first.
pub const LOCATIONS_MAX: usize = 10_000;
/// Of so many names it is known where they were last, though that is too old to be served; the one that was learnt first
/// is forgotten first.
pub const LAST_PLACES_MAX: usize = 2_000;
/// The most works under way; one more is refused with 503.
pub const WORKS_MAX: usize = 10_000;

/// Some bytes. In the simulated world most have a size and no content.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Data {
    /// How many bytes there are.
    pub bytes: u64,
    /// What they say, when somebody wrote them by hand.
    pub text: Option<Arc<str>>,
}

impl Data {
    /// So many bytes, whatever they say.
    pub const fn sized(bytes: u64) -> Self {
        Self { bytes, text: None }
    }

    /// The bytes of a text.
    pub fn text(text: &str) -> Self {
        Self { bytes: text.len() as u64, text: Some(text.into()) }
    }
}

/// Where the broker found data last, for as long as it believes that.
#[derive(Debug, Clone, Default)]
struct Locations {
    found: Map<DataName, (NodeId, Time)>,
    /// In the order in which they were learnt, which is the order in which they lapse.
    learnt: VecDeque<(Time, DataName)>,
    /// Where data were last, also when that is too old to be believed by anyone who reads.
    last: Recent<DataName, NodeId>,
}

impl Locations {
    fn learn(&mut self, name: DataName, store: NodeId, now: Time) {
        self.was_at(name.clone(), store);
        let until = now + LOCATION_KEPT;
        self.found.insert(name.clone(), (store, until));
        self.learnt.push_back((until, name));
        while self.learnt.len() > LOCATIONS_MAX {
            self.forget_first();
        }
    }

    fn was_at(&mut self, name: DataName, store: NodeId) {
        self.last.insert(name, store, LAST_PLACES_MAX);
    }

    /// A location is good up to the moment at which it lapses, and not in it.
    fn lapse(&mut self, now: Time) {
        while self.learnt.front().is_some_and(|(until, _)| *until <= now) {
            self.forget_first();
        }
    }

    /// What was learnt anew since stays.
    fn forget_first(&mut self) {
        let Some((until, name)) = self.learnt.pop_front() else { return };
        let is_old = self.found.get(&name).is_some_and(|(_, newer)| *newer <= until);
        if is_old && !planted::is(Bug::CacheServedAfterExpiry) {
            self.found.remove(&name);
        }
    }
}

/// What the next step of a work is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// A datastore is asked.
    Ask(NodeId, Call),
    /// There is an answer for whoever wanted it; some cleaning may be left.
    Answer(Whom, Answer),
    /// It is over. These works, which stood behind it in line, may begin.
    Over(Vec<u32>),
}

/// What a datastore said, as far as it mattered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Said {
    /// It keeps the data now.
    Stored,
    /// It has no room for them.
    Full,
    /// It has the data: so many bytes.
    Found(u64),
    /// It has no data of this name.
    NotThere,
    /// Data of this name, or of this job, went, or were not there.
    Deleted,
    /// It has so many names, on this page.
    Listed(usize),
    /// So many bytes are free.
    Free(u64),
    /// Something that no datastore says, with this status.
    Odd(u16),
}

/// The broker's data side: the datastores, where data are, and what is under way.
#[derive(Debug, Clone, Default)]
pub struct DataBroker {
    stores: Stores,
    locations: Locations,
    versions: Versions,
    works: Map<u32, Work>,
    /// The works on the data of one folder, or on one name outside of any, in the order in which they came.
    lines: Map<DataName, Vec<u32>>,
    next: u32,
}

impl DataBroker {
    /// The datastores that announced themselves.
    pub const fn stores(&self) -> &Stores {
        &self.stores
    }

    /// The datastores, to change what is believed of them.
    pub(super) const fn stores_mut(&mut self) -> &mut Stores {
        &mut self.stores
    }

    /// What is under way, the oldest first.
    pub fn works(&self) -> impl ExactSizeIterator<Item = &Work> {
        self.works.values()
    }

    /// The work with this number.
    pub fn work(&self, id: u32) -> Option<&Work> {
        self.works.get(&id)
    }

    /// Of how many names it is known where they were last.
    pub fn last_places(&self) -> usize {
        self.locations.last.len()
    }

    /// How many locations are remembered.
    pub const fn locations(&self) -> usize {
        self.locations.found.len()
    }

    /// Where data are, as far as that is remembered and the datastore is there.
    pub fn location(&self, name: &DataName, now: Time) -> Option<NodeId> {
        self.remembered(name, now).map(|(store, _)| store)
    }

    /// The same, and until when it is remembered.
    pub fn remembered(&self, name: &DataName, now: Time) -> Option<(NodeId, Time)> {
        let (store, until) = *self.locations.found.get(name)?;
        let is_fresh = until > now || planted::is(Bug::CacheServedAfterExpiry);
        (is_fresh && self.stores.is_present(store)).then_some((store, until))
    }

    /// Of how many names it is known which version is kept.
    pub const fn versions(&self) -> usize {
        self.versions.len()
    }

    /// Whether what this event sent to be kept is older than what is kept, or the same.
    pub(super) fn has_version(&self, name: &DataName, said: Dot) -> bool {
        self.versions.has(name, said)
    }

    /// When something will be forgotten or given up: a location, a silent datastore.
    pub fn next_deadline(&self) -> Option<Time> {
        let lapse = self.locations.learnt.front().map(|(until, _)| *until);
        self.stores.next_silence().into_iter().chain(lapse).min()
    }

    /// Forgets the locations that are too old.
    pub(super) fn lapse(&mut self, now: Time) {
        self.locations.lapse(now);
    }

    /// Takes a task in. Returns the work when it may begin at once, and not has to wait in the line of its name.
    ///
    /// # Errors
    /// There are too many: whoever wanted it is to be told.
    pub(super) fn begin(&mut self, task: Task, whom: Whom) -> Result<Option<u32>, Whom> {
        if self.works.len() >= WORKS_MAX {
            return Err(whom);
        }
        self.next = self.next.wrapping_add(1);
        let id = self.next;
        let work = Work::new(task, whom);
        let line = work.task.line();
        self.works.insert(id, work);
        if let Some(line) = &line {
            self.lines.or_insert(line.clone(), Vec::new()).push(id);
        }
        Ok(line.is_none_or(|line| self.may_begin(&line, id)).then_some(id))
    }

    /// Whether nothing that stands before a work in its line has to be over first.
    fn may_begin(&self, line: &DataName, id: u32) -> bool {
        let before = self.lines.get(line).into_iter().flatten().take_while(|other| **other != id);
        let task = |id: &u32| self.works.get(id).map(|work| &work.task);
        task(&id).is_some_and(|mine| before.filter_map(task).all(|other| !mine.disturbs(other)))
    }

    /// The next step of a work.
    #[inline(never)]
    pub(super) fn step(&mut self, id: u32, now: Time, rng: &mut Pcg32) -> Next {
        let Some(mut work) = self.works.remove(&id) else { return Next::Over(Vec::new()) };
        if let Task::DeleteJobData { folder } = &work.task {
            self.locations.found.retain(|name, _| !name.goes_with(folder));
        }
        if let Task::Store { name, version: Some(version), .. } = &work.task
            && self.versions.has(name, version.said)
        {
            work.supersede();
        }
        let known = work.task.name().and_then(|name| self.location(name, now));
        let last = known.or_else(|| self.locations.last.get(work.task.name()?).copied());
        match work.step(known, last, &mut self.stores, rng) {
            Some(next) => {
                if let (Some(store), Some(name)) = (work.may_be_at.take(), work.task.name()) {
                    self.locations.was_at(name.clone(), store);
                }
                self.works.insert(id, work);
                next
            }
            None => Next::Over(self.leave_line(&work.task, id)),
        }
    }

    /// A work is over. Returns those that may begin now: they had to wait for it, and for nobody else any more.
    fn leave_line(&mut self, task: &Task, id: u32) -> Vec<u32> {
        let Some(name) = task.line() else { return Vec::new() };
        let Some(line) = self.lines.get_mut(&name) else { return Vec::new() };
        let at = line.iter().position(|other| *other == id).unwrap_or(line.len());
        line.retain(|other| *other != id);
        let behind = line.get(at..).unwrap_or_default().to_vec();
        if line.is_empty() {
            self.lines.remove(&name);
        }
        let waited = |other: &u32| self.works.get(other).is_some_and(|work| work.task.disturbs(task));
        behind.into_iter().filter(|other| waited(other) && self.may_begin(&name, *other)).collect()
    }

    /// A datastore answered a call of a work.
    #[inline(never)]
    pub(super) fn heard(
        &mut self,
        id: u32,
        store: NodeId,
        answer: Answer,
        now: Time,
    ) -> Option<(Option<DataName>, Said)> {
        let work = self.works.get_mut(&id)?;
        let said = work.hear(store, answer, &mut self.stores);
        let name = work.task.subject();
        match (&work.task, said) {
            (Task::Store { name, version, .. }, Said::Stored) => {
                version.iter().for_each(|version| self.versions.learn(name, version));
                // Others may keep older data of this name. Those that are here are told by the work itself.
                let elsewhere = Missed::Data(name.clone());
                self.stores.miss(Some(store), &elsewhere);
                self.locations.learn(name.clone(), store, now);
            }
            (Task::Fetch { name, .. }, Said::Found(_)) => self.locations.learn(name.clone(), store, now),
            (Task::Fetch { name, .. }, Said::NotThere) => drop(self.locations.found.remove(name)),
            _ => {}
        }
        Some((name, said))
    }

    /// A datastore did not answer in time: it is away until it announces itself again.
    pub(super) fn unanswered(&mut self, id: Option<u32>, store: NodeId) {
        self.stores.set_away(store);
        if let Some(work) = id.and_then(|id| self.works.get_mut(&id)) {
            work.give_up_on(store, &mut self.stores);
        }
    }

    /// Whoever sent a result once more is the one to be told how it ended. Returns whether it is on its way here.
    pub(super) fn redirect_result(&mut self, by: &mut dyn FnMut(&mut super::Delivery) -> bool) -> bool {
        self.works.values_mut().any(|work| match &mut work.whom {
            Whom::Result(delivery) => by(delivery),
            Whom::Caller(..) | Whom::Nobody => false,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: Span = Span::from_ms(LOCATION_KEPT.ms() / 2);

    fn name(n: usize) -> DataName {
        DataName::folder(&format!("data-{n}"))
    }

    #[test]
    fn so_many_locations_are_kept_and_the_oldest_goes_first() {
        let mut data = DataBroker::default();
        let store = NodeId::new(1);
        for n in 0..LOCATIONS_MAX {
            data.locations.learn(name(n), store, Time::START);
        }
        assert_eq!((data.locations(), data.last_places()), (LOCATIONS_MAX, LAST_PLACES_MAX));
        let last_of = |data: &DataBroker, n| data.locations.last.get(&name(n)).is_some();
        assert!(
            last_of(&data, LOCATIONS_MAX - LAST_PLACES_MAX) && !last_of(&data, LOCATIONS_MAX - LAST_PLACES_MAX - 1)
        );
        data.locations.learn(name(LOCATIONS_MAX), store, Time::START);
        let known = |data: &DataBroker, n| data.locations.found.contains_key(&name(n));
        assert!(!known(&data, 0) && known(&data, 1) && known(&data, LOCATIONS_MAX));
    }
    #[test]
    fn a_location_that_was_learnt_anew_is_good_for_as_long_again() {
        let (mut locations, store) = (Locations::default(), NodeId::new(1));
        locations.learn(name(1), store, Time::START);
        locations.learn(name(1), store, Time::START + HALF);
        locations.lapse(Time::START + LOCATION_KEPT);
        assert!(locations.found.contains_key(&name(1)));
        locations.lapse(Time::START + LOCATION_KEPT + HALF);
        assert!(!locations.found.contains_key(&name(1)));
    }

    #[test]
    fn where_a_jobs_data_were_is_forgotten_when_they_are_deleted_and_of_no_others() {
        let (mut data, store) = (DataBroker::default(), NodeId::new(1));
        let (own, others) = (DataName::new("job/input").unwrap(), DataName::new("other/input").unwrap());
        for name in [&own, &others] {
            data.locations.learn(name.clone(), store, Time::START);
        }
        let deletion = Task::DeleteJobData { folder: DataName::folder("job") };
        let id = data.begin(deletion, Whom::Nobody).ok().flatten().unwrap();
        data.step(id, Time::START, &mut Pcg32::new(1, 1));
        assert!(data.locations.found.contains_key(&others) && !data.locations.found.contains_key(&own));
    }
}

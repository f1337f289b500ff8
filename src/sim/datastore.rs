//! A datastore: says that it is there, and keeps data under their names.

use super::fact::PeerFact;
use super::peer::Voice;
use crate::broker::call::{Answer, Body, Call, Message, Page, Reply};
use crate::broker::data::{Data, DataName};
use crate::broker::outbox::Outbox;
use crate::clock::Dot;
use crate::clock::inline::NodeClock;
use crate::id::NodeId;
use crate::ordered::table::Table;
use crate::time::{Span, Time};
use order::Told;

mod order;

/// How often a datastore says that it is there: as often as a broker forgets locations (UCP section 4).
const ANNOUNCE_EVERY: Span = Span::from_secs(60);
/// The most names that one datastore keeps.
pub const NAMES_MAX: usize = 100_000;

/// A datastore.
#[derive(Debug, Clone)]
pub struct Datastore {
    voice: Voice,
    broker: NodeId,
    capacity: u64,
    kept: Kept,
    announce_at: Time,
    /// Whether something else takes all room.
    is_full: bool,
}

/// What a datastore keeps, and from which calls.
#[derive(Debug, Clone, Default)]
struct Kept {
    data: Table<DataName, Data>,
    bytes: u64,
    told: Told,
}

impl Datastore {
    /// An empty datastore that starts at this moment.
    pub fn new(id: NodeId, broker: NodeId, capacity: u64, now: Time) -> Self {
        let (voice, kept) = (Voice::new(id, true), Kept::default());
        Self { voice, broker, capacity, kept, announce_at: now, is_full: false }
    }

    /// One event of its machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.voice.own_event()
    }

    /// Its clock.
    pub const fn clock(&self) -> &NodeClock {
        self.voice.clock()
    }

    /// How many bytes fit in.
    pub const fn capacity(&self) -> u64 {
        self.capacity
    }

    /// How many bytes are free.
    pub const fn free(&self) -> u64 {
        if self.is_full { 0 } else { self.capacity.saturating_sub(self.kept.bytes) }
    }

    /// Whether something else takes all room that its own data leave.
    pub const fn is_full(&self) -> bool {
        self.is_full
    }

    /// Something else takes all room, or no longer does.
    pub const fn set_full(&mut self, is_full: bool) {
        self.is_full = is_full;
    }

    /// What it keeps, by name.
    pub const fn data(&self) -> &Table<DataName, Data> {
        &self.kept.data
    }

    /// When it wants to be woken; a moment that has passed means at once.
    pub fn next_deadline(&self) -> Option<Time> {
        Some(if self.voice.has_answers() { Time::START } else { self.announce_at })
    }

    /// One step, and at most one event.
    pub fn wake(&mut self, now: Time, out: &mut Outbox<PeerFact>) {
        if self.voice.has_answers() {
            return self.voice.send_answer(out);
        }
        if self.announce_at <= now {
            self.announce_at = now + ANNOUNCE_EVERY;
            let free = self.free();
            self.voice.call(self.broker, Call::Announce { free }, out);
        }
    }

    /// Takes a message in.
    pub fn receive(&mut self, message: Message, out: &mut Outbox<PeerFact>) {
        let free = self.free();
        let Self { voice, kept, .. } = self;
        let said = message.clock.as_ref().map(|clock| Dot { node: message.from, count: clock.get(message.from) });
        voice.receive(message, out, |voice, from, id, body| {
            let Body::Call(call) = body else { return PeerFact::Settled };
            let (fact, answer) = match call {
                Call::Ping => (PeerFact::Pinged, Answer::ok(Reply::Identity(voice.id()))),
                call => kept.hear(call, from, said, free),
            };
            voice.answer(from, id, answer);
            fact
        });
    }
}

impl Kept {
    /// `said` is the event that sent the call; `None` from a broker without clocks.
    fn hear(&mut self, call: Call, from: NodeId, said: Option<Dot>, free: u64) -> (PeerFact, Answer) {
        let not_found = || Answer::refused(404, "Resource Not Found");
        match call {
            Call::Store { name, .. } if self.told.knows_later_than(said, &name) => {
                (PeerFact::DataLate { name }, Answer::refused(409, "Newer Data"))
            }
            Call::DeleteData(name) if self.told.knows_later_than(said, &name) => {
                (PeerFact::DataLate { name }, not_found())
            }
            Call::Store { name, data } => self.store(name, data, said, free),
            Call::Fetch { name, .. } => {
                let found = self.data.get(&name).cloned();
                let bytes = found.as_ref().map(|data| data.bytes);
                let answer = found.map_or_else(not_found, |data| Answer::ok(Reply::Data(data)));
                (PeerFact::DataRead { name, bytes }, answer)
            }
            Call::DeleteData(name) => {
                let was_here = self.remove(&name);
                self.told.delete(&name, said);
                let answer = if was_here { Answer::OK } else { not_found() };
                (PeerFact::DataDeleted { name, names: usize::from(was_here) }, answer)
            }
            Call::DeleteJobData { folder } => {
                let is_older = |name: &&DataName| name.goes_with(&folder) && !self.told.knows_later_than(said, name);
                let gone: Vec<DataName> = self.data.keys().filter(is_older).cloned().collect();
                let names = gone.iter().filter(|name| self.remove(name)).count();
                self.told.delete_folder(&folder, said);
                (PeerFact::DataDeleted { name: folder, names }, Answer::OK)
            }
            Call::ListPage { prefix, folder, page, size } => {
                let answer = Answer::ok(self.page(&prefix, folder.as_ref(), page, size));
                (PeerFact::Listed { prefix }, answer)
            }
            Call::List { prefix } => {
                let wanted = |name: &&DataName| name.as_str().starts_with(&*prefix);
                let names = self.data.keys().filter(wanted).cloned().collect();
                (PeerFact::Listed { prefix }, Answer::ok(Reply::Names(names)))
            }
            Call::Free => (PeerFact::FreeAsked, Answer::ok(Reply::Count(free))),
            call => {
                let why = format!("a datastore does not answer to {}", call.name());
                (PeerFact::Ignored { from, why: why.into() }, Answer::refused(404, "Not Found"))
            }
        }
    }

    /// Data of the same name are replaced, and their room counts.
    fn store(&mut self, name: DataName, data: Data, said: Option<Dot>, free: u64) -> (PeerFact, Answer) {
        let replaced = self.data.get(&name).map(|old| old.bytes);
        let fits = data.bytes <= free.saturating_add(replaced.unwrap_or(0));
        if !fits || replaced.is_none() && self.data.len() >= NAMES_MAX {
            return (PeerFact::DataRefused { name, bytes: data.bytes, free }, Answer::refused(500, "Not Enough Space"));
        }
        let bytes = data.bytes;
        self.bytes = self.bytes - replaced.unwrap_or(0) + bytes;
        self.data.insert(name.clone(), data);
        self.told.store(&name, said);
        (PeerFact::DataKept { name, bytes, replaced: replaced.is_some() }, Answer::OK)
    }

    fn remove(&mut self, name: &DataName) -> bool {
        let removed = self.data.remove(name);
        self.bytes -= removed.as_ref().map_or(0, |data| data.bytes);
        removed.is_some()
    }

    fn page(&self, prefix: &str, folder: Option<&DataName>, page: u32, size: u32) -> Reply {
        let wanted =
            |name: &&DataName| name.as_str().starts_with(prefix) && folder.is_none_or(|folder| name.is_in(folder));
        let all: Vec<&DataName> = self.data.keys().filter(wanted).collect();
        let from = (page.max(1) as usize - 1).saturating_mul(size as usize).min(all.len());
        let to = from.saturating_add(size as usize).min(all.len());
        let names = all[from..to].iter().map(|name| (*name).clone()).collect();
        Reply::Page(Box::new(Page { names, total: all.len() as u64, page, size }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deletion_that_is_late_leaves_what_came_after_it_and_what_is_replaced_gives_its_room_back() {
        let (mut kept, broker) = (Kept::default(), NodeId::new(0));
        let name = DataName::new("maps/north").unwrap();
        let said = |count| Some(Dot { node: broker, count });
        let store = |bytes| Call::Store { name: name.clone(), data: Data::sized(bytes) };
        kept.hear(store(10), broker, said(5), 100);
        let (fact, answer) = kept.hear(Call::DeleteData(name.clone()), broker, said(3), 90);
        assert_eq!((fact, answer.status), (PeerFact::DataLate { name: name.clone() }, 404));
        assert_eq!((kept.data.len(), kept.bytes), (1, 10));
        kept.hear(store(4), broker, said(6), 90);
        assert_eq!((kept.data.len(), kept.bytes), (1, 4));
        let (fact, answer) = kept.hear(Call::DeleteData(name.clone()), broker, said(7), 96);
        assert_eq!((fact, answer), (PeerFact::DataDeleted { name, names: 1 }, Answer::OK));
        assert_eq!((kept.data.len(), kept.bytes), (0, 0));
    }
}

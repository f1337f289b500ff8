//! The trace: every event of a run in the order in which it happened.
//!
//! It keeps no vector for an event, and not what was news to it: the history of inline clocks ([`Cover`]) keeps a few
//! integers of each event, and [`Trace::clock`] and [`Trace::news`] put together what somebody looks at.

use std::hash::{Hash, Hasher};
use std::sync::{Arc, LazyLock};

use super::fact::What;
use super::network::Met;
use crate::broker::call::{Body, Message};
use crate::broker::outbox::EventKind;
use crate::clock::inline::{Cover, Heard, Knowledge};
use crate::clock::{Causality, Dot, VectorClock};
use crate::id::{EventId, MessageId, Names, NodeId};
use crate::ordered::Map;
use crate::ordered::few::Few;
use crate::ordered::pages::Pages;
use crate::scenario::Command;
use crate::time::Time;

/// One event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Its number, from 1.
    pub id: EventId,
    /// When it happened.
    pub at: Time,
    /// Whose it is, and which one of its own.
    pub dot: Dot,
    /// How it came about.
    pub kind: EventKind,
    /// The message that was sent or received.
    pub message: Option<MessageId>,
    /// On a receive, the event that sent the message; `None` for a message from outside the world.
    pub cause: Option<EventId>,
    /// Whether it received something that its node did not know: see [`Trace::news`].
    pub is_merge: bool,
    /// What happened.
    pub what: What,
}

impl Event {
    /// Whether a message came in.
    pub fn is_receive(&self) -> bool {
        self.kind == EventKind::Receive
    }

    /// The hash covers what came from outside, and in a log what came in with one event; all other clocks follow from the causes.
    fn hash(&self, claims: &[Dot], state: &mut impl Hasher) {
        (self.id, self.at, self.dot, self.kind, self.message, self.cause).hash(state);
        (self.is_merge, claims, &self.what).hash(state);
    }
}

/// One message that was sent, and what became of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sent {
    /// The message.
    pub message: Message,
    /// The event that sent it; `None` for a message from outside the world.
    pub event: Option<EventId>,
    /// When it was sent.
    pub at: Time,
    /// The events that received it, several when it was duplicated.
    pub received: Few<EventId>,
    /// What happens to few messages.
    fate: Option<Box<Fate>>,
}

/// What befell a message on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Fate {
    met: Met,
    lost: Option<Loss>,
}

impl Sent {
    /// What the network did to it.
    pub fn met(&self) -> Met {
        self.fate.as_ref().map_or(Met::default(), |fate| fate.met)
    }

    /// How it, or a copy of it, was lost.
    pub fn lost(&self) -> Option<Loss> {
        self.fate.as_ref()?.lost
    }

    fn fate_mut(&mut self) -> &mut Fate {
        self.fate.get_or_insert_default()
    }

    /// It is not lost yet, and what the network did to it stays.
    fn forget_loss(&mut self) {
        self.fate.take_if(|fate| fate.met == Met::default());
        if let Some(fate) = &mut self.fate {
            fate.lost = None;
        }
    }
}

/// How a message was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Loss {
    /// When.
    pub at: Time,
    /// After how many events.
    pub after: u32,
    /// At which step of the world: several may follow one event.
    pub step: u64,
    /// Why.
    pub why: LossReason,
}

/// Why a message was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LossReason {
    /// The link was cut.
    Cut,
    /// Its destination was down.
    Down,
    /// Its destination was not there.
    Gone,
    /// Somebody dropped it.
    Dropped,
    /// The network lost it.
    Lost,
}

/// Something that was done to the world and is nobody's event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// When.
    pub at: Time,
    /// After how many events.
    pub after: u32,
    /// What: that of the scenario, or the one that was given.
    pub command: Arc<Command>,
    /// Why it could not be done, when it could not.
    pub refused: Option<String>,
}

/// Everything that happened.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    events: Pages<Event>,
    hashes: Pages<u64>,
    /// The messages in the order of sending: the number of each, from 1, is its place.
    sent: Pages<Sent>,
    /// The messages of an event beside the one that it names: in a log it may receive and send several.
    more: Map<EventId, Vec<MessageId>>,
    /// The events of each incarnation.
    lives: Map<NodeId, Vec<EventId>>,
    /// What each event knew.
    history: Cover,
    marks: Vec<Mark>,
    /// The messages that were lost, in the order of their losses.
    lost: Vec<MessageId>,
    /// The first receive after which the receiver's clock did not know of the send.
    blind_from: Option<EventId>,
    /// The names of everyone in it.
    pub(super) names: Arc<Names>,
}

impl Trace {
    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The names of everyone in it.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The same names to be kept: as long as they are the same object, nobody was named anew.
    pub fn shared_names(&self) -> Arc<Names> {
        Arc::clone(&self.names)
    }

    /// Lets go of the names: whoever else holds them can add one without a copy, and gives them back.
    pub(super) fn let_go_of_names(&mut self) {
        static NOBODYS: LazyLock<Arc<Names>> = LazyLock::new(Arc::default);
        self.names = Arc::clone(&NOBODYS);
    }

    /// The event with this number.
    pub fn get(&self, id: EventId) -> Option<&Event> {
        self.events.get(id.index().checked_sub(1)?)
    }

    /// The events from one number to another, both included.
    pub fn range(&self, from: EventId, to: EventId) -> impl DoubleEndedIterator<Item = &Event> {
        self.events.range(from.index().max(1) - 1, to.index())
    }

    /// All events.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter()
    }

    /// The event with this dot.
    pub fn event_of(&self, dot: Dot) -> Option<&Event> {
        let at = (dot.count as usize).checked_sub(1)?;
        self.get(*self.lives.get(&dot.node)?.get(at)?)
    }

    /// The event of the same node right before.
    pub fn previous(&self, event: &Event) -> Option<&Event> {
        self.event_of(Dot { count: event.dot.count.checked_sub(1)?, ..event.dot })
    }

    /// Every incarnation with its events in order: the event of count n is the one before the n-th.
    pub fn lives(&self) -> impl ExactSizeIterator<Item = (NodeId, &[EventId])> {
        self.lives.iter().map(|(node, events)| (*node, events.as_slice()))
    }

    /// The count of the first event of a node that knows of the event with this dot; `None` when none does. A clock
    /// only grows along its node's events.
    pub fn first_knowing(&self, node: NodeId, dot: Dot) -> Option<u32> {
        let events = self.lives.get(&node)?;
        let unaware = events.partition_point(|id| !self.knows(*id, dot));
        (unaware < events.len()).then_some(unaware as u32 + 1)
    }

    /// The first receive that taught its node's clock nothing of the send, because one of the two carries no clock.
    /// Before it clocks tell as much as the messages do; after it they may tell less.
    pub fn blind_from(&self) -> Option<EventId> {
        self.blind_from
    }

    /// The message with this number.
    pub fn sent(&self, message: MessageId) -> Option<&Sent> {
        self.sent.get(message.index().checked_sub(1)?)
    }

    /// The messages that an event sent or received.
    pub fn messages_of<'a>(&'a self, event: &'a Event) -> impl Iterator<Item = &'a Sent> {
        let more = self.more.get(&event.id).into_iter().flatten();
        event.message.iter().chain(more).filter_map(|id| self.sent(*id))
    }

    /// The events that sent what an event received; one, but for events of a log.
    pub fn causes<'a>(&'a self, event: &'a Event) -> impl Iterator<Item = EventId> + 'a {
        let id = event.id;
        self.messages_of(event).filter_map(|sent| sent.event).filter(move |sent| *sent != id)
    }

    /// All messages, in the order of sending.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = &Sent> {
        self.sent.iter()
    }

    /// The messages that were lost right after an event, before the next one; only the first loss of each counts.
    pub fn lost_after(&self, event: EventId) -> impl Iterator<Item = &Sent> {
        let after = |id: &MessageId| self.sent(*id).and_then(Sent::lost).map_or(0, |loss| loss.after);
        let from = self.lost.partition_point(|id| after(id) < event.number());
        let lost = self.lost.iter().skip(from).take_while(move |id| after(id) == event.number());
        lost.filter_map(|id| self.sent(*id))
    }

    /// Whether a message answers a call from outside the world: it leaves the world when it is sent.
    pub fn answers_outside(&self, message: &Message) -> bool {
        matches!(message.body, Body::Answer(call, _) if self.sent(call).is_some_and(|sent| sent.event.is_none()))
    }

    /// What was done to the world that is nobody's event.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The clock of its node right after an event.
    pub fn clock(&self, id: EventId) -> Option<VectorClock> {
        let event = self.get(id)?;
        Some(self.history.clock(place(event.id), event.dot))
    }

    /// The entries that the merge of an event raised, as they were then, in the order of their nodes.
    pub fn news(&self, event: &Event) -> Vec<Dot> {
        if !event.is_merge {
            return Vec::new();
        }
        let numbered = |event: &Event| (place(event.id), event.dot);
        self.history.news(numbered(event), self.previous(event).map(numbered))
    }

    /// Whether an event knows of the one with this dot.
    fn knows(&self, id: EventId, dot: Dot) -> bool {
        self.get(id).is_some_and(|event| self.history.knows(place(id), event.dot, dot))
    }

    /// How two events stand to each other, as their clocks tell it.
    pub fn relation(&self, a: EventId, b: EventId) -> Option<Causality> {
        let (a_dot, b_dot) = (self.get(a)?.dot, self.get(b)?.dot);
        if a == b {
            return Some(Causality::Equal);
        }
        Some(match (self.knows(b, a_dot), self.knows(a, b_dot)) {
            (true, _) => Causality::Before,
            (false, true) => Causality::After,
            (false, false) => Causality::Concurrent,
        })
    }

    /// The hash of all events up to one: the same run has the same, on every machine.
    pub fn hash_at(&self, id: EventId) -> Option<u64> {
        self.hashes.get(id.index().checked_sub(1)?).copied()
    }

    /// The hash of all events.
    pub fn hash(&self) -> u64 {
        self.hashes.last().copied().unwrap_or(StableHasher::START)
    }

    /// Takes the next event. One that is known already, because the run is being repeated, is not taken again.
    pub(super) fn push(&mut self, event: Event) {
        if let Some(known) = self.get(event.id) {
            debug_assert_eq!(*known, event, "a repeated run is the same run");
            return;
        }
        self.lives.or_insert(event.dot.node, Vec::new()).push(event.id);
        let cause = event.cause.and_then(|id| Some((id, self.get(id)?.dot)));
        let with_all = |id: EventId| Some((self.get(id)?.dot, place(id)));
        let several: Vec<(Dot, usize)> = match self.more.is_empty() {
            true => Vec::new(),
            false => self.causes(&event).filter_map(with_all).collect(),
        };
        let claims = match event.is_merge && cause.is_none() {
            true => self.claims(&event),
            false => several.iter().skip(1).map(|(dot, _)| *dot).collect(),
        };
        let mut hasher = StableHasher(self.hash());
        event.hash(&claims, &mut hasher);
        self.hashes.push(hasher.finish());
        let heard = match cause {
            _ if !event.is_merge => Heard::Nothing,
            Some(_) if !several.is_empty() => Heard::Events(&several),
            Some((id, dot)) => Heard::Event(dot, place(id)),
            None => Heard::Claims(&claims),
        };
        self.history.push(event.dot, heard);
        let knows = |dot| self.history.knows(place(event.id), event.dot, dot);
        if self.blind_from.is_none() && cause.is_some_and(|(_, dot)| !knows(dot)) {
            self.blind_from = Some(event.id);
        }
        if event.kind == EventKind::Receive {
            let more = self.more.get(&event.id).into_iter().flatten();
            for id in event.message.iter().chain(more) {
                if let Some(sent) = sent_mut(&mut self.sent, *id) {
                    sent.received.push(event.id);
                }
            }
        }
        self.events.push(event);
    }

    /// What a message from outside says of others than its receiver.
    fn claims(&self, received: &Event) -> Vec<Dot> {
        let clock = received.message.and_then(|message| self.sent(message)?.message.clock.as_ref());
        let claims = clock.map(Knowledge::vector).unwrap_or_default();
        claims.entries().filter(|dot| dot.node != received.dot.node).collect()
    }

    /// The event that comes next has these messages beside the one that it will name.
    pub(super) fn push_more(&mut self, event: EventId, more: Vec<MessageId>) {
        if !more.is_empty() {
            self.more.insert(event, more);
        }
    }

    /// Takes a message that was sent, unless it is known already, because the run is being repeated.
    pub(super) fn push_sent(&mut self, message: &Message, event: Option<EventId>, at: Time) {
        if message.id.index() > self.sent.len() {
            debug_assert_eq!(message.id.index(), self.sent.len() + 1, "messages are numbered as they are sent");
            let message = message.clone();
            self.sent.push(Sent { message, event, at, received: Few::new(), fate: None });
        }
    }

    /// What the network did to a message.
    pub(super) fn push_met(&mut self, message: MessageId, met: Met) {
        if let Some(sent) = sent_mut(&mut self.sent, message) {
            sent.fate_mut().met = met;
        }
    }

    /// A message was lost.
    pub(super) fn push_loss(&mut self, message: MessageId, loss: Loss) {
        if let Some(sent) = sent_mut(&mut self.sent, message).filter(|sent| sent.lost().is_none()) {
            sent.fate_mut().lost = Some(loss);
            self.lost.push(message);
        }
    }

    /// Takes the `number`-th mark, unless it is known.
    pub(super) fn push_mark(&mut self, number: usize, mark: Mark) {
        if number == self.marks.len() {
            self.marks.push(mark);
        }
    }

    /// What was known after so many events, messages, steps of the world, and marks.
    pub(super) fn up_to(&self, events: usize, messages: usize, steps: u64, marks: usize) -> Self {
        let kept = |id: &EventId| id.index() <= events;
        let was_lost = |id: &&MessageId| self.sent(**id).and_then(Sent::lost).is_some_and(|loss| loss.step <= steps);
        let life_then = |(node, life): (&NodeId, &Vec<EventId>)| {
            let alive = life.partition_point(kept);
            (alive > 0).then(|| (*node, life.iter().take(alive).copied().collect()))
        };
        let lives: Map<NodeId, Vec<EventId>> = self.lives.iter().filter_map(life_then).collect();
        let last = |node: NodeId| lives.get(&node).and_then(|life: &Vec<EventId>| life.last());
        let count = |node: NodeId| lives.get(&node).map_or(0, |life: &Vec<EventId>| life.len() as u32);
        let history = self.history.up_to(events, count, |node| last(node).map(|id| place(*id)));
        Self {
            events: self.events.up_to(events),
            hashes: self.hashes.up_to(events),
            sent: self.sent_up_to(messages, events, steps),
            lost: self.lost.iter().filter(was_lost).copied().collect(),
            more: self
                .more
                .iter()
                .filter(|(event, _)| kept(event))
                .map(|(event, more)| (*event, more.clone()))
                .collect(),
            lives,
            history,
            marks: self.marks.iter().take(marks).cloned().collect(),
            blind_from: self.blind_from.filter(kept),
            names: Arc::clone(&self.names),
        }
    }

    /// So many messages, as they were after so many events and steps: some were still on their way.
    fn sent_up_to(&self, messages: usize, events: usize, steps: u64) -> Pages<Sent> {
        let mut sent = self.sent.up_to(messages);
        let is_to_come = |id: &EventId| id.index() > events;
        for (at, then) in self.sent.range(0, messages).enumerate() {
            let is_lost_later = then.lost().is_some_and(|loss| loss.step > steps);
            if (is_lost_later || then.received.last().is_some_and(is_to_come))
                && let Some(sent) = sent.get_mut(at)
            {
                sent.received.truncate(sent.received.partition_point(|id| !is_to_come(id)));
                if is_lost_later {
                    sent.forget_loss();
                }
            }
        }
        sent
    }

    /// The last event; 0 when there is none.
    pub fn last(&self) -> EventId {
        EventId::new(self.len() as u32)
    }

    /// The last event that had happened by a moment; 0 when none had.
    pub fn last_by(&self, at: Time) -> EventId {
        EventId::new(self.events.partition_point(|event| event.at <= at) as u32)
    }

    /// The last event up to which two traces are the same; 0 when they differ from the first on. Names do not count.
    pub fn common(&self, other: &Self) -> EventId {
        let (mut same, mut differs) = (0, self.len().min(other.len()) + 1);
        // A hash is that of all events up to one: as long as two agree, so did all before.
        while differs - same > 1 {
            let middle = (same + differs) / 2;
            let agree = self.hashes.get(middle - 1) == other.hashes.get(middle - 1);
            *(if agree { &mut same } else { &mut differs }) = middle;
        }
        EventId::new(same as u32)
    }

    /// Whether both traces hold the very same event with this number, because one is a branch of the other: they share all of
    /// their common past but for the last page of it.
    pub fn shares(&self, other: &Self, id: EventId) -> bool {
        id.index().checked_sub(1).is_some_and(|at| self.events.shares(&other.events, at))
    }
}

/// The message with this number, to note what became of it.
fn sent_mut(sent: &mut Pages<Sent>, message: MessageId) -> Option<&mut Sent> {
    sent.get_mut(message.index().checked_sub(1)?)
}

/// Where an event stands in the history.
fn place(id: EventId) -> usize {
    id.index().saturating_sub(1)
}

/// Takes whole numbers, so that it says the same on every machine, whatever the length of a `usize` there: one
/// multiplication for each, or for each eight bytes of a text. Nobody has to be kept from finding two runs with one hash.
struct StableHasher(u64);

impl StableHasher {
    const START: u64 = 0xcbf2_9ce4_8422_2325;
    /// The fraction of the golden ratio, as an odd number.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

    /// In the page it is one function: its copies would be a kilobyte for each kind of fact.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn take(&mut self, n: u64) {
        let mixed = (self.0 ^ n).wrapping_mul(Self::FACTOR);
        self.0 = mixed ^ mixed >> 32;
    }
}

impl Hasher for StableHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        words.iter().for_each(|word| self.take(u64::from_le_bytes(*word)));
        // With its length before it no rest is like another one.
        let rest = rest.iter().fold(rest.len() as u64, |n, byte| n << 8 | u64::from(*byte));
        self.take(rest);
    }

    fn write_u8(&mut self, n: u8) {
        self.take(u64::from(n));
    }

    fn write_u16(&mut self, n: u16) {
        self.take(u64::from(n));
    }

    fn write_u32(&mut self, n: u32) {
        self.take(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.take(n);
    }

    fn write_i64(&mut self, n: i64) {
        self.take(n as u64);
    }

    fn write_usize(&mut self, n: usize) {
        self.take(n as u64);
    }

    fn write_isize(&mut self, n: isize) {
        self.take(n as u64);
    }
}

#[cfg(test)]
mod tests;

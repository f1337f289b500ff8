//! The trace: every event of a run in the order in which it happened.
//!
//! It keeps no vector for an event, and not what was news to it: the history of inline clocks ([`Cover`]) keeps a few
//! integers of each event, and [`Trace::clock`] and [`Trace::news`] put together what somebody looks at.

mod hash;
mod memory;
mod past;
mod recall;
mod tag;
mod writing;

use std::hash::{Hash, Hasher};
use std::sync::Arc;

use hash::StableHasher;
use memory::{Letter, Memory, PAGE};
pub use tag::{Tag, Urgent};

use super::fact::What;
use super::network::Met;
use super::timeline::Timeline;
use crate::broker::call::Message;
use crate::broker::outbox::EventKind;
use crate::clock::inline::Cover;
use crate::clock::{Causality, Dot, VectorClock};
use crate::id::{EventId, MessageId, Names, NodeId};
use crate::ordered::Map;
use crate::ordered::pages::Pages;
use crate::scenario::Command;
use crate::time::{Span, Time};

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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sent<'a> {
    /// The message.
    pub message: &'a Message,
    /// The event that sent it; `None` for a message from outside the world.
    pub event: Option<EventId>,
    /// When it was sent.
    pub at: Time,
    /// The events that received it, several when it was duplicated.
    pub received: &'a [EventId],
    /// What happens to few messages.
    fate: Option<&'a Fate>,
}

/// What befell a message on its way.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Fate {
    met: Met,
    lost: Option<Loss>,
}

impl Sent<'_> {
    /// What the network did to it.
    pub fn met(&self) -> Met {
        self.fate.map_or(Met::default(), |fate| fate.met)
    }

    /// How it, or a copy of it, was lost.
    pub fn lost(&self) -> Option<Loss> {
        self.fate?.lost
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

/// What stays at hand of every event.
#[derive(Debug, Clone, Copy)]
struct Row {
    /// When, in milliseconds since the first event of its page; [`FAR`] when that does not fit.
    since: u32,
    dot: Dot,
    message: Option<MessageId>,
}

/// What stays at hand of every message.
#[derive(Debug, Clone, Copy)]
struct Way {
    /// The event that sent it; 0 for a message from outside the world.
    sent: EventId,
    /// The event that received it first; 0 as long as none has.
    received: EventId,
}

/// So late in its page that only the event itself tells when: some 49 days.
const FAR: u32 = u32::MAX;
/// What is written where there is no event.
const NONE: EventId = EventId::new(0);

/// Everything that happened.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// How it came about, and comes about again.
    pub(super) timeline: Timeline,
    rows: Pages<Row>,
    /// When the first event of each page happened.
    starts: Vec<Time>,
    tags: Pages<Tag>,
    /// The messages in the order of sending: the number of each, from 1, is its place.
    ways: Pages<Way>,
    /// All events that received the messages that were received more than once.
    copies: Map<MessageId, Vec<EventId>>,
    fates: Map<MessageId, Fate>,
    /// The messages that carry jobs which are emergencies.
    urgent: Map<MessageId, Urgent>,
    /// Whole events and messages, as far as they are at hand.
    memory: Memory,
    /// The hash of all events.
    hash: StableHasher,
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
    /// One in which nothing has happened, of a run that comes about in this way.
    pub(super) fn new(timeline: Timeline, names: Arc<Names>) -> Self {
        Self { timeline, names, ..Self::default() }
    }

    /// How many events there are.
    #[inline]
    pub fn len(&self) -> usize {
        self.memory.len()
    }

    /// Whether nothing happened.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The names of everyone in it.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The same names to be kept: as long as they are the same object, nobody was named anew.
    pub fn shared_names(&self) -> Arc<Names> {
        Arc::clone(&self.names)
    }

    /// The event with this number.
    #[inline]
    pub fn get(&self, id: EventId) -> Option<&Event> {
        let at = id.index().checked_sub(1)?;
        self.memory.event(at).or_else(|| self.recalled(at))
    }

    #[cold]
    #[inline(never)]
    fn recalled(&self, at: usize) -> Option<&Event> {
        if at < self.len() {
            self.recall(at / PAGE);
            debug_assert!(self.memory.event(at).is_some(), "what was, can be made again: event {}", at + 1);
        }
        self.memory.event(at)
    }

    /// What stands out about an event.
    pub fn tag(&self, id: EventId) -> Option<Tag> {
        self.tags.get(id.index().checked_sub(1)?).copied()
    }

    /// The message that an event names: the one that it sent or received, or the first one.
    pub fn message(&self, id: EventId) -> Option<MessageId> {
        self.row(id)?.message
    }

    /// How a message carries a job that is an emergency; `None` when it does not.
    pub fn urgent(&self, message: MessageId) -> Option<Urgent> {
        self.urgent.get(&message).copied()
    }

    fn row(&self, id: EventId) -> Option<&Row> {
        self.rows.get(id.index().checked_sub(1)?)
    }

    /// Whose an event is, and which one of its own. It is at hand however long ago the event was, as are [`Self::at`],
    /// [`Self::tag`], [`Self::message`], [`Self::causes`], [`Self::urgent`] and [`Self::loss`].
    #[inline]
    pub fn dot(&self, id: EventId) -> Option<Dot> {
        self.row(id).map(|row| row.dot)
    }

    /// When an event happened.
    pub fn at(&self, id: EventId) -> Option<Time> {
        match self.row(id)?.since {
            FAR => self.get(id).map(|event| event.at),
            since => self.starts.get((id.index() - 1) / PAGE).map(|start| *start + Span::from_ms(since.into())),
        }
    }

    /// The events from one number to another, both included.
    pub fn range(&self, from: EventId, to: EventId) -> impl DoubleEndedIterator<Item = &Event> {
        let (from, to) = (from.index().max(1), to.index().min(self.len()) + 1);
        (from.min(to)..to).filter_map(|id| self.get(EventId::new(id as u32)))
    }

    /// All events.
    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> {
        self.range(EventId::new(1), self.last())
    }

    /// The number of the event with this dot.
    pub fn id_of(&self, dot: Dot) -> Option<EventId> {
        self.lives.get(&dot.node)?.get((dot.count as usize).checked_sub(1)?).copied()
    }

    /// The event with this dot.
    pub fn event_of(&self, dot: Dot) -> Option<&Event> {
        self.get(self.id_of(dot)?)
    }

    /// The number of the event of the same node right before the one with this dot.
    pub fn previous(&self, dot: Dot) -> Option<EventId> {
        self.id_of(before(dot)?)
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
    pub fn sent(&self, id: MessageId) -> Option<Sent<'_>> {
        let at = id.index().checked_sub(1)?;
        let way = self.ways.get(at)?;
        let Letter { message, at } = self.memory.letter(at).or_else(|| self.recalled_letter(at))?;
        let received = match self.copies.get(&id) {
            Some(all) => all.as_slice(),
            None if way.received == NONE => &[],
            None => std::slice::from_ref(&way.received),
        };
        let event = Some(way.sent).filter(|sent| *sent != NONE);
        Some(Sent { message, event, at: *at, received, fate: self.fates.get(&id) })
    }

    #[cold]
    #[inline(never)]
    fn recalled_letter(&self, at: usize) -> Option<&Letter> {
        self.recall(self.memory.page_of_letter(at));
        self.memory.letter(at)
    }

    /// The messages that an event sent or received.
    pub fn messages_of<'a>(&'a self, event: &Event) -> impl Iterator<Item = Sent<'a>> {
        self.messages_with(event.id, event.message).filter_map(|id| self.sent(id))
    }

    /// The numbers of the messages of an event that names one.
    fn messages_with(&self, id: EventId, named: Option<MessageId>) -> impl Iterator<Item = MessageId> {
        let more = if self.more.is_empty() { None } else { self.more.get(&id) };
        named.into_iter().chain(more.into_iter().flatten().copied())
    }

    /// The events that sent what an event received; one, but for events of a log.
    pub fn causes(&self, id: EventId) -> impl Iterator<Item = EventId> {
        self.causes_with(id, self.message(id))
    }

    fn causes_with(&self, id: EventId, named: Option<MessageId>) -> impl Iterator<Item = EventId> {
        self.messages_with(id, named).filter_map(|message| self.sender_of(message)).filter(move |sent| *sent != id)
    }

    /// The event that sent a message; `None` for one from outside the world.
    pub fn sender_of(&self, message: MessageId) -> Option<EventId> {
        let way = self.ways.get(message.index().checked_sub(1)?)?;
        Some(way.sent).filter(|sent| *sent != NONE)
    }

    /// The event that received a message first.
    pub fn receiver_of(&self, message: MessageId) -> Option<EventId> {
        let way = self.ways.get(message.index().checked_sub(1)?)?;
        Some(way.received).filter(|received| *received != NONE)
    }

    /// All messages, in the order of sending.
    pub fn messages(&self) -> impl DoubleEndedIterator<Item = Sent<'_>> {
        (1..=self.ways.len() as u32).filter_map(|id| self.sent(MessageId::new(id)))
    }

    /// The messages that were lost right after an event, before the next one; only the first loss of each counts.
    pub fn lost_after(&self, event: EventId) -> impl Iterator<Item = Sent<'_>> {
        let after = |id: &MessageId| self.loss(*id).map_or(0, |loss| loss.after);
        let from = self.lost.partition_point(|id| after(id) < event.number());
        let lost = self.lost.iter().skip(from).take_while(move |id| after(id) == event.number());
        lost.filter_map(|id| self.sent(*id))
    }

    /// How many messages had been lost by a moment.
    pub fn lost_by(&self, at: Time) -> usize {
        self.lost.iter().filter(|id| self.loss(**id).is_some_and(|loss| loss.at <= at)).count()
    }

    /// How a message, or a copy of it, was lost.
    pub fn loss(&self, message: MessageId) -> Option<Loss> {
        self.fates.get(&message)?.lost
    }

    /// What was done to the world that is nobody's event.
    pub fn marks(&self) -> &[Mark] {
        &self.marks
    }

    /// The clock of its node right after an event.
    pub fn clock(&self, id: EventId) -> Option<VectorClock> {
        Some(self.history.clock(place(id), self.dot(id)?))
    }

    /// The clock of a node right before an event of its own; nothing was known before the first.
    pub fn clock_before(&self, event: &Event) -> VectorClock {
        self.previous(event.dot).and_then(|before| self.clock(before)).unwrap_or_default()
    }

    /// The entries that the merge of an event raised, as they were then, in the order of their nodes.
    pub fn news(&self, event: &Event) -> Vec<Dot> {
        if !event.is_merge {
            return Vec::new();
        }
        let numbered = |dot: Dot| Some((place(self.id_of(dot)?), dot));
        self.history.news((place(event.id), event.dot), before(event.dot).and_then(numbered))
    }

    /// Whether an event knows of the one with this dot.
    fn knows(&self, id: EventId, dot: Dot) -> bool {
        self.dot(id).is_some_and(|own| self.history.knows(place(id), own, dot))
    }

    /// How two events stand to each other, as their clocks tell it.
    pub fn relation(&self, a: EventId, b: EventId) -> Option<Causality> {
        let (a_dot, b_dot) = (self.dot(a)?, self.dot(b)?);
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
        if id == self.last() && !self.is_empty() {
            return Some(self.hash());
        }
        let page = id.index().checked_sub(1)? / PAGE;
        let mut hash = self.hash_before(page);
        for event in self.range(EventId::new((page * PAGE) as u32 + 1), id) {
            hash = self.hash_with(event, hash);
        }
        (id.index() <= self.len()).then(|| hash.finish())
    }

    /// The hash of all events.
    pub fn hash(&self) -> u64 {
        self.hash.finish()
    }

    fn hash_before(&self, page: usize) -> StableHasher {
        self.memory.hash_before(page).map_or(StableHasher::START, StableHasher::from)
    }

    fn hash_with(&self, event: &Event, mut before: StableHasher) -> StableHasher {
        event.hash(&self.claims(event), &mut before);
        before
    }

    /// The last event; 0 when there is none.
    pub fn last(&self) -> EventId {
        EventId::new(self.len() as u32)
    }

    /// The last event that had happened by a moment; 0 when none had.
    pub fn last_by(&self, at: Time) -> EventId {
        let (mut before, mut after) = (0, self.last().number() + 1);
        while after - before > 1 {
            let middle = u32::midpoint(before, after);
            let has_come = self.at(EventId::new(middle)).is_some_and(|then| then <= at);
            *(if has_come { &mut before } else { &mut after }) = middle;
        }
        EventId::new(before)
    }

    /// Lets go of what is at hand and need not be. Whoever only looks at it can't do so; whoever goes on does.
    pub(super) fn forget(&mut self) {
        self.memory.forget();
    }

    /// So many full pages of events stay at hand.
    pub(super) fn keep_at_hand(&mut self, pages: usize) {
        self.memory.keep(pages);
    }
}

/// The dot of the same node right before.
fn before(dot: Dot) -> Option<Dot> {
    Some(Dot { count: dot.count.checked_sub(1)?, ..dot })
}

/// Where an event stands in the history.
fn place(id: EventId) -> usize {
    id.index().saturating_sub(1)
}

#[cfg(test)]
mod tests;

//! Writing a trace: each event, and each message with what becomes of it, is taken once, however often it is repeated.

use std::hash::Hasher;
use std::sync::{Arc, LazyLock};

use super::memory::{Letter, PAGE};
use super::{Event, FAR, Fate, Loss, Mark, NONE, Row, Tag, Trace, Urgent, Way, place};
use crate::broker::call::Message;
use crate::broker::outbox::EventKind;
use crate::clock::Dot;
use crate::clock::inline::{Heard, Knowledge};
use crate::id::{EventId, MessageId, Names};
use crate::sim::network::Met;
use crate::sim::scribe::Scribe;
use crate::time::{Span, Time};

impl Scribe for Trace {
    fn sender(&self, message: MessageId) -> Option<EventId> {
        self.sender_of(message)
    }

    fn is_from_outside(&self, message: MessageId) -> bool {
        message.index().checked_sub(1).and_then(|at| self.ways.get(at)).is_some_and(|way| way.sent == NONE)
    }

    fn put_event(&mut self, event: Event) {
        self.push(event);
    }

    fn put_more(&mut self, event: EventId, more: Vec<MessageId>) {
        if !more.is_empty() {
            self.more.insert(event, more);
        }
    }

    fn put_sent(&mut self, message: &Message, event: Option<EventId>, at: Time) {
        if message.id.index() > self.ways.len() {
            debug_assert_eq!(message.id.index(), self.ways.len() + 1, "messages are numbered as they are sent");
            self.ways.push(Way { sent: event.unwrap_or(NONE), received: NONE });
            if let Some(urgent) = Urgent::of(message) {
                self.urgent.insert(message.id, urgent);
            }
            self.memory.push_letter(Letter { message: message.clone(), at });
        }
    }

    fn put_met(&mut self, message: MessageId, met: Met) {
        self.fates.or_insert(message, Fate::default()).met = met;
    }

    fn put_loss(&mut self, message: MessageId, loss: Loss) {
        let fate = self.fates.or_insert(message, Fate::default());
        if fate.lost.is_none() {
            fate.lost = Some(loss);
            self.lost.push(message);
        }
    }

    fn before_mark(&mut self, cursor: EventId) {
        static NOBODYS: LazyLock<Arc<Names>> = LazyLock::new(Arc::default);
        if cursor == self.last() {
            self.names = Arc::clone(&NOBODYS);
        }
    }

    fn put_mark(&mut self, number: usize, mark: Mark, names: &Arc<Names>) {
        if mark.after == self.last().number() {
            self.names = Arc::clone(names);
        }
        if number == self.marks.len() {
            self.marks.push(mark);
        }
    }
}

impl Trace {
    /// Takes the next event. One that is known already, because the run is being repeated, is not taken again.
    fn push(&mut self, event: Event) {
        if event.id.index() <= self.len() {
            debug_assert!(self.is_known(&event), "a repeated run is the same run: {event:?}");
            return;
        }
        match self.lives.get_mut(&event.dot.node) {
            Some(life) => life.push(event.id),
            None => drop(self.lives.insert(event.dot.node, vec![event.id])),
        }
        let claims = self.claims(&event);
        self.hear(&event, &claims);
        let hash = self.hash;
        event.hash(&claims, &mut self.hash);
        if event.kind == EventKind::Receive {
            self.receive(&event);
        }
        if self.rows.len().is_multiple_of(PAGE) {
            self.starts.push(event.at);
        }
        let since = self.starts.last().map_or(Span::ZERO, |start| event.at.since(*start));
        let since = u32::try_from(since.ms()).unwrap_or(FAR);
        self.tags.push(Tag::of(&event.what));
        self.rows.push(Row { since, dot: event.dot, message: event.message });
        self.memory.push(event, hash.finish());
    }

    /// Whether an event is the one that is known, as far as it is at hand.
    fn is_known(&self, event: &Event) -> bool {
        let known = self.memory.event(event.id.index() - 1);
        self.dot(event.id) == Some(event.dot) && known.is_none_or(|known| known == event)
    }

    /// Writes down what an event knows.
    fn hear(&mut self, event: &Event, claims: &[Dot]) {
        let numbered = |id: EventId| Some((self.dot(id)?, place(id)));
        let cause = event.cause.and_then(numbered);
        let several: Vec<(Dot, usize)> = match self.more.is_empty() {
            true => Vec::new(),
            false => self.causes_with(event.id, event.message).filter_map(numbered).collect(),
        };
        let heard = match cause {
            _ if !event.is_merge => Heard::Nothing,
            Some(_) if !several.is_empty() => Heard::Events(&several),
            Some((dot, place)) => Heard::Event(dot, place),
            None => Heard::Claims(claims),
        };
        self.history.push(event.dot, heard);
        let knows = |dot| self.history.knows(place(event.id), event.dot, dot);
        if self.blind_from.is_none() && cause.is_some_and(|(dot, _)| !knows(dot)) {
            self.blind_from = Some(event.id);
        }
    }

    /// What a message from outside says of others than its receiver; and in a log who sent what else came in.
    pub(super) fn claims(&self, event: &Event) -> Vec<Dot> {
        if event.is_merge && event.cause.is_none() {
            let sent = event.message.and_then(|message| self.sent(message));
            let clock = sent.and_then(|sent| sent.message.clock.as_ref());
            let claims = clock.map(Knowledge::vector).unwrap_or_default();
            return claims.entries().filter(|dot| dot.node != event.dot.node).collect();
        }
        match self.more.is_empty() {
            true => Vec::new(),
            false => self.causes_with(event.id, event.message).filter_map(|id| self.dot(id)).skip(1).collect(),
        }
    }

    /// Notes that messages were received.
    fn receive(&mut self, event: &Event) {
        let more = if self.more.is_empty() { None } else { self.more.get(&event.id) };
        for id in event.message.iter().chain(more.into_iter().flatten()) {
            let Some(way) = id.index().checked_sub(1).and_then(|at| self.ways.get_mut(at)) else { continue };
            if way.received == NONE {
                way.received = event.id;
            } else {
                self.copies.or_insert(*id, vec![way.received]).push(event.id);
            }
        }
    }
}

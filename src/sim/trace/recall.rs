//! Making forgotten pages again: the world is repeated from the last copy of it before, and what it does is written down
//! once more. That is exact, because a world is a value, and what is done to it is known.

use super::Trace;
use super::memory::{Letter, PAGE, Page};
use crate::broker::call::Message;
use crate::id::{EventId, MessageId};
use crate::sim::scribe::Scribe;
use crate::sim::trace::Event;
use crate::sim::world::World;
use crate::time::Time;

impl Trace {
    /// Makes a page again, and all those that are passed on the way to it.
    #[cold]
    #[inline(never)]
    pub(super) fn recall(&self, page: usize) {
        let (first, first_letter) = (page * PAGE, self.memory.letters_before(page));
        let (end, end_letter) = (first + PAGE, self.memory.letters_before(page + 1));
        let is_before = |world: &World| world.cursor().index() <= first && world.messages() <= first_letter;
        let copy = self.timeline.last_copy(EventId::new(first as u32), is_before);
        let is_nearer = |world: &World| copy.is_none_or(|copy| copy.steps() < world.steps());
        let left = self.memory.take_world().filter(|world| is_before(world) && is_nearer(world));
        let Some(mut world) = left.or_else(|| copy.cloned()) else { return };
        let mut again = Again::after(&world, self);
        while world.cursor().index() < end || world.messages() < end_letter {
            let given = self.timeline.next_given(&world);
            if !world.go_on(given, Time::NEVER, &mut again) {
                break;
            }
        }
        self.memory.leave_world(world);
    }
}

/// Writes down once more what the trace has forgotten.
struct Again<'a> {
    trace: &'a Trace,
    /// The page that is being made.
    at: usize,
    page: Page,
}

impl<'a> Again<'a> {
    /// Begins with the first page that begins after a world.
    fn after(world: &World, trace: &'a Trace) -> Self {
        let mut at = world.cursor().index().div_ceil(PAGE);
        while trace.memory.letters_before(at) < world.messages() {
            at += 1;
        }
        Self { trace, at, page: Page::default() }
    }

    fn close_if_full(&mut self) {
        let memory = &self.trace.memory;
        let letters = memory.letters_before(self.at + 1) - memory.letters_before(self.at);
        if self.page.events.len() == PAGE && self.page.letters.len() == letters {
            memory.put(self.at, std::mem::take(&mut self.page));
            self.at += 1;
        }
    }
}

impl Scribe for Again<'_> {
    fn sender(&self, message: MessageId) -> Option<EventId> {
        self.trace.sender_of(message)
    }

    fn is_from_outside(&self, message: MessageId) -> bool {
        self.trace.is_from_outside(message)
    }

    fn put_event(&mut self, event: Event) {
        debug_assert_eq!(self.trace.dot(event.id), Some(event.dot), "a repeated run is the same run");
        if event.id.index() > self.at * PAGE && self.at < self.trace.memory.full() {
            self.page.events.push(event);
            self.close_if_full();
        }
    }

    fn put_sent(&mut self, message: &Message, _event: Option<EventId>, at: Time) {
        let is_of_page = message.id.index() > self.trace.memory.letters_before(self.at);
        if is_of_page && self.at < self.trace.memory.full() {
            self.page.letters.push(Letter { message: message.clone(), at });
            self.close_if_full();
        }
    }
}

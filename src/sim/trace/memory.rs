//! What is at hand of a trace: whole events and messages, in pages.
//!
//! A run is made by what began it and what was done to it, so nothing in it has to be kept for ever. Of the pages that are
//! full only so many stay at hand; whoever looks at another one makes it again ([`super::recall`]) and puts it back.
//! To look needs no more than a reference: what was looked at stays where it is until the trace is changed.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use super::Event;
use crate::broker::call::Message;
pub(super) use crate::ordered::pages::PAGE;
use crate::sim::world::World;
use crate::time::Time;

/// How many full pages stay at hand. In a page that people look at there are more: there it takes longer to make one again,
/// and all of a run of 100,000 events is at hand.
pub(super) const AT_HAND: usize = if cfg!(target_arch = "wasm32") { 512 } else { 16 };

/// A message as it was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Letter {
    pub(super) message: Message,
    pub(super) at: Time,
}

/// Some events in a row, and the messages that were sent from the first of them on, before the next page begins.
#[derive(Debug, Clone, Default)]
pub(super) struct Page {
    pub(super) events: Vec<Event>,
    pub(super) letters: Vec<Letter>,
}

/// A page that is full.
#[derive(Debug, Clone)]
struct Leaf {
    /// The place of its first message.
    first_letter: u32,
    /// The hash of all events up to its last one.
    hash: u64,
    page: OnceLock<Arc<Page>>,
}

/// What changes while one only looks.
#[derive(Debug, Default)]
struct Hand {
    /// The full pages that are at hand, in the order in which they came to be.
    pages: VecDeque<u32>,
    /// The world where a page ended that was made again last: whoever reads on goes on from there.
    world: Option<World>,
}

/// The pages of a trace.
#[derive(Debug)]
pub(super) struct Memory {
    full: Vec<Leaf>,
    open: Page,
    /// The place of the open page's first message.
    first_letter: usize,
    most: usize,
    hand: Mutex<Hand>,
}

impl Memory {
    /// How many events there are.
    #[inline]
    pub(super) fn len(&self) -> usize {
        self.full.len() * PAGE + self.open.events.len()
    }

    /// How many messages there are.
    #[inline]
    pub(super) fn letters(&self) -> usize {
        self.first_letter + self.open.letters.len()
    }

    /// Takes the next event; the hash is that of all events before. What does not fit a page any more begins another one.
    #[inline]
    pub(super) fn push(&mut self, event: Event, hash: u64) {
        if self.open.events.len() == PAGE {
            self.close(hash);
        }
        self.open.events.push(event);
    }

    #[cold]
    fn close(&mut self, hash: u64) {
        let next = Page { events: Vec::with_capacity(PAGE), letters: Vec::with_capacity(self.open.letters.len()) };
        let page = std::mem::replace(&mut self.open, next);
        let leaf = Leaf { first_letter: self.first_letter as u32, hash, page: OnceLock::new() };
        self.first_letter += page.letters.len();
        self.full.push(leaf);
        self.put(self.full.len() - 1, page);
        self.forget();
    }

    /// Takes the next message.
    #[inline]
    pub(super) fn push_letter(&mut self, letter: Letter) {
        self.open.letters.push(letter);
    }

    /// The event at a place, from 0, when it is at hand.
    #[inline]
    pub(super) fn event(&self, at: usize) -> Option<&Event> {
        self.page(at / PAGE)?.events.get(at % PAGE)
    }

    /// The message at a place, from 0, when it is at hand.
    pub(super) fn letter(&self, at: usize) -> Option<&Letter> {
        let page = self.page_of_letter(at);
        self.page(page)?.letters.get(at - self.letters_before(page))
    }

    fn page(&self, at: usize) -> Option<&Page> {
        match self.full.get(at) {
            Some(leaf) => leaf.page.get().map(|page| &**page),
            None => (at == self.full.len()).then_some(&self.open),
        }
    }

    /// The page that a message is in.
    pub(super) fn page_of_letter(&self, at: usize) -> usize {
        match at >= self.first_letter {
            true => self.full.len(),
            false => self.full.partition_point(|leaf| leaf.first_letter as usize <= at) - 1,
        }
    }

    /// How many messages were sent before a page begins.
    pub(super) fn letters_before(&self, page: usize) -> usize {
        self.full.get(page).map_or(self.first_letter, |leaf| leaf.first_letter as usize)
    }

    /// The hash of all events before a page; none before the first.
    pub(super) fn hash_before(&self, page: usize) -> Option<u64> {
        Some(self.full.get(page.checked_sub(1)?)?.hash)
    }

    /// How many pages are full.
    pub(super) fn full(&self) -> usize {
        self.full.len()
    }

    /// Takes a page that has just become full, or was made again.
    pub(super) fn put(&self, at: usize, page: Page) {
        let Some(leaf) = self.full.get(at) else { return };
        if leaf.page.set(Arc::new(page)).is_ok() {
            self.hand().pages.push_back(at as u32);
        }
    }

    fn hand(&self) -> MutexGuard<'_, Hand> {
        self.hand.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes the world with which reading on begins.
    pub(super) fn take_world(&self) -> Option<World> {
        self.hand().world.take()
    }

    /// Leaves the world with which reading on begins.
    pub(super) fn leave_world(&self, world: World) {
        self.hand().world = Some(world);
    }

    /// Lets go of what came to be at hand first, where that is more than there should be.
    pub(super) fn forget(&mut self) {
        let Self { full, hand, most, .. } = self;
        let hand = hand.get_mut().unwrap_or_else(PoisonError::into_inner);
        while hand.pages.len() > *most {
            let oldest = hand.pages.pop_front().and_then(|at| full.get_mut(at as usize));
            oldest.and_then(|leaf| leaf.page.take());
        }
    }

    /// So many full pages stay at hand from now on.
    pub(super) fn keep(&mut self, most: usize) {
        self.most = most;
        self.forget();
    }

    /// The first events and messages. The page in which they end is at hand.
    pub(super) fn up_to(&self, events: usize, letters: usize) -> Self {
        // A page is full as soon as there is an event after it.
        let page = (events.saturating_sub(1) / PAGE).min(self.full.len());
        let (first_event, first_letter) = (page * PAGE, self.letters_before(page));
        let open = self.page(page).map_or_else(Page::default, |page| Page {
            events: page.events.iter().take(events - first_event).cloned().collect(),
            letters: page.letters.iter().take(letters - first_letter).cloned().collect(),
        });
        let pages = self.hand().pages.iter().copied().filter(|at| (*at as usize) < page).collect();
        Self {
            full: self.full.iter().take(page).cloned().collect(),
            open,
            first_letter,
            most: self.most,
            hand: Mutex::new(Hand { pages, world: None }),
        }
    }
}

impl Default for Memory {
    fn default() -> Self {
        Self { full: Vec::new(), open: Page::default(), first_letter: 0, most: AT_HAND, hand: Mutex::default() }
    }
}

impl Clone for Memory {
    fn clone(&self) -> Self {
        self.up_to(self.len(), self.letters())
    }
}

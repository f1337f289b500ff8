//! What a hub knew at one of its versions, for everyone to whom it said so: shared, and never copied.
//!
//! A hub writes down what it learns on a page that all its messages refer to, each up to the line that it had come to. So
//! a message costs the same for any number of nodes, and nobody asks the hub again for what it once knew.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use crate::clock::{Dot, VectorClock};
use crate::id::NodeId;

/// A page has as many lines as its vector has entries, but at least so many ...
const LINES_MIN: usize = 16;
/// ... and at most so many: each line is looked at when somebody asks for an entry.
const LINES_MAX: usize = 1_024;

/// A vector, and what was learnt after it: one line each, written once and never changed.
#[derive(Debug)]
struct Page {
    before: VectorClock,
    lines: Box<[AtomicU64]>,
}

impl Page {
    fn after(before: VectorClock) -> Arc<Self> {
        let lines = before.len().clamp(LINES_MIN, LINES_MAX);
        Arc::new(Self { before, lines: (0..lines).map(|_| AtomicU64::new(0)).collect() })
    }
}

fn dot(line: &AtomicU64) -> Dot {
    let line = line.load(Relaxed);
    Dot { node: NodeId::from_bits((line >> 32) as u32), count: line as u32 }
}

/// What a hub knew.
#[derive(Debug)]
pub(super) struct View {
    /// The hub's event.
    pub(super) hub: Dot,
    /// Whether somebody from outside had a part in it: see [`Knowledge::claimed`](super::Knowledge::claimed).
    pub(super) is_claimed: bool,
    page: Arc<Page>,
    lines: u32,
    /// Whether it began the page, and so may write on it.
    is_writer: bool,
}

/// Of all that look at a page one alone writes on it. Two copies of a hub may go different ways: each learns on a page of its
/// own, which takes no more than the copy did, and nobody has to ask whose turn it is.
impl Clone for View {
    fn clone(&self) -> Self {
        Self { page: Arc::clone(&self.page), is_writer: false, ..*self }
    }
}

impl View {
    /// That of a hub that knows nothing.
    pub(super) fn new(hub: NodeId) -> Self {
        let page = Page::after(VectorClock::new());
        Self { hub: Dot { node: hub, count: 0 }, is_claimed: false, page, lines: 0, is_writer: true }
    }

    /// The hub learns of an event; `whole` is what it knows now, that event included. The cost does not depend on how many
    /// nodes there are, but for a new page once in as many events.
    #[inline]
    pub(super) fn learn(&mut self, dot: Dot, whole: &VectorClock) {
        match self.page.lines.get(self.lines as usize).filter(|_| self.is_writer) {
            Some(line) => {
                line.store(u64::from(dot.node.bits()) << 32 | u64::from(dot.count), Relaxed);
                self.lines += 1;
            }
            None => self.begin(whole),
        }
    }

    /// A page of its own, that begins with all that is known.
    #[cold]
    fn begin(&mut self, whole: &VectorClock) {
        (self.page, self.lines, self.is_writer) = (Page::after(whole.clone()), 0, true);
    }

    fn lines(&self) -> impl DoubleEndedIterator<Item = Dot> {
        self.page.lines[..self.lines as usize].iter().map(dot)
    }

    /// How many events of a node the hub knew of.
    pub(super) fn get(&self, node: NodeId) -> u32 {
        if node == self.hub.node {
            return self.hub.count;
        }
        let line = self.lines().rev().find(|dot| dot.node == node);
        line.map_or_else(|| self.page.before.get(node), |dot| dot.count)
    }

    /// All that the hub knew.
    pub(super) fn vector(&self) -> VectorClock {
        let mut clock = self.page.before.clone();
        self.lines().chain([self.hub]).for_each(|dot| clock.set(dot));
        clock
    }
}

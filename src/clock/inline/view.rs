//! What a hub knew at one of its versions, for everyone to whom it said so: shared, and never copied.
//!
//! A hub writes down what it learns on a page that all its messages refer to, each up to the line that it had come to. So
//! a message costs the same for any number of nodes, and nobody asks the hub again for what it once knew.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering::Relaxed};

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
    /// How many lines are written, or are being written.
    used: AtomicU32,
    lines: Box<[AtomicU64]>,
}

impl Page {
    fn after(before: VectorClock) -> Arc<Self> {
        let lines = before.len().clamp(LINES_MIN, LINES_MAX);
        Arc::new(Self { before, used: AtomicU32::new(0), lines: (0..lines).map(|_| AtomicU64::new(0)).collect() })
    }

    /// Writes the line with this number. Two copies of a hub may have come to the same line and learn different things:
    /// the first one has it, and the other one begins a page of its own.
    fn write(&self, at: u32, dot: Dot) -> bool {
        let is_mine =
            (at as usize) < self.lines.len() && self.used.compare_exchange(at, at + 1, Relaxed, Relaxed).is_ok();
        if is_mine {
            self.lines[at as usize].store(u64::from(dot.node.bits()) << 32 | u64::from(dot.count), Relaxed);
        }
        is_mine
    }
}

fn dot(line: &AtomicU64) -> Dot {
    let line = line.load(Relaxed);
    Dot { node: NodeId::from_bits((line >> 32) as u32), count: line as u32 }
}

/// What a hub knew.
#[derive(Debug, Clone)]
pub(super) struct View {
    /// The hub's event.
    pub(super) hub: Dot,
    /// Whether somebody from outside had a part in it: see [`Knowledge::claimed`](super::Knowledge::claimed).
    pub(super) is_claimed: bool,
    page: Arc<Page>,
    lines: u32,
}

impl View {
    /// That of a hub that knows nothing.
    pub(super) fn new(hub: NodeId) -> Self {
        let page = Page::after(VectorClock::new());
        Self { hub: Dot { node: hub, count: 0 }, is_claimed: false, page, lines: 0 }
    }

    /// The hub learns of an event; `whole` is what it knows now, that event included. The cost does not depend on how many
    /// nodes there are, but for a new page once in as many events.
    pub(super) fn learn(&mut self, dot: Dot, whole: &VectorClock) {
        if self.page.write(self.lines, dot) {
            self.lines += 1;
        } else {
            (self.page, self.lines) = (Page::after(whole.clone()), 0);
        }
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

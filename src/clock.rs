//! Vector clocks: who knows how many events of whom.
//!
//! Each event is one tick of its node's own entry, so an event has a unique [`Dot`] and `a` happened before
//! `b` exactly when `b`'s clock has at least `a`'s count in the entry of `a`'s node (Fidge 1988, Mattern 1989).
//! Nodes and their messages carry [inline clocks](inline), whose cost does not grow with the number of nodes. [`VectorClock`]
//! is what stands on the wire and on the screen, and [`LocalClock`] the textbook's clock, by which the others are judged.
//! Both clocks tick their owner's entry alone.

mod delivery;
pub mod inline;
mod wire;

use std::cmp::Ordering;

use serde::Serialize;

pub use delivery::{CausalDelivery, Held};
pub use wire::ClockError;

use crate::id::NodeId;
use crate::planted::{self, Bug};

/// The most entries one clock may hold; bounds what a message can make a node remember.
pub const ENTRIES_MAX: usize = 16_384;

/// The name of one event: the `count`-th of its node, from 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Dot {
    /// Whose event it is.
    pub node: NodeId,
    /// Which one of the node's own, from 1.
    pub count: u32,
}

/// How two clocks, or two events, stand to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Causality {
    /// The first happened before the second: it may have caused it.
    Before,
    /// The second happened before the first.
    After,
    /// The same clock: the same event.
    Equal,
    /// Neither can have known of the other.
    Concurrent,
}

impl Causality {
    /// The same relation seen from the other side.
    #[must_use]
    pub const fn reversed(self) -> Self {
        match self {
            Self::Before => Self::After,
            Self::After => Self::Before,
            same => same,
        }
    }
}

/// How many events of each node are known. An entry that is not there is zero.
///
/// Entries are kept in the order of their nodes and are never zero, so equal clocks are equal values.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct VectorClock {
    entries: Vec<Dot>,
}

impl VectorClock {
    /// The clock of someone who knows nothing.
    pub const fn new() -> Self {
        Self { entries: Vec::new() }
    }

    /// How many events of this node are known.
    pub fn get(&self, node: NodeId) -> u32 {
        self.position(node).map_or(0, |at| self.entries[at].count)
    }

    /// Whether the event with this dot is known.
    pub fn knows(&self, dot: Dot) -> bool {
        self.get(dot.node) >= dot.count
    }

    /// The entries that are not zero, in the order of their nodes.
    pub fn entries(&self) -> impl ExactSizeIterator<Item = Dot> + '_ {
        self.entries.iter().copied()
    }

    /// How many entries are not zero.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether nothing is known.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// That of entries which are in the order of their nodes, and of which none is zero.
    pub(crate) fn of_sorted(entries: Vec<Dot>) -> Self {
        debug_assert!(entries.is_sorted_by(|a, b| a.node < b.node) && entries.iter().all(|dot| dot.count > 0));
        Self { entries }
    }

    /// Sets one entry. Only for building a clock from parts: a living clock changes by tick and merge alone.
    pub(crate) fn set(&mut self, dot: Dot) {
        match (self.position(dot.node), dot.count) {
            (Ok(at), 0) => drop(self.entries.remove(at)),
            (Ok(at), count) => self.entries[at].count = count,
            (Err(_), 0) => {}
            (Err(at), _) => self.entries.insert(at, dot),
        }
    }

    /// One entry that is not zero, and does not become it.
    fn entry_mut(&mut self, node: NodeId) -> Option<&mut u32> {
        let at = self.position(node).ok()?;
        Some(&mut self.entries[at].count)
    }

    /// Takes the larger of both in every entry and returns what was news: the entries that grew, as they are now.
    ///
    /// # Errors
    /// Both together have more than [`ENTRIES_MAX`] entries; the clock is then as it was.
    pub fn merge(&mut self, other: &Self) -> Result<Vec<Dot>, ClockError> {
        let (news, fresh) = self.unknown_of(other);
        if self.len() + fresh > ENTRIES_MAX {
            return Err(ClockError::TooMany(self.len() + fresh));
        }
        let smaller = other.entries.last().map(|last| Dot { count: last.count.min(self.get(last.node)), ..*last });
        if fresh == 0 {
            news.iter().for_each(|dot| self.set(*dot));
        } else {
            self.entries = merged(&self.entries, &other.entries);
        }
        if planted::is(Bug::MergeTakesMinimum) {
            smaller.into_iter().for_each(|dot| self.set(dot));
        }
        Ok(news)
    }

    /// The entries of another clock that are larger than here, and how many of them are not here at all. Both are in
    /// the order of their nodes, so that one walk finds them.
    fn unknown_of(&self, other: &Self) -> (Vec<Dot>, usize) {
        let (mut news, mut fresh, mut at) = (Vec::new(), 0, 0);
        for dot in &other.entries {
            while self.entries.get(at).is_some_and(|mine| mine.node < dot.node) {
                at += 1;
            }
            let mine = self.entries.get(at).filter(|mine| mine.node == dot.node);
            if mine.is_none_or(|mine| mine.count < dot.count) {
                fresh += usize::from(mine.is_none());
                news.push(*dot);
            }
        }
        (news, fresh)
    }

    /// How this clock stands to another.
    pub fn compare(&self, other: &Self) -> Causality {
        let (mut less, mut more) = (false, false);
        let (mut mine, mut theirs) = (self.entries.as_slice(), other.entries.as_slice());
        while let ([x, mine_after @ ..], [y, theirs_after @ ..]) = (mine, theirs) {
            // What is not there is zero, and what is there never is.
            less |= y.node < x.node || y.node == x.node && y.count > x.count;
            more |= x.node < y.node || x.node == y.node && x.count > y.count;
            mine = if x.node <= y.node { mine_after } else { mine };
            theirs = if y.node <= x.node { theirs_after } else { theirs };
        }
        match (less || !theirs.is_empty(), more || !mine.is_empty()) {
            (false, false) if planted::is(Bug::EqualIsConcurrent) => Causality::Concurrent,
            (false, false) => Causality::Equal,
            (true, false) => Causality::Before,
            (false, true) => Causality::After,
            (true, true) => Causality::Concurrent,
        }
    }

    /// Both together, however many entries that makes.
    pub(crate) fn joined(&self, other: &Self) -> Self {
        Self { entries: merged(&self.entries, &other.entries) }
    }

    fn position(&self, node: NodeId) -> Result<usize, usize> {
        // Where everybody is known in a first life, each stands at its machine's number.
        if self.entries.get(node.index()).is_some_and(|dot| dot.node == node) {
            return Ok(node.index());
        }
        self.entries.binary_search_by_key(&node, |dot| dot.node)
    }
}

impl FromIterator<Dot> for VectorClock {
    fn from_iter<I: IntoIterator<Item = Dot>>(dots: I) -> Self {
        let mut clock = Self::new();
        dots.into_iter().for_each(|dot| clock.set(dot));
        clock
    }
}

/// Walks two sorted lists of entries together.
fn pairs<'a>(mut a: &'a [Dot], mut b: &'a [Dot]) -> impl Iterator<Item = (Option<&'a Dot>, Option<&'a Dot>)> {
    std::iter::from_fn(move || {
        let order = match (a.first(), b.first()) {
            (Some(x), Some(y)) => x.node.cmp(&y.node),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => return None,
        };
        let left = if order.is_le() { a.split_off_first() } else { None };
        let right = if order.is_ge() { b.split_off_first() } else { None };
        Some((left, right))
    })
}

fn merged(a: &[Dot], b: &[Dot]) -> Vec<Dot> {
    pairs(a, b).filter_map(|(mine, theirs)| mine.max(theirs).copied()).collect()
}

/// A node's clock as the textbooks have it, a vector that is copied into each message: what
/// [`NodeClock`](inline::NodeClock) has to agree with.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct LocalClock {
    owner: NodeId,
    clock: VectorClock,
}

impl LocalClock {
    /// The clock of a node that has not done anything yet.
    pub const fn new(owner: NodeId) -> Self {
        Self { owner, clock: VectorClock::new() }
    }

    /// Whose clock it is.
    pub const fn owner(&self) -> NodeId {
        self.owner
    }

    /// What is known now.
    pub const fn now(&self) -> &VectorClock {
        &self.clock
    }

    /// One event of the owner's own: an internal one, or a send, whose message then carries [`Self::now`].
    ///
    /// # Panics
    /// After 4,294,967,295 events. No input can bring that nearer: nobody else ticks this entry, and a clock
    /// that claims more of it is refused by [`Self::receive`].
    pub fn tick(&mut self) -> Dot {
        let count = self.clock.get(self.owner).checked_add(1).expect("a node has at most 4,294,967,295 events");
        let dot = Dot { node: self.owner, count };
        self.clock.set(dot);
        dot
    }

    /// Receiving is an event too: merge what the message knew, then tick. Returns the event and what was news.
    ///
    /// # Errors
    /// The message claims events of the owner that never happened, or the result would have too many
    /// entries. The clock is then as it was, and nothing was received.
    pub fn receive(&mut self, message: &VectorClock) -> Result<(Dot, Vec<Dot>), ClockError> {
        self.admits(message)?;
        let news = self.clock.merge(message)?;
        if planted::is(Bug::TickMissedOnReceive) {
            return Ok((Dot { node: self.owner, count: self.clock.get(self.owner) }, news));
        }
        Ok((self.tick(), news))
    }

    /// Whether a message may carry this clock to the owner.
    ///
    /// # Errors
    /// It claims events of the owner that never happened.
    pub fn admits(&self, message: &VectorClock) -> Result<(), ClockError> {
        let (claimed, real) = (message.get(self.owner), self.clock.get(self.owner));
        if claimed > real {
            return Err(ClockError::Future { claimed, real });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn node(n: u16) -> NodeId {
        NodeId::new(n)
    }

    fn clock(counts: &[u32]) -> VectorClock {
        counts.iter().zip(0..).map(|(&count, n)| Dot { node: node(n), count }).collect()
    }

    #[test]
    fn receiving_merges_and_then_ticks() {
        let mut broker = LocalClock { owner: node(0), clock: clock(&[4, 2, 1]) };
        let (dot, news) = broker.receive(&clock(&[2, 5, 0])).unwrap();
        assert_eq!(broker.now(), &clock(&[5, 5, 1]));
        assert_eq!(dot, Dot { node: node(0), count: 5 });
        assert_eq!(news, [Dot { node: node(1), count: 5 }]);
    }

    #[test]
    fn equal_clocks_are_not_concurrent() {
        let rows = [
            (clock(&[1, 2]), clock(&[1, 2]), Causality::Equal),
            (clock(&[]), clock(&[]), Causality::Equal),
            (clock(&[1, 2]), clock(&[1, 3]), Causality::Before),
            (clock(&[1, 2, 1]), clock(&[1, 2]), Causality::After),
            (clock(&[2, 1]), clock(&[1, 2]), Causality::Concurrent),
            (clock(&[0, 1]), clock(&[1, 0]), Causality::Concurrent),
        ];
        for (a, b, relation) in rows {
            assert_eq!(a.compare(&b), relation, "{a:?} {b:?}");
            assert_eq!(b.compare(&a), relation.reversed());
        }
    }

    #[test]
    fn nobody_is_told_of_own_events_that_never_happened() {
        let mut broker = LocalClock::new(node(0));
        broker.tick();
        let before = broker.clone();
        assert_eq!(broker.receive(&clock(&[2, 7])), Err(ClockError::Future { claimed: 2, real: 1 }));
        assert_eq!(broker, before);
    }

    #[test]
    fn a_merge_that_would_grow_too_large_changes_nothing() {
        let wide = |from: u16| -> VectorClock {
            (from..from + ENTRIES_MAX as u16).map(|n| Dot { node: node(n), count: 1 }).collect()
        };
        let mut mine = wide(0);
        let before = mine.clone();
        assert_eq!(mine.merge(&wide(1)), Err(ClockError::TooMany(ENTRIES_MAX + 1)));
        assert_eq!(mine, before);
        assert_eq!(mine.merge(&wide(0)), Ok(vec![]));
    }

    #[test]
    fn a_new_incarnation_counts_in_an_entry_of_its_own() {
        let first = node(1);
        let second = first.next_incarnation().unwrap();
        let mut broker = LocalClock::new(node(0));
        broker.receive(&[Dot { node: first, count: 7 }].into_iter().collect()).unwrap();
        let (_, news) = broker.receive(&[Dot { node: second, count: 1 }].into_iter().collect()).unwrap();
        assert_eq!(news, [Dot { node: second, count: 1 }]);
        assert_eq!(broker.now().get(first), 7);
    }
}

//! A sequence for tables that grow: every operation looks at a few dozen entries, however many there are, and a copy
//! shares with its origin whatever neither has changed since.
//!
//! A tree of nodes with few entries each. Every node can say what is known of all entries below it together
//! ([`Entry::Sum`]), so that a search passes over whole stretches in which nothing can be what it looks for.

use std::cmp::Ordering;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

/// What stands in a [`Tree`].
pub trait Entry: Clone {
    /// The most entries, or nodes, in one node: what is wide is searched in fewer steps, and more of it is copied for each
    /// change.
    const WIDTH: usize = 16;
    /// What is known of several entries together.
    type Sum: Clone;

    /// What is known of this one alone.
    fn sum(&self) -> Self::Sum;

    /// Takes what is known of later entries in.
    fn add(sum: &mut Self::Sum, later: &Self::Sum);
}

/// Entries in an order that whoever inserts them decides on.
#[derive(Clone)]
pub struct Tree<E: Entry> {
    root: Arc<Node<E>>,
}

struct Node<E: Entry> {
    len: usize,
    /// Found out when somebody asks; `None` inside where there is no entry.
    sum: OnceLock<Option<E::Sum>>,
    below: Below<E>,
}

/// Who copies a node is about to change it: its sum will be another one.
impl<E: Entry> Clone for Node<E> {
    fn clone(&self) -> Self {
        Self { len: self.len, sum: OnceLock::new(), below: self.below.clone() }
    }
}

#[derive(Clone)]
enum Below<E: Entry> {
    Entries(Vec<E>),
    Nodes(Vec<Arc<Node<E>>>),
}

impl<E: Entry> Node<E> {
    fn of(below: Below<E>) -> Self {
        let len = match &below {
            Below::Entries(entries) => entries.len(),
            Below::Nodes(nodes) => nodes.iter().map(|node| node.len).sum(),
        };
        Self { len, sum: OnceLock::new(), below }
    }

    fn width(&self) -> usize {
        match &self.below {
            Below::Entries(entries) => entries.len(),
            Below::Nodes(nodes) => nodes.len(),
        }
    }

    fn sum(&self) -> Option<&E::Sum> {
        self.sum.get_or_init(|| self.sum_up()).as_ref()
    }

    fn sum_up(&self) -> Option<E::Sum> {
        let mut all: Option<E::Sum> = None;
        let mut take = |sum: &E::Sum| match &mut all {
            Some(all) => E::add(all, sum),
            none => *none = Some(sum.clone()),
        };
        match &self.below {
            Below::Entries(entries) => entries.iter().for_each(|entry| take(&entry.sum())),
            Below::Nodes(nodes) => nodes.iter().filter_map(|node| node.sum()).for_each(take),
        }
        all
    }

    /// The node in which an entry stands, as an index, and the entry's place in that node; beyond the last one, its end.
    fn child(nodes: &[Arc<Self>], mut at: usize) -> (usize, usize) {
        for (index, node) in nodes.iter().enumerate() {
            if at < node.len || index + 1 == nodes.len() {
                return (index, at);
            }
            at -= node.len;
        }
        (0, at)
    }

    /// Puts an entry in. Returns the second half when there was no room for all.
    fn insert(&mut self, at: usize, entry: E) -> Option<Arc<Self>> {
        self.len += 1;
        self.sum.take();
        let rest = match &mut self.below {
            Below::Entries(entries) if entries.len() < E::WIDTH => {
                entries.insert(at, entry);
                None
            }
            // What is always put at the end leaves full nodes behind.
            Below::Entries(_) if at == E::WIDTH => {
                let mut rest = Vec::with_capacity(E::WIDTH);
                rest.push(entry);
                Some(Below::Entries(rest))
            }
            Below::Entries(entries) => {
                let mut rest = entries.split_off(E::WIDTH / 2);
                match at.checked_sub(E::WIDTH / 2) {
                    Some(at) => rest.insert(at, entry),
                    None => entries.insert(at, entry),
                }
                Some(Below::Entries(rest))
            }
            Below::Nodes(nodes) => {
                // Tables mostly grow at their end.
                let end = nodes.last().filter(|_| at + 1 == self.len).map(|last| (nodes.len() - 1, last.len));
                let (index, at) = end.unwrap_or_else(|| Self::child(nodes, at));
                let more = Arc::make_mut(&mut nodes[index]).insert(at, entry);
                if let Some(more) = more {
                    nodes.insert(index + 1, more);
                }
                let half = if index + 2 == nodes.len() { E::WIDTH } else { E::WIDTH / 2 };
                (nodes.len() > E::WIDTH).then(|| Below::Nodes(nodes.split_off(half)))
            }
        };
        let rest = Self::of(rest?);
        self.len -= rest.len;
        Some(Arc::new(rest))
    }

    /// Takes an entry out that is there. Nodes that became small are put together, and empty ones go.
    fn remove(&mut self, at: usize) -> E {
        self.len -= 1;
        self.sum.take();
        match &mut self.below {
            Below::Entries(entries) => entries.remove(at),
            Below::Nodes(nodes) => {
                let (index, at) = Self::child(nodes, at);
                let entry = Arc::make_mut(&mut nodes[index]).remove(at);
                if nodes[index].len == 0 {
                    nodes.remove(index);
                } else {
                    let left = index.min(nodes.len().saturating_sub(2));
                    if nodes.get(left + 1).is_some_and(|right| nodes[left].width() + right.width() <= E::WIDTH / 2) {
                        let right = nodes.remove(left + 1);
                        Arc::make_mut(&mut nodes[left]).append(&right);
                    }
                }
                entry
            }
        }
    }

    fn append(&mut self, right: &Self) {
        self.len += right.len;
        self.sum.take();
        match (&mut self.below, &right.below) {
            (Below::Entries(mine), Below::Entries(others)) => mine.extend_from_slice(others),
            (Below::Nodes(mine), Below::Nodes(others)) => mine.extend_from_slice(others),
            _ => unreachable!("nodes beside each other are equally deep"),
        }
    }

    fn get_mut(&mut self, at: usize) -> Option<&mut E> {
        self.sum.take();
        match &mut self.below {
            Below::Entries(entries) => entries.get_mut(at),
            Below::Nodes(nodes) => {
                let (index, at) = Self::child(nodes, at);
                Arc::make_mut(nodes.get_mut(index)?).get_mut(at)
            }
        }
    }

    /// The entries of the lowest node in which one stands, and the place of the first of them.
    fn stretch(&self, mut at: usize) -> (usize, &[E]) {
        let (mut node, mut first) = (self, 0);
        loop {
            match &node.below {
                Below::Entries(entries) => return (first, entries),
                Below::Nodes(nodes) => {
                    let (index, rest) = Self::child(nodes, at);
                    let Some(child) = nodes.get(index) else { return (first, &[]) };
                    first += at - rest;
                    (node, at) = (child, rest);
                }
            }
        }
    }

    #[inline(always)]
    fn first(&self) -> Option<&E> {
        let mut node = self;
        loop {
            match &node.below {
                Below::Entries(entries) => return entries.first(),
                Below::Nodes(nodes) => node = nodes.first()?,
            }
        }
    }

    fn last(&self) -> Option<&E> {
        match &self.below {
            Below::Entries(entries) => entries.last(),
            Below::Nodes(nodes) => nodes.last().and_then(|node| node.last()),
        }
    }

    /// In which node an entry stands that this describes: in the last one that does not begin beyond it.
    fn towards(nodes: &[Arc<Self>], order: &impl Fn(&E) -> Ordering) -> usize {
        let begins = |node: &Arc<Self>| node.first().is_some_and(|first| order(first).is_le());
        nodes.partition_point(begins).saturating_sub(1)
    }

    fn visit(&self, first: usize, visitor: &mut dyn Visitor<E>) -> bool {
        if !self.sum().is_some_and(|sum| visitor.enters(sum)) {
            return false;
        }
        match &self.below {
            Below::Entries(entries) => entries.iter().zip(first..).any(|(entry, at)| visitor.ends_at(at, entry)),
            Below::Nodes(nodes) => {
                let mut first = first;
                nodes.iter().any(|node| {
                    first += node.len;
                    node.visit(first - node.len, visitor)
                })
            }
        }
    }

    fn best<R: Ord + Copy>(&self, best: &mut Option<R>, judge: &dyn Judge<E, R>) {
        match &self.below {
            Below::Entries(entries) => {
                let ranks = entries.iter().filter_map(|entry| judge.rank(entry));
                *best = ranks.chain(*best).max();
            }
            Below::Nodes(nodes) => {
                let most = |node: &'_ Arc<Self>| node.sum().and_then(|sum| judge.most(sum));
                let mut hopeful: Vec<(R, &Self)> = Vec::with_capacity(nodes.len());
                hopeful.extend(nodes.iter().filter_map(|node| Some((most(node)?, &**node))));
                // The most hopeful first, so that the others are seldom looked at, and need not be sorted.
                while let Some(at) = (0..hopeful.len()).max_by_key(|at| hopeful[*at].0) {
                    let (most, node) = hopeful.swap_remove(at);
                    if *best >= Some(most) {
                        return;
                    }
                    node.best(best, judge);
                }
            }
        }
    }
}

/// Whoever goes through a tree in order.
pub trait Visitor<E: Entry> {
    /// Whether to look at entries of which this is known together.
    fn enters(&mut self, sum: &E::Sum) -> bool;

    /// Looks at one entry and its place. Returns whether to end here.
    fn ends_at(&mut self, at: usize, entry: &E) -> bool;
}

/// Whoever looks for the best entry.
pub trait Judge<E: Entry, R> {
    /// How good an entry is; `None` when it is out of the question.
    fn rank(&self, entry: &E) -> Option<R>;

    /// At least as good as any of the entries of which this is known together; `None` when all are out of the question.
    fn most(&self, sum: &E::Sum) -> Option<R>;
}

impl<E: Entry> Tree<E> {
    /// An empty one.
    pub fn new() -> Self {
        Self { root: Arc::new(Node::of(Below::Entries(Vec::new()))) }
    }

    /// How many entries there are.
    pub fn len(&self) -> usize {
        self.root.len
    }

    /// Whether there is no entry.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What is known of all entries together; `None` where there is none.
    pub fn sum(&self) -> Option<&E::Sum> {
        self.root.sum()
    }

    /// The entry at a place, from 0.
    pub fn get(&self, at: usize) -> Option<&E> {
        let (first, entries) = self.root.stretch(at);
        entries.get(at - first)
    }

    /// The first entry.
    pub fn first(&self) -> Option<&E> {
        self.root.first()
    }

    /// The entry at a place, to change it.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut E> {
        Arc::make_mut(&mut self.root).get_mut(at)
    }

    /// Puts an entry at a place; beyond the end, at the end.
    pub fn insert(&mut self, at: usize, entry: E) {
        let at = at.min(self.len());
        if let Some(right) = Arc::make_mut(&mut self.root).insert(at, entry) {
            let left = Arc::clone(&self.root);
            self.root = Arc::new(Node::of(Below::Nodes(vec![left, right])));
        }
    }

    /// Takes the entry at a place out.
    pub fn remove(&mut self, at: usize) -> Option<E> {
        if at >= self.len() {
            return None;
        }
        let entry = Arc::make_mut(&mut self.root).remove(at);
        while let Below::Nodes(nodes) = &self.root.below
            && nodes.len() <= 1
        {
            self.root = nodes.first().map_or_else(|| Self::new().root, Arc::clone);
        }
        Some(entry)
    }

    /// Whether this says that all entries come before what it looks for: keys mostly grow, and a new one is greater than all.
    fn ends_before(&self, order: &impl Fn(&E) -> Ordering) -> bool {
        self.root.last().is_some_and(|last| order(last).is_lt())
    }

    /// Where an entry stands of which this says that the others come before or after it; else where it would have to.
    pub fn find(&self, order: impl Fn(&E) -> Ordering) -> Result<usize, usize> {
        if self.ends_before(&order) {
            return Err(self.len());
        }
        let (mut node, mut first) = (&*self.root, 0);
        loop {
            match &node.below {
                Below::Entries(entries) => {
                    return entries.binary_search_by(order).map(|at| first + at).map_err(|at| first + at);
                }
                Below::Nodes(nodes) => {
                    let index = Node::towards(nodes, &order);
                    first += nodes[..index].iter().map(|node| node.len).sum::<usize>();
                    node = &nodes[index];
                }
            }
        }
    }

    /// The entry of which this says that the others come before or after it, if there is one.
    pub fn found(&self, order: impl Fn(&E) -> Ordering) -> Option<&E> {
        if self.ends_before(&order) {
            return None;
        }
        let mut node = &*self.root;
        loop {
            match &node.below {
                Below::Entries(entries) => return entries.get(entries.binary_search_by(order).ok()?),
                Below::Nodes(nodes) => node = &nodes[Node::towards(nodes, &order)],
            }
        }
    }

    /// All entries in order.
    pub fn iter(&self) -> Iter<'_, E> {
        self.range(0..self.len())
    }

    /// The entries at some places, in order.
    pub fn range(&self, places: Range<usize>) -> Iter<'_, E> {
        let end = places.end.min(self.len());
        Iter { root: &self.root, places: places.start.min(end)..end, front: (0, &[]), back: (0, &[]) }
    }

    /// Goes through all entries in order until somebody has seen enough.
    pub fn visit(&self, visitor: &mut dyn Visitor<E>) {
        self.root.visit(0, visitor);
    }

    /// How good the best entry is.
    pub fn best<R: Ord + Copy>(&self, judge: &dyn Judge<E, R>) -> Option<R> {
        let mut best = None;
        if self.sum().and_then(|sum| judge.most(sum)).is_some() {
            self.root.best(&mut best, judge);
        }
        best
    }
}

impl<E: Entry> Default for Tree<E> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: Entry + fmt::Debug> fmt::Debug for Tree<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.iter()).finish()
    }
}

impl<E: Entry> FromIterator<E> for Tree<E> {
    fn from_iter<I: IntoIterator<Item = E>>(entries: I) -> Self {
        let mut tree = Self::new();
        for entry in entries {
            tree.insert(tree.len(), entry);
        }
        tree
    }
}

/// Entries in order, from both ends.
pub struct Iter<'a, E: Entry> {
    root: &'a Node<E>,
    places: Range<usize>,
    /// The stretches in which its ends stand, each with the place of its first entry.
    front: (usize, &'a [E]),
    back: (usize, &'a [E]),
}

impl<E: Entry> Clone for Iter<'_, E> {
    fn clone(&self) -> Self {
        Self { places: self.places.clone(), ..*self }
    }
}

/// The entry at a place, from the stretch that was looked at last or from another. Inline, for it is nearly always the
/// former, and would be a call where the program is built for size.
#[inline(always)]
fn entry<'a, E: Entry>(root: &'a Node<E>, known: &mut (usize, &'a [E]), at: usize) -> Option<&'a E> {
    if at < known.0 || at - known.0 >= known.1.len() {
        *known = root.stretch(at);
    }
    known.1.get(at - known.0)
}

impl<'a, E: Entry> Iterator for Iter<'a, E> {
    type Item = &'a E;

    fn next(&mut self) -> Option<&'a E> {
        let at = self.places.start;
        if at >= self.places.end {
            return None;
        }
        self.places.start += 1;
        entry(self.root, &mut self.front, at)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.places.size_hint()
    }
}

impl<E: Entry> DoubleEndedIterator for Iter<'_, E> {
    fn next_back(&mut self) -> Option<Self::Item> {
        let at = self.places.next_back()?;
        entry(self.root, &mut self.back, at)
    }
}

impl<E: Entry> ExactSizeIterator for Iter<'_, E> {}

#[cfg(test)]
mod tests {
    use super::*;

    /// A number, of which several together know the largest.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    struct N(u32);

    impl Entry for N {
        type Sum = u32;

        fn sum(&self) -> u32 {
            self.0
        }

        fn add(sum: &mut u32, later: &u32) {
            *sum = (*sum).max(*later);
        }
    }

    /// Looks for the first number that is at least so large, and counts what it has to look at.
    struct AtLeast(u32, usize, Option<usize>);

    impl Visitor<N> for AtLeast {
        fn enters(&mut self, largest: &u32) -> bool {
            self.1 += 1;
            *largest >= self.0
        }

        fn ends_at(&mut self, at: usize, entry: &N) -> bool {
            self.1 += 1;
            self.2 = (entry.0 >= self.0).then_some(at);
            self.2.is_some()
        }
    }

    struct Largest;

    impl Judge<N, u32> for Largest {
        fn rank(&self, entry: &N) -> Option<u32> {
            Some(entry.0)
        }

        fn most(&self, largest: &u32) -> Option<u32> {
            Some(*largest)
        }
    }

    /// Numbers that look random and are the same each time.
    fn next(state: &mut u32) -> usize {
        *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (*state >> 8) as usize
    }

    fn same(tree: &Tree<N>, flat: &[N]) {
        assert!(tree.iter().eq(flat) && tree.iter().rev().eq(flat.iter().rev()));
        assert_eq!(
            (tree.len(), tree.is_empty(), tree.sum().copied()),
            (flat.len(), flat.is_empty(), { flat.iter().map(|n| n.0).max() })
        );
        let largest = flat.iter().map(|n| n.0).max();
        assert_eq!(tree.best(&Largest), largest);
        for wanted in [0, 500, 999, 1_000] {
            let mut search = AtLeast(wanted, 0, None);
            tree.visit(&mut search);
            assert_eq!(search.2, flat.iter().position(|n| n.0 >= wanted));
        }
    }

    #[test]
    fn a_tree_does_what_a_vector_does_and_its_copies_stay_as_they_were() {
        let (mut tree, mut flat, mut state) = (Tree::new(), Vec::new(), 7);
        let mut kept = Vec::new();
        // It grows, is turned over, and shrinks to nothing.
        for turn in 0..12_000 {
            let grows = [3, 2, 1][turn / 4_000];
            let (at, value) = (next(&mut state) % (flat.len() + 1), N(next(&mut state) as u32 % 1_000));
            if next(&mut state) % 4 < grows {
                tree.insert(at, value);
                flat.insert(at, value);
            } else {
                let taken = (at < flat.len()).then(|| flat.remove(at));
                assert_eq!(tree.remove(at), taken);
            }
            if let (Some(mine), Some(other)) = (tree.get_mut(at), flat.get_mut(at)) {
                (mine.0, other.0) = (value.0 / 2, value.0 / 2);
            }
            assert_eq!(tree.get(at), flat.get(at));
            if turn % 977 == 0 {
                same(&tree, &flat);
                kept.push((tree.clone(), flat.clone()));
            }
        }
        while let Some(last) = flat.pop() {
            assert_eq!(tree.remove(flat.len()), Some(last));
        }
        same(&tree, &flat);
        kept.iter().for_each(|(tree, flat)| same(tree, flat));
    }

    #[test]
    fn what_always_comes_at_the_end_leaves_no_room_behind() {
        let tree: Tree<N> = (0..10_000).map(N).collect();
        let (first, entries) = tree.root.stretch(5_000);
        assert_eq!((first % N::WIDTH, entries.len()), (0, N::WIDTH));
    }

    #[test]
    fn an_entry_is_found_by_its_order_or_the_place_for_it() {
        for len in [0, 1, 31, 33, 500, 5_000] {
            let tree: Tree<N> = (0..len).map(|n| N(n * 2)).collect();
            for wanted in (0..len * 2 + 1).step_by(7) {
                let found = tree.find(|n| n.0.cmp(&wanted));
                assert_eq!(tree.found(|n| n.0.cmp(&wanted)), found.ok().and_then(|at| tree.get(at)));
                assert_eq!(
                    found,
                    if wanted % 2 == 0 && wanted < len * 2 {
                        Ok(wanted as usize / 2)
                    } else {
                        Err(wanted.div_ceil(2) as usize)
                    }
                );
            }
            assert!(tree.range(3..40).eq(tree.iter().skip(3).take(37)));
        }
    }

    #[test]
    fn a_search_looks_at_few_of_very_many() {
        let tree: Tree<N> = (0..100_000).map(N).collect();
        let mut search = AtLeast(77_777, 0, None);
        tree.visit(&mut search);
        assert_eq!(search.2, Some(77_777));
        assert!(search.1 < 4 * (N::WIDTH + 1), "{} looks", search.1);
    }
}

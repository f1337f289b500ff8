//! How a person arranges the lanes: their order, which are hidden, pinned to the top, or have their local events
//! collapsed.

use crate::id::{EventId, NodeId};
use crate::ordered::Set;

/// An arrangement of lanes, by machine. The default arranges nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LaneView {
    /// The machines in the order that somebody gave them; the others follow in their natural one.
    order: Vec<NodeId>,
    hidden: Set<NodeId>,
    pinned: Set<NodeId>,
    collapsed: Set<NodeId>,
    /// The first events of runs that are shown although their lane is collapsed.
    opened: Set<EventId>,
}

impl LaneView {
    /// Nothing is arranged.
    pub const fn none() -> Self {
        Self { order: Vec::new(), hidden: Set::new(), pinned: Set::new(), collapsed: Set::new(), opened: Set::new() }
    }

    /// Whether a lane is hidden.
    pub fn is_hidden(&self, machine: NodeId) -> bool {
        self.hidden.contains(&machine)
    }

    /// Whether a lane stays at the top.
    pub fn is_pinned(&self, machine: NodeId) -> bool {
        self.pinned.contains(&machine)
    }

    /// Whether runs of local events are one mark each on a lane: of events whose messages, if any, lead to no lane that is
    /// shown.
    pub fn is_collapsed(&self, machine: NodeId) -> bool {
        self.collapsed.contains(&machine)
    }

    /// Whether the run of local events that begins with this one is shown event by event all the same.
    pub fn is_opened(&self, first: EventId) -> bool {
        self.opened.contains(&first)
    }

    /// The hidden machines.
    pub fn hidden(&self) -> impl Iterator<Item = NodeId> + '_ {
        self.hidden.iter().copied()
    }

    /// What sets a lane's place: pinned ones first, then the given order.
    pub(super) fn place(&self, machine: NodeId) -> (bool, usize) {
        let at = self.order.iter().position(|other| *other == machine);
        (!self.is_pinned(machine), at.unwrap_or(usize::MAX))
    }

    /// Whether it has the same events at the same places along the run as another arrangement.
    pub(super) fn draws_the_same(&self, other: &Self) -> bool {
        self.hidden == other.hidden && self.collapsed == other.collapsed && self.opened == other.opened
    }

    /// With a lane shown or hidden.
    #[must_use]
    pub fn with_hidden(mut self, machine: NodeId, hide: bool) -> Self {
        put(&mut self.hidden, machine, hide);
        self
    }

    /// With all lanes shown.
    #[must_use]
    pub fn with_all_shown(mut self) -> Self {
        self.hidden = Set::new();
        self
    }

    /// With a lane pinned to the top, or not.
    #[must_use]
    pub fn with_pinned(mut self, machine: NodeId, pin: bool) -> Self {
        put(&mut self.pinned, machine, pin);
        self
    }

    /// With a lane's runs of local events collapsed, all of them, or none.
    #[must_use]
    pub fn with_collapsed(mut self, machine: NodeId, collapse: bool) -> Self {
        put(&mut self.collapsed, machine, collapse);
        self.opened = Set::new();
        self
    }

    /// With one run of local events shown, by its first event.
    #[must_use]
    pub fn with_opened(mut self, first: EventId) -> Self {
        self.opened.insert(first);
        self
    }

    /// With a lane moved to another place among those that are shown, from above. One that is moved among the pinned
    /// ones becomes one of them, and the other way round.
    #[must_use]
    pub fn with_moved(mut self, machine: NodeId, to: usize, shown: &[NodeId]) -> Self {
        let mut order: Vec<NodeId> = shown.iter().copied().filter(|other| *other != machine).collect();
        let to = to.min(order.len());
        let is_pinned = order.get(to).or(order.last()).is_some_and(|beside| self.is_pinned(*beside));
        let was_pinned = self.is_pinned(machine);
        put(&mut self.pinned, machine, is_pinned && (was_pinned || to < order.len()));
        order.insert(to, machine);
        // Those that are hidden keep their places behind.
        order.extend(self.order.iter().copied().filter(|other| !shown.contains(other)));
        self.order = order;
        self
    }
}

fn put<T: Ord>(set: &mut Set<T>, item: T, is_in: bool) {
    if is_in {
        set.insert(item);
    } else {
        set.remove(&item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn machines() -> Vec<NodeId> {
        (0..4).map(NodeId::new).collect()
    }

    fn sorted(view: &LaneView) -> Vec<usize> {
        let mut all = machines();
        crate::ordered::sort_by_key(&mut all, |machine| (view.place(*machine), machine.index()));
        all.into_iter().map(NodeId::index).collect()
    }

    #[test]
    fn a_lane_that_is_moved_stands_where_it_was_put() {
        let all = machines();
        let view = LaneView::default().with_moved(all[3], 1, &all);
        assert_eq!(sorted(&view), [0, 3, 1, 2]);
        let shown = [all[0], all[3], all[1], all[2]];
        assert_eq!(sorted(&view.clone().with_moved(all[0], 9, &shown)), [3, 1, 2, 0]);
        assert_eq!(sorted(&view.with_moved(all[3], 0, &shown)), [3, 0, 1, 2]);
    }

    #[test]
    fn a_pinned_lane_stays_at_the_top_until_it_is_moved_away_from_there() {
        let all = machines();
        let view = LaneView::default().with_pinned(all[2], true);
        assert_eq!(sorted(&view), [2, 0, 1, 3]);
        let shown = [all[2], all[0], all[1], all[3]];
        let moved = view.with_moved(all[2], 2, &shown);
        assert!(!moved.is_pinned(all[2]));
        assert_eq!(sorted(&moved), [0, 1, 2, 3]);
    }

    #[test]
    fn what_is_hidden_comes_back_with_all_the_others() {
        let all = machines();
        let view = LaneView::default().with_hidden(all[1], true).with_hidden(all[2], true).with_hidden(all[1], false);
        assert_eq!(view.hidden().collect::<Vec<_>>(), [all[2]]);
        assert_eq!(view.with_all_shown().hidden().count(), 0);
    }
}

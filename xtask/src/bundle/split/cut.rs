//! Where a module is cut: which functions come later, and what the halves need of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use anyhow::Result;

use super::belongings::Belongings;
use super::shape::{FUNCTIONS, Shape};

/// How many bytes a function needs to move on its own account. A shorter one is hardly longer than its bridge; and the
/// linker makes one function of alike ones, named after any of them: what bears a later room's name and is that short
/// may be everybody's.
pub(super) const WORTH_A_BRIDGE: usize = 72;

/// A cut. Functions go by their number in the whole module.
pub(super) struct Cut {
    /// The functions of the first half.
    pub(super) kept: Vec<u32>,
    /// The functions of the later half.
    pub(super) moved: Vec<u32>,
    /// The moved functions that the first half leads to, each with the slot of the table where it will stand.
    pub(super) bridges: BTreeMap<u32, u32>,
    /// What the later half puts into the table, by slot.
    pub(super) filled: BTreeMap<u32, u32>,
    /// The functions of the first half, imported ones too, that the later one calls.
    pub(super) lent: Vec<u32>,
    /// How many slots the table has, with those that the bridges add.
    pub(super) slots: u64,
    /// The places in memory that are filled later.
    pub(super) data: Vec<Range<u32>>,
}

impl Cut {
    /// Moves the functions whose names are said to come later, and those that only they lead to.
    pub(super) fn of(shape: &Shape<'_>, comes_later: impl Fn(&str) -> bool) -> Self {
        let is_named = |function: &u32| {
            shape.length(*function) >= WORTH_A_BRIDGE && shape.names.get(function).is_some_and(|name| comes_later(name))
        };
        let named: BTreeSet<u32> = shape.own().filter(is_named).collect();
        let first = first_half(shape, &named);
        let (kept, moved): (Vec<u32>, Vec<u32>) = shape.own().partition(|function| first.contains(function));

        let mut wanted: BTreeSet<u32> = kept.iter().flat_map(|function| shape.calls(*function)).copied().collect();
        wanted.extend(&shape.doors);
        let is_moved = |function: &u32| moved.binary_search(function).is_ok();
        let mut filled: BTreeMap<u32, u32> = BTreeMap::new();
        filled.extend(shape.slots.iter().filter(|(_, function)| is_moved(function)).map(|(slot, one)| (*slot, *one)));
        let mut bridges: BTreeMap<u32, u32> = filled.iter().map(|(slot, function)| (*function, *slot)).collect();
        let mut slots = shape.tables.get(FUNCTIONS as usize).map_or(0, |table| table.initial);
        for function in wanted.into_iter().filter(is_moved) {
            bridges.entry(function).or_insert_with(|| {
                let slot = slots as u32;
                slots += 1;
                filled.insert(slot, function);
                slot
            });
        }
        let lent: BTreeSet<u32> = moved.iter().flat_map(|function| shape.calls(*function)).copied().collect();
        let lent = lent.into_iter().filter(|function| !is_moved(function)).collect();
        Self { kept, moved, bridges, filled, lent, slots, data: Vec::new() }
    }

    /// Moves what only moved functions refer to, by the notes in the linked module.
    ///
    /// # Errors
    /// There are no notes.
    pub(super) fn move_data(&mut self, shape: &Shape<'_>, linked: &[u8]) -> Result<()> {
        let names = |functions: &[u32]| -> BTreeSet<&str> {
            functions.iter().filter_map(|function| shape.names.get(function).copied()).collect()
        };
        let (kept, moved) = (names(&self.kept), names(&self.moved));
        let before = Shape::read(linked)?;
        let comes_later = |function: u32| {
            // One that binding has renamed, or whose name is another's too, is taken for one of the first half.
            before.names.get(&function).is_some_and(|name| moved.contains(name) && !kept.contains(name))
        };
        self.data = Belongings::read(linked, &before)?.later(comes_later);
        Ok(())
    }

    /// The pieces of a segment of data that are filled later: where in the segment.
    pub(super) fn moved_of(&self, place: u32, bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
        let within = move |at: u32| (at.max(place) - place) as usize;
        let pieces = self.data.iter().map(move |piece| within(piece.start)..within(piece.end));
        let end = bytes.len();
        pieces.map(move |piece| piece.start..piece.end.min(end)).filter(|piece| piece.start < piece.end)
    }
}

/// What stays when these functions move: all that calls from outside and through pointers lead to without them.
pub(super) fn first_half(shape: &Shape<'_>, moved: &BTreeSet<u32>) -> BTreeSet<u32> {
    let mut reached = BTreeSet::new();
    let mut waiting: Vec<u32> = shape.doors.iter().chain(shape.slots.values()).copied().collect();
    while let Some(function) = waiting.pop() {
        if function >= shape.imported && !moved.contains(&function) && reached.insert(function) {
            waiting.extend(shape.calls(function));
        }
    }
    reached
}

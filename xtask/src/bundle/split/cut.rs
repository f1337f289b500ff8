//! Where a module is cut: which functions come later, and what the halves need of each other.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use super::belongings::Belongings;
use super::shape::{FUNCTIONS, Shape};

/// How many bytes a function needs to move on its own account, with the data that it alone refers to. A shorter one is hardly longer than its bridge; and the
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
    /// The functions of the first half, imported ones too, that the later one calls, each with the slot of the table where
    /// it stands.
    pub(super) lent: BTreeMap<u32, u32>,
    /// Where the slots begin that lending adds; they stand in the order of their functions.
    pub(super) lent_from: u32,
    /// How many slots the table has, with those that the bridges and lending add.
    pub(super) slots: u64,
    /// The places in memory that are filled later.
    pub(super) data: Vec<Range<u32>>,
}

impl Cut {
    /// Moves the functions whose names are said to come later, and those that only they lead to.
    pub(super) fn of(shape: &Shape<'_>, leads: &Leads, comes_later: impl Fn(&str) -> bool) -> Self {
        let is_named = |function: &u32| {
            leads.weight(shape, *function) >= WORTH_A_BRIDGE
                && shape.names.get(function).is_some_and(|name| comes_later(name))
        };
        let named: BTreeSet<u32> = shape.own().filter(is_named).collect();
        let first = leads.first_half(shape, &named);
        let (kept, moved): (Vec<u32>, Vec<u32>) = shape.own().partition(|function| first.contains(function));

        let mut wanted: BTreeSet<u32> = kept.iter().flat_map(|function| shape.calls(*function)).copied().collect();
        wanted.extend(&shape.doors);
        let is_moved = |function: &u32| moved.binary_search(function).is_ok();
        let mut filled: BTreeMap<u32, u32> = BTreeMap::new();
        filled.extend(shape.slots.iter().filter(|(_, function)| is_moved(function)).map(|(slot, one)| (*slot, *one)));
        // Who comes upon the pointers of all others is in the later half: there is nothing to lead to before it is there.
        let pointed = leads.pointed_from(&kept);
        let mut bridges: BTreeMap<u32, u32> =
            filled.iter().map(|(slot, one)| (*one, *slot)).filter(|(one, _)| pointed.contains(one)).collect();
        let mut slots = shape.tables.get(FUNCTIONS as usize).map_or(0, |table| table.initial);
        let slot_of: BTreeMap<u32, u32> = filled.iter().map(|(slot, function)| (*function, *slot)).collect();
        for function in wanted.into_iter().filter(is_moved) {
            bridges.entry(function).or_insert_with(|| {
                slot_of.get(&function).copied().unwrap_or_else(|| {
                    let slot = slots as u32;
                    slots += 1;
                    filled.insert(slot, function);
                    slot
                })
            });
        }
        let lent_from = slots as u32;
        let called: BTreeSet<u32> = moved.iter().flat_map(|function| shape.calls(*function)).copied().collect();
        let known: BTreeMap<u32, u32> = shape.slots.iter().map(|(slot, function)| (*function, *slot)).collect();
        let mut slot_of = |function: u32| {
            known.get(&function).copied().unwrap_or_else(|| {
                slots += 1;
                slots as u32 - 1
            })
        };
        let lent = called.into_iter().filter(|function| !is_moved(function)).map(|one| (one, slot_of(one))).collect();
        Self { kept, moved, bridges, filled, lent, lent_from, slots, data: Vec::new() }
    }

    /// Moves the data that only moved functions refer to.
    pub(super) fn move_data(&mut self, shape: &Shape<'_>, linked: &Shape<'_>, belongings: &Belongings) {
        let names = |functions: &[u32]| -> BTreeSet<&str> {
            functions.iter().filter_map(|function| shape.names.get(function).copied()).collect()
        };
        let (kept, moved) = (names(&self.kept), names(&self.moved));
        self.data = belongings.later(|function| {
            // One that binding has renamed, or whose name is another's too, is taken for one of the first half.
            linked.names.get(&function).is_some_and(|name| moved.contains(name) && !kept.contains(name))
        });
    }

    /// The pieces of a segment of data that are filled later: where in the segment.
    pub(super) fn moved_of(&self, place: u32, bytes: &[u8]) -> impl Iterator<Item = Range<usize>> {
        let within = move |at: u32| (at.max(place) - place) as usize;
        let pieces = self.data.iter().map(move |piece| within(piece.start)..within(piece.end));
        let end = bytes.len();
        pieces.map(move |piece| piece.start..piece.end.min(end)).filter(|piece| piece.start < piece.end)
    }
}

/// Who leads to whom, besides by calls.
#[derive(Default)]
pub(super) struct Leads {
    /// The functions that each function points to.
    pointed: BTreeMap<u32, BTreeSet<u32>>,
    /// The functions of which nobody knows who points to them.
    roots: BTreeSet<u32>,
    /// How many bytes of data only that function refers to, by function.
    data: BTreeMap<u32, usize>,
}

impl Leads {
    /// What is known without notes: anybody may use any pointer.
    pub(super) fn unknown(shape: &Shape<'_>) -> Self {
        Self { roots: shape.slots.values().copied().collect(), ..Self::default() }
    }

    /// Who points to whom, and nobody else to anybody.
    #[cfg(test)]
    pub(super) fn told(pointed: &[(u32, u32)], data: &[(u32, usize)]) -> Self {
        let mut leads = Self { data: data.iter().copied().collect(), ..Self::default() };
        pointed.iter().for_each(|(from, to)| _ = leads.pointed.entry(*from).or_default().insert(*to));
        leads
    }

    /// What the linker's notes say. Binding numbers functions anew, so they are found by their names.
    pub(super) fn noted(shape: &Shape<'_>, linked: &Shape<'_>, belongings: &Belongings) -> Self {
        let mut named: BTreeMap<&str, Vec<u32>> = BTreeMap::new();
        shape.names.iter().for_each(|(function, name)| named.entry(name).or_default().push(*function));
        let found = |function: &u32| linked.names.get(function).and_then(|name| named.get(name)).into_iter().flatten();
        let mut leads = Self::unknown(shape);
        for (from, to) in belongings.pointed() {
            let to: BTreeSet<u32> = to.iter().flat_map(found).copied().collect();
            found(&from).for_each(|from| leads.pointed.entry(*from).or_default().extend(&to));
        }
        for known in leads.pointed.values().flatten() {
            leads.roots.remove(known);
        }
        for (function, bytes) in belongings.held() {
            found(&function).for_each(|function| *leads.data.entry(*function).or_default() += bytes);
        }
        leads
    }

    /// How many bytes a function takes, with the data that it alone refers to.
    pub(super) fn weight(&self, shape: &Shape<'_>, function: u32) -> usize {
        shape.length(function) + self.data.get(&function).copied().unwrap_or_default()
    }

    /// The functions whose pointers these may come upon.
    fn pointed_from(&self, functions: &[u32]) -> BTreeSet<u32> {
        let pointed = functions.iter().filter_map(|function| self.pointed.get(function)).flatten();
        pointed.chain(&self.roots).copied().collect()
    }

    /// What stays when these functions move: all that calls from outside lead to without them.
    pub(super) fn first_half(&self, shape: &Shape<'_>, moved: &BTreeSet<u32>) -> BTreeSet<u32> {
        let mut reached = BTreeSet::new();
        let mut waiting: Vec<u32> = shape.doors.iter().chain(&self.roots).copied().collect();
        while let Some(function) = waiting.pop() {
            if function >= shape.imported && !moved.contains(&function) && reached.insert(function) {
                waiting.extend(shape.calls(function));
                waiting.extend(self.pointed.get(&function).into_iter().flatten());
            }
        }
        reached
    }
}

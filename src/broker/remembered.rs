//! What is remembered of jobs that are over, in the order in which it came.
//!
//! A copy shares nearly all with its origin: worlds along a run are copied again and again, with thousands of ends in each.

use crate::id::JobId;
use crate::ordered::table::Table;
use crate::ordered::tree::{Entry, Tree};

/// Values by their jobs. Whoever keeps it takes the oldest out when there are too many.
#[derive(Debug, Clone)]
pub(super) struct Remembered<T: Clone> {
    by_job: Table<JobId, T>,
    in_order: Tree<JobId>,
}

/// A job is looked for by where it stands alone.
impl Entry for JobId {
    type Sum = ();

    fn sum(&self) {}

    fn add((): &mut (), (): &()) {}
}

impl<T: Clone> Remembered<T> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.in_order.len()
    }

    /// What is remembered of a job.
    pub(super) fn get(&self, job: JobId) -> Option<&T> {
        self.by_job.get(&job)
    }

    /// All jobs of which something is remembered, the oldest first.
    pub(super) fn jobs(&self) -> impl DoubleEndedIterator<Item = JobId> + '_ {
        self.in_order.iter().copied()
    }

    /// Remembers something of a job, instead of what was; its place in the order stays then.
    pub(super) fn insert(&mut self, job: JobId, value: T) {
        if self.by_job.insert(job, value).is_none() {
            self.in_order.insert(self.len(), job);
        }
    }

    /// Forgets a job.
    pub(super) fn remove(&mut self, job: JobId) {
        if self.by_job.remove(&job).is_some() {
            let place = self.in_order.iter().position(|other| *other == job);
            place.and_then(|at| self.in_order.remove(at));
        }
    }

    /// Forgets the oldest one. Returns what was remembered.
    pub(super) fn pop_oldest(&mut self) -> Option<(JobId, T)> {
        let oldest = self.in_order.remove(0)?;
        Some((oldest, self.by_job.remove(&oldest)?))
    }
}

impl<T: Clone> Default for Remembered<T> {
    fn default() -> Self {
        Self { by_job: Table::default(), in_order: Tree::new() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_oldest_is_forgotten_first_and_what_is_remembered_anew_keeps_its_place() {
        let mut remembered = Remembered::default();
        (0..100).rev().for_each(|n| remembered.insert(JobId::new(n), n));
        remembered.insert(JobId::new(99), 7);
        remembered.remove(JobId::new(98));
        let copy = remembered.clone();
        assert_eq!(remembered.pop_oldest(), Some((JobId::new(99), 7)));
        assert_eq!(remembered.pop_oldest(), Some((JobId::new(97), 97)));
        assert_eq!(
            (remembered.len(), remembered.get(JobId::new(97)), remembered.get(JobId::new(0))),
            (97, None, Some(&0))
        );
        assert!(remembered.jobs().map(JobId::number).eq((0..97).rev()));
        assert_eq!((copy.len(), copy.get(JobId::new(97))), (99, Some(&97)));
    }
}

//! Which waiting jobs were submitted before which, without looking at all of them.
//!
//! Whoever submits jobs does that one after the other, and knows more and more: of its jobs of equal urgency the
//! earlier one stands first in the queue, and if one of them was submitted after something, so were all later ones. So of
//! each client only two jobs can be the nearest to another's.

use std::cmp::Ordering;

use crate::broker::jobs::{Job, Jobs};
use crate::clock::Dot;
use crate::id::{JobId, NodeId};
use crate::ordered::tree::{Entry, Tree};

/// The event that submitted a waiting job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Submission {
    urgency: i64,
    client: NodeId,
    count: u32,
    job: JobId,
}

impl Submission {
    /// That of a job; `None` of one from a peer without clocks.
    pub(super) fn of(id: JobId, job: &Job) -> Option<Self> {
        let Dot { node, count } = job.submitted?;
        Some(Self { urgency: job.urgency(), client: node, count, job: id })
    }

    const fn dot(&self) -> Dot {
        Dot { node: self.client, count: self.count }
    }
}

impl Entry for Submission {
    type Sum = ();

    fn sum(&self) {}

    fn add((): &mut (), (): &()) {}
}

/// All waiting jobs of clients with clocks: by urgency, then by client, then in the order in which it submitted them.
#[derive(Debug, Clone, Default)]
pub(super) struct Submissions(Tree<Submission>);

/// The jobs nearest to one: of each client the first that was submitted after it, and the last before it.
#[derive(Debug, Default)]
pub(super) struct Around {
    pub(super) following: Vec<JobId>,
    pub(super) preceding: Vec<JobId>,
}

impl Submissions {
    pub(super) fn insert(&mut self, submission: Submission) {
        if let Err(at) = self.0.find(|other| other.cmp(&submission)) {
            self.0.insert(at, submission);
        }
    }

    pub(super) fn remove(&mut self, submission: Submission) {
        if let Ok(at) = self.0.find(|other| other.cmp(&submission)) {
            self.0.remove(at);
        }
    }

    /// Of jobs as urgent as this one, those nearest to it.
    pub(super) fn around(&self, job: &Job, jobs: &Jobs) -> Around {
        let (urgency, mut around) = (job.urgency(), Around::default());
        let Some(submitted) = job.submitted else { return around };
        let follows = |other: &Submission| {
            let past = jobs.get(other.job).and_then(|other| other.past.as_ref());
            other.dot() != submitted && past.is_some_and(|past| past.knows(submitted))
        };
        let precedes = |other: &Submission| {
            let known = job.past.as_ref().is_some_and(|past| past.knows(other.dot()));
            known && other.dot() != submitted
        };
        let mut first = self.first(|other| other.urgency >= urgency);
        while let Some(client) = self.0.get(first).filter(|other| other.urgency == urgency).map(|other| other.client) {
            let beyond = |other: &Submission| (other.urgency, other.client) > (urgency, client);
            let before = |other: &Submission| (other.urgency, other.client) < (urgency, client);
            let end = self.first(beyond);
            let following = self.first(|other| beyond(other) || !before(other) && follows(other));
            let preceding = self.first(|other| beyond(other) || !before(other) && !precedes(other));
            let job = |at: usize| (first..end).contains(&at).then(|| self.0.get(at)).flatten().map(|other| other.job);
            around.following.extend(job(following));
            around.preceding.extend(preceding.checked_sub(1).and_then(job));
            first = end;
        }
        around
    }

    /// The first of which something holds that holds of all later ones too.
    fn first(&self, holds: impl Fn(&Submission) -> bool) -> usize {
        let order = |other: &Submission| if holds(other) { Ordering::Greater } else { Ordering::Less };
        self.0.find(order).unwrap_or_else(|at| at)
    }
}

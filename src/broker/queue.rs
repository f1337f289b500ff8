//! The queue: jobs in the order in which they are looked at.
//!
//! Sorted by the policy's key; jobs with the same key stand in order of arrival, but never against the causal
//! order of their submissions: a job whose submission happened before another's leaves before it, even when
//! the network turned them round.

use super::jobs::{Job, Jobs};
use super::policy::{Order, Policy};
use crate::id::JobId;
use crate::ordered::sort_by_key;
use crate::time::Time;

/// One place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The job.
    pub job: JobId,
    /// From when its waiting counts: its arrival, or an earlier one of a job that it causally precedes.
    pub since: Time,
    key: (i64, i64),
    arrival: u64,
}

/// The jobs that wait, first to leave first.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    places: Vec<Place>,
}

impl Queue {
    /// The places in order.
    pub fn places(&self) -> &[Place] {
        &self.places
    }

    /// How many wait.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// The position of a job, from 0.
    pub fn position(&self, job: JobId) -> Option<usize> {
        self.places.iter().position(|place| place.job == job)
    }

    /// Takes a job in, at its place: for a job that was in before, that is the place that it had.
    pub fn insert(&mut self, id: JobId, job: &Job, jobs: &Jobs, policy: &Policy) {
        let mut place =
            Place { job: id, since: job.arrived_at, key: policy.key(job, job.arrived_at), arrival: job.arrival };
        let mut at = self.places.partition_point(|other| (other.key, other.arrival) <= (place.key, place.arrival));
        if policy.order != Order::Fifo
            && let Some((causal, since)) = self.causal_place(at, job, jobs)
        {
            (at, place.since) = (causal, since);
            place.key = policy.key(job, since);
        }
        self.places.insert(at, place);
    }

    /// Where a job has to stand among those of its urgency, when arrival alone would put it wrong.
    fn causal_place(&self, at: usize, job: &Job, jobs: &Jobs) -> Option<(usize, Time)> {
        job.submitted?;
        let equals = || {
            let equal = |(i, place): (usize, &Place)| {
                let other = jobs.get(place.job)?;
                (other.urgency() == job.urgency()).then_some((i, place.since, other))
            };
            self.places.iter().enumerate().filter_map(equal)
        };
        let followed = equals().find(|(i, _, other)| *i < at && job.precedes(other));
        let preceded = equals().rfind(|(i, _, other)| *i >= at && other.precedes(job));
        match (followed, preceded) {
            (Some((i, since, _)), _) => Some((i, since.min(job.arrived_at))),
            (None, Some((i, since, _))) => Some((i + 1, since.max(job.arrived_at))),
            (None, None) => None,
        }
    }

    /// Where a waiting job would stand, from 0, if it were no emergency: its cause may put it elsewhere then.
    pub fn place_without_emergency(&self, id: JobId, job: &Job, jobs: &Jobs, policy: &Policy) -> Option<usize> {
        let mut queue = self.clone();
        queue.remove(id);
        queue.insert(id, &Job { finding: None, ..job.clone() }, jobs, policy);
        queue.position(id)
    }

    /// Takes a job out.
    pub fn remove(&mut self, job: JobId) -> Option<Place> {
        self.position(job).map(|at| self.places.remove(at))
    }

    /// Sorts all anew, after the policy or the urgency of jobs changed.
    pub fn rebuild(&mut self, jobs: &Jobs, policy: &Policy) {
        let mut places = std::mem::take(&mut self.places);
        sort_by_key(&mut places, |place| place.arrival);
        for Place { job: id, .. } in places {
            if let Some(job) = jobs.get(id) {
                self.insert(id, job, jobs, policy);
            }
        }
    }
}

//! The queue: jobs in the order in which they are looked at.
//!
//! Sorted by the policy's key; jobs with the same key stand in order of arrival, but never against the causal
//! order of their submissions: a job whose submission happened before another's leaves before it, even when
//! the network turned them round.

mod submissions;

use super::executors::Capabilities;
use super::jobs::{Job, Jobs};
use super::policy::{Order, Policy};
use crate::id::JobId;
use crate::ordered::sort_by_key;
use crate::ordered::tree::{Entry, Tree, Visitor};
use crate::planted::{self, Bug};
use crate::time::Time;
use submissions::{Around, Submission, Submissions};

/// What sorts the queue: the policy's key, then the arrival.
type Rank = ((i64, i64), u64);

/// One place in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// The job.
    pub job: JobId,
    /// From when its waiting counts: its arrival, or an earlier one of a job that it causally precedes.
    pub since: Time,
    rank: Rank,
    /// What the job needs.
    pub needs: Capabilities,
    /// Whether it waits for no other job.
    pub is_ready: bool,
    /// Whether it was told already that nobody can take it.
    pub is_told: bool,
    /// Whether it is a critical emergency, for which others may have to go.
    pub is_critical: bool,
}

impl Place {
    fn of(id: JobId, job: &Job, since: Time, policy: &Policy) -> Self {
        let rank = (policy.key(job, since), job.arrival);
        let mut place =
            Self { job: id, since, rank, needs: job.spec.needs, is_ready: false, is_told: false, is_critical: false };
        place.look_at(job);
        place
    }

    /// Takes in what may change of a job while it waits.
    fn look_at(&mut self, job: &Job) {
        let jumps = job.is_emergency() && planted::is(Bug::DependencyIgnored);
        self.is_ready = job.waits_for.is_empty() || jumps;
        self.is_told = job.told_incapable;
        self.is_critical = job.finding.as_ref().is_some_and(|finding| finding.emergency.level.is_critical());
    }
}

/// What is known of several places together.
#[derive(Debug, Clone)]
pub struct Stretch {
    /// Of those that are ready; `None` when none is.
    pub ready: Option<Ready>,
    rank_most: Rank,
}

/// What is known of several jobs together that are ready to go.
#[derive(Debug, Clone)]
pub struct Ready {
    /// None of them needs less.
    pub needs: Capabilities,
    /// Since when the first of them has waited.
    pub since: Time,
    /// Whether all were told that nobody can take them.
    pub are_told: bool,
    /// Whether one of them is a critical emergency.
    pub has_critical: bool,
}

impl Entry for Place {
    type Sum = Stretch;

    fn sum(&self) -> Stretch {
        let Self { since, needs, is_told: are_told, is_critical: has_critical, .. } = *self;
        Stretch { ready: self.is_ready.then_some(Ready { needs, since, are_told, has_critical }), rank_most: self.rank }
    }

    fn add(sum: &mut Stretch, later: &Stretch) {
        sum.rank_most = sum.rank_most.max(later.rank_most);
        match (&mut sum.ready, &later.ready) {
            (Some(ready), Some(later)) => {
                ready.needs = ready.needs.least(&later.needs);
                ready.since = ready.since.min(later.since);
                ready.are_told &= later.are_told;
                ready.has_critical |= later.has_critical;
            }
            (ready @ None, later) => ready.clone_from(later),
            (Some(_), None) => {}
        }
    }
}

/// Where a job stands: what sorts it, and among the submissions.
#[derive(Debug, Clone)]
struct Standing {
    job: JobId,
    rank: Rank,
    submission: Option<Submission>,
}

impl Entry for Standing {
    type Sum = ();

    fn sum(&self) {}

    fn add((): &mut (), (): &()) {}
}

/// The jobs that wait, first to leave first.
#[derive(Debug, Clone, Default)]
pub struct Queue {
    places: Tree<Place>,
    /// All jobs in it, by their ids.
    standings: Tree<Standing>,
    submissions: Submissions,
}

impl Queue {
    /// The places in order.
    pub const fn places(&self) -> &Tree<Place> {
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

    fn standing(&self, job: JobId) -> Result<usize, usize> {
        self.standings.find(|standing| standing.job.cmp(&job))
    }

    /// The position of a job, from 0.
    pub fn position(&self, job: JobId) -> Option<usize> {
        let rank = self.standings.get(self.standing(job).ok()?)?.rank;
        // It stands there, or, where causes put others before it, a little further on.
        let from = self.first_from(rank);
        let places = self.places.range(from..self.len()).zip(from..);
        places.take_while(|(place, _)| place.rank.0 <= rank.0).find(|(place, _)| place.job == job).map(|(_, at)| at)
    }

    /// The first place that does not belong before this rank.
    fn first_from(&self, rank: Rank) -> usize {
        let mut first = FirstFrom { rank, at: self.len() };
        self.places.visit(&mut first);
        first.at
    }

    /// Takes a job in, at its place: for a job that was in before, that is the place that it had.
    pub fn insert(&mut self, id: JobId, job: &Job, jobs: &Jobs, policy: &Policy) {
        let mut place = Place::of(id, job, job.arrived_at, policy);
        let mut at = self.first_from((place.rank.0, place.rank.1 + 1));
        if policy.order != Order::Fifo
            && let Some((causal, since)) = self.causal_place(at, job, jobs)
        {
            (at, place) = (causal, Place::of(id, job, since, policy));
        }
        self.places.insert(at, place);
        let standing = self.standing(id).unwrap_or_else(|at| at);
        let submission = Submission::of(id, job);
        self.standings.insert(standing, Standing { job: id, rank: place.rank, submission });
        submission.into_iter().for_each(|submission| self.submissions.insert(submission));
    }

    /// Where a job has to stand among those of its urgency, when arrival alone would put it wrong.
    #[inline(never)]
    fn causal_place(&self, at: usize, job: &Job, jobs: &Jobs) -> Option<(usize, Time)> {
        let Around { following, preceding } = self.submissions.around(job, jobs);
        let standing = |id: JobId| {
            let at = self.position(id)?;
            self.places.get(at).map(|place| (at, place.since))
        };
        let followed = following.into_iter().filter_map(standing).filter(|(i, _)| *i < at).min();
        let preceded = || preceding.into_iter().filter_map(standing).filter(|(i, _)| *i >= at).max();
        match followed {
            Some((i, since)) => Some((i, since.min(job.arrived_at))),
            None => preceded().map(|(i, since)| (i + 1, since.max(job.arrived_at))),
        }
    }

    /// Looks again at a waiting job of which something changed that does not change its place.
    pub fn look_again(&mut self, id: JobId, job: &Job) {
        if let Some(place) = self.position(id).and_then(|at| self.places.get_mut(at)) {
            place.look_at(job);
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
        let at = self.position(job)?;
        let standing = self.standing(job).ok().and_then(|at| self.standings.remove(at));
        standing.and_then(|standing| standing.submission).into_iter().for_each(|of| self.submissions.remove(of));
        self.places.remove(at)
    }

    /// Sorts all anew, after the policy or the urgency of jobs changed.
    pub fn rebuild(&mut self, jobs: &Jobs, policy: &Policy) {
        let mut places: Vec<Place> = self.places.iter().copied().collect();
        *self = Self::default();
        sort_by_key(&mut places, |place| place.rank.1);
        for Place { job: id, .. } in places {
            if let Some(job) = jobs.get(id) {
                self.insert(id, job, jobs, policy);
            }
        }
    }
}

/// Looks for the first place that does not belong before a rank.
struct FirstFrom {
    rank: Rank,
    at: usize,
}

impl Visitor<Place> for FirstFrom {
    fn enters(&mut self, sum: &Stretch) -> bool {
        sum.rank_most >= self.rank
    }

    fn ends_at(&mut self, at: usize, place: &Place) -> bool {
        let is_it = place.rank >= self.rank;
        if is_it {
            self.at = at;
        }
        is_it
    }
}

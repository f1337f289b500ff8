//! The way along the queue to the first job that can go, past all that cannot.
//!
//! Where no executor could take even the least that jobs in a stretch of the queue need, none of them is looked at.

use super::super::Broker;
use super::super::executors::{Asked, Capabilities};
use super::super::policy::Order;
use super::super::preempt::Victims;
use super::super::queue::{Place, Ready, Stretch};
use crate::id::{JobId, NodeId};
use crate::ordered::tree::Visitor;
use crate::time::{Span, Time};

/// So many needs that nobody can take are remembered at most.
const IMPOSSIBLE_MAX: usize = 32;

/// What was found on the way.
pub(super) struct Search<'a> {
    broker: &'a Broker,
    now: Time,
    /// After so much waiting executors are kept free for a job.
    bound: Span,
    /// The needs of jobs that wait past the bound, for which executors are kept free, in the order of the queue. Who needs
    /// more than one before it adds nobody.
    pub(super) held: Vec<(Capabilities, JobId)>,
    /// What nobody can take. Many jobs need the same, and keeping executors free only adds to it.
    impossible: Vec<Capabilities>,
    /// What nobody can make room for. Whoever comes later has no better claim.
    no_room: Vec<Capabilities>,
    /// The first job that can go, with those that have to go for it.
    pub(super) found: Option<(usize, JobId, Victims)>,
    /// The first of which it was not told that nobody can take it, and how many were held for then.
    pub(super) untold: Option<(usize, JobId, usize)>,
}

impl<'a> Search<'a> {
    pub(super) fn new(broker: &'a Broker, now: Time) -> Self {
        let bound = broker.policy.overtaking_bound();
        let (held, impossible, no_room) = Default::default();
        Self { broker, now, bound, held, impossible, no_room, found: None, untold: None }
    }

    /// Whether any executor could take a job that needs this and had to leave that machine.
    fn has_room(&self, needs: &Capabilities, left: Option<NodeId>) -> bool {
        let reserve = self.broker.policy.reserve;
        self.broker.executors.any(&Asked { needs, held: &self.held, left, reserve })
    }

    fn is_impossible(&self, needs: &Capabilities) -> bool {
        self.impossible.iter().any(|other| other.is_within(needs))
    }

    /// Nobody can take this, nor anything that needs more.
    fn give_up(&mut self, needs: Capabilities) {
        self.impossible.retain(|other| !needs.is_within(other));
        if self.impossible.len() < IMPOSSIBLE_MAX {
            self.impossible.push(needs);
        }
    }

    /// Whether a job that has waited since then and needs this or more has executors kept free that are not yet.
    fn holds_more(&self, since: Time, needs: &Capabilities) -> bool {
        self.broker.policy.order == Order::EmergencyAged
            && self.now.since(since) >= self.bound
            && !self.held.iter().any(|(other, _)| other.is_within(needs))
    }
}

impl Visitor<Place> for Search<'_> {
    fn enters(&mut self, sum: &Stretch) -> bool {
        let fifo = self.broker.policy.order == Order::Fifo;
        let Some(Ready { needs, since, are_told, has_critical }) = &sum.ready else { return fifo };
        let asks = self.untold.is_none() && !are_told || *has_critical && self.broker.policy.preempt;
        if fifo || asks || self.holds_more(*since, needs) {
            return true;
        }
        if self.is_impossible(needs) {
            return false;
        }
        let is_possible = self.has_room(needs, None);
        if !is_possible {
            self.give_up(*needs);
        }
        is_possible
    }

    fn ends_at(&mut self, at: usize, place: &Place) -> bool {
        let Self { broker, now, .. } = *self;
        let fifo = broker.policy.order == Order::Fifo;
        let Some(job) = broker.jobs.get(place.job).filter(|_| place.is_ready) else { return fifo };
        let (needs, left) = (place.needs, broker.left_to(job));
        if left.is_some() || !self.is_impossible(&needs) {
            if self.has_room(&needs, left.map(|(machine, _)| machine)) {
                self.found = Some((at, place.job, Victims::default()));
                return true;
            }
            if left.is_none() {
                self.give_up(needs);
            }
        }
        if broker.may_preempt(job) && !self.no_room.contains(&needs) {
            if let Some(victims) = broker.room_for(now, place.job, place.since, &self.held) {
                self.found = Some((at, place.job, victims));
                return true;
            }
            self.no_room.push(needs);
        }
        if !place.is_told && self.untold.is_none() {
            self.untold = Some((at, place.job, self.held.len()));
        }
        if self.holds_more(place.since, &needs) {
            self.held.push((needs, place.job));
        }
        fifo
    }
}

//! Suppositions: what a copy of the broker is made to believe, so that it can be asked what it would do then.
//!
//! Each takes the broker by value and gives it back: the one that runs is never touched. Nothing of it is an event, so
//! no clock ticks; whatever follows is decided by [`Broker::handle`], as ever.

use super::policy::{Order, Policy};
use super::{Broker, Fact, Outbox};
use crate::id::{JobId, MessageId, NodeId};
use crate::time::Time;

impl Broker {
    /// The broker, had these rules been in force.
    #[must_use]
    pub fn under(mut self, policy: Policy) -> Self {
        let sorts_anew = (policy.order, policy.ageing) != (self.policy.order, self.policy.ageing);
        self.policy = policy;
        if sorts_anew {
            self.queue.rebuild(&self.jobs, &self.policy);
        }
        self
    }

    /// The broker, had a job been a normal one: neither declared an emergency nor found to be one.
    #[must_use]
    pub fn without_emergency(mut self, id: JobId) -> Self {
        if let Some(job) = self.jobs.get_mut(id) {
            job.finding = None;
        }
        if let Some((_, job)) = self.queue.remove(id).zip(self.jobs.get(id)) {
            self.queue.insert(id, job, &self.jobs, &self.policy);
        }
        self
    }

    /// The broker, had it noticed that an executor is not there any more: its jobs are back in the queue.
    #[must_use]
    pub fn without_executor(mut self, machine: NodeId, now: Time) -> Self {
        // Nobody is told: the outbox is thrown away.
        let mut nowhere: Outbox<Fact> = Outbox::new(MessageId::new(u32::MAX));
        self.expire(now, machine, &mut nowhere);
        self
    }

    /// The broker, asked once more what it has told already and tells only once: that nobody can take a job. Under
    /// [`Order::Fifo`] that is the head of the queue, which keeps everybody else from being looked at.
    #[must_use]
    pub fn asked_again(mut self, id: JobId) -> Self {
        let head = self.queue.places().first().map(|place| place.job);
        let asked = if self.policy.order == Order::Fifo { head } else { Some(id) };
        if let Some((id, job)) = asked.and_then(|id| Some((id, self.jobs.get_mut(id)?))) {
            job.told_incapable = false;
            self.unsettled = true;
            self.look_again(id);
        }
        self
    }
}

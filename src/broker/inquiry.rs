//! What an original node runs. It does not say so in its heartbeats, so it is asked with each of them (`GET /job/list`,
//! UCP section 1).
//!
//! Else nobody would ever miss a job that is gone there: because a late call has stopped it, or because the answer to
//! what its executor said of an earlier stay crossed the call that handed it out anew.

use super::call::{Answer, Call, Reply};
use super::fact::Fact;
use super::outbox::Outbox;
use super::{Broker, Wanted};
use crate::clock::Dot;
use crate::id::{JobId, NodeId};
use crate::time::Time;

/// The jobs that an executor had when it was asked, each with the event that handed it out.
pub(super) type Had = Vec<(JobId, Option<Dot>)>;

impl Broker {
    /// The question leaves, unless the executor is believed to have nothing.
    pub(super) fn inquire(&mut self, now: Time, machine: NodeId, out: &mut Outbox<Fact>) {
        let shares = self.executors.get(&machine).into_iter().flat_map(|executor| executor.shares.iter());
        let had: Had = shares.filter(|(_, share)| share.confirmed).map(|(job, share)| (*job, share.sent)).collect();
        if !had.is_empty() {
            self.call(now, machine, Call::Jobs, Wanted::Jobs(had), out);
        }
    }

    /// The executor said what it runs. What it had when it was asked, and was not handed anew since, is lost there when
    /// it is not named.
    pub(super) fn inquired(&mut self, machine: NodeId, had: &Had, answer: &Answer) -> Fact {
        let (Reply::Jobs(here), Some(executor)) = (&answer.reply, self.executors.get_mut(&machine)) else {
            return Fact::AnswerHeard { from: machine };
        };
        let is_lost = |(job, sent): &&(JobId, Option<Dot>)| {
            !here.contains(job) && executor.shares.get(job).is_some_and(|share| share.confirmed && share.sent == *sent)
        };
        let lost: Vec<JobId> = had.iter().filter(is_lost).map(|(job, _)| *job).collect();
        // Nothing is given back: the report may know already that they are gone.
        executor.shares.retain(|job, _| !lost.contains(job));
        let executor = executor.node;
        Fact::JobsHeard { executor, requeued: self.requeue(lost) }
    }
}

//! The first result of a job wins, from the trace alone: once one has arrived, no other is taken, and no client takes
//! two of one job.

use std::collections::{BTreeMap, BTreeSet};

use clocktower::broker::call::Call;
use clocktower::broker::fact::Fact;
use clocktower::id::{JobId, NodeId};
use clocktower::sim::fact::{PeerFact, What};

use super::{Moment, Verdict};

/// What became of results.
#[derive(Debug, Default)]
pub(super) struct Results {
    /// Where the result of a job arrived.
    arrived: BTreeMap<JobId, NodeId>,
    /// The machines that a job was handed to.
    handed: BTreeSet<(JobId, NodeId)>,
    /// The jobs that are over.
    over: BTreeSet<JobId>,
    /// What each life of a client took.
    taken: BTreeSet<(NodeId, JobId)>,
}

impl Results {
    /// Looks at results that come in, go out and arrive, and at jobs that end.
    pub(super) fn observe(&mut self, moment: Moment<'_>) -> Verdict {
        if let Some((Call::Run { job, .. }, message)) = moment.call_of_broker() {
            self.handed.insert((*job, message.to));
            moment.hold("no_job_that_is_over_is_handed_out", !self.over.contains(job), || format!("{job:?}"))?;
        }
        if let What::Peer(PeerFact::ResultTaken { job, .. }) = &moment.event.what {
            let first = self.taken.insert((moment.event.dot.node, *job));
            moment.hold("no_client_takes_two_results_of_one_job", first, || format!("{job:?}"))?;
        }
        match moment.fact() {
            Some(Fact::Submitted(submitted)) => {
                let job = &submitted.job;
                self.arrived.remove(job);
                self.over.remove(job);
                self.handed.retain(|(other, _)| other != job);
            }
            Some(Fact::ResultHeard { job, from, .. }) => {
                let arrived = self.arrived.get(job);
                moment.hold("the_first_result_wins", arrived.is_none(), || {
                    format!("{job:?}: one of {from:?} is taken, though one has arrived at {arrived:?}")
                })?;
                let says_who = moment.message().is_some_and(|message| message.clock.is_some());
                let known = !says_who || self.handed.contains(&(*job, from.machine()));
                moment
                    .hold("a_result_comes_from_whom_the_job_was_handed_to", known, || format!("{job:?}: {from:?}"))?;
            }
            Some(Fact::ResultDelivered { job, to }) => {
                let before = self.arrived.insert(*job, *to);
                moment
                    .hold("a_result_arrives_once", before.is_none(), || format!("{job:?}: {before:?}, then {to:?}"))?;
            }
            Some(Fact::DoneHeard { job, first: true, .. } | Fact::Ended { job, .. }) => self.ends(moment, *job)?,
            Some(Fact::DeleteHeard { job, alive: true } | Fact::FailedHeard { job, first: true, .. }) => {
                self.ends(moment, *job)?;
            }
            _ if moment.broker_forgot() => *self = Self { taken: std::mem::take(&mut self.taken), ..Self::default() },
            _ => {}
        }
        Ok(())
    }

    fn ends(&mut self, moment: Moment<'_>, job: JobId) -> Verdict {
        moment.hold("a_job_ends_once", self.over.insert(job), || format!("{job:?}"))
    }
}

//! What is set aside at an executor is what its jobs need: no more, and no less.

use std::collections::BTreeSet;

use clocktower::broker::jobs::Stage;
use clocktower::id::{JobId, NodeId};

use super::{Moment, Verdict};

/// The shares at every executor are those of the live jobs that are there.
pub(super) fn observe(moment: Moment<'_>) -> Verdict {
    if moment.fact().is_none() {
        return Ok(());
    }
    let broker = moment.world.broker();
    let placed: BTreeSet<(NodeId, JobId)> = broker
        .jobs()
        .live()
        .filter_map(|(id, job)| match job.stage {
            Stage::Waiting => None,
            Stage::Assigned(machine) | Stage::Running(machine) => Some((machine, id)),
        })
        .collect();
    let shares =
        || broker.executors().iter().flat_map(|(machine, known)| known.shares.keys().map(|job| (*machine, *job)));
    let reserved: BTreeSet<(NodeId, JobId)> = shares().collect();
    moment.hold("exactly_what_runs_is_reserved", placed == reserved, || {
        let odd: Vec<_> = placed.symmetric_difference(&reserved).collect();
        format!("{odd:?} is placed or reserved, and not both")
    })?;
    for (machine, known) in broker.executors().iter() {
        let odd = known
            .shares
            .iter()
            .find(|(job, share)| broker.jobs().get(**job).is_some_and(|job| job.spec.needs != share.needs));
        moment.hold("what_is_reserved_is_what_the_job_needs", odd.is_none(), || format!("{machine:?}: {odd:?}"))?;
    }
    Ok(())
}

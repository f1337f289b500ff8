//! What an executor can run: the rule of the original (UCP section 2), as a table.

use clocktower::broker::decision::Verdict as Judged;
use clocktower::broker::executors::Capabilities;
use clocktower::broker::fact::Fact;

use super::{Moment, Verdict};

type Row = (&'static str, fn(&Capabilities, &Capabilities) -> bool);

/// What a job needs, what an executor has, and whether that is enough.
const TABLE: [Row; 7] = [
    ("memory", |job, executor| job.memory <= executor.memory),
    ("disk", |job, executor| job.disk <= executor.disk),
    ("cpu_load", |job, executor| job.cpu_load.get() >= executor.cpu_load.get()),
    ("cpu_cores", |job, executor| job.cpu_cores <= executor.cpu_cores),
    ("cpu_freq", |job, executor| job.cpu_freq.get() <= executor.cpu_freq.get()),
    ("has_battery", |job, executor| job.has_battery || !executor.has_battery),
    ("power", |job, executor| !executor.has_battery || job.power.get() <= executor.power.get()),
];

/// The first row by which a job can't run there.
pub(crate) fn lacks(job: &Capabilities, executor: &Capabilities) -> Option<&'static str> {
    TABLE.iter().find(|(_, holds)| !holds(job, executor)).map(|(name, _)| *name)
}

/// Every candidate of every choice is judged by the table, and nobody gets what it can't run.
pub(super) fn observe(moment: Moment<'_>) -> Verdict {
    let Some(Fact::Decided(decision)) = moment.fact() else { return Ok(()) };
    for (at, candidate) in decision.explained().candidates.iter().enumerate() {
        let lacks = lacks(&decision.needs, &candidate.believed);
        let refused = candidate.verdict == Judged::Incapable;
        let fits = lacks.is_some() == refused && (decision.winner != Some(at) || lacks.is_none());
        moment.hold("capabilities_are_judged_by_the_table", fits, || {
            format!(
                "{:?} lacks {lacks:?} for {:?}, and was judged {:?}",
                candidate.executor, decision.job, candidate.verdict
            )
        })?;
    }
    Ok(())
}

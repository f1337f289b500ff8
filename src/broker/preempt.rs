//! How a critical emergency takes the place of normal jobs, which go back to theirs in the queue.
//!
//! A place is made only where it can be: on an executor that could run the emergency without them, by what is
//! believed of it. The normal jobs are withdrawn first, and the emergency is handed out when each withdrawal was
//! answered, or given up, so that no executor is asked for more than it has.

use std::hash::{Hash, Hasher};

use super::call::Call;
use super::decision::Decision;
use super::executors::{Capabilities, Executor, is_capable};
use super::fact::Fact;
use super::jobs::{Job, Stage};
use super::outbox::Outbox;
use super::policy::Order;
use super::{Broker, Todo, Wanted};
use crate::id::{JobId, NodeId};
use crate::ordered::sort_by_key;
use crate::time::{Span, Time};

/// A normal job that has to go for an emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Preempted {
    /// Which.
    pub job: JobId,
    /// Where it was.
    pub executor: NodeId,
    /// How long it had been there by the broker's time: the work that is lost.
    pub ran: Span,
}

/// The jobs that have to go for one emergency, all from one executor; mostly none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Victims(pub Vec<Preempted>);

impl Hash for Victims {
    /// None leave no mark, so that a run without preemption has the hash that it had before there was any.
    fn hash<H: Hasher>(&self, state: &mut H) {
        if !self.0.is_empty() {
            self.0.hash(state);
        }
    }
}

/// What preemption has cost a job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Setback {
    /// How often it had to go.
    pub times: u32,
    /// How long it had been where it had to go from, all together: the work that was lost.
    pub lost: Span,
    /// The executor, by machine, that it had to leave last, and the emergency that is there instead.
    pub for_whom: Option<(NodeId, JobId)>,
}

/// An executor is told so often to stop a job, until it answers. An emergency waits for the first time alone.
const STOP_TRIES_MAX: u32 = 10;

/// A job that has to leave an executor, by machine: it ended, or an emergency comes there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Withdrawal {
    job: JobId,
    executor: NodeId,
    room_for: Option<JobId>,
    tries: u32,
}

impl Withdrawal {
    /// A job that is over.
    pub(super) const fn of(job: JobId, executor: NodeId) -> Self {
        Self { job, executor, room_for: None, tries: 0 }
    }

    /// Whether a job may not be handed to an executor before this is through: the emergency, since there is no room
    /// yet, and the job itself or another of its name, since the two calls could pass each other on the way.
    fn holds_up(&self, job: JobId, machine: NodeId) -> bool {
        self.executor == machine && (self.job == job || self.room_for == Some(job))
    }
}

impl Broker {
    /// The normal jobs that have to go so that this job finds a place: a critical emergency, where the policy allows
    /// it. Of all executors the one where the fewest have to go, then the one where the least work is lost, then the
    /// first known. `held` are the needs of jobs for which executors are kept free.
    pub(super) fn room_for(
        &self,
        now: Time,
        id: JobId,
        since: Time,
        held: &[(Capabilities, JobId)],
    ) -> Option<Victims> {
        let job = self.jobs.get(id).filter(|job| self.may_preempt(job))?;
        let open = |executor: &&Executor| tells_what_it_runs(executor) && executor.held_for(held).is_none();
        let plans = self.executors.values().filter(open);
        let plans = plans.filter_map(|executor| self.room_at(now, job, since, executor));
        plans.min_by_key(|Victims(victims)| (victims.len(), victims.iter().map(|victim| victim.ran.ms()).sum::<u64>()))
    }

    pub(super) fn may_preempt(&self, job: &Job) -> bool {
        let critical = job.finding.as_ref().is_some_and(|finding| finding.emergency.level.is_critical());
        self.policy.preempt && self.policy.reserve && critical
    }

    /// The jobs that would have to go from one executor.
    ///
    /// Whoever gives most of what is missing goes first, of equals the one that came last; and whoever turns out not
    /// to be needed stays, the one that has been there longest first. So none goes for nothing.
    fn room_at(&self, now: Time, job: &Job, since: Time, executor: &Executor) -> Option<Victims> {
        let needs = &job.spec.needs;
        let mut staying: Vec<Preempted> = executor
            .shares
            .iter()
            .filter(|(id, _)| self.may_be_preempted(**id, job, since, executor))
            .map(|(id, share)| Preempted { job: *id, executor: executor.node, ran: now.since(share.since) })
            .collect();
        sort_by_key(&mut staying, |victim| (victim.ran, victim.job));
        let mut going = Vec::new();
        let mut left = executor.clone();
        while !is_capable(needs, &left.believed(true)) {
            let missing = left.believed(true);
            let gain = |victim: &Preempted| left.shares.get(&victim.job).map_or(0, |s| gain(needs, &missing, &s.needs));
            let most = staying.iter().map(gain).max()?;
            let at = staying.iter().position(|victim| gain(victim) == most)?;
            let victim = staying.remove(at);
            left.release(victim.job);
            going.push(victim);
        }
        sort_by_key(&mut going, |victim| (std::cmp::Reverse(victim.ran), victim.job));
        let is_enough = |going: &[Preempted]| is_capable(needs, &without(executor, going).believed(true));
        let mut at = 0;
        while at < going.len() {
            let victim = going.remove(at);
            if !is_enough(&going) {
                going.insert(at, victim);
                at += 1;
            }
        }
        Some(Victims(going))
    }

    /// Whether a job is normal, can go back to its place, and has not run to its end. One that its executor has not
    /// confirmed stays: the call that hands it out could arrive after the one that takes it back. And none has to go
    /// for an emergency that would have to wait behind it in the queue: so ageing bounds also how long a job can be
    /// preempted. Under `fifo` nobody passes anybody in the queue, and this says nothing.
    fn may_be_preempted(&self, id: JobId, emergency: &Job, since: Time, executor: &Executor) -> bool {
        let Some(job) = self.jobs.get(id) else { return false };
        let runs = matches!(job.stage, Stage::Running(_)) && job.answer_to.is_none() && !job.is_emergency();
        let ended = executor.report.ending.contains(&id) || !self.results.awaits(id);
        let key = |job: &Job, since| self.policy.key(job, since);
        runs && !ended && (self.policy.order == Order::Fifo || key(emergency, since) < key(job, job.arrived_at))
    }

    /// Makes room: the shares of these jobs come back, and they wait again. Their executor is told when the choice is
    /// made, by [`Self::withdraw`].
    pub(super) fn release(&mut self, victims: &Victims) {
        for Preempted { job, executor, .. } in &victims.0 {
            if let Some(executor) = self.executors.get_mut(&executor.machine()) {
                executor.release(*job);
            }
        }
    }

    /// The jobs that had to go for this choice go back to their places, and their executor is told to stop them.
    pub(super) fn withdraw(&mut self, decision: &Decision) {
        let victims = &decision.preempted.0;
        for Preempted { job: id, executor, ran } in victims {
            let (executor, room_for) = (executor.machine(), decision.job);
            self.todo
                .push_back(Todo::Withdraw(Withdrawal { room_for: Some(room_for), ..Withdrawal::of(*id, executor) }));
            if let Some(job) = self.jobs.get_mut(*id) {
                let Setback { times, lost, .. } = job.setback;
                let lost = Span::from_ms(lost.ms().saturating_add(ran.ms()));
                job.setback = Setback { times: times.saturating_add(1), lost, for_whom: Some((executor, room_for)) };
            }
        }
        self.requeue(victims.iter().map(|victim| victim.job));
    }

    /// The executor that a job had to leave, as long as the emergency that it made room for is there: it is kept free
    /// of that job, also where both would fit.
    pub fn left_to(&self, job: &Job) -> Option<(NodeId, JobId)> {
        let there = |(machine, emergency): &(NodeId, JobId)| {
            self.executors.get(machine).is_some_and(|executor| executor.shares.contains_key(emergency))
        };
        job.setback.for_whom.filter(there)
    }

    /// An executor is told to stop a job.
    pub(super) fn stop(&mut self, now: Time, mut withdrawal: Withdrawal, out: &mut Outbox<Fact>) {
        withdrawal.tries += 1;
        self.call(now, withdrawal.executor, Call::Stop(withdrawal.job), Wanted::Stop(withdrawal), out);
    }

    /// Whether a job has to wait before it is handed to an executor, by machine, because one has to leave it first.
    pub fn is_held_up(&self, job: JobId, machine: NodeId) -> bool {
        let planned = self.todo.iter().filter_map(|todo| match todo {
            Todo::Withdraw(withdrawal) => Some(withdrawal),
            _ => None,
        });
        let begun = self.awaited.values().filter_map(|awaited| match &awaited.what {
            Wanted::Stop(withdrawal) => Some(withdrawal),
            _ => None,
        });
        planned.chain(begun).any(|withdrawal| withdrawal.holds_up(job, machine))
    }

    /// The executor answered, whatever it said, or did not in time and is told again. Whoever waited for that alone is
    /// handed out.
    pub(super) fn withdrawn(&mut self, withdrawal: Withdrawal, answered: bool) -> Fact {
        let Withdrawal { job, executor, room_for, tries } = withdrawal;
        if !answered && tries < STOP_TRIES_MAX {
            self.todo.push_back(Todo::Withdraw(Withdrawal { room_for: None, ..withdrawal }));
        }
        let needs = self.jobs.get(job).map(|job| job.spec.needs).filter(|_| answered);
        if let Some((left, needs)) = self.executors.get_mut(&executor).zip(needs)
            && left.report.has(job) == Some(true)
        {
            // The report crossed the request, and still has the job taken off.
            left.give_back(job, needs);
            self.unsettled = true;
        }
        let waits = |id: &JobId| {
            let here = self.executors.get(&executor).and_then(|executor| executor.shares.get(id));
            let planned = self.todo.iter().any(|todo| matches!(todo, Todo::Run(other) if other == id));
            here.is_some_and(|share| share.sent.is_none() && !share.confirmed)
                && !planned
                && !self.is_held_up(*id, executor)
        };
        let ready: Vec<JobId> = room_for.into_iter().chain([job]).filter(waits).collect();
        self.todo.extend(ready.iter().map(|job| Todo::Run(*job)));
        match (room_for, answered) {
            (Some(_), _) => Fact::Withdrawn { job, executor, answered, ready: ready.first().copied() },
            (None, true) => Fact::AnswerHeard { from: executor },
            (None, false) => Fact::Unanswered { by: executor, job: Some(job) },
        }
    }
}

/// Whether an executor says what it runs, and when it said so. Only there is it noticed that a job is gone that a late
/// call has stopped, so that it is never lost.
fn tells_what_it_runs(executor: &Executor) -> bool {
    executor.report.running.is_some() && executor.known_from.is_some()
}

/// The executor as it is believed to be when these jobs are gone.
fn without(executor: &Executor, going: &[Preempted]) -> Executor {
    let mut left = executor.clone();
    for victim in going {
        left.release(victim.job);
    }
    left
}

/// How much of what is missing a job gives back: a thousand for each kind of room that it makes up for alone.
fn gain(needs: &Capabilities, has: &Capabilities, back: &Capabilities) -> i64 {
    let then = has.less(back, -1);
    let part = |missing: i64, given: i64| match missing {
        ..=0 => 0,
        _ => (i128::from(given.clamp(0, missing)) * 1000 / i128::from(missing)) as i64,
    };
    let load = |of: &Capabilities| of.cpu_load.milli();
    part(needs.memory.saturating_sub(has.memory), then.memory.saturating_sub(has.memory))
        + part(needs.disk.saturating_sub(has.disk), then.disk.saturating_sub(has.disk))
        + part(load(has).saturating_sub(load(needs)), load(has).saturating_sub(load(&then)))
}

#[cfg(test)]
mod tests {
    use super::super::executors::Real;
    use super::*;

    #[test]
    fn a_job_gains_the_part_of_each_missing_room_that_it_gives_back() {
        let room = |memory, disk, load| {
            let cpu_load = Real::new(load).unwrap_or_default();
            Capabilities { memory, disk, cpu_load, cpu_cores: 4, ..Capabilities::default() }
        };
        // A quarter of four cores is 25 points of load.
        let job = |memory, disk, cpu_cores| Capabilities { memory, disk, cpu_cores, ..Capabilities::default() };
        let rows = [
            ("nothing is missing", room(10, 10, 90.0), room(10, 10, 90.0), job(5, 5, 1), 0),
            ("half of the memory", room(100, 0, 90.0), room(40, 0, 0.0), job(30, 0, 0), 500),
            ("no more than all of it", room(100, 0, 90.0), room(40, 0, 0.0), job(90, 0, 0), 1000),
            ("a fifth of the disk", room(0, 50, 90.0), room(0, 0, 0.0), job(0, 10, 0), 200),
            ("a quarter of the load", room(0, 0, 0.0), room(0, 0, 100.0), job(0, 0, 1), 250),
            ("all three", room(100, 50, 0.0), room(40, 0, 100.0), job(30, 10, 1), 950),
        ];
        for (what, needs, has, back, expected) in rows {
            assert_eq!(gain(&needs, &has, &back), expected, "{what}");
        }
    }
}

//! Where results go: known before a job is handed out, given once. The first result of a job is accepted and every
//! other refused (UCP section 6).

use super::data::DataName;
use super::remembered::Remembered;
use crate::clock::Dot;
use crate::clock::inline::Knowledge;
use crate::id::{JobId, NodeId};
use crate::ordered::Map;
use crate::ordered::few::Few;
use crate::planted::{self, Bug};

/// The most results that are waited for; the destination of the job that was heard of first is forgotten first.
pub const PENDING_MAX: usize = 100_000;
/// The most accepted results that are remembered, so that late ones can be told why; the oldest is forgotten first.
pub const ACCEPTED_MAX: usize = 10_000;
/// The most executors of one job that are remembered; the first is forgotten first.
const HANDED_MAX: usize = 32;

/// What is known of one job's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The job's folder, where a datastore keeps the result.
    pub folder: DataName,
    /// The client that wants it; `None` for a datastore.
    pub client: Option<NodeId>,
    /// The result on its way there, so that a second one has to wait.
    pub under_way: Option<Taken>,
    /// The executors that the job was handed to, each in the life in which it was known then, with the event that did.
    handed: Few<(NodeId, Dot)>,
}

impl Destination {
    /// Whether what an executor says that knows this may be about this job: it knows that it was handed the job. Else
    /// it speaks of an earlier one of its name. What was handed to one life of an executor may have reached a later one.
    fn was_handed_to(&self, executor: NodeId, clock: &Knowledge) -> bool {
        let is_it = |known: NodeId| known.machine() == executor.machine() && known <= executor;
        self.handed.iter().any(|(known, sent)| is_it(*known) && clock.knows(*sent))
    }
}

/// A result that was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Taken {
    /// Whose.
    pub from: NodeId,
    /// The broker's event that received it.
    pub heard: Dot,
}

/// Why a result was refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// Another was accepted before.
    Second(Taken),
    /// Another is on its way; should that fail, this one may be sent again.
    UnderWay(Taken),
    /// The job was never handed to whoever sent it: it is of an earlier job of the same name.
    NotHanded,
    /// Nobody waits for it: the job is not known, or ended without a result.
    Unknown,
}

/// The destinations of results that have not arrived, and the last that have.
#[derive(Debug, Clone, Default)]
pub struct Results {
    pending: Map<JobId, Destination>,
    accepted: Remembered<Taken>,
}

impl Results {
    /// Remembers where a job's result goes. What was accepted of an earlier job of this name is forgotten.
    pub fn expect(&mut self, job: JobId, client: Option<NodeId>, folder: DataName) {
        if self.pending.len() >= PENDING_MAX {
            self.pending.pop_first();
        }
        self.accepted.remove(job);
        self.pending.insert(job, Destination { folder, client, under_way: None, handed: Few::new() });
    }

    /// The job is handed to this executor, in this event of the broker's: from there a result is taken now.
    pub fn hand(&mut self, job: JobId, executor: NodeId, sent: Dot) {
        let Some(destination) = self.pending.get_mut(&job) else { return };
        if !destination.handed.iter().any(|(known, _)| *known == executor) {
            if destination.handed.len() >= HANDED_MAX {
                destination.handed.pop_first();
            }
            destination.handed.push((executor, sent));
        }
    }

    /// Takes a result, which is under way from now on. Returns where it goes: to a client, unless a
    /// datastore keeps it in the job's folder. A peer without `clock` does not say who
    /// it is, so that it is not known whether it was handed the job.
    ///
    /// # Errors
    /// It is refused, and why.
    pub fn take(
        &mut self,
        job: JobId,
        result: Taken,
        clock: Option<&Knowledge>,
    ) -> Result<(Option<NodeId>, DataName), Refusal> {
        let Some(destination) = self.pending.get_mut(&job) else {
            return Err(self.accepted.get(job).map_or(Refusal::Unknown, |first| Refusal::Second(*first)));
        };
        if let Some(first) = destination.under_way {
            return Err(Refusal::UnderWay(first));
        }
        if clock.is_some_and(|clock| !destination.was_handed_to(result.from, clock)) {
            return Err(Refusal::NotHanded);
        }
        destination.under_way = Some(result);
        Ok((destination.client, destination.folder.clone()))
    }

    /// Whether the result of a job is on its way.
    pub fn is_under_way(&self, job: JobId) -> bool {
        self.pending.get(&job).is_some_and(|destination| destination.under_way.is_some())
    }

    /// Whether a client waits for the result of a job, and none is on its way.
    pub fn client_in_vain(&self, job: JobId) -> bool {
        let waits = |destination: &Destination| destination.client.is_some() && destination.under_way.is_none();
        self.pending.get(&job).is_some_and(waits)
    }

    /// Whether no result of a job has come in yet, and one is wanted.
    pub fn awaits(&self, job: JobId) -> bool {
        self.pending.get(&job).is_some_and(|destination| destination.under_way.is_none())
    }

    /// The destination of a job to which the result that was heard of in this event is on its way. Meanwhile the job may
    /// have gone, and another of its name have come.
    fn of(&mut self, job: JobId, heard: Dot) -> Option<&mut Destination> {
        let is_it = |destination: &&mut Destination| destination.under_way.is_some_and(|taken| taken.heard == heard);
        self.pending.get_mut(&job).filter(is_it)
    }

    /// The delivery failed: a result may be sent again.
    pub fn reopen(&mut self, job: JobId, heard: Dot) {
        if let Some(destination) = self.of(job, heard) {
            destination.under_way = None;
        }
    }

    /// The result arrived. Returns the client that wanted it, where there is one.
    pub fn accept(&mut self, job: JobId, heard: Dot) -> Option<NodeId> {
        self.of(job, heard)?;
        let destination = self.pending.remove(&job)?;
        let (client, taken) = (destination.client, destination.under_way?);
        if planted::is(Bug::LateResultAccepted) {
            self.pending.insert(job, Destination { under_way: None, ..destination });
        }
        self.accepted.insert(job, taken);
        if self.accepted.len() > ACCEPTED_MAX {
            self.accepted.pop_oldest();
        }
        client
    }

    /// Whether what an executor says concerns a job: unless it does not know that it was handed the one that a result is
    /// waited for of, and so means another of the same name. Of a peer without `clock` nobody can tell.
    pub fn concerns(&self, job: JobId, executor: NodeId, clock: Option<&Knowledge>) -> bool {
        let waited_for = self.pending.get(&job).zip(clock);
        waited_for.is_none_or(|(destination, clock)| destination.was_handed_to(executor, clock))
    }

    /// The result is not wanted any more.
    pub fn forget(&mut self, job: JobId) {
        self.pending.remove(&job);
    }

    /// Of which jobs a result is waited for, and where it goes.
    pub const fn pending(&self) -> &Map<JobId, Destination> {
        &self.pending
    }

    /// The result of a job that was accepted, as long as that is remembered.
    pub fn accepted(&self, job: JobId) -> Option<Taken> {
        self.accepted.get(job).copied()
    }

    /// How many accepted results are remembered.
    pub fn accepted_len(&self) -> usize {
        self.accepted.len()
    }

    /// How many are waited for.
    pub const fn len(&self) -> usize {
        self.pending.len()
    }

    /// Whether none is waited for.
    pub const fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BROKER: NodeId = NodeId::new(0);
    const CLIENT: NodeId = NodeId::new(1);
    const EXECUTOR: NodeId = NodeId::new(2);

    fn dot(count: u32) -> Dot {
        Dot { node: BROKER, count }
    }

    fn knowing(count: u32) -> Knowledge {
        Knowledge::claimed(EXECUTOR, [dot(count)].into_iter().collect())
    }

    fn taken(count: u32) -> Taken {
        Taken { heard: dot(count), from: EXECUTOR }
    }

    /// Expects a job's result, and has it arrive.
    fn accept(results: &mut Results, job: u32) {
        results.expect(JobId::new(job), Some(CLIENT), DataName::folder("job"));
        results.take(JobId::new(job), taken(1), None).expect("a result that is wanted");
        assert_eq!(results.accept(JobId::new(job), dot(1)), Some(CLIENT));
    }

    #[test]
    fn a_result_is_taken_from_whom_the_job_was_handed_to_and_who_knows_of_it() {
        let job = JobId::new(1);
        let mut results = Results::default();
        results.expect(job, Some(CLIENT), DataName::folder("job"));
        assert!(!results.is_empty() && !results.is_under_way(job));
        results.hand(job, EXECUTOR, dot(5));
        let from_another = Taken { from: NodeId::new(3), ..taken(6) };
        assert_eq!(results.take(job, from_another, Some(&knowing(5))).err(), Some(Refusal::NotHanded));
        assert_eq!(results.take(job, taken(6), Some(&knowing(4))).err(), Some(Refusal::NotHanded));
        assert!(results.take(job, taken(6), Some(&knowing(5))).is_ok() && results.is_under_way(job));
        assert_eq!(results.take(job, taken(7), Some(&knowing(5))).err(), Some(Refusal::UnderWay(taken(6))));
    }

    #[test]
    fn so_many_accepted_results_are_remembered_and_the_first_goes_first() {
        let mut results = Results::default();
        accept(&mut results, 0);
        accept(&mut results, 1);
        // A new job of the same name: its own result is the latest.
        accept(&mut results, 0);
        for job in 2..ACCEPTED_MAX as u32 {
            accept(&mut results, job);
        }
        assert_eq!(results.accepted_len(), ACCEPTED_MAX);
        assert_eq!(results.accepted(JobId::new(1)), Some(taken(1)));
        accept(&mut results, ACCEPTED_MAX as u32);
        assert_eq!(results.accepted_len(), ACCEPTED_MAX);
        assert_eq!((results.accepted(JobId::new(1)), results.accepted(JobId::new(0))), (None, Some(taken(1))));
    }
}

//! What can happen at a broker. Each event of a broker carries one of these; nothing else explains it.

use std::sync::Arc;

use super::data::{DataName, Said};
use super::decision::Decision;
use super::emergency::{Emergency, Finding};
use super::executors::Capabilities;
use super::jobs::End;
use super::policy::Policy;
use super::results::Refusal;
use crate::clock::Dot;
use crate::id::{JobId, NodeId};
use crate::ordered::few::Rare;
use crate::time::Span;

/// What happened in one event of a broker.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Fact {
    /// A message left; it says all there is to say.
    Sent,
    /// Someone wants to be an executor; it will be pinged.
    RegisterHeard {
        /// Who.
        executor: NodeId,
    },
    /// The ping came back: the executor is in.
    Registered {
        /// Who.
        executor: NodeId,
        /// The incarnation that it takes the place of.
        replaced: Option<NodeId>,
        /// Jobs of its former self, back in the queue.
        requeued: Rare<JobId>,
        /// Jobs that it runs and that had been given up: they are its own again.
        adopted: Rare<JobId>,
    },
    /// The ping came back wrong or not at all.
    Unverified {
        /// Who.
        executor: NodeId,
    },
    /// A heartbeat brought newer knowledge.
    HeartbeatTaken {
        /// Whose.
        executor: NodeId,
        /// Whether it says something else than the one before.
        changed: bool,
        /// Jobs that it had heard of and does not have, back in the queue.
        requeued: Rare<JobId>,
    },
    /// A heartbeat was older than what is known, and changed nothing.
    HeartbeatStale {
        /// Whose.
        executor: NodeId,
        /// The event that sent it.
        said: Option<Dot>,
        /// The event that what is known comes from.
        known: Option<Dot>,
    },
    /// A heartbeat of nobody that is registered.
    HeartbeatUnknown {
        /// Whose.
        executor: NodeId,
    },
    /// Someone asked how many executors there are.
    Counted {
        /// The answer.
        executors: usize,
    },
    /// A job came in. Boxed, as others are that say much: all facts of a run are kept, and each takes as much room as the
    /// largest.
    Submitted(Box<Submitted>),
    /// A job came in that is known already.
    SubmittedAgain {
        /// Which.
        job: JobId,
    },
    /// A job was not taken in.
    SubmitRefused {
        /// Which.
        job: JobId,
        /// Why.
        why: Box<str>,
    },
    /// A choice was made; without a winner, no executor is capable.
    Decided(Arc<Decision>),
    /// The executor has the job.
    RunConfirmed {
        /// Which.
        job: JobId,
        /// Where.
        executor: NodeId,
    },
    /// The executor would not take the job; it is back in the queue, or refused when it was to be placed at once.
    RunRefused {
        /// Which.
        job: JobId,
        /// Where.
        executor: NodeId,
        /// What the executor said.
        why: Box<str>,
    },
    /// A job was reported done.
    DoneHeard {
        /// Which.
        job: JobId,
        /// By whom.
        by: NodeId,
        /// Whether this ended it; a job ends once.
        first: bool,
        /// The jobs that waited for it alone and are ready now.
        freed: Rare<JobId>,
        /// Another executor that had it too, and is told to stop.
        stopped: Option<NodeId>,
    },
    /// A result came in and goes on to its destination.
    ResultHeard {
        /// Of which job.
        job: JobId,
        /// From whom.
        from: NodeId,
        /// Where to: a client, or none for a datastore.
        to: Option<NodeId>,
    },
    /// A result came in once more, since its executor does not know that it was taken.
    ResultAgain {
        /// Of which job.
        job: JobId,
        /// From whom.
        from: NodeId,
    },
    /// A result came in that is not wanted.
    ResultRefused {
        /// Of which job.
        job: JobId,
        /// From whom.
        from: NodeId,
        /// The event that sent it; none from a peer without clocks.
        said: Option<Dot>,
        /// Why.
        why: Refusal,
    },
    /// A job was reported as one that could not be run.
    FailedHeard {
        /// Which.
        job: JobId,
        /// By whom.
        by: NodeId,
        /// Why.
        why: Arc<str>,
        /// Whether this ended it.
        first: bool,
    },
    /// A result reached its destination.
    ResultDelivered {
        /// Of which job.
        job: JobId,
        /// Where it is.
        to: NodeId,
    },
    /// A result could not be delivered; another destination is tried, or its executor has to keep it.
    ResultUndelivered {
        /// Of which job.
        job: JobId,
        /// Who did not answer.
        to: NodeId,
    },
    /// A job was deleted.
    DeleteHeard {
        /// Which.
        job: JobId,
        /// Whether it was still alive.
        alive: bool,
    },
    /// A job ended without being done, for a reason of the broker's own.
    Ended {
        /// Which.
        job: JobId,
        /// How.
        end: End,
    },
    /// A datastore is there.
    StoreHeard {
        /// Which.
        store: NodeId,
        /// How many bytes are free.
        free: u64,
        /// Whether it was away.
        is_back: bool,
        /// How much it missed, and is told now.
        missed: usize,
    },
    /// A datastore is away: it was silent too long, or did not answer.
    StoreAway {
        /// Which.
        store: NodeId,
        /// For how long it was silent; none when it did not answer.
        silence: Option<Span>,
    },
    /// A datastore answered.
    StoreAnswered {
        /// Which.
        store: NodeId,
        /// The name, or the folder of the job, that it was about.
        name: Option<DataName>,
        /// What it said.
        said: Said,
    },
    /// Data came in, to be kept.
    StoreAsked {
        /// Under which name.
        name: DataName,
        /// How many bytes.
        bytes: u64,
        /// From whom.
        from: NodeId,
    },
    /// Data came in, to be kept, that are older than what is kept, or the same once more: nothing changes.
    StoreLate {
        /// Under which name.
        name: DataName,
        /// From whom.
        from: NodeId,
    },
    /// Data are wanted.
    FetchAsked {
        /// Which.
        name: DataName,
        /// For which job.
        job: Option<JobId>,
        /// By whom.
        from: NodeId,
    },
    /// Names are wanted.
    ListAsked {
        /// What they begin with.
        prefix: Arc<str>,
        /// By whom.
        from: NodeId,
    },
    /// An executor was silent too long.
    Expired {
        /// Which.
        executor: NodeId,
        /// For how long.
        silence: Span,
        /// Its jobs, back in the queue.
        requeued: Rare<JobId>,
    },
    /// An original node said what it runs.
    JobsHeard {
        /// Which.
        executor: NodeId,
        /// Jobs that it was believed to have and does not have, back in the queue.
        requeued: Rare<JobId>,
    },
    /// Nobody answered in time.
    Unanswered {
        /// Who should have.
        by: NodeId,
        /// The job it was about.
        job: Option<JobId>,
    },
    /// An answer came that nobody waits for any more, or that ends nothing but its call.
    AnswerHeard {
        /// From whom.
        from: NodeId,
    },
    /// A message was refused whole.
    Refused {
        /// From whom.
        from: NodeId,
        /// Why.
        why: Box<str>,
    },
    /// The rules were changed.
    PolicySet(Policy),
    /// An emergency was declared for all.
    EmergencyDeclared {
        /// Which.
        emergency: Box<Emergency>,
        /// The waiting jobs whose level it raised.
        raised: Rare<JobId>,
    },
    /// Every declared emergency was ended.
    EmergencyCleared {
        /// The waiting jobs whose level fell back.
        lowered: Rare<JobId>,
    },
    /// A job left its executor, so that an emergency can take its place.
    Withdrawn {
        /// Which.
        job: JobId,
        /// The executor, by machine.
        executor: NodeId,
        /// Whether the executor answered; when it did not in time, it is not known whether it still runs the job.
        answered: bool,
        /// The job that waited for this alone, and is handed out now.
        ready: Option<JobId>,
    },
}

/// A job that came in.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Submitted {
    /// Which.
    pub job: JobId,
    /// The emergency that it is.
    pub finding: Option<Finding>,
    /// What it needs.
    pub needs: Capabilities,
    /// Its place in the queue, from 0; `None` when it is to be placed at once.
    pub place: Option<usize>,
    /// What it waits for.
    pub waits_for: Vec<JobId>,
    /// A job that arrived earlier and that this one causally precedes: it was put before it.
    pub put_before: Option<JobId>,
}

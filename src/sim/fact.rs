//! What can happen at the peers of a broker, and to any machine.

use std::sync::Arc;

use crate::broker::call::Notice;
use crate::broker::data::{Data, DataName};
use crate::broker::fact::Fact as BrokerFact;
use crate::broker::jobs::{End, JobSpec};
use crate::id::{JobId, NodeId};
use crate::ordered::few::Rare;
use crate::time::Span;

/// What happened in one event of the trace.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum What {
    /// At a broker.
    Broker(BrokerFact),
    /// At a peer.
    Peer(PeerFact),
    /// The machine stopped.
    Crashed,
    /// The machine started again.
    Restarted {
        /// Whether it still knows what it knew.
        with_memory: bool,
    },
    /// What a log says of it, in its own words.
    Recorded(Arc<str>),
}

/// What happened in one event of a peer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum PeerFact {
    /// A message left; it says all there is to say.
    Sent,
    /// A ping came in.
    Pinged,
    /// The broker took the executor in.
    Joined,
    /// The broker did not take the executor in; it tries again.
    NotJoined {
        /// What the broker said.
        why: Box<str>,
    },
    /// The broker does not know the executor any more; it registers anew.
    Forgotten,
    /// An answer that settles a call.
    Settled,
    /// A job came in and runs from now on.
    JobStarted {
        /// Which.
        job: JobId,
        /// For how long.
        duration: Span,
    },
    /// A job came in that is here already.
    JobHere {
        /// Which.
        job: JobId,
    },
    /// A job has run to its end.
    JobFinished {
        /// Which.
        job: JobId,
    },
    /// A job was stopped because somebody deleted it.
    JobStopped {
        /// Which.
        job: JobId,
        /// Whether it was here.
        was_here: bool,
    },
    /// Nobody took a job, or its result, however often it was tried.
    GaveUp {
        /// Which job.
        job: JobId,
    },
    /// A notice was delivered, and with it those that had waited for it.
    NoticeDelivered {
        /// In causal order.
        notices: Rare<Notice>,
    },
    /// A notice waits for an earlier one.
    NoticeHeld,
    /// A notice that was delivered before, or that found no room.
    NoticeDropped,
    /// The broker took a job.
    JobTaken {
        /// Which.
        job: JobId,
    },
    /// The broker did not take a job.
    JobRefused {
        /// Which.
        job: JobId,
        /// What the broker said.
        why: Box<str>,
    },
    /// A result came in.
    ResultTaken {
        /// Of which job.
        job: JobId,
        /// How many bytes.
        bytes: u64,
    },
    /// A result came in that nobody expects, or that finds no room.
    ResultRefused {
        /// Of which job.
        job: JobId,
    },
    /// Data were stored.
    DataKept {
        /// Under which name.
        name: DataName,
        /// How many bytes.
        bytes: u64,
        /// Whether older ones stood there.
        replaced: bool,
    },
    /// Data found no room.
    DataRefused {
        /// Under which name.
        name: DataName,
        /// How many bytes.
        bytes: u64,
        /// How many bytes were free.
        free: u64,
    },
    /// A call to keep data, or to let them go, came after a later one of the same name, and changed nothing.
    DataLate {
        /// Their name.
        name: DataName,
    },
    /// Data were asked for.
    DataRead {
        /// Under which name.
        name: DataName,
        /// How many bytes; `None` when there are none of this name.
        bytes: Option<u64>,
    },
    /// Data were to go.
    DataDeleted {
        /// Under which name, or the folder of a job.
        name: DataName,
        /// How many names went.
        names: usize,
    },
    /// Names were asked for.
    Listed {
        /// What they begin with.
        prefix: Arc<str>,
    },
    /// The free bytes were asked for.
    FreeAsked,
    /// A message that means nothing here, or whose clock was refused.
    Ignored {
        /// From whom.
        from: NodeId,
        /// Why.
        why: Box<str>,
    },
    /// A job came in that reads data; they are fetched first.
    FetchBegun {
        /// Which.
        job: JobId,
        /// How many names and patterns of names it reads.
        inputs: usize,
    },
    /// It is known which names begin as a job wants it.
    InputsListed {
        /// The job.
        job: JobId,
        /// What they begin with.
        prefix: Arc<str>,
        /// How many there are.
        names: usize,
    },
    /// Something that a job reads is here.
    InputHere {
        /// The job.
        job: JobId,
        /// Its name.
        name: DataName,
        /// How many bytes.
        bytes: u64,
        /// How many are still missing.
        left: usize,
    },
    /// Data could not be had, or not be stored, this time.
    TriesAgain {
        /// A name or a pattern.
        what: Arc<str>,
        /// What the broker said.
        why: Arc<str>,
    },
    /// A job can't run, or can't be submitted, for want of data.
    JobFailed {
        /// Which.
        job: JobId,
        /// Which data, and why.
        why: Arc<str>,
    },
    /// Some datastore has the data now.
    Stored {
        /// Their name.
        name: DataName,
    },
    /// Data could not be stored, however often it was tried.
    StoreFailed {
        /// Their name.
        name: DataName,
        /// What was said the last time.
        why: Arc<str>,
    },
    /// A job of the client's ended without being done.
    EndHeard {
        /// Which.
        job: JobId,
        /// How.
        end: End,
    },
    /// Somebody asked what is here.
    Asked,
    /// The mains power went, or came back.
    PowerTurned {
        /// Whether the machine runs on its battery now.
        on_battery: bool,
        /// How full that is, in per cent.
        charge: u32,
    },
}

/// A job as it is handed to a client for submission.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Submission {
    /// Which.
    pub job: JobId,
    /// What it is.
    pub spec: Arc<JobSpec>,
    /// The jobs that must be done first; `None` to be placed at once.
    pub wait_for: Option<Vec<JobId>>,
    /// The jobs whose results the client must have before it submits this one.
    pub after: Vec<JobId>,
}

/// One thing that a client does with its broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// It stores data.
    Store(DataName, Data),
    /// It submits a job.
    Submit(Submission),
    /// It deletes a job and what stands in its folder.
    Delete(JobId, DataName),
    /// It asks for the result of a job, which may be kept under this name.
    Ask(JobId, DataName),
    /// It gives a job up that it has not submitted, for this reason.
    GiveUp(Submission, Arc<str>),
}

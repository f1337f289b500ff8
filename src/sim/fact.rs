//! What can happen at the peers of a broker, and to any machine.

use std::sync::Arc;

use crate::broker::call::Notice;
use crate::broker::data::DataName;
use crate::broker::fact::Fact as BrokerFact;
use crate::broker::jobs::JobSpec;
use crate::id::{JobId, NodeId};
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
        why: String,
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
        notices: Vec<Notice>,
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
        why: String,
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
        why: String,
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
}

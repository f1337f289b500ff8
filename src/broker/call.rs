//! What nodes say to each other: the calls of UCP section 1 and their answers, as values.
//!
//! The REST text of each stands in [`super::wire`].

use std::sync::Arc;

use super::emergency::Emergency;
use super::executors::Report;
use super::jobs::JobSpec;
use crate::clock::VectorClock;
use crate::id::{JobId, MessageId, NodeId};

/// One message between two nodes.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Message {
    /// Which message; a duplicate on the network has the same.
    pub id: MessageId,
    /// The incarnation that sent it.
    pub from: NodeId,
    /// The machine that it is for, whichever incarnation lives there.
    pub to: NodeId,
    /// What the sender knew when it sent it; `None` from a peer that knows no clocks.
    pub clock: Option<Arc<VectorClock>>,
    /// What it says.
    pub body: Body,
}

/// A question or the answer to one.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Body {
    /// Asks for something.
    Call(Call),
    /// Answers the call with this id.
    Answer(MessageId, Answer),
}

/// Something asked of a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Call {
    /// `PUT /executors/register`, to a broker.
    Register(Report),
    /// `PUT /executors/heartbeat/{executor}`, to a broker.
    Heartbeat(Report),
    /// `GET /executors/count`, to a broker.
    Count,
    /// `PUT /job/submit/{job}`, to a broker. `wait_for: None` asks to place it now or not at all; a list, even
    /// an empty one, to queue it.
    Submit {
        /// The job's id.
        job: JobId,
        /// What it is.
        spec: Arc<JobSpec>,
        /// The jobs that must be done first.
        wait_for: Option<Vec<JobId>>,
    },
    /// `PUT /job/done/{job}`, to a broker.
    Done(JobId),
    /// `DELETE /job/{job}`, to a broker or an executor.
    Delete(JobId),
    /// `PUT /result/{job}`, to a broker, and from there to a client or, as `PUT /data/{job}/result`, a datastore.
    Result {
        /// Of which job.
        job: JobId,
        /// How many bytes it has.
        bytes: u64,
    },
    /// A datastore says that it is there and how many bytes are free.
    Announce {
        /// Free bytes.
        free: u64,
    },
    /// `GET /ping`, to anyone.
    Ping,
    /// `PUT /submit/{job}`, to an executor.
    Run {
        /// The job's id.
        job: JobId,
        /// What it is.
        spec: Arc<JobSpec>,
    },
    /// A broadcast about emergencies, delivered in causal order.
    Notice {
        /// The sender's delivery vector: counts broadcasts only.
        stamp: VectorClock,
        /// What is said.
        notice: Notice,
    },
}

/// What a broadcast says.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Notice {
    /// An emergency begins for all.
    Declared(Emergency),
    /// Every declared emergency ends.
    Cleared,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The body.
    pub reply: Reply,
}

/// The body of an answer.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Reply {
    /// `null`
    Null,
    /// The id of a job, as a text.
    Job(JobId),
    /// A number.
    Count(u64),
    /// Who answers a ping.
    Identity(NodeId),
    /// `null`, and beside it the delivery vector from which a newcomer takes part in broadcasts.
    Welcome(VectorClock),
    /// `{"detail": ...}`
    Detail(String),
}

impl Answer {
    /// 200 with `null`.
    pub const OK: Self = Self { status: 200, reply: Reply::Null };

    /// 200 with a body.
    pub const fn ok(reply: Reply) -> Self {
        Self { status: 200, reply }
    }

    /// A refusal with the text that the original gives.
    pub fn refused(status: u16, detail: impl Into<String>) -> Self {
        Self { status, reply: Reply::Detail(detail.into()) }
    }

    /// Whether it is a success.
    pub const fn is_ok(&self) -> bool {
        self.status < 300
    }

    /// The text of a refusal.
    pub fn detail(&self) -> Option<&str> {
        match &self.reply {
            Reply::Detail(text) => Some(text),
            _ => None,
        }
    }
}

impl Call {
    /// One word for it, as it stands on a message in flight.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Register(_) => "register",
            Self::Heartbeat(_) => "heartbeat",
            Self::Count => "count",
            Self::Submit { .. } => "submit",
            Self::Done(_) => "done",
            Self::Delete(_) => "delete",
            Self::Result { .. } => "result",
            Self::Announce { .. } => "announce",
            Self::Ping => "ping",
            Self::Run { .. } => "run",
            Self::Notice { notice: Notice::Declared(_), .. } => "emergency",
            Self::Notice { notice: Notice::Cleared, .. } => "all clear",
        }
    }

    /// The job that it is about.
    pub const fn job(&self) -> Option<JobId> {
        match self {
            Self::Submit { job, .. } | Self::Run { job, .. } | Self::Result { job, .. } => Some(*job),
            Self::Done(job) | Self::Delete(job) => Some(*job),
            _ => None,
        }
    }
}

//! What nodes say to each other: the calls of UCP section 1 and their answers, as values.
//!
//! The REST text of each stands in [`super::wire`].

use std::sync::Arc;

use super::data::{Data, DataName};
use super::emergency::Emergency;
use super::executors::{Capabilities, Report};
use super::jobs::{End, JobSpec};
use crate::clock::VectorClock;
use crate::clock::inline::Knowledge;
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
    pub clock: Option<Knowledge>,
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
    /// Nobody knows what it says: a log from elsewhere tells only that it came.
    Unknown,
}

/// Something asked of a node.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Call {
    /// `PUT /executors/register`, to a broker.
    Register(Arc<Report>),
    /// `PUT /executors/heartbeat/{executor}`, to a broker.
    Heartbeat(Arc<Report>),
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
    /// The same call with a reason in its body, which an original broker does not look at: the executor could not
    /// run the job, and nobody could.
    Failed {
        /// Which job.
        job: JobId,
        /// Why.
        why: Arc<str>,
    },
    /// `DELETE /job/{job}`, to a broker: the job ends, and its data go.
    Delete {
        /// Which job.
        job: JobId,
        /// The job's folder.
        folder: DataName,
    },
    /// `PUT /result/{job}`, to a broker, and from there to a client.
    Result {
        /// Of which job.
        job: JobId,
        /// What came out.
        data: Data,
    },
    /// `PUT /data/{name}`, to a broker, and from there to a datastore.
    Store {
        /// Under which name.
        name: DataName,
        /// What.
        data: Data,
    },
    /// `GET /data/{name}?job_id`, to a broker, and from there to a datastore.
    Fetch {
        /// Which.
        name: DataName,
        /// The job that it is for.
        job: Option<JobId>,
    },
    /// `GET /list/data/{prefix}`, to a broker.
    List {
        /// What the names begin with.
        prefix: Arc<str>,
    },
    /// `GET /list/{prefix}?job_id&page&size`, to a datastore.
    ListPage {
        /// What the names begin with.
        prefix: Arc<str>,
        /// Only what stands in this folder.
        folder: Option<DataName>,
        /// Which page, from 1.
        page: u32,
        /// How many names a page has.
        size: u32,
    },
    /// `DELETE /data/{name}`, to a datastore.
    DeleteData(DataName),
    /// `DELETE /job_data/{job}`, to a datastore: all of a job's folder, but for its result.
    DeleteJobData {
        /// The job's folder.
        folder: DataName,
    },
    /// `GET /free`, to a datastore.
    Free,
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
    /// `DELETE /job/{job}`, to an executor.
    Stop(JobId),
    /// `GET /capabilities`, to an executor.
    Capabilities,
    /// `GET /job/list`, to an executor.
    Jobs,
    /// A job of the client's ended without being done, and will have no result.
    Ended {
        /// Which job.
        job: JobId,
        /// How.
        end: End,
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
    /// The bytes.
    Data(Data),
    /// A list of names.
    Names(Vec<DataName>),
    /// One page of a list of names.
    Page(Box<Page>),
    /// What an executor has.
    Capabilities(Box<Capabilities>),
    /// The jobs at an executor.
    Jobs(Vec<JobId>),
    /// `null`, and beside it the delivery vector from which a newcomer takes part in broadcasts.
    Welcome(VectorClock),
    /// `{"detail": ...}`
    Detail(String),
}

/// One page of a list of names.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page {
    /// The names of this page.
    pub names: Vec<DataName>,
    /// How many names there are on all pages.
    pub total: u64,
    /// Which page this is, from 1.
    pub page: u32,
    /// How many names a page has.
    pub size: u32,
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
            Self::Failed { .. } => "failed",
            Self::Delete { .. } => "delete",
            Self::Result { .. } => "result",
            Self::Store { .. } => "store",
            Self::Fetch { .. } => "fetch",
            Self::List { .. } | Self::ListPage { .. } => "list",
            Self::DeleteData(_) | Self::DeleteJobData { .. } => "delete data",
            Self::Free => "free",
            Self::Stop(_) => "stop",
            Self::Capabilities => "capabilities",
            Self::Jobs => "jobs",
            Self::Ended { .. } => "ended",
            Self::Announce { .. } => "announce",
            Self::Ping => "ping",
            Self::Run { .. } => "run",
            Self::Notice { notice: Notice::Declared(_), .. } => "emergency",
            Self::Notice { notice: Notice::Cleared, .. } => "all clear",
        }
    }

    /// The data that it is about.
    pub const fn data_name(&self) -> Option<&DataName> {
        match self {
            Self::Store { name, .. } | Self::Fetch { name, .. } | Self::DeleteData(name) => Some(name),
            Self::DeleteJobData { folder } => Some(folder),
            _ => None,
        }
    }

    /// The job that it is about.
    pub const fn job(&self) -> Option<JobId> {
        match self {
            Self::Submit { job, .. } | Self::Run { job, .. } | Self::Result { job, .. } => Some(*job),
            Self::Failed { job, .. } | Self::Delete { job, .. } | Self::Ended { job, .. } => Some(*job),
            Self::Done(job) | Self::Stop(job) => Some(*job),
            Self::Fetch { job, .. } => *job,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_a_success_below_300() {
        assert!(Answer::refused(299, "").is_ok() && !Answer::refused(300, "").is_ok());
    }

    #[test]
    fn a_call_for_a_jobs_data_is_about_its_folder() {
        let folder = DataName::folder("job");
        assert_eq!(Call::DeleteJobData { folder: folder.clone() }.data_name(), Some(&folder));
        assert_eq!(Call::Ping.data_name(), None);
    }
}

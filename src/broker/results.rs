//! Where results go: known before a job is handed out, given once.

use super::data::DataName;
use crate::id::{JobId, NodeId};
use crate::ordered::Map;

/// The most results that are waited for; the destination of the job that was submitted first is forgotten first.
pub const PENDING_MAX: usize = 100_000;

/// What is known of one job's result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Destination {
    /// The job's folder, where a datastore keeps the result.
    pub folder: DataName,
    /// The client that wants it; `None` for a datastore.
    pub client: Option<NodeId>,
    /// Whether a result is on its way there, so that a second one is refused.
    pub under_way: bool,
}

/// The destinations of results that have not arrived.
#[derive(Debug, Clone, Default)]
pub struct Results {
    pending: Map<JobId, Destination>,
}

impl Results {
    /// Remembers where a job's result goes.
    pub fn expect(&mut self, job: JobId, client: Option<NodeId>, folder: DataName) {
        if self.pending.len() >= PENDING_MAX {
            self.pending.pop_first();
        }
        self.pending.insert(job, Destination { folder, client, under_way: false });
    }

    /// The destination of a result that may be delivered now, marked as under way; `None` when there is none or
    /// when another result of the job came first.
    pub fn start(&mut self, job: JobId) -> Option<Destination> {
        let destination = self.pending.get_mut(&job).filter(|destination| !destination.under_way)?;
        destination.under_way = true;
        Some(destination.clone())
    }

    /// The delivery failed: a result may be sent again.
    pub fn reopen(&mut self, job: JobId) {
        if let Some(destination) = self.pending.get_mut(&job) {
            destination.under_way = false;
        }
    }

    /// The result arrived, or is not wanted any more.
    pub fn forget(&mut self, job: JobId) {
        self.pending.remove(&job);
    }

    /// How many are waited for.
    pub fn len(&self) -> usize {
        self.pending.len()
    }

    /// Whether none is waited for.
    pub fn is_empty(&self) -> bool {
        self.pending.is_empty()
    }
}

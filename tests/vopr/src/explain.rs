//! Why a job that the broker took is not over. Each reason is one that is checked against the world as it is, not against
//! what the broker believes.

use std::collections::BTreeSet;

use clocktower::broker::jobs::Stage;
use clocktower::broker::policy::Order;
use clocktower::id::JobId;
use clocktower::sim::machine::Node;
use clocktower::sim::world::World;

use crate::oracle::lacks;

/// Why a live job rightly waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// It waits for a job that nobody ever submitted, or that the broker knows nothing of.
    WaitsForNobody,
    /// It waits for a job that rightly waits itself.
    WaitsForOther,
    /// No executor that is up could run it if it were idle.
    NobodyCapable,
    /// Under `fifo` it stands behind a head that rightly waits, perhaps for this very job: the original's head-of-line
    /// blocking (UCP section 5).
    BehindTheHead,
}

/// Why a job is not over, unless it should be.
pub fn why_not_done(world: &World, id: JobId) -> Option<Reason> {
    beside(world, id, &mut BTreeSet::new())
}

/// The same, where these jobs are looked at already. Dependencies form no circle, so that only a head leads back.
fn beside(world: &World, id: JobId, seen: &mut BTreeSet<JobId>) -> Option<Reason> {
    if !seen.insert(id) {
        return Some(Reason::BehindTheHead);
    }
    let broker = world.broker();
    let job = broker.jobs().get(id)?;
    if job.stage != Stage::Waiting {
        return None;
    }
    for other in &job.waits_for {
        if broker.jobs().get(*other).is_none() && broker.jobs().has_ended(*other).is_none() {
            return Some(Reason::WaitsForNobody);
        }
        if beside(world, *other, seen).is_some() {
            return Some(Reason::WaitsForOther);
        }
    }
    if !job.waits_for.is_empty() {
        return None;
    }
    let could = world.machines().values().any(|machine| match &machine.node {
        Node::Executor(executor) => machine.up && lacks(&job.spec.needs, executor.total()).is_none(),
        _ => false,
    });
    if !could {
        return Some(Reason::NobodyCapable);
    }
    let head = broker.queue().places().first().map(|place| place.job);
    let is_behind = broker.policy().order == Order::Fifo && head != Some(id);
    let head = head.filter(|_| is_behind)?;
    beside(world, head, seen).map(|_| Reason::BehindTheHead)
}

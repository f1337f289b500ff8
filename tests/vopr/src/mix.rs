//! Which commands and faults a run has, and how often. Each run turns a part of them on, so that also what others
//! would drown gets a run where it is common ("swarm testing", Groce et al. 2012).

use crate::draw::Draw;

/// A kind of thing that somebody does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A job that may wait.
    Job,
    /// A job that is to be placed at once.
    JobNow,
    /// A job that waits for others.
    Dependent,
    /// A job that is an emergency.
    Emergency,
    /// A job with data of its own, or that reads or leaves data for all.
    DataJob,
    /// A client's plan: jobs that wait for each other, at the broker or at the client.
    Plan,
    /// A client stores data.
    Store,
    /// A job is deleted.
    Delete,
    /// One more machine.
    Add,
    /// Other rules.
    Policy,
    /// An emergency for all begins or ends.
    Declare,
    /// An executor changes, or its battery flaps.
    Change,
    /// A heartbeat out of turn.
    Heartbeat,
    /// A machine stops, and some time later starts again.
    Crash,
    /// The same, and it has forgotten everything then.
    CrashAndForget,
    /// A link is cut, and some time later heals.
    Cut,
    /// The network as a whole, or one link, loses messages, or carries them twice or late, and some time later does not.
    Network,
    /// An executor is slow, its power comes and goes, a datastore is full, and some time later not.
    Machine,
    /// Many emergencies come at once.
    Flood,
    /// A message in flight is lost.
    Drop,
    /// A message in flight comes late.
    Delay,
    /// A message in flight comes twice.
    Duplicate,
    /// A machine is taken away for good.
    Remove,
}

impl Kind {
    /// All of them.
    pub const ALL: [Self; 23] = [
        Self::Job,
        Self::JobNow,
        Self::Dependent,
        Self::Emergency,
        Self::DataJob,
        Self::Plan,
        Self::Store,
        Self::Delete,
        Self::Add,
        Self::Policy,
        Self::Declare,
        Self::Change,
        Self::Heartbeat,
        Self::Crash,
        Self::CrashAndForget,
        Self::Cut,
        Self::Network,
        Self::Machine,
        Self::Flood,
        Self::Drop,
        Self::Delay,
        Self::Duplicate,
        Self::Remove,
    ];

    /// How often at most it is drawn, beside the others.
    const fn weight_max(self) -> u64 {
        match self {
            Self::Job | Self::Dependent | Self::Emergency => 8,
            Self::Drop | Self::Delay | Self::Duplicate => 6,
            Self::DataJob | Self::Plan | Self::Network | Self::Machine | Self::Crash | Self::Cut => 4,
            Self::JobNow | Self::Store | Self::Delete | Self::Change | Self::Heartbeat => 3,
            Self::CrashAndForget | Self::Declare | Self::Policy => 2,
            Self::Add | Self::Flood | Self::Remove => 1,
        }
    }
}

/// How often each kind is drawn in one run.
#[derive(Debug, Clone)]
pub struct Mix(Vec<(Kind, u64)>);

impl Mix {
    /// The mix of a run: half of the kinds, and jobs always.
    pub fn drawn(draw: &mut Draw) -> Self {
        let mut mix: Vec<(Kind, u64)> = vec![(Kind::Job, 2)];
        for kind in Kind::ALL {
            let weight = draw.between(1, kind.weight_max());
            if draw.chance(500) {
                mix.push((kind, weight));
            }
        }
        Self(mix)
    }

    /// What is done next.
    pub fn next(&self, draw: &mut Draw) -> Kind {
        let mut at = draw.below(self.0.iter().map(|(_, weight)| weight).sum());
        for (kind, weight) in &self.0 {
            match at.checked_sub(*weight) {
                Some(left) => at = left,
                None => return *kind,
            }
        }
        Kind::Job
    }
}

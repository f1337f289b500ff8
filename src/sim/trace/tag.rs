//! What stands out in a run. It is at hand of every event, so that the whole of a long run can be drawn, whatever of it is
//! forgotten.

use crate::broker::call::{Body, Call, Message};
use crate::broker::fact::Fact;
use crate::broker::jobs::finding;
use crate::sim::fact::{PeerFact, What};

/// What stands out about an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tag {
    /// Nothing.
    Plain,
    /// A scheduling choice.
    Decided,
    /// A job that is an emergency was taken in.
    EmergencyTaken,
    /// An emergency was declared.
    EmergencyDeclared,
    /// Somebody was not heard for too long.
    Expired,
    /// A result came too late.
    ResultRefused,
    /// A machine went down.
    Crashed,
    /// A machine came up again.
    Restarted,
    /// A machine lost the mains.
    OnBattery,
}

impl Tag {
    /// What stands out about this.
    pub fn of(what: &What) -> Self {
        match what {
            What::Crashed => Self::Crashed,
            What::Restarted { .. } => Self::Restarted,
            What::Peer(PeerFact::PowerTurned { on_battery: true, .. }) => Self::OnBattery,
            What::Broker(fact) => match fact {
                Fact::Decided(_) => Self::Decided,
                Fact::Submitted(submitted) if submitted.finding.is_some() => Self::EmergencyTaken,
                Fact::EmergencyDeclared { .. } => Self::EmergencyDeclared,
                Fact::Expired { .. } => Self::Expired,
                Fact::ResultRefused { .. } => Self::ResultRefused,
                _ => Self::Plain,
            },
            What::Peer(_) | What::Recorded(_) => Self::Plain,
        }
    }
}

/// How a message carries a job that is an emergency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Urgent {
    /// It is submitted.
    Submitted,
    /// It is handed to an executor.
    HandedOut,
}

impl Urgent {
    /// How a message carries such a job; `None` when it does not.
    pub(super) fn of(message: &Message) -> Option<Self> {
        match &message.body {
            Body::Call(Call::Submit { spec, .. }) => finding(spec).map(|_| Self::Submitted),
            Body::Call(Call::Run { spec, .. }) => finding(spec).map(|_| Self::HandedOut),
            _ => None,
        }
    }
}

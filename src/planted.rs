//! Bugs that can be planted, one at a time, by whoever wants to know whether they would be found (`tests/vopr`).
//!
//! Only the feature `planted` makes it possible, and nothing that people run turns it on: without it [`is`] is a
//! constant, and every place where a bug could be is compiled away.

#[cfg(feature = "planted")]
use std::cell::Cell;

/// A bug that can be planted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Bug {
    /// A heartbeat that is older than what is known is taken all the same.
    StaleHeartbeatAccepted,
    /// Receiving a message is no event of its own.
    TickMissedOnReceive,
    /// A merge takes the smaller count in one entry.
    MergeTakesMinimum,
    /// A result that comes after the first one is delivered too.
    LateResultAccepted,
    /// A job whose executor was lost goes back into the queue twice.
    RedeployedTwice,
    /// An emergency does not wait for the jobs that it depends on.
    DependencyIgnored,
    /// An emergency is one period of ageing ahead of where it belongs.
    AgeingOffByOne,
    /// What a job needed stays set aside when it has ended.
    ReservationNotReleased,
    /// Where data were is believed for ever.
    CacheServedAfterExpiry,
    /// Equal clocks are taken for concurrent ones.
    EqualIsConcurrent,
}

impl Bug {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::StaleHeartbeatAccepted,
        Self::TickMissedOnReceive,
        Self::MergeTakesMinimum,
        Self::LateResultAccepted,
        Self::RedeployedTwice,
        Self::DependencyIgnored,
        Self::AgeingOffByOne,
        Self::ReservationNotReleased,
        Self::CacheServedAfterExpiry,
        Self::EqualIsConcurrent,
    ];
}

#[cfg(feature = "planted")]
thread_local! {
    static PLANTED: Cell<Option<Bug>> = const { Cell::new(None) };
}

/// Plants a bug in everything that this thread runs from now on, in place of the one before; `None` takes it away.
#[cfg(feature = "planted")]
pub fn plant(bug: Option<Bug>) {
    PLANTED.set(bug);
}

/// Whether this bug is planted.
#[cfg(feature = "planted")]
pub fn is(bug: Bug) -> bool {
    PLANTED.get() == Some(bug)
}

/// Whether this bug is planted: never, without the feature.
#[cfg(not(feature = "planted"))]
pub const fn is(_: Bug) -> bool {
    false
}

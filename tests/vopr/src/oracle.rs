//! The rules that hold after every event, each written down once more without the code that it checks.
//!
//! What an oracle knows it takes from the trace; the broker's tables are only what it compares with.

mod cache;
mod capability;
mod causality;
mod expiry;
mod placement;
mod queue;
mod reservation;
mod result;
mod version;

pub(crate) use capability::lacks;
use clocktower::broker::call::{Body, Call, Message};
use clocktower::broker::fact::Fact;
use clocktower::broker::outbox::EventKind;
use clocktower::id::EventId;
use clocktower::sim::Sim;
use clocktower::sim::fact::What;
use clocktower::sim::trace::{Event, Trace};
use clocktower::sim::world::World;

/// A rule that was broken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broken {
    /// The rule's name.
    pub rule: &'static str,
    /// After which event.
    pub event: EventId,
    /// What was seen.
    pub seen: String,
}

/// Whether a rule holds at an event.
pub type Verdict = Result<(), Broken>;

/// One event, and the world right after it.
#[derive(Clone, Copy)]
pub struct Moment<'a> {
    /// The event.
    pub event: &'a Event,
    /// Everything that happened up to it.
    pub trace: &'a Trace,
    /// The world.
    pub world: &'a World,
}

impl<'a> Moment<'a> {
    /// What happened at the broker.
    pub fn fact(&self) -> Option<&'a Fact> {
        match &self.event.what {
            What::Broker(fact) => Some(fact),
            _ => None,
        }
    }

    /// The message that was sent or received.
    pub fn message(&self) -> Option<&'a Message> {
        let sent = self.event.message.and_then(|message| self.trace.sent(message))?;
        Some(sent.message)
    }

    /// The call that the broker sends in this event, and to whom.
    pub fn call_of_broker(&self) -> Option<(&'a Call, &'a Message)> {
        let is_send = self.event.kind == EventKind::Send && self.fact().is_some();
        match &self.message().filter(|_| is_send)?.body {
            Body::Call(call) => self.message().map(|message| (call, message)),
            Body::Answer(..) | Body::Unknown => None,
        }
    }

    /// Whether the broker comes back without its memory.
    pub fn broker_forgot(&self) -> bool {
        matches!(self.event.what, What::Restarted { with_memory: false })
            && self.event.dot.node.machine() == self.world.broker_id()
    }

    /// A rule holds, or this was seen.
    pub fn hold(&self, rule: &'static str, holds: bool, seen: impl FnOnce() -> String) -> Verdict {
        if holds { Ok(()) } else { Err(Broken { rule, event: self.event.id, seen: seen() }) }
    }
}

/// All oracles.
#[derive(Debug)]
pub struct Oracles {
    causality: causality::Causality,
    queue: queue::Queue,
    results: result::Results,
    expiry: expiry::Expiry,
    cache: cache::Cache,
    versions: version::Versions,
}

impl Oracles {
    /// Oracles that have not seen anything of a run. Happened-before is searched for at every so-manieth event.
    pub fn new(sim: &Sim, search_every: usize) -> Self {
        Self {
            causality: causality::Causality::new(search_every),
            queue: queue::Queue::new(*sim.world().broker().policy()),
            results: result::Results::default(),
            expiry: expiry::Expiry::default(),
            cache: cache::Cache::default(),
            versions: version::Versions::default(),
        }
    }

    /// Looks at one event, which has to be the next one.
    ///
    /// # Errors
    /// The first rule that it breaks.
    pub fn observe(&mut self, moment: Moment<'_>) -> Verdict {
        self.causality.observe(moment)?;
        capability::observe(moment)?;
        placement::observe(moment)?;
        self.expiry.observe(moment)?;
        self.queue.observe(moment)?;
        self.results.observe(moment)?;
        self.cache.observe(moment)?;
        self.versions.observe(moment)?;
        reservation::observe(moment)
    }
}

//! What executors can do, what the broker believes of each, and when it stops believing.

mod roster;
mod table;

use std::sync::Arc;

use serde::Serialize;

pub use roster::{Among, Asked, Known, Roster};
pub use table::Executors;

use super::emergency::Equipment;
use crate::clock::inline::Knowledge;
use crate::clock::{Dot, VectorClock};
use crate::id::{JobId, NodeId};
use crate::ordered::Map;
use crate::planted::{self, Bug};
use crate::time::{Span, Time};

/// An executor that was silent for longer than this, by the broker's time, is dropped (UCP section 4).
pub const SILENCE_MAX: Span = Span::from_secs(130);
/// The most executors at one broker; one more is refused.
pub const EXECUTORS_MAX: usize = 20_000;

/// A finite number as it stands on the wire.
///
/// It is compared as IEEE 754 says and hashed by its bits. Nothing is ever ordered by the result of
/// arithmetic on it: scores are whole numbers.
#[derive(Clone, Copy, PartialEq, PartialOrd, Default, Serialize)]
#[serde(transparent)]
pub struct Real(f64);

impl Real {
    /// Zero.
    pub const ZERO: Self = Self(0.0);
    /// One hundred, as in per cent.
    pub const HUNDRED: Self = Self(100.0);

    /// The number, unless it is infinite or none at all.
    pub fn new(value: f64) -> Option<Self> {
        // Adding zero turns -0 into 0, so that equal numbers have equal bits.
        value.is_finite().then_some(Self(value + 0.0))
    }

    /// As a float.
    pub const fn get(self) -> f64 {
        self.0
    }

    // The standard library's `min` and `max` mind what is no number, and are calls in wasm.
    fn smaller(self, other: Self) -> Self {
        if other < self { other } else { self }
    }

    fn larger(self, other: Self) -> Self {
        if other > self { other } else { self }
    }

    /// In whole thousandths, rounded; beyond the range of the integer, its end.
    pub fn milli(self) -> i64 {
        (self.0 * 1000.0).round() as i64
    }
}

/// The number that a text says; infinite where it says so or is too large. `None` when it is no number.
///
/// It is read as JSON's numbers are. The standard library's reader rounds a seventeenth digit better, by tables
/// that would weigh 10 KB in every first load.
pub fn number(text: &str) -> Option<f64> {
    let digits = text.strip_prefix(['+', '-']).unwrap_or(text);
    if ["inf", "infinity", "nan"].iter().any(|word| word.eq_ignore_ascii_case(digits)) {
        return Some(f64::INFINITY);
    }
    let (mantissa, exponent) = digits.split_once(['e', 'E']).unwrap_or((digits, "0"));
    let (whole, part) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let power = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    let are_digits = [whole, part, power].iter().all(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    if !are_digits || power.is_empty() || whole.len() + part.len() == 0 {
        return None;
    }
    // JSON wants exactly what people leave out, and does not want what they add.
    let (sign, whole) = (if text.starts_with('-') { "-" } else { "" }, whole.trim_start_matches('0'));
    let (whole, part) = (if whole.is_empty() { "0" } else { whole }, if part.is_empty() { "0" } else { part });
    let read: Option<serde_json::Value> = serde_json::from_str(&format!("{sign}{whole}.{part}e{exponent}")).ok();
    Some(read.and_then(|number| number.as_f64()).unwrap_or(f64::INFINITY))
}

/// The shortest text that says a number, as JSON writes it but for a fraction of nothing. The standard library's writer
/// would be one more, of 20 KB.
pub fn decimal(number: f64) -> String {
    let text = serde_json::Value::from(number).to_string();
    text.strip_suffix(".0").map_or_else(|| text.clone(), str::to_owned)
}

impl Eq for Real {}

impl std::hash::Hash for Real {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.0.to_bits().hash(state);
    }
}

impl std::fmt::Debug for Real {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&decimal(self.0))
    }
}

impl std::fmt::Display for Real {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&decimal((self.0 * 10.0).round() / 10.0))
    }
}

/// What an executor has, or what a job needs (UCP section 2). Absent keys have these defaults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Capabilities {
    /// Free memory in bytes.
    pub memory: i64,
    /// Free disk in bytes.
    pub disk: i64,
    /// Load in per cent; may exceed 100. In a job: the highest load that it tolerates.
    pub cpu_load: Real,
    /// Processor cores.
    pub cpu_cores: i64,
    /// Clock frequency in megahertz.
    pub cpu_freq: Real,
    /// Whether it runs on a battery. In a job: whether a battery is tolerated.
    pub has_battery: bool,
    /// Charge of the battery in per cent; without meaning on mains.
    pub power: Real,
}

impl Default for Capabilities {
    fn default() -> Self {
        Self {
            memory: 0,
            disk: 0,
            cpu_load: Real::HUNDRED,
            cpu_cores: 1,
            cpu_freq: Real::ZERO,
            has_battery: true,
            power: Real::ZERO,
        }
    }
}

impl Capabilities {
    /// What is left, or was, after jobs with these needs take (`sign` 1) or give back (`sign` -1) their share:
    /// memory, disk, and the share of the cores as load.
    #[must_use]
    pub fn less(mut self, needs: &Self, sign: i64) -> Self {
        // What is not negative has either sign without overflow; a product that minds it is a call in wasm.
        self.memory = self.memory.saturating_sub(needs.memory.max(0) * sign);
        self.disk = self.disk.saturating_sub(needs.disk.max(0) * sign);
        let share = 100.0 * needs.cpu_cores.max(0) as f64 / self.cpu_cores.max(1) as f64;
        let load = self.cpu_load.get() + share * sign as f64;
        self.cpu_load = if load < 0.0 { Real::ZERO } else { Real::new(load).unwrap_or(self.cpu_load) };
        self
    }

    /// The least of both in every rule: what asks for no more than either, and has no more than either.
    #[must_use]
    pub fn least(&self, other: &Self) -> Self {
        Self {
            memory: self.memory.min(other.memory),
            disk: self.disk.min(other.disk),
            cpu_load: self.cpu_load.larger(other.cpu_load),
            cpu_cores: self.cpu_cores.min(other.cpu_cores),
            cpu_freq: self.cpu_freq.smaller(other.cpu_freq),
            has_battery: self.has_battery || other.has_battery,
            power: self.power.smaller(other.power),
        }
    }

    /// The most of both in every rule: what either can run, this can.
    #[must_use]
    pub fn most(&self, other: &Self) -> Self {
        Self {
            memory: self.memory.max(other.memory),
            disk: self.disk.max(other.disk),
            cpu_load: self.cpu_load.smaller(other.cpu_load),
            cpu_cores: self.cpu_cores.max(other.cpu_cores),
            cpu_freq: self.cpu_freq.larger(other.cpu_freq),
            has_battery: self.has_battery && other.has_battery,
            power: self.power.larger(other.power),
        }
    }

    /// Whether whoever can run what needs the other can run what needs this.
    pub fn is_within(&self, other: &Self) -> bool {
        self.least(other) == *self
    }
}

/// One line of the capability rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// `job.memory <= executor.memory`
    Memory,
    /// `job.disk <= executor.disk`
    Disk,
    /// `job.cpu_load >= executor.cpu_load`
    CpuLoad,
    /// `job.cpu_cores <= executor.cpu_cores`
    CpuCores,
    /// `job.cpu_freq <= executor.cpu_freq`
    CpuFreq,
    /// `job.has_battery or not executor.has_battery`
    Battery,
    /// `not executor.has_battery or job.power <= executor.power`
    Power,
}

/// Both sides of one rule, and whether it holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Check {
    /// Which rule.
    pub rule: Rule,
    /// What the job asks, in the rule's unit; for [`Rule::Battery`] 1 when a battery is tolerated.
    pub need: Real,
    /// What the executor has; for [`Rule::Battery`] 1 when it runs on one.
    pub have: Real,
    /// Whether the rule lets the job pass.
    pub holds: bool,
}

impl Rule {
    /// All lines, in the order of UCP section 2.
    pub const ALL: [Self; 7] =
        [Self::Memory, Self::Disk, Self::CpuLoad, Self::CpuCores, Self::CpuFreq, Self::Battery, Self::Power];

    /// Whether this line lets a job with these needs pass to an executor that has this.
    // It would be a call for each rule where the program is built for size.
    #[inline(always)]
    pub fn holds(self, needs: &Capabilities, have: &Capabilities) -> bool {
        match self {
            Self::Memory => needs.memory <= have.memory,
            Self::Disk => needs.disk <= have.disk,
            Self::CpuLoad => needs.cpu_load >= have.cpu_load,
            Self::CpuCores => needs.cpu_cores <= have.cpu_cores,
            Self::CpuFreq => needs.cpu_freq <= have.cpu_freq,
            Self::Battery => needs.has_battery || !have.has_battery,
            Self::Power => !have.has_battery || needs.power <= have.power,
        }
    }

    /// What one side says to this line; for [`Rule::Battery`] 1 with one.
    fn of(self, side: &Capabilities) -> Real {
        match self {
            Self::Memory => Real(side.memory as f64),
            Self::Disk => Real(side.disk as f64),
            Self::CpuLoad => side.cpu_load,
            Self::CpuCores => Real(side.cpu_cores as f64),
            Self::CpuFreq => side.cpu_freq,
            Self::Battery => Real(f64::from(side.has_battery)),
            Self::Power => side.power,
        }
    }
}

/// The capability rule of UCP section 2, line by line.
pub fn checks(needs: &Capabilities, have: &Capabilities) -> [Check; 7] {
    Rule::ALL.map(|rule| Check { rule, need: rule.of(needs), have: rule.of(have), holds: rule.holds(needs, have) })
}

/// Whether an executor that has this can run a job that needs that.
pub fn is_capable(needs: &Capabilities, have: &Capabilities) -> bool {
    Rule::ALL.into_iter().all(|rule| rule.holds(needs, have))
}

/// What an executor says of itself in a registration or a heartbeat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Report {
    /// What it has, with what it runs already taken off.
    pub capabilities: Capabilities,
    /// What it carries for emergencies.
    pub equipment: Equipment,
    /// The jobs that it runs, when it says so; an original node does not.
    pub running: Option<Vec<JobId>>,
    /// The jobs that ran to their end there, whose end the broker has not confirmed yet.
    pub ending: Vec<JobId>,
    /// Which notices were delivered there, when it says so: what is missing is sent again.
    pub delivered: Option<VectorClock>,
}

impl Report {
    /// Whether it says that a job is there, running or ending; `None` when it does not say.
    pub fn has(&self, job: JobId) -> Option<bool> {
        let running = self.running.as_ref()?;
        Some(running.contains(&job) || self.ending.contains(&job))
    }

    /// What is kept of it: notices that are missing are sent again once.
    #[must_use]
    pub fn kept(&self) -> Self {
        let (running, ending) = (self.running.clone(), self.ending.clone());
        Self { running, ending, delivered: None, ..*self }
    }

    /// Whether it says what another one says, of all that is kept.
    pub fn says_what(&self, other: &Self) -> bool {
        let kept = |report: &Self| (report.capabilities, report.equipment);
        kept(self) == kept(other) && self.running == other.running && self.ending == other.ending
    }
}

/// A job that was handed to an executor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Share {
    /// What the job needs.
    pub needs: Capabilities,
    /// Since when it is there: when it was handed out, or found again after it had been given up.
    pub since: Time,
    /// The broker's event that sent the job there, once it was sent.
    pub sent: Option<Dot>,
    /// Whether the executor said that it has it.
    pub confirmed: bool,
    /// Whether the last report has the job's share taken off already.
    pub reported: bool,
}

/// When whoever was heard of then will be dropped.
fn expiry(heard_at: Time) -> Time {
    heard_at + SILENCE_MAX + Span::from_ms(1)
}

/// What the broker knows of one executor.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Executor {
    /// The incarnation that registered last.
    pub node: NodeId,
    /// The last report that was taken. Shared: an executor is copied when it changes and a decision was made from it.
    pub report: Arc<Report>,
    /// The executor's event that sent the report; `None` for a peer without clocks.
    pub known_from: Option<Dot>,
    /// When it was heard of last, by the broker's time.
    pub heard_at: Time,
    /// The jobs it was given.
    pub shares: Map<JobId, Share>,
    /// Needs of jobs that ended or left since the report, whose share the report still has taken off: once for each,
    /// however often it came back and left again.
    given_back: Map<JobId, Capabilities>,
}

impl Executor {
    /// Someone who has just reported for the first time.
    pub fn new(node: NodeId, report: impl Into<Arc<Report>>, known_from: Option<Dot>, now: Time) -> Self {
        let report = report.into();
        Self { node, report, known_from, heard_at: now, shares: Map::new(), given_back: Map::new() }
    }

    /// When it will be dropped unless it is heard of: after *more* than [`SILENCE_MAX`].
    pub fn expires_at(&self) -> Time {
        expiry(self.heard_at)
    }

    /// What it is believed to have now. With `reserve`, what was given to it or came back since its report is
    /// accounted for; without, its own words stand, as in the original.
    pub fn believed(&self, reserve: bool) -> Capabilities {
        let reported = self.report.capabilities;
        if !reserve {
            return reported;
        }
        let taken = self.shares.values().filter(|share| !share.reported);
        let left = taken.fold(reported, |left, share| left.less(&share.needs, 1));
        self.given_back.values().fold(left, |left, needs| left.less(needs, -1))
    }

    /// What it would have if nothing ran there, by what was given to it.
    pub fn idle(&self) -> Capabilities {
        self.idle_from(self.believed(true))
    }

    /// The same, given what it is believed to have with what is reserved taken off.
    pub(super) fn idle_from(&self, believed: Capabilities) -> Capabilities {
        self.shares.values().fold(believed, |has, share| has.less(&share.needs, -1))
    }

    /// Whether whoever is kept free for one of these jobs is kept free here, and for which: the first of those that it
    /// could run if it were idle.
    pub fn held_for(&self, held: &[(Capabilities, JobId)]) -> Option<JobId> {
        if held.is_empty() {
            return None;
        }
        let idle = self.idle();
        held.iter().find(|(needs, _)| is_capable(needs, &idle)).map(|(_, job)| *job)
    }

    /// Whether what is known is as new as what this incarnation said in this event, or newer.
    pub fn is_ahead_of(&self, node: NodeId, said: Option<Dot>) -> bool {
        self.node > node || self.node == node && said.is_some() && said <= self.known_from
    }

    /// Takes a newer report in. `clock` is what the executor knew when it sent it: a job that it had not heard
    /// of by then can't be accounted for in it. Without a clock, what it confirmed is taken to be.
    ///
    /// Returns the jobs that it had heard of and does not have: they are lost there.
    pub fn take(
        &mut self,
        report: impl Into<Arc<Report>>,
        from: Option<Dot>,
        clock: Option<&Knowledge>,
        now: Time,
    ) -> Vec<JobId> {
        let report = report.into();
        let mut lost = Vec::new();
        for (job, share) in self.shares.iter_mut() {
            let heard = match share.sent {
                Some(sent) => clock.map(|clock| clock.knows(sent)),
                // It was found here and not handed out: the executor knew of it before the broker did.
                None => clock.filter(|_| share.confirmed).map(|_| true),
            };
            share.reported = match (report.has(*job), heard) {
                (Some(here), Some(heard)) => here || heard,
                (Some(true), None) => true,
                _ => share.confirmed,
            };
            if report.has(*job) == Some(false) && heard == Some(true) {
                lost.push(*job);
            }
        }
        self.shares.retain(|job, _| !lost.contains(job));
        self.given_back = Map::new();
        self.report = report;
        self.known_from = from;
        self.heard_at = now;
        lost
    }

    /// A job of its ended or was taken away. Returns whether it had it.
    pub fn release(&mut self, job: JobId) -> bool {
        if planted::is(Bug::ReservationNotReleased) {
            return self.shares.contains_key(&job);
        }
        let Some(share) = self.shares.remove(&job) else { return false };
        // What came after the report has nothing taken off in it, whatever the report says of an earlier stay.
        if share.reported {
            self.give_back(job, share.needs);
        }
        true
    }

    /// A job with these needs is known to be here no longer: what the last report has taken off for it comes back. If
    /// it is to come again, that stands in no report yet.
    pub fn give_back(&mut self, job: JobId, needs: Capabilities) {
        if self.report.running.as_ref().is_none_or(|running| running.contains(&job)) {
            self.given_back.insert(job, needs);
        }
        if let Some(share) = self.shares.get_mut(&job) {
            share.reported = false;
        }
    }
}

#[cfg(test)]
mod tests;

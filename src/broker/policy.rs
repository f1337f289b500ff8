//! The rules that can be chosen: in which order jobs leave the queue, and which executor gets one.

use std::hash::{Hash, Hasher};

use serde::Serialize;

use super::emergency::{Equipment, Finding, URGENCY_MAX, URGENCY_NORMAL};
use super::executors::{Capabilities, SILENCE_MAX};
use super::jobs::Job;
use crate::planted::{self, Bug};
use crate::time::{Span, Time};

/// In which order jobs leave the queue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Order {
    /// First in, first out, and nothing passes the head: head-of-line blocking as in the original.
    Fifo,
    /// Every emergency before every other job, the more urgent first.
    EmergencyFirst,
    /// Urgency plus one point for each ageing period waited, so that no job waits for ever: a job is passed only
    /// by jobs that arrive within ([`URGENCY_MAX`] - its urgency) periods after it.
    #[default]
    EmergencyAged,
}

impl Order {
    /// All orders.
    pub const ALL: [Self; 3] = [Self::Fifo, Self::EmergencyFirst, Self::EmergencyAged];

    /// The word of a scenario.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fifo => "fifo",
            Self::EmergencyFirst => "emergency_first",
            Self::EmergencyAged => "emergency_aged",
        }
    }
}

/// Which of the capable executors gets the job.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Placement {
    /// Any, drawn with the seed: the original.
    Random,
    /// The one with the lowest load.
    LeastLoaded,
    /// The one with the highest capability score.
    #[default]
    CapabilityScore,
}

impl Placement {
    /// All placements.
    pub const ALL: [Self; 3] = [Self::CapabilityScore, Self::LeastLoaded, Self::Random];

    /// The word of a scenario.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Random => "random",
            Self::LeastLoaded => "least_loaded",
            Self::CapabilityScore => "capability_score",
        }
    }
}

/// All that can be switched while the broker runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Policy {
    /// In which order jobs leave the queue.
    pub order: Order,
    /// Which capable executor gets one.
    pub placement: Placement,
    /// Whether what running jobs need is set aside between heartbeats.
    pub reserve: bool,
    /// Whether a critical emergency (UCP section 7: high or critical) that no executor can take now may take the
    /// place of normal jobs, which go back to their places in the queue.
    ///
    /// - Without `reserve` it does nothing: what a stopped job gives back, and what is kept for the emergency, would
    ///   not be known before the next heartbeat.
    /// - Under [`Order::Fifo`] only the head of the queue is looked at, so only there an emergency can do it, or where
    ///   it is to be placed at once.
    /// - Under [`Order::EmergencyAged`] no job has to go for an emergency that would stand behind it in the queue, so
    ///   that the bound on overtaking also bounds how long a job can be kept from its end.
    pub preempt: bool,
    /// The waiting time that counts as much as one point of urgency, in milliseconds; at least 1.
    #[serde(rename = "ageing_ms")]
    pub ageing: Span,
}

impl Default for Policy {
    fn default() -> Self {
        let ageing = Span::from_secs(30);
        Self { order: Order::default(), placement: Placement::default(), reserve: true, preempt: false, ageing }
    }
}

impl Hash for Policy {
    /// What is off by default leaves no mark: a run without it has the hash that it had before there was any.
    fn hash<H: Hasher>(&self, state: &mut H) {
        let Self { order, placement, reserve, preempt, ageing } = self;
        (order, placement, reserve, ageing).hash(state);
        if *preempt {
            preempt.hash(state);
        }
    }
}

impl Policy {
    /// How far a job has to be ahead in arrival so that no later one can pass it under
    /// [`Order::EmergencyAged`]: the stated bound on overtaking.
    pub fn overtaking_bound(&self) -> Span {
        Span::from_ms(self.ageing.ms().saturating_mul((URGENCY_MAX - URGENCY_NORMAL) as u64))
    }

    /// Where a job belongs in the queue: the smaller the earlier. It does not depend on the present time, since
    /// all jobs age alike, so that a queue once sorted stays sorted.
    pub fn key(&self, job: &Job, since: Time) -> (i64, i64) {
        match self.order {
            Order::Fifo => (0, 0),
            Order::EmergencyFirst if job.is_emergency() => (0, -job.urgency()),
            Order::EmergencyFirst => (1, 0),
            Order::EmergencyAged => {
                let too_far = i64::from(job.is_emergency() && planted::is(Bug::AgeingOffByOne));
                let head_start = (job.urgency() - URGENCY_NORMAL + too_far).saturating_mul(self.ageing.ms() as i64);
                ((since.ms() as i64).saturating_sub(head_start), 0)
            }
        }
    }

    /// The priority of a job as people read it: points of urgency, and thousandths of a point for waiting.
    pub fn priority(&self, finding: Option<&Finding>, waited: Span) -> Priority {
        let urgency = finding.map_or(URGENCY_NORMAL, |finding| finding.emergency.urgency());
        let aged_milli = match self.order {
            Order::EmergencyAged => (waited.ms().saturating_mul(1000) / self.ageing.ms().max(1)) as i64,
            Order::Fifo | Order::EmergencyFirst => 0,
        };
        Priority { urgency, aged_milli }
    }
}

/// The terms of a job's priority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
pub struct Priority {
    /// Weight of the emergency's kind times number of its level; 1 without an emergency.
    pub urgency: i64,
    /// What waiting added, in thousandths of a point.
    pub aged_milli: i64,
}

impl Priority {
    /// Both together, in thousandths.
    pub const fn total_milli(&self) -> i64 {
        self.urgency.saturating_mul(1000).saturating_add(self.aged_milli)
    }
}

/// One term of a capability score.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Cores, against the candidate with most.
    Cores,
    /// Free memory, against the candidate with most.
    Memory,
    /// Charge of the battery; full on mains.
    Power,
    /// How much of the processor is idle.
    Idle,
    /// Equipment that fits the emergency.
    Equipment,
    /// How fresh the knowledge is: full now, none after 130 s.
    Freshness,
}

impl Term {
    /// Every term with its weight. Equipment counts in emergencies only.
    pub const WEIGHTS: [(Self, i64); 6] = [
        (Self::Cores, 2),
        (Self::Memory, 2),
        (Self::Power, 1),
        (Self::Idle, 3),
        (Self::Equipment, 6),
        (Self::Freshness, 1),
    ];
}

/// The terms of one candidate, each 0 to 1000, in the order of [`Term::WEIGHTS`]; `None` where one does not count.
pub type Terms = [Option<i64>; 6];

/// What the best candidates have, to measure the others by.
#[derive(Debug, Clone, Copy, Default)]
pub struct Scale {
    /// The most cores.
    pub cores: i64,
    /// The most free memory.
    pub memory: i64,
}

/// Normalises what an executor is believed to have and to carry, known for so long. Everything is a whole number: the
/// same on every machine. Whoever has no less of anything has no smaller term.
pub fn terms(has: &Capabilities, carries: Equipment, age: Span, finding: Option<&Finding>, scale: Scale) -> Terms {
    let part = |value: i64, whole: i64| match (value, whole) {
        (_, ..=0) | (..=0, _) => 0,
        _ if value >= whole => 1000,
        _ => match value.checked_mul(1000) {
            Some(thousandfold) => thousandfold / whole,
            // Beyond nine petabytes.
            None => (i128::from(value) * 1000 / i128::from(whole)) as i64,
        },
    };
    let age = age.ms().min(SILENCE_MAX.ms());
    [
        Some(part(has.cpu_cores, scale.cores)),
        Some(part(has.memory, scale.memory)),
        Some(if has.has_battery { part(has.power.milli(), 100_000) } else { 1000 }),
        Some(1000 - part(has.cpu_load.milli(), 100_000)),
        finding.map(|finding| if carries.fits(finding.emergency.kind) { 1000 } else { 0 }),
        Some(1000 - (age * 1000 / SILENCE_MAX.ms()) as i64),
    ]
}

/// The weighted mean of the terms that count, 0 to 1000.
pub fn score(terms: &Terms) -> i64 {
    let counted = || terms.iter().zip(Term::WEIGHTS).filter_map(|(term, (_, weight))| Some((term.as_ref()?, weight)));
    let sum: i64 = counted().map(|(term, weight)| term * weight).sum();
    let weights: i64 = counted().map(|(_, weight)| weight).sum();
    sum / weights.max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_is_the_part_of_what_the_best_has_and_of_nothing_none() {
        let rows = [(0, 0, 0), (5, 0, 0), (-1, 10, 0), (0, 10, 0), (5, 10, 500), (10, 10, 1000), (20, 10, 1000)];
        for (memory, most, expected) in rows.into_iter().chain([(i64::MAX / 2, i64::MAX - 1, 500)]) {
            let has = Capabilities { memory, cpu_cores: 0, ..Capabilities::default() };
            let terms = terms(&has, Equipment::NONE, Span::ZERO, None, Scale { cores: 0, memory: most });
            assert_eq!((terms[0], terms[1]), (Some(0), Some(expected)), "{memory} of {most}");
        }
    }
}

//! Why a job stands where it stands: against the next one, and against whoever comes later.

use crate::broker::emergency::{Finding, URGENCY_MAX};
use crate::broker::jobs::Job;
use crate::broker::policy::{Order, Policy};
use crate::broker::queue::Place;
use crate::texts::texts;
use crate::time::{Span, Time};
use crate::view::words;

/// What put a job before the next one in the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// It is an emergency and the other is not.
    Emergency,
    /// Its urgency is higher, or its urgency and waiting together.
    Priority,
    /// Its urgency is the same, and it waits longer.
    Waiting,
    /// The priority is the same, and its submission happened before the other's, or before that of one behind it.
    Causality,
    /// Nothing else tells them apart: it arrived first.
    Arrival,
}

/// A waiting job with its place.
#[derive(Clone, Copy)]
pub(super) struct Waits<'a> {
    pub(super) place: &'a Place,
    pub(super) job: &'a Job,
}

/// What put the first of two neighbours before the second.
pub(super) fn by(policy: &Policy, first: Waits, second: Waits) -> By {
    let key = |one: Waits| policy.key(one.job, one.place.since);
    let differs = key(first) != key(second);
    match policy.order {
        Order::EmergencyFirst if differs && !second.job.is_emergency() => By::Emergency,
        Order::EmergencyFirst if differs => By::Priority,
        Order::EmergencyAged if differs && first.job.urgency() == second.job.urgency() => By::Waiting,
        Order::EmergencyAged if differs => By::Priority,
        // First in, first out asks for nothing else.
        Order::Fifo => By::Arrival,
        _ if first.job.precedes(second.job) || first.job.arrival > second.job.arrival => By::Causality,
        _ => By::Arrival,
    }
}

/// The same in words, after the name of the second: before archive: 32.0 > 1.1.
pub(super) fn before(policy: &Policy, now: Time, first: Waits, second: Waits, name: &str) -> (By, String) {
    let texts = texts().queue();
    let by = by(policy, first, second);
    let total = |one: Waits| policy.priority(one.job.finding.as_ref(), now.since(one.place.since)).total_milli();
    let earlier = second.job.arrived_at.since(first.job.arrived_at);
    let came = match earlier {
        Span::ZERO => texts.came_first.to_owned(),
        _ => texts.came_earlier(&words::real(earlier)),
    };
    let why = match by {
        By::Emergency => texts.emergency_first.to_owned(),
        By::Priority if policy.order == Order::EmergencyFirst => {
            texts.urgency_above(first.job.urgency(), second.job.urgency())
        }
        By::Priority => format!("{} > {}", words::milli(total(first)), words::milli(total(second))),
        By::Waiting => texts.waits_longer(&words::real(second.place.since.since(first.place.since))),
        By::Causality if !first.job.precedes(second.job) => texts.order_of_others.to_owned(),
        By::Causality if first.job.arrival > second.job.arrival => texts.later_but_before.to_owned(),
        By::Causality => texts.submitted_before.to_owned(),
        By::Arrival if policy.order == Order::Fifo => came,
        By::Arrival if first.job.submitted.is_some() && second.job.submitted.is_some() => texts.concurrent(&came),
        By::Arrival => texts.same_priority(&came),
    };
    (by, texts.before(name, &why))
}

/// How a job's urgency comes about: medical 8 × critical 4.
pub(super) fn urgency(finding: Option<&Finding>) -> String {
    match finding.map(|finding| &finding.emergency) {
        Some(emergency) => format!(
            "{} {} × {} {}",
            texts().words().kind(emergency.kind),
            emergency.kind.weight(),
            texts().words().level(emergency.level),
            emergency.level.number()
        ),
        None => texts().queue().no_emergency.to_owned(),
    }
}

/// Who can still pass a job that has waited so long. Those who wait already can't by waiting: all age alike.
pub(super) fn outlook(policy: &Policy, job: &Job, waited: Span) -> String {
    let texts = texts().queue();
    match policy.order {
        Order::Fifo => texts.nobody_passes.to_owned(),
        Order::EmergencyFirst if job.urgency() == URGENCY_MAX => texts.no_newcomer.to_owned(),
        Order::EmergencyFirst if job.is_emergency() => texts.newcomers_above(job.urgency()),
        Order::EmergencyFirst => texts.emergencies_pass.to_owned(),
        Order::EmergencyAged => {
            let total = policy.priority(job.finding.as_ref(), waited).total_milli();
            match safe_in(policy, job, waited) {
                Span::ZERO => texts.no_newcomer_now.to_owned(),
                left => texts.newcomers_for(&words::milli(total), &words::real(left)),
            }
        }
    }
}

/// How much longer a job has to wait under [`Order::EmergencyAged`] until not even the most urgent newcomer passes it.
pub(super) fn safe_in(policy: &Policy, job: &Job, waited: Span) -> Span {
    let points = (URGENCY_MAX - job.urgency()).max(0) as u64;
    Span::from_ms(policy.ageing.ms().saturating_mul(points)) - waited
}

//! From what each candidate was known, how old that was, and what was true meanwhile.

use crate::broker::decision::{Candidate, Decision, Explained};
use crate::broker::executors::{Check, checks};
use crate::clock::Dot;
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::trace::Trace;
use crate::sim::what_if::Truth;
use crate::texts::texts;
use crate::view::words::{self, Words};

/// How many events of a node lie between one of its own and a moment of the trace.
pub fn behind(trace: &Trace, from: Dot, upto: EventId) -> u32 {
    let happened = |n: u32| {
        let dot = Dot { count: from.count.saturating_add(n), ..from };
        trace.event_of(dot).is_some_and(|event| event.id <= upto)
    };
    let mut step = 1;
    while happened(step) {
        step *= 2;
    }
    let (mut low, mut high) = (step / 2, step);
    while low + 1 < high {
        let middle = low + (high - low) / 2;
        if happened(middle) { low = middle } else { high = middle }
    }
    low
}

/// Something that the broker did not know of a candidate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unknown {
    /// Which executor.
    pub name: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What is true: load 95 %, believed 10 %.
    pub text: String,
    /// What would have come of it: it would have been refused. None where it makes no difference for who can take it.
    pub so: Option<&'static str>,
}

/// What the broker did not know when it chose, what changes most first. Empty when everything it believed was true.
pub fn unknown(trace: &Trace, decision: &Decision, truths: &[(NodeId, Option<Truth>)]) -> Vec<Unknown> {
    let decision = &decision.explained();
    let words = Words::new(trace.names());
    let of = |candidate: &Candidate| {
        let machine = candidate.executor.machine();
        let (_, truth) = truths.iter().find(|(other, _)| *other == machine)?;
        let (text, so) = match truth {
            None => (texts().decision().not_there.to_owned(), Some(texts().decision().could_not_run)),
            Some(truth) => difference(decision, candidate, truth)?,
        };
        let (name, colour) = (words.name(candidate.executor), words::colour(candidate.executor));
        Some(Unknown { name, colour, text, so })
    };
    let mut unknown: Vec<Unknown> = decision.candidates.iter().filter_map(of).collect();
    sort_by_key(&mut unknown, |unknown| unknown.so.is_none());
    unknown
}

/// Where what was believed of a candidate and what is true differ, and what comes of it.
fn difference(decision: &Explained, candidate: &Candidate, truth: &Truth) -> Option<(String, Option<&'static str>)> {
    // Who had to go is off in what was believed, and still there in truth.
    if decision.preempted.0.iter().any(|victim| victim.executor == candidate.executor) {
        return None;
    }
    let texts = texts().decision();
    let said = decision.checks(candidate);
    let is = checks(&decision.needs, &truth.has);
    let could = |checks: &[Check; 7]| checks.iter().all(|check| check.holds);
    let pairs = || said.iter().zip(&is).filter(|(said, is)| said.have != is.have);
    let flips: Vec<String> = pairs().filter(|(said, is)| said.holds != is.holds).map(both).collect();
    let so = match (could(&said), could(&is)) {
        (true, false) => Some(texts.would_be_refused),
        (false, true) => Some(texts.could_take),
        _ => None,
    };
    let kind = decision.finding.as_ref().map(|found| found.emergency.kind);
    let carried = kind.filter(|kind| truth.equipment.fits(*kind) != candidate.equipment.fits(*kind));
    let equipped = carried.map(|kind| match truth.equipment.fits(kind) {
        true => (texts.carries(&texts.equipment(kind)), texts.higher),
        false => (texts.carries_none(&texts.equipment(kind)), texts.lower),
    });
    match (so, equipped) {
        (Some(so), _) if !flips.is_empty() => Some((words::list(&flips), Some(so))),
        (_, Some((text, so))) => Some((text, Some(so).filter(|_| could(&is)))),
        _ => {
            let all: Vec<String> = pairs().map(both).collect();
            (!all.is_empty()).then(|| (words::list(&all), None))
        }
    }
}

/// Both sides of what differs: load 95 %, believed 10 %.
fn both((said, is): (&Check, &Check)) -> String {
    let ((believed, _), (truly, _)) = (words::rule_sides(said), words::rule_sides(is));
    texts().decision().believed(words::rule(is.rule), &truly, &believed)
}

//! How two events stand to each other, with the entries that prove it.

use crate::clock::Causality;
use crate::id::EventId;
use crate::sim::trace::{Event, Trace};

/// The relation of two events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The one that is looked at.
    pub first: EventId,
    /// The one that it is compared with.
    pub second: EventId,
    /// What stands between their numbers.
    pub words: &'static str,
    /// The entries that prove it.
    pub proof: String,
}

/// An event is known to another exactly when the other's clock has at least its count in the entry of its node.
pub(super) fn of(trace: &Trace, a: &Event, b: &Event) -> Option<Relation> {
    let (a_clock, b_clock) = (trace.clock(a.id)?, trace.clock(b.id)?);
    let causality = trace.relation(a.id, b.id)?;
    let entry = |event: &Event, sign: &str, known: u32| {
        format!("{} {} {sign} {known}", trace.names().of_node(event.dot.node), event.dot.count)
    };
    let (a_in_b, b_in_a) = (b_clock.get(a.dot.node), a_clock.get(b.dot.node));
    let (words, proof) = match causality {
        Causality::Before => ("happened before", format!("entry {}", entry(a, "≤", a_in_b))),
        Causality::After => ("happened after", format!("entry {}", entry(b, "≤", b_in_a))),
        Causality::Concurrent => {
            ("is concurrent with", format!("entries {} and {}", entry(a, ">", a_in_b), entry(b, ">", b_in_a)))
        }
        Causality::Equal => ("is the same as", entry(a, "=", a_in_b)),
    };
    Some(Relation { first: a.id, second: b.id, words, proof })
}

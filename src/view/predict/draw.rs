//! Two events to compare, drawn from what has happened.

use super::{Level, Question, asked_of, asked_of_message, standing};
use crate::broker::outbox::EventKind;
use crate::clock::Causality;
use crate::id::EventId;
use crate::sim::trace::{Event, Trace};

/// So many of the last events are drawn from.
const WINDOW: u32 = 60;
/// So many pairs are tried.
const TRIES: u32 = 40;

/// The `nth` question about two events up to one, at a level: the same again when it is asked for again. `None` where
/// too little has happened.
pub fn drawn(trace: &Trace, upto: EventId, level: Level, nth: u32) -> Option<Question> {
    let from = upto.number().saturating_sub(WINDOW).max(1);
    let events: Vec<&Event> = trace.range(EventId::new(from), upto).collect();
    // Every other question has the answer that the error would not give.
    let wanted: &[Causality] = match (level, nth % 2) {
        (Level::Equal, 0) => {
            return equal(trace, &events, nth).or_else(|| pair(trace, &events, nth, &[Causality::Concurrent]));
        }
        (Level::Equal, _) | (Level::Later, 0) => &[Causality::Concurrent],
        (Level::Later, _) => &[Causality::Before, Causality::After],
        _ => &[Causality::Concurrent, Causality::Before, Causality::After],
    };
    pair(trace, &events, nth, wanted)
}

/// A message that was received, and the event that sent it: their clocks are equal.
fn equal(trace: &Trace, events: &[&Event], nth: u32) -> Option<Question> {
    let received: Vec<&&Event> = events.iter().filter(|event| event.kind == EventKind::Receive).collect();
    let at = mixed(nth, received.len())?;
    let found = (0..received.len()).map(|by| received[(at + by) % received.len()]);
    found.filter_map(|event| asked_of_message(trace, event, event.cause?)).next()
}

/// Two events of different nodes that stand to each other in one of these ways, or else in any.
fn pair(trace: &Trace, events: &[&Event], nth: u32, wanted: &[Causality]) -> Option<Question> {
    let tries = (0..TRIES).filter_map(|attempt| {
        let at = |salt: u32| mixed(nth.wrapping_mul(TRIES * 2).wrapping_add(attempt * 2 + salt), events.len());
        let (a, b) = (events[at(0)?], events[at(1)?]);
        (a.dot.node != b.dot.node).then_some((a.id, b.id))
    });
    let pairs: Vec<(EventId, EventId)> = tries.collect();
    let fits =
        |(a, b): &&(EventId, EventId)| standing(trace, *a, *b).is_some_and(|standing| wanted.contains(&standing));
    let (a, b) = pairs.iter().find(fits).or_else(|| pairs.first())?;
    asked_of(trace, *a, *b)
}

/// A place below a length, scattered.
fn mixed(number: u32, length: usize) -> Option<usize> {
    let mixed = number.wrapping_add(1).wrapping_mul(0x9E37_79B1);
    let mixed = (mixed ^ (mixed >> 15)).wrapping_mul(0x85EB_CA77);
    ((mixed ^ (mixed >> 13)) as usize).checked_rem(length)
}

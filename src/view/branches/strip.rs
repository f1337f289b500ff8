//! What stands out in a run between two moments, on a lane of time.

use crate::id::EventId;
use crate::ordered::{Map, Set};
use crate::sim::trace::Trace;
use crate::texts::texts;
use crate::time::Time;
use crate::view::landmarks::{Landmark, of_event, of_mark};
use crate::view::words;

/// Landmarks nearer to each other than this, in per mille of the lane, could not be told apart: the greatest is shown.
const LANDMARK_EVERY: u32 = 20;
/// The same for events.
const EVENT_EVERY: u32 = 4;

/// A lane of time. Places are in per mille of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Strip {
    /// Where something happens.
    pub events: Vec<u32>,
    /// What stands out, and where.
    pub landmarks: Vec<(u32, Landmark)>,
    /// All of it in words: 31 events, two decisions, one fault.
    pub told: String,
}

/// The lane of a run from one moment to another, both included.
pub fn strip(trace: &Trace, from: Time, until: Time) -> Strip {
    let length = until.since(from).ms().max(1);
    let place = |at: Time| (at.since(from).ms() * 1000 / length).min(1000) as u32;
    let first = trace.last_by(Time::from_ms(from.ms().saturating_sub(1))).number() + 1;
    let first = if from == Time::START { 1 } else { first };
    let all = || (first..=trace.last_by(until).number()).map(EventId::new);
    let is_within = |at: Time| from <= at && at <= until;
    let marks = trace.marks().iter().filter(|mark| is_within(mark.at));
    let landmarks: Vec<(u32, Landmark)> = all()
        .filter_map(|event| Some((place(trace.at(event)?), of_event(trace, event)?)))
        .chain(marks.filter_map(|mark| Some((place(mark.at), of_mark(mark)?))))
        .collect();
    let count = |which: Landmark| landmarks.iter().filter(|(_, landmark)| *landmark == which).count();
    let (texts, events) = (texts(), all().count());
    let [emergencies, decisions, faults] = [Landmark::Emergency, Landmark::Decision, Landmark::Fault].map(count);
    let told = [
        texts.inspector().events(events, &words::number(events)),
        texts.branches().emergencies(emergencies, &words::number(emergencies)),
        texts.branches().decisions(decisions, &words::number(decisions)),
        texts.branches().faults(faults, &words::number(faults)),
    ];
    let mut shown: Map<u32, (u32, Landmark)> = Map::new();
    for (at, landmark) in landmarks {
        let stands = shown.or_insert(at / LANDMARK_EVERY, (at, landmark));
        if stands.1 < landmark {
            *stands = (at, landmark);
        }
    }
    let events: Set<u32> =
        all().filter_map(|event| Some(place(trace.at(event)?) / EVENT_EVERY * EVENT_EVERY)).collect();
    Strip {
        events: events.iter().copied().collect(),
        landmarks: shown.values().copied().collect(),
        told: words::list(&told),
    }
}

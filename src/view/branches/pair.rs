//! Two runs beside each other: where they differ first, and what happens in each from there on.

use crate::id::{EventId, Names};
use crate::sim::trace::{Event, Trace};
use crate::time::Time;
use crate::view::happened::{deed, emergency_of};
use crate::view::words::{self, Words};

/// The first event that differs: its number, and what it is in each run, where there is one. None when both are the same
/// from the first event to the last.
///
/// Hashes find the first event that differs in numbers. Before it, names and what messages say may differ already: of
/// two jobs that are both the seventh, one is called otherwise.
pub fn first_difference<'a>(a: &'a Trace, b: &'a Trace) -> Option<(EventId, Option<&'a Event>, Option<&'a Event>)> {
    let same = a.common(b);
    let shared = shared(a, b, same);
    let told = (shared.number() + 1..=same.number()).map(EventId::new).find(|id| {
        let both = a.get(*id).zip(b.get(*id));
        both.is_some_and(|(mine, theirs)| !is_told_alike(a, mine, b, theirs))
    });
    let first = told.unwrap_or(EventId::new(same.number() + 1));
    let (mine, theirs) = (a.get(first), b.get(first));
    (mine.is_some() || theirs.is_some()).then_some((first, mine, theirs))
}

/// The last event that both hold as the very same one.
fn shared(a: &Trace, b: &Trace, same: EventId) -> EventId {
    let (mut shared, mut not) = (0, same.number() + 1);
    while not - shared > 1 {
        let middle = (shared + not) / 2;
        *(if a.shares(b, EventId::new(middle)) { &mut shared } else { &mut not }) = middle;
    }
    EventId::new(shared)
}

fn is_told_alike(a: &Trace, mine: &Event, b: &Trace, theirs: &Event) -> bool {
    let body = |trace: &Trace, event: &Event| {
        event.message.and_then(|message| trace.sent(message)).map(|sent| sent.message.body.clone())
    };
    key(a, mine) == key(b, theirs) && body(a, mine) == body(b, theirs)
}

/// What makes two events of different runs the same happening: when, to whom, what.
fn key(trace: &Trace, event: &Event) -> (Time, String, String) {
    let words = Words::new(trace.names());
    (event.at, words.name(event.dot.node), deed(&words, trace, event))
}

/// One event of one run, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// Which.
    pub event: EventId,
    /// The node's name.
    pub node: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What it did.
    pub what: String,
    /// Whether it is about an emergency.
    pub is_emergency: bool,
}

/// How two runs stand to each other at one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// The same happens in both, and its node knows the same.
    Same,
    /// The same happens in both, but its node has another past: the clocks differ.
    OtherPast,
    /// It happens in one of them only.
    Alone,
}

/// What happens at one moment: the same event of both, or one of one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// When.
    pub at: Time,
    /// In the left run.
    pub left: Option<Told>,
    /// In the right run.
    pub right: Option<Told>,
    /// How they stand to each other.
    pub kind: Kind,
}

/// The events of two runs from one number on, at most so many rows, in the order of time; what is the same event of both
/// stands in one row.
pub fn side_by_side(a: &Trace, b: &Trace, from: EventId, rows: usize) -> Vec<Pair> {
    let (mut mine, mut theirs) = (from, from);
    let mut pairs = Vec::new();
    while pairs.len() < rows {
        let pair = match (a.get(mine), b.get(theirs)) {
            (None, None) => break,
            (Some(left), None) => alone(a, left, true),
            (None, Some(right)) => alone(b, right, false),
            (Some(left), Some(right)) if key(a, left) == key(b, right) => Pair {
                at: left.at,
                left: Some(told(a, left)),
                right: Some(told(b, right)),
                kind: if knows_the_same(a, left, b, right) { Kind::Same } else { Kind::OtherPast },
            },
            (Some(left), Some(right)) => {
                match left.at < right.at || (left.at == right.at && !comes(a, left, b, theirs)) {
                    true => alone(a, left, true),
                    false => alone(b, right, false),
                }
            }
        };
        let next = |id: EventId, side: &Option<Told>| EventId::new(id.number() + u32::from(side.is_some()));
        (mine, theirs) = (next(mine, &pair.left), next(theirs, &pair.right));
        pairs.push(pair);
    }
    pairs
}

/// Whether an event is still to come in the other run at the same moment.
fn comes(a: &Trace, event: &Event, b: &Trace, from: EventId) -> bool {
    let wanted = key(a, event);
    b.range(from, b.last()).take_while(|other| other.at == event.at).any(|other| key(b, other) == wanted)
}

fn alone(trace: &Trace, event: &Event, is_left: bool) -> Pair {
    let told = Some(told(trace, event));
    let (left, right) = if is_left { (told, None) } else { (None, told) };
    Pair { at: event.at, left, right, kind: Kind::Alone }
}

fn told(trace: &Trace, event: &Event) -> Told {
    let words = Words::new(trace.names());
    Told {
        event: event.id,
        node: words.name(event.dot.node),
        colour: words::colour(event.dot.node),
        what: deed(&words, trace, event),
        is_emergency: emergency_of(trace, event).is_some(),
    }
}

fn knows_the_same(a: &Trace, mine: &Event, b: &Trace, theirs: &Event) -> bool {
    let entries = |trace: &Trace, event: &Event, names: &Names| {
        let clock = trace.clock(event.id).unwrap_or_default();
        let mut entries: Vec<(String, u32)> = clock.entries().map(|dot| (names.of_node(dot.node), dot.count)).collect();
        entries.sort();
        entries
    };
    entries(a, mine, a.names()) == entries(b, theirs, b.names())
}

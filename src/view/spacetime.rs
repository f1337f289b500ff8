//! The space-time diagram: a lane a machine, time to the right, an arrow a message.
//!
//! Only a window of the run is drawn. With [`Spacing::Events`] every event has a column of its own, at a place
//! that depends on its number alone, so that going on by one event moves the whole by one column.

mod arrows;
mod labels;
mod lanes;
mod relation;

use super::within;
use crate::broker::call::{Body, Call};
use crate::broker::executors::decimal;
use crate::broker::fact::Fact;
use crate::broker::jobs::finding;
use crate::broker::outbox::EventKind;
use crate::clock::VectorClock;
use crate::id::{EventId, NodeId};
use crate::ordered::Map;
use crate::sim::Sim;
use crate::sim::fact::{PeerFact, What};
use crate::sim::trace::Event;
use crate::view::cluster::message::says;
use crate::view::happened;
use crate::view::words::{Words, colour};

pub use arrows::{Arrow, Ink};
pub use labels::{Anchor, Label, Tone};
pub use lanes::{LANES_MAX, Lane};
pub use relation::Relation;

/// The distance of two events, in pixels.
pub const COLUMN: f64 = 38.0;
/// Where the first lane is.
const TOP: f64 = 32.0;
/// Room below the last lane, with the axis in it.
const BOTTOM: f64 = 42.0;
/// The least and the greatest distance of two lanes.
const GAP: (f64, f64) = (19.0, 48.0);
/// How far the causal past is drawn beyond its outer lanes: not as far as the next one.
const BRIM: f64 = 12.0;
/// Room left and right of the events.
const PAD: f64 = 30.0;
/// Places along the run are counted from a multiple of so many events.
const REBASE: u32 = 1024;
/// How far lanes reach beyond the window at least, for while it glides. They end at multiples of it, and so stay as they
/// are for a while when one steps on.
const OVERHANG: f64 = 400.0;
/// The least distance of two events when time sets the distance.
const CROWDED: f64 = 15.0;
/// The least distance of two times on the axis.
const TICK: f64 = 96.0;

/// What sets the distance between events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spacing {
    /// Every event takes the same room.
    #[default]
    Events,
    /// The time between them, as far as they stay apart.
    Time,
}

/// The part of the run that is drawn.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// The room there is, in pixels.
    pub width: f64,
    /// The height there is, in pixels.
    pub height: f64,
    /// What sets the distance between events.
    pub spacing: Spacing,
    /// The last event that is drawn; `None` follows the cursor.
    pub last: Option<EventId>,
    /// How large texts are; 1 is their own size.
    pub text: f64,
}

/// How an event stands to the one that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// In its causal past, or the event itself.
    Past,
    /// Neither can have known of the other.
    Concurrent,
    /// In its causal future, or beyond the cursor.
    Later,
}

/// What an event is drawn as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// A circle.
    Plain,
    /// A triangle: an emergency came up.
    Emergency,
    /// A diamond: a decision.
    Decision,
    /// A cross: something broke, or came too late.
    Fault,
}

/// One event.
#[derive(Debug, Clone, PartialEq)]
pub struct Mark {
    /// Which.
    pub id: EventId,
    /// Its place along the run.
    pub x: f64,
    /// Its lane.
    pub y: f64,
    /// The class of its machine's colour.
    pub colour: &'static str,
    /// How it stands to the one that is looked at.
    pub when: When,
    /// What it is drawn as.
    pub shape: Shape,
    /// Whether it is the one that is looked at.
    pub is_focus: bool,
    /// Whether it is the one that the focus is compared with.
    pub is_second: bool,
    /// What it is, in words.
    pub label: String,
}

/// A time on the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// Which: minutes, seconds, thousandths.
    pub text: String,
}

/// The picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagram {
    /// The lanes, from above.
    pub lanes: Vec<Lane>,
    /// How many machines have no lane, and whether all of those are quiet in this window.
    pub hidden: (usize, bool),
    /// The events.
    pub marks: Vec<Mark>,
    /// The messages.
    pub arrows: Vec<Arrow>,
    /// The texts beside events.
    pub labels: Vec<Label>,
    /// The axis.
    pub ticks: Vec<Tick>,
    /// The outline of the causal past, as an SVG path.
    pub cone: Option<String>,
    /// Where the cursor is.
    pub cursor: Option<f64>,
    /// The place along the run that is at the left edge.
    pub left: f64,
    /// Its size, in pixels.
    pub size: (f64, f64),
    /// The first and the last event that are drawn; no event, when they are the wrong way round.
    pub range: (EventId, EventId),
    /// How many events fit.
    pub capacity: u32,
    /// How the focus stands to the event that it is compared with.
    pub relation: Option<Relation>,
}

/// What all parts of the picture are drawn from.
struct Scene<'a> {
    sim: &'a Sim,
    focus: Option<&'a Event>,
    compared: Option<&'a Event>,
    /// What the focus knows.
    known: VectorClock,
    events: Vec<&'a Event>,
    xs: Map<EventId, f64>,
    ys: Map<NodeId, f64>,
    left: f64,
    /// From where to where lanes are drawn.
    ends: (f64, f64),
    size: (f64, f64),
    text: f64,
}

/// The diagram around the cursor, or up to [`Window::last`].
pub fn picture(sim: &Sim, focus: EventId, compared: Option<EventId>, window: Window) -> Diagram {
    let trace = sim.trace();
    let (first, last, capacity) = range(sim, window);
    let events: Vec<&Event> = trace.range(first, last).collect();
    let (xs, left) = columns(&events, window);
    let room = window.height - TOP - BOTTOM;
    let fit = (room / GAP.0).floor().max(0.0) as usize + 1;
    let (shown, hidden) = lanes::shown(sim, &events, fit);
    let gap = room / shown.len().saturating_sub(1).max(1) as f64;
    let gap = within(gap, GAP.0, GAP.1);
    let ys: Map<NodeId, f64> = shown.iter().zip(0u16..).map(|(id, at)| (*id, TOP + gap * f64::from(at))).collect();
    let height = TOP + gap * shown.len().saturating_sub(1) as f64 + BOTTOM;
    let scene = Scene {
        sim,
        focus: trace.get(focus),
        compared: compared.and_then(|id| trace.get(id)),
        known: trace.clock(focus).unwrap_or_default(),
        events,
        xs,
        ys,
        left,
        ends: ends(left, window.width),
        size: (window.width, height),
        text: window.text,
    };
    let marks = scene.marks();
    let lanes: Vec<Lane> = shown.iter().map(|id| scene.lane(*id)).collect();
    Diagram {
        cone: scene.cone(&lanes),
        labels: scene.labels(),
        arrows: scene.arrows(),
        ticks: scene.ticks(window.spacing),
        cursor: scene.xs.get(&sim.cursor()).copied(),
        relation: scene.focus.zip(scene.compared).and_then(|(a, b)| relation::of(trace, a, b)),
        lanes,
        hidden,
        marks,
        left,
        size: scene.size,
        range: (first, last),
        capacity,
    }
}

/// The first and the last event of a window, and how many fit.
fn range(sim: &Sim, window: Window) -> (EventId, EventId, u32) {
    let fit = ((window.width - 2.0 * PAD) / COLUMN).floor().max(1.0) as u32 + 1;
    let capacity = match window.spacing {
        Spacing::Events => fit,
        // The rest of the room is what time is told by.
        Spacing::Time => (fit * 4 / 5).max(1),
    };
    let known = sim.trace().len() as u32;
    let cursor = sim.cursor().number();
    // A known future is worth a look, but the cursor keeps most of the room.
    let follow = known.min(cursor + capacity / 4);
    let last = window.last.map_or(follow, |last| last.number().clamp(capacity.min(known), known));
    let first = (last + 1).saturating_sub(capacity).max(1);
    (EventId::new(first), EventId::new(last), capacity)
}

/// The place of each event along the run, and the place at the left edge.
fn columns(events: &[&Event], window: Window) -> (Map<EventId, f64>, f64) {
    match window.spacing {
        Spacing::Events => {
            // Browsers draw with 32-bit numbers: count from a mark nearby, one that changes rarely.
            let base = events.first().map_or(0, |event| event.id.number() / REBASE * REBASE);
            let x = |event: &&Event| (event.id, f64::from(event.id.number() - base) * COLUMN);
            let first = events.first().map_or(0.0, |event| x(event).1);
            (events.iter().map(x).collect(), first - PAD)
        }
        Spacing::Time => {
            let waits = events.windows(2).map(|pair| pair[1].at.since(pair[0].at).ms() as f64);
            let gaps = gaps(&waits.collect::<Vec<_>>(), window.width - 2.0 * PAD);
            let mut x = PAD;
            let ends = std::iter::once(0.0).chain(gaps).map(|gap| {
                x += gap;
                x
            });
            (events.iter().map(|event| event.id).zip(ends).collect(), 0.0)
        }
    }
}

/// From where to where lanes are drawn.
fn ends(left: f64, width: f64) -> (f64, f64) {
    let at = |x: f64| (x / OVERHANG).floor();
    ((at(left) - 1.0) * OVERHANG, (at(left + width) + 2.0) * OVERHANG)
}

/// Distances that grow with the time between events, none below [`CROWDED`], and as long as `room` in all.
fn gaps(waits: &[f64], room: f64) -> Vec<f64> {
    let at_scale = |scale: f64| waits.iter().map(move |wait| (wait * scale).max(CROWDED));
    let (mut low, mut high) = (0.0, room);
    for _ in 0..60 {
        let middle = (low + high) / 2.0;
        if at_scale(middle).sum::<f64>() > room {
            high = middle;
        } else {
            low = middle;
        }
    }
    at_scale(low).collect()
}

impl Scene<'_> {
    fn when(&self, event: &Event) -> When {
        let Some(focus) = self.focus else { return When::Later };
        if event.id > self.sim.cursor() {
            return When::Later;
        }
        if self.known.knows(event.dot) {
            return When::Past;
        }
        let after = event.id > focus.id && self.sim.trace().clock(event.id).is_some_and(|c| c.knows(focus.dot));
        if after { When::Later } else { When::Concurrent }
    }

    fn marks(&self) -> Vec<Mark> {
        let mark = |event: &&Event| {
            let machine = event.dot.node.machine();
            Some(Mark {
                id: event.id,
                x: *self.xs.get(&event.id)?,
                y: *self.ys.get(&machine)?,
                colour: colour(machine),
                when: self.when(event),
                shape: self.shape(event),
                is_focus: self.focus.is_some_and(|focus| focus.id == event.id),
                is_second: self.compared.is_some_and(|compared| compared.id == event.id),
                label: self.told(event),
            })
        };
        self.events.iter().filter_map(mark).collect()
    }

    fn shape(&self, event: &Event) -> Shape {
        match &event.what {
            What::Crashed | What::Broker(Fact::Expired { .. } | Fact::ResultRefused { .. }) => Shape::Fault,
            What::Broker(Fact::Decided(_)) => Shape::Decision,
            What::Broker(Fact::EmergencyDeclared { .. }) => Shape::Emergency,
            What::Peer(PeerFact::Sent) if self.emergency(event).is_some() => Shape::Emergency,
            _ => Shape::Plain,
        }
    }

    /// The submission of an emergency that an event sent, as it stands on its message.
    fn emergency(&self, event: &Event) -> Option<String> {
        let sent = self.sim.trace().sent(event.message.filter(|_| event.kind == EventKind::Send)?)?;
        match &sent.message.body {
            Body::Call(Call::Submit { spec, .. }) if finding(spec).is_some() => Some(says(self.sim, &sent.message)),
            _ => None,
        }
    }

    /// An event in words: what it is, when it was, how it stands to the one that is looked at.
    fn told(&self, event: &Event) -> String {
        let trace = self.sim.trace();
        let name = trace.names().of_node(event.dot.node);
        let deed = happened::deed(&Words::new(trace.names()), trace, event);
        let relation = match self.focus {
            // Without the number of the event that is looked at: with each step all of these would change.
            Some(focus) if focus.id != event.id => match self.when(event) {
                When::Past => ", in the past of the event that is looked at",
                When::Concurrent => ", concurrent with the event that is looked at",
                When::Later => ", later than the event that is looked at",
            },
            Some(_) => ", looked at",
            None => "",
        };
        format!("event {}, {name} {deed}, at {}{relation}", event.id, event.at)
    }

    fn ticks(&self, spacing: Spacing) -> Vec<Tick> {
        // By number rather than from the left, so that the axis moves with the events.
        let every = (TICK * self.text / COLUMN).ceil() as u32;
        let mut free_from = 0.0;
        let tick = |event: &&Event| {
            let x = *self.xs.get(&event.id)?;
            let (inside, wanted) = match spacing {
                Spacing::Events => (x - self.left, event.id.number().is_multiple_of(every)),
                Spacing::Time => (x, x >= free_from),
            };
            if !wanted || inside < PAD || inside > self.size.0 - PAD {
                return None;
            }
            free_from = x + TICK * self.text;
            let text = event.at.to_string();
            Some(Tick { x, text: text.strip_prefix("00:").unwrap_or(&text).to_owned() })
        };
        self.events.iter().filter_map(tick).collect()
    }

    /// The region of what the focus knows: on each lane up to the last known event. A lane of which nothing is known
    /// has no part in it.
    fn cone(&self, lanes: &[Lane]) -> Option<String> {
        self.focus?;
        let left = self.ends.0;
        let mut path = String::new();
        for known in lanes.chunk_by(|a, b| a.past.is_some() && b.past.is_some()) {
            let edges: Vec<(f64, f64)> = known.iter().filter_map(|lane| Some((lane.past?, lane.y))).collect();
            let (Some((first, top)), Some((last, bottom))) = (edges.first(), edges.last()) else { continue };
            if edges.iter().all(|(edge, _)| *edge <= self.left) {
                continue;
            }
            path.push_str(&format!("M{0} {2}L{1} {2}", decimal(left), decimal(*first), decimal(top - BRIM)));
            for (edge, y) in &edges {
                path.push_str(&format!("L{} {}", decimal(*edge), decimal(*y)));
            }
            path.push_str(&format!("L{0} {2}L{1} {2}z", decimal(*last), decimal(left), decimal(bottom + BRIM)));
        }
        (!path.is_empty()).then_some(path)
    }
}

#[cfg(test)]
mod tests;

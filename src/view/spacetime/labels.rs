//! The texts beside events. A text that finds no room is left out: the event itself tells more.

use super::{BOTTOM, PAD, Scene};
use crate::broker::fact::Fact;
use crate::clock::VectorClock;
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::fact::What;
use crate::sim::trace::Event;
use crate::view::words::{self, SPELT_MAX};

/// The width of a letter, in pixels: proportional and bold, and monospaced.
const LETTER: f64 = 7.2;
const MONO_LETTER: f64 = 7.0;
/// Half the height of a text.
const HALF: f64 = 7.0;
/// Half the room that an event takes.
const DOT: f64 = 9.0;

/// What a text is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// The clock of the focus.
    Clock,
    /// The clock of an event that matters to the focus.
    QuietClock,
    /// An emergency.
    Emergency,
    /// A choice.
    Chosen,
    /// Something else that happened.
    Quiet,
}

/// Where a text stands to its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// It begins there.
    Start,
    /// It is around it.
    Middle,
    /// It ends there.
    End,
}

/// One text.
#[derive(Debug, Clone, PartialEq)]
pub struct Label {
    /// Beside which event.
    pub event: EventId,
    /// Its place.
    pub x: f64,
    /// Its base line.
    pub y: f64,
    /// How it stands to its place.
    pub anchor: Anchor,
    /// What it is about.
    pub tone: Tone,
    /// What it says.
    pub text: String,
}

#[derive(Debug, Clone, Copy)]
struct Area {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
}

impl Area {
    fn touches(&self, other: &Self) -> bool {
        self.left < other.right && other.left < self.right && self.top < other.bottom && other.top < self.bottom
    }
}

/// What is worth a text in an event.
pub(super) fn note(scene: &Scene, event: &Event) -> Option<(String, Tone)> {
    let names = scene.sim.trace().names();
    let quiet = |text: &str| Some((text.to_owned(), Tone::Quiet));
    match &event.what {
        What::Broker(Fact::Decided(decision)) => Some(match decision.chosen() {
            Some(chosen) => (format!("{} chosen", names.of_node(chosen)), Tone::Chosen),
            None => (format!("nobody for {}", names.of_job(decision.job)), Tone::Chosen),
        }),
        What::Broker(Fact::EmergencyDeclared { emergency, .. }) => {
            Some((format!("{} declared", emergency.kind.name()), Tone::Emergency))
        }
        What::Broker(Fact::Expired { executor, .. }) => {
            Some((format!("{} dropped", names.of_node(*executor)), Tone::Quiet))
        }
        What::Broker(Fact::ResultRefused { from, .. }) => {
            Some((format!("result of {} refused", names.of_node(*from)), Tone::Quiet))
        }
        What::Crashed => quiet("crashed"),
        What::Restarted { with_memory: true } => quiet("restarted"),
        What::Restarted { with_memory: false } => quiet("restarted as new"),
        _ => scene.emergency(event).map(|text| (text, Tone::Emergency)),
    }
}

impl Scene<'_> {
    /// The most important texts choose their places first.
    pub(super) fn labels(&self) -> Vec<Label> {
        let mut wanted: Vec<(u8, EventId, String, Tone)> = Vec::new();
        let trace = self.sim.trace();
        if let Some(focus) = self.focus {
            wanted.push((0, focus.id, self.vector(&self.known, focus.dot.node), Tone::Clock));
            let matters = [self.compared, focus.cause.and_then(|id| trace.get(id))];
            for event in matters.into_iter().flatten().filter(|event| event.id != focus.id) {
                let clock = trace.clock(event.id).unwrap_or_default();
                wanted.push((2, event.id, self.vector(&clock, event.dot.node), Tone::QuietClock));
            }
        }
        let notes = self.events.iter().filter_map(|event| Some((1, event.id, note(self, event)?)));
        wanted.extend(notes.map(|(rank, id, (text, tone))| (rank, id, text, tone)));
        sort_by_key(&mut wanted, |(rank, id, ..)| (*rank, std::cmp::Reverse(*id)));
        wanted.dedup_by_key(|(rank, id, ..)| (*rank, *id));
        let mut taken: Vec<Area> = self.events.iter().filter_map(|event| self.dot(event)).collect();
        let mut labels = Vec::new();
        for (_, id, text, tone) in wanted {
            let Some(event) = trace.get(id) else { continue };
            if let Some((label, area)) = self.put(event, text, tone, &taken) {
                taken.push(area);
                labels.push(label);
            }
        }
        labels
    }

    /// The room that an event takes.
    fn dot(&self, event: &Event) -> Option<Area> {
        let (x, y) = (*self.xs.get(&event.id)?, *self.ys.get(&event.dot.node.machine())?);
        Some(Area { left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT })
    }

    /// The first place beside an event where a text is whole and covers nothing.
    fn put(&self, event: &Event, text: String, tone: Tone, taken: &[Area]) -> Option<(Label, Area)> {
        let (x, y) = (*self.xs.get(&event.id)?, *self.ys.get(&event.dot.node.machine())?);
        let letter = if matches!(tone, Tone::Clock | Tone::QuietClock) { MONO_LETTER } else { LETTER };
        let width = text.chars().count() as f64 * letter * self.text;
        let half = HALF * self.text;
        let whole = Area {
            left: self.left + 2.0,
            right: self.left + self.size.0 - 2.0,
            top: 1.0,
            bottom: self.size.1 - BOTTOM + 18.0,
        };
        let above = y - DOT - half - 1.0;
        let below = y + DOT + half + 2.0;
        let rows = if tone == Tone::QuietClock {
            [below, above, below + 12.0, above - 12.0]
        } else {
            [above, below, above - 12.0, below + 12.0]
        };
        let anchors = [Anchor::Middle, Anchor::End, Anchor::Start];
        let tries = rows.into_iter().flat_map(|row| anchors.into_iter().map(move |anchor| (row, anchor)));
        let mut areas = tries.map(|(row, anchor)| {
            let (place, left) = match anchor {
                Anchor::Middle => (x, x - width / 2.0),
                Anchor::End => (x + DOT, x + DOT - width),
                Anchor::Start => (x - DOT, x - DOT),
            };
            (row, anchor, place, Area { left, right: left + width, top: row - half, bottom: row + half })
        });
        let fits = |area: &Area| {
            let is_whole = area.left >= whole.left
                && area.right <= whole.right
                && area.top >= whole.top
                && area.bottom <= whole.bottom;
            is_whole && !taken.iter().any(|other| other.touches(area))
        };
        let (row, anchor, place, area) = areas.find(|(_, _, _, area)| fits(area))?;
        let label = Label { event: event.id, x: place, y: row + half * 0.57, anchor, tone, text };
        Some((label, area))
    }

    /// `[18,9,5,4,3]`: the entries in order, as the narration and the merge spell them, or of many the own one and
    /// how many others.
    fn vector(&self, clock: &VectorClock, own: NodeId) -> String {
        if clock.len() <= SPELT_MAX && self.size.0 > 2.0 * PAD + 240.0 {
            let nodes: Vec<NodeId> = clock.entries().map(|dot| dot.node).collect();
            return words::vector(clock, &nodes);
        }
        let own_entry = format!("{} {}", self.sim.trace().names().of_node(own), clock.get(own));
        format!("[{own_entry}, +{}]", clock.len().saturating_sub(1))
    }
}

//! The texts beside events. A text that finds no room is left out: the event itself tells more.

use super::marks::{Shape, submits_emergency};
use super::viewport::PAD;
use super::{BOTTOM, Detail, Scene};
use crate::broker::fact::Fact;
use crate::broker::outbox::EventKind;
use crate::clock::VectorClock;
use crate::id::{EventId, NodeId};
use crate::ordered::sort_by_key;
use crate::sim::fact::What;
use crate::sim::trace::Event;
use crate::texts::texts;
use crate::view::cluster::message::says;
use crate::view::words::{self, SPELT_MAX};

/// The width of a letter, in pixels: proportional and bold, and monospaced.
const LETTER: f64 = 7.2;
const MONO_LETTER: f64 = 7.0;
/// Half the height of a text.
const HALF: f64 = 7.0;
/// Half the room that an event takes.
const DOT: f64 = 9.0;
/// The most texts, where events are drawn one by one and where they are not.
const LABELS_MAX: (usize, usize) = (64, 18);

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
    /// What a message is.
    Message,
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
    /// Beside which event; of a message, the one that received it.
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
fn note(scene: &Scene, event: &Event) -> Option<(String, Tone)> {
    let (texts, names) = (texts(), scene.trace.names());
    let quiet = |text: &str| Some((text.to_owned(), Tone::Quiet));
    match &event.what {
        What::Broker(Fact::Decided(decision)) => Some(match decision.chosen() {
            Some(chosen) => (texts.spacetime().chosen(&names.of_node(chosen)), Tone::Chosen),
            None => (texts.spacetime().nobody_for(names.of_job(decision.job)), Tone::Chosen),
        }),
        What::Broker(Fact::EmergencyDeclared { emergency, .. }) => {
            Some((texts.spacetime().declared(texts.words().kind(emergency.kind)), Tone::Emergency))
        }
        What::Broker(Fact::Expired { executor, .. }) => {
            Some((texts.spacetime().dropped(&names.of_node(*executor)), Tone::Quiet))
        }
        What::Broker(Fact::ResultRefused { from, .. }) => {
            Some((texts.spacetime().result_refused(&names.of_node(*from)), Tone::Quiet))
        }
        What::Crashed => quiet(texts.spacetime().crashed),
        What::Restarted { with_memory: true } => quiet(texts.spacetime().restarted),
        What::Restarted { with_memory: false } => quiet(texts.spacetime().restarted_new),
        _ if submits_emergency(scene.trace, event.id) => {
            let sent = scene.trace.sent(event.message?)?;
            Some((says(scene.sim, sent.message), Tone::Emergency))
        }
        _ => None,
    }
}

/// A text that looks for its place: how much it matters, beside which event, at which point, and what it says.
struct Wanted {
    rank: u8,
    event: EventId,
    at: (f64, f64),
    text: String,
    tone: Tone,
}

impl Scene<'_> {
    /// The most important texts choose their places first.
    pub(super) fn labels(&self) -> Vec<Label> {
        let mut wanted = self.wanted();
        sort_by_key(&mut wanted, |wanted| (wanted.rank, std::cmp::Reverse(wanted.event)));
        wanted.dedup_by_key(|wanted| (wanted.rank, wanted.event));
        let mut taken = self.taken();
        let mut labels = Vec::new();
        let most = if self.detail == Detail::Events { LABELS_MAX.0 } else { LABELS_MAX.1 };
        for wanted in wanted {
            if labels.len() >= most {
                break;
            }
            if let Some((label, area)) = self.put(wanted, &taken) {
                taken.push(area);
                labels.push(label);
            }
        }
        labels
    }

    /// Whose entries stand in the clock of every event: everyone who has had one by the last event that is known.
    pub(super) fn order(&self) -> Vec<NodeId> {
        self.trace.lives().map(|(life, _)| life).collect()
    }

    fn wanted(&self) -> Vec<Wanted> {
        let mut all = Vec::new();
        let mut want = |rank: u8, event: &Event, text: String, tone: Tone| {
            all.extend(self.place_of(event.id).map(|at| Wanted { rank, event: event.id, at, text, tone }));
        };
        let focus = self.sight.cone.as_ref().and_then(|cone| self.trace.get(cone.id()));
        if let Some(focus) = focus.filter(|focus| self.is_within(focus.id)) {
            want(0, focus, self.clock_of(focus), Tone::Clock);
        }
        let cause = focus.and_then(|focus| focus.cause).filter(|_| self.detail == Detail::Events);
        let matters = [self.sight.compared, cause].into_iter().flatten().filter_map(|id| self.trace.get(id));
        for event in matters.filter(|event| Some(event.id) != focus.map(|focus| focus.id) && self.is_within(event.id)) {
            want(2, event, self.clock_of(event), Tone::QuietClock);
        }
        for event in self.noted() {
            if let Some((text, tone)) = note(self, event) {
                want(1, event, text, tone);
            }
        }
        if self.detail == Detail::Events {
            let drawn = || self.columns.range(self.span).iter().filter_map(|column| self.trace.get(column.first));
            if self.looked.told.messages {
                all.extend(drawn().filter_map(|event| self.named_message(event)));
            }
            if self.looked.told.clocks {
                let clock = |event: &Event| {
                    let (at, text) = (self.place_of(event.id)?, self.clock_of(event));
                    Some(Wanted { rank: 4, event: event.id, at, text, tone: Tone::QuietClock })
                };
                let already = |id: EventId| Some(id) == focus.map(|focus| focus.id) || Some(id) == self.sight.compared;
                all.extend(drawn().filter(|event| !already(event.id)).filter_map(clock));
            }
        }
        all
    }

    /// The events that may be worth a text. Where there are many, emergencies and the latest faults are.
    fn noted(&self) -> impl Iterator<Item = &Event> {
        let all = self.detail == Detail::Events;
        let matters = move |shape: Shape| all || matches!(shape, Shape::Emergency | Shape::Fault);
        let notable = self.columns.notable_within(self.span).iter().rev();
        let columns = notable.filter_map(|at| self.columns.get(*at as usize));
        let restarts = self.columns.range(if all { self.span } else { (0, 0) }).iter();
        let restarts = restarts.filter(|column| column.shape == Shape::Plain);
        let shown = columns.filter(move |column| matters(column.shape)).take(64).chain(restarts);
        shown.filter_map(|column| self.trace.get(column.first))
    }

    /// What a message is, in the middle of its arrow.
    fn named_message(&self, event: &Event) -> Option<Wanted> {
        let sent = self.trace.sent(event.message.filter(|_| event.kind == EventKind::Receive)?)?;
        let (from, to) = (self.place_of(sent.event?)?, self.place_of(event.id)?);
        let at = ((from.0 + to.0) / 2.0, (from.1 + to.1) / 2.0);
        Some(Wanted { rank: 3, event: event.id, at, text: says(self.sim, sent.message), tone: Tone::Message })
    }

    /// The room that events take.
    fn taken(&self) -> Vec<Area> {
        let dot = |(x, y): (f64, f64)| Area { left: x - DOT, right: x + DOT, top: y - DOT, bottom: y + DOT };
        let drawn = match self.detail {
            Detail::Events => self.columns.range(self.span),
            Detail::Dots | Detail::Bars => &[],
        };
        drawn.iter().filter_map(|column| self.place_of(column.first)).map(dot).collect()
    }

    /// The first place beside an event where a text is whole and covers nothing.
    fn put(&self, wanted: Wanted, taken: &[Area]) -> Option<(Label, Area)> {
        let Wanted { event, at: (x, y), text, tone, .. } = wanted;
        let letter = if matches!(tone, Tone::Clock | Tone::QuietClock) { MONO_LETTER } else { LETTER };
        let letter = if matches!(tone, Tone::Message) { letter - 1.2 } else { letter };
        let width = text.chars().count() as f64 * letter * self.text;
        let half = HALF * self.text;
        let whole = Area {
            left: self.scale.left + 2.0,
            right: self.scale.left + self.size.0 - 2.0,
            top: 1.0,
            bottom: self.size.1 - BOTTOM + 18.0,
        };
        let above = y - DOT - half - 1.0;
        let below = y + DOT + half + 2.0;
        let rows = match tone {
            Tone::Message => [y, y - 6.0, y + 6.0, y - 12.0],
            Tone::QuietClock => [below, above, below + 12.0, above - 12.0],
            _ => [above, below, above - 12.0, below + 12.0],
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
        let label = Label { event, x: place, y: row + half * 0.57, anchor, tone, text };
        Some((label, area))
    }

    /// `[18,9,5,4,3]`: the entries in order, as the narration and the merge spell them, or of many the own one and
    /// how many others. Where every event has its clock, all of them have the same entries.
    fn clock_of(&self, event: &Event) -> String {
        let clock = self.trace.clock(event.id).unwrap_or_default();
        let own = event.dot.node;
        let order = match self.looked.told.clocks {
            true => self.order(),
            false => words::order_at(self.trace, event, &clock),
        };
        if (2..=SPELT_MAX).contains(&order.len()) && self.size.0 > 2.0 * PAD + 240.0 {
            return words::vector(&clock, &order);
        }
        self.short(&clock, own)
    }

    fn short(&self, clock: &VectorClock, own: NodeId) -> String {
        let own_entry = format!("{} {}", self.trace.names().of_node(own), clock.get(own));
        match clock.len() {
            ..=1 => format!("[{own_entry}]"),
            len => format!("[{own_entry}, +{}]", len - 1),
        }
    }
}

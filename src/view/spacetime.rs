//! The space-time diagram: a lane a machine, time to the right, an arrow a message.
//!
//! Only a window of the run is drawn. Where an event stands depends on what happened before it alone, so that going on
//! by one event moves the whole by one column. Few events are drawn one by one, many as a few paths, and very many as
//! bars that tell how many there are: how much is drawn has a bound at any zoom.

mod arrangement;
mod arrows;
mod axis;
mod card;
mod columns;
mod labels;
mod lanes;
mod marks;
mod minimap;
mod relation;
mod shades;
pub mod sheet;
mod strokes;
mod viewport;

use super::causality::{Cone, Hop};
use super::within;
use crate::id::{EventId, NodeId};
use crate::ordered::Map;
use crate::sim::Sim;
use crate::sim::trace::Trace;

pub use arrangement::LaneView;
pub use arrows::{Arrow, Ink};
pub use axis::Tick;
pub use card::{Card, card};
pub use columns::{Columns, Filtered};
pub use labels::{Anchor, Label, Tone};
pub use lanes::{Hidden, LANES_MAX, Lane};
pub use marks::{Mark, Shape};
pub use minimap::{Frame as MinimapFrame, Minimap, frame as minimap_frame, minimap, place_in};
pub use relation::{Link, Relation};
pub use strokes::{Stroke, Stroked, class_of};
pub use viewport::{COLUMN, Look, Scale, Spacing, Window};

/// Where the first lane is.
const TOP: f64 = 30.0;
/// Room below the last lane, with the axis in it.
const BOTTOM: f64 = 38.0;
/// The least and the greatest distance of two lanes.
const GAP: (f64, f64) = (19.0, 48.0);
/// How far lanes reach beyond the window at least, for while it glides. They end at multiples of it, and so stay as they
/// are for a while when one steps on.
const OVERHANG: f64 = 400.0;
/// So many columns in the window are still drawn event by event.
const EVENTS_MAX: usize = 64;
/// The same with the text of a clock or a message beside each.
const TOLD_MAX: usize = 46;
/// So many columns are still drawn as a dot each.
const DOTS_MAX: usize = 1200;
/// The width of a bar, in pixels.
const BAR: f64 = 3.0;
/// How far from an event one still points at it.
const POINTED_AT: f64 = 16.0;

/// How much is told of each event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// Each event is drawn by itself.
    Events,
    /// Each event is a dot, many dots a path.
    Dots,
    /// Several events are a bar.
    Bars,
}

/// What is told beside events on demand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Told {
    /// The clock of every event.
    pub clocks: bool,
    /// What every message is.
    pub messages: bool,
}

/// What one looks at, whatever the window.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sight {
    /// The event that is looked at.
    pub focus: EventId,
    /// The event that it is compared with.
    pub compared: Option<EventId>,
    /// What is in the causal past and future of the focus; none before the first event.
    pub cone: Option<Cone>,
    /// How both stand to each other.
    pub relation: Option<Relation>,
}

impl Sight {
    /// Looks at an event, and at how it stands to another one.
    pub fn of(trace: &Trace, focus: EventId, compared: Option<EventId>) -> Self {
        let cone = Cone::of(trace, focus);
        let relation = cone.as_ref().zip(compared).and_then(|(cone, second)| relation::of(trace, cone, second));
        Self { focus, compared, cone, relation }
    }

    fn chain(&self) -> impl Iterator<Item = Hop> + '_ {
        self.relation.iter().flat_map(|relation| relation.chain.iter().map(|link| link.hop))
    }
}

/// What a person has chosen to see.
#[derive(Debug, Clone, Copy)]
pub struct Looked<'a> {
    /// Where.
    pub look: Look,
    /// How the lanes are arranged.
    pub lanes: &'a LaneView,
    /// What is told beside events.
    pub told: Told,
    /// What was searched for and found, in order.
    pub found: &'a [EventId],
    /// The event that has the keyboard; it is drawn by itself at any zoom.
    pub active: Option<EventId>,
}

/// The picture.
#[derive(Debug, Clone, PartialEq)]
pub struct Diagram {
    /// How much is told of each event.
    pub detail: Detail,
    /// The lanes, from above.
    pub lanes: Vec<Lane>,
    /// The lanes that there are not.
    pub hidden: Hidden,
    /// The events that are drawn by themselves.
    pub marks: Vec<Mark>,
    /// The messages that are.
    pub arrows: Vec<Arrow>,
    /// All others.
    pub strokes: Vec<Stroke>,
    /// The texts beside events.
    pub labels: Vec<Label>,
    /// Whose entries stand in the clocks beside events, in order; empty when those are not told.
    pub order: Vec<NodeId>,
    /// The axis.
    pub ticks: Vec<Tick>,
    /// The areas of the causal past and future, as SVG paths.
    pub shades: (Option<String>, Option<String>),
    /// The way along lanes and messages from one of two events to the other, as an SVG path.
    pub way: Option<String>,
    /// Where the cursor is.
    pub cursor: Option<f64>,
    /// From places to pixels.
    pub scale: Scale,
    /// Its size, in pixels.
    pub size: (f64, f64),
    /// The columns in the window, from one to before another.
    pub span: (usize, usize),
    /// The first and the last event in the window; none when it is empty.
    pub range: Option<(EventId, EventId)>,
}

/// What all parts of the picture are drawn from.
struct Scene<'a> {
    sim: &'a Sim,
    trace: &'a Trace,
    columns: &'a Columns,
    sight: &'a Sight,
    looked: &'a Looked<'a>,
    cursor: EventId,
    detail: Detail,
    scale: Scale,
    span: (usize, usize),
    ys: Map<NodeId, f64>,
    /// The distance of two lanes.
    gap: f64,
    /// From where to where lanes are drawn.
    ends: (f64, f64),
    size: (f64, f64),
    text: f64,
}

/// The diagram of a window of the run.
pub fn picture(sim: &Sim, columns: &Columns, sight: &Sight, looked: &Looked, window: Window) -> Diagram {
    picture_in(sim, columns, sight, looked, window, None)
}

/// The same, with so much told of each event; as much as there is room for where that is not said.
fn picture_in(
    sim: &Sim,
    columns: &Columns,
    sight: &Sight,
    looked: &Looked,
    window: Window,
    told: Option<Detail>,
) -> Diagram {
    let scale = Scale::new(columns, sim.cursor(), looked.look, window);
    let span = scale.span(columns, window.width);
    let room = window.height - TOP - BOTTOM;
    let fit = (room / GAP.0).floor().max(0.0) as usize + 1;
    let (shown, hidden) = lanes::shown(sim, columns, looked.lanes, span, fit);
    let gap = within(room / shown.len().saturating_sub(1).max(1) as f64, GAP.0, GAP.1);
    let ys: Map<NodeId, f64> = shown.iter().zip(0u16..).map(|(id, at)| (*id, TOP + gap * f64::from(at))).collect();
    let height = TOP + gap * shown.len().saturating_sub(1) as f64 + BOTTOM;
    let scene = Scene {
        sim,
        trace: sim.trace(),
        columns,
        sight,
        looked,
        cursor: sim.cursor(),
        detail: told.unwrap_or_else(|| detail(span.1 - span.0, looked.told)),
        scale,
        span,
        ys,
        gap,
        ends: ends(scale.left, window.width),
        size: (window.width, height),
        text: window.text,
    };
    scene.diagram(&shown, hidden)
}

/// How much is told where so many columns are in the window.
fn detail(columns: usize, told: Told) -> Detail {
    let events = if told.clocks || told.messages { TOLD_MAX } else { EVENTS_MAX };
    match columns {
        few if few <= events => Detail::Events,
        many if many <= DOTS_MAX => Detail::Dots,
        _ => Detail::Bars,
    }
}

/// From where to where lanes are drawn.
fn ends(left: f64, width: f64) -> (f64, f64) {
    let at = |x: f64| (x / OVERHANG).floor();
    ((at(left) - 1.0) * OVERHANG, (at(left + width) + 2.0) * OVERHANG)
}

/// Classes as one text.
fn joined(classes: &[&str]) -> String {
    let applying: Vec<&str> = classes.iter().copied().filter(|class| !class.is_empty()).collect();
    applying.join(" ")
}

impl Scene<'_> {
    fn diagram(&self, shown: &[NodeId], hidden: Hidden) -> Diagram {
        let lanes: Vec<Lane> = shown.iter().map(|id| self.lane(*id)).collect();
        let marked = match self.detail {
            Detail::Events => (self.span.0..self.span.1).collect(),
            Detail::Dots | Detail::Bars => self.special(),
        };
        let column = |at: usize| self.columns.get(at);
        let ends = column(self.span.0).zip(self.span.1.checked_sub(1).and_then(column));
        Diagram {
            detail: self.detail,
            marks: marked.into_iter().filter_map(|at| self.mark(at)).collect(),
            arrows: if self.detail == Detail::Events { self.arrows() } else { Vec::new() },
            strokes: match self.detail {
                Detail::Events => Vec::new(),
                Detail::Dots => self.strokes(),
                Detail::Bars => self.bars(),
            },
            labels: self.labels(),
            order: if self.looked.told.clocks { self.order() } else { Vec::new() },
            ticks: self.ticks(),
            shades: self.shades(&lanes),
            way: self.way(),
            cursor: self.columns.of(self.cursor).map(|at| self.scale.x(self.columns, at)),
            lanes,
            hidden,
            scale: self.scale,
            size: self.size,
            span: self.span,
            range: ends.filter(|_| self.span.0 < self.span.1).map(|(first, last)| (first.first, last.last)),
        }
    }

    /// The columns of what is drawn by itself where all others are not.
    fn special(&self) -> Vec<usize> {
        let ends = self.sight.chain().flat_map(|hop| [hop.sent, hop.received]).take(32);
        let ids = [Some(self.sight.focus), self.sight.compared, self.looked.active].into_iter().flatten().chain(ends);
        let mut columns: Vec<usize> = ids.filter_map(|id| self.columns.drawn(id)).collect();
        columns.retain(|at| self.span.0 <= *at && *at < self.span.1);
        crate::ordered::sort_by_key(&mut columns, |at| *at);
        columns.dedup();
        columns
    }

    /// The place along the run of an event that is drawn, in the window or not.
    fn x(&self, id: EventId) -> Option<f64> {
        Some(self.scale.x(self.columns, self.columns.drawn(id)?))
    }

    /// The same, of an event on a hidden lane that of the column before it.
    fn x_near(&self, id: EventId) -> Option<f64> {
        Some(self.scale.x(self.columns, self.columns.of(id)?))
    }

    /// Whether an event is in the window.
    fn is_within(&self, id: EventId) -> bool {
        self.columns.drawn(id).is_some_and(|at| self.span.0 <= at && at < self.span.1)
    }

    /// The place of an event that is drawn.
    fn place_of(&self, id: EventId) -> Option<(f64, f64)> {
        let machine = self.trace.dot(id)?.node.machine();
        Some((self.x(id)?, *self.ys.get(&machine)?))
    }
}

impl Diagram {
    /// The event nearest to a place in the window, in pixels from its left upper corner, as far as one can be meant.
    pub fn event_at(&self, columns: &Columns, x: f64, y: f64) -> Option<EventId> {
        let lane = self.lanes.iter().min_by_key(|lane| (lane.y - y).abs() as i64)?;
        let own = columns.lane_within(lane.machine, (self.span.0, self.span.1));
        let place = self.scale.place_at(x);
        let after = own.partition_point(|at| columns.place(*at as usize, self.scale.spacing) < place);
        let near = [after.checked_sub(1), Some(after)].into_iter().flatten().filter_map(|at| own.get(at));
        let distance = |at: usize| (self.scale.x(columns, at) - self.scale.left - x).abs();
        let nearest = near.copied().min_by_key(|at| (distance(*at as usize) * 16.0) as i64)? as usize;
        let is_meant = distance(nearest) <= POINTED_AT && (lane.y - y).abs() <= POINTED_AT;
        columns.event_of(nearest).filter(|_| is_meant)
    }

    /// The place of an event in the window, in pixels from its left upper corner; `None` when its lane is not there.
    pub fn place_of(&self, columns: &Columns, id: EventId) -> Option<(f64, f64)> {
        let at = columns.drawn(id)?;
        let machine = columns.get(at)?.machine;
        let lane = self.lanes.iter().find(|lane| lane.machine == machine)?;
        Some((self.scale.x(columns, at) - self.scale.left, lane.y))
    }

    /// The drawn event before or after another one: on the same lane, or on any.
    pub fn beside(&self, columns: &Columns, id: EventId, on: bool) -> Option<EventId> {
        let is_drawn = |at: &usize| {
            let machine = columns.get(*at).map(|column| column.machine);
            self.lanes.iter().any(|lane| Some(lane.machine) == machine)
        };
        let here = columns.of(id)?;
        let found = if on { (here + 1..columns.len()).find(is_drawn) } else { (0..here).rev().find(is_drawn) };
        found.and_then(|at| columns.event_of(at))
    }

    /// The event of the next lane above or below that has one in the window, the nearest along the run.
    pub fn across(&self, columns: &Columns, id: EventId, down: bool) -> Option<EventId> {
        let here = columns.drawn(id)?;
        let machine = columns.get(here)?.machine;
        let at = self.lanes.iter().position(|lane| lane.machine == machine)?;
        let lanes: Vec<&Lane> = match down {
            true => self.lanes.iter().skip(at + 1).collect(),
            false => self.lanes.iter().take(at).rev().collect(),
        };
        lanes.into_iter().find_map(|lane| {
            let own = columns.lane_within(lane.machine, self.span);
            let nearest = own.iter().min_by_key(|at| (**at as usize).abs_diff(here))?;
            columns.event_of(*nearest as usize)
        })
    }
}

#[cfg(test)]
mod tests;

//! Many events at once: merged into a few paths, and where several fall on one pixel, into bars that tell how many.

use std::fmt::Write;

use super::columns::Column;
use super::marks::Shape;
use super::{BAR, Scene};
use crate::id::{EventId, NodeId};
use crate::ordered::Map;
use crate::view::causality::Standing;
use crate::view::words::colour;

/// The tallest bar on a lane, as a share of the room between two lanes, and in pixels.
const BAR_SHARE: f64 = 0.62;
const BAR_MAX: f64 = 22.0;
/// The most messages that are drawn at once; of more, every n-th.
const MESSAGES_MAX: usize = 700;

/// A path of many events or messages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stroke {
    /// Its classes.
    pub class: String,
    /// Where it goes, as SVG takes it.
    pub d: String,
    /// What they are.
    pub is: Stroked,
}

/// What a path of many is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stroked {
    /// Messages.
    Messages,
    /// Bars: the taller, the more events.
    Bars,
    /// Events, a dot each.
    Dots(Standing),
    /// Emergencies, decisions or faults.
    Shapes,
    /// Rings around what was searched for.
    Rings,
}

/// What is drawn together, in the order of drawing.
type Group = (Stroked, &'static str, &'static str, bool);

#[derive(Default)]
struct Paths(Map<Group, String>);

impl Paths {
    fn at(&mut self, group: Group) -> &mut String {
        self.0.or_insert(group, String::new())
    }

    fn strokes(self) -> Vec<Stroke> {
        let stroke = |(group, d): (&Group, &String)| {
            let (is, what, how, is_beyond) = *group;
            let class = [what, how, if is_beyond { "beyond" } else { "" }];
            Stroke { class: super::joined(&class), d: d.clone(), is }
        };
        self.0.iter().map(stroke).collect()
    }
}

/// Writing to a text cannot fail.
macro_rules! put {
    ($to:expr, $($what:tt)*) => { let _ = write!($to, $($what)*); };
}

impl Scene<'_> {
    /// Each event a dot, and each message a line.
    pub(super) fn strokes(&self) -> Vec<Stroke> {
        let mut paths = Paths::default();
        for (column, at) in self.columns.range(self.span).iter().zip(self.span.0..) {
            let Some(y) = self.ys.get(&column.machine) else { continue };
            let x = self.scale.x(self.columns, at);
            let (standing, is_beyond) = (self.standing_of(column), self.is_beyond(column.first));
            match column.shape {
                Shape::Plain => {
                    let dots = (Stroked::Dots(standing), colour(column.machine), class_of(standing), is_beyond);
                    put!(paths.at(dots), "M{} {}h0", px(x), px(*y));
                }
                shape => self.put_shape(&mut paths, shape, standing, is_beyond, (x, *y)),
            }
            self.put_message(&mut paths, column);
        }
        self.put_rings(&mut paths);
        paths.strokes()
    }

    /// How many events there are at each place of each lane, and what stands out there.
    #[inline(never)]
    pub(super) fn bars(&self) -> Vec<Stroke> {
        let mut paths = Paths::default();
        let bins = self.bins();
        let lanes: Vec<(NodeId, f64)> = self.ys.iter().map(|(machine, y)| (*machine, *y)).collect();
        let count = |machine: NodeId, bin: &(f64, usize, usize)| self.columns.lane_within(machine, (bin.1, bin.2));
        let counts: Vec<Vec<&[u32]>> =
            lanes.iter().map(|(machine, _)| bins.iter().map(|bin| count(*machine, bin)).collect()).collect();
        let most = counts.iter().flatten().map(|events| events.len()).max().unwrap_or(0).max(1) as f64;
        let tallest = (self.gap * BAR_SHARE).min(BAR_MAX);
        for ((machine, y), counts) in lanes.iter().zip(&counts) {
            for (bin, events) in bins.iter().zip(counts) {
                let Some(column) = events.first().and_then(|at| self.columns.get(*at as usize)) else { continue };
                let (standing, is_beyond) = (self.standing_of(column), self.is_beyond(column.first));
                let half = px((events.len() as f64 / most).sqrt() * tallest / 2.0).max(1);
                let bars = (Stroked::Bars, colour(*machine), class_of(standing), is_beyond);
                put!(paths.at(bars), "M{} {}v{}", px(bin.0), px(*y) - half, 2 * half);
            }
        }
        self.put_notable(&mut paths);
        let every = ((self.span.1 - self.span.0) / MESSAGES_MAX).max(1);
        for column in self.columns.range(self.span).iter().step_by(every) {
            self.put_message(&mut paths, column);
        }
        self.put_rings(&mut paths);
        paths.strokes()
    }

    /// The places of the bars: the pixel in the middle, and the columns from one to before another.
    fn bins(&self) -> Vec<(f64, usize, usize)> {
        let start = (self.scale.left / BAR).floor() as i64;
        let count = (self.size.0 / BAR).ceil() as i64 + 1;
        let column = |edge: i64| {
            let place = self.scale.place_at(edge as f64 * BAR - self.scale.left);
            self.columns.before(place, self.scale.spacing)
        };
        let bin = |at: i64| ((at as f64 + 0.5) * BAR, column(at), column(at + 1));
        (start..start + count).map(bin).filter(|(_, from, to)| from < to).collect()
    }

    /// The greatest of what stands out at each place.
    #[inline(never)]
    fn put_notable(&self, paths: &mut Paths) {
        const APART: f64 = 9.0;
        let mut last: Map<NodeId, (f64, Shape)> = Map::new();
        for at in self.columns.notable_within(self.span) {
            let Some(column) = self.columns.get(*at as usize) else { continue };
            let Some(y) = self.ys.get(&column.machine) else { continue };
            let x = self.scale.x(self.columns, *at as usize);
            let stands = last.get(&column.machine);
            if stands.is_some_and(|(other, shape)| x - other < APART && *shape >= column.shape) {
                continue;
            }
            last.insert(column.machine, (x, column.shape));
            let standing = self.standing_of(column);
            self.put_shape(paths, column.shape, standing, self.is_beyond(column.first), (x, *y));
        }
    }

    fn put_shape(&self, paths: &mut Paths, shape: Shape, standing: Standing, is_beyond: bool, (x, y): (f64, f64)) {
        let (class, d) = match shape {
            Shape::Emergency => ("is-emergency", "m0-6 5.5 10h-11z"),
            Shape::Decision => ("is-decision", "m0-5.5 5.5 5.5-5.5 5.5-5.5-5.5z"),
            Shape::Fault => ("is-fault", "m-4-4 8 8m0-8-8 8"),
            Shape::Plain => return,
        };
        put!(paths.at((Stroked::Shapes, class, class_of(standing), is_beyond)), "M{} {}{d}", px(x), px(y));
    }

    /// The messages that a column's event received.
    fn put_message(&self, paths: &mut Paths, column: &Column) {
        let event = column.first;
        let is_emergency = self.trace.message(event).is_some_and(|message| self.is_emergency(message));
        let ink = if is_emergency { "emergency" } else { "plain" };
        let ends = |cause| Some((self.place_of(cause)?, self.place_of(event)?));
        for (from, to) in self.trace.causes(event).filter_map(ends) {
            let path = paths.at((Stroked::Messages, "arrow", ink, self.is_beyond(event)));
            put!(path, "M{} {}L{} {}", px(from.0), px(from.1), px(to.0), px(to.1));
        }
    }

    fn put_rings(&self, paths: &mut Paths) {
        let mut last = f64::NEG_INFINITY;
        for id in self.found_within() {
            let Some((x, y)) = self.place_of(*id) else { continue };
            if x - last >= 1.0 {
                put!(paths.at((Stroked::Rings, "found", "", false)), "M{} {}h0", px(x), px(y));
                last = x;
            }
        }
    }

    /// What was searched for, as far as it is in the window.
    fn found_within(&self) -> &[EventId] {
        let range = self.columns.range(self.span);
        let (Some(first), Some(last)) = (range.first(), range.last()) else { return &[] };
        let found = self.looked.found;
        let from = found.partition_point(|id| *id < first.first);
        let to = found.partition_point(|id| *id <= last.last);
        found.get(from..to).unwrap_or_default()
    }
}

/// Whole pixels: many events are drawn in short texts.
fn px(x: f64) -> i64 {
    x.round() as i64
}

/// The class of a standing.
pub fn class_of(standing: Standing) -> &'static str {
    match standing {
        Standing::Past => "past",
        Standing::Itself => "itself",
        Standing::Future => "future",
        Standing::Concurrent => "concurrent",
    }
}

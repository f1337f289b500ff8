//! The minimap: the whole run in one strip, with what stands out in it and the window that is drawn.

use std::fmt::Write;

use super::columns::Columns;
use super::marks::Shape;
use super::viewport::{Scale, Spacing};
use crate::id::EventId;
use crate::view::within;

/// The width of one of its bars, in pixels.
const BAR: f64 = 3.0;
/// The least width of the window in it: still to be taken hold of.
const GRIP: f64 = 10.0;

/// The whole run, in pixels of the strip.
#[derive(Debug, Clone, PartialEq)]
pub struct Minimap {
    /// How many events there are at each place, as an SVG path of bars.
    pub bars: String,
    /// Decisions, faults and emergencies, as a path of each.
    pub notable: [(&'static str, String); 3],
    /// From where to where the window reaches.
    pub window: (f64, f64),
    /// Where the cursor is.
    pub cursor: Option<f64>,
    /// How much of the run lies left of the window, and how much it shows, in per mille.
    pub permille: (u32, u32),
    /// Whether the window shows less than all.
    pub is_part: bool,
}

/// The minimap of a run in a strip of this size, in pixels.
pub fn minimap(columns: &Columns, cursor: EventId, scale: Scale, width: f64, strip: (f64, f64)) -> Minimap {
    let spacing = scale.spacing;
    let end = columns.end(spacing).max(1.0);
    // A little room at both ends, so that the first and the last stand whole.
    let x = |place: f64| 2.0 + place / end * (strip.0 - 4.0);
    let (left, right) = (scale.place_at(0.0), scale.place_at(width));
    let (from, to) = (within(x(left), 0.0, strip.0), within(x(right), 0.0, strip.0));
    let short = ((GRIP - (to - from)) / 2.0).max(0.0);
    let shown = (within(left, 0.0, end), within(right, 0.0, end));
    let permille = |share: f64| (within(share, 0.0, 1.0) * 1000.0).round() as u32;
    Minimap {
        bars: bars(columns, spacing, end, strip),
        notable: [Shape::Decision, Shape::Fault, Shape::Emergency]
            .map(|shape| (class(shape), notable(columns, spacing, shape, x))),
        window: (within(from - short, 0.0, strip.0 - GRIP), within(to + short, GRIP, strip.0)),
        cursor: columns.of(cursor).map(|at| x(columns.place(at, spacing))),
        permille: (permille(shown.0 / end), permille((shown.1 - shown.0) / end)),
        is_part: left > 0.0 || right < end,
    }
}

fn class(shape: Shape) -> &'static str {
    match shape {
        Shape::Plain => "",
        Shape::Decision => "is-decision",
        Shape::Fault => "is-fault",
        Shape::Emergency => "is-emergency",
    }
}

fn bars(columns: &Columns, spacing: Spacing, end: f64, (width, height): (f64, f64)) -> String {
    let bins = (width / BAR).floor().max(1.0) as usize;
    let edge = |bin: usize| columns.before(bin as f64 / bins as f64 * (end + 1e-9), spacing);
    let edges: Vec<usize> = (0..bins).map(edge).chain([columns.len()]).collect();
    // A run of local events is as many as there are in it.
    let events = |pair: &[usize]| {
        let first = columns.event_of(pair[0]).map_or(0, EventId::number);
        let next = columns.get(pair[1]).map(|column| column.first.number());
        let last = columns.get(columns.len().saturating_sub(1)).map_or(0, |column| column.last.number() + 1);
        next.unwrap_or(last).saturating_sub(first)
    };
    let counts: Vec<u32> = edges.windows(2).map(events).collect();
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let mut path = String::new();
    for (bin, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let tall = (f64::from(*count) / f64::from(most)).sqrt() * (height - 8.0);
        let x = (bin as f64 + 0.5) * BAR;
        let _ = write!(path, "M{} {}v-{}", x.round() as i64, height as i64 - 2, tall.round().max(1.0) as i64);
    }
    path
}

/// A short line at the top for each place where something of this shape stands.
fn notable(columns: &Columns, spacing: Spacing, shape: Shape, x: impl Fn(f64) -> f64) -> String {
    let mut path = String::new();
    let mut last = i64::MIN;
    for at in columns.notable_within((0, columns.len())) {
        let at = *at as usize;
        if columns.get(at).is_none_or(|column| column.shape != shape) {
            continue;
        }
        let here = x(columns.place(at, spacing)).round() as i64;
        if here > last {
            let _ = write!(path, "M{here} 1v4");
            last = here + 1;
        }
    }
    path
}

//! The minimap: the whole run in one strip, a row a lane, with what stands out in it and the window that is drawn.

use std::fmt::Write;

use super::columns::Columns;
use super::marks::Shape;
use super::viewport::{Scale, Spacing};
use crate::id::{EventId, NodeId};
use crate::view::within;

/// The width of one place of it, in pixels.
const PLACE: f64 = 3.0;
/// Room above and below its rows, for what stands out.
const MARGIN: f64 = 6.0;
/// The least width of the window in it: still to be taken hold of.
const GRIP: f64 = 12.0;

/// The whole run, drawn once for as long as it stays the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Minimap {
    /// Where each lane has events, as an SVG path.
    pub rows: String,
    /// Decisions, faults and emergencies: a class and a path each.
    pub notable: [(&'static str, String); 3],
}

/// The window in the strip, in its pixels.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// From where to where it reaches.
    pub window: (f64, f64),
    /// Where the cursor is.
    pub cursor: Option<f64>,
    /// How much of the run lies left of the window, in per cent.
    pub percent: u32,
}

/// The pixel of a place in the run: a little room at both ends, so that the first and the last stand whole.
fn x_of(place: f64, end: f64, width: f64) -> f64 {
    3.0 + place / end.max(1.0) * (width - 6.0)
}

/// The place in the run at a pixel of a strip of this width.
pub fn place_in(columns: &Columns, spacing: Spacing, x: f64, width: f64) -> f64 {
    (x - 3.0) / (width - 6.0) * columns.end(spacing).max(1.0)
}

/// The window of a diagram of this width in a strip of another.
pub fn frame(columns: &Columns, cursor: EventId, scale: Scale, width: f64, strip: f64) -> Frame {
    let end = columns.end(scale.spacing);
    let (left, right) = (scale.place_at(0.0), scale.place_at(width));
    let (from, to) = (x_of(left, end, strip), x_of(right, end, strip));
    let short = ((GRIP - (to - from)) / 2.0).max(0.0);
    let share = within(left / end.max(1.0), 0.0, 1.0);
    Frame {
        window: (within(from - short, 1.0, strip - GRIP - 1.0), within(to + short, GRIP + 1.0, strip - 1.0)),
        cursor: columns.of(cursor).map(|at| x_of(columns.place(at, scale.spacing), end, strip)),
        percent: (share * 100.0).round() as u32,
    }
}

/// The run in a strip of this size, in pixels, with these lanes from above.
pub fn minimap(columns: &Columns, lanes: &[NodeId], spacing: Spacing, strip: (f64, f64)) -> Minimap {
    let class = [(Shape::Decision, "is-decision"), (Shape::Fault, "is-fault"), (Shape::Emergency, "is-emergency")];
    Minimap {
        rows: rows(columns, lanes, spacing, strip),
        notable: class.map(|(shape, class)| (class, notable(columns, shape, spacing, strip.0))),
    }
}

/// A row of dashes for each lane: a dash for each place where it has events, and one for all that touch.
fn rows(columns: &Columns, lanes: &[NodeId], spacing: Spacing, (width, height): (f64, f64)) -> String {
    let end = columns.end(spacing);
    let places = (width / PLACE).floor().max(1.0) as usize;
    let edge = |at: usize| columns.before(place_in(columns, spacing, at as f64 * PLACE, width), spacing);
    let edges: Vec<usize> = (0..places).map(edge).chain([columns.len()]).collect();
    let apart = (height - 2.0 * MARGIN) / lanes.len().saturating_sub(1).max(1) as f64;
    let mut path = String::new();
    // Few events have a place each.
    let is_sparse = columns.len() < places;
    for (row, lane) in lanes.iter().enumerate() {
        let y = (MARGIN + apart * row as f64).round() as i64;
        if is_sparse {
            for at in columns.of_lane(*lane) {
                let x = x_of(columns.place(*at as usize, spacing), end, width).round() as i64;
                let _ = write!(path, "M{} {y}h3", x - 1);
            }
            continue;
        }
        let has = |at: usize| !columns.lane_within(*lane, (edges[at], edges[at + 1])).is_empty();
        let mut at = 0;
        while at < places {
            let from = at;
            while at < places && has(at) {
                at += 1;
            }
            if at > from {
                let _ = write!(path, "M{} {y}H{}", (from as f64 * PLACE) as i64, (at as f64 * PLACE) as i64 - 1);
            }
            at += 1;
        }
    }
    path
}

/// A short line at the top for each place where something of this shape stands.
fn notable(columns: &Columns, shape: Shape, spacing: Spacing, width: f64) -> String {
    let end = columns.end(spacing);
    let mut path = String::new();
    let mut last = i64::MIN;
    for at in columns.notable_within((0, columns.len())) {
        let at = *at as usize;
        if columns.get(at).is_none_or(|column| column.shape != shape) {
            continue;
        }
        let here = x_of(columns.place(at, spacing), end, width).round() as i64;
        if here > last {
            let _ = write!(path, "M{here} 1v4");
            last = here + 1;
        }
    }
    path
}

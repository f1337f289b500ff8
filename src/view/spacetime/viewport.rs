//! The viewport: which part of the run is in the window, and how far it may be moved and zoomed.

use super::columns::Columns;
use crate::id::EventId;
use crate::view::within;

/// The distance of two events as the diagram opens, in pixels.
pub const COLUMN: f64 = 38.0;
/// The greatest distance of two events.
const ZOOM_MAX: f64 = 240.0;
/// Room left and right of the events.
pub(super) const PAD: f64 = 30.0;
/// Browsers draw with 32-bit numbers: places are counted from a mark nearby, one that changes rarely.
const REBASE: f64 = 16_384.0;

/// What sets the distance between events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Spacing {
    /// Every event takes the same room.
    #[default]
    Events,
    /// The time between them, as far as they stay apart.
    Time,
}

/// Where one looks.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Look {
    /// What sets the distance between events.
    pub spacing: Spacing,
    /// The width of a column, in pixels.
    pub zoom: f64,
    /// The place at the left edge, in columns; `None` follows the cursor.
    pub left: Option<f64>,
}

impl Default for Look {
    fn default() -> Self {
        Self { spacing: Spacing::default(), zoom: COLUMN, left: None }
    }
}

/// The room that the run is drawn in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Window {
    /// Its width, in pixels.
    pub width: f64,
    /// Its height, in pixels.
    pub height: f64,
    /// How large texts are; 1 is their own size.
    pub text: f64,
}

impl Window {
    /// How many columns fit at a zoom.
    fn columns(&self, zoom: f64) -> f64 {
        (self.width - 2.0 * PAD).max(1.0) / zoom
    }
}

/// From places in columns to pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    /// What sets the distance between events.
    pub spacing: Spacing,
    /// The width of a column, in pixels.
    pub zoom: f64,
    /// The pixel that places are counted from.
    base: f64,
    /// The pixel at the left edge of the window.
    pub left: f64,
}

impl Scale {
    /// The scale of a look at a run, with all of it within bounds.
    pub fn new(columns: &Columns, cursor: EventId, look: Look, window: Window) -> Self {
        let Look { spacing, .. } = look;
        let (least, most) = zooms(columns, spacing, window);
        let zoom = within(look.zoom, least, most);
        let left = match look.left {
            Some(left) => {
                within(left * zoom, lefts(columns, spacing, zoom, window).0, lefts(columns, spacing, zoom, window).1)
            }
            None => following(columns, cursor, spacing, zoom, window),
        };
        let base = (left / REBASE).floor() * REBASE;
        Self { spacing, zoom, base, left: left - base }
    }

    /// The place at a pixel of the window, in columns.
    pub fn place_at(&self, x: f64) -> f64 {
        (self.left + self.base + x) / self.zoom
    }

    /// The pixel of a place.
    pub fn x_of(&self, place: f64) -> f64 {
        place * self.zoom - self.base
    }

    /// The pixel of a column.
    pub(super) fn x(&self, columns: &Columns, column: usize) -> f64 {
        self.x_of(columns.place(column, self.spacing))
    }

    /// The columns that are in the window, from one to before another.
    pub(super) fn span(&self, columns: &Columns, width: f64) -> (usize, usize) {
        let from = columns.before(self.place_at(0.0), self.spacing);
        (from, columns.before(self.place_at(width), self.spacing).max(from))
    }
}

/// The least and the greatest zoom: from all of the run to wide columns.
fn zooms(columns: &Columns, spacing: Spacing, window: Window) -> (f64, f64) {
    let fit = (window.width - 2.0 * PAD).max(1.0) / columns.end(spacing).max(1.0);
    (fit.min(COLUMN), ZOOM_MAX)
}

/// The leftmost and the rightmost pixel that may be at the left edge.
fn lefts(columns: &Columns, spacing: Spacing, zoom: f64, window: Window) -> (f64, f64) {
    let last = columns.end(spacing) * zoom + PAD - window.width;
    (-PAD, last.max(-PAD))
}

/// The left edge while one follows the cursor. A known future is worth a look, but the cursor keeps most of the room.
fn following(columns: &Columns, cursor: EventId, spacing: Spacing, zoom: f64, window: Window) -> f64 {
    let fit = window.columns(zoom);
    let here = columns.of(cursor).map_or(0.0, |column| columns.place(column, spacing));
    let right = columns.end(spacing).min(here + (fit / 4.0).floor());
    let left = match spacing {
        // Whole columns, so that going on by one event moves the run by one.
        Spacing::Events => (right - fit.floor()).max(0.0),
        Spacing::Time => (right - fit).max(0.0),
    };
    left * zoom - PAD
}

impl Look {
    /// All of the run.
    #[must_use]
    pub fn fit(self) -> Self {
        Self { zoom: 0.0, left: None, ..self }
    }

    /// Zoomed by a factor. What is at the given pixel of the window stays there; without one, what is in the middle does,
    /// or the cursor, for who follows it.
    #[must_use]
    pub fn zoomed(self, by: f64, at: Option<f64>, columns: &Columns, scale: Scale, window: Window) -> Self {
        let (least, most) = zooms(columns, self.spacing, window);
        let zoom = within(scale.zoom * by, least, most);
        let at = match (at, self.left) {
            (None, None) => return Self { zoom, ..self },
            (at, _) => at.unwrap_or(window.width / 2.0),
        };
        Self { zoom, left: Some(scale.place_at(at) - at / zoom), ..self }
    }

    /// Moved along the run by pixels.
    #[must_use]
    pub fn moved(self, by: f64, columns: &Columns, scale: Scale, window: Window) -> Self {
        self.at(scale.place_at(by), columns, scale, window)
    }

    /// With a place at the left edge, as far as the run reaches.
    #[must_use]
    pub fn at(self, place: f64, columns: &Columns, scale: Scale, window: Window) -> Self {
        let (least, most) = lefts(columns, self.spacing, scale.zoom, window);
        Self { left: Some(within(place * scale.zoom, least, most) / scale.zoom), zoom: scale.zoom, ..self }
    }

    /// Moved as little as it takes to have a column within the window.
    #[must_use]
    pub fn revealing(self, column: usize, columns: &Columns, scale: Scale, window: Window) -> Self {
        let place = columns.place(column, self.spacing);
        let margin = PAD / scale.zoom;
        let (from, to) = (scale.place_at(0.0), scale.place_at(window.width));
        if place < from + margin {
            self.at(place - margin, columns, scale, window)
        } else if place > to - margin {
            self.at(place + margin - window.width / scale.zoom, columns, scale, window)
        } else {
            self
        }
    }

    /// With another spacing; what is in the middle stays about there.
    #[must_use]
    pub fn spaced(self, spacing: Spacing, columns: &Columns, scale: Scale, window: Window) -> Self {
        let middle = columns.before(scale.place_at(window.width / 2.0), self.spacing);
        let left = columns.place(middle, spacing) - window.width / 2.0 / scale.zoom;
        Self { spacing, left: self.left.map(|_| left), ..self }
    }
}

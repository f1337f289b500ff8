//! The axis: times below the lanes.

use super::viewport::{PAD, Spacing};
use super::{Columns, Scene};
use crate::time::Time;
use crate::view::words::real;

/// The least distance of two times on the axis.
const APART: f64 = 96.0;
/// Distances that one reads at a glance, in columns, and in seconds.
const COLUMNS: [u64; 17] = [1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000];
const SECONDS: [u64; 16] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1200, 1800, 3600, 7200, 14_400, 36_000];

/// A time on the axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Tick {
    /// Where.
    pub x: f64,
    /// Which: minutes, seconds, thousandths.
    pub text: String,
}

impl Scene<'_> {
    pub(super) fn ticks(&self) -> Vec<Tick> {
        let ticks = match self.scale.spacing {
            Spacing::Events => self.times_of_events(),
            Spacing::Time => self.round_times(),
        };
        let (left, right) = (self.scale.left + PAD, self.scale.left + self.size.0 - PAD);
        ticks.into_iter().filter(|tick| left <= tick.x && tick.x <= right).collect()
    }

    /// The time of every so manieth column: by number rather than from the left, so that the axis moves with the events.
    fn times_of_events(&self) -> Vec<Tick> {
        let least = APART * self.text / self.scale.zoom;
        let every = COLUMNS.into_iter().find(|every| *every as f64 >= least).unwrap_or(1_000_000) as usize;
        let first = self.span.0.next_multiple_of(every);
        let tick = |at: usize| {
            let column = self.columns.get(at)?;
            Some(Tick { x: self.scale.x(self.columns, at), text: short(column.at) })
        };
        (first..self.span.1).step_by(every).filter_map(tick).collect()
    }

    /// Round times, each where it falls between two events.
    fn round_times(&self) -> Vec<Tick> {
        let range = self.columns.range(self.span);
        let (Some(first), Some(last)) = (range.first(), range.last()) else { return Vec::new() };
        let fits = (self.size.0 / (APART * self.text)).max(1.0);
        let seconds = last.at.since(first.at).ms() as f64 / 1000.0;
        let every = SECONDS.into_iter().find(|every| *every as f64 * fits >= seconds).unwrap_or(86_400) * 1000;
        let mut free_from = f64::NEG_INFINITY;
        let start = first.at.ms().next_multiple_of(every);
        let times = (0..=fits as u64 * 2).map(|n| Time::from_ms(start + n * every)).take_while(|at| *at <= last.at);
        let tick = |at: Time| {
            let x = self.scale.x_of(self.columns.place_of_time(at, Spacing::Time)?);
            let is_free = x >= free_from;
            if is_free {
                free_from = x + APART * self.text;
            }
            is_free.then(|| Tick { x, text: short(at) })
        };
        times.filter_map(tick).collect()
    }
}

fn short(at: Time) -> String {
    let text = real(at);
    text.strip_prefix("00:").unwrap_or(&text).to_owned()
}

impl Columns {
    /// When the event at a place happened, for words about it.
    pub fn time_at(&self, place: f64, spacing: Spacing) -> Option<Time> {
        let at = self.before(place, spacing).min(self.len().checked_sub(1)?);
        self.get(at).map(|column| column.at)
    }
}

//! Virtual time in whole milliseconds. There is no clock here: time is always an input.

use std::fmt;
use std::ops::{Add, Sub};

use serde::Serialize;

/// A moment, in milliseconds since the run began.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Time(u64);

/// A length of time, in milliseconds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Span(u64);

impl Time {
    /// The beginning of a run.
    pub const START: Self = Self(0);
    /// The last moment there is: what is due then never comes due.
    pub const NEVER: Self = Self(u64::MAX);

    /// The moment this many milliseconds after the beginning.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// Milliseconds since the beginning.
    pub const fn ms(self) -> u64 {
        self.0
    }

    /// How long ago `earlier` was; zero when it lies ahead.
    #[must_use]
    pub const fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

impl Span {
    /// No time at all.
    pub const ZERO: Self = Self(0);

    /// This many milliseconds.
    pub const fn from_ms(ms: u64) -> Self {
        Self(ms)
    }

    /// This many seconds.
    pub const fn from_secs(secs: u64) -> Self {
        Self(secs.saturating_mul(1000))
    }

    /// The length in milliseconds.
    pub const fn ms(self) -> u64 {
        self.0
    }
}

impl Add<Span> for Time {
    type Output = Time;

    /// Stops at [`Time::NEVER`] instead of wrapping into the past.
    fn add(self, span: Span) -> Time {
        Time(self.0.saturating_add(span.0))
    }
}

impl Add for Span {
    type Output = Span;

    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl Sub for Span {
    type Output = Span;

    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Time {
    /// `00:02:10.450`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (s, ms) = (self.0 / 1000, self.0 % 1000);
        write!(f, "{:02}:{:02}:{:02}.{ms:03}", s / 3600, s / 60 % 60, s % 60)
    }
}

impl fmt::Display for Span {
    /// `450 ms`, `1.5 s`, `96 s`, `2 min 10 s`: two units at most, for reading.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (s, ms) = (self.0 / 1000, self.0 % 1000);
        match s {
            0 => write!(f, "{ms} ms"),
            1..10 if ms >= 100 => write!(f, "{s}.{} s", ms / 100),
            1..120 => write!(f, "{s} s"),
            120..7200 if s % 60 == 0 => write!(f, "{} min", s / 60),
            120..7200 => write!(f, "{} min {} s", s / 60, s % 60),
            _ => write!(f, "{} h {} min", s / 3600, s / 60 % 60),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_and_lengths_read_as_people_write_them() {
        assert_eq!(Time::from_ms(130_450).to_string(), "00:02:10.450");
        let spans =
            [(450, "450 ms"), (1500, "1.5 s"), (96_000, "96 s"), (130_000, "2 min 10 s"), (7_260_000, "2 h 1 min")];
        for (ms, text) in spans {
            assert_eq!(Span::from_ms(ms).to_string(), text);
        }
    }

    #[test]
    fn time_stops_at_its_ends_and_never_wraps() {
        assert_eq!(Time::NEVER + Span::from_ms(1), Time::NEVER);
        assert_eq!(Time::START.since(Time::from_ms(5)), Span::ZERO);
    }
}

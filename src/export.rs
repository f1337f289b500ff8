//! A run as others read it: objects with names instead of numbers, and files to take along.
//!
//! These shapes are a contract with JavaScript and with whoever keeps an exported file: keys are added, never
//! renamed.

mod branches;
mod data;
mod event;
pub mod kept;
pub mod link;
pub mod log;
pub mod packed;
pub mod shiviz;
mod state;

pub use branches::branches;
pub use event::{event, events};
pub use state::state;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, SeqAccess, Visitor};
use serde_json::Value;

use crate::json::json;

use self::link::LinkError;
use self::log::{LogError, Reading};
use crate::clock::VectorClock;
use crate::id::{EventId, Names};
use crate::scenario::{Scenario, ScenarioError};
use crate::sim::journey::Opening;
use crate::sim::{OPENING_WORK_MAX, Sim};

/// A clock as names and counts.
pub fn clock(clock: &VectorClock, names: &Names) -> Value {
    clock.to_wire(names)
}

/// The whole run as one JSON document: the scenario that repeats it, every event, and the hash that both give.
pub fn trace(sim: &Sim) -> Value {
    let last = EventId::new(sim.trace().len() as u32);
    json!({
        "version": crate::scenario::VERSION,
        "scenario": sim.to_scenario(),
        "hash": hash(sim.trace().hash()),
        "events": events(sim.trace(), EventId::new(1), last),
    })
}

/// The longest text that is taken in, in bytes: more than a run of 100,000 events has.
pub const IMPORT_BYTES_MAX: usize = 256 << 20;

/// Why an exported text could not be taken in.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// The scenario in it does not fit.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// It is too long.
    #[error("text: {bytes} bytes; at most {IMPORT_BYTES_MAX} are read")]
    TooLarge {
        /// How long it is.
        bytes: usize,
    },
    /// It is a log, and does not fit.
    #[error(transparent)]
    Log(#[from] LogError),
    /// It is a link, and does not open.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// Repeating the run takes too long to find out whether it is the same.
    #[error("events: to repeat more than {repeated} of them takes too long to check; its scenario alone can be opened")]
    TooLong {
        /// How many events were repeated.
        repeated: u32,
    },
    /// Repeating the run gave other events than the text has.
    #[error("hash: the text says {said}, but running its scenario gives {found}")]
    OtherRun {
        /// The hash in the text.
        said: String,
        /// The hash of the repeated run.
        found: String,
    },
}

/// What is read of an exported trace. Its events are only counted: they come of the scenario anyway, and as values those
/// of a long run would take a hundred times the room of all the rest.
#[derive(Deserialize)]
struct Exported {
    #[serde(default)]
    scenario: Value,
    #[serde(default)]
    hash: Value,
    #[serde(default)]
    events: Option<Counted>,
}

/// How many items a list has, whatever they are.
#[derive(Clone, Copy)]
struct Counted(usize);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Self(0))
    }
}

impl<'de> Visitor<'de> for Counted {
    type Value = Self;

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("a list")
    }

    fn visit_seq<A: SeqAccess<'de>>(mut self, mut items: A) -> Result<Self, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {
            self.0 += 1;
        }
        Ok(self)
    }
}

/// A run from an exported scenario or trace, from a link, or from a log as ShiViz reads it. A trace is run again, and has
/// to give the same events.
///
/// # Errors
/// The scenario or the log does not fit, or the run is another one.
pub fn import(text: &str) -> Result<Sim, ImportError> {
    import_as(text, &Reading::default())
}

/// The same, and it is said how a log is to be read.
///
/// # Errors
/// As for [`import`].
pub fn import_as(text: &str, reading: &Reading) -> Result<Sim, ImportError> {
    let mut opening = begin(text, reading)?;
    opening.go_on(OPENING_WORK_MAX);
    Ok(opening.into_sim())
}

/// The same run on its way to where it opens, none of which has been gone; that of a trace, which was run again, has
/// come already.
///
/// # Errors
/// As for [`import`].
pub fn begin(text: &str, reading: &Reading) -> Result<Opening, ImportError> {
    if text.len() > IMPORT_BYTES_MAX {
        return Err(ImportError::TooLarge { bytes: text.len() });
    }
    // A log may speak of a link; what is neither it nor JSON is to say as a log what is wrong with it.
    let is_json = text.trim_start().starts_with(['{', '[', '"']);
    if reading.parser.is_some() || log::is_log(text) || !is_json && !link::is_link(text) {
        return Ok(Opening::of(log::scenario(text, reading)?)?);
    }
    if link::is_link(text) {
        return Ok(link::begin(text)?);
    }
    let exported: Option<Exported> = serde_json::from_str(text).ok();
    match exported.and_then(|exported| exported.events.map(|events| (exported, events))) {
        Some((exported, Counted(events))) => Ok(Opening::at_once(repeated(&exported, events)?)),
        None => Ok(Opening::of(Scenario::from_json(text)?)?),
    }
}

/// The run of an exported trace, run again.
fn repeated(exported: &Exported, events: usize) -> Result<Sim, ImportError> {
    let mut sim = Sim::new(Scenario::from_value(&exported.scenario)?)?;
    let opens_at = sim.cursor();
    let last = u32::try_from(events.min(crate::sim::EVENTS_MAX)).unwrap_or(u32::MAX);
    if !sim.seek_in_time(EventId::new(last)) {
        return Err(ImportError::TooLong { repeated: sim.cursor().number() });
    }
    let found = hash(sim.trace().hash_at(sim.cursor()).unwrap_or_default());
    let said = exported.hash.as_str().unwrap_or_default();
    if events == 0 || said == found {
        sim.seek(opens_at);
        return Ok(sim);
    }
    Err(ImportError::OtherRun { said: said.to_owned(), found })
}

/// A value as JavaScript can take it: what is no whole number there, from 2^53 on, becomes the nearest real one.
pub fn for_javascript(mut value: Value) -> Value {
    const SAFE_MAX: u64 = (1 << 53) - 1;
    match &mut value {
        Value::Array(items) => items.iter_mut().for_each(|item| *item = for_javascript(item.take())),
        Value::Object(map) => map.values_mut().for_each(|item| *item = for_javascript(item.take())),
        Value::Number(number) => {
            let size = number.as_u64().or(number.as_i64().map(i64::unsigned_abs));
            if size.is_some_and(|size| size > SAFE_MAX) {
                return json!(number.as_f64());
            }
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
    value
}

/// A hash as people compare it: 16 hexadecimal digits.
pub fn hash(hash: u64) -> String {
    format!("{hash:016x}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_that_javascript_has_no_whole_ones_for_become_real_ones() {
        let value = json!({"a": [i64::MAX, i64::MIN, u64::MAX], "b": 9_007_199_254_740_991u64, "c": -1, "d": "x"});
        let rounded = for_javascript(value.clone());
        assert_eq!(rounded["a"], json!([2f64.powi(63), -(2f64.powi(63)), 2f64.powi(64)]));
        assert_eq!([&rounded["b"], &rounded["c"], &rounded["d"]], [&value["b"], &value["c"], &value["d"]]);
    }
}

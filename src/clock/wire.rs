//! The clock as peers write it: `{"exec-1": 4, "broker": 9}`.

use serde_json::{Map, Value};

use super::{Dot, ENTRIES_MAX, VectorClock};
use crate::id::{NameError, Names};

/// Why a clock was refused. It is always refused whole.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ClockError {
    /// Not an object of counts.
    #[error("a vector clock is an object of counts, not {0}")]
    NotAnObject(&'static str),
    /// More than [`ENTRIES_MAX`] entries.
    #[error("a vector clock has at most {ENTRIES_MAX} entries, not {0}")]
    TooMany(usize),
    /// An entry whose name names no node.
    #[error("entry {entry:?}: {error}")]
    Name {
        /// The name as it was written.
        entry: String,
        /// What is wrong with it.
        error: NameError,
    },
    /// An entry whose count is no count.
    #[error("entry {entry:?}: a count is a whole number from 0 to 4294967295, not {value}")]
    Count {
        /// The name of the entry.
        entry: String,
        /// What stood there.
        value: String,
    },
    /// A claim to know of events that the receiver itself has not had.
    #[error("the clock claims {claimed} events of its receiver, who has had {real}")]
    Future {
        /// What the clock says.
        claimed: u32,
        /// What is true.
        real: u32,
    },
}

impl VectorClock {
    /// Reads the wire form. Names that are not known yet are made known.
    ///
    /// # Errors
    /// Says which entry is wrong and why; no name was then made known, but for a table that filled up on the way.
    pub fn from_wire(value: &Value, names: &mut Names) -> Result<Self, ClockError> {
        let Value::Object(map) = value else {
            return Err(ClockError::NotAnObject(kind(value)));
        };
        if map.len() > ENTRIES_MAX {
            return Err(ClockError::TooMany(map.len()));
        }
        let counts = map.iter().map(|(entry, value)| Ok((entry, count(entry, value)?)));
        let counts: Vec<(&String, u32)> = counts.collect::<Result<_, ClockError>>()?;
        let bad_name = |entry: &str, error| ClockError::Name { entry: entry.to_owned(), error };
        for (entry, _) in &counts {
            Names::check_node(entry).map_err(|error| bad_name(entry, error))?;
        }
        let mut clock = Self::new();
        for (entry, count) in counts {
            let node = names.node(entry).map_err(|error| bad_name(entry, error))?;
            clock.set(Dot { node, count });
        }
        Ok(clock)
    }

    /// Writes the wire form.
    pub fn to_wire(&self, names: &Names) -> Value {
        let mut entries = Map::new();
        for dot in self.entries() {
            entries.insert(names.of_node(dot.node), Value::from(dot.count));
        }
        Value::Object(entries)
    }
}

fn count(entry: &str, value: &Value) -> Result<u32, ClockError> {
    let count = value.as_u64().and_then(|count| u32::try_from(count).ok());
    count.ok_or_else(|| ClockError::Count { entry: entry.to_owned(), value: shortened(value) })
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a text",
        Value::Array(_) => "a list",
        Value::Object(_) => "an object",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_clock_survives_the_wire() {
        let mut names = Names::new();
        let wire = json!({"broker": 9, "exec-1": 4, "exec-2#3": 1});
        let clock = VectorClock::from_wire(&wire, &mut names).unwrap();
        assert_eq!(clock.get(names.find_node("exec-1").unwrap()), 4);
        assert_eq!(clock.to_wire(&names), wire);
    }

    #[test]
    fn a_zero_entry_says_nothing() {
        let mut names = Names::new();
        assert!(VectorClock::from_wire(&json!({"a": 0}), &mut names).unwrap().is_empty());
        assert!(!VectorClock::from_wire(&json!({"a": 0, "b": 1}), &mut names).unwrap().is_empty());
    }

    #[test]
    fn a_bad_clock_is_refused_whole_and_names_the_entry() {
        let rows = [
            (json!([1]), "a vector clock is an object of counts, not a list"),
            (json!({"a": 1, "": 2}), "entry \"\": a name must not be empty"),
            (json!({"a": 1, "b": -1}), "entry \"b\": a count is a whole number from 0 to 4294967295, not -1"),
            (json!({"a": 1, "b": 1.5}), "entry \"b\": a count is a whole number from 0 to 4294967295, not 1.5"),
            (
                json!({"a": 1, "b": 4294967296u64}),
                "entry \"b\": a count is a whole number from 0 to 4294967295, not 4294967296",
            ),
            (json!({"a": 1, "b": 1e300}), "entry \"b\": a count is a whole number from 0 to 4294967295, not 1e300"),
            (json!({"a": 1, "b": "2"}), "entry \"b\": a count is a whole number from 0 to 4294967295, not \"2\""),
            (json!({"a": 1, "b": null}), "entry \"b\": a count is a whole number from 0 to 4294967295, not null"),
            (
                json!({"a": 1, "b#1": 2}),
                "entry \"b#1\": \"1\" names no incarnation: those are numbered from 2 to 65535",
            ),
        ];
        for (wire, error) in rows {
            let mut names = Names::new();
            let refused = VectorClock::from_wire(&wire, &mut names).unwrap_err();
            assert_eq!(refused.to_string().replace("1e+300", "1e300"), error);
            assert_eq!(names.node_count(), 0, "{wire}");
        }
    }

    #[test]
    fn a_clock_with_too_many_entries_is_refused_before_it_is_read() {
        let many = |count| (0..count).map(|n| (format!("n{n}"), json!(1))).collect();
        let refused = VectorClock::from_wire(&Value::Object(many(ENTRIES_MAX + 1)), &mut Names::new());
        assert_eq!(refused, Err(ClockError::TooMany(ENTRIES_MAX + 1)));
        let taken = VectorClock::from_wire(&Value::Object(many(ENTRIES_MAX)), &mut Names::new());
        assert_eq!(taken.map(|clock| clock.len()), Ok(ENTRIES_MAX));
    }
}

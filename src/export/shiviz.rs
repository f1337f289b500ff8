//! A run as a log that ShiViz reads (Beschastnikh, Wang, Brun and Ernst 2016): two lines an event, what happened, and
//! then its node with its clock.

use std::fmt::Write as _;

use crate::id::EventId;
use crate::sim::trace::{Event, Trace};

/// The regular expression that ShiViz proposes, and that reads [`log`].
pub const PARSER: &str = r"(?<event>.*)\n(?<host>\S*) (?<clock>{.*})";

/// The first events of a run as a log that [`PARSER`] reads. `says` puts an event into words, on one line.
///
/// Each host's own entry counts 1, 2, 3, …, as ShiViz wants it, because each event is one tick of its node's own.
pub fn log(trace: &Trace, last: EventId, says: &dyn Fn(&Event) -> String) -> String {
    let names = trace.names();
    let mut log = String::new();
    for event in trace.range(EventId::new(1), last) {
        let clock = trace.clock(event.id).unwrap_or_default();
        // Writing to a string cannot fail.
        let _ = writeln!(log, "{}\n{} {}", says(event), names.of_node(event.dot.node), clock.to_wire(names));
    }
    log
}

/// The same as a file that ShiViz takes by itself: its first line is the regular expression, its second what divides one
/// run from the next, and here there is one.
pub fn file(trace: &Trace, last: EventId, says: &dyn Fn(&Event) -> String) -> String {
    format!("{PARSER}\n\n{}", log(trace, last, says))
}

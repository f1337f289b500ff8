//! Any text as a log for ShiViz; behind a \u{1} an expression for its events, and behind another one for executions.

#![no_main]

use clocktower::export::log::Reading;
use clocktower::export::{import, import_as, shiviz};
use clocktower::id::EventId;
use clocktower::view::happened::teller;
use fuzz::{holds, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(all) = text(bytes) else { return };
    let mut parts = all.splitn(3, '\u{1}');
    let (log, parser, delimiter) = (parts.next().unwrap_or_default(), parts.next(), parts.next());
    let reading =
        Reading { parser: parser.map(str::to_owned), delimiter: delimiter.map(str::to_owned), execution: None };
    let Ok(sim) = import_as(log, &reading) else { return };
    holds(&sim);
    // What was read is written, with its parser, as a file has it, and read again as the same. ShiViz's format can't tell an
    // event that reads like a host with its clock from one.
    let says = teller(sim.trace());
    let last = sim.trace().last();
    let is_plain = sim.trace().range(EventId::new(1), last).all(|event| !says(event).contains(" {"));
    if sim.world().is_recorded() && is_plain {
        let again = import(&shiviz::file(sim.trace(), last, &says)).expect("its own log is read");
        assert_eq!(again.trace().hash(), sim.trace().hash());
    }
});

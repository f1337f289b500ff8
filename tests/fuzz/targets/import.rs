//! Any text as an exported scenario, trace or kept run.

#![no_main]

use clocktower::export::{import, trace};
use fuzz::{holds, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(sim) = text(bytes).and_then(|text| import(text).ok()) else { return };
    holds(&sim);
    // A run that was read is the same again out of its own log.
    if sim.trace().len() < 2_000 {
        let again = import(&trace(&sim).to_string()).expect("its own log is read");
        assert_eq!(trace(&again), trace(&sim));
    }
});

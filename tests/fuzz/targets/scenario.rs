//! Any scenario.

#![no_main]

use clocktower::scenario::Scenario;
use fuzz::{runs_well, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let Some(text) = text(bytes) else { return };
    match Scenario::from_json(text) {
        Ok(scenario) => runs_well(scenario),
        Err(error) => assert!(!error.to_string().is_empty(), "a refusal says why"),
    }
});

//! Any call from outside: `METHOD path`, a line end, and the body.

#![no_main]

use std::sync::OnceLock;

use clocktower::export;
use clocktower::scenario::Scenario;
use clocktower::sim::Sim;
use fuzz::{holds, text};
use libfuzzer_sys::fuzz_target;

/// A run with everybody in it whom one can call.
fn opening() -> Sim {
    static OPENING: OnceLock<Sim> = OnceLock::new();
    let text = include_str!("../../../www/scenarios/data.json");
    OPENING.get_or_init(|| Sim::new(Scenario::from_json(text).expect("a scenario")).expect("a run")).clone()
}

fuzz_target!(|bytes: &[u8]| {
    let Some((head, body)) = text(bytes).map(|text| text.split_once('\n').unwrap_or((text, ""))) else { return };
    let (method, path) = head.split_once(' ').unwrap_or((head, ""));
    let mut sim = opening();
    let (cursor, given) = (sim.cursor(), sim.given().len());
    let before = export::trace(&sim);
    let answer = sim.request(method, path, body);
    assert!((200..600).contains(&answer.status), "{}", answer.status);
    holds(&sim);
    if sim.cursor() == cursor {
        // Refused at the door: nothing was done.
        assert!(answer.status >= 400, "{}", answer.status);
        assert_eq!(sim.given().len(), given);
        assert_eq!(export::trace(&sim), before);
    }
});

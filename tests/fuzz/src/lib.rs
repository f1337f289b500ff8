//! What the fuzz targets share. Each takes any bytes where a person, a peer or a file speaks to the core, and looks whether
//! it is refused whole, or taken and then keeps every promise.

use clocktower::scenario::Scenario;
use clocktower::sim::{Sim, Step};

/// So many events of a run are looked at: enough for registrations, submissions and decisions.
const EVENTS: usize = 150;

/// The bytes as a text: most of what is asked for here is one, and the rest can't arrive.
pub fn text(bytes: &[u8]) -> Option<&str> {
    std::str::from_utf8(bytes).ok()
}

/// A run of what was accepted breaks no rule, and says of itself what makes the same run again.
pub fn runs_well(scenario: Scenario) {
    let again = Scenario::from_json(&scenario.to_json()).expect("what was written is read");
    assert_eq!(again, scenario, "what was read is what was written");
    let Ok(mut sim) = Sim::new(scenario) else { return };
    for _ in 0..EVENTS {
        if sim.step(Step::Event) == 0 {
            break;
        }
    }
    holds(&sim);
}

/// No rule was broken.
pub fn holds(sim: &Sim) {
    assert_eq!(sim.violations(), [], "a rule was broken");
}

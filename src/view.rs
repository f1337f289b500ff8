//! Pure pictures of a run at its cursor. A picture knows no DOM: it says what stands where and how it is meant.

pub mod branches;
pub mod calls;
pub mod causality;
pub mod cluster;
pub mod data;
pub mod decision;
pub mod faults;
pub mod figures;
pub mod form;
pub mod happened;
pub mod knowledge;
pub mod landmarks;
pub mod lesson;
pub mod merge;
pub mod moments;
pub mod narration;
pub mod predict;
pub mod queue;
pub mod refused;
pub mod search;
pub mod spacetime;
pub mod stores;
pub mod words;

/// The opening run at a moment, for tests.
#[cfg(test)]
fn opening_at(ms: u64) -> crate::sim::Sim {
    let mut sim = crate::sim::Sim::new(crate::scenario::Scenario::opening()).unwrap();
    sim.run_until(crate::time::Time::from_ms(ms));
    sim
}

/// The number within both bounds. The standard library's `clamp` would complain of bounds the wrong way round, and bring
/// along all that writes numbers for it.
pub(crate) fn within(number: f64, least: f64, most: f64) -> f64 {
    number.max(least).min(most)
}

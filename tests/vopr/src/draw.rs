//! What a seed decides.

use rand_core::{Rng, SeedableRng};
use rand_pcg::Pcg32;

/// Draws from one seed, always the same ones.
#[derive(Debug, Clone)]
pub struct Draw(Pcg32);

impl Draw {
    /// The draws of a seed.
    pub fn new(seed: u64) -> Self {
        Self(Pcg32::seed_from_u64(seed))
    }

    /// A number below `n`, which is at least 1. That some are drawn a little more often does not matter here.
    pub fn below(&mut self, n: u64) -> u64 {
        self.0.next_u64() % n.max(1)
    }

    /// A number from `from` to `to`, both included.
    pub fn between(&mut self, from: u64, to: u64) -> u64 {
        from + self.below(to - from + 1)
    }

    /// Whether something happens that happens `per_mille` times in a thousand.
    pub fn chance(&mut self, per_mille: u64) -> bool {
        self.below(1000) < per_mille
    }

    /// One of some.
    pub fn pick<T: Copy>(&mut self, some: &[T]) -> T {
        some[self.below(some.len() as u64) as usize]
    }

    /// One of any number, or none of none.
    pub fn any<T: Clone>(&mut self, some: &[T]) -> Option<T> {
        if some.is_empty() { None } else { Some(some[self.below(some.len() as u64) as usize].clone()) }
    }
}

//! The hash of a run: the same run has the same, on every machine.

use std::hash::Hasher;

/// Takes whole numbers, so that it says the same on every machine, whatever the length of a `usize` there: one
/// multiplication for each, or for each eight bytes of a text. Nobody has to be kept from finding two runs with one hash.
#[derive(Debug, Clone, Copy)]
pub(super) struct StableHasher(u64);

impl StableHasher {
    /// That of nothing.
    pub(super) const START: Self = Self(0xcbf2_9ce4_8422_2325);
    /// The fraction of the golden ratio, as an odd number.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

    /// In the page it is one function: its copies would be a kilobyte for each kind of fact.
    #[cfg_attr(target_arch = "wasm32", inline(never))]
    fn take(&mut self, n: u64) {
        let mixed = (self.0 ^ n).wrapping_mul(Self::FACTOR);
        self.0 = mixed ^ mixed >> 32;
    }
}

/// The hash of what came before, to go on with.
impl From<u64> for StableHasher {
    fn from(hash: u64) -> Self {
        Self(hash)
    }
}

impl Default for StableHasher {
    fn default() -> Self {
        Self::START
    }
}

impl Hasher for StableHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        words.iter().for_each(|word| self.take(u64::from_le_bytes(*word)));
        // With its length before it no rest is like another one.
        let rest = rest.iter().fold(rest.len() as u64, |n, byte| n << 8 | u64::from(*byte));
        self.take(rest);
    }

    #[inline]
    fn write_u8(&mut self, n: u8) {
        self.take(u64::from(n));
    }

    #[inline]
    fn write_u16(&mut self, n: u16) {
        self.take(u64::from(n));
    }

    #[inline]
    fn write_u32(&mut self, n: u32) {
        self.take(u64::from(n));
    }

    #[inline]
    fn write_u64(&mut self, n: u64) {
        self.take(n);
    }

    #[inline]
    fn write_i64(&mut self, n: i64) {
        self.take(n as u64);
    }

    #[inline]
    fn write_usize(&mut self, n: usize) {
        self.take(n as u64);
    }

    #[inline]
    fn write_isize(&mut self, n: isize) {
        self.take(n as u64);
    }
}

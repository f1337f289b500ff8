//! Mutation testing in one build: cargo-mutants says what may be broken, all of it is woven into a copy of the repository as
//! alternatives that a number switches on, and each runs against the tests that reach it.
//!
//! One build a mutant takes some ten seconds, which makes a night of three thousand; this makes less than an hour of them.

pub mod ledger;
pub mod listed;
pub mod tree;
pub mod trial;
pub mod weave;

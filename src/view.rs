//! Pure pictures of a run at its cursor. A picture knows no DOM: it says what stands where and how it is meant.

pub mod form;
pub mod landmarks;

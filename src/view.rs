//! Pure pictures of a run at its cursor. A picture knows no DOM: it says what stands where and how it is meant.

pub mod decision;
pub mod form;
pub mod happened;
pub mod knowledge;
pub mod landmarks;
pub mod merge;
pub mod narration;
pub mod queue;
pub mod words;

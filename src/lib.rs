//! Clocktower: vector clocks and emergency scheduling made visible.
pub mod id;
pub mod time;
pub mod clock;

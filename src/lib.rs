//! Clocktower: vector clocks and emergency scheduling made visible.
pub mod broker;
pub mod clock;
pub mod id;
pub mod scenario;
pub mod sim;
pub mod time;

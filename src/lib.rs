//! Clocktower: vector clocks and emergency scheduling made visible.

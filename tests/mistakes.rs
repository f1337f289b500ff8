//! What went wrong in the original and in the thesis, and must not here: every entry of ucp-behaviour.md, section 9,
//! in its order. The name of each test says what must not happen.
//!
//! Where an entry speaks of something that this design does not have (threads, a wait that can't be stopped, brokers
//! that sync), its test holds the property that stands in that place, and says so.

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

#[path = "broker/cell.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod cell;
#[path = "broker/story.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod story;

#[path = "mistakes/doors.rs"]
mod doors;

/// 1 to 10: the queue, the executors, and one result for each job.
#[path = "mistakes/jobs.rs"]
mod jobs;

/// 11 to 14: emergencies.
#[path = "mistakes/emergencies.rs"]
mod emergencies;

/// 15 to 21: clocks.
#[path = "mistakes/clocks.rs"]
mod clocks;

/// 22 to 25: brokers and data.
#[path = "mistakes/data.rs"]
mod data;

/// 26 to 28: the order of the queue, and what is done stays done.
#[path = "mistakes/order.rs"]
mod order;

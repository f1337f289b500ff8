//! What the broker promises, told as small stories: messages in, facts and messages out.
//!
//! Run natively by `cargo test` and in a browser by `wasm-pack test`.

mod cell;
mod data;
mod executors;
mod jobs;
mod late;
mod many;
mod preemption;
mod results;
mod scheduling;
mod story;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

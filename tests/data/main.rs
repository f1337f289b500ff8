//! What becomes of data: at the peers that fetch and store them, and in whole runs.
//!
//! Run natively by `cargo test` and in a browser by `wasm-pack test`.

mod client;
mod executor;
mod run;
mod story;
mod world;

#[cfg(target_arch = "wasm32")]
wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);

//! What one step costs in the page, redraw included, at the size that is promised: 200 executors and 500 jobs.
//!
//! Prints one line a figure for `cargo xtask bench`: what, measured, aim, with tabs between.

use e2e::Browser;
use serde_json::json;

const EXECUTORS: usize = 200;
const JOBS: usize = 500;
const STEPS: usize = 200;

/// Fills the playground that the page shows.
const FILL: &str = include_str!("../measure/fill.js");
/// Clicks `step` again and again; gives back the milliseconds of main-thread work of each, with its redraw.
const MEASURE: &str = include_str!("../measure/steps.js");

fn main() {
    let browser = Browser::open();
    let filled = browser.js_async(FILL, vec![json!(EXECUTORS), json!(JOBS)]);
    assert_eq!(filled, json!("filled"), "filling the playground");
    let measured = browser.js_async(MEASURE, vec![json!(STEPS)]);
    let mut times: Vec<f64> = measured.as_array().into_iter().flatten().filter_map(|time| time.as_f64()).collect();
    assert_eq!(times.len(), STEPS, "measuring: {measured}");
    times.sort_by(f64::total_cmp);
    let world = format!("a step with its redraw, {EXECUTORS} executors, {JOBS} jobs");
    println!("{world}: median\t{:.1} ms\t8 ms", percentile(&times, 50));
    println!("{world}: 95th percentile\t{:.1} ms\t16 ms", percentile(&times, 95));
    println!("{world}: longest\t{:.1} ms\t", percentile(&times, 100));
}

/// The smallest of the sorted values that at least so many percent of them do not exceed.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

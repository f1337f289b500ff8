//! What the page costs, measured in Chromium: a step at the size that is promised, 200 executors and 500 jobs; and runs of
//! 10,000 and 100,000 events, opened, travelled, searched and scrolled.
//!
//! Prints one line a figure for `cargo xtask bench`: what, measured, aim, with tabs between.

use std::thread;
use std::time::Duration;

use e2e::{Browser, long};
use serde_json::{Value, json};

const EXECUTORS: usize = 200;
const JOBS: usize = 500;
const STEPS: usize = 200;
/// So many frames of playing are looked at: ten seconds where nothing takes too long.
const FRAMES: usize = 600;
/// So many browsers start that have nothing of the page.
const COLD_STARTS: usize = 5;
/// How often each thing is done in a long run.
const TIMES: u64 = 100;
/// How many ways through it are gone: enough that the longest is no matter of luck. About one in six meets the browser
/// collecting what earlier ones have left.
const WAYS: u64 = 400;
/// From the whole run to so wide that few events are left.
const ZOOMS: usize = 24;
/// What is searched for in a long run, which has something for each.
const LINES: [&str; 8] = [
    "heartbeat exec-2",
    "kind:decision node:broker",
    "job:job-7",
    "kind:decision emergency:fire",
    "\"exec-3’s heartbeat\"",
    "at:1:00..20:00",
    "/chose exec-[246] for job-\\d*7/",
    "-heartbeat broker",
];

/// How long the browser may take to compile what has come, and a little more.
const COMPILING: Duration = Duration::from_secs(2);

/// Fills the playground that the page shows.
const FILL: &str = include_str!("../measure/fill.js");

/// A script of `measure/`, with what all of them stand on.
macro_rules! script {
    ($name:literal) => {
        concat!(include_str!("../measure/common.js"), include_str!(concat!("../measure/", $name, ".js")))
    };
}

/// Each within a browser of its own: what is held in memory is what this run takes.
const PARTS: [(&str, fn()); 6] = [
    ("first-step", first_step),
    ("executors", many_executors),
    ("10000", || long_run(10_000, 1.0)),
    ("100000", || long_run(100_000, 3.0)),
    ("million", million),
    ("core", core),
];

/// Measures everything, or the part that is named.
fn main() {
    let wanted = std::env::args().nth(1);
    for (name, measure) in PARTS {
        if wanted.as_deref().is_none_or(|wanted| wanted == name) {
            measure();
        }
    }
}

/// From the navigation to the first step's picture, in browsers that have never seen the page.
fn first_step() {
    let cold = |_| {
        let browser = Browser::open();
        let shown = browser.js_async(script!("first"), vec![]);
        shown.as_f64().unwrap_or_else(|| panic!("the first step: {shown}"))
    };
    let mut times: Vec<f64> = (0..COLD_STARTS).map(cold).collect();
    times.sort_by(f64::total_cmp);
    let [min, median, max] = [1, 50, 100].map(|percent| percentile(&times, percent));
    println!("from navigation to the first step, cold\t{min:.0}, {median:.0}, {max:.0} ms (min, median, max)\t1000 ms");
}

fn many_executors() {
    let browser = Browser::open();
    let filled = browser.js_async(FILL, vec![json!(EXECUTORS), json!(JOBS)]);
    assert_eq!(filled, json!("filled"), "filling the playground");
    let steps = times(&browser.js_async(script!("steps"), vec![json!(STEPS)]));
    let world = format!("a step with its redraw, {EXECUTORS} executors, {JOBS} jobs");
    println!("{world}: median\t{:.1} ms\t8 ms", percentile(&steps, 50));
    println!("{world}: 95th percentile\t{:.1} ms\t16 ms", percentile(&steps, 95));
    println!("{world}: longest\t{:.1} ms\t", percentile(&steps, 100));
    for speed in ["1", "16"] {
        let frames = times(&browser.js_async(script!("plays"), vec![json!(speed), json!(FRAMES)]));
        let what = format!("{EXECUTORS} executors, playing at {speed}\u{d7}: work a frame");
        println!("{what}: 95th percentile\t{:.1} ms\t12 ms", percentile(&frames, 95));
    }
}

/// How fast the core goes where it runs as wasm. `cargo xtask bench` sets it beside what the same run does natively.
fn core() {
    let browser = Browser::open();
    wait_for_the_rest(&browser);
    let text = long::opening_at(1, long::CORE_EVENTS);
    let mut speeds = times(&browser.js_async(script!("runs"), vec![json!(text), json!(long::CORE_EVENTS), json!(5)]));
    speeds.sort_by(f64::total_cmp);
    let [least, _, median, _, most] =
        speeds[..].try_into().map(|five: [f64; 5]| five.map(|speed| speed / 1e6)).expect("five turns");
    println!(
        "events a second with every invariant watched, nine nodes, in wasm\t{least:.2}, {median:.2}, {most:.2} million\t"
    );
}

/// As many events as a run may have.
fn million() {
    const EVENTS: u64 = 1_000_000;
    const WAYS: u64 = 40;
    let browser = Browser::open();
    wait_for_the_rest(&browser);
    let opened = browser.js_async(script!("open"), vec![json!(long::scenario(EVENTS))]);
    let opened = opened.as_f64().unwrap_or_else(|| panic!("opening: {opened}"));
    assert_eq!(browser.js("return clocktower.cursor()"), json!(EVENTS), "the run is as long as it should be");
    let (wasm, heap) = memory(&browser);
    println!("{EVENTS} events: opened\t{opened:.0} ms\t");
    println!("{EVENTS} events: memory, wasm and JavaScript\t{:.0} MB\t64 MB", (wasm + heap) / 1e6);
    let places: Vec<u64> = (0..WAYS).map(|n| 1 + long::drawn(n, EVENTS)).collect();
    let ways = Ways::of(&browser.js_async(script!("seeks"), vec![json!(places)]));
    println!("{EVENTS} events: go anywhere: 95th percentile\t{:.1} ms\t", percentile(&ways.times, 95));
    let steps = times(&browser.js_async(script!("steps"), vec![json!(40)]));
    println!("{EVENTS} events: a step: 95th percentile\t{:.1} ms\t", percentile(&steps, 95));
}

/// One long run; its aims are those of 10,000 events so many times over.
fn long_run(events: u64, scale: f64) {
    let browser = Browser::open();
    wait_for_the_rest(&browser);
    let line = |what: &str, ms: f64, aim: f64| println!("{events} events: {what}\t{ms:.1} ms\t{} ms", aim * scale);
    let opened = browser.js_async(script!("open"), vec![json!(long::scenario(events))]);
    line("opened", opened.as_f64().unwrap_or_else(|| panic!("opening: {opened}")), 300.0);
    assert_eq!(browser.js("return clocktower.cursor()"), json!(events), "the run is as long as it should be");
    let (wasm, heap) = memory(&browser);
    let aim = if scale == 1.0 { "60 MB" } else { "" };
    println!("{events} events: memory, wasm and JavaScript\t{:.1} MB\t{aim}", (wasm + heap) / 1e6);

    let both = |what: &str, times: &[f64], aim: f64| {
        line(&format!("{what}: 95th percentile"), percentile(times, 95), aim);
        line(&format!("{what}: longest"), percentile(times, 100), aim);
    };
    let places: Vec<u64> = (0..WAYS).map(|n| 1 + long::drawn(n, events)).collect();
    let ways = Ways::of(&browser.js_async(script!("seeks"), vec![json!(places)]));
    line("go anywhere: 95th percentile", percentile(&ways.times, 95), 50.0);
    line(&format!("go anywhere: longest, {}", ways.longest), percentile(&ways.times, 100), 50.0);
    let searched = browser.js_async(script!("searches"), vec![json!(LINES)]);
    both("search", &times(&searched["times"]), 50.0);
    line("the first search: longest slice", percentile(&times(&searched["slices"]), 100), 50.0);
    let lanes = json!(["exec-1", "exec-2", "exec-3", "exec-4", "exec-5", "exec-6", "store-1"]);
    both("hide a lane", &times(&browser.js_async(script!("hide"), vec![lanes])), 50.0);
    let frame = |what: &str, measured: &Value| {
        line(&format!("{what}: 95th percentile"), percentile(&times(measured), 95), 16.0);
    };
    frame("a step", &browser.js_async(script!("steps"), vec![json!(TIMES)]));
    frame("a turn of the wheel", &browser.js_async(script!("scroll"), vec![json!(TIMES)]));
    let zoomed = browser.js_async(script!("zoom"), vec![json!(ZOOMS)]);
    frame("a step of the zoom", &zoomed["times"]);
    println!("{events} events: nodes in the diagram, at any zoom at most\t{}\t500", times(&zoomed["nodes"])[ZOOMS]);
    browser.assert_quiet_console();
}

/// What the ways through a run took, sorted, and which was the longest.
struct Ways {
    times: Vec<f64>,
    longest: String,
}

impl Ways {
    fn of(measured: &Value) -> Self {
        let way = |way: &Value| Some((way[0].as_f64()?, way[1].as_u64()?, way[2].as_u64()?));
        let mut ways: Vec<(f64, u64, u64)> = measured.as_array().into_iter().flatten().filter_map(way).collect();
        ways.sort_by(|a, b| a.0.total_cmp(&b.0));
        let (_, from, to) = ways.last().unwrap_or_else(|| panic!("measuring: {measured}"));
        Self { longest: format!("from {from} to {to}"), times: ways.iter().map(|way| way.0).collect() }
    }
}

/// Nobody pastes a run before all of the page is there.
fn wait_for_the_rest(browser: &Browser) {
    const IS_HERE: &str = "return performance.getEntriesByType('resource')
        .some((entry) => entry.name.includes('clocktower_later') && entry.responseEnd > 0)";
    browser.wait_until("the later half of the program is here", |browser| browser.js(IS_HERE) == true);
    thread::sleep(COMPILING);
}

/// The bytes of the wasm's memory, and of what JavaScript holds once nothing is left to be collected.
fn memory(browser: &Browser) -> (f64, f64) {
    let wasm = browser.js_async(script!("memory"), vec![]);
    let _ = browser.devtools("HeapProfiler.collectGarbage", json!({}));
    let heap = browser.devtools("Runtime.getHeapUsage", json!({}));
    let bytes = |value: &Value| value.as_f64().unwrap_or_else(|| panic!("measuring memory: {value}"));
    (bytes(&wasm), bytes(&heap["usedSize"]))
}

/// The milliseconds, or whatever else a script counted, sorted.
fn times(measured: &Value) -> Vec<f64> {
    let mut times: Vec<f64> = measured.as_array().into_iter().flatten().filter_map(Value::as_f64).collect();
    assert!(!times.is_empty(), "measuring: {measured}");
    times.sort_by(f64::total_cmp);
    times
}

/// The smallest of the sorted values that at least so many percent of them do not exceed.
fn percentile(sorted: &[f64], percent: usize) -> f64 {
    let rank = (sorted.len() * percent).div_ceil(100).max(1);
    sorted[rank - 1]
}

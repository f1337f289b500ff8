//! Which functions of the wasm are called until the first picture stands and has been stepped through.
//!
//! Prints their numbers for `cargo xtask later`, which has built the page so that each function tells when it is called.

use std::thread;
use std::time::Duration;

use e2e::Browser;

/// How many steps a person takes first, event by event.
const STEPS: usize = 3;
/// How long a step moves on the screen, and a little more.
const MOVING: Duration = Duration::from_millis(500);
const PLAYING: Duration = Duration::from_secs(2);

fn main() {
    let browser = Browser::open();
    thread::sleep(2 * MOVING);
    for (width, height) in [(1440, 900), (390, 844)] {
        browser.viewport(width, height);
        for _ in 0..STEPS {
            browser.click("step");
            thread::sleep(MOVING);
        }
        browser.click("play");
        thread::sleep(PLAYING);
        browser.click("play");
        thread::sleep(MOVING);
    }
    let called = browser.js("return [...calledFunctions].join(' ')");
    println!("{}", called.as_str().unwrap_or_default());
}

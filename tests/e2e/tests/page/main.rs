//! The built page in a headless browser, as a person meets it.
//!
//! One program for all of them: it links once, and the runner spreads the tests over the cores.

mod attack;
mod branches;
mod data;
mod decision;
mod embedded;
mod emergencies;
mod everyone;
mod everything;
mod far;
mod faults;
mod files;
mod kept;
mod languages;
mod learn;
mod links;
mod loading;
mod looks;
mod merge;
mod offline;
mod opening;
mod present;
mod queue;
mod recovery;
mod search;
mod spacetime;
mod stepping;
mod travel;

use e2e::Browser;
use serde_json::Value;

/// The controls that stay put, whatever the page looks like.
const CONTROLS: [&str; 13] = [
    "step",
    "step-heartbeat",
    "step-merge",
    "step-decision",
    "back",
    "play",
    "scrubber",
    "scenario",
    "add-executor",
    "submit-job",
    "inject-emergency",
    "share",
    "export",
];

/// The parts that are always on the page. The inspector shows one of its panels at a time: see [`show`].
const PARTS: [&str; 4] = ["cluster", "spacetime", "inspector", "narration"];

/// The inspector's panels.
const PANELS: [&str; 3] = ["merge", "decision", "queue"];

/// Brings a panel of the inspector to the front, as a person would: by its tab.
#[track_caller]
fn show(browser: &Browser, panel: &str) {
    let visible = format!("[data-testid=\"{panel}\"]");
    let is_shown = |browser: &Browser| {
        browser.js(&format!("return document.querySelector('{visible}')?.checkVisibility() ?? false")) == true
    };
    if !is_shown(browser) {
        let script = "const tab = [...document.querySelectorAll('[data-testid=\"inspector\"] [role=\"tab\"]')]
            .find((tab) => tab.textContent.trim().toLowerCase().startsWith(arguments[0]));
            tab?.setAttribute('data-e2e', arguments[0]);
            return Boolean(tab)";
        assert_eq!(browser.js_with(script, vec![panel.into()]), true, "the inspector has no tab for {panel}");
        browser.click_on(&format!("[data-e2e=\"{panel}\"]"));
    }
    browser.wait_until(&format!("the panel {panel} is shown"), is_shown);
}

/// The core's own state, through the API that the page exposes.
#[track_caller]
fn state(browser: &Browser) -> Value {
    browser.js("return window.clocktower.state()")
}

/// How many events have happened up to the cursor.
#[track_caller]
fn cursor(browser: &Browser) -> u64 {
    let cursor = browser.js("return Number(window.clocktower.cursor())");
    cursor.as_f64().map_or_else(|| panic!("the cursor is {cursor}"), |cursor| cursor as u64)
}

/// What is shown now is fit for everyone in both themes; pictures of both are kept under this name.
#[track_caller]
fn look_in_both_themes(browser: &Browser, name: &str) {
    // Colours that are still on their way from one theme to the other are nobody's.
    browser.reduced_motion(true);
    for scheme in ["light", "dark"] {
        browser.scheme(scheme);
        let found = browser.axe_violations();
        assert!(found.is_empty(), "{scheme}: {found:#?}");
        browser.screenshot(&format!("{name}-{scheme}"));
    }
}

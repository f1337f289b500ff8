//! An emergency overtakes what waits, and the page says why.

use e2e::Browser;
use serde_json::json;

use crate::{show, state};

/// More normal jobs than the example's executors can run at once.
const NORMAL_JOBS: usize = 12;
/// How many decisions may pass until the emergency's is made.
const DECISIONS_MAX: usize = 12;

#[test]
fn an_injected_emergency_is_placed_before_the_normal_jobs_that_wait() {
    let browser = Browser::open();
    for _ in 0..NORMAL_JOBS {
        browser.js_with(
            "window.clocktower.apply(arguments[0])",
            vec![json!({"type": "submit_job", "duration_ms": 600_000})],
        );
    }
    browser.js("for (let i = 0; i < 3; i++) window.clocktower.step('round')");
    let waiting = state(&browser)["queue"].as_array().map_or(0, Vec::len);
    assert!(waiting > 0, "normal jobs wait: {}", state(&browser));

    browser.click("inject-emergency");
    // Where the page asks what kind of emergency, its first offer is taken.
    if browser.count("[role=\"dialog\"] [type=\"submit\"], dialog[open] [type=\"submit\"]") > 0 {
        browser.click_on("[role=\"dialog\"] [type=\"submit\"], dialog[open] [type=\"submit\"]");
    }
    show(&browser, "decision");
    let names_the_emergency = |browser: &Browser| browser.text("decision").to_lowercase().contains("emergency");
    let decided = (0..DECISIONS_MAX).any(|_| {
        browser.click("step-decision");
        names_the_emergency(&browser)
    });
    assert!(decided, "no decision names the emergency: {}", browser.text("decision"));
    browser.screenshot("emergency-decision");
    browser.assert_quiet_console();
}

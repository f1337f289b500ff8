//! Running far ahead: in slices, with a bar and a way to stop, while the page goes on answering.

use e2e::Browser;
use serde_json::{Value, json};

use crate::cursor;

/// So many events take seconds, even on a quick machine.
const FAR: u64 = 900_000;
const BAR: &str = "[data-testid=\"journey\"] [role=\"progressbar\"]";

/// A crowd without work: heartbeats, and nothing to decide.
fn crowd(executors: usize, opens_at_event: u64) -> Value {
    let executor = |n: usize| json!({ "kind": "executor", "name": format!("exec-{n}"), "starts_after_ms": n * 50 });
    let nodes: Vec<Value> = [json!({ "kind": "broker" })].into_iter().chain((1..=executors).map(executor)).collect();
    json!({ "version": 1, "title": "A crowd", "seed": 3, "nodes": nodes, "opens_at_event": opens_at_event })
}

/// Opens a run as a person does, who pastes it into the dialog.
fn open(browser: &Browser, run: &Value) {
    browser.click("export");
    browser.click("import");
    let field = "const field = document.querySelector('[data-testid=\"field-json\"]');
        Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set.call(field, arguments[0]);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));";
    browser.js_with(field, vec![json!(run.to_string())]);
    browser.click("confirm");
}

fn gone(browser: &Browser) -> u64 {
    let now = browser.attributes(BAR, "aria-valuenow");
    now.first().and_then(|now| now.parse().ok()).expect("the bar tells how far it has come")
}

fn is_under_way(browser: &Browser) -> bool {
    browser.count(BAR) == 1
}

fn told(browser: &Browser) -> String {
    browser.text_of(".toasts")
}

#[test]
fn a_run_that_opens_far_away_shows_how_far_it_has_come_and_the_page_answers_meanwhile() {
    let browser = Browser::open();
    let (was, title) = (cursor(&browser), browser.js("return clocktower.state().nodes.length"));
    open(&browser, &crowd(150, FAR));
    browser.wait_until("a bar is shown", is_under_way);
    assert_eq!(browser.count("dialog[open]"), 0, "nothing lies over the bar");
    assert!(told(&browser).contains("Opening a run"));
    let before = gone(&browser);
    browser.wait_until("it moves", |browser| gone(browser) > before);
    // Frames come, and a click is answered, long before the run has come to its event.
    let frames = browser.js_async(
        "const done = arguments[0]; let frames = 0; const end = performance.now() + 500;
        const next = () => { frames += 1; performance.now() < end ? requestAnimationFrame(next) : done(frames); };
        requestAnimationFrame(next);",
        vec![],
    );
    assert!(frames.as_u64() > Some(5), "{frames} frames in half a second");
    browser.click("theme");
    let words = browser.text("narration");
    browser.click("step");
    assert!(is_under_way(&browser), "a step waits until it is known in which run");
    assert_eq!((cursor(&browser), browser.text("narration")), (was, words), "the run on the page is still there");
    browser.screenshot("far-opening");
    assert!(browser.axe_violations_in(".toasts").is_empty());
    browser.press("Escape");
    browser.wait_until("the bar is gone", |browser| !is_under_way(browser));
    assert!(told(&browser).contains("was not opened"), "{}", told(&browser));
    assert_eq!((cursor(&browser), browser.js("return clocktower.state().nodes.length")), (was, title));
    browser.assert_quiet_console();
}

#[test]
fn a_run_that_opens_far_away_comes_to_its_event() {
    const EVENTS: u64 = 30_000;
    let browser = Browser::open();
    open(&browser, &crowd(40, EVENTS));
    browser.wait_until("it has come", |browser| cursor(browser) == EVENTS);
    browser.wait_until("it is drawn", |browser| browser.count("[data-testid=\"cluster\"] .tile") == 40);
    assert!(!is_under_way(&browser));
    browser.click("step");
    browser.wait_until("it goes on", |browser| cursor(browser) == EVENTS + 1);
    browser.assert_quiet_console();
}

#[test]
fn who_looks_far_ahead_can_stop_and_is_where_they_were() {
    const FROM: u64 = 3_000;
    let browser = Browser::open();
    open(&browser, &crowd(800, FROM));
    browser.wait_until("it has come", |browser| cursor(browser) == FROM);
    let hash = || browser.js("return clocktower.hash()");
    let was = hash();
    // A quick machine would be through before anybody needs to be told.
    let slower = |times: u32| browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": times }));
    slower(20);
    browser.click("step-decision");
    browser.wait_until("a bar is shown", is_under_way);
    assert!(told(&browser).contains("Looking for a decision"), "{}", told(&browser));
    browser.click("stop");
    browser.wait_until("the bar is gone", |browser| !is_under_way(browser));
    assert_eq!((cursor(&browser), hash()), (FROM, was.clone()));
    slower(1);
    // Let be to the end: nothing is decided where nobody has work.
    browser.press("d");
    browser.wait_until("it has looked", |browser| told(browser).contains("No decision within"));
    assert_eq!((cursor(&browser), hash()), (FROM, was));
    browser.assert_quiet_console();
}

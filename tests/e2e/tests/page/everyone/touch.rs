//! By finger: a tap is a click, a drag moves the run, and the page still scrolls under it. And what a pointer that
//! hovers calls up stays for as long as it is read, and goes when it is told to.

use std::thread;
use std::time::Duration;

use e2e::Browser;
use serde_json::json;

#[test]
fn a_tap_selects_an_event_and_a_node() {
    let browser = Browser::open();
    browser.viewport(390, 844);
    let event = browser.attributes("[data-testid=\"spacetime\"] [data-event]", "data-event");
    let last = event.last().expect("the example has begun");
    let css = format!("[data-testid=\"spacetime\"] [data-event=\"{last}\"]");
    browser.touch(&[browser.middle(&css)]);
    browser.wait_until("the event is selected", |browser| browser.count(&format!("{css}.is-selected")) == 1);

    browser.touch(&[browser.middle("[data-testid=\"cluster\"] [data-node=\"exec-2\"] .node-card")]);
    browser.wait_until("the node's popover", |browser| browser.count(".popover") == 1);
    browser.screenshot("everyone-tapped");
    browser.assert_quiet_console();
}

#[test]
fn a_finger_across_the_diagram_moves_the_run_and_one_along_it_the_page() {
    let browser = Browser::open();
    browser.viewport(390, 844);
    browser.js("for (let n = 0; n < 60; n++) clocktower.step('event')");
    let plot = "[data-testid=\"spacetime\"] .diagram .plot";
    let first = |browser: &Browser| {
        browser.attributes("[data-testid=\"spacetime\"] [data-event]", "data-event").first().cloned()
    };
    let place = "const events = [...document.querySelectorAll('[data-testid=\"spacetime\"] [data-event]')];
        return JSON.stringify(events.map((event) => [event.dataset.event, Math.round(event.getBoundingClientRect().x)]))";
    let (x, y) = browser.middle(plot);
    let (before, was_first) = (browser.js(place), first(&browser));
    browser.touch(&[(x - 60.0, y), (x - 20.0, y), (x + 30.0, y), (x + 90.0, y)]);
    browser.wait_until("the run has moved under the finger", |browser| {
        browser.js(place) != before || first(browser) != was_first
    });

    let scrolled = browser.js("return scrollY");
    browser.touch(&[(x, y), (x, y + 30.0), (x, y + 80.0), (x, y + 160.0)]);
    browser.wait_until("the page scrolls", |browser| browser.js("return scrollY") != scrolled);
    browser.assert_quiet_console();
}

/// Moves a mouse there.
fn point(browser: &Browser, (x, y): (f64, f64)) {
    browser.devtools("Input.dispatchMouseEvent", json!({"type": "mouseMoved", "x": x, "y": y}));
}

#[test]
fn a_card_that_the_pointer_calls_up_can_be_read_at_leisure_and_put_away() {
    let browser = Browser::open();
    let event = "[data-testid=\"spacetime\"] [data-event]";
    let card = "[data-testid=\"event-card\"]";
    let is_there = |browser: &Browser| browser.count(card) == 1;
    let (x, y) = browser.middle(event);
    point(&browser, (x, y));
    browser.wait_until("the card of the event", is_there);

    // Onto the card, by way of what lies between.
    let at = browser.js_with(
        "const box = document.querySelector(arguments[0]).getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom]",
        vec![json!(card)],
    );
    let side = |side: usize| at[side].as_f64().unwrap_or_default();
    let onto = (x.clamp(side(0) + 5.0, side(2) - 5.0), if side(3) < y { side(3) - 5.0 } else { side(1) + 5.0 });
    for part in 1..=5 {
        let part = f64::from(part) / 5.0;
        point(&browser, (x + (onto.0 - x) * part, y + (onto.1 - y) * part));
    }
    thread::sleep(Duration::from_secs(1));
    assert!(is_there(&browser), "the card is gone as soon as one wants to read it");

    browser.press("Escape");
    browser.wait_until("Escape puts it away", |browser| browser.count(card) == 0);
    browser.assert_quiet_console();
}

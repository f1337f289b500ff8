//! By finger: a tap is a click, a drag moves the run, and the page still scrolls under it.

use e2e::Browser;

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

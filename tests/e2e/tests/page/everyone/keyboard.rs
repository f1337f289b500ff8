//! Everything by keyboard alone.

use e2e::Browser;
use serde_json::json;

use super::{OPENERS, SIZES, open_tab, tabs};
use crate::{cursor, state};

#[test]
fn tab_leads_to_every_control_with_the_focus_in_sight() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.js("for (const step of ['heartbeat', 'merge', 'decision']) clocktower.step(step)");
    let mut wrong = Vec::new();
    for tab in tabs(&browser) {
        open_tab(&browser, &tab);
        let walk = browser.walk();
        assert!(walk.stops.len() > 20, "hardly anything was reached: {:?}", walk.stops);
        let order = ["topbar", "cluster", "inspector", "spacetime"];
        let regions: Vec<&str> =
            walk.regions.iter().map(String::as_str).filter(|region| order.contains(region)).collect();
        assert_eq!(regions, order, "from part to part: {:?}", walk.stops);
        wrong.extend(walk.wrong.into_iter().map(|line| format!("{tab}: {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    browser.assert_quiet_console();
}

#[test]
fn tab_leads_everywhere_on_a_phone_and_at_twice_the_size() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    let mut wrong = Vec::new();
    for (size, width, height) in SIZES.into_iter().skip(2) {
        browser.viewport(width, height);
        wrong.extend(browser.walk().wrong.into_iter().map(|line| format!("{size}: {line}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_dialog_holds_the_focus_and_gives_it_back() {
    let browser = Browser::open();
    for opener in OPENERS {
        let css = format!("[data-testid=\"{opener}\"]");
        browser.tab_to(&css);
        browser.press("Enter");
        browser.wait_until("the dialog has the focus", |browser| browser.count("dialog[open] :focus") == 1);
        for _ in 0..40 {
            browser.press("Tab");
            // Past its end the focus may be with the browser itself, and never on the page behind.
            let is_behind = "const focused = document.activeElement;
                return focused !== document.body && !focused.closest('dialog')";
            assert_eq!(browser.js(is_behind), false, "{opener}: the focus is behind the dialog");
        }
        browser.press("Escape");
        browser.wait_until(&format!("{opener} has the focus again"), |browser| {
            browser.count("dialog") == 0 && browser.count(&format!("{css}:focus")) == 1
        });
    }
    browser.assert_quiet_console();
}

#[test]
fn a_popover_gives_the_focus_back_to_its_node() {
    let browser = Browser::open();
    let node = "[data-testid=\"cluster\"] [data-node=\"exec-2\"] [role=\"button\"]";
    browser.tab_to(node);
    browser.press("Enter");
    browser.wait_until("the popover has the focus", |browser| browser.count(".popover :focus") == 1);
    browser.press("Escape");
    browser.wait_until("the node has the focus again", |browser| {
        browser.count(".popover") == 0 && browser.count(&format!("{node}:focus")) == 1
    });
    browser.assert_quiet_console();
}

/// Presses a key, and waits until the run has gone on or back.
#[track_caller]
fn goes(browser: &Browser, key: &str) -> u64 {
    let before = cursor(browser);
    browser.press(key);
    browser.wait_until(&format!("{key} goes somewhere"), |browser| cursor(browser) != before);
    cursor(browser)
}

#[track_caller]
fn is_tab_shown(browser: &Browser, panel: &str) {
    browser.wait_until(&format!("{panel} is shown"), |browser| browser.has(panel));
}

#[test]
fn the_five_minutes_in_the_tower_need_no_mouse() {
    let browser = Browser::open();
    goes(&browser, "m");
    is_tab_shown(&browser, "merge");
    goes(&browser, "d");
    is_tab_shown(&browser, "decision");
    for _ in 0..3 {
        goes(&browser, "ArrowRight");
    }

    browser.press("e");
    browser.wait_until("the form of an emergency", |browser| browser.count("dialog[open] :focus") == 1);
    browser.tab_to("[data-testid=\"confirm\"]");
    browser.press("Enter");
    browser.wait_until("the dialog is gone", |browser| browser.count("dialog") == 0);
    let is_here = |browser: &Browser| {
        state(browser)["jobs"].as_array().is_some_and(|jobs| jobs.iter().any(|job| !job["emergency"].is_null()))
    };
    assert!(
        (0..20).any(|_| {
            goes(&browser, "ArrowRight");
            is_here(&browser)
        }),
        "no emergency: {}",
        state(&browser)["jobs"]
    );
    browser.press("4");
    is_tab_shown(&browser, "queue");

    browser.tab_to("[data-testid=\"cluster\"] [data-node=\"exec-2\"] [role=\"button\"]");
    browser.press("Enter");
    browser.wait_until("the popover", |browser| browser.count(".popover :focus") == 1);
    browser.tab_to("[data-testid=\"crash\"]");
    browser.press("Enter");
    let crashed = |browser: &Browser| browser.count("[data-node=\"exec-2\"].is-crashed") == 1;
    browser.wait_until("exec-2 has crashed", crashed);
    goes(&browser, "h");
    let here = goes(&browser, "ArrowLeft");
    assert!(here > 0);
    browser.screenshot("everyone-keyboard-crashed");
    browser.assert_quiet_console();
}

#[test]
fn two_events_are_compared_by_keyboard() {
    let browser = Browser::open();
    browser.tab_to("[data-testid=\"spacetime\"] [data-event]");
    browser.press("Enter");
    browser.wait_until("an event is selected", |browser| {
        browser.count("[data-testid=\"spacetime\"] [data-event].is-selected") == 1
    });
    browser.press("ArrowLeft");
    browser.press("ArrowLeft");
    browser.press("Shift+Enter");
    browser.wait_until("their relation is told", |browser| !browser.text("relation").trim().is_empty());
    browser.assert_quiet_console();
}

#[test]
fn a_call_is_sent_by_keyboard() {
    let browser = Browser::open();
    let wire = tabs(&browser).iter().position(|tab| tab == "tab-wire").map_or(0, |at| at + 1);
    browser.press(&wire.to_string());
    is_tab_shown(&browser, "console");
    browser.tab_to("[data-testid=\"call-address\"]");
    browser.press("Control+Enter");
    browser.wait_until("an answer", |browser| browser.text("call-answer").contains("200"));
    let focused =
        browser.js_with("return document.activeElement?.dataset.testid === arguments[0]", vec![json!("call-address")]);
    assert_eq!(focused, true, "the focus stays where it was");
    browser.assert_quiet_console();
}

/// WCAG 2.1.4: whoever speaks to the browser, or presses keys by accident, can do without.
#[test]
fn keys_of_one_character_can_be_switched_off_and_stay_off() {
    let browser = Browser::open();
    let start = cursor(&browser);
    browser.press("?");
    browser.click("character-keys");
    browser.screenshot("help-keys-off");
    browser.press("Escape");
    for visit in ["this", "the next"] {
        let here = cursor(&browser);
        for key in ["m", "d", "[", "?", "2"] {
            browser.press(key);
        }
        assert_eq!(cursor(&browser), here, "{visit} visit: a character went through the run");
        assert_eq!(browser.count("dialog"), 0, "{visit} visit: a character opened a dialog");
        browser.press("ArrowRight");
        browser.wait_until("other keys go on", |browser| cursor(browser) == here + 1);
        browser.reload();
    }
    browser.click("help");
    browser.click("character-keys");
    browser.press("Escape");
    browser.press("m");
    browser.wait_until("characters work again", |browser| cursor(browser) > start);
    browser.assert_quiet_console();
}

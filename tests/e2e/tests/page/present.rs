//! Presenting: moments by a clicker's keys, a countdown, a pointer, a dark screen, and notes on a second screen.

use e2e::Browser;
use serde_json::json;
use thirtyfour::Key;

use crate::{cursor, look_in_both_themes, state};

fn presenting() -> Browser {
    let browser = Browser::open();
    browser.press("P");
    browser.wait_until("it presents", |browser| browser.has("presenting"));
    browser
}

/// What a clicker sends.
fn click_on(browser: &Browser, key: Key) {
    browser.keys(key);
}

#[test]
fn a_clicker_walks_through_the_moments_of_the_scenario_forth_and_back() {
    let browser = presenting();
    let moments = browser.js("return clocktower.scenario().moments");
    let moments = moments.as_array().expect("moments");
    browser.press("Home");
    for moment in moments {
        click_on(&browser, Key::PageDown);
        assert_eq!(json!(cursor(&browser)), moment["event"], "{moment}");
        browser.wait_until("what there is to see stands there", |browser| {
            browser.has("look-at") && json!(browser.text("look-at")) == moment["look_at"]
        });
    }
    look_in_both_themes(&browser, "present");
    click_on(&browser, Key::PageDown);
    browser.wait_until("it says so", |browser| browser.text_of(".toasts").contains("This was the last moment"));
    click_on(&browser, Key::PageUp);
    assert_eq!(json!(cursor(&browser)), moments[moments.len() - 2]["event"]);
    browser.press("P");
    browser.wait_until("it is over", |browser| !browser.has("presenting") && !browser.has("look-at"));
    browser.assert_quiet_console();
}

#[test]
fn a_room_predicts_while_the_seconds_run_down() {
    let browser = presenting();
    browser.press("C");
    browser.wait_until("it counts", |browser| browser.text("counting").contains("Predict now"));
    browser.wait_until("a second passes", |browser| browser.text("counting").contains("19"));
    look_in_both_themes(&browser, "present-countdown");
    browser.click("countdown");
    browser.wait_until("it is stopped", |browser| !browser.has("counting"));
    browser.press("B");
    browser.wait_until("the screen is dark", |browser| browser.has("dark"));
    click_on(&browser, Key::PageDown);
    browser.wait_until("and light again with the next moment", |browser| !browser.has("dark"));
    browser.press("O");
    browser.js("document.dispatchEvent(new PointerEvent('pointermove', {clientX: 200, clientY: 300, bubbles: true}))");
    browser.wait_until("the pointer is there", |browser| {
        let middle = "const dot = document.querySelector('.pointer'); const { x, width } = dot.getBoundingClientRect();
            return Math.round(x + width / 2)";
        browser.js(middle) == json!(200)
    });
    browser.assert_quiet_console();
}

#[test]
fn notes_stand_in_a_window_of_their_own_and_lead_the_page() {
    let browser = presenting();
    let page = browser.tab();
    browser.click("notes");
    browser.wait_until("the window is there", |browser| browser.tabs().len() == 2);
    let notes = browser.tabs().into_iter().find(|tab| *tab != page).expect("the notes");
    browser.switch_tab(&notes);
    browser.wait_until("they are the scenario's", |browser| {
        let shown = browser.text_of("main");
        browser.text_of("h1") == "An ambulance arrives"
            && !browser.text_of("#notes").is_empty()
            && shown.contains("Moments")
    });
    browser.click_on("#moments button");
    browser.wait_until("the moment is marked", |browser| browser.count("#moments [aria-current]") == 1);
    browser.screenshot("notes");
    let first = browser.js("return opener.clocktower.cursor()");
    browser.click_on("#after");
    browser.wait_until("the page goes on", |browser| browser.js("return opener.clocktower.cursor()") != first);
    browser.wait_until("its sentence is here", |browser| browser.text_of("#here").len() > 20);
    browser.switch_tab(&page);
    assert!(state(&browser)["cursor"].as_u64() > first.as_u64());
    browser.assert_quiet_console();
}

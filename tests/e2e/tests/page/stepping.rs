//! Moving through time.

use e2e::Browser;
use thirtyfour::Key;

use crate::{cursor, show};

#[test]
fn a_step_forward_and_a_step_back_meet_where_they_began() {
    let browser = Browser::open();
    let before = cursor(&browser);
    browser.click("step");
    browser.wait_until("one event more", |browser| cursor(browser) == before + 1);
    browser.click("back");
    browser.wait_until("where it began", |browser| cursor(browser) == before);
    browser.assert_quiet_console();
}

#[test]
fn each_kind_of_step_moves_the_run_on() {
    let browser = Browser::open();
    for step in ["step", "step-heartbeat", "step-merge", "step-decision"] {
        let before = cursor(&browser);
        browser.click(step);
        browser.wait_until(step, |browser| cursor(browser) > before);
    }
    browser.assert_quiet_console();
}

#[test]
fn a_merge_on_the_screen_is_the_clock_of_the_core() {
    let browser = Browser::open();
    browser.click("step-heartbeat");
    browser.click("step-merge");
    show(&browser, "merge");
    // The event that the step stopped at is the last one that has happened.
    let clock = browser.js("const events = clocktower.events(0, clocktower.cursor());
         return clocktower.clock(events.at(-1).id)");
    let entries = clock.as_object().unwrap_or_else(|| panic!("no clock: {clock}"));
    assert!(entries.len() > 1, "a merge knows of more than one node: {clock}");
    browser.wait_until("the merge shows every entry of the core's clock", |browser| {
        let shown = browser.text("merge");
        let numbers: Vec<&str> = shown.split(|c: char| !c.is_ascii_digit()).collect();
        entries.iter().all(|(_, count)| numbers.contains(&count.to_string().as_str()))
    });
    browser.assert_quiet_console();
}

#[test]
fn play_runs_by_itself_until_it_is_paused() {
    let browser = Browser::open();
    let before = cursor(&browser);
    browser.click("play");
    browser.wait_until("it runs", |browser| cursor(browser) > before + 2);
    browser.click("play");
    let paused = cursor(&browser);
    std::thread::sleep(std::time::Duration::from_millis(700));
    assert!(cursor(&browser) <= paused + 1, "it went on after the pause");
    browser.assert_quiet_console();
}

#[test]
fn after_a_click_on_a_tab_the_arrows_go_on_stepping_and_with_the_keyboard_they_go_from_tab_to_tab() {
    let browser = Browser::open();
    let before = cursor(&browser);
    let shown = |browser: &Browser| browser.text_of("[role=tab][aria-selected=true]");
    browser.click_on("#tab-decision");
    browser.keys(Key::Right.value().to_string());
    browser.wait_until("one event more", |browser| cursor(browser) > before);
    assert_eq!(shown(&browser), "Decision");
    browser.js("document.querySelector('#tab-decision').focus()");
    let here = cursor(&browser);
    browser.keys(Key::Right.value().to_string());
    browser.wait_until("the next tab", |browser| shown(browser).starts_with("Queue"));
    assert_eq!(cursor(&browser), here);
}

#[test]
fn the_keyboard_alone_reaches_the_step_button_and_uses_it() {
    let browser = Browser::open();
    let before = cursor(&browser);
    let focused = "return document.activeElement?.dataset?.testid ?? ''";
    let reached = (0..100).any(|_| {
        browser.keys(Key::Tab.value().to_string());
        browser.js(focused) == "step"
    });
    assert!(reached, "Tab does not lead to the step button");
    browser.keys(Key::Enter.value().to_string());
    browser.wait_until("one event more", |browser| cursor(browser) > before);
    browser.assert_quiet_console();
}

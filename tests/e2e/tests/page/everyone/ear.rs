//! What a screen reader says by itself: each thing once, in whole sentences, and nothing while the run plays.

use std::thread;
use std::time::Duration;

use e2e::Browser;

use super::{open_tab, tabs};
use crate::cursor;

/// Longer than the page waits before it says something.
const SAID: Duration = Duration::from_millis(900);
/// What the eye takes in at a glance, and what is spelt sign by sign aloud.
const SIGNS: [char; 12] = ['[', ']', '→', '·', '#', '=', '≠', '≤', '≥', '{', '}', '✓'];

/// Notes what every live region says from now on.
fn listen(browser: &Browser) {
    browser.js("window.__said = [];
        window.__ear?.disconnect();
        const live = ':is([role=status], [role=alert], [role=log], output, [aria-live=polite], [aria-live=assertive]):not([aria-live=off])';
        window.__ear = new MutationObserver((changes) => {
            const regions = new Set(changes.map(({ target }) => (target.closest ? target : target.parentElement)?.closest(live)));
            for (const region of regions) if (region && region.textContent.trim()) window.__said.push(region.textContent.trim());
        });
        window.__ear.observe(document.body, { subtree: true, childList: true, characterData: true })");
}

/// What was said since.
fn said(browser: &Browser) -> Vec<String> {
    thread::sleep(SAID);
    let said = browser.js("return window.__said");
    said.as_array().into_iter().flatten().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn a_step_is_announced_once_in_sentences_whichever_tab_is_shown() {
    let browser = Browser::open();
    for tab in tabs(&browser) {
        open_tab(&browser, &tab);
        thread::sleep(SAID);
        for key in ["ArrowRight", "h", "ArrowLeft"] {
            listen(&browser);
            let before = cursor(&browser);
            browser.press(key);
            browser.wait_until("the run moves", |browser| cursor(browser) != before);
            let said = said(&browser);
            assert_eq!(said.len(), 1, "{tab}, {key}: {said:#?}");
            assert!(said[0].ends_with('.') && !said[0].contains(SIGNS), "{tab}, {key}: {}", said[0]);
        }
    }
    browser.assert_quiet_console();
}

#[test]
fn whoever_steps_on_quickly_hears_only_where_it_ends() {
    let browser = Browser::open();
    listen(&browser);
    // All at once, however slow the machine is that drives this.
    browser.js("for (let n = 0; n < 8; n++) {
        document.body.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
    }");
    let said = said(&browser);
    assert_eq!(said.len(), 1, "{said:#?}");
}

#[test]
fn nothing_is_spoken_while_the_run_plays_and_one_sentence_when_it_stops() {
    let browser = Browser::open();
    let before = cursor(&browser);
    browser.js("const speed = document.querySelector('[data-testid=\"speed\"]');
        speed.value = '4'; speed.dispatchEvent(new Event('change', { bubbles: true }))");
    thread::sleep(SAID);
    listen(&browser);
    browser.press(" ");
    browser.wait_until("it plays", |browser| cursor(browser) > before + 6);
    let while_playing = browser.js("return window.__said.length");
    assert_eq!(while_playing, 0, "{}", browser.js("return window.__said"));
    browser.press(" ");
    let said = said(&browser);
    assert_eq!(said.len(), 1, "{said:#?}");
    browser.assert_quiet_console();
}

#[test]
fn what_passes_by_is_said_once_and_nothing_else_with_it() {
    let browser = Browser::open();
    thread::sleep(SAID);
    browser.press("n");
    browser.wait_until("the form", |browser| browser.count("dialog[open]") == 1);
    listen(&browser);
    browser.press("Enter");
    let said = said(&browser);
    assert_eq!(said.len(), 1, "{said:#?}");
    assert!(said[0].contains("exec-4"), "{said:#?}");
    browser.assert_quiet_console();
}

//! Nothing is lost on a small screen, at twice the size, with spaced text, or without motion.

use e2e::Browser;

use super::{OPENERS, SIZES, close_dialog, open_dialog, open_tab, tabs};

/// Widths in CSS pixels, each with its height. 320 is a window of 1280 at a zoom of 400 %.
const WIDTHS: [(u32, u32); 5] = [(320, 640), (390, 844), (720, 450), (1024, 768), (1440, 900)];

/// Looks at every tab and every dialog at every width; gives back what was found wrong, with where it was.
fn everywhere(browser: &Browser, look: impl Fn(&Browser) -> Vec<String>) -> Vec<String> {
    let mut wrong = Vec::new();
    for (width, height) in WIDTHS {
        browser.viewport(width, height);
        for tab in tabs(browser) {
            open_tab(browser, &tab);
            wrong.extend(look(browser).into_iter().map(|line| format!("{width}, {tab}: {line}")));
        }
        for opener in OPENERS {
            open_dialog(browser, opener);
            wrong.extend(look(browser).into_iter().map(|line| format!("{width}, {opener}: {line}")));
            close_dialog(browser);
        }
    }
    wrong
}

fn prepared() -> Browser {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.js("for (const step of ['heartbeat', 'merge', 'decision']) clocktower.step(step)");
    browser
}

#[test]
fn nothing_is_cut_off_at_any_width() {
    let browser = prepared();
    let wrong = everywhere(&browser, Browser::cut_off);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn text_may_be_spaced_without_being_cut_off() {
    let browser = prepared();
    browser.spaced_text(true);
    let wrong = everywhere(&browser, Browser::cut_off);
    browser.screenshot("everyone-spaced-text");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_target_can_be_hit() {
    let browser = prepared();
    let wrong = everywhere(&browser, Browser::small_targets);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_tab_that_is_shown_is_in_sight() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    for (size, width, height) in SIZES {
        browser.viewport(width, height);
        for tab in tabs(&browser) {
            open_tab(&browser, &tab);
            let is_within = format!(
                "const tab = document.getElementById('{tab}').getBoundingClientRect();
                const row = document.getElementById('{tab}').parentElement.getBoundingClientRect();
                return tab.left >= row.left - 1 && tab.right <= row.right + 1"
            );
            browser.wait_until(&format!("{tab} is in sight on the {size} screen"), |browser| {
                browser.js(&is_within) == true
            });
        }
    }
}

#[test]
fn nothing_moves_whatever_a_person_does_who_asked_for_no_motion() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.reload();
    let deeds = [
        "document.querySelector('[data-testid=\"step\"]').click()",
        "document.querySelector('[data-testid=\"step-heartbeat\"]').click()",
        "document.querySelector('[data-testid=\"step-merge\"]').click()",
        "document.querySelector('[data-testid=\"step-decision\"]').click()",
        "document.querySelector('[data-testid=\"back\"]').click()",
        "document.getElementById('tab-queue').click()",
        "clocktower.apply({ type: 'submit_job' })",
        "document.querySelector('[data-testid=\"help\"]').click()",
        "document.querySelector('dialog [aria-label=\"Close\"]').click()",
        "document.querySelector('[data-node=\"exec-2\"] [role=\"button\"]').dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        "document.querySelector('[data-testid=\"crash\"]').click()",
        "document.querySelector('[data-testid=\"play\"]').click()",
        "document.querySelector('[data-testid=\"play\"]').click()",
    ];
    for deed in deeds {
        browser.js(deed);
        let moving = browser.moving();
        assert!(moving.is_empty(), "after {deed}:\n{}", moving.join("\n"));
    }
    browser.assert_quiet_console();
}

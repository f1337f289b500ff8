//! The page is for everyone: by eye, by ear, by keyboard, by finger, at any size, without motion.

mod axe;
mod colours;
mod ear;
mod keyboard;
mod sizes;
mod touch;

use e2e::Browser;

/// The sizes at which the page is checked; the last is a laptop's window at a zoom of 200 %.
const SIZES: [(&str, u32, u32); 4] =
    [("wide", 1440, 900), ("tablet", 1024, 768), ("phone", 390, 844), ("zoomed", 720, 450)];

/// The tabs of the inspector, whichever there are, by the ids of their buttons.
pub(crate) fn tabs(browser: &Browser) -> Vec<String> {
    browser.attributes("[data-testid=\"inspector\"] [role=\"tab\"]", "id")
}

/// Brings a tab to the front.
#[track_caller]
pub(crate) fn open_tab(browser: &Browser, tab: &str) {
    browser.js_with("document.getElementById(arguments[0]).click()", vec![tab.into()]);
    let selected = format!("#{tab}[aria-selected=\"true\"]");
    browser.wait_until(&format!("{tab} is shown"), |browser| browser.count(&selected) == 1);
}

/// Opens the dialog behind a control of the header.
#[track_caller]
pub(crate) fn open_dialog(browser: &Browser, opener: &str) {
    browser.js_with("document.querySelector(`[data-testid=\"${arguments[0]}\"]`).click()", vec![opener.into()]);
    browser.wait_until(&format!("{opener} opens a dialog"), |browser| browser.count("dialog[open]") == 1);
}

/// Closes the dialog, and waits until it is gone.
#[track_caller]
pub(crate) fn close_dialog(browser: &Browser) {
    browser.press("Escape");
    browser.wait_until("the dialog is gone", |browser| browser.count("dialog[open]") == 0);
}

/// The controls that open a dialog.
pub(crate) const OPENERS: [&str; 6] = ["add-executor", "submit-job", "inject-emergency", "faults", "export", "help"];

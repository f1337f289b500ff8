//! Nothing on the page complains, whatever a person clicks.

use e2e::Browser;

use crate::CONTROLS;

#[test]
fn every_control_on_the_page_can_be_used_without_a_console_message() {
    let browser = Browser::open();
    let explored = browser.use_every_control();
    browser.assert_quiet_console();
    assert!(explored.refused.is_empty(), "could not be used: {:#?}", explored.refused);
    let unused: Vec<_> = CONTROLS.into_iter().filter(|id| !explored.used.contains(*id)).collect();
    assert!(unused.is_empty(), "never used: {unused:?}, but {:#?}", explored.used);
}

#[test]
fn every_control_can_be_used_on_a_phone_too() {
    let browser = Browser::open();
    browser.viewport(390, 844);
    let explored = browser.use_every_control();
    browser.assert_quiet_console();
    assert!(explored.refused.is_empty(), "could not be used: {:#?}", explored.refused);
    assert!(explored.used.contains("step-merge"), "hardly anything was found: {:#?}", explored.used);
}

#[test]
fn a_screen_reader_has_a_name_for_every_control() {
    let browser = Browser::open();
    let nameless = browser.controls_without_a_name();
    assert!(nameless.is_empty(), "controls without a name: {nameless:?}");
}

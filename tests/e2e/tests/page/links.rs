//! Share links: made, opened, followed, and refused.

use e2e::Browser;
use serde_json::json;

use crate::{cursor, look_in_both_themes, state};

const FAILURE: &str = ".failure[role=alert]";

/// The link to the run on the page, from the `#` on.
#[track_caller]
fn link(browser: &Browser) -> String {
    let address = browser.js("return window.clocktower.export('link')");
    let address = address.as_str().unwrap_or_default();
    assert!(address.starts_with(&browser.url()), "{address}");
    address[address.find('#').expect("a fragment")..].to_owned()
}

#[track_caller]
fn hash(browser: &Browser) -> String {
    browser.js("return window.clocktower.hash()").as_str().unwrap_or_default().to_owned()
}

/// Loads the page anew with something else behind its address.
fn load_with(browser: &Browser, fragment: &str) {
    browser.js_with("history.replaceState(null, '', arguments[0]); location.reload()", vec![json!(fragment)]);
}

#[test]
fn a_shared_link_opens_the_same_run_at_the_same_event() {
    let browser = Browser::open();
    browser
        .js("window.clocktower.apply({type: 'crash', node: 'exec-2'}); for (let n = 0; n < 7; n++) clocktower.step()");
    browser.click("share");
    browser.wait_until("it says so", |browser| browser.text_of(".toasts").contains("Link copied, with your 1 command"));
    let (made, at, was) = (link(&browser), cursor(&browser), hash(&browser));
    let opened = Browser::open_with(&made);
    assert_eq!((cursor(&opened), hash(&opened)), (at, was));
    assert_eq!(state(&opened)["nodes"], state(&browser)["nodes"]);
    // Shown as it is: the link stays in the address until another run is.
    assert_eq!(opened.js("return location.hash"), json!(made));
    opened.assert_quiet_console();
    browser.assert_quiet_console();
}

#[test]
fn a_link_put_into_the_address_of_the_page_is_followed_and_a_bad_one_leaves_the_run() {
    let browser = Browser::open();
    let made = link(&browser);
    browser.js("clocktower.step('decision'); clocktower.step('merge')");
    let (at, was) = (cursor(&browser), hash(&browser));
    browser.js_with("location.hash = arguments[0]", vec![json!(&made[..made.len() - 20])]);
    browser
        .wait_until("it says what is wrong", |browser| browser.text_of(".toasts").contains("This link does not open"));
    assert!(browser.text_of(".toasts").contains("link: it"), "{}", browser.text_of(".toasts"));
    assert_eq!((cursor(&browser), hash(&browser)), (at, was));
    browser.js_with("location.hash = arguments[0]", vec![json!(made)]);
    browser.wait_until("the link is followed", |browser| cursor(browser) < at);
}

#[test]
fn a_bad_link_says_what_is_wrong_and_offers_the_example() {
    let browser = Browser::open();
    for (fragment, wrong) in
        [("#run=abc*", "character 4 is '*'"), ("#run=eJxLTEpOAQAD2AGLx", "link: "), ("#run=", "it ends too early")]
    {
        load_with(&browser, fragment);
        // Until the page is loaded anew, it may say what was wrong with the link before.
        browser.wait_until(&format!("the page says of {fragment}: {wrong}"), |browser| {
            let told = browser.js("return document.querySelector('.failure[role=alert]')?.innerText ?? ''");
            told.as_str().is_some_and(|told| told.contains("This link does not open") && told.contains(wrong))
        });
    }
    look_in_both_themes(&browser, "link-refused");
    browser.click_on(&format!("{FAILURE} .button"));
    browser.wait_until("the example is there", |browser| browser.has("step") && browser.count(FAILURE) == 0);
    assert_eq!(browser.js("return location.hash"), json!(""));
}

#[test]
fn a_run_that_cannot_come_as_far_as_its_address_asks_says_where_it_opens() {
    let browser = Browser::open_with("?scenario=storm&at=900000");
    browser.wait_until("it says so", |browser| browser.text_of(".toasts").contains("already"));
    let said = browser.text_of(".toasts");
    let opened = format!("This run opens at event {} already", cursor(&browser));
    assert!(said.contains(&opened) && said.contains("to event 900000"), "{said}");
}

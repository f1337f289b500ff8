//! How the page loads: the first half of the program makes the first picture and steps on from it, the later half follows.

use e2e::Browser;
use serde_json::json;

/// The later half of the program; a page that was built with `--quick` has none.
const LATER: &str = "clocktower_later.wasm";
const FAILURE: &str = ".failure[role=alert]";

/// The page in a browser that cannot get at the later half.
fn open_without_the_later_half() -> Browser {
    let browser = Browser::launch("some/where");
    browser.viewport(1440, 900);
    browser.devtools("Network.enable", json!({}));
    block(&browser, &[&format!("*{LATER}")]);
    browser.go("");
    browser
}

fn block(browser: &Browser, addresses: &[&str]) {
    browser.devtools("Network.setBlockedURLs", json!({"urls": addresses}));
}

/// How often the later half has been fetched, and by what: `"fetch"` in advance, `"xmlhttprequest"` in need.
fn fetched(browser: &Browser) -> Vec<String> {
    const SCRIPT: &str = "return performance.getEntriesByType('resource')
        .filter((entry) => entry.name.endsWith(arguments[0]) && entry.responseStatus === 200)
        .map((entry) => entry.initiatorType)";
    let ways = browser.js_with(SCRIPT, vec![json!(LATER)]);
    ways.as_array().into_iter().flatten().filter_map(|way| way.as_str().map(str::to_owned)).collect()
}

#[test]
fn the_first_picture_stands_and_steps_without_the_later_half() {
    let browser = open_without_the_later_half();
    // Not by the JavaScript interface, which is in the later half.
    let told = || browser.text("narration");
    for step in 1..=8 {
        let before = told();
        browser.click("step");
        browser.wait_until(&format!("step {step}"), |_| told() != before);
    }
    browser.click("play");
    let before = told();
    browser.wait_until("it plays", |_| told() != before);
    browser.click("play");
    browser.viewport(390, 844);
    browser.click("step");
    assert_eq!(browser.count(FAILURE), 0, "{}", browser.text_of("body"));
    assert_eq!(fetched(&browser), [""; 0], "nobody could have fetched it");
}

#[test]
fn what_needs_the_later_half_before_it_is_there_waits_for_it() {
    let browser = open_without_the_later_half();
    block(&browser, &[]);
    browser.click("inject-emergency");
    browser.wait_until("the dialog is open", |browser| browser.count("dialog[open]") == 1);
    assert_eq!(fetched(&browser), ["xmlhttprequest"]);
    assert_eq!(browser.count(FAILURE), 0);
}

#[test]
fn the_later_half_comes_by_itself_and_only_once() {
    let browser = Browser::open_under("some/where");
    browser.wait_until("the later half was fetched", |browser| fetched(browser) == ["fetch"]);
    // Offline from here on.
    browser.devtools("Network.enable", json!({}));
    block(&browser, &["*"]);
    browser.click("inject-emergency");
    browser.wait_until("the dialog is open", |browser| browser.count("dialog[open]") == 1);
    assert_eq!(fetched(&browser), ["fetch"]);
    browser.assert_quiet_console();
}

#[test]
fn a_later_half_that_cannot_be_had_is_told_in_words() {
    let browser = open_without_the_later_half();
    browser.click("inject-emergency");
    browser.wait_until("the page says so", |browser| browser.count(FAILURE) == 1);
    let told = browser.text_of(FAILURE);
    assert!(told.contains("did not arrive") && told.contains(LATER), "{told}");
    browser.screenshot("loading-incomplete");
}

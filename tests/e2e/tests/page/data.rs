//! Data on the page: calls by hand, and what the datastores keep.

use e2e::Browser;
use thirtyfour::Key;

use crate::{cursor, show};

/// Picks one of the console's examples by what it asks for.
#[track_caller]
fn pick(browser: &Browser, what: &str) {
    let options = "[data-testid=\"call-examples\"] option";
    let script =
        "return [...document.querySelectorAll(arguments[0])].findIndex((o) => o.textContent.endsWith(arguments[1]))";
    let at = browser.js_with(script, vec![options.into(), format!("· {what}").into()]);
    let at = at.as_i64().filter(|at| *at > 0).unwrap_or_else(|| panic!("no example {what}"));
    // The first option is no example.
    browser.click_on(&format!("{options}[value=\"{}\"]", at - 1));
}

/// The keys that send.
fn send() -> String {
    [Key::Control, Key::Enter].iter().map(Key::value).collect()
}

#[track_caller]
fn answer(browser: &Browser, status: &str) -> String {
    browser.wait_until("the answer is there", |browser| browser.text("call-answer").starts_with(status));
    browser.text("call-answer")
}

#[test]
fn an_example_is_sent_by_keyboard_and_the_history_has_it() {
    let browser = Browser::open();
    show(&browser, "wire");
    let before = cursor(&browser);
    pick(&browser, "how many executors there are");
    assert_eq!(browser.js("return document.querySelector('[data-testid=\"call-address\"]').value"), "/executors/count");
    // Right after the choice, where the focus is in the list.
    browser.keys(send());
    let text = answer(&browser, "200");
    let registered = browser.js("return window.clocktower.request('GET', '/executors/count', '').body");
    assert!(text.contains(" ms, ") && text.ends_with(&registered.to_string()), "{text}");
    assert!(cursor(&browser) > before, "a call is an event");

    // What is refused says where and why, and makes no event.
    browser.click_on("[data-testid=\"console\"] label:nth-child(2)");
    browser.js("document.querySelector('[data-testid=\"call-address\"]').select()");
    browser.type_into("call-address", "/executors/heartbeat/exec-1");
    browser.type_into("call-body", "{\"memory\": 1.5}");
    let here = cursor(&browser);
    browser.click("send-call");
    let text = answer(&browser, "422");
    assert!(text.contains("body.memory: Input should be a valid integer"), "{text}");
    assert_eq!(cursor(&browser), here);

    // The latest stands first; sending once more adds another.
    let history = browser.text("call-history");
    assert!(history.find("422").zip(history.find("200")).is_some_and(|(late, early)| late < early), "{history}");
    browser.click_on("[data-testid=\"call-history\"] li:last-child button:last-child");
    browser.wait_until("it was sent again", |browser| browser.count("[data-testid=\"call-history\"] li") == 3);
    // The way from an answer to its event.
    browser.click_on("[data-testid=\"call-history\"] li:last-child button:nth-child(2)");
    browser.wait_until("its event is looked at", |browser| browser.text("narration").contains("The broker answered"));
    // What stands in the console outlives the tab.
    show(&browser, "queue");
    show(&browser, "wire");
    assert_eq!(browser.count("[data-testid=\"call-history\"] li"), 3);
    browser.assert_quiet_console();
}

#[test]
fn a_datastore_shows_what_it_keeps_on_its_card_in_its_popover_and_in_knowledge() {
    let browser = Browser::open();
    show(&browser, "wire");
    pick(&browser, "queue a job");
    browser.type_into("call-body", &send());
    let _ = answer(&browser, "200");
    let job = browser.js("return document.querySelector('[data-testid=\"call-address\"]').value");
    let job = job.as_str().and_then(|path| path.rsplit('/').next()).expect("a path").to_owned();

    let card = "[data-node=\"store-1\"]";
    assert!(browser.text_of(card).contains("0 names"), "{}", browser.text_of(card));
    for _ in 0..100 {
        if browser.text_of(card).contains("1 name ") {
            break;
        }
        let before = cursor(&browser);
        browser.click("step-merge");
        browser.wait_until("it moved on", |browser| cursor(browser) > before);
    }
    assert!(browser.text_of(card).contains("1 name · 99 % free"), "{}", browser.text_of(card));

    browser.click_on(&format!("{card} .hit"));
    browser.wait_until("the popover is there", |browser| browser.has("contents"));
    let listed = browser.text_of(".popover .contents");
    assert!(listed.starts_with(&format!("{job}/result · ")) && listed.ends_with(&format!("job {job}")), "{listed}");
    browser.click("contents");
    browser.wait_until("knowledge is shown", |browser| browser.has("data"));
    let row = browser.text_of("[data-testid=\"data\"] tbody tr");
    assert!(row.starts_with(&format!("{job}/result")) && row.contains("store-1"), "{row}");
    assert!(browser.text("stores").contains("store-1"), "{}", browser.text("stores"));
    browser.type_into("data-prefix", "nothing-of-this-name");
    browser.wait_until("nothing fits", |browser| browser.count("[data-testid=\"data\"] tbody tr") == 0);
    browser.screenshot("datastore-contents");
    browser.assert_quiet_console();
}

//! Nothing lost: the run is kept after every command, and is there again after a reload, a crash, in another tab.

use e2e::Browser;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::{cursor, look_in_both_themes, state};

const FAILURE: &str = ".failure[role=alert]";
/// What every kept run's slot is called.
const SLOTS: &str = "return Object.keys(localStorage).filter((name) => name.startsWith('clocktower.run.'))";

#[track_caller]
fn apply(browser: &Browser, command: Value) {
    browser.js_with("window.clocktower.apply(arguments[0])", vec![command]);
}

#[track_caller]
fn slots(browser: &Browser) -> usize {
    browser.js(SLOTS).as_array().map_or(0, Vec::len)
}

#[track_caller]
fn is_down(browser: &Browser, node: &str) -> bool {
    let state = state(browser);
    state["nodes"].as_array().into_iter().flatten().any(|known| known["name"] == node && known["up"] == false)
}

/// Does something, and waits until it is kept.
#[track_caller]
fn crash(browser: &Browser, node: &str) {
    let before = slots(browser);
    apply(browser, json!({ "type": "crash", "node": node }));
    browser.wait_until("it is kept", |browser| slots(browser) == before + 1);
}

#[test]
fn what_was_done_is_offered_again_after_a_reload_and_gone_on_with() {
    let browser = Browser::open();
    browser.click("step");
    assert_eq!(slots(&browser), 0, "nobody did anything yet");
    crash(&browser, "exec-2");
    browser.click("step");
    browser.click("step");
    // A command in the past: a branch, which is kept as well.
    browser.js("clocktower.seek(40)");
    apply(&browser, json!({ "type": "crash", "node": "exec-1" }));
    browser.wait_until("it branched", |browser| browser.js("return clocktower.branches().length") == 2);
    let (at, hash) = (cursor(&browser), browser.js("return clocktower.hash()"));
    browser.reload();
    // It rises into sight, and is nothing to read before.
    let words = ["An ambulance arrives".to_owned(), format!("event {at}")];
    browser.wait_until("it is offered", |browser| {
        browser.has("offer") && words.iter().all(|words| browser.text("offer").contains(words))
    });
    look_in_both_themes(&browser, "offer");
    browser.click("go-on");
    browser.wait_until("it goes on", |browser| browser.js("return clocktower.hash()") == hash);
    assert_eq!((cursor(&browser), browser.js("return clocktower.branches().length")), (at, json!(2)));
    assert!(is_down(&browser, "exec-1") && !is_down(&browser, "exec-2"));
    browser.wait_until("it is kept once", |browser| slots(browser) == 1 && !browser.has("offer"));
    browser.assert_quiet_console();
}

#[test]
fn whoever_goes_on_stepping_is_offered_the_kept_run_no_longer() {
    let browser = Browser::open();
    crash(&browser, "exec-3");
    for way in [Key::Escape, Key::Right] {
        browser.reload();
        browser.wait_until("it is offered", |browser| browser.has("offer"));
        browser.keys(way.value().to_string());
        browser.wait_until("the offer is gone", |browser| !browser.has("offer"));
        assert_eq!(slots(&browser), 1, "it is still kept");
    }
}

#[test]
fn starting_afresh_loses_nothing_either() {
    let browser = Browser::open();
    crash(&browser, "exec-3");
    browser.reload();
    browser.wait_until("it is offered", |browser| browser.has("offer"));
    browser.click("afresh");
    browser.wait_until("the offer is gone", |browser| !browser.has("offer"));
    assert!(!is_down(&browser, "exec-3"));
    browser.click("export");
    browser.click("import");
    browser.wait_until("it stands in the list", |browser| browser.has("kept-runs"));
    browser.screenshot("kept-runs");
    browser.click_on("[data-testid=kept-runs] li .button:not(.quiet)");
    browser.wait_until("it goes on", |browser| is_down(browser, "exec-3"));
}

#[test]
fn a_second_tab_neither_takes_nor_overwrites_the_run_of_the_first() {
    let browser = Browser::open();
    crash(&browser, "exec-2");
    let first = browser.open_tab();
    crash(&browser, "exec-1");
    assert!(!browser.has("offer"), "the first tab still looks at its run");
    assert_eq!(slots(&browser), 2);
    browser.close_tab(&first);
    assert!(is_down(&browser, "exec-2") && !is_down(&browser, "exec-1"));
    // The second tab is gone: its run is offered, the first one's is not while it is shown.
    let first = browser.open_tab();
    browser.wait_until("the second one's is offered", |browser| browser.has("offer"));
    browser.click("go-on");
    browser.wait_until("it goes on", |browser| is_down(browser, "exec-1") && !is_down(browser, "exec-2"));
    browser.close_tab(&first);
    assert!(is_down(&browser, "exec-2"));
}

#[test]
fn a_panic_says_what_happened_keeps_the_run_and_goes_on_with_it() {
    let browser = Browser::open();
    crash(&browser, "exec-2");
    // The core must not be called while it is being written down: whoever does, from inside the storage, ends it.
    browser.js("const set = Storage.prototype.setItem;
        Storage.prototype.setItem = function (name, value) {
            Storage.prototype.setItem = set;
            this.setItem(name, value);
            window.clocktower.step();
        }");
    apply(&browser, json!({ "type": "submit_job", "name": "last-words" }));
    browser.wait_until("the page says so", |browser| browser.count(FAILURE) == 1);
    let told = browser.text_of(FAILURE);
    for word in ["Clocktower has stopped", "RefCell already borrowed", "2 commands", "An ambulance arrives"] {
        assert!(told.contains(word), "{word} is missing: {told}");
    }
    look_in_both_themes(&browser, "panic");
    browser.click_on(&format!("{FAILURE} .button:nth-of-type(2)"));
    browser.wait_until("the link is copied", |browser| {
        let told = browser.text_of(FAILURE);
        told.contains("Link copied") || told.contains("address bar")
    });
    browser.click_on(&format!("{FAILURE} .button"));
    browser.wait_until("the run goes on", |browser| browser.has("step") && is_down(browser, "exec-2"));
    let jobs = browser.js("return clocktower.export('scenario').includes('last-words')");
    assert_eq!(jobs, true, "the last command is there too");
}

#[test]
fn storage_that_is_full_or_forbidden_is_said_once_and_the_work_goes_on() {
    for (error, said) in [("QuotaExceededError", "storage is full"), ("SecurityError", "keeps nothing for the page")] {
        let browser = Browser::open();
        browser.js_with(
            "const name = arguments[0];
            Storage.prototype.setItem = () => { throw new DOMException('not here', name) }",
            vec![json!(error)],
        );
        apply(&browser, json!({ "type": "crash", "node": "exec-1" }));
        browser.wait_until("it is said", |browser| browser.text_of(".toasts").contains(said));
        browser.click_on(".toasts .toast [aria-label=Dismiss]");
        apply(&browser, json!({ "type": "crash", "node": "exec-2" }));
        let before = cursor(&browser);
        browser.click("step");
        browser.wait_until("the work goes on", |browser| cursor(browser) > before && is_down(browser, "exec-2"));
        assert!(!browser.text_of(".toasts").contains(said), "it was said twice");
        assert_eq!(browser.count(FAILURE), 0);
        browser.assert_quiet_console();
    }
}

#[test]
fn what_is_kept_and_broken_or_old_or_too_much_is_let_go() {
    let browser = Browser::open();
    crash(&browser, "exec-1");
    browser.js("const good = Object.entries(localStorage).find(([name]) => name.startsWith('clocktower.run.'))[1];
        const [head, run] = good.split('\\n');
        const put = (name, head) => localStorage.setItem(`clocktower.run.${name}.1`, head + '\\n' + run);
        for (let n = 0; n < 20; n++) put('n' + n, JSON.stringify({ ...JSON.parse(head), at: Date.now() - n * 60000 }));
        put('old', JSON.stringify({ ...JSON.parse(head), at: Date.now() - 40 * 24 * 3600000 }));
        put('bad', '<img src=x onerror=alert(1)>')");
    browser.reload();
    browser.wait_until("only the latest stay", |browser| browser.has("offer") && slots(browser) == 12);
    assert_eq!(browser.js("return localStorage.getItem('clocktower.run.old.1')"), Value::Null);
}

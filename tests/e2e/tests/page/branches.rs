//! Branches: a command in the past begins another future, and none is lost.

use e2e::Browser;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::recovery::act;
use crate::{cursor, show};

/// Where the first branch leaves the others.
const FORK: u64 = 60;

/// Goes on by keys, then back to where a fork is made.
#[track_caller]
fn know_a_future(browser: &Browser) {
    let known = cursor(browser).max(FORK) + 60;
    while cursor(browser) < known {
        browser.keys(Key::Right.value().to_string().repeat(10));
    }
    browser.js_with("window.clocktower.seek(arguments[0])", vec![json!(FORK)]);
    browser.wait_until("the page is back there", |browser| {
        browser
            .attributes("[data-testid=\"scrubber\"]", "aria-valuetext")
            .concat()
            .starts_with(&format!("event {FORK} of"))
    });
}

/// The same, then exec-2 crashes, and its branch is known for a while.
#[track_caller]
fn fork(browser: &Browser) {
    know_a_future(browser);
    act(browser, "exec-2", "crash");
    browser.wait_until("a branch begins", |browser| browser.text("branch") == "crash exec-2");
    for _ in 0..4 {
        browser.keys(Key::Right.value().to_string().repeat(10));
    }
    show(browser, "branches");
}

/// The state and the hash at every event that is known of the branch on show; it stays where it stands.
#[track_caller]
fn everything(browser: &Browser) -> Value {
    browser.js("const run = window.clocktower, here = run.cursor(), known = run.state().events, seen = [];
         for (let event = 1; event <= known; event += 1) {
           run.seek(event);
           seen.push(run.hash() + JSON.stringify(run.state()));
         }
         run.seek(here);
         return seen")
}

fn branch(name: &str) -> String {
    format!("[data-branch=\"{name}\"]")
}

/// Presses a button in the row of a branch.
#[track_caller]
fn press(browser: &Browser, name: &str, button: &str) {
    browser.click_on(&format!("{} [data-testid=\"{button}-branch\"]", branch(name)));
}

#[track_caller]
fn names(browser: &Browser) -> Vec<String> {
    browser.attributes("[data-branch]", "data-branch")
}

#[test]
fn a_crash_in_the_past_forks_and_the_old_future_stays_exactly_as_it_was() {
    let browser = Browser::open();
    know_a_future(&browser);
    let before = everything(&browser);
    act(&browser, "exec-2", "crash");
    browser.wait_until("it is told", |browser| browser.text_of(".toasts").contains("Another future begins here"));
    browser
        .wait_until("... with what became of the rest", |browser| browser.text_of(".toasts").contains("stays in main"));
    assert_eq!(browser.text("branch"), "crash exec-2");
    browser.keys(Key::Right.value().to_string().repeat(10));
    let crashed = everything(&browser);

    // The chip leads to the tree, where both are.
    browser.click("branch");
    browser.wait_until("the tab is there", |browser| browser.has("branches"));
    assert_eq!(names(&browser), ["main", "crash exec-2"]);
    assert!(browser.text_of(&branch("crash exec-2")).contains(&format!("off main after event {FORK}, ")));
    browser.screenshot("branches-tree");

    press(&browser, "main", "switch");
    browser.wait_until("main is on show", |browser| browser.text("branch") == "main");
    assert_eq!(cursor(&browser), FORK, "it stands where it was left");
    assert!(everything(&browser) == before, "state and hash at every event are those of the first visit");
    press(&browser, "crash exec-2", "switch");
    browser.wait_until("the other is on show", |browser| browser.text("branch") == "crash exec-2");
    assert!(everything(&browser) == crashed);
    browser.assert_quiet_console();
}

#[test]
fn the_same_command_at_the_same_moment_leads_into_the_same_branch() {
    let browser = Browser::open();
    fork(&browser);
    press(&browser, "main", "switch");
    browser.wait_until("main is on show", |browser| cursor(browser) == FORK);
    act(&browser, "exec-2", "crash");
    browser.wait_until("the branch is on show again", |browser| browser.text("branch") == "crash exec-2");
    browser.wait_until("it is told", |browser| browser.text_of(".toasts").contains("This was done here before"));
    assert_eq!(names(&browser), ["main", "crash exec-2"]);
    browser.assert_quiet_console();
}

#[test]
fn a_branch_is_renamed_deleted_and_brought_back_by_keyboard() {
    let browser = Browser::open();
    fork(&browser);
    let focus = |css: &str| browser.js_with("document.querySelector(arguments[0]).focus()", vec![json!(css)]);
    let enter = || browser.keys(Key::Enter.value().to_string());
    focus(&format!("{} [data-testid=\"rename-branch\"]", branch("crash exec-2")));
    enter();
    browser.wait_until("the name is in a field", |browser| browser.has("branch-name"));
    browser.keys("main");
    enter();
    browser.wait_until("it is refused with the reason", |browser| {
        browser.text_of("#branch-name-error") == "Another branch is called main"
    });
    browser.screenshot("branches-rename");
    browser.keys(format!("{}a", Key::Control.value()));
    browser.keys("without exec-2");
    enter();
    browser.wait_until("it is called so", |browser| names(browser) == ["main", "without exec-2"]);
    assert_eq!(browser.text("branch"), "without exec-2");
    let focused = browser.js("return document.activeElement.getAttribute('aria-label')");
    assert_eq!(focused, "Rename without exec-2", "whoever renamed goes on from there");

    let whole = everything(&browser);
    let stood = cursor(&browser);
    focus(&format!("{} [data-testid=\"delete-branch\"]", branch("without exec-2")));
    enter();
    browser.wait_until("it is gone", |browser| names(browser) == ["main"]);
    browser.wait_until("it is told", |browser| browser.text_of(".toasts").contains("without exec-2 is deleted"));
    assert_eq!(browser.text("branch"), "main");
    browser.screenshot("branches-deleted");
    focus("[data-testid=\"undo\"]");
    enter();
    browser.wait_until("it is back", |browser| names(browser) == ["main", "without exec-2"]);
    assert_eq!((browser.text("branch").as_str(), cursor(&browser)), ("without exec-2", stood));
    assert!(everything(&browser) == whole, "it came back exactly");

    // The tab brings it back too, when the toast has gone.
    press(&browser, "without exec-2", "delete");
    browser.wait_until("it is gone", |browser| names(browser) == ["main"]);
    browser.click("undelete-branch");
    browser.wait_until("it is back", |browser| names(browser) == ["main", "without exec-2"]);
    browser.assert_quiet_console();
}

/// What the comparison has to show, from the core's own events: of both all, once they are known up to the same moment.
const FROM_THE_CORE: &str =
    "const run = window.clocktower, shown = run.branches().find((b) => b.current).name, all = {};
    for (const name of arguments[0]) { run.switch_branch(name); all[name] = run.events(); }
    run.switch_branch(shown);
    const [a, b] = arguments[0].map((name) => all[name]);
    const count = (events, what) => events.filter(what).length;
    const both = (what) => [count(a, what), count(b, what)].map(String);
    const same = (i) => JSON.stringify(a[i]) === JSON.stringify(b[i]);
    let first = 0;
    while (same(first)) { first += 1; }
    return { messages: both((e) => e.kind === 'send'), first: first + 1,
             done: both((e) => e.what === 'done_heard' && e.first) }";

#[test]
fn two_branches_beside_each_other_show_their_figures_and_the_first_event_that_differs() {
    let browser = Browser::open();
    fork(&browser);
    browser.click("run-shorter");
    browser.wait_until("both end together", |browser| !browser.has("run-shorter"));
    for _ in 0..4 {
        let before = browser.text("comparison");
        browser.click("run-both");
        browser.wait_until("both went on", |browser| browser.text("comparison") != before);
    }
    let truth = browser.js_with(FROM_THE_CORE, vec![json!(["main", "crash exec-2"])]);
    let figure = |name: &str| {
        browser.js_with(
            "return [...document.querySelectorAll(`[data-figure=\"${arguments[0]}\"] td`)].slice(0, 2).map((td) => td.lastChild.textContent)",
            vec![json!(name)],
        )
    };
    assert_eq!(figure("messages"), truth["messages"]);
    assert_eq!(figure("jobs done"), truth["done"]);
    assert!(truth["done"][0].as_str().is_some_and(|done| done != "0"), "some job was done: {truth}");
    let text = browser.text("figures");
    for name in
        ["Emergencies wait", "Normal jobs wait", "median", "95th percentile", "worst", "utilisation", "bytes of clocks"]
    {
        assert!(text.contains(name), "{name}: {text}");
    }
    assert!(text.contains("✓ better"), "a difference is judged in words: {text}");
    browser.screenshot("branches-figures");

    assert!(browser.text("first-difference").contains(&format!("They differ first at event {}", truth["first"])));
    assert!(browser.count("[data-testid=\"beside\"] tr.alone") > 0);
    browser.js("document.querySelector('[data-testid=\"first-difference\"]').scrollIntoView()");
    browser.screenshot("branches-beside");
    browser.click_on("[data-testid=\"first-difference\"] .both > :first-child button");
    browser.wait_until("one click leads there", |browser| {
        browser.text("branch") == "main" && json!(cursor(browser)) == truth["first"]
    });
    assert!(browser.text("comparison").contains("crash exec-2"), "the pair stays");
    browser.assert_quiet_console();
}

#[test]
fn the_tree_of_branches_fits_a_phone() {
    let browser = Browser::open();
    fork(&browser);
    for scheme in ["light", "dark"] {
        browser.viewport(390, 844);
        browser.scheme(scheme);
        browser.wait_until("the tab is there", |browser| browser.has("comparison"));
        let wide = browser.js("return document.scrollingElement.scrollWidth");
        assert!(wide.as_f64().is_some_and(|wide| wide <= 390.0), "{wide} wide");
        let small = browser
            .js("return [...document.querySelectorAll('[data-testid=\"branches\"] :is(button, select, summary)')]
                .filter((e) => e.getBoundingClientRect().height < 24).map((e) => e.textContent)");
        assert_eq!(small, json!([]), "targets that are too small");
        browser.js("document.querySelector('[data-testid=\"branches\"]').scrollIntoView()");
        browser.screenshot(&format!("branches-phone-{scheme}"));
    }
    browser.assert_quiet_console();
}

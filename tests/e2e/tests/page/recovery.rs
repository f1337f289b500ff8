//! An executor is lost, its job moves, it comes back, and its late result is refused: all of it on the screen.

use e2e::Browser;

use crate::{cursor, show};

/// How often one presses a key until something that has to come must have come.
const PRESSES_MAX: usize = 80;

/// Opens what can be done about a node, and does it.
#[track_caller]
pub(crate) fn act(browser: &Browser, node: &str, action: &str) {
    browser.click_on(&format!("[data-node=\"{node}\"] .hit"));
    browser.wait_until("the popover is there", |browser| browser.has(action));
    browser.click(action);
    browser.wait_until("the popover is gone", |browser| !browser.has(action));
}

/// Presses a button until the page shows something.
#[track_caller]
fn press_until(browser: &Browser, button: &str, what: &str, is_there: impl Fn(&Browser) -> bool) {
    for _ in 0..PRESSES_MAX {
        if is_there(browser) {
            return;
        }
        let before = cursor(browser);
        browser.click(button);
        browser.wait_until("it moved on", |browser| cursor(browser) > before);
    }
    panic!("{what}, not within {PRESSES_MAX} presses of {button}: {}", browser.text("narration"));
}

/// The job that an executor runs, as its card says to whoever cannot see it.
#[track_caller]
fn job_at(browser: &Browser, node: &str) -> String {
    let label = browser.attributes(&format!("[data-node=\"{node}\"] [role=\"button\"]"), "aria-label").concat();
    let job = label.split("runs ").nth(1).and_then(|rest| rest.split(',').next());
    job.unwrap_or_else(|| panic!("{node} runs no job: {label}")).to_owned()
}

#[test]
fn a_late_result_of_an_executor_that_came_back_is_refused_on_the_screen_with_the_reason() {
    let browser = Browser::open();
    show(&browser, "what");
    let job = job_at(&browser, "exec-1");
    act(&browser, "exec-1", "crash");

    // Some steps bring their own tab to the front.
    let log_says = |browser: &Browser, text: &str| {
        show(browser, "what");
        browser.text_of("[data-testid=\"what\"] .log").contains(text)
    };
    press_until(&browser, "step-heartbeat", "exec-1 is dropped", |browser| {
        log_says(browser, "dropped exec-1 after 2 min 10 s")
    });
    let moved = |executor: &str| format!("chose {executor} for {job}");
    press_until(&browser, "step-decision", "the job moves to another executor", |browser| {
        log_says(browser, &moved("exec-2")) || log_says(browser, &moved("exec-3"))
    });
    let done = format!("that {job} is done");
    press_until(&browser, "step-merge", "the job is done there", |browser| log_says(browser, &done));

    act(&browser, "exec-1", "restart-with-memory");
    let refused = format!("refused exec-1’s result of {job}");
    press_until(&browser, "step-merge", "the late result is refused", |browser| {
        browser.text("narration").contains(&refused)
    });
    show(&browser, "what");
    let reason = browser.text("what");
    assert!(reason.contains("result came first and was accepted"), "{reason}");
    assert!(browser.count("[data-testid=\"spacetime\"] .event.is-fault.is-selected") == 1, "the diagram marks it");
    browser.screenshot("refused-result");

    // Both clocks stand side by side, each with the way to the event that sent its result.
    let rows = browser.count("[data-testid=\"refused\"] tbody tr");
    assert_eq!(rows, 2, "{}", browser.text("refused"));
    // A name in its colour stands on a line of its own in the text of the page.
    let table = browser.text("refused").split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(table.contains("first, of exec-") && table.contains("this one, of exec-1"), "{table}");
    show(&browser, "merge");
    browser.wait_until("the merge tab shows the refused message’s clock", |browser| {
        browser.text("merge").contains("broker hears from exec-1")
    });
    show(&browser, "what");
    browser.click_on("[data-testid=\"refused\"] tbody tr:first-child button");
    browser.wait_until("the first result’s own event is looked at", |browser| {
        browser.text("narration").contains(&format!("sent the result of {job}"))
    });
    assert!(!browser.text("narration").contains("exec-1 sent"), "{}", browser.text("narration"));
    browser.assert_quiet_console();
}

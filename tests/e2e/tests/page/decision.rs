//! The decision, as somebody reads it who wants to know why, from what, and what would have been otherwise.

use e2e::Browser;
use serde_json::{Value, json};

use crate::{cursor, show, state};

/// Goes to the decision that gave a job to somebody, and waits until the broker was asked what would have been otherwise.
#[track_caller]
fn decide(browser: &Browser, job: &str) {
    const DECISIONS_MAX: usize = 12;
    let found = (0..DECISIONS_MAX).any(|_| {
        browser.click("step-decision");
        let event = browser.js("const at = window.clocktower.cursor(); return window.clocktower.events(at, at)[0]");
        event["job"] == job && !event["winner"].is_null()
    });
    assert!(found, "nobody got {job}: {}", state(browser));
    wait_for_answers(browser);
}

#[track_caller]
fn wait_for_answers(browser: &Browser) {
    browser.wait_until("the broker was asked", |browser| browser.count(".what-ifs[aria-busy=\"false\"]") == 1);
}

/// Brings a scenario up by its title, as a person would.
#[track_caller]
fn choose_scenario(browser: &Browser, title: &str) {
    let script = "const select = document.querySelector('[data-testid=\"scenario\"]');
        const option = [...select.options].find((option) => option.textContent.trim() === arguments[0]);
        if (!option) return false;
        select.value = option.value;
        select.dispatchEvent(new Event('change', { bubbles: true }));
        return true";
    assert_eq!(browser.js_with(script, vec![title.into()]), true, "no scenario {title}");
    show(browser, "decision");
}

/// The texts of one line of what could have been otherwise: who, where in the queue, what differs.
#[track_caller]
fn line(browser: &Browser, name: &str) -> (String, String, String) {
    let script = "const line = [...document.querySelectorAll('.what-ifs .line')]
            .find((line) => line.querySelector('.what').textContent === arguments[0]);
        return ['who', 'where', 'differs'].map((part) => line?.querySelector(`.${part}`).textContent.trim())";
    let parts = browser.js_with(script, vec![name.into()]);
    let part = |at: usize| parts[at].as_str().unwrap_or_else(|| panic!("no line {name}: {parts}")).to_owned();
    (part(0), part(1), part(2))
}

/// Opens the line of that name by the keyboard.
#[track_caller]
fn open_line(browser: &Browser, name: &str) {
    let script = "const line = [...document.querySelectorAll('.what-ifs button')]
            .find((line) => line.querySelector('.what').textContent === arguments[0]);
        line?.focus();
        line?.setAttribute('data-e2e', 'line');
        return document.activeElement === line";
    assert_eq!(browser.js_with(script, vec![name.into()]), true, "{name} cannot be focused");
    browser.click_on("[data-e2e=\"line\"]");
    browser.js("document.querySelector('[data-e2e=\"line\"]').removeAttribute('data-e2e')");
    browser.wait_until(&format!("{name} is open"), |browser| browser.count(".what-ifs [aria-expanded=\"true\"]") == 1);
}

#[test]
fn the_ambulance_s_decision_shows_both_numbers_of_every_rule_and_the_terms_of_the_scores() {
    let browser = Browser::open();
    show(&browser, "decision");
    decide(&browser, "triage");
    let event = browser.js("const at = window.clocktower.cursor(); return window.clocktower.events(at, at)[0]");
    let text = browser.text("decision");
    for candidate in event["candidates"].as_array().expect("a decision has candidates") {
        let name = candidate["executor"].as_str().expect("a candidate has a name");
        assert!(text.contains(name), "{name} is missing: {text}");
    }
    // Every cell of a rule has what is there and what is needed.
    browser.click_on("[data-testid=\"decision\"] .title [aria-pressed]");
    let cells = browser.count(".decision-table .sides");
    assert_eq!(cells, browser.count(".decision-table .sides .need"));
    assert_eq!(cells, 7 * browser.count(".decision-table tbody tr"));
    assert_eq!(browser.count(".decision-table .fails"), 1, "one rule refuses one candidate: {text}");
    // The sums of the terms, divided by the weights, are the scores of the core.
    let scores = browser.js("return [...document.querySelectorAll('.terms-table tfoot td')].map((cell) => {
            const [sum, weights] = cell.querySelector('.soft').textContent.split('÷').map(Number);
            return [Math.floor(sum / weights), Number(cell.querySelector('.score').textContent)];
        })");
    let winner = event["winner"].as_str().expect("somebody won");
    let winners = |candidate: &&Value| candidate["executor"] == winner;
    let score = event["candidates"].as_array().and_then(|all| all.iter().find(winners)).map(|c| c["score"].clone());
    assert_eq!(Some(scores[0][1].clone()), score, "{event}");
    for pair in scores.as_array().expect("scores") {
        assert_eq!(pair[0], pair[1]);
    }
    browser.screenshot("decision-terms");
    browser.assert_quiet_console();
}

#[test]
fn a_click_on_what_was_known_leads_to_the_heartbeat_s_event_and_the_decision_stays() {
    let browser = Browser::open();
    show(&browser, "decision");
    decide(&browser, "triage");
    let decided = cursor(&browser);
    let title = browser.js("return document.querySelector('[data-testid=\"decision\"] h3').textContent");
    let report = browser.js("return document.querySelector('[data-known-from]').dataset.knownFrom");
    let report = report.as_str().expect("it was known from an event").to_owned();
    browser.click_on(&format!("[data-known-from=\"{report}\"]"));
    let is_looked_at = "const text = document.querySelector('[data-testid=\"narration\"]').textContent;
        const event = window.clocktower.events(Number(arguments[0]), Number(arguments[0]))[0];
        return text.includes(event.node)";
    browser.wait_until("the report's event is looked at", |browser| {
        browser.js_with(is_looked_at, vec![json!(report)]) == true
    });
    assert_eq!(browser.js("return document.querySelector('[data-testid=\"decision\"] h3').textContent"), title);
    assert_eq!(cursor(&browser), decided, "the run stays where it is");
    let text = browser.text("decision");
    assert!(text.contains(&format!("look at event {decided}")), "{text}");
    browser.screenshot("decision-known-from");
    browser.assert_quiet_console();
}

#[test]
fn without_the_emergency_and_under_other_rules_another_executor_or_nobody_gets_the_job() {
    let browser = Browser::open();
    show(&browser, "decision");
    decide(&browser, "triage");
    assert_eq!(line(&browser, "As decided").0, "exec-2");
    let (who, place, differs) = line(&browser, "Without the emergency");
    assert_eq!((who.as_str(), place.as_str(), differs.as_str()), ("exec-3", "3rd of 3", "exec-3 instead of exec-2"));
    let (who, _, differs) = line(&browser, "First in, first out");
    assert_eq!(who, "nobody; triage waits");
    assert!(differs.starts_with("route-plan stands first"), "{differs}");
    assert_eq!(line(&browser, "Least loaded").0, "exec-3");
    assert_eq!(line(&browser, "Emergencies first").2, "✓ the same");

    open_line(&browser, "Without the emergency");
    let supposed = "return document.querySelector('.supposed tbody tr.chosen th').textContent";
    assert!(browser.js(supposed).as_str().is_some_and(|name| name.starts_with("exec-3")));
    assert_eq!(browser.count(".supposed .terms-table tbody tr"), 5, "no equipment counts without an emergency");
    browser.screenshot("decision-without-the-emergency");
    // Nothing of that was done.
    assert_eq!(
        state(&browser)["jobs"].as_array().map(|jobs| jobs.iter().filter(|job| job["name"] == "triage").count()),
        Some(1)
    );
    browser.assert_quiet_console();
}

#[test]
fn with_fresh_knowledge_the_stale_report_s_winner_is_refused() {
    let browser = Browser::open();
    choose_scenario(&browser, "A stale report");
    decide(&browser, "sandbag-map");
    assert_eq!(line(&browser, "As decided").0, "exec-1");
    assert_eq!(line(&browser, "With fresh knowledge").0, "exec-2");
    let text = browser.text("decision");
    assert!(text.contains("load 95 %, believed 10 %: it would have been refused"), "{text}");
    open_line(&browser, "With fresh knowledge");
    assert_eq!(browser.count(".supposed .decision-table .fails"), 1);
    browser.screenshot("decision-fresh-knowledge");

    decide(&browser, "triage");
    assert_eq!(line(&browser, "With fresh knowledge").0, "exec-3");
    let text = browser.text("decision");
    assert!(text.contains("carries medical equipment now: it would have scored higher"), "{text}");
    browser.assert_quiet_console();
}

#[test]
fn of_many_executors_twelve_are_shown_until_all_are_asked_for() {
    let browser = Browser::open();
    browser.js("for (let i = 0; i < 30; i++) window.clocktower.apply({ type: 'add_executor' })");
    browser.js("for (let i = 0; i < 2; i++) window.clocktower.step('round')");
    browser.js("window.clocktower.apply({ type: 'submit_job', name: 'late' })");
    show(&browser, "decision");
    decide(&browser, "late");
    let rows =
        |browser: &Browser| browser.count("[data-testid=\"decision\"] > div > .scroll-x .decision-table tbody tr");
    assert_eq!(rows(&browser), 12);
    browser.js("[...document.querySelectorAll('[data-testid=\"decision\"] button')]
            .find((button) => button.textContent === 'all 33').setAttribute('data-e2e', 'all')");
    browser.click_on("[data-e2e=\"all\"]");
    browser.wait_until("all are shown", |browser| rows(browser) == 33);
    browser.screenshot("decision-of-many");
    browser.assert_quiet_console();
}

#[test]
fn what_would_have_been_otherwise_is_for_everyone_at_every_size_and_in_both_themes() {
    for scheme in ["light", "dark"] {
        let browser = Browser::open();
        browser.scheme(scheme);
        browser.reduced_motion(true);
        show(&browser, "decision");
        decide(&browser, "triage");
        open_line(&browser, "Without the emergency");
        for (width, height) in [(1440, 900), (1024, 768), (390, 844)] {
            browser.viewport(width, height);
            assert_eq!(browser.axe_violations(), Vec::<String>::new(), "{scheme}, {width}");
            let wide = "return document.documentElement.scrollWidth <= document.documentElement.clientWidth";
            assert_eq!(browser.js(wide), true, "the page scrolls sideways at {width}");
            browser.screenshot(&format!("decision-otherwise-{scheme}-{width}"));
        }
    }
}

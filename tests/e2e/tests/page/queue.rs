//! The queue: every term of each priority, what put each job before the next one, and how they move.

use e2e::Browser;
use serde_json::json;

use crate::{cursor, show, state};

/// Jobs that nobody can take for now, so that they wait.
fn submit(browser: &Browser, name: &str, emergency: serde_json::Value) {
    let job = json!({
        "type": "submit_job", "name": name, "duration_ms": 60_000, "emergency": emergency,
        "capabilities": {"memory": 1_i64 << 50},
    });
    browser.js_with("window.clocktower.apply(arguments[0])", vec![job]);
}

/// Goes on event by event until a job waits at the broker.
#[track_caller]
fn until_it_waits(browser: &Browser, job: &str) {
    for _ in 0..60 {
        if state(browser)["queue"].as_array().is_some_and(|queue| queue.iter().any(|other| other == job)) {
            return;
        }
        let before = cursor(browser);
        browser.click("step");
        browser.wait_until("one event more", |browser| cursor(browser) > before);
    }
    panic!("{job} never came into the queue");
}

/// A part of each waiting job's row, in order.
fn parts(browser: &Browser, selector: &str) -> Vec<String> {
    let texts = browser.js_with(
        "return [...document.querySelectorAll('[data-testid=queue] [data-job]')].map((row) => row.querySelector(arguments[0])?.textContent ?? '')",
        vec![selector.into()],
    );
    texts.as_array().into_iter().flatten().map(|text| text.as_str().unwrap_or_default().to_owned()).collect()
}

fn names(browser: &Browser) -> Vec<String> {
    browser.attributes("[data-testid=\"queue\"] [data-job]", "data-job")
}

#[test]
fn each_job_tells_its_terms_what_put_it_before_the_next_one_and_who_can_pass_it() {
    let browser = Browser::open();
    submit(&browser, "plain-1", json!(null));
    until_it_waits(&browser, "plain-1");
    submit(&browser, "plain-2", json!(null));
    until_it_waits(&browser, "plain-2");
    submit(&browser, "blaze", json!({"kind": "fire", "level": "high"}));
    until_it_waits(&browser, "blaze");
    show(&browser, "queue");
    browser
        .wait_until("the screen has the order of the core", |browser| json!(names(browser)) == state(browser)["queue"]);
    let (jobs, sums, terms) = (names(&browser), parts(&browser, ".sum"), parts(&browser, ".parts"));
    let at = |name: &str| jobs.iter().position(|job| job == name).unwrap_or_else(|| panic!("{name} waits: {jobs:?}"));
    assert!(sums[at("blaze")].starts_with("urgency 21 + waiting "), "{sums:?}");
    assert!(terms[at("blaze")].starts_with("fire 7 × high 3 + "), "{terms:?}");
    assert!(
        terms[at("plain-1")].starts_with("no emergency 1 + ") && terms[at("plain-1")].ends_with(" ÷ 30 s"),
        "{terms:?}"
    );
    let before = parts(&browser, ".before");
    for (text, next) in before.iter().zip(jobs.iter().skip(1)) {
        assert!(text.starts_with(&format!("before {next}: ")), "{text}");
    }
    assert_eq!(before.last().map(String::as_str), Some(""), "the last one is before nobody");
    assert!(before[at("plain-1")].contains("it waits") && before[at("plain-1")].ends_with("longer"), "{before:?}");
    assert!(
        parts(&browser, ".outlook").iter().all(|text| text.contains("newcomer")),
        "{:?}",
        parts(&browser, ".outlook")
    );
    browser.screenshot("queue-terms");

    // What the legend shows is what the bars have.
    let colours = browser.js(
        "const fill = (selector) => { const found = document.querySelector(selector); return found && getComputedStyle(found).fill };
         return [
             [fill('.job .fill.emergency'), fill('.legend .fill.emergency')],
             [fill('.job:not(.is-emergency) .fill:not(.ageing)'), fill('.legend .fill:not(.emergency, .ageing)')],
             [fill('.job .fill.ageing'), fill('.legend .fill.ageing')],
         ]",
    );
    for pair in colours.as_array().into_iter().flatten() {
        assert!(pair[0].is_string() && pair[0] == pair[1], "{colours}");
    }
    assert!(colours[2][0].as_str().is_some_and(|fill| fill.contains("hatch")), "waiting is hatched: {colours}");
    browser.assert_quiet_console();
}

#[test]
fn waiting_is_seen_to_grow() {
    let browser = Browser::open();
    submit(&browser, "patient", json!(null));
    until_it_waits(&browser, "patient");
    show(&browser, "queue");
    let width = |browser: &Browser| {
        let width = browser
            .js("return document.querySelector('[data-job=patient] .fill.ageing').getBoundingClientRect().width");
        width.as_f64().unwrap_or(0.0)
    };
    let before = width(&browser);
    browser.js("const until = clocktower.state().at_ms + 120000; while (clocktower.state().at_ms < until) clocktower.step('event')");
    let waiting = |sum: &String| sum.split("waiting ").nth(1)?.split(' ').next()?.parse::<f64>().ok();
    browser.wait_until("two minutes are four points", |browser| {
        parts(browser, ".sum").iter().filter_map(waiting).any(|points| points >= 4.0)
    });

    browser.wait_until("the bar has grown", |browser| width(browser) > before + 20.0);
    browser.screenshot("queue-ageing");
    browser.assert_quiet_console();
}

#[test]
fn jobs_glide_when_their_order_changes_and_jump_for_a_person_who_asked_for_reduced_motion() {
    let browser = Browser::open();
    for (name, emergency) in
        [("first", json!(null)), ("second", json!(null)), ("third", json!({"kind": "medical", "level": "critical"}))]
    {
        submit(&browser, name, emergency);
        until_it_waits(&browser, name);
    }
    show(&browser, "queue");
    let glides = "window.glided = [];
        new MutationObserver((changes) => {
            for (const { target } of changes) if (target.style.transform) window.glided.push(target.dataset.job);
        }).observe(document.querySelector('[data-testid=queue]'), { subtree: true, attributes: true, attributeFilter: ['style'] })";
    let choose = |browser: &Browser, order: &str| {
        browser.js_with(
            "document.querySelector(`[data-testid=queue] input[value='${arguments[0]}']`).click()",
            vec![order.into()],
        );
    };
    let first = |browser: &Browser| names(browser).first().cloned().unwrap_or_default();
    assert_eq!(first(&browser), "third");
    browser.js(glides);
    choose(&browser, "fifo");
    browser.wait_until("first in, first out", |browser| first(browser) != "third");
    browser.wait_until("they glided", |browser| browser.js("return window.glided.length") != 0);
    browser.wait_until("and came to rest", |browser| {
        browser.js("return [...document.querySelectorAll('[data-job]')].every((row) => !row.style.transform && row.getAnimations().length === 0)") == true
    });
    let blocks = parts(&browser, ".blocks");
    assert!(blocks[0].starts_with("head-of-line blocking: "), "{blocks:?}");
    assert!(blocks.iter().skip(1).all(String::is_empty), "{blocks:?}");
    browser.screenshot("queue-head-of-line");

    browser.reduced_motion(true);
    browser.js("window.glided.length = 0");
    choose(&browser, "emergency aged");
    browser.wait_until("emergencies first again", |browser| first(browser) == "third");
    assert_eq!(browser.js("return window.glided.length"), 0, "nothing glides now");
    browser.assert_quiet_console();
}

#[test]
fn the_queue_fits_every_size_in_light_and_dark() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.click("step-merge");
    show(&browser, "queue");
    for (name, width, height) in [("wide", 1440, 900), ("tablet", 1024, 768), ("phone", 390, 844)] {
        browser.viewport(width, height);
        for scheme in ["light", "dark"] {
            browser.scheme(scheme);
            browser.screenshot(&format!("queue-{name}-{scheme}"));
            let overhang = browser.js(
                "const panel = document.querySelector('[data-testid=queue]');
                 return Math.max(panel.scrollWidth - panel.clientWidth, document.documentElement.scrollWidth - innerWidth)",
            );
            assert!(overhang.as_f64().is_some_and(|pixels| pixels <= 0.0), "{name}: {overhang} pixels too wide");
        }
    }
    browser.assert_quiet_console();
}

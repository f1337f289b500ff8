//! Travelling through time: whatever way leads to an event, it looks as it looked at the first visit.

use std::collections::BTreeMap;

use e2e::Browser;
use serde_json::Value;
use thirtyfour::Key;

use crate::{cursor, show};

/// Looks at everything: the cluster with its clocks, the diagram up to the cursor, every tab of the inspector, the
/// narration, and what the core says. Only what tells how much of the run is known stays out. The tab that was shown is
/// shown again.
const LOOK: &str = "
    const done = arguments[arguments.length - 1];
    const part = (id) => document.querySelector(`[data-testid='${id}']`);
    const frames = () => new Promise((go) => requestAnimationFrame(() => requestAnimationFrame(go)));
    (async () => {
        await frames();
        const tabs = [...document.querySelectorAll('[data-testid=inspector] [role=tab]')];
        const shown = tabs.findIndex((tab) => tab.ariaSelected === 'true');
        const panels = {};
        // The branches tell how much of each is known.
        for (const tab of [...tabs.filter((tab) => !tab.textContent.startsWith('Branches')), tabs[shown]]) {
            tab.click();
            await frames();
            // What would have been otherwise is asked once the page rests.
            for (let n = 0; n < 100 && /As decided\\s+With/.test(document.querySelector('[role=tabpanel]').innerText); n++)
                await new Promise((go) => setTimeout(go, 50));
            panels[tab.textContent.replace(/[0-9].*/, '')] = document.querySelector('[role=tabpanel]').innerText;
        }
        const marks = {};
        for (const mark of part('spacetime').querySelectorAll('[data-event]:not(.later)'))
            marks[mark.dataset.event] = mark.getAttribute('class').replace(' is-new', '') + ': ' + mark.getAttribute('aria-label');
        const cards = [...part('cluster').querySelectorAll('[data-node]')];
        const at = clocktower.cursor();
        const state = clocktower.state();
        delete state.events;
        done({
            marks,
            seen: {
                narration: part('narration').querySelector('p').innerText,
                time: part('time').innerText,
                cards: cards.map((card) => [card.dataset.node, card.textContent, card.querySelector('g').getAttribute('aria-label')]),
                panels,
                state: JSON.stringify(state),
                events: JSON.stringify(clocktower.events(1, at)),
                hash: clocktower.hash(),
            },
        });
    })();";

#[track_caller]
fn look(browser: &Browser) -> Value {
    browser.js_async(LOOK, Vec::new())
}

/// Fails where something looks otherwise than at the first visit. Of the diagram that is what both windows show: how
/// far it looks ahead is not the same when more of the run is known.
#[track_caller]
fn assert_same(first: &Value, now: &Value, how: &str) {
    for (panel, seen) in first["seen"]["panels"].as_object().into_iter().flatten() {
        let lines = |text: &Value| text.as_str().unwrap_or_default().lines().map(str::to_owned).collect::<Vec<_>>();
        let (seen, now) = (lines(seen), lines(&now["seen"]["panels"][panel]));
        let differs = seen.iter().zip(&now).find(|(seen, now)| seen != now);
        assert!(
            differs.is_none() && seen.len() == now.len(),
            "{how}: {panel}: {differs:?}, {} and {} lines",
            seen.len(),
            now.len()
        );
    }
    for (name, seen) in first["seen"].as_object().into_iter().flatten() {
        assert_eq!(&now["seen"][name], seen, "{how}: {name}");
    }
    let marks = |look: &Value| look["marks"].as_object().cloned().unwrap_or_default();
    let (first, now) = (marks(first), marks(now));
    let common: Vec<&String> = first.keys().filter(|event| now.contains_key(*event)).collect();
    assert!(common.len() >= 5, "{how}: only {common:?} are drawn at both visits");
    for event in common {
        assert_eq!(now[event], first[event], "{how}: event {event} in the diagram");
    }
}

/// Presses keys with the focus where it is.
fn press(browser: &Browser, keys: &str) {
    browser.keys(keys.to_owned());
}

/// Goes forward by every kind of step, and looks at each stop.
fn first_visits(browser: &Browser) -> BTreeMap<u64, Value> {
    let mut visits = BTreeMap::new();
    visits.insert(cursor(browser), look(browser));
    for button in
        ["step", "step-merge", "step-decision", "step", "step-merge", "step-decision", "step-heartbeat", "step"]
    {
        let before = cursor(browser);
        browser.click(button);
        browser.wait_until(button, |browser| cursor(browser) > before);
        visits.insert(cursor(browser), look(browser));
    }
    visits
}

#[test]
fn every_way_back_shows_what_was_seen_at_the_first_visit() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser.reload();
    let visits = first_visits(&browser);
    let end = cursor(&browser);
    let back_to_end = |browser: &Browser| {
        browser.click("jump-end");
        browser.wait_until("the end", |browser| cursor(browser) == end);
    };
    let mut compared = BTreeMap::new();
    for button in ["back", "back-merge", "back-heartbeat", "back-decision"] {
        back_to_end(&browser);
        for _ in 0..12 {
            let before = cursor(&browser);
            browser.click(button);
            browser.wait_until("it went back", |browser| cursor(browser) < before || browser.count(".toast") > 0);
            if let Some(first) = visits.get(&cursor(&browser)) {
                assert_same(first, &look(&browser), button);
                *compared.entry(button).or_insert(0) += 1;
            }
        }
    }
    assert!(compared.len() == 4, "each kind of step back met a visit: {compared:?}");

    // By the scrubber, in the order of their numbers and against it.
    for at in visits.keys().chain(visits.keys().rev()) {
        browser.js_with(
            "const scrubber = document.querySelector('[data-testid=scrubber]');
             scrubber.value = arguments[0];
             scrubber.dispatchEvent(new InputEvent('input', { bubbles: true }))",
            vec![(*at).into()],
        );
        browser.wait_until("the scrubber leads there", |browser| cursor(browser) == *at);
        assert_same(&visits[at], &look(&browser), "scrubber");
    }
    browser.screenshot("travel-scrubber");
    browser.assert_quiet_console();
}

#[test]
fn the_keyboard_alone_goes_everywhere_in_time() {
    let browser = Browser::open();
    let start = cursor(&browser);
    let shift = |key: &str| format!("{}{key}{}", Key::Shift.value(), Key::Null.value());
    let moved = |browser: &Browser, keys: &str, what: &str, holds: &dyn Fn(u64, u64) -> bool| {
        let before = cursor(browser);
        press(browser, keys);
        browser.wait_until(what, |browser| holds(before, cursor(browser)));
    };
    for (key, what) in [("h", "heartbeat"), ("m", "merge"), ("d", "decision"), ("r", "round")] {
        moved(&browser, key, &format!("on to the next {what}"), &|before, now| now > before);
    }
    for (key, what) in [("r", "round"), ("d", "decision"), ("m", "merge"), ("h", "heartbeat")] {
        moved(&browser, &shift(key), &format!("back to the {what} before"), &|before, now| now < before);
    }
    let landmark = |browser: &Browser| {
        let at = cursor(browser).to_string();
        browser.attributes(".scrub [data-landmark]", "data-landmark").contains(&at)
    };
    moved(&browser, "[", "back to a landmark", &|before, now| now < before);
    assert!(landmark(&browser), "event {} is marked on the scrubber", cursor(&browser));
    moved(&browser, "]", "on to a landmark", &|before, now| now > before);
    assert!(landmark(&browser), "event {} is marked on the scrubber", cursor(&browser));
    moved(&browser, &Key::Home.value().to_string(), "the beginning", &|_, now| now == 0);
    moved(&browser, &Key::End.value().to_string(), "the end", &|_, now| now > start);
    browser.assert_quiet_console();
}

#[test]
fn it_plays_backwards_event_by_event_until_the_beginning() {
    let browser = Browser::open();
    press(&browser, &Key::Home.value().to_string());
    for _ in 0..6 {
        browser.click("step");
    }
    browser.wait_until("event 6", |browser| cursor(browser) == 6);
    // With the focus on a button the space bar would press it.
    browser.js("document.activeElement.blur()");
    let speed = "const speed = document.querySelector('[data-testid=speed]');
        speed.value = '16'; speed.dispatchEvent(new Event('change', { bubbles: true }))";
    browser.js(speed);
    // Every event on the way is drawn: none is skipped.
    browser.js(
        "window.seen = [];
         const time = document.querySelector('.playback .count');
         new MutationObserver(() => window.seen.push(clocktower.cursor())).observe(time, { characterData: true, subtree: true, childList: true })",
    );
    press(&browser, &format!("{} {}", Key::Shift.value(), Key::Null.value()));
    browser.wait_until("the beginning", |browser| cursor(browser) == 0);
    let pressed = |browser: &Browser, id: &str| browser.attributes(&format!("[data-testid=\"{id}\"]"), "aria-pressed");
    browser.wait_until("it has stopped by itself", |browser| pressed(browser, "play-back") == ["false"]);
    assert_eq!(browser.js("return window.seen"), serde_json::json!([5, 4, 3, 2, 1, 0]));

    // Forward it plays on beyond what is known.
    browser.click("play");
    browser.wait_until("it plays on", |browser| cursor(browser) > 8);
    browser.js("document.activeElement.blur()");
    press(&browser, " ");
    browser.wait_until("it is paused", |browser| pressed(browser, "play") == ["false"]);
    browser.assert_quiet_console();
}

#[test]
fn the_scrubber_tells_what_its_marks_are_and_goes_to_them() {
    let browser = Browser::open();
    browser.click("step-decision");
    browser.click("step-decision");
    let marks = browser.attributes(".scrub [data-landmark]", "data-landmark");
    assert!(marks.len() > 2, "{marks:?}");
    // The one in the middle: hovered, then clicked.
    let target = marks[marks.len() / 2].clone();
    let place = browser.js_with(
        "const mark = document.querySelector(`[data-landmark='${arguments[0]}'] path`).getBoundingClientRect();
         return [mark.x + mark.width / 2, mark.y + mark.height / 2]",
        vec![target.clone().into()],
    );
    let mouse = |kind: &str, buttons: u32| {
        let at = serde_json::json!({"type": kind, "x": place[0], "y": place[1], "button": if kind == "mouseMoved" { "none" } else { "left" }, "buttons": buttons, "clickCount": 1});
        browser.devtools("Input.dispatchMouseEvent", at);
    };
    mouse("mouseMoved", 0);
    browser.wait_until("the mark is told", |browser| {
        let tip = browser.text_of(".scrub-tip");
        tip.contains(&format!("event {target} ")) && (tip.contains("decision: ") || tip.contains("emergency: "))
    });
    browser.screenshot("travel-landmark");
    mouse("mousePressed", 1);
    mouse("mouseReleased", 0);
    browser.wait_until("it went to the mark", |browser| cursor(browser).to_string() == target);
    let told = browser.attributes("[data-testid=\"scrubber\"]", "aria-valuetext").concat();
    assert!(told.contains("; "), "the landmark is read aloud too: {told}");
    show(&browser, "what");
    browser.assert_quiet_console();
}

#[test]
fn the_transport_fits_every_size_and_every_button_is_large_enough_for_a_finger() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    for (name, width, height) in [("wide", 1440, 900), ("tablet", 1024, 768), ("phone", 390, 844)] {
        browser.viewport(width, height);
        browser.screenshot(&format!("travel-{name}"));
        let problems = browser.js("const problems = [];
             for (const button of document.querySelectorAll('.transport button, .transport select, .transport input')) {
                 if (!button.checkVisibility()) continue;
                 const box = button.getBoundingClientRect();
                 if (!button.checkVisibility()) continue;
                 const what = button.dataset.testid + ' ' + [box.x, box.y, box.width, box.height].map(Math.round);
                 if (box.width < 24 || box.height < 24) problems.push('small: ' + what);
                 if (box.x < 0 || box.right > innerWidth || box.bottom > innerHeight) problems.push('cut off: ' + what);
                 const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                 if (!button.contains(top)) problems.push('covered: ' + what);
             }
             return problems");
        assert_eq!(problems, serde_json::json!([]), "{name}");
    }
    browser.assert_quiet_console();
}

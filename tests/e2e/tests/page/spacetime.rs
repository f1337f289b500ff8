//! The space-time diagram, driven as a person would: by mouse, finger and keyboard.

use e2e::Browser;
use serde_json::{Value, json};
use thirtyfour::Key;

use crate::cursor;

const SHIFT: u32 = 8;
const CTRL: u32 = 2;
/// The most elements that the diagram may have at any zoom.
const NODES_MAX: u64 = 500;

/// The middle of the first element that a selector finds, in pixels of the window.
#[track_caller]
fn middle(browser: &Browser, css: &str) -> (f64, f64) {
    let script = "const r = document.querySelector(arguments[0])?.getBoundingClientRect();
        return r && [r.x + r.width / 2, r.y + r.height / 2]";
    let place = browser.js_with(script, vec![css.into()]);
    let at = |i: usize| place[i].as_f64().unwrap_or_else(|| panic!("{css} is not there"));
    (at(0), at(1))
}

#[track_caller]
fn event_place(browser: &Browser, event: u64) -> (f64, f64) {
    middle(browser, &format!("[data-event='{event}'] .halo"))
}

/// The same once the page around it has come to rest.
#[track_caller]
fn settled(browser: &Browser, event: u64) -> (f64, f64) {
    browser.wait_until("the page has come to rest", |browser| {
        let before = event_place(browser, event);
        std::thread::sleep(std::time::Duration::from_millis(200));
        event_place(browser, event) == before
    });
    event_place(browser, event)
}

fn mouse(browser: &Browser, kind: &str, (x, y): (f64, f64), is_down: bool, modifiers: u32) {
    let (button, count) = if kind == "mouseMoved" { ("none", 0) } else { ("left", 1) };
    let buttons = u32::from(is_down);
    let input = json!({"type": kind, "x": x, "y": y, "button": button, "buttons": buttons, "clickCount": count, "modifiers": modifiers});
    browser.devtools("Input.dispatchMouseEvent", input);
}

fn point_at(browser: &Browser, place: (f64, f64)) {
    mouse(browser, "mouseMoved", place, false, 0);
}

fn click_at(browser: &Browser, place: (f64, f64), modifiers: u32) {
    point_at(browser, place);
    mouse(browser, "mousePressed", place, true, modifiers);
    mouse(browser, "mouseReleased", place, false, modifiers);
}

fn drag(browser: &Browser, from: (f64, f64), to: (f64, f64)) {
    point_at(browser, from);
    mouse(browser, "mousePressed", from, true, 0);
    for part in 1..=8 {
        let share = f64::from(part) / 8.0;
        let at = (from.0 + (to.0 - from.0) * share, from.1 + (to.1 - from.1) * share);
        browser.devtools(
            "Input.dispatchMouseEvent",
            json!({"type": "mouseMoved", "x": at.0, "y": at.1, "button": "left", "buttons": 1}),
        );
    }
    mouse(browser, "mouseReleased", to, false, 0);
}

fn wheel(browser: &Browser, (x, y): (f64, f64), delta: (f64, f64), modifiers: u32) {
    let input =
        json!({"type": "mouseWheel", "x": x, "y": y, "deltaX": delta.0, "deltaY": delta.1, "modifiers": modifiers});
    browser.devtools("Input.dispatchMouseEvent", input);
}

fn touch(browser: &Browser, kind: &str, points: &[(f64, f64)]) {
    let points: Vec<Value> = points.iter().enumerate().map(|(id, (x, y))| json!({"x": x, "y": y, "id": id})).collect();
    browser.devtools("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": points}));
}

/// The first and the last event in the window, as the minimap tells them.
#[track_caller]
fn window(browser: &Browser) -> (u64, u64) {
    let text = browser.attributes("[data-testid='minimap']", "aria-valuetext").pop().unwrap_or_default();
    let numbers: Vec<u64> = text.split(' ').filter_map(|word| word.parse().ok()).collect();
    assert!(numbers.len() == 3, "{text}");
    (numbers[0], numbers[1])
}

#[track_caller]
fn nodes(browser: &Browser) -> u64 {
    let count = "return document.querySelector('[data-testid=\"spacetime\"] .diagram').querySelectorAll('*').length";
    browser.js(count).as_u64().expect("a count")
}

fn lanes(browser: &Browser) -> Vec<String> {
    browser.attributes(".lane-name", "data-lane")
}

/// A page without motion: things are where they are as soon as they are drawn.
fn open() -> Browser {
    let browser = Browser::open();
    browser.reduced_motion(true);
    browser
}

#[test]
fn a_click_tells_past_future_and_concurrent_apart_as_the_core_does() {
    let browser = open();
    click_at(&browser, event_place(&browser, 45), 0);
    browser.wait_until("event 45 is looked at", |browser| browser.has("selected-event"));
    // The cluster stays where the run stands, and says so.
    let stands = format!("at event {}; you are looking at event 45", cursor(&browser));
    assert!(browser.text("cluster").contains(&stands), "{}", browser.text("cluster"));
    let wrong =
        browser.js("const shape = {before: 'past', after: 'future', equal: 'itself', concurrent: 'concurrent'};
         return [...document.querySelectorAll('.plot [data-event]')].filter((mark) =>
            !mark.classList.contains(shape[clocktower.relation(Number(mark.dataset.event), 45)]))
            .map((mark) => mark.getAttribute('aria-label'))");
    assert_eq!(wrong, json!([]), "drawn as something else");
    let counted = browser.js("const counts = {before: 0, after: 0, concurrent: 0, equal: 0};
         for (const event of clocktower.events(0, clocktower.cursor())) counts[clocktower.relation(event.id, 45)]++;
         return [counts.before, counts.after, counts.concurrent]");
    let told = browser.text("standings");
    let numbers: Vec<u64> = told.split_whitespace().filter_map(|word| word.parse().ok()).collect();
    assert_eq!(json!([numbers[0], numbers[2], numbers[3]]), counted, "{told}");
    assert!(numbers[1] == 45 && told.contains("future") && told.contains("concurrent"), "{told}");
    for area in [".cone.past", ".cone.future", ".hatched.past", ".hatched.future"] {
        assert_eq!(browser.count(area), 1, "{area}");
    }
    browser.screenshot("spacetime-cones");
    wheel(&browser, middle(&browser, ".plot"), (-400.0, 0.0), 0);
    browser.wait_until("it has scrolled", |browser| browser.has("follow"));
    assert!(browser.text("selected-event").contains("45"), "what is selected stays so");
    browser.assert_quiet_console();
}

#[test]
fn a_second_click_proves_the_order_and_shows_a_chain_of_messages() {
    let browser = open();
    click_at(&browser, event_place(&browser, 45), 0);
    browser.wait_until("event 45 is looked at", |browser| browser.has("selected-event"));
    click_at(&browser, event_place(&browser, 55), SHIFT);
    browser.wait_until("both are compared", |browser| browser.has("relation"));
    let told = browser.text("relation");
    let word = browser.js("return clocktower.relation(45, 55)");
    let expected = if word == "concurrent" {
        "is concurrent with".to_owned()
    } else {
        format!("happened {}", word.as_str().unwrap_or("?"))
    };
    assert!(told.starts_with(&format!("45 {expected} 55")), "{told}");
    let proof = browser.js("const [a, b] = [45, 55].map((id) => clocktower.events(id, id)[0]);
         return `VC(55)[${a.node}] = ${clocktower.clock(55)[a.node] ?? 0} ≥ ${a.count}`");
    assert!(told.contains(proof.as_str().unwrap_or("?")), "{told}, not {proof}");
    let links =
        browser.js("return [...document.querySelectorAll('[data-testid=chain] button')].map((b) => b.textContent)");
    let links: Vec<&str> = links.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(!links.is_empty());
    for link in &links {
        let ends: Vec<u64> = link.split(['→', ' ']).filter_map(|word| word.trim().parse().ok()).collect();
        let sent =
            browser.js_with("return clocktower.events(arguments[0], arguments[0])[0].send", vec![ends[1].into()]);
        assert_eq!(sent.as_f64(), Some(ends[0] as f64), "{link}");
    }
    assert_eq!(browser.count(".arrow.chain"), links.len(), "each is drawn thick");
    browser.screenshot("spacetime-chain");
    browser.click_on("[data-testid='chain'] button");
    browser.wait_until("the message's end has the keyboard", |browser| {
        browser.js("return Boolean(document.activeElement.dataset.event)") == true
    });
    browser.click("clear-selection");
    browser.wait_until("nothing is selected", |browser| !browser.has("relation"));
    browser.assert_quiet_console();
}

#[test]
fn the_keyboard_alone_selects_two_events_zooms_and_moves_along_the_run() {
    let browser = open();
    browser.js("document.querySelector('.diagram').focus()");
    let key = |key: Key| browser.keys(key.value().to_string());
    let held =
        || browser.js("return Number(document.activeElement.dataset?.event ?? 0)").as_f64().unwrap_or(0.0) as u64;
    key(Key::Enter);
    browser.wait_until("an event has the keyboard", |_| held() > 0);
    let first = held();
    key(Key::Left);
    browser.wait_until("the one before has it", |_| held() == first - 1);
    let named = format!("[data-testid='event-card'][data-of='{}']", first - 1);
    browser.wait_until("its card is open", |browser| browser.count(&named) == 1);
    key(Key::Enter);
    browser.wait_until("it is looked at", |browser| browser.has("selected-event"));
    key(Key::Up);
    key(Key::Down);
    for _ in 0..8 {
        key(Key::Left);
    }
    browser.keys(Key::Shift + Key::Enter);
    browser.wait_until("both are compared", |browser| browser.has("relation"));
    browser.screenshot("spacetime-keyboard");
    key(Key::Escape);
    browser.wait_until("nothing is selected", |browser| !browser.has("relation"));
    let before = window(&browser);
    browser.keys("-");
    browser.wait_until("it shows more", |browser| window(browser).0 < before.0);
    browser.keys("0");
    browser.wait_until("it shows all", |browser| window(browser) == (1, cursor(browser)));
    assert!(held() > 0, "the event keeps the keyboard");
    browser.assert_quiet_console();
}

#[test]
fn the_wheel_moves_along_the_run_and_zooms_where_the_pointer_is() {
    let browser = open();
    let middle = middle(&browser, ".plot");
    let before = window(&browser);
    wheel(&browser, middle, (-300.0, 0.0), 0);
    browser.wait_until("it has moved", |browser| window(browser).0 < before.0);
    let (x, y) = event_place(&browser, 40);
    wheel(&browser, (x, y), (0.0, -200.0), CTRL);
    browser.wait_until("it has zoomed", |browser| {
        let (first, last) = window(browser);
        last - first < before.1 - before.0
    });
    let (now, _) = event_place(&browser, 40);
    assert!((now - x).abs() <= 1.5, "event 40 went from {x} to {now}");
    let (first, _) = window(&browser);
    drag(&browser, middle, (middle.0 + 300.0, middle.1));
    browser.wait_until("it was dragged", |browser| window(browser).0 < first);
    browser.click("follow");
    browser.wait_until("it follows the cursor", |browser| window(browser).1 == cursor(browser));
    browser.assert_quiet_console();
}

#[test]
fn a_long_run_is_few_elements_at_any_zoom_and_every_event_can_be_pointed_at() {
    let browser = open();
    browser.js("for (let i = 0; i < 3000; i++) clocktower.step()");
    let all = cursor(&browser);
    browser.wait_until("it is drawn", |browser| window(browser).1 == all);
    let mut least = u64::MAX;
    for press in 0..22 {
        let count = nodes(&browser);
        assert!(count <= NODES_MAX, "{count} elements after {press} times");
        assert!(browser.count("[data-event]") > 0);
        least = least.min(count);
        browser.click("zoom-out");
    }
    browser.click("zoom-fit");
    browser.wait_until("all of it is shown", |browser| window(browser) == (1, all));
    assert!(nodes(&browser) <= NODES_MAX && least < 200);
    assert!(browser.count(".strokes .bar") > 0, "several events are a bar");
    browser.screenshot("spacetime-whole-run");
    for _ in 0..8 {
        browser.click("zoom-in");
    }
    let (x, y) = middle(&browser, "[data-lane='broker'] text");
    point_at(&browser, (x + 600.0, y));
    browser.wait_until("an event without an element shows its card", |browser| browser.has("event-card"));
    browser.screenshot("spacetime-dots");
    browser.assert_quiet_console();
}

#[test]
fn the_card_of_an_event_has_all_of_it_and_never_lies_under_the_pointer() {
    let browser = open();
    for event in [34, 45, 57] {
        let (x, y) = event_place(&browser, event);
        point_at(&browser, (x, y));
        let named = format!("[data-testid='event-card'][data-of='{event}']");
        browser.wait_until("its card", |browser| browser.count(&named) == 1);
        let text = browser.text("event-card");
        let clock = browser.js_with("return Object.entries(clocktower.clock(arguments[0]))", vec![event.into()]);
        for entry in clock.as_array().into_iter().flatten() {
            let entry = format!("{} {}", entry[0].as_str().unwrap_or("?"), entry[1]);
            assert!(text.contains(&entry), "{entry} is not in {text}");
        }
        assert!(text.contains("VC("), "how it stands to the cursor's: {text}");
        let covered = browser.js_with(
            "const r = document.querySelector('[data-testid=\"event-card\"]').getBoundingClientRect();
             return r.left < arguments[0] && arguments[0] < r.right && r.top < arguments[1] && arguments[1] < r.bottom",
            vec![x.into(), y.into()],
        );
        assert_eq!(covered, false);
    }
    browser.screenshot("spacetime-card");
    browser.js("document.querySelector('.diagram').focus()");
    browser.keys(Key::Escape.value().to_string());
    browser.wait_until("Escape closes it", |browser| !browser.has("event-card"));
    browser.assert_quiet_console();
}

#[test]
fn lanes_are_dragged_moved_pinned_hidden_and_brought_back() {
    let browser = open();
    let names = lanes(&browser);
    let (from, to) = (middle(&browser, "[data-lane='exec-3'] text"), middle(&browser, "[data-lane='client-1'] text"));
    drag(&browser, from, (to.0, to.1 - 8.0));
    browser.wait_until("exec-3 is the first", |browser| lanes(browser)[0] == "exec-3");
    browser.js("document.querySelector(\"[data-lane='exec-3']\").focus()");
    browser.keys(Key::Alt + Key::Down);
    browser.wait_until("it is the second", |browser| lanes(browser)[1] == "exec-3");
    let focused = "return document.activeElement.dataset.lane ?? ''";
    assert_eq!(browser.js(focused), "exec-3", "it keeps the keyboard");
    let choose = |lane: &str, item: &str| {
        browser.js_with("document.querySelector(`[data-lane='${arguments[0]}']`).focus()", vec![lane.into()]);
        browser.keys(Key::Enter.value().to_string());
        browser.wait_until("its menu is open", |browser| browser.count(".lane-menu [role='menuitem']") > 0);
        let find = "const item = [...document.querySelectorAll('.lane-menu [role=menuitem]')].find((item) => item.textContent === arguments[0]);
            item?.setAttribute('data-e2e', 'item'); return Boolean(item)";
        assert_eq!(browser.js_with(find, vec![item.into()]), true, "{item}");
        browser.click_on("[data-e2e='item']");
        browser.wait_until("its menu is closed", |browser| browser.count(".lane-menu") == 0);
    };
    choose("store-1", "Pin to the top");
    browser.wait_until("store-1 is at the top", |browser| lanes(browser)[0] == "store-1");
    choose("exec-1", "Hide");
    browser.wait_until("exec-1 is hidden", |browser| !lanes(browser).contains(&"exec-1".to_owned()));
    choose("client-1", "Hide");
    choose("broker", "Collapse local events");
    browser.wait_until("runs of local events are one mark each", |browser| browser.count(".event.is-run") > 0);
    browser.screenshot("spacetime-lanes");
    let run = browser.attributes(".event.is-run", "data-event").remove(0);
    let events: u64 = browser.text_of(&format!("[data-event='{run}'] .count")).parse().expect("a number");
    let before = browser.count(".event.is-run");
    let collapsed = format!("[data-event='{run}'].is-run");
    browser.wait_until("a click opens it", |browser| {
        // A click meets what stands there: the lanes may have been on the way to their places.
        if browser.count(&collapsed) > 0 {
            browser.click_on(&collapsed);
        }
        browser.count(&collapsed) == 0
    });
    assert!(events >= 2 && browser.count(".event.is-run") + 1 >= before.saturating_sub(1));
    browser.click("hidden-lanes");
    browser.wait_until("the hidden ones are listed", |browser| browser.count(".lane-menu [role='menuitem']") == 3);
    browser.click_on(".lane-menu [role='menuitem']:last-child");
    browser.wait_until("all are back", |browser| lanes(browser).len() == names.len() && !browser.has("hidden-lanes"));
    browser.assert_quiet_console();
}

#[test]
fn clocks_beside_events_are_the_cores_in_the_order_that_is_told() {
    let browser = open();
    browser.click("show-clocks");
    browser.wait_until("the order is told", |browser| browser.has("clock-order"));
    let order = browser
        .js("return [...document.querySelectorAll('[data-testid=\"clock-order\"] b')].map((b) => b.textContent)");
    let expected = browser.js("const last = clocktower.cursor();
         return clocktower.events(last - 33, last).map((event) => {
            const clock = clocktower.clock(event.id);
            return '[' + arguments[0].map((node) => clock[node] ?? 0).join(',') + ']'; })"
        .replace("arguments[0]", &order.to_string())
        .as_str());
    let expected: Vec<&str> = expected.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let shown = browser.js("return [...document.querySelectorAll('.clock-label')].map((text) => text.textContent)");
    let shown: Vec<&str> = shown.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert!(shown.len() > 10, "{shown:?}");
    for clock in &shown {
        assert!(expected.contains(clock), "{clock} is the clock of no event");
    }
    for _ in 0..4 {
        browser.click("zoom-in");
    }
    browser.wait_until("wide columns have room for all", |browser| {
        browser.count(".clock-label") >= browser.count(".plot [data-event]")
    });
    browser.click("show-messages");
    browser.wait_until("messages say what they are", |browser| browser.count(".message-label") > 0);
    browser.screenshot("spacetime-clocks");
    browser.assert_quiet_console();
}

#[test]
fn the_minimap_is_dragged_and_used_by_keys() {
    let browser = open();
    browser.js("for (let i = 0; i < 600; i++) clocktower.step()");
    let all = cursor(&browser);
    browser.wait_until("it is drawn", |browser| window(browser).1 == all);
    let (x, y) = middle(&browser, ".minimap .window");
    let left = middle(&browser, ".minimap .track").0 - 500.0;
    drag(&browser, (x, y), (left, y));
    browser.wait_until("the window is where it was dragged to", |browser| window(browser).1 < all / 2);
    browser.js("document.querySelector('[data-testid=\"minimap\"]').focus()");
    let (first, _) = window(&browser);
    browser.keys(Key::Right.value().to_string());
    browser.wait_until("a key moves it on", |browser| window(browser).0 > first);
    browser.keys(Key::Home.value().to_string());
    browser.wait_until("Home goes to the beginning", |browser| window(browser).0 == 1);
    browser.keys(Key::End.value().to_string());
    browser.wait_until("End goes to the end", |browser| window(browser).1 == all);
    assert_eq!(cursor(&browser), all, "the run stands still meanwhile");
    browser.click("space-time");
    browser.wait_until("time sets the distance", |browser| {
        browser.attributes("[data-testid='space-time']", "aria-pressed") == ["true"]
    });
    browser.screenshot("spacetime-minimap");
    browser.assert_quiet_console();
}

#[test]
fn a_finger_taps_an_event_and_two_fingers_zoom() {
    let browser = open();
    browser.viewport(390, 844);
    browser.js(
        "document.querySelector('[data-testid=\"spacetime\"]').scrollIntoView({block: 'center', behavior: 'instant'})",
    );
    let last = cursor(&browser);
    browser.wait_until("it is drawn for the phone", |browser| browser.count(&format!("[data-event='{last}']")) == 1);
    let event = last - 2;
    let place = settled(&browser, event);
    touch(&browser, "touchStart", &[place]);
    touch(&browser, "touchEnd", &[]);
    browser.wait_until("a tap selects", |browser| browser.has("selected-event"));
    browser.wait_until("and shows the card", |browser| browser.has("event-card"));
    assert!(browser.text("selected-event").contains(&event.to_string()));
    let (x, y) = event_place(&browser, event);
    assert!(
        (x - place.0).abs() < 2.0 && y - place.1 < 140.0,
        "it stays near the finger: {place:?} became {:?}",
        (x, y)
    );
    browser.screenshot("spacetime-phone");
    let (x, y) = middle(&browser, ".plot");
    let before = window(&browser);
    let fingers = |apart: f64| [(x - apart, y), (x + apart, y)];
    touch(&browser, "touchStart", &fingers(90.0));
    for apart in [75.0, 60.0, 45.0, 30.0] {
        touch(&browser, "touchMove", &fingers(apart));
    }
    touch(&browser, "touchEnd", &[]);
    browser.wait_until("a pinch shows more", |browser| {
        let (first, last) = window(browser);
        last - first > before.1 - before.0
    });
    let overhang = browser.js("return document.documentElement.scrollWidth - innerWidth");
    assert!(overhang.as_f64().is_some_and(|pixels| pixels <= 0.0), "{overhang} pixels too wide");
    browser.assert_quiet_console();
}

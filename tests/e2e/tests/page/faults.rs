//! What goes wrong is made by hand, seen, told, and ended.

use e2e::Browser;
use serde_json::{Value, json};

use crate::recovery::act;
use crate::{cursor, show, state};

/// Steps until a message is on its way that has some time left, and returns its number.
#[track_caller]
fn message_in_flight(browser: &Browser) -> u64 {
    for _ in 0..60 {
        let shown = browser.attributes("[data-message]", "data-message");
        if let Some(message) = shown.first().and_then(|number| number.parse().ok()) {
            return message;
        }
        browser.click("step");
    }
    panic!("nothing is on its way")
}

/// The copies of a message that are on their way, as the core has them.
fn copies(browser: &Browser, message: u64) -> Vec<Value> {
    let messages = state(browser)["messages"].as_array().cloned().unwrap_or_default();
    messages.into_iter().filter(|other| other["id"] == message).collect()
}

#[track_caller]
fn act_on_message(browser: &Browser, message: u64, action: &str) {
    browser.click_on(&format!("[data-message=\"{message}\"] text"));
    browser.wait_until("the popover is there", |browser| browser.has(action));
    browser.click(action);
    browser.wait_until("the popover is gone", |browser| !browser.has(action));
}

#[test]
fn a_message_is_dropped_by_a_click_and_the_next_event_tells_of_it() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    let message = message_in_flight(&browser);
    act_on_message(&browser, message, "drop-message");
    assert_eq!(copies(&browser, message), Vec::<Value>::new());
    assert_eq!(browser.count(&format!("[data-message=\"{message}\"]")), 0);
    browser.click("step");
    let told = browser.text("narration");
    assert!(told.contains(&format!("message {message} from")) && told.contains("somebody dropped it"), "{told}");
    assert!(browser.count(".lost-mark") > 0, "the diagram shows where it was lost");
    browser.assert_quiet_console();
}

#[test]
fn a_message_is_delayed_and_doubled_by_a_click_and_the_second_one_is_told_as_a_duplicate() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    let message = message_in_flight(&browser);
    let arrives = |browser: &Browser| copies(browser, message)[0]["arrives_at_ms"].as_u64().unwrap();
    let before = arrives(&browser);
    act_on_message(&browser, message, "delay-message");
    assert_eq!(arrives(&browser), before + 5_000);
    act_on_message(&browser, message, "duplicate-message");
    assert_eq!(copies(&browser, message).len(), 2);
    assert_eq!(browser.count(&format!("[data-message=\"{message}\"]")), 2, "both are seen");
    let is_told = (0..80).any(|_| {
        browser.click("step");
        browser.text("narration").contains("It is a duplicate: the same message came before")
    });
    assert!(is_told, "{}", browser.text("narration"));
    assert!(browser.count(".arrow.copy") > 0, "its arrow is another one");
}

#[test]
fn the_message_of_a_selected_event_is_dropped_from_the_diagram_and_doubled_from_what_happened() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    let message = message_in_flight(&browser);
    // Where it was sent: the last send event with this message.
    let script = "return clocktower.events(1, Number(clocktower.cursor())).findLast((e) => e.message === arguments[0] && e.kind === 'send').id";
    let sent = browser.js_with(script, vec![json!(message)]);
    show(&browser, "what");
    browser.js_with(
        "document.querySelector(`[data-testid=\"spacetime\"] [data-event=\"${arguments[0]}\"]`)
            .dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        vec![sent],
    );
    browser.wait_until("both places offer it", |browser| browser.count("[data-testid=\"drop-sent\"]") == 2);
    browser.click_on("[data-testid=\"what\"] [data-testid=\"duplicate-sent\"]");
    browser.wait_until("it comes twice", |browser| copies(browser, message).len() == 2);
    browser.js_with(
        "document.querySelector(`[data-testid=\"spacetime\"] [data-event=\"${arguments[0]}\"]`)
            .dispatchEvent(new MouseEvent('click', { bubbles: true }))",
        vec![browser.js_with(script, vec![json!(message)])],
    );
    browser.wait_until("the strip offers it", |browser| browser.count(".strip [data-testid=\"drop-sent\"]") == 1);
    browser.click_on(".strip [data-testid=\"drop-sent\"]");
    browser.wait_until("both are gone", |browser| copies(browser, message).is_empty());
    assert_eq!(browser.count("[data-testid=\"drop-sent\"]"), 0, "nothing more can be done with it");
}

#[test]
fn a_storm_is_set_listed_and_ended_in_the_dialog() {
    let browser = Browser::open();
    assert_eq!(browser.text("faults"), "Faults…");
    browser.press("f");
    browser.wait_until("the dialog", |browser| browser.has("field-loss"));
    browser.js("document.querySelector('[data-testid=\"field-weather-storm\"]').click()");
    let value = |id: &str| browser.js(&format!("return document.querySelector('[data-testid=\"{id}\"]').value"));
    browser.wait_until("it is filled in", |_| value("field-loss") == "20");
    assert_eq!([value("slide-loss"), value("field-delay-max")], ["20", "20"]);
    browser.click("confirm");
    browser.wait_until("the dialog is gone", |browser| browser.count("dialog[open]") == 0);
    let network = &state(&browser)["network"];
    assert_eq!((&network["loss_permille"], &network["delay_ms_max"]), (&json!(200), &json!(20_000)));
    assert_eq!(browser.text("faults"), "Faults: 1");
    assert!(browser.count(".link.is-rough") > 3, "every link shows it");
    browser.click("faults");
    browser.wait_until("what is wrong", |browser| browser.has("wrongs"));
    assert!(
        browser.text("wrongs").contains("20 % lost, 10 % twice, 25 % held back up to 20 s"),
        "{}",
        browser.text("wrongs")
    );
    browser.screenshot("faults");
    browser.click("heal-all");
    browser.wait_until("nothing is wrong", |browser| browser.text("faults") == "Faults…");
    assert_eq!(state(&browser)["network"]["loss_permille"], Value::Null);
    browser.assert_quiet_console();
}

#[test]
fn a_rate_that_cannot_be_is_complained_about_and_nothing_changes() {
    let browser = Browser::open();
    browser.click("faults");
    browser.wait_until("the dialog", |browser| browser.has("field-loss"));
    browser.js("const field = document.querySelector('[data-testid=\"field-loss\"]'); field.value = '120';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))");
    browser.click("confirm");
    browser.wait_until("it complains", |browser| browser.has("field-error"));
    assert_eq!(browser.text("field-error"), "Lost must be 0 to 100 %.");
    assert_eq!(state(&browser)["network"]["loss_permille"], Value::Null);
}

#[test]
fn a_link_is_cut_one_way_roughened_and_healed_by_a_click_on_it() {
    let browser = Browser::open();
    let open = || {
        browser.js("const line = document.querySelector('[data-link=\"exec-2\"] .link-hit');
            line.dispatchEvent(new MouseEvent('click', { bubbles: true }))");
        browser.wait_until("the popover", |browser| browser.has("link-faults"));
    };
    open();
    browser.click("cut-from");
    browser.wait_until("one way is cut", |browser| state(browser)["cuts_one_way"] == json!([["exec-2", "broker"]]));
    assert!(
        browser.attributes("[data-node=\"exec-2\"] [role=\"button\"]", "aria-label").concat().contains("not heard")
    );
    assert_eq!(browser.count("[data-link=\"exec-2\"] .link-mark"), 1);
    open();
    browser.click("heal-link");
    browser.wait_until("it is whole", |browser| state(browser)["cuts_one_way"] == json!([]));
    open();
    browser.click("link-faults");
    browser.wait_until("the dialog of this link", |browser| browser.has("field-loss"));
    assert_eq!(browser.js("return document.querySelector('[data-testid=\"field-link\"]').value"), "exec-2");
    browser.js("document.querySelector('[data-testid=\"field-weather-flaky\"]').click()");
    browser.click("confirm");
    browser
        .wait_until("it has a way of its own", |browser| state(browser)["links"][0]["network"]["loss_permille"] == 50);
    assert_eq!(state(&browser)["links"][0]["between"], json!(["broker", "exec-2"]));
    open();
    browser.wait_until("it says how", |browser| {
        browser.text_of(".popover").contains("5 % lost, 3 % twice, 10 % held back up to 5 s")
    });
    browser.press("Escape");
    browser.assert_quiet_console();
}

#[test]
fn a_link_is_reached_by_keyboard_and_has_the_focus_again_when_its_popover_closes() {
    let browser = Browser::open();
    browser.tab_to("[data-link=\"exec-2\"] .link-hit");
    browser.press("Enter");
    browser.wait_until("the popover", |browser| browser.has("cut-both"));
    browser.press("Enter");
    browser.wait_until("it is cut", |browser| state(browser)["cuts"] == json!([["broker", "exec-2"]]));
    browser.press("Enter");
    browser.wait_until("the popover again", |browser| browser.has("heal-link"));
    browser.press("Escape");
    browser
        .wait_until("the link has the focus", |browser| browser.count("[data-link=\"exec-2\"] .link-hit:focus") == 1);
}

#[test]
fn a_node_is_slowed_filled_and_mended_from_its_menu_by_keyboard_alone() {
    let browser = Browser::open();
    let node = |name: &str| -> Value {
        let nodes = state(&browser)["nodes"].as_array().cloned().unwrap_or_default();
        nodes.into_iter().find(|node| node["name"] == name).unwrap()
    };
    // Tab leads from one action to the next; Enter does it.
    let choose = |name: &str, actions: &[&str]| {
        browser.js_with(
            "document.querySelector(`[data-node=\"${arguments[0]}\"] [role=\"button\"]`).focus()",
            vec![json!(name)],
        );
        browser.press("Enter");
        for action in actions {
            browser.wait_until("it is offered", |browser| browser.has(action));
            for _ in 0..12 {
                if browser.js("return document.activeElement?.dataset.testid ?? ''") == *action {
                    break;
                }
                browser.press("Tab");
            }
            assert_eq!(browser.js("return document.activeElement?.dataset.testid ?? ''"), *action);
            browser.press("Enter");
        }
        browser.wait_until("the popover is gone", |browser| browser.count(".popover") == 0);
    };
    choose("exec-1", &["more-faults", "slow"]);
    assert_eq!(node("exec-1")["percent"], 300);
    assert_eq!(browser.text_of("[data-node=\"exec-1\"] .badge"), "3 × slow");
    choose("exec-1", &["more-faults", "flap"]);
    assert_eq!(node("exec-1")["flaps_every_ms"], 30_000);
    choose("exec-1", &["mend"]);
    assert_eq!((&node("exec-1")["percent"], &node("exec-1")["flaps_every_ms"]), (&json!(100), &Value::Null));
    assert_eq!(browser.count("[data-node=\"exec-1\"] .badge"), 0);
    choose("store-1", &["more-faults", "fill"]);
    assert_eq!((&node("store-1")["full"], &node("store-1")["free"]), (&json!(true), &json!(0)));
    act(&browser, "store-1", "mend");
    assert_eq!(node("store-1")["full"], false);
}

#[test]
fn a_flood_of_emergencies_pours_in_and_stands_on_the_scrubber() {
    let browser = Browser::open();
    browser.click("inject-emergency");
    browser.wait_until("the dialog", |browser| browser.has("open-flood"));
    browser.click("open-flood");
    browser.wait_until("the other dialog", |browser| browser.has("field-count"));
    browser.js("const field = document.querySelector('[data-testid=\"field-count\"]'); field.value = '7';
        field.dispatchEvent(new InputEvent('input', { bubbles: true }))");
    browser.click("confirm");
    browser.wait_until("the dialog is gone", |browser| browser.count("dialog[open]") == 0);
    let before = cursor(&browser);
    browser.js("for (let i = 0; i < 2; i++) clocktower.step('round')");
    browser.wait_until("it goes on", |browser| cursor(browser) > before);
    let jobs = state(&browser)["jobs"].as_array().cloned().unwrap_or_default();
    let drawn = jobs.iter().filter(|job| {
        let name = job["name"].as_str().unwrap_or_default();
        ["fire-", "medical-", "general-", "disaster-", "critical-"].iter().any(|kind| name.starts_with(kind))
    });
    assert_eq!(drawn.count(), 7);
    assert!(browser.count(".scrub .mark.emergency") > 0);
    browser.assert_quiet_console();
}

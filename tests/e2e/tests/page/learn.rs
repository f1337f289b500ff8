//! Lessons and predictions.

use std::fs;
use std::path::Path;

use e2e::Browser;
use serde_json::Value;

use crate::{cursor, look_in_both_themes};

/// So often the keys of a step are pressed at most.
const PRESSES_MAX: usize = 90;

/// The lessons' own data.
fn lessons() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../www/lessons");
    let files = fs::read_dir(folder).expect("lessons").map(|entry| entry.expect("a file").path());
    let read = |path: std::path::PathBuf| {
        let key = path.file_stem().and_then(|stem| stem.to_str()).expect("a name").to_owned();
        let text = fs::read_to_string(&path).expect("a text");
        (key, serde_json::from_str(&text).expect("JSON"))
    };
    files.filter(|path| path.is_file()).map(read).collect()
}

/// At which step the lesson stands.
fn step(browser: &Browser) -> String {
    let steps = browser.attributes("[data-testid=lesson-step]", "data-step");
    steps.first().cloned().unwrap_or_default()
}

/// The name of a key as it stands in a lesson.
fn key_of(shown: &str) -> &str {
    match shown {
        "→" => "ArrowRight",
        "←" => "ArrowLeft",
        other => other,
    }
}

fn press_button(browser: &Browser, id: &str) {
    browser.tab_to(&format!("[data-testid={id}]"));
    browser.press("Enter");
}

/// Answers whatever is asked, by keyboard, right or wrong, and reads what is said of it.
fn answer(browser: &Browser) {
    browser.wait_until("the question has the focus", |browser| browser.count("[data-testid=question] :focus") == 1);
    if browser.count("[data-testid=question] input[type=radio]") > 0 {
        browser.press("ArrowDown");
    } else {
        browser.press("1");
    }
    browser.press("Enter");
    browser.wait_until("it is graded", |browser| browser.count("[data-testid=learn-go-on]:focus") == 1);
    browser.press("Enter");
    browser.wait_until("it was read", |browser| !browser.has("grade"));
}

/// Does what a step asks for, by the keys that it shows.
fn do_step(browser: &Browser, lesson: &str, at: usize, data: &Value) {
    let number = (at + 1).to_string();
    browser.wait_until(&format!("{lesson}: step {number}"), |browser| step(browser) == number);
    let draws = matches!(data["asks"].as_str(), Some("later" | "equal"));
    for _ in 0..PRESSES_MAX {
        if step(browser) != number {
            return;
        }
        if browser.has("question") {
            answer(browser);
        } else if draws {
            press_button(browser, "learn-ask");
        } else if data["until"].get("read").is_some() {
            press_button(browser, "lesson-next");
        } else {
            for key in data["keys"].as_array().expect("keys") {
                browser.press(key_of(key.as_str().expect("a key")));
                // A form that comes has the focus once it is drawn.
                if browser.has("dialog") {
                    browser.wait_until("the dialog has the focus", |b| b.count("dialog[open] :focus") == 1);
                }
                if browser.has("question") || step(browser) != number {
                    break;
                }
            }
        }
    }
    panic!("{lesson}: step {number} is not done by its keys: {data}");
}

#[test]
fn every_lesson_is_completed_by_keyboard_alone() {
    let browser = Browser::open();
    browser.reduced_motion(true);
    let lessons = lessons();
    assert!(lessons.len() >= 6);
    for (key, lesson) in &lessons {
        if !browser.has("learn") {
            browser.press("L");
            browser.wait_until("the list", |browser| browser.has("learn"));
        }
        press_button(&browser, &format!("lesson-{key}"));
        let steps = lesson["steps"].as_array().expect("steps");
        for (at, data) in steps.iter().enumerate() {
            do_step(&browser, key, at, data);
        }
        browser.wait_until(&format!("{key} is over"), |browser| step(browser) == "over");
        press_button(&browser, "lesson-over");
        let state = browser.text_of(&format!("[data-testid=lesson-{key}] .state"));
        assert!(state.starts_with("Done"), "{key}: {state}");
    }
    browser.reload();
    browser.press("L");
    browser.wait_until("what was done is remembered", |browser| browser.count(".choice .is-done") == lessons.len());
    browser.assert_quiet_console();
}

#[test]
fn a_merge_is_asked_before_it_is_shown_and_graded_with_the_error() {
    let browser = Browser::open();
    browser.click("lessons");
    browser.click("predict-ticks");
    let before = cursor(&browser);
    browser.click("step-merge");
    browser.wait_until("it is asked", |browser| browser.has("question"));
    let stands = cursor(&browser);
    assert!(stands >= before);
    let known = browser.js("return clocktower.events(0, 1e6).length");
    assert_eq!(known, stands, "nothing is known yet of what is asked");
    // The own tick is forgotten: the larger entry of each pair, and no more.
    let script = "const rows = [...document.querySelectorAll('[data-testid=question] tbody tr')];
        const counts = (row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent) || 0);
        const [mine, theirs] = rows.map(counts);
        const inputs = [...document.querySelectorAll('[data-testid=question] input')];
        inputs.forEach((input, at) => { input.value = String(Math.max(mine[at], theirs[at])) });
        return inputs.length";
    assert!(browser.js(script).as_u64().is_some_and(|inputs| inputs > 1));
    look_in_both_themes(&browser, "learn-question");
    browser.click("answer");
    browser.wait_until("it is graded", |browser| browser.has("grade"));
    assert!(browser.text("grade").contains("You forgot the own tick"), "{}", browser.text("grade"));
    assert_eq!(cursor(&browser), stands + 1, "now the run has come there");
    assert!(browser.text("score").contains("0 of 1"));
    look_in_both_themes(&browser, "learn-grade");
    browser.click("learn-go-on");
    browser.wait_until("it can be looked at again", |browser| browser.has("missed"));
    browser.assert_quiet_console();
}

#[test]
fn lessons_go_on_where_nothing_can_be_kept() {
    let browser = Browser::open();
    browser.js("Storage.prototype.setItem = () => { throw new DOMException('no', 'QuotaExceededError') }");
    browser.click("lessons");
    look_in_both_themes(&browser, "learn-list");
    browser.click("lesson-ticks");
    browser.wait_until("the first step", |browser| step(browser) == "1");
    browser.click("lesson-skip");
    browser.wait_until("the second step", |browser| step(browser) == "2");
    assert!(browser.text_of(".toasts").contains("keeps nothing"), "it is said once");
    browser.click("lesson-back");
    browser.wait_until("the first step again", |browser| step(browser) == "1");
    browser.click("step");
    browser.wait_until("the second step", |browser| step(browser) == "2");
    assert!(browser.count(".learn-done") == 1);
    look_in_both_themes(&browser, "learn-step");
    browser.assert_quiet_console();
}

//! Files in and out: logs from elsewhere, the diagram as a picture, the figures as a table.

use e2e::Browser;
use serde_json::json;

use crate::{cursor, look_in_both_themes, show};

/// Two executions: in the second one `gate` waits for both others at once.
const LOG: &str = "(?<event>.*)\\n(?<host>\\S*) (?<clock>{.*})\n^=== (?<trace>.*) ===$\n\
=== one ===\nalone\nsolo {\"solo\":1}\n\
=== two ===\nopen\ngate {\"gate\":1}\nleft works\nleft {\"left\":1, \"gate\":1}\nright works\nright {\"right\":1, \"gate\":1}\n\
both are here\ngate {\"gate\":2, \"left\":1, \"right\":1}\n";

fn import(browser: &Browser, text: &str) {
    browser.click("export");
    browser.click("import");
    browser.wait_until("the dialog is open", |browser| browser.has("field-json"));
    write(browser, text);
}

/// As a paste does it.
fn write(browser: &Browser, text: &str) {
    browser.js_with(
        "const area = document.querySelector('[data-testid=field-json]'); area.value = arguments[0]; \
         area.dispatchEvent(new Event('input', {bubbles: true}))",
        vec![json!(text)],
    );
}

#[test]
fn a_log_is_a_run_to_travel_search_and_question() {
    let browser = Browser::open();
    import(&browser, &LOG.replace("\"left\":1, \"gate\":1", "\"left\":2, \"gate\":1"));
    browser.click("confirm");
    browser.wait_until("it asks which execution", |browser| browser.text("field-error").contains("2 executions"));
    browser.js("const one = document.querySelector('[data-testid=field-execution]'); one.value = 'two'; \
                one.dispatchEvent(new Event('change', {bubbles: true}))");
    browser.click("confirm");
    browser.wait_until("it names the line", |browser| {
        browser.text("field-error").starts_with("line 10: event 2 of left is here, but event 1 is missing")
    });
    write(&browser, LOG);
    browser.click("confirm");
    browser.wait_until("it asks again", |browser| browser.text("field-error").contains("2 executions"));
    browser.js("const one = document.querySelector('[data-testid=field-execution]'); one.value = 'two'; \
                one.dispatchEvent(new Event('change', {bubbles: true}))");
    browser.click("confirm");
    browser.wait_until("the log is open", |browser| browser.text("narration").contains("both are here"));
    assert_eq!(cursor(&browser), 4);
    assert_eq!(browser.js("return clocktower.relation(2, 3)"), json!("concurrent"));
    show(&browser, "merge");
    browser.wait_until("both messages are merged", |browser| {
        browser.text("merge").contains("gate hears from left and right")
    });
    for panel in ["decision", "queue", "knowledge", "wire"] {
        show(&browser, panel);
        browser.wait_until("it says that there is no broker", |browser| browser.text(panel).contains("No broker"));
    }
    look_in_both_themes(&browser, "log");
    browser.click("back");
    browser.wait_until("it goes back", |browser| cursor(browser) == 3);
    browser.click("step");
    browser.wait_until("and on", |browser| cursor(browser) == 4);
    browser.click("submit-job");
    browser
        .wait_until("nothing can be done to it", |browser| browser.text_of(".toasts").contains("Nothing can be done"));
    browser.assert_quiet_console();
}

#[test]
fn the_diagram_is_a_picture_and_the_figures_are_a_table() {
    let browser = Browser::open();
    browser.click("export");
    browser.click("export-svg");
    let svg = browser.downloaded("diagram.svg");
    let shown = browser
        .shown_alone(&svg, "return [document.documentElement.tagName, document.querySelectorAll('path').length > 20]");
    assert_eq!(shown, json!(["svg", true]));
    assert!(svg.contains("An ambulance arrives") && svg.contains(">exec-1</text>"), "{}", &svg[..400]);
    browser.click("export-csv");
    let table = browser.downloaded("figures.csv");
    assert!(table.starts_with("branch,until (ms),") && table.contains("\r\nmain,"), "{table}");
    browser.click("export-png");
    browser.wait_until("the picture is on its way", |browser| {
        browser.text_of(".toasts").contains("diagram.png is on its way")
    });
    assert!(browser.downloaded_bytes("diagram.png").starts_with(b"\x89PNG\r\n\x1a\n"));
    look_in_both_themes(&browser, "export");
    browser.assert_quiet_console();
}

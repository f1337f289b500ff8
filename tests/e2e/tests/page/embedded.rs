//! A run in somebody else's page: the element, and the page without a build step that shows it.

use e2e::Browser;
use serde_json::{Value, json};

/// The site's page without a build step, once both of its runs stand.
fn example() -> Browser {
    let browser = Browser::launch("");
    browser.viewport(1100, 1700);
    browser.visit("www/example.html");
    wait_until_ready(&browser, "#first");
    browser
}

#[track_caller]
fn wait_until_ready(browser: &Browser, element: &str) {
    browser.wait_until("the run stands", |browser| {
        browser.js_with("return !!document.querySelector(arguments[0]).playground", vec![json!(element)]) == json!(true)
    });
}

/// What a script gives back in which `run` is the playground of an element and `page` its document.
#[track_caller]
fn within(browser: &Browser, element: &str, script: &str) -> Value {
    let script = format!(
        "const element = document.querySelector(arguments[0]); const run = element.playground;
        const page = element.shadowRoot.querySelector('iframe').contentDocument; {script}"
    );
    browser.js_with(&script, vec![json!(element)])
}

#[test]
fn an_element_shows_a_part_of_a_living_run_in_a_page_without_a_build_step() {
    let browser = example();
    let parts =
        "return ['cluster', 'inspector', 'spacetime'].filter((part) => page.querySelector(`[data-testid=${part}]`))";
    assert_eq!(within(&browser, "#first", parts), json!(["spacetime"]));
    let before = within(&browser, "#first", "return run.cursor()");
    browser.click_on("#go");
    browser.wait_until("the page around says what came", |browser| browser.text_of("#said").contains("has counted to"));
    let after = within(&browser, "#first", "return run.cursor()");
    assert!(after.as_u64() > before.as_u64(), "{before} {after}");
    // What the page around fetched itself, opened at the event that it asked for.
    wait_until_ready(&browser, "clocktower-run[src]");
    assert_eq!(within(&browser, "clocktower-run[src]", parts), json!(["cluster"]));
    assert_eq!(within(&browser, "clocktower-run[src]", "return run.cursor()"), json!(40));
    assert_eq!(within(&browser, "clocktower-run[src]", "return run.state().nodes.length"), json!(6));
    browser.screenshot("embedded");
    browser.assert_quiet_console();
}

#[test]
fn an_element_leads_to_the_whole_page_with_its_run_and_keeps_nothing() {
    let browser = example();
    browser.click_on("#go");
    let hash = within(&browser, "#first", "return run.hash()");
    let way = "const way = page.querySelector('.leave'); way.target = ''; way.addEventListener('click', (event) => event.preventDefault());
        way.click(); return way.href";
    let address = within(&browser, "#first", way);
    let address = address.as_str().unwrap_or_default();
    assert!(address.starts_with(&format!("{}#run=", browser.url())), "{address}");
    let opened = Browser::open_with(&address[browser.url().len()..]);
    assert_eq!(opened.js("return clocktower.hash()"), hash);
    assert_eq!(
        browser.js("return Object.keys(localStorage).filter((name) => name.startsWith('clocktower.run'))"),
        json!([])
    );
}

#[test]
fn an_element_begins_the_lesson_that_it_names() {
    let browser = example();
    browser.js("document.querySelector('main').insertAdjacentHTML('beforeend', \
         '<clocktower-run id=lesson lesson=ticks></clocktower-run>')");
    wait_until_ready(&browser, "#lesson");
    let step = "return page.querySelector('[data-testid=learn]')?.textContent ?? ''";
    browser.wait_until("its first step stands there", |browser| {
        within(browser, "#lesson", step).as_str().is_some_and(|text| text.contains("Ticks and merges"))
    });
    browser.assert_quiet_console();
}

#[test]
fn what_an_element_is_asked_for_in_vain_is_told_in_it_and_to_the_page_around() {
    let browser = example();
    for (attributes, wrong) in [
        ("scenario='no-such-scenario'", "expected"),
        ("view='tower'", "view: it is none of cluster, inspector, spacetime"),
        ("lesson='tower'", "lesson: it is none of ticks, "),
        ("scenario='ambulance' at='-1'", "at: -1 is no event"),
        ("src='./no-such-file.json'", "src: ./no-such-file.json cannot be had: the server says 404"),
        ("src='./icon.svg'", "line 1"),
    ] {
        let told = browser.js_async(
            "const done = arguments[arguments.length - 1];
            addEventListener('clocktower-failed', (event) => done(event.detail.message), { once: true });
            document.querySelector('main').insertAdjacentHTML('beforeend', `<clocktower-run ${arguments[0]}></clocktower-run>`)",
            vec![json!(attributes)],
        );
        assert!(told.as_str().is_some_and(|told| told.contains(wrong)), "{attributes}: {told}");
    }
    let said = "return !!page.querySelector('.failure[role=alert]')";
    browser.wait_until("it stands in the element", |browser| within(browser, "[view=tower]", said) == json!(true));
}

//! What is there when the page opens.

use e2e::Browser;

use crate::{CONTROLS, PANELS, PARTS, show, state};

#[test]
fn the_page_opens_on_a_running_example() {
    let browser = Browser::open();
    let nodes = browser.attributes("[data-testid=\"cluster\"] [data-node]", "data-node");
    assert!(nodes.iter().any(|node| node == "broker"), "{nodes:?}");
    assert!(nodes.len() >= 6, "a broker, three executors, a datastore and a client: {nodes:?}");
    assert_eq!(
        state(&browser)["nodes"].as_array().map(Vec::len),
        Some(nodes.len()),
        "the cluster shows the core's nodes"
    );
    assert!(browser.count("[data-testid=\"spacetime\"] [data-event]") > 0, "the example has begun");
    assert!(!browser.text("narration").trim().is_empty());
    browser.assert_quiet_console();
}

#[test]
fn every_promised_part_is_on_the_page() {
    let browser = Browser::open();
    let missing: Vec<_> = CONTROLS.into_iter().chain(PARTS).filter(|id| !browser.has(id)).collect();
    assert!(missing.is_empty(), "not on the page: {missing:?}");
    for panel in PANELS {
        show(&browser, panel);
    }
    browser.assert_quiet_console();
}

#[test]
fn the_page_works_under_a_sub_path() {
    let browser = Browser::open_under("some/where");
    browser.click("step");
    browser.assert_quiet_console();
}

#[test]
fn the_page_asks_nobody_else_for_anything() {
    let browser = Browser::open();
    let _ = browser.use_every_control();
    let asked = browser.js("return performance.getEntriesByType('resource').map((entry) => entry.name)");
    let own = browser.url();
    let foreign: Vec<_> = asked
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|address| address.as_str())
        .filter(|address| !address.starts_with(&own) && !address.starts_with("data:") && !address.starts_with("blob:"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
}

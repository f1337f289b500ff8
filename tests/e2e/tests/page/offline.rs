//! The site without a network, installed, and made new under a run.

use e2e::Browser;
use serde_json::{Value, json};

use crate::{cursor, state};

/// Waits until the browser keeps the whole site for later.
#[track_caller]
fn wait_until_kept(browser: &Browser) {
    browser.wait_until("the site is kept", |browser| {
        let kept = "const done = arguments[arguments.length - 1];
            navigator.serviceWorker.getRegistration().then((worker) => done(worker?.active?.state ?? ''))";
        browser.js_async(kept, Vec::new()) == json!("activated")
    });
}

/// Goes on with the run that is offered after a reload, and gives back its world.
#[track_caller]
fn go_on(browser: &Browser) -> Value {
    browser.wait_until("the run is offered", |browser| browser.has("go-on"));
    let before = browser.js("return clocktower.hash()");
    browser.click("go-on");
    browser.wait_until("it goes on", |browser| browser.js("return clocktower.hash()") != before);
    state(browser)
}

#[test]
fn after_the_first_visit_the_page_works_without_a_network() {
    let mut browser = Browser::open();
    wait_until_kept(&browser);
    browser.js("clocktower.apply({type: 'add_executor', name: 'far-away'})");
    browser.click("step-merge");
    let was = state(&browser);
    browser.stop_serving();
    browser.reload();
    assert_eq!(go_on(&browser), was);
    // Also what came later: a dialog, with its styles.
    browser.click("submit-job");
    browser.click("confirm");
    browser.wait_until("the job is on its way", |browser| browser.count("dialog") == 0);
    let at = cursor(&browser);
    browser.click("step");
    assert_eq!(cursor(&browser), at + 1);
    browser.screenshot("offline");
}

#[test]
fn a_newer_version_begins_with_the_next_load_and_no_run_is_lost() {
    let mut browser = Browser::open();
    wait_until_kept(&browser);
    browser.js("clocktower.apply({type: 'crash', node: 'exec-1'})");
    let was = state(&browser);
    let worker = Browser::served("offline.js").replacen("const VERSION = \"", "const VERSION = \"next-", 1);
    let boot = format!("document.documentElement.dataset.version = 'next';\n{}", Browser::served("www/boot.js"));
    browser.serve_with([("offline.js", worker), ("www/boot.js", boot)]);
    let version = |browser: &Browser| browser.js("return document.documentElement.dataset.version ?? 'first'");
    browser.reload();
    assert_eq!(version(&browser), json!("first"), "never parts of two versions");
    browser.wait_until("the newer one is here", |browser| {
        let waits = "const done = arguments[arguments.length - 1];
            navigator.serviceWorker.getRegistration().then((worker) => done(worker.waiting !== null))";
        browser.js_async(waits, Vec::new()) == json!(true)
    });
    browser.reload();
    browser.wait_until("the newer one has begun", |browser| {
        version(browser) == json!("next")
            && browser.has("step")
            && browser.js("return !!window.clocktower") == json!(true)
    });
    assert_eq!(go_on(&browser), was);
    let kept = "const done = arguments[arguments.length - 1]; caches.keys().then((names) => done(names.length))";
    browser.wait_until("the older one is gone", |browser| browser.js_async(kept, Vec::new()) == json!(1));
}

#[test]
fn the_page_can_be_installed() {
    let browser = Browser::open();
    if !browser.is_chromium() {
        return;
    }
    wait_until_kept(&browser);
    let manifest = browser.devtools("Page.getAppManifest", json!({}));
    assert_eq!(manifest["errors"], json!([]));
    assert_eq!(manifest["url"], json!(format!("{}www/clocktower.webmanifest", browser.url())));
    let errors = browser.devtools("Page.getInstallabilityErrors", json!({}));
    assert_eq!(errors["installabilityErrors"], json!([]));
}

//! axe-core finds no violation of WCAG 2.2 AA, nor of its best practices, in whatever state the page is.

use e2e::Browser;
use serde_json::json;

use super::{OPENERS, SIZES, close_dialog, open_dialog, open_tab, tabs};

/// Collects what is found, with the state in which it was found.
struct Check<'a> {
    browser: &'a Browser,
    size: &'static str,
    found: Vec<String>,
}

impl Check<'_> {
    fn of(&mut self, state: &str) {
        let size = self.size;
        self.found.extend(self.browser.axe_violations().into_iter().map(|line| format!("{size}, {state}: {line}")));
    }
}

/// Goes through every state of the page at every size, in one of the two themes.
fn check(scheme: &'static str, states: fn(&mut Check)) {
    let browser = Browser::open();
    browser.scheme(scheme);
    // Nothing is half way to its colour when it is looked at.
    browser.reduced_motion(true);
    let mut found = Vec::new();
    for (size, width, height) in SIZES {
        browser.viewport(width, height);
        let mut check = Check { browser: &browser, size, found: Vec::new() };
        states(&mut check);
        found.extend(check.found);
    }
    browser.assert_quiet_console();
    assert!(found.is_empty(), "{} violations in {scheme}:\n{}", found.len(), found.join("\n"));
}

fn every_tab(check: &mut Check) {
    let browser = check.browser;
    for step in ["step-merge", "step-decision"] {
        browser.js_with("document.querySelector(`[data-testid=\"${arguments[0]}\"]`).click()", vec![json!(step)]);
    }
    for tab in tabs(browser) {
        open_tab(browser, &tab);
        check.of(&tab);
    }
}

fn every_dialog(check: &mut Check) {
    for opener in OPENERS {
        open_dialog(check.browser, opener);
        check.of(&format!("the dialog of {opener}"));
        close_dialog(check.browser);
    }
    // One that complains, and the one behind another.
    open_dialog(check.browser, "submit-job");
    check.browser.js("const field = document.querySelector('[data-testid=\"field-name\"]');
        field.value = 'a name with spaces, and far too long '.repeat(9);
        field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        document.querySelector('[data-testid=\"confirm\"]').click()");
    check.browser.wait_until("the form complains", |browser| browser.has("field-error"));
    check.of("a dialog that complains");
    close_dialog(check.browser);
    open_dialog(check.browser, "faults");
    check.browser.click("open-flood");
    check.browser.wait_until("the other dialog", |browser| browser.has("field-count"));
    check.of("the dialog of a flood");
    close_dialog(check.browser);
    // Everything wrong at once, as it is listed, and on links and cards.
    check.browser.js("for (const command of [
        { type: 'cut', a: 'exec-1', b: 'broker', one_way: true }, { type: 'cut', a: 'client-1', b: 'broker' },
        { type: 'set_network', loss_permille: 50 }, { type: 'set_network', a: 'exec-2', b: 'broker', delay_permille: 9 },
        { type: 'slow', node: 'exec-3', percent: 250 }, { type: 'fill', node: 'store-1' },
    ]) clocktower.apply(command)");
    check.of("faults on links and cards");
    open_dialog(check.browser, "faults");
    check.of("the dialog of faults with a list");
    check.browser.click("heal-all");
    check.browser.wait_until("the dialog is gone", |browser| browser.count("dialog[open]") == 0);
    open_dialog(check.browser, "export");
    check.browser.click("import");
    check.browser.wait_until("the other dialog", |browser| browser.has("field-json"));
    check.of("the dialog of import");
    close_dialog(check.browser);
}

fn every_selection(check: &mut Check) {
    let browser = check.browser;
    browser.click_on("[data-testid=\"cluster\"] [data-node=\"exec-2\"]");
    browser.wait_until("a popover", |browser| browser.count(".popover") == 1);
    check.of("a node's popover");
    browser.click("more-faults");
    browser.wait_until("the popover of its link", |browser| browser.has("link-faults"));
    check.of("a link's popover");
    browser.press("Escape");
    check.of("a selected node");
    // The picture follows what is looked at: the second one is taken from what is to be seen then.
    for (state, shift) in [("a selected event", false), ("two events compared", true)] {
        let script = "const drawn = [...document.querySelectorAll('[data-testid=\"spacetime\"] [data-event]:not(.is-selected)')];
            drawn.at(arguments[0] ? 0 : -2).dispatchEvent(new MouseEvent('click', { bubbles: true, shiftKey: arguments[0] }))";
        browser.js_with(script, vec![json!(shift)]);
        check.of(state);
    }
    browser.press("p");
    browser.wait_until("it presents", |browser| browser.count(":root[data-present]") == 1);
    check.of("Present mode");
    browser.press("p");
    browser.press("Escape");
}

/// Opens whatever says that it can be opened, tab by tab: menus, filters, further rows, lists of a field.
fn every_disclosure(check: &mut Check) {
    let browser = check.browser;
    browser.js("for (const step of ['merge', 'decision']) clocktower.step(step)");
    for tab in tabs(browser) {
        open_tab(browser, &tab);
        let closed = "[...document.querySelectorAll('[aria-expanded=\"false\"]:not(:disabled)')].filter((e) => e.checkVisibility())";
        let count = browser.js(&format!("return {closed}.length")).as_u64().unwrap_or_default();
        for at in 0..count {
            // One at a time: a field by its focus, anything else by a click.
            let opened = browser.js_with(
                &format!(
                    "const opener = {closed}[arguments[0]];
                    if (!opener) return null;
                    opener.scrollIntoView({{ block: 'center' }});
                    opener.focus();
                    if (!opener.matches('input')) opener.dispatchEvent(new MouseEvent('click', {{ bubbles: true }}));
                    window.__opener = opener;
                    return opener.getAttribute('aria-label') ?? opener.textContent"
                ),
                vec![json!(at)],
            );
            let Some(name) = opened.as_str() else { break };
            check.of(&format!("{tab}, {name} opened"));
            browser.press("Escape");
            browser.js(
                "if (window.__opener.ariaExpanded === 'true') window.__opener.dispatchEvent(new MouseEvent('click', { bubbles: true })); document.activeElement.blur()",
            );
        }
    }
}

#[test]
fn axe_finds_nothing_in_whatever_opens_in_light() {
    check("light", every_disclosure);
}

#[test]
fn axe_finds_nothing_in_whatever_opens_in_dark() {
    check("dark", every_disclosure);
}

/// Two branches beside each other, one being renamed, and one that was deleted.
fn every_branch(check: &mut Check) {
    let browser = check.browser;
    browser.js("const run = window.clocktower;
        if (run.branches().length < 2) {
          for (let n = 0; n < 80; n += 1) { run.step(); }
          run.seek(60);
          run.apply({ type: 'crash', node: 'exec-2' });
          for (let n = 0; n < 120; n += 1) { run.step(); }
        }");
    let press = |css: &str| browser.js_with("document.querySelector(arguments[0]).click()", vec![json!(css)]);
    open_tab(browser, "tab-branches");
    browser.wait_until("both are compared", |browser| browser.has("comparison") && browser.has("lanes"));
    press(".definitions summary");
    check.of("two branches compared");
    press("[data-branch=\"main\"] [data-testid=\"rename-branch\"]");
    browser.wait_until("the name is in a field", |browser| browser.has("branch-name"));
    browser.js("document.querySelector('[data-testid=\"branch-name\"]').value = ''");
    press("[data-testid=\"save-branch-name\"]");
    browser.wait_until("it is refused", |browser| browser.count("#branch-name-error") == 1);
    check.of("a name of a branch that is refused");
    browser.press("Escape");
    press("[data-branch=\"main\"] [data-testid=\"delete-branch\"]");
    browser.wait_until("it can be undone", |browser| browser.has("undo"));
    check.of("a branch deleted");
    press("[data-testid=\"undo\"]");
    browser.wait_until("it is back", |browser| browser.count("[data-branch=\"main\"]") == 1);
    press(".definitions summary");
}

#[test]
fn axe_finds_nothing_among_branches_in_light() {
    check("light", every_branch);
}

#[test]
fn axe_finds_nothing_among_branches_in_dark() {
    check("dark", every_branch);
}

#[test]
fn axe_finds_nothing_in_any_tab_in_light() {
    check("light", every_tab);
}

#[test]
fn axe_finds_nothing_in_any_tab_in_dark() {
    check("dark", every_tab);
}

#[test]
fn axe_finds_nothing_in_any_dialog_in_light() {
    check("light", every_dialog);
}

#[test]
fn axe_finds_nothing_in_any_dialog_in_dark() {
    check("dark", every_dialog);
}

#[test]
fn axe_finds_nothing_whatever_is_selected_in_light() {
    check("light", every_selection);
}

#[test]
fn axe_finds_nothing_whatever_is_selected_in_dark() {
    check("dark", every_selection);
}

#[test]
fn axe_finds_nothing_in_a_crowd() {
    check("light", |check| {
        if check.size == "wide" {
            check.browser.js("for (let n = 0; n < 60; n++) clocktower.apply({ type: 'add_executor' });
                for (let n = 0; n < 2; n++) clocktower.step('round')");
        }
        check.of("60 executors more");
        check.browser.click_on("[data-testid=\"cluster\"] [data-node=\"broker\"]");
        check.browser.wait_until("a popover", |browser| browser.count(".popover") == 1);
        // Alone: what it lies over is half hidden.
        let found = check.browser.axe_violations_in(".popover");
        check.found.extend(found.into_iter().map(|line| format!("{}, a broker's popover: {line}", check.size)));
        check.browser.press("Escape");
    });
}

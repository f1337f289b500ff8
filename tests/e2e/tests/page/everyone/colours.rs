//! Colours: enough contrast in both themes, no way through black, and enough to see without any of them.

use e2e::Browser;
use serde_json::{Value, json};

/// What text is written in, and what it is written on. WCAG 1.4.3 asks for 4.5 to 1.
const TEXTS: [&str; 5] = ["--ink", "--soft", "--sel", "--emg", "--chosen"];
const GROUNDS: [&str; 3] = ["--card", "--paper", "--sunk"];
/// Edges of controls, and shapes that say something. WCAG 1.4.11 asks for 3 to 1 against what they stand on.
const SHAPES: [&str; 12] =
    ["--edge", "--sel", "--emg", "--chosen", "--n0", "--n1", "--n2", "--n3", "--n4", "--n5", "--n6", "--n7"];

/// The colour of a custom property as the page has it now, in red, green and blue from 0 to 255.
fn colour(browser: &Browser, name: &str) -> [f64; 3] {
    let script = "const probe = document.createElement('i');
        document.body.append(probe);
        probe.style.color = `var(${arguments[0]})`;
        const colour = getComputedStyle(probe).color;
        probe.remove();
        return colour.match(/[\\d.]+/g).map(Number)";
    let found = browser.js_with(script, vec![json!(name)]);
    let part = |at: usize| found[at].as_f64().unwrap_or_else(|| panic!("{name} is {found}"));
    [part(0), part(1), part(2)]
}

/// The relative luminance, as WCAG defines it.
fn luminance(colour: [f64; 3]) -> f64 {
    let linear = colour.map(|part| part / 255.0).map(|part| match part {
        ..=0.04045 => part / 12.92,
        _ => ((part + 0.055) / 1.055).powf(2.4),
    });
    0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
}

fn contrast(a: [f64; 3], b: [f64; 3]) -> f64 {
    let (a, b) = (luminance(a), luminance(b));
    (a.max(b) + 0.05) / (a.min(b) + 0.05)
}

#[test]
fn every_colour_stands_out_from_what_is_behind_it_in_both_themes() {
    let browser = Browser::open();
    let mut weak = Vec::new();
    for scheme in ["light", "dark"] {
        browser.scheme(scheme);
        let mut check = |front: &str, behind: &str, least: f64| {
            let ratio = contrast(colour(&browser, front), colour(&browser, behind));
            if ratio < least {
                weak.push(format!("{scheme}: {front} on {behind} is {ratio:.2}, and has to be {least}"));
            }
        };
        for behind in GROUNDS {
            TEXTS.iter().for_each(|text| check(text, behind, 4.5));
        }
        for (text, behind) in [
            ("--sel", "--sel-tint"),
            ("--emg", "--emg-tint"),
            ("--chosen", "--chosen-tint"),
            ("--on-sel", "--sel"),
            ("--on-emg", "--emg"),
        ] {
            check(text, behind, 4.5);
        }
        for behind in ["--card", "--paper"] {
            SHAPES.iter().for_each(|shape| check(shape, behind, 3.0));
        }
    }
    assert!(weak.is_empty(), "{}", weak.join("\n"));
}

#[test]
fn no_shape_turns_black_on_its_way_to_another_colour() {
    let browser = Browser::open();
    browser.scheme("dark");
    for step in ["step-heartbeat", "step-merge", "step-decision"] {
        browser.click(step);
        // Chromium goes from a mixed colour to another by way of black where it animates a fill or a stroke.
        let painted = browser.js("return document.getAnimations()
            .filter(({ effect }) => effect.getKeyframes().some((frame) => 'fill' in frame || 'stroke' in frame))
            .map((animation) => animation.animationName ?? animation.transitionProperty)");
        assert_eq!(painted, json!([]), "after {step}");
    }
    browser.assert_quiet_console();
}

#[test]
fn what_the_system_paints_in_its_own_colours_can_still_be_told_apart() {
    let browser = Browser::open();
    browser.js("for (const step of ['heartbeat', 'merge', 'decision']) clocktower.step(step)");
    let features =
        json!([{"name": "forced-colors", "value": "active"}, {"name": "prefers-reduced-motion", "value": "reduce"}]);
    browser.devtools("Emulation.setEmulatedMedia", json!({ "features": features }));
    let lost = browser.js("const canvas = getComputedStyle(document.documentElement).backgroundColor;
        const shapes = document.querySelectorAll('.node-card, .pill, .event .dot, .lane, .arrow, .cell-box');
        const isLost = (paint) => paint === 'none' || paint === canvas || paint === 'rgba(0, 0, 0, 0)';
        return [...shapes].filter((shape) => [getComputedStyle(shape).stroke, getComputedStyle(shape).fill].every(isLost))
            .map((shape) => shape.outerHTML.slice(0, 90))");
    assert_eq!(lost, json!([]), "drawn in the colour behind it");
    let tab = "const style = (tab) => getComputedStyle(tab, '::after').backgroundColor;
        const tabs = [...document.querySelectorAll('[role=tab]')];
        const shown = style(tabs.find((tab) => tab.ariaSelected === 'true'));
        return tabs.filter((tab) => tab.ariaSelected !== 'true').every((tab) => style(tab) !== shown)";
    assert_eq!(browser.js(tab), Value::Bool(true), "the tab that is shown looks like the others");
    browser.screenshot("everyone-forced-colors");
}

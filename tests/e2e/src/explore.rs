//! Finds every control on the page and uses it, whatever it is called: new controls are covered on the day they appear.

use std::collections::BTreeSet;

use serde_json::{Value, json};
use thirtyfour::{Key, WebElement};

use crate::Browser;

/// Finds the next control that was not used yet; see the script.
const NEXT: &str = include_str!("explore/next.js");
/// Far more controls than the page has: reaching this means that names change faster than they are used.
const CONTROLS_MAX: usize = 500;
/// How often an open dialog is told to close before it counts as stuck.
const ESCAPES_MAX: usize = 3;

/// What became of the controls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explored {
    /// The names of the controls that were used: the `data-testid` where there is one.
    pub used: BTreeSet<String>,
    /// Controls that could not be used, with the reason, such as something lying on top of them.
    pub refused: Vec<String>,
}

impl Browser {
    /// Uses every control on the page once: buttons are clicked, choices made, sliders moved, fields filled. What
    /// appears on the way is used too; dialogs are closed with Escape when everything in them was used.
    #[track_caller]
    pub fn use_every_control(&self) -> Explored {
        let mut explored = Explored::default();
        let (mut seen, mut gone) = (BTreeSet::new(), BTreeSet::new());
        let mut escapes = 0;
        while seen.len() < CONTROLS_MAX {
            let next = self.js_with(NEXT, vec![json!(seen)]);
            match next["state"].as_str() {
                Some("control") => {
                    escapes = 0;
                    let name = next["name"].as_str().unwrap_or_default().to_owned();
                    seen.insert(name.clone());
                    match self.use_control(&next) {
                        Ok(()) => drop(explored.used.insert(name)),
                        // Messages arrive while the run plays: what is gone before the hand is there has its like later.
                        Err(reason) if reason.contains("stale") && gone.insert(name.clone()) => {
                            seen.remove(&name);
                        }
                        Err(reason) => explored.refused.push(format!("{name}: {reason}")),
                    }
                }
                Some("dialog") => {
                    escapes += 1;
                    assert!(escapes <= ESCAPES_MAX, "Escape does not close the dialog {}", next["name"]);
                    self.keys(Key::Escape.value().to_string());
                }
                _ => return explored,
            }
        }
        panic!("{CONTROLS_MAX} controls and no end of them; the last few: {:?}", explored.used.iter().rev().take(8));
    }

    /// Uses the control that the script has put aside.
    fn use_control(&self, control: &Value) -> Result<(), String> {
        // As a person does: bring it to the middle first, away from what is fixed to the edges.
        // What is seen only while it has the focus is come to by the keyboard.
        let script = "window.__next_control.scrollIntoView({block: 'center', inline: 'center', behavior: 'instant'});
            if (window.__next_control.closest('.skips')) window.__next_control.focus();
            return window.__next_control";
        let found = self.execute(script, Vec::new()).and_then(|found| found.element()).map_err(short)?;
        let act = |element: WebElement| async move {
            match control["how"].as_str() {
                Some("slide") => element.send_keys(Key::End + Key::Home + Key::Right).await,
                Some("number") => element.send_keys(Key::Up + Key::Up + Key::Down).await,
                Some("type") => element.send_keys("some words").await,
                Some("choose") => element.send_keys(Key::Down + Key::Up).await,
                _ => element.click().await,
            }
        };
        let first = self.block_on(act(found.clone()));
        if first.is_ok() {
            return Ok(());
        }
        // A tooltip or a menu may lie over it: Escape puts such things away.
        self.keys(Key::Escape.value().to_string());
        self.block_on(act(found)).map_err(short)
    }

    /// Controls that a screen reader has no name for, as the browser itself works it out.
    #[track_caller]
    #[must_use]
    pub fn controls_without_a_name(&self) -> Vec<String> {
        const ROLES: [&str; 11] = [
            "button",
            "checkbox",
            "combobox",
            "link",
            "menuitem",
            "radio",
            "slider",
            "spinbutton",
            "switch",
            "tab",
            "textbox",
        ];
        let tree = self.devtools("Accessibility.getFullAXTree", json!({}));
        let nodes = tree["nodes"].as_array().cloned().unwrap_or_default();
        let is_control = |node: &&Value| {
            node["ignored"] != true && node["role"]["value"].as_str().is_some_and(|role| ROLES.contains(&role))
        };
        let is_nameless = |node: &&Value| node["name"]["value"].as_str().unwrap_or_default().trim().is_empty();
        let nameless = nodes.iter().filter(is_control).filter(is_nameless);
        nameless.map(|node| format!("{} {}", node["role"]["value"], node["backendDOMNodeId"])).collect()
    }
}

/// The first line of an error that matters to a person.
fn short(error: thirtyfour::error::WebDriverError) -> String {
    let text = error.to_string();
    text.split("Stacktrace:").next().unwrap_or_default().split_whitespace().collect::<Vec<_>>().join(" ")
}

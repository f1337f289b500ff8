//! What the page owes to everyone: looked at with axe-core, walked through by the keyboard, touched with a finger.

use std::fs;

use serde_json::{Value, json};

use crate::Browser;

/// What the scripts share; it stands before each of them.
const PARTS: &str = include_str!("everyone/parts.js");
const AXE: &str = include_str!("everyone/axe.js");
const TARGETS: &str = include_str!("everyone/targets.js");
const CUT_OFF: &str = include_str!("everyone/cut_off.js");
const SPACING: &str = include_str!("everyone/spacing.js");
const STOP: &str = include_str!("everyone/stop.js");
const UNREACHED: &str = include_str!("everyone/unreached.js");
const MOVING: &str = include_str!("everyone/moving.js");
/// More stops than any page should have: a walk that is longer goes round in circles.
const STOPS_MAX: usize = 400;
/// How the keys are called where a key is neither a letter nor a digit: by its name, its text and its number.
const KEYS: [(&str, &str, u32); 12] = [
    ("Tab", "", 9),
    ("Enter", "\r", 13),
    ("Escape", "", 27),
    (" ", " ", 32),
    ("End", "", 35),
    ("Home", "", 36),
    ("ArrowLeft", "", 37),
    ("ArrowUp", "", 38),
    ("ArrowRight", "", 39),
    ("ArrowDown", "", 40),
    ("PageUp", "", 33),
    ("PageDown", "", 34),
];

/// A walk over the page by `Tab` alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Walk {
    /// The names of the stops, in order.
    pub stops: Vec<String>,
    /// The parts of the page that it went through; each stands once for as long as the walk stayed in it.
    pub regions: Vec<String>,
    /// What was wrong: no sight of the focus, something lying over it, a control that it never reached.
    pub wrong: Vec<String>,
}

impl Browser {
    /// What axe-core finds wrong with the page as it is, one line an element.
    #[track_caller]
    #[must_use]
    pub fn axe_violations(&self) -> Vec<String> {
        self.axe(Vec::new())
    }

    /// The same for the part of it that a CSS selector finds.
    #[track_caller]
    #[must_use]
    pub fn axe_violations_in(&self, css: &str) -> Vec<String> {
        self.axe(vec![json!(css)])
    }

    #[track_caller]
    fn axe(&self, part: Vec<Value>) -> Vec<String> {
        if self.js("return typeof axe") == "undefined" {
            let file = xtask::axe::ensure().unwrap_or_else(|error| panic!("{error:#}"));
            let axe = fs::read_to_string(&file).unwrap_or_else(|error| panic!("reading {}: {error}", file.display()));
            self.js(&axe);
        }
        lines(&self.js_async(AXE, part))
    }

    /// Targets that are too small to be hit, and have another one too near.
    #[track_caller]
    #[must_use]
    pub fn small_targets(&self) -> Vec<String> {
        self.look(TARGETS)
    }

    /// What does not fit: beyond the edge of the page, or cut off by the box around it.
    #[track_caller]
    #[must_use]
    pub fn cut_off(&self) -> Vec<String> {
        self.look(CUT_OFF)
    }

    /// Spaces all text as widely as a person may ask for, or as the page has it.
    #[track_caller]
    pub fn spaced_text(&self, on: bool) {
        self.js_with(SPACING, vec![json!(on)]);
    }

    /// What moves in the frames that follow.
    #[track_caller]
    #[must_use]
    pub fn moving(&self) -> Vec<String> {
        lines(&self.js_async(&format!("{PARTS}{MOVING}"), Vec::new()))
    }

    #[track_caller]
    fn look(&self, script: &str) -> Vec<String> {
        lines(&self.js(&format!("{PARTS}{script}")))
    }

    /// Presses a key as a keyboard does, wherever the focus is. `"Tab"`, `"e"`, `"Shift+Enter"`, `"Control+Enter"`.
    #[track_caller]
    pub fn press(&self, key: &str) {
        let (modifiers, key) = match key.split_once('+') {
            Some(("Shift", key)) => (8, key),
            Some(("Control", key)) => (2, key),
            _ => (0, key),
        };
        let known = KEYS.iter().find(|(name, ..)| *name == key);
        let code = known.map_or_else(|| u32::from(key.as_bytes()[0].to_ascii_uppercase()), |(.., number)| *number);
        let text = known.map_or(key, |(_, text, _)| text);
        let event = |kind: &str| {
            json!({
                "type": kind, "key": key, "text": if kind == "keyDown" && modifiers != 2 { text } else { "" },
                "modifiers": modifiers, "windowsVirtualKeyCode": code,
            })
        };
        self.devtools("Input.dispatchKeyEvent", event(if text.is_empty() { "rawKeyDown" } else { "keyDown" }));
        self.devtools("Input.dispatchKeyEvent", event("keyUp"));
    }

    /// Walks over the page by `Tab` until the focus leaves it at its end.
    #[track_caller]
    #[must_use]
    pub fn walk(&self) -> Walk {
        // From the very top: what merely loses the focus is still where the next Tab begins.
        self.js("document.body.tabIndex = -1; document.body.focus(); document.body.removeAttribute('tabindex');
            window.__stops = []; window.__last_stop = undefined");
        let mut walk = Walk::default();
        for _ in 0..STOPS_MAX {
            self.press("Tab");
            let stop = self.js_async(&format!("{PARTS}{STOP}"), Vec::new());
            if let Some(last) = stop["lost"].as_str() {
                walk.wrong.push(format!("no sight of the focus on {last}"));
            }
            if stop["end"] == true || stop["been"] == true {
                walk.wrong.extend(self.look(UNREACHED));
                return walk;
            }
            walk.stop(&stop);
        }
        panic!("{STOPS_MAX} stops and no end: {:?}", walk.stops);
    }

    /// Goes on by `Tab` until the focus is on what a CSS selector finds.
    #[track_caller]
    pub fn tab_to(&self, css: &str) {
        let is_there = "return document.activeElement?.matches(arguments[0]) ?? false";
        for _ in 0..STOPS_MAX {
            if self.js_with(is_there, vec![json!(css)]) == true {
                return;
            }
            self.press("Tab");
        }
        panic!("Tab does not lead to {css}");
    }

    /// A finger on the page: it comes down at the first place, moves over the others, and goes up at the last.
    #[track_caller]
    pub fn touch(&self, places: &[(f64, f64)]) {
        let send = |kind: &str, at: Option<&(f64, f64)>| {
            let points: Vec<Value> = at.map(|(x, y)| json!({"x": x, "y": y})).into_iter().collect();
            self.devtools("Input.dispatchTouchEvent", json!({"type": kind, "touchPoints": points}));
        };
        send("touchStart", places.first());
        places.iter().skip(1).for_each(|place| send("touchMove", Some(place)));
        send("touchEnd", None);
    }

    /// The middle of the first element that a CSS selector finds, brought into view.
    #[track_caller]
    #[must_use]
    pub fn middle(&self, css: &str) -> (f64, f64) {
        let script = "const element = document.querySelector(arguments[0]);
            element.scrollIntoView({ block: 'center', inline: 'nearest', behavior: 'instant' });
            const { x, y, width, height } = element.getBoundingClientRect();
            return [x + width / 2, y + height / 2]";
        let middle = self.js_with(script, vec![json!(css)]);
        let at = |index: usize| middle[index].as_f64().unwrap_or_else(|| panic!("{css} is nowhere: {middle}"));
        (at(0), at(1))
    }
}

impl Walk {
    fn stop(&mut self, stop: &Value) {
        let text = |name: &str| stop[name].as_str().unwrap_or_default().to_owned();
        if stop["seen"] != true {
            self.wrong.push(format!("something lies over {}", text("name")));
        }
        if self.regions.last() != Some(&text("region")) {
            self.regions.push(text("region"));
        }
        self.stops.push(text("name"));
    }
}

fn lines(values: &Value) -> Vec<String> {
    values.as_array().into_iter().flatten().map(|line| line.as_str().unwrap_or_default().to_owned()).collect()
}

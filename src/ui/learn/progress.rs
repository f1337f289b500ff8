//! How far somebody has come in each lesson: kept by the browser where it keeps something, and else until the page goes.

use serde_json::{Map, Value};

use crate::web::kept::storage;

/// Under which name it is kept.
const KEY: &str = "clocktower.lessons";

/// The furthest step of each lesson, by the lesson's key.
#[derive(Debug, Default)]
pub(super) struct Progress {
    /// None before anybody looked.
    steps: Option<Map<String, Value>>,
}

impl Progress {
    /// Reads what was kept, once. What is no progress is as good as none.
    pub(super) fn recall(&mut self) {
        self.steps.get_or_insert_with(|| {
            let kept = storage().and_then(|storage| storage.get_item(KEY).ok().flatten());
            let read = kept.and_then(|text| serde_json::from_str(&text).ok());
            match read {
                Some(Value::Object(steps)) => steps,
                _ => Map::new(),
            }
        });
    }

    /// How many steps of a lesson were done.
    pub(super) fn of(&self, lesson: &str) -> usize {
        let steps = self.steps.as_ref().and_then(|steps| steps.get(lesson)?.as_u64());
        steps.unwrap_or(0) as usize
    }

    /// So many were done. Returns whether that could be kept.
    pub(super) fn reach(&mut self, lesson: &str, steps: usize) -> bool {
        self.recall();
        let known = self.steps.get_or_insert_default();
        known.insert(lesson.to_owned(), steps.into());
        let text = Value::Object(known.clone()).to_string();
        storage().is_some_and(|storage| storage.set_item(KEY, &text).is_ok())
    }
}

//! What the scenarios and lessons that come along say. Their German stands in `www/scenarios/de` and `www/lessons/de`, in
//! files of the same shape with nothing but texts in them.
//!
//! It is found by the English, so that a scenario in a link or a file, which has its texts with it, is read in German too.

use std::sync::LazyLock;

use serde_json::Value;

use crate::scenario::Scenario;

/// The lessons, each with its key, in the order in which one would take them.
pub(crate) const LESSONS: [(&str, &str); 6] = [
    ("ticks", include_str!("../../www/lessons/ticks.json")),
    ("concurrent", include_str!("../../www/lessons/concurrent.json")),
    ("order", include_str!("../../www/lessons/order.json")),
    ("choice", include_str!("../../www/lessons/choice.json")),
    ("silence", include_str!("../../www/lessons/silence.json")),
    ("flood", include_str!("../../www/lessons/flood.json")),
];

/// Their German, in the same order.
const GERMAN_LESSONS: [&str; LESSONS.len()] = [
    include_str!("../../www/lessons/de/ticks.json"),
    include_str!("../../www/lessons/de/concurrent.json"),
    include_str!("../../www/lessons/de/order.json"),
    include_str!("../../www/lessons/de/choice.json"),
    include_str!("../../www/lessons/de/silence.json"),
    include_str!("../../www/lessons/de/flood.json"),
];

/// The German of the scenarios, in the order of [`Scenario::titles`].
const GERMAN_SCENARIOS: [&str; 16] = [
    include_str!("../../www/scenarios/de/ambulance.json"),
    include_str!("../../www/scenarios/de/first-ticks.json"),
    include_str!("../../www/scenarios/de/merge.json"),
    include_str!("../../www/scenarios/de/concurrent-heartbeats.json"),
    include_str!("../../www/scenarios/de/stale-heartbeat.json"),
    include_str!("../../www/scenarios/de/stale-report.json"),
    include_str!("../../www/scenarios/de/head-of-line.json"),
    include_str!("../../www/scenarios/de/equipment.json"),
    include_str!("../../www/scenarios/de/starvation.json"),
    include_str!("../../www/scenarios/de/silent-executor.json"),
    include_str!("../../www/scenarios/de/came-back.json"),
    include_str!("../../www/scenarios/de/two-results.json"),
    include_str!("../../www/scenarios/de/flood.json"),
    include_str!("../../www/scenarios/de/preempt.json"),
    include_str!("../../www/scenarios/de/storm.json"),
    include_str!("../../www/scenarios/de/data.json"),
];

/// Texts, each with its German.
type Pairs = Vec<(String, String)>;

static SCENARIOS: LazyLock<Pairs> = LazyLock::new(|| pairs(Scenario::texts().into_iter().zip(GERMAN_SCENARIOS)));
static LESSON_TEXTS: LazyLock<Pairs> =
    LazyLock::new(|| pairs(LESSONS.into_iter().map(|(_, english)| english).zip(GERMAN_LESSONS)));

/// A text of a scenario in German, where it is one of a scenario that comes along.
pub(super) fn german_of_scenario(english: &str) -> &str {
    german(&SCENARIOS, english)
}

/// A text of a lesson in German.
pub(super) fn german_of_lesson(english: &str) -> &str {
    german(&LESSON_TEXTS, english)
}

fn german<'a>(pairs: &'static Pairs, english: &'a str) -> &'a str {
    pairs.iter().find(|(text, _)| text == english).map_or(english, |(_, german)| german)
}

fn pairs(files: impl Iterator<Item = (&'static str, &'static str)>) -> Pairs {
    let read = |text| serde_json::from_str::<Value>(text).expect("a test reads every file that comes along");
    let mut found = Vec::new();
    files.for_each(|(english, german)| walk(&read(english), &read(german), &mut found));
    found
}

/// The English has more than texts: the German says where they are.
fn walk(english: &Value, german: &Value, found: &mut Pairs) {
    match (english, german) {
        (Value::String(english), Value::String(german)) => found.push((english.clone(), german.clone())),
        (Value::Array(english), Value::Array(german)) => {
            english.iter().zip(german).for_each(|(english, german)| walk(english, german, found));
        }
        (english, Value::Object(german)) => {
            german.iter().for_each(|(key, german)| walk(&english[key.as_str()], german, found));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::{Language, of_lesson, of_scenario, speak};

    #[test]
    fn the_german_of_scenarios_and_lessons_stands_in_their_order() {
        for ((key, title), german) in Scenario::titles().iter().zip(GERMAN_SCENARIOS) {
            let file = format!("{}/www/scenarios/de/{key}.json", env!("CARGO_MANIFEST_DIR"));
            assert_eq!(std::fs::read_to_string(file).unwrap(), german, "{title}");
        }
        for ((key, _), german) in LESSONS.iter().zip(GERMAN_LESSONS) {
            let file = format!("{}/www/lessons/de/{key}.json", env!("CARGO_MANIFEST_DIR"));
            assert_eq!(std::fs::read_to_string(file).unwrap(), german, "{key}");
        }
    }

    #[test]
    fn a_text_that_comes_along_is_read_in_the_language_that_is_spoken_and_any_other_as_it_stands() {
        assert_eq!(of_scenario("The flood"), "The flood");
        speak(Language::German);
        assert_eq!(of_scenario("The flood"), "Die Flut");
        assert_eq!(of_scenario("exec-2’s comes through."), "Das von exec-2 kommt durch.");
        assert_eq!(of_scenario("My own run"), "My own run");
        assert_eq!(of_lesson("Open the queue."), "Öffne die Warteschlange.");
        speak(Language::English);
        assert_eq!(of_lesson("Open the queue."), "Open the queue.");
    }
}

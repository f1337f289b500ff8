//! The scenarios that come with the program.

use std::sync::LazyLock;

use super::Scenario;

/// Their keys and titles. The first one opens when none is asked for; the others in the order in which one would learn
/// from them.
const TITLES: [(&str, &str); 16] = [
    ("ambulance", "An ambulance arrives"),
    ("first-ticks", "The first tick"),
    ("merge", "A merge"),
    ("concurrent-heartbeats", "Concurrent heartbeats"),
    ("stale-heartbeat", "The stale heartbeat"),
    ("stale-report", "A stale report"),
    ("head-of-line", "Head-of-line blocking"),
    ("equipment", "The right equipment"),
    ("starvation", "Starvation and ageing"),
    ("silent-executor", "The cut link"),
    ("came-back", "The executor that came back"),
    ("two-results", "Two results, one winner"),
    ("flood", "The flood"),
    ("preempt", "A place is made"),
    ("storm", "A storm on the network"),
    ("data", "Bytes on their way"),
];
/// Their texts, in the same order. A page that opens reads the first one only, and need not have the others yet.
const TEXTS: [&str; TITLES.len()] = [
    OPENING_TEXT,
    include_str!("../../www/scenarios/first-ticks.json"),
    include_str!("../../www/scenarios/merge.json"),
    include_str!("../../www/scenarios/concurrent-heartbeats.json"),
    include_str!("../../www/scenarios/stale-heartbeat.json"),
    include_str!("../../www/scenarios/stale-report.json"),
    include_str!("../../www/scenarios/head-of-line.json"),
    include_str!("../../www/scenarios/equipment.json"),
    include_str!("../../www/scenarios/starvation.json"),
    include_str!("../../www/scenarios/silent-executor.json"),
    include_str!("../../www/scenarios/came-back.json"),
    include_str!("../../www/scenarios/two-results.json"),
    include_str!("../../www/scenarios/flood.json"),
    include_str!("../../www/scenarios/preempt.json"),
    include_str!("../../www/scenarios/storm.json"),
    include_str!("../../www/scenarios/data.json"),
];
const OPENING_TEXT: &str = include_str!("../../www/scenarios/ambulance.json");

static OPENING: LazyLock<Scenario> = LazyLock::new(|| read(OPENING_TEXT));
static BUNDLED: LazyLock<Vec<(&str, Scenario)>> =
    LazyLock::new(|| TITLES.iter().zip(TEXTS).map(|((key, _), text)| (*key, read(text))).collect());

fn read(text: &str) -> Scenario {
    Scenario::from_json(text).expect("a test reads every bundled scenario")
}

impl Scenario {
    /// Every scenario that comes with the program, each with its key.
    pub fn bundled() -> &'static [(&'static str, Self)] {
        &BUNDLED
    }

    /// The key and the title of every scenario that comes with the program, without reading any.
    pub fn titles() -> &'static [(&'static str, &'static str)] {
        &TITLES
    }

    /// The text of every scenario that comes with the program, in the order of the titles.
    pub(crate) fn texts() -> [&'static str; TITLES.len()] {
        TEXTS
    }

    /// The scenario that comes with the program under this key.
    pub fn under(key: &str) -> Option<&'static Self> {
        if key == TITLES[0].0 {
            return Some(&OPENING);
        }
        Self::bundled().iter().find(|(other, _)| *other == key).map(|(_, scenario)| scenario)
    }

    /// The scenario that opens when none is asked for.
    pub fn opening() -> Self {
        OPENING.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Names;

    #[test]
    fn every_bundled_scenario_is_valid_asks_a_question_and_has_notes_and_moments() {
        for ((key, title), text) in TITLES.into_iter().zip(TEXTS) {
            let scenario = Scenario::from_json(text).unwrap_or_else(|error| panic!("{key}: {error}"));
            assert_eq!(scenario.title, title, "{key}");
            assert_eq!(Scenario::under(key), Some(&scenario));
            assert!(scenario.question.is_some_and(|question| question.ends_with('?')), "{key}");
            assert!(scenario.notes.is_some() && scenario.moments.len() > 1, "{key} has nothing for who shows it");
            assert!(Names::check_node(key).is_ok(), "{key}");
        }
    }
}

//! The scenarios that come with the program.

use std::sync::LazyLock;

use super::Scenario;

/// The first one opens when none is asked for; the others in the order in which one would learn from them.
const TEXTS: [(&str, &str); 10] = [
    ("ambulance", include_str!("../../www/scenarios/ambulance.json")),
    ("first-ticks", include_str!("../../www/scenarios/first-ticks.json")),
    ("concurrent-heartbeats", include_str!("../../www/scenarios/concurrent-heartbeats.json")),
    ("head-of-line", include_str!("../../www/scenarios/head-of-line.json")),
    ("silent-executor", include_str!("../../www/scenarios/silent-executor.json")),
    ("stale-report", include_str!("../../www/scenarios/stale-report.json")),
    ("starvation", include_str!("../../www/scenarios/starvation.json")),
    ("preempt", include_str!("../../www/scenarios/preempt.json")),
    ("storm", include_str!("../../www/scenarios/storm.json")),
    ("data", include_str!("../../www/scenarios/data.json")),
];

static BUNDLED: LazyLock<Vec<(&str, Scenario)>> = LazyLock::new(|| {
    let read = |(key, text)| (key, Scenario::from_json(text).expect("a test reads every bundled scenario"));
    TEXTS.into_iter().map(read).collect()
});

impl Scenario {
    /// Every scenario that comes with the program, each with its key.
    pub fn bundled() -> &'static [(&'static str, Self)] {
        &BUNDLED
    }

    /// The scenario that opens when none is asked for.
    pub fn opening() -> Self {
        BUNDLED[0].1.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::id::Names;

    #[test]
    fn every_bundled_scenario_is_valid_and_asks_a_question() {
        for (key, text) in TEXTS {
            let scenario = Scenario::from_json(text).unwrap_or_else(|error| panic!("{key}: {error}"));
            assert!(scenario.question.is_some_and(|question| question.ends_with('?')), "{key}");
            assert!(Names::check_node(key).is_ok(), "{key}");
        }
    }
}

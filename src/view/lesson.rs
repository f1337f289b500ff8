//! Lessons: a guided way through runs, as data. A step says what to do, and holds until the run or the page is so.
//!
//! The texts stand in `www/lessons`; what a step waits for is told by what somebody sees and has done since it began, and
//! by nothing that a lesson could set by itself.

mod read;

use std::sync::LazyLock;

use super::predict::Level;
use crate::clock::Causality;
use crate::id::EventId;
use crate::scenario::Command;
use crate::sim::{Sim, Step};
use crate::texts::LESSONS;

/// A lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// By which it is remembered.
    pub key: &'static str,
    /// What it is called.
    pub title: String,
    /// What one knows afterwards.
    pub about: String,
    /// What is done, in order.
    pub steps: Vec<Stage>,
}

/// One step of a lesson.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stage {
    /// The scenario that opens when it begins; else the run stays.
    pub open: Option<String>,
    /// What there is to know.
    pub text: String,
    /// What is to be done.
    pub task: String,
    /// The keys by which it is done.
    pub keys: Vec<String>,
    /// Which predictions are asked for while it lasts.
    pub asks: Option<Level>,
    /// Until when it lasts.
    pub until: Until,
    /// What is said once it is done.
    pub done: String,
}

/// What a step waits for, since it began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Until {
    /// Somebody says that it was read.
    Read,
    /// A step on to an event of this kind.
    Stepped(Step),
    /// A step back.
    Back,
    /// The run has come to this event.
    Reached(u32),
    /// An event is looked at: this one, or any.
    Selected(Option<u32>),
    /// Two events are compared that stand to each other like this, or in any way.
    Compared(Option<Causality>),
    /// A tab of the inspector is shown.
    Tab(String),
    /// A command of this type was given.
    Given(String),
    /// Another branch was made.
    Branched,
    /// So many predictions were made.
    Predicted(u32),
}

/// What somebody sees and has done.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The run.
    pub sim: &'a Sim,
    /// The event that is looked at, when it is not the cursor's.
    pub looked_at: Option<EventId>,
    /// The one that it is compared with.
    pub compared: Option<EventId>,
    /// The tab that is shown, by its name for tests.
    pub tab: &'a str,
    /// How many predictions were made.
    pub predicted: u32,
}

/// How things stood when a step began.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    cursor: EventId,
    given: usize,
    branches: usize,
    predicted: u32,
}

impl Seen<'_> {
    /// How things stand.
    pub fn mark(&self) -> Mark {
        Mark {
            cursor: self.sim.cursor(),
            given: self.sim.branches().map(|branch| branch.given().len()).sum(),
            branches: self.sim.branches().count(),
            predicted: self.predicted,
        }
    }

    /// Whether what a step waits for has come, since things stood like this.
    pub fn has(&self, until: &Until, since: &Mark) -> bool {
        let (now, trace) = (self.mark(), self.sim.trace());
        match until {
            Until::Read => false,
            Until::Stepped(step) => {
                now.cursor > since.cursor && self.sim.event().is_some_and(|event| step.is_at(event))
            }
            Until::Back => now.cursor < since.cursor,
            Until::Reached(event) => now.cursor.number() >= *event,
            Until::Selected(event) => {
                self.looked_at.is_some_and(|looked_at| event.is_none_or(|event| event == looked_at.number()))
            }
            Until::Compared(relation) => match (self.looked_at, self.compared) {
                (Some(a), Some(b)) => relation.is_none() || trace.relation(a, b) == *relation,
                _ => false,
            },
            Until::Tab(tab) => self.tab == tab,
            Until::Given(word) => {
                let is_it = |command: &Command| {
                    crate::json::value(command).get("type").and_then(|word| word.as_str()) == Some(word.as_str())
                };
                now.given > since.given && self.sim.given().last().is_some_and(|given| is_it(&given.command))
            }
            Until::Branched => now.branches > since.branches,
            Until::Predicted(times) => now.predicted >= since.predicted + times,
        }
    }
}

static READ: LazyLock<Vec<Lesson>> = LazyLock::new(|| {
    let read = |(key, text): (&'static str, &str)| {
        read::lesson(key, text).unwrap_or_else(|error| panic!("a test reads every lesson: {key}: {error}"))
    };
    LESSONS.into_iter().map(read).collect()
});

impl Lesson {
    /// Every lesson that comes with the program, in the order in which one would take them. Their texts are in English: see
    /// [`of_lesson`](crate::texts::of_lesson).
    pub fn all() -> &'static [Self] {
        &READ
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::Scenario;

    #[test]
    fn every_lesson_is_read_opens_what_there_is_and_says_what_to_do() {
        let mut opened = Vec::new();
        for (key, text) in LESSONS {
            let lesson = read::lesson(key, text).unwrap_or_else(|error| panic!("{key}: {error}"));
            assert!(lesson.steps[0].open.is_some(), "{key} begins with a run");
            for step in &lesson.steps {
                assert!(!step.text.is_empty() && !step.task.is_empty() && !step.done.is_empty(), "{key}");
                assert!(step.until == Until::Read || !step.keys.is_empty(), "{key}: {}: by which keys?", step.task);
                opened.extend(step.open.clone());
            }
        }
        for scenario in &opened {
            assert!(Scenario::under(scenario).is_some(), "{scenario}");
        }
        let wanted = [
            "ambulance",
            "first-ticks",
            "merge",
            "concurrent-heartbeats",
            "stale-heartbeat",
            "head-of-line",
            "equipment",
            "starvation",
            "came-back",
            "two-results",
            "silent-executor",
            "flood",
        ];
        for scenario in wanted {
            assert!(opened.iter().any(|other| other == scenario), "no lesson leads through {scenario}");
        }
    }

    fn seen(sim: &Sim) -> Seen<'_> {
        Seen { sim, looked_at: None, compared: None, tab: "merge", predicted: 0 }
    }

    #[test]
    fn a_step_waits_for_what_is_done_after_it_began() {
        let mut sim = Sim::new(Scenario::opening()).unwrap();
        let begun = seen(&sim).mark();
        assert!(!seen(&sim).has(&Until::Stepped(Step::Event), &begun), "nothing was done yet");
        sim.step(Step::Decision);
        assert!(seen(&sim).has(&Until::Stepped(Step::Decision), &begun));
        assert!(!seen(&sim).has(&Until::Stepped(Step::Heartbeat), &begun));
        assert!(!seen(&sim).has(&Until::Back, &begun) && !seen(&sim).has(&Until::Branched, &begun));
        sim.seek(EventId::new(20));
        assert!(seen(&sim).has(&Until::Back, &begun) && !seen(&sim).has(&Until::Reached(21), &begun));
        let begun = seen(&sim).mark();
        sim.apply(Command::from_value(&serde_json::json!({ "type": "submit_job" })).unwrap()).unwrap();
        assert!(seen(&sim).has(&Until::Given("submit_job".to_owned()), &begun));
        assert!(!seen(&sim).has(&Until::Given("crash".to_owned()), &begun));
        assert!(seen(&sim).has(&Until::Branched, &begun), "a command in the past makes a branch");
        let looks = Seen { looked_at: Some(EventId::new(2)), compared: Some(EventId::new(1)), ..seen(&sim) };
        assert!(looks.has(&Until::Selected(None), &begun) && !looks.has(&Until::Selected(Some(3)), &begun));
        assert!(looks.has(&Until::Compared(Some(Causality::After)), &begun));
        assert!(!looks.has(&Until::Compared(Some(Causality::Concurrent)), &begun));
    }
}

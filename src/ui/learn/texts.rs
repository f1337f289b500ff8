//! What the panel says: one place for each thing. The lessons' own texts stand in `www/lessons`, those of predictions in
//! `view::predict`.

use crate::clock::Causality;

pub(super) const LEARN: &str = "Learn";
pub(super) const LESSONS: &str = "Lessons";
pub(super) const LESSONS_ABOUT: &str =
    "Each step waits until you have done it. What you have done is remembered in this browser alone.";
pub(super) const PREDICT: &str = "Predict";
pub(super) const PREDICT_ABOUT: &str = "On any run, yours too: the run stops before it shows, you say what will be, and the core says whether that is right.";
pub(super) const BEGIN: &str = "Begin";
pub(super) const GO_ON: &str = "Go on";
pub(super) const AGAIN: &str = "Again";
pub(super) const DONE: &str = "Done";
pub(super) const CLOSE: &str = "Close";
pub(super) const LEAVE: &str = "All lessons";
pub(super) const STOP: &str = "Stop asking";
pub(super) const BACK: &str = "Back";
pub(super) const SKIP: &str = "Skip";
pub(super) const NEXT: &str = "Continue";
pub(super) const ANSWER: &str = "That is my answer";
pub(super) const RIGHT: &str = "Right";
pub(super) const WRONG: &str = "Not quite";
pub(super) const NOBODY: &str = "Nobody: it waits";
pub(super) const CHOOSE: &str = "Choose one first.";
pub(super) const MINE: &str = "receiver knows";
pub(super) const THEIRS: &str = "message says";
pub(super) const FIRST_CLOCK: &str = "first";
pub(super) const SECOND_CLOCK: &str = "second";
pub(super) const AFTER: &str = "after the merge";
pub(super) const ASK: &str = "Ask me about two events";
pub(super) const LOOK_AGAIN: &str = "To look at again";
/// What is said in passing.
pub(super) const FIRST: &str = "Say first what will be\nThe answer is shown once there is one.";
pub(super) const TOO_LITTLE: &str = "Too little has happened yet\nStep on, and ask again.";
pub(super) const UNKEPT: &str = "This browser keeps nothing for the page\nThe lessons work all the same; what you have done is forgotten when the page is closed.";
/// While nothing is asked, what to do.
pub(super) const WAITS: &str = "Step on, or play: the run stops before the next one.";
pub(super) const WAITS_OF_TWO: &str = "Ask, or compare two events in the diagram.";

pub(super) fn step_of(at: usize, of: usize) -> String {
    format!("Step {at} of {of}")
}

pub(super) fn lesson_over(title: &str) -> String {
    format!("That was “{title}”.")
}

pub(super) fn score(right: u32, asked: u32) -> String {
    format!("{right} of {asked} right")
}

pub(super) fn merge_asked(receiver: &str, message: &str) -> String {
    format!("{} receives {message}. Which clock comes out?", crate::view::words::sentence(receiver))
}

pub(super) fn decision_asked(job: &str) -> String {
    format!("Who gets {job}?")
}

pub(super) const RELATION_ASKED: &str = "How does the first stand to the second?";

/// The ways in which one can stand to another. Equal is offered where it can be.
pub(super) const RELATIONS: [(Causality, &str); 4] = [
    (Causality::Before, "happened before"),
    (Causality::After, "happened after"),
    (Causality::Concurrent, "concurrent"),
    (Causality::Equal, "equal"),
];

//! How many answers were right, and what to look at again.

use super::{Grade, Mistake, Question};
use crate::id::EventId;

/// So many wrong answers are kept to look at again.
const MISSED_MAX: usize = 20;

/// An answer that was wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Missed {
    /// The event that shows the right one.
    pub event: EventId,
    /// The event that it stands to, where a relation was asked for.
    pub other: Option<EventId>,
    /// Which error it was.
    pub mistake: Mistake,
}

/// The answers of one sitting.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Score {
    /// How many there were.
    pub asked: u32,
    /// How many of them were right.
    pub right: u32,
    /// The wrong ones, the latest first.
    pub missed: Vec<Missed>,
}

impl Score {
    /// One more answer. Whoever gets right what was wrong before has it off the list.
    pub fn add(&mut self, question: &Question, grade: &Grade) {
        self.asked += 1;
        self.right += u32::from(grade.is_right);
        let (event, other) = match question {
            Question::Relation { first, second, .. } => (*first, Some(*second)),
            Question::Merge { event, .. } | Question::Decision { event, .. } => (*event, None),
        };
        self.missed.retain(|missed| (missed.event, missed.other) != (event, other));
        if let Some(mistake) = grade.mistakes.first() {
            self.missed.insert(0, Missed { event, other, mistake: *mistake });
            self.missed.truncate(MISSED_MAX);
        }
    }
}

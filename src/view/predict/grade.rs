//! An answer beside the right one, and which error explains the difference.

use super::{Answer, Column, Mistake, Question, right, texts};
use crate::broker::decision::Verdict;
use crate::clock::Causality;
use crate::id::{EventId, NodeId};
use crate::sim::trace::Trace;
use crate::view::decision::{because, decision_in, refusal_of};
use crate::view::words::{Words, sentence};

/// How far an answer is right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grade {
    /// Whether it is.
    pub is_right: bool,
    /// Which errors explain what is not, each once.
    pub mistakes: Vec<Mistake>,
    /// Which of the entries are wrong, in the order of the columns; none of other questions.
    pub wrong: Vec<bool>,
    /// The right answer.
    pub right: Answer,
    /// Why it is so, in sentences; of a wrong answer, what went wrong first.
    pub reasons: Vec<String>,
}

/// Grades an answer by the run. `None` when the answer is of another kind, or the run has not come there.
pub fn grade(trace: &Trace, question: &Question, answer: &Answer) -> Option<Grade> {
    let right = right(trace, question)?;
    let (faults, because) = match (question, answer, &right) {
        (Question::Merge { columns, .. }, Answer::Entries(given), Answer::Entries(right)) => {
            if given.len() != columns.len() {
                return None;
            }
            (entries(columns, given, right), Vec::new())
        }
        (Question::Decision { event, .. }, Answer::Executor(given), Answer::Executor(right)) => {
            executor(trace, *event, *given, *right)?
        }
        (Question::Relation { first, second, columns, .. }, Answer::Relation(given), Answer::Relation(right)) => {
            let is_later = trace.get(*first)?.at > trace.get(*second)?.at;
            let mistake = relation(*given, *right, is_later).map(|mistake| (0, mistake));
            (mistake.into_iter().collect(), vec![texts::proof(*right, columns)])
        }
        _ => return None,
    };
    let is_right = faults.is_empty();
    let mut mistakes: Vec<Mistake> = Vec::new();
    for (_, mistake) in &faults {
        if !mistakes.contains(mistake) {
            mistakes.push(*mistake);
        }
    }
    let mut reasons: Vec<String> = mistakes.iter().map(|mistake| texts::mistake(*mistake).to_owned()).collect();
    let mut wrong = Vec::new();
    if let (Question::Merge { columns, .. }, Answer::Entries(given), Answer::Entries(right)) =
        (question, answer, &right)
    {
        wrong = vec![false; columns.len()];
        for (at, _) in &faults {
            wrong[*at] = true;
            reasons.push(texts::entry(&columns[*at], given[*at], right[*at]));
        }
        if is_right {
            reasons.push(texts().predict().merge_right.to_owned());
        }
    }
    reasons.extend(because);
    Some(Grade { is_right, mistakes, wrong, right, reasons })
}

/// A mistake, and the entry that it leads to.
type Rule = (Mistake, fn(&Column) -> u32);

/// The classic errors as rules for one entry.
const RULES: [Rule; 7] = [
    (Mistake::OwnTickForgotten, larger),
    (Mistake::SenderTicked, |column| larger(column) + u32::from(column.is_own) + u32::from(column.is_sender)),
    (Mistake::SenderTicked, |column| larger(column) + u32::from(column.is_sender)),
    (Mistake::MineKept, |column| column.mine + u32::from(column.is_own)),
    (Mistake::Minimum, |column| column.mine.min(column.theirs) + u32::from(column.is_own)),
    (Mistake::TheirsWhole, |column| column.theirs + u32::from(column.is_own)),
    (Mistake::Added, |column| column.mine.saturating_add(column.theirs) + u32::from(column.is_own)),
];

fn larger(column: &Column) -> u32 {
    column.mine.max(column.theirs)
}

/// The wrong entries, each with the error that explains it: the one that explains the whole answer, where one does.
fn entries(columns: &[Column], given: &[u32], right: &[u32]) -> Faults {
    let follows = |rule: fn(&Column) -> u32| columns.iter().zip(given).all(|(column, given)| *given == rule(column));
    let whole = RULES.into_iter().find(|(_, rule)| follows(*rule)).map(|(mistake, _)| mistake);
    let wrong = (0..columns.len()).filter(|at| given[*at] != right[*at]);
    wrong.map(|at| (at, whole.unwrap_or_else(|| alone(&columns[at], given[at])))).collect()
}

/// What explains a wrong entry by itself.
fn alone(column: &Column, given: u32) -> Mistake {
    match given {
        given if given == larger(column) && column.is_own => Mistake::OwnTickForgotten,
        given if given == larger(column) + 1 && column.is_sender => Mistake::SenderTicked,
        given if given == larger(column) + 1 && !column.is_own => Mistake::OtherTicked,
        given if given == column.mine.min(column.theirs) => Mistake::Minimum,
        given if given == column.mine.saturating_add(column.theirs) => Mistake::Added,
        _ => Mistake::Entry,
    }
}

type Faults = Vec<(usize, Mistake)>;

/// What is wrong with naming an executor, and why the other one got it.
fn executor(
    trace: &Trace,
    event: EventId,
    given: Option<NodeId>,
    right: Option<NodeId>,
) -> Option<(Faults, Vec<String>)> {
    let words = Words::new(trace.names());
    let decision = decision_in(trace.get(event)?)?.explained();
    let mut reasons = Vec::new();
    let mistake = match (given, right) {
        (given, right) if given == right => None,
        (None, _) => Some(Mistake::SomebodyCan),
        (Some(given), right) => {
            let named = decision.candidates.iter().find(|candidate| candidate.executor == given)?;
            reasons.extend(refusal_of(&words, &decision, named).map(|refusal| format!("{}.", sentence(&refusal))));
            Some(match named.verdict {
                Verdict::Eligible { .. } => Mistake::Outscored,
                _ if right.is_none() => Mistake::NobodyCan,
                _ => Mistake::Refused,
            })
        }
    };
    let title = match right {
        Some(right) => texts().predict().goes_to(words.job(decision.job), &words.name(right)),
        None => texts().predict().nobody_takes(words.job(decision.job)),
    };
    reasons.push(format!("{title} {}", because(&words, &decision)));
    Some((mistake.map(|mistake| (0, mistake)).into_iter().collect(), reasons))
}

/// What is wrong with how the first of two was said to stand to the second; `is_later` when it is later in time.
fn relation(given: Causality, right: Causality, is_later: bool) -> Option<Mistake> {
    use Causality::{After, Before, Concurrent, Equal};
    Some(match (given, right) {
        (given, right) if given == right => return None,
        (Equal, Concurrent) => Mistake::EqualForConcurrent,
        (Concurrent, Equal) => Mistake::ConcurrentForEqual,
        (Equal, _) | (_, Equal) => Mistake::EqualForOrdered,
        (Concurrent, _) => Mistake::WayMissed,
        (Before, Concurrent) if !is_later => Mistake::LaterForAfter,
        (After, Concurrent) if is_later => Mistake::LaterForAfter,
        (_, Concurrent) => Mistake::OrderInvented,
        _ => Mistake::Reversed,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use Causality::{After, Before, Concurrent, Equal};

    #[test]
    fn every_wrong_relation_has_a_name() {
        let rows = [
            (Equal, Concurrent, false, Some(Mistake::EqualForConcurrent)),
            (Concurrent, Equal, false, Some(Mistake::ConcurrentForEqual)),
            (Before, Equal, false, Some(Mistake::EqualForOrdered)),
            (Equal, After, true, Some(Mistake::EqualForOrdered)),
            (Concurrent, Before, false, Some(Mistake::WayMissed)),
            (Before, Concurrent, false, Some(Mistake::LaterForAfter)),
            (After, Concurrent, true, Some(Mistake::LaterForAfter)),
            (After, Concurrent, false, Some(Mistake::OrderInvented)),
            (After, Before, false, Some(Mistake::Reversed)),
            (Before, Before, false, None),
        ];
        for (given, right, is_later, mistake) in rows {
            assert_eq!(relation(given, right, is_later), mistake, "{given:?} for {right:?}");
        }
    }
}

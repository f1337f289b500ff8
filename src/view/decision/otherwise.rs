//! What the broker would have decided instead: one line for each thing that could have been otherwise.

use super::{Choice, choice, decision_in, reasons};
use crate::broker::decision::Decision;
use crate::broker::policy::Policy;
use crate::id::{EventId, NodeId};
use crate::sim::trace::Trace;
use crate::sim::what_if::{Answer, WhatIf};
use crate::texts::texts;
use crate::view::words::{self, Words};

/// One thing that could have been otherwise, and what would have come of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Otherwise {
    /// What: Without the emergency.
    pub name: String,
    /// Who would have gone where: exec-3.
    pub outcome: String,
    /// Where the job would have stood: 3rd of 4.
    pub place: Option<String>,
    /// Whether the job goes to the same executor, at the same moment, and for the same others.
    pub is_same: bool,
    /// What differs, in words; empty where nothing does.
    pub differs: String,
}

/// Everything that is worth asking about a decision, by name, in the order of [`WhatIf::worth_asking`].
pub fn questions(decision: &Decision) -> Vec<String> {
    WhatIf::worth_asking(decision).iter().map(|what_if| name(&decision.policy, what_if)).collect()
}

/// The line of an answer about the decision of an event.
pub fn otherwise(trace: &Trace, event: EventId, answer: &Answer) -> Option<Otherwise> {
    let decision = decision_in(trace.get(event)?)?;
    let words = Words::new(trace.names());
    let is_same = is_same(decision, answer);
    Some(Otherwise {
        name: name(&decision.policy, &answer.what_if),
        outcome: outcome(&words, answer),
        place: answer.place.map(|(at, of)| texts().decision().place_of(&words::place(at), of)),
        is_same,
        differs: differs(&words, decision, answer, is_same),
    })
}

/// The choice of an answer, to be shown like a decision: that for the job itself, and else the first one that is made
/// instead. None where nobody is chosen for anything.
pub fn answered(trace: &Trace, event: EventId, answer: &Answer) -> Option<Choice> {
    let decision = answer.of_job().or_else(|| answer.before_it().next())?;
    Some(choice(trace, trace.get(event)?, decision))
}

fn name(policy: &Policy, what_if: &WhatIf) -> String {
    let said = texts().decision();
    match what_if {
        WhatIf::Nothing => said.as_decided.to_owned(),
        WhatIf::WithoutEmergency => said.without_emergency.to_owned(),
        WhatIf::FreshKnowledge => said.fresh_knowledge.to_owned(),
        WhatIf::Under(other) => {
            let order = (other.order != policy.order).then(|| words::order(other.order).to_owned());
            let placement = (other.placement != policy.placement).then(|| words::placement(other.placement).to_owned());
            let flag = |now: bool, was: bool, with: &str, without: &str| {
                (now != was).then(|| if now { with } else { without }.to_owned())
            };
            let reserve = flag(other.reserve, policy.reserve, said.with_reservation, said.without_reservation);
            let preempt = flag(other.preempt, policy.preempt, said.with_preemption, said.without_preemption);
            let changes: Vec<String> = [order, placement, reserve, preempt].into_iter().flatten().collect();
            words::sentence(&words::list(&changes))
        }
    }
}

/// Whether the job itself is the first to go, to the same executor, and in the place of the same others.
fn is_same(decision: &Decision, answer: &Answer) -> bool {
    let first = answer.choices.first().filter(|first| first.job == decision.job);
    first.is_some_and(|first| first.chosen() == decision.chosen() && first.preempted == decision.preempted)
}

/// Who goes where, in order.
fn outcome(words: &Words, answer: &Answer) -> String {
    let job = words.job(answer.job);
    let gone = gone_before(words, answer);
    let said = texts().decision();
    match answer.of_job() {
        Some(choice) => match choice.chosen() {
            Some(executor) if gone.is_empty() => words.name(executor),
            Some(executor) => said.first_then(&words::list(&gone), &words.name(executor)),
            None if gone.is_empty() => said.nobody.to_owned(),
            None => said.and_nobody(&words::list(&gone), job),
        },
        None if gone.is_empty() => said.and_waits(said.nobody, job),
        None => said.and_waits(&words::list(&gone), job),
    }
}

/// The jobs that go before it: archive to exec-1.
fn gone_before(words: &Words, answer: &Answer) -> Vec<String> {
    const SHOWN: usize = 3;
    let chosen = |choice: &Decision| Some((choice.job, choice.chosen()?));
    let gone: Vec<_> = answer.before_it().filter_map(chosen).collect();
    let more = gone.len().saturating_sub(SHOWN);
    let gone = gone.into_iter().take(SHOWN);
    let mut gone: Vec<String> =
        gone.map(|(job, executor)| texts().befallen().gets(words.job(job), &words.name(executor))).collect();
    if more > 0 {
        gone.push(texts().words().more(more));
    }
    gone
}

/// What differs from the decision that was made.
fn differs(words: &Words, decision: &Decision, answer: &Answer, is_same: bool) -> String {
    if is_same {
        return String::new();
    }
    let changes = [winner_words(words, decision, answer), victims_words(words, decision, answer)];
    let changes: Vec<String> = changes.into_iter().flatten().collect();
    words::sentence_of_names(&changes.join("; "))
}

fn winner_words(words: &Words, decision: &Decision, answer: &Answer) -> Option<String> {
    let Some(choice) = answer.of_job() else { return why_it_waits(words, answer) };
    let said = texts().decision();
    let name = |executor: NodeId| words.name(executor);
    match (choice.chosen(), decision.chosen()) {
        (Some(is), Some(was)) if is != was => Some(said.instead_of(&name(is), &name(was))),
        (Some(is), Some(_)) => answer.before_it().next().map(|_| said.later(&name(is))),
        (Some(is), None) => Some(said.can_take(&name(is))),
        // Why the one that got it would not.
        (None, Some(was)) => {
            let choice = choice.explained();
            let there = choice.candidates.iter().find(|candidate| candidate.executor == was);
            there.and_then(|candidate| reasons::refusal_of(words, &choice, candidate))
        }
        (None, None) => None,
    }
}

/// Why it would not be a job's turn.
fn why_it_waits(words: &Words, answer: &Answer) -> Option<String> {
    let head = answer.head.filter(|head| *head != answer.job)?;
    let is_blocked = answer.before_it().all(|choice| choice.chosen().is_none());
    is_blocked.then(|| texts().decision().holds_up(words.job(head)))
}

/// Which normal jobs would have to go for it, where those are not the same.
fn victims_words(words: &Words, decision: &Decision, answer: &Answer) -> Option<String> {
    let victims = |of: &Decision| of.preempted.0.iter().map(|victim| victim.job).collect::<Vec<_>>();
    let (was, is) = (victims(decision), answer.of_job().map(victims).unwrap_or_default());
    match (was == is, is.is_empty()) {
        (true, _) => None,
        (false, true) => Some(texts().decision().can_stay(was.len(), &words.jobs(&was))),
        (false, false) => Some(texts().decision().would_go(is.len(), &words.jobs(&is))),
    }
}

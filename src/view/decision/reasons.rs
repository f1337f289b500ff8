//! Why a choice came out as it did, in words.

use super::LOOK_BACK;
use super::score::decisive;
use crate::broker::decision::{Candidate, Explained, Tie, Verdict};
use crate::broker::fact::{Fact, Submitted};
use crate::broker::policy::{Placement, Term};
use crate::broker::preempt::Preempted;
use crate::id::{EventId, JobId};
use crate::ordered::Set;
use crate::sim::fact::What;
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;
use crate::view::words::{self, Words, real};

/// triage goes to exec-2.
pub(super) fn title(words: &Words, decision: &Explained) -> String {
    let job = words.job(decision.job);
    match decision.chosen() {
        Some(executor) => texts().decision().goes_to(job, &words.name(executor), &instead(words, decision)),
        None => texts().decision().nobody_can(job),
    }
}

/// Its place in the queue and the terms of its priority.
pub(super) fn place(trace: &Trace, event: &Event, decision: &Explained) -> String {
    if is_at_once(trace, event, decision.job) {
        return texts().decision().at_once.to_owned();
    }
    let (at, of) = decision.place;
    let aged = decision.priority.aged_milli;
    let urgency = decision.priority.urgency.to_string();
    let said = texts().decision();
    let priority = match aged {
        0 => said.urgency(&urgency),
        _ => said.aged(&urgency, &words::milli(aged), &words::milli(decision.priority.total_milli())),
    };
    said.place(&words::place(at), of, &real(decision.waited), &priority)
}

/// Whether a job was submitted to be placed at once: the choice then follows its submission closely.
fn is_at_once(trace: &Trace, event: &Event, job: JobId) -> bool {
    const CLOSE: u32 = 64;
    let from = EventId::new(event.id.number().saturating_sub(CLOSE).max(1));
    trace.range(from, event.id).rev().any(|other| {
        matches!(&other.what, What::Broker(Fact::Submitted(other)) if other.job == job && other.place.is_none())
    })
}

/// Why a choice came out as it did, and what would have been without the emergency, in a few sentences.
pub fn because(words: &Words, decision: &Explained) -> String {
    let why = why(words, decision);
    match without(words, decision) {
        Some(without) => texts().decision().and_without(&why, &without),
        None => why,
    }
}

/// Why a choice came out as it did, in a few sentences.
pub(super) fn why(words: &Words, decision: &Explained) -> String {
    let mut said = match decision.winner {
        Some(winner) => vec![why_chosen(words, decision, winner)],
        None => vec![why_nobody(decision)],
    };
    let has_to_go = |victim: &Preempted| texts().decision().has_to_go(words.job(victim.job), &real(victim.ran));
    said.extend(decision.preempted.0.iter().map(has_to_go));
    let refused = |at: usize| refusal_of(words, decision, &decision.candidates[at]);
    let mut refusals: Vec<String> = (0..decision.candidates.len()).filter_map(refused).collect();
    const SHOWN: usize = 3;
    if refusals.len() > SHOWN {
        let more = refusals.len() - SHOWN + 1;
        refusals.truncate(SHOWN - 1);
        refusals.push(texts().decision().more_refused(more));
    }
    if !refusals.is_empty() {
        said.push(format!("{}.", words::sentence_of_names(&refusals.join("; "))));
    }
    if !decision.passed.is_empty() {
        said.push(texts().decision().passes(decision.passed.len(), &words.jobs(&decision.passed)));
    }
    said.join(" ")
}

pub(in crate::view) fn refusal_of(words: &Words, decision: &Explained, candidate: &Candidate) -> Option<String> {
    let said = texts().decision();
    let name = words.name(candidate.executor);
    match candidate.verdict {
        Verdict::Incapable => {
            let fails = decision.checks(candidate).into_iter().filter(|check| !check.holds);
            let fails: Vec<String> = fails.map(|check| words::refusal(&check)).collect();
            Some(said.is_refused(&name, &words::list(&fails)))
        }
        Verdict::Held(job) => Some(said.is_held(&name, words.job(job))),
        Verdict::Left(job) => Some(said.is_left(&name, words.job(job))),
        Verdict::Eligible { .. } => None,
    }
}

fn why_nobody(decision: &Explained) -> String {
    match decision.candidates.len() {
        0 => texts().decision().none_registered.to_owned(),
        _ => texts().decision().none_meets.to_owned(),
    }
}

#[inline(never)]
fn why_chosen(words: &Words, decision: &Explained, winner: usize) -> String {
    let said = texts().decision();
    if !decision.preempted.0.is_empty() {
        return said.fewest_stop.to_owned();
    }
    let best = &decision.candidates[winner];
    let eligible = decision.candidates.iter().filter(|c| matches!(c.verdict, Verdict::Eligible { .. })).count();
    if eligible == 1 {
        return said.only_one.to_owned();
    }
    if decision.policy.placement == Placement::Random {
        return said.drawn(&words::number(eligible));
    }
    let Some(second) = decision.runner_up.map(|at| &decision.candidates[at]) else {
        return said.best.to_owned();
    };
    let other = words.name(second.executor);
    let equal = equal_words(decision, best);
    match decision.tie {
        Some(Tie::FewerJobs) => said.tie_jobs(&equal, &other, best.jobs, second.jobs),
        Some(Tie::FirstKnown) => {
            said.tie_known(&equal, &other, best.jobs, &words::count(best.jobs, said.job, said.jobs))
        }
        None => match (best.verdict, second.verdict) {
            (Verdict::Eligible { terms: Some(a), score: x }, Verdict::Eligible { terms: Some(b), score: y }) => {
                let mostly = main_difference(&a, &b).map(|term| said.mostly(term)).unwrap_or_default();
                said.scores_more(x, &other, y, &mostly)
            }
            _ => said.lowest_load(&real(best.believed.cpu_load), &other, &real(second.believed.cpu_load)),
        },
    }
}

/// The number in which the best two were equal: scores 742.
fn equal_words(decision: &Explained, best: &Candidate) -> String {
    match best.verdict {
        Verdict::Eligible { score, .. } if decision.policy.placement == Placement::CapabilityScore => {
            texts().decision().scores(score)
        }
        _ => texts().decision().has_load(&real(best.believed.cpu_load)),
    }
}

/// The term that speaks most for the first.
fn main_difference(a: &[Option<i64>; 6], b: &[Option<i64>; 6]) -> Option<&'static str> {
    let said = texts().decision();
    Some(match Term::WEIGHTS[decisive(a, b)?].0 {
        Term::Cores => said.its_cores,
        Term::Memory => said.its_memory,
        Term::Power => said.its_power,
        Term::Idle => said.its_idle,
        Term::Equipment => said.its_equipment,
        Term::Freshness => said.its_freshness,
    })
}

/// The jobs whose place it takes: instead of traffic-count.
fn instead(words: &Words, decision: &Explained) -> String {
    let victims: Vec<JobId> = decision.preempted.0.iter().map(|victim| victim.job).collect();
    if victims.is_empty() { String::new() } else { texts().decision().instead(&words.jobs(&victims)) }
}

/// What would have been without the emergency.
pub(super) fn without(words: &Words, decision: &Explained) -> Option<String> {
    decision.finding.as_ref()?;
    let said = texts().decision();
    let place = decision.place_without_emergency.map(|at| match at == decision.place.0 {
        true => said.same_place(&words::place(at)),
        false => said.other_place(&words::place(at), &words::place(decision.place.0)),
    });
    let name = |at: usize| words.name(decision.candidates[at].executor);
    let who = match (decision.winner_without_emergency, decision.winner) {
        (_, None) => said.nobody_either.to_owned(),
        (None, Some(_)) if !decision.preempted.0.is_empty() => said.nobody_goes.to_owned(),
        (None, Some(_)) => said.a_draw.to_owned(),
        (Some(at), Some(winner)) if at == winner => said.too(&name(at)),
        (Some(at), _) => name(at),
    };
    Some(place.map_or_else(|| who.clone(), |place| format!("{who}, {place}")))
}

/// The jobs before it that could not go, and why, as the trace tells it.
pub(super) fn passed(words: &Words, trace: &Trace, event: &Event, decision: &Explained) -> Option<String> {
    const SHOWN: usize = 4;
    if decision.passed.is_empty() {
        return None;
    }
    let mut asked: Set<JobId> = decision.passed.iter().copied().take(SHOWN).collect();
    let (mut done, mut reasons) = (Set::new(), Vec::new());
    let from = EventId::new(event.id.number().saturating_sub(LOOK_BACK).max(1));
    for past in trace.range(from, event.id).rev() {
        match &past.what {
            What::Broker(Fact::DoneHeard { job, first: true, .. }) => drop(done.insert(*job)),
            What::Broker(Fact::Submitted(submitted)) if asked.remove(&submitted.job) => {
                let Submitted { job, waits_for, .. } = &**submitted;
                let open: Vec<JobId> = waits_for.iter().copied().filter(|other| !done.contains(other)).collect();
                if !open.is_empty() {
                    reasons.push(texts().decision().waits_for(words.job(*job), &words.jobs(&open)));
                }
            }
            _ => {}
        }
        if asked.is_empty() {
            break;
        }
    }
    let explained = reasons.len();
    let others = decision.passed.len() - explained;
    if others > 0 {
        let said = texts().decision();
        let which = match explained {
            0 => words.jobs(&decision.passed),
            _ => words::count(others, said.other, said.others),
        };
        reasons.push(said.nobody_now(&which));
    }
    Some(reasons.join("; "))
}

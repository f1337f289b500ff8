//! Why a choice came out as it did, in words.

use super::LOOK_BACK;
use super::score::decisive;
use crate::broker::decision::{Candidate, Explained, Tie, Verdict};
use crate::broker::fact::Fact;
use crate::broker::policy::{Placement, Term};
use crate::id::{EventId, JobId};
use crate::ordered::Set;
use crate::sim::fact::What;
use crate::sim::trace::{Event, Trace};
use crate::view::words::{self, Words};

/// triage goes to exec-2.
pub(super) fn title(words: &Words, decision: &Explained) -> String {
    let job = words.job(decision.job);
    match decision.chosen() {
        Some(executor) => format!("{job} goes to {}{}", words.name(executor), instead(words, decision)),
        None => format!("Nobody can take {job}"),
    }
}

/// Its place in the queue and the terms of its priority.
pub(super) fn place(trace: &Trace, event: &Event, decision: &Explained) -> String {
    if is_at_once(trace, event, decision.job) {
        return "to be placed at once, without waiting".to_owned();
    }
    let (at, of) = decision.place;
    let aged = decision.priority.aged_milli;
    let priority = match aged {
        0 => format!("urgency {}", decision.priority.urgency),
        _ => format!(
            "urgency {} + {} for waiting = {}",
            decision.priority.urgency,
            words::milli(aged),
            words::milli(decision.priority.total_milli())
        ),
    };
    format!("{} of {of} in the queue after {}; {priority}", words::place(at), decision.waited)
}

/// Whether a job was submitted to be placed at once: the choice then follows its submission closely.
fn is_at_once(trace: &Trace, event: &Event, job: JobId) -> bool {
    const CLOSE: u32 = 64;
    let from = EventId::new(event.id.number().saturating_sub(CLOSE).max(1));
    trace.range(from, event.id).rev().any(
        |other| matches!(&other.what, What::Broker(Fact::Submitted { job: other, place: None, .. }) if *other == job),
    )
}

/// Why a choice came out as it did, and what would have been without the emergency, in a few sentences.
pub fn because(words: &Words, decision: &Explained) -> String {
    let why = why(words, decision);
    match without(words, decision) {
        Some(without) => format!("{why} Without the emergency: {without}."),
        None => why,
    }
}

/// Why a choice came out as it did, in a few sentences.
pub(super) fn why(words: &Words, decision: &Explained) -> String {
    let mut said = match decision.winner {
        Some(winner) => vec![why_chosen(words, decision, winner)],
        None => vec![why_nobody(decision)],
    };
    said.extend(decision.preempted.0.iter().map(|victim| {
        let (job, ran) = (words.job(victim.job), victim.ran);
        format!("{job} has to go after {ran}, which are lost, and waits again at its place in the queue.")
    }));
    let refused = |at: usize| refusal_of(words, decision, &decision.candidates[at]);
    let mut refusals: Vec<String> = (0..decision.candidates.len()).filter_map(refused).collect();
    const SHOWN: usize = 3;
    if refusals.len() > SHOWN {
        let more = refusals.len() - SHOWN + 1;
        refusals.truncate(SHOWN - 1);
        refusals.push(format!("{more} more were refused"));
    }
    if !refusals.is_empty() {
        said.push(format!("{}.", words::sentence_of_names(&refusals.join("; "))));
    }
    if !decision.passed.is_empty() {
        said.push(format!("It passes {}, which cannot go yet.", words.jobs(&decision.passed)));
    }
    said.join(" ")
}

pub(in crate::view) fn refusal_of(words: &Words, decision: &Explained, candidate: &Candidate) -> Option<String> {
    let name = words.name(candidate.executor);
    match candidate.verdict {
        Verdict::Incapable => {
            let fails = decision.checks(candidate).into_iter().filter(|check| !check.holds);
            let fails: Vec<String> = fails.map(|check| words::refusal(&check)).collect();
            Some(format!("{name} is refused: {}", words::list(&fails)))
        }
        Verdict::Held(job) => {
            Some(format!("{name} is kept free for {}, which has waited past the bound", words.job(job)))
        }
        Verdict::Left(job) => Some(format!("{name} is left to {}, for which it had to go", words.job(job))),
        Verdict::Eligible { .. } => None,
    }
}

fn why_nobody(decision: &Explained) -> String {
    match decision.candidates.len() {
        0 => "No executor is registered.".to_owned(),
        _ => "No executor meets all its needs now.".to_owned(),
    }
}

#[inline(never)]
fn why_chosen(words: &Words, decision: &Explained, winner: usize) -> String {
    if !decision.preempted.0.is_empty() {
        return "Nobody has room. There the fewest jobs have to stop, and the least work is lost.".to_owned();
    }
    let best = &decision.candidates[winner];
    let eligible = decision.candidates.iter().filter(|c| matches!(c.verdict, Verdict::Eligible { .. })).count();
    if eligible == 1 {
        return "It is the only one that can take it.".to_owned();
    }
    if decision.policy.placement == Placement::Random {
        return format!("It was drawn with the seed from the {} that can take it.", words::number(eligible));
    }
    let Some(second) = decision.runner_up.map(|at| &decision.candidates[at]) else {
        return "It is the best of those that can take it.".to_owned();
    };
    let other = words.name(second.executor);
    let equal = equal_words(decision, best);
    match decision.tie {
        Some(Tie::FewerJobs) => {
            format!("A tie: it {equal} as {other} does. It has fewer jobs: {} and {}.", best.jobs, second.jobs)
        }
        Some(Tie::FirstKnown) => format!(
            "A tie: it {equal} as {other} does, and each has {}. It stands first in the list of executors.",
            words::count(best.jobs, "job", "jobs")
        ),
        None => match (best.verdict, second.verdict) {
            (Verdict::Eligible { terms: Some(a), score: x }, Verdict::Eligible { terms: Some(b), score: y }) => {
                let mostly = main_difference(&a, &b).map(|term| format!(", above all for its {term}"));
                format!("It scores {x}, {other} only {y}{}.", mostly.unwrap_or_default())
            }
            _ => format!(
                "Its load of {} % is the lowest; {other} has {} %.",
                best.believed.cpu_load, second.believed.cpu_load
            ),
        },
    }
}

/// The number in which the best two were equal: scores 742.
fn equal_words(decision: &Explained, best: &Candidate) -> String {
    match best.verdict {
        Verdict::Eligible { score, .. } if decision.policy.placement == Placement::CapabilityScore => {
            format!("scores {score}")
        }
        _ => format!("has a load of {} %", best.believed.cpu_load),
    }
}

/// The term that speaks most for the first.
fn main_difference(a: &[Option<i64>; 6], b: &[Option<i64>; 6]) -> Option<&'static str> {
    Some(match Term::WEIGHTS[decisive(a, b)?].0 {
        Term::Cores => "cores",
        Term::Memory => "free memory",
        Term::Power => "power",
        Term::Idle => "idle processor",
        Term::Equipment => "equipment, which fits",
        Term::Freshness => "fresh report",
    })
}

/// The jobs whose place it takes: instead of traffic-count.
fn instead(words: &Words, decision: &Explained) -> String {
    let victims: Vec<JobId> = decision.preempted.0.iter().map(|victim| victim.job).collect();
    if victims.is_empty() { String::new() } else { format!(" instead of {}", words.jobs(&victims)) }
}

/// What would have been without the emergency.
pub(super) fn without(words: &Words, decision: &Explained) -> Option<String> {
    decision.finding.as_ref()?;
    let place = decision.place_without_emergency.map(|at| match at == decision.place.0 {
        true => format!("{} in the queue as well", words::place(at)),
        false => format!("{} in the queue instead of {}", words::place(at), words::place(decision.place.0)),
    });
    let who = match (decision.winner_without_emergency, decision.winner) {
        (_, None) => "nobody either".to_owned(),
        (None, Some(_)) if !decision.preempted.0.is_empty() => "nobody would have to go for it, so it waits".to_owned(),
        (None, Some(_)) => "a draw all the same".to_owned(),
        (Some(at), Some(winner)) if at == winner => format!("{} too", words.name(decision.candidates[at].executor)),
        (Some(at), _) => words.name(decision.candidates[at].executor),
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
            What::Broker(Fact::Submitted { job, waits_for, .. }) if asked.remove(job) => {
                let open: Vec<JobId> = waits_for.iter().copied().filter(|other| !done.contains(other)).collect();
                if !open.is_empty() {
                    reasons.push(format!("{} waits for {}", words.job(*job), words.jobs(&open)));
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
        let nobody = match explained {
            0 => format!("nobody can take {} now", words.jobs(&decision.passed)),
            _ => format!("nobody can take {} now", words::count(others, "other", "others")),
        };
        reasons.push(nobody);
    }
    Some(reasons.join("; "))
}

//! Who gets a job: each placement's rule, from the candidates as they are recorded.

use std::cmp::Reverse;

use clocktower::broker::decision::{Candidate, Explained, Verdict as Judged};
use clocktower::broker::fact::Fact;
use clocktower::broker::policy::Placement;

use super::{Moment, Verdict};

/// The winner is one that may have the job, and by the placement's rule there is no better one.
pub(super) fn observe(moment: Moment<'_>) -> Verdict {
    let Some(Fact::Decided(decision)) = moment.fact() else { return Ok(()) };
    let decision = &decision.explained();
    let may = |candidate: &Candidate| matches!(candidate.verdict, Judged::Eligible { .. });
    let best = match decision.policy.placement {
        Placement::Random => None,
        _ => {
            let eligible = decision.candidates.iter().enumerate().filter(|(_, candidate)| may(candidate));
            // Of equals the first known: the key ends with the place, which counts backwards.
            eligible.max_by_key(|(at, candidate)| (worth(decision, candidate), Reverse(candidate.jobs), Reverse(*at)))
        }
    };
    let right = match (decision.policy.placement, decision.winner) {
        (_, None) => !decision.candidates.iter().any(may),
        (Placement::Random, Some(at)) => decision.candidates.get(at).is_some_and(may),
        (_, winner) => best.map(|(at, _)| at) == winner,
    };
    moment.hold("the_best_candidate_gets_the_job", right, || {
        format!("{:?}: {:?} instead of {:?}", decision.job, decision.winner, best.map(|(at, _)| at))
    })
}

/// How good a candidate is, in thousandths.
fn worth(decision: &Explained, candidate: &Candidate) -> i64 {
    if decision.policy.placement == Placement::LeastLoaded {
        return -thousandths(candidate.believed.cpu_load.get());
    }
    let capable = || decision.candidates.iter().filter(|other| other.verdict != Judged::Incapable);
    let most_cores = capable().map(|other| other.believed.cpu_cores).max().unwrap_or(0).max(0);
    let most_memory = capable().map(|other| other.believed.memory).max().unwrap_or(0).max(0);
    let has = &candidate.believed;
    let age = candidate.age.ms().min(130_000) as i64;
    let mut terms = vec![
        (2, share(has.cpu_cores, most_cores)),
        (2, share(has.memory, most_memory)),
        (1, if has.has_battery { share(thousandths(has.power.get()), 100_000) } else { 1000 }),
        (3, 1000 - share(thousandths(has.cpu_load.get()), 100_000)),
        (1, 1000 - age * 1000 / 130_000),
    ];
    if let Some(finding) = &decision.finding {
        terms.push((6, if candidate.equipment.fits(finding.emergency.kind) { 1000 } else { 0 }));
    }
    let weights: i64 = terms.iter().map(|(weight, _)| weight).sum();
    terms.iter().map(|(weight, term)| weight * term).sum::<i64>() / weights
}

/// A part of a whole in thousandths, between none and all.
fn share(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { (i128::from(part.max(0)) * 1000 / i128::from(whole)).min(1000) as i64 }
}

fn thousandths(number: f64) -> i64 {
    (number * 1000.0).round() as i64
}

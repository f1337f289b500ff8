//! Who gets a job: by branches that could hold somebody better, and, to explain it, by looking at everybody.

use std::cmp::Reverse;

use rand_core::Rng;

use super::{Candidate, Tie, Verdict};
use crate::broker::emergency::{Equipment, Finding};
use crate::broker::executors::{Among, Asked, Capabilities, Executor, Known, Roster, is_capable};
use crate::broker::policy::{Placement, Policy, Scale, Terms, score, terms};
use crate::id::{JobId, NodeId};
use crate::ordered::sort_by_key;
use crate::ordered::tree::Judge;
use crate::time::Time;

/// What the choice is made from.
pub struct Choice<'a> {
    /// What the job needs.
    pub needs: &'a Capabilities,
    /// The emergency it is treated as.
    pub finding: Option<&'a Finding>,
    /// The rules in force.
    pub policy: &'a Policy,
    /// The needs of jobs that waited past the bound, the first in the queue first: executors that could run one if they
    /// were idle are kept free for it.
    pub held: &'a [(Capabilities, JobId)],
    /// The executor, by machine, that the job had to leave for an emergency that is still there.
    pub left: Option<(NodeId, JobId)>,
    /// The present time.
    pub now: Time,
}

/// The outcome of a choice.
pub struct Outcome {
    /// Every executor with its verdict, in the order given.
    pub candidates: Vec<Candidate>,
    /// Index of the winner.
    pub winner: Option<usize>,
    /// Index of the second best.
    pub runner_up: Option<usize>,
    /// How the best two were told apart when equal.
    pub tie: Option<Tie>,
}

impl Choice<'_> {
    /// The place, among all executors, of the one that gets the job: the same as [`Self::decide`] finds, and with the
    /// same draw of the generator.
    pub fn pick(&self, executors: &Roster, rng: &mut impl Rng) -> Option<usize> {
        let (policy, left) = (self.policy, self.left.map(|(machine, _)| machine));
        let asked = Asked { needs: self.needs, held: self.held, left, reserve: policy.reserve };
        if policy.placement == Placement::Random {
            let eligible = executors.tree().iter().filter(|known| asked.fits(known)).map(Known::machine);
            let mut eligible: Vec<NodeId> = eligible.collect();
            eligible.sort_unstable();
            let drawn = draw(eligible.len(), rng)?;
            return executors.place(&eligible[drawn]).ok();
        }
        let best = Best { choice: self, asked, scale: self.scale(executors) };
        let (_, _, Reverse(machine)) = executors.tree().best(&best)?;
        executors.place(&machine).ok()
    }

    /// What those have most that could run the job.
    pub(super) fn scale(&self, executors: &Roster) -> Scale {
        let most = |of| executors.tree().best(&Most { choice: self, of }).unwrap_or(0).max(0);
        match self.policy.placement {
            Placement::CapabilityScore => Scale { cores: most(|has| has.cpu_cores), memory: most(|has| has.memory) },
            Placement::LeastLoaded | Placement::Random => Scale::default(),
        }
    }

    /// Judges every executor and picks one. The generator is used by [`Placement::Random`] only, once.
    pub fn decide<'e>(&self, executors: impl Iterator<Item = &'e Executor> + Clone, rng: &mut impl Rng) -> Outcome {
        let scale = self.scale_of(executors.clone());
        let candidates: Vec<Candidate> = executors.map(|executor| self.judge(executor, scale)).collect();
        let mut ranked: Vec<usize> = (0..candidates.len()).filter(|i| rank(&candidates[*i]).is_some()).collect();
        if self.policy.placement == Placement::Random {
            if let Some(drawn) = draw(ranked.len(), rng) {
                ranked.swap(0, drawn);
            }
            let winner = ranked.first().copied();
            return Outcome { candidates, winner, runner_up: None, tie: None };
        }
        sort_by_key(&mut ranked, |i| std::cmp::Reverse(rank(&candidates[*i])));
        let (winner, runner_up) = (ranked.first().copied(), ranked.get(1).copied());
        let tie = winner.zip(runner_up).and_then(|(a, b)| tie(&candidates[a], &candidates[b]));
        Outcome { candidates, winner, runner_up, tie }
    }

    pub(super) fn judge(&self, executor: &Executor, scale: Scale) -> Candidate {
        let reserve = self.policy.reserve;
        let verdict = match self.kept_free(executor) {
            _ if !self.is_capable(executor) => Verdict::Incapable,
            Some(verdict) => verdict,
            None => {
                let (has, carries) = (executor.believed(reserve), executor.report.equipment);
                let (terms, score) = self.score(&has, carries, executor.heard_at, scale);
                Verdict::Eligible { terms, score }
            }
        };
        Candidate {
            executor: executor.node,
            believed: executor.believed(reserve),
            equipment: executor.report.equipment,
            known_from: executor.known_from,
            age: self.now.since(executor.heard_at),
            jobs: executor.shares.len(),
            verdict,
        }
    }

    /// The terms of a score, where it has any, and the score of whoever has this, carries that, and was heard of then.
    fn score(&self, has: &Capabilities, carries: Equipment, heard_at: Time, scale: Scale) -> (Option<Terms>, i64) {
        match self.policy.placement {
            Placement::CapabilityScore => {
                let terms = terms(has, carries, self.now.since(heard_at), self.finding, scale);
                (Some(terms), score(&terms))
            }
            Placement::LeastLoaded => (None, has.cpu_load.milli().saturating_neg()),
            Placement::Random => (None, 0),
        }
    }

    fn is_capable(&self, executor: &Executor) -> bool {
        is_capable(self.needs, &executor.believed(self.policy.reserve))
    }

    /// The verdict on an executor that could run the job but is kept free of it.
    fn kept_free(&self, executor: &Executor) -> Option<Verdict> {
        let machine = executor.node.machine();
        let left = self.left.filter(|(node, _)| *node == machine).map(|(_, job)| Verdict::Left(job));
        left.or_else(|| executor.held_for(self.held).map(Verdict::Held))
    }

    fn scale_of<'e>(&self, executors: impl Iterator<Item = &'e Executor>) -> Scale {
        executors.filter(|executor| self.is_capable(executor)).fold(Scale::default(), |scale, executor| {
            let has = executor.believed(self.policy.reserve);
            Scale { cores: scale.cores.max(has.cpu_cores), memory: scale.memory.max(has.memory) }
        })
    }
}

/// Looks for the most that an executor has of something which could run the job.
struct Most<'a> {
    choice: &'a Choice<'a>,
    of: fn(&Capabilities) -> i64,
}

impl Judge<Known, i64> for Most<'_> {
    fn rank(&self, known: &Known) -> Option<i64> {
        let has = known.believed(self.choice.policy.reserve);
        is_capable(self.choice.needs, has).then(|| (self.of)(has))
    }

    fn most(&self, sum: &Among) -> Option<i64> {
        let has = sum.most(self.choice.policy.reserve);
        is_capable(self.choice.needs, has).then(|| (self.of)(has))
    }
}

/// Looks for the best executor: the highest score, of equals the one with fewest jobs, and of those the first.
struct Best<'a> {
    choice: &'a Choice<'a>,
    asked: Asked<'a>,
    scale: Scale,
}

impl Judge<Known, (i64, Reverse<usize>, Reverse<NodeId>)> for Best<'_> {
    fn rank(&self, known: &Known) -> Option<(i64, Reverse<usize>, Reverse<NodeId>)> {
        let (executor, has) = (known.executor(), known.believed(self.asked.reserve));
        let score = || self.choice.score(has, executor.report.equipment, executor.heard_at, self.scale).1;
        let rank = || (score(), Reverse(executor.shares.len()), Reverse(known.machine()));
        self.asked.fits(known).then(rank)
    }

    fn most(&self, sum: &Among) -> Option<(i64, Reverse<usize>, Reverse<NodeId>)> {
        let has = sum.most(self.asked.reserve);
        let score = || self.choice.score(has, sum.equipment, sum.heard_at, self.scale).1;
        self.asked.may_fit(sum).then(|| (score(), Reverse(sum.jobs), Reverse(sum.machine)))
    }
}

/// Higher is better: the score, then fewer jobs; the sort is stable, so then the first known.
fn rank(candidate: &Candidate) -> Option<(i64, std::cmp::Reverse<usize>)> {
    match candidate.verdict {
        Verdict::Eligible { score, .. } => Some((score, std::cmp::Reverse(candidate.jobs))),
        Verdict::Incapable | Verdict::Held(_) | Verdict::Left(_) => None,
    }
}

fn tie(a: &Candidate, b: &Candidate) -> Option<Tie> {
    let (a, b) = (rank(a)?, rank(b)?);
    match (a.0 == b.0, a.1 == b.1) {
        (false, _) => None,
        (true, false) => Some(Tie::FewerJobs),
        (true, true) => Some(Tie::FirstKnown),
    }
}

/// A uniform index below `n`: the draw is repeated while it falls into the incomplete last stretch.
pub fn draw(n: usize, rng: &mut impl Rng) -> Option<usize> {
    let n = u32::try_from(n).ok().filter(|n| *n > 0)?;
    let fair = u32::MAX - u32::MAX % n;
    loop {
        let drawn = rng.next_u32();
        if drawn < fair {
            return Some((drawn % n) as usize);
        }
    }
}

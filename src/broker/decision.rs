//! One scheduling choice, with everything that went into it.

use rand_core::Rng;

use super::emergency::{Equipment, Finding};
use super::executors::{Capabilities, Check, Executor, checks, is_capable};
use super::policy::{Placement, Policy, Priority, Scale, Terms, score, terms};
use super::preempt::Victims;
use crate::clock::Dot;
use crate::id::{JobId, NodeId};
use crate::ordered::sort_by_key;
use crate::time::{Span, Time};

/// The record of one choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Decision {
    /// For which job.
    pub job: JobId,
    /// What it needs.
    pub needs: Capabilities,
    /// The emergency it is treated as.
    pub finding: Option<Finding>,
    /// The rules in force.
    pub policy: Policy,
    /// Its place in the queue, from 0, and how many waited.
    pub place: (usize, usize),
    /// How long it had waited.
    pub waited: Span,
    /// The terms of its priority.
    pub priority: Priority,
    /// The jobs before it that could not go: it passed them.
    pub passed: Vec<JobId>,
    /// Where it would have stood without its emergency, from 0.
    pub place_without_emergency: Option<usize>,
    /// Every executor, whether capable or not.
    pub candidates: Vec<Candidate>,
    /// The one that got the job, as an index into the candidates.
    pub winner: Option<usize>,
    /// The one that would have got it else.
    pub runner_up: Option<usize>,
    /// How equals were told apart, when the best two were equal.
    pub tie: Option<Tie>,
    /// Who would have got it without the emergency, as an index; the same rules, without the emergency's terms.
    /// `None` where the draw is random or nobody could.
    pub winner_without_emergency: Option<usize>,
    /// The normal jobs whose place it takes. The candidates are judged as if they had gone already.
    pub preempted: Victims,
}

/// How equals were told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Tie {
    /// Fewer jobs of the broker's run there.
    FewerJobs,
    /// It came first in the list of machines.
    FirstKnown,
}

/// One executor in one choice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Candidate {
    /// Which executor.
    pub executor: NodeId,
    /// What it was believed to have.
    pub believed: Capabilities,
    /// What it was believed to carry.
    pub equipment: Equipment,
    /// The executor's event from which that was known; `None` for a peer without clocks.
    pub known_from: Option<Dot>,
    /// How old the knowledge was.
    pub age: Span,
    /// How many jobs it had.
    pub jobs: usize,
    /// The verdict.
    pub verdict: Verdict,
}

/// What became of a candidate.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verdict {
    /// Some rule refused it: see [`Decision::checks`].
    Incapable,
    /// It is kept free for a job that has waited past the bound.
    Held(JobId),
    /// It could have the job.
    Eligible {
        /// The terms of its score, under [`Placement::CapabilityScore`].
        terms: Option<Terms>,
        /// The larger the better: the score, or minus the load in thousandths of a per cent.
        score: i64,
    },
    /// The job had to leave it for this emergency, which is still there.
    Left(JobId),
}

impl Decision {
    /// Every rule with both numbers for one candidate.
    pub fn checks(&self, candidate: &Candidate) -> [Check; 7] {
        checks(&self.needs, &candidate.believed)
    }

    /// The executor that got the job.
    pub fn chosen(&self) -> Option<NodeId> {
        self.winner.map(|at| self.candidates[at].executor)
    }
}

/// What the choice is made from.
pub struct Choice<'a> {
    /// What the job needs.
    pub needs: &'a Capabilities,
    /// The emergency it is treated as.
    pub finding: Option<&'a Finding>,
    /// The rules in force.
    pub policy: &'a Policy,
    /// Executors that are kept free for jobs that waited past the bound, each with the job.
    pub held: &'a [(NodeId, JobId)],
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
    /// Judges every executor and picks one. The generator is used by [`Placement::Random`] only, once.
    pub fn decide<'e>(&self, executors: impl Iterator<Item = &'e Executor> + Clone, rng: &mut impl Rng) -> Outcome {
        let scale = self.scale(executors.clone());
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

    fn judge(&self, executor: &Executor, scale: Scale) -> Candidate {
        let reserve = self.policy.reserve;
        let verdict = match self.kept_free(executor) {
            _ if !self.is_capable(executor) => Verdict::Incapable,
            Some(verdict) => verdict,
            None => match self.policy.placement {
                Placement::CapabilityScore => {
                    let terms = terms(executor, reserve, self.finding, scale, self.now);
                    Verdict::Eligible { terms: Some(terms), score: score(&terms) }
                }
                Placement::LeastLoaded => Verdict::Eligible {
                    terms: None,
                    score: executor.believed(reserve).cpu_load.milli().saturating_neg(),
                },
                Placement::Random => Verdict::Eligible { terms: None, score: 0 },
            },
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

    fn is_capable(&self, executor: &Executor) -> bool {
        is_capable(self.needs, &executor.believed(self.policy.reserve))
    }

    /// The verdict on an executor that could run the job but is kept free of it.
    fn kept_free(&self, executor: &Executor) -> Option<Verdict> {
        let machine = executor.node.machine();
        let left = self.left.filter(|(node, _)| *node == machine).map(|(_, job)| Verdict::Left(job));
        left.or_else(|| self.held.iter().find(|(node, _)| *node == machine).map(|(_, job)| Verdict::Held(*job)))
    }

    fn scale<'e>(&self, executors: impl Iterator<Item = &'e Executor>) -> Scale {
        executors.filter(|executor| self.is_capable(executor)).fold(Scale::default(), |scale, executor| {
            let has = executor.believed(self.policy.reserve);
            Scale { cores: scale.cores.max(has.cpu_cores), memory: scale.memory.max(has.memory) }
        })
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

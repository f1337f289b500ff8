//! One scheduling choice, with everything that went into it.
//!
//! The choice itself looks at few executors, however many there are. What is kept of it is the outcome and the tables as
//! they were, of which copies share what does not change; every candidate with every rule is worked out from them when
//! somebody looks ([`Decision::explained`]).

mod choice;

use std::hash::{Hash, Hasher};
use std::ops::Deref;

use rand_pcg::Pcg32;

use super::emergency::{Equipment, Finding};
use super::executors::{Capabilities, Check, Roster, checks};
use super::policy::{Placement, Policy, Priority, Terms};
use super::preempt::Victims;
use super::queue::Place;
use crate::clock::Dot;
use crate::id::{JobId, NodeId};
use crate::ordered::tree::Tree;
use crate::time::{Span, Time};

pub use choice::{Choice, Outcome, draw};

/// The record of one choice.
#[derive(Debug, Clone)]
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
    /// The one that got the job, as an index into the candidates.
    pub winner: Option<usize>,
    /// The executor that got the job.
    pub(super) chosen: Option<NodeId>,
    /// The normal jobs whose place it takes. The candidates are judged as if they had gone already.
    pub preempted: Victims,
    /// What it was decided from.
    pub(super) evidence: Evidence,
}

/// The tables that a choice was made from, as they were then: of each table only what a choice looks at, since what is kept
/// here is copied when the broker changes it.
#[derive(Debug, Clone)]
pub(super) struct Evidence {
    pub(super) executors: Roster,
    pub(super) places: Tree<Place>,
    /// The needs of jobs that waited past the bound, for which executors were kept free.
    pub(super) held: Vec<(Capabilities, JobId)>,
    /// The executor, by machine, that the job had to leave for an emergency that was still there.
    pub(super) left: Option<(NodeId, JobId)>,
    pub(super) now: Time,
    pub(super) rng: Pcg32,
    /// Where the job would have stood if it were no emergency, where it waited in the queue.
    pub(super) place_without_emergency: Option<usize>,
}

/// A choice and all that there is to say of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explained {
    decision: Decision,
    /// The jobs before it that could not go: it passed them.
    pub passed: Vec<JobId>,
    /// Where it would have stood without its emergency, from 0.
    pub place_without_emergency: Option<usize>,
    /// Every executor, whether capable or not.
    pub candidates: Vec<Candidate>,
    /// The one that would have got it else.
    pub runner_up: Option<usize>,
    /// How equals were told apart, when the best two were equal.
    pub tie: Option<Tie>,
    /// Who would have got it without the emergency, as an index; the same rules, without the emergency's terms.
    /// `None` where the draw is random or nobody could.
    pub winner_without_emergency: Option<usize>,
}

impl Deref for Explained {
    type Target = Decision;

    fn deref(&self) -> &Decision {
        &self.decision
    }
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

    /// What the choice was made from.
    pub(super) fn choice(&self) -> Choice<'_> {
        let Evidence { held, left, now, .. } = &self.evidence;
        Choice {
            needs: &self.needs,
            finding: self.finding.as_ref(),
            policy: &self.policy,
            held,
            left: *left,
            now: *now,
        }
    }

    /// The jobs before it that could not go.
    pub fn passed(&self) -> impl Iterator<Item = JobId> + '_ {
        self.evidence.places.range(0..self.place.0).map(|place| place.job)
    }

    /// The candidate that got the job.
    pub fn best(&self) -> Option<Candidate> {
        let executors = &self.evidence.executors;
        let (choice, executor) = (self.choice(), executors.at(self.winner?)?);
        Some(choice.judge(executor, choice.scale(executors)))
    }

    /// The whole choice, worked out anew from the tables as they were: every executor is judged by every rule.
    pub fn explained(&self) -> Explained {
        let Evidence { executors, rng, place_without_emergency, .. } = &self.evidence;
        let choice = self.choice();
        let Outcome { candidates, winner, runner_up, tie } = choice.decide(executors.values(), &mut rng.clone());
        debug_assert_eq!(winner, self.winner, "whoever looks closer comes to the same choice");
        // Without the emergency nobody goes for it, and then nobody can take it.
        let told_apart = winner.is_some() && self.policy.placement != Placement::Random && self.preempted.0.is_empty();
        let without = Choice { finding: None, ..choice };
        Explained {
            decision: self.clone(),
            passed: self.passed().collect(),
            place_without_emergency: *place_without_emergency,
            candidates,
            runner_up,
            tie,
            winner_without_emergency: (told_apart && self.finding.is_some())
                .then(|| without.pick(executors, &mut rng.clone()))
                .flatten(),
        }
    }

    /// The executor that got the job.
    pub const fn chosen(&self) -> Option<NodeId> {
        self.chosen
    }

    /// What there is to compare: the rest follows from it and from the run before.
    fn outcome(&self) -> impl PartialEq + Hash + '_ {
        let Self { job, needs, finding, policy, place, waited, priority, winner, chosen, preempted, evidence: _ } =
            self;
        (((job, needs, finding, policy), (place, waited, priority)), (winner, chosen, preempted))
    }
}

impl PartialEq for Decision {
    fn eq(&self, other: &Self) -> bool {
        self.outcome() == other.outcome()
    }
}

impl Eq for Decision {}

impl Hash for Decision {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.outcome().hash(state);
    }
}

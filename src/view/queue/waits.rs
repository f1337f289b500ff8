//! What a waiting job waits for: another job, an executor that is capable, or one that is not kept for somebody else.

use super::Look;
use crate::broker::executors::{Capabilities, Check, Executor, checks};
use crate::broker::jobs::{Job, Stage};
use crate::broker::policy::Order;
use crate::id::{JobId, NodeId};
use crate::texts::texts;
use crate::view::words;

/// Of so few executors each says why it is refused; of more they are counted by rule.
const FEW: usize = 3;

/// What each executor is believed to have, and what it says itself.
pub(super) struct Believed<'a> {
    executor: &'a Executor,
    has: Capabilities,
}

impl<'a> Believed<'a> {
    pub(super) fn of(executor: &'a Executor, reserve: bool) -> Self {
        Self { executor, has: executor.believed(reserve) }
    }
}

impl Look<'_> {
    /// What a waiting job waits for.
    pub(super) fn waits(&self, at: usize, job: &Job) -> String {
        if !job.waits_for.is_empty() {
            let others: Vec<String> = job.waits_for.iter().map(|other| self.other(*other)).collect();
            return texts().queue().waits_for(&words::list(&others));
        }
        let head = self.broker.queue().places().first();
        if let Some(head) = head.filter(|_| at > 0 && self.broker.policy().order == Order::Fifo) {
            return texts().queue().behind_head(self.words.job(head.job));
        }
        self.capable(at, job)
    }

    fn other(&self, job: JobId) -> String {
        let (texts, name) = (texts().queue(), self.words.job(job));
        match self.broker.jobs().get(job).map(|other| other.stage) {
            None => texts.unknown_job(name),
            Some(Stage::Waiting) => texts.waiting_job(name),
            Some(Stage::Assigned(node) | Stage::Running(node)) => {
                let (ends_at, node) = (self.held(job, node).and_then(|held| held.ends_at), self.words.name(node));
                match ends_at {
                    Some(ends_at) => texts.job_on_for(name, &node, &words::real(ends_at.since(self.world.now()))),
                    None => texts.job_on(name, &node),
                }
            }
        }
    }

    /// Who could take a job now, or which rule refuses whom.
    fn capable(&self, at: usize, job: &Job) -> String {
        let texts = texts().queue();
        if self.believed.is_empty() {
            return texts.no_executor.to_owned();
        }
        let judged: Vec<(&Believed, [Check; 7])> =
            self.believed.iter().map(|each| (each, checks(&job.spec.needs, &each.has))).collect();
        let able = judged.iter().filter(|(_, checks)| checks.iter().all(|check| check.holds));
        let able: Vec<NodeId> = able.map(|(each, _)| each.executor.node).collect();
        if !able.is_empty() {
            return self.kept(at, job, &able);
        }
        let everyone = (0..7).find(|rule| judged.iter().all(|(_, checks)| !checks[*rule].holds));
        match everyone {
            Some(rule) => {
                let mut all = judged.iter().map(|(_, checks)| checks[rule]);
                let best = all.next().map(|first| all.fold(first, closest));
                let head = words::rule_head(&judged[0].1[rule]);
                match best {
                    Some(check) => texts.nobody_has_closest(&head, &words::rule_cell(&check)),
                    None => texts.nobody_has(&head),
                }
            }
            None if judged.len() <= FEW => {
                let each = judged.iter().filter_map(|(each, checks)| {
                    let fails = checks.iter().find(|check| !check.holds)?;
                    let name = self.words.name(each.executor.node);
                    Some(format!("{name}: {}{}", words::refusal(fails), self.reserved(each, job)))
                });
                texts.nobody_capable(&each.collect::<Vec<_>>().join("; "))
            }
            None => counted(&judged),
        }
    }

    /// The first executor that is not kept for somebody else, or for whom they are kept.
    fn kept(&self, at: usize, job: &Job, able: &[NodeId]) -> String {
        let held = self.held_for(at);
        let kept = |node: &NodeId| {
            let (texts, name) = (texts().queue(), self.words.name(*node));
            let left = self.broker.left_to(job).filter(|(machine, _)| *machine == node.machine());
            let held = held.iter().find(|(machine, _)| *machine == node.machine());
            match (left, held) {
                (Some((_, emergency)), _) => Some(texts.left_to(&name, self.words.job(emergency))),
                (None, Some((_, earlier))) => Some(texts.held_for(&name, self.words.job(*earlier))),
                (None, None) => None,
            }
        };
        if let Some(free) = able.iter().find(|node| kept(node).is_none()) {
            return texts().queue().could_take(&self.words.name(*free));
        }
        let each = able.iter().filter_map(kept);
        each.take(FEW).collect::<Vec<_>>().join("; ")
    }

    /// The executors, by machine, that are kept free for jobs before this place, which have waited past the bound.
    fn held_for(&self, at: usize) -> Vec<(NodeId, JobId)> {
        let policy = self.broker.policy();
        if policy.order != Order::EmergencyAged {
            return Vec::new();
        }
        let places = self.broker.queue().places().range(0..at);
        let is_past = |job: JobId, since| {
            let is_ready = self.broker.jobs().get(job).is_some_and(|job| job.waits_for.is_empty());
            is_ready && self.world.since(since) >= policy.overtaking_bound()
        };
        let past = places.filter(|place| is_past(place.job, place.since));
        past.flat_map(|place| self.broker.could_run(place.job).map(|machine| (machine, place.job))).collect()
    }

    /// For whom an executor's room is set aside, where that alone is why it is refused.
    fn reserved(&self, each: &Believed, job: &Job) -> String {
        let by_its_word = checks(&job.spec.needs, &each.executor.believed(false));
        if !by_its_word.iter().all(|check| check.holds) {
            return String::new();
        }
        let jobs: Vec<JobId> =
            each.executor.shares.iter().filter(|(_, share)| !share.reported).map(|(job, _)| *job).collect();
        if jobs.is_empty() { String::new() } else { texts().queue().reserved_for(&self.words.jobs(&jobs)) }
    }

    /// What the head of the queue keeps back under first in, first out; nothing where it can go itself.
    pub(super) fn blocks(&self) -> Option<String> {
        let places = self.broker.queue().places();
        if self.broker.policy().order != Order::Fifo || places.len() < 2 || self.can_go(places.first()?.job) {
            return None;
        }
        let behind = places.range(1..places.len());
        let can = behind.clone().filter(|place| self.can_go(place.job)).count();
        Some(texts().queue().blocks(behind.len(), &words::number(behind.len()), can, &words::number(can)))
    }

    fn can_go(&self, id: JobId) -> bool {
        let Some(job) = self.broker.jobs().get(id) else { return false };
        let takes = |each: &Believed| checks(&job.spec.needs, &each.has).iter().all(|check| check.holds);
        job.waits_for.is_empty() && self.believed.iter().any(takes)
    }
}

/// How many executors each rule refuses, by the first that does.
fn counted(judged: &[(&Believed, [Check; 7])]) -> String {
    let firsts: Vec<&Check> =
        judged.iter().filter_map(|(_, checks)| checks.iter().find(|check| !check.holds)).collect();
    let by_rule = (0..7).filter_map(|rule| {
        let head = judged.first()?.1[rule];
        let refused = firsts.iter().filter(|check| check.rule == head.rule).count();
        (refused > 0).then(|| texts().queue().by_rule(refused, &words::rule_head(&head)))
    });
    texts().queue().none_of(judged.len(), &words::list(&by_rule.collect::<Vec<_>>()))
}

/// Of two refusals by one rule, the one that lacks less.
fn closest(a: Check, b: Check) -> Check {
    let lack = |check: &Check| (check.need.get() - check.have.get()).abs();
    if lack(&b) < lack(&a) { b } else { a }
}

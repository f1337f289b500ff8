//! The jobs at the broker: those that wait in order with the terms of their priority, those that run, the last that ended.

use super::words::{self, Words};
use crate::broker::Broker;
use crate::broker::executors::{Capabilities, Check, checks};
use crate::broker::fact::Fact;
use crate::broker::jobs::{End, Job, Stage};
use crate::broker::policy::{Order, Policy};
use crate::id::{JobId, NodeId};
use crate::sim::Sim;
use crate::sim::executor::{Phase, Running as Held};
use crate::sim::fact::What;
use crate::sim::machine::Node;
use crate::sim::world::World;
use crate::time::Span;

/// How many ended jobs are shown.
const ENDED_SHOWN: usize = 6;

/// One waiting job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its name.
    pub name: String,
    /// Its place in the queue, from 1.
    pub place: usize,
    /// The emergency that it is: medical · critical · north.
    pub emergency: Option<String>,
    /// How the emergency was found.
    pub found: Option<String>,
    /// What it waits for.
    pub waits: String,
    /// Weight of the kind times number of the level; 1 for other jobs.
    pub urgency: i64,
    /// What waiting added, in thousandths.
    pub aged_milli: i64,
    /// The urgency as a share of 1000 of the longest bar, and what waiting added.
    pub shares: (u32, u32),
    /// Whether it came in just now.
    pub is_new: bool,
}

impl Waiting {
    /// Both terms together, in thousandths.
    pub const fn total_milli(&self) -> i64 {
        self.urgency * 1000 + self.aged_milli
    }
}

/// One job that was handed out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Running {
    /// Its name.
    pub name: String,
    /// Its emergency.
    pub emergency: Option<String>,
    /// Where, and the class of its colour.
    pub executor: (String, &'static str),
    /// How it stands there.
    pub state: String,
}

/// One job that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ended {
    /// Its name.
    pub name: String,
    /// How it ended.
    pub how: String,
}

/// All jobs of a broker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jobs {
    /// The rules in force.
    pub policy: Policy,
    /// How many wait.
    pub waiting: usize,
    /// The first of them, in order.
    pub places: Vec<Waiting>,
    /// How many run.
    pub running: usize,
    /// The first of them.
    pub runs: Vec<Running>,
    /// The last that ended, the latest first.
    pub ended: Vec<Ended>,
    /// The emergencies declared for all.
    pub declared: Vec<String>,
}

/// How many jobs wait, and whether an emergency is among them: what a badge says.
pub fn badge(broker: &Broker) -> (usize, bool) {
    let places = broker.queue().places();
    let is_emergency = |id: JobId| broker.jobs().get(id).is_some_and(Job::is_emergency);
    (places.len(), places.iter().any(|place| is_emergency(place.job)))
}

/// The jobs at the cursor, at most `shown` of each sort.
pub fn jobs(sim: &Sim, shown: usize) -> Jobs {
    let world = sim.world();
    let broker = world.broker();
    let words = Words::new(sim.trace().names());
    let look = Look { world, broker, words, believed: believed(broker) };
    let arrived = match sim.event().map(|event| &event.what) {
        Some(What::Broker(Fact::Submitted { job, .. })) => Some(*job),
        _ => None,
    };
    let handed = || broker.jobs().live().filter_map(|(id, job)| Some((id, job, job.executor()?)));
    let mut places: Vec<Waiting> = (0..broker.queue().len().min(shown)).filter_map(|at| look.waiting(at)).collect();
    for waiting in &mut places {
        waiting.is_new = arrived.is_some_and(|job| words.job(job) == waiting.name);
    }
    fill_shares(&mut places);
    Jobs {
        policy: *broker.policy(),
        waiting: broker.queue().len(),
        places,
        running: handed().count(),
        runs: handed().take(shown).map(|(id, job, executor)| look.running(id, job, executor)).collect(),
        ended: broker.jobs().ended().rev().take(ENDED_SHOWN).map(|(id, end)| look.ended(id, end)).collect(),
        declared: broker.declared().map(words::emergency_tag).collect(),
    }
}

/// What each executor is believed to have, worked out once.
fn believed(broker: &Broker) -> Vec<(NodeId, Capabilities)> {
    let reserve = broker.policy().reserve;
    broker.executors().values().map(|executor| (executor.node, executor.believed(reserve))).collect()
}

fn fill_shares(places: &mut [Waiting]) {
    let longest = places.iter().map(Waiting::total_milli).max().unwrap_or(0).max(10_000);
    for waiting in places {
        let share = |milli: i64| u32::try_from(milli.max(0) * 1000 / longest).unwrap_or(1000).min(1000);
        waiting.shares = (share(waiting.urgency * 1000), share(waiting.aged_milli));
    }
}

/// Everything that looking at jobs needs.
struct Look<'a> {
    world: &'a World,
    broker: &'a Broker,
    words: Words<'a>,
    believed: Vec<(NodeId, Capabilities)>,
}

impl Look<'_> {
    fn waiting(&self, at: usize) -> Option<Waiting> {
        let place = self.broker.queue().places().get(at)?;
        let job = self.broker.jobs().get(place.job)?;
        let waited = self.world.since(place.since);
        let priority = self.broker.policy().priority(job.finding.as_ref(), waited);
        Some(Waiting {
            name: self.words.job(place.job).to_owned(),
            place: at + 1,
            emergency: job.finding.as_ref().map(|found| words::emergency_tag(&found.emergency)),
            found: job.finding.as_ref().map(words::finding),
            waits: format!("{} · {}{}", self.waits(at, job), since(waited), setback(job)),
            urgency: priority.urgency,
            aged_milli: priority.aged_milli,
            shares: (0, 0),
            is_new: false,
        })
    }

    /// What a waiting job waits for.
    fn waits(&self, at: usize, job: &Job) -> String {
        if !job.waits_for.is_empty() {
            let others: Vec<String> = job.waits_for.iter().map(|other| self.other(*other)).collect();
            return format!("waits for {}", words::list(&others));
        }
        if at > 0 && self.broker.policy().order == Order::Fifo {
            let head = self.broker.queue().places().first().map_or("the head", |place| self.words.job(place.job));
            return format!("behind the head, {head}: first in, first out");
        }
        self.capable(job)
    }

    fn other(&self, job: JobId) -> String {
        let name = self.words.job(job);
        match self.broker.jobs().get(job).map(|other| other.stage) {
            None => format!("{name}, which nobody has submitted"),
            Some(Stage::Waiting) => format!("{name}, which waits too"),
            Some(Stage::Assigned(node) | Stage::Running(node)) => {
                let left = self.held(job, node).and_then(|held| held.ends_at);
                let left = left.map(|ends_at| format!(" for {} more", ends_at.since(self.world.now())));
                format!("{name}, on {}{}", self.words.name(node), left.unwrap_or_default())
            }
        }
    }

    /// Who could take a job now, or which rule refuses everyone.
    fn capable(&self, job: &Job) -> String {
        let needs = &job.spec.needs;
        if self.believed.is_empty() {
            return "no executor is registered".to_owned();
        }
        let judged: Vec<(NodeId, [Check; 7])> = self.believed.iter().map(|(n, has)| (*n, checks(needs, has))).collect();
        if let Some((node, _)) = judged.iter().find(|(_, checks)| checks.iter().all(|check| check.holds)) {
            let name = self.words.name(*node);
            return match self.broker.left_to(job).filter(|(machine, _)| *machine == node.machine()) {
                Some((_, emergency)) => {
                    format!("{name} is left to {}, for which it had to go", self.words.job(emergency))
                }
                None => format!("{name} could take it at the broker’s next step"),
            };
        }
        let everyone = (0..7).find(|rule| judged.iter().all(|(_, checks)| !checks[*rule].holds));
        match (everyone, judged.as_slice()) {
            (Some(rule), _) => {
                let mut all = judged.iter().map(|(_, checks)| checks[rule]);
                let best = all.next().map(|first| all.fold(first, closest));
                let best = best.map(|check| format!("; the closest: {}", words::rule_cell(&check)));
                let head = words::rule_head(&judged[0].1[rule]);
                format!("no executor has {head}{}", best.unwrap_or_default())
            }
            (None, few) if few.len() <= 3 => {
                let each = few.iter().filter_map(|(node, checks)| {
                    let fails = checks.iter().find(|check| !check.holds)?;
                    Some(format!("{}: {}", self.words.name(*node), words::refusal(fails)))
                });
                format!("no executor is capable now. {}", each.collect::<Vec<_>>().join("; "))
            }
            (None, many) => format!("none of the {} executors is capable now", many.len()),
        }
    }

    fn running(&self, id: JobId, job: &Job, executor: NodeId) -> Running {
        let state = match (job.stage, self.held(id, executor)) {
            (Stage::Assigned(_), _) if self.broker.is_held_up(id, executor) => "its place is not empty yet".to_owned(),
            (Stage::Assigned(_), _) => "handed over, not confirmed yet".to_owned(),
            (_, Some(Held { phase: Phase::Fetching, .. })) => "its data are being fetched".to_owned(),
            (_, Some(Held { ends_at: Some(ends_at), .. })) => format!("{} left", ends_at.since(self.world.now())),
            _ => "the broker has not heard of its end".to_owned(),
        };
        Running {
            name: self.words.job(id).to_owned(),
            emergency: job.finding.as_ref().map(|found| words::emergency_tag(&found.emergency)),
            executor: (self.words.name(executor), words::colour(executor)),
            state,
        }
    }

    /// How far an executor is with a job, as it really is.
    fn held(&self, job: JobId, node: NodeId) -> Option<Held> {
        let machine = self.world.machines().get(&node).filter(|machine| machine.up)?;
        let Node::Executor(executor) = &machine.node else { return None };
        executor.running().find(|running| running.job == job)
    }

    fn ended(&self, id: JobId, end: End) -> Ended {
        let how = match end {
            End::Done(node) => format!("done by {}", self.words.name(node)),
            End::Deleted => "deleted".to_owned(),
            End::Failed(why) => format!("failed: {}", super::happened::reason(&why)),
            End::Refused => "refused: it could not be placed at once".to_owned(),
            End::Orphaned(other) => format!("given up: {} was never done", self.words.job(other)),
        };
        Ended { name: self.words.job(id).to_owned(), how }
    }
}

/// Of two refusals by one rule, the one that lacks less.
fn closest(a: Check, b: Check) -> Check {
    let lack = |check: &Check| (check.need.get() - check.have.get()).abs();
    if lack(&b) < lack(&a) { b } else { a }
}

/// What preemption has cost a job; nothing when it never had to go.
fn setback(job: &Job) -> String {
    match job.setback.times {
        0 => String::new(),
        1 => format!(" · had to go once: {} of work lost", job.setback.lost),
        times => format!(" · had to go {} times: {} of work lost", words::number(times as usize), job.setback.lost),
    }
}

fn since(waited: Span) -> String {
    if waited == Span::ZERO { "came just now".to_owned() } else { format!("waiting for {waited}") }
}

#[cfg(test)]
mod tests {
    use super::super::opening_at as at;
    use super::*;
    use crate::scenario::{Command, PolicyChange};

    #[test]
    fn the_queue_says_what_each_job_waits_for() {
        let sim = at(30_000);
        let picture = jobs(&sim, 60);
        assert_eq!(picture.waiting, picture.places.len());
        let route = picture.places.iter().find(|job| job.name == "route-plan").unwrap();
        assert!(route.waits.starts_with("waits for map-tiles, on exec-1"), "{}", route.waits);
        for job in &picture.places {
            assert!(job.shares.0 + job.shares.1 <= 1000);
            assert!(!job.waits.is_empty());
        }
    }

    #[test]
    fn a_job_that_had_to_go_says_what_that_cost_it() {
        let (_, scenario) = crate::scenario::Scenario::bundled().iter().find(|(key, _)| *key == "preempt").unwrap();
        let mut sim = Sim::new(crate::scenario::Scenario { opens_at_ms: 0, ..scenario.clone() }).unwrap();
        let mut states: Vec<String> = Vec::new();
        while sim.world().now().ms() < 60_000 && sim.step(crate::sim::Step::Event) > 0 {
            let picture = jobs(&sim, 60);
            states.extend(picture.runs.into_iter().filter(|job| job.name == "triage").map(|job| job.state));
        }
        assert!(states.iter().any(|state| state == "its place is not empty yet"), "{states:?}");
        let picture = jobs(&sim, 60);
        let waits = &picture.places.iter().find(|job| job.name == "traffic-count").unwrap().waits;
        assert!(waits.contains("had to go once: 2") && waits.ends_with("s of work lost"), "{waits}");
    }

    #[test]
    fn under_fifo_everyone_is_behind_the_head() {
        let mut sim = at(30_000);
        sim.apply(Command::SetPolicy(PolicyChange { order: Some(Order::Fifo), ..PolicyChange::default() })).unwrap();
        let picture = jobs(&sim, 60);
        for job in picture.places.iter().skip(1) {
            let waits = &job.waits;
            assert!(waits.contains("behind the head") || waits.contains("waits for"), "{waits}");
            assert_eq!(job.aged_milli, 0);
        }
    }

    #[test]
    fn no_more_jobs_are_put_into_the_picture_than_asked_for() {
        let picture = jobs(&at(30_000), 1);
        assert!(picture.waiting > 1);
        assert_eq!(picture.places.len(), 1);
    }
}

//! The jobs at the broker: those that wait in order with the terms of their priority, those that run, the last that ended.

mod order;
mod waits;

pub use order::By;
use order::Waits;
use waits::Believed;

use super::words::{self, Words};
use crate::broker::Broker;
use crate::broker::fact::Fact;
use crate::broker::jobs::{End, Job, Stage};
use crate::broker::policy::Policy;
use crate::id::{JobId, NodeId};
use crate::sim::Sim;
use crate::sim::executor::{Phase, Running as Held};
use crate::sim::fact::What;
use crate::sim::machine::Node;
use crate::sim::world::World;
use crate::texts::texts;
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
    /// How the urgency comes about: medical 8 × critical 4.
    pub urgency_terms: String,
    /// What waiting added, in thousandths.
    pub aged_milli: i64,
    /// For how long its waiting counts.
    pub waited: Span,
    /// What put it before the next one in the queue, and that in words.
    pub before: Option<(By, String)>,
    /// Who can still pass it.
    pub outlook: String,
    /// What it keeps back, where nobody passes the head.
    pub blocks: Option<String>,
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
    let reserve = broker.policy().reserve;
    let believed = broker.executors().values().map(|executor| Believed::of(executor, reserve)).collect();
    let look = Look { world, broker, words, believed };
    let arrived = match sim.event().map(|event| &event.what) {
        Some(What::Broker(Fact::Submitted(submitted))) => Some(submitted.job),
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
    /// What each executor is believed to have, worked out once.
    believed: Vec<Believed<'a>>,
}

impl Look<'_> {
    fn waiting(&self, at: usize) -> Option<Waiting> {
        let place = self.broker.queue().places().get(at)?;
        let job = self.broker.jobs().get(place.job)?;
        let waited = self.world.since(place.since);
        let policy = self.broker.policy();
        let priority = policy.priority(job.finding.as_ref(), waited);
        Some(Waiting {
            name: self.words.job(place.job).to_owned(),
            place: at + 1,
            emergency: job.finding.as_ref().map(|found| words::emergency_tag(&found.emergency)),
            found: job.finding.as_ref().map(words::finding),
            waits: format!("{} · {}{}", self.waits(at, job), since(waited), setback(job)),
            urgency: priority.urgency,
            urgency_terms: order::urgency(job.finding.as_ref()),
            waited,
            before: self.before(at),
            outlook: order::outlook(policy, job, waited),
            blocks: if at == 0 { self.blocks() } else { None },
            aged_milli: priority.aged_milli,
            shares: (0, 0),
            is_new: false,
        })
    }

    /// What put the job at a place before the next one.
    fn before(&self, at: usize) -> Option<(By, String)> {
        let waits = |at: usize| {
            let place = self.broker.queue().places().get(at)?;
            Some(Waits { place, job: self.broker.jobs().get(place.job)? })
        };
        let (first, second) = (waits(at)?, waits(at + 1)?);
        let name = self.words.job(second.place.job);
        Some(order::before(self.broker.policy(), self.world.now(), first, second, name))
    }

    fn running(&self, id: JobId, job: &Job, executor: NodeId) -> Running {
        let texts = texts().queue();
        let state = match (job.stage, self.held(id, executor)) {
            (Stage::Assigned(_), _) if self.broker.is_held_up(id, executor) => texts.place_taken.to_owned(),
            (Stage::Assigned(_), _) => texts.unconfirmed.to_owned(),
            (_, Some(Held { phase: Phase::Fetching, .. })) => texts.fetches.to_owned(),
            (_, Some(Held { ends_at: Some(ends_at), .. })) => texts.left(&words::real(ends_at.since(self.world.now()))),
            _ => texts.unheard.to_owned(),
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
        let texts = texts().queue();
        let how = match end {
            End::Done(node) => texts.done_by(&self.words.name(node)),
            End::Deleted => texts.deleted.to_owned(),
            End::Failed(why) => texts.failed(&super::happened::reason(&why)),
            End::Refused => texts.refused.to_owned(),
            End::Orphaned(other) => texts.orphaned(self.words.job(other)),
        };
        Ended { name: self.words.job(id).to_owned(), how }
    }
}

/// What preemption has cost a job; nothing when it never had to go.
fn setback(job: &Job) -> String {
    match job.setback.times {
        0 => String::new(),
        1 => texts().queue().set_back_once(&words::real(job.setback.lost)),
        times => texts().queue().set_back(&words::number(times as usize), &words::real(job.setback.lost)),
    }
}

fn since(waited: Span) -> String {
    match waited {
        Span::ZERO => texts().queue().came_now.to_owned(),
        _ => texts().queue().waiting_since(&words::real(waited)),
    }
}

#[cfg(test)]
mod tests {
    use super::super::opening_at as at;
    use super::*;
    use crate::broker::policy::Order;
    use crate::scenario::{Command, PolicyChange};
    use crate::texts::{Language, speak};

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
    fn the_head_that_blocks_says_how_many_it_keeps_back_who_could_go() {
        let (_, scenario) =
            crate::scenario::Scenario::bundled().iter().find(|(key, _)| *key == "head-of-line").unwrap();
        let mut sim = Sim::new(scenario.clone()).unwrap();
        let mut told = Vec::new();
        while sim.world().now().ms() < 60_000 && sim.step(crate::sim::Step::Event) > 0 {
            let picture = jobs(&sim, 60);
            assert!(picture.places.iter().skip(1).all(|job| job.blocks.is_none()));
            told.extend(picture.places.into_iter().filter_map(|job| job.blocks));
        }
        assert!(told.iter().any(|text| text.contains("of which could go now")), "{told:#?}");
        sim.apply(Command::SetPolicy(PolicyChange { order: Some(Order::EmergencyAged), ..PolicyChange::default() }))
            .unwrap();
        assert!(jobs(&sim, 60).places.iter().all(|job| job.blocks.is_none()), "elsewhere nobody blocks anybody");
    }

    #[test]
    fn each_term_of_a_priority_is_told_and_together_they_are_the_sum() {
        let mut sim = at(23_000);
        let declared = serde_json::json!({"type": "submit_job", "name": "fire-in-2", "emergency": {"kind": "fire", "level": "high"}});
        sim.apply(Command::from_value(&declared).unwrap()).unwrap();
        while !jobs(&sim, 60).places.iter().any(|job| job.name == "fire-in-2") {
            assert!(sim.step(crate::sim::Step::Event) > 0);
        }
        let picture = jobs(&sim, 60);
        let fire = picture.places.iter().find(|job| job.name == "fire-in-2").unwrap();
        assert_eq!(fire.urgency_terms, "fire 7 × high 3");
        assert_eq!(fire.urgency, 21);
        for job in &picture.places {
            assert_eq!(job.aged_milli, (job.waited.ms() * 1000 / picture.policy.ageing.ms()) as i64);
            assert_eq!(job.total_milli(), job.urgency * 1000 + job.aged_milli);
        }
        let by = &fire.before.as_ref().unwrap().1;
        assert!(by.starts_with("before ") && by.contains("21.0 > "), "{by}");
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
    fn in_german_jobs_wait_in_sentences_of_their_own() {
        let sim = at(30_000);
        speak(Language::German);
        let route = jobs(&sim, 60).places.into_iter().find(|job| job.name == "route-plan").unwrap();
        assert!(route.waits.starts_with("wartet auf map-tiles, auf exec-1 noch "), "{}", route.waits);
        assert!(route.waits.contains(" · wartet seit "), "{}", route.waits);
        let blocks = |behind, able| texts().queue().blocks(behind, "drei", able, "zwei");
        assert!(blocks(1, 0).ends_with("Dahinter wartet ein Job, der auch nicht gehen könnte"));
        assert!(blocks(1, 1).ends_with("Dahinter wartet ein Job, der jetzt gehen könnte"));
        assert!(blocks(3, 0).ends_with("Dahinter warten drei Jobs, von denen auch keiner gehen könnte"));
        assert!(blocks(3, 1).ends_with("Dahinter warten drei Jobs, von denen einer jetzt gehen könnte"));
        assert!(blocks(3, 2).ends_with("Dahinter warten drei Jobs, von denen zwei jetzt gehen könnten"));
        assert!(blocks(3, 3).ends_with("Dahinter warten drei Jobs, die alle jetzt gehen könnten"));
        speak(Language::English);
    }

    #[test]
    fn no_more_jobs_are_put_into_the_picture_than_asked_for() {
        let picture = jobs(&at(30_000), 1);
        assert!(picture.waiting > 1);
        assert_eq!(picture.places.len(), 1);
    }
}

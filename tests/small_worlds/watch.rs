//! What has been seen of a small world from outside, event by event: nothing here asks the broker what it believes.

use clocktower::broker::call::{Body, Call, Message};
use clocktower::broker::executors::Capabilities;
use clocktower::broker::fact::Fact;
use clocktower::broker::outbox::{EventKind, Happened};
use clocktower::broker::results::Refusal;
use clocktower::clock::VectorClock;
use clocktower::clock::inline::Knowledge;
use clocktower::id::JobId;
use clocktower::sim::fact::{PeerFact, What};

use crate::world::{JOBS, needs, total};

/// Of each job, how often something happened to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Seen {
    /// The broker took it in.
    pub(crate) submitted: u8,
    /// A report of its end was the first.
    pub(crate) done: u8,
    /// The client took its result.
    pub(crate) results: u8,
}

/// What was seen.
#[derive(Clone, Debug, Default)]
pub(crate) struct Watch {
    pub(crate) jobs: [Seen; 2],
    /// The rules that were broken.
    pub(crate) broken: Vec<&'static str>,
    /// What is worth noting in the last action.
    pub(crate) just: Vec<&'static str>,
}

impl Watch {
    fn broken(&mut self, rule: &'static str) {
        if !self.broken.contains(&rule) {
            self.broken.push(rule);
        }
    }

    fn seen(&mut self, job: JobId) -> &mut Seen {
        &mut self.jobs[job.index()]
    }

    /// Each event is one tick of its node's own entry; a receive takes the larger of both in every other one.
    pub(crate) fn clock(
        &mut self,
        before: &VectorClock,
        message: Option<&Message>,
        event: &Happened<What>,
        after: &VectorClock,
    ) {
        let own = event.dot.node;
        let said = message.and_then(|message| message.clock.as_ref()).filter(|_| event.kind == EventKind::Receive);
        let said = said.map(Knowledge::vector).unwrap_or_default();
        let known = before.entries().chain(said.entries()).chain(after.entries());
        for node in known.map(|dot| dot.node) {
            let larger = before.get(node).max(said.get(node));
            let expected = if node == own { before.get(node) + 1 } else { larger };
            if after.get(node) != expected {
                self.broken("clocks agree with causality");
            }
        }
        if event.dot.count != after.get(own) {
            self.broken("clocks agree with causality");
        }
    }

    pub(crate) fn broker(&mut self, fact: &Fact) {
        match fact {
            Fact::Submitted(submitted) => self.seen(submitted.job).submitted += 1,
            Fact::SubmittedAgain { .. } => self.just.push("a submission came twice"),
            Fact::DoneHeard { job, first: true, .. } => self.seen(*job).done += 1,
            Fact::DoneHeard { first: false, .. } => self.just.push("a job was reported done twice"),
            Fact::ResultRefused { why: Refusal::Second(_), .. } => self.just.push("a late result was refused"),
            Fact::HeartbeatStale { .. } => self.just.push("a stale heartbeat changed nothing"),
            Fact::HeartbeatUnknown { .. } => self.just.push("a heartbeat of somebody who was dropped"),
            Fact::Expired { .. } => self.just.push("an executor was dropped"),
            Fact::Registered { replaced, adopted, requeued, .. } => {
                if replaced.is_some() {
                    self.just.push("a new incarnation took its machine's place");
                }
                if !adopted.is_empty() {
                    self.just.push("a job was found where it had been given up");
                }
                if !requeued.is_empty() {
                    self.just.push("a job that was lost with its executor waits again");
                }
            }
            Fact::HeartbeatTaken { requeued, .. } if !requeued.is_empty() => {
                self.just.push("a heartbeat told that a job is lost");
            }
            Fact::Decided(decision) if decision.winner.is_some() => {
                let [first, second] = JOBS;
                if decision.job == second && self.seen(first).done == 0 {
                    self.broken("no dependency is jumped");
                }
                if self.seen(decision.job).done > 0 {
                    self.broken("no job that is done is handed out again");
                }
            }
            _ => {}
        }
    }

    pub(crate) fn peer(&mut self, fact: &PeerFact) {
        match fact {
            PeerFact::ResultTaken { job, .. } => self.seen(*job).results += 1,
            PeerFact::JobStarted { job, .. } if *job == JOBS[1] && self.seen(JOBS[0]).done == 0 => {
                self.broken("no dependency is jumped");
            }
            PeerFact::JobHere { .. } => self.just.push("a job came where it runs already"),
            _ => {}
        }
    }

    pub(crate) fn sent(&mut self, message: &Message) {
        if let Body::Call(Call::Run { job, .. }) = &message.body
            && !can_run(&needs(*job), &total(message.to))
        {
            self.broken("no executor is told to run what it cannot");
        }
    }
}

/// UCP's capability rule for those that run on mains, in the words of its section 2.
fn can_run(job: &Capabilities, executor: &Capabilities) -> bool {
    job.memory <= executor.memory
        && job.disk <= executor.disk
        && job.cpu_load.get() >= executor.cpu_load.get()
        && job.cpu_cores <= executor.cpu_cores
        && job.cpu_freq.get() <= executor.cpu_freq.get()
        && !executor.has_battery
}

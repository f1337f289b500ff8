//! What whoever operates the broker can do: change the rules, declare and end emergencies.

use super::call::{Answer, Notice, Reply};
use super::emergency::{Emergency, Finding};
use super::fact::Fact;
use super::outbox::Outbox;
use super::{Broker, Operation, Said, Todo};
use crate::clock::VectorClock;
use crate::clock::inline::Knowledge;
use crate::id::{JobId, NodeId};
use crate::ordered::Map;

/// So many notices are kept; whoever missed more goes on without them.
const NOTICES_KEPT: usize = 64;

impl Broker {
    #[inline(never)]
    pub(super) fn operate(&mut self, operation: Operation, out: &mut Outbox<Fact>) {
        let fact = match operation {
            Operation::SetPolicy(policy) => {
                self.policy = policy;
                self.settle_anew();
                Fact::PolicySet(policy)
            }
            Operation::DeclareEmergency(emergency) => {
                self.declared.insert(emergency.kind, emergency.clone());
                self.broadcast(Notice::Declared(emergency.clone()));
                let raised = self.reassess();
                Fact::EmergencyDeclared { emergency: Box::new(emergency), raised: raised.into() }
            }
            Operation::ClearEmergencies => {
                self.declared = Map::new();
                self.broadcast(Notice::Cleared);
                let lowered = self.reassess();
                Fact::EmergencyCleared { lowered: lowered.into() }
            }
        };
        out.internal(&mut self.clock, fact);
    }

    fn broadcast(&mut self, notice: Notice) {
        let stamp = self.broadcast.send();
        self.said.push_back(Said { stamp: stamp.clone(), notice: notice.clone(), sent: None });
        if self.said.len() > NOTICES_KEPT {
            self.said.pop_front();
        }
        let notify = |machine: &_| Todo::Notify { executor: *machine, stamp: stamp.clone(), notice: notice.clone() };
        self.todo.extend(self.executors.keys().map(notify));
    }

    /// Sends an executor what it has not delivered, though it has heard of something later: that was lost, or is late.
    /// Returns from where it has to go on when it missed more than is kept.
    pub(super) fn say_again(&mut self, executor: NodeId, delivered: &VectorClock, knows: &Knowledge) -> Answer {
        let own = self.id();
        let has = delivered.get(own);
        if self.said.front().is_some_and(|oldest| oldest.stamp.get(own) > has.saturating_add(1)) {
            return Answer::ok(Reply::Welcome(self.broadcast.delivered().clone()));
        }
        let is_lost = |said: &&Said| said.stamp.get(own) > has && said.sent.is_some_and(|sent| knows.knows(sent));
        let again = |said: &Said| Todo::Notify { executor, stamp: said.stamp.clone(), notice: said.notice.clone() };
        self.todo.extend(self.said.iter().filter(is_lost).map(again));
        Answer::OK
    }

    /// Looks at all waiting jobs again after the declared emergencies changed. Returns those whose level did.
    fn reassess(&mut self) -> Vec<JobId> {
        let waiting: Vec<JobId> = self.queue.places().iter().map(|place| place.job).collect();
        let changed = waiting.into_iter().filter(|id| {
            let Some(job) = self.jobs.get(*id) else { return false };
            let finding = job.finding.clone().map(|finding| self.raised(finding));
            let changed = finding != job.finding;
            if let Some(job) = self.jobs.get_mut(*id) {
                job.finding = finding;
            }
            changed
        });
        let changed = changed.collect();
        self.settle_anew();
        changed
    }

    /// A job's own emergency, at least as bad as the wider one of its kind. A job without one stays without: a
    /// declared emergency never sticks to normal jobs.
    pub(super) fn raised(&self, mut finding: Finding) -> Finding {
        if let Some(own) = finding.raised_from.take() {
            finding.emergency.level = own;
        }
        let wider = self.declared.get(&finding.emergency.kind).map(|Emergency { level, .. }| *level);
        if let Some(level) = wider.filter(|level| *level > finding.emergency.level) {
            finding.raised_from = Some(std::mem::replace(&mut finding.emergency.level, level));
        }
        finding
    }

    fn settle_anew(&mut self) {
        self.queue.rebuild(&self.jobs, &self.policy);
        self.unsettled = true;
    }
}

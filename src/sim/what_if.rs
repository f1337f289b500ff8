//! What the broker would have decided instead, had one thing been otherwise.
//!
//! The world is brought to the moment right before a decision, on a copy, and there a copy of the broker takes the same
//! step again: the real one, by [`Broker::handle`]. So an answer is a whole [`Decision`], and with nothing changed it is
//! the recorded one.

use std::sync::Arc;

use super::Sim;
use super::fact::What;
use super::machine::{Machine, Node};
use super::world::World;
use crate::broker::decision::Decision;
use crate::broker::emergency::Equipment;
use crate::broker::executors::Capabilities;
use crate::broker::fact::Fact;
use crate::broker::outbox::Outbox;
use crate::broker::policy::{Order, Placement, Policy};
use crate::broker::{Broker, Input};
use crate::id::{EventId, JobId, MessageId, NodeId};
use crate::time::Time;

/// So many choices that come before the one asked for are followed; then the job still waits.
const CHOICES_MAX: usize = 32;
/// So often the broker is woken for them: each choice is followed by a message or two.
const WAKES_MAX: usize = 4 * CHOICES_MAX;

/// What is otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WhatIf {
    /// Nothing: the choice as it was made.
    Nothing,
    /// The job is a normal one: nobody declared an emergency, and none was found in its words.
    WithoutEmergency,
    /// The broker knows of every executor what is true at that moment: as if a heartbeat of each had just arrived, and
    /// as if it had noticed who is down, or came back in another life.
    FreshKnowledge,
    /// These rules are in force.
    Under(Policy),
}

impl WhatIf {
    /// What is worth asking about a decision: nothing otherwise first, then without its emergency, with fresh knowledge, and each rule alone changed
    /// to each other value that it can have.
    pub fn worth_asking(decision: &Decision) -> Vec<Self> {
        let policy = decision.policy;
        let orders = Order::ALL.into_iter().map(|order| Policy { order, ..policy });
        let placements = Placement::ALL.into_iter().map(|placement| Policy { placement, ..policy });
        let flags = [Policy { reserve: !policy.reserve, ..policy }, Policy { preempt: !policy.preempt, ..policy }];
        let others = orders.chain(placements).chain(flags).filter(|other| *other != policy);
        let emergency = decision.finding.as_ref().map(|_| Self::WithoutEmergency);
        [Self::Nothing]
            .into_iter()
            .chain(emergency)
            .chain([Self::FreshKnowledge])
            .chain(others.map(Self::Under))
            .collect()
    }
}

/// What the broker would have done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// What was otherwise.
    pub what_if: WhatIf,
    /// Where the job stood in the queue then, from 0, and how many waited; `None` where it was to be placed at once.
    pub place: Option<(usize, usize)>,
    /// Who stood first in the queue then.
    pub head: Option<JobId>,
    /// The choices that it makes at that moment, in order, up to the one for the job. The first is made instead of the
    /// recorded one.
    pub choices: Vec<Arc<Decision>>,
    /// The job of the recorded decision.
    pub job: JobId,
}

impl Answer {
    /// The choice for the job itself; `None` while it is not its turn.
    pub fn of_job(&self) -> Option<&Decision> {
        self.choices.last().map(|choice| &**choice).filter(|choice| choice.job == self.job)
    }

    /// The choices for other jobs that come first.
    pub fn before_it(&self) -> impl Iterator<Item = &Decision> {
        self.choices.iter().map(|choice| &**choice).filter(|choice| choice.job != self.job)
    }
}

/// What is true of an executor, as the broker would believe it if it knew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Truth {
    /// What it has.
    pub has: Capabilities,
    /// What it carries for emergencies.
    pub equipment: Equipment,
}

/// The moment right before a decision.
#[derive(Debug)]
pub struct Moment {
    world: World,
    now: Time,
    decision: Arc<Decision>,
}

impl Sim {
    /// The moment right before a decision, as long as the event is one and is known. The cursor stays where it is: the
    /// trace is only repeated, which leaves it as it was.
    pub fn moment_before(&mut self, event: EventId) -> Option<Moment> {
        let What::Broker(Fact::Decided(decision)) = &self.trace.get(event)?.what else { return None };
        let decision = Arc::clone(decision);
        let last = EventId::new(event.number() - 1);
        let mut world = self.trace.timeline.before(last)?.clone();
        while world.cursor() < event {
            let given = self.trace.timeline.next_given(&world);
            if given.is_some() {
                world.go_on(given, Time::NEVER, &mut self.trace);
                continue;
            }
            // Several things that are nobody's event may be done in between, so each could be the one.
            let before = (world.cursor() == last).then(|| world.clone());
            let now = world.next_due()?;
            world.go_on(None, Time::NEVER, &mut self.trace);
            if world.cursor() == event {
                return before.map(|world| Moment { world, now, decision });
            }
        }
        None
    }
}

impl Moment {
    /// The decision as it was made.
    pub fn decision(&self) -> &Decision {
        &self.decision
    }

    /// What the broker would have done, had this been otherwise.
    pub fn ask(&self, what_if: WhatIf) -> Answer {
        let broker = self.world.broker().clone();
        let job = self.decision.job;
        let broker = match what_if {
            WhatIf::Nothing => broker,
            WhatIf::WithoutEmergency => broker.without_emergency(job),
            WhatIf::FreshKnowledge => self.knowing(broker),
            WhatIf::Under(policy) => broker.under(policy),
        };
        let place = broker.queue().position(job).map(|at| (at, broker.queue().len()));
        let head = broker.queue().places().first().map(|place| place.job);
        Answer { what_if, place, head, choices: self.choices(broker), job }
    }

    /// What is true of the executors that the broker believes in, by machine; `None` for one that is not there.
    pub fn truths(&self) -> Vec<(NodeId, Option<Truth>)> {
        let believing = self.world.broker();
        let knowing = self.knowing(believing.clone());
        let reserve = believing.policy().reserve;
        let truth = |machine: &NodeId| {
            let known = knowing.executors().get(machine)?;
            Some(Truth { has: known.believed(reserve), equipment: known.report.equipment })
        };
        believing.executors().keys().map(|machine| (*machine, truth(machine))).collect()
    }

    /// The broker, having heard a heartbeat of this very moment from everyone who would have sent one.
    fn knowing(&self, mut broker: Broker) -> Broker {
        let believed: Vec<(NodeId, NodeId)> = broker.executors().iter().map(|(id, known)| (*id, known.node)).collect();
        for (at, (machine, node)) in believed.into_iter().enumerate() {
            let executor = self.world.machines.get(&machine).and_then(up_as(node));
            let id = MessageId::new(self.world.message_id().number().saturating_add(at as u32));
            match executor.and_then(|executor| executor.heartbeat_at(self.now, id)) {
                Some(heartbeat) => broker.handle(self.now, Input::Receive(heartbeat), &mut Outbox::new(id)),
                None => broker = broker.without_executor(machine, self.now),
            }
        }
        broker
    }

    /// What a broker chooses at this moment until it has chosen for the job.
    fn choices(&self, broker: Broker) -> Vec<Arc<Decision>> {
        let mut asked = Asked { broker, moment: self, woken: 0, choices: Vec::new() };
        if !asked.go_on() {
            // It may have said before that nobody can take the job, and it says that once.
            asked.broker = asked.broker.asked_again(self.decision.job);
            asked.go_on();
        }
        asked.choices
    }
}

/// The executor on a machine, while it is up in this life.
fn up_as(node: NodeId) -> impl Fn(&Machine) -> Option<&super::executor::Executor> {
    move |machine| match &machine.node {
        Node::Executor(executor) if machine.up && executor.clock().owner() == node => Some(executor),
        _ => None,
    }
}

/// A broker that is asked for its next choices.
struct Asked<'a> {
    broker: Broker,
    moment: &'a Moment,
    woken: usize,
    choices: Vec<Arc<Decision>>,
}

impl Asked<'_> {
    /// Lets it do what is due now until it has chosen for the job. Returns whether it has.
    fn go_on(&mut self) -> bool {
        let Moment { world, now, decision } = self.moment;
        // Beyond the messages by which it came to know.
        let first = world.message_id().number().saturating_add(self.broker.executors().len() as u32);
        while self.woken < WAKES_MAX && self.choices.len() < CHOICES_MAX {
            if self.broker.next_deadline().is_none_or(|due| due > *now) {
                return false;
            }
            let mut out = Outbox::new(MessageId::new(first.saturating_add(self.woken as u32)));
            self.broker.handle(*now, Input::Wake, &mut out);
            self.woken += 1;
            if let (Some(happened), _) = out.into_parts()
                && let Fact::Decided(choice) = happened.fact
            {
                let is_of_job = choice.job == decision.job;
                self.choices.push(choice);
                if is_of_job {
                    return true;
                }
            }
        }
        false
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::tests::small;
    use serde_json::json;

    /// The moment before the choice for the only job, and a while later the world at rest.
    fn at_a_choice() -> (Sim, Moment) {
        let job = json!({"type": "submit_job", "name": "one", "capabilities": {"cpu_load": 100}});
        let mut sim = small(&[(5_000, job)]);
        sim.run_until(Time::from_ms(10_000));
        let is_choice = |event: &&crate::sim::trace::Event| crate::sim::Step::Decision.is_at(event);
        let event = sim.trace().events().find(is_choice).unwrap().id;
        let moment = sim.moment_before(event).unwrap();
        (sim, moment)
    }

    #[test]
    fn a_broker_that_is_asked_is_woken_and_chooses_only_so_often() {
        let (_, moment) = at_a_choice();
        let ask = |woken, choices| {
            let choices = vec![Arc::clone(&moment.decision); choices];
            let mut asked = Asked { broker: moment.world.broker().clone(), moment: &moment, woken, choices };
            (asked.go_on(), asked.woken, asked.choices.len())
        };
        assert_eq!(ask(0, 0), (true, 1, 1));
        assert_eq!(ask(WAKES_MAX - 1, CHOICES_MAX - 1), (true, WAKES_MAX, CHOICES_MAX));
        assert_eq!(ask(WAKES_MAX, 0), (false, WAKES_MAX, 0));
        assert_eq!(ask(0, CHOICES_MAX), (false, 0, CHOICES_MAX));
    }

    #[test]
    fn what_is_due_at_this_very_moment_is_done_too() {
        let (sim, moment) = at_a_choice();
        let (world, due) = (sim.world().clone(), sim.world().broker().next_deadline().unwrap());
        assert!(due > world.now());
        for (now, woken) in [(Time::from_ms(due.ms() - 1), 0), (due, 1)] {
            let moment = Moment { world: world.clone(), now, decision: Arc::clone(&moment.decision) };
            let broker = world.broker().clone();
            let mut asked = Asked { broker, moment: &moment, woken: 0, choices: Vec::new() };
            assert!(!asked.go_on());
            assert_eq!(asked.woken.min(1), woken);
        }
    }
}

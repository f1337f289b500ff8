//! The data calls that the broker answers, and what it asks of its datastores.

use super::{DataName, Next, Said, Task, Whom};
use crate::broker::call::Answer;
use crate::broker::fact::Fact;
use crate::broker::jobs::End;
use crate::broker::outbox::Outbox;
use crate::broker::{Broker, Telling, Todo, Wanted};
use crate::clock::Dot;
use crate::id::{JobId, NodeId};
use crate::time::Time;

/// A refusal of a task for which there is no room.
const TOO_MUCH: &str = "too many calls for data at once";

impl Broker {
    /// Takes a task in, and begins it or lets it stand in line.
    pub(in crate::broker) fn begin(&mut self, task: Task, whom: Whom) {
        match self.data.begin(task, whom) {
            Ok(ready) => self.todo.extend(ready.map(Todo::Data)),
            Err(Whom::Caller(to, call)) => self.answer(to, call, Answer::refused(503, TOO_MUCH)),
            Err(Whom::Result(delivery)) => {
                self.reopen(delivery.job, delivery.heard);
                self.answer(delivery.answer_to.0, delivery.answer_to.1, Answer::refused(503, TOO_MUCH));
            }
            Err(Whom::Nobody) => {}
        }
    }

    /// Lets a job's own data go, but for its result.
    pub(in crate::broker) fn delete_job_data(&mut self, folder: DataName) {
        if !self.data.stores().all().is_empty() {
            self.begin(Task::DeleteJobData { folder }, Whom::Nobody);
        }
    }

    /// The next step of a work, and at most one event.
    #[inline(never)]
    pub(in crate::broker) fn carry_on(&mut self, now: Time, id: u32, out: &mut Outbox<Fact>) {
        match self.data.step(id, now, &mut self.rng) {
            Next::Ask(store, call) => self.call(now, store, call, Wanted::Data(id), out),
            Next::Answer(whom, answer) => {
                match whom {
                    Whom::Caller(to, call) => {
                        let answer = self.in_vain(id).filter(|_| answer.status == 404).unwrap_or(answer);
                        self.answer(to, call, answer);
                    }
                    Whom::Result(delivery) => {
                        let (to, call) = delivery.answer_to;
                        if answer.is_ok() {
                            self.accept_kept(delivery.job, delivery.heard);
                            self.answer(to, call, answer);
                        } else {
                            self.reopen(delivery.job, delivery.heard);
                            self.answer(to, call, Answer::refused(503, "Result destination not known"));
                        }
                    }
                    Whom::Nobody => {}
                }
                self.todo.push_back(Todo::Data(id));
            }
            Next::Over(next) => self.todo.extend(next.into_iter().map(Todo::Data)),
        }
    }

    /// A result was not delivered, and may be sent again; unless its executor has given that up meanwhile.
    fn reopen(&mut self, job: JobId, heard: Dot) {
        self.results.reopen(job, heard);
        let client = self.results.pending().get(&job).and_then(|destination| destination.client);
        if let Some((client, end)) = client.zip(self.jobs.end_of(job)).filter(|_| self.results.client_in_vain(job)) {
            self.todo.push_back(Todo::Tell(Telling { client, job, end, tries: 0 }));
        }
    }

    /// What is said to whoever asks for the result of a job that will have none: it is over, or nobody knows of it.
    fn in_vain(&self, id: u32) -> Option<Answer> {
        let Task::Fetch { name, job: Some(job) } = &self.data.work(id)?.task else { return None };
        let may_come = self.jobs.get(*job).is_some() || self.results.is_under_way(*job);
        (name.is_result() && !may_come).then(|| Answer::refused(410, "No such job"))
    }

    /// A datastore keeps a result. Its client, which could not be reached, is told that it may fetch it there.
    fn accept_kept(&mut self, job: JobId, heard: Dot) {
        let client = self.results.accept(job, heard);
        if let (Some(client), Some(taken)) = (client, self.results.accepted(job)) {
            let end = End::Done(taken.from.machine());
            self.todo.push_back(Todo::Tell(Telling { client, job, end, tries: 0 }));
        }
    }

    /// A datastore answered a call of a work.
    #[inline(never)]
    pub(in crate::broker) fn data_answered(&mut self, now: Time, id: u32, store: NodeId, answer: Answer) -> Fact {
        let job = match self.data.work(id).map(|work| &work.whom) {
            Some(Whom::Result(delivery)) => Some(delivery.job),
            _ => None,
        };
        let Some((name, said)) = self.data.heard(id, store, answer, now) else {
            return Fact::AnswerHeard { from: store };
        };
        self.todo.push_back(Todo::Data(id));
        match (job, said) {
            (Some(job), Said::Stored) => Fact::ResultDelivered { job, to: store },
            _ => Fact::StoreAnswered { store, name, said },
        }
    }

    /// A datastore did not answer a call of a work, or of nobody's.
    pub(in crate::broker) fn data_unanswered(&mut self, id: u32, store: NodeId) -> Fact {
        self.data.unanswered(Some(id), store);
        self.todo.push_back(Todo::Data(id));
        Fact::StoreAway { store, silence: None }
    }

    /// A datastore says that it is there. What it missed while it was away it is told before it is asked again.
    #[inline(never)]
    pub(in crate::broker) fn announced(&mut self, now: Time, store: NodeId, free: u64) -> Fact {
        let machine = store.machine();
        let Some(is_back) = self.data.stores_mut().announced(store, free, now) else {
            return Fact::Refused { from: store, why: "no room for another datastore, or a former life".into() };
        };
        let missed = self.data.stores().get(machine).map_or(0, |store| store.missed.len());
        if missed > 0 && !self.data.works().any(|work| work.task == Task::CatchUp { store: machine }) {
            self.begin(Task::CatchUp { store: machine }, Whom::Nobody);
        }
        Fact::StoreHeard { store, free, is_back, missed }
    }

    /// Something of the datastores' is due: one was silent too long. Returns whether that was an event.
    pub(in crate::broker) fn data_due(&mut self, now: Time, out: &mut Outbox<Fact>) -> bool {
        self.data.lapse(now);
        let Some(store) = self.data.stores().silent(now) else { return false };
        let (node, silence) = (store.node, now.since(store.heard_at));
        self.data.unanswered(None, node.machine());
        out.internal(&mut self.clock, Fact::StoreAway { store: node, silence: Some(silence) });
        true
    }
}

//! The calls that the broker answers, and the answers that it waited for.

use std::sync::Arc;

use super::call::{Answer, Body, Call, Message, Reply};
use super::data::{Data, DataName, Task, Version, Whom};
use super::executors::{EXECUTORS_MAX, Executor, Report, Share};
use super::fact::{Fact, Submitted};
use super::jobs::{End, Job, JobSpec, LIVE_MAX, Stage, WAIT_FOR_MAX, finding};
use super::preempt::{Setback, Withdrawal};
use super::results::{Refusal, Taken};
use super::{Broker, Delivery, Registering, Todo, Wanted};
use crate::clock::Dot;
use crate::clock::inline::Knowledge;
use crate::id::{JobId, MessageId, NodeId};
use crate::ordered::few::Rare;
use crate::planted::{self, Bug};
use crate::time::Time;

/// Who called, with which call, knowing what.
struct Caller {
    node: NodeId,
    call: MessageId,
    clock: Option<Knowledge>,
}

impl Caller {
    /// The caller's event that sent the call; none where its clock does not count its own events.
    fn dot(&self) -> Option<Dot> {
        self.clock.as_ref()?.event()
    }
}

impl Broker {
    /// Takes a message in, whose clock was merged already, and tells what became of it.
    pub(super) fn hear(&mut self, now: Time, message: Message) -> Fact {
        let caller = Caller { node: message.from, call: message.id, clock: message.clock };
        match message.body {
            Body::Call(call) => self.hear_call(now, &caller, call),
            Body::Answer(call, answer) => self.hear_answer(now, caller.node, call, answer),
            Body::Unknown => Fact::AnswerHeard { from: caller.node },
        }
    }

    #[inline(never)]
    fn hear_call(&mut self, now: Time, caller: &Caller, call: Call) -> Fact {
        match call {
            Call::Register(report) => self.register(caller, &report),
            Call::Heartbeat(report) => self.heartbeat(now, caller, &report),
            Call::Count => self.count(now, caller),
            Call::Submit { job, spec, wait_for } => self.submit(now, caller, job, spec, wait_for),
            Call::Done(job) => self.done(caller, job),
            Call::Failed { job, why } => self.failed(caller, job, why),
            Call::Delete { job, folder } => self.delete(caller, job, folder),
            Call::Result { job, data } => self.result(caller, job, data),
            Call::Announce { free } => self.announced(now, caller.node, free),
            Call::Store { name, data } => {
                let version = caller.dot().zip(caller.clock.clone()).map(|(said, clock)| Version { said, clock });
                if version.as_ref().is_some_and(|version| self.data.has_version(&name, version.said)) {
                    self.reply(caller, Answer::OK);
                    return Fact::StoreLate { name, from: caller.node };
                }
                let fact = Fact::StoreAsked { name: name.clone(), bytes: data.bytes, from: caller.node };
                self.begin(Task::Store { name, data, version }, Whom::Caller(caller.node, caller.call));
                fact
            }
            Call::Fetch { name, job } => {
                let fact = Fact::FetchAsked { name: name.clone(), job, from: caller.node };
                self.begin(Task::Fetch { name, job }, Whom::Caller(caller.node, caller.call));
                fact
            }
            Call::List { prefix } => {
                let fact = Fact::ListAsked { prefix: Arc::clone(&prefix), from: caller.node };
                self.begin(Task::List { prefix }, Whom::Caller(caller.node, caller.call));
                fact
            }
            Call::Ping => {
                self.reply(caller, Answer::ok(Reply::Identity(self.id())));
                Fact::AnswerHeard { from: caller.node }
            }
            _ => {
                self.reply(caller, Answer::refused(404, "Not Found"));
                Fact::Refused { from: caller.node, why: "that is no call to a broker".into() }
            }
        }
    }

    fn reply(&mut self, caller: &Caller, answer: Answer) {
        self.answer(caller.node, caller.call, answer);
    }

    fn register(&mut self, caller: &Caller, report: &Report) -> Fact {
        let executor = caller.node;
        if self.executors.len() >= EXECUTORS_MAX && !self.executors.contains_key(&executor.machine()) {
            let why = format!("no room for another executor: {EXECUTORS_MAX} are registered");
            self.reply(caller, Answer::refused(503, why.clone()));
            return Fact::Refused { from: executor, why: why.into() };
        }
        let (known_from, clock) = (caller.dot(), caller.clock.clone());
        // It is welcomed to all notices that were sent by now.
        let report = Arc::new(report.kept());
        self.todo.push_back(Todo::Ping(Registering { executor, call: caller.call, report, known_from, clock }));
        Fact::RegisterHeard { executor }
    }

    /// The ping came back, so the executor is where it says. An entry of the same machine is replaced; what its
    /// former life ran is queued again, what this one runs stays or becomes its own. A registration that is older
    /// than what is known, late or a duplicate, changes nothing.
    #[inline(never)]
    fn registered(&mut self, now: Time, registering: Registering) -> Fact {
        let Registering { executor: node, call, report, known_from, clock } = registering;
        let machine = node.machine();
        self.answer(node, call, Answer::ok(Reply::Welcome(self.broadcast.delivered().clone())));
        if self.executors.get(&machine).is_some_and(|known| known.is_ahead_of(node, known_from)) {
            return Fact::AnswerHeard { from: node };
        }
        let former = self.executors.remove(&machine);
        let replaced = former.as_ref().map(|former| former.node).filter(|former| *former != node);
        let mut executor = Executor::new(node, Arc::clone(&report), known_from, now);
        let lost = match former {
            Some(mut former) if former.node == node => {
                let lost = former.take(report, known_from, clock.as_ref(), now);
                executor = former;
                lost
            }
            Some(former) => {
                let (here, lost) = former.shares.into_iter().partition(|(job, _)| report.has(*job) == Some(true));
                executor.shares = here;
                executor.shares.values_mut().for_each(|share| share.reported = true);
                lost.into_keys().collect()
            }
            None => Vec::new(),
        };
        let adopted = self.adopt(&mut executor, clock.as_ref(), now);
        self.executors.insert(machine, executor);
        let requeued = self.requeue(lost);
        self.unsettled = true;
        Fact::Registered { executor: node, replaced, requeued, adopted: adopted.into() }
    }

    /// Jobs that wait again because their executor was dropped, and that it still runs: no second run is needed.
    #[inline(never)]
    fn adopt(&mut self, executor: &mut Executor, clock: Option<&Knowledge>, now: Time) -> Vec<JobId> {
        let (mut adopted, machine) = (Vec::new(), executor.node.machine());
        let here = executor.report.running.iter().flatten().chain(&executor.report.ending);
        for id in here.copied().collect::<Vec<_>>() {
            let leaves = self.is_held_up(id, machine) || !self.results.concerns(id, executor.node, clock);
            let ready = |job: &&mut Job| job.stage == Stage::Waiting && job.waits_for.is_empty() && !leaves;
            let Some(job) = self.jobs.get_mut(id).filter(ready) else { continue };
            job.stage = Stage::Running(machine);
            let share = Share { needs: job.spec.needs, since: now, sent: None, confirmed: true, reported: true };
            executor.shares.insert(id, share);
            self.queue.remove(id);
            adopted.push(id);
        }
        adopted
    }

    fn heartbeat(&mut self, now: Time, caller: &Caller, report: &Report) -> Fact {
        let executor = caller.node;
        let machine = executor.machine();
        let known = self.executors.get(&machine).filter(|known| known.expires_at() > now);
        let Some(known) = known.filter(|known| known.node >= executor) else {
            self.reply(caller, Answer::refused(404, "No such executor"));
            return Fact::HeartbeatUnknown { executor };
        };
        let said = caller.dot();
        if known.is_ahead_of(executor, said) && !planted::is(Bug::StaleHeartbeatAccepted) {
            let fact = Fact::HeartbeatStale { executor, said, known: known.known_from };
            self.reply(caller, Answer::OK);
            return fact;
        }
        let changed = !known.report.says_what(report);
        let kept = if changed { Arc::new(report.kept()) } else { Arc::clone(&known.report) };
        let take = |known: &mut Executor| known.take(kept, said, caller.clock.as_ref(), now);
        let lost = self.executors.hear(&machine, take).unwrap_or_default();
        let requeued = self.requeue(lost);
        self.unsettled = !self.queue.is_empty();
        let says = report.delivered.as_ref().zip(caller.clock.as_ref());
        let answer = says.map_or(Answer::OK, |(has, knows)| self.say_again(machine, has, knows));
        self.reply(caller, answer);
        if report.running.is_none() {
            self.todo.push_back(Todo::Inquire(machine));
        }
        Fact::HeartbeatTaken { executor, changed, requeued }
    }

    fn count(&mut self, now: Time, caller: &Caller) -> Fact {
        let executors = self.executors.values().filter(|executor| executor.expires_at() > now).count();
        self.reply(caller, Answer::ok(Reply::Count(executors as u64)));
        Fact::Counted { executors }
    }

    #[inline(never)]
    fn submit(
        &mut self,
        now: Time,
        caller: &Caller,
        id: JobId,
        spec: Arc<JobSpec>,
        wait_for: Option<Vec<JobId>>,
    ) -> Fact {
        if self.submitted_again(caller, id) {
            return Fact::SubmittedAgain { job: id };
        }
        let waits_for = self.jobs.still_open(wait_for.as_deref().unwrap_or_default());
        if let Some((status, why)) = self.objection(id, &waits_for, wait_for.as_ref()) {
            self.reply(caller, Answer::refused(status, why.clone()));
            // What waits for a job that can't be done any more can't either, and whoever waits for that one is told.
            // Every other refusal changes nothing: it may be submitted again.
            if self.waits_in_vain(&waits_for) {
                let dependents = self.jobs.remember(id, End::Refused, caller.dot());
                self.forget_oldest_ends();
                self.todo.extend(dependents.into_iter().map(|other| Todo::End(other, End::Orphaned(id))));
            }
            return Fact::SubmitRefused { job: id, why: why.into() };
        }
        let queued = wait_for.is_some();
        let finding = finding(&spec).map(|finding| self.raised(finding));
        self.results.expect(id, spec.result_to, spec.folder.clone());
        let needs = spec.needs;
        let job = Job {
            spec,
            waits_for: waits_for.clone(),
            finding: finding.clone(),
            submitted: caller.dot(),
            past: caller.clock.clone(),
            arrival: self.jobs.next_arrival(),
            arrived_at: now,
            stage: Stage::Waiting,
            answer_to: (!queued).then_some((caller.node, caller.call)),
            told_incapable: false,
            tries: 0,
            setback: Setback::default(),
        };
        self.jobs.insert(id, job);
        if queued {
            self.reply(caller, Answer::ok(Reply::Job(id)));
            self.enqueue(id);
        } else {
            self.todo.push_back(Todo::PlaceNow(id));
        }
        let place = self.queue.position(id);
        let put_before = place.and_then(|at| self.put_before(id, at));
        let waits_for = waits_for.into_iter().collect();
        Fact::Submitted(Box::new(Submitted { job: id, finding, needs, place, waits_for, put_before }))
    }

    /// Whether a job is known already. Whoever still waits to hear whether it could be placed at once goes on waiting,
    /// now for the answer to this call.
    #[inline(never)]
    fn submitted_again(&mut self, caller: &Caller, id: JobId) -> bool {
        let late = caller.dot().is_some_and(|said| self.jobs.ended_since(id, said));
        let again = late || self.jobs.get(id).is_some() || self.jobs.has_ended(id) == Some(true);
        let refused = matches!(self.jobs.end_of(id), Some(End::Refused));
        match self.jobs.get_mut(id).and_then(|job| job.answer_to.as_mut()) {
            Some(waiting) if waiting.0 == caller.node => waiting.1 = caller.call,
            _ if again && refused => self.reply(caller, Answer::refused(503, "Failed to submit Job")),
            _ if again => self.reply(caller, Answer::ok(Reply::Job(id))),
            _ => {}
        }
        again
    }

    fn enqueue(&mut self, id: JobId) {
        if let Some(job) = self.jobs.get(id) {
            self.queue.insert(id, job, &self.jobs, &self.policy);
            self.unsettled = true;
        }
    }

    /// The job right behind, when it came earlier and stands behind only for its cause.
    fn put_before(&self, id: JobId, at: usize) -> Option<JobId> {
        let behind = self.queue.places().get(at + 1)?.job;
        let (job, other) = (self.jobs.get(id)?, self.jobs.get(behind)?);
        (job.urgency() == other.urgency() && job.precedes(other)).then_some(behind)
    }

    /// Whether one of these jobs ended without being done.
    fn waits_in_vain(&self, waits_for: &crate::ordered::Set<JobId>) -> bool {
        waits_for.iter().any(|other| self.jobs.has_ended(*other).is_some())
    }

    /// Why a job can't be taken in.
    fn objection(
        &self,
        id: JobId,
        waits_for: &crate::ordered::Set<JobId>,
        wait_for: Option<&Vec<JobId>>,
    ) -> Option<(u16, String)> {
        if self.jobs.live().len() >= LIVE_MAX {
            return Some((503, "Failed to submit Job".to_owned()));
        }
        if wait_for.is_some_and(|list| list.len() > WAIT_FOR_MAX) {
            return Some((422, format!("wait_for: at most {WAIT_FOR_MAX} jobs")));
        }
        if self.waits_in_vain(waits_for) {
            return Some((400, "wait_for: a job that it waits for has ended without being done".to_owned()));
        }
        self.jobs.circle(id, waits_for).map(|_| (400, "wait_for: the job would wait for itself".to_owned()))
    }

    /// The first report ends the job, whoever it is from that was handed it; every later one changes nothing (UCP
    /// section 6), and neither does one about an earlier job of this name.
    #[inline(never)]
    fn done(&mut self, caller: &Caller, id: JobId) -> Fact {
        let by = caller.node;
        self.reply(caller, Answer::OK);
        let had_it = self.jobs.get(id).and_then(Job::executor);
        let ended = if self.results.concerns(id, by, caller.clock.as_ref()) {
            self.end(id, End::Done(by.machine()))
        } else {
            None
        };
        let Some((job, freed)) = ended else {
            return Fact::DoneHeard { job: id, by, first: false, freed: Rare::new(), stopped: None };
        };
        if let Some((to, call)) = job.answer_to {
            self.answer(to, call, Answer::ok(Reply::Job(id)));
        }
        // Who reports a job done whose result has not come in has given that up: nobody is to wait for it.
        if self.results.client_in_vain(id) {
            self.tell(&job, id, End::Done(by.machine()));
        }
        let stopped = had_it.filter(|machine| *machine != by.machine());
        self.todo.extend(stopped.map(|executor| Todo::Withdraw(Withdrawal::of(id, executor))));
        Fact::DoneHeard { job: id, by, first: true, freed: freed.into(), stopped }
    }

    /// The job's data go, but for its result, and then the job at its executor (UCP section 1).
    #[inline(never)]
    fn delete(&mut self, caller: &Caller, id: JobId, folder: DataName) -> Fact {
        self.reply(caller, Answer::OK);
        self.delete_job_data(folder);
        let ended = self.end(id, End::Deleted);
        let alive = ended.is_some();
        if let Some((job, _)) = ended {
            if job.submitted.is_some_and(|dot| dot.node.machine() != caller.node.machine()) {
                self.tell(&job, id, End::Deleted);
            }
            self.todo.extend(job.executor().map(|executor| Todo::Withdraw(Withdrawal::of(id, executor))));
            if let Some((to, call)) = job.answer_to {
                self.answer(to, call, Answer::refused(503, "Failed to submit Job"));
            }
        }
        Fact::DeleteHeard { job: id, alive }
    }

    /// The executor could not run a job, and nobody could: it ends so, unless it is elsewhere by now, or another.
    #[inline(never)]
    fn failed(&mut self, caller: &Caller, id: JobId, why: Arc<str>) -> Fact {
        let by = caller.node;
        self.reply(caller, Answer::OK);
        let has_it = self.jobs.get(id).and_then(Job::executor) == Some(by.machine());
        let ended = if has_it && self.results.concerns(id, by, caller.clock.as_ref()) {
            self.end(id, End::Failed(Arc::clone(&why)))
        } else {
            None
        };
        let first = ended.is_some();
        if let Some((to, call)) = ended.and_then(|(job, _)| job.answer_to) {
            self.answer(to, call, Answer::refused(503, "Failed to submit Job"));
        }
        Fact::FailedHeard { job: id, by, why, first }
    }

    #[inline(never)]
    fn result(&mut self, caller: &Caller, job: JobId, data: Data) -> Fact {
        let from = caller.node;
        if self.redirect(caller, job) {
            return Fact::ResultAgain { job, from };
        }
        let heard = self.clock.last();
        let refused = match self.results.take(job, Taken { from, heard }, caller.clock.as_ref()) {
            Ok((client, folder)) => {
                let to = client.unwrap_or(from);
                let delivery = Delivery { job, data, folder, to, heard, answer_to: (from, caller.call) };
                match client {
                    Some(_) => self.todo.push_back(Todo::Deliver(delivery)),
                    None => self.keep_result(delivery),
                }
                return Fact::ResultHeard { job, from, to: client };
            }
            Err(refused) => refused,
        };
        // Whoever sends its result again because the answer was lost has not done anything wrong. The original's
        // answer for a result that nobody wants is a 200, so that nobody sends it again.
        let answer = match refused {
            Refusal::UnderWay(_) => Answer::refused(503, "Result destination not known"),
            Refusal::Second(_) | Refusal::NotHanded | Refusal::Unknown => Answer::OK,
        };
        self.reply(caller, answer);
        match refused {
            Refusal::Second(first) if first.from == from => Fact::ResultAgain { job, from },
            why => Fact::ResultRefused { job, from, said: caller.dot(), why },
        }
    }

    /// A datastore is to keep a result.
    pub(super) fn keep_result(&mut self, delivery: Delivery) {
        let task = Task::Store { name: delivery.folder.result(), data: delivery.data.clone(), version: None };
        self.begin(task, Whom::Result(Box::new(delivery)));
    }

    /// Whoever sends again what is on its way already is told when that has arrived, or has not.
    fn redirect(&mut self, caller: &Caller, job: JobId) -> bool {
        let mut is_it = |delivery: &mut Delivery| {
            let is_it = delivery.job == job && delivery.answer_to.0 == caller.node;
            if is_it {
                delivery.answer_to.1 = caller.call;
            }
            is_it
        };
        let begun = self.awaited.values_mut().any(|awaited| match &mut awaited.what {
            Wanted::Delivery(delivery) => is_it(delivery),
            _ => false,
        });
        let planned = begun
            || self.todo.iter_mut().any(|todo| match todo {
                Todo::Deliver(delivery) => is_it(delivery),
                _ => false,
            });
        planned || self.data.redirect_result(&mut is_it)
    }

    #[inline(never)]
    fn hear_answer(&mut self, now: Time, from: NodeId, call: MessageId, answer: Answer) -> Fact {
        let Some(awaited) = self.awaited.remove(&call) else {
            return Fact::AnswerHeard { from };
        };
        match awaited.what {
            Wanted::Telling(_) => Fact::AnswerHeard { from },
            Wanted::Data(work) => self.data_answered(now, work, awaited.by, answer),
            Wanted::Stop(withdrawal) => self.withdrawn(withdrawal, true),
            Wanted::Jobs(had) => self.inquired(awaited.by, &had, &answer),
            Wanted::Run(job) => self.run_answered(job, awaited.by, &answer),
            Wanted::Ping(registering) => match answer.reply {
                Reply::Identity(node) if node.machine() == registering.executor.machine() => {
                    self.registered(now, registering)
                }
                _ => {
                    let refusal = Answer::refused(400, "Could not ping to verify");
                    self.answer(registering.executor, registering.call, refusal);
                    Fact::Unverified { executor: registering.executor }
                }
            },
            Wanted::Delivery(delivery) => {
                // A client that does not expect the result has had it, or wants it no more.
                if answer.is_ok() || answer.status == 404 {
                    self.results.accept(delivery.job, delivery.heard);
                    self.answer(delivery.answer_to.0, delivery.answer_to.1, Answer::OK);
                    return Fact::ResultDelivered { job: delivery.job, to: from };
                }
                self.undelivered(delivery)
            }
        }
    }
}

//! What a client has to do: errands, each a row of steps, and the results that it expects of them.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::broker::call::{Answer, Call, Reply};
use crate::broker::data::DataName;
use crate::id::{JobId, MessageId};
use crate::ordered::Map;
use crate::sim::fact::{PeerFact, Step, Submission};
use crate::sim::peer::{ANSWER_WITHIN, Tries};
use crate::time::{Span, Time};

/// Steps that are done one after the other, each once the one before it is answered: a job is submitted only when
/// all its data are stored.
#[derive(Debug, Clone)]
struct Errand {
    id: u32,
    steps: VecDeque<Step>,
    /// Of the first step.
    tries: Tries,
    /// When it is asked about the results that the first step waits for, if it still does.
    asks_at: Time,
}

/// A step that has waited for results for so long asks about them. Ten tries of everything that a job can try are over
/// by then.
const PATIENCE: Span = Span::from_secs(900);

/// All errands that are not over, in the order in which they were begun.
#[derive(Debug, Clone)]
pub(super) struct Errands {
    open: Vec<Errand>,
    begun: u32,
    /// The errand of each call that is not answered; one has at most one.
    calls: Map<MessageId, u32>,
    /// The jobs whose results are expected, and the name under which a datastore keeps one while the client is away.
    expects: Map<JobId, DataName>,
}

/// What an errand that is due does.
pub(super) enum Next {
    /// It asks the broker for something.
    Ask(u32, Call),
    /// Something happens at the client.
    Tell(PeerFact),
}

impl Errands {
    pub(super) const fn new() -> Self {
        Self { open: Vec::new(), begun: 0, calls: Map::new(), expects: Map::new() }
    }

    /// How many are not over.
    pub(super) const fn len(&self) -> usize {
        self.open.len()
    }

    /// The jobs whose results are expected.
    pub(super) const fn expects(&self) -> &Map<JobId, DataName> {
        &self.expects
    }

    pub(super) fn begin(&mut self, steps: impl IntoIterator<Item = Step>, now: Time) {
        let steps: VecDeque<Step> = steps.into_iter().collect();
        self.expects.extend(steps.iter().filter_map(|step| match step {
            Step::Submit(Submission { job, spec, .. }) => spec.result_to.map(|_| (*job, spec.folder.result())),
            _ => None,
        }));
        // A plan without steps is done as soon as it is begun.
        if steps.is_empty() {
            return;
        }
        self.begun += 1;
        self.open.push(Errand { id: self.begun, steps, tries: Tries::from(now), asks_at: now + PATIENCE });
    }

    /// A job ended, and whatever waits here for its result goes on, or is given up when it was not done.
    pub(super) fn ended(&mut self, job: JobId, is_done: bool) {
        self.forget(job);
        if !is_done {
            self.orphan(job);
        }
    }

    /// Whatever waits here for the result of a job waits in vain.
    fn orphan(&mut self, job: JobId) {
        let why = "a job that it waits for ended without being done".into();
        for errand in &mut self.open {
            give_up(&mut errand.steps, &why, |later| later.after.contains(&job));
        }
    }

    /// It was away: each result that it still expects may be kept by a datastore, and is asked for once.
    pub(super) fn ask_for_results(&mut self, now: Time) {
        let asked: Vec<Step> = self.expects.iter().map(|(job, name)| Step::Ask(*job, name.clone())).collect();
        asked.into_iter().for_each(|step| self.begin([step], now));
    }

    /// The job whose result an answer brings.
    pub(super) fn brings_result(&self, call: MessageId, answer: &Answer) -> Option<(JobId, u64)> {
        let id = self.calls.get(&call)?;
        let errand = self.open.iter().find(|errand| errand.id == *id)?;
        match (errand.steps.front()?, &answer.reply) {
            (Step::Ask(job, _), Reply::Data(data)) if answer.is_ok() => Some((*job, data.bytes)),
            _ => None,
        }
    }

    /// Nothing more is done for a job that is over. Returns whether its result was expected.
    pub(super) fn forget(&mut self, job: JobId) -> bool {
        let calls = &mut self.calls;
        self.open.retain_mut(|Errand { id, steps, tries, .. }| {
            if steps.front().is_some_and(|step| submits(step, job)) {
                calls.retain(|_, errand| errand != id);
                *tries = Tries::from(Time::START);
            }
            steps.retain(|step| !submits(step, job));
            !steps.is_empty()
        });
        self.expects.remove(&job).is_some()
    }

    /// A job is deleted, and its data. What is on its way to the broker for it may arrive later than whatever is
    /// sent now, so that its answer is waited for first.
    pub(super) fn delete(&mut self, job: JobId, folder: DataName, now: Time) {
        self.expects.remove(&job);
        self.orphan(job);
        let is_for_it = |step: &Step| match step {
            Step::Store(name, _) => name.is_in(&folder),
            _ => submits(step, job),
        };
        let mut after = None;
        for (at, Errand { id, steps, tries, .. }) in self.open.iter_mut().enumerate() {
            let first = steps.pop_front();
            steps.retain(|step| !is_for_it(step));
            let is_under_way = self.calls.values().any(|errand| errand == id);
            let kept = first.filter(|step| is_under_way || !is_for_it(step));
            after = after.or_else(|| kept.as_ref().is_some_and(is_for_it).then_some(at));
            match kept {
                Some(step) => steps.push_front(step),
                None => *tries = Tries::from(now),
            }
        }
        match after {
            Some(at) => self.open[at].steps.insert(1, Step::Delete(job, folder)),
            None => self.begin([Step::Delete(job, folder)], now),
        }
        self.open.retain(|errand| !errand.steps.is_empty());
    }

    /// When one of them goes on.
    pub(super) fn due(&self) -> Option<Time> {
        self.open.iter().map(|errand| if self.is_held(errand) { errand.asks_at } else { errand.tries.at }).min()
    }

    /// Whether it waits for the result of another job.
    fn is_held(&self, errand: &Errand) -> bool {
        let Some(Step::Submit(submission)) = errand.steps.front() else { return false };
        submission.after.iter().any(|job| self.expects.contains_key(job))
    }

    /// Asks about results that a step has waited for too long.
    #[inline(never)]
    fn ask_about_what_is_late(&mut self, now: Time) {
        let mut late: Vec<JobId> = Vec::new();
        for at in 0..self.open.len() {
            let errand = &self.open[at];
            if let Some(Step::Submit(submission)) = errand.steps.front()
                && errand.asks_at <= now
            {
                late.extend(submission.after.iter().filter(|job| self.expects.contains_key(*job)));
                self.open[at].asks_at = now + PATIENCE;
            }
        }
        for job in late {
            let is_asked = |step: &Step| matches!(step, Step::Ask(other, _) if *other == job);
            if let Some(name) = self.expects.get(&job).cloned()
                && !self.open.iter().any(|errand| errand.steps.iter().any(is_asked))
            {
                self.begin([Step::Ask(job, name)], now);
            }
        }
    }

    /// Whether a step waits for the result of a job that was submitted.
    fn is_late(&self, job: JobId) -> bool {
        let submissions = self.open.iter().flat_map(|errand| &errand.steps).filter_map(|step| match step {
            Step::Submit(submission) => Some(submission),
            _ => None,
        });
        let mut is_waited_for = false;
        for submission in submissions {
            if submission.job == job {
                return false;
            }
            is_waited_for |= submission.after.contains(&job);
        }
        is_waited_for
    }

    /// Goes on with one that is due.
    #[inline(never)]
    pub(super) fn go_on(&mut self, now: Time) -> Option<Next> {
        self.ask_about_what_is_late(now);
        let at = self.open.iter().position(|errand| errand.tries.at <= now && !self.is_held(errand))?;
        let Errand { id, steps, tries, .. } = &mut self.open[at];
        if tries.are_used_up() {
            return self.step_over(now, at, None).map(Next::Tell);
        }
        let call = match steps.front()?.clone() {
            Step::Store(name, data) => Call::Store { name, data },
            Step::Submit(Submission { job, spec, wait_for, .. }) => Call::Submit { job, spec, wait_for },
            Step::Delete(job, folder) => Call::Delete { job, folder },
            Step::Ask(job, name) => Call::Fetch { name, job: Some(job) },
            Step::GiveUp(..) => return self.step_over(now, at, None).map(Next::Tell),
        };
        tries.make(now);
        if matches!(call, Call::Submit { .. }) {
            // A job that is to be placed at once is answered only when its executor has answered too.
            tries.pause(now, ANSWER_WITHIN + ANSWER_WITHIN);
        }
        Some(Next::Ask(*id, call))
    }

    /// An errand's call left. Only the answer to its last one counts.
    pub(super) fn asked(&mut self, id: u32, call: MessageId) {
        self.calls.retain(|_, errand| *errand != id);
        self.calls.insert(call, id);
    }

    /// A call was answered.
    #[inline(never)]
    pub(super) fn answered(&mut self, now: Time, call: MessageId, answer: &Answer) -> PeerFact {
        let errand = self.calls.remove(&call);
        let Some(at) = errand.and_then(|id| self.open.iter().position(|errand| errand.id == id)) else {
            return PeerFact::Settled;
        };
        let Errand { steps, tries, .. } = &mut self.open[at];
        match steps.front() {
            Some(Step::Store(name, _)) if !answer.is_ok() => {
                let what = name.as_str().into();
                tries.fail(now, answer);
                PeerFact::TriesAgain { what, why: tries.why() }
            }
            _ => self.step_over(now, at, Some(answer)).unwrap_or(PeerFact::Settled),
        }
    }

    /// The first step of an errand is over: answered, or without an answer given up. Returns what became of it.
    fn step_over(&mut self, now: Time, at: usize, answer: Option<&Answer>) -> Option<PeerFact> {
        let Errand { id, steps, tries, asks_at } = &mut self.open[at];
        let (id, tried) = (*id, std::mem::replace(tries, Tries::from(now)));
        self.calls.retain(|_, errand| *errand != id);
        *asks_at = now + PATIENCE;
        let fact = match (steps.pop_front()?, answer) {
            (Step::Store(name, _), Some(_)) => PeerFact::Stored { name },
            (Step::Store(name, _), None) => {
                let why = tried.why();
                // Nothing half done: without all their data, no job of the errand is submitted.
                steps.retain(|step| !matches!(step, Step::Store(..)));
                give_up(steps, &format!("{}: {why}", name.as_str()).into(), |_| true);
                PeerFact::StoreFailed { name, why }
            }
            (Step::Submit(Submission { job, .. }), Some(answer)) if answer.is_ok() => PeerFact::JobTaken { job },
            (Step::Submit(submission), answer) => {
                let job = submission.job;
                self.drop_job(&submission, at);
                let why = answer.map(|answer| answer.detail().unwrap_or("no reason given").to_owned());
                why.map_or(PeerFact::GaveUp { job }, |why| PeerFact::JobRefused { job, why: why.into() })
            }
            (Step::GiveUp(submission, why), _) => {
                self.drop_job(&submission, at);
                PeerFact::JobFailed { job: submission.job, why }
            }
            (Step::Ask(job, _), Some(answer)) if answer.status == 410 && self.is_late(job) => {
                self.ended(job, false);
                PeerFact::GaveUp { job }
            }
            (Step::Delete(..) | Step::Ask(..), Some(_)) => PeerFact::Settled,
            (Step::Delete(job, _) | Step::Ask(job, _), None) => PeerFact::GaveUp { job },
        };
        self.open.retain(|errand| !errand.steps.is_empty());
        Some(fact)
    }

    /// A job is not taken: what was stored for it goes, and whatever of the errand would wait for it is given up.
    fn drop_job(&mut self, submission: &Submission, at: usize) {
        let Submission { job, spec, .. } = submission;
        self.expects.remove(job);
        let steps = &mut self.open[at].steps;
        give_up(steps, &"a job that it waits for was not taken".into(), |later| {
            later.wait_for.iter().flatten().chain(&later.after).any(|other| other == job)
        });
        if spec.has_own_data() {
            steps.push_front(Step::Delete(*job, spec.folder.clone()));
        }
    }
}

/// Whether a step is done to have this job taken, or its result.
fn submits(step: &Step, job: JobId) -> bool {
    match step {
        Step::Submit(submission) | Step::GiveUp(submission, _) => submission.job == job,
        Step::Ask(other, _) => *other == job,
        Step::Store(..) | Step::Delete(..) => false,
    }
}

/// Instead of submitting these jobs, they are given up.
fn give_up(steps: &mut VecDeque<Step>, why: &Arc<str>, which: impl Fn(&Submission) -> bool) {
    for step in steps {
        if let Step::Submit(submission) = step
            && which(submission)
        {
            *step = Step::GiveUp(submission.clone(), Arc::clone(why));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::broker::data::Data;

    #[test]
    fn only_a_success_brings_a_result_whatever_comes_with_it() {
        let (job, call, mut errands) = (JobId::new(1), MessageId::new(7), Errands::new());
        errands.begin([Step::Ask(job, DataName::folder("job"))], Time::START);
        errands.asked(1, call);
        let data = || Reply::Data(Data::sized(5));
        assert_eq!(errands.brings_result(call, &Answer { status: 500, reply: data() }), None);
        assert_eq!(errands.brings_result(call, &Answer::ok(Reply::Null)), None);
        assert_eq!(errands.brings_result(call, &Answer::ok(data())), Some((job, 5)));
    }
}

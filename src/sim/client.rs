//! A client: submits and deletes jobs, and takes their results.

use std::collections::VecDeque;
use std::sync::Arc;

use super::fact::{PeerFact, Submission};
use super::peer::{ANSWER_WITHIN, TRIES_MAX, Voice};
use crate::broker::call::{Answer, Body, Call, Message, Reply};
use crate::broker::data::DataName;
use crate::broker::outbox::Outbox;
use crate::clock::{Dot, LocalClock};
use crate::id::{JobId, MessageId, NodeId};
use crate::ordered::{Map, Set};
use crate::time::Time;

/// A submission that is not answered yet.
#[derive(Debug, Clone)]
struct Open {
    submission: Submission,
    at: Time,
    tries: u32,
}

/// A client.
#[derive(Debug, Clone)]
pub struct Client {
    voice: Voice,
    broker: NodeId,
    /// Deletions that wait to be sent.
    deletions: VecDeque<(JobId, DataName)>,
    /// Submissions that are not answered, in the order in which they were asked for.
    open: Vec<Open>,
    calls: Map<MessageId, JobId>,
    expects: Set<JobId>,
    results: usize,
}

impl Client {
    /// A client that has not done anything yet.
    pub const fn new(id: NodeId, broker: NodeId) -> Self {
        Self {
            voice: Voice::new(id, true),
            broker,
            deletions: VecDeque::new(),
            open: Vec::new(),
            calls: Map::new(),
            expects: Set::new(),
            results: 0,
        }
    }

    /// One event of its machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.voice.own_event()
    }

    /// Its clock.
    pub const fn clock(&self) -> &LocalClock {
        self.voice.clock()
    }

    /// How many results it waits for.
    pub fn expected(&self) -> usize {
        self.expects.len()
    }

    /// How many results it has.
    pub const fn results(&self) -> usize {
        self.results
    }

    /// Submits a job as its next step.
    pub fn submit(&mut self, submission: Submission, now: Time) {
        if submission.spec.result_to.is_some() {
            self.expects.insert(submission.job);
        }
        self.open.push(Open { submission, at: now, tries: 0 });
    }

    /// Deletes a job as its next step.
    pub fn delete(&mut self, job: JobId, folder: DataName) {
        self.expects.remove(&job);
        self.open.retain(|open| open.submission.job != job);
        self.deletions.push_back((job, folder));
    }

    /// When it wants to be woken; a moment that has passed means at once.
    pub fn next_deadline(&self) -> Option<Time> {
        if self.voice.has_answers() || !self.deletions.is_empty() {
            return Some(Time::START);
        }
        self.open.iter().map(|open| open.at).min()
    }

    /// One step, and at most one event.
    pub fn wake(&mut self, now: Time, out: &mut Outbox<PeerFact>) {
        if self.voice.has_answers() {
            return self.voice.send_answer(out);
        }
        if let Some(at) = self.open.iter().position(|open| open.at <= now) {
            return self.send_submission(now, at, out);
        }
        if let Some((job, folder)) = self.deletions.pop_front() {
            self.voice.call(self.broker, Call::Delete { job, folder }, out);
        }
    }

    fn send_submission(&mut self, now: Time, at: usize, out: &mut Outbox<PeerFact>) {
        let open = &mut self.open[at];
        let Submission { job, spec, wait_for } = open.submission.clone();
        if open.tries >= TRIES_MAX {
            self.open.remove(at);
            self.expects.remove(&job);
            return self.voice.internal(PeerFact::GaveUp { job }, out);
        }
        open.tries += 1;
        // A job that is to be placed at once is answered only when its executor has answered too.
        open.at = now + ANSWER_WITHIN + ANSWER_WITHIN + ANSWER_WITHIN;
        let call = Call::Submit { job, spec: Arc::clone(&spec), wait_for };
        self.calls.retain(|_, other| *other != job);
        let id = self.voice.call(self.broker, call, out);
        self.calls.insert(id, job);
    }

    /// Takes a message in.
    pub fn receive(&mut self, message: Message, out: &mut Outbox<PeerFact>) {
        let Self { voice, open, calls, expects, results, .. } = self;
        voice.receive(message, out, |voice, from, id, body| match body {
            Body::Call(Call::Ping) => {
                voice.answer(from, id, Answer::ok(Reply::Identity(voice.id())));
                PeerFact::Pinged
            }
            Body::Call(Call::Result { job, data }) => {
                let expected = expects.remove(&job);
                let answer = if expected { Answer::OK } else { Answer::refused(404, "Result not expected") };
                voice.answer(from, id, answer);
                *results += usize::from(expected);
                if expected {
                    PeerFact::ResultTaken { job, bytes: data.bytes }
                } else {
                    PeerFact::ResultRefused { job }
                }
            }
            Body::Call(call) => {
                voice.answer(from, id, Answer::refused(404, "Not Found"));
                PeerFact::Ignored { from, why: format!("a client does not answer to {}", call.name()) }
            }
            Body::Answer(call, answer) => match calls.remove(&call) {
                Some(job) => {
                    open.retain(|open| open.submission.job != job);
                    match answer.is_ok() {
                        true => PeerFact::JobTaken { job },
                        false => {
                            expects.remove(&job);
                            let why = answer.detail().unwrap_or("no reason given").to_owned();
                            PeerFact::JobRefused { job, why }
                        }
                    }
                }
                None => PeerFact::Settled,
            },
        });
    }
}

//! A client: stores data, submits and deletes jobs, and takes their results.

mod errands;

use errands::{Errands, Next};

use super::fact::{PeerFact, Step};
use super::peer::Voice;
use crate::broker::call::{Answer, Body, Call, Message, Reply};
use crate::broker::data::DataName;
use crate::broker::jobs::End;
use crate::broker::outbox::Outbox;
use crate::clock::Dot;
use crate::clock::inline::NodeClock;
use crate::id::{JobId, NodeId};
use crate::time::Time;

/// A client.
#[derive(Debug, Clone)]
pub struct Client {
    voice: Voice,
    broker: NodeId,
    errands: Errands,
    results: usize,
}

impl Client {
    /// A client that has not done anything yet.
    pub const fn new(id: NodeId, broker: NodeId) -> Self {
        Self { voice: Voice::new(id, true), broker, errands: Errands::new(), results: 0 }
    }

    /// One event of its machine: it stops or starts.
    pub fn own_event(&mut self) -> Dot {
        self.voice.own_event()
    }

    /// Its clock.
    pub const fn clock(&self) -> &NodeClock {
        self.voice.clock()
    }

    /// How many results it waits for.
    pub fn expected(&self) -> usize {
        self.errands.expects().len()
    }

    /// The jobs whose results it waits for.
    pub fn expects(&self) -> impl Iterator<Item = JobId> + '_ {
        self.errands.expects().keys().copied()
    }

    /// How many results it has.
    pub const fn results(&self) -> usize {
        self.results
    }

    /// How many errands of its are not over: data to be stored, jobs to be submitted or deleted.
    pub const fn errands(&self) -> usize {
        self.errands.len()
    }

    /// Begins steps that follow each other, each once the one before it was answered. When data can't be stored,
    /// the jobs after them are given up.
    pub fn begin(&mut self, steps: impl IntoIterator<Item = Step>, now: Time) {
        self.errands.begin(steps, now);
    }

    /// It was off, and asks for the results that came meanwhile.
    pub fn resume(&mut self, now: Time) {
        self.errands.ask_for_results(now);
    }

    /// Deletes a job and its data as its next step.
    pub fn delete(&mut self, job: JobId, folder: DataName, now: Time) {
        self.errands.delete(job, folder, now);
    }

    /// When it wants to be woken; a moment that has passed means at once.
    pub fn next_deadline(&self) -> Option<Time> {
        if self.voice.has_answers() { Some(Time::START) } else { self.errands.due() }
    }

    /// One step, and at most one event.
    pub fn wake(&mut self, now: Time, out: &mut Outbox<PeerFact>) {
        if self.voice.has_answers() {
            return self.voice.send_answer(out);
        }
        match self.errands.go_on(now) {
            Some(Next::Ask(errand, call)) => {
                let call = self.voice.call(self.broker, call, out);
                self.errands.asked(errand, call);
            }
            Some(Next::Tell(fact)) => self.voice.internal(fact, out),
            None => {}
        }
    }

    /// Takes a message in.
    pub fn receive(&mut self, now: Time, message: Message, out: &mut Outbox<PeerFact>) {
        let Self { voice, errands, results, .. } = self;
        voice.receive(message, out, |voice, from, id, body| match body {
            Body::Call(Call::Ping) => {
                voice.answer(from, id, Answer::ok(Reply::Identity(voice.id())));
                PeerFact::Pinged
            }
            Body::Call(Call::Result { job, data }) => {
                // Whoever has its result need not ask any more whether the job was taken.
                let expected = errands.expects().contains_key(&job) && errands.forget(job);
                let answer = if expected { Answer::OK } else { Answer::refused(404, "Result not expected") };
                voice.answer(from, id, answer);
                *results += usize::from(expected);
                if expected {
                    PeerFact::ResultTaken { job, bytes: data.bytes }
                } else {
                    PeerFact::ResultRefused { job }
                }
            }
            Body::Call(Call::Ended { job, end }) => {
                errands.ended(job, matches!(end, End::Done(_)));
                voice.answer(from, id, Answer::OK);
                PeerFact::EndHeard { job, end }
            }
            Body::Unknown => PeerFact::Settled,
            Body::Call(call) => {
                voice.answer(from, id, Answer::refused(404, "Not Found"));
                PeerFact::Ignored { from, why: format!("a client does not answer to {}", call.name()).into() }
            }
            Body::Answer(call, answer) => match errands.brings_result(call, &answer) {
                Some((job, bytes)) => {
                    errands.forget(job);
                    *results += 1;
                    PeerFact::ResultTaken { job, bytes }
                }
                None => errands.answered(now, call, &answer),
            },
        });
    }
}

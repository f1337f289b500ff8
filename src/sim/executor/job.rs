//! One job at an executor: it fetches what it reads, runs, stores what it wrote, delivers its result and says that
//! it is done, one call after the other.

use std::collections::VecDeque;
use std::sync::Arc;

use super::{HEARTBEAT_EVERY, Trouble};
use crate::broker::call::{Answer, Call, Reply};
use crate::broker::data::{Data, DataName, Glob};
use crate::broker::jobs::JobSpec;
use crate::id::JobId;
use crate::sim::fact::PeerFact;
use crate::sim::peer::Tries;
use crate::time::{Span, Time};

/// The most names that a job reads; one that would read more fails.
const INPUTS_MAX: usize = 1_000;
/// Under so many numbered names a job leaves what a pattern says it writes.
const FILES_OF_A_PATTERN: usize = 2;

/// Where one job stands.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Stage {
    /// The first of these is fetched, then the others. Without any, it can run.
    Fetches {
        left: VecDeque<Glob>,
        tries: Tries,
    },
    Runs {
        ends_at: Time,
    },
    /// The first of these is stored, then the others, and then its result goes out.
    Delivers {
        left: VecDeque<DataName>,
        tries: Tries,
    },
    /// Its end is reported: done, or why it failed.
    Ends {
        failed: Option<Arc<str>>,
        tries: Tries,
    },
}

/// How far an executor is with a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// It fetches what the job reads.
    Fetching,
    /// It runs it.
    Running,
    /// The run is over; what came out is on its way.
    Ending,
}

/// A job at an executor.
#[derive(Debug, Clone)]
pub(super) struct Job {
    pub(super) spec: Arc<JobSpec>,
    pub(super) since: Time,
    stage: Stage,
}

/// What a job that is due does.
pub(super) enum Next {
    /// It asks the broker for something.
    Ask(Call),
    /// Something happens to it here.
    Tell(PeerFact),
}

impl Job {
    /// A job that was handed over now, and what is to be told of it. Without inputs it runs at once.
    pub(super) fn begin(id: JobId, spec: Arc<JobSpec>, now: Time, trouble: &Trouble) -> (Self, PeerFact) {
        let left: VecDeque<Glob> = spec.inputs().into();
        let (inputs, duration) = (left.len(), trouble.stretched(spec.duration));
        let (stage, fact) = match inputs {
            0 => (Stage::Runs { ends_at: now + duration }, PeerFact::JobStarted { job: id, duration }),
            _ => (Stage::Fetches { left, tries: Tries::from(now) }, PeerFact::FetchBegun { job: id, inputs }),
        };
        (Self { spec, since: now, stage }, fact)
    }

    /// How far it is.
    pub(super) const fn phase(&self) -> Phase {
        match self.stage {
            Stage::Fetches { .. } => Phase::Fetching,
            Stage::Runs { .. } => Phase::Running,
            Stage::Delivers { .. } | Stage::Ends { .. } => Phase::Ending,
        }
    }

    /// When its run ends.
    pub(super) const fn ends_at(&self) -> Option<Time> {
        match self.stage {
            Stage::Runs { ends_at } => Some(ends_at),
            _ => None,
        }
    }

    /// It goes on this much later.
    pub(super) fn put_off(&mut self, by: Span) {
        if let Stage::Runs { ends_at } = &mut self.stage {
            *ends_at = *ends_at + by;
        }
    }

    /// What is left of its run took `was` per cent of the usual time, and takes `percent` from `now` on.
    pub(super) fn stretch(&mut self, now: Time, was: u32, percent: u32) {
        if let Stage::Runs { ends_at } = &mut self.stage {
            let left = u128::from(ends_at.since(now).ms()) * u128::from(percent) / u128::from(was.max(1));
            *ends_at = now + Span::from_ms(u64::try_from(left).unwrap_or(u64::MAX));
        }
    }

    /// When something is to be done for it.
    pub(super) const fn due(&self) -> Time {
        match &self.stage {
            Stage::Runs { ends_at } => *ends_at,
            Stage::Fetches { tries, .. } | Stage::Delivers { tries, .. } | Stage::Ends { tries, .. } => tries.at,
        }
    }

    /// Does what is due.
    pub(super) fn advance(&mut self, id: JobId, now: Time, trouble: &Trouble) -> Next {
        match &mut self.stage {
            Stage::Fetches { left, tries } => match left.front() {
                None => {
                    let duration = trouble.stretched(self.spec.duration);
                    (self.stage, self.since) = (Stage::Runs { ends_at: now + duration }, now);
                    Next::Tell(PeerFact::JobStarted { job: id, duration })
                }
                Some(missing) if tries.are_used_up() => {
                    let why: Arc<str> = format!("{missing}: {}", tries.why()).into();
                    self.end(Some(Arc::clone(&why)), now);
                    Next::Tell(PeerFact::JobFailed { job: id, why })
                }
                Some(wanted) => {
                    tries.make(now);
                    Next::Ask(match wanted.clone() {
                        Glob::One(name) => Call::Fetch { name, job: Some(id) },
                        Glob::All(prefix) => Call::List { prefix },
                    })
                }
            },
            Stage::Runs { .. } => {
                self.stage = Stage::Delivers { left: self.outputs(), tries: Tries::from(now) };
                Next::Tell(PeerFact::JobFinished { job: id })
            }
            Stage::Delivers { left, tries } if tries.are_used_up() => {
                let why = tries.why();
                let Some(name) = left.pop_front() else {
                    self.end(None, now);
                    return Next::Tell(PeerFact::GaveUp { job: id });
                };
                *tries = Tries::from(now);
                Next::Tell(PeerFact::StoreFailed { name, why })
            }
            Stage::Delivers { left, tries } => {
                tries.make(now);
                let data = Data::sized(self.spec.result_bytes);
                Next::Ask(match left.front().cloned() {
                    Some(name) => Call::Store { name, data },
                    None => Call::Result { job: id, data },
                })
            }
            Stage::Ends { failed, tries } => {
                // How a job ended is said until it is heard: others wait for it.
                let is_late = tries.are_used_up();
                tries.make(now);
                if is_late {
                    tries.pause(now, HEARTBEAT_EVERY);
                }
                Next::Ask(failed.clone().map_or(Call::Done(id), |why| Call::Failed { job: id, why }))
            }
        }
    }

    fn end(&mut self, failed: Option<Arc<str>>, now: Time) {
        self.stage = Stage::Ends { failed, tries: Tries::from(now) };
    }

    /// The names under which it leaves data. A pattern stands for [`FILES_OF_A_PATTERN`] of them: `out/*` leaves
    /// `out/1` and `out/2`. What comes of a pattern and is no name is left out.
    fn outputs(&self) -> VecDeque<DataName> {
        let mut names = VecDeque::new();
        for (glob, _) in &self.spec.files.named_results {
            match glob {
                Glob::One(name) => names.push_back(name.clone()),
                Glob::All(prefix) => {
                    names.extend((1..=FILES_OF_A_PATTERN).filter_map(|n| DataName::new(&format!("{prefix}{n}")).ok()))
                }
            }
        }
        names
    }

    /// Its last call was answered. Returns what became of it, and whether it leaves.
    pub(super) fn answered(&mut self, id: JobId, now: Time, answer: &Answer) -> (PeerFact, bool) {
        let fact = match &mut self.stage {
            Stage::Fetches { left, tries } => fetched(id, left, tries, now, answer),
            Stage::Delivers { left, tries } => match (answer.is_ok(), left.front().cloned()) {
                (true, Some(name)) => {
                    left.pop_front();
                    *tries = Tries::from(now);
                    PeerFact::Stored { name }
                }
                (true, None) => {
                    self.end(None, now);
                    PeerFact::Settled
                }
                (false, Some(name)) => {
                    tries.fail(now, answer);
                    PeerFact::TriesAgain { what: name.as_str().into(), why: tries.why() }
                }
                (false, None) => {
                    tries.fail(now, answer);
                    PeerFact::Settled
                }
            },
            Stage::Ends { .. } if answer.is_ok() => return (PeerFact::Settled, true),
            Stage::Ends { tries, .. } => {
                tries.fail(now, answer);
                PeerFact::Settled
            }
            Stage::Runs { .. } => PeerFact::Settled,
        };
        (fact, false)
    }
}

/// What a job reads came, or did not.
#[inline(never)]
fn fetched(job: JobId, left: &mut VecDeque<Glob>, tries: &mut Tries, now: Time, answer: &Answer) -> PeerFact {
    match (left.front(), &answer.reply) {
        (Some(Glob::One(name)), Reply::Data(data)) => {
            let (name, bytes) = (name.clone(), data.bytes);
            left.pop_front();
            *tries = Tries::from(now);
            PeerFact::InputHere { job, name, bytes, left: left.len() }
        }
        (Some(Glob::All(prefix)), Reply::Names(names)) if !names.is_empty() && names.len() <= INPUTS_MAX => {
            let prefix = Arc::clone(prefix);
            left.pop_front();
            for name in names.iter().rev() {
                let input = Glob::One(name.clone());
                if !left.contains(&input) {
                    left.push_front(input);
                }
            }
            *tries = Tries::from(now);
            PeerFact::InputsListed { job, prefix, names: names.len() }
        }
        (Some(wanted), reply) => {
            let what: Arc<str> = wanted.to_string().into();
            match reply {
                Reply::Names(names) if names.is_empty() => tries.fail_for(now, "no data of such a name".into()),
                Reply::Names(_) => tries.give_up(now, format!("more than {INPUTS_MAX} names").into()),
                _ => tries.fail(now, answer),
            }
            PeerFact::TriesAgain { what, why: tries.why() }
        }
        (None, _) => PeerFact::Settled,
    }
}

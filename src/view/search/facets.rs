//! What an event is, of whom and about what: what a search asks for by `kind:` and `job:`.

use crate::broker::call::{Body, Call, Message};
use crate::broker::data::Said;
use crate::broker::fact::Fact;
use crate::broker::outbox::EventKind;
use crate::id::{EventId, JobId};
use crate::sim::fact::{PeerFact, What};
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;
use crate::view::happened::{emergency_of, sent_of};

/// A kind of event. One event is of several: a heartbeat that came in late is `receive`, `heartbeat` and `late`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
#[allow(missing_docs, reason = "what they mean stands in `Kind::about`")]
pub enum Kind {
    Internal,
    Send,
    Receive,
    Merge,
    Decision,
    Emergency,
    Heartbeat,
    Register,
    Submit,
    Run,
    Start,
    Finish,
    Done,
    Result,
    Data,
    Delete,
    Preempt,
    Answer,
    Ping,
    Notice,
    Policy,
    Crash,
    Restart,
    Expired,
    Refused,
    Late,
    Lost,
}

impl Kind {
    /// All of them with their names, in the order in which they are offered.
    pub const ALL: [(Self, &'static str); 27] = [
        (Self::Decision, "decision"),
        (Self::Emergency, "emergency"),
        (Self::Heartbeat, "heartbeat"),
        (Self::Merge, "merge"),
        (Self::Submit, "submit"),
        (Self::Run, "run"),
        (Self::Start, "start"),
        (Self::Finish, "finish"),
        (Self::Done, "done"),
        (Self::Result, "result"),
        (Self::Data, "data"),
        (Self::Register, "register"),
        (Self::Crash, "crash"),
        (Self::Restart, "restart"),
        (Self::Expired, "expired"),
        (Self::Lost, "lost"),
        (Self::Refused, "refused"),
        (Self::Late, "late"),
        (Self::Preempt, "preempt"),
        (Self::Delete, "delete"),
        (Self::Policy, "policy"),
        (Self::Notice, "notice"),
        (Self::Answer, "answer"),
        (Self::Ping, "ping"),
        (Self::Internal, "internal"),
        (Self::Send, "send"),
        (Self::Receive, "receive"),
    ];

    /// What it means.
    pub fn about(self) -> &'static str {
        let texts = texts().search();
        match self {
            Self::Decision => texts.decision,
            Self::Emergency => texts.emergency,
            Self::Heartbeat => texts.heartbeat,
            Self::Merge => texts.merge,
            Self::Submit => texts.submit,
            Self::Run => texts.run,
            Self::Start => texts.start,
            Self::Finish => texts.finish,
            Self::Done => texts.done,
            Self::Result => texts.result,
            Self::Data => texts.data,
            Self::Register => texts.register,
            Self::Crash => texts.crash,
            Self::Restart => texts.restart,
            Self::Expired => texts.expired,
            Self::Lost => texts.lost,
            Self::Refused => texts.refused,
            Self::Late => texts.late,
            Self::Preempt => texts.preempt,
            Self::Delete => texts.delete,
            Self::Policy => texts.policy,
            Self::Notice => texts.notice,
            Self::Answer => texts.answer,
            Self::Ping => texts.ping,
            Self::Internal => texts.internal,
            Self::Send => texts.send,
            Self::Receive => texts.receive,
        }
    }

    /// The kind of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, other)| other.eq_ignore_ascii_case(name)).map(|(kind, ..)| *kind)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// Several kinds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kinds(u32);

impl Kinds {
    /// None.
    pub const NONE: Self = Self(0);

    /// These and one more.
    #[must_use]
    pub const fn with(self, kind: Kind) -> Self {
        Self(self.0 | 1 << kind as u8)
    }

    /// These without one.
    #[must_use]
    pub const fn without(self, kind: Kind) -> Self {
        Self(self.0 & !(1 << kind as u8))
    }

    /// Whether a kind is among them.
    pub const fn has(self, kind: Kind) -> bool {
        self.0 & 1 << kind as u8 != 0
    }

    /// Whether some kind is among both.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// Whether there is none.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// All of them, in the order in which they are offered.
    pub fn iter(self) -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().map(|(kind, ..)| kind).filter(move |kind| self.has(*kind))
    }

    fn when(self, holds: bool, kind: Kind) -> Self {
        if holds { self.with(kind) } else { self }
    }
}

impl FromIterator<Kind> for Kinds {
    fn from_iter<I: IntoIterator<Item = Kind>>(kinds: I) -> Self {
        kinds.into_iter().fold(Self::NONE, Self::with)
    }
}

/// The kinds of an event, but for [`Kind::Lost`].
pub(super) fn kinds(trace: &Trace, event: &Event) -> Kinds {
    let way = match event.kind {
        EventKind::Internal => Kind::Internal,
        EventKind::Send => Kind::Send,
        EventKind::Receive => Kind::Receive,
    };
    let of_message = sent_of(trace, event).and_then(|sent| of_message(sent.message));
    let of_fact = match &event.what {
        What::Broker(fact) => of_fact(fact),
        What::Peer(fact) => of_peer_fact(fact),
        What::Crashed => Some(Kind::Crash),
        What::Restarted { .. } => Some(Kind::Restart),
        What::Recorded(_) => None,
    };
    let preempts = matches!(&event.what, What::Broker(Fact::Decided(decision)) if !decision.preempted.0.is_empty());
    [Some(way), of_message, of_fact]
        .into_iter()
        .flatten()
        .collect::<Kinds>()
        .when(event.is_merge, Kind::Merge)
        .when(preempts, Kind::Preempt)
        .when(emergency_of(trace, event).is_some(), Kind::Emergency)
}

/// Whether the message that an event sent was lost. It is known only later, and so it is looked up anew each time.
pub(super) fn is_lost(trace: &Trace, event: EventId) -> bool {
    let is_lost = |message| trace.sender_of(message) == Some(event) && trace.loss(message).is_some();
    trace.message(event).is_some_and(is_lost)
}

fn of_message(message: &Message) -> Option<Kind> {
    let Body::Call(call) = &message.body else { return Some(Kind::Answer) };
    Some(match call {
        Call::Register(_) => Kind::Register,
        Call::Heartbeat(_) => Kind::Heartbeat,
        Call::Submit { .. } => Kind::Submit,
        Call::Done(_) | Call::Failed { .. } | Call::Ended { .. } => Kind::Done,
        Call::Delete { .. } | Call::Stop(_) | Call::DeleteData(_) | Call::DeleteJobData { .. } => Kind::Delete,
        Call::Result { .. } => Kind::Result,
        Call::Store { .. } | Call::Fetch { .. } | Call::List { .. } | Call::ListPage { .. } => Kind::Data,
        Call::Free | Call::Announce { .. } => Kind::Data,
        Call::Run { .. } => Kind::Run,
        Call::Ping => Kind::Ping,
        Call::Notice { .. } => Kind::Notice,
        Call::Count | Call::Capabilities | Call::Jobs => return None,
    })
}

fn of_fact(fact: &Fact) -> Option<Kind> {
    Some(match fact {
        Fact::Decided(_) => Kind::Decision,
        Fact::Registered { .. } => Kind::Register,
        Fact::HeartbeatStale { .. } | Fact::SubmittedAgain { .. } | Fact::ResultAgain { .. } => Kind::Late,
        Fact::DoneHeard { first: false, .. } | Fact::StoreLate { .. } => Kind::Late,
        Fact::Unverified { .. } | Fact::HeartbeatUnknown { .. } | Fact::SubmitRefused { .. } => Kind::Refused,
        Fact::RunRefused { .. } | Fact::ResultRefused { .. } | Fact::Refused { .. } => Kind::Refused,
        Fact::StoreAnswered { said: Said::Full, .. } => Kind::Refused,
        Fact::RunConfirmed { .. } => Kind::Run,
        Fact::ResultDelivered { .. } => Kind::Result,
        Fact::Ended { .. } => Kind::Done,
        Fact::Expired { .. } | Fact::StoreAway { .. } => Kind::Expired,
        Fact::Unanswered { .. } | Fact::ResultUndelivered { .. } => Kind::Expired,
        Fact::StoreHeard { .. } | Fact::StoreAnswered { .. } => Kind::Data,
        Fact::PolicySet(_) => Kind::Policy,
        Fact::EmergencyDeclared { .. } | Fact::EmergencyCleared { .. } => Kind::Emergency,
        Fact::Withdrawn { .. } => Kind::Preempt,
        _ => return None,
    })
}

fn of_peer_fact(fact: &PeerFact) -> Option<Kind> {
    Some(match fact {
        PeerFact::Joined => Kind::Register,
        PeerFact::NotJoined { .. } | PeerFact::Forgotten | PeerFact::JobRefused { .. } => Kind::Refused,
        PeerFact::ResultRefused { .. } | PeerFact::DataRefused { .. } | PeerFact::Ignored { .. } => Kind::Refused,
        PeerFact::JobStarted { .. } => Kind::Start,
        PeerFact::JobFinished { .. } => Kind::Finish,
        PeerFact::JobHere { .. } | PeerFact::NoticeDropped | PeerFact::DataLate { .. } => Kind::Late,
        PeerFact::JobFailed { .. } => Kind::Done,
        PeerFact::GaveUp { .. } | PeerFact::StoreFailed { .. } => Kind::Expired,
        PeerFact::FetchBegun { .. } | PeerFact::InputsListed { .. } | PeerFact::InputHere { .. } => Kind::Data,
        PeerFact::TriesAgain { .. } | PeerFact::Stored { .. } => Kind::Data,
        _ => return None,
    })
}

/// Calls back with each job that an event is about, the one that its message names included; some more than once.
pub(super) fn jobs(trace: &Trace, event: &Event, put: &mut dyn FnMut(JobId)) {
    if let Some(sent) = sent_of(trace, event) {
        let call = match &sent.message.body {
            Body::Answer(call, _) => trace.sent(*call).map(|sent| &sent.message.body),
            body => Some(body),
        };
        if let Some(Body::Call(call)) = call {
            call.job().into_iter().for_each(&mut *put);
        }
    }
    match &event.what {
        What::Broker(fact) => jobs_of_fact(fact, put),
        What::Peer(fact) => job_of_peer_fact(fact).into_iter().for_each(put),
        What::Crashed | What::Restarted { .. } | What::Recorded(_) => {}
    }
}

fn jobs_of_fact(fact: &Fact, put: &mut dyn FnMut(JobId)) {
    match fact {
        Fact::Decided(decision) => {
            put(decision.job);
            decision.preempted.0.iter().for_each(|victim| put(victim.job));
        }
        Fact::Registered { requeued, adopted, .. } => requeued.iter().chain(adopted).copied().for_each(put),
        Fact::HeartbeatTaken { requeued, .. } | Fact::Expired { requeued, .. } | Fact::JobsHeard { requeued, .. } => {
            requeued.iter().copied().for_each(put)
        }
        Fact::DoneHeard { job, freed, .. } => freed.iter().chain([job]).copied().for_each(put),
        Fact::EmergencyDeclared { raised: jobs, .. } | Fact::EmergencyCleared { lowered: jobs } => {
            jobs.iter().copied().for_each(put);
        }
        Fact::Withdrawn { job, ready, .. } => ready.iter().chain([job]).copied().for_each(put),
        Fact::Submitted(submitted) => put(submitted.job),
        Fact::SubmittedAgain { job } | Fact::SubmitRefused { job, .. } => put(*job),
        Fact::RunConfirmed { job, .. } | Fact::RunRefused { job, .. } | Fact::FailedHeard { job, .. } => put(*job),
        Fact::ResultHeard { job, .. } | Fact::ResultAgain { job, .. } | Fact::ResultRefused { job, .. } => put(*job),
        Fact::ResultDelivered { job, .. } | Fact::ResultUndelivered { job, .. } => put(*job),
        Fact::DeleteHeard { job, .. } | Fact::Ended { job, .. } => put(*job),
        Fact::FetchAsked { job: Some(job), .. } | Fact::Unanswered { job: Some(job), .. } => put(*job),
        _ => {}
    }
}

const fn job_of_peer_fact(fact: &PeerFact) -> Option<JobId> {
    match fact {
        PeerFact::JobStarted { job, .. } | PeerFact::JobHere { job } | PeerFact::JobFinished { job } => Some(*job),
        PeerFact::JobStopped { job, .. } | PeerFact::GaveUp { job } | PeerFact::JobTaken { job } => Some(*job),
        PeerFact::JobRefused { job, .. } | PeerFact::ResultTaken { job, .. } => Some(*job),
        PeerFact::ResultRefused { job } | PeerFact::FetchBegun { job, .. } => Some(*job),
        PeerFact::InputsListed { job, .. } | PeerFact::InputHere { job, .. } => Some(*job),
        PeerFact::JobFailed { job, .. } | PeerFact::EndHeard { job, .. } => Some(*job),
        _ => None,
    }
}

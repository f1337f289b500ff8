//! One event in a sentence or two, for somebody who sees a vector clock for the first time.

use super::decision::because;
use super::faults;
use super::happened::{deed, emergency_of, heard, largest_heard, news, reason, sent_of};
use super::words::{self, SPELT_MAX, Words};
use crate::broker::fact::Fact;
use crate::broker::jobs::End;
use crate::broker::outbox::EventKind;
use crate::clock::VectorClock;
use crate::clock::inline::Knowledge;
use crate::id::{EventId, JobId, NodeId};
use crate::sim::fact::{PeerFact, What};
use crate::sim::trace::{Event, Trace};

mod spoken;

pub use spoken::spoken;

/// What kind of sign stands before the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lead {
    /// An event like others.
    Plain,
    /// It is about an emergency.
    Emergency,
    /// A choice was made.
    Decision,
}

/// A piece of a narration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// Words.
    Words(String),
    /// A clock, or arithmetic of clocks.
    Clock(String),
}

/// One event in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Narration {
    /// The sign before it.
    pub lead: Lead,
    /// The class of its node's colour.
    pub colour: &'static str,
    /// What happened.
    pub strong: String,
    /// Why, and what it did to the clock.
    pub rest: Vec<Piece>,
    /// Whose entries stand in the clocks, in order.
    pub order: String,
}

impl Narration {
    /// All of it as one text.
    pub fn text(&self) -> String {
        let pieces = self.rest.iter().map(|piece| match piece {
            Piece::Words(text) | Piece::Clock(text) => text.as_str(),
        });
        std::iter::once(self.strong.as_str()).chain([" "]).chain(pieces).collect::<String>().trim_end().to_owned()
    }
}

/// Tells an event.
pub fn narrate(trace: &Trace, id: EventId) -> Narration {
    let Some(event) = trace.get(id) else {
        let rest = vec![Piece::Words("Step on to see the first event and its tick.".to_owned())];
        let strong = "Nothing has happened yet.".to_owned();
        return Narration { lead: Lead::Plain, colour: "n0", strong, rest, order: String::new() };
    };
    let words = Words::new(trace.names());
    let after = trace.clock(id).unwrap_or_default();
    let nodes: Vec<NodeId> = after.entries().map(|dot| dot.node).collect();
    let lead = match &event.what {
        What::Broker(Fact::Decided(_)) => Lead::Decision,
        _ if emergency_of(trace, event).is_some() => Lead::Emergency,
        _ => Lead::Plain,
    };
    let mut rest = Vec::new();
    if let Some(text) = explanation(&words, event) {
        rest.push(Piece::Words(format!("{text} ")));
    }
    let befell = faults::around(&words, trace, event);
    if !befell.is_empty() {
        rest.push(Piece::Words(befell));
    }
    arithmetic(&words, trace, event, &after, &nodes, &mut rest);
    Narration {
        lead,
        colour: words::colour(event.dot.node),
        strong: strong(&words, trace, event),
        rest,
        order: nodes.iter().map(|node| words.name(*node)).collect::<Vec<_>>().join(", "),
    }
}

fn strong(words: &Words, trace: &Trace, event: &Event) -> String {
    if let What::Broker(Fact::Decided(decision)) = &event.what {
        let job = words.job(decision.job);
        return match decision.chosen() {
            Some(executor) => format!("{} gets {job}.", words.subject(executor)),
            None => format!("Nobody can take {job} now."),
        };
    }
    format!("{} {}.", words.subject(event.dot.node), deed(words, trace, event))
}

/// Why it happened and what follows from it, where that does not go without saying.
pub(super) fn explanation(words: &Words, event: &Event) -> Option<String> {
    match &event.what {
        What::Broker(fact) => broker_explanation(words, fact),
        What::Peer(fact) => peer_explanation(words, fact),
        What::Recorded(_) => None,
        What::Crashed => Some("Messages to it are lost until it starts again; nobody is told.".to_owned()),
        What::Restarted { with_memory: true } => Some("It goes on counting where it stopped.".to_owned()),
        What::Restarted { with_memory: false } => {
            let name = words.name(event.dot.node);
            Some(format!("It is a new incarnation, {name}, with an entry of its own that counts from one."))
        }
    }
}

fn broker_explanation(words: &Words, fact: &Fact) -> Option<String> {
    let requeued = |jobs: &[JobId]| match jobs {
        [] => String::new(),
        [one] => format!(" {} goes back to its place in the queue.", words.job(*one)),
        many => format!(" {} go back to their places in the queue.", words.jobs(many)),
    };
    Some(match fact {
        Fact::RegisterHeard { .. } => "It will ping it first, to see that it is where it says.".to_owned(),
        Fact::Registered { executor, replaced, requeued: jobs, adopted } => {
            let replaced = replaced.map(|former| format!(" It takes the place of {}.", words.node(former)));
            let adopted = match adopted.as_slice() {
                [] => String::new(),
                jobs => format!(" It still runs {}, so no second run is needed.", words.jobs(jobs)),
            };
            let silence = crate::broker::executors::SILENCE_MAX;
            let counts = format!("{} counts until it is silent for {silence}.", words.subject(*executor));
            format!("{counts}{}{}{adopted}", replaced.unwrap_or_default(), requeued(jobs))
        }
        Fact::Unverified { .. } => "Only who answers a ping becomes an executor.".to_owned(),
        Fact::HeartbeatTaken { changed: true, .. } => {
            "It says something new, so what was known is replaced.".to_owned()
        }
        Fact::HeartbeatTaken { .. } => "It says the same as the one before.".to_owned(),
        Fact::HeartbeatStale { .. } => {
            "Newer knowledge is never overwritten by older: the dots tell which is which.".to_owned()
        }
        Fact::HeartbeatUnknown { .. } => "It is answered with 404, so that it registers anew.".to_owned(),
        Fact::Submitted { job, finding, place, waits_for, put_before, .. } => {
            let found = finding.as_ref().map(|found| format!("{}. ", words::sentence(&words::finding(found))));
            let place = match place {
                Some(at) => format!("It is {} in the queue", words::place(*at)),
                None => "It is to be placed at once".to_owned(),
            };
            let waits = match waits_for.as_slice() {
                [] => String::new(),
                jobs => format!(", and waits for {}", words.jobs(jobs)),
            };
            let before = put_before.map(|other| {
                let (job, other) = (words.job(*job), words.job(other));
                format!(
                    " It stands before {other}, which came earlier, because the submission of {job} happened before."
                )
            });
            format!("{}{place}{waits}.{}", found.unwrap_or_default(), before.unwrap_or_default())
        }
        Fact::SubmittedAgain { .. } => "It is known already, so nothing changes.".to_owned(),
        Fact::SubmitRefused { why, .. } | Fact::Refused { why, .. } => format!("The reason: {}.", reason(why)),
        Fact::Decided(decision) => because(words, &decision.explained()),
        Fact::RunRefused { why, .. } => format!("It said: {}.", reason(why)),
        Fact::Withdrawn { answered, ready, .. } => {
            let room = match answered {
                true => "Its place is free now",
                false => "Whoever is to take its place has waited long enough",
            };
            match ready {
                Some(job) => format!("{room}: {} is handed out.", words.job(*job)),
                None => format!("{room}."),
            }
        }
        Fact::DoneHeard { first: false, .. } => {
            "It had ended before, or is another of this name, so nothing changes.".to_owned()
        }
        Fact::DoneHeard { freed, stopped, .. } => {
            let freed = match freed.as_slice() {
                [] => "What it used is free again.".to_owned(),
                jobs => format!("Ready now: {}.", words.jobs(jobs)),
            };
            let stopped = stopped.map(|other| format!(" {} had it too and is told to stop.", words.subject(other)));
            format!("{freed}{}", stopped.unwrap_or_default())
        }
        Fact::Ended { end: End::Orphaned(_), .. } => "That one ended without being done.".to_owned(),
        Fact::Expired { requeued: jobs, .. } => {
            format!("By its own time that is too long; whether it is down it cannot know.{}", requeued(jobs))
        }
        Fact::JobsHeard { requeued: jobs, .. } => {
            format!("An original node does not say so in its heartbeats, so it is asked.{}", requeued(jobs))
        }
        Fact::Unanswered { job: Some(_), .. } => {
            "The same node is asked again, so that a lost answer never makes a job run twice.".to_owned()
        }
        Fact::PolicySet(policy) => {
            let kept = match (policy.reserve, policy.preempt) {
                (true, true) => {
                    "What running jobs need stays reserved between heartbeats, and a critical emergency may take the \
                     place of normal jobs."
                }
                (true, false) => "What running jobs need stays reserved between heartbeats.",
                (false, _) => "Nothing is reserved between heartbeats.",
            };
            format!("{kept} The queue is sorted anew.")
        }
        Fact::EmergencyDeclared { raised: jobs, .. } | Fact::EmergencyCleared { lowered: jobs } => {
            match jobs.as_slice() {
                [] => "No waiting job changes its level; every executor is told.".to_owned(),
                jobs => format!("It changes the level of {}; every executor is told.", words.jobs(jobs)),
            }
        }
        _ => return super::data::explanation(words, fact),
    })
}

fn peer_explanation(words: &Words, fact: &PeerFact) -> Option<String> {
    Some(match fact {
        PeerFact::Joined => {
            format!("From now on it sends a heartbeat every {}.", crate::sim::executor::HEARTBEAT_EVERY)
        }
        PeerFact::NotJoined { why } => format!("The answer was: {}. It tries again.", reason(why)),
        PeerFact::Forgotten => "It registers anew.".to_owned(),
        PeerFact::JobStarted { duration, .. } => format!("It will run for {duration}."),
        PeerFact::JobFinished { .. } => {
            "Its result goes to the broker first, then the report that it is done.".to_owned()
        }
        PeerFact::GaveUp { .. } => "Nobody answered, however often it tried.".to_owned(),
        PeerFact::NoticeHeld => "Causal delivery: what happened before is delivered before.".to_owned(),
        PeerFact::NoticeDelivered { notices } if notices.len() > 1 => {
            "The earlier one had been missing; now both are delivered in causal order.".to_owned()
        }
        PeerFact::JobRefused { why, .. } | PeerFact::Ignored { why, .. } => format!("The reason: {}.", reason(why)),
        PeerFact::ResultTaken { bytes, .. } => {
            format!("It has {}.", words::bytes(i64::try_from(*bytes).unwrap_or(i64::MAX)))
        }
        PeerFact::ResultRefused { .. } => "It is not expected here, or finds no room.".to_owned(),
        PeerFact::JobHere { job } => format!("It does not run {} twice.", words.job(*job)),
        PeerFact::PowerTurned { on_battery: true, charge } => {
            format!("It runs on its battery, which has {charge} %. The broker learns of it at the next heartbeat.")
        }
        PeerFact::PowerTurned { .. } => "The broker learns of it at the next heartbeat.".to_owned(),
        PeerFact::Sent
        | PeerFact::Pinged
        | PeerFact::Settled
        | PeerFact::JobStopped { .. }
        | PeerFact::NoticeDelivered { .. }
        | PeerFact::NoticeDropped
        | PeerFact::JobTaken { .. }
        | PeerFact::Listed { .. }
        | PeerFact::Stored { .. }
        | PeerFact::Asked
        | PeerFact::FreeAsked => return None,
        PeerFact::FetchBegun { .. } => "It runs it once all is here.".to_owned(),
        PeerFact::InputsListed { .. } => "It asks for each of them.".to_owned(),
        PeerFact::InputHere { left: 0, .. } => "Nothing is missing any more, so the job can run.".to_owned(),
        PeerFact::InputHere { left, .. } => format!("Still missing: {}.", words::number(*left)),
        PeerFact::TriesAgain { why, .. } => {
            let every = crate::sim::peer::TRY_EVERY;
            format!("The reason: {}. It tries again in {every}.", reason(why))
        }
        PeerFact::JobFailed { why, .. } | PeerFact::StoreFailed { why, .. } => format!("The reason: {}.", reason(why)),
        PeerFact::EndHeard { end: End::Done(_), .. } => "Its result came before, or a datastore keeps it.".to_owned(),
        PeerFact::EndHeard { end, .. } => format!("{} It expects no result of it any more.", ending(words, end)),
        PeerFact::DataKept { bytes, replaced, .. } => {
            let size = words::bytes(i64::try_from(*bytes).unwrap_or(i64::MAX));
            if *replaced { format!("{size}, in place of what stood there.") } else { format!("{size}.") }
        }
        PeerFact::DataLate { .. } => {
            "It has heard of a later one: the clocks of the calls tell which is which.".to_owned()
        }
        PeerFact::DataRefused { bytes, free, .. } => {
            let size = |bytes: u64| words::bytes(i64::try_from(bytes).unwrap_or(i64::MAX));
            format!("{} do not fit into the {} that are free.", size(*bytes), size(*free))
        }
        PeerFact::DataRead { bytes: Some(bytes), .. } => {
            format!("{} go out.", words::bytes(i64::try_from(*bytes).unwrap_or(i64::MAX)))
        }
        PeerFact::DataRead { .. } => "There is nothing of this name here.".to_owned(),
        PeerFact::DataDeleted { names: 0, .. } => "So nothing changes.".to_owned(),
        PeerFact::DataDeleted { names, .. } => {
            format!("{} went.", words::sentence(&words::count(*names, "name", "names")))
        }
    })
}

/// How a job ended that was not done.
fn ending(words: &Words, end: &End) -> String {
    match end {
        End::Done(_) => "It was done elsewhere.".to_owned(),
        End::Deleted => "Somebody deleted it.".to_owned(),
        End::Refused => "It could not be placed at once.".to_owned(),
        End::Failed(why) => format!("The reason: {}.", reason(why)),
        End::Orphaned(other) => format!("It waited for {}, which was never done.", words.job(*other)),
    }
}

/// What the event did to its node's clock.
fn arithmetic(
    words: &Words,
    trace: &Trace,
    event: &Event,
    after: &VectorClock,
    nodes: &[NodeId],
    rest: &mut Vec<Piece>,
) {
    let say = |rest: &mut Vec<Piece>, text: &str, clock: String| {
        rest.push(Piece::Words(text.to_owned()));
        rest.push(Piece::Clock(clock));
        rest.push(Piece::Words(".".to_owned()));
    };
    let own = event.dot;
    let tick = || match nodes.len() {
        ..=SPELT_MAX => words::vector(after, nodes),
        _ => format!("{} {} → {}", words.name(own.node), own.count - 1, own.count),
    };
    let said = said(trace, event);
    match (event.kind, said) {
        (EventKind::Internal, _) if matches!(event.what, What::Broker(Fact::Decided(_))) => {
            say(rest, &format!("Deciding ticks {} own entry: ", words.of(own.node)), tick());
        }
        (EventKind::Internal, _) => say(rest, "An event of its own ticks its own entry: ", tick()),
        (EventKind::Send, Some(_)) if nodes.len() > SPELT_MAX => {
            say(rest, "A send ticks its own entry, and the message carries the clock: ", tick());
        }
        (EventKind::Send, Some(_)) => say(rest, "A send ticks its own entry, and the message carries ", tick()),
        (EventKind::Send, None) => {
            say(rest, "It knows no vector clocks, so the message carries none; we count ", tick())
        }
        (EventKind::Receive, None) => {
            say(rest, "The message carries no clock, so nothing is merged, only its own entry ticks: ", tick())
        }
        (EventKind::Receive, Some(said)) => {
            let before = before(trace, event);
            let Some(larger) = larger_of_both(event, after, &said, &before) else {
                return say(rest, "The message’s clock is not taken, only its own entry ticks: ", tick());
            };
            if nodes.len() > SPELT_MAX {
                return say(rest, &many(words, trace, event), tick());
            }
            let heard = heard(trace, event);
            let all = std::iter::once(&before).chain(&heard).map(|clock| words::vector(clock, nodes));
            let all: Vec<String> = all.collect();
            let max = format!("max({}) = {}", all.join(","), words::vector(&larger, nodes));
            rest.push(Piece::Clock(max));
            say(rest, ", then its own tick: ", tick());
        }
    }
}

/// The clock of the message that the event sent, or of those that it received.
fn said(trace: &Trace, event: &Event) -> Option<VectorClock> {
    match event.is_receive() {
        true => largest_heard(trace, event),
        false => sent_of(trace, event)?.message.clock.as_ref().map(Knowledge::vector),
    }
}

/// The node's clock before the event.
fn before(trace: &Trace, event: &Event) -> VectorClock {
    trace.previous(event).and_then(|previous| trace.clock(previous.id)).unwrap_or_default()
}

/// The larger of each pair of entries, where the message's clock was taken.
fn larger_of_both(event: &Event, after: &VectorClock, said: &VectorClock, before: &VectorClock) -> Option<VectorClock> {
    let (own, mut larger) = (event.dot.node, before.clone());
    larger.merge(said).ok()?;
    let is_merged = after.entries().all(|dot| dot.node == own || larger.get(dot.node) == dot.count);
    is_merged.then_some(larger)
}

/// A merge of many entries: only what grew.
#[inline(never)]
fn many(words: &Words, trace: &Trace, event: &Event) -> String {
    const SHOWN: usize = 3;
    let before = before(trace, event);
    let raised = trace.news(event);
    let grown = raised.iter().take(SHOWN);
    let grown = grown.map(|dot| format!("{} {} → {}", words.name(dot.node), before.get(dot.node), dot.count));
    match raised.len() {
        0 => "Nothing in the message’s clock is news; its own tick: ".to_owned(),
        1..=SHOWN => format!("News: {}; then its own tick: ", grown.collect::<Vec<_>>().join(", ")),
        _ => format!("News: {}; then its own tick: ", news(words, trace, event)),
    }
}

#[cfg(test)]
#[path = "narration/tests.rs"]
mod tests;

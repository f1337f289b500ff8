//! One event in a sentence or two, for somebody who sees a vector clock for the first time.

use super::data::size;
use super::decision::because;
use super::faults;
use super::happened::{deed, emergency_of, heard, largest_heard, news, reason, sent_of};
use super::words::{self, SPELT_MAX, Words, real};
use crate::broker::fact::{Fact, Submitted};
use crate::broker::jobs::End;
use crate::broker::outbox::EventKind;
use crate::clock::VectorClock;
use crate::clock::inline::Knowledge;
use crate::id::{EventId, JobId, NodeId};
use crate::sim::fact::{PeerFact, What};
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;

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
        let rest = vec![Piece::Words(texts().narration().step_on.to_owned())];
        let strong = texts().narration().nothing.to_owned();
        return Narration { lead: Lead::Plain, colour: "n0", strong, rest, order: String::new() };
    };
    let words = Words::new(trace.names());
    let after = trace.clock(id).unwrap_or_default();
    let nodes = words::order_at(trace, event, &after);
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
            Some(executor) => texts().narration().gets(&words.subject(executor), job),
            None => texts().narration().nobody(job),
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
        What::Crashed => Some(texts().narration().crashed.to_owned()),
        What::Restarted { with_memory: true } => Some(texts().narration().restarted.to_owned()),
        What::Restarted { with_memory: false } => Some(texts().narration().incarnation(&words.name(event.dot.node))),
    }
}

fn broker_explanation(words: &Words, fact: &Fact) -> Option<String> {
    let said = texts().narration();
    let requeued = |jobs: &[JobId]| match jobs {
        [] => String::new(),
        [one] => said.requeued_one(words.job(*one)),
        many => said.requeued(&words.jobs(many)),
    };
    Some(match fact {
        Fact::RegisterHeard { .. } => said.will_ping.to_owned(),
        Fact::Registered { executor, replaced, requeued: jobs, adopted } => {
            let replaced = replaced.map(|former| said.replaces(&words.whom(former)));
            let adopted = match &adopted[..] {
                [] => String::new(),
                jobs => said.adopted(&words.jobs(jobs)),
            };
            let counts = said.counts(&words.subject(*executor), &real(crate::broker::executors::SILENCE_MAX));
            format!("{counts}{}{}{adopted}", replaced.unwrap_or_default(), requeued(jobs))
        }
        Fact::Unverified { .. } => said.unverified.to_owned(),
        Fact::HeartbeatTaken { changed: true, .. } => said.says_new.to_owned(),
        Fact::HeartbeatTaken { .. } => said.says_same.to_owned(),
        Fact::HeartbeatStale { .. } => said.stale.to_owned(),
        Fact::HeartbeatUnknown { .. } => said.stranger.to_owned(),
        Fact::Submitted(submitted) => {
            let Submitted { job, finding, place, waits_for, put_before, .. } = &**submitted;
            let found = finding.as_ref().map(|found| format!("{}. ", words::sentence(&words::finding(found))));
            let place = match place {
                Some(at) => said.in_queue(&words::place(*at)),
                None => said.at_once.to_owned(),
            };
            let waits = match waits_for.as_slice() {
                [] => String::new(),
                jobs => said.and_waits(&words.jobs(jobs)),
            };
            let before = put_before.map(|other| said.stands_before(words.job(*job), words.job(other)));
            format!("{}{place}{waits}.{}", found.unwrap_or_default(), before.unwrap_or_default())
        }
        Fact::SubmittedAgain { .. } => said.known_already.to_owned(),
        Fact::SubmitRefused { why, .. } | Fact::Refused { why, .. } => said.the_reason(&reason(why)),
        Fact::Decided(decision) => because(words, &decision.explained()),
        Fact::RunRefused { why, .. } => said.it_said(&reason(why)),
        Fact::Withdrawn { answered, ready, .. } => {
            let room = if *answered { said.place_is_free } else { said.waited_enough };
            match ready {
                Some(job) => said.handed_out(room, words.job(*job)),
                None => format!("{room}."),
            }
        }
        Fact::DoneHeard { first: false, .. } => said.ended_before.to_owned(),
        Fact::DoneHeard { freed, stopped, .. } => {
            let freed = match &freed[..] {
                [] => said.freed.to_owned(),
                jobs => said.ready(&words.jobs(jobs)),
            };
            let stopped = stopped.map(|other| said.told_to_stop(&words.subject(other)));
            format!("{freed}{}", stopped.unwrap_or_default())
        }
        Fact::Ended { end: End::Orphaned(_), .. } => said.orphaned.to_owned(),
        Fact::Expired { requeued: jobs, .. } => format!("{}{}", said.expired, requeued(jobs)),
        Fact::JobsHeard { requeued: jobs, .. } => format!("{}{}", said.jobs_heard, requeued(jobs)),
        Fact::Unanswered { job: Some(_), .. } => said.asked_again.to_owned(),
        Fact::PolicySet(policy) => said.sorted_anew(match (policy.reserve, policy.preempt) {
            (true, true) => said.reserves_and_preempts,
            (true, false) => said.reserves,
            (false, _) => said.reserves_nothing,
        }),
        Fact::EmergencyDeclared { raised: jobs, .. } | Fact::EmergencyCleared { lowered: jobs } => match &jobs[..] {
            [] => said.no_level_changes.to_owned(),
            jobs => said.level_changes(&words.jobs(jobs)),
        },
        _ => return super::data::explanation(words, fact),
    })
}

fn peer_explanation(words: &Words, fact: &PeerFact) -> Option<String> {
    let said = texts().narration();
    Some(match fact {
        PeerFact::Joined => said.joined(&real(crate::sim::executor::HEARTBEAT_EVERY)),
        PeerFact::NotJoined { why } => said.not_joined(&reason(why)),
        PeerFact::Forgotten => said.registers_anew.to_owned(),
        PeerFact::JobStarted { duration, .. } => said.will_run(&real(duration)),
        PeerFact::JobFinished { .. } => said.finished.to_owned(),
        PeerFact::GaveUp { .. } => said.gave_up.to_owned(),
        PeerFact::NoticeHeld => said.notice_held.to_owned(),
        PeerFact::NoticeDelivered { notices } if notices.len() > 1 => said.notices_delivered.to_owned(),
        PeerFact::JobRefused { why, .. } | PeerFact::Ignored { why, .. } => said.the_reason(&reason(why)),
        PeerFact::ResultTaken { bytes, .. } => said.result_has(&size(*bytes)),
        PeerFact::ResultRefused { .. } => said.result_refused.to_owned(),
        PeerFact::JobHere { job } => said.not_twice(words.job(*job)),
        PeerFact::PowerTurned { on_battery: true, charge } => said.on_battery(*charge),
        PeerFact::PowerTurned { .. } => said.on_mains.to_owned(),
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
        PeerFact::FetchBegun { .. } => said.once_all_is_here.to_owned(),
        PeerFact::InputsListed { .. } => said.asks_for_each.to_owned(),
        PeerFact::InputHere { left: 0, .. } => said.nothing_missing.to_owned(),
        PeerFact::InputHere { left, .. } => said.missing(*left, &words::number(*left)),
        PeerFact::TriesAgain { why, .. } => said.tries_again(&reason(why), &real(crate::sim::peer::TRY_EVERY)),
        PeerFact::JobFailed { why, .. } | PeerFact::StoreFailed { why, .. } => said.the_reason(&reason(why)),
        PeerFact::EndHeard { end: End::Done(_), .. } => said.result_elsewhere.to_owned(),
        PeerFact::EndHeard { end, .. } => said.no_result(&ending(words, end)),
        PeerFact::DataKept { bytes, replaced: true, .. } => said.kept(&size(*bytes)),
        PeerFact::DataKept { bytes, .. } => format!("{}.", size(*bytes)),
        PeerFact::DataLate { .. } => said.late_call.to_owned(),
        PeerFact::DataRefused { bytes, free, .. } => said.does_not_fit(&size(*bytes), &size(*free)),
        PeerFact::DataRead { bytes: Some(bytes), .. } => said.go_out(&size(*bytes)),
        PeerFact::DataRead { .. } => said.no_such_name.to_owned(),
        PeerFact::DataDeleted { names: 0, .. } => said.nothing_changes.to_owned(),
        PeerFact::DataDeleted { names, .. } => {
            said.went(*names, &words::sentence(&words::count(*names, said.name, said.names)))
        }
    })
}

/// How a job ended that was not done.
fn ending(words: &Words, end: &End) -> String {
    let said = texts().narration();
    match end {
        End::Done(_) => said.done_elsewhere.to_owned(),
        End::Deleted => said.was_deleted.to_owned(),
        End::Refused => said.not_placed.to_owned(),
        End::Failed(why) => said.the_reason(&reason(why)),
        End::Orphaned(other) => said.waited_in_vain(words.job(*other)),
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
    let told = texts().narration();
    let own = event.dot;
    let tick = || match nodes.len() {
        // Where one entry is all there is, its place says nothing.
        1 => format!("[{} {}]", words.name(own.node), own.count),
        ..=SPELT_MAX => words::vector(after, nodes),
        _ => format!("{} {} → {}", words.name(own.node), own.count - 1, own.count),
    };
    let said = said(trace, event);
    match (event.kind, said) {
        (EventKind::Internal, _) if matches!(event.what, What::Broker(Fact::Decided(_))) => {
            say(rest, &told.deciding_ticks(&words.of(own.node)), tick());
        }
        (EventKind::Internal, _) => say(rest, told.internal_ticks, tick()),
        (EventKind::Send, Some(_)) if nodes.len() > SPELT_MAX => {
            say(rest, told.send_ticks_many, tick());
        }
        (EventKind::Send, Some(_)) => say(rest, told.send_ticks, tick()),
        (EventKind::Send, None) => say(rest, told.send_without, tick()),
        (EventKind::Receive, None) => say(rest, told.receive_without, tick()),
        (EventKind::Receive, Some(said)) => {
            let before = before(trace, event);
            let Some(larger) = larger_of_both(event, after, &said, &before) else {
                return say(rest, told.receive_not_taken, tick());
            };
            if nodes.len() > SPELT_MAX {
                return say(rest, &many(words, trace, event), tick());
            }
            let heard = heard(trace, event);
            let all = std::iter::once(&before).chain(&heard).map(|clock| words::vector(clock, nodes));
            let all: Vec<String> = all.collect();
            let max = format!("max({}) = {}", all.join(","), words::vector(&larger, nodes));
            rest.push(Piece::Clock(max));
            say(rest, told.then_tick, tick());
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
    trace.clock_before(event)
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
        0 => texts().narration().no_news_tick.to_owned(),
        1..=SHOWN => texts().narration().news_tick(&grown.collect::<Vec<_>>().join(", ")),
        _ => texts().narration().news_tick(&news(words, trace, event)),
    }
}

#[cfg(test)]
#[path = "narration/tests.rs"]
mod tests;

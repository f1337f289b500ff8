//! What happened in one event: what its node did, in words, and the facts beside it.
//!
//! [`deed`] is the one place that puts a fact of the trace into words. It is a predicate, so that it can follow
//! its node's name in a sentence and stand alone in a list.

use super::faults;
use super::narration::explanation;
use super::words::{self, Words};
use crate::broker::call::{Answer, Body, Call, Message, Notice};
use crate::broker::emergency::Emergency;
use crate::broker::fact::Fact;
use crate::broker::jobs::{End, finding};
use crate::broker::outbox::EventKind;
use crate::clock::inline::Knowledge;
use crate::clock::{Dot, VectorClock};
use crate::id::{EventId, MessageId, NodeId};
use crate::sim::Sim;
use crate::sim::fact::{PeerFact, What};
use crate::sim::trace::{Event, Sent, Trace};
use crate::texts::texts;
use crate::time::Time;

/// So many messages of one event are told of, each in full: all but some of a log have one.
const MESSAGES_TOLD: usize = 4;

/// What an event's node did: received exec-2’s heartbeat.
pub fn deed(words: &Words, trace: &Trace, event: &Event) -> String {
    match &event.what {
        What::Broker(Fact::Sent) | What::Peer(PeerFact::Sent) => match sent_of(trace, event) {
            Some(sent) => sent_deed(words, trace, sent.message),
            None => texts().deeds().sent_something.to_owned(),
        },
        What::Broker(fact) => broker_deed(words, trace, event, fact),
        What::Peer(fact) => peer_deed(words, trace, event, fact),
        What::Recorded(text) if text.is_empty() => texts().deeds().logged_nothing.to_owned(),
        What::Recorded(text) => texts().deeds().logged(text),
        What::Crashed => texts().deeds().crashed.to_owned(),
        What::Restarted { with_memory: true } => texts().deeds().restarted.to_owned(),
        What::Restarted { with_memory: false } => texts().deeds().restarted_afresh.to_owned(),
    }
}

/// Puts the events of a trace into words, one line each. Those of a log keep their own.
pub fn teller(trace: &Trace) -> impl Fn(&Event) -> String + '_ {
    let words = Words::new(trace.names());
    move |event| match &event.what {
        What::Recorded(text) => text.to_string(),
        _ => deed(&words, trace, event),
    }
}

/// The clocks that came in with an event: several where a log says so.
pub fn heard(trace: &Trace, event: &Event) -> Vec<VectorClock> {
    let received = trace.messages_of(event).filter(|sent| event.is_receive() && sent.event != Some(event.id));
    received.filter_map(|sent| sent.message.clock.as_ref().map(Knowledge::vector)).collect()
}

/// The largest of the clocks that came in with an event; `None` when none did.
pub fn largest_heard(trace: &Trace, event: &Event) -> Option<VectorClock> {
    heard(trace, event).into_iter().reduce(|largest, clock| largest.joined(&clock))
}

/// The message that an event sent or received.
pub fn sent_of<'a>(trace: &'a Trace, event: &Event) -> Option<Sent<'a>> {
    event.message.and_then(|message| trace.sent(message))
}

/// The emergency that an event is about, as far as the event itself tells.
pub fn emergency_of<'a>(trace: &'a Trace, event: &'a Event) -> Option<Emergency> {
    match &event.what {
        What::Broker(Fact::Submitted(job)) => return job.finding.as_ref().map(|f| f.emergency.clone()),
        What::Broker(Fact::Decided(decision)) => return decision.finding.as_ref().map(|f| f.emergency.clone()),
        What::Broker(Fact::EmergencyDeclared { emergency, .. }) => return Some(Emergency::clone(emergency)),
        _ => {}
    }
    match &sent_of(trace, event)?.message.body {
        Body::Call(Call::Submit { spec, .. } | Call::Run { spec, .. }) => finding(spec).map(|found| found.emergency),
        Body::Call(Call::Notice { notice: Notice::Declared(emergency), .. }) => Some(emergency.clone()),
        _ => None,
    }
}

fn sent_deed(words: &Words, trace: &Trace, message: &Message) -> String {
    let said = texts().deeds();
    let to = &words.whom(message.to);
    let job = |job| words.job(job);
    match &message.body {
        Body::Unknown => said.sent_message(to),
        Body::Call(call) => match call {
            Call::Register(_) => said.asked_in(to),
            Call::Heartbeat(_) => said.sent_heartbeat(to),
            Call::Count => said.asked_count(to),
            Call::Submit { job: id, spec, .. } => match finding(spec) {
                Some(found) => said.submitted_emergency(job(*id), &words::emergency(&found.emergency)),
                None => said.submitted(job(*id)),
            },
            Call::Done(id) => said.reported_done(to, job(*id)),
            Call::Failed { job: id, .. } => said.reported_failed(to, job(*id)),
            Call::Delete { job: id, .. } => said.asked_to_delete(to, job(*id)),
            Call::Stop(id) => said.asked_to_stop(to, job(*id)),
            Call::Store { name, .. } => said.sent(&words::data(name), to),
            Call::Fetch { name, .. } => said.asked_for(to, &words::data(name)),
            Call::List { prefix } | Call::ListPage { prefix, .. } => said.asked_names(to, &words::prefix(prefix)),
            Call::DeleteData(name) => said.asked_to_delete(to, &words::data(name)),
            Call::DeleteJobData { folder } => said.asked_to_delete_data(to, folder.as_str()),
            Call::Free => said.asked_free(to),
            Call::Capabilities => said.asked_capabilities(to),
            Call::Jobs => said.asked_jobs(to),
            Call::Ended { job: id, .. } => said.told_ended(to, job(*id)),
            Call::Result { job: id, .. } => said.sent_result(job(*id), to),
            Call::Announce { free } => said.announced(to, &words::bytes(size(*free))),
            Call::Ping => said.pinged(to),
            Call::Run { job: id, .. } => said.handed(job(*id), to),
            Call::Notice { notice, .. } => said.told_of(to, &notice_words(notice)),
        },
        Body::Answer(call, answer) => {
            let question = trace.sent(*call).map(|sent| sent.message);
            let question = question.map_or_else(|| said.a_call.to_owned(), |call| object(words, call));
            let answers = answer_words(answer);
            if answer.is_ok() { said.answered(&question, &answers) } else { said.refused(&question, &answers) }
        }
    }
}

/// The status of an answer and its words: 404, No such executor.
pub fn answer_words(answer: &Answer) -> String {
    match answer.detail() {
        Some(text) => format!("{}, {}", answer.status, reason(text)),
        None => answer.status.to_string(),
    }
}

/// What somebody gave as a reason, fit to stand before a full stop.
pub fn reason(text: &str) -> String {
    let text = words::quotable(text.trim().trim_end_matches('.'));
    if text.is_empty() { texts().deeds().no_reason.to_owned() } else { text }
}

fn size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn notice_words(notice: &Notice) -> String {
    match notice {
        Notice::Declared(emergency) => words::emergency(emergency),
        Notice::Cleared => texts().deeds().all_clear.to_owned(),
    }
}

/// A message as a thing that does something: exec-2’s heartbeat, the broker’s answer.
pub fn noun(words: &Words, message: &Message) -> String {
    texts().deeds().as_subject(object(words, message))
}

/// A message as a thing to which something is done. German tells it apart: den Heartbeat von exec-2.
pub(super) fn object(words: &Words, message: &Message) -> String {
    let of = words.of(message.from);
    match &message.body {
        Body::Call(call) => call_noun(words, call, &texts().deeds().whose(&of)),
        Body::Answer(..) => texts().deeds().answer_of(&of),
        Body::Unknown => texts().deeds().message_of(&of),
    }
}

/// A call as a thing to which something is done: heartbeat, submission of triage; whose it is, goes before it or after.
fn call_noun(words: &Words, call: &Call, whose: &str) -> String {
    let said = texts().deeds();
    let job = |job| words.job(job);
    match call {
        Call::Register(_) => said.registration(whose),
        Call::Heartbeat(_) => said.heartbeat(whose),
        Call::Count => said.count_question(whose),
        Call::Submit { job: id, .. } => said.submission(whose, job(*id)),
        Call::Done(id) => said.done_report(whose, job(*id)),
        Call::Failed { job: id, .. } => said.failed_report(whose, job(*id)),
        Call::Delete { job: id, .. } => said.delete_request(whose, job(*id)),
        Call::Stop(id) => said.stop_request(whose, job(*id)),
        Call::Store { name, .. } => said.data(whose, &words::data(name)),
        Call::Fetch { name, .. } => said.fetch_request(whose, &words::data(name)),
        Call::List { prefix } | Call::ListPage { prefix, .. } => said.names_question(whose, &words::prefix(prefix)),
        Call::DeleteData(name) => said.delete_request(whose, &words::data(name)),
        Call::DeleteJobData { folder } => said.delete_data_request(whose, folder.as_str()),
        Call::Free => said.free_question(whose),
        Call::Capabilities => said.capabilities_question(whose),
        Call::Jobs => said.jobs_question(whose),
        Call::Ended { job: id, .. } => said.end_word(whose, job(*id)),
        Call::Result { job: id, .. } => said.result(whose, job(*id)),
        Call::Announce { .. } => said.announcement(whose),
        Call::Ping => said.ping(whose),
        Call::Run { job: id, .. } => said.run_request(whose, job(*id)),
        Call::Notice { notice, .. } => said.notice(whose, &notice_words(notice)),
    }
}

/// What a node did that received a message.
fn received(words: &Words, trace: &Trace, event: &Event) -> String {
    let said = texts().deeds();
    let Some(sent) = sent_of(trace, event) else { return said.received(said.a_message) };
    let question = match &sent.message.body {
        Body::Answer(call, _) => trace.sent(*call).map(|sent| sent.message),
        Body::Call(_) | Body::Unknown => None,
    };
    said.received(&match question.map(|message| &message.body) {
        Some(Body::Call(call)) => said.answer_to(&words.of(sent.message.from), &call_noun(words, call, "")),
        _ => object(words, sent.message),
    })
}

fn broker_deed(words: &Words, trace: &Trace, event: &Event, fact: &Fact) -> String {
    if let Some(deed) = super::data::deed(words, fact) {
        return deed;
    }
    let said = texts().deeds();
    let (node, whom, from) = (|id| words.node(id), |id| words.whom(id), |id| words.from(id));
    let job = |id| words.job(id);
    match fact {
        Fact::Sent | Fact::AnswerHeard { .. } => received(words, trace, event),
        Fact::RegisterHeard { executor } => said.received(&said.registration(&said.whose(&words.of(*executor)))),
        Fact::Registered { executor, .. } => said.took_in(&whom(*executor)),
        Fact::Unverified { executor } => said.unverified(&whom(*executor)),
        Fact::HeartbeatTaken { executor, .. } => said.received(&said.heartbeat(&said.whose(&words.of(*executor)))),
        Fact::HeartbeatStale { executor, .. } => said.late_heartbeat(&from(*executor)),
        Fact::HeartbeatUnknown { executor } => said.strange_heartbeat(&from(*executor)),
        Fact::Counted { executors } => said.counted(&words::count(*executors, said.executor, said.executors)),
        Fact::Submitted(submitted) => match &submitted.finding {
            Some(found) => said.received_emergency(job(submitted.job), &words::emergency(&found.emergency)),
            None => said.received(job(submitted.job)),
        },
        Fact::SubmittedAgain { job: id } => said.received_again(job(*id)),
        Fact::SubmitRefused { job: id, .. } => said.not_taken(job(*id)),
        Fact::Decided(decision) => match decision.chosen() {
            Some(executor) => said.chose(&whom(executor), job(decision.job)),
            None => said.found_nobody(job(decision.job)),
        },
        Fact::RunConfirmed { job: id, executor } => said.heard_runs(&node(*executor), job(*id)),
        Fact::RunRefused { job: id, executor, .. } => said.heard_refuses(&node(*executor), job(*id)),
        Fact::Withdrawn { job: id, executor, answered: true, .. } => said.heard_lost(&node(*executor), job(*id)),
        Fact::Withdrawn { job: id, executor, .. } => said.unanswered_stop(&from(*executor), job(*id)),
        Fact::DoneHeard { job: id, by, first: true, .. } => said.heard_done_from(&from(*by), job(*id)),
        Fact::DoneHeard { job: id, .. } => said.heard_done_again(job(*id)),
        Fact::DeleteHeard { job: id, alive: true } => said.deleted(job(*id)),
        Fact::DeleteHeard { job: id, .. } => said.deleted_late(job(*id)),
        Fact::Ended { job: id, end: End::Orphaned(other) } => said.orphaned(job(*id), job(*other)),
        Fact::Ended { job: id, .. } => said.ended(job(*id)),
        Fact::Expired { executor, silence, .. } => said.dropped(&whom(*executor), &words::real(silence)),
        Fact::JobsHeard { executor, requeued } => match &requeued[..] {
            [] => said.heard_jobs(&node(*executor)),
            lost => said.heard_lost(&node(*executor), &words.jobs(lost)),
        },
        Fact::Unanswered { by, job: Some(id) } => said.unanswered_about(&from(*by), job(*id)),
        Fact::Unanswered { by, .. } => said.unanswered(&from(*by)),
        Fact::Refused { from: sender, .. } => said.refused_message(&from(*sender)),
        Fact::PolicySet(policy) => said.changed_rules(words::order(policy.order), words::placement(policy.placement)),
        Fact::EmergencyDeclared { emergency, .. } => said.declared(&words::emergency(emergency)),
        Fact::EmergencyCleared { .. } => said.cleared.to_owned(),
        _ => received(words, trace, event),
    }
}

fn peer_deed(words: &Words, trace: &Trace, event: &Event, fact: &PeerFact) -> String {
    let said = texts().deeds();
    let (job, data) = (|id| words.job(id), words::data);
    let sender = sent_of(trace, event).map(|sent| sent.message.from);
    let who = || sender.map_or_else(|| said.somebody.to_owned(), |sender| words.node(sender));
    match fact {
        PeerFact::Sent | PeerFact::Settled | PeerFact::Asked => received(words, trace, event),
        PeerFact::Pinged => {
            said.was_pinged(&sender.map_or_else(|| said.by_somebody.to_owned(), |sender| words.from(sender)))
        }
        PeerFact::Joined => said.joined(&who()),
        PeerFact::NotJoined { .. } => said.not_joined(&who()),
        PeerFact::Forgotten => said.forgotten(&who()),
        PeerFact::JobStarted { job: id, .. } => said.started(job(*id)),
        PeerFact::JobHere { job: id } => said.has_already(job(*id)),
        PeerFact::JobFinished { job: id } => said.finished(job(*id)),
        PeerFact::JobStopped { job: id, was_here: true } => said.stopped(job(*id)),
        PeerFact::JobStopped { job: id, .. } => said.not_here(job(*id)),
        PeerFact::GaveUp { job: id } => said.gave_up(job(*id)),
        PeerFact::NoticeDelivered { notices } => {
            let heard: Vec<String> = notices.iter().map(notice_words).collect();
            said.heard_of(&words::list(&heard))
        }
        PeerFact::NoticeHeld => said.notice_held.to_owned(),
        PeerFact::NoticeDropped => said.notice_dropped.to_owned(),
        PeerFact::JobTaken { job: id } => said.heard_took(&who(), job(*id)),
        PeerFact::JobRefused { job: id, .. } => said.heard_did_not_take(&who(), job(*id)),
        PeerFact::ResultTaken { job: id, .. } => said.result_taken(job(*id)),
        PeerFact::ResultRefused { job: id } => said.result_refused(job(*id)),
        PeerFact::DataKept { name, .. } => said.keeps(&data(name)),
        PeerFact::DataLate { name } => said.late_call(&data(name)),
        PeerFact::DataRefused { name, .. } => said.no_room(&data(name)),
        PeerFact::DataRead { name, bytes: Some(_) } => said.found(&data(name)),
        PeerFact::DataRead { name, .. } => said.has_none(&data(name)),
        PeerFact::DataDeleted { name, names: 0 } => said.nothing_to_delete(&data(name)),
        PeerFact::DataDeleted { name, .. } => said.deleted(&data(name)),
        PeerFact::Listed { prefix } => said.listed(&words::prefix(prefix)),
        PeerFact::FreeAsked => said.was_asked_free.to_owned(),
        PeerFact::FetchBegun { job: id, .. } => said.fetches(job(*id)),
        PeerFact::InputsListed { job: id, names, .. } => {
            said.inputs_listed(*names, &words::count(*names, said.name_read, said.names_read), job(*id))
        }
        PeerFact::InputHere { job: id, name, .. } => said.input_here(&data(name), job(*id)),
        PeerFact::TriesAgain { what, .. } => said.tries_again(&words::quotable(what)),
        PeerFact::JobFailed { job: id, .. } => said.failed(job(*id)),
        PeerFact::Stored { name } => said.heard_stored(&data(name)),
        PeerFact::StoreFailed { name, .. } => said.store_failed(&data(name)),
        PeerFact::EndHeard { job: id, end: End::Done(_) } => said.heard_done(job(*id)),
        PeerFact::EndHeard { job: id, .. } => said.heard_undone(job(*id)),
        PeerFact::Ignored { from, .. } => said.ignored(&words.from(*from)),
        PeerFact::PowerTurned { on_battery: true, .. } => said.lost_mains.to_owned(),
        PeerFact::PowerTurned { .. } => said.has_mains.to_owned(),
    }
}

/// One line of facts about an event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FactLine {
    /// What it is about.
    pub name: &'static str,
    /// What is to be said.
    pub text: String,
    /// Whether it is made of numbers and identities.
    pub is_code: bool,
    /// Whether it is said also where there is little room.
    pub is_brief: bool,
    /// The event that it leads to.
    pub event: Option<EventId>,
}

/// One event in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Which.
    pub event: EventId,
    /// When.
    pub at: Time,
    /// The node's name.
    pub node: String,
    /// The class of its colour.
    pub colour: &'static str,
    /// What it did.
    pub what: String,
    /// Whether it is about an emergency.
    pub is_emergency: bool,
}

/// Everything about one event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Happened {
    /// The event.
    pub event: EventId,
    /// When.
    pub at: Time,
    /// What happened, as a title.
    pub title: String,
    /// The facts.
    pub facts: Vec<FactLine>,
}

/// The message that an event sent, while it is on its way at the cursor.
pub fn under_way(sim: &Sim, id: EventId) -> Option<MessageId> {
    let event = sim.trace().get(id).filter(|event| event.kind == EventKind::Send)?;
    let message = event.message?;
    sim.world().network().flights().any(|(_, flight)| flight.message.id == message).then_some(message)
}

/// What happened in an event, as a title.
pub fn title(trace: &Trace, id: EventId) -> Option<String> {
    let event = trace.get(id)?;
    let words = Words::new(trace.names());
    Some(format!("{} {}", words.subject(event.dot.node), deed(&words, trace, event)))
}

/// Everything about one event; `None` before the first. What becomes of its message is told as far as it has happened
/// at the cursor: an event looks the same at each visit.
pub fn happened(sim: &Sim, id: EventId) -> Option<Happened> {
    let trace = sim.trace();
    let event = trace.get(id)?;
    let words = Words::new(trace.names());
    let title = title(trace, id)?;
    let said = texts().facts();
    let line = |name, text| FactLine { name, text, is_code: false, is_brief: true, event: None };
    let aside = |name, text| FactLine { is_brief: false, ..line(name, text) };
    let code = |name, text| FactLine { is_code: true, ..line(name, text) };
    let kind = match event.kind {
        EventKind::Internal => said.internal,
        EventKind::Send => said.send,
        EventKind::Receive => said.receive,
    };
    let mut facts: Vec<FactLine> =
        explanation(&words, event).map(|text| aside(said.meaning, text)).into_iter().collect();
    facts.extend([aside(said.kind, kind.to_owned()), code(said.dot, dot_words(&words, event.dot))]);
    facts.extend(trace.clock(id).map(|clock| code(said.clock, clock_words(&words, &clock))));
    if event.is_merge {
        facts.push(line(said.news, news(&words, trace, event)));
    }
    for sent in trace.messages_of(event).take(MESSAGES_TOLD) {
        message_facts(&words, sim, event, sent, &mut facts);
    }
    Some(Happened { event: id, at: event.at, title, facts })
}

/// A clock with the name of each entry: [broker 9, exec-2 5].
fn clock_words(words: &Words, clock: &VectorClock) -> String {
    let entries: Vec<String> = clock.entries().map(|dot| format!("{} {}", words.name(dot.node), dot.count)).collect();
    format!("[{}]", entries.join(", "))
}

/// The name of an event: (exec-2, 5).
pub fn dot_words(words: &Words, dot: Dot) -> String {
    format!("({}, {})", words.name(dot.node), dot.count)
}

/// Whose events a receive made known, and how many: three events of exec-2 and one of client-1.
pub fn news(words: &Words, trace: &Trace, event: &Event) -> String {
    const SHOWN: usize = 3;
    let before = trace.clock_before(event);
    let grown = |dot: &Dot| dot.count.saturating_sub(before.get(dot.node)) as usize;
    let news = trace.news(event);
    let events = |n| words::count(n, texts().words().event, texts().words().events);
    if news.len() > SHOWN {
        let all: usize = news.iter().map(grown).sum();
        return texts().facts().news_of_nodes(&events(all), news.len());
    }
    let each = news.iter().enumerate().map(|(i, dot)| {
        let n = grown(dot);
        let events = if i == 0 { events(n) } else { words::number(n) };
        texts().facts().news_of(&events, &words.from(dot.node))
    });
    words::list(&each.collect::<Vec<_>>())
}

fn message_facts(words: &Words, sim: &Sim, event: &Event, sent: Sent<'_>, facts: &mut Vec<FactLine>) {
    let said = texts().facts();
    let message = &sent.message;
    let mut put = |name, text, event| facts.push(FactLine { name, text, is_code: false, is_brief: true, event });
    let word = match &message.body {
        Body::Call(call) => call.name(),
        Body::Answer(..) => said.answer,
        Body::Unknown => said.unknown,
    };
    let (from, to) = (words.from(message.from), words.whom(message.to));
    put(said.message, said.about_message(message.id.number(), word, &from, &to), None);
    if sent.event != Some(event.id) {
        let way = words::real(event.at.since(sent.at));
        match sent.event {
            Some(cause) => put(said.sent_by, said.sent_in(cause.number(), &way), Some(cause)),
            None => put(said.sent_by, said.by_hand.to_owned(), None),
        }
        if let Some(text) = faults::befell(sim.trace(), event, sent) {
            put(said.fault, text, faults::received_before(sim.trace(), event));
        }
    } else {
        for arrived in sent.received.iter().filter(|arrived| **arrived <= sim.cursor()).take(3) {
            put(said.received_by, said.event(arrived.number()), Some(*arrived));
        }
        if let Some(lost) = sent.lost().filter(|lost| lost.step <= sim.world().steps()) {
            put(said.lost, format!("{}: {}", words::real(lost.at), faults::loss(lost.why)), None);
        }
    }
    if let Body::Answer(call, answer) = &message.body {
        let asked = sim.trace().sent(*call).and_then(|call| call.event);
        put(said.answers, said.answered(call.number(), &answer_words(answer)), asked);
    }
    for text in says(words, &message.body) {
        put(said.says, text, None);
    }
    if message.clock.is_none() {
        put(said.no_clock, said.knows_no_clocks(&words.node(message.from)), None);
    }
}

/// What a message says beside its kind.
pub fn says(words: &Words, body: &Body) -> Vec<String> {
    let Body::Call(call) = body else { return Vec::new() };
    let texts = texts().facts();
    match call {
        Call::Register(report) | Call::Heartbeat(report) => {
            let mut said = vec![words::capabilities(&report.capabilities, report.equipment)];
            said.extend(report.running.as_ref().map(|running| match running.is_empty() {
                true => texts.runs_nothing.to_owned(),
                false => texts.runs(&words.jobs(running)),
            }));
            said
        }
        Call::Submit { spec, wait_for, .. } => {
            let waits = wait_for.as_deref().unwrap_or_default();
            let mut said = vec![needs(&spec.needs), texts.lasts(&words::real(spec.duration))];
            said.extend(finding(spec).map(|found| texts.emergency(&words::finding(&found))));
            match wait_for {
                None => said.push(texts.at_once.to_owned()),
                Some(_) if waits.is_empty() => {}
                Some(_) => said.push(texts.waits(&words.jobs(waits))),
            }
            said
        }
        Call::Run { spec, .. } => vec![needs(&spec.needs), texts.lasts(&words::real(spec.duration))],
        Call::Result { data, .. } | Call::Store { data, .. } => vec![words::bytes(size(data.bytes))],
        Call::Failed { why, .. } => vec![reason(why)],
        Call::Announce { free } => vec![texts.free(&words::bytes(size(*free)))],
        Call::Notice { stamp, .. } => {
            let entries: Vec<String> =
                stamp.entries().map(|dot| format!("{} {}", words.name(dot.node), dot.count)).collect();
            vec![texts.delivery(&entries.join(", "))]
        }
        _ => Vec::new(),
    }
}

/// What a job needs, without the rules that everybody meets.
pub fn needs(needs: &crate::broker::executors::Capabilities) -> String {
    use crate::broker::executors::{Capabilities, checks};
    let anybody = checks(&Capabilities::default(), &Capabilities::default());
    let asked = checks(needs, &Capabilities::default());
    let heads = asked.iter().zip(&anybody).filter(|(asked, any)| asked.need != any.need);
    let heads: Vec<String> = heads.map(|(asked, _)| words::rule_head(asked)).collect();
    let said = texts().facts();
    if heads.is_empty() { said.needs_nothing.to_owned() } else { said.needs(&heads.join(", ")) }
}

/// The last events up to one, the latest first.
pub fn log(trace: &Trace, upto: EventId, lines: u32) -> Vec<LogLine> {
    let words = Words::new(trace.names());
    let from = EventId::new((upto.number() + 1).saturating_sub(lines));
    let line = |event: &Event| LogLine {
        event: event.id,
        at: event.at,
        node: words.name(event.dot.node),
        colour: words::colour(event.dot.node),
        what: deed(&words, trace, event),
        is_emergency: emergency_of(trace, event).is_some(),
    };
    trace.range(from, upto).rev().map(line).collect()
}

/// The node whose event this is.
pub fn node_of(trace: &Trace, id: EventId) -> Option<NodeId> {
    trace.get(id).map(|event| event.dot.node)
}

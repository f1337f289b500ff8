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
use crate::time::Time;

/// So many messages of one event are told of, each in full: all but some of a log have one.
const MESSAGES_TOLD: usize = 4;

/// What an event's node did: received exec-2’s heartbeat.
pub fn deed(words: &Words, trace: &Trace, event: &Event) -> String {
    match &event.what {
        What::Broker(Fact::Sent) | What::Peer(PeerFact::Sent) => match sent_of(trace, event) {
            Some(sent) => sent_deed(words, trace, &sent.message),
            None => "sent a message".to_owned(),
        },
        What::Broker(fact) => broker_deed(words, trace, event, fact),
        What::Peer(fact) => peer_deed(words, trace, event, fact),
        What::Recorded(text) if text.is_empty() => "logged an event without words".to_owned(),
        What::Recorded(text) => format!("logged “{text}”"),
        What::Crashed => "crashed".to_owned(),
        What::Restarted { with_memory: true } => "started again with all that it knew".to_owned(),
        What::Restarted { with_memory: false } => "started again without its memory".to_owned(),
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
pub fn sent_of<'a>(trace: &'a Trace, event: &Event) -> Option<&'a Sent> {
    event.message.and_then(|message| trace.sent(message))
}

/// The emergency that an event is about, as far as the event itself tells.
pub fn emergency_of<'a>(trace: &'a Trace, event: &'a Event) -> Option<Emergency> {
    match &event.what {
        What::Broker(Fact::Submitted { finding, .. }) => return finding.as_ref().map(|f| f.emergency.clone()),
        What::Broker(Fact::Decided(decision)) => return decision.finding.as_ref().map(|f| f.emergency.clone()),
        What::Broker(Fact::EmergencyDeclared { emergency, .. }) => return Some(emergency.clone()),
        _ => {}
    }
    match &sent_of(trace, event)?.message.body {
        Body::Call(Call::Submit { spec, .. } | Call::Run { spec, .. }) => finding(spec).map(|found| found.emergency),
        Body::Call(Call::Notice { notice: Notice::Declared(emergency), .. }) => Some(emergency.clone()),
        _ => None,
    }
}

fn sent_deed(words: &Words, trace: &Trace, message: &Message) -> String {
    let to = words.node(message.to);
    let job = |job| words.job(job);
    match &message.body {
        Body::Unknown => format!("sent a message to {to}"),
        Body::Call(call) => match call {
            Call::Register(_) => format!("asked {to} to take it in"),
            Call::Heartbeat(_) => format!("sent its heartbeat to {to}"),
            Call::Count => format!("asked {to} how many executors there are"),
            Call::Submit { job: id, spec, .. } => match finding(spec) {
                Some(found) => format!("submitted {}, {}", job(*id), words::emergency(&found.emergency)),
                None => format!("submitted {}", job(*id)),
            },
            Call::Done(id) => format!("reported to {to} that {} is done", job(*id)),
            Call::Failed { job: id, .. } => format!("reported to {to} that {} failed", job(*id)),
            Call::Delete { job: id, .. } => format!("asked {to} to delete {}", job(*id)),
            Call::Stop(id) => format!("asked {to} to stop {}", job(*id)),
            Call::Store { name, .. } => format!("sent {} to {to}", words::data(name)),
            Call::Fetch { name, .. } => format!("asked {to} for {}", words::data(name)),
            Call::List { prefix } | Call::ListPage { prefix, .. } => {
                format!("asked {to} what it has under {}", words::prefix(prefix))
            }
            Call::DeleteData(name) => format!("asked {to} to delete {}", words::data(name)),
            Call::DeleteJobData { folder } => format!("asked {to} to delete the data of {}", folder.as_str()),
            Call::Free => format!("asked {to} how much is free"),
            Call::Capabilities => format!("asked {to} what it has"),
            Call::Jobs => format!("asked {to} what it runs"),
            Call::Ended { job: id, .. } => format!("told {to} that {} ended", job(*id)),
            Call::Result { job: id, .. } => format!("sent the result of {} to {to}", job(*id)),
            Call::Announce { free } => format!("told {to} that it has {} free", words::bytes(size(*free))),
            Call::Ping => format!("pinged {to}"),
            Call::Run { job: id, .. } => format!("handed {} to {to}", job(*id)),
            Call::Notice { notice, .. } => format!("told {to} of {}", notice_words(notice)),
        },
        Body::Answer(call, answer) => {
            let question = trace.sent(*call).map(|sent| &sent.message);
            let verb = if answer.is_ok() { "answered" } else { "refused" };
            let said = answer_words(answer);
            format!("{verb} {}: {said}", question.map_or_else(|| "a call".to_owned(), |call| noun(words, call)))
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
    if text.is_empty() { "no reason given".to_owned() } else { text }
}

fn size(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

fn notice_words(notice: &Notice) -> String {
    match notice {
        Notice::Declared(emergency) => words::emergency(emergency),
        Notice::Cleared => "the all-clear".to_owned(),
    }
}

/// A message as a thing: exec-2’s heartbeat, the broker’s answer to its ping.
pub fn noun(words: &Words, message: &Message) -> String {
    let from = words.of(message.from);
    match &message.body {
        Body::Call(call) => format!("{from} {}", call_noun(words, call)),
        Body::Answer(..) => format!("{from} answer"),
        Body::Unknown => format!("{from} message"),
    }
}

/// A call as a thing: heartbeat, submission of triage.
pub fn call_noun(words: &Words, call: &Call) -> String {
    let job = |job| words.job(job);
    match call {
        Call::Register(_) => "registration".to_owned(),
        Call::Heartbeat(_) => "heartbeat".to_owned(),
        Call::Count => "question how many executors there are".to_owned(),
        Call::Submit { job: id, .. } => format!("submission of {}", job(*id)),
        Call::Done(id) => format!("report that {} is done", job(*id)),
        Call::Failed { job: id, .. } => format!("report that {} failed", job(*id)),
        Call::Delete { job: id, .. } => format!("request to delete {}", job(*id)),
        Call::Stop(id) => format!("request to stop {}", job(*id)),
        Call::Store { name, .. } => words::data(name),
        Call::Fetch { name, .. } => format!("request for {}", words::data(name)),
        Call::List { prefix } | Call::ListPage { prefix, .. } => format!("question about {}", words::prefix(prefix)),
        Call::DeleteData(name) => format!("request to delete {}", words::data(name)),
        Call::DeleteJobData { folder } => format!("request to delete the data of {}", folder.as_str()),
        Call::Free => "question how much is free".to_owned(),
        Call::Capabilities => "question what it has".to_owned(),
        Call::Jobs => "question what it runs".to_owned(),
        Call::Ended { job: id, .. } => format!("word that {} ended", job(*id)),
        Call::Result { job: id, .. } => format!("result of {}", job(*id)),
        Call::Announce { .. } => "announcement".to_owned(),
        Call::Ping => "ping".to_owned(),
        Call::Run { job: id, .. } => format!("request to run {}", job(*id)),
        Call::Notice { notice, .. } => format!("notice of {}", notice_words(notice)),
    }
}

/// The message that an event received, as a thing.
fn received(words: &Words, trace: &Trace, event: &Event) -> String {
    let Some(sent) = sent_of(trace, event) else { return "a message".to_owned() };
    let question = match &sent.message.body {
        Body::Answer(call, _) => trace.sent(*call).map(|sent| &sent.message),
        Body::Call(_) | Body::Unknown => None,
    };
    match question.map(|message| &message.body) {
        Some(Body::Call(call)) => format!("{} answer to its {}", words.of(sent.message.from), call_noun(words, call)),
        _ => noun(words, &sent.message),
    }
}

fn broker_deed(words: &Words, trace: &Trace, event: &Event, fact: &Fact) -> String {
    if let Some(deed) = super::data::deed(words, fact) {
        return deed;
    }
    let (node, of, job) = (|id| words.node(id), |id| words.of(id), |id| words.job(id));
    match fact {
        Fact::Sent | Fact::AnswerHeard { .. } => format!("received {}", received(words, trace, event)),
        Fact::RegisterHeard { executor } => format!("received {} registration", of(*executor)),
        Fact::Registered { executor, .. } => format!("took {} in as an executor", node(*executor)),
        Fact::Unverified { executor } => format!("did not take {} in: the ping was not answered", node(*executor)),
        Fact::HeartbeatTaken { executor, .. } => format!("received {} heartbeat", of(*executor)),
        Fact::HeartbeatStale { executor, .. } => format!("set a late heartbeat of {} aside", node(*executor)),
        Fact::HeartbeatUnknown { executor } => format!("received a heartbeat of {}, a stranger", node(*executor)),
        Fact::Counted { executors } => format!("counted {}", words::count(*executors, "executor", "executors")),
        Fact::Submitted { job: id, finding: Some(found), .. } => {
            format!("received {}, {}", job(*id), words::emergency(&found.emergency))
        }
        Fact::Submitted { job: id, .. } => format!("received {}", job(*id)),
        Fact::SubmittedAgain { job: id } => format!("received {} once more", job(*id)),
        Fact::SubmitRefused { job: id, .. } => format!("did not take {}", job(*id)),
        Fact::Decided(decision) => match decision.chosen() {
            Some(executor) => format!("chose {} for {}", node(executor), job(decision.job)),
            None => format!("found nobody who can take {}", job(decision.job)),
        },
        Fact::RunConfirmed { job: id, executor } => format!("heard that {} runs {}", node(*executor), job(*id)),
        Fact::RunRefused { job: id, executor, .. } => {
            format!("heard that {} does not take {}", node(*executor), job(*id))
        }
        Fact::Withdrawn { job: id, executor, answered: true, .. } => {
            format!("heard that {} no longer has {}", node(*executor), job(*id))
        }
        Fact::Withdrawn { job: id, executor, .. } => {
            format!("got no answer from {}, which was to stop {}", node(*executor), job(*id))
        }
        Fact::DoneHeard { job: id, by, first: true, .. } => {
            format!("heard from {} that {} is done", node(*by), job(*id))
        }
        Fact::DoneHeard { job: id, .. } => format!("heard once more that {} is done", job(*id)),
        Fact::DeleteHeard { job: id, alive: true } => format!("deleted {}", job(*id)),
        Fact::DeleteHeard { job: id, .. } => format!("was asked to delete {}, which had ended", job(*id)),
        Fact::Ended { job: id, end: End::Orphaned(other) } => {
            format!("gave {} up: it waited for {}", job(*id), job(*other))
        }
        Fact::Ended { job: id, .. } => format!("ended {}", job(*id)),
        Fact::Expired { executor, silence, .. } => format!("dropped {} after {silence} of silence", node(*executor)),
        Fact::JobsHeard { executor, requeued } => match requeued.as_slice() {
            [] => format!("heard what {} runs", node(*executor)),
            lost => format!("heard that {} no longer has {}", node(*executor), words.jobs(lost)),
        },
        Fact::Unanswered { by, job: Some(id) } => format!("got no answer from {} about {}", node(*by), job(*id)),
        Fact::Unanswered { by, .. } => format!("got no answer from {}", node(*by)),
        Fact::Refused { from, .. } => format!("refused a message from {}", node(*from)),
        Fact::PolicySet(policy) => {
            format!("changed its rules: {}; {}", words::order(policy.order), words::placement(policy.placement))
        }
        Fact::EmergencyDeclared { emergency, .. } => format!("declared {} for all", words::emergency(emergency)),
        Fact::EmergencyCleared { .. } => "ended every emergency declared for all".to_owned(),
        _ => format!("received {}", received(words, trace, event)),
    }
}

fn peer_deed(words: &Words, trace: &Trace, event: &Event, fact: &PeerFact) -> String {
    let job = |id| words.job(id);
    let from = || sent_of(trace, event).map_or_else(|| "somebody".to_owned(), |sent| words.node(sent.message.from));
    match fact {
        PeerFact::Sent | PeerFact::Settled | PeerFact::Asked => format!("received {}", received(words, trace, event)),
        PeerFact::Pinged => format!("was pinged by {}", from()),
        PeerFact::Joined => format!("heard that {} took it in", from()),
        PeerFact::NotJoined { .. } => format!("heard that {} did not take it in", from()),
        PeerFact::Forgotten => format!("heard that {} does not know it any more", from()),
        PeerFact::JobStarted { job: id, .. } => format!("started {}", job(*id)),
        PeerFact::JobHere { job: id } => format!("was handed {}, which it has already", job(*id)),
        PeerFact::JobFinished { job: id } => format!("finished {}", job(*id)),
        PeerFact::JobStopped { job: id, was_here: true } => format!("stopped {}", job(*id)),
        PeerFact::JobStopped { job: id, .. } => format!("was asked to stop {}, which is not here", job(*id)),
        PeerFact::GaveUp { job: id } => format!("gave up on {}", job(*id)),
        PeerFact::NoticeDelivered { notices } => {
            let heard: Vec<String> = notices.iter().map(notice_words).collect();
            format!("heard of {}", words::list(&heard))
        }
        PeerFact::NoticeHeld => "held a notice back until the one before it comes".to_owned(),
        PeerFact::NoticeDropped => "dropped a notice that it has had".to_owned(),
        PeerFact::JobTaken { job: id } => format!("heard that {} took {}", from(), job(*id)),
        PeerFact::JobRefused { job: id, .. } => format!("heard that {} did not take {}", from(), job(*id)),
        PeerFact::ResultTaken { job: id, .. } => format!("received the result of {}", job(*id)),
        PeerFact::ResultRefused { job: id } => format!("turned a result of {} away", job(*id)),
        PeerFact::DataKept { name, .. } => format!("keeps {}", words::data(name)),
        PeerFact::DataLate { name } => format!("set a late call about {} aside", words::data(name)),
        PeerFact::DataRefused { name, .. } => format!("has no room for {}", words::data(name)),
        PeerFact::DataRead { name, bytes: Some(_) } => format!("found {}", words::data(name)),
        PeerFact::DataRead { name, .. } => format!("has no {}", words::data(name)),
        PeerFact::DataDeleted { name, names: 0 } => format!("has nothing of {} to delete", words::data(name)),
        PeerFact::DataDeleted { name, .. } => format!("deleted {}", words::data(name)),
        PeerFact::Listed { prefix } => format!("listed what it has under {}", words::prefix(prefix)),
        PeerFact::FreeAsked => "was asked how much is free".to_owned(),
        PeerFact::FetchBegun { job: id, .. } => format!("took {} and fetches what it reads", job(*id)),
        PeerFact::InputsListed { job: id, names, .. } => {
            format!("heard of {} that {} reads", words::count(*names, "name", "names"), job(*id))
        }
        PeerFact::InputHere { job: id, name, .. } => format!("received {} for {}", words::data(name), job(*id)),
        PeerFact::TriesAgain { what, .. } => {
            format!("heard that {} could not be had or kept now", words::quotable(what))
        }
        PeerFact::JobFailed { job: id, .. } => format!("gave {} up for want of data", job(*id)),
        PeerFact::Stored { name } => format!("heard that {} is stored", words::data(name)),
        PeerFact::StoreFailed { name, .. } => format!("gave up storing {}", words::data(name)),
        PeerFact::EndHeard { job: id, end: End::Done(_) } => format!("heard that {} is done", job(*id)),
        PeerFact::EndHeard { job: id, .. } => format!("heard that {} ended without being done", job(*id)),
        PeerFact::Ignored { from, .. } => format!("ignored a message from {}", words.node(*from)),
        PeerFact::PowerTurned { on_battery: true, .. } => "lost its mains power".to_owned(),
        PeerFact::PowerTurned { .. } => "has mains power again".to_owned(),
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
    let line = |name, text| FactLine { name, text, is_code: false, event: None };
    let code = |name, text| FactLine { name, text, is_code: true, event: None };
    let kind = match event.kind {
        EventKind::Internal => "internal: a tick of its own entry",
        EventKind::Send => "send: a tick, then the message carries the clock",
        EventKind::Receive => "receive: merge, then a tick",
    };
    let mut facts: Vec<FactLine> = explanation(&words, event).map(|text| line("Meaning", text)).into_iter().collect();
    facts.extend([line("Kind", kind.to_owned()), code("Dot", dot_words(&words, event.dot))]);
    facts.extend(trace.clock(id).map(|clock| code("Clock", clock_words(&words, &clock))));
    if event.is_merge {
        facts.push(line("News", news(&words, trace, event)));
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
    let before = trace.previous(event).and_then(|previous| trace.clock(previous.id)).unwrap_or_default();
    let grown = |dot: &Dot| dot.count.saturating_sub(before.get(dot.node)) as usize;
    let news = trace.news(event);
    if news.len() > SHOWN {
        let all: usize = news.iter().map(grown).sum();
        return format!("{} of {} nodes", words::count(all, "event", "events"), news.len());
    }
    let each = news.iter().enumerate().map(|(i, dot)| {
        let (n, of) = (grown(dot), words.node(dot.node));
        if i == 0 {
            format!("{} of {of}", words::count(n, "event", "events"))
        } else {
            format!("{} of {of}", words::number(n))
        }
    });
    words::list(&each.collect::<Vec<_>>())
}

fn message_facts(words: &Words, sim: &Sim, event: &Event, sent: &Sent, facts: &mut Vec<FactLine>) {
    let message = &sent.message;
    let mut put = |name, text, event| facts.push(FactLine { name, text, is_code: false, event });
    let (from, to) = (words.node(message.from), words.node(message.to));
    let word = match &message.body {
        Body::Call(call) => call.name(),
        Body::Answer(..) => "answer",
        Body::Unknown => "of which the log says no more",
    };
    put("Message", format!("message {}, {word}, from {from} to {to}", message.id), None);
    if sent.event != Some(event.id) {
        let way = event.at.since(sent.at);
        match sent.event {
            Some(cause) => put("Sent by", format!("event {cause}, {way} on the way"), Some(cause)),
            None => put("Sent by", "somebody outside, by hand".to_owned(), None),
        }
        if let Some(text) = faults::befell(sim.trace(), event, sent) {
            put("Fault", text, faults::received_before(sim.trace(), event));
        }
    } else {
        for arrived in sent.received.iter().filter(|arrived| **arrived <= sim.cursor()).take(3) {
            put("Received by", format!("event {arrived}"), Some(*arrived));
        }
        if let Some(lost) = sent.lost.filter(|lost| lost.step <= sim.world().steps()) {
            put("Lost", format!("{}: {}", lost.at, faults::loss(lost.why)), None);
        }
    }
    if let Body::Answer(call, answer) = &message.body {
        let asked = sim.trace().sent(*call).and_then(|call| call.event);
        put("Answers", format!("message {call} with {}", answer_words(answer)), asked);
    }
    for text in says(words, &message.body) {
        put("Says", text, None);
    }
    if message.clock.is_none() {
        put("No clock", format!("{from} knows no vector clocks, so nothing was merged"), None);
    }
}

/// What a message says beside its kind.
pub fn says(words: &Words, body: &Body) -> Vec<String> {
    let Body::Call(call) = body else { return Vec::new() };
    match call {
        Call::Register(report) | Call::Heartbeat(report) => {
            let mut said = vec![words::capabilities(&report.capabilities, report.equipment)];
            said.extend(report.running.as_ref().map(|running| match running.is_empty() {
                true => "it runs nothing".to_owned(),
                false => format!("it runs {}", words.jobs(running)),
            }));
            said
        }
        Call::Submit { spec, wait_for, .. } => {
            let waits = wait_for.as_deref().unwrap_or_default();
            let mut said = vec![needs(&spec.needs), format!("it runs for {}", spec.duration)];
            said.extend(finding(spec).map(|found| format!("emergency: {}", words::finding(&found))));
            match wait_for {
                None => said.push("it is to be placed at once or refused".to_owned()),
                Some(_) if waits.is_empty() => {}
                Some(_) => said.push(format!("it waits for {}", words.jobs(waits))),
            }
            said
        }
        Call::Run { spec, .. } => vec![needs(&spec.needs), format!("it runs for {}", spec.duration)],
        Call::Result { data, .. } | Call::Store { data, .. } => vec![words::bytes(size(data.bytes))],
        Call::Failed { why, .. } => vec![reason(why)],
        Call::Announce { free } => vec![format!("{} free", words::bytes(size(*free)))],
        Call::Notice { stamp, .. } => {
            let entries: Vec<String> =
                stamp.entries().map(|dot| format!("{} {}", words.name(dot.node), dot.count)).collect();
            vec![format!("delivery vector [{}]: it counts broadcasts only", entries.join(", "))]
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
    if heads.is_empty() { "it needs nothing special".to_owned() } else { format!("it needs {}", heads.join(", ")) }
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

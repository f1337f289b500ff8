//! Events with names and details.

use serde_json::{Map, Value};

use crate::json::json;

use crate::broker::call::{Body, Message, Notice};
use crate::broker::decision::{Decision, Verdict};
use crate::broker::emergency::Finding;
use crate::broker::fact::Fact;
use crate::broker::jobs::End;
use crate::broker::outbox::EventKind;
use crate::broker::policy::Term;
use crate::clock::Dot;
use crate::id::{EventId, JobId, Names, NodeId};
use crate::sim::fact::{PeerFact, What};
use crate::sim::trace::{Event, Trace};
use crate::time::Span;

/// The events from one number to another, both included.
pub fn events(trace: &Trace, from: EventId, to: EventId) -> Value {
    trace.range(from, to).map(|e| event(trace, e)).collect()
}

/// One event: `{id, at_ms, node, count, kind, message?, send?, what, ...}`.
pub fn event(trace: &Trace, event: &Event) -> Value {
    let names = trace.names();
    let mut out = Map::new();
    out.insert("id".into(), event.id.number().into());
    out.insert("at_ms".into(), event.at.ms().into());
    out.insert("node".into(), names.of_node(event.dot.node).into());
    out.insert("count".into(), event.dot.count.into());
    out.insert("kind".into(), json!(event.kind));
    if let Some(message) = event.message {
        out.insert("message".into(), message.number().into());
    }
    if let Some(cause) = event.cause {
        out.insert("send".into(), cause.number().into());
        let causes: Vec<u32> = trace.causes(event.id).map(EventId::number).collect();
        if causes.len() > 1 {
            out.insert("sends".into(), json!(causes));
        }
    }
    if event.kind == EventKind::Receive {
        out.insert("news".into(), trace.news(event).iter().map(|dot| self::dot(*dot, names)).collect());
    }
    let sent = event.message.and_then(|id| trace.sent(id));
    // What the network did to it; of most messages there is nothing to say.
    let first = sent.filter(|_| event.kind == EventKind::Receive).and_then(|sent| sent.received.first());
    if let Some(first) = first.filter(|first| **first < event.id) {
        out.insert("duplicate_of".into(), first.number().into());
    }
    if let Some(held) = sent.map(|sent| sent.met().held).filter(|held| *held > Span::ZERO) {
        out.insert("held_ms".into(), held.ms().into());
    }
    let (what, details) = match (&event.what, sent) {
        (What::Broker(Fact::Sent) | What::Peer(PeerFact::Sent), Some(sent)) => message(sent.message, names),
        (What::Broker(fact), _) => {
            super::data::data_fact(fact, event, trace).unwrap_or_else(|| broker_fact(fact, names))
        }
        (What::Peer(fact), _) => peer_fact(fact, names),
        (What::Crashed, _) => ("crashed", json!({})),
        (What::Recorded(text), _) => ("recorded", json!({ "text": &**text })),
        (What::Restarted { with_memory }, _) => ("restarted", json!({ "with_memory": with_memory })),
    };
    out.insert("what".into(), what.into());
    if let Value::Object(details) = details {
        out.extend(details);
    }
    Value::Object(out)
}

/// An event's name: `{node, count}`.
pub(super) fn dot(dot: Dot, names: &Names) -> Value {
    json!({ "node": names.of_node(dot.node), "count": dot.count })
}

fn jobs(jobs: &[JobId], names: &Names) -> Value {
    jobs.iter().map(|job| names.of_job(*job)).collect()
}

/// What a message says, in a word and its details.
pub(super) fn message(message: &Message, names: &Names) -> (&'static str, Value) {
    let to = names.of_node(message.to);
    match &message.body {
        Body::Unknown => ("sent", json!({ "to": to })),
        Body::Call(call) => {
            let mut details = json!({ "to": to, "call": call.name() });
            if let Some(job) = call.job() {
                details["job"] = names.of_job(job).into();
            }
            ("called", details)
        }
        Body::Answer(call, answer) => {
            let mut details = json!({ "to": to, "answers": call.number(), "status": answer.status });
            if let Some(detail) = answer.detail() {
                details["detail"] = detail.into();
            }
            ("answered", details)
        }
    }
}

/// What happened at a broker, in a word and its details.
fn broker_fact(fact: &Fact, names: &Names) -> (&'static str, Value) {
    let node = |node: &NodeId| names.of_node(*node);
    let job = |job: &JobId| names.of_job(*job).to_owned();
    match fact {
        Fact::Sent => ("sent", json!({})),
        Fact::RegisterHeard { executor } => ("register_heard", json!({ "executor": node(executor) })),
        Fact::Registered { executor, replaced, requeued, adopted } => (
            "registered",
            json!({
                "executor": node(executor), "replaced": replaced.as_ref().map(node),
                "requeued": jobs(requeued, names), "adopted": jobs(adopted, names),
            }),
        ),
        Fact::Unverified { executor } => ("unverified", json!({ "executor": node(executor) })),
        Fact::HeartbeatTaken { executor, changed, requeued } => (
            "heartbeat_taken",
            json!({ "executor": node(executor), "changed": changed, "requeued": jobs(requeued, names) }),
        ),
        Fact::HeartbeatStale { executor, said, known } => (
            "heartbeat_stale",
            json!({
                "executor": node(executor), "said": said.map(|said| dot(said, names)),
                "known": known.map(|known| dot(known, names)),
            }),
        ),
        Fact::HeartbeatUnknown { executor } => ("heartbeat_unknown", json!({ "executor": node(executor) })),
        Fact::Counted { executors } => ("counted", json!({ "executors": executors })),
        Fact::Expired { executor, silence, requeued } => {
            ("expired", json!({ "executor": node(executor), "silence_ms": silence, "requeued": jobs(requeued, names) }))
        }
        Fact::JobsHeard { executor, requeued } => {
            ("jobs_heard", json!({ "executor": node(executor), "requeued": jobs(requeued, names) }))
        }
        Fact::Unanswered { by, job: about } => {
            ("unanswered", json!({ "by": node(by), "job": about.as_ref().map(job) }))
        }
        Fact::AnswerHeard { from } => ("answer_heard", json!({ "from": node(from) })),
        Fact::Refused { from, why } => ("refused", json!({ "from": node(from), "why": why })),
        Fact::PolicySet(policy) => ("policy_set", json!({ "policy": policy })),
        Fact::EmergencyDeclared { emergency, raised } => {
            ("emergency_declared", json!({ "emergency": emergency, "raised": jobs(raised, names) }))
        }
        Fact::EmergencyCleared { lowered } => ("emergency_cleared", json!({ "lowered": jobs(lowered, names) })),
        about_a_job => job_fact(about_a_job, names),
    }
}

/// What happened to a job at a broker.
fn job_fact(fact: &Fact, names: &Names) -> (&'static str, Value) {
    let node = |node: &NodeId| names.of_node(*node);
    let job = |job: &JobId| names.of_job(*job).to_owned();
    match fact {
        Fact::Submitted(submitted) => (
            "submitted",
            json!({
                "job": job(&submitted.job), "emergency": submitted.finding.as_ref().map(finding), "place": submitted.place,
                "waits_for": jobs(&submitted.waits_for, names), "put_before": submitted.put_before.as_ref().map(job),
            }),
        ),
        Fact::SubmittedAgain { job: id } => ("submitted_again", json!({ "job": job(id) })),
        Fact::SubmitRefused { job: id, why } => ("submit_refused", json!({ "job": job(id), "why": why })),
        Fact::Decided(made) => ("decided", decision(made, names)),
        Fact::RunConfirmed { job: id, executor } => {
            ("run_confirmed", json!({ "job": job(id), "executor": node(executor) }))
        }
        Fact::RunRefused { job: id, executor, why } => {
            ("run_refused", json!({ "job": job(id), "executor": node(executor), "why": why }))
        }
        Fact::Withdrawn { job: id, executor, answered, ready } => (
            "withdrawn",
            json!({
                "job": job(id), "executor": node(executor), "answered": answered, "ready": ready.as_ref().map(job),
            }),
        ),
        Fact::DoneHeard { job: id, by, first, freed, stopped } => (
            "done_heard",
            json!({
                "job": job(id), "by": node(by), "first": first, "freed": jobs(freed, names),
                "stopped": stopped.as_ref().map(node),
            }),
        ),
        Fact::DeleteHeard { job: id, alive } => ("delete_heard", json!({ "job": job(id), "alive": alive })),
        Fact::Ended { job: id, end } => ("ended", json!({ "job": job(id), "end": end_of(end, names) })),
        _ => unreachable!("broker_fact names every other fact"),
    }
}

/// How a job ended.
pub(super) fn end_of(end: &End, names: &Names) -> Value {
    match end {
        End::Done(by) => json!({ "how": "done", "by": names.of_node(*by) }),
        End::Deleted => json!({ "how": "deleted" }),
        End::Refused => json!({ "how": "refused" }),
        End::Failed(why) => json!({ "how": "failed", "why": &**why }),
        End::Orphaned(by) => json!({ "how": "orphaned", "by": names.of_job(*by) }),
    }
}

/// An emergency and how it was found.
pub(super) fn finding(finding: &Finding) -> Value {
    json!({
        "kind": finding.emergency.kind, "level": finding.emergency.level, "location": finding.emergency.location,
        "source": finding.source, "raised_from": finding.raised_from,
    })
}

fn decision(decision: &Decision, names: &Names) -> Value {
    let decision = &decision.explained();
    let name = |at: Option<usize>| at.map(|at| names.of_node(decision.candidates[at].executor));
    let candidates: Vec<Value> = decision
        .candidates
        .iter()
        .map(|candidate| {
            let (verdict, score, terms) = match candidate.verdict {
                Verdict::Incapable => ("refused", None, None),
                Verdict::Held(_) => ("held", None, None),
                Verdict::Left(_) => ("left", None, None),
                Verdict::Eligible { terms, score } => ("eligible", Some(score), terms),
            };
            let terms = terms.map(|terms| {
                let mut named = Map::new();
                for ((term, _), value) in Term::WEIGHTS.iter().zip(terms) {
                    named.insert(json!(term).as_str().unwrap_or_default().to_owned(), json!(value));
                }
                named
            });
            let checks: Vec<Value> = decision
                .checks(candidate)
                .iter()
                .map(
                    |check| json!({ "rule": check.rule, "need": check.need, "have": check.have, "holds": check.holds }),
                )
                .collect();
            json!({
                "executor": names.of_node(candidate.executor), "verdict": verdict, "checks": checks, "terms": terms,
                "score": score, "known_from": candidate.known_from.map(|known| dot(known, names)),
                "age_ms": candidate.age, "jobs": candidate.jobs,
            })
        })
        .collect();
    json!({
        "job": names.of_job(decision.job), "emergency": decision.finding.as_ref().map(finding),
        "policy": decision.policy, "place": decision.place.0, "waiting": decision.place.1,
        "waited_ms": decision.waited, "priority": decision.priority, "passed": jobs(&decision.passed, names),
        "candidates": candidates, "winner": name(decision.winner), "runner_up": name(decision.runner_up),
        "tie": decision.tie, "place_without_emergency": decision.place_without_emergency,
        "winner_without_emergency": name(decision.winner_without_emergency),
        "preempted": preempted(decision, names),
    })
}

fn preempted(decision: &Decision, names: &Names) -> Value {
    let victims = decision.preempted.0.iter().map(|victim| {
        let (job, executor) = (names.of_job(victim.job), names.of_node(victim.executor));
        json!({ "job": job, "executor": executor, "ran_ms": victim.ran })
    });
    victims.collect()
}

/// What happened at a peer, in a word and its details.
fn peer_fact(fact: &PeerFact, names: &Names) -> (&'static str, Value) {
    let about = |job: &JobId| json!({ "job": names.of_job(*job) });
    match fact {
        PeerFact::Sent => ("sent", json!({})),
        PeerFact::Pinged => ("pinged", json!({})),
        PeerFact::Joined => ("joined", json!({})),
        PeerFact::NotJoined { why } => ("not_joined", json!({ "why": why })),
        PeerFact::Forgotten => ("forgotten", json!({})),
        PeerFact::Settled => ("settled", json!({})),
        PeerFact::JobStarted { job, duration } => {
            ("job_started", json!({ "job": names.of_job(*job), "duration_ms": duration }))
        }
        PeerFact::JobHere { job } => ("job_here", about(job)),
        PeerFact::JobFinished { job } => ("job_finished", about(job)),
        PeerFact::JobStopped { job, was_here } => {
            ("job_stopped", json!({ "job": names.of_job(*job), "was_here": was_here }))
        }
        PeerFact::GaveUp { job } => ("gave_up", about(job)),
        PeerFact::NoticeDelivered { notices } => {
            let notices: Vec<Value> = notices.iter().map(notice).collect();
            ("notice_delivered", json!({ "notices": notices }))
        }
        PeerFact::NoticeHeld => ("notice_held", json!({})),
        PeerFact::NoticeDropped => ("notice_dropped", json!({})),
        PeerFact::JobTaken { job } => ("job_taken", about(job)),
        PeerFact::JobRefused { job, why } => ("job_refused", json!({ "job": names.of_job(*job), "why": why })),
        PeerFact::ResultTaken { job, bytes } => ("result_taken", json!({ "job": names.of_job(*job), "bytes": bytes })),
        PeerFact::ResultRefused { job } => ("result_refused", about(job)),
        PeerFact::DataKept { name, bytes, replaced } => {
            ("data_kept", json!({ "name": name.as_str(), "bytes": bytes, "replaced": replaced }))
        }
        PeerFact::DataLate { name } => ("data_late", json!({ "name": name.as_str() })),
        PeerFact::DataRefused { name, bytes, free } => {
            ("data_refused", json!({ "name": name.as_str(), "bytes": bytes, "free": free }))
        }
        PeerFact::DataRead { name, bytes } => ("data_read", json!({ "name": name.as_str(), "bytes": bytes })),
        PeerFact::DataDeleted { name, names } => ("data_deleted", json!({ "name": name.as_str(), "names": names })),
        PeerFact::Listed { prefix } => ("listed", json!({ "prefix": &**prefix })),
        PeerFact::FreeAsked => ("free_asked", json!({})),
        PeerFact::FetchBegun { job, inputs } => ("fetch_begun", json!({ "job": names.of_job(*job), "inputs": inputs })),
        PeerFact::InputsListed { job, prefix, names: found } => {
            ("inputs_listed", json!({ "job": names.of_job(*job), "prefix": &**prefix, "names": found }))
        }
        PeerFact::InputHere { job, name, bytes, left } => {
            ("input_here", json!({ "job": names.of_job(*job), "name": name.as_str(), "bytes": bytes, "left": left }))
        }
        PeerFact::TriesAgain { what, why } => ("tries_again", json!({ "name": &**what, "why": &**why })),
        PeerFact::JobFailed { job, why } => ("job_failed", json!({ "job": names.of_job(*job), "why": &**why })),
        PeerFact::Stored { name } => ("stored", json!({ "name": name.as_str() })),
        PeerFact::StoreFailed { name, why } => ("store_failed", json!({ "name": name.as_str(), "why": &**why })),
        PeerFact::EndHeard { job, end } => {
            ("end_heard", json!({ "job": names.of_job(*job), "end": end_of(end, names) }))
        }
        PeerFact::Asked => ("asked", json!({})),
        PeerFact::PowerTurned { on_battery, charge } => {
            ("power_turned", json!({ "on_battery": on_battery, "charge": charge }))
        }
        PeerFact::Ignored { from, why } => ("ignored", json!({ "from": names.of_node(*from), "why": why })),
    }
}

fn notice(notice: &Notice) -> Value {
    match notice {
        Notice::Declared(emergency) => json!({ "declared": emergency }),
        Notice::Cleared => json!("cleared"),
    }
}

//! What happens to data and results, as others read it.

use serde_json::Value;

use crate::json::json;

use super::event::dot;
use crate::broker::data::Said;
use crate::broker::fact::Fact;
use crate::broker::results::{Refusal, Taken};
use crate::id::{JobId, NodeId};
use crate::sim::trace::{Event, Trace};

/// What happened to data or to a result at a broker, in a word and its details.
pub(super) fn data_fact(fact: &Fact, event: &Event, trace: &Trace) -> Option<(&'static str, Value)> {
    let names = trace.names();
    let node = |node: &NodeId| names.of_node(*node);
    let job = |job: &JobId| names.of_job(*job).to_owned();
    Some(match fact {
        Fact::ResultHeard { job: id, from, to } => {
            ("result_heard", json!({ "job": job(id), "from": node(from), "to": to.as_ref().map(node) }))
        }
        Fact::ResultAgain { job: id, from } => ("result_again", json!({ "job": job(id), "from": node(from) })),
        Fact::ResultRefused { job: id, from, said, why } => {
            let (why, first) = refusal(*why);
            let first = first.map(|first| {
                let clock = trace.event_of(first.heard).and_then(|heard| carried(heard, trace));
                json!({ "from": node(&first.from), "heard": dot(first.heard, names), "clock": clock })
            });
            let (said, clock) = (said.map(|said| dot(said, names)), carried(event, trace));
            let from = node(from);
            let told =
                json!({ "job": job(id), "from": from, "said": said, "clock": clock, "why": why, "first": first });
            ("result_refused", told)
        }
        Fact::ResultDelivered { job: id, to } => ("result_delivered", json!({ "job": job(id), "to": node(to) })),
        Fact::ResultUndelivered { job: id, to } => ("result_undelivered", json!({ "job": job(id), "to": node(to) })),
        Fact::FailedHeard { job: id, by, why, first } => {
            ("failed_heard", json!({ "job": job(id), "by": node(by), "why": &**why, "first": first }))
        }
        Fact::StoreHeard { store, free, is_back, missed } => {
            ("store_heard", json!({ "store": node(store), "free": free, "is_back": is_back, "missed": missed }))
        }
        Fact::StoreAway { store, silence } => ("store_away", json!({ "store": node(store), "silence_ms": silence })),
        Fact::StoreAnswered { store, name, said } => {
            let (said, amount) = word(*said);
            let name = name.as_ref().map(|name| name.as_str());
            ("store_answered", json!({ "store": node(store), "name": name, "said": said, "amount": amount }))
        }
        Fact::StoreAsked { name, bytes, from } => {
            ("store_asked", json!({ "name": name.as_str(), "bytes": bytes, "from": node(from) }))
        }
        Fact::StoreLate { name, from } => ("store_late", json!({ "name": name.as_str(), "from": node(from) })),
        Fact::FetchAsked { name, job: id, from } => {
            ("fetch_asked", json!({ "name": name.as_str(), "job": id.as_ref().map(job), "from": node(from) }))
        }
        Fact::ListAsked { prefix, from } => ("list_asked", json!({ "prefix": &**prefix, "from": node(from) })),
        _ => return None,
    })
}

/// The clock that the message of an event carried.
fn carried(event: &Event, trace: &Trace) -> Option<Value> {
    let clock = trace.sent(event.message?)?.message.clock.as_ref()?;
    Some(clock.vector().to_wire(trace.names()))
}

const fn refusal(why: Refusal) -> (&'static str, Option<Taken>) {
    match why {
        Refusal::Second(first) => ("second", Some(first)),
        Refusal::UnderWay(first) => ("under_way", Some(first)),
        Refusal::NotHanded => ("not_handed", None),
        Refusal::Unknown => ("unknown", None),
    }
}

/// What a datastore said, in a word, and a number where it said one: bytes, names, or a status.
const fn word(said: Said) -> (&'static str, Option<u64>) {
    match said {
        Said::Stored => ("stored", None),
        Said::Full => ("full", None),
        Said::Found(bytes) => ("found", Some(bytes)),
        Said::NotThere => ("not_there", None),
        Said::Deleted => ("deleted", None),
        Said::Listed(names) => ("listed", Some(names as u64)),
        Said::Free(bytes) => ("free", Some(bytes)),
        Said::Odd(status) => ("odd", Some(status as u64)),
    }
}

//! What happens to data and results, in words.

use super::happened::reason;
use super::words::{self, Words};
use crate::broker::data::Said;
use crate::broker::fact::Fact;
use crate::broker::results::Refusal;
use crate::id::NodeId;
use crate::texts::texts;

/// An amount of bytes.
pub fn size(bytes: u64) -> String {
    words::bytes(i64::try_from(bytes).unwrap_or(i64::MAX))
}

/// What the broker did, as the end of a sentence; `None` when it is not about data or results.
#[inline(never)]
pub fn deed(words: &Words, fact: &Fact) -> Option<String> {
    let said = texts().data();
    let (node, from, job) = (|id| words.node(id), |id| words.from(id), |id| words.job(id));
    Some(match fact {
        Fact::ResultHeard { job: id, from: sender, .. } => said.received_result(job(*id), &from(*sender)),
        Fact::ResultAgain { job: id, from: sender } => said.received_again(job(*id), &from(*sender)),
        Fact::ResultRefused { job: id, from: sender, .. } => said.refused_result(&words.of(*sender), job(*id)),
        Fact::ResultDelivered { job: id, to } => said.delivered(&node(*to), job(*id)),
        Fact::ResultUndelivered { job: id, to } => said.undelivered(job(*id), &words.whom(*to)),
        Fact::FailedHeard { job: id, by, .. } => said.heard_failed(&from(*by), job(*id)),
        Fact::StoreHeard { store, is_back: true, .. } => said.heard_back(&node(*store)),
        Fact::StoreHeard { store, .. } => said.heard_there(&node(*store)),
        Fact::StoreAway { store, silence: Some(silence) } => {
            said.counts_as_away(&words.whom(*store), &words::real(silence))
        }
        Fact::StoreAway { store, .. } => texts().deeds().unanswered(&from(*store)),
        Fact::StoreAnswered { store, name, said } => answered(words, *store, name.as_ref().map(words::data), *said),
        Fact::StoreAsked { name, from: sender, .. } => said.received(&words::data(name), &from(*sender)),
        Fact::StoreLate { name, from: sender } => said.late(&words::data(name), &from(*sender)),
        Fact::FetchAsked { name, from: sender, .. } => said.asked_for(&words::data(name), &from(*sender)),
        Fact::ListAsked { prefix, from: sender } => said.asked_names(&from(*sender), &words::prefix(prefix)),
        _ => return None,
    })
}

#[inline(never)]
fn answered(words: &Words, store: NodeId, name: Option<String>, answer: Said) -> String {
    let said = texts().data();
    let name = name.unwrap_or_else(|| said.it.to_owned());
    let who = words.node(store);
    match answer {
        Said::Stored => said.heard_keeps(&who, &name),
        Said::Full => said.heard_full(&who, &name),
        Said::Found(_) => said.received(&name, &words.from(store)),
        Said::NotThere => said.heard_has_none(&who, &name),
        Said::Deleted => said.heard_gone(&name, &words.to(store)),
        Said::Listed(names) => said.heard_names(&words::count(names, said.name, said.names), &words.from(store)),
        Said::Free(bytes) => said.heard_free(&who, &size(bytes)),
        Said::Odd(status) => said.odd_answer(&words.of(store), status),
    }
}

/// Why, or what follows; `None` when it is not about data or results, or when there is nothing to add.
pub fn explanation(words: &Words, fact: &Fact) -> Option<String> {
    let said = texts().data();
    Some(match fact {
        Fact::ResultHeard { to: Some(to), .. } => said.passes_on(&words.whom(*to)),
        Fact::ResultHeard { .. } => said.passes_on_to_store.to_owned(),
        Fact::ResultAgain { .. } => said.has_already.to_owned(),
        Fact::ResultRefused { why, .. } => match why {
            Refusal::Second(first) => words::sentence_of_names(&said.second(&words.of(first.from))),
            Refusal::UnderWay(first) => words::sentence_of_names(&said.under_way(&words.of(first.from))),
            Refusal::NotHanded => said.not_handed.to_owned(),
            Refusal::Unknown => said.unknown_job.to_owned(),
        },
        Fact::ResultUndelivered { .. } => said.kept_elsewhere.to_owned(),
        Fact::FailedHeard { why, first: true, .. } => texts().narration().the_reason(&reason(why)),
        Fact::FailedHeard { .. } => said.not_there_any_more.to_owned(),
        Fact::StoreHeard { missed: 0, free, .. } => said.has_free(&size(*free)),
        Fact::StoreHeard { missed, .. } => said.told_missed(&words::count(*missed, said.change, said.changes)),
        Fact::StoreAway { .. } => said.not_asked.to_owned(),
        Fact::StoreAnswered { said: Said::Found(bytes), .. } | Fact::StoreAsked { bytes, .. } => {
            format!("{}.", size(*bytes))
        }
        Fact::StoreLate { .. } => said.knew_of_it.to_owned(),
        Fact::FetchAsked { job: Some(job), .. } => said.needs_it(&words::sentence_of_names(words.job(*job))),
        _ => return None,
    })
}

//! What happens to data and results, in words.

use super::happened::reason;
use super::words::{self, Words};
use crate::broker::data::Said;
use crate::broker::fact::Fact;
use crate::broker::results::Refusal;

/// An amount of bytes.
pub fn size(bytes: u64) -> String {
    words::bytes(i64::try_from(bytes).unwrap_or(i64::MAX))
}

/// What the broker did, as the end of a sentence; `None` when it is not about data or results.
#[inline(never)]
pub fn deed(words: &Words, fact: &Fact) -> Option<String> {
    let (node, of, job) = (|id| words.node(id), |id| words.of(id), |id| words.job(id));
    Some(match fact {
        Fact::ResultHeard { job: id, from, .. } => format!("received the result of {} from {}", job(*id), node(*from)),
        Fact::ResultAgain { job: id, from } => {
            format!("received the result of {} from {} again", job(*id), node(*from))
        }
        Fact::ResultRefused { job: id, from, .. } => format!("refused {} result of {}", of(*from), job(*id)),
        Fact::ResultDelivered { job: id, to } => format!("heard that {} has the result of {}", node(*to), job(*id)),
        Fact::ResultUndelivered { job: id, to } => {
            format!("could not deliver the result of {} to {}", job(*id), node(*to))
        }
        Fact::FailedHeard { job: id, by, .. } => format!("heard from {} that {} failed", node(*by), job(*id)),
        Fact::StoreHeard { store, is_back: true, .. } => format!("heard that {} is back", node(*store)),
        Fact::StoreHeard { store, .. } => format!("heard that {} is there", node(*store)),
        Fact::StoreAway { store, silence: Some(silence) } => {
            format!("counts {} as away after {silence} of silence", node(*store))
        }
        Fact::StoreAway { store, .. } => format!("got no answer from {}", node(*store)),
        Fact::StoreAnswered { store, name, said } => answered(&node(*store), name.as_ref().map(words::data), *said),
        Fact::StoreAsked { name, from, .. } => format!("received {} from {}", words::data(name), node(*from)),
        Fact::StoreLate { name, from } => format!("set a late {} of {} aside", words::data(name), node(*from)),
        Fact::FetchAsked { name, from, .. } => format!("was asked for {} by {}", words::data(name), node(*from)),
        Fact::ListAsked { prefix, from } => {
            format!("was asked by {} what there is under {}", node(*from), words::prefix(prefix))
        }
        _ => return None,
    })
}

#[inline(never)]
fn answered(store: &str, name: Option<String>, said: Said) -> String {
    let name = name.unwrap_or_else(|| "it".to_owned());
    match said {
        Said::Stored => format!("heard that {store} keeps {name}"),
        Said::Full => format!("heard that {store} has no room for {name}"),
        Said::Found(_) => format!("received {name} from {store}"),
        Said::NotThere => format!("heard that {store} has no {name}"),
        Said::Deleted => format!("heard that {name} is gone from {store}"),
        Said::Listed(names) => format!("heard {} from {store}", words::count(names, "name", "names")),
        Said::Free(bytes) => format!("heard that {store} has {} free", size(bytes)),
        Said::Odd(status) => format!("could make nothing of {store}’s answer, {status}"),
    }
}

/// Why, or what follows; `None` when it is not about data or results, or when there is nothing to add.
pub fn explanation(words: &Words, fact: &Fact) -> Option<String> {
    let (node, of) = (|id| words.node(id), |id| words.of(id));
    Some(match fact {
        Fact::ResultHeard { to: Some(to), .. } => format!("It passes it on to {}.", node(*to)),
        Fact::ResultHeard { .. } => "It passes it on to a datastore.".to_owned(),
        Fact::ResultAgain { .. } => "It has it already, and says so once more.".to_owned(),
        Fact::ResultRefused { why, .. } => match why {
            Refusal::Second(first) => {
                format!(
                    "{} result came first and was accepted; a job has one result.",
                    words::sentence_of_names(&of(first.from))
                )
            }
            Refusal::UnderWay(first) => {
                format!(
                    "{} result is on its way; should that fail, this one may come again.",
                    words::sentence_of_names(&of(first.from))
                )
            }
            Refusal::NotHanded => {
                "The job was never handed to it: the result is of an earlier job of this name.".to_owned()
            }
            Refusal::Unknown => "Nobody waits for it: the job is not known, or ended without a result.".to_owned(),
        },
        Fact::ResultUndelivered { .. } => "A datastore keeps it if there is one, else its executor has to.".to_owned(),
        Fact::FailedHeard { why, first: true, .. } => format!("The reason: {}.", reason(why)),
        Fact::FailedHeard { .. } => "It is not there any more, so nothing changes.".to_owned(),
        Fact::StoreHeard { missed: 0, free, .. } => format!("It has {} free.", size(*free)),
        Fact::StoreHeard { missed, .. } => format!(
            "Before it is asked for anything it is told of {} that happened meanwhile.",
            words::count(*missed, "change", "changes")
        ),
        Fact::StoreAway { .. } => "It is not asked again until it announces itself.".to_owned(),
        Fact::StoreAnswered { said: Said::Found(bytes), .. } | Fact::StoreAsked { bytes, .. } => {
            format!("{}.", size(*bytes))
        }
        Fact::StoreLate { .. } => {
            "Whoever stored what is kept knew of it: the clocks tell the older from the newer.".to_owned()
        }
        Fact::FetchAsked { job: Some(job), .. } => format!("{} needs it.", words::sentence_of_names(words.job(*job))),
        _ => return None,
    })
}

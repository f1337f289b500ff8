//! How two events stand to each other, with the entries that prove it and the messages that it comes from.

use crate::id::{EventId, MessageId};
use crate::sim::trace::{Event, Trace};
use crate::texts::texts;
use crate::view::causality::{Cone, Hop, Standing, shortest_chain};
use crate::view::happened;
use crate::view::words::Words;

/// The relation of two events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The one that is looked at.
    pub first: EventId,
    /// The one that it is compared with.
    pub second: EventId,
    /// How the first one stands to the second.
    pub standing: Standing,
    /// What stands between their numbers: happened before, happened after, is concurrent with.
    pub words: &'static str,
    /// The entries that prove it: `VC(47)[broker] = 19 ≥ 18`.
    pub proof: Vec<String>,
    /// What the proof comes to.
    pub because: String,
    /// One shortest chain of messages from the earlier to the later one; none between concurrent events.
    pub chain: Vec<Link>,
}

/// One message of a chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Where it was sent and received.
    pub hop: Hop,
    /// What it is: exec-2’s heartbeat.
    pub noun: String,
}

impl Relation {
    /// The messages of the chain.
    pub fn messages(&self) -> impl Iterator<Item = MessageId> + '_ {
        self.chain.iter().map(|link| link.hop.message)
    }
}

/// The relation of the event of a cone to another one. An event is known to another exactly when the other's clock has
/// at least its count in the entry of its node.
pub(super) fn of(trace: &Trace, cone: &Cone, second: EventId) -> Option<Relation> {
    let (a, b) = (trace.get(cone.id())?, trace.get(second)?);
    let standing = match cone.standing(b.dot) {
        Standing::Past => Standing::Future,
        Standing::Future => Standing::Past,
        same => same,
    };
    let texts = texts().spacetime();
    let (words, proof, because) = match standing {
        Standing::Past => told(trace, texts.happened_before, a, b)?,
        Standing::Future => told(trace, texts.happened_after, b, a)?,
        Standing::Concurrent => {
            let proof = vec![entry(trace, b, a)?.0, entry(trace, a, b)?.0];
            (texts.is_concurrent, proof, texts.neither_knew.to_owned())
        }
        Standing::Itself => (texts.is_same, vec![entry(trace, a, a)?.0], String::new()),
    };
    let chain = match standing {
        Standing::Past => shortest_chain(trace, a.id, b.id)?,
        Standing::Future => shortest_chain(trace, b.id, a.id)?,
        Standing::Concurrent | Standing::Itself => Vec::new(),
    };
    let names = Words::new(trace.names());
    let link = |hop: Hop| {
        let noun = trace.sent(hop.message).map(|sent| happened::noun(&names, sent.message)).unwrap_or_default();
        Link { hop, noun }
    };
    let chain = chain.into_iter().map(link).collect();
    Some(Relation { first: a.id, second: b.id, standing, words, proof, because, chain })
}

/// That one event happened before another, with its proof.
fn told(
    trace: &Trace,
    words: &'static str,
    early: &Event,
    late: &Event,
) -> Option<(&'static str, Vec<String>, String)> {
    let name = |event: &Event| trace.names().of_node(event.dot.node);
    let texts = texts().spacetime();
    let (entry, is_known) = entry(trace, late, early)?;
    let because = match is_known {
        true if early.dot.node == late.dot.node => texts.own_order.to_owned(),
        true => texts.knew_of_it(&name(late)),
        false => texts.no_entry_shows.to_owned(),
    };
    Some((words, vec![entry], because))
}

/// What the clock of one event says of another one's node, beside that one's count, and whether it knows that one.
fn entry(trace: &Trace, of: &Event, about: &Event) -> Option<(String, bool)> {
    let known = trace.clock(of.id)?.get(about.dot.node);
    let is_known = known >= about.dot.count;
    let sign = if is_known { "≥" } else { "<" };
    let name = trace.names().of_node(about.dot.node);
    Some((format!("VC({})[{name}] = {known} {sign} {}", of.id, about.dot.count), is_known))
}

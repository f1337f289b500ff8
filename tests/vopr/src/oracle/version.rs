//! Of one name nobody is given data that are older than what a datastore was said to keep when they were asked for: of
//! two versions that one is older whose every sending happened before the other's.

use std::collections::BTreeMap;

use clocktower::broker::call::{Body, Call, Message, Reply};
use clocktower::broker::data::DataName;
use clocktower::broker::outbox::EventKind;
use clocktower::clock::{Dot, VectorClock};
use clocktower::id::MessageId;

use super::{Moment, Verdict};

/// One sending of a version, as far as it is known what its sender knew.
#[derive(Debug, Clone)]
struct Sending {
    bytes: u64,
    sent: Option<(Dot, VectorClock)>,
}

impl Sending {
    fn of(message: &Message, bytes: u64) -> Self {
        let sent = message.clock.as_ref().map(|clock| {
            let dot = Dot { node: message.from, count: clock.get(message.from) };
            (dot, clock.vector())
        });
        Self { bytes, sent }
    }

    fn happened_before(&self, other: &Self) -> bool {
        match (&self.sent, &other.sent) {
            (Some((mine, _)), Some((theirs, clock))) => mine != theirs && clock.get(mine.node) >= mine.count,
            _ => false,
        }
    }
}

/// What was stored under each name.
#[derive(Debug, Default)]
pub(super) struct Versions {
    /// Everything that came in.
    came: BTreeMap<DataName, Vec<Sending>>,
    /// What is said to be kept, in the order in which that was said.
    kept: BTreeMap<DataName, Vec<Sending>>,
    /// The calls that store, and those that fetch: how many versions were said to be kept when they came.
    stores: BTreeMap<MessageId, (DataName, Sending)>,
    fetches: BTreeMap<MessageId, (DataName, usize)>,
}

impl Versions {
    /// Looks at what comes in to be kept, and what goes out.
    pub(super) fn observe(&mut self, moment: Moment<'_>) -> Verdict {
        if moment.broker_forgot() {
            *self = Self::default();
        }
        let (Some(_), Some(message)) = (moment.fact(), moment.message()) else { return Ok(()) };
        match (&message.body, moment.event.kind) {
            (Body::Call(Call::Store { name, data }), EventKind::Receive) => {
                let sending = Sending::of(message, data.bytes);
                self.came.entry(name.clone()).or_default().push(sending.clone());
                self.stores.insert(message.id, (name.clone(), sending));
            }
            (Body::Call(Call::Fetch { name, .. }), EventKind::Receive) => {
                let kept = self.kept.get(name).map_or(0, Vec::len);
                self.fetches.entry(message.id).or_insert((name.clone(), kept));
            }
            (Body::Answer(call, answer), EventKind::Send) if answer.is_ok() => match &answer.reply {
                Reply::Data(data) => self.given(moment, *call, data.bytes)?,
                _ => {
                    if let Some((name, sending)) = self.stores.get(call) {
                        self.kept.entry(name.clone()).or_default().push(sending.clone());
                    }
                }
            },
            _ => {}
        }
        Ok(())
    }

    fn given(&self, moment: Moment<'_>, call: MessageId, bytes: u64) -> Verdict {
        let Some((name, kept)) = self.fetches.get(&call) else { return Ok(()) };
        let came = || self.came.get(name).into_iter().flatten().filter(|sending| sending.bytes == bytes);
        let newer = |other: &&Sending| other.bytes != bytes && came().all(|sending| sending.happened_before(other));
        let kept = self.kept.get(name).into_iter().flatten().take(*kept);
        let newer = if came().next().is_some() { kept.filter(newer).last() } else { None };
        moment.hold("nobody_is_given_older_data_than_what_is_kept", newer.is_none(), || {
            format!("{}: {bytes} bytes, though {:?} are kept", name.as_str(), newer.map(|newer| newer.bytes))
        })
    }
}

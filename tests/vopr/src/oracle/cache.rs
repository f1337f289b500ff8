//! Where data are is believed for 60 s after a datastore said so, and no longer.

use std::collections::BTreeMap;

use clocktower::broker::data::{DataName, Said};
use clocktower::broker::fact::Fact;
use clocktower::id::NodeId;
use clocktower::time::Time;

use super::{Moment, Verdict};

/// A location is believed for so long.
const KEPT_MS: u64 = 60_000;

/// Where each name was last, and since when that is known.
#[derive(Debug, Default)]
pub(super) struct Cache(BTreeMap<DataName, (NodeId, Time)>);

impl Cache {
    /// Learns what datastores say, and compares what the broker believes.
    pub(super) fn observe(&mut self, moment: Moment<'_>) -> Verdict {
        let (now, data) = (moment.event.at, moment.world.broker().data());
        if let Some(Fact::StoreAnswered { store, name: Some(name), said: Said::Stored | Said::Found(_) }) =
            moment.fact()
        {
            self.0.insert(name.clone(), (store.machine(), now));
        }
        if let Some(Fact::ResultDelivered { job, to }) = moment.fact() {
            let name = DataName::new(&format!("{}/result", moment.world.names().of_job(*job)));
            if let Some(name) = name.ok().filter(|_| data.stores().get(to.machine()).is_some()) {
                self.0.insert(name, (to.machine(), now));
            }
        }
        if moment.broker_forgot() {
            self.0.clear();
        }
        if moment.fact().is_none() {
            return Ok(());
        }
        for (name, (store, at)) in &self.0 {
            let Some(said) = data.location(name, now) else { continue };
            let right = said == *store && now.since(*at).ms() < KEPT_MS;
            moment.hold("no_location_is_believed_for_more_than_60_s", right, || {
                format!("{}: {said:?}, told {:?} ago by {store:?}", name.as_str(), now.since(*at))
            })?;
        }
        Ok(())
    }
}

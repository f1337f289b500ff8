//! Who is known since when, by the broker's own time: a report that is older than what is known changes nothing, and
//! whoever is silent for more than 130 s is dropped, and nobody else.

use std::collections::BTreeMap;

use clocktower::broker::fact::Fact;
use clocktower::clock::Dot;
use clocktower::id::NodeId;
use clocktower::time::Time;

use super::{Moment, Verdict};

/// An executor may be silent for so long.
const SILENCE_MAX_MS: u64 = 130_000;

/// What is known of one executor.
#[derive(Debug, Clone, Copy)]
struct Known {
    heard_at: Time,
    from: Option<Dot>,
}

/// When each executor was heard last, by machine.
#[derive(Debug, Default)]
pub(super) struct Expiry(BTreeMap<NodeId, Known>);

impl Expiry {
    /// Looks at what is heard of executors, who is dropped, and what choices are made from.
    pub(super) fn observe(&mut self, moment: Moment<'_>) -> Verdict {
        let now = moment.event.at;
        match moment.fact() {
            Some(Fact::Registered { executor, .. }) => {
                // The registration itself came with an earlier message.
                let from =
                    moment.world.broker().executors().get(&executor.machine()).and_then(|known| known.known_from);
                self.newer(moment, *executor, from)?;
                self.0.insert(executor.machine(), Known { heard_at: now, from });
            }
            Some(Fact::HeartbeatTaken { executor, .. }) => {
                let message = moment.message();
                let count = message.and_then(|message| Some(message.clock.as_ref()?.get(*executor)));
                let from = count.filter(|count| *count > 0).map(|count| Dot { node: *executor, count });
                self.newer(moment, *executor, from)?;
                moment.hold("only_members_are_heard", self.0.contains_key(&executor.machine()), || {
                    format!("{executor:?}")
                })?;
                self.0.insert(executor.machine(), Known { heard_at: now, from });
            }
            Some(Fact::Expired { executor, .. }) => {
                let known = self.0.remove(&executor.machine());
                let silent = known.is_some_and(|known| now.since(known.heard_at).ms() > SILENCE_MAX_MS);
                moment
                    .hold("nobody_is_dropped_before_130_s_of_silence", silent, || format!("{executor:?}: {known:?}"))?;
            }
            Some(Fact::Decided(decision)) => {
                for candidate in &decision.explained().candidates {
                    let known = self.0.get(&candidate.executor.machine());
                    let age = known.map(|known| now.since(known.heard_at));
                    let right = age == Some(candidate.age) && candidate.age.ms() <= SILENCE_MAX_MS;
                    moment.hold("no_choice_is_made_from_what_is_too_old", right, || {
                        format!("{:?} was heard {age:?} ago, told as {:?}", candidate.executor, candidate.age)
                    })?;
                }
            }
            _ if moment.broker_forgot() => self.0.clear(),
            _ => {}
        }
        Ok(())
    }

    /// A report of the same life has to be a later one.
    fn newer(&self, moment: Moment<'_>, executor: NodeId, from: Option<Dot>) -> Verdict {
        let known = self.0.get(&executor.machine()).and_then(|known| known.from);
        let stale = known.zip(from).is_some_and(|(known, from)| {
            known.node > from.node || known.node == from.node && known.count >= from.count
        });
        moment.hold("a_late_report_changes_nothing", !stale, || format!("{from:?} after {known:?}"))
    }
}

//! What has to be true once everything has come to its end: what the broker believes, and what everybody was told.

use std::collections::BTreeSet;

use clocktower::broker::fact::Fact;
use clocktower::id::{JobId, MessageId, NodeId};
use clocktower::sim::executor::Executor;
use clocktower::sim::fact::{PeerFact, What};
use clocktower::sim::machine::Node;
use clocktower::time::Span;

use crate::oracle::{Broken, Verdict};
use crate::play::Play;

/// In this time an executor that is up is heard at least twice.
const HEARTBEATS: Span = Span::from_secs(130);

/// A rule that is broken, and what was seen.
type Odd = Option<(&'static str, String)>;

/// Looks at a run in which nothing happens any more but heartbeats.
///
/// # Errors
/// The first rule that is broken.
pub fn check(play: &Play) -> Verdict {
    let odd = executors(play).or_else(|| clients(play)).or_else(|| results(play));
    odd.map_or(Ok(()), |(rule, seen)| Err(Broken { rule, event: play.sim.cursor(), seen }))
}

fn executors(play: &Play) -> Odd {
    let up = play.sim.world().machines().values().filter(|machine| machine.up);
    up.filter_map(|machine| if let Node::Executor(executor) = &machine.node { Some(executor) } else { None })
        .find_map(|executor| executor_at_rest(play, executor))
}

fn executor_at_rest(play: &Play, executor: &Executor) -> Odd {
    let (broker, id) = (play.sim.world().broker(), executor.clock().owner());
    let Some(known) = broker.executors().get(&id.machine()).filter(|known| known.node == id) else {
        return Some(("who_is_up_is_known", format!("{id:?}")));
    };
    let (believed, has) = (known.believed(true), executor.current());
    // A late message can make a job run once more, and a plan goes on: then this is no rest.
    let since = |at| play.sim.world().since(at) < HEARTBEATS;
    let lately = play.sim.trace().events().rev().take_while(|event| since(event.at));
    let at_rest = !lately.into_iter().any(|event| {
        matches!(
            &event.what,
            What::Peer(
                PeerFact::JobStarted { .. }
                    | PeerFact::FetchBegun { .. }
                    | PeerFact::JobFinished { .. }
                    | PeerFact::JobStopped { .. }
                    | PeerFact::JobFailed { .. }
            )
        )
    });
    // Of an original node nobody can tell that a late heartbeat is late; its next one mends that.
    if at_rest && executor.is_aware() && executor.running().next().is_none() && believed != has {
        return Some((
            "at_rest_what_is_believed_is_true",
            format!("{id:?}: {believed:?} is believed, {has:?} is true"),
        ));
    }
    let (heard, said) = (executor.delivered().get(broker.id()), broker.notices().get(broker.id()));
    if executor.is_aware() && heard != said {
        return Some(("every_notice_is_delivered_in_the_end", format!("{id:?} has {heard} of {said}")));
    }
    None
}

/// No client waits for the result of a job that is over, unless the broker has forgotten whose it was, or the client did
/// not answer when it was told.
fn clients(play: &Play) -> Odd {
    let (world, broker) = (play.sim.world(), play.sim.world().broker());
    if broker.id().incarnation() > 1 {
        return None;
    }
    let deaf: BTreeSet<(NodeId, Option<JobId>)> = facts(play)
        .filter_map(|fact| if let Fact::Unanswered { by, job } = fact { Some((by.machine(), *job)) } else { None })
        .collect();
    world.machines().iter().find_map(|(id, machine)| {
        let Node::Client(client) = &machine.node else { return None };
        // Some steps of a plan are still to be submitted, and wait for a job that rightly waits.
        if client.errands() > 0 {
            return None;
        }
        let mut expects = client.expects();
        let late = expects.find(|job| broker.jobs().get(*job).is_none() && !deaf.contains(&(*id, Some(*job))));
        let name = |job| format!("{} waits for {}", world.names().of_node(*id), world.names().of_job(job));
        late.map(|job| ("no_client_waits_for_a_job_that_is_over", name(job)))
    })
}

fn facts(play: &Play) -> impl Iterator<Item = &Fact> {
    let events = play.sim.trace().events();
    events.filter_map(|event| if let What::Broker(fact) = &event.what { Some(fact) } else { None })
}

/// Of every job that was done, the result arrived, or its executor tried as often as it should.
fn results(play: &Play) -> Odd {
    let (mut open, mut given_up) = (BTreeSet::<JobId>::new(), BTreeSet::<JobId>::new());
    let (mut arrived, broker) = (BTreeSet::<JobId>::new(), play.sim.world().broker_id());
    let says_who = |message: Option<MessageId>| {
        let sent = message.and_then(|message| play.sim.trace().sent(message));
        sent.is_some_and(|sent| sent.message.clock.is_some())
    };
    for event in play.sim.trace().events() {
        match &event.what {
            // What an original node says may be of an earlier job of the same name: nobody can tell.
            What::Broker(Fact::DoneHeard { job, first: true, .. }) if says_who(event.message) => {
                open.insert(*job);
            }
            What::Broker(Fact::ResultDelivered { job, .. }) => drop(arrived.insert(*job)),
            What::Peer(PeerFact::GaveUp { job }) => drop(given_up.insert(*job)),
            // It does not know what was done, nor who waits for what.
            What::Restarted { with_memory: false } if event.dot.node.machine() == broker => return None,
            _ => {}
        }
    }
    let lost = open.iter().find(|job| !arrived.contains(job) && !given_up.contains(job));
    lost.map(|job| ("the_result_of_what_is_done_arrives_or_is_given_up", format!("{job:?}")))
}

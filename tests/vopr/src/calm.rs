//! The second phase: the faults stop, and within a stated bound everything comes to its end.

use clocktower::broker::executors::Executor;
use clocktower::scenario::Command;
use clocktower::sim::machine::Node;
use clocktower::sim::world::World;
use clocktower::time::Span;

use crate::draw::Draw;
use crate::explain;
use crate::oracle::{Broken, Verdict, lacks};
use crate::play::Play;
use crate::rest;

/// So long everybody takes to find each other again: an executor that pauses between two rounds of registrations (110 s),
/// the ping (10 s), one that is gone for good is dropped (130 s), the next heartbeat (60 s).
const REUNION: Span = Span::from_secs(110 + 10 + 130 + 60);
/// So long a client takes for an errand: each of two pieces of data is tried ten times, 20 s apart, and so is its
/// submission, 30 s apart.
const ERRAND: Span = Span::from_secs(2 * 200 + 300);
/// So long a job takes at most beside its run: ten tries, 20 s apart, for what it reads, for each of two things that it
/// leaves, and for its end; and 30 s apart for its result, since the client is asked first and then a datastore. A plan's
/// next step waits 900 s more before it asks why there is none.
const JOB: Span = Span::from_secs(200 + 2 * 200 + 200 + 300 + 900);
/// At rest nothing happens between two looks but heartbeats.
const LOOK_EVERY: Span = Span::from_secs(20);

/// Within this time every job that the broker took is over, or there is a reason why it is not: all may have to run one
/// after the other, on one machine.
pub fn bound(jobs: usize, longest: Span) -> Span {
    let each = JOB.ms() + longest.ms();
    REUNION + ERRAND + Span::from_ms(each * (jobs as u64 + 1))
}

/// Lets the faults stop and everything come to its end.
///
/// # Errors
/// A rule is broken, or something is not over when the bound has passed.
pub fn down(play: &mut Play, seed: u64) -> Verdict {
    let mut draw = Draw::new(seed ^ 0x6361_6c6d);
    let world = play.sim.world();
    let name = |id| world.names().of_node(id);
    let down = world.machines().iter().filter(|(_, machine)| !machine.up);
    let restarts = down.map(|(id, _)| Command::Restart { node: name(*id), with_memory: draw.chance(500) });
    let ends = std::iter::once(Command::HealAll {}).chain(restarts);
    for command in ends.collect::<Vec<_>>() {
        play.give(command)?;
    }
    let submitted = |command: &Command| match command {
        Command::SubmitJob(job) => vec![job.duration_ms],
        Command::Flood(flood) => vec![flood.duration_ms; flood.count as usize],
        Command::SubmitPlan(plan) => plan.plan["exec"].as_array().map_or(Vec::new(), |steps| vec![60_000; steps.len()]),
        _ => Vec::new(),
    };
    let durations: Vec<u64> = play.given.iter().flat_map(|given| submitted(&given.command)).collect();
    let longest = Span::from_ms(durations.iter().copied().max().unwrap_or(0));
    let deadline = play.sim.world().now() + bound(durations.len(), longest);
    while unsettled(play.sim.world()).is_some() && play.sim.world().now() < deadline {
        play.pass(LOOK_EVERY)?;
    }
    let (world, event) = (play.sim.world(), play.sim.cursor());
    if let Some((rule, seen)) = unsettled(world) {
        return Err(Broken { rule, event, seen });
    }
    play.pass(REUNION)?;
    rest::check(play)
}

/// What is not over and should be, by the rule that says so.
fn unsettled(world: &World) -> Option<(&'static str, String)> {
    let broker = world.broker();
    let lives = |job| broker.jobs().get(job).is_some();
    for (id, machine) in world.machines().iter() {
        let name = || world.names().of_node(*id);
        match &machine.node {
            // A step may wait for a job that rightly waits.
            Node::Client(client) if client.errands() > 0 && !client.expects().any(lives) => {
                return Some(("every_errand_of_a_client_ends", format!("{} at {}", client.errands(), name())));
            }
            Node::Executor(executor) => {
                if let Some(job) = executor.running().next() {
                    return Some(("nothing_runs_for_ever", format!("{job:?} at {}", name())));
                }
            }
            _ => {}
        }
    }
    if let Some(work) = broker.data().works().next() {
        return Some(("every_call_for_data_is_answered", format!("{:?}", work.task)));
    }
    let lost = broker.jobs().live().find(|(id, _)| explain::why_not_done(world, *id).is_none());
    lost.map(|(id, job)| {
        let lacks = |known: &Executor| lacks(&job.spec.needs, &known.believed(broker.policy().reserve));
        let believed: Vec<_> = broker.executors().values().map(|known| (known.node, lacks(known))).collect();
        let name = world.names().of_job(id);
        let seen =
            format!("{name} is {:?}, waits for {:?}, and is believed to lack {believed:?}", job.stage, job.waits_for);
        ("every_job_is_done_or_explained", seen)
    })
}

//! What the broker's work costs, as `cargo xtask bench` prints it: a figure, what was measured, and what is aimed at, with
//! tabs between. Each is a ratio within one run, in which both sides take turns, so that the machine's mood hits both alike:
//! the least, the median and the most of many turns.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clocktower::broker::call::Call;
use clocktower::broker::executors::{Capabilities, Real, Report};
use clocktower::broker::fact::Fact;
use clocktower::broker::jobs::JobSpec;
use clocktower::broker::outbox::Outbox;
use clocktower::broker::policy::Policy;
use clocktower::broker::{Broker, Input};
use clocktower::id::MessageId;
use clocktower::scenario::Scenario;
use clocktower::sim::{Sim, Step};
use clocktower::time::{Span, Time};

#[path = "../tests/broker/story.rs"]
#[allow(dead_code, reason = "shared with tests/broker, which needs more of it")]
mod story;
#[path = "shared/ten.rs"]
mod ten;

#[path = "../tests/e2e/src/long.rs"]
#[allow(dead_code, unreachable_pub, reason = "shared with tests/e2e, which is a crate and needs more of it")]
mod long;

use story::{GIB, Peer, Story, report, spec};

/// How often both sides of a ratio take turns.
const TURNS: usize = 15;

fn main() {
    // With the name of a part it does that one.
    let wanted = std::env::args().skip(1).find(|argument| !argument.starts_with("--"));
    let is_wanted = |part: &str| wanted.as_ref().is_none_or(|wanted| wanted == part);
    if is_wanted("decisions") {
        decisions("a decision where nearly all are busy", busy);
        decisions("a decision where all are idle", idle);
    }
    if is_wanted("heartbeats") {
        heartbeats();
    }
    if is_wanted("events") {
        events();
        watched();
    }
}

/// Prints the ratio of what two sides took in turns, each for the same things many times: whoever else wants the machine
/// disturbs a few of them, so the middle half counts. (Their median would be no finer than the machine's clock, which may
/// tick every ten nanoseconds: a thirtieth of a heartbeat.)
fn ratio(what: &str, aim: &str, mut turn: impl FnMut() -> (Vec<Duration>, Vec<Duration>)) {
    let middle = |mut times: Vec<Duration>| {
        times.sort();
        let quarter = times.len() / 4;
        let half = &times[quarter..times.len() - quarter];
        half.iter().sum::<Duration>().as_secs_f64() / half.len() as f64
    };
    let mut ratios: Vec<f64> = (0..TURNS).map(|_| turn()).map(|(a, b)| middle(a) / middle(b)).collect();
    ratios.sort_by(f64::total_cmp);
    println!("{what}\t{:.2}, {:.2}, {:.2}\t{aim}", ratios[0], ratios[TURNS / 2], ratios[TURNS - 1]);
}

fn decisions(what: &str, make: fn(usize, usize) -> Broker) {
    let (large, small) = (make(10_000, 100_000), make(100, 1_000));
    // What a copy shares is found out once, as it would be in a broker that runs.
    let what = format!("{what}, 10,000 executors and 100,000 jobs over 100 and 1,000");
    ratio(&what, "at most 5", || (deciding(&large), deciding(&small)));
}

/// How long a broker takes for each of some choices, one after the other. What it does in between is not counted.
fn deciding(broker: &Broker) -> Vec<Duration> {
    const CHOICES: usize = 20;
    let mut broker = broker.clone();
    let mut took = Vec::new();
    while took.len() < CHOICES {
        let mut out = Outbox::new(MessageId::new(10_000_000));
        let begin = Instant::now();
        broker.handle(NOW, Input::Wake, &mut out);
        let turn = begin.elapsed();
        if let Some(Fact::Decided(decision)) = out.into_parts().0.map(|event| event.fact) {
            assert!(decision.chosen().is_some(), "somebody can take it");
            took.push(turn);
        }
    }
    took
}

/// When choices are made: nobody has been silent for too long.
const NOW: Time = Time::from_ms(60_000);

/// So many executors of eight kinds, of which these are free, heard of one after the other; and jobs of eight kinds.
fn crowd(executors: usize, jobs: usize, is_free: impl Fn(usize) -> bool) -> Broker {
    let mut story = Story::new(Policy::default());
    let busy = |at: usize| Report {
        capabilities: Capabilities {
            memory: (1 + at as i64 % 8) * GIB,
            cpu_load: Real::new(if is_free(at) { (at * 7 % 40) as f64 } else { 200.0 }).expect("finite"),
            cpu_cores: 2 + (at as i64 / 8) % 8,
            ..report(GIB).capabilities
        },
        running: None,
        ..report(GIB)
    };
    for at in 0..executors {
        story.now = Time::from_ms(at as u64 * 50_000 / executors as u64);
        story.join(&mut Peer::original(1 + at as u16), busy(at));
        story.said.clear();
    }
    let mut client = Peer::original(60_000);
    for job in 0..jobs {
        let plain = spec(GIB);
        let needs =
            Capabilities { memory: (1 + job as i64 % 4) * GIB, cpu_cores: 1 + job as i64 / 4 % 2, ..plain.needs };
        let call = Call::Submit {
            job: clocktower::id::JobId::new(job as u32),
            spec: std::sync::Arc::new(JobSpec { needs, ..plain }),
            wait_for: Some(vec![]),
        };
        let message = story.message(&mut client, clocktower::broker::call::Body::Call(call));
        story.handle(Input::Receive(message));
        story.said.clear();
    }
    // Only what is to be answered; nothing is chosen yet.
    let mut broker = story.broker;
    for _ in 0..jobs {
        broker.handle(story.now, Input::Wake, &mut Outbox::new(MessageId::new(9_000_000)));
    }
    broker
}

/// Thirty executors have room, wherever they stand: two choices out of three are about one of few.
fn busy(executors: usize, jobs: usize) -> Broker {
    crowd(executors, jobs, |at| at % (executors / 30) == 0)
}

fn idle(executors: usize, jobs: usize) -> Broker {
    crowd(executors, jobs, |_| true)
}

/// A whole heartbeat with its answer, from a thousand executors in turns.
fn heartbeats() {
    let (mut with, mut without) = (Beating::new(true), Beating::new(false));
    ratio("a heartbeat with clocks over one without, 1,000 executors", "at most 1.05", || {
        (with.round(), without.round())
    });
}

/// A broker and a thousand executors that send heartbeats.
struct Beating {
    story: Story,
    peers: Vec<Peer>,
}

impl Beating {
    fn new(aware: bool) -> Self {
        let mut story = Story::new(Policy::default());
        let mut peers: Vec<Peer> = (1..=1_000).map(|n| Peer { aware, ..Peer::new(n) }).collect();
        for peer in &mut peers {
            story.join(peer, report(GIB));
        }
        Self { story, peers }
    }

    /// How long the broker takes for a heartbeat of each.
    fn round(&mut self) -> Vec<Duration> {
        let mut took = Vec::new();
        self.story.now = self.story.now + Span::from_secs(10);
        let now = self.story.now;
        for peer in &mut self.peers {
            let body = clocktower::broker::call::Body::Call(Call::Heartbeat(Arc::new(report(GIB))));
            let heartbeat = self.story.message(peer, body);
            let (mut heard, mut answered) = (Outbox::new(heartbeat.id), Outbox::new(MessageId::new(self.story.next)));
            let begin = Instant::now();
            self.story.broker.handle(now, Input::Receive(heartbeat), &mut heard);
            self.story.broker.handle(now, Input::Wake, &mut answered);
            took.push(begin.elapsed());
            self.story.next += 1;
            let answer = black_box(answered).into_parts().1.expect("every heartbeat is answered");
            if let Some(clock) = answer.clock.filter(|_| peer.aware) {
                peer.clock.receive(&clock).expect("the broker tells the truth");
            }
        }
        took
    }
}

/// A world of ten executors with their heartbeats and a job every two seconds.
fn events() {
    const EVENTS: u32 = 200_000;
    let scenario = ten::ten_executors(9_000, 2_000);
    let mut speeds: Vec<f64> = (0..5)
        .map(|_| {
            let mut sim = Sim::unwatched(scenario.clone()).expect("a run");
            let begin = Instant::now();
            sim.seek(clocktower::id::EventId::new(EVENTS));
            let took = begin.elapsed().as_secs_f64();
            f64::from(black_box(&sim).cursor().number()) / took / 1e6
        })
        .collect();
    print_speeds("simulated events a second, ten executors", &mut speeds, "2 million");
}

/// The run that the page's core is measured with, round by round as it is there.
fn watched() {
    let scenario = Scenario::from_json(&long::opening_at(1, long::CORE_EVENTS)).expect("a scenario");
    let mut speeds: Vec<f64> = (0..5)
        .map(|_| {
            let mut sim = Sim::new(scenario.clone()).expect("a run");
            let begin = Instant::now();
            while u64::from(sim.cursor().number()) < long::CORE_EVENTS && sim.step(Step::Round) > 0 {}
            f64::from(black_box(&sim).cursor().number()) / begin.elapsed().as_secs_f64() / 1e6
        })
        .collect();
    print_speeds("events a second with every invariant watched, nine nodes, natively", &mut speeds, "");
}

/// Prints the least, the median and the most of five speeds, in millions.
fn print_speeds(what: &str, speeds: &mut [f64], aim: &str) {
    speeds.sort_by(f64::total_cmp);
    let [least, _, median, _, most] = speeds else { unreachable!("there were five runs") };
    println!("{what}\t{least:.2}, {median:.2}, {most:.2} million\t{aim}");
}

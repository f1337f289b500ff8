//! Who takes part in a run: machines, network and rules.

use clocktower::broker::emergency::{Equipment, Kind};
use clocktower::broker::executors::{Capabilities, Real};
use clocktower::broker::policy::{Order, Placement, Policy};
use clocktower::scenario::{DatastoreSpec, ExecutorSpec, NetworkSpec, NodeSpec, Plain, Scenario, VERSION};
use clocktower::time::Span;

use crate::draw::Draw;

/// A gibibyte.
pub const GIB: i64 = 1 << 30;

/// The scenario of a run, in which nothing is done yet.
pub fn scenario(seed: u64, draw: &mut Draw) -> Scenario {
    let plain = |name: &str, n: u64| Plain { name: Some(format!("{name}-{n}")) };
    let mut nodes = vec![NodeSpec::Broker(Plain { name: Some("broker".to_owned()) })];
    nodes.extend((1..=draw.between(1, 4)).map(|n| NodeSpec::Executor(executor(Some(n), draw))));
    nodes.extend((1..=draw.between(1, 2)).map(|n| NodeSpec::Client(plain("client", n))));
    // Some are too small for all that is stored there.
    nodes.extend((1..=draw.below(4)).map(|n| {
        let capacity = 1 << draw.between(17, 24);
        NodeSpec::Datastore(DatastoreSpec { name: plain("store", n).name, capacity })
    }));
    let latency_ms_max = draw.pick(&[1, 20, 150, 900, 3000]);
    Scenario {
        version: VERSION,
        title: format!("vopr, seed {seed}"),
        question: None,
        notes: None,
        moments: Vec::new(),
        seed: draw.below(1 << 32),
        network: NetworkSpec { latency_ms_min: 1, latency_ms_max, ..NetworkSpec::default() },
        policy: policy(draw),
        nodes,
        actions: Vec::new(),
        given: Vec::new(),
        recorded: Vec::new(),
        opens_at_ms: 0,
        opens_at_event: None,
    }
}

fn policy(draw: &mut Draw) -> Policy {
    Policy {
        order: draw.pick(&Order::ALL),
        placement: draw.pick(&Placement::ALL),
        reserve: draw.chance(800),
        preempt: draw.chance(500),
        ageing: Span::from_ms(draw.between(500, 20_000)),
    }
}

/// An executor. One in six is an original node, which knows no clocks.
pub fn executor(number: Option<u64>, draw: &mut Draw) -> ExecutorSpec {
    let kinds = [Kind::Medical, Kind::Fire].into_iter().filter(|_| draw.chance(400));
    ExecutorSpec {
        name: number.map(|n| format!("exec-{n}")),
        equipment: kinds.collect::<Equipment>(),
        capabilities: capabilities(draw),
        clocks: draw.below(6) > 0,
        starts_after_ms: draw.below(5000),
    }
}

/// What an executor has.
pub fn capabilities(draw: &mut Draw) -> Capabilities {
    Capabilities {
        memory: draw.between(1, 8) as i64 * GIB,
        disk: 16 * GIB,
        cpu_load: percent(draw.below(60)),
        cpu_cores: draw.between(1, 8) as i64,
        cpu_freq: percent(2000),
        has_battery: draw.chance(300),
        power: percent(draw.below(101)),
    }
}

/// What a job needs.
pub fn needs(draw: &mut Draw) -> Capabilities {
    Capabilities {
        memory: draw.below(5) as i64 * GIB,
        disk: 0,
        cpu_load: percent(draw.between(40, 100)),
        cpu_cores: draw.between(1, 4) as i64,
        cpu_freq: Real::ZERO,
        has_battery: draw.chance(800),
        power: percent(draw.pick(&[0, 0, 0, 20, 60])),
    }
}

fn percent(whole: u64) -> Real {
    Real::new(whole as f64).unwrap_or_default()
}

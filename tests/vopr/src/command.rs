//! What somebody does next.

use clocktower::broker::emergency::{Emergency, Kind as Help, Level};
use clocktower::broker::policy::{Order, Placement};
use clocktower::ordered::Map;
use clocktower::scenario::{
    Command, DatastoreSpec, FloodCommand, JobCommand, Link, NetworkChange, OfJob, OfMessage, OfNode, Plain,
    PlanCommand, PolicyChange, StoreCommand,
};
use clocktower::sim::Sim;
use clocktower::sim::machine::{Kind as Role, Machine};
use serde_json::{Value, json};

use crate::draw::Draw;
use crate::mix::Kind;
use crate::world;

/// Names of data that are there for all.
pub const SHARED: [&str; 3] = ["maps/north", "maps/south", "levels"];

/// A command of a kind that fits the world as it is; `None` where none does.
pub fn drawn(kind: Kind, sim: &Sim, draw: &mut Draw) -> Option<Command> {
    Some(match kind {
        Kind::Job => submit(JobCommand::default(), sim, draw),
        Kind::JobNow => submit(JobCommand { queue: false, ..JobCommand::default() }, sim, draw),
        Kind::Dependent => {
            let wait_for = (0..draw.between(1, 3)).map(|_| job_name(sim, 2, draw)).collect();
            submit(JobCommand { wait_for, ..JobCommand::default() }, sim, draw)
        }
        Kind::Emergency => {
            let wait_for = if draw.chance(300) { vec![job_name(sim, 0, draw)] } else { Vec::new() };
            submit(JobCommand { emergency: Some(emergency(draw)), wait_for, ..JobCommand::default() }, sim, draw)
        }
        Kind::DataJob => submit(data_job(draw), sim, draw),
        Kind::Plan => plan(sim, draw),
        Kind::Store => {
            let client = Some(some_node(sim, draw, |m| m.kind() == Role::Client)?);
            // The size tells one version from another.
            let bytes = Some(1000 * draw.between(1, 60) + sim.given().len() as u64);
            Command::StoreData(StoreCommand { client, name: draw.pick(&SHARED).to_owned(), bytes, text: None })
        }
        Kind::Delete => Command::DeleteJob(OfJob { job: job_name(sim, 0, draw) }),
        Kind::Add => add(draw),
        Kind::Policy => Command::SetPolicy(policy(draw)),
        Kind::Declare if draw.chance(400) => Command::ClearEmergency {},
        Kind::Declare => {
            let Emergency { kind, level, location } = emergency(draw);
            Command::DeclareEmergency { kind, level, location }
        }
        Kind::Change => Command::SetCapabilities {
            node: some_node(sim, draw, |m| m.kind() == Role::Executor)?,
            capabilities: world::capabilities(draw),
            equipment: None,
        },
        Kind::Heartbeat => {
            Command::HeartbeatNow(OfNode { node: some_node(sim, draw, |m| m.kind() == Role::Executor)? })
        }
        Kind::Crash | Kind::CrashAndForget => crash(kind, sim, draw)?,
        Kind::Cut => cut(sim, draw)?,
        Kind::Network => network(sim, draw)?,
        Kind::Machine => machine(sim, draw)?,
        Kind::Flood => Command::Flood(FloodCommand {
            count: draw.between(2, 8) as u32,
            within_ms: draw.below(30_000),
            duration_ms: draw.below(60_000),
            ..FloodCommand::default()
        }),
        Kind::Drop => Command::DropMessage(OfMessage { message: in_flight(sim, draw)? }),
        Kind::Delay => Command::DelayMessage { message: in_flight(sim, draw)?, by_ms: delay(draw) },
        Kind::Duplicate => Command::DuplicateMessage(OfMessage { message: in_flight(sim, draw)? }),
        Kind::Remove => Command::Remove(OfNode { node: some_node(sim, draw, |m| m.kind() != Role::Broker)? }),
    })
}

fn submit(job: JobCommand, sim: &Sim, draw: &mut Draw) -> Command {
    let client = some_node(sim, draw, |machine| machine.kind() == Role::Client && machine.up);
    Command::SubmitJob(Box::new(JobCommand {
        client,
        capabilities: world::needs(draw),
        duration_ms: draw.below(90_000),
        result_bytes: 1 << draw.between(8, 18),
        result_to_client: draw.chance(700),
        ..job
    }))
}

fn data_job(draw: &mut Draw) -> JobCommand {
    let own = [("tiles".to_owned(), 1 << draw.below(20)), ("names".to_owned(), draw.below(100))];
    let shared = |draw: &mut Draw, per_mille| match draw.chance(per_mille) {
        true => vec![draw.pick(&["maps/*", "maps/south", "levels"]).to_owned()],
        false => Vec::new(),
    };
    JobCommand {
        data: if draw.chance(700) { own.into_iter().collect() } else { Map::new() },
        named_data: shared(draw, 300),
        named_results: shared(draw, 200),
        ..JobCommand::default()
    }
}

/// A few jobs that have what the network has by default, each waiting for some of those before it.
fn plan(sim: &Sim, draw: &mut Draw) -> Command {
    let steps: Vec<Value> = (0..draw.between(1, 4))
        .map(|at| {
            let wait: Vec<String> = (0..at).filter(|_| draw.chance(500)).map(|other| format!("cmd-{other}")).collect();
            json!({"cmd": format!("cmd-{at}"), "queue": draw.chance(500), "wait": wait})
        })
        .collect();
    let cmds: serde_json::Map<String, Value> = (0..steps.len())
        .map(|at| {
            let own = if draw.chance(300) { json!({"/in": "in"}) } else { json!({}) };
            let info = json!({
                "wasm_bin": "step.wasm", "job_data": own,
                "result_addr": {"host": "this", "port": 1},
                "capabilities": {"memory": draw.below(4) << 30, "cpu_load": 90 + draw.below(200), "has_battery": true},
            });
            (format!("cmd-{at}"), info)
        })
        .collect();
    let client = some_node(sim, draw, |machine| machine.kind() == Role::Client && machine.up);
    Command::SubmitPlan(PlanCommand {
        client,
        plan: json!({"exec": steps, "cmds": cmds}),
        file_bytes: draw.below(9000),
    })
}

fn emergency(draw: &mut Draw) -> Emergency {
    Emergency { kind: draw.pick(&Help::ALL), level: draw.pick(&Level::ALL), location: None }
}

/// Messages go wrong at some rates, everywhere or on the link of one machine; or everything that goes on being wrong ends.
fn network(sim: &Sim, draw: &mut Draw) -> Option<Command> {
    if draw.chance(300) {
        return Some(Command::HealAll {});
    }
    let one = some_node(sim, draw, |machine| machine.kind() != Role::Broker)?;
    let is_one = draw.chance(500);
    let mut rate = |most: u64| Some(if draw.chance(500) { draw.below(most) as u32 } else { 0 });
    Some(Command::SetNetwork(NetworkChange {
        a: is_one.then(|| one.clone()),
        b: is_one.then(|| "broker".to_owned()),
        loss_permille: rate(300),
        duplication_permille: rate(300),
        delay_permille: rate(300),
        delay_ms_max: Some(draw.between(1000, 150_000)),
        ..NetworkChange::default()
    }))
}

/// Something is wrong with a machine for some time.
fn machine(sim: &Sim, draw: &mut Draw) -> Option<Command> {
    let executor = some_node(sim, draw, |machine| machine.kind() == Role::Executor);
    let store = some_node(sim, draw, |machine| machine.kind() == Role::Datastore);
    Some(match draw.below(5) {
        0 => Command::Slow { node: executor?, percent: draw.between(50, 500) as u32 },
        1 => Command::Flap { node: executor?, every_ms: draw.between(5_000, 120_000) },
        2 => Command::Fill(OfNode { node: store? }),
        3 => Command::Mend(OfNode { node: store? }),
        _ => Command::Mend(OfNode { node: executor? }),
    })
}

fn add(draw: &mut Draw) -> Command {
    match draw.below(4) {
        0 => Command::AddClient(Plain::default()),
        1 => Command::AddDatastore(DatastoreSpec { name: None, capacity: 1 << draw.between(17, 24) }),
        _ => Command::AddExecutor(world::executor(None, draw)),
    }
}

fn policy(draw: &mut Draw) -> PolicyChange {
    PolicyChange {
        order: draw.chance(500).then(|| draw.pick(&Order::ALL)),
        placement: draw.chance(500).then(|| draw.pick(&Placement::ALL)),
        reserve: draw.chance(300).then(|| draw.chance(700)),
        preempt: draw.chance(400).then(|| draw.chance(600)),
        ageing_ms: draw.chance(300).then(|| draw.between(500, 20_000)),
    }
}

/// A machine goes down; when one is down already, that one is more likely to come up again.
fn crash(kind: Kind, sim: &Sim, draw: &mut Draw) -> Option<Command> {
    let down = some_node(sim, draw, |machine| !machine.up);
    match down.filter(|_| draw.chance(700)) {
        Some(node) => Some(Command::Restart { node, with_memory: kind == Kind::Crash }),
        None => Some(Command::Crash(OfNode { node: some_node(sim, draw, |machine| machine.up)? })),
    }
}

/// A link to the broker is cut; when one is cut already, that one is more likely to heal.
fn cut(sim: &Sim, draw: &mut Draw) -> Option<Command> {
    let names = sim.world().names();
    let cuts: Vec<Link> = sim
        .world()
        .network()
        .cuts()
        .map(|(a, b, _)| Link { a: names.of_node(a), b: names.of_node(b), one_way: false })
        .collect();
    match draw.any(&cuts).filter(|_| draw.chance(700)) {
        Some(link) => Some(Command::Heal(link)),
        None => {
            let a = some_node(sim, draw, |machine| machine.kind() != Role::Broker)?;
            Some(Command::Cut(Link { a, b: "broker".to_owned(), one_way: false }))
        }
    }
}

/// By how much a message is late: mostly a little, sometimes longer than an executor may be silent.
fn delay(draw: &mut Draw) -> u64 {
    let most = draw.pick(&[2_000, 20_000, 90_000, 400_000]);
    draw.below(most)
}

/// The name of a job that was submitted, or of one of so many that come next.
fn job_name(sim: &Sim, beyond: u64, draw: &mut Draw) -> String {
    let submitted = sim.given().iter().filter(|given| matches!(*given.command, Command::SubmitJob(_))).count() as u64;
    format!("job-{}", draw.between(1, (submitted + beyond).max(1)))
}

fn some_node(sim: &Sim, draw: &mut Draw, which: impl Fn(&Machine) -> bool) -> Option<String> {
    let machines = sim.world().machines().iter().filter(|(_, machine)| which(machine));
    let ids: Vec<_> = machines.map(|(id, _)| *id).collect();
    draw.any(&ids).map(|id| sim.world().names().of_node(id))
}

fn in_flight(sim: &Sim, draw: &mut Draw) -> Option<u32> {
    let flights = sim.world().network().flights();
    let at = draw.below(flights.len() as u64) as usize;
    flights.map(|(_, flight)| flight.message.id.number()).nth(at)
}

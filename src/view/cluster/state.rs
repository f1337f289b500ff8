//! How a machine is, in the few words that fit on its card.

use super::Condition;
use crate::broker::Broker;
use crate::broker::executors::SILENCE_MAX;
use crate::broker::executors::decimal;
use crate::broker::jobs::Stage;
use crate::id::{JobId, NodeId};
use crate::sim::Sim;
use crate::sim::executor::{Executor, HEARTBEAT_EVERY, Running};
use crate::sim::machine::{Machine, Node};
use crate::time::{Span, Time};
use crate::view::words;

/// The width of the text on a card, in pixels, and of a letter of each size in it.
const TEXT_WIDTH: f64 = 124.0;
const NAME_LETTER: f64 = 8.1;
const STATE_LETTER: f64 = 5.9;
/// How long a heartbeat may be late before its sender counts as silent.
const GRACE: Span = Span::from_secs(2);

/// How a machine is.
pub(super) struct State {
    pub(super) condition: Condition,
    pub(super) state: String,
    pub(super) detail: String,
    pub(super) load: Option<u32>,
    pub(super) is_busy: bool,
    pub(super) is_emergency: bool,
    pub(super) label: String,
}

impl State {
    fn plain(kind: &str, condition: Condition, state: String, detail: String) -> Self {
        let parts = [kind, &state, &detail].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let label = parts.join(", ");
        Self { condition, state, detail, load: None, is_busy: false, is_emergency: false, label }
    }
}

pub(super) fn of(sim: &Sim, id: NodeId, machine: &Machine, name: &str) -> State {
    let world = sim.world();
    let is_cut = world.network().is_cut(world.broker_id(), id);
    let down = || format!("down for {}", world.since(machine.since));
    let condition = match (machine.up, is_cut) {
        (false, _) => Condition::Crashed,
        (true, true) => Condition::Cut,
        (true, false) => Condition::Well,
    };
    let word = || match condition {
        Condition::Crashed => "crashed".to_owned(),
        Condition::Cut => "cut off".to_owned(),
        _ => String::new(),
    };
    match &machine.node {
        Node::Broker(_) if !machine.up => State::plain("broker", condition, word(), down()),
        Node::Broker(broker) => {
            let running = broker.jobs().live().filter(|(_, job)| matches!(job.stage, Stage::Running(_))).count();
            let (waiting, running) = (format!("{} waiting", broker.queue().len()), format!("{running} running"));
            State::plain("broker", condition, waiting, running)
        }
        Node::Datastore(store) => {
            let names = store.data().len();
            let free = (store.free() as u128 * 100 / store.capacity().max(1) as u128) as u64;
            let names = if names == 1 { "1 name".to_owned() } else { format!("{names} names") };
            let detail = if machine.up { format!("{names} · {free} % free") } else { down() };
            State::plain("datastore", condition, word(), detail)
        }
        Node::Client(client) => {
            let detail = match client.expected() {
                _ if !machine.up => down(),
                0 => "waits for nothing".to_owned(),
                1 => "waits for 1 result".to_owned(),
                n => format!("waits for {n} results"),
            };
            State::plain("client", condition, word(), detail)
        }
        Node::Executor(executor) => {
            let at = At { sim, id, name, condition, down_since: machine.since };
            at.executor(executor)
        }
    }
}

struct At<'a> {
    sim: &'a Sim,
    id: NodeId,
    name: &'a str,
    condition: Condition,
    down_since: Time,
}

impl At<'_> {
    fn executor(&self, executor: &Executor) -> State {
        let (world, broker) = (self.sim.world(), self.sim.world().broker());
        let now = world.now();
        let silence = broker.executors().get(&self.id).map(|belief| now.since(belief.heard_at));
        let fate = silence.map(|silence| format!("dropped in {}", SILENCE_MAX - silence));
        let late = silence.filter(|silence| *silence > HEARTBEAT_EVERY + GRACE);
        let load = executor.current().cpu_load.get();
        let work = self.work(executor, now);
        let (condition, state, detail) = match self.condition {
            Condition::Crashed => {
                let down = || format!("down for {}", now.since(self.down_since));
                (Condition::Crashed, "crashed".to_owned(), fate.unwrap_or_else(down))
            }
            Condition::Cut => {
                let detail = fate.unwrap_or_else(|| "dropped by the broker".to_owned());
                (Condition::Cut, "cut off".to_owned(), detail)
            }
            _ if late.is_some() => {
                let silence = late.unwrap_or_default();
                (Condition::Silent, format!("silent {silence}"), fate.unwrap_or_default())
            }
            _ if !executor.is_member() => (Condition::Joining, "joining".to_owned(), self.has(executor, None)),
            _ if silence.is_none() => (Condition::Joining, "dropped".to_owned(), self.has(executor, None)),
            _ => self.well(executor, &work),
        };
        let is_up = condition != Condition::Crashed;
        let told = match condition {
            Condition::Well => &work.told,
            Condition::Silent => "silent",
            _ => &state,
        };
        let label = format!("executor, {told}, {}", self.has_in_full(executor));
        let is_emergency = is_up && work.jobs.iter().any(|job| is_emergency(broker, *job));
        State {
            condition,
            state,
            detail,
            load: Some((load.round() as u32).min(100)),
            is_busy: is_up && !work.jobs.is_empty(),
            is_emergency,
            label,
        }
    }

    /// The job goes beside the name where it fits, else into the line below.
    fn well(&self, executor: &Executor, work: &Work) -> (Condition, String, String) {
        let Some(left) = &work.left else { return (Condition::Well, work.what.clone(), self.has(executor, None)) };
        let whole = format!("{} · {left}", work.what);
        let room = TEXT_WIDTH - 4.0 - self.name.chars().count() as f64 * NAME_LETTER;
        if whole.chars().count() as f64 * STATE_LETTER <= room {
            return (Condition::Well, whole, self.has(executor, None));
        }
        (Condition::Well, format!("{left} left"), self.has(executor, Some(&work.what)))
    }

    fn work(&self, executor: &Executor, now: Time) -> Work {
        let names = self.sim.trace().names();
        let running: Vec<Running> = executor.running().filter(|running| running.ends_at.is_some()).collect();
        let jobs: Vec<JobId> = running.iter().map(|running| running.job).collect();
        let left = running.iter().filter_map(|running| running.ends_at).min().map(|at| in_short(at.since(now)));
        // Without the time that is left: a tile is drawn anew only when its words change.
        let told = jobs.iter().map(|job| format!("runs {}", names.of_job(*job)));
        let told = if jobs.is_empty() { "idle".to_owned() } else { told.collect::<Vec<_>>().join(", ") };
        let what = match jobs[..] {
            [] if executor.running().next().is_some() => "delivers".to_owned(),
            [] => "idle".to_owned(),
            [job] => names.of_job(job).to_owned(),
            _ => format!("{} jobs", jobs.len()),
        };
        Work { jobs, what, left, told }
    }

    /// What fits into the line of details: the job, the load, the equipment, the memory, in this order.
    fn has(&self, executor: &Executor, job: Option<&str>) -> String {
        let now = executor.current();
        let kinds: Vec<&str> = executor.equipment().kinds().map(|kind| kind.name()).collect();
        let equipment = (!kinds.is_empty()).then(|| format!("✚ {}", kinds.join(" ")));
        let load = format!("load {} %", decimal(now.cpu_load.get().round()));
        let parts = [job.map(str::to_owned), Some(load), equipment, Some(words::bytes(now.memory))];
        let mut line = String::new();
        for part in parts.into_iter().flatten() {
            let whole = if line.is_empty() { part } else { format!("{line} · {part}") };
            if whole.chars().count() as f64 * STATE_LETTER <= TEXT_WIDTH {
                line = whole;
            } else if line.is_empty() {
                line = cut(&whole, (TEXT_WIDTH / STATE_LETTER) as usize);
            }
        }
        line
    }

    fn has_in_full(&self, executor: &Executor) -> String {
        let now = executor.current();
        format!("load {} %, {} of memory free", decimal(now.cpu_load.get().round()), words::bytes(now.memory))
    }
}

/// A time that is left, beside a name: beyond two minutes in whole ones.
fn in_short(left: Span) -> String {
    let minutes = left.ms().div_ceil(60_000);
    if minutes > 2 { Span::from_secs(minutes * 60).to_string() } else { left.to_string() }
}

/// What an executor does.
struct Work {
    jobs: Vec<JobId>,
    what: String,
    left: Option<String>,
    told: String,
}

/// Whether a job that lives is an emergency to the broker.
pub(super) fn is_emergency(broker: &Broker, job: JobId) -> bool {
    broker.jobs().get(job).is_some_and(|job| job.is_emergency())
}

/// The beginning of a text that is too long.
pub(super) fn cut(text: &str, letters: usize) -> String {
    if text.chars().count() <= letters {
        return text.to_owned();
    }
    text.chars().take(letters.saturating_sub(1)).chain(['…']).collect()
}

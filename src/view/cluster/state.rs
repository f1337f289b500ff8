//! How a machine is, in the few words that fit on its card.

use super::Condition;
use crate::broker::Broker;
use crate::broker::executors::SILENCE_MAX;
use crate::broker::executors::decimal;
use crate::broker::jobs::Stage;
use crate::id::{JobId, NodeId};
use crate::sim::Sim;
use crate::sim::datastore::Datastore;
use crate::sim::executor::{Executor, HEARTBEAT_EVERY, Phase, Running};
use crate::sim::machine::{Machine, Node};
use crate::sim::network::Cut;
use crate::texts::texts;
use crate::time::{Span, Time};
use crate::view::{stores, words};

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

/// How a machine is, as far as a tile shows it.
pub(super) struct Brief {
    pub(super) condition: Condition,
    pub(super) load: Option<u32>,
    pub(super) is_busy: bool,
    pub(super) is_emergency: bool,
    pub(super) told: String,
}

impl State {
    fn plain(kind: &str, condition: Condition, state: String, detail: String) -> Self {
        let parts = [kind, &state, &detail].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>();
        let label = parts.join(", ");
        Self { condition, state, detail, load: None, is_busy: false, is_emergency: false, label }
    }
}

/// How a machine is, in brief.
pub(super) fn brief(sim: &Sim, id: NodeId, machine: &Machine) -> Brief {
    if let Node::Executor(executor) = &machine.node {
        return At::new(sim, id, machine).brief(executor);
    }
    let State { condition, load, is_busy, is_emergency, label, .. } = of(sim, id, machine, "");
    Brief { condition, load, is_busy, is_emergency, told: label }
}

/// Whether a machine is up, and its link to the broker.
fn condition(sim: &Sim, id: NodeId, machine: &Machine) -> Condition {
    let world = sim.world();
    match (machine.up, world.network().cut_between(world.broker_id(), id)) {
        (false, _) => Condition::Crashed,
        (true, Some(_)) => Condition::Cut,
        (true, None) => Condition::Well,
    }
}

/// How its link to the broker is cut, in a word: with one way left it hears nothing, or is not heard.
fn cut_word(sim: &Sim, id: NodeId) -> &'static str {
    let (world, texts) = (sim.world(), texts().cluster());
    match world.network().cut_between(world.broker_id(), id) {
        Some(Cut::From(from)) if from == id => texts.not_heard,
        Some(Cut::From(_)) => texts.hears_nothing,
        _ => texts.cut_off,
    }
}

pub(super) fn of(sim: &Sim, id: NodeId, machine: &Machine, name: &str) -> State {
    let (world, texts) = (sim.world(), texts().cluster());
    let down = || texts.down_for(&words::real(world.since(machine.since)));
    let condition = condition(sim, id, machine);
    let word = || match condition {
        Condition::Crashed => texts.crashed.to_owned(),
        Condition::Cut => cut_word(sim, id).to_owned(),
        _ => String::new(),
    };
    match &machine.node {
        Node::Broker(_) if !machine.up => State::plain("", condition, word(), down()),
        Node::Broker(broker) => {
            let running = broker.jobs().live().filter(|(_, job)| matches!(job.stage, Stage::Running(_))).count();
            State::plain("", condition, texts.waiting(broker.queue().len()), texts.running(running))
        }
        Node::Datastore(store) => {
            let detail = if machine.up { holds(store) } else { down() };
            let is_away = world.broker().data().stores().get(id).is_some_and(|known| known.is_away);
            let (condition, word) = match condition {
                Condition::Well if is_away => (Condition::Silent, texts.away.to_owned()),
                condition => (condition, word()),
            };
            // What is taken at all is seen.
            let level = machine.up.then(|| stores::fill(store).div_ceil(10));
            State { load: level, ..State::plain(texts.datastore, condition, word, detail) }
        }
        Node::Host(host) => {
            let said = cut(host.said(), (TEXT_WIDTH / STATE_LETTER) as usize);
            State { label: texts.host_said(host.said()), ..State::plain(texts.host, condition, String::new(), said) }
        }
        Node::Client(client) => {
            let detail = if machine.up { texts.expects(client.expected()) } else { down() };
            State::plain(texts.client, condition, word(), detail)
        }
        Node::Executor(executor) => At::new(sim, id, machine).executor(executor, name),
    }
}

/// `3 names · 42 % free`
fn holds(store: &Datastore) -> String {
    let free = (u128::from(store.free()) * 100 / u128::from(store.capacity().max(1))) as u64;
    texts().cluster().holds(store.data().len(), free)
}

/// An executor, and what is known of it.
struct At<'a> {
    sim: &'a Sim,
    condition: Condition,
    cut_word: &'static str,
    down_since: Time,
    /// For how long the broker has not heard of it, while it is one of the broker's.
    silence: Option<Span>,
}

impl<'a> At<'a> {
    fn new(sim: &'a Sim, id: NodeId, machine: &Machine) -> Self {
        let world = sim.world();
        let belief = world.broker().executors().get(&id);
        let silence = belief.map(|belief| world.now().since(belief.heard_at));
        Self {
            sim,
            condition: condition(sim, id, machine),
            cut_word: cut_word(sim, id),
            down_since: machine.since,
            silence,
        }
    }

    fn brief(&self, executor: &Executor) -> Brief {
        let held: Vec<Running> = executor.running().filter(|job| job.phase != Phase::Ending).collect();
        let condition = match self.condition {
            Condition::Well if self.silence.is_some_and(|silence| silence > HEARTBEAT_EVERY + GRACE) => {
                Condition::Silent
            }
            Condition::Well if !executor.is_member() || self.silence.is_none() => Condition::Joining,
            worse => worse,
        };
        let (texts, names) = (texts().cluster(), self.sim.trace().names());
        let how = match condition {
            Condition::Crashed => texts.crashed,
            Condition::Cut => self.cut_word,
            Condition::Silent => texts.silent,
            Condition::Joining if executor.is_member() => texts.dropped,
            Condition::Joining => texts.joining,
            Condition::Well if held.is_empty() => texts.idle,
            // Without the time that is left: a tile is drawn anew only when its words change.
            Condition::Well => "",
        };
        let mut told = [texts.executor, ", ", how].concat();
        if condition == Condition::Well {
            let each = held.iter().map(|held| match held.phase {
                Phase::Fetching => texts.fetches_for(names.of_job(held.job)),
                _ => texts.runs(names.of_job(held.job)),
            });
            told.push_str(&each.collect::<Vec<_>>().join(", "));
        }
        let (is_up, broker) = (condition != Condition::Crashed, self.sim.world().broker());
        Brief {
            condition,
            load: Some((executor.current().cpu_load.get().round() as u32).min(100)),
            is_busy: is_up && !held.is_empty(),
            is_emergency: is_up && held.iter().any(|held| is_emergency(broker, held.job)),
            told,
        }
    }

    fn executor(&self, executor: &Executor, name: &str) -> State {
        let (texts, now) = (texts().cluster(), self.sim.world().now());
        let Brief { condition, load, is_busy, is_emergency, told } = self.brief(executor);
        let fate = self.silence.map(|silence| texts.dropped_in(&words::real(SILENCE_MAX - silence)));
        let has = || self.has(executor, None);
        let (state, detail) = match condition {
            Condition::Crashed => {
                let down = || texts.down_for(&words::real(now.since(self.down_since)));
                (texts.crashed.to_owned(), fate.unwrap_or_else(down))
            }
            Condition::Cut => (self.cut_word.to_owned(), fate.unwrap_or_else(|| texts.dropped_by_broker.to_owned())),
            Condition::Silent => {
                // Its name matters more than for how long: what is left until it is dropped says as much, below.
                let whole = texts.silent_for(&words::real(self.silence.unwrap_or_default()));
                let state = if fits_beside(name, &whole) { whole } else { texts.silent.to_owned() };
                (state, fate.unwrap_or_default())
            }
            Condition::Joining if executor.is_member() => (texts.dropped.to_owned(), has()),
            Condition::Joining => (texts.joining.to_owned(), has()),
            Condition::Well => self.well(executor, name),
        };
        let label = format!("{told}, {}", self.has_in_full(executor));
        State { condition, state, detail, load, is_busy, is_emergency, label }
    }

    /// The job goes beside the name where it fits, else into the line below.
    fn well(&self, executor: &Executor, name: &str) -> (String, String) {
        let texts = texts().cluster();
        let running: Vec<Running> = executor.running().filter(|running| running.phase != Phase::Ending).collect();
        let what = match running[..] {
            [] if executor.running().next().is_some() => texts.delivers.to_owned(),
            [] => texts.idle.to_owned(),
            [running] if running.phase == Phase::Fetching => texts.fetches.to_owned(),
            [running] => self.sim.trace().names().of_job(running.job).to_owned(),
            _ => texts.jobs(running.len()),
        };
        let ends_at = running.iter().filter_map(|running| running.ends_at).min();
        let Some(ends_at) = ends_at else { return (what, self.has(executor, None)) };
        let left = in_short(ends_at.since(self.sim.world().now()));
        let whole = format!("{what} · {left}");
        let fits = |text: &str| fits_beside(name, text);
        if fits(&whole) {
            return (whole, self.has(executor, None));
        }
        let in_words = texts.left(&left);
        (if fits(&in_words) { in_words } else { left }, self.has(executor, Some(&what)))
    }

    /// What fits into the line of details: the job, the load, the equipment, the memory, in this order.
    fn has(&self, executor: &Executor, job: Option<&str>) -> String {
        let (texts, now) = (texts(), executor.current());
        let kinds: Vec<&str> = executor.equipment().kinds().map(|kind| texts.words().kind(kind)).collect();
        let equipment = (!kinds.is_empty()).then(|| format!("✚ {}", kinds.join(" ")));
        let load = texts.cluster().load(&decimal(now.cpu_load.get().round()));
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
        texts().cluster().load_and_memory(&decimal(now.cpu_load.get().round()), &words::bytes(now.memory))
    }
}

/// Whether a state has room beside a name.
fn fits_beside(name: &str, state: &str) -> bool {
    let room = TEXT_WIDTH - 4.0 - name.chars().count() as f64 * NAME_LETTER;
    state.chars().count() as f64 * STATE_LETTER <= room
}

/// A time that is left, beside a name: beyond two minutes in whole ones.
fn in_short(left: Span) -> String {
    let minutes = left.ms().div_ceil(60_000);
    if minutes > 2 { Span::from_secs(minutes * 60).to_string() } else { words::real(left) }
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

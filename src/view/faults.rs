//! Faults in words: what somebody did, what the network did to a message, what is wrong now.

use super::words::{Words, real};
use crate::broker::outbox::EventKind;
use crate::id::{EventId, NodeId};
use crate::ordered::Set;
use crate::scenario::{Command, Link, NetworkChange, NetworkSpec, OfNode};
use crate::sim::Sim;
use crate::sim::machine::{Machine, Node};
use crate::sim::network::Cut;
use crate::sim::trace::{Event, LossReason, Sent, Trace};
use crate::texts::texts;
use crate::time::Span;

/// Why a message was lost.
pub(super) fn loss(why: LossReason) -> &'static str {
    let said = texts().befallen();
    match why {
        LossReason::Cut => said.link_was_cut,
        LossReason::Down => said.was_down,
        LossReason::Gone => said.was_not_there,
        LossReason::Dropped => said.was_dropped,
        LossReason::Lost => said.network_lost,
    }
}

/// Whether a command makes something go wrong.
pub(super) fn is_made_by(command: &Command) -> bool {
    match command {
        Command::Cut(_) | Command::DropMessage(_) | Command::DelayMessage { .. } | Command::DuplicateMessage(_) => true,
        Command::Fill(_) | Command::Flap { .. } | Command::Flood(_) => true,
        Command::Slow { percent, .. } => *percent > 100,
        Command::SetNetwork(change) => {
            [change.loss_permille, change.duplication_permille, change.delay_permille].iter().flatten().any(|n| *n > 0)
        }
        _ => false,
    }
}

/// The fault that a command makes, in words; none where it makes none.
#[inline(never)]
pub(super) fn made(command: &Command) -> Option<String> {
    let said = texts().befallen();
    let span = |ms: u64| real(Span::from_ms(ms));
    Some(match command {
        Command::Cut(Link { a, b, one_way: true }) => said.way_cut(a, b),
        Command::Cut(link) => said.link_cut(&link.a, &link.b),
        Command::DropMessage(of) => said.dropped(of.message),
        Command::DelayMessage { message, by_ms } => said.delayed(*message, &span(*by_ms)),
        Command::DuplicateMessage(of) => said.duplicated(of.message),
        Command::SetNetwork(change) => changed(change)?,
        Command::Slow { node, percent } => said.slow(node, &times(*percent)),
        Command::Fill(of) => said.full(&of.node),
        Command::Flap { node, every_ms } => said.flaps(node, &span(*every_ms)),
        Command::Flood(flood) => said.flood(flood.count, &span(flood.within_ms)),
        _ => return None,
    })
}

/// A change of the network that makes something go wrong.
fn changed(change: &NetworkChange) -> Option<String> {
    let spec = change.over(NetworkSpec::default()).ok()?;
    let where_ = match (&change.a, &change.b) {
        (Some(a), Some(b)) => texts().befallen().link(a, b),
        _ => texts().befallen().network.to_owned(),
    };
    let rates = rates(&spec);
    (!rates.is_empty()).then(|| format!("{where_}: {rates}"))
}

/// `5 % lost, 2 % twice, 10 % held back up to 5 s`; empty where nothing goes wrong.
pub fn rates(spec: &NetworkSpec) -> String {
    let said = texts().befallen();
    let share = |permille: u32| (permille > 0).then(|| percent(permille));
    let parts = [
        share(spec.loss_permille).map(|share| said.lost(&share)),
        share(spec.duplication_permille).map(|share| said.twice(&share)),
        share(spec.delay_permille).map(|share| said.held(&share, &real(Span::from_ms(spec.delay_ms_max)))),
    ];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// Thousandths as people read them: `2.5 %`.
pub fn percent(permille: u32) -> String {
    match permille % 10 {
        0 => format!("{} %", permille / 10),
        tenth => format!("{}{}{tenth} %", permille / 10, texts().words().point),
    }
}

/// How much longer than usual: `3 × as long`, `1.5 × as long`.
pub fn times(percent: u32) -> String {
    texts().befallen().times(&factor(percent))
}

fn factor(percent: u32) -> String {
    real(crate::broker::executors::decimal(f64::from(percent) / 100.0))
}

/// The event that received the same message before.
pub(super) fn received_before(trace: &Trace, event: &Event) -> Option<EventId> {
    let first = trace.sent(event.message?)?.received.first().copied()?;
    (first < event.id).then_some(first)
}

/// What befell the message of an event on its way, in a sentence: it came twice, or late.
pub(super) fn befell(trace: &Trace, event: &Event, sent: Sent<'_>) -> Option<String> {
    if event.kind != EventKind::Receive {
        return None;
    }
    if let Some(first) = received_before(trace, event) {
        return Some(texts().befallen().duplicate(first.number()));
    }
    (sent.met().held > Span::ZERO).then(|| texts().befallen().was_held(&real(sent.met().held)))
}

/// The faults that show at an event, in sentences that end in a space: what befell its message, whether that went
/// into a cut link, and what was lost between the event before and this one.
#[inline(never)]
pub(super) fn around(words: &Words, trace: &Trace, event: &Event) -> String {
    let mut text = String::new();
    let mut tell = |sentence: &str| text.extend([sentence, " "]);
    if let Some(sent) = event.message.and_then(|message| trace.sent(message)) {
        befell(trace, event, sent).iter().for_each(|sentence| tell(sentence));
        if event.kind == EventKind::Send && is_lost_at_once(trace, sent) {
            tell(texts().befallen().lost_at_once);
        }
    }
    let before = EventId::new(event.id.number() - 1);
    for sent in trace.lost_after(before).filter(|sent| !is_lost_at_once(trace, *sent)) {
        let (from, to) = (words.from(sent.message.from), words.whom(sent.message.to));
        let why = sent.lost().map_or("", |lost| loss(lost.why));
        tell(&texts().befallen().lost_before(sent.message.id.number(), &from, &to, why));
    }
    text
}

/// Whether a message went into a link that was cut then.
fn is_lost_at_once(trace: &Trace, sent: Sent<'_>) -> bool {
    let sent_at = sent.event.and_then(|event| Some((event.number(), trace.at(event)?)));
    let lost_at = sent.lost().filter(|lost| lost.why == LossReason::Cut).map(|lost| (lost.after, lost.at));
    sent_at.is_some() && sent_at == lost_at
}

/// Something that is wrong until somebody ends it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lasting {
    /// What it is wrong with: every link, one link, a machine.
    pub whose: String,
    /// What is wrong.
    pub what: String,
    /// What ends it.
    pub end: Command,
}

/// All that is wrong at the cursor and lasts: the network first, then links, then machines. Who is down is seen anyway.
pub fn lasting(sim: &Sim) -> Vec<Lasting> {
    let (world, names) = (sim.world(), sim.world().names());
    let network = world.network();
    let mut found = Vec::new();
    let common = rates(network.common_spec());
    if !common.is_empty() {
        let none = Some(0);
        let calm = NetworkChange {
            loss_permille: none,
            duplication_permille: none,
            delay_permille: none,
            ..NetworkChange::default()
        };
        found.push(Lasting {
            whose: texts().befallen().every_link.to_owned(),
            what: common,
            end: Command::SetNetwork(calm),
        });
    }
    let cuts = network.cuts().map(|(a, b, _)| (a, b));
    let links: Set<(NodeId, NodeId)> = cuts.chain(network.own_specs().keys().copied()).collect();
    for (a, b) in links.iter().copied() {
        let what = link(sim, a, b);
        if !what.is_empty() {
            let (a, b) = (names.of_node(a), names.of_node(b));
            found.push(Lasting { whose: format!("{a} – {b}"), what, end: Command::Heal(Link::between(a, b)) });
        }
    }
    for (id, machine) in world.machines().iter().filter(|(_, machine)| machine.is_faulty()) {
        let node = names.of_node(*id);
        let end = Command::Mend(OfNode { node: node.clone() });
        found.push(Lasting { whose: node, what: trouble(machine).join(", "), end });
    }
    found
}

/// How a link is cut, and what goes wrong on it alone; empty where nothing is.
pub(super) fn link(sim: &Sim, a: NodeId, b: NodeId) -> String {
    let (network, names) = (sim.world().network(), sim.world().names());
    let cut = network.cut_between(a, b).map(|cut| match cut {
        Cut::Both => texts().befallen().cut_both.to_owned(),
        Cut::From(from) => {
            texts().befallen().cut_from(&names.of_node(from), &names.of_node(if from == a { b } else { a }))
        }
    });
    let own = network.own_spec(a, b).map(|spec| {
        let rates = rates(spec);
        if rates.is_empty() { latency(spec) } else { rates }
    });
    cut.into_iter().chain(own).collect::<Vec<_>>().join("; ")
}

/// `20 to 120 ms on the way`
pub(super) fn latency(spec: &NetworkSpec) -> String {
    texts().befallen().latency(spec.latency_ms_min, spec.latency_ms_max)
}

/// What is wrong with a machine, in words.
pub(super) fn trouble(machine: &Machine) -> Vec<String> {
    match &machine.node {
        Node::Executor(executor) => {
            let trouble = executor.trouble();
            let slow = (trouble.percent != 100).then(|| times(trouble.percent));
            let flap = trouble.flap.map(|flap| texts().befallen().mains_turn(&real(flap.every)));
            slow.into_iter().chain(flap).collect()
        }
        Node::Datastore(store) if store.is_full() => vec![texts().befallen().no_room.to_owned()],
        _ => Vec::new(),
    }
}

/// The same in a word or two, for a card: `3 ×`, `power`, `full`.
#[inline(never)]
pub(super) fn badge(machine: &Machine) -> String {
    match &machine.node {
        Node::Executor(executor) => {
            let trouble = executor.trouble();
            let said = texts().befallen();
            let slow = || said.slow_badge(&factor(trouble.percent));
            match (trouble.percent != 100, trouble.flap) {
                (true, Some(_)) => said.slow_and_power(&slow()),
                (true, None) => slow(),
                (false, Some(_)) => said.power_flaps.to_owned(),
                (false, None) => String::new(),
            }
        }
        Node::Datastore(store) if store.is_full() => texts().befallen().full_badge.to_owned(),
        _ => String::new(),
    }
}

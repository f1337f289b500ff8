//! The messages on their way: what each says, and how far it has come.

use super::state::{cut, is_emergency};
use crate::broker::call::{Body, Call, Message, Notice};
use crate::broker::jobs::finding;
use crate::id::{MessageId, NodeId};
use crate::sim::Sim;
use crate::sim::network::Flight;
use crate::time::Time;
use crate::view::words::colour;

/// The most letters on a message.
const LETTERS_MAX: usize = 20;

/// One message, or one copy of it, on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InFlight {
    /// Which message.
    pub id: MessageId,
    /// Which copy of it: how many of them arrive later, so that it stays the same when another one arrives.
    pub copy: u32,
    /// The machine that sent it.
    pub from: NodeId,
    /// The machine that it is for.
    pub to: NodeId,
    /// The class of its sender's colour.
    pub colour: &'static str,
    /// What it says, in a word or two.
    pub text: String,
    /// Whether it is about an emergency.
    pub is_emergency: bool,
    /// When it was sent.
    pub sent_at: Time,
    /// When it will arrive.
    pub arrives_at: Time,
    /// How much of its way lies behind it, in thousandths.
    pub progress: u32,
    /// All of it in words.
    pub label: String,
}

/// What is on its way, the next `most` of it.
pub(super) fn in_flight(sim: &Sim, most: usize) -> Vec<InFlight> {
    let world = sim.world();
    let names = sim.trace().names();
    let all: Vec<(Time, &Flight)> = world.network().flights().collect();
    let flights = all.iter().zip(1..).take(most).map(|((arrives_at, flight), next)| {
        let message = &flight.message;
        let copy = all[next..].iter().filter(|(_, later)| later.message.id == message.id).count() as u32;
        let way = arrives_at.since(flight.sent_at).ms().max(1);
        let behind = world.since(flight.sent_at).ms().min(way);
        let (from, to) = (message.from.machine(), message.to.machine());
        let text = says(sim, message);
        let left = arrives_at.since(world.now());
        InFlight {
            id: message.id,
            copy,
            from,
            to,
            colour: colour(from),
            is_emergency: is_about_emergency(sim, &message.body),
            sent_at: flight.sent_at,
            arrives_at: *arrives_at,
            progress: (behind * 1000 / way) as u32,
            label: format!("{text}, from {} to {}, arrives in {left}", names.of_node(from), names.of_node(to)),
            text,
        }
    });
    flights.collect()
}

/// What a message says, short enough to stand on it.
pub(in crate::view) fn says(sim: &Sim, message: &Message) -> String {
    let names = sim.trace().names();
    let call = match &message.body {
        Body::Call(call) => call,
        Body::Answer(_, answer) if answer.is_ok() => return "answer".to_owned(),
        Body::Answer(_, answer) => return format!("answer {}", answer.status),
    };
    let found = match call {
        Call::Submit { spec, .. } => finding(spec),
        _ => None,
    };
    let whole = match (call.job(), found) {
        (Some(job), Some(found)) => format!("{} {}", names.of_job(job), found.emergency.kind.name()),
        (Some(job), None) => format!("{} {}", call.name(), names.of_job(job)),
        (None, _) => call.name().to_owned(),
    };
    cut(&whole, LETTERS_MAX)
}

fn is_about_emergency(sim: &Sim, body: &Body) -> bool {
    let Body::Call(call) = body else { return false };
    match call {
        Call::Submit { spec, .. } | Call::Run { spec, .. } => finding(spec).is_some(),
        Call::Notice { notice, .. } => matches!(notice, Notice::Declared(_)),
        _ => call.job().is_some_and(|job| is_emergency(sim.world().broker(), job)),
    }
}

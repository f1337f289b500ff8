//! The messages on their way: what each says, and how far it has come.

use super::state::{cut, is_emergency};
use crate::broker::call::{Answer, Body, Call, Message, Notice, Reply};
use crate::broker::data::Data;
use crate::broker::jobs::finding;
use crate::id::{MessageId, NodeId};
use crate::sim::Sim;
use crate::sim::network::Flight;
use crate::texts::texts;
use crate::time::Time;
use crate::view::data::size;
use crate::view::words::{colour, real};

/// The most letters on a message, and the fewest of the name of data on it.
const LETTERS_MAX: usize = 22;
const NAME_LETTERS_MIN: usize = 6;

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
    /// How many bytes of data it carries; none when it carries none.
    pub bytes: Option<u64>,
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

impl InFlight {
    /// Half the side of the square that stands for the data it carries: a step larger with every thousandfold, from
    /// bytes to gigabytes. None when it carries none.
    pub fn parcel(&self) -> Option<f64> {
        self.bytes.map(|bytes| 3.5 + f64::from(bytes.max(1).ilog2().min(39) / 10))
    }
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
        let left = real(arrives_at.since(world.now()));
        InFlight {
            id: message.id,
            copy,
            from,
            to,
            colour: colour(from),
            bytes: carried(&message.body).map(|data| data.bytes),
            is_emergency: is_about_emergency(sim, &message.body),
            sent_at: flight.sent_at,
            arrives_at: *arrives_at,
            progress: (behind * 1000 / way) as u32,
            label: texts().cluster().flight(&text, &names.of_node(from), &names.of_node(to), &left),
            text,
        }
    });
    flights.collect()
}

/// What a message says, short enough to stand on it.
pub(in crate::view) fn says(sim: &Sim, message: &Message) -> String {
    let (texts, names) = (texts(), sim.trace().names());
    let amount = carried(&message.body).map(|data| format!(" {}", size(data.bytes))).unwrap_or_default();
    let call = match &message.body {
        Body::Call(call) => call,
        Body::Answer(call, answer) if answer.is_ok() => {
            let asked = sim.trace().sent(*call).filter(|_| !amount.is_empty());
            let name = asked.and_then(|sent| match &sent.message.body {
                Body::Call(call) => call.data_name(),
                Body::Answer(..) | Body::Unknown => None,
            });
            return match name {
                Some(name) => about_data(texts.cluster().data, name.as_str(), &amount),
                None => format!("{}{amount}", texts.cluster().answer),
            };
        }
        Body::Answer(_, answer) => return format!("{} {}", texts.cluster().answer, answer.status),
        Body::Unknown => return texts.cluster().message.to_owned(),
    };
    if let Some(name) = call.data_name() {
        return about_data(call.name(), name.as_str(), &amount);
    }
    let found = match call {
        Call::Submit { spec, .. } => finding(spec),
        _ => None,
    };
    let whole = match (call.job(), found) {
        (Some(job), Some(found)) => format!("{} {}", names.of_job(job), texts.words().kind(found.emergency.kind)),
        (Some(job), None) => format!("{} {}", call.name(), names.of_job(job)),
        (None, _) => call.name().to_owned(),
    };
    cut(&whole, LETTERS_MAX - amount.chars().count()) + &amount
}

/// The data that a message carries.
fn carried(body: &Body) -> Option<&Data> {
    match body {
        Body::Call(Call::Store { data, .. } | Call::Result { data, .. }) => Some(data),
        Body::Answer(_, Answer { reply: Reply::Data(data), .. }) => Some(data),
        _ => None,
    }
}

/// `store maps/north 2 MB`: of a long name the end, where names differ.
fn about_data(verb: &str, name: &str, amount: &str) -> String {
    let taken = verb.len() + 1 + amount.chars().count();
    let room = LETTERS_MAX.saturating_sub(taken).max(NAME_LETTERS_MIN);
    match name.chars().count().checked_sub(room) {
        None | Some(0) => format!("{verb} {name}{amount}"),
        Some(more) => format!("{verb} …{}{amount}", name.chars().skip(more + 1).collect::<String>()),
    }
}

fn is_about_emergency(sim: &Sim, body: &Body) -> bool {
    let Body::Call(call) = body else { return false };
    match call {
        Call::Submit { spec, .. } | Call::Run { spec, .. } => finding(spec).is_some(),
        Call::Notice { notice, .. } => matches!(notice, Notice::Declared(_)),
        _ => call.job().is_some_and(|job| is_emergency(sim.world().broker(), job)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::Step;
    use crate::view::opening_at;

    #[test]
    fn a_result_on_its_way_tells_its_size_and_is_drawn_by_it() {
        let mut sim = opening_at(30_000);
        let body = r#"{"job_info":{"wasm_bin":"a.wasm","duration_ms":500,"result_bytes":3145728}}"#;
        assert_eq!(sim.request("PUT", "/job/submit/maps", body).status, 200);
        let mut seen = Vec::new();
        for _ in 0..2_000 {
            sim.step(Step::Event);
            seen.extend(in_flight(&sim, usize::MAX).into_iter().filter(|message| message.bytes == Some(3 << 20)));
        }
        let says = |text: &str| seen.iter().any(|message| message.text == text);
        assert!(says("result maps 3 MB"), "from the executor to the broker: {seen:?}");
        assert!(says("store maps/result 3 MB"), "from there to the datastore");
        assert!(seen.iter().all(|message| message.parcel() == Some(5.5)));
    }

    #[test]
    fn of_a_long_name_the_end_is_told() {
        let rows = [
            ("store", "maps/north", " 2 MB", "store maps/north 2 MB"),
            ("store", "cameras/harbour/frame-0001", " 2.8 GB", "store …ame-0001 2.8 GB"),
            ("fetch", "cameras/harbour/frame-0001", "", "fetch …bour/frame-0001"),
            ("delete data", "ä/öüß/frame", " 1023.5 MB", "delete data …frame 1023.5 MB"),
        ];
        for (verb, name, amount, text) in rows {
            assert_eq!(about_data(verb, name, amount), text);
        }
    }
}

//! The door for whoever stands outside the world and calls its nodes as an original client would: text in, text out.
//! And the other way round, what nodes say to each other as the text that it stands for.

use std::sync::Arc;

use crate::json::json;

use super::deed::CommandError;
use super::machine::Kind;
use super::scribe::Scribe;
use super::world::World;
use super::{EVENTS_MAX, Sim};
use crate::broker::call::{Answer, Body, Call};
use crate::broker::wire::{self, Headers, Heard, Incoming, Request, Response, Role};
use crate::clock::inline::Knowledge;
use crate::clock::{Dot, VectorClock};
use crate::id::{MessageId, Names, NodeId};
use crate::scenario::{Command, RequestCommand};
use crate::time::Span;

/// The name of whoever calls from outside, unless the call speaks of an executor.
pub const CALLER: &str = "console";
/// A call from outside waits for its answer for this much virtual time ...
pub const PATIENCE: Span = Span::from_secs(40);
/// ... and so many events.
pub const PATIENCE_EVENTS: usize = 5_000;

/// Beside whoever calls, so many nodes that are not here may stand in the clock of a node when a call from outside brings
/// more: what others learnt elsewhere is welcome, and does not fill it for ever.
pub const STRANGERS_MAX: usize = 256;

/// What the address of a node begins with; the node's name follows.
const SCHEME: &str = "http://";

/// A clock from outside is refused whole for one of its entries.
fn refused_entry(key: &str, entry: &str, why: &str) -> Response {
    let msg = format!("entry {entry:?}: {why}");
    let problem = json!({ "type": "value_error", "loc": ["body", key], "msg": msg });
    Response::new(422, json!({ "detail": [problem] }))
}

/// A call from outside, understood, with the names that it made known.
#[derive(Debug, Clone)]
pub(super) struct Injection {
    heard: Heard,
    to: NodeId,
    names: Names,
}

/// A message between two nodes as text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Printed {
    /// It is a call.
    Request(Request),
    /// It is an answer.
    Response(Response),
}

impl World {
    /// Reads a call from outside. The world is as it was, either way.
    fn read_request(&self, request: &RequestCommand) -> Result<Injection, Response> {
        let RequestCommand { method, path, body } = request;
        let (to, path) = self.addressed(path)?;
        let role = self.role(to).unwrap_or(Role::Broker);
        let mut names = self.names().clone();
        let full = |error: crate::id::NameError| Response::refused(503, &error.to_string());
        let caller = names.node(CALLER).map_err(full)?;
        let headers = Headers::new();
        let heard = wire::read_call(&Incoming { method, path, headers: &headers, body }, role, caller, &mut names)?;
        if let Some(dot) = heard.clock.as_ref().and_then(|clock| self.invented(clock, role)) {
            let why = format!("{} events are claimed that never happened", dot.count);
            return Err(refused_entry("vector_clock", &names.of_node(dot.node), &why));
        }
        if let Some((key, node)) = self.stranger(&heard, to) {
            let why = format!("no room for another node that is not here: there are {STRANGERS_MAX}");
            return Err(refused_entry(key, &names.of_node(node), &why));
        }
        match self.machines.get(&to) {
            Some(machine) if machine.up => Ok(Injection { heard, to, names }),
            _ => Err(Response::refused(503, &format!("{} is down", self.called(to)))),
        }
    }

    /// The node that an address is for, and the path there: the node that an absolute address names, else the broker.
    fn addressed<'a>(&self, address: &'a str) -> Result<(NodeId, &'a str), Response> {
        let scheme = address.get(..SCHEME.len()).filter(|scheme| scheme.eq_ignore_ascii_case(SCHEME));
        let Some(scheme) = scheme else { return Ok((self.broker_id(), address)) };
        let rest = &address[scheme.len()..];
        let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
        // All nodes have ports of their own in the original; here the name says it all.
        let port = host.rsplit_once(':').filter(|(_, port)| port.bytes().all(|digit| digit.is_ascii_digit()));
        let name = wire::decoded(port.map_or(host, |(name, _)| name));
        let node = self.names().find_node(&name).map(NodeId::machine).filter(|node| self.machines.contains_key(node));
        let node = node.ok_or_else(|| Response::refused(502, &format!("no node has the name {name:?}")))?;
        Ok((node, if path.is_empty() { "/" } else { path }))
    }

    /// How a node is called in a text about it.
    fn called(&self, node: NodeId) -> String {
        match node == self.broker_id() {
            true => "the broker".to_owned(),
            false => self.names().of_node(node),
        }
    }

    /// An entry of a clock from outside that claims more events of a peer than it has had. A peer believes what is
    /// said of others, so that such a claim, once in, would have the peer refuse everybody who heard of it. What is
    /// claimed of the broker's present life it can tell, and does; of a life to come it can't.
    fn invented(&self, clock: &VectorClock, to: Role) -> Option<Dot> {
        let broker = self.broker().id();
        clock.entries().filter(|dot| to != Role::Broker || dot.node != broker).find(|dot| {
            let node = self.machines.get(&dot.node.machine()).map(|machine| &machine.node);
            // Of former lives nothing is known any more.
            node.is_some_and(|node| dot.node >= node.id() && dot.count > node.clock().get(dot.node))
        })
    }

    /// The first entry of a clock from outside that is one too many: of a node that is neither here nor the caller, and
    /// that the receiver does not know of. Returns it with the key that the clock stands under.
    fn stranger(&self, heard: &Heard, to: NodeId) -> Option<(&'static str, NodeId)> {
        let known = self.machines.get(&to)?.node.clock();
        let is_stranger = |node: NodeId| node != heard.from && !self.machines.contains_key(&node.machine());
        let room = STRANGERS_MAX.saturating_sub(known.entries().filter(|dot| is_stranger(dot.node)).count());
        let beside = match &heard.call {
            Call::Register(report) | Call::Heartbeat(report) => {
                report.delivered.as_ref().map(|says| ("delivered", says))
            }
            Call::Notice { stamp, .. } => Some(("stamp", stamp)),
            _ => None,
        };
        let clocks = heard.clock.as_ref().map(|clock| ("vector_clock", clock));
        clocks.into_iter().chain(beside).find_map(|(key, clock)| {
            let mut new =
                clock.entries().map(|dot| dot.node).filter(|node| is_stranger(*node) && known.get(*node) == 0);
            new.nth(room).map(|node| (key, node))
        })
    }

    /// Checks a call from outside against this world.
    ///
    /// # Errors
    /// It is refused at the door; the text has the status and the body of the answer.
    pub(super) fn injection(&self, request: &RequestCommand) -> Result<Injection, CommandError> {
        self.read_request(request).map_err(|Response { status, body, .. }| CommandError::Field {
            field: "request",
            problem: format!("{status} {body}"),
        })
    }

    /// Lets a call from outside reach its node.
    #[inline(never)]
    pub(super) fn act_request(&mut self, injection: Injection, scribe: &mut dyn Scribe) {
        let Injection { heard: Heard { from, call, clock }, to, names } = injection;
        self.names = Arc::new(names);
        if let Call::Submit { job, .. } = &call {
            self.submitted.insert(*job, None);
        }
        self.inject(from, to, call, clock.map(|clock| Knowledge::claimed(from, clock)), scribe);
    }

    fn role(&self, node: NodeId) -> Option<Role> {
        self.machines.get(&node.machine()).and_then(|machine| match machine.kind() {
            Kind::Broker => Some(Role::Broker),
            Kind::Executor => Some(Role::Executor),
            Kind::Datastore => Some(Role::Datastore),
            Kind::Client => Some(Role::Client),
            Kind::Host => None,
        })
    }
}

impl Sim {
    /// Calls a node from outside, as an original client would, and lets the run go on until it has answered. The
    /// broker is called unless the path is an absolute address, `http://store-1/free`, that names another node; a
    /// port there is ignored. Like every command it is given at the cursor: what lay beyond stays as another branch, and
    /// the run repeats the call.
    ///
    /// A call that is refused at the door (502 where no node has the name, 503 where it is down, an unknown path, an
    /// unfit body) changes nothing. The caller is a node of the name [`CALLER`]; a registration, a heartbeat or an
    /// announcement comes from the node that it speaks of. An answer that does not come within [`PATIENCE`] is a 504.
    pub fn request(&mut self, method: &str, path: &str, body: &str) -> Response {
        let request = RequestCommand { method: method.to_owned(), path: path.to_owned(), body: body.to_owned() };
        let (Heard { call, clock, .. }, to) = match self.world.read_request(&request) {
            Ok(injection) => (injection.heard, injection.to),
            Err(refusal) => return refusal,
        };
        if self.cursor().index() >= EVENTS_MAX {
            return Response::refused(503, &format!("the run has reached its end: {EVENTS_MAX} events"));
        }
        let id = self.world.message_id();
        let until = self.world.now() + PATIENCE;
        if let Err(error) = self.apply(Command::Request(request)) {
            return Response::refused(422, &error.to_string());
        }
        let role = self.world.role(to).unwrap_or(Role::Broker);
        let late = |sim: &Self, within: String| {
            Response::refused(504, &format!("{} has not answered within {within}", sim.world.called(to)))
        };
        for _ in 0..PATIENCE_EVENTS {
            if !self.advance(until) {
                return late(self, PATIENCE.to_string());
            }
            if let Some((answer, known)) = self.answer_at_cursor(id) {
                let known = known.filter(|_| clock.is_some()).map(Knowledge::vector);
                return wire::print_answer(answer, known.as_ref(), &call, role, self.world.names());
            }
        }
        late(self, format!("{PATIENCE_EVENTS} events"))
    }

    /// The answer to a call, when the event at the cursor sent it, and what was known then.
    fn answer_at_cursor(&self, to: MessageId) -> Option<(&Answer, Option<&Knowledge>)> {
        let sent = self.trace.sent(self.event()?.message?)?;
        match &sent.message.body {
            Body::Answer(call, answer) if *call == to && sent.event == Some(self.cursor()) => {
                Some((answer, sent.message.clock.as_ref()))
            }
            _ => None,
        }
    }

    /// A message as the REST text that it stands for. The broker's answer to whoever brought no clock has none.
    pub fn printed(&self, message: MessageId) -> Option<Printed> {
        let (world, names) = (&self.world, self.trace.names());
        let message = &self.trace.sent(message)?.message;
        let clock = message.clock.as_ref().map(Knowledge::vector);
        let clock = clock.as_ref();
        Some(match &message.body {
            Body::Call(call) => {
                let to = world.role(message.to).unwrap_or(Role::Broker);
                Printed::Request(wire::print_call(call, message.from, to, clock, names))
            }
            Body::Answer(call, answer) => {
                let asked = &self.trace.sent(*call)?.message;
                let Body::Call(call) = &asked.body else { return None };
                let from = world.role(message.from).unwrap_or(Role::Executor);
                let clock = clock.filter(|_| asked.clock.is_some());
                Printed::Response(wire::print_answer(answer, clock, call, from, names))
            }
            Body::Unknown => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sim::tests::small;

    #[test]
    fn a_clock_from_outside_may_claim_what_happened_and_not_one_event_more() {
        let mut sim = small(&[]);
        sim.step(crate::sim::Step::Round);
        let world = sim.world();
        let exec = world.names().find_node("exec").unwrap();
        let count = world.machines()[&exec].node.clock().get(exec);
        let claims = |count| VectorClock::from_iter([Dot { node: exec, count }]);
        assert!(count > 0);
        assert_eq!(world.invented(&claims(count), Role::Broker), None);
        assert_eq!(world.invented(&claims(count + 1), Role::Broker), Some(Dot { node: exec, count: count + 1 }));
    }
}
